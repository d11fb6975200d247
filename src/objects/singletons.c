/* singletons.c - the types of None, Ellipsis and NotImplemented. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

/* Their types may be called without arguments, and answer the one value. */
static Value same(Vm *vm, const char *type, Value value, size_t count, Value names)
{
    if (count || (names && tuple_length(names)))
        return type_error(vm, "%s takes no arguments", type);
    return value;
}

/* ---- None ---- */

static Value none_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    return same(vm, "NoneType", NONE, count, names);
}

static Value none_repr(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return NAME(None);
}

static int none_truth(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return 0;
}

static int64_t none_hash(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return 0xFCA86420;
}

const Type none_type = {
    TYPE_HEAD, .name = "NoneType", .doc = "The type of the None singleton.", .base = &object_type,
    .number = SHAPE_NONE_TYPE, .flags = TYPE_IMMUTABLE | TYPE_READY, .basic_size = 16, .size = sizeof(Object),
    .restated = "__lt__ __le__ __eq__ __ne__ __gt__ __ge__",
    .slots = {OBJECT_SLOTS, .new = none_new, .repr = none_repr, .hash = none_hash, .truth = none_truth},
};

/* ---- Ellipsis ---- */

static Value ellipsis_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    return same(vm, "EllipsisType", ELLIPSIS, count, names);
}

static Value ellipsis_repr(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return NAME(Ellipsis);
}

static Value ellipsis_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NAME(Ellipsis);
}

#define OWNER &ellipsis_type
static const Row ellipsis_rows[] = {METHOD("__reduce__(self, /)", ellipsis_reduce, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

const Type ellipsis_type = {
    TYPE_HEAD, .name = "ellipsis", .doc = "The type of the Ellipsis singleton.", .base = &object_type,
    .rows = ellipsis_rows, .number = SHAPE_ELLIPSIS_TYPE, .flags = TYPE_IMMUTABLE | TYPE_READY, .basic_size = 16,
    .size = sizeof(Object), .slots = {OBJECT_SLOTS, .new = ellipsis_new, .repr = ellipsis_repr},
};

/* ---- NotImplemented ---- */

static Value not_implemented_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    return same(vm, "NotImplementedType", NOT_IMPLEMENTED, count, names);
}

static Value not_implemented_repr(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return NAME(NotImplemented);
}

static int not_implemented_truth(Vm *vm, Value v)
{
    (void)v;
    type_error(vm, "NotImplemented should not be used in a boolean context");
    return -1;
}

static Value not_implemented_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NAME(NotImplemented);
}

#define OWNER &not_implemented_type
static const Row not_implemented_rows[] = {
    METHOD("__reduce__(self, /)", not_implemented_reduce, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

const Type not_implemented_type = {
    TYPE_HEAD, .name = "NotImplementedType", .doc = "The type of the NotImplemented singleton.", .base = &object_type,
    .rows = not_implemented_rows, .number = SHAPE_NOT_IMPLEMENTED_TYPE, .flags = TYPE_IMMUTABLE | TYPE_READY,
    .basic_size = 16, .size = sizeof(Object),
    .slots = {OBJECT_SLOTS, .new = not_implemented_new, .repr = not_implemented_repr, .truth = not_implemented_truth},
};
