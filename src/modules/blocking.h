/* blocking.h - calls of the host that may block: without the isolate's lock, and interruptible.
 *
 *     do {
 *         HostWake *wake = blocking_begin(vm);
 *         status = vm->host->files->read(vm->host, wake, ...);   // nothing of the Vm is touched here
 *         blocking_end(vm);
 *     } while (status == EINTR && blocking_retry(vm));
 *
 * and then `if (status == EINTR) return 0;`: an exception is set. SPDX-License-Identifier: MIT */
#pragma once
#include <errno.h>

#include "host/wake.h"
#include "objects/up.h"
#include "runtime/runtime.h"

static inline HostWake *blocking_begin(Vm *vm)
{
    return vm->up->unlock ? vm->up->unlock(vm) : NULL;
}

static inline void blocking_end(Vm *vm)
{
    if (vm->up->lock)
        vm->up->lock(vm);
}

/* After EINTR: runs the handlers of signals. False: one of them raised, or the isolate is to end. RUNS_PYTHON. */
static inline MUST_CHECK bool blocking_retry(Vm *vm)
{
    wake_clear(&current_thread(vm)->wake);       // before the reasons are looked at
    return vm->up->breaker(vm);
}
