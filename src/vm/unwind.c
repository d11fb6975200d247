/* unwind.c - an exception looks for its handler: through ranges, frames, generators, up to where C entered.
 *
 * Each frame that it passes gets a record; what stands on the frame's stack above the handler dies, top first. While a `dying`
 * isolate ends no handler runs. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "vm/generator.h"
#include "vm/trace_record.h"

static const Handler *find_handler(const Lowered *lowered, uint32_t unit)
{
    for (uint32_t i = 0; i < lowered->handler_count; i++) {
        const Handler *handler = &lowered->handlers[i];
        if (unit >= handler->start && unit < handler->end)
            return handler;
    }
    return NULL;
}

void stack_release(Vm *vm, const Lowered *lowered, Value *fp, uint32_t node, unsigned depth)
{
    for (; lowered->nodes[node].depth > depth; node = lowered->nodes[node].below)
        if (lowered->nodes[node].kind == NODE_TEMP)
            release(vm, fp[lowered->nodes[node].slot]);
}

/* Position in the caller that a left frame's landing word stands for; releases what the landing would have consumed. */
static void land_raised(Vm *vm, Value *fp, const Word *landing)
{
    if (instruction_of(landing) == I_land_init)
        release(vm, fp[landing->a]);
}

/* The frame ends by the exception: thread->fp and pc become the caller's. false: C entered it. */
static bool leave_frame(Vm *vm, Value *fp, const Word *pc, const Lowered *lowered)
{
    Thread     *thread = vm->thread;
    Generator  *generator = frame_generator(vm, fp, pc);
    Value      *caller = (Value *)(uintptr_t)fp[-2], function = fp[-3];
    const Word *landing = frame_return_pc(fp);
    bool        from_c;

    thread->depth--;
    if (generator) {
        from_c = instruction_of(landing) == I_land_c;
        generator_leave(vm, generator);
        thread->fp = caller;
        thread->pc = from_c ? (const Word *)(uintptr_t)fp[-4] : landing;
        generator_finish(vm, generator, pc);
        return !from_c;
    }
    frame_end(vm, fp, pc, lowered->nlocals);
    if (instruction_of(landing) == I_land_chunk)
        landing = stack_chunk_leave(vm);
    from_c = instruction_of(landing) == I_land_c;
    thread->fp = caller;
    thread->pc = from_c ? (const Word *)(uintptr_t)fp[-4] : landing;
    release(vm, function);
    if (!from_c)
        land_raised(vm, caller, landing);
    return !from_c;
}

bool machine_unwind(Vm *vm)
{
    Thread *thread = vm->thread;
    for (;;) {
        Value         *fp = thread->fp;
        const Word    *pc = thread->pc;
        const Lowered *lowered = frame_lowered(vm, fp, pc);
        const WordRow *row = lowered_row(lowered, pc);
        const Handler *handler = vm->dying ? NULL : find_handler(lowered, row->unit);
        if (!vm->machine->is_reraise && !vm->dying)
            trace_record_add(vm, thread->exception, fp, pc);
        vm->machine->is_reraise = false;
        stack_release(vm, lowered, fp, row->node, handler ? handler->depth : 0);
        if (handler) {
            fp[handler->exception_slot] = thread->exception;
            thread->exception = 0;
            if (handler->lasti_slot)
                fp[handler->lasti_slot] = int_value((int64_t)row->unit);
            thread->pc = lowered->words + handler->word;
            return true;
        }
        if (!leave_frame(vm, fp, pc, lowered))
            return false;
    }
}
