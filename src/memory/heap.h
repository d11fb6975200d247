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
#include "memory/vm.h"

enum { HEAP_CLASS_SIZE = 16, HEAP_CLASSES = 32, HEAP_SMALL_MAX = HEAP_CLASS_SIZE * HEAP_CLASSES };

typedef struct HeapCell  HeapCell;
typedef struct HeapPage  HeapPage;
typedef struct HeapLarge HeapLarge;

typedef struct HeapGeneration {
    uint32_t threshold, count;
    uint64_t collections, collected, uncollectable;
} HeapGeneration;

struct Heap {
    HeapCell  *free[2][HEAP_CLASSES]; /* [is container][size class]: free cells */
    HeapPage  *pages[2];              /* all pages, newest first */
    HeapLarge *large[2];              /* objects above HEAP_SMALL_MAX */
    Object   **young;                 /* containers in order of creation; NULL where one died */
    uint32_t   young_count, young_capacity;
    HeapGeneration generation[3];
    bool       gc_enabled, collecting, collection_due;
    Object    *work_list;             /* dead objects that wait for their destructor (through aux and refs) */
    size_t     used, peak, limit;     /* bytes; limit 0: none */
    Allocator  allocator;             /* charged view for base/, syntax/, compile/ */
    Allocator *source;                /* where pages and blocks come from */
    Vm        *vm;
    long       fail_countdown;        /* tests: the n-th allocation from now fails; 0: none */
};

/* ---- objects. Result: refs 1, shape set, flags by kind, the rest of the body NOT cleared; NULL: MemoryError set. ---- */

/* size bytes, header included. */
MUST_CHECK void *heap_new(Vm *vm, size_t size, uint32_t shape);
/* The same for a type that may hold references to containers; not yet tracked: fill the body, then gc_track. */
MUST_CHECK void *heap_new_container(Vm *vm, size_t size, uint32_t shape);
/* Gives an object's memory back (its body is already released). size as allocated. */
void heap_free(Vm *vm, void *object, size_t size);

/* ---- raw blocks, charged; NULL: MemoryError set ---- */
MUST_CHECK void *mem_alloc(Vm *vm, size_t size);
MUST_CHECK void *mem_zero(Vm *vm, size_t size);
MUST_CHECK void *mem_resize(Vm *vm, void *block, size_t old_size, size_t new_size);
void mem_free(Vm *vm, void *block, size_t size);

/* ---- the collector (gc.c) ---- */
void gc_track(Vm *vm, Object *object);    /* from now on the collector looks at it. Cannot fail */
void gc_untrack(Vm *vm, Object *object);
static inline bool gc_is_tracked(const Object *object) { return object->flags & OBJECT_TRACKED; }

typedef bool (*VisitFn)(Value child, void *arg); /* false stops the walk */

/* Runs a collection of generation 0 to 2 and returns how many objects were found unreachable. RUNS_PYTHON (finalizers). */
int64_t gc_collect(Vm *vm, int generation);
/* Calls visit with each tracked object of a generation (-1: all). */
bool gc_each(Vm *vm, int generation, VisitFn visit, void *arg);

/* ---- life ---- */
bool heap_init(Vm *vm, Heap *heap, Allocator *source);
/* Drops every page and block without running a destructor. */
void heap_drop(Heap *heap);
