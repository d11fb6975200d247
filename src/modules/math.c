/* math.c - the module math: its functions of doubles and its table. Functions of ints stand in math_integers.c, sums in
 * math_sums.c, gamma in math_gamma.c.
 *
 * Errors are told from results, never from errno: a nan that no argument explains is a ValueError, an infinity an
 * OverflowError where the function can overflow. SPDX-License-Identifier: MIT */
#include <math.h>

#include "base/number_text.h"
#include "modules/math_impl.h"
#include "objects/float.h"
#include "objects/float_impl.h"
#include "objects/int_impl.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_math;
#define OWNER &module_math
#define PI 3.141592653589793238462643383279502884197

static Value domain_error(Vm *vm)
{
    return value_error(vm, "math domain error");
}

static Value range_error(Vm *vm)
{
    return overflow_error(vm, "math range error");
}

/* "expected a finite input, got inf": what with the argument's repr behind. */
static Value input_error(Vm *vm, const char *what, double d)
{
    char   text[DOUBLE_REPR_ROOM];
    size_t length = double_repr(text, d);
    return value_error(vm, "%s, got %.*s", what, (int)length, text);
}

/* ---- functions of one double ---- */

typedef double (*DoubleFn)(double);

static Value apply(Vm *vm, Value v, DoubleFn fn, bool can_overflow, const char *expected)
{
    double x = 0.0;
    if (!object_as_double(vm, v, &x))
        return 0;
    double result = fn(x);
    if (isnan(result) && !isnan(x))
        return expected ? input_error(vm, expected, x) : domain_error(vm);
    if (isinf(result) && isfinite(x)) {
        if (can_overflow)
            return range_error(vm);
        return expected ? input_error(vm, expected, x) : domain_error(vm);
    }
    return float_new(vm, result);
}

#define ONE_DOUBLE(name, fn, can_overflow, expected)                    \
    static Value call_##name(Vm *vm, const Value *arg, size_t count)    \
    {                                                                   \
        (void)count;                                                    \
        return apply(vm, arg[0], fn, can_overflow, expected);           \
    }

/* Five functions come rounded from long double: correctly, but for one result in some thousands. The newest C libraries round
 * them correctly, and so does CPython where it runs on one; the older ones are off by a place in up to a third. */
#define ROUNDED(name)                             \
    static double rounded_##name(double x)        \
    {                                             \
        return (double)name##l((long double)x);   \
    }

ROUNDED(acosh)
ROUNDED(asinh)
ROUNDED(atanh)
ROUNDED(erf)
ROUNDED(erfc)

ONE_DOUBLE(acos, acos, false, "expected a number in range from -1 up to 1")
ONE_DOUBLE(acosh, rounded_acosh, false, "expected argument value not less than 1")
ONE_DOUBLE(asin, asin, false, "expected a number in range from -1 up to 1")
ONE_DOUBLE(asinh, rounded_asinh, false, NULL)
ONE_DOUBLE(atan, atan, false, NULL)
ONE_DOUBLE(atanh, rounded_atanh, false, "expected a number between -1 and 1")
ONE_DOUBLE(cbrt, cbrt, false, NULL)
ONE_DOUBLE(cos, cos, false, "expected a finite input")
ONE_DOUBLE(cosh, cosh, true, NULL)
ONE_DOUBLE(erf, rounded_erf, false, NULL)
ONE_DOUBLE(erfc, rounded_erfc, false, NULL)
ONE_DOUBLE(exp, exp, true, NULL)
ONE_DOUBLE(exp2, exp2, true, NULL)
ONE_DOUBLE(expm1, expm1, true, NULL)
ONE_DOUBLE(fabs, fabs, false, NULL)
ONE_DOUBLE(log1p, log1p, false, "expected argument value > -1")
ONE_DOUBLE(sin, sin, false, "expected a finite input")
ONE_DOUBLE(sinh, sinh, true, NULL)
ONE_DOUBLE(sqrt, sqrt, false, "expected a nonnegative input")
ONE_DOUBLE(tan, tan, false, "expected a finite input")
ONE_DOUBLE(tanh, tanh, false, NULL)

