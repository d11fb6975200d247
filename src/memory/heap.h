/* heap.h - the isolate's memory: objects by size class, raw blocks, destruction, and the collector's bookkeeping.
 *
 * Objects up to 512 bytes come from size classes of 16 bytes' granularity, containers and others from separate pages, so
 * that the collector finds old containers by walking container pages; larger ones stand on a list. A free cell has shape
 * 0. Everything is charged to the isolate's limit; a refusal sets MemoryError and returns NULL.
 *
 * Destruction is immediate (refs reaches 0): weak references are cleared, __del__ runs, the type's dealloc slot releases
 * what the object holds (in CPython's order) and ends with heap_free. Nesting beyond a fixed depth goes to a work list, so
 * that freeing a long chain never exhausts the C stack. SPDX-License-Identifier: MIT */
#pragma once
#include "base/allocator.h"
#include "memory/life.h"

enum { HEAP_CLASS_SIZE = 16, HEAP_CLASSES = 32, HEAP_SMALL_MAX = HEAP_CLASS_SIZE * HEAP_CLASSES };

typedef struct HeapCell  HeapCell;
typedef struct HeapRun   HeapRun;
typedef struct HeapBlock HeapBlock;
typedef struct HeapLarge HeapLarge;
typedef struct Pool      Pool;
typedef struct WeakTable WeakTable;

/* A free cell: reads as an object of shape 0. */
struct HeapCell {
    uint32_t  zero, shape;
    HeapCell *next;
};

typedef struct HeapGeneration {
    uint32_t threshold, count;
    uint64_t collections, collected, uncollectable;
} HeapGeneration;

struct Heap {
    HeapCell  *free[2][HEAP_CLASSES]; /* [is container][size class]: free cells */
    HeapRun   *runs[2];               /* all runs of cells, newest first */
    HeapLarge *large[2];              /* blocks above HEAP_SMALL_MAX: raw ones and atoms; containers */
    char      *bump, *bump_end;       /* unused room of the newest block */
    HeapBlock *blocks;                /* POOL_BLOCK blocks taken from the pool, newest first */
    uint8_t    run_count[2][HEAP_CLASSES];
    Object   **young;                 /* containers in order of creation; NULL where one died or was untracked */
    uint32_t   young_count, young_capacity;
    Object   **aside, **stack;        /* scratch of the collector, young_capacity each: a collection allocates nothing */
    HeapGeneration generation[3];
    uint64_t   old_count, old_pending; /* tracked old objects at the last full collection; promoted since */
    bool       gc_enabled, collecting, collection_due;
    uint32_t   gc_debug;
    Object    *work_list;             /* dead objects that wait for their destructor */
    size_t     used, peak, limit;     /* bytes, whole runs counted; limit 0: none */
    Allocator  allocator;             /* charged view for base/, syntax/, compile/ */
    Allocator *source;                /* where large blocks come from */
    Pool      *pool;                  /* where 64-KiB blocks come from; NULL: the system */
    Vm        *vm;
    WeakTable *weak;
    Value      memory_error;          /* what a refusal raises; owned (objects/ fills it); 0: nothing can be raised yet */
    Value      gc_callbacks, gc_garbage; /* lists; 0: none yet. Owned (the gc module fills them) */
    long       fail_countdown;        /* check builds: the n-th allocation from now fails; 0: none */
    void     (*gc_hook)(Vm *vm, int generation, bool start, int64_t collected); /* the gc module's callbacks; NULL */
};

/* ---- objects. Result: refs 1, shape set, flags by kind, the rest of the body NOT cleared; NULL: MemoryError set. ---- */

/* Slow path of both: large sizes, no free cell, failing on demand. */
MUST_CHECK void *heap_new_slow(Vm *vm, size_t size, uint32_t shape, bool container);

