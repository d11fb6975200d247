/* flowgraph.h - the control flow graph of one code object, and the passes over it (internal to the back end).
 *
 *   instructions -> [build] blocks -> passes, in the order of flowgraph.c -> [assemble] bytes
 *
 * Blocks are linked in the order of the code. A block ends at its first jump or exit; control may enter it only at its
 * start. Blocks that became empty or unreachable stay linked, without ops. What each pass does is CPython's, as its
 * order is: any difference would show in co_code, the line table or the exception table.
 *
 * Graph and blocks live in a scratch arena that is given back when the code object is finished; constants in the
 * compilation's. Functions return false when there is no memory. SPDX-License-Identifier: MIT */
#pragma once
#include "compile/draft.h"
#include "compile/fold.h"

typedef struct Block Block;
typedef struct Handlers Handlers;

typedef struct Op {
    int      opcode;
    int      arg;
    Location location;
    Block   *target;        /* of a jump or SETUP_*, else NULL */
    Block   *handler;       /* where an exception in this instruction goes; NULL: out of the code object */
} Op;

struct Block {
    Block    *next;
    Op       *ops;
    uint32_t  count, used, room;  /* used: the most that count ever was; ops past count keep what they were */
    int       number;           /* of its first instruction, when assembled */
    int       predecessors;     /* ways in, as counted by remove_unreachable and kept up roughly since */
    int       start_depth;      /* entries on the stack; -1 unknown */
    uint64_t  unsafe_locals;    /* bit n: local n may be unbound at the start */
    Handlers *handlers;         /* that surround its start; only while handlers are resolved */
    bool      is_labelled;      /* was or is a jump's target */
    bool      is_handler;
    bool      keeps_lasti;      /* handler: the stack gets the offset of the instruction that raised */
    bool      is_visited, is_warm, is_cold;
};

typedef struct Graph {
    Arena      *scratch;
    CodeDraft  *draft;
    Block      *entry;
    uint32_t    block_count;
    Block     **stack;          /* work list with room for each block once */
    uint32_t    stack_room;
    FoldContext fold;
} Graph;

/* ---- flowgraph_build.c ---- */

MUST_CHECK bool   graph_build(Graph *graph);
MUST_CHECK Block *block_new(Graph *graph);
/* Appends or inserts an op without target; NULL: no memory. An inserted one has no handler; an appended one that of the op
 * which stood in its place before it was removed, if any: so CPython does by chance, and its exception tables show it. */
MUST_CHECK Op    *block_add(Graph *graph, Block *block, int opcode, int arg, Location location);
MUST_CHECK Op    *block_insert(Graph *graph, Block *block, uint32_t at, int opcode, int arg, Location location);
/* The empty work list, with all blocks not visited; NULL: no memory. */
MUST_CHECK Block **graph_stack(Graph *graph);

static inline Op *block_last(const Block *block)
{
    return block->count ? &block->ops[block->count - 1] : NULL;
}

static inline bool op_is_jump(const Op *op)
{
    return opcode_has(op->opcode, IS_JUMP);
}

/* Control may go on behind it into the next block. */
static inline bool block_falls_through(const Block *block)
{
    const Op *last = block_last(block);
    return !last || !opcode_has(last->opcode, IS_ALWAYS | IS_EXIT);
}

static inline bool block_exits(const Block *block)
{
    const Op *last = block_last(block);
    return last && opcode_has(last->opcode, IS_EXIT);
}

static inline Block *block_nonempty(Block *block)
{
    while (block && !block->count)
        block = block->next;
    return block;
}

static inline void op_set(Op *op, int opcode, int arg)
{
    op->opcode = opcode;
    op->arg = arg;
}

static inline void op_to_nop(Op *op)
{
    op_set(op, OP_NOP, 0);
}

/* LOAD_CONST or LOAD_SMALL_INT. */
static inline bool opcode_loads_const(int opcode)
{
    return opcode == OP_LOAD_CONST || opcode == OP_LOAD_SMALL_INT;
}

/* ---- flowgraph_handlers.c ---- */

/* Gives each op its handler from the nesting of SETUP_* and POP_BLOCK; POP_BLOCK becomes NOP. */
MUST_CHECK bool graph_resolve_handlers(Graph *graph);

/* ---- flowgraph_clean.c ---- */

MUST_CHECK bool graph_remove_unreachable(Graph *graph);
MUST_CHECK bool graph_inline_exits(Graph *graph);
void            graph_remove_nops_and_pairs(Graph *graph);
uint32_t        graph_remove_nops(Graph *graph);
void            graph_remove_nops_and_jumps(Graph *graph);
MUST_CHECK bool graph_remove_unused_consts(Graph *graph);

/* ---- flowgraph_lines.c ---- */

MUST_CHECK bool graph_resolve_lines(Graph *graph);

/* ---- flowgraph_constants.c ---- */

MUST_CHECK bool graph_optimize_const_loads(Graph *graph);
MUST_CHECK bool fold_build_tuple(Graph *graph, Block *block, uint32_t at);
MUST_CHECK bool fold_build_list_or_set(Graph *graph, Block *block, uint32_t at);
MUST_CHECK bool fold_list_to_tuple(Graph *graph, Block *block, uint32_t at);
MUST_CHECK bool fold_last_append(Graph *graph, Block *block, uint32_t at);
MUST_CHECK bool fold_unary_op(Graph *graph, Block *block, uint32_t at);
MUST_CHECK bool fold_binary_op(Graph *graph, Block *block, uint32_t at);

/* ---- flowgraph_peephole.c, flowgraph_swaps.c ---- */

MUST_CHECK bool block_optimize(Graph *graph, Block *block);
MUST_CHECK bool block_optimize_swaps(Graph *graph, Block *block);

/* ---- flowgraph_unbound.c, flowgraph_locals.c ---- */

MUST_CHECK bool graph_check_unbound_locals(Graph *graph);
void            graph_pair_local_ops(Graph *graph);
MUST_CHECK bool graph_borrow_locals(Graph *graph);

/* ---- flowgraph_layout.c ---- */

MUST_CHECK bool graph_move_cold_blocks(Graph *graph);
MUST_CHECK bool graph_expand_conditionals(Graph *graph);
void            graph_replace_pseudo_ops(Graph *graph);
MUST_CHECK bool graph_direct_jumps(Graph *graph);
/* Number of entries that the stack needs; -1: no memory. */
MUST_CHECK int  graph_stack_size(Graph *graph);
/* Number of localsplus variables; -1: no memory. */
MUST_CHECK int  graph_prepare_variables(Graph *graph);

/* ---- assemble.c ---- */

/* Bytes and tables of the finished graph. NULL: no memory. */
MUST_CHECK CodeUnit *graph_assemble(Graph *graph, int stack_size, int variable_count);
