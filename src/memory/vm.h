/* vm.h - struct Vm: an isolate. One interpreter: its heap, its threads, its modules; every function's first argument.
 *
 * No state stands outside it: no global, no thread-local. Each layer owns one sub-struct, declared in that layer's header
 * and allocated with the Vm. Layers below call up only through `up` (objects/up.h).
 *
 * Threads: a Vm is touched only by the thread that holds its lock; `thread` is that thread's state and is set by taking
 * the lock. What other threads may touch is the control block (runtime/), never this. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/value.h"

typedef struct Heap          Heap;          /* memory/heap.h */
typedef struct Thread        Thread;        /* memory/thread_state.h */
typedef struct Shape         Shape;         /* objects/shape.h */
typedef struct ObjectsState  ObjectsState;  /* objects/state.h */
typedef struct MachineState  MachineState;  /* vm/machine.h */
typedef struct RuntimeState  RuntimeState;  /* runtime/runtime.h */
typedef struct ModulesState  ModulesState;  /* modules/state.h */
typedef struct Up            Up;            /* objects/up.h */
typedef struct Host          Host;          /* host/host.h */

enum { SHAPE_PAGE_BITS = 8, SHAPE_PAGE_SIZE = 1 << SHAPE_PAGE_BITS };

struct Vm {
    Thread        *thread;      /* the state of the thread that holds the lock */
    const Shape *const **shape_pages; /* number >> 8 -> page of 256 shapes; page 0 is the static types', constant */
    uint32_t       shape_page_count;
    uint32_t       shape_count; /* numbers given so far */
    Heap          *heap;
    const Up      *up;
    ObjectsState  *objects;
    MachineState  *machine;
    RuntimeState  *runtime;
    ModulesState  *modules;
    Host          *host;
    uint64_t       hash_key[2]; /* SipHash key of str and bytes */
    bool           hash_random; /* false: PYTHONHASHSEED=0, key 0 */
    bool           dying;       /* a budget or deadline stopped it: no Python runs any more (D22) */
};

static inline const Shape *shape_of(const Vm *vm, const Object *object)
{
    return vm->shape_pages[object->shape >> SHAPE_PAGE_BITS][object->shape & (SHAPE_PAGE_SIZE - 1)];
}
