/* parser.c - the parser's tokens, stack and errors, and the ways into it.
 *
 * Parsing has up to three passes. The first reads valid programs and is made for speed (parse_*.c). When it refuses, the
 * source is read again from its beginning by diagnose.c, which follows CPython's grammar to the letter, first to see how
 * far it gets, then to find what is wrong. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

#include <stdarg.h>
#include <stdio.h>

#include "syntax/diagnose.h"
#include "syntax/source.h"

enum {
    FIRST_TOKENS = 256,
    FIRST_STACK = 256,
    STATEMENT_LEVELS = 31, /* rules that CPython passes through from the file to a statement's first name */
};

bool parser_init(Parser *p, Compilation *compilation)
{
    TextTable *texts = &compilation->texts;

    memset(p, 0, sizeof(*p));
    p->compilation = compilation;
    p->arena = compilation->arena;
    tokenizer_init(&p->tokenizer, compilation, compilation->source, compilation->source_length);
    p->in_single = compilation->mode == MODE_SINGLE;
    p->name_match = text_intern_literal(texts, "match");
    p->name_case = text_intern_literal(texts, "case");
    p->name_type = text_intern_literal(texts, "type");
    p->name_underscore = text_intern_literal(texts, "_");
    p->tokens = arena_alloc(p->arena, FIRST_TOKENS * sizeof(Token));
    p->capacity = FIRST_TOKENS;
    if (!p->tokens || !p->name_match || !p->name_case || !p->name_type || !p->name_underscore)
        return compilation_no_memory(compilation);
    return token_intern_keywords(compilation);
}

/* ---- tokens ---- */

static bool grow_tokens(Parser *p)
{
    size_t bytes;
    Token *tokens = NULL;

    if (array_size(p->capacity * 2, sizeof(Token), &bytes))
        tokens = arena_alloc(p->arena, bytes);
    if (!tokens)
        return compilation_no_memory(p->compilation);
    memcpy(tokens, p->tokens, p->fill * sizeof(Token));
    p->tokens = tokens;
    p->capacity *= 2;
    return true;
}

static bool keep_type_ignore(Parser *p, const Token *token)
{
    if (p->type_ignore_count == p->type_ignore_capacity) {
        uint32_t     capacity = p->type_ignore_capacity ? p->type_ignore_capacity * 2 : 8;
        TypeIgnore **ignores = arena_alloc(p->arena, capacity * sizeof(*ignores));
        if (!ignores)
            return compilation_no_memory(p->compilation);
        if (p->type_ignore_count)
            memcpy(ignores, p->type_ignores, p->type_ignore_count * sizeof(*ignores));
        p->type_ignores = ignores;
        p->type_ignore_capacity = capacity;
    }
    const Text *tag = text_intern(&p->compilation->texts, token->start, (size_t)(token->end - token->start));
    TypeIgnore *ignore = AST_NEW_PLAIN(p->arena, TypeIgnore, TYPE_IGNORE_TYPE_IGNORE, TypeIgnore,
                                       .lineno = token->line, .tag = tag);
    if (!tag || !ignore)
        return compilation_no_memory(p->compilation);
    p->type_ignores[p->type_ignore_count++] = ignore;
    return true;
}

/* An error token whose error is not set yet. */
static void tell_tokenizer_error(Parser *p)
{
    Tokenizer *t = &p->tokenizer;
    Location   at = {.line = t->line, .column = 0, .end_line = t->line, .end_column = -1};

    switch (t->done) {
    case TOKENIZER_EOF:
        if (t->level)
            parser_error_unclosed(p);
        else
            parser_error(p, ERROR_SYNTAX, "unexpected EOF while parsing");
        break;
    case TOKENIZER_DEDENT:
        parser_error(p, ERROR_INDENTATION, "unindent does not match any outer indentation level");
        break;
    case TOKENIZER_TAB_SPACE:
        parser_error_at(p, ERROR_TAB, at, "inconsistent use of tabs and spaces in indentation");
        break;
    case TOKENIZER_TOO_DEEP:
        parser_error_at(p, ERROR_INDENTATION, at, "too many levels of indentation");
        break;
    case TOKENIZER_LINE_CONTINUATION:
        at.column = (int)(t->cur - t->buf - 1);
        parser_error_at(p, ERROR_SYNTAX, at, "unexpected character after line continuation character");
        break;
    default:
        break;
    }
}

