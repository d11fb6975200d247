/* dict.c - the dict type and the functions of dict.h over its table (dict_table.h).
 *
 * SPLIT dicts answer look-ups, stores and walks from their instance; everything else makes them detach first.
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"

#include "objects/dict_table.h"
#include "objects/dict_view.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

#define OWNER &dict_type

/* ---- making ---- */

Value dict_allocate(Vm *vm, const Type *cls)
{
    Dict *dict = cls == &dict_type ? heap_new_container(vm, sizeof *dict, SHAPE_DICT) : object_allocate(vm, cls, 0);
    if (!dict)
        return 0;
    memset((char *)dict + sizeof(Object), 0, sizeof *dict - sizeof(Object));
    dict->kind = DICT_STR_KEYS;
    gc_track(vm, &dict->head);
    return value_of(dict);
}

Value dict_new(Vm *vm)
{
    return dict_allocate(vm, &dict_type);
}

Value dict_new_sized(Vm *vm, size_t expected)
{
    Value dict = dict_new(vm);
    if (dict && expected && !dict_table_reserve(vm, as_dict(dict), expected)) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

Value dict_new_celled(Vm *vm)
{
    Value dict = dict_new(vm);
    if (dict)
        as_dict(dict)->kind = DICT_STR_KEYS | DICT_CELLED | DICT_BY_NAME;
    return dict;
}

Value dict_new_split(Vm *vm, Value instance)
{
    Value dict = dict_new(vm);
    if (dict) {
        as_dict(dict)->kind = DICT_SPLIT | DICT_STR_KEYS;
        as_dict(dict)->instance = instance;
    }
    return dict;
}

static const Shape *split_shape(const Vm *vm, const Dict *dict)
{
    return shape_of(vm, object_of(dict->instance));
}

/* The values move (are retained) into the dict; the caller makes the instance forget its slots or dies with them. */
bool dict_detach(Vm *vm, Value v)
{
    Dict *dict = as_dict(v);
    if (!(dict->kind & DICT_SPLIT))
        return true;
    Value        instance = dict->instance;
    const Shape *shape = split_shape(vm, dict);
    unsigned     count = shape->slot_count;
    dict->kind = DICT_STR_KEYS;
    dict->vm_data = NULL;
    bool done = !count || dict_table_reserve(vm, dict, count);
    for (unsigned i = 0; done && i < count; i++) {
        Value name = shape_name(vm, shape, i), value = *instance_slot(vm, object_of(instance), i);
        done = value == UNBOUND || dict_table_insert(vm, dict, name, str_hash(vm, name), value);
    }
    if (done && instance_detached(vm, object_of(instance)))
        return true;
    dict_table_clear(vm, dict);
    dict->kind = DICT_SPLIT | DICT_STR_KEYS;
    dict->instance = instance;
    return false;
}

void **dict_vm_data(Value v)
{
    return as_dict(v)->kind & DICT_SPLIT ? NULL : &as_dict(v)->vm_data;
}

size_t dict_length(Vm *vm, Value v)
{
    const Dict *dict = as_dict(v);
    if (!(dict->kind & DICT_SPLIT))
        return dict->live;
    size_t count = 0;
    for (unsigned i = 0; i < split_shape(vm, dict)->slot_count; i++)
        count += *instance_slot(vm, object_of(dict->instance), i) != UNBOUND;
    return count;
}

uint64_t dict_version(Value v)
{
    return as_dict(v)->version;
}

/* ---- look-up ---- */

/* "cannot use 'list' as a dict key (unhashable type: 'list')" */
static int64_t explain_unhashable(Vm *vm, Value key)
{
    if (exception_is(vm, &type_error_type)) {
        Value exception = exception_take(vm);
        type_error(vm, "cannot use '%T' as a dict key (%S)", key, exception);
        release(vm, exception);
    }
    return -1;
}

static int64_t key_hash(Vm *vm, Dict *dict, Value key)
{
    int64_t hash = dict_table_hash(vm, dict, key);
    return hash == -1 ? explain_unhashable(vm, key) : hash;
}

/* A split dict looked up by an exact str is the instance; by anything else it has only what equals a str. */
static Value split_find(Vm *vm, Dict *dict, Value key)
{
    Value name = str_intern(vm, retain(key));
    if (!name)
        return 0;
    Value value = instance_load(vm, object_of(dict->instance), name);
    release(vm, name);
    return value;
}

/* Detaches unless key suits a split table. */
static bool ready(Vm *vm, Value v, Value key)
{
    return !(as_dict(v)->kind & DICT_SPLIT) || (key && is_exact_str(key)) || dict_detach(vm, v);
}

Value dict_find(Vm *vm, Value v, Value key)
{
    Dict *dict = as_dict(v);
    if (!ready(vm, v, key))
        return 0;
    if (dict->kind & DICT_SPLIT)
        return split_find(vm, dict, key);
    int64_t hash = key_hash(vm, dict, key);
    return hash == -1 ? 0 : dict_find_hashed(vm, v, key, hash);
}

Value dict_find_hashed(Vm *vm, Value v, Value key, int64_t hash)
{
    Dict *dict = as_dict(v);
    if (!ready(vm, v, key))
        return 0;
    if (dict->kind & DICT_SPLIT)
        return split_find(vm, dict, key);
    if (dict->kind & DICT_BY_NAME) {
        hash = key_hash(vm, dict, key);
        if (hash == -1)
            return 0;
    }
    int64_t i = dict_table_find(vm, v, key, hash);
    return i >= 0 ? dict_table_value(vm, dict, dict_entry(dict, (size_t)i)) : i == -1 ? UNBOUND : 0;
}

Value dict_find_str(Vm *vm, Value v, Value name)
{
    return dict_find(vm, v, name);
}

Value dict_find_cstring(Vm *vm, Value v, const char *name)
{
    Value key = str_intern_cstring(vm, name);
    Value value = key ? dict_find(vm, v, key) : 0;
    release(vm, key);
    return value;
}

/* ---- storing ---- */

bool dict_set_hashed(Vm *vm, Value v, Value key, int64_t hash, Value value)
{
    Dict *dict = as_dict(v);
    if (!ready(vm, v, 0))
        return false;
    if (dict->kind & DICT_BY_NAME && (hash = key_hash(vm, dict, key)) == -1)
        return false;
    int64_t i = dict_table_find(vm, v, key, hash);
    if (i == -2)
        return false;
    if (i == -1)
        return dict_table_insert(vm, dict, key, hash, value);
    release(vm, dict_table_store(dict, dict_entry(dict, (size_t)i), retain(value)));
    return true;
}

static bool split_set(Vm *vm, Value v, Value key, Value value)
{
    Value name = str_intern(vm, retain(key));
    bool  done = name && instance_store(vm, object_of(as_dict(v)->instance), name, value);
    as_dict(v)->version++;
    release(vm, name);
    return done;
}

bool dict_set(Vm *vm, Value v, Value key, Value value)
{
    if (!ready(vm, v, key))
        return false;
    if (as_dict(v)->kind & DICT_SPLIT)
        return split_set(vm, v, key, value);
    int64_t hash = key_hash(vm, as_dict(v), key);
    return hash != -1 && dict_set_hashed(vm, v, key, hash, value);
}

bool dict_set_taken(Vm *vm, Value v, Taken key, Taken value)
{
    bool done = dict_set(vm, v, key, value);
    release(vm, key);
    release(vm, value);
    return done;
}

bool dict_set_cstring(Vm *vm, Value v, const char *name, Value value)
{
    Value key = str_intern_cstring(vm, name);
    bool  done = key && dict_set(vm, v, key, value);
    release(vm, key);
    return done;
}

Value dict_set_default(Vm *vm, Value v, Value key, Value value)
{
    Value found = dict_find(vm, v, key);
    if (found != UNBOUND)
        return found;
    return dict_set(vm, v, key, value) ? value : 0;
}

/* ---- removing ---- */

Value dict_pop(Vm *vm, Value v, Value key)
{
    Dict *dict = as_dict(v);
    Value old_key, value;
    if (dict->kind & DICT_SPLIT && !dict_detach(vm, v))
        return 0;
    if (!dict->live && is_exact_str(key))
        return UNBOUND;
    int64_t hash = key_hash(vm, dict, key);
    if (hash == -1)
        return 0;
    int64_t i = dict_table_find(vm, v, key, hash);
    if (i < 0)
        return i == -1 ? UNBOUND : 0;
    if (!dict_table_value(vm, dict, dict_entry(dict, (size_t)i)))
        return 0;
    dict_table_remove(vm, dict, (size_t)i, &old_key, &value);
    release(vm, old_key);
    return value;
}

/* Deleting the attribute that came last keeps an instance fast. */
static int split_delete_last(Vm *vm, Value v, Value key)
{
    Value name = str_intern(vm, retain(key));
    int   removed = name ? instance_remove_last(vm, object_of(as_dict(v)->instance), name) : -1;
    release(vm, name);
    if (removed > 0)
        as_dict(v)->version++;
    return removed;
}

int dict_delete(Vm *vm, Value v, Value key)
{
    if (as_dict(v)->kind & DICT_SPLIT && is_exact_str(key)) {
        int removed = split_delete_last(vm, v, key);
        if (removed >= 0 || vm->thread->exception)
            return removed;
    }
    Value value = dict_pop(vm, v, key);
    if (!value)
        return -1;
    if (value == UNBOUND)
        return 0;
    release(vm, value);
    return 1;
}

void dict_clear(Vm *vm, Value v)
{
    if (as_dict(v)->kind & DICT_SPLIT && !dict_detach(vm, v)) {
        exception_clear(vm);
        return;
    }
    dict_table_clear(vm, as_dict(v));
}

/* ---- walking ---- */

bool dict_next(Vm *vm, Value v, size_t *position, Value *key, Value *value)
{
    Dict *dict = as_dict(v);
    if (dict->kind & DICT_SPLIT) {
        const Shape *shape = split_shape(vm, dict);
        while (*position < shape->slot_count) {
            unsigned slot = (unsigned)(*position)++;
            *value = *instance_slot(vm, object_of(dict->instance), slot);
            *key = shape_name(vm, shape, slot);
            if (*value != UNBOUND && *key)
                return true;
        }
        return false;
    }
    while (*position < dict->used) {
        DictEntry *entry = dict_entry(dict, (*position)++);
        if (!entry->key)
            continue;
        *key = entry->key;
        *value = dict_table_value(vm, dict, entry);
        if (*value)
            return true;
        exception_clear(vm); /* a lazy value that cannot be made is passed over */
    }
    return false;
}

static Value gather(Vm *vm, Value v, int what)
{
    Value  list = list_new(vm, dict_length(vm, v)), key, value;
    size_t position = 0;
    while (list && dict_next(vm, v, &position, &key, &value)) {
        Value item = what == 0 ? retain(key) : what == 1 ? retain(value) : tuple_of(vm, 2, key, value);
        if (!item || !list_append_taken(vm, list, item)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

Value dict_keys(Vm *vm, Value v) { return gather(vm, v, 0); }
Value dict_values(Vm *vm, Value v) { return gather(vm, v, 1); }
Value dict_items(Vm *vm, Value v) { return gather(vm, v, 2); }

Value dict_copy(Vm *vm, Value v)
{
    Value copy = dict_new(vm);
    if (copy && !dict_merge(vm, copy, v, 1)) {
        release(vm, copy);
        return 0;
    }
    return copy;
}

/* ---- merging ---- */

static bool merge_one(Vm *vm, Value v, Value key, Value value, int override)
{
    if (override == 1)
        return dict_set(vm, v, key, value);
    Value found = dict_find(vm, v, key);
    if (!found)
        return false;
    if (found == UNBOUND)
        return dict_set(vm, v, key, value);
    return override == 0 || key_error(vm, key);
}

static bool merge_dict(Vm *vm, Value v, Value other)
{
    Dict *dict = as_dict(v), *source = as_dict(other);
    if (!dict->live && !dict->log_size && dict->kind == DICT_STR_KEYS && !(source->kind & (DICT_SPLIT | DICT_CELLED)))
        return dict_table_copy(vm, dict, source);
    return false;
}

static bool merge_walk(Vm *vm, Value v, Value other, int override)
{
    size_t position = 0, length = dict_length(vm, other);
    Value  key, value;
    bool   done = true;
    while (done && dict_next(vm, other, &position, &key, &value)) {
        retain(key);
        retain(value);
        done = merge_one(vm, v, key, value, override);
        release(vm, key);
        release(vm, value);
        if (done && dict_length(vm, other) != length)
            done = runtime_error(vm, "dict mutated during update");
    }
    return done;
}

/* A mapping by keys() and item look-up. */
static bool merge_mapping(Vm *vm, Value v, Value other, int override)
{
    bool  done = false;
    Value key = 0, value = 0, iterator = 0;
    Value keys = call_method(vm, other, NAME(keys), NULL, 0);
    if (!keys)
        return false;
    iterator = object_iter(vm, keys);
    while (iterator && (key = object_next(vm, iterator)) != UNBOUND) {
        value = key ? object_getitem(vm, other, key) : 0;
        bool merged = value && merge_one(vm, v, key, value, override);
        release(vm, key);
        release(vm, value);
        if (!merged)
            goto done;
    }
    done = iterator != 0;
done:
    release(vm, iterator);
    release(vm, keys);
    return done;
}

static bool has_plain_iter(Vm *vm, Value other)
{
    return is_dict(vm, other) && type_of(vm, other)->slots.iter == dict_type.slots.iter;
}

bool dict_merge(Vm *vm, Value v, Value other, int override)
{
    if (v == other)
        return true;
    if (!has_plain_iter(vm, other))
        return merge_mapping(vm, v, other, override);
    if (dict_length(vm, other) == 0)
        return true;
    if (merge_dict(vm, v, other))
        return true;
    return !vm->thread->exception && merge_walk(vm, v, other, override);
}

static bool merge_pair(Vm *vm, Value v, Value pair, size_t number, int override)
{
    bool  done = false;
    Value items = is_exact_tuple(pair) || is_exact_list(pair) ? retain(pair) : object_to_list(vm, pair);
    if (!items) {
        if (exception_is(vm, &type_error_type)) {
            exception_clear(vm);
            type_error(vm, "object is not iterable");
            exception_note(vm, "Cannot convert dictionary update sequence element #%zu to a sequence", number);
        }
        return false;
    }
    size_t length = is_exact_tuple(items) ? tuple_length(items) : list_length(items);
    if (length != 2) {
        value_error(vm, "dictionary update sequence element #%zu has length %zu; 2 is required", number, length);
    } else {
        const Value *pair_items = is_exact_tuple(items) ? as_tuple(items)->items : as_list(items)->items;
        Value        key = retain(pair_items[0]), value = retain(pair_items[1]);
        done = merge_one(vm, v, key, value, override);
        release(vm, key);
        release(vm, value);
    }
    release(vm, items);
    return done;
}

bool dict_merge_pairs(Vm *vm, Value v, Value pairs, int override)
{
    Value  iterator = object_iter(vm, pairs), pair = 0;
    bool   done = iterator != 0;
    size_t number = 0;
    while (done && (pair = object_next(vm, iterator)) != UNBOUND) {
        done = pair && merge_pair(vm, v, pair, number++, override);
        release(vm, pair);
    }
    release(vm, iterator);
    return done;
}

/* What dict(x) and update(x) take: a mapping if it has keys(), else pairs. */
static bool merge_argument(Vm *vm, Value v, Value other)
{
    if (is_exact_dict(other))
        return dict_merge(vm, v, other, 1);
    Value keys = object_find_attr(vm, other, NAME(keys));
    if (!keys)
        return false;
    bool mapping = keys != UNBOUND;
    release(vm, mapping ? keys : 0);
    return mapping ? dict_merge(vm, v, other, 1) : dict_merge_pairs(vm, v, other, 1);
}

/* ---- methods ---- */

/* dict(...) and update(...) with vectorcall arguments. */
static bool update_with(Vm *vm, const char *function, Value v, const Value *args, size_t count, Value names)
{
    if (count > 1)
        return type_error(vm, "%s expected at most 1 argument, got %zu", function, count);
    if (count && !merge_argument(vm, v, args[0]))
        return false;
    for (size_t i = 0; names && i < tuple_length(names); i++)
        if (!dict_set(vm, v, tuple_get(names, i), args[count + i]))
            return false;
    return true;
}

bool dict_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    return update_with(vm, "dict", self, args, count, names);
}

Value dict_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return dict_allocate(vm, cls);
}

static Value update(Vm *vm, const Value *arg, size_t count, Value names)
{
    return update_with(vm, "update", arg[0], arg + 1, count - 1, names) ? NONE : 0;
}

static Value get(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value value = dict_find(vm, arg[0], arg[1]);
    return value == UNBOUND ? retain(arg[2]) : retain(value);
}

static Value setdefault(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(dict_set_default(vm, arg[0], arg[1], arg[2]));
}

static Value pop(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value value = dict_pop(vm, arg[0], arg[1]);
    if (value != UNBOUND)
        return value;
    return arg[2] ? retain(arg[2]) : key_error(vm, arg[1]);
}

static Value popitem(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Dict *dict = as_dict(arg[0]);
    Value key, value;
    if (dict->kind & DICT_SPLIT && !dict_detach(vm, arg[0]))
        return 0;
    if (!dict->live) {
        Value text = str_from_cstring(vm, "popitem(): dictionary is empty");
        if (text)
            key_error(vm, text);
        release(vm, text);
        return 0;
    }
    Tuple *pair = tuple_new(vm, 2);
    if (!pair)
        return 0;
    while (!dict_entry(dict, dict->used - 1)->key)
        dict->used--;
    dict_table_remove(vm, dict, dict->used - 1, &key, &value);
    dict->used--; /* the slot keeps its mark, the entry's place is free again */
    pair->items[0] = key;
    pair->items[1] = value;
    return tuple_ready(vm, pair);
}

static Value clear(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    dict_clear(vm, arg[0]);
    return NONE;
}

static Value copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return dict_copy(vm, arg[0]);
}

static bool fill_from_keys(Vm *vm, Value result, Value iterable, Value value)
{
    Value iterator = object_iter(vm, iterable), key = 0;
    bool  done = iterator != 0;
    while (done && (key = object_next(vm, iterator)) != UNBOUND) {
        done = key && (is_exact_dict(result) ? dict_set(vm, result, key, value) : object_setitem(vm, result, key, value));
        release(vm, key);
    }
    release(vm, iterator);
    return done;
}

static Value fromkeys(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value result = call0(vm, arg[0]);
    if (result && !fill_from_keys(vm, result, arg[1], arg[2])) {
        release(vm, result);
        return 0;
    }
    return result;
}

static Value keys(Vm *vm, const Value *arg, size_t count) { (void)count; return dict_view_new(vm, SHAPE_DICT_KEYS, arg[0]); }
static Value values(Vm *vm, const Value *arg, size_t count) { (void)count; return dict_view_new(vm, SHAPE_DICT_VALUES, arg[0]); }
static Value items(Vm *vm, const Value *arg, size_t count) { (void)count; return dict_view_new(vm, SHAPE_DICT_ITEMS, arg[0]); }

static Value reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return dict_iterator_new(vm, SHAPE_DICT_REVERSE_KEY_ITERATOR, arg[0]);
}

