/* coders.c - ASCII, Latin-1, UTF-8 with error handling, and what all coders share. SPDX-License-Identifier: MIT */
#include "base/coders.h"

#include "base/utf8.h"

/* ---- outputs ---- */

static MUST_CHECK bool reserve_points(CodePoints *points, size_t more)
{
    size_t wanted = points->length + more, size;

    if (wanted < more)
        return false;
    if (wanted <= points->capacity)
        return true;
    size_t generous = points->capacity + points->capacity / 2 + 16;
    wanted = wanted > generous ? wanted : generous;
    if (!array_size(wanted, sizeof(uint32_t), &size))
        return false;
    uint32_t *items = points->from->resize(points->from, points->items, points->capacity * sizeof *items, size);
    if (!items)
        return false;
    points->items = items;
    points->capacity = wanted;
    return true;
}

bool decoder_put(Decoder *decoder, uint32_t c)
{
    if (decoder->out.length == decoder->out.capacity && !reserve_points(&decoder->out, 1)) {
        decoder->out_of_memory = true;
        return false;
    }
    decoder->out.items[decoder->out.length++] = c;
    return true;
}

void byte_sink_free(ByteSink *sink)
{
    deallocate(sink->from, sink->items, sink->capacity);
    sink->items = NULL;
    sink->length = sink->capacity = 0;
}

bool byte_sink_add(ByteSink *sink, const void *data, size_t size)
{
    size_t wanted = sink->length + size;

    if (wanted < size)
        return false;
    if (wanted > sink->capacity) {
        size_t generous = sink->capacity + sink->capacity / 2 + 32;
        wanted = wanted > generous ? wanted : generous;
        uint8_t *items = sink->from->resize(sink->from, sink->items, sink->capacity, wanted);
        if (!items)
            return false;
        sink->items = items;
        sink->capacity = wanted;
    }
    if (size)
        memcpy(sink->items + sink->length, data, size);
    sink->length += size;
    return true;
}

static MUST_CHECK bool add_bytes(Encoder *encoder, const void *data, size_t size)
{
    if (byte_sink_add(&encoder->out, data, size))
        return true;
    encoder->out_of_memory = true;
    return false;
}

bool encoder_put(Encoder *encoder, uint32_t c)
{
    uint8_t bytes[4];
    bool big = encoder->byte_order > 0;

    for (size_t i = 0; i < encoder->unit; i++)
        bytes[big ? encoder->unit - 1 - i : i] = (uint8_t)(c >> 8 * i);
    return add_bytes(encoder, bytes, encoder->unit);
}

/* ---- bytes as they are ---- */

bool decode_latin1(Decoder *decoder)
{
    decoder->encoding = "latin-1";
    while (decoder->at < decoder->size)
        if (!decoder_put(decoder, decoder->data[decoder->at++]))
            return false;
    return true;
}

bool decode_ascii(Decoder *decoder)
{
    decoder->encoding = "ascii";
    while (decoder->at < decoder->size) {
        uint8_t byte = decoder->data[decoder->at];
        if (byte < 0x80) {
            decoder->at++;
            if (!decoder_put(decoder, byte))
                return false;
        } else if (!decoder->fault(decoder, decoder->at, decoder->at + 1, "ordinal not in range(128)")) {
            return false;
        }
    }
    return true;
}

/* Characters below limit as bytes; a run of others is one error. */
static bool encode_narrow(Encoder *encoder, uint32_t limit, const char *reason)
{
    encoder->unit = 1;
    encoder->limit = limit;
    while (encoder->at < encoder->length) {
        uint32_t c = unicode_read(encoder->kind, encoder->text, encoder->at);
        if (c < limit) {
            encoder->at++;
            if (!encoder_put(encoder, c))
                return false;
            continue;
        }
        size_t end = encoder->at + 1;
        while (end < encoder->length && unicode_read(encoder->kind, encoder->text, end) >= limit)
            end++;
        if (!encoder->fault(encoder, encoder->at, end, reason))
            return false;
    }
    return true;
}

bool encode_ascii(Encoder *encoder)
{
    encoder->encoding = "ascii";
    return encode_narrow(encoder, 0x80, "ordinal not in range(128)");
}

bool encode_latin1(Encoder *encoder)
{
    encoder->encoding = "latin-1";
    return encode_narrow(encoder, 0x100, "ordinal not in range(256)");
}

/* ---- UTF-8 ---- */

bool decode_utf8(Decoder *decoder)
{
    Utf8Scan scan;

    decoder->encoding = "utf-8";
    for (;;) {
        const uint8_t *from = decoder->data + decoder->at;
        bool good = utf8_scan(from, decoder->size - decoder->at, false, &scan);
        if (!reserve_points(&decoder->out, scan.length)) {
            decoder->out_of_memory = true;
            return false;
        }
        utf8_decode(from, scan.position, 4, decoder->out.items + decoder->out.length);
        decoder->out.length += scan.length;
        size_t base = decoder->at;
        decoder->at += scan.position;
        if (good || (scan.incomplete && !decoder->final))
            return true;
        if (!decoder->fault(decoder, base + scan.position, base + scan.error_end, scan.reason))
            return false;
    }
}

bool encode_utf8(Encoder *encoder)
{
    encoder->encoding = "utf-8";
    encoder->unit = 1;
    encoder->limit = 0x80;
    while (encoder->at < encoder->length) {
        uint32_t c = unicode_read(encoder->kind, encoder->text, encoder->at);
        if ((c & 0xFFFFF800) == 0xD800) {
            size_t end = encoder->at + 1;
            while (end < encoder->length && (unicode_read(encoder->kind, encoder->text, end) & 0xFFFFF800) == 0xD800)
                end++;
            if (!encoder->fault(encoder, encoder->at, end, "surrogates not allowed"))
                return false;
            continue;
        }
        char bytes[4];
        encoder->at++;
        if (!add_bytes(encoder, bytes, (size_t)utf8_put(c, bytes)))
            return false;
    }
    return true;
}

/* ---- names ---- */

bool encoding_normalize(const char *name, size_t length, char *out, size_t size)
{
    bool punctuation = false;
    size_t used = 0;

    for (size_t i = 0; i < length; i++) {
        char c = name[i];
        bool letter = (uint8_t)((c | 32) - 'a') < 26;
        if (!letter && (uint8_t)(c - '0') >= 10 && c != '.') {
            punctuation = true;
            continue;
        }
        if (punctuation && used > 0) {
            if (used + 1 >= size)
                return false;
            out[used++] = '_';
        }
        punctuation = false;
        if (used + 1 >= size)
            return false;
        out[used++] = letter ? (char)(c | 32) : c;
    }
    out[used] = 0;
    return true;
}
