/* heap.c - cells of the size classes, large blocks, and the death of objects. See heap.h.
 *
 *   block (64 KiB, from the pool)  = run, run, run ...          carved by moving `bump`
 *   run   (1, 4, then 16 KiB)      = HeapRun, cell, cell ...    of one size class and kind
 *   large (from `source`)          = HeapLarge, the bytes       doubly linked
 *
 * Runs stay with their class until the isolate is dropped. Memory is charged as it is taken from the pool's blocks (whole
 * runs) and from `source` (each block), so that the common allocation is two loads and two stores.
 * SPDX-License-Identifier: MIT */
#include "memory/heap.h"

#include "host/pages.h"
#include "memory/thread_state.h"
#include "memory/weakref.h"

enum {
    FIRST_RUN = 1024, SECOND_RUN = 4096, LATER_RUN = 16384,
    DEEPEST_DEATH = 100, /* nested destructors on the C stack; deeper ones wait on the work list */
};

struct HeapRun {
    HeapRun *next;
    uint32_t cell_size, cell_count;
};

struct HeapBlock {
    HeapBlock *older;
    uint64_t   padding;
};

struct HeapLarge {
    HeapLarge  *next;
    HeapLarge **link; /* what points at this block */
    size_t      size; /* with this header */
    size_t      kind; /* index in heap->large */
};

void *heap_refuse(Vm *vm)
{
    if (vm->thread && vm->heap->memory_error)
        replace(vm, &vm->thread->exception, retain(vm->heap->memory_error));
    return NULL;
}

/* ---- charging ---- */

static bool charge(Heap *heap, size_t size)
{
    if (heap->limit && size > heap->limit - heap->used)
        return false;
    heap->used += size;
    if (heap->used > heap->peak)
        heap->peak = heap->used;
    return true;
}

/* Check builds count down to an allocation that fails. */
static bool fails_on_demand(Heap *heap)
{
    return heap->fail_countdown && !--heap->fail_countdown;
}

/* ---- runs ---- */

static void *take_room(Heap *heap, size_t size)
{
    if ((size_t)(heap->bump_end - heap->bump) < size) {
        HeapBlock *block = pool_take(heap->pool);
        if (!block)
            return NULL;
        block->older = heap->blocks;
        heap->blocks = block;
        heap->bump = (char *)(block + 1);
        heap->bump_end = (char *)block + POOL_BLOCK;
    }
    void *room = heap->bump;
    heap->bump += size;
    return room;
}

static bool add_run(Heap *heap, size_t class, bool container)
{
    uint8_t *made = &heap->run_count[container][class];
    size_t   cell_size = (class + 1) * HEAP_CLASS_SIZE;
    size_t   size = *made == 0 ? FIRST_RUN : *made < 4 ? SECOND_RUN : LATER_RUN;
    if (size < sizeof(HeapRun) + 4 * cell_size)
        size = SECOND_RUN;
    if (!charge(heap, size))
        return false;
    HeapRun *run = take_room(heap, size);
    if (!run) {
        heap->used -= size;
        return false;
    }
    if (*made < UINT8_MAX)
        ++*made;
    *run = (HeapRun){heap->runs[container], (uint32_t)cell_size, (uint32_t)((size - sizeof *run) / cell_size)};
    heap->runs[container] = run;
    char *cells = (char *)(run + 1);
    for (uint32_t i = run->cell_count; i-- > 0;) {
        HeapCell *cell = (HeapCell *)(void *)(cells + i * cell_size);
        *cell = (HeapCell){.next = heap->free[container][class]};
        heap->free[container][class] = cell;
    }
    return true;
}

static void *new_large(Heap *heap, size_t size, size_t kind);

void *heap_new_slow(Vm *vm, size_t size, uint32_t shape, bool container)
{
    Heap  *heap = vm->heap;
    size_t class = (size - 1) / HEAP_CLASS_SIZE;
    Object head = {.refs = 1, .shape = shape, .flags = container ? OBJECT_CONTAINER : 0};
    void  *object;

    if (fails_on_demand(heap))
        return heap_refuse(vm);
    if (class >= HEAP_CLASSES) {
        object = new_large(heap, size, container);
        head.flags |= OBJECT_LARGE;
    } else {
        if (!heap->free[container][class] && !add_run(heap, class, container))
            return heap_refuse(vm);
        object = heap->free[container][class];
        heap->free[container][class] = ((HeapCell *)object)->next;
    }
    if (!object)
        return heap_refuse(vm);
    *(Object *)object = head;
    return object;
}

