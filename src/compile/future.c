/* future.c - see future.h. SPDX-License-Identifier: MIT */
#include "compile/future.h"

#include "code/constant.h"

/* Every name that may be asked for; most have long become the rule and change nothing. */
static const struct { const char *name; unsigned bit; } features[] = {
    {"nested_scopes", 0},
    {"generators", 0},
    {"division", 0},
    {"absolute_import", 0},
    {"with_statement", 0},
    {"print_function", 0},
    {"unicode_literals", 0},
    {"barry_as_FLUFL", COMPILE_FUTURE_BARRY_AS_BDFL},
    {"generator_stop", 0},
    {"annotations", COMPILE_FUTURE_ANNOTATIONS},
};

const Expr *body_docstring(const StmtSequence *body)
{
    if (!body->length || body->items[0]->kind != STMT_EXPR)
        return NULL;
    const Expr *value = body->items[0]->as.Expr.value;
    if (value->kind != EXPR_CONSTANT || value->as.Constant.value->kind != CONSTANT_STR)
        return NULL;
    return value;
}

static bool read_name(Compilation *compilation, const Alias *alias, Future *future)
{
    for (size_t i = 0; i < countof(features); i++)
        if (text_equals_literal(alias->name, features[i].name)) {
            future->features |= features[i].bit;
            return true;
        }
    if (text_equals_literal(alias->name, "braces"))
        return compilation_error_at(compilation, alias->at, "not a chance");
    return compilation_error_at(compilation, alias->at, "future feature %.100s is not defined", alias->name->data);
}

static bool is_future_import(const Stmt *stmt)
{
    return stmt->kind == STMT_IMPORT_FROM && stmt->as.ImportFrom.level == 0 && stmt->as.ImportFrom.module &&
           text_equals_literal(stmt->as.ImportFrom.module, "__future__");
}

/* Only a docstring and other future statements may stand before a future statement. */
bool future_read(Compilation *compilation, const Mod *tree, Future *future)
{
    *future = (Future){.last = {-1, -1, -1, -1}};
    if (tree->kind != MOD_MODULE && tree->kind != MOD_INTERACTIVE)
        return true;
    const StmtSequence *body = tree->kind == MOD_MODULE ? &tree->as.Module.body : &tree->as.Interactive.body;

    for (uint32_t i = body_docstring(body) ? 1 : 0; i < body->length && is_future_import(body->items[i]); i++) {
        const AliasSequence *names = &body->items[i]->as.ImportFrom.names;
        for (uint32_t k = 0; k < names->length; k++)
            if (!read_name(compilation, names->items[k], future))
                return false;
        future->last = body->items[i]->at;
    }
    return true;
}
