/* math_impl.h - what the files of the module math share. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

/* What a C function of one double reports beside its result. */
typedef enum MathError { MATH_FINE, MATH_DOMAIN, MATH_RANGE } MathError;

double math_gamma(double x, MathError *error);
double math_log_gamma(double x, MathError *error);

/* NativeFns of math_integers.c and math_sums.c */
Value math_factorial(Vm *vm, const Value *arg, size_t count);
Value math_comb(Vm *vm, const Value *arg, size_t count);
Value math_perm(Vm *vm, const Value *arg, size_t count);
Value math_gcd(Vm *vm, const Value *arg, size_t count);
Value math_lcm(Vm *vm, const Value *arg, size_t count);
Value math_isqrt(Vm *vm, const Value *arg, size_t count);
Value math_fsum(Vm *vm, const Value *arg, size_t count);
Value math_sumprod(Vm *vm, const Value *arg, size_t count);
Value math_prod(Vm *vm, const Value *arg, size_t count);
Value math_hypot(Vm *vm, const Value *arg, size_t count);
Value math_dist(Vm *vm, const Value *arg, size_t count);
