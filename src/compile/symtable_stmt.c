/* symtable_stmt.c - first pass over statements, patterns and type parameters: what they bind, which scopes they open.
 * SPDX-License-Identifier: MIT */
#include "compile/symtable_impl.h"

static void collect_stmt(SymtableBuilder *builder, const Stmt *stmt);

void collect_stmts(SymtableBuilder *builder, const StmtSequence *stmts)
{
    for (uint32_t i = 0; i < stmts->length && !has_failed(builder); i++)
        collect_stmt(builder, stmts->items[i]);
}

/* Statements that may not run: an annotation among them is a conditional one. Returns what to restore. */
static bool enter_conditional(SymtableBuilder *builder)
{
    bool before = builder->current->in_conditional;
    builder->current->in_conditional = true;
    return before;
}

static void collect_conditional(SymtableBuilder *builder, const StmtSequence *body, const StmtSequence *orelse)
{
    bool before = enter_conditional(builder);
    collect_stmts(builder, body);
    if (orelse)
        collect_stmts(builder, orelse);
    builder->current->in_conditional = before;
}

static void collect_parameter_list(SymtableBuilder *builder, const ArgSequence *args)
{
    for (uint32_t i = 0; i < args->length && !has_failed(builder); i++)
        symbol_define(builder, args->items[i]->arg, DEF_PARAM, args->items[i]->at);
}

/* Defaults and annotations belong to the scope around. */
void collect_parameters(SymtableBuilder *builder, const Arguments *args)
{
    collect_parameter_list(builder, &args->posonlyargs);
    collect_parameter_list(builder, &args->args);
    collect_parameter_list(builder, &args->kwonlyargs);
    if (args->vararg && !has_failed(builder)) {
        symbol_define(builder, args->vararg->arg, DEF_PARAM, args->vararg->at);
        builder->current->has_varargs = true;
    }
    if (args->kwarg && !has_failed(builder)) {
        symbol_define(builder, args->kwarg->arg, DEF_PARAM, args->kwarg->at);
        builder->current->has_varkeywords = true;
    }
}

static void use_classdict(SymtableBuilder *builder, Location at)
{
    builder->current->sees_class = true;
    symbol_define(builder, builder->table->names.dunder_classdict, USE, at);
}

/* The scope around type parameters. type_params is the sequence in the node. */
static bool begin_type_parameters(SymtableBuilder *builder, const Stmt *owner, const Text *name,
                                  bool has_keyword_defaults)
{
    const Names *names = &builder->table->names;
    bool         is_in_class = builder->current->kind == SCOPE_CLASS;
    Location     at = owner->at;
    if (!scope_begin(builder, name, SCOPE_TYPE_PARAMETERS, scope_key(owner, ROLE_TYPE_PARAMETERS), at))
        return false;
    if (is_in_class)
        use_classdict(builder, at);
    if (owner->kind == STMT_CLASS_DEF) {
        symbol_define(builder, names->dot_type_params, DEF_LOCAL, at);
        symbol_define(builder, names->dot_type_params, USE, at);
        symbol_define(builder, names->dot_generic_base, DEF_LOCAL, at);
        symbol_define(builder, names->dot_generic_base, USE, at);
    }
    if (owner->kind == STMT_FUNCTION_DEF || owner->kind == STMT_ASYNC_FUNCTION_DEF) /* even without defaults */
        symbol_define(builder, names->dot_defaults, DEF_PARAM, at);
    if (has_keyword_defaults)
        symbol_define(builder, names->dot_kwdefaults, DEF_PARAM, at);
    return !has_failed(builder);
}

/* A bound or default of a type parameter: a scope of its own, evaluated when somebody asks. */
static void collect_type_expr(SymtableBuilder *builder, const TypeParam *param, const Text *name, const Expr *expr,
                              ScopeRole role, const char *description)
{
    if (name == builder->table->names.dunder_classdict) {
        (void)compilation_error_at(builder->compilation, param->at,
                                   "reserved name '%s' cannot be used for type parameter", name->data);
        return;
    }
    if (!expr || has_failed(builder))
        return;
    bool   sees_class = builder->current->sees_class;
    Scope *scope = scope_begin(builder, name, SCOPE_TYPE_VARIABLE, scope_key(param, role), expr->at);
    if (!scope)
        return;
    if (sees_class)
        use_classdict(builder, expr->at);
    scope->description = description;
    collect_expr(builder, expr);
    scope_leave(builder);
}

