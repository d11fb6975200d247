/* float_impl.h - what float's files and the number modules share. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/errors.h"
#include "objects/float.h"

/* A float operand: true and *d for floats and ints. False with *result NOT_IMPLEMENTED, or 0 (int too large). */
MUST_CHECK bool float_operand(Vm *vm, Value v, double *d, Value *result);

/* Floor division of doubles, b not 0: quotient and remainder as Python's. */
void float_divmod(double a, double b, double *quotient, double *remainder);
/* a ** b; false: ZeroDivisionError, OverflowError. *is_complex: the result is not real (a < 0, b no integer). */
MUST_CHECK bool float_power(Vm *vm, double a, double b, double *result, bool *is_complex);

Value float_add_slot(Vm *vm, Value a, Value b);
Value float_subtract_slot(Vm *vm, Value a, Value b);
Value float_multiply_slot(Vm *vm, Value a, Value b);
Value float_true_divide_slot(Vm *vm, Value a, Value b);
Value float_floor_divide_slot(Vm *vm, Value a, Value b);
Value float_remainder_slot(Vm *vm, Value a, Value b);
Value float_divmod_slot(Vm *vm, Value a, Value b);
Value float_power_slot(Vm *vm, Value a, Value b, Value modulus);
Value float_compare_slot(Vm *vm, Value a, Value b, Comparison op);

/* OverflowError(34, 'Numerical result out of range') */
Value float_out_of_range(Vm *vm);

extern const Row float_rows[];
