/* wait.c - waiting for a descriptor or a wake, whichever comes first. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <poll.h>
#include <unistd.h>

#include "host/host_system.h"

enum { SLICE_MS = 20 };   /* where no eventfd can be made: the wake's word is looked at this often */

int wait_for(HostWake *wake, int real, short events)
{
    struct pollfd entries[2] = {{.fd = real, .events = events}, {.fd = -1, .events = POLLIN}};

    if (!wake)
        return 0;                                // the call itself may block
    if (wake_is_raised(wake))
        return EINTR;
    if (poll(entries, 1, 0) > 0)                 // usually something is there already
        return 0;
    entries[1].fd = wake_descriptor(wake);
    while (!wake_is_raised(wake)) {
        int count = poll(entries, 2, entries[1].fd < 0 ? SLICE_MS : -1);
        if (count < 0 && errno != EINTR)
            return errno;
        if (count > 0 && entries[0].revents)
            return wake_is_raised(wake) ? EINTR : 0;
        if (count > 0 && entries[1].revents && !wake_is_raised(wake))
            wake_clear(wake);                    // left over from a raise that was cleared while it was made
    }
    return EINTR;
}
