/* zone.c - the calendar: seconds to local time and back (zone.h). Zones are made in zone_file.c and zone_rule.c.
 * SPDX-License-Identifier: MIT */
#include "host/zone.h"

#include "host/zone_types.h"

enum { DAY = 86400 };

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

/* Days of the 400-year cycle are counted from March, so that a leap day ends a year. */
int64_t zone_days_of(int64_t year, int month, int day)
{
    year -= month <= 2;
    int64_t era = floor_divide(year, 400);
    int64_t of_era = year - era * 400;
    int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

void zone_date_of(int64_t days, int64_t *year, int *month, int *day)
{
    days += 719468;
    int64_t era = floor_divide(days, 146097);
    int64_t of_era = days - era * 146097;
    int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t of_year = of_era - (365 * y + y / 4 - y / 100);
    int64_t m = (5 * of_year + 2) / 153;
    *day = (int)(of_year - (153 * m + 2) / 5 + 1);
    *month = (int)(m < 10 ? m + 3 : m - 9);
    *year = y + era * 400 + (*month <= 2);
}

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Fills all but is_dst, offset and name. False: the year is beyond 32 bits. */
static bool fill(ZoneTime *time, int64_t local_seconds)
{
    int64_t days = floor_divide(local_seconds, DAY);
    int     rest = (int)(local_seconds - days * DAY);

    zone_date_of(days, &time->year, &time->month, &time->day);
    if (time->year > INT32_MAX + (int64_t)1900 || time->year < INT32_MIN + (int64_t)1900)
        return false;
    time->hour = rest / 3600;
    time->minute = rest / 60 % 60;
    time->second = rest % 60;
    time->weekday = (int)(((days + 3) % 7 + 7) % 7);
    time->yearday = (int)(days - zone_days_of(time->year, 1, 1)) + 1;
    return true;
}

/* The moment, as seconds of a local clock `offset` ahead of UTC, of one change of the rule in a year. */
static int64_t change_moment(const ZoneChange *change, int64_t year, int offset)
{
    int64_t day;
    if (change->kind == CHANGE_JULIAN)             // 1..365, February 29 is never counted
        day = zone_days_of(year, 1, 1) + change->day - 1 + (is_leap(year) && change->day >= 60);
    else if (change->kind == CHANGE_DAY)           // 0..365
        day = zone_days_of(year, 1, 1) + change->day;
    else {                                         // week 1..5 (5: the last) of a month, weekday 0 is Sunday
        int64_t first = zone_days_of(year, change->month, 1);
        int64_t next = change->month == 12 ? zone_days_of(year + 1, 1, 1) : zone_days_of(year, change->month + 1, 1);
        int     weekday = (int)(((first + 4) % 7 + 7) % 7);
        day = first + (change->day - weekday + 7) % 7 + (change->week - 1) * 7;
        if (day >= next)
            day -= 7;
    }
    return day * DAY + change->time - offset;
}

static const ZoneType *type_by_rule(const ZoneRule *rule, int64_t seconds)
{
    int64_t year;
    int     month, day;

    if (!rule->has_dst)
        return &rule->standard;
    zone_date_of(floor_divide(seconds + rule->standard.offset, DAY), &year, &month, &day);
    if (year < 1970)                               // as the C library: before, the changes of 1970 count
        year = 1970;
    int64_t begin = change_moment(&rule->begin, year, rule->standard.offset);
    int64_t end = change_moment(&rule->end, year, rule->daylight.offset);
    bool    in_dst = begin < end ? seconds >= begin && seconds < end : seconds >= begin || seconds < end;
    return in_dst ? &rule->daylight : &rule->standard;
}

const ZoneType *zone_type_at(const Zone *zone, int64_t seconds)
{
    size_t low = 0, high = zone->count;

    if (!zone->count)
        return zone->has_rule ? type_by_rule(&zone->rule, seconds) : &zone->types[zone->first_type];
    if (seconds < zone->moments[0])
        return &zone->types[zone->first_type];
    if (seconds >= zone->moments[zone->count - 1] && zone->has_rule)
        return type_by_rule(&zone->rule, seconds);
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (zone->moments[middle] <= seconds)
            low = middle;
        else
            high = middle;
    }
    return &zone->types[zone->moment_types[low]];
}

