/* set.c - set, frozenset and their iterator over the table of set_table.h. SPDX-License-Identifier: MIT */
#include "objects/set.h"

#include "base/hash.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/set_table.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static bool is_mutable(const Vm *vm, Value v) { return is_instance_of(vm, v, &set_type); }
static bool is_frozen(const Vm *vm, Value v) { return is_instance_of(vm, v, &frozenset_type); }

bool is_any_set(const Vm *vm, Value v)
{
    return is_exact_set(v) || is_exact_frozenset(v) || (is_object(v) && (is_mutable(vm, v) || is_frozen(vm, v)));
}

size_t set_length(Value v) { return as_set(v)->used; }

bool set_next(Value v, size_t *position, Value *item, int64_t *hash)
{
    Set *set = as_set(v);
    for (; *position <= set->mask; ++*position)
        if (set_entry_live(&set->table[*position])) {
            *item = set->table[*position].key;
            *hash = set->table[*position].hash;
            ++*position;
            return true;
        }
    return false;
}

/* ---- single items ---- */

bool set_add(Vm *vm, Value v, Value item)
{
    int64_t hash = set_item_hash(vm, item);
    return hash != -1 && set_add_hashed(vm, v, item, hash);
}

/* `{1} in s` and s.remove({1}) look for an equal frozenset: a set has no hash of its own, so one with its items lends it. */
static int with_item(Vm *vm, Value v, Value item, int (*act)(Vm *vm, Value set, Value item, int64_t hash))
{
    int64_t hash = set_item_hash(vm, item);
    if (hash != -1)
        return act(vm, v, item, hash);
    if (!is_mutable(vm, item) || !exception_swallow(vm, &type_error_type))
        return -1;
    Value frozen = frozenset_new(vm, item);
    hash = frozen ? object_hash(vm, frozen) : -1;
    int result = hash == -1 ? -1 : act(vm, v, frozen, hash);
    release(vm, frozen);
    return result;
}

static int look_up(Vm *vm, Value v, Value item, int64_t hash)
{
    int64_t found = set_find(vm, v, item, hash);
    return found >= 0 ? 1 : found == -1 ? 0 : -1;
}

int set_contains(Vm *vm, Value v, Value item) { return with_item(vm, v, item, look_up); }
int set_discard(Vm *vm, Value v, Value item) { return with_item(vm, v, item, set_discard_hashed); }

/* ---- whole sets ---- */

/* The keys of a dict, whose hashes are known. */
static bool update_from_dict(Vm *vm, Value v, Value dict)
{
    Set   *set = as_set(v);
    size_t length = dict_length(vm, dict), position = 0;
    Value  key, value;
    if ((set->fill + length) * 5 >= set->mask * 3 && !set_reserve(vm, set, (set->used + length) * 2))
        return false;
    while (dict_next(vm, dict, &position, &key, &value)) {
        retain(key);
        bool done = set_add(vm, v, key);
        release(vm, key);
        if (!done)
            return false;
    }
    return true;
}

bool set_update(Vm *vm, Value v, Value iterable)
{
    if (is_any_set(vm, iterable))
        return set_merge(vm, v, iterable);
    if (is_exact_dict(iterable))
        return update_from_dict(vm, v, iterable);
    Value iterator = object_iter(vm, iterable), item = 0;
    bool  done = iterator != 0;
    while (done && (item = object_next(vm, iterator)) != UNBOUND) {
        done = item && set_add(vm, v, item) && poll(vm);
        release(vm, item);
    }
    release(vm, iterator);
    return done;
}

static Value filled(Vm *vm, const Type *cls, Value iterable)
{
    Value set = set_allocate(vm, cls);
    if (set && iterable && !set_update(vm, set, iterable)) {
        release(vm, set);
        return 0;
    }
    return set;
}

Value set_new(Vm *vm, Value iterable) { return filled(vm, &set_type, iterable); }

Value frozenset_new(Vm *vm, Value iterable)
{
    if (iterable && is_exact_frozenset(iterable))
        return retain(iterable);
    Value set = filled(vm, &frozenset_type, iterable);
    if (!set || set_length(set))
        return set;
    if (!vm->objects->empty_frozenset)
        vm->objects->empty_frozenset = retain(set);
    release(vm, set);
    return retain(vm->objects->empty_frozenset);
}

