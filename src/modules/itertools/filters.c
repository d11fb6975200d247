/* filters.c - itertools' iterators over one other: accumulate, compress, dropwhile, takewhile, filterfalse, starmap.
 * SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

/* iterator and a function of it, and what more one of them keeps. */
typedef struct Filter {
    Object head;
    Value  function, iterator, total, initial; /* the last two: accumulate's */
    bool   started;                            /* dropwhile: has begun; takewhile: has ended */
} Filter;

FIELDS_LIFE(filter, Filter, 4);

static Value filter_new(Vm *vm, Value cls, Value function, Value iterable)
{
    Value   iterator = object_iter(vm, iterable);
    Filter *self = iterator ? (Filter *)itertools_make(vm, cls) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->function = retain(function);
    self->iterator = iterator;
    self->total = self->initial = 0;
    self->started = false;
    return object_ready(vm, self);
}

static Value filter_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return filter_new(vm, arg[0], arg[1], arg[2]);
}

static int test(Vm *vm, Value function, Value item)
{
    Value answer = call1(vm, function, item);
    int   truth = answer ? object_truth(vm, answer) : -1;
    release(vm, answer);
    return truth;
}

#define FILTER_TYPE(name, SHAPE, basic, docstring, ...) \
    ITERATOR_TYPE(name##_type, "itertools." #name, SHAPE, Filter, basic, name, new_from_row, docstring, \
                  .new_row = &name##_new_row, __VA_ARGS__)
#define accumulate_dealloc filter_dealloc
#define accumulate_traverse filter_traverse
#define compress_dealloc filter_dealloc
#define compress_traverse filter_traverse
#define dropwhile_dealloc filter_dealloc
#define dropwhile_traverse filter_traverse
#define takewhile_dealloc filter_dealloc
#define takewhile_traverse filter_traverse
#define filterfalse_dealloc filter_dealloc
#define filterfalse_traverse filter_traverse
#define starmap_dealloc filter_dealloc
#define starmap_traverse filter_traverse

/* ---- accumulate ---- */

static Value accumulate_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value v = filter_new(vm, arg[0], arg[2], arg[1]);
    if (v && arg[3] != NONE)
        ((Filter *)object_of(v))->initial = retain(arg[3]);
    return v;
}

static Value accumulate_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    if (self->initial) {
        self->total = self->initial;
        self->initial = 0;
        return retain(self->total);
    }
    Value item = object_next(vm, self->iterator);
    if (!item || item == UNBOUND)
        return item;
    if (!self->total) {
        self->total = item;
        return retain(item);
    }
    Value total = retain(self->total);
    Value sum = self->function == NONE ? binary_op(vm, total, item, OP_ADD) : call2(vm, self->function, total, item);
    release(vm, total);
    release(vm, item);
    if (sum)
        replace(vm, &self->total, retain(sum));
    return sum;
}

#define OWNER &accumulate_type
static const Row accumulate_new_row =
    NEW_ROW("accumulate(cls, iterable, func=None, *, initial=None)", accumulate_make, CALL_KEYWORDS);
#undef OWNER
FILTER_TYPE(accumulate, SHAPE_ACCUMULATE, 56, "Return series of accumulated sums (or other binary function results).",
            .text_signature = "(iterable, func=None, *, initial=None)");

/* ---- compress: function is the iterator of selectors ---- */

static Value compress_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value data = object_iter(vm, arg[1]), selectors = data ? object_iter(vm, arg[2]) : 0, result = 0;
    if (selectors)
        result = filter_new(vm, arg[0], selectors, data);
    release(vm, selectors);
    release(vm, data);
    return result;
}

static Value compress_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    while (poll(vm)) {
        Value item = object_next(vm, self->iterator);
        if (!item || item == UNBOUND)
            return item;
        Value selector = object_next(vm, self->function);
        int   chosen = selector && selector != UNBOUND ? object_truth(vm, selector) : 0;
        if (chosen > 0) {
            release(vm, selector);
            return item;
        }
        release(vm, item);
        if (!selector || selector == UNBOUND)
            return selector;
        release(vm, selector);
        if (chosen < 0)
            return 0;
    }
    return 0;
}

