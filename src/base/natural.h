/* natural.h - natural numbers of any size: arrays of 64-bit limbs, the lowest first.
 *
 * A number is (limbs, length); it is *normal* when its highest limb is not 0, and 0 has length 0. Operands need not be
 * normal where nothing else is said; lengths that are returned are normal. The caller brings the room of each result,
 * whose size stands at the function. Results may be the very array of an operand where IN PLACE is said, and never
 * overlap otherwise.
 *
 * Functions without a NaturalWork take linear time, need no memory and cannot fail. The others take scratch from
 * work->from, call work->poll at least every millisecond or so, and return false with work->failure set; their result
 * then holds nothing. Sign is the caller's: only the functions of natural_bits.c know two's complement.
 *
 * The limb loops stand behind natural_kernel.h in two implementations. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/allocator.h"

typedef uint64_t Limb;
enum { LIMB_BITS = 64, LIMB_BYTES = 8 };

typedef enum NaturalFailure { NATURAL_FINE, NATURAL_NO_MEMORY, NATURAL_STOPPED } NaturalFailure;

/* What a long calculation works with. Zeroed but for `from` is a good beginning; may serve many calls, one at a time. */
typedef struct NaturalWork {
    Allocator *from;
    bool     (*poll)(void *context);  /* may be NULL; false: give up (failure becomes NATURAL_STOPPED) */
    void      *context;               /* the poll's */
    int64_t    done;                  /* limb steps since the last poll */
    NaturalFailure failure;
} NaturalWork;

enum { NATURAL_POLL_STEPS = 300000 };  /* limb steps, about 1 ns each, between two polls */

/* Slow path of natural_step. */
MUST_CHECK bool natural_poll(NaturalWork *work);

/* Charges steps (limb multiplications or the like); false: the poll said stop. */
static inline MUST_CHECK bool natural_step(NaturalWork *work, size_t steps)
{
    work->done += (int64_t)steps;
    return work->done < NATURAL_POLL_STEPS || natural_poll(work);
}

/* count limbs of scratch, not cleared; NULL with failure set. Given back by natural_drop with the same count. */
MUST_CHECK Limb *natural_take(NaturalWork *work, size_t count);
void natural_drop(NaturalWork *work, Limb *limbs, size_t count);

/* ---- linear: natural_linear.c ---- */

/* length without the zero limbs at the top. */
static inline size_t natural_normal(const Limb *a, size_t length)
{
    while (length && !a[length - 1])
        length--;
    return length;
}

/* -1, 0 or 1; both normal. */
int natural_compare(const Limb *a, size_t an, const Limb *b, size_t bn);

/* r = a + b; room max(an, bn) + 1. IN PLACE (either). Returns the length. */
size_t natural_add(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);

/* r = a - b where a >= b; room an; bn <= an. IN PLACE (either). Returns the length. */
size_t natural_subtract(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);

/* r = a * factor + addend; room an + 1. IN PLACE. Returns the length. */
size_t natural_multiply_limb(Limb *r, const Limb *a, size_t an, Limb factor, Limb addend);

/* q = a / divisor (not 0), room an. IN PLACE; q may be NULL. Returns the remainder. */
Limb natural_divide_limb(Limb *q, const Limb *a, size_t an, Limb divisor);

/* r = a << bits; room an + bits / 64 + 1. IN PLACE. Returns the length. */
size_t natural_shift_left(Limb *r, const Limb *a, size_t an, size_t bits);

/* r = a >> bits (floor); room max(an - bits / 64, 0). IN PLACE. Returns the length. */
size_t natural_shift_right(Limb *r, const Limb *a, size_t an, size_t bits);

/* ---- bits: natural_bits.c ---- */

size_t natural_bit_length(const Limb *a, size_t an);  /* 0 for 0 */
size_t natural_bit_count(const Limb *a, size_t an);   /* ones */
size_t natural_trailing_zeros(const Limb *a, size_t an);  /* a is not 0 */

typedef enum NaturalBits { NATURAL_AND, NATURAL_OR, NATURAL_XOR } NaturalBits;

/* r = a OP b on integers in endless two's complement, given and returned as sign and magnitude (normal; 0 is not
 * negative). Room max(an, bn) + 1. IN PLACE (either). Returns the length, *negative the sign. */
size_t natural_combine(Limb *r, NaturalBits op, const Limb *a, size_t an, bool a_negative, const Limb *b, size_t bn,
                       bool b_negative, bool *negative);

/* floor(-a / 2^bits) as the magnitude of the (negative) result: that is ceil(a / 2^bits). Room as shift_right, + 1. */
size_t natural_shift_right_up(Limb *r, const Limb *a, size_t an, size_t bits);