/* Results of operators are set or frozenset, whatever subclass the left operand is. */
static const Type *base_type(const Vm *vm, Value v) { return is_mutable(vm, v) ? &set_type : &frozenset_type; }
static Value copy_of(Vm *vm, Value v) { return filled(vm, base_type(vm, v), v); }

/* `other` as a set: itself, or a new one of its items. */
static Value as_any_set(Vm *vm, Value other) { return is_any_set(vm, other) ? retain(other) : set_new(vm, other); }

/* ---- intersection, difference, symmetric difference ---- */

static bool add_common(Vm *vm, Value result, Value from, Value other)
{
    size_t  position = 0;
    Value   item;
    int64_t hash;
    bool    done = true;
    while (done && set_next(from, &position, &item, &hash)) {
        retain(item);
        int found = look_up(vm, other, item, hash);
        done = found == 0 || (found > 0 && set_add_hashed(vm, result, item, hash));
        release(vm, item);
    }
    return done;
}

static bool add_common_iterated(Vm *vm, Value result, Value self, Value iterable)
{
    Value iterator = object_iter(vm, iterable), item = 0;
    bool  done = iterator != 0;
    while (done && (item = object_next(vm, iterator)) != UNBOUND) {
        int64_t hash = item ? object_hash(vm, item) : -1;
        int     found = hash == -1 ? -1 : look_up(vm, self, item, hash);
        done = found == 0 || (found > 0 && set_add_hashed(vm, result, item, hash));
        release(vm, item);
    }
    release(vm, iterator);
    return done;
}

static Value intersect(Vm *vm, Value self, Value other)
{
    if (self == other)
        return copy_of(vm, self);
    Value result = set_allocate(vm, base_type(vm, self));
    if (!result)
        return 0;
    bool done;
    if (is_any_set(vm, other)) {
        bool swap = set_length(other) > set_length(self);
        done = add_common(vm, result, swap ? self : other, swap ? other : self);
    } else {
        done = add_common_iterated(vm, result, self, other);
    }
    if (done)
        return result;
    release(vm, result);
    return 0;
}

static bool difference_update_one(Vm *vm, Value self, Value other)
{
    if (self == other) {
        set_clear_all(vm, as_set(self));
        return true;
    }
    if (is_any_set(vm, other)) {
        Value   item, held = retain(other);
        size_t  position = 0;
        int64_t hash;
        bool    done = true;
        while (done && set_next(other, &position, &item, &hash)) {
            retain(item);
            done = set_discard_hashed(vm, self, item, hash) >= 0;
            release(vm, item);
        }
        release(vm, held);
        return done;
    }
    Value iterator = object_iter(vm, other), item = 0;
    bool  done = iterator != 0;
    while (done && (item = object_next(vm, iterator)) != UNBOUND) {
        int64_t hash = item ? set_item_hash(vm, item) : -1;
        done = hash != -1 && set_discard_hashed(vm, self, item, hash) >= 0;
        release(vm, item);
    }
    release(vm, iterator);
    return done;
}

static bool add_absent(Vm *vm, Value result, Value self, Value other)
{
    size_t  position = 0;
    Value   item;
    int64_t hash;
    bool    done = true;
    while (done && set_next(self, &position, &item, &hash)) {
        retain(item);
        int found;
        if (is_any_set(vm, other)) {
            found = look_up(vm, other, item, hash);
        } else {
            Value value = dict_find(vm, other, item);
            found = value ? value != UNBOUND : -1;
        }
        done = found > 0 || (found == 0 && set_add_hashed(vm, result, item, hash));
        release(vm, item);
    }
    return done;
}

static Value subtract_one(Vm *vm, Value self, Value other)
{
    bool    is_set = is_any_set(vm, other), is_mapping = is_exact_dict(other);
    int64_t size = is_set ? (int64_t)set_length(other) : is_mapping ? (int64_t)dict_length(vm, other) : 0;
    bool    by_copy = !(is_set || is_mapping) || (int64_t)(set_length(self) >> 2) > size;
    Value   result = by_copy ? copy_of(vm, self) : set_allocate(vm, base_type(vm, self));
    bool    done = result && (by_copy ? difference_update_one(vm, result, other) : add_absent(vm, result, self, other));
    if (done)
        return result;
    release(vm, result);
    return 0;
}

