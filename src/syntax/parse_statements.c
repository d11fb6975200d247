/* parse_statements.c - blocks and the statements of one line.
 *
 * A simple statement's first token tells which it is; what no keyword begins is an expression until an '=', a ':' or an
 * augmented assignment follows. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

/* What a block costs of PARSER_MAX_LEVEL. */
enum { BLOCK_LEVELS = 6 };

const Text *parse_name(Parser *p)
{
    if (peek(p) != TOKEN_NAME)
        return NULL;
    return literal_identifier(p, take(p)->text);
}

/* [TYPE_COMMENT] */
const Text *parse_type_comment(Parser *p)
{
    if (!p->tokenizer.type_comments || peek(p) != TOKEN_TYPE_COMMENT)
        return NULL;
    const Token *token = take(p);
    return text_intern(&p->compilation->texts, token->start, (size_t)(token->end - token->start));
}

/* ---- assignments ---- */

/* augassign: '+=' | '-=' | ...; 0: none */
static Operator augmented_operator(int type)
{
    switch (type) {
    case TOKEN_PLUSEQUAL: return OPERATOR_ADD;
    case TOKEN_MINEQUAL: return OPERATOR_SUB;
    case TOKEN_STAREQUAL: return OPERATOR_MULT;
    case TOKEN_ATEQUAL: return OPERATOR_MAT_MULT;
    case TOKEN_SLASHEQUAL: return OPERATOR_DIV;
    case TOKEN_PERCENTEQUAL: return OPERATOR_MOD;
    case TOKEN_AMPEREQUAL: return OPERATOR_BIT_AND;
    case TOKEN_VBAREQUAL: return OPERATOR_BIT_OR;
    case TOKEN_CIRCUMFLEXEQUAL: return OPERATOR_BIT_XOR;
    case TOKEN_LEFTSHIFTEQUAL: return OPERATOR_LSHIFT;
    case TOKEN_RIGHTSHIFTEQUAL: return OPERATOR_RSHIFT;
    case TOKEN_DOUBLESTAREQUAL: return OPERATOR_POW;
    case TOKEN_DOUBLESLASHEQUAL: return OPERATOR_FLOOR_DIV;
    default: return 0;
    }
}

/* assignment: (star_targets '=')+ annotated_rhs !'=' [TYPE_COMMENT], behind the first target. */
static Stmt *parse_assign(Parser *p, Location at, Expr *target)
{
    ExprSequence targets;
    size_t       base = p->stack_length;
    Expr        *value = target;

    while (accept(p, TOKEN_EQUAL)) {
        if (value->kind == EXPR_YIELD || !parse_target_of(p, value, CONTEXT_STORE) || !push(p, value))
            return NULL;
        value = parse_annotated_rhs(p);
        if (!value)
            return NULL;
    }
    const Text *type_comment = parse_type_comment(p);
    if (!POP(p, base, &targets))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_ASSIGN, Assign, end_at(p, at), .targets = targets, .value = value,
                   .type_comment = type_comment);
}

/* assignment: NAME ':' expression ['=' annotated_rhs]
 *           | ('(' single_target ')' | single_subscript_attribute_target) ':' expression ['=' annotated_rhs] */
static Stmt *parse_annotation(Parser *p, Location at, Expr *target, bool is_name)
{
    Expr *value = NULL;

    if (!parse_is_single_target(target) || !parse_target_of(p, target, CONTEXT_STORE))
        return NULL;
    take(p);
    Expr *annotation = parse_expression(p);
    if (!annotation || (accept(p, TOKEN_EQUAL) && !(value = parse_annotated_rhs(p))) ||
        !parser_check_version(p, 6, "Variable annotation syntax is"))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_ANN_ASSIGN, AnnAssign, end_at(p, at), .target = target,
                   .annotation = annotation, .value = value, .simple = is_name && target->kind == EXPR_NAME);
}

/* assignment: single_target augassign ~ annotated_rhs */
static Stmt *parse_augmented(Parser *p, Location at, Expr *target, Operator op)
{
    if (!parse_is_single_target(target) || !parse_target_of(p, target, CONTEXT_STORE))
        return NULL;
    if (op == OPERATOR_MAT_MULT && !parser_check_version(p, 5, "The '@' operator is"))
        return NULL;
    take(p);
    Expr *value = parse_annotated_rhs(p);
    if (!value)
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_AUG_ASSIGN, AugAssign, end_at(p, at), .target = target, .op = op,
                   .value = value);
}

