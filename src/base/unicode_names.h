/* unicode_names.h - the names of characters, both ways: \N{...}, unicodedata.name and lookup.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UNICODE_NAME_MAX = 128, UNICODE_SEQUENCE_MAX = 4 };

/* Writes the name of c (ASCII, no NUL) and returns its length; 0: c has no name. */
size_t unicode_name(uint32_t c, char out[UNICODE_NAME_MAX]);

/* The code point of that name or alias, in any case of ASCII letters; UINT32_MAX: none. What `\N{...}` stands for. */
uint32_t unicode_find_name(const char *name, size_t length);

/* The same, named sequences among them: writes 1 to UNICODE_SEQUENCE_MAX code points; 0: none. */
int unicode_find_sequence(const char *name, size_t length, uint32_t out[UNICODE_SEQUENCE_MAX]);
