/* lower.c - a code object becomes register code: the walk over its instructions, and the block that comes out.
 *
 * Instructions are lowered in the order of the bytecode; what is reached only from later ones (rare) waits for another walk
 * and is emitted at the end. Each label's stack is fixed by the first way into it. SPDX-License-Identifier: MIT */
#include "vm/lower.h"

#include "objects/errors.h"
#include "objects/tuple.h"

const uint8_t instruction_words[INSTRUCTION_COUNT] = {
#define I(name, words, operands, effects, meaning) words,
#define S(name, words, operands, effects, meaning) words,
#include "vm/registers.def"
};
const char *const instruction_names[INSTRUCTION_COUNT] = {
#define I(name, words, operands, effects, meaning) #name,
#define S(name, words, operands, effects, meaning) #name,
#include "vm/registers.def"
};

/* The handlers of ranges that begin here know their stack now. */
static void enter_ranges(Lowering *l, uint32_t unit)
{
    for (size_t i = 0; i < l->ranges.length; i++) {
        const TryRange *range = &l->ranges.items[i];
        if (range->start != unit || l->insns.items[range->target].state || range->depth > l->stack.length)
            continue;
        size_t length = l->stack.length;
        Entry  saved[2] = {0};
        for (size_t k = 0; k < 2 && range->depth + k < length; k++)
            saved[k] = l->stack.items[range->depth + k];
        l->stack.length = range->depth;
        for (unsigned k = 0; k < 1u + range->has_lasti; k++)
            stack_push(l, (Entry){.kind = ENTRY_TEMP, .slot = stack_next_slot(l, 0)});
        label_record(l, range->target);
        if (l->failed)
            return;
        for (size_t k = 0; k < 2 && range->depth + k < length; k++)
            l->stack.items[range->depth + k] = saved[k];
        l->stack.length = length;
    }
}

/* Comes to instruction i; false: it is not reached (yet), or already emitted. */
static bool arrive(Lowering *l, size_t i)
{
    Insn *insn = &l->insns.items[i];
    if (insn->is_emitted) {
        if (l->is_reachable) {
            stack_flush(l, 0);
            put_jump(l, I_jump, 0, (uint32_t)i);
        }
        l->is_reachable = false;
        return false;
    }
    if (l->is_reachable && insn->op == OP_FOR_ITER && !insn->state)
        lower_loop(l);
    if (insn->is_label) {
        if (l->is_reachable) {
            stack_flush(l, 0);
            label_record(l, (uint32_t)i);
        }
        if (insn->state && !l->failed) {
            label_enter(l, (uint32_t)i);
            l->is_reachable = true;
        }
    }
    return l->is_reachable && !l->failed;
}

/* One walk over all instructions; true if it emitted any. */
static bool walk(Lowering *l)
{
    bool progress = false;
    for (size_t i = 0; i < l->insns.length && !l->failed;) {
        if (!arrive(l, i)) {
            i++;
            continue;
        }
        progress = true;
        l->at = i;
        l->insns.items[i].word = (uint32_t)l->words.length;
        if (l->insns.items[i].is_label)
            enter_ranges(l, l->insns.items[i].unit);
        lower_insn(l);
        for (; i <= l->at; i++)
            l->insns.items[i].is_emitted = true;
    }
    if (l->is_reachable && !l->failed) { /* the code ends without return: never the compiler's */
        put_op(l, I_missing, 0, 0, 0, 0);
        put_word(l, (Word){0});
        l->is_reachable = false;
    }
    return progress;
}

static unsigned parameter_count(const CodeObject *code)
{
    return (unsigned)(code->argcount + code->kwonlyargcount) + !!(code->flags & CODE_VARARGS) + !!(code->flags & CODE_VARKEYWORDS);
}

static void lower_body(Lowering *l)
{
    unsigned parameters = parameter_count(l->code), locals = l->code->localsplus_count;
    vector_free(l->from, &l->stack);
    l->words.length = l->rows.length = l->nodes.length = l->fixups.length = l->labels.length = l->states.length = 0;
    for (size_t i = 0; i < l->insns.length; i++) {
        l->insns.items[i].is_emitted = false;
        l->insns.items[i].state = 0;
    }
    if (!vector_push(l->from, &l->nodes, ((StackNode){.kind = NODE_NULL})))
        l->failed = true;
    if (locals > parameters)
        put_op(l, I_clear, 0, parameters, locals - parameters, 0);
    l->is_reachable = true;
    while (!l->failed && walk(l))
        continue;
}