/* assignment | star_expressions */
static Stmt *parse_expression_statement(Parser *p)
{
    Location at = begin_at(p);
    bool     is_name = peek(p) == TOKEN_NAME;
    Expr    *first = parse_annotated_rhs(p);

    if (!first)
        return NULL;
    int type = peek(p);
    if (type == TOKEN_NEWLINE)
        return AST_NEW(p->arena, Stmt, STMT_EXPR, Expr, end_at(p, at), .value = first);
    if (type == TOKEN_EQUAL)
        return parse_assign(p, at, first);
    if (type == TOKEN_COLON)
        return parse_annotation(p, at, first, is_name);
    Operator op = augmented_operator(type);
    if (op)
        return parse_augmented(p, at, first, op);
    return AST_NEW(p->arena, Stmt, STMT_EXPR, Expr, end_at(p, at), .value = first);
}

/* ---- statements with a keyword ---- */

static bool ends_statement(Parser *p)
{
    int type = peek(p);
    return type == TOKEN_NEWLINE || type == TOKEN_SEMI;
}

/* return_stmt: 'return' [star_expressions] */
static Stmt *parse_return(Parser *p, Location at)
{
    Expr *value = NULL;

    if (!ends_statement(p) && !(value = parse_star_expressions(p)))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_RETURN, Return, end_at(p, at), .value = value);
}

/* raise_stmt: 'raise' [expression ['from' expression]] */
static Stmt *parse_raise(Parser *p, Location at)
{
    Expr *exc = NULL, *cause = NULL;

    if (!ends_statement(p)) {
        exc = parse_expression(p);
        if (!exc || (accept(p, TOKEN_FROM) && !(cause = parse_expression(p))))
            return NULL;
    }
    return AST_NEW(p->arena, Stmt, STMT_RAISE, Raise, end_at(p, at), .exc = exc, .cause = cause);
}

/* global_stmt: 'global' ','.NAME+; nonlocal_stmt: 'nonlocal' ','.NAME+ */
static Stmt *parse_names(Parser *p, Location at, int word)
{
    TextSequence names;
    size_t       base = p->stack_length;

    do {
        const Text *name = parse_name(p);
        if (!name || !push(p, (void *)name))
            return NULL;
    } while (accept(p, TOKEN_COMMA));
    if (!POP(p, base, &names))
        return NULL;
    if (word == TOKEN_GLOBAL)
        return AST_NEW(p->arena, Stmt, STMT_GLOBAL, Global, end_at(p, at), .names = names);
    return AST_NEW(p->arena, Stmt, STMT_NONLOCAL, Nonlocal, end_at(p, at), .names = names);
}

/* del_stmt: 'del' del_targets &(';' | NEWLINE) */
static Stmt *parse_delete(Parser *p, Location at)
{
    ExprSequence targets;
    size_t       base = p->stack_length;

    do {
        if (p->stack_length > base && ends_statement(p))
            break;
        Expr *target = parse_primary(p);
        if (!target || !parse_target_of(p, target, CONTEXT_DEL) || !push(p, target))
            return NULL;
    } while (accept(p, TOKEN_COMMA));
    if (!ends_statement(p) || !POP(p, base, &targets))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_DELETE, Delete, end_at(p, at), .targets = targets);
}

/* assert_stmt: 'assert' expression [',' expression] */
static Stmt *parse_assert(Parser *p, Location at)
{
    Expr *test = parse_expression(p), *message = NULL;

    if (!test || (accept(p, TOKEN_COMMA) && !(message = parse_expression(p))))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_ASSERT, Assert, end_at(p, at), .test = test, .msg = message);
}

/* ---- imports ---- */

