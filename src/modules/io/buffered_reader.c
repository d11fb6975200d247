/* buffered_reader.c - reading through the buffer: read, read1, peek, readinto, readline. SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/memoryview.h"

/* What a foreign raw stream's readinto() brings. It gets a view of a bytearray, not of our buffer: whatever it keeps of the
 * view stays valid. */
static int64_t read_foreign(Vm *vm, Buffered *self, char *data, int64_t size)
{
    int64_t length = -1;
    Value   room = bytearray_from(vm, "", 0), view = 0, answer = 0;

    if (!room || !bytearray_resize(vm, room, (size_t)size))
        goto done;
    memset(((ByteArray *)object_of(room))->data, 0, (size_t)size);
    view = memoryview_from(vm, room);
    answer = view ? io_call1(vm, self->raw, NAME(readinto), view) : 0;
    if (!answer)
        goto done;
    if (answer == NONE) {
        length = -2;
        goto done;
    }
    int64_t got;
    if (!object_index_int64(vm, answer, &value_error_type, &got)) {
        Value cause = exception_take(vm);
        (void)raise_format(vm, &os_error_type, "raw readinto() failed");
        exception_chain(vm, cause);
    } else if (got < 0 || got > size) {
        (void)raise_format(vm, &os_error_type,
                           "raw readinto() returned invalid length %zd (should have been between 0 and %zd)", (ssize_t)got,
                           (ssize_t)size);
    } else {
        memcpy(data, ((ByteArray *)object_of(room))->data, (size_t)got);
        length = got;
    }

done:
    release(vm, answer);
    release(vm, view);
    release(vm, room);
    return length;
}

/* One read of the raw stream: bytes, -1 exception, -2 would block. */
static int64_t raw_read(Vm *vm, Buffered *self, char *data, int64_t size)
{
    int64_t got;
    if (self->is_fast && as_file_io(self->raw)->fd >= 0 && as_file_io(self->raw)->readable)
        got = file_io_read_into(vm, as_file_io(self->raw), data, (size_t)size);
    else
        got = read_foreign(vm, self, data, size);
    if (got > 0 && self->abs_pos != -1)
        self->abs_pos += got;
    return got;
}

/* Fills what is free behind the bytes read ahead. */
static int64_t fill(Vm *vm, Buffered *self)
{
    int64_t start = buffered_has_read(self) ? self->read_end : 0;
    int64_t got = raw_read(vm, self, self->buffer + start, self->buffer_size - start);
    if (got > 0) {
        self->read_end = start + got;
        self->raw_pos = start + got;
    }
    return got;
}

static Value take_ahead(Vm *vm, Buffered *self, int64_t size)
{
    Value result = bytes_from(vm, self->buffer + self->pos, (size_t)size);
    if (result)
        self->pos += size;
    return result;
}

/* Takes bytes; answers those of its first length bytes. */
static Value cut(Vm *vm, Bytes *bytes, int64_t length)
{
    if ((size_t)length == bytes->length)
        return value_of(bytes);
    Value exact = bytes_from(vm, bytes->data, (size_t)length);
    release(vm, value_of(bytes));
    return exact;
}

/* first + second, both bytes, both taken; either may be 0 with an exception set. */
static Value join(Vm *vm, Taken first, Taken second)
{
    Bytes *result = NULL;
    if (first && second) {
        result = bytes_new(vm, as_bytes(first)->length + as_bytes(second)->length);
        if (result) {
            memcpy(result->data, as_bytes(first)->data, as_bytes(first)->length);
            memcpy(result->data + as_bytes(first)->length, as_bytes(second)->data, as_bytes(second)->length);
        }
    }
    release(vm, first);
    release(vm, second);
    return result ? value_of(result) : 0;
}

/* The rest of a raw stream without readall(), by read(). first: what was read ahead, taken; 0: nothing. */
static Value read_parts(Vm *vm, Buffered *self, Taken first)
{
    for (;;) {
        Value part = io_call(vm, self->raw, NAME(read));
        if (part && part != NONE && !is_bytes(vm, part)) {
            (void)type_error(vm, "read() should return bytes");
            release(vm, part);
            part = 0;
        }
        if (!part) {
            release(vm, first);
            return 0;
        }
        if (part == NONE || as_bytes(part)->length == 0) {
            if (!first)
                return part;
            release(vm, part);
            return first;
        }
        if (self->abs_pos != -1)
            self->abs_pos += (int64_t)as_bytes(part)->length;
        first = first ? join(vm, first, part) : part;
        if (!first)
            return 0;
    }
}

