/* lower_ops.c - each instruction of the bytecode becomes words; calls stand in lower_call.c.
 * SPDX-License-Identifier: MIT */
#include "objects/tuple.h"
#include "vm/lower.h"

static void push_temp(Lowering *l)
{
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = stack_next_slot(l, 0)});
}

static void push_local(Lowering *l, unsigned local)
{
    stack_push(l, (Entry){.kind = ENTRY_LOCAL, .slot = stack_next_slot(l, 0), .local = (uint16_t)local});
}

static void push_const(Lowering *l, Value value)
{
    stack_push(l, (Entry){.kind = ENTRY_CONST, .slot = stack_next_slot(l, 0), .value = value});
}

/* NULL where a call's self would be. */
static void push_no_self(Lowering *l)
{
    stack_push(l, (Entry){.kind = ENTRY_NULL, .slot = stack_next_slot(l, CALL_SELF - 1)});
}

static Value name_at(const Lowering *l, uint32_t index)
{
    return tuple_get(l->names, index);
}

/* ---- forms that many instructions share ---- */

/* One operand, one result. */
static void unary(Lowering *l, const Insn *insn, enum Instruction op, unsigned c)
{
    Entry   entry = stack_pop(l);
    Operand b = operand(l, &entry);
    Result  result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, op, b_flag(b) | result.flag, result.slot, b.slot, c);
    result_push(l, result);
}

/* Two operands, one result; the row is left to the caller when it has words to add. */
static Result binary(Lowering *l, const Insn *insn, enum Instruction op)
{
    Entry   right = stack_pop(l), left = stack_pop(l);
    Operand b = operand(l, &left), c = operand(l, &right);
    Result  result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, op, b_flag(b) | c_flag(c) | result.flag, result.slot, b.slot, c.slot);
    return result;
}

/* A row of operands, one result. */
static void from_row(Lowering *l, const Insn *insn, enum Instruction op, unsigned count, unsigned c)
{
    uint16_t base = operand_row(l, count);
    Result   result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, op, result.flag, result.slot, base, c);
    result_push(l, result);
}

/* One operand, no result. */
static void consume(Lowering *l, const Insn *insn, enum Instruction op, Value name)
{
    Entry   entry = stack_pop(l);
    Operand b = operand(l, &entry);
    put_row(l, insn->unit);
    put_op(l, op, b_flag(b), 0, b.slot, 0);
    if (name)
        put_value(l, name);
}

/* Operand on top is consumed; the entry `depth` below it (1: directly) stays as b. */
static void add_to(Lowering *l, const Insn *insn, enum Instruction op, unsigned depth)
{
    Entry   item = stack_pop(l);
    Operand c = operand(l, &item), b = operand_at(l, depth);
    put_row(l, insn->unit);
    put_op(l, op, c_flag(c), 0, b.slot, c.slot);
}

/* The top stays, a result is pushed. */
static void look(Lowering *l, const Insn *insn, enum Instruction op)
{
    Operand b = operand_at(l, 1);
    Result  result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, op, result.flag, result.slot, b.slot, 0);
    result_push(l, result);
}

/* No operand; a name; a result. */
static void load_by_name(Lowering *l, const Insn *insn, enum Instruction op, Value name)
{
    Result result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, op, result.flag, result.slot, 0, 0);
    if (name)
        put_value(l, name);
    result_push(l, result);
}

/* ---- operators ---- */

static bool small_operand(const Entry *entry, int64_t *number)
{
    if (entry->kind != ENTRY_CONST || !is_word_int(entry->value))
        return false;
    *number = word_int(entry->value);
    return *number == (int16_t)*number;
}

static enum Instruction operator_k(unsigned op, int64_t number)
{
    switch (op) {
    case NB_ADD: case NB_INPLACE_ADD: return I_add_k;
    case NB_SUBTRACT: case NB_INPLACE_SUBTRACT: return I_subtract_k;
    case NB_MULTIPLY: case NB_INPLACE_MULTIPLY: return I_multiply_k;
    case NB_FLOOR_DIVIDE: case NB_INPLACE_FLOOR_DIVIDE: return number > 0 ? I_floor_divide_k : I_nop;
    case NB_REMAINDER: case NB_INPLACE_REMAINDER: return number > 0 ? I_remainder_k : I_nop;
    case NB_AND: case NB_INPLACE_AND: return I_and_k;
    case NB_RSHIFT: case NB_INPLACE_RSHIFT: return number >= 0 && number < 63 ? I_shift_right_k : I_nop;
    case NB_LSHIFT: case NB_INPLACE_LSHIFT: return number >= 0 && number < 63 ? I_shift_left_k : I_nop;
    case NB_SUBSCR: return number >= 0 ? I_subscript_k : I_nop;
    default: return I_nop;
    }
}

