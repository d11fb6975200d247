/* codegen_comprehension.c - comprehensions and generator expressions.
 *
 * A generator expression is a function that gets the first iterable's iterator as its argument. A list, set or dict
 * comprehension is merged into the code around it (PEP 709), unless the symbol table says no: its variables become fast
 * locals there. What they hold is saved on the stack before and restored after, on an exception, too:
 *
 *     iterator | old x, old y | iterator        while pushing, then SWAP brings the iterator to the top
 *
 * Where its name means something else around it, the scope's symbol is exchanged while the comprehension is generated.
 * SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

/* What merging changed, to be undone. */
typedef struct Merge {
    Scope       *comprehension;
    const Text **pushed;       /* names whose outer values lie on the stack */
    uint32_t     pushed_count;
    uint32_t    *outer_flags;  /* by the comprehension's symbol: flags to restore; UNTOUCHED */
    bool        *was_hidden_now;
    Label        cleanup;
} Merge;

enum { UNTOUCHED = 0xFFFFFFFF };

/* The parts of any comprehension expression. */
typedef struct Parts {
    const Expr                  *expr, *element, *value; /* value: of a dict's item */
    const ComprehensionSequence *generators;
    const Text                  *name;
    int                          build, add; /* opcodes; 0: generator expression */
} Parts;

static void gen_generator(Generator *gen, const Parts *parts, uint32_t number, int depth, bool is_on_stack);

static Parts take_apart(const Generator *gen, const Expr *expr)
{
    const Names *names = gen->names;
    switch (expr->kind) {
    case EXPR_LIST_COMP:
        return (Parts){expr, expr->as.ListComp.elt, NULL, &expr->as.ListComp.generators, names->listcomp,
                       OP_BUILD_LIST, OP_LIST_APPEND};
    case EXPR_SET_COMP:
        return (Parts){expr, expr->as.SetComp.elt, NULL, &expr->as.SetComp.generators, names->setcomp, OP_BUILD_SET,
                       OP_SET_ADD};
    case EXPR_DICT_COMP:
        return (Parts){expr, expr->as.DictComp.key, expr->as.DictComp.value, &expr->as.DictComp.generators,
                       names->dictcomp, OP_BUILD_MAP, OP_MAP_ADD};
    default:
        return (Parts){expr, expr->as.GeneratorExp.elt, NULL, &expr->as.GeneratorExp.generators, names->genexpr, 0,
                       0};
    }
}

/* A local of the comprehension alone; a walrus's target is one of the scope around. */
static bool is_own_local(uint32_t flags)
{
    return (flags & DEF_LOCAL) && !(flags & DEF_NONLOCAL);
}

static Resolution resolution_of(uint32_t flags)
{
    return (Resolution)(flags >> RESOLUTION_SHIFT & RESOLUTION_MASK);
}

/* Makes the name a fast local of a module or class while the comprehension is inlined. Returns whether it was not. */
static bool hide(Generator *gen, const Text *name)
{
    Unit   *unit = gen->unit;
    Symbol *hidden = symbol_ensure(gen->arena, &unit->hidden_now, name);
    if (!hidden || name_table_add(gen->arena, &unit->draft.hidden, name) < 0) {
        fail_memory(gen);
        return false;
    }
    bool was_plain = !hidden->flags;
    hidden->flags = 1;
    return was_plain;
}

