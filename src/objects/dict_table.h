/* dict_table.h - the table inside a dict. Only dict*.c and the machine's inline look-ups see it.
 *
 *   block: [ index: 1, 2 or 4 bytes a slot ][ entries: key, value (, hash) in order of insertion ]
 *
 * The index is probed as CPython's (i = 5i + 1 + perturb), so that order of __eq__ calls and growth agree. Slots hold an
 * entry's number, EMPTY or DUMMY. A deleted entry keeps its place with key 0; a rebuild closes the holes.
 *
 * Entries have no hash word while all keys are exact strs (it stands in the key). A BY_NAME table is keyed by the name hash
 * and holds exact strs only; the first other key turns it into an ordinary one. In a CELLED table the value word is the
 * address of a DictCell; a cell whose value is UNBOUND and that has no entry waits in `spare` (a name looked up by code
 * before it was bound). A SPLIT table has no block: keys and values are the instance's.
 *
 * Holds at every return: live <= used <= usable; each live entry is found by its key; the index is never full.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/dict.h"
#include "objects/str.h"

enum { DICT_CELLED = 1, DICT_SPLIT = 2, DICT_STR_KEYS = 4, DICT_BY_NAME = 8 };
enum { DICT_EMPTY = -1, DICT_DUMMY = -2, DICT_MIN_LOG = 3 };

typedef struct DictEntry {
    Value   key;    /* owned; 0: deleted */
    Value   value;  /* owned; CELLED: DictCell * */
    int64_t hash;   /* absent while DICT_STR_KEYS */
} DictEntry;

struct Dict {
    Object    head;
    uint32_t  live, used, usable;  /* entries: alive; with holes; room */
    uint8_t   log_size;            /* of the index; 0: no block yet */
    uint8_t   kind;                /* DICT_... */
    uint16_t  lazy_count;          /* cells still to be made */
    char     *index;               /* the block */
    char     *entries;
    uint64_t  version;             /* of this dict; grows with each change */
    union {
        Value  instance;           /* SPLIT: whose attributes these are (borrowed) */
        void  *vm_data;            /* the machine's links */
    };
    DictCell **spare;              /* CELLED: cells without entry, their names beside; NULL: none */
    Value    *spare_names;
    uint32_t  spare_count, spare_capacity;
};

static inline Dict *as_dict(Value v) { return (Dict *)object_of(v); }
static inline size_t dict_stride(const Dict *dict) { return dict->kind & DICT_STR_KEYS ? 16 : 24; }
static inline DictEntry *dict_entry(const Dict *dict, size_t i)
{
    return (DictEntry *)(void *)(dict->entries + i * dict_stride(dict));
}

static inline int64_t dict_index_get(const Dict *dict, size_t slot)
{
    return dict->log_size < 8 ? ((const int8_t *)dict->index)[slot]
         : dict->log_size < 16 ? ((const int16_t *)(void *)dict->index)[slot] : ((const int32_t *)(void *)dict->index)[slot];
}

static inline DictCell *entry_cell(const DictEntry *entry) { return (DictCell *)(uintptr_t)entry->value; }

/* Number of the entry of key, -1: absent, -2: an exception. hash as the table wants it (dict_table_hash). */
RUNS_PYTHON int64_t dict_table_find(Vm *vm, Value dict, Value key, int64_t hash);
/* The same for an exact str in a table of exact strs: runs nothing, never fails. */
int64_t dict_table_find_str(const Dict *dict, Value key, int64_t hash);
/* The hash by which this table files key; -1: exception. May turn a BY_NAME table into an ordinary one. */
RUNS_PYTHON int64_t dict_table_hash(Vm *vm, Dict *dict, Value key);
/* Enters a new key (known to be absent); key and value borrowed. */
MUST_CHECK bool dict_table_insert(Vm *vm, Dict *dict, Value key, int64_t hash, Value value);
/* Takes entry i out; gives key and value to the caller (cells: the value). */
void  dict_table_remove(Vm *vm, Dict *dict, size_t i, Value *key, Value *value);
/* Value of a live entry, borrowed; makes a lazy cell's. 0: exception. */
Value dict_table_value(Vm *vm, Dict *dict, DictEntry *entry);
/* Stores into a live entry; takes value, returns what to release. */
Value dict_table_store(Dict *dict, DictEntry *entry, Value value);
/* Room for `count` entries in all. */
MUST_CHECK bool dict_table_reserve(Vm *vm, Dict *dict, size_t count);
/* An ordinary table with room as the source's, entries copied (cells: their values). dict is empty. */
MUST_CHECK bool dict_table_copy(Vm *vm, Dict *dict, Dict *source);
/* Releases all; the dict is empty and usable afterwards. */
void  dict_table_clear(Vm *vm, Dict *dict);
size_t dict_block_size(unsigned log_size, bool with_hash);
Value dict_allocate(Vm *vm, const Type *cls); /* an empty dict or instance of a subclass */
