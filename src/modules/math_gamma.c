/* math_gamma.c - gamma and its logarithm after Lanczos (g = 6.0247, N = 13, Boost's coefficients), as CPython computes them:
 * the C library's differ in the last place. SPDX-License-Identifier: MIT */
#include <math.h>

#include "base/allocator.h"
#include "modules/math_impl.h"

enum { LANCZOS_COUNT = 13 };
#define LANCZOS_G 6.024680040776729583740234375
#define LANCZOS_G_LESS_HALF 5.524680040776729583740234375
#define LOG_PI 1.144729885849400174143427351353058711647
#define PI 3.141592653589793238462643383279502884197

static const double lanczos_top[LANCZOS_COUNT] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};

static const double lanczos_bottom[LANCZOS_COUNT] = {0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0,
                                                     45995730.0, 13339535.0, 2637558.0,   357423.0,    32670.0,
                                                     1925.0,    66.0,       1.0};

static const double factorials[] = {
    1.0, 1.0, 2.0, 6.0, 24.0, 120.0, 720.0, 5040.0, 40320.0, 362880.0, 3628800.0, 39916800.0, 479001600.0, 6227020800.0,
    87178291200.0, 1307674368000.0, 20922789888000.0, 355687428096000.0, 6402373705728000.0, 121645100408832000.0,
    2432902008176640000.0, 51090942171709440000.0, 1124000727777607680000.0};

/* The rational function, from the end where its terms don't overflow. x > 0. */
static double lanczos_sum(double x)
{
    double top = 0.0, bottom = 0.0;
    if (x < 5.0) {
        for (int i = LANCZOS_COUNT; --i >= 0;) {
            top = top * x + lanczos_top[i];
            bottom = bottom * x + lanczos_bottom[i];
        }
    } else {
        for (int i = 0; i < LANCZOS_COUNT; i++) {
            top = top / x + lanczos_top[i];
            bottom = bottom / x + lanczos_bottom[i];
        }
    }
    return top / bottom;
}

/* sin(pi x), accurate near its zeros. x is finite. */
static double sin_of_pi(double x)
{
    double y = fmod(fabs(x), 2.0), result;
    switch ((int)round(2.0 * y)) {
    case 0:  result = sin(PI * y); break;
    case 1:  result = cos(PI * (y - 0.5)); break;
    case 2:  result = sin(PI * (1.0 - y)); break;
    case 3:  result = -cos(PI * (y - 1.5)); break;
    default: result = sin(PI * (y - 2.0)); break;
    }
    return copysign(1.0, x) * result;
}

/* |x| <= 200, neither an integer up to 23 nor tiny. z is the rounding error of y, as a correction. */
static double gamma_by_lanczos(double x)
{
    double size = fabs(x), y = size + LANCZOS_G_LESS_HALF, z, result, root;
    if (size > LANCZOS_G_LESS_HALF)
        z = (y - size) - LANCZOS_G_LESS_HALF;
    else
        z = (y - LANCZOS_G_LESS_HALF) - size;
    z = z * LANCZOS_G / y;
    if (x < 0.0) {
        result = -PI / sin_of_pi(size) / size * exp(y) / lanczos_sum(size);
        result -= z * result;
        if (size < 140.0)
            return result / pow(y, size - 0.5);
        root = pow(y, size / 2.0 - 0.25);
        result /= root;
        return result / root;
    }
    result = lanczos_sum(size) / exp(y);
    result += z * result;
    if (size < 140.0)
        return result * pow(y, size - 0.5);
    root = pow(y, size / 2.0 - 0.25);
    result *= root;
    return result * root;
}

double math_gamma(double x, MathError *error)
{
    double size = fabs(x), result;
    *error = MATH_FINE;
    if (isnan(x) || x == INFINITY)
        return x;
    if (x == -INFINITY || x == 0.0 || (x == floor(x) && x < 0.0)) {
        *error = MATH_DOMAIN;
        return NAN;
    }
    if (x == floor(x) && x <= (double)countof(factorials))
        return factorials[(int)x - 1];
    if (size < 1e-20)
        result = 1.0 / x;
    else if (size > 200.0)
        result = x < 0.0 ? 0.0 / sin_of_pi(x) : INFINITY;
    else
        result = gamma_by_lanczos(x);
    if (isinf(result))
        *error = MATH_RANGE;
    return result;
}

double math_log_gamma(double x, MathError *error)
{
    double size = fabs(x), result;
    *error = MATH_FINE;
    if (isnan(x))
        return x;
    if (isinf(x))
        return INFINITY;
    if (x == floor(x) && x <= 2.0) {
        if (x <= 0.0)
            *error = MATH_DOMAIN;
        return x <= 0.0 ? INFINITY : 0.0;
    }
    if (size < 1e-20)
        return -log(size);
    result = log(lanczos_sum(size)) - LANCZOS_G;
    result += (size - 0.5) * (log(size + LANCZOS_G - 0.5) - 1);
    if (x < 0.0)
        result = LOG_PI - log(fabs(sin_of_pi(size))) - log(size) - result;
    if (isinf(result))
        *error = MATH_RANGE;
    return result;
}
