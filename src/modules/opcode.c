/* opcode.c - the module _opcode: what is known of bytecode instructions, for opcode, dis and inspect.
 *
 * All answers come from code/opcodes.def. SPDX-License-Identifier: MIT */
#include "code/opcode.h"
#include "code/code_object.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_opcode;

static const char *const intrinsics_1[] = {
#define INTRINSIC_NAME(name) #name,
    INTRINSICS_1(INTRINSIC_NAME)
};
static const char *const intrinsics_2[] = {
    INTRINSICS_2(INTRINSIC_NAME)
#undef INTRINSIC_NAME
};
static const struct {
    const char *name, *text;
} binary_operators[] = {
#define OPERATOR_ROW(name, text) {"NB_" #name, text},
    BINARY_OPERATORS(OPERATOR_ROW)
#undef OPERATOR_ROW
};
static const char *const special_methods[] = {"__enter__", "__exit__", "__aenter__", "__aexit__"};

/* ---- arguments ---- */

/* A C int, as CPython's argument parser takes one. False: exception set. */
static bool number_of(Vm *vm, Value v, int *number)
{
    int64_t wide;
    Value   index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, &wide) && wide >= INT32_MIN && wide <= INT32_MAX;
    release(vm, index);
    if (!fits)
        return overflow_error(vm, "Python int too large to convert to C int") != 0;
    *number = (int)wide;
    return true;
}

/* ---- stack_effect ---- */

/* Whether the jump is taken, or -1: whichever of both is more. False: exception set. */
static bool jump_of(Vm *vm, Value v, int *jump)
{
    if (v != NONE && v != TRUE && v != FALSE)
        return value_error(vm, "stack_effect: jump must be False, True or None") != 0;
    *jump = v == NONE ? -1 : v == TRUE;
    return true;
}

static Value stack_effect(Vm *vm, const Value *arg, size_t count)
{
    int opcode, number = 0, jump = -1;
    (void)count;
    if (!number_of(vm, arg[0], &opcode) || (arg[1] != NONE && !number_of(vm, arg[1], &number)) ||
        !jump_of(vm, arg[2], &jump))
        return 0;
    if (!opcode_exists(opcode) || opcode_family(opcode) != opcode || opcode_pops(opcode, number) < 0 ||
        opcode_pushes(opcode, number) < 0)
        return value_error(vm, "invalid opcode or oparg");
    int straight = opcode_effect(opcode, number, false), taken = opcode_effect(opcode, number, true);
    return int_value(jump < 0 ? (straight > taken ? straight : taken) : jump ? taken : straight);
}

/* ---- questions ---- */

static Value has_flag(Vm *vm, Value v, unsigned flag)
{
    int opcode;
    if (!number_of(vm, v, &opcode))
        return 0;
    return bool_value(opcode_exists(opcode) && (!flag || opcode_has(opcode, (int)flag)));
}

#define QUESTION(function, flag)                                  \
    static Value function(Vm *vm, const Value *arg, size_t count) \
    {                                                             \
        (void)count;                                              \
        return has_flag(vm, arg[0], flag);                        \
    }
QUESTION(is_valid, 0)
QUESTION(has_arg, HAS_ARG)
QUESTION(has_const, HAS_CONST)
QUESTION(has_name, HAS_NAME)
QUESTION(has_jump, IS_JUMP)
QUESTION(has_free, HAS_FREE)
QUESTION(has_local, HAS_LOCAL)
QUESTION(has_exc, IS_SETUP)
#undef QUESTION

/* ---- lists of names ---- */

/* A list of strs; the first gets the prefix "INTRINSIC_1_" or the like, the others "INTRINSIC_". */
static Value names_list(Vm *vm, const char *first_prefix, const char *prefix, const char *const *names, size_t count)
{
    Value list = list_new(vm, 0);
    for (size_t i = 0; list && i < count; i++) {
        Value name = str_format(vm, "%s%s", i ? prefix : first_prefix, names[i]);
        if (!name || !list_append(vm, list, name)) {
            release(vm, list);
            list = 0;
        }
        release(vm, name);
    }
    return list;
}

static Value get_intrinsic1_descs(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return names_list(vm, "INTRINSIC_1_", "INTRINSIC_", intrinsics_1, countof(intrinsics_1));
}

