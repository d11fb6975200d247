/* compile_test.c - whole programs through symbol table, code generation, flow graph and assembler, against recorded
 * CPython: marshal data, symbol tables, errors and warnings. SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdarg.h>
#include <stdlib.h>

#include "compile/cases.h"
#include "code/marshal_unit.h"
#include "compile/codegen.h"
#include "compile/symtable.h"

enum { STACK_ROOM = 4 << 20 };

typedef struct Case {
    Arena       arena;
    Compilation compilation;
    char        warnings[2000];
} Case;

static bool note_warning(Compilation *compilation, WarningKind kind, const Text *message, int line, int column,
                         int end_line, int end_column, bool *as_error)
{
    Case  *this = compilation->context;
    size_t used = strlen(this->warnings);
    (void)kind, (void)column, (void)end_line, (void)end_column, (void)as_error;
    (void)snprintf(this->warnings + used, sizeof this->warnings - used, "%s %d\n", message->data, line);
    return true;
}

static Mod *case_parse(Case *this, Allocator *from, const char *source, int optimize)
{
    this->warnings[0] = 0;
    arena_init(&this->arena, from);
    if (!compilation_init(&this->compilation, &this->arena)) {
        this->compilation.error.kind = ERROR_NO_MEMORY;
        return NULL;
    }
    this->compilation.filename = text_intern_literal(&this->compilation.texts, "<case>");
    this->compilation.optimize = optimize;
    this->compilation.stack_limit = (size_t)__builtin_frame_address(0) - STACK_ROOM;
    this->compilation.source_is_str = true;
    this->compilation.context = this;
    this->compilation.warn = note_warning;
    return compilation_parse(&this->compilation, source, strlen(source));
}

static bool is_hex_of(const char *hex, const uint8_t *data, size_t size)
{
    char digits[3];
    for (size_t i = 0; i < size; i++) {
        (void)snprintf(digits, sizeof digits, "%02x", data[i]);
        if (strncmp(hex + 2 * i, digits, 2) != 0)
            return false;
    }
    return !hex[2 * size];
}

static bool marshal_is(Allocator *from, const char *source, int optimize, const char *expected)
{
    Case            this;
    const uint8_t  *data;
    size_t          size;
    Mod            *tree = case_parse(&this, from, source, optimize);
    const CodeUnit *unit = tree ? compile_module(&this.compilation, tree) : NULL;
    bool            is_right = unit && unit_marshal(&this.arena, unit, false, &data, &size) == MARSHAL_FINE &&
                    is_hex_of(expected, data, size);
    if (!is_right)
        fprintf(stderr, "-O%d of:\n%s", optimize, source);
    arena_free(&this.arena);
    return is_right;
}

TEST(compiled_snippets_have_cpythons_marshal_data)
{
    for (size_t i = 0; i < countof(snippets); i++) {
        CHECK(marshal_is(from, snippets[i].source, 0, snippets[i].marshal_0));
        CHECK(marshal_is(from, snippets[i].source, 2, snippets[i].marshal_2));
    }
}

typedef struct Lines {
    char   text[16000];
    size_t length;
} Lines;

static void put(Lines *lines, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void put(Lines *lines, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    lines->length += (size_t)vsnprintf(lines->text + lines->length, sizeof lines->text - lines->length, format, arguments);
    va_end(arguments);
}

static int compare_symbols(const void *left, const void *right)
{
    return strcmp(((const Symbol *)left)->name->data, ((const Symbol *)right)->name->data);
}

static void put_scope(Lines *lines, Scope *scope, int depth)
{
    static const char *const kinds[] = {"FUNCTION",   "CLASS",           "MODULE",       "ANNOTATION",
                                        "TYPE_ALIAS", "TYPE_PARAMETERS", "TYPE_VARIABLE"};
    put(lines, "%d %s %s %d %d [", depth, kinds[scope->kind], scope->name->data, scope->at.line, scope->is_nested);
    for (uint32_t i = 0; i < scope->variables.count; i++)
        put(lines, i ? " %s" : "%s", scope->variables.items[i]->data);
    put(lines, "]");
    scope->symbols.slots = NULL; /* the order changes */
    if (scope->symbols.count)
        qsort(scope->symbols.items, scope->symbols.count, sizeof(Symbol), compare_symbols);
    for (uint32_t i = 0; i < scope->symbols.count; i++)
        put(lines, " %s=%u", scope->symbols.items[i].name->data, scope->symbols.items[i].flags);
    put(lines, "\n");
    for (uint32_t i = 0; i < scope->children.count; i++)
        put_scope(lines, scope->children.items[i], depth + 1);
}

