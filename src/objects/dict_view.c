/* dict_view.c - what keys(), values() and items() return: live views with the set operations of keys and items, and the six
 * iterators. Iterators notice a changed size, and keys replaced at the same size, as CPython's do.
 * SPDX-License-Identifier: MIT */
#include "objects/dict_view.h"

#include "objects/dict_table.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static Value dict_of_view(Value view) { return ((DictView *)object_of(view))->dict; }
static bool  is_keys(const Vm *vm, Value v) { return is_instance_of(vm, v, &dict_keys_type); }
static bool  is_items(const Vm *vm, Value v) { return is_instance_of(vm, v, &dict_items_type); }
static bool  is_view_set(const Vm *vm, Value v) { return is_keys(vm, v) || is_items(vm, v); }

/* ---- iterators ---- */

Value dict_iterator_new(Vm *vm, uint32_t shape, Value dict)
{
    bool reverse = shape == SHAPE_DICT_REVERSE_KEY_ITERATOR || shape == SHAPE_DICT_REVERSE_VALUE_ITERATOR ||
                   shape == SHAPE_DICT_REVERSE_ITEM_ITERATOR;
    if (reverse && as_dict(dict)->kind & DICT_SPLIT && !dict_detach(vm, dict))
        return 0;
    DictIterator *iterator = heap_new_container(vm, sizeof *iterator, shape);
    if (!iterator)
        return 0;
    size_t length = dict_length(vm, dict);
    iterator->dict = retain(dict);
    iterator->position = reverse ? as_dict(dict)->used : 0;
    iterator->length = iterator->remaining = length;
    iterator->pair = 0;
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void iterator_dealloc(Vm *vm, Object *self)
{
    DictIterator *iterator = (DictIterator *)self;
    release(vm, iterator->dict);
    release(vm, iterator->pair);
    heap_free(vm, self, sizeof *iterator);
}

static bool iterator_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    DictIterator *iterator = (DictIterator *)self;
    return (!iterator->dict || visit(iterator->dict, arg)) && (!iterator->pair || visit(iterator->pair, arg));
}

/* 1: an entry (borrowed), 0: the end, -1: the dict has changed. */
static int step(Vm *vm, DictIterator *iterator, bool reverse, Value *key, Value *value)
{
    if (!iterator->dict)
        return 0;
    if (iterator->length == SIZE_MAX || dict_length(vm, iterator->dict) != iterator->length) {
        iterator->length = SIZE_MAX; /* it fails from now on */
        runtime_error(vm, "dictionary changed size during iteration");
        return -1;
    }
    Dict *dict = as_dict(iterator->dict);
    bool  found = false;
    if (!reverse) {
        found = dict_next(vm, iterator->dict, &iterator->position, key, value);
    } else {
        while (!found && iterator->position > 0) {
            DictEntry *entry = --iterator->position < dict->used ? dict_entry(dict, iterator->position) : NULL;
            if (entry && entry->key) {
                *key = entry->key;
                *value = dict_table_value(vm, dict, entry);
                if (!*value)
                    return -1;
                found = true;
            }
        }
    }
    if (found && iterator->remaining == 0) {
        runtime_error(vm, "dictionary keys changed during iteration");
        found = false;
    }
    if (found) {
        iterator->remaining--;
        return 1;
    }
    release(vm, iterator->dict);
    iterator->dict = 0;
    return vm->thread->exception ? -1 : 0;
}

static Value next_key_or_value(Vm *vm, Value self, bool reverse, bool want_value)
{
    Value key, value;
    int   got = step(vm, (DictIterator *)object_of(self), reverse, &key, &value);
    return got < 0 ? 0 : got ? retain(want_value ? value : key) : UNBOUND;
}

static Value next_item(Vm *vm, Value self, bool reverse)
{
    DictIterator *iterator = (DictIterator *)object_of(self);
    Value         key, value;
    int           got = step(vm, iterator, reverse, &key, &value);
    if (got <= 0)
        return got < 0 ? 0 : UNBOUND;
    if (iterator->pair && object_of(iterator->pair)->refs == 1) {
        Tuple *pair = as_tuple(iterator->pair);
        replace(vm, &pair->items[0], retain(key));
        replace(vm, &pair->items[1], retain(value));
        pair->hash = -1;
        gc_track_again(vm, &pair->head);
        return retain(iterator->pair);
    }
    Value pair = tuple_of(vm, 2, key, value);
    if (pair)
        replace(vm, &iterator->pair, retain(pair));
    return pair;
}

