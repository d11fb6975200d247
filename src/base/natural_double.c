/* natural_double.c - naturals and doubles: correctly rounded one way, exact the other. SPDX-License-Identifier: MIT */
#include "base/natural.h"

#include <math.h>

/* The 64 bits of a from bit `at` up; *is_more becomes true if any below is set. */
static Limb window(const Limb *a, size_t an, size_t at, bool *is_more)
{
    size_t limb = at / LIMB_BITS, shift = at % LIMB_BITS;
    for (size_t i = 0; i < limb && i < an && !*is_more; i++)
        *is_more = a[i] != 0;
    if (limb >= an)
        return 0;
    if (shift && a[limb] << (LIMB_BITS - shift))
        *is_more = true;
    Limb result = a[limb] >> shift;
    if (shift && limb + 1 < an)
        result |= a[limb + 1] << (LIMB_BITS - shift);
    return result;
}

/* top >> down, 1 <= down <= 64, rounded half to even; is_more: something below top was lost. */
static Limb round_off(Limb top, unsigned down, bool is_more)
{
    Limb kept = down < 64 ? top >> down : 0, half = (Limb)1 << (down - 1);
    Limb rest = down < 64 ? top & ((half << 1) - 1) : top;
    return kept + (rest > half || (rest == half && (is_more || (kept & 1))));
}

double natural_to_double(const Limb *a, size_t an, int64_t exponent, bool is_more, bool *overflow)
{
    size_t bits = natural_bit_length(a, an);
    if (overflow)
        *overflow = false;
    if (!bits)
        return 0.0;
    int64_t at = (int64_t)bits - 64;  /* the window's place, so that its top bit is set */
    Limb    top = at >= 0 ? window(a, an, (size_t)at, &is_more) : a[0] << -at;
    int64_t low = exponent + at;      /* of the window's lowest bit */
    if (low + 64 > 1024 || low < -2000) {
        if (overflow)
            *overflow = low > 0;
        return low > 0 ? HUGE_VAL : 0.0;
    }
    unsigned down = low + 11 >= -1074 ? 11 : (unsigned)(-1074 - low <= 64 ? -1074 - low : 65);
    if (down > 64)
        return 0.0;  /* below half of the smallest */
    double result = ldexp((double)round_off(top, down, is_more), (int)(low + down));
    if (overflow)
        *overflow = isinf(result);
    return result;
}

double natural_to_mantissa(const Limb *a, size_t an, int64_t *exponent)
{
    int64_t bits = (int64_t)natural_bit_length(a, an);
    double  mantissa = natural_to_double(a, an, -bits, false, NULL);
    if (mantissa == 1.0) {
        mantissa = 0.5;
        bits++;
    }
    *exponent = bits;
    return mantissa;
}

/* The quotient is made with 66 bits at least, so that the rounding sees what it needs; the remainder is "more". */
bool natural_ratio(NaturalWork *work, double *ratio, bool *overflow, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    int64_t a_bits = (int64_t)natural_bit_length(a, an), b_bits = (int64_t)natural_bit_length(b, bn);
    *overflow = false;
    if (!a_bits || a_bits - b_bits < -1080) {
        *ratio = 0.0;
        return true;
    }
    if (a_bits - b_bits > 1030) {
        *overflow = true;
        *ratio = HUGE_VAL;
        return true;
    }
    int64_t up = b_bits + 66 > a_bits ? b_bits + 66 - a_bits : 0;
    size_t room = an + (size_t)up / LIMB_BITS + 1, quotient = room + 2 > bn ? room + 2 - bn : 1;
    size_t count = room + quotient + bn;
    Limb  *t = natural_take(work, count), *q = t + room, *r = q + quotient;
    if (!t)
        return false;
    size_t tn = natural_shift_left(t, a, an, (size_t)up);
    bool   result = natural_divide(work, q, r, t, tn, b, bn);
    if (result)
        *ratio = natural_to_double(q, natural_normal(q, tn - bn + 1), -up, natural_normal(r, bn) != 0, overflow);
    natural_drop(work, t, count);
    return result;
}

size_t natural_from_double(Limb *r, double d)
{
    int    exponent;
    double fraction = frexp(fabs(d), &exponent);
    if (exponent <= 0)
        return 0;
    Limb mantissa = (Limb)ldexp(fraction, 53);
    if (exponent <= 53) {
        r[0] = mantissa >> (53 - exponent);
        return natural_normal(r, 1);
    }
    Limb one[1] = {mantissa}, wide[NATURAL_DOUBLE_LIMBS + 2];
    size_t length = natural_shift_left(wide, one, 1, (size_t)exponent - 53);
    memcpy(r, wide, length * sizeof *r);
    return length;
}

int natural_compare_double(const Limb *a, size_t an, double d)
{
    if (isinf(d))
        return -1;
    Limb   whole[NATURAL_DOUBLE_LIMBS];
    size_t length = natural_from_double(whole, d);
    int    order = natural_compare(a, an, whole, length);
    return order ? order : d > floor(d) ? -1 : 0;
}
