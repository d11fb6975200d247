/* match.c - what `match` asks of its subject. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/list.h"
#include "vm/machine.h"

Step step_match_mapping(Vm *vm, Value *fp, Word *pc)
{
    word_set(vm, fp, pc, bool_value(type_of(vm, fp[pc->b])->flags & TYPE_MAPPING));
    return STEP_NEXT;
}

Step step_match_sequence(Vm *vm, Value *fp, Word *pc)
{
    word_set(vm, fp, pc, bool_value(type_of(vm, fp[pc->b])->flags & TYPE_SEQUENCE));
    return STEP_NEXT;
}

/* Value of key by map.get(key, sentinel); UNBOUND: absent. */
static Value get_key(Vm *vm, Value map, Value get, Value key, Value sentinel)
{
    if (is_exact_dict(map)) {
        Value value = dict_find(vm, map, key);
        return value && value != UNBOUND ? retain(value) : value;
    }
    Value value = call2(vm, get, key, sentinel);
    if (value && value == sentinel) {
        release(vm, value);
        return UNBOUND;
    }
    return value;
}

static Value match_keys(Vm *vm, Value map, Value keys)
{
    size_t count = tuple_length(keys);
    if (count == 0)
        return tuple_empty(vm);
    Value seen = set_new(vm, 0), get = is_exact_dict(map) ? NONE : object_getattr(vm, map, NAME(get)), sentinel = list_new(vm, 0);
    Tuple *values = seen && get && sentinel ? tuple_new(vm, count) : NULL;
    Value  result = 0;
    for (size_t i = 0; values && i < count; i++) {
        Value key = tuple_get(keys, i);
        int   known = set_contains(vm, seen, key);
        if (known > 0)
            value_error(vm, "mapping pattern checks duplicate key (%R)", key);
        if (known || !set_add(vm, seen, key))
            goto done;
        Value value = get_key(vm, map, get, key, sentinel);
        if (!value)
            goto done;
        if (value == UNBOUND) {
            result = NONE;
            goto done;
        }
        values->items[i] = value;
    }
    if (values) {
        result = tuple_ready(vm, values);
        values = NULL;
    }
done:
    if (values)
        release(vm, value_of(values));
    release(vm, sentinel);
    release(vm, get);
    release(vm, seen);
    return result;
}

Step step_match_keys(Vm *vm, Value *fp, Word *pc)
{
    Value result = match_keys(vm, fp[pc->b], fp[pc->c]);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

/* An attribute of the subject into list; 1, 0 (absent), -1. */
static int match_attribute(Vm *vm, Value subject, Value cls, Value name, Value seen, Value list)
{
    int known = set_contains(vm, seen, name);
    if (known > 0)
        type_error(vm, "%N() got multiple sub-patterns for attribute %R", cls, name);
    if (known || !set_add(vm, seen, name))
        return -1;
    Value value = object_find_attr(vm, subject, name);
    if (!value || value == UNBOUND)
        return value ? 0 : -1;
    return list_append_taken(vm, list, value) ? 1 : -1;
}

/* The class's __match_args__ as a tuple, owned; UNBOUND: the subject itself matches the one positional; 0. */
static Value match_args_of(Vm *vm, Value cls, size_t positional)
{
    Value args = object_find_attr(vm, cls, NAME(__match_args__));
    if (!args)
        return 0;
    if (args == UNBOUND) {
        bool self = as_type(cls)->flags & TYPE_MATCH_SELF;
        if (self && positional == 1)
            return UNBOUND;
        return type_error(vm, "%N() accepts %d positional sub-pattern%s (%zu given)", cls, self ? 1 : 0, self ? "" : "s", positional);
    }
    if (!is_exact_tuple(args)) {
        type_error(vm, "%N.__match_args__ must be a tuple (got %T)", cls, args);
        release(vm, args);
        return 0;
    }
    if (tuple_length(args) < positional) {
        type_error(vm, "%N() accepts %zu positional sub-pattern%s (%zu given)", cls, tuple_length(args), tuple_length(args) == 1 ? "" : "s", positional);
        release(vm, args);
        return 0;
    }
    return args;
}

static int match_positional(Vm *vm, Value subject, Value cls, size_t positional, Value seen, Value list)
{
    Value args = match_args_of(vm, cls, positional);
    int   state = 1;
    if (!args)
        return -1;
    if (args == UNBOUND)
        return list_append(vm, list, subject) ? 1 : -1;
    for (size_t i = 0; state > 0 && i < positional; i++) {
        Value name = tuple_get(args, i);
        if (!is_str(vm, name)) {
            type_error(vm, "__match_args__ elements must be strings (got %T)", name);
            state = -1;
        } else {
            state = match_attribute(vm, subject, cls, name, seen, list);
        }
    }
    release(vm, args);
    return state;
}

/* Attributes of subject for the pattern cls(positional..., names...): tuple, NONE: no match; 0. */
static Value match_class(Vm *vm, Value subject, Value cls, size_t positional, Value names)
{
    if (!is_type(vm, cls))
        return type_error(vm, "called match pattern must be a class");
    int is_instance = object_is_instance(vm, subject, cls);
    if (is_instance <= 0)
        return is_instance ? 0 : NONE;
    Value seen = set_new(vm, 0), list = list_new(vm, positional + tuple_length(names)), result = 0;
    int   state = seen && list ? 1 : -1;
    if (state > 0 && positional)
        state = match_positional(vm, subject, cls, positional, seen, list);
    for (size_t i = 0; state > 0 && i < tuple_length(names); i++)
        state = match_attribute(vm, subject, cls, tuple_get(names, i), seen, list);
    if (state > 0)
        result = list_to_tuple(vm, list);
    else if (state == 0)
        result = NONE;
    release(vm, list);
    release(vm, seen);
    return result;
}

Step step_match_class(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, result = match_class(vm, row[0], row[1], pc->c, row[2]);
    slots_release(vm, row, 3);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}
