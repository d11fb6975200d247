/* frame.c - frame objects: made of live frames when asked for, and what remains of frames that ended.
 * SPDX-License-Identifier: MIT */
#include "vm/frame.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/frame_locals.h"
#include "vm/generator.h"

FrameObject *frame_object_of(const Value *fp)
{
    const char *landing = (const char *)(uintptr_t)fp[-1];
    if (instruction_of((const Word *)(const void *)landing) != I_land_frame_object)
        return NULL;
    return (FrameObject *)(void *)(uintptr_t)(landing - offsetof(FrameObject, landing));
}

static FrameObject *frame_allocate(Vm *vm, Value *fp, uint32_t locals)
{
    FrameObject *self = heap_new_container(vm, sizeof *self + locals * sizeof(Value), SHAPE_FRAME);
    if (!self)
        return NULL;
    memset((char *)self + sizeof(Object), 0, sizeof *self - sizeof(Object));
    self->local_count = locals;
    self->fp = fp;
    self->function = retain(fp[-3]);
    self->code = retain(as_function(fp[-3])->code);
    self->landing.op = I_land_frame_object << OP_SHIFT;
    self->trace_lines = true;
    for (uint32_t i = 0; i < locals; i++)
        self->locals[i] = UNBOUND;
    return self;
}

Value frame_object(Vm *vm, Value *fp, const Word *pc)
{
    Lowered     *lowered = frame_lowered(vm, fp, pc);
    Generator   *generator = frame_generator(vm, fp, pc);
    FrameObject *self = generator ? generator->frame : frame_object_of(fp);
    if (self)
        return retain(value_of(self));
    self = frame_allocate(vm, fp, lowered->nlocals);
    if (!self)
        return 0;
    if (as_code(self->code) != lowered->code)
        replace(vm, &self->code, retain(value_of(lowered->code)));
    if (generator) {
        self->generator = generator;
        generator->frame = self;
    } else {
        self->return_pc = (const Word *)(uintptr_t)fp[-1];
        fp[-1] = (Value)(uintptr_t)&self->landing;
    }
    gc_track(vm, &self->head);
    return value_of(self);
}

/* The object gives its live frame back. */
static void detach(FrameObject *self)
{
    if (!self->fp)
        return;
    if (self->generator)
        self->generator->frame = NULL;
    else
        self->fp[-1] = (Value)(uintptr_t)self->return_pc;
    self->fp = NULL;
    self->generator = NULL;
}

/* Walks up the stack to the frame of self; false: it does not run. */
static bool find_running(Vm *vm, const FrameObject *self, FrameWalk *walk)
{
    *walk = (FrameWalk){vm->thread->fp, vm->thread->pc};
    for (FrameWalk at = frame_walk(vm, vm->thread); at.fp; frame_walk_next(vm, &at))
        if (at.fp == self->fp) {
            *walk = at;
            return true;
        }
    return false;
}

int frame_object_unit(Vm *vm, FrameObject *self)
{
    FrameWalk walk;
    if (!self->fp)
        return self->unit;
    if (self->generator && self->generator->state != GENERATOR_RUNNING)
        return frame_unit(vm, self->fp, self->generator->pc);
    return find_running(vm, self, &walk) ? frame_unit(vm, walk.fp, walk.pc) : 0;
}

int frame_object_line(Vm *vm, FrameObject *self)
{
    if (self->trace_line)
        return self->trace_line;
    return code_line(as_code(self->code), frame_object_unit(vm, self) * 2);
}

