/* streams.c - sys.stdin, stdout and stderr, made when first looked at. SPDX-License-Identifier: MIT */
#include "runtime/streams.h"

#include "host/files.h"
#include "objects/dict.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/runtime.h"

typedef struct Stream {
    const char *name, *shown, *mode, *errors;
    int         fd;
} Stream;

static const Stream streams[] = {
    {"stdin", "<stdin>", "rb", "surrogateescape", 0},
    {"stdout", "<stdout>", "wb", "surrogateescape", 1},
    {"stderr", "<stderr>", "wb", "backslashreplace", 2},
};

/* open(fd, mode, buffering, closefd=False), with the name that programs see. */
static Value open_binary(Vm *vm, Value io, const Stream *stream, bool unbuffered)
{
    Value open = object_getattr(vm, io, NAME(open)), mode = str_from_cstring(vm, stream->mode);
    const Value args[] = {int_value(stream->fd), mode, int_value(unbuffered ? 0 : -1), NONE, NONE, NONE, FALSE};
    Value buffer = open && mode ? call(vm, open, args, countof(args), 0) : 0;
    Value raw = !buffer ? 0 : unbuffered ? retain(buffer) : object_getattr(vm, buffer, NAME(raw));
    Value name = str_from_cstring(vm, stream->shown);
    bool  done = raw && name && object_setattr(vm, raw, NAME(name), name);
    release(vm, name);
    release(vm, raw);
    release(vm, mode);
    release(vm, open);
    if (done)
        return buffer;
    release(vm, buffer);
    return 0;
}

/* An unbuffered writer is given a wrapper that writes through. */
static Value open_text(Vm *vm, const Stream *stream)
{
    Value io = runtime_import(vm, "_io"), result = 0;
    bool  is_input = stream->fd == 0, unbuffered = vm->runtime->options.unbuffered && !is_input;
    Value buffer = io ? open_binary(vm, io, stream, unbuffered) : 0;
    Value wrapper = buffer ? object_getattr(vm, io, NAME(TextIOWrapper)) : 0;
    Value encoding = str_from_cstring(vm, vm->runtime->options.stream_encoding ? vm->runtime->options.stream_encoding : "utf-8");
    Value errors = str_from_cstring(vm, stream->fd < 2 && vm->runtime->options.stream_errors ? vm->runtime->options.stream_errors
                                                                                             : stream->errors);
    Value newline = str_from_char(vm, '\n'), mode = str_from_cstring(vm, is_input ? "r" : "w");
    bool  terminal = vm->host->files->isatty(vm->host, stream->fd) == 0;
    bool lines = !unbuffered && (terminal || stream->fd == 2 || vm->runtime->options.interactive);
    const Value args[] = {buffer, encoding, errors, newline, bool_value(lines), bool_value(unbuffered)};
    if (wrapper && encoding && errors && mode)
        result = call(vm, wrapper, args, countof(args), 0);
    if (result && !object_setattr(vm, result, NAME(mode), mode))
        replace(vm, &result, 0);
    release(vm, mode);
    release(vm, errors);
    release(vm, encoding);
    release(vm, wrapper);
    release(vm, buffer);
    release(vm, io);
    return result;
}

/* A descriptor that is not open is None, as CPython has it. */
static Value make_stream(Vm *vm, Value name)
{
    for (size_t i = 0; i < countof(streams); i++) {
        const char *plain = streams[i].name;
        bool        second = str_char(as_str(name), 0) == '_'; /* sys.__stdout__ is sys.stdout's first value */
        if (second ? as_str(name)->length == strlen(plain) + 4 && !memcmp(as_str(name)->data + 2, plain, strlen(plain))
                   : str_is(name, plain)) {
            HostStat info;
            if (second) {
                Value first = sys_get(vm, plain);
                return first ? retain(first) : NONE;
            }
            if (vm->host->files->fstat(vm->host, streams[i].fd, &info))
                return NONE;
            return open_text(vm, &streams[i]);
        }
    }
    return NONE;
}

bool streams_init(Vm *vm)
{
    static const char *const names[] = {"stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__"};
    for (size_t i = 0; i < countof(names); i++) {
        Value name = str_intern_cstring(vm, names[i]);
        bool  done = name && dict_set_lazy(vm, vm->runtime->sys_dict, name, make_stream);
        release(vm, name);
        if (!done)
            return false;
    }
    return true;
}

/* Flushes what was opened; -1: stdout could not be written. */
int streams_flush(Vm *vm)
{
    int status = 0;
    for (size_t i = 1; i < countof(streams); i++) {
        if (!dict_is_made(vm, vm->runtime->sys_dict, streams[i].name))
            continue;
        Value stream = sys_get(vm, streams[i].name);
        if (!stream || stream == NONE)
            continue;
        retain(stream);
        Value closed = object_find_attr(vm, stream, NAME(closed));
        Value result = closed == TRUE ? NONE : call_method(vm, stream, NAME(flush), NULL, 0);
        if (!result) {
            if (streams[i].fd == 1) {
                runtime_unraisable(vm, NULL, stream);
                status = -1;
            }
            exception_clear(vm);
        }
        release(vm, result);
        release(vm, closed == UNBOUND ? 0 : closed);
        release(vm, stream);
    }
    return status;
}
