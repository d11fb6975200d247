/* codecs.c - which codec an encoding's name stands for: the standard ones by name, the others through the registry.
 * SPDX-License-Identifier: MIT */
#include "objects/codecs.h"

#include "objects/buffer.h"
#include "objects/codec_run.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/tuple.h"
#include "objects/up.h"

/* ---- the registry ---- */

CodecState *codec_state(Vm *vm)
{
    CodecState *state = vm->objects->codecs;

    if (state)
        return state;
    state = mem_zero(vm, sizeof *state);
    if (!state)
        return NULL;
    state->search_path = list_new(vm, 0);
    state->cache = state->search_path ? dict_new(vm) : 0;
    state->handlers = state->cache ? dict_new(vm) : 0;
    vm->objects->codecs = state;
    if (!state->handlers) {
        codec_state_drop(vm);
        return NULL;
    }
    return state;
}

void codec_state_drop(Vm *vm)
{
    CodecState *state = vm->objects->codecs;

    if (!state)
        return;
    vm->objects->codecs = NULL;
    release(vm, state->search_path);
    release(vm, state->cache);
    release(vm, state->handlers);
    mem_free(vm, state, sizeof *state);
}

/* Asks the search functions in turn. Owned tuple; UNBOUND: none knows it. */
static Value search(Vm *vm, CodecState *state, Value key)
{
    for (size_t i = 0; i < list_length(state->search_path); i++) {
        Value function = retain(list_get(state->search_path, i)), found = call1(vm, function, key);
        release(vm, function);
        if (!found)
            return 0;
        if (found == NONE)
            continue;
        if (is_tuple(vm, found) && tuple_length(found) == 4)
            return found;
        release(vm, found);
        return type_error(vm, "codec search functions must return 4-tuples");
    }
    return UNBOUND;
}

static MUST_CHECK bool ensure_searchable(Vm *vm, CodecState *state)
{
    if (!state->searched) {
        state->searched = true;
        Value module = vm->up->import(vm, "encodings");
        if (!module)
            return false;
        release(vm, module);
    }
    if (list_length(state->search_path))
        return true;
    raise_format(vm, &lookup_error_type, "no codec search functions registered: can't find encoding");
    return false;
}

Value codec_lookup(Vm *vm, Value encoding)
{
    CodecState *state = codec_state(vm);
    char name[256];
    Utf8 text;

    if (!state || !str_utf8(vm, encoding, &text))
        return 0;
    bool fits = encoding_normalize(text.data, text.length, name, sizeof name);
    utf8_free(vm, &text);
    Value key = fits ? str_from_cstring(vm, name) : str_exact(vm, encoding);
    if (!key)
        return 0;
    Value found = dict_find(vm, state->cache, key);
    if (found != UNBOUND) {
        retain(found);
    } else if (!ensure_searchable(vm, state)) {
        found = 0;
    } else {
        found = search(vm, state, key);
        if (found == UNBOUND)
            found = raise_format(vm, &lookup_error_type, "unknown encoding: %U", encoding);
        if (found && !dict_set(vm, state->cache, key, found)) {
            release(vm, found);
            found = 0;
        }
    }
    release(vm, key);
    return found;
}

Value codec_lookup_text(Vm *vm, Value encoding, const char *alternative)
{
    Value codec = codec_lookup(vm, encoding);

    if (!codec || is_exact_tuple(codec))
        return codec;
    Value flag = object_find_attr(vm, codec, NAME(_is_text_encoding));
    int is_text = flag == UNBOUND ? 1 : flag ? object_truth(vm, flag) : -1;
    if (flag != UNBOUND)
        release(vm, flag);
    if (is_text > 0)
        return codec;
    if (is_text == 0)
        raise_format(vm, &lookup_error_type, "'%.400U' is not a text encoding; use %s to handle arbitrary codecs", encoding,
                     alternative);
    release(vm, codec);
    return 0;
}

/* "encoding with 'x' codec failed", added to the exception that is set. */
static void add_note(Vm *vm, const char *operation, Value encoding)
{
    Value error = exception_take(vm);
    Value note = str_format(vm, "%s with '%U' codec failed", operation, encoding);
    Value done = note ? call_method(vm, error, NAME(add_note), &note, 1) : 0;

    if (!done)
        exception_clear(vm);
    release(vm, done);
    release(vm, note);
    exception_put(vm, error);
}

Value codec_call(Vm *vm, Value codec, int which, Value v, Value errors, Value encoding)
{
    Value args[2] = {v, errors}, function = retain(tuple_get(codec, (size_t)which)), result = 0;
    Value answer = call(vm, function, args, errors ? 2 : 1, 0);

    release(vm, function);
    if (!answer) {
        add_note(vm, which ? "decoding" : "encoding", encoding);
        return 0;
    }
    if (is_tuple(vm, answer) && tuple_length(answer) == 2)
        result = retain(tuple_get(answer, 0));
    else
        type_error(vm, which ? "decoder must return a tuple (object,integer)" : "encoder must return a tuple (object, integer)");
    release(vm, answer);
    return result;
}

