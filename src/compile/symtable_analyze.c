/* symtable_analyze.c - second pass: where each name lives.
 *
 * From the outermost scope inward each name becomes local, global or free; on the way back each scope hears which names
 * its inner scopes left free, makes those of its own locals cells and passes the rest on. A name is looked for by walking
 * the scopes outward (binds_for_inner), so nothing is copied from scope to scope; the cost of a name is the depth at
 * which it stands.
 *
 * A comprehension that is merged into the scope around gives its symbols to it (merge_comprehension). Those don't count
 * as names of that scope for later inner scopes, hence Symbol.is_merged. SPDX-License-Identifier: MIT */
#include "compile/symtable_impl.h"

/* Names free in some scopes: a set in order of arrival; flags 1 means present, so that one can be taken out. */
typedef SymbolMap FreeNames;

typedef struct Analysis {
    SymtableBuilder *builder;
    FreeNames        free;         /* of the scopes inside of this one */
    FreeNames        merged_cells; /* cells of comprehensions merged into it */
} Analysis;

static void analyze_scope(SymtableBuilder *builder, Scope *scope, Scope *class_scope, FreeNames *free);

static void set_add(SymtableBuilder *builder, FreeNames *set, const Text *name)
{
    Symbol *symbol = symbol_ensure(builder->arena, set, name);
    if (symbol)
        symbol->flags = 1;
    else
        (void)compilation_no_memory(builder->compilation);
}

static bool set_has(const FreeNames *set, const Text *name)
{
    const Symbol *symbol = symbol_find(set, name);
    return symbol && symbol->flags;
}

/* Whether it was there. */
static bool set_remove(FreeNames *set, const Text *name)
{
    Symbol *symbol = symbol_find(set, name);
    bool    was_there = symbol && symbol->flags;
    if (symbol)
        symbol->flags = 0;
    return was_there;
}

static const Symbol *own_symbol(const Scope *scope, const Text *name)
{
    const Symbol *symbol = symbol_find(&scope->symbols, name);
    return symbol && !symbol->is_merged ? symbol : NULL;
}

static bool is_own_local(const Symbol *symbol)
{
    return (symbol->flags & DEF_BOUND) && !(symbol->flags & (DEF_GLOBAL | DEF_NONLOCAL));
}

static bool is_class_magic(const SymtableBuilder *builder, const Text *name)
{
    const Names *names = &builder->table->names;
    return name == names->dunder_class || name == names->dunder_classdict ||
           name == names->dunder_conditional_annotations;
}

/* Whether a function around binds the name for scopes inside of this one. What a class binds is not seen from inside,
 * nor is its `global`; but a function's or module's `global` hides what is further out. */
static bool binds_for_inner(const SymtableBuilder *builder, const Scope *scope, const Text *name)
{
    for (; scope; scope = scope->parent) {
        if (scope->kind == SCOPE_CLASS) {
            if (is_class_magic(builder, name))
                return true;
            continue;
        }
        const Symbol *symbol = own_symbol(scope, name);
        if (!symbol)
            continue;
        if (scope_is_function_like(scope) && is_own_local(symbol))
            return true;
        if (symbol->flags & DEF_GLOBAL)
            return false;
    }
    return false;
}

/* Whether the nearest scope that binds the name does so as a type parameter. */
static bool is_type_param(const Scope *scope, const Text *name)
{
    for (; scope; scope = scope->parent) {
        const Symbol *symbol = own_symbol(scope, name);
        if (symbol && is_own_local(symbol))
            return (symbol->flags & DEF_TYPE_PARAM) != 0;
    }
    return false;
}

static void fail_at_directive(SymtableBuilder *builder, const Scope *scope, const Text *name, const char *format)
{
    for (uint32_t i = 0; i < scope->directives.count; i++)
        if (scope->directives.items[i].name == name) {
            (void)compilation_error_at(builder->compilation, scope->directives.items[i].at, format, name->data);
            return;
        }
    (void)compilation_fail(builder->compilation, ERROR_SYSTEM,
                           "BUG: internal directive bookkeeping broken");
}

static Resolution resolve_nonlocal(SymtableBuilder *builder, const Scope *scope, const Symbol *symbol)
{
    const Text *name = symbol->name;
    if (!scope->parent)
        fail_at_directive(builder, scope, name, "nonlocal declaration not allowed at module level");
    else if (!binds_for_inner(builder, scope->parent, name))
        fail_at_directive(builder, scope, name, "no binding for nonlocal '%s' found");
    else if (is_type_param(scope->parent, name))
        fail_at_directive(builder, scope, name, "nonlocal binding not allowed for type parameter '%s'");
    return FREE;
}

