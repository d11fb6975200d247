/* tokenizer_fuzz.c - any bytes given to the tokenizer, with extra tokens or without: it ends, inside the source.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "syntax/source.h"
#include "syntax/tokenizer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *heap_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self, (void)old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void tokenize(Compilation *c, bool extra_tokens)
{
    Tokenizer *t = arena_alloc(c->arena, sizeof(Tokenizer));
    Token      token;
    int        type;

    if (!t)
        return;
    tokenizer_init(t, c, c->source, c->source_length);
    t->extra_tokens = extra_tokens;
    do {
        type = tokenizer_next(t, &token);
        if (t->cur < c->source || t->cur > c->source + c->source_length || token.start > token.end)
            abort();
    } while (type != TOKEN_ENDMARKER && type != TOKEN_ERRORTOKEN);
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
        c.source_is_str = data[0] & 1;
        c.flags = data[0] & 2 ? COMPILE_TYPE_COMMENTS : 0;
        if (source_read(&c, (const char *)data + 1, size - 1))
            tokenize(&c, data[0] & 4);
    }
    arena_free(&arena);
    return 0;
}
