/* functools.c - the module _functools: reduce, cmp_to_key and Placeholder. partial and the cache have files of their own.
 * SPDX-License-Identifier: MIT */
#include "modules/functools.h"

#include "modules/fields.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- Placeholder ---- */

const Object functools_placeholder = {.refs = IMMORTAL, .shape = SHAPE_PLACEHOLDER, .flags = OBJECT_CONST};
const Object functools_keyword_mark = {.refs = IMMORTAL, .shape = SHAPE_OBJECT, .flags = OBJECT_CONST};

static Value placeholder_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    if (count || (names && tuple_length(names)))
        return type_error(vm, "PlaceholderType takes no arguments");
    return PLACEHOLDER;
}

static Value placeholder_repr(Vm *vm, Value v)
{
    (void)vm, (void)v;
    return NAME(Placeholder);
}

static Value placeholder_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NAME(Placeholder);
}

#define OWNER &placeholder_type
static const Row placeholder_rows[] = {METHOD("__reduce__(self, /)", placeholder_reduce, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

const Type placeholder_type = {
    TYPE_HEAD, .name = "functools._PlaceholderType",
    .doc = "The type of the Placeholder singleton.\n\nUsed as a placeholder for partial arguments.",
    .base = &object_type, .rows = placeholder_rows, .number = SHAPE_PLACEHOLDER,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 16, .size = sizeof(Object),
    .slots = { OBJECT_SLOTS, .dealloc = dealloc_plain, .new = placeholder_new, .repr = placeholder_repr },
};

/* ---- cmp_to_key ---- */

/* object 0: the function's own key maker, not yet called. */
typedef struct KeyWrapper {
    Object head;
    Value  compare, object;
} KeyWrapper;

FIELDS_LIFE(key, KeyWrapper, 2);

static Value key_new(Vm *vm, Value compare, Value object)
{
    KeyWrapper *self = heap_new_container(vm, sizeof *self, SHAPE_KEY_WRAPPER);
    if (!self)
        return 0;
    self->compare = retain(compare);
    self->object = object ? retain(object) : 0;
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value key_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    size_t named = names ? tuple_length(names) : 0;
    if (count + named > 1)
        return type_error(vm, "K() takes at most 1 argument (%zu given)", count + named);
    if (count + named == 0 || (named && !str_is(tuple_get(names, 0), "obj")))
        return type_error(vm, "K() missing required argument 'obj' (pos 1)");
    return key_new(vm, ((KeyWrapper *)object_of(callee))->compare, args[0]);
}

static Value key_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!has_shape(b, SHAPE_KEY_WRAPPER))
        return type_error(vm, "other argument must be K instance");
    const KeyWrapper *self = (KeyWrapper *)object_of(a), *other = (KeyWrapper *)object_of(b);
    if (!self->object || !other->object)
        return raise_format(vm, &attribute_error_type, "object");
    Value order = call2(vm, self->compare, self->object, other->object);
    Value result = order ? object_compare(vm, order, int_value(0), op) : 0;
    release(vm, order);
    return result;
}

static Value key_get_object(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const KeyWrapper *self = (KeyWrapper *)object_of(arg[0]);
    return self->object ? retain(self->object) : NONE;
}

static bool key_set_object(Vm *vm, Value self, Value object)
{
    replace(vm, &((KeyWrapper *)object_of(self))->object, object ? retain(object) : 0);
    return true;
}

#define OWNER &key_wrapper_type
static const Row key_rows[] = {
    MEMBER("obj", key_get_object, key_set_object, "Value wrapped by a key function."),
    ROWS_END,
};
#undef OWNER

const Type key_wrapper_type = {
    TYPE_HEAD, .name = "functools.KeyWrapper", .base = &object_type, .rows = key_rows, .number = SHAPE_KEY_WRAPPER,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 32,
    .size = sizeof(KeyWrapper), .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = key_dealloc, .traverse = key_traverse, .hash = hash_not_implemented,
               .compare = key_compare, .call = key_call },
};

static Value cmp_to_key(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return key_new(vm, arg[0], 0);
}

/* ---- reduce ---- */

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value iterator = object_iter(vm, arg[1]), result = arg[2] ? retain(arg[2]) : 0, item;
    if (!iterator) {
        release(vm, result);
        if (exception_swallow(vm, &type_error_type))
            type_error(vm, "reduce() arg 2 must support iteration");
        return 0;
    }
    for (;;) {
        item = poll(vm) ? object_next(vm, iterator) : 0;
        if (!item || item == UNBOUND)
            break;
        Value next = result ? call2(vm, arg[0], result, item) : retain(item);
        release(vm, item);
        release(vm, result);
        result = next;
        if (!result) {
            release(vm, iterator);
            return 0;
        }
    }
    release(vm, iterator);
    if (!item) {
        release(vm, result);
        return 0;
    }
    return result ? result : type_error(vm, "reduce() of empty iterable with no initial value");
}

static bool init(Vm *vm, Value module)
{
    return dict_set_cstring(vm, as_module(module)->dict, "Placeholder", PLACEHOLDER);
}

#define OWNER &module_functools
static const Row functions[] = {
    FUNCTION("reduce(function, iterable, /, initial=<unrepresentable>)", reduce, CALL_KEYWORDS,
             "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.\n\n"
             "This effectively reduces the iterable to a single value.  If initial is present,\n"
             "it is placed before the items of the iterable in the calculation, and serves as\n"
             "a default when the iterable is empty.\n\n"
             "For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])\ncalculates ((((1 + 2) + 3) + 4) + 5)."),
    FUNCTION("cmp_to_key(mycmp)", cmp_to_key, CALL_KEYWORDS,
             "Convert a cmp= function into a key= function.\n\n  mycmp\n    Function that compares two objects."),
    ROWS_END
};
#undef OWNER

static const Type *const types[] = {&placeholder_type, &partial_type, &lru_cache_wrapper_type, NULL};

const ModuleDef module_functools = {
    .name = "_functools",
    .doc = "Tools that operate on functions.",
    .functions = functions,
    .types = types,
    .init = init,
};
