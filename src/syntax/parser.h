/* parser.h - what the parser's files share: the tokens read so far, and one function a grammar rule.
 *
 * parse_*.c hold the grammar of valid programs, by recursive descent: each parse_ function reads its rule at the mark and
 * returns the node, or NULL with the mark anywhere. NULL means that the program is not of this form, or an error that is
 * set (p->compilation->error). Where a rule has alternatives that begin alike, the caller keeps the mark and tries again.
 * What is wrong with a program that this parser refuses, and where, diagnose.c finds out afterwards.
 *
 * An assignment's targets are read as expressions and turned into targets when the '=' is seen (parse_target_of).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/compilation.h"
#include "syntax/tokenizer.h"

enum { PARSER_MAX_LEVEL = 6000 };

typedef struct Parser {
    Compilation *compilation;
    Arena       *arena;
    Tokenizer    tokenizer;
    Token       *tokens;     /* since the beginning, or since the last statement (keeps_tokens) */
    size_t       mark, fill, capacity;
    int          level;      /* depth of rules, as CPython counts them: see PARSER_MAX_LEVEL */
    bool         keeps_tokens;
    bool         is_frozen;  /* reads no tokens past fill: they look like ENDMARKER */
    bool         is_final;   /* the error that is set needs no diagnosis */
    bool         is_quiet;   /* gives no warnings */
    bool         in_single;  /* MODE_SINGLE and its newline has not been supplied yet */
    struct InvalidEscape *escapes; /* of the f-string being read, told of at its end (parse_strings.c) */
    void       **stack;      /* items of sequences being read */
    size_t       stack_length, stack_capacity;
    TypeIgnore **type_ignores;
    uint32_t     type_ignore_count, type_ignore_capacity;
    int          statement_line, statement_column; /* of the last statement that was registered */
    const Text  *name_match, *name_case, *name_type, *name_underscore;
} Parser;

/* Prepares a parser for compilation->source. False: no memory, error set. */
MUST_CHECK bool parser_init(Parser *p, Compilation *compilation);

/* Reads the whole source as the compilation's mode says. NULL: see above. */
Mod *parser_run(Parser *p);

/* Reads one more token; false: p->tokens[fill - 1] is an error token. */
bool parser_fill(Parser *p);

/* ---- tokens ---- */

/* The type of the token at the mark. */
static inline int peek(Parser *p)
{
    if (p->mark == p->fill && (p->is_frozen || !parser_fill(p)))
        return p->is_frozen ? TOKEN_ENDMARKER : TOKEN_ERRORTOKEN;
    return p->tokens[p->mark].type;
}

/* The token at the mark, after a peek; moves over it. Valid until the next peek. */
static inline const Token *take(Parser *p)
{
    return &p->tokens[p->mark++];
}

/* Moves over a token of the type; false: another stands there. */
static inline bool accept(Parser *p, int type)
{
    if (peek(p) != type)
        return false;
    p->mark++;
    return true;
}

/* Whether the token at the mark is this soft keyword. */
static inline bool at_word(Parser *p, const Text *word)
{
    return peek(p) == TOKEN_NAME && p->tokens[p->mark].text == word;
}

/* The place of a node that begins at the mark; its end is set by end_at. */
static inline Location begin_at(Parser *p)
{
    (void)peek(p);
    if (p->mark >= p->fill)
        return (Location){0, 0, 0, 0};
    const Token *token = &p->tokens[p->mark];
    return (Location){.line = token->line, .column = token->column};
}

/* The last token taken that is text: newlines and indentation are not. */
static inline const Token *last_token(const Parser *p)
{
    const Token *last = &p->tokens[p->mark - 1];
    while (last > p->tokens && (last->type == TOKEN_ENDMARKER ||
                                (last->type >= TOKEN_NEWLINE && last->type <= TOKEN_DEDENT)))
        last--;
    return last;
}

/* The place from `at` to the last token taken. */
static inline Location end_at(const Parser *p, Location at)
{
    const Token *last = last_token(p);
    at.end_line = last->end_line;
    at.end_column = last->end_column;
    return at;
}

/* Counts depth; false: too deep, error set. Each true is undone by leave. */
bool parser_too_deep(Parser *p);

static inline bool enter(Parser *p, int levels)
{
    p->level += levels;
    return p->level < PARSER_MAX_LEVEL && compilation_has_stack(p->compilation) ? true : parser_too_deep(p);
}

