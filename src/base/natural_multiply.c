/* natural_multiply.c - products: the kernel's, Karatsuba's above it, transforms at the top.
 *
 * Unequal factors are cut: the longer into pieces of the shorter's length. Scratch for all of that is taken once and
 * handed down; only the transforms take their own. SPDX-License-Identifier: MIT */
#include "base/natural_multiply.h"
#include "base/natural_kernel.h"

/* Scratch limbs that `multiply` may use: Karatsuba 2h + 1 a level, the cutting 2 * bn beside a level's. */
static size_t scratch_limbs(size_t an)
{
    return 4 * an + 512;
}

static MUST_CHECK bool multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn,
                                Limb *scratch);

/* r = |a - b| over n limbs of a, bn <= n of b; whether it was negative. */
static bool subtract_absolute(Limb *r, const Limb *a, size_t n, const Limb *b, size_t bn)
{
    size_t an = natural_normal(a, n);
    bn = natural_normal(b, bn);
    bool   is_less = natural_compare(a, an, b, bn) < 0;
    size_t length = is_less ? natural_subtract(r, b, bn, a, an) : natural_subtract(r, a, an, b, bn);
    memset(r + length, 0, (n - length) * sizeof *r);
    return is_less;
}

/* Adds b into r from where it lies; the sum fits into r's rn limbs. */
static void add_into(Limb *r, size_t rn, const Limb *b, size_t bn, Limb more)
{
    Limb carry = kernel_add(r, r, b, bn);
    for (size_t i = bn; i < rn && (carry || more); i++, more = 0) {
        Limb sum = r[i] + carry, before = sum;
        carry = sum < r[i];
        sum += more;
        carry += sum < before;
        r[i] = sum;
    }
}

/* (a1 B + a0)(b1 B + b0) = a1b1 B^2 + (a1b1 + a0b0 - (a0 - a1)(b0 - b1)) B + a0b0, an >= bn > h = ceil(an / 2). */
static bool karatsuba(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn, Limb *scratch)
{
    size_t h = (an + 1) / 2, rn = an + bn, top = rn - 2 * h;
    bool   is_square = a == b && an == bn;
    Limb  *middle = scratch, *rest = scratch + 2 * h, carry = 0;
    bool   is_negative = false;

    bool a_less = subtract_absolute(r, a, h, a + h, an - h);
    if (is_square) {
        if (!multiply(work, middle, r, h, r, h, rest))
            return false;
    } else {
        is_negative = subtract_absolute(r + h, b, h, b + h, bn - h) != a_less;
        if (!multiply(work, middle, r, h, r + h, h, rest))
            return false;
    }
    if (!multiply(work, r, a, h, b, h, rest) || !multiply(work, r + 2 * h, a + h, an - h, b + h, bn - h, rest))
        return false;
    if (is_negative)
        carry = kernel_add(middle, middle, r, 2 * h);
    else
        carry = 0 - kernel_subtract(middle, r, middle, 2 * h);
    Limb more = kernel_add(middle, middle, r + 2 * h, top);
    for (size_t i = top; more && i < 2 * h; i++)
        more = !++middle[i];
    add_into(r + h, rn - h, middle, rn - h < 2 * h ? rn - h : 2 * h, carry + more);
    return true;
}

/* a in pieces of `piece` limbs, each times b, added up. */
static bool multiply_pieces(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn,
                            size_t piece, Limb *scratch)
{
    if (!multiply(work, r, a, piece, b, bn, scratch))
        return false;
    for (size_t i = piece; i < an; i += piece) {
        size_t count = an - i < piece ? an - i : piece;
        Limb  *product = scratch;
        if (!multiply(work, product, a + i, count, b, bn, scratch + count + bn))
            return false;
        Limb carry = kernel_add(r + i, r + i, product, bn);  /* the limbs above r[i + bn] are not written yet */
        memcpy(r + i + bn, product + bn, count * sizeof *r);
        for (size_t k = i + bn; carry && k < i + bn + count; k++)
            carry = !++r[k];
    }
    return true;
}

static bool multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn, Limb *scratch)
{
    if (an < bn) {
        const Limb *other = a;
        size_t      count = an;
        a = b, an = bn;
        b = other, bn = count;
    }
    size_t limit = kernel_multiply_limit;
    if (an <= limit) {
        if (a == b && an == bn)
            kernel_square(r, a, an);
        else
            kernel_multiply(r, a, an, b, bn);
        return natural_step(work, bn < 64 ? an * bn : an * (48 + bn / 4));
    }
    if (bn <= limit && (an >= 2 * bn || bn <= limit / 2))
        return multiply_pieces(work, r, a, an, b, bn, limit, scratch);
    if (bn >= NTT_FROM_LIMBS && an / 8 <= bn)
        return ntt_multiply(work, r, a, an, b, bn);
    if (bn <= (an + 1) / 2)
        return multiply_pieces(work, r, a, an, b, bn, bn >= NTT_FROM_LIMBS ? 4 * bn : bn, scratch);
    return karatsuba(work, r, a, an, b, bn, scratch);
}

bool natural_multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    size_t longer = an > bn ? an : bn;
    if (longer <= kernel_multiply_limit)
        return multiply(work, r, a, an, b, bn, NULL);
    size_t count = scratch_limbs(longer);
    Limb  *scratch = natural_take(work, count);
    bool   result = scratch && multiply(work, r, a, an, b, bn, scratch);
    natural_drop(work, scratch, count);
    return result;
}
