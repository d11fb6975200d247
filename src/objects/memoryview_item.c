/* memoryview_item.c - the items of a memoryview: read, written, listed, compared. SPDX-License-Identifier: MIT */
#include "objects/memoryview.h"

#include <math.h>

#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"

char memory_format_char(const char *format)
{
    if (!format)
        return 'B';
    if (*format == '@')
        format++;
    return format[0] && !format[1] ? format[0] : 0;
}

size_t memory_format_size(char type)
{
    switch (type) {
    case 'c': case 'b': case 'B': case '?': return 1;
    case 'h': case 'H': case 'e':           return 2;
    case 'i': case 'I': case 'f':           return 4;
    case 'l': case 'L': case 'q': case 'Q': case 'n': case 'N': case 'd': case 'P': return 8;
    default: return 0;
    }
}

static bool is_signed(char type)
{
    return type == 'b' || type == 'h' || type == 'i' || type == 'l' || type == 'q' || type == 'n';
}

static Value unsupported(Vm *vm, const char *format)
{
    return not_implemented_error(vm, "memoryview: format %s not supported", format);
}

static double half_to_double(uint16_t bits)
{
    int exponent = bits >> 10 & 31, sign = bits >> 15;
    double fraction = bits & 1023, result;

    if (exponent == 31)
        result = bits & 1023 ? NAN : INFINITY;
    else
        result = exponent ? ldexp(1024 + fraction, exponent - 25) : ldexp(fraction, -24);
    return sign ? -result : result;
}

static Value get_float(Vm *vm, char type, const char *at)
{
    double d;
    float f;
    uint16_t half;

    if (type == 'd') {
        memcpy(&d, at, sizeof d);
    } else if (type == 'f') {
        memcpy(&f, at, sizeof f);
        d = (double)f;
    } else {
        memcpy(&half, at, sizeof half);
        d = half_to_double(half);
    }
    return float_new(vm, d);
}

Value memory_item_get(Vm *vm, const char *format, const char *at)
{
    char type = memory_format_char(format);
    size_t size = memory_format_size(type);
    uint64_t bits = 0;

    if (!size)
        return unsupported(vm, format);
    if (type == 'c')
        return bytes_from(vm, at, 1);
    if (type == 'f' || type == 'd' || type == 'e')
        return get_float(vm, type, at);
    memcpy(&bits, at, size);
    if (type == '?')
        return bool_value(bits != 0);
    if (!is_signed(type))
        return int_from_uint64(vm, bits);
    unsigned shift = (unsigned)(64 - 8 * size);
    return int_from_int64(vm, (int64_t)(bits << shift) >> shift);
}

/* ---- writing ---- */

static bool invalid(Vm *vm, const char *what, const char *format)
{
    if (*what == 't')
        type_error(vm, "memoryview: invalid type for format '%s'", format);
    else
        value_error(vm, "memoryview: invalid value for format '%s'", format);
    return false;
}

static MUST_CHECK bool set_float(Vm *vm, const char *format, char type, char *at, Value v)
{
    double d;

    if (!object_as_double(vm, v, &d))
        return exception_swallow(vm, &type_error_type) ? invalid(vm, "type", format) : false;
    if (type == 'd') {
        memcpy(at, &d, sizeof d);
    } else if (type == 'f') {
        float f = (float)d;
        memcpy(at, &f, sizeof f);
    } else {
        unsupported(vm, format);
        return false;
    }
    return true;
}

static MUST_CHECK bool set_integer(Vm *vm, const char *format, char type, char *at, Value v)
{
    size_t size = memory_format_size(type);
    unsigned bits = (unsigned)(8 * size);
    int64_t number = 0;
    uint64_t raw = 0;
    bool fits;

    Value plain = object_index(vm, v);
    if (!plain)
        return exception_swallow(vm, &type_error_type) ? invalid(vm, "type", format) : false;
    fits = int_fits_int64(plain, &number);
    if (fits && is_signed(type)) {
        raw = (uint64_t)number;
        fits = bits == 64 || (number >= -((int64_t)1 << (bits - 1)) && number < (int64_t)1 << (bits - 1));
    } else if (fits) {
        raw = (uint64_t)number;
        fits = number >= 0 && (bits == 64 || raw < (uint64_t)1 << bits);
    } else if (!is_signed(type) && bits == 64 && int_sign(plain) > 0) {
        fits = int_as_uint64(vm, plain, &raw);
        if (!fits)
            exception_clear(vm);
    }
    release(vm, plain);
    if (!fits)
        return invalid(vm, "value", format);
    memcpy(at, &raw, size);
    return true;
}

bool memory_item_set(Vm *vm, const char *format, char *at, int64_t item_size, Value v)
{
    char type = memory_format_char(format);
    const char *shown = format ? format : "B";

    (void)item_size;
    if (!memory_format_size(type)) {
        unsupported(vm, shown);
        return false;
    }
    if (type == 'f' || type == 'd' || type == 'e')
        return set_float(vm, shown, type, at, v);
    if (type == '?') {
        int truth = object_truth(vm, v);
        if (truth >= 0)
            *at = (char)truth;
        return truth >= 0;
    }
    if (type != 'c')
        return set_integer(vm, shown, type, at, v);
    if (!is_bytes(vm, v))
        return invalid(vm, "type", shown);
    if (as_bytes(v)->length != 1)
        return invalid(vm, "value", shown);
    *at = as_bytes(v)->data[0];
    return true;
}

