/* generic_alias.h - list[int] and int | str. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

struct StrBuilder;

Value generic_alias_new(Vm *vm, Value origin, Value args /* a tuple, or the one argument */);
bool  is_generic_alias(const Vm *vm, Value v);
/* a | b of types: a union, or NOT_IMPLEMENTED. */
Value union_of(Vm *vm, Value a, Value b);
/* The members of a union; borrowed tuple. */
Value union_args(Value v);
/* typing.Union[...]: of a tuple's members; a single one is itself. */
Value union_from_tuple(Vm *vm, Value args);

/* ---- what both share (type_parameters.c) ---- */
/* The type parameters that stand in args (a tuple), each once; owned tuple. */
Value type_parameters_of(Vm *vm, Value args);
/* args with parameters replaced by item (a tuple or the one argument); self: for messages. Owned tuple. */
Value type_parameters_substitute(Vm *vm, Value self, Value args, Value parameters, Value item);
/* How annotations show an argument: "int", "None", "...", module.Name. */
bool  type_argument_show(Vm *vm, struct StrBuilder *builder, Value argument);
