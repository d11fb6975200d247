/* slice.c - the slice type. How slices meet a length stands in slice_index.c. SPDX-License-Identifier: MIT */
#include "objects/slice.h"

#include "base/hash.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define OWNER &slice_type

Value slice_new(Vm *vm, Value start, Value stop, Value step)
{
    Slice *slice = heap_new_container(vm, sizeof *slice, SHAPE_SLICE);
    if (!slice)
        return 0;
    slice->start = retain(start);
    slice->stop = retain(stop);
    slice->step = retain(step);
    gc_track(vm, &slice->head);
    return value_of(slice);
}

static Value slice_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls;
    if (names && tuple_length(names))
        return type_error(vm, "slice() takes no keyword arguments");
    if (count < 1)
        return type_error(vm, "slice expected at least 1 argument, got 0");
    if (count > 3)
        return type_error(vm, "slice expected at most 3 arguments, got %zu", count);
    return slice_new(vm, count == 1 ? NONE : args[0], args[count == 1 ? 0 : 1], count == 3 ? args[2] : NONE);
}

static void slice_dealloc(Vm *vm, Object *self)
{
    Slice *slice = (Slice *)self;
    release(vm, slice->step);
    release(vm, slice->start);
    release(vm, slice->stop);
    heap_free(vm, self, sizeof *slice);
}

static bool slice_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Slice *slice = (Slice *)self;
    return visit(slice->start, arg) && visit(slice->stop, arg) && visit(slice->step, arg);
}

static Value slice_repr(Vm *vm, Value self)
{
    const Slice *slice = as_slice(self);
    return str_format(vm, "slice(%R, %R, %R)", slice->start, slice->stop, slice->step);
}

static Value as_triple(Vm *vm, Value self)
{
    const Slice *slice = as_slice(self);
    return tuple_of(vm, 3, slice->start, slice->stop, slice->step);
}

static Value slice_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_slice(b))
        return NOT_IMPLEMENTED;
    if (a == b && (op == COMPARE_EQ || op == COMPARE_LE || op == COMPARE_GE))
        return TRUE;
    if (a == b)
        return FALSE;
    Value x = as_triple(vm, a), y = x ? as_triple(vm, b) : 0;
    Value result = y ? object_compare(vm, x, y, op) : 0;
    release(vm, x);
    release(vm, y);
    return result;
}

static int64_t slice_hash(Vm *vm, Value self)
{
    const Slice *slice = as_slice(self);
    const Value  parts[] = {slice->start, slice->stop, slice->step};
    uint64_t     state = hash_tuple_begin();
    for (int i = 0; i < 3; i++) {
        int64_t hash = object_hash(vm, parts[i]);
        if (hash == -1)
            return -1;
        state = hash_tuple_item(state, hash);
    }
    return hash_slice_end(state);
}

/* ---- indices: any size of int ---- */

/* A bound clipped to [low, high]; negative ones count from length; `otherwise` for None. Owned. */
static Value clipped(Vm *vm, Value bound, Value length, Value low, Value high, Value otherwise)
{
    if (bound == NONE)
        return retain(otherwise);
    if (!type_of(vm, bound)->slots.index)
        return type_error(vm, "slice indices must be integers or None or have an __index__ method");
    Value index = object_index(vm, bound);
    if (index && int_sign(index) < 0) {
        Value from_end = int_add(vm, index, length);
        release(vm, index);
        index = from_end;
        if (index && int_compare(index, low) < 0)
            replace(vm, &index, retain(low));
    } else if (index && int_compare(index, high) > 0) {
        replace(vm, &index, retain(high));
    }
    return index;
}

Value slice_indices(Vm *vm, Value self, Value length)
{
    const Slice *slice = as_slice(self);
    Value start = 0, stop = 0, result = 0, low = 0, high = 0;
    Value step = slice->step == NONE ? int_value(1) : 0;
    if (!step) {
        if (!type_of(vm, slice->step)->slots.index)
            return type_error(vm, "slice indices must be integers or None or have an __index__ method");
        step = object_index(vm, slice->step);
    }
    if (!step)
        return 0;
    int sign = int_sign(step);
    if (!sign) {
        value_error(vm, "slice step cannot be zero");
        goto done;
    }
    low = int_value(sign < 0 ? -1 : 0);
    high = sign < 0 ? int_add(vm, length, int_value(-1)) : retain(length);
    start = high ? clipped(vm, slice->start, length, low, high, sign < 0 ? high : low) : 0;
    stop = start ? clipped(vm, slice->stop, length, low, high, sign < 0 ? low : high) : 0;
    result = stop ? tuple_of(vm, 3, start, stop, step) : 0;
done:
    release(vm, start);
    release(vm, stop);
    release(vm, high);
    release(vm, step);
    return result;
}

static Value indices(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value length = object_index(vm, arg[1]), result = 0;
    if (length && int_sign(length) < 0)
        value_error(vm, "length should not be negative");
    else if (length)
        result = slice_indices(vm, arg[0], length);
    release(vm, length);
    return result;
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value args = as_triple(vm, arg[0]);
    Value result = args ? tuple_of(vm, 2, type_value(&slice_type), args) : 0;
    release(vm, args);
    return result;
}

static Value get_start(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_slice(arg[0])->start); }
static Value get_stop(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_slice(arg[0])->stop); }
static Value get_step(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return retain(as_slice(arg[0])->step); }

static const Row rows[] = {
    METHOD("indices(self, object, /)", indices, CALL_ONE,
           "S.indices(len) -> (start, stop, stride)\n\nAssuming a sequence of length len, calculate the start and stop\n"
           "indices, and the stride length of the extended slice described by\nS. Out of bounds indices are clipped in a "
           "manner consistent with the\nhandling of normal slices."),
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."),
    MEMBER("start", get_start, NULL, NULL),
    MEMBER("stop", get_stop, NULL, NULL),
    MEMBER("step", get_step, NULL, NULL),
    ROWS_END,
};

const Type slice_type = {
    TYPE_HEAD,
    .name = "slice",
    .doc = "slice(stop)\nslice(start, stop[, step])\n\nCreate a slice object.  This is used for extended slicing (e.g. "
           "a[0:10:2]).",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_SLICE,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_VALID_VERSION,
    .basic_size = 40,
    .size = sizeof(Slice),
    .slots = {
        OBJECT_SLOTS,
        .dealloc = slice_dealloc, .traverse = slice_traverse, .new = slice_new_slot, .repr = slice_repr, .hash = slice_hash,
        .compare = slice_compare,
    },
};
