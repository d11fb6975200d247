/* buffered.h - BufferedReader, BufferedWriter, BufferedRandom: one struct, one block of bytes before a raw stream.
 *
 *     buffer:  0 ....... pos ....... read_end          what was read ahead: [pos, read_end)
 *              0 .. write_pos .... write_end           what is not written yet: [write_pos, write_end)
 *     raw_pos  where in the buffer the raw stream's own position is
 *     abs_pos  the raw stream's position in its file, -1: not known
 *
 * read_end -1: nothing was read ahead; write_end -1: nothing waits. A random one may have both; then they lie over the same
 * bytes of the file. The lock keeps the isolate's other threads out while a call of the raw stream runs; it is not reentrant.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "host/thread.h"
#include "modules/io/io.h"

typedef struct Buffered {
    IoBase   base;
    Value    raw;                  /* 0: never initialised, or detached */
    char    *buffer;               /* NULL: closed, or not initialised */
    int64_t  buffer_size;
    int64_t  abs_pos, pos, raw_pos, read_end, write_pos, write_end;
    bool     is_ready, is_detached, readable, writable, finalizing;
    bool     is_fast;              /* self and raw are exactly ours: no method can have been overridden */
    HostLock lock;
    void    *owner;                /* the Thread inside */
} Buffered;

static inline Buffered *as_buffered(Value v) { return (Buffered *)object_of(v); }
static inline bool is_exact_buffered(Value v)
{
    return has_shape(v, SHAPE_BUFFERED_READER) || has_shape(v, SHAPE_BUFFERED_WRITER) || has_shape(v, SHAPE_BUFFERED_RANDOM);
}
static inline bool buffered_has_read(const Buffered *self) { return self->readable && self->read_end != -1; }
static inline bool buffered_has_write(const Buffered *self) { return self->writable && self->write_end != -1; }
static inline int64_t buffered_ahead(const Buffered *self)
{
    return buffered_has_read(self) ? self->read_end - self->pos : 0;
}
static inline int64_t buffered_raw_offset(const Buffered *self)
{
    return (buffered_has_read(self) || buffered_has_write(self)) && self->raw_pos >= 0 ? self->raw_pos - self->pos : 0;
}
static inline void buffered_forget_read(Buffered *self) { self->read_end = -1; }
static inline void buffered_forget_write(Buffered *self) { self->write_pos = 0, self->write_end = -1; }

/* buffered.c */
bool    buffered_init(Vm *vm, Value self, Value raw, Value size, bool readable, bool writable);
bool    buffered_check(Vm *vm, Buffered *self);                       /* initialised and not detached */
bool    buffered_check_open(Vm *vm, Buffered *self, const char *message);
bool    buffered_enter(Vm *vm, Buffered *self);                       /* RuntimeError when this thread is inside */
void    buffered_leave(Buffered *self);
int64_t buffered_raw_seek(Vm *vm, Buffered *self, int64_t target, int whence);   /* -1: exception */
int64_t buffered_raw_tell(Vm *vm, Buffered *self);
bool    buffered_flush_rewind(Vm *vm, Buffered *self);                /* entered */
extern const Row *const buffered_common_rows;

/* buffered_reader.c */
Value   buffered_read(Vm *vm, Buffered *self, int64_t size);          /* checks nothing; -1: all */
Value   buffered_read1(Vm *vm, Buffered *self, int64_t size);
Value   buffered_readline(Vm *vm, Buffered *self, int64_t limit);

/* buffered_writer.c */
bool    buffered_flush_write(Vm *vm, Buffered *self);                 /* entered */
int64_t buffered_write(Vm *vm, Buffered *self, const void *data, size_t size);   /* -1: exception */

/* rows that the three types pick from */
#define DECLARE_ROW_FN(name) Value name(Vm *vm, const Value *arg, size_t count)
DECLARE_ROW_FN(buffered_row_detach);
DECLARE_ROW_FN(buffered_row_simple_flush);
DECLARE_ROW_FN(buffered_row_close);
DECLARE_ROW_FN(buffered_row_seekable);
DECLARE_ROW_FN(buffered_row_readable);
DECLARE_ROW_FN(buffered_row_writable);
DECLARE_ROW_FN(buffered_row_fileno);
DECLARE_ROW_FN(buffered_row_isatty);
DECLARE_ROW_FN(buffered_row_dealloc_warn);
DECLARE_ROW_FN(buffered_row_flush);
DECLARE_ROW_FN(buffered_row_seek);
DECLARE_ROW_FN(buffered_row_tell);
DECLARE_ROW_FN(buffered_row_truncate);
DECLARE_ROW_FN(buffered_row_sizeof);
DECLARE_ROW_FN(buffered_row_raw);
DECLARE_ROW_FN(buffered_row_finalizing);
DECLARE_ROW_FN(buffered_row_closed);
DECLARE_ROW_FN(buffered_row_name);
DECLARE_ROW_FN(buffered_row_mode);
DECLARE_ROW_FN(buffered_row_read);
DECLARE_ROW_FN(buffered_row_peek);
DECLARE_ROW_FN(buffered_row_read1);
DECLARE_ROW_FN(buffered_row_readinto);
DECLARE_ROW_FN(buffered_row_readinto1);
DECLARE_ROW_FN(buffered_row_readline);
DECLARE_ROW_FN(buffered_row_write);
#undef DECLARE_ROW_FN
bool  buffered_set_finalizing(Vm *vm, Value self, Value value);
Value buffered_repr(Vm *vm, Value self);
Value buffered_next(Vm *vm, Value self);
Value buffered_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
void  buffered_dealloc(Vm *vm, Object *self);
bool  buffered_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
void  buffered_clear(Vm *vm, Object *self);
