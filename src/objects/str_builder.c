/* str_builder.c - a str built piece by piece.
 *
 * The buffer is a Str larger than its text; it is made anew, wider, when a character does not fit its kind, and cut to
 * size at the end. Its first size is small; growth is by half. SPDX-License-Identifier: MIT */
#include "objects/str.h"

#include "base/unicode.h"
#include "base/utf8.h"
#include "objects/errors.h"

enum { FIRST_CAPACITY = 31 };

void str_builder_init(StrBuilder *builder, Vm *vm)
{
    *builder = (StrBuilder){.vm = vm, .max_char = 0x7F};
}

static unsigned kind_of_limit(uint32_t limit)
{
    return limit < 0x100 ? 1 : limit < 0x10000 ? 2 : 4;
}

static uint32_t limit_of(uint32_t character)
{
    return character < 0x80 ? 0x7F : character < 0x100 ? 0xFF : character < 0x10000 ? 0xFFFF : 0x10FFFF;
}

void str_builder_drop(StrBuilder *builder)
{
    if (builder->str)
        heap_free(builder->vm, builder->str, str_size_of(builder->capacity, kind_of_limit(builder->max_char)));
    builder->str = NULL;
    builder->length = builder->capacity = 0;
    builder->max_char = 0x7F;
}

/* A wider buffer with the same text and room for capacity characters. */
static MUST_CHECK bool widen(StrBuilder *builder, size_t capacity, uint32_t limit)
{
    unsigned from = kind_of_limit(builder->max_char), to = kind_of_limit(limit);

    Str *str = heap_new(builder->vm, str_size_of(capacity, to), SHAPE_STR);
    if (!str)
        return false;
    if (builder->str) {
        str_copy_chars(to, str->data, 0, from, builder->str->data, 0, builder->length);
        heap_free(builder->vm, builder->str, str_size_of(builder->capacity, from));
    }
    builder->str = str;
    builder->capacity = capacity;
    builder->max_char = limit;
    return true;
}

/* Room for more characters up to limit. */
static MUST_CHECK bool reserve(StrBuilder *builder, size_t more, uint32_t limit)
{
    size_t wanted = builder->length + more;
    unsigned kind = kind_of_limit(builder->max_char);

    if (wanted < more || wanted > SIZE_MAX >> 4) {
        memory_error(builder->vm);
        return false;
    }
    if (wanted > builder->capacity && builder->capacity) {
        size_t generous = builder->capacity + builder->capacity / 2;
        wanted = wanted > generous ? wanted : generous;
    }
    if (!builder->str || kind_of_limit(limit) > kind) {
        wanted = wanted > builder->capacity ? wanted : builder->capacity;
        if (!builder->capacity && wanted < FIRST_CAPACITY)
            wanted = FIRST_CAPACITY;
        return widen(builder, wanted, limit > builder->max_char ? limit : builder->max_char);
    }
    if (limit > builder->max_char)
        builder->max_char = limit;
    if (wanted <= builder->capacity)
        return true;
    Str *str = heap_resize(builder->vm, builder->str, str_size_of(builder->capacity, kind), str_size_of(wanted, kind));
    if (!str)
        return false;
    builder->str = str;
    builder->capacity = wanted;
    return true;
}

static bool fits(const StrBuilder *builder, size_t more, uint32_t limit)
{
    return builder->capacity - builder->length >= more && limit <= builder->max_char && builder->str;
}

bool str_builder_char(StrBuilder *builder, uint32_t character)
{
    if (!fits(builder, 1, character) && !reserve(builder, 1, limit_of(character)))
        return false;
    str_write(kind_of_limit(builder->max_char), builder->str->data, builder->length++, character);
    return true;
}

bool str_builder_repeat(StrBuilder *builder, uint32_t character, size_t count)
{
    if (!count)
        return true;
    if (!fits(builder, count, character) && !reserve(builder, count, limit_of(character)))
        return false;
    unsigned kind = kind_of_limit(builder->max_char);
    if (kind == 1)
        memset(builder->str->data + builder->length, (int)character, count);
    else
        for (size_t i = 0; i < count; i++)
            str_write(kind, builder->str->data, builder->length + i, character);
    builder->length += count;
    return true;
}

static MUST_CHECK bool add(StrBuilder *builder, unsigned kind, const void *chars, size_t start, size_t count, uint32_t limit)
{
    if (!count)
        return true;
    if (!fits(builder, count, limit) && !reserve(builder, count, limit))
        return false;
    str_copy_chars(kind_of_limit(builder->max_char), builder->str->data, builder->length, kind, chars, start, count);
    builder->length += count;
    return true;
}

bool str_builder_str(StrBuilder *builder, Value v)
{
    Str *s = as_str(v);
    return add(builder, str_kind(s), s->data, 0, s->length, str_limit(s));
}

bool str_builder_kind(StrBuilder *builder, unsigned kind, const void *chars, size_t length)
{
    return add(builder, kind, chars, 0, length, str_find_limit(kind, chars, length));
}

bool str_builder_slice(StrBuilder *builder, Value v, size_t start, size_t end)
{
    Str *s = as_str(v);
    uint32_t limit = str_limit(s);

    if (limit > builder->max_char)       /* the slice may be narrower than the whole */
        limit = str_find_limit(str_kind(s), s->data + start * str_kind(s), end - start);
    return add(builder, str_kind(s), s->data, start, end - start, limit);
}

bool str_builder_utf8(StrBuilder *builder, const char *text, size_t length)
{
    if (utf8_ascii_prefix(text, length) == length)
        return add(builder, 1, text, 0, length, 0x7F);
    Value s = str_from_utf8(builder->vm, text, length);
    if (!s)
        return false;
    bool added = str_builder_str(builder, s);
    release(builder->vm, s);
    return added;
}

bool str_builder_text(StrBuilder *builder, const char *ascii)
{
    return str_builder_utf8(builder, ascii, strlen(ascii));
}

Value str_builder_finish(StrBuilder *builder)
{
    unsigned kind = kind_of_limit(builder->max_char);
    size_t length = builder->length;
    Value result = 0;

    if (!length || (length == 1 && kind == 1)) {
        result = length ? str_from_char(builder->vm, (uint8_t)builder->str->data[0]) : EMPTY_STR;
        str_builder_drop(builder);
        return result;
    }
    Str *str = heap_resize(builder->vm, builder->str, str_size_of(builder->capacity, kind), str_size_of(length, kind));
    if (!str) {
        str_builder_drop(builder);
        return 0;
    }
    str_set_bits(str, kind | (builder->max_char < 0x80 ? STR_ASCII : 0));
    str->head.aux = 0;
    str->length = length;
    str->hash = 0;
    str_write(kind, str->data, length, 0);
    str_builder_init(builder, builder->vm);
    return value_of(str);
}
