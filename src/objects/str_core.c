/* str_core.c - strs made, compared, hashed, cut and joined: what everybody above needs of text.
 *
 * Every str is canonical: its kind is the narrowest that holds its characters, so two strs of different kinds differ. ""
 * and the characters below 256 are constants (names.c); functions here return those instead of new objects.
 * SPDX-License-Identifier: MIT */
#include "objects/str.h"

#include "base/hash.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "objects/codecs.h"
#include "objects/errors.h"
#include "objects/state.h"
#include "names.h"

/* Numbers of names, then those of the embedded library's texts (code/record.h). */
enum { HASH_PAGE = 256, HASH_PAGES = 2048 };
_Static_assert(NAME_NUMBERS < 1 << 15, "numbers of names lie below those of the library's texts");

/* ---- making ---- */

static unsigned kind_for(uint32_t max_char)
{
    return max_char < 0x100 ? 1 : max_char < 0x10000 ? 2 : 4;
}

Str *str_new(Vm *vm, size_t length, uint32_t max_char)
{
    unsigned kind = kind_for(max_char);

    if (length == 0)
        return as_str(EMPTY_STR);
    if (length > (SIZE_MAX >> 1) / kind - sizeof(Str)) {
        memory_error(vm);
        return NULL;
    }
    Str *s = heap_new(vm, str_size_of(length, kind), SHAPE_STR);
    if (!s)
        return NULL;
    str_set_bits(s, kind | (max_char < 0x80 ? STR_ASCII : 0));
    s->head.aux = 0;
    s->length = length;
    s->hash = 0;
    str_write(kind, s->data, length, 0);
    return s;
}

Value str_ready(Vm *vm, Str *s)
{
    if (s->length == 1 && str_kind(s) == 1 && !(s->head.flags & OBJECT_CONST)) {
        uint8_t c = (uint8_t)s->data[0];
        release(vm, value_of(s));
        return value_of(&names_of_chars[c]);
    }
    return value_of(s);
}

Value str_from_char(Vm *vm, uint32_t character)
{
    if (character < 256)
        return value_of(&names_of_chars[character]);
    Str *s = str_new(vm, 1, character);
    if (!s)
        return 0;
    str_write(str_kind(s), s->data, 0, character);
    return value_of(s);
}

static bool any_above_7f(const uint8_t *bytes, size_t length)
{
    return utf8_ascii_prefix(bytes, length) < length;
}

uint32_t str_find_limit(unsigned kind, const void *chars, size_t length)
{
    uint32_t all = 0;

    if (kind == 1)
        return any_above_7f(chars, length) ? 0xFF : 0x7F;
    if (kind == 2) {
        const uint16_t *s = chars;
        for (size_t i = 0; i < length; i++)
            all |= s[i];
    } else {
        const uint32_t *s = chars;
        for (size_t i = 0; i < length; i++)
            all |= s[i];
    }
    return all < 0x80 ? 0x7F : all < 0x100 ? 0xFF : all < 0x10000 ? 0xFFFF : 0x10FFFF;
}

static void widen_1_2(uint16_t *to, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}

static void widen_1_4(uint32_t *to, const uint8_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}

static void widen_2_4(uint32_t *to, const uint16_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = from[i];
}

static void narrow_2_1(uint8_t *to, const uint16_t *from, size_t count)
{
    for (size_t i = 0; i < count; i++)
        to[i] = (uint8_t)from[i];
}

static void narrow_4(unsigned to_kind, void *to, const uint32_t *from, size_t count)
{
    uint8_t *one = to;
    uint16_t *two = to;
    for (size_t i = 0; i < count; i++)
        if (to_kind == 1)
            one[i] = (uint8_t)from[i];
        else
            two[i] = (uint16_t)from[i];
}

void str_copy_chars(unsigned to_kind, void *to, size_t to_index, unsigned from_kind, const void *from, size_t from_index,
                    size_t count)
{
    char       *target = (char *)to + to_index * to_kind;
    const char *source = (const char *)from + from_index * from_kind;

    if (to_kind == from_kind)
        memcpy(target, source, count * to_kind);
    else if (from_kind == 1 && to_kind == 2)
        widen_1_2((uint16_t *)(void *)target, (const uint8_t *)source, count);
    else if (from_kind == 1)
        widen_1_4((uint32_t *)(void *)target, (const uint8_t *)source, count);
    else if (from_kind == 2 && to_kind == 4)
        widen_2_4((uint32_t *)(void *)target, (const uint16_t *)(const void *)source, count);
    else if (from_kind == 2)
        narrow_2_1((uint8_t *)target, (const uint16_t *)(const void *)source, count);
    else
        narrow_4(to_kind, target, (const uint32_t *)(const void *)source, count);
}

Value str_from_kind(Vm *vm, unsigned kind, const void *chars, size_t length)
{
    if (length == 1)
        return str_from_char(vm, unicode_read((int)kind, chars, 0));
    Str *s = str_new(vm, length, str_find_limit(kind, chars, length));
    if (!s)
        return 0;
    if (length)
        str_copy_chars(str_kind(s), s->data, 0, kind, chars, 0, length);
    return value_of(s);
}

