/* control.c - modes, locks, fcntl, ioctl, poll and epoll over the isolate's descriptors.
 *
 * Locks and ioctls that may block are tried without blocking, in growing slices of sleep that a wake ends: the system has no
 * call that waits for both. SPDX-License-Identifier: MIT */
#include "host/control.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/host_system.h"

enum { FEW = 64, SLICE_NS = 10000000, MILLISECOND_NS = 1000000 };

static int enter_real(Host *host, int fd, int refusal, Handle *handle)
{
    int status = descriptor_enter(host, fd, handle);
    if (!status && handle->file) {
        descriptor_leave(host, handle);
        status = refusal;
    }
    return status;
}

static int leave_with(Host *host, Handle *handle, int status)
{
    descriptor_leave(host, handle);
    return status;
}

int control_get_inheritable(Host *host, int fd, bool *inheritable)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (is_process(host)) {
        int flags = fcntl(fd, F_GETFD);
        if (flags < 0)
            status = errno;
        else
            *inheritable = !(flags & FD_CLOEXEC);
    } else {
        mutex_lock(&own_host(host)->mutex);
        *inheritable = own_host(host)->slots[fd].is_inheritable;
        mutex_unlock(&own_host(host)->mutex);
    }
    return leave_with(host, &handle, status);
}

int control_set_inheritable(Host *host, int fd, bool inheritable)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (is_process(host)) {
        int flags = fcntl(fd, F_GETFD);
        if (flags < 0 || fcntl(fd, F_SETFD, inheritable ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC))
            status = errno;
    } else {
        mutex_lock(&own_host(host)->mutex);
        own_host(host)->slots[fd].is_inheritable = inheritable;
        mutex_unlock(&own_host(host)->mutex);
    }
    return leave_with(host, &handle, status);
}

int control_get_blocking(Host *host, int fd, bool *blocking)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    int flags = handle.file ? handle.file->flags : fcntl(handle.real, F_GETFL);
    if (flags < 0)
        status = errno;
    else
        *blocking = !(flags & O_NONBLOCK);
    return leave_with(host, &handle, status);
}

int control_set_blocking(Host *host, int fd, bool blocking)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        mutex_lock(&own_host(host)->virtual_mutex);
        handle.file->flags = blocking ? handle.file->flags & ~O_NONBLOCK : handle.file->flags | O_NONBLOCK;
        mutex_unlock(&own_host(host)->virtual_mutex);
    } else {
        int flags = fcntl(handle.real, F_GETFL);
        if (flags < 0 || fcntl(handle.real, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK))
            status = errno;
    }
    return leave_with(host, &handle, status);
}

