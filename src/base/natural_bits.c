/* natural_bits.c - naturals: bits, two's complement, bytes. See natural.h. SPDX-License-Identifier: MIT */
#include "base/natural.h"

size_t natural_bit_length(const Limb *a, size_t an)
{
    an = natural_normal(a, an);
    return an ? an * LIMB_BITS - (size_t)__builtin_clzll(a[an - 1]) : 0;
}

size_t natural_bit_count(const Limb *a, size_t an)
{
    size_t count = 0;
    for (size_t i = 0; i < an; i++)
        count += (size_t)__builtin_popcountll(a[i]);
    return count;
}

size_t natural_trailing_zeros(const Limb *a, size_t an)
{
    size_t i = 0;
    while (i + 1 < an && !a[i])
        i++;
    return i * LIMB_BITS + (size_t)__builtin_ctzll(a[i]);
}

/* The next limb of the two's complement of a number that is given by magnitude: ~x + 1 with the carry along. */
static inline Limb complement(Limb limb, Limb mask, Limb *carry)
{
    Limb result = (limb ^ mask) + *carry;
    *carry &= !result;
    return result;
}

size_t natural_combine(Limb *r, NaturalBits op, const Limb *a, size_t an, bool a_negative, const Limb *b, size_t bn,
                       bool b_negative, bool *negative)
{
    Limb   a_mask = a_negative ? ~(Limb)0 : 0, b_mask = b_negative ? ~(Limb)0 : 0;
    bool   r_negative = op == NATURAL_AND ? a_negative && b_negative
                      : op == NATURAL_OR  ? a_negative || b_negative
                                          : a_negative != b_negative;
    Limb   r_mask = r_negative ? ~(Limb)0 : 0;
    Limb   a_carry = a_negative, b_carry = b_negative, r_carry = r_negative;
    size_t length = an > bn ? an : bn;

    if (op == NATURAL_AND && (!a_negative || !b_negative)) {  /* what is not negative ends the result */
        size_t shorter = an < bn ? an : bn;
        length = a_negative ? bn : b_negative ? an : shorter;
    }
    for (size_t i = 0; i < length; i++) {
        Limb x = complement(i < an ? a[i] : 0, a_mask, &a_carry);
        Limb y = complement(i < bn ? b[i] : 0, b_mask, &b_carry);
        Limb z = op == NATURAL_AND ? x & y : op == NATURAL_OR ? x | y : x ^ y;
        r[i] = complement(z, r_mask, &r_carry);
    }
    if (r_negative)
        r[length++] = r_carry;  /* -2^k: all the limbs below came out as 0 */
    *negative = r_negative;
    return natural_normal(r, length);
}

size_t natural_shift_right_up(Limb *r, const Limb *a, size_t an, size_t bits)
{
    size_t limbs = bits / LIMB_BITS;
    bool   lost = false;
    for (size_t i = 0; i < limbs && i < an && !lost; i++)
        lost = a[i] != 0;
    if (!lost && limbs < an && bits % LIMB_BITS)
        lost = (a[limbs] & (((Limb)1 << bits % LIMB_BITS) - 1)) != 0;
    size_t length = natural_shift_right(r, a, an, bits);
    if (lost) {
        size_t i = 0;
        for (; i < length && !++r[i]; i++)
            ;
        if (i == length)
            r[length++] = 1;
    }
    return length;
}

size_t natural_from_bytes(Limb *r, const uint8_t *bytes, size_t count, bool is_big, bool is_signed, bool *negative)
{
    size_t room = (count + LIMB_BYTES - 1) / LIMB_BYTES;
    bool   is_negative = is_signed && count && (bytes[is_big ? 0 : count - 1] & 0x80);
    Limb   carry = is_negative, mask = is_negative ? ~(Limb)0 : 0;

    for (size_t i = 0; i < room; i++) {
        Limb limb = mask;
        for (size_t k = i * LIMB_BYTES + LIMB_BYTES; k-- > i * LIMB_BYTES;)
            limb = limb << 8 | (k < count ? bytes[is_big ? count - 1 - k : k] : mask & 0xFF);
        r[i] = complement(limb, mask, &carry);
    }
    *negative = is_negative;
    return natural_normal(r, room);
}

bool natural_to_bytes(uint8_t *bytes, size_t count, const Limb *a, size_t an, bool negative, bool is_big, bool is_signed)
{
    size_t bits = natural_bit_length(a, an);
    Limb   carry = negative, mask = negative ? ~(Limb)0 : 0;

    if (negative && !is_signed)
        return false;
    if (is_signed && bits) {  /* -2^k needs no bit more */
        bool is_lowest = negative && natural_trailing_zeros(a, an) == bits - 1;
        bits += !is_lowest;
    }
    if ((bits + 7) / 8 > count)
        return false;
    for (size_t i = 0, k = 0; k < count; i++) {
        Limb limb = complement(i < an ? a[i] : 0, mask, &carry);
        for (int j = 0; j < LIMB_BYTES && k < count; j++, k++, limb >>= 8)
            bytes[is_big ? count - 1 - k : k] = (uint8_t)limb;
    }
    return true;
}
