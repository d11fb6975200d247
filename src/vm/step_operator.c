/* step_operator.c - operators, comparisons, subscripts: the general ways. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "vm/slow.h"

/* Releases both operands, stores the result. */
static Step end_binary(Vm *vm, Value *fp, Word *pc, Taken result)
{
    word_release_c(vm, fp, pc);
    return word_end(vm, fp, pc, result);
}

static Value int_operator(Vm *vm, Value b, Value c, uint32_t op)
{
    switch (op >= OP_INPLACE && op != OP_SUBSCRIPT ? op - OP_INPLACE : op) {
    case OP_ADD: return int_add(vm, b, c);
    case OP_SUBTRACT: return int_subtract(vm, b, c);
    case OP_MULTIPLY: return int_multiply(vm, b, c);
    case OP_FLOOR_DIVIDE: return int_floor_divide(vm, b, c);
    case OP_REMAINDER: return int_remainder(vm, b, c);
    default: return UNBOUND;
    }
}

Step step_binary(Vm *vm, Value *fp, Word *pc)
{
    Value    b = fp[pc->b], c = fp[pc->c], result = UNBOUND;
    uint32_t op = pc[1].low;
    if (is_exact_int(b) && is_exact_int(c)) {
        result = int_operator(vm, b, c, op);
    } else if ((op == OP_ADD || op == OP_ADD + OP_INPLACE) && is_object(b) && is_exact_str(b) && is_object(c) && is_exact_str(c)) {
        if (!(pc->op & B_OWNED) && pc->op & A_FLAG && pc->a == pc->b && pc->b != pc->c) { /* s += t: s may grow in place */
            fp[pc->b] = UNBOUND;
            result = str_append(vm, b, c);
            fp[pc->a] = result ? result : UNBOUND;
            word_release_c(vm, fp, pc);
            return result ? STEP_NEXT : STEP_ERROR;
        }
        if (pc->op & B_OWNED) {
            result = str_append(vm, b, c);
            word_release_c(vm, fp, pc);
            if (!result)
                return STEP_ERROR;
            word_set(vm, fp, pc, result);
            return STEP_NEXT;
        }
        result = str_concat(vm, b, c);
    }
    if (result == UNBOUND)
        result = op == OP_SUBSCRIPT ? object_getitem(vm, b, c) : binary_op(vm, b, c, (int)op);
    return end_binary(vm, fp, pc, result);
}

Step slow_binary_k(Vm *vm, Value *fp, Word *pc)
{
    Value    b = fp[pc->b], c = int_value((int16_t)pc->c);
    uint32_t op = pc[1].low;
    Value    result = is_exact_int(b) ? int_operator(vm, b, c, op) : UNBOUND;
    if (result == UNBOUND)
        result = op == OP_SUBSCRIPT ? object_getitem(vm, b, c) : binary_op(vm, b, c, (int)op);
    return word_end(vm, fp, pc, result);
}

Step slow_getitem(Vm *vm, Value *fp, Word *pc)
{
    Value b = fp[pc->b], c = fp[pc->c], result;
    if (is_pointer(b) && is_exact_dict(b)) {
        result = dict_find(vm, b, c);
        if (result == UNBOUND)
            result = key_error(vm, c);
        else if (result)
            retain(result);
    } else {
        result = object_getitem(vm, b, c);
    }
    return end_binary(vm, fp, pc, result);
}

Step slow_setitem(Vm *vm, Value *fp, Word *pc)
{
    Value a = fp[pc->a], b = fp[pc->b], c = fp[pc->c];
    bool  fine = is_pointer(b) && is_exact_dict(b) ? dict_set(vm, b, c, a) : object_setitem(vm, b, c, a);
    word_release_c(vm, fp, pc);
    word_release_b(vm, fp, pc);
    if (pc->op & A_FLAG)
        release(vm, a);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_delete_subscript(Vm *vm, Value *fp, Word *pc)
{
    bool fine = object_setitem(vm, fp[pc->b], fp[pc->c], 0);
    word_release_c(vm, fp, pc);
    word_release_b(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_slice(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b;
    Value  slice = slice_new(vm, row[1], row[2], NONE);
    Value  result = slice ? object_getitem(vm, row[0], slice) : 0;
    release(vm, slice);
    slots_release(vm, row, 3);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_store_slice(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b;
    Value  slice = slice_new(vm, row[2], row[3], NONE);
    bool   fine = slice && object_setitem(vm, row[1], slice, row[0]);
    release(vm, slice);
    slots_release(vm, row, 4);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_negative(Vm *vm, Value *fp, Word *pc)
{
    return word_end(vm, fp, pc, object_negative(vm, fp[pc->b]));
}

Step step_positive(Vm *vm, Value *fp, Word *pc)
{
    return word_end(vm, fp, pc, object_positive(vm, fp[pc->b]));
}

Step step_invert(Vm *vm, Value *fp, Word *pc)
{
    return word_end(vm, fp, pc, object_invert(vm, fp[pc->b]));
}

int slow_truth(Vm *vm, Value *fp, Word *pc)
{
    int truth = object_truth(vm, fp[pc->b]);
    word_release_b(vm, fp, pc);
    return truth;
}

static int compare_truth(Vm *vm, Value b, Value c, Comparison op)
{
    if (is_object(b) && is_object(c) && is_exact_str(b) && is_exact_str(c) && (op == COMPARE_EQ || op == COMPARE_NE))
        return (b == c || str_equal(b, c)) == (op == COMPARE_EQ);
    Value result = object_compare(vm, b, c, op);
    if (!result)
        return -1;
    if (is_bool(result))
        return result == TRUE;
    int truth = object_truth(vm, result);
    release(vm, result);
    return truth;
}

int slow_compare(Vm *vm, Value *fp, Word *pc, Comparison op)
{
    int truth = compare_truth(vm, fp[pc->b], fp[pc->c], op);
    word_release_c(vm, fp, pc);
    word_release_b(vm, fp, pc);
    return truth;
}

int slow_compare_k(Vm *vm, Value *fp, Word *pc, Comparison op)
{
    int truth = compare_truth(vm, fp[pc->b], int_value((int16_t)pc->c), op);
    word_release_b(vm, fp, pc);
    return truth;
}

Step step_compare(Vm *vm, Value *fp, Word *pc)
{
    return end_binary(vm, fp, pc, object_compare(vm, fp[pc->b], fp[pc->c], (Comparison)pc[1].low));
}

Step step_contains(Vm *vm, Value *fp, Word *pc)
{
    int found = object_contains(vm, fp[pc->c], fp[pc->b]);
    return end_binary(vm, fp, pc, found < 0 ? 0 : bool_value((found != 0) != (pc[1].low == 1)));
}
