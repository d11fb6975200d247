/* unparse.h - an expression as source text, as annotations become under `from __future__ import annotations`.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"

/* NULL: error set. */
MUST_CHECK const Text *expr_unparse(Compilation *compilation, const Expr *expr);