/* ---- all items ---- */

static Value list_dimension(Vm *vm, const MemoryView *view, int dimension, const char *at)
{
    int64_t count = view->shape[dimension], stride = memoryview_strides(view)[dimension];
    Value list = list_new(vm, (size_t)count);

    for (int64_t i = 0; list && i < count; i++, at += stride) {
        Value item = dimension + 1 < view->dimensions ? list_dimension(vm, view, dimension + 1, at)
                                                      : memory_item_get(vm, view->format, at);
        if (!item || !list_append_taken(vm, list, item)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

Value memory_to_list(Vm *vm, const MemoryView *view)
{
    return view->dimensions ? list_dimension(vm, view, 0, view->data) : memory_item_get(vm, view->format, view->data);
}

bool memory_is_contiguous(const MemoryView *view, bool fortran)
{
    int64_t expected = view->item_size;

    if (!view->size)
        return true;
    for (int i = 0; i < view->dimensions; i++) {
        int k = fortran ? i : view->dimensions - 1 - i;
        if (view->shape[k] > 1 && memoryview_strides(view)[k] != expected)
            return false;
        expected *= view->shape[k];
    }
    return true;
}

static char *copy_dimension(const MemoryView *view, int dimension, const char *at, char *out)
{
    if (dimension == view->dimensions) {
        memcpy(out, at, (size_t)view->item_size);
        return out + view->item_size;
    }
    for (int64_t i = 0; i < view->shape[dimension]; i++, at += memoryview_strides(view)[dimension])
        out = copy_dimension(view, dimension + 1, at, out);
    return out;
}

/* The last dimension is the slowest. */
static char *copy_fortran(const MemoryView *view, int dimension, const char *at, char *out)
{
    if (dimension < 0) {
        memcpy(out, at, (size_t)view->item_size);
        return out + view->item_size;
    }
    for (int64_t i = 0; i < view->shape[dimension]; i++, at += memoryview_strides(view)[dimension])
        out = copy_fortran(view, dimension - 1, at, out);
    return out;
}

void memory_copy_out(const MemoryView *view, char *out, bool fortran)
{
    if (memory_is_contiguous(view, fortran))
        memcpy(out, view->data, (size_t)view->size);
    else if (fortran)
        copy_fortran(view, view->dimensions - 1, view->data, out);
    else
        copy_dimension(view, 0, view->data, out);
}

/* ---- comparing ---- */

typedef struct Comparer {
    Vm            *vm;
    const int64_t *shape, *strides_a, *strides_b;
    int            dimensions;
    const char    *format_a, *format_b;
    size_t         plain;       /* items equal when these bytes are; 0: compare values */
} Comparer;

static int equal_items(const Comparer *comparer, const char *a, const char *b)
{
    if (comparer->plain)
        return !memcmp(a, b, comparer->plain);
    Value first = memory_item_get(comparer->vm, comparer->format_a, a);
    Value second = first ? memory_item_get(comparer->vm, comparer->format_b, b) : 0;
    Value answer = second ? object_compare(comparer->vm, first, second, COMPARE_EQ) : 0;
    int equal = answer ? object_truth(comparer->vm, answer) : -1;
    release(comparer->vm, answer);
    release(comparer->vm, second);
    release(comparer->vm, first);
    return equal;
}

static int equal_dimension(const Comparer *comparer, int dimension, const char *a, const char *b)
{
    int equal = 1;

    if (dimension == comparer->dimensions)
        return equal_items(comparer, a, b);
    for (int64_t i = 0; equal == 1 && i < comparer->shape[dimension]; i++) {
        equal = equal_dimension(comparer, dimension + 1, a, b);
        a += comparer->strides_a[dimension];
        b += comparer->strides_b[dimension];
    }
    return equal;
}

int memory_equal(Vm *vm, const MemoryView *view, const Buffer *other)
{
    int64_t strides[MEMORYVIEW_DIMENSIONS_MAX];
    const int64_t *shape = other->shape ? other->shape : &other->one_shape;
    char type = memory_format_char(view->format), other_type = memory_format_char(other->format);
    int64_t stride = other->item_size;

    if (other->dimensions != view->dimensions || !memory_format_size(type) || !memory_format_size(other_type))
        return 0;
    for (int i = view->dimensions - 1; i >= 0; i--) {
        if (shape[i] != view->shape[i])
            return 0;
        strides[i] = other->strides ? other->strides[i] : stride;
        stride *= shape[i];
    }
    bool plain = type == other_type && type != 'f' && type != 'd' && type != 'e' && type != '?';
    Comparer comparer = {vm, view->shape, memoryview_strides(view), strides, view->dimensions, view->format, other->format,
                         plain ? (size_t)view->item_size : 0};
    if (plain && view->dimensions == 1 && memory_is_contiguous(view, false) && strides[0] == other->item_size)
        return !memcmp(view->data, other->data, (size_t)view->size);
    return equal_dimension(&comparer, 0, view->data, other->data);
}
