/* marshal_unit.h - code units as marshal data (version 5), the form of .pyc files.
 *
 * What is written equals CPython's marshal.dumps of the same code object byte for byte, references included: CPython
 * flags an object that has more than one reference, or is interned or immortal, so the writer counts how often each
 * object (Constant) is used within the unit. SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"

typedef enum MarshalFailure { MARSHAL_FINE, MARSHAL_NO_MEMORY, MARSHAL_TOO_DEEP, MARSHAL_BAD } MarshalFailure;

/* Writes unit to *data (in the arena), *size bytes. is_shared: somebody else holds the code object, as py_compile does,
 * so that it is flagged itself. */
MUST_CHECK MarshalFailure unit_marshal(Arena *arena, const CodeUnit *unit, bool is_shared, const uint8_t **data,
                                       size_t *size);

/* Reads a constant, mostly a code object, out of foreign bytes. Memory is bounded by a multiple of size, time is linear
 * in it. MARSHAL_BAD: not a whole object of the kinds that code holds; *problem then says why, in CPython's words where
 * it has some. Code objects that come out have fields of the right types that fit together; whether their code may run
 * says verify.h. *used (may be NULL) is how many bytes were read. */
MUST_CHECK MarshalFailure unit_unmarshal(Arena *arena, TextTable *texts, const uint8_t *data, size_t size,
                                         const Constant **result, size_t *used, const char **problem);
