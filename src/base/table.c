/* table.c - see table.h. SPDX-License-Identifier: MIT */
#include "base/table.h"

#include <string.h>

enum { FIRST_ROOM = 8 };

static inline size_t home_of(const Table *table, uint64_t key)
{
    key *= 0x9E3779B97F4A7C15u;
    return (size_t)(key ^ key >> 32) & (table->room - 1);
}

void table_free(Allocator *from, Table *table)
{
    deallocate(from, table->slots, table->room * sizeof *table->slots);
    *table = (Table){0};
}

/* The slot of key, or the empty one where it belongs; the table has room. */
static TableSlot *find_slot(const Table *table, uint64_t key)
{
    size_t at = home_of(table, key);
    while (table->slots[at].is_used && table->slots[at].key != key)
        at = (at + 1) & (table->room - 1);
    return &table->slots[at];
}

uint64_t *table_find(const Table *table, uint64_t key)
{
    if (!table->count)
        return NULL;
    TableSlot *slot = find_slot(table, key);
    return slot->is_used ? &slot->value : NULL;
}

static bool grow(Allocator *from, Table *table)
{
    Table  larger = {.room = table->room ? table->room * 2 : FIRST_ROOM};
    size_t bytes;
    if (!array_size(larger.room, sizeof *larger.slots, &bytes) || !(larger.slots = allocate(from, bytes)))
        return false;
    memset(larger.slots, 0, bytes);
    for (size_t i = 0; i < table->room; i++)
        if (table->slots[i].is_used)
            *find_slot(&larger, table->slots[i].key) = table->slots[i];
    larger.count = table->count;
    table_free(from, table);
    *table = larger;
    return true;
}

bool table_set(Allocator *from, Table *table, uint64_t key, uint64_t value)
{
    uint64_t *old = table_find(table, key);
    if (old) {
        *old = value;
        return true;
    }
    if ((table->count + 1) * 4 > table->room * 3 && !grow(from, table))
        return false;
    *find_slot(table, key) = (TableSlot){key, value, true};
    table->count++;
    return true;
}

/* The hole is filled by the next follower whose home is not behind the hole, until an empty slot ends the run. */
bool table_remove(Table *table, uint64_t key)
{
    if (!table_find(table, key))
        return false;
    size_t mask = table->room - 1, hole = (size_t)(find_slot(table, key) - table->slots);
    for (size_t at = (hole + 1) & mask; table->slots[at].is_used; at = (at + 1) & mask) {
        size_t home = home_of(table, table->slots[at].key);
        if (((at - home) & mask) >= ((at - hole) & mask)) {
            table->slots[hole] = table->slots[at];
            hole = at;
        }
    }
    table->slots[hole].is_used = false;
    table->count--;
    return true;
}

TableSlot *table_next(const Table *table, const TableSlot *slot)
{
    size_t i = slot ? (size_t)(slot - table->slots) + 1 : 0;
    for (; i < table->room; i++)
        if (table->slots[i].is_used)
            return &table->slots[i];
    return NULL;
}