static inline void leave(Parser *p, int levels)
{
    p->level -= levels;
}

/* ---- sequences ---- */

bool parser_grow_stack(Parser *p);

/* Appends an item to the sequence being read. False: no memory. */
static inline bool push(Parser *p, void *item)
{
    if (p->stack_length == p->stack_capacity && !parser_grow_stack(p))
        return false;
    p->stack[p->stack_length++] = item;
    return true;
}

/* The items pushed since base, as a sequence in the arena; pops them. False: no memory, error set. */
MUST_CHECK bool parser_pop(Parser *p, size_t base, AnySequence *sequence);

#define POP(p, base, sequence_pointer) parser_pop((p), (base), (AnySequence *)(void *)(sequence_pointer))

/* ---- errors ---- */

/* Sets an error at the last token read, as CPython's RAISE_SYNTAX_ERROR. Always NULL. */
void *parser_error(Parser *p, ErrorKind kind, const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Sets an error at a place in bytes from 0; an end of PARSER_HERE: where the tokenizer
 * stands. Always NULL. */
enum { PARSER_HERE = -5 };
void *parser_error_at(Parser *p, ErrorKind kind, Location at, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Names the innermost bracket that was never closed. Always NULL. */
void *parser_error_unclosed(Parser *p);

/* The syntax is known in the feature version that was asked for. False: error set. */
bool parser_check_version(Parser *p, int version, const char *what);

/* Sets NO_MEMORY. Always NULL. */
void *parser_no_memory(Parser *p);

/* ---- expressions: parse_expressions.c, parse_atoms.c, parse_arguments.c ---- */

Expr *parse_star_expressions(Parser *p);
Expr *parse_star_expression(Parser *p);
Expr *parse_star_named_expression(Parser *p);
Expr *parse_named_expression(Parser *p);
Expr *parse_expression(Parser *p);
Expr *parse_disjunction(Parser *p);
Expr *parse_bitwise_or(Parser *p);
Expr *parse_primary(Parser *p);
Expr *parse_atom(Parser *p);
Expr *parse_slices(Parser *p);
Expr *parse_yield(Parser *p);
Expr *parse_annotated_rhs(Parser *p); /* yield_expr | star_expressions */
Expr *parse_lambda(Parser *p);
bool  parse_arguments(Parser *p, ExprSequence *args, KeywordSequence *keywords); /* to the ')', which is taken */
bool  parse_for_if_clauses(Parser *p, ComprehensionSequence *generators);



/* Targets. */
Expr *parse_star_targets(Parser *p);
Expr *parse_star_target(Parser *p);
bool  parse_target_of(Parser *p, Expr *expression, ExprContext context); /* false: it can't be one */
bool  parse_is_single_target(const Expr *expression);

/* ---- strings: parse_strings.c, literals.c ---- */

Expr *parse_strings(Parser *p);
Expr *parse_fstring(Parser *p);
Expr *literal_string(Parser *p, const Token *token); /* the Constant of one STRING */
const Constant *literal_number(Parser *p, const Token *token);
/* A string's text; *invalid: behind the backslash of the first escape that means nothing, NULL if there is none. */
const Text *literal_decode(Parser *p, const char *data, size_t length, bool is_raw, const char **invalid);
/* Warns of that escape in the token's text, which begins at begin. False: the warning became an error, which is set. */
bool literal_warn(Parser *p, const Token *token, const char *begin, const char *invalid);
const Text *literal_identifier(Parser *p, const Text *name); /* in normal form NFKC */

/* ---- statements: parse_statements.c, parse_compound.c, parse_definitions.c, parse_patterns.c ---- */

bool  parse_statements(Parser *p, int end, StmtSequence *body); /* up to a token of type end, not taken */
bool  parse_simple_statements(Parser *p);                       /* pushed */
Stmt *parse_compound(Parser *p);                                /* NULL with the mark unmoved: it is none */
bool  parse_block(Parser *p, StmtSequence *body);
Stmt *parse_definition(Parser *p);                              /* decorators, def, class, async def */
Stmt *parse_match(Parser *p);
Arguments *parse_parameters(Parser *p, bool is_lambda);
bool  parse_type_params(Parser *p, TypeParamSequence *params);
const Text *parse_type_comment(Parser *p);
const Text *parse_name(Parser *p);                              /* a NAME's identifier */
