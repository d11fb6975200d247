/* loop.c - the loop: an instruction a block, in the order of registers.def.
 *
 * Rules of the house:
 *   1. No address of pc or fp is ever taken: both live in registers.
 *   2. thread->fp and thread->pc are written (SAVE) before anything that may raise, run Python or allocate.
 *   3. A word that raises has released its owned operands first; `goto raise` unwinds.
 *   4. Every block ends in NEXT() or a goto to one of the shared ends below.
 *   5. DROP saves by itself when the last reference goes; a value is stored before an old one is dropped.
 *   6. An operand of a local is borrowed: retain it before it outlives the word.
 *   7. The slow way of a block is a function in another file. Nothing here allocates but through one.
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "vm/call.h"
#include "vm/generator.h"
#include "vm/slow.h"

#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

const Word landing_c[1] = {{.op = I_land_c << OP_SHIFT}};

/* Gives v back; saves the position when that ends the object. */
static inline __attribute__((always_inline)) void drop(Vm *vm, Thread *thread, Value *fp, const Word *pc, Value v)
{
    if (is_pointer(v)) {
        Object *object = object_of(v);
        int32_t refs = object->refs;
        if (refs > 1) {
            object->refs = refs - 1;
        } else if (refs == 1) {
            object->refs = 0;
            thread->fp = fp;
            thread->pc = pc;
            object_die(vm, object);
        }
    }
}

static inline __attribute__((always_inline)) Value keep(Value v)
{
    if (is_pointer(v) && object_of(v)->refs >= 0)
        object_of(v)->refs++;
    return v;
}

Value machine_loop(Vm *vm, Thread *thread, bool raise)
{
    static const void *const labels[INSTRUCTION_COUNT * 8] = {
#define I(name, words, operands, effects, meaning) [I_##name * 8 ... I_##name * 8 + 7] = &&L_##name,
#define S(name, words, operands, effects, meaning) [I_##name * 8 ... I_##name * 8 + 7] = &&L_##name,
#include "vm/registers.def"
    };
    Word  *pc = (Word *)(uintptr_t)thread->pc;
    Value *fp = thread->fp;
    Step   step;

#define NEXT() goto *labels[pc->op]
#define SAVE() (thread->fp = fp, thread->pc = pc)
#define DROP(v) drop(vm, thread, fp, pc, v)
#define DROP_B(v) do { if (pc->op & B_OWNED) DROP(v); } while (0)
#define DROP_C(v) do { if (pc->op & C_OWNED) DROP(v); } while (0)
#define SET_SLOT(flags, slot, value) do {           \
        Value *place_ = &fp[slot];                  \
        if ((flags) & A_FLAG) {                     \
            Value old_ = *place_;                   \
            *place_ = (value);                      \
            DROP(old_);                             \
        } else {                                    \
            *place_ = (value);                      \
        }                                           \
    } while (0)
#define SET(value) SET_SLOT(pc->op, pc->a, value)
#define END(count) do { pc += (count); NEXT(); } while (0)
#define K() ((int64_t)(int16_t)pc->c)
#define BRANCH(condition) do { pc += (condition) ? (int16_t)pc->a : 1; NEXT(); } while (0)

    if (raise)
        goto raise;
    NEXT();

    /* ---- shared ends ---- */
raise:
    if (!machine_unwind(vm))
        return 0;
    fp = thread->fp;
    pc = (Word *)(uintptr_t)thread->pc;
    NEXT();
other_step:
    if (step == STEP_ERROR)
        goto raise;
    if (step == STEP_JUMP)
        END(pc->jump);
    fp = thread->fp;
    pc = (Word *)(uintptr_t)thread->pc;
    NEXT();
