/* record.h - code objects as one block of data without pointers: for the heap of an isolate, and for constant data.
 *
 * A blob begins with a RecordHeader at an address that is a multiple of 16, and consists of nodes. They refer to one
 * another by RecordRef: the node's offset from the blob's start, a multiple of 16, with the ConstantKind of the node in
 * the low 4 bits. None, True, False and Ellipsis have no node: offset 0.
 *
 *   INT        RecordInt         FLOAT, COMPLEX     RecordNumber (2 doubles)
 *   STR        a Str, BYTES a Bytes, laid out as the runtime's own objects (immortal, constant, characters expanded to
 *              the narrowest kind); `hash` is RECORD_FIRST_NUMBER + the node's number among the blob's strs and bytes
 *   TUPLE, FROZENSET, SLICE      RecordItems                 CODE               RecordCode
 *
 * One offset is one object: what the compiler shares is shared, and only that; strs that CPython interns stand in a blob
 * once. Byte tables of code (RecordBytes) are at multiples of 4. Blobs are trusted: they are made by record_pack only.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"
#include "objects/bytes.h"
#include "objects/str.h"

typedef uint32_t RecordRef;

/* The names that C code mentions have the numbers below RECORD_FIRST_NUMBER (names.h). */
enum { RECORD_MAGIC = 0x31635043, RECORD_ALIGNMENT = 16, RECORD_FIRST_NUMBER = 1 << 15 };

typedef struct RecordHeader {
    uint32_t  magic, size;          /* bytes of the whole blob */
    uint32_t  root_count;           /* code objects that were packed */
    uint32_t  text_count;           /* strs and bytes */
    uint32_t  code_count;           /* code objects, nested ones too */
    uint32_t  reserved[3];
    RecordRef roots[];
} RecordHeader;

typedef struct RecordInt {
    uint32_t count;                 /* limbs; 0: it is `small` */
    uint32_t negative;
    union {
        int64_t  small;
        uint64_t limbs[1];
    } as;
} RecordInt;

typedef struct RecordNumber {
    double real, imag;
} RecordNumber;

typedef struct RecordItems {
    uint32_t  count;                /* SLICE: 3 */
    RecordRef items[];
} RecordItems;

typedef struct RecordBytes {
    uint32_t size;
    uint8_t  data[];
} RecordBytes;

typedef struct RecordCode {
    int32_t   argument_count, positional_only_count, keyword_only_count;
    int32_t   stack_size, first_line;
    uint32_t  flags;
    uint32_t  number;               /* among the blob's code objects, children before their parent */
    RecordRef name, qualname, filename;             /* STR */
    RecordRef consts, names, locals;                /* TUPLE */
    uint32_t  local_kinds, code, line_table, exception_table;   /* offsets of RecordBytes */
} RecordCode;

static inline ConstantKind record_kind(RecordRef ref)
{
    return (ConstantKind)(ref & (RECORD_ALIGNMENT - 1));
}

/* The node that ref means; its type follows from record_kind. */
static inline const void *record_node(const RecordHeader *blob, RecordRef ref)
{
    return (const char *)blob + (ref & ~(RecordRef)(RECORD_ALIGNMENT - 1));
}

static inline const RecordCode *record_code(const RecordHeader *blob, RecordRef ref)
{
    return record_node(blob, ref);
}

static inline const RecordItems *record_items(const RecordHeader *blob, RecordRef ref)
{
    return record_node(blob, ref);
}

static inline const RecordBytes *record_bytes(const RecordHeader *blob, uint32_t offset)
{
    return (const void *)((const char *)blob + offset);
}

/* Packs units into one blob in the arena, at a multiple of 16. Strs that are interned are one over all of them when their
 * texts come from one TextTable. roots[n] is the ref of units[n]. NULL: no memory, or more than 4 GiB. */
MUST_CHECK const RecordHeader *record_pack(Arena *arena, const CodeUnit *const *units, uint32_t count);

/* The unit that a code node was packed from, equal to it in all that marshal shows. NULL: no memory. */
MUST_CHECK const CodeUnit *record_unpack(Arena *arena, TextTable *texts, const RecordHeader *blob, RecordRef code);
