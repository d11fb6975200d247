/* parse_atoms.c - names, literals, what stands in brackets, and what may follow them: primaries, calls, comprehensions.
 *
 * What an opening bracket begins (group, tuple, generator; set, dict, comprehension; list) shows only at the token behind
 * its first item, so each kind of bracket is one function that decides there. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

/* What a level of brackets costs of PARSER_MAX_LEVEL: the rules that CPython passes through from bracket to bracket
 * (measured by what it refuses). */
enum { PARENTHESIS_LEVELS = 28, DISPLAY_LEVELS = 29, TRAILER_LEVELS = 24 };

/* ---- comprehensions ---- */

/* for_if_clause: ['async'] 'for' star_targets 'in' ~ disjunction ('if' disjunction)* */
static Comprehension *parse_for_if_clause(Parser *p)
{
    bool is_async = accept(p, TOKEN_ASYNC);
    ExprSequence ifs;

    if (!accept(p, TOKEN_FOR))
        return NULL;
    Expr *target = parse_star_targets(p);
    if (!target || !accept(p, TOKEN_IN))
        return NULL;
    Expr *iter = parse_disjunction(p);
    if (!iter)
        return NULL;
    size_t base = p->stack_length;
    while (accept(p, TOKEN_IF)) {
        Expr *test = parse_disjunction(p);
        if (!test || !push(p, test))
            return NULL;
    }
    if (!POP(p, base, &ifs) || (is_async && !parser_check_version(p, 6, "Async comprehensions are")))
        return NULL;
    return AST_NEW_PRODUCT(p->arena, Comprehension, .target = target, .iter = iter, .ifs = ifs,
                           .is_async = is_async);
}

static bool at_comprehension(Parser *p)
{
    int type = peek(p);
    return type == TOKEN_FOR || type == TOKEN_ASYNC;
}

/* for_if_clauses: for_if_clause+ */
bool parse_for_if_clauses(Parser *p, ComprehensionSequence *generators)
{
    size_t base = p->stack_length;

    while (at_comprehension(p)) {
        Comprehension *clause = parse_for_if_clause(p);
        if (!clause || !push(p, clause))
            return false;
    }
    return POP(p, base, generators);
}

/* ---- brackets ---- */

/* Behind the first item: (',' star_named_expression)* [','] up to a token of type closing, not taken. */
static bool parse_items(Parser *p, Expr *first, int closing, ExprSequence *items)
{
    size_t base = p->stack_length;

    if (!push(p, first))
        return false;
    while (accept(p, TOKEN_COMMA)) {
        if (peek(p) == closing)
            break;
        Expr *item = parse_star_named_expression(p);
        if (!item || !push(p, item))
            return false;
    }
    return POP(p, base, items);
}

/* (tuple | group | genexp)
 * group: '(' (yield_expr | named_expression) ')'
 * tuple: '(' [star_named_expression ',' [star_named_expressions]] ')'
 * genexp: '(' (assignment_expression | expression !':=') for_if_clauses ')' */
static Expr *parse_parenthesis(Parser *p)
{
    Location     at = begin_at(p);
    ExprSequence items = {0};

    take(p);
    if (peek(p) == TOKEN_YIELD) {
        Expr *yield = parse_yield(p);
        return yield && accept(p, TOKEN_RPAR) ? yield : NULL;
    }
    if (peek(p) != TOKEN_RPAR) {
        Expr *first = parse_star_named_expression(p);
        if (!first)
            return NULL;
        if (peek(p) == TOKEN_RPAR && first->kind != EXPR_STARRED) {
            take(p);
            return first;
        }
        if (at_comprehension(p) && first->kind != EXPR_STARRED) {
            ComprehensionSequence generators;
            if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RPAR))
                return NULL;
            return AST_NEW(p->arena, Expr, EXPR_GENERATOR_EXP, GeneratorExp, end_at(p, at), .elt = first,
                           .generators = generators);
        }
        if (peek(p) != TOKEN_COMMA || !parse_items(p, first, TOKEN_RPAR, &items))
            return NULL;
    }
    if (!accept(p, TOKEN_RPAR))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
}