slow_operator:
    SAVE();
    step = step_binary(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(2);
    goto other_step;
slow_operator_k:
    SAVE();
    step = slow_binary_k(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(2);
    goto other_step;

    /* ---- moving ---- */
L_nop:
    END(1);
L_copy: {
    Value v = keep(fp[pc->b]);
    SET(v);
    END(1);
}
L_move: {
    Value v = fp[pc->b];
    SET(v);
    END(1);
}
L_take: {
    Value v = fp[pc->b];
    fp[pc->b] = UNBOUND;
    fp[pc->a] = v;
    END(1);
}
L_constant: {
    Value v = keep(pc[1].value);
    SET(v);
    END(2);
}
L_integer: {
    Value v = int_value(pc->jump);
    SET(v);
    END(1);
}
L_pop: {
    Value v = fp[pc->b];
    DROP(v);
    END(1);
}
L_swap: {
    Value v = fp[pc->a];
    fp[pc->a] = fp[pc->b];
    fp[pc->b] = v;
    END(1);
}
L_clear: {
    Value *slot = fp + pc->a;
    for (unsigned i = pc->b; i > 0; i--)
        *slot++ = UNBOUND;
    END(1);
}
L_check_bound:
    if (likely(fp[pc->b] != UNBOUND))
        END(1);
    SAVE();
    slow_unbound_local(vm, fp, pc, pc->b);
    goto raise;
L_load_cell: {
    Value v = as_cell(fp[pc->b])->value;
    if (unlikely(v == UNBOUND)) {
        SAVE();
        slow_unbound_local(vm, fp, pc, pc->b);
        goto raise;
    }
    keep(v);
    SET(v);
    END(1);
}
L_store_cell: {
    Cell *cell = as_cell(fp[pc->b]);
    Value v = fp[pc->c], old = cell->value;
    if (!(pc->op & C_OWNED))
        keep(v);
    cell->value = v;
    DROP(old);
    END(1);
}
L_copy_free: {
    const Tuple *closure = as_tuple(as_function(fp[-3])->closure);
    Value       *slot = fp + pc->a;
    for (unsigned i = 0; i < pc->b; i++)
        slot[i] = keep(closure->items[i]);
    END(1);
}

    /* ---- jumps ---- */
L_jump:
    END(pc->jump);
L_jump_back:
    if (likely(--thread->fuel > 0))
        END(pc->jump);
    SAVE();
    if (!vm->up->breaker(vm))
        goto raise;
    END(pc->jump);

#define TRUTH_JUMP(name, on_true)                                       \
    L_##name: {                                                         \
        Value v = fp[pc->b];                                            \
        if (v == TRUE)                                                  \
            BRANCH(on_true);                                            \
        if (v == FALSE || v == NONE)                                    \
            BRANCH(!on_true);                                           \
        if (is_word_int(v))                                             \
            BRANCH((v != int_value(0)) == on_true);                     \
        SAVE();                                                         \
        int truth = slow_truth(vm, fp, pc);                             \
        if (unlikely(truth < 0))                                        \
            goto raise;                                                 \
        BRANCH((truth != 0) == on_true);                                \
    }
    TRUTH_JUMP(jump_if, true)
    TRUTH_JUMP(jump_unless, false)
L_jump_if_none: {
    Value v = fp[pc->b];
    if (v == NONE)
        END((int16_t)pc->a);
    DROP_B(v);
    END(1);
}
L_jump_unless_none: {
    Value v = fp[pc->b];
    if (v == NONE)
        END(1);
    DROP_B(v);
    END((int16_t)pc->a);
}
L_jump_if_is: {
    Value b = fp[pc->b], c = fp[pc->c];
    DROP_C(c);
    DROP_B(b);
    BRANCH(b == c);
}
L_jump_unless_is: {
    Value b = fp[pc->b], c = fp[pc->c];
    DROP_C(c);
    DROP_B(b);
    BRANCH(b != c);
}

#define COMPARISON(lower, upper, op)                                                                    \
    L_compare_##lower: {                                                                                \
        Value b = fp[pc->b], c = fp[pc->c];                                                             \
        int   truth;                                                                                    \
        if (likely(both_word_int(b, c))) {                                                              \
            truth = (int64_t)b op (int64_t)c;                                                           \
        } else if (is_word_float(b) && is_word_float(c)) {                                              \
            truth = word_float(b) op word_float(c);                                                     \
        } else {                                                                                        \
            SAVE();                                                                                     \
            truth = slow_compare(vm, fp, pc, COMPARE_##upper);                                          \
            if (unlikely(truth < 0))                                                                    \
                goto raise;                                                                             \
        }                                                                                               \
        SET(bool_value(truth));                                                                         \
        END(1);                                                                                         \
    }                                                                                                   \
    COMPARE_JUMP(jump_if_##lower, upper, op, true)                                                      \
    COMPARE_JUMP(jump_unless_##lower, upper, op, false)                                                 \
    COMPARE_JUMP_K(jump_if_##lower##_k, upper, op, true)                                                \
    COMPARE_JUMP_K(jump_unless_##lower##_k, upper, op, false)
#define COMPARE_JUMP(name, upper, op, on_true)                                                          \
    L_##name: {                                                                                         \
        Value b = fp[pc->b], c = fp[pc->c];                                                             \
        if (likely(both_word_int(b, c)))                                                                \
            BRANCH(((int64_t)b op (int64_t)c) == on_true);                                              \
        if (is_word_float(b) && is_word_float(c))                                                       \
            BRANCH((word_float(b) op word_float(c)) == on_true);                                        \
        SAVE();                                                                                         \
        int truth = slow_compare(vm, fp, pc, COMPARE_##upper);                                          \
        if (unlikely(truth < 0))                                                                        \
            goto raise;                                                                                 \
        BRANCH((truth != 0) == on_true);                                                                \
    }
#define COMPARE_JUMP_K(name, upper, op, on_true)                                                        \
    L_##name: {                                                                                         \
        Value b = fp[pc->b];                                                                            \
        if (likely(is_word_int(b)))                                                                     \
            BRANCH(((int64_t)b op (int64_t)int_value(K())) == on_true);                                 \
        SAVE();                                                                                         \
        int truth = slow_compare_k(vm, fp, pc, COMPARE_##upper);                                        \
        if (unlikely(truth < 0))                                                                        \
            goto raise;                                                                                 \
        BRANCH((truth != 0) == on_true);                                                                \
    }
    COMPARISON(lt, LT, <)
    COMPARISON(le, LE, <=)
    COMPARISON(eq, EQ, ==)
    COMPARISON(ne, NE, !=)
    COMPARISON(gt, GT, >)
    COMPARISON(ge, GE, >=)

    /* ---- operators ---- */
#define ARITHMETIC(name, int_overflows, op)                                                             \
    L_##name: {                                                                                         \
        Value b = fp[pc->b], c = fp[pc->c];                                                             \
        if (likely(both_word_int(b, c))) {                                                              \
            int64_t r;                                                                                  \
            if (unlikely(int_overflows))                                                                \
                goto slow_operator;                                                                     \
            SET((Value)r | 1);                                                                          \
            END(2);                                                                                     \
        }                                                                                               \
        if (is_word_float(b) && is_word_float(c)) {                                                     \
            Value r = word_from_float(word_float(b) op word_float(c));                                  \
            if (unlikely(!r))                                                                           \
                goto slow_operator;                                                                     \
            SET(r);                                                                                     \
            END(2);                                                                                     \
        }                                                                                               \
        goto slow_operator;                                                                             \
    }
    ARITHMETIC(add, __builtin_add_overflow((int64_t)b, (int64_t)(c - 1), &r), +)
    ARITHMETIC(subtract, __builtin_sub_overflow((int64_t)b, (int64_t)(c - 1), &r), -)
    ARITHMETIC(multiply, __builtin_mul_overflow((int64_t)(b - 1), word_int(c), &r), *)
L_divide: {
    Value  b = fp[pc->b], c = fp[pc->c];
    double x, y;
    if (is_word_float(b))
        x = word_float(b);
    else if (is_word_int(b) && (uint64_t)(word_int(b) + ((int64_t)1 << 53)) <= (uint64_t)1 << 54)
        x = (double)word_int(b);
    else
        goto slow_operator;
    if (is_word_float(c))
        y = word_float(c);
    else if (is_word_int(c) && (uint64_t)(word_int(c) + ((int64_t)1 << 53)) <= (uint64_t)1 << 54)
        y = (double)word_int(c);
    else
        goto slow_operator;
    Value r = y != 0 ? word_from_float(x / y) : 0;
    if (unlikely(!r))
        goto slow_operator;
    SET(r);
    END(2);
}
L_floor_divide: {
    Value b = fp[pc->b], c = fp[pc->c];
    if (!both_word_int(b, c) || (int64_t)c <= 1)
        goto slow_operator;
    int64_t x = word_int(b), y = word_int(c), q = x / y;
    SET(int_value(q - (x % y < 0)));
    END(2);
}
L_remainder: {
    Value b = fp[pc->b], c = fp[pc->c];
    if (!both_word_int(b, c) || (int64_t)c <= 1)
        goto slow_operator;
    int64_t y = word_int(c), r = word_int(b) % y;
    SET(int_value(r < 0 ? r + y : r));
    END(2);
}
#define BITWISE(name, expression)                       \
    L_##name: {                                         \
        Value b = fp[pc->b], c = fp[pc->c];             \
        if (unlikely(!both_word_int(b, c)))             \
            goto slow_operator;                         \
        SET(expression);                                \
        END(2);                                         \
    }
    BITWISE(and, b & c)
    BITWISE(or, b | c)
    BITWISE(xor, (b ^ c) | 1)
L_shift_right: {
    Value b = fp[pc->b], c = fp[pc->c];
    if (!both_word_int(b, c) || (int64_t)c < 0)
        goto slow_operator;
    SET(int_value(word_int(b) >> (word_int(c) > 62 ? 62 : word_int(c))));
    END(2);
}
L_shift_left: {
    Value b = fp[pc->b], c = fp[pc->c];
    if (!both_word_int(b, c) || (uint64_t)word_int(c) > 61)
        goto slow_operator;
    int64_t x = word_int(b), r = (int64_t)((uint64_t)x << word_int(c));
    if (r >> word_int(c) != x || !fits_word_int(r))
        goto slow_operator;
    SET(int_value(r));
    END(2);
}
#define ARITHMETIC_K(name, int_overflows)               \
    L_##name: {                                         \
        Value b = fp[pc->b];                            \
        int64_t r;                                      \
        if (unlikely(!is_word_int(b) || (int_overflows))) \
            goto slow_operator_k;                       \
        SET((Value)r | 1);                              \
        END(2);                                         \
    }
    ARITHMETIC_K(add_k, __builtin_add_overflow((int64_t)b, K() * 2, &r))
    ARITHMETIC_K(subtract_k, __builtin_sub_overflow((int64_t)b, K() * 2, &r))
    ARITHMETIC_K(multiply_k, __builtin_mul_overflow((int64_t)(b - 1), K(), &r))
#define BITWISE_K(name, expression)                     \
    L_##name: {                                         \
        Value b = fp[pc->b];                            \
        if (unlikely(!is_word_int(b)))                  \
            goto slow_operator_k;                       \
        int64_t x = word_int(b), k = K();               \
        SET(int_value(expression));                     \
        END(2);                                         \
    }
    BITWISE_K(floor_divide_k, x / k - (x % k < 0))
    BITWISE_K(remainder_k, x % k + (x % k < 0 ? k : 0))
    BITWISE_K(and_k, x & k)
    BITWISE_K(shift_right_k, x >> k)
L_shift_left_k: {
    Value b = fp[pc->b];
    if (unlikely(!is_word_int(b)))
        goto slow_operator_k;
    int64_t x = word_int(b), k = K(), r = (int64_t)((uint64_t)x << k);
    if (unlikely(r >> k != x || !fits_word_int(r)))
        goto slow_operator_k;
    SET(int_value(r));
    END(2);
}
L_subscript: {
    Value b = fp[pc->b], c = fp[pc->c], v;
    if (!is_pointer(b) || !is_word_int(c))
        goto slow_subscript;
    uint64_t i = (uint64_t)word_int(c);
    if (object_of(b)->shape == SHAPE_LIST) {
        List *list = as_list(b);
        i += (int64_t)i < 0 ? list->length : 0;
        if (i >= list->length)
            goto slow_subscript;
        v = list->items[i];
    } else if (object_of(b)->shape == SHAPE_TUPLE) {
        Tuple *tuple = as_tuple(b);
        i += (int64_t)i < 0 ? tuple->length : 0;
        if (i >= tuple->length)
            goto slow_subscript;
        v = tuple->items[i];
    } else {
        goto slow_subscript;
    }
    keep(v);
    DROP_B(b);
    SET(v);
    END(2);
slow_subscript:
    SAVE();
    step = slow_getitem(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(2);
    goto other_step;
}
L_subscript_k: {
    Value  b = fp[pc->b], v;
    size_t i = pc->c;
    if (has_shape(b, SHAPE_LIST) && i < as_list(b)->length)
        v = as_list(b)->items[i];
    else if (has_shape(b, SHAPE_TUPLE) && i < as_tuple(b)->length)
        v = as_tuple(b)->items[i];
    else
        goto slow_operator_k;
    keep(v);
    DROP_B(b);
    SET(v);
    END(2);
}
L_store_subscript: {
    Value b = fp[pc->b], c = fp[pc->c];
    if (has_shape(b, SHAPE_LIST) && is_word_int(c)) {
        List    *list = as_list(b);
        uint64_t i = (uint64_t)word_int(c);
        i += (int64_t)i < 0 ? list->length : 0;
        if (likely(i < list->length)) {
            Value v = fp[pc->a], old = list->items[i];
            list->items[i] = pc->op & A_FLAG ? v : keep(v);
            DROP(old);
            DROP_B(b);
            END(1);
        }
    }
    SAVE();
    step = slow_setitem(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(1);
    goto other_step;
}
L_not: {
    Value v = fp[pc->b];
    if (is_bool(v)) {
        SET(v == TRUE ? FALSE : TRUE);
        END(1);
    }
    SAVE();
    int truth = slow_truth(vm, fp, pc);
    if (unlikely(truth < 0))
        goto raise;
    SET(bool_value(!truth));
    END(1);
}
L_truth: {
    Value v = fp[pc->b];
    if (is_bool(v)) {
        SET(v);
        END(1);
    }
    SAVE();
    int truth = slow_truth(vm, fp, pc);
    if (unlikely(truth < 0))
        goto raise;
    SET(bool_value(truth));
    END(1);
}
L_is: {
    Value b = fp[pc->b], c = fp[pc->c];
    DROP_C(c);
    DROP_B(b);
    SET(bool_value(b == c));
    END(1);
}
L_is_not: {
    Value b = fp[pc->b], c = fp[pc->c];
    DROP_C(c);
    DROP_B(b);
    SET(bool_value(b != c));
    END(1);
}

    /* ---- names ---- */
L_global:
    SAVE();
    step = slow_global(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(4);
    goto other_step;
L_global_cell: {
    Value v = ((const DictCell *)pc[1].pointer)->value;
    if (unlikely(v == UNBOUND))
        goto L_global;
    keep(v);
    SET(v);
    END(4);
}
L_global_builtin: {
    Value v = ((const DictCell *)pc[2].pointer)->value;
    if (unlikely(((const DictCell *)pc[1].pointer)->value != UNBOUND || v == UNBOUND))
        goto L_global;
    keep(v);
    SET(v);
    END(4);
}

    /* ---- attributes ---- */
L_getattr_slot: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_getattr;
    Value v = *(const Value *)((const char *)object_of(b) + pc[1].offset);
    if (unlikely(v == UNBOUND))
        goto L_getattr;
    keep(v);
    DROP_B(b);
    SET(v);
    END(4);
}
L_getattr_overflow: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_getattr;
    Value v = (*(Value *const *)((const char *)object_of(b) + pc[1].offset))[pc[2].low];
    if (unlikely(v == UNBOUND))
        goto L_getattr;
    keep(v);
    DROP_B(b);
    SET(v);
    END(4);
}
L_getattr_cell: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_getattr;
    Value v = ((const DictCell *)pc[2].pointer)->value;
    if (unlikely(v == UNBOUND))
        goto L_getattr;
    keep(v);
    DROP_B(b);
    SET(v);
    END(4);
}
L_getattr_class: {
    Value b = fp[pc->b];
    if (unlikely(!has_shape(b, SHAPE_TYPE) || !as_type(b)->heap || as_type(b)->heap->version != pc[1].shape))
        goto L_getattr;
    Value v = ((const DictCell *)pc[2].pointer)->value;
    if (unlikely(v == UNBOUND))
        goto L_getattr;
    keep(v);
    DROP_B(b);
    SET(v);
    END(4);
}
L_setattr_slot: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_setattr;
    Value *place = (Value *)((char *)object_of(b) + pc[1].offset), old = *place, v = fp[pc->c];
    *place = pc->op & C_OWNED ? v : keep(v);
    DROP(old);
    DROP_B(b);
    END(4);
}
L_setattr_add: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_setattr;
    Value v = fp[pc->c];
    *(Value *)((char *)object_of(b) + pc[1].offset) = pc->op & C_OWNED ? v : keep(v);
    object_of(b)->shape = pc[2].low;
    DROP_B(b);
    END(4);
}
L_get_method_cell: {
    Value b = fp[pc->b];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_get_method;
    Value v = ((const DictCell *)pc[2].pointer)->value;
    if (unlikely(v == UNBOUND))
        goto L_get_method;
    keep(v);
    if (!(pc->op & B_OWNED))
        keep(b);
    fp[pc->a] = v;
    fp[pc->a + CALL_SELF] = b;
    END(4);
}

    /* ---- calls ---- */
