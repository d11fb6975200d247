/* set.h - set and frozenset: open addressing with CPython's probing and growth, so that order under a seed is equal.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

static inline bool is_exact_set(Value v) { return has_shape(v, SHAPE_SET); }
static inline bool is_exact_frozenset(Value v) { return has_shape(v, SHAPE_FROZENSET); }
bool is_any_set(const Vm *vm, Value v);                         /* set, frozenset, subclasses */

Value set_new(Vm *vm, Value iterable /* 0: empty */);           /* RUNS_PYTHON */
Value frozenset_new(Vm *vm, Value iterable /* 0: empty */);
MUST_CHECK bool set_add(Vm *vm, Value set, Value item);         /* also to a frozenset being built */
int   set_contains(Vm *vm, Value set, Value item);              /* 1, 0, -1 */
int   set_discard(Vm *vm, Value set, Value item);               /* 1 removed, 0 absent, -1 */
MUST_CHECK bool set_update(Vm *vm, Value set, Value iterable);
size_t set_length(Value set);
bool  set_next(Value set, size_t *position, Value *item, int64_t *hash); /* borrowed */
