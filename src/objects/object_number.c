/* object_number.c - operators and number conversions of any objects.
 *
 * A binary operator asks the left operand's slot, then the right one's; the right one first when its type is a subtype with
 * another slot. + and * then try the sequence meanings. As CPython. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/up.h"

typedef struct Operator {
    size_t      offset, inplace; /* of the slots */
    const char *symbol, *inplace_symbol;
} Operator;

static const Operator operators[] = {
#define OPERATOR(op, slot, text) [op] = {offsetof(Slots, slot), offsetof(Slots, i##slot), text, text "="}
    OPERATOR(OP_ADD, add, "+"), OPERATOR(OP_AND, and, "&"), OPERATOR(OP_FLOOR_DIVIDE, floor_divide, "//"),
    OPERATOR(OP_LSHIFT, lshift, "<<"), OPERATOR(OP_MATRIX_MULTIPLY, matrix_multiply, "@"),
    OPERATOR(OP_MULTIPLY, multiply, "*"), OPERATOR(OP_REMAINDER, remainder, "%"), OPERATOR(OP_OR, or, "|"),
    OPERATOR(OP_RSHIFT, rshift, ">>"), OPERATOR(OP_SUBTRACT, subtract, "-"),
    OPERATOR(OP_TRUE_DIVIDE, true_divide, "/"), OPERATOR(OP_XOR, xor, "^"),
#undef OPERATOR
};

static BinaryFn slot_at(const Type *type, size_t offset)
{
    BinaryFn fn;
    memcpy(&fn, (const char *)&type->slots + offset, sizeof fn);
    return fn;
}

