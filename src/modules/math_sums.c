/* math_sums.c - math.fsum, sumprod, prod, hypot, dist: sums that keep what rounding would lose. SPDX-License-Identifier: MIT */
#include <float.h>
#include <math.h>

#include "base/vector.h"
#include "modules/math_impl.h"
#include "objects/float.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/tuple.h"

/* A value as the unevaluated sum of two, or three, doubles. */
typedef struct Double2 {
    double high, low;
} Double2;

typedef struct Double3 {
    double high, low, tiny;
} Double3;

/* a + b exactly, |a| >= |b|. */
static Double2 sum_ordered(double a, double b)
{
    double sum = a + b;
    return (Double2){sum, (a - sum) + b};
}

/* a + b exactly. */
static Double2 sum_exactly(double a, double b)
{
    double sum = a + b, b_part = sum - a;
    return (Double2){sum, (a - (sum - b_part)) + (b - b_part)};
}

static Double2 multiply_exactly(double a, double b)
{
    double product = a * b;
    return (Double2){product, fma(a, b, -product)};
}

/* ---- fsum: Shewchuk's partial sums, which never overlap ---- */

typedef struct Partials {
    VECTOR(double) parts;
    double special, infinities;  /* sums of what is not finite */
} Partials;

static MUST_CHECK bool add_partial(Vm *vm, Partials *sum, double x)
{
    double given = x;
    size_t kept = 0;
    for (size_t i = 0; i < sum->parts.length; i++) {
        double y = sum->parts.items[i];
        if (fabs(x) < fabs(y)) {
            double larger = y;
            y = x;
            x = larger;
        }
        Double2 both = sum_ordered(x, y);
        if (both.low != 0.0)
            sum->parts.items[kept++] = both.low;
        x = both.high;
    }
    sum->parts.length = kept;
    if (x == 0.0)
        return true;
    if (!isfinite(x)) {
        if (isfinite(given))
            return overflow_error(vm, "intermediate overflow in fsum");
        if (isinf(given))
            sum->infinities += given;
        sum->special += given;
        sum->parts.length = 0;
        return true;
    }
    return vector_push(&vm->heap->allocator, &sum->parts, x) || memory_error(vm);
}

/* The partials added from the largest; half-way cases are rounded by what lies below. */
static double round_partials(const double *parts, size_t count)
{
    double high = 0.0, low = 0.0;
    if (count > 0) {
        high = parts[--count];
        while (count > 0) {
            Double2 both = sum_ordered(high, parts[--count]);
            high = both.high;
            low = both.low;
            if (low != 0.0)
                break;
        }
        if (count > 0 && ((low < 0.0 && parts[count - 1] < 0.0) || (low > 0.0 && parts[count - 1] > 0.0))) {
            double twice = low * 2.0, moved = high + twice;
            if (twice == moved - high)
                high = moved;
        }
    }
    return high;
}

Value math_fsum(Vm *vm, const Value *arg, size_t count)
{
    Partials sum = {0};
    Value    iterator = object_iter(vm, arg[0]), item, result = 0;
    (void)count;
    if (!iterator)
        return 0;
    while ((item = object_next(vm, iterator)) && item != UNBOUND) {
        double d;
        bool   fine = object_as_double(vm, item, &d) && add_partial(vm, &sum, d) && poll(vm);
        release(vm, item);
        if (!fine)
            goto done;
    }
    if (!item)
        goto done;
    if (sum.special != 0.0)
        result = isnan(sum.infinities) ? value_error(vm, "-inf + inf in fsum") : float_new(vm, sum.special);
    else
        result = float_new(vm, round_partials(sum.parts.items, sum.parts.length));
done:
    vector_free(&vm->heap->allocator, &sum.parts);
    release(vm, iterator);
    return result;
}

/* ---- sumprod ---- */

static Double3 add_product(double a, double b, Double3 total)
{
    Double2 product = multiply_exactly(a, b), sum = sum_exactly(total.high, product.high);
    Double2 low = sum_exactly(total.low, product.low), middle = sum_exactly(low.high, sum.low);
    return (Double3){sum.high, middle.high, total.tiny + low.low + middle.low};
}

static double double3_value(Double3 total)
{
    Double2 last = sum_exactly(total.low, total.high);
    return total.tiny + last.low + last.high;
}

