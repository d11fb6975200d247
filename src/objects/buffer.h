/* buffer.h - the buffer protocol: memory lent by bytes, bytearray, memoryview, array, mmap... SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

enum { BUFFER_SIMPLE = 0, BUFFER_WRITABLE = 1, BUFFER_FORMAT = 4, BUFFER_ND = 8, BUFFER_STRIDES = 0x18 };

typedef struct Buffer {
    void       *data;
    size_t      length;      /* bytes */
    Value       owner;       /* who lent it; owned; 0: not filled */
    bool        readonly;
    const char *format;      /* "B" when NULL */
    int64_t     item_size;
    int         dimensions;
    int64_t    *shape, *strides;
    int64_t     one_shape;   /* room for one dimension */
    void       *internal;
} Buffer;

/* Lends v's memory; false: TypeError "a bytes-like object is required, not '%T'" (or BufferError). Give back with buffer_release. */
MUST_CHECK bool buffer_get(Vm *vm, Value v, Buffer *buffer, int flags);
void buffer_release(Vm *vm, Buffer *buffer);  /* harmless on a zeroed one */
/* Fills a buffer of plain bytes, for get_buffer slots. False: BufferError, as it is read-only. Shape and strides are NULL:
 * one dimension of one_shape bytes. */
MUST_CHECK bool buffer_fill(Vm *vm, Buffer *buffer, Value owner, void *data, size_t length, bool readonly, int flags);
/* All items one behind the other: length bytes, whatever the strides are. */
void buffer_copy_out(const Buffer *buffer, char *out);
bool is_buffer(const Vm *vm, Value v);
