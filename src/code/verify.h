/* verify.h - whether foreign bytecode may be run: code that did not come from our compiler (marshal, code.replace,
 * types.CodeType) could otherwise break the machine, which trusts its instructions.
 *
 * Code that passes keeps these promises, on every path:
 *   1. each instruction exists, its argument is in range, jumps go to the start of an instruction, and none runs off the
 *      end; FOR_ITER leads to an END_FOR;
 *   2. the stack has the same depth however an instruction is reached, never fewer entries than are taken, never more
 *      than stack_size;
 *   3. an entry that may be NULL is only taken by instructions that expect it, and those that rely on what an entry is (the
 *      list of LIST_APPEND, the code of MAKE_FUNCTION, the saved exception of POP_EXCEPT, ...) find that;
 *   4. LOAD_FAST and its kin only load bound locals, the *_DEREF ones find a cell in their slot;
 *   5. handlers lie in order, and the stack is as deep as they say where they apply.
 * Not among these, for a program can put anything there: the set of SET_ADD (__conditional_annotations__), the defaults of
 * SET_FUNCTION_ATTRIBUTE (a parameter of the function that makes type parameters). The machine looks itself.
 * Everything that the compiler makes passes. SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"

/* What is known of a constant, a local, an entry of the stack. */
typedef struct VerifyInput {
    const uint8_t *code;
    size_t         code_size;           /* bytes */
    const uint8_t *exception_table;
    size_t         exception_table_size;
    const uint8_t *local_kinds;
    uint32_t       local_count, name_count, const_count;
    uint32_t       parameter_count;     /* locals that are bound at the start: the first ones */
    uint32_t       flags;
    int32_t        stack_size;
    /* The kind of constant number n; code objects are CONSTANT_CODE, what the compiler never makes CONSTANT_NONE. */
    ConstantKind (*const_kind)(const void *context, uint32_t n);
    const void    *context;
} VerifyInput;

typedef enum VerifyResult { VERIFY_FINE, VERIFY_NO_MEMORY, VERIFY_REFUSED } VerifyResult;

/* *problem and *offset (bytes) say what is wrong when it is refused. The scratch arena is left with rubbish. */
MUST_CHECK VerifyResult code_verify(Arena *scratch, const VerifyInput *input, const char **problem, int *offset);

/* The same for a unit and all code among its constants. */
MUST_CHECK VerifyResult unit_verify(Arena *scratch, const CodeUnit *unit, const char **problem, int *offset);
