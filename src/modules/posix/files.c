/* files.c - posix: what takes a descriptor. SPDX-License-Identifier: MIT */
#include <fcntl.h>

#include "host/system.h"
#include "modules/posix/posix.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/struct_sequence.h"
#include "objects/up.h"

enum { MOST_BUFFERS = 1024 };

static const HostFiles *files(Vm *vm)
{
    return vm->host->files;
}

/* A number of bytes, or OSError. Exhausted retries have left an exception. */
static Value moved(Vm *vm, int status, size_t count)
{
    if (status == EINTR)
        return 0;
    return status ? os_error(vm, status, 0, 0) : int_from_int64(vm, (int64_t)count);
}

/* arg: path, flags, mode, dir_fd */
Value posix_open(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    int    flags, mode, folder, fd = -1, status;
    Value  result = 0;
    (void)count;

    if (!path_get(vm, "open", "path", arg[0], 0, &path) || !int_argument(vm, arg[1], &flags) ||
        !int_argument(vm, arg[2], &mode) || !posix_folder(vm, arg[3], &folder))
        goto done;
    Value event = tuple_of(vm, 3, path.object, NONE, int_value(flags));
    bool  allowed = event && vm->up->audit(vm, "open", event);
    release(vm, event);
    if (!allowed)
        goto done;
    do {
        HostWake *wake = blocking_begin(vm);
        status = files(vm)->open(vm->host, wake, folder, path.text, flags | O_CLOEXEC, (unsigned)mode, &fd);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status != EINTR)
        result = status ? path_error(vm, status, &path) : int_value(fd);

done:
    path_drop(vm, &path);
    return result;
}

Value posix_close(Vm *vm, const Value *arg, size_t count)
{
    int fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    (void)blocking_begin(vm);
    int status = files(vm)->close(vm->host, fd);
    blocking_end(vm);
    return posix_done(vm, status);
}

Value posix_closerange(Vm *vm, const Value *arg, size_t count)
{
    int low, high;
    (void)count;
    if (!int_argument(vm, arg[0], &low) || !int_argument(vm, arg[1], &high))
        return 0;
    (void)files(vm)->close_range(vm->host, low, high);
    return NONE;
}

Value posix_dup(Vm *vm, const Value *arg, size_t count)
{
    int fd, made;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = files(vm)->dup(vm->host, fd, -1, false, &made);
    return status ? os_error(vm, status, 0, 0) : int_value(made);
}

Value posix_dup2(Vm *vm, const Value *arg, size_t count)
{
    int fd, wanted, made, inheritable;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_argument(vm, arg[1], &wanted) ||
        (inheritable = object_truth(vm, arg[2])) < 0)
        return 0;
    if (fd < 0 || wanted < 0)
        return os_error(vm, EBADF, 0, 0);
    int status = files(vm)->dup(vm->host, fd, wanted, inheritable, &made);
    return status ? os_error(vm, status, 0, 0) : int_value(made);
}

Value posix_lseek(Vm *vm, const Value *arg, size_t count)
{
    int     fd, whence;
    int64_t offset, position;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !posix_offset(vm, arg[1], &offset) || !int_argument(vm, arg[2], &whence))
        return 0;
    int status = files(vm)->lseek(vm->host, fd, offset, whence, &position);
    return status ? os_error(vm, status, 0, 0) : int_from_int64(vm, position);
}

/* ---- reading ---- */

/* read (offset -1) or pread into memory. */
static int read_retrying(Vm *vm, int fd, void *data, size_t size, int64_t offset, size_t *got)
{
    int status;
    do {
        HostWake *wake = blocking_begin(vm);
        status = offset < 0 ? files(vm)->read(vm->host, wake, fd, data, size, got)
                            : files(vm)->pread(vm->host, fd, data, size, offset, got);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return status;
}

static Value read_bytes(Vm *vm, int fd, int64_t length, int64_t offset)
{
    size_t got;
    if (length < 0)
        return os_error(vm, EINVAL, 0, 0);
    if (length > INT32_MAX)
        length = INT32_MAX;
    Bytes *bytes = bytes_new(vm, (size_t)length);
    if (!bytes)
        return 0;
    int status = read_retrying(vm, fd, bytes->data, (size_t)length, offset, &got);
    if (status == 0 && got == (size_t)length)
        return value_of(bytes);
    Value result = status == 0 ? bytes_from(vm, bytes->data, got) : 0;
    release(vm, value_of(bytes));
    return status && status != EINTR ? os_error(vm, status, 0, 0) : result;
}

Value posix_read(Vm *vm, const Value *arg, size_t count)
{
    int     fd;
    int64_t length;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !object_index_int64(vm, arg[1], &overflow_error_type, &length))
        return 0;
    return read_bytes(vm, fd, length, -1);
}

