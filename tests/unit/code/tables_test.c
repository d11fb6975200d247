/* tables_test.c - line and exception tables read as CPython reads them. SPDX-License-Identifier: MIT */
#include "code/exception_table.h"
#include "code/line_table.h"
#include "code_unit.h"

#include "code/module_vectors.h"

static void check_lines(const CodeUnit *unit, const int **expected)
{
    LineReader reader;
    int        units = *(*expected)++, unit_number = 0;
    line_reader_init(&reader, unit->line_table->as.bytes, unit->line_table->length, unit->first_line);
    while (line_reader_next(&reader)) {
        CHECK(reader.unit == unit_number);
        for (int i = 0; i < reader.units; i++, unit_number++, *expected += 4)
            CHECK(reader.location.line == (*expected)[0] && reader.location.end_line == (*expected)[1] &&
                  reader.location.column == (*expected)[2] && reader.location.end_column == (*expected)[3]);
    }
    CHECK(unit_number == units && (uint32_t)units * 2 == unit->code->length);
}

static void check_handlers(const CodeUnit *unit, const int **expected)
{
    const uint8_t *at = unit->exception_table->as.bytes, *end = at + unit->exception_table->length;
    ExceptionEntry entry, found;
    int            count = *(*expected)++;
    for (; exception_entry_read(&at, end, &entry); *expected += 5, count--) {
        CHECK(entry.start == (*expected)[0] && entry.end == (*expected)[1] && entry.handler == (*expected)[2] &&
              entry.depth == (*expected)[3] && entry.keeps_lasti == (*expected)[4]);
        CHECK(exception_entry_find(unit->exception_table->as.bytes, unit->exception_table->length, entry.end - 1, &found));
        CHECK(found.handler == entry.handler);
    }
    CHECK(count == 0);
}

static void check_unit(const CodeUnit *unit, const int **lines, const int **handler_rows)
{
    check_lines(unit, lines);
    check_handlers(unit, handler_rows);
    for (uint32_t i = 0; i < unit->consts->length; i++)
        if (unit->consts->as.items[i]->kind == CONSTANT_CODE)
            check_unit(unit->consts->as.items[i]->as.code, lines, handler_rows);
}

TEST(positions_and_handlers_are_read_as_cpython_reads_them)
{
    Module     module;
    const int *lines = positions, *handler_rows = handlers;
    module_read(&module, from, module_data, sizeof module_data);
    CHECK(module.unit);
    if (module.unit)
        check_unit(module.unit, &lines, &handler_rows);
    CHECK(lines == positions + countof(positions) && handler_rows == handlers + countof(handlers));
    arena_free(&module.arena);
}

TEST(each_form_of_line_entry_comes_back)
{
    static const Location places[] = {
        {1, 0, 1, 5}, {1, 79, 1, 94}, {1, 80, 1, 81}, {2, 100, 2, 127}, {4, 0, 4, 128}, {3, -1, 3, -1},
        {100000, 5, 100003, 2}, {-1, -1, -1, -1}, {7, 0, 7, 0}, {7, 9, 7, 3}, {0, 0, 1, 0},
    };
    uint8_t table[countof(places) * LINE_ENTRY_BYTES];
    size_t  size = 0;
    int     line = 1;
    for (size_t i = 0; i < countof(places); i++)
        size += line_entry_write(table + size, places[i], (int)(i % 8) + 1, &line);
    LineReader reader;
    line_reader_init(&reader, table, size, 1);
    for (size_t i = 0; i < countof(places); i++) {
        CHECK(line_reader_next(&reader) && reader.units == (int)(i % 8) + 1);
        CHECK(memcmp(&reader.location, &places[i], sizeof places[i]) == 0);
    }
    CHECK(!line_reader_next(&reader));
}

TEST(exception_entries_come_back)
{
    static const ExceptionEntry entries[] = {{0, 1, 2, 0, false}, {63, 64, 64, 1, true}, {100, 5000, 400000, 40, false},
                                             {5000, 1 << 28, (1 << 29) - 1, 100000, true}};
    for (size_t i = 0; i < countof(entries); i++) {
        uint8_t        bytes[EXCEPTION_ENTRY_BYTES];
        ExceptionEntry entry;
        size_t         size = exception_entry_write(bytes, &entries[i]);
        const uint8_t *at = bytes;
        CHECK(exception_entry_read(&at, bytes + size, &entry) && at == bytes + size);
        CHECK(entry.start == entries[i].start && entry.end == entries[i].end && entry.handler == entries[i].handler &&
              entry.depth == entries[i].depth && entry.keeps_lasti == entries[i].keeps_lasti);
        at = bytes;
        CHECK(!exception_entry_read(&at, bytes + size - 1, &entry));
    }
}
