/* symtable_expr.c - first pass over expressions: which names they use, and which scopes they open.
 * SPDX-License-Identifier: MIT */
#include "compile/symtable_impl.h"

enum { DEEPEST_WITHOUT_LIMIT = 6000 }; /* when the C stack's limit is not known */

static bool enter_level(SymtableBuilder *builder)
{
    if (has_failed(builder))
        return false;
    builder->depth++;
    if (compilation_has_stack(builder->compilation) &&
        (builder->compilation->stack_limit || builder->depth < DEEPEST_WITHOUT_LIMIT))
        return true;
    builder->depth--;
    return compilation_too_deep(builder->compilation);
}

void collect_exprs(SymtableBuilder *builder, const ExprSequence *exprs)
{
    for (uint32_t i = 0; i < exprs->length; i++)
        if (exprs->items[i])
            collect_expr(builder, exprs->items[i]);
}

static void collect_optional(SymtableBuilder *builder, const Expr *expr)
{
    if (expr)
        collect_expr(builder, expr);
}

/* In scopes that are evaluated late a walrus, yield or await would take effect at an unknown moment. */
static bool refuse_in_annotation(SymtableBuilder *builder, const char *what, const Expr *expr)
{
    Compilation *compilation = builder->compilation;
    switch (builder->current->kind) {
    case SCOPE_ANNOTATION:
        return compilation_error_at(compilation, expr->at, "%s cannot be used within an annotation", what);
    case SCOPE_TYPE_VARIABLE:
        return compilation_error_at(compilation, expr->at, "%s cannot be used within %s", what,
                                    builder->current->description);
    case SCOPE_TYPE_ALIAS:
        return compilation_error_at(compilation, expr->at, "%s cannot be used within a type alias", what);
    case SCOPE_TYPE_PARAMETERS:
        return compilation_error_at(compilation, expr->at, "%s cannot be used within the definition of a generic",
                                    what);
    default:
        return true;
    }
}

static void refuse_walrus_in_scope(SymtableBuilder *builder, const Scope *scope, const Expr *target)
{
    const char *place = scope->kind == SCOPE_CLASS             ? "cannot be used in a class body"
                        : scope->kind == SCOPE_TYPE_PARAMETERS ? "cannot be used within the definition of a generic"
                        : scope->kind == SCOPE_TYPE_ALIAS      ? "cannot be used in a type alias"
                                                               : "cannot be used in a TypeVar bound";
    (void)compilation_error_at(builder->compilation, target->at, "assignment expression within a comprehension %s",
                               place);
}

/* A walrus in a comprehension binds its target in the nearest scope that is no comprehension. */
static void extend_walrus_scope(SymtableBuilder *builder, const Expr *target)
{
    const Text *name = target->as.Name.id;
    for (uint32_t i = builder->stack.count; i-- > 0;) {
        Scope *scope = builder->stack.items[i];
        if (scope->comprehension) {
            uint32_t flags = symbol_lookup(builder, scope, name);
            if ((flags & DEF_COMP_ITER) && (flags & DEF_LOCAL)) {
                (void)compilation_error_at(builder->compilation, target->at,
                                           "assignment expression cannot rebind comprehension iteration variable '%s'",
                                           name->data);
                return;
            }
        } else if (scope->kind == SCOPE_FUNCTION) {
            bool is_global = (symbol_lookup(builder, scope, name) & DEF_GLOBAL) != 0;
            symbol_define(builder, name, is_global ? DEF_GLOBAL : DEF_NONLOCAL, target->at);
            directive_record(builder, name, target->at);
            symbol_define_in(builder, scope, name, DEF_LOCAL, target->at);
            return;
        } else if (scope->kind == SCOPE_MODULE) {
            symbol_define(builder, name, DEF_GLOBAL, target->at);
            directive_record(builder, name, target->at);
            symbol_define_in(builder, scope, name, DEF_GLOBAL, target->at);
            return;
        } else if (scope->kind != SCOPE_ANNOTATION) {
            refuse_walrus_in_scope(builder, scope, target);
            return;
        }
    }
}

static void collect_walrus(SymtableBuilder *builder, const Expr *expr)
{
    if (!refuse_in_annotation(builder, "named expression", expr))
        return;
    if (builder->current->iterable_depth > 0) {
        (void)compilation_error_at(builder->compilation, expr->at,
                                   "assignment expression cannot be used in a comprehension iterable expression");
        return;
    }
    if (builder->current->comprehension)
        extend_walrus_scope(builder, expr->as.NamedExpr.target);
    collect_expr(builder, expr->as.NamedExpr.value);
    collect_expr(builder, expr->as.NamedExpr.target);
}

static void collect_lambda(SymtableBuilder *builder, const Expr *expr)
{
    const Arguments *args = expr->as.Lambda.args;
    collect_exprs(builder, &args->defaults);
    collect_exprs(builder, &args->kw_defaults);
    if (!scope_begin(builder, builder->table->names.lambda_scope, SCOPE_FUNCTION, scope_key(expr, ROLE_BODY), expr->at))
        return;
    collect_parameters(builder, args);
    collect_expr(builder, expr->as.Lambda.body);
    scope_leave(builder);
}

