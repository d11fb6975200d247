/* unicode.c - what Unicode says of one code point: properties, values, case mappings.
 *
 * The tables are generated (unicode_tables.h); here is only how they are read. A code point whose full mappings differ
 * from the simple ones names, in its kind, a row of special_cases that holds all four of them in full.
 * SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include "base/unicode_tables.h"

enum { SPECIAL_UPPER, SPECIAL_LOWER, SPECIAL_TITLE, SPECIAL_FOLD };

static int special_mapping(int special, int which, uint32_t out[UNICODE_MAPPING_MAX])
{
    const uint16_t *mapping = special_cases[special][which];
    int count = 0;

    while (count < UNICODE_MAPPING_MAX && mapping[count]) {
        out[count] = mapping[count];
        count++;
    }
    return count;
}

int unicode_upper(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX])
{
    const UnicodeKind *kind = unicode_kind(c);
    if (kind->special)
        return special_mapping(kind->special, SPECIAL_UPPER, out);
    out[0] = c + (uint32_t)kind->upper;
    return 1;
}

int unicode_lower(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX])
{
    const UnicodeKind *kind = unicode_kind(c);
    if (kind->special)
        return special_mapping(kind->special, SPECIAL_LOWER, out);
    out[0] = c + (uint32_t)kind->lower;
    return 1;
}

int unicode_title(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX])
{
    const UnicodeKind *kind = unicode_kind(c);
    if (kind->special)
        return special_mapping(kind->special, SPECIAL_TITLE, out);
    out[0] = c + (uint32_t)kind->title;
    return 1;
}

int unicode_fold(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX])
{
    const UnicodeKind *kind = unicode_kind(c);
    if (kind->special)
        return special_mapping(kind->special, SPECIAL_FOLD, out);
    out[0] = c + (uint32_t)kind->fold;
    return 1;
}

bool unicode_is_final_sigma(int kind, const void *text, size_t length, size_t i)
{
    size_t before = i, behind = i + 1;

    while (before > 0 && unicode_has(unicode_read(kind, text, before - 1), UNICODE_CASE_IGNORABLE))
        before--;
    if (before == 0 || !unicode_has(unicode_read(kind, text, before - 1), UNICODE_CASED))
        return false;
    while (behind < length && unicode_has(unicode_read(kind, text, behind), UNICODE_CASE_IGNORABLE))
        behind++;
    return behind == length || !unicode_has(unicode_read(kind, text, behind), UNICODE_CASED);
}

bool unicode_numeric(uint32_t c, double *value)
{
    const UnicodeKind *kind = unicode_kind(c);
    if (!kind->numeric)
        return false;
    *value = unicode_numeric_values[kind->numeric];
    return true;
}

const UnicodeRecord *unicode_record(uint32_t c)
{
    if (c > UNICODE_MAX)
        return &unicode_records[0];
    return &unicode_records[unicode_record_index[(unicode_record_rows[c >> 7] << 7) + (c & 127)]];
}
