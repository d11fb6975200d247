/* verify_test.c - code that would break the machine is refused. SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "code/opcode.h"
#include "code/verify.h"
#include "unit.h"

/* Three constants: None, a tuple, a code object. */
static ConstantKind test_const_kind(const void *context, uint32_t n)
{
    (void)context;
    return n == 0 ? CONSTANT_NONE : n == 1 ? CONSTANT_TUPLE : CONSTANT_CODE;
}

/* A function with a parameter (local 0), a plain local (1) and a cell (2), stack of 4. */
static bool passes(Allocator *from, const uint8_t *code, size_t size, const uint8_t *table, size_t table_size,
                   uint32_t flags)
{
    static const uint8_t kinds[] = {LOCAL_PLAIN | LOCAL_ARG_POSITIONAL, LOCAL_PLAIN, LOCAL_CELL};
    VerifyInput input = {.code = code, .code_size = size, .exception_table = table, .exception_table_size = table_size,
                         .local_kinds = kinds, .local_count = 3, .name_count = 2, .const_count = 3,
                         .parameter_count = 1, .flags = flags, .stack_size = 4, .const_kind = test_const_kind};
    Arena       arena;
    const char *problem = NULL;
    int         offset;
    arena_init(&arena, from);
    VerifyResult result = code_verify(&arena, &input, &problem, &offset);
    CHECK((result == VERIFY_REFUSED) == (problem != NULL));
    arena_free(&arena);
    return result == VERIFY_FINE;
}

#define O(name, arg) OP_##name, arg
#define END O(LOAD_CONST, 0), O(RETURN_VALUE, 0)
#define PASSES(...) passes(from, (const uint8_t[]){__VA_ARGS__}, sizeof(uint8_t[]){__VA_ARGS__}, NULL, 0, 0)

TEST(plain_code_passes)
{
    CHECK(PASSES(O(RESUME, 0), END));
    CHECK(PASSES(O(LOAD_FAST_BORROW, 0), O(STORE_FAST, 1), O(LOAD_FAST, 1), O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(MAKE_CELL, 2), O(LOAD_SMALL_INT, 5), O(STORE_DEREF, 2), O(LOAD_DEREF, 2), O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(LOAD_CONST, 2), O(MAKE_FUNCTION, 0), O(LOAD_CONST, 1), O(SWAP, 2), O(SET_FUNCTION_ATTRIBUTE, 8),
                 O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(BUILD_LIST, 0), O(LOAD_FAST, 0), O(LIST_APPEND, 1), O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(LOAD_FAST, 0), O(PUSH_NULL, 0), O(CALL, 0), 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
}

TEST(code_must_end)
{
    CHECK(!PASSES(O(RESUME, 0)));
    CHECK(!PASSES(O(EXTENDED_ARG, 1)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(TO_BOOL, 0)));
    CHECK(!passes(from, (const uint8_t *)"", 0, NULL, 0, 0));
}

TEST(only_instructions_of_code_objects_run)
{
    CHECK(!PASSES(O(CACHE, 0), END));
    CHECK(!PASSES(O(RESERVED, 0), END));
    CHECK(!PASSES(O(INSTRUMENTED_LINE, 0), END));
    CHECK(!PASSES(O(ENTER_EXECUTOR, 0), END));
    CHECK(!PASSES(O(RESUME_CHECK, 0), END));
    CHECK(!PASSES(O(INTERPRETER_EXIT, 0), END));
    CHECK(!PASSES(125, 0, END));
}

TEST(arguments_stay_in_range)
{
    CHECK(!PASSES(O(LOAD_CONST, 3), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_NAME, 2), O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(LOAD_GLOBAL, 2), 0, 0, 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_GLOBAL, 4), 0, 0, 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 3), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST_LOAD_FAST, 0x03), O(POP_TOP, 0), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(LOAD_FAST, 0), O(BINARY_OP, NB_COUNT), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                  O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(COPY_FREE_VARS, 1), END));
}