static inline MUST_CHECK void *heap_new_kind(Vm *vm, size_t size, uint32_t shape, bool container)
{
    size_t    class = (size - 1) / HEAP_CLASS_SIZE;
    HeapCell *cell = class < HEAP_CLASSES ? vm->heap->free[container][class] : NULL;
#ifdef COREPY_CHECK
    if (vm->heap->fail_countdown)
        return heap_new_slow(vm, size, shape, container);
#endif
    if (__builtin_expect(!cell, 0))
        return heap_new_slow(vm, size, shape, container);
    vm->heap->free[container][class] = cell->next;
    *(Object *)cell = (Object){.refs = 1, .shape = shape, .flags = container ? OBJECT_CONTAINER : 0};
    return cell;
}

/* size bytes, header included. */
static inline MUST_CHECK void *heap_new(Vm *vm, size_t size, uint32_t shape)
{
    return heap_new_kind(vm, size, shape, false);
}

/* The same for a type that may hold references to containers; not yet tracked: fill the body, then gc_track. */
static inline MUST_CHECK void *heap_new_container(Vm *vm, size_t size, uint32_t shape)
{
    return heap_new_kind(vm, size, shape, true);
}

/* Gives an object's memory back (its body is already released). size as allocated. */
void heap_free_slow(Vm *vm, void *object, size_t size);

static inline void heap_free(Vm *vm, void *object, size_t size)
{
    HeapCell *cell = object;
    bool      container = ((Object *)object)->flags & OBJECT_CONTAINER;
    if (((Object *)object)->flags & (OBJECT_LARGE | OBJECT_TAILED)) {
        heap_free_slow(vm, object, size);
        return;
    }
#ifdef COREPY_CHECK
    memset(object, 0xDD, size);
#endif
    *cell = (HeapCell){.next = vm->heap->free[container][(size - 1) / HEAP_CLASS_SIZE]};
    vm->heap->free[container][(size - 1) / HEAP_CLASS_SIZE] = cell;
}

/* Resizes an atom held by its caller alone; it may move. NULL: MemoryError set, the object is untouched. */
MUST_CHECK void *heap_resize(Vm *vm, void *object, size_t old_size, size_t new_size);

/* ---- raw blocks, charged; NULL: MemoryError set ---- */
MUST_CHECK void *mem_alloc(Vm *vm, size_t size);
MUST_CHECK void *mem_zero(Vm *vm, size_t size);
MUST_CHECK void *mem_resize(Vm *vm, void *block, size_t old_size, size_t new_size);
void mem_free(Vm *vm, void *block, size_t size);

/* ---- the collector (gc.c) ---- */
void gc_track(Vm *vm, Object *object);    /* from now on the collector looks at it. Cannot fail */
void gc_untrack(Vm *vm, Object *object);
/* The same for one that may be tracked already. */
static inline void gc_track_again(Vm *vm, Object *object)
{
    if (!(object->flags & OBJECT_TRACKED))
        gc_track(vm, object);
}
static inline bool gc_is_tracked(const Object *object) { return object->flags & OBJECT_TRACKED; }

/* Runs a collection of generation 0 to 2 and returns how many objects were found unreachable. RUNS_PYTHON (finalizers). */
int64_t gc_collect(Vm *vm, int generation);
/* The generation whose collection is due now (the breaker asks); -1: none. */
int gc_due(const Vm *vm);
/* Calls visit with each tracked object of a generation (-1: all). */
/* Every live cell of the container runs and every large container, tracked or not (their shape is set). */
bool heap_each_container(Heap *heap, VisitFn visit, void *arg);
bool gc_each(Vm *vm, int generation, VisitFn visit, void *arg);

/* Counts of the three generations' allocations since their last collection, as gc.get_count. */
void gc_counts(const Vm *vm, int64_t counts[3]);

/* ---- life ---- */
/* Prepares *heap: room .. room_end is memory that it may carve up at once (part of the isolate's first block, not given back by
 * heap_drop); allocates nothing. */
void heap_init(Vm *vm, Heap *heap, void *room, void *room_end, Pool *pool, Allocator *source);
/* Drops every run, block and large block without running a destructor. */
void heap_drop(Heap *heap);
/* Sets MemoryError; returns NULL. */
void *heap_refuse(Vm *vm);
