/* codegen_class.c - class: `name = __build_class__(body, "name", *bases, **keywords)`. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

/* Stores into a cell of the class; as a variable of the body the name would go into the namespace. */
static void emit_store_cell(Generator *gen, const Text *name, Location at)
{
    emit_arg(gen, OP_STORE_DEREF, closure_index(gen, name), at);
}

static void gen_class_prologue(Generator *gen, const Stmt *stmt, Location at)
{
    const Names *names = gen->names;
    const Scope *scope = gen->unit->scope;

    emit_variable(gen, names->dunder_name, CONTEXT_LOAD, at);
    emit_variable(gen, names->dunder_module, CONTEXT_STORE, at);
    emit_const(gen, gen->unit->draft.qualname, at);    /* the very object: marshal refers to it */
    emit_variable(gen, names->dunder_qualname, CONTEXT_STORE, at);
    emit_int(gen, gen->unit->draft.first_line, at);
    emit_variable(gen, names->dunder_firstlineno, CONTEXT_STORE, at);
    if (stmt->as.ClassDef.type_params.length) {
        emit_variable(gen, names->dot_type_params, CONTEXT_LOAD, at);
        emit_variable(gen, names->dunder_type_params, CONTEXT_STORE, at);
    }
    if (scope->needs_classdict) {
        emit(gen, OP_LOAD_LOCALS, at);
        emit_store_cell(gen, names->dunder_classdict, at);
    }
    if (scope->has_conditional_annotations) {
        emit_arg(gen, OP_BUILD_SET, 0, at);
        emit_store_cell(gen, names->dunder_conditional_annotations, at);
    }
}

/* What methods assign on self, sorted. */
static const Constant *static_attributes(Generator *gen)
{
    const SymbolMap *attributes = &gen->unit->static_attributes;
    const Text     **names = arena_alloc(gen->arena, (attributes->count + 1) * sizeof *names);
    if (!names) {
        fail_memory(gen);
        return NULL;
    }
    for (uint32_t i = 0; i < attributes->count; i++)
        names[i] = attributes->items[i].name;
    texts_sort(names, attributes->count);
    return texts_constant(gen, names, attributes->count);
}

/* The body returns its __class__ cell, for type.__new__ to fill. */
static void gen_class_epilogue(Generator *gen)
{
    const Names *names = gen->names;
    const Scope *scope = gen->unit->scope;

    emit_const(gen, static_attributes(gen), NO_LOCATION);
    emit_variable(gen, names->dunder_static_attributes, CONTEXT_STORE, NO_LOCATION);
    if (scope->needs_classdict) {
        emit_arg(gen, OP_LOAD_CLOSURE, closure_index(gen, names->dunder_classdict), NO_LOCATION);
        emit_variable(gen, names->dunder_classdictcell, CONTEXT_STORE, NO_LOCATION);
    }
    if (scope->needs_class_closure) {
        emit_arg(gen, OP_LOAD_CLOSURE, closure_index(gen, names->dunder_class), NO_LOCATION);
        emit_arg(gen, OP_COPY, 1, NO_LOCATION);
        emit_variable(gen, names->dunder_classcell, CONTEXT_STORE, NO_LOCATION);
    } else {
        emit_none(gen, NO_LOCATION);
    }
    emit(gen, OP_RETURN_VALUE, NO_LOCATION);
}

static void gen_class_body(Generator *gen, const Stmt *stmt, int first_line)
{
    const Text *name = stmt->as.ClassDef.name;
    Location    at = {.line = first_line, .column = 0, .end_line = first_line, .end_column = 0};

    if (!unit_begin(gen, name, UNIT_CLASS, stmt, ROLE_BODY, first_line, name, (ParameterCounts){0}))
        return;
    gen_class_prologue(gen, stmt, at);
    gen_body(gen, &stmt->as.ClassDef.body, at);
    gen_class_epilogue(gen);
    const CodeUnit *code = unit_finish(gen, true);
    emit(gen, OP_LOAD_BUILD_CLASS, stmt->at);
    emit(gen, OP_PUSH_NULL, stmt->at);
    emit_closure(gen, code, 0, stmt->at);
    emit_text(gen, name, stmt->at);
}

static void gen_generic_class(Generator *gen, const Stmt *stmt, int first_line)
{
    const Names *names = gen->names;
    const Text  *name = generic_name(gen, stmt->as.ClassDef.name);
    Location     at = stmt->at;

    if (!name || !unit_begin(gen, name, UNIT_ANNOTATIONS, stmt, ROLE_TYPE_PARAMETERS, first_line,
                             stmt->as.ClassDef.name, (ParameterCounts){0}))
        return;
    gen_type_params(gen, &stmt->as.ClassDef.type_params);
    emit_variable(gen, names->dot_type_params, CONTEXT_STORE, at);
    gen_class_body(gen, stmt, first_line);
    emit_variable(gen, names->dot_type_params, CONTEXT_LOAD, at);
    emit_arg(gen, OP_CALL_INTRINSIC_1, INTRINSIC_1_SUBSCRIPT_GENERIC, at);
    emit_variable(gen, names->dot_generic_base, CONTEXT_STORE, at);
    gen_call_arguments(gen, at, 2, &stmt->as.ClassDef.bases, names->dot_generic_base, &stmt->as.ClassDef.keywords);
    emit_closure(gen, unit_finish(gen, false), 0, at);
    emit(gen, OP_PUSH_NULL, at);
    emit_arg(gen, OP_CALL, 0, at);
}

void gen_class(Generator *gen, const Stmt *stmt)
{
    const ExprSequence *decorators = &stmt->as.ClassDef.decorator_list;
    int                 first_line = decorated_line(decorators, stmt);

    gen_decorators(gen, decorators);
    if (stmt->as.ClassDef.type_params.length) {
        gen_generic_class(gen, stmt, first_line);
    } else {
        gen_class_body(gen, stmt, first_line);
        gen_call_arguments(gen, stmt->at, 2, &stmt->as.ClassDef.bases, NULL, &stmt->as.ClassDef.keywords);
    }
    gen_apply_decorators(gen, decorators);
    emit_variable(gen, stmt->as.ClassDef.name, CONTEXT_STORE, stmt->at);
}
