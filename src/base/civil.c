/* civil.c - the proleptic Gregorian calendar. Years are counted from March inside, so that the leap day is a year's last;
 * an era is 400 years, 146,097 days. SPDX-License-Identifier: MIT */
#include "base/civil.h"

enum { ERA_DAYS = 146097, DAYS_TO_1970 = 719468 /* from 0000-03-01 */ };

static int64_t floor_divide(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

int civil_days_in_month(int64_t year, int month)
{
    return month == 2 ? 28 + civil_is_leap(year) : 30 + ((month + (month > 7)) & 1);
}

int civil_days_before_month(int64_t year, int month)
{
    static const int16_t before[12] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    return before[month - 1] + (month > 2 && civil_is_leap(year));
}

int64_t civil_days(int64_t year, int month, int day)
{
    int64_t shifted = year - (month <= 2), era = floor_divide(shifted, 400), of_era = shifted - era * 400;
    int64_t yearday = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * ERA_DAYS + of_era * 365 + of_era / 4 - of_era / 100 + yearday - DAYS_TO_1970;
}

void civil_date(int64_t days, int64_t *year, int *month, int *day)
{
    days += DAYS_TO_1970;
    int64_t era = floor_divide(days, ERA_DAYS), of_era = days - era * ERA_DAYS;
    int64_t years = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int64_t yearday = of_era - (365 * years + years / 4 - years / 100);
    int     from_march = (int)(5 * yearday + 2) / 153;
    *day = (int)yearday - (153 * from_march + 2) / 5 + 1;
    *month = from_march + (from_march < 10 ? 3 : -9);
    *year = years + era * 400 + (*month <= 2);
}

int civil_weekday(int64_t days)
{
    int64_t rest = (days + 3) % 7;  /* day 0 was a Thursday */
    return (int)(rest < 0 ? rest + 7 : rest);
}

int64_t civil_iso_week1(int64_t year)
{
    int64_t fourth = civil_days(year, 1, 4);  /* always in week 1 */
    return fourth - civil_weekday(fourth);
}

int civil_iso_weeks(int64_t year)
{
    return (int)((civil_iso_week1(year + 1) - civil_iso_week1(year)) / 7);
}

void civil_iso(int64_t days, int64_t *year, int *week, int *weekday)
{
    int month, day;
    *weekday = civil_weekday(days) + 1;
    civil_date(days - *weekday + 4, year, &month, &day);  /* the week's Thursday says which year */
    *week = (int)((days - civil_iso_week1(*year)) / 7) + 1;
}

void civil_from_seconds(int64_t seconds, CivilTime *time)
{
    int64_t days = floor_divide(seconds, CIVIL_SECONDS_A_DAY);
    int     rest = (int)(seconds - days * CIVIL_SECONDS_A_DAY);
    civil_date(days, &time->year, &time->month, &time->day);
    time->hour = rest / 3600;
    time->minute = rest / 60 % 60;
    time->second = rest % 60;
    time->weekday = civil_weekday(days);
    time->yearday = civil_days_before_month(time->year, time->month) + time->day;
}

int64_t civil_to_seconds(const CivilTime *time)
{
    return civil_days(time->year, time->month, time->day) * CIVIL_SECONDS_A_DAY + (int64_t)time->hour * 3600
         + (int64_t)time->minute * 60 + time->second;
}
