/* zone_rule.c - TZ rules: "CET-1CEST,M3.5.0,M10.5.0/3". SPDX-License-Identifier: MIT */
#include <string.h>

#include "host/zone_types.h"

typedef struct Reader {
    const char *next, *end;
} Reader;

static bool accept(Reader *reader, char wanted)
{
    if (reader->next == reader->end || *reader->next != wanted)
        return false;
    reader->next++;
    return true;
}

static bool read_number(Reader *reader, int low, int high, int *number)
{
    int value = 0, digits = 0;
    while (reader->next < reader->end && *reader->next >= '0' && *reader->next <= '9' && digits < 4) {
        value = value * 10 + (*reader->next++ - '0');
        digits++;
    }
    if (!digits || value < low || value > high)
        return false;
    *number = value;
    return true;
}

/* name: letters, or <anything alphanumeric with + and -> */
static bool read_name(Reader *reader, char name[ZONE_NAME])
{
    bool        quoted = accept(reader, '<');
    const char *begin = reader->next;

    while (reader->next < reader->end) {
        char c = *reader->next;
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(quoted && ((c >= '0' && c <= '9') || c == '+' || c == '-')))
            break;
        reader->next++;
    }
    size_t length = (size_t)(reader->next - begin);
    if (length < 3 || length >= ZONE_NAME || (quoted && !accept(reader, '>')))
        return false;
    memcpy(name, begin, length);
    name[length] = 0;
    return true;
}

/* [+|-]hh[:mm[:ss]], hours up to limit */
static bool read_time(Reader *reader, int limit, int *seconds)
{
    int  hours, minutes = 0, rest = 0;
    bool negative = accept(reader, '-');

    if (!negative)
        (void)accept(reader, '+');
    if (!read_number(reader, 0, limit, &hours))
        return false;
    if (accept(reader, ':')) {
        if (!read_number(reader, 0, 59, &minutes))
            return false;
        if (accept(reader, ':') && !read_number(reader, 0, 60, &rest))
            return false;
    }
    *seconds = (hours * 3600 + minutes * 60 + rest) * (negative ? -1 : 1);
    return true;
}

/* ,Mm.w.d[/time] | ,Jn[/time] | ,n[/time] */
static bool read_change(Reader *reader, ZoneChange *change)
{
    *change = (ZoneChange){.time = 7200};
    if (!accept(reader, ','))
        return false;
    if (accept(reader, 'M')) {
        change->kind = CHANGE_WEEK;
        if (!read_number(reader, 1, 12, &change->month) || !accept(reader, '.') ||
            !read_number(reader, 1, 5, &change->week) || !accept(reader, '.') ||
            !read_number(reader, 0, 6, &change->day))
            return false;
    } else {
        change->kind = accept(reader, 'J') ? CHANGE_JULIAN : CHANGE_DAY;
        if (!read_number(reader, change->kind == CHANGE_JULIAN, 365, &change->day))
            return false;
    }
    return !accept(reader, '/') || read_time(reader, 167, &change->time);
}

bool zone_rule_parse(const char *text, size_t length, ZoneRule *rule)
{
    Reader reader = {text, text + length};
    int    west;

    *rule = (ZoneRule){0};
    if (!read_name(&reader, rule->standard.name) || !read_time(&reader, 24, &west))
        return false;
    rule->standard.offset = -west;
    if (reader.next == reader.end)
        return true;
    if (!read_name(&reader, rule->daylight.name))
        return false;
    rule->has_dst = rule->daylight.is_dst = true;
    rule->daylight.offset = rule->standard.offset + 3600;
    if (reader.next < reader.end && *reader.next != ',') {
        if (!read_time(&reader, 24, &west))
            return false;
        rule->daylight.offset = -west;
    }
    if (reader.next == reader.end) {               // without changes: those of the United States, as glibc
        Reader usual = {",M3.2.0,M11.1.0", NULL};
        usual.end = usual.next + strlen(usual.next);
        return read_change(&usual, &rule->begin) && read_change(&usual, &rule->end);
    }
    return read_change(&reader, &rule->begin) && read_change(&reader, &rule->end) && reader.next == reader.end;
}

Zone *zone_from_rule(Allocator *from, const char *rule)
{
    ZoneRule parsed;
    if (!zone_rule_parse(rule, strlen(rule), &parsed))
        return NULL;
    Zone *zone = allocate(from, sizeof *zone);
    if (zone)
        *zone = (Zone){.has_rule = true, .rule = parsed, .size = sizeof *zone};
    return zone;
}
