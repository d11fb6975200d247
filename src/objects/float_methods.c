/* float_methods.c - the methods of float. SPDX-License-Identifier: MIT */
#include <math.h>

#include "base/number_text.h"
#include "objects/float_impl.h"
#include "objects/format_number.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define OWNER &float_type

static Value self_as_float(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return float_new(vm, float_number(arg[0]));
}

static Value get_zero(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return float_new(vm, 0.0);
}

static Value trunc_to_int(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_double(vm, float_number(arg[0]));
}

static Value floor_to_int(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_double(vm, floor(float_number(arg[0])));
}

static Value ceil_to_int(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_double(vm, ceil(float_number(arg[0])));
}

static Value round_to(Vm *vm, const Value *arg, size_t count)
{
    double  d = float_number(arg[0]);
    int64_t places;
    bool    overflow;
    (void)count;
    if (arg[1] == NONE) {
        double whole = round(d);
        if (fabs(d - whole) == 0.5)
            whole = 2.0 * round(d / 2.0);
        return int_from_double(vm, whole);
    }
    if (!object_index_int64(vm, arg[1], NULL, &places))
        return 0;
    d = double_round(d, places > 400 ? 400 : places < -400 ? -400 : (int)places, &overflow);
    return overflow ? overflow_error(vm, "rounded value too large to represent") : float_new(vm, d);
}

static Value as_integer_ratio(Vm *vm, const Value *arg, size_t count)
{
    double d = float_number(arg[0]);
    int    exponent;
    Value  numerator = 0, denominator = 0, result = 0;
    (void)count;
    if (isinf(d))
        return overflow_error(vm, "cannot convert Infinity to integer ratio");
    if (isnan(d))
        return value_error(vm, "cannot convert NaN to integer ratio");
    double  mantissa = frexp(d, &exponent);
    int64_t whole = (int64_t)ldexp(mantissa, 53);  /* exact */
    exponent -= 53;
    while (whole && !(whole & 1)) {
        whole /= 2;
        exponent++;
    }
    if (!whole)
        exponent = 0;
    numerator = int_shift_left(vm, int_value(whole), exponent > 0 ? (size_t)exponent : 0);
    denominator = numerator ? int_shift_left(vm, int_value(1), exponent < 0 ? (size_t)-exponent : 0) : 0;
    if (denominator)
        result = tuple_of(vm, 2, numerator, denominator);
    release(vm, numerator);
    release(vm, denominator);
    return result;
}

static Value hex(Vm *vm, const Value *arg, size_t count)
{
    char text[DOUBLE_REPR_ROOM];
    (void)count;
    return str_from_latin1(vm, text, double_to_hex(text, float_number(arg[0])));
}

/* cls(number) where that is a subclass; number taken. */
static Value convert_to_class(Vm *vm, Value cls, Taken number)
{
    if (!number || cls == type_value(&float_type))
        return number;
    Value result = call1(vm, cls, number);
    release(vm, number);
    return result;
}

static Value from_hex(Vm *vm, const Value *arg, size_t count)
{
    Utf8   text;
    double d;
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "bad argument type for built-in operation");
    if (!str_utf8(vm, arg[1], &text))
        return 0;
    HexResult read = double_from_hex(text.data, text.length, &d);
    utf8_free(vm, &text);
    if (read == HEX_INVALID)
        return value_error(vm, "invalid hexadecimal floating-point string");
    if (read == HEX_OVERFLOW)
        return overflow_error(vm, "hexadecimal value too large to represent as a float");
    return convert_to_class(vm, arg[0], float_new(vm, d));
}

static Value from_number(Vm *vm, const Value *arg, size_t count)
{
    double d;
    (void)count;
    if (is_exact_float(arg[1]) && arg[0] == type_value(&float_type))
        return retain(arg[1]);
    return object_as_double(vm, arg[1], &d) ? convert_to_class(vm, arg[0], float_new(vm, d)) : 0;
}

