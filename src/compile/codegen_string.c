/* codegen_string.c - f-strings and t-strings. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

enum { MOST_ON_STACK = 30 };

/* Many parts are joined from a list, so that the stack stays small. */
void gen_joined_str(Generator *gen, const Expr *expr)
{
    const ExprSequence *values = &expr->as.JoinedStr.values;
    Location            at = expr->at;
    if (values->length > MOST_ON_STACK) {
        emit_text(gen, gen->names->empty, at);
        emit_name(gen, OP_LOAD_ATTR, gen->names->join, 1, 1, at);
        emit_arg(gen, OP_BUILD_LIST, 0, at);
        for (uint32_t i = 0; i < values->length; i++) {
            visit_expr(gen, values->items[i]);
            emit_arg(gen, OP_LIST_APPEND, 1, at);
        }
        emit_arg(gen, OP_CALL, 1, at);
        return;
    }
    visit_exprs(gen, values);
    if (values->length > 1)
        emit_arg(gen, OP_BUILD_STRING, (int)values->length, at);
    else if (values->length == 0)
        emit_text(gen, gen->names->empty, at);
}

/* CONVERT_VALUE's argument for !s, !r, !a. */
static int conversion_number(Generator *gen, int conversion)
{
    switch (conversion) {
    case 's':
        return CONVERT_STR;
    case 'r':
        return CONVERT_REPR;
    case 'a':
        return CONVERT_ASCII;
    default:
        (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "Unrecognized conversion character %d", conversion);
        return 0;
    }
}

void gen_formatted_value(Generator *gen, const Expr *expr)
{
    visit_expr(gen, expr->as.FormattedValue.value);
    if (expr->as.FormattedValue.conversion != -1)
        emit_arg(gen, OP_CONVERT_VALUE, conversion_number(gen, expr->as.FormattedValue.conversion), expr->at);
    if (expr->as.FormattedValue.format_spec) {
        visit_expr(gen, expr->as.FormattedValue.format_spec);
        emit(gen, OP_FORMAT_WITH_SPEC, expr->at);
    } else {
        emit(gen, OP_FORMAT_SIMPLE, expr->at);
    }
}

void gen_interpolation(Generator *gen, const Expr *expr)
{
    int arg = 2;
    visit_expr(gen, expr->as.Interpolation.value);
    emit_const(gen, expr->as.Interpolation.str, expr->at);
    if (expr->as.Interpolation.format_spec) {
        arg++;
        visit_expr(gen, expr->as.Interpolation.format_spec);
    }
    if (expr->as.Interpolation.conversion != -1)
        arg |= conversion_number(gen, expr->as.Interpolation.conversion) << 2;
    emit_arg(gen, OP_BUILD_INTERPOLATION, arg, expr->at);
}

/* The strings first, one more than interpolations (empty where two of these meet), then the interpolations. */
void gen_template_str(Generator *gen, const Expr *expr)
{
    const ExprSequence *values = &expr->as.TemplateStr.values;
    Location            at = expr->at;
    int                 strings = 0, interpolations = 0;
    bool                needs_string = true;

    for (uint32_t i = 0; i < values->length; i++) {
        bool is_interpolation = values->items[i]->kind == EXPR_INTERPOLATION;
        if (!is_interpolation)
            visit_expr(gen, values->items[i]);
        else if (needs_string)
            emit_text(gen, gen->names->empty, at);
        strings += !is_interpolation || needs_string;
        needs_string = is_interpolation;
    }
    if (needs_string) {
        emit_text(gen, gen->names->empty, at);
        strings++;
    }
    emit_arg(gen, OP_BUILD_TUPLE, strings, at);
    for (uint32_t i = 0; i < values->length; i++)
        if (values->items[i]->kind == EXPR_INTERPOLATION) {
            visit_expr(gen, values->items[i]);
            interpolations++;
        }
    emit_arg(gen, OP_BUILD_TUPLE, interpolations, at);
    emit(gen, OP_BUILD_TEMPLATE, at);
}