/* What sumprod has gathered: `total`, and aside of it small ints first, then floats, as long as they come in a row. */
typedef struct SumProduct {
    Value   total;       /* owned */
    int64_t ints;
    Double3 floats;
    bool    has_ints, has_floats, floats_enabled, ints_enabled;
} SumProduct;

static MUST_CHECK bool add_to_total(Vm *vm, SumProduct *sum, Taken item)
{
    Value total = item ? binary_op(vm, sum->total, item, OP_ADD) : 0;
    release(vm, item);
    if (!total)
        return false;
    replace(vm, &sum->total, total);
    return true;
}

static MUST_CHECK bool flush_ints(Vm *vm, SumProduct *sum)
{
    sum->ints_enabled = false;
    if (!sum->has_ints)
        return true;
    sum->has_ints = false;
    return add_to_total(vm, sum, int_from_int64(vm, sum->ints));
}

static MUST_CHECK bool flush_floats(Vm *vm, SumProduct *sum)
{
    sum->floats_enabled = false;
    if (!sum->has_floats)
        return true;
    sum->has_floats = false;
    return add_to_total(vm, sum, float_new(vm, double3_value(sum->floats)));
}

/* p * q as doubles, if one is a float and the other a float, an int or a bool. */
static bool as_doubles(Value p, Value q, double *x, double *y)
{
    bool p_float = is_exact_float(p), q_float = is_exact_float(q);
    Value other = p_float ? q : p;
    if (!p_float && !q_float)
        return false;
    *x = p_float ? float_number(p) : float_number(q);
    if (p_float && q_float) {
        *y = float_number(q);
    } else if (is_word_int(other)) {
        *y = (double)word_int(other);
    } else if (is_bool(other) || is_exact_int(other)) {
        IntView view;
        bool    overflow;
        int_view(&view, other);
        *y = natural_to_double(view.limbs, view.length, 0, false, &overflow);
        *y = view.negative ? -*y : *y;
        return !overflow;
    } else {
        return false;
    }
    return true;
}

static MUST_CHECK bool add_pair(Vm *vm, SumProduct *sum, Value p, Value q)
{
    double  x, y;
    int64_t i, j, product;
    if (sum->ints_enabled) {
        if (is_exact_int(p) && is_exact_int(q) && int_fits_int64(p, &i) && int_fits_int64(q, &j)
            && !__builtin_mul_overflow(i, j, &product) && !__builtin_add_overflow(sum->ints, product, &product)) {
            sum->ints = product;
            sum->has_ints = true;
            return true;
        }
        if (!flush_ints(vm, sum))
            return false;
    }
    if (sum->floats_enabled) {
        if (as_doubles(p, q, &x, &y)) {
            Double3 next = add_product(x, y, sum->floats);
            if (isfinite(next.high)) {
                sum->floats = next;
                sum->has_floats = true;
                return true;
            }
        }
        if (!flush_floats(vm, sum))
            return false;
    }
    return add_to_total(vm, sum, binary_op(vm, p, q, OP_MULTIPLY));
}

Value math_sumprod(Vm *vm, const Value *arg, size_t count)
{
    SumProduct sum = {.total = int_value(0), .floats_enabled = true, .ints_enabled = true};
    Value      p_iterator = object_iter(vm, arg[0]), q_iterator = p_iterator ? object_iter(vm, arg[1]) : 0, p = 0, q = 0;
    bool       fine = false;
    (void)count;
    while (q_iterator) {
        p = object_next(vm, p_iterator);
        q = p ? object_next(vm, q_iterator) : 0;
        if (!q)
            break;
        if ((p == UNBOUND) != (q == UNBOUND)) {
            value_error(vm, "Inputs are not the same length");
            break;
        }
        if (p == UNBOUND) {
            fine = flush_ints(vm, &sum) && flush_floats(vm, &sum);
            break;
        }
        if (!add_pair(vm, &sum, p, q) || !poll(vm))
            break;
        release(vm, p);
        release(vm, q);
        p = q = 0;
    }
    release(vm, p == UNBOUND ? 0 : p);
    release(vm, q == UNBOUND ? 0 : q);
    release(vm, p_iterator);
    release(vm, q_iterator);
    if (fine)
        return sum.total;
    release(vm, sum.total);
    return 0;
}

