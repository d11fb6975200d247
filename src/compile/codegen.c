/* codegen.c - compile_module, and the bodies of modules. See codegen_impl.h for the map. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

/* From the first statement's beginning to the last one's end, for what belongs to the whole. */
static Location start_location(const StmtSequence *stmts)
{
    if (!stmts->length)
        return (Location){1, 0, 1, 0};
    return stmts->items[0]->at;
}

static void store_docstring(Generator *gen, const Expr *docstring)
{
    emit_const(gen, docstring_clean(gen, docstring->as.Constant.value), docstring->at);
    emit_variable(gen, gen->names->dunder_doc, CONTEXT_STORE, NO_LOCATION);
}

void gen_body(Generator *gen, const StmtSequence *stmts, Location at)
{
    const Scope *scope = gen->unit->scope;
    uint32_t     first = 0;

    if (gen->has_future_annotations && scope->annotations_used)
        emit(gen, OP_SETUP_ANNOTATIONS, at);
    if (!stmts->length)
        return;
    /* A string at an interactive prompt is no docstring. */
    if (scope->has_docstring && !(gen->is_interactive && !gen->unit->parent)) {
        store_docstring(gen, body_docstring(stmts));
        first = 1;
    }
    for (uint32_t i = first; i < stmts->length && !has_failed(gen); i++)
        visit_stmt(gen, stmts->items[i]);
    if (!gen->has_future_annotations && !has_failed(gen))
        gen_deferred_annotations(gen, at);
}

static void gen_module_body(Generator *gen, const StmtSequence *stmts)
{
    Location at = start_location(stmts);
    if (gen->unit->scope->has_conditional_annotations) {
        emit_arg(gen, OP_BUILD_SET, 0, at);
        emit_name(gen, OP_STORE_NAME, gen->names->dunder_conditional_annotations, 0, 0, at);
    }
    gen_body(gen, stmts, at);
}

static const CodeUnit *gen_module(Generator *gen, const Mod *tree)
{
    if (!unit_begin(gen, gen->names->module, UNIT_MODULE, tree, ROLE_BODY, 1, NULL, (ParameterCounts){0}))
        return NULL;
    switch (tree->kind) {
    case MOD_MODULE:
        gen_module_body(gen, &tree->as.Module.body);
        break;
    case MOD_INTERACTIVE:
        gen->is_interactive = true;
        gen_module_body(gen, &tree->as.Interactive.body);
        break;
    default:
        visit_expr(gen, tree->as.Expression.body);
        break;
    }
    return unit_finish(gen, tree->kind != MOD_EXPRESSION);
}

const CodeUnit *compile_module(Compilation *compilation, Mod *tree)
{
    Generator gen = {.compilation = compilation,
                     .arena = compilation->arena,
                     .cache = {.arena = compilation->arena},
                     .optimize = compilation->optimize};
    Future    future;

    if (!future_read(compilation, tree, &future)) {
        compilation->error.has_bare_args = true;
        return NULL;
    }
    compilation->flags |= future.features;
    gen.has_future_annotations = (compilation->flags & COMPILE_FUTURE_ANNOTATIONS) != 0;
    if (!ast_preprocess(compilation, tree) || !symtable_build(&gen.table, compilation, tree, &future))
        return NULL;
    gen.names = &gen.table.names;
    gen.filename = constant_str(compilation->arena, compilation->filename);
    if (!gen.filename) {
        fail_memory(&gen);
        return NULL;
    }
    const CodeUnit *code = gen_module(&gen, tree);
    return has_failed(&gen) ? NULL : code;
}