/* class_scope: the class whose names this scope sees, NULL. */
static Resolution resolve(SymtableBuilder *builder, const Scope *scope, const Symbol *symbol, const Scope *class_scope)
{
    if (symbol->flags & DEF_GLOBAL) {
        if (symbol->flags & DEF_NONLOCAL)
            fail_at_directive(builder, scope, symbol->name, "name '%s' is nonlocal and global");
        return GLOBAL_EXPLICIT;
    }
    if (symbol->flags & DEF_NONLOCAL)
        return resolve_nonlocal(builder, scope, symbol);
    if (symbol->flags & DEF_BOUND)
        return LOCAL;
    if (class_scope) {
        uint32_t flags = scope_flags(class_scope, symbol->name);
        if (flags & DEF_GLOBAL)
            return GLOBAL_EXPLICIT;
        if ((flags & DEF_BOUND) && !(flags & DEF_NONLOCAL))
            return GLOBAL_IMPLICIT;
    }
    return binds_for_inner(builder, scope->parent, symbol->name) ? FREE : GLOBAL_IMPLICIT;
}

static void resolve_symbols(SymtableBuilder *builder, Scope *scope, const Scope *class_scope, FreeNames *free)
{
    for (uint32_t i = 0; i < scope->symbols.count && !has_failed(builder); i++) {
        Symbol *symbol = &scope->symbols.items[i];
        symbol->resolution = (uint8_t)resolve(builder, scope, symbol, class_scope);
        if (symbol->resolution == FREE)
            set_add(builder, free, symbol->name);
    }
}

static bool is_free_in_child(const Scope *scope, const Text *name)
{
    for (uint32_t i = 0; i < scope->children.count; i++)
        if (scope_resolution(scope->children.items[i], name) == FREE)
            return true;
    return false;
}

/* A name of the comprehension that the scope around has, too: free names that are its locals need no cell, unless a
 * scope inside of the comprehension needs them. */
static void merge_known(Scope *scope, Scope *comprehension, const Symbol *known, FreeNames *comprehension_free)
{
    if ((known->flags & DEF_BOUND) && scope->kind != SCOPE_CLASS && !is_free_in_child(comprehension, known->name))
        (void)set_remove(comprehension_free, known->name);
}

/* Gives a comprehension's symbols to the scope it is merged into. */
static void merge_comprehension(Analysis *analysis, Scope *scope, Scope *comprehension, FreeNames *comprehension_free)
{
    SymtableBuilder *builder = analysis->builder;
    SymbolMap       *symbols = &comprehension->symbols;
    uint32_t         kept = 0;

    for (uint32_t i = 0; i < symbols->count; i++) {
        Symbol     symbol = symbols->items[i];
        Resolution resolution = (Resolution)(symbol.flags >> RESOLUTION_SHIFT & RESOLUTION_MASK);
        uint32_t   flags = symbol.flags & ((1 << RESOLUTION_SHIFT) - 1);
        symbols->items[kept++] = symbol;
        if (flags & DEF_PARAM)
            continue;
        if (resolution == CELL || (flags & DEF_COMP_CELL))
            set_add(builder, &analysis->merged_cells, symbol.name);
        if (resolution == FREE && scope->kind == SCOPE_CLASS && is_class_magic(builder, symbol.name)) {
            resolution = GLOBAL_IMPLICIT; /* a class's body sees no such name of its own */
            if (!is_free_in_child(comprehension, symbol.name))
                (void)set_remove(comprehension_free, symbol.name);
            kept--;
        }
        const Symbol *known = symbol_find(&scope->symbols, symbol.name);
        if (known) {
            merge_known(scope, comprehension, known, comprehension_free);
            continue;
        }
        Symbol *added = symbol_ensure(builder->arena, &scope->symbols, symbol.name);
        if (!added) {
            (void)compilation_no_memory(builder->compilation);
            return;
        }
        added->flags = flags;
        added->resolution = (uint8_t)resolution;
        added->is_merged = true;
    }
    if (kept < symbols->count) {
        symbols->count = kept;
        symbols->slots = NULL; /* looked up by walking from now on */
    }
}

static void analyze_child(Analysis *analysis, Scope *scope, Scope *child, Scope *class_scope)
{
    SymtableBuilder *builder = analysis->builder;
    FreeNames        child_free = {0};
    Scope           *seen = NULL;

    if (child->sees_class)
        seen = scope->kind == SCOPE_CLASS ? scope : class_scope;
    analyze_scope(builder, child, seen, &child_free);
    if (has_failed(builder))
        return;
    /* A generator expression needs its frame; an annotation scope in a class has names that merging can't express. */
    if (child->comprehension && child->comprehension != COMPREHENSION_GENERATOR && !scope->sees_class) {
        merge_comprehension(analysis, scope, child, &child_free);
        child->is_merged = true;
    }
    for (uint32_t i = 0; i < child_free.count; i++)
        if (child_free.items[i].flags)
            set_add(builder, &analysis->free, child_free.items[i].name);
}

