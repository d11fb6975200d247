/* wake.c - see wake.h.
 *
 * A raiser sets the bit before it looks for an eventfd; a waiter publishes its eventfd before it looks at the bit. So one of
 * the two always sees the other. SPDX-License-Identifier: MIT */
#include "host/wake.h"

#include <errno.h>
#include <linux/futex.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

void wake_init(HostWake *wake)
{
    atomic_init(&wake->word, 0);
    atomic_init(&wake->fd, 0);
}

void wake_destroy(HostWake *wake)
{
    int32_t fd = atomic_exchange(&wake->fd, 0);
    if (fd > 0)
        (void)close(fd - 1);
}

static void set_bits(HostWake *wake, uint32_t bits)
{
    (void)atomic_fetch_or(&wake->word, bits);
    (void)syscall(SYS_futex, &wake->word, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

void wake_raise(HostWake *wake)
{
    int saved = errno;   // this may run in a signal handler, between a call and the look at its errno

    set_bits(wake, WAKE_RAISED);
    int32_t fd = atomic_load(&wake->fd);
    if (fd > 0) {
        uint64_t one = 1;
        ssize_t  ignored = write(fd - 1, &one, sizeof one);  // full means readable already
        (void)ignored;
    }
    errno = saved;
}

void wake_grant(HostWake *wake)
{
    set_bits(wake, WAKE_GRANTED);
}

void wake_clear(HostWake *wake)
{
    if (!wake)
        return;
    int32_t fd = atomic_load(&wake->fd);
    if (fd > 0) {
        uint64_t count;
        ssize_t  ignored = read(fd - 1, &count, sizeof count);
        (void)ignored;
    }
    // Emptied before the bit: a raise in between leaves both set or the bit alone, and the bit is what counts.
    (void)atomic_fetch_and(&wake->word, ~(uint32_t)WAKE_RAISED);
}

uint32_t wake_wait_bits(HostWake *wake, int64_t deadline_ns)
{
    struct timespec until = {.tv_sec = deadline_ns / 1000000000, .tv_nsec = deadline_ns % 1000000000};

    for (;;) {
        uint32_t bits = atomic_load(&wake->word);
        if (bits)
            return bits;
        long status = syscall(SYS_futex, &wake->word, FUTEX_WAIT_BITSET_PRIVATE, 0,
                              deadline_ns < 0 ? NULL : &until, NULL, FUTEX_BITSET_MATCH_ANY);
        if (status < 0 && errno == ETIMEDOUT)
            return atomic_load(&wake->word);
    }
}

bool wake_wait(HostWake *wake, int64_t deadline_ns)
{
    return (wake_wait_bits(wake, deadline_ns) & WAKE_RAISED) != 0;
}

int wake_descriptor(HostWake *wake)
{
    int32_t fd = atomic_load(&wake->fd);
    if (fd > 0)
        return fd - 1;
    int made = eventfd(wake_is_raised(wake), EFD_CLOEXEC | EFD_NONBLOCK);
    if (made < 0)
        return -1;
    atomic_store(&wake->fd, made + 1);
    if (wake_is_raised(wake)) {        // raised since: that raiser may have seen no descriptor
        uint64_t one = 1;
        ssize_t  ignored = write(made, &one, sizeof one);
        (void)ignored;
    }
    return made;
}
