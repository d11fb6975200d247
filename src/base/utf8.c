/* utf8.c - UTF-8 validated, decoded and encoded, eight bytes at a time where they are ASCII.
 * SPDX-License-Identifier: MIT */
#include "base/utf8.h"

#include <string.h>

#define HIGH_BITS 0x8080808080808080ull

static const char unexpected_end[] = "unexpected end of data";
static const char bad_start[]      = "invalid start byte";
static const char bad_next[]       = "invalid continuation byte";

static uint64_t load_word(const uint8_t *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

size_t utf8_ascii_prefix(const void *data, size_t size)
{
    const uint8_t *s = data;
    size_t i = 0;

    for (; size - i >= 32; i += 32)
        if ((load_word(s + i) | load_word(s + i + 8) | load_word(s + i + 16) | load_word(s + i + 24)) & HIGH_BITS)
            break;
    for (; size - i >= 8; i += 8) {
        uint64_t high = load_word(s + i) & HIGH_BITS;
        if (high)
            return i + (size_t)(__builtin_ctzll(high) >> 3);
    }
    while (i < size && s[i] < 0x80)
        i++;
    return i;
}

static bool is_next(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* Whether byte may follow the start byte of a sequence of three or four: rules out overlong forms, surrogates (unless
 * asked for) and what is above U+10FFFF. */
static bool is_second(uint8_t start, uint8_t byte, bool with_surrogates)
{
    if (!is_next(byte))
        return false;
    switch (start) {
    case 0xE0: return byte >= 0xA0;
    case 0xED: return byte < 0xA0 || with_surrogates;
    case 0xF0: return byte >= 0x90;
    case 0xF4: return byte < 0x90;
    default:   return true;
    }
}

/* Bytes of the well-formed sequence at s, or 0 with the error told. */
static size_t check_sequence(const uint8_t *s, size_t left, bool with_surrogates, Utf8Scan *scan)
{
    size_t wanted = s[0] < 0xC2 ? 0 : s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : s[0] < 0xF5 ? 4 : 0;
    size_t good;

    scan->incomplete = false;
    if (!wanted) {
        scan->reason = bad_start;
        scan->error_end = scan->position + 1;
        return 0;
    }
    for (good = 1; good < wanted && good < left; good++)
        if (good == 1 ? !is_second(s[0], s[1], with_surrogates) : !is_next(s[good])) {
            scan->reason = bad_next;
            scan->error_end = scan->position + good;
            /* A surrogate cut short: more bytes would let surrogatepass see it whole. */
            scan->incomplete = left == 2 && s[0] == 0xED && is_next(s[1]);
            return 0;
        }
    if (good < wanted) {
        scan->reason = unexpected_end;
        scan->error_end = scan->position + left;
        scan->incomplete = true;
        return 0;
    }
    return wanted;
}

bool utf8_scan(const void *data, size_t size, bool with_surrogates, Utf8Scan *scan)
{
    const uint8_t *s = data;
    size_t i = utf8_ascii_prefix(s, size), length = i;
    uint8_t highest = 0;                             /* greatest start byte: tells the limit */

    scan->reason = NULL;
    while (i < size) {
        uint8_t byte = s[i];
        if (byte < 0x80) {
            if (size - i >= 8 && !(load_word(s + i) & HIGH_BITS)) {
                i += 8;
                length += 8;
                continue;
            }
            i++;
            length++;
            continue;
        }
        if (byte >= 0xC2 && byte < 0xE0 && i + 1 < size && is_next(s[i + 1])) {
            i += 2;
        } else if (byte > 0xE0 && byte < 0xED && i + 2 < size && is_next(s[i + 1]) && is_next(s[i + 2])) {
            i += 3;
        } else {
            scan->position = i;
            size_t count = check_sequence(s + i, size - i, with_surrogates, scan);
            if (!count)
                break;
            i += count;
        }
        highest = byte > highest ? byte : highest;
        length++;
    }
    scan->length = length;
    scan->position = i;
    scan->limit = highest < 0xC2 ? 0x7F : highest < 0xC4 ? 0xFF : highest < 0xF0 ? 0xFFFF : 0x10FFFF;
    return !scan->reason;
}

static void decode_narrow(const uint8_t *s, const uint8_t *end, uint8_t *out)
{
    while (s < end) {
        if (*s < 0x80) {
            if (end - s >= 8) {
                uint64_t word = load_word(s);
                if (!(word & HIGH_BITS)) {
                    memcpy(out, &word, 8);
                    s += 8;
                    out += 8;
                    continue;
                }
            }
            *out++ = *s++;
        } else {
            *out++ = (uint8_t)(s[0] << 6 | (s[1] & 63));
            s += 2;
        }
    }
}

static void decode_two(const char *s, const char *end, uint16_t *out)
{
    while (s < end) {
        if (end - s >= 8 && !(load_word((const uint8_t *)s) & HIGH_BITS)) {
            for (int k = 0; k < 8; k++)
                out[k] = (uint8_t)s[k];
            s += 8;
            out += 8;
            continue;
        }
        *out++ = (uint16_t)utf8_next(&s);
    }
}

void utf8_decode(const void *data, size_t size, int kind, void *out)
{
    const char *s = data, *end = s + size;
    uint32_t *wide = out;

    if (kind == 1) {
        decode_narrow(data, (const uint8_t *)end, out);
        return;
    }
    if (kind == 2) {
        decode_two(s, end, out);
        return;
    }
    while (s < end)
        *wide++ = utf8_next(&s);
}

size_t utf8_encoded_size(int kind, const void *text, size_t length)
{
    size_t size = length;

    if (kind == 1) {
        const uint8_t *s = text;
        for (size_t i = 0; i < length; i++)
            size += s[i] >> 7;
        return size;
    }
    if (kind == 2) {
        const uint16_t *s = text;
        for (size_t i = 0; i < length; i++)
            size += (size_t)(s[i] >= 0x80) + (s[i] >= 0x800);
        return size;
    }
    const uint32_t *s = text;
    for (size_t i = 0; i < length; i++)
        size += (size_t)(s[i] >= 0x80) + (s[i] >= 0x800) + (s[i] >= 0x10000);
    return size;
}

bool utf8_measure(int kind, const void *text, size_t length, size_t *size)
{
    if (kind != 2) {
        *size = utf8_encoded_size(kind, text, length);
        return kind == 1 || utf8_find_surrogate(kind, text, 0, length) == length;
    }
    const uint16_t *s = text;
    size_t bytes = length, surrogates = 0;
    for (size_t i = 0; i < length; i++) {
        bytes += (size_t)(s[i] >= 0x80) + (s[i] >= 0x800);
        surrogates |= (s[i] & 0xF800) == 0xD800;
    }
    *size = bytes;
    return !surrogates;
}

static char *encode_narrow(const uint8_t *s, size_t length, char *out)
{
    for (size_t i = 0; i < length;) {
        size_t plain = utf8_ascii_prefix(s + i, length - i);
        memcpy(out, s + i, plain);
        out += plain;
        i += plain;
        for (; i < length && s[i] >= 0x80; i++) {
            *out++ = (char)(0xC0 | s[i] >> 6);
            *out++ = (char)(0x80 | (s[i] & 63));
        }
    }
    return out;
}

char *utf8_encode(int kind, const void *text, size_t length, char *out)
{
    if (kind == 1)
        return encode_narrow(text, length, out);
    if (kind == 2) {
        const uint16_t *s = text;
        for (size_t i = 0; i < length; i++)
            out += utf8_put(s[i], out);
        return out;
    }
    const uint32_t *s = text;
    for (size_t i = 0; i < length; i++)
        out += utf8_put(s[i], out);
    return out;
}

size_t utf8_find_surrogate(int kind, const void *text, size_t start, size_t length)
{
    if (kind == 2) {
        const uint16_t *s = text;
        for (size_t i = start; i < length; i++)
            if ((s[i] & 0xF800) == 0xD800)
                return i;
    } else if (kind == 4) {
        const uint32_t *s = text;
        for (size_t i = start; i < length; i++)
            if ((s[i] & 0xFFFFF800) == 0xD800)
                return i;
    }
    return length;
}
