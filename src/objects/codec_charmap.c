/* codec_charmap.c - encodings that a mapping describes. SPDX-License-Identifier: MIT */
#include "objects/codec_run.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"

enum { UNDEFINED = 0xFFFE };   /* in a decoding table: no character */

static const char undefined_reason[] = "character maps to <undefined>";

/* mapping[key]; owned; UNBOUND: nothing there; 0: an exception is set. */
static Value look_up(Vm *vm, Value mapping, uint32_t key)
{
    if (is_exact_dict(mapping))
        return retain(dict_find(vm, mapping, int_value(key)));
    Value found = object_getitem(vm, mapping, int_value(key));
    if (!found && exception_swallow(vm, &lookup_error_type))
        return UNBOUND;
    return found;
}

/* ---- decoding ---- */

/* Adds what the mapping gives for byte. 1: added; 0: undefined; -1. */
static int decode_byte(DecoderRun *run, Value mapping, uint8_t byte)
{
    Vm *vm = run->vm;
    Decoder *decoder = &run->decoder;
    int64_t c = -1;
    int result = -1;

    if (is_exact_str(mapping)) {
        uint32_t mapped = byte < as_str(mapping)->length ? str_char(as_str(mapping), byte) : UNDEFINED;
        return mapped == UNDEFINED ? 0 : decoder_put(decoder, mapped) ? 1 : -1;
    }
    Value found = look_up(vm, mapping, byte);
    if (!found)
        return -1;
    if (found == UNBOUND || found == NONE)
        return 0;
    if (is_int(vm, found)) {
        Value plain = object_index(vm, found);
        if (!plain || !int_fits_int64(plain, &c) || c < 0 || c > UNICODE_MAX) {
            if (!exception_pending(vm))
                type_error(vm, "character mapping must be in range(0x%x)", UNICODE_MAX + 1);
        } else {
            result = c == UNDEFINED ? 0 : decoder_put(decoder, (uint32_t)c) ? 1 : -1;
        }
        release(vm, plain);
    } else if (is_str(vm, found)) {
        const Str *s = as_str(found);
        result = s->length == 1 && str_char(s, 0) == UNDEFINED ? 0 : 1;
        for (size_t i = 0; result > 0 && i < s->length; i++)
            result = decoder_put(decoder, str_char(s, i)) ? 1 : -1;
    } else {
        type_error(vm, "character mapping must return integer, None or str");
    }
    release(vm, found);
    return result;
}

static MUST_CHECK bool decode_all(DecoderRun *run, Value mapping)
{
    Decoder *decoder = &run->decoder;

    decoder->encoding = "charmap";
    while (decoder->at < decoder->size) {
        int outcome = decode_byte(run, mapping, decoder->data[decoder->at]);
        if (outcome < 0)
            return false;
        if (outcome > 0)
            decoder->at++;
        else if (!decoder->fault(decoder, decoder->at, decoder->at + 1, undefined_reason))
            return false;
    }
    return true;
}

Value codec_charmap_decode(Vm *vm, const void *data, size_t size, Value source, Value errors, Value mapping)
{
    DecoderRun run;

    if (mapping == NONE)
        return str_from_latin1(vm, data, size);
    decoder_run_begin(&run, vm, data, size, source, errors);
    return decoder_run_end(&run, decode_all(&run, mapping));
}

/* ---- encoding ---- */

/* Adds what the mapping gives for c, or only asks (add false). 1, 0: undefined, -1. */
static int encode_char(EncoderRun *run, uint32_t c, bool add)
{
    Vm *vm = run->vm;
    Encoder *encoder = &run->encoder;
    int64_t number;
    int result = -1;

    Value found = look_up(vm, run->mapping, c);
    if (!found)
        return -1;
    if (found == UNBOUND || found == NONE)
        return 0;
    if (is_int(vm, found)) {
        if (!int_fits_int64(found, &number) || number < 0 || number > 255)
            type_error(vm, "character mapping must be in range(256)");
        else
            result = !add || encoder_put(encoder, (uint32_t)number) ? 1 : -1;
    } else if (is_bytes(vm, found)) {
        result = 1;
        if (add && !byte_sink_add(&encoder->out, as_bytes(found)->data, as_bytes(found)->length)) {
            encoder->out_of_memory = true;
            result = -1;
        }
    } else {
        type_error(vm, "character mapping must return integer, bytes or None, not %.400T", found);
    }
    release(vm, found);
    return result;
}

/* A replacement is encoded through the mapping as well. */
static bool put_mapped(EncoderRun *run, Value text)
{
    for (size_t i = 0; i < as_str(text)->length; i++)
        if (encode_char(run, str_char(as_str(text), i), true) <= 0)
            return false;
    return true;
}

static MUST_CHECK bool encode_all(EncoderRun *run)
{
    Encoder *encoder = &run->encoder;
    const Str *s = as_str(run->source);

    encoder->encoding = "charmap";
    while (encoder->at < encoder->length) {
        int outcome = encode_char(run, str_char(s, encoder->at), true);
        if (outcome > 0) {
            encoder->at++;
            continue;
        }
        size_t end = encoder->at + 1;
        while (outcome == 0 && end < encoder->length && (outcome = encode_char(run, str_char(s, end), false)) == 0)
            end++;
        if (outcome < 0 || !encoder->fault(encoder, encoder->at, end, undefined_reason))
            return false;
    }
    return true;
}

Value codec_charmap_encode(Vm *vm, Value text, Value errors, Value mapping)
{
    EncoderRun run;

    if (mapping == NONE)
        return codec_run_encoder(vm, encode_latin1, text, errors, 0);
    encoder_run_begin(&run, vm, text, errors);
    run.mapping = mapping;
    run.put_text = put_mapped;
    return encoder_run_end(&run, encode_all(&run));
}
