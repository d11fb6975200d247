/* chains.c - itertools' iterators that string items together: chain, islice, pairwise, batched, zip_longest.
 * SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

/* ---- chain ---- */

typedef struct Chain {
    Object head;
    Value  source, active; /* iterator of iterables (0: all done); the iterator that gives items now, or 0 */
} Chain;

FIELDS_LIFE(chain, Chain, 2);

static Value chain_of(Vm *vm, const Type *cls, Taken source)
{
    Chain *self = source ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, source);
        return 0;
    }
    self->source = source;
    self->active = 0;
    return object_ready(vm, self);
}

static Value chain_make(Vm *vm, const Value *arg, size_t count)
{
    Value iterables = tuple_from(vm, arg + 1, count - 1), source = iterables ? object_iter(vm, iterables) : 0;
    release(vm, iterables);
    return chain_of(vm, as_type(arg[0]), source);
}

static Value chain_from_iterable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return chain_of(vm, as_type(arg[0]), object_iter(vm, arg[1]));
}

/* The next iterable's iterator becomes the active one. UNBOUND: there is none; 0: an exception. */
static Value chain_advance(Vm *vm, Chain *self)
{
    Value source = retain(self->source), iterable = object_next(vm, source);
    release(vm, source);
    if (!iterable || iterable == UNBOUND) {
        replace(vm, &self->source, 0);
        return iterable;
    }
    Value iterator = object_iter(vm, iterable);
    release(vm, iterable);
    if (!iterator) {
        replace(vm, &self->source, 0);
        return 0;
    }
    replace(vm, &self->active, iterator);
    return NONE;
}

static Value chain_next(Vm *vm, Value v)
{
    Chain *self = (Chain *)object_of(v);
    while (self->source && poll(vm)) {
        if (!self->active) {
            Value done = chain_advance(vm, self);
            if (done != NONE)
                return done;
        }
        Value active = retain(self->active), item = object_next(vm, active);
        release(vm, active);
        if (item != UNBOUND)
            return item;
        replace(vm, &self->active, 0);
    }
    return exception_pending(vm) ? 0 : UNBOUND;
}

