/* hash.c - the hashes of numbers: residues modulo 2^61 - 1, so that equal ints and floats hash alike.
 * SPDX-License-Identifier: MIT */
#include "base/hash.h"

static inline uint64_t rotate_residue(uint64_t x, unsigned bits)
{
    return (x << bits & HASH_MODULUS) | x >> (HASH_BITS - bits);
}

int64_t hash_natural(const Limb *a, size_t an, bool negative)
{
    uint64_t rest = 0;
    for (size_t i = an; i-- > 0;) {  /* rest * 2^64 + limb: 2^64 is 2^3 modulo 2^61 - 1 */
        rest = rotate_residue(rest, 3) + (a[i] & HASH_MODULUS) + (a[i] >> HASH_BITS);
        while (rest >= HASH_MODULUS)
            rest -= HASH_MODULUS;
    }
    return hash_not_error(negative ? -(int64_t)rest : (int64_t)rest);
}

/* The mantissa in pieces of 28 bits, then times 2^exponent: a rotation. */
int64_t hash_double(double d)
{
    int      exponent;
    uint64_t rest = 0;
    if (isinf(d))
        return d > 0 ? HASH_INF : -HASH_INF;
    double mantissa = frexp(fabs(d), &exponent);
    while (mantissa != 0.0) {
        rest = rotate_residue(rest, 28);
        mantissa *= 268435456.0;
        exponent -= 28;
        uint64_t piece = (uint64_t)mantissa;
        mantissa -= (double)piece;
        rest += piece;
        if (rest >= HASH_MODULUS)
            rest -= HASH_MODULUS;
    }
    exponent = exponent >= 0 ? exponent % HASH_BITS : HASH_BITS - 1 - (-1 - exponent) % HASH_BITS;
    rest = exponent ? rotate_residue(rest, (unsigned)exponent) : rest;
    return hash_not_error(d < 0 ? -(int64_t)rest : (int64_t)rest);
}
