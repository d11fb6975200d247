/* float_arithmetic.c - floats: arithmetic and comparison, with ints too. SPDX-License-Identifier: MIT */
#include <math.h>

#include "objects/complex.h"
#include "objects/float_impl.h"
#include "objects/int_impl.h"
#include "objects/str.h"
#include "objects/tuple.h"

bool float_operand(Vm *vm, Value v, double *d, Value *result)
{
    if (is_word_float(v)) {
        *d = word_float(v);
        return true;
    }
    if (is_word_int(v)) {
        *d = (double)word_int(v);
        return true;
    }
    if (is_float(vm, v)) {
        *d = float_number(v);
        return true;
    }
    if (!is_int(vm, v)) {
        *result = NOT_IMPLEMENTED;
        return false;
    }
    *result = 0;
    return int_as_double(vm, v, d);
}

/* Both operands, the left one first. */
static MUST_CHECK bool operands(Vm *vm, Value a, Value b, double *x, double *y, Value *result)
{
    return float_operand(vm, a, x, result) && float_operand(vm, b, y, result);
}

Value float_add_slot(Vm *vm, Value a, Value b)
{
    double x, y;
    Value  result;
    return operands(vm, a, b, &x, &y, &result) ? float_new(vm, x + y) : result;
}

Value float_subtract_slot(Vm *vm, Value a, Value b)
{
    double x, y;
    Value  result;
    return operands(vm, a, b, &x, &y, &result) ? float_new(vm, x - y) : result;
}

Value float_multiply_slot(Vm *vm, Value a, Value b)
{
    double x, y;
    Value  result;
    return operands(vm, a, b, &x, &y, &result) ? float_new(vm, x * y) : result;
}

Value float_true_divide_slot(Vm *vm, Value a, Value b)
{
    double x, y;
    Value  result;
    if (!operands(vm, a, b, &x, &y, &result))
        return result;
    return y == 0.0 ? zero_division_error(vm, "division by zero") : float_new(vm, x / y);
}

/* The remainder has b's sign, also where it is 0; the quotient is a whole number near (a - remainder) / b. */
void float_divmod(double a, double b, double *quotient, double *remainder)
{
    double rest = fmod(a, b), ratio = (a - rest) / b;
    if (rest != 0.0) {
        if ((b < 0) != (rest < 0)) {
            rest += b;
            ratio -= 1.0;
        }
    } else {
        rest = copysign(0.0, b);
    }
    double whole = copysign(0.0, a / b);
    if (ratio != 0.0) {
        whole = floor(ratio);
        if (ratio - whole > 0.5)
            whole += 1.0;
    }
    *quotient = whole;
    *remainder = rest;
}

Value float_floor_divide_slot(Vm *vm, Value a, Value b)
{
    double x, y, quotient, remainder;
    Value  result;
    if (!operands(vm, a, b, &x, &y, &result))
        return result;
    if (y == 0.0)
        return zero_division_error(vm, "division by zero");
    float_divmod(x, y, &quotient, &remainder);
    return float_new(vm, quotient);
}

Value float_remainder_slot(Vm *vm, Value a, Value b)
{
    double x, y, quotient, remainder;
    Value  result;
    if (!operands(vm, a, b, &x, &y, &result))
        return result;
    if (y == 0.0)
        return zero_division_error(vm, "division by zero");
    float_divmod(x, y, &quotient, &remainder);
    return float_new(vm, remainder);
}

Value float_divmod_slot(Vm *vm, Value a, Value b)
{
    double x, y, quotient, remainder;
    Value  result, first, second;
    if (!operands(vm, a, b, &x, &y, &result))
        return result;
    if (y == 0.0)
        return zero_division_error(vm, "division by zero");
    float_divmod(x, y, &quotient, &remainder);
    first = float_new(vm, quotient);
    second = first ? float_new(vm, remainder) : 0;
    result = second ? tuple_of(vm, 2, first, second) : 0;
    release(vm, first);
    release(vm, second);
    return result;
}

