/* io.h - the module _io: what its files share. Only src/modules/io/ includes this.
 *
 *     _IOBase -> _RawIOBase -> FileIO                          fileio.c: a descriptor of the host
 *             -> _BufferedIOBase -> BufferedReader, ...        buffered*.c: a block of bytes before a raw stream
 *                                -> BytesIO                    bytesio.c: bytes in memory
 *             -> _TextIOBase -> TextIOWrapper                  text*.c: characters over a buffered stream
 *                            -> StringIO                       stringio.c
 *
 * Every struct begins with IoBase, so that each instance has a __dict__ (`__IOBase_closed`, `name` stand there).
 * Streams call each other by method, since either may be a subclass written in Python; where the other is exactly one of
 * ours, its C function is called. SPDX-License-Identifier: MIT */
#pragma once
#include <stdio.h>
#include <sys/types.h>

#include "memory/heap.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/type.h"

enum { IO_BUFFER = 131072 };       /* io.DEFAULT_BUFFER_SIZE */

typedef struct IoBase {
    Object head;
    Value  dict;                   /* 0: none yet */
} IoBase;

typedef struct FileIo {
    IoBase base;
    int    fd;                     /* -1: closed or never opened */
    bool   created, readable, writable, appending, close_fd, finalizing;
    int8_t seekable;               /* -1: not asked yet */
    bool   known_regular;          /* fstat at opening said so */
    int64_t size_at_open;          /* -1: unknown */
    int64_t block_size;
} FileIo;

typedef struct BytesIo {
    IoBase  base;
    Value   bytes;                 /* an exact bytes, whose length is the room; shared until written to; 0: closed */
    size_t  position, length;
    int64_t exports;
} BytesIo;

typedef struct Decoder Decoder;

extern const ModuleDef module_io;

/* module.c */
Value io_unsupported(Vm *vm, const char *what);          /* raises io.UnsupportedOperation(what) */
Value io_new(Vm *vm, const Type *cls);                   /* an instance, all fields zero, tracked */
Value io_call(Vm *vm, Value object, Value name);         /* object.name() */
Value io_call1(Vm *vm, Value object, Value name, Value a);
bool  io_call_nothing(Vm *vm, Value object, Value name); /* the result is dropped; false: exception */
int   io_call_truth(Vm *vm, Value object, Value name);   /* 1, 0, -1 */
/* A size argument: None is -1; else an int. "argument should be integer or None, not '%T'". */
MUST_CHECK bool io_size(Vm *vm, Value v, int64_t *size);
/* An offset; "'float' object cannot be interpreted as an integer". */
MUST_CHECK bool io_offset(Vm *vm, Value v, int64_t *offset);
/* A writable buffer: "%s() argument 1 must be read-write bytes-like object, not %T". */
MUST_CHECK bool io_get_writable(Vm *vm, const char *function, Value v, struct Buffer *buffer);
Value io_cannot_pickle(Vm *vm, const Value *arg, size_t count);
/* <type name=...>, shared by FileIO-like reprs: guards against recursion. false: exception. */
bool  io_get_name(Vm *vm, Value self, Value *name);      /* self.name owned; UNBOUND: it has none */
/* Calls self.flush() then `last`; an exception of the first is kept as the context of the second's. */
Value io_close_both(Vm *vm, bool first_failed, Value second_result);

/* iobase.c */
extern const Row io_base_rows[];
bool  io_check_closed(Vm *vm, Value self);               /* by the attribute `closed`; raises ValueError */
int   io_is_closed(Vm *vm, Value self);                  /* the same, 1, 0, -1 */
bool  io_check_readable(Vm *vm, Value self);
bool  io_check_writable(Vm *vm, Value self);
bool  io_check_seekable(Vm *vm, Value self);
Value io_base_close(Vm *vm, Value self);                 /* _IOBase.close */
void  io_base_finalize(Vm *vm, Object *self);
bool  io_base_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
void  io_base_clear(Vm *vm, Object *self);
void  io_base_dealloc(Vm *vm, Object *self);
Value io_base_iter(Vm *vm, Value self);
Value io_base_next(Vm *vm, Value self);
Value io_base_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);

/* What every stream type's slots begin with, after the macro of object. */
#define IO_SLOTS OBJECT_SLOTS, .finalize = io_base_finalize, .iter = io_base_iter, .next = io_base_next

/* fileio.c */
static inline bool is_exact_file_io(Value v) { return has_shape(v, SHAPE_FILE_IO); }
static inline FileIo *as_file_io(Value v) { return (FileIo *)object_of(v); }
/* Reads into memory of ours: bytes read, -1 exception, -2 would block. */
int64_t file_io_read_into(Vm *vm, FileIo *file, void *data, size_t size);
int64_t file_io_write(Vm *vm, FileIo *file, const void *data, size_t size);
Value   file_io_read_all(Vm *vm, FileIo *file);
bool    file_io_seek(Vm *vm, FileIo *file, int64_t offset, int whence, int64_t *position);
Value   file_io_open(Vm *vm, Value file, const char *mode, bool close_fd, Value opener); /* a new FileIO */

/* bytesio.c */
static inline bool is_exact_bytes_io(Value v) { return has_shape(v, SHAPE_BYTES_IO); }
