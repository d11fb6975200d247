/* operator_getters.c - operator.itemgetter, attrgetter and methodcaller. SPDX-License-Identifier: MIT */
#include "modules/fields.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { GETTER_FLAGS = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_HAVE_VECTORCALL | TYPE_READY | TYPE_HAVE_GC };

/* items: what was given, as a tuple. paths (attrgetter): of each a str, or a tuple of the strs between its dots. */
typedef struct Getter {
    Object head;
    Value  items, paths;
} Getter;

FIELDS_LIFE(getter, Getter, 2);

static bool has_names(Value names) { return names && tuple_length(names); }

static bool one_argument(Vm *vm, const char *name, size_t count, Value names)
{
    if (has_names(names))
        return type_error(vm, "%s() takes no keyword arguments", name);
    return count == 1 || type_error(vm, "%s expected 1 argument, got %zu", name, count);
}

static Value getter_new(Vm *vm, const Type *cls, Value items, Taken paths)
{
    Getter *self = items ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, items);
        release(vm, paths);
        return 0;
    }
    self->items = items;
    self->paths = paths;
    return object_ready(vm, self);
}

static Value getter_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return tuple_of(vm, 2, type_value(type_of(vm, arg[0])), ((Getter *)object_of(arg[0]))->items);
}

static Value getter_repr(Vm *vm, Value v)
{
    const char *name = type_of(vm, v)->name;
    Value       items = ((Getter *)object_of(v))->items;
    int         active = repr_enter(vm, v);
    if (active)
        return active < 0 ? 0 : str_format(vm, "%s(...)", name);
    Value text = tuple_length(items) == 1 ? str_format(vm, "%s(%R)", name, tuple_get(items, 0))
                                          : str_format(vm, "%s%R", name, items);
    repr_leave(vm, v);
    return text;
}

/* A tuple of get(object, item) for each item. */
static Value get_each(Vm *vm, Value object, Value items, Value (*get)(Vm *vm, Value object, Value item))
{
    size_t length = tuple_length(items);
    if (length == 1)
        return get(vm, object, tuple_get(items, 0));
    Tuple *result = tuple_new(vm, length);
    for (size_t i = 0; result && i < length; i++) {
        Value got = get(vm, object, tuple_get(items, i));
        if (!got) {
            release(vm, value_of(result));
            return 0;
        }
        result->items[i] = got;
    }
    return result ? tuple_ready(vm, result) : 0;
}

/* ---- itemgetter ---- */

static Value itemgetter_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (has_names(names))
        return type_error(vm, "itemgetter() takes no keyword arguments");
    if (!count)
        return type_error(vm, "itemgetter expected 1 argument, got 0");
    return getter_new(vm, cls, tuple_from(vm, args, count), 0);
}

static Value itemgetter_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    if (!one_argument(vm, "itemgetter", count, names))
        return 0;
    return get_each(vm, args[0], ((Getter *)object_of(callee))->items, object_getitem);
}

/* ---- attrgetter ---- */

/* "a.b.c" as a tuple of interned names; "a" as itself, interned. */
static Value path_of(Vm *vm, Value text)
{
    const Str *s = as_str(text);
    Value      names = 0, result = 0;
    size_t     start = 0;
    for (size_t i = 0; i <= s->length; i++) {
        if (i < s->length && str_char(s, i) != '.')
            continue;
        Value piece = str_slice(vm, text, start, i);
        Value name = piece ? str_intern(vm, piece) : 0;
        if (!start && i == s->length)
            return name;
        if (!name || (!names && !(names = list_new(vm, 2)))) {
            release(vm, name);
            goto done;
        }
        if (!list_append_taken(vm, names, name))
            goto done;
        start = i + 1;
    }
    result = list_to_tuple(vm, names);
done:
    release(vm, names);
    return result;
}

static Value attrgetter_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (has_names(names))
        return type_error(vm, "attrgetter() takes no keyword arguments");
    if (!count)
        return type_error(vm, "attrgetter expected 1 argument, got 0");
    Tuple *paths = tuple_new(vm, count);
    for (size_t i = 0; paths && i < count; i++) {
        Value path = is_str(vm, args[i]) ? path_of(vm, args[i]) : type_error(vm, "attribute name must be a string");
        if (!path) {
            release(vm, value_of(paths));
            return 0;
        }
        paths->items[i] = path;
    }
    return paths ? getter_new(vm, cls, tuple_from(vm, args, count), tuple_ready(vm, paths)) : 0;
}