/* The inner scopes of merged comprehensions become the scope's own. */
static void splice_children(SymtableBuilder *builder, Scope *scope)
{
    ScopeList children = scope->children;
    bool      any = false;
    for (uint32_t i = 0; i < children.count; i++)
        any |= children.items[i]->is_merged;
    if (!any)
        return;
    scope->children = (ScopeList){0};
    for (uint32_t i = 0; i < children.count; i++) {
        const Scope *child = children.items[i];
        if (!child->is_merged)
            (void)LIST_ADD(builder, &scope->children, children.items[i]);
        for (uint32_t k = 0; child->is_merged && k < child->children.count; k++)
            (void)LIST_ADD(builder, &scope->children, child->children.items[k]);
    }
}

/* Locals that an inner scope uses become cells. */
static void find_cells(Analysis *analysis, Scope *scope)
{
    for (uint32_t i = 0; i < scope->symbols.count; i++) {
        Symbol *symbol = &scope->symbols.items[i];
        if (symbol->resolution != LOCAL)
            continue;
        if (set_remove(&analysis->free, symbol->name) || set_has(&analysis->merged_cells, symbol->name))
            symbol->resolution = CELL;
    }
}

static void drop_class_magic(Analysis *analysis, Scope *scope)
{
    const Names *names = &analysis->builder->table->names;
    if (set_remove(&analysis->free, names->dunder_class))
        scope->needs_class_closure = true;
    if (set_remove(&analysis->free, names->dunder_classdict))
        scope->needs_classdict = true;
    if (set_remove(&analysis->free, names->dunder_conditional_annotations))
        scope->has_conditional_annotations = true;
}

static bool is_hidden_by_global(const Scope *scope, const Text *name)
{
    const Symbol *symbol = own_symbol(scope, name);
    return symbol && (symbol->flags & DEF_GLOBAL);
}

/* Writes the resolutions into the flags, and adds the names that only pass through. */
static void record(Analysis *analysis, Scope *scope)
{
    SymtableBuilder *builder = analysis->builder;
    bool             class_flag = scope->kind == SCOPE_CLASS || scope->sees_class;

    for (uint32_t i = 0; i < scope->symbols.count; i++) {
        Symbol *symbol = &scope->symbols.items[i];
        if (set_has(&analysis->merged_cells, symbol->name))
            symbol->flags |= DEF_COMP_CELL;
        symbol->flags |= (uint32_t)symbol->resolution << RESOLUTION_SHIFT;
    }
    for (uint32_t i = 0; i < analysis->free.count; i++) {
        const Text *name = analysis->free.items[i].name;
        if (!analysis->free.items[i].flags)
            continue;
        Symbol *known = symbol_find(&scope->symbols, name);
        if (known) {
            known->flags |= class_flag ? DEF_FREE_CLASS : 0;
            continue;
        }
        if (scope->parent && (is_hidden_by_global(scope, name) || !binds_for_inner(builder, scope->parent, name)))
            continue;
        Symbol *added = symbol_ensure(builder->arena, &scope->symbols, name);
        if (!added) {
            (void)compilation_no_memory(builder->compilation);
            return;
        }
        added->flags = FREE << RESOLUTION_SHIFT;
        added->resolution = FREE;
        added->is_merged = true;
    }
}

/* class_scope: the class whose names this scope sees, NULL. Adds to *free what it leaves to the scopes around. */
static void analyze_scope(SymtableBuilder *builder, Scope *scope, Scope *class_scope, FreeNames *free)
{
    Analysis analysis = {.builder = builder};

    if (!compilation_has_stack(builder->compilation)) {
        (void)compilation_too_deep(builder->compilation);
        return;
    }
    resolve_symbols(builder, scope, class_scope, free);
    for (uint32_t i = 0; i < scope->children.count && !has_failed(builder); i++)
        analyze_child(&analysis, scope, scope->children.items[i], class_scope);
    splice_children(builder, scope);
    if (has_failed(builder))
        return;
    if (scope_is_function_like(scope))
        find_cells(&analysis, scope);
    else if (scope->kind == SCOPE_CLASS)
        drop_class_magic(&analysis, scope);
    record(&analysis, scope);
    for (uint32_t i = 0; i < analysis.free.count; i++)
        if (analysis.free.items[i].flags)
            set_add(builder, free, analysis.free.items[i].name);
}

void symtable_analyze(SymtableBuilder *builder)
{
    FreeNames free = {0};
    analyze_scope(builder, builder->table->top, NULL, &free);
}
