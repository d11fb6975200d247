/* signals.c - signals: the process's for the process host, and a play of them for the others.
 *
 * The handler gets no context from the system, so it finds its host in `owner`: the only writable word of this library
 * besides the allocator's. It only sets bits and raises the wake. SPDX-License-Identifier: MIT */
#include "host/signals.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/host_system.h"
#include "host/signal_owner.h"
#include "host/wake.h"

static _Atomic(OwnHost *) owner;

bool signal_owner_enter(OwnHost *own)
{
    OwnHost *nobody = NULL;
    return atomic_compare_exchange_strong(&owner, &nobody, own);
}

void signal_owner_leave(OwnHost *own)
{
    (void)atomic_compare_exchange_strong(&owner, &own, NULL);
}

static bool is_number(int number)
{
    return number >= 1 && number < SIGNAL_COUNT;
}

/* A signal has come for this host. Safe in signal handlers. */
static void note(OwnHost *own, int number)
{
    int saved = errno;
    int fd = atomic_load(&own->wakeup_fd);

    (void)atomic_fetch_or(&own->signals, (uint64_t)1 << (number - 1));
    _Atomic uint32_t *request = atomic_load(&own->signal_request);
    if (request)
        (void)atomic_fetch_or(request, atomic_load(&own->signal_bit));
    if (fd >= 0) {
        unsigned char byte = (unsigned char)number;
        size_t        count;
        if (is_process(&own->base)) {
            ssize_t ignored = write(fd, &byte, 1);
            (void)ignored;
        } else {
            (void)own->base.files->write(&own->base, NULL, fd, &byte, 1, &count);
        }
    }
    HostWake *wake = atomic_load(&own->signal_wake);
    if (wake)
        wake_raise(wake);
    errno = saved;
}

static void handle_signal(int number)
{
    OwnHost *own = atomic_load(&owner);
    if (own)
        note(own, number);
}

static void attach(Host *host, HostWake *wake, _Atomic uint32_t *request, uint32_t bit)
{
    OwnHost *own = own_host(host);
    atomic_store(&own->signal_bit, bit);
    atomic_store(&own->signal_wake, wake);
    atomic_store(&own->signal_request, request);
}

static uint64_t take(Host *host)
{
    OwnHost *own = own_host(host);
    return atomic_load_explicit(&own->signals, memory_order_relaxed) ? atomic_exchange(&own->signals, 0) : 0;
}

static int set_wakeup_fd(Host *host, int fd, int *former)
{
    *former = atomic_exchange(&own_host(host)->wakeup_fd, fd);
    return 0;
}

/* --- the process's own --- */

static int get_action(Host *host, int number, HostSignalAction *action)
{
    struct sigaction now;
    (void)host;
    if (!is_number(number))
        return EINVAL;
    if (sigaction(number, NULL, &now))
        return errno;
    *action = now.sa_handler == SIG_DFL         ? SIGNAL_DEFAULT
              : now.sa_handler == SIG_IGN       ? SIGNAL_IGNORE
              : now.sa_handler == handle_signal ? SIGNAL_CAUGHT
                                                : SIGNAL_FOREIGN;
    return 0;
}

static int set_action(Host *host, int number, HostSignalAction action)
{
    OwnHost         *own = own_host(host);
    struct sigaction next = {0}, former;

    if (!is_number(number) || action == SIGNAL_FOREIGN)
        return EINVAL;
    // No SA_RESTART: a blocked call must come back, so that the handler in Python runs (PEP 475 does the rest).
    next.sa_handler = action == SIGNAL_DEFAULT ? SIG_DFL : action == SIGNAL_IGNORE ? SIG_IGN : handle_signal;
    next.sa_flags = action == SIGNAL_CAUGHT ? SA_ONSTACK : 0;
    (void)sigemptyset(&next.sa_mask);
    if (sigaction(number, &next, &former))
        return errno;
    uint64_t bit = (uint64_t)1 << (number - 1);
    if (!(own->replaced & bit)) {
        own->replaced |= bit;
        own->former[number] = former;
    }
    return 0;
}

void signals_restore(OwnHost *own)
{
    for (int number = 1; number < SIGNAL_COUNT; number++)
        if (own->replaced >> (number - 1) & 1)
            (void)sigaction(number, &own->former[number], NULL);
    own->replaced = 0;
}

static int raise_signal(Host *host, int number)
{
    (void)host;
    int status = pthread_kill(pthread_self(), number);
    return status;
}

