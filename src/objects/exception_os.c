/* exception_os.c - OSError and the classes that error numbers stand for. SPDX-License-Identifier: MIT */
#include <errno.h>

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/exception_field.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/str.h"
#include "objects/tuple.h"

static const struct {
    int         number;
    const Type *type;
} classes[] = {
    {EAGAIN, &blocking_i_o_error_type}, {EALREADY, &blocking_i_o_error_type}, {EINPROGRESS, &blocking_i_o_error_type},
    {EWOULDBLOCK, &blocking_i_o_error_type}, {EPIPE, &broken_pipe_error_type}, {ESHUTDOWN, &broken_pipe_error_type},
    {ECHILD, &child_process_error_type}, {ECONNABORTED, &connection_aborted_error_type},
    {ECONNREFUSED, &connection_refused_error_type}, {ECONNRESET, &connection_reset_error_type},
    {EEXIST, &file_exists_error_type}, {ENOENT, &file_not_found_error_type}, {EISDIR, &is_a_directory_error_type},
    {ENOTDIR, &not_a_directory_error_type}, {EINTR, &interrupted_error_type}, {EACCES, &permission_error_type},
    {EPERM, &permission_error_type}, {ESRCH, &process_lookup_error_type}, {ETIMEDOUT, &timeout_error_type},
};

const Type *os_error_class(int error_number)
{
    for (size_t i = 0; i < countof(classes); i++)
        if (classes[i].number == error_number)
            return classes[i].type;
    return &os_error_type;
}

static OsErrorBody *body_of(Value v)
{
    return (OsErrorBody *)as_exception(v);
}

FIELD(OsErrorBody, os_error, myerrno)
FIELD(OsErrorBody, os_error, strerror)
FIELD(OsErrorBody, os_error, filename)
FIELD(OsErrorBody, os_error, filename2)

/* ---- making: __new__ does it all, unless a subclass overrides __init__ alone ---- */

static bool os_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names);

/* A class with an __init__ of its own but OSError's __new__: fields are set when that calls ours. */
static bool is_set_by_init(const Type *cls)
{
    return cls->slots.init != os_error_init && cls->slots.new == os_error_type.slots.new;
}

static bool set_fields(Vm *vm, Value self, const Value *args, size_t count)
{
    OsErrorBody *body = body_of(self);
    size_t       kept = count;
    if (count >= 2 && count <= 5) {
        replace(vm, &body->myerrno, retain(args[0]));
        replace(vm, &body->strerror, retain(args[1]));
        int64_t written;
        if (count >= 3 && args[2] != NONE) {
            if (is_instance_of(vm, self, &blocking_i_o_error_type) && type_of(vm, args[2])->slots.index &&
                object_index_int64(vm, args[2], &value_error_type, &written)) {
                replace(vm, &body->written, int_value(written));
            } else {
                exception_clear(vm);
                replace(vm, &body->filename, retain(args[2]));
                kept = 2;
                if (count >= 5 && args[4] != NONE)
                    replace(vm, &body->filename2, retain(args[4]));
            }
        }
    }
    Value tuple = tuple_from(vm, args, kept);
    if (!tuple)
        return false;
    replace(vm, &body->base.args, tuple);
    return true;
}

static Value os_error_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    int64_t number;
    if (!is_set_by_init(cls)) {
        if (!exception_no_keywords(vm, cls, names))
            return 0;
        bool small = count >= 2 && count <= 5 && is_word_int(args[0]);
        number = small ? word_int(args[0]) : 0;
        if (cls == &os_error_type && small && number == (int)number)
            cls = os_error_class((int)number);
    }
    Value self = exception_allocate(vm, cls, NULL, 0);
    if (self && !is_set_by_init(cls) && !set_fields(vm, self, args, count)) {
        release(vm, self);
        return 0;
    }
    return self;
}

static bool os_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (!is_set_by_init(type_of(vm, self)))
        return true;
    return exception_no_keywords(vm, type_of(vm, self), names) && set_fields(vm, self, args, count);
}

/* ---- text, pickling ---- */

static Value os_error_str(Vm *vm, Value v)
{
    OsErrorBody *body = body_of(v);
    Value        number = body->myerrno ? body->myerrno : NONE, text = body->strerror ? body->strerror : NONE;
    if (body->filename && body->filename2)
        return str_format(vm, "[Errno %S] %S: %R -> %R", number, text, body->filename, body->filename2);
    if (body->filename)
        return str_format(vm, "[Errno %S] %S: %R", number, text, body->filename);
    if (body->myerrno && body->strerror)
        return str_format(vm, "[Errno %S] %S", body->myerrno, body->strerror);
    return exception_str(vm, v);
}

