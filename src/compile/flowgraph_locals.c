/* flowgraph_locals.c - pairs of instructions on locals, and loads that needn't own what they load.
 *
 * LOAD_FAST_BORROW leaves its reference to the local variable. That is sound while the entry is consumed within its
 * block, before the local is stored to or deleted, and isn't itself stored. To see that, a block is run over a stack of
 * where each entry came from. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

/* ---- pairs ---- */

enum { LARGEST_IN_PAIR = 15 };  /* number of a local that fits in half an argument */

static void pair_make(Op *first, Op *second, int opcode)
{
    int a = first->location.line, b = second->location.line;
    if ((a >= 0 && b >= 0 && a != b) || first->arg > LARGEST_IN_PAIR || second->arg > LARGEST_IN_PAIR)
        return;
    op_set(first, opcode, first->arg << 4 | second->arg);
    op_to_nop(second);
}

void graph_pair_local_ops(Graph *graph)
{
    for (Block *block = graph->entry; block; block = block->next)
        for (uint32_t i = 0; i + 1 < block->count; i++) {
            Op *op = &block->ops[i];
            if (op->opcode == OP_LOAD_FAST && op[1].opcode == OP_LOAD_FAST)
                pair_make(op, op + 1, OP_LOAD_FAST_LOAD_FAST);
            else if (op->opcode == OP_STORE_FAST && op[1].opcode == OP_LOAD_FAST)
                pair_make(op, op + 1, OP_STORE_FAST_LOAD_FAST);
            else if (op->opcode == OP_STORE_FAST && op[1].opcode == OP_STORE_FAST)
                pair_make(op, op + 1, OP_STORE_FAST_STORE_FAST);
        }
    graph_remove_nops(graph);
}

/* ---- borrowing ---- */

enum { NOBODY = -1, NO_LOCAL = -1 };

/* An entry of the stack: the op that pushed it, and the local that it came from. */
typedef struct Entry {
    int op, local;
} Entry;

typedef struct Borrow {
    Graph   *graph;
    Block  **top;       /* work list */
    Entry   *entries;   /* room for the whole stack size and some more */
    int      depth;
    uint8_t *must_own;  /* by op of the block */
} Borrow;

static void borrow_push(Borrow *borrow, int op, int local)
{
    borrow->entries[borrow->depth++] = (Entry){op, local};
}

static Entry borrow_pop(Borrow *borrow)
{
    return borrow->depth ? borrow->entries[--borrow->depth] : (Entry){NOBODY, NO_LOCAL};
}

static void borrow_own(Borrow *borrow, Entry entry)
{
    if (entry.op != NOBODY)
        borrow->must_own[entry.op] = 1;
}

/* The local changes: entries loaded from it before must have owned theirs. */
static void borrow_kill(Borrow *borrow, int local)
{
    for (int i = 0; i < borrow->depth; i++)
        if (borrow->entries[i].local == local)
            borrow_own(borrow, borrow->entries[i]);
}

static void borrow_store(Borrow *borrow, int local)
{
    Entry stored = borrow_pop(borrow);
    borrow_kill(borrow, local);
    borrow_own(borrow, stored);
}

static void borrow_enter(Borrow *borrow, Block *block)
{
    if (!block->is_visited) {
        block->is_visited = true;
        *borrow->top++ = block;
    }
}

/* Pops and pushes as the opcode says; what is pushed comes from no local. */
static void borrow_replace(Borrow *borrow, int at, int pops, int pushes)
{
    while (pops-- > 0)
        borrow_pop(borrow);
    while (pushes-- > 0)
        borrow_push(borrow, at, NO_LOCAL);
}

/* Instructions on locals and those that shuffle the stack; false: another one. */
static bool borrow_local_op(Borrow *borrow, const Op *op, int at)
{
    switch (op->opcode) {
    case OP_DELETE_FAST:
        borrow_kill(borrow, op->arg);
        return true;
    case OP_LOAD_FAST_AND_CLEAR:
        borrow_kill(borrow, op->arg);
        borrow_push(borrow, at, op->arg);
        return true;
    case OP_LOAD_FAST:
        borrow_push(borrow, at, op->arg);
        return true;
    case OP_LOAD_FAST_LOAD_FAST:
        borrow_push(borrow, at, op->arg >> 4);
        borrow_push(borrow, at, op->arg & 15);
        return true;
    case OP_STORE_FAST:
        borrow_store(borrow, op->arg);
        return true;
    case OP_STORE_FAST_LOAD_FAST:
        borrow_store(borrow, op->arg >> 4);
        borrow_push(borrow, at, op->arg & 15);
        return true;
    case OP_STORE_FAST_STORE_FAST:
        borrow_store(borrow, op->arg >> 4);
        borrow_store(borrow, op->arg & 15);
        return true;
    case OP_COPY: {
        Entry entry = borrow->entries[borrow->depth - op->arg];
        borrow_push(borrow, entry.op, entry.local);
        return true;
    }
    case OP_SWAP: {
        Entry *a = &borrow->entries[borrow->depth - 1], *b = &borrow->entries[borrow->depth - op->arg], moved = *a;
        *a = *b;
        *b = moved;
        return true;
    }
    default:
        return false;
    }
}

