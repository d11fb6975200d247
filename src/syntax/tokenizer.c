/* tokenizer.c - tokens outside strings and numbers: indentation, names, operators, brackets, comments, newlines.
 *
 * At a line's beginning the columns decide on INDENTs and DEDENTs, which wait in `pending`; inside brackets and on lines
 * that are blank or comments they do not count. Each line has two columns, with tabs to 8 and tabs to 1: when the two
 * disagree on what is deeper, the file mixes tabs and spaces.
 *
 * A line begins (begin_line) when its first character is looked at, not when the newline before it is read: so line
 * numbers in errors at the end of a line are that line's. SPDX-License-Identifier: MIT */
#include "syntax/tokenizer.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "syntax/tokenizer_impl.h"

const char *const token_keywords[TOKEN_KEYWORD_COUNT] = {
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"};

#define LETTER (BYTE_NAME_START | BYTE_NAME)
#define DIGIT  (BYTE_NAME | BYTE_DIGIT | BYTE_HEX)
const uint8_t tokenizer_bytes[256] = {
    ['0' ... '9'] = DIGIT,
    ['a' ... 'f'] = LETTER | BYTE_HEX,
    ['A' ... 'F'] = LETTER | BYTE_HEX,
    ['g' ... 'z'] = LETTER,
    ['G' ... 'Z'] = LETTER,
    ['_'] = LETTER,
    [0x80 ... 0xFF] = LETTER,
    [' '] = BYTE_BLANK,
    ['\t'] = BYTE_BLANK,
    ['\f'] = BYTE_BLANK,
};
#undef LETTER
#undef DIGIT

bool token_intern_keywords(Compilation *compilation)
{
    for (int i = 0; i < TOKEN_KEYWORD_COUNT; i++) {
        const Text *text = text_intern_literal(&compilation->texts, token_keywords[i]);
        if (!text)
            return compilation_no_memory(compilation);
        ((Text *)text)->mark = (uint8_t)(TOKEN_FIRST_KEYWORD + i);
    }
    return true;
}

void tokenizer_init(Tokenizer *t, Compilation *compilation, const char *source, size_t length)
{
    memset(t, 0, offsetof(Tokenizer, columns));
    t->columns[0] = t->other_columns[0] = 0;
    t->compilation = compilation;
    t->source = t->cur = t->line_start = t->buf = t->inp = source;
    t->end = source + length;
    t->at_line_begin = true;
    t->warns = true;
    t->type_comments = compilation->flags & COMPILE_TYPE_COMMENTS;
}

/* ---- errors ---- */

static size_t characters_between(const char *from, const char *to)
{
    size_t count = 0;
    for (; from < to; from++)
        count += (*from & 0xC0) != 0x80;
    return count;
}

static int set_error(Tokenizer *t, int column, int end_column, const char *format, va_list arguments)
{
    Compilation *compilation = t->compilation;
    char         buffer[300];

    t->done = TOKENIZER_ERROR;
    if (compilation->error.kind != ERROR_NONE)
        return TOKEN_ERRORTOKEN;
    vsnprintf(buffer, sizeof(buffer), format, arguments);
    const char *line_end = memchr(t->line_start, '\n', (size_t)(t->end - t->line_start));
    const Text *message = text_intern_literal(&compilation->texts, buffer);
    const Text *line = text_intern(&compilation->texts, t->line_start,
                                   (size_t)((line_end ? line_end : t->end) - t->line_start));
    if (!message || !line) {
        (void)compilation_no_memory(compilation);
        return TOKEN_ERRORTOKEN;
    }
    if (column == -1)
        column = (int)characters_between(t->line_start, t->cur);
    else
        column = (int)characters_between(t->line_start, t->line_start + column);
    if (end_column != -1)
        end_column = (int)characters_between(t->line_start, t->line_start + end_column);
    compilation->error = (CompilationError){.kind = ERROR_SYNTAX,
                                            .message = message,
                                            .has_location = true,
                                            .line = t->line,
                                            .column = column,
                                            .end_line = t->line,
                                            .end_column = end_column == -1 ? column : end_column,
                                            .has_end = true,
                                            .text = line};
    return TOKEN_ERRORTOKEN;
}

int tokenizer_error(Tokenizer *t, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int type = set_error(t, -1, -1, format, arguments);
    va_end(arguments);
    return type;
}

int tokenizer_error_range(Tokenizer *t, int column, int end_column, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    int type = set_error(t, column, end_column, format, arguments);
    va_end(arguments);
    return type;
}

bool tokenizer_warn(Tokenizer *t, const char *error, const char *format, ...)
{
    Compilation *compilation = t->compilation;
    va_list      arguments;
    char         buffer[200];
    bool         as_error = false;

    if (!t->warns || !compilation->warn)
        return true;
    va_start(arguments, format);
    vsnprintf(buffer, sizeof(buffer), format, arguments);
    va_end(arguments);
    const Text *message = text_intern_literal(&compilation->texts, buffer);
    if (!message) {
        t->done = TOKENIZER_ERROR;
        return compilation_no_memory(compilation);
    }
    if (compilation->warn(compilation, WARNING_SYNTAX, message, t->line, 0, 0, 0, &as_error))
        return true;
    t->warning_failed = true;
    if (as_error)
        tokenizer_error(t, "%s", error ? error : message->data);
    else
        (void)compilation_fail(compilation, ERROR_RAISED, "a warning became an error");
    t->done = TOKENIZER_ERROR;
    return false;
}

/* ---- one token ---- */

int tokenizer_make(Tokenizer *t, Token *token, int type, const char *start, const char *end)
{
    token->type = (uint8_t)type;
    token->level = (uint8_t)t->level;
    token->line = t->start_line;
    token->column = t->start_column;
    token->end_line = t->line;
    token->end_column = (int)(t->cur - t->line_start);
    token->start = start;
    token->end = end;
    token->text = NULL;
    return type;
}

/* A token without text. */
static int make_empty(Tokenizer *t, Token *token, int type)
{
    *token = (Token){.type = (uint8_t)type,
                     .level = (uint8_t)t->level,
                     .line = t->line,
                     .column = -1,
                     .end_line = t->line,
                     .end_column = -1,
                     .start = t->cur,
                     .end = t->cur};
    return type;
}

static int fail(Tokenizer *t, Token *token, TokenizerState why)
{
    t->done = why;
    t->cur = t->inp;
    return make_empty(t, token, TOKEN_ERRORTOKEN);
}

/* Behind a backslash: goes to the next line. */
static bool continue_line(Tokenizer *t, Token *token)
{
    if (t->cur >= t->end || *t->cur != '\n') {
        if (t->cur < t->end)
            t->cur++;
        t->done = TOKENIZER_LINE_CONTINUATION;
        make_empty(t, token, TOKEN_ERRORTOKEN);
        return false;
    }
    t->cur++;
    if (begin_line(t))
        return true;
    t->cur = t->inp;
    make_empty(t, token, TOKEN_ERRORTOKEN);
    return false;
}

/* Compares the columns of a line that counts with those of the lines before. */
static bool set_indentation(Tokenizer *t, Token *token, int column, int other)
{
    if (column == t->columns[t->indent]) {
        if (other != t->other_columns[t->indent])
            return fail(t, token, TOKENIZER_TAB_SPACE), false;
    } else if (column > t->columns[t->indent]) {
        if (t->indent + 1 >= TOKENIZER_MAX_INDENT)
            return fail(t, token, TOKENIZER_TOO_DEEP), false;
        if (other <= t->other_columns[t->indent])
            return fail(t, token, TOKENIZER_TAB_SPACE), false;
        t->pending++;
        t->columns[++t->indent] = column;
        t->other_columns[t->indent] = other;
    } else {
        while (t->indent > 0 && column < t->columns[t->indent]) {
            t->pending--;
            t->indent--;
        }
        if (column != t->columns[t->indent])
            return fail(t, token, TOKENIZER_DEDENT), false;
        if (other != t->other_columns[t->indent])
            return fail(t, token, TOKENIZER_TAB_SPACE), false;
    }
    return true;
}

/* Reads a line's indentation. False: an error, which is in token. */
static bool begin_logical_line(Tokenizer *t, Token *token, bool *is_blank)
{
    int column = 0, other = 0, continued = 0;

    t->at_line_begin = false;
    if (t->cur < t->end)
        (void)begin_line(t);
    for (;; t->cur++) {
        if (*t->cur == ' ') {
            column++, other++;
        } else if (*t->cur == '\t') {
            column = (column / 8 + 1) * 8;
            other++;
        } else if (*t->cur == '\f') {
            column = other = 0;
        } else if (*t->cur == '\\') {
            continued = continued ? continued : column;
            t->cur++;
            if (!continue_line(t, token))
                return false;
            t->cur--;
        } else {
            break;
        }
    }
    *is_blank = *t->cur == '#' || *t->cur == '\n';
    if (*is_blank || t->level)
        return true;
    return set_indentation(t, token, continued ? continued : column, continued ? continued : other);
}

static int pending_token(Tokenizer *t, Token *token)
{
    int type = t->pending < 0 ? TOKEN_DEDENT : TOKEN_INDENT;

    t->pending += t->pending < 0 ? 1 : -1;
    make_empty(t, token, type);
    if (t->extra_tokens) {
        token->start = type == TOKEN_INDENT ? t->line_start : t->cur;
        token->column = (int)(token->start - t->line_start);
        token->end_column = (int)(t->cur - t->line_start);
    }
    return type;
}

/* ---- comments ---- */

/* Behind "# type: " (blanks count as one) at the comment's start; NULL: it is no type comment. */
static const char *type_comment(const char *at, const char *end)
{
    for (const char *prefix = "# type: "; *prefix; prefix++) {
        if (*prefix == ' ') {
            while (at < end && (*at == ' ' || *at == '\t'))
                at++;
        } else if (at < end && *at == *prefix) {
            at++;
        } else {
            return NULL;
        }
    }
    return at;
}

/* At a comment's end. Returns a token's type, or -1: the comment is nothing. */
static int comment(Tokenizer *t, Token *token, bool is_blank)
{
    const char *type = t->type_comments ? type_comment(t->start, t->cur) : NULL;

    if (type) {
        const char *ignore_end = type + 6;
        bool        is_ignore = t->cur >= ignore_end && !memcmp(type, "ignore", 6) &&
                         !(t->cur > ignore_end && byte_is(*ignore_end, BYTE_NAME) && *ignore_end != '_');
        const char *end = t->cur;
        t->start_column = (int)((is_ignore ? ignore_end : type) - t->line_start);
        tokenizer_make(t, token, is_ignore ? TOKEN_TYPE_IGNORE : TOKEN_TYPE_COMMENT, is_ignore ? ignore_end : type,
                       end);
        if (is_ignore && is_blank && t->cur < t->end) { /* its newline is part of the blank line */
            t->cur++;
            t->at_line_begin = true;
        }
        return token->type;
    }
    if (t->extra_tokens) {
        t->comment_newline = is_blank;
        return tokenizer_make(t, token, TOKEN_COMMENT, t->start, t->cur);
    }
    return -1;
}

/* ---- names ---- */

/* A name with characters past ASCII consists of identifier characters. */
static bool check_name(Tokenizer *t)
{
    const char *at = t->start;

    while (at < t->cur) {
        const char *here = at;
        uint32_t    c = utf8_next(&at);
        if (here == t->start ? unicode_is_xid_start(c) : unicode_is_xid_continue(c))
            continue;
        t->cur = at;
        if (unicode_has(c, UNICODE_PRINTABLE))
            tokenizer_error(t, "invalid character '%.*s' (U+%04X)", (int)(at - here), here, (unsigned)c);
        else
            tokenizer_error(t, "invalid non-printable character U+%04X", (unsigned)c);
        return false;
    }
    return true;
}

/* The rest of a name whose first letter is at start; cur stands behind some of its letters. */
static int name(Tokenizer *t, Token *token)
{
    unsigned char all = (unsigned char)*t->start;

    while (byte_is(*t->cur, BYTE_NAME))
        all |= (unsigned char)*t->cur++;
    look_behind(t);
    if (all >= 0x80 && !check_name(t))
        return make_empty(t, token, TOKEN_ERRORTOKEN);
    tokenizer_make(t, token, TOKEN_NAME, t->start, t->cur);
    token->text = text_intern(&t->compilation->texts, t->start, (size_t)(t->cur - t->start));
    if (!token->text) {
        (void)compilation_no_memory(t->compilation);
        t->done = TOKENIZER_ERROR;
        token->type = TOKEN_ERRORTOKEN;
    }
    return token->type;
}

/* Two string prefixes that do not go together. */
static int clash(Tokenizer *t, const char *one, const char *other)
{
    return tokenizer_error_range(t, (int)(t->start + 1 - t->line_start), (int)(t->cur - t->line_start),
                                 "'%s' and '%s' prefixes are incompatible", one, other);
}

/* At a quote behind the letters start..cur - 1, a set of distinct prefixes. */
static int prefixed_string(Tokenizer *t, Token *token, bool b, bool r, bool u, bool f, bool template)
{
    if (u && b)
        return clash(t, "u", "b");
    if (u && r)
        return clash(t, "u", "r");
    if (u && f)
        return clash(t, "u", "f");
    if (u && template)
        return clash(t, "u", "t");
    if (b && f)
        return clash(t, "b", "f");
    if (b && template)
        return clash(t, "b", "t");
    if (f && template)
        return clash(t, "f", "t");
    return f || template ? tokenizer_fstring_start(t, token, template, r) : tokenizer_string(t, token);
}

static int name_or_string(Tokenizer *t, Token *token)
{
    bool b = false, r = false, u = false, f = false, template = false;

    for (;;) {
        switch (*t->cur | 32) {
        case 'b':
            if (b)
                return name(t, token);
            b = true;
            break;
        case 'r':
            if (r)
                return name(t, token);
            r = true;
            break;
        case 'u':
            if (u)
                return name(t, token);
            u = true;
            break;
        case 'f':
            if (f)
                return name(t, token);
            f = true;
            break;
        case 't':
            if (template)
                return name(t, token);
            template = true;
            break;
        default:
            return name(t, token);
        }
        t->cur++;
        if (*t->cur == '"' || *t->cur == '\'') {
            t->cur++;
            return prefixed_string(t, token, b, r, u, f, template);
        }
    }
}

/* ---- operators ---- */

/* The operator's type at cur - 1, cur behind all its characters; 0: there is none of several characters. */
static int long_operator(Tokenizer *t, char c)
{
    char c2 = t->cur[0], c3 = c2 ? t->cur[1] : 0;
    int  type = 0;

#define TWO(second, two, third, three)                                                                    \
    if (c2 == (second)) {                                                                                 \
        bool is_three = (third) && c3 == (third);                                                         \
        t->cur += is_three ? 2 : 1;                                                                       \
        return is_three ? (three) : (two);                                                                \
    }
    switch (c) {
    case '!': TWO('=', TOKEN_NOTEQUAL, 0, 0) break;
    case '%': TWO('=', TOKEN_PERCENTEQUAL, 0, 0) break;
    case '&': TWO('=', TOKEN_AMPEREQUAL, 0, 0) break;
    case '*':
        TWO('*', TOKEN_DOUBLESTAR, '=', TOKEN_DOUBLESTAREQUAL)
        TWO('=', TOKEN_STAREQUAL, 0, 0)
        break;
    case '+': TWO('=', TOKEN_PLUSEQUAL, 0, 0) break;
    case '-':
        TWO('=', TOKEN_MINEQUAL, 0, 0)
        TWO('>', TOKEN_RARROW, 0, 0)
        break;
    case '/':
        TWO('/', TOKEN_DOUBLESLASH, '=', TOKEN_DOUBLESLASHEQUAL)
        TWO('=', TOKEN_SLASHEQUAL, 0, 0)
        break;
    case ':': TWO('=', TOKEN_COLONEQUAL, 0, 0) break;
    case '<':
        TWO('<', TOKEN_LEFTSHIFT, '=', TOKEN_LEFTSHIFTEQUAL)
        TWO('=', TOKEN_LESSEQUAL, 0, 0)
        break;
    case '=': TWO('=', TOKEN_EQEQUAL, 0, 0) break;
    case '>':
        TWO('=', TOKEN_GREATEREQUAL, 0, 0)
        TWO('>', TOKEN_RIGHTSHIFT, '=', TOKEN_RIGHTSHIFTEQUAL)
        break;
    case '@': TWO('=', TOKEN_ATEQUAL, 0, 0) break;
    case '^': TWO('=', TOKEN_CIRCUMFLEXEQUAL, 0, 0) break;
    case '|': TWO('=', TOKEN_VBAREQUAL, 0, 0) break;
    default: break;
    }
#undef TWO
    return type;
}

static const uint8_t short_operators[128] = {
    ['('] = TOKEN_LPAR,   [')'] = TOKEN_RPAR,    ['['] = TOKEN_LSQB,       [']'] = TOKEN_RSQB,
    [':'] = TOKEN_COLON,  [','] = TOKEN_COMMA,   [';'] = TOKEN_SEMI,       ['+'] = TOKEN_PLUS,
    ['-'] = TOKEN_MINUS,  ['*'] = TOKEN_STAR,    ['/'] = TOKEN_SLASH,      ['|'] = TOKEN_VBAR,
    ['&'] = TOKEN_AMPER,  ['<'] = TOKEN_LESS,    ['>'] = TOKEN_GREATER,    ['='] = TOKEN_EQUAL,
    ['.'] = TOKEN_DOT,    ['%'] = TOKEN_PERCENT, ['{'] = TOKEN_LBRACE,     ['}'] = TOKEN_RBRACE,
    ['~'] = TOKEN_TILDE,  ['^'] = TOKEN_CIRCUMFLEX, ['@'] = TOKEN_AT,      ['!'] = TOKEN_EXCLAMATION,
};

static bool open_bracket(Tokenizer *t, char c)
{
    StringMode *mode = tokenizer_mode(t);

    if (t->level >= TOKENIZER_MAX_LEVEL) {
        tokenizer_error(t, "too many nested parentheses");
        return false;
    }
    t->brackets[t->level] = c;
    t->bracket_lines[t->level] = t->line;
    t->bracket_columns[t->level] = (int)(t->start - t->line_start);
    t->level++;
    if (mode)
        mode->brace_depth++;
    return true;
}

/* A closing bracket fits the innermost open one. */
static bool check_match(Tokenizer *t, StringMode *mode, char c)
{
    char opening = t->brackets[t->level];

    if (t->extra_tokens || (opening == '(' && c == ')') || (opening == '[' && c == ']') ||
        (opening == '{' && c == '}'))
        return true;
    if (mode && opening == '{' && mode->brace_depth - 1 == mode->expression_depth)
        tokenizer_error(t, "%c-string: unmatched '%c'", tokenizer_string_letter(t), c);
    else if (t->bracket_lines[t->level] != t->line)
        tokenizer_error(t, "closing parenthesis '%c' does not match opening parenthesis '%c' on line %d", c, opening,
                        t->bracket_lines[t->level]);
    else
        tokenizer_error(t, "closing parenthesis '%c' does not match opening parenthesis '%c'", c, opening);
    return false;
}

static bool close_bracket(Tokenizer *t, char c)
{
    StringMode *mode = tokenizer_mode(t);

    if (mode && !mode->brace_depth && c == '}') {
        tokenizer_error(t, "%c-string: single '}' is not allowed", tokenizer_string_letter(t));
        return false;
    }
    if (!t->extra_tokens && !t->level) {
        tokenizer_error(t, "unmatched '%c'", c);
        return false;
    }
    if (t->level > 0) {
        t->level--;
        if (!check_match(t, mode, c))
            return false;
    }
    if (!mode)
        return true;
    if (--mode->brace_depth < 0) {
        tokenizer_error(t, "%c-string: unmatched '%c'", tokenizer_string_letter(t), c);
        return false;
    }
    if (c == '}' && mode->brace_depth == mode->expression_depth) {
        mode->expression_depth--;
        mode->in_string = true;
        mode->in_format_spec = false;
        mode->in_debug = false;
    }
    return true;
}

/* A ':', '!', '{' or '}' in an f-string's expression, at cur - 1, may end that expression. Returns COLON's type when it
 * begins a format spec, -1 on an error, else 0. */
static int end_expression(Tokenizer *t, Token *token, StringMode *mode, char c, const Text **text)
{
    int cursor = mode->brace_depth - (c != '{');
    bool is_valid = cursor == 0 || (cursor == 1 && (mode->in_debug || mode->in_format_spec));

    if (c == '!' && *t->cur == '=') /* an operator of the expression */
        return 0;
    if (is_valid && c != '{' && !tokenizer_expression_end(t, c, text))
        return -1;
    if (c == ':' && cursor == mode->expression_depth) {
        mode->in_string = true;
        mode->in_format_spec = true;
        tokenizer_make(t, token, TOKEN_COLON, t->start, t->cur);
        token->text = *text;
        return TOKEN_COLON;
    }
    return 0;
}

static int operator_token(Tokenizer *t, Token *token, char c)
{
    StringMode *mode = tokenizer_mode(t);
    const Text *text = NULL;

    if (mode && mode->expression_depth >= 0 && (c == ':' || c == '}' || c == '!' || c == '{')) {
        int type = end_expression(t, token, mode, c, &text);
        if (type)
            return type < 0 ? TOKEN_ERRORTOKEN : type;
    }
    int type = long_operator(t, c);
    if (t->cur - t->start < 3)
        look_behind(t);
    if (type) {
        tokenizer_make(t, token, type, t->start, t->cur);
        token->text = text;
        return type;
    }
    if (c == '(' || c == '[' || c == '{') {
        if (!open_bracket(t, c))
            return TOKEN_ERRORTOKEN;
    } else if (c == ')' || c == ']' || c == '}') {
        if (!close_bracket(t, c))
            return TOKEN_ERRORTOKEN;
    } else if ((unsigned char)c < 0x20 || c == 0x7F) {
        return tokenizer_error(t, "invalid non-printable character U+%04X", (unsigned)c);
    }
    if (c == '=' && mode && mode->expression_depth >= 0 && mode->brace_depth - mode->expression_depth == 1)
        mode->in_debug = true;
    type = short_operators[(unsigned char)c & 127];
    tokenizer_make(t, token, type ? type : TOKEN_OP, t->start, t->cur);
    token->text = text;
    return token->type;
}

/* ---- all ---- */

/* Behind a newline. Returns a token's type, or -1: the line goes on. */
static int newline(Tokenizer *t, Token *token, bool is_blank)
{
    t->at_line_begin = true;
    if (is_blank || t->level > 0)
        return t->extra_tokens ? tokenizer_make(t, token, TOKEN_NL, t->start, t->cur) : -1;
    if (t->comment_newline && t->extra_tokens) {
        t->comment_newline = false;
        return tokenizer_make(t, token, TOKEN_NL, t->start, t->cur);
    }
    return tokenizer_make(t, token, TOKEN_NEWLINE, t->start, t->cur - 1);
}

static int end_of_source(Tokenizer *t, Token *token)
{
    t->done = TOKENIZER_EOF;
    return make_empty(t, token, t->level ? TOKEN_ERRORTOKEN : TOKEN_ENDMARKER);
}

int tokenizer_plain(Tokenizer *t, Token *token)
{
    bool is_blank;

next_line:
    t->start = NULL;
    is_blank = false;
    if (t->at_line_begin && !begin_logical_line(t, token, &is_blank))
        return TOKEN_ERRORTOKEN;
    t->start = t->cur;
    if (t->pending)
        return pending_token(t, token);
again:
    while (byte_is(*t->cur, BYTE_BLANK))
        t->cur++;
    t->start = t->cur;
    t->start_line = t->line;
    t->start_column = (int)(t->cur - t->line_start);
    if (*t->cur == '#') {
        const char *line_end = memchr(t->cur, '\n', (size_t)(t->end - t->cur));
        t->cur = line_end ? line_end : t->end;
        int type = comment(t, token, is_blank);
        if (type >= 0)
            return type;
    } /* a NEWLINE behind a comment begins where that does */
    char c = *t->cur;
    if (t->cur >= t->end)
        return end_of_source(t, token);
    if (byte_is(c, BYTE_NAME_START))
        return name_or_string(t, token);
    t->cur++;
    if (c == '\n') {
        int type = newline(t, token, is_blank);
        if (type < 0)
            goto next_line;
        return type;
    }
    if (byte_is(c, BYTE_DIGIT) || (c == '.' && byte_is(*t->cur, BYTE_DIGIT)))
        return tokenizer_number(t, token);
    if (c == '.' && t->cur[0] == '.' && t->cur[1] == '.') {
        t->cur += 2;
        return tokenizer_make(t, token, TOKEN_ELLIPSIS, t->start, t->cur);
    }
    if (c == '"' || c == '\'')
        return tokenizer_string(t, token);
    if (c == '\\') {
        if (!continue_line(t, token))
            return TOKEN_ERRORTOKEN;
        goto again;
    }
    return operator_token(t, token, c);
}

int tokenizer_next(Tokenizer *t, Token *token)
{
    StringMode *mode = tokenizer_mode(t);

    token->type = TOKEN_ENDMARKER;
    int type = mode && mode->in_string ? tokenizer_fstring_middle(t, token) : tokenizer_plain(t, token);
    if (type == TOKEN_ERRORTOKEN && token->type != TOKEN_ERRORTOKEN)
        make_empty(t, token, TOKEN_ERRORTOKEN);
    return type;
}
