/* flowgraph_unbound.c - LOAD_FAST_CHECK where a local may be unbound.
 *
 * The first 64 locals are followed through the whole graph (a bit each, "may be unbound", growing until nothing changes);
 * those beyond only within a block, so that the time stays linear. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

enum { FOLLOWED = 64 };

/* What an op does to its local. */
typedef enum Effect { EFFECT_NONE, EFFECT_BINDS, EFFECT_UNBINDS, EFFECT_LOADS } Effect;

static Effect op_effect(const Op *op)
{
    switch (op->opcode) {
    case OP_DELETE_FAST: case OP_LOAD_FAST_AND_CLEAR: case OP_STORE_FAST_MAYBE_NULL: return EFFECT_UNBINDS;
    case OP_STORE_FAST: case OP_LOAD_FAST_CHECK: return EFFECT_BINDS;
    case OP_LOAD_FAST: return EFFECT_LOADS;
    default: return EFFECT_NONE;
    }
}

static Block **unsafe_push(Block **top, Block *block, uint64_t unsafe)
{
    uint64_t both = block->unsafe_locals | unsafe;
    if (block->unsafe_locals == both)
        return top;
    block->unsafe_locals = both;
    if (!block->is_visited) {       /* here: it is on the list */
        block->is_visited = true;
        *top++ = block;
    }
    return top;
}

static Block **scan_block(Block *block, Block **top)
{
    uint64_t unsafe = block->unsafe_locals;
    for (uint32_t i = 0; i < block->count; i++) {
        Op *op = &block->ops[i];
        if (op->handler)
            top = unsafe_push(top, op->handler, unsafe);
        Effect effect = op_effect(op);
        if (effect == EFFECT_NONE || op->arg >= FOLLOWED)
            continue;
        uint64_t bit = UINT64_C(1) << op->arg;
        if (effect == EFFECT_UNBINDS) {
            unsafe |= bit;
            continue;
        }
        if (effect == EFFECT_LOADS && (unsafe & bit))
            op->opcode = OP_LOAD_FAST_CHECK;
        unsafe &= ~bit;             /* if the check passes, it is bound */
    }
    if (block->next && block_falls_through(block))
        top = unsafe_push(top, block->next, unsafe);
    const Op *last = block_last(block);
    return last && op_is_jump(last) ? unsafe_push(top, last->target, unsafe) : top;
}

/* bound_in[n] is the number of the block in which local n is known to be bound. */
static bool scan_further_locals(Graph *graph, uint32_t count)
{
    uint32_t *bound_in = arena_zero(graph->scratch, count * sizeof *bound_in);
    uint32_t  number = 0;
    for (Block *block = graph->entry; bound_in && block; block = block->next) {
        number++;
        for (uint32_t i = 0; i < block->count; i++) {
            Op    *op = &block->ops[i];
            Effect effect = op_effect(op);
            if (effect == EFFECT_NONE || op->arg < FOLLOWED)
                continue;
            if (effect == EFFECT_LOADS && bound_in[op->arg] != number)
                op->opcode = OP_LOAD_FAST_CHECK;
            bound_in[op->arg] = effect == EFFECT_UNBINDS ? 0 : number;
        }
    }
    return bound_in;
}

bool graph_check_unbound_locals(Graph *graph)
{
    uint32_t count = graph->draft->variables.count;
    if (!count)
        return true;
    if (count > FOLLOWED && !scan_further_locals(graph, count))
        return false;
    Block **bottom = graph_stack(graph), **top = bottom;
    if (!bottom)
        return false;
    uint64_t unsafe = 0;
    for (uint32_t i = (uint32_t)graph->draft->parameter_count; i < count && i < FOLLOWED; i++)
        unsafe |= UINT64_C(1) << i;
    top = unsafe_push(top, graph->entry, unsafe);
    for (Block *block = graph->entry; block; block = block->next)
        top = scan_block(block, top);
    while (top > bottom) {
        Block *block = *--top;
        block->is_visited = false;
        top = scan_block(block, top);
    }
    return true;
}
