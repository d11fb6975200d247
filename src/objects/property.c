/* property.c - property. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Property {
    Object head;
    Value  get, set, del; /* 0: none */
    Value  doc;           /* 0: None */
    Value  name;          /* 0: not told */
    bool   getter_doc;    /* doc came from the getter */
} Property;

static Property *as_property(Value v)
{
    return (Property *)object_of(v);
}

Value property_getter(Value v)
{
    return as_property(v)->get;
}

static void property_clear(Vm *vm, Object *object)
{
    Property *self = (Property *)object;
    replace(vm, &self->get, 0);
    replace(vm, &self->set, 0);
    replace(vm, &self->del, 0);
    replace(vm, &self->doc, 0);
    replace(vm, &self->name, 0);
}

static void property_dealloc(Vm *vm, Object *object)
{
    property_clear(vm, object);
    heap_free(vm, object, sizeof(Property));
}

static bool property_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Property *self = (Property *)object;
    Value     fields[] = {self->get, self->set, self->del, self->doc, self->name};
    (void)vm;
    for (size_t i = 0; i < countof(fields); i++)
        if (is_object(fields[i]) && !visit(fields[i], arg))
            return false;
    return true;
}

static Value property_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Property *self = object_allocate(vm, cls, 0);
    return self ? object_ready(vm, self) : 0;
}

static Value given(Value v)
{
    return v && v != NONE ? retain(v) : 0;
}

/* The getter's docstring serves when none was given; a subclass keeps it as an attribute of its own, for help() to see. */
static bool take_doc(Vm *vm, Value self, Value doc)
{
    Property *property = as_property(self);
    Value     text = given(doc);
    property->getter_doc = false;
    if (!text && property->get) {
        Value found = object_find_attr(vm, property->get, NAME(__doc__));
        if (!found)
            return false;
        if (found == NONE || found == UNBOUND)
            found = 0;
        text = found;
        property->getter_doc = text;
    }
    if (type_of(vm, self) != &property_type) {
        bool done = object_setattr(vm, self, NAME(__doc__), text ? text : NONE);
        release(vm, text);
        return done || (!text && exception_swallow(vm, &attribute_error_type));
    }
    replace(vm, &property->doc, text);
    return true;
}

static Value property_init(Vm *vm, const Value *arg, size_t count)
{
    Property *self = as_property(arg[0]);
    (void)count;
    replace(vm, &self->get, given(arg[1]));
    replace(vm, &self->set, given(arg[2]));
    replace(vm, &self->del, given(arg[3]));
    replace(vm, &self->doc, 0);
    replace(vm, &self->name, 0);
    return take_doc(vm, arg[0], arg[4]) ? NONE : 0;
}

/* The name: told by __set_name__, else the getter's; UNBOUND: none. Owned. */
static Value property_name(Vm *vm, const Property *self)
{
    if (self->name)
        return retain(self->name);
    if (!self->get)
        return UNBOUND;
    return object_find_attr(vm, self->get, NAME(__name__));
}

static Value missing(Vm *vm, Value self, Value object, const char *what)
{
    Value name = property_name(vm, as_property(self)), qualname = type_qualname(vm, type_of(vm, object));
    if (name && qualname && name != UNBOUND)
        raise_format(vm, &attribute_error_type, "property %R of %R object has no %s", name, qualname, what);
    else if (name && qualname)
        raise_format(vm, &attribute_error_type, "property of %R object has no %s", qualname, what);
    release(vm, name);
    release(vm, qualname);
    return 0;
}

static Value property_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    if (!object || object == NONE)
        return retain(descr);
    Value function = retain(as_property(descr)->get);
    if (!function)
        return missing(vm, descr, object, "getter");
    Value result = call1(vm, function, object);
    release(vm, function);
    return result;
}

static bool property_set(Vm *vm, Value descr, Value object, Value value)
{
    Value function = retain(value ? as_property(descr)->set : as_property(descr)->del);
    if (!function)
        return missing(vm, descr, object, value ? "setter" : "deleter");
    Value done = value ? call2(vm, function, object, value) : call1(vm, function, object);
    release(vm, function);
    release(vm, done);
    return done;
}

/* ---- getter, setter, deleter: copies with one of them replaced ---- */

