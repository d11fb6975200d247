/* frame_walk.c - frames as memory and as positions: chunks, walking, which generator a frame belongs to.
 * SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/generator.h"

enum { FIRST_CHUNK = 8 * 1024, LATER_CHUNK = 64 * 1024 };

/* ---- chunks ---- */

static StackChunk *chunk_new(Vm *vm, size_t slots, size_t minimum)
{
    size_t size = sizeof(StackChunk) + slots * sizeof(Value);
    if (size < minimum)
        size = minimum;
    StackChunk *chunk = mem_alloc(vm, size);
    if (!chunk)
        return NULL;
    *chunk = (StackChunk){.size = size, .landing = {.op = I_land_chunk << OP_SHIFT}};
    chunk->end = (Value *)(void *)((char *)chunk + (size & ~(size_t)7));
    return chunk;
}

static void chunk_use(Thread *thread, StackChunk *chunk)
{
    machine_thread(thread)->chunk = chunk;
    thread->stack_limit = chunk->end - FRAME_SLOTS_MAX;
}

bool machine_thread_init(Vm *vm, Thread *thread)
{
    MachineThread *own = mem_zero(vm, sizeof *own);
    StackChunk    *chunk = own ? chunk_new(vm, 0, FIRST_CHUNK) : NULL;
    if (!chunk) {
        mem_free(vm, own, sizeof *own);
        return false;
    }
    thread->machine = own;
    chunk_use(thread, chunk);
    return true;
}

void machine_thread_drop(Vm *vm, Thread *thread)
{
    MachineThread *own = machine_thread(thread);
    if (!own)
        return;
    for (StackChunk *chunk = own->chunk, *previous; chunk; chunk = previous) {
        previous = chunk->previous;
        mem_free(vm, chunk, chunk->size);
    }
    if (own->spare)
        mem_free(vm, own->spare, own->spare->size);
    mem_free(vm, own, sizeof *own);
    thread->machine = NULL;
}

/* The generator whose frame fp is, NULL: it is on the stack. */
static Generator *generator_at(const Vm *vm, Value *fp, const Word *pc)
{
    const Lowered *lowered = frame_lowered(vm, fp, pc);
    if (!lowered->is_generator)
        return NULL;
    for (const Word *word = lowered->words; word < pc; word += instruction_words[instruction_of(word)])
        if (instruction_of(word) == I_generator_start)
            return generator_of_fp(fp);
    return NULL;
}

Value *stack_top(const Vm *vm, const Thread *thread)
{
    if (!thread->fp)
        return machine_thread(thread)->chunk->slots;
    Generator *generator = generator_at(vm, thread->fp, thread->pc);
    if (generator)
        return generator->resumer_top;
    return thread->fp + frame_lowered(vm, thread->fp, thread->pc)->slots;
}

Value *stack_frame(Vm *vm, size_t slots, const Word *return_pc, const Word **landing)
{
    Thread        *thread = vm->thread;
    MachineThread *own = machine_thread(thread);
    Value         *top = stack_top(vm, thread);
    size_t         wanted = slots + FRAME_HEADER;

    *landing = return_pc;
    if (stack_has_room(thread, top, wanted))
        return top + FRAME_HEADER;
    StackChunk *chunk = own->spare;
    if (chunk && (size_t)(chunk->end - chunk->slots) >= wanted)
        own->spare = NULL;
    else
        chunk = chunk_new(vm, wanted, LATER_CHUNK);
    if (!chunk)
        return NULL;
    chunk->previous = own->chunk;
    chunk->return_pc = return_pc;
    chunk_use(thread, chunk);
    *landing = &chunk->landing;
    return chunk->slots + FRAME_HEADER;
}

const Word *stack_chunk_leave(Vm *vm)
{
    Thread        *thread = vm->thread;
    MachineThread *own = machine_thread(thread);
    StackChunk    *left = own->chunk;
    const Word    *return_pc = left->return_pc;
    chunk_use(thread, left->previous);
    if (own->spare)
        mem_free(vm, own->spare, own->spare->size);
    own->spare = left;
    return return_pc;
}

/* ---- walking ---- */

