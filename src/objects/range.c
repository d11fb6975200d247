/* range.c - range: an immutable arithmetic progression of ints of any size. SPDX-License-Identifier: MIT */
#include "objects/range.h"

#include "base/hash.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

#define OWNER &range_type
#define ZERO int_value(0)
#define ONE int_value(1)

/* ---- making ---- */

/* Number of members: 0 or (distance - 1) / |step| + 1. */
static Value count_members(Vm *vm, Value start, Value stop, Value step)
{
    if (both_word_int(start, stop) && is_word_int(step)) {
        int64_t low = word_int(start), high = word_int(stop), by = word_int(step);
        if (by < 0) {
            low = high;
            high = word_int(start);
            by = -by;
        }
        return low >= high ? ZERO : int_from_int64(vm, (high - low - 1) / by + 1);
    }
    bool  falls = int_sign(step) < 0;
    Value by = falls ? int_negative(vm, step) : retain(step);
    Value distance = !by ? 0 : falls ? int_subtract(vm, start, stop) : int_subtract(vm, stop, start);
    Value less = 0, quotient = 0, result = 0;
    if (distance && int_sign(distance) <= 0) {
        result = ZERO;
    } else if (distance) {
        less = int_subtract(vm, distance, ONE);
        quotient = less ? int_floor_divide(vm, less, by) : 0;
        result = quotient ? int_add(vm, quotient, ONE) : 0;
    }
    release(vm, quotient);
    release(vm, less);
    release(vm, distance);
    release(vm, by);
    return result;
}

/* start, stop, step: taken, exact ints. */
static Value new_range(Vm *vm, Taken start, Taken stop, Taken step)
{
    Value  length = start && stop && step ? count_members(vm, start, stop, step) : 0;
    Range *range = length ? heap_new(vm, sizeof *range, SHAPE_RANGE) : NULL;
    if (!range) {
        release(vm, start);
        release(vm, stop);
        release(vm, step);
        release(vm, length);
        return 0;
    }
    range->start = start;
    range->stop = stop;
    range->step = step;
    range->length = length;
    return value_of(range);
}

static Value range_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls;
    if (names && tuple_length(names))
        return type_error(vm, "range() takes no keyword arguments");
    if (count < 1)
        return type_error(vm, "range expected at least 1 argument, got 0");
    if (count > 3)
        return type_error(vm, "range expected at most 3 arguments, got %zu", count);
    Value start = count == 1 ? ZERO : object_index(vm, args[0]);
    Value stop = start ? object_index(vm, args[count == 1 ? 0 : 1]) : 0;
    Value step = count < 3 ? ONE : stop ? object_index(vm, args[2]) : 0;
    if (step && start && stop && int_sign(step) == 0) {
        release(vm, start);
        release(vm, stop);
        return value_error(vm, "range() arg 3 must not be zero");
    }
    return new_range(vm, start, stop, step);
}

bool range_small(Value v, int64_t *start, int64_t *step, int64_t *length)
{
    const Range *range = as_range(v);
    int64_t      span;
    if (!both_word_int(range->start, range->stop) || !both_word_int(range->step, range->length))
        return false;
    *start = word_int(range->start);
    *step = word_int(range->step);
    *length = word_int(range->length);
    /* One step past the last member must fit too. */
    return !__builtin_mul_overflow(*step, *length, &span) && !__builtin_add_overflow(*start, span, &span) &&
           fits_word_int(span);
}

static void range_dealloc(Vm *vm, Object *self)
{
    Range *range = (Range *)self;
    release(vm, range->start);
    release(vm, range->stop);
    release(vm, range->step);
    release(vm, range->length);
    heap_free(vm, self, sizeof *range);
}

/* ---- members ---- */

/* start + index * step, index an exact int known to be in range or at an end. */
static Value member(Vm *vm, const Range *range, Value index)
{
    Value offset = int_multiply(vm, index, range->step);
    Value result = offset ? int_add(vm, range->start, offset) : 0;
    release(vm, offset);
    return result;
}

