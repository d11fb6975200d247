/* deque.c - collections.deque and its two iterators.
 *
 * Items stand in a ring: item i at slots[(start + i) & (capacity - 1)]; capacity is a power of two, 0 at first. `version`
 * grows with every change, which ends iterators and searches. `phase` is where CPython's first block would begin, for
 * __sizeof__ alone. SPDX-License-Identifier: MIT */
#include "modules/fields.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Deque {
    Object   head;
    Value   *slots;
    size_t   start, length, capacity;
    int64_t  most;      /* maxlen; -1: none */
    uint64_t version;
    uint32_t phase;
} Deque;

enum { BLOCK = 64, BLOCK_SIZE = 528, PHASE_CENTRE = 32 };

static Deque *as_deque(Value v) { return (Deque *)object_of(v); }
static bool is_deque(const Vm *vm, Value v) { return has_shape(v, SHAPE_DEQUE) || is_instance_of(vm, v, &deque_type); }
static Value *slot_at(const Deque *self, size_t i) { return &self->slots[(self->start + i) & (self->capacity - 1)]; }

/* ---- the ring ---- */

static bool grow(Vm *vm, Deque *self)
{
    size_t capacity = self->capacity ? self->capacity * 2 : 8;
    Value *slots = mem_alloc(vm, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < self->length; i++)
        slots[i] = *slot_at(self, i);
    if (self->slots)
        mem_free(vm, self->slots, self->capacity * sizeof *slots);
    self->slots = slots;
    self->capacity = capacity;
    self->start = 0;
    return true;
}

static Value take_first(Deque *self)
{
    Value item = *slot_at(self, 0);
    self->start = (self->start + 1) & (self->capacity - 1);
    self->length--;
    self->version++;
    self->phase = self->length ? (self->phase + 1) % BLOCK : PHASE_CENTRE;
    return item;
}

static Value take_last(Deque *self)
{
    Value item = *slot_at(self, --self->length);
    self->version++;
    if (!self->length)
        self->phase = PHASE_CENTRE;
    return item;
}

static bool over_full(const Deque *self) { return self->most >= 0 && self->length > (size_t)self->most; }

/* Takes item. */
static bool push_last(Vm *vm, Deque *self, Taken item)
{
    if (self->length == self->capacity && !grow(vm, self)) {
        release(vm, item);
        return false;
    }
    *slot_at(self, self->length++) = item;
    if (over_full(self))
        release(vm, take_first(self));
    else
        self->version++;
    return true;
}

static bool push_first(Vm *vm, Deque *self, Taken item)
{
    if (self->length == self->capacity && !grow(vm, self)) {
        release(vm, item);
        return false;
    }
    self->start = (self->start - 1) & (self->capacity - 1);
    self->slots[self->start] = item;
    self->length++;
    self->phase = (self->phase + BLOCK - 1) % BLOCK;
    if (over_full(self))
        release(vm, take_last(self));
    else
        self->version++;
    return true;
}

/* The items go when the deque is already empty: a __del__ may look at it. */
static void empty(Vm *vm, Deque *self)
{
    Value *slots = self->slots;
    size_t start = self->start, length = self->length, capacity = self->capacity;
    if (!slots)
        return;
    self->slots = NULL;
    self->start = self->length = self->capacity = 0;
    self->phase = PHASE_CENTRE;
    self->version++;
    for (size_t i = 0; i < length; i++)
        release(vm, slots[(start + i) & (capacity - 1)]);
    mem_free(vm, slots, capacity * sizeof *slots);
}

/* Steps to the right by n, |n| at most the length. */
static void turn(Deque *self, int64_t n)
{
    size_t length = self->length, mask = self->capacity - 1;
    self->phase = (uint32_t)((((int64_t)self->phase - n) % BLOCK + BLOCK) % BLOCK);
    if (self->length == self->capacity) {
        self->start = (self->start - (size_t)n) & mask;
    } else {
        for (; n > 0; n--) {
            Value item = *slot_at(self, length - 1);
            self->start = (self->start - 1) & mask;
            self->slots[self->start] = item;
        }
        for (; n < 0; n++) {
            Value item = self->slots[self->start];
            self->start = (self->start + 1) & mask;
            *slot_at(self, length - 1) = item;
        }
    }
    self->version++;
}