static enum Instruction operator_word(unsigned op)
{
    switch (op) {
    case NB_ADD: case NB_INPLACE_ADD: return I_add;
    case NB_SUBTRACT: case NB_INPLACE_SUBTRACT: return I_subtract;
    case NB_MULTIPLY: case NB_INPLACE_MULTIPLY: return I_multiply;
    case NB_TRUE_DIVIDE: case NB_INPLACE_TRUE_DIVIDE: return I_divide;
    case NB_FLOOR_DIVIDE: case NB_INPLACE_FLOOR_DIVIDE: return I_floor_divide;
    case NB_REMAINDER: case NB_INPLACE_REMAINDER: return I_remainder;
    case NB_AND: case NB_INPLACE_AND: return I_and;
    case NB_OR: case NB_INPLACE_OR: return I_or;
    case NB_XOR: case NB_INPLACE_XOR: return I_xor;
    case NB_RSHIFT: case NB_INPLACE_RSHIFT: return I_shift_right;
    case NB_LSHIFT: case NB_INPLACE_LSHIFT: return I_shift_left;
    case NB_SUBSCR: return I_subscript;
    default: return I_binary;
    }
}

static void lower_binary_op(Lowering *l, const Insn *insn)
{
    int64_t          number;
    enum Instruction with_k = I_nop;
    unsigned         op = insn->arg;

    if (small_operand(stack_peek(l, 1), &number))
        with_k = operator_k(op, number);
    if (with_k == I_nop) {
        Result result = binary(l, insn, operator_word(op));
        put_word(l, (Word){.low = op});
        result_push(l, result);
        return;
    }
    stack_pop(l);
    Entry   left = stack_pop(l);
    Operand b = operand(l, &left);
    Result  result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, with_k, b_flag(b) | result.flag, result.slot, b.slot, (uint16_t)(int16_t)number);
    put_word(l, (Word){.low = op});
    result_push(l, result);
}

