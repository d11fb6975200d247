/* parse_definitions.c - functions, classes, their parameters and type parameters. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

/* ---- parameters ---- */

/* Where a list of parameters is being read. */
typedef struct Parameters {
    bool      is_lambda;
    bool      default_seen, star_seen;
    uint32_t  posonly_count, arg_count, kwonly_count, default_count;
    size_t    base; /* of the stack: arg, default (NULL: none) by turns */
    Arg      *vararg, *kwarg;
} Parameters;

/* param: NAME [annotation]; lambda_param: NAME. with_star: a '*' was before it, so its annotation may have one. */
static Arg *parse_param(Parser *p, const Parameters *all, bool with_star)
{
    Location    at = begin_at(p);
    const Text *name = parse_name(p);
    Expr       *annotation = NULL;

    if (!name)
        return NULL;
    if (!all->is_lambda && accept(p, TOKEN_COLON)) {
        annotation = with_star ? parse_star_expression(p) : parse_expression(p);
        if (!annotation)
            return NULL;
    }
    return AST_NEW_PRODUCT(p->arena, Arg, .at = end_at(p, at), .arg = name, .annotation = annotation);
}

/* [','] [TYPE_COMMENT] behind a parameter. *more: another may follow. */
static bool end_param(Parser *p, Arg *arg, int end, bool *more)
{
    *more = accept(p, TOKEN_COMMA);
    if (arg && peek(p) == TOKEN_TYPE_COMMENT)
        arg->type_comment = parse_type_comment(p);
    return *more || peek(p) == end;
}

/* A parameter with or without default, pushed. */
static bool parse_plain_param(Parser *p, Parameters *all, int end, bool *more)
{
    Arg  *arg = parse_param(p, all, false);
    Expr *value = NULL;

    if (!arg)
        return false;
    if (accept(p, TOKEN_EQUAL) && !(value = parse_expression(p)))
        return false;
    if (!all->star_seen) {
        if (all->default_seen && !value)
            return false;
        all->default_seen |= value != NULL;
        all->arg_count++;
        all->default_count += value != NULL;
    } else {
        all->kwonly_count++;
    }
    return push(p, arg) && push(p, value) && end_param(p, arg, end, more);
}

/* '*' (param_no_default_star_annotation | ',' ...), '**' param or '/' at the mark, else a plain parameter. */
static bool parse_one_param(Parser *p, Parameters *all, int end, bool *more)
{
    if (accept(p, TOKEN_SLASH)) {
        (void)peek(p); /* where the error about the version is told */
        if (all->star_seen || all->posonly_count || !all->arg_count ||
            !parser_check_version(p, 8, "Positional-only parameters are"))
            return false;
        all->posonly_count = all->arg_count;
        all->arg_count = 0;
        return end_param(p, NULL, end, more);
    }
    if (accept(p, TOKEN_DOUBLESTAR)) {
        all->kwarg = parse_param(p, all, false);
        return all->kwarg && end_param(p, all->kwarg, end, more) && (*more = false, peek(p) == end);
    }
    if (accept(p, TOKEN_STAR)) {
        if (all->star_seen)
            return false;
        all->star_seen = true;
        if (accept(p, TOKEN_COMMA)) { /* a bare one: a named parameter must follow */
            *more = peek(p) == TOKEN_NAME;
            return *more;
        }
        all->vararg = parse_param(p, all, true);
        return all->vararg && end_param(p, all->vararg, end, more);
    }
    return parse_plain_param(p, all, end, more);
}

/* count args of the pairs at the stack's `from`. */
static bool keep_args(Parser *p, size_t from, uint32_t count, ArgSequence *args)
{
    *args = (ArgSequence){.length = count};
    if (count && !(args->items = arena_alloc(p->arena, count * sizeof(Arg *))))
        return compilation_no_memory(p->compilation);
    for (uint32_t i = 0; i < count; i++)
        args->items[i] = p->stack[from + 2 * i];
    return true;
}

