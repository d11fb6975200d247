/* ast_validate.c - refuses a tree made by hand that no program could have, with CPython's words.
 *
 * What the parser makes is right by construction and is not checked. Lists may be empty here, names forbidden, contexts
 * wrong; fields that must be there have been checked when the tree was converted. SPDX-License-Identifier: MIT */
#include "syntax/compilation.h"

static bool check_expr(Compilation *c, const Expr *e, ExprContext context);
static bool check_stmts(Compilation *c, const StmtSequence *body);
static bool check_pattern(Compilation *c, const Pattern *pattern, bool star_allowed);

static bool refuse(Compilation *c, const char *text)
{
    return compilation_fail(c, ERROR_VALUE, "%s", text);
}

/* ---- places ---- */

static bool check_place(Compilation *c, const Location *at)
{
    if (at->line > at->end_line)
        return compilation_fail(c, ERROR_VALUE, "AST node line range (%d, %d) is not valid", at->line, at->end_line);
    if ((at->line < 0 && at->end_line != at->line) || (at->column < 0 && at->column != at->end_column))
        return compilation_fail(c, ERROR_VALUE, "AST node column range (%d, %d) for line range (%d, %d) is not valid",
                                at->column, at->end_column, at->line, at->end_line);
    if (at->line == at->end_line && at->column > at->end_column)
        return compilation_fail(c, ERROR_VALUE, "line %d, column %d-%d is not a valid range", at->line, at->column,
                                at->end_column);
    return true;
}

/* ---- names and constants ---- */

static bool check_name(Compilation *c, const Text *name)
{
    static const char *const constants[] = {"None", "True", "False"};

    for (size_t i = 0; i < countof(constants); i++)
        if (text_equals_literal(name, constants[i]))
            return compilation_fail(c, ERROR_VALUE, "identifier field can't represent '%s' constant", constants[i]);
    return true;
}

static bool check_capture(Compilation *c, const Text *name)
{
    if (text_equals_literal(name, "_"))
        return refuse(c, "can't capture name '_' in patterns");
    return check_name(c, name);
}

static bool is_number(const Constant *value, bool allow_real, bool allow_imaginary)
{
    return (allow_real && (value->kind == CONSTANT_INT || value->kind == CONSTANT_FLOAT)) ||
           (allow_imaginary && value->kind == CONSTANT_COMPLEX);
}

/* ---- expressions ---- */

static bool check_exprs(Compilation *c, const ExprSequence *items, ExprContext context, bool null_allowed)
{
    for (uint32_t i = 0; i < items->length; i++) {
        if (items->items[i] ? !check_expr(c, items->items[i], context)
                            : !null_allowed && !refuse(c, "None disallowed in expression list"))
            return false;
    }
    return true;
}

static bool check_optional(Compilation *c, const Expr *e)
{
    return !e || check_expr(c, e, CONTEXT_LOAD);
}

static bool check_generators(Compilation *c, const ComprehensionSequence *generators)
{
    if (!generators->length)
        return refuse(c, "comprehension with no generators");
    for (uint32_t i = 0; i < generators->length; i++) {
        const Comprehension *one = generators->items[i];
        if (!check_expr(c, one->target, CONTEXT_STORE) || !check_expr(c, one->iter, CONTEXT_LOAD) ||
            !check_exprs(c, &one->ifs, CONTEXT_LOAD, false))
            return false;
    }
    return true;
}

static bool check_keywords(Compilation *c, const KeywordSequence *keywords)
{
    for (uint32_t i = 0; i < keywords->length; i++)
        if (!check_expr(c, keywords->items[i]->value, CONTEXT_LOAD))
            return false;
    return true;
}

static bool check_arg(Compilation *c, const Arg *arg)
{
    return check_place(c, &arg->at) && check_optional(c, arg->annotation);
}

static bool check_args(Compilation *c, const ArgSequence *args)
{
    for (uint32_t i = 0; i < args->length; i++)
        if (!check_arg(c, args->items[i]))
            return false;
    return true;
}

