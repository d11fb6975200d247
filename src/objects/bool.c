/* bool.c - the type bool: the two constants True and False, ints otherwise. SPDX-License-Identifier: MIT */
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static Value bool_repr(Vm *vm, Value v)
{
    (void)vm;
    return v == TRUE ? NAME(True) : NAME(False);
}

static Value bool_and(Vm *vm, Value a, Value b)
{
    return is_bool(a) && is_bool(b) ? bool_value(a == TRUE && b == TRUE) : int_and_slot(vm, a, b);
}

static Value bool_or(Vm *vm, Value a, Value b)
{
    return is_bool(a) && is_bool(b) ? bool_value(a == TRUE || b == TRUE) : int_or_slot(vm, a, b);
}

static Value bool_xor(Vm *vm, Value a, Value b)
{
    return is_bool(a) && is_bool(b) ? bool_value(a != b) : int_xor_slot(vm, a, b);
}

static Value bool_invert(Vm *vm, Value v)
{
    if (!vm->up->warn(vm, &deprecation_warning_type, 1,
                      "Bitwise inversion '~' on bool is deprecated and will be removed in Python 3.16. This returns the "
                      "bitwise inversion of the underlying int object and is usually not what you expect from negating a "
                      "bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the bitwise "
                      "inversion of the underlying int."))
        return 0;
    return int_invert(vm, v);
}

static Value bool_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls;
    if (names && tuple_length(names))
        return type_error(vm, "bool() takes no keyword arguments");
    if (count > 1)
        return type_error(vm, "bool expected at most 1 argument, got %zu", count);
    int truth = count ? object_truth(vm, args[0]) : 0;
    return truth < 0 ? 0 : bool_value(truth);
}

const Type bool_type = {
    TYPE_HEAD,
    .name = "bool",
    .doc = "Returns True when the argument is true, False otherwise.\nThe builtins True and False are the only two "
           "instances of the class bool.\nThe class bool is a subclass of the class int, and cannot be subclassed.",
    .base = &int_type,
    .number = SHAPE_BOOL,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_MATCH_SELF | TYPE_INT_SUBCLASS | TYPE_HAVE_VECTORCALL | TYPE_VALID_VERSION,
    .text_signature = "(object=False, /)",
    .basic_size = 24,
    .item_size = 4,
    .size = sizeof(BigInt),
    .var_item = sizeof(Limb),
    .slots = {INT_SLOTS, .new = bool_new, .repr = bool_repr, .and = bool_and, .or = bool_or, .xor = bool_xor,
              .invert = bool_invert},
};
