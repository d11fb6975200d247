/* codec_run.h - a coder with its error handler while it runs, for the codec files. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/codec_handler.h"

typedef struct DecoderRun {
    Decoder decoder;       /* first: the coder's fault finds the run by it */
    Vm     *vm;
    Value   source;        /* the input as bytes, owned; 0: not made yet */
    Value   errors;        /* borrowed str, or 0 */
    Handler handler;
} DecoderRun;

void  decoder_run_begin(DecoderRun *run, Vm *vm, const void *data, size_t size, Value source, Value errors);
Value decoder_run_end(DecoderRun *run, bool done);     /* the str, owned; frees everything */
bool  decoder_run_fault(Decoder *decoder, size_t start, size_t end, const char *reason);

typedef struct EncoderRun EncoderRun;
struct EncoderRun {
    Encoder encoder;
    Vm     *vm;
    Value   source;        /* the text, borrowed */
    Value   errors;
    Handler handler;
    Value   mapping;       /* of charmap */
    bool  (*put_text)(EncoderRun *run, Value text);    /* encodes a replacement text; NULL: characters below the limit */
};

void  encoder_run_begin(EncoderRun *run, Vm *vm, Value text, Value errors);
Value encoder_run_end(EncoderRun *run, bool done);     /* the bytes, owned; frees everything */
bool  encoder_run_fault(Encoder *encoder, size_t start, size_t end, const char *reason);

/* DeprecationWarning for an unknown escape, at its character behind the backslash. prefix: "" or "b". False: it was raised. */
RUNS_PYTHON MUST_CHECK bool codec_warn_escape(Vm *vm, const char *prefix, const uint8_t *at);
