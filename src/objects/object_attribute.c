/* object_attribute.c - attributes of any object: CPython's order of data descriptor, the object's own, other descriptor.
 *
 * Names are interned here if they are not yet: behind this, names are compared by identity. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/str.h"

/* The interned str equal to name (owned), which may be of a subclass; 0: not a str, or MemoryError. */
static Value interned_name(Vm *vm, Value name)
{
    if (is_exact_str(name))
        return str_is_interned(as_str(name)) ? retain(name) : str_intern(vm, retain(name));
    if (!is_str(vm, name))
        return type_error(vm, "attribute name must be string, not '%T'", name);
    Value copy = str_slice(vm, name, 0, as_str(name)->length);
    return copy ? str_intern(vm, copy) : 0;
}

static bool needs_interning(Value name)
{
    return !is_exact_str(name) || !str_is_interned(as_str(name));
}

/* ---- reading ---- */

static Value no_attribute(Vm *vm, Value v, Value name)
{
    return attribute_error(vm, v, name, "'%T' object has no attribute '%U'", v, name);
}

/* With an interned name. UNBOUND: there is none. */
static Value find_generic(Vm *vm, Value v, Value name)
{
    const Type *type = type_of(vm, v);
    Value       found = retain(type_lookup(vm, type, name)), result;
    DescrGetFn  get = NULL;

    if (found) {
        const Slots *slots = &type_of(vm, found)->slots;
        get = slots->get;
        if (get && slots->set) {
            result = get(vm, found, v, type_value(type));
            goto done;
        }
    }
    result = instance_find(vm, v, name);
    if (result != UNBOUND)
        goto done;
    if (get)
        result = get(vm, found, v, type_value(type));
    else if (found)
        return found;
done:
    release(vm, found);
    return result;
}

Value object_generic_getattr(Vm *vm, Value v, Value name)
{
    Value result, interned = 0;
    if (needs_interning(name)) {
        if (!(interned = interned_name(vm, name)))
            return 0;
        name = interned;
    }
    result = find_generic(vm, v, name);
    if (result == UNBOUND)
        result = no_attribute(vm, v, name);
    release(vm, interned);
    return result;
}

Value object_generic_find_attr(Vm *vm, Value v, Value name)
{
    Value interned = interned_name(vm, name);
    if (!interned)
        return 0;
    Value result = find_generic(vm, v, interned);
    release(vm, interned);
    return result;
}

Value object_getattr(Vm *vm, Value v, Value name)
{
    return type_of(vm, v)->slots.getattr(vm, v, name);
}

Value object_find_attr(Vm *vm, Value v, Value name)
{
    Value result;
    if (type_of(vm, v)->slots.getattr == object_generic_getattr) {
        result = object_generic_find_attr(vm, v, name);
        if (result || !exception_swallow(vm, &attribute_error_type))
            return result;
        return UNBOUND;
    }
    result = object_getattr(vm, v, name);
    if (!result && exception_swallow(vm, &attribute_error_type))
        return UNBOUND;
    return result;
}

Value object_get_method(Vm *vm, Value v, Value name, Value *self)
{
    const Type *type = type_of(vm, v);
    *self = 0;
    if (type->slots.getattr != object_generic_getattr || needs_interning(name))
        return object_getattr(vm, v, name);
    Value        found = retain(type_lookup(vm, type, name)), result = 0;
    const Type  *kind = found ? type_of(vm, found) : NULL;
    const Slots *slots = kind ? &kind->slots : NULL;

    if (found && !(kind->flags & TYPE_METHOD_DESCRIPTOR) && slots->get && slots->set) {
        result = slots->get(vm, found, v, type_value(type));
        release(vm, found);
        return result;
    }
    result = instance_find(vm, v, name);
    if (result != UNBOUND) {
        release(vm, found);
        return result;
    }
    if (!found)
        return no_attribute(vm, v, name);
    if (kind->flags & TYPE_METHOD_DESCRIPTOR) {
        *self = retain(v);
        return found;
    }
    if (!slots->get)
        return found;
    result = slots->get(vm, found, v, type_value(type));
    release(vm, found);
    return result;
}

Value object_find_special(Vm *vm, Value v, Value name)
{
    const Type *type = type_of(vm, v);
    Value       found = type_lookup(vm, type, name);
    if (!found)
        return UNBOUND;
    DescrGetFn get = type_of(vm, found)->slots.get;
    if (!get)
        return retain(found);
    retain(found);
    Value bound = get(vm, found, v, type_value(type));
    release(vm, found);
    return bound;
}

/* ---- writing ---- */

static bool cannot_set(Vm *vm, Value v, Value name, bool found)
{
    if (found)
        return attribute_error(vm, v, name, "'%T' object attribute '%U' is read-only", v, name);
    if (instance_has_dict(vm, v) || type_of(vm, v)->slots.setattr != object_generic_setattr)
        return no_attribute(vm, v, name);
    return attribute_error(vm, v, name, "'%T' object has no attribute '%U' and no __dict__ for setting new attributes", v,
                           name);
}

static bool set_generic(Vm *vm, Value v, Value name, Value value)
{
    const Type *type = type_of(vm, v);
    Value       found = retain(type_lookup(vm, type, name));
    bool        done = false;

    if (found && type_of(vm, found)->slots.set) {
        done = type_of(vm, found)->slots.set(vm, found, v, value);
        goto done;
    }
    if (!instance_has_dict(vm, v)) {
        done = cannot_set(vm, v, name, found);
        goto done;
    }
    int stored = instance_assign(vm, v, name, value);
    done = stored == 1;
    if (stored == 0)
        no_attribute(vm, v, name);
done:
    release(vm, found);
    return done;
}

bool object_generic_setattr(Vm *vm, Value v, Value name, Value value)
{
    bool  done;
    Value interned = 0;
    if (needs_interning(name)) {
        if (!(interned = interned_name(vm, name)))
            return false;
        name = interned;
    }
    retain(v);
    done = set_generic(vm, v, name, value);
    release(vm, v);
    release(vm, interned);
    return done;
}

bool object_setattr(Vm *vm, Value v, Value name, Value value)
{
    return type_of(vm, v)->slots.setattr(vm, v, name, value);
}
