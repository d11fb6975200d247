/* tuple.h - tuple: a fixed row of values in one block. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Tuple {
    Object  head;
    size_t  length;
    int64_t hash;      /* Python's, cached; -1: not yet asked */
    Value   items[];
} Tuple;

static inline bool is_exact_tuple(Value v) { return has_shape(v, SHAPE_TUPLE); }
static inline bool is_tuple(const Vm *vm, Value v) { return is_exact_tuple(v) || (is_pointer(v) && type_has(vm, v, TYPE_TUPLE_SUBCLASS)); }
static inline Tuple *as_tuple(Value v) { return (Tuple *)object_of(v); }
static inline size_t tuple_length(Value v) { return as_tuple(v)->length; }
static inline Value tuple_get(Value v, size_t i) { return as_tuple(v)->items[i]; } /* borrowed */

/* () - one per isolate; retained. */
Value  tuple_empty(Vm *vm);
/* All items UNBOUND: fill them before anybody sees it. Untracked until tuple_ready. length > 0. */
Tuple *tuple_new(Vm *vm, size_t length);
Value  tuple_ready(Vm *vm, Tuple *tuple);               /* tracks it if an item may form a cycle; returns its Value */
Value  tuple_from(Vm *vm, const Value *items, size_t length); /* items borrowed; () for 0 */
Value  tuple_of(Vm *vm, size_t length, ...);            /* Values, borrowed */
Value  tuple_slice(Vm *vm, Value tuple, size_t start, size_t end);

/* The slots of tuple, with which those of its static subtypes begin. */
void    tuple_dealloc(Vm *vm, Object *self);
bool    tuple_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
Value   tuple_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
Value   tuple_repr(Vm *vm, Value self);
int64_t tuple_hash(Vm *vm, Value self);
Value   tuple_compare(Vm *vm, Value a, Value b, Comparison op);
Value   tuple_iter(Vm *vm, Value self);
int64_t tuple_len(Vm *vm, Value self);
Value   tuple_concat(Vm *vm, Value a, Value b);
Value   tuple_repeat(Vm *vm, Value self, int64_t times);
Value   tuple_item(Vm *vm, Value self, int64_t index);
int     tuple_contains(Vm *vm, Value self, Value item);
Value   tuple_subscript(Vm *vm, Value self, Value key);
#define TUPLE_SLOTS \
    OBJECT_SLOTS, .dealloc = tuple_dealloc, .traverse = tuple_traverse, .new = tuple_new_slot, .repr = tuple_repr, \
    .hash = tuple_hash, .compare = tuple_compare, .iter = tuple_iter, .length = tuple_len, .concat = tuple_concat, \
    .repeat = tuple_repeat, .item = tuple_item, .contains = tuple_contains, .map_length = tuple_len, \
    .subscript = tuple_subscript
