/* frame.h - frames as memory (chunks), as positions (walking them), and as Python objects.
 *
 * A frame object of a running frame points at its slots; the frame then returns through the object's own landing word, which
 * moves the locals into the object if anybody still holds it (D13). An object that dies first gives the frame its return
 * address back. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/machine.h"

/* Of a thread (thread->machine). */
typedef struct MachineThread {
    StackChunk *chunk;         /* where frames go now */
    StackChunk *spare;         /* one that was left; NULL */
} MachineThread;

static inline MachineThread *machine_thread(const Thread *thread) { return thread->machine; }

struct StackChunk {
    StackChunk *previous;
    Value      *end;
    size_t      size;
    Word        landing;       /* I_land_chunk: the first frame of the chunk returns through it */
    const Word *return_pc;     /* where that frame really returns */
    Value       slots[];
};

struct FrameObject {
    Object      head;
    Value      *fp;            /* slots of the live frame; NULL: it has ended */
    Generator  *generator;     /* whose frame it is while it lives; NULL. Borrowed */
    Word        landing;       /* I_land_frame_object */
    const Word *return_pc;     /* what the landing word stands in for */
    Value       function;      /* owned */
    Value       code;          /* owned */
    Value       back;          /* frame object of the caller, once asked for after the end; 0. Owned */
    Value       trace;         /* f_trace; 0. Owned */
    Value       extra_locals;  /* names written to f_locals that are no variables: dict; 0. Owned */
    Value       overwritten;   /* list of values that f_locals replaced while words may borrow them; 0. Owned */
    int32_t     unit;          /* position when it ended; of an unwound frame: where it raised */
    int32_t     trace_line;    /* f_lineno set or traced; 0: by position */
    bool        trace_lines, trace_opcodes;
    bool        was_cleared;
    uint32_t    local_count;
    Value       locals[];      /* after the end: owned */
};
static inline bool is_frame(Value v) { return has_shape(v, SHAPE_FRAME); }
static inline FrameObject *as_frame(Value v) { return (FrameObject *)object_of(v); }

/* ---- memory ---- */

/* First free slot above the running frame of the thread. */
Value *stack_top(const Vm *vm, const Thread *thread);
/* A place for a frame of `slots` slots (header included below it), in a new chunk when needed; the frame's fp. *landing: where it
 * must return so that the chunk is left again, else return_pc. NULL: RecursionError or MemoryError. */
Value *stack_frame(Vm *vm, size_t slots, const Word *return_pc, const Word **landing);
/* The chunk's first frame has ended: the chunk below serves again. Where that frame really returns. */
const Word *stack_chunk_leave(Vm *vm);
static inline bool stack_has_room(const Thread *thread, const Value *first, size_t slots)
{
    const StackChunk *chunk = machine_thread(thread)->chunk;
    return first >= chunk->slots && first + slots <= chunk->end;
}

/* ---- walking ---- */

typedef struct FrameWalk {
    Value      *fp;     /* NULL: the end */
    const Word *pc;
} FrameWalk;
/* The innermost frame, then each frame's caller; frames that are being left are skipped. */
FrameWalk frame_walk(const Vm *vm, const Thread *thread);
void frame_walk_next(const Vm *vm, FrameWalk *walk);
/* The landing word that the frame really returns to. */
const Word *frame_return_pc(const Value *fp);

/* The generator whose frame fp is; NULL: it lies on the stack. */
Generator *frame_generator(const Vm *vm, Value *fp, const Word *pc);
int  frame_unit(const Vm *vm, const Value *fp, const Word *pc);   /* its offset in units; -1: before the first */

/* ---- objects ---- */

/* The frame object of a live frame (owned), made when there is none; 0: MemoryError. */
Value frame_object(Vm *vm, Value *fp, const Word *pc);
/* The object of a frame, NULL: none. Borrowed. */
FrameObject *frame_object_of(const Value *fp);
/* The frame ends at pc: its locals move into its object, if it has one, or are released, the last first. The function stays. */
void frame_end(Vm *vm, Value *fp, const Word *pc, uint32_t nlocals);
/* Line now running, -1: none. */
int  frame_object_line(Vm *vm, FrameObject *frame);
/* Offset in co_code, in units, where the frame is. */
int  frame_object_unit(Vm *vm, FrameObject *frame);
Lowered *frame_object_lowered(Vm *vm, const FrameObject *frame);
Value frame_locals(Vm *vm, Value frame);   /* f_locals: mapping or proxy, owned */
/* sys._getframe(depth): owned; 0 and no exception: the stack is not that deep. */
Value machine_frame(Vm *vm, int64_t depth);
