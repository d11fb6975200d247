/* format_number.c - numbers in the mini language of format(). Parsing of the language stands in format_spec.c.
 *
 * A number's text is taken apart into sign, prefix, digits before the point, digits behind it, and the rest (exponent, '%',
 * inf); then put together as
 *
 *     left padding | sign | prefix | inner padding ('=') | digits, grouped | . | fraction, grouped | rest | right padding
 *
 * With zeros as fill and '=' as alignment, grouped digits are themselves widened with zeros, so that separators stand in
 * the padding too. SPDX-License-Identifier: MIT */
#include "objects/format_number.h"

#include "base/number_text.h"
#include "objects/complex.h"
#include "objects/float.h"
#include "objects/format_spec.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/str.h"

typedef struct Parts {
    char        sign;          /* 0: none */
    const char *prefix, *digits, *fraction, *rest;
    size_t      prefix_length, digit_count, fraction_count, rest_length;
    bool        has_point;
    uint32_t    character;     /* of type 'c': stands in for rest */
} Parts;

/* How wide the parts come out. */
typedef struct Widths {
    size_t group, grouped, fraction_grouped, others;
} Widths;

static char sign_of(bool negative, uint32_t wanted)
{
    return negative ? '-' : wanted == '+' || wanted == ' ' ? (char)wanted : 0;
}

/* ---- grouping ---- */

/* The digits in groups, at least `width` wide: writes them right to left when out is not NULL, ending before `end`. Returns
 * their width. group 0: one group. */
static size_t group_digits(char *end, const Parts *parts, size_t group, char separator, size_t width)
{
    size_t left = parts->digit_count, total = 0;
    bool   is_first = true;
    for (;;) {
        size_t most = left > width ? left : width, take = most ? most : 1;
        if (group && take > group)
            take = group;
        size_t digits = left < take ? left : take;
        if (end) {
            if (!is_first)
                *--end = separator;
            end -= digits;
            memcpy(end, parts->digits + left - digits, digits);
            end -= take - digits;
            memset(end, '0', take - digits);
        }
        total += take + !is_first;
        is_first = false;
        left -= digits;
        width -= width < take ? width : take;
        if (!left && !width)
            return total;
        width -= width > 0;  /* the separator's */
    }
}

static void group_fraction(char *out, const Parts *parts, char separator)
{
    for (size_t i = 0; i < parts->fraction_count; i++) {
        if (i && i % 3 == 0)
            *out++ = separator;
        *out++ = parts->fraction[i];
    }
}

static Widths measure(const FormatSpec *spec, const Parts *parts)
{
    Widths widths = {.fraction_grouped = parts->fraction_count};
    if (spec->separator)
        widths.group = spec->type == 'b' || spec->type == 'o' || spec->type == 'x' || spec->type == 'X' ? 4 : 3;
    if (spec->fraction_separator && parts->fraction_count)
        widths.fraction_grouped += (parts->fraction_count - 1) / 3;
    widths.others = (parts->sign != 0) + parts->prefix_length + parts->has_point + widths.fraction_grouped
                  + parts->rest_length + (parts->character != UINT32_MAX);
    if (parts->digit_count) {
        size_t least = 0;
        if (spec->fill == '0' && spec->align == '=' && spec->width > (int64_t)widths.others)
            least = (size_t)spec->width - widths.others;
        widths.grouped = group_digits(NULL, parts, widths.group, ',', least);
    }
    return widths;
}

/* ---- putting together ---- */

