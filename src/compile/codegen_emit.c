/* codegen_emit.c - writing instructions: arguments, labels, constants, and names as their scopes say.
 * SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

void fail_memory(Generator *gen)
{
    (void)compilation_no_memory(gen->compilation);
}

enum { DEEPEST_WITHOUT_LIMIT = 6000 }; /* when the C stack's limit is not known */

bool enter_level(Generator *gen)
{
    if (has_failed(gen))
        return false;
    if (compilation_has_stack(gen->compilation) &&
        (gen->compilation->stack_limit || gen->depth < DEEPEST_WITHOUT_LIMIT)) {
        gen->depth++;
        return true;
    }
    return compilation_too_deep(gen->compilation);
}

void emit_arg(Generator *gen, int opcode, int arg, Location at)
{
    if (!instructions_add(&gen->unit->draft.code, opcode, arg, at))
        fail_memory(gen);
}

void emit(Generator *gen, int opcode, Location at)
{
    emit_arg(gen, opcode, 0, at);
}

Label new_label(Generator *gen)
{
    Label label = instructions_label(&gen->unit->draft.code);
    if (label == NO_LABEL)
        fail_memory(gen);
    return label;
}

void place(Generator *gen, Label label)
{
    if (label != NO_LABEL)
        instructions_place(&gen->unit->draft.code, label);
}

void emit_jump(Generator *gen, int opcode, Label target, Location at)
{
    emit_arg(gen, opcode, target, at);
}

void emit_const(Generator *gen, const Constant *constant, Location at)
{
    int index = constant ? draft_add_const(&gen->unit->draft, constant) : -1;
    if (index < 0)
        fail_memory(gen);
    else
        emit_arg(gen, OP_LOAD_CONST, index, at);
}

void emit_none(Generator *gen, Location at)
{
    emit_const(gen, &constant_none, at);
}

void emit_int(Generator *gen, int64_t value, Location at)
{
    emit_const(gen, constant_int(gen->arena, value), at);
}

const Constant *text_constant(Generator *gen, const Text *text)
{
    const Constant *constant = text ? constant_str(gen->arena, text) : NULL;
    if (!constant)
        fail_memory(gen);
    return constant;
}

void emit_text(Generator *gen, const Text *text, Location at)
{
    const Constant *constant = text ? constant_name(gen->arena, text) : NULL;
    if (!constant)
        fail_memory(gen);
    emit_const(gen, constant, at);
}

const Constant *texts_constant(Generator *gen, const Text *const *texts, uint32_t count)
{
    const Constant **items = arena_alloc(gen->arena, (count ? count : 1) * sizeof *items);
    if (!items) {
        fail_memory(gen);
        return NULL;
    }
    for (uint32_t i = 0; i < count; i++)    /* identifiers of the source: interned, ASCII or not */
        if (!(items[i] = constant_name(gen->arena, texts[i])))
            fail_memory(gen);
    const Constant *tuple = has_failed(gen) ? NULL : constant_tuple(gen->arena, items, count);
    if (!tuple)
        fail_memory(gen);
    return tuple;
}

const Text *mangle_name(Generator *gen, const Text *name)
{
    const Text *mangled = scope_mangle(gen->unit->scope, &gen->compilation->texts, gen->unit->class_name, name);
    if (!mangled)
        fail_memory(gen);
    return mangled;
}

static void emit_in_table(Generator *gen, int opcode, NameTable *table, const Text *mangled, int shift, int low,
                          Location at)
{
    int index = mangled ? name_table_add(gen->arena, table, mangled) : -1;
    if (index < 0)
        fail_memory(gen);
    else
        emit_arg(gen, opcode, index << shift | low, at);
}

void emit_name(Generator *gen, int opcode, const Text *name, int shift, int low, Location at)
{
    emit_in_table(gen, opcode, &gen->unit->draft.names, mangle_name(gen, name), shift, low, at);
}

void emit_plain_name(Generator *gen, int opcode, const Text *name, Location at)
{
    emit_in_table(gen, opcode, &gen->unit->draft.names, name, 0, 0, at);
}

void emit_attribute(Generator *gen, int opcode, const Text *name, Location at)
{
    emit_name(gen, opcode, name, opcode == OP_LOAD_ATTR ? 1 : 0, 0, at);
}

void emit_local(Generator *gen, int opcode, const Text *mangled, Location at)
{
    emit_in_table(gen, opcode, &gen->unit->draft.variables, mangled, 0, 0, at);
}

/* Where a variable lives. */
typedef enum Place { PLACE_FAST, PLACE_DEREF, PLACE_GLOBAL, PLACE_NAME } Place;

static bool is_hidden_local(const Unit *unit, const Text *mangled)
{
    const Symbol *hidden = symbol_find(&unit->hidden_now, mangled);
    return hidden && hidden->flags;
}

