/* bytes_text.c - bytes taken as ASCII text: case, predicates, stripping, padding. SPDX-License-Identifier: MIT */
#include "objects/bytes_methods.h"

#include "objects/errors.h"
#include "objects/str_methods.h"

static bool is_lower(uint8_t c) { return (uint8_t)(c - 'a') < 26; }
static bool is_upper(uint8_t c) { return (uint8_t)(c - 'A') < 26; }
static bool is_alpha(uint8_t c) { return is_lower(c | 32); }
static bool is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
static bool is_alnum(uint8_t c) { return is_alpha(c) || is_digit(c); }

/* ---- case ---- */

typedef uint8_t (*MapByte)(uint8_t c, bool after_letter, bool first);

static uint8_t to_upper(uint8_t c, bool after_letter, bool first)
{
    (void)after_letter, (void)first;
    return is_lower(c) ? c ^ 32 : c;
}

static uint8_t to_lower(uint8_t c, bool after_letter, bool first)
{
    (void)after_letter, (void)first;
    return is_upper(c) ? c ^ 32 : c;
}

static uint8_t to_title(uint8_t c, bool after_letter, bool first)
{
    return after_letter ? to_lower(c, false, first) : to_upper(c, false, first);
}

static uint8_t to_swapped(uint8_t c, bool after_letter, bool first)
{
    (void)after_letter, (void)first;
    return is_alpha(c) ? c ^ 32 : c;
}

static uint8_t to_capital(uint8_t c, bool after_letter, bool first)
{
    (void)after_letter;
    return first ? to_upper(c, false, false) : to_lower(c, false, false);
}

static Value map_bytes(Vm *vm, Value self, MapByte map)
{
    ByteView s = byte_view(vm, self);
    ByteBuilder builder;
    bool after = false;

    byte_builder_init(&builder, vm);
    char *out = byte_builder_reserve(&builder, s.length);
    if (!out)
        return 0;
    for (size_t i = 0; i < s.length; i++) {
        out[i] = (char)map(s.data[i], after, i == 0);
        after = is_alpha(s.data[i]);
    }
    builder.length = s.length;
    return bytes_like_built(vm, self, &builder);
}

Value bytes_upper(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_bytes(vm, arg[0], to_upper);
}

Value bytes_lower(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_bytes(vm, arg[0], to_lower);
}

Value bytes_title(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_bytes(vm, arg[0], to_title);
}

Value bytes_swapcase(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_bytes(vm, arg[0], to_swapped);
}

Value bytes_capitalize(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return map_bytes(vm, arg[0], to_capital);
}

/* ---- predicates ---- */

static bool is_ascii(uint8_t c) { return c < 0x80; }

static Value all_are(Vm *vm, Value self, bool (*test)(uint8_t c), bool empty)
{
    ByteView s = byte_view(vm, self);

    for (size_t i = 0; i < s.length; i++)
        if (!test(s.data[i]))
            return FALSE;
    return bool_value(s.length || empty);
}

Value bytes_isascii(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return all_are(vm, arg[0], is_ascii, true);
}

Value bytes_isalnum(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return all_are(vm, arg[0], is_alnum, false);
}

Value bytes_isalpha(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return all_are(vm, arg[0], is_alpha, false);
}

Value bytes_isdigit(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return all_are(vm, arg[0], is_digit, false);
}

Value bytes_isspace(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return all_are(vm, arg[0], byte_is_space, false);
}

static Value has_case(Vm *vm, Value self, bool (*wanted)(uint8_t c), bool (*refused)(uint8_t c))
{
    ByteView s = byte_view(vm, self);
    bool seen = false;

    for (size_t i = 0; i < s.length; i++) {
        if (refused(s.data[i]))
            return FALSE;
        seen |= wanted(s.data[i]);
    }
    return bool_value(seen);
}

Value bytes_islower(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return has_case(vm, arg[0], is_lower, is_upper);
}

Value bytes_isupper(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return has_case(vm, arg[0], is_upper, is_lower);
}

Value bytes_istitle(Vm *vm, const Value *arg, size_t count)
{
    ByteView s = byte_view(vm, arg[0]);
    bool seen = false, after = false;

    (void)count;
    for (size_t i = 0; i < s.length; i++) {
        if ((is_upper(s.data[i]) && after) || (is_lower(s.data[i]) && !after))
            return FALSE;
        after = is_alpha(s.data[i]);
        seen |= after;
    }
    return bool_value(seen);
}

/* ---- strip ---- */

enum { LEFT = 1, RIGHT = 2 };

static Value strip_view(Vm *vm, Value self, const bool stripped[256], int sides)
{
    ByteView s = byte_view(vm, self);
    size_t start = 0, end = s.length;

    while (sides & LEFT && start < end && stripped[s.data[start]])
        start++;
    while (sides & RIGHT && end > start && stripped[s.data[end - 1]])
        end--;
    return end - start == s.length ? bytes_same(vm, self) : bytes_like(vm, self, s.data + start, end - start);
}

