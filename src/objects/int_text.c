/* int_text.c - ints to text and from text: repr, int('...'), and the limit on decimal digits. See int.c.
 * SPDX-License-Identifier: MIT */
#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/int_impl.h"
#include "objects/number_parse.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"

enum { LIMIT_THRESHOLD = 640 /* digits that are never refused */, MESSAGE_CHARS = 200 };

/* ---- to text ---- */

Value int_too_long_for_text(Vm *vm)
{
    return value_error(vm, "Exceeds the limit (%u digits) for integer string conversion; use sys.set_int_max_str_digits() "
                           "to increase the limit",
                       (unsigned)vm->objects->int_max_str_digits);
}

/* Decimal digits that are certainly there, without counting them. */
static size_t least_digits(const IntView *view)
{
    size_t bits = natural_bit_length(view->limbs, view->length);
    return bits ? (size_t)((double)(bits - 1) * 0.30102999566398114) : 0;
}

/* '-' and prefix ("", "0x", ...) into out; their length. */
static size_t write_head(char *out, bool negative, int base, bool prefix)
{
    size_t length = 0;
    if (negative)
        out[length++] = '-';
    if (prefix && (base == 2 || base == 8 || base == 16)) {
        out[length++] = '0';
        out[length++] = base == 2 ? 'b' : base == 8 ? 'o' : 'x';
    }
    return length;
}

/* Words in base ten, the common case, without the natural numbers. */
static Value word_to_text(Vm *vm, int64_t i)
{
    char     digits[24], *at = digits + sizeof digits;
    uint64_t rest = i < 0 ? 0 - (uint64_t)i : (uint64_t)i;
    do
        *--at = (char)('0' + rest % 10);
    while (rest /= 10);
    if (i < 0)
        *--at = '-';
    return str_from_latin1(vm, at, (size_t)(digits + sizeof digits - at));
}

Value int_to_text(Vm *vm, Value v, int base, bool prefix)
{
    IntView     view;
    NaturalWork work = int_work(vm);
    size_t      limit = vm->objects->int_max_str_digits, count, length;
    char       *text;
    Value       result = 0;

    if (is_word_int(v) && base == 10)
        return word_to_text(vm, word_int(v));
    int_view(&view, v);
    bool is_limited = base == 10 && limit;
    if (is_limited && least_digits(&view) > LIMIT_THRESHOLD && least_digits(&view) > limit)
        return int_too_long_for_text(vm);
    count = natural_text_room(view.length, (unsigned)base) + 3;
    if (!(text = mem_alloc(vm, count)))
        return 0;
    size_t head = write_head(text, view.negative, base, prefix);
    if (!natural_to_text(&work, text + head, &length, view.limbs, view.length, (unsigned)base))
        int_work_failed(vm, &work);
    else if (is_limited && length > LIMIT_THRESHOLD && length > limit)
        int_too_long_for_text(vm);
    else
        result = str_from_latin1(vm, text, head + length);
    mem_free(vm, text, count);
    return result;
}

Value int_repr(Vm *vm, Value v)
{
    return int_to_text(vm, v, 10, false);
}

/* ---- from text ---- */

static unsigned digit_of(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'z' ? (unsigned)(c - 'a') + 10 : 36;
}

/* An integer literal taken apart. */
typedef struct Literal {
    const char *digits;
    size_t      length;      /* with underscores */
    size_t      count;       /* without */
    int         base;
    bool        negative;
} Literal;

/* "0x" and the like, for base 0 and where it names the base itself; an underscore may follow it. */
static bool take_prefix(Literal *literal, const char **text, const char *end, int base)
{
    const char *at = *text;
    int         named = 0;
    literal->base = base ? base : 10;
    if (end - at < 2 || at[0] != '0')
        return true;
    switch (at[1] | 0x20) {
    case 'x': named = 16; break;
    case 'o': named = 8; break;
    case 'b': named = 2; break;
    default:  break;
    }
    if (!named || (base && base != named))
        return true;
    literal->base = named;
    at += 2;
    if (at < end && *at == '_')
        at++;
    *text = at;
    return at < end;  /* digits must follow */
}

