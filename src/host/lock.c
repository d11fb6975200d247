/* lock.c - HostLock of thread.h: a word, and a queue of those who wait.
 *
 * word = first waiter | QUEUE | TAKEN. Waiters lie on the stacks of their threads; the list is changed only by who holds the
 * QUEUE bit, for a handful of instructions. A release wakes the first in the queue, which then competes with newcomers.
 *
 * Holds: TAKEN clear and a queue not empty means that at least one waiter has been granted, or is being granted, its turn.
 * So a waiter that gives up must look once more whether it was granted. SPDX-License-Identifier: MIT */
#include "host/thread.h"

#include <errno.h>
#include <sched.h>

enum { TAKEN = 1, QUEUE = 2, BITS = 3 };

typedef struct Waiter {
    struct Waiter *next, *last;   /* last: of the whole queue, valid in its first element */
    HostWake      *wake;
    bool           queued;
} Waiter;

static Waiter *first_of(uintptr_t word)
{
    return (Waiter *)(word & ~(uintptr_t)BITS);
}

/* Takes the QUEUE bit; *word is the word without it. With if_taken, gives up when the lock is free. */
static bool open_queue(HostLock *lock, bool if_taken, uintptr_t *word)
{
    for (;;) {
        uintptr_t now = atomic_load_explicit(&lock->word, memory_order_relaxed);
        if (if_taken && !(now & TAKEN))
            return false;
        if (now & QUEUE) {
            (void)sched_yield();
            continue;
        }
        if (atomic_compare_exchange_weak_explicit(&lock->word, &now, now | QUEUE, memory_order_acquire,
                                                  memory_order_relaxed)) {
            *word = now;
            return true;
        }
    }
}

/* Gives the QUEUE bit back with a new first waiter. TAKEN may have been set meanwhile and is kept, or cleared if asked. */
static void close_queue(HostLock *lock, Waiter *first, bool release)
{
    uintptr_t now = atomic_load_explicit(&lock->word, memory_order_relaxed), next;
    do {
        next = (uintptr_t)first | (release ? 0 : now & TAKEN);
    } while (!atomic_compare_exchange_weak_explicit(&lock->word, &now, next, memory_order_release, memory_order_relaxed));
}

/* Puts self at the queue's end; false: the lock is free, nothing was done. */
static bool enqueue(HostLock *lock, Waiter *self)
{
    uintptr_t word;
    if (!open_queue(lock, true, &word))
        return false;
    Waiter *first = first_of(word);
    self->next = NULL;
    self->queued = true;
    if (first) {
        first->last->next = self;
        first->last = self;
    } else {
        first = self;
        self->last = self;
    }
    close_queue(lock, first, false);
    return true;
}

/* Takes self out of the queue, if it is still there. */
static void dequeue(HostLock *lock, Waiter *self)
{
    uintptr_t word;
    (void)open_queue(lock, false, &word);
    Waiter *first = first_of(word);
    if (self->queued) {
        Waiter *before = NULL;
        for (Waiter *each = first; each != self; each = each->next)
            before = each;
        if (before)
            before->next = self->next;
        else if ((first = self->next))
            first->last = self->last;
        if (before && first->last == self)
            first->last = before;
        self->queued = false;
    }
    close_queue(lock, first, false);
}

int lock_take(HostLock *lock, HostWake *wake, int64_t deadline_ns)
{
    HostWake own;
    Waiter   self = {.wake = wake};
    int      status = 0;

    if (lock_try(lock))
        return 0;
    if (!wake) {
        wake_init(&own);
        self.wake = &own;
    }
    while (!lock_try(lock)) {
        (void)atomic_fetch_and(&self.wake->word, ~(uint32_t)WAKE_GRANTED);
        if (!enqueue(lock, &self))
            continue;
        uint32_t bits = wake_wait_bits(self.wake, deadline_ns);
        dequeue(lock, &self);
        bits |= atomic_load(&self.wake->word);
        if (bits & WAKE_GRANTED)
            continue;
        status = bits & WAKE_RAISED ? EINTR : ETIMEDOUT;
        break;
    }
    (void)atomic_fetch_and(&self.wake->word, ~(uint32_t)WAKE_GRANTED);
    return status;
}

void lock_release(HostLock *lock)
{
    uintptr_t word = TAKEN;
    if (atomic_compare_exchange_strong_explicit(&lock->word, &word, 0, memory_order_release, memory_order_relaxed))
        return;
    (void)open_queue(lock, false, &word);
    Waiter *first = first_of(word), *rest = first;
    if (first) {
        if ((rest = first->next))
            rest->last = first->last;
        first->queued = false;
        wake_grant(first->wake);   // before the QUEUE bit goes: until then the waiter can't leave its stack
    }
    close_queue(lock, rest, true);
}
