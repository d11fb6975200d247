/* codegen_loop.c - if, while, for, async for; and leaving blocks by return, break and continue.
 *
 * What leaves a block undoes it from the innermost outward: pops iterators, calls __exit__, runs a copy of the finally
 * body. While that copy is generated the block is off the stack, so that a `return` in it unwinds the outer ones only.
 * SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

void gen_if(Generator *gen, const Stmt *stmt)
{
    bool  has_else = stmt->as.If.orelse.length > 0;
    Label end = new_label(gen), next = has_else ? new_label(gen) : end;

    gen_jump_if(gen, stmt->as.If.test, next, false, stmt->at);
    visit_stmts(gen, &stmt->as.If.body);
    if (has_else) {
        emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
        place(gen, next);
        visit_stmts(gen, &stmt->as.If.orelse);
    }
    place(gen, end);
}

void gen_while(Generator *gen, const Stmt *stmt)
{
    Label loop = new_label(gen), end = new_label(gen), anchor = new_label(gen);

    place(gen, loop);
    block_push(gen, BLOCK_WHILE, loop, end, stmt->at, NULL);
    gen_jump_if(gen, stmt->as.While.test, anchor, false, stmt->at);
    visit_stmts(gen, &stmt->as.While.body);
    emit_jump(gen, OP_JUMP, loop, NO_LOCATION);
    block_pop(gen, BLOCK_WHILE);
    place(gen, anchor);
    visit_stmts(gen, &stmt->as.While.orelse);
    place(gen, end);
}

/* The NOP gives a `for` that spans lines its own line event; it vanishes where it is not needed. */
void gen_for(Generator *gen, const Stmt *stmt)
{
    Label    start = new_label(gen), cleanup = new_label(gen), end = new_label(gen);
    Location iter_at = stmt->as.For.iter->at;

    block_push(gen, BLOCK_FOR, start, end, stmt->at, NULL);
    visit_expr(gen, stmt->as.For.iter);
    emit(gen, OP_GET_ITER, iter_at);
    place(gen, start);
    emit_jump(gen, OP_FOR_ITER, cleanup, iter_at);
    emit(gen, OP_NOP, stmt->as.For.target->at);
    visit_expr(gen, stmt->as.For.target);
    visit_stmts(gen, &stmt->as.For.body);
    emit_jump(gen, OP_JUMP, start, NO_LOCATION);
    place(gen, cleanup);
    emit(gen, OP_END_FOR, NO_LOCATION);
    emit(gen, OP_POP_ITER, NO_LOCATION);
    block_pop(gen, BLOCK_FOR);
    visit_stmts(gen, &stmt->as.For.orelse);
    place(gen, end);
}

void gen_async_for(Generator *gen, const Stmt *stmt)
{
    Label    start = new_label(gen), send = new_label(gen), except = new_label(gen), end = new_label(gen);
    Location at = stmt->at, iter_at = stmt->as.AsyncFor.iter->at;

    visit_expr(gen, stmt->as.AsyncFor.iter);
    emit(gen, OP_GET_AITER, iter_at);
    place(gen, start);
    block_push(gen, BLOCK_ASYNC_FOR, start, end, at, NULL);
    emit_jump(gen, OP_SETUP_FINALLY, except, at); /* guards __anext__ */
    emit(gen, OP_GET_ANEXT, at);
    emit_none(gen, at);
    place(gen, send);
    emit_yield_from(gen, true, at);
    emit(gen, OP_POP_BLOCK, at);
    emit(gen, OP_NOT_TAKEN, at);
    visit_expr(gen, stmt->as.AsyncFor.target);
    visit_stmts(gen, &stmt->as.AsyncFor.body);
    emit_jump(gen, OP_JUMP, start, NO_LOCATION);
    block_pop(gen, BLOCK_ASYNC_FOR);
    place(gen, except);
    emit_jump(gen, OP_END_ASYNC_FOR, send, iter_at);
    visit_stmts(gen, &stmt->as.AsyncFor.orelse);
    place(gen, end);
}

static void swap_preserved(Generator *gen, bool preserves_top, Location at)
{
    if (preserves_top)
        emit_arg(gen, OP_SWAP, 2, at);
}

static void unwind_finally(Generator *gen, const Block *block, bool preserves_top, Location *at)
{
    emit(gen, OP_POP_BLOCK, *at);
    if (preserves_top)
        block_push(gen, BLOCK_POP_VALUE, NO_LABEL, NO_LABEL, *at, NULL);
    visit_stmts(gen, block->datum);
    if (preserves_top)
        block_pop(gen, BLOCK_POP_VALUE);
    *at = NO_LOCATION; /* what follows is not of the statement that left the block */
}

static void unwind_with(Generator *gen, const Block *block, bool preserves_top, Location *at)
{
    *at = block->at;
    emit(gen, OP_POP_BLOCK, *at);
    if (preserves_top) {
        emit_arg(gen, OP_SWAP, 3, *at);
        emit_arg(gen, OP_SWAP, 2, *at);
    }
    emit_call_exit_with_nones(gen, *at);
    if (block->kind == BLOCK_ASYNC_WITH)
        emit_await(gen, 2, *at);
    emit(gen, OP_POP_TOP, *at);
    *at = NO_LOCATION;
}

