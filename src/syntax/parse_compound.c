/* parse_compound.c - statements with blocks: if, while, for, try, with. Definitions are in parse_definitions.c, match in
 * parse_patterns.c. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

/* ':' block */
static bool parse_suite(Parser *p, StmtSequence *body)
{
    return accept(p, TOKEN_COLON) && parse_block(p, body);
}

/* [else_block] */
static bool parse_else(Parser *p, StmtSequence *orelse)
{
    *orelse = (StmtSequence){0};
    return !accept(p, TOKEN_ELSE) || parse_suite(p, orelse);
}

/* if_stmt: 'if' named_expression ':' block (elif_stmt | [else_block]); at the 'if' or 'elif'. */
static Stmt *parse_if(Parser *p)
{
    Location     at = begin_at(p);
    StmtSequence body, orelse;
    size_t       base = p->stack_length;

    take(p);
    Expr *test = parse_named_expression(p);
    if (!test || !parse_suite(p, &body))
        return NULL;
    if (peek(p) == TOKEN_ELIF) {
        if (!enter(p, 1))
            return NULL;
        Stmt *elif = parse_if(p);
        leave(p, 1);
        if (!elif || !push(p, elif) || !POP(p, base, &orelse))
            return NULL;
    } else if (!parse_else(p, &orelse)) {
        return NULL;
    }
    return AST_NEW(p->arena, Stmt, STMT_IF, If, end_at(p, at), .test = test, .body = body, .orelse = orelse);
}

/* while_stmt: 'while' named_expression ':' block [else_block] */
static Stmt *parse_while(Parser *p)
{
    Location     at = begin_at(p);
    StmtSequence body, orelse;

    take(p);
    Expr *test = parse_named_expression(p);
    if (!test || !parse_suite(p, &body) || !parse_else(p, &orelse))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_WHILE, While, end_at(p, at), .test = test, .body = body, .orelse = orelse);
}

/* for_stmt: ['async'] 'for' star_targets 'in' ~ star_expressions ':' [TYPE_COMMENT] block [else_block] */
static Stmt *parse_for(Parser *p, Location at, bool is_async)
{
    StmtSequence body, orelse;

    take(p);
    Expr *target = parse_star_targets(p);
    if (!target || !accept(p, TOKEN_IN))
        return NULL;
    Expr *iter = parse_star_expressions(p);
    if (!iter || !accept(p, TOKEN_COLON))
        return NULL;
    const Text *comment = parse_type_comment(p);
    if (!parse_block(p, &body) || !parse_else(p, &orelse))
        return NULL;
    if (is_async && !parser_check_version(p, 5, "Async for loops are"))
        return NULL;
    if (is_async)
        return AST_NEW(p->arena, Stmt, STMT_ASYNC_FOR, AsyncFor, end_at(p, at), .target = target, .iter = iter,
                       .body = body, .orelse = orelse, .type_comment = comment);
    return AST_NEW(p->arena, Stmt, STMT_FOR, For, end_at(p, at), .target = target, .iter = iter, .body = body,
                   .orelse = orelse, .type_comment = comment);
}

/* with_item: expression 'as' star_target &(',' | ')' | ':') | expression */
static bool parse_with_item(Parser *p)
{
    Expr *context = parse_expression(p), *vars = NULL;

    if (!context)
        return false;
    if (accept(p, TOKEN_AS)) {
        vars = parse_star_target(p);
        int next = vars ? peek(p) : TOKEN_ERRORTOKEN;
        if (next != TOKEN_COMMA && next != TOKEN_RPAR && next != TOKEN_COLON)
            return false;
    }
    WithItem *item = AST_NEW_PRODUCT(p->arena, WithItem, .context_expr = context, .optional_vars = vars);
    return item && push(p, item);
}

/* '(' ','.with_item+ [','] ')' ':' up to the ':', not taken; pushed. */
static bool parse_parenthesized_items(Parser *p)
{
    take(p);
    do {
        if (peek(p) == TOKEN_RPAR && p->tokens[p->mark - 1].type == TOKEN_COMMA)
            break;
        if (!parse_with_item(p))
            return false;
    } while (accept(p, TOKEN_COMMA));
    return accept(p, TOKEN_RPAR) && peek(p) == TOKEN_COLON;
}

static bool parse_with_items(Parser *p)
{
    size_t mark = p->mark, base = p->stack_length;
    int    level = p->level;

    if (peek(p) == TOKEN_LPAR) {
        if (parse_parenthesized_items(p))
            return true;
        if (p->compilation->error.kind != ERROR_NONE)
            return false;
        p->mark = mark;
        p->stack_length = base;
        p->level = level;
    }
    do {
        if (!parse_with_item(p))
            return false;
    } while (accept(p, TOKEN_COMMA));
    return peek(p) == TOKEN_COLON;
}

