/* lock_test.c - wake, lock, threads: nothing is lost between threads. SPDX-License-Identifier: MIT */
#include <errno.h>

#include "host/clock.h"
#include "host/thread.h"
#include "unit.h"

enum { THREADS = 4, ROUNDS = 5000 };

typedef struct Shared {
    HostLock  lock;
    HostWake  wake;
    long      count;
    int       status;
} Shared;

static void count_up(void *argument)
{
    Shared *shared = argument;
    for (int i = 0; i < ROUNDS; i++) {
        if (lock_take(&shared->lock, NULL, WAIT_FOREVER))
            return;
        shared->count++;
        lock_release(&shared->lock);
    }
}

TEST(lock_keeps_threads_apart)
{
    static Shared shared;
    HostThread    threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        CHECK(thread_start(&threads[i], 0, false, count_up, &shared) == 0);
    for (int i = 0; i < THREADS; i++)
        CHECK(thread_join(threads[i]) == 0);
    CHECK(shared.count == (long)THREADS * ROUNDS);
    CHECK(!lock_is_taken(&shared.lock));
}

static void take_interruptibly(void *argument)
{
    Shared *shared = argument;
    shared->status = lock_take(&shared->lock, &shared->wake, WAIT_FOREVER);
}

TEST(a_raised_wake_ends_the_wait_for_a_lock)
{
    Shared     shared = {0};
    HostThread thread;
    wake_init(&shared.wake);
    CHECK(lock_try(&shared.lock));
    CHECK(thread_start(&thread, 64 * 1024, false, take_interruptibly, &shared) == 0);
    wake_raise(&shared.wake);
    CHECK(thread_join(thread) == 0);
    CHECK(shared.status == EINTR);
    CHECK(lock_is_taken(&shared.lock));
    lock_release(&shared.lock);
    CHECK(lock_try(&shared.lock));
    wake_destroy(&shared.wake);
}

TEST(a_lock_gives_up_at_its_deadline)
{
    HostLock lock = {0};
    CHECK(lock_try(&lock));
    int64_t before = clock_monotonic_ns();
    CHECK(lock_take(&lock, NULL, before + 2000000) == ETIMEDOUT);
    CHECK(clock_monotonic_ns() - before >= 2000000);
    lock_release(&lock);
}

TEST(a_wake_raised_before_the_wait_ends_it)
{
    HostWake wake;
    wake_init(&wake);
    wake_raise(&wake);
    CHECK(wake_wait(&wake, WAIT_FOREVER));
    CHECK(wake_descriptor(&wake) >= 0);
    wake_clear(&wake);
    CHECK(!wake_is_raised(&wake));
    CHECK(!wake_wait(&wake, clock_monotonic_ns() + 1000000));
    wake_destroy(&wake);
}

static void look_at_stack(void *argument)
{
    uintptr_t lowest;
    size_t    size;
    char      here;
    thread_stack(&lowest, &size);
    *(bool *)argument = (uintptr_t)&here > lowest && (uintptr_t)&here - lowest <= size && size >= 128 * 1024;
}

TEST(a_thread_knows_its_stack)
{
    bool       fits = false;
    HostThread thread;
    look_at_stack(&fits);
    CHECK(fits);
    fits = false;
    CHECK(thread_start(&thread, 256 * 1024, false, look_at_stack, &fits) == 0);
    CHECK(thread_join(thread) == 0);
    CHECK(fits);
}
