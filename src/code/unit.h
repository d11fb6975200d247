/* unit.h - CodeUnit: a compiled code object before there is an interpreter; what the compiler ends in.
 *
 * Fields are those of Python's code object. Pointers to Constants carry identity (constant.h), since marshal writes an
 * object that is used twice as a reference: so name, qualname, tuples and byte tables are Constants, too. What CPython
 * interns (names, locals, constants that look like names) needs no identity of its own: its Text is the same.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "code/constant.h"

/* co_flags. */
enum CodeFlag {
    CODE_OPTIMIZED = 0x1, CODE_NEWLOCALS = 0x2, CODE_VARARGS = 0x4, CODE_VARKEYWORDS = 0x8, CODE_NESTED = 0x10,
    CODE_GENERATOR = 0x20, CODE_COROUTINE = 0x80, CODE_ITERABLE_COROUTINE = 0x100, CODE_ASYNC_GENERATOR = 0x200,
    CODE_FUTURE_DIVISION = 0x20000, CODE_FUTURE_ABSOLUTE_IMPORT = 0x40000, CODE_FUTURE_WITH_STATEMENT = 0x80000,
    CODE_FUTURE_PRINT_FUNCTION = 0x100000, CODE_FUTURE_UNICODE_LITERALS = 0x200000,
    CODE_FUTURE_BARRY_AS_BDFL = 0x400000, CODE_FUTURE_GENERATOR_STOP = 0x800000, CODE_FUTURE_ANNOTATIONS = 0x1000000,
    CODE_NO_MONITORING_EVENTS = 0x2000000, CODE_HAS_DOCSTRING = 0x4000000, CODE_METHOD = 0x8000000
};

/* co_localspluskinds, a byte a variable. */
enum LocalKind {
    LOCAL_ARG_POSITIONAL = 0x02, LOCAL_ARG_KEYWORD = 0x04, LOCAL_ARG_VARIADIC = 0x08,
    LOCAL_HIDDEN = 0x10, LOCAL_PLAIN = 0x20, LOCAL_CELL = 0x40, LOCAL_FREE = 0x80
};

struct CodeUnit {
    int32_t  argument_count, positional_only_count, keyword_only_count;
    int32_t  stack_size, first_line;
    uint32_t flags;
    const Constant *name, *qualname, *filename;     /* STR */
    const Constant *consts;                         /* TUPLE */
    const Constant *names;                          /* TUPLE of STR */
    const Constant *locals;                         /* TUPLE of STR: localsplus names */
    const Constant *local_kinds;                    /* BYTES: enum LocalKind */
    const Constant *code;                           /* BYTES: instructions with caches zero, two bytes a unit */
    const Constant *line_table, *exception_table;   /* BYTES */
};
