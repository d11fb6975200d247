/* percent.c - the printf-like formatting of str and bytes: everything but how text is added. SPDX-License-Identifier: MIT */
#include "objects/percent.h"

#include "base/number_text.h"
#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- arguments ---- */

void percent_begin(Percent *percent, Vm *vm, Value args)
{
    percent->vm = vm;
    percent->args = args;
    percent->owned = false;
    percent->mapping = 0;
    if (is_tuple(vm, args)) {
        percent->count = (int64_t)tuple_length(args);
        percent->next = 0;
    } else {
        percent->count = -1;
        percent->next = -2;
        const Type *type = type_of(vm, args);
        bool is_text = percent->is_bytes ? is_bytes(vm, args) || is_bytearray(vm, args) : false;
        if (type->slots.subscript && !is_str(vm, args) && !is_text)
            percent->mapping = args;
    }
}

void percent_drop(Percent *percent)
{
    if (percent->owned)
        release(percent->vm, percent->args);
    percent->owned = false;
}

Value percent_argument(Percent *percent)
{
    if (percent->next < percent->count)
        return percent->count < 0 ? (percent->next = -1, percent->args) : tuple_get(percent->args, (size_t)percent->next++);
    return type_error(percent->vm, "not enough arguments for format string");
}

bool percent_end(Percent *percent)
{
    if (percent->next >= percent->count || percent->mapping)
        return true;
    type_error(percent->vm, "not all arguments converted during %s formatting", percent->is_bytes ? "bytes" : "string");
    return false;
}

/* ---- the grammar ---- */

/* The next character; false: the format ends. */
static bool next_char(Percent *percent, uint32_t *c)
{
    if (percent->at >= percent->length)
        return false;
    *c = unicode_read(percent->kind, percent->text, percent->at++);
    return true;
}

static bool incomplete(Percent *percent)
{
    value_error(percent->vm, "incomplete format");
    return false;
}

static Value new_key(Percent *percent, size_t start, size_t end)
{
    const char *at = (const char *)percent->text + start * (size_t)percent->kind;
    return percent->is_bytes ? bytes_from(percent->vm, at, end - start)
                             : str_from_kind(percent->vm, (unsigned)percent->kind, at, end - start);
}

/* "(key)": the value under it becomes the one argument. */
static MUST_CHECK bool read_key(Percent *percent)
{
    Vm *vm = percent->vm;
    size_t start = percent->at;
    int depth = 1;
    uint32_t c;

    if (!percent->mapping) {
        type_error(vm, "format requires a mapping");
        return false;
    }
    while (depth && next_char(percent, &c))
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    if (depth) {
        value_error(vm, "incomplete format key");
        return false;
    }
    Value key = new_key(percent, start, percent->at - 1), found = key ? object_getitem(vm, percent->mapping, key) : 0;
    release(vm, key);
    if (!found)
        return false;
    percent_drop(percent);
    percent->args = found;
    percent->owned = true;
    percent->count = -1;
    percent->next = -2;
    return true;
}

/* A number or '*' at *c, if one is there; *c is what follows. limit: the greatest that is allowed. */
static MUST_CHECK bool read_amount(Percent *percent, uint32_t *c, int64_t *amount, int64_t limit, const char *name)
{
    if (*c == '*') {
        Value v = percent_argument(percent);
        if (!v)
            return false;
        if (!is_int(percent->vm, v)) {
            type_error(percent->vm, "* wants int");
            return false;
        }
        Value plain = object_index(percent->vm, v);
        bool fits = plain && int_fits_int64(plain, amount) && *amount <= limit && *amount >= -limit - 1;
        release(percent->vm, plain);
        if (!fits)
            overflow_error(percent->vm, "Python int too large to convert to C %s", limit == INT32_MAX ? "int" : "ssize_t");
        return fits && (next_char(percent, c) || incomplete(percent));
    }
    if (*c - '0' >= 10)
        return true;
    for (*amount = 0; *c - '0' < 10;) {
        if (*amount > (limit - (int64_t)(*c - '0')) / 10) {
            value_error(percent->vm, "%s too big", name);
            return false;
        }
        *amount = *amount * 10 + (int64_t)(*c - '0');
        if (!next_char(percent, c))
            return incomplete(percent);
    }
    return true;
}

static unsigned flag_of(uint32_t c)
{
    switch (c) {
    case '-': return PERCENT_LEFT;
    case '+': return PERCENT_SIGN;
    case ' ': return PERCENT_BLANK;
    case '#': return PERCENT_ALTERNATE;
    case '0': return PERCENT_ZERO;
    default:  return 0;
    }
}

bool percent_read(Percent *percent, PercentSpec *spec)
{
    uint32_t c;

    *spec = (PercentSpec){.width = -1, .precision = -1};
    if (!next_char(percent, &c))
        return incomplete(percent);
    if (c == '(' && (!read_key(percent) || (!next_char(percent, &c) && !incomplete(percent))))
        return false;
    while (flag_of(c)) {
        spec->flags |= flag_of(c);
        if (!next_char(percent, &c))
            return incomplete(percent);
    }
    bool starred = c == '*';
    if (!read_amount(percent, &c, &spec->width, INT64_MAX - 1, "width"))
        return false;
    if (starred && spec->width < 0) {
        spec->flags |= PERCENT_LEFT;
        spec->width = -spec->width;
    }
    if (c == '.') {
        spec->precision = 0;
        if (!next_char(percent, &c))
            return incomplete(percent);
        if (!read_amount(percent, &c, &spec->precision, INT32_MAX, "precision"))
            return false;
        if (spec->precision < 0)
            spec->precision = 0;
    }
    if ((c == 'h' || c == 'l' || c == 'L') && !next_char(percent, &c))
        return incomplete(percent);
    spec->conversion = c;
    return true;
}