/* ---- large blocks ---- */

static void link_large(Heap *heap, HeapLarge *large)
{
    large->next = heap->large[large->kind];
    large->link = &heap->large[large->kind];
    if (large->next)
        large->next->link = &large->next;
    heap->large[large->kind] = large;
}

static void unlink_large(HeapLarge *large)
{
    *large->link = large->next;
    if (large->next)
        large->next->link = large->link;
}

static void *new_large(Heap *heap, size_t size, size_t kind)
{
    size_t total;
    if (__builtin_add_overflow(size, sizeof(HeapLarge), &total) || !charge(heap, total))
        return NULL;
    HeapLarge *large = allocate(heap->source, total);
    if (!large) {
        heap->used -= total;
        return NULL;
    }
    large->size = total;
    large->kind = kind;
    link_large(heap, large);
    return large + 1;
}

static void free_large(Heap *heap, void *block)
{
    HeapLarge *large = (HeapLarge *)block - 1;
    unlink_large(large);
    heap->used -= large->size;
    deallocate(heap->source, large, large->size);
}

void heap_free_slow(Vm *vm, void *object, size_t size)
{
    Object *head = object;
    if (head->flags & OBJECT_LARGE) {
        free_large(vm->heap, object);
        return;
    }
    head->flags &= ~OBJECT_TAILED;
    heap_free(vm, object, ((size + 7) & ~(size_t)7) + ((const ShapeHead *)(const void *)shape_of(vm, head))->tail);
}

/* ---- raw blocks: cells of the atoms' classes, or large ---- */

static void *raw_alloc(Heap *heap, size_t size)
{
    size_t class = (size - 1) / HEAP_CLASS_SIZE;
    if (fails_on_demand(heap))
        return NULL;
    if (class >= HEAP_CLASSES)
        return new_large(heap, size, 0);
    if (!heap->free[0][class] && !add_run(heap, class, false))
        return NULL;
    HeapCell *cell = heap->free[0][class];
    heap->free[0][class] = cell->next;
    return cell;
}

static void raw_free(Heap *heap, void *block, size_t size)
{
    size_t class = (size - 1) / HEAP_CLASS_SIZE;
    if (class >= HEAP_CLASSES) {
        free_large(heap, block);
        return;
    }
    *(HeapCell *)block = (HeapCell){.next = heap->free[0][class]};
    heap->free[0][class] = block;
}

/* A large block that stays large moves as a whole; false: not such a case. */
static bool resize_large(Heap *heap, void **block, size_t old_size, size_t new_size)
{
    HeapLarge *large = (HeapLarge *)*block - 1;
    if (old_size <= HEAP_SMALL_MAX || new_size <= HEAP_SMALL_MAX || new_size > SIZE_MAX / 2)
        return false;
    size_t total = new_size + sizeof *large, before = large->size;
    if (total > before ? fails_on_demand(heap) || !charge(heap, total - before) : false) {
        *block = NULL;
        return true;
    }
    unlink_large(large);
    HeapLarge *moved = heap->source->resize(heap->source, large, before, total);
    if (!moved) {
        link_large(heap, large);
        heap->used -= total > before ? total - before : 0;
        *block = NULL;
        return true;
    }
    heap->used -= total < before ? before - total : 0;
    moved->size = total;
    link_large(heap, moved);
    *block = moved + 1;
    return true;
}

static void *raw_resize(Heap *heap, void *block, size_t old_size, size_t new_size)
{
    if (!block)
        return raw_alloc(heap, new_size);
    if (resize_large(heap, &block, old_size, new_size))
        return block;
    if (old_size <= HEAP_SMALL_MAX && new_size <= HEAP_SMALL_MAX &&
        (old_size - 1) / HEAP_CLASS_SIZE == (new_size - 1) / HEAP_CLASS_SIZE)
        return block;
    void *moved = raw_alloc(heap, new_size);
    if (moved) {
        memcpy(moved, block, old_size < new_size ? old_size : new_size);
        raw_free(heap, block, old_size);
    }
    return moved;
}

void *mem_alloc(Vm *vm, size_t size)
{
    void *block = raw_alloc(vm->heap, size ? size : 1);
    return block ? block : heap_refuse(vm);
}

void *mem_zero(Vm *vm, size_t size)
{
    void *block = mem_alloc(vm, size);
    return block ? memset(block, 0, size) : NULL;
}

