/* codegen_annotation.c - annotations (PEP 649): the functions __annotate__ of functions, classes and modules.
 *
 * An annotation in a class or module that may not have run (all of a module's, those under `if` in a class) is noted in
 * the set __conditional_annotations__ when it is passed; __annotate__ looks there. Under `from __future__ import
 * annotations` they are strings, stored at once. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"
#include "compile/unparse.h"

/* What the caller must raise is NotImplementedError: only formats up to VALUE_WITH_FAKE_GLOBALS are answered. */
bool annotation_unit_begin(Generator *gen, const Text *name, const void *node, ScopeRole role, Location at)
{
    enum { VALUE_WITH_FAKE_GLOBALS = 2 };
    if (!unit_begin(gen, name, UNIT_ANNOTATIONS, node, role, at.line, NULL, (ParameterCounts){.positional_only = 1}))
        return false;
    Label body = new_label(gen);
    emit_arg(gen, OP_LOAD_FAST, 0, at);
    emit_int(gen, VALUE_WITH_FAKE_GLOBALS, at);
    emit_compare(gen, CMP_OP_GT, at);
    emit_jump(gen, OP_POP_JUMP_IF_FALSE, body, at);
    emit_arg(gen, OP_LOAD_COMMON_CONSTANT, COMMON_NOT_IMPLEMENTED_ERROR, at);
    emit_arg(gen, OP_RAISE_VARARGS, 1, at);
    place(gen, body);
    return !has_failed(gen);
}

/* The same code with the parameter `.format`, which no annotation can name, shown as `format`. NULL: no memory. */
static const CodeUnit *rename_parameter(Generator *gen, const CodeUnit *code)
{
    const Constant *old = code->locals;
    const Constant **names = arena_alloc(gen->arena, old->length * sizeof *names);
    CodeUnit        *renamed = arena_alloc(gen->arena, sizeof *renamed);
    if (!names || !renamed) {
        fail_memory(gen);
        return NULL;
    }
    memcpy(names, old->as.items, old->length * sizeof *names);
    names[0] = text_constant(gen, gen->names->format);
    *renamed = *code;
    renamed->locals = names[0] ? constant_tuple(gen->arena, names, old->length) : NULL;
    if (!renamed->locals)
        fail_memory(gen);
    return has_failed(gen) ? NULL : renamed;
}

static void annotation_unit_end(Generator *gen, Location at)
{
    emit(gen, OP_RETURN_VALUE, at);
    const CodeUnit *code = unit_finish(gen, true);
    if (code)
        emit_closure(gen, rename_parameter(gen, code), 0, at);
}

static void emit_annotation_text(Generator *gen, const Expr *annotation)
{
    emit_const(gen, text_constant(gen, expr_unparse(gen->compilation, annotation)), annotation->at);
}

/* `*args: *Ts` is `[value] = [*Ts]`. */
static void gen_annotation_value(Generator *gen, const Expr *annotation, Location at)
{
    if (gen->has_future_annotations) {
        emit_annotation_text(gen, annotation);
    } else if (annotation->kind == EXPR_STARRED) {
        visit_expr(gen, annotation->as.Starred.value);
        emit_arg(gen, OP_UNPACK_SEQUENCE, 1, at);
    } else {
        visit_expr(gen, annotation);
    }
}

static int gen_annotation(Generator *gen, const Text *name, const Expr *annotation, Location at)
{
    if (!annotation)
        return 0;
    emit_text(gen, mangle_name(gen, name), at);
    gen_annotation_value(gen, annotation, at);
    return 1;
}

static int gen_parameter_annotation(Generator *gen, const Arg *arg, Location at)
{
    return arg ? gen_annotation(gen, arg->arg, arg->annotation, at) : 0;
}

static int gen_parameter_annotations(Generator *gen, const ArgSequence *args, Location at)
{
    int count = 0;
    for (uint32_t i = 0; i < args->length && !has_failed(gen); i++)
        count += gen_parameter_annotation(gen, args->items[i], at);
    return count;
}