static Value next_key(Vm *vm, Value self) { return next_key_or_value(vm, self, false, false); }
static Value next_value(Vm *vm, Value self) { return next_key_or_value(vm, self, false, true); }
static Value next_pair(Vm *vm, Value self) { return next_item(vm, self, false); }
static Value next_reverse_key(Vm *vm, Value self) { return next_key_or_value(vm, self, true, false); }
static Value next_reverse_value(Vm *vm, Value self) { return next_key_or_value(vm, self, true, true); }
static Value next_reverse_pair(Vm *vm, Value self) { return next_item(vm, self, true); }

static Value length_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const DictIterator *iterator = (DictIterator *)object_of(arg[0]);
    bool valid = iterator->dict && iterator->length == dict_length(vm, iterator->dict);
    return int_value(valid ? (int64_t)iterator->remaining : 0);
}

/* Pickles as iter of the list of what is left. */
static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    DictIterator copy = *(DictIterator *)object_of(arg[0]);
    const Type  *type = type_of(vm, arg[0]);
    Value        list = list_new(vm, copy.remaining), result = 0, key, value;
    int          got = 0;
    bool reverse = type == &dict_reverse_key_iterator_type || type == &dict_reverse_value_iterator_type ||
                   type == &dict_reverse_item_iterator_type;
    retain(copy.dict);
    while (list && (got = step(vm, &copy, reverse, &key, &value)) > 0) {
        bool  pair = type == &dict_item_iterator_type || type == &dict_reverse_item_iterator_type;
        bool  values = type == &dict_value_iterator_type || type == &dict_reverse_value_iterator_type;
        Value item = pair ? tuple_of(vm, 2, key, value) : retain(values ? value : key);
        if (!item || !list_append_taken(vm, list, item))
            goto done;
    }
    Value iter = list && got == 0 ? vm->up->builtin(vm, "iter") : 0;
    Value args = iter ? tuple_of(vm, 1, list) : 0;
    result = args ? tuple_of(vm, 2, iter, args) : 0;
    release(vm, iter);
    release(vm, args);
done:
    release(vm, list);
    release(vm, copy.dict);
    return result;
}

static const char hint_doc[] = "Private method returning an estimate of len(list(it)).";
static const char reduce_doc[] = "Return state information for pickling.";

#define ITERATOR_TYPE(symbol, SHAPE, text, next_slot)                                                                     \
    static const Row symbol##_rows[] = {                                                                                  \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__length_hint__(self, /)", { length_hint }, NULL, hint_doc, &symbol,        \
          CALL_NOARGS, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE },                                                           \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__reduce__(self, /)", { reduce }, NULL, reduce_doc, &symbol, CALL_NOARGS,   \
          ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE },                                                                        \
        ROWS_END,                                                                                                         \
    };                                                                                                                    \
    const Type symbol = {                                                                                                 \
        TYPE_HEAD, .name = text, .base = &object_type, .rows = symbol##_rows, .number = SHAPE,                            \
        .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 56,              \
        .size = sizeof(DictIterator),                                                     \
        .slots = { OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = self_iter,           \
                   .next = next_slot },                                                                                   \
    }
ITERATOR_TYPE(dict_key_iterator_type, SHAPE_DICT_KEY_ITERATOR, "dict_keyiterator", next_key);
ITERATOR_TYPE(dict_value_iterator_type, SHAPE_DICT_VALUE_ITERATOR, "dict_valueiterator", next_value);
ITERATOR_TYPE(dict_item_iterator_type, SHAPE_DICT_ITEM_ITERATOR, "dict_itemiterator", next_pair);
ITERATOR_TYPE(dict_reverse_key_iterator_type, SHAPE_DICT_REVERSE_KEY_ITERATOR, "dict_reversekeyiterator", next_reverse_key);
ITERATOR_TYPE(dict_reverse_value_iterator_type, SHAPE_DICT_REVERSE_VALUE_ITERATOR, "dict_reversevalueiterator",
              next_reverse_value);
ITERATOR_TYPE(dict_reverse_item_iterator_type, SHAPE_DICT_REVERSE_ITEM_ITERATOR, "dict_reverseitemiterator",
              next_reverse_pair);
#undef ITERATOR_TYPE

/* ---- views ---- */

Value dict_view_new(Vm *vm, uint32_t shape, Value dict)
{
    DictView *view = heap_new_container(vm, sizeof *view, shape);
    if (!view)
        return 0;
    view->dict = retain(dict);
    gc_track(vm, &view->head);
    return value_of(view);
}

