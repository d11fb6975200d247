/* constant_test.c - which constants are one, and which are equal. SPDX-License-Identifier: MIT */
#include "code/constant.h"

#include <math.h>

#include "unit.h"

typedef struct Fixture {
    Arena         arena;
    TextTable     texts;
    ConstantCache cache;
} Fixture;

static void fixture_init(Fixture *fixture, Allocator *from)
{
    arena_init(&fixture->arena, from);
    CHECK(text_table_init(&fixture->texts, &fixture->arena));
    fixture->cache = (ConstantCache){.arena = &fixture->arena};
}

static bool merges(Fixture *fixture, const Constant *a, const Constant *b)
{
    const Constant *first = constant_merge(&fixture->cache, a, true);
    CHECK(constant_same(a, b) == constant_same(b, a));
    return first && first == constant_merge(&fixture->cache, b, true);
}

TEST(constants_of_one_type_and_value_merge)
{
    Fixture f;
    fixture_init(&f, from);
    Arena          *arena = &f.arena;
    const uint64_t  limbs[] = {0, 1, 0};
    const Constant *one = constant_int(arena, 1), *real = constant_float(arena, 1), *yes = constant_bool(true);
    const Text     *text = text_intern_literal(&f.texts, "a b");
    CHECK(merges(&f, one, constant_int(arena, 1)));
    CHECK(!merges(&f, one, real) && !merges(&f, one, yes) && !merges(&f, real, constant_complex(arena, 1, 0)));
    CHECK(!merges(&f, constant_float(arena, 0.0), constant_float(arena, -0.0)));
    CHECK(!merges(&f, constant_complex(arena, 0, -0.0), constant_complex(arena, 0, 0)));
    CHECK(!merges(&f, constant_float(arena, NAN), constant_float(arena, NAN)));
    CHECK(merges(&f, constant_int_limbs(arena, true, limbs, 3), constant_int_limbs(arena, true, limbs, 2)));
    CHECK(!merges(&f, constant_int_limbs(arena, true, limbs, 2), constant_int_limbs(arena, false, limbs, 2)));
    CHECK(merges(&f, constant_str(arena, text), constant_str(arena, text)));
    CHECK(!merges(&f, constant_bytes(arena, "a b", 3), constant_str(arena, text)));
    CHECK(merges(&f, constant_tuple(arena, &one, 1), constant_tuple(arena, &one, 1)));
    CHECK(!merges(&f, constant_tuple(arena, &one, 1), constant_tuple(arena, &real, 1)));
    CHECK(!merges(&f, constant_tuple(arena, &one, 1), constant_frozenset(arena, &one, 1)));
    CHECK(merges(&f, constant_slice(arena, one, one, &constant_none), constant_slice(arena, one, one, &constant_none)));
    arena_free(arena);
}

TEST(ints_that_fit_are_small)
{
    Fixture f;
    fixture_init(&f, from);
    const uint64_t  top[] = {UINT64_C(1) << 63};
    const Constant *least = constant_int_limbs(&f.arena, true, top, 1), *past = constant_int_limbs(&f.arena, false, top, 1);
    CHECK(least->length == 0 && least->as.small == INT64_MIN);
    CHECK(past->length == 1 && !past->negative);
    CHECK(constant_int_limbs(&f.arena, true, top, 0)->as.small == 0);
    arena_free(&f.arena);
}

TEST(equality_is_pythons)
{
    Fixture f;
    fixture_init(&f, from);
    Arena          *arena = &f.arena;
    const uint64_t  two64[] = {0, 1};
    const Constant *one = constant_int(arena, 1), *big = constant_int_limbs(arena, false, two64, 2);
    const Constant *items[] = {one, constant_float(arena, 1), &constant_true, constant_complex(arena, 1, 0),
                               big, constant_float(arena, 0x1p64), constant_float(arena, NAN), constant_float(arena, NAN)};
    CHECK(constant_equal(one, items[1]) && constant_equal(items[2], items[3]) && constant_equal(big, items[5]));
    CHECK(!constant_equal(big, constant_float(arena, -0x1p64)) && !constant_equal(items[6], items[7]));
    CHECK(constant_equal(constant_float(arena, 0.0), constant_float(arena, -0.0)));
    CHECK(constant_frozenset(arena, items, countof(items))->length == 4);
    CHECK(!constant_truth(constant_float(arena, -0.0)) && constant_truth(constant_float(arena, NAN)));
    arena_free(arena);
}

TEST(names_are_interned_in_the_order_of_code_objects)
{
    Fixture f;
    fixture_init(&f, from);
    const Text     *text = text_intern_literal(&f.texts, "A.b");
    const Constant *first = constant_str(&f.arena, text), *second = constant_str(&f.arena, text);
    CHECK(constant_intern(&f.cache, first) == first && constant_interned(first));
    CHECK(constant_intern(&f.cache, second) == first && !constant_interned(second));
    CHECK(constant_interned(constant_str(&f.arena, text_intern_literal(&f.texts, "name_1"))));
    CHECK(constant_interned(constant_str(&f.arena, text_intern_literal(&f.texts, "\xc3\xa9"))));
    CHECK(!constant_interned(constant_str(&f.arena, text_intern_literal(&f.texts, "\xe2\x82\xac"))));
    arena_free(&f.arena);
}

TEST(merging_reports_no_memory)
{
    EACH_ALLOCATION_FAILING {
        Arena         arena;
        ConstantCache cache = {.arena = &arena};
        arena_init(&arena, from);
        for (int i = 0; i < 2000; i++) {
            const Constant *constant = constant_int(&arena, i);
            if (!constant || !constant_merge(&cache, constant, true))
                break;
        }
        arena_free(&arena);
    }
}
