/* super.c - super: attributes of the classes behind a given one in the mro of another. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

typedef struct Super {
    Object head;
    Value  cls;      /* 0: not yet initialised */
    Value  object;   /* 0: unbound */
    Value  own_class;/* whose mro is searched; 0: unbound */
} Super;

static Super *as_super(Value v)
{
    return (Super *)object_of(v);
}

/* The class whose mro super(cls, object) searches; owned. 0: object is neither instance nor subclass of cls. */
static Value check(Vm *vm, Value cls, Value object)
{
    if (is_type(vm, object) && type_is_subtype(vm, as_type(object), as_type(cls)))
        return retain(object);
    if (is_instance_of(vm, object, as_type(cls)))
        return retain(type_value(type_of(vm, object)));
    Value claimed = object_find_attr(vm, object, NAME(__class__));
    if (!claimed)
        return 0;
    if (claimed != UNBOUND && is_type(vm, claimed) && claimed != type_value(type_of(vm, object)) &&
        type_is_subtype(vm, as_type(claimed), as_type(cls)))
        return claimed;
    release(vm, claimed);
    bool is_class = is_type(vm, object);
    return type_error(vm, "super(type, obj): obj (%s %s) is not an instance or subtype of type (%s).",
                      is_class ? "type" : "instance of", is_class ? as_type(object)->name : type_of(vm, object)->name,
                      as_type(cls)->name);
}

/* What stands behind cls in own's mro under name, retained; UNBOUND: nothing. */
static Value find_behind(Vm *vm, Value own, Value cls, Value name)
{
    Value  mro = retain(type_mro(vm, as_type(own))), found = UNBOUND;
    size_t i = 0, length = mro ? tuple_length(mro) : 0;
    while (i < length && tuple_get(mro, i) != cls)
        i++;
    for (i++; i < length && found == UNBOUND; i++) {
        Value dict = type_dict(vm, as_type(tuple_get(mro, i)));
        found = dict ? retain(dict_find_str(vm, dict, name)) : 0;
    }
    release(vm, mro);
    return mro ? found : 0;
}

static Value bind(Vm *vm, Taken found, Value object, Value own)
{
    DescrGetFn get = type_of(vm, found)->slots.get;
    if (!get)
        return found;
    Value bound = get(vm, found, object == own ? 0 : object, own);
    release(vm, found);
    return bound;
}

Value super_lookup(Vm *vm, Value cls, Value self, Value name, Value *self_out)
{
    if (self_out)
        *self_out = 0;
    if (!is_type(vm, cls))
        return type_error(vm, "super() argument 1 must be a type, not %T", cls);
    Value own = check(vm, cls, self);
    if (!own)
        return 0;
    Value found = str_is(name, "__class__") ? UNBOUND : find_behind(vm, own, cls, name), result = 0;
    if (found == UNBOUND) {
        Value type = type_lookup(vm, &super_type, name);
        Value object = type || str_is(name, "__class__") ? call2(vm, type_value(&super_type), cls, self) : 0;
        if (object)
            result = object_generic_getattr(vm, object, name);
        else if (!exception_pending(vm))
            result = attribute_error(vm, self, name, "'super' object has no attribute '%U'", name);
        release(vm, object);
    } else if (found && self_out && self != own && type_of(vm, found)->flags & TYPE_METHOD_DESCRIPTOR) {
        *self_out = retain(self);
        result = found;
    } else if (found) {
        result = bind(vm, found, self, own);
    }
    release(vm, own);
    return result;
}

/* ---- the type ---- */

static Value super_getattr(Vm *vm, Value v, Value name)
{
    Super *self = as_super(v);
    if (!self->own_class || str_is(name, "__class__"))
        return object_generic_getattr(vm, v, name);
    Value own = retain(self->own_class), object = retain(self->object);
    Value found = find_behind(vm, own, self->cls, name), result = 0;
    if (found == UNBOUND)
        result = object_generic_getattr(vm, v, name);
    else if (found)
        result = bind(vm, found, object, own);
    release(vm, own);
    release(vm, object);
    return result;
}

