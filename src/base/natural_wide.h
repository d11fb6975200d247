/* natural_wide.h - arithmetic on two limbs: products, and division by a limb through its reciprocal.
 * Private to natural*.c and number_*.c. SPDX-License-Identifier: MIT */
#pragma once
#include "base/natural.h"

__extension__ typedef unsigned __int128 Wide;

static inline Limb wide_high(Limb a, Limb b)
{
    return (Limb)((Wide)a * b >> 64);
}

/* The reciprocal of d (top bit set) for wide_divide: floor((2^128 - 1) / d) - 2^64. */
static inline Limb wide_reciprocal(Limb d)
{
    return (Limb)((((Wide)~d << 64) | ~(Limb)0) / d);
}

/* (high:low) / d for d with its top bit set and high < d, with d's reciprocal; the remainder in *rest. After Moeller
 * and Granlund, "Improved division by invariant integers": two multiplications. */
static inline Limb wide_divide(Limb high, Limb low, Limb d, Limb reciprocal, Limb *rest)
{
    Wide guess = (Wide)reciprocal * high + (((Wide)high << 64) | low);
    Limb q = (Limb)(guess >> 64) + 1;
    Limb r = low - q * d;
    if (r > (Limb)guess) {
        q--;
        r += d;
    }
    if (__builtin_expect(r >= d, 0)) {
        q++;
        r -= d;
    }
    *rest = r;
    return q;
}
