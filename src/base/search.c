/* search.c - substring search.
 *
 * Bytes go to the C library (memchr, memmem: both linear). For wider units there is the two-way algorithm of Crochemore and
 * Perrin: the needle is cut at its critical factorisation; its right part is compared forwards, then its left part, and a
 * mismatch in the right part shifts by what was matched, one in the left part by the needle's period.
 * Each body is written once over the kind, which is constant where it is inlined. SPDX-License-Identifier: MIT */
#define _GNU_SOURCE
#include "base/search.h"

#include <string.h>

#include "base/unicode.h"

#define ALWAYS_INLINE static inline __attribute__((always_inline))

ALWAYS_INLINE size_t unit_forwards(int kind, const void *text, size_t length, uint32_t unit)
{
    for (size_t i = 0; i < length; i++)
        if (unicode_read(kind, text, i) == unit)
            return i;
    return SEARCH_NONE;
}

ALWAYS_INLINE size_t unit_backwards(int kind, const void *text, size_t length, uint32_t unit)
{
    for (size_t i = length; i-- > 0;)
        if (unicode_read(kind, text, i) == unit)
            return i;
    return SEARCH_NONE;
}

size_t search_unit(int kind, const void *text, size_t length, uint32_t unit)
{
    if (kind == 1) {
        const char *found = unit > 0xFF ? NULL : memchr(text, (int)unit, length);
        return found ? (size_t)(found - (const char *)text) : SEARCH_NONE;
    }
    return kind == 2 ? unit_forwards(2, text, length, unit) : unit_forwards(4, text, length, unit);
}

size_t search_unit_last(int kind, const void *text, size_t length, uint32_t unit)
{
    if (kind == 1) {
        const char *found = unit > 0xFF ? NULL : memrchr(text, (int)unit, length);
        return found ? (size_t)(found - (const char *)text) : SEARCH_NONE;
    }
    return kind == 2 ? unit_backwards(2, text, length, unit) : unit_backwards(4, text, length, unit);
}

/* The start of the greatest suffix under the order of units (or its reverse), and its period. */
ALWAYS_INLINE size_t greatest_suffix(int kind, const void *needle, size_t length, bool reversed, size_t *period)
{
    size_t suffix = 0, candidate = 1, k = 0, p = 1;

    while (candidate + k < length) {
        uint32_t a = unicode_read(kind, needle, candidate + k), b = unicode_read(kind, needle, suffix + k);
        if (reversed ? b < a : a < b) {
            candidate += k + 1;
            k = 0;
            p = candidate - suffix;
        } else if (a == b) {
            if (k + 1 == p) {
                candidate += p;
                k = 0;
            } else {
                k++;
            }
        } else {
            suffix = candidate++;
            k = 0;
            p = 1;
        }
    }
    *period = p;
    return suffix;
}

ALWAYS_INLINE size_t two_way(int kind, const void *text, size_t length, const void *needle, size_t needle_length)
{
    size_t period, other_period, memory = 0;
    size_t cut = greatest_suffix(kind, needle, needle_length, false, &period);
    size_t other = greatest_suffix(kind, needle, needle_length, true, &other_period);

    if (other > cut) {
        cut = other;
        period = other_period;
    }
    bool periodic = cut + period <= needle_length &&
                    !memcmp(needle, (const char *)needle + period * (size_t)kind, cut * (size_t)kind);
    if (!periodic)
        period = (cut > needle_length - cut ? cut : needle_length - cut) + 1;
    for (size_t at = 0; at <= length - needle_length;) {
        size_t i = cut > memory ? cut : memory;
        while (i < needle_length && unicode_read(kind, needle, i) == unicode_read(kind, text, at + i))
            i++;
        if (i < needle_length) {
            at += i - cut + 1;
            memory = 0;
            continue;
        }
        i = cut;
        while (i > memory && unicode_read(kind, needle, i - 1) == unicode_read(kind, text, at + i - 1))
            i--;
        if (i <= memory)
            return at;
        at += period;
        memory = periodic ? needle_length - period : 0;
    }
    return SEARCH_NONE;
}

/* Short work for needles that are found soon or whose first unit is rare; gives the rest to two_way when it meets too many
 * false starts. */