static Value item_at(Vm *vm, Value self, Value index)
{
    const Range *range = as_range(self);
    Value        from_end = int_sign(index) < 0 ? int_add(vm, index, range->length) : retain(index);
    if (!from_end)
        return 0;
    Value result = int_sign(from_end) < 0 || int_compare(from_end, range->length) >= 0
                       ? index_error(vm, "range object index out of range") : member(vm, range, from_end);
    release(vm, from_end);
    return result;
}

static Value range_item(Vm *vm, Value self, int64_t index)
{
    Value number = int_from_int64(vm, index);
    Value result = number ? item_at(vm, self, number) : 0;
    release(vm, number);
    return result;
}

/* r[i:j:k]: the slice's bounds are resolved by slice.indices on a length of any size. */
static Value sub_range(Vm *vm, Value self, Value slice)
{
    const Range *range = as_range(self);
    Value bounds = slice_indices(vm, slice, range->length), start = 0, stop = 0, step = 0;
    if (!bounds)
        return 0;
    step = int_multiply(vm, range->step, tuple_get(bounds, 2));
    start = step ? member(vm, range, tuple_get(bounds, 0)) : 0;
    stop = start ? member(vm, range, tuple_get(bounds, 1)) : 0;
    release(vm, bounds);
    return new_range(vm, start, stop, step);
}

static Value range_subscript(Vm *vm, Value self, Value key)
{
    if (is_slice(key))
        return sub_range(vm, self, key);
    if (!type_of(vm, key)->slots.index)
        return type_error(vm, "range indices must be integers or slices, not %T", key);
    Value index = object_index(vm, key);
    Value result = index ? item_at(vm, self, index) : 0;
    release(vm, index);
    return result;
}

/* 1 if the exact int or bool v is a member, and then *index, if wanted, is its position (owned); 0, -1. */
static int find_member(Vm *vm, Value self, Value v, Value *index)
{
    const Range *range = as_range(self);
    Value  number = object_index(vm, v), distance = 0, rest = 0, position = 0;
    int    found = -1;
    if (!number)
        return -1;
    bool falls = int_sign(range->step) < 0;
    bool inside = falls ? int_compare(range->start, number) >= 0 && int_compare(number, range->stop) > 0
                        : int_compare(range->start, number) <= 0 && int_compare(number, range->stop) < 0;
    if (!inside) {
        found = 0;
        goto done;
    }
    distance = int_subtract(vm, number, range->start);
    rest = distance ? int_remainder(vm, distance, range->step) : 0;
    if (!rest)
        goto done;
    found = int_sign(rest) == 0;
    if (found && index) {
        position = int_floor_divide(vm, distance, range->step);
        *index = position;
        found = position ? 1 : -1;
    }
done:
    release(vm, rest);
    release(vm, distance);
    release(vm, number);
    return found;
}

static bool is_plain_int(Value v) { return is_exact_int(v) || is_bool(v); }

/* Anything but an int is compared with each member. */
static int64_t search(Vm *vm, Value self, Value v, bool count_all)
{
    Value   iterator = object_iter(vm, self), item = 0;
    int64_t position = 0, found = count_all ? 0 : -1;
    int     equal = iterator ? 0 : -1;
    while (equal >= 0 && (item = object_next(vm, iterator)) != UNBOUND) {
        equal = item ? object_compare_bool(vm, item, v, COMPARE_EQ) : -1;
        release(vm, item);
        if (equal > 0 && !count_all) {
            found = position;
            break;
        }
        found += equal > 0;
        position++;
        if (equal >= 0 && !poll(vm))
            equal = -1;
    }
    release(vm, iterator);
    return equal < 0 ? -2 : found;
}

static int range_contains(Vm *vm, Value self, Value v)
{
    if (is_plain_int(v))
        return find_member(vm, self, v, NULL);
    int64_t found = search(vm, self, v, false);
    return found == -2 ? -1 : found >= 0;
}

