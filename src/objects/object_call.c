/* object_call.c - calling anything. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

/* "'module' object is not callable. Did you mean: 'math.math(...)'?" */
static Value not_callable(Vm *vm, Value callee)
{
    if (is_module(vm, callee)) {
        Value name = object_find_attr(vm, callee, NAME(__name__));
        Value inner = name && name != UNBOUND && is_str(vm, name) ? object_find_attr(vm, callee, name) : UNBOUND;
        bool  hint = inner && inner != UNBOUND && is_callable(vm, inner);
        if (!name || !inner)
            exception_clear(vm);
        if (hint)
            type_error(vm, "'%T' object is not callable. Did you mean: '%U.%U(...)'?", callee, name, name);
        release(vm, inner);
        release(vm, name);
        if (hint)
            return 0;
    }
    return type_error(vm, "'%T' object is not callable", callee);
}

Value call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    if (is_function(callee))
        return vm->up->call_function(vm, callee, args, count, names);
    CallFn fn = type_of(vm, callee)->slots.call;
    if (!fn)
        return not_callable(vm, callee);
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while calling a Python object");
    return fn(vm, callee, args, count, names);
}

bool is_callable(const Vm *vm, Value v)
{
    return type_of(vm, v)->slots.call;
}

Value call0(Vm *vm, Value callee)
{
    return call(vm, callee, NULL, 0, 0);
}

Value call1(Vm *vm, Value callee, Value a)
{
    return call(vm, callee, &a, 1, 0);
}

Value call2(Vm *vm, Value callee, Value a, Value b)
{
    Value args[] = {a, b};
    return call(vm, callee, args, 2, 0);
}

Value call3(Vm *vm, Value callee, Value a, Value b, Value c)
{
    Value args[] = {a, b, c};
    return call(vm, callee, args, 3, 0);
}

/* The keys of kwargs as a tuple and its values behind args[count]; both hold references until drop_keywords. */
static Value take_keywords(Vm *vm, Value kwargs, Value *values)
{
    size_t at = 0, i = 0, length = dict_length(vm, kwargs);
    Value  key, value;
    Tuple *names = tuple_new(vm, length);
    if (!names)
        return 0;
    bool strings = true;
    while (i < length && dict_next(vm, kwargs, &at, &key, &value)) {
        strings = strings && is_str(vm, key);
        names->items[i] = retain(key);
        values[i++] = retain(value);
    }
    Value tuple = tuple_ready(vm, names);
    if (strings)
        return tuple;
    for (size_t k = 0; k < i; k++)
        release(vm, values[k]);
    release(vm, tuple);
    return type_error(vm, "keywords must be strings");
}

Value call_tuple(Vm *vm, Value callee, Value args, Value kwargs)
{
    size_t count = tuple_length(args), keywords = kwargs ? dict_length(vm, kwargs) : 0;
    Value  small[8], *all = small, names = 0, result = 0;

    if (!keywords) {
        retain(args);
        result = call(vm, callee, as_tuple(args)->items, count, 0);
        release(vm, args);
        return result;
    }
    if (count + keywords > countof(small) && !(all = mem_alloc(vm, (count + keywords) * sizeof *all)))
        return 0;
    for (size_t i = 0; i < count; i++)
        all[i] = retain(tuple_get(args, i));
    names = take_keywords(vm, kwargs, all + count);
    if (names) {
        result = call(vm, callee, all, count, names);
        for (size_t i = 0; i < keywords; i++)
            release(vm, all[count + i]);
    }
    for (size_t i = 0; i < count; i++)
        release(vm, all[i]);
    release(vm, names);
    if (all != small)
        mem_free(vm, all, (count + keywords) * sizeof *all);
    return result;
}

Value call_method(Vm *vm, Value v, Value name, const Value *args, size_t count)
{
    Value self, small[8], *all = small, result = 0;
    Value method = object_get_method(vm, v, name, &self);
    if (!method)
        return 0;
    if (!self) {
        result = call(vm, method, args, count, 0);
        release(vm, method);
        return result;
    }
    if (count + 1 > countof(small) && !(all = mem_alloc(vm, (count + 1) * sizeof *all)))
        goto done;
    all[0] = self;
    if (count)
        memcpy(all + 1, args, count * sizeof *all);
    result = call(vm, method, all, count + 1, 0);
    if (all != small)
        mem_free(vm, all, (count + 1) * sizeof *all);
done:
    release(vm, method);
    release(vm, self);
    return result;
}
