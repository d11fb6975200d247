/* verify_op.c - one instruction: its argument, and what it does to stack and locals. See verify.h.
 * SPDX-License-Identifier: MIT */
#include "code/verify_impl.h"

/* ---- arguments ---- */

static bool is_local(const Verifier *verifier, int local)
{
    return (uint32_t)local < verifier->input->local_count;
}

/* The largest argument that an opcode takes, where that is a matter of meaning; -1: any. */
static int argument_limit(int opcode)
{
    switch (opcode) {
    case OP_BINARY_OP: return NB_COUNT - 1;
    case OP_COMPARE_OP: return 5 << 5 | 31;
    case OP_LOAD_SMALL_INT: return 256;
    case OP_LOAD_COMMON_CONSTANT: return COMMON_ANY;
    case OP_LOAD_SPECIAL: return SPECIAL_AEXIT;
    case OP_CALL_INTRINSIC_1: return INTRINSIC_1_TYPEALIAS;
    case OP_CALL_INTRINSIC_2: return INTRINSIC_2_SET_TYPEPARAM_DEFAULT;
    case OP_CONVERT_VALUE: case OP_BUILD_SLICE: return 3;
    case OP_IS_OP: case OP_CONTAINS_OP: case OP_YIELD_VALUE: return 1;
    case OP_RERAISE: case OP_RAISE_VARARGS: case OP_GET_AWAITABLE: return 2;
    case OP_RESUME: return RESUME_LOCATION | RESUME_DEPTH1;
    case OP_SET_FUNCTION_ATTRIBUTE: return FUNCTION_ANNOTATE;
    case OP_BUILD_INTERPOLATION: return 3 << 2 | 3;
    default: return -1;
    }
}

static int argument_least(int opcode)
{
    switch (opcode) {
    case OP_CALL_INTRINSIC_1: case OP_CALL_INTRINSIC_2: case OP_CONVERT_VALUE: case OP_COPY: case OP_SWAP:
    case OP_LIST_APPEND: case OP_SET_ADD: case OP_MAP_ADD: case OP_LIST_EXTEND: case OP_SET_UPDATE:
    case OP_DICT_UPDATE: case OP_DICT_MERGE: case OP_SET_FUNCTION_ATTRIBUTE: return 1;
    case OP_BUILD_SLICE: return 2;
    default: return 0;
    }
}

static bool is_pair(int opcode)
{
    return opcode == OP_LOAD_FAST_LOAD_FAST || opcode == OP_LOAD_FAST_BORROW_LOAD_FAST_BORROW ||
           opcode == OP_STORE_FAST_LOAD_FAST || opcode == OP_STORE_FAST_STORE_FAST;
}

static bool index_fits(const Verifier *verifier, int opcode, int arg)
{
    if (opcode_has(opcode, HAS_CONST))
        return (uint32_t)arg < verifier->input->const_count;
    if (opcode_has(opcode, HAS_NAME))
        return (uint32_t)opcode_name_index(opcode, arg) < verifier->input->name_count;
    if (is_pair(opcode))
        return arg <= 255 && is_local(verifier, arg >> 4) && is_local(verifier, arg & 15);
    return !opcode_has(opcode, HAS_LOCAL | HAS_FREE) || is_local(verifier, arg);
}

bool verify_argument(Verifier *verifier, const VerifyOp *op)
{
    int limit = argument_limit(op->opcode);
    if (op->arg < argument_least(op->opcode) || (limit >= 0 && op->arg > limit))
        return verify_refuse(verifier, "argument out of range");
    if (op->opcode == OP_SET_FUNCTION_ATTRIBUTE && (op->arg & (op->arg - 1)))
        return verify_refuse(verifier, "argument out of range");
    if (op->opcode == OP_COPY_FREE_VARS && (uint32_t)op->arg != verifier->free_count)
        return verify_refuse(verifier, "wrong number of free variables");
    if (!index_fits(verifier, op->opcode, op->arg))
        return verify_refuse(verifier, "index out of range");
    return true;
}

