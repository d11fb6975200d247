/* assemble.c - from the finished graph to bytes: offsets, code, line and exception table, tables of names.
 *
 * Arguments past 255 need EXTENDED_ARGs, which move what stands behind them, which may make other jumps longer: so
 * offsets are computed until nothing changes. SPDX-License-Identifier: MIT */
#include "code/exception_table.h"
#include "code/line_table.h"
#include "compile/flowgraph.h"

/* What monitoring wants of END_ASYNC_FOR's argument: the distance to the END_SEND of the loop, 5 units behind its SEND. */
enum { END_SEND_OFFSET = 5 };

typedef struct Assembler {
    Graph   *graph;
    Op      *ops;           /* of all blocks, in order; of jumps, arg is the operand to write */
    int     *offsets;       /* in code units; one more than ops: the end */
    int     *targets;       /* number of the op that a jump goes to */
    uint32_t count;
} Assembler;

/* Bytes that grow, in the scratch arena. */
typedef struct Bytes {
    Arena   *arena;
    uint8_t *data;
    size_t   length, room;
} Bytes;

static uint8_t *bytes_reserve(Bytes *bytes, size_t more)
{
    if (bytes->room - bytes->length < more) {
        size_t   room = bytes->room * 2 + more + 256;
        uint8_t *data = arena_alloc(bytes->arena, room);
        if (!data)
            return NULL;
        if (bytes->length)
            memcpy(data, bytes->data, bytes->length);
        bytes->data = data;
        bytes->room = room;
    }
    return bytes->data + bytes->length;
}

/* ---- order and offsets ---- */

static bool assembler_flatten(Assembler *assembler)
{
    Arena   *scratch = assembler->graph->scratch;
    uint32_t count = 0;
    for (Block *block = assembler->graph->entry; block; block = block->next) {
        block->number = (int)count;
        count += block->count;
    }
    assembler->count = count;
    assembler->ops = arena_alloc(scratch, (count + 1) * sizeof *assembler->ops);
    assembler->offsets = arena_alloc(scratch, (count + 1) * sizeof *assembler->offsets);
    assembler->targets = arena_alloc(scratch, (count + 1) * sizeof *assembler->targets);
    if (!assembler->ops || !assembler->offsets || !assembler->targets)
        return false;
    for (Block *block = assembler->graph->entry; block; block = block->next)
        if (block->count)
            memcpy(assembler->ops + block->number, block->ops, block->count * sizeof *block->ops);
    for (uint32_t i = 0; i < count; i++) {
        Op *op = &assembler->ops[i];
        if (!op_is_jump(op))
            continue;
        assembler->targets[i] = op->target->number;
        op->arg = op->target->number;       /* the first guess, as CPython's: where sizes settle depends on it */
        bool forward = op->target->number > (int)i;
        if (op->opcode == OP_JUMP)
            op->opcode = forward ? OP_JUMP_FORWARD : OP_JUMP_BACKWARD;
        else if (op->opcode == OP_JUMP_NO_INTERRUPT)
            op->opcode = forward ? OP_JUMP_FORWARD : OP_JUMP_BACKWARD_NO_INTERRUPT;
    }
    return true;
}

static int extended_args(int arg)
{
    uint32_t bits = (uint32_t)arg;
    return (bits > 0xFF) + (bits > 0xFFFF) + (bits > 0xFFFFFF);
}

static int op_units(const Op *op)
{
    return extended_args(op->arg) + 1 + opcode_caches(op->opcode);
}

static void assembler_place(Assembler *assembler)
{
    for (bool changed = true; changed;) {
        int offset = 0;
        changed = false;
        for (uint32_t i = 0; i < assembler->count; i++) {
            assembler->offsets[i] = offset;
            offset += op_units(&assembler->ops[i]);
        }
        assembler->offsets[assembler->count] = offset;
        for (uint32_t i = 0; i < assembler->count; i++) {
            Op *op = &assembler->ops[i];
            if (!op_is_jump(op))
                continue;
            int units = op_units(op), from = assembler->offsets[i] + units;
            int distance = assembler->offsets[assembler->targets[i]] - from;
            op->arg = op->opcode == OP_END_ASYNC_FOR ? -distance - END_SEND_OFFSET
                      : distance < 0 ? -distance : distance;
            changed |= op_units(op) != units;
        }
    }
}

/* ---- the three byte tables ---- */

