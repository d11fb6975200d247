/* thread.h - threads, mutexes, conditions: what the isolate's lock and _thread stand on.
 *
 * Deadlines are of the monotonic clock in nanoseconds, WAIT_FOREVER for none. Nothing here is interruptible but Lock, whose
 * waiter is ended by its HostWake. SPDX-License-Identifier: MIT */
#pragma once
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/allocator.h"
#include "host/host.h"
#include "host/wake.h"

typedef struct HostMutex     { pthread_mutex_t inner; } HostMutex;
typedef struct HostCondition { pthread_cond_t inner; } HostCondition;
typedef pthread_t HostThread;

/* Initialising these takes no memory and can't fail. */
void mutex_init(HostMutex *mutex);
void mutex_destroy(HostMutex *mutex);
void mutex_lock(HostMutex *mutex);
bool mutex_try(HostMutex *mutex);
void mutex_unlock(HostMutex *mutex);

void condition_init(HostCondition *condition);
void condition_destroy(HostCondition *condition);
void condition_wait(HostCondition *condition, HostMutex *mutex);
bool condition_wait_until(HostCondition *condition, HostMutex *mutex, int64_t deadline_ns);  /* false: it has passed */
void condition_signal(HostCondition *condition);
void condition_broadcast(HostCondition *condition);

/* A lock as _thread.lock: any thread may release it; its waits end with EINTR when the wake is raised. One word, no system
 * object, nothing to destroy: bit 0 taken, bit 1 somebody changes the queue, the rest points to the first who waits. */
typedef struct HostLock {
    _Atomic uintptr_t word;
} HostLock;

static inline bool lock_is_taken(HostLock *lock)
{
    return atomic_load_explicit(&lock->word, memory_order_relaxed) & 1;
}

/* Takes it if it is free. */
static inline bool lock_try(HostLock *lock)
{
    uintptr_t word = atomic_load_explicit(&lock->word, memory_order_relaxed);
    while (!(word & 1))
        if (atomic_compare_exchange_weak_explicit(&lock->word, &word, word | 1, memory_order_acquire,
                                                  memory_order_relaxed))
            return true;
    return false;
}

/* 0: taken; ETIMEDOUT; EINTR: the wake was raised (it is still raised). */
MUST_CHECK int lock_take(HostLock *lock, HostWake *wake, int64_t deadline_ns);
void lock_release(HostLock *lock);               /* must be taken */

/* Runs body(argument) on a new thread. stack_size 0: the system's; else rounded up to pages, EINVAL when under 32 KiB.
 * All signals are blocked in it unless takes_signals. 0 or an error number. */
MUST_CHECK int thread_start(HostThread *thread, size_t stack_size, bool takes_signals, void (*body)(void *), void *argument);
MUST_CHECK int thread_join(HostThread thread);
void thread_detach(HostThread thread);
void thread_yield(void);

uint64_t thread_ident(void);       /* of the calling thread: what threading.get_ident() gives */
uint64_t thread_native_id(void);   /* the kernel's number */
void thread_set_name(const char *name);          /* at most 15 bytes are kept */

/* The C stack of the calling thread: its lowest usable address and its size. Never fails: what can't be known is taken
 * from the address of a local and the stack limit of the process. */
void thread_stack(uintptr_t *lowest, size_t *size);
