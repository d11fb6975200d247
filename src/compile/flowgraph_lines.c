/* flowgraph_lines.c - gives instructions without a line one, where there is only one way to come to them.
 * SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

static bool block_has_no_line(const Block *block)
{
    for (uint32_t i = 0; i < block->count; i++)
        if (block->ops[i].location.line > 0)
            return false;
    return true;
}

static bool opcode_checks_interrupts(int opcode)
{
    switch (opcode) {
    case OP_CALL: case OP_CALL_KW: case OP_CALL_FUNCTION_EX: case OP_JUMP: case OP_JUMP_BACKWARD: case OP_RESUME:
        return true;
    default:
        return false;
    }
}

/* A block without a line that leaves the function or asks for interrupts: a trace event there needs a line. */
static bool block_wants_line(const Block *block)
{
    bool wants = block_exits(block);
    for (uint32_t i = 0; !wants && i < block->count; i++)
        wants = opcode_checks_interrupts(block->ops[i].opcode);
    return wants && block_has_no_line(block);
}

static Block *block_copy(Graph *graph, const Block *from)
{
    Block *block = block_new(graph);
    if (!block)
        return NULL;
    for (uint32_t i = 0; i < from->count; i++) {
        const Op *op = &from->ops[i];
        Op       *copy = block_add(graph, block, op->opcode, op->arg, op->location);
        if (!copy)
            return NULL;
        copy->target = op->target;
        copy->handler = op->handler;
    }
    return block;
}

/* Each jump to such a block, if there are several ways in, gets a copy of its own with the jump's line. What remains is
 * reached from above, and gets the line from there. */
static bool duplicate_lineless(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next) {
        Op *last = block_last(block);
        if (!last || !op_is_jump(last))
            continue;
        Block *target = block_nonempty(last->target);
        if (!target || target->predecessors <= 1 || !block_wants_line(target))
            continue;
        Block *copy = block_copy(graph, target);
        if (!copy)
            return false;
        copy->ops[0].location = last->location;
        copy->predecessors = 1;
        copy->is_labelled = true;
        copy->next = target->next;
        target->next = copy;
        target->predecessors--;
        last->target = copy;
    }
    for (Block *block = graph->entry; block; block = block->next)
        if (block->next && block->count && block_falls_through(block) && block_wants_line(block->next))
            block->next->ops[0].location = block_last(block)->location;
    return true;
}

static void line_hand_on(Block *to, Location location)
{
    if (to && to->predecessors == 1 && to->count && to->ops[0].location.line == NO_LOCATION.line)
        to->ops[0].location = location;
}

static void propagate_lines(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next) {
        Location location = NO_LOCATION;
        Op      *last = block_last(block);
        if (!last)
            continue;
        for (uint32_t i = 0; i < block->count; i++) {
            if (block->ops[i].location.line == NO_LOCATION.line)
                block->ops[i].location = location;
            else
                location = block->ops[i].location;
        }
        if (block_falls_through(block))
            line_hand_on(block->next, location);
        if (op_is_jump(last))
            line_hand_on(last->target, location);
    }
}

bool graph_resolve_lines(Graph *graph)
{
    if (!duplicate_lineless(graph))
        return false;
    propagate_lines(graph);
    return true;
}
