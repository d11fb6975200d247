/* buffered.c - what the three buffered types share: life, lock, position, closing. See buffered.h.
 * SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"

#include "modules/blocking.h"
#include "modules/os_path.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/str.h"

/* ---- life ---- */

Value buffered_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return io_new(vm, cls);
}

static void drop_buffer(Vm *vm, Buffered *self)
{
    if (self->buffer)
        mem_free(vm, self->buffer, (size_t)self->buffer_size);
    self->buffer = NULL;
}

bool buffered_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Buffered *self = (Buffered *)object;
    return io_base_traverse(vm, object, visit, arg) && (!self->raw || visit(self->raw, arg));
}

void buffered_clear(Vm *vm, Object *object)
{
    Buffered *self = (Buffered *)object;
    self->is_ready = false;
    replace(vm, &self->raw, 0);
    io_base_clear(vm, object);
}

void buffered_dealloc(Vm *vm, Object *object)
{
    buffered_clear(vm, object);
    drop_buffer(vm, (Buffered *)object);
    heap_free(vm, object, sizeof(Buffered));
}

bool buffered_init(Vm *vm, Value v, Value raw, Value size, bool readable, bool writable)
{
    Buffered *self = as_buffered(v);
    int64_t   bytes;

    self->is_ready = false;
    self->is_detached = false;
    if ((writable && readable && !io_check_seekable(vm, raw)) || (readable && !io_check_readable(vm, raw)) ||
        (writable && !io_check_writable(vm, raw)))
        return false;
    if (!object_index_int64(vm, size, &overflow_error_type, &bytes))
        return false;
    if (bytes <= 0) {
        (void)value_error(vm, "buffer size must be strictly positive");
        return false;
    }
    char *buffer = mem_alloc(vm, (size_t)bytes);
    if (!buffer)
        return false;
    drop_buffer(vm, self);
    replace(vm, &self->raw, retain(raw));
    self->buffer = buffer;
    self->buffer_size = bytes;
    self->readable = readable;
    self->writable = writable;
    self->is_fast = is_exact_buffered(v) && is_exact_file_io(raw);
    self->abs_pos = -1;
    self->pos = self->raw_pos = 0;
    buffered_forget_read(self);
    buffered_forget_write(self);
    if (buffered_raw_tell(vm, self) < 0)
        exception_clear(vm);                     // pipes have no position
    self->is_ready = true;
    return true;
}

/* ---- state ---- */

bool buffered_check(Vm *vm, Buffered *self)
{
    if (!self->is_ready)
        (void)value_error(vm, self->is_detached ? "raw stream has been detached" : "I/O operation on uninitialized object");
    return self->is_ready;
}

/* Is the raw stream closed? */
static int raw_is_closed(Vm *vm, Buffered *self)
{
    if (self->is_fast)
        return as_file_io(self->raw)->fd < 0;
    Value closed = object_getattr(vm, self->raw, NAME(closed));
    int   truth = closed ? object_truth(vm, closed) : -1;
    release(vm, closed);
    return truth;
}

bool buffered_check_open(Vm *vm, Buffered *self, const char *message)
{
    if (!buffered_check(vm, self))
        return false;
    int closed = self->buffer ? raw_is_closed(vm, self) : 1;
    if (closed > 0)
        (void)value_error(vm, "%s", message);
    return closed == 0;
}

bool buffered_enter(Vm *vm, Buffered *self)
{
    if (lock_try(&self->lock)) {
        self->owner = vm->thread;
        return true;
    }
    if (self->owner == vm->thread) {
        (void)runtime_error(vm, "reentrant call inside %R", value_of(self));
        return false;
    }
    HostWake *wake;
    int       status;
    do {
        wake = blocking_begin(vm);
        status = lock_take(&self->lock, wake, WAIT_FOREVER);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status == 0)
        self->owner = vm->thread;
    return status == 0;
}

void buffered_leave(Buffered *self)
{
    self->owner = NULL;
    lock_release(&self->lock);
}

/* ---- the raw stream's position ---- */

static int64_t position_from(Vm *vm, Buffered *self, Value answer)
{
    int64_t position;
    if (!answer)
        return -1;
    bool fits = io_offset(vm, answer, &position);
    release(vm, answer);
    if (!fits)
        return -1;
    if (position < 0) {
        (void)raise_format(vm, &os_error_type, "Raw stream returned invalid position %lld", (long long)position);
        return -1;
    }
    self->abs_pos = position;
    return position;
}

