/* machine.h - the machine: code objects become register code, register code becomes results.
 *
 * Words. Register code is a row of 64-bit words: `op, a, b, c` of 16 bits, or an op, a and a jump of 32 bits; what an
 * instruction caches stands in the words behind it (registers.def says how many). `op` is the instruction's number times
 * 8 plus three flags that lowering knows: B_OWNED, C_OWNED (the operand is a temporary that this word consumes, not a local
 * that it borrows), A_FLAG (the result goes to a local, whose old value is released; of stores: operand a is owned). The
 * jump table has 8 entries an instruction, so the flags cost no decoding.
 *
 * Frame. A row of slots: fp[0 .. nlocals) are the code's localsplus and, of code without OPTIMIZED, one slot for the mapping
 * of local names; they are borrowed by the words that read them. Behind stand the temporaries: owned, consumed by the word
 * that reads them, at fixed places that follow from the stack's contents (lower.c). Below fp:
 *
 *      fp[-4]  frames entered from C and generators: position of the Python frame that C was called from
 *      fp[-3]  the function (owned)     fp[-2]  the caller's fp; NULL: none     fp[-1]  where to return: a landing word
 *
 * Calls. The caller lays out  [k: callee][k+1][k+2][k+3][k+4: self][k+5: arguments ...]; a callee's fp is its first argument:
 * k+5, or k+4 when there is a self, and the header slides with it; k is free for what must outlive the call (the object
 * that __init__ fills). Result: the landing word's `a`. Callee frames begin in the caller's slots and reach beyond them; out of
 * a generator, whose slots lie in its object, callee and arguments are copied to the top of the thread's stack.
 *
 * Raising. A word that raises has released every operand it would have consumed. The row of the word (Lowered.rows) names the
 * bytecode offset and the stack that is left: a chain of nodes, one an entry of CPython's stack, each with its place. Unwinding
 * releases these, top first, down to the handler's depth.
 *
 * Position. thread->fp and thread->pc are written before each step that may raise, release the last reference of something, or
 * run Python. A frame whose position is a return word is dead for everybody but the stack's top (frame_live).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "code/code_object.h"
#include "memory/thread_state.h"
#include "objects/function.h"

typedef union Word {
    struct { uint16_t op, a, b, c; };
    struct { uint32_t low; int32_t jump; };  /* jump: in words, from this word */
    struct { uint32_t shape, offset; };      /* a cache */
    uint64_t bits;
    Value    value;
    void    *pointer;
} Word;
_Static_assert(sizeof(Word) == 8, "a word is 8 bytes");

enum { B_OWNED = 1, C_OWNED = 2, A_FLAG = 4, OP_SHIFT = 3 };

/* Numbers of the instructions. */
enum Instruction {
#define I(name, words, operands, effects, meaning) I_##name,
#define S(name, words, operands, effects, meaning) I_##name,
#include "vm/registers.def"
    INSTRUCTION_COUNT
};
extern const uint8_t instruction_words[INSTRUCTION_COUNT];
extern const char *const instruction_names[INSTRUCTION_COUNT];

static inline enum Instruction instruction_of(const Word *word) { return (enum Instruction)(word->op >> OP_SHIFT); }

/* How a step outside the loop ended. */
typedef enum Step {
    STEP_ERROR, /* an exception is set */
    STEP_NEXT,  /* go on behind the word */
    STEP_JUMP,  /* go on at the word's jump */
    STEP_ENTER, /* go on at thread->fp, thread->pc */
} Step;

#define S(name, words, operands, effects, meaning) Step step_##name(Vm *vm, Value *fp, Word *pc);
#define I(name, words, operands, effects, meaning)
#include "vm/registers.def"

/* Places in the call layout. */
enum { CALL_SELF = 4, CALL_ARGS = 5, FRAME_HEADER = 4, FRAME_SLOTS_MAX = 64 };

/* ---- lowered code ---- */