static void unwind_handler(Generator *gen, const Block *block, bool preserves_top, Location at)
{
    if (block->datum)
        emit(gen, OP_POP_BLOCK, at);
    swap_preserved(gen, preserves_top, at);
    emit(gen, OP_POP_BLOCK, at);
    emit(gen, OP_POP_EXCEPT, at);
    if (block->datum) {
        emit_none(gen, at);
        emit_variable(gen, block->datum, CONTEXT_STORE, at);
        emit_variable(gen, block->datum, CONTEXT_DEL, at);
    }
}

/* Leaves one block; preserves_top: a return value lies on the stack. */
static void unwind(Generator *gen, const Block *block, bool preserves_top, Location *at)
{
    switch (block->kind) {
    case BLOCK_FOR:
    case BLOCK_ASYNC_FOR:
    case BLOCK_POP_VALUE:
        swap_preserved(gen, preserves_top, *at);
        emit(gen, OP_POP_TOP, *at);
        break;
    case BLOCK_TRY:
        emit(gen, OP_POP_BLOCK, *at);
        break;
    case BLOCK_FINALLY_TRY:
        unwind_finally(gen, block, preserves_top, at);
        break;
    case BLOCK_FINALLY_END:
        swap_preserved(gen, preserves_top, *at);
        emit(gen, OP_POP_TOP, *at);
        swap_preserved(gen, preserves_top, *at);
        emit(gen, OP_POP_BLOCK, *at);
        emit(gen, OP_POP_EXCEPT, *at);
        break;
    case BLOCK_WITH:
    case BLOCK_ASYNC_WITH:
        unwind_with(gen, block, preserves_top, at);
        break;
    case BLOCK_HANDLER_CLEANUP:
        unwind_handler(gen, block, preserves_top, *at);
        break;
    default:
        break;
    }
}

static bool is_loop(BlockKind kind)
{
    return kind == BLOCK_WHILE || kind == BLOCK_FOR || kind == BLOCK_ASYNC_FOR;
}

/* Leaves all blocks, or those inside of the innermost loop, which is stored in *loop (copied: NULL kind stays if there is
 * none). The blocks are as before when it returns. */
static bool unwind_all(Generator *gen, bool preserves_top, Location *at, Block *loop)
{
    Unit *unit = gen->unit;
    if (!unit->block_count || has_failed(gen))
        return false;
    Block top = unit->blocks[unit->block_count - 1];
    if (top.kind == BLOCK_GROUP_HANDLER) {
        (void)compilation_error_at(gen->compilation, *at,
                                   "'break', 'continue' and 'return' cannot appear in an except* block");
        return false;
    }
    if (loop && is_loop(top.kind)) {
        *loop = top;
        return true;
    }
    unit->block_count--;
    unwind(gen, &top, preserves_top, at);
    bool found = unwind_all(gen, preserves_top, at, loop);
    if (!has_failed(gen))
        unit->blocks[unit->block_count++] = top;
    return found;
}

void gen_return(Generator *gen, const Stmt *stmt)
{
    const Scope *scope = gen->unit->scope;
    const Expr  *value = stmt->as.Return.value;
    bool         preserves_top = value && value->kind != EXPR_CONSTANT;
    Location     at = stmt->at;

    if (!scope_is_function_like(scope)) {
        (void)compilation_error_at(gen->compilation, at, "'return' outside function");
        return;
    }
    if (value && scope->is_coroutine && scope->is_generator) {
        (void)compilation_error_at(gen->compilation, at, "'return' with value in async generator");
        return;
    }
    if (preserves_top) {
        visit_expr(gen, value);
    } else if (value) {
        at = value->at;
        emit(gen, OP_NOP, at);
    }
    if (!value || value->line != stmt->line) {
        at = stmt->at;
        emit(gen, OP_NOP, at);
    }
    (void)unwind_all(gen, preserves_top, &at, NULL);
    if (!value)
        emit_none(gen, at);
    else if (!preserves_top)
        emit_const(gen, value->as.Constant.value, at);
    emit(gen, OP_RETURN_VALUE, at);
}

void gen_break(Generator *gen, Location at)
{
    Location from = at;
    Block    loop;
    emit(gen, OP_NOP, at);
    if (unwind_all(gen, false, &at, &loop)) {
        unwind(gen, &loop, false, &at);
        emit_jump(gen, OP_JUMP, loop.exit, at);
    } else {
        (void)compilation_error_at(gen->compilation, from, "'break' outside loop");
    }
}

void gen_continue(Generator *gen, Location at)
{
    Location from = at;
    Block    loop;
    emit(gen, OP_NOP, at);
    if (unwind_all(gen, false, &at, &loop))
        emit_jump(gen, OP_JUMP, loop.start, at);
    else
        (void)compilation_error_at(gen->compilation, from, "'continue' not properly in loop");
}
