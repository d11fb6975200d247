/* object_type.c - the type `object`: what every object can. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/slot.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/up.h"

/* ---- __new__, __init__ ---- */

static bool has_excess(size_t count, Value names)
{
    return count || (names && tuple_length(names));
}

/* "Can't instantiate abstract class A without an implementation for abstract methods 'f', 'g'" */
static Value refuse_abstract(Vm *vm, const Type *cls)
{
    Value names = object_getattr(vm, type_value(cls), NAME(__abstractmethods__)), list = 0, text = 0, comma = 0;
    if (!names)
        return 0;
    list = object_to_list(vm, names);
    comma = str_from_cstring(vm, "', '");
    if (list && comma && list_sort(vm, list, NONE, false)) {
        text = call_method(vm, comma, NAME(join), &list, 1);
        if (text)
            type_error(vm, "Can't instantiate abstract class %s without an implementation for abstract method%s '%U'",
                       cls->name, list_length(list) == 1 ? "" : "s", text);
    }
    release(vm, names);
    release(vm, list);
    release(vm, text);
    release(vm, comma);
    return 0;
}

Value object_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args;
    if (has_excess(count, names)) {
        if (cls->slots.new != object_new)
            return type_error(vm, "object.__new__() takes exactly one argument (the type to instantiate)");
        if (cls->slots.init == object_init)
            return type_error(vm, "%s() takes no arguments", cls->name);
    }
    if (cls->flags & TYPE_ABSTRACT)
        return refuse_abstract(vm, cls);
    if (cls->heap)
        return instance_new(vm, cls);
    Object *object = heap_new(vm, sizeof(Object), SHAPE_OBJECT);
    return value_of(object);
}

bool object_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    const Type *cls = type_of(vm, self);
    (void)args;
    if (has_excess(count, names)) {
        if (cls->slots.init != object_init)
            return type_error(vm, "object.__init__() takes exactly one argument (the instance to initialize)");
        if (cls->slots.new == object_new)
            return type_error(vm, "%s.__init__() takes exactly one argument (the instance to initialize)", cls->name);
    }
    return true;
}

/* Static types' __new__: arg[0] is the type that it is of, then the class and the arguments. */
static Value new_wrapper(Vm *vm, const Value *arg, size_t count, Value names)
{
    const Type *type = as_type(arg[0]);
    size_t      given = count - 1;

    if (!given)
        return type_error(vm, "%s.__new__(): not enough arguments", type->name);
    if (!is_type(vm, arg[1]))
        return type_error(vm, "%s.__new__(X): X is not a type object (%T)", type->name, arg[1]);
    const Type *cls = as_type(arg[1]), *base = cls;
    if (!type_is_subtype(vm, cls, type))
        return type_error(vm, "%s.__new__(%s): %s is not a subtype of %s", type->name, cls->name, cls->name, type->name);
    while (base && base->slots.new == slot_new)
        base = base->base;
    if (base && base->slots.new != type->slots.new)
        return type_error(vm, "%s.__new__(%s) is not safe, use %s.__new__()", type->name, cls->name, base->name);
    return type->slots.new(vm, cls, arg + 2, given - 1, names);
}

const Row type_new_wrapper_row = {
    ROW_HEAD(SHAPE_BUILTIN_FUNCTION), "__new__(type, *args, **kwargs)", {.own = new_wrapper}, NULL,
    "Create and return a new object.  See help(type) for accurate signature.", &type_type, CALL_OWN, 0};

/* ---- __class__ ---- */

static Value get_class(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(type_value(type_of(vm, arg[0])));
}

static bool set_class(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "can't delete __class__ attribute");
    if (!is_type(vm, value))
        return type_error(vm, "__class__ must be set to a class, not '%T' object", value);
    return object_set_class(vm, self, value);
}

/* ---- methods ---- */

static Value object_reduce_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value copyreg = vm->up->import(vm, "copyreg"), result = 0;
    Value function = copyreg ? object_getattr(vm, copyreg, NAME(_reduce_ex)) : 0;
    if (function)
        result = call2(vm, function, arg[0], int_value(0));
    release(vm, function);
    release(vm, copyreg);
    return result;
}

