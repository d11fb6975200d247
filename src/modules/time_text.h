/* time_text.h - broken-down times between Python and C, and strftime. For time.c and time_text.c. SPDX-License-Identifier: MIT */
#pragma once
#include "host/zone.h"
#include "objects/object.h"

/* A time tuple as C has it: month 0..11, weekday 0 is Sunday, yearday 0..365, year as it is. */
typedef struct TimeFields {
    int64_t year;
    int     month, day, hour, minute, second, weekday, yearday, is_dst;
    int     offset;
    Value   zone;              /* borrowed str; 0: none */
} TimeFields;

/* From a tuple or struct_time argument of `function`. */
MUST_CHECK bool time_fields_get(Vm *vm, const char *function, Value v, TimeFields *fields);
/* Brings what is 0 to 1 and refuses what no calendar has. */
MUST_CHECK bool time_fields_check(Vm *vm, TimeFields *fields);
/* format: a str. tzname: names of standard and daylight time. */
Value time_format(Vm *vm, Value format, const TimeFields *fields, const Zone *zone);
Value time_asctime(Vm *vm, const TimeFields *fields);
