/* fold.c - constant folding of numbers. See fold_sequences.c for the rest.
 *
 * Ints follow Python at any size, but products, powers and shifts are folded only while the result surely has at most
 * 128 bits, as in CPython. Whatever would raise is left to run time. SPDX-License-Identifier: MIT */
#include "compile/fold.h"

#include <math.h>

#include "base/natural.h"
#include "code/opcode.h"

enum { LARGEST_BITS = 128 };

typedef struct Integer {
    bool        negative;
    Limb        one;        /* room for the magnitude of a small one */
    const Limb *limbs;
    size_t      length;
} Integer;

static bool is_integer(const Constant *c)
{
    return c->kind == CONSTANT_INT || c->kind == CONSTANT_FALSE || c->kind == CONSTANT_TRUE;
}

/* Reads an int or bool; `out` must not move afterwards, as limbs may point into it. */
static void integer_read(const Constant *c, Integer *out)
{
    int64_t small = c->kind == CONSTANT_INT ? c->as.small : c->kind == CONSTANT_TRUE;
    if (c->kind == CONSTANT_INT && c->length) {
        *out = (Integer){.negative = c->negative, .limbs = c->as.limbs, .length = c->length};
        return;
    }
    out->negative = small < 0;
    out->one = small < 0 ? 0 - (Limb)small : (Limb)small;
    out->limbs = &out->one;
    out->length = small != 0;
}

static Limb *limbs_new(FoldContext *context, size_t count)
{
    Limb *limbs = arena_zero(context->arena, (count + 1) * sizeof *limbs);
    context->no_memory |= !limbs;
    return limbs;
}

static const Constant *integer_new(FoldContext *context, bool negative, const Limb *limbs, size_t length)
{
    const Constant *result = constant_int_limbs(context->arena, negative, limbs, length);
    context->no_memory |= !result;
    return result;
}

static const Constant *float_new(FoldContext *context, double value)
{
    const Constant *result = constant_float(context->arena, value);
    context->no_memory |= !result;
    return result;
}

static const Constant *complex_new(FoldContext *context, double real, double imag)
{
    const Constant *result = constant_complex(context->arena, real, imag);
    context->no_memory |= !result;
    return result;
}

static size_t longer(const Integer *a, const Integer *b)
{
    return a->length > b->length ? a->length : b->length;
}

/* ---- ints ---- */

static const Constant *integer_add(FoldContext *context, const Integer *a, const Integer *b, bool b_negative)
{
    Limb *r = limbs_new(context, longer(a, b) + 1);
    if (!r)
        return NULL;
    if (a->negative == b_negative)
        return integer_new(context, a->negative, r, natural_add(r, a->limbs, a->length, b->limbs, b->length));
    if (natural_compare(a->limbs, a->length, b->limbs, b->length) >= 0)
        return integer_new(context, a->negative, r, natural_subtract(r, a->limbs, a->length, b->limbs, b->length));
    return integer_new(context, b_negative, r, natural_subtract(r, b->limbs, b->length, a->limbs, a->length));
}

static const Constant *integer_multiply(FoldContext *context, const Integer *a, const Integer *b)
{
    if (!a->length || !b->length)
        return integer_new(context, false, NULL, 0);
    if (natural_bit_length(a->limbs, a->length) + natural_bit_length(b->limbs, b->length) > LARGEST_BITS)
        return NULL;
    NaturalWork work = {.from = context->arena->from};
    Limb       *r = limbs_new(context, a->length + b->length);
    if (!r || !natural_multiply(&work, r, a->limbs, a->length, b->limbs, b->length)) {
        context->no_memory = true;
        return NULL;
    }
    return integer_new(context, a->negative != b->negative, r, a->length + b->length);
}

