/* coders_escape.c - text as the escapes of string literals: unicode_escape, raw_unicode_escape. SPDX-License-Identifier: MIT */
#include "base/coders.h"

#include "base/unicode_names.h"

static const char hex_digits[] = "0123456789abcdef";

static int hex_value(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 ? c - '0' : (uint8_t)((c | 32) - 'a') < 6 ? (c | 32) - 'a' + 10 : -1;
}

/* ---- decoding ---- */

/* What one escape came to. */
typedef enum Outcome { OUTCOME_DONE, OUTCOME_MORE, OUTCOME_FAULT, OUTCOME_NO_MEMORY } Outcome;

typedef struct Escape {
    size_t      at;       /* behind what was read */
    const char *reason;   /* of OUTCOME_FAULT */
} Escape;

/* count hex digits from escape->at. */
static Outcome read_hex(const Decoder *decoder, Escape *escape, int count, const char *truncated, uint32_t *c)
{
    *c = 0;
    for (; count; count--, escape->at++) {
        if (escape->at >= decoder->size) {
            escape->reason = truncated;
            return decoder->final ? OUTCOME_FAULT : OUTCOME_MORE;
        }
        int digit = hex_value(decoder->data[escape->at]);
        if (digit < 0) {
            escape->reason = truncated;
            return OUTCOME_FAULT;
        }
        *c = *c << 4 | (uint32_t)digit;
    }
    return OUTCOME_DONE;
}

/* \N{name}, read up to the N. */
static Outcome read_name(const Decoder *decoder, Escape *escape, uint32_t *c)
{
    const uint8_t *data = decoder->data;
    size_t start = escape->at + 1, end;

    escape->reason = "malformed \\N character escape";
    if (escape->at >= decoder->size)
        return decoder->final ? OUTCOME_FAULT : OUTCOME_MORE;
    if (data[escape->at] != '{')
        return OUTCOME_FAULT;
    for (end = start; end < decoder->size && data[end] != '}'; end++)
        ;
    escape->at = end;
    if (end >= decoder->size)
        return decoder->final ? OUTCOME_FAULT : OUTCOME_MORE;
    if (end == start)
        return OUTCOME_FAULT;
    escape->at = end + 1;
    escape->reason = "unknown Unicode character name";
    *c = unicode_find_name((const char *)data + start, end - start);
    return *c == UINT32_MAX ? OUTCOME_FAULT : OUTCOME_DONE;
}

static uint32_t read_octal(const Decoder *decoder, Escape *escape, uint8_t first)
{
    uint32_t c = (uint32_t)(first - '0');
    for (int i = 0; i < 2 && escape->at < decoder->size && (decoder->data[escape->at] & 0xF8) == '0'; i++)
        c = c << 3 | (uint32_t)(decoder->data[escape->at++] - '0');
    return c;
}

/* The escapes of one letter; 0: c is none of these. */
static uint32_t simple_escape(uint8_t c)
{
    switch (c) {
    case 'b': return '\b';
    case 't': return '\t';
    case 'n': return '\n';
    case 'r': return '\r';
    case 'f': return '\f';
    case 'v': return '\v';
    case 'a': return '\a';
    case '\\': case '\'': case '"': return c;
    default:  return 0;
    }
}

/* The escape whose backslash stands at decoder->at; writes its characters. */
static Outcome decode_escape(Decoder *decoder, Escape *escape)
{
    uint32_t c = 0;
    Outcome outcome = OUTCOME_DONE;
    size_t start = decoder->at;

    escape->at = start + 1;
    if (escape->at >= decoder->size) {
        escape->reason = "\\ at end of string";
        return decoder->final ? OUTCOME_FAULT : OUTCOME_MORE;
    }
    uint8_t letter = decoder->data[escape->at++];
    if (letter == '\n')
        return OUTCOME_DONE;
    if ((c = simple_escape(letter)) != 0)
        ;
    else if ((letter & 0xF8) == '0') {
        c = read_octal(decoder, escape, letter);
        if (c > 0xFF && decoder->bad_escape == SIZE_MAX)
            decoder->bad_escape = start;
    } else if (letter == 'x')
        outcome = read_hex(decoder, escape, 2, "truncated \\xXX escape", &c);
    else if (letter == 'u')
        outcome = read_hex(decoder, escape, 4, "truncated \\uXXXX escape", &c);
    else if (letter == 'U')
        outcome = read_hex(decoder, escape, 8, "truncated \\UXXXXXXXX escape", &c);
    else if (letter == 'N')
        outcome = read_name(decoder, escape, &c);
    else {
        if (decoder->bad_escape == SIZE_MAX)
            decoder->bad_escape = start;
        if (!decoder_put(decoder, '\\'))
            return OUTCOME_NO_MEMORY;
        c = letter;
    }
    if (outcome == OUTCOME_DONE && c > UNICODE_MAX) {
        escape->reason = "illegal Unicode character";
        return OUTCOME_FAULT;
    }
    return outcome != OUTCOME_DONE ? outcome : decoder_put(decoder, c) ? OUTCOME_DONE : OUTCOME_NO_MEMORY;
}

