/* generator.c - frames that live in objects: making, resuming, yielding, ending them.
 *
 * Whoever resumes a generator holds a reference to it, so that it can't die while it runs. SPDX-License-Identifier: MIT */
#include "vm/generator.h"

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/call.h"

/* (name, line, function) of each caller, for sys.set_coroutine_origin_tracking_depth. */
static Value origin_of(Vm *vm)
{
    uint32_t  depth = vm->thread->coroutine_origin_depth, count = 0;
    FrameWalk walk = frame_walk(vm, vm->thread);
    frame_walk_next(vm, &walk);
    for (FrameWalk at = walk; at.fp && count < depth; frame_walk_next(vm, &at))
        count++;
    if (count == 0)
        return tuple_empty(vm);
    Tuple *origin = tuple_new(vm, count);
    if (!origin)
        return 0;
    for (uint32_t i = 0; i < count; i++, frame_walk_next(vm, &walk)) {
        const CodeObject *code = as_code(as_function(walk.fp[-3])->code);
        int               line = code_line(code, frame_unit(vm, walk.fp, walk.pc) * 2);
        Value             entry = tuple_of(vm, 3, code->filename, line < 0 ? NONE : int_value(line), code->name);
        if (!entry) {
            release(vm, value_of(origin));
            return 0;
        }
        origin->items[i] = entry;
    }
    return tuple_ready(vm, origin);
}

static uint32_t shape_for(const CodeObject *code)
{
    return code->flags & CODE_COROUTINE ? SHAPE_COROUTINE : code->flags & CODE_ASYNC_GENERATOR ? SHAPE_ASYNC_GENERATOR
                                                                                               : SHAPE_GENERATOR;
}

/* The object for the frame at fp, which moves into it. */
static Generator *generator_new(Vm *vm, Value *fp, const Word *pc)
{
    Function   *fn = as_function(fp[-3]);
    Lowered    *lowered = frame_lowered(vm, fp, pc);
    CodeObject *code = lowered->code;
    size_t      slots = lowered->slots;
    Generator  *self = heap_new_container(vm, sizeof *self + (FRAME_HEADER + slots) * sizeof(Value), shape_for(code));
    if (!self)
        return NULL;
    memset((char *)self + sizeof(Object), 0, sizeof *self - sizeof(Object));
    if (code->flags & CODE_COROUTINE && vm->thread->coroutine_origin_depth && !(self->origin = origin_of(vm))) {
        heap_free(vm, self, sizeof *self + (FRAME_HEADER + slots) * sizeof(Value));
        return NULL;
    }
    self->name = retain(fn->name);
    self->qualname = retain(fn->qualname);
    self->code = retain(value_of(code));
    self->lowered = lowered;
    self->slot_count = (uint32_t)slots;
    self->pc = pc;
    self->state = GENERATOR_CREATED;
    Value *frame = generator_fp(self);
    frame[-4] = frame[-2] = frame[-1] = 0;
    frame[-3] = fp[-3];
    memcpy(frame, fp, lowered->nlocals * sizeof(Value));
    gc_track(vm, &self->head);
    return self;
}

Step step_generator_start(Vm *vm, Value *fp, Word *pc)
{
    Thread     *thread = vm->thread;
    const Word *landing = frame_return_pc(fp);
    Value      *caller = (Value *)(uintptr_t)fp[-2];
    FrameObject *object = frame_object_of(fp);
    Generator  *self = generator_new(vm, fp, pc);
    if (!self)
        return STEP_ERROR;
    if (object) { /* somebody looked at the frame while its cells were made */
        object->fp = generator_fp(self);
        object->generator = self;
        self->frame = object;
    }
    thread->depth--;
    if (instruction_of(landing) == I_land_chunk)
        landing = stack_chunk_leave(vm);
    deliver(vm, thread, caller, landing, value_of(self));
    return STEP_ENTER;
}

static const char *kind_name(const Generator *self)
{
    return self->head.shape == SHAPE_COROUTINE ? "coroutine" : self->head.shape == SHAPE_ASYNC_GENERATOR ? "async generator"
                                                                                                          : "generator";
}

bool generator_enter(Vm *vm, Generator *self, Value *fp, const Word *pc, const Word *landing, Value sent)
{
    Thread *thread = vm->thread;
    Value  *frame = generator_fp(self);

    if (self->state == GENERATOR_RUNNING) {
        value_error(vm, "%s already executing", kind_name(self));
        return false;
    }
    if (thread->depth >= thread->recursion_limit) {
        recursion_error(vm, "");
        return false;
    }
    if (--thread->fuel <= 0 && !vm->up->breaker(vm))
        return false;
    self->resumer_top = stack_top(vm, thread);
    frame[-4] = (Value)(uintptr_t)pc;
    frame[-2] = (Value)(uintptr_t)fp;
    frame[-1] = (Value)(uintptr_t)landing;
    self->handled.previous = thread->handled;
    thread->handled = &self->handled;
    self->state = GENERATOR_RUNNING;
    thread->depth++;
    thread->fp = frame;
    thread->pc = self->pc + 1;
    if (sent)
        word_set(vm, frame, self->pc, retain(sent));
    return true;
}

void generator_leave(Vm *vm, Generator *self)
{
    vm->thread->handled = self->handled.previous;
    self->handled.previous = NULL;
}

