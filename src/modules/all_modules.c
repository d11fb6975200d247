/* all_modules.c - the C-backed modules that an isolate can import, for IsolateOptions.modules. SPDX-License-Identifier: MIT */
#include "modules/all_modules.h"

#define MODULE(symbol) extern const ModuleDef symbol;
#include "modules/modules.def"
#undef MODULE

const ModuleDef *const all_modules[] = {
#define MODULE(symbol) &symbol,
#include "modules/modules.def"
#undef MODULE
    NULL,
};
