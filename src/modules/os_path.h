/* os_path.h - paths between Python and the host: str and bytes, os.PathLike, descriptors. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"
#include "objects/object.h"

/* A path argument, ready for the host. Zero it first; path_drop works on any state. */
typedef struct OsPath {
    const char *text;      /* NUL-terminated bytes; NULL: the argument was a descriptor or None */
    size_t      length;
    int         fd;        /* -1: none */
    bool        is_bytes;  /* results are bytes too */
    Value       object;    /* as given (after __fspath__), for OSError's filename: owned */
    Value       bytes;     /* owner of text; owned */
} OsPath;

enum { PATH_FD = 1, PATH_NONE = 2 };

/* Converts an argument: str, bytes, os.PathLike; with PATH_FD an int, with PATH_NONE None. function and argument name the
 * message: "stat: path should be string, bytes, os.PathLike or integer, not float". RUNS_PYTHON. */
MUST_CHECK bool path_get(Vm *vm, const char *function, const char *argument, Value given, int allowed, OsPath *path);
void path_drop(Vm *vm, OsPath *path);

/* os.fspath: a str or bytes, owned. RUNS_PYTHON. */
Value path_fspath(Vm *vm, Value path);

/* Bytes of the system as str: UTF-8, others by surrogateescape; and back (bytes, owned). os.fsdecode, os.fsencode. */
Value fs_decode(Vm *vm, const char *text, size_t length);
Value fs_encode(Vm *vm, Value str);

/* A name the system gave, in the kind of the path it was asked with. */
Value path_result(Vm *vm, const OsPath *path, const char *text, size_t length);

/* OSError of an error number, with the path's object as filename; 0. */
Value path_error(Vm *vm, int error, const OsPath *path);
Value path_error2(Vm *vm, int error, const OsPath *from, const OsPath *to);

/* An open file's number: an int, or an object with fileno(). -1: exception. RUNS_PYTHON. */
int fd_from_object(Vm *vm, Value v);
/* An int in the range of C's int; false: exception. */
MUST_CHECK bool int_argument(Vm *vm, Value v, int *result);