/* False: stop; *more: because input is missing. */
static bool act(Decoder *decoder, Outcome outcome, const Escape *escape, bool *more)
{
    *more = outcome == OUTCOME_MORE;
    if (outcome == OUTCOME_DONE)
        decoder->at = escape->at;
    if (outcome == OUTCOME_FAULT)
        return decoder->fault(decoder, decoder->at, escape->at, escape->reason);
    return outcome == OUTCOME_DONE;
}

bool decode_unicode_escape(Decoder *decoder)
{
    bool more = false;

    decoder->encoding = "unicodeescape";
    decoder->bad_escape = SIZE_MAX;
    while (decoder->at < decoder->size) {
        Escape escape;
        if (decoder->data[decoder->at] != '\\') {
            if (!decoder_put(decoder, decoder->data[decoder->at++]))
                return false;
        } else if (!act(decoder, decode_escape(decoder, &escape), &escape, &more)) {
            return more;
        }
    }
    return true;
}

static Outcome decode_raw_escape(Decoder *decoder, Escape *escape)
{
    uint32_t c;

    escape->at = decoder->at + 1;
    if (escape->at >= decoder->size) {
        if (!decoder->final)
            return OUTCOME_MORE;
        return decoder_put(decoder, '\\') ? OUTCOME_DONE : OUTCOME_NO_MEMORY;
    }
    uint8_t letter = decoder->data[escape->at++];
    if (letter != 'u' && letter != 'U')
        return decoder_put(decoder, '\\') && decoder_put(decoder, letter) ? OUTCOME_DONE : OUTCOME_NO_MEMORY;
    Outcome outcome = letter == 'u' ? read_hex(decoder, escape, 4, "truncated \\uXXXX escape", &c)
                                    : read_hex(decoder, escape, 8, "truncated \\UXXXXXXXX escape", &c);
    if (outcome == OUTCOME_DONE && c > UNICODE_MAX) {
        escape->reason = "\\Uxxxxxxxx out of range";
        return OUTCOME_FAULT;
    }
    return outcome != OUTCOME_DONE ? outcome : decoder_put(decoder, c) ? OUTCOME_DONE : OUTCOME_NO_MEMORY;
}

bool decode_raw_unicode_escape(Decoder *decoder)
{
    bool more = false;

    decoder->encoding = "rawunicodeescape";
    while (decoder->at < decoder->size) {
        Escape escape;
        if (decoder->data[decoder->at] != '\\') {
            if (!decoder_put(decoder, decoder->data[decoder->at++]))
                return false;
        } else if (!act(decoder, decode_raw_escape(decoder, &escape), &escape, &more)) {
            return more;
        }
    }
    return true;
}

/* ---- encoding ---- */

static MUST_CHECK bool put_text(Encoder *encoder, const char *text, size_t length)
{
    if (byte_sink_add(&encoder->out, text, length))
        return true;
    encoder->out_of_memory = true;
    return false;
}

static MUST_CHECK bool put_escape(Encoder *encoder, uint32_t c)
{
    char text[10] = {'\\', c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U'};
    size_t digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;

    for (size_t i = 0; i < digits; i++)
        text[2 + i] = hex_digits[c >> 4 * (digits - 1 - i) & 15];
    return put_text(encoder, text, 2 + digits);
}

static MUST_CHECK bool put_escaped(Encoder *encoder, uint32_t c)
{
    switch (c) {
    case '\t': return put_text(encoder, "\\t", 2);
    case '\n': return put_text(encoder, "\\n", 2);
    case '\r': return put_text(encoder, "\\r", 2);
    case '\\': return put_text(encoder, "\\\\", 2);
    default:   return c >= ' ' && c < 0x7F ? put_text(encoder, &(char){(char)c}, 1) : put_escape(encoder, c);
    }
}

bool encode_unicode_escape(Encoder *encoder)
{
    encoder->encoding = "unicodeescape";
    for (; encoder->at < encoder->length; encoder->at++)
        if (!put_escaped(encoder, unicode_read(encoder->kind, encoder->text, encoder->at)))
            return false;
    return true;
}

bool encode_raw_unicode_escape(Encoder *encoder)
{
    encoder->encoding = "rawunicodeescape";
    for (; encoder->at < encoder->length; encoder->at++) {
        uint32_t c = unicode_read(encoder->kind, encoder->text, encoder->at);
        if (!(c < 0x100 ? put_text(encoder, &(char){(char)c}, 1) : put_escape(encoder, c)))
            return false;
    }
    return true;
}