/* dotted_name: dotted_name '.' NAME | NAME */
static const Text *parse_dotted_name(Parser *p)
{
    const Text *name = parse_name(p);

    while (name && peek(p) == TOKEN_DOT) {
        take(p);
        const Text *part = parse_name(p);
        if (!part)
            return NULL;
        char *joined = arena_alloc(p->arena, (size_t)name->length + part->length + 1);
        if (!joined)
            return parser_no_memory(p);
        memcpy(joined, name->data, name->length);
        joined[name->length] = '.';
        memcpy(joined + name->length + 1, part->data, part->length);
        name = text_intern(&p->compilation->texts, joined, (size_t)name->length + part->length + 1);
    }
    return name;
}

/* dotted_as_name: dotted_name ['as' NAME]; import_from_as_name: NAME ['as' NAME] */
static bool parse_alias(Parser *p, const Text *(*parse_what)(Parser *))
{
    Location    at = begin_at(p);
    const Text *name = parse_what(p), *as_name = NULL;

    if (!name || (accept(p, TOKEN_AS) && !(as_name = parse_name(p))))
        return false;
    Alias *alias = AST_NEW_PRODUCT(p->arena, Alias, .at = end_at(p, at), .name = name, .asname = as_name);
    return alias && push(p, alias);
}

/* import_name: 'import' ','.dotted_as_name+ */
static Stmt *parse_import(Parser *p, Location at)
{
    AliasSequence names;
    size_t        base = p->stack_length;

    do {
        if (!parse_alias(p, parse_dotted_name))
            return NULL;
    } while (accept(p, TOKEN_COMMA));
    if (!POP(p, base, &names))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_IMPORT, Import, end_at(p, at), .names = names);
}

/* import_from_targets: '(' import_from_as_names [','] ')' | import_from_as_names !',' | '*' */
static bool parse_import_targets(Parser *p)
{
    Location at = begin_at(p);

    if (accept(p, TOKEN_STAR)) {
        const Text *star = text_intern_literal(&p->compilation->texts, "*");
        Alias      *alias = star ? AST_NEW_PRODUCT(p->arena, Alias, .at = end_at(p, at), .name = star) : NULL;
        return alias && push(p, alias);
    }
    bool in_parentheses = accept(p, TOKEN_LPAR);
    do {
        if (in_parentheses && p->tokens[p->mark - 1].type == TOKEN_COMMA && peek(p) == TOKEN_RPAR)
            break;
        if (!parse_alias(p, parse_name))
            return false;
    } while (accept(p, TOKEN_COMMA));
    return !in_parentheses || accept(p, TOKEN_RPAR);
}

/* import_from: 'from' ('.' | '...')* dotted_name 'import' import_from_targets
 *            | 'from' ('.' | '...')+ 'import' import_from_targets */
static Stmt *parse_import_from(Parser *p, Location at)
{
    AliasSequence names;
    size_t        base = p->stack_length;
    int           level = 0;
    const Text   *module = NULL;

    for (;;) {
        if (accept(p, TOKEN_DOT))
            level++;
        else if (accept(p, TOKEN_ELLIPSIS))
            level += 3;
        else
            break;
    }
    if ((!level || peek(p) != TOKEN_IMPORT) && !(module = parse_dotted_name(p)))
        return NULL;
    if (!accept(p, TOKEN_IMPORT) || !parse_import_targets(p) || !POP(p, base, &names))
        return NULL;
    /* from __future__ import barry_as_FLUFL turns the operator for "not equal" at once. */
    if (!level && module && text_equals_literal(module, "__future__"))
        for (uint32_t i = 0; i < names.length; i++)
            if (text_equals_literal(names.items[i]->name, "barry_as_FLUFL"))
                p->compilation->flags |= COMPILE_FUTURE_BARRY_AS_BDFL;
    return AST_NEW(p->arena, Stmt, STMT_IMPORT_FROM, ImportFrom, end_at(p, at), .module = module, .names = names,
                   .level = level);
}

/* ---- type aliases ---- */