static const struct { enum Instruction value, jump_if, jump_unless, jump_if_k, jump_unless_k; } comparisons[] = {
#define COMPARISON(upper, lower) \
    [COMPARE_##upper] = {I_compare_##lower, I_jump_if_##lower, I_jump_unless_##lower, I_jump_if_##lower##_k, I_jump_unless_##lower##_k}
    COMPARISON(LT, lt), COMPARISON(LE, le), COMPARISON(EQ, eq), COMPARISON(NE, ne), COMPARISON(GT, gt), COMPARISON(GE, ge),
#undef COMPARISON
};

/* The branch directly behind l->at that takes its result, NULL: none. */
static const Insn *following_branch(const Lowering *l)
{
    size_t next = l->at + 1;
    if (next >= l->insns.length || l->insns.items[next].is_label)
        return NULL;
    const Insn *insn = &l->insns.items[next];
    return insn->op == OP_POP_JUMP_IF_TRUE || insn->op == OP_POP_JUMP_IF_FALSE ? insn : NULL;
}

static void lower_compare(Lowering *l, const Insn *insn)
{
    unsigned    op = insn->arg >> 5;
    const Insn *branch = insn->arg & COMPARE_TO_BOOL ? following_branch(l) : NULL;
    int64_t     number;

    if (op > COMPARE_GE) {
        l->failed = true;
        return;
    }
    if (!branch) {
        Result result = binary(l, insn, insn->arg & COMPARE_TO_BOOL ? comparisons[op].value : I_compare);
        if (!(insn->arg & COMPARE_TO_BOOL))
            put_word(l, (Word){.low = op});
        result_push(l, result);
        return;
    }
    bool if_true = branch->op == OP_POP_JUMP_IF_TRUE;
    stack_flush(l, 2);
    if (small_operand(stack_peek(l, 1), &number)) {
        stack_pop(l);
        Entry   left = stack_pop(l);
        Operand b = operand(l, &left);
        label_record(l, branch->target);
        put_row(l, insn->unit);
        put_branch(l, if_true ? comparisons[op].jump_if_k : comparisons[op].jump_unless_k,
                    if_true ? comparisons[op].jump_unless_k : comparisons[op].jump_if_k, b_flag(b), b.slot,
                    (uint16_t)(int16_t)number, branch->target);
    } else {
        Entry   right = stack_pop(l), left = stack_pop(l);
        Operand b = operand(l, &left), c = operand(l, &right);
        label_record(l, branch->target);
        put_row(l, insn->unit);
        put_branch(l, if_true ? comparisons[op].jump_if : comparisons[op].jump_unless,
                    if_true ? comparisons[op].jump_unless : comparisons[op].jump_if, b_flag(b) | c_flag(c), b.slot, c.slot,
                    branch->target);
    }
    l->at++;
}

static void lower_is(Lowering *l, const Insn *insn)
{
    const Insn *branch = following_branch(l);
    if (!branch) {
        result_push(l, binary(l, insn, insn->arg ? I_is_not : I_is));
        return;
    }
    bool if_same = (branch->op == OP_POP_JUMP_IF_TRUE) != (insn->arg != 0);
    stack_flush(l, 2);
    Entry   right = stack_pop(l), left = stack_pop(l);
    Operand b = operand(l, &left), c = operand(l, &right);
    label_record(l, branch->target);
    put_row(l, insn->unit);
    put_branch(l, if_same ? I_jump_if_is : I_jump_unless_is, if_same ? I_jump_unless_is : I_jump_if_is, b_flag(b) | c_flag(c),
                b.slot, c.slot, branch->target);
    l->at++;
}

/* ---- jumps ---- */

static void branch_on(Lowering *l, const Insn *insn, uint32_t unit, enum Instruction op, enum Instruction opposite)
{
    stack_flush(l, 1);
    Entry   entry = stack_pop(l);
    Operand b = operand(l, &entry);
    label_record(l, insn->target);
    put_row(l, unit);
    put_branch(l, op, opposite, b_flag(b), b.slot, 0, insn->target);
}

static void lower_jump_if(Lowering *l, const Insn *insn, uint32_t unit)
{
    if (insn->op == OP_POP_JUMP_IF_TRUE)
        branch_on(l, insn, unit, I_jump_if, I_jump_unless);
    else
        branch_on(l, insn, unit, I_jump_unless, I_jump_if);
}

static void lower_to_bool(Lowering *l, const Insn *insn)
{
    const Insn *branch = following_branch(l);
    if (!branch) {
        unary(l, insn, I_truth, 0);
        return;
    }
    lower_jump_if(l, branch, insn->unit);
    l->at++;
}

static void lower_jump(Lowering *l, const Insn *insn)
{
    if (l->insns.items[insn->target].op == OP_FOR_ITER && !l->insns.items[insn->target].state)
        lower_loop(l);
    stack_flush(l, 0);
    label_record(l, insn->target);
    put_row(l, insn->unit);
    put_jump(l, insn->op == OP_JUMP_BACKWARD ? I_jump_back : I_jump, 0, insn->target);
    l->is_reachable = false;
}

/* ---- loops ---- */

void lower_loop(Lowering *l)
{
    Entry *top = stack_peek(l, 1);
    entry_settle(l, top);
    put_op(l, I_loop_init, 0, top->slot, 0, 0);
    top->reserve = 3;
    if (top->slot + 4 > l->max_slot)
        l->max_slot = (uint16_t)(top->slot + 4);
}

/* Is the iterator made here used by the `for` that follows, with nothing but bookkeeping of a comprehension between? */
static bool is_loop_next(const Lowering *l)
{
    for (size_t i = l->at + 1; i < l->insns.length; i++) {
        switch (l->insns.items[i].op) {
        case OP_FOR_ITER: return true;
        case OP_LOAD_FAST_AND_CLEAR: case OP_SWAP: break;
        case OP_BUILD_LIST: case OP_BUILD_SET: case OP_BUILD_MAP: case OP_COPY: break;
        default: return false;
        }
    }
    return false;
}

static void lower_for(Lowering *l, const Insn *insn)
{
    stack_flush(l, 0);
    uint16_t loop = stack_peek(l, 1)->slot;
    label_record(l, insn->target);
    Result result = result_place(l);
    put_row(l, insn->unit);
    put_jump(l, I_for, loop, insn->target);
    put_op(l, I_land_for, result.flag, result.slot, 0, 0);
    result_push(l, result);
}

/* Stack: receiver, value. The answer replaces the value. */
static void lower_send(Lowering *l, const Insn *insn)
{
    stack_flush(l, 0);
    uint16_t value = stack_peek(l, 1)->slot, receiver = stack_peek(l, 2)->slot;
    label_record(l, insn->target);
    stack_pop(l);
    put_row(l, insn->unit);
    put_jump(l, I_send, value, insn->target);
    put_op(l, I_land_send, 0, value, 0, 0);
    put_op(l, I_nop, 0, 0, receiver, 0);
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = value});
}

static void lower_yield(Lowering *l, const Insn *insn)
{
    Entry    entry = stack_pop(l);
    unsigned delegate = 0;
    Operand  b = operand(l, &entry);
    /* other entries stay as they are: locals keep their places while the generator waits */
    if (insn->arg == 1 && l->stack.length)
        delegate = operand_at(l, 1).slot + 1u;
    Result result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_yield, b_flag(b) | result.flag, result.slot, b.slot, delegate);
    result_push(l, result);
}

/* ---- moving ---- */

static void lower_store_fast(Lowering *l, unsigned local)
{
    stack_settle_local(l, local);
    Entry entry = stack_pop(l);
    if (entry.kind == ENTRY_LOCAL) {
        if (entry.local != local)
            put_op(l, I_copy, A_FLAG, local, entry.local, 0);
    } else if (entry.kind == ENTRY_CONST) {
        entry.slot = (uint16_t)local;
        size_t word = l->words.length;
        entry_settle(l, &entry);
        if (!l->failed)
            l->words.items[word].op |= A_FLAG;
    } else {
        entry_settle(l, &entry);
        put_op(l, I_move, A_FLAG, local, entry.slot, 0);
    }
}

