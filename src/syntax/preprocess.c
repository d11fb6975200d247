/* preprocess.c - ast_preprocess: what happens to a tree between parsing and the symbol table.
 *
 * `__debug__` becomes a constant; a docstring goes at optimize 2; `"%s" % (a, b)` becomes an f-string; the negative and
 * complex numbers of patterns become one constant each. `return`, `break` and `continue` that leave a `finally` body are
 * warned of. Expressions are visited through the place that holds them, so that a node can be replaced.
 * SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "code/constant.h"
#include "syntax/compilation.h"

typedef struct Preprocessor {
    Compilation *compilation;
    Arena       *arena;
    const Text  *debug; /* "__debug__" */
    bool         has_future_annotations;
    bool         in_finally; /* the nearest of finally body, loop body and function body is a finally body */
    uint32_t     depth;
} Preprocessor;

static void visit(Preprocessor *pass, Expr **place);
static void visit_body(Preprocessor *pass, StmtSequence *body);

static bool has_failed(const Preprocessor *pass)
{
    return pass->compilation->error.kind != ERROR_NONE;
}

static bool enter_level(Preprocessor *pass)
{
    enum { DEEPEST_WITHOUT_LIMIT = 6000 }; /* when the C stack's limit is not known */
    if (has_failed(pass))
        return false;
    if (!compilation_has_stack(pass->compilation) ||
        (!pass->compilation->stack_limit && pass->depth >= DEEPEST_WITHOUT_LIMIT))
        return compilation_too_deep(pass->compilation);
    pass->depth++;
    return true;
}

static void visit_all(Preprocessor *pass, ExprSequence *exprs)
{
    for (uint32_t i = 0; i < exprs->length; i++)
        visit(pass, &exprs->items[i]);
}

/* Puts a constant in a node's place. */
static void replace(Preprocessor *pass, Expr **place, const Constant *value)
{
    Expr *constant = value ? AST_NEW(pass->arena, Expr, EXPR_CONSTANT, Constant, (*place)->at, .value = value) : NULL;
    if (constant)
        *place = constant;
    else
        (void)compilation_no_memory(pass->compilation);
}

/* ---- "..." % (...) ---- */

/* A conversion: %-10.3s and the like; kind 0: one that only `%` itself can do. */
typedef struct Conversion {
    char kind;
    bool is_left;
    int  width, precision; /* -1: none */
} Conversion;

enum { MOST_DIGITS = 3 };

/* Reads a number of less than MOST_DIGITS digits; false: it is longer, or the text ends. */
static bool read_number(const char **at, const char *end, int *number)
{
    int digits = 0;
    for (*number = 0; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        *number = *number * 10 + (**at - '0');
        if (++digits >= MOST_DIGITS)
            return false;
    }
    return *at < end;
}

static Conversion read_conversion(const char **at, const char *end)
{
    Conversion result = {.width = -1, .precision = -1}, none = result;
    for (; *at < end && strchr("-+ #0", **at) && **at; (*at)++)
        result.is_left = result.is_left || **at == '-';
    if (*at < end && **at >= '0' && **at <= '9' && !read_number(at, end, &result.width))
        return none;
    if (*at < end && **at == '.') {
        result.precision = 0;
        (*at)++;
        if (!read_number(at, end, &result.precision))
            return none;
    }
    if (*at == end)
        return none;
    result.kind = *(*at)++;
    return result.kind == 's' || result.kind == 'r' || result.kind == 'a' ? result : none;
}

static Expr *new_text(Preprocessor *pass, const char *data, size_t length)
{
    const Text     *text = text_intern(&pass->compilation->texts, data, length);
    const Constant *value = text ? constant_str(pass->arena, text) : NULL;
    Location        nowhere = {-1, -1, -1, -1};
    Expr           *expr = value ? AST_NEW(pass->arena, Expr, EXPR_CONSTANT, Constant, nowhere, .value = value) : NULL;
    if (!expr)
        (void)compilation_no_memory(pass->compilation);
    return expr;
}

