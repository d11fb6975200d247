/* cmath_functions.c - the elementary functions of a complex number, after W. Kahan, "Branch cuts for complex elementary
 * functions", with CPython's scalings.
 *
 * Where a part is not finite, a table gives the result (recorded from CPython: E stands for ValueError, U for an entry that is
 * never looked at). asin, atan, cos, sin and tan are asinh, atanh, cosh, sinh and tanh of a number turned by a right angle.
 * SPDX-License-Identifier: MIT */
#include <float.h>
#include <math.h>

#include "modules/cmath_impl.h"

#define LARGE (DBL_MAX / 4.0)
#define PI 3.141592653589793238462643383279502884197
#define LN2 0.6931471805599453094172321214581765680755
#define LN10 2.302585092994045684017991454684364207601
#define EULER 2.718281828459045235360287471352662497757

/* For the tables. */
#define I INFINITY
#define N NAN
#define U (-9.5426319407711027e33)
#define E 1.5e33
#define P PI
#define P2 (PI / 2)
#define P4 (PI / 4)
#define P34 (0.75 * PI)

typedef struct Special {
    double real, imag;
} Special;

/* Where an operand is not finite: rows by the real part's class, columns by the imaginary one's. */
static const Special acos_specials[7][7] = {
    {{P34, I}, {P, I}, {P, I}, {P, -I}, {P, -I}, {P34, -I}, {N, I}},
    {{P2, I}, {U, U}, {U, U}, {U, U}, {U, U}, {P2, -I}, {N, N}},
    {{P2, I}, {U, U}, {U, U}, {U, U}, {U, U}, {P2, -I}, {P2, N}},
    {{P2, I}, {U, U}, {U, U}, {U, U}, {U, U}, {P2, -I}, {P2, N}},
    {{P2, I}, {U, U}, {U, U}, {U, U}, {U, U}, {P2, -I}, {N, N}},
    {{P4, I}, {0.0, I}, {0.0, I}, {0.0, -I}, {0.0, -I}, {P4, -I}, {N, I}},
    {{N, I}, {N, N}, {N, N}, {N, N}, {N, N}, {N, -I}, {N, N}},
};
static const Special acosh_specials[7][7] = {
    {{I, -P34}, {I, -P}, {I, -P}, {I, P}, {I, P}, {I, P34}, {I, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, P2}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, P2}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P4}, {I, -0.0}, {I, -0.0}, {I, 0.0}, {I, 0.0}, {I, P4}, {I, N}},
    {{I, N}, {N, N}, {N, N}, {N, N}, {N, N}, {I, N}, {N, N}},
};
static const Special asinh_specials[7][7] = {
    {{-I, -P4}, {-I, -0.0}, {-I, -0.0}, {-I, 0.0}, {-I, 0.0}, {-I, P4}, {-I, N}},
    {{-I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {-I, P2}, {N, N}},
    {{-I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {-I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P4}, {I, -0.0}, {I, -0.0}, {I, 0.0}, {I, 0.0}, {I, P4}, {I, N}},
    {{I, N}, {N, N}, {N, -0.0}, {N, 0.0}, {N, N}, {I, N}, {N, N}},
};
static const Special atanh_specials[7][7] = {
    {{-0.0, -P2}, {-0.0, -P2}, {-0.0, -P2}, {-0.0, P2}, {-0.0, P2}, {-0.0, P2}, {-0.0, N}},
    {{-0.0, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {-0.0, P2}, {N, N}},
    {{-0.0, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {-0.0, P2}, {-0.0, N}},
    {{0.0, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {0.0, P2}, {0.0, N}},
    {{0.0, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {0.0, P2}, {N, N}},
    {{0.0, -P2}, {0.0, -P2}, {0.0, -P2}, {0.0, P2}, {0.0, P2}, {0.0, P2}, {0.0, N}},
    {{0.0, -P2}, {N, N}, {N, N}, {N, N}, {N, N}, {0.0, P2}, {N, N}},
};
static const Special cosh_specials[7][7] = {
    {{E, E}, {-I, I}, {I, 0.0}, {I, -0.0}, {-I, -I}, {E, E}, {I, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, 0.0}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, 0.0}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {-I, -I}, {I, -0.0}, {I, 0.0}, {-I, I}, {E, E}, {I, N}},
    {{N, N}, {N, N}, {N, 0.0}, {N, 0.0}, {N, N}, {N, N}, {N, N}},
};
static const Special exp_specials[7][7] = {
    {{0.0, 0.0}, {-0.0, -0.0}, {0.0, -0.0}, {0.0, 0.0}, {-0.0, 0.0}, {0.0, 0.0}, {0.0, 0.0}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {-I, -I}, {I, -0.0}, {I, 0.0}, {-I, I}, {E, E}, {I, N}},
    {{N, N}, {N, N}, {N, -0.0}, {N, 0.0}, {N, N}, {N, N}, {N, N}},
};
static const Special log_specials[7][7] = {
    {{I, -P34}, {I, -P}, {I, -P}, {I, P}, {I, P}, {I, P34}, {I, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P2}, {U, U}, {U, U}, {U, U}, {U, U}, {I, P2}, {N, N}},
    {{I, -P4}, {I, -0.0}, {I, -0.0}, {I, 0.0}, {I, 0.0}, {I, P4}, {I, N}},
    {{I, N}, {N, N}, {N, N}, {N, N}, {N, N}, {I, N}, {N, N}},
};
static const Special sinh_specials[7][7] = {
    {{E, E}, {I, -I}, {-I, -0.0}, {-I, 0.0}, {I, I}, {E, E}, {I, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {0.0, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {0.0, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {-I, -I}, {I, -0.0}, {I, 0.0}, {-I, I}, {E, E}, {I, N}},
    {{N, N}, {N, N}, {N, -0.0}, {N, 0.0}, {N, N}, {N, N}, {N, N}},
};
static const Special sqrt_specials[7][7] = {
    {{I, -I}, {0.0, -I}, {0.0, -I}, {0.0, I}, {0.0, I}, {I, I}, {N, I}},
    {{I, -I}, {U, U}, {U, U}, {U, U}, {U, U}, {I, I}, {N, N}},
    {{I, -I}, {U, U}, {U, U}, {U, U}, {U, U}, {I, I}, {N, N}},
    {{I, -I}, {U, U}, {U, U}, {U, U}, {U, U}, {I, I}, {N, N}},
    {{I, -I}, {U, U}, {U, U}, {U, U}, {U, U}, {I, I}, {N, N}},
    {{I, -I}, {I, -0.0}, {I, -0.0}, {I, 0.0}, {I, 0.0}, {I, I}, {I, N}},
    {{I, -I}, {N, N}, {N, N}, {N, N}, {N, N}, {I, I}, {N, N}},
};
static const Special tanh_specials[7][7] = {
    {{-1.0, 0.0}, {-1.0, 0.0}, {-1.0, -0.0}, {-1.0, 0.0}, {-1.0, -0.0}, {-1.0, 0.0}, {-1.0, 0.0}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {-0.0, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {0.0, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{1.0, 0.0}, {1.0, 0.0}, {1.0, -0.0}, {1.0, 0.0}, {1.0, -0.0}, {1.0, 0.0}, {1.0, 0.0}},
    {{N, N}, {N, N}, {N, -0.0}, {N, 0.0}, {N, N}, {N, N}, {N, N}},
};
static const Special rect_specials[7][7] = {
    {{E, E}, {I, I}, {-I, 0.0}, {-I, -0.0}, {I, -I}, {E, E}, {I, N}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{0.0, 0.0}, {U, U}, {U, U}, {U, U}, {U, U}, {0.0, 0.0}, {0.0, 0.0}},
    {{0.0, 0.0}, {U, U}, {U, U}, {U, U}, {U, U}, {0.0, 0.0}, {0.0, 0.0}},
    {{E, E}, {U, U}, {U, U}, {U, U}, {U, U}, {E, E}, {N, N}},
    {{E, E}, {-I, -I}, {I, -0.0}, {I, 0.0}, {-I, I}, {E, E}, {I, N}},
    {{N, N}, {N, N}, {N, 0.0}, {N, 0.0}, {N, N}, {N, N}, {N, N}},
};

#undef I
#undef N
#undef P
#undef P2
#undef P4
#undef P34

/* Rounded from long double, as math.asinh is. */
static double rounded_asinh(double x)
{
    return (double)asinhl((long double)x);
}

/* -inf, negative, -0, +0, positive, inf, nan */
static int class_of(double d)
{
    if (isnan(d))
        return 6;
    if (isinf(d))
        return d < 0 ? 0 : 5;
    if (d == 0.0)
        return signbit(d) ? 2 : 3;
    return d < 0 ? 1 : 4;
}

static bool is_finite(ComplexPair z)
{
    return isfinite(z.real) && isfinite(z.imag);
}

static ComplexPair look_up(const Special table[7][7], ComplexPair z, CmathError *error)
{
    const Special *entry = &table[class_of(z.real)][class_of(z.imag)];
    if (entry->real == E)
        *error = CMATH_DOMAIN;
    return (ComplexPair){entry->real, entry->imag};
}

/* An infinite real part with an imaginary one whose cosine and sine have signs. */
static bool has_direction(ComplexPair z)
{
    return isinf(z.real) && isfinite(z.imag) && z.imag != 0.0;
}

static ComplexPair checked(ComplexPair z, CmathError *error)
{
    if (isinf(z.real) || isinf(z.imag))
        *error = CMATH_RANGE;
    return z;
}

static bool is_large(ComplexPair z)
{
    return fabs(z.real) > LARGE || fabs(z.imag) > LARGE;
}

/* log |z| for a large z. */
static double log_of_large(ComplexPair z)
{
    return log(hypot(z.real / 2.0, z.imag / 2.0)) + LN2 * 2.0;
}

ComplexPair cmath_sqrt(ComplexPair z, CmathError *error)
{
    double size, rest, ax = fabs(z.real), ay = fabs(z.imag);
    if (!is_finite(z))
        return look_up(sqrt_specials, z, error);
    if (z.real == 0.0 && z.imag == 0.0)
        return (ComplexPair){0.0, z.imag};
    if (ax < DBL_MIN && ay < DBL_MIN) {
        ax = ldexp(ax, DBL_MANT_DIG);
        size = ldexp(sqrt(ax + hypot(ax, ldexp(ay, DBL_MANT_DIG))), -(DBL_MANT_DIG + 1) / 2);
    } else {
        ax /= 8.0;
        size = 2.0 * sqrt(ax + hypot(ax, ay / 8.0));
    }
    rest = ay / (2.0 * size);
    if (z.real >= 0.0)
        return (ComplexPair){size, copysign(rest, z.imag)};
    return (ComplexPair){rest, copysign(size, z.imag)};
}

ComplexPair cmath_acos(ComplexPair z, CmathError *error)
{
    if (!is_finite(z))
        return look_up(acos_specials, z, error);
    if (is_large(z)) {
        double size = log_of_large(z);
        return (ComplexPair){atan2(fabs(z.imag), z.real),
                             z.real < 0.0 ? -copysign(size, z.imag) : copysign(size, -z.imag)};
    }
    ComplexPair a = cmath_sqrt((ComplexPair){1.0 - z.real, -z.imag}, error);
    ComplexPair b = cmath_sqrt((ComplexPair){1.0 + z.real, z.imag}, error);
    return (ComplexPair){2.0 * atan2(a.real, b.real), rounded_asinh(b.real * a.imag - b.imag * a.real)};
}

ComplexPair cmath_acosh(ComplexPair z, CmathError *error)
{
    if (!is_finite(z))
        return look_up(acosh_specials, z, error);
    if (is_large(z))
        return (ComplexPair){log_of_large(z), atan2(z.imag, z.real)};
    ComplexPair a = cmath_sqrt((ComplexPair){z.real - 1.0, z.imag}, error);
    ComplexPair b = cmath_sqrt((ComplexPair){z.real + 1.0, z.imag}, error);
    return (ComplexPair){rounded_asinh(a.real * b.real + a.imag * b.imag), 2.0 * atan2(a.imag, b.real)};
}

ComplexPair cmath_asinh(ComplexPair z, CmathError *error)
{
    if (!is_finite(z))
        return look_up(asinh_specials, z, error);
    if (is_large(z)) {
        double size = log_of_large(z);
        return (ComplexPair){z.imag >= 0.0 ? copysign(size, z.real) : -copysign(size, -z.real),
                             atan2(z.imag, fabs(z.real))};
    }
    ComplexPair a = cmath_sqrt((ComplexPair){1.0 + z.imag, -z.real}, error);
    ComplexPair b = cmath_sqrt((ComplexPair){1.0 - z.imag, z.real}, error);
    return (ComplexPair){rounded_asinh(a.real * b.imag - b.real * a.imag), atan2(z.imag, a.real * b.real - a.imag * b.imag)};
}

ComplexPair cmath_atanh(ComplexPair z, CmathError *error)
{
    double ay = fabs(z.imag);
    if (!is_finite(z))
        return look_up(atanh_specials, z, error);
    if (signbit(z.real)) {
        ComplexPair mirrored = cmath_atanh((ComplexPair){-z.real, -z.imag}, error);
        return (ComplexPair){-mirrored.real, -mirrored.imag};
    }
    if (z.real > sqrt(LARGE) || ay > sqrt(LARGE)) {
        double h = hypot(z.real / 2.0, z.imag / 2.0);
        return (ComplexPair){z.real / 4.0 / h / h, -copysign(PI / 2.0, -z.imag)};
    }
    if (z.real == 1.0 && ay < sqrt(DBL_MIN)) {
        if (ay == 0.0) {
            *error = CMATH_DOMAIN;
            return (ComplexPair){INFINITY, z.imag};
        }
        return (ComplexPair){-log(sqrt(ay) / sqrt(hypot(ay, 2.0))), copysign(atan2(2.0, -ay) / 2, z.imag)};
    }
    double less = 1.0 - z.real;
    return (ComplexPair){log1p(4.0 * z.real / (less * less + ay * ay)) / 4.0,
                         -atan2(-2.0 * z.imag, less * (1.0 + z.real) - ay * ay) / 2.0};
}

ComplexPair cmath_cosh(ComplexPair z, CmathError *error)
{
    if (!is_finite(z)) {
        if (!has_direction(z))
            return look_up(cosh_specials, z, error);
        double imag = copysign(INFINITY, sin(z.imag));
        return (ComplexPair){copysign(INFINITY, cos(z.imag)), z.real > 0 ? imag : -imag};
    }
    if (fabs(z.real) > log(LARGE)) {
        double less = z.real - copysign(1.0, z.real);
        return checked((ComplexPair){cos(z.imag) * cosh(less) * EULER, sin(z.imag) * sinh(less) * EULER}, error);
    }
    return checked((ComplexPair){cos(z.imag) * cosh(z.real), sin(z.imag) * sinh(z.real)}, error);
}

ComplexPair cmath_sinh(ComplexPair z, CmathError *error)
{
    if (!is_finite(z)) {
        if (!has_direction(z))
            return look_up(sinh_specials, z, error);
        double real = copysign(INFINITY, cos(z.imag));
        return (ComplexPair){z.real > 0 ? real : -real, copysign(INFINITY, sin(z.imag))};
    }
    if (fabs(z.real) > log(LARGE)) {
        double less = z.real - copysign(1.0, z.real);
        return checked((ComplexPair){cos(z.imag) * sinh(less) * EULER, sin(z.imag) * cosh(less) * EULER}, error);
    }
    return checked((ComplexPair){cos(z.imag) * sinh(z.real), sin(z.imag) * cosh(z.real)}, error);
}

ComplexPair cmath_tanh(ComplexPair z, CmathError *error)
{
    if (!is_finite(z)) {
        if (!has_direction(z))
            return look_up(tanh_specials, z, error);
        return (ComplexPair){z.real > 0 ? 1.0 : -1.0, copysign(0.0, 2.0 * sin(z.imag) * cos(z.imag))};
    }
    if (fabs(z.real) > log(LARGE))
        return (ComplexPair){copysign(1.0, z.real), 4.0 * sin(z.imag) * cos(z.imag) * exp(-2.0 * fabs(z.real))};
    double tx = tanh(z.real), ty = tan(z.imag), cx = 1.0 / cosh(z.real), both = tx * ty, denominator = 1.0 + both * both;
    return (ComplexPair){tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx};
}

ComplexPair cmath_exp(ComplexPair z, CmathError *error)
{
    if (!is_finite(z)) {
        if (!has_direction(z))
            return look_up(exp_specials, z, error);
        double size = z.real > 0 ? INFINITY : 0.0;
        return (ComplexPair){copysign(size, cos(z.imag)), copysign(size, sin(z.imag))};
    }
    if (z.real > log(LARGE)) {
        double size = exp(z.real - 1.0);
        return checked((ComplexPair){size * cos(z.imag) * EULER, size * sin(z.imag) * EULER}, error);
    }
    double size = exp(z.real);
    return checked((ComplexPair){size * cos(z.imag), size * sin(z.imag)}, error);
}

ComplexPair cmath_log(ComplexPair z, CmathError *error)
{
    double ax = fabs(z.real), ay = fabs(z.imag), size;
    if (!is_finite(z))
        return look_up(log_specials, z, error);
    if (is_large(z)) {
        size = log(hypot(ax / 2.0, ay / 2.0)) + LN2;
    } else if (ax < DBL_MIN && ay < DBL_MIN) {
        if (ax == 0.0 && ay == 0.0) {
            *error = CMATH_DOMAIN;
            return (ComplexPair){-INFINITY, atan2(z.imag, z.real)};
        }
        size = log(hypot(ldexp(ax, DBL_MANT_DIG), ldexp(ay, DBL_MANT_DIG))) - DBL_MANT_DIG * LN2;
    } else {
        double h = hypot(ax, ay), more = ax > ay ? ax : ay, less = ax > ay ? ay : ax;
        size = h >= 0.71 && h <= 1.73 ? log1p((more - 1) * (more + 1) + less * less) / 2.0 : log(h);
    }
    return (ComplexPair){size, atan2(z.imag, z.real)};
}

ComplexPair cmath_log10(ComplexPair z, CmathError *error)
{
    z = cmath_log(z, error);
    return (ComplexPair){z.real / LN10, z.imag / LN10};
}

ComplexPair cmath_rect(double r, double phi, CmathError *error)
{
    ComplexPair z = {r, phi};
    if (!is_finite(z)) {
        if (!has_direction(z))
            return look_up(rect_specials, z, error);
        double real = copysign(INFINITY, cos(phi)), imag = copysign(INFINITY, sin(phi));
        return r > 0 ? (ComplexPair){real, imag} : (ComplexPair){-real, -imag};
    }
    if (phi == 0.0)
        return (ComplexPair){r, r * phi};
    return (ComplexPair){r * cos(phi), r * sin(phi)};
}

/* fn(i z) / i */
static ComplexPair turned(CmathFn fn, ComplexPair z, CmathError *error)
{
    z = fn((ComplexPair){-z.imag, z.real}, error);
    return (ComplexPair){z.imag, -z.real};
}

ComplexPair cmath_asin(ComplexPair z, CmathError *error)
{
    return turned(cmath_asinh, z, error);
}

ComplexPair cmath_atan(ComplexPair z, CmathError *error)
{
    return turned(cmath_atanh, z, error);
}

ComplexPair cmath_sin(ComplexPair z, CmathError *error)
{
    return turned(cmath_sinh, z, error);
}

ComplexPair cmath_tan(ComplexPair z, CmathError *error)
{
    return turned(cmath_tanh, z, error);
}

ComplexPair cmath_cos(ComplexPair z, CmathError *error)
{
    return cmath_cosh((ComplexPair){-z.imag, z.real}, error);
}
