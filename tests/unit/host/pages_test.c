/* pages_test.c - mappings and the pool of blocks. SPDX-License-Identifier: MIT */
#include "host/pages.h"
#include "unit.h"

TEST(pages_are_aligned_and_zero)
{
    for (size_t alignment = PAGE_SIZE; alignment <= 1 << 20; alignment *= 4) {
        char *pages = pages_map(3 * PAGE_SIZE, alignment);
        CHECK(pages && ((uintptr_t)pages & (alignment - 1)) == 0);
        CHECK(pages[0] == 0 && pages[3 * PAGE_SIZE - 1] == 0);
        pages[5] = 1;
        pages_discard(pages, 3 * PAGE_SIZE);
        CHECK(pages[5] == 0);
        pages_unmap(pages, 3 * PAGE_SIZE);
    }
    CHECK(!pages_map(SIZE_MAX - 100, PAGE_SIZE));
}

TEST(pages_keep_their_content_when_they_grow)
{
    char *pages = pages_map(PAGE_SIZE, PAGE_SIZE);
    CHECK(pages != NULL);
    pages[17] = 42;
    pages = pages_resize(pages, PAGE_SIZE, 64 * PAGE_SIZE);
    CHECK(pages && pages[17] == 42 && pages[63 * PAGE_SIZE] == 0);
    pages_unmap(pages, 64 * PAGE_SIZE);
}

TEST(a_pool_gives_clean_blocks_again)
{
    Pool *pool = pool_new(1);
    CHECK(pool != NULL);
    char *first = pool_take(pool), *second = pool_take(pool);
    CHECK(first && second && first != second);
    first[100] = 1;
    pool_give(pool, first);
    pool_give(pool, second);
    char *again = pool_take(pool);
    CHECK(again == first && again[100] == 0 && again[0] == 0);
    pool_give(pool, again);
    pool_free(pool);
    pool_give(NULL, pool_take(NULL));
}
