/* time_text.c - strftime and asctime, as glibc's in the C locale. SPDX-License-Identifier: MIT */
#include "modules/time_text.h"

#include <limits.h>

#include "modules/os_path.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"

static const char *const days[] = {"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
static const char *const months[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"};

bool time_fields_get(Vm *vm, const char *function, Value v, TimeFields *fields)
{
    int numbers[9];

    if (!is_tuple(vm, v))
        return type_error(vm, "Tuple or struct_time argument required") != 0;
    if (tuple_length(v) != 9)
        return type_error(vm, "%s(): illegal time tuple argument", function) != 0;
    for (int i = 0; i < 9; i++) {
        int   overflow;
        Value index = object_index(vm, tuple_get(v, (size_t)i));
        if (!index)
            return false;
        int64_t wide = int_as_int64_overflow(index, &overflow);
        release(vm, index);
        if (overflow > 0 || wide > INT_MAX)
            return overflow_error(vm, "signed integer is greater than maximum") != 0;
        if (overflow < 0 || wide < INT_MIN)
            return overflow_error(vm, "signed integer is less than minimum") != 0;
        numbers[i] = (int)wide;
    }
    if (numbers[0] < INT_MIN + 1900)
        return overflow_error(vm, "year out of range") != 0;
    *fields = (TimeFields){
        .year = numbers[0], .month = numbers[1] - 1, .day = numbers[2], .hour = numbers[3], .minute = numbers[4],
        .second = numbers[5], .weekday = (numbers[6] + 1) % 7, .yearday = numbers[7] - 1, .is_dst = numbers[8]};
    if (has_shape(v, SHAPE_STRUCT_TIME)) {       // zone and offset stand behind the nine
        Value offset = as_tuple(v)->items[10];
        fields->zone = is_str(vm, as_tuple(v)->items[9]) ? as_tuple(v)->items[9] : 0;
        if (is_int(vm, offset) && !int_argument(vm, offset, &fields->offset))
            return false;
    }
    return true;
}

bool time_fields_check(Vm *vm, TimeFields *fields)
{
    const char *wrong = NULL;

    if (fields->month == -1)
        fields->month = 0;
    else if (fields->month < 0 || fields->month > 11)
        wrong = "month out of range";
    if (fields->day == 0)
        fields->day = 1;
    else if (!wrong && (fields->day < 0 || fields->day > 31))
        wrong = "day of month out of range";
    if (!wrong && (fields->hour < 0 || fields->hour > 23))
        wrong = "hour out of range";
    if (!wrong && (fields->minute < 0 || fields->minute > 59))
        wrong = "minute out of range";
    if (!wrong && (fields->second < 0 || fields->second > 61))
        wrong = "seconds out of range";
    if (!wrong && fields->weekday < 0)
        wrong = "day of week out of range";
    if (fields->yearday == -1)
        fields->yearday = 0;
    else if (!wrong && (fields->yearday < 0 || fields->yearday > 365))
        wrong = "day of year out of range";
    if (wrong)
        (void)value_error(vm, "%s", wrong);
    return !wrong;
}

Value time_asctime(Vm *vm, const TimeFields *fields)
{
    return str_format(vm, "%.3s %.3s%3d %02d:%02d:%02d %lld", days[fields->weekday], months[fields->month], fields->day,
                      fields->hour, fields->minute, fields->second, (long long)fields->year);
}

/* ---- strftime ---- */

typedef struct Directive {
    char flag;                 /* '_', '-', '0', '^', '#' or 0 */
    int  width;                /* -1: none */
} Directive;

typedef struct Formatting {
    StrBuilder       *out;
    const TimeFields *time;
    const Zone       *zone;
} Formatting;

static bool put_padding(StrBuilder *out, size_t count, char with)
{
    return count == 0 || str_builder_repeat(out, (uint8_t)with, count);
}

/* Text of a directive: padded with spaces (or zeros by flag), in other case by flag. */
static bool put_text(Formatting *f, Directive d, const char *text, size_t length)
{
    if (d.width > 0 && (size_t)d.width > length && d.flag != '-' &&
        !put_padding(f->out, (size_t)d.width - length, d.flag == '0' ? '0' : ' '))
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = text[i];
        if ((d.flag == '^' || d.flag == '#') && c >= 'a' && c <= 'z')
            c = (char)(c - 32);
        if (!str_builder_char(f->out, (uint8_t)c))
            return false;
    }
    return true;
}

/* A number of at least `digits` digits, padded with `pad`. */
static bool put_number(Formatting *f, Directive d, int64_t number, int digits, char pad)
{
    char   text[24];
    size_t length = 0, width = d.width >= 0 ? (size_t)d.width : (size_t)digits;
    bool   negative = number < 0;
    uint64_t rest = negative ? -(uint64_t)number : (uint64_t)number;

    if (d.flag == '_')
        pad = ' ';
    else if (d.flag == '0')
        pad = '0';
    else if (d.flag == '-')
        width = 0;
    do
        text[length++] = (char)('0' + rest % 10);
    while (rest /= 10);
    size_t total = length + negative;
    if (negative && pad == '0' && !str_builder_char(f->out, '-'))
        return false;
    if (width > total && !put_padding(f->out, width - total, pad))
        return false;
    if (negative && pad != '0' && !str_builder_char(f->out, '-'))
        return false;
    while (length)
        if (!str_builder_char(f->out, (uint8_t)text[--length]))
            return false;
    return true;
}

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Year and week of ISO 8601. */
static void iso_week(const TimeFields *time, int64_t *year, int *week)
{
    int weekday = (time->weekday + 6) % 7;       // Monday is 0
    int first = time->yearday - weekday + 3;     // the Thursday of this week, as a day of the year
    *year = time->year;
    bool    leap = *year % 4 == 0 && (*year % 100 != 0 || *year % 400 == 0);
    int64_t before = *year - 1;
    bool    leap_before = before % 4 == 0 && (before % 100 != 0 || before % 400 == 0);
    if (first < 0) {
        *year = before;
        first += 365 + leap_before;
    } else if (first >= 365 + leap) {
        *year += 1;
        first -= 365 + leap;
    }
    *week = first / 7 + 1;
}

static bool put_zone(Formatting *f, Directive d)
{
    const char *names[2];
    int         offsets[2];
    bool        has_dst;
    Value       zone = f->time->zone;

    if (zone)
        return str_builder_str(f->out, zone);
    if (f->time->is_dst < 0)
        return true;
    zone_names(f->zone, 0, names, offsets, &has_dst);
    const char *name = names[f->time->is_dst > 0];
    return put_text(f, d, name, strlen(name));
}

static bool put_offset(Formatting *f, Directive d)
{
    int offset = f->time->offset, minutes = (offset < 0 ? -offset : offset) / 60;
    if (f->time->is_dst < 0)
        return true;
    return str_builder_char(f->out, offset < 0 ? '-' : '+') &&
           put_number(f, (Directive){d.flag, d.width > 1 ? d.width - 1 : -1}, minutes / 60 * 100 + minutes % 60, 4, '0');
}

static int64_t epoch_seconds(Formatting *f)
{
    const TimeFields *t = f->time;
    int64_t           seconds = -1;
    ZoneTime          time = {.year = t->year, .month = t->month + 1, .day = t->day, .hour = t->hour,
                              .minute = t->minute, .second = t->second, .is_dst = t->is_dst};
    return zone_seconds(f->zone, &time, &seconds) ? seconds : -1;
}

static bool put_directive(Formatting *f, Directive d, char c);

/* Several directives in a row, as "%H:%M". */
static bool put_all(Formatting *f, Directive d, const char *format)
{
    StrBuilder  inner;
    Formatting  nested = {&inner, f->time, f->zone};
    Directive   plain = {d.flag == '^' ? '^' : 0, -1};
    bool        done = true;

    str_builder_init(&inner, f->out->vm);
    for (; *format && done; format++)
        done = *format == '%' ? put_directive(&nested, plain, *++format) : str_builder_char(&inner, (uint8_t)*format);
    Value text = done ? str_builder_finish(&inner) : 0;
    if (!text) {
        str_builder_drop(&inner);
        return false;
    }
    size_t length = as_str(text)->length;
    done = (d.width <= 0 || (size_t)d.width <= length ||
            put_padding(f->out, (size_t)d.width - length, d.flag == '0' ? '0' : ' ')) &&
           str_builder_str(f->out, text);
    release(f->out->vm, text);
    return done;
}

static bool put_ampm(Formatting *f, Directive d, bool lower)
{
    bool afternoon = f->time->hour >= 12;
    if (lower || d.flag == '#')
        return put_text(f, (Directive){0, d.width}, afternoon ? "pm" : "am", 2);
    return put_text(f, d, afternoon ? "PM" : "AM", 2);
}

/* One conversion; false also for MemoryError. c is known to be one. */
static bool put_directive(Formatting *f, Directive d, char c)
{
    const TimeFields *t = f->time;
    int64_t           year;
    int               week, hour = t->hour % 12 ? t->hour % 12 : 12;

    switch (c) {
    case 'a': return put_text(f, d, days[t->weekday], 3);
    case 'A': return put_text(f, d, days[t->weekday], strlen(days[t->weekday]));
    case 'b': case 'h': return put_text(f, d, months[t->month], 3);
    case 'B': return put_text(f, d, months[t->month], strlen(months[t->month]));
    case 'c': return put_all(f, d, "%a %b %e %H:%M:%S %Y");
    case 'C': return put_number(f, d, floor_divide(t->year, 100), t->year < 0 ? 1 : 1, '0');
    case 'd': return put_number(f, d, t->day, 2, '0');
    case 'D': case 'x': return put_all(f, d, "%m/%d/%y");
    case 'e': return put_number(f, d, t->day, 2, ' ');
    case 'F': return put_all(f, d, "%Y-%m-%d");
    case 'H': return put_number(f, d, t->hour, 2, '0');
    case 'I': return put_number(f, d, hour, 2, '0');
    case 'j': return put_number(f, d, t->yearday + 1, 3, '0');
    case 'k': return put_number(f, d, t->hour, 2, ' ');
    case 'l': return put_number(f, d, hour, 2, ' ');
    case 'm': return put_number(f, d, t->month + 1, 2, '0');
    case 'M': return put_number(f, d, t->minute, 2, '0');
    case 'n': return put_text(f, d, "\n", 1);
    case 'p': return put_ampm(f, d, false);
    case 'P': return put_ampm(f, d, true);
    case 'r': return put_all(f, d, "%I:%M:%S %p");
    case 'R': return put_all(f, d, "%H:%M");
    case 's': return put_number(f, d, epoch_seconds(f), 1, '0');
    case 'S': return put_number(f, d, t->second, 2, '0');
    case 't': return put_text(f, d, "\t", 1);
    case 'T': case 'X': return put_all(f, d, "%H:%M:%S");
    case 'u': return put_number(f, d, t->weekday ? t->weekday : 7, 1, '0');
    case 'U': return put_number(f, d, (t->yearday - t->weekday + 7) / 7, 2, '0');
    case 'w': return put_number(f, d, t->weekday, 1, '0');
    case 'W': return put_number(f, d, (t->yearday - (t->weekday + 6) % 7 + 7) / 7, 2, '0');
    case 'y': return put_number(f, d, ((t->year % 100) + 100) % 100, 2, '0');
    case 'Y': return put_number(f, d, t->year, 1, '0');
    case 'z': return put_offset(f, d);
    case 'Z': return put_zone(f, d);
    case '%': return put_text(f, d, "%", 1);
    default: break;
    }
    iso_week(t, &year, &week);
    switch (c) {
    case 'g': return put_number(f, d, ((year % 100) + 100) % 100, 2, '0');
    case 'G': return put_number(f, d, year, 1, '0');
    default:  return put_number(f, d, week, 2, '0');   // V
    }
}

static bool is_directive(uint32_t c)
{
    return c < 128 && c && strchr("aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%", (int)c) != NULL;
}

Value time_format(Vm *vm, Value format, const TimeFields *fields, const Zone *zone)
{
    const Str *s = as_str(format);
    StrBuilder out;
    Formatting formatting = {&out, fields, zone};
    size_t     i = 0;
    bool       done = true;

    str_builder_init(&out, vm);
    while (done && i < s->length) {
        size_t    start = i;
        Directive d = {0, -1};
        if (str_char(s, i++) != '%') {
            done = str_builder_char(&out, str_char(s, start));
            continue;
        }
        while (i < s->length && str_char(s, i) < 128 && str_char(s, i) && strchr("_-0^#", (int)str_char(s, i)))
            d.flag = (char)str_char(s, i++);
        while (i < s->length && str_char(s, i) >= '0' && str_char(s, i) <= '9' && d.width < 1000)
            d.width = (d.width < 0 ? 0 : d.width) * 10 + (int)(str_char(s, i++) - '0');
        if (i < s->length && (str_char(s, i) == 'E' || str_char(s, i) == 'O'))
            i++;
        if (i < s->length && is_directive(str_char(s, i)))
            done = put_directive(&formatting, d, (char)str_char(s, i++));
        else                                     // no directive: stands for itself
            for (i = start + 1, done = str_builder_char(&out, '%'); done && i < s->length && str_char(s, i) != '%'; i++)
                done = str_builder_char(&out, str_char(s, i));
    }
    if (!done) {
        str_builder_drop(&out);
        return 0;
    }
    return str_builder_finish(&out);
}
