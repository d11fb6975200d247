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
Value  bytes_empty(Vm *vm);                    /* and single bytes: constants */
Value  bytearray_from(Vm *vm, const void *data, size_t length);
MUST_CHECK bool bytearray_resize(Vm *vm, Value self, size_t length);

static inline bool is_exact_bytearray(Value v) { return has_shape(v, SHAPE_BYTEARRAY); }
bool is_bytearray(const Vm *vm, Value v);
static inline ByteArray *as_bytearray(Value v) { return (ByteArray *)object_of(v); }
static inline size_t bytes_size(const Bytes *bytes) { return sizeof *bytes + bytes->length + 1; }
int64_t bytes_hash(Vm *vm, Value v);
/* repr(bytes): b, quotes and escapes; owned str. bytearray's ends in ")" and escapes ' in any quotes, as CPython's. */
Value bytes_repr_text(Vm *vm, const void *data, size_t length);
Value bytearray_repr_text(Vm *vm, const void *data, size_t length);

/* ---- ByteBuilder: bytes built piece by piece; on failure the exception is set and byte_builder_drop remains to be called ---- */
typedef struct ByteBuilder {
    Vm    *vm;
    Bytes *bytes;      /* buffer; owned */
    size_t length, capacity;
} ByteBuilder;
void byte_builder_init(ByteBuilder *builder, Vm *vm);
MUST_CHECK bool byte_builder_add(ByteBuilder *builder, const void *data, size_t length);
MUST_CHECK bool byte_builder_repeat(ByteBuilder *builder, uint8_t byte, size_t count);
static inline MUST_CHECK bool byte_builder_byte(ByteBuilder *builder, uint8_t byte) { return byte_builder_add(builder, &byte, 1); }
/* Room for more bytes behind the length; NULL: MemoryError. The caller writes them and counts them in length. */
MUST_CHECK char *byte_builder_reserve(ByteBuilder *builder, size_t more);
Value byte_builder_finish(ByteBuilder *builder);   /* owned bytes; the builder is empty again */
void  byte_builder_drop(ByteBuilder *builder);