/* ---- the stack ---- */

/* The kind of the entry n from the top (1: the top itself). The depth has been checked. */
static uint8_t *entry_at(Verifier *verifier, uint32_t n)
{
    return &verifier->now.entries[verifier->now.depth - n];
}

static bool pop(Verifier *verifier, uint32_t count)
{
    if (verifier->now.depth < count)
        return verify_refuse(verifier, "stack underflow");
    verifier->now.depth -= count;
    return true;
}

static bool push(Verifier *verifier, EntryKind kind)
{
    if (verifier->now.depth >= verifier->room)
        return verify_refuse(verifier, "stack overflow");
    verifier->now.entries[verifier->now.depth++] = (uint8_t)kind;
    return true;
}

static bool push_many(Verifier *verifier, int64_t count, EntryKind kind)
{
    if (count > verifier->room - verifier->now.depth)
        return verify_refuse(verifier, "stack overflow");
    while (count-- > 0)
        verifier->now.entries[verifier->now.depth++] = (uint8_t)kind;
    return true;
}

/* The entry n from the top may be NULL here. */
static bool may_be_null(const VerifyOp *op, uint32_t n)
{
    switch (op->opcode) {
    case OP_STORE_FAST: case OP_STORE_FAST_STORE_FAST: case OP_STORE_FAST_LOAD_FAST: case OP_SWAP: case OP_COPY:
    case OP_POP_TOP: return true;
    case OP_CALL: return n == (uint32_t)op->arg + 1;
    case OP_CALL_KW: return n == (uint32_t)op->arg + 2;
    case OP_CALL_FUNCTION_EX: return n == 1 || n == 3;
    case OP_WITH_EXCEPT_START: return n == 4;
    default: return false;
    }
}

/* What the instruction relies on the entry n from the top to be; ENTRY_VALUE: anything. */
static EntryKind relied_on(const VerifyOp *op, uint32_t n)
{
    uint32_t arg = (uint32_t)op->arg;
    switch (op->opcode) {
    case OP_LIST_APPEND: case OP_LIST_EXTEND: return n == arg + 1 ? ENTRY_LIST : ENTRY_VALUE;
    case OP_DICT_UPDATE: case OP_DICT_MERGE: return n == arg + 1 ? ENTRY_DICT : ENTRY_VALUE;
    case OP_MAP_ADD: return n == arg + 2 ? ENTRY_DICT : ENTRY_VALUE;
    case OP_MAKE_FUNCTION: return ENTRY_CODE;
    case OP_SET_FUNCTION_ATTRIBUTE:
        return n == 1 ? ENTRY_FUNCTION : op->arg == FUNCTION_CLOSURE ? ENTRY_TUPLE : ENTRY_VALUE;
    case OP_CALL_KW: case OP_MATCH_CLASS: return n == 1 ? ENTRY_TUPLE : ENTRY_VALUE;
    case OP_CALL_INTRINSIC_1: return op->arg == INTRINSIC_1_LIST_TO_TUPLE ? ENTRY_LIST : ENTRY_VALUE;
    case OP_POP_EXCEPT: return ENTRY_SAVED;
    default: return ENTRY_VALUE;
    }
}

/* Of DICT_MERGE, whose function is 4 entries below the dict, only the entries down to the dict are looked at. */
static bool operands_fit(Verifier *verifier, const VerifyOp *op, uint32_t pops)
{
    if (verifier->now.depth < pops)
        return verify_refuse(verifier, "stack underflow");
    for (uint32_t n = 1; n <= pops; n++) {
        EntryKind kind = *entry_at(verifier, n), wanted = relied_on(op, n);
        if (op->opcode == OP_DICT_MERGE && n > (uint32_t)op->arg + 1)
            break;
        if (kind == ENTRY_NULLABLE && !may_be_null(op, n))
            return verify_refuse(verifier, "an operand may be NULL");
        if (wanted != ENTRY_VALUE && kind != wanted)
            return verify_refuse(verifier, "an operand is not of the kind that the instruction needs");
    }
    return true;
}

