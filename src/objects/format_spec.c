/* format_spec.c - format specifications parsed, and applied to text. SPDX-License-Identifier: MIT */
#include "objects/format_spec.h"

#include "base/unicode.h"
#include "objects/errors.h"
#include "objects/str_methods.h"

typedef struct Reader {
    Vm        *vm;
    const Str *text;
    size_t     at, end;
} Reader;

static uint32_t peek(const Reader *reader)
{
    return reader->at < reader->end ? str_char(reader->text, reader->at) : 0;
}

static bool accept(Reader *reader, uint32_t c)
{
    if (reader->at == reader->end || str_char(reader->text, reader->at) != c)
        return false;
    reader->at++;
    return true;
}

static bool is_align(uint32_t c)
{
    return c == '<' || c == '>' || c == '=' || c == '^';
}

/* Digits (any Unicode decimal ones) into *number, which stays when there are none. Their count, or -1. */
static int read_number(Reader *reader, int64_t *number)
{
    int count = 0, digit;
    int64_t value = 0;

    for (; reader->at < reader->end && (digit = unicode_decimal(peek(reader))) >= 0; reader->at++, count++) {
        if (value > (INT64_MAX - digit) / 10) {
            value_error(reader->vm, "Too many decimal digits in format string");
            return -1;
        }
        value = value * 10 + digit;
    }
    if (count)
        *number = value;
    return count;
}

static MUST_CHECK bool read_separator(Reader *reader, uint32_t *separator, int *count)
{
    if (accept(reader, ',')) {
        *separator = ',';
        ++*count;
    }
    bool both = false;
    if (accept(reader, '_')) {
        both = *separator != 0;
        *separator = '_';
        ++*count;
    }
    if (both || (*separator == '_' && peek(reader) == ',' && reader->at < reader->end)) {
        value_error(reader->vm, "Cannot specify both ',' and '_'.");
        return false;
    }
    return true;
}

static MUST_CHECK bool read_precision(Reader *reader, FormatSpec *out)
{
    if (!accept(reader, '.'))
        return true;
    int count = read_number(reader, &out->precision);
    if (count < 0 || !read_separator(reader, &out->fraction_separator, &count))
        return false;
    if (!count)
        value_error(reader->vm, "Format specifier missing precision");
    return count > 0;
}

static void read_align(Reader *reader, FormatSpec *out, uint32_t default_align)
{
    bool fill_given = false, align_given = true;

    if (reader->end - reader->at >= 2 && is_align(str_char(reader->text, reader->at + 1))) {
        out->fill = str_char(reader->text, reader->at);
        out->align = str_char(reader->text, reader->at + 1);
        fill_given = true;
        reader->at += 2;
    } else if (is_align(peek(reader))) {
        out->align = str_char(reader->text, reader->at++);
    } else {
        align_given = false;
    }
    if (peek(reader) == ' ' || peek(reader) == '+' || peek(reader) == '-')
        out->sign = str_char(reader->text, reader->at++);
    out->no_negative_zero = accept(reader, 'z');
    out->alternate = accept(reader, '#');
    if (!fill_given && accept(reader, '0')) {
        out->fill = '0';
        if (!align_given && default_align == '>')
            out->align = '=';
    }
}

static bool is_listed(uint32_t type, const char *types)
{
    return type < 0x80 && (!type || strchr(types, (int)type));
}

static MUST_CHECK bool check_separators(Vm *vm, const FormatSpec *out)
{
    uint32_t wrong = 0;

    if (out->separator && !is_listed(out->type, "defgEG%F") && !(out->separator == '_' && is_listed(out->type, "boxX")))
        wrong = out->separator;
    else if (out->fraction_separator && out->type == 'n')
        wrong = out->fraction_separator;
    if (wrong && out->type > 32 && out->type < 128)
        value_error(vm, "Cannot specify '%c' with '%c'.", wrong, out->type);
    else if (wrong)
        value_error(vm, "Cannot specify '%c' with '\\x%x'.", wrong, out->type);
    return !wrong;
}

bool format_spec_parse(Vm *vm, Value spec, size_t start, size_t end, Value v, uint32_t default_type,
                       uint32_t default_align, FormatSpec *out)
{
    Reader reader = {vm, as_str(spec), start, end};
    int count = 0;

    *out = (FormatSpec){.fill = ' ', .align = default_align, .width = -1, .precision = -1, .type = default_type};
    read_align(&reader, out, default_align);
    if (read_number(&reader, &out->width) < 0 || !read_separator(&reader, &out->separator, &count) ||
        !read_precision(&reader, out))
        return false;
    if (reader.end - reader.at > 1) {
        Value text = str_slice(vm, spec, start, end);
        if (text)
            value_error(vm, "Invalid format specifier '%U' for object of type '%.200T'", text, v);
        release(vm, text);
        return false;
    }
    if (reader.at < reader.end)
        out->type = str_char(reader.text, reader.at);
    return check_separators(vm, out);
}

Value format_unknown_type(Vm *vm, uint32_t type, Value v)
{
    if (type > 32 && type < 128)
        return value_error(vm, "Unknown format code '%c' for object of type '%.200T'", type, v);
    return value_error(vm, "Unknown format code '\\x%x' for object of type '%.200T'", type, v);
}

size_t format_padding(const FormatSpec *spec, size_t length, size_t *right)
{
    size_t padding = spec->width > (int64_t)length ? (size_t)spec->width - length : 0;
    size_t left = spec->align == '>' ? padding : spec->align == '^' ? padding / 2 : 0;

    *right = padding - left;
    return left;
}

/* ---- text ---- */

static MUST_CHECK bool check_for_str(Vm *vm, const FormatSpec *spec)
{
    const char *wrong = spec->sign == ' '          ? "Space not allowed in string format specifier"
                        : spec->sign               ? "Sign not allowed in string format specifier"
                        : spec->no_negative_zero   ? "Negative zero coercion (z) not allowed in string format specifier"
                        : spec->alternate          ? "Alternate form (#) not allowed in string format specifier"
                        : spec->align == '='       ? "'=' alignment not allowed in string format specifier"
                                                   : NULL;
    if (wrong)
        value_error(vm, "%s", wrong);
    return !wrong;
}

static Value format_text(Vm *vm, Value text, const FormatSpec *spec)
{
    size_t length = as_str(text)->length, left, right;
    StrBuilder builder;

    if (spec->precision >= 0 && (size_t)spec->precision < length)
        length = (size_t)spec->precision;
    left = format_padding(spec, length, &right);
    if (!left && !right)
        return str_slice(vm, text, 0, length);
    str_builder_init(&builder, vm);
    if (!str_builder_repeat(&builder, spec->fill, left) || !str_builder_slice(&builder, text, 0, length) ||
        !str_builder_repeat(&builder, spec->fill, right)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value str_dunder_format(Vm *vm, const Value *arg, size_t count)
{
    FormatSpec spec;

    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "__format__() argument must be str, not %T", arg[1]);
    if (!as_str(arg[1])->length)
        return is_exact_str(arg[0]) ? retain(arg[0]) : str_exact(vm, arg[0]);
    if (!format_spec_parse(vm, arg[1], 0, as_str(arg[1])->length, arg[0], 's', '<', &spec))
        return 0;
    if (spec.type != 's')
        return format_unknown_type(vm, spec.type, arg[0]);
    return check_for_str(vm, &spec) ? format_text(vm, arg[0], &spec) : 0;
}
