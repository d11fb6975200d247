/* operator.c - the module _operator: Python's operators as functions. The three getters stand in operator_getters.c.
 * SPDX-License-Identifier: MIT */
#include "objects/buffer.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_operator;

/* ---- those that are one abstract operation ---- */

#define ONE(name, expression) \
    static Value name(Vm *vm, const Value *arg, size_t count) { (void)vm, (void)count; return expression; }
#define BINARY(name, op) ONE(op_##name, binary_op(vm, arg[0], arg[1], op))
#define BOTH(name, op) BINARY(name, op) BINARY(i##name, op + OP_INPLACE)
#define COMPARE(name, op) ONE(op_##name, object_compare(vm, arg[0], arg[1], op))

static Value truth_value(int truth) { return truth < 0 ? 0 : bool_value(truth); }
static Value not_value(int truth) { return truth < 0 ? 0 : bool_value(!truth); }

BOTH(add, OP_ADD)
BOTH(sub, OP_SUBTRACT)
BOTH(mul, OP_MULTIPLY)
BOTH(matmul, OP_MATRIX_MULTIPLY)
BOTH(floordiv, OP_FLOOR_DIVIDE)
BOTH(truediv, OP_TRUE_DIVIDE)
BOTH(mod, OP_REMAINDER)
BOTH(lshift, OP_LSHIFT)
BOTH(rshift, OP_RSHIFT)
BOTH(and, OP_AND)
BOTH(xor, OP_XOR)
BOTH(or, OP_OR)
BINARY(ipow, OP_POWER + OP_INPLACE)
COMPARE(eq, COMPARE_EQ)
COMPARE(ne, COMPARE_NE)
COMPARE(lt, COMPARE_LT)
COMPARE(le, COMPARE_LE)
COMPARE(gt, COMPARE_GT)
COMPARE(ge, COMPARE_GE)
ONE(op_pow, object_power(vm, arg[0], arg[1], NONE))
ONE(op_neg, object_negative(vm, arg[0]))
ONE(op_pos, object_positive(vm, arg[0]))
ONE(op_abs, object_absolute(vm, arg[0]))
ONE(op_invert, object_invert(vm, arg[0]))
ONE(op_index, object_index(vm, arg[0]))
ONE(op_truth, truth_value(object_truth(vm, arg[0])))
ONE(op_not, not_value(object_truth(vm, arg[0])))
ONE(op_is, bool_value(arg[0] == arg[1]))
ONE(op_is_not, bool_value(arg[0] != arg[1]))
ONE(op_is_none, bool_value(arg[0] == NONE))
ONE(op_is_not_none, bool_value(arg[0] != NONE))
ONE(op_getitem, object_getitem(vm, arg[0], arg[1]))
ONE(op_setitem, object_setitem(vm, arg[0], arg[1], arg[2]) ? NONE : 0)
ONE(op_delitem, object_setitem(vm, arg[0], arg[1], 0) ? NONE : 0)
ONE(op_contains, truth_value(object_contains(vm, arg[0], arg[1])))

/* ---- sequences ---- */

static bool is_sequence(const Vm *vm, Value v)
{
    return is_object(v) && type_of(vm, v)->slots.item && !type_has(vm, v, TYPE_DICT_SUBCLASS);
}

/* a + b of sequences, where numbers are refused. */
static Value concatenate(Vm *vm, Value a, Value b, bool in_place)
{
    const Slots *slots = &type_of(vm, a)->slots;
    if (in_place && slots->iconcat)
        return slots->iconcat(vm, a, b);
    if (slots->concat)
        return slots->concat(vm, a, b);
    if (is_sequence(vm, a) && is_sequence(vm, b)) {
        const Slots *other = &type_of(vm, b)->slots;
        if (slots->add || other->add || (in_place && slots->iadd))
            return binary_op(vm, a, b, in_place ? OP_ADD + OP_INPLACE : OP_ADD);
    }
    return type_error(vm, "'%T' object can't be concatenated", a);
}

ONE(op_concat, concatenate(vm, arg[0], arg[1], false))
ONE(op_iconcat, concatenate(vm, arg[0], arg[1], true))

static Value iterator_for_search(Vm *vm, Value v)
{
    Value iterator = object_iter(vm, v);
    if (!iterator && exception_swallow(vm, &type_error_type))
        type_error(vm, "argument of type '%T' is not iterable", v);
    return iterator;
}

/* How many items equal `wanted`; when `first`, the index of the first one. -1: an exception; -2: none is. */
static int64_t search(Vm *vm, Value sequence, Value wanted, bool first)
{
    Value   iterator = iterator_for_search(vm, sequence), item = 0;
    int64_t found = 0, result = -1;
    if (!iterator)
        return -1;
    for (int64_t index = 0; poll(vm) && (item = object_next(vm, iterator)) && item != UNBOUND; index++) {
        int equal = object_equal(vm, item, wanted);
        release(vm, item);
        item = 0;
        if (equal < 0)
            goto done;
        found += equal;
        if (equal && first) {
            result = index;
            goto done;
        }
    }
    if (item == UNBOUND)
        result = first ? -2 : found;
done:
    release(vm, iterator);
    return result;
}

