/* lower_call.c - calls and method lookups become words.
 *
 * A method that is called with nothing but plain reads between lookup and call is looked up by the call itself.
 * SPDX-License-Identifier: MIT */
#include "objects/tuple.h"
#include "vm/lower.h"

/* Does only reading of locals and constants stand between this instruction and the call that uses its result? */
static bool is_method_of_next_call(const Lowering *l)
{
    uint32_t arguments = 0;
    for (size_t i = l->at + 1; i < l->insns.length; i++) {
        const Insn *insn = &l->insns.items[i];
        if (insn->is_label)
            return false;
        switch (insn->op) {
        case OP_LOAD_FAST: case OP_LOAD_FAST_BORROW: case OP_LOAD_CONST: case OP_LOAD_SMALL_INT:
            arguments++;
            break;
        case OP_CALL:
            return insn->arg == arguments;
        default:
            return false;
        }
    }
    return false;
}

static void push_method(Lowering *l, const Insn *insn, Value name)
{
    Entry object = stack_pop(l);
    Entry method = {.kind = ENTRY_METHOD, .slot = object.slot, .local = object.local, .unit = insn->unit, .value = name};
    if (object.kind != ENTRY_LOCAL) {
        entry_settle(l, &object);
        method.owned_object = true;
    }
    stack_push(l, method);
    stack_push(l, (Entry){.kind = ENTRY_METHOD_SELF, .slot = stack_next_slot(l, CALL_SELF - 1)});
}

void lower_load_attr(Lowering *l, const Insn *insn)
{
    Value name = tuple_get(l->names, insn->arg >> 1);
    if (!(insn->arg & 1)) {
        Entry   entry = stack_pop(l);
        Operand object = operand(l, &entry);
        Result  result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_getattr, b_flag(object) | result.flag, result.slot, object.slot, 0);
        put_word(l, (Word){0});
        put_word(l, (Word){0});
        put_value(l, name);
        result_push(l, result);
        return;
    }
    if (!l->is_generator && is_method_of_next_call(l)) {
        push_method(l, insn, name);
        return;
    }
    Entry   entry = stack_pop(l);
    Operand object = operand(l, &entry);
    put_row(l, insn->unit);
    put_op(l, I_get_method, b_flag(object), entry.slot, object.slot, 0);
    put_word(l, (Word){0});
    put_word(l, (Word){0});
    put_value(l, name);
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = entry.slot});
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = stack_next_slot(l, CALL_SELF - 1)});
}

/* Where the call at slot base returns: as a class's __init__, and plainly. */
static void put_landing(Lowering *l, uint16_t base, Result result)
{
    put_op(l, I_land_init, 0, base, 0, 0);
    put_op(l, I_land, result.flag, result.slot, 0, 0);
    result_push(l, result);
}

/* The call with its method lookup. The stack: method, self, arguments. */
static void lower_call_method(Lowering *l, uint32_t count)
{
    size_t method_at = l->stack.length - count - 2;
    for (uint32_t i = 0; i < count; i++)
        entry_settle(l, stack_peek(l, count - i));
    Entry    method = l->stack.items[method_at];
    uint32_t call_unit = l->insns.items[l->at].unit;
    l->stack.length = method_at;
    Result result = result_place(l);
    put_row(l, call_unit);
    put_op(l, I_call_method, method.owned_object ? C_OWNED : 0, method.slot, count, method.owned_object ? method.slot : method.local);
    WordRow lookup = {(uint32_t)l->words.length, method.unit, stack_node(l)};
    WordRow landing = {(uint32_t)l->words.length + 3, call_unit, stack_node(l)};
    if (!vector_push(l->from, &l->rows, lookup) || !vector_push(l->from, &l->rows, landing))
        l->failed = true;
    put_word(l, (Word){0});
    put_word(l, (Word){0});
    put_value(l, method.value);
    put_landing(l, method.slot, result);
}

/* Brings callee, self and arguments into the call's layout; the slot of the callee. */
static uint16_t settle_call(Lowering *l, uint32_t count, bool *has_self)
{
    Entry *callee = stack_peek(l, count + 2);
    Entry *self = callee + 1;
    if (l->failed)
        return l->nlocals;
    uint16_t base = callee->slot;
    *has_self = self->kind != ENTRY_NULL;
    entry_settle(l, callee);
    if (*has_self)
        entry_settle(l, self);
    for (uint32_t i = 0; i < count; i++)
        entry_settle(l, &self[1 + i]);
    unsigned top = base + CALL_ARGS + count;
    if (top > UINT16_MAX - 16)
        l->too_big = true;
    if (top > l->max_slot)
        l->max_slot = (uint16_t)top;
    for (uint32_t i = count; i-- > 0;) /* upwards, the last first: nothing is overwritten */
        if (self[1 + i].slot != base + CALL_ARGS + i)
            put_op(l, I_move, 0, base + CALL_ARGS + i, self[1 + i].slot, 0);
    if (*has_self && self->slot != base + CALL_SELF)
        put_op(l, I_move, 0, base + CALL_SELF, self->slot, 0);
    return base;
}

void lower_call(Lowering *l, uint32_t count)
{
    bool has_self;
    if (l->stack.length < count + 2) {
        l->failed = true;
        return;
    }
    if (stack_peek(l, count + 2)->kind == ENTRY_METHOD) {
        lower_call_method(l, count);
        return;
    }
    uint32_t unit = l->insns.items[l->at].unit;
    uint16_t base = settle_call(l, count, &has_self);
    l->stack.length -= count + 2;
    Result result = result_place(l);
    if (l->is_generator && !has_self) {
        put_op(l, I_constant, 0, base + CALL_SELF, 0, 0);
        put_value(l, UNBOUND);
    }
    put_row(l, unit);
    put_op(l, l->is_generator ? I_call_out : has_self ? I_call_self : I_call, 0, base, count, 0);
    put_landing(l, base, result);
}

void lower_call_keywords(Lowering *l, uint32_t count)
{
    bool has_self;
    if (l->stack.length < count + 3) {
        l->failed = true;
        return;
    }
    Entry names = stack_pop(l);
    if (names.kind != ENTRY_CONST) {
        l->failed = true; /* only the compiler's own form: the names are a constant */
        return;
    }
    uint32_t unit = l->insns.items[l->at].unit;
    uint16_t base = settle_call(l, count, &has_self);
    if (!has_self) {
        put_op(l, I_constant, 0, base + CALL_SELF, 0, 0);
        put_value(l, UNBOUND);
    }
    l->stack.length -= count + 2;
    Result result = result_place(l);
    put_row(l, unit);
    put_op(l, I_call_keywords, 0, base, count, 0);
    put_value(l, names.value);
    put_landing(l, base, result);
}

/* Stack: callee, NULL, tuple or iterable, dict or NULL. */
void lower_call_spread(Lowering *l)
{
    bool     has_self;
    uint32_t unit = l->insns.items[l->at].unit;
    if (l->stack.length < 4) {
        l->failed = true;
        return;
    }
    uint16_t base = settle_call(l, 2, &has_self);
    l->stack.length -= 4;
    Result result = result_place(l);
    put_row(l, unit);
    put_op(l, I_call_spread, 0, base, 0, 0);
    put_landing(l, base, result);
}
