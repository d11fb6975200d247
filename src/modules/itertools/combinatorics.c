/* combinatorics.c - itertools.product, permutations, combinations, combinations_with_replacement.
 *
 * All step through rows of indices into pools of items; the row given last is overwritten where it changes, if nobody else
 * holds it. SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

typedef struct Rows {
    Object  head;
    Value   pool, row;   /* tuple of items (product: of tuples); the tuple given last: 0: none yet */
    size_t *indices;     /* `room` numbers: first those of the row; permutations: all items, then the cycles */
    size_t  room, length;
    bool    stopped;
} Rows;

static void rows_dealloc(Vm *vm, Object *object)
{
    Rows *self = (Rows *)object;
    fields_release(vm, object, 2);
    mem_free(vm, self->indices, self->room * sizeof *self->indices);
    heap_free(vm, object, sizeof *self);
}

static bool rows_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return fields_visit(object, 2, visit, arg);
}

/* Takes pool. The indices are all 0. */
static Rows *rows_new(Vm *vm, const Type *cls, Taken pool, size_t length, size_t room, bool stopped)
{
    size_t *indices = room > SIZE_MAX / 2 / sizeof *indices ? heap_refuse(vm) : mem_zero(vm, (room ? room : 1) * sizeof *indices);
    Rows   *self = indices ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        if (indices)
            mem_free(vm, indices, (room ? room : 1) * sizeof *indices);
        release(vm, pool);
        return NULL;
    }
    self->pool = pool;
    self->row = 0;
    self->indices = indices;
    self->room = room ? room : 1;
    self->length = length;
    self->stopped = stopped;
    return self;
}

static Value pool_item(const Rows *self, size_t place)
{
    return tuple_get(self->pool, self->indices[place]);
}

/* The first row: items at the first `length` indices. */
static Value first_row(Vm *vm, Rows *self, Value (*item)(const Rows *self, size_t place))
{
    if (!self->length) {
        self->row = tuple_empty(vm);
        return self->row ? retain(self->row) : 0;
    }
    Tuple *row = tuple_new(vm, self->length);
    if (!row)
        return 0;
    for (size_t i = 0; i < self->length; i++)
        row->items[i] = retain(item(self, i));
    self->row = tuple_ready(vm, row);
    return retain(self->row);
}

/* The row again, its items from `from` on as the indices say now. */
static Value next_row(Vm *vm, Rows *self, size_t from, Value (*item)(const Rows *self, size_t place))
{
    Tuple *row = itertools_row(vm, &self->row);
    if (!row)
        return 0;
    for (size_t i = from; i < self->length; i++)
        replace(vm, &row->items[i], retain(item(self, i)));
    return row_given(vm, row);
}

static Value end(Rows *self)
{
    self->stopped = true;
    return UNBOUND;
}

/* What __sizeof__ answers: CPython's struct and its index arrays. */
static Value size_with(Vm *vm, Value v, size_t numbers)
{
    return int_from_int64(vm, type_of(vm, v)->basic_size + (int64_t)(numbers * sizeof(size_t)));
}

static Value rows_size(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return size_with(vm, arg[0], ((Rows *)object_of(arg[0]))->length);
}

#define SIZE_ROW(fn) METHOD("__sizeof__(self, /)", fn, CALL_NOARGS, "Returns size in memory, in bytes.")

/* ---- product ---- */

static Value product_pools(Vm *vm, const Value *args, size_t count, size_t repeats)
{
    size_t total = repeats ? count * repeats : 0;
    if (!total)
        return tuple_empty(vm);
    Tuple *pools = tuple_new(vm, total);
    for (size_t i = 0; pools && i < total; i++) {
        Value pool = i < count ? object_to_tuple(vm, args[i]) : retain(pools->items[i - count]);
        if (!pool) {
            release(vm, value_of(pools));
            return 0;
        }
        pools->items[i] = pool;
    }
    return pools ? tuple_ready(vm, pools) : 0;
}

static Value product_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t  named = names ? tuple_length(names) : 0, most;
    int64_t repeats = 1;
    if (named > 1)
        return type_error(vm, "product() takes at most 1 keyword argument (%zu given)", named);
    if (named && !str_is(tuple_get(names, 0), "repeat"))
        return type_error(vm, "product() got an unexpected keyword argument '%U'", tuple_get(names, 0));
    if (named && !object_index_int64(vm, args[count], &overflow_error_type, &repeats))
        return 0;
    if (repeats < 0)
        return value_error(vm, "repeat argument cannot be negative");
    if (__builtin_mul_overflow(count, (size_t)repeats, &most) || most > INT64_MAX / sizeof(size_t))
        return overflow_error(vm, "repeat argument too large");
    Value pools = product_pools(vm, args, count, (size_t)repeats);
    if (!pools)
        return 0;
    size_t length = tuple_length(pools);
    Rows  *self = rows_new(vm, cls, pools, length, length, false);
    return self ? object_ready(vm, self) : 0;
}

