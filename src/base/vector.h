/* vector.h - growable arrays of any type.
 *
 *     VECTOR(int) numbers = {0};
 *     if (!vector_push(from, &numbers, 7)) ...no memory, nothing changed...
 *     vector_free(from, &numbers);
 *
 * Growth is by half, at least 8 items. The macros use their vector argument more than once. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>

#include "base/allocator.h"

#define VECTOR(Type) struct { Type *items; size_t length, room; }

/* Slow path: room for at least `wanted` items of `size` bytes. false: no memory (or the size overflows). */
MUST_CHECK bool vector_grow(Allocator *from, void **items, size_t *room, size_t wanted, size_t size);

/* Makes room for `more` items past the length; items may move. */
#define vector_ensure(from, v, more)                                                                  \
    ((v)->room - (v)->length >= (size_t)(more) ||                                                     \
     vector_grow((from), (void **)&(v)->items, &(v)->room, (v)->length + (size_t)(more), sizeof *(v)->items))

#define vector_push(from, v, item) (vector_ensure((from), (v), 1) && ((v)->items[(v)->length++] = (item), true))

#define vector_free(from, v)                                                    \
    (deallocate((from), (v)->items, (v)->room * sizeof *(v)->items),            \
     (v)->items = NULL, (v)->length = (v)->room = 0)
