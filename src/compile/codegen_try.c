/* codegen_try.c - try with except, except*, else and finally.
 *
 * A finally body is generated twice here: after the body's normal end, and for an exception; each `return`, `break` and
 * `continue` that leaves the try gets one more (codegen_loop.c). SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

static void emit_pop_except_and_reraise(Generator *gen)
{
    emit_arg(gen, OP_COPY, 3, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_arg(gen, OP_RERAISE, 1, NO_LOCATION);
}

/* `except E as name` unbinds the name at its end, whatever happened to it. */
static void emit_unbind(Generator *gen, const Text *name)
{
    if (!name)
        return;
    emit_none(gen, NO_LOCATION);
    emit_variable(gen, name, CONTEXT_STORE, NO_LOCATION);
    emit_variable(gen, name, CONTEXT_DEL, NO_LOCATION);
}

static void gen_named_handler(Generator *gen, const ExceptHandler *handler, Label end)
{
    const Text *name = handler->as.ExceptHandler.name;
    Label       cleanup = new_label(gen), body = new_label(gen);

    emit_variable(gen, name, CONTEXT_STORE, handler->at);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, handler->at);
    place(gen, body);
    block_push(gen, BLOCK_HANDLER_CLEANUP, body, NO_LABEL, handler->at, name);
    visit_stmts(gen, &handler->as.ExceptHandler.body);
    block_pop(gen, BLOCK_HANDLER_CLEANUP);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_unbind(gen, name);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, cleanup);
    emit_unbind(gen, name);
    emit_arg(gen, OP_RERAISE, 1, NO_LOCATION);
}

static void gen_plain_handler(Generator *gen, const ExceptHandler *handler, Label end)
{
    Label body = new_label(gen);
    emit(gen, OP_POP_TOP, handler->at);
    place(gen, body);
    block_push(gen, BLOCK_HANDLER_CLEANUP, body, NO_LABEL, handler->at, NULL);
    visit_stmts(gen, &handler->as.ExceptHandler.body);
    block_pop(gen, BLOCK_HANDLER_CLEANUP);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
}

static void gen_handler(Generator *gen, const ExceptHandler *handler, bool is_last, Label end)
{
    Label next = new_label(gen);
    if (!handler->as.ExceptHandler.type && !is_last) {
        (void)compilation_error_at(gen->compilation, handler->at, "default 'except:' must be last");
        return;
    }
    if (handler->as.ExceptHandler.type) {
        visit_expr(gen, handler->as.ExceptHandler.type);
        emit(gen, OP_CHECK_EXC_MATCH, handler->at);
        emit_jump(gen, OP_POP_JUMP_IF_FALSE, next, handler->at);
    }
    if (handler->as.ExceptHandler.name)
        gen_named_handler(gen, handler, end);
    else
        gen_plain_handler(gen, handler, end);
    place(gen, next);
}

/* The body of either kind of try, protected. */
static void gen_try_body(Generator *gen, const Stmt *stmt, Label except)
{
    Label body = new_label(gen);
    emit_jump(gen, OP_SETUP_FINALLY, except, stmt->at);
    place(gen, body);
    block_push(gen, BLOCK_TRY, body, NO_LABEL, stmt->at, NULL);
    visit_stmts(gen, &stmt->as.Try.body);
    block_pop(gen, BLOCK_TRY);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
}

static void gen_try_except(Generator *gen, const Stmt *stmt)
{
    const ExceptHandlerSequence *handlers = &stmt->as.Try.handlers;
    Label                        except = new_label(gen), end = new_label(gen), cleanup = new_label(gen);

    gen_try_body(gen, stmt, except);
    visit_stmts(gen, &stmt->as.Try.orelse);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, except);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, NO_LOCATION);
    emit(gen, OP_PUSH_EXC_INFO, NO_LOCATION);
    block_push(gen, BLOCK_EXCEPTION_HANDLER, NO_LABEL, NO_LABEL, stmt->at, NULL);
    for (uint32_t i = 0; i < handlers->length && !has_failed(gen); i++)
        gen_handler(gen, handlers->items[i], i + 1 == handlers->length, end);
    block_pop(gen, BLOCK_EXCEPTION_HANDLER);
    emit_arg(gen, OP_RERAISE, 0, NO_LOCATION);
    place(gen, cleanup);
    emit_pop_except_and_reraise(gen);
    place(gen, end);
}

/* The body of one except*: what it raises goes to the list of exceptions, third on the stack. */
static void gen_star_handler_body(Generator *gen, const ExceptHandler *handler, Label except, Label except_with_error)
{
    const Text *name = handler->as.ExceptHandler.name;
    Label       cleanup = new_label(gen), body = new_label(gen);

    if (name)
        emit_variable(gen, name, CONTEXT_STORE, handler->at);
    else
        emit(gen, OP_POP_TOP, handler->at);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, handler->at);
    place(gen, body);
    block_push(gen, BLOCK_HANDLER_CLEANUP, body, NO_LABEL, handler->at, name);
    visit_stmts(gen, &handler->as.ExceptHandler.body);
    block_pop(gen, BLOCK_HANDLER_CLEANUP);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit_unbind(gen, name);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, except, NO_LOCATION);
    place(gen, cleanup);
    emit_unbind(gen, name);
    emit_arg(gen, OP_LIST_APPEND, 3, NO_LOCATION);
    emit(gen, OP_POP_TOP, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, except_with_error, NO_LOCATION);
}

