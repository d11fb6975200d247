/* bytesio.c - BytesIO: a binary stream in memory.
 *
 * The content is an exact bytes object with room behind the stream's length. getvalue() hands that very object out when it
 * fits exactly; as soon as somebody else holds it, the next write copies it first. SPDX-License-Identifier: MIT */
#include "modules/io/io.h"
#include "modules/os_path.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/str.h"
#include "objects/tuple.h"

static BytesIo *as_bytes_io(Value v)
{
    return (BytesIo *)object_of(v);
}

static char *data_of(BytesIo *self)
{
    return as_bytes(self->bytes)->data;
}

static bool is_shared(const BytesIo *self)
{
    int32_t refs = object_of(self->bytes)->refs;
    return refs != 1;
}

static bool check_open(Vm *vm, const BytesIo *self)
{
    if (!self->bytes)
        (void)value_error(vm, "I/O operation on closed file.");
    return self->bytes != 0;
}

static bool check_exports(Vm *vm, const BytesIo *self)
{
    if (self->exports > 0)
        (void)raise_format(vm, &buffer_error_type, "Existing exports of data: object cannot be re-sized");
    return self->exports <= 0;
}

/* A bytes of our own with this room and the content so far. */
static bool unshare(Vm *vm, BytesIo *self, size_t room)
{
    Bytes *copy = bytes_new(vm, room);
    if (!copy)
        return false;
    memcpy(copy->data, data_of(self), self->length < room ? self->length : room);
    replace(vm, &self->bytes, value_of(copy));
    return true;
}

/* Room for a content of size bytes, unshared. */
static bool ensure_room(Vm *vm, BytesIo *self, size_t size)
{
    size_t room = as_bytes(self->bytes)->length;
    if (size <= room && size >= room / 2)
        return !is_shared(self) || unshare(vm, self, room);
    if (size > INT64_MAX / 2) {
        (void)overflow_error(vm, "new buffer size too large");
        return false;
    }
    size_t wanted = size < room / 2 ? size + 1 : size < room + room / 8 ? size + (size >> 3) + (size < 9 ? 3 : 6) : size + 1;
    return unshare(vm, self, wanted);
}

static Value new_stream(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Value empty = bytes_empty(vm), self = empty ? io_new(vm, cls) : 0;
    if (self)
        as_bytes_io(self)->bytes = empty;
    else
        release(vm, empty);
    return self;
}

/* Writes a bytes-like at the position; bytes written, -1: exception. */
static int64_t write_buffer(Vm *vm, BytesIo *self, Value v)
{
    Buffer  buffer = {0};
    int64_t written = -1;

    if (!check_open(vm, self) || !check_exports(vm, self) || !buffer_get(vm, v, &buffer, BUFFER_SIMPLE))
        return -1;
    size_t size = buffer.length, end;
    if (size == 0) {
        written = 0;
        goto done;
    }
    if (!check_open(vm, self) || !check_exports(vm, self))
        goto done;
    if (__builtin_add_overflow(self->position, size, &end)) {
        (void)overflow_error(vm, "new buffer size too large");
        goto done;
    }
    if (end > as_bytes(self->bytes)->length ? !ensure_room(vm, self, end)
                                            : is_shared(self) && !unshare(vm, self, as_bytes(self->bytes)->length))
        goto done;
    if (self->position > self->length)           // a seek beyond the end leaves zeros
        memset(data_of(self) + self->length, 0, self->position - self->length);
    memcpy(data_of(self) + self->position, buffer.data, size);
    self->position = end;
    if (self->length < end)
        self->length = end;
    written = (int64_t)size;

done:
    buffer_release(vm, &buffer);
    return written;
}

static Value init(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    (void)count;

    if (!check_exports(vm, self))
        return 0;
    self->position = self->length = 0;
    if (arg[1] && arg[1] != NONE && is_exact_bytes(arg[1])) {
        replace(vm, &self->bytes, retain(arg[1]));
        self->length = as_bytes(arg[1])->length;
        return NONE;
    }
    Value empty = bytes_empty(vm);
    if (!empty)
        return 0;
    replace(vm, &self->bytes, empty);
    if (arg[1] && arg[1] != NONE) {
        if (write_buffer(vm, self, arg[1]) < 0)
            return 0;
        self->position = 0;
    }
    return NONE;
}

/* ---- reading ---- */

static size_t bytes_left(const BytesIo *self)
{
    return self->position < self->length ? self->length - self->position : 0;
}

