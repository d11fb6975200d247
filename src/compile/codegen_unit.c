/* codegen_unit.c - units: the code objects that are being generated, one inside of the other, and their blocks.
 * SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "compile/codegen_impl.h"

static int compare_texts(const void *left, const void *right)
{
    const Text *a = *(const Text *const *)left, *b = *(const Text *const *)right;
    uint32_t    shorter = a->length < b->length ? a->length : b->length;
    int         order = memcmp(a->data, b->data, shorter); /* bytes of UTF-8 order as code points do */
    return order ? order : (a->length > b->length) - (a->length < b->length);
}

void texts_sort(const Text **texts, uint32_t count)
{
    qsort(texts, count, sizeof *texts, compare_texts);
}

/* Adds the names of a scope that are resolved so, or have the flag, sorted. */
static void add_sorted(Generator *gen, NameTable *table, const Scope *scope, Resolution resolution, uint32_t flag)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < scope->symbols.count; i++) {
        uint32_t flags = scope->symbols.items[i].flags;
        count += (flags & flag) || (flags >> RESOLUTION_SHIFT & RESOLUTION_MASK) == resolution;
    }
    if (!count)
        return;
    const Text **sorted = arena_alloc(gen->arena, count * sizeof *sorted);
    if (!sorted) {
        fail_memory(gen);
        return;
    }
    count = 0;
    for (uint32_t i = 0; i < scope->symbols.count; i++) {
        uint32_t flags = scope->symbols.items[i].flags;
        if ((flags & flag) || (flags >> RESOLUTION_SHIFT & RESOLUTION_MASK) == resolution)
            sorted[count++] = scope->symbols.items[i].name;
    }
    texts_sort(sorted, count);
    for (uint32_t i = 0; i < count; i++)
        if (name_table_add(gen->arena, table, sorted[i]) < 0)
            fail_memory(gen);
}

static void add_magic_cell(Generator *gen, NameTable *cells, bool needed, const Text *name)
{
    if (needed && name_table_add(gen->arena, cells, name) < 0)
        fail_memory(gen);
}

static void fill_tables(Generator *gen, Unit *unit)
{
    const Scope *scope = unit->scope;
    for (uint32_t i = 0; i < scope->variables.count; i++)
        if (name_table_add(gen->arena, &unit->draft.variables, scope->variables.items[i]) < 0)
            fail_memory(gen);
    add_sorted(gen, &unit->draft.cells, scope, CELL, DEF_COMP_CELL);
    add_magic_cell(gen, &unit->draft.cells, scope->needs_class_closure, gen->names->dunder_class);
    add_magic_cell(gen, &unit->draft.cells, scope->needs_classdict, gen->names->dunder_classdict);
    add_magic_cell(gen, &unit->draft.cells, scope->has_conditional_annotations,
                   gen->names->dunder_conditional_annotations);
    add_sorted(gen, &unit->draft.frees, scope, FREE, DEF_FREE_CLASS);
}

static uint32_t code_flags(const Generator *gen, const Scope *scope)
{
    unsigned options = gen->compilation->flags;
    uint32_t flags = options & (COMPILE_FUTURE_DIVISION | COMPILE_FUTURE_ABSOLUTE_IMPORT |
                                COMPILE_FUTURE_WITH_STATEMENT | COMPILE_FUTURE_PRINT_FUNCTION |
                                COMPILE_FUTURE_UNICODE_LITERALS | COMPILE_FUTURE_BARRY_AS_BDFL |
                                COMPILE_FUTURE_GENERATOR_STOP | COMPILE_FUTURE_ANNOTATIONS);
    if (scope_is_function_like(scope)) {
        flags |= CODE_NEWLOCALS | CODE_OPTIMIZED;
        flags |= scope->is_nested ? CODE_NESTED : 0;
        flags |= scope->has_varargs ? CODE_VARARGS : 0;
        flags |= scope->has_varkeywords ? CODE_VARKEYWORDS : 0;
        flags |= scope->has_docstring ? CODE_HAS_DOCSTRING : 0;
        flags |= scope->is_method ? CODE_METHOD : 0;
        if (scope->is_generator)
            flags |= scope->is_coroutine ? CODE_ASYNC_GENERATOR : CODE_GENERATOR;
        else if (scope->is_coroutine)
            flags |= CODE_COROUTINE;
    } else if (scope->kind == SCOPE_MODULE && (options & COMPILE_TOP_LEVEL_AWAIT) && scope->is_coroutine) {
        flags |= scope->is_generator ? 0 : CODE_COROUTINE;
    }
    return flags;
}

