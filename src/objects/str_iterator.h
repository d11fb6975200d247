/* str_iterator.h - the iterators over str, for the machine's loops too. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

typedef struct StrIterator {
    Object head;
    size_t index;
    Value  text;  /* owned; 0: exhausted */
} StrIterator;

/* The next character (owned); UNBOUND: exhausted; 0: MemoryError. */
static inline Value str_iterator_next(Vm *vm, StrIterator *iterator)
{
    Value text = iterator->text;

    if (!text)
        return UNBOUND;
    if (iterator->index < as_str(text)->length)
        return str_from_char(vm, str_char(as_str(text), iterator->index++));
    iterator->text = 0;
    release(vm, text);
    return UNBOUND;
}
