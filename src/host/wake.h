/* wake.h - what ends a wait: one word that a waiting thread watches and anybody may raise.
 *
 * A thread of an isolate owns one HostWake and hands it to every blocking call. wake_raise from another thread, or from a
 * signal handler, makes the call return EINTR at once, also when it comes just before the call. The word stays raised until
 * its owner clears it and looks for the reason elsewhere (the request word of the control block, the pending signals).
 *
 * The eventfd behind it is made only when a wait needs one in poll(), so that an idle isolate costs no descriptor.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/allocator.h"
#include "host/host.h"

enum { WAIT_FOREVER = -1 };
enum { WAKE_RAISED = 1, WAKE_GRANTED = 2 };      /* granted: a lock that the owner queues for was released (lock.c only) */

struct HostWake {
    _Atomic uint32_t word;     /* a futex: WAKE_RAISED | WAKE_GRANTED */
    _Atomic int32_t  fd;       /* eventfd + 1; 0: none yet */
};

void wake_init(HostWake *wake);
void wake_destroy(HostWake *wake);               /* nobody may raise it any more */

/* Ends the owner's wait, or its next one. Safe in signal handlers and from any thread. */
void wake_raise(HostWake *wake);

static inline bool wake_is_raised(HostWake *wake)
{
    return wake && (atomic_load_explicit(&wake->word, memory_order_acquire) & WAKE_RAISED);
}

/* Owner only: forgets the raising. Whoever clears looks for reasons after it, never before. */
void wake_clear(HostWake *wake);

/* Waits until raised (true) or until deadline_ns of the monotonic clock (false; WAIT_FOREVER: none). */
bool wake_wait(HostWake *wake, int64_t deadline_ns);

/* As wake_wait, but ends for any of the bits and gives them, 0 at the deadline. For lock.c. */
uint32_t wake_wait_bits(HostWake *wake, int64_t deadline_ns);
void wake_grant(HostWake *wake);

/* A descriptor that is readable while raised, for poll; -1: none can be made (waits are then in slices of 20 ms). */
int wake_descriptor(HostWake *wake);
