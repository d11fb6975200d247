/* tokenizer_strings.c - string literals, and the literal text of f-strings and t-strings.
 *
 * A plain string is one token. An f-string is FSTRING_START, then by turns FSTRING_MIDDLE and the tokens of expressions
 * between braces, then FSTRING_END; each open f-string has a StringMode, and the mode's in_string says which of the two
 * the tokenizer is in. Braces that end an expression or a format spec are told by depth of brackets.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "syntax/tokenizer_impl.h"

/* A string that never ends is told at its opening quote: the tokenizer goes back there. */
static int unterminated(Tokenizer *t, const char *start, const char *line_start, int line, const char *format)
{
    int detected = t->line;

    t->cur = start + 1;
    t->line_start = line_start;
    t->line = line;
    char message[120];
    snprintf(message, sizeof(message), format, detected);
    tokenizer_error(t, "%s", message);
    return TOKEN_ERRORTOKEN;
}

/* The size of the quotes at cur - 1 (1 or 3), cur set behind them; an empty string of single quotes gives 0, cur behind
 * both. */
static int open_quote(Tokenizer *t, char quote)
{
    if (t->cur[0] != quote)
        return 1;
    if (t->cur[1] == quote) {
        t->cur += 2;
        return 3;
    }
    t->cur++;
    return 0;
}

/* The same for a plain string. In an f-string's expression, a quote that could end the f-string means that the brace
 * is missing. */
static int unterminated_string(Tokenizer *t, char quote, int quote_size, const char *line_start, int line,
                               bool at_end, bool has_escaped_quote)
{
    StringMode *mode = tokenizer_mode(t);

    if (mode && mode->quote == quote && mode->quote_size == quote_size) {
        t->cur = t->start + 1;
        t->line_start = line_start;
        t->line = line;
        return tokenizer_error(t, "%c-string: expecting '}'", tokenizer_string_letter(t));
    }
    const char *format = quote_size == 3     ? "unterminated triple-quoted string literal (detected at line %d)"
                         : has_escaped_quote ? "unterminated string literal (detected at line %d); "
                                               "perhaps you escaped the end quote?"
                                             : "unterminated string literal (detected at line %d)";
    int type = unterminated(t, t->start, line_start, line, format);
    if (at_end)
        t->done = quote_size == 3 ? TOKENIZER_EOF_IN_STRING : TOKENIZER_EOL_IN_STRING;
    return type;
}

int tokenizer_string(Tokenizer *t, Token *token)
{
    char        quote = t->cur[-1];
    const char *line_start = t->line_start;
    int         line = t->line;
    bool        has_escaped_quote = false;
    int         quote_size = open_quote(t, quote), met = 0;

    if (!quote_size)
        return tokenizer_make(t, token, TOKEN_STRING, t->start, t->cur);
    while (met != quote_size) {
        char c = *t->cur;
        if (c == quote) {
            t->cur++;
            met++;
            continue;
        }
        met = 0;
        if (c == '\\') {
            t->cur++;
            c = *t->cur;
            has_escaped_quote |= c == quote;
        } else if (c == '\n' && quote_size == 1) {
            return unterminated_string(t, quote, quote_size, line_start, line, false, has_escaped_quote);
        }
        if (t->cur < t->end)
            t->cur++;
        if (c == '\n' || t->cur >= t->end) {
            bool at_end = c == '\n' ? !begin_line(t) : *t->cur == 0;
            if (at_end)
                return unterminated_string(t, quote, quote_size, line_start, line, true, has_escaped_quote);
        }
    }
    return tokenizer_make(t, token, TOKEN_STRING, t->start, t->cur);
}

