/* codegen_with.c - with and async with. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

static void gen_with_from(Generator *gen, const Stmt *stmt, uint32_t number);

void emit_call_exit_with_nones(Generator *gen, Location at)
{
    for (int i = 0; i < 3; i++)
        emit_none(gen, at);
    emit_arg(gen, OP_CALL, 3, at);
}

/* An exception left the body: __exit__ may swallow it. */
static void gen_except_finish(Generator *gen, Label cleanup)
{
    Label suppress = new_label(gen), exit = new_label(gen);
    emit(gen, OP_TO_BOOL, NO_LOCATION);
    emit_jump(gen, OP_POP_JUMP_IF_TRUE, suppress, NO_LOCATION);
    emit_arg(gen, OP_RERAISE, 2, NO_LOCATION);
    place(gen, suppress);
    emit(gen, OP_POP_TOP, NO_LOCATION); /* the exception */
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    for (int i = 0; i < 3; i++)
        emit(gen, OP_POP_TOP, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, exit, NO_LOCATION);
    place(gen, cleanup);
    emit_arg(gen, OP_COPY, 3, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_arg(gen, OP_RERAISE, 1, NO_LOCATION);
    place(gen, exit);
}

/* Calls __enter__, with __exit__ below on the stack. */
static void enter(Generator *gen, bool is_async, Location at)
{
    emit_arg(gen, OP_COPY, 1, at);
    emit_arg(gen, OP_LOAD_SPECIAL, is_async ? SPECIAL_AEXIT : SPECIAL_EXIT, at);
    emit_arg(gen, OP_SWAP, 2, at);
    emit_arg(gen, OP_SWAP, 3, at);
    emit_arg(gen, OP_LOAD_SPECIAL, is_async ? SPECIAL_AENTER : SPECIAL_ENTER, at);
    emit_arg(gen, OP_CALL, 0, at);
    if (is_async)
        emit_await(gen, 1, at);
}

static void gen_item(Generator *gen, const Stmt *stmt, uint32_t number)
{
    const WithItem *item = stmt->as.With.items.items[number];
    bool            is_async = stmt->kind == STMT_ASYNC_WITH;
    BlockKind       kind = is_async ? BLOCK_ASYNC_WITH : BLOCK_WITH;
    Location        at = item->context_expr->at;
    Label           block = new_label(gen), final = new_label(gen), exit = new_label(gen), cleanup = new_label(gen);

    visit_expr(gen, item->context_expr);
    enter(gen, is_async, at);
    emit_jump(gen, OP_SETUP_WITH, final, at);
    place(gen, block);
    block_push(gen, kind, block, final, at, stmt);
    if (item->optional_vars)
        visit_expr(gen, item->optional_vars);
    else
        emit(gen, OP_POP_TOP, at);
    gen_with_from(gen, stmt, number + 1);

    emit(gen, OP_POP_BLOCK, is_async ? at : NO_LOCATION);
    block_pop(gen, kind);
    emit_call_exit_with_nones(gen, at);
    if (is_async)
        emit_await(gen, 2, at);
    emit(gen, OP_POP_TOP, at);
    emit_jump(gen, OP_JUMP, exit, at);

    place(gen, final);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, at);
    emit(gen, OP_PUSH_EXC_INFO, at);
    emit(gen, OP_WITH_EXCEPT_START, at);
    if (is_async)
        emit_await(gen, 2, at);
    gen_except_finish(gen, cleanup);
    place(gen, exit);
}

/* `with a, b: body` is `with a: with b: body`. */
static void gen_with_from(Generator *gen, const Stmt *stmt, uint32_t number)
{
    if (number == stmt->as.With.items.length) {
        visit_stmts(gen, &stmt->as.With.body);
    } else if (enter_level(gen)) {
        gen_item(gen, stmt, number);
        gen->depth--;
    }
}

void gen_with(Generator *gen, const Stmt *stmt)
{
    gen_with_from(gen, stmt, 0);
}
