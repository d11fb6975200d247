/* complex.h - complex: a pair of doubles. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Complex {
    Object head;
    double real, imag;
} Complex;

/* A complex number as C has it, by value. */
typedef struct ComplexPair {
    double real, imag;
} ComplexPair;

bool type_is_complex(const Vm *vm, Value v);
static inline bool is_exact_complex(Value v) { return has_shape(v, SHAPE_COMPLEX); }
static inline bool is_complex(const Vm *vm, Value v)
{
    return is_exact_complex(v) || (is_object(v) && type_is_complex(vm, v));
}
static inline Complex *as_complex(Value v) { return (Complex *)object_of(v); }

Value complex_new(Vm *vm, double real, double imag);
/* Any number as PyComplex_AsCComplex: complex, __complex__, or a real one. False: exception. RUNS_PYTHON. */
MUST_CHECK bool object_as_complex(Vm *vm, Value v, ComplexPair *result);
/* (a + bi) ** (c + di) as a complex; 0: exception. */
Value complex_power_of(Vm *vm, double a, double b, double c, double d);

ComplexPair complex_multiply(ComplexPair a, ComplexPair b);
/* b not 0 (else false). */
MUST_CHECK bool complex_divide(ComplexPair a, ComplexPair b, ComplexPair *result);

/* complex_text.c */
Value complex_repr(Vm *vm, Value v);
/* complex(text), text a str: false with an exception. */
MUST_CHECK bool complex_parse(Vm *vm, Value text, ComplexPair *result);

/* complex_arithmetic.c: slots */
Value complex_add_slot(Vm *vm, Value a, Value b);
Value complex_subtract_slot(Vm *vm, Value a, Value b);
Value complex_multiply_slot(Vm *vm, Value a, Value b);
Value complex_true_divide_slot(Vm *vm, Value a, Value b);
Value complex_power_slot(Vm *vm, Value a, Value b, Value modulus);
Value complex_compare_slot(Vm *vm, Value a, Value b, Comparison op);