static void turn_any(Deque *self, int64_t n)
{
    int64_t length = (int64_t)self->length, half = length >> 1;
    if (length <= 1)
        return;
    if (n > half || n < -half) {
        n %= length;
        n += n > half ? -length : n < -half ? length : 0;
    }
    if (n)
        turn(self, n);
}

/* ---- making ---- */

static Value deque_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Deque *self = object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->slots = NULL;
    self->start = self->length = self->capacity = 0;
    self->most = -1;
    self->version = 0;
    self->phase = PHASE_CENTRE;
    return object_ready(vm, self);
}

/* Items of an iterable to one end. */
static bool extend_with(Vm *vm, Value v, Value iterable, bool (*push)(Vm *vm, Deque *self, Taken item), uint32_t phase)
{
    Deque *self = as_deque(v);
    Value  source = iterable == v ? object_to_list(vm, v) : retain(iterable), item = 0;
    Value  iterator = source ? object_iter(vm, source) : 0;
    release(vm, source);
    if (!iterator)
        return false;
    if (!self->length && self->most != 0)
        self->phase = phase;
    retain(v);
    while (poll(vm) && (item = object_next(vm, iterator)) && item != UNBOUND) {
        if (self->most == 0)
            release(vm, item);
        else if (!push(vm, self, item)) {
            item = 0;
            break;
        }
        item = 0;
    }
    release(vm, v);
    release(vm, iterator);
    return item == UNBOUND;
}

static bool extend_last(Vm *vm, Value v, Value iterable) { return extend_with(vm, v, iterable, push_last, 1); }

static Value deque_init(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Deque  *self = as_deque(arg[0]);
    int64_t most = -1;
    if (arg[2] != NONE) {
        if (!is_int(vm, arg[2]))
            return type_error(vm, "an integer is required");
        if (!int_fits_int64(arg[2], &most))
            return overflow_error(vm, "Python int too large to convert to C ssize_t");
        if (most < 0)
            return value_error(vm, "maxlen must be non-negative");
    }
    self->most = most;
    empty(vm, self);
    return !arg[1] || extend_last(vm, arg[0], arg[1]) ? NONE : 0;
}

static void deque_dealloc(Vm *vm, Object *object)
{
    empty(vm, (Deque *)object);
    heap_free(vm, object, sizeof(Deque));
}

static void deque_clear_slot(Vm *vm, Object *object)
{
    empty(vm, (Deque *)object);
}

static bool deque_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    const Deque *self = (Deque *)object;
    for (size_t i = 0; i < self->length; i++)
        if (!visit(*slot_at(self, i), arg))
            return false;
    return true;
}

/* ---- methods ---- */

#define METHOD_FN(name) static Value name(Vm *vm, const Value *arg, size_t count)

METHOD_FN(append)
{
    (void)count;
    return push_last(vm, as_deque(arg[0]), retain(arg[1])) ? NONE : 0;
}

METHOD_FN(append_left)
{
    (void)count;
    return push_first(vm, as_deque(arg[0]), retain(arg[1])) ? NONE : 0;
}

METHOD_FN(extend)
{
    (void)count;
    return extend_last(vm, arg[0], arg[1]) ? NONE : 0;
}

METHOD_FN(extend_left)
{
    (void)count;
    return extend_with(vm, arg[0], arg[1], push_first, BLOCK - 1) ? NONE : 0;
}

METHOD_FN(pop)
{
    (void)count;
    return as_deque(arg[0])->length ? take_last(as_deque(arg[0])) : index_error(vm, "pop from an empty deque");
}

