/* constant_cache.c - makes equal constants of one compilation one object, where CPython does.
 *
 * CPython keeps a dict from keys to constants; which constants pass through it (and whether the items of tuples do)
 * decides what marshal writes as references. SPDX-License-Identifier: MIT */
#include "code/constant.h"

enum { FIRST_ROOM = 64 };

/* ---- interning ---- */

static bool names_grow(ConstantCache *cache)
{
    uint32_t         room = cache->names ? (cache->name_mask + 1) * 2 : FIRST_ROOM;
    const Constant **names = room ? arena_zero(cache->arena, room * sizeof *names) : NULL;
    if (!names)
        return false;
    for (uint32_t i = 0; cache->names && i <= cache->name_mask; i++) {
        const Constant *name = cache->names[i];
        if (!name)
            continue;
        uint32_t at = name->as.text->hash & (room - 1);
        while (names[at])
            at = (at + 1) & (room - 1);
        names[at] = name;
    }
    cache->names = names;
    cache->name_mask = room - 1;
    return true;
}

const Constant *constant_intern(ConstantCache *cache, const Constant *str)
{
    if (str->as.text->is_name)      /* one object by its text alone */
        return str;
    if ((!cache->names || cache->name_count * 4 >= (cache->name_mask + 1) * 3) && !names_grow(cache))
        return NULL;
    uint32_t at = str->as.text->hash & cache->name_mask;
    while (cache->names[at] && cache->names[at]->as.text != str->as.text)
        at = (at + 1) & cache->name_mask;
    if (cache->names[at])
        return cache->names[at];
    ((Constant *)str)->interned = true;
    cache->names[at] = str;
    cache->name_count++;
    return str;
}

/* ---- merging ---- */

static bool cache_grow(ConstantCache *cache)
{
    uint32_t         room = cache->slots ? (cache->mask + 1) * 2 : FIRST_ROOM;
    const Constant **slots = room ? arena_zero(cache->arena, room * sizeof *slots) : NULL;
    if (!slots)
        return false;
    for (uint32_t i = 0; cache->slots && i <= cache->mask; i++) {
        const Constant *constant = cache->slots[i];
        if (!constant)
            continue;
        uint32_t at = constant_hash(constant) & (room - 1);
        while (slots[at])
            at = (at + 1) & (room - 1);
        slots[at] = constant;
    }
    cache->slots = slots;
    cache->mask = room - 1;
    return true;
}

/* The slot where the constant stands or would stand. */
static const Constant **cache_slot(ConstantCache *cache, const Constant *constant)
{
    uint32_t at = constant_hash(constant) & cache->mask;
    while (cache->slots[at] && !constant_same(cache->slots[at], constant))
        at = (at + 1) & cache->mask;
    return &cache->slots[at];
}

/* The constant is new and its own: its items can be put in place. */
static bool items_merge(ConstantCache *cache, const Constant *constant)
{
    for (uint32_t i = 0; i < constant->length; i++) {
        const Constant *item = constant_merge(cache, constant->as.items[i], true);
        if (!item)
            return false;
        constant->as.items[i] = item;
    }
    return true;
}

const Constant *constant_merge(ConstantCache *cache, const Constant *constant, bool items)
{
    if (constant->kind == CONSTANT_NONE)
        return &constant_none;
    if (constant->kind == CONSTANT_ELLIPSIS)
        return &constant_ellipsis;
    if ((!cache->slots || cache->count * 4 >= (cache->mask + 1) * 3) && !cache_grow(cache))
        return NULL;
    const Constant **slot = cache_slot(cache, constant);
    if (*slot)
        return *slot;
    *slot = constant;
    cache->count++;
    if (items && (constant->kind == CONSTANT_TUPLE || constant->kind == CONSTANT_FROZENSET) &&
        !items_merge(cache, constant))
        return NULL;
    return constant;
}
