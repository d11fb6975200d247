/* int.h - int: 63 bits in the word, larger ones boxed (sign and 64-bit limbs; never a value that fits the word).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct BigInt {
    Object   head;
    int64_t  size;      /* limbs; negative: the number is. Subclasses of int store every value here, 0 limbs for zero */
    uint64_t limbs[];   /* little-endian, top one not 0 */
} BigInt;

static inline bool is_exact_int(Value v) { return is_word_int(v) || has_shape(v, SHAPE_INT); }
/* int, bool or a subclass. */
static inline bool is_int(const Vm *vm, Value v)
{
    return is_word_int(v) || is_bool(v) || (is_object(v) && type_has(vm, v, TYPE_INT_SUBCLASS));
}
static inline BigInt *as_big_int(Value v) { return (BigInt *)object_of(v); }

Value int_from_int64(Vm *vm, int64_t i);
Value int_from_uint64(Vm *vm, uint64_t i);
Value int_from_double(Vm *vm, double d);                   /* truncates; OverflowError, ValueError for inf, nan */
/* sign and limbs (borrowed), normalised here. */
Value int_from_limbs(Vm *vm, bool negative, const uint64_t *limbs, size_t count);
/* v: any int. false: OverflowError "Python int too large to convert to C ..." */
bool  int_as_int64(Vm *vm, Value v, int64_t *result);
bool  int_as_uint64(Vm *vm, Value v, uint64_t *result);
/* Never raises: -1, 0, 1 for sign; *overflow -1 or 1 when it does not fit. */
int   int_sign(Value v);
int64_t int_as_int64_overflow(Value v, int *overflow);
bool  int_as_double(Vm *vm, Value v, double *result);      /* "int too large to convert to float" */
bool  int_fits_int64(Value v, int64_t *result);            /* false: does not fit; no exception */
Value int_from_text(Vm *vm, const char *ascii, size_t length, int base); /* as int('...', base), underscores */
Value int_to_text(Vm *vm, Value v, int base, bool prefix); /* str, "-0x1f" style when prefix */
Value int_from_bytes_le(Vm *vm, const uint8_t *bytes, size_t count, bool is_signed);
bool  int_to_bytes_le(Vm *vm, Value v, uint8_t *bytes, size_t count, bool is_signed); /* OverflowError */
uint64_t int_mask64(Value v);                              /* lowest 64 bits, two's complement */
/* Arithmetic on any two ints; owned. Words overflow into boxes. */
Value int_add(Vm *vm, Value a, Value b);
Value int_subtract(Vm *vm, Value a, Value b);
Value int_multiply(Vm *vm, Value a, Value b);
Value int_floor_divide(Vm *vm, Value a, Value b);
Value int_remainder(Vm *vm, Value a, Value b);
Value int_lshift(Vm *vm, Value a, Value b);
Value int_rshift(Vm *vm, Value a, Value b);
Value int_and(Vm *vm, Value a, Value b);
Value int_or(Vm *vm, Value a, Value b);
Value int_xor(Vm *vm, Value a, Value b);
Value int_negative(Vm *vm, Value v);
int   int_compare(Value a, Value b);
int64_t int_hash(Value v);