Value percent_unknown(Percent *percent, uint32_t conversion)
{
    return value_error(percent->vm, "unsupported format character '%c' (0x%x) at index %zu",
                       conversion >= 31 && conversion <= 126 ? conversion : (uint32_t)'?', conversion, percent->at - 1);
}

/* ---- numbers ---- */

static Value wrong_type(Vm *vm, uint32_t conversion, Value v)
{
    bool wants_int = conversion == 'o' || conversion == 'x' || conversion == 'X';
    return type_error(vm, "%%%c format: %s is required, not %.200T", conversion, wants_int ? "an integer" : "a real number", v);
}

/* v as an exact int, owned. */
static Value integer_of(Vm *vm, uint32_t conversion, Value v)
{
    const Type *type = type_of(vm, v);
    bool wants_index = conversion == 'o' || conversion == 'x' || conversion == 'X';

    if (is_int(vm, v))
        return object_index(vm, v);
    if (!type->slots.index && !type->slots.to_int && !type->slots.to_float)
        return wrong_type(vm, conversion, v);
    Value result = wants_index ? object_index(vm, v) : object_to_int(vm, v);
    if (!result && exception_swallow(vm, &type_error_type))
        return wrong_type(vm, conversion, v);
    return result;
}

/* Digits with their minus, at least precision of them; owned. */
static Value integer_text(Vm *vm, const PercentSpec *spec, Value v)
{
    int base = spec->conversion == 'o' ? 8 : (spec->conversion | 32) == 'x' ? 16 : 10;
    StrBuilder builder;

    Value number = integer_of(vm, spec->conversion, v), text = number ? int_to_text(vm, number, base, false) : 0;
    release(vm, number);
    if (!text)
        return 0;
    const Str *s = as_str(text);
    size_t minus = s->data[0] == '-', digits = s->length - minus;
    if (spec->conversion != 'X' && spec->precision <= (int64_t)digits)
        return text;
    str_builder_init(&builder, vm);
    bool added = (!minus || str_builder_char(&builder, '-')) &&
                 (spec->precision <= (int64_t)digits || str_builder_repeat(&builder, '0', (size_t)spec->precision - digits));
    for (size_t i = minus; added && i < s->length; i++) {
        char c = s->data[i];
        added = str_builder_char(&builder, (uint8_t)(spec->conversion == 'X' && c >= 'a' ? c - 32 : c));
    }
    release(vm, text);
    if (!added) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

static Value float_text(Percent *percent, const PercentSpec *spec, Value v)
{
    Vm *vm = percent->vm;
    int precision = spec->precision < 0 ? 6 : (int)spec->precision;
    double d;

    if (!object_as_double(vm, v, &d)) {
        if (percent->is_bytes && exception_swallow(vm, &type_error_type))
            type_error(vm, "float argument required, not %.200T", v);
        return 0;
    }
    size_t room = double_text_room(d, (char)spec->conversion, precision);
    char *text = mem_alloc(vm, room);
    if (!text)
        return 0;
    size_t length = double_to_text(text, d, (char)spec->conversion, precision,
                                   spec->flags & PERCENT_ALTERNATE ? DOUBLE_ALTERNATE : 0);
    Value result = str_from_latin1(vm, text, length);
    mem_free(vm, text, room);
    return result;
}

/* Sign, "0x", padding put round the digits. */
static Value pad_number(Percent *percent, const PercentSpec *spec, Value text)
{
    const Str *s = as_str(text);
    char sign = s->data[0] == '-' ? '-' : spec->flags & PERCENT_SIGN ? '+' : spec->flags & PERCENT_BLANK ? ' ' : 0;
    size_t skip = s->data[0] == '-', length = s->length - skip;
    bool prefixed = spec->flags & PERCENT_ALTERNATE && (spec->conversion == 'o' || (spec->conversion | 32) == 'x');
    size_t used = length + (sign != 0) + (prefixed ? 2 : 0);
    size_t padding = spec->width > (int64_t)used ? (size_t)spec->width - used : 0;
    bool left = spec->flags & PERCENT_LEFT, zeros = spec->flags & PERCENT_ZERO && !left;
    StrBuilder builder;

    if (!sign && !prefixed && !padding)
        return retain(text);
    str_builder_init(&builder, percent->vm);
    if ((!left && !zeros && !str_builder_repeat(&builder, ' ', padding)) ||
        (sign && !str_builder_char(&builder, (uint8_t)sign)) ||
        (prefixed && !(str_builder_char(&builder, '0') && str_builder_char(&builder, spec->conversion))) ||
        (zeros && !str_builder_repeat(&builder, '0', padding)) || !str_builder_slice(&builder, text, skip, s->length) ||
        (left && !str_builder_repeat(&builder, ' ', padding))) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value percent_number(Percent *percent, const PercentSpec *spec, Value v)
{
    Value text;

    if (spec->conversion < 0x80 && spec->conversion && strchr("diuoxX", (int)spec->conversion))
        text = integer_text(percent->vm, spec, v);
    else if (spec->conversion < 0x80 && spec->conversion && strchr("eEfFgG", (int)spec->conversion))
        text = float_text(percent, spec, v);
    else
        return UNBOUND;
    if (!text)
        return 0;
    Value result = pad_number(percent, spec, text);
    release(percent->vm, text);
    return result;
}
