/* time.c - the module time. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <time.h>

#include "host/clock.h"
#include "host/environment.h"
#include "modules/blocking.h"
#include "modules/os_path.h"
#include "modules/time_text.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"

enum { SECOND_NS = 1000000000 };

extern const ModuleDef module_time;

#define TIME_FIELDS(F) \
    F(0, "tm_year", "year, for example, 1993") F(1, "tm_mon", "month of year, range [1, 12]") \
    F(2, "tm_mday", "day of month, range [1, 31]") F(3, "tm_hour", "hours, range [0, 23]") \
    F(4, "tm_min", "minutes, range [0, 59]") F(5, "tm_sec", "seconds, range [0, 61])") \
    F(6, "tm_wday", "day of week, range [0, 6], Monday is 0") F(7, "tm_yday", "day of year, range [1, 366]") \
    F(8, "tm_isdst", "1 if summer time is in effect, 0 if not, and -1 if unknown") \
    F(9, "tm_zone", "abbreviation of timezone name") F(10, "tm_gmtoff", "offset from UTC in seconds")
#define OWNER &struct_time_type
STRUCT_SEQUENCE(struct_time_type, SHAPE_STRUCT_TIME, "time.struct_time", TIME_FIELDS, 9, 11,
                "The time value as returned by gmtime(), localtime(), and strptime(), and accepted by asctime(), mktime() "
                "and strftime().  May be considered as a sequence of 9 integers.");
#undef OWNER

/* ---- clocks ---- */

static Value seconds_from_ns(Vm *vm, int64_t ns)
{
    // Whole seconds exactly: a division of a large number would round twice.
    return float_new(vm, ns % SECOND_NS == 0 ? (double)(ns / SECOND_NS) : (double)ns / 1e9);
}

static Value read_clock(Vm *vm, HostClockName clock, bool as_ns)
{
    int64_t ns;
    int     status = vm->host->clock->now(vm->host, clock, &ns);
    if (status)
        return os_error(vm, status, 0, 0);
    return as_ns ? int_from_int64(vm, ns) : seconds_from_ns(vm, ns);
}

#define CLOCK(name, clock)                                                       \
    static Value name(Vm *vm, const Value *arg, size_t count)                    \
    {                                                                            \
        (void)arg, (void)count;                                                  \
        return read_clock(vm, clock, false);                                     \
    }                                                                            \
    static Value name##_ns(Vm *vm, const Value *arg, size_t count)               \
    {                                                                            \
        (void)arg, (void)count;                                                  \
        return read_clock(vm, clock, true);                                      \
    }
CLOCK(time_now, CLOCK_NAME_REALTIME)
CLOCK(monotonic, CLOCK_NAME_MONOTONIC)
CLOCK(process_time, CLOCK_NAME_PROCESS)
CLOCK(thread_time, CLOCK_NAME_THREAD)
#undef CLOCK

static bool clock_argument(Vm *vm, Value v, int *clock)
{
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index)
        return type_error(vm, "clk_id should be integer, not %T", v) != 0;
    return int_argument(vm, v, clock);
}

static Value clock_gettime_any(Vm *vm, const Value *arg, bool as_ns)
{
    int64_t ns;
    int     clock;
    if (!clock_argument(vm, arg[0], &clock))
        return 0;
    int status = vm->host->clock->now_of(vm->host, clock, &ns);
    if (status)
        return os_error(vm, status, 0, 0);
    return as_ns ? int_from_int64(vm, ns) : seconds_from_ns(vm, ns);
}

static Value clock_gettime_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return clock_gettime_any(vm, arg, false);
}

static Value clock_gettime_ns_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return clock_gettime_any(vm, arg, true);
}

static Value clock_getres_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t ns;
    int     clock;
    (void)count;
    if (!int_argument(vm, arg[0], &clock))
        return 0;
    int status = vm->host->clock->resolution_of(vm->host, clock, &ns);
    return status ? os_error(vm, status, 0, 0) : float_new(vm, (double)ns * 1e-9);
}