void frame_end(Vm *vm, Value *fp, const Word *pc, uint32_t nlocals)
{
    FrameObject *self = frame_object_of(fp);
    if (!self) {
        slots_release(vm, fp, nlocals);
        return;
    }
    FrameWalk caller = {fp, pc};
    self->unit = frame_unit(vm, fp, pc);
    retain(value_of(self));
    frame_walk_next(vm, &caller); /* f_back stays known: the caller has a frame object from now on if this one is kept */
    memcpy(self->locals, fp, nlocals * sizeof(Value));
    for (uint32_t i = 0; i < nlocals; i++)
        fp[i] = UNBOUND;
    detach(self);
    if (self->head.refs > 1 && caller.fp) {
        Value pending = exception_take(vm);
        self->back = frame_object(vm, caller.fp, caller.pc);
        if (exception_pending(vm))
            exception_clear(vm);
        if (pending)
            exception_put(vm, pending);
    }
    release(vm, value_of(self));
}

/* ---- the Python object ---- */

static void frame_dealloc(Vm *vm, Object *object)
{
    FrameObject *self = (FrameObject *)object;
    uint32_t     count = self->local_count;
    gc_untrack(vm, object);
    if (self->fp)
        detach(self);
    else
        slots_release(vm, self->locals, count);
    release(vm, self->back);
    release(vm, self->trace);
    release(vm, self->extra_locals);
    release(vm, self->overwritten);
    release(vm, self->function);
    release(vm, self->code);
    heap_free(vm, self, sizeof *self + count * sizeof(Value));
}

static bool visit_value(Value v, VisitFn visit, void *arg)
{
    return !v || visit(v, arg);
}

static bool frame_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    FrameObject *self = (FrameObject *)object;
    (void)vm;
    if (!visit(self->function, arg) || !visit_value(self->back, visit, arg) || !visit_value(self->trace, visit, arg)
        || !visit_value(self->extra_locals, visit, arg) || !visit_value(self->overwritten, visit, arg))
        return false;
    for (uint32_t i = 0; i < self->local_count; i++)
        if (!visit(self->locals[i], arg))
            return false;
    return true;
}

static void frame_clear_slot(Vm *vm, Object *object)
{
    FrameObject *self = (FrameObject *)object;
    for (uint32_t i = self->local_count; i-- > 0;)
        replace(vm, &self->locals[i], UNBOUND);
    replace(vm, &self->trace, 0);
    replace(vm, &self->extra_locals, 0);
}

#define GETTER(name, expression)                                           \
    static Value name(Vm *vm, const Value *arg, size_t count)              \
    {                                                                      \
        FrameObject *self = as_frame(arg[0]);                              \
        (void)vm;                                                          \
        (void)count;                                                       \
        return expression;                                                 \
    }
GETTER(get_code, retain(self->code))
GETTER(get_globals, retain(as_function(self->function)->globals))
GETTER(get_builtins, retain(as_function(self->function)->builtins))
GETTER(get_trace, self->trace ? retain(self->trace) : NONE)
GETTER(get_trace_lines, bool_value(self->trace_lines))
GETTER(get_trace_opcodes, bool_value(self->trace_opcodes))
GETTER(get_locals, frame_locals(vm, value_of(self)))

static Value get_back(Vm *vm, const Value *arg, size_t count)
{
    FrameObject *self = as_frame(arg[0]);
    FrameWalk    walk;
    (void)count;
    if (!self->fp)
        return self->back ? retain(self->back) : NONE;
    if ((self->generator && self->generator->state != GENERATOR_RUNNING) || !find_running(vm, self, &walk))
        return NONE;
    frame_walk_next(vm, &walk);
    return walk.fp ? frame_object(vm, walk.fp, walk.pc) : NONE;
}

static Value get_lineno(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int line = frame_object_line(vm, as_frame(arg[0]));
    return line < 0 ? NONE : int_value(line);
}

static Value get_lasti(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    FrameObject *self = as_frame(arg[0]);
    if (self->generator && self->generator->state == GENERATOR_CREATED)
        return int_value(frame_object_unit(vm, self) * 2);
    return int_value(frame_object_unit(vm, self) * 2);
}

static Value get_generator(Vm *vm, const Value *arg, size_t count)
{
    FrameObject *self = as_frame(arg[0]);
    (void)vm;
    (void)count;
    return self->generator ? retain(value_of(self->generator)) : NONE;
}

