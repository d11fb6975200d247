/* ast_dump.h - trees as ast.dump writes them. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"

/* Text as it grows, in an arena. Zeroed but for the arena is empty. */
typedef struct DumpText {
    Arena *arena;
    char  *data;
    size_t length, capacity;
} DumpText;

/* What ast.dump(tree, include_attributes=positions) gives, UTF-8 (lone surrogates are escaped, as repr does), behind
 * what `out` holds. False: no memory. */
MUST_CHECK bool ast_dump(const Mod *tree, bool positions, DumpText *out);

/* repr() of a constant. False: no memory. */
MUST_CHECK bool constant_repr(const Constant *constant, DumpText *out);
