/* codegen_stmt.c - simple statements: expressions, assignments, deletions, imports, raise, assert; the dispatch of all.
 * SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

void visit_stmts(Generator *gen, const StmtSequence *stmts)
{
    for (uint32_t i = 0; i < stmts->length && !has_failed(gen); i++)
        visit_stmt(gen, stmts->items[i]);
}

/* At a prompt the value is shown; a constant's value is not even computed. */
static void gen_expression(Generator *gen, const Expr *value, Location at)
{
    if (gen->is_interactive && !gen->unit->parent) {
        visit_expr(gen, value);
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_PRINT, at);
        emit(gen, OP_POP_TOP, NO_LOCATION);
    } else if (value->kind == EXPR_CONSTANT) {
        emit(gen, OP_NOP, at);
    } else {
        visit_expr(gen, value);
        emit(gen, OP_POP_TOP, NO_LOCATION);
    }
}

static void gen_assign(Generator *gen, const Stmt *stmt)
{
    const ExprSequence *targets = &stmt->as.Assign.targets;
    visit_expr(gen, stmt->as.Assign.value);
    for (uint32_t i = 0; i < targets->length; i++) {
        if (i + 1 < targets->length)
            emit_arg(gen, OP_COPY, 1, stmt->at);
        visit_expr(gen, targets->items[i]);
    }
}

/* Unpacks what is on the stack into the elements of a list or tuple. */
void gen_assign_target(Generator *gen, const ExprSequence *elements, Location at)
{
    uint32_t count = elements->length;
    bool     has_star = false;
    for (uint32_t i = 0; i < count; i++) {
        if (elements->items[i]->kind != EXPR_STARRED)
            continue;
        if (has_star) {
            (void)compilation_error_at(gen->compilation, at, "multiple starred expressions in assignment");
            return;
        }
        if (i >= 1 << 8 || count - i - 1 >= (uint32_t)INT32_MAX >> 8) {
            (void)compilation_error_at(gen->compilation, at, "too many expressions in star-unpacking assignment");
            return;
        }
        emit_arg(gen, OP_UNPACK_EX, (int)(i + ((count - i - 1) << 8)), at);
        has_star = true;
    }
    if (!has_star)
        emit_arg(gen, OP_UNPACK_SEQUENCE, (int)count, at);
    for (uint32_t i = 0; i < count; i++) {
        const Expr *element = elements->items[i];
        visit_expr(gen, element->kind == EXPR_STARRED ? element->as.Starred.value : element);
    }
}

static int inplace_operator(Operator operator)
{
    static const uint8_t numbers[] = {
        [OPERATOR_ADD] = NB_INPLACE_ADD,
        [OPERATOR_SUB] = NB_INPLACE_SUBTRACT,
        [OPERATOR_MULT] = NB_INPLACE_MULTIPLY,
        [OPERATOR_MAT_MULT] = NB_INPLACE_MATRIX_MULTIPLY,
        [OPERATOR_DIV] = NB_INPLACE_TRUE_DIVIDE,
        [OPERATOR_MOD] = NB_INPLACE_REMAINDER,
        [OPERATOR_POW] = NB_INPLACE_POWER,
        [OPERATOR_LSHIFT] = NB_INPLACE_LSHIFT,
        [OPERATOR_RSHIFT] = NB_INPLACE_RSHIFT,
        [OPERATOR_BIT_OR] = NB_INPLACE_OR,
        [OPERATOR_BIT_XOR] = NB_INPLACE_XOR,
        [OPERATOR_BIT_AND] = NB_INPLACE_AND,
        [OPERATOR_FLOOR_DIV] = NB_INPLACE_FLOOR_DIVIDE,
    };
    return numbers[operator];
}

/* Leaves the target's parts on the stack, and its value above them. */
static void load_augmented(Generator *gen, const Expr *target)
{
    Location at = target->at;
    switch (target->kind) {
    case EXPR_ATTRIBUTE:
        visit_expr(gen, target->as.Attribute.value);
        emit_arg(gen, OP_COPY, 1, at);
        emit_attribute(gen, OP_LOAD_ATTR, target->as.Attribute.attr, attribute_location(target, at));
        break;
    case EXPR_SUBSCRIPT:
        visit_expr(gen, target->as.Subscript.value);
        if (is_two_part_slice(target->as.Subscript.slice)) {
            gen_slice_parts(gen, target->as.Subscript.slice);
            for (int i = 0; i < 3; i++)
                emit_arg(gen, OP_COPY, 3, at);
            emit(gen, OP_BINARY_SLICE, at);
        } else {
            visit_expr(gen, target->as.Subscript.slice);
            emit_arg(gen, OP_COPY, 2, at);
            emit_arg(gen, OP_COPY, 2, at);
            emit_arg(gen, OP_BINARY_OP, NB_SUBSCR, at);
        }
        break;
    default:
        emit_variable(gen, target->as.Name.id, CONTEXT_LOAD, at);
    }
}