static Value index_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t index = search(vm, arg[0], arg[1], true);
    if (index == -2)
        return value_error(vm, "sequence.index(x): x not in sequence");
    return index < 0 ? 0 : int_value(index);
}

static Value count_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t found = search(vm, arg[0], arg[1], false);
    return found < 0 ? 0 : int_value(found);
}

static Value length_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t otherwise;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &otherwise))
        return 0;
    int64_t hint = object_length_hint(vm, arg[0], otherwise);
    return hint == -1 && exception_pending(vm) ? 0 : int_from_int64(vm, hint);
}

/* ---- the rest ---- */

static Value call_row(Vm *vm, const Value *arg, size_t count, Value names)
{
    if (!count)
        return type_error(vm, "call expected at least 1 argument, got 0");
    return call(vm, arg[0], arg + 1, count - 1, names);
}

/* Equal? The time depends on b's length alone. */
static bool same_bytes(const void *a, size_t a_length, const void *b, size_t length)
{
    const volatile uint8_t *left = a_length == length ? a : b, *right = b;
    uint8_t                 difference = a_length != length;
    for (size_t i = 0; i < length; i++)
        difference |= (uint8_t)(left[i] ^ right[i]);
    return !difference;
}

static Value compare_digest(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Buffer a = {0}, b = {0};
    Value  result = 0;
    if (is_str(vm, arg[0]) && is_str(vm, arg[1])) {
        const Str *left = as_str(arg[0]), *right = as_str(arg[1]);
        if (!str_is_ascii(left) || !str_is_ascii(right))
            return type_error(vm, "comparing strings with non-ASCII characters is not supported");
        return bool_value(same_bytes(left->data, left->length, right->data, right->length));
    }
    if (!is_buffer(vm, arg[0]) && !is_buffer(vm, arg[1]))
        return type_error(vm, "unsupported operand types(s) or combination of types: '%T' and '%T'", arg[0], arg[1]);
    if (!buffer_get(vm, arg[0], &a, BUFFER_SIMPLE) || !buffer_get(vm, arg[1], &b, BUFFER_SIMPLE))
        goto done;
    if (a.dimensions > 1 || b.dimensions > 1)
        raise_format(vm, &buffer_error_type, "Buffer must be single dimension");
    else
        result = bool_value(same_bytes(a.data, a.length, b.data, b.length));
done:
    buffer_release(vm, &a);
    buffer_release(vm, &b);
    return result;
}

