/* functools_partial.c - functools.partial.
 *
 * A call lays the arguments out in one row: those of the partial, its gaps (Placeholder) filled from the left, then the
 * call's, then the partial's keywords overridden by the call's. SPDX-License-Identifier: MIT */
#include "modules/fields.h"
#include "modules/functools.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Partial {
    Object head;
    Value  function, args, keywords; /* tuple, dict */
    Value  dict;                     /* __dict__; 0: none yet */
    size_t gaps;                     /* Placeholders among args */
} Partial;

enum { PARTIAL_FIELDS = 4, FEW = 12 };

FIELDS_LIFE(partial, Partial, PARTIAL_FIELDS);

static void partial_clear(Vm *vm, Object *object)
{
    Partial *self = (Partial *)object;
    replace(vm, &self->dict, 0);
}

static Partial *as_partial(Value v) { return (Partial *)object_of(v); }

static size_t count_gaps(const Value *items, size_t count)
{
    size_t gaps = 0;
    for (size_t i = 0; i < count; i++)
        gaps += items[i] == PLACEHOLDER;
    return gaps;
}

/* ---- making ---- */

/* The arguments of inner (0: none) with its gaps filled by args from the left, then what remains of args. */
static Value merge_args(Vm *vm, const Partial *inner, const Value *args, size_t count)
{
    size_t held = inner ? tuple_length(inner->args) : 0, gaps = inner ? inner->gaps : 0;
    size_t filled = gaps < count ? gaps : count, total = held + count - filled, used = 0;
    if (!total)
        return tuple_empty(vm);
    Tuple *merged = tuple_new(vm, total);
    for (size_t i = 0; merged && i < total; i++) {
        bool own = i < held && !(tuple_get(inner->args, i) == PLACEHOLDER && used < filled);
        merged->items[i] = retain(own ? tuple_get(inner->args, i) : args[used++]);
    }
    return merged ? tuple_ready(vm, merged) : 0;
}

static Value merge_keywords(Vm *vm, const Partial *inner, const Value *values, Value names)
{
    Value keywords = inner ? dict_copy(vm, inner->keywords) : dict_new(vm);
    for (size_t i = 0; keywords && names && i < tuple_length(names); i++)
        if (!dict_set(vm, keywords, tuple_get(names, i), values[i])) {
            release(vm, keywords);
            return 0;
        }
    return keywords;
}

static Value partial_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t named = names ? tuple_length(names) : 0;
    if (!count)
        return type_error(vm, "type 'partial' takes at least one argument");
    if (!is_callable(vm, args[0]))
        return type_error(vm, "the first argument must be callable");
    if (count > 1 && args[count - 1] == PLACEHOLDER)
        return type_error(vm, "trailing Placeholders are not allowed");
    if (count_gaps(args + count, named))
        return type_error(vm, "Placeholder cannot be passed as a keyword argument");

    const Partial *inner = is_instance_of(vm, args[0], &partial_type) ? as_partial(args[0]) : NULL;
    if (inner && inner->dict)
        inner = NULL;
    Value    merged = merge_args(vm, inner, args + 1, count - 1);
    Value    keywords = merged ? merge_keywords(vm, inner, args + count, names) : 0;
    Partial *self = keywords ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, keywords);
        release(vm, merged);
        return 0;
    }
    self->function = retain(inner ? inner->function : args[0]);
    self->args = merged;
    self->keywords = keywords;
    self->dict = 0;
    self->gaps = count_gaps(as_tuple(merged)->items, tuple_length(merged));
    return object_ready(vm, self);
}

/* ---- calling ---- */

/* Place of name among names; count: absent. */
static size_t name_place(Value names, size_t count, Value name)
{
    size_t i = 0;
    while (i < count && !str_equal(tuple_get(names, i), name))
        i++;
    return i;
}

