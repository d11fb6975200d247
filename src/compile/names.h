/* names.h - the names that the compiler itself makes, interned once a compilation. SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"

typedef struct Names {
#define NAME(field, spelling) const Text *field;
#include "compile/names.def"
#undef NAME
} Names;

/* False: no memory. */
MUST_CHECK bool names_intern(Names *names, TextTable *texts);

/* The name that an identifier has inside of a class: `__x` in class `_C` is `_C__x`. class_name NULL: no class around.
 * NULL: no memory. */
MUST_CHECK const Text *name_mangle(TextTable *texts, const Text *class_name, const Text *name);
