/* fileio.c - FileIO: a descriptor of the isolate's host. SPDX-License-Identifier: MIT */
#include <fcntl.h>
#include <sys/stat.h>

#include "host/files.h"
#include "modules/blocking.h"
#include "modules/io/io.h"
#include "modules/os_path.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { SMALLEST_PART = 8192 };

static Value err_closed(Vm *vm)
{
    return value_error(vm, "I/O operation on closed file");
}

static Value err_mode(Vm *vm, bool reading)
{
    return io_unsupported(vm, reading ? "File not open for reading" : "File not open for writing");
}

static Value new_file(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Value self = io_new(vm, cls);
    if (self) {
        FileIo *file = as_file_io(self);
        file->fd = -1;
        file->seekable = -1;
        file->close_fd = true;
        file->size_at_open = -1;
        file->block_size = 8192;
    }
    return self;
}

/* Closes the descriptor; an error is raised. */
static bool close_descriptor(Vm *vm, FileIo *file)
{
    int fd = file->fd;
    file->fd = -1;
    if (fd < 0)
        return true;
    (void)blocking_begin(vm);
    int status = vm->host->files->close(vm->host, fd);
    blocking_end(vm);
    if (status) {
        (void)os_error(vm, status, 0, 0);
        return false;
    }
    return true;
}

/* Sets the fields that the mode's letters stand for; *flags are the system's. */
static bool parse_mode(Vm *vm, FileIo *file, const char *mode, size_t length, int *flags)
{
    bool reads_or_writes = false, plus = false, bad = false;

    *flags = 0;
    for (size_t i = 0; i < length && !bad; i++) {
        switch (mode[i]) {
        case 'x': case 'r': case 'w': case 'a':
            bad = reads_or_writes;
            reads_or_writes = true;
            if (mode[i] == 'x') {
                file->created = file->writable = true;
                *flags |= O_EXCL | O_CREAT;
            } else if (mode[i] == 'r') {
                file->readable = true;
            } else if (mode[i] == 'w') {
                file->writable = true;
                *flags |= O_CREAT | O_TRUNC;
            } else {
                file->writable = file->appending = true;
                *flags |= O_APPEND | O_CREAT;
            }
            break;
        case 'b':
            break;
        case '+':
            bad = plus;
            plus = true;
            file->readable = file->writable = true;
            break;
        default:
            (void)value_error(vm, "invalid mode: %.*s", (int)length, mode);
            return false;
        }
    }
    if (bad || !reads_or_writes) {
        (void)value_error(vm, "Must have exactly one of create/read/write/append mode and at most one plus");
        return false;
    }
    *flags |= file->readable && file->writable ? O_RDWR : file->readable ? O_RDONLY : O_WRONLY;
    return true;
}

/* Opens by a call of opener(name, flags). */
static bool open_by(Vm *vm, FileIo *file, Value opener, Value name, int flags)
{
    Value number = call2(vm, opener, name, int_value(flags));
    int   fd;
    if (!number)
        return false;
    bool is_number = is_int(vm, number);
    if (!is_number)
        (void)type_error(vm, "expected integer from opener");
    bool fits = is_number && int_argument(vm, number, &fd);
    release(vm, number);
    if (!fits)
        return false;
    if (fd < 0) {
        (void)value_error(vm, "opener returned %d", fd);
        return false;
    }
    file->fd = fd;
    int status = vm->host->files->fd_set_inheritable(vm->host, fd, false);
    if (status)
        (void)os_error(vm, status, 0, 0);
    return status == 0;
}

static bool open_path(Vm *vm, FileIo *file, const OsPath *path, int flags)
{
    int fd, status;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->open(vm->host, wake, HOST_CWD, path->text, flags | O_CLOEXEC, 0666, &fd);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status == EINTR)
        return false;
    if (status) {
        (void)path_error(vm, status, path);
        return false;
    }
    file->fd = fd;
    return true;
}

/* What fstat tells of a fresh descriptor: folders are refused, sizes remembered. */
static bool look_at(Vm *vm, FileIo *file, Value name)
{
    HostStat stat;
    int      status = vm->host->files->fstat(vm->host, file->fd, &stat);

    if (status == EBADF) {
        (void)os_error(vm, status, 0, 0);
        return false;
    }
    if (status)
        return true;                             // some files can't be asked: let them fail later
    if (S_ISDIR(stat.mode)) {
        (void)os_error(vm, EISDIR, name, 0);
        return false;
    }
    file->known_regular = S_ISREG(stat.mode);
    file->size_at_open = stat.size;
    if (stat.blksize > 1)
        file->block_size = stat.blksize;
    return true;
}