Value float_out_of_range(Vm *vm)
{
    Value text = str_from_cstring(vm, "Numerical result out of range");
    if (text) {
        Value args[2] = {int_value(34), text};
        raise_args(vm, &overflow_error_type, args, 2);
    }
    release(vm, text);
    return 0;
}

static bool is_odd(double d)
{
    return fmod(fabs(d), 2.0) == 1.0;
}

/* The special cases first, as libraries differ in them; then pow. */
bool float_power(Vm *vm, double a, double b, double *result, bool *is_complex)
{
    bool negate = false;
    *is_complex = false;
    if (b == 0.0 || a == 1.0) {
        *result = 1.0;
        return true;
    }
    if (isnan(a) || isnan(b)) {
        *result = isnan(a) ? a : b;
        return true;
    }
    if (isinf(b)) {
        a = fabs(a);
        *result = a == 1.0 ? 1.0 : (b > 0.0) == (a > 1.0) ? fabs(b) : 0.0;
        return true;
    }
    if (isinf(a)) {
        bool odd = is_odd(b);
        *result = b > 0.0 ? (odd ? a : fabs(a)) : odd ? copysign(0.0, a) : 0.0;
        return true;
    }
    if (a == 0.0) {
        if (b < 0.0)
            return zero_division_error(vm, "zero to a negative power");
        *result = is_odd(b) ? a : 0.0;
        return true;
    }
    if (a < 0.0) {
        if (b != floor(b)) {
            *is_complex = true;
            return true;
        }
        a = -a;
        negate = is_odd(b);
    }
    double power = a == 1.0 ? 1.0 : pow(a, b);
    if (isinf(power))
        return float_out_of_range(vm);
    *result = negate ? -power : power;
    return true;
}

Value float_power_slot(Vm *vm, Value a, Value b, Value modulus)
{
    double x, y, power;
    Value  result;
    bool   is_complex;
    if (modulus != NONE)
        return type_error(vm, "pow() 3rd argument not allowed unless all arguments are integers");
    if (!operands(vm, a, b, &x, &y, &result))
        return result;
    if (!float_power(vm, x, y, &power, &is_complex))
        return 0;
    return is_complex ? complex_power_of(vm, x, 0.0, y, 0.0) : float_new(vm, power);
}

/* ---- comparison ---- */

/* -1, 0, 1: how d compares with the int v, exactly; d is not nan. */
static int compare_with_int(double d, Value v)
{
    if (is_word_int(v) && fabs(d) < 9007199254740992.0 && word_int(v) > -(1LL << 53) && word_int(v) < 1LL << 53) {
        double number = (double)word_int(v);
        return d < number ? -1 : d > number;
    }
    IntView view;
    int_view(&view, v);
    bool is_negative = d < 0;
    if (is_negative != view.negative)
        return is_negative ? -1 : 1;
    int order = natural_compare_double(view.limbs, view.length, fabs(d));  /* of the int with d */
    return view.negative ? order : -order;
}

Value float_compare_slot(Vm *vm, Value a, Value b, Comparison op)
{
    double x = float_number(a);
    int    order;
    if (is_float(vm, b)) {
        double y = float_number(b);
        switch (op) {
        case COMPARE_LT: return bool_value(x < y);
        case COMPARE_LE: return bool_value(x <= y);
        case COMPARE_EQ: return bool_value(x == y);
        case COMPARE_NE: return bool_value(x != y);
        case COMPARE_GT: return bool_value(x > y);
        default:         return bool_value(x >= y);
        }
    }
    if (!is_int(vm, b))
        return NOT_IMPLEMENTED;
    if (isnan(x))
        return bool_value(op == COMPARE_NE);
    order = compare_with_int(x, b);
    switch (op) {
    case COMPARE_LT: return bool_value(order < 0);
    case COMPARE_LE: return bool_value(order <= 0);
    case COMPARE_EQ: return bool_value(order == 0);
    case COMPARE_NE: return bool_value(order != 0);
    case COMPARE_GT: return bool_value(order > 0);
    default:         return bool_value(order >= 0);
    }
}