int64_t buffered_raw_tell(Vm *vm, Buffered *self)
{
    if (self->is_fast && as_file_io(self->raw)->fd >= 0) {
        int64_t position;
        if (!file_io_seek(vm, as_file_io(self->raw), 0, SEEK_CUR, &position))
            return -1;
        return self->abs_pos = position;
    }
    return position_from(vm, self, io_call(vm, self->raw, NAME(tell)));
}

int64_t buffered_raw_seek(Vm *vm, Buffered *self, int64_t target, int whence)
{
    if (self->is_fast && as_file_io(self->raw)->fd >= 0) {
        int64_t position;
        if (!file_io_seek(vm, as_file_io(self->raw), target, whence, &position))
            return -1;
        return self->abs_pos = position;
    }
    Value number = int_from_int64(vm, target);
    if (!number)
        return -1;
    const Value args[] = {number, int_value(whence)};
    Value       answer = call_method(vm, self->raw, NAME(seek), args, 2);
    release(vm, number);
    return position_from(vm, self, answer);
}

bool buffered_flush_rewind(Vm *vm, Buffered *self)
{
    if (!buffered_flush_write(vm, self))
        return false;
    if (self->readable) {
        int64_t position = buffered_raw_seek(vm, self, -buffered_raw_offset(self), SEEK_CUR);
        buffered_forget_read(self);
        return position >= 0;
    }
    return true;
}

Value buffered_row_seek(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    int64_t   target, position = -1;
    int       whence;
    (void)count;

    if (!buffered_check(vm, self) || !int_argument(vm, arg[2], &whence))
        return 0;
    if (whence < 0 || whence > 4)
        return value_error(vm, "whence value %d unsupported", whence);
    if (!buffered_check_open(vm, self, "seek of closed file") || !io_check_seekable(vm, self->raw) ||
        !io_offset(vm, arg[1], &target))
        return 0;
    if (whence <= SEEK_CUR && self->readable) {  // inside what was read ahead nothing is asked of the raw stream
        int64_t current = self->abs_pos >= 0 ? self->abs_pos : buffered_raw_tell(vm, self);
        int64_t ahead = buffered_ahead(self);
        if (current < 0)
            return 0;
        if (ahead > 0) {
            int64_t offset = whence == SEEK_SET ? target - (current - buffered_raw_offset(self)) : target;
            if (offset >= -self->pos && offset <= ahead) {
                self->pos += offset;
                return int_from_int64(vm, current - ahead + offset);
            }
        }
    }
    if (!buffered_enter(vm, self))
        return 0;
    if (!self->writable || buffered_flush_write(vm, self)) {
        if (whence == SEEK_CUR)
            target -= buffered_raw_offset(self);
        position = buffered_raw_seek(vm, self, target, whence);
        self->raw_pos = -1;
        if (position >= 0 && self->readable)
            buffered_forget_read(self);
    }
    buffered_leave(self);
    return position < 0 ? 0 : int_from_int64(vm, position);
}

Value buffered_row_tell(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;
    if (!buffered_check(vm, self))
        return 0;
    int64_t position = buffered_raw_tell(vm, self);
    if (position < 0)
        return 0;
    position -= buffered_raw_offset(self);
    return int_from_int64(vm, position < 0 ? 0 : position);
}

Value buffered_row_truncate(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    Value     result = 0;
    (void)count;

    if (!buffered_check_open(vm, self, "truncate of closed file"))
        return 0;
    if (!self->writable)
        return io_unsupported(vm, "truncate");
    if (!buffered_enter(vm, self))
        return 0;
    if (buffered_flush_rewind(vm, self))
        result = io_call1(vm, self->raw, NAME(truncate), arg[1]);
    if (result && buffered_raw_tell(vm, self) < 0)
        exception_clear(vm);
    buffered_leave(self);
    return result;
}

/* ---- closing ---- */

Value buffered_row_flush(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;
    if (!buffered_check_open(vm, self, "flush of closed file") || !buffered_enter(vm, self))
        return 0;
    bool flushed = buffered_flush_rewind(vm, self);
    buffered_leave(self);
    return flushed ? NONE : 0;
}

Value buffered_row_simple_flush(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;
    return buffered_check(vm, self) ? io_call(vm, self->raw, NAME(flush)) : 0;
}

Value buffered_row_dealloc_warn(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;
    if (self->is_ready && self->raw) {
        Value done = io_call1(vm, self->raw, NAME(_dealloc_warn), arg[1]);
        if (!done)
            exception_clear(vm);
        release(vm, done);
    }
    return NONE;
}