/* The part of __init__ that may fail with the descriptor half ours. */
static bool open_named(Vm *vm, Value self, Value name, int fd, Value mode, int flags, bool close_fd, Value opener)
{
    FileIo *file = as_file_io(self);
    OsPath  path = {.fd = -1};
    bool    own = false, done = false;

    if (fd < 0) {
        if (!path_get(vm, NULL, "path", name, 0, &path))
            return false;
        if (!close_fd) {
            (void)value_error(vm, "Cannot use closefd=False with file name");
            goto done;
        }
    }
    Value event = tuple_of(vm, 3, name, mode, int_value(flags));
    bool  allowed = event && vm->up->audit(vm, "open", event);
    release(vm, event);
    if (!allowed)
        goto done;
    file->close_fd = close_fd;
    if (fd >= 0) {
        file->fd = fd;
    } else {
        if (opener != NONE ? !open_by(vm, file, opener, name, flags | O_CLOEXEC) : !open_path(vm, file, &path, flags))
            goto done;
        own = true;
    }
    if (!look_at(vm, file, name) || !object_setattr(vm, self, NAME(name), name))
        goto done;
    if (file->appending) {                       // so that tell() is the end at once; pipes have no position
        int64_t position;
        (void)vm->host->files->lseek(vm->host, file->fd, 0, SEEK_END, &position);
    }
    done = true;

done:
    if (!done) {
        Value pending = exception_take(vm);
        if (own)
            (void)close_descriptor(vm, file);
        file->fd = -1;
        exception_put(vm, pending);
    }
    path_drop(vm, &path);
    return done;
}

static bool io_path_type(Vm *vm, Value name)
{
    /* The message of open(): nothing is said of integers. */
    if (is_str(vm, name) || is_bytes(vm, name))
        return true;
    Value text = path_fspath(vm, name);
    release(vm, text);
    return text != 0;
}

/* arg: self, file, mode, closefd, opener */
static Value init(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    Utf8    mode;
    int     fd = -1, flags;
    (void)count;

    if (!is_str(vm, arg[2]))
        return type_error(vm, "FileIO() argument 'mode' must be str, not %T", arg[2]);
    int close_fd = object_truth(vm, arg[3]);
    if (close_fd < 0)
        return 0;
    if (file->fd >= 0 && (file->close_fd ? !close_descriptor(vm, file) : (file->fd = -1, false)))
        return 0;
    if (is_bool(arg[1]) && !vm->up->warn(vm, &runtime_warning_type, 1, "bool is used as a file descriptor"))
        return 0;
    if (is_int(vm, arg[1])) {
        int64_t wide;
        if (int_fits_int64(arg[1], &wide) && wide < 0 && wide >= INT32_MIN)
            return value_error(vm, "negative file descriptor");
        if (int_fits_int64(arg[1], &wide) && wide >= 0 && wide <= INT32_MAX)
            fd = (int)wide;
    }
    if (fd < 0 && !io_path_type(vm, arg[1]))
        return 0;
    file->created = file->readable = file->writable = file->appending = false;
    file->seekable = -1;
    if (!str_utf8(vm, arg[2], &mode))
        return 0;
    bool done = parse_mode(vm, file, mode.data, mode.length, &flags);
    utf8_free(vm, &mode);
    if (!done)
        return 0;
    return open_named(vm, arg[0], arg[1], fd, arg[2], flags, close_fd, arg[4]) ? NONE : 0;
}

/* ---- reading and writing ---- */

int64_t file_io_read_into(Vm *vm, FileIo *file, void *data, size_t size)
{
    size_t got;
    int    status, fd = file->fd;

    if (size > INT32_MAX)
        size = INT32_MAX;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->read(vm->host, wake, fd, data, size, &got);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status == 0)
        return (int64_t)got;
    if (status == EAGAIN)
        return -2;
    if (status != EINTR)
        (void)os_error(vm, status, 0, 0);
    return -1;
}

int64_t file_io_write(Vm *vm, FileIo *file, const void *data, size_t size)
{
    size_t sent;
    int    status, fd = file->fd;

    if (size > INT32_MAX)
        size = INT32_MAX;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->write(vm->host, wake, fd, data, size, &sent);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status == 0)
        return (int64_t)sent;
    if (status == EAGAIN)
        return -2;
    if (status != EINTR)
        (void)os_error(vm, status, 0, 0);
    return -1;
}