static void collect_type_param(SymtableBuilder *builder, const TypeParam *param)
{
    switch (param->kind) {
    case TYPE_PARAM_TYPE_VAR: {
        const Text *name = param->as.TypeVar.name;
        const Expr *bound = param->as.TypeVar.bound;
        symbol_define(builder, name, DEF_TYPE_PARAM | DEF_LOCAL, param->at);
        collect_type_expr(builder, param, name, bound, ROLE_BODY,
                          bound && bound->kind == EXPR_TUPLE ? "a TypeVar constraint" : "a TypeVar bound");
        collect_type_expr(builder, param, name, param->as.TypeVar.default_value, ROLE_DEFAULT, "a TypeVar default");
        break;
    }
    case TYPE_PARAM_TYPE_VAR_TUPLE:
        symbol_define(builder, param->as.TypeVarTuple.name, DEF_TYPE_PARAM | DEF_LOCAL, param->at);
        collect_type_expr(builder, param, param->as.TypeVarTuple.name, param->as.TypeVarTuple.default_value,
                          ROLE_DEFAULT, "a TypeVarTuple default");
        break;
    default:
        symbol_define(builder, param->as.ParamSpec.name, DEF_TYPE_PARAM | DEF_LOCAL, param->at);
        collect_type_expr(builder, param, param->as.ParamSpec.name, param->as.ParamSpec.default_value, ROLE_DEFAULT,
                          "a ParamSpec default");
    }
}

static void collect_type_params(SymtableBuilder *builder, const TypeParamSequence *params)
{
    for (uint32_t i = 0; i < params->length && !has_failed(builder); i++)
        collect_type_param(builder, params->items[i]);
}

static void collect_annotation_of(SymtableBuilder *builder, const Arg *arg)
{
    if (!arg || !arg->annotation)
        return;
    builder->current->annotations_used = true;
    collect_expr(builder, arg->annotation);
}

static void collect_annotation_list(SymtableBuilder *builder, const ArgSequence *args)
{
    for (uint32_t i = 0; i < args->length; i++)
        collect_annotation_of(builder, args->items[i]);
}

/* The scope of a function's annotations is made for every function, so that `symtable` shows it. */
static void collect_function_annotations(SymtableBuilder *builder, const Stmt *stmt)
{
    const Arguments *args = stmt->as.FunctionDef.args;
    bool             sees_class = builder->current->sees_class || builder->current->kind == SCOPE_CLASS;
    Scope           *scope = scope_begin(builder, builder->table->names.dunder_annotate, SCOPE_ANNOTATION,
                                         scope_key(stmt, ROLE_ANNOTATIONS), stmt->at);
    if (!scope)
        return;
    if (sees_class)
        use_classdict(builder, stmt->at);
    collect_annotation_list(builder, &args->posonlyargs);
    collect_annotation_list(builder, &args->args);
    collect_annotation_of(builder, args->vararg);
    collect_annotation_of(builder, args->kwarg);
    collect_annotation_list(builder, &args->kwonlyargs);
    if (stmt->as.FunctionDef.returns) {
        scope->annotations_used = true;
        collect_expr(builder, stmt->as.FunctionDef.returns);
    }
    if (!has_failed(builder))
        scope_leave(builder);
}

static bool has_any(const ExprSequence *exprs)
{
    for (uint32_t i = 0; i < exprs->length; i++)
        if (exprs->items[i])
            return true;
    return false;
}

/* FunctionDef and AsyncFunctionDef have the same fields. */
static void collect_function(SymtableBuilder *builder, const Stmt *stmt)
{
    const Text              *name = stmt->as.FunctionDef.name;
    const Arguments         *args = stmt->as.FunctionDef.args;
    const TypeParamSequence *type_params = &stmt->as.FunctionDef.type_params;

    symbol_define(builder, name, DEF_LOCAL, stmt->at);
    collect_exprs(builder, &args->defaults);
    collect_exprs(builder, &args->kw_defaults);
    collect_exprs(builder, &stmt->as.FunctionDef.decorator_list);
    if (has_failed(builder))
        return;
    if (type_params->length) {
        if (!begin_type_parameters(builder, stmt, name, has_any(&args->kw_defaults)))
            return;
        collect_type_params(builder, type_params);
    }
    Scope *scope = scope_new(builder, name, SCOPE_FUNCTION, scope_key(stmt, ROLE_BODY), stmt->at);
    if (!scope)
        return;
    collect_function_annotations(builder, stmt);
    if (has_failed(builder))
        return;
    scope->has_docstring = body_docstring(&stmt->as.FunctionDef.body) != NULL;
    scope_enter(builder, scope, true);
    scope->is_coroutine = stmt->kind == STMT_ASYNC_FUNCTION_DEF;
    collect_parameters(builder, args);
    collect_stmts(builder, &stmt->as.FunctionDef.body);
    if (has_failed(builder))
        return;
    scope_leave(builder);
    if (type_params->length)
        scope_leave(builder);
}