static Value os_error_reduce(Vm *vm, const Value *arg, size_t count)
{
    OsErrorBody *body = body_of(arg[0]);
    Value        args = retain(body->base.args), result;
    (void)count;
    if (tuple_length(args) == 2 && body->filename) {
        Value first = tuple_get(args, 0), second = tuple_get(args, 1);
        Value full = body->filename2 ? tuple_of(vm, 5, first, second, body->filename, NONE, body->filename2)
                                     : tuple_of(vm, 3, first, second, body->filename);
        release(vm, args);
        if (!(args = full))
            return 0;
    }
    Value cls = type_value(type_of(vm, arg[0]));
    result = body->base.dict ? tuple_of(vm, 3, cls, args, body->base.dict) : tuple_of(vm, 2, cls, args);
    release(vm, args);
    return result;
}

/* ---- characters_written ---- */

static Value get_written(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value written = body_of(arg[0])->written;
    if (!written)
        return attribute_error(vm, arg[0], NAME(characters_written), "characters_written");
    return retain(written);
}

static bool set_written(Vm *vm, Value self, Value value)
{
    int64_t written;
    if (!value) {
        if (!body_of(self)->written)
            return attribute_error(vm, self, NAME(characters_written), "characters_written");
        body_of(self)->written = 0;
        return true;
    }
    if (!object_index_int64(vm, value, &value_error_type, &written))
        return false;
    Value number = int_from_int64(vm, written);
    if (number)
        replace(vm, &body_of(self)->written, number);
    return number;
}

#define OWNER &os_error_type
static const Row rows[] = {
    METHOD("__reduce__(self, /)", os_error_reduce, CALL_NOARGS, NULL),
    MEMBER("errno", os_error_get_myerrno, os_error_set_myerrno, "POSIX exception code"),
    MEMBER("strerror", os_error_get_strerror, os_error_set_strerror, "exception strerror"),
    MEMBER("filename", os_error_get_filename, os_error_set_filename, "exception filename"),
    MEMBER("filename2", os_error_get_filename2, os_error_set_filename2, "second exception filename"),
    GETSET("characters_written", get_written, set_written, NULL),
    ROWS_END,
};
#undef OWNER

#define OS_SLOTS .slots = {EXCEPTION_SLOTS, .new = os_error_new, .init = os_error_init, .str = os_error_str}
EXCEPTION_TYPE(os_error, "OSError", exception, SHAPE_OS_ERROR, OsErrorBody, 112, "The system reported an error.",
               .rows = rows, OS_SLOTS)
#define OS(symbol, name, parent, shape, doc) \
    EXCEPTION_TYPE(symbol, name, parent, shape, OsErrorBody, 112, doc, OS_SLOTS)
OS(blocking_i_o_error, "BlockingIOError", os_error, SHAPE_BLOCKING_I_O_ERROR, "An operation would block.")
OS(child_process_error, "ChildProcessError", os_error, SHAPE_CHILD_PROCESS_ERROR, "An operation on a child process failed.")
OS(connection_error, "ConnectionError", os_error, SHAPE_CONNECTION_ERROR, "A connection failed.")
OS(broken_pipe_error, "BrokenPipeError", connection_error, SHAPE_BROKEN_PIPE_ERROR, "The other end of a pipe is closed.")
OS(connection_aborted_error, "ConnectionAbortedError", connection_error, SHAPE_CONNECTION_ABORTED_ERROR,
   "The peer aborted the attempt to connect.")
OS(connection_refused_error, "ConnectionRefusedError", connection_error, SHAPE_CONNECTION_REFUSED_ERROR,
   "The peer refused the attempt to connect.")
OS(connection_reset_error, "ConnectionResetError", connection_error, SHAPE_CONNECTION_RESET_ERROR,
   "The peer reset the connection.")
OS(file_exists_error, "FileExistsError", os_error, SHAPE_FILE_EXISTS_ERROR, "There is such a file already.")
OS(file_not_found_error, "FileNotFoundError", os_error, SHAPE_FILE_NOT_FOUND_ERROR, "There is no such file.")
OS(interrupted_error, "InterruptedError", os_error, SHAPE_INTERRUPTED_ERROR, "A signal interrupted a system call.")
OS(is_a_directory_error, "IsADirectoryError", os_error, SHAPE_IS_A_DIRECTORY_ERROR, "A directory can't be used so.")
OS(not_a_directory_error, "NotADirectoryError", os_error, SHAPE_NOT_A_DIRECTORY_ERROR, "Only a directory can be used so.")
OS(permission_error, "PermissionError", os_error, SHAPE_PERMISSION_ERROR, "The rights do not suffice.")
OS(process_lookup_error, "ProcessLookupError", os_error, SHAPE_PROCESS_LOOKUP_ERROR, "There is no such process.")
OS(timeout_error, "TimeoutError", os_error, SHAPE_TIMEOUT_ERROR, "A system function timed out.")