bool parser_fill(Parser *p)
{
    if (p->fill && p->tokens[p->fill - 1].type == TOKEN_ERRORTOKEN)
        return false;
    if (p->fill == p->capacity && !grow_tokens(p))
        return false;
    Token *token = &p->tokens[p->fill];
    int    type = tokenizer_next(&p->tokenizer, token);
    while (type == TOKEN_TYPE_IGNORE) {
        if (!keep_type_ignore(p, token))
            return false;
        type = tokenizer_next(&p->tokenizer, token);
    }
    if (type == TOKEN_NAME && token->text->mark) {
        token->type = token->text->mark;
    } else if (type == TOKEN_ENDMARKER && p->in_single && p->fill) {
        /* A line from a prompt needs no newline; the blocks that are open end with it. */
        Tokenizer *t = &p->tokenizer;
        token->type = TOKEN_NEWLINE;
        p->in_single = false;
        if (t->indent && !(p->compilation->flags & COMPILE_DONT_IMPLY_DEDENT)) {
            t->pending = -t->indent;
            t->indent = 0;
        }
    } else if (p->compilation->mode == MODE_SINGLE && type != TOKEN_ERRORTOKEN && type != TOKEN_ENDMARKER) {
        p->in_single = true;
    }
    p->fill++;
    if (type != TOKEN_ERRORTOKEN)
        return true;
    if (p->compilation->error.kind == ERROR_NONE)
        tell_tokenizer_error(p);
    return false;
}

bool parser_too_deep(Parser *p)
{
    p->is_final = true;
    return compilation_fail(p->compilation, ERROR_MEMORY,
                            "Parser stack overflowed - Python source too complex to parse");
}

/* ---- sequences ---- */

void *parser_no_memory(Parser *p)
{
    (void)compilation_no_memory(p->compilation);
    return NULL;
}

bool parser_grow_stack(Parser *p)
{
    size_t capacity = p->stack_capacity ? p->stack_capacity * 2 : FIRST_STACK, bytes;
    void **stack = NULL;

    if (array_size(capacity, sizeof(*stack), &bytes))
        stack = arena_alloc(p->arena, bytes);
    if (!stack)
        return compilation_no_memory(p->compilation);
    if (p->stack_length)
        memcpy(stack, p->stack, p->stack_length * sizeof(*stack));
    p->stack = stack;
    p->stack_capacity = capacity;
    return true;
}

bool parser_pop(Parser *p, size_t base, AnySequence *sequence)
{
    size_t count = p->stack_length - base;

    *sequence = (AnySequence){.length = (uint32_t)count};
    p->stack_length = base;
    if (!count)
        return true;
    sequence->items = arena_alloc(p->arena, count * sizeof(*sequence->items));
    if (!sequence->items)
        return compilation_no_memory(p->compilation);
    memcpy(sequence->items, p->stack + base, count * sizeof(*sequence->items));
    return true;
}

/* ---- errors ---- */

/* The line that an error shows: the one being read when that is it, else looked up from the beginning. */
static const Text *error_line(Parser *p, int line)
{
    Tokenizer  *t = &p->tokenizer;
    const char *start = t->line_start, *end = t->inp;

    if (t->line > line || t->inp <= t->buf) {
        start = t->source;
        for (int i = 1; i < line; i++) {
            const char *newline = memchr(start, '\n', (size_t)(t->end - start));
            if (!newline || newline + 1 > t->inp)
                break;
            start = newline + 1;
        }
        end = memchr(start, '\n', (size_t)(t->end - start));
        end = end ? end : t->end;
    }
    return text_intern(&p->compilation->texts, start, (size_t)(end - start));
}

/* How many characters the first bytes of a line are; a character cut through counts. */
static int to_characters(const Text *line, int bytes)
{
    int count = 0;

    if (bytes < 0)
        return bytes;
    if ((uint32_t)bytes > line->length + 1)
        bytes = (int)line->length + 1;
    for (int i = 0; i < bytes; i++)
        count += (line->data[i] & 0xC0) != 0x80;
    return count;
}

/* Columns are from 1 here, as they will be shown; -1: none. */
static void *raise(Parser *p, ErrorKind kind, int line, int column, int end_line, int end_column, const char *format,
                   va_list arguments)
{
    Compilation *c = p->compilation;
    char         buffer[1000];

    if (c->error.kind != ERROR_NONE)
        return NULL;
    vsnprintf(buffer, sizeof(buffer), format, arguments);
    if (end_line == PARSER_HERE)
        end_line = p->tokenizer.line;
    if (end_column == PARSER_HERE)
        end_column = (int)(p->tokenizer.cur - p->tokenizer.line_start);
    const Text *message = text_intern_literal(&c->texts, buffer), *text = error_line(p, line);
    if (!message || !text)
        return parser_no_memory(p);
    c->error = (CompilationError){.kind = kind,
                                  .message = message,
                                  .has_location = true,
                                  .line = line,
                                  .column = to_characters(text, column),
                                  .end_line = end_line,
                                  .end_column = end_column > 0 ? to_characters(text, end_column) : end_column,
                                  .has_end = true,
                                  .text = text,
                                  .text_from_file = c->mode == MODE_EXEC};
    return NULL;
}

