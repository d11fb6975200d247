/* draft.h - CodeDraft: a code object while it is being generated, and the step that finishes it.
 *
 * Code generation fills in the tables and the instructions; draft_finish runs flow graph and assembler over it and gives
 * the CodeUnit. Everything lives in the compilation's arena. SPDX-License-Identifier: MIT */
#pragma once
#include "code/unit.h"
#include "compile/instructions.h"

/* Names in the order in which they came, each with its number. */
typedef struct NameTable {
    const Text **items;
    uint32_t     count, capacity;
    uint32_t    *slots;             /* open addressing over items, number + 1; NULL while there are few */
    uint32_t     mask;
} NameTable;

/* Constants of one code object: in order of their number, each once (constant_same). */
typedef struct ConstantTable {
    const Constant **items;         /* merged in the compilation's cache: compare by pointer */
    uint32_t         count, capacity;
    uint32_t        *slots;
    uint32_t         mask;
} ConstantTable;

typedef struct CodeDraft {
    Arena          *arena;
    ConstantCache  *cache;          /* of the whole compilation */
    TextTable      *texts;          /* likewise: folding makes new strings */
    const Constant *filename, *name, *qualname;     /* STR */
    int             argument_count;                 /* positional parameters, with the positional-only ones */
    int             positional_only_count, keyword_only_count;
    int             parameter_count;                /* all parameters, * and ** too: the first of `variables` */
    int             first_line;
    uint32_t        flags;          /* enum CodeFlag */
    ConstantTable   consts;
    NameTable       names;
    NameTable       variables;      /* parameters first, then locals */
    NameTable       cells;          /* in CPython's order: sorted by name, `__class__` etc. as codegen decides */
    NameTable       frees;          /* numbered from 0 here; instructions address cells.count + number */
    NameTable       hidden;         /* locals of comprehensions inlined outside of functions */
    Instructions    code;
} CodeDraft;

/* Number of the name in the table, -1: absent. */
int name_table_find(const NameTable *table, const Text *name);
/* The same, adding it if absent; -1: no memory. */
MUST_CHECK int name_table_add(Arena *arena, NameTable *table, const Text *name);

/* Number of a merged constant in the table, by identity, adding it if absent; -1: no memory. */
MUST_CHECK int const_table_add(Arena *arena, ConstantTable *table, const Constant *constant);

/* Number of a constant in the draft's consts, merging it (items too) through the cache; -1: no memory. */
MUST_CHECK int draft_add_const(CodeDraft *draft, const Constant *constant);

/* Optimises and assembles. The draft is used up. The unit's constants are in their final form: wrap it with
 * constant_code to put it into the parent's consts. NULL: no memory. */
MUST_CHECK const CodeUnit *draft_finish(CodeDraft *draft);
