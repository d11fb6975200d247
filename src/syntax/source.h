/* source.h - the text of a source, ready for the tokenizer. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"

/* Finds the encoding, decodes, translates newlines, and sets compilation->source: valid UTF-8 in the arena, with '\n'
 * newlines and a NUL behind. False: error set. */
MUST_CHECK bool source_read(Compilation *compilation, const char *data, size_t length);
