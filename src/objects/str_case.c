/* str_case.c - upper, lower and the like, with Unicode's full mappings. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/unicode.h"

enum { SIGMA = 0x3A3, FINAL_SIGMA = 0x3C2 };

/* One character of s in its new case. */
typedef int (*MapChar)(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX]);

static int lower_char(const Str *s, size_t i, uint32_t out[UNICODE_MAPPING_MAX])
{
    uint32_t c = str_char(s, i);
    if (c < 0x80) {
        out[0] = c ^ (uint32_t)(c - 'A' < 26) << 5;
        return 1;
    }
    if (c == SIGMA && unicode_is_final_sigma((int)str_kind(s), s->data, s->length, i)) {
        out[0] = FINAL_SIGMA;
        return 1;
    }
    return unicode_lower(c, out);
}

static int to_upper(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    uint32_t c = str_char(s, i);
    (void)after_cased;
    if (c >= 0x80)
        return unicode_upper(c, out);
    out[0] = c ^ (uint32_t)(c - 'a' < 26) << 5;
    return 1;
}

static int to_lower(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    (void)after_cased;
    return lower_char(s, i, out);
}

static int to_fold(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    (void)after_cased;
    return unicode_fold(str_char(s, i), out);
}

static int to_title(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    return after_cased ? lower_char(s, i, out) : unicode_title(str_char(s, i), out);
}

static int to_capital(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    (void)after_cased;
    return i ? lower_char(s, i, out) : unicode_title(str_char(s, i), out);
}

static int to_swapped(const Str *s, size_t i, bool after_cased, uint32_t out[UNICODE_MAPPING_MAX])
{
    uint32_t c = str_char(s, i);
    (void)after_cased;
    if (unicode_has(c, UNICODE_UPPER))
        return lower_char(s, i, out);
    if (unicode_has(c, UNICODE_LOWER))
        return unicode_upper(c, out);
    out[0] = c;
    return 1;
}

static Value map_ascii(Vm *vm, Value v, MapChar map)
{
    const Str *s = as_str(v);
    uint32_t out[UNICODE_MAPPING_MAX];
    bool cased = false;

    Str *result = str_new(vm, s->length, 0x7F);
    if (!result)
        return 0;
    for (size_t i = 0; i < s->length; i++) {
        uint8_t c = (uint8_t)s->data[i];
        map(s, i, cased, out);
        cased = (c | 32) >= 'a' && (c | 32) <= 'z';
        result->data[i] = (char)out[0];
    }
    return str_ready(vm, result);
}

/* The usual case: each character becomes one of the same kind. UNBOUND: it isn't so. */
static Value map_same_kind(Vm *vm, const Str *s, MapChar map)
{
    unsigned kind = str_kind(s);
    uint32_t limit = str_max_char_of_kind(kind), all = 0, out[UNICODE_MAPPING_MAX];
    bool cased = false;

    Str *result = str_new(vm, s->length, str_limit(s));
    if (!result)
        return 0;
    for (size_t i = 0; i < s->length; i++) {
        if (map(s, i, cased, out) != 1 || out[0] > limit) {
            release(vm, value_of(result));
            return UNBOUND;
        }
        cased = map == to_title && unicode_has(str_char(s, i), UNICODE_CASED);
        all |= out[0];
        str_write(kind, result->data, i, out[0]);
    }
    if (all >= 0x80 && (kind == 1 || all > 0xFF) && (kind < 4 || all > 0xFFFF))
        return s->length == 1 ? str_ready(vm, result) : value_of(result);
    Value narrowed = str_from_kind(vm, kind, result->data, s->length);
    release(vm, value_of(result));
    return narrowed;
}

static Value map_chars(Vm *vm, Value v, MapChar map)
{
    const Str *s = as_str(v);
    StrBuilder builder;
    bool cased = false;

    if (!s->length)
        return EMPTY_STR;
    if (str_is_ascii(s))
        return map_ascii(vm, v, map);
    Value same = map_same_kind(vm, s, map);
    if (same != UNBOUND)
        return same;
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t out[UNICODE_MAPPING_MAX];
        int count = map(s, i, cased, out);
        cased = unicode_has(str_char(s, i), UNICODE_CASED);
        for (int k = 0; k < count; k++)
            if (!str_builder_char(&builder, out[k])) {
                str_builder_drop(&builder);
                return 0;
            }
    }
    return str_builder_finish(&builder);
}

/* Eight ASCII characters at once: those from first to first + 25 change bit 5. */
static uint64_t shift_word(uint64_t word, char first)
{
    const uint64_t ones = 0x0101010101010101ull;
    uint64_t from = word + (0x80 - (uint64_t)first) * ones;          /* bit 7: at least first */
    uint64_t past = word + (0x80 - (uint64_t)first - 26) * ones;     /* bit 7: beyond the 26th */
    return word ^ ((from & ~past & 0x80 * ones) >> 2);
}

/* lower and upper of ASCII, the common ones. */
static Value shift_ascii(Vm *vm, Value v, char first)
{
    const Str *s = as_str(v);

    Str *result = str_new(vm, s->length, 0x7F);
    if (!result || !s->length)
        return value_of(result);
    size_t i = 0;
    for (uint64_t word; s->length - i >= sizeof word; i += sizeof word) {
        memcpy(&word, s->data + i, sizeof word);
        word = shift_word(word, first);
        memcpy(result->data + i, &word, sizeof word);
    }
    for (; i < s->length; i++) {
        uint8_t c = (uint8_t)s->data[i];
        result->data[i] = (char)(c ^ ((uint8_t)(c - (uint8_t)first) < 26) << 5);
    }
    return str_ready(vm, result);
}

Value str_upper(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return str_is_ascii(as_str(arg[0])) ? shift_ascii(vm, arg[0], 'a') : map_chars(vm, arg[0], to_upper);
}

Value str_lower(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return str_is_ascii(as_str(arg[0])) ? shift_ascii(vm, arg[0], 'A') : map_chars(vm, arg[0], to_lower);
}

Value str_casefold(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return str_is_ascii(as_str(arg[0])) ? shift_ascii(vm, arg[0], 'A') : map_chars(vm, arg[0], to_fold);
}

Value str_title(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_chars(vm, arg[0], to_title);
}

Value str_swapcase(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_chars(vm, arg[0], to_swapped);
}

Value str_capitalize(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_chars(vm, arg[0], to_capital);
}