void *mem_resize(Vm *vm, void *block, size_t old_size, size_t new_size)
{
    void *moved = raw_resize(vm->heap, block, old_size ? old_size : 1, new_size ? new_size : 1);
    return moved ? moved : heap_refuse(vm);
}

void mem_free(Vm *vm, void *block, size_t size)
{
    if (block)
        raw_free(vm->heap, block, size ? size : 1);
}

/* The Allocator view: sets no exception. */
static void *charged_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    Heap *heap = (Heap *)((char *)self - offsetof(Heap, allocator));
    if (new_size)
        return raw_resize(heap, block, old_size ? old_size : 1, new_size);
    if (block)
        raw_free(heap, block, old_size ? old_size : 1);
    return NULL;
}

/* ---- life ---- */

void heap_init(Vm *vm, Heap *heap, void *room, void *room_end, Pool *pool, Allocator *source)
{
    *heap = (Heap){
        .vm = vm, .pool = pool, .source = source, .bump = room, .bump_end = room_end, .gc_enabled = true,
        .allocator = {charged_resize},
        .generation = {{.threshold = 2000}, {.threshold = 10}, {.threshold = 10}},
    };
}

void heap_drop(Heap *heap)
{
    for (int kind = 0; kind < 2; kind++)
        while (heap->large[kind]) {
            HeapLarge *large = heap->large[kind];
            heap->large[kind] = large->next;
            deallocate(heap->source, large, large->size);
        }
    while (heap->blocks) {
        HeapBlock *block = heap->blocks;
        heap->blocks = block->older;
        pool_give(heap->pool, block);
    }
}

/* ---- walking containers (gc.c) ---- */

bool heap_each_container(Heap *heap, VisitFn visit, void *arg)
{
    for (HeapRun *run = heap->runs[1]; run; run = run->next) {
        char *cell = (char *)(run + 1);
        for (uint32_t i = 0; i < run->cell_count; i++, cell += run->cell_size)
            if (((HeapCell *)(void *)cell)->shape && !visit(value_of(cell), arg))
                return false;
    }
    for (HeapLarge *large = heap->large[1]; large; large = large->next)
        if (!visit(value_of(large + 1), arg))
            return false;
    return true;
}

/* ---- death ---- */

/* __del__ may bring the object back: then its count is above 0 again. The exception that is set is kept by the slot. */
static bool finalize(Vm *vm, Object *object, const LifeSlots *life)
{
    object->flags |= OBJECT_FINALIZED;
    object->refs = 1;
    life->finalize(vm, object);
    return --object->refs == 0;
}

static void destroy(Vm *vm, Object *object)
{
    const LifeSlots *life = life_of(vm, object);

    if (life->finalize && !(object->flags & OBJECT_FINALIZED) && !vm->dying && !finalize(vm, object, life))
        return;
    object->flags |= OBJECT_DYING;
    if (object->flags & OBJECT_TRACKED)
        gc_untrack(vm, object);
    if (object->flags & OBJECT_WEAKLY)
        weakref_clear_all(vm, object);
    life->dealloc(vm, object);
}

/* The link of a waiting object: bits 4 to 35 of the address in `refs`, the upper ones in `gc` (it is untracked by then). */
static void wait_for_death(Heap *heap, Object *object)
{
    uint64_t next = (uint64_t)(uintptr_t)heap->work_list >> 4;
    object->refs = (int32_t)(uint32_t)next;
    object->gc = (uint32_t)(next >> 32) & 0xFFFFFF;
    heap->work_list = object;
}

static Object *next_waiting(Heap *heap)
{
    Object *object = heap->work_list;
    heap->work_list = (Object *)(uintptr_t)(((uint64_t)object->gc << 32 | (uint32_t)object->refs) << 4);
    object->refs = 0;
    object->gc = 0;
    return object;
}

/* Destruction nests on the C stack, in CPython's order, to a fixed depth; below it objects wait until the outermost
 * destructor has ended. */
void object_die(Vm *vm, Object *object)
{
    Thread *thread = vm->thread;
    if (thread->freeing >= DEEPEST_DEATH) {
        if (object->flags & OBJECT_TRACKED)
            gc_untrack(vm, object);
        wait_for_death(vm->heap, object);
        return;
    }
    thread->freeing++;
    destroy(vm, object);
    if (--thread->freeing)
        return;
    while (vm->heap->work_list) {
        thread->freeing++;
        destroy(vm, next_waiting(vm->heap));
        thread->freeing--;
    }
}