/* ---- locals ---- */

static bool local_load(Verifier *verifier, int local)
{
    uint8_t state = verifier->now.locals[local];
    if (!(state & LOCAL_BOUND))
        return verify_refuse(verifier, "a local variable may be unbound");
    return push(verifier, state & LOCAL_HAS_CELL ? ENTRY_CELL : ENTRY_VALUE);
}

static bool local_store(Verifier *verifier, int local)
{
    EntryKind kind = *entry_at(verifier, 1);
    verifier->now.locals[local] = kind == ENTRY_NULLABLE ? 0 : kind == ENTRY_CELL ? LOCAL_BOUND | LOCAL_HAS_CELL
                                                                                  : LOCAL_BOUND;
    return pop(verifier, 1);
}

static bool local_take(Verifier *verifier, int local)
{
    uint8_t state = verifier->now.locals[local];
    verifier->now.locals[local] = 0;
    return push(verifier, state & LOCAL_HAS_CELL ? ENTRY_CELL : state & LOCAL_BOUND ? ENTRY_VALUE : ENTRY_NULLABLE);
}

static bool copy_free_variables(Verifier *verifier)
{
    for (uint32_t i = 0; i < verifier->input->local_count; i++)
        if (verifier->input->local_kinds[i] & LOCAL_FREE)
            verifier->now.locals[i] = LOCAL_BOUND | LOCAL_HAS_CELL;
    return true;
}

static bool needs_cell(Verifier *verifier, int local)
{
    return verifier->now.locals[local] & LOCAL_HAS_CELL ||
           verify_refuse(verifier, "a cell variable's slot may hold no cell");
}

/* Instructions on locals, all operands there; *done false: it is another one. */
static bool local_effect(Verifier *verifier, const VerifyOp *op, bool *done)
{
    int high = op->arg >> 4, low = op->arg & 15;
    *done = true;
    switch (op->opcode) {
    case OP_LOAD_FAST: case OP_LOAD_FAST_BORROW: return local_load(verifier, op->arg);
    case OP_LOAD_FAST_LOAD_FAST: case OP_LOAD_FAST_BORROW_LOAD_FAST_BORROW:
        return local_load(verifier, high) && local_load(verifier, low);
    case OP_LOAD_FAST_CHECK:
        verifier->now.locals[op->arg] |= LOCAL_BOUND;
        return local_load(verifier, op->arg);
    case OP_LOAD_FAST_AND_CLEAR: return local_take(verifier, op->arg);
    case OP_STORE_FAST: return local_store(verifier, op->arg);
    case OP_STORE_FAST_STORE_FAST: return local_store(verifier, high) && local_store(verifier, low);
    case OP_STORE_FAST_LOAD_FAST: return local_store(verifier, high) && local_load(verifier, low);
    case OP_DELETE_FAST:
        verifier->now.locals[op->arg] = 0;
        return true;
    case OP_MAKE_CELL:
        verifier->now.locals[op->arg] = LOCAL_BOUND | LOCAL_HAS_CELL;
        return true;
    case OP_COPY_FREE_VARS: return copy_free_variables(verifier);
    case OP_LOAD_DEREF: return needs_cell(verifier, op->arg) && push(verifier, ENTRY_VALUE);
    case OP_STORE_DEREF: return needs_cell(verifier, op->arg) && pop(verifier, 1);
    case OP_DELETE_DEREF: case OP_LOAD_FROM_DICT_OR_DEREF: return needs_cell(verifier, op->arg);
    default:
        *done = false;
        return true;
    }
}

/* ---- effects ---- */

