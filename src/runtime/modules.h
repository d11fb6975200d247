/* modules.h - declares every module definition that modules.def lists. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

#define MODULE(symbol) extern const ModuleDef symbol;
#include "runtime/modules.def"
#undef MODULE
