/* type_layout.c - which base's layout a class extends, and what __slots__ adds to it.
 *
 * Conflicts are decided by CPython's sizes, which are data here (D6); where things really stand is instance.h's.
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"

/* ---- best base ---- */

const Type *class_solid_base(const Type *type)
{
    while (type->base && type->basic_size == type->base->basic_size && type->item_size == type->base->item_size)
        type = type->base;
    return type;
}

const Type *class_best_base(Vm *vm, Value bases)
{
    const Type *base = NULL, *winner = NULL;
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Value item = tuple_get(bases, i);
        if (!is_type(vm, item)) {
            type_error(vm, "bases must be types");
            return NULL;
        }
        const Type *candidate = class_solid_base(as_type(item));
        if (!winner) {
            winner = candidate;
            base = as_type(item);
        } else if (type_is_subtype(vm, winner, candidate)) {
            continue;
        } else if (type_is_subtype(vm, candidate, winner)) {
            winner = candidate;
            base = as_type(item);
        } else {
            type_error(vm, "multiple bases have instance lay-out conflict");
            return NULL;
        }
    }
    if (!(base->flags & TYPE_BASE)) {
        type_error(vm, "type '%s' is not an acceptable base type", base->name);
        return NULL;
    }
    return base;
}

/* ---- __slots__ ---- */

static bool is_identifier(Vm *vm, Value name)
{
    Value result = call_method(vm, name, NAME(isidentifier), NULL, 0);
    if (!result)
        exception_clear(vm);
    return result == TRUE;
}

/* __x of class C becomes _C__x. Owned. */
static Value mangle(Vm *vm, Value class_name, Value name)
{
    const Str *s = as_str(name), *c = as_str(class_name);
    size_t     length = s->length, skip = 0;
    if (length < 2 || str_char(s, 0) != '_' || str_char(s, 1) != '_' ||
        (str_char(s, length - 1) == '_' && str_char(s, length - 2) == '_'))
        return retain(name);
    for (size_t i = 0; i < length; i++)
        if (str_char(s, i) == '.')
            return retain(name);
    while (skip < c->length && str_char(c, skip) == '_')
        skip++;
    if (skip == c->length)
        return retain(name);
    Value rest = str_slice(vm, class_name, skip, c->length);
    Value mangled = rest ? str_format(vm, "_%U%U", rest, name) : 0;
    release(vm, rest);
    return mangled;
}

static bool may_add_dict(const Type *base)
{
    return base->dict_offset == 0;
}

static bool may_add_weak(const Type *base)
{
    return base->weaklist_offset == 0 && base->item_size == 0;
}

/* One entry of __slots__: notes __dict__ and __weakref__, appends others to names. */
static bool take_slot(Vm *vm, ClassPlan *plan, Value slot, Value names)
{
    if (!is_str(vm, slot))
        return type_error(vm, "__slots__ items must be strings, not '%T'", slot);
    if (!is_identifier(vm, slot))
        return type_error(vm, "__slots__ must be identifiers");
    if (str_is(slot, "__dict__")) {
        if (!may_add_dict(plan->base) || plan->add_dict)
            return type_error(vm, "__dict__ slot disallowed: we already got one");
        plan->add_dict = true;
        return true;
    }
    if (str_is(slot, "__weakref__")) {
        if (!may_add_weak(plan->base) || plan->add_weak)
            return type_error(vm, "__weakref__ slot disallowed: we already got one");
        plan->add_weak = true;
        return true;
    }
    Value mangled = mangle(vm, plan->name, slot);
    if (!mangled)
        return false;
    mangled = str_intern(vm, mangled);
    bool done = mangled && list_append(vm, names, mangled);
    if (done && dict_find_str(vm, plan->dict, mangled) != UNBOUND && !str_is(mangled, "__qualname__") &&
        !str_is(mangled, "__classcell__") && !str_is(mangled, "__classdictcell__")) {
        value_error(vm, "%R in __slots__ conflicts with class variable", slot);
        done = false;
    }
    release(vm, mangled);
    return done;
}

/* A second base may have what __slots__ didn't ask for. */
static void take_from_bases(ClassPlan *plan)
{
    for (size_t i = 0; i < tuple_length(plan->bases); i++) {
        const Type *base = as_type(tuple_get(plan->bases, i));
        if (base == plan->base)
            continue;
        if (may_add_dict(plan->base) && base->dict_offset)
            plan->add_dict = true;
        if (may_add_weak(plan->base) && base->weaklist_offset)
            plan->add_weak = true;
    }
}

bool class_plan_slots(Vm *vm, ClassPlan *plan)
{
    Value found = dict_find_str(vm, plan->dict, NAME(__slots__)), entries = 0, names = 0;
    bool  done = false;

    if (!found)
        return false;
    if (found == UNBOUND) {
        plan->add_dict = may_add_dict(plan->base);
        plan->add_weak = may_add_weak(plan->base);
        return true;
    }
    entries = is_str(vm, found) ? tuple_from(vm, &found, 1) : object_to_tuple(vm, found);
    names = entries ? list_new(vm, tuple_length(entries)) : 0;
    if (!names)
        goto done;
    if (tuple_length(entries) && plan->base->item_size) {
        type_error(vm, "nonempty __slots__ not supported for subtype of '%s'", plan->base->name);
        goto done;
    }
    for (size_t i = 0; i < tuple_length(entries); i++)
        if (!take_slot(vm, plan, tuple_get(entries, i), names))
            goto done;
    if (list_length(names)) {
        if (!list_sort(vm, names, NONE, false) || !(plan->slot_names = list_to_tuple(vm, names)))
            goto done;
        plan->slot_count = (uint32_t)list_length(names);
    }
    take_from_bases(plan);
    done = true;
done:
    release(vm, entries);
    release(vm, names);
    return done;
}