static void lower_swap(Lowering *l, unsigned depth)
{
    Entry *top = stack_peek(l, 1), *other = stack_peek(l, depth);
    if (depth < 2 || l->failed)
        return;
    Entry    a = *top, b = *other;
    uint16_t high = top->slot, low = other->slot;
    if (a.kind == ENTRY_NULL || b.kind == ENTRY_NULL || a.kind == ENTRY_METHOD || b.kind == ENTRY_METHOD) {
        l->failed = true;
        return;
    }
    if (a.kind == ENTRY_TEMP && b.kind == ENTRY_TEMP)
        put_op(l, I_swap, 0, low, high, 0);
    else if (a.kind == ENTRY_TEMP)
        put_op(l, I_move, 0, low, high, 0);
    else if (b.kind == ENTRY_TEMP)
        put_op(l, I_move, 0, high, low, 0);
    a.slot = low;
    b.slot = high;
    *other = a;
    *top = b;
    for (Entry *e = other; e <= top; e++)
        e->node = 0;
}

static void lower_copy(Lowering *l, unsigned depth)
{
    Entry entry = *stack_peek(l, depth);
    entry.slot = stack_next_slot(l, 0);
    entry.reserve = 0;
    if (entry.kind == ENTRY_TEMP) {
        Operand b = operand_at(l, depth);
        put_op(l, I_copy, 0, entry.slot, b.slot, 0);
    }
    stack_push(l, entry);
}

static void lower_load_global(Lowering *l, const Insn *insn)
{
    bool   is_called = insn->arg & 1;
    Result result = is_called ? (Result){.slot = stack_next_slot(l, 0)} : result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_global, result.flag, result.slot, 0, 0);
    put_word(l, (Word){0});
    put_word(l, (Word){0});
    put_value(l, name_at(l, insn->arg >> 1));
    result_push(l, result);
    if (is_called)
        push_no_self(l);
}

static void lower_return(Lowering *l, const Insn *insn)
{
    Entry entry = stack_pop(l);
    if (entry.kind != ENTRY_LOCAL)
        entry_settle(l, &entry);
    uint16_t slot = entry.kind == ENTRY_LOCAL ? entry.local : entry.slot;
    /* hand-made code may leave entries below: they die first */
    while (l->stack.length) {
        Entry left = stack_pop(l);
        if (left.kind == ENTRY_TEMP)
            put_op(l, I_pop, B_OWNED, 0, left.slot, 0);
    }
    put_row(l, insn->unit);
    put_op(l, l->is_generator ? I_generator_return : I_return, B_OWNED, 0, slot, l->nlocals);
    l->is_reachable = false;
}

/* ---- the rest ---- */

static void lower_super_attr(Lowering *l, const Insn *insn)
{
    uint16_t base = operand_row(l, 3);
    bool     is_method = insn->arg & 1;
    Result   result = is_method ? (Result){.slot = base} : result_place(l);
    put_row(l, insn->unit);
    put_op(l, is_method ? I_super_method : I_super_attr, result.flag, result.slot, base, 0);
    put_word(l, (Word){.low = insn->arg >> 1 & 1});
    put_value(l, name_at(l, insn->arg >> 2));
    result_push(l, result);
    if (is_method)
        stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = stack_next_slot(l, CALL_SELF - 1)});
}

static void lower_unpack(Lowering *l, const Insn *insn, bool has_rest)
{
    unsigned before = has_rest ? insn->arg & 0xFF : insn->arg, after = has_rest ? insn->arg >> 8 : 0;
    Entry    entry = stack_pop(l);
    Operand  b = operand(l, &entry);
    uint16_t base = stack_next_slot(l, 0);
    put_row(l, insn->unit);
    put_op(l, has_rest ? I_unpack_rest : I_unpack, b_flag(b), base, b.slot, before);
    if (has_rest)
        put_word(l, (Word){.low = after});
    for (unsigned i = 0; i < before + after + has_rest; i++)
        push_temp(l);
}

static void lower_store_attr(Lowering *l, const Insn *insn)
{
    Entry   object = stack_pop(l), value = stack_pop(l);
    Operand b = operand(l, &object), c = operand(l, &value);
    put_row(l, insn->unit);
    put_op(l, I_setattr, b_flag(b) | c_flag(c), 0, b.slot, c.slot);
    put_word(l, (Word){0});
    put_word(l, (Word){0});
    put_value(l, name_at(l, insn->arg));
}