static bool toggle_all(Vm *vm, Value self, Value other)
{
    if (self == other) {
        set_clear_all(vm, as_set(self));
        return true;
    }
    Value   others = as_any_set(vm, other), item;
    size_t  position = 0;
    int64_t hash;
    bool    done = others != 0;
    while (done && set_next(others, &position, &item, &hash)) {
        retain(item);
        int removed = set_discard_hashed(vm, self, item, hash);
        done = removed > 0 || (removed == 0 && set_add_hashed(vm, self, item, hash));
        release(vm, item);
    }
    release(vm, others);
    return done;
}

/* The copy is of `other`, toggled by self: that order of insertion is seen. */
static Value toggled(Vm *vm, Value self, Value other)
{
    Value result = filled(vm, base_type(vm, self), other);
    if (result && !toggle_all(vm, result, self)) {
        release(vm, result);
        return 0;
    }
    return result;
}

/* ---- comparison ---- */

/* Is each item of a in b? */
static int is_subset(Vm *vm, Value a, Value b)
{
    size_t  position = 0;
    Value   item;
    int64_t hash;
    int     found = 1;
    if (set_length(a) > set_length(b))
        return 0;
    while (found == 1 && set_next(a, &position, &item, &hash)) {
        retain(item);
        found = look_up(vm, b, item, hash);
        release(vm, item);
    }
    return found;
}

static Value set_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_any_set(vm, b) || !is_any_set(vm, a))
        return NOT_IMPLEMENTED;
    Set *x = as_set(a), *y = as_set(b);
    int  holds;
    switch (op) {
    case COMPARE_EQ: case COMPARE_NE:
        holds = x->used == y->used && !(x->hash != -1 && y->hash != -1 && x->hash != y->hash) ? is_subset(vm, a, b) : 0;
        return holds < 0 ? 0 : bool_value(holds == (op == COMPARE_EQ));
    case COMPARE_LE: holds = is_subset(vm, a, b); break;
    case COMPARE_GE: holds = is_subset(vm, b, a); break;
    case COMPARE_LT: holds = x->used < y->used ? is_subset(vm, a, b) : 0; break;
    default:         holds = x->used > y->used ? is_subset(vm, b, a) : 0; break;
    }
    return holds < 0 ? 0 : bool_value(holds);
}

/* ---- operators ---- */

static bool both_sets(const Vm *vm, Value a, Value b) { return is_any_set(vm, a) && is_any_set(vm, b); }

static Value set_or(Vm *vm, Value a, Value b)
{
    if (!both_sets(vm, a, b))
        return NOT_IMPLEMENTED;
    Value result = copy_of(vm, a);
    if (result && a != b && !set_merge(vm, result, b)) {
        release(vm, result);
        return 0;
    }
    return result;
}

static Value set_and(Vm *vm, Value a, Value b) { return both_sets(vm, a, b) ? intersect(vm, a, b) : NOT_IMPLEMENTED; }
static Value set_subtract(Vm *vm, Value a, Value b) { return both_sets(vm, a, b) ? subtract_one(vm, a, b) : NOT_IMPLEMENTED; }
static Value set_xor(Vm *vm, Value a, Value b) { return both_sets(vm, a, b) ? toggled(vm, a, b) : NOT_IMPLEMENTED; }

static Value set_ior(Vm *vm, Value a, Value b)
{
    return !is_any_set(vm, b) ? NOT_IMPLEMENTED : set_merge(vm, a, b) ? retain(a) : 0;
}

static Value set_isubtract(Vm *vm, Value a, Value b)
{
    return !is_any_set(vm, b) ? NOT_IMPLEMENTED : difference_update_one(vm, a, b) ? retain(a) : 0;
}

static Value set_ixor(Vm *vm, Value a, Value b)
{
    return !is_any_set(vm, b) ? NOT_IMPLEMENTED : toggle_all(vm, a, b) ? retain(a) : 0;
}

static bool keep_common(Vm *vm, Value self, Value other)
{
    Value common = intersect(vm, self, other);
    if (!common)
        return false;
    set_swap(as_set(self), as_set(common));
    release(vm, common);
    return true;
}

