/* table.h - a hash table from 64-bit keys (addresses, numbers) to 64-bit values: open addressing, linear probing.
 *
 * Key 0 is allowed. Order of walking is the order of the slots, so it depends on addresses: nothing that a script sees
 * may come from it. Deletion moves followers back; there are no marks. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/allocator.h"

typedef struct TableSlot {
    uint64_t key, value;
    bool     is_used;
} TableSlot;

typedef struct Table {
    TableSlot *slots;
    size_t     count, room;  /* room: 0 or a power of two; count <= 3/4 of it */
} Table;

void table_free(Allocator *from, Table *table);

/* Where key's value stands, until the next change; NULL if it is absent. */
uint64_t *table_find(const Table *table, uint64_t key);

/* Sets key's value; false: no memory, nothing changed. */
MUST_CHECK bool table_set(Allocator *from, Table *table, uint64_t key, uint64_t value);

/* Whether key was there. */
bool table_remove(Table *table, uint64_t key);

/* Walks: slot NULL gives the first used slot, NULL is the end. */
TableSlot *table_next(const Table *table, const TableSlot *slot);