/* Exchanges the symbols of the scope around where the comprehension sees another variable. */
static void tweak_scope(Generator *gen, Merge *merge)
{
    Unit            *unit = gen->unit;
    const SymbolMap *symbols = &merge->comprehension->symbols;
    bool             in_class = unit->scope->kind == SCOPE_CLASS && !unit->merged_depth;

    unit->merged_depth++;
    for (uint32_t i = 0; i < symbols->count; i++) {
        const Symbol *symbol = &symbols->items[i];
        merge->outer_flags[i] = UNTOUCHED;
        merge->was_hidden_now[i] = true;
        if ((is_own_local(symbol->flags) || in_class) && !scope_is_function_like(unit->scope))
            merge->was_hidden_now[i] = !hide(gen, symbol->name);
        Symbol *outer = symbol_find(&unit->scope->symbols, symbol->name);
        if (!outer)
            continue;
        Resolution inside = resolution_of(symbol->flags), outside = resolution_of(outer->flags);
        if ((inside != outside && inside != FREE && !(inside == CELL && outside == FREE)) || in_class) {
            merge->outer_flags[i] = outer->flags;
            outer->flags = symbol->flags;
        }
    }
}

static void revert_scope(Generator *gen, Merge *merge)
{
    Unit            *unit = gen->unit;
    const SymbolMap *symbols = &merge->comprehension->symbols;

    unit->merged_depth--;
    for (uint32_t i = 0; i < symbols->count; i++) {
        if (merge->outer_flags[i] != UNTOUCHED)
            symbol_find(&unit->scope->symbols, symbols->items[i].name)->flags = merge->outer_flags[i];
        if (!merge->was_hidden_now[i])
            symbol_find(&unit->hidden_now, symbols->items[i].name)->flags = 0;
    }
}

static void make_cell(Generator *gen, const Text *name, Location at)
{
    const CodeDraft *draft = &gen->unit->draft;
    bool             is_free = scope_resolution(gen->unit->scope, name) == FREE;
    int              index = name_table_find(is_free ? &draft->frees : &draft->cells, name);
    if (index >= 0)
        emit_arg(gen, OP_MAKE_CELL, is_free ? (int)draft->cells.count + index : index, at);
    else
        (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "no cell for '%s'", name->data);
}

/* Saves what the comprehension's variables hold outside. */
static void push_locals(Generator *gen, Merge *merge, Location at)
{
    const SymbolMap *symbols = &merge->comprehension->symbols;
    for (uint32_t i = 0; i < symbols->count; i++) {
        const Symbol *symbol = &symbols->items[i];
        if (!is_own_local(symbol->flags))
            continue;
        emit_local(gen, OP_LOAD_FAST_AND_CLEAR, symbol->name, at);
        if (resolution_of(symbol->flags) == CELL)
            make_cell(gen, symbol->name, at);
        merge->pushed[merge->pushed_count++] = symbol->name;
    }
    if (merge->pushed_count) {
        emit_arg(gen, OP_SWAP, (int)merge->pushed_count + 1, at);
        merge->cleanup = new_label(gen);
        emit_jump(gen, OP_SETUP_FINALLY, merge->cleanup, at);
        block_push(gen, BLOCK_TRY, NO_LABEL, NO_LABEL, at, NULL);
    }
}

static void restore_locals(Generator *gen, const Merge *merge, Location at)
{
    emit_arg(gen, OP_SWAP, (int)merge->pushed_count + 1, at);
    for (uint32_t i = merge->pushed_count; i-- > 0;)
        emit_local(gen, OP_STORE_FAST_MAYBE_NULL, merge->pushed[i], at);
}

static void pop_locals(Generator *gen, const Merge *merge, Location at)
{
    if (!merge->pushed_count)
        return;
    Label end = new_label(gen);
    block_pop(gen, BLOCK_TRY);
    emit(gen, OP_POP_BLOCK, NO_LOCATION);
    emit_jump(gen, OP_JUMP_NO_INTERRUPT, end, NO_LOCATION);
    place(gen, merge->cleanup);
    emit_arg(gen, OP_SWAP, 2, NO_LOCATION); /* the unfinished result lies below the exception */
    emit(gen, OP_POP_TOP, NO_LOCATION);
    restore_locals(gen, merge, at);
    emit_arg(gen, OP_RERAISE, 0, NO_LOCATION);
    place(gen, end);
    restore_locals(gen, merge, at);
}

