/* natural_ntt.c - products of large naturals: number-theoretic transforms modulo three primes of 62 bits.
 *
 * The limbs are the coefficients of two polynomials; their product's coefficients are found modulo each prime and put
 * together by the Chinese remainder theorem (they stay below the primes' product, about 2^186). A prime's polynomial
 * product lives in Z_p[x] / (x^n - 1), which is split in halves again and again:
 *
 *     block 0:  x^n - 1                      block i: x^(2t) - s^2  =  (x^t - s)(x^t + s): blocks 2i and 2i+1,
 *     blocks 0, 1: x^(n/2) - 1, x^(n/2) + 1  where s = root[i]
 *
 * so one table of roots in this order (root[0] = 1, root[1] = i, ...) serves every length, a block's root stands in a
 * register through its loop, and 1/root[i] is minus the root at the mirrored index of the same power of two.
 * Lengths are 2^k or 3 * 2^k: for the latter the product is made modulo x^2m - 1 and modulo x^m - i (block 2), which
 * determine 3m coefficients.
 *
 * Invariant: values between forward steps are below 4p, between inverse steps below 2p, and 4p < 2^64. A root comes with
 * floor(root * 2^64 / p), so that a product needs one high and two low multiplications (Shoup; the lazy bounds are
 * Harvey's). SPDX-License-Identifier: MIT */
#include "base/natural_multiply.h"
#include "base/natural_wide.h"

typedef struct Prime {
    Limb p, root;  /* root has order 2^40 */
} Prime;

static const Prime primes[3] = {
    {0x3fffc00000000001u, 0x39838af561bd7783u},
    {0x3fffbe0000000001u, 0x040bfd1a25aad193u},
    {0x3fff840000000001u, 0x05d6ae89b783be26u},
};

enum {
    ORDER_BITS = 40,
    LEAF = 2048,     /* values: a block that stays in the first cache */
    STRETCH = 32768  /* values of a long loop between two polls */
};

typedef struct Root {
    Limb value, quotient;  /* floor(value * 2^64 / p) */
} Root;

typedef struct Ring {
    Limb        p, inverse;       /* -1/p modulo 2^64 */
    Limb        norm, reciprocal; /* p shifted to the top, for quotients */
    const Root *roots;
    NaturalWork *work;
} Ring;

static inline Root make_root(const Ring *ring, Limb value)
{
    Limb rest;
    return (Root){value, wide_divide(value << 2, 0, ring->norm, ring->reciprocal, &rest)};
}

/* x * root, below 2p, for any x. */
static inline Limb times_root(Limb x, Root root, Limb p)
{
    return x * root.value - wide_high(x, root.quotient) * p;
}

static inline Limb reduce_once(Limb x, Limb bound)
{
    return x >= bound ? x - bound : x;
}

static inline Limb times_exact(Limb x, Root root, Limb p)
{
    return reduce_once(times_root(x, root, p), p);
}

static Limb power(const Ring *ring, Limb base, Limb exponent)
{
    Limb result = 1;
    for (; exponent; exponent >>= 1) {
        if (exponent & 1)
            result = times_exact(result, make_root(ring, base), ring->p);
        base = times_exact(base, make_root(ring, base), ring->p);
    }
    return result;
}

static Limb invert(const Ring *ring, Limb value)
{
    return power(ring, value, ring->p - 2);
}

static Ring make_ring(const Prime *prime, NaturalWork *work)
{
    Limb inverse = prime->p;  /* Newton: 3, 6, 12... bits of 1/p are right */
    for (int i = 0; i < 5; i++)
        inverse *= 2 - prime->p * inverse;
    return (Ring){.p = prime->p, .inverse = 0 - inverse, .norm = prime->p << 2,
                  .reciprocal = wide_reciprocal(prime->p << 2), .work = work};
}

/* count (a power of two) roots. roots[2^j + k] = roots[k] * (the root of order 2^(j + 2)). */
static MUST_CHECK bool fill_roots(Ring *ring, Root *roots, size_t count, Limb root)
{
    Limb orders[ORDER_BITS + 1];  /* orders[i]: of order 2^i */
    for (int i = ORDER_BITS; i >= 0; i--) {
        orders[i] = root;
        root = times_exact(root, make_root(ring, root), ring->p);
    }
    roots[0] = make_root(ring, 1);
    for (size_t half = 1, j = 0; half < count; half *= 2, j++) {
        Root step = make_root(ring, orders[j + 2]);
        for (size_t k = 0; k < half; k++) {
            roots[half + k] = make_root(ring, times_exact(roots[k].value, step, ring->p));
            if (k % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 6))
                return false;
        }
    }
    ring->roots = roots;
    return natural_step(ring->work, count % STRETCH * 6);
}

