/* int_arithmetic.c - ints: + - * / // % divmod, and signs. See int.c. SPDX-License-Identifier: MIT */
#include <math.h>

#include "objects/float.h"
#include "objects/int_impl.h"
#include "objects/tuple.h"

/* ---- sums ---- */

/* a + b, or a - b where b's sign is turned. */
static Value add_views(Vm *vm, const IntView *a, const IntView *b, bool b_negative)
{
    IntRoom room;
    if (a->negative == b_negative) {
        if (!int_room_open(&room, vm, (a->length > b->length ? a->length : b->length) + 1))
            return 0;
        return int_room_close(&room, natural_add(room.limbs, a->limbs, a->length, b->limbs, b->length), b_negative);
    }
    bool a_is_less = natural_compare(a->limbs, a->length, b->limbs, b->length) < 0;
    const IntView *more = a_is_less ? b : a, *less = a_is_less ? a : b;
    if (!int_room_open(&room, vm, more->length))
        return 0;
    size_t length = natural_subtract(room.limbs, more->limbs, more->length, less->limbs, less->length);
    return int_room_close(&room, length, a_is_less ? b_negative : a->negative);
}

Value int_add(Vm *vm, Value a, Value b)
{
    int64_t sum;
    if (both_word_int(a, b) && !__builtin_add_overflow((int64_t)(a - 1), (int64_t)b, &sum))
        return (Value)sum;
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    return add_views(vm, &x, &y, y.negative);
}

Value int_subtract(Vm *vm, Value a, Value b)
{
    int64_t difference;
    if (both_word_int(a, b) && !__builtin_sub_overflow((int64_t)a, (int64_t)(b - 1), &difference))
        return (Value)difference;
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    return add_views(vm, &x, &y, !y.negative);
}

/* ---- products ---- */

static Value multiply_views(Vm *vm, const IntView *a, const IntView *b)
{
    IntRoom     room;
    NaturalWork work = int_work(vm);
    if (!a->length || !b->length)
        return int_value(0);
    if (!int_room_open(&room, vm, a->length + b->length))
        return 0;
    if (!natural_multiply(&work, room.limbs, a->limbs, a->length, b->limbs, b->length)) {
        int_room_drop(&room);
        return int_work_failed(vm, &work);
    }
    return int_room_close(&room, a->length + b->length, a->negative != b->negative);
}

Value int_multiply(Vm *vm, Value a, Value b)
{
    int64_t product;
    if (both_word_int(a, b) && !__builtin_mul_overflow((int64_t)(a - 1), word_int(b), &product))
        return (Value)(product | 1);
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    return multiply_views(vm, &x, &y);
}

/* ---- quotients ---- */

static bool divide_words(Vm *vm, int64_t a, int64_t b, Value *quotient, Value *remainder)
{
    int64_t q = a / b, r = a % b;
    if (r && (r < 0) != (b < 0)) {
        r += b;
        q--;
    }
    if (quotient && !(*quotient = int_from_int64(vm, q)))
        return false;
    if (remainder)
        *remainder = int_value(r);
    return true;
}

/* Truncated first; a remainder of the other sign than b's moves both by one: floor. */
static bool divide_views(Vm *vm, const IntView *a, const IntView *b, Value *quotient, Value *remainder)
{
    NaturalWork work = int_work(vm);
    IntRoom     q, r;
    size_t      qn = a->length - b->length + 1, rn = b->length;
    bool        negative = a->negative != b->negative;

    if (!int_room_open(&q, vm, qn + 1))
        return false;
    if (!int_room_open(&r, vm, rn)) {
        int_room_drop(&q);
        return false;
    }
    if (!natural_divide(&work, q.limbs, r.limbs, a->limbs, a->length, b->limbs, b->length)) {
        int_room_drop(&q);
        int_room_drop(&r);
        return int_work_failed(vm, &work);
    }
    rn = natural_normal(r.limbs, rn);
    if (negative && rn) {
        const Limb one = 1;
        qn = natural_add(q.limbs, q.limbs, natural_normal(q.limbs, qn), &one, 1);
        rn = natural_subtract(r.limbs, b->limbs, b->length, r.limbs, rn);
    }
    Value rest = remainder ? int_room_close(&r, rn, b->negative) : int_value(0);
    if (!remainder)
        int_room_drop(&r);
    if (!rest) {
        int_room_drop(&q);
        return false;
    }
    if (quotient && !(*quotient = int_room_close(&q, qn, negative))) {
        release(vm, rest);
        return false;
    }
    if (!quotient)
        int_room_drop(&q);
    if (remainder)
        *remainder = rest;
    return true;
}

