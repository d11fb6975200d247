/* marshal_unit_test.c - marshal data of a module comes back byte for byte; broken data is refused.
 * SPDX-License-Identifier: MIT */
#include "code/record.h"
#include "code_unit.h"

#include "code/verify.h"

#include "code/module_vectors.h"

static bool is_module_data(Module *module, const CodeUnit *unit)
{
    const uint8_t *data;
    size_t         size;
    return unit && unit_marshal(&module->arena, unit, true, &data, &size) == MARSHAL_FINE &&
           size == sizeof module_data && memcmp(data, module_data, size) == 0;
}

TEST(marshal_data_is_read_and_written_the_same)
{
    Module module;
    module_read(&module, from, module_data, sizeof module_data);
    CHECK(is_module_data(&module, module.unit));
    arena_free(&module.arena);
}

TEST(a_record_gives_the_same_marshal_data)
{
    Module module;
    module_read(&module, from, module_data, sizeof module_data);
    const CodeUnit *units[] = {module.unit, module.unit};
    const RecordHeader *blob = record_pack(&module.arena, units, 2);
    CHECK(blob && ((uintptr_t)blob & (RECORD_ALIGNMENT - 1)) == 0);
    CHECK(blob->root_count == 2 && blob->magic == RECORD_MAGIC);
    CHECK(is_module_data(&module, record_unpack(&module.arena, &module.texts, blob, blob->roots[0])));
    CHECK(is_module_data(&module, record_unpack(&module.arena, &module.texts, blob, blob->roots[1])));
    arena_free(&module.arena);
}

/* The strs of a record are objects of the runtime, characters expanded. */
TEST(strs_in_records_are_laid_out_as_objects)
{
    Module module;
    module_read(&module, from, module_data, sizeof module_data);
    const RecordHeader *blob = record_pack(&module.arena, &module.unit, 1);
    const RecordCode   *code = record_code(blob, blob->roots[0]);
    const Str          *name = record_node(blob, code->name);
    CHECK(record_kind(code->name) == CONSTANT_STR && name->length == 8 && memcmp(name->data, "<module>", 9) == 0);
    CHECK(str_kind(name) == 1 && str_is_ascii(name) && str_is_interned(name) && name->head.refs == IMMORTAL);
    CHECK(code->name == code->qualname);
    CHECK(record_bytes(blob, code->code)->size == module.unit->code->length);
    arena_free(&module.arena);
}

TEST(what_the_compiler_makes_passes_the_verifier)
{
    Module      module;
    const char *problem;
    int         offset;
    module_read(&module, from, module_data, sizeof module_data);
    CHECK(unit_verify(&module.arena, module.unit, &problem, &offset) == VERIFY_FINE);
    arena_free(&module.arena);
}

TEST(data_that_breaks_off_is_refused)
{
    for (size_t size = 0; size < sizeof module_data; size++) {
        Module module;
        module_read(&module, from, module_data, size);
        CHECK(module.failure == MARSHAL_BAD && module.problem);
        arena_free(&module.arena);
    }
}

/* Each byte replaced in turn: the result is an error, or code that can be written, packed and verified. */
TEST(data_with_a_wrong_byte_does_no_harm)
{
    static const uint8_t wrong[] = {0x00, 0xFF, 0x7F, 0x80, 'r', 'c'};
    static uint8_t       data[sizeof module_data];
    const uint8_t       *written;
    const char          *problem;
    size_t               size;
    int                  offset;
    for (size_t at = 0; at < sizeof module_data; at++) {
        Module module;
        memcpy(data, module_data, sizeof data);
        data[at] = wrong[at % countof(wrong)];
        module_read(&module, from, data, sizeof data);
        if (module.unit) {
            CHECK(unit_marshal(&module.arena, module.unit, false, &written, &size) != MARSHAL_NO_MEMORY);
            CHECK(unit_verify(&module.arena, module.unit, &problem, &offset) != VERIFY_NO_MEMORY);
            CHECK(record_pack(&module.arena, &module.unit, 1));
        }
        arena_free(&module.arena);
    }
}

TEST(deep_nesting_is_refused)
{
    static uint8_t data[10000];
    Module         module;
    for (size_t i = 0; i < sizeof data; i += 2) {
        data[i] = ')';
        data[i + 1] = 1;
    }
    module_read(&module, from, data, sizeof data);
    CHECK(module.failure == MARSHAL_TOO_DEEP);
    arena_free(&module.arena);
}

TEST(reading_and_writing_report_no_memory)
{
    EACH_ALLOCATION_FAILING {
        Module         module;
        const uint8_t *data;
        size_t         size;
        module_read(&module, from, module_data, sizeof module_data);
        if (module.unit && record_pack(&module.arena, &module.unit, 1))
            CHECK(unit_marshal(&module.arena, module.unit, true, &data, &size) <= MARSHAL_NO_MEMORY);
        else
            CHECK(module.unit || module.failure == MARSHAL_NO_MEMORY);
        arena_free(&module.arena);
    }
}