int tokenizer_fstring_start(Tokenizer *t, Token *token, bool is_template, bool is_raw)
{
    char quote = t->cur[-1];
    int  quote_size = 1;

    if (t->cur[0] == quote && t->cur[1] == quote) {
        t->cur += 2;
        quote_size = 3;
    }
    if (t->mode_count + 1 >= TOKENIZER_MAX_STRINGS)
        return tokenizer_error(t, "too many nested f-strings or t-strings");
    t->modes[t->mode_count++] = (StringMode){.in_string = true,
                                             .is_raw = is_raw,
                                             .is_template = is_template,
                                             .quote = quote,
                                             .quote_size = quote_size,
                                             .expression_depth = -1,
                                             .start = t->start,
                                             .line_start = t->line_start,
                                             .line = t->line};
    return tokenizer_make(t, token, is_template ? TOKEN_TSTRING_START : TOKEN_FSTRING_START, t->start, t->cur);
}

/* An expression without its comments, which run to the end of the line; a '#' in a string is none. */
static const Text *strip_comments(Tokenizer *t, const char *start, const char *end)
{
    char *out = arena_alloc(t->compilation->arena, (size_t)(end - start) + 1), *to = out;
    char  quote = 0;

    if (!out)
        return NULL;
    for (const char *at = start; at < end; at++) {
        if (quote) {
            if (*at == quote)
                quote = 0;
            *to++ = *at;
            if (*at == '\\' && at + 1 < end)
                *to++ = *++at;
        } else if (*at == '"' || *at == '\'') {
            quote = *at;
            *to++ = *at;
        } else if (*at == '#') {
            while (at < end && *at != '\n')
                at++;
            if (at < end)
                *to++ = '\n';
        } else {
            *to++ = *at;
        }
    }
    return text_intern(&t->compilation->texts, out, (size_t)(to - out));
}

bool tokenizer_expression_end(Tokenizer *t, char c, const Text **text)
{
    StringMode *mode = tokenizer_mode(t);

    if (c == '}' || c == '!' || (c == ':' && !mode->expression_end))
        mode->expression_end = t->start;
    if (!(mode->in_debug || mode->is_template) || !mode->expression)
        return true;
    const char *end = mode->expression_end;
    *text = memchr(mode->expression, '#', (size_t)(end - mode->expression))
                ? strip_comments(t, mode->expression, end)
                : text_intern(&t->compilation->texts, mode->expression, (size_t)(end - mode->expression));
    return *text || compilation_no_memory(t->compilation);
}

static int middle(Tokenizer *t, Token *token, const char *end)
{
    return tokenizer_make(t, token, tokenizer_mode(t)->is_template ? TOKEN_TSTRING_MIDDLE : TOKEN_FSTRING_MIDDLE,
                          t->start, end);
}

static int nested_too_deeply(Tokenizer *t)
{
    return tokenizer_error(t, "%c-string: expressions nested too deeply", tokenizer_string_letter(t));
}

/* At a newline in a single-quoted f-string, or at the end of the source. */
static int unterminated_fstring(Tokenizer *t, StringMode *mode, bool at_newline)
{
    if (at_newline && mode->in_format_spec && mode->expression_depth >= 0) {
        t->cur++;
        return tokenizer_error(t, "%c-string: newlines are not allowed in format specifiers for single quoted "
                                  "%c-strings", tokenizer_string_letter(t), tokenizer_string_letter(t));
    }
    if (mode->quote_size == 3) {
        int type = unterminated(t, mode->start, mode->line_start, mode->line,
                                mode->is_template ? "unterminated triple-quoted t-string literal (detected at line %d)"
                                                  : "unterminated triple-quoted f-string literal (detected at line %d)");
        t->done = TOKENIZER_EOF_IN_STRING;
        return type;
    }
    return unterminated(t, mode->start, mode->line_start, mode->line,
                        mode->is_template ? "unterminated t-string literal (detected at line %d)"
                                          : "unterminated f-string literal (detected at line %d)");
}

/* At a '{' in literal text: one that begins an expression, or a doubled one, which ends this piece. */
static int open_brace(Tokenizer *t, Token *token, StringMode *mode, bool in_format_spec)
{
    mode->expression = t->cur + 1;
    mode->expression_end = NULL;
    if (t->cur[1] == '{' && !in_format_spec) {
        t->cur += 2;
        return middle(t, token, t->cur - 1);
    }
    if (++mode->expression_depth >= TOKENIZER_MAX_NESTING)
        return nested_too_deeply(t);
    mode->in_string = false;
    return middle(t, token, t->cur);
}

