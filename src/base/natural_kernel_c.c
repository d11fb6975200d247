/* natural_kernel_c.c - the kernel in plain C: schoolbook loops over 128-bit products. See natural_kernel.h.
 * SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"
#include "base/natural_wide.h"

const size_t kernel_multiply_limit = 32, kernel_divide_limit = 64;

Limb kernel_add(Limb *r, const Limb *a, const Limb *b, size_t n)
{
    Limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        Wide sum = (Wide)a[i] + b[i] + carry;
        r[i] = (Limb)sum;
        carry = (Limb)(sum >> 64);
    }
    return carry;
}

Limb kernel_subtract(Limb *r, const Limb *a, const Limb *b, size_t n)
{
    Limb borrow = 0;
    for (size_t i = 0; i < n; i++) {
        Wide difference = (Wide)a[i] - b[i] - borrow;
        r[i] = (Limb)difference;
        borrow = (Limb)(difference >> 64) & 1;
    }
    return borrow;
}

Limb kernel_multiply_limb(Limb *r, const Limb *a, size_t n, Limb f)
{
    Limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        Wide product = (Wide)a[i] * f + carry;
        r[i] = (Limb)product;
        carry = (Limb)(product >> 64);
    }
    return carry;
}

Limb kernel_add_product(Limb *r, const Limb *a, size_t n, Limb f)
{
    Limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        Wide product = (Wide)a[i] * f + r[i] + carry;
        r[i] = (Limb)product;
        carry = (Limb)(product >> 64);
    }
    return carry;
}

Limb kernel_subtract_product(Limb *r, const Limb *a, size_t n, Limb f)
{
    Limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        Wide product = (Wide)a[i] * f + carry;
        Limb low = (Limb)product;
        carry = (Limb)(product >> 64) + (r[i] < low);
        r[i] -= low;
    }
    return carry;
}

Limb kernel_shift_left(Limb *r, const Limb *a, size_t n, unsigned bits)
{
    Limb out = a[n - 1] >> (64 - bits);
    for (size_t i = n - 1; i > 0; i--)
        r[i] = a[i] << bits | a[i - 1] >> (64 - bits);
    r[0] = a[0] << bits;
    return out;
}

Limb kernel_shift_right(Limb *r, const Limb *a, size_t n, unsigned bits)
{
    Limb out = a[0] << (64 - bits);
    for (size_t i = 0; i + 1 < n; i++)
        r[i] = a[i] >> bits | a[i + 1] << (64 - bits);
    r[n - 1] = a[n - 1] >> bits;
    return out;
}

/* The reciprocal wants the divisor's top bit: dividend and divisor are shifted together, the remainder back. */
Limb kernel_divide_limb(Limb *q, const Limb *a, size_t n, Limb d)
{
    unsigned shift = (unsigned)__builtin_clzll(d);
    Limb     norm = d << shift, reciprocal = wide_reciprocal(norm);
    Limb     rest = shift ? a[n - 1] >> (64 - shift) : 0;

    for (size_t i = n; i-- > 0;) {
        Limb low = shift && i ? a[i - 1] >> (64 - shift) : 0;
        q[i] = wide_divide(rest, a[i] << shift | low, norm, reciprocal, &rest);
    }
    return rest >> shift;
}

void kernel_multiply(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    r[an] = kernel_multiply_limb(r, a, an, b[0]);
    for (size_t i = 1; i < bn; i++)
        r[an + i] = kernel_add_product(r + i, a, an, b[i]);
}

/* The products off the diagonal once, doubled, then the squares of the diagonal. */
void kernel_square(Limb *r, const Limb *a, size_t n)
{
    r[0] = r[2 * n - 1] = 0;
    if (n > 1) {
        r[n] = kernel_multiply_limb(r + 1, a + 1, n - 1, a[0]);
        for (size_t i = 1; i + 1 < n; i++)
            r[n + i] = kernel_add_product(r + 2 * i + 1, a + i + 1, n - 1 - i, a[i]);
        (void)kernel_shift_left(r, r, 2 * n, 1);
    }
    Limb carry = 0;
    for (size_t i = 0; i < n; i++) {
        Wide square = (Wide)a[i] * a[i];
        Wide low = (Wide)r[2 * i] + (Limb)square + carry;
        r[2 * i] = (Limb)low;
        Wide high = (Wide)r[2 * i + 1] + (Limb)(square >> 64) + (Limb)(low >> 64);
        r[2 * i + 1] = (Limb)high;
        carry = (Limb)(high >> 64);
    }
}

/* One quotient limb: the guess from the two top limbs is made exact to within 1 by the third, as Knuth's D does. */
static Limb divide_step(Limb *a, const Limb *b, size_t bn, Limb reciprocal)
{
    Limb top = b[bn - 1], second = b[bn - 2], q, rest;

    if (__builtin_expect(a[bn] >= top, 0)) {
        q = ~(Limb)0;
    } else {
        q = wide_divide(a[bn], a[bn - 1], top, reciprocal, &rest);
        Wide product = (Wide)q * second, left = (Wide)rest << 64 | a[bn - 2];
        while (product > left) {
            q--;
            product -= second;
            if ((rest += top) < top)
                break;
            left = (Wide)rest << 64 | a[bn - 2];
        }
    }
    Limb borrow = kernel_subtract_product(a, b, bn, q);
    Limb over = a[bn] < borrow;
    a[bn] -= borrow;
    while (over) {
        q--;
        Limb carry = kernel_add(a, a, b, bn);
        a[bn] += carry;
        over = !(carry && !a[bn]);
    }
    return q;
}

Limb kernel_divide(Limb *q, Limb *a, size_t an, const Limb *b, size_t bn)
{
    Limb reciprocal = wide_reciprocal(b[bn - 1]), top = 0;

    if (natural_compare(a + an - bn, natural_normal(a + an - bn, bn), b, bn) >= 0) {
        top = 1;
        (void)kernel_subtract(a + an - bn, a + an - bn, b, bn);
    }
    for (size_t i = an - bn; i-- > 0;)
        q[i] = divide_step(a + i, b, bn, reciprocal);
    return top;
}
