/* generator.h - generators, coroutines and asynchronous generators: a frame that lives in an object.
 *
 * While it runs, its fp[-2] and fp[-1] lead to whoever resumed it; while suspended, `pc` is the yield word at which it waits.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "vm/frame.h"

typedef enum GeneratorState { GENERATOR_CREATED, GENERATOR_SUSPENDED, GENERATOR_RUNNING, GENERATOR_DONE } GeneratorState;

struct Generator {
    Object       head;
    Value        name, qualname;
    Value        code;
    Value        origin;        /* cr_origin: tuple; 0: None */
    Value        finalizer;     /* async generators: the hook; 0 */
    Lowered     *lowered;
    const Word  *pc;            /* the yield (or start) word that it waits at */
    FrameObject *frame;         /* its frame object; NULL: none. Borrowed */
    HandledEntry handled;
    Value       *resumer_top;   /* first free slot of the thread's stack while it runs */
    uint8_t      state;         /* GeneratorState */
    bool         hooks_asked, is_closed, is_running_async;
    uint32_t     slot_count;
    Value        storage[];     /* FRAME_HEADER, then slot_count slots */
};

static inline Generator *as_generator(Value v) { return (Generator *)object_of(v); }
static inline bool is_generator_like(Value v) /* generator or coroutine: what SEND resumes directly */
{
    return is_object(v) && (object_of(v)->shape == SHAPE_GENERATOR || object_of(v)->shape == SHAPE_COROUTINE);
}
static inline Value *generator_fp(Generator *generator) { return generator->storage + FRAME_HEADER; }
static inline Generator *generator_of_fp(Value *fp)
{
    return (Generator *)(void *)((char *)(fp - FRAME_HEADER) - offsetof(Generator, storage));
}

/* How a generator answered. */
typedef enum Answer { ANSWER_RAISED = -1, ANSWER_RETURNED = 0, ANSWER_YIELDED = 1 } Answer;
/* Resumes from C with `sent` (borrowed); *result owned unless raised. The exception set is raised inside when raise. */
Answer generator_resume(Vm *vm, Generator *generator, Value sent, bool raise, Value *result);
/* Prepares resumption from the loop: links the frame to fp, landing; sent 0: nothing is stored. false: exception (running,
 * recursion). */
bool generator_enter(Vm *vm, Generator *generator, Value *fp, const Word *pc, const Word *landing, Value sent);
/* It yielded or ended: unlinks the frame, gives its exception state back. */
void generator_leave(Vm *vm, Generator *generator);
/* Its frame is over: everything in it is released (or moved into the frame object). */
void generator_finish(Vm *vm, Generator *generator, const Word *pc);
/* What it waits for in `yield from` or await: borrowed; 0: nothing. */
Value generator_delegate(const Generator *generator);
Value generator_throw(Vm *vm, Value generator, Value type, Value value, Value traceback);
Value generator_close(Vm *vm, Value generator);
Value coroutine_awaitable(Vm *vm, Value v);                    /* GET_AWAITABLE's iterator: owned */
Value async_generator_wrap(Vm *vm, Taken value);
void  generator_dealloc(Vm *vm, Object *self);
bool  generator_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