static void store_augmented(Generator *gen, const Expr *target)
{
    Location at = target->at;
    switch (target->kind) {
    case EXPR_ATTRIBUTE:
        at = attribute_location(target, at);
        emit_arg(gen, OP_SWAP, 2, at);
        emit_attribute(gen, OP_STORE_ATTR, target->as.Attribute.attr, at);
        break;
    case EXPR_SUBSCRIPT:
        if (is_two_part_slice(target->as.Subscript.slice)) {
            for (int i = 4; i >= 2; i--)
                emit_arg(gen, OP_SWAP, i, at);
            emit(gen, OP_STORE_SLICE, at);
        } else {
            emit_arg(gen, OP_SWAP, 3, at);
            emit_arg(gen, OP_SWAP, 2, at);
            emit(gen, OP_STORE_SUBSCR, at);
        }
        break;
    default:
        emit_variable(gen, target->as.Name.id, CONTEXT_STORE, at);
    }
}

static void gen_augmented(Generator *gen, const Stmt *stmt)
{
    const Expr *target = stmt->as.AugAssign.target;
    load_augmented(gen, target);
    visit_expr(gen, stmt->as.AugAssign.value);
    emit_arg(gen, OP_BINARY_OP, inplace_operator(stmt->as.AugAssign.op), stmt->at);
    store_augmented(gen, target);
}

static void gen_raise(Generator *gen, const Stmt *stmt)
{
    int count = 0;
    if (stmt->as.Raise.exc) {
        visit_expr(gen, stmt->as.Raise.exc);
        count++;
        if (stmt->as.Raise.cause) {
            visit_expr(gen, stmt->as.Raise.cause);
            count++;
        }
    }
    emit_arg(gen, OP_RAISE_VARARGS, count, stmt->at);
}

static bool is_nonempty_tuple(const Expr *expr)
{
    return (expr->kind == EXPR_TUPLE && expr->as.Tuple.elts.length > 0) ||
           (expr->kind == EXPR_CONSTANT && expr->as.Constant.value->kind == CONSTANT_TUPLE &&
            expr->as.Constant.value->length > 0);
}

static void gen_assert(Generator *gen, const Stmt *stmt)
{
    const Expr *test = stmt->as.Assert.test;
    if (is_nonempty_tuple(test))
        warn_at(gen, stmt->at, "assertion is always true, perhaps remove parentheses?");
    if (gen->optimize || has_failed(gen))
        return;
    Label end = new_label(gen);
    gen_jump_if(gen, test, end, true, stmt->at);
    emit_arg(gen, OP_LOAD_COMMON_CONSTANT, COMMON_ASSERTION_ERROR, stmt->at);
    if (stmt->as.Assert.msg) {
        visit_expr(gen, stmt->as.Assert.msg);
        emit_arg(gen, OP_CALL, 0, stmt->at);
    }
    emit_arg(gen, OP_RAISE_VARARGS, 1, test->at);
    place(gen, end);
}

/* `import a.b.c as d`: the module a.b.c is reached through its parents. */
static void gen_import_as(Generator *gen, const Text *name, const Text *as_name, Location at)
{
    const char *end = name->data + name->length, *dot = memchr(name->data, '.', name->length);
    if (!dot) {
        emit_variable(gen, as_name, CONTEXT_STORE, at);
        return;
    }
    while (dot) {
        const char *begin = dot + 1;
        dot = memchr(begin, '.', (size_t)(end - begin));
        const Text *part =
            text_intern(&gen->compilation->texts, begin, (size_t)((dot ? dot : end) - begin));
        if (!part) {
            fail_memory(gen);
            return;
        }
        emit_plain_name(gen, OP_IMPORT_FROM, part, at);
        if (dot) {
            emit_arg(gen, OP_SWAP, 2, at);
            emit(gen, OP_POP_TOP, at);
        }
    }
    emit_variable(gen, as_name, CONTEXT_STORE, at);
    emit(gen, OP_POP_TOP, at);
}

static void gen_import(Generator *gen, const Stmt *stmt)
{
    for (uint32_t i = 0; i < stmt->as.Import.names.length && !has_failed(gen); i++) {
        const Alias *alias = stmt->as.Import.names.items[i];
        emit_int(gen, 0, stmt->at);
        emit_none(gen, stmt->at);
        emit_name(gen, OP_IMPORT_NAME, alias->name, 0, 0, stmt->at);
        if (alias->asname) {
            gen_import_as(gen, alias->name, alias->asname, stmt->at);
            continue;
        }
        const Text *stored = alias->name;
        const char *dot = memchr(stored->data, '.', stored->length);
        if (dot)
            stored = text_intern(&gen->compilation->texts, stored->data, (size_t)(dot - stored->data));
        if (stored)
            emit_variable(gen, stored, CONTEXT_STORE, stmt->at);
        else
            fail_memory(gen);
    }
}

