/* flowgraph_peephole.c - local improvements within a block, and jumps to jumps.
 *
 * A switch over the opcode: each case looks at the next instruction or at the jump's target. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

/* The jump at `op` goes on to another one: it becomes NOP, and a jump `opcode` to the final target is appended (a later
 * pass removes the NOP if its line allows). 1: done, so look at the same place again; 0: it is a loop; -1: no memory. */
static int jump_thread(Graph *graph, Block *block, Op *op, const Op *next, int opcode)
{
    if (op->target == next->target)
        return 0;
    Block   *target = next->target;
    Location location = next->location;
    op_to_nop(op);
    Op *jump = block_add(graph, block, opcode, 0, location);
    if (!jump)
        return -1;
    jump->target = target;
    return 1;
}

/* What is to be done with the instruction that was looked at. */
typedef enum Step { STEP_NEXT, STEP_AGAIN, STEP_FAILED } Step;

static Step step_thread(Graph *graph, Block *block, Op *op, const Op *next, int opcode)
{
    int done = jump_thread(graph, block, op, next, opcode);
    return done < 0 ? STEP_FAILED : done ? STEP_AGAIN : STEP_NEXT;
}

static Step optimize_jump(Graph *graph, Block *block, Op *op)
{
    const Op *next = op->target->ops;
    if (!op->target->count)
        return STEP_NEXT;
    switch (op->opcode) {
    case OP_JUMP: case OP_JUMP_NO_INTERRUPT:
        if (next->opcode == OP_JUMP)
            return step_thread(graph, block, op, next, OP_JUMP);
        if (next->opcode == OP_JUMP_NO_INTERRUPT)
            return step_thread(graph, block, op, next, op->opcode);
        return STEP_NEXT;
    case OP_JUMP_IF_FALSE: case OP_JUMP_IF_TRUE:
        if (next->opcode == OP_JUMP || next->opcode == op->opcode)
            return step_thread(graph, block, op, next, op->opcode);
        if (next->opcode != OP_JUMP_IF_FALSE && next->opcode != OP_JUMP_IF_TRUE)
            return STEP_NEXT;
        op->target = op->target->next;      /* the opposite test: known not to jump */
        return STEP_AGAIN;
    default:
        return next->opcode == OP_JUMP ? step_thread(graph, block, op, next, op->opcode) : STEP_NEXT;
    }
}

/* (a, b) = (x, y) without the tuple. */
static bool optimize_build_tuple(Graph *graph, Block *block, uint32_t at)
{
    Op *op = &block->ops[at];
    if (at + 1 < block->count && op[1].opcode == OP_UNPACK_SEQUENCE && op->arg == op[1].arg && op->arg >= 1 &&
        op->arg <= 3) {
        if (op->arg == 1)
            op_to_nop(op + 1);
        else
            op[1].opcode = OP_SWAP;
        op_to_nop(op);
        return true;
    }
    return fold_build_tuple(graph, block, at);
}

static bool optimize_unary_not(Graph *graph, Block *block, uint32_t at, int next)
{
    Op *op = &block->ops[at];
    if (next == OP_TO_BOOL) {
        op_to_nop(op);
        op_set(op + 1, OP_UNARY_NOT, 0);
    } else if (next == OP_UNARY_NOT) {
        op_to_nop(op);
        op_to_nop(op + 1);
    } else {
        return fold_unary_op(graph, block, at);
    }
    return true;
}

static bool optimize_intrinsic(Graph *graph, Block *block, uint32_t at, int next)
{
    Op *op = &block->ops[at];
    if (op->arg == INTRINSIC_1_UNARY_POSITIVE)
        return fold_unary_op(graph, block, at);
    if (op->arg != INTRINSIC_1_LIST_TO_TUPLE)
        return true;
    if (!fold_list_to_tuple(graph, block, at))
        return false;
    if (op->opcode == OP_CALL_INTRINSIC_1 && next == OP_GET_ITER)
        op_to_nop(op);
    return true;
}

/* COMPARE_OP, CONTAINS_OP or IS_OP, whose result is made a bool, or negated. */
static void optimize_comparison(Op *op, int next)
{
    int opcode = op->opcode, arg = op->arg;
    if (next == OP_TO_BOOL)
        op_set(op + 1, opcode, opcode == OP_COMPARE_OP ? arg | COMPARE_TO_BOOL : arg);
    else if (next == OP_UNARY_NOT && opcode != OP_COMPARE_OP)
        op_set(op + 1, opcode, arg ^ 1);
    else
        return;
    op_to_nop(op);
}

/* Two stores into one local on a line: the first only pops. */
static void optimize_store(Op *op)
{
    if (op->opcode == op[1].opcode && op->arg == op[1].arg && op->location.line == op[1].location.line)
        op_set(op, OP_POP_TOP, 0);
}

static Step optimize_op(Graph *graph, Block *block, uint32_t at)
{
    Op  *op = &block->ops[at];
    int  next = at + 1 < block->count ? op[1].opcode : 0;
    bool done = true;
    switch (op->opcode) {
    case OP_BUILD_TUPLE:
        done = optimize_build_tuple(graph, block, at);
        break;
    case OP_BUILD_LIST: case OP_BUILD_SET:
        done = fold_build_list_or_set(graph, block, at);
        break;
    case OP_LIST_APPEND: case OP_SET_ADD:
        if (op->arg == 1 && (next == OP_GET_ITER || next == OP_CONTAINS_OP))
            done = fold_last_append(graph, block, at);
        break;
    case OP_POP_JUMP_IF_NOT_NONE: case OP_POP_JUMP_IF_NONE: case OP_POP_JUMP_IF_FALSE: case OP_POP_JUMP_IF_TRUE:
    case OP_JUMP_IF_FALSE: case OP_JUMP_IF_TRUE: case OP_JUMP: case OP_JUMP_NO_INTERRUPT:
        return optimize_jump(graph, block, op);
    case OP_COMPARE_OP: case OP_CONTAINS_OP: case OP_IS_OP:
        optimize_comparison(op, next);
        break;
    case OP_TO_BOOL:
        if (next == OP_TO_BOOL)
            op_to_nop(op);
        break;
    case OP_UNARY_NOT:
        done = optimize_unary_not(graph, block, at, next);
        break;
    case OP_UNARY_INVERT: case OP_UNARY_NEGATIVE:
        done = fold_unary_op(graph, block, at);
        break;
    case OP_CALL_INTRINSIC_1:
        done = optimize_intrinsic(graph, block, at, next);
        break;
    case OP_BINARY_OP:
        done = fold_binary_op(graph, block, at);
        break;
    case OP_SWAP:
        if (op->arg == 1)
            op_to_nop(op);
        break;
    case OP_LOAD_GLOBAL:
        if (next == OP_PUSH_NULL && !(op->arg & 1)) {
            op->arg |= 1;
            op_to_nop(op + 1);
        }
        break;
    case OP_STORE_FAST:
        if (next)
            optimize_store(op);
        break;
    }
    return done ? STEP_NEXT : STEP_FAILED;
}

bool block_optimize(Graph *graph, Block *block)
{
    for (uint32_t i = 0; i < block->count;) {
        Step step = optimize_op(graph, block, i);
        if (step == STEP_FAILED)
            return false;
        i += step == STEP_NEXT;
    }
    return block_optimize_swaps(graph, block);
}
