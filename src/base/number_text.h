/* number_text.h - doubles to text and back, exactly rounded, in no locale.
 *
 * The digits of a double are exact: a shortest text (that reads back as the same double) or any number of them, rounded
 * half to even on the true value, as the C library and CPython's dtoa do. No function here allocates or fails for want
 * of memory; the caller brings the room. Digits come out as '0' to '9' only. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/allocator.h"

enum { DOUBLE_DIGITS = 1104 };  /* more than any finite double has before its zeros begin: 309 + 767 */

/* |d| = 0.DIGITS * 10^point; no zero stands first or (but in the fixed forms) last. Zero: count 0, point 1. */
typedef struct DoubleDigits {
    int  count;  /* of significant digits in `digits`; past them come zeros */
    int  point;
    char digits[DOUBLE_DIGITS];
} DoubleDigits;

/* The shortest digits that read back as d (finite), the nearest of them. At most 17. */
void double_digits_shortest(double d, DoubleDigits *out);

/* Rounded to `wanted` significant digits (1 or more); trailing zeros are cut. */
void double_digits_significant(double d, int wanted, DoubleDigits *out);

/* Rounded to `places` behind the decimal point (negative: before it); trailing zeros are cut. count 0: rounds to zero. */
void double_digits_places(double d, int places, DoubleDigits *out);

typedef enum DoubleTextFlags {
    DOUBLE_SIGN = 1,         /* a '+' before what is not negative */
    DOUBLE_ADD_POINT = 2,    /* ".0" if the text would look like an integer ('r' and 'g') */
    DOUBLE_ALTERNATE = 4,    /* '#': a point always, and 'g' keeps its zeros */
    DOUBLE_NO_NEGATIVE_0 = 8 /* 'z': what rounds to zero has no minus */
} DoubleTextFlags;

/* Characters that double_to_text writes, at most. SIZE_MAX never: precision is an int. */
size_t double_text_room(double d, char format, int precision);

/* Writes d as format 'e' 'E' 'f' 'F' 'g' 'G' (precision digits, as C's printf) or 'r' (repr: precision is not used).
 * inf and nan are "inf", "nan" ("INF", "NAN" for capitals); nan has no sign. Returns the length; no NUL. */
size_t double_to_text(char *out, double d, char format, int precision, int flags);

/* repr(float): shortest, with ".0" where needed. At most 25 characters. Returns the length; no NUL. */
enum { DOUBLE_REPR_ROOM = 32 };
size_t double_repr(char *out, double d);

/* float.hex(). At most DOUBLE_REPR_ROOM characters. */
size_t double_to_hex(char *out, double d);

/* Reads the longest number at text: sign, digits, point, exponent, or inf, infinity, nan in any case; no spaces, no
 * underscores. Correctly rounded; too large is inf. Returns the characters read, 0 if none is there. */
size_t double_from_text(const char *text, size_t length, double *d);

typedef enum HexResult { HEX_FINE, HEX_INVALID, HEX_OVERFLOW } HexResult;

/* float.fromhex(): the whole text, spaces around it allowed, exponent and 0x optional, rounded half to even. */
HexResult double_from_hex(const char *text, size_t length, double *d);

/* round(d, places), as Python: exact decimal rounding half to even. *overflow (finite d only): the result is infinite. */
double double_round(double d, int places, bool *overflow);
