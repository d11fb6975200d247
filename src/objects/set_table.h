/* set_table.h - the table inside set and frozenset; only set*.c see it.
 *
 * Open addressing with short linear stretches: from slot hash & mask up to LINEAR_PROBES following slots are looked at, then the
 * walk jumps (i = 5i + 1 + perturb). Growth when 5 * fill >= 3 * mask. So the order of iteration equals CPython's.
 * A slot: key 0 is free, key UNBOUND was removed. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/set.h"

enum { SET_MIN_SIZE = 8, SET_LINEAR_PROBES = 9, SET_PERTURB_SHIFT = 5 };

typedef struct SetEntry {
    Value   key;   /* owned */
    int64_t hash;
} SetEntry;

typedef struct Set {
    Object    head;
    size_t    fill, used;  /* slots taken, removed ones among them; items */
    size_t    mask;
    SetEntry *table;       /* `small` or a block of mask + 1 */
    int64_t   hash;        /* frozenset's; -1: not yet asked */
    size_t    finger;      /* where pop goes on */
    SetEntry  small[SET_MIN_SIZE];
} Set;

static inline Set *as_set(Value v) { return (Set *)object_of(v); }
static inline bool set_entry_live(const SetEntry *entry) { return entry->key && entry->key != UNBOUND; }

/* An empty set of this type (set, frozenset, a subclass); 0: MemoryError. */
Value set_allocate(Vm *vm, const Type *cls);
/* Slot number of key, -1: absent, -2: exception. RUNS_PYTHON. */
int64_t set_find(Vm *vm, Value set, Value key, int64_t hash);
MUST_CHECK bool set_add_hashed(Vm *vm, Value set, Value key, int64_t hash);
int   set_discard_hashed(Vm *vm, Value set, Value key, int64_t hash); /* 1, 0, -1 */
/* Hash of an item about to be looked up or entered: "cannot use 'list' as a set element (...)". -1: exception. */
int64_t set_item_hash(Vm *vm, Value key);
MUST_CHECK bool set_reserve(Vm *vm, Set *set, size_t min_used);
MUST_CHECK bool set_merge(Vm *vm, Value set, Value other); /* other: any set */
void  set_clear_all(Vm *vm, Set *set);
/* Exchanges the items of two sets. */
void  set_swap(Set *a, Set *b);
