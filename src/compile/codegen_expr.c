/* codegen_expr.c - expressions: displays, attributes, subscripts, yield; the dispatch of all. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

enum { MOST_ON_STACK = 30 }; /* larger displays are built up step by step */

void visit_exprs(Generator *gen, const ExprSequence *exprs)
{
    for (uint32_t i = 0; i < exprs->length && !has_failed(gen); i++)
        visit_expr(gen, exprs->items[i]);
}

Location attribute_location(const Expr *attribute, Location at)
{
    if (at.line == attribute->end_line)
        return at;
    int length = (int)text_code_points(attribute->as.Attribute.attr);
    at.line = attribute->end_line;
    if (length <= attribute->end_column)
        at.column = attribute->end_column - length;
    else
        at.column = at.end_column = -1; /* a tree that was made by hand */
    if (at.end_line < at.line)
        at.end_line = at.line;
    return at;
}

static int binary_operator(Operator operator)
{
    static const uint8_t numbers[] = {
        [OPERATOR_ADD] = NB_ADD,
        [OPERATOR_SUB] = NB_SUBTRACT,
        [OPERATOR_MULT] = NB_MULTIPLY,
        [OPERATOR_MAT_MULT] = NB_MATRIX_MULTIPLY,
        [OPERATOR_DIV] = NB_TRUE_DIVIDE,
        [OPERATOR_MOD] = NB_REMAINDER,
        [OPERATOR_POW] = NB_POWER,
        [OPERATOR_LSHIFT] = NB_LSHIFT,
        [OPERATOR_RSHIFT] = NB_RSHIFT,
        [OPERATOR_BIT_OR] = NB_OR,
        [OPERATOR_BIT_XOR] = NB_XOR,
        [OPERATOR_BIT_AND] = NB_AND,
        [OPERATOR_FLOOR_DIV] = NB_FLOOR_DIVIDE,
    };
    return numbers[operator];
}

static void gen_unary(Generator *gen, const Expr *expr)
{
    visit_expr(gen, expr->as.UnaryOp.operand);
    switch (expr->as.UnaryOp.op) {
    case UNARY_OP_UADD:
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_UNARY_POSITIVE, expr->at);
        break;
    case UNARY_OP_NOT:
        emit(gen, OP_TO_BOOL, expr->at);
        emit(gen, OP_UNARY_NOT, expr->at);
        break;
    case UNARY_OP_USUB:
        emit(gen, OP_UNARY_NEGATIVE, expr->at);
        break;
    case UNARY_OP_INVERT:
        emit(gen, OP_UNARY_INVERT, expr->at);
        break;
    }
}

static void gen_if_exp(Generator *gen, const Expr *expr)
{
    Label end = new_label(gen), next = new_label(gen);
    gen_jump_if(gen, expr->as.IfExp.test, next, false, expr->at);
    visit_expr(gen, expr->as.IfExp.body);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, next);
    visit_expr(gen, expr->as.IfExp.orelse);
    place(gen, end);
}

static bool has_star(const ExprSequence *elements)
{
    for (uint32_t i = 0; i < elements->length; i++)
        if (elements->items[i]->kind == EXPR_STARRED)
            return true;
    return false;
}

void gen_starred(Generator *gen, const ExprSequence *elements, const Text *last, int pushed, int build, int add,
                 int extend, bool is_tuple, Location at)
{
    int  count = (int)elements->length;
    bool is_big = count + pushed + (last != NULL) > MOST_ON_STACK, is_built = is_big;

    if (!is_big && !has_star(elements)) {
        visit_exprs(gen, elements);
        if (last)
            emit_variable(gen, last, CONTEXT_LOAD, at);
        emit_arg(gen, is_tuple ? OP_BUILD_TUPLE : build, count + pushed + (last != NULL), at);
        return;
    }
    if (is_big)
        emit_arg(gen, build, pushed, at);
    for (int i = 0; i < count && !has_failed(gen); i++) {
        const Expr *element = elements->items[i];
        if (element->kind == EXPR_STARRED) {
            if (!is_built)
                emit_arg(gen, build, i + pushed, at);
            is_built = true;
            visit_expr(gen, element->as.Starred.value);
            emit_arg(gen, extend, 1, at);
        } else {
            visit_expr(gen, element);
            if (is_built)
                emit_arg(gen, add, 1, at);
        }
    }
    if (last) {
        emit_variable(gen, last, CONTEXT_LOAD, at);
        emit_arg(gen, add, 1, at);
    }
    if (is_tuple)
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_LIST_TO_TUPLE, at);
}