/* The next size bytes, which are there. The whole content is handed out as it is. */
static Value take(Vm *vm, BytesIo *self, size_t size)
{
    size_t from = self->position;
    if (size > 1 && from == 0 && size == as_bytes(self->bytes)->length && !self->exports) {
        self->position += size;
        return retain(self->bytes);
    }
    Value result = bytes_from(vm, data_of(self) + from, size);
    if (result)
        self->position += size;
    return result;
}

static Value read_some(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  size;
    (void)count;

    if (!io_size(vm, arg[1], &size) || !check_open(vm, self))
        return 0;
    size_t left = bytes_left(self);
    if (left == 0)
        return bytes_empty(vm);
    return take(vm, self, size < 0 || (size_t)size > left ? left : (size_t)size);
}

/* Bytes of the line that begins at the position, at most limit (negative: no limit). */
static size_t line_size(BytesIo *self, int64_t limit)
{
    size_t left = bytes_left(self);
    if (!left)
        return 0;
    if (limit >= 0 && (size_t)limit < left)
        left = (size_t)limit;
    const char *begin = data_of(self) + self->position, *end = memchr(begin, '\n', left);
    return end ? (size_t)(end - begin) + 1 : left;
}

static Value readline(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  limit;
    (void)count;
    if (!io_size(vm, arg[1], &limit) || !check_open(vm, self))
        return 0;
    size_t size = line_size(self, limit);
    return size ? take(vm, self, size) : bytes_empty(vm);
}

static Value next(Vm *vm, Value v)
{
    BytesIo *self = as_bytes_io(v);
    if (!check_open(vm, self))
        return 0;
    size_t size = line_size(self, -1);
    return size ? take(vm, self, size) : UNBOUND;
}

static Value iter(Vm *vm, Value v)
{
    return check_open(vm, as_bytes_io(v)) ? retain(v) : 0;
}

static Value readlines(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  most = 0;
    size_t   total = 0, size;
    (void)count;

    if (!check_open(vm, self))
        return 0;
    if (arg[1] != NONE) {
        if (!is_int(vm, arg[1]))
            return type_error(vm, "integer argument expected, got '%T'", arg[1]);
        if (!object_index_int64(vm, arg[1], &overflow_error_type, &most))
            return 0;
    }
    Value lines = list_new(vm, 0);
    while (lines && (size = line_size(self, -1)) > 0) {
        Value line = take(vm, self, size);
        if (!line || !list_append_taken(vm, lines, line)) {
            release(vm, lines);
            return 0;
        }
        total += size;
        if (most > 0 && total >= (size_t)most)
            break;
    }
    return lines;
}

static Value readinto(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    Buffer   buffer = {0};
    Value    result = 0;
    (void)count;

    if (!io_get_writable(vm, "readinto", arg[1], &buffer))
        return 0;
    if (check_open(vm, self)) {
        size_t size = bytes_left(self);
        if (size > buffer.length)
            size = buffer.length;
        if (size)
            memmove(buffer.data, data_of(self) + self->position, size);
        self->position += size;
        result = int_from_int64(vm, (int64_t)size);
    }
    buffer_release(vm, &buffer);
    return result;
}

/* ---- writing ---- */

static Value write_some(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t written = write_buffer(vm, as_bytes_io(arg[0]), arg[1]);
    return written < 0 ? 0 : int_from_int64(vm, written);
}

static Value writelines(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    (void)count;
    if (!check_open(vm, self))
        return 0;
    Value iterator = object_iter(vm, arg[1]);
    bool  done = iterator != 0;
    while (done) {
        Value line = object_next(vm, iterator);
        if (line == UNBOUND)
            break;
        done = line && write_buffer(vm, self, line) >= 0;
        release(vm, line);
    }
    release(vm, iterator);
    return done ? NONE : 0;
}

static Value truncate(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  size = (int64_t)self->position;
    (void)count;

    if (!check_open(vm, self) || !check_exports(vm, self))
        return 0;
    if (arg[1] != NONE && !object_index_int64(vm, arg[1], &overflow_error_type, &size))
        return 0;
    if (size < 0)
        return value_error(vm, "negative size value %zd", (ssize_t)size);
    if ((size_t)size < self->length) {
        if (!ensure_room(vm, self, (size_t)size))
            return 0;
        self->length = (size_t)size;
    }
    return int_from_int64(vm, size);
}

