/* verify.c - follows bytecode along all its paths. See verify.h.
 *
 * What holds before an instruction that can be reached in several ways is kept as a state; each way in weakens it to what
 * all have in common (join), until nothing changes. A state only ever gets weaker, so that ends; a budget bounds time and
 * memory for code that was made to be slow. SPDX-License-Identifier: MIT */
#include "code/exception_table.h"
#include "code/verify_impl.h"

enum { DEEPEST = 1000, LARGEST_STACK = 1 << 16, STEPS_PER_UNIT = 64, STEPS_FREE = 1 << 16, STATE_BYTES = 64 << 20 };

typedef struct Place {
    bool         is_start;      /* of an instruction (its first EXTENDED_ARG) */
    bool         is_queued;
    VerifyState *state;         /* NULL: only reached from above, or not yet */
    const ExceptionEntry *handler;
} Place;

typedef struct Paths {
    Verifier  verifier;
    Place    *places;           /* by code unit; one more for the end */
    uint32_t  units;
    uint32_t *queue;            /* places whose state is new or has changed */
    uint32_t  queued;
    size_t    state_bytes;
    uint64_t  steps;
    uint32_t  at;               /* of the instruction that is looked at, for the message */
} Paths;

static bool refuse(Paths *paths, const char *problem)
{
    return verify_refuse(&paths->verifier, problem);
}

static bool no_memory(Paths *paths)
{
    paths->verifier.no_memory = true;
    return refuse(paths, "out of memory");
}

/* ---- decoding ---- */

/* Reads the instruction that begins at unit `start`. False: it is broken off, or none. */
static bool op_read(Paths *paths, uint32_t start, VerifyOp *op)
{
    const uint8_t *code = paths->verifier.input->code;
    uint32_t       at = start, arg = 0;
    int            extended = 0;
    while (at < paths->units && code[at * 2] == OP_EXTENDED_ARG) {
        arg = (arg | code[at * 2 + 1]) << 8;
        at++;
        if (++extended > 3)
            return refuse(paths, "too many EXTENDED_ARGs");
    }
    if (at >= paths->units)
        return refuse(paths, "code breaks off");
    int opcode = code[at * 2];
    arg |= code[at * 2 + 1];
    if (!opcode_exists(opcode) || opcode == OP_CACHE || opcode == OP_RESERVED || opcode == OP_INTERPRETER_EXIT ||
        opcode == OP_EXIT_INIT_CHECK || opcode >= OPCODE_FIRST_INSTRUMENTED || opcode_family(opcode) != opcode)
        return refuse(paths, "not an instruction of code objects");
    if (arg > INT32_MAX)
        return refuse(paths, "argument out of range");
    op->opcode = opcode;
    op->arg = (int)arg;
    op->start = start;
    op->next = at + 1 + (uint32_t)opcode_caches(opcode);
    return op->next <= paths->units || refuse(paths, "code breaks off");
}

/* Marks where instructions begin and checks arguments. */
static bool places_mark(Paths *paths)
{
    VerifyOp op;
    for (uint32_t at = 0; at < paths->units; at = op.next) {
        paths->at = at;
        paths->places[at].is_start = true;
        if (!op_read(paths, at, &op) || !verify_argument(&paths->verifier, &op))
            return false;
    }
    return paths->units || refuse(paths, "no code");
}

static bool handlers_mark(Paths *paths)
{
    const uint8_t *at = paths->verifier.input->exception_table;
    const uint8_t *end = at + paths->verifier.input->exception_table_size;
    int            last_end = 0;
    while (at < end) {
        ExceptionEntry *entry = arena_alloc(paths->verifier.scratch, sizeof *entry);
        if (!entry)
            return no_memory(paths);
        if (!exception_entry_read(&at, end, entry))
            return refuse(paths, "exception table breaks off");
        if (entry->start < last_end || entry->end <= entry->start || (uint32_t)entry->end > paths->units ||
            (uint32_t)entry->handler >= paths->units || !paths->places[entry->handler].is_start ||
            !paths->places[entry->start].is_start)
            return refuse(paths, "exception table out of range");
        for (int unit = entry->start; unit < entry->end; unit++)
            paths->places[unit].handler = entry;
        last_end = entry->end;
    }
    return true;
}

