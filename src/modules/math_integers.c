/* math_integers.c - math's functions of ints: factorial, comb, perm, gcd, lcm, isqrt. SPDX-License-Identifier: MIT */
#include "modules/math_impl.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/poll.h"

/* The product of first .. last (first <= last), by halves: factors of equal size multiply fastest. */
static Value product_of_range(Vm *vm, int64_t first, int64_t last)
{
    if (!poll(vm))
        return 0;
    if (last - first < 8) {
        Value result = int_from_int64(vm, first);
        for (int64_t more = 1; result && more <= last - first; more++) {
            Value factor = int_from_int64(vm, first + more), next = factor ? int_multiply(vm, result, factor) : 0;
            release(vm, factor);
            release(vm, result);
            result = next;
        }
        return result;
    }
    int64_t middle = first + (last - first) / 2;
    Value   left = product_of_range(vm, first, middle), right = left ? product_of_range(vm, middle + 1, last) : 0;
    Value   result = right ? int_multiply(vm, left, right) : 0;
    release(vm, left);
    release(vm, right);
    return result;
}

static Value factorial(Vm *vm, int64_t n)
{
    return n < 2 ? int_value(1) : product_of_range(vm, 2, n);
}

/* n (n - 1) ... (n - k + 1) for any int n > k >= 1. */
static Value falling_product(Vm *vm, Value n, int64_t k)
{
    int64_t small;
    if (int_fits_int64(n, &small))
        return product_of_range(vm, small - k + 1, small);
    Value result = retain(n);
    for (int64_t i = 1; result && i < k; i++) {
        Value factor = int_subtract(vm, n, int_value(i)), next = factor ? int_multiply(vm, result, factor) : 0;
        release(vm, factor);
        release(vm, result);
        result = next;
        if (result && !poll(vm)) {
            release(vm, result);
            result = 0;
        }
    }
    return result;
}

static Value factorial_of(Vm *vm, Value v)
{
    int64_t n;
    Value   number = object_index(vm, v), result = 0;
    if (!number)
        return 0;
    if (int_sign(number) < 0)
        value_error(vm, "factorial() not defined for negative values");
    else if (!int_fits_int64(number, &n))
        overflow_error(vm, "factorial() argument should not exceed 9223372036854775807");
    else
        result = factorial(vm, n);
    release(vm, number);
    return result;
}

Value math_factorial(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return factorial_of(vm, arg[0]);
}

/* n and k as ints (owned), neither negative; false: exception. */
static MUST_CHECK bool take_two(Vm *vm, const Value *arg, Value *n, Value *k)
{
    *k = 0;
    if (!(*n = object_index(vm, arg[0])) || !(*k = object_index(vm, arg[1])))
        return false;
    if (int_sign(*n) < 0)
        return value_error(vm, "n must be a non-negative integer");
    if (int_sign(*k) < 0)
        return value_error(vm, "k must be a non-negative integer");
    return true;
}

Value math_perm(Vm *vm, const Value *arg, size_t count)
{
    Value   n = 0, k = 0, result = 0;
    int64_t small;
    (void)count;
    if (arg[1] == NONE)
        return factorial_of(vm, arg[0]);
    if (!take_two(vm, arg, &n, &k))
        goto done;
    if (int_compare(n, k) < 0)
        result = int_value(0);
    else if (!int_fits_int64(k, &small))
        overflow_error(vm, "k must not exceed 9223372036854775807");
    else
        result = small ? falling_product(vm, n, small) : int_value(1);
done:
    release(vm, n);
    release(vm, k);
    return result;
}

Value math_comb(Vm *vm, const Value *arg, size_t count)
{
    Value   n = 0, k = 0, rest = 0, top = 0, bottom = 0, result = 0;
    int64_t small;
    (void)count;
    if (!take_two(vm, arg, &n, &k) || !(rest = int_subtract(vm, n, k)))
        goto done;
    if (int_sign(rest) < 0) {
        result = int_value(0);
        goto done;
    }
    if (!int_fits_int64(int_compare(rest, k) < 0 ? rest : k, &small)) {
        overflow_error(vm, "min(n - k, k) must not exceed 9223372036854775807");
        goto done;
    }
    if (!small) {
        result = int_value(1);
        goto done;
    }
    if ((top = falling_product(vm, n, small)) && (bottom = factorial(vm, small)))
        result = int_floor_divide(vm, top, bottom);
done:
    release(vm, n);
    release(vm, k);
    release(vm, rest);
    release(vm, top);
    release(vm, bottom);
    return result;
}

/* gcd of two ints, not negative; owned. */
static Value gcd(Vm *vm, Value a, Value b)
{
    IntView     x, y;
    IntRoom     room;
    size_t      length;
    NaturalWork work = int_work(vm);
    int_view(&x, a);
    int_view(&y, b);
    if (!int_room_open(&room, vm, (x.length > y.length ? x.length : y.length) + 1))
        return 0;
    if (!natural_gcd(&work, room.limbs, &length, x.limbs, x.length, y.limbs, y.length)) {
        int_room_drop(&room);
        return int_work_failed(vm, &work);
    }
    return int_room_close(&room, length, false);
}

static Value lcm(Vm *vm, Value a, Value b)
{
    Value divisor = 0, part = 0, product = 0, result = 0;
    if (int_is_zero(a) || int_is_zero(b))
        return int_value(0);
    if ((divisor = gcd(vm, a, b)) && (part = int_floor_divide(vm, a, divisor)) && (product = int_multiply(vm, part, b)))
        result = int_absolute(vm, product);
    release(vm, divisor);
    release(vm, part);
    release(vm, product);
    return result;
}

/* Folds all arguments; every one is looked at, even when the result is settled. */
static Value fold(Vm *vm, const Value *arg, size_t count, int64_t first, Value (*step)(Vm *, Value, Value))
{
    Value result = int_value(first);
    for (size_t i = 0; result && i < count; i++) {
        Value number = object_index(vm, arg[i]), next = number ? step(vm, result, number) : 0;
        release(vm, number);
        release(vm, result);
        result = next;
    }
    return result;
}

Value math_gcd(Vm *vm, const Value *arg, size_t count)
{
    return fold(vm, arg, count, 0, gcd);
}

Value math_lcm(Vm *vm, const Value *arg, size_t count)
{
    return fold(vm, arg, count, 1, lcm);
}

Value math_isqrt(Vm *vm, const Value *arg, size_t count)
{
    IntView     view;
    IntRoom     room;
    size_t      length;
    NaturalWork work = int_work(vm);
    Value       number = object_index(vm, arg[0]), result = 0;
    (void)count;
    if (!number)
        return 0;
    int_view(&view, number);
    if (view.negative) {
        value_error(vm, "isqrt() argument must be nonnegative");
    } else if (int_room_open(&room, vm, (view.length + 1) / 2 + 1)) {
        if (natural_root(&work, room.limbs, &length, view.limbs, view.length)) {
            result = int_room_close(&room, length, false);
        } else {
            int_room_drop(&room);
            int_work_failed(vm, &work);
        }
    }
    release(vm, number);
    return result;
}
