/* symtable.c - scopes and symbols themselves: making, entering, looking up; the passes stand in symtable_stmt.c,
 * symtable_expr.c and symtable_analyze.c. SPDX-License-Identifier: MIT */
#include "compile/symtable_impl.h"

enum { FEW_SYMBOLS = 8, FEWEST_SLOTS = 64 };

bool list_reserve(SymtableBuilder *builder, void **items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    uint32_t wanted = *capacity ? *capacity * 2 : 4;
    void    *grown = wanted > *capacity ? arena_alloc(builder->arena, wanted * size) : NULL;
    if (!grown)
        return compilation_no_memory(builder->compilation);
    if (count)
        memcpy(grown, *items, count * size);
    *items = grown;
    *capacity = wanted;
    return true;
}

static uint32_t *symbol_slot(const SymbolMap *map, const Text *name)
{
    uint32_t at = name->hash & map->mask;
    while (map->slots[at] && map->items[map->slots[at] - 1].name != name)
        at = (at + 1) & map->mask;
    return &map->slots[at];
}

Symbol *symbol_find(const SymbolMap *map, const Text *name)
{
    if (map->slots) {
        uint32_t number = *symbol_slot(map, name);
        return number ? &map->items[number - 1] : NULL;
    }
    for (uint32_t i = 0; i < map->count; i++)
        if (map->items[i].name == name)
            return &map->items[i];
    return NULL;
}

static bool grow_map(Arena *arena, SymbolMap *map)
{
    uint32_t capacity = map->capacity ? map->capacity * 2 : FEW_SYMBOLS;
    Symbol  *items = arena_alloc(arena, capacity * sizeof *items);
    if (!items)
        return false;
    if (map->count)
        memcpy(items, map->items, map->count * sizeof *items);
    if (capacity > FEW_SYMBOLS) {
        uint32_t *slots = arena_zero(arena, 2 * capacity * sizeof *slots);
        if (!slots)
            return false;
        map->slots = slots;
        map->mask = 2 * capacity - 1;
    }
    map->items = items;
    map->capacity = capacity;
    for (uint32_t i = 0; map->slots && i < map->count; i++)
        *symbol_slot(map, items[i].name) = i + 1;
    return true;
}

Symbol *symbol_ensure(Arena *arena, SymbolMap *map, const Text *name)
{
    Symbol *found = symbol_find(map, name);
    if (found)
        return found;
    if (map->count == map->capacity && !grow_map(arena, map))
        return NULL;
    map->items[map->count++] = (Symbol){.name = name};
    if (map->slots)
        *symbol_slot(map, name) = map->count;
    return &map->items[map->count - 1];
}

uint32_t scope_flags(const Scope *scope, const Text *name)
{
    const Symbol *symbol = symbol_find(&scope->symbols, name);
    return symbol ? symbol->flags : 0;
}

Resolution scope_resolution(const Scope *scope, const Text *name)
{
    return (Resolution)(scope_flags(scope, name) >> RESOLUTION_SHIFT & RESOLUTION_MASK);
}

const Text *scope_mangle(Scope *scope, TextTable *texts, const Text *class_name, const Text *name)
{
    if (scope->mangled_names && !symbol_find(scope->mangled_names, name))
        return name;
    return name_mangle(texts, class_name, name);
}

static uint32_t key_slot(const SymbolTable *table, uintptr_t key)
{
    uint32_t at = (uint32_t)((key >> 3) * 0x9E3779B97F4A7C15u >> 32) + (uint32_t)(key & 7);
    at &= table->mask;
    while (table->slots[at] && table->slots[at]->key != key)
        at = (at + 1) & table->mask;
    return at;
}

Scope *symtable_find(const SymbolTable *table, const void *node, ScopeRole role)
{
    return table->slots ? table->slots[key_slot(table, scope_key(node, role))] : NULL;
}