/* Floor division, or its remainder, which has the sign of b. */
static const Constant *integer_divide(FoldContext *context, const Integer *a, const Integer *b, bool remainder)
{
    if (!b->length)
        return NULL;
    size_t qn = a->length >= b->length ? a->length - b->length + 1 : 0;
    Limb  *q = limbs_new(context, qn + 1), *r = limbs_new(context, longer(a, b) + 1);
    if (!q || !r)
        return NULL;
    if (qn) {
        NaturalWork work = {.from = context->arena->from};
        if (!natural_divide(&work, q, r, a->limbs, a->length, b->limbs, b->length)) {
            context->no_memory = true;
            return NULL;
        }
    } else {
        memcpy(r, a->limbs, a->length * sizeof *r);
    }
    size_t rn = natural_normal(r, b->length);
    bool   round_down = rn && a->negative != b->negative;
    if (!remainder) {
        Limb one = 1;
        qn = round_down ? natural_add(q, q, natural_normal(q, qn), &one, 1) : natural_normal(q, qn);
        return integer_new(context, a->negative != b->negative, q, qn);
    }
    if (round_down)
        rn = natural_subtract(r, b->limbs, b->length, r, rn);
    return integer_new(context, b->negative, r, rn);
}

static const Constant *integer_bits(FoldContext *context, NaturalBits op, const Integer *a, const Integer *b)
{
    bool  negative;
    Limb *r = limbs_new(context, longer(a, b) + 1);
    if (!r)
        return NULL;
    size_t length = natural_combine(r, op, a->limbs, a->length, a->negative, b->limbs, b->length, b->negative,
                                    &negative);
    return integer_new(context, negative, r, length);
}

static const Constant *integer_shift(FoldContext *context, const Integer *a, const Integer *b, bool left)
{
    if (b->negative)
        return NULL;
    size_t bits = b->length > 1 || (b->length && b->limbs[0] > SIZE_MAX / 2) ? SIZE_MAX / 2
                  : b->length ? (size_t)b->limbs[0] : 0;
    if (left && a->length && bits &&
        (bits > LARGEST_BITS || natural_bit_length(a->limbs, a->length) > LARGEST_BITS - bits))
        return NULL;
    if (!a->length)
        return integer_new(context, false, NULL, 0);
    Limb *r = limbs_new(context, a->length + (left ? bits / LIMB_BITS : 0) + 2);
    if (!r)
        return NULL;
    size_t length = left ? natural_shift_left(r, a->limbs, a->length, bits)
                    : a->negative ? natural_shift_right_up(r, a->limbs, a->length, bits)
                                  : natural_shift_right(r, a->limbs, a->length, bits);
    return integer_new(context, a->negative, r, length);
}

static const Constant *integer_true_divide(FoldContext *context, const Integer *a, const Integer *b)
{
    NaturalWork work = {.from = context->arena->from};
    double      ratio;
    bool        overflow = false;
    if (!b->length)
        return NULL;
    if (!natural_ratio(&work, &ratio, &overflow, a->limbs, a->length, b->limbs, b->length)) {
        context->no_memory = true;
        return NULL;
    }
    return overflow ? NULL : float_new(context, a->negative != b->negative ? -ratio : ratio);   /* 0 / -1 is -0.0 */
}

static const Constant *float_power(FoldContext *context, double a, double b);

static bool integer_to_double(const Integer *a, double *out)
{
    bool   overflow = false;
    double value = natural_to_double(a->limbs, a->length, 0, false, &overflow);
    *out = a->negative ? -value : value;
    return !overflow;
}

static const Constant *integer_power(FoldContext *context, const Integer *a, const Integer *b)
{
    if (b->negative) {
        double x, y;
        return integer_to_double(a, &x) && integer_to_double(b, &y) ? float_power(context, x, y) : NULL;
    }
    uint64_t exponent = b->length ? b->limbs[0] : 0;
    if (a->length && b->length &&
        (b->length > 1 || natural_bit_length(a->limbs, a->length) > LARGEST_BITS / exponent))
        return NULL;
    if (!a->length)
        return integer_new(context, false, (Limb[]){1}, !b->length);
    NaturalWork work = {.from = context->arena->from};
    size_t      length;
    Limb       *r = limbs_new(context, natural_power_room(a->limbs, a->length, exponent));
    if (!r || !natural_power(&work, r, &length, a->limbs, a->length, exponent)) {
        context->no_memory = true;
        return NULL;
    }
    return integer_new(context, a->negative && (exponent & 1), r, length);
}