static Value apply_reporting(Vm *vm, Value v, double (*fn)(double, MathError *))
{
    MathError error;
    double    x = 0.0;
    if (!object_as_double(vm, v, &x))
        return 0;
    double result = fn(x, &error);
    if (error == MATH_DOMAIN)
        return input_error(vm, "expected a noninteger or positive integer", x);
    return error == MATH_RANGE ? range_error(vm) : float_new(vm, result);
}

static Value call_gamma(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return apply_reporting(vm, arg[0], math_gamma);
}

static Value call_lgamma(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return apply_reporting(vm, arg[0], math_log_gamma);
}

static Value call_degrees(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    return object_as_double(vm, arg[0], &x) ? float_new(vm, x * (180.0 / PI)) : 0;
}

static Value call_radians(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    return object_as_double(vm, arg[0], &x) ? float_new(vm, x * (PI / 180.0)) : 0;
}

static Value call_isfinite(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    return object_as_double(vm, arg[0], &x) ? bool_value(isfinite(x)) : 0;
}

static Value call_isinf(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    return object_as_double(vm, arg[0], &x) ? bool_value(isinf(x)) : 0;
}

static Value call_isnan(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    return object_as_double(vm, arg[0], &x) ? bool_value(isnan(x)) : 0;
}

static Value call_ulp(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    (void)count;
    if (!object_as_double(vm, arg[0], &x))
        return 0;
    x = fabs(x);
    if (isnan(x) || isinf(x))
        return float_new(vm, x);
    double next = nextafter(x, INFINITY);
    return float_new(vm, isinf(next) ? x - nextafter(x, -INFINITY) : next - x);
}

/* ---- logarithms: of ints of any size too ---- */

static double log_of_int(Value v, DoubleFn fn)
{
    IntView view;
    int64_t exponent;
    int_view(&view, v);
    double d = natural_to_double(view.limbs, view.length, 0, false, NULL);
    if (!isinf(d))
        return fn(d);
    d = natural_to_mantissa(view.limbs, view.length, &exponent);
    return fn(d) + fn(2.0) * (double)exponent;
}

static Value logarithm(Vm *vm, Value v, DoubleFn fn)
{
    double x = 0.0;
    if (is_int(vm, v)) {
        if (int_sign(v) <= 0)
            return value_error(vm, "expected a positive input");
        return float_new(vm, log_of_int(v, fn));
    }
    if (!object_as_double(vm, v, &x))
        return 0;
    if (x <= 0.0)
        return input_error(vm, "expected a positive input", x);
    return float_new(vm, fn(x));
}

static Value call_log(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value top = logarithm(vm, arg[0], log);
    if (!top || !arg[1])
        return top;
    Value bottom = logarithm(vm, arg[1], log), result = bottom ? float_true_divide_slot(vm, top, bottom) : 0;
    release(vm, top);
    release(vm, bottom);
    return result;
}

static Value call_log2(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return logarithm(vm, arg[0], log2);
}

static Value call_log10(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return logarithm(vm, arg[0], log10);
}

/* ---- of two ---- */

static MUST_CHECK bool two_doubles(Vm *vm, const Value *arg, double *x, double *y)
{
    *x = *y = 0.0;
    return object_as_double(vm, arg[0], x) && object_as_double(vm, arg[1], y);
}

static Value call_atan2(Vm *vm, const Value *arg, size_t count)
{
    double y, x;
    (void)count;
    return two_doubles(vm, arg, &y, &x) ? float_new(vm, atan2(y, x)) : 0;
}

static Value call_copysign(Vm *vm, const Value *arg, size_t count)
{
    double x, y;
    (void)count;
    return two_doubles(vm, arg, &x, &y) ? float_new(vm, copysign(x, y)) : 0;
}