static Value seek(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  to, from = 0;
    int      whence;
    (void)count;

    if (!object_index_int64(vm, arg[1], &overflow_error_type, &to) || !int_argument(vm, arg[2], &whence) ||
        !check_open(vm, self))
        return 0;
    if (to < 0 && whence == 0)
        return value_error(vm, "negative seek value %zd", (ssize_t)to);
    if (whence < 0 || whence > 2)
        return value_error(vm, "invalid whence (%i, should be 0, 1 or 2)", whence);
    if (whence)
        from = (int64_t)(whence == 1 ? self->position : self->length);
    if (__builtin_add_overflow(to, from, &to))
        return overflow_error(vm, "new position too large");
    self->position = to < 0 ? 0 : (size_t)to;
    return int_from_int64(vm, (int64_t)self->position);
}

static Value tell(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_bytes_io(arg[0])) ? int_from_int64(vm, (int64_t)as_bytes_io(arg[0])->position) : 0;
}

static Value getvalue(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    (void)count;

    if (!check_open(vm, self))
        return 0;
    if (self->length <= 1 || self->exports > 0)
        return bytes_from(vm, data_of(self), self->length);
    if (self->length != as_bytes(self->bytes)->length && !unshare(vm, self, self->length))
        return 0;
    return retain(self->bytes);
}

static Value close_stream(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    (void)count;
    if (!check_exports(vm, self))
        return 0;
    replace(vm, &self->bytes, 0);
    return NONE;
}

static Value answer_true(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_bytes_io(arg[0])) ? TRUE : 0;
}

static Value answer_false(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_bytes_io(arg[0])) ? FALSE : 0;
}

static Value flush(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_bytes_io(arg[0])) ? NONE : 0;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(!as_bytes_io(arg[0])->bytes);
}

static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    (void)count;
    int64_t size = type_of(vm, arg[0])->basic_size;
    if (self->bytes && !is_shared(self))
        size += 33 + (int64_t)as_bytes(self->bytes)->length;   // sys.getsizeof of the bytes
    return int_from_int64(vm, size);
}

/* ---- pickling ---- */

static Value getstate(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    Value    content = getvalue(vm, arg, count), dict = NONE, position = 0, state = 0;

    if (content)
        position = int_from_int64(vm, (int64_t)self->position);
    if (position && self->base.dict)
        dict = dict_copy(vm, self->base.dict);
    if (position && dict)
        state = tuple_of(vm, 3, content, position, dict);
    release(vm, content);
    release(vm, position);
    release(vm, dict);
    return state;
}

static Value setstate(Vm *vm, const Value *arg, size_t count)
{
    BytesIo *self = as_bytes_io(arg[0]);
    int64_t  position;
    (void)count;

    if (!is_tuple(vm, arg[1]) || tuple_length(arg[1]) < 3)
        return type_error(vm, "%T.__setstate__ argument should be 3-tuple, got %T", arg[0], arg[1]);
    Value init_args[] = {arg[0], tuple_get(arg[1], 0)}, number = tuple_get(arg[1], 1), dict = tuple_get(arg[1], 2);
    if (!check_exports(vm, self) || !init(vm, init_args, 2))
        return 0;
    if (!is_int(vm, number))
        return type_error(vm, "second item of state must be an integer, not %T", number);
    if (!object_index_int64(vm, number, &overflow_error_type, &position))
        return 0;
    if (position < 0)
        return value_error(vm, "position value cannot be negative");
    self->position = (size_t)position;
    if (dict == NONE)
        return NONE;
    if (!is_dict(vm, dict))
        return type_error(vm, "third item of state should be a dict, got a %T", dict);
    Value own = instance_dict(vm, arg[0]);
    if (!own || own == UNBOUND)
        return own ? NONE : 0;
    bool merged = dict_merge(vm, own, dict, 1);
    release(vm, own);
    return merged ? NONE : 0;
}

/* ---- lending the content: _BytesIOBuffer ---- */

typedef struct BytesIoBuffer {
    Object head;
    Value  source;
} BytesIoBuffer;

static bool lend(Vm *vm, Value v, Buffer *buffer, int flags)
{
    BytesIo *self = as_bytes_io(((BytesIoBuffer *)object_of(v))->source);
    (void)flags;

    if (self->exports == 0 && is_shared(self) && !unshare(vm, self, as_bytes(self->bytes)->length))
        return false;
    *buffer = (Buffer){.data = data_of(self), .length = self->length, .owner = retain(v), .item_size = 1,
                       .dimensions = 1, .one_shape = (int64_t)self->length};
    self->exports++;
    return true;
}

static void end_lending(Vm *vm, Value v, Buffer *buffer)
{
    (void)vm, (void)buffer;
    as_bytes_io(((BytesIoBuffer *)object_of(v))->source)->exports--;
}

static bool traverse_lender(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value source = ((BytesIoBuffer *)object)->source;
    return !source || visit(source, arg);
}