static bool check_arguments(Compilation *c, const Arguments *args)
{
    if (!check_args(c, &args->posonlyargs) || !check_args(c, &args->args) ||
        (args->vararg && !check_optional(c, args->vararg->annotation)) || !check_args(c, &args->kwonlyargs) ||
        (args->kwarg && !check_optional(c, args->kwarg->annotation)))
        return false;
    if (args->defaults.length > args->posonlyargs.length + args->args.length)
        return refuse(c, "more positional defaults than args on arguments");
    if (args->kw_defaults.length != args->kwonlyargs.length)
        return refuse(c, "length of kwonlyargs is not the same as kw_defaults on arguments");
    return check_exprs(c, &args->defaults, CONTEXT_LOAD, false) &&
           check_exprs(c, &args->kw_defaults, CONTEXT_LOAD, true);
}

static const char *context_name(ExprContext context)
{
    return context == CONTEXT_LOAD ? "Load" : context == CONTEXT_STORE ? "Store" : "Del";
}

/* The context an expression says it has; 0: it is of a kind that can only be read. */
static ExprContext own_context(const Expr *e)
{
    switch (e->kind) {
    case EXPR_NAME: return e->as.Name.ctx;
    case EXPR_ATTRIBUTE: return e->as.Attribute.ctx;
    case EXPR_SUBSCRIPT: return e->as.Subscript.ctx;
    case EXPR_STARRED: return e->as.Starred.ctx;
    case EXPR_LIST: return e->as.List.ctx;
    case EXPR_TUPLE: return e->as.Tuple.ctx;
    default: return 0;
    }
}

static bool check_context(Compilation *c, const Expr *e, ExprContext context)
{
    ExprContext own = own_context(e);

    if (e->kind == EXPR_NAME && !check_name(c, e->as.Name.id))
        return false;
    if (!own && context != CONTEXT_LOAD)
        return compilation_fail(c, ERROR_VALUE, "expression which can't be assigned to in %s context",
                                context_name(context));
    if (own && own != context)
        return compilation_fail(c, ERROR_VALUE, "expression must have %s context but has %s instead",
                                context_name(context), context_name(own));
    return true;
}

static bool check_compare(Compilation *c, const Expr *e)
{
    if (!e->as.Compare.comparators.length)
        return refuse(c, "Compare with no comparators");
    if (e->as.Compare.comparators.length != e->as.Compare.ops.length)
        return refuse(c, "Compare has a different number of comparators and operands");
    return check_exprs(c, &e->as.Compare.comparators, CONTEXT_LOAD, false) &&
           check_expr(c, e->as.Compare.left, CONTEXT_LOAD);
}

static bool check_dict(Compilation *c, const Expr *e)
{
    if (e->as.Dict.keys.length != e->as.Dict.values.length)
        return refuse(c, "Dict doesn't have the same number of keys as values");
    return check_exprs(c, &e->as.Dict.keys, CONTEXT_LOAD, true) &&
           check_exprs(c, &e->as.Dict.values, CONTEXT_LOAD, false);
}

