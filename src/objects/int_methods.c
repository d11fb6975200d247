/* int_methods.c - the methods and attributes of int. See int.c. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"
#include "objects/format_number.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define OWNER &int_type

static Value self_as_int(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_exact(vm, arg[0]);
}

static Value bit_length(Vm *vm, const Value *arg, size_t count)
{
    IntView view;
    (void)count;
    int_view(&view, arg[0]);
    return int_from_uint64(vm, natural_bit_length(view.limbs, view.length));
}

static Value bit_count(Vm *vm, const Value *arg, size_t count)
{
    IntView view;
    (void)count;
    int_view(&view, arg[0]);
    return int_from_uint64(vm, natural_bit_count(view.limbs, view.length));
}

/* 0: given as 'big', 1: 'little'; -1: error. */
static int byte_order(Vm *vm, Value order)
{
    if (!order || str_is(order, "big"))
        return 0;
    if (str_is(order, "little"))
        return 1;
    value_error(vm, "byteorder must be either 'little' or 'big'");
    return -1;
}

static bool check_order_type(Vm *vm, const char *function, Value order)
{
    return is_str(vm, order) || bad_argument_type(vm, function, "argument 'byteorder'", "str", order);
}

static Value to_bytes(Vm *vm, const Value *arg, size_t count)
{
    IntView view;
    int64_t length;
    int     is_little, is_signed;
    (void)count;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &length) || !check_order_type(vm, "to_bytes", arg[2])
        || (is_signed = object_truth(vm, arg[3])) < 0 || (is_little = byte_order(vm, arg[2])) < 0)
        return 0;
    if (length < 0)
        return value_error(vm, "length argument must be non-negative");
    int_view(&view, arg[0]);
    if (view.negative && !is_signed)
        return overflow_error(vm, "can't convert negative int to unsigned");
    if (!length) {
        if (view.length && !(is_signed && view.negative && view.length == 1 && view.limbs[0] == 1))
            return overflow_error(vm, "int too big to convert");
        return bytes_empty(vm);
    }
    Bytes *bytes = bytes_new(vm, (size_t)length);
    if (!bytes)
        return 0;
    if (!natural_to_bytes((uint8_t *)bytes->data, (size_t)length, view.limbs, view.length, view.negative, !is_little,
                          is_signed)) {
        release(vm, value_of(bytes));
        return overflow_error(vm, "int too big to convert");
    }
    return value_of(bytes);
}

/* What bytes(v) gives, but for ints and strs, as PyObject_Bytes. Owned. */
static Value as_bytes_object(Vm *vm, Value v)
{
    if (is_exact_bytes(v))
        return retain(v);
    if (is_int(vm, v) || is_str(vm, v) || is_word_float(v))
        return type_error(vm, "cannot convert '%T' object to bytes", v);
    const Type *type = type_of(vm, v);
    bool has_bytes = type_lookup(vm, type, NAME(__bytes__));
    if (exception_pending(vm))
        return 0;
    if (!has_bytes && !type->slots.get_buffer && !type->slots.iter && !type->slots.item)
        return type_error(vm, "cannot convert '%T' object to bytes", v);
    return call1(vm, type_value(&bytes_type), v);
}

static Value from_bytes(Vm *vm, const Value *arg, size_t count)
{
    IntRoom room;
    bool    negative;
    int     is_little, is_signed;
    Value   result = 0, bytes = 0;
    (void)count;

    if (!check_order_type(vm, "from_bytes", arg[2]) || (is_signed = object_truth(vm, arg[3])) < 0
        || (is_little = byte_order(vm, arg[2])) < 0 || !(bytes = as_bytes_object(vm, arg[1])))
        return 0;
    const Bytes *data = as_bytes(bytes);
    if (int_room_open(&room, vm, (data->length + LIMB_BYTES - 1) / LIMB_BYTES)) {
        size_t length = natural_from_bytes(room.limbs, (const uint8_t *)data->data, data->length, !is_little, is_signed,
                                           &negative);
        result = int_room_close(&room, length, negative);
    }
    release(vm, bytes);
    if (result && arg[0] != type_value(&int_type)) {
        Value number = result;
        result = call1(vm, arg[0], number);
        release(vm, number);
    }
    return result;
}

static Value as_integer_ratio(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value number = int_exact(vm, arg[0]), result = number ? tuple_of(vm, 2, number, int_value(1)) : 0;
    release(vm, number);
    return result;
}

/* round(v, -n) is v less its remainder by 10^n to the nearest, half to even. */
static Value round_to(Vm *vm, const Value *arg, size_t count)
{
    IntView view;
    int64_t places;
    Value   digits = 0, power = 0, rest = 0, result = 0;
    (void)count;
    if (arg[1] == NONE)
        return int_exact(vm, arg[0]);
    if (!(digits = object_index(vm, arg[1])))
        return 0;
    int_view(&view, arg[0]);
    if (int_sign(digits) >= 0) {
        result = int_exact(vm, arg[0]);
    } else if (!int_fits_int64(digits, &places) || -places > (int64_t)natural_bit_length(view.limbs, view.length)) {
        result = int_value(0);  /* 10^n is more than twice as large */
    } else {
        power = int_power(vm, int_value(10), int_value(-places));
        rest = power ? int_nearest_remainder(vm, arg[0], power) : 0;
        result = rest ? int_subtract(vm, arg[0], rest) : 0;
    }
    release(vm, digits);
    release(vm, power);
    release(vm, rest);
    return result;
}