/* Cuts a bytes that is ours alone to its first length bytes. Takes it. */
static Value cut(Vm *vm, Bytes *bytes, size_t length)
{
    if (length == bytes->length)
        return value_of(bytes);
    Value exact = bytes_from(vm, bytes->data, length);
    release(vm, value_of(bytes));
    return exact;
}

/* Room for what fstat and the position say is left, and a byte more to meet the end. */
static size_t expected_rest(Vm *vm, FileIo *file)
{
    HostStat stat;
    int64_t  position;
    int64_t  end = file->known_regular ? file->size_at_open : -1;

    if (end < 0 && vm->host->files->fstat(vm->host, file->fd, &stat) == 0)
        end = stat.size;
    if (end <= 0)
        return SMALLEST_PART;
    if (end > 65536 && vm->host->files->lseek(vm->host, file->fd, 0, SEEK_CUR, &position) == 0 && position <= end)
        end -= position;
    return end > INT32_MAX ? INT32_MAX : (size_t)end + 1;
}

Value file_io_read_all(Vm *vm, FileIo *file)
{
    size_t used = 0, room = expected_rest(vm, file);
    Bytes *bytes = bytes_new(vm, room);

    while (bytes) {
        if (used == room) {
            size_t larger = room + (room > 65536 ? room >> 1 : room + SMALLEST_PART);
            Bytes *grown = bytes_new(vm, larger);
            if (!grown)
                break;
            memcpy(grown->data, bytes->data, used);
            release(vm, value_of(bytes));
            bytes = grown;
            room = larger;
        }
        int64_t got = file_io_read_into(vm, file, bytes->data + used, room - used);
        if (got == -1)
            break;
        if (got == 0 || (got == -2 && used))
            return cut(vm, bytes, used);
        if (got == -2) {
            release(vm, value_of(bytes));
            return NONE;
        }
        used += (size_t)got;
    }
    if (bytes)
        release(vm, value_of(bytes));
    return 0;
}

static Value readall(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    (void)count;
    if (file->fd < 0)
        return err_closed(vm);
    return file_io_read_all(vm, file);
}

static Value read_some(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    int64_t size;
    (void)count;

    if (!io_size(vm, arg[1], &size))
        return 0;
    if (file->fd < 0)
        return err_closed(vm);
    if (!file->readable)
        return err_mode(vm, true);
    if (size < 0)
        return file_io_read_all(vm, file);
    if (size > INT32_MAX)
        size = INT32_MAX;
    Bytes *bytes = bytes_new(vm, (size_t)size);
    if (!bytes)
        return 0;
    int64_t got = file_io_read_into(vm, file, bytes->data, (size_t)size);
    if (got >= 0)
        return cut(vm, bytes, (size_t)got);
    release(vm, value_of(bytes));
    return got == -2 ? NONE : 0;
}

static Value number_or_none(Vm *vm, int64_t count)
{
    return count == -1 ? 0 : count == -2 ? NONE : int_from_int64(vm, count);
}

static Value readinto(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    Buffer  buffer = {0};
    (void)count;

    if (!io_get_writable(vm, "readinto", arg[1], &buffer))
        return 0;
    Value result = 0;
    if (file->fd < 0)
        (void)err_closed(vm);
    else if (!file->readable)
        (void)err_mode(vm, true);
    else
        result = number_or_none(vm, file_io_read_into(vm, file, buffer.data, buffer.length));
    buffer_release(vm, &buffer);
    return result;
}

static Value write_some(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    Buffer  buffer = {0};
    (void)count;

    if (!buffer_get(vm, arg[1], &buffer, BUFFER_SIMPLE))
        return 0;
    Value result = 0;
    if (file->fd < 0)
        (void)err_closed(vm);
    else if (!file->writable)
        (void)err_mode(vm, false);
    else
        result = number_or_none(vm, file_io_write(vm, file, buffer.data, buffer.length));
    buffer_release(vm, &buffer);
    return result;
}

/* ---- position ---- */

bool file_io_seek(Vm *vm, FileIo *file, int64_t offset, int whence, int64_t *position)
{
    (void)blocking_begin(vm);
    int status = vm->host->files->lseek(vm->host, file->fd, offset, whence, position);
    blocking_end(vm);
    if (file->seekable < 0)
        file->seekable = status == 0;
    if (status)
        (void)os_error(vm, status, 0, 0);
    return status == 0;
}

