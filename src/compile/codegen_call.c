/* codegen_call.c - calls: plain, with stars, of methods, of super()'s attributes, and of any(), all() and tuple() with a
 * generator expression, which are run in line when they are still the builtins. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

enum { MOST_ON_STACK = 30 }; /* calls with more arguments collect them */

static void refuse_repeated(Generator *gen, const KeywordSequence *keywords)
{
    for (uint32_t i = 0; i < keywords->length; i++)
        for (uint32_t k = i + 1; keywords->items[i]->arg && k < keywords->length; k++)
            if (keywords->items[k]->arg == keywords->items[i]->arg) {
                (void)compilation_error_at(gen->compilation, keywords->items[k]->at,
                                           "keyword argument repeated: %s", keywords->items[k]->arg->data);
                return;
            }
}

/* A keyword may be given once. Only whether there is a repetition is found by hash. */
static void check_keywords(Generator *gen, const KeywordSequence *keywords)
{
    SymbolMap seen = {0};
    if (keywords->length < 2)
        return;
    for (uint32_t i = 0; i < keywords->length; i++) {
        if (!keywords->items[i]->arg)
            continue;
        Symbol *symbol = symbol_ensure(gen->arena, &seen, keywords->items[i]->arg);
        if (!symbol) {
            fail_memory(gen);
            return;
        }
        if (symbol->flags) {
            refuse_repeated(gen, keywords);
            return;
        }
        symbol->flags = 1;
    }
}

static bool has_stars(const ExprSequence *args, const KeywordSequence *keywords)
{
    for (uint32_t i = 0; i < args->length; i++)
        if (args->items[i]->kind == EXPR_STARRED)
            return true;
    for (uint32_t i = 0; i < keywords->length; i++)
        if (!keywords->items[i]->arg)
            return true;
    return false;
}

/* The values of keywords, and the tuple of their names. */
static void gen_keywords(Generator *gen, const KeywordSequence *keywords, Location at)
{
    const Text **names = arena_alloc(gen->arena, keywords->length * sizeof *names);
    if (!names) {
        fail_memory(gen);
        return;
    }
    for (uint32_t i = 0; i < keywords->length && !has_failed(gen); i++) {
        visit_expr(gen, keywords->items[i]->value);
        names[i] = keywords->items[i]->arg;
    }
    if (!has_failed(gen))
        emit_const(gen, texts_constant(gen, names, keywords->length), at);
}

static void gen_keyword_part(Generator *gen, const KeywordSequence *keywords, uint32_t begin, uint32_t end,
                             bool *has_dict, Location at)
{
    bool is_big = 2 * (end - begin) > MOST_ON_STACK;
    if (is_big)
        emit_arg(gen, OP_BUILD_MAP, 0, NO_LOCATION);
    for (uint32_t i = begin; i < end && !has_failed(gen); i++) {
        emit_text(gen, keywords->items[i]->arg, at);
        visit_expr(gen, keywords->items[i]->value);
        if (is_big)
            emit_arg(gen, OP_MAP_ADD, 1, NO_LOCATION);
    }
    if (!is_big)
        emit_arg(gen, OP_BUILD_MAP, (int)(end - begin), at);
    if (*has_dict)
        emit_arg(gen, OP_DICT_MERGE, 1, at);
    *has_dict = true;
}

/* All keyword arguments as one dict. */
static void gen_keyword_dict(Generator *gen, const KeywordSequence *keywords, Location at)
{
    bool     has_dict = false;
    uint32_t pending = 0;
    for (uint32_t i = 0; i < keywords->length && !has_failed(gen); i++) {
        if (keywords->items[i]->arg) {
            pending++;
            continue;
        }
        if (pending)
            gen_keyword_part(gen, keywords, i - pending, i, &has_dict, at);
        pending = 0;
        if (!has_dict)
            emit_arg(gen, OP_BUILD_MAP, 0, at);
        has_dict = true;
        visit_expr(gen, keywords->items[i]->value);
        emit_arg(gen, OP_DICT_MERGE, 1, at);
    }
    if (pending)
        gen_keyword_part(gen, keywords, keywords->length - pending, keywords->length, &has_dict, at);
}

