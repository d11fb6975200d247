/* codecs.c - _codecs: the registry of codecs and the standard coders, one function each.
 *
 * The decoders answer (text, bytes read), the encoders (bytes, characters read). SPDX-License-Identifier: MIT */
#include "modules/codecs.h"

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/codec_handler.h"
#include "objects/codec_run.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- arguments ---- */

/* The errors argument: a str, NONE, or 0 where it was left out. */
static MUST_CHECK bool check_errors(Vm *vm, const char *function, Value errors)
{
    if (!errors || errors == NONE || is_str(vm, errors))
        return true;
    bad_argument_type(vm, function, "2", "str or None", errors);
    return false;
}

/* (first, number); takes first, 0 included. */
static Value pair(Vm *vm, Taken first, size_t number)
{
    Value result = first ? tuple_of(vm, 2, first, int_value((int64_t)number)) : 0;
    release(vm, first);
    return result;
}

typedef bool (*DecodeFn)(Decoder *decoder);
typedef bool (*EncodeFn)(Encoder *encoder);

/* final: 0 (not given: complete input), or the argument. */
static Value run_decoder(Vm *vm, const char *function, DecodeFn decode, Value data, Value errors, Value final, int byte_order)
{
    int is_final = final ? object_truth(vm, final) : 1;
    size_t consumed;
    Buffer buffer;

    if (is_final < 0 || !check_errors(vm, function, errors) || !buffer_get(vm, data, &buffer, BUFFER_SIMPLE))
        return 0;
    Value text = codec_run_decoder(vm, decode, buffer.data, buffer.length, data, errors, is_final, &consumed, &byte_order);
    buffer_release(vm, &buffer);
    return pair(vm, text, consumed);
}

static Value run_encoder(Vm *vm, const char *function, EncodeFn encode, Value text, Value errors, int byte_order)
{
    if (!is_str(vm, text))
        return bad_argument_type(vm, function, "1", "str", text);
    if (!check_errors(vm, function, errors))
        return 0;
    return pair(vm, codec_run_encoder(vm, encode, text, errors, byte_order), as_str(text)->length);
}

