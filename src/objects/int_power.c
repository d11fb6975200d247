/* int_power.c - ints: powers, plain and modulo. See int.c. SPDX-License-Identifier: MIT */
#include "objects/float.h"
#include "objects/float_impl.h"
#include "objects/int_impl.h"

/* Small powers of words, without allocation. False: does not fit. */
static bool word_power(int64_t base, uint64_t exponent, int64_t *result)
{
    int64_t power = 1;
    for (;;) {
        if (exponent & 1 && __builtin_mul_overflow(power, base, &power))
            return false;
        exponent >>= 1;
        if (!exponent)
            break;
        if (__builtin_mul_overflow(base, base, &base))
            return false;
    }
    *result = power;
    return true;
}

Value int_power(Vm *vm, Value a, Value b)
{
    IntView     base, exponent;
    NaturalWork work = int_work(vm);
    IntRoom     room;
    size_t      length;
    int64_t     small;

    int_view(&exponent, b);
    if (is_word_int(a) && exponent.length <= 1
        && word_power(word_int(a), exponent.length ? exponent.limbs[0] : 0, &small))
        return int_from_int64(vm, small);
    int_view(&base, a);
    bool negative = base.negative && exponent.length && (exponent.limbs[0] & 1);
    if (!base.length || (base.length == 1 && base.limbs[0] == 1))  /* 0, 1, -1 to any power */
        return int_value(!exponent.length ? 1 : !base.length ? 0 : negative ? -1 : 1);
    size_t count = exponent.length > 1 ? SIZE_MAX
                                       : natural_power_room(base.limbs, base.length, exponent.length ? exponent.limbs[0] : 0);
    if (count == SIZE_MAX)
        return memory_error(vm);
    if (!int_room_open(&room, vm, count))
        return 0;
    if (!natural_power(&work, room.limbs, &length, base.limbs, base.length, exponent.length ? exponent.limbs[0] : 0)) {
        int_room_drop(&room);
        return int_work_failed(vm, &work);
    }
    return int_room_close(&room, length, negative);
}

/* a mod m, not negative, for m > 0: owned. */
static Value reduce(Vm *vm, Value a, Value m)
{
    return int_remainder(vm, a, m);
}

/* 1 / a modulo m > 0. */
static Value invert(Vm *vm, Value a, Value m)
{
    NaturalWork work = int_work(vm);
    IntView     x, y;
    IntRoom     room;
    size_t      length;
    bool        exists;
    Value       reduced = reduce(vm, a, m), result = 0;

    if (!reduced)
        return 0;
    int_view(&x, reduced);
    int_view(&y, m);
    if (!x.length && !(y.length == 1 && y.limbs[0] == 1)) {
        value_error(vm, "base is not invertible for the given modulus");
        goto done;
    }
    if (!int_room_open(&room, vm, y.length))
        goto done;
    if (!natural_inverse(&work, room.limbs, &length, &exists, x.limbs, x.length, y.limbs, y.length)) {
        int_room_drop(&room);
        int_work_failed(vm, &work);
    } else if (!exists) {
        int_room_drop(&room);
        value_error(vm, "base is not invertible for the given modulus");
    } else {
        result = int_room_close(&room, length, false);
    }
done:
    release(vm, reduced);
    return result;
}

/* a ** |b| mod m for m > 0. */
static Value power_modulo(Vm *vm, Value a, Value b, Value m)
{
    NaturalWork work = int_work(vm);
    IntView     base, exponent, modulus;
    IntRoom     room;
    size_t      length;
    Value       result = 0, reduced = reduce(vm, a, m);

    if (!reduced)
        return 0;
    int_view(&base, reduced);
    int_view(&exponent, b);
    int_view(&modulus, m);
    if (int_room_open(&room, vm, modulus.length)) {
        if (natural_power_mod(&work, room.limbs, &length, base.limbs, base.length, exponent.limbs, exponent.length,
                              modulus.limbs, modulus.length)) {
            result = int_room_close(&room, length, false);
        } else {
            int_room_drop(&room);
            int_work_failed(vm, &work);
        }
    }
    release(vm, reduced);
    return result;
}

/* pow(a, b, m): a negative m gives results of its sign; a negative b inverts a first. */
static Value power_with_modulus(Vm *vm, Value a, Value b, Value m)
{
    Value positive = 0, base = 0, result = 0;
    if (int_is_zero(m))
        return value_error(vm, "pow() 3rd argument cannot be 0");
    positive = int_absolute(vm, m);
    if (!positive)
        return 0;
    base = int_sign(b) < 0 ? invert(vm, a, positive) : retain(a);
    if (base)
        result = power_modulo(vm, base, b, positive);
    if (result && int_sign(m) < 0 && !int_is_zero(result)) {
        Value moved = int_add(vm, result, m);
        release(vm, result);
        result = moved;
    }
    release(vm, positive);
    release(vm, base);
    return result;
}

Value int_power_slot(Vm *vm, Value a, Value b, Value modulus)
{
    if (!is_int(vm, a) || !is_int(vm, b) || (modulus != NONE && !is_int(vm, modulus)))
        return NOT_IMPLEMENTED;
    if (modulus != NONE)
        return power_with_modulus(vm, a, b, modulus);
    if (int_sign(b) < 0)
        return float_power_slot(vm, a, b, NONE);
    return int_power(vm, a, b);
}