/* (list | listcomp)
 * list: '[' [star_named_expressions] ']'
 * listcomp: '[' named_expression for_if_clauses ']' */
static Expr *parse_list(Parser *p)
{
    Location     at = begin_at(p);
    ExprSequence items = {0};

    take(p);
    if (peek(p) != TOKEN_RSQB) {
        Expr *first = parse_star_named_expression(p);
        if (!first)
            return NULL;
        if (at_comprehension(p) && first->kind != EXPR_STARRED) {
            ComprehensionSequence generators;
            if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RSQB))
                return NULL;
            return AST_NEW(p->arena, Expr, EXPR_LIST_COMP, ListComp, end_at(p, at), .elt = first,
                           .generators = generators);
        }
        if (!parse_items(p, first, TOKEN_RSQB, &items))
            return NULL;
    }
    if (!accept(p, TOKEN_RSQB))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_LIST, List, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
}

/* dict: '{' [','.double_starred_kvpair+ [',']] '}'
 * double_starred_kvpair: '**' bitwise_or | kvpair; from the first pair on, keys and values are pushed by turns. */
static Expr *parse_dict_rest(Parser *p, Location at, size_t base)
{
    while (accept(p, TOKEN_COMMA) && peek(p) != TOKEN_RBRACE) {
        Expr *key = NULL, *value;
        if (accept(p, TOKEN_DOUBLESTAR)) {
            value = parse_bitwise_or(p);
        } else {
            key = parse_expression(p);
            value = key && accept(p, TOKEN_COLON) ? parse_expression(p) : NULL;
        }
        if (!value || !push(p, key) || !push(p, value))
            return NULL;
    }
    AnySequence  pairs;
    ExprSequence keys, values;
    if (!accept(p, TOKEN_RBRACE) || !parser_pop(p, base, &pairs))
        return NULL;
    keys = values = (ExprSequence){.length = pairs.length / 2};
    if (pairs.length) {
        values.items = arena_alloc(p->arena, keys.length * sizeof(Expr *));
        if (!values.items)
            return parser_no_memory(p);
        keys.items = (Expr **)pairs.items; /* shrinks in its own place */
        for (uint32_t i = 0; i < keys.length; i++) {
            Expr *key = pairs.items[2 * i];
            values.items[i] = pairs.items[2 * i + 1];
            keys.items[i] = key;
        }
    }
    return AST_NEW(p->arena, Expr, EXPR_DICT, Dict, end_at(p, at), .keys = keys, .values = values);
}

/* Behind '{' and a first key, at the ':'.
 * dictcomp: '{' kvpair for_if_clauses '}' */
static Expr *parse_dict(Parser *p, Location at, Expr *key)
{
    size_t base = p->stack_length;

    take(p);
    Expr *value = parse_expression(p);
    if (!value)
        return NULL;
    if (at_comprehension(p)) {
        ComprehensionSequence generators;
        if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RBRACE))
            return NULL;
        return AST_NEW(p->arena, Expr, EXPR_DICT_COMP, DictComp, end_at(p, at), .key = key, .value = value,
                       .generators = generators);
    }
    if (!push(p, key) || !push(p, value))
        return NULL;
    return parse_dict_rest(p, at, base);
}

/* Behind '{' and a first item.
 * set: '{' star_named_expressions '}'
 * setcomp: '{' named_expression for_if_clauses '}' */
static Expr *parse_set(Parser *p, Location at, Expr *first)
{
    if (at_comprehension(p) && first->kind != EXPR_STARRED) {
        ComprehensionSequence generators;
        if (!parse_for_if_clauses(p, &generators) || !accept(p, TOKEN_RBRACE))
            return NULL;
        return AST_NEW(p->arena, Expr, EXPR_SET_COMP, SetComp, end_at(p, at), .elt = first,
                       .generators = generators);
    }
    ExprSequence items;
    if (!parse_items(p, first, TOKEN_RBRACE, &items) || !accept(p, TOKEN_RBRACE))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_SET, Set, end_at(p, at), .elts = items);
}

