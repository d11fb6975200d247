/* poll.h - what long C loops do now and then. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/thread_state.h"
#include "objects/up.h"

/* Charges units of work to the thread's fuel; when it is used up, looks at the world (interrupts, deadline, signals). False: an
 * exception is set or the isolate is dying: return at once. RUNS_PYTHON when fuel runs out (signal handlers, finalizers). */
static inline MUST_CHECK bool poll_units(Vm *vm, int64_t units)
{
    vm->thread->fuel -= units;
    return vm->thread->fuel > 0 || vm->up->breaker(vm);
}

static inline MUST_CHECK bool poll(Vm *vm) { return poll_units(vm, 1); }
