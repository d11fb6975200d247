/* call.h - calling from the loop, and binding arguments. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/frame.h"

/* Binds arguments to the parameters of fn at locals. args: count positionals, then one value for each of names (0: none); they may
 * stand at locals themselves. owned: their references are taken, on failure too; else they are borrowed. false: TypeError. */
MUST_CHECK bool bind_arguments(Vm *vm, Function *fn, Value *locals, const Value *args, size_t count, Value names, bool owned);

/* Calls what stands in the call layout at fp + base: callee, self or UNBOUND, count arguments of which the last are named by names
 * (0: none); all are consumed. pc is the word, landing its land_init word. STEP_ENTER: a frame was entered, or the result is stored. */
Step call_layout(Vm *vm, Value *fp, Word *pc, unsigned base, unsigned count, Value names, Word *landing);

/* The frame entered from the loop has a result: it goes to the landing word of the caller at fp; thread->fp and pc say where to
 * go on. */
void deliver(Vm *vm, Thread *thread, Value *fp, const Word *landing, Taken result);
