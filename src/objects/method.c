/* method.c - bound methods, and the cells of closures. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

static Method *as_method(Value v)
{
    return (Method *)object_of(v);
}

Value method_new(Vm *vm, Value function, Value self)
{
    Method *method = heap_new_container(vm, sizeof *method, SHAPE_METHOD);
    if (!method)
        return 0;
    method->function = retain(function);
    method->self = retain(self);
    gc_track(vm, &method->head);
    return value_of(method);
}

static void method_dealloc(Vm *vm, Object *object)
{
    Method *self = (Method *)object;
    release(vm, self->function);
    release(vm, self->self);
    heap_free(vm, self, sizeof *self);
}

static bool method_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Method *self = (Method *)object;
    (void)vm;
    return (!is_object(self->function) || visit(self->function, arg)) && (!is_object(self->self) || visit(self->self, arg));
}

static Value method_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_callable(vm, arg[1]))
        return type_error(vm, "first argument must be callable");
    if (arg[2] == NONE)
        return type_error(vm, "instance must not be None");
    return method_new(vm, arg[1], arg[2]);
}

static Value method_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    Method *self = as_method(callee);
    Value   few[8], *all = few, result;
    size_t  total = 1 + count + (names ? tuple_length(names) : 0);
    if (total > countof(few) && !(all = mem_alloc(vm, total * sizeof *all)))
        return 0;
    Value function = retain(self->function), object = retain(self->self);
    all[0] = object;
    if (total > 1)
        memcpy(all + 1, args, (total - 1) * sizeof *all);
    result = call(vm, function, all, count + 1, names);
    release(vm, object);
    release(vm, function);
    if (all != few)
        mem_free(vm, all, total * sizeof *all);
    return result;
}

static Value method_getattr(Vm *vm, Value v, Value name)
{
    Value found = type_lookup(vm, &method_type, name);
    if (found) {
        DescrGetFn get = type_of(vm, found)->slots.get;
        return get ? get(vm, found, v, type_value(&method_type)) : retain(found);
    }
    return object_getattr(vm, as_method(v)->function, name);
}

static Value method_repr(Vm *vm, Value v)
{
    Value function = as_method(v)->function, self = 0, result = 0;
    Value name = object_find_attr(vm, function, NAME(__qualname__));
    if (name == UNBOUND)
        name = object_find_attr(vm, function, NAME(__name__));
    if (!name)
        return 0;
    self = object_repr(vm, as_method(v)->self);
    if (self && name != UNBOUND && is_str(vm, name))
        result = str_format(vm, "<bound method %U of %U>", name, self);
    else if (self)
        result = str_format(vm, "<bound method ? of %U>", self);
    release(vm, name);
    release(vm, self);
    return result;
}

static int64_t method_hash(Vm *vm, Value v)
{
    int64_t function = object_hash(vm, as_method(v)->function);
    if (function == -1)
        return -1;
    int64_t hash = object_default_hash(vm, as_method(v)->self) ^ function;
    return hash == -1 ? -2 : hash;
}

static Value method_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_method(a) || !is_method(b))
        return NOT_IMPLEMENTED;
    int equal = object_equal(vm, as_method(a)->function, as_method(b)->function);
    if (equal < 0)
        return 0;
    equal = equal && as_method(a)->self == as_method(b)->self;
    return bool_value(equal == (op == COMPARE_EQ));
}

static Value method_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)vm, (void)object, (void)cls;
    return retain(descr);
}

static Value get_func(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_method(arg[0])->function);
}

static Value get_self(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_method(arg[0])->self);
}

static Value get_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return object_getattr(vm, as_method(arg[0])->function, NAME(__doc__));
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value name = object_getattr(vm, as_method(arg[0])->function, NAME(__name__));
    Value result = name ? reduce_as_getattr(vm, as_method(arg[0])->self, name) : 0;
    release(vm, name);
    return result;
}

#define OWNER &method_type
static const Row method_rows[] = {
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL),
    MEMBER("__func__", get_func, NULL, "the function (or other callable) implementing a method"),
    MEMBER("__self__", get_self, NULL, "the instance to which a method is bound"),
    GETSET("__doc__", get_doc, NULL, NULL),
    ROWS_END,
};
static const Row method_new_row = NEW_ROW("method(cls, function, instance, /)", method_make, CALL_POSITIONAL);
#undef OWNER

const Type method_type = {
    TYPE_HEAD, .name = "method", .doc = "A function bound to an instance.", .base = &object_type, .rows = method_rows,
    .number = SHAPE_METHOD, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL,
    .basic_size = 48, .weaklist_offset = 32, .size = sizeof(Method), .new_row = &method_new_row,
    .slots = {OBJECT_SLOTS, .dealloc = method_dealloc, .traverse = method_traverse, .new = new_from_row,
              .repr = method_repr, .hash = method_hash, .compare = method_compare, .call = method_call,
              .getattr = method_getattr, .get = method_get},
};

/* ---- cells ---- */

