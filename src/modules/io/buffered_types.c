/* buffered_types.c - the types _BufferedIOBase, BufferedReader, BufferedWriter, BufferedRandom: tables over buffered*.c.
 * SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"

/* ---- _BufferedIOBase ---- */

static Value base_detach(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "detach");
}

static Value base_read(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "read");
}

static Value base_read1(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "read1");
}

static Value base_write(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "write");
}

/* readinto by way of read or read1. */
static Value base_fill(Vm *vm, const Value *arg, const char *function, Value name)
{
    Buffer buffer = {0};
    Value  size = 0, data = 0, result = 0;

    if (!io_get_writable(vm, function, arg[1], &buffer))
        return 0;
    size = int_from_int64(vm, (int64_t)buffer.length);
    data = size ? io_call1(vm, arg[0], name, size) : 0;
    if (!data)
        goto done;
    if (!is_bytes(vm, data)) {
        (void)type_error(vm, "read() should return bytes");
        goto done;
    }
    if (as_bytes(data)->length > buffer.length) {
        (void)value_error(vm, "read() returned too much data: %zd bytes requested, %zd returned", (ssize_t)buffer.length,
                          (ssize_t)as_bytes(data)->length);
        goto done;
    }
    memcpy(buffer.data, as_bytes(data)->data, as_bytes(data)->length);
    result = int_from_int64(vm, (int64_t)as_bytes(data)->length);

done:
    release(vm, size);
    release(vm, data);
    buffer_release(vm, &buffer);
    return result;
}

static Value base_readinto(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return base_fill(vm, arg, "readinto", NAME(read));
}

static Value base_readinto1(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return base_fill(vm, arg, "readinto1", NAME(read1));
}

#define OWNER &buffered_io_base_type
static const Row base_rows[] = {
    METHOD("detach(self, /)", base_detach, CALL_NOARGS,
           "Disconnect this buffer from its underlying raw stream and return it."),
    METHOD("read(self, size=-1, /)", base_read, CALL_VARIADIC, "Read and return up to n bytes."),
    METHOD("read1(self, size=-1, /)", base_read1, CALL_VARIADIC, "Read and return up to size bytes."),
    METHOD("readinto(self, buffer, /)", base_readinto, CALL_ONE, NULL),
    METHOD("readinto1(self, buffer, /)", base_readinto1, CALL_ONE, NULL),
    METHOD("write(self, b, /)", base_write, CALL_ONE, "Write buffer b to the IO stream."),
    ROWS_END
};
#undef OWNER

const Type buffered_io_base_type = {
    TYPE_HEAD,
    .name = "_io._BufferedIOBase",
    .doc = "Base class for buffered IO objects.",
    .base = &io_base_type,
    .rows = base_rows,
    .number = SHAPE_BUFFERED_IO_BASE,
    .flags = 0x5700, .basic_size = 32, .dict_offset = 16, .weaklist_offset = 24,
    .size = sizeof(IoBase),
    .dict_field = offsetof(IoBase, dict),
    .slots = {IO_SLOTS, .dealloc = io_base_dealloc, .traverse = io_base_traverse, .clear = io_base_clear,
              .new = io_base_new},
};

/* ---- the three ---- */

static Value init_reader(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return buffered_init(vm, arg[0], arg[1], arg[2], true, false) ? NONE : 0;
}

static Value init_writer(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return buffered_init(vm, arg[0], arg[1], arg[2], false, true) ? NONE : 0;
}

static Value init_random(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return buffered_init(vm, arg[0], arg[1], arg[2], true, true) ? NONE : 0;
}

#define COMMON_ROWS \
    METHOD("detach(self, /)", buffered_row_detach, CALL_NOARGS, NULL), \
    METHOD("close(self, /)", buffered_row_close, CALL_NOARGS, NULL), \
    METHOD("seekable(self, /)", buffered_row_seekable, CALL_NOARGS, NULL), \
    METHOD("fileno(self, /)", buffered_row_fileno, CALL_NOARGS, NULL), \
    METHOD("isatty(self, /)", buffered_row_isatty, CALL_NOARGS, NULL), \
    METHOD("_dealloc_warn(self, source, /)", buffered_row_dealloc_warn, CALL_ONE, NULL), \
    METHOD("seek(self, target, whence=0, /)", buffered_row_seek, CALL_POSITIONAL, NULL), \
    METHOD("tell(self, /)", buffered_row_tell, CALL_NOARGS, NULL), \
    METHOD("truncate(self, pos=None, /)", buffered_row_truncate, CALL_POSITIONAL, NULL), \
    METHOD("__sizeof__(self, /)", buffered_row_sizeof, CALL_NOARGS, NULL), \
    METHOD("__getstate__(self, /)", io_cannot_pickle, CALL_NOARGS, NULL), \
    MEMBER("raw", buffered_row_raw, NULL, NULL), \
    MEMBER("_finalizing", buffered_row_finalizing, buffered_set_finalizing, NULL), \
    GETSET("closed", buffered_row_closed, NULL, NULL), \
    GETSET("name", buffered_row_name, NULL, NULL), \
    GETSET("mode", buffered_row_mode, NULL, NULL)