/* One level of one block of 2t values. */
static inline void forward_level(Limb *x, size_t t, Root root, Limb p)
{
    for (size_t j = 0; j < t; j++) {
        Limb u = reduce_once(x[j], 2 * p), v = times_root(x[j + t], root, p);
        x[j] = u + v;
        x[j + t] = u - v + 2 * p;
    }
}

/* Two levels of one block of 4t values at once, of each quarter `count` values from x on: each value is loaded and
 * stored half as often. */
static inline void forward_two_levels(Limb *x, size_t t, size_t count, Root root, Root left, Root right, Limb p)
{
    for (size_t j = 0; j < count; j++) {
        Limb a = reduce_once(x[j], 2 * p), b = reduce_once(x[j + t], 2 * p);
        Limb c = times_root(x[j + 2 * t], root, p), d = times_root(x[j + 3 * t], root, p);
        Limb e = reduce_once(a + c, 2 * p), f = times_root(b + d, left, p);
        Limb g = reduce_once(a - c + 2 * p, 2 * p), h = times_root(b - d + 2 * p, right, p);
        x[j] = e + f;
        x[j + t] = e - f + 2 * p;
        x[j + 2 * t] = g + h;
        x[j + 3 * t] = g - h + 2 * p;
    }
}

/* All levels of block `block` of n values, n a power of two. Large blocks are split in four and each part is finished
 * before the next, for the caches' sake; small ones level by level. */
static MUST_CHECK bool forward(const Ring *ring, Limb *x, size_t n, size_t block)
{
    const Root *roots = ring->roots;
    if (n > LEAF) {
        for (size_t i = 0; i < n / 4; i += STRETCH) {
            size_t few = n / 4 < STRETCH ? n / 4 : STRETCH;
            forward_two_levels(x + i, n / 4, few, roots[block], roots[2 * block], roots[2 * block + 1], ring->p);
            if (!natural_step(ring->work, few * 10))
                return false;
        }
        for (size_t i = 0; i < 4; i++)
            if (!forward(ring, x + i * (n / 4), n / 4, 4 * block + i))
                return false;
        return true;
    }
    size_t count = 1, length = n;
    for (; length >= 4; length /= 4, count *= 4, block *= 4)
        for (size_t i = 0; i < count; i++)
            forward_two_levels(x + i * length, length / 4, length / 4, roots[block + i], roots[2 * (block + i)],
                               roots[2 * (block + i) + 1], ring->p);
    if (length == 2)
        for (size_t i = 0; i < count; i++)
            forward_level(x + 2 * i, 1, roots[block + i], ring->p);
    return natural_step(ring->work, n * 12);
}

/* 1 / roots[block], but for the sign: the mirrored root. */
static inline Root mirrored(const Root *roots, size_t block)
{
    if (block == 0)
        return roots[0];
    size_t half = (size_t)1 << (63 - __builtin_clzll(block));
    return roots[3 * half - 1 - block];
}

/* v - u times the mirrored root is (u - v) / root; for block 0 the root is 1 and the sign is set right here. */
static inline void inverse_level(Limb *x, size_t t, size_t count, Root root, bool is_first, Limb p)
{
    for (size_t j = 0; j < count; j++) {
        Limb u = x[j], v = x[j + t];
        Limb difference = is_first ? u - v : v - u;
        x[j] = reduce_once(u + v, 2 * p);
        x[j + t] = times_root(difference + 2 * p, root, p);
    }
}

static inline void inverse_two_levels(Limb *x, size_t t, size_t count, const Root *roots, size_t block, Limb p)
{
    Root root = mirrored(roots, block), left = mirrored(roots, 2 * block), right = mirrored(roots, 2 * block + 1);
    if (block == 0) {  /* the plain form: no signs to lose */
        inverse_level(x, t, count, left, true, p);
        inverse_level(x + 2 * t, t, count, right, false, p);
        inverse_level(x, 2 * t, count, root, true, p);
        inverse_level(x + t, 2 * t, count, root, true, p);
        return;
    }
    for (size_t j = 0; j < count; j++) {
        Limb a = x[j], b = x[j + t], c = x[j + 2 * t], d = x[j + 3 * t];
        Limb e = reduce_once(a + b, 2 * p), f = times_root(b - a + 2 * p, left, p);
        Limb g = reduce_once(c + d, 2 * p), h = times_root(d - c + 2 * p, right, p);
        x[j] = reduce_once(e + g, 2 * p);
        x[j + t] = reduce_once(f + h, 2 * p);
        x[j + 2 * t] = times_root(g - e + 2 * p, root, p);
        x[j + 3 * t] = times_root(h - f + 2 * p, root, p);
    }
}

