/* unicode_normal.c - the four normal forms.
 *
 *     text --decompose--> each code point replaced by its parts, parts by theirs
 *          --order------> each run of combining marks sorted by class, stably
 *          --compose----> (NFC, NFKC) a starter eats the marks behind it that make one code point with it
 *
 * Hangul syllables are arithmetic, all else is in unicode_normal_tables.h. SPDX-License-Identifier: MIT */
#include "base/unicode.h"

#include "base/utf8.h"
#include "base/unicode_normal_tables.h"

enum {
    HANGUL_S = 0xAC00, HANGUL_L = 0x1100, HANGUL_V = 0x1161, HANGUL_T = 0x11A7,
    HANGUL_L_COUNT = 19, HANGUL_V_COUNT = 21, HANGUL_T_COUNT = 28,
    HANGUL_S_COUNT = HANGUL_L_COUNT * HANGUL_V_COUNT * HANGUL_T_COUNT,
    SMALL_RUN = 16,          /* combining marks up to which insertion is the faster sort */
};

/* The first code point that could not be in the form, whatever stands around it. */
static uint32_t first_troublesome(NormalForm form)
{
    return form == NORMAL_NFC ? 0x300 : form == NORMAL_NFD ? 0xC0 : 0xA0;
}

int unicode_decomposition(uint32_t c, const char **tag, const uint32_t **points)
{
    if (c > UNICODE_MAX)
        return 0;
    uint32_t step = unicode_step_index[(unicode_step_rows[c >> 7] << 7) + (c & 127)];
    if (!step)
        return 0;
    *tag = decomposition_tags[decomposition_data[step] >> 8];
    *points = decomposition_data + step + 1;
    return (int)(decomposition_data[step] & 255);
}

static bool is_compatible(NormalForm form)
{
    return form == NORMAL_NFKC || form == NORMAL_NFKD;
}

static bool is_composed(NormalForm form)
{
    return form == NORMAL_NFC || form == NORMAL_NFKC;
}

NormalAnswer unicode_quick_check(NormalForm form, int kind, const void *text, size_t length)
{
    uint32_t harmless = first_troublesome(form);
    NormalAnswer result = NORMAL_YES;
    uint8_t last = 0;

    for (size_t i = 0; i < length; i++) {
        uint32_t c = unicode_read(kind, text, i);
        if (c < harmless) {
            last = 0;
            continue;
        }
        const UnicodeRecord *record = unicode_record(c);
        if (record->combining && last > record->combining)
            return NORMAL_NO;
        last = record->combining;
        int answer = record->quick_check >> 2 * form & 3;
        if (answer == 2)
            return NORMAL_NO;
        if (answer == 1)
            result = NORMAL_MAYBE;
    }
    return result;
}

void code_points_free(CodePoints *points)
{
    deallocate(points->from, points->items, points->capacity * sizeof *points->items);
    points->items = NULL;
    points->length = points->capacity = 0;
}

static MUST_CHECK bool reserve(CodePoints *points, size_t more)
{
    size_t wanted, size;

    if (points->capacity - points->length >= more)
        return true;
    if (__builtin_add_overflow(points->length, more, &wanted))
        return false;
    if (wanted < points->capacity + points->capacity / 2)
        wanted = points->capacity + points->capacity / 2;
    if (!array_size(wanted, sizeof *points->items, &size))
        return false;
    uint32_t *items = points->from->resize(points->from, points->items, points->capacity * sizeof *items, size);
    if (!items)
        return false;
    points->items = items;
    points->capacity = wanted;
    return true;
}

int unicode_hangul_parts(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX])
{
    uint32_t s = c - HANGUL_S, t = s % HANGUL_T_COUNT;

    if (s >= HANGUL_S_COUNT)
        return 0;
    out[0] = HANGUL_L + s / (HANGUL_V_COUNT * HANGUL_T_COUNT);
    out[1] = HANGUL_V + s / HANGUL_T_COUNT % HANGUL_V_COUNT;
    out[2] = HANGUL_T + t;
    return t ? 3 : 2;
}

/* Appends c taken apart down to what has no parts. The depth of the database is 3 or so: plain recursion. */
static MUST_CHECK bool decompose(CodePoints *out, bool compatible, uint32_t c)
{
    const char *tag;
    const uint32_t *parts;

    if (c - HANGUL_S < HANGUL_S_COUNT) {
        if (!reserve(out, UNICODE_MAPPING_MAX))
            return false;
        out->length += (size_t)unicode_hangul_parts(c, out->items + out->length);
        return true;
    }
    int count = unicode_decomposition(c, &tag, &parts);
    if (count && (compatible || !*tag)) {
        for (int i = 0; i < count; i++)
            if (!decompose(out, compatible, parts[i]))
                return false;
        return true;
    }
    if (!reserve(out, 1))
        return false;
    out->items[out->length++] = c;
    return true;
}

static void sort_small_run(uint32_t *run, size_t length)
{
    for (size_t i = 1; i < length; i++) {
        uint32_t c = run[i];
        uint8_t class = unicode_record(c)->combining;
        size_t k = i;
        for (; k > 0 && unicode_record(run[k - 1])->combining > class; k--)
            run[k] = run[k - 1];
        run[k] = c;
    }
}