static EntryKind constant_entry(const Verifier *verifier, int number)
{
    switch (verifier->input->const_kind(verifier->input->context, (uint32_t)number)) {
    case CONSTANT_TUPLE: return ENTRY_TUPLE;
    case CONSTANT_CODE: return ENTRY_CODE;
    default: return ENTRY_VALUE;
    }
}

/* What an instruction that replaces its operands leaves. */
static EntryKind result_kind(const Verifier *verifier, const VerifyOp *op)
{
    switch (op->opcode) {
    case OP_BUILD_LIST: return ENTRY_LIST;
    case OP_BUILD_MAP: return ENTRY_DICT;
    case OP_BUILD_TUPLE: return ENTRY_TUPLE;
    case OP_CALL_INTRINSIC_1: return op->arg == INTRINSIC_1_LIST_TO_TUPLE ? ENTRY_TUPLE : ENTRY_VALUE;
    case OP_MAKE_FUNCTION: return ENTRY_FUNCTION;
    case OP_LOAD_CONST: return constant_entry(verifier, op->arg);
    case OP_PUSH_NULL: return ENTRY_NULLABLE;
    default: return ENTRY_VALUE;
    }
}

/* One entry, and above it what is NULL or self. */
static bool push_callable(Verifier *verifier, bool with_null)
{
    return push(verifier, ENTRY_VALUE) && (!with_null || push(verifier, ENTRY_NULLABLE));
}

static bool shuffle(Verifier *verifier, const VerifyOp *op)
{
    if (op->opcode == OP_COPY)
        return push(verifier, *entry_at(verifier, (uint32_t)op->arg));
    uint8_t *top = entry_at(verifier, 1), *other = entry_at(verifier, (uint32_t)op->arg), moved = *top;
    *top = *other;
    *other = moved;
    return true;
}

bool verify_effect(Verifier *verifier, const VerifyOp *op)
{
    int64_t pops = opcode_pops(op->opcode, op->arg), pushes = opcode_pushes(op->opcode, op->arg);
    bool    done;
    if (pops < 0 || pushes < 0)
        return verify_refuse(verifier, "argument out of range");
    if (!operands_fit(verifier, op, (uint32_t)pops) || !local_effect(verifier, op, &done))
        return false;
    if (done)
        return true;
    switch (op->opcode) {
    case OP_COPY: case OP_SWAP:
        return shuffle(verifier, op);
    case OP_LIST_APPEND: case OP_LIST_EXTEND: case OP_SET_ADD: case OP_SET_UPDATE: case OP_DICT_UPDATE:
    case OP_DICT_MERGE: case OP_MAP_ADD: case OP_RERAISE:     /* what is below keeps its kind */
        return pop(verifier, (uint32_t)(pops - pushes));
    case OP_WITH_EXCEPT_START: case OP_MATCH_KEYS: case OP_MATCH_MAPPING: case OP_MATCH_SEQUENCE: case OP_GET_LEN:
    case OP_IMPORT_FROM: case OP_GET_ANEXT: case OP_FOR_ITER:
        return push_many(verifier, pushes - pops, ENTRY_VALUE);
    case OP_SET_FUNCTION_ATTRIBUTE: {
        bool popped = pop(verifier, 2);
        return popped && push(verifier, ENTRY_FUNCTION);
    }
    case OP_PUSH_EXC_INFO:
        return pop(verifier, 1) && push(verifier, ENTRY_SAVED) && push(verifier, ENTRY_VALUE);
    case OP_LOAD_GLOBAL: case OP_LOAD_ATTR: case OP_LOAD_SUPER_ATTR:
        return pop(verifier, (uint32_t)pops) && push_callable(verifier, op->arg & 1);
    case OP_LOAD_SPECIAL:
        return pop(verifier, 1) && push_callable(verifier, true);
    default:
        return pop(verifier, (uint32_t)pops) && push_many(verifier, pushes, result_kind(verifier, op));
    }
}
