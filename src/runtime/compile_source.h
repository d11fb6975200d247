/* compile_source.h - source text in, code object out. All RUNS_PYTHON; results owned, 0: exception. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "syntax/compilation.h"

/* UTF-8 or bytes with a cookie (is_str: the cookie does not count). optimize -1: the isolate's. */
Value compile_bytes(Vm *vm, const char *source, size_t length, bool is_str, Value filename, CompileMode mode, unsigned flags,
                    int optimize);
/* str, bytes or another buffer; else TypeError "<function>() arg 1 must be a <expected> object". */
Value compile_value(Vm *vm, Value source, const char *function, const char *expected, Value filename, CompileMode mode,
                    unsigned flags, int optimize);
Value compile_text(Vm *vm, const char *text, size_t length, const char *filename, CompileMode mode);

/* The steps by themselves, for `_ast` and compile() of a tree. The arena is initialised on every path: free it. */
MUST_CHECK bool compilation_begin(Vm *vm, Compilation *compilation, Arena *arena, Value filename, CompileMode mode,
                                  unsigned flags, int optimize);
Value compile_tree(Vm *vm, Compilation *compilation, Mod *tree);
/* Raises what ended the compilation; returns 0. */
Value raise_compilation_error(Vm *vm, Compilation *compilation);

/* Line `number` (from 1) of a source file with its newline, as str; NONE when it can't be read. Errors are swallowed. */
Value source_line(Vm *vm, Value filename, int number);