/* Seconds, an int or float, as nanoseconds rounded away from 0 (for waiting) or down. */
static bool seconds_to_ns(Vm *vm, Value v, bool away, int64_t *ns)
{
    if (is_float(vm, v)) {
        double seconds = float_number(v), scaled = seconds * 1e9;
        if (seconds != seconds)
            return value_error(vm, "Invalid value NaN (not a number)") != 0;
        scaled = !away ? __builtin_floor(scaled) : scaled < 0 ? __builtin_floor(scaled) : __builtin_ceil(scaled);
        if (!(scaled >= -9223372036854775808.0 && scaled < 9223372036854775808.0))
            return overflow_error(vm, "timestamp out of range for C PyTime_t") != 0;
        *ns = (int64_t)scaled;
        return true;
    }
    Value index = object_index(vm, v);
    if (!index) {
        if (exception_swallow(vm, &type_error_type))
            (void)type_error(vm, "'%T' object cannot be interpreted as an integer or float", v);
        return false;
    }
    int64_t seconds;
    bool    fits = int_fits_int64(index, &seconds) && !__builtin_mul_overflow(seconds, (int64_t)SECOND_NS, ns);
    release(vm, index);
    if (!fits)
        (void)overflow_error(vm, "timestamp out of range for C PyTime_t");
    return fits;
}

static Value clock_settime_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t ns;
    int     clock;
    (void)count;
    if (!int_argument(vm, arg[0], &clock) || !seconds_to_ns(vm, arg[1], false, &ns))
        return 0;
    int status = vm->host->clock->set(vm->host, clock, ns);
    return status ? os_error(vm, status, 0, 0) : NONE;
}

static Value clock_settime_ns_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t ns;
    int     clock;
    (void)count;
    if (!int_argument(vm, arg[0], &clock) || !int_as_int64(vm, arg[1], &ns))
        return 0;
    int status = vm->host->clock->set(vm->host, clock, ns);
    return status ? os_error(vm, status, 0, 0) : NONE;
}

static Value pthread_getcpuclockid_row(Vm *vm, const Value *arg, size_t count)
{
    uint64_t ident;
    int      clock;
    (void)count;
    if (!int_as_uint64(vm, arg[0], &ident))
        return 0;
    int status = vm->host->clock->cpu_clock_of_thread(vm->host, ident, &clock);
    return status ? os_error(vm, status, 0, 0) : int_value(clock);
}

static Value sleep_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t ns, now, deadline;
    int     status;
    (void)count;

    if (!seconds_to_ns(vm, arg[0], true, &ns))
        return 0;
    if (ns < 0)
        return value_error(vm, "sleep length must be non-negative");
    (void)vm->host->clock->now(vm->host, CLOCK_NAME_MONOTONIC, &now);
    if (__builtin_add_overflow(now, ns, &deadline))
        return overflow_error(vm, "timestamp out of range for C PyTime_t");
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->clock->sleep_until(vm->host, wake, deadline);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return NONE;
}

/* ---- calendar ---- */

/* Seconds since 1970, rounded down; None: now. */
static bool moment(Vm *vm, Value v, int64_t *seconds)
{
    int64_t ns;
    if (v == 0 || v == NONE) {
        int status = vm->host->clock->now(vm->host, CLOCK_NAME_REALTIME, &ns);
        if (status)
            return os_error(vm, status, 0, 0) != 0;
        *seconds = ns / SECOND_NS - (ns % SECOND_NS < 0);
        return true;
    }
    if (is_float(vm, v)) {
        double whole = __builtin_floor(float_number(v));
        if (whole != whole)
            return value_error(vm, "Invalid value NaN (not a number)") != 0;
        if (!(whole >= -9223372036854775808.0 && whole < 9223372036854775808.0))
            return overflow_error(vm, "timestamp out of range for platform time_t") != 0;
        *seconds = (int64_t)whole;
        return true;
    }
    Value index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, seconds);
    release(vm, index);
    if (!fits)
        (void)overflow_error(vm, "timestamp out of range for platform time_t");
    return fits;
}