Value str_from_ucs4(Vm *vm, const uint32_t *chars, size_t length)
{
    return str_from_kind(vm, 4, chars, length);
}

Value str_from_latin1(Vm *vm, const void *bytes, size_t length)
{
    return str_from_kind(vm, 1, bytes, length);
}

Value str_from_utf8(Vm *vm, const char *text, size_t length)
{
    Utf8Scan scan;

    if (!utf8_scan(text, length, true, &scan))
        return unicode_decode_error(vm, "utf-8", text, length, scan.position, scan.error_end, scan.reason);
    return str_from_scanned(vm, text, &scan);
}

Value str_from_ascii(Vm *vm, const char *text, size_t length)
{
    if (length == 1)
        return str_from_char(vm, (uint8_t)*text);
    Str *s = str_new(vm, length, 0x7F);
    if (s && length)
        memcpy(s->data, text, length);
    return value_of(s);
}

Value str_from_scanned(Vm *vm, const char *text, const Utf8Scan *scanned)
{
    Utf8Scan scan = *scanned;

    if (scan.limit < 0x80)
        return str_from_ascii(vm, text, scan.length);
    if (scan.length == 1 && scan.limit < 0x100) {
        const char *at = text;
        return str_from_char(vm, utf8_next(&at));
    }
    Str *s = str_new(vm, scan.length, scan.limit);
    if (!s)
        return 0;
    if (scan.length)
        utf8_decode(text, scan.position, (int)str_kind(s), s->data);
    return value_of(s);
}

Value str_from_cstring(Vm *vm, const char *text)
{
    return str_from_utf8(vm, text, strlen(text));
}

Value str_exact(Vm *vm, Value v)
{
    Str *s = as_str(v);

    if (is_exact_str(v))
        return retain(v);
    if (s->length == 1 && str_kind(s) == 1)
        return str_from_char(vm, (uint8_t)s->data[0]);
    Str *copy = str_new(vm, s->length, str_limit(s));
    if (!copy)
        return 0;
    if (s->length)
        memcpy(copy->data, s->data, s->length * str_kind(s));
    return value_of(copy);
}

/* ---- cutting and joining ---- */

Value str_slice(Vm *vm, Value v, size_t start, size_t end)
{
    Str *s = as_str(v);
    unsigned kind = str_kind(s);

    if (start == 0 && end == s->length)
        return str_exact(vm, v);
    if (end - start == 1)
        return str_from_char(vm, str_char(s, start));
    if (!str_is_ascii(s))
        return str_from_kind(vm, kind, s->data + start * kind, end - start);
    Str *slice = str_new(vm, end - start, 0x7F);
    if (!slice)
        return 0;
    if (end > start)
        memcpy(slice->data, s->data + start, end - start);
    return value_of(slice);
}

Value str_concat(Vm *vm, Value a, Value b)
{
    Str *first = as_str(a), *second = as_str(b);
    uint32_t limit_a = str_limit(first), limit_b = str_limit(second);

    if (first->length == 0)
        return str_exact(vm, b);
    if (second->length == 0)
        return str_exact(vm, a);
    if (first->length + second->length > SIZE_MAX >> 3) {
        memory_error(vm);
        return 0;
    }
    Str *s = str_new(vm, first->length + second->length, limit_a > limit_b ? limit_a : limit_b);
    if (!s)
        return 0;
    str_copy_chars(str_kind(s), s->data, 0, str_kind(first), first->data, 0, first->length);
    str_copy_chars(str_kind(s), s->data, first->length, str_kind(second), second->data, 0, second->length);
    return value_of(s);
}

Value str_append(Vm *vm, Taken a, Value b)
{
    Str *s = as_str(a), *tail = as_str(b);
    size_t length = s->length;
    unsigned kind = str_kind(s);

    if (s->head.refs != 1 || !is_exact_str(a) || str_is_interned(s) || a == b || !is_exact_str(b) ||
        str_limit(tail) > str_limit(s) || length + tail->length > SIZE_MAX >> 3) {
        Value result = str_concat(vm, a, b);
        release(vm, a);
        return result;
    }
    s = heap_resize(vm, s, str_size(s), str_size_of(length + tail->length, kind));
    if (!s) {
        release(vm, a);
        return 0;
    }
    str_copy_chars(kind, s->data, length, str_kind(tail), tail->data, 0, tail->length);
    s->length = length + tail->length;
    str_write(kind, s->data, s->length, 0);
    s->hash = 0;
    s->head.aux = 0;
    return value_of(s);
}

/* ---- comparing ---- */

bool str_equal(Value a, Value b)
{
    Str *s = as_str(a), *t = as_str(b);

    if (a == b)
        return true;
    if (s->length != t->length || str_kind(s) != str_kind(t))
        return false;
    return memcmp(s->data, t->data, s->length * str_kind(s)) == 0;
}

