/* gc.c - the cycle collector: trial deletion over the young containers, or over all.
 *
 * While young, a container's header field `gc` is its index in heap->young (creation order, NULL where one died). For the
 * time of a collection the field becomes the number of references that come from outside the collected set:
 *
 *   1. count     gc = refs, saturating at ALIVE
 *   2. subtract  each reference from a member to a member: gc -= 1
 *   3. mark      members with gc > 0 are reachable, and all that they reach: gc = ALIVE
 *   4. the rest is unreachable: weak references are cleared, finalizers run in order of creation, what came back to life by
 *      that is kept, the others are cleared.
 *
 * Phases 1 to 3 run no Python and allocate nothing: the mark stack and the list of the unreachable are scratch reserved with
 * the young vector. When the mark stack overflows, objects stay PENDING and the set is scanned again. Survivors are OLD:
 * found by walking the container runs at the next full collection. SPDX-License-Identifier: MIT */
#include "memory/heap.h"

#include "memory/thread_state.h"
#include "memory/weakref.h"

enum {
    ALIVE = 0xFFFFFF, PENDING = 0xFFFFFE,   /* values of `gc` once reached: walked; to be walked */
    MOST_COUNTED = 0xFFFFFD,                /* a count that reaches this is never lowered */
    FIRST_YOUNG = 256, MOST_YOUNG = 1 << 20,
};

/* ---- the young vector ---- */

static bool grow_young(Vm *vm)
{
    Heap    *heap = vm->heap;
    uint32_t old = heap->young_capacity, new = old ? old * 2 : FIRST_YOUNG;
    size_t   before = 3 * old * sizeof(Object *), after = 3 * new * sizeof(Object *);
    if (new > MOST_YOUNG || heap->collecting)
        return false;
    Object **block = heap->allocator.resize(&heap->allocator, NULL, 0, after);
    if (!block)
        return false;
    if (heap->young) {
        memcpy(block, heap->young, heap->young_count * sizeof(Object *));
        heap->allocator.resize(&heap->allocator, heap->young, before, 0);
    }
    heap->young = block;
    heap->aside = block + new;
    heap->stack = block + 2 * new;
    heap->young_capacity = new;
    return true;
}

/* An object that finds no room becomes old unseen. */
void gc_track(Vm *vm, Object *object)
{
    Heap *heap = vm->heap;
    object->flags |= OBJECT_TRACKED;
    if (heap->young_count == heap->young_capacity && !grow_young(vm)) {
        object->flags |= OBJECT_OLD;
        heap->old_pending++;
    } else {
        object->gc = heap->young_count & 0xFFFFFF;
        heap->young[heap->young_count++] = object;
    }
    if (++heap->generation[0].count > heap->generation[0].threshold && heap->gc_enabled && !heap->collecting &&
        heap->generation[0].threshold) {
        heap->collection_due = true;
        vm->thread->fuel = 0;
    }
}

void gc_untrack(Vm *vm, Object *object)
{
    Heap *heap = vm->heap;
    if (!(object->flags & OBJECT_TRACKED))
        return;
    if (heap->generation[0].count)
        heap->generation[0].count--;
    if (!(object->flags & OBJECT_OLD)) {
        heap->young[object->gc] = NULL;
        if (object->gc + 1u == heap->young_count)
            heap->young_count--;
    }
    object_unflag(object, OBJECT_TRACKED | OBJECT_OLD);
    object->gc = 0;
}

/* ---- walking the collected set ---- */

typedef struct Collection {
    Vm      *vm;
    Heap    *heap;
    bool     full;
    uint32_t count;      /* of heap->aside: the young ones, later the unreachable */
    uint32_t capacity;   /* of heap->aside and heap->stack */
    uint32_t stacked;
    bool     overflowed;
    VisitFn  member;     /* for each_old */
} Collection;

static bool is_member(const Collection *c, Value v)
{
    return is_object(v) && object_of(v)->flags & OBJECT_TRACKED && (c->full || !(object_of(v)->flags & OBJECT_OLD));
}

static bool visit_if_old(Value v, void *arg)
{
    Collection *c = arg;
    return (object_of(v)->flags & (OBJECT_TRACKED | OBJECT_OLD)) != (OBJECT_TRACKED | OBJECT_OLD) || c->member(v, c);
}