static void gen_star_handler(Generator *gen, const ExceptHandler *handler, bool is_first)
{
    Label    except = new_label(gen), except_with_error = new_label(gen), no_match = new_label(gen);
    Location at = handler->at;

    if (is_first) {
        emit_arg(gen, OP_BUILD_LIST, 0, at); /* of what the handlers raise */
        emit_arg(gen, OP_COPY, 2, at);
    }
    if (handler->as.ExceptHandler.type) {
        visit_expr(gen, handler->as.ExceptHandler.type);
        emit(gen, OP_CHECK_EG_MATCH, at);
        emit_arg(gen, OP_COPY, 1, at);
        emit_jump(gen, OP_POP_JUMP_IF_NONE, no_match, at);
    }
    gen_star_handler_body(gen, handler, except, except_with_error);
    place(gen, except);
    emit(gen, OP_NOP, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, except_with_error, NO_LOCATION);
    place(gen, no_match);
    emit(gen, OP_POP_TOP, at);
    place(gen, except_with_error);
}

/* After the handlers: raises what is left of the group and what they raised, if anything. */
static void gen_reraise_star(Generator *gen, Label end)
{
    Label reraise = new_label(gen);
    emit_arg(gen, OP_CALL_INTRINSIC_2, INTRINSIC_2_PREP_RERAISE_STAR, NO_LOCATION);
    emit_arg(gen, OP_COPY, 1, NO_LOCATION);
    emit_jump(gen, OP_POP_JUMP_IF_NOT_NONE, reraise, NO_LOCATION);
    emit(gen, OP_POP_TOP, NO_LOCATION);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, reraise);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit_arg(gen, OP_SWAP, 2, NO_LOCATION);
    emit(gen, OP_POP_EXCEPT, NO_LOCATION);
    emit_arg(gen, OP_RERAISE, 0, NO_LOCATION);
}

static void gen_try_star_except(Generator *gen, const Stmt *stmt)
{
    const ExceptHandlerSequence *handlers = &stmt->as.TryStar.handlers;
    Label except = new_label(gen), orelse = new_label(gen), end = new_label(gen), cleanup = new_label(gen);
    Label reraise_star = new_label(gen);

    gen_try_body(gen, stmt, except);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, orelse, NO_LOCATION);
    place(gen, except);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, NO_LOCATION);
    emit(gen, OP_PUSH_EXC_INFO, NO_LOCATION);
    block_push(gen, BLOCK_GROUP_HANDLER, NO_LABEL, NO_LABEL, stmt->at, NULL);
    for (uint32_t i = 0; i < handlers->length && !has_failed(gen); i++)
        gen_star_handler(gen, handlers->items[i], i == 0);
    emit_arg(gen, OP_LIST_APPEND, 1, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, reraise_star, NO_LOCATION);
    block_pop(gen, BLOCK_GROUP_HANDLER);
    place(gen, reraise_star);
    gen_reraise_star(gen, end);
    place(gen, cleanup);
    emit_pop_except_and_reraise(gen);
    place(gen, orelse);
    visit_stmts(gen, &stmt->as.TryStar.orelse);
    place(gen, end);
}

/* Try and TryStar have the same fields. */
static void gen_protected(Generator *gen, const Stmt *stmt)
{
    if (!stmt->as.Try.handlers.length)
        visit_stmts(gen, &stmt->as.Try.body);
    else if (stmt->kind == STMT_TRY)
        gen_try_except(gen, stmt);
    else
        gen_try_star_except(gen, stmt);
}

static void gen_try_finally(Generator *gen, const Stmt *stmt)
{
    const StmtSequence *finally = &stmt->as.Try.finalbody;
    Label               body = new_label(gen), end = new_label(gen), exit = new_label(gen), cleanup = new_label(gen);

    emit_jump(gen, OP_SETUP_FINALLY, end, stmt->at);
    place(gen, body);
    block_push(gen, BLOCK_FINALLY_TRY, body, end, stmt->at, finally);
    gen_protected(gen, stmt);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    block_pop(gen, BLOCK_FINALLY_TRY);
    visit_stmts(gen, finally);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, exit, NO_LOCATION);

    place(gen, end);
    block_push(gen, BLOCK_FINALLY_END, end, NO_LABEL, NO_LOCATION, NULL);
    emit_jump(gen, OP_SETUP_CLEANUP, cleanup, NO_LOCATION);
    emit(gen, OP_PUSH_EXC_INFO, NO_LOCATION);
    gen->warnings_disabled++; /* they were given for the first copy */
    visit_stmts(gen, finally);
    gen->warnings_disabled--;
    emit_arg(gen, OP_RERAISE, 0, NO_LOCATION);
    block_pop(gen, BLOCK_FINALLY_END);
    place(gen, cleanup);
    emit_pop_except_and_reraise(gen);
    place(gen, exit);
}

void gen_try(Generator *gen, const Stmt *stmt)
{
    if (stmt->as.Try.finalbody.length)
        gen_try_finally(gen, stmt);
    else
        gen_protected(gen, stmt);
}