static const Constant *assembler_code(Assembler *assembler)
{
    size_t   size = (size_t)assembler->offsets[assembler->count] * 2;
    uint8_t *code = arena_zero(assembler->graph->scratch, size + 1), *out = code;
    if (!code)
        return NULL;
    for (uint32_t i = 0; i < assembler->count; i++) {
        const Op *op = &assembler->ops[i];
        for (int more = extended_args(op->arg); more > 0; more--) {
            *out++ = OP_EXTENDED_ARG;
            *out++ = (uint8_t)((uint32_t)op->arg >> (more * 8));
        }
        *out++ = (uint8_t)op->opcode;
        *out++ = (uint8_t)op->arg;
        out += opcode_caches(op->opcode) * 2;
    }
    return constant_bytes(assembler->graph->draft->arena, code, size);
}

static bool location_same(Location a, Location b)
{
    return a.line == b.line && a.column == b.column && a.end_line == b.end_line && a.end_column == b.end_column;
}

static bool line_run_write(Bytes *table, Location location, int units, int *line)
{
    while (units > 0) {
        int      entry = units < LINE_ENTRY_UNITS ? units : LINE_ENTRY_UNITS;
        uint8_t *out = bytes_reserve(table, LINE_ENTRY_BYTES);
        if (!out)
            return false;
        table->length += line_entry_write(out, location, entry, line);
        units -= entry;
    }
    return true;
}

static void assembler_resolve_next_lines(Assembler *assembler)
{
    for (uint32_t i = assembler->count; i-- > 0;) {
        Op *op = &assembler->ops[i];
        if (op->location.line != NEXT_LOCATION.line)
            continue;
        bool ends = opcode_has(op->opcode, IS_JUMP | IS_EXIT) || i + 1 == assembler->count;
        op->location = ends ? NO_LOCATION : op[1].location;
    }
}

static const Constant *merged_bytes(CodeDraft *draft, const Bytes *bytes)
{
    const Constant *constant = constant_bytes(draft->arena, bytes->data, bytes->length);
    return constant ? constant_merge(draft->cache, constant, false) : NULL;
}

static const Constant *assembler_lines(Assembler *assembler)
{
    Bytes    table = {.arena = assembler->graph->scratch};
    Location location = NO_LOCATION;
    int      units = 0, line = assembler->graph->draft->first_line;
    assembler_resolve_next_lines(assembler);
    for (uint32_t i = 0; i < assembler->count; i++) {
        const Op *op = &assembler->ops[i];
        if (!location_same(op->location, location)) {
            if (!line_run_write(&table, location, units, &line))
                return NULL;
            location = op->location;
            units = 0;
        }
        units += op_units(op);
    }
    if (!line_run_write(&table, location, units, &line))
        return NULL;
    return merged_bytes(assembler->graph->draft, &table);
}

static bool handler_write(Assembler *assembler, Bytes *table, const Block *handler, int start, int end)
{
    if (!handler || start == end)
        return true;
    uint8_t *out = bytes_reserve(table, EXCEPTION_ENTRY_BYTES);
    if (!out)
        return false;
    ExceptionEntry entry = {start, end, assembler->offsets[handler->number],
                            handler->start_depth - 1 - handler->keeps_lasti, handler->keeps_lasti};
    table->length += exception_entry_write(out, &entry);
    return true;
}

static const Constant *assembler_handlers(Assembler *assembler)
{
    Bytes        table = {.arena = assembler->graph->scratch};
    const Block *handler = NULL;
    int          start = 0;
    for (uint32_t i = 0; i < assembler->count; i++) {
        if (assembler->ops[i].handler == handler)
            continue;
        if (!handler_write(assembler, &table, handler, start, assembler->offsets[i]))
            return NULL;
        handler = assembler->ops[i].handler;
        start = assembler->offsets[i];
    }
    if (!handler_write(assembler, &table, handler, start, assembler->offsets[assembler->count]))
        return NULL;
    return merged_bytes(assembler->graph->draft, &table);
}

/* ---- names and variables ---- */

static const Constant *name_tuple(CodeDraft *draft, const Text *const *names, uint32_t count)
{
    const Constant **items = arena_alloc(draft->arena, (count + 1) * sizeof *items);
    if (!items)
        return NULL;
    for (uint32_t i = 0; i < count; i++)
        if (!(items[i] = constant_name(draft->arena, names[i])))
            return NULL;
    const Constant *tuple = constant_tuple(draft->arena, items, count);
    return tuple ? constant_merge(draft->cache, tuple, false) : NULL;
}

/* The kind of parameter number i, in the order of the variables; 0: not a parameter. */
static int parameter_kind(const CodeDraft *draft, int i)
{
    if (i < draft->positional_only_count)
        return LOCAL_ARG_POSITIONAL;
    if (i < draft->argument_count)
        return LOCAL_ARG_POSITIONAL | LOCAL_ARG_KEYWORD;
    i -= draft->argument_count;
    if (i < draft->keyword_only_count)
        return LOCAL_ARG_KEYWORD;
    i -= draft->keyword_only_count;
    if (draft->flags & CODE_VARARGS && i-- == 0)
        return LOCAL_ARG_VARIADIC | LOCAL_ARG_POSITIONAL;
    return draft->flags & CODE_VARKEYWORDS && i == 0 ? LOCAL_ARG_VARIADIC | LOCAL_ARG_KEYWORD : 0;
}

