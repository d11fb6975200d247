/* arena.h - memory that is given back all at once: the compiler's trees, a unit test's scratch.
 *
 * An arena is a list of blocks of growing size (4 KiB up to 256 KiB); allocation moves a pointer. Nothing allocated from
 * it is freed alone. Not thread-safe: an arena has one owner. SPDX-License-Identifier: MIT */
#pragma once
#include <stdint.h>
#include <string.h>

#include "base/allocator.h"

typedef struct ArenaBlock ArenaBlock;

typedef struct Arena {
    Allocator  *from;
    ArenaBlock *blocks;      /* newest first */
    char       *next, *end;  /* free room of the newest block */
    size_t      next_size;   /* of the block to come, bytes */
    size_t      total;       /* bytes taken from `from` */
    _Bool       has_failed;  /* an allocation was refused: what came after it may be wrong */
} Arena;

void arena_init(Arena *arena, Allocator *from);
void arena_free(Arena *arena);

/* Slow path of arena_alloc: begins a new block. NULL: no memory. */
MUST_CHECK void *arena_grow(Arena *arena, size_t size);

/* size bytes aligned to 8, not cleared; NULL when there is no memory. */
static inline MUST_CHECK void *arena_alloc(Arena *arena, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    if (size > (size_t)(arena->end - arena->next))
        return arena_grow(arena, size);
    void *result = arena->next;
    arena->next += size;
    return result;
}

static inline MUST_CHECK void *arena_zero(Arena *arena, size_t size)
{
    void *result = arena_alloc(arena, size);
    return result ? memset(result, 0, size) : NULL;
}