static const Constant *fold_integers(FoldContext *context, int operator, const Constant *left, const Constant *right)
{
    Integer a, b;
    integer_read(left, &a);
    integer_read(right, &b);
    bool both_bool = left->kind != CONSTANT_INT && right->kind != CONSTANT_INT;
    switch (operator) {
    case NB_ADD: return integer_add(context, &a, &b, b.negative);
    case NB_SUBTRACT: return integer_add(context, &a, &b, !b.negative);
    case NB_MULTIPLY: return integer_multiply(context, &a, &b);
    case NB_TRUE_DIVIDE: return integer_true_divide(context, &a, &b);
    case NB_FLOOR_DIVIDE: return integer_divide(context, &a, &b, false);
    case NB_REMAINDER: return integer_divide(context, &a, &b, true);
    case NB_POWER: return integer_power(context, &a, &b);
    case NB_LSHIFT: return integer_shift(context, &a, &b, true);
    case NB_RSHIFT: return integer_shift(context, &a, &b, false);
    case NB_AND:
        return both_bool ? constant_bool(a.length && b.length) : integer_bits(context, NATURAL_AND, &a, &b);
    case NB_OR:
        return both_bool ? constant_bool(a.length || b.length) : integer_bits(context, NATURAL_OR, &a, &b);
    case NB_XOR:
        return both_bool ? constant_bool(a.length != b.length) : integer_bits(context, NATURAL_XOR, &a, &b);
    default: return NULL;
    }
}

/* ---- floats ---- */

static const Constant *complex_power(FoldContext *context, double ar, double ai, double br, double bi);

/* A result that left the finite numbers is an OverflowError, unless an operand had left them before. */
static const Constant *float_power(FoldContext *context, double a, double b)
{
    if (a == 0 && b < 0 && isfinite(b))
        return NULL;
    if (isfinite(a) && isfinite(b) && a < 0 && b != floor(b))
        return complex_power(context, a, 0, b, 0);
    double result = pow(a, b);
    if (isfinite(a) && isfinite(b) && !isfinite(result))
        return NULL;
    return float_new(context, result);
}

static double float_modulo(double a, double b)
{
    double modulo = fmod(a, b);
    if (modulo == 0)
        return copysign(0.0, b);
    return (b < 0) != (modulo < 0) ? modulo + b : modulo;
}

static double float_floor_divide(double a, double b)
{
    double modulo = fmod(a, b);
    double quotient = (a - modulo) / b;
    if (modulo != 0 && (b < 0) != (modulo < 0))
        quotient -= 1.0;
    if (quotient == 0)
        return copysign(0.0, a / b);
    double down = floor(quotient);
    return quotient - down > 0.5 ? down + 1.0 : down;
}

static const Constant *fold_floats(FoldContext *context, int operator, double a, double b)
{
    switch (operator) {
    case NB_ADD: return float_new(context, a + b);
    case NB_SUBTRACT: return float_new(context, a - b);
    case NB_MULTIPLY: return float_new(context, a * b);
    case NB_TRUE_DIVIDE: return b == 0 ? NULL : float_new(context, a / b);
    case NB_FLOOR_DIVIDE: return b == 0 ? NULL : float_new(context, float_floor_divide(a, b));
    case NB_REMAINDER: return b == 0 ? NULL : float_new(context, float_modulo(a, b));
    case NB_POWER: return float_power(context, a, b);
    default: return NULL;
    }
}

/* ---- complex numbers ---- */

typedef struct Operand {
    bool   is_complex;
    double real, imag;
} Operand;

/* False: not a number, or an int too large for a double. */
static bool operand_read(const Constant *c, Operand *out)
{
    Integer integer;
    *out = (Operand){0};
    if (c->kind == CONSTANT_FLOAT) {
        out->real = c->as.number;
        return true;
    }
    if (c->kind == CONSTANT_COMPLEX) {
        *out = (Operand){true, c->as.complex.real, c->as.complex.imag};
        return true;
    }
    if (!is_integer(c))
        return false;
    integer_read(c, &integer);
    return integer_to_double(&integer, &out->real);
}

/* An infinite part counts as 1, others as 0: the direction of an infinite number. */
static void complex_box(Operand *z)
{
    z->real = copysign(isinf(z->real) ? 1 : 0, z->real);
    z->imag = copysign(isinf(z->imag) ? 1 : 0, z->imag);
}