static Value copy_with(Vm *vm, Value self, Value get, Value set, Value del)
{
    Property *old = as_property(self);
    Value     args[4] = {get ? get : old->get, set ? set : old->set, del ? del : old->del};
    for (size_t i = 0; i < 3; i++)
        args[i] = args[i] ? args[i] : NONE;
    args[3] = old->getter_doc && args[0] != NONE ? NONE : old->doc ? old->doc : NONE;
    if (type_of(vm, self) != &property_type && !(old->getter_doc && args[0] != NONE)) {
        Value doc = object_find_attr(vm, self, NAME(__doc__));
        if (!doc)
            return 0;
        args[3] = doc == UNBOUND ? NONE : doc;
        Value made = call(vm, type_value(type_of(vm, self)), args, 4, 0);
        release(vm, doc);
        if (made && is_instance_of(vm, made, &property_type))
            replace(vm, &as_property(made)->name, retain(old->name));
        return made;
    }
    Value made = call(vm, type_value(type_of(vm, self)), args, 4, 0);
    if (made && is_instance_of(vm, made, &property_type))
        replace(vm, &as_property(made)->name, retain(as_property(self)->name));
    return made;
}

static Value property_getter_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return copy_with(vm, arg[0], arg[1], 0, 0);
}

static Value property_setter_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return copy_with(vm, arg[0], 0, arg[1], 0);
}

static Value property_deleter_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return copy_with(vm, arg[0], 0, 0, arg[1]);
}

static Value property_set_name(Vm *vm, const Value *arg, size_t count)
{
    if (count != 3)
        return type_error(vm, "__set_name__() takes 2 positional arguments but %zu were given", count - 1);
    replace(vm, &as_property(arg[0])->name, retain(arg[2]));
    return NONE;
}

/* ---- attributes ---- */

#define GETTER(field) \
    static Value get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        Value value = as_property(arg[0])->field; \
        return value ? retain(value) : NONE; \
    }
GETTER(get)
GETTER(set)
GETTER(del)
GETTER(doc)
#undef GETTER

static bool set_doc(Vm *vm, Value self, Value value)
{
    replace(vm, &as_property(self)->doc, value ? retain(value) : 0);
    return true;
}

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value name = property_name(vm, as_property(arg[0]));
    if (name == UNBOUND)
        return attribute_error(vm, arg[0], NAME(__name__), "'property' object has no attribute '__name__'");
    return name;
}

static bool set_name(Vm *vm, Value self, Value value)
{
    replace(vm, &as_property(self)->name, value ? retain(value) : 0);
    return true;
}

static Value get_abstract(Vm *vm, const Value *arg, size_t count)
{
    const Property *self = as_property(arg[0]);
    const Value     parts[] = {self->get, self->set, self->del};
    (void)count;
    for (size_t i = 0; i < countof(parts); i++) {
        int result = parts[i] ? is_abstract_method(vm, parts[i]) : 0;
        if (result)
            return result < 0 ? 0 : TRUE;
    }
    return FALSE;
}

#define OWNER &property_type
static const Row rows[] = {
    METHOD("getter(self, object, /)", property_getter_method, CALL_ONE, "Descriptor to obtain a copy of the property with a different getter."),
    METHOD("setter(self, object, /)", property_setter_method, CALL_ONE, "Descriptor to obtain a copy of the property with a different setter."),
    METHOD("deleter(self, object, /)", property_deleter_method, CALL_ONE, "Descriptor to obtain a copy of the property with a different deleter."),
    METHOD_FLAGS("__set_name__(self, owner, name, /)", property_set_name, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, "Tells the property its name."),
    MEMBER("fget", get_get, NULL, NULL),
    MEMBER("fset", get_set, NULL, NULL),
    MEMBER("fdel", get_del, NULL, NULL),
    MEMBER("__doc__", get_doc, set_doc, NULL),
    GETSET("__name__", get_name, set_name, NULL),
    GETSET("__isabstractmethod__", get_abstract, NULL, NULL),
    ROWS_END,
};
static const Row init_row = INIT_ROW("property(self, fget=None, fset=None, fdel=None, doc=None)", property_init, CALL_KEYWORDS);
#undef OWNER

const Type property_type = {
    TYPE_HEAD, .name = "property", .doc = "An attribute whose reading, writing and deletion call functions.",
    .base = &object_type, .rows = rows, .number = SHAPE_PROPERTY,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 64, .size = sizeof(Property),
    .init_row = &init_row,
    .slots = {OBJECT_SLOTS, .dealloc = property_dealloc, .traverse = property_traverse, .clear = property_clear,
              .new = property_new, .init = init_from_row, .get = property_get, .set = property_set},
};