Value posix_pread(Vm *vm, const Value *arg, size_t count)
{
    int     fd;
    int64_t length, offset;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !object_index_int64(vm, arg[1], &overflow_error_type, &length) ||
        !posix_offset(vm, arg[2], &offset))
        return 0;
    return offset < 0 ? os_error(vm, EINVAL, 0, 0) : read_bytes(vm, fd, length, offset);
}

Value posix_readinto(Vm *vm, const Value *arg, size_t count)
{
    Buffer buffer = {0};
    size_t got = 0;
    int    fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !buffer_get(vm, arg[1], &buffer, BUFFER_WRITABLE))
        return 0;
    int status = read_retrying(vm, fd, buffer.data, buffer.length, -1, &got);
    buffer_release(vm, &buffer);
    return moved(vm, status, got);
}

/* ---- writing ---- */

static Value write_buffer(Vm *vm, Value fd_value, Value data, int64_t offset)
{
    Buffer buffer = {0};
    size_t sent = 0;
    int    fd, status;
    if (!int_argument(vm, fd_value, &fd) || !buffer_get(vm, data, &buffer, BUFFER_SIMPLE))
        return 0;
    size_t size = buffer.length > INT32_MAX ? INT32_MAX : buffer.length;
    do {
        HostWake *wake = blocking_begin(vm);
        status = offset < 0 ? files(vm)->write(vm->host, wake, fd, buffer.data, size, &sent)
                            : files(vm)->pwrite(vm->host, fd, buffer.data, size, offset, &sent);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    buffer_release(vm, &buffer);
    return moved(vm, status, sent);
}

Value posix_write(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return write_buffer(vm, arg[0], arg[1], -1);
}

Value posix_pwrite(Vm *vm, const Value *arg, size_t count)
{
    int64_t offset;
    (void)count;
    if (!posix_offset(vm, arg[2], &offset))
        return 0;
    return offset < 0 ? os_error(vm, EINVAL, 0, 0) : write_buffer(vm, arg[0], arg[1], offset);
}

/* ---- vectors ---- */

typedef struct Vector {
    Buffer     *buffers;
    HostVector *parts;
    size_t      count, filled;
} Vector;

static void vector_drop(Vm *vm, Vector *vector)
{
    for (size_t i = 0; i < vector->filled; i++)
        buffer_release(vm, &vector->buffers[i]);
    if (vector->buffers)
        mem_free(vm, vector->buffers, vector->count * sizeof(Buffer));
    if (vector->parts)
        mem_free(vm, vector->parts, vector->count * sizeof(HostVector));
}

/* The buffers of a sequence. Zero it first; vector_drop works from any state. */
static bool vector_get(Vm *vm, const char *function, Value sequence, int flags, Vector *vector)
{
    if (!type_of(vm, sequence)->slots.item && !type_of(vm, sequence)->slots.subscript) {
        (void)type_error(vm, "%s() arg 2 must be a sequence", function);
        return false;
    }
    int64_t length = object_length(vm, sequence);
    if (length <= 0)
        return length == 0;
    if (length > MOST_BUFFERS) {
        (void)os_error(vm, EINVAL, 0, 0);
        return false;
    }
    vector->count = (size_t)length;
    vector->buffers = mem_zero(vm, vector->count * sizeof(Buffer));
    vector->parts = vector->buffers ? mem_zero(vm, vector->count * sizeof(HostVector)) : NULL;
    if (!vector->parts)
        return false;
    for (; vector->filled < vector->count; vector->filled++) {
        size_t i = vector->filled;
        Value  item = sequence_item(vm, sequence, (int64_t)i);
        bool   good = item && buffer_get(vm, item, &vector->buffers[i], flags);
        release(vm, item);
        if (!good)
            return false;
        vector->parts[i] = (HostVector){vector->buffers[i].data, vector->buffers[i].length};
    }
    return true;
}

static Value move_vector(Vm *vm, const Value *arg, const char *function, bool writes)
{
    Vector vector = {0};
    size_t count = 0;
    int    fd, status;
    Value  result = 0;

    if (int_argument(vm, arg[0], &fd) &&
        vector_get(vm, function, arg[1], writes ? BUFFER_SIMPLE : BUFFER_WRITABLE, &vector)) {
        do {
            HostWake *wake = blocking_begin(vm);
            status = writes ? files(vm)->writev(vm->host, wake, fd, vector.parts, vector.count, &count)
                            : files(vm)->readv(vm->host, wake, fd, vector.parts, vector.count, &count);
            blocking_end(vm);
        } while (status == EINTR && blocking_retry(vm));
        result = moved(vm, status, count);
    }
    vector_drop(vm, &vector);
    return result;
}

Value posix_readv(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return move_vector(vm, arg, "readv", false);
}

Value posix_writev(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return move_vector(vm, arg, "writev", true);
}

/* ---- between files ---- */

Value posix_sendfile(Vm *vm, const Value *arg, size_t count)
{
    int     out, in, status;
    int64_t offset = 0, length;
    size_t  sent = 0;
    (void)count;
    if (!int_argument(vm, arg[0], &out) || !int_argument(vm, arg[1], &in) ||
        (arg[2] != NONE && !posix_offset(vm, arg[2], &offset)) ||
        !object_index_int64(vm, arg[3], &overflow_error_type, &length))
        return 0;
    if (length < 0)
        return value_error(vm, "count cannot be negative");
    do {
        HostWake *wake = blocking_begin(vm);
        status = files(vm)->sendfile(vm->host, wake, out, in, arg[2] == NONE ? NULL : &offset, (size_t)length, &sent);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return moved(vm, status, sent);
}

/* arg: src, dst, count, offset_src, offset_dst */
Value posix_copy_file_range(Vm *vm, const Value *arg, size_t count)
{
    int     from, to;
    int64_t length, from_offset = 0, to_offset = 0;
    size_t  copied = 0;
    (void)count;
    if (!int_argument(vm, arg[0], &from) || !int_argument(vm, arg[1], &to) ||
        !object_index_int64(vm, arg[2], &overflow_error_type, &length) ||
        (arg[3] != NONE && !posix_offset(vm, arg[3], &from_offset)) ||
        (arg[4] != NONE && !posix_offset(vm, arg[4], &to_offset)))
        return 0;
    if (length < 0)
        return value_error(vm, "negative value for 'count' not allowed");
    (void)blocking_begin(vm);
    int status = files(vm)->copy_range(vm->host, from, arg[3] == NONE ? NULL : &from_offset, to,
                                       arg[4] == NONE ? NULL : &to_offset, (size_t)length, &copied);
    blocking_end(vm);
    return status ? os_error(vm, status, 0, 0) : int_from_int64(vm, (int64_t)copied);
}

/* ---- state ---- */

Value posix_fstat(Vm *vm, const Value *arg, size_t count)
{
    HostStat stat;
    int      fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = files(vm)->fstat(vm->host, fd, &stat);
    return status ? os_error(vm, status, 0, 0) : posix_stat_result(vm, &stat);
}

Value posix_isatty(Vm *vm, const Value *arg, size_t count)
{
    int fd;
    (void)count;
    return int_argument(vm, arg[0], &fd) ? bool_value(files(vm)->isatty(vm->host, fd) == 0) : 0;
}

static Value make_pipe(Vm *vm, int flags, bool inheritable)
{
    int ends[2], status = files(vm)->pipe(vm->host, flags, ends);
    if (status)
        return os_error(vm, status, 0, 0);
    if (inheritable)
        for (int i = 0; i < 2; i++)
            (void)files(vm)->fd_set_inheritable(vm->host, ends[i], true);
    return tuple_of(vm, 2, int_value(ends[0]), int_value(ends[1]));
}

Value posix_pipe(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return make_pipe(vm, 0, false);
}

Value posix_pipe2(Vm *vm, const Value *arg, size_t count)
{
    int flags;
    (void)count;
    return int_argument(vm, arg[0], &flags) ? make_pipe(vm, flags, !(flags & O_CLOEXEC)) : 0;
}

Value posix_ftruncate(Vm *vm, const Value *arg, size_t count)
{
    int     fd;
    int64_t length;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !posix_offset(vm, arg[1], &length))
        return 0;
    return posix_done(vm, files(vm)->ftruncate(vm->host, fd, length));
}

Value posix_posix_fallocate(Vm *vm, const Value *arg, size_t count)
{
    int     fd;
    int64_t offset, length;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !posix_offset(vm, arg[1], &offset) || !posix_offset(vm, arg[2], &length))
        return 0;
    return posix_done(vm, files(vm)->fallocate(vm->host, fd, offset, length));
}