void generator_finish(Vm *vm, Generator *self, const Word *pc)
{
    Value       *frame = generator_fp(self), function = frame[-3];
    FrameObject *object = self->frame;
    uint32_t     nlocals = self->lowered->nlocals;

    if (self->state == GENERATOR_DONE)
        return;
    bool waits = self->state == GENERATOR_SUSPENDED;
    self->state = GENERATOR_DONE;
    if (waits)
        stack_release(vm, self->lowered, frame, lowered_row(self->lowered, self->pc)->node, 0);
    if (object) {
        retain(value_of(object));
        object->unit = (int32_t)lowered_row(self->lowered, pc)->unit;
        object->fp = NULL;
        object->generator = NULL;
        self->frame = NULL;
        memcpy(object->locals, frame, nlocals * sizeof(Value));
        release(vm, value_of(object));
    } else {
        slots_release(vm, frame, nlocals);
    }
    replace(vm, &self->handled.exception, 0);
    frame[-3] = 0;
    release(vm, function);
}

Value generator_delegate(const Generator *self)
{
    if (self->state != GENERATOR_SUSPENDED || instruction_of(self->pc) != I_yield || !self->pc->c)
        return 0;
    return self->storage[FRAME_HEADER + self->pc->c - 1];
}

Step step_yield(Vm *vm, Value *fp, Word *pc)
{
    Thread     *thread = vm->thread;
    Generator  *self = generator_of_fp(fp);
    Value       value = word_take_b(fp, pc);
    const Word *landing = (const Word *)(uintptr_t)fp[-1];
    Value      *caller = (Value *)(uintptr_t)fp[-2];

    self->pc = pc;
    self->state = GENERATOR_SUSPENDED;
    generator_leave(vm, self);
    thread->depth--;
    thread->fp = caller;
    if (instruction_of(landing) == I_land_c) {
        thread->returned = value;
        thread->pc = landing;
        return STEP_ENTER;
    }
    thread->pc = landing + 1;
    word_set(vm, caller, landing, value);
    return STEP_ENTER;
}

Step step_generator_return(Vm *vm, Value *fp, Word *pc)
{
    Thread     *thread = vm->thread;
    Generator  *self = generator_of_fp(fp);
    Value       value = fp[pc->b];
    const Word *landing = (const Word *)(uintptr_t)fp[-1];
    Value      *caller = (Value *)(uintptr_t)fp[-2];
    bool        from_c = instruction_of(landing) == I_land_c;

    fp[pc->b] = UNBOUND;
    generator_leave(vm, self);
    thread->depth--;
    thread->fp = caller;
    thread->pc = from_c ? (const Word *)(uintptr_t)fp[-4] : landing;
    generator_finish(vm, self, pc);
    if (from_c) {
        thread->returned = value;
        thread->pc = landing_c;
        return STEP_ENTER;
    }
    thread->pc = landing - 1 + landing[-1].jump;
    if (instruction_of(landing) == I_land_for)
        release(vm, value);
    else
        caller[landing->a] = value;
    return STEP_ENTER;
}

Answer generator_resume(Vm *vm, Generator *self, Value sent, bool raise, Value *result)
{
    Thread     *thread = vm->thread;
    Value      *fp = thread->fp;
    const void *pc = thread->pc;
    const Word *start = self->pc;
    Value       pending = raise ? exception_take(vm) : 0;

    *result = 0;
    if (!c_stack_left(vm)) {
        release(vm, pending);
        c_stack_overflow(vm, "");
        return ANSWER_RAISED;
    }
    if (!generator_enter(vm, self, fp, pc, landing_c, raise ? 0 : sent)) {
        release(vm, pending);
        return ANSWER_RAISED;
    }
    if (raise) {
        thread->pc = start;
        exception_put(vm, pending);
    }
    *result = machine_loop(vm, thread, raise);
    thread->fp = fp;
    thread->pc = pc;
    if (!*result)
        return ANSWER_RAISED;
    return self->state == GENERATOR_SUSPENDED ? ANSWER_YIELDED : ANSWER_RETURNED;
}

/* ---- life ---- */

void generator_dealloc(Vm *vm, Object *object)
{
    Generator *self = (Generator *)object;
    gc_untrack(vm, object);
    if (self->state != GENERATOR_DONE)
        generator_finish(vm, self, self->pc);
    if (self->frame) {
        self->frame->fp = NULL;
        self->frame->generator = NULL;
    }
    release(vm, self->finalizer);
    release(vm, self->origin);
    release(vm, self->name);
    release(vm, self->qualname);
    release(vm, self->code);
    heap_free(vm, self, sizeof *self + (FRAME_HEADER + self->slot_count) * sizeof(Value));
}

bool generator_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Generator     *self = (Generator *)object;
    const Lowered *lowered = self->lowered;
    Value         *frame = generator_fp(self);
    (void)vm;
    if (self->finalizer && !visit(self->finalizer, arg))
        return false;
    if (self->handled.exception && !visit(self->handled.exception, arg))
        return false;
    if (self->state != GENERATOR_CREATED && self->state != GENERATOR_SUSPENDED)
        return true;
    if (!visit(frame[-3], arg))
        return false;
    for (uint32_t i = 0; i < lowered->nlocals; i++)
        if (!visit(frame[i], arg))
            return false;
    if (self->state == GENERATOR_CREATED)
        return true;
    for (uint32_t node = lowered_row(lowered, self->pc)->node; lowered->nodes[node].depth; node = lowered->nodes[node].below)
        if (lowered->nodes[node].kind == NODE_TEMP && !visit(frame[lowered->nodes[node].slot], arg))
            return false;
    return true;
}
