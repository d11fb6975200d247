/* code_unit.h - a module that CPython compiled, read for the tests of code/. SPDX-License-Identifier: MIT */
#pragma once
#include "code/marshal_unit.h"
#include "unit.h"

typedef struct Module {
    Arena           arena;
    TextTable       texts;
    const CodeUnit *unit;       /* NULL: not read */
    const char     *problem;
    MarshalFailure  failure;
} Module;

static inline void module_read(Module *module, Allocator *from, const uint8_t *data, size_t size)
{
    const Constant *root = NULL;
    arena_init(&module->arena, from);
    module->unit = NULL;
    module->problem = NULL;
    module->failure = MARSHAL_NO_MEMORY;
    if (text_table_init(&module->texts, &module->arena))
        module->failure = unit_unmarshal(&module->arena, &module->texts, data, size, &root, NULL, &module->problem);
    if (!module->failure && root->kind == CONSTANT_CODE)
        module->unit = root->as.code;
}
