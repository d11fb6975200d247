/* flowgraph_swaps.c - fewer SWAPs: runs of them are made shortest, and those in front of stores and pops are done now, by
 * exchanging the stores. SPDX-License-Identifier: MIT */
#include "compile/flowgraph.h"

/* ---- runs of SWAPs ---- */

/* Ops from `at` on that are SWAP or NOP; *depth is the deepest entry that they touch; 0 when there is at most one SWAP:
 * then nothing is to be done. */
static uint32_t swap_run(const Block *block, uint32_t at, int *depth)
{
    uint32_t length = 0;
    bool     more = false;
    *depth = 0;
    for (; at + length < block->count; length++) {
        const Op *op = &block->ops[at + length];
        if (op->opcode == OP_SWAP) {
            *depth = op->arg > *depth ? op->arg : *depth;
            more |= length > 0;
        } else if (op->opcode != OP_NOP) {
            break;
        }
    }
    return more ? length : 0;
}

/* Writes the shortest run of SWAPs with the same effect, from its end towards its start: cycle by cycle of the
 * permutation, each through the top entry, as only that can be swapped. entries[n] is the entry that comes to n. */
static void swaps_write(Op *ops, uint32_t length, int *entries, int depth)
{
    enum { SEEN = -1 };
    int current = (int)length - 1;
    for (int i = 0; i < depth; i++) {
        if (entries[i] == SEEN || entries[i] == i)
            continue;
        for (int k = i;;) {
            if (k)
                op_set(&ops[current--], OP_SWAP, k + 1);
            if (entries[k] == SEEN)
                break;
            int next = entries[k];
            entries[k] = SEEN;
            k = next;
        }
    }
    while (current >= 0)
        op_to_nop(&ops[current--]);
}

/* Makes the run at *at shortest and moves *at to its last op. False: no memory. */
static bool swaps_shorten(Graph *graph, Block *block, uint32_t *at)
{
    int      depth;
    uint32_t length = swap_run(block, *at, &depth);
    if (!length)
        return true;
    int *entries = arena_alloc(graph->scratch, (size_t)depth * sizeof *entries);
    if (!entries)
        return false;
    for (int i = 0; i < depth; i++)
        entries[i] = i;
    Op *ops = &block->ops[*at];
    for (uint32_t i = 0; i < length; i++)
        if (ops[i].opcode == OP_SWAP) {
            int top = entries[0];
            entries[0] = entries[ops[i].arg - 1];
            entries[ops[i].arg - 1] = top;
        }
    swaps_write(ops, length, entries, depth);
    *at += length - 1;
    return true;
}

/* ---- SWAPs before stores ---- */

static bool is_swappable(int opcode)
{
    return opcode == OP_STORE_FAST || opcode == OP_STORE_FAST_MAYBE_NULL || opcode == OP_POP_TOP;
}

/* The local that an op stores into, -1: none. */
static int stores_to(const Op *op)
{
    return op->opcode == OP_STORE_FAST || op->opcode == OP_STORE_FAST_MAYBE_NULL ? op->arg : -1;
}

/* The next op behind `at` that pops one entry and does nothing else, on this line (-1: on any); -1: there is none. */
static int next_swappable(const Block *block, int at, int line)
{
    while (++at < (int)block->count) {
        const Op *op = &block->ops[at];
        if (line >= 0 && op->location.line != line)
            return -1;
        if (op->opcode == OP_NOP)
            continue;
        return is_swappable(op->opcode) ? at : -1;
    }
    return -1;
}

/* Exchanging j and k keeps the last store of each local the last. */
static bool may_exchange(const Block *block, int j, int k)
{
    int store_j = stores_to(&block->ops[j]), store_k = stores_to(&block->ops[k]);
    if (store_j < 0 && store_k < 0)
        return true;
    if (store_j == store_k)
        return false;
    for (int i = j + 1; i < k; i++) {
        int store = stores_to(&block->ops[i]);
        if (store >= 0 && (store == store_j || store == store_k))
            return false;
    }
    return true;
}

/* From `at` backwards: applies SWAPs to the stores behind them while only such ops stand in between. */
static void swaps_apply(Block *block, int at)
{
    for (; at >= 0; at--) {
        Op *swap = &block->ops[at];
        if (swap->opcode != OP_SWAP) {
            if (swap->opcode == OP_NOP || is_swappable(swap->opcode))
                continue;
            return;
        }
        int j = next_swappable(block, at, -1), k = j;
        if (j < 0)
            return;
        int line = block->ops[j].location.line;
        for (int count = swap->arg - 1; count > 0; count--) {
            k = next_swappable(block, k, line);
            if (k < 0)
                return;
        }
        if (!may_exchange(block, j, k))
            return;
        op_to_nop(swap);
        Op moved = block->ops[j];
        block->ops[j] = block->ops[k];
        block->ops[k] = moved;
    }
}

bool block_optimize_swaps(Graph *graph, Block *block)
{
    for (uint32_t i = 0; i < block->count; i++) {
        if (block->ops[i].opcode != OP_SWAP)
            continue;
        if (!swaps_shorten(graph, block, &i))
            return false;
        swaps_apply(block, (int)i);
    }
    return true;
}
