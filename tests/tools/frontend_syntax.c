/* frontend_syntax.c - the driver's modes that stop at the tree: ast, tokens, errors. SPDX-License-Identifier: MIT */
#include "frontend.h"

#include <stdlib.h>

#include "syntax/ast_dump.h"
#include "syntax/source.h"
#include "syntax/tokenizer.h"

/* Prints a text as repr() does; NULL: None. */
static bool print_repr(Compilation *c, const Text *text)
{
    DumpText out = {.arena = c->arena};

    if (!text) {
        fputs("None", stdout);
        return true;
    }
    const Constant *constant = constant_str(c->arena, text);
    if (!constant || !constant_repr(constant, &out))
        return false;
    fwrite(out.data, 1, out.length, stdout);
    return true;
}

static const char *const kind_names[] = {"ok", "MemoryError", "SyntaxError", "IndentationError", "TabError",
                                         "_IncompleteInputError", "MemoryError", "RecursionError", "OverflowError",
                                         "ValueError", "TypeError", "SystemError", "Raised"};

/* type, msg, lineno, offset, end_lineno, end_offset, text; with tabs between */
static void print_error(Compilation *c)
{
    const CompilationError *e = &c->error;

    printf("%s\t", kind_names[e->kind]);
    print_repr(c, e->message);
    if (e->has_location)
        printf("\t%d\t%d", e->line, e->column);
    else
        fputs("\tNone\tNone", stdout);
    if (e->has_location && e->has_end)
        printf("\t%d\t%d\t", e->end_line, e->end_column);
    else
        fputs("\tNone\tNone\t", stdout);
    print_repr(c, e->text);
    putchar('\n');
}

/* ast.dump(ast.parse(source), include_attributes=True), a frame a file; an error's seven fields as text in an 'E' one */
bool mode_ast(const Input *input, const Options *options)
{
    Arena       arena;
    Compilation c;

    (void)options;
    arena_init(&arena, &driver_allocator);
    bool done = compilation_init(&c, &arena);
    Mod *tree = done ? compilation_parse(&c, input->data, input->size) : NULL;
    if (tree) {
        DumpText out = {.arena = &arena};
        done = ast_dump(tree, true, &out);
        frame_write('M', out.data, out.length);
    } else {
        frame_write('E', c.error.message ? c.error.message->data : "", c.error.message ? c.error.message->length : 0);
    }
    arena_free(&arena);
    return done;
}

/* Parses, and prints nothing. */
bool mode_parse(const Input *input, const Options *options)
{
    Arena       arena;
    Compilation c;

    (void)options;
    arena_init(&arena, &driver_allocator);
    bool done = compilation_init(&c, &arena) && compilation_parse(&c, input->data, input->size);
    arena_free(&arena);
    return done;
}

/* One token a line: type, line, column, end line, end column, text. */
bool mode_tokens(const Input *input, const Options *options)
{
    Arena       arena;
    Compilation c;
    Tokenizer  *t;
    Token       token;

    (void)options;
    arena_init(&arena, &driver_allocator);
    bool done = compilation_init(&c, &arena) && (t = arena_alloc(&arena, sizeof(Tokenizer)));
    if (done && source_read(&c, input->data, input->size)) {
        tokenizer_init(t, &c, c.source, c.source_length);
        int type;
        do {
            type = tokenizer_next(t, &token);
            printf("%d\t%d\t%d\t%d\t%d\t", type, token.line, token.column, token.end_line, token.end_column);
            print_repr(&c, type == TOKEN_ERRORTOKEN ? c.error.message
                                                    : text_intern(&c.texts, token.start,
                                                                  (size_t)(token.end - token.start)));
            putchar('\n');
        } while (type != TOKEN_ENDMARKER && type != TOKEN_ERRORTOKEN);
    }
    arena_free(&arena);
    return done;
}

static int hex_digit(int c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

/* One case: "mode hex" or "bytes-mode hex". */
static void run_case(char *line, int index, CompileCase compile_case)
{
    Arena       arena;
    Compilation c;
    char       *hex = strchr(line, ' ');
    size_t      length = 0;

    *hex++ = 0;
    char *data = hex;
    for (char *at = hex; *at && *at != '\n'; at += 2)
        data[length++] = (char)(hex_digit(at[0]) << 4 | hex_digit(at[1]));
    arena_init(&arena, &driver_allocator);
    if (compilation_init(&c, &arena)) {
        c.source_is_str = strncmp(line, "bytes-", 6) != 0;
        const char *mode = c.source_is_str ? line : line + 6;
        c.mode = !strcmp(mode, "eval") ? MODE_EVAL : !strcmp(mode, "single") ? MODE_SINGLE
                 : !strcmp(mode, "func_type") ? MODE_FUNC_TYPE : MODE_EXEC;
        const char *version = strchr(mode, '@'); /* "exec@9": Python 3.9 */
        if (version) {
            c.feature_version = atoi(version + 1);
            c.mode = MODE_EXEC;
        }
        bool is_fine = compile_case(&c, data, length);
        printf("R\t%d\t", index);
        if (is_fine)
            puts("ok");
        else
            print_error(&c);
    }
    arena_free(&arena);
}

/* A file of cases (as measure's _dump_errors.py reads them) to one line of error fields each. */
bool run_cases(const Input *input, CompileCase compile_case)
{
    int    index = 0;
    char  *at = input->data, *end = input->data + input->size;

    while (at < end) {
        char *newline = memchr(at, '\n', (size_t)(end - at));
        if (!newline)
            break;
        *newline = 0;
        if (strchr(at, ' '))
            run_case(at, index++, compile_case);
        at = newline + 1;
    }
    return true;
}

static bool parse_only(Compilation *c, const char *data, size_t length)
{
    return compilation_parse(c, data, length) != NULL;
}

bool mode_parse_errors(const Input *input, const Options *options)
{
    (void)options;
    return run_cases(input, parse_only);
}

static bool print_warning(Compilation *c, WarningKind kind, const Text *message, int line, int column, int end_line,
                          int end_column, bool *as_error)
{
    *as_error = c->context != NULL;
    if (*as_error)
        return false;
    printf("W\t%s\t", kind == WARNING_SYNTAX ? "SyntaxWarning" : "DeprecationWarning");
    print_repr(c, message);
    printf("\t%d\t%d\t%d\t%d\n", line, column, end_line, end_column);
    return true;
}

static bool parse_with_warnings(Compilation *c, const char *data, size_t length)
{
    c->warn = print_warning;
    return parse_only(c, data, length);
}

static bool parse_with_errors(Compilation *c, const char *data, size_t length)
{
    static char any;

    c->warn = print_warning;
    c->context = &any;
    return parse_only(c, data, length);
}

/* The parser's warnings of each case, or with --shared the errors that they become. */
bool mode_warnings(const Input *input, const Options *options)
{
    return run_cases(input, options->shared_root ? parse_with_errors : parse_with_warnings);
}