#define ENTER_FRAME(callee, first, landing) do {                \
        Value *callee_fp_ = (first);                            \
        if (unlikely(callee_fp_ > thread->stack_limit || thread->depth >= thread->recursion_limit \
                     || --thread->fuel <= 0))                   \
            goto slow_call;                                     \
        thread->depth++;                                        \
        callee_fp_[-3] = value_of(callee);                      \
        callee_fp_[-2] = (Value)(uintptr_t)fp;                  \
        callee_fp_[-1] = (Value)(uintptr_t)(landing);           \
        fp = callee_fp_;                                        \
        pc = (Word *)(uintptr_t)(callee)->entry;                \
        NEXT();                                                 \
    } while (0)
L_call: {
    Value callee = fp[pc->a];
    if (likely(is_pointer(callee) && object_of(callee)->shape == SHAPE_FUNCTION
               && object_of(callee)->aux == (pc->b | FUNCTION_SIMPLE | FUNCTION_LOWERED)))
        ENTER_FRAME(as_function(callee), fp + pc->a + CALL_ARGS, pc + 2);
slow_call:
    SAVE();
    step = slow_call_word(vm, fp, pc);
    goto other_step;
}
L_call_self: {
    Value callee = fp[pc->a];
    if (fp[pc->a + CALL_SELF] == UNBOUND)
        goto L_call;
    if (likely(is_pointer(callee) && object_of(callee)->shape == SHAPE_FUNCTION
               && object_of(callee)->aux == ((pc->b + 1u) | FUNCTION_SIMPLE | FUNCTION_LOWERED)))
        ENTER_FRAME(as_function(callee), fp + pc->a + CALL_SELF, pc + 2);
    goto slow_call;
}
L_call_out:
    goto slow_call;
