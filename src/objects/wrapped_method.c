/* wrapped_method.c - staticmethod and classmethod. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"

/* The same body serves both. */
typedef struct Wrapped {
    Object head;
    Value  function; /* 0: made by __new__ alone */
    Value  dict;     /* 0: none yet */
} Wrapped;

static Wrapped *as_wrapped(Value v)
{
    return (Wrapped *)object_of(v);
}

Value staticmethod_function(Value v)
{
    return as_wrapped(v)->function;
}

Value classmethod_function(Value v)
{
    return as_wrapped(v)->function;
}

/* Copies what describes the function, as functools.wraps does. */
static bool copy_attributes(Vm *vm, Value to, Value from)
{
    const Value names[] = {NAME(__module__), NAME(__name__), NAME(__qualname__), NAME(__doc__)};
    for (size_t i = 0; i < countof(names); i++) {
        Value value = object_find_attr(vm, from, names[i]);
        bool  done = value && (value == UNBOUND || object_setattr(vm, to, names[i], value));
        release(vm, value);
        if (!done)
            return false;
    }
    return true;
}

static Value wrapped_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Wrapped *self = object_allocate(vm, cls, 0);
    return self ? object_ready(vm, self) : 0;
}

static Value wrap(Vm *vm, const Type *type, Value callable)
{
    Value self = wrapped_new(vm, type, NULL, 0, 0);
    if (!self)
        return 0;
    as_wrapped(self)->function = retain(callable);
    if (copy_attributes(vm, self, callable))
        return self;
    release(vm, self);
    return 0;
}

Value staticmethod_new(Vm *vm, Value callable)
{
    return wrap(vm, &staticmethod_type, callable);
}

Value classmethod_new(Vm *vm, Value callable)
{
    return wrap(vm, &classmethod_type, callable);
}

static Value wrapped_init(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    replace(vm, &as_wrapped(arg[0])->function, retain(arg[1]));
    return copy_attributes(vm, arg[0], arg[1]) ? NONE : 0;
}

static void wrapped_dealloc(Vm *vm, Object *object)
{
    Wrapped *self = (Wrapped *)object;
    release(vm, self->function);
    release(vm, self->dict);
    heap_free(vm, self, sizeof *self);
}

static bool wrapped_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Wrapped *self = (Wrapped *)object;
    (void)vm;
    return (!is_object(self->function) || visit(self->function, arg)) && (!self->dict || visit(self->dict, arg));
}

static void wrapped_clear(Vm *vm, Object *object)
{
    replace(vm, &((Wrapped *)object)->function, 0);
    replace(vm, &((Wrapped *)object)->dict, 0);
}

static Value uninitialized(Vm *vm, const char *kind)
{
    return runtime_error(vm, "uninitialized %s object", kind);
}

static Value staticmethod_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)object, (void)cls;
    Value function = as_wrapped(descr)->function;
    return function ? retain(function) : uninitialized(vm, "staticmethod");
}

static Value classmethod_get(Vm *vm, Value descr, Value object, Value cls)
{
    Value function = as_wrapped(descr)->function;
    if (!function)
        return uninitialized(vm, "classmethod");
    return method_new(vm, function, cls ? cls : type_value(type_of(vm, object)));
}

static Value staticmethod_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    Value function = as_wrapped(callee)->function;
    return function ? call(vm, function, args, count, names) : uninitialized(vm, "staticmethod");
}

static Value wrapped_repr(Vm *vm, Value v)
{
    Value function = as_wrapped(v)->function;
    return str_format(vm, "<%T(%R)>", v, function ? function : NONE);
}

/* ---- attributes ---- */

static Value get_function(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    Value function = as_wrapped(arg[0])->function;
    return function ? retain(function) : NONE;
}

static Value get_abstract(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int result = as_wrapped(arg[0])->function ? is_abstract_method(vm, as_wrapped(arg[0])->function) : 0;
    return result < 0 ? 0 : bool_value(result);
}