/* What `%` does by itself is said to an f-string in a format: right-aligned is its default. */
static Expr *new_field(Preprocessor *pass, Conversion conversion, Expr *value)
{
    char   format[16];
    size_t length = 0;
    Expr  *spec = NULL;
    if (!conversion.is_left && conversion.width > 0)
        format[length++] = '>';
    if (conversion.width >= 0)
        length += (size_t)snprintf(format + length, sizeof format - length, "%d", conversion.width);
    if (conversion.precision >= 0)
        length += (size_t)snprintf(format + length, sizeof format - length, ".%d", conversion.precision);
    if (length && !(spec = new_text(pass, format, length)))
        return NULL;
    Expr *field = AST_NEW(pass->arena, Expr, EXPR_FORMATTED_VALUE, FormattedValue, value->at, .value = value,
                          .conversion = conversion.kind, .format_spec = spec);
    if (!field)
        (void)compilation_no_memory(pass->compilation);
    return field;
}

/* The text up to the next conversion, `%%` as `%`; NULL: there is none (or no memory, error set). */
static Expr *read_literal(Preprocessor *pass, const char **at, const char *end)
{
    char  *data = arena_alloc(pass->arena, (size_t)(end - *at) + 1);
    size_t length = 0;
    if (!data) {
        (void)compilation_no_memory(pass->compilation);
        return NULL;
    }
    while (*at < end) {
        if (**at == '%') {
            if (*at + 1 == end || (*at)[1] != '%')
                break;
            (*at)++;
        }
        data[length++] = *(*at)++;
    }
    Expr *literal = length ? new_text(pass, data, length) : NULL;
    if (literal && length == 1 && data[0] == '%')       /* CPython replaces `%%` without looking for the one "%" */
        ((Constant *)literal->as.Constant.value)->fresh = true;
    return literal;
}

/* Fills *parts with the f-string's; false: it can't be one, or an error is set. */
static bool split_format(Preprocessor *pass, const Text *format, const ExprSequence *values, ExprSequence *parts)
{
    const char *at = format->data, *end = format->data + format->length;
    uint32_t    used = 0;
    for (;;) {
        Expr *literal = read_literal(pass, &at, end);
        if (literal)
            parts->items[parts->length++] = literal;
        if (at == end || has_failed(pass))
            return used == values->length && !has_failed(pass);
        if (used == values->length)
            return false;
        at++;
        Conversion conversion = read_conversion(&at, end);
        Expr      *field = conversion.kind ? new_field(pass, conversion, values->items[used++]) : NULL;
        if (!field)
            return false;
        parts->items[parts->length++] = field;
    }
}

