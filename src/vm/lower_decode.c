/* lower_decode.c - bytecode becomes a row of plain instructions with their jump targets and protected ranges.
 * SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "vm/lower.h"

static bool add(Lowering *l, unsigned op, uint32_t arg, uint32_t unit)
{
    Insn insn = {.op = (uint16_t)op, .arg = arg, .unit = unit, .target = NO_TARGET};
    return vector_push(l->from, &l->insns, insn);
}

/* The second opcode of a superinstruction in *second, the first as result. */
static unsigned split(unsigned op, unsigned *second)
{
    switch (op) {
    case OP_LOAD_FAST_LOAD_FAST: *second = OP_LOAD_FAST; return OP_LOAD_FAST;
    case OP_LOAD_FAST_BORROW_LOAD_FAST_BORROW: *second = OP_LOAD_FAST_BORROW; return OP_LOAD_FAST_BORROW;
    case OP_STORE_FAST_LOAD_FAST: *second = OP_LOAD_FAST; return OP_STORE_FAST;
    case OP_STORE_FAST_STORE_FAST: *second = OP_STORE_FAST; return OP_STORE_FAST;
    default: *second = 0; return op;
    }
}

static bool decode_units(Lowering *l)
{
    const uint8_t *code = l->code->code;
    uint32_t       count = l->code->code_size / 2, arg = 0, start = 0;

    for (uint32_t unit = 0; unit < count;) {
        unsigned op = code[2 * unit], second;
        arg = arg << 8 | code[2 * unit + 1];
        l->insn_of_unit[unit] = (uint32_t)l->insns.length;
        if (op == OP_EXTENDED_ARG) {
            unit++;
            continue;
        }
        op = (unsigned)opcode_family((int)op);
        unsigned first = split(op, &second);
        if (!add(l, first, second ? arg >> 4 : arg, unit))
            return false;
        if (second && !add(l, second, arg & 15, unit))
            return false;
        unit += 1 + (opcode_exists((int)op) ? (unsigned)opcode_caches((int)op) : 0);
        arg = 0;
        start = unit;
    }
    l->insn_of_unit[count] = (uint32_t)l->insns.length;
    (void)start;
    return true;
}

static bool resolve_jumps(Lowering *l)
{
    uint32_t count = l->code->code_size / 2;
    for (size_t i = 0; i < l->insns.length; i++) {
        Insn *insn = &l->insns.items[i];
        if (!opcode_exists(insn->op) || !opcode_has(insn->op, IS_JUMP) || insn->op == OP_END_ASYNC_FOR)
            continue;
        int64_t next = insn->unit + 1 + opcode_caches(insn->op), to;
        bool    back = insn->op == OP_JUMP_BACKWARD || insn->op == OP_JUMP_BACKWARD_NO_INTERRUPT;
        to = back ? next - insn->arg : next + insn->arg;
        if (insn->op == OP_FOR_ITER)
            to++; /* past END_FOR, as the interpreter jumps */
        if (to < 0 || to >= count) {
            system_error(l->vm, "a jump leaves the code");
            return false;
        }
        insn->target = l->insn_of_unit[to];
        l->insns.items[insn->target].is_label = true;
    }
    return true;
}

/* A number of the exception table: six bits a byte, the highest first. */
static uint32_t read_number(const uint8_t **at, const uint8_t *end)
{
    uint32_t result = 0;
    while (*at < end) {
        uint8_t byte = *(*at)++;
        result = result << 6 | (byte & 63);
        if (!(byte & 64))
            break;
    }
    return result;
}

static bool decode_ranges(Lowering *l)
{
    const uint8_t *at = l->code->exceptiontable, *end = at + l->code->exceptiontable_size;
    uint32_t       count = l->code->code_size / 2;
    while (at < end) {
        uint32_t start = read_number(&at, end), length = read_number(&at, end);
        uint32_t target = read_number(&at, end), depth = read_number(&at, end);
        if (start + length > count || target >= count) {
            system_error(l->vm, "the exception table names no instruction");
            return false;
        }
        TryRange range = {start, start + length, l->insn_of_unit[target], (uint16_t)(depth >> 1), depth & 1};
        if (!vector_push(l->from, &l->ranges, range))
            return false;
        l->insns.items[range.target].is_label = true;
        l->insns.items[l->insn_of_unit[start]].is_label = true;
    }
    return true;
}

bool lower_decode(Lowering *l)
{
    l->insn_of_unit = mem_zero(l->vm, (l->code->code_size / 2 + 1) * sizeof(uint32_t));
    return l->insn_of_unit && decode_units(l) && resolve_jumps(l) && decode_ranges(l);
}