static void complex_clear_nans(Operand *z)
{
    z->real = isnan(z->real) ? copysign(0, z->real) : z->real;
    z->imag = isnan(z->imag) ? copysign(0, z->imag) : z->imag;
}

/* With C99's recovery (Annex G): a product with an infinite number, or one that overflowed, is infinite and no NaN. */
static Operand complex_product(Operand a, Operand b)
{
    double  ac = a.real * b.real, bd = a.imag * b.imag, ad = a.real * b.imag, bc = a.imag * b.real;
    Operand r = {true, ac - bd, ad + bc};
    bool    a_infinite = isinf(a.real) || isinf(a.imag), b_infinite = isinf(b.real) || isinf(b.imag);
    if (!isnan(r.real) || !isnan(r.imag) ||
        !(a_infinite || b_infinite || isinf(ac) || isinf(bd) || isinf(ad) || isinf(bc)))
        return r;
    if (a_infinite)
        complex_box(&a);
    if (b_infinite)
        complex_box(&b);
    complex_clear_nans(&a);
    complex_clear_nans(&b);
    r.real = INFINITY * (a.real * b.real - a.imag * b.imag);
    r.imag = INFINITY * (a.real * b.imag + a.imag * b.real);
    return r;
}

/* What C99 has a quotient be that came out as NaN: infinite / finite, or finite / infinite. */
static Operand quotient_recover(Operand a, Operand b, Operand r)
{
    bool a_infinite = isinf(a.real) || isinf(a.imag), b_infinite = isinf(b.real) || isinf(b.imag);
    if (!isnan(r.real) || !isnan(r.imag))
        return r;
    if (a_infinite && isfinite(b.real) && isfinite(b.imag)) {
        complex_box(&a);
        return (Operand){true, INFINITY * (a.real * b.real + a.imag * b.imag),
                         INFINITY * (a.imag * b.real - a.real * b.imag)};
    }
    if (b_infinite && isfinite(a.real) && isfinite(a.imag)) {
        complex_box(&b);
        return (Operand){true, 0.0 * (a.real * b.real + a.imag * b.imag), 0.0 * (a.imag * b.real - a.real * b.imag)};
    }
    return r;
}

/* Division by the larger part first, as CPython scales it. b is not 0. */
static Operand complex_quotient(Operand a, Operand b)
{
    Operand r = {true, 0, 0};
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real, divisor = b.real + b.imag * ratio;
        r.real = (a.is_complex ? a.real + a.imag * ratio : a.real) / divisor;
        r.imag = (a.is_complex ? a.imag - a.real * ratio : -a.real * ratio) / divisor;
    } else {
        double ratio = b.real / b.imag, divisor = b.real * ratio + b.imag;
        r.real = (a.is_complex ? a.real * ratio + a.imag : a.real * ratio) / divisor;
        r.imag = (a.is_complex ? a.imag * ratio - a.real : -a.real) / divisor;
    }
    return quotient_recover(a, b, r);
}

static Operand complex_power_whole(Operand a, long exponent)
{
    Operand result = {true, 1, 0};
    for (unsigned long n = exponent < 0 ? 0 - (unsigned long)exponent : (unsigned long)exponent; n; n >>= 1) {
        if (n & 1)
            result = complex_product(result, a);
        a = complex_product(a, a);
    }
    return exponent < 0 ? complex_quotient((Operand){true, 1, 0}, result) : result;
}

static const Constant *complex_power(FoldContext *context, double ar, double ai, double br, double bi)
{
    Operand a = {true, ar, ai}, result = {true, 1, 0};
    if (br == 0 && bi == 0)
        return complex_new(context, 1, 0);
    if (bi == 0 && br == floor(br) && fabs(br) <= 100) {
        if (br < 0 && ar == 0 && ai == 0)
            return NULL;
        result = complex_power_whole(a, (long)br);
    } else if (ar == 0 && ai == 0) {
        if (bi != 0 || br < 0)
            return NULL;
        result.real = 0;
    } else {
        double size = hypot(ar, ai), length = pow(size, br), angle = atan2(ai, ar), phase = angle * br;
        if (bi != 0) {
            length *= exp(-angle * bi);
            phase += bi * log(size);
        }
        if (isinf(phase))       /* has no cosine: a ValueError */
            return NULL;
        result = (Operand){true, length * cos(phase), length * sin(phase)};
    }
    return isinf(result.real) || isinf(result.imag) ? NULL : complex_new(context, result.real, result.imag);
}

