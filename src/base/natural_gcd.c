/* natural_gcd.c - greatest common divisors (Lehmer's way: many steps on the top bits at once) and inverses.
 * SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"

static Limb gcd_of_limbs(Limb a, Limb b)
{
    if (!a || !b)
        return a | b;
    int twos = __builtin_ctzll(a | b);
    a >>= __builtin_ctzll(a);
    while (b) {
        b >>= __builtin_ctzll(b);
        if (a > b) {
            Limb kept = a;
            a = b, b = kept;
        }
        b -= a;
    }
    return a << twos;
}

/* What a run of steps on the leading bits amounts to: a' = A a - B b, b' = D b - C a (count odd: with a and b exchanged). */
typedef struct Steps {
    int64_t a, b, c, d;
    unsigned count;
} Steps;

/* x, y: the leading 62 bits of both, at one scale. Stops before a quotient that the bits below could change (Collins'
 * condition); count of 0: not even the first was sure. */
static Steps simulate(int64_t x, int64_t y)
{
    int64_t a = 1, b = 0, c = 0, d = 1;
    Steps   steps = {.count = 0};
    for (;;) {
        if (y - c == 0)
            break;
        int64_t q = (x + (a - 1)) / (y - c);
        int64_t s = b + q * d, t = x - q * y;
        if (s > t)
            break;
        x = y, y = t;
        t = a + q * c;
        a = d, b = c, c = s, d = t;
        steps.count++;
    }
    steps.a = a, steps.b = b, steps.c = c, steps.d = d;
    return steps;
}

/* r = f a - g b on n limbs, known not to be negative. */
static void combine(Limb *r, const Limb *a, int64_t f, const Limb *b, int64_t g, size_t n)
{
    (void)kernel_multiply_limb(r, a, n, (Limb)f);
    (void)kernel_subtract_product(r, b, n, (Limb)g);
}

/* The 62 leading bits of a (of `bits` bits in all) as the number has them at that place; x may be shorter. */
static int64_t leading(const Limb *x, size_t n, size_t bits)
{
    Limb   two[3] = {0};
    size_t down = bits - 62;
    for (size_t i = down / LIMB_BITS, k = 0; i < n && k < 2; i++, k++)
        two[k] = x[i];
    unsigned shift = down % LIMB_BITS;
    return (int64_t)((two[0] >> shift | (shift ? two[1] << (LIMB_BITS - shift) : 0)) & (((Limb)1 << 62) - 1));
}

/* Reduces (a, an) >= (b, bn), bn >= 2, once; t and u are scratch of an limbs. */
static MUST_CHECK bool reduce(NaturalWork *work, Limb *a, size_t *an, Limb *b, size_t *bn, Limb *t, Limb *u)
{
    size_t n = *an, bits = natural_bit_length(a, n);
    Steps  steps = simulate(leading(a, n, bits), leading(b, *bn, bits));
    if (!steps.count) {
        if (!natural_divide(work, NULL, t, a, n, b, *bn))
            return false;
        memcpy(a, b, *bn * sizeof *a);
        memcpy(b, t, *bn * sizeof *b);
        *an = *bn;
        *bn = natural_normal(b, *bn);
        return true;
    }
    memset(b + *bn, 0, (n - *bn) * sizeof *b);
    if (steps.count % 2) {
        combine(t, b, steps.a, a, steps.b, n);
        combine(u, a, steps.d, b, steps.c, n);
    } else {
        combine(t, a, steps.a, b, steps.b, n);
        combine(u, b, steps.d, a, steps.c, n);
    }
    memcpy(a, t, n * sizeof *a);
    memcpy(b, u, n * sizeof *b);
    *an = natural_normal(a, n);
    *bn = natural_normal(b, n);
    return natural_step(work, 6 * n);
}

bool natural_gcd(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    an = natural_normal(a, an);
    bn = natural_normal(b, bn);
    if (natural_compare(a, an, b, bn) < 0)
        return natural_gcd(work, r, length, b, bn, a, an);
    if (an <= 1) {
        r[0] = gcd_of_limbs(an ? a[0] : 0, bn ? b[0] : 0);
        *length = natural_normal(r, 1);
        return true;
    }
    Limb *x = natural_take(work, 4 * an), *y = x + an;
    bool  result = false;
    if (!x)
        return false;
    memcpy(x, a, an * sizeof *x);
    memcpy(y, b, bn * sizeof *y);
    size_t count = 4 * an, full = an;
    while (bn >= 2)
        if (!reduce(work, x, &an, y, &bn, x + 2 * full, x + 3 * full))
            goto done;
    if (bn) {
        r[0] = gcd_of_limbs(y[0], natural_divide_limb(NULL, x, an, y[0]));
        *length = 1;
    } else {
        memcpy(r, x, an * sizeof *r);
        *length = an;
    }
    result = true;
done:
    natural_drop(work, x, count);
    return result;
}

/* Euclid: the remainders a, b with cofactors s, t (of a), whose signs alternate; s and t stay below m. */
bool natural_inverse(NaturalWork *work, Limb *r, size_t *length, bool *exists, const Limb *a, size_t an, const Limb *m,
                     size_t mn)
{
    if (mn == 1 && m[0] == 1) {
        *exists = true;
        *length = 0;
        return true;
    }
    size_t size = mn + 2, count = 7 * size, xn = mn, yn = natural_normal(a, an), sn = 0, tn = 1;
    Limb  *scratch = natural_take(work, count), *kept;
    if (!scratch)
        return false;
    Limb *x = scratch, *y = x + size, *s = y + size, *t = s + size, *q = t + size, *p = q + size;  /* p: 2 sizes */
    bool  result = false, s_negative = true;
    memcpy(x, m, mn * sizeof *x);
    memcpy(y, a, yn * sizeof *y);
    t[0] = 1;
    while (yn) {
        if (!natural_divide(work, q, x, x, xn, y, yn))
            goto done;
        size_t qn = natural_normal(q, xn - yn + 1), pn = 0;
        xn = natural_normal(x, yn);
        if (tn) {
            if (!natural_multiply(work, p, q, qn, t, tn))
                goto done;
            pn = natural_normal(p, qn + tn);
        }
        sn = natural_add(s, s, sn, p, pn);
        kept = x, x = y, y = kept;
        kept = s, s = t, t = kept;
        size_t other = xn;
        xn = yn, yn = other;
        other = sn, sn = tn, tn = other;
        s_negative = !s_negative;
    }
    *exists = xn == 1 && x[0] == 1;
    *length = *exists && s_negative ? natural_subtract(r, m, mn, s, sn) : *exists ? sn : 0;
    if (*exists && !s_negative)
        memcpy(r, s, sn * sizeof *r);
    result = true;
done:
    natural_drop(work, scratch, count);
    return result;
}