static Value get_path(Vm *vm, Value object, Value path)
{
    if (!is_exact_tuple(path))
        return object_getattr(vm, object, path);
    Value here = retain(object);
    for (size_t i = 0; here && i < tuple_length(path); i++) {
        Value next = object_getattr(vm, here, tuple_get(path, i));
        release(vm, here);
        here = next;
    }
    return here;
}

static Value attrgetter_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    if (!one_argument(vm, "attrgetter", count, names))
        return 0;
    return get_each(vm, args[0], ((Getter *)object_of(callee))->paths, get_path);
}

/* ---- methodcaller ---- */

/* values: positional arguments, then those of names (a tuple of strs; 0: none). */
typedef struct MethodCaller {
    Object head;
    Value  name, values, names;
} MethodCaller;

FIELDS_LIFE(methodcaller, MethodCaller, 3);

static size_t positional_count(const MethodCaller *self)
{
    return tuple_length(self->values) - (self->names ? tuple_length(self->names) : 0);
}

static Value methodcaller_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (!count)
        return type_error(vm, "methodcaller needs at least one argument, the method name");
    if (!is_str(vm, args[0]))
        return type_error(vm, "method name must be a string");
    size_t        named = has_names(names) ? tuple_length(names) : 0;
    Value         values = tuple_from(vm, args + 1, count - 1 + named);
    Value         name = values ? str_exact(vm, args[0]) : 0;
    MethodCaller *self = 0;
    if (name && (name = str_intern(vm, name)))
        self = object_allocate(vm, cls, 0);
    if (!self) {
        release(vm, values);
        release(vm, name);
        return 0;
    }
    self->name = name;
    self->values = values;
    self->names = named ? retain(names) : 0;
    return object_ready(vm, self);
}

static Value methodcaller_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    const MethodCaller *self = (MethodCaller *)object_of(callee);
    Value               bound, method = 0, result = 0, few[8], *all = few;
    if (count != 1)
        return type_error(vm, "methodcaller expected 1 argument, got %zu", count);
    if (has_names(names))
        return type_error(vm, "methodcaller() takes no keyword arguments");
    size_t given = tuple_length(self->values), room = given + 1;
    if (room > countof(few) && !(all = mem_alloc(vm, room * sizeof *all)))
        return 0;
    method = object_get_method(vm, args[0], self->name, &bound);
    if (!method)
        goto done;
    all[0] = bound;
    memcpy(all + 1, as_tuple(self->values)->items, given * sizeof *all);
    size_t positional = positional_count(self);
    result = bound ? call(vm, method, all, positional + 1, self->names) : call(vm, method, all + 1, positional, self->names);
    release(vm, bound);
    release(vm, method);
done:
    if (all != few)
        mem_free(vm, all, room * sizeof *all);
    return result;
}

static Value methodcaller_repr(Vm *vm, Value v)
{
    const MethodCaller *self = (MethodCaller *)object_of(v);
    const char         *name = type_of(vm, v)->name;
    size_t              positional = positional_count(self), total = tuple_length(self->values);
    StrBuilder          builder;
    int                 active = repr_enter(vm, v);
    if (active)
        return active < 0 ? 0 : str_format(vm, "%s(...)", name);
    str_builder_init(&builder, vm);
    bool done = str_builder_format(&builder, "%s(%R", name, self->name);
    for (size_t i = 0; done && i < total; i++) {
        Value item = tuple_get(self->values, i);
        done = i < positional ? str_builder_format(&builder, ", %R", item)
                              : str_builder_format(&builder, ", %U=%R", tuple_get(self->names, i - positional), item);
    }
    done = done && str_builder_text(&builder, ")");
    repr_leave(vm, v);
    Value text = done ? str_builder_finish(&builder) : 0;
    if (!text)
        str_builder_drop(&builder);
    return text;
}

