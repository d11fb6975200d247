/* flowgraph_layout.c - the order of the blocks, the direction of jumps, and how deep the stack gets.
 * SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

/* ---- cold blocks: what is reached through exceptions only goes to the end ---- */

static Block **layout_push(Block **top, Block *block)
{
    if (block && !block->is_visited) {
        block->is_visited = true;
        *top++ = block;
    }
    return top;
}

static bool mark_warm(Graph *graph)
{
    Block **bottom = graph_stack(graph), **top = bottom;
    if (!bottom)
        return false;
    top = layout_push(top, graph->entry);
    while (top > bottom) {
        Block *block = *--top;
        const Op *last = block_last(block);
        block->is_warm = true;
        if (block_falls_through(block))
            top = layout_push(top, block->next);
        if (last && op_is_jump(last))
            top = layout_push(top, last->target);
    }
    return true;
}

static bool mark_cold(Graph *graph)
{
    if (!mark_warm(graph))
        return false;
    Block **bottom = graph_stack(graph), **top = bottom;
    if (!bottom)
        return false;
    for (Block *block = graph->entry; block; block = block->next)
        if (block->is_handler)
            top = layout_push(top, block);
    while (top > bottom) {
        Block *block = *--top;
        const Op *last = block_last(block);
        block->is_cold = true;
        if (block_falls_through(block) && block->next && !block->next->is_warm)
            top = layout_push(top, block->next);
        if (last && op_is_jump(last) && !last->target->is_warm)
            top = layout_push(top, last->target);
    }
    return true;
}

/* A cold block that runs on into a warm one needs a jump, for it is going to stand elsewhere. */
static bool cold_jumps_add(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next) {
        if (!block->is_cold || !block_falls_through(block) || !block->next || !block->next->is_warm)
            continue;
        Block *jump = block_new(graph);
        Op    *op = jump ? block_add(graph, jump, OP_JUMP_NO_INTERRUPT, 0, NO_LOCATION) : NULL;
        if (!op)
            return false;
        op->target = block->next;
        block->next->is_labelled = true;
        jump->is_cold = true;
        jump->predecessors = 1;
        jump->next = block->next;
        block->next = jump;
    }
    return true;
}

bool graph_move_cold_blocks(Graph *graph)
{
    if (!graph->entry->next)
        return true;
    if (!mark_cold(graph) || !cold_jumps_add(graph))
        return false;
    Block *cold = NULL, **cold_end = &cold, *last_warm = NULL, **link = &graph->entry;
    while (*link) {
        Block *block = *link;
        if (block->is_cold) {
            *link = block->next;
            *cold_end = block;
            cold_end = &block->next;
        } else {
            last_warm = block;
            link = &block->next;
        }
    }
    *cold_end = NULL;
    last_warm->next = cold;
    if (cold)
        graph_remove_nops_and_jumps(graph);
    return true;
}

/* ---- pseudo instructions ---- */

/* JUMP_IF_TRUE and JUMP_IF_FALSE leave the value, the real jumps pop it: COPY 1, TO_BOOL, POP_JUMP_IF_... */
bool graph_expand_conditionals(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next) {
        Op *last = block_last(block);
        if (!last || (last->opcode != OP_JUMP_IF_FALSE && last->opcode != OP_JUMP_IF_TRUE))
            continue;
        last->opcode = last->opcode == OP_JUMP_IF_FALSE ? OP_POP_JUMP_IF_FALSE : OP_POP_JUMP_IF_TRUE;
        Location location = last->location;
        Block   *handler = last->handler;
        Op      *copy = block_insert(graph, block, block->count - 1, OP_COPY, 1, location);
        if (!copy)
            return false;
        copy->handler = handler;
        Op *to_bool = block_insert(graph, block, block->count - 1, OP_TO_BOOL, 0, location);
        if (!to_bool)
            return false;
        to_bool->handler = handler;
    }
    return true;
}

void graph_replace_pseudo_ops(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i < block->count; i++) {
            Op *op = &block->ops[i];
            if (opcode_has(op->opcode, IS_SETUP)) {
                op_to_nop(op);
                op->target = NULL;
            } else if (op->opcode == OP_LOAD_CLOSURE) {
                op->opcode = OP_LOAD_FAST;
            } else if (op->opcode == OP_STORE_FAST_MAYBE_NULL) {
                op->opcode = OP_STORE_FAST;
            }
        }
    graph_remove_nops_and_jumps(graph);
}

/* ---- direction ---- */

static int jump_reversed(int opcode)
{
    switch (opcode) {
    case OP_POP_JUMP_IF_FALSE: return OP_POP_JUMP_IF_TRUE;
    case OP_POP_JUMP_IF_TRUE: return OP_POP_JUMP_IF_FALSE;
    case OP_POP_JUMP_IF_NONE: return OP_POP_JUMP_IF_NOT_NONE;
    case OP_POP_JUMP_IF_NOT_NONE: return OP_POP_JUMP_IF_NONE;
    default: return 0;
    }
}

/* Conditional jumps only go forward and are followed by NOT_TAKEN. One that goes back becomes the opposite test around
 * an unconditional jump. */