static Value get_new_args(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value number = int_exact(vm, arg[0]), result = number ? tuple_from(vm, &number, 1) : 0;
    release(vm, number);
    return result;
}

static Value format(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "__format__", "argument", "str", arg[1]);
    return int_format(vm, arg[0], arg[1], 0, as_str(arg[1])->length);
}

/* CPython's size: 24 bytes and 4 for each 30 bits. */
static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    IntView view;
    (void)count;
    int_view(&view, arg[0]);
    int64_t digits = (int64_t)((natural_bit_length(view.limbs, view.length) + 29) / 30);
    return int_from_int64(vm, type_of(vm, arg[0])->basic_size + 4 * (digits ? digits : 1));
}

static Value is_integer(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return TRUE;
}

static Value get_zero(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return int_value(0);
}

static Value get_one(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return int_value(1);
}

const Row int_rows[] = {
    METHOD("conjugate(self, /)", self_as_int, CALL_NOARGS, "Returns self, the complex conjugate of any int."),
    METHOD("bit_length(self, /)", bit_length, CALL_NOARGS,
           "Number of bits necessary to represent self in binary.\n\n>>> bin(37)\n'0b100101'\n>>> (37).bit_length()\n6"),
    METHOD("bit_count(self, /)", bit_count, CALL_NOARGS,
           "Number of ones in the binary representation of the absolute value of self.\n\nAlso known as the population "
           "count.\n\n>>> bin(13)\n'0b1101'\n>>> (13).bit_count()\n3"),
    METHOD("to_bytes(self, /, length=1, byteorder='big', *, signed=False)", to_bytes, CALL_KEYWORDS,
           "Return an array of bytes representing an integer.\n\n  length\n    Length of bytes object to use.  An "
           "OverflowError is raised if\n    the integer is not representable with the given number of bytes.\n    Default "
           "is length 1.\n  byteorder\n    The byte order used to represent the integer.  If byteorder is\n    'big', the "
           "most significant byte is at the beginning of the byte\n    array.  If byteorder is 'little', the most "
           "significant byte is at\n    the end of the byte array.  To request the native byte order of\n    the host "
           "system, use sys.byteorder as the byte order value.\n    Default is to use 'big'.\n  signed\n    Determines "
           "whether two's complement is used to represent the\n    integer.  If signed is False and a negative integer is "
           "given,\n    an OverflowError is raised."),
    CLASS_METHOD("from_bytes(type, /, bytes, byteorder='big', *, signed=False)", from_bytes, CALL_KEYWORDS,
                 "Return the integer represented by the given array of bytes.\n\n  bytes\n    Holds the array of bytes to "
                 "convert.  The argument must either\n    support the buffer protocol or be an iterable object producing\n"
                 "    bytes.  Bytes and bytearray are examples of built-in objects that\n    support the buffer protocol.\n"
                 "  byteorder\n    The byte order used to represent the integer.  If byteorder is\n    'big', the most "
                 "significant byte is at the beginning of the byte\n    array.  If byteorder is 'little', the most "
                 "significant byte is at\n    the end of the byte array.  To request the native byte order of\n    the host "
                 "system, use sys.byteorder as the byte order value.\n    Default is to use 'big'.\n  signed\n    Indicates "
                 "whether two's complement is used to represent the\n    integer."),
    METHOD("as_integer_ratio(self, /)", as_integer_ratio, CALL_NOARGS,
           "Return a pair of integers, whose ratio is equal to the original int.\n\nThe ratio is in lowest terms and has a "
           "positive denominator.\n\n>>> (10).as_integer_ratio()\n(10, 1)\n>>> (-10).as_integer_ratio()\n(-10, 1)\n>>> "
           "(0).as_integer_ratio()\n(0, 1)"),
    METHOD("__trunc__(self, /)", self_as_int, CALL_NOARGS, "Truncating an Integral returns itself."),
    METHOD("__floor__(self, /)", self_as_int, CALL_NOARGS, "Flooring an Integral returns itself."),
    METHOD("__ceil__(self, /)", self_as_int, CALL_NOARGS, "Ceiling of an Integral returns itself."),
    METHOD("__round__(self, ndigits=None, /)", round_to, CALL_POSITIONAL,
           "Rounding an Integral returns itself.\n\nRounding with an ndigits argument also returns an integer."),
    METHOD("__getnewargs__(self, /)", get_new_args, CALL_NOARGS, NULL),
    METHOD("__format__(self, format_spec, /)", format, CALL_ONE, "Convert to a string according to format_spec."),
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, "Returns size in memory, in bytes."),
    METHOD("is_integer(self, /)", is_integer, CALL_NOARGS,
           "Returns True. Exists for duck type compatibility with float.is_integer."),
    GETSET("real", self_as_int, NULL, "the real part of a complex number"),
    GETSET("imag", get_zero, NULL, "the imaginary part of a complex number"),
    GETSET("numerator", self_as_int, NULL, "the numerator of a rational number in lowest terms"),
    GETSET("denominator", get_one, NULL, "the denominator of a rational number in lowest terms"),
    ROWS_END,
};