/* arg: data, errors, final. */
#define DECODER(name, coder, order) \
    static Value name##_decode(Vm *vm, const Value *arg, size_t count) \
    { (void)count; return run_decoder(vm, #name "_decode", coder, arg[0], arg[1], arg[2], order); }
#define WHOLE_DECODER(name, coder) \
    static Value name##_decode(Vm *vm, const Value *arg, size_t count) \
    { (void)count; return run_decoder(vm, #name "_decode", coder, arg[0], arg[1], 0, 0); }
#define ENCODER(name, coder, order) \
    static Value name##_encode(Vm *vm, const Value *arg, size_t count) \
    { (void)count; return run_encoder(vm, #name "_encode", coder, arg[0], arg[1], order); }

DECODER(utf_7, decode_utf7, 0)
DECODER(utf_8, decode_utf8, 0)
DECODER(utf_16, decode_utf16, 0)
DECODER(utf_16_le, decode_utf16, -1)
DECODER(utf_16_be, decode_utf16, 1)
DECODER(utf_32, decode_utf32, 0)
DECODER(utf_32_le, decode_utf32, -1)
DECODER(utf_32_be, decode_utf32, 1)
WHOLE_DECODER(ascii, decode_ascii)
WHOLE_DECODER(latin_1, decode_latin1)
ENCODER(utf_7, encode_utf7, 0)
ENCODER(utf_8, encode_utf8, 0)
ENCODER(utf_16_le, encode_utf16, -1)
ENCODER(utf_16_be, encode_utf16, 1)
ENCODER(utf_32_le, encode_utf32, -1)
ENCODER(utf_32_be, encode_utf32, 1)
ENCODER(ascii, encode_ascii, 0)
ENCODER(latin_1, encode_latin1, 0)
ENCODER(unicode_escape, encode_unicode_escape, 0)
ENCODER(raw_unicode_escape, encode_raw_unicode_escape, 0)
#undef DECODER
#undef WHOLE_DECODER
#undef ENCODER

static MUST_CHECK bool arg_order(Vm *vm, Value v, int *order)
{
    int64_t number;

    if (!arg_ssize(vm, v, &number))
        return false;
    *order = number < 0 ? -1 : number > 0;
    return true;
}

static Value utf_16_encode(Vm *vm, const Value *arg, size_t count)
{
    int order;
    (void)count;
    return arg_order(vm, arg[2], &order) ? run_encoder(vm, "utf_16_encode", encode_utf16, arg[0], arg[1], order) : 0;
}

static Value utf_32_encode(Vm *vm, const Value *arg, size_t count)
{
    int order;
    (void)count;
    return arg_order(vm, arg[2], &order) ? run_encoder(vm, "utf_32_encode", encode_utf32, arg[0], arg[1], order) : 0;
}

/* arg: data, errors, byteorder, final. Answers (text, read, byteorder). */
static Value decode_with_order(Vm *vm, const char *function, DecodeFn decode, const Value *arg)
{
    int order, final = object_truth(vm, arg[3]);
    size_t consumed;
    Buffer buffer;

    if (final < 0 || !arg_order(vm, arg[2], &order) || !check_errors(vm, function, arg[1]) ||
        !buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE))
        return 0;
    Value text = codec_run_decoder(vm, decode, buffer.data, buffer.length, arg[0], arg[1], final, &consumed, &order);
    buffer_release(vm, &buffer);
    Value result = text ? tuple_of(vm, 3, text, int_value((int64_t)consumed), int_value(order)) : 0;
    release(vm, text);
    return result;
}

static Value utf_16_ex_decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return decode_with_order(vm, "utf_16_ex_decode", decode_utf16, arg);
}

static Value utf_32_ex_decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return decode_with_order(vm, "utf_32_ex_decode", decode_utf32, arg);
}

/* The escapes' decoders take text as well, as its UTF-8. */
static Value decode_escapes(Vm *vm, const char *function, DecodeFn decode, const Value *arg)
{
    if (!is_str(vm, arg[0]))
        return run_decoder(vm, function, decode, arg[0], arg[1], arg[2], 0);
    Value bytes = codec_run_encoder(vm, encode_utf8, arg[0], 0, 0);
    Value result = bytes ? run_decoder(vm, function, decode, bytes, arg[1], arg[2], 0) : 0;
    release(vm, bytes);
    return result;
}

static Value unicode_escape_decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return decode_escapes(vm, "unicode_escape_decode", decode_unicode_escape, arg);
}

static Value raw_unicode_escape_decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return decode_escapes(vm, "raw_unicode_escape_decode", decode_raw_unicode_escape, arg);
}

/* ---- charmap ---- */

static Value charmap_decode(Vm *vm, const Value *arg, size_t count)
{
    Buffer buffer;

    (void)count;
    if (!check_errors(vm, "charmap_decode", arg[1]) || !buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE))
        return 0;
    size_t length = buffer.length;
    Value text = codec_charmap_decode(vm, buffer.data, length, arg[0], arg[1], arg[2]);
    buffer_release(vm, &buffer);
    return pair(vm, text, length);
}

static Value charmap_encode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[0]))
        return bad_argument_type(vm, "charmap_encode", "1", "str", arg[0]);
    if (!check_errors(vm, "charmap_encode", arg[1]))
        return 0;
    return pair(vm, codec_charmap_encode(vm, arg[0], arg[1], arg[2]), as_str(arg[0])->length);
}

/* character -> byte of a decoding table. */
static Value charmap_build(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "charmap_build() argument must be str, not %T", arg[0]);
    size_t length = as_str(arg[0])->length < 256 ? as_str(arg[0])->length : 256;
    bool whole = length == 256 && str_char(as_str(arg[0]), 0) == 0;    /* then U+FFFE marks what is not mapped */
    Value table = dict_new(vm);
    for (size_t i = 0; table && i < length; i++) {
        uint32_t c = str_char(as_str(arg[0]), i);
        if ((c != 0xFFFE || !whole) && !dict_set(vm, table, int_value(c), int_value((int64_t)i))) {
            release(vm, table);
            return 0;
        }
    }
    return table;
}

/* ---- bytes with escapes ---- */

