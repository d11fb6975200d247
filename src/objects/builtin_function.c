/* builtin_function.c - builtin_function_or_method: a module's function (the row itself) or a row bound to something.
 *
 * What a program may set on a constant row (len.__module__) is refused, as CPython does for methods. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/str.h"
#include "objects/tuple.h"

static bool is_row(Value v)
{
    return object_of(v)->flags & OBJECT_CONST;
}

static BoundBuiltin *as_bound(Value v)
{
    return (BoundBuiltin *)object_of(v);
}

static const Row *row_of(Value v)
{
    return is_row(v) ? (const Row *)object_of(v) : as_bound(v)->row;
}

Value builtin_bind(Vm *vm, const Row *row, Value self)
{
    BoundBuiltin *bound = heap_new_container(vm, sizeof *bound, SHAPE_BUILTIN_FUNCTION);
    if (!bound)
        return 0;
    bound->row = row;
    bound->self = retain(self);
    bound->module = 0;
    gc_track(vm, &bound->head);
    return value_of(bound);
}

static void bound_dealloc(Vm *vm, Object *object)
{
    BoundBuiltin *self = (BoundBuiltin *)object;
    release(vm, self->self);
    release(vm, self->module);
    heap_free(vm, self, sizeof *self);
}

static bool bound_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    BoundBuiltin *self = (BoundBuiltin *)object;
    (void)vm;
    if (object->flags & OBJECT_CONST)
        return true;
    return (!is_object(self->self) || visit(self->self, arg)) && (!is_object(self->module) || visit(self->module, arg));
}

/* What the C function gets as its first argument; 0: nothing. */
static Value bound_self(Value v)
{
    return is_row(v) || as_bound(v)->row->flags & ROW_STATIC ? 0 : as_bound(v)->self;
}

static Value bound_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    return row_call(vm, row_of(callee), bound_self(callee), args, count, names);
}

/* The module or object that it is of; borrowed; 0: none. */
static Value self_of(Vm *vm, Value v)
{
    return is_row(v) ? module_object(vm, row_of(v)->owner) : as_bound(v)->self;
}

static Value bound_repr(Vm *vm, Value v)
{
    const Row *row = row_of(v);
    int        length = (int)row_name_length(row);
    Value      self = self_of(vm, v);
    char       address[24];
    if (!self || is_module(vm, self))
        return str_format(vm, "<built-in function %.*s>", length, row->signature);
    object_address(vm, self, address);
    return str_format(vm, "<built-in method %.*s of %T object at %s>", length, row->signature, self, address);
}

static int64_t bound_hash(Vm *vm, Value v)
{
    if (is_row(v))
        return object_default_hash(vm, v);
    int64_t hash = object_default_hash(vm, as_bound(v)->self) ^ (int64_t)((uintptr_t)as_bound(v)->row >> 4);
    return hash == -1 ? -2 : hash;
}

static Value bound_compare(Vm *vm, Value a, Value b, Comparison op)
{
    (void)vm;
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !has_shape(a, SHAPE_BUILTIN_FUNCTION) ||
        !has_shape(b, SHAPE_BUILTIN_FUNCTION))
        return NOT_IMPLEMENTED;
    bool equal = a == b || (!is_row(a) && !is_row(b) && as_bound(a)->self == as_bound(b)->self &&
                            as_bound(a)->row == as_bound(b)->row);
    return bool_value(equal == (op == COMPARE_EQ));
}

/* ---- attributes ---- */

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return row_name(vm, row_of(arg[0]));
}

static Value get_qualname(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Row *row = row_of(arg[0]);
    Value      self = self_of(vm, arg[0]), name, owner, result;
    if (!self || is_module(vm, self))
        return row_name(vm, row);
    name = row_name(vm, row);
    owner = type_qualname(vm, is_type(vm, self) ? as_type(self) : type_of(vm, self));
    result = name && owner ? str_format(vm, "%U.%U", owner, name) : 0;
    release(vm, name);
    release(vm, owner);
    return result;
}

static Value get_module(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_row(arg[0]))
        return str_intern_cstring(vm, ((const ModuleDef *)row_of(arg[0])->owner)->name);
    return as_bound(arg[0])->module ? retain(as_bound(arg[0])->module) : NONE;
}

static bool set_module(Vm *vm, Value self, Value value)
{
    if (is_row(self))
        return not_implemented_error(vm, "setting __module__ of a module's builtin function");
    replace(vm, &as_bound(self)->module, value ? retain(value) : 0);
    return true;
}

static Value get_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const char *doc = row_of(arg[0])->doc;
    return doc ? str_from_cstring(vm, doc) : NONE;
}

static Value get_self(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value self = self_of(vm, arg[0]);
    return self && !(row_of(arg[0])->flags & ROW_STATIC) ? retain(self) : NONE;
}

static Value get_text_signature(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Row *row = row_of(arg[0]);
    if (row == &type_new_wrapper_row)
        return str_from_cstring(vm, "($type, *args, **kwargs)");
    return row_text_signature(vm, row);
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    Value self = self_of(vm, arg[0]), name = get_name(vm, arg, count);
    if (!name || !self || is_module(vm, self))
        return name;
    Value result = reduce_as_getattr(vm, self, name);
    release(vm, name);
    return result;
}

#define OWNER &builtin_function_type
static const Row rows[] = {
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL),
    MEMBER("__module__", get_module, set_module, NULL),
    GETSET("__doc__", get_doc, NULL, NULL),
    GETSET("__name__", get_name, NULL, NULL),
    GETSET("__qualname__", get_qualname, NULL, NULL),
    GETSET("__self__", get_self, NULL, NULL),
    GETSET("__text_signature__", get_text_signature, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type builtin_function_type = {
    TYPE_HEAD, .name = "builtin_function_or_method", .base = &object_type, .rows = rows, .number = SHAPE_BUILTIN_FUNCTION,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 56, .weaklist_offset = 40, .size = sizeof(BoundBuiltin),
    .slots = {OBJECT_SLOTS, .dealloc = bound_dealloc, .traverse = bound_traverse, .repr = bound_repr, .hash = bound_hash,
              .compare = bound_compare, .call = bound_call},
};
