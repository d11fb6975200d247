/* sys_module.h - the parts of `sys` that stand in files of their own. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef module_sys;

/* sys_info.c: version, flags, paths, figures; what the isolate's options say. */
MUST_CHECK bool sys_fill(Vm *vm);

/* errors_report.c: the texts on stderr. */
void  display_exception(Vm *vm, Value exception);
MUST_CHECK bool display_unraisable(Vm *vm, Value arguments);
/* Writes text to a stream; what its encoding cannot hold is escaped with backslashes. */
MUST_CHECK bool write_escaped(Vm *vm, Value stream, Value text);
Value run_breakpoint_hook(Vm *vm, const Value *args, size_t count, Value names);