bool int_divmod(Vm *vm, Value a, Value b, Value *quotient, Value *remainder)
{
    IntView x, y;
    if (int_is_zero(b))
        return zero_division_error(vm, "division by zero");
    if (both_word_int(a, b))
        return divide_words(vm, word_int(a), word_int(b), quotient, remainder);
    int_view(&x, a);
    int_view(&y, b);
    if (natural_compare(x.limbs, x.length, y.limbs, y.length) >= 0)
        return divide_views(vm, &x, &y, quotient, remainder);
    bool  moves = x.length && x.negative != y.negative;
    Value rest = int_value(0);
    if (remainder && !(rest = moves ? int_add(vm, a, b) : int_exact(vm, a)))
        return false;
    if (remainder)
        *remainder = rest;
    if (quotient)
        *quotient = int_value(moves ? -1 : 0);
    return true;
}

Value int_floor_divide(Vm *vm, Value a, Value b)
{
    Value quotient;
    return int_divmod(vm, a, b, &quotient, NULL) ? quotient : 0;
}

Value int_remainder(Vm *vm, Value a, Value b)
{
    Value remainder;
    return int_divmod(vm, a, b, NULL, &remainder) ? remainder : 0;
}

bool int_ratio(Vm *vm, Value a, Value b, double *ratio)
{
    enum { EXACT = 53 };
    IntView     x, y;
    NaturalWork work = int_work(vm);
    bool        overflow;
    int_view(&x, a);
    int_view(&y, b);
    if (natural_bit_length(x.limbs, x.length) <= EXACT && natural_bit_length(y.limbs, y.length) <= EXACT) {
        *ratio = (x.length ? (double)x.limbs[0] : 0.0) / (double)y.limbs[0];
    } else {
        if (!natural_ratio(&work, ratio, &overflow, x.limbs, x.length, y.limbs, y.length))
            return int_work_failed(vm, &work);
        if (overflow)
            return overflow_error(vm, "integer division result too large for a float");
    }
    if (x.negative != y.negative)
        *ratio = -*ratio;
    return true;
}

Value int_nearest_remainder(Vm *vm, Value a, Value b)
{
    Value q = 0, r = 0, twice = 0, result = 0;
    if (!int_divmod(vm, a, b, &q, &r) || !(twice = int_add(vm, r, r)))
        goto done;
    int order = int_compare(twice, b);
    if (order > 0 || (order == 0 && (int_mask64(q) & 1)))
        result = int_subtract(vm, r, b);
    else
        result = retain(r);
done:
    release(vm, q);
    release(vm, r);
    release(vm, twice);
    return result;
}

/* ---- signs ---- */

static Value with_sign(Vm *vm, Value v, bool turn)
{
    IntView view;
    int_view(&view, v);
    return int_from_limbs(vm, view.negative != turn, view.limbs, view.length);
}

Value int_negative(Vm *vm, Value v)
{
    return is_word_int(v) ? int_from_int64(vm, -word_int(v)) : with_sign(vm, v, true);
}

Value int_positive(Vm *vm, Value v)
{
    return int_exact(vm, v);
}

Value int_absolute(Vm *vm, Value v)
{
    return int_sign(v) < 0 ? int_negative(vm, v) : int_exact(vm, v);
}

/* ---- slots ---- */

Value int_add_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_add(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_subtract_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_subtract(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_multiply_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_multiply(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_floor_divide_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_floor_divide(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_remainder_slot(Vm *vm, Value a, Value b)
{
    return is_int(vm, a) && is_int(vm, b) ? int_remainder(vm, a, b) : NOT_IMPLEMENTED;
}

Value int_divmod_slot(Vm *vm, Value a, Value b)
{
    Value quotient, remainder, result;
    if (!is_int(vm, a) || !is_int(vm, b))
        return NOT_IMPLEMENTED;
    if (!int_divmod(vm, a, b, &quotient, &remainder))
        return 0;
    result = tuple_of(vm, 2, quotient, remainder);
    release(vm, quotient);
    release(vm, remainder);
    return result;
}

Value int_true_divide_slot(Vm *vm, Value a, Value b)
{
    double ratio;
    if (!is_int(vm, a) || !is_int(vm, b))
        return NOT_IMPLEMENTED;
    if (int_is_zero(b))
        return zero_division_error(vm, "division by zero");
    return int_ratio(vm, a, b, &ratio) ? float_new(vm, ratio) : 0;
}