/* Instructions that leave some of their operands on the stack, where the entry below keeps its origin. */
static bool borrow_partial_op(Borrow *borrow, const Op *op, int at)
{
    int   net = opcode_effect(op->opcode, op->arg, false);
    Entry top;
    switch (op->opcode) {
    case OP_FORMAT_SIMPLE: case OP_GET_ANEXT: case OP_GET_YIELD_FROM_ITER: case OP_GET_LEN: case OP_IMPORT_FROM:
    case OP_MATCH_KEYS: case OP_MATCH_MAPPING: case OP_MATCH_SEQUENCE: case OP_WITH_EXCEPT_START:
        for (int i = 0; i < net; i++)   /* CPython ascribes these to the block's first ops, by mistake, and it shows */
            borrow_push(borrow, i, NO_LOCAL);
        return true;
    case OP_DICT_MERGE: case OP_DICT_UPDATE: case OP_LIST_APPEND: case OP_LIST_EXTEND: case OP_MAP_ADD:
    case OP_RERAISE: case OP_SET_ADD: case OP_SET_UPDATE:
        borrow_replace(borrow, at, -net, 0);
        return true;
    case OP_END_SEND: case OP_SET_FUNCTION_ATTRIBUTE:
        top = borrow_pop(borrow);
        borrow_pop(borrow);
        borrow_push(borrow, top.op, top.local);
        return true;
    case OP_CHECK_EXC_MATCH:
        borrow_replace(borrow, at, 1, 1);
        return true;
    case OP_LOAD_ATTR: case OP_LOAD_SUPER_ATTR:
        top = borrow_pop(borrow);
        borrow_replace(borrow, at, op->opcode == OP_LOAD_SUPER_ATTR ? 2 : 0, 1);
        if (op->arg & 1)        /* a method call: self may be pushed again */
            borrow_push(borrow, top.op, top.local);
        return true;
    case OP_LOAD_SPECIAL: case OP_PUSH_EXC_INFO:
        top = borrow_pop(borrow);
        borrow_push(borrow, at, NO_LOCAL);
        borrow_push(borrow, top.op, top.local);
        return true;
    default:
        return false;
    }
}

static void borrow_op(Borrow *borrow, const Op *op, int at)
{
    if (borrow_local_op(borrow, op, at) || borrow_partial_op(borrow, op, at))
        return;
    if (op->opcode == OP_FOR_ITER) {
        borrow_enter(borrow, op->target);
        borrow_push(borrow, at, NO_LOCAL);
    } else if (op->opcode == OP_SEND) {
        borrow_enter(borrow, op->target);
        borrow_replace(borrow, at, 1, 1);
    } else {
        if (opcode_has(op->opcode, IS_JUMP))
            borrow_enter(borrow, op->target);
        borrow_replace(borrow, at, opcode_pops(op->opcode, op->arg), opcode_pushes(op->opcode, op->arg));
    }
}

static void borrow_block(Borrow *borrow, Block *block)
{
    memset(borrow->must_own, 0, block->count);
    borrow->depth = 0;
    borrow_replace(borrow, NOBODY, 0, block->start_depth);
    for (uint32_t i = 0; i < block->count; i++)
        borrow_op(borrow, &block->ops[i], (int)i);
    if (block->next && block->count && block_falls_through(block))
        borrow_enter(borrow, block->next);
    for (int i = 0; i < borrow->depth; i++)     /* not consumed within the block */
        borrow_own(borrow, borrow->entries[i]);
    for (uint32_t i = 0; i < block->count; i++) {
        Op *op = &block->ops[i];
        if (borrow->must_own[i])
            continue;
        if (op->opcode == OP_LOAD_FAST)
            op->opcode = OP_LOAD_FAST_BORROW;
        else if (op->opcode == OP_LOAD_FAST_LOAD_FAST)
            op->opcode = OP_LOAD_FAST_BORROW_LOAD_FAST_BORROW;
    }
}

/* The most ops of a block, and the most entries that may be on the stack (a bound: each op's pushes added up). */
static void borrow_bounds(const Graph *graph, uint32_t *ops, size_t *entries)
{
    *ops = 1;
    *entries = 1;
    for (const Block *block = graph->entry; block; block = block->next) {
        size_t pushed = block->start_depth > 0 ? (size_t)block->start_depth : 0;
        for (uint32_t i = 0; i < block->count; i++)
            pushed += (size_t)opcode_pushes(block->ops[i].opcode, block->ops[i].arg) + 1;
        *entries = pushed > *entries ? pushed : *entries;
        *ops = block->count > *ops ? block->count : *ops;
    }
}

bool graph_borrow_locals(Graph *graph)
{
    Borrow   borrow = {.graph = graph};
    uint32_t ops;
    size_t   entries;
    borrow_bounds(graph, &ops, &entries);
    Block **bottom = graph_stack(graph);
    borrow.must_own = arena_alloc(graph->scratch, ops);
    borrow.entries = arena_alloc(graph->scratch, entries * sizeof *borrow.entries);
    if (!bottom || !borrow.must_own || !borrow.entries)
        return false;
    borrow.top = bottom;
    graph->entry->start_depth = 0;
    borrow_enter(&borrow, graph->entry);
    while (borrow.top > bottom)
        borrow_block(&borrow, *--borrow.top);
    return true;
}
