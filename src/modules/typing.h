/* typing.h - what the files of _typing share: the bodies of its types. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

/* A bound, constraint tuple or default: given, or a function that gives it when asked. */
typedef struct Lazy {
    Value value;    /* 0: not yet known */
    Value evaluate; /* the function; 0: none */
} Lazy;

typedef struct TypeParameter { /* TypeVar, ParamSpec, TypeVarTuple */
    Object head;
    Value  dict;
    Value  name;
    Lazy   bound, constraints, fallback; /* fallback: the default */
    bool   covariant, contravariant, infer_variance;
} TypeParameter;

static inline bool is_type_parameter(Value v)
{
    return has_shape(v, SHAPE_TYPE_VAR) || has_shape(v, SHAPE_PARAM_SPEC) || has_shape(v, SHAPE_TYPE_VAR_TUPLE);
}

/* Calls typing.<name>. */
Value typing_call(Vm *vm, const char *name, const Value *args, size_t count);
/* The value (owned), evaluated at the first time; otherwise: what there is when neither is set (retained). */
Value lazy_get(Vm *vm, Lazy *lazy, Value otherwise);
/* The function that evaluates it: the one given, or one that answers the value; NONE: nothing is set. Owned. */
Value lazy_evaluator(Vm *vm, const Lazy *lazy);
void  lazy_clear(Vm *vm, Lazy *lazy);
bool  lazy_traverse(const Lazy *lazy, VisitFn visit, void *arg);
/* Sets __module__ of the object to that of the running code. */
bool  typing_set_module(Vm *vm, Value self);
Value type_alias_make(Vm *vm, Value name, Value params, Lazy value); /* value's fields borrowed */
/* typing.NoDefault; immortal for the isolate; borrowed. 0: MemoryError. */
Value no_default(Vm *vm);
