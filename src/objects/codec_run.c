/* codec_run.c - the standard coders run with Python's error handlers. SPDX-License-Identifier: MIT */
#include "objects/codec_run.h"

#include "base/utf8.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- raising ---- */

/* An instance of type, owned; 0: an exception is set. object is borrowed. */
static Value new_error(Vm *vm, const Type *type, const char *encoding, Value object, size_t start, size_t end,
                       const char *reason)
{
    Value args[5] = {encoding ? str_from_cstring(vm, encoding) : 0, object, int_value((int64_t)start),
                     int_value((int64_t)end), str_from_cstring(vm, reason)};
    size_t skip = encoding ? 0 : 1;
    Value result = (args[0] || !encoding) && args[4] ? call(vm, type_value(type), args + skip, 5 - skip, 0) : 0;

    release(vm, args[0]);
    release(vm, args[4]);
    return result;
}

static Value raise_error(Vm *vm, const Type *type, const char *encoding, Value object, size_t start, size_t end,
                         const char *reason)
{
    Value error = new_error(vm, type, encoding, object, start, end, reason);
    return error ? raise_instance(vm, error) : 0;
}

Value unicode_decode_error(Vm *vm, const char *encoding, const void *bytes, size_t size, size_t start, size_t end,
                           const char *reason)
{
    Value object = bytes_from(vm, bytes, size);

    if (object)
        raise_error(vm, &unicode_decode_error_type, encoding, object, start, end, reason);
    release(vm, object);
    return 0;
}

Value unicode_encode_error(Vm *vm, const char *encoding, Value text, size_t start, size_t end, const char *reason)
{
    return raise_error(vm, &unicode_encode_error_type, encoding, text, start, end, reason);
}

Value unicode_translate_error(Vm *vm, Value text, size_t start, size_t end, const char *reason)
{
    return raise_error(vm, &unicode_translate_error_type, NULL, text, start, end, reason);
}

/* The answer of a registered handler to error: text and position. Owned text; 0: an exception is set. */
static Value ask_handler(Vm *vm, Value errors, Value error, const char *shape, bool bytes_too, size_t length, size_t *resume)
{
    int64_t position;
    Value handler = codec_lookup_error(vm, errors), answer = handler ? call1(vm, handler, error) : 0, text = 0;

    release(vm, handler);
    if (!answer)
        return 0;
    bool fine = is_tuple(vm, answer) && tuple_length(answer) == 2;
    text = fine ? tuple_get(answer, 0) : 0;
    if (!fine || !(is_str(vm, text) || (bytes_too && is_bytes(vm, text)))) {
        type_error(vm, "%s", shape);
        text = 0;
    } else if (!arg_ssize(vm, tuple_get(answer, 1), &position)) {
        text = 0;
    } else {
        position = position < 0 ? position + (int64_t)length : position;
        if (position < 0 || position > (int64_t)length) {
            index_error(vm, "position %lld from error handler out of bounds", (long long)position);
            text = 0;
        } else {
            *resume = (size_t)position;
        }
    }
    retain(text);
    release(vm, answer);
    return text;
}

/* ---- decoding ---- */

static DecoderRun *run_of_decoder(Decoder *decoder) { return (DecoderRun *)decoder; }

static MUST_CHECK bool add_text(Decoder *decoder, Value text)
{
    for (size_t i = 0; i < as_str(text)->length; i++)
        if (!decoder_put(decoder, str_char(as_str(text), i)))
            return false;
    return true;
}

/* The input as the bytes object that errors show. */
static MUST_CHECK bool ensure_source(DecoderRun *run)
{
    if (!run->source)
        run->source = bytes_from(run->vm, run->decoder.data, run->decoder.size);
    return run->source != 0;
}

/* The handler may have put other bytes into the error. */
static MUST_CHECK bool take_source(DecoderRun *run, Value error)
{
    Value object = ((UnicodeErrorBody *)object_of(error))->object;

    if (object == run->source)
        return true;
    if (!object || !is_bytes(run->vm, object)) {
        type_error(run->vm, "object attribute must be bytes");
        return false;
    }
    retain(object);
    release(run->vm, run->source);
    run->source = object;
    run->decoder.data = (const uint8_t *)as_bytes(object)->data;
    run->decoder.size = as_bytes(object)->length;
    return true;
}

