/* object_reduce.c - how an object without a __reduce__ of its own is taken apart for pickle and copy: protocol 2 and up.
 *
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/slot_function.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/up.h"

/* ---- state ---- */

/* copyreg._slotnames(cls): the names of all its __slots__, cached by the class; owned list or NONE. */
static Value slot_names(Vm *vm, Value self)
{
    const Type *cls = type_of(vm, self);
    Value       found = dict_find_str(vm, type_dict(vm, cls), NAME(__slotnames__));
    if (!found)
        return 0;
    if (found != UNBOUND) {
        if (found != NONE && !is_list(vm, found))
            return type_error(vm, "%s.__slotnames__ should be a list or None, not %T", cls->name, found);
        return retain(found);
    }
    Value copyreg = vm->up->import(vm, "copyreg"), names = 0;
    Value function = copyreg ? object_getattr(vm, copyreg, NAME(_slotnames)) : 0;
    if (function)
        names = call1(vm, function, type_value(cls));
    release(vm, function);
    release(vm, copyreg);
    if (names && names != NONE && !is_list(vm, names)) {
        release(vm, names);
        return type_error(vm, "copyreg._slotnames didn't return a list or None");
    }
    return names;
}

/* The values of the slots that have one, by name; 0: error, NONE: none has. */
static Value slot_values(Vm *vm, Value self, Value names)
{
    Value values = dict_new(vm);
    for (size_t i = 0; values && i < list_length(names); i++) {
        Value name = retain(list_get(names, i));
        Value value = object_find_attr(vm, self, name);
        bool  done = value && (value == UNBOUND || dict_set(vm, values, name, value));
        release(vm, value);
        release(vm, name);
        if (!done) {
            release(vm, values);
            return 0;
        }
    }
    if (values && !dict_length(vm, values)) {
        release(vm, values);
        return NONE;
    }
    return values;
}

/* Objects of C types with more than an object's header can't be taken apart so. */
static bool can_be_copied(Vm *vm, Value self, Value names)
{
    const Type *cls = type_of(vm, self);
    int32_t     plain = 16;
    if (names != NONE)
        plain += (int32_t)(list_length(names) * sizeof(Value));
    if (cls->item_size || cls->basic_size > plain)
        return type_error(vm, "cannot pickle %R object", type_value(cls));
    return true;
}

static Value getstate(Vm *vm, Value self, bool required)
{
    Value state = instance_dict(vm, self), names = 0, values = 0, result = 0;
    if (!state)
        return 0;
    if (state != UNBOUND && is_dict(vm, state) && !dict_length(vm, state)) {
        release(vm, state);
        state = UNBOUND;
    }
    if (state == UNBOUND)
        state = NONE;
    names = slot_names(vm, self);
    if (!names || (required && !can_be_copied(vm, self, names)))
        goto done;
    if (names != NONE && list_length(names)) {
        values = slot_values(vm, self, names);
        if (!values)
            goto done;
    }
    result = values && values != NONE ? tuple_of(vm, 2, state, values) : retain(state);
done:
    release(vm, state);
    release(vm, names);
    release(vm, values);
    return result;
}

Value object_getstate(Vm *vm, Value self)
{
    return getstate(vm, self, false);
}

static Value ask_state(Vm *vm, Value self, bool required)
{
    Value method = object_getattr(vm, self, NAME(__getstate__)), state;
    if (!method)
        return 0;
    Value plain = dict_find_str(vm, type_dict(vm, &object_type), NAME(__getstate__));
    if (type_lookup(vm, type_of(vm, self), NAME(__getstate__)) == plain)
        state = getstate(vm, self, required);
    else
        state = call0(vm, method);
    release(vm, method);
    return state;
}

/* ---- arguments of __new__ ---- */

/* *args tuple or 0, *kwargs dict or 0; false: error. */
static bool new_arguments(Vm *vm, Value self, Value *args, Value *kwargs)
{
    Value result = call_special(vm, self, NAME(__getnewargs_ex__), NULL, 0, 0);
    *args = *kwargs = 0;
    if (!result)
        return false;
    if (result == UNBOUND) {
        result = call_special(vm, self, NAME(__getnewargs__), NULL, 0, 0);
        if (result && result != UNBOUND && !is_tuple(vm, result)) {
            type_error(vm, "__getnewargs__ should return a tuple, not '%T'", result);
            release(vm, result);
            return false;
        }
        *args = result == UNBOUND ? 0 : result;
        return result;
    }
    bool good = is_tuple(vm, result);
    if (!good)
        type_error(vm, "__getnewargs_ex__ should return a tuple, not '%T'", result);
    else if (!(good = tuple_length(result) == 2))
        value_error(vm, "__getnewargs_ex__ should return a tuple of length 2, not %zu", tuple_length(result));
    else if (!(good = is_tuple(vm, tuple_get(result, 0))))
        type_error(vm, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '%T'",
                   tuple_get(result, 0));
    else if (!(good = is_dict(vm, tuple_get(result, 1))))
        type_error(vm, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '%T'",
                   tuple_get(result, 1));
    if (good) {
        *args = retain(tuple_get(result, 0));
        *kwargs = retain(tuple_get(result, 1));
    }
    release(vm, result);
    return good;
}

/* (cls, *args) */
static Value with_class(Vm *vm, Value cls, Value args)
{
    size_t count = args ? tuple_length(args) : 0;
    Tuple *tuple = tuple_new(vm, count + 1);
    if (!tuple)
        return 0;
    tuple->items[0] = retain(cls);
    for (size_t i = 0; i < count; i++)
        tuple->items[i + 1] = retain(tuple_get(args, i));
    return tuple_ready(vm, tuple);
}

static Value items_iterator(Vm *vm, Value self, bool wanted, Value method)
{
    if (!wanted)
        return NONE;
    Value items = method ? call_method(vm, self, method, NULL, 0) : retain(self);
    Value iterator = items ? object_iter(vm, items) : 0;
    release(vm, items);
    return iterator;
}

Value object_reduce_new(Vm *vm, Value self)
{
    const Type *cls = type_of(vm, self);
    Value args = 0, kwargs = 0, copyreg = 0, function = 0, call_args = 0, state = 0, list = 0, dict = 0, result = 0;
    bool  has_kwargs;

    if (!cls->slots.new)
        return type_error(vm, "cannot pickle %R object", type_value(cls));
    if (!new_arguments(vm, self, &args, &kwargs) || !(copyreg = vm->up->import(vm, "copyreg")))
        goto done;
    bool has_args = args;
    has_kwargs = kwargs && dict_length(vm, kwargs);
    function = object_getattr(vm, copyreg, has_kwargs ? NAME(__newobj_ex__) : NAME(__newobj__));
    call_args = !function ? 0 : has_kwargs ? tuple_of(vm, 3, type_value(cls), args, kwargs)
                                           : with_class(vm, type_value(cls), args);
    if (!call_args)
        goto done;
    state = ask_state(vm, self, !has_args && !is_list(vm, self) && !is_dict(vm, self));
    if (!state)
        goto done;
    list = items_iterator(vm, self, is_list(vm, self), 0);
    dict = list ? items_iterator(vm, self, is_dict(vm, self), NAME(items)) : 0;
    if (dict)
        result = tuple_of(vm, 5, function, call_args, state, list, dict);
done:
    release(vm, args);
    release(vm, kwargs);
    release(vm, copyreg);
    release(vm, function);
    release(vm, call_args);
    release(vm, state);
    release(vm, list);
    release(vm, dict);
    return result;
}