void *parser_error(Parser *p, ErrorKind kind, const char *format, ...)
{
    va_list    arguments;
    Tokenizer *t = &p->tokenizer;

    va_start(arguments, format);
    if (!p->fill) {
        raise(p, kind, 0, 0, 0, -1, format, arguments);
    } else if (kind != ERROR_INCOMPLETE_INPUT && p->tokens[p->fill - 1].type == TOKEN_ERRORTOKEN && t->done == TOKENIZER_EOF &&
               strcmp(format, "unexpected EOF while parsing")) {
        if (t->level)
            parser_error_unclosed(p);
        else
            parser_error(p, ERROR_SYNTAX, "unexpected EOF while parsing");
    } else {
        const Token *at = &p->tokens[p->fill - 1];
        int column = at->column + 1, end_column = at->end_column + 1;
        if (at->column == -1)
            column = t->cur == t->buf ? 0 : (int)(t->cur - t->line_start);
        if (at->end_column == -1)
            end_column = -1;
        raise(p, kind, at->line, column, at->end_line, end_column, format, arguments);
    }
    va_end(arguments);
    return NULL;
}

void *parser_error_at(Parser *p, ErrorKind kind, Location at, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    raise(p, kind, at.line, at.column == PARSER_HERE ? PARSER_HERE : at.column + 1, at.end_line,
          at.end_column == PARSER_HERE ? PARSER_HERE : at.end_column + 1, format, arguments);
    va_end(arguments);
    return NULL;
}

void *parser_error_unclosed(Parser *p)
{
    Tokenizer *t = &p->tokenizer;
    int        line = t->bracket_lines[t->level - 1], column = t->bracket_columns[t->level - 1];
    Location   at = {.line = line, .column = column, .end_line = line, .end_column = -1};

    return parser_error_at(p, ERROR_SYNTAX, at, "'%c' was never closed", t->brackets[t->level - 1]);
}

bool parser_check_version(Parser *p, int version, const char *what)
{
    if (p->compilation->feature_version >= version)
        return true;
    parser_error(p, ERROR_SYNTAX, "%s only supported in Python 3.%d and greater", what, version);
    p->is_final = true;
    return false;
}

/* ---- whole sources ---- */

/* interactive: statement_newline */
static Mod *parse_interactive(Parser *p)
{
    StmtSequence body;
    size_t       base = p->stack_length;

    if (accept(p, TOKEN_NEWLINE)) {
        Location at = {p->tokens[p->mark - 1].line, p->tokens[p->mark - 1].column, p->tokens[p->mark - 1].end_line,
                       p->tokens[p->mark - 1].end_column};
        Stmt *pass = AST_NEW(p->arena, Stmt, STMT_PASS, Pass, at);
        if (!pass || !push(p, pass))
            return NULL;
    } else {
        size_t mark = p->mark;
        Stmt  *compound = parse_compound(p);
        if (compound ? !push(p, compound) || !accept(p, TOKEN_NEWLINE)
                     : p->mark != mark || !parse_simple_statements(p))
            return NULL;
    }
    if (p->compilation->error.kind != ERROR_NONE || !POP(p, base, &body))
        return NULL;
    return AST_NEW_PLAIN(p->arena, Mod, MOD_INTERACTIVE, Interactive, .body = body);
}

/* eval: expressions NEWLINE* ENDMARKER */
static Mod *parse_eval(Parser *p)
{
    Expr *body = parse_expression(p);
    size_t base = p->stack_length;

    if (body && peek(p) == TOKEN_COMMA) { /* expressions: ','.expression+ [','] */
        Location at = {body->line, body->column, 0, 0};
        at.line = p->tokens[0].line;
        at.column = p->tokens[0].column;
        if (!push(p, body))
            return NULL;
        while (accept(p, TOKEN_COMMA)) {
            int next = peek(p);
            if (next == TOKEN_NEWLINE || next == TOKEN_ENDMARKER)
                break;
            Expr *item = parse_expression(p);
            if (!item || !push(p, item))
                return NULL;
        }
        ExprSequence items;
        if (!POP(p, base, &items))
            return NULL;
        body = AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
    }
    while (body && accept(p, TOKEN_NEWLINE))
        continue;
    if (!body || peek(p) != TOKEN_ENDMARKER)
        return NULL;
    return AST_NEW_PLAIN(p->arena, Mod, MOD_EXPRESSION, Expression, .body = body);
}

