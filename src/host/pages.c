/* pages.c - see pages.h. SPDX-License-Identifier: MIT */
#include "host/pages.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "host/thread.h"

static size_t whole_pages(size_t size)
{
    return (size + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
}

static void *map(size_t size)
{
    void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return pages == MAP_FAILED ? NULL : pages;
}

void *pages_map(size_t size, size_t alignment)
{
    size_t larger;

    if (size > SIZE_MAX / 2)
        return NULL;
    size = whole_pages(size);
    char *pages = map(size);
    if (!pages || ((uintptr_t)pages & (alignment - 1)) == 0)
        return pages;                     // the usual case: the kernel places mappings of one size side by side
    pages_unmap(pages, size);
    if (__builtin_add_overflow(size, alignment, &larger) || !(pages = map(larger)))
        return NULL;
    size_t before = -(uintptr_t)pages & (alignment - 1);
    if (before)
        (void)munmap(pages, before);
    if (alignment > before)
        (void)munmap(pages + before + size, alignment - before);
    return pages + before;
}

void pages_unmap(void *pages, size_t size)
{
    if (pages)
        (void)munmap(pages, whole_pages(size));
}

void *pages_resize(void *pages, size_t old_size, size_t new_size)
{
    if (new_size > SIZE_MAX / 2)
        return NULL;
    void *moved = mremap(pages, whole_pages(old_size), whole_pages(new_size), MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? NULL : moved;
}

void pages_discard(void *pages, size_t size)
{
    (void)madvise(pages, size, MADV_DONTNEED);
}

bool pages_protect(void *pages, size_t size, bool writable)
{
    return mprotect(pages, whole_pages(size), writable ? PROT_READ | PROT_WRITE : PROT_READ) == 0;
}

/* A block that waits in a pool; the rest of it is whatever its last owner left. */
typedef struct Waiting {
    struct Waiting *next;
} Waiting;

struct Pool {
    HostMutex mutex;
    Waiting  *first;
    size_t    count, keep;
};

Pool *pool_new(size_t keep)
{
    Pool *pool = malloc(sizeof *pool);
    if (!pool)
        return NULL;
    mutex_init(&pool->mutex);
    pool->first = NULL;
    pool->count = 0;
    pool->keep = keep;
    return pool;
}

void pool_free(Pool *pool)
{
    if (!pool)
        return;
    while (pool->first) {
        Waiting *next = pool->first->next;
        pages_unmap(pool->first, POOL_BLOCK);
        pool->first = next;
    }
    mutex_destroy(&pool->mutex);
    free(pool);
}

void *pool_take(Pool *pool)
{
    Waiting *block = NULL;

    if (pool) {
        mutex_lock(&pool->mutex);
        block = pool->first;
        if (block) {
            pool->first = block->next;
            pool->count--;
        }
        mutex_unlock(&pool->mutex);
    }
    if (block)
        return memset(block, 0, POOL_BLOCK);
    return pages_map(POOL_BLOCK, POOL_BLOCK);
}

void pool_give(Pool *pool, void *block)
{
    bool kept = false;

    if (!block)
        return;
    if (pool) {
        mutex_lock(&pool->mutex);
        kept = pool->count < pool->keep;
        if (kept) {
            Waiting *waiting = block;
            waiting->next = pool->first;
            pool->first = waiting;
            pool->count++;
        }
        mutex_unlock(&pool->mutex);
    }
    if (!kept)
        pages_unmap(block, POOL_BLOCK);
}
