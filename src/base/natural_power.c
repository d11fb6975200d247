/* natural_power.c - powers, plain and modulo (Montgomery's form for odd moduli, division for even ones).
 * SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"

size_t natural_power_room(const Limb *a, size_t an, uint64_t exponent)
{
    size_t bits;
    if (__builtin_mul_overflow(natural_bit_length(a, an), exponent, &bits))
        return SIZE_MAX;
    return bits / LIMB_BITS + 4;
}

/* r (room limbs) = a ^ exponent, left to right; a odd or whatever, exponent >= 1. */
static MUST_CHECK bool power_left_to_right(NaturalWork *work, Limb *r, size_t *length, size_t room, const Limb *a,
                                           size_t an, uint64_t exponent)
{
    Limb  *other = natural_take(work, room), *now = r, *next = other, *kept;
    size_t count = an;
    bool   result = false;
    if (!other)
        return false;
    memcpy(now, a, an * sizeof *a);
    for (int bit = 62 - __builtin_clzll(exponent); bit >= 0; bit--) {
        if (!natural_multiply(work, next, now, count, now, count))
            goto done;
        count = natural_normal(next, 2 * count);
        kept = now, now = next, next = kept;
        if (exponent >> bit & 1) {
            if (!natural_multiply(work, next, now, count, a, an))
                goto done;
            count = natural_normal(next, count + an);
            kept = now, now = next, next = kept;
        }
    }
    if (now != r)
        memcpy(r, now, count * sizeof *r);
    *length = count;
    result = true;
done:
    natural_drop(work, other, room);
    return result;
}

/* The twos go out first and come back as one shift. */
bool natural_power(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, uint64_t exponent)
{
    an = natural_normal(a, an);
    if (!exponent || !an || (an == 1 && a[0] == 1)) {
        r[0] = 1;
        *length = exponent && !an ? 0 : 1;
        return true;
    }
    size_t room = natural_power_room(a, an, exponent), twos = natural_trailing_zeros(a, an);
    if (room == SIZE_MAX) {
        work->failure = NATURAL_NO_MEMORY;
        return false;
    }
    if (!twos)
        return power_left_to_right(work, r, length, room, a, an, exponent);
    Limb *odd = natural_take(work, an);
    if (!odd)
        return false;
    size_t count = natural_shift_right(odd, a, an, twos);
    bool   result = true;
    if (count == 1 && odd[0] == 1)
        r[0] = 1;
    else
        result = power_left_to_right(work, r, &count, natural_power_room(odd, count, exponent), odd, count, exponent);
    natural_drop(work, odd, an);
    if (result)
        *length = natural_shift_left(r, r, count, twos * exponent);
    return result;
}

/* A modulus and what multiplying by it needs. Montgomery's form (odd m, up to MONTGOMERY_LIMBS) keeps x * B^n mod m. */
typedef struct Modulus {
    NaturalWork *work;
    const Limb  *m;
    size_t       n;
    bool         is_montgomery;
    Limb         inverse;  /* -1/m[0] modulo 2^64 */
    Limb        *product;  /* scratch: 2n limbs */
} Modulus;

enum { MONTGOMERY_LIMBS = 256, WINDOW_BITS = 5 };

/* r = product / B^n mod m: a limb a step is made 0 by adding a multiple of m. */
static void montgomery_reduce(const Modulus *mod, Limb *r)
{
    Limb  *t = mod->product, carry = 0;
    size_t n = mod->n;
    for (size_t i = 0; i < n; i++) {
        Limb out = kernel_add_product(t + i, mod->m, n, t[i] * mod->inverse);
        Limb sum = t[i + n] + out, more = sum < out;
        t[i + n] = sum + carry;
        carry = more + (t[i + n] < carry);
    }
    if (carry || natural_compare(t + n, n, mod->m, n) >= 0)
        (void)kernel_subtract(r, t + n, mod->m, n);
    else
        memcpy(r, t + n, n * sizeof *r);
}

/* r = a * b in the modulus' form, n limbs each. r may be a or b. */
static MUST_CHECK bool multiply_modulo(const Modulus *mod, Limb *r, const Limb *a, const Limb *b)
{
    size_t n = mod->n;
    if (!natural_multiply(mod->work, mod->product, a, n, b, n))
        return false;
    if (mod->is_montgomery) {
        montgomery_reduce(mod, r);
        return natural_step(mod->work, n * n);
    }
    return natural_divide(mod->work, NULL, r, mod->product, 2 * n, mod->m, n);
}

