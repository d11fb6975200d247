/* str_printf.c - str_format: the C side's way to make texts and messages.
 *
 * printf's conversions plus Python's: %U (a str Value), %S (str(v)), %R (repr(v)), %A (ascii(v)), %T (name of v's type),
 * %N (name of the type v). Width, precision, '-' and '0' work as in printf, counted in characters.
 * SPDX-License-Identifier: MIT */
#include "objects/str.h"

#include <stdarg.h>

#include "base/utf8.h"
#include "objects/object.h"

typedef struct Spec {
    bool   left, zero;
    size_t width;
    long   precision;   /* -1: none */
    int    size;        /* 0 int, 1 long or long long or size_t */
    char   conversion;
} Spec;

/* Two ways to hold the arguments of a variadic call: a va_list passed by reference needs a struct around it. */
typedef struct Arguments {
    va_list list;
} Arguments;

static const char *read_number(const char *at, Arguments *arguments, long *number)
{
    if (*at == '*') {
        *number = va_arg(arguments->list, int);
        return at + 1;
    }
    for (*number = 0; *at >= '0' && *at <= '9'; at++)
        *number = *number * 10 + (*at - '0');
    return at;
}

/* Reads a conversion behind its '%'. */
static const char *read_spec(const char *at, Arguments *arguments, Spec *spec)
{
    long width = 0;

    *spec = (Spec){.precision = -1};
    for (;; at++) {
        if (*at == '-')
            spec->left = true;
        else if (*at == '0')
            spec->zero = true;
        else
            break;
    }
    at = read_number(at, arguments, &width);
    spec->left |= width < 0;
    spec->width = (size_t)(width < 0 ? -width : width);
    if (*at == '.')
        at = read_number(at + 1, arguments, &spec->precision);
    for (; *at == 'l' || *at == 'z' || *at == 'j' || *at == 't'; at++)
        spec->size = 1;
    spec->conversion = *at ? *at++ : '%';
    return at;
}

/* Digits of an integer conversion, with sign and width, into text; returns its start in the 80 bytes. */
static char *integer_text(const Spec *spec, Arguments *arguments, char text[80])
{
    static const char lower[] = "0123456789abcdef", upper[] = "0123456789ABCDEF";
    const char *digits = spec->conversion == 'X' ? upper : lower;
    char *at = text + 79;
    bool negative = false;
    uint64_t number;
    unsigned base = spec->conversion == 'd' || spec->conversion == 'i' || spec->conversion == 'u' ? 10
                    : spec->conversion == 'o' ? 8 : 16;

    if (spec->conversion == 'p') {
        number = (uint64_t)(uintptr_t)va_arg(arguments->list, void *);
    } else if (spec->conversion == 'd' || spec->conversion == 'i') {
        int64_t value = spec->size ? va_arg(arguments->list, long) : va_arg(arguments->list, int);
        negative = value < 0;
        number = negative ? 0 - (uint64_t)value : (uint64_t)value;
    } else {
        number = spec->size ? va_arg(arguments->list, unsigned long) : va_arg(arguments->list, unsigned);
    }
    *at = 0;
    long written = 0;
    size_t zeros = spec->zero && !spec->left ? spec->width - (spec->width ? (size_t)negative : 0) : 0;
    for (; number || !written || written < spec->precision || (size_t)written < zeros; written++) {
        if (at - text < 4)
            break;
        *--at = digits[number % base];
        number /= base;
    }
    if (spec->conversion == 'p') {
        *--at = 'x';
        *--at = '0';
    }
    if (negative)
        *--at = '-';
    return at;
}

/* Adds text with the padding that its width asks for. */
static MUST_CHECK bool add_padded(StrBuilder *builder, const Spec *spec, Value text)
{
    size_t length = as_str(text)->length;

    if (spec->precision >= 0 && (size_t)spec->precision < length)
        length = (size_t)spec->precision;
    size_t padding = spec->width > length ? spec->width - length : 0;
    return (spec->left || str_builder_repeat(builder, ' ', padding)) && str_builder_slice(builder, text, 0, length) &&
           (!spec->left || str_builder_repeat(builder, ' ', padding));
}