/* ---- states ---- */

static VerifyState *state_new(Paths *paths, const VerifyState *from)
{
    uint32_t     locals = paths->verifier.input->local_count;
    size_t       bytes = sizeof(VerifyState) + from->depth + locals;
    VerifyState *state = NULL;
    paths->state_bytes += bytes;
    if (paths->state_bytes > STATE_BYTES)
        refuse(paths, "code is too complicated to verify");
    else if (!(state = arena_alloc(paths->verifier.scratch, bytes)))
        no_memory(paths);
    if (!state)
        return NULL;
    state->depth = from->depth;
    state->entries = (uint8_t *)(state + 1);
    state->locals = state->entries + from->depth;
    memcpy(state->entries, from->entries, from->depth);
    if (locals)
        memcpy(state->locals, from->locals, locals);
    return state;
}

/* What is true of both kinds. */
static uint8_t kind_join(uint8_t a, uint8_t b)
{
    return a == b ? a : a == ENTRY_NULLABLE || b == ENTRY_NULLABLE ? ENTRY_NULLABLE : ENTRY_VALUE;
}

/* Weakens a state to what also holds in another of the same depth; whether that changed it. */
static bool state_join(VerifyState *state, const VerifyState *other, uint32_t locals)
{
    bool changed = false;
    for (uint32_t i = 0; i < state->depth; i++) {
        uint8_t joined = kind_join(state->entries[i], other->entries[i]);
        changed |= joined != state->entries[i];
        state->entries[i] = joined;
    }
    for (uint32_t i = 0; i < locals; i++) {
        changed |= (state->locals[i] & ~other->locals[i]) != 0;
        state->locals[i] &= other->locals[i];
    }
    return changed;
}

/* Control comes to unit `to` with this state. */
static bool arrive(Paths *paths, uint32_t to, const VerifyState *with)
{
    if (to >= paths->units || !paths->places[to].is_start)
        return refuse(paths, to >= paths->units ? "runs off the end" : "jumps into an instruction");
    Place *place = &paths->places[to];
    bool   changed = !place->state;
    if (!place->state) {
        if (!(place->state = state_new(paths, with)))
            return false;
    } else if (place->state->depth != with->depth) {
        return refuse(paths, "stack depth differs between paths");
    } else {
        changed = state_join(place->state, with, paths->verifier.input->local_count);
    }
    if (changed && !place->is_queued) {
        place->is_queued = true;
        paths->queue[paths->queued++] = to;
    }
    return true;
}

/* An exception may go from here to its handler: it finds the lower entries, perhaps the instruction's offset, and the
 * exception. */
static bool arrive_at_handler(Paths *paths, const ExceptionEntry *entry)
{
    VerifyState *now = &paths->verifier.now;
    uint32_t     depth = now->depth, wanted = (uint32_t)entry->depth, pushed = 1u + entry->keeps_lasti;
    uint8_t      kept[2];
    if (wanted > depth)
        return refuse(paths, "the stack is lower than its handler expects");
    if (wanted + pushed > paths->verifier.room)
        return refuse(paths, "stack overflow");
    for (uint32_t i = 0; i < pushed; i++) {
        kept[i] = now->entries[wanted + i];
        now->entries[wanted + i] = ENTRY_VALUE;
    }
    now->depth = wanted + pushed;
    bool fine = arrive(paths, (uint32_t)entry->handler, now);
    now->depth = depth;
    for (uint32_t i = 0; i < pushed; i++)
        now->entries[wanted + i] = kept[i];
    return fine;
}

