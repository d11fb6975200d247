/* object_instance.c - isinstance and issubclass, with what classes and lookalikes may override. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/object.h"
#include "objects/slot_function.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* v.__bases__ if it is a tuple; UNBOUND: v is nothing like a class. */
static Value bases_of(Vm *vm, Value v)
{
    Value bases = object_find_attr(vm, v, NAME(__bases__));
    if (bases && bases != UNBOUND && !is_tuple(vm, bases)) {
        release(vm, bases);
        return UNBOUND;
    }
    return bases;
}

static int abstract_is_subclass(Vm *vm, Value derived, Value cls)
{
    int result = 0;
    if (derived == cls)
        return 1;
    if (!c_stack_left(vm)) {
        c_stack_overflow(vm, " in __issubclass__");
        return -1;
    }
    Value bases = bases_of(vm, derived);
    if (!bases)
        return -1;
    if (bases == UNBOUND)
        return 0;
    for (size_t i = 0; result == 0 && i < tuple_length(bases); i++)
        result = abstract_is_subclass(vm, tuple_get(bases, i), cls);
    release(vm, bases);
    return result;
}

static bool check_class(Vm *vm, Value cls, const char *message)
{
    Value bases = bases_of(vm, cls);
    if (bases == UNBOUND)
        type_error(vm, "%s", message);
    bool good = bases && bases != UNBOUND;
    release(vm, bases == UNBOUND ? 0 : bases);
    return good;
}

/* type.__instancecheck__ */
int real_is_instance(Vm *vm, Value v, Value cls)
{
    if (is_type(vm, cls)) {
        if (is_instance_of(vm, v, as_type(cls)))
            return 1;
        Value claimed = object_find_attr(vm, v, NAME(__class__));
        if (!claimed)
            return -1;
        bool result = claimed != UNBOUND && claimed != type_value(type_of(vm, v)) && is_type(vm, claimed) &&
                      type_is_subtype(vm, as_type(claimed), as_type(cls));
        release(vm, claimed);
        return result;
    }
    if (!check_class(vm, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union"))
        return -1;
    Value claimed = object_find_attr(vm, v, NAME(__class__));
    if (!claimed || claimed == UNBOUND)
        return claimed ? 0 : -1;
    int result = abstract_is_subclass(vm, claimed, cls);
    release(vm, claimed);
    return result;
}

/* type.__subclasscheck__ */
int real_is_subclass(Vm *vm, Value derived, Value cls)
{
    if (is_type(vm, cls) && is_type(vm, derived))
        return type_is_subtype(vm, as_type(derived), as_type(cls));
    if (!check_class(vm, derived, "issubclass() arg 1 must be a class"))
        return -1;
    if (!has_shape(cls, SHAPE_UNION) &&
        !check_class(vm, cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union"))
        return -1;
    return abstract_is_subclass(vm, derived, cls);
}

/* Asks cls's __instancecheck__ or __subclasscheck__; -2: it has none. */
static int ask(Vm *vm, Value cls, Value name, Value v)
{
    Value result = call_special(vm, cls, name, &v, 1, 0);
    if (result == UNBOUND)
        return -2;
    int truth = result ? object_truth(vm, result) : -1;
    release(vm, result);
    return truth;
}

int object_is_instance(Vm *vm, Value v, Value cls)
{
    if (type_value(type_of(vm, v)) == cls)
        return 1;
    if (is_type(vm, cls) && type_of(vm, cls) == &type_type)
        return real_is_instance(vm, v, cls);
    if (has_shape(cls, SHAPE_UNION))
        cls = union_args(cls);
    if (is_tuple(vm, cls)) {
        int result = 0;
        if (!c_stack_left(vm)) {
            c_stack_overflow(vm, " in __instancecheck__");
            return -1;
        }
        for (size_t i = 0; result == 0 && i < tuple_length(cls); i++)
            result = object_is_instance(vm, v, tuple_get(cls, i));
        return result;
    }
    int asked = ask(vm, cls, NAME(__instancecheck__), v);
    return asked == -2 ? real_is_instance(vm, v, cls) : asked;
}

int object_is_subclass(Vm *vm, Value derived, Value cls)
{
    if (is_type(vm, cls) && type_of(vm, cls) == &type_type) {
        if (derived == cls)
            return 1;
        return real_is_subclass(vm, derived, cls);
    }
    if (has_shape(cls, SHAPE_UNION))
        cls = union_args(cls);
    if (is_tuple(vm, cls)) {
        int result = 0;
        if (!c_stack_left(vm)) {
            c_stack_overflow(vm, " in __subclasscheck__");
            return -1;
        }
        for (size_t i = 0; result == 0 && i < tuple_length(cls); i++)
            result = object_is_subclass(vm, derived, tuple_get(cls, i));
        return result;
    }
    int asked = ask(vm, cls, NAME(__subclasscheck__), derived);
    return asked == -2 ? real_is_subclass(vm, derived, cls) : asked;
}