/* An entry of CPython's stack: where its value is. Nodes of one Lowered form a tree; node 0 is the empty stack. */
typedef enum NodeKind { NODE_TEMP, NODE_LOCAL, NODE_CONST, NODE_NULL } NodeKind;
typedef struct StackNode {
    uint32_t below;
    uint16_t depth;   /* entries from the bottom, this one included */
    uint8_t  kind;
    uint16_t slot;    /* TEMP: where; LOCAL: which local */
} StackNode;

/* From `word` on (until the next row): the instruction's offset in co_code, in units, and the stack without its operands. */
typedef struct WordRow {
    uint32_t word, unit, node;
} WordRow;

/* An entry of the exception table, resolved. */
typedef struct Handler {
    uint32_t start, end;         /* units of co_code */
    uint32_t word;               /* where it goes on */
    uint16_t depth;              /* stack entries that stay */
    uint16_t lasti_slot;         /* where the raising unit's offset goes; 0: nowhere */
    uint16_t exception_slot;
} Handler;

typedef struct Lowered Lowered;
struct Lowered {
    CodeObject *code;            /* borrowed: it owns this */
    Value       globals, builtins; /* what the cells in the words belong to; 0: names are looked up. Borrowed: see link.c */
    Word       *words;
    WordRow    *rows;
    StackNode  *nodes;
    Handler    *handlers;
    uint32_t    word_count, row_count, node_count, handler_count;
    uint16_t    nlocals, slots;  /* borrowed slots; all slots */
    bool        is_generator;    /* of any kind */
    Lowered    *next_of_globals; /* list of the globals dict */
    size_t      size;            /* of the block */
    uint32_t    cell_count, cell_room;
    struct DictCell **cells;     /* owned links: released with this */
};

/* What a code object keeps of the machine's. */
typedef struct CodeLowered {
    Lowered *linked;    /* entered by functions of the first (globals, builtins) */
    Lowered *unlinked;  /* by all others */
} CodeLowered;

/* Makes fn callable by the loop: its code is lowered for its namespaces, entry and kind are set. false: exception. */
bool machine_prepare(Vm *vm, Function *fn);
/* The lowering; globals 0: unlinked. NULL: exception. */
Lowered *lower_code(Vm *vm, CodeObject *code, Value globals, Value builtins);
void lowered_drop(Vm *vm, Lowered *lowered);

/* The lowered code that frame fp runs at position pc. */
Lowered *frame_lowered(const Vm *vm, const Value *fp, const Word *pc);
const WordRow *lowered_row(const Lowered *lowered, const Word *pc);

/* Keeps a cell that a word caches. */
struct DictCell;
bool lowered_keep_cell(Vm *vm, Lowered *lowered, struct DictCell *cell);
/* Entries of Up. */
void machine_code_dropped(Vm *vm, Object *code);
void machine_dict_dropped(Vm *vm, Object *dict);
void machine_function_code_replaced(Vm *vm, Object *function, Taken old);

/* ---- the isolate's and the thread's machine ---- */

typedef struct StackChunk StackChunk;
typedef struct FrameObject FrameObject;
typedef struct Generator Generator;

struct MachineState {
    Lowered **registry;          /* all lowered code, ordered by address of the words: positions of replaced code are found here */
    uint32_t  registry_count, registry_capacity;
    Value     retired_code;      /* list: code that was replaced in a function while a frame may run it; 0: none */
    Value     builtins;          /* the dict whose cells words may hold; 0: none yet. Owned */
    bool      is_reraise;        /* the word that raises now re-raises: its frame has its record already */
};

bool machine_init(Vm *vm);
void machine_drop(Vm *vm);
bool machine_thread_init(Vm *vm, Thread *thread);
void machine_thread_drop(Vm *vm, Thread *thread);

/* ---- entries for C; all RUNS_PYTHON, results owned, 0: exception ---- */

