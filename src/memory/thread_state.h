/* thread_state.h - what a thread of an isolate has of its own: the exception in flight, the one being handled, its fuel,
 * its stack of frames. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

typedef struct Frame        Frame;         /* vm/frame.h */
typedef struct HandledEntry HandledEntry;

/* A stack of exceptions being handled: one entry for the thread, one for each running generator on top of it. */
struct HandledEntry {
    Value         exception; /* owned; NONE or 0: none */
    HandledEntry *previous;
};

struct Thread {
    Vm           *vm;
    Value         exception;     /* raised and not yet caught, an instance; 0: none. Owned */
    HandledEntry *handled;       /* top of the stack; never NULL */
    HandledEntry  handled_base;
    Value        *fp;            /* the running Python frame and its position: written before each step that may raise or run */
    const void   *pc;            /* Python (vm/frame.h); NULL: no Python runs */
    Value        *stack_limit;   /* a callee's frame of up to 64 slots must begin below */
    Value         returned;      /* vm/'s: a result on its way through a landing word. Owned */
    int64_t       fuel;          /* countdown to the next look at the world (D14) */
    uint32_t      depth;         /* of Python calls, C ones that re-enter the loop among them */
    uint32_t      soft_limit;    /* depth at which a call takes the slow path (D11) */
    uint32_t      recursion_limit;
    uint32_t      freeing;       /* depth of nested destructors */
    uintptr_t     c_stack_limit; /* lowest address that C recursion may reach; enter_c compares with it */
    uintptr_t     c_stack_top;   /* where the thread's stack began when it attached; 0: unknown */
    uintptr_t     c_stack_hard;  /* lower: room for handling the error itself */
    void         *machine;       /* vm/'s: chunks of frames, current frame */
    void         *runtime;       /* runtime/'s: identity, thread-local dict, tracing */
    Value         context;       /* current contextvars.Context; 0: none yet. Owned */
    Value         async_exception; /* set from another thread; 0: none. Owned */
    Value         repr_active;   /* list of the objects whose repr runs; 0: none. Owned */
    Value         asyncgen_firstiter, asyncgen_finalizer; /* hooks; 0: none. Owned */
    uint32_t      coroutine_origin_depth;
    Thread       *next;          /* the isolate's threads */
};

/* May C recursion go deeper? (D21.) Compare before each recursive call; on false raise with c_stack_overflow(vm). */
static inline bool c_stack_left(const Vm *vm)
{
    return (uintptr_t)__builtin_frame_address(0) > vm->thread->c_stack_limit;
}
