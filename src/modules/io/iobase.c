/* iobase.c - _IOBase and _RawIOBase: what a stream can do by its other methods. SPDX-License-Identifier: MIT */
#include "modules/io/io.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/up.h"

enum { READ_ALL_PART = 131072 };

/* ---- life ---- */

Value io_base_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return io_new(vm, cls);
}

bool io_base_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    IoBase *base = (IoBase *)self;
    (void)vm;
    return !base->dict || visit(base->dict, arg);
}

void io_base_clear(Vm *vm, Object *self)
{
    replace(vm, &((IoBase *)self)->dict, 0);
}

void io_base_dealloc(Vm *vm, Object *self)
{
    io_base_clear(vm, self);
    heap_free(vm, self, sizeof(IoBase));
}

/* Closes a stream that nobody will use again. Keeps the exception that is set. */
void io_base_finalize(Vm *vm, Object *self)
{
    Value pending = exception_take(vm), stream = value_of(self);
    int   closed = io_is_closed(vm, stream);

    if (closed < 0)
        exception_clear(vm);                     // not in a state to be closed
    if (closed == 0) {
        if (!object_setattr(vm, stream, NAME(_finalizing), TRUE))
            exception_clear(vm);
        if (!io_call_nothing(vm, stream, NAME(close)))
            vm->up->unraisable(vm, NULL, stream);
    }
    if (pending)
        exception_put(vm, pending);
}

/* ---- state ---- */

int io_is_closed(Vm *vm, Value self)
{
    Value closed = object_find_attr(vm, self, NAME(closed));
    if (!closed)
        return -1;
    int truth = closed == UNBOUND ? 0 : object_truth(vm, closed);
    release(vm, closed);
    return truth;
}

bool io_check_closed(Vm *vm, Value self)
{
    int closed = io_is_closed(vm, self);
    if (closed > 0)
        (void)value_error(vm, "I/O operation on closed file.");
    return closed == 0;
}

/* _IOBase's own mark, which its close() leaves. */
static int has_mark(Vm *vm, Value self)
{
    Value mark = object_find_attr(vm, self, NAME(__IOBase_closed));
    if (!mark)
        return -1;
    bool marked = mark != UNBOUND;
    release(vm, mark);
    return marked;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int marked = has_mark(vm, arg[0]);
    return marked < 0 ? 0 : bool_value(marked);
}

static Value get_dict(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return instance_dict(vm, arg[0]);
}

static bool check(Vm *vm, Value self, Value name, const char *message)
{
    Value answer = io_call(vm, self, name);
    if (!answer)
        return false;
    bool holds = answer == TRUE;
    release(vm, answer);
    if (!holds)
        (void)io_unsupported(vm, message);
    return holds;
}

bool io_check_readable(Vm *vm, Value self)
{
    return check(vm, self, NAME(readable), "File or stream is not readable.");
}

bool io_check_writable(Vm *vm, Value self)
{
    return check(vm, self, NAME(writable), "File or stream is not writable.");
}

bool io_check_seekable(Vm *vm, Value self)
{
    return check(vm, self, NAME(seekable), "File or stream is not seekable.");
}

static Value check_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_closed(vm, arg[0]) ? NONE : 0;
}

static Value check_readable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_readable(vm, arg[0]) ? TRUE : 0;
}

static Value check_writable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_writable(vm, arg[0]) ? TRUE : 0;
}

static Value check_seekable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_seekable(vm, arg[0]) ? TRUE : 0;
}

static Value answer_false(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return FALSE;
}

static Value isatty(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_closed(vm, arg[0]) ? FALSE : 0;
}

static Value seek(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "seek");
}

static Value truncate(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "truncate");
}

static Value file_number(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "fileno");
}

static Value tell(Vm *vm, const Value *arg, size_t count)
{
    const Value args[] = {int_value(0), int_value(1)};
    (void)count;
    return call_method(vm, arg[0], NAME(seek), args, 2);
}

