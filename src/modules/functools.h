/* functools.h - what the files of _functools share. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/module.h"

extern const ModuleDef module_functools;

/* functools.Placeholder, and the mark between positional arguments and keywords in the keys of lru_cache. */
extern const Object functools_placeholder, functools_keyword_mark;
#define PLACEHOLDER value_of(&functools_placeholder)
#define KEYWORD_MARK value_of(&functools_keyword_mark)
