/* compile_source.c - source text in, code object out: the front end (which knows no Python object) run for an isolate.
 *
 * What the front end cannot know comes by callbacks: warnings go through the filters, codecs through the codec registry, polls
 * through the breaker. Its error becomes the exception. SPDX-License-Identifier: MIT */
#include "runtime/compile_source.h"

#include "base/arena.h"
#include "code/code_object.h"
#include "compile/codegen.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/runtime.h"

/* ---- callbacks ---- */

static Value text_value(Vm *vm, const Text *text)
{
    return text ? str_from_utf8(vm, text->data, text->length) : retain(NONE);
}

/* A SyntaxWarning that the filters turn into an error is raised as a SyntaxError at the same place. */
static bool warn(Compilation *compilation, WarningKind kind, const Text *message, int line, int column, int end_line,
                 int end_column, bool *as_error)
{
    (void)column, (void)end_line, (void)end_column;
    Vm         *vm = compilation->context;
    const Type *category = kind == WARNING_SYNTAX ? &syntax_warning_type : &deprecation_warning_type;
    Value       text = text_value(vm, message), filename = text ? text_value(vm, compilation->filename) : 0;
    bool        done = filename && runtime_warn_explicit(vm, category, text, filename, line);
    release(vm, text);
    release(vm, filename);
    if (!done && filename && exception_is(vm, category)) {
        exception_clear(vm);
        *as_error = true;
    }
    return done;
}

static bool poll_vm(Compilation *compilation)
{
    return poll_units(compilation->context, 100);
}

/* Through codecs.lookup(...).decode, as open() would. */
static bool decode(Compilation *compilation, const char *encoding, const char *data, size_t length, const char **utf8,
                   size_t *utf8_length)
{
    Vm   *vm = compilation->context;
    Value bytes = bytes_from(vm, data, length), name = bytes ? str_from_cstring(vm, encoding) : 0;
    Value args[] = {name}, text = name ? call_method(vm, bytes, NAME(decode), args, 1) : 0;
    Utf8  out = {0};
    bool  done = false;
    if (!text && name && exception_is(vm, &lookup_error_type)) {
        exception_clear(vm);
        compilation_fail(compilation, ERROR_SYNTAX, "unknown encoding: %s", encoding);
    } else if (!text || !str_utf8(vm, text, &out)) {
        compilation_fail(compilation, ERROR_RAISED, "a codec failed");
    } else {
        char *copy = arena_alloc(compilation->arena, out.length + 1);
        if (copy) {
            memcpy(copy, out.data, out.length);
            copy[out.length] = 0;
            *utf8 = copy;
            *utf8_length = out.length;
            done = true;
        } else {
            compilation_no_memory(compilation);
        }
    }
    utf8_free(vm, &out);
    release(vm, text);
    release(vm, name);
    release(vm, bytes);
    return done;
}

/* ---- errors ---- */

static const Type *error_type(ErrorKind kind)
{
    switch (kind) {
    case ERROR_INDENTATION:      return &indentation_error_type;
    case ERROR_TAB:              return &tab_error_type;
    case ERROR_INCOMPLETE_INPUT: return &incomplete_input_error_type;
    case ERROR_MEMORY:           return &memory_error_type;
    case ERROR_RECURSION:        return &recursion_error_type;
    case ERROR_OVERFLOW:         return &overflow_error_type;
    case ERROR_VALUE:            return &value_error_type;
    case ERROR_TYPE:             return &type_error_type;
    case ERROR_SYSTEM:           return &system_error_type;
    default:                     return &syntax_error_type;
    }
}

static Value number_or_none(Vm *vm, bool given, int number)
{
    (void)vm;
    return given ? int_value(number) : NONE;
}

/* The line of the error: read from the file if it is there (text_from_file), else as the front end has it. */
static Value error_text(Vm *vm, Compilation *compilation)
{
    const CompilationError *error = &compilation->error;
    if (!error->text_from_file)
        return text_value(vm, error->text);
    Value filename = text_value(vm, compilation->filename);
    Value line = filename ? source_line(vm, filename, error->line) : 0;
    release(vm, filename);
    return line == NONE ? text_value(vm, error->text) : line;
}

/* CPython's symbol table raises with the message alone and sets the place as attributes: args tells. */
static bool strip_args(Vm *vm, Value message)
{
    Value exception = exception_take(vm), args = exception ? tuple_of(vm, 1, message) : 0;
    if (args) {
        release(vm, as_exception(exception)->args);
        as_exception(exception)->args = args;
        raise_instance(vm, exception);
    } else {
        release(vm, exception);
    }
    return args;
}