/* The scopes of a source as recorded: the `symtable` module sees no preprocessing. */
static bool scopes_are(Allocator *from, const char *source, const char *expected)
{
    Case        this;
    SymbolTable table;
    Future      future;
    Lines       lines = {.length = 0};
    Mod        *tree = case_parse(&this, from, source, 0);
    bool        is_right = tree && future_read(&this.compilation, tree, &future);
    if (is_right) {
        this.compilation.flags |= future.features;
        is_right = symtable_build(&table, &this.compilation, tree, &future);
    }
    if (is_right) {
        put_scope(&lines, table.top, 0);
        is_right = strcmp(lines.text, expected) == 0;
    }
    if (!is_right)
        fprintf(stderr, "scopes:\n%sexpected:\n%s", lines.text, expected);
    arena_free(&this.arena);
    return is_right;
}

TEST(symbol_tables_are_cpythons)
{
    for (size_t i = 0; i < countof(snippets); i++)
        CHECK(scopes_are(from, snippets[i].source, snippets[i].scopes));
}

/* The parser's own errors are not of this layer: whatever it refuses passes. */
static bool outcome_is(Allocator *from, const char *source, const char *expected)
{
    Case this;
    char text[2000] = "";
    Mod *tree = case_parse(&this, from, source, 0);
    bool is_parsed = tree;
    const CodeUnit *unit = tree ? compile_module(&this.compilation, tree) : NULL;
    const CompilationError *error = &this.compilation.error;
    if (unit)
        (void)snprintf(text, sizeof text, "%s", this.warnings);
    else if (error->message)
        (void)snprintf(text, sizeof text, "%s %d,%d,%d,%d\n", error->message->data, error->line, error->column,
                       error->end_line, error->end_column);
    bool is_right = !is_parsed || strcmp(text, expected) == 0;
    if (!is_right)
        fprintf(stderr, "%s\n  gives: %s  expected: %s", source, text, expected);
    arena_free(&this.arena);
    return is_right;
}

TEST(errors_and_warnings_are_cpythons)
{
    for (size_t i = 0; i < countof(errors); i++)
        CHECK(outcome_is(from, errors[i].source, errors[i].outcome));
}

/* Whatever allocation fails, the error says so and nothing is left. */
TEST(compiling_without_memory_fails_cleanly)
{
    static const char source[] = "class A[T]:\n def f(self, a: int = 1): return [b for b in a if (lambda: self)]\n"
                                 "match x:\n case {'a': [1, *c]}: f'{x!r:>{y}}' % 2\n";
    EACH_ALLOCATION_FAILING {
        Case            this;
        Mod            *tree = case_parse(&this, from, source, 0);
        const CodeUnit *unit = tree ? compile_module(&this.compilation, tree) : NULL;
        CHECK(!tree || unit || this.compilation.error.kind == ERROR_NO_MEMORY);
        arena_free(&this.arena);
    }
}

/* A chain of operators nests as deep as it is long. */
static bool compiles_or_recurses(Allocator *from, const char *part, size_t count, const char *end)
{
    size_t length = strlen(part);
    char  *source = malloc(length * count + strlen(end) + 1);
    Case   this;
    for (size_t i = 0; i < count; i++)
        memcpy(source + i * length, part, length);
    memcpy(source + count * length, end, strlen(end) + 1);
    Mod *tree = case_parse(&this, from, source, 0);
    bool is_fine = !tree || compile_module(&this.compilation, tree) || this.compilation.error.kind == ERROR_RECURSION;
    arena_free(&this.arena);
    free(source);
    return is_fine;
}

TEST(deep_nesting_ends_in_an_error)
{
    CHECK(compiles_or_recurses(from, "a + ", 100000, "a"));
    CHECK(compiles_or_recurses(from, "a.b", 100000, ""));
    CHECK(compiles_or_recurses(from, "a(1)", 50000, ""));
    CHECK(compiles_or_recurses(from, "not ", 5000, "a"));
    CHECK(compiles_or_recurses(from, "lambda: ", 2000, "a"));
}
