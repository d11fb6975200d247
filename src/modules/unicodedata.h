/* unicodedata.h - the module unicodedata. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef module_unicodedata;