/* Files a scope under its key; a second one with the same key takes the place of the first. */
static bool table_add(SymtableBuilder *builder, Scope *scope)
{
    SymbolTable *table = builder->table;
    if (!table->slots || 2 * table->count > table->mask) {
        uint32_t room = table->slots ? 2 * (table->mask + 1) : FEWEST_SLOTS;
        Scope  **old = table->slots, **slots = arena_zero(builder->arena, room * sizeof *slots);
        uint32_t old_room = old ? table->mask + 1 : 0;
        if (!slots)
            return compilation_no_memory(builder->compilation);
        table->slots = slots;
        table->mask = room - 1;
        for (uint32_t i = 0; i < old_room; i++)
            if (old[i])
                slots[key_slot(table, old[i]->key)] = old[i];
    }
    uint32_t at = key_slot(table, scope->key);
    table->count += !table->slots[at];
    table->slots[at] = scope;
    return true;
}

Scope *scope_new(SymtableBuilder *builder, const Text *name, ScopeKind kind, uintptr_t key, Location at)
{
    Scope *around = builder->current, *scope = arena_zero(builder->arena, sizeof *scope);
    if (!scope) {
        (void)compilation_no_memory(builder->compilation);
        return NULL;
    }
    scope->key = key;
    scope->name = name;
    scope->kind = kind;
    scope->at = at;
    scope->parent = around;
    scope->is_nested = around && (around->is_nested || scope_is_function_like(around));
    scope->is_method = around && around->kind == SCOPE_CLASS && kind == SCOPE_FUNCTION;
    return table_add(builder, scope) ? scope : NULL;
}

/* The walrus is refused in a comprehension's iterable however deep inside: scopes inherit that. */
void scope_enter(SymtableBuilder *builder, Scope *scope, bool add_child)
{
    Scope *around = builder->current;
    if (!LIST_ADD(builder, &builder->stack, scope))
        return;
    if (around) {
        scope->iterable_depth = around->iterable_depth;
        if (around->mangled_names && scope->kind != SCOPE_CLASS)
            scope->mangled_names = around->mangled_names;
    }
    builder->current = scope;
    /* Annotations that become strings have no effect on the names around them. */
    if (builder->has_future_annotations && scope->kind == SCOPE_ANNOTATION)
        return;
    if (around && add_child)
        (void)LIST_ADD(builder, &around->children, scope);
}

Scope *scope_begin(SymtableBuilder *builder, const Text *name, ScopeKind kind, uintptr_t key, Location at)
{
    Scope *scope = scope_new(builder, name, kind, key, at);
    if (!scope)
        return NULL;
    scope_enter(builder, scope, true);
    if (kind == SCOPE_ANNOTATION || kind == SCOPE_TYPE_VARIABLE || kind == SCOPE_TYPE_ALIAS) {
        symbol_define(builder, builder->table->names.dot_format, DEF_PARAM, at);
        symbol_define(builder, builder->table->names.dot_format, USE, at);
    }
    return has_failed(builder) ? NULL : scope;
}

void scope_leave(SymtableBuilder *builder)
{
    builder->stack.count--;
    builder->current = builder->stack.count ? builder->stack.items[builder->stack.count - 1] : NULL;
}

static const Text *mangle(SymtableBuilder *builder, const Text *name)
{
    const Text *mangled =
        scope_mangle(builder->current, &builder->compilation->texts, builder->class_name, name);
    if (!mangled)
        (void)compilation_no_memory(builder->compilation);
    return mangled;
}

uint32_t symbol_lookup(SymtableBuilder *builder, Scope *scope, const Text *name)
{
    const Text *mangled = mangle(builder, name);
    return mangled ? scope_flags(scope, mangled) : 0;
}

/* A `global` statement makes the name known as one in the module, too. */
static void define_global(SymtableBuilder *builder, const Text *mangled, uint32_t flags)
{
    Symbol *symbol = symbol_ensure(builder->arena, &builder->table->top->symbols, mangled);
    if (symbol)
        symbol->flags |= flags;
    else
        (void)compilation_no_memory(builder->compilation);
}