static bool has_star(const ExprSequence *exprs)
{
    for (uint32_t i = 0; i < exprs->length; i++)
        if (exprs->items[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

static void visit_binary(Preprocessor *pass, Expr **place)
{
    Expr *expr = *place;
    visit(pass, &expr->as.BinOp.left);
    visit(pass, &expr->as.BinOp.right);
    const Expr *left = expr->as.BinOp.left, *right = expr->as.BinOp.right;
    if (expr->as.BinOp.op != OPERATOR_MOD || left->kind != EXPR_CONSTANT || right->kind != EXPR_TUPLE ||
        left->as.Constant.value->kind != CONSTANT_STR || has_star(&right->as.Tuple.elts) || has_failed(pass))
        return;
    const ExprSequence *values = &right->as.Tuple.elts;
    ExprSequence        parts = {0, arena_alloc(pass->arena, (2 * (size_t)values->length + 1) * sizeof(Expr *))};
    if (!parts.items) {
        (void)compilation_no_memory(pass->compilation);
        return;
    }
    if (!split_format(pass, left->as.Constant.value->as.text, values, &parts))
        return;
    Expr *joined = AST_NEW(pass->arena, Expr, EXPR_JOINED_STR, JoinedStr, expr->at, .values = parts);
    if (joined)
        *place = joined;
    else
        (void)compilation_no_memory(pass->compilation);
}

/* ---- expressions ---- */

static void visit_optional(Preprocessor *pass, Expr **place)
{
    if (*place)
        visit(pass, place);
}

static void visit_arg(Preprocessor *pass, Arg *arg)
{
    if (arg && arg->annotation && !pass->has_future_annotations)
        visit(pass, &arg->annotation);
}

static void visit_arguments(Preprocessor *pass, Arguments *args)
{
    for (uint32_t i = 0; i < args->posonlyargs.length; i++)
        visit_arg(pass, args->posonlyargs.items[i]);
    for (uint32_t i = 0; i < args->args.length; i++)
        visit_arg(pass, args->args.items[i]);
    visit_arg(pass, args->vararg);
    for (uint32_t i = 0; i < args->kwonlyargs.length; i++)
        visit_arg(pass, args->kwonlyargs.items[i]);
    for (uint32_t i = 0; i < args->kw_defaults.length; i++)
        visit_optional(pass, &args->kw_defaults.items[i]);
    visit_arg(pass, args->kwarg);
    visit_all(pass, &args->defaults);
}

static void visit_generators(Preprocessor *pass, ComprehensionSequence *generators)
{
    for (uint32_t i = 0; i < generators->length; i++) {
        visit(pass, &generators->items[i]->target);
        visit(pass, &generators->items[i]->iter);
        visit_all(pass, &generators->items[i]->ifs);
    }
}

static void visit_keywords(Preprocessor *pass, KeywordSequence *keywords)
{
    for (uint32_t i = 0; i < keywords->length; i++)
        visit(pass, &keywords->items[i]->value);
}

static void visit_dict(Preprocessor *pass, Expr *expr)
{
    for (uint32_t i = 0; i < expr->as.Dict.keys.length; i++)
        visit_optional(pass, &expr->as.Dict.keys.items[i]);
    visit_all(pass, &expr->as.Dict.values);
}

/* Expressions that hold comprehensions, arguments or strings. */
static void visit_nested(Preprocessor *pass, Expr *expr)
{
    switch (expr->kind) {
    case EXPR_LAMBDA:
        visit_arguments(pass, expr->as.Lambda.args);
        visit(pass, &expr->as.Lambda.body);
        break;
    case EXPR_LIST_COMP:
        visit(pass, &expr->as.ListComp.elt);
        visit_generators(pass, &expr->as.ListComp.generators);
        break;
    case EXPR_SET_COMP:
        visit(pass, &expr->as.SetComp.elt);
        visit_generators(pass, &expr->as.SetComp.generators);
        break;
    case EXPR_DICT_COMP:
        visit(pass, &expr->as.DictComp.key);
        visit(pass, &expr->as.DictComp.value);
        visit_generators(pass, &expr->as.DictComp.generators);
        break;
    case EXPR_GENERATOR_EXP:
        visit(pass, &expr->as.GeneratorExp.elt);
        visit_generators(pass, &expr->as.GeneratorExp.generators);
        break;
    case EXPR_FORMATTED_VALUE:
        visit(pass, &expr->as.FormattedValue.value);
        visit_optional(pass, &expr->as.FormattedValue.format_spec);
        break;
    case EXPR_INTERPOLATION:
        visit(pass, &expr->as.Interpolation.value);
        visit_optional(pass, &expr->as.Interpolation.format_spec);
        break;
    case EXPR_JOINED_STR:
        visit_all(pass, &expr->as.JoinedStr.values);
        break;
    case EXPR_TEMPLATE_STR:
        visit_all(pass, &expr->as.TemplateStr.values);
        break;
    case EXPR_SLICE:
        visit_optional(pass, &expr->as.Slice.lower);
        visit_optional(pass, &expr->as.Slice.upper);
        visit_optional(pass, &expr->as.Slice.step);
        break;
    case EXPR_AWAIT:
        visit(pass, &expr->as.Await.value);
        break;
    case EXPR_YIELD:
        visit_optional(pass, &expr->as.Yield.value);
        break;
    case EXPR_YIELD_FROM:
        visit(pass, &expr->as.YieldFrom.value);
        break;
    default:
        break;
    }
}

static void visit_operators(Preprocessor *pass, Expr **place)
{
    Expr *expr = *place;
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        visit_all(pass, &expr->as.BoolOp.values);
        break;
    case EXPR_NAMED_EXPR:
        visit(pass, &expr->as.NamedExpr.value);
        break;
    case EXPR_BIN_OP:
        visit_binary(pass, place);
        break;
    case EXPR_UNARY_OP:
        visit(pass, &expr->as.UnaryOp.operand);
        break;
    case EXPR_IF_EXP:
        visit(pass, &expr->as.IfExp.test);
        visit(pass, &expr->as.IfExp.body);
        visit(pass, &expr->as.IfExp.orelse);
        break;
    case EXPR_COMPARE:
        visit(pass, &expr->as.Compare.left);
        visit_all(pass, &expr->as.Compare.comparators);
        break;
    case EXPR_CALL:
        visit(pass, &expr->as.Call.func);
        visit_all(pass, &expr->as.Call.args);
        visit_keywords(pass, &expr->as.Call.keywords);
        break;
    case EXPR_ATTRIBUTE:
        visit(pass, &expr->as.Attribute.value);
        break;
    case EXPR_SUBSCRIPT:
        visit(pass, &expr->as.Subscript.value);
        visit(pass, &expr->as.Subscript.slice);
        break;
    case EXPR_STARRED:
        visit(pass, &expr->as.Starred.value);
        break;
    case EXPR_DICT:
        visit_dict(pass, expr);
        break;
    case EXPR_SET:
        visit_all(pass, &expr->as.Set.elts);
        break;
    case EXPR_LIST:
        visit_all(pass, &expr->as.List.elts);
        break;
    case EXPR_TUPLE:
        visit_all(pass, &expr->as.Tuple.elts);
        break;
    default:
        visit_nested(pass, expr);
    }
}

static void visit(Preprocessor *pass, Expr **place)
{
    const Expr *expr = *place;
    if (expr->kind == EXPR_CONSTANT)
        return;
    if (expr->kind == EXPR_NAME) {
        if (expr->as.Name.id == pass->debug && expr->as.Name.ctx == CONTEXT_LOAD)
            replace(pass, place, constant_bool(pass->compilation->optimize == 0));
        return;
    }
    if (!enter_level(pass))
        return;
    visit_operators(pass, place);
    pass->depth--;
}

/* ---- patterns ---- */

static const Constant *negate(Preprocessor *pass, const Constant *number)
{
    switch ((ConstantKind)number->kind) {
    case CONSTANT_INT:
        if (number->length)
            return constant_int_limbs(pass->arena, !number->negative, number->as.limbs, number->length);
        if (number->as.small == INT64_MIN)
            return constant_int_limbs(pass->arena, false, &(uint64_t){(uint64_t)INT64_MIN}, 1);
        return constant_int(pass->arena, -number->as.small);
    case CONSTANT_FLOAT:
        return constant_float(pass->arena, -number->as.number);
    case CONSTANT_COMPLEX:
        return constant_complex(pass->arena, -number->as.complex.real, -number->as.complex.imag);
    default:
        return number;
    }
}

static double limbs_to_double(const Constant *number)
{
    double value = 0;
    for (uint32_t i = number->length; i-- > 0;)
        value = value * 18446744073709551616.0 + (double)number->as.limbs[i];
    return number->negative ? -value : value;
}

static bool real_value(const Constant *number, double *value)
{
    if (number->kind == CONSTANT_INT)
        *value = number->length ? limbs_to_double(number) : (double)number->as.small;
    else if (number->kind == CONSTANT_FLOAT)
        *value = number->as.number;
    else
        return false;
    return true;
}

/* -1 and 1 + 2j, which patterns write as operations, become constants. */
static void fold_number(Preprocessor *pass, Expr **place)
{
    Expr *expr = *place;
    if (expr->kind == EXPR_UNARY_OP && expr->as.UnaryOp.op == UNARY_OP_USUB &&
        expr->as.UnaryOp.operand->kind == EXPR_CONSTANT) {
        replace(pass, place, negate(pass, expr->as.UnaryOp.operand->as.Constant.value));
    } else if (expr->kind == EXPR_BIN_OP) {
        double real;
        fold_number(pass, &expr->as.BinOp.left);
        const Expr *left = expr->as.BinOp.left, *right = expr->as.BinOp.right;
        if (left->kind != EXPR_CONSTANT || right->kind != EXPR_CONSTANT ||
            right->as.Constant.value->kind != CONSTANT_COMPLEX || !real_value(left->as.Constant.value, &real))
            return;
        const Constant *imaginary = right->as.Constant.value;
        bool            is_sum = expr->as.BinOp.op == OPERATOR_ADD;
        replace(pass, place,
                constant_complex(pass->arena, is_sum ? real + imaginary->as.complex.real
                                                     : real - imaginary->as.complex.real,
                                 is_sum ? imaginary->as.complex.imag : -imaginary->as.complex.imag));
    }
}

static void visit_pattern(Preprocessor *pass, Pattern *pattern);

static void visit_patterns(Preprocessor *pass, PatternSequence *patterns)
{
    for (uint32_t i = 0; i < patterns->length; i++)
        visit_pattern(pass, patterns->items[i]);
}

static void visit_pattern(Preprocessor *pass, Pattern *pattern)
{
    if (!enter_level(pass))
        return;
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        fold_number(pass, &pattern->as.MatchValue.value);
        break;
    case PATTERN_MATCH_SEQUENCE:
        visit_patterns(pass, &pattern->as.MatchSequence.patterns);
        break;
    case PATTERN_MATCH_MAPPING:
        for (uint32_t i = 0; i < pattern->as.MatchMapping.keys.length; i++)
            fold_number(pass, &pattern->as.MatchMapping.keys.items[i]);
        visit_patterns(pass, &pattern->as.MatchMapping.patterns);
        break;
    case PATTERN_MATCH_CLASS:
        visit(pass, &pattern->as.MatchClass.cls);
        visit_patterns(pass, &pattern->as.MatchClass.patterns);
        visit_patterns(pass, &pattern->as.MatchClass.kwd_patterns);
        break;
    case PATTERN_MATCH_AS:
        if (pattern->as.MatchAs.pattern)
            visit_pattern(pass, pattern->as.MatchAs.pattern);
        break;
    case PATTERN_MATCH_OR:
        visit_patterns(pass, &pattern->as.MatchOr.patterns);
        break;
    default:
        break;
    }
    pass->depth--;
}

/* ---- statements ---- */

static void visit_stmt(Preprocessor *pass, Stmt *stmt);

static void visit_stmts(Preprocessor *pass, StmtSequence *stmts)
{
    for (uint32_t i = 0; i < stmts->length && !has_failed(pass); i++)
        visit_stmt(pass, stmts->items[i]);
}

/* A body of a loop or function is no part of the finally body around, as far as leaving it goes. */
static void visit_in(Preprocessor *pass, StmtSequence *stmts, bool in_finally)
{
    bool before = pass->in_finally;
    pass->in_finally = in_finally;
    visit_stmts(pass, stmts);
    pass->in_finally = before;
}

static void warn_in_finally(Preprocessor *pass, const Stmt *stmt, const char *what)
{
    if (pass->in_finally && !has_failed(pass))
        (void)!compilation_warn_at(pass->compilation, stmt->at, "'%s' in a 'finally' block", what);
}

static Expr **docstring_place(const StmtSequence *body)
{
    if (!body->length || body->items[0]->kind != STMT_EXPR)
        return NULL;
    Expr **value = &body->items[0]->as.Expr.value;
    return (*value)->kind == EXPR_CONSTANT && (*value)->as.Constant.value->kind == CONSTANT_STR ? value : NULL;
}

/* An empty body keeps a `pass` in the docstring's place. */
static void remove_docstring(Preprocessor *pass, StmtSequence *body)
{
    if (body->length > 1) {
        body->length--;
        body->items++;
        return;
    }
    Location at = body->items[0]->at;
    at.end_line = at.line;
    at.end_column = at.column + 4;
    Stmt *nothing = arena_zero(pass->arena, sizeof *nothing);
    if (!nothing) {
        (void)compilation_no_memory(pass->compilation);
        return;
    }
    nothing->at = at;
    nothing->kind = STMT_PASS;
    body->items[0] = nothing;
}

/* A string that has come first only by the removal or by folding is no docstring: it becomes an f-string. */
static void visit_body(Preprocessor *pass, StmtSequence *body)
{
    bool has_docstring = docstring_place(body) != NULL;
    if (has_docstring && pass->compilation->optimize >= 2) {
        remove_docstring(pass, body);
        has_docstring = false;
    }
    visit_stmts(pass, body);
    Expr **first = docstring_place(body);
    if (has_docstring || !first || has_failed(pass))
        return;
    ExprSequence values = {1, arena_alloc(pass->arena, sizeof(Expr *))};
    Expr        *joined = NULL;
    if (values.items) {
        values.items[0] = *first;
        joined = AST_NEW(pass->arena, Expr, EXPR_JOINED_STR, JoinedStr, body->items[0]->at, .values = values);
    }
    if (joined)
        *first = joined;
    else
        (void)compilation_no_memory(pass->compilation);
}

static void visit_new_body(Preprocessor *pass, StmtSequence *body)
{
    bool before = pass->in_finally;
    pass->in_finally = false;
    visit_body(pass, body);
    pass->in_finally = before;
}

static void visit_type_params(Preprocessor *pass, TypeParamSequence *params)
{
    for (uint32_t i = 0; i < params->length; i++) {
        TypeParam *param = params->items[i];
        switch (param->kind) {
        case TYPE_PARAM_TYPE_VAR:
            visit_optional(pass, &param->as.TypeVar.bound);
            visit_optional(pass, &param->as.TypeVar.default_value);
            break;
        case TYPE_PARAM_PARAM_SPEC:
            visit_optional(pass, &param->as.ParamSpec.default_value);
            break;
        default:
            visit_optional(pass, &param->as.TypeVarTuple.default_value);
        }
    }
}

/* FunctionDef and AsyncFunctionDef have the same fields. */
static void visit_function(Preprocessor *pass, Stmt *stmt)
{
    visit_type_params(pass, &stmt->as.FunctionDef.type_params);
    visit_arguments(pass, stmt->as.FunctionDef.args);
    visit_new_body(pass, &stmt->as.FunctionDef.body);
    visit_all(pass, &stmt->as.FunctionDef.decorator_list);
    if (!pass->has_future_annotations)
        visit_optional(pass, &stmt->as.FunctionDef.returns);
}

static void visit_class(Preprocessor *pass, Stmt *stmt)
{
    visit_type_params(pass, &stmt->as.ClassDef.type_params);
    visit_all(pass, &stmt->as.ClassDef.bases);
    visit_keywords(pass, &stmt->as.ClassDef.keywords);
    visit_body(pass, &stmt->as.ClassDef.body);
    visit_all(pass, &stmt->as.ClassDef.decorator_list);
}

/* Try and TryStar have the same fields. */
static void visit_try(Preprocessor *pass, Stmt *stmt)
{
    visit_stmts(pass, &stmt->as.Try.body);
    for (uint32_t i = 0; i < stmt->as.Try.handlers.length; i++) {
        ExceptHandler *handler = stmt->as.Try.handlers.items[i];
        visit_optional(pass, &handler->as.ExceptHandler.type);
        visit_stmts(pass, &handler->as.ExceptHandler.body);
    }
    visit_stmts(pass, &stmt->as.Try.orelse);
    visit_in(pass, &stmt->as.Try.finalbody, true);
}

static void visit_match(Preprocessor *pass, Stmt *stmt)
{
    visit(pass, &stmt->as.Match.subject);
    for (uint32_t i = 0; i < stmt->as.Match.cases.length; i++) {
        MatchCase *match_case = stmt->as.Match.cases.items[i];
        visit_pattern(pass, match_case->pattern);
        visit_optional(pass, &match_case->guard);
        visit_stmts(pass, &match_case->body);
    }
}

static void visit_with(Preprocessor *pass, Stmt *stmt)
{
    for (uint32_t i = 0; i < stmt->as.With.items.length; i++) {
        visit(pass, &stmt->as.With.items.items[i]->context_expr);
        visit_optional(pass, &stmt->as.With.items.items[i]->optional_vars);
    }
    visit_stmts(pass, &stmt->as.With.body);
}

static void visit_compound(Preprocessor *pass, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        visit_function(pass, stmt);
        break;
    case STMT_CLASS_DEF:
        visit_class(pass, stmt);
        break;
    case STMT_FOR:
    case STMT_ASYNC_FOR:
        visit(pass, &stmt->as.For.target);
        visit(pass, &stmt->as.For.iter);
        visit_in(pass, &stmt->as.For.body, false);
        visit_stmts(pass, &stmt->as.For.orelse);
        break;
    case STMT_WHILE:
        visit(pass, &stmt->as.While.test);
        visit_in(pass, &stmt->as.While.body, false);
        visit_stmts(pass, &stmt->as.While.orelse);
        break;
    case STMT_IF:
        visit(pass, &stmt->as.If.test);
        visit_stmts(pass, &stmt->as.If.body);
        visit_stmts(pass, &stmt->as.If.orelse);
        break;
    case STMT_WITH:
    case STMT_ASYNC_WITH:
        visit_with(pass, stmt);
        break;
    case STMT_MATCH:
        visit_match(pass, stmt);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        visit_try(pass, stmt);
        break;
    default:
        break;
    }
}

