/* all_modules.h - the table of the C-backed modules (modules.def). SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef *const all_modules[]; /* NULL-ended */
