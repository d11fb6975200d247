/* exception_table.c - see exception_table.h. SPDX-License-Identifier: MIT */
#include "code/exception_table.h"

enum { MORE = 64, FIRST = 128, NUMBER_LIMIT = 1 << 30 };

static uint8_t *number_write(uint8_t *out, int number, int first)
{
    for (int shift = 24; shift > 0; shift -= 6)
        if (number >> shift) {
            *out++ = (uint8_t)((number >> shift & 63) | MORE | first);
            first = 0;
        }
    *out++ = (uint8_t)((number & 63) | first);
    return out;
}

size_t exception_entry_write(uint8_t start[EXCEPTION_ENTRY_BYTES], const ExceptionEntry *entry)
{
    uint8_t *out = number_write(start, entry->start, FIRST);
    out = number_write(out, entry->end - entry->start, 0);
    out = number_write(out, entry->handler, 0);
    out = number_write(out, entry->depth << 1 | entry->keeps_lasti, 0);
    return (size_t)(out - start);
}

static bool number_read(const uint8_t **at, const uint8_t *end, int *number)
{
    *number = 0;
    while (*at < end) {
        uint8_t byte = *(*at)++;
        if (*number >= NUMBER_LIMIT >> 6)
            return false;
        *number = *number << 6 | (byte & 63);
        if (!(byte & MORE))
            return true;
    }
    return false;
}

bool exception_entry_read(const uint8_t **at, const uint8_t *end, ExceptionEntry *entry)
{
    int length, depth;
    if (!number_read(at, end, &entry->start) || !number_read(at, end, &length) ||
        !number_read(at, end, &entry->handler) || !number_read(at, end, &depth))
        return false;
    entry->end = entry->start + length;
    entry->depth = depth >> 1;
    entry->keeps_lasti = depth & 1;
    return true;
}

bool exception_entry_find(const uint8_t *table, size_t size, int unit, ExceptionEntry *entry)
{
    for (const uint8_t *at = table, *end = table + size; exception_entry_read(&at, end, entry);)
        if (unit < entry->start)
            return false;
        else if (unit < entry->end)
            return true;
    return false;
}