Value math_prod(Vm *vm, const Value *arg, size_t count)
{
    Value result = retain(arg[1]), item, iterator = object_iter(vm, arg[0]);
    (void)count;
    if (!iterator) {
        release(vm, result);
        return 0;
    }
    while ((item = object_next(vm, iterator)) && item != UNBOUND) {
        Value product = binary_op(vm, result, item, OP_MULTIPLY);
        release(vm, item);
        release(vm, result);
        result = product;
        if (!result)
            break;
        if (!poll(vm)) {
            release(vm, result);
            result = 0;
            break;
        }
    }
    if (!item) {
        release(vm, result);
        result = 0;
    }
    release(vm, iterator);
    return result;
}

/* ---- norms ---- */

/* sqrt of the sum of squares of count values, none negative, the largest of them given: scaled by a power of two, squares and
 * sums kept in two doubles, the root corrected once. */
static double norm(double *values, size_t count, double largest, bool has_nan)
{
    int    exponent;
    double sum = 1.0, fraction1 = 0.0, fraction2 = 0.0;
    if (isinf(largest))
        return largest;
    if (has_nan)
        return NAN;
    if (largest == 0.0 || count <= 1)
        return largest;
    (void)frexp(largest, &exponent);
    double rescale = 1.0;
    if (exponent < -1023) {
        for (size_t i = 0; i < count; i++)
            values[i] /= DBL_MIN;
        rescale = DBL_MIN;
        (void)frexp(largest / DBL_MIN, &exponent);
    }
    double scale = ldexp(1.0, -exponent);
    for (size_t i = 0; i < count; i++) {
        double  x = values[i] * scale;
        Double2 square = multiply_exactly(x, x), both = sum_ordered(sum, square.high);
        sum = both.high;
        fraction1 += square.low;
        fraction2 += both.low;
    }
    double  root = sqrt(sum - 1.0 + (fraction1 + fraction2));
    Double2 square = multiply_exactly(-root, root), both = sum_ordered(sum, square.high);
    fraction1 += square.low;
    fraction2 += both.low;
    root += (both.high - 1.0 + (fraction1 + fraction2)) / (2.0 * root);
    return rescale * (root / scale);
}

enum { FEW = 16 };

/* The norm of what `part` says for 0 .. count: its absolute values. */
typedef bool (*PartFn)(Vm *vm, const Value *a, const Value *b, double *d);

static Value norm_of(Vm *vm, const Value *a, const Value *b, size_t count, PartFn part)
{
    double few[FEW], *values = few, largest = 0.0;
    bool   has_nan = false;
    Value  result = 0;
    if (count > FEW && !(values = mem_alloc(vm, count * sizeof *values)))
        return 0;
    for (size_t i = 0; i < count; i++) {
        double d = 0.0;
        if (!part(vm, &a[i], b ? &b[i] : NULL, &d))
            goto done;
        values[i] = fabs(d);
        has_nan |= isnan(d);
        if (values[i] > largest)
            largest = values[i];
    }
    result = float_new(vm, norm(values, count, largest, has_nan));
done:
    if (values != few)
        mem_free(vm, values, count * sizeof *values);
    return result;
}

static bool coordinate(Vm *vm, const Value *a, const Value *b, double *d)
{
    (void)b;
    return object_as_double(vm, *a, d);
}

static bool difference(Vm *vm, const Value *a, const Value *b, double *d)
{
    double x = 0.0, y = 0.0;
    if (!object_as_double(vm, *a, &x) || !object_as_double(vm, *b, &y))
        return false;
    *d = x - y;
    return true;
}

Value math_hypot(Vm *vm, const Value *arg, size_t count)
{
    return norm_of(vm, arg, NULL, count, coordinate);
}

Value math_dist(Vm *vm, const Value *arg, size_t count)
{
    Value p = object_to_tuple(vm, arg[0]), q = p ? object_to_tuple(vm, arg[1]) : 0, result = 0;
    (void)count;
    if (q) {
        if (tuple_length(p) != tuple_length(q))
            value_error(vm, "both points must have the same number of dimensions");
        else
            result = norm_of(vm, as_tuple(p)->items, as_tuple(q)->items, tuple_length(p), difference);
    }
    release(vm, p);
    release(vm, q);
    return result;
}
