/* syntax_test.c - sources through tokenizer, parser and diagnosis, against what CPython said of them (cases.h, made by
 * tools/record_syntax_cases.py from snippets.txt). SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

#include "syntax/ast_class.h"
#include "syntax/ast_dump.h"
#include "syntax/cases.h"
#include "syntax/source.h"
#include "syntax/tokenizer.h"

enum { STACK_ROOM = 4 << 20 };

/* A compilation in its own arena. */
typedef struct Work {
    Arena       arena;
    Compilation c;
} Work;

static bool begin(Work *work, Allocator *from)
{
    arena_init(&work->arena, from);
    if (!compilation_init(&work->c, &work->arena))
        return false;
    work->c.source_is_str = true;
    work->c.stack_limit = (size_t)__builtin_frame_address(0) - STACK_ROOM;
    return true;
}

static Mod *parse(Work *work, Allocator *from, const char *source)
{
    return begin(work, from) ? compilation_parse(&work->c, source, strlen(source)) : NULL;
}

static CompileMode mode_named(const char *name)
{
    return !strcmp(name, "eval")     ? MODE_EVAL
           : !strcmp(name, "single") ? MODE_SINGLE
           : !strcmp(name, "exec")   ? MODE_EXEC
                                     : MODE_FUNC_TYPE;
}

static const char *kind_name(ErrorKind kind)
{
    switch (kind) {
    case ERROR_SYNTAX: return "SyntaxError";
    case ERROR_INDENTATION: return "IndentationError";
    case ERROR_TAB: return "TabError";
    case ERROR_INCOMPLETE_INPUT: return "_IncompleteInputError";
    default: return "another";
    }
}

/* Whether the error is the one recorded. */
static bool error_equals(const CompilationError *error, const char *want)
{
    char got[2000];

    snprintf(got, sizeof got, "%s|%s|%d|%d|%d|%d|%s", kind_name(error->kind), error->message ? error->message->data : "",
             error->line, error->column, error->end_line, error->end_column, error->text ? error->text->data : "None");
    if (!strcmp(got, want))
        return true;
    fprintf(stderr, "want %s\ngot  %s\n", want, got);
    return false;
}

static bool case_holds(Allocator *from, size_t i)
{
    Work     work;
    bool     holds;
    DumpText dump = {.arena = &work.arena};

    if (!begin(&work, from))
        return false;
    work.c.mode = mode_named(cases[i].mode);
    work.c.flags = cases[i].flags;
    Mod *tree = compilation_parse(&work.c, cases[i].source, strlen(cases[i].source));
    if (cases[i].error)
        holds = !tree && error_equals(&work.c.error, cases[i].error);
    else
        holds = tree && ast_dump(tree, true, &dump) && dump.length == strlen(cases[i].dump) &&
                !memcmp(dump.data, cases[i].dump, dump.length);
    arena_free(&work.arena);
    if (!holds)
        fprintf(stderr, "in case %zu: %s\n", i, cases[i].source);
    return holds;
}

TEST(sources_give_the_trees_and_errors_that_cpython_gives)
{
    for (size_t i = 0; i < countof(cases); i++)
        CHECK(case_holds(from, i));
}

TEST(a_parser_without_memory_says_so)
{
    static const char source[] = "class A[T](b, c=d):\n  x: int = f'{y!r:>{z}}'\n  def g(self, *a, k=1): return {1: [2]}\n";

    EACH_ALLOCATION_FAILING
    {
        Work work;
        Mod *tree = parse(&work, from, source);
        CHECK(unit_allocation_failed() ? !tree : tree != NULL);
        CHECK(tree || work.c.error.kind == ERROR_NO_MEMORY || !work.c.filename);
        arena_free(&work.arena);
    }
}

TEST(a_diagnosis_without_memory_says_so)
{
    EACH_ALLOCATION_FAILING
    {
        Work work;
        CHECK(!parse(&work, from, "def f(x):\n    y = (x z)\n    return [y for y in\n"));
        CHECK(!work.c.filename || work.c.error.kind == (unit_allocation_failed() ? ERROR_NO_MEMORY : ERROR_SYNTAX));
        arena_free(&work.arena);
    }
}

/* Source made of one piece many times. */
static char *repeat(const char *piece, size_t count, const char *end)
{
    size_t length = strlen(piece);
    char  *text = malloc(length * count + strlen(end) + 1);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * length, piece, length);
    strcpy(text + count * length, end);
    return text;
}

static ErrorKind kind_of_repeated(Allocator *from, const char *piece, size_t count, const char *end)
{
    Work  work;
    char *source = repeat(piece, count, end);

    (void)parse(&work, from, source);
    ErrorKind kind = work.c.error.kind;
    arena_free(&work.arena);
    free(source);
    return kind;
}

TEST(depth_ends_in_an_error_where_cpythons_does)
{
    CHECK(kind_of_repeated(from, "(", 100000, "") == ERROR_SYNTAX);
    CHECK(kind_of_repeated(from, "-", 5968, "1") == ERROR_NONE);
    CHECK(kind_of_repeated(from, "-", 5969, "1") == ERROR_MEMORY);
    CHECK(kind_of_repeated(from, "2**", 2984, "1") == ERROR_NONE);
    CHECK(kind_of_repeated(from, "2**", 2985, "1") == ERROR_MEMORY);
    CHECK(kind_of_repeated(from, "lambda:", 100000, "1") == ERROR_MEMORY);
    CHECK(kind_of_repeated(from, "f(", 190, "a b") == ERROR_SYNTAX);
}

