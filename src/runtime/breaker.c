/* breaker.c - what happens when a thread's fuel is used up: the one place that looks at the world (D14).
 *
 * Order: stop requests, deadline, collection, the lock, signals, asynchronous exceptions. SPDX-License-Identifier: MIT */
#include "host/clock.h"
#include "memory/heap.h"
#include "objects/errors.h"
#include "runtime/runtime.h"

/* From now on no Python runs (D22): every step that may run some fails at once. */
static bool stop(Vm *vm, StopReason reason)
{
    vm->dying = true;
    if (!vm->runtime->stop_reason)
        vm->runtime->stop_reason = reason;
    return false;
}

static bool deadline_passed(const Vm *vm)
{
    return vm->runtime->deadline_ns && clock_monotonic_ns() >= vm->runtime->deadline_ns;
}

static bool raise_async(Vm *vm)
{
    Value exception = vm->thread->async_exception;
    if (!exception)
        return true;
    vm->thread->async_exception = 0;
    raise_args(vm, as_type(exception), NULL, 0);
    release(vm, exception);
    return false;
}

static bool answer(Vm *vm, uint32_t request)
{
    Control *control = vm->runtime->control;
    if (request & REQUEST_KILL)
        return stop(vm, STOP_KILLED);
    if (request & REQUEST_DROP_LOCK)
        lock_give_way(vm);
    if (request & REQUEST_INTERRUPT) {
        atomic_fetch_and(&control->request, ~(uint32_t)REQUEST_INTERRUPT);
        raise_none(vm, &keyboard_interrupt_type);
        return false;
    }
    if (request & REQUEST_SIGNAL && current_thread(vm)->is_main) {
        atomic_fetch_and(&control->request, ~(uint32_t)REQUEST_SIGNAL);
        if (vm->runtime->handle_signals && !vm->runtime->handle_signals(vm))
            return false;
    }
    return !(request & REQUEST_ASYNC) || raise_async(vm);
}

bool runtime_breaker(Vm *vm)
{
    vm->thread->fuel = FUEL_SLICE;
    if (vm->dying)
        return false;
    if (deadline_passed(vm))
        return stop(vm, STOP_DEADLINE);
    int generation = gc_due(vm);
    if (generation >= 0)
        gc_collect(vm, generation);
    uint32_t request = atomic_load_explicit(&vm->runtime->control->request, memory_order_relaxed);
    return !request || answer(vm, request);
}