/* The defaults of the count pairs at `from`; with holes: NULL where there is none. */
static bool keep_defaults(Parser *p, size_t from, uint32_t count, uint32_t kept, bool holes, ExprSequence *defaults)
{
    *defaults = (ExprSequence){.length = kept};
    if (kept && !(defaults->items = arena_alloc(p->arena, kept * sizeof(Expr *))))
        return compilation_no_memory(p->compilation);
    for (uint32_t i = 0, to = 0; i < count; i++) {
        Expr *value = p->stack[from + 2 * i + 1];
        if (value || holes)
            defaults->items[to++] = value;
    }
    return true;
}

static Arguments *make_arguments(Parser *p, const Parameters *all)
{
    Arguments *args = AST_NEW_PRODUCT(p->arena, Arguments, .vararg = all->vararg, .kwarg = all->kwarg);
    uint32_t   plain = all->posonly_count + all->arg_count;
    size_t     base = all->base;

    if (!args)
        return parser_no_memory(p);
    if (!keep_args(p, base, all->posonly_count, &args->posonlyargs) ||
        !keep_args(p, base + 2 * all->posonly_count, all->arg_count, &args->args) ||
        !keep_args(p, base + 2 * plain, all->kwonly_count, &args->kwonlyargs) ||
        !keep_defaults(p, base, plain, all->default_count, false, &args->defaults) ||
        !keep_defaults(p, base + 2 * plain, all->kwonly_count, all->kwonly_count, true, &args->kw_defaults))
        return NULL;
    p->stack_length = base;
    return args;
}

/* params: parameters up to the ')'; lambda_params: up to the ':'. The end is not taken. */
Arguments *parse_parameters(Parser *p, bool is_lambda)
{
    Parameters all = {.is_lambda = is_lambda, .base = p->stack_length};
    int        end = is_lambda ? TOKEN_COLON : TOKEN_RPAR;
    bool       more = true;

    while (more && peek(p) != end)
        if (!parse_one_param(p, &all, end, &more))
            return NULL;
    return make_arguments(p, &all);
}

/* ---- type parameters ---- */

/* type_param: NAME [':' expression] ['=' expression] | '*' NAME ['=' star_expression] | '**' NAME ['=' expression] */
static TypeParam *parse_type_param(Parser *p)
{
    Location    at = begin_at(p);
    int         stars = accept(p, TOKEN_STAR) ? 1 : accept(p, TOKEN_DOUBLESTAR) ? 2 : 0;
    const Text *name = parse_name(p);
    Expr       *bound = NULL, *value = NULL;

    if (!name || (!stars && accept(p, TOKEN_COLON) && !(bound = parse_expression(p))))
        return NULL;
    if (accept(p, TOKEN_EQUAL)) {
        value = stars == 1 ? parse_star_expression(p) : parse_expression(p);
        if (!value || !parser_check_version(p, 13, "Type parameter defaults are"))
            return NULL;
    }
    if (stars == 1)
        return AST_NEW(p->arena, TypeParam, TYPE_PARAM_TYPE_VAR_TUPLE, TypeVarTuple, end_at(p, at), .name = name,
                       .default_value = value);
    if (stars == 2)
        return AST_NEW(p->arena, TypeParam, TYPE_PARAM_PARAM_SPEC, ParamSpec, end_at(p, at), .name = name,
                       .default_value = value);
    return AST_NEW(p->arena, TypeParam, TYPE_PARAM_TYPE_VAR, TypeVar, end_at(p, at), .name = name, .bound = bound,
                   .default_value = value);
}

/* type_params: '[' ','.type_param+ [','] ']' */
bool parse_type_params(Parser *p, TypeParamSequence *params)
{
    size_t base = p->stack_length;

    take(p);
    do {
        if (peek(p) == TOKEN_RSQB && p->stack_length > base)
            break;
        TypeParam *param = parse_type_param(p);
        if (!param || !push(p, param))
            return false;
    } while (accept(p, TOKEN_COMMA));
    return accept(p, TOKEN_RSQB) && POP(p, base, params) && parser_check_version(p, 12, "Type parameter lists are");
}

/* ---- functions ---- */