bool gen_function_annotations(Generator *gen, const Stmt *stmt)
{
    const Arguments *args = stmt->as.FunctionDef.args;
    const Scope     *scope = symtable_find(&gen->table, stmt, ROLE_ANNOTATIONS);
    Location         at = stmt->at;

    if (!scope || !scope->annotations_used ||
        !annotation_unit_begin(gen, scope->name, stmt, ROLE_ANNOTATIONS, at))
        return false;
    int count = gen_parameter_annotations(gen, &args->args, at);
    count += gen_parameter_annotations(gen, &args->posonlyargs, at);
    count += gen_parameter_annotation(gen, args->vararg, at);
    count += gen_parameter_annotations(gen, &args->kwonlyargs, at);
    count += gen_parameter_annotation(gen, args->kwarg, at);
    count += gen_annotation(gen, gen->names->return_, stmt->as.FunctionDef.returns, at);
    emit_arg(gen, OP_BUILD_MAP, count, at);
    annotation_unit_end(gen, at);
    return true;
}

/* Room for one more deferred annotation. */
static bool reserve_annotation(Generator *gen, Unit *unit)
{
    if (unit->annotations.count < unit->annotations.capacity)
        return true;
    uint32_t            capacity = unit->annotations.capacity ? 2 * unit->annotations.capacity : 8;
    DeferredAnnotation *items = arena_alloc(gen->arena, capacity * sizeof *items);
    if (!items) {
        fail_memory(gen);
        return false;
    }
    if (unit->annotations.count)
        memcpy(items, unit->annotations.items, unit->annotations.count * sizeof *items);
    unit->annotations.items = items;
    unit->annotations.capacity = capacity;
    return true;
}

static void load_conditions(Generator *gen, Location at)
{
    const Text *name = gen->names->dunder_conditional_annotations;
    if (gen->unit->kind == UNIT_CLASS)
        emit_arg(gen, OP_LOAD_DEREF, closure_index(gen, name), at);
    else
        emit_name(gen, OP_LOAD_NAME, name, 0, 0, at);
}

static void defer_annotation(Generator *gen, const Stmt *stmt)
{
    Unit *unit = gen->unit;
    int   condition = -1;
    if (!reserve_annotation(gen, unit))
        return;
    if (unit->kind == UNIT_MODULE || unit->in_conditional)
        condition = unit->next_condition++;
    unit->annotations.items[unit->annotations.count++] = (DeferredAnnotation){stmt, condition};
    if (condition < 0)
        return;
    load_conditions(gen, stmt->at);
    emit_int(gen, condition, stmt->at);
    emit_arg(gen, OP_SET_ADD, 1, stmt->at);
    emit(gen, OP_POP_TOP, stmt->at);
}

static void store_annotation_text(Generator *gen, const Stmt *stmt)
{
    emit_annotation_text(gen, stmt->as.AnnAssign.annotation);
    emit_name(gen, OP_LOAD_NAME, gen->names->dunder_annotations, 0, 0, stmt->at);
    emit_text(gen, mangle_name(gen, stmt->as.AnnAssign.target->as.Name.id), stmt->at);
    emit(gen, OP_STORE_SUBSCR, stmt->at);
}

/* The parts of a target without a value are evaluated, for their effects. */
static void gen_for_effect(Generator *gen, const Expr *expr)
{
    if (!expr)
        return;
    visit_expr(gen, expr);
    emit(gen, OP_POP_TOP, expr->at);
}

static void gen_index_for_effect(Generator *gen, const Expr *index)
{
    if (index->kind == EXPR_SLICE) {
        gen_for_effect(gen, index->as.Slice.lower);
        gen_for_effect(gen, index->as.Slice.upper);
        gen_for_effect(gen, index->as.Slice.step);
    } else if (index->kind == EXPR_TUPLE) {
        for (uint32_t i = 0; i < index->as.Tuple.elts.length && enter_level(gen); i++) {
            gen_index_for_effect(gen, index->as.Tuple.elts.items[i]);
            gen->depth--;
        }
    } else {
        gen_for_effect(gen, index);
    }
}