static Value product_item(const Rows *self, size_t place)
{
    return tuple_get(tuple_get(self->pool, place), self->indices[place]);
}

static Value product_next(Vm *vm, Value v)
{
    Rows *self = (Rows *)object_of(v);
    if (self->stopped)
        return UNBOUND;
    if (!self->row) {
        for (size_t i = 0; i < self->length; i++)
            if (!tuple_length(tuple_get(self->pool, i)))
                return end(self);
        return first_row(vm, self, product_item);
    }
    size_t i = self->length;
    while (i-- > 0) {
        if (++self->indices[i] < tuple_length(tuple_get(self->pool, i)))
            return next_row(vm, self, i, product_item);
        self->indices[i] = 0;
    }
    return end(self);
}

#define product_dealloc rows_dealloc
#define product_traverse rows_traverse
#define OWNER &product_type
static const Row product_rows[] = {SIZE_ROW(rows_size), ROWS_END};
#undef OWNER
ITERATOR_TYPE(product_type, "itertools.product", SHAPE_PRODUCT, Rows, 48, product, product_new,
              "Cartesian product of input iterables.  Equivalent to nested for-loops.\n\n"
              "For example, product(A, B) returns the same as:  ((x,y) for x in A for y in B).\n"
              "The leftmost iterators are in the outermost for-loop, so the output tuples\n"
              "cycle in a manner similar to an odometer (with the rightmost element changing\non every iteration).\n\n"
              "To compute the product of an iterable with itself, specify the number\nof repetitions with the optional repeat "
              "keyword argument. For example,\nproduct(A, repeat=4) means the same as product(A, A, A, A).\n\n"
              "product('ab', range(3)) --> ('a',0) ('a',1) ('a',2) ('b',0) ('b',1) ('b',2)\n"
              "product((0,1), (0,1), (0,1)) --> (0,0,0) (0,0,1) (0,1,0) (0,1,1) (1,0,0) ...",
              .rows = product_rows, .text_signature = "(*iterables, repeat=1)");

/* ---- combinations, with replacement or without ---- */

static Value combinations_of(Vm *vm, const Value *arg, bool again)
{
    Value   pool = object_to_tuple(vm, arg[1]);
    int64_t length;
    if (!pool)
        return 0;
    if (!object_index_int64(vm, arg[2], &overflow_error_type, &length)) {
        release(vm, pool);
        return 0;
    }
    size_t most = tuple_length(pool);
    if (length < 0) {
        release(vm, pool);
        return value_error(vm, "r must be non-negative");
    }
    bool  none = again ? most == 0 && length > 0 : (size_t)length > most;
    Rows *self = rows_new(vm, as_type(arg[0]), pool, (size_t)length, (size_t)length, none);
    if (!self)
        return 0;
    for (size_t i = 0; !again && i < (size_t)length; i++)
        self->indices[i] = i;
    return object_ready(vm, self);
}

static Value combinations_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return combinations_of(vm, arg, false);
}

static Value replacement_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return combinations_of(vm, arg, true);
}

static Value combinations_next(Vm *vm, Value v)
{
    Rows *self = (Rows *)object_of(v);
    if (self->stopped)
        return UNBOUND;
    if (!self->row)
        return first_row(vm, self, pool_item);
    size_t i = self->length, most = tuple_length(self->pool);
    while (i > 0 && self->indices[i - 1] == i - 1 + most - self->length)
        i--;
    if (!i)
        return end(self);
    size_t index = ++self->indices[i - 1];
    for (size_t j = i; j < self->length; j++)
        self->indices[j] = ++index;
    return next_row(vm, self, i - 1, pool_item);
}

static Value replacement_next(Vm *vm, Value v)
{
    Rows *self = (Rows *)object_of(v);
    if (self->stopped)
        return UNBOUND;
    if (!self->row)
        return first_row(vm, self, pool_item);
    size_t i = self->length, most = tuple_length(self->pool);
    while (i > 0 && self->indices[i - 1] == most - 1)
        i--;
    if (!i)
        return end(self);
    size_t index = self->indices[i - 1] + 1;
    for (size_t j = i - 1; j < self->length; j++)
        self->indices[j] = index;
    return next_row(vm, self, i - 1, pool_item);
}

