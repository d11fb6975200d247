/* complex.c - the type complex: making, methods, type object. SPDX-License-Identifier: MIT */
#include "objects/complex.h"

#include <math.h>

#include "base/hash.h"
#include "objects/float_impl.h"
#include "objects/format_number.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

#define OWNER &complex_type

bool type_is_complex(const Vm *vm, Value v)
{
    return is_instance_of(vm, v, &complex_type);
}

Value complex_new(Vm *vm, double real, double imag)
{
    Complex *z = heap_new(vm, sizeof *z, SHAPE_COMPLEX);
    if (!z)
        return 0;
    z->real = real;
    z->imag = imag;
    return value_of(z);
}

static Value complex_of_class(Vm *vm, const Type *cls, ComplexPair pair)
{
    if (cls == &complex_type)
        return complex_new(vm, pair.real, pair.imag);
    Complex *z = object_allocate(vm, cls, sizeof *z);
    if (!z)
        return 0;
    z->real = pair.real;
    z->imag = pair.imag;
    if (z->head.flags & OBJECT_CONTAINER)
        gc_track(vm, &z->head);
    return value_of(z);
}

/* ---- conversion ---- */

/* What __complex__ gives: 1 and *result, 0: has none, -1. */
static int by_special(Vm *vm, Value v, ComplexPair *result)
{
    Value method = object_find_special(vm, v, NAME(__complex__));
    if (!method || method == UNBOUND)
        return method ? 0 : -1;
    Value made = call0(vm, method);
    release(vm, method);
    if (!made)
        return -1;
    bool fine = is_complex(vm, made);
    if (!fine)
        type_error(vm, "__complex__ returned non-complex (type %T)", made);
    else if (!is_exact_complex(made))
        fine = vm->up->warn(vm, &deprecation_warning_type, 1,
                            "__complex__ returned non-complex (type %T).  The ability to return an instance of a strict "
                            "subclass of complex is deprecated, and may be removed in a future version of Python.",
                            made);
    if (fine)
        *result = (ComplexPair){as_complex(made)->real, as_complex(made)->imag};
    release(vm, made);
    return fine ? 1 : -1;
}

static bool is_real_number(const Vm *vm, Value v)
{
    const Slots *slots = &type_of(vm, v)->slots;
    return slots->to_float || slots->index;
}

bool object_as_complex(Vm *vm, Value v, ComplexPair *result)
{
    if (is_complex(vm, v)) {
        *result = (ComplexPair){as_complex(v)->real, as_complex(v)->imag};
        return true;
    }
    if (is_object(v) && !is_exact_float(v) && !is_exact_int(v)) {
        int found = by_special(vm, v, result);
        if (found)
            return found > 0;
    }
    result->imag = 0.0;
    return object_as_double(vm, v, &result->real);
}

/* complex(x) of one argument. */
static bool from_one(Vm *vm, Value x, ComplexPair *pair)
{
    if (is_str(vm, x))
        return complex_parse(vm, x, pair);
    if (!is_complex(vm, x) && !is_real_number(vm, x)) {
        int found = is_object(x) ? by_special(vm, x, pair) : 0;
        if (found)
            return found > 0;
        return type_error(vm, "complex() argument must be a string or a number, not %T", x);
    }
    return object_as_complex(vm, x, pair);
}

/* One of two arguments: *was_complex when it is a complex number (deprecated), which then counts as a whole. */
static bool from_part(Vm *vm, Value x, const char *name, ComplexPair *pair, bool *was_complex)
{
    *was_complex = false;
    if (!x) {
        *pair = (ComplexPair){0.0, 0.0};
        return true;
    }
    if (is_complex(vm, x)) {
        *was_complex = true;
        *pair = (ComplexPair){as_complex(x)->real, as_complex(x)->imag};
        return vm->up->warn(vm, &deprecation_warning_type, 1, "complex() argument '%s' must be a real number, not %T", name, x);
    }
    if (is_real_number(vm, x)) {
        pair->imag = 0.0;
        return object_as_double(vm, x, &pair->real);
    }
    if (*name == 'r' && is_object(x) && !is_str(vm, x)) {  /* only the real part still looks for __complex__ */
        int found = by_special(vm, x, pair);
        if (found) {
            *was_complex = true;
            return found > 0 && vm->up->warn(vm, &deprecation_warning_type, 1,
                                             "complex() argument '%s' must be a real number, not %T", name, x);
        }
    }
    return type_error(vm, "complex() argument '%s' must be a real number, not %T", name, x);
}

static Value complex_new_row(Vm *vm, const Type *cls, Value real, Value imag)
{
    ComplexPair x, y;
    bool        x_complex, y_complex;
    if (!from_part(vm, real, "real", &x, &x_complex) || !from_part(vm, imag, "imag", &y, &y_complex))
        return 0;
    if (y_complex)
        x.real -= y.imag;
    double own = x_complex ? x.imag : 0.0;
    return complex_of_class(vm, cls, (ComplexPair){x.real, x_complex ? own + y.real : y.real});
}

