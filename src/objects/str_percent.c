/* str_percent.c - str % args. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/search.h"
#include "base/unicode.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/percent.h"

/* %c: the character that v is or numbers; owned. */
static Value char_text(Vm *vm, Value v)
{
    int64_t c;

    if (is_str(vm, v)) {
        if (as_str(v)->length == 1)
            return str_exact(vm, v);
        return type_error(vm, "%%c requires an int or a unicode character, not a string of length %zu", as_str(v)->length);
    }
    Value number = object_index(vm, v);
    if (!number) {
        if (exception_swallow(vm, &type_error_type))
            type_error(vm, "%%c requires an int or a unicode character, not %.200T", v);
        return 0;
    }
    bool fits = int_fits_int64(number, &c) && c >= 0 && c <= UNICODE_MAX;
    release(vm, number);
    return fits ? str_from_char(vm, (uint32_t)c) : overflow_error(vm, "%%c arg not in range(0x110000)");
}

/* s, r, a and c: the text before width and precision; UNBOUND: the conversion is none of these. */
static Value text_of(Vm *vm, uint32_t conversion, Value v)
{
    switch (conversion) {
    case 's': return object_str(vm, v);
    case 'r': return object_repr(vm, v);
    case 'a': return object_ascii(vm, v);
    case 'c': return char_text(vm, v);
    default:  return UNBOUND;
    }
}

static MUST_CHECK bool add_text(StrBuilder *builder, const PercentSpec *spec, Value text)
{
    size_t length = as_str(text)->length;

    if (spec->precision >= 0 && (size_t)spec->precision < length && spec->conversion != 'c')
        length = (size_t)spec->precision;
    size_t padding = spec->width > (int64_t)length ? (size_t)spec->width - length : 0;
    bool left = spec->flags & PERCENT_LEFT;
    return (left || str_builder_repeat(builder, ' ', padding)) && str_builder_slice(builder, text, 0, length) &&
           (!left || str_builder_repeat(builder, ' ', padding));
}

static MUST_CHECK bool add_conversion(Percent *percent, StrBuilder *builder)
{
    PercentSpec spec;

    if (!percent_read(percent, &spec))
        return false;
    Value v = percent_argument(percent);
    if (!v)
        return false;
    retain(v);
    Value text = text_of(percent->vm, spec.conversion, v);
    bool added = false;
    if (text != UNBOUND) {
        added = text && add_text(builder, &spec, text);
    } else {
        text = percent_number(percent, &spec, v);
        if (text == UNBOUND)
            text = percent_unknown(percent, spec.conversion);
        added = text && str_builder_str(builder, text);
    }
    release(percent->vm, text);
    release(percent->vm, v);
    return added;
}

static MUST_CHECK bool format_all(Percent *percent, StrBuilder *builder, Value format)
{
    while (percent->at < percent->length) {
        const char *from = (const char *)percent->text + percent->at * (size_t)percent->kind;
        size_t plain = search_unit(percent->kind, from, percent->length - percent->at, '%');
        size_t end = plain == SEARCH_NONE ? percent->length : percent->at + plain;
        if (!str_builder_slice(builder, format, percent->at, end))
            return false;
        percent->at = end + 1;
        if (end == percent->length)
            break;
        if (percent->at < percent->length && unicode_read(percent->kind, percent->text, percent->at) == '%') {
            percent->at++;
            if (!str_builder_char(builder, '%'))
                return false;
        } else if (!add_conversion(percent, builder)) {
            return false;
        }
    }
    return percent_end(percent);
}

Value str_percent(Vm *vm, Value format, Value args)
{
    const Str *s = as_str(format);
    Percent percent = {.kind = (int)str_kind(s), .text = s->data, .length = s->length};
    StrBuilder builder;

    percent_begin(&percent, vm, args);
    str_builder_init(&builder, vm);
    bool done = format_all(&percent, &builder, format);
    percent_drop(&percent);
    if (!done) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}