/* ---- slots ---- */

static int64_t range_length(Vm *vm, Value self)
{
    int64_t length;
    return int_as_int64(vm, as_range(self)->length, &length) ? length : -1;
}

static int range_truth(Vm *vm, Value self) { (void)vm; return int_sign(as_range(self)->length) != 0; }

static Value range_repr(Vm *vm, Value self)
{
    const Range *range = as_range(self);
    if (range->step == ONE)
        return str_format(vm, "range(%R, %R)", range->start, range->stop);
    return str_format(vm, "range(%R, %R, %R)", range->start, range->stop, range->step);
}

static int equal_ranges(Value a, Value b)
{
    const Range *x = as_range(a), *y = as_range(b);
    if (int_compare(x->length, y->length))
        return 0;
    if (int_sign(x->length) == 0)
        return 1;
    if (int_compare(x->start, y->start))
        return 0;
    return x->length == ONE || !int_compare(x->step, y->step);
}

static Value range_compare(Vm *vm, Value a, Value b, Comparison op)
{
    (void)vm;
    if (!is_range(b) || (op != COMPARE_EQ && op != COMPARE_NE))
        return NOT_IMPLEMENTED;
    return bool_value(equal_ranges(a, b) == (op == COMPARE_EQ));
}

/* hash((length, start or None, step or None)): equal ranges hash alike. */
static int64_t range_hash(Vm *vm, Value self)
{
    const Range *range = as_range(self);
    bool  empty = int_sign(range->length) == 0;
    Value key = tuple_of(vm, 3, range->length, empty ? NONE : range->start,
                         empty || range->length == ONE ? NONE : range->step);
    int64_t hash = key ? object_hash(vm, key) : -1;
    release(vm, key);
    return hash;
}

/* ---- iterators ---- */

typedef struct LongRangeIterator {
    Object head;
    Value  start, step, length, index; /* exact ints, owned; index: how many were given */
} LongRangeIterator;

static Value small_iterator(Vm *vm, int64_t start, int64_t step, int64_t length)
{
    RangeIterator *iterator = heap_new(vm, sizeof *iterator, SHAPE_RANGE_ITERATOR);
    if (!iterator)
        return 0;
    iterator->next = start;
    iterator->step = step;
    iterator->remaining = (uint64_t)length;
    return value_of(iterator);
}

/* start and step taken, length borrowed. */
static Value long_iterator(Vm *vm, Taken start, Taken step, Value length)
{
    LongRangeIterator *iterator = start && step ? heap_new(vm, sizeof *iterator, SHAPE_LONG_RANGE_ITERATOR) : NULL;
    if (!iterator) {
        release(vm, start);
        release(vm, step);
        return 0;
    }
    iterator->start = start;
    iterator->step = step;
    iterator->length = retain(length);
    iterator->index = ZERO;
    return value_of(iterator);
}

static Value range_iter(Vm *vm, Value self)
{
    const Range *range = as_range(self);
    int64_t      start, step, length;
    if (range_small(self, &start, &step, &length))
        return small_iterator(vm, start, step, length);
    return long_iterator(vm, retain(range->start), retain(range->step), range->length);
}

static Value reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Range *range = as_range(arg[0]);
    int64_t      start, step, length;
    if (range_small(arg[0], &start, &step, &length))
        return small_iterator(vm, start + (length - 1) * step, -step, length);
    Value last = int_subtract(vm, range->length, ONE);
    Value from = last ? member(vm, range, last) : 0;
    release(vm, last);
    return long_iterator(vm, from, from ? int_negative(vm, range->step) : 0, range->length);
}

static Value small_next(Vm *vm, Value self)
{
    (void)vm;
    RangeIterator *iterator = (RangeIterator *)object_of(self);
    if (!iterator->remaining)
        return UNBOUND;
    iterator->remaining--;
    Value item = int_value(iterator->next);
    iterator->next += iterator->step;
    return item;
}