static bool set_trace(Vm *vm, Value v, Value value)
{
    replace(vm, &as_frame(v)->trace, value && value != NONE ? retain(value) : 0);
    return true;
}

static bool set_trace_lines(Vm *vm, Value v, Value value)
{
    if (!value)
        return type_error(vm, "cannot delete attribute"), false;
    if (!is_bool(value))
        return type_error(vm, "attribute value type must be bool"), false;
    as_frame(v)->trace_lines = value == TRUE;
    return true;
}

static bool set_trace_opcodes(Vm *vm, Value v, Value value)
{
    if (!value || !is_bool(value))
        return type_error(vm, "attribute value type must be bool"), false;
    as_frame(v)->trace_opcodes = value == TRUE;
    return true;
}

static bool set_lineno(Vm *vm, Value v, Value value)
{
    (void)v;
    if (!value)
        return attribute_error(vm, v, NAME(f_lineno), "cannot delete attribute"), false;
    return value_error(vm, "f_lineno can only be set in a trace function"), false;
}

static Value frame_clear_method(Vm *vm, const Value *arg, size_t count)
{
    FrameObject *self = as_frame(arg[0]);
    FrameWalk    walk;
    (void)count;
    if (self->fp && self->generator) {
        if (self->generator->state == GENERATOR_RUNNING)
            return runtime_error(vm, "cannot clear an executing frame");
        if (self->generator->state == GENERATOR_SUSPENDED)
            return runtime_error(vm, "cannot clear a suspended frame");
        Value keep = retain(value_of(self->generator));
        generator_finish(vm, self->generator, self->generator->pc);
        release(vm, keep);
    } else if (self->fp && find_running(vm, self, &walk)) {
        return runtime_error(vm, "cannot clear an executing frame");
    }
    frame_clear_slot(vm, &self->head);
    return NONE;
}

static Value frame_repr(Vm *vm, Value v)
{
    FrameObject *self = as_frame(v);
    const CodeObject *code = as_code(self->code);
    Value id = object_id(vm, v);
    if (!id)
        return 0;
    Value result = str_format(vm, "<frame at 0x%llx, file %R, line %d, code %U>", (unsigned long long)word_int(id), code->filename,
                              frame_object_line(vm, self), code->name);
    release(vm, id);
    return result;
}

#define OWNER &frame_type
static const Row rows[] = {
    METHOD("clear(self, /)", frame_clear_method, CALL_NOARGS, "Clear all references held by the frame."),
    GETSET("f_back", get_back, NULL, "Return the previous frame in the call stack, or None."),
    GETSET("f_locals", get_locals, NULL, "Return the mapping used by the frame to look up local variables."),
    GETSET("f_lineno", get_lineno, set_lineno, "Return the current line number in the frame."),
    GETSET("f_trace", get_trace, set_trace, "Return the trace function for this frame, or None."),
    GETSET("f_lasti", get_lasti, NULL, "Return the index of the last attempted instruction in the frame."),
    GETSET("f_globals", get_globals, NULL, "Return the global variables in the frame."),
    GETSET("f_builtins", get_builtins, NULL, "Return the built-in variables in the frame."),
    GETSET("f_code", get_code, NULL, "Return the code object being executed in this frame."),
    GETSET("f_trace_opcodes", get_trace_opcodes, set_trace_opcodes, "Return True if opcode tracing is enabled, False otherwise."),
    MEMBER("f_trace_lines", get_trace_lines, set_trace_lines, NULL),
    GETSET("f_generator", get_generator, NULL, "Return the generator or coroutine associated with this frame, or None."),
    ROWS_END
};
#undef OWNER

const Type frame_type = {
    TYPE_HEAD, .name = "frame", .base = &object_type, .rows = rows, .number = SHAPE_FRAME,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 72, .size = sizeof(FrameObject),
    .slots = {OBJECT_SLOTS, .dealloc = frame_dealloc, .traverse = frame_traverse, .clear = frame_clear_slot, .repr = frame_repr},
};
