/* tokenizer.h - UTF-8 source text to tokens, one at a time, exactly as CPython's tokenizer cuts it.
 *
 * The source is one block of valid UTF-8 (or WTF-8) with '\n' for each newline and a NUL behind its end, which must
 * outlive the tokens. Line and column of an error depend on where this tokenizer stands when it is met, so the fields
 * that the parser's error reporting reads (cur, line_start, buf, inp, done) mean what CPython's mean.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"
#include "syntax/token.h"

enum {
    TOKENIZER_MAX_INDENT = 100,
    TOKENIZER_MAX_LEVEL = 200,
    TOKENIZER_MAX_STRINGS = 150, /* f-strings in f-strings */
    TOKENIZER_MAX_NESTING = 3,   /* expressions in format specs in one f-string */
};

/* Why no token came. */
typedef enum TokenizerState {
    TOKENIZER_OK,
    TOKENIZER_EOF,
    TOKENIZER_ERROR, /* compilation->error is set */
    TOKENIZER_DEDENT,
    TOKENIZER_TAB_SPACE,
    TOKENIZER_TOO_DEEP,
    TOKENIZER_LINE_CONTINUATION,
    TOKENIZER_EOF_IN_STRING,  /* error set; triple-quoted string met the end */
    TOKENIZER_EOL_IN_STRING,  /* error set; string met the end of the file */
    TOKENIZER_COLUMN_OVERFLOW,
} TokenizerState;

/* An f-string or t-string that has begun. */
typedef struct StringMode {
    bool        in_string;     /* in literal text, not in an expression */
    bool        is_raw, is_template, in_format_spec, in_debug;
    char        quote;
    int         quote_size;    /* 1 or 3 */
    int         brace_depth;   /* brackets open inside it */
    int         expression_depth; /* brace depth at which the innermost expression began, -1: none */
    const char *start, *line_start; /* of the string, for "unterminated" */
    int         line;
    const char *expression;    /* behind the '{' of the expression being read; NULL */
    const char *expression_end;
} StringMode;

typedef struct Tokenizer {
    Compilation *compilation;
    const char  *source, *end;
    const char  *cur;          /* next character */
    const char  *line_start;   /* of the current line */
    const char  *buf;          /* of the line in which the current token, or the backslash before it, began */
    const char  *inp;          /* behind the current line's newline */
    int          line;         /* number of the current line, 0 before the first */
    TokenizerState done;
    bool         warning_failed; /* the error that is set was a warning */
    bool         at_line_begin, warns, extra_tokens, type_comments, comment_newline, implicit_newline;
    int          pending;      /* INDENTs (> 0) or DEDENTs (< 0) to give */
    int          indent, level, mode_count;
    int          columns[TOKENIZER_MAX_INDENT], other_columns[TOKENIZER_MAX_INDENT];
    char         brackets[TOKENIZER_MAX_LEVEL];
    int          bracket_lines[TOKENIZER_MAX_LEVEL], bracket_columns[TOKENIZER_MAX_LEVEL];
    StringMode   modes[TOKENIZER_MAX_STRINGS];
    /* The token being made. */
    const char  *start;
    int          start_line, start_column;
} Tokenizer;

/* Begins at source, whose byte at length is 0. */
void tokenizer_init(Tokenizer *tokenizer, Compilation *compilation, const char *source, size_t length);

/* Makes names that are keywords known to the compilation's texts. False: no memory, error set. Once a compilation. */
MUST_CHECK bool token_intern_keywords(Compilation *compilation);

/* The next token into *token, and its type. TOKEN_ERRORTOKEN: tokenizer->done says why; for TOKENIZER_ERROR and the
 * *_IN_STRING ones the compilation's error is set. */
int tokenizer_next(Tokenizer *tokenizer, Token *token);

static inline StringMode *tokenizer_mode(Tokenizer *tokenizer)
{
    return tokenizer->mode_count ? &tokenizer->modes[tokenizer->mode_count - 1] : NULL;
}

/* The letter of "f-string: ..." messages. */
static inline char tokenizer_string_letter(Tokenizer *tokenizer)
{
    StringMode *mode = tokenizer_mode(tokenizer);
    return mode && mode->is_template ? 't' : 'f';
}