static bool check_expr(Compilation *c, const Expr *e, ExprContext context)
{
    const ExprContext load = CONTEXT_LOAD;

    if (!compilation_has_stack(c))
        return compilation_fail(c, ERROR_RECURSION, "maximum recursion depth exceeded during compilation");
    if (!check_place(c, &e->at) || !check_context(c, e, context))
        return false;
    switch (e->kind) {
    case EXPR_BOOL_OP:
        if (e->as.BoolOp.values.length < 2)
            return refuse(c, "BoolOp with less than 2 values");
        return check_exprs(c, &e->as.BoolOp.values, load, false);
    case EXPR_BIN_OP: return check_expr(c, e->as.BinOp.left, load) && check_expr(c, e->as.BinOp.right, load);
    case EXPR_UNARY_OP: return check_expr(c, e->as.UnaryOp.operand, load);
    case EXPR_LAMBDA: return check_arguments(c, e->as.Lambda.args) && check_expr(c, e->as.Lambda.body, load);
    case EXPR_IF_EXP:
        return check_expr(c, e->as.IfExp.test, load) && check_expr(c, e->as.IfExp.body, load) &&
               check_expr(c, e->as.IfExp.orelse, load);
    case EXPR_DICT: return check_dict(c, e);
    case EXPR_SET: return check_exprs(c, &e->as.Set.elts, load, false);
    case EXPR_LIST_COMP:
        return check_generators(c, &e->as.ListComp.generators) && check_expr(c, e->as.ListComp.elt, load);
    case EXPR_SET_COMP:
        return check_generators(c, &e->as.SetComp.generators) && check_expr(c, e->as.SetComp.elt, load);
    case EXPR_GENERATOR_EXP:
        return check_generators(c, &e->as.GeneratorExp.generators) && check_expr(c, e->as.GeneratorExp.elt, load);
    case EXPR_DICT_COMP:
        return check_generators(c, &e->as.DictComp.generators) && check_expr(c, e->as.DictComp.key, load) &&
               check_expr(c, e->as.DictComp.value, load);
    case EXPR_YIELD: return check_optional(c, e->as.Yield.value);
    case EXPR_YIELD_FROM: return check_expr(c, e->as.YieldFrom.value, load);
    case EXPR_AWAIT: return check_expr(c, e->as.Await.value, load);
    case EXPR_COMPARE: return check_compare(c, e);
    case EXPR_CALL:
        return check_expr(c, e->as.Call.func, load) && check_exprs(c, &e->as.Call.args, load, false) &&
               check_keywords(c, &e->as.Call.keywords);
    case EXPR_JOINED_STR: return check_exprs(c, &e->as.JoinedStr.values, load, false);
    case EXPR_TEMPLATE_STR: return check_exprs(c, &e->as.TemplateStr.values, load, false);
    case EXPR_FORMATTED_VALUE:
        return check_expr(c, e->as.FormattedValue.value, load) && check_optional(c, e->as.FormattedValue.format_spec);
    case EXPR_INTERPOLATION:
        return check_expr(c, e->as.Interpolation.value, load) && check_optional(c, e->as.Interpolation.format_spec);
    case EXPR_ATTRIBUTE: return check_expr(c, e->as.Attribute.value, load);
    case EXPR_SUBSCRIPT: return check_expr(c, e->as.Subscript.slice, load) && check_expr(c, e->as.Subscript.value, load);
    case EXPR_STARRED: return check_expr(c, e->as.Starred.value, context);
    case EXPR_LIST: return check_exprs(c, &e->as.List.elts, context, false);
    case EXPR_TUPLE: return check_exprs(c, &e->as.Tuple.elts, context, false);
    case EXPR_SLICE:
        return check_optional(c, e->as.Slice.lower) && check_optional(c, e->as.Slice.upper) &&
               check_optional(c, e->as.Slice.step);
    case EXPR_NAMED_EXPR: return check_expr(c, e->as.NamedExpr.value, load);
    case EXPR_CONSTANT:
    case EXPR_NAME:
    case EXPR_NONE: return true;
    }
    return true;
}

/* ---- patterns ---- */

/* -1, or with allow_imaginary -1j. */
static bool is_negative_number(const Expr *e, bool allow_real, bool allow_imaginary)
{
    return e->kind == EXPR_UNARY_OP && e->as.UnaryOp.op == UNARY_OP_USUB &&
           e->as.UnaryOp.operand->kind == EXPR_CONSTANT &&
           is_number(e->as.UnaryOp.operand->as.Constant.value, allow_real, allow_imaginary);
}

static bool is_complex_number(const Expr *e)
{
    if (e->as.BinOp.op != OPERATOR_ADD && e->as.BinOp.op != OPERATOR_SUB)
        return false;
    const Expr *left = e->as.BinOp.left, *right = e->as.BinOp.right;
    if (left->kind == EXPR_CONSTANT ? !is_number(left->as.Constant.value, true, false)
                                    : !is_negative_number(left, true, false))
        return false;
    return right->kind == EXPR_CONSTANT && is_number(right->as.Constant.value, false, true);
}

