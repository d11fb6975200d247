/* slot_function.h - the slots of Python classes: each looks its dunder up and calls it. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/slot.h"

struct Buffer;

#define slot_none NULL
Value   slot_repr(Vm *vm, Value self);
Value   slot_str(Vm *vm, Value self);
int64_t slot_hash(Vm *vm, Value self);
Value   slot_compare(Vm *vm, Value self, Value other, Comparison op);
Value   slot_iter(Vm *vm, Value self);
Value   slot_next(Vm *vm, Value self);
Value   slot_get(Vm *vm, Value descr, Value object, Value cls);
bool    slot_set(Vm *vm, Value descr, Value object, Value value);
bool    slot_init(Vm *vm, Value self, const Value *args, size_t count, Value names);
bool    slot_get_buffer(Vm *vm, Value self, struct Buffer *buffer, int flags);
void    slot_release_buffer(Vm *vm, Value self, struct Buffer *buffer);
Value   slot_await(Vm *vm, Value self);
Value   slot_aiter(Vm *vm, Value self);
Value   slot_anext(Vm *vm, Value self);
int64_t slot_length(Vm *vm, Value self);
Value   slot_subscript(Vm *vm, Value self, Value key);
bool    slot_set_subscript(Vm *vm, Value self, Value key, Value value);
Value   slot_item(Vm *vm, Value self, int64_t index);
bool    slot_set_item(Vm *vm, Value self, int64_t index, Value value);
int     slot_contains(Vm *vm, Value self, Value item);
int     slot_truth(Vm *vm, Value self);

#define BINARY(slot) Value slot_##slot(Vm *vm, Value a, Value b);
BINARY(add) BINARY(subtract) BINARY(multiply) BINARY(remainder) BINARY(divmod) BINARY(lshift) BINARY(rshift) BINARY(and)
BINARY(xor) BINARY(or) BINARY(floor_divide) BINARY(true_divide) BINARY(matrix_multiply)
BINARY(iadd) BINARY(isubtract) BINARY(imultiply) BINARY(iremainder) BINARY(ilshift) BINARY(irshift) BINARY(iand)
BINARY(ixor) BINARY(ior) BINARY(ifloor_divide) BINARY(itrue_divide) BINARY(imatrix_multiply)
#undef BINARY
Value slot_power(Vm *vm, Value a, Value b, Value modulus);
Value slot_ipower(Vm *vm, Value a, Value b, Value modulus);
Value slot_negative(Vm *vm, Value v);
Value slot_positive(Vm *vm, Value v);
Value slot_absolute(Vm *vm, Value v);
Value slot_invert(Vm *vm, Value v);
Value slot_to_int(Vm *vm, Value v);
Value slot_to_float(Vm *vm, Value v);
Value slot_index(Vm *vm, Value v);

/* Calls the special method `name` of self (looked up on the type): UNBOUND when there is none. RUNS_PYTHON. */
Value call_special(Vm *vm, Value self, Value name, const Value *args, size_t count, Value names);