/* Text that may be cut inside a character, or be no UTF-8 at all: bad bytes become U+FFFD. */
static MUST_CHECK bool add_lenient(StrBuilder *builder, const char *text, size_t size)
{
    Utf8Scan scan;

    while (!utf8_scan(text, size, true, &scan)) {
        if (!str_builder_utf8(builder, text, scan.position) || !str_builder_char(builder, 0xFFFD))
            return false;
        text += scan.error_end;
        size -= scan.error_end;
    }
    return str_builder_utf8(builder, text, size);
}

static MUST_CHECK bool add_c_text(StrBuilder *builder, const Spec *spec, const char *text)
{
    size_t size;

    if (!text)
        text = "(null)";
    size = spec->precision >= 0 ? strnlen(text, (size_t)spec->precision) : strlen(text);
    size_t padding = spec->width > size ? spec->width - size : 0;
    return (spec->left || str_builder_repeat(builder, ' ', padding)) && add_lenient(builder, text, size) &&
           (!spec->left || str_builder_repeat(builder, ' ', padding));
}

static Value value_text(Vm *vm, char conversion, Value v)
{
    switch (conversion) {
    case 'U': return retain(v);
    case 'S': return object_str(vm, v);
    case 'R': return object_repr(vm, v);
    default:  return object_ascii(vm, v);
    }
}

static MUST_CHECK bool add_value(StrBuilder *builder, const Spec *spec, Value v)
{
    Value text = value_text(builder->vm, spec->conversion, v);
    bool added = text && add_padded(builder, spec, text);
    release(builder->vm, text);
    return added;
}

static MUST_CHECK bool add_conversion(StrBuilder *builder, const Spec *spec, Arguments *arguments)
{
    char text[80];

    switch (spec->conversion) {
    case 's':
        return add_c_text(builder, spec, va_arg(arguments->list, const char *));
    case 'c':
        return str_builder_char(builder, va_arg(arguments->list, unsigned));
    case 'U': case 'S': case 'R': case 'A':
        return add_value(builder, spec, va_arg(arguments->list, Value));
    case 'T':
        return add_c_text(builder, spec, type_of(builder->vm, va_arg(arguments->list, Value))->name);
    case 'N':
        return add_c_text(builder, spec, as_type(va_arg(arguments->list, Value))->name);
    case 'd': case 'i': case 'u': case 'x': case 'X': case 'o': case 'p': {
        Spec plain = {.width = spec->width, .left = spec->left, .precision = -1};
        return add_c_text(builder, &plain, integer_text(spec, arguments, text));
    }
    default:
        return str_builder_char(builder, (uint8_t)spec->conversion);
    }
}

static MUST_CHECK bool add_format(StrBuilder *builder, const char *format, Arguments *arguments)
{
    while (*format) {
        const char *percent = format + strcspn(format, "%");
        Spec spec;
        if (!str_builder_utf8(builder, format, (size_t)(percent - format)))
            return false;
        if (!*percent)
            return true;
        format = read_spec(percent + 1, arguments, &spec);
        if (!add_conversion(builder, &spec, arguments))
            return false;
    }
    return true;
}

Value str_format_list(Vm *vm, const char *format, va_list list)
{
    StrBuilder builder;
    Arguments arguments;

    va_copy(arguments.list, list);
    str_builder_init(&builder, vm);
    bool added = add_format(&builder, format, &arguments);
    va_end(arguments.list);
    if (!added) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value str_format(Vm *vm, const char *format, ...)
{
    va_list list;

    va_start(list, format);
    Value result = str_format_list(vm, format, list);
    va_end(list);
    return result;
}

bool str_builder_format(StrBuilder *builder, const char *format, ...)
{
    Arguments arguments;

    va_start(arguments.list, format);
    bool added = add_format(builder, format, &arguments);
    va_end(arguments.list);
    return added;
}
