/* cmath_impl.h - what the files of the module cmath share. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/complex.h"

typedef enum CmathError { CMATH_FINE, CMATH_DOMAIN, CMATH_RANGE } CmathError;

typedef ComplexPair (*CmathFn)(ComplexPair z, CmathError *error);

/* cmath_functions.c */
ComplexPair cmath_acos(ComplexPair z, CmathError *error);
ComplexPair cmath_acosh(ComplexPair z, CmathError *error);
ComplexPair cmath_asin(ComplexPair z, CmathError *error);
ComplexPair cmath_asinh(ComplexPair z, CmathError *error);
ComplexPair cmath_atan(ComplexPair z, CmathError *error);
ComplexPair cmath_atanh(ComplexPair z, CmathError *error);
ComplexPair cmath_cos(ComplexPair z, CmathError *error);
ComplexPair cmath_cosh(ComplexPair z, CmathError *error);
ComplexPair cmath_exp(ComplexPair z, CmathError *error);
ComplexPair cmath_log(ComplexPair z, CmathError *error);
ComplexPair cmath_log10(ComplexPair z, CmathError *error);
ComplexPair cmath_sin(ComplexPair z, CmathError *error);
ComplexPair cmath_sinh(ComplexPair z, CmathError *error);
ComplexPair cmath_sqrt(ComplexPair z, CmathError *error);
ComplexPair cmath_tan(ComplexPair z, CmathError *error);
ComplexPair cmath_tanh(ComplexPair z, CmathError *error);
ComplexPair cmath_rect(double r, double phi, CmathError *error);