static int hex_value(uint8_t c)
{
    return (uint8_t)(c - '0') < 10 ? c - '0' : (uint8_t)((c | 32) - 'a') < 6 ? (c | 32) - 'a' + 10 : -1;
}

/* \x with fewer than two digits: strict refuses it, the others step over it. */
static MUST_CHECK bool bad_hex(Vm *vm, ByteBuilder *builder, Value errors, size_t position)
{
    Handler handler = codec_handler_of(errors);

    if (handler == HANDLER_REPLACE)
        return byte_builder_byte(builder, '?');
    if (handler == HANDLER_IGNORE)
        return true;
    if (handler == HANDLER_STRICT)
        value_error(vm, "invalid \\x escape at position %zu", position);
    else
        value_error(vm, "decoding error; unknown error handling code: %.400U", errors);
    return false;
}

static uint8_t simple_escape(uint8_t c)
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

/* One escape behind its backslash at s[*at]; *bad: where the first unknown one is. */
static MUST_CHECK bool decode_byte_escape(Vm *vm, ByteBuilder *builder, const uint8_t *s, size_t size, size_t *at, Value errors,
                                          size_t *bad)
{
    size_t start = *at - 1;
    uint8_t c = s[(*at)++], plain = simple_escape(c);

    if (c == '\n')
        return true;
    if (plain)
        return byte_builder_byte(builder, plain);
    if ((c & 0xF8) == '0') {
        unsigned value = (unsigned)(c - '0');
        for (int i = 0; i < 2 && *at < size && (s[*at] & 0xF8) == '0'; i++)
            value = value << 3 | (unsigned)(s[(*at)++] - '0');
        if (value > 0xFF && *bad == SIZE_MAX)
            *bad = start + 1;
        return byte_builder_byte(builder, (uint8_t)value);
    }
    if (c == 'x') {
        int high = *at < size ? hex_value(s[*at]) : -1, low = *at + 1 < size ? hex_value(s[*at + 1]) : -1;
        if (high >= 0 && low >= 0) {
            *at += 2;
            return byte_builder_byte(builder, (uint8_t)(high << 4 | low));
        }
        if (high >= 0)
            ++*at;
        return bad_hex(vm, builder, errors, start);
    }
    if (*bad == SIZE_MAX)
        *bad = start + 1;
    return byte_builder_byte(builder, '\\') && byte_builder_byte(builder, c);
}

static Value decode_byte_escapes(Vm *vm, const uint8_t *s, size_t size, Value errors)
{
    ByteBuilder builder;
    size_t bad = SIZE_MAX;
    bool fine = true;

    byte_builder_init(&builder, vm);
    for (size_t at = 0; fine && at < size;) {
        if (s[at] != '\\') {
            fine = byte_builder_byte(&builder, s[at++]);
        } else if (++at == size) {
            value_error(vm, "Trailing \\ in string");
            fine = false;
        } else {
            fine = decode_byte_escape(vm, &builder, s, size, &at, errors, &bad);
        }
    }
    if (!fine || (bad != SIZE_MAX && !codec_warn_escape(vm, "b", s + bad))) {
        byte_builder_drop(&builder);
        return 0;
    }
    return byte_builder_finish(&builder);
}

static Value escape_decode(Vm *vm, const Value *arg, size_t count)
{
    Value data = is_str(vm, arg[0]) ? codec_run_encoder(vm, encode_utf8, arg[0], 0, 0) : retain(arg[0]), result = 0;
    Buffer buffer;

    (void)count;
    if (data && check_errors(vm, "escape_decode", arg[1]) && buffer_get(vm, data, &buffer, BUFFER_SIMPLE)) {
        size_t length = buffer.length;
        result = pair(vm, decode_byte_escapes(vm, buffer.data, length, arg[1]), length);
        buffer_release(vm, &buffer);
    }
    release(vm, data);
    return result;
}