#define OWNER &chain_type
static const Row chain_new_row = NEW_ROW("chain(cls, *iterables)", chain_make, CALL_VARIADIC);
static const Row chain_rows[] = {
    CLASS_METHOD("from_iterable(type, iterable, /)", chain_from_iterable, CALL_ONE,
                 "Alternative chain() constructor taking a single iterable argument that evaluates lazily."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    ROWS_END,
};
#undef OWNER
ITERATOR_TYPE(chain_type, "itertools.chain", SHAPE_CHAIN, Chain, 32, chain, new_from_row,
              "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, "
              "then elements from the next\niterable, until all of the iterables are exhausted.",
              .rows = chain_rows, .new_row = &chain_new_row, .text_signature = "(*iterables)");

/* ---- islice ---- */

typedef struct Islice {
    Object  head;
    Value   iterator;             /* 0: the end */
    int64_t next, stop, step, at; /* stop -1: none; at: items taken so far */
} Islice;

FIELDS_LIFE(islice, Islice, 1);

/* An index; what is none is -1, whatever is wrong with it. */
static int64_t clear_index(Vm *vm, Value v)
{
    int64_t index;
    if (object_index_int64(vm, v, &overflow_error_type, &index))
        return index;
    exception_clear(vm);
    return -1;
}

static bool islice_bounds(Vm *vm, const Value *arg, size_t count, int64_t *start, int64_t *stop, int64_t *step)
{
    Value end = count > 1 ? arg[1] : arg[0];
    if (count > 1 && arg[0] != NONE)
        *start = clear_index(vm, arg[0]);
    if (end != NONE && (*stop = clear_index(vm, end)) == -1)
        return value_error(vm, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    if (*start < 0 || *stop < -1)
        return value_error(vm, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.");
    if (count > 2 && arg[2] != NONE)
        *step = clear_index(vm, arg[2]);
    return *step >= 1 || value_error(vm, "Step for islice() must be a positive integer or None.");
}

static Value islice_make(Vm *vm, const Value *arg, size_t count)
{
    int64_t start = 0, stop = -1, step = 1;
    if (count < 3)
        return type_error(vm, "islice expected at least 2 arguments, got %zu", count - 1);
    if (count > 5)
        return type_error(vm, "islice expected at most 4 arguments, got %zu", count - 1);
    if (!islice_bounds(vm, arg + 2, count - 2, &start, &stop, &step))
        return 0;
    Value   iterator = object_iter(vm, arg[1]);
    Islice *self = iterator ? (Islice *)itertools_make(vm, arg[0]) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->iterator = iterator;
    self->next = start;
    self->stop = stop;
    self->step = step;
    self->at = 0;
    return object_ready(vm, self);
}

static Value islice_next(Vm *vm, Value v)
{
    Islice *self = (Islice *)object_of(v);
    if (!self->iterator)
        return UNBOUND;
    Value   iterator = retain(self->iterator), item = UNBOUND;
    int64_t stop = self->stop;
    while (self->at < self->next) {
        item = poll(vm) ? object_next(vm, iterator) : 0;
        if (!item || item == UNBOUND)
            goto done;
        release(vm, item);
        item = UNBOUND;
        self->at++;
    }
    if (stop != -1 && self->at >= stop)
        goto done;
    item = object_next(vm, iterator);
    if (!item || item == UNBOUND)
        goto done;
    self->at++;
    int64_t before = self->next;
    if (__builtin_add_overflow(before, self->step, &self->next) || (stop != -1 && self->next > stop))
        self->next = stop;
done:
    release(vm, iterator);
    if (!item || item == UNBOUND)
        replace(vm, &self->iterator, 0);
    return item;
}

#define OWNER &islice_type
static const Row islice_new_row = NEW_ROW("islice(cls, *args)", islice_make, CALL_VARIADIC);
#undef OWNER
ITERATOR_TYPE(islice_type, "itertools.islice", SHAPE_ISLICE, Islice, 56, islice, new_from_row,
              "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object\n\n"
              "Return an iterator whose next() method returns selected values from an\niterable.  If start is specified, will "
              "skip all preceding elements;\notherwise, start defaults to zero.  Step defaults to one.  If\nspecified as "
              "another value, step determines how many values are\nskipped between successive calls.  Works like a slice() "
              "on a list\nbut returns an iterator.",
              .new_row = &islice_new_row);

/* ---- pairwise ---- */

typedef struct Pairwise {
    Object head;
    Value  iterator, old, row; /* iterator 0: the end; old: the item given last */
} Pairwise;

FIELDS_LIFE(pairwise, Pairwise, 3);

static Value pairwise_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value     iterator = object_iter(vm, arg[1]);
    Pairwise *self = iterator ? (Pairwise *)itertools_make(vm, arg[0]) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->iterator = iterator;
    self->old = self->row = 0;
    return object_ready(vm, self);
}

static Value pairwise_end(Vm *vm, Pairwise *self, Value how)
{
    replace(vm, &self->iterator, 0);
    replace(vm, &self->old, 0);
    replace(vm, &self->row, 0);
    return how;
}

static Value pairwise_row(Vm *vm, Pairwise *self, Value old, Value item)
{
    if (!self->row || object_of(self->row)->refs != 1) {
        Value row = tuple_of(vm, 2, old, item);
        if (row)
            replace(vm, &self->row, retain(row));
        return row;
    }
    Tuple *row = as_tuple(retain(self->row));
    replace(vm, &row->items[0], retain(old));
    replace(vm, &row->items[1], retain(item));
    return row_given(vm, row);
}

static Value pairwise_next(Vm *vm, Value v)
{
    Pairwise *self = (Pairwise *)object_of(v);
    if (!self->iterator)
        return UNBOUND;
    Value iterator = retain(self->iterator), item = 0, result = 0;
    Value old = self->old ? retain(self->old) : 0;
    if (!old) {
        old = object_next(vm, iterator);
        if (!old || old == UNBOUND) {
            result = pairwise_end(vm, self, old);
            goto done;
        }
        replace(vm, &self->old, retain(old));
        if (!self->iterator) {
            result = pairwise_end(vm, self, UNBOUND);
            goto done;
        }
    }
    item = object_next(vm, iterator);
    if (!item || item == UNBOUND) {
        result = pairwise_end(vm, self, item);
        goto done;
    }
    result = pairwise_row(vm, self, old, item);
    replace(vm, &self->old, retain(item));
done:
    release(vm, item);
    release(vm, old);
    release(vm, iterator);
    return result;
}

#define OWNER &pairwise_type
static const Row pairwise_new_row = NEW_ROW("pairwise(cls, iterable, /)", pairwise_make, CALL_POSITIONAL);
#undef OWNER
ITERATOR_TYPE(pairwise_type, "itertools.pairwise", SHAPE_PAIRWISE, Pairwise, 40, pairwise, new_from_row,
              "Return an iterator of overlapping pairs taken from the input iterator.\n\n    s -> (s0,s1), (s1,s2), (s2, s3), ...",
              .new_row = &pairwise_new_row, .text_signature = "(iterable, /)");

/* ---- batched ---- */

typedef struct Batched {
    Object  head;
    Value   iterator; /* 0: the end */
    int64_t size;
    bool    strict;
} Batched;

FIELDS_LIFE(batched, Batched, 1);

static Value batched_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t size;
    if (!object_index_int64(vm, arg[2], &overflow_error_type, &size))
        return 0;
    int strict = object_truth(vm, arg[3]);
    if (strict < 0)
        return 0;
    if (size < 1)
        return value_error(vm, "n must be at least one");
    Value    iterator = object_iter(vm, arg[1]);
    Batched *self = iterator ? (Batched *)itertools_make(vm, arg[0]) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->iterator = iterator;
    self->size = size;
    self->strict = strict;
    return object_ready(vm, self);
}

static Value batched_next(Vm *vm, Value v)
{
    Batched *self = (Batched *)object_of(v);
    if (!self->iterator)
        return UNBOUND;
    size_t size = (size_t)self->size, expected = size < 64 ? size : 64;
    Value  iterator = retain(self->iterator), batch = list_new(vm, expected), item = 0, result = 0;
    while (batch && list_length(batch) < size) {
        item = object_next(vm, iterator);
        if (!item || item == UNBOUND)
            break;
        if (!list_append_taken(vm, batch, item))
            goto done;
    }
    if (!batch || !item)
        goto done;
    size_t length = list_length(batch);
    if (length < size)
        replace(vm, &self->iterator, 0);
    if (length && length < size && self->strict)
        value_error(vm, "batched(): incomplete batch");
    else
        result = length ? list_to_tuple(vm, batch) : UNBOUND;
done:
    if (!result && !item)
        replace(vm, &self->iterator, 0);
    release(vm, batch);
    release(vm, iterator);
    return result;
}

#define OWNER &batched_type
static const Row batched_new_row = NEW_ROW("batched(cls, iterable, n, *, strict=False)", batched_make, CALL_KEYWORDS);
#undef OWNER
ITERATOR_TYPE(batched_type, "itertools.batched", SHAPE_BATCHED, Batched, 40, batched, new_from_row,
              "Batch data into tuples of length n. The last batch may be shorter than n.\n\nLoops over the input iterable and "
              "accumulates data into tuples up to size\nn.  The input is consumed lazily, just enough to fill a batch.\n"
              "The result is yielded as soon as a batch is full or when the input\niterable is exhausted.\n\n"
              "    >>> for batch in batched('ABCDEFG', 3):\n    ...     print(batch)\n    ...\n    ('A', 'B', 'C')\n"
              "    ('D', 'E', 'F')\n    ('G',)\n\nIf \"strict\" is True, raises a ValueError if the final batch is shorter\nthan n.",
              .new_row = &batched_new_row, .text_signature = "(iterable, n, *, strict=False)");

/* ---- zip_longest ---- */

typedef struct ZipLongest {
    Object head;
    Value  iterators, fill, row; /* iterators: tuple, None where one has ended */
    size_t active;
} ZipLongest;

FIELDS_LIFE(zip_longest, ZipLongest, 3);

static Value iterators_of(Vm *vm, const Value *args, size_t count)
{
    if (!count)
        return tuple_empty(vm);
    Tuple *iterators = tuple_new(vm, count);
    for (size_t i = 0; iterators && i < count; i++) {
        Value iterator = object_iter(vm, args[i]);
        if (!iterator) {
            release(vm, value_of(iterators));
            return 0;
        }
        iterators->items[i] = iterator;
    }
    return iterators ? tuple_ready(vm, iterators) : 0;
}

static Value zip_longest_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t named = names ? tuple_length(names) : 0;
    if (named && (named != 1 || !str_is(tuple_get(names, 0), "fillvalue")))
        return type_error(vm, "zip_longest() got an unexpected keyword argument");
    Value       iterators = iterators_of(vm, args, count);
    ZipLongest *self = iterators ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, iterators);
        return 0;
    }
    self->iterators = iterators;
    self->fill = named ? retain(args[count]) : NONE;
    self->row = 0;
    self->active = count;
    return object_ready(vm, self);
}

