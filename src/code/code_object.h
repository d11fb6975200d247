/* code_object.h - the Python object `code`: a view of a record, with what an isolate adds to it.
 *
 * The immutable facts (bytecode, tables, names, constants) stand in a Record (code/record.h), either in the embedded library
 * (constant data, shared) or on the isolate's heap (code compiled or unmarshalled here). Tuples of names and constants are
 * made when first needed: by lowering, or by a program that asks. Lowered code is the machine's and goes with the object.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"
#include "memory/heap.h"
#include "objects/type.h"

typedef struct RecordBlob RecordBlob; /* a heap record shared by the code objects of one compilation */

typedef struct CodeObject {
    Object         head;
    int32_t        argcount, posonlyargcount, kwonlyargcount, stacksize, flags, firstlineno;
    uint32_t       localsplus_count, code_size, linetable_size, exceptiontable_size; /* bytes */
    const uint8_t *code, *linetable, *exceptiontable, *local_kinds;
    Value          name, qualname, filename;     /* strs */
    Value          consts, names, localsplus;    /* tuples; 0: not yet made (code_consts, ...) */
    const void    *record;                       /* the code's node in its blob; NULL: made by code.replace or types.CodeType */
    RecordBlob    *blob;                         /* counted; NULL: embedded library */
    Value          code_bytes, linetable_bytes, exceptiontable_bytes; /* caches of co_code...; 0 */
    void          *lowered;                      /* vm/'s */
    Value          owned_tables;                 /* tuple of bytes that the pointers above point into; 0: into the record */
} CodeObject;

static inline bool is_code(Value v) { return has_shape(v, SHAPE_CODE); }
static inline CodeObject *as_code(Value v) { return (CodeObject *)object_of(v); }

/* Tuples, made when first asked; borrowed; 0: MemoryError. */
Value code_consts(Vm *vm, CodeObject *code);
Value code_names(Vm *vm, CodeObject *code);
Value code_localsplus(Vm *vm, CodeObject *code);
/* Line of the instruction at byte offset; -1: none. And all four positions (-1: none). */
int   code_line(const CodeObject *code, int offset);
void  code_position(const CodeObject *code, int offset, int *line, int *end_line, int *column, int *end_column);
