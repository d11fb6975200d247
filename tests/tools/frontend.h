/* frontend.h - the development driver of the compiler: its modes and what they share. SPDX-License-Identifier: MIT */
#pragma once
#include <stdio.h>

#include "syntax/compilation.h"

typedef struct Options {
    int  optimize;
    int  mode;          /* a CompileMode */
    unsigned flags;     /* COMPILE_* */
    bool shared_root;   /* marshal: the code object is held by somebody else (as py_compile's is) */
} Options;

typedef struct Input {
    const char *path;
    char       *data;
    size_t      size;
} Input;

extern Allocator driver_allocator;

/* A mode reads one input and writes one frame or text to stdout; false: it could not (the driver ends with status 1). */
typedef bool (*ModeFunction)(const Input *input, const Options *options);

bool mode_marshal(const Input *input, const Options *options);
bool mode_remarshal(const Input *input, const Options *options);
bool mode_repack(const Input *input, const Options *options);
bool mode_time(const Input *input, const Options *options);

bool mode_errors(const Input *input, const Options *options);

bool mode_ast(const Input *input, const Options *options);
bool mode_parse(const Input *input, const Options *options);
bool mode_tokens(const Input *input, const Options *options);
bool mode_warnings(const Input *input, const Options *options);
bool mode_parse_errors(const Input *input, const Options *options);

/* Compiles one case of a corpus of errors; false: the compilation's error is set. */
typedef bool (*CompileCase)(Compilation *compilation, const char *data, size_t length);

/* Reads a file of cases (as measure's _dump_errors.py does) and prints a line of error fields for each. */
bool run_cases(const Input *input, CompileCase compile_case);

/* Prints an error as one line. */
void error_print(FILE *out, const Compilation *compilation);

/* Writes a frame: length as 4 bytes, little-endian, then the bytes. kind: 'M' data, 'E' an error's text. */
void frame_write(char kind, const void *data, size_t size);