static void gen_conditions(Generator *gen, const Comprehension *generator, Label skip, Location at)
{
    for (uint32_t i = 0; i < generator->ifs.length; i++)
        gen_jump_if(gen, generator->ifs.items[i], skip, false, at);
}

/* Adds an item to the result, or yields it. Returns the place of what follows. */
static Location gen_item(Generator *gen, const Parts *parts, int depth)
{
    Location at = parts->element->at;
    visit_expr(gen, parts->element);
    if (!parts->build) {
        emit_yield(gen, at);
        emit(gen, OP_POP_TOP, at);
        return at;
    }
    if (parts->value) {
        visit_expr(gen, parts->value);
        at.end_line = parts->value->end_line;
        at.end_column = parts->value->end_column;
    }
    emit_arg(gen, parts->add, depth + 1, at);
    return at;
}

/* The next `for`, or the item after the last one. */
static Location gen_inner(Generator *gen, const Parts *parts, uint32_t number, int depth)
{
    if (number + 1 == parts->generators->length)
        return gen_item(gen, parts, depth);
    gen_generator(gen, parts, number + 1, depth, false);
    return parts->element->at;
}

/* `for y in [f(x)]` is an assignment. */
static const Expr *only_element(const Expr *iterable)
{
    const ExprSequence *elements = iterable->kind == EXPR_LIST    ? &iterable->as.List.elts
                                   : iterable->kind == EXPR_TUPLE ? &iterable->as.Tuple.elts
                                                                  : NULL;
    if (!elements || elements->length != 1 || elements->items[0]->kind == EXPR_STARRED)
        return NULL;
    return elements->items[0];
}

static void gen_assignment_idiom(Generator *gen, const Parts *parts, uint32_t number, int depth, const Expr *value)
{
    const Comprehension *generator = parts->generators->items[number];
    Label                skip = new_label(gen);
    visit_expr(gen, value);
    visit_expr(gen, generator->target);
    gen_conditions(gen, generator, skip, parts->expr->at);
    (void)gen_inner(gen, parts, number, depth);
    place(gen, skip);
}

static void gen_sync_generator(Generator *gen, const Parts *parts, uint32_t number, int depth, bool is_on_stack)
{
    const Comprehension *generator = parts->generators->items[number];
    Location             iter_at = generator->iter->at;

    if (number > 0) {
        const Expr *value = only_element(generator->iter);
        if (value) {
            gen_assignment_idiom(gen, parts, number, depth, value);
            return;
        }
        visit_expr(gen, generator->iter);
        emit(gen, OP_GET_ITER, iter_at);
    } else if (!is_on_stack) {
        emit_arg(gen, OP_LOAD_FAST, 0, parts->expr->at);
    }
    Label start = new_label(gen), skip = new_label(gen), anchor = new_label(gen);
    place(gen, start);
    emit_jump(gen, OP_FOR_ITER, anchor, iter_at);
    visit_expr(gen, generator->target);
    gen_conditions(gen, generator, skip, parts->expr->at);
    Location at = gen_inner(gen, parts, number, depth + 1);
    place(gen, skip);
    emit_jump(gen, OP_JUMP, start, at);
    place(gen, anchor);
    emit(gen, OP_END_FOR, NO_LOCATION);
    emit(gen, OP_POP_ITER, NO_LOCATION);
}

static void gen_async_generator(Generator *gen, const Parts *parts, uint32_t number, int depth, bool is_on_stack)
{
    const Comprehension *generator = parts->generators->items[number];
    Location             at = parts->expr->at;
    Label start = new_label(gen), send = new_label(gen), except = new_label(gen), skip = new_label(gen);

    if (number > 0) {
        visit_expr(gen, generator->iter);
        emit(gen, OP_GET_AITER, generator->iter->at);
    } else if (!is_on_stack) {
        emit_arg(gen, OP_LOAD_FAST, 0, at);
    }
    place(gen, start);
    block_push(gen, BLOCK_ASYNC_COMPREHENSION, start, NO_LABEL, at, NULL);
    emit_jump(gen, OP_SETUP_FINALLY, except, at);
    emit(gen, OP_GET_ANEXT, at);
    emit_none(gen, at);
    place(gen, send);
    emit_yield_from(gen, true, at);
    emit(gen, OP_POP_BLOCK, at);
    visit_expr(gen, generator->target);
    gen_conditions(gen, generator, skip, at);
    Location item_at = gen_inner(gen, parts, number, depth + 1);
    place(gen, skip);
    emit_jump(gen, OP_JUMP, start, item_at);
    block_pop(gen, BLOCK_ASYNC_COMPREHENSION);
    place(gen, except);
    emit_jump(gen, OP_END_ASYNC_FOR, send, at);
}