#define READER_ROWS \
    METHOD("readable(self, /)", buffered_row_readable, CALL_NOARGS, NULL), \
    METHOD("read(self, size=-1, /)", buffered_row_read, CALL_POSITIONAL, NULL), \
    METHOD("peek(self, size=0, /)", buffered_row_peek, CALL_POSITIONAL, NULL), \
    METHOD("read1(self, size=-1, /)", buffered_row_read1, CALL_POSITIONAL, NULL), \
    METHOD("readinto(self, buffer, /)", buffered_row_readinto, CALL_ONE, NULL), \
    METHOD("readinto1(self, buffer, /)", buffered_row_readinto1, CALL_ONE, NULL), \
    METHOD("readline(self, size=-1, /)", buffered_row_readline, CALL_POSITIONAL, NULL)

#define WRITER_ROWS \
    METHOD("writable(self, /)", buffered_row_writable, CALL_NOARGS, NULL), \
    METHOD("write(self, buffer, /)", buffered_row_write, CALL_ONE, NULL)

#define BUFFERED_SLOTS IO_SLOTS, .dealloc = buffered_dealloc, .traverse = buffered_traverse, .clear = buffered_clear, \
    .new = buffered_new, .init = init_from_row, .repr = buffered_repr

#define OWNER &buffered_reader_type
static const Row reader_rows[] = {
    COMMON_ROWS,
    READER_ROWS,
    METHOD("flush(self, /)", buffered_row_simple_flush, CALL_NOARGS, NULL),
    ROWS_END
};
static const Row reader_init =
    INIT_ROW("BufferedReader(self, raw, buffer_size=131072)", init_reader, CALL_KEYWORDS);
#undef OWNER

const Type buffered_reader_type = {
    TYPE_HEAD,
    .name = "_io.BufferedReader",
    .doc = "Create a new buffered reader using the given readable raw IO object.",
    .base = &buffered_io_base_type,
    .rows = reader_rows,
    .number = SHAPE_BUFFERED_READER,
    .flags = 0x5700, .basic_size = 152, .dict_offset = 136, .weaklist_offset = 144,
    .size = sizeof(Buffered),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &reader_init,
    .slots = {BUFFERED_SLOTS, .next = buffered_next},
};

#define OWNER &buffered_writer_type
static const Row writer_rows[] = {
    COMMON_ROWS,
    WRITER_ROWS,
    METHOD("flush(self, /)", buffered_row_flush, CALL_NOARGS, NULL),
    ROWS_END
};
static const Row writer_init =
    INIT_ROW("BufferedWriter(self, raw, buffer_size=131072)", init_writer, CALL_KEYWORDS);
#undef OWNER

const Type buffered_writer_type = {
    TYPE_HEAD,
    .name = "_io.BufferedWriter",
    .doc = "A buffer for a writeable sequential RawIO object.",
    .base = &buffered_io_base_type,
    .rows = writer_rows,
    .number = SHAPE_BUFFERED_WRITER,
    .flags = 0x5700, .basic_size = 152, .dict_offset = 136, .weaklist_offset = 144,
    .size = sizeof(Buffered),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &writer_init,
    .slots = {BUFFERED_SLOTS},
};

#define OWNER &buffered_random_type
static const Row random_rows[] = {
    COMMON_ROWS,
    READER_ROWS,
    WRITER_ROWS,
    METHOD("flush(self, /)", buffered_row_flush, CALL_NOARGS, NULL),
    ROWS_END
};
static const Row random_init =
    INIT_ROW("BufferedRandom(self, raw, buffer_size=131072)", init_random, CALL_KEYWORDS);
#undef OWNER

const Type buffered_random_type = {
    TYPE_HEAD,
    .name = "_io.BufferedRandom",
    .doc = "A buffered interface to random access streams.",
    .base = &buffered_io_base_type,
    .rows = random_rows,
    .number = SHAPE_BUFFERED_RANDOM,
    .flags = 0x5700, .basic_size = 152, .dict_offset = 136, .weaklist_offset = 144,
    .size = sizeof(Buffered),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &random_init,
    .slots = {BUFFERED_SLOTS, .next = buffered_next},
};