static Value ask_decode_handler(DecoderRun *run, size_t start, size_t end, const char *reason, size_t *resume)
{
    Vm *vm = run->vm;

    if (!ensure_source(run))
        return 0;
    Value error = new_error(vm, &unicode_decode_error_type, run->decoder.encoding, run->source, start, end, reason);
    Value text = error ? ask_handler(vm, run->errors, error, "decoding error handler must return (str, int) tuple", false,
                                     run->decoder.size, resume)
                       : 0;
    if (text && !take_source(run, error)) {
        release(vm, text);
        text = 0;
    }
    release(vm, error);
    return text;
}

bool decoder_run_fault(Decoder *decoder, size_t start, size_t end, const char *reason)
{
    DecoderRun *run = run_of_decoder(decoder);
    size_t resume = end;
    Value text;

    if (run->handler == HANDLER_OTHER)
        text = ask_decode_handler(run, start, end, reason, &resume);
    else
        text = codec_handle_decode(run->vm, run->handler, decoder->encoding, decoder->data, decoder->size, start, end, &resume);
    if (text == UNBOUND) {
        if (ensure_source(run))
            raise_error(run->vm, &unicode_decode_error_type, decoder->encoding, run->source, start, end, reason);
        return false;
    }
    if (!text)
        return false;
    bool added = add_text(decoder, text);
    release(run->vm, text);
    decoder->at = resume > decoder->size ? decoder->size : resume;
    return added;
}

void decoder_run_begin(DecoderRun *run, Vm *vm, const void *data, size_t size, Value source, Value errors)
{
    *run = (DecoderRun){
        .decoder = {.data = data, .size = size, .final = true, .encoding = "", .out = {.from = &vm->heap->allocator},
                    .fault = decoder_run_fault, .bad_escape = SIZE_MAX},
        .vm = vm,
        .source = source && is_exact_bytes(source) ? retain(source) : 0,
        .errors = errors,
        .handler = codec_handler_of(errors),
    };
}

Value decoder_run_end(DecoderRun *run, bool done)
{
    CodePoints *out = &run->decoder.out;
    Value result = 0;

    if (run->decoder.out_of_memory)
        memory_error(run->vm);
    else if (done)
        result = str_from_ucs4(run->vm, out->items, out->length);
    code_points_free(out);
    release(run->vm, run->source);
    return result;
}

/* The common case: no error, text made at once. UNBOUND: the long way is needed. */
static Value decode_plain(Vm *vm, bool (*decode)(Decoder *), const void *data, size_t size)
{
    Utf8Scan scan;

    if (decode == decode_latin1)
        return str_from_latin1(vm, data, size);
    if (decode == decode_ascii)
        return utf8_ascii_prefix(data, size) == size ? str_from_ascii(vm, data, size) : UNBOUND;
    if (decode == decode_utf8 && utf8_scan(data, size, false, &scan))
        return str_from_scanned(vm, data, &scan);
    return UNBOUND;
}

Value codec_run_decoder(Vm *vm, bool (*decode)(Decoder *), const void *data, size_t size, Value source, Value errors,
                        bool final, size_t *consumed, int *byte_order)
{
    DecoderRun run;

    Value result = decode_plain(vm, decode, data, size);
    if (result != UNBOUND) {
        if (consumed)
            *consumed = size;
        return result;
    }
    decoder_run_begin(&run, vm, data, size, source, errors);
    run.decoder.final = final;
    run.decoder.byte_order = byte_order ? *byte_order : 0;
    bool done = decode(&run.decoder);
    if (consumed)
        *consumed = run.decoder.at;
    if (byte_order)
        *byte_order = run.decoder.byte_order;
    size_t bad_escape = decode == decode_unicode_escape && done ? run.decoder.bad_escape : SIZE_MAX;
    if (bad_escape != SIZE_MAX && !codec_warn_escape(vm, "", run.decoder.data + bad_escape + 1))
        done = false;
    return decoder_run_end(&run, done);
}

/* ---- encoding ---- */

static EncoderRun *run_of_encoder(Encoder *encoder) { return (EncoderRun *)encoder; }

