/* struct.h - what the files of _struct share: a format as a row of codes, and one code's packing and unpacking.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef module_struct;

/* One kind of item, repeated. s and p are one item of `size` bytes. */
typedef struct StructCode {
    char   letter;
    bool   big;       /* the greatest byte first */
    size_t offset, size, repeat;
} StructCode;

typedef struct StructFormat {
    StructCode *codes;    /* owned (mem_alloc), count of them; NULL: not parsed */
    size_t      count, items, size;
} StructFormat;

/* The isolate's struct.error; borrowed. */
const Type *struct_error_type(Vm *vm);
/* Parses text (length bytes of ASCII). False: struct.error or MemoryError. */
MUST_CHECK bool struct_parse(Vm *vm, const char *text, size_t length, StructFormat *format);
void struct_format_drop(Vm *vm, StructFormat *format);
/* Items (format->items of them, borrowed) into data. RUNS_PYTHON (__index__, __float__, __bool__). */
MUST_CHECK bool struct_pack_items(Vm *vm, const StructFormat *format, const Value *items, uint8_t *data);
/* A tuple of what data says. */
Value struct_unpack_items(Vm *vm, const StructFormat *format, const uint8_t *data);