bool zone_local(const Zone *zone, int64_t seconds, ZoneTime *time)
{
    const ZoneType *type = zone_type_at(zone, seconds);
    ZoneTime        result;
    int64_t         local;

    if (__builtin_add_overflow(seconds, type->offset, &local) || local > INT64_MAX / 2 || local < INT64_MIN / 2)
        return false;
    if (!fill(&result, local))
        return false;
    result.is_dst = type->is_dst;
    result.offset = type->offset;
    result.name = type->name;
    *time = result;
    return true;
}

/* The fields of *time, whatever they are, as seconds of a clock at UTC. */
static bool as_if_utc(const ZoneTime *time, int64_t *seconds)
{
    int64_t months = (int64_t)time->month - 1;
    int64_t year = time->year + floor_divide(months, 12);
    int     month = (int)(months - floor_divide(months, 12) * 12) + 1;

    if (year > (int64_t)1 << 33 || year < -((int64_t)1 << 33))
        return false;
    int64_t days = zone_days_of(year, month, 1) + time->day - 1;
    *seconds = days * DAY + (int64_t)time->hour * 3600 + (int64_t)time->minute * 60 + time->second;
    return true;
}

/* Whether `wanted` is an offset in force at utc - wanted; *found is that moment. */
static bool fits(const Zone *zone, int64_t utc, const ZoneType *wanted, int is_dst, int64_t *found)
{
    int64_t         moment = utc - wanted->offset;
    const ZoneType *there = zone_type_at(zone, moment);
    if (there->offset != wanted->offset || (is_dst >= 0 && (is_dst > 0) != there->is_dst))
        return false;
    *found = moment;
    return true;
}

/* Looks at the types in force around utc, nearest first, up to a year and a half away. A daylight flag that fits nowhere
 * near shifts the time by that type's offset, as the C library does. */
static bool search(const Zone *zone, int64_t utc, int is_dst, int64_t *found)
{
    const int64_t   step = 7 * DAY;
    const ZoneType *other = NULL;

    for (int64_t distance = 0; distance <= 80 * step; distance += step) {
        for (int side = -1; side <= 1; side += 2) {
            const ZoneType *type = zone_type_at(zone, utc + side * (distance ? distance : DAY));
            if (fits(zone, utc, type, is_dst, found))
                return true;
            if (!other && is_dst >= 0 && type->is_dst == (is_dst > 0))
                other = type;
        }
    }
    if (!other)
        return false;
    *found = utc - other->offset;
    return true;
}

bool zone_seconds(const Zone *zone, ZoneTime *time, int64_t *seconds)
{
    int64_t  utc, found;
    ZoneTime result;

    if (!as_if_utc(time, &utc))
        return false;
    if (!search(zone, utc, time->is_dst, &found)) {
        // In a gap, or a flag that the zone never has: what was in force a day before counts.
        const ZoneType *before = zone_type_at(zone, utc - DAY);
        if (time->is_dst < 0 || !search(zone, utc, -1, &found))
            found = utc - before->offset;
    }
    if (!zone_local(zone, found, &result))
        return false;
    *time = result;
    *seconds = found;
    return true;
}

void zone_names(const Zone *zone, int64_t now, const char *names[2], int offsets_west[2], bool *has_dst)
{
    // As CPython's: what is in force in January and in July of this year tells which is daylight time.
    const int64_t year = 365 * (int64_t)DAY + 6 * 3600;
    int64_t       begin = floor_divide(now, year) * year;
    const ZoneType *january = zone_type_at(zone, begin), *july = zone_type_at(zone, begin + year / 2);

    *has_dst = january->offset != july->offset;
    const ZoneType *standard = january->offset > july->offset ? july : january;
    const ZoneType *daylight = january->offset > july->offset ? january : july;
    names[0] = standard->name;
    names[1] = daylight->name;
    offsets_west[0] = -standard->offset;
    offsets_west[1] = -daylight->offset;
}

const Zone *zone_utc(void)
{
    static const ZoneType type = {0, false, "UTC"};
    static const Zone     utc = {.types = (ZoneType *)&type, .type_count = 1};
    return &utc;
}