static MUST_CHECK bool append_digits(StrBuilder *builder, const FormatSpec *spec, const Parts *parts, const Widths *widths)
{
    size_t count = widths->grouped > widths->fraction_grouped ? widths->grouped : widths->fraction_grouped;
    char   small[256], *text = count <= sizeof small ? small : mem_alloc(builder->vm, count);
    bool   result = false;
    if (!text)
        return false;
    if (widths->grouped) {
        size_t least = spec->fill == '0' && spec->align == '=' && spec->width > (int64_t)widths->others
                     ? (size_t)spec->width - widths->others : 0;
        group_digits(text + widths->grouped, parts, widths->group, (char)spec->separator, least);
        if (!str_builder_utf8(builder, text, widths->grouped))
            goto done;
    }
    if (parts->has_point && !str_builder_char(builder, '.'))
        goto done;
    if (widths->fraction_grouped) {
        if (widths->fraction_grouped == parts->fraction_count)
            memcpy(text, parts->fraction, parts->fraction_count);
        else
            group_fraction(text, parts, (char)spec->fraction_separator);
        if (!str_builder_utf8(builder, text, widths->fraction_grouped))
            goto done;
    }
    result = true;
done:
    if (text != small)
        mem_free(builder->vm, text, count);
    return result;
}

static MUST_CHECK bool append_number(StrBuilder *builder, const FormatSpec *spec, const Parts *parts)
{
    Widths widths = measure(spec, parts);
    size_t right, total = widths.grouped + widths.others, left = format_padding(spec, total, &right), inner = 0;
    if (spec->align == '=') {
        inner = left + right;
        left = right = 0;
    }
    return str_builder_repeat(builder, spec->fill, left)
        && (!parts->sign || str_builder_char(builder, (uint8_t)parts->sign))
        && str_builder_utf8(builder, parts->prefix ? parts->prefix : "", parts->prefix_length)
        && str_builder_repeat(builder, spec->fill, inner)
        && append_digits(builder, spec, parts, &widths)
        && str_builder_utf8(builder, parts->rest ? parts->rest : "", parts->rest_length)
        && (parts->character == UINT32_MAX || str_builder_char(builder, parts->character))
        && str_builder_repeat(builder, spec->fill, right);
}