static Value super_repr(Vm *vm, Value v)
{
    Super      *self = as_super(v);
    const char *name = self->cls ? as_type(self->cls)->name : "NULL";
    if (self->own_class)
        return str_format(vm, "<super: <class '%s'>, <%s object>>", name, as_type(self->own_class)->name);
    return str_format(vm, "<super: <class '%s'>, NULL>", name);
}

static Value super_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Super *self = object_allocate(vm, cls, 0);
    return self ? object_ready(vm, self) : 0;
}

static bool super_init(Vm *vm, Value v, const Value *args, size_t count, Value names)
{
    Super *self = as_super(v);
    Value  cls = 0, object = 0, own = 0;

    if (names && tuple_length(names))
        return type_error(vm, "super() takes no keyword arguments");
    if (count > 2)
        return type_error(vm, "super() expected at most 2 arguments, got %zu", count);
    if (count && !is_type(vm, args[0]))
        return type_error(vm, "super() argument 1 must be a type, not %T", args[0]);
    if (count) {
        cls = retain(args[0]);
        object = count == 2 && args[1] != NONE ? retain(args[1]) : 0;
    } else if (!vm->up->super_arguments) {
        return runtime_error(vm, "super(): no arguments");
    } else if (!vm->up->super_arguments(vm, &cls, &object)) {
        return false;
    }
    if (object && !(own = check(vm, cls, object))) {
        release(vm, cls);
        release(vm, object);
        return false;
    }
    replace(vm, &self->cls, cls);
    replace(vm, &self->object, object);
    replace(vm, &self->own_class, own);
    return true;
}

static Value super_get(Vm *vm, Value descr, Value object, Value cls)
{
    Super *self = as_super(descr);
    (void)cls;
    if (!object || object == NONE || self->object)
        return retain(descr);
    Value args[] = {self->cls, object};
    if (type_of(vm, descr) != &super_type)
        return call(vm, type_value(type_of(vm, descr)), args, self->cls ? 2 : 0, 0);
    return call(vm, type_value(&super_type), args, 2, 0);
}

static void super_clear(Vm *vm, Object *object)
{
    Super *self = (Super *)object;
    replace(vm, &self->object, 0);
    replace(vm, &self->cls, 0);
    replace(vm, &self->own_class, 0);
}

static void super_dealloc(Vm *vm, Object *object)
{
    super_clear(vm, object);
    heap_free(vm, object, sizeof(Super));
}

static bool super_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Super *self = (Super *)object;
    Value  fields[] = {self->cls, self->object, self->own_class};
    (void)vm;
    for (size_t i = 0; i < countof(fields); i++)
        if (is_object(fields[i]) && !visit(fields[i], arg))
            return false;
    return true;
}

#define GETTER(field) \
    static Value get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        Value value = as_super(arg[0])->field; \
        return value ? retain(value) : NONE; \
    }
GETTER(cls)
GETTER(object)
GETTER(own_class)
#undef GETTER

#define OWNER &super_type
static const Row rows[] = {
    MEMBER("__thisclass__", get_cls, NULL, "the class invoking super()"),
    MEMBER("__self__", get_object, NULL, "the instance invoking super(); may be None"),
    MEMBER("__self_class__", get_own_class, NULL, "the type of the instance invoking super(); may be None"),
    ROWS_END,
};
#undef OWNER

const Type super_type = {
    TYPE_HEAD, .name = "super", .doc = "Attributes as the classes behind this one in the mro have them.",
    .base = &object_type, .rows = rows, .number = SHAPE_SUPER,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 40, .size = sizeof(Super),
    .slots = {OBJECT_SLOTS, .dealloc = super_dealloc, .traverse = super_traverse, .clear = super_clear, .new = super_new,
              .init = super_init, .repr = super_repr, .getattr = super_getattr, .get = super_get},
};
