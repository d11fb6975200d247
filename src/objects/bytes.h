/* bytes.h - bytes (one immutable block) and bytearray (a growable one). SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Bytes {
    Object  head;
    size_t  length;
    int64_t hash;       /* as Str's */
    char    data[];     /* a NUL behind */
} Bytes;

typedef struct ByteArray {
    Object  head;
    size_t  length, capacity;
    char   *block, *data;   /* data moves forward inside block when bytes are removed in front */
    int64_t exports;        /* buffers lent out: while > 0 it can't be resized (BufferError) */
} ByteArray;

static inline bool is_exact_bytes(Value v) { return has_shape(v, SHAPE_BYTES); }
static inline bool is_bytes(const Vm *vm, Value v) { return is_exact_bytes(v) || (is_pointer(v) && type_has(vm, v, TYPE_BYTES_SUBCLASS)); }
static inline Bytes *as_bytes(Value v) { return (Bytes *)object_of(v); }

Value  bytes_from(Vm *vm, const void *data, size_t length);
Bytes *bytes_new(Vm *vm, size_t length);      /* to be filled before anybody sees it; NUL set */
Value  bytes_empty(Vm *vm);
Value  bytearray_from(Vm *vm, const void *data, size_t length);
MUST_CHECK bool bytearray_resize(Vm *vm, Value self, size_t length);
