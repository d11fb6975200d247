/* type_parameters.c - type parameters inside the arguments of generics: finding them, putting types in their place.
 *
 * What a parameter is, typing's objects say: they have __typing_subst__. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- showing ---- */

static bool show_list(Vm *vm, StrBuilder *builder, Value list)
{
    if (!str_builder_char(builder, '['))
        return false;
    for (size_t i = 0; i < list_length(list); i++) {
        Value item = retain(list_get(list, i));
        bool  done = (i == 0 || str_builder_text(builder, ", ")) && type_argument_show(vm, builder, item);
        release(vm, item);
        if (!done)
            return false;
    }
    return str_builder_char(builder, ']');
}

static bool show_text(Vm *vm, StrBuilder *builder, Taken text)
{
    bool done = text && str_builder_str(builder, text);
    release(vm, text);
    return done;
}

/* Has v an attribute of that name? -1: error. */
static int has_attribute(Vm *vm, Value v, Value name)
{
    Value found = object_find_attr(vm, v, name);
    if (!found)
        return -1;
    release(vm, found);
    return found != UNBOUND;
}

bool type_argument_show(Vm *vm, StrBuilder *builder, Value v)
{
    if (v == ELLIPSIS)
        return str_builder_text(builder, "...");
    if (v == type_value(&none_type) || v == NONE)
        return str_builder_text(builder, "None");
    if (is_exact_list(v))
        return show_list(vm, builder, v);
    int origin = has_attribute(vm, v, NAME(__origin__)), args = origin > 0 ? has_attribute(vm, v, NAME(__args__)) : 0;
    if (origin < 0 || args < 0)
        return false;
    if (args)
        return show_text(vm, builder, object_repr(vm, v));
    Value qualname = object_find_attr(vm, v, NAME(__qualname__)), module = qualname ? object_find_attr(vm, v, NAME(__module__)) : 0;
    bool  done = false;
    if (!module) {
        release(vm, qualname);
        return false;
    }
    if (qualname == UNBOUND || module == UNBOUND || module == NONE || !is_str(vm, qualname) || !is_str(vm, module))
        done = show_text(vm, builder, object_repr(vm, v));
    else if (str_is(module, "builtins"))
        done = str_builder_str(builder, qualname);
    else
        done = show_text(vm, builder, str_format(vm, "%U.%U", module, qualname));
    release(vm, qualname);
    release(vm, module);
    return done;
}

/* ---- finding ---- */

static bool add_once(Vm *vm, Value list, Value item)
{
    for (size_t i = 0; i < list_length(list); i++)
        if (list_get(list, i) == item)
            return true;
    return list_append(vm, list, item);
}

static bool collect(Vm *vm, Value args, Value list);

static bool collect_from(Vm *vm, Value v, Value list)
{
    if (is_type(vm, v))
        return true;
    if (is_tuple(vm, v) || is_list(vm, v)) {
        Value items = object_to_tuple(vm, v);
        bool  done = items && collect(vm, items, list);
        release(vm, items);
        return done;
    }
    int parameter = has_attribute(vm, v, NAME(__typing_subst__));
    if (parameter)
        return parameter > 0 && add_once(vm, list, v);
    Value inner = object_find_attr(vm, v, NAME(__parameters__));
    bool  done = inner;
    if (inner && inner != UNBOUND && is_tuple(vm, inner))
        for (size_t i = 0; done && i < tuple_length(inner); i++)
            done = add_once(vm, list, tuple_get(inner, i));
    release(vm, inner);
    return done;
}

static bool collect(Vm *vm, Value args, Value list)
{
    for (size_t i = 0; i < tuple_length(args); i++)
        if (!collect_from(vm, tuple_get(args, i), list))
            return false;
    return true;
}

Value type_parameters_of(Vm *vm, Value args)
{
    Value list = list_new(vm, 2), result = 0;
    if (list && collect(vm, args, list))
        result = list_to_tuple(vm, list);
    release(vm, list);
    return result;
}

/* ---- substituting ---- */

typedef struct Substitution {
    Vm   *vm;
    Value parameters, items; /* tuples of the same length */
} Substitution;

static Value item_for(const Substitution *s, Value parameter)
{
    for (size_t i = 0; i < tuple_length(s->parameters); i++)
        if (tuple_get(s->parameters, i) == parameter)
            return tuple_get(s->items, i);
    return 0;
}

/* An argument that is itself generic: subscribed with what its own parameters become. */
static Value substitute_inner(const Substitution *s, Value arg)
{
    Vm   *vm = s->vm;
    Value inner = object_find_attr(vm, arg, NAME(__parameters__)), list = 0, key = 0, result = 0;
    if (!inner)
        return 0;
    if (inner == UNBOUND || !is_tuple(vm, inner) || !tuple_length(inner)) {
        release(vm, inner);
        return retain(arg);
    }
    list = list_new(vm, 2);
    for (size_t i = 0; list && i < tuple_length(inner); i++) {
        Value parameter = tuple_get(inner, i), item = item_for(s, parameter);
        /* What prepares items for *Ts makes them a tuple, which is opened here. */
        bool  done = item && is_tuple(vm, item) && strcmp(type_of(vm, parameter)->name, "typing.TypeVarTuple") == 0 ? list_extend(vm, list, item) : list_append(vm, list, item ? item : parameter);
        if (!done)
            goto done;
    }
    key = list ? list_to_tuple(vm, list) : 0;
    if (key)
        result = object_getitem(vm, arg, key);
done:
    release(vm, inner);
    release(vm, list);
    release(vm, key);
    return result;
}