/* (dict | set | dictcomp | setcomp) */
static Expr *parse_brace(Parser *p)
{
    Location at = begin_at(p);
    size_t   base = p->stack_length;

    take(p);
    if (accept(p, TOKEN_RBRACE))
        return AST_NEW(p->arena, Expr, EXPR_DICT, Dict, end_at(p, at), .keys = {0});
    if (accept(p, TOKEN_DOUBLESTAR)) {
        Expr *value = parse_bitwise_or(p);
        if (!value || !push(p, NULL) || !push(p, value))
            return NULL;
        return parse_dict_rest(p, at, base);
    }
    Expr *first = parse_star_named_expression(p);
    if (!first)
        return NULL;
    if (peek(p) == TOKEN_COLON)
        return first->kind == EXPR_STARRED ? NULL : parse_dict(p, at, first);
    return parse_set(p, at, first);
}

/* ---- calls ---- */

/* A NAME at the mark is a keyword argument's: '=' follows. */
static bool at_keyword_argument(Parser *p)
{
    if (peek(p) != TOKEN_NAME)
        return false;
    p->mark++;
    bool is_keyword = peek(p) == TOKEN_EQUAL;
    p->mark--;
    return is_keyword;
}

/* kwarg_or_starred: NAME '=' expression | starred_expression; kwarg_or_double_starred: NAME '=' expression |
 * '**' expression. *keyword_seen: no plain argument may follow; *double_seen: no '*' either. */
static bool parse_argument(Parser *p, bool *keyword_seen, bool *double_seen, Expr **arg, Keyword **keyword)
{
    Location at = begin_at(p);

    *arg = NULL;
    *keyword = NULL;
    if (accept(p, TOKEN_DOUBLESTAR)) {
        Expr *value = parse_expression(p);
        *keyword_seen = *double_seen = true;
        return value && (*keyword = AST_NEW_PRODUCT(p->arena, Keyword, .at = end_at(p, at), .value = value));
    }
    if (at_keyword_argument(p)) {
        const Text *name = parse_name(p);
        take(p);
        Expr *value = name ? parse_expression(p) : NULL;
        *keyword_seen = true;
        return value &&
               (*keyword = AST_NEW_PRODUCT(p->arena, Keyword, .at = end_at(p, at), .arg = name, .value = value));
    }
    if (accept(p, TOKEN_STAR)) {
        if (*double_seen)
            return false;
        Expr *value = parse_expression(p);
        *arg = value ? AST_NEW(p->arena, Expr, EXPR_STARRED, Starred, end_at(p, at), .value = value,
                               .ctx = CONTEXT_LOAD) : NULL;
        return *arg;
    }
    if (*keyword_seen)
        return false;
    *arg = parse_named_expression(p);
    return *arg;
}

/* Splits what was pushed, by turns an argument or NULL and a keyword or NULL. */
static bool split_arguments(Parser *p, size_t base, ExprSequence *args, KeywordSequence *keywords)
{
    size_t count = (p->stack_length - base) / 2;

    *args = (ExprSequence){0};
    *keywords = (KeywordSequence){0};
    for (size_t i = 0; i < count; i++) {
        args->length += p->stack[base + 2 * i] != NULL;
        keywords->length += p->stack[base + 2 * i + 1] != NULL;
    }
    args->items = arena_alloc(p->arena, args->length * sizeof(Expr *));
    keywords->items = arena_alloc(p->arena, keywords->length * sizeof(Keyword *));
    if (!args->items || !keywords->items)
        return compilation_no_memory(p->compilation);
    for (size_t i = 0, a = 0, k = 0; i < count; i++) {
        if (p->stack[base + 2 * i])
            args->items[a++] = p->stack[base + 2 * i];
        else
            keywords->items[k++] = p->stack[base + 2 * i + 1];
    }
    p->stack_length = base;
    return true;
}