Value posix_posix_fadvise(Vm *vm, const Value *arg, size_t count)
{
    int     fd, advice;
    int64_t offset, length;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !posix_offset(vm, arg[1], &offset) || !posix_offset(vm, arg[2], &length) ||
        !int_argument(vm, arg[3], &advice))
        return 0;
    return posix_done(vm, files(vm)->fadvise(vm->host, fd, offset, length, advice));
}

/* The commands of lockf(3), by a lock from the position on. */
Value posix_lockf(Vm *vm, const Value *arg, size_t count)
{
    enum { UNLOCK = 0, LOCK = 1, TRY_LOCK = 2, TEST = 3 };
    static const int operations[] = {[UNLOCK] = 8 /* LOCK_UN */, [LOCK] = 2 /* LOCK_EX */, [TRY_LOCK] = 2 | 4 /* LOCK_NB */};
    int     fd, command, status;
    int64_t length;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_argument(vm, arg[1], &command) || !posix_offset(vm, arg[2], &length))
        return 0;
    if (command < 0 || command > TEST)
        return os_error(vm, EINVAL, 0, 0);
    if (command == TEST)
        return not_implemented_error(vm, "posix.lockf: F_TEST");
    do {
        HostWake *wake = blocking_begin(vm);
        status = files(vm)->lockf(vm->host, wake, fd, operations[command], 0, length, 1 /* SEEK_CUR */);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return status == EINTR ? 0 : posix_done(vm, status);
}

