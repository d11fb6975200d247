/* type_lookup.c - finding a name in a type: namespaces along the mro, behind a cache of the isolate.
 *
 * The cache holds (version of the type, name) -> cell. A version is given to a type when it is first asked and taken away
 * from it and its subclasses when a name comes to or leaves one of its namespaces; a value that is replaced stays in its
 * cell, so that costs nothing. Static types never change: their version is their number.
 * SPDX-License-Identifier: MIT */
#include "memory/thread_state.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"

enum { CACHE_SIZE = 1024 };

typedef struct AttributeCacheEntry {
    uint32_t  version; /* 0: empty */
    uint32_t  padding;
    Value     name;    /* owned */
    DictCell *cell;    /* NULL: no such name */
} AttributeCacheEntry;

StaticTypeState *static_type_state(Vm *vm, const Type *type)
{
    return &vm->objects->static_types[type->number];
}

/* ---- mro and bases ---- */

static Value make_static_mro(Vm *vm, const Type *type)
{
    Value  items[16];
    size_t count = 0;
    for (const Type *t = type; t; t = t->base)
        items[count++] = type_value(t);
    return tuple_from(vm, items, count);
}

Value type_mro(Vm *vm, const Type *type)
{
    if (type->heap)
        return type->heap->mro;
    StaticTypeState *state = static_type_state(vm, type);
    if (!state->mro)
        state->mro = make_static_mro(vm, type);
    return state->mro;
}

Value type_bases(Vm *vm, const Type *type)
{
    if (type->heap)
        return type->heap->bases;
    StaticTypeState *state = static_type_state(vm, type);
    if (!state->bases) {
        Value base = type->base ? type_value(type->base) : 0;
        state->bases = tuple_from(vm, &base, type->base ? 1 : 0);
    }
    return state->bases;
}

bool type_is_subtype(const Vm *vm, const Type *type, const Type *parent)
{
    (void)vm;
    if (!parent->heap || !type->heap || !type->heap->mro) {
        /* Static types have one base each; a class reaches the static part of its mro only through bases that are in it. */
        if (!type->heap || !type->heap->mro) {
            for (const Type *t = type; t; t = t->base)
                if (t == parent)
                    return true;
            return false;
        }
    }
    const Tuple *mro = as_tuple(type->heap->mro);
    for (size_t i = 0; i < mro->length; i++)
        if (mro->items[i] == type_value(parent))
            return true;
    return false;
}

/* ---- versions ---- */

uint32_t type_version(Vm *vm, const Type *type)
{
    if (!type->heap)
        return type->number;
    HeapType *heap = type->heap;
    if (!heap->version && vm->objects->next_cell_version < UINT32_MAX) {
        /* A version says something of the whole mro: each class in it must have one, to have one to lose. */
        const Tuple *mro = as_tuple(heap->mro);
        for (size_t i = 1; i < mro->length; i++)
            if (as_type(mro->items[i])->heap && !type_version(vm, as_type(mro->items[i])))
                return 0;
        if (vm->objects->next_cell_version < STATIC_TYPE_COUNT)
            vm->objects->next_cell_version = STATIC_TYPE_COUNT;
        heap->version = ++vm->objects->next_cell_version;
    }
    return heap->version;
}

void type_modified(Vm *vm, Type *type)
{
    if (!type->heap || !type->heap->version)
        return;
    type->heap->version = 0;
    Value subclass;
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));)
        type_modified(vm, (Type *)(uintptr_t)as_type(subclass));
}

/* ---- lookup ---- */

static DictCell *find_in(Vm *vm, const Type *type, Value name)
{
    Value dict = type_dict(vm, type);
    if (!dict) {
        exception_clear(vm);
        return NULL;
    }
    DictCell *cell = dict_find_cell(vm, dict, name);
    return cell && cell->value != UNBOUND ? cell : NULL;
}

static DictCell *find_in_mro(Vm *vm, const Type *type, Value name)
{
    DictCell *cell = NULL;
    if (!type->heap || !type->heap->mro) {
        for (; type && !cell; type = type->base)
            cell = find_in(vm, type, name);
        return cell;
    }
    const Tuple *mro = as_tuple(type->heap->mro);
    for (size_t i = 0; i < mro->length && !cell; i++)
        cell = find_in(vm, as_type(mro->items[i]), name);
    return cell;
}

static AttributeCacheEntry *cache_entry(Vm *vm, uint32_t version, Value name)
{
    AttributeCacheEntry *cache = vm->objects->attribute_cache;
    uint32_t             at = (version * 2654435761u ^ str_name_hash(as_str(name))) & (CACHE_SIZE - 1);
    return &cache[at];
}

static bool make_cache(Vm *vm)
{
    vm->objects->attribute_cache = mem_zero(vm, CACHE_SIZE * sizeof(AttributeCacheEntry));
    if (!vm->objects->attribute_cache)
        exception_clear(vm);
    return vm->objects->attribute_cache;
}

DictCell *type_find_cell(Vm *vm, const Type *type, Value name)
{
    bool cacheable = is_exact_str(name) && str_is_interned(as_str(name));
    if (!cacheable || (!vm->objects->attribute_cache && (exception_pending(vm) || !make_cache(vm))))
        return find_in_mro(vm, type, name);
    uint32_t version = type_version(vm, type);
    if (!version)
        return find_in_mro(vm, type, name);
    AttributeCacheEntry *entry = cache_entry(vm, version, name);
    if (entry->version == version && entry->name == name)
        return entry->cell;
    DictCell *cell = find_in_mro(vm, type, name);
    /* Names of an mro that is not yet complete (a class being made) have version 0 and never come here. */
    Value old = entry->name;
    *entry = (AttributeCacheEntry){version, 0, retain(name), cell};
    release(vm, old);
    return cell;
}

Value type_lookup(Vm *vm, const Type *type, Value name)
{
    DictCell *cell = type_find_cell(vm, type, name);
    return cell && cell->value != UNBOUND ? cell->value : 0;
}

void attribute_cache_drop(Vm *vm)
{
    AttributeCacheEntry *cache = vm->objects->attribute_cache;
    if (!cache)
        return;
    vm->objects->attribute_cache = NULL;
    for (unsigned i = 0; i < CACHE_SIZE; i++)
        release(vm, cache[i].name);
    mem_free(vm, cache, CACHE_SIZE * sizeof *cache);
}

/* ---- subclasses: a dict from the subclass's address, an int, to its address; borrowed both ways ---- */

static Value *subclasses_of(Vm *vm, const Type *type)
{
    return type->heap ? &type->heap->subclasses : &static_type_state(vm, type)->subclasses;
}

static Value address_key(const Type *type)
{
    return int_value((int64_t)(uintptr_t)type >> 4);
}

bool type_add_subclass(Vm *vm, const Type *base, Type *subclass)
{
    Value *place = subclasses_of(vm, base);
    if (!*place && !(*place = dict_new(vm)))
        return false;
    return dict_set(vm, *place, address_key(subclass), address_key(subclass));
}

void type_remove_subclass(Vm *vm, const Type *base, const Type *subclass)
{
    Value *place = subclasses_of(vm, base);
    if (*place && dict_delete(vm, *place, address_key(subclass)) < 0)
        exception_clear(vm);
}

Value type_next_subclass(Vm *vm, const Type *type, size_t *position)
{
    Value  key, value;
    Value *place = subclasses_of(vm, type);
    if (!*place || !dict_next(vm, *place, position, &key, &value))
        return 0;
    return (Value)word_int(key) << 4;
}