static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Dict *dict = as_dict(arg[0]);
    int64_t     size = type_of(vm, arg[0])->basic_size;
    if (dict->log_size) /* CPython's header of keys is 32 bytes */
        size += 32 + (int64_t)dict_block_size(dict->log_size, !(dict->kind & DICT_STR_KEYS));
    return int_value(size);
}

/* ---- slots ---- */

int dict_contains(Vm *vm, Value self, Value key)
{
    Value value = dict_find(vm, self, key);
    return value ? value != UNBOUND : -1;
}

static Value contains(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int found = dict_contains(vm, arg[0], arg[1]);
    return found < 0 ? 0 : bool_value(found);
}

/* d[key]; a subclass is asked for __missing__. */
Value dict_subscript(Vm *vm, Value self, Value key)
{
    Value value = dict_find(vm, self, key);
    if (value != UNBOUND)
        return retain(value);
    if (!is_exact_dict(self)) {
        Value missing = object_find_special(vm, self, NAME(__missing__));
        if (missing != UNBOUND) {
            Value result = missing ? call1(vm, missing, key) : 0;
            release(vm, missing);
            return result;
        }
    }
    return key_error(vm, key);
}

static Value getitem(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return dict_subscript(vm, arg[0], arg[1]);
}

bool dict_set_subscript(Vm *vm, Value self, Value key, Value value)
{
    if (value)
        return dict_set(vm, self, key, value);
    int deleted = dict_delete(vm, self, key);
    return deleted ? deleted > 0 : key_error(vm, key);
}