static Value seek(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    int64_t offset, position;
    int     whence;
    (void)count;

    if (!int_argument(vm, arg[2], &whence))
        return 0;
    if (file->fd < 0)
        return err_closed(vm);
    if (!io_offset(vm, arg[1], &offset) || !file_io_seek(vm, file, offset, whence, &position))
        return 0;
    return int_from_int64(vm, position);
}

static Value tell(Vm *vm, const Value *arg, size_t count)
{
    int64_t position;
    (void)count;
    if (as_file_io(arg[0])->fd < 0)
        return err_closed(vm);
    return file_io_seek(vm, as_file_io(arg[0]), 0, SEEK_CUR, &position) ? int_from_int64(vm, position) : 0;
}

static Value truncate(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    int64_t length;
    (void)count;

    if (file->fd < 0)
        return err_closed(vm);
    if (!file->writable)
        return err_mode(vm, false);
    if (arg[1] == NONE ? !file_io_seek(vm, file, 0, SEEK_CUR, &length) : !io_offset(vm, arg[1], &length))
        return 0;
    (void)blocking_begin(vm);
    int status = vm->host->files->ftruncate(vm->host, file->fd, length);
    blocking_end(vm);
    file->size_at_open = -1;
    if (status)
        return os_error(vm, status, 0, 0);
    return arg[1] == NONE ? int_from_int64(vm, length) : retain(arg[1]);
}

/* ---- questions ---- */

static Value seekable(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    int64_t position;
    (void)count;

    if (file->fd < 0)
        return err_closed(vm);
    if (file->seekable < 0)
        file->seekable = vm->host->files->lseek(vm->host, file->fd, 0, SEEK_CUR, &position) == 0;
    return bool_value(file->seekable);
}

static Value readable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return as_file_io(arg[0])->fd < 0 ? err_closed(vm) : bool_value(as_file_io(arg[0])->readable);
}

static Value writable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return as_file_io(arg[0])->fd < 0 ? err_closed(vm) : bool_value(as_file_io(arg[0])->writable);
}

static Value file_number(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return as_file_io(arg[0])->fd < 0 ? err_closed(vm) : int_value(as_file_io(arg[0])->fd);
}

static Value isatty(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    (void)count;
    return file->fd < 0 ? err_closed(vm) : bool_value(vm->host->files->isatty(vm->host, file->fd) == 0);
}

/* As isatty, without asking when opening showed a regular file. */
static Value isatty_open_only(Vm *vm, const Value *arg, size_t count)
{
    return as_file_io(arg[0])->known_regular ? FALSE : isatty(vm, arg, count);
}

static Value dealloc_warn(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    (void)count;
    if (file->fd >= 0 && file->close_fd) {
        Value pending = exception_take(vm);
        if (!vm->up->warn(vm, &resource_warning_type, 1, "unclosed file %R", arg[1])) {
            if (exception_is(vm, &warning_type))
                vm->up->unraisable(vm, NULL, arg[0]);
            else
                exception_clear(vm);
        }
        if (pending)
            exception_put(vm, pending);
    }
    return NONE;
}

static Value close_file(Vm *vm, const Value *arg, size_t count)
{
    FileIo *file = as_file_io(arg[0]);
    (void)count;

    Value flushed = io_base_close(vm, arg[0]);
    if (!file->close_fd) {
        file->fd = -1;
        return flushed;
    }
    Value pending = flushed ? 0 : exception_take(vm);
    if (file->finalizing) {
        const Value args[] = {arg[0], arg[0]};
        (void)dealloc_warn(vm, args, 2);
    }
    bool closed = close_descriptor(vm, file);
    if (pending) {
        if (closed)
            exception_put(vm, pending);
        else
            exception_chain(vm, pending);
    }
    return flushed && closed ? NONE : 0;
}

static const char *mode_text(const FileIo *file)
{
    if (file->created)
        return file->readable ? "xb+" : "xb";
    if (file->appending)
        return file->readable ? "ab+" : "ab";
    if (file->readable && file->writable)
        return "rb+";
    return file->readable ? "rb" : "wb";
}

static Value repr(Vm *vm, Value self)
{
    const FileIo *file = as_file_io(self);
    Value         name, result = 0;

    if (file->fd < 0)
        return str_format(vm, "<%T [closed]>", self);
    if (!io_get_name(vm, self, &name))
        return 0;
    const char *closes = file->close_fd ? "True" : "False";
    if (name == UNBOUND)
        return str_format(vm, "<%T fd=%d mode='%s' closefd=%s>", self, file->fd, mode_text(file), closes);
    int active = repr_enter(vm, self);
    if (active > 0)
        (void)runtime_error(vm, "reentrant call inside %T.__repr__", self);
    if (active == 0) {
        result = str_format(vm, "<%T name=%R mode='%s' closefd=%s>", self, name, mode_text(file), closes);
        repr_leave(vm, self);
    }
    release(vm, name);
    return result;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_file_io(arg[0])->fd < 0);
}

