/* frontend_code.c - the driver's modes that end in code: marshal, remarshal, repack, time. SPDX-License-Identifier: MIT */
#include "code/marshal_unit.h"
#include "code/record.h"
#include "code/verify.h"
#include "frontend.h"

#if __has_include("compile/codegen.h")
#include "compile/codegen.h"

void error_print(FILE *out, const Compilation *compilation)
{
    const CompilationError *error = &compilation->error;
    fprintf(out, "%d: %s (line %d, column %d)", error->kind, error->message ? error->message->data : "", error->line,
            error->column);
}

static const CodeUnit *compile_input(const Input *input, const Options *options, Arena *arena, Compilation *compilation)
{
    if (!compilation_init(compilation, arena))
        return NULL;
    compilation->optimize = options->optimize;
    compilation->mode = (CompileMode)options->mode;
    compilation->flags = options->flags;
    compilation->stack_limit = (size_t)__builtin_frame_address(0) - (6 << 20);
    compilation->filename = text_intern(&compilation->texts, input->path, strlen(input->path));
    Mod *tree = compilation->filename ? compilation_parse(compilation, input->data, input->size) : NULL;
    return tree ? compile_module(compilation, tree) : NULL;
}

bool mode_marshal(const Input *input, const Options *options)
{
    Arena          arena;
    Compilation    compilation;
    const uint8_t *data;
    size_t         size;
    arena_init(&arena, &driver_allocator);
    const CodeUnit *unit = compile_input(input, options, &arena, &compilation);
    if (!unit) {
        const Text *message = compilation.error.message;
        frame_write('E', message ? message->data : "", message ? message->length : 0);
    } else if (unit_marshal(&arena, unit, options->shared_root, &data, &size) == MARSHAL_FINE) {
        frame_write('M', data, size);
    } else {
        frame_write('E', "marshal", 7);
    }
    arena_free(&arena);
    return true;
}

bool mode_time(const Input *input, const Options *options)
{
    Arena       arena;
    Compilation compilation;
    arena_init(&arena, &driver_allocator);
    (void)compile_input(input, options, &arena, &compilation);
    arena_free(&arena);
    return true;
}
static bool compile_case(Compilation *compilation, const char *data, size_t length)
{
    compilation->stack_limit = (size_t)__builtin_frame_address(0) - (6 << 20);
    Mod *tree = compilation_parse(compilation, data, length);
    return tree && compile_module(compilation, tree);
}

bool mode_errors(const Input *input, const Options *options)
{
    (void)options;
    return run_cases(input, compile_case);
}
#else
bool mode_errors(const Input *input, const Options *options)
{
    return mode_marshal(input, options);
}

bool mode_marshal(const Input *input, const Options *options)
{
    (void)options;
    fprintf(stderr, "%s: no code generation yet\n", input->path);
    return false;
}

bool mode_time(const Input *input, const Options *options)
{
    return mode_marshal(input, options);
}
#endif

static bool marshal_input(const Input *input, const Options *options, bool pack)
{
    Arena           arena;
    TextTable       texts;
    const Constant *root;
    const char     *problem = "no memory";
    const uint8_t  *data;
    size_t          size;
    arena_init(&arena, &driver_allocator);
    if (!text_table_init(&texts, &arena) ||
        unit_unmarshal(&arena, &texts, (const uint8_t *)input->data, input->size, &root, NULL, &problem)) {
        frame_write('E', problem, strlen(problem));
        arena_free(&arena);
        return true;
    }
    const CodeUnit *unit = root->as.code;
    int             offset;
    if (!pack && unit_verify(&arena, unit, &problem, &offset) != VERIFY_FINE) {
        char text[200];
        snprintf(text, sizeof text, "verifier: %s at %d", problem, offset);
        frame_write('E', text, strlen(text));
        arena_free(&arena);
        return true;
    }
    if (pack) {
        const RecordHeader *blob = record_pack(&arena, &unit, 1);
        unit = blob ? record_unpack(&arena, &texts, blob, blob->roots[0]) : NULL;
    }
    if (unit && unit_marshal(&arena, unit, options->shared_root, &data, &size) == MARSHAL_FINE)
        frame_write('M', data, size);
    arena_free(&arena);
    return unit;
}

bool mode_remarshal(const Input *input, const Options *options)
{
    return marshal_input(input, options, false);
}

bool mode_repack(const Input *input, const Options *options)
{
    return marshal_input(input, options, true);
}