/* Calls fn with each member: old ones in the order of the runs, young ones in order of creation. */
static void each_member(Collection *c, VisitFn fn)
{
    if (c->full) {
        c->member = fn;
        heap_each_container(c->heap, visit_if_old, c);
    }
    for (uint32_t i = 0; i < c->heap->young_count; i++)
        if (c->heap->young[i])
            fn(value_of(c->heap->young[i]), c);
}

static void walk(Collection *c, Object *object, VisitFn fn)
{
    const LifeSlots *life = life_of(c->vm, object);
    if (life->traverse)
        life->traverse(c->vm, object, fn, c);
}

/* ---- phases 1 to 3 ---- */

static void set_count(Object *object, int32_t refs)
{
    object->gc = (refs < 0 || refs > MOST_COUNTED ? MOST_COUNTED : (uint32_t)refs) & 0xFFFFFF;
}

static bool count_one(Value v, void *arg)
{
    (void)arg;
    set_count(object_of(v), object_of(v)->refs);
    return true;
}

static bool subtract_child(Value v, void *arg)
{
    Collection *c = arg;
    if (is_member(c, v) && object_of(v)->gc && object_of(v)->gc != MOST_COUNTED)
        object_of(v)->gc--;
    return true;
}

static bool subtract_one(Value v, void *arg)
{
    walk(arg, object_of(v), subtract_child);
    return true;
}

static bool reach(Value v, void *arg)
{
    Collection *c = arg;
    if (!is_member(c, v) || object_of(v)->gc >= PENDING)
        return true;
    object_of(v)->gc = PENDING;
    if (c->stacked < c->capacity)
        c->heap->stack[c->stacked++] = object_of(v);
    else
        c->overflowed = true;
    return true;
}

static void drain(Collection *c)
{
    while (c->stacked) {
        Object *object = c->heap->stack[--c->stacked];
        object->gc = ALIVE;
        walk(c, object, reach);
    }
}

static bool mark_one(Value v, void *arg)
{
    Collection *c = arg;
    if (object_of(v)->gc == PENDING) {
        object_of(v)->gc = ALIVE;
        walk(c, object_of(v), reach);
    } else if (object_of(v)->gc && object_of(v)->gc != ALIVE) {
        reach(v, c);
    }
    drain(c);
    return true;
}

static void mark(Collection *c)
{
    do {
        c->overflowed = false;
        each_member(c, mark_one);
    } while (c->overflowed);
}

/* ---- phase 4 ---- */

/* Unreachable members go to the list, held; the others become old. When the list is full, the rest waits for another time. */
static bool sort_out(Value v, void *arg)
{
    Collection *c = arg;
    Object     *object = object_of(v);
    if (object->gc == 0 && c->count < c->capacity) {
        object->refs++;
        c->heap->aside[c->count++] = object;
    }
    object->gc = 0;
    object->flags |= OBJECT_OLD;
    return true;
}

/* While keep_revived runs, OBJECT_DYING marks the members of the list. */
static bool is_listed(Value v)
{
    return is_object(v) && object_of(v)->flags & OBJECT_DYING;
}

static bool subtract_listed(Value v, void *arg)
{
    (void)arg;
    if (is_listed(v) && object_of(v)->gc && object_of(v)->gc < MOST_COUNTED)
        object_of(v)->gc--;
    return true;
}

static bool revive(Value v, void *arg)
{
    Collection *c = arg;
    if (is_listed(v) && object_of(v)->gc != ALIVE) {
        object_of(v)->gc = ALIVE;
        c->heap->stack[c->stacked++] = object_of(v); /* each member once: the list is no longer than the stack */
    }
    return true;
}

/* After finalizers ran: what is referenced from outside the list again stays alive, with all that it reaches. */
static void keep_revived(Collection *c)
{
    Object **list = c->heap->aside;
    for (uint32_t i = 0; i < c->count; i++) {
        list[i]->flags |= OBJECT_DYING;
        set_count(list[i], list[i]->refs - 1);
    }
    for (uint32_t i = 0; i < c->count; i++)
        walk(c, list[i], subtract_listed);
    c->stacked = 0;
    for (uint32_t i = 0; i < c->count; i++)
        if (list[i]->gc)
            revive(value_of(list[i]), c);
    while (c->stacked)
        walk(c, c->heap->stack[--c->stacked], revive);
    for (uint32_t i = 0; i < c->count; i++)
        object_unflag(list[i], OBJECT_DYING);
}

