/* object_item.c - items, length, membership and iteration of any object. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slot.h"
#include "objects/slot_function.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- items ---- */

static Value class_item(Vm *vm, Value cls, Value key)
{
    if (as_type(cls) == &type_type)
        return generic_alias_new(vm, cls, key);
    Value method = object_find_attr(vm, cls, NAME(__class_getitem__));
    if (!method)
        return 0;
    if (method != UNBOUND && method != NONE) {
        Value result = call1(vm, method, key);
        release(vm, method);
        return result;
    }
    return type_error(vm, "type '%s' is not subscriptable", as_type(cls)->name);
}

Value sequence_item(Vm *vm, Value v, int64_t index)
{
    const Slots *slots = &type_of(vm, v)->slots;
    if (!slots->item) {
        if (slots->subscript)
            return type_error(vm, "%T is not a sequence", v);
        return type_error(vm, "'%T' object does not support indexing", v);
    }
    if (index < 0 && slots->length) {
        int64_t length = slots->length(vm, v);
        if (length < 0)
            return 0;
        index += length;
    }
    return slots->item(vm, v, index);
}

Value object_getitem(Vm *vm, Value v, Value key)
{
    const Slots *slots = &type_of(vm, v)->slots;
    int64_t      index;
    if (slots->subscript)
        return slots->subscript(vm, v, key);
    if (slots->item) {
        if (!is_int(vm, key) && !type_of(vm, key)->slots.index)
            return type_error(vm, "sequence index must be integer, not '%T'", key);
        return object_index_int64(vm, key, &index_error_type, &index) ? sequence_item(vm, v, index) : 0;
    }
    if (is_type(vm, v))
        return class_item(vm, v, key);
    return type_error(vm, "'%T' object is not subscriptable", v);
}

bool object_setitem(Vm *vm, Value v, Value key, Value value)
{
    const Slots *slots = &type_of(vm, v)->slots;
    int64_t      index;
    if (slots->set_subscript)
        return slots->set_subscript(vm, v, key, value);
    if (slots->set_item) {
        if (!is_int(vm, key) && !type_of(vm, key)->slots.index)
            return type_error(vm, "sequence index must be integer, not '%T'", key);
        if (!object_index_int64(vm, key, &index_error_type, &index))
            return false;
        if (index < 0 && slots->length) {
            int64_t length = slots->length(vm, v);
            if (length < 0)
                return false;
            index += length;
        }
        return slots->set_item(vm, v, index, value);
    }
    if (value)
        return type_error(vm, "'%T' object does not support item assignment", v);
    return type_error(vm, "'%T' object doesn't support item deletion", v);
}

/* ---- length ---- */

int64_t object_length(Vm *vm, Value v)
{
    const Slots *slots = &type_of(vm, v)->slots;
    if (slots->length)
        return slots->length(vm, v);
    if (slots->map_length)
        return slots->map_length(vm, v);
    type_error(vm, "object of type '%T' has no len()", v);
    return -1;
}

static int64_t hint_of(Vm *vm, Value hint)
{
    int64_t length;
    if (!is_int(vm, hint)) {
        type_error(vm, "__length_hint__ must be an integer, not %T", hint);
        return -1;
    }
    if (!object_index_int64(vm, hint, &overflow_error_type, &length))
        return -1;
    if (length < 0) {
        value_error(vm, "__length_hint__() should return >= 0");
        return -1;
    }
    return length;
}

int64_t object_length_hint(Vm *vm, Value v, int64_t otherwise)
{
    const Slots *slots = &type_of(vm, v)->slots;
    if (slots->length || slots->map_length) {
        int64_t length = object_length(vm, v);
        if (length >= 0 || !exception_swallow(vm, &type_error_type))
            return length;
    }
    Value hint = call_special(vm, v, NAME(__length_hint__), NULL, 0, 0);
    if (!hint)
        return exception_swallow(vm, &type_error_type) ? otherwise : -1;
    if (hint == UNBOUND || hint == NOT_IMPLEMENTED)
        return otherwise;
    int64_t length = hint_of(vm, hint);
    release(vm, hint);
    return length;
}

/* ---- iteration ---- */

bool is_iterator(const Vm *vm, Value v)
{
    UnaryFn next = type_of(vm, v)->slots.next;
    return next && next != slot_next_missing;
}

Value object_iter(Vm *vm, Value v)
{
    const Slots *slots = &type_of(vm, v)->slots;
    if (!slots->iter) {
        if (slots->item && !(type_of(vm, v)->flags & TYPE_DICT_SUBCLASS))
            return sequence_iterator_new(vm, v);
        return type_error(vm, "'%T' object is not iterable", v);
    }
    Value iterator = slots->iter(vm, v);
    if (iterator && !is_iterator(vm, iterator)) {
        type_error(vm, "iter() returned non-iterator of type '%T'", iterator);
        release(vm, iterator);
        return 0;
    }
    return iterator;
}

Value object_next(Vm *vm, Value iterator)
{
    UnaryFn next = type_of(vm, iterator)->slots.next;
    if (!next)
        return type_error(vm, "'%T' object is not an iterator", iterator);
    Value item = next(vm, iterator);
    if (!item && exception_swallow(vm, &stop_iteration_type))
        return UNBOUND;
    return item;
}

int sequence_search(Vm *vm, Value v, Value item)
{
    int   found = 0;
    Value iterator = object_iter(vm, v);
    if (!iterator) {
        if (exception_swallow(vm, &type_error_type))
            type_error(vm, "argument of type '%T' is not a container or iterable", v);
        return -1;
    }
    while (found == 0) {
        Value candidate = object_next(vm, iterator);
        if (candidate == UNBOUND)
            break;
        found = candidate ? object_equal(vm, candidate, item) : -1;
        release(vm, candidate);
        if (found == 0 && !poll(vm))
            found = -1;
    }
    release(vm, iterator);
    return found;
}

int object_contains(Vm *vm, Value container, Value item)
{
    ContainsFn contains = type_of(vm, container)->slots.contains;
    return contains ? contains(vm, container, item) : sequence_search(vm, container, item);
}

Value object_to_list(Vm *vm, Value v)
{
    Value list = list_new(vm, 0);
    if (list && !list_extend(vm, list, v)) {
        release(vm, list);
        return 0;
    }
    return list;
}

Value object_to_tuple(Vm *vm, Value v)
{
    if (is_exact_tuple(v))
        return retain(v);
    if (is_exact_list(v))
        return list_to_tuple(vm, v);
    Value list = object_to_list(vm, v);
    Value tuple = list ? list_to_tuple(vm, list) : 0;
    release(vm, list);
    return tuple;
}
