/* codegen_type_param.c - type parameters (PEP 695, 696) and the `type` statement. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

/* The default of the hidden parameter `format`: (1,), annotationlib.Format.VALUE. */
static void emit_format_default(Generator *gen, Location at)
{
    const Constant *one = constant_int(gen->arena, 1);
    emit_const(gen, one ? constant_tuple(gen->arena, &one, 1) : NULL, at);
}

/* A bound or default: a function, called when somebody asks for it. */
static void gen_lazy_expr(Generator *gen, const Expr *expr, const Text *name, const TypeParam *param, ScopeRole role,
                          bool allows_star)
{
    Location at = expr->at;
    emit_format_default(gen, at);
    if (!annotation_unit_begin(gen, name, param, role, at))
        return;
    if (allows_star && expr->kind == EXPR_STARRED) {
        visit_expr(gen, expr->as.Starred.value);
        emit_arg(gen, OP_UNPACK_SEQUENCE, 1, at);
    } else {
        visit_expr(gen, expr);
    }
    emit(gen, OP_RETURN_VALUE, at);
    emit_closure(gen, unit_finish(gen, true), FUNCTION_DEFAULTS, at);
}

static void gen_type_var(Generator *gen, const TypeParam *param)
{
    const Expr *bound = param->as.TypeVar.bound;
    emit_text(gen, param->as.TypeVar.name, param->at);
    if (!bound) {
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_TYPEVAR, param->at);
        return;
    }
    gen_lazy_expr(gen, bound, param->as.TypeVar.name, param, ROLE_BODY, false);
    emit_arg(gen, OP_CALL_INTRINSIC_2,
             bound->kind == EXPR_TUPLE ? INTRINSIC_2_TYPEVAR_WITH_CONSTRAINTS : INTRINSIC_2_TYPEVAR_WITH_BOUND,
             param->at);
}

/* Makes a parameter and binds its name; its value stays on the stack. */
static void gen_type_param(Generator *gen, const TypeParam *param, bool *seen_default)
{
    const Text *name;
    const Expr *default_value;
    switch (param->kind) {
    case TYPE_PARAM_TYPE_VAR:
        name = param->as.TypeVar.name;
        default_value = param->as.TypeVar.default_value;
        gen_type_var(gen, param);
        break;
    case TYPE_PARAM_TYPE_VAR_TUPLE:
        name = param->as.TypeVarTuple.name;
        default_value = param->as.TypeVarTuple.default_value;
        emit_text(gen, name, param->at);
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_TYPEVARTUPLE, param->at);
        break;
    default:
        name = param->as.ParamSpec.name;
        default_value = param->as.ParamSpec.default_value;
        emit_text(gen, name, param->at);
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_PARAMSPEC, param->at);
    }
    if (default_value) {
        *seen_default = true;
        gen_lazy_expr(gen, default_value, name, param, ROLE_DEFAULT, param->kind == TYPE_PARAM_TYPE_VAR_TUPLE);
        emit_arg(gen, OP_CALL_INTRINSIC_2, INTRINSIC_2_SET_TYPEPARAM_DEFAULT, param->at);
    } else if (*seen_default) {
        (void)compilation_error_at(gen->compilation, param->at,
                                   "non-default type parameter '%s' follows default type parameter", name->data);
    }
    emit_arg(gen, OP_COPY, 1, param->at);
    emit_variable(gen, name, CONTEXT_STORE, param->at);
}

void gen_type_params(Generator *gen, const TypeParamSequence *params)
{
    bool seen_default = false;
    for (uint32_t i = 0; i < params->length && !has_failed(gen); i++)
        gen_type_param(gen, params->items[i], &seen_default);
    emit_arg(gen, OP_BUILD_TUPLE, (int)params->length, params->items[0]->at);
}

static void gen_alias_body(Generator *gen, const Stmt *stmt)
{
    Location at = stmt->at;
    emit_format_default(gen, at);
    if (!annotation_unit_begin(gen, stmt->as.TypeAlias.name->as.Name.id, stmt, ROLE_BODY, at))
        return;
    visit_expr(gen, stmt->as.TypeAlias.value);
    emit(gen, OP_RETURN_VALUE, at);
    emit_closure(gen, unit_finish(gen, false), FUNCTION_DEFAULTS, at);
    emit_arg(gen, OP_BUILD_TUPLE, 3, at);
    emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_TYPEALIAS, at);
}

void gen_type_alias(Generator *gen, const Stmt *stmt)
{
    const Text *name = stmt->as.TypeAlias.name->as.Name.id;
    Location    at = stmt->at;
    if (!stmt->as.TypeAlias.type_params.length) {
        emit_text(gen, name, at);
        emit_none(gen, at);
        gen_alias_body(gen, stmt);
    } else {
        const Text *generic = generic_name(gen, name);
        if (!generic || !unit_begin(gen, generic, UNIT_ANNOTATIONS, stmt, ROLE_TYPE_PARAMETERS, at.line, NULL,
                                    (ParameterCounts){0}))
            return;
        emit_text(gen, name, at);
        gen_type_params(gen, &stmt->as.TypeAlias.type_params);
        gen_alias_body(gen, stmt);
        emit_closure(gen, unit_finish(gen, false), 0, at);
        emit(gen, OP_PUSH_NULL, at);
        emit_arg(gen, OP_CALL, 0, at);
    }
    emit_variable(gen, name, CONTEXT_STORE, at);
}