/* ---- paths ---- */

/* Where a jump goes; units at most, so that -1 and the like are refused by arrive. */
static uint32_t jump_target(const Paths *paths, const VerifyOp *op)
{
    bool     back = op->opcode == OP_JUMP_BACKWARD || op->opcode == OP_JUMP_BACKWARD_NO_INTERRUPT;
    uint32_t distance = (uint32_t)op->arg;
    if (back)
        return distance <= op->next ? op->next - distance : paths->units;
    return distance < paths->units - op->next ? op->next + distance : paths->units;
}

static bool follow_jump(Paths *paths, const VerifyOp *op)
{
    uint32_t target = jump_target(paths, op);
    if (op->opcode == OP_END_ASYNC_FOR)     /* its argument only tells monitoring about the loop */
        return true;
    if (op->opcode == OP_FOR_ITER && (target >= paths->units ||
                                      paths->verifier.input->code[target * 2] != OP_END_FOR))
        return refuse(paths, "FOR_ITER does not lead to END_FOR");
    return arrive(paths, target, &paths->verifier.now);
}

static bool is_generator(const Verifier *verifier)
{
    return verifier->input->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR);
}

static bool op_is_allowed(Paths *paths, const VerifyOp *op)
{
    bool in_generator = is_generator(&paths->verifier);
    if (op->opcode == OP_YIELD_VALUE && !in_generator)
        return refuse(paths, "yields, but is no generator");
    if (op->opcode == OP_RETURN_GENERATOR && (!in_generator || paths->verifier.now.depth))
        return refuse(paths, "RETURN_GENERATOR out of place");
    return true;
}

/* Instructions that never raise, though handlers cover some: at PUSH_EXC_INFO, the stack isn't yet what the handler of the
 * code behind it expects. */
static bool may_raise(int opcode)
{
    switch (opcode) {
    case OP_PUSH_EXC_INFO: case OP_NOP: case OP_NOT_TAKEN: case OP_COPY: case OP_SWAP: case OP_LOAD_CONST:
    case OP_LOAD_SMALL_INT: case OP_PUSH_NULL: case OP_LOAD_FAST: case OP_LOAD_FAST_BORROW: case OP_POP_EXCEPT:
    case OP_LOAD_FAST_LOAD_FAST: case OP_LOAD_FAST_BORROW_LOAD_FAST_BORROW:
        return false;
    default:
        return true;
    }
}

/* Runs from a place until control leaves, or comes where a state is kept. */
static bool follow(Paths *paths, uint32_t at)
{
    VerifyState *now = &paths->verifier.now;
    for (;;) {
        VerifyOp op;
        paths->at = at;
        if (++paths->steps > STEPS_FREE + (uint64_t)paths->units * STEPS_PER_UNIT)
            return refuse(paths, "code is too complicated to verify");
        if (!op_read(paths, at, &op) || !op_is_allowed(paths, &op))
            return false;
        const ExceptionEntry *handler = paths->places[op.next - 1 - (uint32_t)opcode_caches(op.opcode)].handler;
        if (handler && may_raise(op.opcode) && !arrive_at_handler(paths, handler))
            return false;
        if (!verify_effect(&paths->verifier, &op))
            return false;
        if (opcode_has(op.opcode, IS_JUMP) && !follow_jump(paths, &op))
            return false;
        if (opcode_has(op.opcode, IS_EXIT | IS_ALWAYS))
            return true;
        at = op.next;
        if (at >= paths->units)
            return refuse(paths, "runs off the end");
        if (paths->places[at].state)
            return arrive(paths, at, now);
    }
}

static bool follow_all(Paths *paths)
{
    VerifyState *now = &paths->verifier.now;
    if (!arrive(paths, 0, now))
        return false;
    while (paths->queued) {
        uint32_t at = paths->queue[--paths->queued];
        Place   *place = &paths->places[at];
        place->is_queued = false;
        now->depth = place->state->depth;
        memcpy(now->entries, place->state->entries, place->state->depth);
        if (paths->verifier.input->local_count)
            memcpy(now->locals, place->state->locals, paths->verifier.input->local_count);
        if (!follow(paths, at))
            return false;
    }
    return true;
}