static const Zone *zone_of(Vm *vm)
{
    return vm->host->environment->zone(vm->host);
}

static Value struct_time(Vm *vm, const ZoneTime *time, const char *zone_name)
{
    Value name = str_from_cstring(vm, zone_name), result = 0;
    if (!name)
        return 0;
    const Value items[] = {
        int_value(time->year), int_value(time->month), int_value(time->day), int_value(time->hour),
        int_value(time->minute), int_value(time->second), int_value(time->weekday), int_value(time->yearday),
        int_value(time->is_dst), name, int_value(time->offset)};
    result = struct_sequence_new(vm, &struct_time_type, items);
    release(vm, name);
    return result;
}

static Value gmtime_row(Vm *vm, const Value *arg, size_t count)
{
    ZoneTime time;
    int64_t  seconds;
    (void)count;
    if (!moment(vm, arg[0], &seconds))
        return 0;
    return zone_local(zone_utc(), seconds, &time) ? struct_time(vm, &time, "UTC") : os_error(vm, EOVERFLOW, 0, 0);
}

static Value localtime_row(Vm *vm, const Value *arg, size_t count)
{
    ZoneTime time;
    int64_t  seconds;
    (void)count;
    if (!moment(vm, arg[0], &seconds))
        return 0;
    return zone_local(zone_of(vm), seconds, &time) ? struct_time(vm, &time, time.name) : os_error(vm, EOVERFLOW, 0, 0);
}

static bool local_fields(Vm *vm, int64_t seconds, TimeFields *fields, ZoneTime *time)
{
    if (!zone_local(zone_of(vm), seconds, time))
        return os_error(vm, EOVERFLOW, 0, 0) != 0;
    *fields = (TimeFields){
        .year = time->year, .month = time->month - 1, .day = time->day, .hour = time->hour, .minute = time->minute,
        .second = time->second, .weekday = (time->weekday + 1) % 7, .yearday = time->yearday - 1,
        .is_dst = time->is_dst, .offset = time->offset};
    return true;
}

static Value asctime_row(Vm *vm, const Value *arg, size_t count)
{
    TimeFields fields;
    ZoneTime   time;
    int64_t    now;
    (void)count;
    if (arg[0] ? !time_fields_get(vm, "asctime", arg[0], &fields) || !time_fields_check(vm, &fields)
               : !moment(vm, 0, &now) || !local_fields(vm, now, &fields, &time))
        return 0;
    return time_asctime(vm, &fields);
}

static Value ctime_row(Vm *vm, const Value *arg, size_t count)
{
    TimeFields fields;
    ZoneTime   time;
    int64_t    seconds;
    (void)count;
    if (!moment(vm, arg[0], &seconds) || !local_fields(vm, seconds, &fields, &time))
        return 0;
    return time_asctime(vm, &fields);
}

static Value mktime_row(Vm *vm, const Value *arg, size_t count)
{
    TimeFields fields;
    int64_t    seconds;
    (void)count;
    if (!time_fields_get(vm, "mktime", arg[0], &fields))
        return 0;
    ZoneTime time = {.year = fields.year, .month = fields.month + 1, .day = fields.day, .hour = fields.hour,
                     .minute = fields.minute, .second = fields.second, .is_dst = fields.is_dst};
    if (!zone_seconds(zone_of(vm), &time, &seconds))
        return overflow_error(vm, "mktime argument out of range");
    return float_new(vm, (double)seconds);
}