static Value number_to_str(Vm *vm, const FormatSpec *spec, const Parts *parts)
{
    StrBuilder builder;
    str_builder_init(&builder, vm);
    if (append_number(&builder, spec, parts))
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

/* ---- int ---- */

static Value format_character(Vm *vm, Value v, const FormatSpec *spec)
{
    int64_t c;
    if (spec->sign)
        return value_error(vm, "Sign not allowed with integer format specifier 'c'");
    if (spec->alternate)
        return value_error(vm, "Alternate form (#) not allowed with integer format specifier 'c'");
    if (!int_as_int64(vm, v, &c))
        return 0;
    if (c < 0 || c > 0x10FFFF)
        return overflow_error(vm, "%%c arg not in range(0x110000)");
    Parts parts = {.character = (uint32_t)c};
    return number_to_str(vm, spec, &parts);
}

static Value format_int(Vm *vm, Value v, const FormatSpec *spec)
{
    int   base = spec->type == 'b' ? 2 : spec->type == 'o' ? 8 : spec->type == 'x' || spec->type == 'X' ? 16 : 10;
    Value text, result = 0;
    if (spec->precision >= 0)
        return value_error(vm, "Precision not allowed in integer format specifier");
    if (spec->no_negative_zero)
        return value_error(vm, "Negative zero coercion (z) not allowed in integer format specifier");
    if (spec->type == 'c')
        return format_character(vm, v, spec);
    if (!(text = int_to_text(vm, v, base, true)))
        return 0;

    Str  *str = as_str(text);
    char *data = str->data, *upper = NULL;
    bool  negative = data[0] == '-';
    if (spec->type == 'X') {  /* the str may be shared: in a copy */
        if (!(upper = mem_alloc(vm, str->length)))
            goto done;
        for (size_t i = 0; i < str->length; i++)
            upper[i] = (char)(data[i] >= 'a' && data[i] <= 'z' ? data[i] - 32 : data[i]);
        data = upper;
    }
    size_t prefix = base == 10 ? 0 : 2;
    Parts  parts = {.character = UINT32_MAX, .sign = sign_of(negative, spec->sign), .prefix = data + negative,
                    .prefix_length = spec->alternate ? prefix : 0, .digits = data + negative + prefix,
                    .digit_count = str->length - negative - prefix};
    result = number_to_str(vm, spec, &parts);
done:
    mem_free(vm, upper, upper ? str->length : 0);
    release(vm, text);
    return result;
}

static Value format_float(Vm *vm, Value v, double d, const FormatSpec *spec);

Value int_format(Vm *vm, Value v, Value spec, size_t start, size_t end)
{
    FormatSpec parsed;
    double     d;
    if (start == end)
        return is_exact_int(v) ? int_to_text(vm, v, 10, false) : object_str(vm, v);
    if (!format_spec_parse(vm, spec, start, end, v, 'd', '>', &parsed))
        return 0;
    switch (parsed.type) {
    case 'b': case 'c': case 'd': case 'o': case 'x': case 'X': case 'n':
        return format_int(vm, v, &parsed);
    case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case '%':
        return int_as_double(vm, v, &d) ? format_float(vm, v, d, &parsed) : 0;
    default:
        return format_unknown_type(vm, parsed.type, v);
    }
}

/* ---- float ---- */

Value double_to_str(Vm *vm, double d, char format, int precision, int flags)
{
    char   small[512], *text = small;
    size_t room = double_text_room(d, format, precision);
    if (room > sizeof small && !(text = mem_alloc(vm, room)))
        return 0;
    Value result = str_from_latin1(vm, text, double_to_text(text, d, format, precision, flags));
    if (text != small)
        mem_free(vm, text, room);
    return result;
}

/* Text of a double (without its sign) into digits, fraction and rest. */
static void take_apart(const char *text, size_t length, Parts *parts)
{
    size_t i = 0;
    parts->digits = text;
    while (i < length && text[i] >= '0' && text[i] <= '9')
        i++;
    parts->digit_count = i;
    parts->has_point = i < length && text[i] == '.';
    i += parts->has_point;
    parts->fraction = text + i;
    while (parts->has_point && i < length && text[i] >= '0' && text[i] <= '9')
        i++;
    parts->fraction_count = (size_t)(text + i - parts->fraction);
    parts->rest = text + i;
    parts->rest_length = length - i;
}

/* How a double is written: the format of number_text.h, precision, flags; may raise (false). */
typedef struct Style {
    char format;
    int  precision, flags;
} Style;

static MUST_CHECK bool choose_style(Vm *vm, const FormatSpec *spec, Style *style)
{
    uint32_t type = spec->type;
    if (spec->precision > INT32_MAX)
        return value_error(vm, "precision too big");
    style->flags = (spec->alternate ? DOUBLE_ALTERNATE : 0) | (spec->no_negative_zero ? DOUBLE_NO_NEGATIVE_0 : 0);
    style->format = !type ? 'r' : type == 'n' ? 'g' : type == '%' ? 'f' : (char)type;
    style->precision = !type ? 0 : 6;
    if (spec->precision >= 0) {
        style->precision = (int)spec->precision;
        if (style->format == 'r')
            style->format = 'g';
    }
    return true;
}

static Value format_float(Vm *vm, Value v, double d, const FormatSpec *spec)
{
    Style style;
    char  small[512], *text = small;
    Value result = 0;
    (void)v;
    if (!choose_style(vm, spec, &style))
        return 0;
    if (!spec->type)
        style.flags |= DOUBLE_ADD_POINT;
    if (spec->type == '%')
        d *= 100;
    size_t room = double_text_room(d, style.format, style.precision) + 1;
    if (room > sizeof small && !(text = mem_alloc(vm, room)))
        return 0;
    size_t length = double_to_text(text, d, style.format, style.precision, style.flags);
    if (spec->type == '%')
        text[length++] = '%';
    bool  negative = text[0] == '-';
    Parts parts = {.character = UINT32_MAX, .sign = sign_of(negative, spec->sign)};
    take_apart(text + negative, length - negative, &parts);
    result = number_to_str(vm, spec, &parts);
    if (text != small)
        mem_free(vm, text, room);
    return result;
}

Value float_format(Vm *vm, Value v, Value spec, size_t start, size_t end)
{
    FormatSpec parsed;
    if (start == end)
        return object_str(vm, v);
    if (!format_spec_parse(vm, spec, start, end, v, 0, '>', &parsed))
        return 0;
    switch (parsed.type) {
    case 0: case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'n': case '%':
        return format_float(vm, v, float_number(v), &parsed);
    default:
        return format_unknown_type(vm, parsed.type, v);
    }
}

/* ---- complex ---- */

/* One part, unpadded; the imaginary one always has a sign. */
static MUST_CHECK bool append_part(StrBuilder *builder, const FormatSpec *spec, const Style *style, double d, bool is_imaginary)
{
    Vm        *vm = builder->vm;
    FormatSpec plain = *spec;
    char       small[512], *text = small;
    size_t     room = double_text_room(d, style->format, style->precision);
    if (room > sizeof small && !(text = mem_alloc(vm, room)))
        return false;
    size_t length = double_to_text(text, d, style->format, style->precision, style->flags);
    bool   negative = text[0] == '-';
    Parts  parts = {.character = UINT32_MAX, .sign = sign_of(negative, is_imaginary ? '+' : spec->sign)};
    plain.fill = 0;
    plain.align = '<';
    plain.width = -1;
    take_apart(text + negative, length - negative, &parts);
    bool result = append_number(builder, &plain, &parts);
    if (text != small)
        mem_free(vm, text, room);
    return result;
}

static Value format_complex(Vm *vm, Value v, const FormatSpec *spec)
{
    double     real = as_complex(v)->real, imaginary = as_complex(v)->imag;
    bool       has_real = true, has_parens = false;
    Style      style;
    StrBuilder inner, outer;
    Value      text = 0, result = 0;

    if (spec->fill == '0')
        return value_error(vm, "Zero padding is not allowed in complex format specifier");
    if (spec->align == '=')
        return value_error(vm, "'=' alignment flag is not allowed in complex format specifier");
    if (!choose_style(vm, spec, &style))
        return 0;
    if (!spec->type) {
        has_real = !(real == 0.0 && !__builtin_signbit(real));
        has_parens = has_real;
    }
    str_builder_init(&inner, vm);
    str_builder_init(&outer, vm);
    if ((has_parens && !str_builder_char(&inner, '('))
        || (has_real && !append_part(&inner, spec, &style, real, false))
        || !append_part(&inner, spec, &style, imaginary, has_real)
        || !str_builder_char(&inner, 'j') || (has_parens && !str_builder_char(&inner, ')'))
        || !(text = str_builder_finish(&inner)))
        goto done;
    size_t right, left = format_padding(spec, as_str(text)->length, &right);
    if (str_builder_repeat(&outer, spec->fill, left) && str_builder_str(&outer, text)
        && str_builder_repeat(&outer, spec->fill, right))
        result = str_builder_finish(&outer);
done:
    release(vm, text);
    str_builder_drop(&inner);
    str_builder_drop(&outer);
    return result;
}

Value complex_format(Vm *vm, Value v, Value spec, size_t start, size_t end)
{
    FormatSpec parsed;
    if (start == end)
        return object_str(vm, v);
    if (!format_spec_parse(vm, spec, start, end, v, 0, '>', &parsed))
        return 0;
    switch (parsed.type) {
    case 0: case 'e': case 'E': case 'f': case 'F': case 'g': case 'G': case 'n':
        return format_complex(vm, v, &parsed);
    default:
        return format_unknown_type(vm, parsed.type, v);
    }
}