#define combinations_dealloc rows_dealloc
#define combinations_traverse rows_traverse
#define replacement_dealloc rows_dealloc
#define replacement_traverse rows_traverse
#define OWNER &combinations_type
static const Row combinations_rows[] = {SIZE_ROW(rows_size), ROWS_END};
static const Row combinations_new_row = NEW_ROW("combinations(cls, iterable, r)", combinations_make, CALL_KEYWORDS);
#undef OWNER
#define OWNER &combinations_with_replacement_type
static const Row replacement_rows[] = {SIZE_ROW(rows_size), ROWS_END};
static const Row replacement_new_row =
    NEW_ROW("combinations_with_replacement(cls, iterable, r)", replacement_make, CALL_KEYWORDS);
#undef OWNER
ITERATOR_TYPE(combinations_type, "itertools.combinations", SHAPE_COMBINATIONS, Rows, 56, combinations, new_from_row,
              "Return successive r-length combinations of elements in the iterable.\n\n"
              "combinations(range(4), 3) --> (0,1,2), (0,1,3), (0,2,3), (1,2,3)",
              .rows = combinations_rows, .new_row = &combinations_new_row, .text_signature = "(iterable, r)");
ITERATOR_TYPE(combinations_with_replacement_type, "itertools.combinations_with_replacement",
              SHAPE_COMBINATIONS_WITH_REPLACEMENT, Rows, 56, replacement, new_from_row,
              "Return successive r-length combinations of elements in the iterable allowing individual elements to have "
              "successive repeats.\n\ncombinations_with_replacement('ABC', 2) --> ('A','A'), ('A','B'), ('A','C'), ('B','B'), "
              "('B','C'), ('C','C')",
              .rows = replacement_rows, .new_row = &replacement_new_row, .text_signature = "(iterable, r)");

/* ---- permutations: cycles[i], behind the indices, counts down from most - i ---- */

static Value permutations_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value   pool = object_to_tuple(vm, arg[1]);
    int64_t length = pool ? (int64_t)tuple_length(pool) : 0;
    if (!pool)
        return 0;
    size_t most = (size_t)length;
    if (arg[2] != NONE) {
        bool right = is_int(vm, arg[2]) || type_error(vm, "Expected int as r");
        if (!right || !object_index_int64(vm, arg[2], &overflow_error_type, &length) ||
            (length < 0 && !value_error(vm, "r must be non-negative"))) {
            release(vm, pool);
            return 0;
        }
    }
    bool  none = (size_t)length > most;
    Rows *self = rows_new(vm, as_type(arg[0]), pool, (size_t)length, most + (none ? 0 : (size_t)length), none);
    if (!self)
        return 0;
    for (size_t i = 0; i < most; i++)
        self->indices[i] = i;
    for (size_t i = 0; !none && i < (size_t)length; i++)
        self->indices[most + i] = most - i;
    return object_ready(vm, self);
}

static Value permutations_next(Vm *vm, Value v)
{
    Rows *self = (Rows *)object_of(v);
    if (self->stopped)
        return UNBOUND;
    if (!self->row)
        return first_row(vm, self, pool_item);
    size_t most = tuple_length(self->pool), *indices = self->indices, *cycles = indices + most;
    for (size_t i = self->length; i-- > 0;) {
        if (--cycles[i] == 0) {
            size_t index = indices[i];
            memmove(indices + i, indices + i + 1, (most - 1 - i) * sizeof *indices);
            indices[most - 1] = index;
            cycles[i] = most - i;
            continue;
        }
        size_t j = most - cycles[i], index = indices[i];
        indices[i] = indices[j];
        indices[j] = index;
        return next_row(vm, self, i, pool_item);
    }
    return end(self);
}

static Value permutations_size(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Rows *self = (Rows *)object_of(arg[0]);
    return size_with(vm, arg[0], tuple_length(self->pool) + self->length);
}

#define permutations_dealloc rows_dealloc
#define permutations_traverse rows_traverse
#define OWNER &permutations_type
static const Row permutations_rows[] = {SIZE_ROW(permutations_size), ROWS_END};
static const Row permutations_new_row = NEW_ROW("permutations(cls, iterable, r=None)", permutations_make, CALL_KEYWORDS);
#undef OWNER
ITERATOR_TYPE(permutations_type, "itertools.permutations", SHAPE_PERMUTATIONS, Rows, 64, permutations, new_from_row,
              "Return successive r-length permutations of elements in the iterable.\n\n"
              "permutations(range(3), 2) --> (0,1), (0,2), (1,0), (1,2), (2,0), (2,1)",
              .rows = permutations_rows, .new_row = &permutations_new_row, .text_signature = "(iterable, r=None)");
