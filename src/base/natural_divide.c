/* natural_divide.c - quotient and remainder: the kernel's schoolbook, divide and conquer above it.
 *
 * The divisor is shifted until its top bit is set, the dividend with it; then the quotient is made in blocks of at most
 * the divisor's length, from the top, the remainder staying in the dividend's array. A block of n limbs is two of n/2;
 * a block shorter than the divisor divides by the divisor's top limbs first, then takes off the rest times the quotient
 * and corrects (at most twice): so the work is that of multiplication, times a logarithm. SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"

/* a's bn limbs hold the remainder by b's limbs from `low` up and, below, the limbs that took no part: takes the quotient
 * (q of qn limbs, *top above them) times b's `low` low limbs off it, and adds b back, the quotient one less each time,
 * while that is negative. scratch: qn + low <= bn limbs. */
static MUST_CHECK bool take_off(NaturalWork *work, Limb *q, Limb *top, Limb *a, size_t qn, const Limb *b, size_t bn,
                                size_t low, Limb *scratch)
{
    if (!natural_multiply(work, scratch, q, qn, b, low))
        return false;
    size_t count = qn + low;
    Limb   borrow = kernel_subtract(a, a, scratch, count);
    for (size_t i = count; borrow && i < bn; i++)
        borrow = !a[i]--;
    if (*top) {
        Limb more = kernel_subtract(a + qn, a + qn, b, low);
        for (size_t i = count; more && i < bn; i++)
            more = !a[i]--;
        borrow += more;
    }
    while (borrow) {
        size_t i = 0;
        while (i < qn && !q[i]--)
            i++;
        if (i == qn)
            (*top)--;
        borrow -= kernel_add(a, a, b, bn);
    }
    return true;
}

/* a (qn + bn limbs) / b (bn limbs, top bit set), qn <= bn: q gets qn limbs (its room has one more), *top the limb above
 * (0 or 1); the remainder is left in a's low bn limbs, zeros above. scratch: bn limbs. */
static MUST_CHECK bool divide_block(NaturalWork *work, Limb *q, Limb *top, Limb *a, size_t qn, const Limb *b, size_t bn,
                                    Limb *scratch)
{
    size_t limit = kernel_divide_limit;
    if (bn <= limit) {
        *top = kernel_divide(q, a, qn + bn, b, bn);
        memset(a + bn, 0, qn * sizeof *a);
        return natural_step(work, qn * bn);
    }
    if (qn > bn / 2 && qn > 2) {
        size_t low = qn / 2;
        Limb   carry;
        if (!divide_block(work, q + low, top, a + low, qn - low, b, bn, scratch))
            return false;
        return divide_block(work, q, &carry, a, low, b, bn, scratch);  /* carry is 0: the rest is below b */
    }
    size_t part = qn < 2 ? 2 : qn, low = bn - part;
    if (qn <= limit && part <= limit) {
        *top = kernel_divide(q, a + low, qn + part, b + low, part);
        memset(a + bn, 0, qn * sizeof *a);
        if (!natural_step(work, qn * part))
            return false;
    } else if (!divide_block(work, q, top, a + low, qn, b + low, part, scratch)) {
        return false;
    }
    return take_off(work, q, top, a, qn, b, bn, low, scratch);
}

/* a (an limbs, its top bn limbs below b) / b; q gets an - bn limbs and is one larger. */
static MUST_CHECK bool divide_all(NaturalWork *work, Limb *q, Limb *a, size_t an, const Limb *b, size_t bn)
{
    size_t blocks = bn > kernel_divide_limit ? bn : kernel_divide_limit, total = an - bn;
    size_t count = total % blocks ? total % blocks : blocks;
    Limb  *scratch = natural_take(work, bn), top;
    bool   result = false;
    if (!scratch)
        return false;
    for (size_t done = 0; done < total; done += count, count = blocks) {
        size_t at = total - done - count;
        if (bn <= kernel_divide_limit) {
            (void)kernel_divide(q + at, a + at, count + bn, b, bn);
            if (!natural_step(work, count * bn))
                goto done;
        } else if (!divide_block(work, q + at, &top, a + at, count, b, bn, scratch)) {
            goto done;
        }
    }
    result = true;
done:
    natural_drop(work, scratch, bn);
    return result;
}

bool natural_divide(NaturalWork *work, Limb *q, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    if (bn == 1) {
        Limb rest = natural_divide_limb(q, a, an, b[0]);
        if (r)
            r[0] = rest;
        return natural_step(work, an * 4);
    }
    unsigned shift = (unsigned)__builtin_clzll(b[bn - 1]);
    size_t   quotient = an - bn + 1, count = an + 1 + (shift ? bn : 0) + quotient + 1;
    Limb    *scratch = natural_take(work, count);
    if (!scratch)
        return false;

    Limb *dividend = scratch, *divisor = scratch + an + 1, *own_q = scratch + count - quotient - 1;
    if (shift) {
        dividend[an] = kernel_shift_left(dividend, a, an, shift);
        (void)kernel_shift_left(divisor, b, bn, shift);
    } else {
        memcpy(dividend, a, an * sizeof *a);
        dividend[an] = 0;
    }
    bool result = divide_all(work, own_q, dividend, an + 1, shift ? divisor : b, bn);
    if (result && q)
        memcpy(q, own_q, quotient * sizeof *q);
    if (result && r) {
        if (shift)
            (void)kernel_shift_right(r, dividend, bn, shift);
        else
            memcpy(r, dividend, bn * sizeof *r);
    }
    natural_drop(work, scratch, count);
    return result;
}
