/* generic_alias.h - list[int] and int | str. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

Value generic_alias_new(Vm *vm, Value origin, Value args /* a tuple, or the one argument */);
/* a | b of types: a union, or NOT_IMPLEMENTED. */
Value union_of(Vm *vm, Value a, Value b);
/* The members of a union; borrowed tuple. */
Value union_args(Value v);
/* Union of a tuple's members: typing.Union[...]. */
Value union_from_tuple(Vm *vm, Value args);
bool  is_generic_alias(const Vm *vm, Value v);
