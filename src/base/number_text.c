/* number_text.c - doubles to text in the shapes of printf, repr and hex, and from text. See number_text.h.
 * SPDX-License-Identifier: MIT */
#include "base/number_digits.h"
#include "base/natural.h"

#include <math.h>

enum { READ_DIGITS = 800 };  /* no boundary between doubles has more */

/* ---- to text ---- */

size_t double_text_room(double d, char format, int precision)
{
    size_t room = (precision > 0 ? (size_t)precision : 0) + 32;
    if ((format == 'f' || format == 'F') && fabs(d) > 1e15)
        room += 310;
    return room;
}

static size_t write_special(char *out, double d, bool is_upper, int flags)
{
    size_t length = 0;
    if (isnan(d)) {
        if (flags & DOUBLE_SIGN)
            out[length++] = '+';
        memcpy(out + length, is_upper ? "NAN" : "nan", 3);
        return length + 3;
    }
    if (signbit(d))
        out[length++] = '-';
    else if (flags & DOUBLE_SIGN)
        out[length++] = '+';
    memcpy(out + length, is_upper ? "INF" : "inf", 3);
    return length + 3;
}

/* e+05: two digits at least. */
static size_t write_exponent(char *out, int exponent, bool is_upper)
{
    size_t   length = 0;
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent);
    out[length++] = is_upper ? 'E' : 'e';
    out[length++] = exponent < 0 ? '-' : '+';
    if (size >= 100)
        out[length++] = (char)('0' + size / 100);
    out[length++] = (char)('0' + size / 10 % 10);
    out[length++] = (char)('0' + size % 10);
    return length;
}

/* Digits number `from` to `to` (exclusive), zeros where there are none. */
static char *write_range(char *out, const DoubleDigits *digits, int64_t from, int64_t to)
{
    if (from < 0 && from < to) {
        int64_t zeros = (to < 0 ? to : 0) - from;
        memset(out, '0', (size_t)zeros);
        out += zeros;
        from += zeros;
    }
    if (from < to && from < digits->count) {
        int64_t count = (to < digits->count ? to : digits->count) - from;
        memcpy(out, digits->digits + from, (size_t)count);
        out += count;
        from += count;
    }
    if (from < to) {
        memset(out, '0', (size_t)(to - from));
        out += to - from;
    }
    return out;
}

/* How the digits lie: what dtoa's callers in CPython decide. */
typedef struct Shape {
    bool    has_exponent;
    int64_t end;  /* digits up to here are written, counted from the first significant one */
} Shape;

static Shape choose_shape(const DoubleDigits *digits, char format, int precision, int flags)
{
    int64_t point = digits->point, count = digits->count ? digits->count : 1;
    switch (format) {
    case 'e':
        return (Shape){true, (int64_t)precision + 1};
    case 'f':
        return (Shape){false, point + precision};
    case 'r':
        return (Shape){point <= -4 || point > 16, count};
    default:
        return (Shape){point <= -4 || point > precision - (flags & DOUBLE_ADD_POINT ? 1 : 0),
                       flags & DOUBLE_ALTERNATE ? precision : count};
    }
}

static void find_digits(double d, char format, int *precision, DoubleDigits *digits)
{
    if (format == 'r')
        double_digits_shortest(d, digits);
    else if (format == 'f')
        double_digits_places(d, *precision, digits);
    else if (format == 'e')
        double_digits_significant(d, *precision < DOUBLE_DIGITS ? *precision + 1 : DOUBLE_DIGITS, digits);
    else
        double_digits_significant(d, *precision = *precision ? *precision : 1, digits);
}

size_t double_to_text(char *out, double d, char format, int precision, int flags)
{
    bool         is_upper = format >= 'A' && format <= 'Z';
    char         kind = is_upper ? (char)(format + 32) : format, *at = out;
    DoubleDigits digits;
    if (!isfinite(d))
        return write_special(out, d, is_upper, flags);
    find_digits(d, kind, &precision, &digits);

    Shape   shape = choose_shape(&digits, kind, precision, flags);
    int64_t point = shape.has_exponent ? 1 : digits.point, end = shape.end;
    int64_t start = point <= 0 ? point - 1 : 0, least = point;
    if (!shape.has_exponent && (flags & DOUBLE_ADD_POINT))
        least = point + 1;
    end = end > least ? end : least;
    if (signbit(d) && !((flags & DOUBLE_NO_NEGATIVE_0) && !digits.count))
        *at++ = '-';
    else if (flags & DOUBLE_SIGN)
        *at++ = '+';
    at = write_range(at, &digits, start, point);
    if (end > point || (flags & DOUBLE_ALTERNATE)) {
        *at++ = '.';
        at = write_range(at, &digits, point, end);
    }
    if (shape.has_exponent)
        at += write_exponent(at, digits.point - 1, is_upper);
    return (size_t)(at - out);
}

size_t double_repr(char *out, double d)
{
    return double_to_text(out, d, 'r', 0, DOUBLE_ADD_POINT);
}

