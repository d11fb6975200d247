/* diagnose_impl.h - what diagnose.c and its actions share. Private to diagnose*.c. SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/parser.h"

/* ---- the tables (grammar_tables.h, made from grammar.peg) ---- */

typedef enum PegItemKind { ITEM_ONE, ITEM_OPTIONAL, ITEM_ANY, ITEM_SOME, ITEM_GATHER, ITEM_AND, ITEM_NOT, ITEM_FORCED,
                           ITEM_CUT } PegItemKind;
typedef enum PegOperand { PEG_TOKEN, PEG_WORD, PEG_SOFT, PEG_RULE } PegOperand;
enum { PEG_MEMO = 1, PEG_LEFT = 2, PEG_QUIET = 4 };

typedef struct PegItem {
    uint8_t  kind;      /* PegItemKind */
    uint8_t  operand;   /* PegOperand: what `what` is */
    uint8_t  capture;   /* 1: a, 2: b, 0: none */
    uint16_t what;      /* TOKEN_*, number of a soft keyword, or RULE_* */
    uint8_t  separator; /* GATHER: TOKEN_* */
} PegItem;

typedef struct PegAlternative {
    uint16_t    first;      /* of peg_items */
    uint8_t     count;
    bool        is_invalid; /* counts in the second reading only */
    uint8_t     action;     /* ACTION_* */
    bool        keeps;      /* the action may let the alternative fit */
    uint8_t     one, other; /* captures, or for TARGET its kind and a capture */
    const char *text;
} PegAlternative;

typedef struct PegRule {
    uint16_t first; /* of peg_alternatives */
    uint8_t  count;
    uint8_t  flags; /* PEG_* */
} PegRule;

#include "grammar_tables.h"

/* ---- a reading ---- */

/* The tokens that an item of an alternative fitted. */
typedef struct Capture {
    size_t   start, end; /* end is behind the last */
    uint16_t rule;       /* RULE_*, or RULE_COUNT for a token */
} Capture;

typedef struct Memo Memo;

typedef struct Diagnosis {
    Parser   *p;         /* its tokens, mark and errors */
    Memo    **memos;     /* by mark: what has been found there */
    size_t    memo_capacity;
    bool      finds_errors; /* the second reading: invalid_ rules count */
    bool      failed;       /* an error is set, or memory ran out: nothing fits any more */
    size_t    checked;      /* string and number tokens before this one have been read for errors */
} Diagnosis;

/* Does an alternative's action. True: the alternative fits. */
bool diagnosis_act(Diagnosis *d, const PegAlternative *alternative, const Capture captures[3]);
