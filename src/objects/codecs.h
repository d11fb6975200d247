/* codecs.h - text to bytes and back: the standard encodings, error handlers, the registry of codecs.
 *
 * The coders are base/coders.h; here they get Python's error handlers. Handlers that CPython builds in are run directly,
 * others are looked up in the registry and called with a UnicodeDecodeError or UnicodeEncodeError. SPDX-License-Identifier: MIT */
#pragma once
#include "base/coders.h"
#include "objects/str.h"

/* ---- raising ---- */

/* Raise UnicodeDecodeError(encoding, the bytes, start, end, reason) and its siblings; return 0. Out of memory: MemoryError. */
Value unicode_decode_error(Vm *vm, const char *encoding, const void *bytes, size_t size, size_t start, size_t end,
                           const char *reason);
Value unicode_encode_error(Vm *vm, const char *encoding, Value text, size_t start, size_t end, const char *reason);
Value unicode_translate_error(Vm *vm, Value text, size_t start, size_t end, const char *reason);

/* ---- whole texts ---- */

/* text.encode(encoding, errors) and bytes.decode(encoding, errors): the standard encodings directly, others through the
 * registry. encoding and errors are strs (0: utf-8, strict). v: text, or any buffer. The result is bytes, or str. */
RUNS_PYTHON Value codec_encode(Vm *vm, Value text, Value encoding, Value errors);
RUNS_PYTHON Value codec_decode(Vm *vm, Value v, Value encoding, Value errors);

/* One standard coder over text or data; errors: a str, 0 or NONE: strict. Owned bytes, or str. */
RUNS_PYTHON Value codec_run_encoder(Vm *vm, bool (*encode)(Encoder *), Value text, Value errors, int byte_order);
/* source: the object that errors show, when it is an exact bytes; else 0: a copy of data. *consumed: bytes read; not final:
 * an unfinished sequence at the end is left. *byte_order as in Decoder; may be NULL. */
RUNS_PYTHON Value codec_run_decoder(Vm *vm, bool (*decode)(Decoder *), const void *data, size_t size, Value source,
                                    Value errors, bool final, size_t *consumed, int *byte_order);

/* UTF-8 with surrogateescape: how file names and the like come and go. */
Value codec_decode_name(Vm *vm, const char *name, size_t size);
Value codec_encode_name(Vm *vm, Value text);     /* bytes */

/* With a mapping (NONE: Latin-1): owned str, bytes. */
RUNS_PYTHON Value codec_charmap_decode(Vm *vm, const void *data, size_t size, Value source, Value errors, Value mapping);
RUNS_PYTHON Value codec_charmap_encode(Vm *vm, Value text, Value errors, Value mapping);

/* ---- the registry ---- */

typedef struct CodecState {
    Value search_path;   /* list */
    Value cache;         /* dict: normalized name -> tuple of four */
    Value handlers;      /* dict: name -> handler */
    bool  searched;      /* encodings has been imported */
} CodecState;

CodecState *codec_state(Vm *vm);                            /* NULL: MemoryError */
void        codec_state_drop(Vm *vm);                       /* the isolate ends */
RUNS_PYTHON Value codec_lookup(Vm *vm, Value encoding);     /* the tuple, owned; 0: LookupError "unknown encoding: x" */
RUNS_PYTHON Value codec_lookup_text(Vm *vm, Value encoding, const char *alternative); /* must be a text encoding */
/* codec[which](v, errors): its first item. Failure gets the note "encoding with 'x' codec failed". which: 0 encode, 1 decode */
RUNS_PYTHON Value codec_call(Vm *vm, Value codec, int which, Value v, Value errors, Value encoding);
Value codec_lookup_error(Vm *vm, Value name);               /* handler, owned; name 0: strict */
MUST_CHECK bool codec_register_error(Vm *vm, Value name, Value handler);
