/* number_digits.h - what number_text.c and number_digits.c share: a double's bits, decimal digits back to a double.
 * Private to number_*.c. SPDX-License-Identifier: MIT */
#pragma once
#include <string.h>

#include "base/number_text.h"

enum { MANTISSA_BITS = 52, EXPONENT_MASK = 0x7FF, EXPONENT_LOWEST = -1074 };

static inline uint64_t double_bits(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

static inline double double_of_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* |d| = mantissa * 2^exponent for a finite d. */
static inline uint64_t double_parts(double d, int *exponent)
{
    uint64_t bits = double_bits(d), mantissa = bits & (((uint64_t)1 << MANTISSA_BITS) - 1);
    int      biased = (int)(bits >> MANTISSA_BITS) & EXPONENT_MASK;
    *exponent = biased ? biased - 1 + EXPONENT_LOWEST : EXPONENT_LOWEST;
    return biased ? mantissa | (uint64_t)1 << MANTISSA_BITS : mantissa;
}

/* 0.DIGITS * 10^point, correctly rounded; is_more: more digits, not all 0, follow the count (at most 800) given. May be
 * inf. */
double double_from_digits(const char *digits, size_t count, int64_t point, bool is_more);
