/* codec_handler.c - strict, ignore, replace and the other built-in error handlers. SPDX-License-Identifier: MIT */
#include "objects/codec_handler.h"

#include "base/unicode_names.h"
#include "objects/errors.h"

const char *const codec_handler_names[HANDLER_COUNT] = {
    "strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace", "surrogatepass", "surrogateescape",
};

Handler codec_handler_of(Value errors)
{
    if (!errors || errors == NONE)
        return HANDLER_STRICT;
    for (int i = 0; i < HANDLER_COUNT; i++)
        if (str_is(errors, codec_handler_names[i]))
            return (Handler)i;
    return HANDLER_OTHER;
}

/* ---- the wide encodings that surrogatepass knows ---- */

typedef struct PassFormat {
    size_t unit;      /* 1: UTF-8, 2, 4; 0: not one of them */
    bool   big;
} PassFormat;

static PassFormat pass_format(const char *encoding)
{
    char name[32];
    PassFormat result = {0, false};
    const char *at = name;

    if (!encoding_normalize(encoding, strlen(encoding), name, sizeof name) || strncmp(at, "utf", 3))
        return result;
    at += at[3] == '_' ? 4 : 3;
    if (!strcmp(at, "8"))
        return (PassFormat){1, false};
    size_t unit = !strncmp(at, "16", 2) ? 2 : !strncmp(at, "32", 2) ? 4 : 0;
    if (!unit)
        return result;
    at += 2;
    at += *at == '_';
    if (!*at || !strcmp(at, "le") || !strcmp(at, "be"))
        result = (PassFormat){unit, !strcmp(at, "be")};
    return result;
}

/* ---- encoding ---- */