static Value call_fmod(Vm *vm, const Value *arg, size_t count)
{
    double x, y;
    (void)count;
    if (!two_doubles(vm, arg, &x, &y))
        return 0;
    double result = isinf(y) && isfinite(x) ? x : fmod(x, y);
    return isnan(result) && !isnan(x) && !isnan(y) ? domain_error(vm) : float_new(vm, result);
}

static Value call_remainder(Vm *vm, const Value *arg, size_t count)
{
    double x, y;
    (void)count;
    if (!two_doubles(vm, arg, &x, &y))
        return 0;
    double result = isnan(x) ? x : isnan(y) ? y : remainder(x, y);
    return isnan(result) && !isnan(x) && !isnan(y) ? domain_error(vm) : float_new(vm, result);
}

/* pow where an operand is not finite, as C99's Annex F. */
static double power_of_infinities(double x, double y)
{
    bool odd_y = isfinite(y) && fmod(fabs(y), 2.0) == 1.0;
    if (isnan(x))
        return y == 0.0 ? 1.0 : x;
    if (isnan(y))
        return x == 1.0 ? 1.0 : y;
    if (isinf(x)) {
        if (y > 0.0)
            return odd_y ? x : fabs(x);
        return y == 0.0 ? 1.0 : odd_y ? copysign(0.0, x) : 0.0;
    }
    if (fabs(x) == 1.0)
        return 1.0;
    if (y > 0.0 && fabs(x) > 1.0)
        return y;
    return y < 0.0 && fabs(x) < 1.0 ? -y : 0.0;
}

static Value call_pow(Vm *vm, const Value *arg, size_t count)
{
    double x, y;
    (void)count;
    if (!two_doubles(vm, arg, &x, &y))
        return 0;
    if (!isfinite(x) || !isfinite(y))
        return float_new(vm, power_of_infinities(x, y));
    double result = pow(x, y);
    if (isnan(result) || (isinf(result) && x == 0.0))
        return domain_error(vm);
    return isinf(result) ? range_error(vm) : float_new(vm, result);
}

static Value call_fma(Vm *vm, const Value *arg, size_t count)
{
    double x, y, z = 0.0;
    (void)count;
    if (!two_doubles(vm, arg, &x, &y) || !object_as_double(vm, arg[2], &z))
        return 0;
    double result = fma(x, y, z);
    if (isnan(result) && !isnan(x) && !isnan(y) && !isnan(z))
        return value_error(vm, "invalid operation in fma");
    if (isinf(result) && isfinite(x) && isfinite(y) && isfinite(z))
        return overflow_error(vm, "overflow in fma");
    return float_new(vm, result);
}

static Value call_isclose(Vm *vm, const Value *arg, size_t count)
{
    double a, b, relative = 0.0, absolute = 0.0;
    (void)count;
    if (!two_doubles(vm, arg, &a, &b) || !object_as_double(vm, arg[2], &relative) || !object_as_double(vm, arg[3], &absolute))
        return 0;
    if (relative < 0.0 || absolute < 0.0)
        return value_error(vm, "tolerances must be non-negative");
    if (a == b)
        return TRUE;
    if (isinf(a) || isinf(b))
        return FALSE;
    double difference = fabs(b - a);
    return bool_value(difference <= fabs(relative * b) || difference <= fabs(relative * a) || difference <= absolute);
}

/* Steps along the doubles' bit patterns, which are ordered by magnitude; past zero they go on with the other sign. */
static double step_towards(double x, double y, uint64_t steps)
{
    const uint64_t sign = (uint64_t)1 << 63;
    uint64_t       ux, uy;
    memcpy(&ux, &x, sizeof ux);
    memcpy(&uy, &y, sizeof uy);
    if (ux == uy)
        return x;
    uint64_t ax = ux & ~sign, ay = uy & ~sign;
    if ((ux ^ uy) & sign) {
        if (ax + ay <= steps)
            return y;
        ux = ax < steps ? (uy & sign) | (steps - ax) : ux - steps;
    } else if (ax > ay) {
        ux = ax - ay >= steps ? ux - steps : uy;
    } else {
        ux = ay - ax >= steps ? ux + steps : uy;
    }
    memcpy(&x, &ux, sizeof x);
    return x;
}

