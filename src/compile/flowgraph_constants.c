/* flowgraph_constants.c - computes what depends on constants only: displays, operators, tests.
 *
 * Operands are found by going back over loads of constants (NOPs between them don't count). What is folded away becomes
 * NOPs without a line; CPython leaves sequences longer than 30 to run time. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

enum { LONGEST_SEQUENCE = 30, SHORTEST_SEQUENCE = 3, LARGEST_SMALL_INT = 255 };

/* ---- constants of ops ---- */

static const Constant *op_constant(Graph *graph, const Op *op)
{
    if (op->opcode == OP_LOAD_CONST)
        return graph->draft->consts.items[op->arg];
    const Constant *constant = constant_int(graph->draft->arena, op->arg);
    return constant ? constant_merge(graph->draft->cache, constant, false) : NULL;
}

/* The number of a constant, merged as CPython merges what the flow graph makes: not within; -1: no memory. */
static int graph_add_const(Graph *graph, const Constant *constant)
{
    const Constant *merged = constant_merge(graph->draft->cache, constant, false);
    return merged ? const_table_add(graph->draft->arena, &graph->draft->consts, merged) : -1;
}

static bool is_small_int(const Constant *c)
{
    return c->kind == CONSTANT_INT && !c->length && c->as.small >= 0 && c->as.small <= LARGEST_SMALL_INT;
}

static bool op_load_constant(Graph *graph, Op *op, const Constant *constant)
{
    if (is_small_int(constant)) {
        op_set(op, OP_LOAD_SMALL_INT, (int)constant->as.small);
        return true;
    }
    int number = graph_add_const(graph, constant);
    if (number < 0)
        return false;
    op_set(op, OP_LOAD_CONST, number);
    return true;
}

/* Collects the count loads of constants that end before number `at`, skipping NOPs; false: there aren't as many. */
static bool loads_before(Block *block, uint32_t at, Op **loads, int count)
{
    while (count > 0 && at > 0) {
        Op *op = &block->ops[--at];
        if (op->opcode == OP_NOP)
            continue;
        if (!opcode_loads_const(op->opcode))
            return false;
        loads[--count] = op;
    }
    return count == 0;
}

static void ops_remove(Op **ops, int count)
{
    for (int i = 0; i < count; i++) {
        op_to_nop(ops[i]);
        ops[i]->location = NO_LOCATION;
    }
}

static bool constants_of(Graph *graph, Op **loads, const Constant **constants, int count)
{
    for (int i = 0; i < count; i++) {
        constants[i] = op_constant(graph, loads[i]);
        if (!constants[i])
            return false;
    }
    return true;
}

/* ---- displays ---- */

/* LOAD_CONST a, LOAD_CONST b, BUILD_TUPLE 2: LOAD_CONST (a, b). */
bool fold_build_tuple(Graph *graph, Block *block, uint32_t at)
{
    Op             *build = &block->ops[at], *loads[LONGEST_SEQUENCE];
    const Constant *items[LONGEST_SEQUENCE];
    int             count = build->arg;
    if (count > LONGEST_SEQUENCE || !loads_before(block, at, loads, count))
        return true;
    if (!constants_of(graph, loads, items, count))
        return false;
    const Constant *tuple = constant_tuple(graph->draft->arena, items, (size_t)count);
    if (!tuple)
        return false;
    ops_remove(loads, count);
    return op_load_constant(graph, build, tuple);
}

/* A list or set that is only iterated over or searched becomes a constant tuple or frozenset, one of three or more
 * constants is made from such; a list of other things that is only iterated over becomes a tuple. */
