/* slow.h - what the loop's own instructions do when their fast way does not apply. Each is named after its instruction and does
 * all of it: operands are consumed, the result is stored. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/machine.h"

Step slow_binary_k(Vm *vm, Value *fp, Word *pc);
Step slow_getitem(Vm *vm, Value *fp, Word *pc);
Step slow_setitem(Vm *vm, Value *fp, Word *pc);
int  slow_truth(Vm *vm, Value *fp, Word *pc);                    /* of b; -1: raised */
int  slow_compare(Vm *vm, Value *fp, Word *pc, Comparison op);   /* b op c; 1, 0, -1 */
int  slow_compare_k(Vm *vm, Value *fp, Word *pc, Comparison op);
void slow_unbound_local(Vm *vm, Value *fp, const Word *pc, unsigned local);
Step slow_global(Vm *vm, Value *fp, Word *pc);
Step slow_call_word(Vm *vm, Value *fp, Word *pc);
Step slow_return(Vm *vm, Value *fp, Word *pc);
Step slow_for_next(Vm *vm, Value *fp, Word *pc);
Step slow_build_tuple(Vm *vm, Value *fp, Word *pc);
Step slow_build_list(Vm *vm, Value *fp, Word *pc);
Step slow_unpack_iterable(Vm *vm, Value *fp, Word *pc);
Value slow_spread_tuple(Vm *vm, Value callee, Value args);       /* f(*args): args as a tuple; owned */

/* The shape of a value in a word. */
static inline uint32_t slow_word_shape(Value v)
{
    return is_word_int(v) ? SHAPE_INT : is_word_float(v) ? SHAPE_FLOAT : is_bool(v) ? SHAPE_BOOL : SHAPE_NONE_TYPE;
}
