/* diagnose.h - what is wrong with a source that the parser has refused. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"

/* Reads compilation->source again by CPython's grammar and sets the error that CPython would raise. */
void diagnose(Compilation *compilation);
