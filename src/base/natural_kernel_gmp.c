/* natural_kernel_gmp.c - the kernel over GMP's mpn. See natural_kernel.h.
 *
 * The limits keep each call under a millisecond and its scratch on the C stack (GMP goes to malloc, and aborts without
 * memory, for pieces of more than 65,536 bytes; the largest here is about 34,000). SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"

#include <gmp.h>

_Static_assert(sizeof(mp_limb_t) == sizeof(Limb) && GMP_NUMB_BITS == LIMB_BITS, "mpn's limbs are ours");

const size_t kernel_multiply_limit = 2048, kernel_divide_limit = 512;

static inline mp_limb_t *wide(Limb *a)
{
    return (mp_limb_t *)(void *)a;
}

static inline const mp_limb_t *wide_const(const Limb *a)
{
    return (const mp_limb_t *)(const void *)a;
}

Limb kernel_add(Limb *r, const Limb *a, const Limb *b, size_t n)
{
    return n ? mpn_add_n(wide(r), wide_const(a), wide_const(b), (mp_size_t)n) : 0;
}

Limb kernel_subtract(Limb *r, const Limb *a, const Limb *b, size_t n)
{
    return n ? mpn_sub_n(wide(r), wide_const(a), wide_const(b), (mp_size_t)n) : 0;
}

Limb kernel_multiply_limb(Limb *r, const Limb *a, size_t n, Limb f)
{
    return mpn_mul_1(wide(r), wide_const(a), (mp_size_t)n, f);
}

Limb kernel_add_product(Limb *r, const Limb *a, size_t n, Limb f)
{
    return mpn_addmul_1(wide(r), wide_const(a), (mp_size_t)n, f);
}

Limb kernel_subtract_product(Limb *r, const Limb *a, size_t n, Limb f)
{
    return mpn_submul_1(wide(r), wide_const(a), (mp_size_t)n, f);
}

Limb kernel_shift_left(Limb *r, const Limb *a, size_t n, unsigned bits)
{
    return mpn_lshift(wide(r), wide_const(a), (mp_size_t)n, bits);
}

Limb kernel_shift_right(Limb *r, const Limb *a, size_t n, unsigned bits)
{
    return mpn_rshift(wide(r), wide_const(a), (mp_size_t)n, bits);
}

Limb kernel_divide_limb(Limb *q, const Limb *a, size_t n, Limb d)
{
    return mpn_divrem_1(wide(q), 0, wide_const(a), (mp_size_t)n, d);
}

void kernel_multiply(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    mpn_mul(wide(r), wide_const(a), (mp_size_t)an, wide_const(b), (mp_size_t)bn);
}

void kernel_square(Limb *r, const Limb *a, size_t n)
{
    mpn_sqr(wide(r), wide_const(a), (mp_size_t)n);
}

Limb kernel_divide(Limb *q, Limb *a, size_t an, const Limb *b, size_t bn)
{
    Limb kept = q[an - bn];
    mpn_tdiv_qr(wide(q), wide(a), 0, wide_const(a), (mp_size_t)an, wide_const(b), (mp_size_t)bn);
    Limb top = q[an - bn];
    q[an - bn] = kept;
    return top;
}
