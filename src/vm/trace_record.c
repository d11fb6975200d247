/* trace_record.c - records of where an exception passed, and traceback objects. SPDX-License-Identifier: MIT */
#include "vm/trace_record.h"

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"

void trace_record_add(Vm *vm, Value exception, Value *fp, const Word *pc)
{
    BaseException *self = as_exception(exception);
    Value          pending = vm->thread->exception;
    vm->thread->exception = 0; /* a failure below is only a record that is missing */
    Value        frame = frame_object(vm, fp, pc);
    TraceRecord *record = frame ? mem_alloc(vm, sizeof *record) : NULL;
    if (record) {
        *record = (TraceRecord){self->records, frame, frame_unit(vm, fp, pc)};
        self->records = record;
    } else {
        release(vm, frame);
        exception_clear(vm);
    }
    vm->thread->exception = pending;
}

void trace_records_dropped(Vm *vm, void *records)
{
    for (TraceRecord *record = records; record;) {
        TraceRecord *inner = record->inner;
        release(vm, record->frame);
        mem_free(vm, record, sizeof *record);
        record = inner;
    }
}

bool trace_records_traverse(void *records, VisitFn visit, void *arg)
{
    for (TraceRecord *record = records; record; record = record->inner)
        if (!visit(record->frame, arg))
            return false;
    return true;
}

/* The innermost record first. */
static TraceRecord *reversed(TraceRecord *record)
{
    TraceRecord *done = NULL;
    while (record) {
        TraceRecord *inner = record->inner;
        record->inner = done;
        done = record;
        record = inner;
    }
    return done;
}

Value trace_records_traceback(Vm *vm, Value exception)
{
    BaseException *self = as_exception(exception);
    TraceRecord   *record = reversed(self->records);
    Value          traceback = self->traceback ? self->traceback : NONE;

    self->records = NULL;
    self->traceback = traceback;
    while (record) {
        TraceRecord *next = record->inner;
        Value        made = traceback_new(vm, traceback, record->frame, record->unit, -1);
        if (!made) {
            self->records = reversed(record);
            return 0;
        }
        replace(vm, &self->traceback, made);
        traceback = made;
        release(vm, record->frame);
        mem_free(vm, record, sizeof *record);
        record = next;
    }
    return retain(traceback);
}

/* ---- traceback objects ---- */

Value traceback_new(Vm *vm, Value next, Value frame, int unit, int line)
{
    Traceback *self = heap_new_container(vm, sizeof *self, SHAPE_TRACEBACK);
    if (!self)
        return 0;
    self->next = retain(next);
    self->frame = retain(frame);
    self->unit = unit;
    self->line = line;
    gc_track(vm, &self->head);
    return value_of(self);
}

static void traceback_dealloc(Vm *vm, Object *object)
{
    Traceback *self = (Traceback *)object;
    gc_untrack(vm, object);
    release(vm, self->next);
    release(vm, self->frame);
    heap_free(vm, self, sizeof *self);
}

static bool traceback_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Traceback *self = (Traceback *)object;
    (void)vm;
    return visit(self->next, arg) && visit(self->frame, arg);
}

static void traceback_clear(Vm *vm, Object *object)
{
    Traceback *self = (Traceback *)object;
    replace(vm, &self->next, NONE);
}

static Value get_next(Vm *vm, const Value *arg, size_t count)
{
    (void)vm;
    (void)count;
    return retain(as_traceback(arg[0])->next);
}

static bool set_next(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "can't delete tb_next attribute"), false;
    if (value != NONE && !is_traceback(value))
        return type_error(vm, "expected traceback object, got '%T'", value), false;
    for (Value at = value; at != NONE; at = as_traceback(at)->next)
        if (at == self)
            return value_error(vm, "traceback loop detected"), false;
    replace(vm, &as_traceback(self)->next, retain(value));
    return true;
}

static Value get_frame(Vm *vm, const Value *arg, size_t count)
{
    (void)vm;
    (void)count;
    return retain(as_traceback(arg[0])->frame);
}

static Value get_lasti(Vm *vm, const Value *arg, size_t count)
{
    (void)vm;
    (void)count;
    return int_value(as_traceback(arg[0])->unit * 2);
}

static Value get_lineno(Vm *vm, const Value *arg, size_t count)
{
    const Traceback *self = as_traceback(arg[0]);
    int              line = self->line;
    (void)vm;
    (void)count;
    if (line == -1)
        line = code_line(as_code(as_frame(self->frame)->code), self->unit * 2);
    return line < 0 ? NONE : int_value(line);
}

static Value traceback_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t lasti, line;
    if (arg[1] != NONE && !is_traceback(arg[1]))
        return type_error(vm, "expected traceback object or None, got '%T'", arg[1]);
    if (!is_frame(arg[2]))
        return type_error(vm, "TracebackType() argument 'tb_frame' must be frame, not %T", arg[2]);
    if (!object_index_int64(vm, arg[3], &overflow_error_type, &lasti) || !object_index_int64(vm, arg[4], &overflow_error_type, &line))
        return 0;
    return traceback_new(vm, arg[1], arg[2], (int)lasti / 2, (int)line);
}

#define OWNER &traceback_type
static const Row traceback_new_row = NEW_ROW("TracebackType(cls, tb_next, tb_frame, tb_lasti, tb_lineno)", traceback_make, CALL_KEYWORDS);
static const Row rows[] = {
    GETSET("tb_next", get_next, set_next, NULL),
    MEMBER("tb_frame", get_frame, NULL, NULL),
    MEMBER("tb_lasti", get_lasti, NULL, NULL),
    GETSET("tb_lineno", get_lineno, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type traceback_type = {
    TYPE_HEAD, .name = "traceback", .doc = "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)\n--\n\nCreate a new traceback object.",
    .base = &object_type, .rows = rows, .number = SHAPE_TRACEBACK,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC, .basic_size = 48, .size = sizeof(Traceback), .new_row = &traceback_new_row,
    .slots = {OBJECT_SLOTS, .dealloc = traceback_dealloc, .traverse = traceback_traverse, .clear = traceback_clear, .new = new_from_row},
};
