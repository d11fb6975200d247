/* arena.c - see arena.h. SPDX-License-Identifier: MIT */
#include "base/arena.h"

enum { FIRST_BLOCK = 4096, LARGEST_BLOCK = 256 * 1024 };

struct ArenaBlock {
    ArenaBlock *older;
    size_t      size;  /* with this header, bytes */
};

void arena_init(Arena *arena, Allocator *from)
{
    *arena = (Arena){.from = from, .next_size = FIRST_BLOCK};
}

void arena_free(Arena *arena)
{
    for (ArenaBlock *block = arena->blocks; block;) {
        ArenaBlock *older = block->older;
        deallocate(arena->from, block, block->size);
        block = older;
    }
    arena_init(arena, arena->from);
}

/* A request that fills most of a block gets one of its own, behind the newest, so that the newest's room is kept. */
void *arena_grow(Arena *arena, size_t size)
{
    size_t needed;
    if (__builtin_add_overflow(size, sizeof(ArenaBlock), &needed)) {
        arena->has_failed = 1;
        return NULL;
    }
    _Bool       own = needed > arena->next_size / 4 && arena->blocks;
    size_t      block_size = own || needed > arena->next_size ? needed : arena->next_size;
    ArenaBlock *block = allocate(arena->from, block_size);
    if (!block) {
        arena->has_failed = 1;
        return NULL;
    }
    block->size = block_size;
    arena->total += block_size;
    if (own) {
        block->older = arena->blocks->older;
        arena->blocks->older = block;
        return block + 1;
    }
    block->older = arena->blocks;
    arena->blocks = block;
    arena->next = (char *)(block + 1) + size;
    arena->end = (char *)block + block_size;
    if (arena->next_size < LARGEST_BLOCK)
        arena->next_size *= 2;
    return block + 1;
}