/* At a '}' in literal text: a doubled one, or one that ends an expression's format spec or is too many. */
static int close_brace(Tokenizer *t, Token *token, StringMode *mode, bool in_format_spec)
{
    if (t->cur[1] == '}' && !in_format_spec && mode->brace_depth == 0) {
        t->cur += 2;
        return middle(t, token, t->cur - 1);
    }
    mode->in_string = false;
    return middle(t, token, t->cur);
}

/* Behind a backslash in literal text. False: a warning became an error. */
static bool skip_escape(Tokenizer *t, StringMode *mode, bool *in_name)
{
    char c = *t->cur;

    if (c == '{' || c == '}') {
        if (mode->is_raw || t->extra_tokens)
            return true;
        t->cur++; /* an error counts the brace */
        if (!tokenizer_warn(t, c == '{' ? "\"\\{\" is an invalid escape sequence. Did you mean \"\\\\{\"? A raw string is "
                                          "also an option."
                                        : "\"\\}\" is an invalid escape sequence. Did you mean \"\\\\}\"? A raw string is "
                                          "also an option.",
                            "\"\\%c\" is an invalid escape sequence. Such sequences will not work in the future. Did "
                            "you mean \"\\\\%c\"? A raw string is also an option.", c, c))
            return false;
        t->cur--;
        return true;
    }
    if (t->cur >= t->end)
        return true;
    t->cur++;
    if (c == '\n') {
        (void)begin_line(t);
    } else if (c == 'N' && !mode->is_raw && *t->cur == '{') {
        *in_name = true;
        t->cur++;
    }
    return true;
}

int tokenizer_fstring_middle(Tokenizer *t, Token *token)
{
    StringMode *mode = tokenizer_mode(t);
    bool        in_name = false; /* in \N{...} */
    int         met = 0;

    t->start = t->cur;
    t->start_line = t->line;
    t->start_column = (int)(t->cur - t->line_start);
    if (*t->cur == '{' && t->cur[1] != '{') {
        if (++mode->expression_depth >= TOKENIZER_MAX_NESTING) {
            return nested_too_deeply(t);
        }
        mode->expression = t->cur + 1;
        mode->expression_end = NULL;
        mode->in_string = false;
        return tokenizer_plain(t, token);
    }
    if (*t->cur == mode->quote &&
        (mode->quote_size == 1 || (t->cur[1] == mode->quote && t->cur[2] == mode->quote))) {
        t->cur += mode->quote_size;
        t->mode_count--;
        return tokenizer_make(t, token, mode->is_template ? TOKEN_TSTRING_END : TOKEN_FSTRING_END, t->start, t->cur);
    }
    while (met != mode->quote_size) {
        char c = *t->cur;
        bool in_format_spec = mode->in_format_spec && mode->expression_depth >= 0;
        if (t->cur >= t->end || (mode->quote_size == 1 && c == '\n')) {
            t->done = t->cur >= t->end ? TOKENIZER_EOF : t->done;
            return unterminated_fstring(t, mode, c == '\n');
        }
        if (c == mode->quote) {
            t->cur++;
            met++;
            continue;
        }
        met = 0;
        if (c == '{')
            return open_brace(t, token, mode, in_format_spec);
        if (c == '}' && in_name) {
            t->cur++;
            return middle(t, token, t->cur);
        }
        if (c == '}')
            return close_brace(t, token, mode, in_format_spec);
        t->cur++;
        if (c == '\n')
            (void)begin_line(t);
        else if (c == '\\' && !skip_escape(t, mode, &in_name))
            return TOKEN_ERRORTOKEN;
    }
    t->cur -= mode->quote_size;
    return middle(t, token, t->cur);
}