/* (partial(type, name, **keywords), positionals) */
static Value reduce_named(Vm *vm, const MethodCaller *self, Value cls, size_t positional)
{
    Value module = vm->up->import(vm, "functools"), maker = 0, kwargs = dict_new(vm), front = 0, args = 0, result = 0;
    Value partial = module ? object_getattr(vm, module, NAME(partial)) : 0;
    if (!partial || !kwargs)
        goto done;
    for (size_t i = 0; i < tuple_length(self->names); i++)
        if (!dict_set(vm, kwargs, tuple_get(self->names, i), tuple_get(self->values, positional + i)))
            goto done;
    front = tuple_of(vm, 2, cls, self->name);
    maker = front ? call_tuple(vm, partial, front, kwargs) : 0;
    args = maker ? tuple_slice(vm, self->values, 0, positional) : 0;
    result = args ? tuple_of(vm, 2, maker, args) : 0;
done:
    release(vm, args);
    release(vm, maker);
    release(vm, front);
    release(vm, kwargs);
    release(vm, partial);
    release(vm, module);
    return result;
}

static Value methodcaller_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const MethodCaller *self = (MethodCaller *)object_of(arg[0]);
    Value               cls = type_value(type_of(vm, arg[0]));
    size_t              length = tuple_length(self->values);
    if (self->names)
        return reduce_named(vm, self, cls, positional_count(self));
    Tuple *args = tuple_new(vm, length + 1);
    if (!args)
        return 0;
    args->items[0] = retain(self->name);
    for (size_t i = 0; i < length; i++)
        args->items[i + 1] = retain(tuple_get(self->values, i));
    Value all = tuple_ready(vm, args), result = tuple_of(vm, 2, cls, all);
    release(vm, all);
    return result;
}

#define REDUCE(fn) METHOD("__reduce__(self, /)", fn, CALL_NOARGS, "Return state information for pickling")
#define OWNER &itemgetter_type
static const Row itemgetter_rows[] = {REDUCE(getter_reduce), ROWS_END};
#undef OWNER
#define OWNER &attrgetter_type
static const Row attrgetter_rows[] = {REDUCE(getter_reduce), ROWS_END};
#undef OWNER
#define OWNER &methodcaller_type
static const Row methodcaller_rows[] = {REDUCE(methodcaller_reduce), ROWS_END};
#undef OWNER

const Type itemgetter_type = {
    TYPE_HEAD, .name = "operator.itemgetter",
    .doc = "Return a callable object that fetches the given item(s) from its operand.\n"
           "After f = itemgetter(2), the call f(r) returns r[2].\n"
           "After g = itemgetter(2, 5, 3), the call g(r) returns (r[2], r[5], r[3])",
    .base = &object_type, .rows = itemgetter_rows, .number = SHAPE_ITEMGETTER, .flags = GETTER_FLAGS, .basic_size = 48,
    .size = sizeof(Getter), .text_signature = "(item, /, *items)", .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = getter_dealloc, .traverse = getter_traverse, .new = itemgetter_new,
               .repr = getter_repr, .call = itemgetter_call },
};

const Type attrgetter_type = {
    TYPE_HEAD, .name = "operator.attrgetter",
    .doc = "Return a callable object that fetches the given attribute(s) from its operand.\n"
           "After f = attrgetter('name'), the call f(r) returns r.name.\n"
           "After g = attrgetter('name', 'date'), the call g(r) returns (r.name, r.date).\n"
           "After h = attrgetter('name.first', 'name.last'), the call h(r) returns\n(r.name.first, r.name.last).",
    .base = &object_type, .rows = attrgetter_rows, .number = SHAPE_ATTRGETTER, .flags = GETTER_FLAGS, .basic_size = 40,
    .size = sizeof(Getter), .text_signature = "(attr, /, *attrs)", .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = getter_dealloc, .traverse = getter_traverse, .new = attrgetter_new,
               .repr = getter_repr, .call = attrgetter_call },
};

const Type methodcaller_type = {
    TYPE_HEAD, .name = "operator.methodcaller",
    .doc = "Return a callable object that calls the given method on its operand.\n"
           "After f = methodcaller('name'), the call f(r) returns r.name().\n"
           "After g = methodcaller('name', 'date', foo=1), the call g(r) returns\nr.name('date', foo=1).",
    .base = &object_type, .rows = methodcaller_rows, .number = SHAPE_METHODCALLER, .flags = GETTER_FLAGS, .basic_size = 64,
    .size = sizeof(MethodCaller), .text_signature = "(name, /, *args, **kwargs)", .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = methodcaller_dealloc, .traverse = methodcaller_traverse, .new = methodcaller_new,
               .repr = methodcaller_repr, .call = methodcaller_call },
};
