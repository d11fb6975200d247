/* opcode.h - what is known of each bytecode instruction, from opcodes.def.
 *
 * An instruction is two bytes: opcode and argument; an argument past 255 is built up by EXTENDED_ARG before it (8 bits
 * each, the highest first), inline caches follow it. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>

#include "base/comparison.h"

typedef enum Opcode {
#define OP(name, number, caches, pops, pushes, flags) OP_##name = number,
#define SPECIALIZED(name, number, family, flags) OP_##name = number,
#include "code/opcodes.def"
    OPCODE_END = 267        /* past the last pseudo instruction */
} Opcode;

enum { OPCODE_HAVE_ARGUMENT = 43, OPCODE_FIRST_INSTRUMENTED = 234, OPCODE_FIRST_PSEUDO = 256 };

enum OpcodeFlag {
    HAS_ARG   = 1 << 0,
    HAS_CONST = 1 << 1,     /* the argument is an index into co_consts */
    HAS_NAME  = 1 << 2,     /* into co_names, perhaps shifted (see opcode_name_index) */
    IS_JUMP   = 1 << 3,     /* a relative jump, counted in units from behind the caches */
    HAS_FREE  = 1 << 4,     /* into the cells and free variables of localsplus */
    HAS_LOCAL = 1 << 5,     /* into localsplus */
    IS_SETUP  = 1 << 6,     /* pseudo: opens a block that its target handles */
    IS_EXIT   = 1 << 7,     /* leaves the code object: nothing follows */
    IS_ALWAYS = 1 << 8,     /* an unconditional jump */
};

typedef struct OpcodeInfo {
    const char *name;       /* NULL: no such instruction */
    uint8_t     caches;
    uint16_t    flags;
} OpcodeInfo;

extern const OpcodeInfo opcode_infos[OPCODE_END];

/* The family of a specialised form, else the opcode itself. */
int opcode_family(int opcode);

/* Entries that an instruction takes from the stack and leaves there; arg as the instruction has it. Opcodes that don't
 * exist and specialised forms: -1. */
int opcode_pops(int opcode, int arg);
int opcode_pushes(int opcode, int arg);

/* Net effect on the stack's depth; jump: when the jump is taken (the SETUP_* enter their handler) or not. */
int opcode_effect(int opcode, int arg, bool jump);

/* The number of the opcode with this name, -1 if there is none. */
int opcode_by_name(const char *name);

static inline bool opcode_exists(int opcode)
{
    return opcode >= 0 && opcode < OPCODE_END && opcode_infos[opcode].name;
}

static inline bool opcode_has(int opcode, int flag)
{
    return opcode_infos[opcode].flags & flag;
}

static inline int opcode_caches(int opcode)
{
    return opcode_infos[opcode].caches;
}

/* Where in co_names the name of an instruction with HAS_NAME stands: some carry flags in the low bits. */
static inline int opcode_name_index(int opcode, int arg)
{
    return opcode == OP_LOAD_GLOBAL || opcode == OP_LOAD_ATTR ? arg >> 1 : opcode == OP_LOAD_SUPER_ATTR ? arg >> 2 : arg;
}

/* Arguments of BINARY_OP, in CPython's order; x is the operator's text. */
#define BINARY_OPERATORS(X)                                                                                        \
    X(ADD, "+") X(AND, "&") X(FLOOR_DIVIDE, "//") X(LSHIFT, "<<") X(MATRIX_MULTIPLY, "@") X(MULTIPLY, "*")         \
    X(REMAINDER, "%") X(OR, "|") X(POWER, "**") X(RSHIFT, ">>") X(SUBTRACT, "-") X(TRUE_DIVIDE, "/") X(XOR, "^")   \
    X(INPLACE_ADD, "+=") X(INPLACE_AND, "&=") X(INPLACE_FLOOR_DIVIDE, "//=") X(INPLACE_LSHIFT, "<<=")              \
    X(INPLACE_MATRIX_MULTIPLY, "@=") X(INPLACE_MULTIPLY, "*=") X(INPLACE_REMAINDER, "%=") X(INPLACE_OR, "|=")      \
    X(INPLACE_POWER, "**=") X(INPLACE_RSHIFT, ">>=") X(INPLACE_SUBTRACT, "-=") X(INPLACE_TRUE_DIVIDE, "/=")        \
    X(INPLACE_XOR, "^=") X(SUBSCR, "[]")
enum {
#define NB_NUMBER(name, text) NB_##name,
    BINARY_OPERATORS(NB_NUMBER)
#undef NB_NUMBER
    NB_COUNT
};

/* COMPARE_OP's argument: operator << 5, | 16 when the result is made a bool, | a mask for specialisation: the low 4 bits
 * are those of compare_mask[]. */
enum { COMPARE_TO_BOOL = 16 };

#define INTRINSICS_1(X)                                                                                      \
    X(INVALID) X(PRINT) X(IMPORT_STAR) X(STOPITERATION_ERROR) X(ASYNC_GEN_WRAP) X(UNARY_POSITIVE)            \
    X(LIST_TO_TUPLE) X(TYPEVAR) X(PARAMSPEC) X(TYPEVARTUPLE) X(SUBSCRIPT_GENERIC) X(TYPEALIAS)
#define INTRINSICS_2(X)                                                                                      \
    X(INVALID) X(PREP_RERAISE_STAR) X(TYPEVAR_WITH_BOUND) X(TYPEVAR_WITH_CONSTRAINTS)                        \
    X(SET_FUNCTION_TYPE_PARAMS) X(SET_TYPEPARAM_DEFAULT)
enum {
#define INTRINSIC_NUMBER(name) INTRINSIC_1_##name,
    INTRINSICS_1(INTRINSIC_NUMBER)
#undef INTRINSIC_NUMBER
};
enum {
#define INTRINSIC_NUMBER(name) INTRINSIC_2_##name,
    INTRINSICS_2(INTRINSIC_NUMBER)
#undef INTRINSIC_NUMBER
};

/* Arguments of LOAD_COMMON_CONSTANT, LOAD_SPECIAL, CONVERT_VALUE, RESUME, SET_FUNCTION_ATTRIBUTE. */
enum { COMMON_ASSERTION_ERROR, COMMON_NOT_IMPLEMENTED_ERROR, COMMON_TUPLE, COMMON_ALL, COMMON_ANY };
enum { SPECIAL_ENTER, SPECIAL_EXIT, SPECIAL_AENTER, SPECIAL_AEXIT };
enum { CONVERT_STR = 1, CONVERT_REPR = 2, CONVERT_ASCII = 3 };
enum {
    RESUME_AT_START = 0, RESUME_AFTER_YIELD = 1, RESUME_AFTER_YIELD_FROM = 2, RESUME_AFTER_AWAIT = 3,
    RESUME_LOCATION = 3,    /* mask */
    RESUME_DEPTH1 = 4       /* the generator is at exception depth 1 */
};
enum {
    FUNCTION_DEFAULTS = 1, FUNCTION_KEYWORD_DEFAULTS = 2, FUNCTION_ANNOTATIONS = 4, FUNCTION_CLOSURE = 8,
    FUNCTION_ANNOTATE = 16
};