#define OWNER &module_operator
static const Row functions[] = {
    FUNCTION("truth(a, /)", op_truth, CALL_ONE, "Return True if a is true, False otherwise."),
    FUNCTION("contains(a, b, /)", op_contains, CALL_POSITIONAL, "Same as b in a (note reversed operands)."),
    FUNCTION("indexOf(a, b, /)", index_of, CALL_POSITIONAL, "Return the first index of b in a."),
    FUNCTION("countOf(a, b, /)", count_of, CALL_POSITIONAL, "Return the number of items in a which are, or which equal, b."),
    FUNCTION("is_(a, b, /)", op_is, CALL_POSITIONAL, "Same as a is b."),
    FUNCTION("is_not(a, b, /)", op_is_not, CALL_POSITIONAL, "Same as a is not b."),
    FUNCTION("is_none(a, /)", op_is_none, CALL_ONE, "Same as a is None."),
    FUNCTION("is_not_none(a, /)", op_is_not_none, CALL_ONE, "Same as a is not None."),
    FUNCTION("index(a, /)", op_index, CALL_ONE, "Same as a.__index__()"),
    FUNCTION("add(a, b, /)", op_add, CALL_POSITIONAL, "Same as a + b."),
    FUNCTION("sub(a, b, /)", op_sub, CALL_POSITIONAL, "Same as a - b."),
    FUNCTION("mul(a, b, /)", op_mul, CALL_POSITIONAL, "Same as a * b."),
    FUNCTION("matmul(a, b, /)", op_matmul, CALL_POSITIONAL, "Same as a @ b."),
    FUNCTION("floordiv(a, b, /)", op_floordiv, CALL_POSITIONAL, "Same as a // b."),
    FUNCTION("truediv(a, b, /)", op_truediv, CALL_POSITIONAL, "Same as a / b."),
    FUNCTION("mod(a, b, /)", op_mod, CALL_POSITIONAL, "Same as a % b."),
    FUNCTION("neg(a, /)", op_neg, CALL_ONE, "Same as -a."),
    FUNCTION("pos(a, /)", op_pos, CALL_ONE, "Same as +a."),
    FUNCTION("abs(a, /)", op_abs, CALL_ONE, "Same as abs(a)."),
    FUNCTION("inv(a, /)", op_invert, CALL_ONE, "Same as ~a."),
    FUNCTION("invert(a, /)", op_invert, CALL_ONE, "Same as ~a."),
    FUNCTION("lshift(a, b, /)", op_lshift, CALL_POSITIONAL, "Same as a << b."),
    FUNCTION("rshift(a, b, /)", op_rshift, CALL_POSITIONAL, "Same as a >> b."),
    FUNCTION("not_(a, /)", op_not, CALL_ONE, "Same as not a."),
    FUNCTION("and_(a, b, /)", op_and, CALL_POSITIONAL, "Same as a & b."),
    FUNCTION("xor(a, b, /)", op_xor, CALL_POSITIONAL, "Same as a ^ b."),
    FUNCTION("or_(a, b, /)", op_or, CALL_POSITIONAL, "Same as a | b."),
    FUNCTION("iadd(a, b, /)", op_iadd, CALL_POSITIONAL, "Same as a += b."),
    FUNCTION("isub(a, b, /)", op_isub, CALL_POSITIONAL, "Same as a -= b."),
    FUNCTION("imul(a, b, /)", op_imul, CALL_POSITIONAL, "Same as a *= b."),
    FUNCTION("imatmul(a, b, /)", op_imatmul, CALL_POSITIONAL, "Same as a @= b."),
    FUNCTION("ifloordiv(a, b, /)", op_ifloordiv, CALL_POSITIONAL, "Same as a //= b."),
    FUNCTION("itruediv(a, b, /)", op_itruediv, CALL_POSITIONAL, "Same as a /= b."),
    FUNCTION("imod(a, b, /)", op_imod, CALL_POSITIONAL, "Same as a %= b."),
    FUNCTION("ilshift(a, b, /)", op_ilshift, CALL_POSITIONAL, "Same as a <<= b."),
    FUNCTION("irshift(a, b, /)", op_irshift, CALL_POSITIONAL, "Same as a >>= b."),
    FUNCTION("iand(a, b, /)", op_iand, CALL_POSITIONAL, "Same as a &= b."),
    FUNCTION("ixor(a, b, /)", op_ixor, CALL_POSITIONAL, "Same as a ^= b."),
    FUNCTION("ior(a, b, /)", op_ior, CALL_POSITIONAL, "Same as a |= b."),
    FUNCTION("concat(a, b, /)", op_concat, CALL_POSITIONAL, "Same as a + b, for a and b sequences."),
    FUNCTION("iconcat(a, b, /)", op_iconcat, CALL_POSITIONAL, "Same as a += b, for a and b sequences."),
    FUNCTION("getitem(a, b, /)", op_getitem, CALL_POSITIONAL, "Same as a[b]."),
    FUNCTION("setitem(a, b, c, /)", op_setitem, CALL_POSITIONAL, "Same as a[b] = c."),
    FUNCTION("delitem(a, b, /)", op_delitem, CALL_POSITIONAL, "Same as del a[b]."),
    FUNCTION("pow(a, b, /)", op_pow, CALL_POSITIONAL, "Same as a ** b."),
    FUNCTION("ipow(a, b, /)", op_ipow, CALL_POSITIONAL, "Same as a **= b."),
    FUNCTION("eq(a, b, /)", op_eq, CALL_POSITIONAL, "Same as a == b."),
    FUNCTION("ne(a, b, /)", op_ne, CALL_POSITIONAL, "Same as a != b."),
    FUNCTION("lt(a, b, /)", op_lt, CALL_POSITIONAL, "Same as a < b."),
    FUNCTION("le(a, b, /)", op_le, CALL_POSITIONAL, "Same as a <= b."),
    FUNCTION("gt(a, b, /)", op_gt, CALL_POSITIONAL, "Same as a > b."),
    FUNCTION("ge(a, b, /)", op_ge, CALL_POSITIONAL, "Same as a >= b."),
    FUNCTION("_compare_digest(a, b, /)", compare_digest, CALL_POSITIONAL,
             "Return 'a == b', in a time that tells nothing of where they differ.\n\na and b are both ASCII strs, or both "
             "bytes-like objects."),
    FUNCTION("length_hint(obj, default=0, /)", length_hint, CALL_POSITIONAL,
             "Return an estimate of the number of items in obj."),
    FUNCTION_OWN("call(obj, /, *args, **kwargs)", call_row, 0, "Same as obj(*args, **kwargs)."),
    ROWS_END
};
#undef OWNER

static const Type *const types[] = {&attrgetter_type, &itemgetter_type, &methodcaller_type, NULL};

const ModuleDef module_operator = {
    .name = "_operator",
    .doc = "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic "
           "operators of Python.  For example, operator.add(x, y)\nis equivalent to the expression x+y.",
    .functions = functions,
    .types = types,
};