static Value long_next(Vm *vm, Value self)
{
    LongRangeIterator *iterator = (LongRangeIterator *)object_of(self);
    if (int_compare(iterator->index, iterator->length) >= 0)
        return UNBOUND;
    Value after = int_add(vm, iterator->index, ONE);
    Value offset = after ? int_multiply(vm, iterator->index, iterator->step) : 0;
    Value item = offset ? int_add(vm, iterator->start, offset) : 0;
    release(vm, offset);
    if (item)
        replace(vm, &iterator->index, after);
    else
        release(vm, after);
    return item;
}

static void small_dealloc(Vm *vm, Object *self) { heap_free(vm, self, sizeof(RangeIterator)); }

static void long_dealloc(Vm *vm, Object *self)
{
    LongRangeIterator *iterator = (LongRangeIterator *)self;
    release(vm, iterator->start);
    release(vm, iterator->step);
    release(vm, iterator->length);
    release(vm, iterator->index);
    heap_free(vm, self, sizeof *iterator);
}

static Value small_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_uint64(vm, ((RangeIterator *)object_of(arg[0]))->remaining);
}

static Value long_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const LongRangeIterator *iterator = (LongRangeIterator *)object_of(arg[0]);
    return int_subtract(vm, iterator->length, iterator->index);
}

/* (iter, (range(...),), state) */
static Value reduce_as(Vm *vm, Taken range, Value state)
{
    Value maker = range ? vm->up->builtin(vm, "iter") : 0;
    Value args = maker ? tuple_of(vm, 1, range) : 0;
    Value result = args ? tuple_of(vm, 3, maker, args, state) : 0;
    release(vm, args);
    release(vm, maker);
    release(vm, range);
    return result;
}

static Value small_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const RangeIterator *iterator = (RangeIterator *)object_of(arg[0]);
    int64_t stop = iterator->next + (int64_t)iterator->remaining * iterator->step;
    Value   range = new_range(vm, int_from_int64(vm, iterator->next), int_from_int64(vm, stop),
                              int_from_int64(vm, iterator->step));
    return reduce_as(vm, range, NONE);
}

static Value long_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const LongRangeIterator *iterator = (LongRangeIterator *)object_of(arg[0]);
    Value span = int_multiply(vm, iterator->length, iterator->step);
    Value stop = span ? int_add(vm, iterator->start, span) : 0;
    release(vm, span);
    return reduce_as(vm, new_range(vm, retain(iterator->start), stop, retain(iterator->step)), iterator->index);
}

static Value small_setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    RangeIterator *iterator = (RangeIterator *)object_of(arg[0]);
    int64_t        index;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &index))
        return 0;
    index = index < 0 ? 0 : (uint64_t)index > iterator->remaining ? (int64_t)iterator->remaining : index;
    iterator->next += index * iterator->step;
    iterator->remaining -= (uint64_t)index;
    return NONE;
}

static Value long_setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    LongRangeIterator *iterator = (LongRangeIterator *)object_of(arg[0]);
    Value              index = object_index(vm, arg[1]);
    if (!index)
        return 0;
    if (int_sign(index) < 0)
        replace(vm, &index, ZERO);
    if (int_compare(index, iterator->length) > 0)
        replace(vm, &index, retain(iterator->length));
    replace(vm, &iterator->index, index);
    return NONE;
}

/* ---- methods ---- */

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Range *range = as_range(arg[0]);
    Value        args = tuple_of(vm, 3, range->start, range->stop, range->step);
    Value        result = args ? tuple_of(vm, 2, type_value(&range_type), args) : 0;
    release(vm, args);
    return result;
}

static Value count_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t found = is_plain_int(arg[1]) ? find_member(vm, arg[0], arg[1], NULL) : search(vm, arg[0], arg[1], true);
    return found < 0 ? 0 : int_value(found);
}