bool graph_direct_jumps(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next)
        block->is_visited = false;
    for (Block *block = graph->entry; block; block = block->next) {
        block->is_visited = true;
        Op *last = block_last(block);
        if (!last || !jump_reversed(last->opcode))
            continue;
        Block   *target = last->target;
        Location location = last->location;
        bool     forward = !target->is_visited;
        Block   *back = forward ? block : block_new(graph);
        if (!back || !block_add(graph, back, OP_NOT_TAKEN, 0, location))
            return false;
        if (forward)
            continue;
        Op *jump = block_add(graph, back, OP_JUMP, 0, location);
        if (!jump)
            return false;
        jump->target = target;
        last = block_last(block);
        back->start_depth = target->start_depth;
        back->is_cold = block->is_cold;
        back->next = block->next;
        last->opcode = jump_reversed(last->opcode);
        last->target = block->next;
        block->next = back;
    }
    return true;
}

/* ---- stack ---- */

static Block **depth_push(Block **top, Block *block, int depth)
{
    if (block->start_depth < depth && block->start_depth < 0) {
        block->start_depth = depth;
        *top++ = block;
    }
    return top;
}

int graph_stack_size(Graph *graph)
{
    Block **bottom = graph_stack(graph), **top = bottom;
    int     largest = 0;
    if (!bottom)
        return -1;
    for (Block *block = graph->entry; block; block = block->next)
        block->start_depth = -1;
    top = depth_push(top, graph->entry, 0);
    while (top > bottom) {
        Block *block = *--top;
        int    depth = block->start_depth;
        for (uint32_t i = 0; i < block->count; i++) {
            const Op *op = &block->ops[i];
            if (opcode_has(op->opcode, IS_JUMP | IS_SETUP) && op->opcode != OP_END_ASYNC_FOR) {
                int there = depth + opcode_effect(op->opcode, op->arg, true);
                largest = there > largest ? there : largest;
                top = depth_push(top, op->target, there);
            }
            depth += opcode_effect(op->opcode, op->arg, false);
            largest = depth > largest ? depth : largest;
        }
        if (block->next && block_falls_through(block))
            top = depth_push(top, block->next, depth);
    }
    return largest;
}

/* ---- variables ---- */

/* RETURN_GENERATOR, MAKE_CELL and COPY_FREE_VARS at the start. fixed[n] is where cell n stands in localsplus. */
static bool prefix_add(Graph *graph, const int *fixed)
{
    CodeDraft *draft = graph->draft;
    Block     *entry = graph->entry;
    uint32_t   cells = draft->cells.count, variables = draft->variables.count;
    if (draft->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR)) {
        Location location = {.line = draft->first_line, .column = -1, .end_line = draft->first_line, .end_column = -1};
        if (!block_insert(graph, entry, 0, OP_RETURN_GENERATOR, 0, location) ||
            !block_insert(graph, entry, 1, OP_POP_TOP, 0, location))
            return false;
    }
    if (cells) {    /* in the order of localsplus */
        int *sorted = arena_zero(graph->scratch, (cells + variables) * sizeof *sorted);
        if (!sorted)
            return false;
        for (uint32_t i = 0; i < cells; i++)
            sorted[fixed[i]] = (int)i + 1;
        for (uint32_t i = 0, used = 0; used < cells; i++)
            if (sorted[i] && !block_insert(graph, entry, used++, OP_MAKE_CELL, sorted[i] - 1, NO_LOCATION))
                return false;
    }
    return !draft->frees.count ||
           block_insert(graph, entry, 0, OP_COPY_FREE_VARS, (int)draft->frees.count, NO_LOCATION);
}

/* Turns cell numbers into localsplus numbers: a cell that is a parameter, too, has one slot. Returns how many. */
static int cells_fix(Graph *graph, int *fixed, uint32_t count)
{
    int variables = (int)graph->draft->variables.count, shared = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (fixed[i] == (int)i + variables)
            fixed[i] -= shared;
        else
            shared++;
    }
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i < block->count; i++) {
            Op *op = &block->ops[i];
            switch (op->opcode) {
            case OP_MAKE_CELL: case OP_LOAD_CLOSURE: case OP_LOAD_DEREF: case OP_STORE_DEREF: case OP_DELETE_DEREF:
            case OP_LOAD_FROM_DICT_OR_DEREF:
                op->arg = fixed[op->arg];
            }
        }
    return shared;
}

int graph_prepare_variables(Graph *graph)
{
    CodeDraft *draft = graph->draft;
    uint32_t   count = draft->cells.count + draft->frees.count;
    int       *fixed = arena_alloc(graph->scratch, (count + 1) * sizeof *fixed);
    if (!fixed)
        return -1;
    for (uint32_t i = 0; i < count; i++)
        fixed[i] = (int)(draft->variables.count + i);
    for (uint32_t i = 0; i < draft->variables.count; i++) {
        int cell = name_table_find(&draft->cells, draft->variables.items[i]);
        if (cell >= 0)
            fixed[cell] = (int)i;
    }
    if (!prefix_add(graph, fixed))
        return -1;
    return (int)(draft->variables.count + count) - cells_fix(graph, fixed, count);
}
