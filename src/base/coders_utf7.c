/* coders_utf7.c - UTF-7 (RFC 2152): ASCII, with runs of base64 for the rest.
 *
 * `+` begins a run of UTF-16 in base64, anything else than a base64 digit ends it, `-` being swallowed; `+-` is a plus.
 * SPDX-License-Identifier: MIT */
#include "base/coders.h"

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static bool is_base64(uint32_t c)
{
    return (c | 32) - 'a' < 26 || c - '0' < 10 || c == '+' || c == '/';
}

static uint32_t base64_value(uint32_t c)
{
    return c - 'A' < 26 ? c - 'A' : c - 'a' < 26 ? c - 'a' + 26 : c - '0' < 10 ? c - '0' + 52 : c == '+' ? 62 : 63;
}

/* Characters written directly: all ASCII but + \ ~, and of the control characters only tab, newline, return. */
static bool is_direct(uint32_t c)
{
    return c < 0x7F && c != '+' && c != '\\' && c != '~' && (c >= ' ' || c == '\t' || c == '\n' || c == '\r');
}

/* ---- decoding ---- */

typedef struct Run {
    bool     open;         /* inside base64 */
    size_t   start;        /* of the run's plus, in the input */
    size_t   out_start;    /* of the run's characters, in the output */
    uint32_t surrogate;    /* high one that waits for its other half; 0: none */
    unsigned bits;         /* how many wait in buffer */
    uint64_t buffer;
} Run;

/* A base64 digit inside a run. False: no memory. */
static MUST_CHECK bool add_digit(Decoder *decoder, Run *run, uint32_t c)
{
    run->buffer = run->buffer << 6 | base64_value(c);
    run->bits += 6;
    if (run->bits < 16)
        return true;
    uint32_t unit = (uint32_t)(run->buffer >> (run->bits - 16)) & 0xFFFF;
    run->bits -= 16;
    run->buffer &= (1ull << run->bits) - 1;
    if (run->surrogate) {
        uint32_t high = run->surrogate;
        run->surrogate = 0;
        if ((unit & 0xFC00) == 0xDC00)
            return decoder_put(decoder, 0x10000 + ((high & 0x3FF) << 10 | (unit & 0x3FF)));
        if (!decoder_put(decoder, high))
            return false;
    }
    if ((unit & 0xFC00) == 0xD800) {
        run->surrogate = unit;
        return true;
    }
    return decoder_put(decoder, unit);
}

/* The run ends before c. NULL: fine; else what is wrong. */
static const char *check_run_end(const Run *run)
{
    if (run->bits >= 6)
        return "partial character in shift sequence";
    if (run->bits && run->buffer)
        return "non-zero padding bits in shift sequence";
    return NULL;
}

/* One input character while a run is open. 1: go on, 0: stop. */
static bool step_in_run(Decoder *decoder, Run *run, uint32_t c)
{
    if (is_base64(c)) {
        decoder->at++;
        return add_digit(decoder, run, c);
    }
    run->open = false;
    const char *reason = check_run_end(run);
    if (reason) {
        size_t start = run->start, end = decoder->at + 1;
        run->bits = 0;
        run->surrogate = 0;
        return decoder->fault(decoder, start, end, reason);
    }
    if (run->surrogate && c <= 0x7F) {
        if (!decoder_put(decoder, run->surrogate))
            return false;
    }
    run->surrogate = 0;
    if (c == '-')
        decoder->at++;
    else if (c > 0x7F)
        return decoder->fault(decoder, decoder->at, decoder->at + 1, "unexpected special character");
    return true;
}

static bool open_run(Decoder *decoder, Run *run)
{
    size_t start = decoder->at++;

    if (decoder->at < decoder->size && decoder->data[decoder->at] == '-') {
        decoder->at++;
        return decoder_put(decoder, '+');
    }
    if (decoder->at < decoder->size && !is_base64(decoder->data[decoder->at]))
        return decoder->fault(decoder, start, decoder->at + 1, "ill-formed sequence");
    *run = (Run){.open = true, .start = start, .out_start = decoder->out.length};
    return true;
}

static bool step(Decoder *decoder, Run *run)
{
    uint32_t c = decoder->data[decoder->at];

    if (run->open)
        return step_in_run(decoder, run, c);
    if (c == '+')
        return open_run(decoder, run);
    if (c > 0x7F)
        return decoder->fault(decoder, decoder->at, decoder->at + 1, "unexpected special character");
    decoder->at++;
    return decoder_put(decoder, c);
}

bool decode_utf7(Decoder *decoder)
{
    Run run = {0};

    decoder->encoding = "utf7";
    for (;;) {
        while (decoder->at < decoder->size)
            if (!step(decoder, &run))
                return false;
        if (!run.open)
            return true;
        if (!decoder->final) {
            decoder->at = run.start;
            decoder->out.length = run.out_start;
            return true;
        }
        run.open = false;
        if (run.surrogate || run.bits >= 6 || (run.bits && run.buffer)) {
            size_t end = decoder->size;
            run.bits = 0;
            run.surrogate = 0;
            if (!decoder->fault(decoder, run.start, end, "unterminated shift sequence"))
                return false;
        }
    }
}

/* ---- encoding ---- */

static MUST_CHECK bool put(Encoder *encoder, uint32_t c)
{
    char byte = (char)c;
    if (byte_sink_add(&encoder->out, &byte, 1))
        return true;
    encoder->out_of_memory = true;
    return false;
}

static MUST_CHECK bool put_unit(Encoder *encoder, uint64_t *buffer, unsigned *bits, uint32_t unit)
{
    *buffer = *buffer << 16 | unit;
    for (*bits += 16; *bits >= 6; *bits -= 6)
        if (!put(encoder, (uint8_t)base64_digits[*buffer >> (*bits - 6) & 63]))
            return false;
    *buffer &= (1ull << *bits) - 1;
    return true;
}

static MUST_CHECK bool close_run(Encoder *encoder, uint64_t *buffer, unsigned *bits)
{
    if (*bits && !put(encoder, (uint8_t)base64_digits[*buffer << (6 - *bits) & 63]))
        return false;
    *bits = 0;
    *buffer = 0;
    return true;
}

bool encode_utf7(Encoder *encoder)
{
    bool open = false;
    uint64_t buffer = 0;
    unsigned bits = 0;

    encoder->encoding = "utf-7";
    for (; encoder->at < encoder->length; encoder->at++) {
        uint32_t c = unicode_read(encoder->kind, encoder->text, encoder->at);
        if (open && is_direct(c)) {
            if (!close_run(encoder, &buffer, &bits) || ((is_base64(c) || c == '-') && !put(encoder, '-')))
                return false;
            open = false;
        }
        if (!open && (c == '+' || is_direct(c))) {
            if (!put(encoder, c) || (c == '+' && !put(encoder, '-')))
                return false;
            continue;
        }
        if (!open && !put(encoder, '+'))
            return false;
        open = true;
        if (c > 0xFFFF && !put_unit(encoder, &buffer, &bits, 0xD7C0 + (c >> 10)))
            return false;
        if (!put_unit(encoder, &buffer, &bits, c > 0xFFFF ? 0xDC00 | (c & 0x3FF) : c))
            return false;
    }
    return !open || (close_run(encoder, &buffer, &bits) && put(encoder, '-'));
}