/* "type" NAME [type_params] '=' expression; NULL with the mark unmoved: the word is a name here. */
static Stmt *parse_type_alias(Parser *p)
{
    Location           at = begin_at(p);
    size_t             mark = p->mark;
    TypeParamSequence  params = {0};

    take(p);
    if (peek(p) != TOKEN_NAME) {
        p->mark = mark;
        return NULL;
    }
    Location    name_at = begin_at(p);
    const Text *id = parse_name(p);
    Expr *name = id ? AST_NEW(p->arena, Expr, EXPR_NAME, Name, end_at(p, name_at), .id = id, .ctx = CONTEXT_STORE)
                    : NULL;
    if (!name || (peek(p) == TOKEN_LSQB && !parse_type_params(p, &params)) || !accept(p, TOKEN_EQUAL))
        return NULL;
    Expr *value = parse_expression(p);
    if (!value || !parser_check_version(p, 12, "Type statement is"))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_TYPE_ALIAS, TypeAlias, end_at(p, at), .name = name, .type_params = params,
                   .value = value);
}

/* ---- all ---- */

/* simple_stmt: assignment | type_alias | star_expressions | return_stmt | import_stmt | raise_stmt | 'pass' | del_stmt |
 * assert_stmt | 'break' | 'continue' | global_stmt | nonlocal_stmt */
static Stmt *parse_simple(Parser *p)
{
    Location at = begin_at(p);
    int      type = peek(p);

    if (type == TOKEN_NAME) {
        if (p->tokens[p->mark].text == p->name_type) {
            size_t mark = p->mark;
            Stmt  *alias = parse_type_alias(p);
            if (alias || p->mark != mark)
                return alias;
        }
        return parse_expression_statement(p);
    }
    if (type < TOKEN_FIRST_KEYWORD)
        return parse_expression_statement(p);
    take(p);
    switch (type) {
    case TOKEN_RETURN: return parse_return(p, at);
    case TOKEN_IMPORT: return parse_import(p, at);
    case TOKEN_FROM: return parse_import_from(p, at);
    case TOKEN_RAISE: return parse_raise(p, at);
    case TOKEN_PASS: return AST_NEW(p->arena, Stmt, STMT_PASS, Pass, end_at(p, at));
    case TOKEN_DEL: return parse_delete(p, at);
    case TOKEN_ASSERT: return parse_assert(p, at);
    case TOKEN_BREAK: return AST_NEW(p->arena, Stmt, STMT_BREAK, Break, end_at(p, at));
    case TOKEN_CONTINUE: return AST_NEW(p->arena, Stmt, STMT_CONTINUE, Continue, end_at(p, at));
    case TOKEN_GLOBAL:
    case TOKEN_NONLOCAL: return parse_names(p, at, type);
    default: /* a keyword that begins an expression, or an error */
        p->mark--;
        return parse_expression_statement(p);
    }
}

/* simple_stmts: ';'.simple_stmt+ [';'] NEWLINE */
bool parse_simple_statements(Parser *p)
{
    do {
        Stmt *statement = parse_simple(p);
        if (!statement || !push(p, statement))
            return false;
    } while (accept(p, TOKEN_SEMI) && peek(p) != TOKEN_NEWLINE);
    return accept(p, TOKEN_NEWLINE);
}

/* Forgets the tokens of statements that are done, but for the last, at which nodes end. */
static void forget_tokens(Parser *p)
{
    if (p->keeps_tokens || p->mark < 2 || p->mark != p->fill)
        return;
    p->tokens[0] = *last_token(p);
    p->mark = p->fill = 1;
}

/* statements: statement+, each pushed, up to a token of type end */
bool parse_statements(Parser *p, int end, StmtSequence *body)
{
    size_t base = p->stack_length;

    while (peek(p) != end) {
        if (!compilation_poll(p->compilation))
            return false;
        size_t mark = p->mark;
        Stmt  *compound = parse_compound(p);
        if (compound ? !push(p, compound) : p->mark != mark || !parse_simple_statements(p))
            return false;
        forget_tokens(p);
    }
    return POP(p, base, body);
}

/* block: NEWLINE INDENT statements DEDENT | simple_stmts */
bool parse_block(Parser *p, StmtSequence *body)
{
    size_t base = p->stack_length;

    if (!accept(p, TOKEN_NEWLINE))
        return parse_simple_statements(p) && POP(p, base, body);
    if (!accept(p, TOKEN_INDENT) || !enter(p, BLOCK_LEVELS))
        return false;
    bool is_fine = parse_statements(p, TOKEN_DEDENT, body) && body->length;
    leave(p, BLOCK_LEVELS);
    return is_fine && accept(p, TOKEN_DEDENT);
}
