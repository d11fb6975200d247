/* symtable_impl.h - what the symbol table's passes share; for symtable*.c alone.
 *
 * The collect_ functions return nothing: the first failure stands in the compilation, and from then on each returns at
 * once, so that nothing is done on the way out. SPDX-License-Identifier: MIT */
#pragma once
#include "compile/symtable.h"

typedef struct SymtableBuilder {
    SymbolTable *table;
    Compilation *compilation;
    Arena       *arena;
    Scope       *current;
    ScopeList    stack;       /* the scopes around, the current one last */
    const Text  *class_name;  /* that names are mangled with, NULL */
    bool         has_future_annotations, allows_top_level_await;
    uint32_t     depth;       /* of the recursion */
} SymtableBuilder;

static inline bool has_failed(const SymtableBuilder *builder)
{
    return builder->compilation->error.kind != ERROR_NONE;
}

/* Whether `await` may stand in the current scope although it is no function (PyCF_ALLOW_TOP_LEVEL_AWAIT). */
static inline bool awaits_at_top_level(const SymtableBuilder *builder)
{
    return builder->allows_top_level_await && builder->current->kind == SCOPE_MODULE;
}

/* A new scope that is not entered yet. NULL: no memory, error set. */
Scope *scope_new(SymtableBuilder *builder, const Text *name, ScopeKind kind, uintptr_t key, Location at);
/* Enters a scope; add_child: for the first time. */
void scope_enter(SymtableBuilder *builder, Scope *scope, bool add_child);
/* Both; NULL: error set. */
Scope *scope_begin(SymtableBuilder *builder, const Text *name, ScopeKind kind, uintptr_t key, Location at);
void scope_leave(SymtableBuilder *builder);

/* Notes a use of a name in the current scope. Stores and deletions of __debug__ are refused, as context says. */
void symbol_define(SymtableBuilder *builder, const Text *name, uint32_t flags, Location at);
void symbol_define_as(SymtableBuilder *builder, const Text *name, uint32_t flags, Location at, ExprContext context);
/* The same in another scope than the current, without that check. */
void symbol_define_in(SymtableBuilder *builder, Scope *scope, const Text *name, uint32_t flags, Location at);
/* Flags so far of a name in a scope; 0 also when there is no memory. */
uint32_t symbol_lookup(SymtableBuilder *builder, Scope *scope, const Text *name);
void directive_record(SymtableBuilder *builder, const Text *name, Location at);
/* Refuses to bind __debug__. */
bool name_check(SymtableBuilder *builder, const Text *name, Location at, ExprContext context);

void collect_expr(SymtableBuilder *builder, const Expr *expr);
void collect_exprs(SymtableBuilder *builder, const ExprSequence *exprs);
void collect_keywords(SymtableBuilder *builder, const KeywordSequence *keywords);
void collect_parameters(SymtableBuilder *builder, const Arguments *arguments);
void collect_stmts(SymtableBuilder *builder, const StmtSequence *stmts);
void collect_pattern(SymtableBuilder *builder, const Pattern *pattern);

/* Resolves every name of the table. */
void symtable_analyze(SymtableBuilder *builder);

/* Items of a growing array in the arena; false: no memory, error set. */
bool list_reserve(SymtableBuilder *builder, void **items, uint32_t count, uint32_t *capacity, size_t size);
#define LIST_ADD(builder, list, item)                                                                               \
    (list_reserve((builder), (void **)&(list)->items, (list)->count, &(list)->capacity, sizeof *(list)->items) && \
     ((list)->items[(list)->count++] = (item), true))
