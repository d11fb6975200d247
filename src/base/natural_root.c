/* natural_root.c - integer square roots. SPDX-License-Identifier: MIT */
#include "base/natural.h"

/* One step: x, about sqrt(a >> 2(c - d_old)), becomes about sqrt(a >> 2(c - d)). t, u: scratch of 2n + 4 and n + 2. */
static MUST_CHECK bool refine(NaturalWork *work, Limb *x, size_t *xn, const Limb *a, size_t an, size_t down, size_t up,
                              Limb *t, Limb *u)
{
    size_t tn = natural_shift_right(t, a, an, down), length = 0;
    if (tn >= *xn) {
        if (!natural_divide(work, u, NULL, t, tn, x, *xn))
            return false;
        length = natural_normal(u, tn - *xn + 1);
    }
    *xn = natural_shift_left(x, x, *xn, up);
    *xn = natural_add(x, x, *xn, u, length);
    return true;
}

/* The precision doubles with each step, from 32 bits on, and is at most one too high in the end (as in Python's
 * math.isqrt, whose proof this relies on): with c = (bits - 1) / 2, step s has d = c >> s bits. */
bool natural_root(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an)
{
    an = natural_normal(a, an);
    if (!an) {
        *length = 0;
        return true;
    }
    size_t c = (natural_bit_length(a, an) - 1) / 2, d = 0, xn = 1, room = 3 * an + 12;
    Limb  *x = natural_take(work, room), *t = x + an / 2 + 3, *u = t + an + 3;
    bool   result = false;
    if (!x)
        return false;
    x[0] = 1;
    for (int s = c ? 63 - __builtin_clzll(c) : -1; s >= 0; s--) {
        size_t e = d;
        d = c >> s;
        if (!refine(work, x, &xn, a, an, 2 * c - e - d + 1, d - e - 1, t, u))
            goto done;
    }
    if (!natural_multiply(work, t, x, xn, x, xn))
        goto done;
    if (natural_compare(t, natural_normal(t, 2 * xn), a, an) > 0)
        xn = natural_subtract(x, x, xn, (const Limb[]){1}, 1);
    memcpy(r, x, xn * sizeof *r);
    *length = xn;
    result = true;
done:
    natural_drop(work, x, room);
    return result;
}