int64_t dict_len(Vm *vm, Value self)
{
    return (int64_t)dict_length(vm, self);
}

Value dict_iter(Vm *vm, Value self)
{
    return dict_iterator_new(vm, SHAPE_DICT_KEY_ITERATOR, self);
}

static bool repr_entry(Vm *vm, StrBuilder *builder, Value key, Value value)
{
    Value key_text = object_repr(vm, key);
    Value value_text = key_text ? object_repr(vm, value) : 0;
    bool  done = value_text && str_builder_str(builder, key_text) && str_builder_text(builder, ": ") &&
                str_builder_str(builder, value_text);
    release(vm, key_text);
    release(vm, value_text);
    return done;
}

Value dict_repr(Vm *vm, Value self)
{
    StrBuilder builder;
    size_t     position = 0;
    Value      key, value;
    int        active = repr_enter(vm, self);

    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "{...}");
    str_builder_init(&builder, vm);
    bool done = str_builder_char(&builder, '{');
    for (size_t i = 0; done && dict_next(vm, self, &position, &key, &value); i++) {
        retain(key);
        retain(value);
        done = (i == 0 || str_builder_text(&builder, ", ")) && repr_entry(vm, &builder, key, value);
        release(vm, key);
        release(vm, value);
    }
    done = done && str_builder_char(&builder, '}');
    repr_leave(vm, self);
    if (done)
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

