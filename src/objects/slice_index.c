/* slice_index.c - bounds and steps of slices, resolved. SPDX-License-Identifier: MIT */
#include "objects/slice.h"

#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"

bool slice_index(Vm *vm, Value v, int64_t *index)
{
    if (v == NONE)
        return true;
    if (is_word_int(v)) {
        *index = word_int(v);
        return true;
    }
    if (!type_of(vm, v)->slots.index) {
        type_error(vm, "slice indices must be integers or None or have an __index__ method");
        return false;
    }
    return object_index_int64(vm, v, NULL, index);
}

bool slice_resolve(Vm *vm, Value slice, size_t length, int64_t *start, int64_t *step, size_t *count)
{
    const Slice *s = as_slice(slice);
    int64_t size = (int64_t)length, by = 1, from, to;

    if (!slice_index(vm, s->step, &by))
        return false;
    if (by == 0) {
        value_error(vm, "slice step cannot be zero");
        return false;
    }
    if (by < -INT64_MAX)
        by = -INT64_MAX;
    from = by < 0 ? INT64_MAX : 0;
    to = by < 0 ? INT64_MIN : INT64_MAX;
    if (!slice_index(vm, s->start, &from) || !slice_index(vm, s->stop, &to))
        return false;
    if (from < 0)
        from = from + size < 0 ? (by < 0 ? -1 : 0) : from + size;
    else if (from >= size)
        from = by < 0 ? size - 1 : size;
    if (to < 0)
        to = to + size < 0 ? (by < 0 ? -1 : 0) : to + size;
    else if (to >= size)
        to = by < 0 ? size - 1 : size;
    *start = from;
    *step = by;
    if (by < 0)
        *count = to < from ? (size_t)((from - to - 1) / -by + 1) : 0;
    else
        *count = from < to ? (size_t)((to - from - 1) / by + 1) : 0;
    return true;
}

bool slice_index_not_none(Vm *vm, Value v, int64_t *index)
{
    if (!type_of(vm, v)->slots.index) {
        type_error(vm, "slice indices must be integers or have an __index__ method");
        return false;
    }
    return slice_index(vm, v, index);
}
