/* search.h - finding a row of units of 1, 2 or 4 bytes inside another one: str, bytes and their kin.
 *
 * Lengths and results count units. Finding forwards is linear in the worst case; backwards it is at worst the product of
 * the lengths, and much better in life. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

#define SEARCH_NONE SIZE_MAX

/* First place of unit in text[0 .. length); SEARCH_NONE. */
size_t search_unit(int kind, const void *text, size_t length, uint32_t unit);
size_t search_unit_last(int kind, const void *text, size_t length, uint32_t unit);

/* First and last place of needle (same kind; not empty). */
size_t search_find(int kind, const void *text, size_t length, const void *needle, size_t needle_length);
size_t search_find_last(int kind, const void *text, size_t length, const void *needle, size_t needle_length);

/* How often needle (not empty) stands in text, not overlapping; counting stops at most. */
size_t search_count(int kind, const void *text, size_t length, const void *needle, size_t needle_length, size_t most);