ALWAYS_INLINE size_t find_wide(int kind, const void *text, size_t length, const void *needle, size_t needle_length)
{
    uint32_t first = unicode_read(kind, needle, 0), last = unicode_read(kind, needle, needle_length - 1);
    size_t bytes = needle_length * (size_t)kind, end = length - needle_length, budget = 64 + length / 4;

    for (size_t i = 0; i <= end; i++) {
        if (unicode_read(kind, text, i) != first || unicode_read(kind, text, i + needle_length - 1) != last)
            continue;
        if (!memcmp((const char *)text + i * (size_t)kind, needle, bytes))
            return i;
        if (budget <= needle_length) {
            size_t found = two_way(kind, (const char *)text + i * (size_t)kind, length - i, needle, needle_length);
            return found == SEARCH_NONE ? SEARCH_NONE : i + found;
        }
        budget -= needle_length;
    }
    return SEARCH_NONE;
}

/* Bytes: memchr from one possible start to the next is the fastest way as long as these are rare; memmem, which has to
 * prepare itself, takes over when too many were false. */
static size_t find_bytes(const char *text, size_t length, const char *needle, size_t needle_length)
{
    const char *at = text, *end = text + length - needle_length + 1, *found;
    char last = needle[needle_length - 1];

    for (int tries = 0; tries < 16; tries++) {
        at = memchr(at, needle[0], (size_t)(end - at));
        if (!at)
            return SEARCH_NONE;
        if (at[needle_length - 1] == last && !memcmp(at + 1, needle + 1, needle_length - 1))
            return (size_t)(at - text);
        if (++at == end)
            return SEARCH_NONE;
    }
    found = memmem(at, (size_t)(text + length - at), needle, needle_length);
    return found ? (size_t)(found - text) : SEARCH_NONE;
}

size_t search_find(int kind, const void *text, size_t length, const void *needle, size_t needle_length)
{
    if (needle_length > length)
        return SEARCH_NONE;
    if (needle_length == 1)
        return search_unit(kind, text, length, unicode_read(kind, needle, 0));
    if (kind == 1)
        return find_bytes(text, length, needle, needle_length);
    return kind == 2 ? find_wide(2, text, length, needle, needle_length) : find_wide(4, text, length, needle, needle_length);
}

/* Horspool from the right, with a 64-bit filter of the needle's units in place of a table. */
ALWAYS_INLINE size_t find_backwards(int kind, const void *text, size_t length, const void *needle, size_t needle_length)
{
    uint64_t filter = 0;
    uint32_t first = unicode_read(kind, needle, 0);
    size_t skip = needle_length, bytes = needle_length * (size_t)kind;

    for (size_t i = needle_length; i-- > 0;) {
        uint32_t unit = unicode_read(kind, needle, i);
        filter |= 1ull << (unit & 63);
        if (i && unit == first)
            skip = i;
    }
    for (size_t at = length - needle_length;;) {
        if (unicode_read(kind, text, at) == first && !memcmp((const char *)text + at * (size_t)kind, needle, bytes))
            return at;
        size_t step = unicode_read(kind, text, at) == first ? skip : 1;
        if (at && !(filter >> (unicode_read(kind, text, at - 1) & 63) & 1))
            step = needle_length + 1;
        if (step > at)
            return SEARCH_NONE;
        at -= step;
    }
}

size_t search_find_last(int kind, const void *text, size_t length, const void *needle, size_t needle_length)
{
    if (needle_length > length)
        return SEARCH_NONE;
    if (needle_length == 1)
        return search_unit_last(kind, text, length, unicode_read(kind, needle, 0));
    if (kind == 1)
        return find_backwards(1, text, length, needle, needle_length);
    return kind == 2 ? find_backwards(2, text, length, needle, needle_length)
                     : find_backwards(4, text, length, needle, needle_length);
}

size_t search_count(int kind, const void *text, size_t length, const void *needle, size_t needle_length, size_t most)
{
    size_t count = 0, at = 0;

    while (count < most && at <= length) {
        size_t found = search_find(kind, (const char *)text + at * (size_t)kind, length - at, needle, needle_length);
        if (found == SEARCH_NONE)
            break;
        at += found + needle_length;
        count++;
    }
    return count;
}
