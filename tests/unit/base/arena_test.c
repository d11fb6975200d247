/* arena_test.c - arena: alignment, large blocks, no memory. SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "unit.h"

TEST(arena_gives_aligned_memory_of_any_size)
{
    Arena arena;
    arena_init(&arena, from);
    for (size_t size = 1; size < 100000; size = size * 3 + 1) {
        char *block = arena_alloc(&arena, size);
        CHECK(block && ((uintptr_t)block & 7) == 0);
        memset(block, 0xAB, size);
    }
    arena_free(&arena);
}

TEST(arena_reports_no_memory)
{
    EACH_ALLOCATION_FAILING {
        Arena arena;
        arena_init(&arena, from);
        for (int i = 0; i < 100; i++)
            if (!arena_alloc(&arena, 1000))
                break;
        arena_free(&arena);
    }
}