static void gen_call_ex(Generator *gen, Location at, int pushed, const ExprSequence *args, const Text *generic_base,
                        const KeywordSequence *keywords)
{
    if (!pushed && args->length == 1 && args->items[0]->kind == EXPR_STARRED)
        visit_expr(gen, args->items[0]->as.Starred.value);
    else
        gen_starred(gen, args, generic_base, pushed, OP_BUILD_LIST, OP_LIST_APPEND, OP_LIST_EXTEND, true, at);
    if (keywords->length)
        gen_keyword_dict(gen, keywords, at);
    else
        emit(gen, OP_PUSH_NULL, at);
    emit(gen, OP_CALL_FUNCTION_EX, at);
}

void gen_call_arguments(Generator *gen, Location at, int pushed, const ExprSequence *args, const Text *generic_base,
                        const KeywordSequence *keywords)
{
    check_keywords(gen, keywords);
    if (args->length + 2 * keywords->length > MOST_ON_STACK || has_stars(args, keywords)) {
        gen_call_ex(gen, at, pushed, args, generic_base, keywords);
        return;
    }
    int count = pushed + (int)args->length + (generic_base != NULL) + (int)keywords->length;
    visit_exprs(gen, args);
    if (generic_base)
        emit_variable(gen, generic_base, CONTEXT_LOAD, at);
    if (keywords->length)
        gen_keywords(gen, keywords, at);
    emit_arg(gen, keywords->length ? OP_CALL_KW : OP_CALL, count, at);
}

/* Whether super is the builtin as far as can be seen, and its arguments are what LOAD_SUPER_ATTR takes. */
static bool can_optimize_super(Generator *gen, const Expr *attribute)
{
    const Expr  *call = attribute->as.Attribute.value;
    const Unit  *unit = gen->unit;
    const Names *names = gen->names;

    if (call->kind != EXPR_CALL || call->as.Call.func->kind != EXPR_NAME ||
        call->as.Call.func->as.Name.id != names->super || attribute->as.Attribute.attr == names->dunder_class ||
        call->as.Call.keywords.length)
        return false;
    if (scope_resolution(unit->scope, names->super) != GLOBAL_IMPLICIT ||
        scope_resolution(gen->table.top, names->super) != RESOLUTION_NONE)
        return false;
    const ExprSequence *args = &call->as.Call.args;
    if (args->length == 2)
        return args->items[0]->kind != EXPR_STARRED && args->items[1]->kind != EXPR_STARRED;
    if (args->length || !unit->draft.argument_count)
        return false;
    return unit->kind != UNIT_CLASS && scope_resolution(unit->scope, names->dunder_class) == FREE;
}

bool gen_super_attribute(Generator *gen, const Expr *attribute, bool is_method)
{
    if (attribute->as.Attribute.value->kind != EXPR_CALL || !can_optimize_super(gen, attribute))
        return false;
    const Expr *call = attribute->as.Attribute.value;
    bool        has_args = call->as.Call.args.length > 0;

    emit_variable(gen, gen->names->super, CONTEXT_LOAD, call->as.Call.func->at);
    if (has_args) {
        visit_exprs(gen, &call->as.Call.args);
    } else {
        emit_variable(gen, gen->names->dunder_class, CONTEXT_LOAD, call->at);
        emit_variable(gen, gen->unit->draft.variables.items[0], CONTEXT_LOAD, call->at);
    }
    emit_name(gen, OP_LOAD_SUPER_ATTR, attribute->as.Attribute.attr, 2, (has_args ? 2 : 0) | is_method, attribute->at);
    emit(gen, OP_NOP, attribute_location(attribute, attribute->at));
    return true;
}

/* A call of an attribute of an imported module is no method call; only imports of the module scope are looked at. */
static bool is_imported(const Generator *gen, const Expr *expr)
{
    return expr->kind == EXPR_NAME && (scope_flags(gen->table.top, expr->as.Name.id) & DEF_IMPORT);
}

/* obj.method(args): the method is loaded without making a bound method. */
static bool gen_method_call(Generator *gen, const Expr *expr)
{
    const Expr            *method = expr->as.Call.func;
    const ExprSequence    *args = &expr->as.Call.args;
    const KeywordSequence *keywords = &expr->as.Call.keywords;
    uint32_t               count = args->length + keywords->length;

    if (method->kind != EXPR_ATTRIBUTE || method->as.Attribute.ctx != CONTEXT_LOAD ||
        is_imported(gen, method->as.Attribute.value) || count + (keywords->length != 0) >= MOST_ON_STACK ||
        has_stars(args, keywords))
        return false;

    Location at = attribute_location(method, method->at);
    if (!gen_super_attribute(gen, method, true)) {
        visit_expr(gen, method->as.Attribute.value);
        emit_name(gen, OP_LOAD_ATTR, method->as.Attribute.attr, 1, 1, at);
    }
    visit_exprs(gen, args);
    if (keywords->length)
        gen_keywords(gen, keywords, at);
    emit_arg(gen, keywords->length ? OP_CALL_KW : OP_CALL, (int)count, attribute_location(method, expr->at));
    return true;
}