static void lower_store_subscript(Lowering *l, const Insn *insn)
{
    Entry   key = stack_pop(l), container = stack_pop(l), value = stack_pop(l);
    Operand a = operand(l, &value), b = operand(l, &container), c = operand(l, &key);
    put_row(l, insn->unit);
    put_op(l, I_store_subscript, b_flag(b) | c_flag(c) | (a.owned ? A_FLAG : 0), a.slot, b.slot, c.slot);
}

static void lower_raise(Lowering *l, const Insn *insn)
{
    uint16_t base = operand_row(l, insn->arg);
    put_row(l, insn->unit);
    put_op(l, I_raise, 0, 0, base, insn->arg);
    l->is_reachable = false;
}

static void lower_reraise(Lowering *l, const Insn *insn)
{
    Entry    entry = stack_pop(l);
    Operand  b = operand(l, &entry);
    unsigned unit_slot = insn->arg ? operand_at(l, insn->arg).slot + 1u : 0;
    put_row(l, insn->unit);
    put_op(l, I_reraise, b_flag(b), 0, b.slot, unit_slot);
    l->is_reachable = false;
}

/* The exception on top moves up, the one handled until now lies below it. */
static void lower_push_handled(Lowering *l, const Insn *insn)
{
    Entry exception = stack_pop(l);
    entry_settle(l, &exception);
    uint16_t saved = exception.slot;
    put_row(l, insn->unit);
    put_op(l, I_push_handled, 0, saved, saved + 1u, 0);
    push_temp(l);
    push_temp(l);
}

static void lower_load_special(Lowering *l, const Insn *insn)
{
    Entry   entry = stack_pop(l);
    Operand b = operand(l, &entry);
    put_row(l, insn->unit);
    put_op(l, I_load_special, b_flag(b), entry.slot, b.slot, insn->arg);
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = entry.slot});
    stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = stack_next_slot(l, CALL_SELF - 1)});
}

/* Stack: exit, its self, the unit or lasti, what was handled, exception: all stay. */
static void lower_with_exit(Lowering *l, const Insn *insn)
{
    stack_flush(l, 0);
    uint16_t exit_slot = stack_peek(l, 5)->slot, self = stack_peek(l, 4)->slot, exception = stack_peek(l, 1)->slot;
    Result   result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_with_exit, result.flag, result.slot, exit_slot, exception);
    put_word(l, (Word){.low = self});
    result_push(l, result);
}

static void lower_generator_start(Lowering *l, const Insn *insn)
{
    Result result = {.slot = stack_next_slot(l, 0)};
    put_row(l, insn->unit);
    put_op(l, I_generator_start, 0, result.slot, 0, 0);
    result_push(l, result);
}

static void lower_missing(Lowering *l, const Insn *insn)
{
    put_row(l, insn->unit);
    put_op(l, I_missing, 0, 0, 0, insn->op);
    put_word(l, (Word){0});
    l->is_reachable = false;
}

static void lower_cell_store(Lowering *l, const Insn *insn)
{
    Entry   entry = stack_pop(l);
    Operand c = operand(l, &entry);
    put_row(l, insn->unit);
    put_op(l, I_store_cell, c_flag(c), 0, insn->arg, c.slot);
}

static void lower_load_cell(Lowering *l, const Insn *insn)
{
    Result result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_load_cell, result.flag, result.slot, insn->arg, 0);
    result_push(l, result);
}

static void lower_from_dict_or_cell(Lowering *l, const Insn *insn)
{
    Entry   entry = stack_pop(l);
    Operand b = operand(l, &entry);
    Result  result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_load_from_dict_or_cell, b_flag(b) | result.flag, result.slot, b.slot, insn->arg);
    put_value(l, tuple_get(l->code->localsplus, insn->arg));
    result_push(l, result);
}

static void lower_set_function_attribute(Lowering *l, const Insn *insn)
{
    Entry   function = stack_pop(l), value = stack_pop(l);
    Operand c = operand(l, &value);
    entry_settle(l, &function);
    put_row(l, insn->unit);
    put_op(l, I_set_function_attribute, c_flag(c), insn->arg, function.slot, c.slot);
    Entry result = {.kind = ENTRY_TEMP, .slot = value.slot};
    put_op(l, I_move, 0, result.slot, function.slot, 0);
    stack_push(l, result);
}

static void lower_import_name(Lowering *l, const Insn *insn)
{
    uint16_t base = operand_row(l, 2);
    Result   result = result_place(l);
    put_row(l, insn->unit);
    put_op(l, I_import_name, result.flag, result.slot, base, 0);
    put_value(l, name_at(l, insn->arg));
    result_push(l, result);
}

static void lower_pop(Lowering *l)
{
    Entry entry = stack_pop(l);
    if (entry.kind == ENTRY_TEMP)
        put_op(l, I_pop, B_OWNED, 0, entry.slot, 0);
}

