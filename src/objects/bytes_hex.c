/* bytes_hex.c - hex and back, translate, decode. SPDX-License-Identifier: MIT */
#include "objects/bytes_hex.h"

#include "objects/bytes_methods.h"
#include "objects/codecs.h"
#include "objects/errors.h"
#include "objects/object.h"
#include "objects/str_methods.h"

static const char hex_digits[] = "0123456789abcdef";

/* The separator's byte; false: an exception is set. */
static MUST_CHECK bool arg_separator(Vm *vm, Value v, char *separator)
{
    int64_t length = object_length(vm, v);

    if (length < 0)
        return false;
    if (length != 1) {
        value_error(vm, "sep must be length 1.");
        return false;
    }
    uint32_t c = 0x80;
    if (is_str(vm, v))
        c = str_char(as_str(v), 0);
    else if (is_bytes(vm, v))
        c = (uint8_t)as_bytes(v)->data[0];
    else {
        type_error(vm, "sep must be str or bytes.");
        return false;
    }
    if (c > 0x7F)
        value_error(vm, "sep must be ASCII.");
    *separator = (char)c;
    return c <= 0x7F;
}

Value bytes_hex_text(Vm *vm, const void *data, size_t length, Value separator, int64_t group)
{
    const uint8_t *s = data;
    size_t every = (size_t)(group < 0 ? -group : group), marks = 0;
    char mark = 0;

    if (separator && !arg_separator(vm, separator, &mark))
        return 0;
    if (separator && every && length)
        marks = (length - 1) / every;
    if (length > SIZE_MAX / 4) {
        memory_error(vm);
        return 0;
    }
    Str *text = str_new(vm, 2 * length + marks, 0x7F);
    if (!text || !length)
        return value_of(text);
    char *out = text->data;
    for (size_t i = 0; i < length; i++) {
        if (marks && i && (group < 0 ? i % every == 0 : (length - i) % every == 0))
            *out++ = mark;
        *out++ = hex_digits[s[i] >> 4];
        *out++ = hex_digits[s[i] & 15];
    }
    return value_of(text);
}

Value bytes_hex(Vm *vm, const Value *arg, size_t count)
{
    int64_t group = 1;

    (void)count;
    if (arg[2] && !arg_ssize(vm, arg[2], &group))
        return 0;
    if (group > INT32_MAX || group < INT32_MIN)
        return overflow_error(vm, "Python int too large to convert to C int");
    ByteView s = byte_view(vm, arg[0]);
    return bytes_hex_text(vm, s.data, s.length, arg[1], group);
}

/* ---- fromhex ---- */

static int hex_value(uint32_t c)
{
    return c - '0' < 10 ? (int)(c - '0') : (c | 32) - 'a' < 6 ? (int)((c | 32) - 'a' + 10) : -1;
}

/* Digits at data, with spaces between the pairs; what is not ASCII in a str counts as no digit. */
static MUST_CHECK bool read_hex(Vm *vm, ByteBuilder *builder, const uint8_t *data, size_t length)
{
    for (size_t i = 0; i < length;) {
        if (byte_is_space(data[i])) {
            i++;
            continue;
        }
        int high = hex_value(data[i]), low = i + 1 < length ? hex_value(data[i + 1]) : -1;
        if (high < 0 || low < 0) {
            if (high >= 0 && i + 1 == length)
                value_error(vm, "fromhex() arg must contain an even number of hexadecimal digits");
            else
                value_error(vm, "non-hexadecimal number found in fromhex() arg at position %zu", high < 0 ? i : i + 1);
            return false;
        }
        if (!byte_builder_byte(builder, (uint8_t)(high << 4 | low)))
            return false;
        i += 2;
    }
    return true;
}

static MUST_CHECK bool read_hex_text(Vm *vm, ByteBuilder *builder, Value v)
{
    const Str *s = as_str(v);
    size_t wide = 0;

    if (str_is_ascii(s))
        return read_hex(vm, builder, (const uint8_t *)s->data, s->length);
    while (str_char(s, wide) < 0x80)
        wide++;
    value_error(vm, "non-hexadecimal number found in fromhex() arg at position %zu", wide);
    return false;
}

