/* buffered_writer.c - writing through the buffer. SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"

#include <errno.h>

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/memoryview.h"
#include "objects/str.h"

/* BlockingIOError(errno, "write could not complete without blocking", written) */
static void raise_blocking(Vm *vm, const Buffered *self, int64_t written)
{
    Value text = str_from_cstring(vm, "write could not complete without blocking"), number = int_from_int64(vm, written);
    if (text && number) {
        const Value args[] = {int_value(self->is_fast ? EAGAIN : 0), text, number};
        (void)raise_args(vm, &blocking_i_o_error_type, args, 3);
    }
    release(vm, text);
    release(vm, number);
}

static int64_t write_foreign(Vm *vm, Buffered *self, const char *data, int64_t size)
{
    Value   bytes = bytes_from(vm, data, (size_t)size), answer = 0;
    int64_t sent = -1;

    if (bytes) {
        Value view = memoryview_from(vm, bytes);
        answer = view ? io_call1(vm, self->raw, NAME(write), view) : 0;
        release(vm, view);
    }
    release(vm, bytes);
    if (!answer)
        return -1;
    if (answer == NONE)
        return -2;
    if (!object_index_int64(vm, answer, &value_error_type, &sent)) {
        exception_clear(vm);
        sent = -1;
    }
    release(vm, answer);
    if (sent < 0 || sent > size) {
        (void)raise_format(vm, &os_error_type,
                           "raw write() returned invalid length %zd (should have been between 0 and %zd)", (ssize_t)sent,
                           (ssize_t)size);
        return -1;
    }
    return sent;
}

/* One write of the raw stream: bytes, -1 exception, -2 would block. */
static int64_t raw_write(Vm *vm, Buffered *self, const char *data, int64_t size)
{
    int64_t sent;
    if (self->is_fast && as_file_io(self->raw)->fd >= 0 && as_file_io(self->raw)->writable)
        sent = file_io_write(vm, as_file_io(self->raw), data, (size_t)size);
    else
        sent = write_foreign(vm, self, data, size);
    if (sent > 0 && self->abs_pos != -1)
        self->abs_pos += sent;
    return sent;
}

/* The position moves, and with it the end of what counts as read. */
static void move_to(Buffered *self, int64_t position)
{
    self->pos = position;
    if (buffered_has_read(self) && self->read_end < position)
        self->read_end = position;
}

bool buffered_flush_write(Vm *vm, Buffered *self)
{
    if (!buffered_has_write(self) || self->write_pos == self->write_end) {
        buffered_forget_write(self);
        return true;
    }
    int64_t back = buffered_raw_offset(self) + (self->pos - self->write_pos);
    if (back != 0) {
        if (buffered_raw_seek(vm, self, -back, SEEK_CUR) < 0)
            return false;
        self->raw_pos -= back;
    }
    while (self->write_pos < self->write_end) {
        int64_t sent = raw_write(vm, self, self->buffer + self->write_pos, self->write_end - self->write_pos);
        if (sent == -2)
            raise_blocking(vm, self, 0);
        if (sent < 0)
            return false;
        move_to(self, self->write_pos + sent);
        self->write_pos = self->raw_pos = self->pos;
    }
    buffered_forget_write(self);
    return true;
}

static bool swallow_blocking(Vm *vm)
{
    return exception_swallow(vm, &blocking_i_o_error_type);
}

/* The buffer can't be emptied now: takes what fits behind what waits. */
static int64_t store_while_blocked(Vm *vm, Buffered *self, const char *data, int64_t size)
{
    if (self->readable)
        buffered_forget_read(self);
    memmove(self->buffer, self->buffer + self->write_pos, (size_t)(self->write_end - self->write_pos));
    self->write_end -= self->write_pos;
    self->raw_pos -= self->write_pos;
    self->pos -= self->write_pos;
    self->write_pos = 0;
    int64_t room = self->buffer_size - self->write_end, part = size <= room ? size : room;
    memcpy(self->buffer + self->write_end, data, (size_t)part);
    self->write_end += part;
    self->pos += part;
    if (part < size) {
        raise_blocking(vm, self, part);
        return -1;
    }
    return size;
}

/* More than fits: empties the buffer, writes whole pieces through, keeps the rest. Entered. */
static int64_t write_through(Vm *vm, Buffered *self, const char *data, int64_t size)
{
    int64_t written = 0, offset;

    if (!buffered_flush_write(vm, self))
        return swallow_blocking(vm) ? store_while_blocked(vm, self, data, size) : -1;
    offset = buffered_raw_offset(self);
    if (offset != 0) {                           // the raw stream is where reading ahead left it
        if (buffered_raw_seek(vm, self, -offset, SEEK_CUR) < 0)
            return -1;
        self->raw_pos -= offset;
    }
    while (size - written > self->buffer_size) {
        int64_t sent = raw_write(vm, self, data + written, size - written);
        if (sent == -1)
            return -1;
        if (sent == -2) {
            memcpy(self->buffer, data + written, (size_t)self->buffer_size);
            self->raw_pos = 0;
            move_to(self, self->buffer_size);
            self->write_pos = 0;
            self->write_end = self->buffer_size;
            raise_blocking(vm, self, written + self->buffer_size);
            return -1;
        }
        written += sent;
    }
    if (self->readable)
        buffered_forget_read(self);
    int64_t left = size - written;
    if (left > 0)
        memcpy(self->buffer, data + written, (size_t)left);
    self->write_pos = 0;
    self->write_end = left;
    move_to(self, left);
    self->raw_pos = 0;
    return size;
}

int64_t buffered_write(Vm *vm, Buffered *self, const void *data, size_t size)
{
    int64_t length = (int64_t)size;

    if (!buffered_enter(vm, self))
        return -1;
    if (!buffered_has_read(self) && !buffered_has_write(self))
        self->pos = self->raw_pos = 0;
    if (length <= self->buffer_size - self->pos) {
        memcpy(self->buffer + self->pos, data, size);
        if (!buffered_has_write(self) || self->write_pos > self->pos)
            self->write_pos = self->pos;
        move_to(self, self->pos + length);
        if (self->write_end < self->pos)
            self->write_end = self->pos;
    } else {
        length = write_through(vm, self, data, length);
    }
    buffered_leave(self);
    return length;
}

Value buffered_row_write(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    Buffer    buffer = {0};
    (void)count;

    if (!buffered_check(vm, self) || !buffer_get(vm, arg[1], &buffer, BUFFER_SIMPLE))
        return 0;
    Value result = 0;
    if (buffered_check_open(vm, self, "write to closed file")) {
        int64_t written = buffered_write(vm, self, buffer.data, buffer.length);
        result = written < 0 ? 0 : int_from_int64(vm, written);
    }
    buffer_release(vm, &buffer);
    return result;
}