static bool check_pattern_value(Compilation *c, const Expr *e)
{
    if (!check_expr(c, e, CONTEXT_LOAD))
        return false;
    switch (e->kind) {
    case EXPR_CONSTANT: {
        const Constant *value = e->as.Constant.value;
        return is_number(value, true, true) || value->kind == CONSTANT_STR || value->kind == CONSTANT_BYTES ||
               refuse(c, "unexpected constant inside of a literal pattern");
    }
    case EXPR_ATTRIBUTE:
    case EXPR_JOINED_STR: return true;
    case EXPR_UNARY_OP:
        if (is_negative_number(e, true, true))
            return true;
        break;
    case EXPR_BIN_OP:
        if (is_complex_number(e))
            return true;
        break;
    default: break;
    }
    return refuse(c, "patterns may only match literals and attribute lookups");
}

static bool check_patterns(Compilation *c, const PatternSequence *patterns, bool star_allowed)
{
    for (uint32_t i = 0; i < patterns->length; i++)
        if (!check_pattern(c, patterns->items[i], star_allowed))
            return false;
    return true;
}

static bool is_singleton(const Constant *value)
{
    return value->kind == CONSTANT_NONE || value->kind == CONSTANT_TRUE || value->kind == CONSTANT_FALSE;
}

static bool check_mapping(Compilation *c, const Pattern *pattern)
{
    const ExprSequence *keys = &pattern->as.MatchMapping.keys;

    if (keys->length != pattern->as.MatchMapping.patterns.length)
        return refuse(c, "MatchMapping doesn't have the same number of keys as patterns");
    if (pattern->as.MatchMapping.rest && !check_capture(c, pattern->as.MatchMapping.rest))
        return false;
    for (uint32_t i = 0; i < keys->length; i++) {
        const Expr *key = keys->items[i];
        if (key->kind == EXPR_CONSTANT && is_singleton(key->as.Constant.value))
            continue;
        if (!check_pattern_value(c, key))
            return false;
    }
    return check_patterns(c, &pattern->as.MatchMapping.patterns, false);
}

static bool check_class_pattern(Compilation *c, const Pattern *pattern)
{
    const TextSequence *names = &pattern->as.MatchClass.kwd_attrs;
    const Expr         *cls = pattern->as.MatchClass.cls;

    if (names->length != pattern->as.MatchClass.kwd_patterns.length)
        return refuse(c, "MatchClass doesn't have the same number of keyword attributes as patterns");
    if (!check_expr(c, cls, CONTEXT_LOAD))
        return false;
    while (cls->kind == EXPR_ATTRIBUTE)
        cls = cls->as.Attribute.value;
    if (cls->kind != EXPR_NAME)
        return refuse(c, "MatchClass cls field can only contain Name or Attribute nodes.");
    for (uint32_t i = 0; i < names->length; i++)
        if (!check_name(c, names->items[i]))
            return false;
    return check_patterns(c, &pattern->as.MatchClass.patterns, false) &&
           check_patterns(c, &pattern->as.MatchClass.kwd_patterns, false);
}

static bool check_as(Compilation *c, const Pattern *pattern)
{
    const Text *name = pattern->as.MatchAs.name;

    if (name && !check_capture(c, name))
        return false;
    if (!pattern->as.MatchAs.pattern)
        return true;
    if (!name)
        return refuse(c, "MatchAs must specify a target name if a pattern is given");
    return check_pattern(c, pattern->as.MatchAs.pattern, false);
}

static bool check_pattern(Compilation *c, const Pattern *pattern, bool star_allowed)
{
    if (!compilation_has_stack(c))
        return compilation_fail(c, ERROR_RECURSION, "maximum recursion depth exceeded during compilation");
    if (!check_place(c, &pattern->at))
        return false;
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE: return check_pattern_value(c, pattern->as.MatchValue.value);
    case PATTERN_MATCH_SINGLETON:
        return is_singleton(pattern->as.MatchSingleton.value) ||
               refuse(c, "MatchSingleton can only contain True, False and None");
    case PATTERN_MATCH_SEQUENCE: return check_patterns(c, &pattern->as.MatchSequence.patterns, true);
    case PATTERN_MATCH_MAPPING: return check_mapping(c, pattern);
    case PATTERN_MATCH_CLASS: return check_class_pattern(c, pattern);
    case PATTERN_MATCH_STAR:
        if (!star_allowed)
            return refuse(c, "can't use MatchStar here");
        return !pattern->as.MatchStar.name || check_capture(c, pattern->as.MatchStar.name);
    case PATTERN_MATCH_AS: return check_as(c, pattern);
    case PATTERN_MATCH_OR:
        if (pattern->as.MatchOr.patterns.length < 2)
            return refuse(c, "MatchOr requires at least 2 patterns");
        return check_patterns(c, &pattern->as.MatchOr.patterns, false);
    case PATTERN_NONE: return true;
    }
    return true;
}