static void collect_class(SymtableBuilder *builder, const Stmt *stmt)
{
    const Text *name = stmt->as.ClassDef.name, *class_name = builder->class_name;
    bool        is_generic = stmt->as.ClassDef.type_params.length > 0;

    symbol_define(builder, name, DEF_LOCAL, stmt->at);
    collect_exprs(builder, &stmt->as.ClassDef.decorator_list);
    if (has_failed(builder))
        return;
    if (is_generic) {
        if (!begin_type_parameters(builder, stmt, name, false))
            return;
        builder->class_name = name;
        builder->current->mangled_names = arena_zero(builder->arena, sizeof(SymbolMap));
        if (!builder->current->mangled_names) {
            (void)compilation_no_memory(builder->compilation);
            return;
        }
        collect_type_params(builder, &stmt->as.ClassDef.type_params);
    }
    collect_exprs(builder, &stmt->as.ClassDef.bases);
    collect_keywords(builder, &stmt->as.ClassDef.keywords);
    Scope *scope = has_failed(builder)
                       ? NULL
                       : scope_begin(builder, name, SCOPE_CLASS, scope_key(stmt, ROLE_BODY), stmt->at);
    if (!scope)
        return;
    builder->class_name = name;
    if (is_generic) {
        symbol_define(builder, builder->table->names.dunder_type_params, DEF_LOCAL, stmt->at);
        symbol_define(builder, builder->table->names.dot_type_params, USE, stmt->at);
    }
    scope->has_docstring = body_docstring(&stmt->as.ClassDef.body) != NULL;
    collect_stmts(builder, &stmt->as.ClassDef.body);
    if (has_failed(builder))
        return;
    scope_leave(builder);
    if (is_generic)
        scope_leave(builder);
    builder->class_name = class_name;
}

static void collect_type_alias(SymtableBuilder *builder, const Stmt *stmt)
{
    collect_expr(builder, stmt->as.TypeAlias.name);
    const Text *name = stmt->as.TypeAlias.name->as.Name.id;
    bool        is_in_class = builder->current->kind == SCOPE_CLASS;
    bool        is_generic = stmt->as.TypeAlias.type_params.length > 0;
    if (has_failed(builder))
        return;
    if (is_generic) {
        if (!begin_type_parameters(builder, stmt, name, false))
            return;
        collect_type_params(builder, &stmt->as.TypeAlias.type_params);
    }
    if (has_failed(builder) ||
        !scope_begin(builder, name, SCOPE_TYPE_ALIAS, scope_key(stmt, ROLE_BODY), stmt->at))
        return;
    if (is_in_class)
        use_classdict(builder, stmt->as.TypeAlias.value->at);
    collect_expr(builder, stmt->as.TypeAlias.value);
    if (has_failed(builder))
        return;
    scope_leave(builder);
    if (is_generic)
        scope_leave(builder);
}

/* Annotations of variables share one scope a module, class or function; a function's are never evaluated. */
static void collect_variable_annotation(SymtableBuilder *builder, const Expr *annotation)
{
    Scope       *around = builder->current;
    const Names *names = &builder->table->names;
    bool         is_unevaluated = around->kind == SCOPE_FUNCTION;

    /* A module's count as conditional always: the module may be looked at before it has run to its end. */
    if (((around->kind == SCOPE_CLASS && around->in_conditional) || around->kind == SCOPE_MODULE) &&
        !around->has_conditional_annotations) {
        around->has_conditional_annotations = true;
        symbol_define(builder, names->dunder_conditional_annotations, USE, annotation->at);
    }
    if (around->annotation_scope) {
        scope_enter(builder, around->annotation_scope, false);
    } else {
        Scope *scope = scope_begin(builder, names->dunder_annotate, SCOPE_ANNOTATION,
                                   around->key + ROLE_VARIABLES, annotation->at);
        if (!scope)
            return;
        around->annotation_scope = scope;
        if (around->kind == SCOPE_CLASS && !builder->has_future_annotations)
            use_classdict(builder, annotation->at);
    }
    if (has_failed(builder))
        return;
    builder->current->in_unevaluated_annotation |= is_unevaluated;
    collect_expr(builder, annotation);
    if (has_failed(builder))
        return;
    if (is_unevaluated)
        builder->current->in_unevaluated_annotation = false;
    scope_leave(builder);
}

