/* lower_stack.c - lowering's model of CPython's stack, and the emitting of words.
 *
 * Each entry has a slot of its own from the moment it is pushed, above those of all entries below it; a lazy entry (a local,
 * a constant, a method not yet looked up) is brought there only when somebody needs it there. At every label the whole stack is
 * settled, so that all ways into it agree. SPDX-License-Identifier: MIT */
#include "vm/lower.h"

void put_word(Lowering *l, Word word)
{
    if (!vector_push(l->from, &l->words, word))
        l->failed = true;
}

uint32_t put_op(Lowering *l, enum Instruction op, unsigned flags, unsigned a, unsigned b, unsigned c)
{
    Word word = {0};
    word.op = (uint16_t)(op << OP_SHIFT | flags);
    word.a = (uint16_t)a;
    word.b = (uint16_t)b;
    word.c = (uint16_t)c;
    if ((a | b | c) > UINT16_MAX)
        l->too_big = true;
    put_word(l, word);
    return (uint32_t)l->words.length - 1;
}

void put_value(Lowering *l, Value value)
{
    put_word(l, (Word){.value = value});
}

void put_row(Lowering *l, uint32_t unit)
{
    WordRow row = {(uint32_t)l->words.length, unit, stack_node(l)};
    if (!vector_push(l->from, &l->rows, row))
        l->failed = true;
}

static void fixup(Lowering *l, uint32_t word, uint32_t target, bool is_short)
{
    Fixup entry = {word, target, is_short, false};
    if (!vector_push(l->from, &l->fixups, entry))
        l->failed = true;
}

uint32_t put_jump(Lowering *l, enum Instruction op, unsigned a, uint32_t target)
{
    uint32_t word = put_op(l, op, 0, a, 0, 0);
    fixup(l, word, target, false);
    return word;
}

void put_branch(Lowering *l, enum Instruction op, enum Instruction opposite, unsigned flags, unsigned b, unsigned c,
                 uint32_t target)
{
    if (!l->long_jumps) {
        fixup(l, put_op(l, op, flags, 0, b, c), target, true);
        return;
    }
    put_op(l, opposite, flags, 2, b, c);
    put_jump(l, I_jump, 0, target);
}

/* ---- the stack ---- */

void stack_push(Lowering *l, Entry entry)
{
    entry.node = 0;
    if (entry.slot >= l->max_slot)
        l->max_slot = (uint16_t)(entry.slot + 1);
    if (entry.slot > UINT16_MAX - 16)
        l->too_big = true;
    if (!vector_push(l->from, &l->stack, entry))
        l->failed = true;
}

Entry stack_pop(Lowering *l)
{
    if (l->stack.length == 0) {
        l->failed = true;
        return (Entry){.kind = ENTRY_NULL, .slot = l->nlocals};
    }
    return l->stack.items[--l->stack.length];
}

Entry *stack_peek(Lowering *l, unsigned depth)
{
    static const Entry none = {.kind = ENTRY_NULL};
    if (depth > l->stack.length) {
        l->failed = true;
        stack_push(l, none);
        return l->stack.items;
    }
    return &l->stack.items[l->stack.length - depth];
}

uint16_t stack_next_slot(Lowering *l, unsigned gap)
{
    const Entry *top = l->stack.length ? &l->stack.items[l->stack.length - 1] : NULL;
    unsigned     slot = (top ? top->slot + 1u + top->reserve : l->nlocals) + gap;
    if (slot > UINT16_MAX - 16) {
        l->too_big = true;
        slot = l->nlocals;
    }
    if (slot >= l->max_slot)
        l->max_slot = (uint16_t)(slot + 1);
    return (uint16_t)slot;
}

static uint32_t node_new(Lowering *l, const Entry *entry, uint32_t below, size_t depth)
{
    StackNode node = {.below = below, .depth = (uint16_t)depth, .slot = entry->slot};
    node.kind = entry->kind == ENTRY_TEMP ? NODE_TEMP : entry->kind == ENTRY_LOCAL ? NODE_LOCAL
              : entry->kind == ENTRY_CONST ? NODE_CONST : NODE_NULL;
    if (entry->kind == ENTRY_LOCAL)
        node.slot = entry->local;
    if (entry->kind == ENTRY_METHOD && entry->owned_object)
        node.kind = NODE_TEMP;
    if (!vector_push(l->from, &l->nodes, node)) {
        l->failed = true;
        return 0;
    }
    return (uint32_t)l->nodes.length - 1;
}

uint32_t stack_node(Lowering *l)
{
    uint32_t below = 0;
    size_t   known = l->stack.length;
    while (known > 0 && !l->stack.items[known - 1].node)
        known--;
    if (known > 0)
        below = l->stack.items[known - 1].node - 1;
    for (size_t i = known; i < l->stack.length; i++) {
        below = node_new(l, &l->stack.items[i], below, i + 1);
        l->stack.items[i].node = below + 1;
    }
    return below;
}

