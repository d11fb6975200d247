/* compile_fuzz.c - libFuzzer target: any text through parser, symbol table, code generation, flow graph, assembler and
 * marshal. The first byte chooses mode, optimization level and flags; the rest is the source.
 *
 *     make fuzz-compile; build/fuzz/compile_fuzz -max_len=4096 CORPUS
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "code/marshal_unit.h"
#include "compile/codegen.h"

enum { MOST_MEMORY = 1 << 28, STACK_ROOM = 1 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Refuses memory past a limit, so that the arena's answer to that is tried, too. */
typedef struct LimitedAllocator {
    Allocator base;
    size_t    taken;
} LimitedAllocator;

static void *limited_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    LimitedAllocator *limited = (LimitedAllocator *)self;
    if (new_size > old_size && limited->taken + (new_size - old_size) > MOST_MEMORY)
        return NULL;
    limited->taken += new_size - old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LimitedAllocator from = {.base = {limited_resize}};
    Arena            arena;
    Compilation      compilation;
    const uint8_t   *bytes;
    size_t           length;

    if (!size)
        return 0;
    arena_init(&arena, &from.base);
    if (compilation_init(&compilation, &arena)) {
        compilation.mode = (CompileMode)(data[0] & 3);
        compilation.optimize = (data[0] >> 2 & 3) % 3;
        compilation.source_is_str = data[0] >> 4 & 1;
        compilation.flags = (data[0] & 0x20 ? COMPILE_TOP_LEVEL_AWAIT : 0) | (data[0] & 0x40 ? COMPILE_FUTURE_ANNOTATIONS : 0);
        compilation.stack_limit = (size_t)__builtin_frame_address(0) - STACK_ROOM;
        Mod            *tree = compilation_parse(&compilation, (const char *)data + 1, size - 1);
        const CodeUnit *unit = tree ? compile_module(&compilation, tree) : NULL;
        if (!unit && compilation.error.kind == ERROR_NONE)
            abort();
        if (unit)
            (void)!unit_marshal(&arena, unit, false, &bytes, &length);
    }
    arena_free(&arena);
    return 0;
}