static void collect_annotated_name(SymtableBuilder *builder, const Stmt *stmt)
{
    const Expr *target = stmt->as.AnnAssign.target;
    const Text *name = target->as.Name.id;
    uint32_t    flags = symbol_lookup(builder, builder->current, name);
    if ((flags & (DEF_GLOBAL | DEF_NONLOCAL)) && builder->current != builder->table->top &&
        stmt->as.AnnAssign.simple) {
        (void)compilation_error_at(builder->compilation, stmt->at, "annotated name '%s' can't be %s", name->data,
                                   flags & DEF_GLOBAL ? "global" : "nonlocal");
        return;
    }
    if (stmt->as.AnnAssign.simple)
        symbol_define(builder, name, DEF_ANNOT | DEF_LOCAL, target->at);
    else if (stmt->as.AnnAssign.value)
        symbol_define(builder, name, DEF_LOCAL, target->at);
}

static void collect_annotated(SymtableBuilder *builder, const Stmt *stmt)
{
    builder->current->annotations_used = true;
    if (stmt->as.AnnAssign.target->kind == EXPR_NAME)
        collect_annotated_name(builder, stmt);
    else
        collect_expr(builder, stmt->as.AnnAssign.target);
    if (has_failed(builder))
        return;
    collect_variable_annotation(builder, stmt->as.AnnAssign.annotation);
    if (stmt->as.AnnAssign.value)
        collect_expr(builder, stmt->as.AnnAssign.value);
}

/* Global and Nonlocal have the same fields. A name may not have been used before. */
static void collect_directive(SymtableBuilder *builder, const Stmt *stmt, const char *kind, uint32_t define)
{
    const TextSequence *names = &stmt->as.Global.names;
    for (uint32_t i = 0; i < names->length && !has_failed(builder); i++) {
        const char *name = names->items[i]->data;
        uint32_t    flags = symbol_lookup(builder, builder->current, names->items[i]);
        if (flags & DEF_PARAM)
            (void)compilation_error_at(builder->compilation, stmt->at, "name '%s' is parameter and %s", name, kind);
        else if (flags & USE)
            (void)compilation_error_at(builder->compilation, stmt->at, "name '%s' is used prior to %s declaration",
                                       name, kind);
        else if (flags & DEF_ANNOT)
            (void)compilation_error_at(builder->compilation, stmt->at, "annotated name '%s' can't be %s", name, kind);
        else if (flags & DEF_LOCAL)
            (void)compilation_error_at(builder->compilation, stmt->at,
                                       "name '%s' is assigned to before %s declaration", name, kind);
        if (has_failed(builder))
            return;
        symbol_define(builder, names->items[i], define, stmt->at);
        directive_record(builder, names->items[i], stmt->at);
    }
}

/* `import a.b` binds a. */
static void collect_alias(SymtableBuilder *builder, const Alias *alias)
{
    const Text *name = alias->asname ? alias->asname : alias->name;
    const char *dot = memchr(name->data, '.', name->length);
    if (dot)
        name = text_intern(&builder->compilation->texts, name->data, (size_t)(dot - name->data));
    if (!name)
        (void)compilation_no_memory(builder->compilation);
    else if (name != builder->table->names.star)
        symbol_define(builder, name, DEF_IMPORT, alias->at);
    else if (builder->current->kind != SCOPE_MODULE)
        (void)compilation_error_at(builder->compilation, alias->at, "import * only allowed at module level");
}

static void collect_aliases(SymtableBuilder *builder, const AliasSequence *aliases)
{
    for (uint32_t i = 0; i < aliases->length && !has_failed(builder); i++)
        collect_alias(builder, aliases->items[i]);
}

static void collect_import_from(SymtableBuilder *builder, const Stmt *stmt)
{
    Location last = builder->table->future.last;
    if (stmt->as.ImportFrom.module == builder->table->names.dunder_future && stmt->as.ImportFrom.level == 0 &&
        (stmt->line > last.line || (stmt->line == last.end_line && stmt->column > last.end_column))) {
        (void)compilation_error_at(builder->compilation, stmt->at,
                                   "from __future__ imports must occur at the beginning of the file");
        return;
    }
    collect_aliases(builder, &stmt->as.ImportFrom.names);
}