static void view_dealloc(Vm *vm, Object *self)
{
    release(vm, ((DictView *)self)->dict);
    heap_free(vm, self, sizeof(DictView));
}

static bool view_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((DictView *)self)->dict, arg);
}

static int64_t view_length(Vm *vm, Value self) { return (int64_t)dict_length(vm, dict_of_view(self)); }
static Value   keys_iter(Vm *vm, Value self) { return dict_iterator_new(vm, SHAPE_DICT_KEY_ITERATOR, dict_of_view(self)); }
static Value   values_iter(Vm *vm, Value self) { return dict_iterator_new(vm, SHAPE_DICT_VALUE_ITERATOR, dict_of_view(self)); }
static Value   items_iter(Vm *vm, Value self) { return dict_iterator_new(vm, SHAPE_DICT_ITEM_ITERATOR, dict_of_view(self)); }

static int keys_contains(Vm *vm, Value self, Value key)
{
    Value found = dict_find(vm, dict_of_view(self), key);
    return found ? found != UNBOUND : -1;
}

static int items_contains(Vm *vm, Value self, Value item)
{
    if (!is_tuple(vm, item) || tuple_length(item) != 2)
        return 0;
    Value found = retain(dict_find(vm, dict_of_view(self), tuple_get(item, 0)));
    if (!found || found == UNBOUND)
        return found ? 0 : -1;
    int equal = object_compare_bool(vm, found, tuple_get(item, 1), COMPARE_EQ);
    release(vm, found);
    return equal;
}

static Value view_repr(Vm *vm, Value self)
{
    int active = repr_enter(vm, self);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "...");
    Value list = object_to_list(vm, self);
    Value text = list ? str_format(vm, "%T(%R)", self, list) : 0;
    release(vm, list);
    repr_leave(vm, self);
    return text;
}

/* Is each item of a in b? 1, 0, -1. */
static int all_in(Vm *vm, Value a, Value b)
{
    Value iterator = object_iter(vm, a), item = 0;
    int   in = iterator ? 1 : -1;
    while (in == 1 && (item = object_next(vm, iterator)) != UNBOUND) {
        in = item ? object_contains(vm, b, item) : -1;
        release(vm, item);
    }
    release(vm, iterator);
    return in;
}

static Value view_compare(Vm *vm, Value self, Value other, Comparison op)
{
    if (!is_any_set(vm, other) && !is_view_set(vm, other))
        return NOT_IMPLEMENTED;
    int64_t a = object_length(vm, self), b = object_length(vm, other);
    if (a < 0 || b < 0)
        return 0;
    int holds;
    switch (op) {
    case COMPARE_EQ: case COMPARE_NE: holds = a == b ? all_in(vm, self, other) : 0; break;
    case COMPARE_LT: holds = a < b ? all_in(vm, self, other) : 0; break;
    case COMPARE_LE: holds = a <= b ? all_in(vm, self, other) : 0; break;
    case COMPARE_GT: holds = a > b ? all_in(vm, other, self) : 0; break;
    default:         holds = a >= b ? all_in(vm, other, self) : 0; break;
    }
    return holds < 0 ? 0 : bool_value(holds != (op == COMPARE_NE));
}

/* set(view), then the set's method of that name with other. */
static Value by_set(Vm *vm, Value self, Value other, Value method)
{
    Value set = set_new(vm, self);
    Value done = set ? call_method(vm, set, method, &other, 1) : 0;
    if (!done) {
        release(vm, set);
        return 0;
    }
    release(vm, done);
    return set;
}

static Value view_subtract(Vm *vm, Value self, Value other) { return by_set(vm, self, other, NAME(difference_update)); }
static Value view_or(Vm *vm, Value self, Value other) { return by_set(vm, self, other, NAME(update)); }

static Value view_xor(Vm *vm, Value self, Value other)
{
    return by_set(vm, self, other, NAME(symmetric_difference_update));
}

/* Walks the other operand, keeping what the view has: `other` may be any iterable. */
static Value view_and(Vm *vm, Value self, Value other)
{
    if (!is_view_set(vm, self)) {
        Value swap = self;
        self = other;
        other = swap;
    }
    if (is_view_set(vm, other) && object_length(vm, other) > object_length(vm, self)) {
        Value swap = self;
        self = other;
        other = swap;
    }
    Value result = set_new(vm, 0), iterator = result ? object_iter(vm, other) : 0, item = 0;
    bool  done = iterator != 0;
    while (done && (item = object_next(vm, iterator)) != UNBOUND) {
        int in = item ? object_contains(vm, self, item) : -1;
        done = in == 0 || (in == 1 && set_add(vm, result, item));
        release(vm, item);
    }
    release(vm, iterator);
    if (done)
        return result;
    release(vm, result);
    return 0;
}