static bool variables_write(CodeDraft *draft, CodeUnit *unit, uint32_t count)
{
    const Text **names = arena_alloc(draft->arena, (count + 1) * sizeof *names);
    uint8_t     *kinds = arena_alloc(draft->arena, count + 1);
    uint32_t     used = 0;
    if (!names || !kinds)
        return false;
    for (; used < draft->variables.count; used++) {
        const Text *name = draft->variables.items[used];
        int         kind = LOCAL_PLAIN | parameter_kind(draft, (int)used);
        kind |= name_table_find(&draft->hidden, name) >= 0 ? LOCAL_HIDDEN : 0;
        kind |= name_table_find(&draft->cells, name) >= 0 ? LOCAL_CELL : 0;
        names[used] = name;
        kinds[used] = (uint8_t)kind;
    }
    for (uint32_t i = 0; i < draft->cells.count && used < count; i++)
        if (name_table_find(&draft->variables, draft->cells.items[i]) < 0) {
            names[used] = draft->cells.items[i];
            kinds[used++] = LOCAL_CELL;
        }
    for (uint32_t i = 0; i < draft->frees.count && used < count; i++) {
        names[used] = draft->frees.items[i];
        kinds[used++] = LOCAL_FREE;
    }
    unit->locals = name_tuple(draft, names, used);
    unit->local_kinds = constant_bytes(draft->arena, kinds, used);
    return unit->locals && unit->local_kinds;
}

/* A string that CPython interns, and that has been interned before by some module: a word, most likely. (Single characters
 * are what they are interned to.) */
static bool has_interned_item(const Constant *set)
{
    for (uint32_t i = 0; i < set->length; i++) {
        const Constant *item = set->as.items[i];
        if (item->kind == CONSTANT_STR && item->as.text->is_name && item->as.text->length > 1 &&
            item->as.text->data[0] > '9')
            return true;
    }
    return false;
}

/* Interning the strings of a frozenset makes a new one, if they were known to the process: then no two code objects share
 * it, though the compiler merged them. Which strings a process knows is not modelled, only guessed. */
static bool sets_copy(Arena *arena, const Constant *tuple)
{
    for (uint32_t i = 0; i < tuple->length; i++) {
        const Constant *item = tuple->as.items[i];
        if (item->kind == CONSTANT_TUPLE && !sets_copy(arena, item))
            return false;
        if (item->kind != CONSTANT_FROZENSET || !has_interned_item(item))
            continue;
        Constant *copy = arena_alloc(arena, sizeof *copy);
        if (!copy)
            return false;
        *copy = *item;
        tuple->as.items[i] = copy;
    }
    return true;
}

static const Constant *const_tuple(CodeDraft *draft)
{
    const Constant *tuple = constant_tuple(draft->arena, draft->consts.items, draft->consts.count);
    const Constant *merged = tuple ? constant_merge(draft->cache, tuple, false) : NULL;
    if (!merged || (merged == tuple && !sets_copy(draft->arena, tuple)))
        return NULL;
    return merged;
}

CodeUnit *graph_assemble(Graph *graph, int stack_size, int variable_count)
{
    CodeDraft *draft = graph->draft;
    Assembler  assembler = {.graph = graph};
    CodeUnit  *unit = arena_zero(draft->arena, sizeof *unit);
    if (!unit || !assembler_flatten(&assembler))
        return NULL;
    assembler_place(&assembler);
    *unit = (CodeUnit){
        .argument_count = draft->argument_count, .positional_only_count = draft->positional_only_count,
        .keyword_only_count = draft->keyword_only_count, .stack_size = stack_size ? stack_size : 1,
        .first_line = draft->first_line, .flags = draft->flags, .name = constant_intern(draft->cache, draft->name),
        .qualname = constant_intern(draft->cache, draft->qualname),
        .filename = constant_intern(draft->cache, draft->filename), .line_table = assembler_lines(&assembler),
        .exception_table = assembler_handlers(&assembler), .code = assembler_code(&assembler),
        .names = name_tuple(draft, draft->names.items, draft->names.count), .consts = const_tuple(draft),
    };
    if (!unit->name || !unit->qualname || !unit->filename || !unit->line_table || !unit->exception_table || !unit->code || !unit->names || !unit->consts ||
        !variables_write(draft, unit, (uint32_t)variable_count))
        return NULL;
    return unit;
}