size_t double_to_hex(char *out, double d)
{
    if (!isfinite(d))
        return write_special(out, d, false, 0);
    char    *at = out;
    int      exponent;
    uint64_t mantissa = double_parts(d, &exponent);
    bool     is_normal = mantissa >> MANTISSA_BITS;
    if (signbit(d))
        *at++ = '-';
    memcpy(at, is_normal ? "0x1." : "0x0.", 4);
    at += 4;
    if (!mantissa) {
        memcpy(at, "0p+0", 4);
        return (size_t)(at + 4 - out);
    }
    for (int shift = MANTISSA_BITS - 4; shift >= 0; shift -= 4)
        *at++ = "0123456789abcdef"[mantissa >> shift & 15];
    exponent += MANTISSA_BITS;
    unsigned size = (unsigned)(exponent < 0 ? -exponent : exponent), divisor = 1;
    *at++ = 'p';
    *at++ = exponent < 0 ? '-' : '+';
    while (divisor * 10 <= size)
        divisor *= 10;
    for (; divisor; divisor /= 10)
        *at++ = (char)('0' + size / divisor % 10);
    return (size_t)(at - out);
}

double double_round(double d, int places, bool *overflow)
{
    *overflow = false;
    if (!isfinite(d) || places > 323)
        return d;
    if (places < -308)
        return 0.0 * d;
    DoubleDigits digits;
    double_digits_places(d, places, &digits);
    double result = double_from_digits(digits.digits, (size_t)digits.count, digits.point, false);
    *overflow = isinf(result);
    return copysign(result, d);
}

/* ---- from text ---- */

/* Whether word (lower case, length characters) stands at text, in any case. */
static bool starts_with(const char *text, size_t length, const char *word, size_t word_length)
{
    if (length < word_length)
        return false;
    for (size_t i = 0; i < word_length; i++)
        if ((text[i] | 0x20) != word[i] || !((text[i] | 0x20) >= 'a' && (text[i] | 0x20) <= 'z'))
            return false;
    return true;
}

/* inf, infinity, nan at text: characters read. */
static size_t read_special(const char *text, size_t length, double *d)
{
    if (starts_with(text, length, "nan", 3)) {
        *d = NAN;
        return 3;
    }
    if (!starts_with(text, length, "inf", 3))
        return 0;
    *d = INFINITY;
    return starts_with(text, length, "infinity", 8) ? 8 : 3;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* An optional sign and digits behind an 'e' or 'p'; far too large ones stay at a billion billions. 0: none there. */
static size_t read_exponent(const char *text, size_t length, int64_t *exponent)
{
    size_t  i = length && (*text == '+' || *text == '-'), begin = i;
    int64_t value = 0;
    for (; i < length && is_digit(text[i]); i++)
        if (value < INT64_C(100000000000000000))
            value = value * 10 + (text[i] - '0');
    if (i == begin)
        return 0;
    *exponent = *text == '-' ? -value : value;
    return i;
}

size_t double_from_text(const char *text, size_t length, double *d)
{
    char    digits[READ_DIGITS];
    size_t  count = 0, i = 0, seen = 0;
    int64_t point = 0, exponent = 0;
    bool    is_more = false, has_point = false, is_negative = false;

    if (i < length && (text[i] == '+' || text[i] == '-'))
        is_negative = text[i++] == '-';
    for (; i < length; i++) {
        if (text[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (!is_digit(text[i]))
            break;
        seen++;
        if (!count && text[i] == '0') {
            point -= has_point;
            continue;
        }
        if (count < READ_DIGITS)
            digits[count++] = text[i];
        else
            is_more |= text[i] != '0';
        point += !has_point;
    }
    if (!seen) {
        size_t sign = i && !has_point ? i : 0;
        if (has_point)
            return 0;
        size_t special = read_special(text + i, length - i, d);
        if (special && is_negative)
            *d = -*d;
        return special ? sign + special : 0;
    }
    if (i < length && (text[i] | 0x20) == 'e') {
        size_t read = read_exponent(text + i + 1, length - i - 1, &exponent);
        i += read ? read + 1 : 0;
    }
    double value = double_from_digits(digits, count, point + exponent, is_more);
    *d = is_negative ? -value : value;
    return i;
}

static int hex_value(char c)
{
    return is_digit(c) ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

HexResult double_from_hex(const char *text, size_t length, double *d)
{
    uint64_t mantissa = 0;
    int64_t  exponent = 0, given = 0;
    size_t   i = 0, digits = 0;
    bool     is_more = false, has_point = false, is_negative = false, overflow;

    while (length && is_space(text[length - 1]))
        length--;
    while (i < length && is_space(text[i]))
        i++;
    if (i < length && (text[i] == '+' || text[i] == '-'))
        is_negative = text[i++] == '-';
    size_t special = read_special(text + i, length - i, d);
    if (special) {
        if (i + special != length)
            return HEX_INVALID;
        if (is_negative)
            *d = -*d;
        return HEX_FINE;
    }
    if (i + 1 < length && text[i] == '0' && (text[i + 1] | 0x20) == 'x')
        i += 2;
    for (; i < length; i++) {
        int value = hex_value(text[i]);
        if (text[i] == '.' && !has_point) {
            has_point = true;
            continue;
        }
        if (value < 0)
            break;
        digits++;
        if (mantissa >> 60) {  /* full: only where the point is, and whether there was more */
            is_more |= value != 0;
            exponent += has_point ? 0 : 4;
        } else {
            mantissa = mantissa << 4 | (unsigned)value;
            exponent -= has_point ? 4 : 0;
        }
    }
    if (digits && i < length && (text[i] | 0x20) == 'p') {
        size_t read = read_exponent(text + i + 1, length - i - 1, &given);
        if (!read)
            return HEX_INVALID;
        i += read + 1;
    }
    if (!digits || i != length)
        return HEX_INVALID;
    double value = natural_to_double(&mantissa, 1, exponent + given, is_more, &overflow);
    if (overflow)
        return HEX_OVERFLOW;
    *d = is_negative ? -value : value;
    return HEX_FINE;
}
