/* natural_test.c - naturals: against Python's ints, the large ones by identities; no memory; stopping.
 * SPDX-License-Identifier: MIT */
#include "base/natural.h"

#include <stdlib.h>

#include "base/natural_kernel.h"
#include "unit.h"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include "number_vectors.h"

enum { ROOM = 256 };

static size_t from_hex(Limb *r, const char *text)
{
    size_t length = strlen(text);
    memset(r, 0, (length / 16 + 1) * sizeof *r);
    for (size_t i = 0; i < length; i++) {
        char c = text[length - 1 - i];
        r[i / 16] |= (Limb)(c <= '9' ? c - '0' : c - 'a' + 10) << i % 16 * 4;
    }
    return natural_normal(r, length / 16 + 1);
}

/* The result of a vector's operation into r. */
static bool apply(NaturalWork *work, const char *op, Limb *r, size_t *rn, const Limb *a, size_t an, const Limb *b, size_t bn)
{
    static const Limb exponent = 65537;
    bool negative;
    if (!strcmp(op, "*")) {
        *rn = an + bn;
        return natural_multiply(work, r, a, an, b, bn);
    }
    if (!strcmp(op, "/")) {
        *rn = an - bn + 1;
        return natural_divide(work, r, NULL, a, an, b, bn);
    }
    if (!strcmp(op, "%")) {
        *rn = bn;
        return natural_divide(work, NULL, r, a, an, b, bn);
    }
    if (!strcmp(op, "gcd"))
        return natural_gcd(work, r, rn, a, an, b, bn);
    if (!strcmp(op, "sqrt"))
        return natural_root(work, r, rn, a, an);
    if (!strcmp(op, "powmod"))
        return natural_power_mod(work, r, rn, a, an, &exponent, 1, b, bn);
    if (!strcmp(op, "**"))
        return natural_power(work, r, rn, a, an, bn ? b[0] : 0);
    *rn = natural_combine(r, NATURAL_AND, a, an, false, b, bn, true, &negative);
    return !negative;
}

TEST(natural_operations_equal_those_of_python)
{
    NaturalWork work = {.from = from};
    Limb        a[ROOM], b[ROOM], r[ROOM], expected[ROOM];
    for (size_t i = 0; i < countof(natural_vectors); i++) {
        size_t an = from_hex(a, natural_vectors[i].a), bn = from_hex(b, natural_vectors[i].b), rn = 0;
        if (!strncmp(natural_vectors[i].op, "text", 4)) {
            char     text[ROOM * 64];
            unsigned base = (unsigned)atoi(natural_vectors[i].op + 4);
            size_t   length;
            CHECK(natural_to_text(&work, text, &length, a, an, base));
            CHECK(length == strlen(natural_vectors[i].result) && !memcmp(text, natural_vectors[i].result, length));
            CHECK(natural_from_text(&work, r, &rn, text, length, base) && !natural_compare(r, rn, a, an));
            continue;
        }
        CHECK(apply(&work, natural_vectors[i].op, r, &rn, a, an, b, bn));
        size_t en = from_hex(expected, natural_vectors[i].result);
        CHECK(!natural_compare(r, natural_normal(r, rn), expected, en));
    }
}

/* A cheap generator, and long runs of ones and zeros in between. */
static void fill(Limb *a, size_t n, uint64_t seed)
{
    for (size_t i = 0; i < n; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        a[i] = seed >> 60 == 1 ? 0 : seed >> 60 == 2 ? ~(Limb)0 : seed ^ seed << 29;
    }
    a[n - 1] |= 1;
}

/* (q b + r) is taken apart again; the product is checked modulo two limbs. */
TEST(natural_large_products_and_quotients_agree)
{
    static const size_t sizes[][2] = {{33, 20}, {100, 99}, {700, 40}, {1600, 1550}, {2100, 2090}, {5000, 300}, {4000, 3999}};
    static const Limb   moduli[] = {0xFFFFFFFFFFFFFFC5u, 0x8000000000000021u};
    NaturalWork         work = {.from = from};
    for (size_t i = 0; i < countof(sizes); i++) {
        size_t an = sizes[i][0], bn = sizes[i][1];
        Limb  *a = calloc(an + bn, 40), *b = a + an, *p = b + bn, *q = p + an + bn, *r = q + an + 1;
        fill(a, an, i + 1);
        fill(b, bn, i + 77);
        CHECK(natural_multiply(&work, p, a, an, b, bn));
        for (size_t k = 0; k < countof(moduli); k++) {
            Limb x = natural_divide_limb(NULL, a, an, moduli[k]), y = natural_divide_limb(NULL, b, bn, moduli[k]);
            Limb both[2], z = natural_divide_limb(NULL, p, an + bn, moduli[k]);
            both[1] = kernel_multiply_limb(both, &x, 1, y);
            CHECK(natural_divide_limb(NULL, both, 2, moduli[k]) == z);
        }
        natural_add(p, p, an + bn, a, bn > 1 ? 1 : 0);
        CHECK(natural_divide(&work, q, r, p, natural_normal(p, an + bn), b, bn));
        CHECK(!natural_compare(q, natural_normal(q, an), a, an));
        CHECK(r[0] == (bn > 1 ? a[0] : 0));
        free(a);
    }
}

TEST(natural_long_texts_come_back)
{
    NaturalWork work = {.from = from};
    for (size_t n = 20; n < 6000; n = n * 3 + 1) {
        Limb  *a = malloc(n * 8 + 8), *back = malloc(n * 8 + 1000);
        char  *text = malloc(natural_text_room(n, 10));
        size_t length, count;
        fill(a, n, n);
        CHECK(natural_to_text(&work, text, &length, a, n, 10));
        CHECK(natural_from_text(&work, back, &count, text, length, 10));
        CHECK(!natural_compare(a, n, back, count));
        free(a), free(back), free(text);
    }
}

TEST(natural_reports_no_memory_and_leaves_nothing)
{
    enum { N = 1700 };
    static Limb a[N], b[N], r[2 * N];
    static char text[N * 20];
    size_t      length;
    fill(a, N, 3);
    fill(b, N, 4);
    EACH_ALLOCATION_FAILING {
        NaturalWork work = {.from = from};
        bool        fine = natural_multiply(&work, r, a, N, b, N) && natural_divide(&work, r, NULL, a, N, b, N / 2)
                 && natural_to_text(&work, text, &length, a, 200, 10) && natural_from_text(&work, r, &length, text, 2000, 10)
                 && natural_gcd(&work, r, &length, a, 40, b, 40) && natural_root(&work, r, &length, a, 40)
                 && natural_power_mod(&work, r, &length, a, 40, b, 1, b, 40) && natural_power(&work, r, &length, a, 2, 50);
        CHECK(fine || work.failure == NATURAL_NO_MEMORY);
        CHECK(fine || unit_allocation_failed());
    }
}

static bool stop_soon(void *context)
{
    return --*(int *)context > 0;
}

TEST(natural_stops_when_the_poll_says_so)
{
    enum { N = 20000 };
    static Limb a[N], r[2 * N];
    int         left = 3;
    NaturalWork work = {.from = from, .poll = stop_soon, .context = &left};
    fill(a, N, 9);
    CHECK(!natural_multiply(&work, r, a, N, a, N));
    CHECK(work.failure == NATURAL_STOPPED && left == 0);
}