void gen_annotated(Generator *gen, const Stmt *stmt)
{
    const Expr *target = stmt->as.AnnAssign.target;
    bool        is_recorded = gen->unit->kind == UNIT_MODULE || gen->unit->kind == UNIT_CLASS;

    if (stmt->as.AnnAssign.value) {
        visit_expr(gen, stmt->as.AnnAssign.value);
        visit_expr(gen, target);
    }
    if (has_failed(gen))
        return;
    if (target->kind == EXPR_NAME) {
        if (stmt->as.AnnAssign.simple && is_recorded) {
            if (gen->has_future_annotations)
                store_annotation_text(gen, stmt);
            else
                defer_annotation(gen, stmt);
        }
    } else if (!stmt->as.AnnAssign.value && target->kind == EXPR_ATTRIBUTE) {
        gen_for_effect(gen, target->as.Attribute.value);
    } else if (!stmt->as.AnnAssign.value && target->kind == EXPR_SUBSCRIPT) {
        gen_for_effect(gen, target->as.Subscript.value);
        gen_index_for_effect(gen, target->as.Subscript.slice);
    }
}

/* The class's set of passed annotations, as seen from __annotate__: a free variable that the symbol table has not. */
static void load_class_conditions(Generator *gen, const Text *name, Location at)
{
    CodeDraft *draft = &gen->unit->draft;
    int        number = name_table_add(gen->arena, &draft->frees, name);
    if (number < 0)
        fail_memory(gen);
    else
        emit_arg(gen, OP_LOAD_DEREF, (int)draft->cells.count + number, at);
}

/* One variable's entry in the dict on the stack, if it was passed. */
static void gen_deferred(Generator *gen, const DeferredAnnotation *deferred, bool is_class, Location at)
{
    const Stmt *stmt = deferred->stmt;
    const Text *conditions = gen->names->dunder_conditional_annotations;
    Label       not_set = new_label(gen);
    if (deferred->condition >= 0) {
        emit_int(gen, deferred->condition, stmt->at);
        if (is_class)
            load_class_conditions(gen, conditions, stmt->at);
        else
            emit_name(gen, OP_LOAD_GLOBAL, conditions, 1, 0, stmt->at);
        emit_compare(gen, CMP_OP_IN, stmt->at);
        emit_jump(gen, OP_POP_JUMP_IF_FALSE, not_set, stmt->at);
    }
    visit_expr(gen, stmt->as.AnnAssign.annotation);
    emit_arg(gen, OP_COPY, 2, stmt->at);
    emit_text(gen, mangle_name(gen, stmt->as.AnnAssign.target->as.Name.id), stmt->at);
    emit(gen, OP_STORE_SUBSCR, at);
    place(gen, not_set);
}

static void gen_annotate_function(Generator *gen, const Unit *owner, Location at)
{
    const Scope *scope = owner->scope->annotation_scope;
    bool         is_class = owner->kind == UNIT_CLASS;
    if (!annotation_unit_begin(gen, scope->name, (const void *)owner->scope->key, ROLE_VARIABLES, at))
        return;
    emit_arg(gen, OP_BUILD_MAP, 0, at);
    for (uint32_t i = 0; i < owner->annotations.count && !has_failed(gen); i++)
        gen_deferred(gen, &owner->annotations.items[i], is_class, at);
    annotation_unit_end(gen, at);
    emit_variable(gen, is_class ? gen->names->dunder_annotate_func : gen->names->dunder_annotate, CONTEXT_STORE, at);
}

/* A module's __annotate__ is made at its beginning (ANNOTATIONS_PLACEHOLDER), so that it is there while the module
 * runs: its instructions go into a sequence of their own. */
void gen_deferred_annotations(Generator *gen, Location at)
{
    Unit *unit = gen->unit;
    if (!unit->annotations.count)
        return;
    if (unit->kind != UNIT_MODULE) {
        gen_annotate_function(gen, unit, at);
        return;
    }
    Instructions  body = unit->draft.code;
    Instructions *annotations = arena_alloc(gen->arena, sizeof *annotations);
    if (!annotations) {
        fail_memory(gen);
        return;
    }
    unit->draft.code = instructions_in(gen->arena);
    gen_annotate_function(gen, unit, at);
    *annotations = unit->draft.code;
    unit->draft.code = body;
    unit->draft.code.annotations = annotations;
}
