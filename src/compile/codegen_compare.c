/* codegen_compare.c - comparisons, and jumps on the truth of an expression. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

/* COMPARE_OP's argument: the operator, and below it a mask for its specialised forms. */
static const uint8_t compare_arguments[] = {
    [CMP_OP_EQ] = COMPARE_EQ << 5 | 8,      [CMP_OP_NOT_EQ] = COMPARE_NE << 5 | 7,
    [CMP_OP_LT] = COMPARE_LT << 5 | 2,      [CMP_OP_LT_E] = COMPARE_LE << 5 | 10,
    [CMP_OP_GT] = COMPARE_GT << 5 | 4,      [CMP_OP_GT_E] = COMPARE_GE << 5 | 12,
};

void emit_compare(Generator *gen, CmpOp operator, Location at)
{
    switch (operator) {
    case CMP_OP_IS:
    case CMP_OP_IS_NOT:
        emit_arg(gen, OP_IS_OP, operator == CMP_OP_IS_NOT, at);
        break;
    case CMP_OP_IN:
    case CMP_OP_NOT_IN:
        emit_arg(gen, OP_CONTAINS_OP, operator == CMP_OP_NOT_IN, at);
        break;
    default:
        emit_arg(gen, OP_COMPARE_OP, compare_arguments[operator], at);
    }
}

/* a < b < c: b is kept below the comparison's result. */
void gen_compare(Generator *gen, const Expr *expr)
{
    const ExprSequence *operands = &expr->as.Compare.comparators;
    const CmpOp        *operators = expr->as.Compare.ops.items;
    uint32_t            last = expr->as.Compare.ops.length - 1;
    Location            at = expr->at;

    check_compare(gen, expr);
    visit_expr(gen, expr->as.Compare.left);
    if (last == 0) {
        visit_expr(gen, operands->items[0]);
        emit_compare(gen, operators[0], at);
        return;
    }
    Label cleanup = new_label(gen), end = new_label(gen);
    for (uint32_t i = 0; i < last; i++) {
        visit_expr(gen, operands->items[i]);
        emit_arg(gen, OP_SWAP, 2, at);
        emit_arg(gen, OP_COPY, 2, at);
        emit_compare(gen, operators[i], at);
        emit_arg(gen, OP_COPY, 1, at);
        emit(gen, OP_TO_BOOL, at);
        emit_jump(gen, OP_POP_JUMP_IF_FALSE, cleanup, at);
        emit(gen, OP_POP_TOP, at);
    }
    visit_expr(gen, operands->items[last]);
    emit_compare(gen, operators[last], at);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, cleanup);
    emit_arg(gen, OP_SWAP, 2, at);
    emit(gen, OP_POP_TOP, at);
    place(gen, end);
}

void gen_bool_op(Generator *gen, const Expr *expr)
{
    const ExprSequence *values = &expr->as.BoolOp.values;
    int                 jump = expr->as.BoolOp.op == BOOL_OP_AND ? OP_JUMP_IF_FALSE : OP_JUMP_IF_TRUE;
    Label               end = new_label(gen);

    for (uint32_t i = 0; i + 1 < values->length; i++) {
        visit_expr(gen, values->items[i]);
        emit_jump(gen, jump, end, expr->at);
        emit(gen, OP_POP_TOP, expr->at);
    }
    visit_expr(gen, values->items[values->length - 1]);
    place(gen, end);
}

static void emit_jump_on(Generator *gen, Label target, bool condition, Location at)
{
    emit(gen, OP_TO_BOOL, at);
    emit_jump(gen, condition ? OP_POP_JUMP_IF_TRUE : OP_POP_JUMP_IF_FALSE, target, at);
}

static void jump_if_bool_op(Generator *gen, const Expr *expr, Label target, bool condition, Location at)
{
    const ExprSequence *values = &expr->as.BoolOp.values;
    bool                shortcut = expr->as.BoolOp.op == BOOL_OP_OR;
    Label               early = shortcut == condition ? target : new_label(gen);

    for (uint32_t i = 0; i + 1 < values->length; i++)
        gen_jump_if(gen, values->items[i], early, shortcut, at);
    gen_jump_if(gen, values->items[values->length - 1], target, condition, at);
    if (early != target)
        place(gen, early);
}

static void jump_if_conditional(Generator *gen, const Expr *expr, Label target, bool condition, Location at)
{
    Label end = new_label(gen), orelse = new_label(gen);
    gen_jump_if(gen, expr->as.IfExp.test, orelse, false, at);
    gen_jump_if(gen, expr->as.IfExp.body, target, condition, at);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, orelse);
    gen_jump_if(gen, expr->as.IfExp.orelse, target, condition, at);
    place(gen, end);
}

static void jump_if_chained(Generator *gen, const Expr *expr, Label target, bool condition)
{
    const ExprSequence *operands = &expr->as.Compare.comparators;
    const CmpOp        *operators = expr->as.Compare.ops.items;
    uint32_t            last = expr->as.Compare.ops.length - 1;
    Label               cleanup = new_label(gen), end = new_label(gen);
    Location            at = expr->at;

    check_compare(gen, expr);
    visit_expr(gen, expr->as.Compare.left);
    for (uint32_t i = 0; i < last; i++) {
        visit_expr(gen, operands->items[i]);
        emit_arg(gen, OP_SWAP, 2, at);
        emit_arg(gen, OP_COPY, 2, at);
        emit_compare(gen, operators[i], at);
        emit_jump_on(gen, cleanup, false, at);
    }
    visit_expr(gen, operands->items[last]);
    emit_compare(gen, operators[last], at);
    emit_jump_on(gen, target, condition, at);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, cleanup);
    emit(gen, OP_POP_TOP, at);
    if (!condition)
        emit_jump(gen, OP_JUMP_NO_INTERRUPT, target, NO_LOCATION);
    place(gen, end);
}

void gen_jump_if(Generator *gen, const Expr *expr, Label target, bool condition, Location at)
{
    if (!enter_level(gen))
        return;
    if (expr->kind == EXPR_UNARY_OP && expr->as.UnaryOp.op == UNARY_OP_NOT) {
        gen_jump_if(gen, expr->as.UnaryOp.operand, target, !condition, at);
    } else if (expr->kind == EXPR_BOOL_OP) {
        jump_if_bool_op(gen, expr, target, condition, at);
    } else if (expr->kind == EXPR_IF_EXP) {
        jump_if_conditional(gen, expr, target, condition, at);
    } else if (expr->kind == EXPR_COMPARE && expr->as.Compare.ops.length > 1) {
        jump_if_chained(gen, expr, target, condition);
    } else {
        visit_expr(gen, expr);
        emit_jump_on(gen, target, condition, expr->at);
    }
    gen->depth--;
}
