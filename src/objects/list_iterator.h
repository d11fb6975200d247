/* list_iterator.h - the iterators of list, tuple and any sequence, and callable iterators. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

/* list_iterator, list_reverseiterator, tuple_iterator and `iterator` (by __getitem__). */
typedef struct SequenceIterator {
    Object  head;
    Value   sequence;  /* owned; 0: exhausted */
    int64_t index;     /* of the next item */
} SequenceIterator;

Value list_iterator_new(Vm *vm, Value list, bool reverse);
Value tuple_iterator_new(Vm *vm, Value tuple);
Value sequence_iterator_new(Vm *vm, Value sequence);
Value callable_iterator_new(Vm *vm, Value callee, Value sentinel);
