/* builtins.h - the functions of `builtins` that stand in files of their own. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"
#include "objects/type.h"

extern const ModuleDef module_builtins;

/* builtins_run.c: names that compile and run. */
Value builtin_compile(Vm *vm, const Value *arg, size_t count);
Value builtin_eval(Vm *vm, const Value *arg, size_t count);
Value builtin_exec(Vm *vm, const Value *arg, size_t count);
Value builtin_import(Vm *vm, const Value *arg, size_t count);
Value builtin_build_class(Vm *vm, const Value *arg, size_t count, Value names);

/* builtins_print.c: names that read and write. */
Value builtin_print(Vm *vm, const Value *arg, size_t count);
Value builtin_input(Vm *vm, const Value *arg, size_t count);
Value builtin_open(Vm *vm, const Value *arg, size_t count);
Value builtin_ord(Vm *vm, const Value *arg, size_t count);
Value builtin_breakpoint(Vm *vm, const Value *arg, size_t count, Value names);
