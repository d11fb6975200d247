/* unicode_names.c - the names of characters.
 *
 * Hangul syllables are spelled, ideographs carry their number; the other 34,000 names are rows of words packed as
 * tools/make_unicode_names.py tells. A name is found by its hash: the table gives the only number it could have, whose
 * name is then unpacked and compared. SPDX-License-Identifier: MIT */
#include "base/unicode_names.h"

#include <string.h>

#include "base/allocator.h"
#include "base/unicode_name_tables.h"

enum { WORDS_MAX = 24, HANGUL_FIRST = 0xAC00, HANGUL_COUNT = 11172, HANGUL_VOWELS = 21, HANGUL_TAILS = 28 };

static const char hangul_leads[][3] = {"G", "GG", "N", "D", "DD", "R", "M", "B", "BB", "S", "SS", "", "J", "JJ", "C", "K",
                                       "T", "P", "H"};
static const char hangul_vowels[][4] = {"A", "AE", "YA", "YAE", "EO", "E", "YEO", "YE", "O", "WA", "WAE", "OE", "YO", "U",
                                        "WEO", "WE", "WI", "YU", "EU", "YI", "I"};
static const char hangul_tails[][3] = {"", "G", "GG", "GS", "N", "NJ", "NH", "D", "L", "LG", "LM", "LB", "LS", "LT", "LP",
                                       "LH", "M", "B", "BS", "S", "SS", "NG", "J", "C", "K", "T", "P", "H"};
static const char hangul_prefix[] = "HANGUL SYLLABLE ";

/* ---- packed names ---- */

static unsigned digit(char c)
{
    return (unsigned)(c - 33 - (c > '"') - (c > '?') - (c > '\\'));
}

/* The word number at *at. */
static unsigned read_word(const char **at)
{
    unsigned first = digit(*(*at)++);

    if (first < WORD_ONE)
        return first;
    unsigned second = digit(*(*at)++);
    if (first < WORD_BASE - 3)
        return WORD_ONE + (first - WORD_ONE) * WORD_BASE + second;
    unsigned third = digit(*(*at)++);
    return WORD_ONE + WORD_TWO + ((first - (WORD_BASE - 3)) * WORD_BASE + second) * WORD_BASE + third;
}

static size_t write_word(unsigned number, char *out)
{
    const char *at = word_texts + word_places[number / NAME_BLOCK];
    size_t length = 0;

    for (unsigned skip = number % NAME_BLOCK; skip; skip--)
        at = strchr(at, ' ') + 1;
    while (at[length] != ' ') {
        out[length] = at[length];
        length++;
    }
    return length;
}

static size_t unpack(unsigned number, char *out)
{
    unsigned words[WORDS_MAX], count = 0;
    const char *at = name_codes + name_places[number / NAME_BLOCK];
    size_t length = 0;

    for (unsigned i = number - number % NAME_BLOCK; i <= number; i++) {
        unsigned head = digit(*at++), fresh = head / NAME_SHARE + 1;
        count = head % NAME_SHARE;
        while (fresh--)
            words[count++] = read_word(&at);
    }
    for (unsigned i = 0; i < count; i++) {
        if (i)
            out[length++] = ' ';
        length += write_word(words[i], out + length);
    }
    return length;
}

/* Run (first code point, its number) in which key is the greatest not above wanted; column 0: by point, 1: by number. */
static const uint32_t *find_run(uint32_t wanted, int column)
{
    size_t low = 0, high = countof(name_runs) / 2;

    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (name_runs[2 * middle + column] <= wanted)
            low = middle;
        else
            high = middle;
    }
    return name_runs + 2 * low;
}

static uint32_t run_length(const uint32_t *run)
{
    const uint32_t *end = name_runs + countof(name_runs);
    return (run + 2 < end ? run[3] : (uint32_t)NAME_COUNT_PLAIN) - run[1];
}

/* ---- names with arithmetic ---- */

static const uint32_t *find_derived(uint32_t c)
{
    for (size_t i = 0; i < countof(derived_ranges); i++)
        if (c >= derived_ranges[i][0] && c <= derived_ranges[i][1])
            return derived_ranges[i];
    return NULL;
}

static size_t append(char *out, size_t length, const char *text)
{
    size_t more = strlen(text);
    memcpy(out + length, text, more);
    return length + more;
}

static size_t derived_name(const uint32_t *range, uint32_t c, char *out)
{
    static const char hex[] = "0123456789ABCDEF";
    size_t length = append(out, 0, derived_prefixes[range[2]]);

    for (int shift = c > 0xFFFF ? 16 : 12; shift >= 0; shift -= 4)
        out[length++] = hex[c >> shift & 15];
    return length;
}

static size_t hangul_name(uint32_t c, char *out)
{
    uint32_t s = c - HANGUL_FIRST;
    size_t length = append(out, 0, hangul_prefix);

    length = append(out, length, hangul_leads[s / (HANGUL_VOWELS * HANGUL_TAILS)]);
    length = append(out, length, hangul_vowels[s / HANGUL_TAILS % HANGUL_VOWELS]);
    return append(out, length, hangul_tails[s % HANGUL_TAILS]);
}