/* x (n limbs, below m) into the modulus' form and out of it. */
static MUST_CHECK bool enter_form(const Modulus *mod, Limb *x)
{
    size_t n = mod->n;
    if (!mod->is_montgomery)
        return true;
    memset(mod->product, 0, n * sizeof *x);
    memcpy(mod->product + n, x, n * sizeof *x);
    return natural_divide(mod->work, NULL, x, mod->product, 2 * n, mod->m, n);
}

static void leave_form(const Modulus *mod, Limb *x)
{
    if (!mod->is_montgomery)
        return;
    memcpy(mod->product, x, mod->n * sizeof *x);
    memset(mod->product + mod->n, 0, mod->n * sizeof *x);
    montgomery_reduce(mod, x);
}

static unsigned bits_at(const Limb *e, size_t en, size_t at, unsigned count)
{
    size_t limb = at / LIMB_BITS, shift = at % LIMB_BITS;
    Limb   bits = e[limb] >> shift;
    if (shift + count > LIMB_BITS && limb + 1 < en)
        bits |= e[limb + 1] << (LIMB_BITS - shift);
    return (unsigned)bits & ((1u << count) - 1);
}

/* r = table[1] ^ e by fixed windows; table[i] is the i-th power, table[0] the one of the form. */
static MUST_CHECK bool raise_by_windows(const Modulus *mod, Limb *r, const Limb *table, unsigned window, const Limb *e,
                                        size_t en)
{
    size_t n = mod->n, bits = natural_bit_length(e, en), at = (bits + window - 1) / window * window;
    memcpy(r, table, n * sizeof *r);
    for (bool has_begun = false; at > 0;) {
        at -= window;
        for (unsigned i = 0; has_begun && i < window; i++)
            if (!multiply_modulo(mod, r, r, r))
                return false;
        unsigned digit = bits_at(e, en, at, window);
        if (!digit)
            continue;
        if (!has_begun)
            memcpy(r, table + digit * n, n * sizeof *r);
        else if (!multiply_modulo(mod, r, r, table + digit * n))
            return false;
        has_begun = true;
    }
    return true;
}

/* x = a mod m, n limbs. */
static MUST_CHECK bool reduce_into(NaturalWork *work, Limb *x, const Limb *a, size_t an, const Limb *m, size_t n)
{
    an = natural_normal(a, an);
    if (an >= n)
        return natural_divide(work, NULL, x, a, an, m, n);
    memcpy(x, a, an * sizeof *x);
    memset(x + an, 0, (n - an) * sizeof *x);
    return true;
}

bool natural_power_mod(NaturalWork *work, Limb *r, size_t *length, const Limb *a, size_t an, const Limb *e, size_t en,
                       const Limb *m, size_t mn)
{
    en = natural_normal(e, en);
    if (mn == 1 && m[0] == 1) {
        *length = 0;
        return true;
    }
    size_t   bits = natural_bit_length(e, en);
    unsigned window = bits <= 8 ? 1 : bits <= 64 ? 3 : bits <= 512 ? 4 : WINDOW_BITS;
    size_t   powers = (size_t)1 << window, count = (powers + 2) * mn;
    Limb    *table = natural_take(work, count);
    bool     result = false;
    if (!table)
        return false;

    Modulus mod = {.work = work, .m = m, .n = mn, .product = table + powers * mn,
                   .is_montgomery = (m[0] & 1) && mn <= MONTGOMERY_LIMBS};
    Limb inverse = m[0];
    for (int i = 0; i < 5; i++)
        inverse *= 2 - m[0] * inverse;
    mod.inverse = 0 - inverse;
    memset(table, 0, mn * sizeof *table);
    table[0] = 1;
    if (!reduce_into(work, table + mn, a, an, m, mn) || !enter_form(&mod, table) || !enter_form(&mod, table + mn))
        goto done;
    for (size_t i = 2; i < powers; i++)
        if (!multiply_modulo(&mod, table + i * mn, table + (i - 1) * mn, table + mn))
            goto done;
    if (!raise_by_windows(&mod, r, table, window, e, en))
        goto done;
    leave_form(&mod, r);
    *length = natural_normal(r, mn);
    result = true;
done:
    natural_drop(work, table, count);
    return result;
}
