/* weakref_object.h - weakref.ref and the proxies. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/weakref.h"
#include "objects/type.h"

static inline WeakReference *as_weakref(Value v) { return (WeakReference *)object_of(v); }
/* weakref.ref(object, callback); callback 0: none. */
Value weakref_new(Vm *vm, Value object, Value callback);
Value weakproxy_new(Vm *vm, Value object, Value callback);
/* The object, owned; NONE: dead. */
Value weakref_get(Value ref);
/* For weak_table_init: how a dead object's callbacks are called. */
void  weakref_call_back(Vm *vm, WeakReference *ref, Value callback);