static Value call_nextafter(Vm *vm, const Value *arg, size_t count)
{
    double   x, y;
    uint64_t steps = UINT64_MAX;
    (void)count;
    if (!two_doubles(vm, arg, &x, &y))
        return 0;
    if (arg[2] == NONE)
        return float_new(vm, nextafter(x, y));
    Value number = object_index(vm, arg[2]);
    if (!number)
        return 0;
    int     sign = int_sign(number);
    IntView view;
    int_view(&view, number);
    if (view.length <= 1)
        steps = view.length ? view.limbs[0] : 0;
    release(vm, number);
    if (sign < 0)
        return value_error(vm, "steps must be a non-negative integer");
    if (!steps || isnan(x))
        return float_new(vm, x);
    return float_new(vm, isnan(y) ? y : step_towards(x, y, steps));
}

/* ---- parts of a double ---- */

static Value pair_of(Vm *vm, Taken first, Taken second)
{
    Value result = first && second ? tuple_of(vm, 2, first, second) : 0;
    release(vm, first);
    release(vm, second);
    return result;
}

static Value call_frexp(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    int    exponent = 0;
    (void)count;
    if (!object_as_double(vm, arg[0], &x))
        return 0;
    if (isfinite(x))
        x = frexp(x, &exponent);
    return pair_of(vm, float_new(vm, x), int_value(exponent));
}

static Value call_modf(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0, whole;
    (void)count;
    if (!object_as_double(vm, arg[0], &x))
        return 0;
    double fraction = modf(x, &whole);
    Value  first = float_new(vm, fraction);
    return pair_of(vm, first, first ? float_new(vm, whole) : 0);
}

static Value call_ldexp(Vm *vm, const Value *arg, size_t count)
{
    double x = 0.0;
    int    overflow;
    (void)count;
    if (!object_as_double(vm, arg[0], &x))
        return 0;
    if (!is_int(vm, arg[1]))
        return type_error(vm, "Expected an int as second argument to ldexp.");
    int64_t exponent = int_as_int64_overflow(arg[1], &overflow);
    if (x == 0.0 || !isfinite(x))
        return float_new(vm, x);
    if (overflow)
        exponent = overflow < 0 ? INT32_MIN : INT32_MAX;
    x = ldexp(x, exponent > 10000 ? 10000 : exponent < -10000 ? -10000 : (int)exponent);
    return isinf(x) ? range_error(vm) : float_new(vm, x);
}

/* What the special method gives; UNBOUND: none. */
static Value by_special(Vm *vm, Value v, Value name)
{
    Value method = object_find_special(vm, v, name);
    if (!method || method == UNBOUND)
        return method;
    Value result = call0(vm, method);
    release(vm, method);
    return result;
}

static Value whole_number(Vm *vm, Value v, Value special, DoubleFn fn)
{
    double x = 0.0;
    if (is_exact_int(v))
        return retain(v);
    if (!is_exact_float(v)) {
        Value result = by_special(vm, v, special);
        if (result != UNBOUND)
            return result;
        if (!object_as_double(vm, v, &x))
            return 0;
    } else {
        x = float_number(v);
    }
    return int_from_double(vm, fn(x));
}

static Value call_floor(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return whole_number(vm, arg[0], NAME(__floor__), floor);
}

static Value call_ceil(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return whole_number(vm, arg[0], NAME(__ceil__), ceil);
}

static Value call_trunc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_exact_float(arg[0]))
        return int_from_double(vm, float_number(arg[0]));
    if (is_exact_int(arg[0]))
        return retain(arg[0]);
    Value result = by_special(vm, arg[0], NAME(__trunc__));
    return result == UNBOUND ? type_error(vm, "type %T doesn't define __trunc__ method", arg[0]) : result;
}