/* At least one operand is complex; a real one stays real, so that signs of zeros survive. Results that aren't finite
 * from finite parts need CPython's recovery of infinities: those are left to run time only where CPython raises. */
static const Constant *fold_complex(FoldContext *context, int operator, Operand a, Operand b)
{
    Operand r = {true, 0, 0};
    switch (operator) {
    case NB_ADD:
        return complex_new(context, a.real + b.real,
                           !b.is_complex ? a.imag : !a.is_complex ? b.imag : a.imag + b.imag);
    case NB_SUBTRACT:
        return complex_new(context, a.real - b.real,
                           !b.is_complex ? a.imag : !a.is_complex ? -b.imag : a.imag - b.imag);
    case NB_MULTIPLY:
        r = !a.is_complex   ? (Operand){true, a.real * b.real, a.real * b.imag}
            : !b.is_complex ? (Operand){true, a.real * b.real, a.imag * b.real}
                            : complex_product(a, b);
        return complex_new(context, r.real, r.imag);
    case NB_TRUE_DIVIDE:
        if (b.real == 0 && b.imag == 0)
            return NULL;
        r = b.is_complex ? complex_quotient(a, b) : (Operand){true, a.real / b.real, a.imag / b.real};
        return complex_new(context, r.real, r.imag);
    case NB_POWER:
        return complex_power(context, a.real, a.imag, b.real, b.imag);
    default:
        return NULL;
    }
}

/* ---- entry points ---- */

const Constant *fold_unary(FoldContext *context, int opcode, const Constant *operand)
{
    Integer integer;
    if (opcode == OP_UNARY_NOT)
        return constant_bool(!constant_truth(operand));
    if (is_integer(operand)) {
        integer_read(operand, &integer);
        if (opcode == OP_UNARY_NEGATIVE)
            return integer_new(context, !integer.negative, integer.limbs, integer.length);
        if (opcode == OP_CALL_INTRINSIC_1)
            return integer_new(context, integer.negative, integer.limbs, integer.length);
        /* ~True warns at run time, so it stays there. ~n is -n - 1. */
        Integer one = {.one = 1, .length = 1};
        one.limbs = &one.one;
        integer.negative = !integer.negative;
        return operand->kind == CONSTANT_INT ? integer_add(context, &integer, &one, true) : NULL;
    }
    if (opcode == OP_UNARY_INVERT)
        return NULL;
    bool negate = opcode == OP_UNARY_NEGATIVE;
    if (operand->kind == CONSTANT_FLOAT)
        return float_new(context, negate ? -operand->as.number : operand->as.number);
    if (operand->kind == CONSTANT_COMPLEX) {
        double real = operand->as.complex.real, imag = operand->as.complex.imag;
        return complex_new(context, negate ? -real : real, negate ? -imag : imag);
    }
    return NULL;
}

static const Constant *fold_times(FoldContext *context, const Constant *sequence, const Constant *times)
{
    Integer count;
    if (!is_integer(times))
        return NULL;
    integer_read(times, &count);
    if (count.length > 1 || (count.length && count.limbs[0] > (Limb)INT64_MAX + count.negative))
        return NULL;            /* an OverflowError */
    Limb magnitude = count.length ? count.limbs[0] : 0;
    return fold_repeat(context, sequence, (int64_t)(count.negative ? 0 - magnitude : magnitude));
}

const Constant *fold_binary(FoldContext *context, int operator, const Constant *left, const Constant *right)
{
    Operand a, b;
    if (operator == NB_SUBSCR)
        return fold_subscript(context, left, right);
    if (is_integer(left) && is_integer(right))
        return fold_integers(context, operator, left, right);
    if (operand_read(left, &a) && operand_read(right, &b))
        return a.is_complex || b.is_complex ? fold_complex(context, operator, a, b)
                                            : fold_floats(context, operator, a.real, b.real);
    if (operator == NB_ADD)
        return fold_concatenate(context, left, right);
    if (operator == NB_MULTIPLY)
        return is_integer(left) ? fold_times(context, right, left) : fold_times(context, left, right);
    return NULL;
}
