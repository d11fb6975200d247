/* clock.c - see clock.h: the real clocks, used by every kind of host. SPDX-License-Identifier: MIT */
#include "host/clock.h"

#include <errno.h>
#include <pthread.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "host/host_system.h"
#include "host/wake.h"

enum { SECOND_NS = 1000000000 };

static int64_t nanoseconds(struct timespec time)
{
    return (int64_t)time.tv_sec * SECOND_NS + time.tv_nsec;
}

static int now_of(Host *host, int clock, int64_t *time_ns)
{
    struct timespec time;
    (void)host;
    if (clock_gettime(clock, &time))
        return errno;
    *time_ns = nanoseconds(time);
    return 0;
}

static int resolution_of(Host *host, int clock, int64_t *resolution_ns)
{
    struct timespec time;
    (void)host;
    if (clock_getres(clock, &time))
        return errno;
    *resolution_ns = nanoseconds(time);
    return 0;
}

static const int numbers[CLOCK_NAME_COUNT] = {
    [CLOCK_NAME_REALTIME] = CLOCK_REALTIME,
    [CLOCK_NAME_MONOTONIC] = CLOCK_MONOTONIC,
    [CLOCK_NAME_PROCESS] = CLOCK_PROCESS_CPUTIME_ID,
    [CLOCK_NAME_THREAD] = CLOCK_THREAD_CPUTIME_ID,
};

static int now(Host *host, HostClockName clock, int64_t *time_ns)
{
    return now_of(host, numbers[clock], time_ns);
}

static int resolution(Host *host, HostClockName clock, int64_t *resolution_ns)
{
    return resolution_of(host, numbers[clock], resolution_ns);
}

int64_t clock_monotonic_ns(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return nanoseconds(time);
}

static int sleep_until(Host *host, HostWake *wake, int64_t deadline_ns)
{
    struct timespec until = {.tv_sec = deadline_ns / SECOND_NS, .tv_nsec = deadline_ns % SECOND_NS};

    (void)host;
    if (wake)
        return wake_wait(wake, deadline_ns < 0 ? 0 : deadline_ns) ? EINTR : 0;
    return clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

static int set(Host *host, int clock, int64_t time_ns)
{
    struct timespec time = {.tv_sec = time_ns / SECOND_NS, .tv_nsec = time_ns % SECOND_NS};
    if (host->kind != HOST_PROCESS)
        return EPERM;
    if (time.tv_nsec < 0) {
        time.tv_nsec += SECOND_NS;
        time.tv_sec--;
    }
    return clock_settime(clock, &time) ? errno : 0;
}

static int cpu_clock_of_thread(Host *host, uint64_t ident, int *clock)
{
    (void)host;
    return pthread_getcpuclockid((pthread_t)ident, clock);
}

static int times_of(Host *host, int64_t user_system_children_ns[4], int64_t *elapsed_ns)
{
    struct tms parts;
    (void)host;
    clock_t elapsed = times(&parts);
    int64_t tick_ns = SECOND_NS / sysconf(_SC_CLK_TCK);
    user_system_children_ns[0] = parts.tms_utime * tick_ns;
    user_system_children_ns[1] = parts.tms_stime * tick_ns;
    user_system_children_ns[2] = parts.tms_cutime * tick_ns;
    user_system_children_ns[3] = parts.tms_cstime * tick_ns;
    *elapsed_ns = elapsed * tick_ns;
    return 0;
}

const HostClock host_clock = {
    .now = now,
    .resolution = resolution,
    .sleep_until = sleep_until,
    .now_of = now_of,
    .resolution_of = resolution_of,
    .set = set,
    .cpu_clock_of_thread = cpu_clock_of_thread,
    .times = times_of,
};