static Value isdisjoint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value self = arg[0], other = arg[1];
    if (self == other)
        return bool_value(dict_length(vm, dict_of_view(self)) == 0);
    if ((is_any_set(vm, other) || is_view_set(vm, other)) && object_length(vm, other) > object_length(vm, self)) {
        other = self;
        self = arg[1];
    }
    Value iterator = object_iter(vm, other), item = 0;
    int   in = iterator ? 0 : -1;
    while (in == 0 && (item = object_next(vm, iterator)) != UNBOUND) {
        in = item ? object_contains(vm, self, item) : -1;
        release(vm, item);
    }
    release(vm, iterator);
    return in < 0 ? 0 : bool_value(!in);
}

static Value mapping(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value proxy_type = type_value(&mapping_proxy_type);
    return call1(vm, proxy_type, dict_of_view(arg[0]));
}

static Value reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    uint32_t shape = is_keys(vm, arg[0]) ? SHAPE_DICT_REVERSE_KEY_ITERATOR
                   : is_items(vm, arg[0]) ? SHAPE_DICT_REVERSE_ITEM_ITERATOR : SHAPE_DICT_REVERSE_VALUE_ITERATOR;
    return dict_iterator_new(vm, shape, dict_of_view(arg[0]));
}

static const char disjoint_doc[] = "Return True if the view and the given iterable have a null intersection.";
static const char mapping_doc[] = "dictionary that this view refers to";

#define OWNER &dict_keys_type
static const Row keys_rows[] = {
    METHOD_FLAGS("isdisjoint(self, other, /)", isdisjoint, CALL_ONE, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE, disjoint_doc),
    METHOD_FLAGS("__reversed__(self, /)", reversed, CALL_NOARGS, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE,
                 "Return a reverse iterator over the dict keys."),
    GETSET("mapping", mapping, NULL, mapping_doc),
    ROWS_END,
};
#undef OWNER
#define OWNER &dict_items_type
static const Row items_rows[] = {
    METHOD_FLAGS("isdisjoint(self, other, /)", isdisjoint, CALL_ONE, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE, disjoint_doc),
    METHOD_FLAGS("__reversed__(self, /)", reversed, CALL_NOARGS, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE,
                 "Return a reverse iterator over the dict items."),
    GETSET("mapping", mapping, NULL, mapping_doc),
    ROWS_END,
};
#undef OWNER
#define OWNER &dict_values_type
static const Row values_rows[] = {
    METHOD_FLAGS("__reversed__(self, /)", reversed, CALL_NOARGS, ROW_QUALIFIED | ROW_NO_TEXT_SIGNATURE,
                 "Return a reverse iterator over the dict values."),
    GETSET("mapping", mapping, NULL, mapping_doc),
    ROWS_END,
};

#define VIEW_SLOTS OBJECT_SLOTS, .dealloc = view_dealloc, .traverse = view_traverse, .repr = view_repr, .length = view_length
#define SET_SLOTS .hash = hash_not_implemented, .compare = view_compare, .subtract = view_subtract, .and = view_and, \
    .or = view_or, .xor = view_xor
enum { VIEW_FLAGS = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION };

const Type dict_keys_type = {
    TYPE_HEAD, .name = "dict_keys", .base = &object_type, .rows = keys_rows, .number = SHAPE_DICT_KEYS, .flags = VIEW_FLAGS,
    .basic_size = 24, .size = sizeof(DictView),
    .slots = { VIEW_SLOTS, SET_SLOTS, .iter = keys_iter, .contains = keys_contains },
};
const Type dict_items_type = {
    TYPE_HEAD, .name = "dict_items", .base = &object_type, .rows = items_rows, .number = SHAPE_DICT_ITEMS,
    .flags = VIEW_FLAGS, .basic_size = 24, .size = sizeof(DictView),
    .slots = { VIEW_SLOTS, SET_SLOTS, .iter = items_iter, .contains = items_contains },
};
const Type dict_values_type = {
    TYPE_HEAD, .name = "dict_values", .base = &object_type, .rows = values_rows, .number = SHAPE_DICT_VALUES,
    .flags = VIEW_FLAGS, .basic_size = 24, .size = sizeof(DictView),
    .slots = { VIEW_SLOTS, .iter = values_iter },
};