L_call_method_cell: {
    Value b = fp[pc->c];
    if (unlikely(!is_pointer(b) || object_of(b)->shape != pc[1].shape))
        goto L_call_method;
    Value callee = ((const DictCell *)pc[2].pointer)->value;
    if (unlikely(!is_pointer(callee) || object_of(callee)->shape != SHAPE_FUNCTION
                 || object_of(callee)->aux != ((pc->b + 1u) | FUNCTION_SIMPLE | FUNCTION_LOWERED)))
        goto L_call_method;
    Value *callee_fp = fp + pc->a + CALL_SELF;
    if (unlikely(callee_fp > thread->stack_limit || thread->depth >= thread->recursion_limit || --thread->fuel <= 0))
        goto L_call_method;
    thread->depth++;
    callee_fp[0] = pc->op & C_OWNED ? b : keep(b);
    object_of(callee)->refs++; /* UNCHECKED for immortality: functions never are */
    callee_fp[-3] = callee;
    callee_fp[-2] = (Value)(uintptr_t)fp;
    callee_fp[-1] = (Value)(uintptr_t)(pc + 5);
    fp = callee_fp;
    pc = (Word *)(uintptr_t)as_function(callee)->entry;
    NEXT();
}
L_call_method_row: {
    Value b = fp[pc->c];
    if (unlikely((is_pointer(b) ? object_of(b)->shape : slow_word_shape(b)) != pc[1].shape))
        goto L_call_method;
    Value   *args = fp + pc->a + CALL_SELF;
    unsigned count = pc->b;
    args[0] = b;
    SAVE();
    Value result = ((const Row *)pc[2].pointer)->call(vm, args, count + 1);
    while (count > 0) {
        DROP(args[count]);
        count--;
    }
    DROP_C(b);
    if (unlikely(!result))
        goto raise;
    SET_SLOT(pc[5].op, pc[5].a, result);
    END(6);
}
L_land:
L_land_for:
L_land_send: {
    Value result = thread->returned;
    SET(result);
    END(1);
}
L_land_c:
    thread->fp = fp;
    return thread->returned;
