/* codegen.h - from a syntax tree to code objects. SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"
#include "syntax/compilation.h"

/* Compiles a tree (which the preprocessing pass changes in place): future statements, symbol table, code generation, flow
 * graph and assembler. What `from __future__` asks for is added to compilation->flags. NULL: error set. */
MUST_CHECK const CodeUnit *compile_module(Compilation *compilation, Mod *tree);
