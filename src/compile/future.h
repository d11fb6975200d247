/* future.h - `from __future__ import ...`: what the statements at a module's beginning ask for. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"

typedef struct Future {
    unsigned features;  /* COMPILE_FUTURE_*; only those that still change anything */
    Location last;      /* the last of the statements: a later one is an error; lines -1 when there is none */
} Future;

/* False: an unknown feature (or braces), error set. */
MUST_CHECK bool future_read(Compilation *compilation, const Mod *tree, Future *future);

/* Text of the docstring that a body begins with, NULL if there is none. */
const Expr *body_docstring(const StmtSequence *body);