static void dealloc_lender(Vm *vm, Object *object)
{
    release(vm, ((BytesIoBuffer *)object)->source);
    heap_free(vm, object, sizeof(BytesIoBuffer));
}

const Type bytes_io_buffer_type = {
    TYPE_HEAD,
    .name = "_io._BytesIOBuffer",
    .base = &object_type,
    .number = SHAPE_BYTES_IO_BUFFER,
    .flags = 0x5380, .basic_size = 24,
    .size = sizeof(BytesIoBuffer),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_lender, .traverse = traverse_lender, .get_buffer = lend,
              .release_buffer = end_lending},
};

static Value getbuffer(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!check_open(vm, as_bytes_io(arg[0])))
        return 0;
    BytesIoBuffer *lender = heap_new_container(vm, sizeof *lender, SHAPE_BYTES_IO_BUFFER);
    if (!lender)
        return 0;
    lender->source = retain(arg[0]);
    gc_track(vm, &lender->head);
    Value view = call1(vm, type_value(&memoryview_type), value_of(lender));
    release(vm, value_of(lender));
    return view;
}

/* ---- the type ---- */

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    return io_base_traverse(vm, object, visit, arg);
}

static void dealloc(Vm *vm, Object *object)
{
    BytesIo *self = (BytesIo *)object;
    release(vm, self->bytes);
    self->bytes = 0;
    io_base_clear(vm, object);
    heap_free(vm, object, sizeof(BytesIo));
}

#define OWNER &bytes_io_type
static const Row rows[] = {
    METHOD("readable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be read."),
    METHOD("seekable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be seeked."),
    METHOD("writable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be written."),
    METHOD("close(self, /)", close_stream, CALL_NOARGS, "Disable all I/O operations."),
    METHOD("flush(self, /)", flush, CALL_NOARGS, "Does nothing."),
    METHOD("isatty(self, /)", answer_false, CALL_NOARGS, "Always returns False."),
    METHOD("tell(self, /)", tell, CALL_NOARGS, "Current file position, an integer."),
    METHOD("write(self, b, /)", write_some, CALL_ONE, "Write bytes to file."),
    METHOD("writelines(self, lines, /)", writelines, CALL_ONE, "Write lines to the file."),
    METHOD("read1(self, size=-1, /)", read_some, CALL_POSITIONAL,
           "Read at most size bytes, returned as a bytes object."),
    METHOD("readinto(self, buffer, /)", readinto, CALL_ONE, "Read bytes into buffer."),
    METHOD("readline(self, size=-1, /)", readline, CALL_POSITIONAL, "Next line from the file, as a bytes object."),
    METHOD("readlines(self, size=None, /)", readlines, CALL_POSITIONAL,
           "List of bytes objects, each a line from the file."),
    METHOD("read(self, size=-1, /)", read_some, CALL_POSITIONAL,
           "Read at most size bytes, returned as a bytes object."),
    METHOD("getbuffer(self, /)", getbuffer, CALL_NOARGS,
           "Get a read-write view over the contents of the BytesIO object."),
    METHOD("getvalue(self, /)", getvalue, CALL_NOARGS, "Retrieve the entire contents of the BytesIO object."),
    METHOD("seek(self, pos, whence=0, /)", seek, CALL_POSITIONAL, "Change stream position."),
    METHOD("truncate(self, size=None, /)", truncate, CALL_POSITIONAL, "Truncate the file to at most size bytes."),
    METHOD("__getstate__(self, /)", getstate, CALL_NOARGS, NULL),
    METHOD("__setstate__(self, object, /)", setstate, CALL_ONE, NULL),
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, NULL),
    GETSET("closed", get_closed, NULL, "True if the file is closed."),
    ROWS_END
};
static const Row init_row = INIT_ROW("BytesIO(self, initial_bytes=b'')", init, CALL_KEYWORDS);
#undef OWNER

const Type bytes_io_type = {
    TYPE_HEAD,
    .name = "_io.BytesIO",
    .doc = "Buffered I/O implementation using an in-memory bytes buffer.",
    .base = &buffered_io_base_type,
    .rows = rows,
    .number = SHAPE_BYTES_IO,
    .flags = 0x5700, .basic_size = 64, .dict_offset = 40, .weaklist_offset = 48,
    .size = sizeof(BytesIo),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &init_row,
    .slots = {IO_SLOTS, .dealloc = dealloc, .traverse = traverse, .clear = io_base_clear, .new = new_stream,
              .init = init_from_row, .iter = iter, .next = next},
};