/* func_type: '(' [type_expressions] ')' '->' expression NEWLINE* ENDMARKER
 * type_expressions: expressions, of which the last two may be '*' expression and '**' expression */
static Mod *parse_func_type(Parser *p)
{
    ExprSequence types;
    size_t       base = p->stack_length;
    int          stars = 0; /* 1: '*' was there, 2: '**' */

    if (!accept(p, TOKEN_LPAR))
        return NULL;
    while (peek(p) != TOKEN_RPAR && stars < 2) {
        if (accept(p, TOKEN_DOUBLESTAR))
            stars = 2;
        else if (!stars && accept(p, TOKEN_STAR))
            stars = 1;
        else if (stars)
            return NULL;
        Expr *type = parse_expression(p);
        if (!type || !push(p, type))
            return NULL;
        if (!accept(p, TOKEN_COMMA))
            break;
        if (peek(p) == TOKEN_RPAR)
            return NULL;
    }
    if (!accept(p, TOKEN_RPAR) || !accept(p, TOKEN_RARROW) || !POP(p, base, &types))
        return NULL;
    Expr *returns = parse_expression(p);
    while (returns && accept(p, TOKEN_NEWLINE))
        continue;
    if (!returns || peek(p) != TOKEN_ENDMARKER)
        return NULL;
    return AST_NEW_PLAIN(p->arena, Mod, MOD_FUNCTION_TYPE, FunctionType, .argtypes = types, .returns = returns);
}

/* file: [statements] ENDMARKER */
static Mod *parse_file(Parser *p)
{
    StmtSequence body;

    if (!parse_statements(p, TOKEN_ENDMARKER, &body))
        return NULL;
    TypeIgnoreSequence ignores = {p->type_ignore_count, p->type_ignores};
    return AST_NEW_PLAIN(p->arena, Mod, MOD_MODULE, Module, .body = body, .type_ignores = ignores);
}

Mod *parser_run(Parser *p)
{
    Mod *tree = NULL;

    p->level = STATEMENT_LEVELS;
    switch (p->compilation->mode) {
    case MODE_EXEC:
        tree = parse_file(p);
        break;
    case MODE_EVAL:
        tree = parse_eval(p);
        break;
    case MODE_SINGLE:
        tree = parse_interactive(p);
        break;
    case MODE_FUNC_TYPE:
        tree = parse_func_type(p);
        break;
    }
    return p->compilation->error.kind == ERROR_NONE ? tree : NULL;
}

/* Behind the one statement of MODE_SINGLE stand only blanks, newlines and comments. */
static bool is_single(Parser *p)
{
    const char *at = p->tokenizer.cur;

    for (;;) {
        while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\f')
            at++;
        if (*at != '#')
            return !*at;
        while (*at && *at != '\n')
            at++;
    }
}

/* Whatever else seems to be wrong: a node that was not made looks like a rule that does not fit. */
static void *fail_without_memory(Compilation *compilation)
{
    compilation->error = (CompilationError){0};
    (void)compilation_no_memory(compilation);
    return NULL;
}

Mod *compilation_parse(Compilation *compilation, const char *data, size_t length)
{
    Parser *p = arena_alloc(compilation->arena, sizeof(Parser));

    if (!p) {
        (void)compilation_no_memory(compilation);
        return NULL;
    }
    compilation->caller_flags = compilation->flags;
    if (!source_read(compilation, data, length) || !parser_init(p, compilation))
        return NULL;
    Mod *tree = parser_run(p);
    if (compilation->arena->has_failed)
        return fail_without_memory(compilation);
    if (tree && compilation->mode == MODE_SINGLE && !is_single(p))
        return parser_error(p, ERROR_SYNTAX, "multiple statements found while compiling a single statement");
    ErrorKind kind = compilation->error.kind;
    if (!tree && !p->is_final && !p->tokenizer.warning_failed && kind != ERROR_NO_MEMORY && kind != ERROR_RAISED) {
        compilation->error = (CompilationError){0};
        diagnose(compilation);
        if (compilation->arena->has_failed)
            return fail_without_memory(compilation);
    }
    return tree;
}
