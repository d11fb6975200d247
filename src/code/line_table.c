/* line_table.c - see line_table.h. SPDX-License-Identifier: MIT */
#include "code/line_table.h"

enum {
    FORM_ONE_LINE = 10, FORM_NO_COLUMNS = 13, FORM_LONG = 14, FORM_NONE = 15,
    SHORT_COLUMNS = 80, SHORT_WIDTH = 16, ONE_LINE_COLUMNS = 128
};

static uint8_t *number_write(uint8_t *out, uint32_t number)
{
    for (; number >= 64; number >>= 6)
        *out++ = (uint8_t)(64 | (number & 63));
    *out++ = (uint8_t)number;
    return out;
}

static uint8_t *signed_write(uint8_t *out, int number)
{
    uint32_t magnitude = number < 0 ? 0 - (uint32_t)number : (uint32_t)number;
    return number_write(out, magnitude << 1 | (number < 0));
}

static uint8_t *head_write(uint8_t *out, int form, int units)
{
    *out = (uint8_t)(0x80 | form << 3 | (units - 1));
    return out + 1;
}

size_t line_entry_write(uint8_t start[LINE_ENTRY_BYTES], Location at, int units, int *line)
{
    uint8_t *out = start;
    int      step = at.line - *line, column = at.column, end_column = at.end_column;
    if (at.line == -1)
        return (size_t)(head_write(out, FORM_NONE, units) - start);
    *line = at.line;
    if (column < 0 || end_column < 0) {
        if (at.end_line == at.line || at.end_line < 0) {
            out = signed_write(head_write(out, FORM_NO_COLUMNS, units), step);
            return (size_t)(out - start);
        }
    } else if (at.end_line == at.line) {
        if (step == 0 && column < SHORT_COLUMNS && end_column >= column && end_column - column < SHORT_WIDTH) {
            out = head_write(out, column >> 3, units);
            *out++ = (uint8_t)((column & 7) << 4 | (end_column - column));
            return (size_t)(out - start);
        }
        if (step >= 0 && step < 3 && column < ONE_LINE_COLUMNS && end_column < ONE_LINE_COLUMNS) {
            out = head_write(out, FORM_ONE_LINE + step, units);
            *out++ = (uint8_t)column;
            *out++ = (uint8_t)end_column;
            return (size_t)(out - start);
        }
    }
    out = signed_write(head_write(out, FORM_LONG, units), step);
    out = number_write(out, (uint32_t)(at.end_line - at.line));
    out = number_write(out, (uint32_t)(column + 1));
    out = number_write(out, (uint32_t)(end_column + 1));
    return (size_t)(out - start);
}

/* ---- reading ---- */

void line_reader_init(LineReader *reader, const uint8_t *table, size_t size, int first_line)
{
    *reader = (LineReader){.at = table, .end = table + size, .line = first_line};
}

/* False: the table ends. Bits past 32 are dropped. */
static bool number_read(LineReader *reader, uint32_t *number)
{
    *number = 0;
    for (unsigned shift = 0; reader->at < reader->end; shift += 6) {
        uint8_t byte = *reader->at++;
        if (shift < 32)
            *number |= (uint32_t)(byte & 63) << shift;
        if (!(byte & 64))
            return true;
    }
    return false;
}

static bool signed_read(LineReader *reader, int *number)
{
    uint32_t bits;
    if (!number_read(reader, &bits))
        return false;
    *number = bits & 1 ? -(int)(bits >> 1) : (int)(bits >> 1);
    return true;
}

/* Adds as the table's arithmetic does: garbage wraps instead of overflowing. */
static int wrapping_add(int a, int b)
{
    return (int)((uint32_t)a + (uint32_t)b);
}

static bool long_read(LineReader *reader, Location *at)
{
    int      step;
    uint32_t lines, column, end_column;
    if (!signed_read(reader, &step) || !number_read(reader, &lines) || !number_read(reader, &column) ||
        !number_read(reader, &end_column))
        return false;
    reader->line = wrapping_add(reader->line, step);
    *at = (Location){.line = reader->line, .column = wrapping_add((int)column, -1),
                     .end_line = wrapping_add(reader->line, (int)lines),
                     .end_column = wrapping_add((int)end_column, -1)};
    return true;
}

static bool form_read(LineReader *reader, int form, Location *at)
{
    int step = 0;
    if (form == FORM_NONE) {
        *at = (Location){-1, -1, -1, -1};
        return true;
    }
    if (form == FORM_LONG)
        return long_read(reader, at);
    if (form == FORM_NO_COLUMNS && !signed_read(reader, &step))
        return false;
    if (form >= FORM_ONE_LINE && form < FORM_NO_COLUMNS)
        step = form - FORM_ONE_LINE;
    reader->line = wrapping_add(reader->line, step);
    *at = (Location){reader->line, -1, reader->line, -1};
    if (form == FORM_NO_COLUMNS)
        return true;
    int bytes = form >= FORM_ONE_LINE ? 2 : 1;
    if (reader->end - reader->at < bytes)
        return false;
    if (bytes == 2) {
        at->column = reader->at[0];
        at->end_column = reader->at[1];
    } else {
        at->column = form << 3 | reader->at[0] >> 4;
        at->end_column = at->column + (reader->at[0] & 15);
    }
    reader->at += bytes;
    return true;
}

bool line_reader_next(LineReader *reader)
{
    if (reader->at >= reader->end)
        return false;
    uint8_t head = *reader->at++;
    reader->unit += reader->units;
    reader->units = (head & 7) + 1;
    return form_read(reader, head >> 3 & 15, &reader->location);
}
