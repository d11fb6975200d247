/* coders_wide.c - UTF-16 and UTF-32, in either byte order or as a mark tells. SPDX-License-Identifier: MIT */
#include "base/coders.h"

static uint32_t read_unit(const uint8_t *at, size_t unit, bool big)
{
    uint32_t value = 0;
    for (size_t i = 0; i < unit; i++)
        value |= (uint32_t)at[i] << 8 * (big ? unit - 1 - i : i);
    return value;
}

/* Takes a mark at the start, if the order is open. */
static void read_mark(Decoder *decoder, size_t unit)
{
    if (decoder->byte_order || decoder->size - decoder->at < unit)
        return;
    if (read_unit(decoder->data + decoder->at, unit, false) == 0xFEFF)
        decoder->byte_order = -1;
    else if (read_unit(decoder->data + decoder->at, unit, true) == 0xFEFF)
        decoder->byte_order = 1;
    else
        return;
    decoder->at += unit;
}

/* A surrogate at `at`; what goes wrong is told to fault. */
static bool decode_surrogate(Decoder *decoder, uint32_t c, bool big)
{
    size_t at = decoder->at;

    if (c >= 0xDC00)
        return decoder->fault(decoder, at, at + 2, "illegal encoding");
    if (decoder->size - at < 4)
        return decoder->fault(decoder, at, decoder->size, "unexpected end of data");
    uint32_t low = read_unit(decoder->data + at + 2, 2, big);
    if ((low & 0xFC00) != 0xDC00)
        return decoder->fault(decoder, at, at + 2, "illegal UTF-16 surrogate");
    decoder->at = at + 4;
    return decoder_put(decoder, 0x10000 + ((c & 0x3FF) << 10 | (low & 0x3FF)));
}

bool decode_utf16(Decoder *decoder)
{
    read_mark(decoder, 2);
    bool big = decoder->byte_order > 0;
    decoder->encoding = big ? "utf-16-be" : "utf-16-le";
    while (decoder->at < decoder->size) {
        size_t left = decoder->size - decoder->at;
        if (left < 2) {
            if (!decoder->final)
                return true;
            if (!decoder->fault(decoder, decoder->at, decoder->size, "truncated data"))
                return false;
            continue;
        }
        uint32_t c = read_unit(decoder->data + decoder->at, 2, big);
        if ((c & 0xF800) != 0xD800) {
            decoder->at += 2;
            if (!decoder_put(decoder, c))
                return false;
            continue;
        }
        if (c < 0xDC00 && left < 4 && !decoder->final)
            return true;
        if (!decode_surrogate(decoder, c, big))
            return false;
    }
    return true;
}

bool decode_utf32(Decoder *decoder)
{
    read_mark(decoder, 4);
    bool big = decoder->byte_order > 0;
    decoder->encoding = big ? "utf-32-be" : "utf-32-le";
    while (decoder->at < decoder->size) {
        size_t at = decoder->at, left = decoder->size - at;
        const char *reason = NULL;
        uint32_t c = 0;
        if (left < 4) {
            if (!decoder->final)
                return true;
            reason = "truncated data";
        } else {
            c = read_unit(decoder->data + at, 4, big);
            if ((c & 0xFFFFF800) == 0xD800)
                reason = "code point in surrogate code point range(0xd800, 0xe000)";
            else if (c > UNICODE_MAX)
                reason = "code point not in range(0x110000)";
        }
        if (reason) {
            if (!decoder->fault(decoder, at, left < 4 ? decoder->size : at + 4, reason))
                return false;
            continue;
        }
        decoder->at += 4;
        if (!decoder_put(decoder, c))
            return false;
    }
    return true;
}

static bool encode_wide(Encoder *encoder, size_t unit)
{
    encoder->unit = unit;
    encoder->limit = 0x80;
    if (!encoder->byte_order && encoder->at == 0 && !encoder_put(encoder, 0xFEFF))
        return false;
    while (encoder->at < encoder->length) {
        uint32_t c = unicode_read(encoder->kind, encoder->text, encoder->at);
        if ((c & 0xFFFFF800) == 0xD800) {
            if (!encoder->fault(encoder, encoder->at, encoder->at + 1, "surrogates not allowed"))
                return false;
            continue;
        }
        encoder->at++;
        if (unit == 2 && c > 0xFFFF) {
            if (!encoder_put(encoder, 0xD7C0 + (c >> 10)))
                return false;
            c = 0xDC00 | (c & 0x3FF);
        }
        if (!encoder_put(encoder, c))
            return false;
    }
    return true;
}

bool encode_utf16(Encoder *encoder)
{
    encoder->encoding = encoder->byte_order < 0 ? "utf-16-le" : encoder->byte_order > 0 ? "utf-16-be" : "utf-16";
    return encode_wide(encoder, 2);
}

bool encode_utf32(Encoder *encoder)
{
    encoder->encoding = encoder->byte_order < 0 ? "utf-32-le" : encoder->byte_order > 0 ? "utf-32-be" : "utf-32";
    return encode_wide(encoder, 4);
}