/* arguments: args [','] &')', or a genexp without its own parentheses; the '(' at `open` is taken, the ')' will be. */
static bool parse_arguments_from(Parser *p, Location open, ExprSequence *args, KeywordSequence *keywords)
{
    size_t base = p->stack_length;
    bool   keyword_seen = false, double_seen = false;

    while (peek(p) != TOKEN_RPAR) {
        Expr    *arg;
        Keyword *keyword;
        if (!parse_argument(p, &keyword_seen, &double_seen, &arg, &keyword))
            return false;
        if (arg && at_comprehension(p)) {
            ComprehensionSequence generators;
            if (p->stack_length != base || arg->kind == EXPR_STARRED || !parse_for_if_clauses(p, &generators) ||
                !accept(p, TOKEN_RPAR))
                return false;
            arg = AST_NEW(p->arena, Expr, EXPR_GENERATOR_EXP, GeneratorExp, end_at(p, open), .elt = arg,
                          .generators = generators);
            return arg && push(p, arg) && push(p, NULL) && split_arguments(p, base, args, keywords);
        }
        if (!push(p, arg) || !push(p, keyword))
            return false;
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    if (!accept(p, TOKEN_RPAR))
        return false;
    if (p->stack_length == base) {
        *args = (ExprSequence){0};
        *keywords = (KeywordSequence){0};
        return true;
    }
    return split_arguments(p, base, args, keywords);
}

bool parse_arguments(Parser *p, ExprSequence *args, KeywordSequence *keywords)
{
    Location open = {.line = p->tokens[p->mark - 1].line, .column = p->tokens[p->mark - 1].column};
    return parse_arguments_from(p, open, args, keywords);
}

/* ---- subscripts ---- */

/* slice: [expression] ':' [expression] [':' [expression]] | named_expression */
static Expr *parse_slice(Parser *p)
{
    Location at = begin_at(p);
    Expr    *lower = NULL, *upper = NULL, *step = NULL;

    if (peek(p) == TOKEN_STAR) { /* starred_expression */
        take(p);
        Expr *value = parse_expression(p);
        return value ? AST_NEW(p->arena, Expr, EXPR_STARRED, Starred, end_at(p, at), .value = value,
                               .ctx = CONTEXT_LOAD) : NULL;
    }
    if (peek(p) != TOKEN_COLON) {
        lower = parse_named_expression(p);
        if (!lower || peek(p) != TOKEN_COLON)
            return lower;
        if (lower->kind == EXPR_NAMED_EXPR && p->tokens[p->mark - 1].type != TOKEN_RPAR)
            return NULL;
    }
    take(p);
    int type = peek(p);
    if (type != TOKEN_COLON && type != TOKEN_COMMA && type != TOKEN_RSQB && !(upper = parse_expression(p)))
        return NULL;
    if (accept(p, TOKEN_COLON)) {
        type = peek(p);
        if (type != TOKEN_COMMA && type != TOKEN_RSQB && !(step = parse_expression(p)))
            return NULL;
    }
    return AST_NEW(p->arena, Expr, EXPR_SLICE, Slice, end_at(p, at), .lower = lower, .upper = upper, .step = step);
}

/* slices: slice !',' | ','.(slice | starred_expression)+ [','] */
Expr *parse_slices(Parser *p)
{
    Location     at = begin_at(p);
    Expr        *first = parse_slice(p);
    ExprSequence items;
    size_t       base = p->stack_length;

    if (!first || (peek(p) != TOKEN_COMMA && first->kind != EXPR_STARRED))
        return first;
    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_COMMA) && peek(p) != TOKEN_RSQB) {
        Expr *item = parse_slice(p);
        if (!item || !push(p, item))
            return NULL;
    }
    if (!POP(p, base, &items))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
}

/* ---- atoms and primaries ---- */

