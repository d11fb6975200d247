/* line_table.h - co_linetable: where in the source each instruction comes from (PEP 626, PEP 657).
 *
 * A run of up to 8 code units with one location is an entry: a byte 1cccclll (form c, length l + 1), then the form's
 * bytes, none of which has the top bit. Lines are kept as differences.
 *
 *   0-9    column within 8 * form + 0..7, at most 15 wide, same line       1 byte: low column bits, width
 *   10-12  line + 0..2, start and end column in a byte each                2 bytes
 *   13     line difference only                                            signed number
 *   14     all: line difference, further lines, columns + 1                numbers
 *   15     no location
 *
 * Numbers come in groups of 6 bits, the lowest first, bit 6 says that more follow; signed ones carry the sign in bit 0.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "code/location.h"

enum { LINE_ENTRY_UNITS = 8, LINE_ENTRY_BYTES = 32 };   /* the most of an entry */

/* Writes an entry for units (1 to 8) code units to out; location.line < 0: none. *line is the line of the entry before
 * and becomes that of this one. Returns how many bytes. */
size_t line_entry_write(uint8_t out[LINE_ENTRY_BYTES], Location location, int units, int *line);

/* Reads a table, entry by entry. */
typedef struct LineReader {
    const uint8_t *at, *end;
    int            line;        /* of the last entry that has one */
    int            unit;        /* code units before the entry that was read */
    int            units;       /* its length */
    Location       location;    /* line -1: none; columns -1: unknown */
} LineReader;

void line_reader_init(LineReader *reader, const uint8_t *table, size_t size, int first_line);

/* The next entry; false at the end, or where the table breaks off within an entry. */
bool line_reader_next(LineReader *reader);