static void finalize_all(Collection *c)
{
    for (uint32_t i = 0; i < c->count; i++) {
        Object          *object = c->heap->aside[i];
        const LifeSlots *life = life_of(c->vm, object);
        if (life->finalize && !(object->flags & OBJECT_FINALIZED) && !c->vm->dying) {
            object->flags |= OBJECT_FINALIZED;
            life->finalize(c->vm, object);
        }
    }
}

static bool has_finalizers(const Collection *c)
{
    for (uint32_t i = 0; i < c->count; i++)
        if (life_of(c->vm, c->heap->aside[i])->finalize)
            return true;
    return false;
}

static int64_t bury(Collection *c)
{
    Object **list = c->heap->aside;
    int64_t  buried = 0;

    weakref_clear_unreachable(c->vm, list, c->count);
    if (has_finalizers(c)) {
        finalize_all(c);
        keep_revived(c);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        Object          *object = list[i];
        const LifeSlots *life = life_of(c->vm, object);
        bool             revived = object->gc == ALIVE;
        if (object->flags & OBJECT_OLD)
            object->gc = 0;
        buried += !revived;
        if (!revived && life->clear && object->refs > 1)
            life->clear(c->vm, object);
    }
    for (uint32_t i = 0; i < c->count; i++)
        release(c->vm, value_of(list[i]));
    return buried;
}

/* ---- one collection ---- */

static int64_t collect(Vm *vm, bool full)
{
    Heap      *heap = vm->heap;
    Collection c = {.vm = vm, .heap = heap, .full = full, .capacity = heap->young_capacity};

    if (!heap->young_capacity && !grow_young(vm))
        return 0;
    c.capacity = heap->young_capacity;
    heap->collecting = true;
    each_member(&c, count_one);
    each_member(&c, subtract_one);
    mark(&c);
    each_member(&c, sort_out);
    heap->old_pending += heap->young_count;
    heap->young_count = 0;
    /* From here on Python may run: new containers enter the emptied young vector, which can't grow while `collecting`. */
    int64_t found = bury(&c);
    heap->collecting = false;
    return found;
}

static void note(Heap *heap, int generation, int64_t found)
{
    HeapGeneration *g = &heap->generation[generation];
    g->collections++;
    g->collected += (uint64_t)found;
    for (int i = 0; i <= generation; i++)
        heap->generation[i].count = 0;
    if (generation < 2)
        heap->generation[generation + 1].count++;
}

int64_t gc_collect(Vm *vm, int generation)
{
    Heap *heap = vm->heap;
    if (heap->collecting || vm->dying)
        return 0;
    heap->collection_due = false;
    Value pending = vm->thread->exception;
    vm->thread->exception = 0;
    if (heap->gc_hook)
        heap->gc_hook(vm, generation, true, 0);
    int64_t found = 0, more;
    do { /* the list of the unreachable may have been too short for all */
        more = collect(vm, generation == 2);
        found += more;
    } while (generation == 2 && more == heap->young_capacity);
    note(heap, generation, found);
    if (generation == 2) {
        heap->old_count += heap->old_pending;
        heap->old_pending = 0;
    }
    if (heap->gc_hook)
        heap->gc_hook(vm, generation, false, found);
    replace(vm, &vm->thread->exception, pending);
    return found;
}

/* Which generation is due, by CPython's thresholds; -1: none. A full one waits until a quarter as many objects are new. */
int gc_due(const Vm *vm)
{
    const Heap *heap = vm->heap;
    if (!heap->collection_due || !heap->gc_enabled || heap->collecting)
        return -1;
    if (heap->generation[1].count > heap->generation[1].threshold) {
        if (heap->generation[2].count >= heap->generation[2].threshold && heap->old_pending >= heap->old_count / 4)
            return 2;
        return 1;
    }
    return 0;
}

void gc_counts(const Vm *vm, int64_t counts[3])
{
    for (int i = 0; i < 3; i++)
        counts[i] = vm->heap->generation[i].count;
}

typedef struct Each {
    VisitFn visit;
    void   *arg;
    int     generation;
} Each;

static bool each_tracked(Value v, void *arg)
{
    Each *each = arg;
    bool  old = object_of(v)->flags & OBJECT_OLD;
    if (!(object_of(v)->flags & OBJECT_TRACKED) || (each->generation >= 0 && old != (each->generation > 0)))
        return true;
    return each->visit(v, each->arg);
}

bool gc_each(Vm *vm, int generation, VisitFn visit, void *arg)
{
    Each each = {visit, arg, generation};
    return heap_each_container(vm->heap, each_tracked, &each);
}
