/* collections.c - the module _collections: defaultdict, the getter of named tuples' fields, _count_elements. deque.c has
 * the deque. OrderedDict is Python's own, of the library. SPDX-License-Identifier: MIT */
#include "modules/fields.h"
#include "objects/dict_table.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_collections;

/* ---- defaultdict ---- */

typedef struct DefaultDict {
    Dict  dict;
    Value factory;   /* 0: None */
} DefaultDict;

static DefaultDict *as_default(Value v) { return (DefaultDict *)object_of(v); }
static Value factory_of(Value v) { return as_default(v)->factory ? as_default(v)->factory : NONE; }
static bool is_default(const Vm *vm, Value v) { return is_instance_of(vm, v, &defaultdict_type); }

static Value missing(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value factory = factory_of(arg[0]);
    if (factory == NONE)
        return key_error(vm, arg[1]);
    retain(factory);
    Value value = call0(vm, factory);
    release(vm, factory);
    if (value && !object_setitem(vm, arg[0], arg[1], value)) {
        release(vm, value);
        return 0;
    }
    return value;
}

static Value default_copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return call2(vm, type_value(type_of(vm, arg[0])), factory_of(arg[0]), arg[0]);
}

static Value default_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value factory = factory_of(arg[0]), args = factory == NONE ? tuple_empty(vm) : tuple_of(vm, 1, factory), result = 0;
    Value items = args ? call_method(vm, arg[0], NAME(items), NULL, 0) : 0, iterator = items ? object_iter(vm, items) : 0;
    if (iterator)
        result = tuple_of(vm, 5, type_value(type_of(vm, arg[0])), args, NONE, NONE, iterator);
    release(vm, iterator);
    release(vm, items);
    release(vm, args);
    return result;
}

static bool default_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (count && args[0] != NONE && !is_callable(vm, args[0]))
        return type_error(vm, "first argument must be callable or None");
    replace(vm, &as_default(self)->factory, count && args[0] != NONE ? retain(args[0]) : 0);
    return dict_init(vm, self, count ? args + 1 : args, count ? count - 1 : 0, names);
}

static Value default_repr(Vm *vm, Value v)
{
    Value items = dict_repr(vm, v), factory = factory_of(v), shown = 0, name = 0, text = 0;
    if (!items)
        return 0;
    int active = factory == NONE ? 0 : repr_enter(vm, factory);
    if (active >= 0)
        shown = active ? str_from_cstring(vm, "...") : object_repr(vm, factory);
    if (!active && factory != NONE)
        repr_leave(vm, factory);
    name = shown ? type_name(vm, type_of(vm, v)) : 0;
    if (name)
        text = str_format(vm, "%U(%U, %U)", name, shown, items);
    release(vm, name);
    release(vm, shown);
    release(vm, items);
    return text;
}

static Value default_or(Vm *vm, Value a, Value b)
{
    Value self = is_default(vm, a) ? a : b, other = self == a ? b : a;
    if (!is_dict(vm, other))
        return NOT_IMPLEMENTED;
    Value result = call2(vm, type_value(type_of(vm, self)), factory_of(self), a);
    if (result && (!is_dict(vm, result) || !dict_merge(vm, result, b, 1))) {
        release(vm, result);
        return 0;
    }
    return result;
}

static void default_dealloc(Vm *vm, Object *object)
{
    DefaultDict *self = (DefaultDict *)object;
    Value        factory = self->factory;
    self->factory = 0;
    release(vm, factory);
    dict_table_clear(vm, &self->dict);
    heap_free(vm, object, sizeof *self);
}

static bool default_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Value factory = ((DefaultDict *)object)->factory;
    return (!factory || visit(factory, arg)) && dict_traverse(vm, object, visit, arg);
}

static void default_clear(Vm *vm, Object *object)
{
    replace(vm, &((DefaultDict *)object)->factory, 0);
    dict_clear_slot(vm, object);
}

