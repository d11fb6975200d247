/* slot_number.c - what fills the number slots of a Python class.
 *
 * A binary slot is asked with either operand being of the class: the left one's __op__, then the right one's __rop__; the
 * right one goes first if its class is a subclass that provides a different __rop__. As CPython.
 * SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/object.h"
#include "objects/slot_function.h"

/* Does the right operand's class have another reflected method than the left one's? -1: error. */
static int is_overloaded(Vm *vm, Value left, Value right, Value reflected)
{
    Value theirs = object_find_attr(vm, type_value(type_of(vm, right)), reflected);
    if (theirs == UNBOUND || !theirs)
        return theirs ? 0 : -1;
    Value ours = object_find_attr(vm, type_value(type_of(vm, left)), reflected);
    int   result = 1;
    if (!ours)
        result = -1;
    else if (ours != UNBOUND)
        result = object_compare_bool(vm, ours, theirs, COMPARE_NE);
    release(vm, ours == UNBOUND ? 0 : ours);
    release(vm, theirs);
    return result;
}

static Value call_maybe(Vm *vm, Value self, Value name, Value other)
{
    Value result = call_special(vm, self, name, &other, 1, 0);
    return result == UNBOUND ? NOT_IMPLEMENTED : result;
}

static Value call_binary(Vm *vm, Value a, Value b, size_t offset, BinaryFn own, Value name, Value reflected)
{
    const Type *ta = type_of(vm, a), *tb = type_of(vm, b);
    BinaryFn    fa, fb;
    memcpy(&fa, (const char *)&ta->slots + offset, sizeof fa);
    memcpy(&fb, (const char *)&tb->slots + offset, sizeof fb);
    bool do_other = ta != tb && fb == own;

    if (fa == own) {
        if (do_other && type_is_subtype(vm, tb, ta)) {
            int overloaded = is_overloaded(vm, a, b, reflected);
            if (overloaded < 0)
                return 0;
            if (overloaded) {
                Value result = call_maybe(vm, b, reflected, a);
                if (result != NOT_IMPLEMENTED)
                    return result;
                do_other = false;
            }
        }
        Value result = call_maybe(vm, a, name, b);
        if (result != NOT_IMPLEMENTED || ta == tb)
            return result;
    }
    return do_other ? call_maybe(vm, b, reflected, a) : NOT_IMPLEMENTED;
}

#define BINARY(slot, dunder, reflected) \
    Value slot_##slot(Vm *vm, Value a, Value b) \
    { \
        return call_binary(vm, a, b, offsetof(Slots, slot), slot_##slot, NAME(dunder), NAME(reflected)); \
    }
BINARY(add, __add__, __radd__)
BINARY(subtract, __sub__, __rsub__)
BINARY(multiply, __mul__, __rmul__)
BINARY(remainder, __mod__, __rmod__)
BINARY(divmod, __divmod__, __rdivmod__)
BINARY(lshift, __lshift__, __rlshift__)
BINARY(rshift, __rshift__, __rrshift__)
BINARY(and, __and__, __rand__)
BINARY(xor, __xor__, __rxor__)
BINARY(or, __or__, __ror__)
BINARY(floor_divide, __floordiv__, __rfloordiv__)
BINARY(true_divide, __truediv__, __rtruediv__)
BINARY(matrix_multiply, __matmul__, __rmatmul__)

#define INPLACE(slot, dunder) \
    Value slot_##slot(Vm *vm, Value a, Value b) \
    { \
        return call_maybe(vm, a, NAME(dunder), b); \
    }
INPLACE(iadd, __iadd__)
INPLACE(isubtract, __isub__)
INPLACE(imultiply, __imul__)
INPLACE(iremainder, __imod__)
INPLACE(ilshift, __ilshift__)
INPLACE(irshift, __irshift__)
INPLACE(iand, __iand__)
INPLACE(ixor, __ixor__)
INPLACE(ior, __ior__)
INPLACE(ifloor_divide, __ifloordiv__)
INPLACE(itrue_divide, __itruediv__)
INPLACE(imatrix_multiply, __imatmul__)

/* As call_binary; the slot is ternary. */
static Value call_power(Vm *vm, Value a, Value b)
{
    const Type *ta = type_of(vm, a), *tb = type_of(vm, b);
    bool        do_other = ta != tb && tb->slots.power == slot_power;
    if (ta->slots.power == slot_power) {
        if (do_other && type_is_subtype(vm, tb, ta)) {
            int overloaded = is_overloaded(vm, a, b, NAME(__rpow__));
            if (overloaded < 0)
                return 0;
            if (overloaded) {
                Value result = call_maybe(vm, b, NAME(__rpow__), a);
                if (result != NOT_IMPLEMENTED)
                    return result;
                do_other = false;
            }
        }
        Value result = call_maybe(vm, a, NAME(__pow__), b);
        if (result != NOT_IMPLEMENTED || ta == tb)
            return result;
    }
    return do_other ? call_maybe(vm, b, NAME(__rpow__), a) : NOT_IMPLEMENTED;
}

Value slot_power(Vm *vm, Value a, Value b, Value modulus)
{
    if (modulus == NONE)
        return call_power(vm, a, b);
    Value args[] = {b, modulus};
    if (type_of(vm, a)->slots.power == slot_power) {
        Value result = call_special(vm, a, NAME(__pow__), args, 2, 0);
        if (result != NOT_IMPLEMENTED)
            return result == UNBOUND ? NOT_IMPLEMENTED : result;
    }
    if (type_of(vm, b)->slots.power == slot_power && type_of(vm, a) != type_of(vm, b)) {
        Value reflected[] = {a, modulus};
        Value result = call_special(vm, b, NAME(__rpow__), reflected, 2, 0);
        return result == UNBOUND ? NOT_IMPLEMENTED : result;
    }
    return NOT_IMPLEMENTED;
}

Value slot_ipower(Vm *vm, Value a, Value b, Value modulus)
{
    (void)modulus;
    return call_maybe(vm, a, NAME(__ipow__), b);
}

#define UNARY(slot, dunder) \
    Value slot_##slot(Vm *vm, Value v) \
    { \
        Value result = call_special(vm, v, NAME(dunder), NULL, 0, 0); \
        return result != UNBOUND ? result : attribute_error(vm, v, NAME(dunder), "'%T' object has no attribute '%U'", v, \
                                                            NAME(dunder)); \
    }
UNARY(negative, __neg__)
UNARY(positive, __pos__)
UNARY(absolute, __abs__)
UNARY(invert, __invert__)
UNARY(to_int, __int__)
UNARY(to_float, __float__)
UNARY(index, __index__)
