/* codecs.h - text to bytes and back: the standard encodings, error handlers, the codec registry.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

/* Raise UnicodeDecodeError(encoding, the bytes, start, end, reason) and its siblings; return 0. Out of memory: MemoryError. */
Value unicode_decode_error(Vm *vm, const char *encoding, const void *bytes, size_t size, size_t start, size_t end,
                           const char *reason);
Value unicode_encode_error(Vm *vm, const char *encoding, Value text, size_t start, size_t end, const char *reason);
