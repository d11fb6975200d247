/* list.h - list: a growable row of values; growth as CPython's, for getsizeof's sake. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct List {
    Object head;
    size_t length, capacity;
    Value *items;      /* NULL when capacity is 0 */
} List;

static inline bool is_exact_list(Value v) { return has_shape(v, SHAPE_LIST); }
static inline bool is_list(const Vm *vm, Value v) { return is_exact_list(v) || (is_pointer(v) && type_has(vm, v, TYPE_LIST_SUBCLASS)); }
static inline List *as_list(Value v) { return (List *)object_of(v); }
static inline size_t list_length(Value v) { return as_list(v)->length; }
static inline Value list_get(Value v, size_t i) { return as_list(v)->items[i]; } /* borrowed */

Value list_new(Vm *vm, size_t capacity);                       /* [] with room */
Value list_from(Vm *vm, const Value *items, size_t length);    /* items borrowed */
MUST_CHECK bool list_append(Vm *vm, Value list, Value item);   /* item borrowed */
MUST_CHECK bool list_append_taken(Vm *vm, Value list, Taken item);
MUST_CHECK bool list_insert(Vm *vm, Value list, int64_t index, Value item);
MUST_CHECK bool list_extend(Vm *vm, Value list, Value iterable); /* RUNS_PYTHON */
MUST_CHECK bool list_set(Vm *vm, Value list, size_t index, Taken item);
MUST_CHECK bool list_assign_slice(Vm *vm, Value list, size_t start, size_t end, Value items /* 0: delete */);
Value list_to_tuple(Vm *vm, Value list);
MUST_CHECK bool list_sort(Vm *vm, Value list, Value key /* NONE */, bool reverse); /* RUNS_PYTHON */
void  list_clear(Vm *vm, Value list);
