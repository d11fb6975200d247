/* cmath.c - the module cmath: its table and the functions around cmath_functions.c. SPDX-License-Identifier: MIT */
#include <math.h>

#include "modules/cmath_impl.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_cmath;
#define OWNER &module_cmath

static Value result_of(Vm *vm, ComplexPair z, CmathError error)
{
    if (error == CMATH_DOMAIN)
        return value_error(vm, "math domain error");
    if (error == CMATH_RANGE)
        return overflow_error(vm, "math range error");
    return complex_new(vm, z.real, z.imag);
}

static Value apply(Vm *vm, Value v, CmathFn fn)
{
    CmathError  error = CMATH_FINE;
    ComplexPair z = {0.0, 0.0};
    if (!object_as_complex(vm, v, &z))
        return 0;
    z = fn(z, &error);
    return result_of(vm, z, error);
}

#define ONE_COMPLEX(name)                                              \
    static Value call_##name(Vm *vm, const Value *arg, size_t count)   \
    {                                                                  \
        (void)count;                                                   \
        return apply(vm, arg[0], cmath_##name);                        \
    }

ONE_COMPLEX(acos)
ONE_COMPLEX(acosh)
ONE_COMPLEX(asin)
ONE_COMPLEX(asinh)
ONE_COMPLEX(atan)
ONE_COMPLEX(atanh)
ONE_COMPLEX(cos)
ONE_COMPLEX(cosh)
ONE_COMPLEX(exp)
ONE_COMPLEX(log10)
ONE_COMPLEX(sin)
ONE_COMPLEX(sinh)
ONE_COMPLEX(sqrt)
ONE_COMPLEX(tan)
ONE_COMPLEX(tanh)

static Value call_log(Vm *vm, const Value *arg, size_t count)
{
    CmathError  error = CMATH_FINE;
    ComplexPair z = {0.0, 0.0}, base = {0.0, 0.0};
    (void)count;
    if (!object_as_complex(vm, arg[0], &z) || (arg[1] && !object_as_complex(vm, arg[1], &base)))
        return 0;
    z = cmath_log(z, &error);
    if (arg[1]) {
        base = cmath_log(base, &error);
        if (!complex_divide(z, base, &z))
            error = CMATH_DOMAIN;
    }
    return result_of(vm, z, error);
}

static Value call_phase(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair z = {0.0, 0.0};
    (void)count;
    if (!object_as_complex(vm, arg[0], &z))
        return 0;
    double phase = atan2(z.imag, z.real);
    if (phase == 0.0 && z.imag != 0.0 && isfinite(z.real))
        return overflow_error(vm, "math range error");  /* as CPython, to whom its C library reports the underflow */
    return float_new(vm, phase);
}

static Value call_polar(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair z = {0.0, 0.0};
    (void)count;
    if (!object_as_complex(vm, arg[0], &z))
        return 0;
    double size = hypot(z.real, z.imag);
    if (isinf(size) && isfinite(z.real) && isfinite(z.imag))
        return overflow_error(vm, "math range error");
    Value first = float_new(vm, size), second = first ? float_new(vm, atan2(z.imag, z.real)) : 0;
    Value result = second ? tuple_of(vm, 2, first, second) : 0;
    release(vm, first);
    release(vm, second);
    return result;
}

static Value call_rect(Vm *vm, const Value *arg, size_t count)
{
    CmathError error = CMATH_FINE;
    double     r = 0.0, phi = 0.0;
    (void)count;
    if (!object_as_double(vm, arg[0], &r) || !object_as_double(vm, arg[1], &phi))
        return 0;
    ComplexPair z = cmath_rect(r, phi, &error);
    return result_of(vm, z, error);
}

static Value call_isfinite(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair z = {0.0, 0.0};
    (void)count;
    return object_as_complex(vm, arg[0], &z) ? bool_value(isfinite(z.real) && isfinite(z.imag)) : 0;
}

static Value call_isinf(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair z = {0.0, 0.0};
    (void)count;
    return object_as_complex(vm, arg[0], &z) ? bool_value(isinf(z.real) || isinf(z.imag)) : 0;
}

static Value call_isnan(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair z = {0.0, 0.0};
    (void)count;
    return object_as_complex(vm, arg[0], &z) ? bool_value(isnan(z.real) || isnan(z.imag)) : 0;
}

static Value call_isclose(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair a = {0.0, 0.0}, b = {0.0, 0.0};
    double      relative = 0.0, absolute = 0.0;
    (void)count;
    if (!object_as_complex(vm, arg[0], &a) || !object_as_complex(vm, arg[1], &b)
        || !object_as_double(vm, arg[2], &relative) || !object_as_double(vm, arg[3], &absolute))
        return 0;
    if (relative < 0.0 || absolute < 0.0)
        return value_error(vm, "tolerances must be non-negative");
    if (a.real == b.real && a.imag == b.imag)
        return TRUE;
    if (isinf(a.real) || isinf(a.imag) || isinf(b.real) || isinf(b.imag))
        return FALSE;
    double difference = hypot(a.real - b.real, a.imag - b.imag);
    return bool_value(difference <= relative * hypot(b.real, b.imag) || difference <= relative * hypot(a.real, a.imag)
                      || difference <= absolute);
}

static const Row functions[] = {
    FUNCTION("acos(z, /)", call_acos, CALL_ONE,
             "Return the arc cosine of z."),
    FUNCTION("acosh(z, /)", call_acosh, CALL_ONE,
             "Return the inverse hyperbolic cosine of z."),
    FUNCTION("asin(z, /)", call_asin, CALL_ONE,
             "Return the arc sine of z."),
    FUNCTION("asinh(z, /)", call_asinh, CALL_ONE,
             "Return the inverse hyperbolic sine of z."),
    FUNCTION("atan(z, /)", call_atan, CALL_ONE,
             "Return the arc tangent of z."),
    FUNCTION("atanh(z, /)", call_atanh, CALL_ONE,
             "Return the inverse hyperbolic tangent of z."),
    FUNCTION("cos(z, /)", call_cos, CALL_ONE,
             "Return the cosine of z."),
    FUNCTION("cosh(z, /)", call_cosh, CALL_ONE,
             "Return the hyperbolic cosine of z."),
    FUNCTION("exp(z, /)", call_exp, CALL_ONE,
             "Return the exponential value e**z."),
    FUNCTION("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", call_isclose, CALL_KEYWORDS,
             "Determine whether two complex numbers are close in value.\n\n  rel_tol\n    maximum difference for "
             "being considered \"close\", relative to the\n    magnitude of the input values\n  abs_tol\n    "
             "maximum difference for being considered \"close\", regardless of the\n    magnitude of the input "
             "values\n\nReturn True if a is close in value to b, and False otherwise.\n\nFor the values to be "
             "considered close, the difference between them must\nbe smaller than at least one of the "
             "tolerances.\n\n-inf, inf and NaN behave similarly to the IEEE 754 Standard.  That is,\nNaN is not "
             "close to anything, even itself. inf and -inf are only close\nto themselves."),
    FUNCTION("isfinite(z, /)", call_isfinite, CALL_ONE,
             "Return True if both the real and imaginary parts of z are finite, else False."),
    FUNCTION("isinf(z, /)", call_isinf, CALL_ONE,
             "Checks if the real or imaginary part of z is infinite."),
    FUNCTION("isnan(z, /)", call_isnan, CALL_ONE,
             "Checks if the real or imaginary part of z not a number (NaN)."),
    FUNCTION("log(z, base=<unrepresentable>, /)", call_log, CALL_POSITIONAL,
             "log(z[, base]) -> the logarithm of z to the given base.\n\nIf the base is not specified, returns "
             "the natural logarithm (base e)\nof z."),
    FUNCTION("log10(z, /)", call_log10, CALL_ONE,
             "Return the base-10 logarithm of z."),
    FUNCTION("phase(z, /)", call_phase, CALL_ONE,
             "Return argument, also known as the phase angle, of a complex."),
    FUNCTION("polar(z, /)", call_polar, CALL_ONE,
             "Convert a complex from rectangular coordinates to polar coordinates.\n\nr is the distance from 0 "
             "and phi the phase angle."),
    FUNCTION("rect(r, phi, /)", call_rect, CALL_POSITIONAL,
             "Convert from polar coordinates to rectangular coordinates."),
    FUNCTION("sin(z, /)", call_sin, CALL_ONE,
             "Return the sine of z."),
    FUNCTION("sinh(z, /)", call_sinh, CALL_ONE,
             "Return the hyperbolic sine of z."),
    FUNCTION("sqrt(z, /)", call_sqrt, CALL_ONE,
             "Return the square root of z."),
    FUNCTION("tan(z, /)", call_tan, CALL_ONE,
             "Return the tangent of z."),
    FUNCTION("tanh(z, /)", call_tanh, CALL_ONE,
             "Return the hyperbolic tangent of z."),
    ROWS_END,
};

static MUST_CHECK bool add_constant(Vm *vm, Value dict, Value name, Taken value)
{
    bool fine = value && dict_set(vm, dict, name, value);
    release(vm, value);
    return fine;
}

static bool init(Vm *vm, Value module)
{
    Value dict = as_module(module)->dict;
    return add_constant(vm, dict, NAME(pi), float_new(vm, 3.141592653589793238462643383279502884197))
        && add_constant(vm, dict, str_from_char(vm, 'e'), float_new(vm, 2.718281828459045235360287471352662497757))
        && add_constant(vm, dict, NAME(tau), float_new(vm, 6.2831853071795864769252867665590057683943))
        && add_constant(vm, dict, NAME(inf), float_new(vm, INFINITY))
        && add_constant(vm, dict, NAME(infj), complex_new(vm, 0.0, INFINITY))
        && add_constant(vm, dict, NAME(nan), float_new(vm, NAN))
        && add_constant(vm, dict, NAME(nanj), complex_new(vm, 0.0, NAN));
}

const ModuleDef module_cmath = {
    .name = "cmath",
    .doc = "This module provides access to mathematical functions for complex\nnumbers.",
    .functions = functions,
    .init = init,
};
