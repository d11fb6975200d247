/* tokenizer_impl.h - what the tokenizer's files share. Private to tokenizer*.c. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/tokenizer.h"

/* What a byte may be in a token; bytes past ASCII are letters until the whole name is checked. */
enum { BYTE_NAME_START = 1, BYTE_NAME = 2, BYTE_DIGIT = 4, BYTE_HEX = 8, BYTE_BLANK = 16 };
extern const uint8_t tokenizer_bytes[256];

static inline bool byte_is(char c, int what)
{
    return tokenizer_bytes[(unsigned char)c] & what;
}

/* Steps onto the line that begins at cur. False: there is none, the source has ended. */
static inline bool begin_line(Tokenizer *t)
{
    if (t->cur >= t->end) {
        t->done = TOKENIZER_EOF;
        return false;
    }
    if (!t->start)
        t->buf = t->cur;
    t->line_start = t->cur;
    t->line++;
    const char *newline = memchr(t->cur, '\n', (size_t)(t->end - t->cur));
    t->inp = newline ? newline + 1 : t->end;
    return true;
}

/* The character behind the token was looked at: the source's end counts as met there. Errors depend on it. */
static inline void look_behind(Tokenizer *t)
{
    if (t->cur >= t->end)
        t->done = TOKENIZER_EOF;
}

/* Finishes the token that began at start. Returns type. */
int tokenizer_make(Tokenizer *t, Token *token, int type, const char *start, const char *end);

/* Sets a SyntaxError whose column is the character before cur. Returns TOKEN_ERRORTOKEN. */
int tokenizer_error(Tokenizer *t, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The same with columns (from 1, as Python shows them) in the current line; -1: as above. */
int tokenizer_error_range(Tokenizer *t, int column, int end_column, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* A SyntaxWarning at the current line. False: it became an error, which is set, with the text error (NULL: the same). */
MUST_CHECK bool tokenizer_warn(Tokenizer *t, const char *error, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The rest of a number whose first character (a digit, or '.' before a digit) is at cur - 1. */
int tokenizer_number(Tokenizer *t, Token *token);

/* The rest of a string whose opening quote is at cur - 1. */
int tokenizer_string(Tokenizer *t, Token *token);

/* The opening of an f-string or t-string whose first quote is at cur - 1. */
int tokenizer_fstring_start(Tokenizer *t, Token *token, bool is_template, bool is_raw);

/* The next token of an f-string's literal text. */
int tokenizer_fstring_middle(Tokenizer *t, Token *token);

/* Takes down the end of the expression before a ':', '!', '=' or '}' at the token's start, and gives it to the token
 * when somebody needs it. False: no memory. */
MUST_CHECK bool tokenizer_expression_end(Tokenizer *t, char c, const Text **text);

/* The next token outside strings' literal text (an f-string's '{' begins there). */
int tokenizer_plain(Tokenizer *t, Token *token);