static void collect_handlers(SymtableBuilder *builder, const ExceptHandlerSequence *handlers)
{
    for (uint32_t i = 0; i < handlers->length && !has_failed(builder); i++) {
        const ExceptHandler *handler = handlers->items[i];
        if (handler->as.ExceptHandler.type)
            collect_expr(builder, handler->as.ExceptHandler.type);
        if (handler->as.ExceptHandler.name)
            symbol_define(builder, handler->as.ExceptHandler.name, DEF_LOCAL, handler->at);
        collect_stmts(builder, &handler->as.ExceptHandler.body);
    }
}

/* Try and TryStar have the same fields. */
static void collect_try(SymtableBuilder *builder, const Stmt *stmt)
{
    bool before = enter_conditional(builder);
    collect_stmts(builder, &stmt->as.Try.body);
    collect_handlers(builder, &stmt->as.Try.handlers);
    collect_stmts(builder, &stmt->as.Try.orelse);
    collect_stmts(builder, &stmt->as.Try.finalbody);
    builder->current->in_conditional = before;
}

static void collect_with(SymtableBuilder *builder, const Stmt *stmt)
{
    const WithItemSequence *items = &stmt->as.With.items;
    bool                    before = enter_conditional(builder);
    for (uint32_t i = 0; i < items->length; i++) {
        collect_expr(builder, items->items[i]->context_expr);
        if (items->items[i]->optional_vars)
            collect_expr(builder, items->items[i]->optional_vars);
    }
    collect_stmts(builder, &stmt->as.With.body);
    builder->current->in_conditional = before;
}

/* For, AsyncFor: the same fields. */
static void collect_for(SymtableBuilder *builder, const Stmt *stmt)
{
    collect_expr(builder, stmt->as.For.target);
    collect_expr(builder, stmt->as.For.iter);
    collect_conditional(builder, &stmt->as.For.body, &stmt->as.For.orelse);
}

/* `async for` and `async with`: where top-level await is allowed they make the module a coroutine. */
static bool check_async(SymtableBuilder *builder, const Stmt *stmt, const char *what)
{
    Scope *scope = builder->current;
    if (awaits_at_top_level(builder))
        scope->is_coroutine = true;
    if (scope->is_coroutine)
        return true;
    return compilation_error_at(builder->compilation, stmt->at, "'%s' outside async function", what);
}

static void collect_match(SymtableBuilder *builder, const Stmt *stmt)
{
    collect_expr(builder, stmt->as.Match.subject);
    bool before = enter_conditional(builder);
    for (uint32_t i = 0; i < stmt->as.Match.cases.length && !has_failed(builder); i++) {
        const MatchCase *match_case = stmt->as.Match.cases.items[i];
        collect_pattern(builder, match_case->pattern);
        if (match_case->guard)
            collect_expr(builder, match_case->guard);
        collect_stmts(builder, &match_case->body);
    }
    builder->current->in_conditional = before;
}

static void collect_patterns(SymtableBuilder *builder, const PatternSequence *patterns)
{
    for (uint32_t i = 0; i < patterns->length; i++)
        collect_pattern(builder, patterns->items[i]);
}

static void collect_class_pattern(SymtableBuilder *builder, const Pattern *pattern)
{
    const TextSequence *attributes = &pattern->as.MatchClass.kwd_attrs;
    collect_expr(builder, pattern->as.MatchClass.cls);
    collect_patterns(builder, &pattern->as.MatchClass.patterns);
    for (uint32_t i = 0; i < attributes->length && !has_failed(builder); i++)
        (void)name_check(builder, attributes->items[i], pattern->as.MatchClass.kwd_patterns.items[i]->at,
                         CONTEXT_STORE);
    collect_patterns(builder, &pattern->as.MatchClass.kwd_patterns);
}

