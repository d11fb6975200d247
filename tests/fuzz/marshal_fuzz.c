/* marshal_fuzz.c - libFuzzer target: any bytes through the marshal reader, and what comes out through verifier, writer,
 * record and table readers. What was written once is read back and written the same.
 *
 *     make fuzz-marshal; build/fuzz/marshal_fuzz -max_len=4096 CORPUS
 *
 * Seeds are marshal data of small modules (frontend marshal FILE, without the first 5 bytes).
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "code/exception_table.h"
#include "code/line_table.h"
#include "code/marshal_unit.h"
#include "code/record.h"
#include "code/verify.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Memory is to stay within a multiple of the input; past that, the reader has been fooled. */
typedef struct BoundedAllocator {
    Allocator base;
    size_t    taken, most;
} BoundedAllocator;

static void *bounded_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    BoundedAllocator *bounded = (BoundedAllocator *)self;
    bounded->taken += new_size - old_size;
    if (bounded->taken > bounded->most)
        abort();
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

static void read_tables(const CodeUnit *unit)
{
    LineReader     reader;
    ExceptionEntry entry;
    const uint8_t *at = unit->exception_table->as.bytes, *end = at + unit->exception_table->length;
    line_reader_init(&reader, unit->line_table->as.bytes, unit->line_table->length, unit->first_line);
    while (line_reader_next(&reader))
        ;
    while (exception_entry_read(&at, end, &entry))
        ;
}

/* Writes the unit; reads that; writes it again: the same. */
static void check_round_trip(Arena *arena, TextTable *texts, const CodeUnit *unit)
{
    const uint8_t  *first, *second;
    size_t          first_size, second_size;
    const Constant *again;
    const char     *problem;
    if (unit_marshal(arena, unit, false, &first, &first_size))
        return;
    if (unit_unmarshal(arena, texts, first, first_size, &again, NULL, &problem))
        abort();
    if (unit_marshal(arena, again->as.code, false, &second, &second_size) || first_size != second_size ||
        memcmp(first, second, first_size))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    BoundedAllocator from = {.base = {bounded_resize}, .most = (64 << 20) + size * 4096};
    Arena            arena;
    TextTable        texts;
    const Constant  *root;
    const char      *problem;
    int              offset;

    arena_init(&arena, &from.base);
    if (text_table_init(&texts, &arena) &&
        !unit_unmarshal(&arena, &texts, data, size, &root, NULL, &problem) && root->kind == CONSTANT_CODE) {
        const CodeUnit *unit = root->as.code;
        read_tables(unit);
        (void)!unit_verify(&arena, unit, &problem, &offset);
        check_round_trip(&arena, &texts, unit);
        const RecordHeader *blob = record_pack(&arena, &unit, 1);
        if (blob && !record_unpack(&arena, &texts, blob, blob->roots[0]))
            abort();
    }
    arena_free(&arena);
    return 0;
}