static bool paths_init(Paths *paths, Arena *scratch, const VerifyInput *input)
{
    Verifier *verifier = &paths->verifier;
    verifier->input = input;
    verifier->scratch = scratch;
    paths->units = (uint32_t)(input->code_size / 2);
    if (input->code_size > INT32_MAX / 2 || input->code_size % 2 || input->stack_size < 0)
        return refuse(paths, "sizes out of range");
    verifier->room = input->stack_size < LARGEST_STACK ? (uint32_t)input->stack_size : LARGEST_STACK;
    paths->places = arena_zero(scratch, ((size_t)paths->units + 1) * sizeof *paths->places);
    paths->queue = arena_alloc(scratch, ((size_t)paths->units + 1) * sizeof *paths->queue);
    verifier->now.entries = arena_alloc(scratch, (size_t)verifier->room + 2);
    verifier->now.locals = arena_zero(scratch, (size_t)input->local_count + 1);
    if (!paths->places || !paths->queue || !verifier->now.entries || !verifier->now.locals)
        return no_memory(paths);
    for (uint32_t i = 0; i < input->local_count; i++) {
        verifier->free_count += (input->local_kinds[i] & LOCAL_FREE) != 0;
        verifier->now.locals[i] = i < input->parameter_count ? LOCAL_BOUND : 0;
    }
    return true;
}

VerifyResult code_verify(Arena *scratch, const VerifyInput *input, const char **problem, int *offset)
{
    Paths paths = {0};
    bool  fine = paths_init(&paths, scratch, input) && places_mark(&paths) && handlers_mark(&paths) &&
                follow_all(&paths);
    *problem = paths.verifier.problem;
    *offset = (int)paths.at * 2;
    return fine ? VERIFY_FINE : paths.verifier.no_memory ? VERIFY_NO_MEMORY : VERIFY_REFUSED;
}

/* ---- units ---- */

static ConstantKind unit_const_kind(const void *context, uint32_t n)
{
    const CodeUnit *unit = context;
    return (ConstantKind)unit->consts->as.items[n]->kind;
}

static VerifyResult unit_verify_nested(Arena *scratch, const CodeUnit *unit, const char **problem, int *offset,
                                       int depth)
{
    VerifyInput input = {
        .code = unit->code->as.bytes, .code_size = unit->code->length,
        .exception_table = unit->exception_table->as.bytes, .exception_table_size = unit->exception_table->length,
        .local_kinds = unit->local_kinds->as.bytes, .local_count = unit->locals->length,
        .name_count = unit->names->length, .const_count = unit->consts->length, .flags = unit->flags,
        .parameter_count = (uint32_t)unit->argument_count + (uint32_t)unit->keyword_only_count +
                           ((unit->flags & CODE_VARARGS) != 0) + ((unit->flags & CODE_VARKEYWORDS) != 0),
        .stack_size = unit->stack_size, .const_kind = unit_const_kind, .context = unit,
    };
    VerifyResult result = depth > DEEPEST ? VERIFY_REFUSED : code_verify(scratch, &input, problem, offset);
    for (uint32_t i = 0; result == VERIFY_FINE && i < unit->consts->length; i++)
        if (unit->consts->as.items[i]->kind == CONSTANT_CODE)
            result = unit_verify_nested(scratch, unit->consts->as.items[i]->as.code, problem, offset, depth + 1);
    return result;
}

VerifyResult unit_verify(Arena *scratch, const CodeUnit *unit, const char **problem, int *offset)
{
    *problem = "code is nested too deeply";
    *offset = 0;
    return unit_verify_nested(scratch, unit, problem, offset, 0);
}