/* The next item of iterator i, or the fill value. UNBOUND: the last one ended; 0: an exception. */
static Value longest_item(Vm *vm, ZipLongest *self, size_t i)
{
    Value iterator = tuple_get(self->iterators, i), item;
    if (iterator == NONE)
        return retain(self->fill);
    retain(iterator);
    item = object_next(vm, iterator);
    release(vm, iterator);
    if (item && item != UNBOUND)
        return item;
    self->active = item ? self->active - 1 : 0;
    if (!self->active)
        return item;
    replace(vm, &as_tuple(self->iterators)->items[i], NONE);
    return retain(self->fill);
}

static Value zip_longest_next(Vm *vm, Value v)
{
    ZipLongest *self = (ZipLongest *)object_of(v);
    size_t      count = tuple_length(self->iterators);
    if (!count || !self->active)
        return UNBOUND;
    bool   again = self->row && object_of(self->row)->refs == 1;
    Tuple *row = again ? as_tuple(retain(self->row)) : tuple_new(vm, count);
    if (!row)
        return 0;
    for (size_t i = 0; i < count; i++) {
        Value item = longest_item(vm, self, i);
        if (!item || item == UNBOUND) {
            release(vm, value_of(row));
            return item;
        }
        replace(vm, &row->items[i], item);
    }
    if (again)
        return row_given(vm, row);
    Value result = tuple_ready(vm, row);
    replace(vm, &self->row, retain(result));
    return result;
}

ITERATOR_TYPE(zip_longest_type, "itertools.zip_longest", SHAPE_ZIP_LONGEST, ZipLongest, 56, zip_longest, zip_longest_new,
              "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th "
              "iterable argument.  The .__next__()\nmethod continues until the longest iterable in the argument sequence\nis "
              "exhausted and then it raises StopIteration.  When the shorter iterables\nare exhausted, the fillvalue is "
              "substituted in their place.  The fillvalue\ndefaults to None or can be specified by a keyword argument.",
              .text_signature = "(*iterables, fillvalue=None)");
