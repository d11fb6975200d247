/* str_intern.h - the isolate's table of interned strs, for str's own files (everybody else: str.h).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

/* The interned str equal to v, borrowed, without interning v; 0: there is none. */
Value str_intern_find(Vm *vm, Value v);
/* s, which is interned, dies. */
void str_intern_forget(Vm *vm, Str *s);