/* [func_type_comment]: NEWLINE TYPE_COMMENT &(NEWLINE INDENT) | TYPE_COMMENT */
static const Text *parse_function_comment(Parser *p)
{
    size_t mark = p->mark;

    if (!p->tokenizer.type_comments)
        return NULL;
    if (peek(p) == TOKEN_TYPE_COMMENT)
        return parse_type_comment(p);
    if (accept(p, TOKEN_NEWLINE) && peek(p) == TOKEN_TYPE_COMMENT) {
        const Text *comment = parse_type_comment(p);
        size_t      behind = p->mark;
        bool        is_one = accept(p, TOKEN_NEWLINE) && peek(p) == TOKEN_INDENT;
        p->mark = behind;
        if (is_one)
            return comment;
    }
    p->mark = mark;
    return NULL;
}

/* function_def_raw: ['async'] 'def' NAME [type_params] '(' [params] ')' ['->' expression] ':' [func_type_comment]
 * block */
static Stmt *parse_function(Parser *p, ExprSequence decorators)
{
    Location          at = begin_at(p);
    bool              is_async = accept(p, TOKEN_ASYNC);
    TypeParamSequence params = {0};
    Expr             *returns = NULL;
    StmtSequence      body;

    if (!accept(p, TOKEN_DEF))
        return NULL;
    const Text *name = parse_name(p);
    if (!name || (peek(p) == TOKEN_LSQB && !parse_type_params(p, &params)) || !accept(p, TOKEN_LPAR))
        return NULL;
    Arguments *args = parse_parameters(p, false);
    if (!args || !accept(p, TOKEN_RPAR) || (accept(p, TOKEN_RARROW) && !(returns = parse_expression(p))) ||
        !accept(p, TOKEN_COLON))
        return NULL;
    const Text *comment = parse_function_comment(p);
    if (!parse_block(p, &body) || (is_async && !parser_check_version(p, 5, "Async functions are")))
        return NULL;
    if (is_async)
        return AST_NEW(p->arena, Stmt, STMT_ASYNC_FUNCTION_DEF, AsyncFunctionDef, end_at(p, at), .name = name,
                       .args = args, .body = body, .decorator_list = decorators, .returns = returns,
                       .type_comment = comment, .type_params = params);
    return AST_NEW(p->arena, Stmt, STMT_FUNCTION_DEF, FunctionDef, end_at(p, at), .name = name, .args = args,
                   .body = body, .decorator_list = decorators, .returns = returns, .type_comment = comment,
                   .type_params = params);
}

/* What a call may have, f(x for x in y), a class may not. */
static bool is_bare_generator(const ExprSequence *bases, Location open)
{
    const Expr *only = bases->length == 1 ? bases->items[0] : NULL;
    return only && only->kind == EXPR_GENERATOR_EXP && only->line == open.line && only->column == open.column;
}

/* class_def_raw: 'class' NAME [type_params] ['(' [arguments] ')'] ':' block */
static Stmt *parse_class(Parser *p, ExprSequence decorators)
{
    Location          at = begin_at(p);
    TypeParamSequence params = {0};
    ExprSequence      bases = {0};
    KeywordSequence   keywords = {0};
    StmtSequence      body;

    if (!accept(p, TOKEN_CLASS))
        return NULL;
    const Text *name = parse_name(p);
    if (!name || (peek(p) == TOKEN_LSQB && !parse_type_params(p, &params)))
        return NULL;
    Location open = begin_at(p);
    if ((accept(p, TOKEN_LPAR) && !parse_arguments(p, &bases, &keywords)) || is_bare_generator(&bases, open) || !accept(p, TOKEN_COLON) ||
        !parse_block(p, &body))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_CLASS_DEF, ClassDef, end_at(p, at), .name = name, .bases = bases,
                   .keywords = keywords, .body = body, .decorator_list = decorators, .type_params = params);
}

/* decorators: ('@' named_expression NEWLINE)+ */
Stmt *parse_definition(Parser *p)
{
    ExprSequence decorators;
    size_t       base = p->stack_length;

    while (accept(p, TOKEN_AT)) {
        Expr *decorator = parse_named_expression(p);
        if (!decorator || !accept(p, TOKEN_NEWLINE) || !push(p, decorator))
            return NULL;
    }
    if (!POP(p, base, &decorators))
        return NULL;
    return peek(p) == TOKEN_CLASS ? parse_class(p, decorators) : parse_function(p, decorators);
}
