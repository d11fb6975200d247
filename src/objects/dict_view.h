/* dict_view.h - dict_keys, dict_values, dict_items and the six iterators. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

typedef struct DictView {
    Object head;
    Value  dict;   /* owned */
} DictView;

typedef struct DictIterator {
    Object  head;
    Value   dict;      /* owned; 0: exhausted */
    size_t  position;  /* of the next entry; of reversed ones: entries still to come */
    size_t  length;    /* live entries at the start; SIZE_MAX: it has failed */
    size_t  remaining;
    Value   pair;      /* an item iterator's last tuple, used again when nobody else holds it; 0 */
} DictIterator;

Value dict_view_new(Vm *vm, uint32_t shape, Value dict);
Value dict_iterator_new(Vm *vm, uint32_t shape, Value dict);