static Value get_intrinsic2_descs(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return names_list(vm, "INTRINSIC_2_", "INTRINSIC_", intrinsics_2, countof(intrinsics_2));
}

static Value get_special_method_names(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return names_list(vm, "", "", special_methods, countof(special_methods));
}

static Value get_nb_ops(Vm *vm, const Value *arg, size_t count)
{
    Value list = list_new(vm, 0);
    (void)arg, (void)count;
    for (size_t i = 0; list && i < countof(binary_operators); i++) {
        Value name = str_from_cstring(vm, binary_operators[i].name);
        Value text = str_from_cstring(vm, binary_operators[i].text);
        Value pair = name && text ? tuple_of(vm, 2, name, text) : 0;
        if (!pair || !list_append(vm, list, pair)) {
            release(vm, list);
            list = 0;
        }
        release(vm, pair);
        release(vm, text);
        release(vm, name);
    }
    return list;
}

/* ---- the interpreter's own ---- */

static Value get_specialization_stats(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NONE;        /* CPython counts only in a build of its own */
}

static Value get_executor(Vm *vm, const Value *arg, size_t count)
{
    int offset;
    (void)count;
    if (!number_of(vm, arg[1], &offset))
        return 0;
    if (!is_code(arg[0]))
        return type_error(vm, "expected a code object, not '%T'", arg[0]);
    return value_error(vm, "no executor at given byte offset");
}

#define OWNER &module_opcode
static const Row functions[] = {
    FUNCTION("stack_effect(opcode, oparg=None, /, *, jump=None)", stack_effect, CALL_KEYWORDS,
             "Compute the stack effect of the opcode."),
    FUNCTION("is_valid(opcode)", is_valid, CALL_KEYWORDS, "Return True if opcode is valid, False otherwise."),
    FUNCTION("has_arg(opcode)", has_arg, CALL_KEYWORDS, "Return True if the opcode uses its oparg, False otherwise."),
    FUNCTION("has_const(opcode)", has_const, CALL_KEYWORDS,
             "Return True if the opcode accesses a constant, False otherwise."),
    FUNCTION("has_name(opcode)", has_name, CALL_KEYWORDS,
             "Return True if the opcode accesses an attribute by name, False otherwise."),
    FUNCTION("has_jump(opcode)", has_jump, CALL_KEYWORDS,
             "Return True if the opcode has a jump target, False otherwise."),
    FUNCTION("has_free(opcode)", has_free, CALL_KEYWORDS,
             "Return True if the opcode accesses a free variable, False otherwise.\n\n"
             "Variables of the scope that inner scopes use count, and those of outer scopes; globals and builtins don't."),
    FUNCTION("has_local(opcode)", has_local, CALL_KEYWORDS,
             "Return True if the opcode accesses a local variable, False otherwise."),
    FUNCTION("has_exc(opcode)", has_exc, CALL_KEYWORDS,
             "Return True if the opcode sets an exception handler, False otherwise."),
    FUNCTION("get_specialization_stats(/)", get_specialization_stats, CALL_NOARGS, "Return the specialization stats"),
    FUNCTION("get_nb_ops(/)", get_nb_ops, CALL_NOARGS,
             "Return array of symbols of binary ops.\n\nIndexed by the BINARY_OP oparg value."),
    FUNCTION("get_intrinsic1_descs(/)", get_intrinsic1_descs, CALL_NOARGS,
             "Return a list of names of the unary intrinsics."),
    FUNCTION("get_intrinsic2_descs(/)", get_intrinsic2_descs, CALL_NOARGS,
             "Return a list of names of the binary intrinsics."),
    FUNCTION("get_executor(code, offset)", get_executor, CALL_KEYWORDS,
             "Return the executor object at offset in code if exists, None otherwise."),
    FUNCTION("get_special_method_names(/)", get_special_method_names, CALL_NOARGS,
             "Return a list of special method names."),
    ROWS_END,
};
#undef OWNER

static const ModuleConstant constants[] = {
    {"ENABLE_SPECIALIZATION", CONSTANT_AN_INT, 1, 0, NULL},
    {"ENABLE_SPECIALIZATION_FT", CONSTANT_AN_INT, 1, 0, NULL},
    {0},
};

const ModuleDef module_opcode = {
    .name = "_opcode",
    .doc = "Opcode support module.",
    .functions = functions,
    .constants = constants,
};