static bool is_function_kind(UnitKind kind)
{
    return kind == UNIT_FUNCTION || kind == UNIT_ASYNC_FUNCTION || kind == UNIT_LAMBDA;
}

/* A def or class that its scope declares global has no qualifying prefix. */
static bool is_declared_global(Generator *gen, const Unit *unit, const Unit *parent)
{
    if (unit->kind != UNIT_FUNCTION && unit->kind != UNIT_ASYNC_FUNCTION && unit->kind != UNIT_CLASS)
        return false;
    const Text *mangled = name_mangle(&gen->compilation->texts, parent->class_name, unit->name);
    if (!mangled)
        fail_memory(gen);
    return mangled && scope_resolution(parent->scope, mangled) == GLOBAL_EXPLICIT;
}

/* The name with the path to it: "Class.method.<locals>.inner". NULL: no memory. */
static const Text *qualified_name(Generator *gen, const Unit *unit)
{
    TextTable  *texts = &gen->compilation->texts;
    const Unit *parent = unit->parent;
    const Text *base = NULL;

    if (parent->parent) {
        if (parent->kind == UNIT_ANNOTATIONS) {
            parent = parent->parent;
            if (!parent->parent)
                return unit->name;
        }
        if (!is_declared_global(gen, unit, parent))
            base = is_function_kind(parent->kind)
                       ? text_intern_format(texts, "%s.<locals>", parent->qualname->data)
                       : parent->qualname;
    }
    return base ? text_intern_format(texts, "%s.%s", base->data, unit->name->data) : unit->name;
}

static Unit *unit_new(Generator *gen, const Text *name, UnitKind kind, Scope *scope, int line, const Text *class_name)
{
    Unit *unit = arena_zero(gen->arena, sizeof *unit);
    if (!unit || !scope) {
        if (unit)
            (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "no scope for '%s'", name->data);
        fail_memory(gen);
        return NULL;
    }
    unit->parent = gen->unit;
    unit->scope = scope;
    unit->kind = kind;
    unit->name = name;
    unit->class_name = class_name ? class_name : gen->unit ? gen->unit->class_name : NULL;
    unit->draft.arena = gen->arena;
    unit->draft.cache = &gen->cache;
    unit->draft.texts = &gen->compilation->texts;
    unit->draft.filename = gen->filename;
    unit->draft.first_line = line;
    unit->draft.flags = code_flags(gen, scope);
    unit->draft.code = instructions_in(gen->arena);
    return unit;
}

/* RESUME is at line 0 in a module, else at the first line. */
static void emit_prefix(Generator *gen, int line)
{
    bool is_module = gen->unit->kind == UNIT_MODULE;
    emit_arg(gen, OP_RESUME, RESUME_AT_START,
             (Location){.line = is_module ? 0 : line, .column = 0, .end_line = line, .end_column = 0});
    if (is_module)
        emit(gen, OP_ANNOTATIONS_PLACEHOLDER, (Location){.line = 0, .column = 0, .end_line = line, .end_column = 0});
}

bool unit_begin(Generator *gen, const Text *name, UnitKind kind, const void *node, ScopeRole role, int line,
                const Text *class_name, ParameterCounts counts)
{
    if (has_failed(gen) || !enter_level(gen))
        return false;
    Unit *unit = unit_new(gen, name, kind, symtable_find(&gen->table, node, role), line, class_name);
    if (!unit)
        return false;
    unit->draft.argument_count = counts.positional_only + counts.positional;
    unit->draft.positional_only_count = counts.positional_only;
    unit->draft.keyword_only_count = counts.keyword_only;
    unit->draft.parameter_count = unit->draft.argument_count + counts.keyword_only + unit->scope->has_varargs +
                                  unit->scope->has_varkeywords;
    unit->qualname = unit->parent ? qualified_name(gen, unit) : name;
    unit->draft.name = text_constant(gen, name);
    unit->draft.qualname = unit->qualname == name ? unit->draft.name : text_constant(gen, unit->qualname);
    fill_tables(gen, unit);
    if (has_failed(gen))
        return false;
    gen->unit = unit;
    emit_prefix(gen, line);
    return true;
}