/* Adds a replacement (a str, or bytes); false with no exception set: it can't be encoded. */
static MUST_CHECK bool add_replacement(EncoderRun *run, Value replacement)
{
    Encoder *encoder = &run->encoder;

    if (!is_str(run->vm, replacement)) {
        const Bytes *bytes = as_bytes(replacement);
        if (bytes->length % encoder->unit)
            return false;
        encoder->out_of_memory = !byte_sink_add(&encoder->out, bytes->data, bytes->length);
        return !encoder->out_of_memory;
    }
    const Str *s = as_str(replacement);
    if (run->put_text)
        return run->put_text(run, replacement);
    for (size_t i = 0; i < s->length; i++)
        if (str_char(s, i) >= encoder->limit)
            return false;
    for (size_t i = 0; i < s->length; i++)
        if (!encoder_put(encoder, str_char(s, i)))
            return false;
    return true;
}

static Value ask_encode_handler(EncoderRun *run, size_t start, size_t end, const char *reason, size_t *resume)
{
    Vm *vm = run->vm;
    Value error = new_error(vm, &unicode_encode_error_type, run->encoder.encoding, run->source, start, end, reason);
    Value text = error ? ask_handler(vm, run->errors, error, "encoding error handler must return (str/bytes, int) tuple", true,
                                     run->encoder.length, resume)
                       : 0;
    release(vm, error);
    return text;
}

bool encoder_run_fault(Encoder *encoder, size_t start, size_t end, const char *reason)
{
    EncoderRun *run = run_of_encoder(encoder);
    size_t resume = end;
    Value text;

    if (run->handler == HANDLER_OTHER)
        text = ask_encode_handler(run, start, end, reason, &resume);
    else
        text = codec_handle_encode(run->vm, run->handler, encoder->encoding, run->source, start, end, &resume);
    if (!text)
        return false;
    bool added = text != UNBOUND && add_replacement(run, text);
    if (text != UNBOUND)
        release(run->vm, text);
    if (!added && !encoder->out_of_memory && !exception_pending(run->vm))
        unicode_encode_error(run->vm, encoder->encoding, run->source, start, end, reason);
    encoder->at = resume;
    return added;
}

void encoder_run_begin(EncoderRun *run, Vm *vm, Value text, Value errors)
{
    const Str *s = as_str(text);

    *run = (EncoderRun){
        .encoder = {.kind = (int)str_kind(s), .text = s->data, .length = s->length, .encoding = "", .unit = 1, .limit = 0x80,
                    .out = {.from = &vm->heap->allocator}, .fault = encoder_run_fault},
        .vm = vm,
        .source = text,
        .errors = errors,
        .handler = codec_handler_of(errors),
    };
}

Value encoder_run_end(EncoderRun *run, bool done)
{
    ByteSink *out = &run->encoder.out;
    Value result = 0;

    if (run->encoder.out_of_memory)
        memory_error(run->vm);
    else if (done)
        result = bytes_from(run->vm, out->items, out->length);
    byte_sink_free(out);
    return result;
}

/* Text that the encoding takes as it is, or UNBOUND. */
static Value encode_plain(Vm *vm, bool (*encode)(Encoder *), Value text)
{
    const Str *s = as_str(text);
    int kind = (int)str_kind(s);

    if (str_is_ascii(s) && (encode == encode_utf8 || encode == encode_ascii || encode == encode_latin1))
        return bytes_from(vm, s->data, s->length);
    if (kind == 1 && encode == encode_latin1)
        return bytes_from(vm, s->data, s->length);
    size_t size;
    if (encode == encode_utf8 && utf8_measure(kind, s->data, s->length, &size)) {
        Bytes *bytes = bytes_new(vm, size);
        if (bytes)
            utf8_encode(kind, s->data, s->length, bytes->data);
        return value_of(bytes);
    }
    return UNBOUND;
}

Value codec_run_encoder(Vm *vm, bool (*encode)(Encoder *), Value text, Value errors, int byte_order)
{
    EncoderRun run;

    Value result = encode_plain(vm, encode, text);
    if (result != UNBOUND)
        return result;
    encoder_run_begin(&run, vm, text, errors);
    run.encoder.byte_order = byte_order;
    return encoder_run_end(&run, encode(&run.encoder));
}

Value codec_decode_name(Vm *vm, const char *name, size_t size)
{
    return codec_run_decoder(vm, decode_utf8, name, size, 0, NAME(surrogateescape), true, NULL, NULL);
}

Value codec_encode_name(Vm *vm, Value text)
{
    return codec_run_encoder(vm, encode_utf8, text, NAME(surrogateescape), 0);
}
