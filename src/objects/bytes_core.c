/* bytes_core.c - bytes made, hashed, shown, built. b"" and the single bytes are constants. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"

#include "base/hash.h"
#include "objects/errors.h"
#include "objects/str.h"

/* A constant of one byte (or none): Bytes with room for it and the NUL behind. */
typedef struct ByteConstant {
    Object  head;
    size_t  length;
    int64_t hash;
    char    data[8];
} ByteConstant;

#define HEAD {.refs = IMMORTAL, .shape = SHAPE_BYTES, .flags = OBJECT_CONST}
#define B1(n) {HEAD, 1, 0, {(char)(n)}}
#define B4(n) B1(n), B1((n) + 1), B1((n) + 2), B1((n) + 3)
#define B16(n) B4(n), B4((n) + 4), B4((n) + 8), B4((n) + 12)
#define B64(n) B16(n), B16((n) + 16), B16((n) + 32), B16((n) + 48)

static const ByteConstant empty_bytes = {HEAD, 0, 0, {0}};
static const ByteConstant single_bytes[256] = {B64(0), B64(64), B64(128), B64(192)};

#undef B1
#undef B4
#undef B16
#undef B64
#undef HEAD

Value bytes_empty(Vm *vm)
{
    (void)vm;
    return value_of(&empty_bytes);
}

Bytes *bytes_new(Vm *vm, size_t length)
{
    if (!length)
        return (Bytes *)(uintptr_t)&empty_bytes;
    if (length > SIZE_MAX / 2) {
        memory_error(vm);
        return NULL;
    }
    Bytes *bytes = heap_new(vm, sizeof *bytes + length + 1, SHAPE_BYTES);
    if (!bytes)
        return NULL;
    bytes->length = length;
    bytes->hash = 0;
    bytes->data[length] = 0;
    return bytes;
}

Value bytes_from(Vm *vm, const void *data, size_t length)
{
    if (length == 1)
        return value_of(&single_bytes[*(const uint8_t *)data]);
    Bytes *bytes = bytes_new(vm, length);
    if (bytes && length)
        memcpy(bytes->data, data, length);
    return value_of(bytes);
}

int64_t bytes_hash(Vm *vm, Value v)
{
    Bytes *bytes = as_bytes(v);
    HashKey key = {vm->hash_key[0], vm->hash_key[1]};

    if (bytes->head.flags & OBJECT_CONST)
        return hash_bytes(&key, bytes->data, bytes->length);
    if (!bytes->hash)
        bytes->hash = hash_bytes(&key, bytes->data, bytes->length);
    return bytes->hash;
}

/* ---- repr ---- */

static MUST_CHECK bool add_byte(StrBuilder *builder, uint8_t c, char escaped)
{
    static const char hex[] = "0123456789abcdef";
    char text[4] = {'\\', 'x', hex[c >> 4], hex[c & 15]};

    switch (c) {
    case '\t': return str_builder_text(builder, "\\t");
    case '\n': return str_builder_text(builder, "\\n");
    case '\r': return str_builder_text(builder, "\\r");
    default:
        if (c == (uint8_t)escaped || c == '\\')
            return str_builder_char(builder, '\\') && str_builder_char(builder, c);
        return c >= ' ' && c < 0x7F ? str_builder_char(builder, c) : str_builder_utf8(builder, text, 4);
    }
}

/* b, the quoted bytes, and `after`; escaped: the quote that is written with a backslash (0: the one round the text). */
static Value quoted(Vm *vm, const uint8_t *s, size_t length, char escaped, const char *after)
{
    char quote = length && memchr(s, '\'', length) && !memchr(s, '"', length) ? '"' : '\'';
    StrBuilder builder;

    str_builder_init(&builder, vm);
    bool added = str_builder_char(&builder, 'b') && str_builder_char(&builder, (uint8_t)quote);
    for (size_t i = 0; added && i < length; i++)
        added = add_byte(&builder, s[i], escaped ? escaped : quote);
    if (!added || !str_builder_char(&builder, (uint8_t)quote) || !str_builder_text(&builder, after)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value bytes_repr_text(Vm *vm, const void *data, size_t length)
{
    return quoted(vm, data, length, 0, "");
}

Value bytearray_repr_text(Vm *vm, const void *data, size_t length)
{
    return quoted(vm, data, length, '\'', ")");
}

/* ---- ByteBuilder ---- */

void byte_builder_init(ByteBuilder *builder, Vm *vm)
{
    *builder = (ByteBuilder){.vm = vm};
}

void byte_builder_drop(ByteBuilder *builder)
{
    if (builder->bytes)
        heap_free(builder->vm, builder->bytes, sizeof *builder->bytes + builder->capacity + 1);
    builder->bytes = NULL;
    builder->length = builder->capacity = 0;
}

char *byte_builder_reserve(ByteBuilder *builder, size_t more)
{
    size_t wanted = builder->length + more, old_size = sizeof *builder->bytes + builder->capacity + 1;

    if (builder->bytes && wanted <= builder->capacity && wanted >= more)
        return builder->bytes->data + builder->length;
    if (wanted < more || wanted > SIZE_MAX / 4) {
        memory_error(builder->vm);
        return NULL;
    }
    size_t generous = builder->capacity + builder->capacity / 2;
    wanted = wanted > generous ? wanted : generous;
    wanted = wanted < 39 ? 39 : wanted;
    Bytes *bytes = builder->bytes ? heap_resize(builder->vm, builder->bytes, old_size, sizeof *bytes + wanted + 1)
                                  : heap_new(builder->vm, sizeof *bytes + wanted + 1, SHAPE_BYTES);
    if (!bytes)
        return NULL;
    builder->bytes = bytes;
    builder->capacity = wanted;
    return bytes->data + builder->length;
}

bool byte_builder_add(ByteBuilder *builder, const void *data, size_t length)
{
    if (!length)
        return true;
    char *room = byte_builder_reserve(builder, length);
    if (!room)
        return false;
    memcpy(room, data, length);
    builder->length += length;
    return true;
}

bool byte_builder_repeat(ByteBuilder *builder, uint8_t byte, size_t count)
{
    if (!count)
        return true;
    char *room = byte_builder_reserve(builder, count);
    if (!room)
        return false;
    memset(room, byte, count);
    builder->length += count;
    return true;
}

Value byte_builder_finish(ByteBuilder *builder)
{
    size_t length = builder->length, header = sizeof *builder->bytes + 1;

    if (length < 2) {
        Value result = bytes_from(builder->vm, length ? builder->bytes->data : NULL, length);
        byte_builder_drop(builder);
        return result;
    }
    Bytes *bytes = heap_resize(builder->vm, builder->bytes, header + builder->capacity, header + length);
    if (!bytes) {
        byte_builder_drop(builder);
        return 0;
    }
    bytes->length = length;
    bytes->hash = 0;
    bytes->data[length] = 0;
    byte_builder_init(builder, builder->vm);
    return value_of(bytes);
}
