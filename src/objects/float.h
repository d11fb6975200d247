/* float.h - float: most in the word (memory/value.h), rare exponents boxed. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct Float {
    Object head;
    double number;
} Float;

bool  type_is_float(const Vm *vm, Value v);     /* is its type float or a subclass? */
Value float_box(Vm *vm, double d);             /* boxed whatever d is; owned */

static inline Value float_new(Vm *vm, double d)
{
    Value word = word_from_float(d);
    return word ? word : float_box(vm, d);
}

static inline bool is_exact_float(Value v) { return is_word_float(v) || has_shape(v, SHAPE_FLOAT); }
static inline bool is_float(const Vm *vm, Value v)
{
    return is_exact_float(v) || (is_object(v) && type_is_float(vm, v));
}
static inline double float_number(Value v) { return is_word_float(v) ? word_float(v) : ((Float *)object_of(v))->number; }

Value float_repr_text(Vm *vm, double d);       /* repr(d) */
Value float_from_text(Vm *vm, Value text);     /* float('...') */
int64_t float_hash(Vm *vm, double d, Value self /* for nan: hashed by identity */);
