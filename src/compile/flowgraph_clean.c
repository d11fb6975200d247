/* flowgraph_clean.c - removes what does nothing: blocks, NOPs, jumps to the next instruction, pairs that cancel out,
 * constants. A NOP that is the only instruction of its line stays, for tracing stops there.
 * SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

enum { LARGEST_COPY = 4 };      /* ops of an exit block that is copied instead of jumped to */

/* ---- unreachable blocks ---- */

static Block **reach(Block **top, Block *block)
{
    block->predecessors++;
    if (!block->is_visited) {
        block->is_visited = true;
        *top++ = block;
    }
    return top;
}

bool graph_remove_unreachable(Graph *graph)
{
    Block **bottom = graph_stack(graph), **top = bottom;
    if (!bottom)
        return false;
    for (Block *block = graph->entry; block; block = block->next)
        block->predecessors = 0;
    top = reach(top, graph->entry);
    while (top > bottom) {
        Block *block = *--top;
        if (block->next && block_falls_through(block))
            top = reach(top, block->next);
        for (uint32_t i = 0; i < block->count; i++)
            if (opcode_has(block->ops[i].opcode, IS_JUMP | IS_SETUP))
                top = reach(top, block->ops[i].target);
    }
    for (Block *block = graph->entry; block; block = block->next)
        if (!block->predecessors) {
            block->count = 0;
            block->is_handler = false;
        }
    return true;
}

/* ---- inlining of small exits ---- */

static bool block_has_no_line(const Block *block)
{
    for (uint32_t i = 0; i < block->count; i++)
        if (block->ops[i].location.line > 0)
            return false;
    return true;
}

/* Replaces a jump to a block that leaves the function, or that has no line, by the block's ops. 1: done, 0: doesn't
 * apply, -1: no memory. */
static int block_inline_exit(Graph *graph, Block *block)
{
    Op *last = block_last(block);
    if (!last || !opcode_has(last->opcode, IS_ALWAYS))
        return 0;
    Block *target = last->target;
    bool   is_small_exit = block_exits(target) && target->count <= LARGEST_COPY;
    bool   is_lineless = block_has_no_line(target) && !block_falls_through(target);
    if (!is_small_exit && !is_lineless)
        return 0;
    int removed = last->opcode;
    op_to_nop(last);
    last->target = NULL;
    for (uint32_t i = 0; i < target->count; i++) {
        const Op *from = &target->ops[i];
        Op       *copy = block_add(graph, block, from->opcode, from->arg, from->location);
        if (!copy)
            return -1;
        copy->target = from->target;
        copy->handler = from->handler;
    }
    last = block_last(block);
    if (is_lineless && opcode_has(last->opcode, IS_ALWAYS) && removed == OP_JUMP)
        last->opcode = OP_JUMP;     /* one of the two asked for interrupts: so does the result */
    target->predecessors--;
    return 1;
}

bool graph_inline_exits(Graph *graph)
{
    for (bool changed = true; changed;) {   /* each change removes a jump */
        changed = false;
        for (Block *block = graph->entry; block; block = block->next) {
            int done = block_inline_exit(graph, block);
            if (done < 0)
                return false;
            changed |= done;
        }
    }
    return true;
}

/* ---- NOPs ---- */

/* The line at which the code behind this block goes on, not counting NOPs without one. */
static int following_line(const Block *block)
{
    const Block *next = block_nonempty(block->next);
    for (uint32_t i = 0; next && i < next->count; i++) {
        const Op *op = &next->ops[i];
        if (op->opcode != OP_NOP || op->location.line != NO_LOCATION.line)
            return op->location.line;
    }
    return NO_LOCATION.line;
}

/* Whether the NOP at number `at` can go: its line is none, or is that of a neighbour. */
static bool nop_is_redundant(Block *block, uint32_t at, int previous_line)
{
    int line = block->ops[at].location.line;
    if (line == NO_LOCATION.line || line == previous_line)
        return true;
    if (at + 1 == block->count)
        return block_nonempty(block->next) && following_line(block) == line;
    Op *next = &block->ops[at + 1];
    if (next->location.line == line)
        return true;
    if (next->location.line != NO_LOCATION.line)
        return false;
    next->location = block->ops[at].location;
    return true;
}

static uint32_t block_remove_nops(Block *block)
{
    uint32_t kept = 0;
    int      previous_line = -1;
    for (uint32_t i = 0; i < block->count; i++) {
        int line = block->ops[i].location.line;
        if (block->ops[i].opcode == OP_NOP && nop_is_redundant(block, i, previous_line))
            continue;
        if (kept != i)
            block->ops[kept] = block->ops[i];
        kept++;
        previous_line = line;
    }
    uint32_t removed = block->count - kept;
    block->count = kept;
    return removed;
}

uint32_t graph_remove_nops(Graph *graph)
{
    uint32_t removed = 0;
    for (Block *block = graph->entry; block; block = block->next)
        removed += block_remove_nops(block);
    return removed;
}

static bool remove_jumps(Graph *graph)
{
    bool changed = false;
    for (Block *block = graph->entry; block; block = block->next) {
        Op *last = block_last(block);
        if (!last || !opcode_has(last->opcode, IS_ALWAYS))
            continue;
        Block *target = block_nonempty(last->target);
        if (target && target == block_nonempty(block->next)) {
            op_to_nop(last);
            last->target = NULL;
            changed = true;
        }
    }
    return changed;
}

void graph_remove_nops_and_jumps(Graph *graph)
{
    do
        graph_remove_nops(graph);
    while (remove_jumps(graph));
}

/* A value that is pushed, or copied, only to be popped. */
static bool pair_is_redundant(const Op *first, const Op *second)
{
    return first && second->opcode == OP_POP_TOP &&
           (opcode_loads_const(first->opcode) || (first->opcode == OP_COPY && first->arg == 1));
}

/* Pairs may straddle a block's end where nothing jumps in between. */
void graph_remove_nops_and_pairs(Graph *graph)
{
    for (bool done = false; !done;) {
        Op *op = NULL;
        done = true;
        for (Block *block = graph->entry; block; block = block->next) {
            block_remove_nops(block);
            if (block->is_labelled)
                op = NULL;
            for (uint32_t i = 0; i < block->count; i++) {
                Op *previous = op;
                op = &block->ops[i];
                if (pair_is_redundant(previous, op)) {
                    op_to_nop(previous);
                    op_to_nop(op);
                    done = false;
                }
            }
            if ((op && op_is_jump(op)) || !block_falls_through(block))
                op = NULL;
        }
    }
}

/* ---- constants ---- */

/* The first constant stays in any case: it may be the docstring. */
bool graph_remove_unused_consts(Graph *graph)
{
    ConstantTable *consts = &graph->draft->consts;
    if (!consts->count)
        return true;
    int *numbers = arena_zero(graph->scratch, consts->count * sizeof *numbers);
    if (!numbers)
        return false;
    numbers[0] = 1;
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i < block->count; i++)
            if (opcode_has(block->ops[i].opcode, HAS_CONST))
                numbers[block->ops[i].arg] = 1;
    int used = 0;
    for (uint32_t i = 0; i < consts->count; i++) {
        if (!numbers[i])
            continue;
        consts->items[used] = consts->items[i];
        numbers[i] = used++;
    }
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i < block->count; i++)
            if (opcode_has(block->ops[i].opcode, HAS_CONST))
                block->ops[i].arg = numbers[block->ops[i].arg];
    consts->count = (uint32_t)used;
    consts->slots = NULL;       /* numbers have changed; nothing is added from here on */
    return true;
}
