/* verify_fuzz.c - libFuzzer target: any bytes as bytecode, through the verifier, which ends in time.
 *
 *     make fuzz-verify; build/fuzz/verify_fuzz -max_len=2048 CORPUS
 *
 * Input: stack size, flags, number of locals, of parameters, of table bytes; kinds; exception table; code.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/arena.h"
#include "code/verify.h"

enum { HEAD = 5, MOST_LOCALS = 80 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void *heap_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static ConstantKind const_kind(const void *context, uint32_t n)
{
    (void)context;
    return n % 3 == 0 ? CONSTANT_TUPLE : n % 3 == 1 ? CONSTANT_CODE : CONSTANT_NONE;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    Allocator   from = {heap_resize};
    Arena       scratch;
    const char *problem;
    int         offset;
    if (size < HEAD)
        return 0;
    uint32_t locals = data[2] % MOST_LOCALS, table = data[4];
    if (size < HEAD + locals + table)
        return 0;
    const uint8_t *kinds = data + HEAD, *handlers = kinds + locals, *code = handlers + table;
    VerifyInput input = {.code = code, .code_size = (size_t)(data + size - code) & ~(size_t)1, .exception_table = handlers,
                         .exception_table_size = table, .local_kinds = kinds, .local_count = locals, .name_count = 4,
                         .const_count = 6, .parameter_count = locals ? data[3] % (locals + 1) : 0,
                         .flags = data[1] & 0x20 ? CODE_GENERATOR : 0, .stack_size = data[0], .const_kind = const_kind};
    arena_init(&scratch, &from);
    if (code_verify(&scratch, &input, &problem, &offset) == VERIFY_REFUSED && !problem)
        abort();
    arena_free(&scratch);
    return 0;
}
