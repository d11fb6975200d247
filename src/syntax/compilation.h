/* compilation.h - one compile() call: its options, its memory, and the error that ended it.
 *
 * Whoever calls the front end fills a Compilation (compilation_init, then the options), calls compilation_parse and what
 * follows it, and frees the arena when the results have been taken out. Everything the front end makes lives in the arena.
 * A function that fails returns NULL, false or -1 with `error` set; the first error wins, later ones are not recorded.
 *
 * The callbacks reach the runtime; a fuzzer or a build tool leaves them NULL. SPDX-License-Identifier: MIT */
#pragma once
#include "base/text.h"
#include "code/constant.h"
#include "syntax/ast.h"

typedef enum CompileMode { MODE_EXEC, MODE_EVAL, MODE_SINGLE, MODE_FUNC_TYPE } CompileMode;

/* compile()'s flags and __future__'s bits, CPython's numbers. */
enum {
    COMPILE_FUTURE_NESTED = 0x10, /* accepted, no effect */
    COMPILE_FUTURE_GENERATORS = 0,
    COMPILE_FUTURE_DIVISION = 0x20000,
    COMPILE_FUTURE_ABSOLUTE_IMPORT = 0x40000,
    COMPILE_FUTURE_WITH_STATEMENT = 0x80000,
    COMPILE_FUTURE_PRINT_FUNCTION = 0x100000,
    COMPILE_FUTURE_UNICODE_LITERALS = 0x200000,
    COMPILE_FUTURE_BARRY_AS_BDFL = 0x400000,
    COMPILE_FUTURE_GENERATOR_STOP = 0x800000,
    COMPILE_FUTURE_ANNOTATIONS = 0x1000000,
    COMPILE_SOURCE_IS_UTF8 = 0x0100,
    COMPILE_DONT_IMPLY_DEDENT = 0x0200,
    COMPILE_ONLY_AST = 0x0400,
    COMPILE_IGNORE_COOKIE = 0x0800,
    COMPILE_TYPE_COMMENTS = 0x1000,
    COMPILE_TOP_LEVEL_AWAIT = 0x2000,
    COMPILE_ALLOW_INCOMPLETE_INPUT = 0x4000,
    COMPILE_OPTIMIZED_AST = 0x8000 | 0x0400,
};

/* Which exception the caller raises. */
typedef enum ErrorKind {
    ERROR_NONE,
    ERROR_NO_MEMORY,        /* no message */
    ERROR_SYNTAX,
    ERROR_INDENTATION,
    ERROR_TAB,
    ERROR_INCOMPLETE_INPUT, /* _IncompleteInputError */
    ERROR_MEMORY,           /* MemoryError with a message: "Parser stack overflowed - ..." */
    ERROR_RECURSION,
    ERROR_OVERFLOW,
    ERROR_VALUE,
    ERROR_TYPE,
    ERROR_SYSTEM,
    ERROR_RAISED,           /* a callback failed: the exception is the runtime's already */
} ErrorKind;

typedef enum WarningKind { WARNING_SYNTAX, WARNING_DEPRECATION } WarningKind;

typedef struct Compilation Compilation;

typedef struct CompilationError {
    ErrorKind   kind;
    const Text *message;
    bool        has_location;            /* false: the exception has a message only */
    int         line, column;            /* lineno and offset as Python shows them: columns from 1, in characters */
    int         end_line, end_column;    /* 0: end_lineno 0 and so on; see has_end */
    bool        has_end;                 /* false: end_lineno and end_offset are None */
    const Text *text;                    /* the source line; NULL: None, or to be read from the file (text_from_file) */
    bool        text_from_file;          /* an error after parsing: CPython reads line `line` of the file `filename` */
    bool        has_bare_args;           /* of the symbol table: the exception's args are (message,), though it has a place */
} CompilationError;