static Value flush(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int marked = has_mark(vm, arg[0]);
    if (marked > 0)
        return value_error(vm, "I/O operation on closed file.");
    return marked < 0 ? 0 : NONE;
}

Value io_base_close(Vm *vm, Value self)
{
    int marked = has_mark(vm, self);
    if (marked)
        return marked < 0 ? 0 : NONE;
    bool  flushed = io_call_nothing(vm, self, NAME(flush));
    Value pending = exception_take(vm);
    bool  set = object_setattr(vm, self, NAME(__IOBase_closed), TRUE);
    if (pending) {
        if (set)
            exception_put(vm, pending);
        else
            exception_chain(vm, pending);
    }
    return flushed && set ? NONE : 0;
}

static Value close_stream(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_base_close(vm, arg[0]);
}

static Value enter(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_check_closed(vm, arg[0]) ? retain(arg[0]) : 0;
}

static Value leave(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return io_call(vm, arg[0], NAME(close));
}

/* ---- lines ---- */

/* How many bytes may be read at once without passing the end of the line: by peek(), if there is one. */
static int64_t line_part(Vm *vm, Value peek, int64_t room)
{
    if (peek == UNBOUND)
        return 1;
    Value ahead = call1(vm, peek, int_value(1));
    if (!ahead)
        return -1;
    if (!is_bytes(vm, ahead)) {
        (void)raise_format(vm, &os_error_type, "peek() should have returned a bytes object, not '%T'", ahead);
        release(vm, ahead);
        return -1;
    }
    int64_t length = (int64_t)as_bytes(ahead)->length, part = 1;
    if (length) {
        const char *end = memchr(as_bytes(ahead)->data, '\n', (size_t)length);
        part = end ? end - as_bytes(ahead)->data + 1 : length;
        if (room >= 0 && part > room)
            part = room;
    }
    release(vm, ahead);
    return part;
}

static Value readline(Vm *vm, const Value *arg, size_t count)
{
    int64_t limit;
    Value   buffer = 0, result = 0, peek = 0;
    (void)count;

    if (!io_size(vm, arg[1], &limit))
        return 0;
    peek = object_find_attr(vm, arg[0], NAME(peek));
    buffer = peek ? bytearray_from(vm, "", 0) : 0;
    if (!buffer)
        goto done;
    ByteArray *bytes = (ByteArray *)object_of(buffer);
    while (limit < 0 || (int64_t)bytes->length < limit) {
        int64_t part = line_part(vm, peek, limit < 0 ? -1 : limit - (int64_t)bytes->length);
        Value   more = part < 0 ? 0 : io_call1(vm, arg[0], NAME(read), int_value(part));
        if (!more)
            goto done;
        if (!is_bytes(vm, more)) {
            (void)raise_format(vm, &os_error_type, "read() should have returned a bytes object, not '%T'", more);
            release(vm, more);
            goto done;
        }
        size_t old = bytes->length, length = as_bytes(more)->length;
        if (!length) {
            release(vm, more);
            break;
        }
        bool grown = bytearray_resize(vm, buffer, old + length);
        if (grown)
            memcpy(bytes->data + old, as_bytes(more)->data, length);
        release(vm, more);
        if (!grown)
            goto done;
        if (bytes->data[bytes->length - 1] == '\n')
            break;
    }
    result = bytes_from(vm, bytes->data, bytes->length);

done:
    release(vm, peek);
    release(vm, buffer);
    return result;
}

Value io_base_iter(Vm *vm, Value self)
{
    return io_check_closed(vm, self) ? retain(self) : 0;
}

Value io_base_next(Vm *vm, Value self)
{
    Value line = io_call(vm, self, NAME(readline));
    if (!line)
        return 0;
    int64_t length = object_length(vm, line);
    if (length <= 0) {
        release(vm, line);
        return length < 0 ? 0 : UNBOUND;
    }
    return line;
}

