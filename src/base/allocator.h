/* allocator.h - where memory comes from: a table of one function, so that every byte is charged to somebody.
 *
 * Nothing in base/, code/, syntax/ or compile/ calls malloc: each takes an Allocator from its caller. An isolate's
 * allocator charges its heap limit; a test's fails on demand. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#define MUST_CHECK __attribute__((warn_unused_result))
#define countof(array) (sizeof(array) / sizeof((array)[0]))

typedef struct Allocator Allocator;
struct Allocator {
    /* Allocates (block NULL), resizes, or frees (new_size 0; returns NULL) a block of old_size bytes, aligned to 16.
     * NULL for new_size > 0 means: no memory, and the old block is untouched. */
    void *(*resize)(Allocator *self, void *block, size_t old_size, size_t new_size);
};

static inline MUST_CHECK void *allocate(Allocator *from, size_t size)
{
    return from->resize(from, NULL, 0, size);
}

static inline void deallocate(Allocator *from, void *block, size_t size)
{
    if (block)
        (void)from->resize(from, block, size, 0);
}

/* count * size into *bytes; false when that overflows. */
static inline MUST_CHECK _Bool array_size(size_t count, size_t size, size_t *bytes)
{
    return !__builtin_mul_overflow(count, size, bytes);
}