int is_abstract_method(Vm *vm, Value v)
{
    Value mark = object_find_attr(vm, v, NAME(__isabstractmethod__));
    if (!mark || mark == UNBOUND)
        return mark ? 0 : -1;
    int truth = object_truth(vm, mark);
    release(vm, mark);
    return truth;
}

/* What the function says, once asked, is kept in the wrapper's own dict. */
static Value forwarded(Vm *vm, Value self, Value name)
{
    Value dict = instance_dict(vm, self);
    if (!dict)
        return 0;
    Value found = retain(dict_find_str(vm, dict, name));
    if (found == UNBOUND) {
        found = object_getattr(vm, as_wrapped(self)->function, name);
        if (found && !dict_set(vm, dict, name, found)) {
            release(vm, found);
            found = 0;
        }
    }
    release(vm, dict);
    return found;
}

static bool set_forwarded(Vm *vm, Value self, Value name, Value value)
{
    Value dict = instance_dict(vm, self);
    bool  done = dict && (value ? dict_set(vm, dict, name, value) : dict_delete(vm, dict, name) >= 0);
    release(vm, dict);
    return done;
}

static Value get_annotations(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return forwarded(vm, arg[0], NAME(__annotations__));
}

static bool set_annotations(Vm *vm, Value self, Value value)
{
    return set_forwarded(vm, self, NAME(__annotations__), value);
}

static Value get_annotate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return forwarded(vm, arg[0], NAME(__annotate__));
}

static bool set_annotate(Vm *vm, Value self, Value value)
{
    return set_forwarded(vm, self, NAME(__annotate__), value);
}

#define WRAPPED_ROWS \
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL), \
    MEMBER("__func__", get_function, NULL, NULL), MEMBER("__wrapped__", get_function, NULL, NULL), \
    GETSET("__isabstractmethod__", get_abstract, NULL, NULL), \
    GETSET("__dict__", get_dict_attribute, set_dict_attribute, NULL), \
    GETSET("__annotations__", get_annotations, set_annotations, NULL), \
    GETSET("__annotate__", get_annotate, set_annotate, NULL), ROWS_END

#define WRAPPED_SLOTS \
    OBJECT_SLOTS, .dealloc = wrapped_dealloc, .traverse = wrapped_traverse, .clear = wrapped_clear, .new = wrapped_new, \
    .init = init_from_row, .repr = wrapped_repr

#define OWNER &staticmethod_type
static const Row staticmethod_rows[] = {WRAPPED_ROWS};
static const Row staticmethod_init_row = INIT_ROW("staticmethod(self, function, /)", wrapped_init, CALL_POSITIONAL);
#undef OWNER
#define OWNER &classmethod_type
static const Row classmethod_rows[] = {WRAPPED_ROWS};
static const Row classmethod_init_row = INIT_ROW("classmethod(self, function, /)", wrapped_init, CALL_POSITIONAL);
#undef OWNER

const Type staticmethod_type = {
    TYPE_HEAD, .name = "staticmethod", .doc = "Makes a function in a class body a plain one: nothing is bound to it.",
    .base = &object_type, .rows = staticmethod_rows, .number = SHAPE_STATICMETHOD,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 32, .dict_offset = 24,
    .size = sizeof(Wrapped), .dict_field = offsetof(Wrapped, dict), .init_row = &staticmethod_init_row,
    .slots = {WRAPPED_SLOTS, .call = staticmethod_call, .get = staticmethod_get},
};

const Type classmethod_type = {
    TYPE_HEAD, .name = "classmethod", .doc = "Makes a function in a class body one that gets the class.",
    .base = &object_type, .rows = classmethod_rows, .number = SHAPE_CLASSMETHOD,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 32, .dict_offset = 24,
    .size = sizeof(Wrapped), .dict_field = offsetof(Wrapped, dict), .init_row = &classmethod_init_row,
    .slots = {WRAPPED_SLOTS, .get = classmethod_get},
};