/* As CPython: each entry of a is looked for in b; the values are compared held. */
static int dict_equal(Vm *vm, Value a, Value b)
{
    size_t position = 0;
    Value  key, value;
    int    equal = dict_length(vm, a) == dict_length(vm, b);
    while (equal == 1 && dict_next(vm, a, &position, &key, &value)) {
        retain(key);
        retain(value);
        Value other = retain(dict_find(vm, b, key));
        equal = !other ? -1 : other == UNBOUND ? 0 : object_compare_bool(vm, value, other, COMPARE_EQ);
        release(vm, other);
        release(vm, value);
        release(vm, key);
    }
    return equal;
}

Value dict_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_dict(vm, a) || !is_dict(vm, b))
        return NOT_IMPLEMENTED;
    int equal = dict_equal(vm, a, b);
    return equal < 0 ? 0 : bool_value(equal == (op == COMPARE_EQ));
}

Value dict_or(Vm *vm, Value a, Value b)
{
    if (!is_dict(vm, a) || !is_dict(vm, b))
        return NOT_IMPLEMENTED;
    Value result = dict_copy(vm, a);
    if (result && !merge_argument(vm, result, b)) {
        release(vm, result);
        return 0;
    }
    return result;
}

Value dict_ior(Vm *vm, Value a, Value b)
{
    return merge_argument(vm, a, b) ? retain(a) : 0;
}

