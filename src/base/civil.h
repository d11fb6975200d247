/* civil.h - clock arithmetic in the proleptic Gregorian calendar: no time zones, no leap seconds, no libc.
 *
 * Days are counted from 1970-01-01 (day 0). Python's date ordinal is days + 719163. Years may be any int64 whose day
 * count fits (about 2.5e16). SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

enum { CIVIL_ORDINAL_OF_1970 = 719163, CIVIL_SECONDS_A_DAY = 86400 };

typedef struct CivilTime {
    int64_t year;
    int     month, day;            /* 1 to 12, 1 to 31 */
    int     hour, minute, second;
    int     weekday;               /* 0 is Monday, as Python's */
    int     yearday;               /* 1 is the first of January */
} CivilTime;

static inline bool civil_is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int civil_days_in_month(int64_t year, int month);
int civil_days_before_month(int64_t year, int month);  /* of the same year */

/* The day count of a date; month 1 to 12, any day (it is only added). */
int64_t civil_days(int64_t year, int month, int day);

/* The date of a day count. */
void civil_date(int64_t days, int64_t *year, int *month, int *day);

/* 0 is Monday. */
int civil_weekday(int64_t days);

/* ISO 8601: year, week 1 to 53, weekday 1 (Monday) to 7. */
void civil_iso(int64_t days, int64_t *year, int *week, int *weekday);

/* The Monday of week 1 of an ISO year, and how many weeks the year has (52 or 53). */
int64_t civil_iso_week1(int64_t year);
int     civil_iso_weeks(int64_t year);

/* Seconds since 1970-01-01 00:00:00 to all fields, and back (hour, minute and second may be any int; weekday and yearday are not
 * read). */
void    civil_from_seconds(int64_t seconds, CivilTime *time);
int64_t civil_to_seconds(const CivilTime *time);