/* Counting sort: a text may consist of combining marks only, and must not cost its square. */
static MUST_CHECK bool sort_run(Allocator *from, uint32_t *run, size_t length)
{
    size_t starts[256] = {0};

    if (length <= SMALL_RUN) {
        sort_small_run(run, length);
        return true;
    }
    uint32_t *copy = allocate(from, length * sizeof *copy);
    if (!copy)
        return false;
    memcpy(copy, run, length * sizeof *copy);
    for (size_t i = 0; i < length; i++)
        starts[unicode_record(copy[i])->combining]++;
    for (size_t class = 0, sum = 0; class < 256; class++) {
        size_t count = starts[class];
        starts[class] = sum;
        sum += count;
    }
    for (size_t i = 0; i < length; i++)
        run[starts[unicode_record(copy[i])->combining]++] = copy[i];
    deallocate(from, copy, length * sizeof *copy);
    return true;
}

static MUST_CHECK bool order_marks(Allocator *from, uint32_t *items, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t start = i;
        bool sorted = true;
        uint8_t last = 0, class;
        for (; i < length && items[i] >= 0x300 && (class = unicode_record(items[i])->combining) != 0; i++) {
            sorted &= last <= class;
            last = class;
        }
        if (!sorted && !sort_run(from, items + start, i - start))
            return false;
    }
    return true;
}

/* The code point that first and second make together; 0: none. */
static uint32_t compose_pair(uint32_t first, uint32_t second)
{
    if (first - HANGUL_L < HANGUL_L_COUNT && second - HANGUL_V < HANGUL_V_COUNT)
        return HANGUL_S + ((first - HANGUL_L) * HANGUL_V_COUNT + (second - HANGUL_V)) * HANGUL_T_COUNT;
    if (first - HANGUL_S < HANGUL_S_COUNT && (first - HANGUL_S) % HANGUL_T_COUNT == 0 &&
        second - (HANGUL_T + 1) < HANGUL_T_COUNT - 1)
        return first + (second - HANGUL_T);
    size_t low = 0, high = countof(composition_pairs);
    while (low < high) {
        size_t middle = (low + high) / 2;
        const uint32_t *pair = composition_pairs[middle];
        if (pair[0] == first && pair[1] == second)
            return pair[2];
        if (pair[0] < first || (pair[0] == first && pair[1] < second))
            low = middle + 1;
        else
            high = middle;
    }
    return 0;
}

/* In place; returns the new length. A mark is blocked from the starter by one of its class or above between them. */
static size_t compose(uint32_t *items, size_t length)
{
    size_t out = 0, starter = SIZE_MAX;
    uint8_t last = 0;                               /* class of what stands before, behind the starter */

    for (size_t i = 0; i < length; i++) {
        uint32_t c = items[i];
        uint8_t class = c < 0x300 ? 0 : unicode_record(c)->combining;
        bool adjacent = starter + 1 == out;
        if (c >= 0x300 && starter != SIZE_MAX && (adjacent || last < class)) {
            uint32_t whole = compose_pair(items[starter], c);
            if (whole) {
                items[starter] = whole;
                continue;
            }
        }
        if (!class)
            starter = out;
        last = class;
        items[out++] = c;
    }
    return out;
}

bool unicode_normalize(NormalForm form, int kind, const void *text, size_t length, CodePoints *result)
{
    size_t start = result->length;

    if (!reserve(result, length))
        return false;
    for (size_t i = 0; i < length; i++) {
        uint32_t c = unicode_read(kind, text, i);
        if (c >= 0xA0) {
            if (!decompose(result, is_compatible(form), c))
                return false;
        } else {
            if (!reserve(result, 1))
                return false;
            result->items[result->length++] = c;
        }
    }
    if (!order_marks(result->from, result->items + start, result->length - start))
        return false;
    if (is_composed(form))
        result->length = start + compose(result->items + start, result->length - start);
    return true;
}

/* text as code points of its own, in the arena. */
static const uint32_t *decode_all(const char *text, size_t size, Arena *arena, size_t *length)
{
    Utf8Scan scan;
    size_t bytes;

    (void)utf8_scan(text, size, true, &scan);
    *length = scan.length;
    if (!array_size(scan.length, sizeof(uint32_t), &bytes))
        return NULL;
    uint32_t *points = arena_alloc(arena, bytes);
    if (points)
        utf8_decode(text, scan.position, 4, points);
    return points;
}

const char *unicode_normalize_utf8(NormalForm form, const char *text, size_t size, Arena *arena, size_t *result_size)
{
    CodePoints normal = {.from = arena->from};
    char *result = NULL;
    size_t length;

    *result_size = size;
    if (utf8_ascii_prefix(text, size) == size)
        return text;
    const uint32_t *points = decode_all(text, size, arena, &length);
    if (!points)
        return NULL;
    if (unicode_quick_check(form, 4, points, length) == NORMAL_YES)
        return text;
    if (!unicode_normalize(form, 4, points, length, &normal))
        goto done;
    *result_size = utf8_encoded_size(4, normal.items, normal.length);
    result = arena_alloc(arena, *result_size + 1);
    if (result)
        utf8_encode(4, normal.items, normal.length, result);
done:
    code_points_free(&normal);
    return result;
}