/* complex(x) and complex(real=..., imag=...) read their arguments differently, as in CPython. */
static Value complex_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t      named = names ? tuple_length(names) : 0;
    ComplexPair pair = {0.0, 0.0};
    Value       part[2] = {count > 0 ? args[0] : 0, count > 1 ? args[1] : 0};

    if (count + named > 2)
        return type_error(vm, "complex() takes at most 2 arguments (%zu given)", count + named);
    if (count == 1 && !named) {
        if (cls == &complex_type && is_exact_complex(args[0]))
            return retain(args[0]);
        return from_one(vm, args[0], &pair) ? complex_of_class(vm, cls, pair) : 0;
    }
    for (size_t i = 0; i < named; i++) {
        Value  name = tuple_get(names, i);
        size_t at = str_is(name, "real") ? 0 : str_is(name, "imag") ? 1 : 2;
        if (at == 2)
            return type_error(vm, "complex() got an unexpected keyword argument '%U'", name);
        if (part[at])
            return type_error(vm, "argument for complex() given by name ('%U') and position (%zu)", name, at + 1);
        part[at] = args[count + i];
    }
    return complex_new_row(vm, cls, part[0], part[1]);
}

/* ---- slots ---- */

static int64_t complex_hash_slot(Vm *vm, Value v)
{
    const Complex *z = as_complex(v);
    return hash_complex(float_hash(vm, z->real, v), float_hash(vm, z->imag, v));
}

static Value complex_negative(Vm *vm, Value v)
{
    return complex_new(vm, -as_complex(v)->real, -as_complex(v)->imag);
}

static Value complex_positive(Vm *vm, Value v)
{
    return is_exact_complex(v) ? retain(v) : complex_new(vm, as_complex(v)->real, as_complex(v)->imag);
}

static Value complex_absolute(Vm *vm, Value v)
{
    const Complex *z = as_complex(v);
    double         size = hypot(z->real, z->imag);
    if (isinf(size) && isfinite(z->real) && isfinite(z->imag))
        return overflow_error(vm, "absolute value too large");
    return float_new(vm, size);
}

static int complex_truth(Vm *vm, Value v)
{
    (void)vm;
    return as_complex(v)->real != 0.0 || as_complex(v)->imag != 0.0;
}

/* ---- methods ---- */

static Value from_number(Vm *vm, const Value *arg, size_t count)
{
    ComplexPair pair;
    (void)count;
    if (is_exact_complex(arg[1]) && arg[0] == type_value(&complex_type))
        return retain(arg[1]);
    if (!object_as_complex(vm, arg[1], &pair))
        return 0;
    Value number = complex_new(vm, pair.real, pair.imag);
    if (!number || arg[0] == type_value(&complex_type))
        return number;
    Value result = call1(vm, arg[0], number);
    release(vm, number);
    return result;
}

static Value conjugate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return complex_new(vm, as_complex(arg[0])->real, -as_complex(arg[0])->imag);
}

static Value as_exact(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return complex_positive(vm, arg[0]);
}

static Value get_real(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return float_new(vm, as_complex(arg[0])->real);
}

static Value get_imag(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return float_new(vm, as_complex(arg[0])->imag);
}

static Value get_new_args(Vm *vm, const Value *arg, size_t count)
{
    Value real = get_real(vm, arg, count), imag = real ? get_imag(vm, arg, count) : 0;
    Value result = imag ? tuple_of(vm, 2, real, imag) : 0;
    release(vm, real);
    release(vm, imag);
    return result;
}

static Value format(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "__format__", "argument", "str", arg[1]);
    return complex_format(vm, arg[0], arg[1], 0, as_str(arg[1])->length);
}

static const Row rows[] = {
    CLASS_METHOD("from_number(type, number, /)", from_number, CALL_ONE,
                 "Convert number to a complex floating-point number."),
    METHOD("conjugate(self, /)", conjugate, CALL_NOARGS,
           "Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j."),
    METHOD("__complex__(self, /)", as_exact, CALL_NOARGS, "Convert this value to exact type complex."),
    METHOD("__getnewargs__(self, /)", get_new_args, CALL_NOARGS, NULL),
    METHOD("__format__(self, format_spec, /)", format, CALL_ONE, "Convert to a string according to format_spec."),
    MEMBER("real", get_real, NULL, "the real part of a complex number"),
    MEMBER("imag", get_imag, NULL, "the imaginary part of a complex number"),
    ROWS_END,
};

const Type complex_type = {
    TYPE_HEAD,
    .name = "complex",
    .doc = "Create a complex number from a string or numbers.\n\nIf a string is given, parse it as a complex number.\nIf a "
           "single number is given, convert it to a complex number.\nIf the 'real' or 'imag' arguments are given, create a "
           "complex number\nwith the specified real and imaginary components.",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_COMPLEX,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_VALID_VERSION,
    .text_signature = "(real=0, imag=0)",
    .basic_size = 32,
    .size = sizeof(Complex),
    .slots = {
        OBJECT_SLOTS,
        .dealloc = dealloc_plain, .new = complex_new_slot, .repr = complex_repr, .hash = complex_hash_slot,
        .compare = complex_compare_slot, .add = complex_add_slot, .subtract = complex_subtract_slot,
        .multiply = complex_multiply_slot, .true_divide = complex_true_divide_slot, .power = complex_power_slot,
        .negative = complex_negative, .positive = complex_positive, .absolute = complex_absolute, .truth = complex_truth,
    },
};