int control_openpty(Host *host, int *controller, int *terminal)
{
    char name[32];
    int  number = 0, unlock = 0, ends[2];

    if (host->kind == HOST_MEMORY)
        return ENOSYS;
    int outer = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (outer < 0)
        return errno;
    if (ioctl(outer, TIOCSPTLCK, &unlock) || ioctl(outer, TIOCGPTN, &number)) {
        int status = errno;
        (void)close(outer);
        return status;
    }
    char  digits[12], *to = name;
    int   length = 0;
    for (const char *from = "/dev/pts/"; *from;)
        *to++ = *from++;
    do
        digits[length++] = (char)('0' + number % 10);
    while (number /= 10);
    while (length)
        *to++ = digits[--length];
    *to = 0;
    int inner = open(name, O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (inner < 0) {
        int status = errno;
        (void)close(outer);
        return status;
    }
    int status = descriptor_add(host, outer, NULL, 0, &ends[0]);
    if (status) {
        (void)close(inner);
        return status;
    }
    status = descriptor_add(host, inner, NULL, 0, &ends[1]);
    if (status) {
        (void)descriptor_close(host, ends[0]);
        return status;
    }
    *controller = ends[0];
    *terminal = ends[1];
    return 0;
}

int control_fcntl(Host *host, HostWake *wake, int fd, int command, int64_t argument, int *result)
{
    Handle handle;
    bool   flag;

    (void)wake;
    if (!is_process(host)) {                     // what the isolate's own numbers mean
        int status = EINVAL;
        switch (command) {
        case F_DUPFD: case F_DUPFD_CLOEXEC:
            return argument < 0 || argument > INT16_MAX
                       ? EINVAL
                       : descriptor_dup(host, fd, -1, (int)argument, command == F_DUPFD, result);
        case F_GETFD:
            status = control_get_inheritable(host, fd, &flag);
            if (!status)
                *result = flag ? 0 : FD_CLOEXEC;
            return status;
        case F_SETFD:
            *result = 0;
            return control_set_inheritable(host, fd, !(argument & FD_CLOEXEC));
        case F_GETFL: case F_SETFL: case F_GETPIPE_SZ: case F_SETPIPE_SZ: case F_GET_SEALS: case F_ADD_SEALS:
            break;
        default:
            return EINVAL;                       // owners and signals belong to the process
        }
    }
    int status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    int value;
    if (handle.file)
        value = command == F_GETFL ? handle.file->flags : command == F_SETFL ? 0 : -1, errno = EINVAL;
    else
        value = fcntl(handle.real, command, (long)argument);
    if (value < 0)
        status = errno;
    else
        *result = value;
    return leave_with(host, &handle, status);
}

int control_fcntl_data(Host *host, HostWake *wake, int fd, int command, void *data, size_t size, int *result)
{
    Handle handle;
    (void)wake;
    (void)size;
    int status = enter_real(host, fd, EINVAL, &handle);
    if (status)
        return status;
    int value = fcntl(handle.real, command, data);
    if (value < 0)
        status = errno;
    else
        *result = value;
    return leave_with(host, &handle, status);
}

int control_ioctl(Host *host, int fd, unsigned long request, int64_t argument, int *result)
{
    Handle handle;
    int    status = enter_real(host, fd, ENOTTY, &handle);
    if (status)
        return status;
    int value = ioctl(handle.real, request, (long)argument);
    if (value < 0)
        status = errno;
    else
        *result = value;
    return leave_with(host, &handle, status);
}

int control_ioctl_data(Host *host, int fd, unsigned long request, void *data, size_t size, int *result)
{
    Handle handle;
    (void)size;
    int status = enter_real(host, fd, ENOTTY, &handle);
    if (status)
        return status;
    int value = ioctl(handle.real, request, data);
    if (value < 0)
        status = errno;
    else
        *result = value;
    return leave_with(host, &handle, status);
}

/* Sleeps for the next, longer slice. EINTR: the wake was raised. */
static int sleep_slice(HostWake *wake, int64_t *slice_ns)
{
    if (wake_wait(wake, clock_monotonic_ns() + *slice_ns))
        return EINTR;
    if (*slice_ns < SLICE_NS)
        *slice_ns *= 2;
    return 0;
}

int control_flock(Host *host, HostWake *wake, int fd, int operation)
{
    Handle  handle;
    int64_t slice_ns = 50000;
    int     status = enter_real(host, fd, EINVAL, &handle);
    if (status)
        return status;
    bool waits = wake && !(operation & LOCK_NB) && !(operation & LOCK_UN);
    do {
        status = flock(handle.real, waits ? operation | LOCK_NB : operation) ? errno : 0;
        if (status == EWOULDBLOCK && waits && !sleep_slice(wake, &slice_ns))
            continue;
        if (status == EWOULDBLOCK && waits)
            status = EINTR;
        break;
    } while (true);
    return leave_with(host, &handle, status);
}

int control_lockf(Host *host, HostWake *wake, int fd, int command, int64_t start, int64_t length, int whence)
{
    Handle       handle;
    int64_t      slice_ns = 50000;
    struct flock what = {.l_start = start, .l_len = length, .l_whence = (short)whence};
    int          status = enter_real(host, fd, EINVAL, &handle);
    if (status)
        return status;
    what.l_type = command & LOCK_UN ? F_UNLCK : command & LOCK_EX ? F_WRLCK : F_RDLCK;
    bool waits = !(command & LOCK_NB) && !(command & LOCK_UN);
    do {
        status = fcntl(handle.real, waits && !wake ? F_SETLKW : F_SETLK, &what) ? errno : 0;
        bool taken = status == EAGAIN || status == EACCES;
        if (taken && waits && !sleep_slice(wake, &slice_ns))
            continue;
        if (taken && waits)
            status = EINTR;
        break;
    } while (true);
    return leave_with(host, &handle, status);
}

/* Everything one poll needs: room for the real entries, on the stack when they are few. */
typedef struct Polling {
    struct pollfd few_polls[FEW + 1], *polls;
    Handle        few_handles[FEW], *handles;
    bool          has_virtual;
} Polling;

static bool polling_init(Polling *polling, size_t count)
{
    polling->polls = polling->few_polls;
    polling->handles = polling->few_handles;
    polling->has_virtual = false;
    if (count <= FEW)
        return true;
    polling->polls = count < SIZE_MAX / 64 ? malloc((count + 1) * sizeof *polling->polls) : NULL;
    polling->handles = polling->polls ? malloc(count * sizeof *polling->handles) : NULL;
    if (polling->handles)
        return true;
    free(polling->polls);
    return false;
}

/* What the virtual ones among the entries say now; the number of entries with something to say. */
static size_t look_at_virtual(Host *host, Polling *polling, HostPoll *entries, size_t count)
{
    size_t ready = 0;
    mutex_lock(&own_host(host)->virtual_mutex);
    for (size_t i = 0; i < count; i++) {
        Virtual *file = polling->handles[i].file;
        if (!file)
            continue;
        short now = file->kind->ready ? file->kind->ready(file) : POLLIN | POLLOUT;
        entries[i].revents = (short)(now & (entries[i].events | POLLHUP | POLLERR));
        ready += entries[i].revents != 0;
    }
    mutex_unlock(&own_host(host)->virtual_mutex);
    return ready;
}

static int64_t left_of(int64_t deadline_ns)
{
    int64_t left = deadline_ns - clock_monotonic_ns();
    return left > 0 ? left : 0;
}

/* One round: the real entries and the wake, for at most the time left. 0, EINTR or an error; *ready as poll's. */
static int poll_round(HostWake *wake, Polling *polling, size_t count, int64_t wait_ns, size_t *ready)
{
    struct timespec  wait = {wait_ns / 1000000000, wait_ns % 1000000000};
    struct pollfd   *last = &polling->polls[count];

    *last = (struct pollfd){.fd = wake && wait_ns ? wake_descriptor(wake) : -1, .events = POLLIN};
    if (wake_is_raised(wake))
        return EINTR;
    if (wake && last->fd < 0 && (wait_ns < 0 || wait_ns > 2 * SLICE_NS))
        wait = (struct timespec){0, 2 * SLICE_NS}, wait_ns = 0;
    int found = ppoll(polling->polls, count + 1, wait_ns < 0 ? NULL : &wait, NULL);
    if (found < 0)
        return errno == EINTR && !wake_is_raised(wake) ? 0 : errno;
    if (last->revents) {
        found--;
        if (wake_is_raised(wake) && !found)
            return EINTR;
        if (!wake_is_raised(wake))
            wake_clear(wake);
    }
    *ready = (size_t)found;
    return 0;
}

static int poll_until(Host *host, HostWake *wake, Polling *polling, HostPoll *entries, size_t count, int64_t timeout_ns,
                      size_t *ready)
{
    int64_t deadline_ns = timeout_ns > 0 ? clock_monotonic_ns() + timeout_ns : 0;

    for (;;) {
        size_t  real = 0, others = polling->has_virtual ? look_at_virtual(host, polling, entries, count) : 0;
        int64_t wait_ns = timeout_ns > 0 ? left_of(deadline_ns) : timeout_ns;
        bool    over = timeout_ns >= 0 && wait_ns == 0;
        if (others)
            wait_ns = 0;
        else if (polling->has_virtual && (wait_ns < 0 || wait_ns > SLICE_NS))
            wait_ns = SLICE_NS;                  // nothing tells poll of a file that we play ourselves
        int status = poll_round(wake, polling, count, wait_ns, &real);
        if (status)
            return status;
        if (real + others || over) {
            *ready = real + others;
            return 0;
        }
    }
}

int control_poll(Host *host, HostWake *wake, HostPoll *entries, size_t count, int64_t timeout_ns, size_t *ready)
{
    Polling polling;
    size_t  bad = 0;

    if (!polling_init(&polling, count))
        return ENOMEM;
    for (size_t i = 0; i < count; i++) {
        Handle *handle = &polling.handles[i];
        *handle = (Handle){-1, NULL, -1};
        entries[i].revents = 0;
        if (entries[i].fd >= 0 && descriptor_enter(host, entries[i].fd, handle)) {
            *handle = (Handle){-1, NULL, -1};
            entries[i].revents = POLLNVAL;
            bad++;
        }
        polling.has_virtual |= handle->file != NULL;
        polling.polls[i] = (struct pollfd){.fd = handle->file ? -1 : handle->real, .events = entries[i].events};
    }
    size_t found = 0;
    int    status = poll_until(host, wake, &polling, entries, count, bad ? 0 : timeout_ns, &found);
    for (size_t i = 0; i < count; i++) {
        if (polling.polls[i].fd >= 0)
            entries[i].revents = status ? 0 : polling.polls[i].revents;
        if (polling.handles[i].fd >= 0)
            descriptor_leave(host, &polling.handles[i]);
    }
    if (!status)
        *ready = found + bad;
    if (polling.polls != polling.few_polls) {
        free(polling.polls);
        free(polling.handles);
    }
    return status;
}

int control_epoll_create(Host *host, int *fd)
{
    int real = epoll_create1(EPOLL_CLOEXEC);
    return real < 0 ? errno : descriptor_add(host, real, NULL, 0, fd);
}

int control_epoll_ctl(Host *host, int epoll, int operation, int fd, uint32_t events)
{
    struct epoll_event event = {.events = events, .data.fd = fd};
    Handle             set, member;
    int                status = enter_real(host, epoll, EINVAL, &set);
    if (status)
        return status;
    status = enter_real(host, fd, EPERM, &member);
    if (!status) {
        status = epoll_ctl(set.real, operation, member.real, &event) ? errno : 0;
        descriptor_leave(host, &member);
    }
    return leave_with(host, &set, status);
}

int control_epoll_wait(Host *host, HostWake *wake, int epoll, HostEpoll *events, size_t capacity, int64_t timeout_ns,
                       size_t *count)
{
    struct epoll_event found[FEW];
    HostPoll           entry = {.fd = epoll, .events = POLLIN};
    size_t             ready;
    Handle             set;

    int status = timeout_ns ? control_poll(host, wake, &entry, 1, timeout_ns, &ready) : 0;
    if (status)
        return status;
    status = enter_real(host, epoll, EINVAL, &set);
    if (status)
        return status;
    int got = epoll_wait(set.real, found, capacity > FEW ? FEW : (int)capacity, 0);
    status = got < 0 ? errno : 0;
    for (int i = 0; i < got; i++)
        events[i] = (HostEpoll){found[i].events, found[i].data.fd};
    if (!status)
        *count = (size_t)got;
    return leave_with(host, &set, status);
}