/* The entry at index changed: nodes from it on are stale. */
static void stack_changed(Lowering *l, const Entry *entry)
{
    for (size_t i = (size_t)(entry - l->stack.items); i < l->stack.length; i++)
        l->stack.items[i].node = 0;
}

void entry_settle(Lowering *l, Entry *entry)
{
    switch ((EntryKind)entry->kind) {
    case ENTRY_LOCAL:
        put_op(l, I_copy, 0, entry->slot, entry->local, 0);
        break;
    case ENTRY_CONST:
        if (is_word_int(entry->value) && word_int(entry->value) == (int32_t)word_int(entry->value)) {
            put_op(l, I_integer, 0, entry->slot, 0, 0);
            if (!l->failed)
                l->words.items[l->words.length - 1].jump = (int32_t)word_int(entry->value);
        } else {
            put_op(l, I_constant, 0, entry->slot, 0, 0);
            put_value(l, entry->value);
        }
        break;
    case ENTRY_NULL:
        put_op(l, I_constant, 0, entry->slot, 0, 0);
        put_value(l, UNBOUND);
        break;
    case ENTRY_METHOD: case ENTRY_METHOD_SELF: /* lowering of the call takes care of them: pure instructions only between */
        return;
    case ENTRY_TEMP:
        return;
    }
    entry->kind = ENTRY_TEMP;
    if (entry >= l->stack.items && entry < l->stack.items + l->stack.length)
        stack_changed(l, entry);
}

void stack_flush(Lowering *l, size_t keep_top)
{
    for (size_t i = 0; i + keep_top < l->stack.length; i++)
        if (l->stack.items[i].kind != ENTRY_NULL)
            entry_settle(l, &l->stack.items[i]);
}

void stack_settle_local(Lowering *l, unsigned local)
{
    for (size_t i = 0; i < l->stack.length; i++)
        if (l->stack.items[i].kind == ENTRY_LOCAL && l->stack.items[i].local == local)
            entry_settle(l, &l->stack.items[i]);
}

/* ---- labels ---- */

void label_record(Lowering *l, uint32_t insn)
{
    Insn *label = &l->insns.items[insn];
    if (label->state)
        return;
    LabelState state = {(uint32_t)l->states.length, (uint32_t)l->stack.length};
    for (size_t i = 0; i < l->stack.length; i++)
        if (!vector_push(l->from, &l->states, l->stack.items[i]))
            l->failed = true;
    if (!vector_push(l->from, &l->labels, state))
        l->failed = true;
    label->state = (uint32_t)l->labels.length;
}

void label_enter(Lowering *l, uint32_t insn)
{
    if (l->failed)
        return;
    LabelState state = l->labels.items[l->insns.items[insn].state - 1];
    l->stack.length = 0;
    for (uint32_t i = 0; i < state.count; i++) {
        Entry entry = l->states.items[state.first + i];
        stack_push(l, entry);
    }
}

/* ---- operands and results ---- */

Operand operand(Lowering *l, Entry *entry)
{
    if (entry->kind == ENTRY_LOCAL)
        return (Operand){entry->local, false};
    entry_settle(l, entry);
    return (Operand){entry->slot, true};
}

Operand operand_at(Lowering *l, unsigned depth)
{
    Entry *entry = stack_peek(l, depth);
    if (entry->kind == ENTRY_LOCAL)
        return (Operand){entry->local, false};
    entry_settle(l, entry);
    return (Operand){entry->slot, false};
}

uint16_t operand_row(Lowering *l, unsigned count)
{
    if (count == 0)
        return stack_next_slot(l, 0);
    if (count > l->stack.length) {
        l->failed = true;
        return l->nlocals;
    }
    Entry *first = stack_peek(l, count);
    bool   is_row = true;
    for (unsigned i = 0; i < count; i++) {
        if (first[i].kind == ENTRY_NULL)
            stack_changed(l, first);
        entry_settle(l, &first[i]);
        is_row &= first[i].slot == first->slot + i;
    }
    if (!is_row) /* downwards, so that nothing is overwritten */
        for (unsigned i = 0; i < count; i++)
            if (first[i].slot != first->slot + i)
                put_op(l, I_move, 0, first->slot + i, first[i].slot, 0);
    uint16_t base = first->slot;
    l->stack.length -= count;
    return base;
}

Result result_place(Lowering *l)
{
    size_t next = l->at + 1;
    if (next < l->insns.length && l->insns.items[next].op == OP_STORE_FAST && !l->insns.items[next].is_label) {
        unsigned local = l->insns.items[next].arg;
        bool     is_read = false;
        for (size_t i = 0; i < l->stack.length; i++)
            is_read |= (l->stack.items[i].kind == ENTRY_LOCAL || l->stack.items[i].kind == ENTRY_METHOD)
                    && l->stack.items[i].local == local;
        if (!is_read)
            return (Result){.slot = (uint16_t)local, .flag = A_FLAG, .is_local = true};
    }
    return (Result){.slot = stack_next_slot(l, 0)};
}

void result_push(Lowering *l, Result result)
{
    if (result.is_local)
        l->at++;
    else
        stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = result.slot});
}