static Value get_factory(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(factory_of(arg[0]));
}

static bool set_factory(Vm *vm, Value self, Value value)
{
    replace(vm, &as_default(self)->factory, value ? retain(value) : 0);
    return true;
}

#define OWNER &defaultdict_type
static const Row default_rows[] = {
    METHOD("__missing__(self, object, /)", missing, CALL_ONE,
           "__missing__(key) # Called by __getitem__ for missing key; pseudo-code:\n"
           "  if self.default_factory is None: raise KeyError((key,))\n  self[key] = value = self.default_factory()\n"
           "  return value\n"),
    METHOD("copy(self, /)", default_copy, CALL_NOARGS, "D.copy() -> a shallow copy of D."),
    METHOD("__copy__(self, /)", default_copy, CALL_NOARGS, "D.copy() -> a shallow copy of D."),
    METHOD("__reduce__(self, /)", default_reduce, CALL_NOARGS, "Return state information for pickling."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    MEMBER("default_factory", get_factory, set_factory, "Factory for default value called by __missing__()."),
    ROWS_END,
};
#undef OWNER

const Type defaultdict_type = {
    TYPE_HEAD, .name = "collections.defaultdict",
    .doc = "defaultdict(default_factory=None, /, [...]) --> dict with default factory\n\n"
           "The default factory is called without arguments to produce\na new value when a key is not present, in __getitem__ only.\n"
           "A defaultdict compares equal to a dict with the same items.\nAll remaining arguments are treated the same as if they "
           "were\npassed to the dict constructor, including keyword arguments.",
    .base = &dict_type, .rows = default_rows, .number = SHAPE_DEFAULTDICT,
    .flags = TYPE_MAPPING | TYPE_HEAP | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_HAVE_GC | TYPE_MATCH_SELF |
             TYPE_DICT_SUBCLASS,
    .basic_size = 56, .size = sizeof(DefaultDict), .restated = "__getattribute__",
    .slots = { DICT_SLOTS, .dealloc = default_dealloc, .traverse = default_traverse, .clear = default_clear,
               .init = default_init, .repr = default_repr, .or = default_or },
};

/* ---- _tuplegetter ---- */

typedef struct TupleGetter {
    Object  head;
    Value   doc;
    int64_t index;
} TupleGetter;

FIELDS_LIFE(getter, TupleGetter, 1);

static Value getter_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t index;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &index))
        return 0;
    TupleGetter *self = object_allocate(vm, as_type(arg[0]), 0);
    if (!self)
        return 0;
    self->doc = retain(arg[2]);
    self->index = index;
    return object_ready(vm, self);
}

static Value getter_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    const TupleGetter *self = (TupleGetter *)object_of(descr);
    if (!object)
        return retain(descr);
    if (!is_tuple(vm, object)) {
        if (object == NONE)
            return retain(descr);
        return type_error(vm, "descriptor for index '%lld' for tuple subclasses doesn't apply to '%T' object",
                          (long long)self->index, object);
    }
    if (self->index < 0 || (size_t)self->index >= tuple_length(object))
        return index_error(vm, "tuple index out of range");
    return retain(tuple_get(object, (size_t)self->index));
}

static bool getter_set(Vm *vm, Value descr, Value object, Value value)
{
    (void)descr, (void)object;
    return raise_format(vm, &attribute_error_type, value ? "can't set attribute" : "can't delete attribute");
}

static Value getter_repr(Vm *vm, Value v)
{
    const TupleGetter *self = (TupleGetter *)object_of(v);
    return str_format(vm, "_tuplegetter(%lld, %R)", (long long)self->index, self->doc);
}

static Value getter_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const TupleGetter *self = (TupleGetter *)object_of(arg[0]);
    Value index = int_from_int64(vm, self->index), args = index ? tuple_of(vm, 2, index, self->doc) : 0, result = 0;
    if (args)
        result = tuple_of(vm, 2, type_value(type_of(vm, arg[0])), args);
    release(vm, args);
    release(vm, index);
    return result;
}