size_t unicode_name(uint32_t c, char out[UNICODE_NAME_MAX])
{
    if (c - HANGUL_FIRST < HANGUL_COUNT)
        return hangul_name(c, out);
    const uint32_t *range = find_derived(c);
    if (range)
        return range[3] ? derived_name(range, c, out) : 0;
    if (c < name_runs[0])
        return 0;
    const uint32_t *run = find_run(c, 0);
    if (c - run[0] >= run_length(run))
        return 0;
    return unpack(run[1] + (c - run[0]), out);
}

/* ---- from the name; name is in capitals from here on ---- */

/* Longest part that name begins with, of count texts of size bytes; -1: none. */
static int match_part(const char *texts, size_t size, int count, const char **name, const char *end)
{
    int best = -1;
    size_t best_length = 0;

    for (int i = 0; i < count; i++) {
        size_t length = strlen(texts + (size_t)i * size);
        if (length <= (size_t)(end - *name) && !memcmp(*name, texts + (size_t)i * size, length) &&
            (best < 0 || length > best_length)) {
            best = i;
            best_length = length;
        }
    }
    *name += best_length;
    return best;
}

static uint32_t find_hangul(const char *name, size_t length)
{
    const char *end = name + length;
    size_t prefix = sizeof hangul_prefix - 1;

    if (length < prefix || memcmp(name, hangul_prefix, prefix))
        return UINT32_MAX;
    name += prefix;
    int lead = match_part(hangul_leads[0], sizeof hangul_leads[0], (int)countof(hangul_leads), &name, end);
    int vowel = match_part(hangul_vowels[0], sizeof hangul_vowels[0], (int)countof(hangul_vowels), &name, end);
    int tail = match_part(hangul_tails[0], sizeof hangul_tails[0], (int)countof(hangul_tails), &name, end);
    if (lead < 0 || vowel < 0 || tail < 0 || name != end)
        return UINT32_MAX;
    return HANGUL_FIRST + (uint32_t)((lead * HANGUL_VOWELS + vowel) * HANGUL_TAILS + tail);
}

static uint32_t find_numbered(const char *name, size_t length)
{
    char whole[UNICODE_NAME_MAX];
    uint32_t c = 0;
    size_t start = length;

    while (start > 0 && name[start - 1] != '-')
        start--;
    if (start == 0 || length - start < 4 || length - start > 5)
        return UINT32_MAX;
    for (size_t i = start; i < length; i++) {
        int value = name[i] >= '0' && name[i] <= '9' ? name[i] - '0' : name[i] >= 'A' && name[i] <= 'F' ? name[i] - 'A' + 10
                                                                                                        : -1;
        if (value < 0)
            return UINT32_MAX;
        c = c << 4 | (uint32_t)value;
    }
    const uint32_t *range = find_derived(c);
    if (!range || derived_name(range, c, whole) != length || memcmp(whole, name, length))
        return UINT32_MAX;
    return c;
}

static uint64_t hash_name(const char *name, size_t length)
{
    uint64_t h = 0xCBF29CE484222325ull;

    for (size_t i = 0; i < length; i++)
        h = (h ^ (uint8_t)name[i]) * 0x100000001B3ull;
    h = (h ^ h >> 32) * 0xD6E8FEB86659FD93ull;
    return h ^ h >> 32;
}

static uint32_t displaced(uint32_t low, uint32_t displacement)
{
    uint32_t x = low ^ displacement * 0x9E3779B1u;
    x = (x ^ x >> 16) * 0x85EBCA6Bu;
    x = (x ^ x >> 13) * 0xC2B2AE35u;
    return (x ^ x >> 16) % SLOT_COUNT;
}

/* The number of a packed name; UINT32_MAX: there is none. */
static uint32_t find_packed(const char *name, size_t length)
{
    char whole[UNICODE_NAME_MAX];
    uint64_t h = hash_name(name, length);
    uint32_t number = name_slots[displaced((uint32_t)h, displacements[(h >> 32) % BUCKET_COUNT])];

    if (number >= NAME_COUNT_ALL || unpack(number, whole) != length || memcmp(whole, name, length))
        return UINT32_MAX;
    return number;
}

int unicode_find_sequence(const char *name, size_t length, uint32_t out[UNICODE_SEQUENCE_MAX])
{
    char upper[UNICODE_NAME_MAX];

    if (length > sizeof upper)
        return 0;
    for (size_t i = 0; i < length; i++)
        upper[i] = name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 32) : name[i];
    uint32_t c = find_hangul(upper, length);
    if (c == UINT32_MAX)
        c = find_numbered(upper, length);
    if (c == UINT32_MAX) {
        uint32_t number = find_packed(upper, length);
        if (number == UINT32_MAX)
            return 0;
        if (number >= NAME_COUNT_PLAIN) {
            int count = 0;
            const uint32_t *points = extra_points[number - NAME_COUNT_PLAIN];
            for (; count < UNICODE_SEQUENCE_MAX && (points[count] || !count); count++)
                out[count] = points[count];
            return count;
        }
        const uint32_t *run = find_run(number, 1);
        c = run[0] + (number - run[1]);
    }
    out[0] = c;
    return 1;
}

uint32_t unicode_find_name(const char *name, size_t length)
{
    uint32_t points[UNICODE_SEQUENCE_MAX];
    return unicode_find_sequence(name, length, points) == 1 ? points[0] : UINT32_MAX;
}