static Value escape_encode(Vm *vm, const Value *arg, size_t count)
{
    static const char hex[] = "0123456789abcdef";
    ByteBuilder builder;
    bool added = true;

    (void)count;
    if (!is_bytes(vm, arg[0]))
        return bad_argument_type(vm, "escape_encode", "1", "bytes", arg[0]);
    if (!check_errors(vm, "escape_encode", arg[1]))
        return 0;
    byte_builder_init(&builder, vm);
    for (size_t i = 0; added && i < as_bytes(arg[0])->length; i++) {
        uint8_t c = (uint8_t)as_bytes(arg[0])->data[i];
        char text[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};
        const char *letters = "\tt\nn\rr''\\\\", *found = c ? memchr(letters, c, 10) : NULL;
        if (found && (found - letters) % 2 == 0)
            added = byte_builder_byte(&builder, '\\') && byte_builder_byte(&builder, (uint8_t)found[1]);
        else
            added = c >= ' ' && c < 0x7F ? byte_builder_byte(&builder, c) : byte_builder_add(&builder, text, 4);
    }
    if (!added) {
        byte_builder_drop(&builder);
        return 0;
    }
    return pair(vm, byte_builder_finish(&builder), as_bytes(arg[0])->length);
}

static Value readbuffer_encode(Vm *vm, const Value *arg, size_t count)
{
    Buffer buffer;
    Value bytes = 0;
    size_t length = 0;

    (void)count;
    if (!check_errors(vm, "readbuffer_encode", arg[1]))
        return 0;
    if (is_str(vm, arg[0])) {
        bytes = codec_run_encoder(vm, encode_utf8, arg[0], 0, 0);
        length = bytes ? as_bytes(bytes)->length : 0;
    } else if (buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE)) {
        length = buffer.length;
        bytes = bytes_from(vm, buffer.data, length);
        buffer_release(vm, &buffer);
    }
    return pair(vm, bytes, length);
}

/* ---- the registry ---- */

static Value register_search(Vm *vm, const Value *arg, size_t count)
{
    CodecState *state = codec_state(vm);

    (void)count;
    if (!is_callable(vm, arg[0]))
        return type_error(vm, "argument must be callable");
    return state && list_append(vm, state->search_path, arg[0]) ? NONE : 0;
}

static Value unregister_search(Vm *vm, const Value *arg, size_t count)
{
    CodecState *state = codec_state(vm);

    (void)count;
    for (size_t i = 0; state && i < list_length(state->search_path); i++)
        if (list_get(state->search_path, i) == arg[0]) {
            dict_clear(vm, state->cache);
            return list_assign_slice(vm, state->search_path, i, i + 1, 0) ? NONE : 0;
        }
    return state ? NONE : 0;
}

static MUST_CHECK bool check_str(Vm *vm, const char *function, const char *parameter, Value v)
{
    if (is_str(vm, v))
        return true;
    if (*parameter)
        bad_argument_type(vm, function, parameter, "str", v);
    else
        type_error(vm, "%s() argument must be str, not %T", function, v);
    return false;
}

static Value lookup(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_str(vm, "lookup", "", arg[0]) ? codec_lookup(vm, arg[0]) : 0;
}

static Value run_codec(Vm *vm, const char *function, const Value *arg, int which)
{
    if (!check_str(vm, function, "'encoding'", arg[1]) || !check_str(vm, function, "'errors'", arg[2]))
        return 0;
    Value codec = codec_lookup(vm, arg[1]), result = codec ? codec_call(vm, codec, which, arg[0], arg[2], arg[1]) : 0;
    release(vm, codec);
    return result;
}

static Value encode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return run_codec(vm, "encode", arg, 0);
}

static Value decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return run_codec(vm, "decode", arg, 1);
}

static Value register_error(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_str(vm, "register_error", "1", arg[0]) && codec_register_error(vm, arg[0], arg[1]) ? NONE : 0;
}

static Value unregister_error(Vm *vm, const Value *arg, size_t count)
{
    CodecState *state = codec_state(vm);

    (void)count;
    if (!state || !check_str(vm, "_unregister_error", "", arg[0]))
        return 0;
    if (codec_handler_of(arg[0]) != HANDLER_OTHER)
        return value_error(vm, "cannot un-register built-in error handler '%U'", arg[0]);
    int deleted = dict_delete(vm, state->handlers, arg[0]);
    return deleted < 0 ? 0 : bool_value(deleted);
}

static Value lookup_error(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_str(vm, "lookup_error", "", arg[0]) ? codec_lookup_error(vm, arg[0]) : 0;
}