/* Is this a *Ts among the arguments? 1, 0, -1 */
static int is_unpacked_tuple(Vm *vm, Value v)
{
    if (is_type(vm, v))
        return 0;
    Value mark = object_find_attr(vm, v, NAME(__typing_is_unpacked_typevartuple__));
    if (!mark || mark == UNBOUND)
        return mark ? 0 : -1;
    int truth = object_truth(vm, mark);
    release(vm, mark);
    return truth;
}

static Value substitute_args(const Substitution *s, Value args);

static bool append_substituted(const Substitution *s, Value arg, Value list)
{
    Vm *vm = s->vm;
    if (is_type(vm, arg))
        return list_append(vm, list, arg);
    if (is_tuple(vm, arg) || is_list(vm, arg)) {
        Value items = object_to_tuple(vm, arg), done = items ? substitute_args(s, items) : 0;
        if (done && is_list(vm, arg)) {
            Value as_a_list = list_from(vm, as_tuple(done)->items, tuple_length(done));
            release(vm, done);
            done = as_a_list;
        }
        release(vm, items);
        return done && list_append_taken(vm, list, done);
    }
    int   unpack = is_unpacked_tuple(vm, arg);
    Value subst = unpack < 0 ? 0 : object_find_attr(vm, arg, NAME(__typing_subst__)), made;
    if (!subst)
        return false;
    if (subst != UNBOUND) {
        Value item = item_for(s, arg);
        made = item ? call1(vm, subst, item) : retain(arg);
        release(vm, subst);
    } else {
        made = substitute_inner(s, arg);
    }
    if (!made)
        return false;
    if (!unpack)
        return list_append_taken(vm, list, made);
    bool done;
    if (is_tuple(vm, made))
        done = list_extend(vm, list, made);
    else
        done = type_error(vm, "expected __typing_subst__ of %T objects to return a tuple, not %T", arg, made);
    release(vm, made);
    return done;
}

static Value substitute_args(const Substitution *s, Value args)
{
    Value list = list_new(s->vm, tuple_length(args)), result = 0;
    bool  done = list;
    for (size_t i = 0; done && i < tuple_length(args); i++)
        done = append_substituted(s, tuple_get(args, i), list);
    if (done)
        result = list_to_tuple(s->vm, list);
    release(s->vm, list);
    return result;
}

/* The items between the brackets, *tuple[...] opened. */
static Value unpack_items(Vm *vm, Value item)
{
    Value list = list_new(vm, 2), items = is_tuple(vm, item) ? retain(item) : tuple_from(vm, &item, 1), result = 0;
    bool  done = list && items;
    for (size_t i = 0; done && i < tuple_length(items); i++) {
        Value one = tuple_get(items, i);
        Value inner = is_type(vm, one) ? UNBOUND : object_find_attr(vm, one, NAME(__typing_unpacked_tuple_args__));
        bool  opened = inner && inner != UNBOUND && is_tuple(vm, inner) &&
                      !(tuple_length(inner) && tuple_get(inner, tuple_length(inner) - 1) == ELLIPSIS);
        done = inner && (opened ? list_extend(vm, list, inner) : list_append(vm, list, one));
        release(vm, inner);
    }
    if (done)
        result = list_to_tuple(vm, list);
    release(vm, list);
    release(vm, items);
    return result;
}

/* Lets each parameter arrange the items (defaults, *Ts); taken and given. */
static Value prepare_items(Vm *vm, Value self, Value parameters, Taken items)
{
    for (size_t i = 0; items && i < tuple_length(parameters); i++) {
        Value prepare = object_find_attr(vm, tuple_get(parameters, i), NAME(__typing_prepare_subst__));
        if (prepare == UNBOUND || prepare == NONE)
            continue;
        Value next = prepare ? call2(vm, prepare, self, items) : 0;
        release(vm, prepare);
        release(vm, items);
        items = next;
        if (items && !is_tuple(vm, items)) {
            Value tuple = tuple_from(vm, &items, 1);
            release(vm, items);
            items = tuple;
        }
    }
    return items;
}

Value type_parameters_substitute(Vm *vm, Value self, Value args, Value parameters, Value item)
{
    if (!tuple_length(parameters))
        return type_error(vm, "%R is not a generic class", self);
    Value items = unpack_items(vm, item), result = 0;
    items = items ? prepare_items(vm, self, parameters, items) : 0;
    if (!items)
        return 0;
    if (tuple_length(items) != tuple_length(parameters)) {
        type_error(vm, "Too %s arguments for %R; actual %zu, expected %s%zu",
                   tuple_length(items) > tuple_length(parameters) ? "many" : "few", self, tuple_length(items),
                   tuple_length(items) > tuple_length(parameters) ? "" : "at least ", tuple_length(parameters));
    } else {
        Substitution s = {vm, parameters, items};
        result = substitute_args(&s, args);
    }
    release(vm, items);
    return result;
}