Value cell_new(Vm *vm, Value value)
{
    Cell *cell = heap_new_container(vm, sizeof *cell, SHAPE_CELL);
    if (!cell)
        return 0;
    cell->value = retain(value);
    gc_track(vm, &cell->head);
    return value_of(cell);
}

static void cell_dealloc(Vm *vm, Object *object)
{
    release(vm, ((Cell *)object)->value);
    heap_free(vm, object, sizeof(Cell));
}

static bool cell_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value value = ((Cell *)object)->value;
    return !is_object(value) || visit(value, arg);
}

static void cell_clear(Vm *vm, Object *object)
{
    replace(vm, &((Cell *)object)->value, UNBOUND);
}

static Value cell_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return cell_new(vm, arg[1] ? arg[1] : UNBOUND);
}

static Value cell_repr(Vm *vm, Value v)
{
    char  own[24], address[24];
    Value value = as_cell(v)->value;
    object_address(vm, v, own);
    if (value == UNBOUND)
        return str_format(vm, "<cell at %s: empty>", own);
    object_address(vm, value, address);
    return str_format(vm, "<cell at %s: %T object at %s>", own, value, address);
}

/* By contents; an empty cell is less than any other. */
static Value cell_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!has_shape(a, SHAPE_CELL) || !has_shape(b, SHAPE_CELL))
        return NOT_IMPLEMENTED;
    Value x = as_cell(a)->value, y = as_cell(b)->value;
    if (x != UNBOUND && y != UNBOUND)
        return object_compare(vm, x, y, op);
    return object_compare(vm, int_value(x != UNBOUND), int_value(y != UNBOUND), op);
}

static Value cell_get(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value value = as_cell(arg[0])->value;
    return value == UNBOUND ? value_error(vm, "Cell is empty") : retain(value);
}

static bool cell_set(Vm *vm, Value self, Value value)
{
    replace(vm, &as_cell(self)->value, value ? retain(value) : UNBOUND);
    return true;
}

#define OWNER &cell_type
static const Row cell_rows[] = {GETSET("cell_contents", cell_get, cell_set, NULL), ROWS_END};
static const Row cell_new_row = NEW_ROW("cell(cls, contents=<unrepresentable>, /)", cell_make, CALL_POSITIONAL);
#undef OWNER

const Type cell_type = {
    TYPE_HEAD, .name = "cell", .doc = "A variable shared by a function and those inside it.", .base = &object_type,
    .rows = cell_rows, .number = SHAPE_CELL, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 24,
    .size = sizeof(Cell), .new_row = &cell_new_row,
    .slots = {OBJECT_SLOTS, .dealloc = cell_dealloc, .traverse = cell_traverse, .clear = cell_clear, .new = new_from_row,
              .repr = cell_repr, .hash = hash_not_implemented, .compare = cell_compare},
};
