/* draft.c - the tables of a code object that is being generated. SPDX-License-Identifier: MIT */
#include "compile/draft.h"

enum { WITHOUT_INDEX = 8 };     /* tables up to this size are searched from the start */

static void *items_grow(Arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    uint32_t wanted = *capacity ? *capacity * 2 : 8;
    size_t   bytes;
    if (wanted <= *capacity || !array_size(wanted, size, &bytes))
        return NULL;
    void *grown = arena_alloc(arena, bytes);
    if (grown && count)
        memcpy(grown, items, count * size);
    if (grown)
        *capacity = wanted;
    return grown;
}

/* A cleared index of twice the capacity; NULL: no memory. */
static uint32_t *index_new(Arena *arena, uint32_t capacity, uint32_t *mask)
{
    *mask = capacity * 2 - 1;
    return arena_zero(arena, ((size_t)*mask + 1) * sizeof(uint32_t));
}

static uint32_t name_slot(const NameTable *table, const Text *name)
{
    uint32_t at = name->hash & table->mask;
    while (table->slots[at] && table->items[table->slots[at] - 1] != name)
        at = (at + 1) & table->mask;
    return at;
}

int name_table_find(const NameTable *table, const Text *name)
{
    if (table->slots)
        return (int)table->slots[name_slot(table, name)] - 1;
    for (uint32_t i = 0; i < table->count; i++)
        if (table->items[i] == name)
            return (int)i;
    return -1;
}

static bool name_table_grow(Arena *arena, NameTable *table)
{
    const Text **items = items_grow(arena, table->items, table->count, &table->capacity, sizeof *items);
    if (!items)
        return false;
    table->items = items;
    if (table->capacity <= WITHOUT_INDEX)
        return true;
    table->slots = index_new(arena, table->capacity, &table->mask);
    for (uint32_t i = 0; table->slots && i < table->count; i++)
        table->slots[name_slot(table, table->items[i])] = i + 1;
    return table->slots;
}

int name_table_add(Arena *arena, NameTable *table, const Text *name)
{
    int found = name_table_find(table, name);
    if (found >= 0)
        return found;
    if (table->count == table->capacity && !name_table_grow(arena, table))
        return -1;
    if (table->slots)
        table->slots[name_slot(table, name)] = table->count + 1;
    table->items[table->count] = name;
    return (int)table->count++;
}

static uint32_t const_slot(const ConstantTable *table, const Constant *constant)
{
    uint32_t at = (uint32_t)((uintptr_t)constant * UINT64_C(0x9E3779B97F4A7C15) >> 32) & table->mask;
    while (table->slots[at] && table->items[table->slots[at] - 1] != constant)
        at = (at + 1) & table->mask;
    return at;
}

static bool const_table_grow(Arena *arena, ConstantTable *table)
{
    const Constant **items = items_grow(arena, table->items, table->count, &table->capacity, sizeof *items);
    if (!items)
        return false;
    table->items = items;
    if (table->capacity <= WITHOUT_INDEX)
        return true;
    table->slots = index_new(arena, table->capacity, &table->mask);
    for (uint32_t i = 0; table->slots && i < table->count; i++)
        table->slots[const_slot(table, table->items[i])] = i + 1;
    return table->slots;
}

int const_table_add(Arena *arena, ConstantTable *table, const Constant *constant)
{
    if (table->slots) {
        uint32_t slot = const_slot(table, constant);
        if (table->slots[slot])
            return (int)table->slots[slot] - 1;
    } else {
        for (uint32_t i = 0; i < table->count; i++)
            if (table->items[i] == constant)
                return (int)i;
    }
    if (table->count == table->capacity && !const_table_grow(arena, table))
        return -1;
    if (table->slots)
        table->slots[const_slot(table, constant)] = table->count + 1;
    table->items[table->count] = constant;
    return (int)table->count++;
}

int draft_add_const(CodeDraft *draft, const Constant *constant)
{
    const Constant *merged = constant_merge(draft->cache, constant, true);
    return merged ? const_table_add(draft->arena, &draft->consts, merged) : -1;
}
