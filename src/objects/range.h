/* range.h - range and its two iterators. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Range {
    Object head;
    Value  start, stop, step, length; /* exact ints, owned */
} Range;

/* Numbers that fit int64, the end included: what a loop counts. */
typedef struct RangeIterator {
    Object  head;
    int64_t next, step;
    uint64_t remaining;
} RangeIterator;

static inline bool is_range(Value v) { return has_shape(v, SHAPE_RANGE); }
static inline Range *as_range(Value v) { return (Range *)object_of(v); }
/* start, step and length as int64 if they and every member fit the word; false: they do not. */
bool range_small(Value range, int64_t *start, int64_t *step, int64_t *length);
