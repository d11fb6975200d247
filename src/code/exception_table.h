/* exception_table.h - co_exceptiontable: which code is protected by which handler.
 *
 * Entries in the order of the code, of four numbers: start, length, handler (all in code units), and stack depth at the
 * handler << 1 | whether the offset of the raising instruction is pushed there, too. Numbers come in groups of 6 bits,
 * the highest first; bit 6 says that more follow, bit 7 marks an entry's first byte. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct ExceptionEntry {
    int  start, end;        /* code units, the end not included */
    int  handler;
    int  depth;
    bool keeps_lasti;
} ExceptionEntry;

enum { EXCEPTION_ENTRY_BYTES = 24 };    /* the most of an entry */

/* Returns how many bytes. */
size_t exception_entry_write(uint8_t out[EXCEPTION_ENTRY_BYTES], const ExceptionEntry *entry);

/* Reads the entry at *at, before end, and moves *at behind it. False: at the end, or the table breaks off. Each number is
 * at least 0, but nothing else is certain of a foreign table. */
bool exception_entry_read(const uint8_t **at, const uint8_t *end, ExceptionEntry *entry);

/* The entry that covers this code unit. False: none. */
bool exception_entry_find(const uint8_t *table, size_t size, int unit, ExceptionEntry *entry);