/* A class's own __reduce__ goes before all. */
static Value object_reduce_ex(Vm *vm, const Value *arg, size_t count)
{
    int64_t protocol;
    (void)count;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &protocol))
        return 0;
    Value own = object_find_attr(vm, arg[0], NAME(__reduce__));
    if (own && own != UNBOUND) {
        Value found = type_lookup(vm, type_of(vm, arg[0]), NAME(__reduce__));
        Value plain = dict_find_str(vm, type_dict(vm, &object_type), NAME(__reduce__));
        if (found && found != plain) {
            Value result = call0(vm, own);
            release(vm, own);
            return result;
        }
        release(vm, own);
    } else if (!own) {
        return 0;
    }
    if (protocol >= 2)
        return object_reduce_new(vm, arg[0]);
    Value copyreg = vm->up->import(vm, "copyreg"), result = 0;
    Value function = copyreg ? object_getattr(vm, copyreg, NAME(_reduce_ex)) : 0;
    if (function)
        result = call2(vm, function, arg[0], arg[1]);
    release(vm, function);
    release(vm, copyreg);
    return result;
}

static Value object_getstate_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return object_getstate(vm, arg[0]);
}

static Value object_subclasshook(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NOT_IMPLEMENTED;
}

static Value object_init_subclass(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NONE;
}

static Value object_format_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "__format__() argument must be str, not %T", arg[1]);
    if (as_str(arg[1])->length)
        return type_error(vm, "unsupported format string passed to %T.__format__", arg[0]);
    return object_str(vm, arg[0]);
}

static Value object_sizeof_method(Vm *vm, const Value *arg, size_t count)
{
    const Type *type = type_of(vm, arg[0]);
    int64_t     items = 0;
    (void)count;
    if (type->item_size && is_int(vm, arg[0]))
        return int_value(type->basic_size);
    if (type->item_size && type->slots.length && (items = type->slots.length(vm, arg[0])) < 0)
        return 0;
    return int_value(type->basic_size + items * type->item_size);
}

/* Names of the instance's __dict__ and of its class and bases. */
static Value object_dir_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value own = object_find_attr(vm, arg[0], NAME(__dict__)), dict = 0, cls = 0, result = 0;
    if (!own)
        return 0;
    dict = own != UNBOUND && is_dict(vm, own) ? dict_copy(vm, own) : dict_new(vm);
    cls = dict ? object_find_attr(vm, arg[0], NAME(__class__)) : 0;
    if (cls && cls != UNBOUND) {
        Value names = type_dir(vm, cls);
        bool  done = names;
        for (size_t i = 0; done && i < list_length(names); i++)
            done = dict_set(vm, dict, list_get(names, i), NONE);
        if (done)
            result = dict_keys(vm, dict);
        release(vm, names);
    } else if (cls) {
        result = dict_keys(vm, dict);
    }
    release(vm, own);
    release(vm, dict);
    release(vm, cls);
    return result;
}

#define OWNER &object_type
static const Row rows[] = {
    METHOD("__reduce_ex__(self, protocol, /)", object_reduce_ex, CALL_ONE, "Helper for pickle."),
    METHOD("__reduce__(self, /)", object_reduce_method, CALL_NOARGS, "Helper for pickle."),
    METHOD("__getstate__(self, /)", object_getstate_method, CALL_NOARGS, "Helper for pickle."),
    {ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "__subclasshook__(cls, object, /)", {object_subclasshook}, NULL,
     "Says whether a class is a virtual subclass: asked by abc's __subclasscheck__.", OWNER, CALL_VARIADIC,
     ROW_CLASS | ROW_NO_TEXT_SIGNATURE},
    {ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "__init_subclass__(cls, /)", {object_init_subclass}, NULL,
     "Called with each new subclass; does nothing unless overridden.", OWNER, CALL_NOARGS,
     ROW_CLASS | ROW_NO_TEXT_SIGNATURE},
    METHOD("__format__(self, format_spec, /)", object_format_method, CALL_ONE,
           "Default object formatter.\n\nReturn str(self) if format_spec is empty. Raise TypeError otherwise."),
    METHOD("__sizeof__(self, /)", object_sizeof_method, CALL_NOARGS, "Size of object in memory, in bytes."),
    METHOD("__dir__(self, /)", object_dir_method, CALL_NOARGS, "Default dir() implementation."),
    GETSET("__class__", get_class, set_class, "the object's class"),
    ROWS_END,
};
#undef OWNER

const Type object_type = {
    TYPE_HEAD, .name = "object", .doc = "What every class derives from. object() has no attributes and takes no arguments.",
    .base = NULL, .rows = rows, .number = SHAPE_OBJECT, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE, .basic_size = 16,
    .size = sizeof(Object),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .new = object_new, .init = object_init},
};