static int siginterrupt_of(Host *host, int number, bool interrupts)
{
    struct sigaction now;
    (void)host;
    if (!is_number(number))
        return EINVAL;
    if (sigaction(number, NULL, &now))
        return errno;
    now.sa_flags = interrupts ? now.sa_flags & ~SA_RESTART : now.sa_flags | SA_RESTART;
    return sigaction(number, &now, NULL) ? errno : 0;
}

static void fill_set(sigset_t *set, uint64_t bits)
{
    (void)sigemptyset(set);
    for (int number = 1; number < SIGNAL_COUNT; number++)
        if (bits >> (number - 1) & 1)
            (void)sigaddset(set, number);
}

static uint64_t bits_of(const sigset_t *set)
{
    uint64_t bits = 0;
    for (int number = 1; number < SIGNAL_COUNT; number++)
        if (sigismember(set, number) == 1)
            bits |= (uint64_t)1 << (number - 1);
    return bits;
}

static int mask(Host *host, int how, const uint64_t *set, uint64_t *former)
{
    sigset_t next, now;
    (void)host;
    if (set)
        fill_set(&next, *set);
    int status = pthread_sigmask(how, set ? &next : NULL, &now);
    if (!status)
        *former = bits_of(&now);
    return status;
}

static int pending(Host *host, uint64_t *set)
{
    sigset_t now;
    (void)host;
    if (sigpending(&now))
        return errno;
    *set = bits_of(&now);
    return 0;
}

static int wait_signal(Host *host, HostWake *wake, uint64_t set, int64_t timeout_ns, int info[7])
{
    struct timespec until = {timeout_ns / 1000000000, timeout_ns % 1000000000};
    siginfo_t       found;
    sigset_t        wanted;

    (void)host;
    fill_set(&wanted, set);
    int number = timeout_ns < 0 ? sigwaitinfo(&wanted, &found) : sigtimedwait(&wanted, &found, &until);
    if (number < 0)
        return errno;
    (void)wake;
    const int values[7] = {found.si_signo, found.si_code,          found.si_errno,     found.si_pid,
                           (int)found.si_uid, found.si_status, (int)found.si_band};
    for (int i = 0; i < 7; i++)
        info[i] = values[i];
    return 0;
}

static int pause_until(Host *host, HostWake *wake)
{
    (void)host;
    if (!wake)
        return pause() ? errno : 0;
    (void)wake_wait(wake, WAIT_FOREVER);
    return EINTR;
}

static int set_alarm(Host *host, unsigned seconds, unsigned *left)
{
    (void)host;
    *left = alarm(seconds);
    return 0;
}

static int set_timer(Host *host, int which, const int64_t value_interval_us[2], int64_t former_us[2])
{
    struct itimerval next = {{0, 0}, {0, 0}}, former;
    (void)host;
    if (value_interval_us) {
        next.it_value = (struct timeval){value_interval_us[0] / 1000000, value_interval_us[0] % 1000000};
        next.it_interval = (struct timeval){value_interval_us[1] / 1000000, value_interval_us[1] % 1000000};
    }
    if (value_interval_us ? setitimer(which, &next, &former) : getitimer(which, &former))
        return errno;
    former_us[0] = former.it_value.tv_sec * 1000000 + former.it_value.tv_usec;
    former_us[1] = former.it_interval.tv_sec * 1000000 + former.it_interval.tv_usec;
    return 0;
}

static int thread_kill(Host *host, uint64_t ident, int number)
{
    (void)host;
    return pthread_kill((pthread_t)ident, number);
}

const HostSignals host_signals_process = {
    .get = get_action,
    .set = set_action,
    .attach = attach,
    .take = take,
    .set_wakeup_fd = set_wakeup_fd,
    .raise = raise_signal,
    .siginterrupt = siginterrupt_of,
    .mask = mask,
    .pending = pending,
    .wait = wait_signal,
    .pause = pause_until,
    .alarm = set_alarm,
    .setitimer = set_timer,
    .thread_kill = thread_kill,
};

/* --- a host that is not the process: only what the isolate sends to itself --- */

static int get_own(Host *host, int number, HostSignalAction *action)
{
    if (!is_number(number))
        return EINVAL;
    mutex_lock(&own_host(host)->mutex);
    *action = own_host(host)->actions[number];
    mutex_unlock(&own_host(host)->mutex);
    return 0;
}