/* ---- statements ---- */

/* A list that may not be empty. */
static bool check_some(Compilation *c, uint32_t length, const char *what, const char *owner)
{
    return length || compilation_fail(c, ERROR_VALUE, "empty %s on %s", what, owner);
}

static bool check_body(Compilation *c, const StmtSequence *body, const char *owner)
{
    return check_some(c, body->length, "body", owner) && check_stmts(c, body);
}

static bool check_type_params(Compilation *c, const TypeParamSequence *params)
{
    for (uint32_t i = 0; i < params->length; i++) {
        const TypeParam *param = params->items[i];
        bool             is_fine = check_place(c, &param->at);
        switch (param->kind) {
        case TYPE_PARAM_TYPE_VAR:
            is_fine = is_fine && check_name(c, param->as.TypeVar.name) && check_optional(c, param->as.TypeVar.bound) &&
                      check_optional(c, param->as.TypeVar.default_value);
            break;
        case TYPE_PARAM_PARAM_SPEC:
            is_fine = is_fine && check_name(c, param->as.ParamSpec.name) &&
                      check_optional(c, param->as.ParamSpec.default_value);
            break;
        case TYPE_PARAM_TYPE_VAR_TUPLE:
            is_fine = is_fine && check_name(c, param->as.TypeVarTuple.name) &&
                      check_optional(c, param->as.TypeVarTuple.default_value);
            break;
        case TYPE_PARAM_NONE: break;
        }
        if (!is_fine)
            return false;
    }
    return true;
}

static bool check_items(Compilation *c, const WithItemSequence *items, const char *owner)
{
    if (!check_some(c, items->length, "items", owner))
        return false;
    for (uint32_t i = 0; i < items->length; i++) {
        const WithItem *item = items->items[i];
        if (!check_expr(c, item->context_expr, CONTEXT_LOAD) ||
            (item->optional_vars && !check_expr(c, item->optional_vars, CONTEXT_STORE)))
            return false;
    }
    return true;
}

static bool check_cases(Compilation *c, const MatchCaseSequence *cases)
{
    if (!check_some(c, cases->length, "cases", "Match"))
        return false;
    for (uint32_t i = 0; i < cases->length; i++) {
        const MatchCase *one = cases->items[i];
        if (!check_pattern(c, one->pattern, false) || !check_optional(c, one->guard) ||
            !check_body(c, &one->body, "match_case"))
            return false;
    }
    return true;
}

/* What an import binds is a name that can be bound. */
static bool check_aliases(Compilation *c, const AliasSequence *names, const char *owner)
{
    if (!check_some(c, names->length, "names", owner))
        return false;
    for (uint32_t i = 0; i < names->length; i++) {
        const Alias *alias = names->items[i];
        if (!check_name(c, alias->asname ? alias->asname : alias->name))
            return false;
    }
    return true;
}

/* owner: "Try" or "TryStar" */
static bool check_try(Compilation *c, const char *owner, const StmtSequence *body,
                      const ExceptHandlerSequence *handlers, const StmtSequence *orelse, const StmtSequence *finalbody)
{
    if (!check_body(c, body, owner))
        return false;
    if (!handlers->length && !finalbody->length)
        return compilation_fail(c, ERROR_VALUE, "%s has neither handlers nor finalbody", owner);
    if (!handlers->length && orelse->length)
        return compilation_fail(c, ERROR_VALUE, "%s has orelse but no except handlers", owner);
    for (uint32_t i = 0; i < handlers->length; i++) {
        const ExceptHandler *handler = handlers->items[i];
        const Text          *name = handler->as.ExceptHandler.name;
        if (!check_place(c, &handler->at) || (name && !check_name(c, name)) ||
            !check_optional(c, handler->as.ExceptHandler.type) ||
            !check_body(c, &handler->as.ExceptHandler.body, "ExceptHandler"))
            return false;
    }
    return check_stmts(c, finalbody) && check_stmts(c, orelse);
}

