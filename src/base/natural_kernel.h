/* natural_kernel.h - the inner loops of natural numbers. Two files implement it, of which one is linked:
 * natural_kernel_c.c in plain C, natural_kernel_gmp.c over GMP's mpn (make NATURAL=c|gmp).
 *
 * Nothing here can fail, allocate or poll: so lengths are bounded by the caller (the linear ones are not). GMP aborts
 * when it finds no memory; below kernel_multiply_limit it works on the stack alone (its scratch stays under 64 KiB).
 * Only natural*.c and number_*.c include this. SPDX-License-Identifier: MIT */
#pragma once
#include "base/natural.h"

/* Lengths up to which kernel_multiply and kernel_square (both factors), kernel_divide (divisor, quotient) are called. */
extern const size_t kernel_multiply_limit, kernel_divide_limit;

/* r = a + b, a - b on n limbs; the carry or borrow. r may be a or b. n may be 0. */
Limb kernel_add(Limb *r, const Limb *a, const Limb *b, size_t n);
Limb kernel_subtract(Limb *r, const Limb *a, const Limb *b, size_t n);

/* r = a * f, r += a * f, r -= a * f on n limbs; the limb that goes out. r may be a. n >= 1. */
Limb kernel_multiply_limb(Limb *r, const Limb *a, size_t n, Limb f);
Limb kernel_add_product(Limb *r, const Limb *a, size_t n, Limb f);
Limb kernel_subtract_product(Limb *r, const Limb *a, size_t n, Limb f);

/* r = a << bits or a >> bits, bits 1 to 63; the bits that went out (right: at the top of the limb). r may be a (left:
 * or above it, right: or below it). n >= 1. */
Limb kernel_shift_left(Limb *r, const Limb *a, size_t n, unsigned bits);
Limb kernel_shift_right(Limb *r, const Limb *a, size_t n, unsigned bits);

/* q = a / d, the remainder. q may be a. n >= 1, d not 0. */
Limb kernel_divide_limb(Limb *q, const Limb *a, size_t n, Limb d);

/* r (an + bn limbs, apart) = a * b. kernel_multiply_limit >= an >= bn >= 1. */
void kernel_multiply(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);
void kernel_square(Limb *r, const Limb *a, size_t n);

/* Divides a (an limbs) by b (bn limbs, 2 <= bn < an, top bit set): the low an - bn limbs of the quotient go to q, whose
 * room is one more; the limb above (0 or 1) is returned and q[an - bn] left as it was. The remainder stays in a's low bn
 * limbs, the rest of a is rubbish. an - bn and bn are at most kernel_divide_limit. */
Limb kernel_divide(Limb *q, Limb *a, size_t an, const Limb *b, size_t bn);