/* exec of a module's, class's or eval's code: locals a mapping (globals itself for modules). */
Value machine_run_code(Vm *vm, Value code, Value globals, Value locals);
/* The same with a closure (tuple of cells; 0: none), as exec(..., closure=). */
Value machine_run_code_closure(Vm *vm, Value code, Value globals, Value locals, Value closure);
/* Runs a class body's function with its namespace as locals (what __build_class__ does). */
Value machine_run_body(Vm *vm, Value function, Value locals);
/* Calls a Python function; arguments as CallFn. */
Value machine_call_function(Vm *vm, Value function, const Value *args, size_t count, Value names);

/* What runs now, borrowed: namespaces and code of the innermost frame; 0: none runs. */
Value machine_globals(Vm *vm);
Value machine_builtins(Vm *vm);
Value machine_current_code(Vm *vm);
/* locals(): owned; 0: exception. */
Value machine_locals(Vm *vm);

/* anext(iterator, default)'s awaitable. */
Value anext_awaitable_new(Vm *vm, Value awaitable, Value otherwise);

/* The entries of Up that are the machine's: stands in the runtime's table. */
#define MACHINE_UP                                                                                              \
    .call_function = machine_call_function, .code_dropped = machine_code_dropped, .dict_dropped = machine_dict_dropped, \
    .exception_traceback = trace_records_traceback, .records_dropped = trace_records_dropped,                   \
    .records_traverse = trace_records_traverse, .function_code_replaced = machine_function_code_replaced,       \
    .current_globals = machine_globals, .current_builtins = machine_builtins, .current_locals = machine_locals,   \
    .super_arguments = machine_super_arguments
bool  machine_super_arguments(Vm *vm, Value *cls, Value *self);
Value trace_records_traceback(Vm *vm, Value exception);
void  trace_records_dropped(Vm *vm, void *records);
bool  trace_records_traverse(void *records, VisitFn visit, void *arg);

/* The loop: runs from thread->fp, thread->pc until the frame that was entered from C returns; raise: an exception is set and
 * raised at that position first. */
Value machine_loop(Vm *vm, Thread *thread, bool raise);

/* Unwinds the exception set, from thread->fp, thread->pc, to a handler (then these say where to go on) or out of a frame that C
 * entered (false: the exception stays set). */
bool machine_unwind(Vm *vm);

/* Releases the temporaries of a stack (a node of lowered) down to depth, the top first. */
void stack_release(Vm *vm, const Lowered *lowered, Value *fp, uint32_t node, unsigned depth);

/* ---- operands ---- */

static inline void word_release_b(Vm *vm, const Value *fp, const Word *pc)
{
    if (pc->op & B_OWNED)
        release(vm, fp[pc->b]);
}

static inline void word_release_c(Vm *vm, const Value *fp, const Word *pc)
{
    if (pc->op & C_OWNED)
        release(vm, fp[pc->c]);
}

/* Operand b or c as an own reference. */
static inline Value word_take_b(const Value *fp, const Word *pc)
{
    return pc->op & B_OWNED ? fp[pc->b] : retain(fp[pc->b]);
}

static inline Value word_take_c(const Value *fp, const Word *pc)
{
    return pc->op & C_OWNED ? fp[pc->c] : retain(fp[pc->c]);
}

/* Stores a result. */
static inline void word_set(Vm *vm, Value *fp, const Word *pc, Taken result)
{
    if (pc->op & A_FLAG)
        replace(vm, &fp[pc->a], result);
    else
        fp[pc->a] = result;
}

/* The end of most steps: releases b, stores result unless it is 0. */
static inline Step word_end(Vm *vm, Value *fp, Word *pc, Taken result)
{
    word_release_b(vm, fp, pc);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

/* Releases count slots from base, last first. */
static inline void slots_release(Vm *vm, Value *base, size_t count)
{
    while (count-- > 0)
        release(vm, base[count]);
}

extern const Word landing_c[1]; /* where a frame that C entered returns */