void symbol_define_in(SymtableBuilder *builder, Scope *scope, const Text *name, uint32_t flags, Location at)
{
    const Text *mangled = mangle(builder, name);
    if (!mangled)
        return;
    Symbol *symbol = symbol_ensure(builder->arena, &scope->symbols, mangled);
    if (!symbol) {
        (void)compilation_no_memory(builder->compilation);
        return;
    }
    if (symbol->flags & flags & DEF_PARAM) {
        (void)compilation_error_at(builder->compilation, at, "duplicate argument '%s' in function definition",
                                   name->data);
        return;
    }
    if (symbol->flags & flags & DEF_TYPE_PARAM) {
        (void)compilation_error_at(builder->compilation, at, "duplicate type parameter '%s'", name->data);
        return;
    }
    uint32_t result = symbol->flags | flags;
    if (scope->in_target) {
        if (result & (DEF_GLOBAL | DEF_NONLOCAL)) {
            (void)compilation_error_at(builder->compilation, at,
                                       "comprehension inner loop cannot rebind assignment expression target '%s'",
                                       name->data);
            return;
        }
        result |= DEF_COMP_ITER;
    }
    symbol->flags = result;
    if (flags & DEF_PARAM)
        (void)LIST_ADD(builder, &scope->variables, mangled);
    else if (flags & DEF_GLOBAL)
        define_global(builder, mangled, flags);
}

bool name_check(SymtableBuilder *builder, const Text *name, Location at, ExprContext context)
{
    if (context == CONTEXT_LOAD || name != builder->table->names.dunder_debug)
        return true;
    return compilation_error_at(builder->compilation, at,
                                context == CONTEXT_STORE ? "cannot assign to __debug__" : "cannot delete __debug__");
}

void symbol_define_as(SymtableBuilder *builder, const Text *name, uint32_t flags, Location at, ExprContext context)
{
    if ((flags & (DEF_PARAM | DEF_LOCAL | DEF_IMPORT)) && !name_check(builder, name, at, context))
        return;
    SymbolMap *mangled_names = builder->current->mangled_names;
    if ((flags & DEF_TYPE_PARAM) && mangled_names && !symbol_ensure(builder->arena, mangled_names, name)) {
        (void)compilation_no_memory(builder->compilation);
        return;
    }
    symbol_define_in(builder, builder->current, name, flags, at);
}

void symbol_define(SymtableBuilder *builder, const Text *name, uint32_t flags, Location at)
{
    symbol_define_as(builder, name, flags, at, CONTEXT_STORE);
}

void directive_record(SymtableBuilder *builder, const Text *name, Location at)
{
    const Text *mangled = mangle(builder, name);
    if (mangled)
        (void)LIST_ADD(builder, &builder->current->directives, ((Directive){mangled, at}));
}

/* The module's body as the first pass walks it. */
static void collect_module(SymtableBuilder *builder, const Mod *tree)
{
    switch (tree->kind) {
    case MOD_MODULE:
        builder->current->has_docstring = body_docstring(&tree->as.Module.body) != NULL;
        collect_stmts(builder, &tree->as.Module.body);
        break;
    case MOD_INTERACTIVE:
        collect_stmts(builder, &tree->as.Interactive.body);
        break;
    case MOD_EXPRESSION:
        collect_expr(builder, tree->as.Expression.body);
        break;
    default:
        (void)compilation_fail(builder->compilation, ERROR_SYSTEM, "this compiler does not handle FunctionTypes");
    }
}

bool symtable_build(SymbolTable *table, Compilation *compilation, const Mod *tree, const Future *future)
{
    *table = (SymbolTable){.compilation = compilation, .future = *future};
    SymtableBuilder builder = {
        .table = table,
        .compilation = compilation,
        .arena = compilation->arena,
        .has_future_annotations = (compilation->flags & COMPILE_FUTURE_ANNOTATIONS) != 0,
        .allows_top_level_await = (compilation->flags & COMPILE_TOP_LEVEL_AWAIT) != 0,
    };
    if (!names_intern(&table->names, &compilation->texts))
        return compilation_no_memory(compilation);
    table->top = scope_begin(&builder, table->names.top, SCOPE_MODULE, scope_key(tree, ROLE_BODY), (Location){0});
    if (!table->top)
        return false;
    collect_module(&builder, tree);
    if (!has_failed(&builder))
        symtable_analyze(&builder);
    compilation->error.has_bare_args = has_failed(&builder);
    return !has_failed(&builder);
}
