/* slice.h - slice objects, and how indexes and slices are resolved against a length. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Slice {
    Object head;
    Value  start, stop, step;  /* NONE where left out */
} Slice;

static inline bool is_slice(Value v) { return has_shape(v, SHAPE_SLICE); }
static inline Slice *as_slice(Value v) { return (Slice *)object_of(v); }

/* A bound as slices and find() take it: an int or what has __index__, clipped to int64; NONE leaves *index as it is. False:
 * TypeError "slice indices must be integers or None or have an __index__ method". */
RUNS_PYTHON MUST_CHECK bool slice_index(Vm *vm, Value v, int64_t *index);

/* The same where None is not allowed: "slice indices must be integers or have an __index__ method". */
RUNS_PYTHON MUST_CHECK bool slice_index_not_none(Vm *vm, Value v, int64_t *index);

/* Start, step and number of items that the slice selects of length items. False: a bad bound, or step 0 (ValueError). */
RUNS_PYTHON MUST_CHECK bool slice_resolve(Vm *vm, Value slice, size_t length, int64_t *start, int64_t *step, size_t *count);

/* Negative bounds count from the end, then both are clipped to 0 .. length; start may still exceed stop. */
static inline void slice_clip(size_t length, int64_t *start, int64_t *stop)
{
    int64_t end = (int64_t)length;
    *stop = *stop > end ? end : *stop < 0 ? (*stop + end < 0 ? 0 : *stop + end) : *stop;
    *start = *start < 0 ? (*start + end < 0 ? 0 : *start + end) : *start;
}

Value slice_new(Vm *vm, Value start, Value stop, Value step); /* borrowed; NONE where left out */
/* (start, stop, step) for a length that is an exact int of any size, not negative. */
RUNS_PYTHON Value slice_indices(Vm *vm, Value slice, Value length);
