/* str_trim.c - stripping and padding. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/search.h"
#include "objects/errors.h"
#include "objects/object.h"

enum { LEFT = 1, RIGHT = 2 };

/* Characters to be stripped: a set tested by a filter first. */
static bool is_member(const Str *chars, uint64_t filter, uint32_t c)
{
    return (filter >> (c & 63) & 1) && search_unit((int)str_kind(chars), chars->data, chars->length, c) != SEARCH_NONE;
}

static Value strip_chars(Vm *vm, Value v, const Str *chars, int sides)
{
    const Str *s = as_str(v);
    uint64_t filter = 0;
    size_t start = 0, end = s->length;

    for (size_t i = 0; i < chars->length; i++)
        filter |= 1ull << (str_char(chars, i) & 63);
    while (sides & LEFT && start < end && is_member(chars, filter, str_char(s, start)))
        start++;
    while (sides & RIGHT && end > start && is_member(chars, filter, str_char(s, end - 1)))
        end--;
    return str_slice(vm, v, start, end);
}

static Value strip_space(Vm *vm, Value v, int sides)
{
    const Str *s = as_str(v);
    size_t start = 0, end = s->length;

    if (str_kind(s) == 1) {
        const uint8_t *bytes = (const uint8_t *)s->data;
        while (sides & LEFT && start < end && byte_spaces[bytes[start]])
            start++;
        while (sides & RIGHT && end > start && byte_spaces[bytes[end - 1]])
            end--;
        return str_slice(vm, v, start, end);
    }
    while (sides & LEFT && start < end && char_is_space(str_char(s, start)))
        start++;
    while (sides & RIGHT && end > start && char_is_space(str_char(s, end - 1)))
        end--;
    return str_slice(vm, v, start, end);
}

static Value strip(Vm *vm, const Value *arg, int sides, const char *function)
{
    if (arg[1] == NONE)
        return strip_space(vm, arg[0], sides);
    if (!is_str(vm, arg[1]))
        return type_error(vm, "%s arg must be None or str", function);
    return strip_chars(vm, arg[0], as_str(arg[1]), sides);
}

Value str_strip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, LEFT | RIGHT, "strip");
}

Value str_lstrip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, LEFT, "lstrip");
}

Value str_rstrip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, RIGHT, "rstrip");
}

/* ---- padding ---- */

static MUST_CHECK bool arg_fill(Vm *vm, Value v, uint32_t *fill)
{
    if (!is_str(vm, v)) {
        type_error(vm, "The fill character must be a unicode character, not %T", v);
        return false;
    }
    if (as_str(v)->length != 1) {
        type_error(vm, "The fill character must be exactly one character long");
        return false;
    }
    *fill = str_char(as_str(v), 0);
    return true;
}

static Value pad(Vm *vm, Value v, size_t left, size_t right, uint32_t fill)
{
    StrBuilder builder;

    if (!left && !right)
        return str_exact(vm, v);
    if (left + right > SIZE_MAX / 8 - as_str(v)->length)
        return overflow_error(vm, "padded string is too long");
    str_builder_init(&builder, vm);
    if (!str_builder_repeat(&builder, fill, left) || !str_builder_str(&builder, v) ||
        !str_builder_repeat(&builder, fill, right)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

static Value justify(Vm *vm, const Value *arg, int sides)
{
    size_t length = as_str(arg[0])->length;
    int64_t width;
    uint32_t fill;

    if (!arg_ssize(vm, arg[1], &width) || !arg_fill(vm, arg[2], &fill))
        return 0;
    size_t padding = width > (int64_t)length ? (size_t)width - length : 0;
    size_t left = sides == LEFT ? padding : sides == RIGHT ? 0 : padding / 2 + (padding & (size_t)width & 1);
    return pad(vm, arg[0], left, padding - left, fill);
}

Value str_center(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, arg, LEFT | RIGHT);
}

Value str_ljust(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, arg, RIGHT);
}

Value str_rjust(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, arg, LEFT);
}

Value str_zfill(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    int64_t width;
    StrBuilder builder;

    (void)count;
    if (!arg_ssize(vm, arg[1], &width))
        return 0;
    if (width <= (int64_t)s->length)
        return str_exact(vm, arg[0]);
    size_t sign = s->length && (str_char(s, 0) == '+' || str_char(s, 0) == '-');
    str_builder_init(&builder, vm);
    if (!str_builder_slice(&builder, arg[0], 0, sign) ||
        !str_builder_repeat(&builder, '0', (size_t)width - s->length) ||
        !str_builder_slice(&builder, arg[0], sign, s->length)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value str_expandtabs(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    int64_t size, column = 0;
    StrBuilder builder;

    (void)count;
    if (!arg_ssize(vm, arg[1], &size))
        return 0;
    if (size > INT32_MAX || size < INT32_MIN)
        return overflow_error(vm, "Python int too large to convert to C int");
    if (search_unit((int)str_kind(s), s->data, s->length, '\t') == SEARCH_NONE)
        return str_exact(vm, arg[0]);
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        bool added;
        if (c == '\t') {
            int64_t spaces = size > 0 ? size - column % size : 0;
            added = str_builder_repeat(&builder, ' ', (size_t)spaces);
            column += spaces;
        } else {
            added = str_builder_char(&builder, c);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
        if (!added) {
            str_builder_drop(&builder);
            return 0;
        }
    }
    return str_builder_finish(&builder);
}