/* with_stmt: ['async'] 'with' (parenthesized or ','.with_item+) ':' [TYPE_COMMENT] block */
static Stmt *parse_with(Parser *p, Location at, bool is_async)
{
    WithItemSequence items;
    StmtSequence     body;
    size_t           base = p->stack_length;

    take(p);
    if (!parse_with_items(p) || !POP(p, base, &items))
        return NULL;
    take(p);
    const Text *comment = parse_type_comment(p);
    if (!parse_block(p, &body))
        return NULL;
    if (is_async && !parser_check_version(p, 5, "Async with statements are"))
        return NULL;
    if (is_async)
        return AST_NEW(p->arena, Stmt, STMT_ASYNC_WITH, AsyncWith, end_at(p, at), .items = items, .body = body,
                       .type_comment = comment);
    return AST_NEW(p->arena, Stmt, STMT_WITH, With, end_at(p, at), .items = items, .body = body,
                   .type_comment = comment);
}

/* ---- try ---- */

/* except's types: expression ['as' NAME] | expressions without parentheses, from 3.14 */
static Expr *parse_exception_types(Parser *p)
{
    Location     at = begin_at(p);
    Expr        *first = parse_expression(p);
    ExprSequence types;
    size_t       base = p->stack_length;

    if (!first || peek(p) != TOKEN_COMMA)
        return first;
    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_COMMA) && peek(p) != TOKEN_COLON) {
        Expr *type = parse_expression(p);
        if (!type || !push(p, type))
            return NULL;
    }
    if (peek(p) != TOKEN_COLON || !POP(p, base, &types))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = types, .ctx = CONTEXT_LOAD);
}

/* except_block: 'except' [expressions | expression 'as' NAME] ':' block
 * except_star_block: 'except' '*' (expressions | expression 'as' NAME) ':' block. *star: 0 plain, 1 star, -1 not known. */
static bool parse_handler(Parser *p, int *star)
{
    Location     at = begin_at(p);
    Expr        *type = NULL;
    const Text  *name = NULL;
    StmtSequence body;
    bool         at_bare_types = false;

    take(p);
    bool has_star = accept(p, TOKEN_STAR);
    if (*star >= 0 && *star != has_star)
        return false;
    *star = has_star;
    if (has_star || peek(p) != TOKEN_COLON) {
        at_bare_types = peek(p) != TOKEN_LPAR;
        type = parse_exception_types(p);
        if (!type || (accept(p, TOKEN_AS) && !(name = parse_name(p))))
            return false;
    }
    if (!parse_suite(p, &body))
        return false;
    if (at_bare_types && type->kind == EXPR_TUPLE &&
        !parser_check_version(p, 14, "except expressions without parentheses are"))
        return false;
    ExceptHandler *handler = AST_NEW(p->arena, ExceptHandler, EXCEPT_HANDLER_EXCEPT_HANDLER, ExceptHandler,
                                     end_at(p, at), .type = type, .name = name, .body = body);
    return handler && push(p, handler);
}

/* try_stmt: 'try' ':' block (finally_block | (except_block+ | except_star_block+) [else_block] [finally_block]) */
static Stmt *parse_try(Parser *p)
{
    Location              at = begin_at(p);
    StmtSequence          body, orelse = {0}, finalbody = {0};
    ExceptHandlerSequence handlers;
    int                   star = -1;

    take(p);
    if (!parse_suite(p, &body))
        return NULL;
    size_t base = p->stack_length;
    while (peek(p) == TOKEN_EXCEPT)
        if (!parse_handler(p, &star))
            return NULL;
    if (!POP(p, base, &handlers) || (handlers.length && !parse_else(p, &orelse)))
        return NULL;
    if (accept(p, TOKEN_FINALLY)) {
        if (!parse_suite(p, &finalbody))
            return NULL;
    } else if (!handlers.length) {
        return NULL;
    }
    if (star == 1 && !parser_check_version(p, 11, "Exception groups are"))
        return NULL;
    if (star == 1)
        return AST_NEW(p->arena, Stmt, STMT_TRY_STAR, TryStar, end_at(p, at), .body = body, .handlers = handlers,
                       .orelse = orelse, .finalbody = finalbody);
    return AST_NEW(p->arena, Stmt, STMT_TRY, Try, end_at(p, at), .body = body, .handlers = handlers,
                   .orelse = orelse, .finalbody = finalbody);
}

/* ---- all ---- */

/* 'async' (for_stmt | with_stmt); function definitions have been tried. */
static Stmt *parse_async(Parser *p)
{
    Location at = begin_at(p);

    take(p);
    switch (peek(p)) {
    case TOKEN_FOR: return parse_for(p, at, true);
    case TOKEN_WITH: return parse_with(p, at, true);
    case TOKEN_DEF:
        p->mark--;
        return parse_definition(p);
    default: return NULL;
    }
}

/* compound_stmt: function_def | if_stmt | class_def | with_stmt | for_stmt | try_stmt | while_stmt | match_stmt */
Stmt *parse_compound(Parser *p)
{
    switch (peek(p)) {
    case TOKEN_IF: return parse_if(p);
    case TOKEN_DEF:
    case TOKEN_CLASS:
    case TOKEN_AT: return parse_definition(p);
    case TOKEN_FOR: return parse_for(p, begin_at(p), false);
    case TOKEN_WHILE: return parse_while(p);
    case TOKEN_TRY: return parse_try(p);
    case TOKEN_WITH: return parse_with(p, begin_at(p), false);
    case TOKEN_ASYNC: return parse_async(p);
    case TOKEN_NAME: return p->tokens[p->mark].text == p->name_match ? parse_match(p) : NULL;
    default: return NULL;
    }
}
