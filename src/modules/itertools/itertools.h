/* itertools.h - what the files of itertools share. Each iterator is a struct whose Values come first (modules/fields.h).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "modules/fields.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

enum { ITERTOOLS_FLAGS = TYPE_BASE | TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC };

/* A tuple to be given out again when nobody else holds it: *row as an owned tuple whose items may be overwritten, a copy of
 * it (put into *row) when somebody does. NULL: MemoryError. End with row_given. */
Tuple *itertools_row(Vm *vm, Value *row);

static inline Value row_given(Vm *vm, Tuple *row)
{
    row->hash = -1;
    gc_track_again(vm, &row->head);
    return value_of(row);
}

/* A static type of an iterator: life, __iter__ and next by the prefix of their functions. */
#define ITERATOR_TYPE(symbol, text, SHAPE, Struct, basic, prefix, new_fn, docstring, ...)                               \
    const Type symbol = {                                                                                              \
        TYPE_HEAD, .name = text, .doc = docstring, .base = &object_type, .number = SHAPE, .flags = ITERTOOLS_FLAGS,    \
        .basic_size = basic, .size = sizeof(Struct), .restated = "__getattribute__",                                   \
        .slots = { OBJECT_SLOTS, .dealloc = prefix##_dealloc, .traverse = prefix##_traverse, .new = new_fn,            \
                   .iter = self_iter, .next = prefix##_next },                                                         \
        __VA_ARGS__                                                                                                    \
    }

static inline Object *itertools_make(Vm *vm, Value cls)
{
    return object_allocate(vm, as_type(cls), 0);
}
