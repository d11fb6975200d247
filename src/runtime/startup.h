/* startup.h - from a bare isolate to one that can run a program: streams, sys.path, site, __main__; and the ways to run one.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

/* Streams, sys.path, __main__; then `import site` unless switched off. false: exception. RUNS_PYTHON. */
bool  startup(Vm *vm);
/* The dict of __main__, borrowed. */
Value main_globals(Vm *vm);
/* Programs; the result is the exit status, errors are reported. */
int   run_command(Vm *vm, const char *source);
int   run_file(Vm *vm, const char *path);       /* a .py, a .pyc, a folder or zip with __main__ */
int   run_module(Vm *vm, const char *name);
int   run_stdin(Vm *vm);                        /* a program on stdin, or the interactive loop when it is a terminal */
int   run_interactive(Vm *vm);
