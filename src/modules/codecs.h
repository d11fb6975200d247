/* codecs.h - the module _codecs. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef module_codecs;