const CodeUnit *unit_finish(Generator *gen, bool adds_return_none)
{
    const CodeUnit *code = NULL;
    if (adds_return_none)
        emit_none(gen, NO_LOCATION);
    emit(gen, OP_RETURN_VALUE, NO_LOCATION);
    if (!has_failed(gen)) {
        code = draft_finish(&gen->unit->draft);
        if (!code)
            fail_memory(gen);
    }
    gen->unit = gen->unit->parent;
    gen->depth--;
    return code;
}

/* What a class gives to its methods are cells of the class even where nothing in its body says so. */
static bool is_class_magic(const Generator *gen, const Text *name)
{
    return gen->unit->kind == UNIT_CLASS &&
           (name == gen->names->dunder_class || name == gen->names->dunder_classdict ||
            name == gen->names->dunder_conditional_annotations);
}

int closure_index(Generator *gen, const Text *name)
{
    const Unit *unit = gen->unit;
    bool        is_cell = is_class_magic(gen, name) || scope_resolution(unit->scope, name) == CELL;
    int         index = name_table_find(is_cell ? &unit->draft.cells : &unit->draft.frees, name);
    if (index < 0) {
        (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "no cell for free variable '%s' in %s", name->data,
                               unit->name->data);
        return 0;
    }
    return is_cell ? index : (int)unit->draft.cells.count + index;
}

static void emit_attributes(Generator *gen, int attributes, Location at)
{
    static const int order[] = {FUNCTION_CLOSURE, FUNCTION_ANNOTATIONS, FUNCTION_ANNOTATE,
                                FUNCTION_KEYWORD_DEFAULTS, FUNCTION_DEFAULTS};
    for (size_t i = 0; i < countof(order); i++)
        if (attributes & order[i])
            emit_arg(gen, OP_SET_FUNCTION_ATTRIBUTE, order[i], at);
}

void emit_closure(Generator *gen, const CodeUnit *code, int attributes, Location at)
{
    if (!code || has_failed(gen))
        return;
    int free_count = 0;
    for (uint32_t i = 0; i < code->locals->length; i++) {
        if (!(code->local_kinds->as.bytes[i] & LOCAL_FREE))
            continue;
        emit_arg(gen, OP_LOAD_CLOSURE, closure_index(gen, code->locals->as.items[i]->as.text), at);
        free_count++;
    }
    if (free_count) {
        emit_arg(gen, OP_BUILD_TUPLE, free_count, at);
        attributes |= FUNCTION_CLOSURE;
    }
    emit_const(gen, constant_code(gen->arena, code), at);
    emit(gen, OP_MAKE_FUNCTION, at);
    emit_attributes(gen, attributes, at);
}

void wrap_in_stop_iteration_handler(Generator *gen)
{
    Label handler = new_label(gen);
    if (has_failed(gen) ||
        !instructions_insert(&gen->unit->draft.code, 0, OP_SETUP_CLEANUP, handler, NO_LOCATION)) {
        fail_memory(gen);
        return;
    }
    emit_none(gen, NO_LOCATION);
    emit(gen, OP_RETURN_VALUE, NO_LOCATION);
    place(gen, handler);
    emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_STOPITERATION_ERROR, NO_LOCATION);
    emit_arg(gen, OP_RERAISE, 1, NO_LOCATION);
}

void block_push(Generator *gen, BlockKind kind, Label start, Label exit, Location at, const void *datum)
{
    Unit *unit = gen->unit;
    if (unit->block_count >= MOST_BLOCKS)
        (void)compilation_error_at(gen->compilation, at, "too many statically nested blocks");
    else
        unit->blocks[unit->block_count++] = (Block){kind, start, exit, at, datum};
}

/* After a failure the blocks may not match any more, and nobody cares. */
void block_pop(Generator *gen, BlockKind kind)
{
    Unit *unit = gen->unit;
    if (unit->block_count && unit->blocks[unit->block_count - 1].kind == kind)
        unit->block_count--;
}