const Word *frame_return_pc(const Value *fp)
{
    const Word *landing = (const Word *)(uintptr_t)fp[-1];
    if (instruction_of(landing) == I_land_frame_object)
        landing = frame_object_of(fp)->return_pc;
    return landing;
}

/* The landing word behind those of chunks and frame objects. */
static const Word *real_return_pc(const Value *fp)
{
    const Word *landing = frame_return_pc(fp);
    if (instruction_of(landing) == I_land_chunk)
        landing = ((const StackChunk *)(const void *)((const char *)landing - offsetof(StackChunk, landing)))->return_pc;
    return landing;
}

static bool is_live(const Word *pc)
{
    enum Instruction op = instruction_of(pc);
    return op != I_return && op != I_generator_return;
}

static void walk_up(FrameWalk *walk)
{
    const Word *landing = real_return_pc(walk->fp);
    walk->pc = instruction_of(landing) == I_land_c ? (const Word *)(uintptr_t)walk->fp[-4] : landing;
    walk->fp = (Value *)(uintptr_t)walk->fp[-2];
}

static void skip_dying(FrameWalk *walk)
{
    while (walk->fp && !is_live(walk->pc))
        walk_up(walk);
}

FrameWalk frame_walk(const Vm *vm, const Thread *thread)
{
    FrameWalk walk = {thread->fp, thread->pc};
    (void)vm;
    skip_dying(&walk);
    return walk;
}

void frame_walk_next(const Vm *vm, FrameWalk *walk)
{
    (void)vm;
    walk_up(walk);
    skip_dying(walk);
}

Generator *frame_generator(const Vm *vm, Value *fp, const Word *pc)
{
    return generator_at(vm, fp, pc);
}

int frame_unit(const Vm *vm, const Value *fp, const Word *pc)
{
    return (int)lowered_row(frame_lowered(vm, fp, pc), pc)->unit;
}

Value machine_globals(Vm *vm)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    return walk.fp ? as_function(walk.fp[-3])->globals : 0;
}

Value machine_builtins(Vm *vm)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    return walk.fp ? as_function(walk.fp[-3])->builtins : 0;
}

Value machine_current_code(Vm *vm)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    return walk.fp ? value_of(frame_lowered(vm, walk.fp, walk.pc)->code) : 0;
}

/* The first argument, in a cell or not; UNBOUND: deleted. */
static Value first_argument(const CodeObject *code, const Value *fp)
{
    Value v = fp[0];
    return code->local_kinds[0] & LOCAL_CELL && has_shape(v, SHAPE_CELL) ? as_cell(v)->value : v;
}

bool machine_super_arguments(Vm *vm, Value *cls, Value *self)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    if (!walk.fp)
        return runtime_error(vm, "super(): no current frame"), false;
    CodeObject *code = frame_lowered(vm, walk.fp, walk.pc)->code;
    Value       names = code_localsplus(vm, code), found = 0;
    if (!names)
        return false;
    if (code->argcount == 0)
        return runtime_error(vm, "super(): no arguments"), false;
    Value first = first_argument(code, walk.fp);
    if (first == UNBOUND)
        return runtime_error(vm, "super(): arg[0] deleted"), false;
    for (uint32_t i = 0; i < code->localsplus_count; i++)
        if (code->local_kinds[i] & LOCAL_FREE && str_is(tuple_get(names, i), "__class__"))
            found = walk.fp[i];
    if (!found || !has_shape(found, SHAPE_CELL))
        return runtime_error(vm, "super(): __class__ cell not found"), false;
    found = as_cell(found)->value;
    if (found == UNBOUND)
        return runtime_error(vm, "super(): empty __class__ cell"), false;
    if (!is_type(vm, found))
        return runtime_error(vm, "super(): __class__ is not a type (%T)", found), false;
    *cls = retain(found);
    *self = retain(first);
    return true;
}

Value machine_frame(Vm *vm, int64_t depth)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    while (walk.fp && depth-- > 0)
        frame_walk_next(vm, &walk);
    return walk.fp ? frame_object(vm, walk.fp, walk.pc) : 0;
}