METHOD_FN(pop_left)
{
    (void)count;
    return as_deque(arg[0])->length ? take_first(as_deque(arg[0])) : index_error(vm, "pop from an empty deque");
}

METHOD_FN(clear)
{
    (void)count;
    empty(vm, as_deque(arg[0]));
    return NONE;
}

METHOD_FN(rotate)
{
    (void)count;
    int64_t n;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &n))
        return 0;
    turn_any(as_deque(arg[0]), n);
    return NONE;
}

METHOD_FN(reverse)
{
    (void)vm, (void)count;
    Deque *self = as_deque(arg[0]);
    for (size_t i = 0; i < self->length / 2; i++) {
        Value *a = slot_at(self, i), *b = slot_at(self, self->length - 1 - i), item = *a;
        *a = *b;
        *b = item;
    }
    return NONE;
}

static Value deque_copy(Vm *vm, Value v)
{
    const Deque *self = as_deque(v);
    Value        cls = type_value(type_of(vm, v)), args[2] = {v, 0};
    if (!has_shape(v, SHAPE_DEQUE)) {
        args[1] = self->most >= 0 ? int_from_int64(vm, self->most) : NONE;
        Value copy = args[1] ? call(vm, cls, args, self->most >= 0 ? 2 : 1, 0) : 0;
        release(vm, args[1]);
        if (copy && !is_deque(vm, copy)) {
            type_error(vm, "%T() must return a deque, not %T", v, copy);
            release(vm, copy);
            return 0;
        }
        return copy;
    }
    Value copy = deque_new(vm, &deque_type, NULL, 0, 0);
    if (!copy)
        return 0;
    as_deque(copy)->most = self->most;
    if (extend_last(vm, copy, v))
        return copy;
    release(vm, copy);
    return 0;
}

METHOD_FN(copy)
{
    (void)count;
    return deque_copy(vm, arg[0]);
}

/* Does item i equal value? 1, 0; -1: an exception (also when the deque has changed meanwhile). */
static int item_equal(Vm *vm, Deque *self, size_t i, Value value, const Type *error, const char *message)
{
    uint64_t version = self->version;
    Value    item = retain(*slot_at(self, i));
    int      equal = object_equal(vm, item, value);
    release(vm, item);
    if (equal >= 0 && self->version != version) {
        raise_format(vm, error, "%s", message);
        return -1;
    }
    return equal;
}

#define MUTATED "deque mutated during iteration"

METHOD_FN(count_row)
{
    (void)count;
    Deque  *self = as_deque(arg[0]);
    int64_t found = 0;
    for (size_t i = 0; i < self->length; i++) {
        int equal = item_equal(vm, self, i, arg[1], &runtime_error_type, MUTATED);
        if (equal < 0)
            return 0;
        found += equal;
    }
    return int_value(found);
}

static int deque_contains(Vm *vm, Value v, Value value)
{
    Deque *self = as_deque(v);
    int    equal = 0;
    for (size_t i = 0; i < self->length && !equal; i++)
        equal = item_equal(vm, self, i, value, &runtime_error_type, MUTATED);
    return equal;
}

METHOD_FN(index_row)
{
    (void)count;
    Deque  *self = as_deque(arg[0]);
    int64_t start = 0, stop = INT64_MAX;
    if ((arg[2] && !slice_index_not_none(vm, arg[2], &start)) || (arg[3] && !slice_index_not_none(vm, arg[3], &stop)))
        return 0;
    int64_t length = (int64_t)self->length;
    start = start < 0 ? (start + length < 0 ? 0 : start + length) : start;
    stop = stop < 0 ? (stop + length < 0 ? 0 : stop + length) : stop > length ? length : stop;
    for (; start < stop; start++) {
        int equal = item_equal(vm, self, (size_t)start, arg[1], &runtime_error_type, MUTATED);
        if (equal)
            return equal < 0 ? 0 : int_value(start);
    }
    return value_error(vm, "deque.index(x): x not in deque");
}