/* Adds the partial's keywords and then the call's to all[from...]; the names as an owned tuple. */
static Value lay_keywords(Vm *vm, Value *all, Value keywords, const Value *values, Value names)
{
    size_t given = names ? tuple_length(names) : 0, held = dict_length(vm, keywords), position = 0, at = 0;
    Tuple *merged = tuple_new(vm, held + given);
    Value  key, value;
    if (!merged)
        return 0;
    for (; at < held && dict_next(vm, keywords, &position, &key, &value); at++) {
        if (!is_str(vm, key)) {
            release(vm, value_of(merged));
            return type_error(vm, "keywords must be strings");
        }
        size_t place = name_place(names, given, key);
        merged->items[at] = retain(key);
        all[at] = place < given ? values[place] : value;
    }
    size_t own = at;
    for (size_t i = 0; i < given; i++) {
        Value name = tuple_get(names, i);
        size_t j = 0;
        while (j < own && !str_equal(merged->items[j], name))
            j++;
        if (j < own)
            continue;
        merged->items[at] = retain(name);
        all[at++] = values[i];
    }
    Value tuple = tuple_ready(vm, merged);
    if (at == held + given)
        return tuple;
    Value cut = tuple_slice(vm, tuple, 0, at);
    release(vm, tuple);
    return cut;
}

static Value partial_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    const Partial *self = as_partial(callee);
    size_t held = tuple_length(self->args), given = names ? tuple_length(names) : 0;
    size_t own_names = dict_length(vm, self->keywords), used = 0;
    if (count < self->gaps)
        return type_error(vm, "missing positional arguments in 'partial' call; expected at least %zu, got %zu", self->gaps,
                          count);
    size_t room = held + count + given + own_names, at = 0;
    Value  few[FEW], *all = few, all_names = names && given ? retain(names) : 0, result = 0;
    if (room > FEW && !(all = mem_alloc(vm, room * sizeof *all)))
        goto done;
    Value function = retain(self->function), keep_args = retain(self->args), keywords = retain(self->keywords);
    for (; at < held; at++)
        all[at] = tuple_get(keep_args, at) == PLACEHOLDER ? args[used++] : tuple_get(keep_args, at);
    while (used < count)
        all[at++] = args[used++];
    if (own_names) {
        release(vm, all_names);
        all_names = lay_keywords(vm, all + at, keywords, args + count, names);
    } else {
        memcpy(all + at, args + count, given * sizeof *all);
    }
    if (!own_names || all_names)
        result = call(vm, function, all, at, all_names);
    release(vm, keywords);
    release(vm, keep_args);
    release(vm, function);
done:
    if (all && all != few)
        mem_free(vm, all, room * sizeof *all);
    release(vm, all_names);
    return result;
}

static Value partial_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    return !object || object == NONE ? retain(descr) : method_new(vm, descr, object);
}

/* ---- showing and pickling ---- */

static bool show_arguments(StrBuilder *builder, Vm *vm, const Partial *self)
{
    Value  args = retain(self->args), keywords = retain(self->keywords), key, value;
    bool   done = true;
    size_t position = 0;
    for (size_t i = 0; done && i < tuple_length(args); i++)
        done = str_builder_format(builder, ", %R", tuple_get(args, i));
    while (done && dict_next(vm, keywords, &position, &key, &value)) {
        key = retain(key);
        value = retain(value);
        done = str_builder_format(builder, ", %S=%R", key, value);
        release(vm, key);
        release(vm, value);
    }
    release(vm, args);
    release(vm, keywords);
    return done;
}

static Value partial_repr(Vm *vm, Value v)
{
    int active = repr_enter(vm, v);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "...");
    const Type *type = type_of(vm, v);
    Value       module = type_module(vm, type), name = module ? type_qualname(vm, type) : 0;
    Value       function = retain(as_partial(v)->function), text = 0;
    StrBuilder  builder;
    str_builder_init(&builder, vm);
    if (name && str_builder_format(&builder, "%S.%S(%R", module, name, function) &&
        show_arguments(&builder, vm, as_partial(v)) && str_builder_text(&builder, ")"))
        text = str_builder_finish(&builder);
    if (!text)
        str_builder_drop(&builder);
    release(vm, function);
    release(vm, name);
    release(vm, module);
    repr_leave(vm, v);
    return text;
}