static bool check_ann_assign(Compilation *c, const Stmt *s)
{
    if (s->as.AnnAssign.target->kind != EXPR_NAME && s->as.AnnAssign.simple)
        return compilation_fail(c, ERROR_TYPE, "AnnAssign with simple non-Name target");
    return check_expr(c, s->as.AnnAssign.target, CONTEXT_STORE) && check_optional(c, s->as.AnnAssign.value) &&
           check_expr(c, s->as.AnnAssign.annotation, CONTEXT_LOAD);
}

static bool check_type_alias(Compilation *c, const Stmt *s)
{
    if (s->as.TypeAlias.name->kind != EXPR_NAME)
        return compilation_fail(c, ERROR_TYPE, "TypeAlias with non-Name name");
    return check_expr(c, s->as.TypeAlias.name, CONTEXT_STORE) && check_type_params(c, &s->as.TypeAlias.type_params) &&
           check_expr(c, s->as.TypeAlias.value, CONTEXT_LOAD);
}

static bool check_raise(Compilation *c, const Stmt *s)
{
    if (s->as.Raise.exc)
        return check_expr(c, s->as.Raise.exc, CONTEXT_LOAD) && check_optional(c, s->as.Raise.cause);
    return !s->as.Raise.cause || refuse(c, "Raise with cause but no exception");
}