/* False: not a literal of that base. */
static bool scan(Literal *literal, const char *text, size_t length, int base)
{
    const char *end = text + length;
    while (text < end && number_is_space(*text))
        text++;
    while (end > text && number_is_space(end[-1]))
        end--;
    literal->negative = false;
    if (text < end && (*text == '+' || *text == '-'))
        literal->negative = *text++ == '-';
    if (!take_prefix(literal, &text, end, base) || text == end || *text == '_' || end[-1] == '_')
        return false;
    literal->digits = text;
    literal->length = (size_t)(end - text);
    literal->count = 0;
    bool is_zero = true;
    for (; text < end; text++) {
        if (*text == '_') {
            if (text[1] == '_')
                return false;
            continue;
        }
        unsigned digit = digit_of(*text);
        if (digit >= (unsigned)literal->base)
            return false;
        is_zero &= digit == 0;
        literal->count++;
    }
    /* Base 0: "010" is no literal, "00" is one. */
    return base || literal->base != 10 || literal->digits[0] != '0' || is_zero;
}

static Value literal_value(Vm *vm, const Literal *literal)
{
    NaturalWork work = int_work(vm);
    IntRoom     room;
    size_t      length, limit = vm->objects->int_max_str_digits;
    char       *plain = NULL;
    const char *digits = literal->digits;
    bool        is_power_of_two = (literal->base & (literal->base - 1)) == 0;

    if (literal->length <= 18 && literal->base == 10 && literal->count == literal->length) {
        int64_t value = 0;
        for (size_t i = 0; i < literal->length; i++)
            value = value * 10 + (digits[i] - '0');
        return int_value(literal->negative ? -value : value);
    }
    if (!is_power_of_two && limit && literal->count > LIMIT_THRESHOLD && literal->count > limit)
        return value_error(vm, "Exceeds the limit (%u digits) for integer string conversion: value has %zu digits; use "
                               "sys.set_int_max_str_digits() to increase the limit",
                           (unsigned)limit, literal->count);
    if (literal->count != literal->length) {
        if (!(plain = mem_alloc(vm, literal->count)))
            return 0;
        for (size_t i = 0, k = 0; i < literal->length; i++)
            if (digits[i] != '_')
                plain[k++] = digits[i];
        digits = plain;
    }
    Value result = 0;
    if (int_room_open(&room, vm, natural_digits_room(literal->count, (unsigned)literal->base))) {
        if (natural_from_text(&work, room.limbs, &length, digits, literal->count, (unsigned)literal->base)) {
            result = int_room_close(&room, length, literal->negative);
        } else {
            int_room_drop(&room);
            int_work_failed(vm, &work);
        }
    }
    mem_free(vm, plain, literal->count);
    return result;
}

/* "invalid literal for int() with base 10: 'x'", the repr cut at 200 characters. */
static Value invalid_literal(Vm *vm, Value object, int base)
{
    Value repr = object_repr(vm, object);
    if (repr && as_str(repr)->length > MESSAGE_CHARS) {
        Value cut = str_slice(vm, repr, 0, MESSAGE_CHARS);
        release(vm, repr);
        repr = cut;
    }
    if (repr)
        value_error(vm, "invalid literal for int() with base %d: %U", base, repr);
    release(vm, repr);
    return 0;
}

Value int_from_text(Vm *vm, const char *ascii, size_t length, int base)
{
    Literal literal;
    if (scan(&literal, ascii, length, base))
        return literal_value(vm, &literal);
    Value text = str_from_latin1(vm, ascii, length);
    if (text)
        invalid_literal(vm, text, base);
    release(vm, text);
    return 0;
}

Value int_from_ascii(Vm *vm, Value object, const char *text, size_t length, int base)
{
    Literal literal;
    return scan(&literal, text, length, base) ? literal_value(vm, &literal) : invalid_literal(vm, object, base);
}

Value int_from_str(Vm *vm, Value text, int base)
{
    NumberText plain;
    if (!number_text_open(vm, &plain, text))
        return 0;
    Value result = int_from_ascii(vm, text, plain.text, plain.length, base);
    number_text_close(vm, &plain);
    return result;
}
