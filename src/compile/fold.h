/* fold.h - what an operator gives for constants, as CPython's compiler computes it at compile time.
 *
 * SPDX-License-Identifier: MIT */
#pragma once
#include "code/constant.h"

typedef struct FoldContext {
    Arena     *arena;       /* where results live */
    TextTable *texts;       /* for results that are strings */
    bool       no_memory;   /* set when NULL means that */
} FoldContext;

/* The result of UNARY_NOT, UNARY_NEGATIVE, UNARY_INVERT, or CALL_INTRINSIC_1 (unary +). NULL: not folded, for the types
 * don't fit, or no memory. */
const Constant *fold_unary(FoldContext *context, int opcode, const Constant *operand);

/* The result of BINARY_OP with this argument (NB_...). NULL: not folded (an exception would be raised, the result would
 * be too large, it is an operator in place), or no memory. */
const Constant *fold_binary(FoldContext *context, int operator, const Constant *left, const Constant *right);

/* left[index] for str, bytes and tuples; NULL as above. */
const Constant *fold_subscript(FoldContext *context, const Constant *left, const Constant *index);

/* left * right, left + right of what isn't both numbers; NULL as above. */
const Constant *fold_repeat(FoldContext *context, const Constant *sequence, int64_t times);
const Constant *fold_concatenate(FoldContext *context, const Constant *left, const Constant *right);
