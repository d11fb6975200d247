/* flowgraph_handlers.c - which handler an exception in each instruction goes to.
 *
 * SETUP_* opens a region, POP_BLOCK closes the innermost; control carries the open regions from block to block, and all
 * ways into a block carry the same. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

/* The open regions, innermost first: an immutable list, so that blocks share tails. */
struct Handlers {
    Handlers *outer;
    Block    *target;
    int       depth;
};

typedef struct Walk {
    Graph    *graph;
    Block   **top;          /* of the work list */
    Handlers *open;
    int       yield_depth;  /* open regions at the last YIELD_VALUE */
} Walk;

static void walk_push(Walk *walk, Block *block)
{
    if (block->is_visited)
        return;
    block->is_visited = true;
    block->handlers = walk->open;
    *walk->top++ = block;
}

static Block *handler_of(const Handlers *open)
{
    return open ? open->target : NULL;
}

static bool walk_setup(Walk *walk, Op *op)
{
    walk_push(walk, op->target);
    Handlers *opened = arena_alloc(walk->graph->scratch, sizeof *opened);
    if (!opened)
        return false;
    if (op->opcode == OP_SETUP_WITH || op->opcode == OP_SETUP_CLEANUP)
        op->target->keeps_lasti = true;
    *opened = (Handlers){walk->open, op->target, walk->open ? walk->open->depth + 1 : 1};
    walk->open = opened;
    return true;
}

/* Ops that open or close a region are protected by none, since they become NOPs. */
static bool walk_op(Walk *walk, Op *op)
{
    if (opcode_has(op->opcode, IS_SETUP))
        return walk_setup(walk, op);
    if (op->opcode == OP_POP_BLOCK) {
        walk->open = walk->open ? walk->open->outer : NULL;
        op_to_nop(op);
        return true;
    }
    op->handler = handler_of(walk->open);
    if (op_is_jump(op))
        walk_push(walk, op->target);
    else if (op->opcode == OP_YIELD_VALUE)
        walk->yield_depth = walk->open ? walk->open->depth : 0;
    else if (op->opcode == OP_RESUME && op->arg != RESUME_AT_START && walk->yield_depth == 1)
        op->arg |= RESUME_DEPTH1;
    return true;
}

bool graph_resolve_handlers(Graph *graph)
{
    Walk    walk = {.graph = graph};
    Block **bottom = graph_stack(graph);
    if (!bottom)
        return false;
    walk.top = bottom;
    walk_push(&walk, graph->entry);
    while (walk.top > bottom) {
        Block *block = *--walk.top;
        walk.open = block->handlers;
        walk.yield_depth = -1;
        for (uint32_t i = 0; i < block->count; i++)
            if (!walk_op(&walk, &block->ops[i]))
                return false;
        if (block->next && block_falls_through(block))
            walk_push(&walk, block->next);
    }
    return true;
}
