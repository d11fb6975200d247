/* complex_arithmetic.c - complex numbers: + - * / ** and equality.
 *
 * With a real operand no zero imaginary part is made up, so signs of zeros and infinities stay (as C23 and Python 3.14 have
 * it); products and quotients recover infinities that came out as nan, as C's Annex G. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <math.h>

#include "objects/complex.h"
#include "objects/errors.h"
#include "objects/float_impl.h"
#include "objects/int_impl.h"

/* What an operand is. */
typedef enum Kind { KIND_REAL, KIND_COMPLEX, KIND_OTHER, KIND_ERROR } Kind;

static Kind operand(Vm *vm, Value v, ComplexPair *pair)
{
    Value result;
    if (is_complex(vm, v)) {
        *pair = (ComplexPair){as_complex(v)->real, as_complex(v)->imag};
        return KIND_COMPLEX;
    }
    pair->imag = 0.0;
    if (float_operand(vm, v, &pair->real, &result))
        return KIND_REAL;
    return result ? KIND_OTHER : KIND_ERROR;
}

/* Both kinds; false with *result NOT_IMPLEMENTED or 0. */
static MUST_CHECK bool operands(Vm *vm, Value a, Value b, ComplexPair *x, ComplexPair *y, Kind kinds[2], Value *result)
{
    kinds[0] = operand(vm, a, x);
    kinds[1] = kinds[0] < KIND_OTHER ? operand(vm, b, y) : kinds[0];
    *result = kinds[1] == KIND_ERROR ? 0 : NOT_IMPLEMENTED;
    return kinds[1] < KIND_OTHER;
}

Value complex_add_slot(Vm *vm, Value a, Value b)
{
    ComplexPair x, y;
    Kind        kinds[2];
    Value       result;
    if (!operands(vm, a, b, &x, &y, kinds, &result))
        return result;
    double imag = kinds[0] == KIND_REAL ? y.imag : kinds[1] == KIND_REAL ? x.imag : x.imag + y.imag;
    return complex_new(vm, x.real + y.real, imag);
}

Value complex_subtract_slot(Vm *vm, Value a, Value b)
{
    ComplexPair x, y;
    Kind        kinds[2];
    Value       result;
    if (!operands(vm, a, b, &x, &y, kinds, &result))
        return result;
    double imag = kinds[0] == KIND_REAL ? -y.imag : kinds[1] == KIND_REAL ? x.imag : x.imag - y.imag;
    return complex_new(vm, x.real - y.real, imag);
}

/* An infinite part becomes 1, a finite one 0, with its sign. */
static double boxed(double part)
{
    return copysign(isinf(part) ? 1.0 : 0.0, part);
}

static double nan_to_zero(double part)
{
    return isnan(part) ? copysign(0.0, part) : part;
}

ComplexPair complex_multiply(ComplexPair z, ComplexPair w)
{
    double      a = z.real, b = z.imag, c = w.real, d = w.imag, ac = a * c, bd = b * d, ad = a * d, bc = b * c;
    ComplexPair result = {ac - bd, ad + bc};
    bool        recalculate = false;

    if (!isnan(result.real) || !isnan(result.imag))
        return result;
    if (isinf(a) || isinf(b)) {
        a = boxed(a), b = boxed(b), c = nan_to_zero(c), d = nan_to_zero(d);
        recalculate = true;
    }
    if (isinf(c) || isinf(d)) {
        c = boxed(c), d = boxed(d), a = nan_to_zero(a), b = nan_to_zero(b);
        recalculate = true;
    }
    if (!recalculate && (isinf(ac) || isinf(bd) || isinf(ad) || isinf(bc))) {
        a = nan_to_zero(a), b = nan_to_zero(b), c = nan_to_zero(c), d = nan_to_zero(d);
        recalculate = true;
    }
    if (recalculate)
        result = (ComplexPair){INFINITY * (a * c - b * d), INFINITY * (a * d + b * c)};
    return result;
}

Value complex_multiply_slot(Vm *vm, Value a, Value b)
{
    ComplexPair x, y;
    Kind        kinds[2];
    Value       result;
    if (!operands(vm, a, b, &x, &y, kinds, &result))
        return result;
    if (kinds[0] == KIND_REAL)
        return complex_new(vm, x.real * y.real, x.real * y.imag);
    if (kinds[1] == KIND_REAL)
        return complex_new(vm, x.real * y.real, x.imag * y.real);
    x = complex_multiply(x, y);
    return complex_new(vm, x.real, x.imag);
}