static void gen_sequence(Generator *gen, const Expr *expr, const ExprSequence *elements, ExprContext context)
{
    if (context == CONTEXT_STORE)
        gen_assign_target(gen, elements, expr->at);
    else if (context == CONTEXT_LOAD)
        gen_starred(gen, elements, NULL, 0, OP_BUILD_LIST, OP_LIST_APPEND, OP_LIST_EXTEND, expr->kind == EXPR_TUPLE,
                    expr->at);
    else
        visit_exprs(gen, elements);
}

static void gen_dict_part(Generator *gen, const Expr *expr, uint32_t begin, uint32_t end)
{
    bool is_big = 2 * (end - begin) > MOST_ON_STACK;
    if (is_big)
        emit_arg(gen, OP_BUILD_MAP, 0, expr->at);
    for (uint32_t i = begin; i < end && !has_failed(gen); i++) {
        visit_expr(gen, expr->as.Dict.keys.items[i]);
        visit_expr(gen, expr->as.Dict.values.items[i]);
        if (is_big)
            emit_arg(gen, OP_MAP_ADD, 1, expr->at);
    }
    if (!is_big)
        emit_arg(gen, OP_BUILD_MAP, (int)(end - begin), expr->at);
}

/* Adds a part of the items to the dict on the stack; the first part becomes it. */
static void merge_dict_part(Generator *gen, const Expr *expr, uint32_t begin, uint32_t end, bool *has_dict)
{
    gen_dict_part(gen, expr, begin, end);
    if (*has_dict)
        emit_arg(gen, OP_DICT_UPDATE, 1, expr->at);
    *has_dict = true;
}

static void gen_dict(Generator *gen, const Expr *expr)
{
    uint32_t count = expr->as.Dict.values.length, pending = 0;
    bool     has_dict = false;
    for (uint32_t i = 0; i < count && !has_failed(gen); i++) {
        if (expr->as.Dict.keys.items[i]) {
            if (2 * pending > MOST_ON_STACK) {
                merge_dict_part(gen, expr, i - pending, i + 1, &has_dict);
                pending = 0;
            } else {
                pending++;
            }
            continue;
        }
        if (pending)
            merge_dict_part(gen, expr, i - pending, i, &has_dict);
        pending = 0;
        if (!has_dict)
            emit_arg(gen, OP_BUILD_MAP, 0, expr->at);
        has_dict = true;
        visit_expr(gen, expr->as.Dict.values.items[i]);
        emit_arg(gen, OP_DICT_UPDATE, 1, expr->at);
    }
    if (pending)
        merge_dict_part(gen, expr, count - pending, count, &has_dict);
    if (!has_dict)
        emit_arg(gen, OP_BUILD_MAP, 0, expr->at);
}

/* `self.x = ...` in a method: x goes into the class's __static_attributes__. */
static void note_static_attribute(Generator *gen, const Expr *attribute)
{
    const Expr *value = attribute->as.Attribute.value;
    if (attribute->as.Attribute.ctx != CONTEXT_STORE || value->kind != EXPR_NAME ||
        value->as.Name.id != gen->names->self)
        return;
    for (Unit *unit = gen->unit->parent; unit; unit = unit->parent)
        if (unit->kind == UNIT_CLASS) {
            if (!symbol_ensure(gen->arena, &unit->static_attributes, attribute->as.Attribute.attr))
                fail_memory(gen);
            return;
        }
}

static void gen_attribute(Generator *gen, const Expr *expr)
{
    static const int opcodes[] = {
        [CONTEXT_LOAD] = OP_LOAD_ATTR, [CONTEXT_STORE] = OP_STORE_ATTR, [CONTEXT_DEL] = OP_DELETE_ATTR};
    if (expr->as.Attribute.ctx == CONTEXT_LOAD && gen_super_attribute(gen, expr, false))
        return;
    note_static_attribute(gen, expr);
    visit_expr(gen, expr->as.Attribute.value);
    emit_attribute(gen, opcodes[expr->as.Attribute.ctx], expr->as.Attribute.attr,
                   attribute_location(expr, expr->at));
}

