/* rwpair.c - BufferedRWPair: a reader and a writer under one roof. SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Pair {
    IoBase base;
    Value  reader, writer;         /* 0: not initialised */
} Pair;

static Pair *as_pair(Value v)
{
    return (Pair *)object_of(v);
}

static Value new_pair(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return io_new(vm, cls);
}

static Value init(Vm *vm, const Value *arg, size_t count)
{
    Pair *self = as_pair(arg[0]);
    (void)count;
    if (!io_check_readable(vm, arg[1]) || !io_check_writable(vm, arg[2]))
        return 0;
    const Value reader_args[] = {arg[1], arg[3]}, writer_args[] = {arg[2], arg[3]};
    Value       reader = call(vm, type_value(&buffered_reader_type), reader_args, 2, 0);
    Value       writer = reader ? call(vm, type_value(&buffered_writer_type), writer_args, 2, 0) : 0;
    if (!writer) {
        release(vm, reader);
        return 0;
    }
    replace(vm, &self->reader, reader);
    replace(vm, &self->writer, writer);
    return NONE;
}

/* Hands all arguments on to a method of one of the two. */
static Value forward(Vm *vm, Value to, Value name, const Value *arg, size_t count)
{
    if (!to)
        return value_error(vm, "I/O operation on uninitialized object");
    return call_method(vm, to, name, arg + 1, count - 1);
}

static Value read_some(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(read), arg, count);
}

static Value peek(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(peek), arg, count);
}

static Value read1(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(read1), arg, count);
}

static Value readinto(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(readinto), arg, count);
}

static Value readinto1(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(readinto1), arg, count);
}

static Value write_some(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->writer, NAME(write), arg, count);
}

static Value flush(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->writer, NAME(flush), arg, count);
}

static Value readable(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->reader, NAME(readable), arg, count);
}

static Value writable(Vm *vm, const Value *arg, size_t count)
{
    return forward(vm, as_pair(arg[0])->writer, NAME(writable), arg, count);
}

static Value isatty(Vm *vm, const Value *arg, size_t count)
{
    Value answer = forward(vm, as_pair(arg[0])->writer, NAME(isatty), arg, count);
    if (answer != FALSE)
        return answer;
    return forward(vm, as_pair(arg[0])->reader, NAME(isatty), arg, count);
}

static Value close_both(Vm *vm, const Value *arg, size_t count)
{
    Value first = forward(vm, as_pair(arg[0])->writer, NAME(close), arg, count);
    Value pending = first ? 0 : exception_take(vm);
    Value second = forward(vm, as_pair(arg[0])->reader, NAME(close), arg, count);

    release(vm, first);
    if (!pending)
        return second;
    if (second)
        exception_put(vm, pending);
    else
        exception_chain(vm, pending);
    release(vm, second);
    return 0;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    Pair *self = as_pair(arg[0]);
    (void)count;
    if (!self->writer)
        return runtime_error(vm, "the BufferedRWPair object is being garbage-collected");
    return object_getattr(vm, self->writer, NAME(closed));
}

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Pair *self = (Pair *)object;
    return io_base_traverse(vm, object, visit, arg) && (!self->reader || visit(self->reader, arg)) &&
           (!self->writer || visit(self->writer, arg));
}

static void clear(Vm *vm, Object *object)
{
    Pair *self = (Pair *)object;
    io_base_clear(vm, object);
    replace(vm, &self->reader, 0);
    replace(vm, &self->writer, 0);
}

static void dealloc(Vm *vm, Object *object)
{
    clear(vm, object);
    heap_free(vm, object, sizeof(Pair));
}

#define OWNER &buffered_rw_pair_type
static const Row rows[] = {
    METHOD_FLAGS("read(self, *args)", read_some, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("peek(self, *args)", peek, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("read1(self, *args)", read1, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("readinto(self, *args)", readinto, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("readinto1(self, *args)", readinto1, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("write(self, *args)", write_some, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD("flush(self, /)", flush, CALL_NOARGS, NULL),
    METHOD("readable(self, /)", readable, CALL_NOARGS, NULL),
    METHOD("writable(self, /)", writable, CALL_NOARGS, NULL),
    METHOD("close(self, /)", close_both, CALL_NOARGS, NULL),
    METHOD("isatty(self, /)", isatty, CALL_NOARGS, NULL),
    GETSET("closed", get_closed, NULL, NULL),
    ROWS_END
};
static const Row init_row =
    INIT_ROW("BufferedRWPair(self, reader, writer, buffer_size=131072, /)", init, CALL_POSITIONAL);
#undef OWNER

const Type buffered_rw_pair_type = {
    TYPE_HEAD,
    .name = "_io.BufferedRWPair",
    .doc = "A buffered reader and writer object together.",
    .base = &buffered_io_base_type,
    .rows = rows,
    .number = SHAPE_BUFFERED_RW_PAIR,
    .flags = 0x5700, .basic_size = 48, .dict_offset = 32, .weaklist_offset = 40,
    .size = sizeof(Pair),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &init_row,
    .slots = {IO_SLOTS, .dealloc = dealloc, .traverse = traverse, .clear = clear, .new = new_pair, .init = init_from_row},
};
