/* isolate.c - how an isolate begins and ends.
 *
 *   first block, 64 KiB: [Vm][Heap][ObjectsState][RuntimeState][main thread][room for the heap's first runs ...]
 *
 * isolate_free needs no walk over objects: what has a resource outside the heap belongs to the host, the control block or the
 * machine; the rest is pages. SPDX-License-Identifier: MIT */
#include "base/siphash.h"
#include "host/system.h"
#include "memory/weakref.h"
#include "objects/errors.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/up.h"
#include "runtime/runtime.h"
#include "vm/machine.h"

typedef struct FirstBlock {
    Vm            vm;
    Heap          heap;
    ObjectsState  objects;
    RuntimeState  runtime;
    ThreadRuntime thread;
    Allocator     source;
} FirstBlock;

_Static_assert(sizeof(FirstBlock) <= 12 * 1024, "the Vm takes at most 12 KiB of an idle isolate");

enum { DEFAULT_RECURSION_LIMIT = 1000, SWITCH_INTERVAL_NS = 5000000 };

/* CPython's generator of the hash key: bytes of a linear congruential generator seeded with PYTHONHASHSEED. */
static void key_from_seed(uint32_t seed, uint64_t key[2])
{
    uint8_t bytes[16];
    for (size_t i = 0; i < sizeof bytes; i++) {
        seed = seed * 214013 + 2531011;
        bytes[i] = (uint8_t)(seed >> 16);
    }
    memcpy(key, bytes, sizeof bytes);
}

static bool choose_hash_key(Vm *vm, const IsolateOptions *options)
{
    vm->hash_random = options->hash_random;
    if (options->hash_random)
        return vm->host->system->entropy(vm->host, vm->hash_key, sizeof vm->hash_key, true) == 0;
    if (options->hash_seed)
        key_from_seed(options->hash_seed, vm->hash_key);
    return true;
}

static void set_options(Vm *vm, const IsolateOptions *options)
{
    RuntimeState *runtime = vm->runtime;
    runtime->options = *options;
    if (!runtime->options.recursion_limit)
        runtime->options.recursion_limit = DEFAULT_RECURSION_LIMIT;
    runtime->deadline_ns = options->deadline_ns;
    runtime->switch_interval_ns = SWITCH_INTERVAL_NS;
}

/* The parts in the order of their dependence. What fails leaves the rest to isolate_free. */
static bool begin(Vm *vm, const IsolateOptions *options)
{
    RuntimeState *runtime = vm->runtime;
    runtime->control = control_new();
    if (!runtime->control)
        return false;
    runtime->control->vm = vm;
    if (!choose_hash_key(vm, options) || !machine_init(vm) || !thread_runtime_init(vm, runtime->main_thread))
        return false;
    runtime->main_thread->is_main = true;
    thread_attach(runtime->main_thread);
    lock_acquire(vm, runtime->main_thread);
    if (!objects_init(vm))
        return false;
    if (options->int_max_str_digits >= 0)
        vm->objects->int_max_str_digits = (uint32_t)options->int_max_str_digits;
    if (!builtins_init(vm) || !sys_init(vm))
        return false;
    vm->heap->limit = options->heap_limit;
    return true;
}

Vm *isolate_new(const IsolateOptions *options)
{
    FirstBlock *block = pool_take(options->pool);
    if (!block)
        return NULL;
    Vm *vm = &block->vm;
    block->source = host_allocator();
    vm->heap = &block->heap;
    vm->objects = &block->objects;
    vm->runtime = &block->runtime;
    vm->up = &runtime_up;
    vm->host = options->host;
    vm->runtime->first_block = block;
    vm->runtime->main_thread = &block->thread;
    vm->thread = NULL;
    heap_init(vm, vm->heap, (char *)block + ((sizeof *block + 15) & ~(size_t)15), (char *)block + POOL_BLOCK, options->pool,
              &block->source);
    set_options(vm, options);
    if (begin(vm, options))
        return vm;
    vm->host = NULL; /* stays the caller's */
    isolate_free(vm);
    return NULL;
}

void isolate_free(Vm *vm)
{
    FirstBlock *block = vm->runtime->first_block;
    Control    *control = vm->runtime->control;
    Pool       *pool = vm->runtime->options.pool;
    Host       *host = vm->host;

    vm->dying = true;
    machine_drop(vm);
    if (control) {
        mutex_lock(&control->mutex);
        control->vm = NULL;
        control->holder = NULL;
        control->threads = NULL;
        mutex_unlock(&control->mutex);
    }
    wake_destroy(&block->thread.wake);
    heap_drop(vm->heap);
    if (host)
        host_free(host);
    pool_give(pool, block);
    if (control)
        control_release(control);
}