TEST(the_stack_neither_underflows_nor_overflows)
{
    CHECK(!PASSES(O(POP_TOP, 0), END));
    CHECK(!PASSES(O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(SWAP, 2), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(COPY, 2), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(COPY, 1), O(COPY, 1), O(COPY, 1), O(COPY, 1), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(EXTENDED_ARG, 255), O(EXTENDED_ARG, 255), O(EXTENDED_ARG, 255), O(BUILD_LIST, 255),
                  O(RETURN_VALUE, 0)));
}

TEST(jumps_go_to_instructions_with_one_depth)
{
    CHECK(PASSES(O(LOAD_FAST, 0), O(POP_JUMP_IF_NONE, 1), 0, 0, O(NOP, 0), END));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(POP_JUMP_IF_NONE, 9), 0, 0, O(NOP, 0), END));
    CHECK(!PASSES(O(JUMP_FORWARD, 1), O(LOAD_FAST, 0), O(TO_BOOL, 0), 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(POP_JUMP_IF_NONE, 1), 0, 0, O(LOAD_FAST, 0), END));    /* depths 0 and 1 */
    CHECK(!PASSES(O(JUMP_BACKWARD, 200), 0, 0));
    CHECK(!PASSES(O(JUMP_FORWARD, 3), O(LOAD_FAST, 0), O(TO_BOOL, 0), 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
}

TEST(null_reaches_no_instruction_that_does_not_expect_it)
{
    CHECK(!PASSES(O(PUSH_NULL, 0), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(PUSH_NULL, 0), O(LOAD_FAST, 0), O(CALL, 0), 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(PUSH_NULL, 0), O(STORE_FAST, 1), O(LOAD_FAST, 1), O(RETURN_VALUE, 0)));
}

TEST(locals_are_bound_and_cells_are_cells)
{
    CHECK(!PASSES(O(LOAD_FAST, 1), O(RETURN_VALUE, 0)));
    CHECK(PASSES(O(LOAD_FAST_CHECK, 1), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(DELETE_FAST, 0), O(LOAD_FAST, 0), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_DEREF, 2), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(MAKE_CELL, 2), O(LOAD_FAST, 0), O(STORE_FAST, 2), O(LOAD_DEREF, 2), O(RETURN_VALUE, 0)));
}

TEST(instructions_find_the_kind_of_operand_that_they_rely_on)
{
    CHECK(!PASSES(O(LOAD_FAST, 0), O(LOAD_FAST, 0), O(LIST_APPEND, 1), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(MAKE_FUNCTION, 0), O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(POP_EXCEPT, 0), END));
    CHECK(!PASSES(O(LOAD_FAST, 0), O(PUSH_NULL, 0), O(LOAD_FAST, 0), O(CALL_KW, 0), 0, 0, 0, 0, 0, 0, O(RETURN_VALUE, 0)));
    CHECK(!PASSES(O(YIELD_VALUE, 0), END));
    CHECK(!PASSES(O(RETURN_GENERATOR, 0), O(POP_TOP, 0), END));
}

TEST(handlers_lie_in_range_and_in_order)
{
    static const uint8_t code[] = {O(LOAD_FAST, 0), O(POP_TOP, 0), END, O(PUSH_EXC_INFO, 0), O(POP_TOP, 0),
                                   O(POP_EXCEPT, 0), END};
    static const struct {
        uint8_t bytes[8];
        size_t  size;
        bool    passes;
    } tables[] = {
        {{0x80, 2, 4, 0}, 4, true},
        {{0x80, 2, 4, 4}, 4, false},            /* depth 2 where it is 1 */
        {{0x80, 2, 20, 0}, 4, false},           /* handler outside */
        {{0x80, 30, 4, 0}, 4, false},           /* end outside */
        {{0x80, 0, 4, 0}, 4, false},            /* empty */
        {{0x80, 2, 4}, 3, false},               /* breaks off */
        {{0x81, 1, 4, 0, 0x80, 1, 4, 0}, 8, false},
    };
    for (size_t i = 0; i < countof(tables); i++)
        CHECK(passes(from, code, sizeof code, tables[i].bytes, tables[i].size, 0) == tables[i].passes);
}