/* Locals, constants, moves: true if insn is one of them. */
static bool lower_move(Lowering *l, const Insn *insn)
{
    switch (insn->op) {
    case OP_NOP: case OP_NOT_TAKEN: case OP_CACHE: case OP_RESUME:
        return true;
    case OP_LOAD_FAST: case OP_LOAD_FAST_BORROW:
        push_local(l, insn->arg);
        return true;
    case OP_LOAD_FAST_CHECK:
        put_row(l, insn->unit);
        put_op(l, I_check_bound, 0, 0, insn->arg, 0);
        push_local(l, insn->arg);
        return true;
    case OP_LOAD_FAST_AND_CLEAR:
        stack_settle_local(l, insn->arg);
        put_op(l, I_take, 0, stack_next_slot(l, 0), insn->arg, 0);
        push_temp(l);
        return true;
    case OP_STORE_FAST:
        lower_store_fast(l, insn->arg);
        return true;
    case OP_DELETE_FAST:
        stack_settle_local(l, insn->arg);
        put_row(l, insn->unit);
        put_op(l, I_delete_local, 0, 0, insn->arg, 0);
        return true;
    case OP_LOAD_CONST:
        push_const(l, tuple_get(l->consts, insn->arg));
        return true;
    case OP_LOAD_SMALL_INT:
        push_const(l, int_value(insn->arg));
        return true;
    case OP_PUSH_NULL:
        push_no_self(l);
        return true;
    case OP_POP_TOP: case OP_POP_ITER: case OP_END_FOR:
        lower_pop(l);
        return true;
    case OP_SWAP:
        lower_swap(l, insn->arg);
        return true;
    case OP_COPY:
        lower_copy(l, insn->arg);
        return true;
    default:
        return false;
    }
}

/* Names, cells, attributes, functions. */
static bool lower_name(Lowering *l, const Insn *insn)
{
    switch (insn->op) {
    case OP_LOAD_GLOBAL: lower_load_global(l, insn); return true;
    case OP_STORE_GLOBAL: consume(l, insn, I_store_global, name_at(l, insn->arg)); return true;
    case OP_DELETE_GLOBAL: case OP_DELETE_NAME:
        put_row(l, insn->unit);
        put_op(l, insn->op == OP_DELETE_GLOBAL ? I_delete_global : I_delete_name, 0, 0, 0, 0);
        put_value(l, name_at(l, insn->arg));
        return true;
    case OP_LOAD_NAME: load_by_name(l, insn, I_load_name, name_at(l, insn->arg)); return true;
    case OP_STORE_NAME: consume(l, insn, I_store_name, name_at(l, insn->arg)); return true;
    case OP_LOAD_LOCALS: load_by_name(l, insn, I_load_locals, 0); return true;
    case OP_LOAD_BUILD_CLASS: load_by_name(l, insn, I_load_build_class, 0); return true;
    case OP_LOAD_COMMON_CONSTANT: {
        Result result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_common_constant, result.flag, result.slot, 0, insn->arg);
        result_push(l, result);
        return true;
    }
    case OP_LOAD_FROM_DICT_OR_GLOBALS: {
        Entry   entry = stack_pop(l);
        Operand b = operand(l, &entry);
        Result  result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_load_from_dict_or_globals, b_flag(b) | result.flag, result.slot, b.slot, 0);
        put_value(l, name_at(l, insn->arg));
        result_push(l, result);
        return true;
    }
    case OP_LOAD_FROM_DICT_OR_DEREF: lower_from_dict_or_cell(l, insn); return true;
    case OP_SETUP_ANNOTATIONS:
        put_row(l, insn->unit);
        put_op(l, I_setup_annotations, 0, 0, 0, 0);
        return true;
    case OP_MAKE_CELL:
        put_row(l, insn->unit);
        put_op(l, I_make_cell, 0, 0, insn->arg, 0);
        return true;
    case OP_COPY_FREE_VARS: {
        CodeObject *code = l->code;
        put_op(l, I_copy_free, 0, code->localsplus_count - insn->arg, insn->arg, 0);
        return true;
    }
    case OP_LOAD_DEREF: lower_load_cell(l, insn); return true;
    case OP_STORE_DEREF: lower_cell_store(l, insn); return true;
    case OP_DELETE_DEREF:
        put_row(l, insn->unit);
        put_op(l, I_delete_cell, 0, 0, insn->arg, 0);
        return true;
    case OP_LOAD_ATTR: lower_load_attr(l, insn); return true;
    case OP_STORE_ATTR: lower_store_attr(l, insn); return true;
    case OP_DELETE_ATTR: consume(l, insn, I_delattr, name_at(l, insn->arg)); return true;
    case OP_LOAD_SUPER_ATTR: lower_super_attr(l, insn); return true;
    case OP_LOAD_SPECIAL: lower_load_special(l, insn); return true;
    case OP_MAKE_FUNCTION: unary(l, insn, I_make_function, 0); return true;
    case OP_SET_FUNCTION_ATTRIBUTE: lower_set_function_attribute(l, insn); return true;
    case OP_IMPORT_NAME: lower_import_name(l, insn); return true;
    case OP_IMPORT_FROM: {
        Operand b = operand_at(l, 1);
        Result  result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_import_from, result.flag, result.slot, b.slot, 0);
        put_value(l, name_at(l, insn->arg));
        result_push(l, result);
        return true;
    }
    default: return false;
    }
}