static Value set_iand(Vm *vm, Value a, Value b)
{
    return !is_any_set(vm, b) ? NOT_IMPLEMENTED : keep_common(vm, a, b) ? retain(a) : 0;
}

/* ---- life, text ---- */

static void set_dealloc(Vm *vm, Object *self)
{
    set_clear_all(vm, (Set *)self);
    heap_free(vm, self, sizeof(Set));
}

static bool set_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Set *set = (Set *)self;
    for (size_t i = 0; i <= set->mask; i++)
        if (set_entry_live(&set->table[i]) && !visit(set->table[i].key, arg))
            return false;
    return true;
}

static void set_clear_slot(Vm *vm, Object *self) { set_clear_all(vm, (Set *)self); }
static int64_t set_len(Vm *vm, Value self) { (void)vm; return (int64_t)set_length(self); }

static Value set_repr(Vm *vm, Value self)
{
    int active = repr_enter(vm, self);
    if (active)
        return active < 0 ? 0 : str_format(vm, "%T(...)", self);
    Value text = 0, list = 0, items = 0, inner = 0;
    if (!set_length(self)) {
        text = str_format(vm, "%T()", self);
        goto done;
    }
    list = object_to_list(vm, self);
    items = list ? object_repr(vm, list) : 0;
    inner = items ? str_slice(vm, items, 1, as_str(items)->length - 1) : 0;
    if (inner)
        text = is_exact_set(self) ? str_format(vm, "{%U}", inner) : str_format(vm, "%T({%U})", self, inner);
done:
    release(vm, inner);
    release(vm, items);
    release(vm, list);
    repr_leave(vm, self);
    return text;
}

static int64_t frozenset_hash(Vm *vm, Value self)
{
    (void)vm;
    Set *set = as_set(self);
    if (set->hash == -1) {
        uint64_t state = 0;
        for (size_t i = 0; i <= set->mask; i++)
            if (set_entry_live(&set->table[i]))
                state = hash_set_item(state, set->table[i].hash);
        set->hash = hash_set_end(state, set->used);
    }
    return set->hash;
}

/* ---- making by calls ---- */

static bool check_arguments(Vm *vm, const char *name, bool keywords_refused, size_t count, Value names)
{
    if (keywords_refused && names && tuple_length(names))
        return type_error(vm, "%s() takes no keyword arguments", name);
    return count <= 1 || type_error(vm, "%s expected at most 1 argument, got %zu", name, count);
}

static Value set_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return set_allocate(vm, cls);
}

static bool set_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (!check_arguments(vm, "set", true, count, names))
        return false;
    set_clear_all(vm, as_set(self));
    return !count || set_update(vm, self, args[0]);
}

static Value frozenset_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    bool plain = cls == &frozenset_type;
    if (!check_arguments(vm, "frozenset", plain || cls->slots.init == object_type.slots.init, count, names))
        return 0;
    return plain ? frozenset_new(vm, count ? args[0] : 0) : filled(vm, cls, count ? args[0] : 0);
}

/* ---- methods ---- */

static Value add(Vm *vm, const Value *arg, size_t count) { (void)count; return set_add(vm, arg[0], arg[1]) ? NONE : 0; }

static Value discard(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return set_discard(vm, arg[0], arg[1]) >= 0 ? NONE : 0;
}

static Value remove_item(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int removed = set_discard(vm, arg[0], arg[1]);
    return removed > 0 ? NONE : removed < 0 ? 0 : key_error(vm, arg[1]);
}

static Value pop(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Set *set = as_set(arg[0]);
    if (!set->used) {
        Value text = str_from_cstring(vm, "pop from an empty set");
        if (text)
            key_error(vm, text);
        release(vm, text);
        return 0;
    }
    size_t i = set->finger & set->mask;
    while (!set_entry_live(&set->table[i]))
        i = (i + 1) & set->mask;
    Value item = set->table[i].key;
    set->table[i] = (SetEntry){UNBOUND, -1};
    set->used--;
    set->finger = i + 1;
    return item;
}

static Value clear(Vm *vm, const Value *arg, size_t count) { (void)count; set_clear_all(vm, as_set(arg[0])); return NONE; }
static Value copy(Vm *vm, const Value *arg, size_t count) { (void)count; return copy_of(vm, arg[0]); }