static void delete_at(Vm *vm, Deque *self, int64_t i)
{
    turn_any(self, -i);
    Value item = take_first(self);
    turn_any(self, i);
    release(vm, item);
}

METHOD_FN(remove_row)
{
    (void)count;
    Deque *self = as_deque(arg[0]);
    for (size_t i = 0; i < self->length; i++) {
        int equal = item_equal(vm, self, i, arg[1], &index_error_type, "deque mutated during remove().");
        if (equal < 0)
            return 0;
        if (equal) {
            delete_at(vm, self, (int64_t)i);
            return NONE;
        }
    }
    return value_error(vm, "deque.remove(x): x not in deque");
}

METHOD_FN(insert)
{
    (void)count;
    Deque  *self = as_deque(arg[0]);
    int64_t index, length = (int64_t)self->length;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &index))
        return 0;
    if (self->most == length)
        return index_error(vm, "deque already at its maximum size");
    if (index >= length)
        return push_last(vm, self, retain(arg[2])) ? NONE : 0;
    if (index <= -length || index == 0)
        return push_first(vm, self, retain(arg[2])) ? NONE : 0;
    turn_any(self, -index);
    if (!(index < 0 ? push_last : push_first)(vm, self, retain(arg[2])))
        return 0;
    turn_any(self, index);
    return NONE;
}

METHOD_FN(size_of)
{
    (void)count;
    const Deque *self = as_deque(arg[0]);
    size_t       blocks = (self->length + self->phase + BLOCK - 1) / BLOCK;
    return int_from_int64(vm, type_of(vm, arg[0])->basic_size + (int64_t)(blocks * BLOCK_SIZE));
}

METHOD_FN(deque_reduce)
{
    (void)count;
    const Deque *self = as_deque(arg[0]);
    Value state = object_getstate(vm, arg[0]), iterator = state ? object_iter(vm, arg[0]) : 0;
    Value most = !iterator ? 0 : self->most < 0 ? NONE : int_from_int64(vm, self->most), args = 0, result = 0;
    Value none = most ? tuple_empty(vm) : 0;
    args = !none ? 0 : self->most < 0 ? retain(none) : tuple_of(vm, 2, none, most);
    if (args)
        result = tuple_of(vm, 4, type_value(type_of(vm, arg[0])), args, state, iterator);
    release(vm, args);
    release(vm, none);
    release(vm, most);
    release(vm, iterator);
    release(vm, state);
    return result;
}

METHOD_FN(get_maxlen)
{
    (void)count;
    int64_t most = as_deque(arg[0])->most;
    return most < 0 ? NONE : int_from_int64(vm, most);
}

/* ---- sequence ---- */

static int64_t deque_length(Vm *vm, Value v)
{
    (void)vm;
    return (int64_t)as_deque(v)->length;
}

static Value deque_item(Vm *vm, Value v, int64_t index)
{
    const Deque *self = as_deque(v);
    if ((uint64_t)index >= self->length)
        return index_error(vm, "deque index out of range");
    return retain(*slot_at(self, (size_t)index));
}

static bool deque_set_item(Vm *vm, Value v, int64_t index, Value value)
{
    Deque *self = as_deque(v);
    if ((uint64_t)index >= self->length)
        return index_error(vm, "deque index out of range");
    if (value)
        replace(vm, slot_at(self, (size_t)index), retain(value));
    else
        delete_at(vm, self, index);
    return true;
}

static Value deque_iconcat(Vm *vm, Value v, Value other)
{
    return extend_last(vm, v, other) ? retain(v) : 0;
}

static Value deque_concat(Vm *vm, Value v, Value other)
{
    if (!is_deque(vm, other))
        return type_error(vm, "can only concatenate deque (not \"%T\") to deque", other);
    Value result = deque_copy(vm, v);
    if (result && !extend_last(vm, result, other)) {
        release(vm, result);
        return 0;
    }
    return result;
}