/* arg: format, time tuple (0: now) */
static Value strftime_row(Vm *vm, const Value *arg, size_t count)
{
    TimeFields fields;
    ZoneTime   time;
    int64_t    now;
    Value      zone_name = 0, result = 0;
    (void)count;

    if (!is_str(vm, arg[0]))
        return type_error(vm, "strftime() argument 1 must be str, not %T", arg[0]);
    if (arg[1]) {
        if (!time_fields_get(vm, "strftime", arg[1], &fields) || !time_fields_check(vm, &fields))
            return 0;
    } else {
        if (!moment(vm, 0, &now) || !local_fields(vm, now, &fields, &time))
            return 0;
        zone_name = str_from_cstring(vm, time.name);
        if (!zone_name)
            return 0;
        fields.zone = zone_name;
    }
    if (fields.is_dst < -1)
        fields.is_dst = -1;
    else if (fields.is_dst > 1)
        fields.is_dst = 1;
    result = time_format(vm, arg[0], &fields, zone_of(vm));
    release(vm, zone_name);
    return result;
}

static Value strptime_row(Vm *vm, const Value *arg, size_t count)
{
    Value module = vm->up->import(vm, "_strptime");
    Value result = module ? call_method(vm, module, NAME(_strptime_time), arg, count) : 0;
    release(vm, module);
    return result;
}

/* ---- zone constants ---- */

/* timezone, altzone, daylight, tzname of the module. */
static bool set_zone(Vm *vm, Value dict)
{
    const char *names[2];
    int         offsets[2];
    bool        has_dst;
    int64_t     now;

    if (!moment(vm, 0, &now))
        return false;
    zone_names(zone_of(vm), now, names, offsets, &has_dst);
    Value standard = str_from_cstring(vm, names[0]), summer = standard ? str_from_cstring(vm, names[1]) : 0;
    Value pair = summer ? tuple_of(vm, 2, standard, summer) : 0;
    bool  done = pair && dict_set_cstring(vm, dict, "timezone", int_value(offsets[0])) &&
                dict_set_cstring(vm, dict, "altzone", int_value(offsets[1])) &&
                dict_set_cstring(vm, dict, "daylight", int_value(has_dst)) &&
                dict_set_cstring(vm, dict, "tzname", pair);
    release(vm, standard);
    release(vm, summer);
    release(vm, pair);
    return done;
}

static Value tzset_row(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    Value module = module_object(vm, &module_time);
    int   status = vm->host->environment->zone_reset(vm->host);
    if (status)
        return os_error(vm, status, 0, 0);
    return !module || set_zone(vm, as_module(module)->dict) ? NONE : 0;
}

static Value get_clock_info(Vm *vm, const Value *arg, size_t count)
{
    static const struct {
        const char   *name, *implementation;
        HostClockName clock;
        bool          is_monotonic;
    } clocks[] = {
        {"time", "clock_gettime(CLOCK_REALTIME)", CLOCK_NAME_REALTIME, false},
        {"monotonic", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_NAME_MONOTONIC, true},
        {"perf_counter", "clock_gettime(CLOCK_MONOTONIC)", CLOCK_NAME_MONOTONIC, true},
        {"process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", CLOCK_NAME_PROCESS, true},
        {"thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", CLOCK_NAME_THREAD, true},
    };
    size_t  i = 0;
    int64_t ns;
    (void)count;

    if (!is_str(vm, arg[0]))
        return type_error(vm, "get_clock_info() argument 1 must be str, not %T", arg[0]);
    while (i < countof(clocks) && !str_is(arg[0], clocks[i].name))
        i++;
    if (i == countof(clocks))
        return value_error(vm, "unknown clock");
    int status = vm->host->clock->resolution(vm->host, clocks[i].clock, &ns);
    if (status)
        return os_error(vm, status, 0, 0);
    Value implementation = str_from_cstring(vm, clocks[i].implementation), resolution = float_new(vm, (double)ns * 1e-9);
    Value names = tuple_of(vm, 4, NAME(implementation), NAME(monotonic), NAME(adjustable), NAME(resolution)), result = 0;
    if (implementation && resolution && names) {
        const Value args[] = {implementation, bool_value(clocks[i].is_monotonic), bool_value(!clocks[i].is_monotonic),
                              resolution};
        result = call(vm, type_value(&simple_namespace_type), args, 0, names);
    }
    release(vm, implementation);
    release(vm, resolution);
    release(vm, names);
    return result;
}

