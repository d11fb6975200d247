/* fcntl.c - the module fcntl. SPDX-License-Identifier: MIT */
#include <stdint.h>
#include <string.h>

#include "host/files.h"
#include "modules/blocking.h"
#include "modules/os_path.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/str.h"

extern const ModuleDef module_fcntl;

enum { LARGEST = 1024, LOCK_SHARED = 1, LOCK_EXCLUSIVE = 2, LOCK_NO_WAIT = 4, LOCK_UNLOCK = 8 };

static Value int_or_error(Vm *vm, int status, int result)
{
    return status ? os_error(vm, status, 0, 0) : int_value(result);
}

static Value wrong_argument(Vm *vm, const char *function, Value v)
{
    return type_error(vm, "%s() argument 3 must be an integer, a bytes-like object, or a string, not %T", function, v);
}

/* A str or bytes-like argument copied to memory of LARGEST bytes. */
static bool copy_argument(Vm *vm, const char *function, Value v, char *data, size_t *size)
{
    Value  bytes = is_str(vm, v) ? fs_encode(vm, v) : retain(v);
    Buffer buffer = {0};
    bool   good = bytes && buffer_get(vm, bytes, &buffer, BUFFER_SIMPLE);
    if (good && buffer.length > LARGEST) {
        (void)value_error(vm, "%s argument 3 is too long", function);
        good = false;
    }
    if (good) {
        memset(data, 0, LARGEST + 1);
        memcpy(data, buffer.data, buffer.length);
        *size = buffer.length;
    }
    buffer_release(vm, &buffer);
    release(vm, bytes);
    return good;
}

/* arg: fd, cmd, arg */
static Value fcntl_row(Vm *vm, const Value *arg, size_t count)
{
    char   data[LARGEST + 8];
    size_t size;
    int    command, result, status, fd = fd_from_object(vm, arg[0]);
    (void)count;

    if (fd < 0 || !int_argument(vm, arg[1], &command))
        return 0;
    if (is_int(vm, arg[2])) {
        int64_t number = (int64_t)int_mask64(arg[2]);
        do {
            HostWake *wake = blocking_begin(vm);
            status = vm->host->files->fcntl(vm->host, wake, fd, command, (int)number, &result);
            blocking_end(vm);
        } while (status == EINTR && blocking_retry(vm));
        return status == EINTR ? 0 : int_or_error(vm, status, result);
    }
    if (!is_str(vm, arg[2]) && !is_buffer(vm, arg[2]))
        return wrong_argument(vm, "fcntl", arg[2]);
    if (!copy_argument(vm, "fcntl", arg[2], data, &size))
        return 0;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->fcntl_data(vm->host, wake, fd, command, data, size, &result);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return bytes_from(vm, data, size);
}

/* An ioctl on the very memory of a writable buffer. */
static Value ioctl_in_place(Vm *vm, int fd, unsigned long request, Value v)
{
    char   data[LARGEST + 8];
    Buffer buffer = {0};
    int    result = 0;

    if (!buffer_get(vm, v, &buffer, BUFFER_WRITABLE))
        return 0;
    bool   fits = buffer.length <= LARGEST;      // small ones get room behind, as requests may write more
    void  *memory = fits ? data : buffer.data;
    if (fits)
        memcpy(data, buffer.data, buffer.length);
    int status = vm->host->files->ioctl_data(vm->host, fd, request, memory, buffer.length, &result);
    if (fits)
        memcpy(buffer.data, data, buffer.length);
    buffer_release(vm, &buffer);
    return int_or_error(vm, status, result);
}

/* arg: fd, request, arg, mutate_flag */
static Value ioctl_row(Vm *vm, const Value *arg, size_t count)
{
    char   data[LARGEST + 8];
    size_t size;
    int    result, fd = fd_from_object(vm, arg[0]), mutate;
    (void)count;

    if (fd < 0 || (mutate = object_truth(vm, arg[3])) < 0)
        return 0;
    Value index = object_index(vm, arg[1]);
    if (!index)
        return 0;
    unsigned long request = (uint32_t)int_mask64(index);
    release(vm, index);
    if (is_int(vm, arg[2])) {
        int status = vm->host->files->ioctl(vm->host, fd, request, (int)int_mask64(arg[2]), &result);
        return int_or_error(vm, status, result);
    }
    if (!is_str(vm, arg[2]) && !is_buffer(vm, arg[2]))
        return wrong_argument(vm, "ioctl", arg[2]);
    Buffer probe = {0};
    if (mutate && !is_str(vm, arg[2]) && !is_exact_bytes(arg[2])) {
        bool writable = buffer_get(vm, arg[2], &probe, BUFFER_WRITABLE);
        buffer_release(vm, &probe);
        if (writable)
            return ioctl_in_place(vm, fd, request, arg[2]);
        exception_clear(vm);
    }
    if (!copy_argument(vm, "ioctl", arg[2], data, &size))
        return 0;
    int status = vm->host->files->ioctl_data(vm->host, fd, request, data, size, &result);
    return status ? os_error(vm, status, 0, 0) : bytes_from(vm, data, size);
}

static Value flock_row(Vm *vm, const Value *arg, size_t count)
{
    int operation, status, fd = fd_from_object(vm, arg[0]);
    (void)count;
    if (fd < 0 || !int_argument(vm, arg[1], &operation))
        return 0;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->flock(vm->host, wake, fd, operation);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return NONE;
}

/* arg: fd, cmd, len, start, whence */
static Value lockf_row(Vm *vm, const Value *arg, size_t count)
{
    int     command, whence, status, fd = fd_from_object(vm, arg[0]);
    int64_t length, start;
    (void)count;

    if (fd < 0 || !int_argument(vm, arg[1], &command) ||
        !object_index_int64(vm, arg[2], &overflow_error_type, &length) ||
        !object_index_int64(vm, arg[3], &overflow_error_type, &start) || !int_argument(vm, arg[4], &whence))
        return 0;
    if (command != LOCK_UNLOCK && !(command & (LOCK_SHARED | LOCK_EXCLUSIVE)))
        return value_error(vm, "unrecognized lockf argument");
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->lockf(vm->host, wake, fd, command, start, length, whence);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return NONE;
}

#define OWNER &module_fcntl
static const Row functions[] = {
    FUNCTION("fcntl(fd, cmd, arg=0, /)", fcntl_row, CALL_POSITIONAL,
             "Perform the operation `cmd` on file descriptor fd."),
    FUNCTION("ioctl(fd, request, arg=0, mutate_flag=True, /)", ioctl_row, CALL_POSITIONAL,
             "Perform the operation request on file descriptor fd."),
    FUNCTION("flock(fd, operation, /)", flock_row, CALL_POSITIONAL,
             "Perform the lock operation `operation` on file descriptor `fd`."),
    FUNCTION("lockf(fd, cmd, len=0, start=0, whence=0, /)", lockf_row, CALL_POSITIONAL,
             "A wrapper around the fcntl() locking calls."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/fcntl_constants.def"
#undef CONSTANT
    {0}
};

const ModuleDef module_fcntl = {
    .name = "fcntl",
    .doc = "This module performs file control and I/O control on file descriptors.",
    .functions = functions,
    .constants = constants,
};