static Value read_all(Vm *vm, Buffered *self)
{
    int64_t ahead = buffered_ahead(self);
    Value   first = ahead ? take_ahead(vm, self, ahead) : 0, rest;

    if (ahead && !first)
        return 0;
    buffered_forget_read(self);
    if (self->writable && !buffered_flush_rewind(vm, self)) {
        release(vm, first);
        return 0;
    }
    if (self->is_fast && as_file_io(self->raw)->fd >= 0 && as_file_io(self->raw)->readable) {
        rest = file_io_read_all(vm, as_file_io(self->raw));
    } else {
        Value method = object_find_attr(vm, self->raw, NAME(readall));
        if (method == UNBOUND)
            return read_parts(vm, self, first);
        rest = method ? call0(vm, method) : 0;
        release(vm, method);
        if (rest && rest != NONE && !is_bytes(vm, rest)) {
            (void)type_error(vm, "readall() should return bytes");
            release(vm, rest);
            rest = 0;
        }
    }
    if (rest && rest != NONE && self->abs_pos != -1)
        self->abs_pos += (int64_t)as_bytes(rest)->length;
    if (!first)
        return rest;
    return rest == NONE ? first : join(vm, first, rest);
}

/* What a read that met the end, or would block, has so far. */
static Value partial(Vm *vm, Bytes *result, int64_t written, int64_t got)
{
    if (got == 0 || (got == -2 && written > 0))
        return cut(vm, result, written);
    release(vm, value_of(result));
    return got == -2 ? NONE : 0;
}

/* size bytes, of which fewer than that were read ahead. */
static Value read_beyond(Vm *vm, Buffered *self, int64_t size)
{
    int64_t written = buffered_ahead(self), left = size - written, got;
    Bytes  *result = bytes_new(vm, (size_t)size);

    if (!result)
        return 0;
    if (written)
        memcpy(result->data, self->buffer + self->pos, (size_t)written);
    self->pos += written;
    if (self->writable && !buffered_flush_rewind(vm, self)) {
        release(vm, value_of(result));
        return 0;
    }
    buffered_forget_read(self);
    while (left >= self->buffer_size) {          // whole blocks go straight to their place
        got = raw_read(vm, self, result->data + written, left - left % self->buffer_size);
        if (got <= 0)
            return partial(vm, result, written, got);
        left -= got;
        written += got;
    }
    self->pos = self->raw_pos = self->read_end = 0;
    while (left > 0 && self->read_end < self->buffer_size) {
        got = fill(vm, self);
        if (got <= 0)
            return partial(vm, result, written, got);
        if (got > left)
            got = left;
        memcpy(result->data + written, self->buffer + self->pos, (size_t)got);
        written += got;
        self->pos += got;
        left -= got;
    }
    return cut(vm, result, written);
}

Value buffered_read(Vm *vm, Buffered *self, int64_t size)
{
    if (size >= 0 && size <= buffered_ahead(self))
        return take_ahead(vm, self, size);
    if (!buffered_enter(vm, self))
        return 0;
    Value result = size < 0 ? read_all(vm, self) : read_beyond(vm, self, size);
    buffered_leave(self);
    return result;
}

Value buffered_row_read(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    int64_t   size;
    (void)count;
    if (!io_size(vm, arg[1], &size) || !buffered_check(vm, self))
        return 0;
    if (size < -1)
        return value_error(vm, "read length must be non-negative or -1");
    return buffered_check_open(vm, self, "read of closed file") ? buffered_read(vm, self, size) : 0;
}

Value buffered_read1(Vm *vm, Buffered *self, int64_t size)
{
    int64_t ahead = buffered_ahead(self);

    if (size < 0)
        size = self->buffer_size;
    if (size == 0)
        return bytes_empty(vm);
    if (ahead > 0)
        return take_ahead(vm, self, ahead < size ? ahead : size);
    Bytes *result = bytes_new(vm, (size_t)size);
    if (!result)
        return 0;
    if (!buffered_enter(vm, self)) {
        release(vm, value_of(result));
        return 0;
    }
    buffered_forget_read(self);
    int64_t got = raw_read(vm, self, result->data, size);
    buffered_leave(self);
    if (got == -1) {
        release(vm, value_of(result));
        return 0;
    }
    return cut(vm, result, got == -2 ? 0 : got);
}

Value buffered_row_read1(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    int64_t   size;
    (void)count;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &size))
        return 0;
    return buffered_check_open(vm, self, "read of closed file") ? buffered_read1(vm, self, size) : 0;
}