/* depth: iterators of this comprehension on the stack, above the result. is_on_stack: so is the first iterator. */
static void gen_generator(Generator *gen, const Parts *parts, uint32_t number, int depth, bool is_on_stack)
{
    if (!enter_level(gen))
        return;
    if (parts->generators->items[number]->is_async)
        gen_async_generator(gen, parts, number, depth, is_on_stack);
    else
        gen_sync_generator(gen, parts, number, depth, is_on_stack);
    gen->depth--;
}

/* The first iterable is evaluated outside. */
static void gen_first_iterator(Generator *gen, const Parts *parts)
{
    const Comprehension *first = parts->generators->items[0];
    visit_expr(gen, first->iter);
    emit(gen, first->is_async ? OP_GET_AITER : OP_GET_ITER, first->iter->at);
}

static void gen_merged(Generator *gen, const Parts *parts, Scope *scope)
{
    Location at = parts->expr->at;
    Merge    merge = {.comprehension = scope, .cleanup = NO_LABEL};
    uint32_t room = scope->symbols.count + 1;

    merge.pushed = arena_alloc(gen->arena, room * sizeof *merge.pushed);
    merge.outer_flags = arena_alloc(gen->arena, room * sizeof *merge.outer_flags);
    merge.was_hidden_now = arena_alloc(gen->arena, room * sizeof *merge.was_hidden_now);
    if (!merge.pushed || !merge.outer_flags || !merge.was_hidden_now) {
        fail_memory(gen);
        return;
    }
    gen_first_iterator(gen, parts);
    tweak_scope(gen, &merge);
    push_locals(gen, &merge, at);
    emit_arg(gen, parts->build, 0, at);
    emit_arg(gen, OP_SWAP, 2, at);
    gen_generator(gen, parts, 0, 0, true);
    pop_locals(gen, &merge, at);
    revert_scope(gen, &merge);
}

static void gen_as_function(Generator *gen, const Parts *parts, const Scope *scope)
{
    Location        at = parts->expr->at;
    ParameterCounts counts = {.positional = 1};
    bool            is_async = scope->is_coroutine && parts->build;

    if (!unit_begin(gen, parts->name, UNIT_COMPREHENSION, parts->expr, ROLE_BODY, at.line, NULL, counts))
        return;
    if (parts->build)
        emit_arg(gen, parts->build, 0, at);
    gen_generator(gen, parts, 0, 0, false);
    if (parts->build)
        emit(gen, OP_RETURN_VALUE, at);
    else
        wrap_in_stop_iteration_handler(gen);
    emit_closure(gen, unit_finish(gen, true), 0, at);
    gen_first_iterator(gen, parts);
    emit_arg(gen, OP_CALL, 0, at);
    if (is_async)
        emit_await(gen, 0, at);
}

void gen_comprehension(Generator *gen, const Expr *expr)
{
    Parts  parts = take_apart(gen, expr);
    Scope *scope = symtable_find(&gen->table, expr, ROLE_BODY);
    if (!scope)
        (void)compilation_fail(gen->compilation, ERROR_SYSTEM, "no scope for a comprehension");
    else if (scope->is_merged)
        gen_merged(gen, &parts, scope);
    else
        gen_as_function(gen, &parts, scope);
}