static Value getter_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(((TupleGetter *)object_of(arg[0]))->doc);
}

static bool getter_set_doc(Vm *vm, Value self, Value value)
{
    replace(vm, &((TupleGetter *)object_of(self))->doc, value ? retain(value) : NONE);
    return true;
}

#define OWNER &tuplegetter_type
static const Row getter_new_row = NEW_ROW("_tuplegetter(cls, index, doc, /)", getter_make, CALL_POSITIONAL);
static const Row getter_rows[] = {
    METHOD("__reduce__(self, /)", getter_reduce, CALL_NOARGS, NULL),
    MEMBER("__doc__", getter_doc, getter_set_doc, NULL),
    ROWS_END,
};
#undef OWNER

const Type tuplegetter_type = {
    TYPE_HEAD, .name = "collections._tuplegetter", .base = &object_type, .rows = getter_rows, .number = SHAPE_TUPLEGETTER,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 32, .size = sizeof(TupleGetter),
    .new_row = &getter_new_row,
    .slots = { OBJECT_SLOTS, .dealloc = getter_dealloc, .traverse = getter_traverse, .new = new_from_row,
               .repr = getter_repr, .get = getter_get, .set = getter_set },
};

/* ---- _count_elements ---- */

/* A dict whose get and item assignment are dict's own. */
static bool counts_plainly(Vm *vm, Value mapping)
{
    const Type *type = type_of(vm, mapping);
    return is_dict(vm, mapping) && type->slots.set_subscript == dict_type.slots.set_subscript &&
           type_lookup(vm, type, NAME(get)) == type_lookup(vm, &dict_type, NAME(get));
}

static bool count_plain(Vm *vm, Value dict, Value key)
{
    int64_t hash = object_hash(vm, key);
    Value   old = hash == -1 ? 0 : dict_find_hashed(vm, dict, key, hash);
    if (!old)
        return false;
    if (old == UNBOUND)
        return dict_set_hashed(vm, dict, key, hash, int_value(1));
    retain(old);
    Value next = binary_op(vm, old, int_value(1), OP_ADD);
    bool  done = next && dict_set_hashed(vm, dict, key, hash, next);
    release(vm, next);
    release(vm, old);
    return done;
}

static bool count_by_get(Vm *vm, Value mapping, Value get, Value key)
{
    Value old = call2(vm, get, key, int_value(0)), next = old ? binary_op(vm, old, int_value(1), OP_ADD) : 0;
    bool  done = next && object_setitem(vm, mapping, key, next);
    release(vm, next);
    release(vm, old);
    return done;
}

static Value count_elements(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value iterator = object_iter(vm, arg[1]), get = 0, item = 0;
    bool  plain = iterator && counts_plainly(vm, arg[0]);
    if (!iterator || (!plain && !(get = object_getattr(vm, arg[0], NAME(get)))))
        goto done;
    while (poll(vm) && (item = object_next(vm, iterator)) && item != UNBOUND) {
        bool counted = plain ? count_plain(vm, arg[0], item) : count_by_get(vm, arg[0], get, item);
        release(vm, item);
        item = 0;
        if (!counted)
            break;
    }
done:
    release(vm, get);
    release(vm, iterator);
    return item == UNBOUND ? NONE : 0;
}

#define OWNER &module_collections
static const Row functions[] = {
    FUNCTION("_count_elements(mapping, iterable, /)", count_elements, CALL_POSITIONAL,
             "Count elements in the iterable, updating the mapping"),
    ROWS_END
};
#undef OWNER

static const Type *const types[] = {
    &deque_type, &defaultdict_type, &deque_iterator_type, &deque_reverse_iterator_type, &tuplegetter_type, NULL,
};

const ModuleDef module_collections = {
    .name = "_collections",
    .doc = "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n"
           "- defaultdict:  dict subclass with a default value factory\n",
    .functions = functions,
    .types = types,
};
