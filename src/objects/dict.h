/* dict.h - dict: the type, and every namespace of the runtime.
 *
 * Insertion-ordered compact table: entries in order, and a sparse index of entry numbers; probing and growth CPython's.
 * A table is of one of three kinds (D10, D15): plain; split (an instance's __dict__: reads and writes the instance's slots
 * through its shape); celled (namespaces of modules and classes: values stand in DictCells whose address never changes,
 * which instruction caches hold). Only dict_table.h knows the kinds; nobody else looks inside a Dict but through these
 * functions. Celled tables are keyed by name hash while all keys are exact strs (D5).
 *
 * Danger: __hash__ and __eq__ of keys may run Python and change this very dict. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

/* A named value whose address is stable: owned by the dict and by the links that cache it (D9). */
typedef struct DictCell {
    Value    value;   /* owned; UNBOUND: the name is absent. 0 is never here. LAZY cells: see dict_set_lazy */
    uint32_t owners;  /* the dict (1) and each link */
    uint32_t flags;
} DictCell;

typedef struct Dict Dict; /* body in dict_table.h */

static inline bool is_exact_dict(Value v) { return has_shape(v, SHAPE_DICT); }
static inline bool is_dict(const Vm *vm, Value v) { return is_exact_dict(v) || (is_pointer(v) && type_has(vm, v, TYPE_DICT_SUBCLASS)); }

Value dict_new(Vm *vm);
Value dict_new_sized(Vm *vm, size_t expected);
Value dict_new_celled(Vm *vm);
size_t dict_length(Vm *vm, Value dict);

/* Lookups: borrowed result; UNBOUND: absent; 0: __hash__ or __eq__ raised. */
RUNS_PYTHON Value dict_find(Vm *vm, Value dict, Value key);
RUNS_PYTHON Value dict_find_hashed(Vm *vm, Value dict, Value key, int64_t hash);
Value dict_find_str(Vm *vm, Value dict, Value name);            /* exact str key; runs Python only if odd keys collide */
Value dict_find_cstring(Vm *vm, Value dict, const char *name);
RUNS_PYTHON MUST_CHECK bool dict_set(Vm *vm, Value dict, Value key, Value value);  /* both borrowed */
RUNS_PYTHON MUST_CHECK bool dict_set_taken(Vm *vm, Value dict, Taken key, Taken value);
RUNS_PYTHON MUST_CHECK bool dict_set_hashed(Vm *vm, Value dict, Value key, int64_t hash, Value value);
MUST_CHECK bool dict_set_cstring(Vm *vm, Value dict, const char *name, Value value);
RUNS_PYTHON int  dict_delete(Vm *vm, Value dict, Value key);    /* 1 deleted, 0 absent (no exception), -1 */
RUNS_PYTHON Value dict_pop(Vm *vm, Value dict, Value key);      /* owned; UNBOUND: absent; 0 */
RUNS_PYTHON Value dict_set_default(Vm *vm, Value dict, Value key, Value value); /* borrowed: what stands there now; 0 */
void  dict_clear(Vm *vm, Value dict);
Value dict_copy(Vm *vm, Value dict);
/* override: 1 later wins, 0 earlier stays, 2: KeyError(key) on a duplicate. other: dict or mapping. */
RUNS_PYTHON MUST_CHECK bool dict_merge(Vm *vm, Value dict, Value other, int override);
RUNS_PYTHON MUST_CHECK bool dict_merge_pairs(Vm *vm, Value dict, Value pairs, int override);
/* Walks entries in order: *position starts at 0; borrowed key and value. False: the end. */
bool  dict_next(Vm *vm, Value dict, size_t *position, Value *key, Value *value);
Value dict_keys(Vm *vm, Value dict);   /* new lists */
Value dict_values(Vm *vm, Value dict);
Value dict_items(Vm *vm, Value dict);
/* Raised by iterators when it differs: "dictionary changed size during iteration" and the like use length and this. */
uint64_t dict_version(Value dict);

/* ---- celled tables ---- */
/* The cell of name (exact str), made UNBOUND without entry when absent; makes the table celled. NULL: MemoryError. The caller
 * counts itself in `owners` if it keeps the address. */
DictCell *dict_cell(Vm *vm, Value dict, Value name);
DictCell *dict_find_cell(Vm *vm, Value dict, Value name);      /* NULL: no such cell; never fails */
void      dict_cell_release(Vm *vm, DictCell *cell);
/* Enters name with a value to be made by `make` at the first read (streams, codecs, __spec__). */
MUST_CHECK bool dict_set_lazy(Vm *vm, Value dict, Value name, Value (*make)(Vm *vm, Value name));

/* ---- split tables: the dict of an instance with slots (objects/instance.h) ---- */
Value dict_new_split(Vm *vm, Value instance);                  /* does not own the instance */
MUST_CHECK bool dict_detach(Vm *vm, Value dict);               /* the values move into the dict */
/* What a link or data the vm keeps with a dict that serves as globals; NULL: none. */
void **dict_vm_data(Value dict);
/* Has the lazy value of name been made (or was it set)? */
bool dict_is_made(Vm *vm, Value dict, const char *name);

/* ---- the slots of dict: those that its static subtypes keep as they are, and those that they call from their own ---- */
void    dict_dealloc(Vm *vm, Object *self);
bool    dict_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
void    dict_clear_slot(Vm *vm, Object *self);
Value   dict_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
bool    dict_init(Vm *vm, Value self, const Value *args, size_t count, Value names);
Value   dict_repr(Vm *vm, Value self);
Value   dict_compare(Vm *vm, Value a, Value b, Comparison op);
Value   dict_iter(Vm *vm, Value self);
Value   dict_or(Vm *vm, Value a, Value b);
Value   dict_ior(Vm *vm, Value a, Value b);
int     dict_contains(Vm *vm, Value self, Value key);
int64_t dict_len(Vm *vm, Value self);
Value   dict_subscript(Vm *vm, Value self, Value key);
bool    dict_set_subscript(Vm *vm, Value self, Value key, Value value);
#define DICT_SLOTS \
    OBJECT_SLOTS, .new = dict_new_slot, .hash = hash_not_implemented, .compare = dict_compare, .iter = dict_iter, \
    .ior = dict_ior, .contains = dict_contains, .map_length = dict_len, .subscript = dict_subscript, \
    .set_subscript = dict_set_subscript
