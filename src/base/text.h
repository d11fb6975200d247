/* text.h - the strings of one compilation: each distinct text once, so that names compare by pointer.
 *
 * A Text is UTF-8 in which lone surrogates may stand encoded like other code points (WTF-8), for a string literal may
 * hold one. Its length counts, it may contain NUL; one more NUL follows the data for the reader in a debugger. A table
 * and its texts live in an arena, and die with it. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct Text {
    uint32_t length;   /* bytes */
    uint32_t hash;     /* of the bytes; the same in every run */
    bool     is_ascii;
    bool     is_name;  /* only ASCII letters, digits and underscores: CPython interns such constants */
    uint8_t  mark;     /* the parser's: number of the keyword, 0 for others */
    char     data[];
} Text;

typedef struct TextTable {
    Arena       *arena;
    const Text **slots;  /* open addressing; NULL is free */
    uint32_t     mask;   /* slots - 1; a power of two less one */
    uint32_t     count;
} TextTable;

/* False: no memory. The table may be used once this has succeeded. */
MUST_CHECK bool text_table_init(TextTable *table, Arena *arena);

/* The one Text with these bytes. NULL: no memory, or length past 2^32 - 64. */
MUST_CHECK const Text *text_intern(TextTable *table, const char *data, size_t length);

/* The same for a C literal. */
MUST_CHECK const Text *text_intern_literal(TextTable *table, const char *literal);

/* The Text of printf's format. */
MUST_CHECK const Text *text_intern_format(TextTable *table, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* How many code points the text has. */
size_t text_code_points(const Text *text);

bool text_equals_literal(const Text *text, const char *literal);