static Value deque_irepeat(Vm *vm, Value v, int64_t times)
{
    Deque *self = as_deque(v);
    size_t length = self->length, total;
    if (length == 0 || times == 1)
        return retain(v);
    if (times <= 0) {
        empty(vm, self);
        return retain(v);
    }
    if (self->most >= 0 && (size_t)times > (size_t)self->most / length + 1)
        times = self->most / (int64_t)length + 1;
    if (__builtin_mul_overflow(length, (size_t)times, &total) || total > INT64_MAX / sizeof(Value))
        return memory_error(vm);
    Value items = object_to_list(vm, v);
    for (int64_t round = 1; items && round < times; round++)
        for (size_t i = 0; i < length; i++)
            if (!push_last(vm, self, retain(list_get(items, i)))) {
                release(vm, items);
                return 0;
            }
    release(vm, items);
    return items ? retain(v) : 0;
}

static Value deque_repeat(Vm *vm, Value v, int64_t times)
{
    Value copied = deque_copy(vm, v), result = copied ? deque_irepeat(vm, copied, times) : 0;
    release(vm, copied);
    return result;
}

static Value deque_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_deque(vm, a) || !is_deque(vm, b))
        return NOT_IMPLEMENTED;
    const Deque *left = as_deque(a), *right = as_deque(b);
    if (op == COMPARE_EQ || op == COMPARE_NE) {
        if (a == b)
            return bool_value(op == COMPARE_EQ);
        if (left->length != right->length)
            return bool_value(op == COMPARE_NE);
    }
    uint64_t left_version = left->version, right_version = right->version;
    for (size_t i = 0; i < left->length && i < right->length; i++) {
        Value x = retain(*slot_at(left, i)), y = retain(*slot_at(right, i)), result = 0;
        int   equal = object_equal(vm, x, y);
        if (equal == 0)
            result = op == COMPARE_EQ ? FALSE : op == COMPARE_NE ? TRUE : object_compare(vm, x, y, op);
        release(vm, x);
        release(vm, y);
        if (equal <= 0)
            return result;
        if (left->version != left_version || right->version != right_version)
            return runtime_error(vm, MUTATED);
    }
    size_t x = left->length, y = right->length;
    switch (op) {
    case COMPARE_LT: return bool_value(x < y);
    case COMPARE_LE: return bool_value(x <= y);
    case COMPARE_EQ: return bool_value(x == y);
    case COMPARE_NE: return bool_value(x != y);
    case COMPARE_GT: return bool_value(x > y);
    default:         return bool_value(x >= y);
    }
}

static Value deque_repr(Vm *vm, Value v)
{
    int active = repr_enter(vm, v);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "[...]");
    const Deque *self = as_deque(v);
    Value        items = object_to_list(vm, v), name = items ? type_name(vm, type_of(vm, v)) : 0, text = 0;
    if (name)
        text = self->most < 0 ? str_format(vm, "%U(%R)", name, items)
                              : str_format(vm, "%U(%R, maxlen=%lld)", name, items, (long long)self->most);
    release(vm, name);
    release(vm, items);
    repr_leave(vm, v);
    return text;
}

/* ---- iterators ---- */

typedef struct DequeIterator {
    Object   head;
    Value    deque;
    size_t   left;      /* items to come */
    uint64_t version;
} DequeIterator;

FIELDS_LIFE(iterator, DequeIterator, 1);

