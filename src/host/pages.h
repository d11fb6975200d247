/* pages.h - where heaps come from: mappings of the system, and a pool of blocks that isolates share.
 *
 * A pool (the embedder's corepy_pool) keeps blocks of one size that dead isolates gave back, so that the next one costs no
 * system call. It is thread-safe, and never a global: whoever made it passes it on. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "base/allocator.h"

enum { PAGE_SIZE = 4096, POOL_BLOCK = 64 * 1024 };

/* size bytes of zeros (rounded up to pages) at a multiple of alignment (a power of two); NULL: no memory. */
MUST_CHECK void *pages_map(size_t size, size_t alignment);
void pages_unmap(void *pages, size_t size);

/* Grows or shrinks a mapping that needs no alignment above a page; it may move. NULL: no memory, nothing has changed. */
MUST_CHECK void *pages_resize(void *pages, size_t old_size, size_t new_size);

/* The pages stay mapped, their content becomes zeros and their memory goes back to the system. */
void pages_discard(void *pages, size_t size);

/* Makes pages read-only or writable again; false: refused. */
MUST_CHECK bool pages_protect(void *pages, size_t size, bool writable);

typedef struct Pool Pool;

/* A pool that keeps at most keep blocks of POOL_BLOCK bytes; NULL: no memory. */
MUST_CHECK Pool *pool_new(size_t keep);
void pool_free(Pool *pool);                      /* every block must have come back */

/* A block of POOL_BLOCK bytes at a multiple of POOL_BLOCK, all zeros; pool NULL: straight from the system. */
MUST_CHECK void *pool_take(Pool *pool);
void pool_give(Pool *pool, void *block);