/* Smith's method: the divisor's larger part first, so that nothing overflows on the way. */
bool complex_divide(ComplexPair a, ComplexPair b, ComplexPair *result)
{
    double larger = fabs(b.real), smaller = fabs(b.imag);
    if (larger >= smaller) {
        if (larger == 0.0)
            return false;
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        *result = (ComplexPair){(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
    } else if (smaller >= larger) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        *result = (ComplexPair){(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
    } else {
        *result = (ComplexPair){NAN, NAN};
    }
    if (isnan(result->real) && isnan(result->imag)) {
        if ((isinf(a.real) || isinf(a.imag)) && isfinite(b.real) && isfinite(b.imag)) {
            double x = boxed(a.real), y = boxed(a.imag);
            *result = (ComplexPair){INFINITY * (x * b.real + y * b.imag), INFINITY * (y * b.real - x * b.imag)};
        } else if ((isinf(larger) || isinf(smaller)) && isfinite(a.real) && isfinite(a.imag)) {
            double x = boxed(b.real), y = boxed(b.imag);
            *result = (ComplexPair){0.0 * (a.real * x + a.imag * y), 0.0 * (a.imag * x - a.real * y)};
        }
    }
    return true;
}

/* A real number divided by a complex one: terms with the missing imaginary part are left out. */
static bool divide_real(double a, ComplexPair b, ComplexPair *result)
{
    double larger = fabs(b.real), smaller = fabs(b.imag);
    if (larger >= smaller) {
        if (larger == 0.0)
            return false;
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        *result = (ComplexPair){a / denominator, (-a * ratio) / denominator};
    } else if (smaller >= larger) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        *result = (ComplexPair){(a * ratio) / denominator, (-a) / denominator};
    } else {
        *result = (ComplexPair){NAN, NAN};
    }
    if (isnan(result->real) && isnan(result->imag) && isfinite(a) && (isinf(larger) || isinf(smaller))) {
        double x = boxed(b.real), y = boxed(b.imag);
        *result = (ComplexPair){0.0 * (a * x), 0.0 * (-a * y)};
    }
    return true;
}

Value complex_true_divide_slot(Vm *vm, Value a, Value b)
{
    ComplexPair x, y, quotient = {0};
    Kind        kinds[2];
    Value       result;
    bool        fine;
    if (!operands(vm, a, b, &x, &y, kinds, &result))
        return result;
    if (kinds[1] == KIND_REAL) {
        fine = y.real != 0.0;
        if (fine)
            quotient = (ComplexPair){x.real / y.real, x.imag / y.real};
    } else {
        fine = kinds[0] == KIND_REAL ? divide_real(x.real, y, &quotient) : complex_divide(x, y, &quotient);
    }
    return fine ? complex_new(vm, quotient.real, quotient.imag) : zero_division_error(vm, "division by zero");
}

/* ---- powers ---- */

enum { SMALL_EXPONENT = 100 };

/* x ** n for n > 0 by squaring. */
static ComplexPair power_unsigned(ComplexPair x, long n)
{
    ComplexPair result = {1.0, 0.0}, square = x;
    for (long mask = 1; mask > 0 && n >= mask; mask <<= 1) {
        if (n & mask)
            result = complex_multiply(result, square);
        square = complex_multiply(square, square);
    }
    return result;
}

/* By polar coordinates. False: zero to a negative or complex power, and (as in CPython, whose C library reports both alike)
 * an infinite phase. */
static bool power_polar(ComplexPair a, ComplexPair b, ComplexPair *result)
{
    if (b.real == 0.0 && b.imag == 0.0) {
        *result = (ComplexPair){1.0, 0.0};
        return true;
    }
    if (a.real == 0.0 && a.imag == 0.0) {
        *result = (ComplexPair){0.0, 0.0};
        return !(b.imag != 0.0 || b.real < 0.0);
    }
    double size = hypot(a.real, a.imag), length = pow(size, b.real), at = atan2(a.imag, a.real), phase = at * b.real;
    if (b.imag != 0.0) {
        length *= exp(-at * b.imag);
        phase += b.imag * log(size);
    }
    *result = (ComplexPair){length * cos(phase), length * sin(phase)};
    return !isinf(phase);
}

Value complex_power_of(Vm *vm, double real, double imag, double exponent_real, double exponent_imag)
{
    ComplexPair a = {real, imag}, b = {exponent_real, exponent_imag}, result = {1.0, 0.0};
    bool        fine = true;
    if (b.imag == 0.0 && b.real == floor(b.real) && fabs(b.real) <= (double)SMALL_EXPONENT) {
        long n = (long)b.real;
        if (n > 0)
            result = power_unsigned(a, n);
        else if (n < 0)
            fine = complex_divide(result, power_unsigned(a, -n), &result);
    } else {
        fine = power_polar(a, b, &result);
    }
    if (!fine)
        return zero_division_error(vm, "zero to a negative or complex power");
    if (isinf(result.real) || isinf(result.imag))
        return overflow_error(vm, "complex exponentiation");
    return complex_new(vm, result.real, result.imag);
}

Value complex_power_slot(Vm *vm, Value a, Value b, Value modulus)
{
    ComplexPair x, y;
    Kind        kinds[2];
    Value       result;
    if (!operands(vm, a, b, &x, &y, kinds, &result))
        return result;
    if (modulus != NONE)
        return value_error(vm, "complex modulo");
    return complex_power_of(vm, x.real, x.imag, y.real, y.imag);
}

/* ---- equality ---- */

Value complex_compare_slot(Vm *vm, Value a, Value b, Comparison op)
{
    const Complex *z = as_complex(a);
    bool           equal;
    if (op != COMPARE_EQ && op != COMPARE_NE)
        return NOT_IMPLEMENTED;
    if (is_complex(vm, b)) {
        equal = z->real == as_complex(b)->real && z->imag == as_complex(b)->imag;
    } else if (is_float(vm, b)) {
        equal = z->real == float_number(b) && z->imag == 0.0;
    } else if (is_int(vm, b)) {
        if (z->imag != 0.0)
            return bool_value(op == COMPARE_NE);
        Value real = float_new(vm, z->real);
        if (!real)
            return 0;
        equal = float_compare_slot(vm, real, b, COMPARE_EQ) == TRUE;
        release(vm, real);
    } else {
        return NOT_IMPLEMENTED;
    }
    return bool_value(equal == (op == COMPARE_EQ));
}