L_return: {
    Value       result = fp[pc->b];
    const Word *landing = (const Word *)(uintptr_t)fp[-1];
    if (unlikely(landing->op == I_land_frame_object << OP_SHIFT || as_function(fp[-3])->head.refs == 1)) {
        SAVE();
        step = slow_return(vm, fp, pc);
        goto other_step;
    }
    fp[pc->b] = UNBOUND;
    for (unsigned n = pc->c; n > 0;) {
        n--;
        DROP(fp[n]);
    }
    as_function(fp[-3])->head.refs--;
    fp = (Value *)(uintptr_t)fp[-2];
    pc = (Word *)(uintptr_t)landing;
    thread->depth--;
    if (likely(pc->op == I_land << OP_SHIFT)) {
        fp[pc->a] = result;
        END(1);
    }
    thread->returned = result;
    NEXT();
}

    /* ---- iteration ---- */
L_for: {
    Value it = fp[pc->a], v;
    if (!is_pointer(it))
        goto slow_for;
    Value *state = fp + pc->a + 1;
    if (object_of(it)->shape == SHAPE_RANGE) {
        if (state[1] == int_value(0))
            END(pc->jump);
        v = state[0];
        state[0] = v + state[2];
        state[1] -= 2;
    } else if (object_of(it)->shape == SHAPE_LIST) {
        uint64_t i = (uint64_t)word_int(state[0]);
        if (i >= as_list(it)->length)
            END(pc->jump);
        v = keep(as_list(it)->items[i]);
        state[0] += 2;
    } else if (object_of(it)->shape == SHAPE_TUPLE) {
        uint64_t i = (uint64_t)word_int(state[0]);
        if (i >= as_tuple(it)->length)
            END(pc->jump);
        v = keep(as_tuple(it)->items[i]);
        state[0] += 2;
    } else {
        goto slow_for;
    }
    SET_SLOT(pc[1].op, pc[1].a, v);
    END(2);
slow_for:
    SAVE();
    step = slow_for_next(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(2);
    goto other_step;
}

    /* ---- building ---- */
L_build_tuple:
    SAVE();
    step = slow_build_tuple(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(1);
    goto other_step;
L_build_list:
    SAVE();
    step = slow_build_list(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(1);
    goto other_step;
L_list_append: {
    List *list = as_list(fp[pc->b]);
    Value v = fp[pc->c];
    if (likely(list->length < list->capacity)) {
        list->items[list->length++] = pc->op & C_OWNED ? v : keep(v);
        END(1);
    }
    SAVE();
    if (unlikely(!list_append_taken(vm, fp[pc->b], pc->op & C_OWNED ? v : keep(v))))
        goto raise;
    END(1);
}
L_unpack: {
    Value    b = fp[pc->b];
    unsigned count = pc->c;
    Value   *target = fp + pc->a + count, *items;
    if (has_shape(b, SHAPE_TUPLE) && as_tuple(b)->length == count)
        items = as_tuple(b)->items;
    else if (has_shape(b, SHAPE_LIST) && as_list(b)->length == count)
        items = as_list(b)->items;
    else
        goto slow_unpack;
    for (unsigned i = 0; i < count; i++)
        *--target = keep(items[i]);
    DROP_B(b);
    END(1);
slow_unpack:
    SAVE();
    step = slow_unpack_iterable(vm, fp, pc);
    if (likely(step == STEP_NEXT))
        END(1);
    goto other_step;
}

    /* ---- all others ---- */
#define I(name, words, operands, effects, meaning)
#define S(name, words, operands, effects, meaning) \
    L_##name:                                      \
        SAVE();                                    \
        step = step_##name(vm, fp, pc);            \
        if (likely(step == STEP_NEXT))             \
            END(words);                            \
        goto other_step;
#include "vm/registers.def"
}
#undef NEXT
#undef SAVE
#undef DROP
#undef DROP_B
#undef DROP_C
#undef SET_SLOT
#undef SET
#undef END
#undef K
#undef BRANCH
#undef ENTER_FRAME