static Value readlines(Vm *vm, const Value *arg, size_t count)
{
    int64_t hint, length = 0;
    (void)count;

    if (!io_size(vm, arg[1], &hint))
        return 0;
    if (hint <= 0)
        return object_to_list(vm, arg[0]);
    Value result = list_new(vm, 0), iterator = result ? object_iter(vm, arg[0]) : 0;
    bool  done = iterator != 0;
    while (done) {
        Value line = object_next(vm, iterator);
        if (line == UNBOUND)
            break;
        int64_t part = line ? object_length(vm, line) : -1;
        done = part >= 0 && list_append(vm, result, line);
        release(vm, line);
        if (part > hint - length)
            break;
        length += part;
    }
    release(vm, iterator);
    if (!done) {
        release(vm, result);
        return 0;
    }
    return result;
}

static Value writelines(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!io_check_closed(vm, arg[0]))
        return 0;
    Value iterator = object_iter(vm, arg[1]);
    bool  done = iterator != 0;
    while (done) {
        Value line = object_next(vm, iterator);
        if (line == UNBOUND)
            break;
        Value written = line ? io_call1(vm, arg[0], NAME(write), line) : 0;
        release(vm, line);
        release(vm, written);
        done = written != 0;
    }
    release(vm, iterator);
    return done ? NONE : 0;
}