/* False: a short jump can't reach. */
static bool patch_jumps(Lowering *l)
{
    for (size_t i = 0; i < l->fixups.length; i++) {
        const Fixup *fixup = &l->fixups.items[i];
        const Insn  *target = &l->insns.items[fixup->insn];
        int64_t      distance = (int64_t)target->word - fixup->word;
        if (!target->is_emitted) {
            l->failed = true;
            return true;
        }
        if (!fixup->is_short)
            l->words.items[fixup->word].jump = (int32_t)distance;
        else if (distance != (int16_t)distance)
            return false;
        else
            l->words.items[fixup->word].a = (uint16_t)(int16_t)distance;
    }
    return true;
}

static void resolve_handlers(Lowering *l)
{
    for (size_t i = 0; i < l->ranges.length; i++) {
        const TryRange *range = &l->ranges.items[i];
        const Insn     *target = &l->insns.items[range->target];
        if (!target->state || !target->is_emitted)
            continue;
        LabelState   state = l->labels.items[target->state - 1];
        const Entry *top = &l->states.items[state.first + state.count - 1];
        Handler      handler = {range->start, range->end, target->word, range->depth, 0, top->slot};
        if (range->has_lasti)
            handler.lasti_slot = top[-1].slot;
        if (!vector_push(l->from, &l->handlers, handler))
            l->failed = true;
    }
}

static size_t aligned(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

/* Moves everything into one block. */
static Lowered *finish(Lowering *l)
{
    size_t words = l->words.length * sizeof(Word), rows = aligned(l->rows.length * sizeof(WordRow));
    size_t nodes = aligned(l->nodes.length * sizeof(StackNode)), handlers = aligned(l->handlers.length * sizeof(Handler));
    size_t size = aligned(sizeof(Lowered)) + words + rows + nodes + handlers;
    char  *block = mem_alloc(l->vm, size);
    if (!block)
        return NULL;
    Lowered *lowered = (Lowered *)(void *)block;
    *lowered = (Lowered){.code = l->code, .globals = l->globals, .builtins = l->builtins, .nlocals = l->nlocals,
                         .slots = (uint16_t)(l->max_slot + CALL_ARGS + 1), .is_generator = l->is_generator, .size = size};
    block += aligned(sizeof(Lowered));
    lowered->words = memcpy(block, l->words.items, words);
    lowered->rows = (WordRow *)(void *)(block += words);
    lowered->nodes = (StackNode *)(void *)(block += rows);
    lowered->handlers = (Handler *)(void *)(block += nodes);
    if (l->rows.length)
        memcpy(lowered->rows, l->rows.items, l->rows.length * sizeof(WordRow));
    memcpy(lowered->nodes, l->nodes.items, l->nodes.length * sizeof(StackNode));
    if (l->handlers.length)
        memcpy(lowered->handlers, l->handlers.items, l->handlers.length * sizeof(Handler));
    lowered->word_count = (uint32_t)l->words.length;
    lowered->row_count = (uint32_t)l->rows.length;
    lowered->node_count = (uint32_t)l->nodes.length;
    lowered->handler_count = (uint32_t)l->handlers.length;
    return lowered;
}

Lowered *lower_code(Vm *vm, CodeObject *code, Value globals, Value builtins)
{
    Lowered *result = NULL;
    Lowering l = {.vm = vm, .from = &vm->heap->allocator, .code = code, .globals = globals, .builtins = builtins};
    unsigned own = code->localsplus_count + (code->flags & CODE_OPTIMIZED ? 0 : 1);

    l.is_generator = code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
    l.consts = code_consts(vm, code);
    l.names = l.consts ? code_names(vm, code) : 0;
    if (!l.names || !code_localsplus(vm, code) || (!code->is_checked && !code_check(vm, code)) || !lower_decode(&l))
        goto done;
    l.too_big = own > UINT16_MAX / 2;
    l.nlocals = l.max_slot = (uint16_t)own;
    if (!l.too_big)
        lower_body(&l);
    if (!l.failed && !l.too_big && !patch_jumps(&l)) {
        l.long_jumps = true;
        lower_body(&l);
        (void)patch_jumps(&l);
    }
    resolve_handlers(&l);
    if (l.too_big)
        system_error(vm, "%U has too many variables or too deep a stack", code->qualname);
    else if (l.failed)
        system_error(vm, "%U is no valid bytecode", code->qualname);
    else
        result = finish(&l);
done:
    if (!result && !exception_pending(vm))
        memory_error(vm);
    mem_free(vm, l.insn_of_unit, (code->code_size / 2 + 1) * sizeof(uint32_t));
    vector_free(l.from, &l.insns);
    vector_free(l.from, &l.stack);
    vector_free(l.from, &l.labels);
    vector_free(l.from, &l.states);
    vector_free(l.from, &l.words);
    vector_free(l.from, &l.rows);
    vector_free(l.from, &l.nodes);
    vector_free(l.from, &l.fixups);
    vector_free(l.from, &l.ranges);
    vector_free(l.from, &l.handlers);
    return result;
}
