/* flowgraph.c - draft_finish: the back end of the compiler, pass after pass. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

static bool graph_optimize_blocks(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next)
        if (!block_optimize(graph, block))
            return false;
    return true;
}

/* The order is CPython's. */
static CodeUnit *graph_run(Graph *graph)
{
    if (!graph_build(graph) || !graph_resolve_handlers(graph))
        return NULL;

    if (!graph_inline_exits(graph) || !graph_remove_unreachable(graph) || !graph_resolve_lines(graph) ||
        !graph_optimize_const_loads(graph) || !graph_optimize_blocks(graph))
        return NULL;
    graph_remove_nops_and_pairs(graph);
    if (!graph_remove_unreachable(graph))
        return NULL;
    graph_remove_nops_and_jumps(graph);

    if (!graph_remove_unused_consts(graph) || !graph_check_unbound_locals(graph))
        return NULL;
    graph_pair_local_ops(graph);
    if (!graph_move_cold_blocks(graph) || !graph_resolve_lines(graph))
        return NULL;

    if (!graph_expand_conditionals(graph))
        return NULL;
    int stack_size = graph_stack_size(graph);
    int variable_count = stack_size < 0 ? -1 : graph_prepare_variables(graph);
    if (variable_count < 0)
        return NULL;
    graph_replace_pseudo_ops(graph);
    if (!graph_direct_jumps(graph) || !graph_borrow_locals(graph))
        return NULL;
    return graph_assemble(graph, stack_size, variable_count);
}

const CodeUnit *draft_finish(CodeDraft *draft)
{
    Arena scratch;
    arena_init(&scratch, draft->arena->from);
    Graph graph = {.scratch = &scratch, .draft = draft, .fold = {.arena = draft->arena, .texts = draft->texts}};
    const CodeUnit *unit = graph_run(&graph);
    arena_free(&scratch);
    return unit;
}