static Value partial_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Partial *self = as_partial(arg[0]);
    Value args = tuple_of(vm, 1, self->function), result = 0;
    Value state = args ? tuple_of(vm, 4, self->function, self->args, self->keywords, self->dict ? self->dict : NONE) : 0;
    if (state)
        result = tuple_of(vm, 3, type_value(type_of(vm, arg[0])), args, state);
    release(vm, state);
    release(vm, args);
    return result;
}

static Value partial_setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Partial *self = as_partial(arg[0]);
    Value    state = arg[1];
    if (!is_tuple(vm, state) || tuple_length(state) != 4 || !is_callable(vm, tuple_get(state, 0)) ||
        !is_tuple(vm, tuple_get(state, 1)) || (tuple_get(state, 2) != NONE && !is_dict(vm, tuple_get(state, 2))))
        return type_error(vm, "invalid partial state");
    Value  given = tuple_get(state, 1), named = tuple_get(state, 2), dict = tuple_get(state, 3);
    size_t length = tuple_length(given);
    if (length && tuple_get(given, length - 1) == PLACEHOLDER)
        return type_error(vm, "trailing Placeholders are not allowed");
    Value args = is_exact_tuple(given) ? retain(given) : tuple_from(vm, as_tuple(given)->items, length);
    Value keywords = !args ? 0 : named == NONE ? dict_new(vm) : is_exact_dict(named) ? retain(named) : dict_copy(vm, named);
    if (!keywords) {
        release(vm, args);
        return 0;
    }
    self->gaps = count_gaps(as_tuple(args)->items, length);
    replace(vm, &self->function, retain(tuple_get(state, 0)));
    replace(vm, &self->args, args);
    replace(vm, &self->keywords, keywords);
    replace(vm, &self->dict, dict == NONE ? 0 : retain(dict));
    return NONE;
}

#define FIELD_GETTER(name, field) \
    static Value name(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        return retain(as_partial(arg[0])->field); \
    }
FIELD_GETTER(get_function, function)
FIELD_GETTER(get_args, args)
FIELD_GETTER(get_keywords, keywords)

#define OWNER &partial_type
static const Row partial_rows[] = {
    METHOD("__reduce__(self, /)", partial_reduce, CALL_NOARGS, NULL),
    METHOD("__setstate__(self, object, /)", partial_setstate, CALL_ONE, NULL),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    MEMBER("func", get_function, NULL, "function object to use in future partial calls"),
    MEMBER("args", get_args, NULL, "tuple of arguments to future partial calls"),
    MEMBER("keywords", get_keywords, NULL, "dictionary of keyword arguments to future partial calls"),
    GETSET("__dict__", get_dict_attribute, set_dict_attribute, NULL),
    ROWS_END,
};
#undef OWNER

const Type partial_type = {
    TYPE_HEAD, .name = "functools.partial",
    .doc = "Create a new function with partial application of the given arguments and keywords.",
    .base = &object_type, .rows = partial_rows, .number = SHAPE_PARTIAL,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_BASE | TYPE_HAVE_VECTORCALL | TYPE_READY | TYPE_HAVE_GC, .basic_size = 80,
    .dict_offset = 40, .weaklist_offset = 48, .size = sizeof(Partial), .dict_field = offsetof(Partial, dict),
    .text_signature = "(func, /, *args, **keywords)", .restated = "__getattribute__ __setattr__ __delattr__",
    .slots = { OBJECT_SLOTS, .dealloc = partial_dealloc, .traverse = partial_traverse, .clear = partial_clear,
               .new = partial_new, .repr = partial_repr, .call = partial_call, .get = partial_get },
};