static bool is_constant_or_absent(const Expr *expr)
{
    return !expr || expr->kind == EXPR_CONSTANT;
}

static bool is_constant_slice(const Expr *slice)
{
    return slice->kind == EXPR_SLICE && is_constant_or_absent(slice->as.Slice.lower) &&
           is_constant_or_absent(slice->as.Slice.upper) && is_constant_or_absent(slice->as.Slice.step);
}

bool is_two_part_slice(const Expr *slice)
{
    return slice->kind == EXPR_SLICE && !slice->as.Slice.step && !is_constant_slice(slice);
}

void gen_slice_parts(Generator *gen, const Expr *slice)
{
    if (slice->as.Slice.lower)
        visit_expr(gen, slice->as.Slice.lower);
    else
        emit_none(gen, slice->at);
    if (slice->as.Slice.upper)
        visit_expr(gen, slice->as.Slice.upper);
    else
        emit_none(gen, slice->at);
}

static const Constant *constant_or_none(const Expr *expr)
{
    return expr ? expr->as.Constant.value : &constant_none;
}

static void gen_slice(Generator *gen, const Expr *slice)
{
    if (is_constant_slice(slice)) {
        emit_const(gen,
                   constant_slice(gen->arena, constant_or_none(slice->as.Slice.lower),
                                  constant_or_none(slice->as.Slice.upper), constant_or_none(slice->as.Slice.step)),
                   slice->at);
        return;
    }
    gen_slice_parts(gen, slice);
    if (slice->as.Slice.step)
        visit_expr(gen, slice->as.Slice.step);
    emit_arg(gen, OP_BUILD_SLICE, slice->as.Slice.step ? 3 : 2, slice->at);
}

void gen_subscript(Generator *gen, const Expr *expr)
{
    ExprContext context = expr->as.Subscript.ctx;
    const Expr *slice = expr->as.Subscript.slice;
    if (context == CONTEXT_LOAD) {
        check_subscriptable(gen, expr->as.Subscript.value);
        check_index(gen, expr->as.Subscript.value, slice);
    }
    visit_expr(gen, expr->as.Subscript.value);
    if (context != CONTEXT_DEL && is_two_part_slice(slice)) {
        gen_slice_parts(gen, slice);
        emit(gen, context == CONTEXT_LOAD ? OP_BINARY_SLICE : OP_STORE_SLICE, expr->at);
        return;
    }
    visit_expr(gen, slice);
    if (context == CONTEXT_LOAD)
        emit_arg(gen, OP_BINARY_OP, NB_SUBSCR, expr->at);
    else
        emit(gen, context == CONTEXT_STORE ? OP_STORE_SUBSCR : OP_DELETE_SUBSCR, expr->at);
}

void emit_yield(Generator *gen, Location at)
{
    if (gen->unit->scope->is_generator && gen->unit->scope->is_coroutine)
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_ASYNC_GEN_WRAP, at);
    emit_arg(gen, OP_YIELD_VALUE, 0, at);
    emit_arg(gen, OP_RESUME, RESUME_AFTER_YIELD, at);
}

static void gen_yield(Generator *gen, const Expr *expr)
{
    if (!scope_is_function_like(gen->unit->scope)) {
        (void)compilation_error_at(gen->compilation, expr->at, "'yield' outside function");
        return;
    }
    if (expr->as.Yield.value)
        visit_expr(gen, expr->as.Yield.value);
    else
        emit_none(gen, expr->at);
    emit_yield(gen, expr->at);
}

static void gen_yield_from(Generator *gen, const Expr *expr)
{
    if (!scope_is_function_like(gen->unit->scope)) {
        (void)compilation_error_at(gen->compilation, expr->at, "'yield from' outside function");
        return;
    }
    if (gen->unit->kind == UNIT_ASYNC_FUNCTION) {
        (void)compilation_error_at(gen->compilation, expr->at, "'yield from' inside async function");
        return;
    }
    visit_expr(gen, expr->as.YieldFrom.value);
    emit(gen, OP_GET_YIELD_FROM_ITER, expr->at);
    emit_none(gen, expr->at);
    emit_yield_from(gen, false, expr->at);
}

