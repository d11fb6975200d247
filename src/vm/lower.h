/* lower.h - inside lowering: the decoded bytecode, the abstract stack, and what emits words.
 *
 * Failure is sticky: when memory runs out `failed` is set, everything goes on harmlessly, lower_code looks at the end.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/vector.h"
#include "code/opcode.h"
#include "vm/machine.h"

enum { NO_TARGET = UINT32_MAX };

/* An instruction of the bytecode: EXTENDED_ARG folded, superinstructions split in two. */
typedef struct Insn {
    uint16_t op;
    bool     is_label;     /* something jumps here, or a protected range begins or ends */
    bool     is_emitted;
    uint32_t arg;
    uint32_t unit;         /* of the instruction in co_code */
    uint32_t target;       /* index of the instruction that it may jump to; NO_TARGET: none */
    uint32_t state;        /* + 1 of LabelState, once known */
    uint32_t word;         /* where its words begin */
} Insn;

/* An entry of the abstract stack. What is only read later stays lazy: LOCAL, CONST, METHOD. */
typedef enum EntryKind { ENTRY_TEMP, ENTRY_LOCAL, ENTRY_CONST, ENTRY_NULL, ENTRY_METHOD, ENTRY_METHOD_SELF } EntryKind;
typedef struct Entry {
    uint8_t  kind;
    bool     owned_object; /* METHOD: its object is a temporary (at `slot`) */
    uint16_t slot;         /* where it is or would be */
    uint16_t local;        /* LOCAL; METHOD: the object's local */
    uint8_t  reserve;      /* slots behind it that belong to it: a loop's state */
    uint32_t unit;         /* METHOD: of its LOAD_ATTR */
    Value    value;        /* CONST: borrowed from the code; METHOD: the name */
    uint32_t node;         /* + 1: this stack as a StackNode; 0: not made */
} Entry;

/* The stack on which a label is entered. */
typedef struct LabelState {
    uint32_t first, count; /* entries in `states` */
} LabelState;

typedef struct Fixup {
    uint32_t word, insn;
    bool     is_short;     /* a jump of 16 bits in a */
    bool     is_second;    /* the jump of the word counts from the word before it (landing behind a loop word) */
} Fixup;

/* A range of the exception table. */
typedef struct TryRange {
    uint32_t start, end, target; /* units; target's instruction */
    uint16_t depth;
    bool     has_lasti;
} TryRange;

typedef struct Lowering {
    Vm         *vm;
    Allocator  *from;
    CodeObject *code;
    Value       consts, names;        /* tuples, borrowed */
    Value       globals, builtins;
    bool        failed, too_big, long_jumps, is_generator;
    uint16_t    nlocals, max_slot;
    VECTOR(Insn) insns;
    uint32_t   *insn_of_unit;         /* code_size / 2 + 1 entries */
    VECTOR(Entry) stack;
    VECTOR(LabelState) labels;
    VECTOR(Entry) states;
    VECTOR(Word) words;
    VECTOR(WordRow) rows;
    VECTOR(StackNode) nodes;
    VECTOR(Fixup) fixups;
    VECTOR(TryRange) ranges;
    VECTOR(Handler) handlers;
    size_t      at;                   /* index of the instruction being lowered */
    bool        is_reachable;
} Lowering;

/* lower_decode.c: fills insns, insn_of_unit, ranges. false: not valid bytecode or no memory (exception set). */
bool lower_decode(Lowering *l);

/* lower_stack.c */
void     stack_push(Lowering *l, Entry entry);
Entry    stack_pop(Lowering *l);
Entry   *stack_peek(Lowering *l, unsigned depth);          /* 1: the top */
uint16_t stack_next_slot(Lowering *l, unsigned gap);       /* where the next entry goes, after gap free slots */
void     stack_flush(Lowering *l, size_t keep_top);        /* makes all entries but the top ones temporaries */
void     entry_settle(Lowering *l, Entry *entry);          /* makes it a temporary in its slot */
void     stack_settle_local(Lowering *l, unsigned local);  /* the local changes: entries that read it become temporaries */
uint32_t stack_node(Lowering *l);                          /* the node of the stack as it is */
void     label_record(Lowering *l, uint32_t insn);         /* the stack (flushed) enters the label */
void     label_enter(Lowering *l, uint32_t insn);

/* Emitting. */
uint32_t put_op(Lowering *l, enum Instruction op, unsigned flags, unsigned a, unsigned b, unsigned c);
void     put_word(Lowering *l, Word word);
void     put_value(Lowering *l, Value value);
void     put_row(Lowering *l, uint32_t unit);             /* before a word that may raise: operands are popped */
uint32_t put_jump(Lowering *l, enum Instruction op, unsigned a, uint32_t target);
/* A branch in one word with a short jump (or its opposite over a long one). */
void     put_branch(Lowering *l, enum Instruction op, enum Instruction opposite, unsigned flags, unsigned b, unsigned c, uint32_t target);

/* An operand: slot and whether the word consumes it. */
typedef struct Operand { uint16_t slot; bool owned; } Operand;
Operand  operand(Lowering *l, Entry *entry);               /* of a popped entry */
Operand  operand_at(Lowering *l, unsigned depth);          /* of an entry that stays: never owned */
/* Settles the top n entries into adjacent slots and pops them; the first slot (that of the next entry if n is 0). */
uint16_t operand_row(Lowering *l, unsigned count);
static inline unsigned b_flag(Operand o) { return o.owned ? B_OWNED : 0; }
static inline unsigned c_flag(Operand o) { return o.owned ? C_OWNED : 0; }

/* Where the result of the instruction goes: the next slot, or the local that the following STORE_FAST names. */
typedef struct Result { uint16_t slot; unsigned flag; uint16_t local_insn; bool is_local; } Result;
Result   result_place(Lowering *l);
void     result_push(Lowering *l, Result result);

/* lower_ops.c: one instruction, l->at; may move l->at to the last of those that it fused. */
void     lower_insn(Lowering *l);
/* The top entry becomes a loop's: its state is made. */
void     lower_loop(Lowering *l);
/* lower_call.c */
void     lower_call(Lowering *l, uint32_t argument_count);
void     lower_call_keywords(Lowering *l, uint32_t argument_count);
void     lower_call_spread(Lowering *l);
void     lower_load_attr(Lowering *l, const Insn *insn);