void dict_dealloc(Vm *vm, Object *self)
{
    Dict *dict = (Dict *)self;
    if (!(dict->kind & DICT_SPLIT)) {
        if (dict->vm_data)
            vm->up->dict_dropped(vm, self);
        dict_table_clear(vm, dict);
    }
    heap_free(vm, self, sizeof *dict);
}

bool dict_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Dict *dict = (Dict *)self;
    if (dict->kind & DICT_SPLIT)
        return true;
    for (size_t i = 0; i < dict->used; i++) {
        DictEntry *entry = dict_entry(dict, i);
        if (entry->key && (!visit(entry->key, arg) ||
                           !visit(dict->kind & DICT_CELLED ? entry_cell(entry)->value : entry->value, arg)))
            return false;
    }
    return true;
}

void dict_clear_slot(Vm *vm, Object *self)
{
    if (!(((Dict *)self)->kind & DICT_SPLIT))
        dict_table_clear(vm, (Dict *)self);
}

static const Row rows[] = {
    METHOD_FLAGS("__contains__(self, key, /)", contains, CALL_ONE, ROW_COEXIST | ROW_QUALIFIED,
                 "True if the dictionary has the specified key, else False."),
    METHOD_FLAGS("__getitem__(self, key, /)", getitem, CALL_ONE, ROW_COEXIST | ROW_QUALIFIED, "Return self[key]."),
    METHOD_FLAGS("__sizeof__(self, /)", size_of, CALL_NOARGS, ROW_QUALIFIED, "Return the size of the dict in memory."),
    METHOD("get(self, key, default=None, /)", get, CALL_POSITIONAL,
           "Return the value for key if key is in the dictionary, else default."),
    METHOD("setdefault(self, key, default=None, /)", setdefault, CALL_POSITIONAL,
           "Insert key with a value of default if key is not in the dictionary.\n\n"
           "Return the value for key if key is in the dictionary, else default."),
    METHOD("pop(self, key, default=<unrepresentable>, /)", pop, CALL_POSITIONAL,
           "D.pop(k[,d]) -> v, remove specified key and return the corresponding value.\n\n"
           "If the key is not found, return the default if given; otherwise,\nraise a KeyError."),
    METHOD_FLAGS("popitem(self, /)", popitem, CALL_NOARGS, ROW_QUALIFIED,
                 "Remove and return a (key, value) pair as a 2-tuple.\n\n"
                 "Pairs are returned in LIFO (last-in, first-out) order.\nRaises KeyError if the dict is empty."),
    METHOD_FLAGS("keys(self, /)", keys, CALL_NOARGS, ROW_QUALIFIED,
                 "Return a set-like object providing a view on the dict's keys."),
    METHOD_FLAGS("items(self, /)", items, CALL_NOARGS, ROW_QUALIFIED,
                 "Return a set-like object providing a view on the dict's items."),
    METHOD_FLAGS("values(self, /)", values, CALL_NOARGS, ROW_QUALIFIED,
                 "Return an object providing a view on the dict's values."),
    METHOD_OWN("update(self, *args, **kwargs)", update, ROW_NO_TEXT_SIGNATURE,
               "D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F."),
    { ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "fromkeys(type, iterable, value=None, /)", { fromkeys }, NULL,
      "Create a new dictionary with keys from iterable and values set to value.", OWNER, CALL_POSITIONAL, ROW_CLASS },
    METHOD_FLAGS("clear(self, /)", clear, CALL_NOARGS, ROW_QUALIFIED, "Remove all items from the dict."),
    METHOD_FLAGS("copy(self, /)", copy, CALL_NOARGS, ROW_QUALIFIED, "Return a shallow copy of the dict."),
    METHOD_FLAGS("__reversed__(self, /)", reversed, CALL_NOARGS, ROW_QUALIFIED,
                 "Return a reverse iterator over the dict keys."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    ROWS_END,
};

const Type dict_type = {
    TYPE_HEAD,
    .name = "dict",
    .doc = "dict() -> new empty dictionary\n"
           "dict(mapping) -> new dictionary initialized from a mapping object's\n    (key, value) pairs\n"
           "dict(iterable) -> new dictionary initialized as if via:\n    d = {}\n    for k, v in iterable:\n        d[k] = v\n"
           "dict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_DICT,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MAPPING | TYPE_MATCH_SELF | TYPE_DICT_SUBCLASS |
             TYPE_HAVE_VECTORCALL | TYPE_VALID_VERSION,
    .basic_size = 48,
    .size = sizeof(Dict),
    .slots = {
        DICT_SLOTS,
        .dealloc = dict_dealloc, .traverse = dict_traverse, .clear = dict_clear_slot, .init = dict_init, .repr = dict_repr,
        .or = dict_or,
    },
};
