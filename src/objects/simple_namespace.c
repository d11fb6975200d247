/* simple_namespace.c - types.SimpleNamespace; and PyCapsule, an opaque pointer. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/mapping_proxy.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct SimpleNamespace {
    Object head;
    Value  dict; /* never 0 */
} SimpleNamespace;

static Value *dict_place(Value v)
{
    return &((SimpleNamespace *)object_of(v))->dict;
}

static Value allocate_namespace(Vm *vm, const Type *cls, Taken dict)
{
    SimpleNamespace *self = dict ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, dict);
        return 0;
    }
    self->dict = dict;
    return object_ready(vm, self);
}

Value simple_namespace_new(Vm *vm, Value dict)
{
    return allocate_namespace(vm, &simple_namespace_type, retain(dict));
}

static Value namespace_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return allocate_namespace(vm, cls, dict_new(vm));
}

static bool check_keys(Vm *vm, Value dict)
{
    size_t at = 0;
    Value  key, value;
    while (dict_next(vm, dict, &at, &key, &value))
        if (!is_str(vm, key))
            return type_error(vm, "keywords must be strings");
    return true;
}

static const char *last_part(const char *dotted)
{
    const char *dot = strrchr(dotted, '.');
    return dot ? dot + 1 : dotted;
}

static bool namespace_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    Value from = 0;
    bool  done = true;
    if (count > 1)
        return type_error(vm, "%s expected at most 1 argument, got %zu", last_part(type_of(vm, self)->name), count);
    if (count) {
        from = is_exact_dict(args[0]) ? retain(args[0]) : call1(vm, type_value(&dict_type), args[0]);
        done = from && check_keys(vm, from) && dict_merge(vm, *dict_place(self), from, 1);
    }
    for (size_t i = 0; done && names && i < tuple_length(names); i++)
        done = dict_set(vm, *dict_place(self), tuple_get(names, i), args[count + i]);
    release(vm, from);
    return done;
}

static void namespace_dealloc(Vm *vm, Object *object)
{
    release(vm, ((SimpleNamespace *)object)->dict);
    heap_free(vm, object, sizeof(SimpleNamespace));
}

static bool namespace_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value dict = ((SimpleNamespace *)object)->dict;
    return !is_object(dict) || visit(dict, arg);
}

static void namespace_clear(Vm *vm, Object *object)
{
    replace(vm, &((SimpleNamespace *)object)->dict, 0);
}

/* "a=1, b=2": into the builder. */
static bool show_items(Vm *vm, StrBuilder *builder, Value dict)
{
    size_t at = 0;
    Value  key, value;
    bool   first = true;
    while (dict_next(vm, dict, &at, &key, &value)) {
        if (!is_str(vm, key) || !as_str(key)->length)
            continue;
        Value item = str_format(vm, first ? "%S=%R" : ", %S=%R", key, value);
        bool  done = item && str_builder_str(builder, item);
        release(vm, item);
        if (!done)
            return false;
        first = false;
    }
    return true;
}

static Value namespace_repr(Vm *vm, Value v)
{
    const Type *type = type_of(vm, v);
    const char *name = type == &simple_namespace_type ? "namespace" : type->name;
    int         active = repr_enter(vm, v);
    if (active)
        return active < 0 ? 0 : str_format(vm, "%s(...)", name);
    StrBuilder builder;
    Value      dict = retain(*dict_place(v)), result = 0;
    str_builder_init(&builder, vm);
    if (str_builder_utf8(&builder, name, strlen(name)) && str_builder_char(&builder, '(') &&
        (!dict || show_items(vm, &builder, dict)) && str_builder_char(&builder, ')'))
        result = str_builder_finish(&builder);
    else
        str_builder_drop(&builder);
    release(vm, dict);
    repr_leave(vm, v);
    return result;
}

static Value namespace_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_instance_of(vm, a, &simple_namespace_type) || !is_instance_of(vm, b, &simple_namespace_type))
        return NOT_IMPLEMENTED;
    return object_compare(vm, *dict_place(a), *dict_place(b), op);
}

static Value namespace_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value empty = tuple_empty(vm);
    Value result = tuple_of(vm, 3, type_value(type_of(vm, arg[0])), empty, *dict_place(arg[0]));
    release(vm, empty);
    return result;
}

static Value namespace_replace(Vm *vm, const Value *arg, size_t count, Value names)
{
    if (count > 1)
        return type_error(vm, "__replace__() takes no positional arguments");
    Value result = call0(vm, type_value(type_of(vm, arg[0])));
    if (!result)
        return 0;
    bool done = dict_merge(vm, *dict_place(result), *dict_place(arg[0]), 1);
    for (size_t i = 0; done && names && i < tuple_length(names); i++)
        done = dict_set(vm, *dict_place(result), tuple_get(names, i), arg[count + i]);
    if (done)
        return result;
    release(vm, result);
    return 0;
}

static Value get_dict(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(*dict_place(arg[0]));
}

#define OWNER &simple_namespace_type
static const Row rows[] = {
    METHOD("__reduce__(self, /)", namespace_reduce, CALL_NOARGS, "Return state information for pickling"),
    METHOD_OWN("__replace__(self, /, **changes)", namespace_replace, ROW_NO_TEXT_SIGNATURE,
               "Return a copy of the namespace object with new values for the specified attributes."),
    MEMBER("__dict__", get_dict, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type simple_namespace_type = {
    TYPE_HEAD, .name = "types.SimpleNamespace", .doc = "An object that is its attributes.", .base = &object_type,
    .rows = rows, .number = SHAPE_SIMPLE_NAMESPACE, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC,
    .basic_size = 24, .dict_offset = 16, .size = sizeof(SimpleNamespace), .dict_field = offsetof(SimpleNamespace, dict),
    .text_signature = "(mapping_or_iterable=(), /, **kwargs)",
    .slots = {OBJECT_SLOTS, .dealloc = namespace_dealloc, .traverse = namespace_traverse, .clear = namespace_clear,
              .new = namespace_new, .init = namespace_init, .repr = namespace_repr, .hash = hash_not_implemented,
              .compare = namespace_compare},
};

/* ---- PyCapsule: only other C code has them; Python sees a name ---- */

static Value capsule_repr(Vm *vm, Value v)
{
    char address[24];
    object_address(vm, v, address);
    return str_format(vm, "<capsule object NULL at %s>", address);
}

const Type capsule_type = {
    TYPE_HEAD, .name = "PyCapsule", .doc = "An opaque pointer that C code passes through Python.", .base = &object_type,
    .number = SHAPE_CAPSULE, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 64, .size = sizeof(Object), .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .repr = capsule_repr},
};