TEST(identifiers_are_in_normal_form)
{
    Work work;
    Mod *tree = parse(&work, from, "\xEF\xAC\x81 = fi\n");

    CHECK(tree && tree->as.Module.body.length == 1);
    if (tree) {
        const Stmt *assign = tree->as.Module.body.items[0];
        CHECK(assign->as.Assign.targets.items[0]->as.Name.id == assign->as.Assign.value->as.Name.id);
    }
    arena_free(&work.arena);
}

/* Counts warnings; context points to the count. */
static bool count_warning(Compilation *c, WarningKind kind, const Text *message, int line, int column, int end_line,
                          int end_column, bool *as_error)
{
    (void)message, (void)line, (void)column, (void)end_line, (void)end_column, (void)as_error;
    *(int *)c->context += kind == WARNING_SYNTAX;
    return true;
}

TEST(a_refused_source_warns_once)
{
    Work work;
    int  count = 0;

    CHECK(begin(&work, from));
    work.c.context = &count;
    work.c.warn = count_warning;
    CHECK(!compilation_parse(&work.c, "a = '\\d' + 1or 2\nb c\n", 21));
    CHECK(count == 2);
    arena_free(&work.arena);
}

TEST(classes_know_their_fields)
{
    char            doc[400];
    const AstClass *call = ast_class_get(AST_TYPE_expr, EXPR_CALL);

    CHECK(!strcmp(call->name, "Call") && call->field_count == 3);
    CHECK(ast_field_offset(call, 1) == offsetof(Expr, as.Call.args));
    CHECK(ast_class_size(call) == offsetof(Expr, as) + sizeof(((Expr *)0)->as.Call));
    ast_class_doc(call, doc, sizeof doc);
    CHECK(!strcmp(doc, "Call(expr func, expr* args, keyword* keywords)"));
    ast_class_doc(ast_class_get(AST_TYPE_unaryop, 0), doc, sizeof doc);
    CHECK(!strcmp(doc, "unaryop = Invert | Not | UAdd | USub"));
    ast_class_doc(ast_class_get(AST_TYPE_arguments, 0), doc, sizeof doc);
    CHECK(!strcmp(doc, "arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr?* kw_defaults, "
                       "arg? kwarg, expr* defaults)"));
}

TEST(every_field_stands_where_the_table_says)
{
    for (const AstClass *row = ast_classes; row < ast_classes + ast_class_count; row++)
        for (int i = 0; i + 1 < row->field_count; i++)
            CHECK(ast_field_offset(row, i) < ast_field_offset(row, i + 1) &&
                  ast_field_offset(row, i + 1) < ast_class_size(row));
    CHECK(ast_class_size(ast_class_get(AST_TYPE_arguments, 0)) == sizeof(Arguments));
    CHECK(ast_field_offset(ast_class_get(AST_TYPE_stmt, STMT_ANN_ASSIGN), 3) == offsetof(Stmt, as.AnnAssign.simple));
    CHECK(ast_field_offset(ast_class_get(AST_TYPE_expr, EXPR_COMPARE), 2) == offsetof(Expr, as.Compare.comparators));
}

/* Parses, lets change spoil the tree, and returns the validation's message. */
static const char *message_after(Allocator *from, Work *work, const char *source, void (*change)(Mod *))
{
    Mod *tree = parse(work, from, source);

    if (!tree)
        return "not parsed";
    CHECK(ast_validate(&work->c, tree));
    change(tree);
    return ast_validate(&work->c, tree) || !work->c.error.message ? "" : work->c.error.message->data;
}

static void empty_body(Mod *tree) { tree->as.Module.body.items[0]->as.If.body.length = 0; }
static void load_target(Mod *tree) { tree->as.Module.body.items[0]->as.Assign.targets.items[0]->as.Name.ctx = CONTEXT_LOAD; }
static void drop_value(Mod *tree) { tree->as.Module.body.items[0]->as.Expr.value->as.BoolOp.values.length = 1; }
static void swap_lines(Mod *tree) { tree->as.Module.body.items[0]->end_line = 0; }

TEST(trees_made_by_hand_are_refused_in_cpythons_words)
{
    Work work;

    CHECK(!strcmp(message_after(from, &work, "if x: y\n", empty_body), "empty body on If"));
    arena_free(&work.arena);
    CHECK(!strcmp(message_after(from, &work, "x = y\n", load_target),
                  "expression must have Store context but has Load instead"));
    arena_free(&work.arena);
    CHECK(!strcmp(message_after(from, &work, "x or y\n", drop_value), "BoolOp with less than 2 values"));
    arena_free(&work.arena);
    CHECK(!strcmp(message_after(from, &work, "pass\n", swap_lines), "AST node line range (1, 0) is not valid"));
    arena_free(&work.arena);
}

/* The kinds of a source's tokens, one letter or number each, in the extra tokens mode. */
static void token_kinds(Work *work, Allocator *from, const char *source, char *out, size_t size)
{
    Token  token;
    int    type;
    size_t length = 0;

    *out = 0;
    if (!begin(work, from) || !source_read(&work->c, source, strlen(source)))
        return;
    Tokenizer *t = arena_alloc(&work->arena, sizeof *t);
    if (!t)
        return;
    tokenizer_init(t, &work->c, work->c.source, work->c.source_length);
    t->extra_tokens = true;
    do {
        type = tokenizer_next(t, &token);
        length += (size_t)snprintf(out + length, size - length, "%d ", type);
    } while (type != TOKEN_ENDMARKER && type != TOKEN_ERRORTOKEN && length < size);
}

TEST(comments_and_blank_lines_are_tokens_for_tokenize)
{
    Work work;
    char kinds[200];

    token_kinds(&work, from, "x = 1 # a\n\n# b\nif y:\n    z\n", kinds, sizeof kinds);
    CHECK(!strcmp(kinds, "1 22 2 65 4 66 65 66 1 1 11 4 5 1 4 6 0 "));
    arena_free(&work.arena);
}