static Value iterator_new(Vm *vm, Value deque, uint32_t shape)
{
    DequeIterator *self = heap_new_container(vm, sizeof *self, shape);
    if (!self)
        return 0;
    self->deque = retain(deque);
    self->left = as_deque(deque)->length;
    self->version = as_deque(deque)->version;
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value deque_iter(Vm *vm, Value v) { return iterator_new(vm, v, SHAPE_DEQUE_ITERATOR); }

METHOD_FN(reversed_row)
{
    (void)count;
    return iterator_new(vm, arg[0], SHAPE_DEQUE_REVERSE_ITERATOR);
}

static Value iterator_step(Vm *vm, Value v, bool reverse)
{
    DequeIterator *self = (DequeIterator *)object_of(v);
    const Deque   *deque = as_deque(self->deque);
    if (deque->version != self->version) {
        self->left = 0;
        return runtime_error(vm, MUTATED);
    }
    if (!self->left)
        return UNBOUND;
    self->left--;
    return retain(*slot_at(deque, reverse ? self->left : deque->length - 1 - self->left));
}

static Value iterator_next(Vm *vm, Value v) { return iterator_step(vm, v, false); }
static Value reverse_next(Vm *vm, Value v) { return iterator_step(vm, v, true); }

/* arg: class, args: a deque and how many items are gone already. */
static Value iterator_from(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t  total = count + (names ? tuple_length(names) : 0);
    int64_t gone = 0;
    if (total < 1)
        return type_error(vm, "function takes at least 1 argument (0 given)");
    if (total > 2)
        return type_error(vm, "function takes at most 2 arguments (%zu given)", total);
    if (!is_deque(vm, args[0]))
        return type_error(vm, "argument 1 must be collections.deque, not %T", args[0]);
    if (total > 1 && !object_index_int64(vm, args[1], &overflow_error_type, &gone))
        return 0;
    Value v = iterator_new(vm, args[0], cls->number);
    if (v && gone > 0) {
        DequeIterator *self = (DequeIterator *)object_of(v);
        self->left = (size_t)gone > self->left ? 0 : self->left - (size_t)gone;
    }
    return v;
}

METHOD_FN(iterator_hint)
{
    (void)vm, (void)count;
    return int_value((int64_t)((DequeIterator *)object_of(arg[0]))->left);
}

METHOD_FN(iterator_reduce)
{
    (void)count;
    const DequeIterator *self = (DequeIterator *)object_of(arg[0]);
    int64_t gone = (int64_t)as_deque(self->deque)->length - (int64_t)self->left;
    Value   args = tuple_of(vm, 2, self->deque, int_value(gone)), result = 0;
    if (args)
        result = tuple_of(vm, 2, type_value(type_of(vm, arg[0])), args);
    release(vm, args);
    return result;
}

/* ---- types ---- */

#define OWNER &deque_type
static const Row deque_init_row = INIT_ROW("deque(self, iterable=<unrepresentable>, maxlen=None)", deque_init, CALL_KEYWORDS);
static const Row deque_rows[] = {
    METHOD_FLAGS("append(self, item, /)", append, CALL_ONE, ROW_QUALIFIED, "Add an element to the right side of the deque."),
    METHOD_FLAGS("appendleft(self, item, /)", append_left, CALL_ONE, ROW_QUALIFIED,
                 "Add an element to the left side of the deque."),
    METHOD_FLAGS("clear(self, /)", clear, CALL_NOARGS, ROW_QUALIFIED, "Remove all elements from the deque."),
    METHOD_FLAGS("__copy__(self, /)", copy, CALL_NOARGS, ROW_QUALIFIED, "Return a shallow copy of a deque."),
    METHOD_FLAGS("copy(self, /)", copy, CALL_NOARGS, ROW_QUALIFIED, "Return a shallow copy of a deque."),
    METHOD_FLAGS("count(self, value, /)", count_row, CALL_ONE, ROW_QUALIFIED, "Return number of occurrences of value."),
    METHOD_FLAGS("extend(self, iterable, /)", extend, CALL_ONE, ROW_QUALIFIED,
                 "Extend the right side of the deque with elements from the iterable."),
    METHOD_FLAGS("extendleft(self, iterable, /)", extend_left, CALL_ONE, ROW_QUALIFIED,
                 "Extend the left side of the deque with elements from the iterable."),
    METHOD("index(self, value, start=<unrepresentable>, stop=<unrepresentable>, /)", index_row, CALL_POSITIONAL,
           "Return first index of value.\n\nRaises ValueError if the value is not present."),
    METHOD("insert(self, index, value, /)", insert, CALL_POSITIONAL, "Insert value before index."),
    METHOD_FLAGS("pop(self, /)", pop, CALL_NOARGS, ROW_QUALIFIED, "Remove and return the rightmost element."),
    METHOD_FLAGS("popleft(self, /)", pop_left, CALL_NOARGS, ROW_QUALIFIED, "Remove and return the leftmost element."),
    METHOD_FLAGS("__reduce__(self, /)", deque_reduce, CALL_NOARGS, ROW_QUALIFIED, "Return state information for pickling."),
    METHOD_FLAGS("remove(self, value, /)", remove_row, CALL_ONE, ROW_QUALIFIED, "Remove first occurrence of value."),
    METHOD_FLAGS("__reversed__(self, /)", reversed_row, CALL_NOARGS, ROW_QUALIFIED,
                 "Return a reverse iterator over the deque."),
    METHOD_FLAGS("reverse(self, /)", reverse, CALL_NOARGS, ROW_QUALIFIED, "Reverse *IN PLACE*."),
    METHOD("rotate(self, n=1, /)", rotate, CALL_POSITIONAL,
           "Rotate the deque n steps to the right.  If n is negative, rotates left."),
    METHOD_FLAGS("__sizeof__(self, /)", size_of, CALL_NOARGS, ROW_QUALIFIED,
                 "Return the size of the deque in memory, in bytes."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    GETSET("maxlen", get_maxlen, NULL, "maximum size of a deque or None if unbounded"),
    ROWS_END,
};
#undef OWNER

const Type deque_type = {
    TYPE_HEAD, .name = "collections.deque",
    .doc = "A list-like sequence optimized for data accesses near its endpoints.",
    .base = &object_type, .rows = deque_rows, .number = SHAPE_DEQUE,
    .flags = TYPE_SEQUENCE | TYPE_HEAP | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 216,
    .weaklist_offset = 208, .size = sizeof(Deque), .init_row = &deque_init_row, .text_signature = "([iterable[, maxlen]])",
    .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = deque_dealloc, .traverse = deque_traverse, .clear = deque_clear_slot,
               .new = deque_new, .init = init_from_row, .repr = deque_repr, .hash = hash_not_implemented,
               .compare = deque_compare, .iter = deque_iter, .length = deque_length, .concat = deque_concat,
               .repeat = deque_repeat, .item = deque_item, .set_item = deque_set_item, .contains = deque_contains,
               .iconcat = deque_iconcat, .irepeat = deque_irepeat },
};

#define ITERATOR_ROWS \
    METHOD("__length_hint__(self, /)", iterator_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."), \
    METHOD("__reduce__(self, /)", iterator_reduce, CALL_NOARGS, "Return state information for pickling."), ROWS_END
#define ITERATOR_TYPE(symbol, text, SHAPE, row_list, next_fn) \
    const Type symbol = { \
        TYPE_HEAD, .name = text, .base = &object_type, .rows = row_list, .number = SHAPE, \
        .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 56, .size = sizeof(DequeIterator), \
        .restated = "__getattribute__", \
        .slots = { OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .new = iterator_from, \
                   .iter = self_iter, .next = next_fn }, \
    }
#define OWNER &deque_iterator_type
static const Row iterator_rows[] = {ITERATOR_ROWS};
#undef OWNER
#define OWNER &deque_reverse_iterator_type
static const Row reverse_rows[] = {ITERATOR_ROWS};
#undef OWNER
ITERATOR_TYPE(deque_iterator_type, "collections._deque_iterator", SHAPE_DEQUE_ITERATOR, iterator_rows, iterator_next);
ITERATOR_TYPE(deque_reverse_iterator_type, "collections._deque_reverse_iterator", SHAPE_DEQUE_REVERSE_ITERATOR, reverse_rows,
              reverse_next);