static void visit_simple(Preprocessor *pass, Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_RETURN:
        warn_in_finally(pass, stmt, "return");
        visit_optional(pass, &stmt->as.Return.value);
        break;
    case STMT_DELETE:
        visit_all(pass, &stmt->as.Delete.targets);
        break;
    case STMT_ASSIGN:
        visit_all(pass, &stmt->as.Assign.targets);
        visit(pass, &stmt->as.Assign.value);
        break;
    case STMT_AUG_ASSIGN:
        visit(pass, &stmt->as.AugAssign.target);
        visit(pass, &stmt->as.AugAssign.value);
        break;
    case STMT_ANN_ASSIGN:
        visit(pass, &stmt->as.AnnAssign.target);
        if (!pass->has_future_annotations)
            visit(pass, &stmt->as.AnnAssign.annotation);
        visit_optional(pass, &stmt->as.AnnAssign.value);
        break;
    case STMT_TYPE_ALIAS:
        visit(pass, &stmt->as.TypeAlias.name);
        visit_type_params(pass, &stmt->as.TypeAlias.type_params);
        visit(pass, &stmt->as.TypeAlias.value);
        break;
    case STMT_RAISE:
        visit_optional(pass, &stmt->as.Raise.exc);
        visit_optional(pass, &stmt->as.Raise.cause);
        break;
    case STMT_ASSERT:
        visit(pass, &stmt->as.Assert.test);
        visit_optional(pass, &stmt->as.Assert.msg);
        break;
    case STMT_EXPR:
        visit(pass, &stmt->as.Expr.value);
        break;
    case STMT_BREAK:
        warn_in_finally(pass, stmt, "break");
        break;
    case STMT_CONTINUE:
        warn_in_finally(pass, stmt, "continue");
        break;
    default:
        visit_compound(pass, stmt);
    }
}

static void visit_stmt(Preprocessor *pass, Stmt *stmt)
{
    if (!enter_level(pass))
        return;
    visit_simple(pass, stmt);
    pass->depth--;
}

bool ast_preprocess(Compilation *compilation, Mod *tree)
{
    Preprocessor pass = {
        .compilation = compilation,
        .arena = compilation->arena,
        .debug = text_intern_literal(&compilation->texts, "__debug__"),
        .has_future_annotations = (compilation->flags & COMPILE_FUTURE_ANNOTATIONS) != 0,
    };
    if (!pass.debug)
        return compilation_no_memory(compilation);
    switch (tree->kind) {
    case MOD_MODULE:
        visit_body(&pass, &tree->as.Module.body);
        break;
    case MOD_INTERACTIVE:
        visit_stmts(&pass, &tree->as.Interactive.body);
        break;
    case MOD_EXPRESSION:
        visit(&pass, &tree->as.Expression.body);
        break;
    default: /* a function type has nothing of the kind */
        break;
    }
    return !has_failed(&pass);
}
