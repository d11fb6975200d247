/* natural_linear.c - naturals: comparison, sums, one-limb products and quotients, shifts, scratch and polling.
 * See natural.h. SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"

bool natural_poll(NaturalWork *work)
{
    work->done = 0;
    if (work->poll && !work->poll(work->context)) {
        work->failure = NATURAL_STOPPED;
        return false;
    }
    return true;
}

Limb *natural_take(NaturalWork *work, size_t count)
{
    size_t bytes;
    Limb  *limbs = array_size(count ? count : 1, sizeof *limbs, &bytes) ? allocate(work->from, bytes) : NULL;
    if (!limbs)
        work->failure = NATURAL_NO_MEMORY;
    return limbs;
}

void natural_drop(NaturalWork *work, Limb *limbs, size_t count)
{
    deallocate(work->from, limbs, (count ? count : 1) * sizeof *limbs);
}

int natural_compare(const Limb *a, size_t an, const Limb *b, size_t bn)
{
    if (an != bn)
        return an < bn ? -1 : 1;
    while (an-- > 0)
        if (a[an] != b[an])
            return a[an] < b[an] ? -1 : 1;
    return 0;
}

size_t natural_add(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    if (an < bn)
        return natural_add(r, b, bn, a, an);
    Limb   carry = kernel_add(r, a, b, bn);
    size_t i = bn;
    for (; carry && i < an; i++) {
        r[i] = a[i] + 1;
        carry = !r[i];
    }
    if (r != a && i < an)
        memmove(r + i, a + i, (an - i) * sizeof *r);
    r[an] = carry;
    return natural_normal(r, an + 1);
}

size_t natural_subtract(Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    Limb   borrow = kernel_subtract(r, a, b, bn);
    size_t i = bn;
    for (; borrow && i < an; i++) {
        borrow = !a[i];
        r[i] = a[i] - 1;
    }
    if (r != a && i < an)
        memmove(r + i, a + i, (an - i) * sizeof *r);
    return natural_normal(r, an);
}

size_t natural_multiply_limb(Limb *r, const Limb *a, size_t an, Limb factor, Limb addend)
{
    Limb out = an ? kernel_multiply_limb(r, a, an, factor) : 0;
    r[an] = out;
    for (size_t i = 0; addend && i <= an; i++) {
        r[i] += addend;
        addend = r[i] < addend;
    }
    return natural_normal(r, an + 1);
}

Limb natural_divide_limb(Limb *q, const Limb *a, size_t an, Limb divisor)
{
    if (q)
        return an ? kernel_divide_limb(q, a, an, divisor) : 0;
    Limb rest = 0, chunk[32];
    while (an > 0) {  /* the remainder alone: the quotient goes to a small window, top down */
        size_t count = an < 31 ? an : 31;
        memcpy(chunk, a + an - count, count * sizeof *chunk);
        chunk[count] = rest;
        rest = kernel_divide_limb(chunk, chunk, count + 1, divisor);
        an -= count;
    }
    return rest;
}

size_t natural_shift_left(Limb *r, const Limb *a, size_t an, size_t bits)
{
    size_t limbs = bits / LIMB_BITS;
    if (!an)
        return 0;
    if (bits % LIMB_BITS) {
        r[an + limbs] = kernel_shift_left(r + limbs, a, an, bits % LIMB_BITS);
    } else {
        memmove(r + limbs, a, an * sizeof *r);
        r[an + limbs] = 0;
    }
    memset(r, 0, limbs * sizeof *r);
    return natural_normal(r, an + limbs + 1);
}

size_t natural_shift_right(Limb *r, const Limb *a, size_t an, size_t bits)
{
    size_t limbs = bits / LIMB_BITS;
    if (limbs >= an)
        return 0;
    if (bits % LIMB_BITS)
        (void)kernel_shift_right(r, a + limbs, an - limbs, bits % LIMB_BITS);
    else
        memmove(r, a + limbs, (an - limbs) * sizeof *r);
    return natural_normal(r, an - limbs);
}