void collect_pattern(SymtableBuilder *builder, const Pattern *pattern)
{
    if (has_failed(builder))
        return;
    if (!compilation_has_stack(builder->compilation)) {
        (void)compilation_too_deep(builder->compilation);
        return;
    }
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        collect_expr(builder, pattern->as.MatchValue.value);
        break;
    case PATTERN_MATCH_SEQUENCE:
        collect_patterns(builder, &pattern->as.MatchSequence.patterns);
        break;
    case PATTERN_MATCH_STAR:
        if (pattern->as.MatchStar.name)
            symbol_define(builder, pattern->as.MatchStar.name, DEF_LOCAL, pattern->at);
        break;
    case PATTERN_MATCH_MAPPING:
        collect_exprs(builder, &pattern->as.MatchMapping.keys);
        collect_patterns(builder, &pattern->as.MatchMapping.patterns);
        if (pattern->as.MatchMapping.rest)
            symbol_define(builder, pattern->as.MatchMapping.rest, DEF_LOCAL, pattern->at);
        break;
    case PATTERN_MATCH_CLASS:
        collect_class_pattern(builder, pattern);
        break;
    case PATTERN_MATCH_AS:
        if (pattern->as.MatchAs.pattern)
            collect_pattern(builder, pattern->as.MatchAs.pattern);
        if (pattern->as.MatchAs.name)
            symbol_define(builder, pattern->as.MatchAs.name, DEF_LOCAL, pattern->at);
        break;
    case PATTERN_MATCH_OR:
        collect_patterns(builder, &pattern->as.MatchOr.patterns);
        break;
    default:
        break;
    }
}

static void collect_return(SymtableBuilder *builder, const Stmt *stmt)
{
    if (!stmt->as.Return.value)
        return;
    collect_expr(builder, stmt->as.Return.value);
    builder->current->returns_value = true;
}

/* Statements that only hold expressions or name things. */
static void collect_simple(SymtableBuilder *builder, const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_DELETE:
        collect_exprs(builder, &stmt->as.Delete.targets);
        break;
    case STMT_ASSIGN:
        collect_exprs(builder, &stmt->as.Assign.targets);
        collect_expr(builder, stmt->as.Assign.value);
        break;
    case STMT_AUG_ASSIGN:
        collect_expr(builder, stmt->as.AugAssign.target);
        collect_expr(builder, stmt->as.AugAssign.value);
        break;
    case STMT_RAISE:
        if (stmt->as.Raise.exc)
            collect_expr(builder, stmt->as.Raise.exc);
        if (stmt->as.Raise.cause)
            collect_expr(builder, stmt->as.Raise.cause);
        break;
    case STMT_ASSERT:
        collect_expr(builder, stmt->as.Assert.test);
        if (stmt->as.Assert.msg)
            collect_expr(builder, stmt->as.Assert.msg);
        break;
    case STMT_IMPORT:
        collect_aliases(builder, &stmt->as.Import.names);
        break;
    case STMT_IMPORT_FROM:
        collect_import_from(builder, stmt);
        break;
    case STMT_GLOBAL:
        collect_directive(builder, stmt, "global", DEF_GLOBAL);
        break;
    case STMT_NONLOCAL:
        collect_directive(builder, stmt, "nonlocal", DEF_NONLOCAL);
        break;
    case STMT_EXPR:
        collect_expr(builder, stmt->as.Expr.value);
        break;
    default: /* pass, break, continue */
        break;
    }
}

static void collect_compound(SymtableBuilder *builder, const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        collect_function(builder, stmt);
        break;
    case STMT_CLASS_DEF:
        collect_class(builder, stmt);
        break;
    case STMT_TYPE_ALIAS:
        collect_type_alias(builder, stmt);
        break;
    case STMT_RETURN:
        collect_return(builder, stmt);
        break;
    case STMT_ANN_ASSIGN:
        collect_annotated(builder, stmt);
        break;
    case STMT_ASYNC_FOR:
        if (!check_async(builder, stmt, "async for"))
            break;
        __attribute__((fallthrough));
    case STMT_FOR:
        collect_for(builder, stmt);
        break;
    case STMT_WHILE:
        collect_expr(builder, stmt->as.While.test);
        collect_conditional(builder, &stmt->as.While.body, &stmt->as.While.orelse);
        break;
    case STMT_IF:
        collect_expr(builder, stmt->as.If.test);
        collect_conditional(builder, &stmt->as.If.body, &stmt->as.If.orelse);
        break;
    case STMT_ASYNC_WITH:
        if (!check_async(builder, stmt, "async with"))
            break;
        __attribute__((fallthrough));
    case STMT_WITH:
        collect_with(builder, stmt);
        break;
    case STMT_MATCH:
        collect_match(builder, stmt);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        collect_try(builder, stmt);
        break;
    default:
        collect_simple(builder, stmt);
    }
}

static void collect_stmt(SymtableBuilder *builder, const Stmt *stmt)
{
    if (!compilation_has_stack(builder->compilation)) {
        (void)compilation_too_deep(builder->compilation);
        return;
    }
    collect_compound(builder, stmt);
}