#define OWNER &compress_type
static const Row compress_new_row = NEW_ROW("compress(cls, data, selectors)", compress_make, CALL_KEYWORDS);
#undef OWNER
FILTER_TYPE(compress, SHAPE_COMPRESS, 32,
            "Return data elements corresponding to true selector elements.\n\nForms a shorter iterator from selected data "
            "elements using the selectors to\nchoose the data elements.",
            .text_signature = "(data, selectors)");

/* ---- dropwhile, takewhile, filterfalse ---- */

static Value dropwhile_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    while (poll(vm)) {
        Value item = object_next(vm, self->iterator);
        if (!item || item == UNBOUND || self->started)
            return item;
        int dropped = test(vm, self->function, item);
        if (dropped == 0) {
            self->started = true;
            return item;
        }
        release(vm, item);
        if (dropped < 0)
            return 0;
    }
    return 0;
}

static Value takewhile_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    if (self->started)
        return UNBOUND;
    Value item = object_next(vm, self->iterator);
    if (!item || item == UNBOUND)
        return item;
    int taken = test(vm, self->function, item);
    if (taken > 0)
        return item;
    release(vm, item);
    if (taken < 0)
        return 0;
    self->started = true;
    return UNBOUND;
}

static Value filterfalse_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    bool    plain = self->function == NONE || self->function == type_value(&bool_type);
    while (poll(vm)) {
        Value item = object_next(vm, self->iterator);
        if (!item || item == UNBOUND)
            return item;
        int truth = plain ? object_truth(vm, item) : test(vm, self->function, item);
        if (truth == 0)
            return item;
        release(vm, item);
        if (truth < 0)
            return 0;
    }
    return 0;
}

#define OWNER &dropwhile_type
static const Row dropwhile_new_row = NEW_ROW("dropwhile(cls, predicate, iterable, /)", filter_make, CALL_POSITIONAL);
#undef OWNER
#define OWNER &takewhile_type
static const Row takewhile_new_row = NEW_ROW("takewhile(cls, predicate, iterable, /)", filter_make, CALL_POSITIONAL);
#undef OWNER
#define OWNER &filterfalse_type
static const Row filterfalse_new_row = NEW_ROW("filterfalse(cls, function, iterable, /)", filter_make, CALL_POSITIONAL);
#undef OWNER
FILTER_TYPE(dropwhile, SHAPE_DROPWHILE, 40,
            "Drop items from the iterable while predicate(item) is true.\n\nAfterwards, return every element until the "
            "iterable is exhausted.",
            .text_signature = "(predicate, iterable, /)");
FILTER_TYPE(takewhile, SHAPE_TAKEWHILE, 40,
            "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.",
            .text_signature = "(predicate, iterable, /)");
FILTER_TYPE(filterfalse, SHAPE_FILTERFALSE, 32,
            "Return those items of iterable for which function(item) is false.\n\nIf function is None, return the items "
            "that are false.",
            .text_signature = "(function, iterable, /)");

/* ---- starmap ---- */

static Value starmap_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    Value   item = object_next(vm, self->iterator);
    if (!item || item == UNBOUND)
        return item;
    if (!is_exact_tuple(item)) {
        Value args = object_to_tuple(vm, item);
        release(vm, item);
        if (!args)
            return 0;
        item = args;
    }
    Value result = call(vm, self->function, as_tuple(item)->items, tuple_length(item), 0);
    release(vm, item);
    return result;
}

#define OWNER &starmap_type
static const Row starmap_new_row = NEW_ROW("starmap(cls, function, iterable, /)", filter_make, CALL_POSITIONAL);
#undef OWNER
FILTER_TYPE(starmap, SHAPE_STARMAP, 32,
            "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from "
            "the given sequence.",
            .text_signature = "(function, iterable, /)");
