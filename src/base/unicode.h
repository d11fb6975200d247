/* unicode.h - what Unicode 16.0.0 says of a code point, and the normal forms of text.
 *
 * The facts come from two-stage tables (unicode_tables.h, made by tools/make_unicode.py): one index picks a row of 128
 * code points, the next a record that many code points share. So a question costs two loads. Any uint32_t may be asked
 * about; what lies past U+10FFFF has the properties of an unassigned code point.
 *
 * Names of characters are in unicode_names.h, coded forms in utf8.h and coders.h. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define UNICODE_MAX 0x10FFFFu

typedef enum UnicodeFlag {
    UNICODE_ALPHA          = 1 << 0,
    UNICODE_DECIMAL        = 1 << 1,
    UNICODE_DIGIT          = 1 << 2,
    UNICODE_NUMERIC        = 1 << 3,
    UNICODE_SPACE          = 1 << 4,
    UNICODE_LOWER          = 1 << 5,
    UNICODE_UPPER          = 1 << 6,
    UNICODE_TITLE          = 1 << 7,   /* category Lt */
    UNICODE_PRINTABLE      = 1 << 8,
    UNICODE_CASED          = 1 << 9,
    UNICODE_CASE_IGNORABLE = 1 << 10,
    UNICODE_XID_START      = 1 << 11,  /* `_` among them, as str.isidentifier has it */
    UNICODE_XID_CONTINUE   = 1 << 12,
    UNICODE_LINE_BREAK     = 1 << 13,  /* ends a line for str.splitlines */
    UNICODE_SPECIAL_CASE   = 1 << 14,  /* some full case mapping differs from the simple one */
} UnicodeFlag;

/* Code point i of text whose code points take kind (1, 2 or 4) bytes. */
static inline uint32_t unicode_read(int kind, const void *text, size_t i)
{
    return kind == 1 ? ((const uint8_t *)text)[i] : kind == 2 ? ((const uint16_t *)text)[i]
                                                              : ((const uint32_t *)text)[i];
}

/* What many code points share. Mappings are kept as distance, so that alphabets need few records. */
typedef struct UnicodeKind {
    int32_t  upper, lower, title;  /* simple mapping: to be added to the code point */
    int32_t  fold;                 /* simple case folding, likewise */
    uint16_t flags;                /* UnicodeFlag */
    uint8_t  decimal, digit;       /* value, or 255: none */
    uint8_t  numeric;              /* index into unicode_numeric_values, 0: none */
    uint8_t  special;              /* row of full mappings, 0: the simple ones are the full ones */
} UnicodeKind;

typedef struct UnicodeRecord {
    uint8_t category;          /* index into unicode_category_names */
    uint8_t bidirectional;     /* index into unicode_bidirectional_names */
    uint8_t combining;         /* canonical combining class */
    uint8_t east_asian_width;  /* index into unicode_width_names */
    uint8_t mirrored;
    uint8_t quick_check;       /* private to unicode_normal.c */
} UnicodeRecord;

#define UNICODE_MAPPING_MAX 3  /* code points that one code point becomes at most */

extern const UnicodeKind   unicode_kinds[];
extern const uint16_t      unicode_kind_rows[];
extern const uint16_t      unicode_kind_index[];
extern const double        unicode_numeric_values[];
extern const char          unicode_category_names[][3];
extern const char          unicode_bidirectional_names[][4];
extern const char          unicode_width_names[][3];

static inline const UnicodeKind *unicode_kind(uint32_t c)
{
    if (c > UNICODE_MAX)
        return &unicode_kinds[0];
    return &unicode_kinds[unicode_kind_index[(unicode_kind_rows[c >> 7] << 7) + (c & 127)]];
}

static inline bool unicode_has(uint32_t c, UnicodeFlag flags)
{
    return unicode_kind(c)->flags & flags;
}

static inline bool unicode_is_xid_start(uint32_t c)
{
    return unicode_has(c, UNICODE_XID_START);
}

static inline bool unicode_is_xid_continue(uint32_t c)
{
    return unicode_has(c, UNICODE_XID_CONTINUE);
}

/* Simple mappings: one code point to one (what regular expressions use). */
static inline uint32_t unicode_simple_upper(uint32_t c) { return c + (uint32_t)unicode_kind(c)->upper; }
static inline uint32_t unicode_simple_lower(uint32_t c) { return c + (uint32_t)unicode_kind(c)->lower; }
static inline uint32_t unicode_simple_title(uint32_t c) { return c + (uint32_t)unicode_kind(c)->title; }

/* Full mappings: write 1 to UNICODE_MAPPING_MAX code points and return how many. unicode_lower knows nothing of the
 * final sigma, which depends on the neighbours. */
int unicode_upper(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
int unicode_lower(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
int unicode_title(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);
int unicode_fold(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);

/* Whether the capital sigma at i becomes a final one in lower case: a cased letter before, none behind, with what is
 * case-ignorable looked through. */
bool unicode_is_final_sigma(int kind, const void *text, size_t length, size_t i);

/* The value of a decimal digit, of a digit (superscripts too), or -1. */
static inline int unicode_decimal(uint32_t c) { return (int8_t)unicode_kind(c)->decimal; }
static inline int unicode_digit(uint32_t c) { return (int8_t)unicode_kind(c)->digit; }

/* The value of a numeric character into *value; false: it has none. */
bool unicode_numeric(uint32_t c, double *value);

const UnicodeRecord *unicode_record(uint32_t c);

/* One decomposition step of c, as the character database has it: the tag ("<compat>", "<font>"..., or "" when it is
 * canonical) and 1 to 18 code points. Returns how many, 0: c has none. Hangul syllables have none here:
 * their 2 or 3 parts (0 for any other code point) tells unicode_hangul_parts. */
int unicode_decomposition(uint32_t c, const char **tag, const uint32_t **points);
int unicode_hangul_parts(uint32_t c, uint32_t out[UNICODE_MAPPING_MAX]);

typedef enum NormalForm { NORMAL_NFC, NORMAL_NFKC, NORMAL_NFD, NORMAL_NFKD } NormalForm;
typedef enum NormalAnswer { NORMAL_NO, NORMAL_MAYBE, NORMAL_YES } NormalAnswer;

/* Text in the making. It belongs to `from`; code_points_free gives it back. */
typedef struct CodePoints {
    Allocator *from;
    uint32_t  *items;
    size_t     length, capacity;
} CodePoints;

void code_points_free(CodePoints *points);

/* Whether text is in the form, as far as one pass over the code points can tell. kind: bytes a code point (1, 2, 4). */
NormalAnswer unicode_quick_check(NormalForm form, int kind, const void *text, size_t length);

/* Appends the normal form of text to result (initialised by the caller: {from}). False: no memory; what result held is
 * still there, but for its length. Linear, however long the runs of combining marks are. */
MUST_CHECK bool unicode_normalize(NormalForm form, int kind, const void *text, size_t length, CodePoints *result);

/* The normal form of well-formed UTF-8 (or WTF-8) and its size: text itself where it is in the form already, else in the
 * arena, not NUL-terminated. NULL: no memory. */
MUST_CHECK const char *unicode_normalize_utf8(NormalForm form, const char *text, size_t size, Arena *arena,
                                              size_t *result_size);