static Value frozen_copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return is_exact_frozenset(arg[0]) ? retain(arg[0]) : copy_of(vm, arg[0]);
}

static Value contains(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int found = set_contains(vm, arg[0], arg[1]);
    return found < 0 ? 0 : bool_value(found);
}

static Value update(Vm *vm, const Value *arg, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!set_update(vm, arg[0], arg[i]))
            return 0;
    return NONE;
}

static Value union_of(Vm *vm, const Value *arg, size_t count)
{
    Value result = copy_of(vm, arg[0]);
    for (size_t i = 1; result && i < count; i++)
        if (arg[i] != arg[0] && !set_update(vm, result, arg[i])) {
            release(vm, result);
            return 0;
        }
    return result;
}

static Value intersection(Vm *vm, const Value *arg, size_t count)
{
    if (count == 1)
        return copy_of(vm, arg[0]);
    Value result = retain(arg[0]);
    for (size_t i = 1; result && i < count; i++) {
        Value next = intersect(vm, result, arg[i]);
        release(vm, result);
        result = next;
    }
    return result;
}

static Value intersection_update(Vm *vm, const Value *arg, size_t count)
{
    Value common = intersection(vm, arg, count);
    if (!common)
        return 0;
    set_swap(as_set(arg[0]), as_set(common));
    release(vm, common);
    return NONE;
}

static Value difference(Vm *vm, const Value *arg, size_t count)
{
    if (count == 1)
        return copy_of(vm, arg[0]);
    Value result = subtract_one(vm, arg[0], arg[1]);
    for (size_t i = 2; result && i < count; i++)
        if (!difference_update_one(vm, result, arg[i])) {
            release(vm, result);
            return 0;
        }
    return result;
}

static Value difference_update(Vm *vm, const Value *arg, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (!difference_update_one(vm, arg[0], arg[i]))
            return 0;
    return NONE;
}

static Value symmetric_difference(Vm *vm, const Value *arg, size_t count) { (void)count; return toggled(vm, arg[0], arg[1]); }

static Value symmetric_difference_update(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return toggle_all(vm, arg[0], arg[1]) ? NONE : 0;
}

static Value isdisjoint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value self = arg[0], other = arg[1], item;
    if (self == other)
        return bool_value(!set_length(self));
    if (is_any_set(vm, other)) {
        size_t  position = 0;
        int64_t hash;
        int     found = 0;
        bool    swap = set_length(other) > set_length(self);
        Value   from = swap ? self : other, in = swap ? other : self;
        while (!found && set_next(from, &position, &item, &hash)) {
            retain(item);
            found = look_up(vm, in, item, hash);
            release(vm, item);
        }
        return found < 0 ? 0 : bool_value(!found);
    }
    Value iterator = object_iter(vm, other);
    int   found = iterator ? 0 : -1;
    while (!found && (item = object_next(vm, iterator)) != UNBOUND) {
        int64_t hash = item ? set_item_hash(vm, item) : -1;
        found = hash == -1 ? -1 : look_up(vm, self, item, hash);
        release(vm, item);
    }
    release(vm, iterator);
    return found < 0 ? 0 : bool_value(!found);
}

/* Walks an iterable that is no set until an item is missing from self. */
static Value holds_all(Vm *vm, Value self, Value other)
{
    Value iterator = object_iter(vm, other), item = 0;
    int   found = iterator ? 1 : -1;
    while (found == 1 && (item = object_next(vm, iterator)) != UNBOUND) {
        found = item ? set_contains(vm, self, item) : -1;
        release(vm, item);
    }
    release(vm, iterator);
    return found < 0 ? 0 : bool_value(found);
}

static Value issubset(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_any_set(vm, arg[1]))
        return set_compare(vm, arg[0], arg[1], COMPARE_LE);
    Value common = intersect(vm, arg[0], arg[1]);
    if (!common)
        return 0;
    Value result = bool_value(set_length(common) == set_length(arg[0]));
    release(vm, common);
    return result;
}

static Value issuperset(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return is_any_set(vm, arg[1]) ? set_compare(vm, arg[0], arg[1], COMPARE_GE) : holds_all(vm, arg[0], arg[1]);
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value result = 0, args = 0;
    Value list = object_to_list(vm, arg[0]);
    Value state = list ? object_getstate(vm, arg[0]) : 0;
    if (state)
        args = tuple_of(vm, 1, list);
    if (args)
        result = tuple_of(vm, 3, type_value(type_of(vm, arg[0])), args, state);
    release(vm, args);
    release(vm, state);
    release(vm, list);
    return result;
}