struct Compilation {
    Arena       *arena;
    TextTable    texts;
    const Text  *filename;
    CompileMode  mode;
    int          optimize;        /* 0, 1, 2 */
    unsigned     flags;           /* COMPILE_*; what `from __future__` adds is the symbol table's business */
    unsigned     caller_flags;    /* flags as they were at the beginning (compilation_parse sets it) */
    int          feature_version; /* minor version; 14 unless ast.parse asks for less */
    int          max_int_digits;  /* of a decimal literal (sys.set_int_max_str_digits); 0: any number */
    size_t       stack_limit;     /* lowest address the C stack may reach, 0: not known */
    size_t       stack_base;      /* where the C stack begins, for the message of an overflow; 0: not known */
    bool         source_is_str;   /* the source was a str: no cookie counts */
    bool         interactive;     /* lines come one by one from a prompt (reserved) */

    void *context; /* the callbacks' own */
    /* Tells a warning at a place. False: it became an error (ERROR_RAISED is set by the caller of this), or, when
     * *as_error is set to true, it shall be raised as a SyntaxError with the same message and place. */
    bool (*warn)(Compilation *, WarningKind, const Text *message, int line, int column, int end_line, int end_column,
                 bool *as_error);
    /* Called now and then. False: stop with ERROR_RAISED. */
    bool (*poll)(Compilation *);
    /* Decodes a source in an encoding that is not UTF-8, ASCII or Latin-1 into valid UTF-8 in the arena. False: error
     * set with compilation_fail (ERROR_RAISED, or ERROR_SYNTAX "unknown encoding: NAME"). */
    bool (*decode)(Compilation *, const char *encoding, const char *data, size_t length, const char **utf8,
                   size_t *utf8_length);

    /* The source as the tokenizer saw it (UTF-8, newlines translated), for the lines of errors. */
    const char *source;
    size_t      source_length;

    CompilationError error;
};

/* Prepares a compilation with the defaults: MODE_EXEC, optimize 0, feature version 14, no callbacks, filename "<string>".
 * False: no memory. */
MUST_CHECK bool compilation_init(Compilation *compilation, Arena *arena);

/* Sets an error without a place, unless one is set. Always false, for `return compilation_fail(...)`. */
bool compilation_fail(Compilation *compilation, ErrorKind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Sets ERROR_NO_MEMORY unless an error is set. Always false. */
bool compilation_no_memory(Compilation *compilation);

/* Sets a SyntaxError of the passes after parsing (symbol table, code generation) at a node's place: columns are bytes
 * from 0 there and become offset = column + 1; the text is to be read from the file. Always false. */
bool compilation_error_at(Compilation *compilation, Location at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Gives a SyntaxWarning at a node's place, through the warn callback. False: it became an error, which is set (a
 * SyntaxError at the place, as CPython's). */
MUST_CHECK bool compilation_warn_at(Compilation *compilation, Location at, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Polls (see poll). False: stop, error set. */
MUST_CHECK bool compilation_poll(Compilation *compilation);

/* Sets the RecursionError of a tree that is too deep for the C stack. Always false. */
bool compilation_too_deep(Compilation *compilation);

/* Whether the C stack still has room for one more level of a recursion. */
static inline bool compilation_has_stack(const Compilation *compilation)
{
    return (size_t)__builtin_frame_address(0) > compilation->stack_limit;
}

/* Parses a source (bytes: BOM and coding cookie count; str: source_is_str, UTF-8/WTF-8) as compilation->mode says.
 * NULL: error set. */
MUST_CHECK Mod *compilation_parse(Compilation *compilation, const char *source, size_t length);

/* The pass between parsing and the symbol table (CPython's ast_preprocess): __debug__ and docstrings under optimize,
 * `%` formats, negative and complex literals in patterns, SyntaxWarnings of `finally`. Changes the tree in place.
 * Also what PyCF_OPTIMIZED_AST returns. False: error set. */
MUST_CHECK bool ast_preprocess(Compilation *compilation, Mod *tree);

/* Checks a tree that was made by hand (compile() of an AST). False: ERROR_VALUE or ERROR_TYPE with CPython's message. */
MUST_CHECK bool ast_validate(Compilation *compilation, const Mod *tree);