static Place place_of(const Generator *gen, const Text *mangled, Resolution resolution)
{
    const Unit *unit = gen->unit;
    bool        is_function = scope_is_function_like(unit->scope);
    switch (resolution) {
    case FREE:
    case CELL:
        return PLACE_DEREF;
    case LOCAL:
        return is_function || is_hidden_local(unit, mangled) ? PLACE_FAST : PLACE_NAME;
    case GLOBAL_IMPLICIT:
        return is_function ? PLACE_GLOBAL : PLACE_NAME;
    case GLOBAL_EXPLICIT:
        return PLACE_GLOBAL;
    default:
        return PLACE_NAME;
    }
}

static int pick(ExprContext context, int load, int store, int delete)
{
    return context == CONTEXT_LOAD ? load : context == CONTEXT_STORE ? store : delete;
}

static void load_classdict(Generator *gen, Location at)
{
    emit_arg(gen, OP_LOAD_DEREF, closure_index(gen, gen->names->dunder_classdict), at);
}

static void emit_deref(Generator *gen, const Text *mangled, ExprContext context, Location at)
{
    const Unit *unit = gen->unit;
    int         opcode = pick(context, OP_LOAD_DEREF, OP_STORE_DEREF, OP_DELETE_DEREF);
    if (context == CONTEXT_LOAD && unit->scope->kind == SCOPE_CLASS && !unit->merged_depth) {
        opcode = OP_LOAD_FROM_DICT_OR_DEREF;
        emit(gen, OP_LOAD_LOCALS, at);
    } else if (context == CONTEXT_LOAD && unit->scope->sees_class) {
        opcode = OP_LOAD_FROM_DICT_OR_DEREF;
        load_classdict(gen, at);
    }
    int index = name_table_find(&unit->draft.cells, mangled);
    if (index < 0 || scope_resolution(unit->scope, mangled) == FREE) {
        int number = name_table_find(&unit->draft.frees, mangled);
        index = number < 0 ? index : (int)unit->draft.cells.count + number;
    }
    if (index < 0)
        (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "no cell for name '%s'", mangled->data);
    else
        emit_arg(gen, opcode, index, at);
}

static void emit_global(Generator *gen, const Text *mangled, Resolution resolution, ExprContext context, Location at)
{
    NameTable *names = &gen->unit->draft.names;
    if (context != CONTEXT_LOAD) {
        emit_in_table(gen, pick(context, 0, OP_STORE_GLOBAL, OP_DELETE_GLOBAL), names, mangled, 0, 0, at);
    } else if (gen->unit->scope->sees_class && resolution == GLOBAL_IMPLICIT) {
        /* The name gets its number before __classdict__ is loaded, as in CPython; the cell has none to give. */
        load_classdict(gen, at);
        emit_in_table(gen, OP_LOAD_FROM_DICT_OR_GLOBALS, names, mangled, 0, 0, at);
    } else {
        emit_in_table(gen, OP_LOAD_GLOBAL, names, mangled, 1, 0, at);
    }
}

void emit_variable(Generator *gen, const Text *name, ExprContext context, Location at)
{
    const Text *mangled = mangle_name(gen, name);
    if (!mangled)
        return;
    Unit      *unit = gen->unit;
    Resolution resolution = scope_resolution(unit->scope, mangled);
    switch (place_of(gen, mangled, resolution)) {
    case PLACE_FAST:
        emit_local(gen, pick(context, OP_LOAD_FAST, OP_STORE_FAST, OP_DELETE_FAST), mangled, at);
        break;
    case PLACE_DEREF:
        emit_deref(gen, mangled, context, at);
        break;
    case PLACE_GLOBAL:
        emit_global(gen, mangled, resolution, context, at);
        break;
    case PLACE_NAME:
        /* A merged comprehension in a class doesn't see the class's names. */
        if (context == CONTEXT_LOAD && unit->scope->kind == SCOPE_CLASS && unit->merged_depth)
            emit_in_table(gen, OP_LOAD_GLOBAL, &unit->draft.names, mangled, 1, 0, at);
        else
            emit_in_table(gen, pick(context, OP_LOAD_NAME, OP_STORE_NAME, OP_DELETE_NAME), &unit->draft.names,
                          mangled, 0, 0, at);
        break;
    }
}

/* A StopIteration that close() or throw() brings about ends the delegation, hence the small handler. */
void emit_yield_from(Generator *gen, bool is_await, Location at)
{
    Label send = new_label(gen), fail = new_label(gen), exit = new_label(gen);
    place(gen, send);
    emit_jump(gen, OP_SEND, exit, at);
    emit_jump(gen, OP_SETUP_FINALLY, fail, at);
    emit_arg(gen, OP_YIELD_VALUE, 1, at);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit_arg(gen, OP_RESUME, is_await ? RESUME_AFTER_AWAIT : RESUME_AFTER_YIELD_FROM, at);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, send, at);
    place(gen, fail);
    emit(gen, OP_CLEANUP_THROW, at);
    place(gen, exit);
    emit(gen, OP_END_SEND, at);
}

void emit_await(Generator *gen, int awaitable_kind, Location at)
{
    emit_arg(gen, OP_GET_AWAITABLE, awaitable_kind, at);
    emit_none(gen, at);
    emit_yield_from(gen, true, at);
}