static int set_own(Host *host, int number, HostSignalAction action)
{
    if (!is_number(number) || number == SIGKILL || number == SIGSTOP || action == SIGNAL_FOREIGN)
        return EINVAL;
    mutex_lock(&own_host(host)->mutex);
    own_host(host)->actions[number] = (uint8_t)action;
    mutex_unlock(&own_host(host)->mutex);
    return 0;
}

/* Signals whose default is to be ignored; any other ends the isolate as it would end a process. */
static bool is_harmless(int number)
{
    return number == SIGCHLD || number == SIGURG || number == SIGWINCH || number == SIGCONT || number == SIGSTOP ||
           number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

static int raise_own(Host *host, int number)
{
    HostSignalAction action = SIGNAL_DEFAULT;
    int              status = number == 0 ? 0 : get_own(host, number, &action);

    if (status || number == 0 || action == SIGNAL_IGNORE)
        return status;
    if (action == SIGNAL_CAUGHT)
        note(own_host(host), number);
    else if (!is_harmless(number))
        host->process->exit(host, 128 + number);
    return 0;
}

static int interrupt_own(Host *host, int number, bool interrupts)
{
    (void)host;
    (void)interrupts;
    return is_number(number) ? 0 : EINVAL;
}

static int mask_own(Host *host, int how, const uint64_t *set, uint64_t *former)
{
    (void)host;
    (void)how;
    *former = 0;
    return set && *set ? ENOSYS : 0;
}

static int pending_own(Host *host, uint64_t *set)
{
    (void)host;
    *set = 0;
    return 0;
}

static int wait_own(Host *host, HostWake *wake, uint64_t set, int64_t timeout_ns, int info[7])
{
    (void)host;
    (void)wake;
    (void)set;
    (void)timeout_ns;
    (void)info;
    return ENOSYS;
}

static int alarm_own(Host *host, unsigned seconds, unsigned *left)
{
    (void)host;
    *left = 0;
    return seconds ? EPERM : 0;
}

static int timer_own(Host *host, int which, const int64_t value_interval_us[2], int64_t former_us[2])
{
    (void)host;
    (void)which;
    former_us[0] = former_us[1] = 0;
    return value_interval_us && value_interval_us[0] ? EPERM : 0;
}

static int kill_own(Host *host, uint64_t ident, int number)
{
    (void)ident;
    return raise_own(host, number);
}

const HostSignals host_signals_own = {
    .get = get_own,
    .set = set_own,
    .attach = attach,
    .take = take,
    .set_wakeup_fd = set_wakeup_fd,
    .raise = raise_own,
    .siginterrupt = interrupt_own,
    .mask = mask_own,
    .pending = pending_own,
    .wait = wait_own,
    .pause = pause_until,
    .alarm = alarm_own,
    .setitimer = timer_own,
    .thread_kill = kill_own,
};

const char *signal_text(int number)
{
    static const char *const texts[] = {
        "Hangup", "Interrupt", "Quit", "Illegal instruction", "Trace/breakpoint trap", "Aborted", "Bus error",
        "Floating point exception", "Killed", "User defined signal 1", "Segmentation fault", "User defined signal 2",
        "Broken pipe", "Alarm clock", "Terminated", "Stack fault", "Child exited", "Continued", "Stopped (signal)",
        "Stopped", "Stopped (tty input)", "Stopped (tty output)", "Urgent I/O condition", "CPU time limit exceeded",
        "File size limit exceeded", "Virtual timer expired", "Profiling timer expired", "Window changed",
        "I/O possible", "Power failure", "Bad system call", NULL, NULL,
        "Real-time signal 0", "Real-time signal 1", "Real-time signal 2", "Real-time signal 3", "Real-time signal 4",
        "Real-time signal 5", "Real-time signal 6", "Real-time signal 7", "Real-time signal 8", "Real-time signal 9",
        "Real-time signal 10", "Real-time signal 11", "Real-time signal 12", "Real-time signal 13",
        "Real-time signal 14", "Real-time signal 15", "Real-time signal 16", "Real-time signal 17",
        "Real-time signal 18", "Real-time signal 19", "Real-time signal 20", "Real-time signal 21",
        "Real-time signal 22", "Real-time signal 23", "Real-time signal 24", "Real-time signal 25",
        "Real-time signal 26", "Real-time signal 27", "Real-time signal 28", "Real-time signal 29",
        "Real-time signal 30",
    };
    _Static_assert(countof(texts) == SIGNAL_COUNT - 1, "a text for each number");
    return is_number(number) ? texts[number - 1] : NULL;
}
