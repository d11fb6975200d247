/* flowgraph_build.c - blocks from an instruction sequence, and the handling of blocks. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

Block *block_new(Graph *graph)
{
    Block *block = arena_zero(graph->scratch, sizeof *block);
    if (!block)
        return NULL;
    block->start_depth = -1;
    graph->block_count++;
    return block;
}

static bool block_grow(Graph *graph, Block *block)
{
    uint32_t room = block->room + block->room / 2 + 8;
    Op      *ops = room > block->room ? arena_alloc(graph->scratch, room * sizeof *ops) : NULL;
    if (!ops)
        return false;
    if (block->used)
        memcpy(ops, block->ops, block->used * sizeof *ops);
    block->ops = ops;
    block->room = room;
    return true;
}

Op *block_add(Graph *graph, Block *block, int opcode, int arg, Location location)
{
    if (block->count >= block->room && !block_grow(graph, block))
        return NULL;
    Op    *op = &block->ops[block->count];
    Block *handler = block->count < block->used ? op->handler : NULL;
    *op = (Op){.opcode = opcode, .arg = arg, .location = location, .handler = handler};
    block->count++;
    if (block->count > block->used)
        block->used = block->count;
    return op;
}

Op *block_insert(Graph *graph, Block *block, uint32_t at, int opcode, int arg, Location location)
{
    if (!block_add(graph, block, opcode, arg, location))
        return NULL;
    Op inserted = block->ops[block->count - 1];
    inserted.handler = NULL;
    memmove(block->ops + at + 1, block->ops + at, (block->count - 1 - at) * sizeof *block->ops);
    block->ops[at] = inserted;
    return &block->ops[at];
}

Block **graph_stack(Graph *graph)
{
    if (graph->stack_room < graph->block_count) {
        uint32_t room = graph->block_count + graph->block_count / 4 + 8;
        graph->stack = arena_alloc(graph->scratch, room * sizeof *graph->stack);
        if (!graph->stack)
            return NULL;
        graph->stack_room = room;
    }
    for (Block *block = graph->entry; block; block = block->next)
        block->is_visited = false;
    return graph->stack;
}

/* ---- building ---- */

typedef struct Builder {
    Graph  *graph;
    Block  *current;
    Block **targets;    /* by instruction: the block that begins there, where a label is used */
    Op     *room;       /* ops of all blocks, one after the other */
} Builder;

/* A new block behind the current one. */
static bool builder_begin(Builder *builder)
{
    Block *block = block_new(builder->graph);
    if (!block)
        return false;
    if (builder->current)
        builder->current->next = block;
    else
        builder->graph->entry = block;
    block->ops = builder->room;
    builder->current = block;
    return true;
}

static bool builder_add(Builder *builder, const Instruction *instruction)
{
    Op *last = block_last(builder->current);
    if (last && opcode_has(last->opcode, IS_JUMP | IS_EXIT) && !builder_begin(builder))
        return false;
    *builder->room++ = (Op){.opcode = instruction->opcode, .arg = instruction->arg,
                            .location = instruction->location};
    builder->current->count++;
    builder->current->used++;
    builder->current->room++;
    return true;
}

/* A block begins here, for something jumps here. */
static bool builder_label(Builder *builder, Block **target)
{
    if ((builder->current->count || builder->current->is_labelled) && !builder_begin(builder))
        return false;
    builder->current->is_labelled = true;
    *target = builder->current;
    return true;
}

/* Which instructions are jumped to: targets[] becomes not NULL (any block will do yet). */
static void targets_mark(const Instructions *code, Block **targets, Block *marker)
{
    for (uint32_t i = 0; i < code->count; i++)
        if (opcode_has(code->items[i].opcode, IS_JUMP | IS_SETUP))
            targets[code->labels[code->items[i].arg]] = marker;
}

static bool builder_add_annotations(Builder *builder, const Instructions *annotations)
{
    for (uint32_t i = 0; annotations && i < annotations->count; i++)
        if (!builder_add(builder, &annotations->items[i]))
            return false;
    return true;
}

static bool builder_run(Builder *builder, const Instructions *code)
{
    if (!builder_begin(builder))
        return false;
    for (uint32_t i = 0; i < code->count; i++) {
        const Instruction *instruction = &code->items[i];
        if (instruction->opcode == OP_ANNOTATIONS_PLACEHOLDER) {
            if (!builder_add_annotations(builder, code->annotations))
                return false;
            continue;
        }
        if (builder->targets[i] && !builder_label(builder, &builder->targets[i]))
            return false;
        if (!builder_add(builder, instruction))
            return false;
    }
    return true;
}

static void targets_resolve(Graph *graph, const Instructions *code, Block **targets)
{
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i < block->count; i++) {
            Op *op = &block->ops[i];
            if (!opcode_has(op->opcode, IS_JUMP | IS_SETUP))
                continue;
            op->target = targets[code->labels[op->arg]];
            op->arg = 0;
            if (opcode_has(op->opcode, IS_SETUP))
                op->target->is_handler = true;
        }
}

bool graph_build(Graph *graph)
{
    const Instructions *code = &graph->draft->code;
    size_t  count = code->count + (code->annotations ? code->annotations->count : 0);
    Block   marker;
    Builder builder = {.graph = graph};
    builder.targets = arena_zero(graph->scratch, ((size_t)code->count + 1) * sizeof *builder.targets);
    builder.room = arena_alloc(graph->scratch, (count + 1) * sizeof *builder.room);
    if (!builder.targets || !builder.room)
        return false;
    targets_mark(code, builder.targets, &marker);
    if (!builder_run(&builder, code))
        return false;
    targets_resolve(graph, code, builder.targets);
    return true;
}