/* A constant that is a keyword or '...'. */
static Expr *parse_constant(Parser *p, const Constant *value)
{
    Location at = begin_at(p);

    take(p);
    return AST_NEW(p->arena, Expr, EXPR_CONSTANT, Constant, end_at(p, at), .value = value);
}

static Expr *parse_bracket(Parser *p, int type)
{
    int levels = type == TOKEN_LPAR ? PARENTHESIS_LEVELS : DISPLAY_LEVELS;

    if (!enter(p, levels))
        return NULL;
    Expr *atom = type == TOKEN_LPAR ? parse_parenthesis(p) : type == TOKEN_LSQB ? parse_list(p) : parse_brace(p);
    leave(p, levels);
    return atom;
}

/* atom: NAME | 'True' | 'False' | 'None' | strings | NUMBER | (tuple | group | genexp) | (list | listcomp) |
 * (dict | set | dictcomp | setcomp) | '...' */
Expr *parse_atom(Parser *p)
{
    int type = peek(p);

    switch (type) {
    case TOKEN_NAME: {
        Location    at = begin_at(p);
        const Text *name = parse_name(p);
        return name ? AST_NEW(p->arena, Expr, EXPR_NAME, Name, end_at(p, at), .id = name, .ctx = CONTEXT_LOAD) : NULL;
    }
    case TOKEN_TRUE:
        return parse_constant(p, &constant_true);
    case TOKEN_FALSE:
        return parse_constant(p, &constant_false);
    case TOKEN_NONE:
        return parse_constant(p, &constant_none);
    case TOKEN_ELLIPSIS:
        return parse_constant(p, &constant_ellipsis);
    case TOKEN_STRING:
    case TOKEN_FSTRING_START:
    case TOKEN_TSTRING_START:
        return parse_strings(p);
    case TOKEN_NUMBER: {
        Location        at = begin_at(p);
        const Constant *value = literal_number(p, take(p));
        return value ? AST_NEW(p->arena, Expr, EXPR_CONSTANT, Constant, end_at(p, at), .value = value) : NULL;
    }
    case TOKEN_LPAR:
    case TOKEN_LSQB:
    case TOKEN_LBRACE:
        return parse_bracket(p, type);
    default:
        return NULL;
    }
}

static Expr *parse_call(Parser *p, Location at, Expr *func)
{
    ExprSequence    args;
    KeywordSequence keywords;

    take(p);
    if (!enter(p, TRAILER_LEVELS))
        return NULL;
    bool is_fine = parse_arguments(p, &args, &keywords);
    leave(p, TRAILER_LEVELS);
    return is_fine ? AST_NEW(p->arena, Expr, EXPR_CALL, Call, end_at(p, at), .func = func, .args = args,
                             .keywords = keywords) : NULL;
}

/* primary: primary '.' NAME | primary '(' [arguments] ')' | primary '[' slices ']' | atom */
Expr *parse_primary(Parser *p)
{
    Location at = begin_at(p);
    Expr    *primary = parse_atom(p);

    while (primary) {
        switch (peek(p)) {
        case TOKEN_DOT: {
            take(p);
            const Text *name = peek(p) == TOKEN_NAME ? parse_name(p) : NULL;
            primary = name ? AST_NEW(p->arena, Expr, EXPR_ATTRIBUTE, Attribute, end_at(p, at), .value = primary,
                                     .attr = name, .ctx = CONTEXT_LOAD) : NULL;
            break;
        }
        case TOKEN_LPAR:
            primary = parse_call(p, at, primary);
            break;
        case TOKEN_LSQB: {
            take(p);
            if (!enter(p, TRAILER_LEVELS))
                return NULL;
            Expr *slice = parse_slices(p);
            leave(p, TRAILER_LEVELS);
            if (!slice || !accept(p, TOKEN_RSQB))
                return NULL;
            primary = AST_NEW(p->arena, Expr, EXPR_SUBSCRIPT, Subscript, end_at(p, at), .value = primary,
                              .slice = slice, .ctx = CONTEXT_LOAD);
            break;
        }
        default:
            return primary;
        }
    }
    return NULL;
}