static void collect_target(SymtableBuilder *builder, const Expr *target)
{
    Scope *scope = builder->current;
    scope->in_target = true;
    collect_expr(builder, target);
    scope->in_target = false;
}

static void collect_iterable(SymtableBuilder *builder, const Expr *iterable)
{
    Scope *scope = builder->current;
    scope->iterable_depth++;
    collect_expr(builder, iterable);
    scope->iterable_depth--;
}

/* The second and later `for` of a comprehension. */
static void collect_inner_generator(SymtableBuilder *builder, const Comprehension *generator)
{
    collect_target(builder, generator->target);
    collect_iterable(builder, generator->iter);
    collect_exprs(builder, &generator->ifs);
    if (generator->is_async)
        builder->current->is_coroutine = true;
}

static bool is_in_async_function(const SymtableBuilder *builder)
{
    return builder->current->kind == SCOPE_FUNCTION && builder->current->is_coroutine;
}

/* The first iterable belongs to the scope around the comprehension, all else to the comprehension's own. */
static void collect_comprehension(SymtableBuilder *builder, const Expr *expr, const Text *name,
                                  ComprehensionKind kind, const ComprehensionSequence *generators, const Expr *element,
                                  const Expr *value)
{
    const Comprehension *first = generators->items[0];
    bool                 is_generator = kind == COMPREHENSION_GENERATOR;

    collect_iterable(builder, first->iter);
    Scope *scope = has_failed(builder) ? NULL
                                       : scope_begin(builder, name, SCOPE_FUNCTION, scope_key(expr, ROLE_BODY), expr->at);
    if (!scope)
        return;
    scope->comprehension = kind;
    scope->is_coroutine = first->is_async;
    symbol_define(builder, builder->table->names.dot_zero, DEF_PARAM, expr->at);
    collect_target(builder, first->target);
    collect_exprs(builder, &first->ifs);
    for (uint32_t i = 1; i < generators->length; i++)
        collect_inner_generator(builder, generators->items[i]);
    collect_optional(builder, value);
    collect_expr(builder, element);
    scope->is_generator = is_generator;
    bool is_async = scope->is_coroutine && !is_generator;
    if (has_failed(builder))
        return;
    scope_leave(builder);

    if (is_async && !is_in_async_function(builder) && !builder->current->comprehension &&
        !awaits_at_top_level(builder))
        (void)compilation_error_at(builder->compilation, expr->at,
                                   "asynchronous comprehension outside of an asynchronous function");
    else if (is_async)
        builder->current->is_coroutine = true;
}

static void refuse_yield_in_comprehension(SymtableBuilder *builder, const Expr *expr)
{
    static const char *const places[] = {
        [COMPREHENSION_LIST] = "list comprehension",
        [COMPREHENSION_DICT] = "dict comprehension",
        [COMPREHENSION_SET] = "set comprehension",
        [COMPREHENSION_GENERATOR] = "generator expression",
    };
    if (builder->current->comprehension)
        (void)compilation_error_at(builder->compilation, expr->at, "'yield' inside %s",
                                   places[builder->current->comprehension]);
}

static void collect_yield(SymtableBuilder *builder, const Expr *expr, const Expr *value)
{
    if (!refuse_in_annotation(builder, "yield expression", expr))
        return;
    collect_optional(builder, value);
    builder->current->is_generator = true;
    refuse_yield_in_comprehension(builder, expr);
}

static void collect_await(SymtableBuilder *builder, const Expr *expr)
{
    if (!refuse_in_annotation(builder, "await expression", expr))
        return;
    if (!awaits_at_top_level(builder)) {
        if (!scope_is_function_like(builder->current)) {
            (void)compilation_error_at(builder->compilation, expr->at, "'await' outside function");
            return;
        }
        if (!is_in_async_function(builder) && !builder->current->comprehension) {
            (void)compilation_error_at(builder->compilation, expr->at, "'await' outside async function");
            return;
        }
    }
    collect_expr(builder, expr->as.Await.value);
    builder->current->is_coroutine = true;
}

/* A use of `super` is one of __class__, too. */
static void collect_name(SymtableBuilder *builder, const Expr *expr)
{
    const Names *names = &builder->table->names;
    bool         is_load = expr->as.Name.ctx == CONTEXT_LOAD;
    if (builder->current->in_unevaluated_annotation)
        return;
    symbol_define_as(builder, expr->as.Name.id, is_load ? USE : DEF_LOCAL, expr->at, expr->as.Name.ctx);
    if (is_load && scope_is_function_like(builder->current) && expr->as.Name.id == names->super)
        symbol_define(builder, names->dunder_class, USE, expr->at);
}

void collect_keywords(SymtableBuilder *builder, const KeywordSequence *keywords)
{
    for (uint32_t i = 0; i < keywords->length; i++) {
        const Keyword *keyword = keywords->items[i];
        if (keyword->arg && !name_check(builder, keyword->arg, keyword->at, CONTEXT_STORE))
            return;
    }
    for (uint32_t i = 0; i < keywords->length; i++)
        collect_expr(builder, keywords->items[i]->value);
}