static bool init(Vm *vm, Value module)
{
    return set_zone(vm, as_module(module)->dict);
}

#define OWNER &module_time
static const Row functions[] = {
    FUNCTION("time()", time_now, CALL_NOARGS, "Return the current time in seconds since the Epoch."),
    FUNCTION("time_ns()", time_now_ns, CALL_NOARGS, "Return the current time in nanoseconds since the Epoch."),
    FUNCTION("clock_gettime(clk_id, /)", clock_gettime_row, CALL_ONE, "Return the time of the specified clock clk_id as a float."),
    FUNCTION("clock_gettime_ns(clk_id, /)", clock_gettime_ns_row, CALL_ONE,
             "Return the time of the specified clock clk_id as nanoseconds (int)."),
    FUNCTION_FLAGS("clock_settime(clk_id, time, /)", clock_settime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("clock_settime_ns(clk_id, time, /)", clock_settime_ns_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("clock_getres(clk_id, /)", clock_getres_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("pthread_getcpuclockid(thread_id, /)", pthread_getcpuclockid_row, CALL_POSITIONAL,
                   ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION("sleep(object, /)", sleep_row, CALL_ONE, "Delay execution for a given number of seconds."),
    FUNCTION_FLAGS("gmtime(seconds=None, /)", gmtime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("localtime(seconds=None, /)", localtime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("asctime(tuple=<unrepresentable>, /)", asctime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION_FLAGS("ctime(seconds=None, /)", ctime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION("mktime(object, /)", mktime_row, CALL_ONE, "Convert a time tuple in local time to seconds since the Epoch."),
    FUNCTION_FLAGS("strftime(format, tuple=<unrepresentable>, /)", strftime_row, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
                   NULL),
    FUNCTION_FLAGS("strptime(*args)", strptime_row, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    FUNCTION("tzset()", tzset_row, CALL_NOARGS, NULL),
    FUNCTION("monotonic()", monotonic, CALL_NOARGS, "Monotonic clock, cannot go backward."),
    FUNCTION("monotonic_ns()", monotonic_ns, CALL_NOARGS, "Monotonic clock, cannot go backward, as nanoseconds."),
    FUNCTION("process_time()", process_time, CALL_NOARGS, NULL),
    FUNCTION("process_time_ns()", process_time_ns, CALL_NOARGS, NULL),
    FUNCTION("thread_time()", thread_time, CALL_NOARGS, NULL),
    FUNCTION("thread_time_ns()", thread_time_ns, CALL_NOARGS, NULL),
    FUNCTION("perf_counter()", monotonic, CALL_NOARGS, "Performance counter for benchmarking."),
    FUNCTION("perf_counter_ns()", monotonic_ns, CALL_NOARGS, "Performance counter for benchmarking as nanoseconds."),
    FUNCTION_FLAGS("get_clock_info(name, /)", get_clock_info, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
    {"CLOCK_REALTIME", CONSTANT_AN_INT, .integer = 0},
    {"CLOCK_MONOTONIC", CONSTANT_AN_INT, .integer = 1},
    {"CLOCK_MONOTONIC_RAW", CONSTANT_AN_INT, .integer = 4},
    {"CLOCK_PROCESS_CPUTIME_ID", CONSTANT_AN_INT, .integer = 2},
    {"CLOCK_THREAD_CPUTIME_ID", CONSTANT_AN_INT, .integer = 3},
    {"CLOCK_BOOTTIME", CONSTANT_AN_INT, .integer = 7},
    {"CLOCK_TAI", CONSTANT_AN_INT, .integer = 11},
    {"_STRUCT_TM_ITEMS", CONSTANT_AN_INT, .integer = 11},
    {0}
};

static const Type *const types[] = {&struct_time_type, NULL};

const ModuleDef module_time = {
    .name = "time",
    .doc = "This module provides various functions to manipulate time values.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
};
