/* instructions.h - what code generation writes and the flow graph reads: a sequence of instructions with labels.
 *
 * An argument is a number, or, for jumps and SETUP_* pseudo instructions, a label's id. Labels are made first and placed
 * once, before the instruction that is added next; one that is placed and never used, or used by several, is fine.
 *
 * Pseudo instructions that only live here: SETUP_FINALLY, SETUP_CLEANUP, SETUP_WITH (label of the handler) and POP_BLOCK
 * bracket what a handler protects; JUMP, JUMP_NO_INTERRUPT, JUMP_IF_TRUE/FALSE (leave the value); LOAD_CLOSURE,
 * STORE_FAST_MAYBE_NULL; ANNOTATIONS_PLACEHOLDER is where `annotations` are to be inlined (dropped if there are none).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/arena.h"
#include "code/location.h"
#include "code/opcode.h"

#define NO_LOCATION   ((Location){-1, -1, -1, -1})      /* an instruction without a line */
#define NEXT_LOCATION ((Location){-2, -2, -2, -2})      /* takes that of the next instruction */

typedef struct Instruction {
    int      opcode;
    int      arg;
    Location location;
} Instruction;

typedef int Label;
enum { NO_LABEL = -1 };

typedef struct Instructions Instructions;
struct Instructions {
    Arena        *arena;
    Instruction  *items;
    uint32_t      count, capacity;
    int          *labels;           /* by Label: number of the instruction that it stands before; -1 not placed yet */
    uint32_t      label_count, label_capacity;
    Instructions *annotations;      /* what the ANNOTATIONS_PLACEHOLDER stands for; NULL */
};

static inline Instructions instructions_in(Arena *arena)
{
    return (Instructions){.arena = arena};
}

/* Appends. arg must be 0 when the opcode has none. False: no memory. */
MUST_CHECK bool instructions_add(Instructions *into, int opcode, int arg, Location location);

/* Inserts before instruction number `at`; labels that stand behind it move along (a label at `at` stays before the new
 * instruction). False: no memory. */
MUST_CHECK bool instructions_insert(Instructions *into, uint32_t at, int opcode, int arg, Location location);

/* A new label, not placed; NO_LABEL: no memory. */
MUST_CHECK Label instructions_label(Instructions *into);
/* Places it here. */
void instructions_place(Instructions *into, Label label);