static void gen_import_from(Generator *gen, const Stmt *stmt)
{
    const AliasSequence *aliases = &stmt->as.ImportFrom.names;
    const Text         **names = arena_alloc(gen->arena, (aliases->length ? aliases->length : 1) * sizeof *names);
    if (!names) {
        fail_memory(gen);
        return;
    }
    for (uint32_t i = 0; i < aliases->length; i++)
        names[i] = aliases->items[i]->name;
    emit_int(gen, stmt->as.ImportFrom.level, stmt->at);
    emit_const(gen, texts_constant(gen, names, aliases->length), stmt->at);
    const Text *module = stmt->as.ImportFrom.module ? stmt->as.ImportFrom.module : gen->names->empty;
    emit_name(gen, OP_IMPORT_NAME, module, 0, 0, stmt->at);
    for (uint32_t i = 0; i < aliases->length && !has_failed(gen); i++) {
        const Alias *alias = aliases->items[i];
        if (i == 0 && alias->name == gen->names->star) {
            emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_IMPORT_STAR, stmt->at);
            emit(gen, OP_POP_TOP, NO_LOCATION);
            return;
        }
        emit_name(gen, OP_IMPORT_FROM, alias->name, 0, 0, stmt->at);
        emit_variable(gen, alias->asname ? alias->asname : alias->name, CONTEXT_STORE, stmt->at);
    }
    emit(gen, OP_POP_TOP, stmt->at);
}

/* Statements that may not run their parts. */
static void gen_conditional(Generator *gen, const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FOR:
        gen_for(gen, stmt);
        break;
    case STMT_ASYNC_FOR:
        gen_async_for(gen, stmt);
        break;
    case STMT_WHILE:
        gen_while(gen, stmt);
        break;
    case STMT_IF:
        gen_if(gen, stmt);
        break;
    case STMT_MATCH:
        gen_match(gen, stmt);
        break;
    case STMT_TRY:
    case STMT_TRY_STAR:
        gen_try(gen, stmt);
        break;
    default:
        gen_with(gen, stmt);
    }
}

static void gen_compound(Generator *gen, const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_FUNCTION_DEF:
    case STMT_ASYNC_FUNCTION_DEF:
        gen_function(gen, stmt);
        break;
    case STMT_CLASS_DEF:
        gen_class(gen, stmt);
        break;
    case STMT_TYPE_ALIAS:
        gen_type_alias(gen, stmt);
        break;
    default: {
        bool before = gen->unit->in_conditional;
        gen->unit->in_conditional = true;
        gen_conditional(gen, stmt);
        gen->unit->in_conditional = before;
    }
    }
}

static void gen_stmt(Generator *gen, const Stmt *stmt)
{
    switch (stmt->kind) {
    case STMT_RETURN:
        gen_return(gen, stmt);
        break;
    case STMT_DELETE:
        visit_exprs(gen, &stmt->as.Delete.targets);
        break;
    case STMT_ASSIGN:
        gen_assign(gen, stmt);
        break;
    case STMT_AUG_ASSIGN:
        gen_augmented(gen, stmt);
        break;
    case STMT_ANN_ASSIGN:
        gen_annotated(gen, stmt);
        break;
    case STMT_RAISE:
        gen_raise(gen, stmt);
        break;
    case STMT_ASSERT:
        gen_assert(gen, stmt);
        break;
    case STMT_IMPORT:
        gen_import(gen, stmt);
        break;
    case STMT_IMPORT_FROM:
        gen_import_from(gen, stmt);
        break;
    case STMT_GLOBAL:
    case STMT_NONLOCAL:
        break;
    case STMT_EXPR:
        gen_expression(gen, stmt->as.Expr.value, stmt->at);
        break;
    case STMT_PASS:
        emit(gen, OP_NOP, stmt->at);
        break;
    case STMT_BREAK:
        gen_break(gen, stmt->at);
        break;
    case STMT_CONTINUE:
        gen_continue(gen, stmt->at);
        break;
    default:
        gen_compound(gen, stmt);
    }
}

void visit_stmt(Generator *gen, const Stmt *stmt)
{
    enum { STATEMENTS_A_POLL = 64 };
    if (!enter_level(gen) || (++gen->statements % STATEMENTS_A_POLL == 0 && !compilation_poll(gen->compilation)))
        return;
    gen_stmt(gen, stmt);
    gen->depth--;
}