static Value get_closefd(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_file_io(arg[0])->close_fd);
}

static Value get_mode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return str_from_cstring(vm, mode_text(as_file_io(arg[0])));
}

static Value get_block_size(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_int64(vm, as_file_io(arg[0])->block_size);
}

static Value get_finalizing(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_file_io(arg[0])->finalizing);
}

static bool set_finalizing(Vm *vm, Value self, Value value)
{
    (void)vm;
    as_file_io(self)->finalizing = value == TRUE;
    return true;
}

static void dealloc(Vm *vm, Object *self)
{
    io_base_clear(vm, self);
    heap_free(vm, self, sizeof(FileIo));
}

Value file_io_open(Vm *vm, Value file, const char *mode, bool close_fd, Value opener)
{
    Value       self = new_file(vm, &file_io_type, NULL, 0, 0);
    Value       text = self ? str_from_cstring(vm, mode) : 0;
    const Value args[] = {self, file, text, bool_value(close_fd), opener};
    Value       done = text ? init(vm, args, 5) : 0;

    release(vm, text);
    if (!done) {
        release(vm, self);
        return 0;
    }
    return self;
}

#define OWNER &file_io_type
static const Row rows[] = {
    METHOD("read(self, size=-1, /)", read_some, CALL_POSITIONAL,
           "Read at most size bytes, returned as bytes."),
    METHOD("readall(self, /)", readall, CALL_NOARGS, "Read all data from the file, returned as bytes."),
    METHOD("readinto(self, buffer, /)", readinto, CALL_ONE, "Same as RawIOBase.readinto()."),
    METHOD("write(self, b, /)", write_some, CALL_ONE, "Write buffer b to file, return number of bytes written."),
    METHOD("seek(self, pos, whence=0, /)", seek, CALL_POSITIONAL,
           "Move to new file position and return the file position."),
    METHOD("tell(self, /)", tell, CALL_NOARGS, "Current file position."),
    METHOD("truncate(self, size=None, /)", truncate, CALL_POSITIONAL,
           "Truncate the file to at most size bytes and return the truncated size."),
    METHOD("close(self, /)", close_file, CALL_NOARGS, "Close the file."),
    METHOD("seekable(self, /)", seekable, CALL_NOARGS, "True if file supports random-access."),
    METHOD("readable(self, /)", readable, CALL_NOARGS, "True if file was opened in a read mode."),
    METHOD("writable(self, /)", writable, CALL_NOARGS, "True if file was opened in a write mode."),
    METHOD("fileno(self, /)", file_number, CALL_NOARGS, "Return the underlying file descriptor (an integer)."),
    METHOD("isatty(self, /)", isatty, CALL_NOARGS, "True if the file is connected to a TTY device."),
    METHOD("_isatty_open_only(self, /)", isatty_open_only, CALL_NOARGS, NULL),
    METHOD("_dealloc_warn(self, object, /)", dealloc_warn, CALL_ONE, NULL),
    METHOD("__getstate__(self, /)", io_cannot_pickle, CALL_NOARGS, NULL),
    MEMBER("_finalizing", get_finalizing, set_finalizing, NULL),
    GETSET("closed", get_closed, NULL, "True if the file is closed"),
    GETSET("closefd", get_closefd, NULL, "True if the file descriptor will be closed by close()."),
    GETSET("mode", get_mode, NULL, "String giving the file mode"),
    GETSET("_blksize", get_block_size, NULL, "Stat st_blksize if available"),
    ROWS_END
};
static const Row init_row = INIT_ROW("FileIO(self, file, mode='r', closefd=True, opener=None)", init, CALL_KEYWORDS);
#undef OWNER

const Type file_io_type = {
    TYPE_HEAD,
    .name = "_io.FileIO",
    .doc = "Open a file.",
    .base = &raw_io_base_type,
    .rows = rows,
    .number = SHAPE_FILE_IO,
    .flags = 0x5700, .basic_size = 48, .dict_offset = 40, .weaklist_offset = 32,
    .size = sizeof(FileIo),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &init_row,
    .slots = {IO_SLOTS, .dealloc = dealloc, .traverse = io_base_traverse, .clear = io_base_clear,
              .new = new_file, .init = init_from_row, .repr = repr},
};