Value buffered_row_close(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;

    if (!buffered_check(vm, self))
        return 0;
    int closed = raw_is_closed(vm, self);
    if (closed)
        return closed < 0 ? 0 : NONE;
    if (self->finalizing) {
        const Value args[] = {arg[0], arg[0]};
        (void)buffered_row_dealloc_warn(vm, args, 2);
    }
    bool  flushed = io_call_nothing(vm, arg[0], NAME(flush));
    Value pending = flushed ? 0 : exception_take(vm);
    if (!self->raw) {                            // flush() detached it
        if (pending)
            exception_put(vm, pending);
        return flushed ? NONE : 0;
    }
    Value result = io_call(vm, self->raw, NAME(close));
    if (buffered_enter(vm, self)) {
        drop_buffer(vm, self);
        self->read_end = self->pos = 0;
        buffered_leave(self);
    } else {
        exception_clear(vm);
    }
    if (pending) {
        if (result)
            exception_put(vm, pending);
        else
            exception_chain(vm, pending);
        release(vm, result);
        return 0;
    }
    return result;
}

Value buffered_row_detach(Vm *vm, const Value *arg, size_t count)
{
    Buffered *self = as_buffered(arg[0]);
    (void)count;
    if (!buffered_check(vm, self) || !io_call_nothing(vm, arg[0], NAME(flush)))
        return 0;
    Value raw = self->raw;
    self->raw = 0;
    self->is_detached = true;
    self->is_ready = false;
    return raw;
}

/* ---- what is the raw stream's to answer ---- */

static Value ask_raw(Vm *vm, const Value *arg, Value name)
{
    Buffered *self = as_buffered(arg[0]);
    return buffered_check(vm, self) ? io_call(vm, self->raw, name) : 0;
}

Value buffered_row_seekable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_raw(vm, arg, NAME(seekable));
}

Value buffered_row_readable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_raw(vm, arg, NAME(readable));
}

Value buffered_row_writable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_raw(vm, arg, NAME(writable));
}

Value buffered_row_fileno(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_raw(vm, arg, NAME(fileno));
}

Value buffered_row_isatty(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_raw(vm, arg, NAME(isatty));
}

static Value get_of_raw(Vm *vm, const Value *arg, Value name)
{
    Buffered *self = as_buffered(arg[0]);
    return buffered_check(vm, self) ? object_getattr(vm, self->raw, name) : 0;
}

Value buffered_row_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return get_of_raw(vm, arg, NAME(closed));
}

Value buffered_row_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return get_of_raw(vm, arg, NAME(name));
}

Value buffered_row_mode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return get_of_raw(vm, arg, NAME(mode));
}

Value buffered_row_raw(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    Buffered *self = as_buffered(arg[0]);
    return self->raw ? retain(self->raw) : NONE;
}

Value buffered_row_finalizing(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_buffered(arg[0])->finalizing);
}

bool buffered_set_finalizing(Vm *vm, Value self, Value value)
{
    (void)vm;
    as_buffered(self)->finalizing = value == TRUE;
    return true;
}

Value buffered_row_sizeof(Vm *vm, const Value *arg, size_t count)
{
    const Buffered *self = as_buffered(arg[0]);
    (void)count;
    return int_from_int64(vm, type_of(vm, arg[0])->basic_size + (self->buffer ? self->buffer_size : 0));
}

Value buffered_repr(Vm *vm, Value self)
{
    Value name, result = 0;
    if (!io_get_name(vm, self, &name))
        return 0;
    if (name == UNBOUND)
        return str_format(vm, "<%T>", self);
    int active = repr_enter(vm, self);
    if (active > 0)
        (void)runtime_error(vm, "reentrant call inside %T.__repr__", self);
    if (active == 0) {
        result = str_format(vm, "<%T name=%R>", self, name);
        repr_leave(vm, self);
    }
    release(vm, name);
    return result;
}

Value buffered_next(Vm *vm, Value v)
{
    Buffered *self = as_buffered(v);
    Value     line;

    if (!buffered_check(vm, self))
        return 0;
    if (is_exact_buffered(v)) {
        if (!buffered_check_open(vm, self, "readline of closed file"))
            return 0;
        line = buffered_readline(vm, self, -1);
    } else {
        line = io_call(vm, v, NAME(readline));
        if (line && !is_bytes(vm, line)) {
            (void)raise_format(vm, &os_error_type, "readline() should have returned a bytes object, not '%T'", line);
            release(vm, line);
            return 0;
        }
    }
    if (line && as_bytes(line)->length == 0) {
        release(vm, line);
        return UNBOUND;
    }
    return line;
}