static Value is_integer(Vm *vm, const Value *arg, size_t count)
{
    double d = float_number(arg[0]);
    (void)vm, (void)count;
    return bool_value(isfinite(d) && floor(d) == d);
}

static Value get_new_args(Vm *vm, const Value *arg, size_t count)
{
    Value number = self_as_float(vm, arg, count), result = number ? tuple_from(vm, &number, 1) : 0;
    release(vm, number);
    return result;
}

static Value get_format(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "__getformat__", "argument", "str", arg[1]);
    if (!str_is(arg[1], "double") && !str_is(arg[1], "float"))
        return value_error(vm, "__getformat__() argument 1 must be 'double' or 'float'");
    return str_from_cstring(vm, "IEEE, little-endian");
}

static Value format(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "__format__", "argument", "str", arg[1]);
    return float_format(vm, arg[0], arg[1], 0, as_str(arg[1])->length);
}

const Row float_rows[] = {
    CLASS_METHOD("from_number(type, number, /)", from_number, CALL_ONE, "Convert real number to a floating-point number."),
    METHOD("conjugate(self, /)", self_as_float, CALL_NOARGS, "Return self, the complex conjugate of any float."),
    METHOD("__trunc__(self, /)", trunc_to_int, CALL_NOARGS, "Return the Integral closest to x between 0 and x."),
    METHOD("__floor__(self, /)", floor_to_int, CALL_NOARGS, "Return the floor as an Integral."),
    METHOD("__ceil__(self, /)", ceil_to_int, CALL_NOARGS, "Return the ceiling as an Integral."),
    METHOD("__round__(self, ndigits=None, /)", round_to, CALL_POSITIONAL,
           "Return the Integral closest to x, rounding half toward even.\n\nWhen an argument is passed, work like built-in "
           "round(x, ndigits)."),
    METHOD("as_integer_ratio(self, /)", as_integer_ratio, CALL_NOARGS,
           "Return a pair of integers, whose ratio is exactly equal to the original float.\n\nThe ratio is in lowest terms "
           "and has a positive denominator.  Raise\nOverflowError on infinities and a ValueError on NaNs.\n\n>>> "
           "(10.0).as_integer_ratio()\n(10, 1)\n>>> (0.0).as_integer_ratio()\n(0, 1)\n>>> (-.25).as_integer_ratio()\n"
           "(-1, 4)"),
    CLASS_METHOD("fromhex(type, string, /)", from_hex, CALL_ONE,
                 "Create a floating-point number from a hexadecimal string.\n\n>>> float.fromhex('0x1.ffffp10')\n"
                 "2047.984375\n>>> float.fromhex('-0x1p-1074')\n-5e-324"),
    METHOD("hex(self, /)", hex, CALL_NOARGS,
           "Return a hexadecimal representation of a floating-point number.\n\n>>> (-0.1).hex()\n"
           "'-0x1.999999999999ap-4'\n>>> 3.14159.hex()\n'0x1.921f9f01b866ep+1'"),
    METHOD("is_integer(self, /)", is_integer, CALL_NOARGS, "Return True if the float is an integer."),
    METHOD("__getnewargs__(self, /)", get_new_args, CALL_NOARGS, NULL),
    CLASS_METHOD("__getformat__(type, typestr, /)", get_format, CALL_ONE,
                 "You probably don't want to use this function.\n\n  typestr\n    Must be 'double' or 'float'.\n\nIt exists "
                 "mainly to be used in Python's test suite.\n\nThis function returns whichever of 'unknown', 'IEEE, "
                 "big-endian' or\n'IEEE, little-endian' best describes the format of floating-point\nnumbers used by the C "
                 "type named by typestr."),
    METHOD("__format__(self, format_spec, /)", format, CALL_ONE, "Formats the float according to format_spec."),
    GETSET("real", self_as_float, NULL, "the real part of a complex number"),
    GETSET("imag", get_zero, NULL, "the imaginary part of a complex number"),
    ROWS_END,
};
