/* codec_handler.h - the built-in error handlers, for the codec files. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/bytes.h"
#include "objects/codecs.h"

typedef enum Handler {
    HANDLER_STRICT, HANDLER_IGNORE, HANDLER_REPLACE, HANDLER_XMLCHARREF, HANDLER_BACKSLASH, HANDLER_NAME,
    HANDLER_SURROGATE_PASS, HANDLER_SURROGATE_ESCAPE, HANDLER_COUNT, HANDLER_OTHER = HANDLER_COUNT
} Handler;

extern const char *const codec_handler_names[HANDLER_COUNT];

/* errors: a str, 0 or NONE. */
Handler codec_handler_of(Value errors);

/* What a handler makes of text[start .. end): text for the output, or UNBOUND: it can't, the error stands. 0: MemoryError.
 * encode_with: of an encoding error; name: the encoding. *resume is where coding goes on. */
Value codec_handle_encode(Vm *vm, Handler handler, const char *encoding, Value text, size_t start, size_t end, size_t *resume);
/* The same for undecodable bytes. */
Value codec_handle_decode(Vm *vm, Handler handler, const char *encoding, const uint8_t *data, size_t size, size_t start,
                          size_t end, size_t *resume);
