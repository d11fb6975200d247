/* coders.h - the encodings that need no table: bytes to code points and back, with errors handed to the caller.
 *
 * A coder runs until its input ends or it meets what it can't code. Then it calls `fault`, which may add something to the
 * output, moves `at` to where coding goes on, or answers false: the coder stops and answers false. The input may be changed
 * by `fault` as well. Without memory a coder answers false without calling it (out_of_memory is set).
 *
 * Reasons and the ranges told are those of CPython's codecs. SPDX-License-Identifier: MIT */
#pragma once
#include "base/unicode.h"

/* ---- bytes to text ---- */

typedef struct Decoder Decoder;
struct Decoder {
    const uint8_t *data;
    size_t         size, at;   /* what was read ends at `at` */
    bool           final;      /* no more input follows: an unfinished sequence is an error; else it is left unread */
    const char    *encoding;   /* as errors name it; set by the coder */
    CodePoints     out;        /* .from set by the caller, who frees it */
    bool         (*fault)(Decoder *decoder, size_t start, size_t end, const char *reason);
    bool           out_of_memory;
    int            byte_order; /* utf-16 and 32: -1 little, 1 big, 0: by mark, which is then set to what was found */
    size_t         bad_escape; /* unicode_escape: where the first unknown escape stands; SIZE_MAX: none */
};

bool decode_utf8(Decoder *decoder);
bool decode_utf16(Decoder *decoder);
bool decode_utf32(Decoder *decoder);
bool decode_utf7(Decoder *decoder);
bool decode_ascii(Decoder *decoder);
bool decode_latin1(Decoder *decoder);
bool decode_unicode_escape(Decoder *decoder);
bool decode_raw_unicode_escape(Decoder *decoder);

/* ---- text to bytes ---- */

typedef struct ByteSink {
    Allocator *from;
    uint8_t   *items;
    size_t     length, capacity;
} ByteSink;

void byte_sink_free(ByteSink *sink);
MUST_CHECK bool byte_sink_add(ByteSink *sink, const void *data, size_t size); /* false: no memory */

typedef struct Encoder Encoder;
struct Encoder {
    int         kind;          /* bytes a character of text */
    const void *text;
    size_t      length, at;
    const char *encoding;
    ByteSink    out;
    bool      (*fault)(Encoder *encoder, size_t start, size_t end, const char *reason);
    bool        out_of_memory;
    int         byte_order;    /* utf-16 and 32: -1 little, 1 big, 0: little with a mark in front */
    size_t      unit;          /* bytes of the encoding's unit: replacements that are bytes come in multiples of it */
    uint32_t    limit;         /* replacements that are text may have characters below this */
};

bool encode_utf8(Encoder *encoder);
bool encode_utf16(Encoder *encoder);
bool encode_utf32(Encoder *encoder);
bool encode_utf7(Encoder *encoder);
bool encode_ascii(Encoder *encoder);
bool encode_latin1(Encoder *encoder);
bool encode_unicode_escape(Encoder *encoder);
bool encode_raw_unicode_escape(Encoder *encoder);

/* Adds a replacement character, which is below `limit`, in the encoding's units. False: no memory. */
MUST_CHECK bool encoder_put(Encoder *encoder, uint32_t c);

/* Adds to the output. False: no memory, and out_of_memory is set. */
MUST_CHECK bool decoder_put(Decoder *decoder, uint32_t c);

/* name as codec names are compared: ASCII letters lowered, other signs than letters, digits and '.' become one '_' between
 * parts. Writes at most size - 1 characters and a NUL; false: it was longer. */
bool encoding_normalize(const char *name, size_t length, char *out, size_t size);
