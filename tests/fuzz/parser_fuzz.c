/* parser_fuzz.c - any bytes given to the parser: the first one picks mode and flags. SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "syntax/ast_dump.h"
#include "syntax/compilation.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { STACK_ROOM = 6 << 20 };

static void *heap_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self, (void)old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static bool ignore_warning(Compilation *c, WarningKind kind, const Text *message, int line, int column, int end_line,
                           int end_column, bool *as_error)
{
    (void)kind, (void)message, (void)line, (void)column, (void)end_line, (void)end_column;
    *as_error = c->optimize == 1;
    return !*as_error;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Allocator   heap = {heap_resize};
    Arena       arena;
    Compilation c;

    if (!size || size > 4096)
        return 0;
    arena_init(&arena, &heap);
    if (compilation_init(&c, &arena)) {
        uint8_t options = data[0];
        c.mode = (CompileMode)(options & 3);
        c.flags = (options & 4 ? COMPILE_TYPE_COMMENTS : 0u) | (options & 8 ? COMPILE_ALLOW_INCOMPLETE_INPUT : 0u) |
                  (options & 16 ? COMPILE_FUTURE_BARRY_AS_BDFL : 0u);
        c.optimize = options >> 5 & 1;
        c.warn = ignore_warning;
        c.stack_limit = (size_t)__builtin_frame_address(0) - STACK_ROOM;
        Mod     *tree = compilation_parse(&c, (const char *)data + 1, size - 1);
        DumpText out = {.arena = &arena};
        if (!tree && c.error.kind == ERROR_NONE)
            abort();
        if (tree && (!ast_dump(tree, true, &out) || !ast_validate(&c, tree)))
            abort();
    }
    arena_free(&arena);
    return 0;
}