static Value sync_file(Vm *vm, Value v, bool data_only)
{
    int fd = fd_from_object(vm, v);
    if (fd < 0)
        return 0;
    (void)blocking_begin(vm);
    int status = files(vm)->fsync(vm->host, fd, data_only);
    blocking_end(vm);
    return posix_done(vm, status);
}

Value posix_fsync(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return sync_file(vm, arg[0], false);
}

Value posix_fdatasync(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return sync_file(vm, arg[0], true);
}

Value posix_sync(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    (void)blocking_begin(vm);
    int status = files(vm)->sync(vm->host);
    blocking_end(vm);
    return posix_done(vm, status);
}

Value posix_get_inheritable(Vm *vm, const Value *arg, size_t count)
{
    bool inheritable;
    int  fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = files(vm)->fd_get_inheritable(vm->host, fd, &inheritable);
    return status ? os_error(vm, status, 0, 0) : bool_value(inheritable);
}

Value posix_set_inheritable(Vm *vm, const Value *arg, size_t count)
{
    int fd, inheritable;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_argument(vm, arg[1], &inheritable))
        return 0;
    return posix_done(vm, files(vm)->fd_set_inheritable(vm->host, fd, inheritable));
}

Value posix_get_blocking(Vm *vm, const Value *arg, size_t count)
{
    bool blocking;
    int  fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = files(vm)->get_blocking(vm->host, fd, &blocking);
    return status ? os_error(vm, status, 0, 0) : bool_value(blocking);
}

Value posix_set_blocking(Vm *vm, const Value *arg, size_t count)
{
    int fd, blocking;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || (blocking = object_truth(vm, arg[1])) < 0)
        return 0;
    return posix_done(vm, files(vm)->set_blocking(vm->host, fd, blocking));
}