/* Operators, subscripts, building, unpacking, matching. */
static bool lower_value(Lowering *l, const Insn *insn)
{
    uint32_t arg = insn->arg;
    switch (insn->op) {
    case OP_BINARY_OP: lower_binary_op(l, insn); return true;
    case OP_UNARY_NEGATIVE: unary(l, insn, I_negative, 0); return true;
    case OP_UNARY_INVERT: unary(l, insn, I_invert, 0); return true;
    case OP_UNARY_NOT: unary(l, insn, I_not, 0); return true;
    case OP_TO_BOOL: lower_to_bool(l, insn); return true;
    case OP_COMPARE_OP: lower_compare(l, insn); return true;
    case OP_IS_OP: lower_is(l, insn); return true;
    case OP_CONTAINS_OP: {
        Result result = binary(l, insn, I_contains);
        put_word(l, (Word){.low = arg});
        result_push(l, result);
        return true;
    }
    case OP_BINARY_SLICE: from_row(l, insn, I_slice, 3, 0); return true;
    case OP_STORE_SLICE: {
        uint16_t base = operand_row(l, 4);
        put_row(l, insn->unit);
        put_op(l, I_store_slice, 0, 0, base, 0);
        return true;
    }
    case OP_STORE_SUBSCR: lower_store_subscript(l, insn); return true;
    case OP_DELETE_SUBSCR: {
        Entry   key = stack_pop(l), container = stack_pop(l);
        Operand b = operand(l, &container), c = operand(l, &key);
        put_row(l, insn->unit);
        put_op(l, I_delete_subscript, b_flag(b) | c_flag(c), 0, b.slot, c.slot);
        return true;
    }
    case OP_BUILD_TUPLE: from_row(l, insn, I_build_tuple, arg, arg); return true;
    case OP_BUILD_LIST: from_row(l, insn, I_build_list, arg, arg); return true;
    case OP_BUILD_SET: from_row(l, insn, I_build_set, arg, arg); return true;
    case OP_BUILD_MAP: from_row(l, insn, I_build_map, 2 * arg, arg); return true;
    case OP_BUILD_STRING: from_row(l, insn, I_build_string, arg, arg); return true;
    case OP_BUILD_SLICE: from_row(l, insn, I_build_slice, arg, arg); return true;
    case OP_BUILD_TEMPLATE: from_row(l, insn, I_build_template, 2, 0); return true;
    case OP_BUILD_INTERPOLATION: from_row(l, insn, I_build_interpolation, 2 + (arg & 1), arg); return true;
    case OP_FORMAT_SIMPLE: unary(l, insn, I_format_simple, 0); return true;
    case OP_FORMAT_WITH_SPEC: from_row(l, insn, I_format_spec, 2, 0); return true;
    case OP_CONVERT_VALUE: unary(l, insn, I_convert, arg); return true;
    case OP_LIST_APPEND: add_to(l, insn, I_list_append, arg); return true;
    case OP_SET_ADD: add_to(l, insn, I_set_add, arg); return true;
    case OP_LIST_EXTEND: add_to(l, insn, I_list_extend, arg); return true;
    case OP_SET_UPDATE: add_to(l, insn, I_set_update, arg); return true;
    case OP_DICT_UPDATE: add_to(l, insn, I_dict_update, arg); return true;
    case OP_DICT_MERGE: {
        Entry   other = stack_pop(l);
        Operand c = operand(l, &other), b = operand_at(l, arg), a = operand_at(l, arg + 3);
        put_row(l, insn->unit);
        put_op(l, I_dict_merge, c_flag(c), a.slot, b.slot, c.slot);
        return true;
    }
    case OP_MAP_ADD: {
        uint16_t base = operand_row(l, 2);
        Operand  map = operand_at(l, arg);
        put_row(l, insn->unit);
        put_op(l, I_map_add, 0, map.slot, base, 0);
        return true;
    }
    case OP_UNPACK_SEQUENCE: lower_unpack(l, insn, false); return true;
    case OP_UNPACK_EX: lower_unpack(l, insn, true); return true;
    case OP_CALL_INTRINSIC_1:
        if (arg == INTRINSIC_1_UNARY_POSITIVE)
            unary(l, insn, I_positive, 0);
        else
            unary(l, insn, I_intrinsic_1, arg);
        return true;
    case OP_CALL_INTRINSIC_2: from_row(l, insn, I_intrinsic_2, 2, arg); return true;
    case OP_GET_LEN: look(l, insn, I_get_length); return true;
    case OP_MATCH_MAPPING: look(l, insn, I_match_mapping); return true;
    case OP_MATCH_SEQUENCE: look(l, insn, I_match_sequence); return true;
    case OP_MATCH_KEYS: {
        Operand c = operand_at(l, 1), b = operand_at(l, 2);
        Result  result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_match_keys, result.flag, result.slot, b.slot, c.slot);
        result_push(l, result);
        return true;
    }
    case OP_MATCH_CLASS: from_row(l, insn, I_match_class, 3, arg); return true;
    default: return false;
    }
}

