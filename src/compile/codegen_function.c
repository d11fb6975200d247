/* codegen_function.c - def, async def, lambda: defaults, decorators, docstrings. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

static ParameterCounts count_parameters(const Arguments *args)
{
    return (ParameterCounts){.positional_only = (int)args->posonlyargs.length,
                             .positional = (int)args->args.length,
                             .keyword_only = (int)args->kwonlyargs.length};
}

void gen_decorators(Generator *gen, const ExprSequence *decorators)
{
    visit_exprs(gen, decorators);
}

void gen_apply_decorators(Generator *gen, const ExprSequence *decorators)
{
    for (uint32_t i = decorators->length; i-- > 0;)
        emit_arg(gen, OP_CALL, 0, decorators->items[i]->at);
}

/* A dict of the keyword-only parameters' defaults, if there are any. */
static int gen_keyword_defaults(Generator *gen, const Arguments *args, Location at)
{
    int count = 0;
    for (uint32_t i = 0; i < args->kwonlyargs.length && !has_failed(gen); i++) {
        if (!args->kw_defaults.items[i])
            continue;
        emit_text(gen, mangle_name(gen, args->kwonlyargs.items[i]->arg), at);
        visit_expr(gen, args->kw_defaults.items[i]);
        count++;
    }
    if (count)
        emit_arg(gen, OP_BUILD_MAP, count, at);
    return count ? FUNCTION_KEYWORD_DEFAULTS : 0;
}

/* Leaves the defaults on the stack, says which. */
static int gen_defaults(Generator *gen, const Arguments *args, Location at)
{
    int attributes = 0;
    if (args->defaults.length) {
        visit_exprs(gen, &args->defaults);
        emit_arg(gen, OP_BUILD_TUPLE, (int)args->defaults.length, at);
        attributes |= FUNCTION_DEFAULTS;
    }
    return attributes | gen_keyword_defaults(gen, args, at);
}

static void add_docstring(Generator *gen, const StmtSequence *body)
{
    const Constant *docstring = docstring_clean(gen, body_docstring(body)->as.Constant.value);
    if (!docstring || draft_add_const(&gen->unit->draft, docstring) < 0)
        fail_memory(gen);
}

static void gen_function_body(Generator *gen, const Stmt *stmt, int attributes, int first_line)
{
    const StmtSequence *body = &stmt->as.FunctionDef.body;
    UnitKind            kind = stmt->kind == STMT_FUNCTION_DEF ? UNIT_FUNCTION : UNIT_ASYNC_FUNCTION;

    if (!unit_begin(gen, stmt->as.FunctionDef.name, kind, stmt, ROLE_BODY, first_line, NULL,
                    count_parameters(stmt->as.FunctionDef.args)))
        return;
    const Scope *scope = gen->unit->scope;
    uint32_t     first = 0;
    bool         is_protected = scope->is_coroutine || scope->is_generator;
    if (scope->has_docstring) {
        add_docstring(gen, body);
        first = 1;
    }
    if (is_protected)
        block_push(gen, BLOCK_STOP_ITERATION, NO_LABEL, NO_LABEL, NO_LOCATION, NULL);
    for (uint32_t i = first; i < body->length && !has_failed(gen); i++)
        visit_stmt(gen, body->items[i]);
    if (is_protected) {
        wrap_in_stop_iteration_handler(gen);
        block_pop(gen, BLOCK_STOP_ITERATION);
    }
    emit_closure(gen, unit_finish(gen, true), attributes, stmt->at);
}

/* The name of the function around type parameters. NULL: no memory, error set. */
const Text *generic_name(Generator *gen, const Text *name)
{
    const Text *result =
        text_intern_format(&gen->compilation->texts, "<generic parameters of %s>", name->data);
    if (!result)
        fail_memory(gen);
    return result;
}

/* A function that makes the type parameters and, among them, the function; it gets the defaults as arguments. */
static void gen_generic_function(Generator *gen, const Stmt *stmt, int attributes, int first_line)
{
    const Text *name = generic_name(gen, stmt->as.FunctionDef.name);
    Location    at = stmt->at;
    int         count = !!(attributes & FUNCTION_DEFAULTS) + !!(attributes & FUNCTION_KEYWORD_DEFAULTS);

    if (count == 2)
        emit_arg(gen, OP_SWAP, 2, at);
    if (!name || !unit_begin(gen, name, UNIT_ANNOTATIONS, stmt, ROLE_TYPE_PARAMETERS, first_line, NULL,
                             (ParameterCounts){.positional = count}))
        return;
    gen_type_params(gen, &stmt->as.FunctionDef.type_params);
    for (int i = 0; i < count; i++)
        emit_arg(gen, OP_LOAD_FAST, i, at);
    attributes |= gen_function_annotations(gen, stmt) ? FUNCTION_ANNOTATE : 0;
    gen_function_body(gen, stmt, attributes, first_line);
    emit_arg(gen, OP_SWAP, 2, at);
    emit_arg(gen, OP_CALL_INTRINSIC_2, INTRINSIC_2_SET_FUNCTION_TYPE_PARAMS, at);
    emit_closure(gen, unit_finish(gen, false), 0, at);
    if (count) {
        emit_arg(gen, OP_SWAP, count + 1, at);
        emit_arg(gen, OP_CALL, count - 1, at);
    } else {
        emit(gen, OP_PUSH_NULL, at);
        emit_arg(gen, OP_CALL, 0, at);
    }
}

int decorated_line(const ExprSequence *decorators, const Stmt *stmt)
{
    return decorators->length ? decorators->items[0]->line : stmt->line;
}

/* FunctionDef and AsyncFunctionDef have the same fields. */
void gen_function(Generator *gen, const Stmt *stmt)
{
    const ExprSequence *decorators = &stmt->as.FunctionDef.decorator_list;
    int                 first_line = decorated_line(decorators, stmt);

    gen_decorators(gen, decorators);
    int attributes = gen_defaults(gen, stmt->as.FunctionDef.args, stmt->at);
    if (stmt->as.FunctionDef.type_params.length) {
        gen_generic_function(gen, stmt, attributes, first_line);
    } else {
        attributes |= gen_function_annotations(gen, stmt) ? FUNCTION_ANNOTATE : 0;
        gen_function_body(gen, stmt, attributes, first_line);
    }
    gen_apply_decorators(gen, decorators);
    emit_variable(gen, stmt->as.FunctionDef.name, CONTEXT_STORE, stmt->at);
}

void gen_lambda(Generator *gen, const Expr *expr)
{
    const Arguments *args = expr->as.Lambda.args;
    int              attributes = gen_defaults(gen, args, expr->at);

    if (!unit_begin(gen, gen->names->lambda, UNIT_LAMBDA, expr, ROLE_BODY, expr->line, NULL, count_parameters(args)))
        return;
    bool is_generator = gen->unit->scope->is_generator;
    visit_expr(gen, expr->as.Lambda.body);
    if (!is_generator)
        emit(gen, OP_RETURN_VALUE, expr->as.Lambda.body->at);
    emit_closure(gen, unit_finish(gen, !is_generator), attributes, expr->at);
}
