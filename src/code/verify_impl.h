/* verify_impl.h - what verify.c (paths) and verify_op.c (one instruction) share. SPDX-License-Identifier: MIT */
#pragma once
#include "code/opcode.h"
#include "code/verify.h"

/* What an entry of the stack is known to be. */
typedef enum EntryKind {
    ENTRY_VALUE,        /* any object */
    ENTRY_NULLABLE,     /* an object or NULL */
    ENTRY_CELL, ENTRY_LIST, ENTRY_DICT, ENTRY_TUPLE, ENTRY_CODE, ENTRY_FUNCTION,
    ENTRY_SAVED,        /* the exception that was being handled before: for POP_EXCEPT */
} EntryKind;

/* Bits of a local's state. */
enum { LOCAL_BOUND = 1, LOCAL_HAS_CELL = 2 };

/* What holds before an instruction. */
typedef struct VerifyState {
    uint32_t depth;
    uint8_t *entries;   /* EntryKind; room for `room` */
    uint8_t *locals;    /* LOCAL_BOUND..., one a local */
} VerifyState;

typedef struct Verifier {
    const VerifyInput *input;
    Arena             *scratch;
    VerifyState        now;         /* before the instruction that is looked at; then behind it */
    uint32_t           room;        /* of now.entries: stack_size, as far as that is sensible */
    uint32_t           free_count;
    const char        *problem;     /* first refusal */
    bool               no_memory;
} Verifier;

/* An instruction with its argument put together. */
typedef struct VerifyOp {
    int      opcode, arg;
    uint32_t start, next;   /* code units: of its first EXTENDED_ARG, and behind its caches */
} VerifyOp;

/* Whether the argument is in range for its opcode, whatever the stack; sets problem. */
bool verify_argument(Verifier *verifier, const VerifyOp *op);

/* Takes `now` over the instruction, on its way straight on. False: refused. */
bool verify_effect(Verifier *verifier, const VerifyOp *op);

static inline bool verify_refuse(Verifier *verifier, const char *problem)
{
    if (!verifier->problem)
        verifier->problem = problem;
    return false;
}