/* NOT_IMPLEMENTED: neither operand knows. */
static Value by_slots(Vm *vm, Value a, Value b, size_t offset)
{
    const Type *ta = type_of(vm, a), *tb = type_of(vm, b);
    BinaryFn    fa = slot_at(ta, offset), fb = ta != tb ? slot_at(tb, offset) : NULL;
    Value       result;

    if (fb == fa)
        fb = NULL;
    if (fa) {
        if (fb && type_is_subtype(vm, tb, ta)) {
            result = fb(vm, a, b);
            if (result != NOT_IMPLEMENTED)
                return result;
            fb = NULL;
        }
        result = fa(vm, a, b);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    return fb ? fb(vm, a, b) : NOT_IMPLEMENTED;
}

static Value repeat_sequence(Vm *vm, IndexFn repeat, Value sequence, Value count)
{
    int64_t n;
    if (!is_int(vm, count) && !type_of(vm, count)->slots.index)
        return type_error(vm, "can't multiply sequence by non-int of type '%T'", count);
    if (!object_index_int64(vm, count, &overflow_error_type, &n))
        return 0;
    return repeat(vm, sequence, n);
}

/* The sequence meanings of + and *; NOT_IMPLEMENTED: none. */
static Value by_sequence(Vm *vm, Value a, Value b, int op, bool inplace)
{
    const Slots *sa = &type_of(vm, a)->slots, *sb = &type_of(vm, b)->slots;
    if (op == OP_ADD) {
        BinaryFn concat = inplace && sa->iconcat ? sa->iconcat : sa->concat;
        return concat ? concat(vm, a, b) : NOT_IMPLEMENTED;
    }
    if (op == OP_MULTIPLY) {
        IndexFn repeat = inplace && sa->irepeat ? sa->irepeat : sa->repeat;
        if (repeat)
            return repeat_sequence(vm, repeat, a, b);
        if (sb->repeat)
            return repeat_sequence(vm, sb->repeat, b, a);
    }
    return NOT_IMPLEMENTED;
}

static Value unsupported(Vm *vm, const char *symbol, Value a, Value b)
{
    return type_error(vm, "unsupported operand type(s) for %s: '%T' and '%T'", symbol, a, b);
}

/* a ** b % modulus by the power slots; NOT_IMPLEMENTED: nobody knows. */
static Value power_by_slots(Vm *vm, Value a, Value b, Value modulus)
{
    const Type *ta = type_of(vm, a), *tb = type_of(vm, b), *tm = type_of(vm, modulus);
    TernaryFn   fa = ta->slots.power, fb = ta != tb ? tb->slots.power : NULL, fm = tm->slots.power;
    Value       result;

    if (fb == fa)
        fb = NULL;
    if (fa) {
        if (fb && type_is_subtype(vm, tb, ta)) {
            result = fb(vm, a, b, modulus);
            if (result != NOT_IMPLEMENTED)
                return result;
            fb = NULL;
        }
        result = fa(vm, a, b, modulus);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (fb) {
        result = fb(vm, a, b, modulus);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    return modulus != NONE && fm && fm != fa && fm != fb ? fm(vm, a, b, modulus) : NOT_IMPLEMENTED;
}

static Value inplace_power(Vm *vm, Value a, Value b)
{
    TernaryFn own = type_of(vm, a)->slots.ipower;
    Value     result = own ? own(vm, a, b, NONE) : NOT_IMPLEMENTED;
    if (result == NOT_IMPLEMENTED)
        result = power_by_slots(vm, a, b, NONE);
    return result == NOT_IMPLEMENTED ? unsupported(vm, "**=", a, b) : result;
}

Value object_power(Vm *vm, Value a, Value b, Value modulus)
{
    Value result = power_by_slots(vm, a, b, modulus);
    if (result != NOT_IMPLEMENTED)
        return result;
    if (modulus == NONE)
        return unsupported(vm, "** or pow()", a, b);
    return type_error(vm, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", a, b, modulus);
}

Value binary_op(Vm *vm, Value a, Value b, int op)
{
    bool  inplace = op >= OP_INPLACE && op < OP_SUBSCRIPT;
    Value result;

    if (op == OP_SUBSCRIPT)
        return object_getitem(vm, a, b);
    if (inplace)
        op -= OP_INPLACE;
    if (op == OP_POWER)
        return inplace ? inplace_power(vm, a, b) : object_power(vm, a, b, NONE);
    const Operator *operator = &operators[op];
    if (inplace) {
        BinaryFn own = slot_at(type_of(vm, a), operator->inplace);
        result = own ? own(vm, a, b) : NOT_IMPLEMENTED;
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    result = by_slots(vm, a, b, operator->offset);
    if (result == NOT_IMPLEMENTED)
        result = by_sequence(vm, a, b, op, inplace);
    if (result == NOT_IMPLEMENTED)
        return unsupported(vm, inplace ? operator->inplace_symbol : operator->symbol, a, b);
    return result;
}

Value object_divmod(Vm *vm, Value a, Value b)
{
    Value result = by_slots(vm, a, b, offsetof(Slots, divmod));
    return result == NOT_IMPLEMENTED ? unsupported(vm, "divmod()", a, b) : result;
}

/* ---- unary ---- */

Value object_negative(Vm *vm, Value v)
{
    UnaryFn fn = type_of(vm, v)->slots.negative;
    return fn ? fn(vm, v) : type_error(vm, "bad operand type for unary -: '%T'", v);
}

Value object_positive(Vm *vm, Value v)
{
    UnaryFn fn = type_of(vm, v)->slots.positive;
    return fn ? fn(vm, v) : type_error(vm, "bad operand type for unary +: '%T'", v);
}

Value object_invert(Vm *vm, Value v)
{
    UnaryFn fn = type_of(vm, v)->slots.invert;
    return fn ? fn(vm, v) : type_error(vm, "bad operand type for unary ~: '%T'", v);
}

Value object_absolute(Vm *vm, Value v)
{
    UnaryFn fn = type_of(vm, v)->slots.absolute;
    return fn ? fn(vm, v) : type_error(vm, "bad operand type for abs(): '%T'", v);
}

/* ---- conversions ---- */

/* Takes a result of __index__ or __int__: an exact int, with a warning for a subclass's. */
static Value checked_int(Vm *vm, Value result, const char *method)
{
    if (!result || is_exact_int(result))
        return result;
    if (!is_int(vm, result)) {
        type_error(vm, "%s returned non-int (type %T)", method, result);
        release(vm, result);
        return 0;
    }
    if (!vm->up->warn(vm, &deprecation_warning_type, 1,
                      "%s returned non-int (type %T).  The ability to return an instance of a strict subclass of int is "
                      "deprecated, and may be removed in a future version of Python.",
                      method, result)) {
        release(vm, result);
        return 0;
    }
    Value exact = int_add(vm, result, int_value(0));
    release(vm, result);
    return exact;
}

Value object_index(Vm *vm, Value v)
{
    if (is_exact_int(v))
        return retain(v);
    if (is_bool(v))
        return int_value(v == TRUE);
    if (is_int(vm, v))
        return int_add(vm, v, int_value(0));
    UnaryFn fn = type_of(vm, v)->slots.index;
    if (!fn)
        return type_error(vm, "'%T' object cannot be interpreted as an integer", v);
    return checked_int(vm, fn(vm, v), "__index__");
}

bool object_index_int64(Vm *vm, Value v, const Type *overflow, int64_t *result)
{
    if (is_word_int(v)) {
        *result = word_int(v);
        return true;
    }
    Value number = object_index(vm, v);
    if (!number)
        return false;
    bool fits = int_fits_int64(number, result);
    if (!fits && !overflow) {
        *result = int_sign(number) < 0 ? INT64_MIN : INT64_MAX;
        fits = true;
    } else if (!fits) {
        raise_format(vm, overflow, "cannot fit '%T' into an index-sized integer", v);
    }
    release(vm, number);
    return fits;
}

Value object_to_int(Vm *vm, Value v)
{
    const Slots *slots = &type_of(vm, v)->slots;
    if (is_exact_int(v))
        return retain(v);
    if (slots->to_int)
        return checked_int(vm, slots->to_int(vm, v), "__int__");
    if (slots->index)
        return object_index(vm, v);
    return type_error(vm, "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
}

/* The float that a number gives, or 0 with UNBOUND in *missing when it gives none. */
static Value number_to_float(Vm *vm, Value v, bool *missing)
{
    const Slots *slots = &type_of(vm, v)->slots;
    *missing = false;
    if (slots->to_float) {
        Value result = slots->to_float(vm, v);
        if (!result || is_exact_float(result))
            return result;
        if (!is_float(vm, result)) {
            type_error(vm, "%T.__float__ returned non-float (type %T)", v, result);
            release(vm, result);
            return 0;
        }
        if (!vm->up->warn(vm, &deprecation_warning_type, 1,
                          "%T.__float__ returned non-float (type %T).  The ability to return an instance of a strict "
                          "subclass of float is deprecated, and may be removed in a future version of Python.",
                          v, result)) {
            release(vm, result);
            return 0;
        }
        Value exact = float_new(vm, float_number(result));
        release(vm, result);
        return exact;
    }
    if (slots->index) {
        double d;
        Value  number = object_index(vm, v);
        bool   fits = number && int_as_double(vm, number, &d);
        release(vm, number);
        return fits ? float_new(vm, d) : 0;
    }
    *missing = true;
    return 0;
}

Value object_to_float(Vm *vm, Value v)
{
    bool missing;
    if (is_exact_float(v))
        return retain(v);
    Value result = number_to_float(vm, v, &missing);
    return missing ? type_error(vm, "float() argument must be a string or a real number, not '%T'", v) : result;
}

bool object_as_double(Vm *vm, Value v, double *result)
{
    bool missing;
    if (is_float(vm, v)) {
        *result = float_number(v);
        return true;
    }
    if (is_word_int(v)) {
        *result = (double)word_int(v);
        return true;
    }
    Value number = number_to_float(vm, v, &missing);
    if (missing)
        type_error(vm, "must be real number, not %T", v);
    if (!number)
        return false;
    *result = float_number(number);
    release(vm, number);
    return true;
}