Value posix_memfd_create(Vm *vm, const Value *arg, size_t count)
{
    OsPath name;
    int    flags, fd;
    Value  result = 0;
    (void)count;
    if (path_get(vm, NULL, "name", arg[0], 0, &name) && int_argument(vm, arg[1], &flags)) {
        int status = files(vm)->memfd(vm->host, name.text, (unsigned)flags, &fd);
        result = status ? os_error(vm, status, 0, 0) : int_value(fd);
    }
    path_drop(vm, &name);
    return result;
}

Value posix_eventfd(Vm *vm, const Value *arg, size_t count)
{
    int64_t initial;
    int     flags, fd;
    (void)count;
    if (!posix_offset(vm, arg[0], &initial) || !int_argument(vm, arg[1], &flags))
        return 0;
    int status = files(vm)->eventfd(vm->host, (unsigned)initial, flags, &fd);
    return status ? os_error(vm, status, 0, 0) : int_value(fd);
}

Value posix_eventfd_read(Vm *vm, const Value *arg, size_t count)
{
    uint64_t number = 0;
    size_t   got;
    int      fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = read_retrying(vm, fd, &number, sizeof number, -1, &got);
    if (status == EINTR)
        return 0;
    return status ? os_error(vm, status, 0, 0) : int_from_uint64(vm, number);
}

Value posix_eventfd_write(Vm *vm, const Value *arg, size_t count)
{
    uint64_t number;
    size_t   sent;
    int      fd, status;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_as_uint64(vm, arg[1], &number))
        return 0;
    do {
        HostWake *wake = blocking_begin(vm);
        status = files(vm)->write(vm->host, wake, fd, &number, sizeof number, &sent);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return status == EINTR ? 0 : posix_done(vm, status);
}

/* ---- terminals ---- */

Value posix_openpty(Vm *vm, const Value *arg, size_t count)
{
    int ends[2];
    (void)arg, (void)count;
    int status = files(vm)->openpty(vm->host, &ends[0], &ends[1]);
    return status ? os_error(vm, status, 0, 0) : tuple_of(vm, 2, int_value(ends[0]), int_value(ends[1]));
}

Value posix_ttyname(Vm *vm, const Value *arg, size_t count)
{
    char name[256];
    int  fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = vm->host->system->ttyname(vm->host, fd, name, sizeof name);
    return status ? os_error(vm, status, 0, 0) : fs_decode(vm, name, strlen(name));
}

Value posix_ctermid(Vm *vm, const Value *arg, size_t count)
{
    char name[64];
    (void)arg, (void)count;
    int status = vm->host->system->ctermid(vm->host, name, sizeof name);
    return status ? os_error(vm, status, 0, 0) : fs_decode(vm, name, strlen(name));
}

Value posix_tcgetpgrp(Vm *vm, const Value *arg, size_t count)
{
    int fd, group;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = vm->host->system->tcgetpgrp(vm->host, fd, &group);
    return status ? os_error(vm, status, 0, 0) : int_value(group);
}

Value posix_tcsetpgrp(Vm *vm, const Value *arg, size_t count)
{
    int fd, group;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_argument(vm, arg[1], &group))
        return 0;
    return posix_done(vm, vm->host->system->tcsetpgrp(vm->host, fd, group));
}

#define TERMINAL_FIELDS(F) \
    F(0, "columns", "width of the terminal window in characters") F(1, "lines", "height of the terminal window in characters")
#define OWNER &terminal_size_type
STRUCT_SEQUENCE(terminal_size_type, SHAPE_TERMINAL_SIZE, "os.terminal_size", TERMINAL_FIELDS, 2, 2,
                "A tuple of (columns, lines) for holding terminal window size");
#undef OWNER

Value posix_get_terminal_size(Vm *vm, const Value *arg, size_t count)
{
    uint16_t size[4];
    int      fd = 1;
    (void)count;
    if (arg[0] && !int_argument(vm, arg[0], &fd))
        return 0;
    int status = vm->host->system->window_size(vm->host, fd, size);
    if (status)
        return os_error(vm, status, 0, 0);
    const Value items[] = {int_value(size[1]), int_value(size[0])};
    return struct_sequence_new(vm, &terminal_size_type, items);
}

Value posix_device_encoding(Vm *vm, const Value *arg, size_t count)
{
    int fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    return files(vm)->isatty(vm->host, fd) ? NONE : str_from_cstring(vm, "UTF-8");
}