static void refuse_starred(Generator *gen, const Expr *expr)
{
    (void)compilation_error_at(gen->compilation, expr->at,
                               expr->as.Starred.ctx == CONTEXT_STORE
                                   ? "starred assignment target must be in a list or tuple"
                                   : "can't use starred expression here");
}

/* Expressions that may be targets, too. */
static void gen_target(Generator *gen, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_ATTRIBUTE:
        gen_attribute(gen, expr);
        break;
    case EXPR_SUBSCRIPT:
        gen_subscript(gen, expr);
        break;
    case EXPR_STARRED:
        refuse_starred(gen, expr);
        break;
    case EXPR_NAME:
        emit_variable(gen, expr->as.Name.id, expr->as.Name.ctx, expr->at);
        break;
    case EXPR_LIST:
        gen_sequence(gen, expr, &expr->as.List.elts, expr->as.List.ctx);
        break;
    case EXPR_TUPLE:
        gen_sequence(gen, expr, &expr->as.Tuple.elts, expr->as.Tuple.ctx);
        break;
    case EXPR_SLICE:
        gen_slice(gen, expr);
        break;
    default:
        break;
    }
}

/* Literals, strings, displays, comprehensions. */
static void gen_display(Generator *gen, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_CONSTANT:
        emit_const(gen, expr->as.Constant.value, expr->at);
        break;
    case EXPR_JOINED_STR:
        gen_joined_str(gen, expr);
        break;
    case EXPR_FORMATTED_VALUE:
        gen_formatted_value(gen, expr);
        break;
    case EXPR_TEMPLATE_STR:
        gen_template_str(gen, expr);
        break;
    case EXPR_INTERPOLATION:
        gen_interpolation(gen, expr);
        break;
    case EXPR_DICT:
        gen_dict(gen, expr);
        break;
    case EXPR_SET:
        gen_starred(gen, &expr->as.Set.elts, NULL, 0, OP_BUILD_SET, OP_SET_ADD, OP_SET_UPDATE, false, expr->at);
        break;
    case EXPR_LIST_COMP:
    case EXPR_SET_COMP:
    case EXPR_DICT_COMP:
    case EXPR_GENERATOR_EXP:
        gen_comprehension(gen, expr);
        break;
    default:
        gen_target(gen, expr);
    }
}

static void gen_expr(Generator *gen, const Expr *expr)
{
    switch (expr->kind) {
    case EXPR_NAMED_EXPR:
        visit_expr(gen, expr->as.NamedExpr.value);
        emit_arg(gen, OP_COPY, 1, expr->at);
        visit_expr(gen, expr->as.NamedExpr.target);
        break;
    case EXPR_BOOL_OP:
        gen_bool_op(gen, expr);
        break;
    case EXPR_BIN_OP:
        visit_expr(gen, expr->as.BinOp.left);
        visit_expr(gen, expr->as.BinOp.right);
        emit_arg(gen, OP_BINARY_OP, binary_operator(expr->as.BinOp.op), expr->at);
        break;
    case EXPR_UNARY_OP:
        gen_unary(gen, expr);
        break;
    case EXPR_LAMBDA:
        gen_lambda(gen, expr);
        break;
    case EXPR_IF_EXP:
        gen_if_exp(gen, expr);
        break;
    case EXPR_YIELD:
        gen_yield(gen, expr);
        break;
    case EXPR_YIELD_FROM:
        gen_yield_from(gen, expr);
        break;
    case EXPR_AWAIT:
        visit_expr(gen, expr->as.Await.value);
        emit_await(gen, 0, expr->at);
        break;
    case EXPR_COMPARE:
        gen_compare(gen, expr);
        break;
    case EXPR_CALL:
        gen_call(gen, expr);
        break;
    default:
        gen_display(gen, expr);
    }
}

void visit_expr(Generator *gen, const Expr *expr)
{
    if (expr->kind == EXPR_NAME && !has_failed(gen)) {
        emit_variable(gen, expr->as.Name.id, expr->as.Name.ctx, expr->at);
        return;
    }
    if (!enter_level(gen))
        return;
    gen_expr(gen, expr);
    gen->depth--;
}