static bool check_stmt(Compilation *c, const Stmt *s)
{
    const ExprContext load = CONTEXT_LOAD, store = CONTEXT_STORE;

    if (!compilation_has_stack(c))
        return compilation_fail(c, ERROR_RECURSION, "maximum recursion depth exceeded during compilation");
    if (!check_place(c, &s->at))
        return false;
    switch (s->kind) {
    case STMT_FUNCTION_DEF:
        return check_name(c, s->as.FunctionDef.name) && check_body(c, &s->as.FunctionDef.body, "FunctionDef") &&
               check_type_params(c, &s->as.FunctionDef.type_params) && check_arguments(c, s->as.FunctionDef.args) &&
               check_exprs(c, &s->as.FunctionDef.decorator_list, load, false) &&
               check_optional(c, s->as.FunctionDef.returns);
    case STMT_ASYNC_FUNCTION_DEF:
        return check_name(c, s->as.AsyncFunctionDef.name) &&
               check_body(c, &s->as.AsyncFunctionDef.body, "AsyncFunctionDef") &&
               check_type_params(c, &s->as.AsyncFunctionDef.type_params) &&
               check_arguments(c, s->as.AsyncFunctionDef.args) &&
               check_exprs(c, &s->as.AsyncFunctionDef.decorator_list, load, false) &&
               check_optional(c, s->as.AsyncFunctionDef.returns);
    case STMT_CLASS_DEF:
        return check_name(c, s->as.ClassDef.name) && check_body(c, &s->as.ClassDef.body, "ClassDef") &&
               check_type_params(c, &s->as.ClassDef.type_params) &&
               check_exprs(c, &s->as.ClassDef.bases, load, false) && check_keywords(c, &s->as.ClassDef.keywords) &&
               check_exprs(c, &s->as.ClassDef.decorator_list, load, false);
    case STMT_RETURN: return check_optional(c, s->as.Return.value);
    case STMT_DELETE:
        return check_some(c, s->as.Delete.targets.length, "targets", "Delete") &&
               check_exprs(c, &s->as.Delete.targets, CONTEXT_DEL, false);
    case STMT_ASSIGN:
        return check_some(c, s->as.Assign.targets.length, "targets", "Assign") &&
               check_exprs(c, &s->as.Assign.targets, store, false) && check_expr(c, s->as.Assign.value, load);
    case STMT_AUG_ASSIGN:
        return check_expr(c, s->as.AugAssign.target, store) && check_expr(c, s->as.AugAssign.value, load);
    case STMT_ANN_ASSIGN: return check_ann_assign(c, s);
    case STMT_TYPE_ALIAS: return check_type_alias(c, s);
    case STMT_FOR:
        return check_expr(c, s->as.For.target, store) && check_expr(c, s->as.For.iter, load) &&
               check_body(c, &s->as.For.body, "For") && check_stmts(c, &s->as.For.orelse);
    case STMT_ASYNC_FOR:
        return check_expr(c, s->as.AsyncFor.target, store) && check_expr(c, s->as.AsyncFor.iter, load) &&
               check_body(c, &s->as.AsyncFor.body, "AsyncFor") && check_stmts(c, &s->as.AsyncFor.orelse);
    case STMT_WHILE:
        return check_expr(c, s->as.While.test, load) && check_body(c, &s->as.While.body, "While") &&
               check_stmts(c, &s->as.While.orelse);
    case STMT_IF:
        return check_expr(c, s->as.If.test, load) && check_body(c, &s->as.If.body, "If") &&
               check_stmts(c, &s->as.If.orelse);
    case STMT_WITH: return check_items(c, &s->as.With.items, "With") && check_body(c, &s->as.With.body, "With");
    case STMT_ASYNC_WITH:
        return check_items(c, &s->as.AsyncWith.items, "AsyncWith") &&
               check_body(c, &s->as.AsyncWith.body, "AsyncWith");
    case STMT_MATCH: return check_expr(c, s->as.Match.subject, load) && check_cases(c, &s->as.Match.cases);
    case STMT_RAISE: return check_raise(c, s);
    case STMT_TRY:
        return check_try(c, "Try", &s->as.Try.body, &s->as.Try.handlers, &s->as.Try.orelse, &s->as.Try.finalbody);
    case STMT_TRY_STAR:
        return check_try(c, "TryStar", &s->as.TryStar.body, &s->as.TryStar.handlers, &s->as.TryStar.orelse,
                         &s->as.TryStar.finalbody);
    case STMT_ASSERT: return check_expr(c, s->as.Assert.test, load) && check_optional(c, s->as.Assert.msg);
    case STMT_IMPORT: return check_aliases(c, &s->as.Import.names, "Import");
    case STMT_IMPORT_FROM:
        if (s->as.ImportFrom.level < 0)
            return refuse(c, "Negative ImportFrom level");
        return check_aliases(c, &s->as.ImportFrom.names, "ImportFrom");
    case STMT_GLOBAL: return check_some(c, s->as.Global.names.length, "names", "Global");
    case STMT_NONLOCAL: return check_some(c, s->as.Nonlocal.names.length, "names", "Nonlocal");
    case STMT_EXPR: return check_expr(c, s->as.Expr.value, load);
    case STMT_PASS:
    case STMT_BREAK:
    case STMT_CONTINUE:
    case STMT_NONE: return true;
    }
    return true;
}

static bool check_stmts(Compilation *c, const StmtSequence *body)
{
    for (uint32_t i = 0; i < body->length; i++) {
        if (!body->items[i])
            return refuse(c, "None disallowed in statement list");
        if (!check_stmt(c, body->items[i]))
            return false;
    }
    return true;
}

bool ast_validate(Compilation *c, const Mod *tree)
{
    switch (tree->kind) {
    case MOD_MODULE: return check_stmts(c, &tree->as.Module.body);
    case MOD_INTERACTIVE: return check_stmts(c, &tree->as.Interactive.body);
    case MOD_EXPRESSION: return check_expr(c, tree->as.Expression.body, CONTEXT_LOAD);
    case MOD_FUNCTION_TYPE:
        return check_exprs(c, &tree->as.FunctionType.argtypes, CONTEXT_LOAD, false) &&
               check_expr(c, tree->as.FunctionType.returns, CONTEXT_LOAD);
    case MOD_NONE: return refuse(c, "impossible module node");
    }
    return true;
}