static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Set *set = as_set(arg[0]);
    int64_t    size = type_of(vm, arg[0])->basic_size;
    return int_value(size + (set->table == set->small ? 0 : ((int64_t)set->mask + 1) * 16));
}

#define DIFFERENCE_DOC "Return a new set with elements in the set that are not in the others."
#define SHARED_ROWS                                                                                                       \
    METHOD_FLAGS("__contains__(self, object, /)", contains, CALL_ONE, ROW_COEXIST, "x.__contains__(y) <==> y in x."),     \
    METHOD("difference(self, /, *others)", difference, CALL_VARIADIC, DIFFERENCE_DOC),                                    \
    METHOD("intersection(self, /, *others)", intersection, CALL_VARIADIC,                                                 \
           "Return a new set with elements common to the set and all others."),                                           \
    METHOD("isdisjoint(self, other, /)", isdisjoint, CALL_ONE, "Return True if two sets have a null intersection."),      \
    METHOD("issubset(self, other, /)", issubset, CALL_ONE, "Report whether another set contains this set."),              \
    METHOD("issuperset(self, other, /)", issuperset, CALL_ONE, "Report whether this set contains another set."),          \
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."),                         \
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, "S.__sizeof__() -> size of S in memory, in bytes."),              \
    METHOD("symmetric_difference(self, other, /)", symmetric_difference, CALL_ONE,                                        \
           "Return a new set with elements in either the set or other but not both."),                                    \
    METHOD("union(self, /, *others)", union_of, CALL_VARIADIC,                                                            \
           "Return a new set with elements from the set and all others.")

#define OWNER &set_type
static const Row set_rows[] = {
    SHARED_ROWS,
    METHOD("add(self, object, /)", add, CALL_ONE,
           "Add an element to a set.\n\nThis has no effect if the element is already present."),
    METHOD("clear(self, /)", clear, CALL_NOARGS, "Remove all elements from this set."),
    METHOD("copy(self, /)", copy, CALL_NOARGS, "Return a shallow copy of a set."),
    METHOD("discard(self, object, /)", discard, CALL_ONE,
           "Remove an element from a set if it is a member.\n\nUnlike set.remove(), the discard() method does not raise\n"
           "an exception when an element is missing from the set."),
    METHOD("difference_update(self, /, *others)", difference_update, CALL_VARIADIC,
           "Update the set, removing elements found in others."),
    METHOD("intersection_update(self, /, *others)", intersection_update, CALL_VARIADIC,
           "Update the set, keeping only elements found in it and all others."),
    METHOD("pop(self, /)", pop, CALL_NOARGS,
           "Remove and return an arbitrary set element.\n\nRaises KeyError if the set is empty."),
    METHOD("remove(self, object, /)", remove_item, CALL_ONE,
           "Remove an element from a set; it must be a member.\n\nIf the element is not a member, raise a KeyError."),
    METHOD("symmetric_difference_update(self, other, /)", symmetric_difference_update, CALL_ONE,
           "Update the set, keeping only elements found in either set, but not in both."),
    METHOD("update(self, /, *others)", update, CALL_VARIADIC, "Update the set, adding elements from all others."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE,
                 "sets are generic over the type of their elements"),
    ROWS_END,
};
#undef OWNER
#define OWNER &frozenset_type
static const Row frozenset_rows[] = {
    SHARED_ROWS,
    METHOD("copy(self, /)", frozen_copy, CALL_NOARGS, "Return a shallow copy of a set."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE,
                 "frozensets are generic over the type of their elements"),
    ROWS_END,
};

static Value set_iter(Vm *vm, Value self);

#define SHARED_SLOTS                                                                                                    \
    OBJECT_SLOTS, .dealloc = set_dealloc, .traverse = set_traverse, .repr = set_repr, .compare = set_compare,           \
    .iter = set_iter, .length = set_len, .contains = set_contains, .or = set_or, .and = set_and,                        \
    .subtract = set_subtract, .xor = set_xor