#define OWNER &io_base_type
static const Row base_rows[] = {
    METHOD("seek(self, offset, whence=0, /)", seek, CALL_POSITIONAL,
           "Change the stream position to the given byte offset."),
    METHOD("tell(self, /)", tell, CALL_NOARGS, "Return current stream position."),
    METHOD("truncate(self, size=None, /)", truncate, CALL_POSITIONAL, "Truncate file to size bytes."),
    METHOD("flush(self, /)", flush, CALL_NOARGS, "Flush write buffers, if applicable."),
    METHOD("close(self, /)", close_stream, CALL_NOARGS, "Flush and close the IO object."),
    METHOD("seekable(self, /)", answer_false, CALL_NOARGS, "Return whether object supports random access."),
    METHOD("readable(self, /)", answer_false, CALL_NOARGS, "Return whether object was opened for reading."),
    METHOD("writable(self, /)", answer_false, CALL_NOARGS, "Return whether object was opened for writing."),
    METHOD("_checkClosed(self, /)", check_closed, CALL_NOARGS, NULL),
    METHOD("_checkSeekable(self, /)", check_seekable, CALL_NOARGS, NULL),
    METHOD("_checkReadable(self, /)", check_readable, CALL_NOARGS, NULL),
    METHOD("_checkWritable(self, /)", check_writable, CALL_NOARGS, NULL),
    METHOD("fileno(self, /)", file_number, CALL_NOARGS, "Return underlying file descriptor if one exists."),
    METHOD("isatty(self, /)", isatty, CALL_NOARGS, "Return whether this is an 'interactive' stream."),
    METHOD("__enter__(self, /)", enter, CALL_NOARGS, NULL),
    METHOD_FLAGS("__exit__(self, *args)", leave, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD("readline(self, size=-1, /)", readline, CALL_POSITIONAL, "Read and return a line from the stream."),
    METHOD("readlines(self, hint=-1, /)", readlines, CALL_POSITIONAL, "Return a list of lines from the stream."),
    METHOD("writelines(self, lines, /)", writelines, CALL_ONE, "Write a list of lines to stream."),
    GETSET("__dict__", get_dict, NULL, NULL),
    GETSET("closed", get_closed, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type io_base_type = {
    TYPE_HEAD,
    .name = "_io._IOBase",
    .doc = "The abstract base class for all I/O classes.",
    .base = &object_type,
    .rows = base_rows,
    .number = SHAPE_IO_BASE,
    .flags = 0x5700, .basic_size = 32, .dict_offset = 16, .weaklist_offset = 24,
    .size = sizeof(IoBase),
    .dict_field = offsetof(IoBase, dict),
    .slots = {IO_SLOTS, .dealloc = io_base_dealloc, .traverse = io_base_traverse, .clear = io_base_clear,
              .new = io_base_new},
};

/* ---- _RawIOBase ---- */

static Value raw_read(Vm *vm, const Value *arg, size_t count)
{
    int64_t size;
    (void)count;
    if (!io_size(vm, arg[1], &size))
        return 0;
    if (size < 0)
        return io_call(vm, arg[0], NAME(readall));
    Value buffer = bytearray_from(vm, "", 0), result = 0;
    if (!buffer || !bytearray_resize(vm, buffer, (size_t)size))
        goto done;
    memset(((ByteArray *)object_of(buffer))->data, 0, (size_t)size);
    Value got = io_call1(vm, arg[0], NAME(readinto), buffer);
    if (!got || got == NONE) {
        result = got;
        goto done;
    }
    int64_t length;
    bool    fits = object_index_int64(vm, got, &value_error_type, &length);
    release(vm, got);
    if (!fits)
        goto done;
    if (length < 0 || length > size)
        (void)value_error(vm, "readinto returned %zd, should be between 0 and %zd", (ssize_t)length, (ssize_t)size);
    else
        result = bytes_from(vm, ((ByteArray *)object_of(buffer))->data, (size_t)length);

done:
    release(vm, buffer);
    return result;
}

static Value raw_readall(Vm *vm, const Value *arg, size_t count)
{
    Value buffer = bytearray_from(vm, "", 0), result = 0;
    bool  any = false;
    (void)count;

    while (buffer) {
        Value data = io_call1(vm, arg[0], NAME(read), int_value(READ_ALL_PART));
        if (!data)
            goto done;
        if (data == NONE) {
            if (!any) {
                result = NONE;
                goto done;
            }
            break;
        }
        if (!is_bytes(vm, data)) {
            (void)type_error(vm, "read() should return bytes");
            release(vm, data);
            goto done;
        }
        size_t length = as_bytes(data)->length, old = ((ByteArray *)object_of(buffer))->length;
        bool   grown = !length || bytearray_resize(vm, buffer, old + length);
        if (grown && length)
            memcpy(((ByteArray *)object_of(buffer))->data + old, as_bytes(data)->data, length);
        release(vm, data);
        if (!grown)
            goto done;
        if (!length)
            break;
        any = true;
    }
    if (buffer)
        result = bytes_from(vm, ((ByteArray *)object_of(buffer))->data, ((ByteArray *)object_of(buffer))->length);

done:
    release(vm, buffer);
    return result;
}

static Value raw_missing(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return raise_none(vm, &not_implemented_error_type);
}

#define OWNER &raw_io_base_type
static const Row raw_rows[] = {
    METHOD("read(self, size=-1, /)", raw_read, CALL_POSITIONAL, NULL),
    METHOD("readall(self, /)", raw_readall, CALL_NOARGS, "Read until EOF, using multiple read() call."),
    METHOD_FLAGS("readinto(self, buffer, /)", raw_missing, CALL_ONE, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("write(self, b, /)", raw_missing, CALL_ONE, ROW_NO_TEXT_SIGNATURE, NULL),
    ROWS_END
};
#undef OWNER

const Type raw_io_base_type = {
    TYPE_HEAD,
    .name = "_io._RawIOBase",
    .doc = "Base class for raw binary I/O.",
    .base = &io_base_type,
    .rows = raw_rows,
    .number = SHAPE_RAW_IO_BASE,
    .flags = 0x5700, .basic_size = 32, .dict_offset = 16, .weaklist_offset = 24,
    .size = sizeof(IoBase),
    .dict_field = offsetof(IoBase, dict),
    .slots = {IO_SLOTS, .dealloc = io_base_dealloc, .traverse = io_base_traverse, .clear = io_base_clear,
              .new = io_base_new},
};
