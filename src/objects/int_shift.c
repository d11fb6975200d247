/* int_shift.c - ints: shifts and bits, as of endless two's complement. See int.c. SPDX-License-Identifier: MIT */
#include "objects/int_impl.h"

Value int_shift_left(Vm *vm, Value a, size_t bits)
{
    IntView view;
    IntRoom room;
    if (is_word_int(a) && bits < 62) {
        int64_t i = word_int(a), moved = (int64_t)((uint64_t)i << bits);
        if (moved >> bits == i && fits_word_int(moved))
            return int_value(moved);
    }
    int_view(&view, a);
    if (!view.length)
        return int_value(0);
    if (!int_room_open(&room, vm, view.length + bits / LIMB_BITS + 1))
        return 0;
    return int_room_close(&room, natural_shift_left(room.limbs, view.limbs, view.length, bits), view.negative);
}

Value int_shift_right(Vm *vm, Value a, size_t bits)
{
    IntView view;
    IntRoom room;
    if (is_word_int(a))
        return int_value(word_int(a) >> (bits < 63 ? bits : 63));
    int_view(&view, a);
    size_t gone = bits / LIMB_BITS;
    if (gone >= view.length)
        return int_value(view.length && view.negative ? -1 : 0);
    if (!int_room_open(&room, vm, view.length - gone + 1))
        return 0;
    size_t length = view.negative ? natural_shift_right_up(room.limbs, view.limbs, view.length, bits)
                                  : natural_shift_right(room.limbs, view.limbs, view.length, bits);
    return int_room_close(&room, length, view.negative);
}

Value int_lshift(Vm *vm, Value a, Value b)
{
    int64_t bits;
    if (int_sign(b) < 0)
        return value_error(vm, "negative shift count");
    if (int_is_zero(a))
        return int_value(0);
    if (!int_fits_int64(b, &bits))
        return overflow_error(vm, "too many digits in integer");
    return int_shift_left(vm, a, (size_t)bits);
}

Value int_rshift(Vm *vm, Value a, Value b)
{
    int64_t bits;
    if (int_sign(b) < 0)
        return value_error(vm, "negative shift count");
    return int_shift_right(vm, a, int_fits_int64(b, &bits) ? (size_t)bits : SIZE_MAX);
}

static Value combine(Vm *vm, NaturalBits op, Value a, Value b)
{
    IntView x, y;
    IntRoom room;
    bool    negative;
    int_view(&x, a);
    int_view(&y, b);
    if (!int_room_open(&room, vm, (x.length > y.length ? x.length : y.length) + 1))
        return 0;
    size_t length = natural_combine(room.limbs, op, x.limbs, x.length, x.negative, y.limbs, y.length, y.negative, &negative);
    return int_room_close(&room, length, negative);
}

Value int_and(Vm *vm, Value a, Value b)
{
    return both_word_int(a, b) ? a & b : combine(vm, NATURAL_AND, a, b);
}

Value int_or(Vm *vm, Value a, Value b)
{
    return both_word_int(a, b) ? a | b : combine(vm, NATURAL_OR, a, b);
}

Value int_xor(Vm *vm, Value a, Value b)
{
    return both_word_int(a, b) ? (a ^ b) | 1 : combine(vm, NATURAL_XOR, a, b);
}

/* ~v is -v - 1. */
Value int_invert(Vm *vm, Value v)
{
    if (is_word_int(v))
        return int_value(~word_int(v));
    Value next = int_add(vm, v, int_value(1)), result = next ? int_negative(vm, next) : 0;
    release(vm, next);
    return result;
}

/* ---- slots ---- */

Value int_lshift_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_lshift(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_rshift_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_rshift(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_and_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_and(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_or_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_or(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_xor_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_xor(vm, a, b) : NOT_IMPLEMENTED;
}