typedef struct InlineCall {
    int             common;   /* of LOAD_COMMON_CONSTANT */
    int             go_on;    /* jump for the next item; 0: collect them all */
    const Constant *at_end;   /* result when no item decided */
} InlineCall;

static bool find_inline_call(const Generator *gen, const Expr *expr, InlineCall *result)
{
    const Expr *func = expr->as.Call.func;
    if (func->kind != EXPR_NAME || expr->as.Call.args.length != 1 || expr->as.Call.keywords.length ||
        expr->as.Call.args.items[0]->kind != EXPR_GENERATOR_EXP)
        return false;
    const Scope *scope = symtable_find(&gen->table, expr->as.Call.args.items[0], ROLE_BODY);
    if (!scope || scope->is_coroutine)
        return false;
    if (func->as.Name.id == gen->names->all)
        *result = (InlineCall){COMMON_ALL, OP_POP_JUMP_IF_TRUE, &constant_true};
    else if (func->as.Name.id == gen->names->any)
        *result = (InlineCall){COMMON_ANY, OP_POP_JUMP_IF_FALSE, &constant_false};
    else if (func->as.Name.id == gen->names->tuple)
        *result = (InlineCall){COMMON_TUPLE, 0, NULL};
    else
        return false;
    return true;
}

/* The loop of any(), all() or tuple(), taken when the function (on the stack) is the builtin; then jumps to end. */
static void gen_inline_call(Generator *gen, const Expr *expr, const InlineCall *inlined, Label end)
{
    Label    skip = new_label(gen), loop = new_label(gen), cleanup = new_label(gen);
    Location at = expr->as.Call.func->at;

    emit_arg(gen, OP_COPY, 1, at);
    emit_arg(gen, OP_LOAD_COMMON_CONSTANT, inlined->common, at);
    emit_compare(gen, CMP_OP_IS, at);
    emit_jump(gen, OP_POP_JUMP_IF_FALSE, skip, at);
    emit(gen, OP_POP_TOP, at);
    if (!inlined->go_on)
        emit_arg(gen, OP_BUILD_LIST, 0, at);
    visit_expr(gen, expr->as.Call.args.items[0]);
    place(gen, loop);
    emit_jump(gen, OP_FOR_ITER, cleanup, at);
    if (inlined->go_on) {
        emit(gen, OP_TO_BOOL, at);
        emit_jump(gen, inlined->go_on, loop, at);
    } else {
        emit_arg(gen, OP_LIST_APPEND, 2, at);
        emit_jump(gen, OP_JUMP, loop, at);
    }
    emit(gen, OP_POP_ITER, NO_LOCATION);
    if (inlined->go_on)
        emit_const(gen, constant_bool(inlined->at_end == &constant_false), at);
    emit_jump(gen, OP_JUMP, end, at);

    place(gen, cleanup);
    emit(gen, OP_END_FOR, NO_LOCATION);
    emit(gen, OP_POP_ITER, NO_LOCATION);
    if (inlined->go_on)
        emit_const(gen, inlined->at_end, at);
    else
        emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_LIST_TO_TUPLE, at);
    emit_jump(gen, OP_JUMP, end, at);
    place(gen, skip);
}

void gen_call(Generator *gen, const Expr *expr)
{
    const Expr *func = expr->as.Call.func;
    InlineCall  inlined;

    check_keywords(gen, &expr->as.Call.keywords);
    if (has_failed(gen) || gen_method_call(gen, expr))
        return;
    Label end = new_label(gen);
    check_callable(gen, func);
    visit_expr(gen, func);
    if (find_inline_call(gen, expr, &inlined))
        gen_inline_call(gen, expr, &inlined, end);
    emit(gen, OP_PUSH_NULL, func->at);
    gen_call_arguments(gen, expr->at, 0, &expr->as.Call.args, NULL, &expr->as.Call.keywords);
    place(gen, end);
}
