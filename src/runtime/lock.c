/* lock.c - the isolate's lock: one thread runs Python at a time, and gives way when another has waited for the switch interval.
 *
 * Fairness: who gives way on request waits until the lock was taken by somebody else. SPDX-License-Identifier: MIT */
#include "runtime/runtime.h"

#include "host/clock.h"
#include "vm/machine.h"

Control *control_new(void)
{
    Allocator from = host_allocator();
    Control  *control = allocate(&from, sizeof *control);
    if (!control)
        return NULL;
    *control = (Control){.references = 1};
    mutex_init(&control->mutex);
    condition_init(&control->lock_free);
    return control;
}

void control_release(Control *control)
{
    if (atomic_fetch_sub(&control->references, 1) != 1)
        return;
    Allocator from = host_allocator();
    condition_destroy(&control->lock_free);
    mutex_destroy(&control->mutex);
    deallocate(&from, control, sizeof *control);
}

void control_request(Control *control, uint32_t request)
{
    atomic_fetch_or(&control->request, request);
}


void lock_acquire(Vm *vm, ThreadRuntime *thread)
{
    Control *control = vm->runtime->control;
    mutex_lock(&control->mutex);
    control->waiting++;
    while (control->holder) {
        uint64_t seen = control->handovers;
        bool     signalled = condition_wait_until(&control->lock_free, &control->mutex, clock_monotonic_ns() + vm->runtime->switch_interval_ns);
        if (!signalled && control->holder && control->handovers == seen)
            control_request(control, REQUEST_DROP_LOCK);
    }
    control->waiting--;
    control->holder = thread;
    control->handovers++;
    vm->thread = &thread->core;
    condition_broadcast(&control->lock_free);
    mutex_unlock(&control->mutex);
}

void lock_drop(Vm *vm)
{
    Control *control = vm->runtime->control;
    mutex_lock(&control->mutex);
    control->holder = NULL;
    vm->thread = NULL;
    condition_signal(&control->lock_free);
    mutex_unlock(&control->mutex);
}

/* Gives the lock to a thread that waits for it, and queues for it again. */
void lock_give_way(Vm *vm)
{
    Control       *control = vm->runtime->control;
    ThreadRuntime *thread = current_thread(vm);
    mutex_lock(&control->mutex);
    atomic_fetch_and(&control->request, ~(uint32_t)REQUEST_DROP_LOCK);
    uint64_t seen = control->handovers;
    control->holder = NULL;
    condition_broadcast(&control->lock_free);
    while (control->waiting && control->handovers == seen)
        condition_wait(&control->lock_free, &control->mutex);
    mutex_unlock(&control->mutex);
    lock_acquire(vm, thread);
}

HostWake *runtime_unlock(Vm *vm)
{
    ThreadRuntime *thread = current_thread(vm);
    lock_drop(vm);
    return &thread->wake;
}

/* The calling thread finds its state by its identity: nothing of the Vm may be asked before the lock is held. */
void runtime_lock(Vm *vm)
{
    Control       *control = vm->runtime->control;
    uint64_t       ident = thread_ident();
    ThreadRuntime *thread;
    mutex_lock(&control->mutex);
    for (thread = control->threads; thread && thread->ident != ident; thread = thread->next)
        ;
    mutex_unlock(&control->mutex);
    lock_acquire(vm, thread);
}

ThreadRuntime *thread_runtime_new(Vm *vm)
{
    ThreadRuntime *thread = mem_zero(vm, sizeof *thread);
    if (!thread)
        return NULL;
    if (!thread_runtime_init(vm, thread)) {
        mem_free(vm, thread, sizeof *thread);
        return NULL;
    }
    return thread;
}

bool thread_runtime_init(Vm *vm, ThreadRuntime *thread)
{
    Control *control = vm->runtime->control;
    Thread  *core = &thread->core;
    core->vm = vm;
    core->handled = &core->handled_base;
    core->fuel = FUEL_SLICE;
    core->recursion_limit = vm->thread ? vm->thread->recursion_limit : vm->runtime->options.recursion_limit;
    wake_init(&thread->wake);
    if (!machine_thread_init(vm, core))
        return false;
    mutex_lock(&control->mutex);
    thread->next = control->threads;
    control->threads = thread;
    mutex_unlock(&control->mutex);
    return true;
}

void thread_attach(ThreadRuntime *thread)
{
    uintptr_t lowest;
    size_t    size;
    thread_stack(&lowest, &size);
    thread->ident = thread_ident();
    thread->core.c_stack_hard = lowest + (size > 262144 ? 32768 : size / 8);
    thread->core.c_stack_limit = thread->core.c_stack_hard + (size > 262144 ? 65536 : size / 8);
}

void thread_runtime_free(Vm *vm, ThreadRuntime *thread)
{
    Control *control = vm->runtime->control;
    mutex_lock(&control->mutex);
    for (ThreadRuntime **link = &control->threads; *link; link = &(*link)->next)
        if (*link == thread) {
            *link = thread->next;
            break;
        }
    mutex_unlock(&control->mutex);
    Thread *core = &thread->core;
    Value   owned[] = {core->exception, core->handled_base.exception, core->context, core->async_exception, core->repr_active,
                       core->asyncgen_firstiter, core->asyncgen_finalizer, thread->local_dict, thread->handle};
    machine_thread_drop(vm, core);
    for (size_t i = 0; i < countof(owned); i++)
        release(vm, owned[i]);
    wake_destroy(&thread->wake);
    if (!thread->is_main)
        mem_free(vm, thread, sizeof *thread);
}