/* Jumps, loops, generators, calls. */
static bool lower_control(Lowering *l, const Insn *insn)
{
    switch (insn->op) {
    case OP_JUMP_FORWARD: case OP_JUMP_BACKWARD: case OP_JUMP_BACKWARD_NO_INTERRUPT: lower_jump(l, insn); return true;
    case OP_POP_JUMP_IF_TRUE: case OP_POP_JUMP_IF_FALSE: lower_jump_if(l, insn, insn->unit); return true;
    case OP_POP_JUMP_IF_NONE: branch_on(l, insn, insn->unit, I_jump_if_none, I_jump_unless_none); return true;
    case OP_POP_JUMP_IF_NOT_NONE: branch_on(l, insn, insn->unit, I_jump_unless_none, I_jump_if_none); return true;
    case OP_GET_ITER: unary(l, insn, is_loop_next(l) ? I_get_iterable : I_get_iter, 0); return true;
    case OP_FOR_ITER: lower_for(l, insn); return true;
    case OP_CALL: lower_call(l, insn->arg); return true;
    case OP_CALL_KW: lower_call_keywords(l, insn->arg); return true;
    case OP_CALL_FUNCTION_EX: lower_call_spread(l); return true;
    case OP_RETURN_VALUE: lower_return(l, insn); return true;
    case OP_RETURN_GENERATOR: lower_generator_start(l, insn); return true;
    case OP_YIELD_VALUE: lower_yield(l, insn); return true;
    case OP_SEND: lower_send(l, insn); return true;
    case OP_END_SEND: result_push(l, binary(l, insn, I_end_send)); return true;
    case OP_GET_YIELD_FROM_ITER: unary(l, insn, I_get_yield_from_iter, 0); return true;
    case OP_GET_AWAITABLE: unary(l, insn, I_get_awaitable, insn->arg); return true;
    case OP_GET_AITER: unary(l, insn, I_get_aiter, 0); return true;
    case OP_GET_ANEXT: look(l, insn, I_get_anext); return true;
    case OP_END_ASYNC_FOR: {
        Entry   exception = stack_pop(l), iterator = stack_pop(l);
        Operand b = operand(l, &iterator), c = operand(l, &exception);
        put_row(l, insn->unit);
        put_op(l, I_end_async_for, b_flag(b) | c_flag(c), 0, b.slot, c.slot);
        return true;
    }
    case OP_CLEANUP_THROW: {
        uint16_t base = operand_row(l, 3);
        put_row(l, insn->unit);
        put_op(l, I_cleanup_throw, 0, 0, base, 0);
        push_temp(l);
        push_temp(l);
        return true;
    }
    default: return false;
    }
}

static bool lower_exception(Lowering *l, const Insn *insn)
{
    switch (insn->op) {
    case OP_RAISE_VARARGS: lower_raise(l, insn); return true;
    case OP_RERAISE: lower_reraise(l, insn); return true;
    case OP_PUSH_EXC_INFO: lower_push_handled(l, insn); return true;
    case OP_POP_EXCEPT: {
        Entry   entry = stack_pop(l);
        Operand b = operand(l, &entry);
        put_row(l, insn->unit);
        put_op(l, I_pop_handled, b_flag(b), 0, b.slot, 0);
        return true;
    }
    case OP_CHECK_EXC_MATCH: {
        Entry   type = stack_pop(l);
        Operand c = operand(l, &type), b = operand_at(l, 1);
        Result  result = result_place(l);
        put_row(l, insn->unit);
        put_op(l, I_match_exception, c_flag(c) | result.flag, result.slot, b.slot, c.slot);
        result_push(l, result);
        return true;
    }
    case OP_CHECK_EG_MATCH: {
        uint16_t base = operand_row(l, 2);
        put_row(l, insn->unit);
        put_op(l, I_match_group, 0, 0, base, 0);
        push_temp(l);
        push_temp(l);
        return true;
    }
    case OP_WITH_EXCEPT_START: lower_with_exit(l, insn); return true;
    default: return false;
    }
}

void lower_insn(Lowering *l)
{
    const Insn *insn = &l->insns.items[l->at];
    if (!lower_move(l, insn) && !lower_name(l, insn) && !lower_value(l, insn) && !lower_control(l, insn)
        && !lower_exception(l, insn))
        lower_missing(l, insn);
}
