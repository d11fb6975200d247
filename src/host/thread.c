/* thread.c - see thread.h; HostLock is in lock.c. SPDX-License-Identifier: MIT */
#include "host/thread.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "host/pages.h"

enum { SMALLEST_STACK = 32 * 1024 };

void mutex_init(HostMutex *mutex)
{
    *mutex = (HostMutex){PTHREAD_MUTEX_INITIALIZER};
}

void mutex_destroy(HostMutex *mutex)
{
    (void)pthread_mutex_destroy(&mutex->inner);
}

void mutex_lock(HostMutex *mutex)
{
    (void)pthread_mutex_lock(&mutex->inner);
}

bool mutex_try(HostMutex *mutex)
{
    return pthread_mutex_trylock(&mutex->inner) == 0;
}

void mutex_unlock(HostMutex *mutex)
{
    (void)pthread_mutex_unlock(&mutex->inner);
}

void condition_init(HostCondition *condition)
{
    pthread_condattr_t attributes;
    (void)pthread_condattr_init(&attributes);
    (void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    (void)pthread_cond_init(&condition->inner, &attributes);   // takes no memory in glibc: can't fail
    (void)pthread_condattr_destroy(&attributes);
}

void condition_destroy(HostCondition *condition)
{
    (void)pthread_cond_destroy(&condition->inner);
}

void condition_wait(HostCondition *condition, HostMutex *mutex)
{
    (void)pthread_cond_wait(&condition->inner, &mutex->inner);
}

bool condition_wait_until(HostCondition *condition, HostMutex *mutex, int64_t deadline_ns)
{
    struct timespec until = {.tv_sec = deadline_ns / 1000000000, .tv_nsec = deadline_ns % 1000000000};
    if (deadline_ns < 0) {
        condition_wait(condition, mutex);
        return true;
    }
    return pthread_cond_timedwait(&condition->inner, &mutex->inner, &until) != ETIMEDOUT;
}

void condition_signal(HostCondition *condition)
{
    (void)pthread_cond_signal(&condition->inner);
}

void condition_broadcast(HostCondition *condition)
{
    (void)pthread_cond_broadcast(&condition->inner);
}

/* What a new thread needs before its body runs; freed by the thread. */
typedef struct Start {
    void (*body)(void *);
    void *argument;
} Start;

static void *run_body(void *pointer)
{
    Start start = *(Start *)pointer;
    free(pointer);
    start.body(start.argument);
    return NULL;
}

int thread_start(HostThread *thread, size_t stack_size, bool takes_signals, void (*body)(void *), void *argument)
{
    pthread_attr_t attributes;
    sigset_t       all, former;
    int            status = EINVAL;

    if (stack_size && stack_size < SMALLEST_STACK)
        return EINVAL;
    Start *start = malloc(sizeof *start);
    if (!start)
        return ENOMEM;
    *start = (Start){body, argument};
    if (pthread_attr_init(&attributes)) {
        free(start);
        return ENOMEM;
    }
    stack_size = (stack_size + PAGE_SIZE - 1) & ~(size_t)(PAGE_SIZE - 1);
    if (stack_size && pthread_attr_setstacksize(&attributes, stack_size))
        goto done;
    (void)sigfillset(&all);
    if (!takes_signals)
        (void)pthread_sigmask(SIG_SETMASK, &all, &former);   // inherited by the new thread
    status = pthread_create(thread, &attributes, run_body, start);
    if (!takes_signals)
        (void)pthread_sigmask(SIG_SETMASK, &former, NULL);

done:
    (void)pthread_attr_destroy(&attributes);
    if (status)
        free(start);
    return status;
}

int thread_join(HostThread thread)
{
    return pthread_join(thread, NULL);
}

void thread_detach(HostThread thread)
{
    (void)pthread_detach(thread);
}

void thread_yield(void)
{
    (void)sched_yield();
}

uint64_t thread_ident(void)
{
    return (uint64_t)pthread_self();
}

uint64_t thread_native_id(void)
{
    return (uint64_t)syscall(SYS_gettid);
}

void thread_set_name(const char *name)
{
    (void)prctl(PR_SET_NAME, name, 0, 0, 0);
}

/* The main thread's stack without /proc, which glibc would read: it may grow down to the limit from about here. */
static void main_stack(uintptr_t here, uintptr_t *lowest, size_t *size)
{
    struct rlimit limit;
    size_t        room = 8 << 20;

    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        room = (size_t)limit.rlim_cur;
    if (room > 64 << 20)
        room = 64 << 20;
    *size = room;
    room -= room / 16;             // arguments, environment and what runs above us have had some
    *lowest = here > room ? here - room : 0;
}

void thread_stack(uintptr_t *lowest, size_t *size)
{
    pthread_attr_t attributes;
    void          *low;
    char           here;

    if (getpid() == (pid_t)thread_native_id() || pthread_getattr_np(pthread_self(), &attributes)) {
        main_stack((uintptr_t)&here, lowest, size);
        return;
    }
    if (pthread_attr_getstack(&attributes, &low, size) == 0)
        *lowest = (uintptr_t)low;
    else
        main_stack((uintptr_t)&here, lowest, size);
    (void)pthread_attr_destroy(&attributes);
}