/* Undoes forward, but for a factor n. */
static MUST_CHECK bool inverse(const Ring *ring, Limb *x, size_t n, size_t block)
{
    if (n > LEAF) {
        for (size_t i = 0; i < 4; i++)
            if (!inverse(ring, x + i * (n / 4), n / 4, 4 * block + i))
                return false;
        for (size_t i = 0; i < n / 4; i += STRETCH) {
            size_t few = n / 4 < STRETCH ? n / 4 : STRETCH;
            inverse_two_levels(x + i, n / 4, few, ring->roots, block, ring->p);
            if (!natural_step(ring->work, few * 10))
                return false;
        }
        return true;
    }
    size_t length = 4, count = n / 4;
    if (__builtin_ctzll(n) & 1) {  /* the odd level was forward's last */
        for (size_t i = 0; i < n / 2; i++) {
            size_t b = block * (n / 2) + i;
            inverse_level(x + 2 * i, 1, 1, mirrored(ring->roots, b), b == 0, ring->p);
        }
        length = 8;
        count = n / 8;
    }
    for (; length <= n; length *= 4, count /= 4)
        for (size_t i = 0; i < count; i++)
            inverse_two_levels(x + i * length, length / 4, length / 4, ring->roots, block * count + i, ring->p);
    return natural_step(ring->work, n * 12);
}

/* a * b / 2^64 modulo p, below p; a and b below 4p (Montgomery). */
static inline Limb montgomery(const Ring *ring, Limb a, Limb b)
{
    Wide product = (Wide)reduce_once(a, 2 * ring->p) * reduce_once(b, 2 * ring->p);
    Limb m = (Limb)product * ring->inverse;
    Limb high = (Limb)(product >> 64) + wide_high(m, ring->p) + ((Limb)product != 0);
    return reduce_once(high, ring->p);
}

/* How a product of `length` coefficients is laid out: n for x^n - 1 and, for lengths of 3 * 2^k, n/2 for x^(n/2) - i. */
typedef struct Layout {
    size_t n, extra;
} Layout;

static Layout make_layout(size_t length)
{
    size_t n = 8;
    while (n < length)
        n *= 2;
    return n / 4 * 3 >= length && n > 8 ? (Layout){n / 2, n / 4} : (Layout){n, 0};
}

/* The limbs of a, reduced modulo both polynomials, transformed. x has n + extra values. */
static MUST_CHECK bool load(const Ring *ring, Layout layout, Limb *x, const Limb *a, size_t an)
{
    Limb   p = ring->p;
    size_t n = layout.n, extra = layout.extra, low = an < n ? an : n;
    for (size_t i = 0; i < low; i++) {
        x[i] = reduce_once(reduce_once(a[i], 2 * p), 2 * p);
        if (i % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 2))
            return false;
    }
    memset(x + low, 0, (n - low) * sizeof *x);
    if (extra) {
        Limb *y = x + n;
        Root  i_root = ring->roots[1];
        for (size_t j = 0; j < extra; j++) {  /* c0 + i c1 - c2 */
            Limb over = n + j < an ? reduce_once(reduce_once(a[n + j], 2 * p), 2 * p) : 0;
            Limb sum = reduce_once(x[j] + times_root(x[j + extra], i_root, p), 2 * p);
            y[j] = reduce_once(sum + 2 * p - over, 2 * p);
            x[j] = reduce_once(x[j] + over, 2 * p);
            if (j % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 4))
                return false;
        }
        if (!forward(ring, y, extra, 2))
            return false;
    }
    return forward(ring, x, n, 0);
}

/* x (n + extra values below 2p, scaled) becomes the n + extra coefficients of the product, below p. */
static MUST_CHECK bool join(const Ring *ring, Layout layout, Limb *x)
{
    Limb   p = ring->p;
    size_t n = layout.n, extra = layout.extra;
    Root   half = make_root(ring, (p + 1) / 2), i_root = ring->roots[1];
    for (size_t j = 0; j < extra; j++) {
        Limb image = reduce_once(x[j] + times_root(x[j + extra], i_root, p), 2 * p);
        Limb q = times_exact(image + 2 * p - x[n + j], half, p);
        x[n + j] = q;
        x[j] = x[j] + p - q;
        if (j % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 6))
            return false;
    }
    for (size_t j = 0; j < n; j++) {
        x[j] = reduce_once(reduce_once(x[j], 2 * p), p);
        if (j % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 2))
            return false;
    }
    return true;
}