bool fold_build_list_or_set(Graph *graph, Block *block, uint32_t at)
{
    Op             *build = &block->ops[at], *loads[LONGEST_SEQUENCE];
    const Constant *items[LONGEST_SEQUENCE];
    int             count = build->arg, next = at + 1 < block->count ? build[1].opcode : 0;
    bool            is_list = build->opcode == OP_BUILD_LIST;
    bool            is_read_only = next == OP_GET_ITER || next == OP_CONTAINS_OP;
    if (count > LONGEST_SEQUENCE || (count < SHORTEST_SEQUENCE && !is_read_only))
        return true;
    if (!loads_before(block, at, loads, count)) {
        if (is_read_only && is_list)
            build->opcode = OP_BUILD_TUPLE;
        return true;
    }
    if (!constants_of(graph, loads, items, count))
        return false;
    const Constant *result = is_list ? constant_tuple(graph->draft->arena, items, (size_t)count)
                                     : constant_frozenset(graph->draft->arena, items, (size_t)count);
    int number = result ? graph_add_const(graph, result) : -1;
    if (number < 0)
        return false;
    ops_remove(loads, count);
    if (is_read_only) {
        op_set(build, OP_LOAD_CONST, number);
        return true;
    }
    op_set(build - 2, build->opcode, 0);
    build[-2].location = build->location;
    op_set(build - 1, OP_LOAD_CONST, number);
    op_set(build, is_list ? OP_LIST_EXTEND : OP_SET_UPDATE, 1);
    return true;
}

/* How a long display is generated: BUILD_LIST 0; LOAD_CONST, LIST_APPEND 1 an item (BUILD_SET, SET_ADD), up to op number
 * `end`. Gives the number of items and where it begins; false: something else is there. */
static bool appended_constants(const Block *block, uint32_t end, bool is_set, uint32_t *start, uint32_t *count)
{
    int  build = is_set ? OP_BUILD_SET : OP_BUILD_LIST, append = is_set ? OP_SET_ADD : OP_LIST_APPEND;
    bool expect_append = true;
    *count = 0;
    for (uint32_t i = end; i-- > 0;) {
        const Op *op = &block->ops[i];
        if (op->opcode == OP_NOP)
            continue;
        if (op->opcode == build && op->arg == 0) {
            *start = i;
            return expect_append;
        }
        if (expect_append ? op->opcode != append || op->arg != 1 : !opcode_loads_const(op->opcode))
            return false;
        *count += !expect_append;
        expect_append = !expect_append;
    }
    return false;
}

/* Turns the display whose appending ends before op number `end` into one constant, loaded by op number `at`. */
static bool fold_appended(Graph *graph, Block *block, uint32_t end, uint32_t at, bool is_set)
{
    uint32_t start, count;
    if (!appended_constants(block, end, is_set, &start, &count))
        return true;
    const Constant **items = arena_alloc(graph->scratch, (count + 1) * sizeof *items);
    if (!items)
        return false;
    uint32_t n = 0;
    for (uint32_t i = start; i < end; i++) {
        Op *op = &block->ops[i];
        if (op->opcode == OP_NOP)
            continue;
        if (opcode_loads_const(op->opcode) && !(items[n++] = op_constant(graph, op)))
            return false;
        ops_remove(&op, 1);
    }
    const Constant *folded = is_set ? constant_frozenset(graph->draft->arena, items, count)
                                    : constant_tuple(graph->draft->arena, items, count);
    return folded && op_load_constant(graph, &block->ops[at], folded);
}

/* CALL_INTRINSIC_1 LIST_TO_TUPLE at `at`, behind a long list of constants. */
bool fold_list_to_tuple(Graph *graph, Block *block, uint32_t at)
{
    return fold_appended(graph, block, at, at, false);
}

/* The last LIST_APPEND or SET_ADD of a long list or set of constants that is only iterated over or searched. */
bool fold_last_append(Graph *graph, Block *block, uint32_t at)
{
    return fold_appended(graph, block, at + 1, at, block->ops[at].opcode == OP_SET_ADD);
}

/* ---- operators ---- */

static bool fold_finish(Graph *graph, Op *op, Op **loads, int count, const Constant *result)
{
    if (!result)
        return !graph->fold.no_memory;
    ops_remove(loads, count);
    return op_load_constant(graph, op, result);
}

bool fold_unary_op(Graph *graph, Block *block, uint32_t at)
{
    Op             *op = &block->ops[at], *load;
    const Constant *operand;
    if (!loads_before(block, at, &load, 1))
        return true;
    if (!constants_of(graph, &load, &operand, 1))
        return false;
    return fold_finish(graph, op, &load, 1, fold_unary(&graph->fold, op->opcode, operand));
}