static Value index_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_plain_int(arg[1])) {
        Value index = 0;
        int   found = find_member(vm, arg[0], arg[1], &index);
        if (found)
            return found < 0 ? 0 : index;
        return value_error(vm, "range.index(x): x not in range");
    }
    int64_t found = search(vm, arg[0], arg[1], false);
    if (found >= 0)
        return int_value(found);
    return found == -2 ? 0 : value_error(vm, "sequence.index(x): x not in sequence");
}

static Value get_start(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_range(arg[0])->start); }
static Value get_stop(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_range(arg[0])->stop); }
static Value get_step(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_range(arg[0])->step); }

static const Row rows[] = {
    METHOD("__reversed__(self, /)", reversed, CALL_NOARGS, "Return a reverse iterator."),
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL),
    METHOD("count(self, object, /)", count_of, CALL_ONE,
           "rangeobject.count(value) -> integer -- return number of occurrences of value"),
    METHOD("index(self, object, /)", index_of, CALL_ONE,
           "rangeobject.index(value) -> integer -- return index of value.\nRaise ValueError if the value is not present."),
    MEMBER("start", get_start, NULL, NULL),
    MEMBER("stop", get_stop, NULL, NULL),
    MEMBER("step", get_step, NULL, NULL),
    ROWS_END,
};

const Type range_type = {
    TYPE_HEAD,
    .name = "range",
    .doc = "range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\n"
           "Return an object that produces a sequence of integers from start (inclusive)\nto stop (exclusive) by step.  "
           "range(i, j) produces i, i+1, i+2, ..., j-1.\nstart defaults to 0, and stop is omitted!  range(4) produces 0, 1, "
           "2, 3.\nThese are exactly the valid indices for a list of 4 elements.\nWhen step is given, it specifies the "
           "increment (or decrement).",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_RANGE,
    .flags = TYPE_SEQUENCE | TYPE_IMMUTABLE | TYPE_READY | TYPE_VALID_VERSION,
    .basic_size = 48,
    .size = sizeof(Range),
    .slots = {
        OBJECT_SLOTS,
        .dealloc = range_dealloc, .new = range_new, .repr = range_repr, .hash = range_hash, .compare = range_compare,
        .iter = range_iter, .truth = range_truth, .length = range_length, .item = range_item, .contains = range_contains,
        .map_length = range_length, .subscript = range_subscript,
    },
};

#define ITERATOR_TYPE(symbol, SHAPE, text, struct_size, slot_dealloc, slot_next, hint, reducer, setter, cpython_size)       \
    static const Row symbol##_rows[] = {                                                                                    \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__length_hint__(self, /)", { hint }, NULL,                                    \
          "Private method returning an estimate of len(list(it)).", &symbol, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE },          \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__reduce__(self, /)", { reducer }, NULL,                                      \
          "Return state information for pickling.", &symbol, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE },                          \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__setstate__(self, state, /)", { setter }, NULL,                              \
          "Set state information for unpickling.", &symbol, CALL_ONE, ROW_NO_TEXT_SIGNATURE },                              \
        ROWS_END,                                                                                                           \
    };                                                                                                                      \
    const Type symbol = {                                                                                                   \
        TYPE_HEAD, .name = text, .base = &object_type, .rows = symbol##_rows, .number = SHAPE,                              \
        .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_DISALLOW_INSTANTIATION, .basic_size = cpython_size,                     \
        .size = struct_size,                                                                                                \
        .slots = { OBJECT_SLOTS, .dealloc = slot_dealloc, .iter = self_iter, .next = slot_next },                           \
    }
ITERATOR_TYPE(range_iterator_type, SHAPE_RANGE_ITERATOR, "range_iterator", sizeof(RangeIterator), small_dealloc, small_next,
              small_hint, small_reduce, small_setstate, 40);
ITERATOR_TYPE(long_range_iterator_type, SHAPE_LONG_RANGE_ITERATOR, "longrange_iterator", sizeof(LongRangeIterator),
              long_dealloc, long_next, long_hint, long_reduce, long_setstate, 40);
#undef ITERATOR_TYPE
