/* weakref.c - the table of weak references: open addressing by the object's address. See weakref.h.
 *
 * A slot holds the first WeakReference of an object; further ones are chained through it, newest first. The object is found
 * in its references, so a slot is one pointer; a removed slot leaves GONE until the next resize.
 * SPDX-License-Identifier: MIT */
#include "memory/weakref.h"

#include "memory/heap.h"
#include "memory/thread_state.h"

struct WeakTable {
    WeakReference **slots;
    size_t          mask;   /* slots - 1; slots NULL: none yet */
    size_t          used;   /* GONE ones among them */
    WeakrefCall     call;
};

static const WeakReference gone_mark;
#define GONE ((WeakReference *)(uintptr_t)&gone_mark)

static size_t address_hash(const Object *object)
{
    uint64_t h = (uint64_t)(uintptr_t)object >> 4;
    return (size_t)(h * 0x9E3779B97F4A7C15u >> 20);
}

bool weak_table_init(Vm *vm, WeakrefCall call)
{
    vm->heap->weak = mem_zero(vm, sizeof(WeakTable));
    if (vm->heap->weak)
        vm->heap->weak->call = call;
    return vm->heap->weak;
}

static WeakReference **find_slot(const WeakTable *table, const Object *object)
{
    if (!table || !table->slots)
        return NULL;
    for (size_t i = address_hash(object) & table->mask; table->slots[i]; i = (i + 1) & table->mask)
        if (table->slots[i] != GONE && table->slots[i]->object == value_of(object))
            return &table->slots[i];
    return NULL;
}

WeakReference *weakref_first(const Vm *vm, const Object *object)
{
    WeakReference **slot = object->flags & OBJECT_WEAKLY ? find_slot(vm->heap->weak, object) : NULL;
    return slot ? *slot : NULL;
}

size_t weakref_count(const Vm *vm, const Object *object)
{
    size_t count = 0;
    for (const WeakReference *ref = weakref_first(vm, object); ref; ref = ref->next)
        count++;
    return count;
}

static void put(WeakReference **slots, size_t mask, WeakReference *first)
{
    size_t i = address_hash(object_of(first->object)) & mask;
    while (slots[i])
        i = (i + 1) & mask;
    slots[i] = first;
}

static bool make_room(Vm *vm, WeakTable *table)
{
    size_t old = table->slots ? table->mask + 1 : 0, live = 0;
    if ((table->used + 1) * 3 < old * 2)
        return true;
    for (size_t i = 0; i < old; i++)
        live += table->slots[i] && table->slots[i] != GONE;
    size_t new = 8;
    while (new < (live + 1) * 3)
        new *= 2;
    WeakReference **slots = mem_zero(vm, new * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < old; i++)
        if (table->slots[i] && table->slots[i] != GONE)
            put(slots, new - 1, table->slots[i]);
    mem_free(vm, table->slots, old * sizeof *slots);
    table->slots = slots;
    table->mask = new - 1;
    table->used = live;
    return true;
}

/* A reference without callback stands first, as CPython keeps the one that ref(x) returns again; others follow it, newest
 * first. */
bool weakref_add(Vm *vm, WeakReference *ref)
{
    Object         *object = object_of(ref->object);
    WeakTable      *table = vm->heap->weak;
    WeakReference **slot = object->flags & OBJECT_WEAKLY ? find_slot(table, object) : NULL;

    ref->next = ref->previous = NULL;
    if (!slot) {
        if (!make_room(vm, table))
            return false;
        put(table->slots, table->mask, ref);
        table->used++;
        object->flags |= OBJECT_WEAKLY;
        return true;
    }
    if (!ref->callback || (*slot)->callback) {
        ref->next = *slot;
        (*slot)->previous = ref;
        *slot = ref;
        return true;
    }
    WeakReference *after = *slot;
    while (after->next && !after->next->callback) /* behind the shared ref and proxy */
        after = after->next;
    ref->next = after->next;
    ref->previous = after;
    if (after->next)
        after->next->previous = ref;
    after->next = ref;
    return true;
}

void weakref_remove(Vm *vm, WeakReference *ref)
{
    if (!ref->object)
        return;
    Object *object = object_of(ref->object);
    if (ref->previous) {
        ref->previous->next = ref->next;
    } else {
        WeakReference **slot = find_slot(vm->heap->weak, object);
        if (slot)
            *slot = ref->next ? ref->next : GONE;
        if (!ref->next)
            object_unflag(object, OBJECT_WEAKLY);
    }
    if (ref->next)
        ref->next->previous = ref->previous;
    ref->next = ref->previous = NULL;
    ref->object = 0;
}

static void call_back(Vm *vm, WeakReference *ref)
{
    Value callback = ref->callback;
    ref->callback = 0;
    if (callback && !vm->dying)
        vm->heap->weak->call(vm, ref, callback);
    release(vm, callback);
}

/* The references are taken out of the table first, those with a callback that live stay chained through `next` (held), so that
 * callbacks see every reference dead. */
static WeakReference *detach_all(Vm *vm, Object *object, bool (*wanted)(const WeakReference *ref))
{
    WeakReference *chain = NULL, **end = &chain, *next;
    for (WeakReference *ref = weakref_first(vm, object); ref; ref = next) {
        next = ref->next;
        weakref_remove(vm, ref);
        if (ref->callback && wanted(ref)) {
            retain(value_of(ref));
            *end = ref;
            end = &ref->next;
        }
    }
    *end = NULL;
    return chain;
}

static void call_chain(Vm *vm, WeakReference *chain)
{
    while (chain) {
        WeakReference *ref = chain;
        chain = ref->next;
        ref->next = NULL;
        call_back(vm, ref);
        release(vm, value_of(ref));
    }
}

static bool is_alive(const WeakReference *ref)
{
    return ref->head.refs > 0;
}

void weakref_clear_all(Vm *vm, Object *object)
{
    Value pending = vm->thread->exception;
    vm->thread->exception = 0;
    call_chain(vm, detach_all(vm, object, is_alive));
    replace(vm, &vm->thread->exception, pending);
}

/* `gc` of an unreachable weak reference object is 0 and of a listed one also; the collector marks listed objects DYING here. */
static bool is_alive_and_reachable(const WeakReference *ref)
{
    return ref->head.refs > 0 && !(ref->head.flags & OBJECT_DYING);
}

void weakref_clear_unreachable(Vm *vm, Object **list, size_t count)
{
    WeakReference *chains = NULL, **end = &chains;

    for (size_t i = 0; i < count; i++)
        list[i]->flags |= OBJECT_DYING;
    for (size_t i = 0; i < count; i++) {
        if (!(list[i]->flags & OBJECT_WEAKLY))
            continue;
        *end = detach_all(vm, list[i], is_alive_and_reachable);
        while (*end)
            end = &(*end)->next;
    }
    for (size_t i = 0; i < count; i++)
        object_unflag(list[i], OBJECT_DYING);
    call_chain(vm, chains);
}