/* Expressions whose scopes or rules are their own; the rest is in collect_plain. */
static void collect_special(SymtableBuilder *builder, const Expr *expr)
{
    const Names *names = &builder->table->names;
    switch (expr->kind) {
    case EXPR_NAMED_EXPR:
        collect_walrus(builder, expr);
        break;
    case EXPR_LAMBDA:
        collect_lambda(builder, expr);
        break;
    case EXPR_LIST_COMP:
        collect_comprehension(builder, expr, names->listcomp_scope, COMPREHENSION_LIST, &expr->as.ListComp.generators,
                              expr->as.ListComp.elt, NULL);
        break;
    case EXPR_SET_COMP:
        collect_comprehension(builder, expr, names->setcomp_scope, COMPREHENSION_SET, &expr->as.SetComp.generators,
                              expr->as.SetComp.elt, NULL);
        break;
    case EXPR_DICT_COMP:
        collect_comprehension(builder, expr, names->dictcomp_scope, COMPREHENSION_DICT, &expr->as.DictComp.generators,
                              expr->as.DictComp.key, expr->as.DictComp.value);
        break;
    case EXPR_GENERATOR_EXP:
        collect_comprehension(builder, expr, names->genexpr_scope, COMPREHENSION_GENERATOR,
                              &expr->as.GeneratorExp.generators, expr->as.GeneratorExp.elt, NULL);
        break;
    case EXPR_AWAIT:
        collect_await(builder, expr);
        break;
    case EXPR_YIELD:
        collect_yield(builder, expr, expr->as.Yield.value);
        break;
    case EXPR_YIELD_FROM:
        collect_yield(builder, expr, expr->as.YieldFrom.value);
        break;
    case EXPR_ATTRIBUTE:
        if (name_check(builder, expr->as.Attribute.attr, expr->at, expr->as.Attribute.ctx))
            collect_expr(builder, expr->as.Attribute.value);
        break;
    case EXPR_NAME:
        collect_name(builder, expr);
        break;
    default:
        break;
    }
}

static void collect_plain(SymtableBuilder *builder, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        collect_exprs(builder, &expr->as.BoolOp.values);
        break;
    case EXPR_BIN_OP:
        collect_expr(builder, expr->as.BinOp.left);
        collect_expr(builder, expr->as.BinOp.right);
        break;
    case EXPR_UNARY_OP:
        collect_expr(builder, expr->as.UnaryOp.operand);
        break;
    case EXPR_IF_EXP:
        collect_expr(builder, expr->as.IfExp.test);
        collect_expr(builder, expr->as.IfExp.body);
        collect_expr(builder, expr->as.IfExp.orelse);
        break;
    case EXPR_DICT:
        collect_exprs(builder, &expr->as.Dict.keys);
        collect_exprs(builder, &expr->as.Dict.values);
        break;
    case EXPR_SET:
        collect_exprs(builder, &expr->as.Set.elts);
        break;
    case EXPR_COMPARE:
        collect_expr(builder, expr->as.Compare.left);
        collect_exprs(builder, &expr->as.Compare.comparators);
        break;
    case EXPR_CALL:
        collect_expr(builder, expr->as.Call.func);
        collect_exprs(builder, &expr->as.Call.args);
        collect_keywords(builder, &expr->as.Call.keywords);
        break;
    case EXPR_FORMATTED_VALUE:
        collect_expr(builder, expr->as.FormattedValue.value);
        collect_optional(builder, expr->as.FormattedValue.format_spec);
        break;
    case EXPR_INTERPOLATION:
        collect_expr(builder, expr->as.Interpolation.value);
        collect_optional(builder, expr->as.Interpolation.format_spec);
        break;
    case EXPR_JOINED_STR:
        collect_exprs(builder, &expr->as.JoinedStr.values);
        break;
    case EXPR_TEMPLATE_STR:
        collect_exprs(builder, &expr->as.TemplateStr.values);
        break;
    case EXPR_SUBSCRIPT:
        collect_expr(builder, expr->as.Subscript.value);
        collect_expr(builder, expr->as.Subscript.slice);
        break;
    case EXPR_STARRED:
        collect_expr(builder, expr->as.Starred.value);
        break;
    case EXPR_SLICE:
        collect_optional(builder, expr->as.Slice.lower);
        collect_optional(builder, expr->as.Slice.upper);
        collect_optional(builder, expr->as.Slice.step);
        break;
    case EXPR_LIST:
        collect_exprs(builder, &expr->as.List.elts);
        break;
    case EXPR_TUPLE:
        collect_exprs(builder, &expr->as.Tuple.elts);
        break;
    default:
        collect_special(builder, expr);
    }
}

void collect_expr(SymtableBuilder *builder, const Expr *expr)
{
    if (expr->kind == EXPR_CONSTANT || !enter_level(builder))
        return;
    collect_plain(builder, expr);
    builder->depth--;
}
