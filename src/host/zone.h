/* zone.h - time zones: the TZif reader, TZ rules, and the calendar, without the C library's.
 *
 * A Zone is a list of transitions (from a TZif file) and a rule for what comes after the last (a POSIX TZ text). All is
 * constant once made. Years are of the proleptic Gregorian calendar, from -2^31 to 2^31. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/allocator.h"

typedef struct Zone Zone;

typedef struct ZoneTime {
    int64_t     year;
    int         month, day, hour, minute, second;  /* 1..12, 1..31, 0..23, 0..59, 0..60 */
    int         weekday, yearday;                  /* 0 is Monday; 1..366 */
    int         is_dst;                            /* 0, 1, or -1 (to seconds: find out) */
    int         offset;                            /* east of UTC, seconds */
    const char *name;                              /* the zone's own, lives as long as it */
} ZoneTime;

/* From a TZif file's bytes, or from the text of a POSIX rule ("CET-1CEST,M3.5.0,M10.5.0/3"); NULL: malformed or no memory. */
MUST_CHECK Zone *zone_from_file(Allocator *from, const void *data, size_t size);
MUST_CHECK Zone *zone_from_rule(Allocator *from, const char *rule);
void zone_free(Allocator *from, Zone *zone);

/* The constant zone UTC. */
const Zone *zone_utc(void);

/* Seconds since 1970 as a local time. False: the year doesn't fit. */
MUST_CHECK bool zone_local(const Zone *zone, int64_t seconds, ZoneTime *time);

/* mktime: normalises the fields of *time (any values), fills weekday, yearday, is_dst, offset, name in it. False: out of
 * range. */
MUST_CHECK bool zone_seconds(const Zone *zone, ZoneTime *time, int64_t *seconds);

/* Names and offsets (west of UTC, as time.timezone has it) of standard and daylight time, as CPython's time module sees
 * them; *has_dst: whether daylight time is used. */
void zone_names(const Zone *zone, int64_t now, const char *names[2], int offsets_west[2], bool *has_dst);

/* Days since 1970-01-01 of a date of the calendar, and back. */
int64_t zone_days_of(int64_t year, int month, int day);
void    zone_date_of(int64_t days, int64_t *year, int *month, int *day);