int str_compare(Value a, Value b)
{
    Str *s = as_str(a), *t = as_str(b);
    size_t common = s->length < t->length ? s->length : t->length;

    if (a == b)
        return 0;
    if (str_kind(s) == 1 && str_kind(t) == 1) {
        int order = memcmp(s->data, t->data, common);
        if (order)
            return order < 0 ? -1 : 1;
    } else {
        int kind_s = (int)str_kind(s), kind_t = (int)str_kind(t);
        for (size_t i = 0; i < common; i++) {
            uint32_t c = unicode_read(kind_s, s->data, i), d = unicode_read(kind_t, t->data, i);
            if (c != d)
                return c < d ? -1 : 1;
        }
    }
    return s->length < t->length ? -1 : s->length > t->length;
}

bool str_is(Value v, const char *ascii)
{
    Str *s = as_str(v);
    size_t length = strlen(ascii);
    return s->length == length && str_kind(s) == 1 && memcmp(s->data, ascii, length) == 0;
}

/* ---- hashes ---- */

uint32_t str_name_hash(Str *s)
{
    if (!s->head.aux)
        s->head.aux = name_hash(s->data, s->length * str_kind(s));
    return s->head.aux;
}

static int64_t hash_data(Vm *vm, const Str *s)
{
    HashKey key = {vm->hash_key[0], vm->hash_key[1]};
    return hash_bytes(&key, s->data, s->length * str_kind(s));
}

/* Where the isolate keeps the hash of constant `number`; NULL: no memory, which is no error here. */
static int64_t *const_hash_place(Vm *vm, size_t number)
{
    ObjectsState *state = vm->objects;
    Allocator *from = &vm->heap->allocator;

    if (!state->const_hashes) {
        state->const_hashes = allocate(from, HASH_PAGES * sizeof *state->const_hashes);
        if (!state->const_hashes)
            return NULL;
        memset(state->const_hashes, 0, HASH_PAGES * sizeof *state->const_hashes);
    }
    int64_t **page = &state->const_hashes[number / HASH_PAGE];
    if (!*page) {
        *page = allocate(from, HASH_PAGE * sizeof **page);
        if (!*page)
            return NULL;
        memset(*page, 0, HASH_PAGE * sizeof **page);
    }
    return *page + number % HASH_PAGE;
}

static int64_t hash_const(Vm *vm, const Str *s)
{
    int64_t *place = const_hash_place(vm, (size_t)s->hash);

    if (place && *place)
        return *place;
    int64_t hash = hash_data(vm, s);
    if (place)
        *place = hash;
    return hash;
}

Value str_copy(Vm *vm, const Str *s)
{
    if (s->length < 2 && str_kind(s) == 1)
        return s->length ? str_from_char(vm, (uint8_t)s->data[0]) : EMPTY_STR;
    size_t bytes = s->length * str_kind(s);
    Str   *copy = str_new(vm, s->length, str_is_ascii(s) ? 0x7F : str_kind(s) == 1 ? 0xFF : str_kind(s) == 2 ? 0xFFFF : 0x10FFFF);
    if (!copy)
        return 0;
    memcpy(copy->data, s->data, bytes);
    return value_of(copy);
}

int64_t str_hash(Vm *vm, Value v)
{
    Str *s = as_str(v);

    if (s->head.flags & OBJECT_CONST)
        return hash_const(vm, s);
    if (!s->hash)
        s->hash = hash_data(vm, s);
    return s->hash;
}

/* ---- as UTF-8 ---- */

bool str_utf8(Vm *vm, Value v, Utf8 *out)
{
    Str *s = as_str(v);
    unsigned kind = str_kind(s);

    *out = (Utf8){.data = s->data, .length = s->length};
    if (str_is_ascii(s))
        return true;
    size_t surrogate = utf8_find_surrogate((int)kind, s->data, 0, s->length);
    if (surrogate < s->length) {
        size_t end = surrogate + 1;
        while (end < s->length && (str_char(s, end) & 0xFFFFF800) == 0xD800)
            end++;
        unicode_encode_error(vm, "utf-8", v, surrogate, end, "surrogates not allowed");
        return false;
    }
    out->length = utf8_encoded_size((int)kind, s->data, s->length);
    out->block_size = out->length + 1;
    char *block = mem_alloc(vm, out->block_size);
    if (!block) {
        *out = (Utf8){0};
        return false;
    }
    *utf8_encode((int)kind, s->data, s->length, block) = 0;
    out->block = block;
    out->data = block;
    return true;
}

void utf8_free(Vm *vm, Utf8 *utf8)
{
    if (utf8->block)
        mem_free(vm, utf8->block, utf8->block_size);
    *utf8 = (Utf8){0};
}

void str_drop_state(Vm *vm)
{
    ObjectsState *state = vm->objects;
    Allocator *from = &vm->heap->allocator;

    for (size_t i = 0; state->const_hashes && i < HASH_PAGES; i++)
        deallocate(from, state->const_hashes[i], HASH_PAGE * sizeof **state->const_hashes);
    deallocate(from, state->const_hashes, HASH_PAGES * sizeof *state->const_hashes);
    state->const_hashes = NULL;
    if (state->interned)
        deallocate(from, state->interned, (state->interned_mask + 1) * sizeof *state->interned);
    state->interned = NULL;
    state->interned_count = state->interned_mask = 0;
}