bool fold_binary_op(Graph *graph, Block *block, uint32_t at)
{
    Op             *op = &block->ops[at], *loads[2];
    const Constant *operands[2];
    if (op->arg >= NB_INPLACE_ADD && op->arg != NB_SUBSCR)
        return true;
    if (!loads_before(block, at, loads, 2))
        return true;
    if (!constants_of(graph, loads, operands, 2))
        return false;
    return fold_finish(graph, op, loads, 2, fold_binary(&graph->fold, op->arg, operands[0], operands[1]));
}

/* ---- tests of constants ---- */

/* Load of a constant, then a conditional jump: it is taken always or never. */
static bool decide_jump(Graph *graph, Op *load, int loaded, int arg)
{
    Op  *jump = load + 1;
    Op   as_load = {.opcode = loaded, .arg = arg};
    bool pops = jump->opcode == OP_POP_JUMP_IF_FALSE || jump->opcode == OP_POP_JUMP_IF_TRUE;
    bool jumps_if = jump->opcode == OP_POP_JUMP_IF_TRUE || jump->opcode == OP_JUMP_IF_TRUE;
    const Constant *constant = op_constant(graph, &as_load);
    if (!constant)
        return false;
    if (pops)
        op_to_nop(load);
    if (constant_truth(constant) == jumps_if) {
        jump->opcode = OP_JUMP;
    } else {
        op_to_nop(jump);
        jump->target = NULL;
    }
    return true;
}

/* LOAD_CONST None, IS_OP, (TO_BOOL,) conditional jump: one jump on None. */
static void decide_is_none(Block *block, uint32_t at)
{
    Op      *load = &block->ops[at], *is = load + 1;
    uint32_t left = block->count - at;
    if (left <= 2)
        return;
    Op *jump = load + 2;
    if (jump->opcode == OP_TO_BOOL) {
        op_to_nop(jump);
        if (left <= 3)
            return;
        jump++;
    }
    bool invert = is->arg;
    if (jump->opcode == OP_POP_JUMP_IF_FALSE)
        invert = !invert;
    else if (jump->opcode != OP_POP_JUMP_IF_TRUE)
        return;
    op_to_nop(load);
    op_to_nop(is);
    jump->opcode = invert ? OP_POP_JUMP_IF_NOT_NONE : OP_POP_JUMP_IF_NONE;
}

static bool decide_to_bool(Graph *graph, Op *load, int loaded, int arg)
{
    Op              as_load = {.opcode = loaded, .arg = arg};
    const Constant *constant = op_constant(graph, &as_load);
    int number = constant ? graph_add_const(graph, constant_bool(constant_truth(constant))) : -1;
    if (number < 0)
        return false;
    op_to_nop(load);
    op_set(load + 1, OP_LOAD_CONST, number);
    return true;
}

/* `loaded` and `arg` are those of the load whose value is on top: a COPY 1 behind it has the same value. */
static bool block_optimize_loads(Graph *graph, Block *block)
{
    int loaded = 0, arg = 0;
    for (uint32_t i = 0; i < block->count; i++) {
        Op *op = &block->ops[i];
        if (op->opcode == OP_LOAD_CONST && is_small_int(graph->draft->consts.items[op->arg]))
            op_set(op, OP_LOAD_SMALL_INT, (int)graph->draft->consts.items[op->arg]->as.small);
        bool is_copy = loaded == OP_LOAD_CONST && op->opcode == OP_COPY && op->arg == 1;
        if (!is_copy) {
            loaded = op->opcode;
            arg = op->arg;
        }
        if (!opcode_loads_const(loaded))
            continue;
        bool done = true;
        switch (i + 1 < block->count ? op[1].opcode : 0) {
        case OP_POP_JUMP_IF_FALSE: case OP_POP_JUMP_IF_TRUE: case OP_JUMP_IF_FALSE: case OP_JUMP_IF_TRUE:
            done = decide_jump(graph, op, loaded, arg);
            break;
        case OP_IS_OP:
            if (loaded == OP_LOAD_CONST && graph->draft->consts.items[arg]->kind == CONSTANT_NONE)
                decide_is_none(block, i);
            break;
        case OP_TO_BOOL:
            done = decide_to_bool(graph, op, loaded, arg);
            break;
        }
        if (!done)
            return false;
    }
    return true;
}

bool graph_optimize_const_loads(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next)
        if (!block_optimize_loads(graph, block))
            return false;
    return true;
}
