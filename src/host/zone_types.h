/* zone_types.h - what a Zone is made of; for the zone_*.c files alone. SPDX-License-Identifier: MIT */
#pragma once
#include "host/zone.h"

enum { ZONE_NAME = 16 };                         /* bytes of a zone's abbreviation, with its NUL */

typedef struct ZoneType {
    int  offset;                                 /* east of UTC, seconds */
    bool is_dst;
    char name[ZONE_NAME];
} ZoneType;

typedef struct ZoneChange {
    enum { CHANGE_JULIAN, CHANGE_DAY, CHANGE_WEEK } kind;
    int month, week, day;                        /* day: of the year, or weekday from Sunday 0 */
    int time;                                    /* seconds after midnight; may be negative or past the day */
} ZoneChange;

typedef struct ZoneRule {
    ZoneType   standard, daylight;
    bool       has_dst;
    ZoneChange begin, end;
} ZoneRule;

struct Zone {
    size_t    count;                             /* of transitions */
    int64_t  *moments;                           /* ascending */
    uint8_t  *moment_types;                      /* what begins there */
    ZoneType *types;
    size_t    type_count, first_type;            /* before the first transition */
    bool      has_rule;                          /* for what comes after the last */
    ZoneRule  rule;
    size_t    size;                              /* bytes of the one block that holds all this */
};

const ZoneType *zone_type_at(const Zone *zone, int64_t seconds);

/* Parses a POSIX TZ text; false: malformed. */
MUST_CHECK bool zone_rule_parse(const char *text, size_t length, ZoneRule *rule);
