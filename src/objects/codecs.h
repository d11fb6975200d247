/* codecs.h - text to bytes and back: the standard encodings, error handlers, the codec registry.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

/* Raise UnicodeDecodeError(encoding, the bytes, start, end, reason) and its siblings; return 0. Out of memory: MemoryError. */
Value unicode_decode_error(Vm *vm, const char *encoding, const void *bytes, size_t size, size_t start, size_t end,
                           const char *reason);
Value unicode_encode_error(Vm *vm, const char *encoding, Value text, size_t start, size_t end, const char *reason);

/* text.encode(encoding, errors) and bytes.decode(encoding, errors): the standard encodings directly, others through the
 * registry. encoding and errors are strs (0: utf-8, strict). v: text, or any buffer. The result is bytes, or str. */
RUNS_PYTHON Value codec_encode(Vm *vm, Value text, Value encoding, Value errors);
RUNS_PYTHON Value codec_decode(Vm *vm, Value v, Value encoding, Value errors);
