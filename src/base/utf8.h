/* utf8.h - UTF-8 read and written: the form in which text comes from and goes to the world.
 *
 * WTF-8 is UTF-8 in which lone surrogates (U+D800 to U+DFFF) may stand as three bytes: how Python's str, which may hold
 * them, is kept where UTF-8 is wanted. "Well-formed" below includes them; who must refuse them asks utf8_scan to.
 * Errors are told as CPython's decoder tells them: the bytes at fault and a reason. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/allocator.h"

/* What utf8_scan found in data[0 .. position). */
typedef struct Utf8Scan Utf8Scan;
struct Utf8Scan {
    size_t      length;      /* code points */
    uint32_t    limit;       /* 0x7F, 0xFF, 0xFFFF or 0x10FFFF: no code point is above it, one is above the next lower */
    size_t      position;    /* bytes that are well-formed; less than size: an error begins here */
    size_t      error_end;   /* one past the bytes at fault */
    bool        incomplete;  /* the error is that data ends inside a sequence which more bytes could make good */
    const char *reason;      /* "invalid start byte", "invalid continuation byte", "unexpected end of data" */
};

/* Reads data up to its end or its first error. True: all of it is well-formed; position is then size. */
bool utf8_scan(const void *data, size_t size, bool with_surrogates, Utf8Scan *scan);

/* Well-formed data into code points of kind bytes (1, 2, 4), which must be wide enough for scan.limit. */
void utf8_decode(const void *data, size_t size, int kind, void *out);

/* Bytes that text takes. At most 4 * length, so it cannot overflow for text that is in memory. */
size_t utf8_encoded_size(int kind, const void *text, size_t length);

/* Both at once: false when text has a surrogate, else *size is what it takes. */
bool utf8_measure(int kind, const void *text, size_t length, size_t *size);

/* Writes utf8_encoded_size bytes and returns the end. Surrogates become three bytes. */
char *utf8_encode(int kind, const void *text, size_t length, char *out);

/* Index of the first surrogate at or after start; length: there is none. */
size_t utf8_find_surrogate(int kind, const void *text, size_t start, size_t length);

/* How many of the first bytes are below 0x80. */
size_t utf8_ascii_prefix(const void *data, size_t size);

/* Bytes of a code point; writes them, 1 to 4. */
static inline int utf8_put(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xC0 | c >> 6);
        out[1] = (char)(0x80 | (c & 63));
        return 2;
    }
    if (c < 0x10000) {
        out[0] = (char)(0xE0 | c >> 12);
        out[1] = (char)(0x80 | (c >> 6 & 63));
        out[2] = (char)(0x80 | (c & 63));
        return 3;
    }
    out[0] = (char)(0xF0 | c >> 18);
    out[1] = (char)(0x80 | (c >> 12 & 63));
    out[2] = (char)(0x80 | (c >> 6 & 63));
    out[3] = (char)(0x80 | (c & 63));
    return 4;
}

/* The code point at *at, which must be well-formed and complete; moves *at behind it. */
static inline uint32_t utf8_next(const char **at)
{
    const uint8_t *s = (const uint8_t *)*at;
    uint32_t c = s[0];

    if (c < 0x80) {
        *at += 1;
        return c;
    }
    if (c < 0xE0) {
        *at += 2;
        return (c & 31) << 6 | (s[1] & 63u);
    }
    if (c < 0xF0) {
        *at += 3;
        return (c & 15) << 12 | (s[1] & 63u) << 6 | (s[2] & 63u);
    }
    *at += 4;
    return (c & 7) << 18 | (s[1] & 63u) << 12 | (s[2] & 63u) << 6 | (s[3] & 63u);
}