/* Bytes, little or big endian, two's complement when the bytes' top bit may mean a sign.
 * from: room (count + 7) / 8; returns the length; *negative is set only if is_signed and the number is negative.
 * to: false when the number (magnitude and sign) does not fit into count bytes; is_signed reserves the top bit. */
size_t natural_from_bytes(Limb *r, const uint8_t *bytes, size_t count, bool is_big, bool is_signed, bool *negative);
MUST_CHECK bool natural_to_bytes(uint8_t *bytes, size_t count, const Limb *a, size_t an, bool negative, bool is_big,
                                 bool is_signed);

/* ---- multiplication: natural_multiply.c, natural_ntt.c ---- */

/* r = a * b; room an + bn, all of which is written. an, bn >= 1. a may be b (then it squares). */
MUST_CHECK bool natural_multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);

/* ---- division: natural_divide.c ---- */

/* q = a / b, room an - bn + 1, all written; r = a % b, room bn, all written. b normal and not 0, an >= bn.
 * q may be NULL. r may be a's own array, or NULL. */
MUST_CHECK bool natural_divide(NaturalWork *work, Limb *q, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);

/* ---- powers, roots, gcd: natural_power.c, natural_root.c, natural_gcd.c ---- */

/* Limbs of room that natural_power needs; SIZE_MAX when no memory could hold the result. */
size_t natural_power_room(const Limb *a, size_t an, uint64_t exponent);

/* r = a ^ exponent. Room natural_power_room(). 0 ^ 0 is 1. */
MUST_CHECK bool natural_power(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, uint64_t exponent);

/* r = a ^ e mod m; room mn; m normal and not 0. */
MUST_CHECK bool natural_power_mod(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, const Limb *e,
                                  size_t en, const Limb *m, size_t mn);

/* r = floor(sqrt(a)); room (an + 1) / 2. */
MUST_CHECK bool natural_root(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an);

/* r = gcd(a, b); room max(an, bn). gcd(0, b) is b. */
MUST_CHECK bool natural_gcd(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, const Limb *b,
                            size_t bn);

/* r = 1/a mod m, room mn; *exists false when gcd(a, m) is not 1. m > 1 or m is 1 (then r is 0); a < m, a not 0 but
 * where m is 1. Quadratic. */
MUST_CHECK bool natural_inverse(NaturalWork *work, Limb *r, size_t *length, bool *exists, const Limb *a, size_t an,
                                const Limb *m, size_t mn);

/* ---- text: natural_text.c; base 2 to 36 ---- */

/* Characters that hold the text of a number of an limbs, at most some too many. */
size_t natural_text_room(size_t an, unsigned base);

/* Digits 0-9a-z (no sign, no prefix, no NUL) of a; 0 is "0". Room natural_text_room(). */
MUST_CHECK bool natural_to_text(NaturalWork *work, char *text, size_t *length, const Limb *a, size_t an, unsigned base);

/* Limbs that hold any number of count digits. */
size_t natural_digits_room(size_t count, unsigned base);

/* The number of count digits (0-9, a-z, A-Z, each below base: the caller has looked). Room natural_digits_room(). */
MUST_CHECK bool natural_from_text(NaturalWork *work, Limb *r, size_t *length, const char *digits, size_t count,
                                  unsigned base);

/* ---- doubles: natural_double.c ---- */

/* a * 2^exponent, rounded half to even, subnormals too; *overflow (may be NULL) when that is not finite (then inf).
 * is_more: the true value is a little more than a (bits were lost below). */
double natural_to_double(const Limb *a, size_t an, int64_t exponent, bool is_more, bool *overflow);

/* The top of a: a is about *mantissa * 2^*exponent with mantissa in [0.5, 1), rounded half to even. a is not 0. */
double natural_to_mantissa(const Limb *a, size_t an, int64_t *exponent);

/* a / b, rounded half to even as one operation; *overflow as above. Both normal, b not 0. */
MUST_CHECK bool natural_ratio(NaturalWork *work, double *ratio, bool *overflow, const Limb *a, size_t an,
                              const Limb *b, size_t bn);

enum { NATURAL_DOUBLE_LIMBS = 17 };

/* The integer part of |d| (finite); room NATURAL_DOUBLE_LIMBS. Returns the length. */
size_t natural_from_double(Limb *r, double d);

/* -1, 0 or 1: how a compares with d >= 0 (finite or infinite), exactly. */
int natural_compare_double(const Limb *a, size_t an, double d);
