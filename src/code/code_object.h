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

struct RecordHeader;

typedef struct CodeObject {
    Object         head;
    int32_t        argcount, posonlyargcount, kwonlyargcount, stacksize, flags, firstlineno;
    uint32_t       localsplus_count, code_size, linetable_size, exceptiontable_size; /* bytes */
    const uint8_t *code, *linetable, *exceptiontable, *local_kinds;
    Value          name, qualname, filename;     /* strs */
    Value          consts, names, localsplus;    /* tuples; 0: not yet made (code_consts, ...) */
    const struct RecordHeader *blob;             /* the embedded library's data; NULL: everything stands here */
    uint32_t       record;                       /* RecordRef of the code's node in the blob */
    Value          code_bytes, linetable_bytes, exceptiontable_bytes, kinds_bytes; /* what the pointers point into; 0: the blob,
                                                                                      or not yet asked for */
    void          *lowered;                      /* vm/'s */
    bool           is_checked;                   /* the machine may run it: our compiler made it, or code_check has passed it */
} CodeObject;

static inline bool is_code(Value v) { return has_shape(v, SHAPE_CODE); }
static inline CodeObject *as_code(Value v) { return (CodeObject *)object_of(v); }

/* A code object of a compiled unit, nested ones too. Owned; 0: MemoryError. */
Value code_from_unit(Vm *vm, const CodeUnit *unit);
/* Of a node of the embedded library's data, which stays; its tuples are made when asked for. filename: 0, or what takes the place of
 * the recorded one (borrowed). */
Value code_from_record(Vm *vm, const struct RecordHeader *blob, uint32_t record, Value filename);
/* A value of a unit's constant. Owned. */
Value value_from_constant(Vm *vm, const Constant *constant);

/* The fields that a code object is made of (types.CodeType, replace, marshal); all borrowed. */
typedef struct CodeFields {
    int32_t argcount, posonlyargcount, kwonlyargcount, stacksize, flags, firstlineno;
    Value   code, consts, names, localsplus, local_kinds, filename, name, qualname, linetable, exceptiontable;
} CodeFields;
Value code_new(Vm *vm, const CodeFields *fields);

/* Verifies bytecode that is foreign (see verify.h), once. False: SystemError, or MemoryError. */
MUST_CHECK bool code_check(Vm *vm, CodeObject *code);

/* Tuples, made when first asked; borrowed; 0: MemoryError. */
Value code_consts(Vm *vm, CodeObject *code);
Value code_names(Vm *vm, CodeObject *code);
Value code_localsplus(Vm *vm, CodeObject *code);
/* Byte strings, made when first asked; borrowed; 0: MemoryError. */
Value code_bytes(Vm *vm, CodeObject *code);
Value code_linetable(Vm *vm, CodeObject *code);
Value code_exceptiontable(Vm *vm, CodeObject *code);
Value code_local_kinds(Vm *vm, CodeObject *code);
/* Line of the instruction at byte offset; -1: none. And all four positions (-1: none). */
int   code_line(const CodeObject *code, int offset);
void  code_position(const CodeObject *code, int offset, int *line, int *end_line, int *column, int *end_column);