Value buffered_row_peek(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    int64_t   size;
    Value     result = 0;
    (void)count;

    if (!object_index_int64(vm, arg[1], &overflow_error_type, &size) ||
        !buffered_check_open(vm, self, "peek of closed file") || !buffered_enter(vm, self))
        return 0;
    if (!self->writable || buffered_flush_rewind(vm, self)) {
        int64_t ahead = buffered_ahead(self);
        if (ahead <= 0) {
            buffered_forget_read(self);
            ahead = fill(vm, self);
            self->pos = 0;
        }
        if (ahead != -1)
            result = bytes_from(vm, self->buffer + self->pos, ahead < 0 ? 0 : (size_t)ahead);
    }
    buffered_leave(self);
    return result;
}

/* Into memory of size bytes; at most one read of the raw stream when `once`. Bytes, -1, -2. Entered. */
static int64_t read_into(Vm *vm, Buffered *self, char *to, int64_t size, bool once, int64_t written)
{
    int64_t got = 0;

    if (self->writable && !buffered_flush_rewind(vm, self))
        return -1;
    buffered_forget_read(self);
    self->pos = 0;
    for (int64_t left = size - written; left > 0; left -= got) {
        if (left > self->buffer_size) {
            got = raw_read(vm, self, to + written, left);
        } else if (!(once && written)) {
            got = fill(vm, self);
            if (got > 0) {
                if (got > left)
                    got = left;
                memcpy(to + written, self->buffer + self->pos, (size_t)got);
                self->pos += got;
            }
        } else {
            got = 0;
        }
        if (got == 0 || (got == -2 && written > 0))
            break;
        if (got < 0)
            return got;
        written += got;
        if (once)
            break;
    }
    return written;
}

static Value readinto(Vm *vm, const Value *arg, const char *function, bool once)
{
    Buffered *self = as_buffered(arg[0]);
    Buffer    buffer = {0};
    Value     result = 0;

    if (!io_get_writable(vm, function, arg[1], &buffer))
        return 0;
    if (buffered_check_open(vm, self, "readinto of closed file")) {
        int64_t size = (int64_t)buffer.length, written = buffered_ahead(self);
        if (written > size)
            written = size;
        if (written > 0) {
            memcpy(buffer.data, self->buffer + self->pos, (size_t)written);
            self->pos += written;
        } else {
            written = 0;
        }
        if (written == size) {
            result = int_from_int64(vm, written);
        } else if (buffered_enter(vm, self)) {
            int64_t got = read_into(vm, self, buffer.data, size, once, written);
            buffered_leave(self);
            result = got == -1 ? 0 : got == -2 ? NONE : int_from_int64(vm, got);
        }
    }
    buffer_release(vm, &buffer);
    return result;
}

Value buffered_row_readinto(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return readinto(vm, arg, "readinto", false);
}

Value buffered_row_readinto1(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return readinto(vm, arg, "readinto1", true);
}

/* The line's continuation when what was read ahead has no end of line. first: the line so far, taken, 0: nothing. */
static Value continue_line(Vm *vm, Buffered *self, Taken first, int64_t limit)
{
    if (self->writable && !buffered_flush_rewind(vm, self))
        goto failed;
    for (;;) {
        buffered_forget_read(self);
        int64_t got = fill(vm, self);
        if (got == -1)
            goto failed;
        if (got <= 0)
            return first ? first : bytes_empty(vm);
        if (limit >= 0 && got > limit)
            got = limit;
        const char *end = memchr(self->buffer, '\n', (size_t)got);
        int64_t     length = end ? end - self->buffer + 1 : got;
        Value       part = bytes_from(vm, self->buffer, (size_t)length);
        first = first ? join(vm, first, part) : part;
        if (!first)
            return 0;
        self->pos = length;
        if (end || (limit >= 0 && length == limit))
            return first;
        if (limit >= 0)
            limit -= length;
    }

failed:
    release(vm, first);
    return 0;
}

Value buffered_readline(Vm *vm, Buffered *self, int64_t limit)
{
    int64_t length = buffered_ahead(self);
    Value   first = 0;

    if (limit >= 0 && length > limit)
        length = limit;
    const char *end = length > 0 ? memchr(self->buffer + self->pos, '\n', (size_t)length) : NULL;
    if (end)
        return take_ahead(vm, self, end - (self->buffer + self->pos) + 1);
    if (length == limit)
        return take_ahead(vm, self, length);
    if (!buffered_enter(vm, self))
        return 0;
    if (length > 0) {
        first = take_ahead(vm, self, length);
        if (limit >= 0)
            limit -= length;
    }
    Value line = length > 0 && !first ? 0 : continue_line(vm, self, first, limit);
    buffered_leave(self);
    return line;
}

Value buffered_row_readline(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    int64_t   limit;
    (void)count;
    if (!io_size(vm, arg[1], &limit) || !buffered_check_open(vm, self, "readline of closed file"))
        return 0;
    return buffered_readline(vm, self, limit < 0 ? -1 : limit);
}