#define OWNER &module_codecs
#define DECODE_ROW(name) \
    FUNCTION(#name "_decode(data, errors=None, final=False, /)", name##_decode, CALL_POSITIONAL, NULL)
#define ENCODE_ROW(name) \
    FUNCTION(#name "_encode(str, errors=None, /)", name##_encode, CALL_POSITIONAL, NULL)
static const Row functions[] = {
    FUNCTION("register(search_function, /)", register_search, CALL_ONE, "Register a codec search function."),
    FUNCTION("unregister(search_function, /)", unregister_search, CALL_ONE,
             "Unregister a codec search function and clear the registry's cache."),
    FUNCTION("lookup(encoding, /)", lookup, CALL_ONE,
             "Looks up a codec tuple in the Python codec registry and returns a CodecInfo object."),
    FUNCTION("encode(obj, encoding='utf-8', errors='strict')", encode, CALL_KEYWORDS,
             "Encodes obj using the codec registered for encoding."),
    FUNCTION("decode(obj, encoding='utf-8', errors='strict')", decode, CALL_KEYWORDS,
             "Decodes obj using the codec registered for encoding."),
    FUNCTION("register_error(errors, handler, /)", register_error, CALL_POSITIONAL,
             "Register the specified error handler under the name errors."),
    FUNCTION("_unregister_error(errors, /)", unregister_error, CALL_ONE, "Un-register the specified error handler."),
    FUNCTION("lookup_error(name, /)", lookup_error, CALL_ONE, "lookup_error(errors) -> handler"),
    FUNCTION("escape_decode(data, errors=None, /)", escape_decode, CALL_POSITIONAL, NULL),
    FUNCTION("escape_encode(data, errors=None, /)", escape_encode, CALL_POSITIONAL, NULL),
    FUNCTION("readbuffer_encode(data, errors=None, /)", readbuffer_encode, CALL_POSITIONAL, NULL),
    FUNCTION("charmap_build(map, /)", charmap_build, CALL_ONE, NULL),
    FUNCTION("charmap_decode(data, errors=None, mapping=None, /)", charmap_decode, CALL_POSITIONAL, NULL),
    FUNCTION("charmap_encode(str, errors=None, mapping=None, /)", charmap_encode, CALL_POSITIONAL, NULL),
    FUNCTION("ascii_decode(data, errors=None, /)", ascii_decode, CALL_POSITIONAL, NULL),
    FUNCTION("latin_1_decode(data, errors=None, /)", latin_1_decode, CALL_POSITIONAL, NULL),
    FUNCTION("unicode_escape_decode(data, errors=None, final=True, /)", unicode_escape_decode, CALL_POSITIONAL, NULL),
    FUNCTION("raw_unicode_escape_decode(data, errors=None, final=True, /)", raw_unicode_escape_decode, CALL_POSITIONAL, NULL),
    DECODE_ROW(utf_7), DECODE_ROW(utf_8), DECODE_ROW(utf_16), DECODE_ROW(utf_16_le), DECODE_ROW(utf_16_be),
    DECODE_ROW(utf_32), DECODE_ROW(utf_32_le), DECODE_ROW(utf_32_be),
    FUNCTION("utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)", utf_16_ex_decode, CALL_POSITIONAL, NULL),
    FUNCTION("utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)", utf_32_ex_decode, CALL_POSITIONAL, NULL),
    FUNCTION("utf_16_encode(str, errors=None, byteorder=0, /)", utf_16_encode, CALL_POSITIONAL, NULL),
    FUNCTION("utf_32_encode(str, errors=None, byteorder=0, /)", utf_32_encode, CALL_POSITIONAL, NULL),
    ENCODE_ROW(utf_7), ENCODE_ROW(utf_8), ENCODE_ROW(utf_16_le), ENCODE_ROW(utf_16_be), ENCODE_ROW(utf_32_le),
    ENCODE_ROW(utf_32_be), ENCODE_ROW(ascii), ENCODE_ROW(latin_1), ENCODE_ROW(unicode_escape),
    ENCODE_ROW(raw_unicode_escape),
    ROWS_END
};
#undef OWNER

const ModuleDef module_codecs = {
    .name = "_codecs",
    .functions = functions,
};