static Value strip(Vm *vm, const Value *arg, int sides)
{
    bool stripped[256] = {0};

    if (arg[1] == NONE) {
        for (int c = 0; c < 256; c++)
            stripped[c] = byte_is_space((uint8_t)c);
    } else {
        ByteArg set;
        if (!byte_arg(vm, arg[1], &set))
            return 0;
        for (size_t i = 0; i < set.length; i++)
            stripped[set.data[i]] = true;
        byte_arg_free(vm, &set);
    }
    return strip_view(vm, arg[0], stripped, sides);
}

Value bytes_strip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, LEFT | RIGHT);
}

Value bytes_lstrip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, LEFT);
}

Value bytes_rstrip(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return strip(vm, arg, RIGHT);
}

/* ---- padding ---- */

static MUST_CHECK bool arg_fill(Vm *vm, const char *function, Value v, uint8_t *fill)
{
    *fill = ' ';
    if (!v)
        return true;
    if (!is_bytes(vm, v) && !is_bytearray(vm, v)) {
        bad_argument_type(vm, function, "2", "a byte string of length 1", v);
        return false;
    }
    ByteView view = byte_view(vm, v);
    if (view.length != 1) {
        type_error(vm, "%s(): argument 2 must be a byte string of length 1, not a %s object of length %zu", function,
                   is_bytes(vm, v) ? "bytes" : "bytearray", view.length);
        return false;
    }
    *fill = view.data[0];
    return true;
}

static Value pad(Vm *vm, Value self, size_t left, size_t right, uint8_t fill)
{
    ByteBuilder builder;

    if (!left && !right)
        return bytes_same(vm, self);
    byte_builder_init(&builder, vm);
    ByteView s = byte_view(vm, self);
    if (!byte_builder_repeat(&builder, fill, left) || !byte_builder_add(&builder, s.data, s.length) ||
        !byte_builder_repeat(&builder, fill, right)) {
        byte_builder_drop(&builder);
        return 0;
    }
    return bytes_like_built(vm, self, &builder);
}

static Value justify(Vm *vm, const char *function, const Value *arg, int sides)
{
    int64_t width;
    uint8_t fill;

    if (!arg_ssize(vm, arg[1], &width) || !arg_fill(vm, function, arg[2], &fill))
        return 0;
    size_t length = byte_view(vm, arg[0]).length;
    size_t padding = width > (int64_t)length ? (size_t)width - length : 0;
    size_t left = sides == LEFT ? padding : sides == RIGHT ? 0 : padding / 2 + (padding & (size_t)width & 1);
    return pad(vm, arg[0], left, padding - left, fill);
}

Value bytes_center(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, "center", arg, LEFT | RIGHT);
}

Value bytes_ljust(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, "ljust", arg, RIGHT);
}

Value bytes_rjust(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return justify(vm, "rjust", arg, LEFT);
}

Value bytes_zfill(Vm *vm, const Value *arg, size_t count)
{
    int64_t width;
    ByteBuilder builder;

    (void)count;
    if (!arg_ssize(vm, arg[1], &width))
        return 0;
    ByteView s = byte_view(vm, arg[0]);
    if (width <= (int64_t)s.length)
        return bytes_same(vm, arg[0]);
    size_t sign = s.length && (s.data[0] == '+' || s.data[0] == '-');
    byte_builder_init(&builder, vm);
    if (!byte_builder_add(&builder, s.data, sign) || !byte_builder_repeat(&builder, '0', (size_t)width - s.length) ||
        !byte_builder_add(&builder, s.data + sign, s.length - sign)) {
        byte_builder_drop(&builder);
        return 0;
    }
    return bytes_like_built(vm, arg[0], &builder);
}

Value bytes_expandtabs(Vm *vm, const Value *arg, size_t count)
{
    int64_t size, column = 0;
    ByteBuilder builder;

    (void)count;
    if (!arg_ssize(vm, arg[1], &size))
        return 0;
    if (size > INT32_MAX || size < INT32_MIN)
        return overflow_error(vm, "Python int too large to convert to C int");
    ByteView s = byte_view(vm, arg[0]);
    byte_builder_init(&builder, vm);
    for (size_t i = 0; i < s.length; i++) {
        uint8_t c = s.data[i];
        int64_t spaces = size > 0 ? size - column % size : 0;
        bool added = c == '\t' ? byte_builder_repeat(&builder, ' ', (size_t)spaces) : byte_builder_byte(&builder, c);
        column = c == '\t' ? column + spaces : c == '\n' || c == '\r' ? 0 : column + 1;
        if (!added) {
            byte_builder_drop(&builder);
            return 0;
        }
    }
    return bytes_like_built(vm, arg[0], &builder);
}
