/* sources.c - itertools.count, cycle, repeat: endless iterators. SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

#include "objects/heap_type.h"

/* ---- count ---- */

typedef struct Count {
    Object head;
    Value  number, step;
} Count;

FIELDS_LIFE(count, Count, 2);

static bool is_number(const Vm *vm, Value v)
{
    const Slots *slots = &type_of(vm, v)->slots;
    return slots->index || slots->to_int || slots->to_float || is_instance_of(vm, v, &complex_type);
}

static Value count_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_number(vm, arg[1]) || !is_number(vm, arg[2]))
        return type_error(vm, "a number is required");
    Count *self = (Count *)itertools_make(vm, arg[0]);
    if (!self)
        return 0;
    self->number = retain(arg[1]);
    self->step = retain(arg[2]);
    return object_ready(vm, self);
}

static Value count_next(Vm *vm, Value v)
{
    Count *self = (Count *)object_of(v);
    Value  now = self->number;
    if (both_word_int(now, self->step) && self->step == int_value(1) && word_int(now) < INT_WORD_MAX) {
        self->number = int_value(word_int(now) + 1);
        return now;
    }
    Value after = binary_op(vm, now, self->step, OP_ADD);
    if (!after)
        return 0;
    now = self->number;
    self->number = after;
    return now;
}

static Value count_repr(Vm *vm, Value v)
{
    const Count *self = (Count *)object_of(v);
    Value        name = type_name(vm, type_of(vm, v));
    if (!name)
        return 0;
    bool  by_one = self->step == int_value(1) || self->step == TRUE;
    Value text = by_one ? str_format(vm, "%U(%R)", name, self->number)
                        : str_format(vm, "%U(%R, %R)", name, self->number, self->step);
    release(vm, name);
    return text;
}

#define OWNER &count_type
static const Row count_new_row = NEW_ROW("count(cls, start=0, step=1)", count_make, CALL_KEYWORDS);
#undef OWNER

const Type count_type = {
    TYPE_HEAD, .name = "itertools.count",
    .doc = "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n"
           "    def count(firstval=0, step=1):\n        x = firstval\n        while 1:\n            yield x\n"
           "            x += step",
    .base = &object_type, .number = SHAPE_COUNT, .flags = ITERTOOLS_FLAGS, .basic_size = 40, .size = sizeof(Count),
    .new_row = &count_new_row, .text_signature = "(start=0, step=1)", .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = count_dealloc, .traverse = count_traverse, .new = new_from_row, .repr = count_repr,
               .iter = self_iter, .next = count_next },
};

/* ---- cycle ---- */

typedef struct Cycle {
    Object head;
    Value  iterator, saved; /* iterator 0: exhausted, the list is gone through again and again */
    size_t index;
} Cycle;

FIELDS_LIFE(cycle, Cycle, 2);

static Value cycle_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value  iterator = object_iter(vm, arg[1]), saved = iterator ? list_new(vm, 0) : 0;
    Cycle *self = saved ? (Cycle *)itertools_make(vm, arg[0]) : NULL;
    if (!self) {
        release(vm, iterator);
        release(vm, saved);
        return 0;
    }
    self->iterator = iterator;
    self->saved = saved;
    self->index = 0;
    return object_ready(vm, self);
}

static Value cycle_next(Vm *vm, Value v)
{
    Cycle *self = (Cycle *)object_of(v);
    if (self->iterator) {
        Value iterator = retain(self->iterator), item = object_next(vm, iterator);
        release(vm, iterator);
        if (!item)
            return 0;
        if (item != UNBOUND) {
            if (list_append(vm, self->saved, item))
                return item;
            release(vm, item);
            return 0;
        }
        replace(vm, &self->iterator, 0);
    }
    if (!list_length(self->saved))
        return UNBOUND;
    Value item = retain(list_get(self->saved, self->index));
    self->index = self->index + 1 < list_length(self->saved) ? self->index + 1 : 0;
    return item;
}

#define OWNER &cycle_type
static const Row cycle_new_row = NEW_ROW("cycle(cls, iterable, /)", cycle_make, CALL_POSITIONAL);
#undef OWNER
ITERATOR_TYPE(cycle_type, "itertools.cycle", SHAPE_CYCLE, Cycle, 40, cycle, new_from_row,
              "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
              .new_row = &cycle_new_row, .text_signature = "(iterable, /)");

/* ---- repeat ---- */

typedef struct Repeat {
    Object  head;
    Value   object;
    int64_t left;    /* -1: for ever */
} Repeat;

FIELDS_LIFE(repeat, Repeat, 1);

static Value repeat_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t left = -1;
    if (arg[2] && !object_index_int64(vm, arg[2], &overflow_error_type, &left))
        return 0;
    Repeat *self = (Repeat *)itertools_make(vm, arg[0]);
    if (!self)
        return 0;
    self->object = retain(arg[1]);
    self->left = arg[2] && left < 0 ? 0 : left;
    return object_ready(vm, self);
}

static Value repeat_next(Vm *vm, Value v)
{
    (void)vm;
    Repeat *self = (Repeat *)object_of(v);
    if (!self->left)
        return UNBOUND;
    self->left -= self->left > 0;
    return retain(self->object);
}

static Value repeat_repr(Vm *vm, Value v)
{
    const Repeat *self = (Repeat *)object_of(v);
    Value         name = type_name(vm, type_of(vm, v));
    if (!name)
        return 0;
    Value text = self->left < 0 ? str_format(vm, "%U(%R)", name, self->object)
                                : str_format(vm, "%U(%R, %lld)", name, self->object, (long long)self->left);
    release(vm, name);
    return text;
}

static Value repeat_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t left = ((Repeat *)object_of(arg[0]))->left;
    return left < 0 ? type_error(vm, "len() of unsized object") : int_from_int64(vm, left);
}

#define OWNER &repeat_type
static const Row repeat_new_row = NEW_ROW("repeat(cls, object, times=<unrepresentable>)", repeat_make, CALL_KEYWORDS);
static const Row repeat_rows[] = {
    METHOD("__length_hint__(self, /)", repeat_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."),
    ROWS_END,
};
#undef OWNER

const Type repeat_type = {
    TYPE_HEAD, .name = "itertools.repeat",
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\n"
           "for the specified number of times.  If not specified, returns the object\nendlessly.",
    .base = &object_type, .rows = repeat_rows, .number = SHAPE_REPEAT, .flags = ITERTOOLS_FLAGS, .basic_size = 32,
    .size = sizeof(Repeat), .new_row = &repeat_new_row, .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = repeat_dealloc, .traverse = repeat_traverse, .new = new_from_row,
               .repr = repeat_repr, .iter = self_iter, .next = repeat_next },
};
