/* clock.h - time: the clocks and sleeping. All in nanoseconds; the calendar is zone.h's. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

typedef enum HostClockName {
    CLOCK_NAME_REALTIME,        /* since 1970 */
    CLOCK_NAME_MONOTONIC,       /* never goes back, stands while the machine sleeps */
    CLOCK_NAME_PROCESS,         /* CPU time of the process */
    CLOCK_NAME_THREAD,          /* CPU time of the calling thread */
    CLOCK_NAME_COUNT
} HostClockName;

struct HostClock {
    int (*now)(Host *host, HostClockName clock, int64_t *time_ns);
    int (*resolution)(Host *host, HostClockName clock, int64_t *resolution_ns);

    /* Waits until the monotonic clock reaches deadline_ns. EINTR: the wake was raised before. */
    int (*sleep_until)(Host *host, HostWake *wake, int64_t deadline_ns);

    /* The system's clocks by their own number, for clock_gettime and friends. */
    int (*now_of)(Host *host, int clock, int64_t *time_ns);
    int (*resolution_of)(Host *host, int clock, int64_t *resolution_ns);
    int (*set)(Host *host, int clock, int64_t time_ns);                  /* process host only */
    int (*cpu_clock_of_thread)(Host *host, uint64_t ident, int *clock);

    /* CPU times of the process and its ended children, and the real time since an arbitrary moment: os.times(). */
    int (*times)(Host *host, int64_t user_system_children_ns[4], int64_t *elapsed_ns);
};

/* The monotonic clock without a host: for the lock and its deadlines. */
int64_t clock_monotonic_ns(void);