static MUST_CHECK bool collect_hex(Vm *vm, ByteBuilder *builder, Value v)
{
    ByteArg data;

    if (is_str(vm, v))
        return read_hex_text(vm, builder, v);
    if (!is_buffer(vm, v)) {
        type_error(vm, "fromhex() argument must be str or bytes-like, not %T", v);
        return false;
    }
    if (!byte_arg(vm, v, &data))
        return false;
    bool done = read_hex(vm, builder, data.data, data.length);
    byte_arg_free(vm, &data);
    return done;
}

/* arg: class, text. A subclass is called with the bytes. */
Value bytes_fromhex(Vm *vm, const Value *arg, size_t count)
{
    ByteBuilder builder;
    const Type *cls = as_type(arg[0]);
    Value result;

    (void)count;
    byte_builder_init(&builder, vm);
    if (!collect_hex(vm, &builder, arg[1])) {
        byte_builder_drop(&builder);
        return 0;
    }
    if (type_is_subtype(vm, cls, &bytearray_type)) {
        result = bytearray_from(vm, builder.length ? builder.bytes->data : NULL, builder.length);
        byte_builder_drop(&builder);
    } else {
        result = byte_builder_finish(&builder);
    }
    if (!result || cls == &bytes_type || cls == &bytearray_type)
        return result;
    Value instance = call1(vm, arg[0], result);
    release(vm, result);
    return instance;
}

/* ---- translate ---- */

static Value translate_with(Vm *vm, Value self, const uint8_t *table, const ByteArg *deleted)
{
    ByteView s = byte_view(vm, self);
    bool drop[256] = {0};
    ByteBuilder builder;
    size_t length = 0;

    for (size_t i = 0; i < deleted->length; i++)
        drop[deleted->data[i]] = true;
    byte_builder_init(&builder, vm);
    char *out = byte_builder_reserve(&builder, s.length);
    if (!out)
        return 0;
    for (size_t i = 0; i < s.length; i++)
        if (!drop[s.data[i]])
            out[length++] = (char)(table ? table[s.data[i]] : s.data[i]);
    builder.length = length;
    if (length == s.length && length && !memcmp(out, s.data, length)) {
        byte_builder_drop(&builder);
        return bytes_same(vm, self);
    }
    return bytes_like_built(vm, self, &builder);
}

/* arg: self, table (NONE), delete (0: none). */
Value bytes_translate(Vm *vm, const Value *arg, size_t count)
{
    ByteArg table = {0}, deleted = {0};
    Value result = 0;

    (void)count;
    if (arg[1] != NONE && !byte_arg(vm, arg[1], &table))
        return 0;
    if (arg[1] != NONE && table.length != 256)
        value_error(vm, "translation table must be 256 characters long");
    else if (!arg[2] || byte_arg(vm, arg[2], &deleted))
        result = translate_with(vm, arg[0], table.data, &deleted);
    byte_arg_free(vm, &deleted);
    byte_arg_free(vm, &table);
    return result;
}

Value bytes_maketrans(Vm *vm, const Value *arg, size_t count)
{
    ByteArg from, to;
    Value result = 0;

    (void)count;
    if (!byte_arg(vm, arg[0], &from))
        return 0;
    if (byte_arg(vm, arg[1], &to)) {
        if (from.length != to.length) {
            value_error(vm, "maketrans arguments must have same length");
        } else {
            uint8_t table[256];
            for (int i = 0; i < 256; i++)
                table[i] = (uint8_t)i;
            for (size_t i = 0; i < from.length; i++)
                table[from.data[i]] = to.data[i];
            result = bytes_from(vm, table, sizeof table);
        }
        byte_arg_free(vm, &to);
    }
    byte_arg_free(vm, &from);
    return result;
}

Value bytes_decode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "decode", "'encoding'", "str", arg[1]);
    if (!is_str(vm, arg[2]))
        return bad_argument_type(vm, "decode", "'errors'", "str", arg[2]);
    return codec_decode(vm, arg[0], arg[1], arg[2]);
}