static const Row functions[] = {
    FUNCTION("acos(x, /)", call_acos, CALL_ONE,
             "Return the arc cosine (measured in radians) of x.\n\nThe result is between 0 and pi."),
    FUNCTION("acosh(x, /)", call_acosh, CALL_ONE,
             "Return the inverse hyperbolic cosine of x."),
    FUNCTION("asin(x, /)", call_asin, CALL_ONE,
             "Return the arc sine (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
    FUNCTION("asinh(x, /)", call_asinh, CALL_ONE,
             "Return the inverse hyperbolic sine of x."),
    FUNCTION("atan(x, /)", call_atan, CALL_ONE,
             "Return the arc tangent (measured in radians) of x.\n\nThe result is between -pi/2 and pi/2."),
    FUNCTION("atan2(y, x, /)", call_atan2, CALL_POSITIONAL,
             "Return the arc tangent (measured in radians) of y/x.\n\nUnlike atan(y/x), the signs of both x and y "
             "are considered."),
    FUNCTION("atanh(x, /)", call_atanh, CALL_ONE,
             "Return the inverse hyperbolic tangent of x."),
    FUNCTION("cbrt(x, /)", call_cbrt, CALL_ONE,
             "Return the cube root of x."),
    FUNCTION("ceil(x, /)", call_ceil, CALL_ONE,
             "Return the ceiling of x as an Integral.\n\nThis is the smallest integer >= x."),
    FUNCTION("copysign(x, y, /)", call_copysign, CALL_POSITIONAL,
             "Return a float with the magnitude (absolute value) of x but the sign of y.\n\nOn platforms that "
             "support signed zeros, copysign(1.0, -0.0)\nreturns -1.0.\n"),
    FUNCTION("cos(x, /)", call_cos, CALL_ONE,
             "Return the cosine of x (measured in radians)."),
    FUNCTION("cosh(x, /)", call_cosh, CALL_ONE,
             "Return the hyperbolic cosine of x."),
    FUNCTION("degrees(x, /)", call_degrees, CALL_ONE,
             "Convert angle x from radians to degrees."),
    FUNCTION("dist(p, q, /)", math_dist, CALL_POSITIONAL,
             "Return the Euclidean distance between two points p and q.\n\nThe points should be specified as "
             "sequences (or iterables) of\ncoordinates.  Both inputs must have the same dimension.\n\nRoughly "
             "equivalent to:\n    sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q)))"),
    FUNCTION("erf(x, /)", call_erf, CALL_ONE,
             "Error function at x."),
    FUNCTION("erfc(x, /)", call_erfc, CALL_ONE,
             "Complementary error function at x."),
    FUNCTION("exp(x, /)", call_exp, CALL_ONE,
             "Return e raised to the power of x."),
    FUNCTION("exp2(x, /)", call_exp2, CALL_ONE,
             "Return 2 raised to the power of x."),
    FUNCTION("expm1(x, /)", call_expm1, CALL_ONE,
             "Return exp(x)-1.\n\nThis function avoids the loss of precision involved in the direct evaluation of "
             "exp(x)-1 for small x."),
    FUNCTION("fabs(x, /)", call_fabs, CALL_ONE,
             "Return the absolute value of the float x."),
    FUNCTION("factorial(n, /)", math_factorial, CALL_ONE,
             "Find n!."),
    FUNCTION("floor(x, /)", call_floor, CALL_ONE,
             "Return the floor of x as an Integral.\n\nThis is the largest integer <= x."),
    FUNCTION("fma(x, y, z, /)", call_fma, CALL_POSITIONAL,
             "Fused multiply-add operation.\n\nCompute (x * y) + z with a single round."),
    FUNCTION("fmod(x, y, /)", call_fmod, CALL_POSITIONAL,
             "Return fmod(x, y), according to platform C.\n\nx % y may differ."),
    FUNCTION("frexp(x, /)", call_frexp, CALL_ONE,
             "Return the mantissa and exponent of x, as pair (m, e).\n\nIf x is a finite nonzero number, then m "
             "is a float with\n0.5 <= abs(m) < 1.0 and an integer e is such that\nx == m * 2**e exactly.  Else, "
             "return (x, 0)."),
    FUNCTION("fsum(seq, /)", math_fsum, CALL_ONE,
             "Return an accurate floating-point sum of values in the iterable seq.\n\nAssumes IEEE-754 "
             "floating-point arithmetic."),
    FUNCTION("gamma(x, /)", call_gamma, CALL_ONE,
             "Gamma function at x."),
    FUNCTION("gcd(*integers)", math_gcd, CALL_VARIADIC,
             "Greatest Common Divisor."),
    FUNCTION("hypot(*coordinates)", math_hypot, CALL_VARIADIC,
             "Multidimensional Euclidean distance from the origin to a point.\n\nRoughly equivalent to:\n    "
             "sqrt(sum(x**2 for x in coordinates))\n\nFor a two dimensional point (x, y), gives the "
             "hypotenuse\nusing the Pythagorean theorem:  sqrt(x*x + y*y).\n\nFor example, the hypotenuse of a "
             "3/4/5 right triangle is:\n\n    >>> hypot(3.0, 4.0)\n    5.0"),
    FUNCTION("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", call_isclose, CALL_KEYWORDS,
             "Determine whether two floating-point numbers are close in value.\n\n  rel_tol\n    maximum "
             "difference for being considered \"close\", relative to the\n    magnitude of the input values\n  "
             "abs_tol\n    maximum difference for being considered \"close\", regardless of the\n    magnitude of "
             "the input values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values "
             "to be considered close, the difference between them\nmust be smaller than at least one of the "
             "tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard.  That\nis, NaN is not "
             "close to anything, even itself.  inf and -inf are\nonly close to themselves."),
    FUNCTION("isfinite(x, /)", call_isfinite, CALL_ONE,
             "Return True if x is neither an infinity nor a NaN, and False otherwise."),
    FUNCTION("isinf(x, /)", call_isinf, CALL_ONE,
             "Return True if x is a positive or negative infinity, and False otherwise."),
    FUNCTION("isnan(x, /)", call_isnan, CALL_ONE,
             "Return True if x is a NaN (not a number), and False otherwise."),
    FUNCTION("isqrt(n, /)", math_isqrt, CALL_ONE,
             "Return the integer part of the square root of the input."),
    FUNCTION("lcm(*integers)", math_lcm, CALL_VARIADIC,
             "Least Common Multiple."),
    FUNCTION("ldexp(x, i, /)", call_ldexp, CALL_POSITIONAL,
             "Return x * (2**i).\n\nThis is essentially the inverse of frexp()."),
    FUNCTION("lgamma(x, /)", call_lgamma, CALL_ONE,
             "Natural logarithm of absolute value of Gamma function at x."),
    FUNCTION_FLAGS("log(x, base=<unrepresentable>, /)", call_log, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
             "log(x, [base=math.e])\nReturn the logarithm of x to the given base.\n\nIf the base is not "
             "specified, returns the natural logarithm (base e) of x."),
    FUNCTION("log1p(x, /)", call_log1p, CALL_ONE,
             "Return the natural logarithm of 1+x (base e).\n\nThe result is computed in a way which is accurate "
             "for x near zero."),
    FUNCTION("log10(x, /)", call_log10, CALL_ONE,
             "Return the base 10 logarithm of x."),
    FUNCTION("log2(x, /)", call_log2, CALL_ONE,
             "Return the base 2 logarithm of x."),
    FUNCTION("modf(x, /)", call_modf, CALL_ONE,
             "Return the fractional and integer parts of x.\n\nBoth results carry the sign of x and are floats."),
    FUNCTION("pow(x, y, /)", call_pow, CALL_POSITIONAL,
             "Return x**y (x to the power of y)."),
    FUNCTION("radians(x, /)", call_radians, CALL_ONE,
             "Convert angle x from degrees to radians."),
    FUNCTION("remainder(x, y, /)", call_remainder, CALL_POSITIONAL,
             "Difference between x and the closest integer multiple of y.\n\nReturn x - n*y where n*y is the "
             "closest integer multiple of y.\nIn the case where x is exactly halfway between two multiples of\ny, "
             "the nearest even value of n is used. The result is always exact."),
    FUNCTION("sin(x, /)", call_sin, CALL_ONE,
             "Return the sine of x (measured in radians)."),
    FUNCTION("sinh(x, /)", call_sinh, CALL_ONE,
             "Return the hyperbolic sine of x."),
    FUNCTION("sqrt(x, /)", call_sqrt, CALL_ONE,
             "Return the square root of x."),
    FUNCTION("tan(x, /)", call_tan, CALL_ONE,
             "Return the tangent of x (measured in radians)."),
    FUNCTION("tanh(x, /)", call_tanh, CALL_ONE,
             "Return the hyperbolic tangent of x."),
    FUNCTION("sumprod(p, q, /)", math_sumprod, CALL_POSITIONAL,
             "Return the sum of products of values from two iterables p and q.\n\nRoughly equivalent to:\n\n    "
             "sum(map(operator.mul, p, q, strict=True))\n\nFor float and mixed int/float inputs, the intermediate "
             "products\nand sums are computed with extended precision."),
    FUNCTION("trunc(x, /)", call_trunc, CALL_ONE,
             "Truncates the Real x to the nearest Integral toward 0.\n\nUses the __trunc__ magic method."),
    FUNCTION("prod(iterable, /, *, start=1)", math_prod, CALL_KEYWORDS,
             "Calculate the product of all the elements in the input iterable.\n\nThe default start value for the "
             "product is 1.\n\nWhen the iterable is empty, return the start value.  This function is\nintended "
             "specifically for use with numeric values and may reject\nnon-numeric types."),
    FUNCTION("perm(n, k=None, /)", math_perm, CALL_POSITIONAL,
             "Number of ways to choose k items from n items without repetition and with order.\n\nEvaluates to n! "
             "/ (n - k)! when k <= n and evaluates\nto zero when k > n.\n\nIf k is not specified or is None, then "
             "k defaults to n\nand the function returns n!.\n\nRaises TypeError if either of the arguments are "
             "not integers.\nRaises ValueError if either of the arguments are negative."),
    FUNCTION("comb(n, k, /)", math_comb, CALL_POSITIONAL,
             "Number of ways to choose k items from n items without repetition and without order.\n\nEvaluates to "
             "n! / (k! * (n - k)!) when k <= n and evaluates\nto zero when k > n.\n\nAlso called the binomial "
             "coefficient because it is equivalent\nto the coefficient of k-th term in polynomial expansion of "
             "the\nexpression (1 + x)**n.\n\nRaises TypeError if either of the arguments are not "
             "integers.\nRaises ValueError if either of the arguments are negative."),
    FUNCTION("nextafter(x, y, /, *, steps=None)", call_nextafter, CALL_KEYWORDS,
             "Return the floating-point value the given number of steps after x towards y.\n\nIf steps is not "
             "specified or is None, it defaults to 1.\n\nRaises a TypeError, if x or y is not a double, or if "
             "steps is not\nan integer.  Raises ValueError if steps is negative."),
    FUNCTION("ulp(x, /)", call_ulp, CALL_ONE,
             "Return the value of the least significant bit of the float x."),
    ROWS_END,
};

static const ModuleConstant constants[] = {
    {.name = "pi", .kind = CONSTANT_A_FLOAT, .number = PI},
    {.name = "e", .kind = CONSTANT_A_FLOAT, .number = 2.718281828459045235360287471352662497757},
    {.name = "tau", .kind = CONSTANT_A_FLOAT, .number = 6.2831853071795864769252867665590057683943},
    {.name = "inf", .kind = CONSTANT_A_FLOAT, .number = INFINITY},
    {.name = "nan", .kind = CONSTANT_A_FLOAT, .number = NAN},
    {.kind = CONSTANT_END},
};

const ModuleDef module_math = {
    .name = "math",
    .doc = "This module provides access to the mathematical functions\ndefined by the C standard.",
    .functions = functions,
    .constants = constants,
};