static void raise_located(Vm *vm, Compilation *compilation, Value message)
{
    const CompilationError *error = &compilation->error;
    Value filename = text_value(vm, compilation->filename), text = filename ? error_text(vm, compilation) : 0;
    Value place = text ? tuple_of(vm, 6, filename, int_value(error->line), int_value(error->column), text,
                                  number_or_none(vm, error->has_end, error->end_line),
                                  number_or_none(vm, error->has_end, error->end_column))
                       : 0;
    if (place) {
        const Value args[] = {message, place};
        raise_args(vm, error_type(error->kind), args, 2);
        if (error->has_bare_args && exception_is(vm, &syntax_error_type))
            (void)strip_args(vm, message);
    }
    release(vm, place);
    release(vm, text);
    release(vm, filename);
}

Value raise_compilation_error(Vm *vm, Compilation *compilation)
{
    const CompilationError *error = &compilation->error;
    if (error->kind == ERROR_RAISED && exception_pending(vm))
        return 0;
    if (error->kind == ERROR_NO_MEMORY || !error->message)
        return memory_error(vm);
    Value message = text_value(vm, error->message);
    if (message && error->has_location)
        raise_located(vm, compilation, message);
    else if (message)
        raise_value(vm, error_type(error->kind), message);
    release(vm, message);
    return 0;
}

Value source_line(Vm *vm, Value filename, int number)
{
    Value linecache = runtime_import(vm, "linecache"), line = 0;
    const Value args[] = {filename, int_value(number)};
    if (linecache)
        line = call_method(vm, linecache, NAME(getline), args, 2);
    release(vm, linecache);
    if (!line)
        exception_clear(vm);
    if (line && is_str(vm, line) && as_str(line)->length)
        return line;
    release(vm, line);
    return NONE;
}

/* ---- running the front end ---- */

bool compilation_begin(Vm *vm, Compilation *compilation, Arena *arena, Value filename, CompileMode mode, unsigned flags,
                       int optimize)
{
    Utf8 name = {0};
    arena_init(arena, &vm->heap->allocator);
    if (!compilation_init(compilation, arena))
        return memory_error(vm);
    if (!str_utf8(vm, filename, &name))
        return false;
    compilation->filename = text_intern(&compilation->texts, name.data, name.length);
    utf8_free(vm, &name);
    compilation->mode = mode;
    compilation->flags = flags;
    compilation->optimize = optimize < 0 ? vm->runtime->options.optimize : optimize;
    compilation->stack_limit = vm->thread->c_stack_limit;
    compilation->context = vm;
    compilation->warn = warn;
    compilation->poll = poll_vm;
    compilation->decode = decode;
    return compilation->filename || memory_error(vm);
}

Value compile_tree(Vm *vm, Compilation *compilation, Mod *tree)
{
    const CodeUnit *unit = compile_module(compilation, tree);
    return unit ? code_from_unit(vm, unit) : raise_compilation_error(vm, compilation);
}

Value compile_bytes(Vm *vm, const char *source, size_t length, bool is_str, Value filename, CompileMode mode, unsigned flags,
                    int optimize)
{
    Arena       arena;
    Compilation compilation;
    Value       code = 0;
    if (compilation_begin(vm, &compilation, &arena, filename, mode, flags, optimize)) {
        compilation.source_is_str = is_str;
        Mod *tree = compilation_parse(&compilation, source, length);
        code = tree ? compile_tree(vm, &compilation, tree) : raise_compilation_error(vm, &compilation);
    }
    arena_free(&arena);
    return code;
}

Value compile_text(Vm *vm, const char *text, size_t length, const char *filename, CompileMode mode)
{
    Value name = str_from_cstring(vm, filename);
    Value code = name ? compile_bytes(vm, text, length, false, name, mode, 0, -1) : 0;
    release(vm, name);
    return code;
}

Value compile_value(Vm *vm, Value source, const char *function, const char *expected, Value filename, CompileMode mode,
                    unsigned flags, int optimize)
{
    Value  code = 0;
    Utf8   text = {0};
    Buffer buffer = {0};
    if (is_str(vm, source)) {
        if (str_utf8(vm, source, &text))
            code = compile_bytes(vm, text.data, text.length, true, filename, mode, flags, optimize);
        utf8_free(vm, &text);
        return code;
    }
    if (!is_buffer(vm, source))
        return type_error(vm, "%s() arg 1 must be a %s object", function, expected);
    /* A copy: the front end may run Python (codecs, warnings), which may change a bytearray. */
    if (buffer_get(vm, source, &buffer, BUFFER_SIMPLE)) {
        Value copy = bytes_from(vm, buffer.data, buffer.length);
        buffer_release(vm, &buffer);
        if (copy)
            code = compile_bytes(vm, as_bytes(copy)->data, as_bytes(copy)->length, false, filename, mode, flags, optimize);
        release(vm, copy);
    }
    return code;
}
