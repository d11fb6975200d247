/* marshal.h - values as marshal data (version 5) and back. SPDX-License-Identifier: MIT */
#pragma once
#include "code/code_object.h"

/* Bytes of the value. 0: ValueError "unmarshallable object", or it is nested too deeply. */
RUNS_PYTHON Value marshal_dump(Vm *vm, Value v, int version, bool allow_code);

/* Where data comes from: a block, or a function that gives exactly count bytes (false: exception). */
typedef struct MarshalSource {
    const uint8_t *at, *end;
    bool         (*read)(Vm *vm, void *context, uint8_t *out, size_t count); /* NULL: the block is all */
    void          *context;
} MarshalSource;
RUNS_PYTHON Value marshal_load(Vm *vm, MarshalSource *source, bool allow_code);