/* ---- standard encodings ---- */

typedef struct Standard {
    char  name[12];
    bool (*decode)(Decoder *decoder);
    bool (*encode)(Encoder *encoder);
} Standard;

static const Standard standards[] = {
    {"utf_8", decode_utf8, encode_utf8},       {"utf8", decode_utf8, encode_utf8},
    {"utf_16", decode_utf16, encode_utf16},    {"utf16", decode_utf16, encode_utf16},
    {"utf_32", decode_utf32, encode_utf32},    {"utf32", decode_utf32, encode_utf32},
    {"ascii", decode_ascii, encode_ascii},     {"us_ascii", decode_ascii, encode_ascii},
    {"latin1", decode_latin1, encode_latin1},  {"latin_1", decode_latin1, encode_latin1},
    {"iso_8859_1", decode_latin1, encode_latin1}, {"iso8859_1", decode_latin1, encode_latin1},
};

static const Standard *find_standard(Value encoding)
{
    const Str *s = as_str(encoding);
    char name[16];

    if (str_is(encoding, "utf-8"))
        return &standards[0];

    if (!str_is_ascii(s) || !encoding_normalize(s->data, s->length, name, sizeof name))
        return NULL;
    for (size_t i = 0; i < countof(standards); i++)
        if (!strcmp(name, standards[i].name))
            return &standards[i];
    return NULL;
}

static MUST_CHECK bool has_no_nul(Vm *vm, Value v)
{
    Utf8 text;

    if (!v)
        return true;
    if (str_is_ascii(as_str(v)) && !memchr(as_str(v)->data, 0, as_str(v)->length))
        return true;
    if (!str_utf8(vm, v, &text))
        return false;
    bool fine = !memchr(text.data, 0, text.length);
    utf8_free(vm, &text);
    if (!fine)
        value_error(vm, "embedded null character");
    return fine;
}

Value codec_encode(Vm *vm, Value text, Value encoding, Value errors)
{
    if (!encoding || encoding == NAME(utf_8))
        return codec_run_encoder(vm, encode_utf8, text, errors, 0);
    if (!has_no_nul(vm, encoding) || !has_no_nul(vm, errors))
        return 0;
    const Standard *standard = find_standard(encoding);
    if (standard)
        return codec_run_encoder(vm, standard->encode, text, errors, 0);
    Value codec = codec_lookup_text(vm, encoding, "codecs.encode()");
    Value result = codec ? codec_call(vm, codec, 0, text, errors, encoding) : 0;
    release(vm, codec);
    if (!result || is_bytes(vm, result))
        return result;
    type_error(vm, "'%.400U' encoder returned '%.400T' instead of 'bytes'; use codecs.encode() to encode to arbitrary types",
               encoding, result);
    release(vm, result);
    return 0;
}

static Value decode_registered(Vm *vm, Value v, Value encoding, Value errors)
{
    Value codec = codec_lookup_text(vm, encoding, "codecs.decode()");
    Value result = codec ? codec_call(vm, codec, 1, v, errors, encoding) : 0;

    release(vm, codec);
    if (!result || is_str(vm, result))
        return result;
    type_error(vm, "'%.400U' decoder returned '%.400T' instead of 'str'; use codecs.decode() to decode to arbitrary types",
               encoding, result);
    release(vm, result);
    return 0;
}

Value codec_decode(Vm *vm, Value v, Value encoding, Value errors)
{
    Buffer buffer;
    Value result;

    if (!has_no_nul(vm, encoding) || !has_no_nul(vm, errors) || !buffer_get(vm, v, &buffer, BUFFER_SIMPLE))
        return 0;
    const Standard *standard = encoding ? find_standard(encoding) : &standards[0];
    if (!buffer.length)
        result = EMPTY_STR;
    else if (standard)
        result = codec_run_decoder(vm, standard->decode, buffer.data, buffer.length, v, errors, true, NULL, NULL);
    else
        result = decode_registered(vm, v, encoding, errors);
    buffer_release(vm, &buffer);
    return result;
}

bool codec_warn_escape(Vm *vm, const char *prefix, const uint8_t *at)
{
    if ((*at & 0xF8) == '0')
        return vm->up->warn(vm, &deprecation_warning_type, 1,
                            "%s\"\\%.3s\" is an invalid octal escape sequence. Such sequences will not work in the future. ",
                            prefix, (const char *)at);
    return vm->up->warn(vm, &deprecation_warning_type, 1,
                        "%s\"\\%c\" is an invalid escape sequence. Such sequences will not work in the future. ", prefix,
                        (unsigned)*at);
}