static MUST_CHECK bool add_backslash(StrBuilder *builder, uint32_t c)
{
    return str_builder_format(builder, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
}

static MUST_CHECK bool add_name(StrBuilder *builder, uint32_t c)
{
    char name[UNICODE_NAME_MAX];
    size_t length = unicode_name(c, name);

    if (!length)
        return add_backslash(builder, c);
    return str_builder_text(builder, "\\N{") && str_builder_utf8(builder, name, length) && str_builder_char(builder, '}');
}

static Value escape_range(Vm *vm, Handler handler, const Str *s, size_t start, size_t end)
{
    StrBuilder builder;
    bool added = true;

    str_builder_init(&builder, vm);
    for (size_t i = start; added && i < end; i++) {
        uint32_t c = str_char(s, i);
        added = handler == HANDLER_REPLACE     ? str_builder_char(&builder, '?')
                : handler == HANDLER_XMLCHARREF ? str_builder_format(&builder, "&#%u;", c)
                : handler == HANDLER_NAME       ? add_name(&builder, c)
                                                : add_backslash(&builder, c);
    }
    if (!added) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* U+DC80 to U+DCFF as the bytes they stand for. */
static Value unescape_surrogates(Vm *vm, const Str *s, size_t start, size_t end)
{
    ByteBuilder builder;

    byte_builder_init(&builder, vm);
    for (size_t i = start; i < end; i++) {
        uint32_t c = str_char(s, i);
        if (c < 0xDC80 || c > 0xDCFF) {
            byte_builder_drop(&builder);
            return UNBOUND;
        }
        if (!byte_builder_byte(&builder, (uint8_t)(c - 0xDC00))) {
            byte_builder_drop(&builder);
            return 0;
        }
    }
    return byte_builder_finish(&builder);
}

static Value pass_surrogates(Vm *vm, const char *encoding, const Str *s, size_t start, size_t end)
{
    PassFormat format = pass_format(encoding);
    ByteBuilder builder;

    if (!format.unit)
        return UNBOUND;
    byte_builder_init(&builder, vm);
    for (size_t i = start; i < end; i++) {
        uint32_t c = str_char(s, i);
        uint8_t bytes[4] = {(uint8_t)(0xE0 | c >> 12), (uint8_t)(0x80 | (c >> 6 & 63)), (uint8_t)(0x80 | (c & 63)), 0};
        size_t size = format.unit == 1 ? 3 : format.unit;
        if ((c & 0xFFFFF800) != 0xD800) {
            byte_builder_drop(&builder);
            return UNBOUND;
        }
        for (size_t k = 0; format.unit > 1 && k < size; k++)
            bytes[format.big ? size - 1 - k : k] = (uint8_t)(k < 2 ? c >> 8 * k : 0);
        if (!byte_builder_add(&builder, bytes, size)) {
            byte_builder_drop(&builder);
            return 0;
        }
    }
    return byte_builder_finish(&builder);
}

Value codec_handle_encode(Vm *vm, Handler handler, const char *encoding, Value text, size_t start, size_t end, size_t *resume)
{
    const Str *s = as_str(text);

    *resume = end;
    switch (handler) {
    case HANDLER_IGNORE:           return EMPTY_STR;
    case HANDLER_REPLACE: case HANDLER_XMLCHARREF: case HANDLER_BACKSLASH: case HANDLER_NAME:
        return escape_range(vm, handler, s, start, end);
    case HANDLER_SURROGATE_PASS:   return pass_surrogates(vm, encoding, s, start, end);
    case HANDLER_SURROGATE_ESCAPE: return unescape_surrogates(vm, s, start, end);
    default:                       return UNBOUND;
    }
}

/* ---- decoding ---- */

static Value backslash_bytes(Vm *vm, const uint8_t *data, size_t start, size_t end)
{
    StrBuilder builder;

    str_builder_init(&builder, vm);
    for (size_t i = start; i < end; i++)
        if (!str_builder_format(&builder, "\\x%02x", data[i])) {
            str_builder_drop(&builder);
            return 0;
        }
    return str_builder_finish(&builder);
}

/* At most four bytes at once, up to the first that is ASCII. */
static Value escape_bytes(Vm *vm, const uint8_t *data, size_t start, size_t end, size_t *resume)
{
    uint32_t points[4];
    size_t count = 0;

    while (count < 4 && start + count < end && data[start + count] >= 0x80) {
        points[count] = 0xDC00u + data[start + count];
        count++;
    }
    *resume = start + count;
    return count ? str_from_ucs4(vm, points, count) : UNBOUND;
}

static Value pass_bytes(Vm *vm, const char *encoding, const uint8_t *data, size_t size, size_t start, size_t *resume)
{
    PassFormat format = pass_format(encoding);
    const uint8_t *at = data + start;
    size_t left = size - start, length = format.unit == 1 ? 3 : format.unit;
    uint32_t c = 0;

    if (!format.unit || left < length)
        return UNBOUND;
    if (format.unit == 1) {
        if ((at[0] & 0xF0) == 0xE0 && (at[1] & 0xC0) == 0x80 && (at[2] & 0xC0) == 0x80)
            c = (at[0] & 15u) << 12 | (at[1] & 63u) << 6 | (at[2] & 63u);
    } else {
        for (size_t k = 0; k < length; k++)
            c |= (uint32_t)at[k] << 8 * (format.big ? length - 1 - k : k);
    }
    *resume = start + length;
    return (c & 0xFFFFF800) == 0xD800 ? str_from_char(vm, c) : UNBOUND;
}

Value codec_handle_decode(Vm *vm, Handler handler, const char *encoding, const uint8_t *data, size_t size, size_t start,
                          size_t end, size_t *resume)
{
    *resume = end;
    switch (handler) {
    case HANDLER_IGNORE:           return EMPTY_STR;
    case HANDLER_REPLACE:          return str_from_char(vm, 0xFFFD);
    case HANDLER_BACKSLASH:        return backslash_bytes(vm, data, start, end);
    case HANDLER_SURROGATE_ESCAPE: return escape_bytes(vm, data, start, end, resume);
    case HANDLER_SURROGATE_PASS:   return pass_bytes(vm, encoding, data, size, start, resume);
    case HANDLER_XMLCHARREF: case HANDLER_NAME:
        return type_error(vm, "don't know how to handle UnicodeDecodeError in error callback");
    default:                       return UNBOUND;
    }
}