/* The product modulo one prime: x gets its n + extra coefficients; y is scratch of the same size. */
static MUST_CHECK bool convolve(const Ring *ring, Layout layout, Limb *x, Limb *y, const Limb *a, size_t an,
                                const Limb *b, size_t bn)
{
    size_t length = layout.n + layout.extra;
    bool   is_square = a == b && an == bn;

    if (!load(ring, layout, x, a, an) || (!is_square && !load(ring, layout, y, b, bn)))
        return false;
    for (size_t i = 0; i < length; i++) {
        x[i] = montgomery(ring, x[i], is_square ? x[i] : y[i]);
        if (i % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 4))
            return false;
    }
    if (!inverse(ring, x, layout.n, 0) || (layout.extra && !inverse(ring, x + layout.n, layout.extra, 2)))
        return false;

    Limb to_plain = (Limb)((((Wide)1 << 64)) % ring->p);  /* undoes Montgomery's 1 / 2^64 */
    Root scale = make_root(ring, times_exact(to_plain, make_root(ring, invert(ring, layout.n)), ring->p));
    Root scale_extra = make_root(ring, times_exact(scale.value, make_root(ring, 2), ring->p));
    for (size_t i = 0; i < length; i++) {
        x[i] = times_root(x[i], i < layout.n ? scale : scale_extra, ring->p);
        if (i % STRETCH == STRETCH - 1 && !natural_step(ring->work, STRETCH * 3))
            return false;
    }
    return join(ring, layout, x);
}

/* Garner: the number below p0 p1 p2 with these residues is u + p0 (v + p1 w); added up with the carry of the limb
 * before, 3 limbs wide. */
static MUST_CHECK bool carry_out(Limb *r, size_t rn, Limb *const x[3], NaturalWork *work)
{
    Ring ring1 = make_ring(&primes[1], work), ring2 = make_ring(&primes[2], work);
    Limb p0 = primes[0].p, p1 = primes[1].p, p2 = primes[2].p;
    Root inverse01 = make_root(&ring1, invert(&ring1, p0 - p1));
    Root inverse02 = make_root(&ring2, invert(&ring2, p0 - p2));
    Root inverse12 = make_root(&ring2, invert(&ring2, p1 - p2));
    Wide modulus = (Wide)p0 * p1;
    Limb low = (Limb)modulus, high = (Limb)(modulus >> 64);
    Limb c0 = 0, c1 = 0;  /* the carry, above the limb to come */

    for (size_t i = 0; i < rn; i++) {
        Limb u = x[0][i];
        Limb v = times_exact(x[1][i] + 2 * p1 - u, inverse01, p1);
        Limb w = times_root(x[2][i] + 2 * p2 - u, inverse02, p2);
        w = times_exact(w + 2 * p2 - v, inverse12, p2);
        Wide sum = (Wide)v * p0 + u;                      /* below p0 p1 */
        Wide first = (Wide)w * low + (Limb)sum;
        Wide second = (Wide)w * high + (Limb)(sum >> 64) + (Limb)(first >> 64);
        Wide t = (Wide)(Limb)first + c0;
        r[i] = (Limb)t;
        t = (Wide)(Limb)second + c1 + (Limb)(t >> 64);
        c0 = (Limb)t;
        c1 = (Limb)(second >> 64) + (Limb)(t >> 64);
        if (i % 4096 == 0 && !natural_step(work, 4096 * 15))
            return false;
    }
    return true;
}

bool ntt_multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    Layout layout = make_layout(an + bn);
    size_t length = layout.n + layout.extra, root_count = layout.extra ? layout.n : layout.n / 2;
    size_t count = 4 * length + 2 * root_count;
    Limb  *scratch = natural_take(work, count);
    bool   result = false;
    if (!scratch)
        return false;

    Limb *x[3] = {scratch, scratch + length, scratch + 2 * length}, *y = scratch + 3 * length;
    Root *roots = (Root *)(void *)(scratch + 4 * length);
    for (int i = 0; i < 3; i++) {
        Ring ring = make_ring(&primes[i], work);
        if (!fill_roots(&ring, roots, root_count, primes[i].root) || !convolve(&ring, layout, x[i], y, a, an, b, bn))
            goto done;
    }
    result = carry_out(r, an + bn, x, work);
done:
    natural_drop(work, scratch, count);
    return result;
}