enum { SET_FLAGS = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MATCH_SELF | TYPE_HAVE_VECTORCALL |
                   TYPE_VALID_VERSION };

const Type set_type = {
    TYPE_HEAD, .name = "set", .doc = "Build an unordered collection of unique elements.", .base = &object_type,
    .rows = set_rows, .number = SHAPE_SET, .flags = SET_FLAGS, .basic_size = 200, .weaklist_offset = 192,
    .size = sizeof(Set), .text_signature = "(iterable=(), /)",
    .slots = { SHARED_SLOTS, .clear = set_clear_slot, .new = set_new_slot, .init = set_init, .hash = hash_not_implemented,
               .ior = set_ior, .iand = set_iand, .isubtract = set_isubtract, .ixor = set_ixor },
};

const Type frozenset_type = {
    TYPE_HEAD, .name = "frozenset", .doc = "Build an immutable unordered collection of unique elements.",
    .base = &object_type, .rows = frozenset_rows, .number = SHAPE_FROZENSET, .flags = SET_FLAGS, .basic_size = 200,
    .weaklist_offset = 192, .size = sizeof(Set), .text_signature = "(iterable=(), /)",
    .slots = { SHARED_SLOTS, .clear = set_clear_slot, .new = frozenset_new_slot, .hash = frozenset_hash },
};

/* ---- iterator ---- */

typedef struct SetIterator {
    Object head;
    Value  set;        /* owned; 0: ended */
    size_t position, length, remaining;
} SetIterator;

static Value set_iter(Vm *vm, Value self)
{
    SetIterator *iterator = heap_new_container(vm, sizeof *iterator, SHAPE_SET_ITERATOR);
    if (!iterator)
        return 0;
    iterator->set = retain(self);
    iterator->position = 0;
    iterator->length = iterator->remaining = set_length(self);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void iterator_dealloc(Vm *vm, Object *self)
{
    release(vm, ((SetIterator *)self)->set);
    heap_free(vm, self, sizeof(SetIterator));
}

static bool iterator_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    return !((SetIterator *)self)->set || visit(((SetIterator *)self)->set, arg);
}

static Value iterator_next(Vm *vm, Value self)
{
    SetIterator *iterator = (SetIterator *)object_of(self);
    Value        item, set = iterator->set;
    int64_t      hash;
    if (!set)
        return UNBOUND;
    if (set_length(set) != iterator->length) {
        iterator->length = SIZE_MAX;
        return runtime_error(vm, "Set changed size during iteration");
    }
    if (set_next(set, &iterator->position, &item, &hash)) {
        iterator->remaining--;
        return retain(item);
    }
    iterator->set = 0;
    release(vm, set);
    return UNBOUND;
}

static Value iterator_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const SetIterator *iterator = (SetIterator *)object_of(arg[0]);
    return int_value(iterator->set && iterator->length == set_length(iterator->set) ? (int64_t)iterator->remaining : 0);
}

static Value iterator_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const SetIterator *iterator = (SetIterator *)object_of(arg[0]);
    Value   list = list_new(vm, 0), item, maker = 0, args = 0, result = 0;
    size_t  position = iterator->position;
    int64_t hash;
    while (list && iterator->set && set_next(iterator->set, &position, &item, &hash))
        if (!list_append(vm, list, item))
            goto done;
    maker = list ? vm->up->builtin(vm, "iter") : 0;
    args = maker ? tuple_of(vm, 1, list) : 0;
    result = args ? tuple_of(vm, 2, maker, args) : 0;
done:
    release(vm, args);
    release(vm, maker);
    release(vm, list);
    return result;
}

#undef OWNER
#define OWNER &set_iterator_type
static const Row iterator_rows[] = {
    METHOD_FLAGS("__length_hint__(self, /)", iterator_hint, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE,
                 "Private method returning an estimate of len(list(it))."),
    METHOD_FLAGS("__reduce__(self, /)", iterator_reduce, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE,
                 "Return state information for pickling."),
    ROWS_END,
};

const Type set_iterator_type = {
    TYPE_HEAD, .name = "set_iterator", .base = &object_type, .rows = iterator_rows, .number = SHAPE_SET_ITERATOR,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 48,
    .size = sizeof(SetIterator),
    .slots = { OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = self_iter,
               .next = iterator_next },
};
