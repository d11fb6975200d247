/* codegen_check.c - SyntaxWarnings for code that can hardly be meant: calling a literal, comparing one with `is`, ...
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>
#include <stdio.h>

#include "compile/codegen_impl.h"

enum { LONGEST_WARNING = 600 };

void warn_at(Generator *gen, Location at, const char *format, ...)
{
    char    message[LONGEST_WARNING];
    va_list arguments;
    if (gen->warnings_disabled || has_failed(gen))
        return;
    va_start(arguments, format);
    (void)vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    (void)!compilation_warn_at(gen->compilation, at, "%s", message);
}

static const char *constant_type(const Constant *constant)
{
    static const char *const names[] = {
        [CONSTANT_NONE] = "NoneType",   [CONSTANT_FALSE] = "bool",          [CONSTANT_TRUE] = "bool",
        [CONSTANT_ELLIPSIS] = "ellipsis", [CONSTANT_INT] = "int",           [CONSTANT_FLOAT] = "float",
        [CONSTANT_COMPLEX] = "complex", [CONSTANT_STR] = "str",             [CONSTANT_BYTES] = "bytes",
        [CONSTANT_TUPLE] = "tuple",     [CONSTANT_FROZENSET] = "frozenset", [CONSTANT_SLICE] = "slice",
        [CONSTANT_CODE] = "code",
    };
    return names[constant->kind];
}

/* Name of the type that the value of an expression must have; NULL: not known. */
static const char *type_name(const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_TUPLE:
        return "tuple";
    case EXPR_LIST:
    case EXPR_LIST_COMP:
        return "list";
    case EXPR_DICT:
    case EXPR_DICT_COMP:
        return "dict";
    case EXPR_SET:
    case EXPR_SET_COMP:
        return "set";
    case EXPR_GENERATOR_EXP:
        return "generator";
    case EXPR_LAMBDA:
        return "function";
    case EXPR_TEMPLATE_STR:
        return "string.templatelib.Template";
    case EXPR_INTERPOLATION:
        return "string.templatelib.Interpolation";
    case EXPR_JOINED_STR:
    case EXPR_FORMATTED_VALUE:
        return "str";
    case EXPR_CONSTANT:
        return constant_type(expr->as.Constant.value);
    default:
        return NULL;
    }
}

void check_callable(Generator *gen, const Expr *called)
{
    const char *type = type_name(called);
    if (type && called->kind != EXPR_LAMBDA)
        warn_at(gen, called->at, "'%.200s' object is not callable; perhaps you missed a comma?", type);
}

static bool is_subscriptable_constant(const Constant *constant)
{
    return constant->kind == CONSTANT_STR || constant->kind == CONSTANT_BYTES || constant->kind == CONSTANT_TUPLE;
}

void check_subscriptable(Generator *gen, const Expr *value)
{
    switch (value->kind) {
    case EXPR_CONSTANT:
        if (is_subscriptable_constant(value->as.Constant.value))
            return;
        break;
    case EXPR_SET:
    case EXPR_SET_COMP:
    case EXPR_GENERATOR_EXP:
    case EXPR_TEMPLATE_STR:
    case EXPR_INTERPOLATION:
    case EXPR_LAMBDA:
        break;
    default:
        return;
    }
    warn_at(gen, value->at, "'%.200s' object is not subscriptable; perhaps you missed a comma?", type_name(value));
}

static bool is_index_constant(const Constant *constant)
{
    return constant->kind == CONSTANT_INT || constant->kind == CONSTANT_TRUE || constant->kind == CONSTANT_FALSE ||
           constant->kind == CONSTANT_SLICE;
}

void check_index(Generator *gen, const Expr *value, const Expr *index)
{
    const char *type = type_name(index);
    if (!type || (index->kind == EXPR_CONSTANT && is_index_constant(index->as.Constant.value)))
        return;
    switch (value->kind) {
    case EXPR_CONSTANT:
        if (!is_subscriptable_constant(value->as.Constant.value))
            return;
        break;
    case EXPR_TUPLE:
    case EXPR_LIST:
    case EXPR_LIST_COMP:
    case EXPR_JOINED_STR:
    case EXPR_FORMATTED_VALUE:
        break;
    default:
        return;
    }
    warn_at(gen, value->at,
            "%.200s indices must be integers or slices, not %.200s; perhaps you missed a comma?", type_name(value),
            type);
}

/* Constants that exist once each may be compared with `is`; a tuple of constants is one itself. */
static bool is_identity_operand(const Expr *expr)
{
    if (expr->kind == EXPR_TUPLE) {
        const ExprSequence *elements = &expr->as.Tuple.elts;
        for (uint32_t i = 0; i < elements->length; i++)
            if (elements->items[i]->kind != EXPR_CONSTANT)
                return true;
        return false;
    }
    if (expr->kind != EXPR_CONSTANT)
        return true;
    ConstantKind kind = expr->as.Constant.value->kind;
    return kind == CONSTANT_NONE || kind == CONSTANT_FALSE || kind == CONSTANT_TRUE || kind == CONSTANT_ELLIPSIS;
}

void check_compare(Generator *gen, const Expr *compare)
{
    const Expr *left = compare->as.Compare.left;
    for (uint32_t i = 0; i < compare->as.Compare.ops.length; i++) {
        const Expr *right = compare->as.Compare.comparators.items[i];
        CmpOp       op = compare->as.Compare.ops.items[i];
        bool        is_left_bad = !is_identity_operand(left);
        if ((op == CMP_OP_IS || op == CMP_OP_IS_NOT) && (is_left_bad || !is_identity_operand(right))) {
            const char *type = type_name(is_left_bad ? left : right);
            if (op == CMP_OP_IS)
                warn_at(gen, compare->at, "\"is\" with '%.200s' literal. Did you mean \"==\"?", type);
            else
                warn_at(gen, compare->at, "\"is not\" with '%.200s' literal. Did you mean \"!=\"?", type);
            return;
        }
        left = right;
    }
}
