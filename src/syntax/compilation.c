/* compilation.c - a compilation's beginning, and how its errors and warnings are told. SPDX-License-Identifier: MIT */
#include "syntax/compilation.h"

#include <stdarg.h>
#include <stdio.h>

enum { LONGEST_MESSAGE = 4000 };

bool compilation_init(Compilation *compilation, Arena *arena)
{
    *compilation = (Compilation){.arena = arena, .feature_version = 14, .max_int_digits = 4300};
    if (!text_table_init(&compilation->texts, arena))
        return false;
    compilation->filename = text_intern_literal(&compilation->texts, "<string>");
    return compilation->filename != NULL;
}

bool compilation_no_memory(Compilation *compilation)
{
    if (compilation->error.kind == ERROR_NONE)
        compilation->error = (CompilationError){.kind = ERROR_NO_MEMORY};
    return false;
}

/* The message of a format; a text longer than LONGEST_MESSAGE is cut. NULL: no memory, error set. */
static const Text *format_message(Compilation *compilation, const char *format, va_list arguments)
{
    char buffer[LONGEST_MESSAGE];
    int  length = vsnprintf(buffer, sizeof(buffer), format, arguments);

    if (length < 0)
        length = 0;
    if (length >= LONGEST_MESSAGE) {
        length = LONGEST_MESSAGE - 1;
        while (length && (buffer[length] & 0xC0) == 0x80) /* not inside a character */
            length--;
    }
    const Text *message = text_intern(&compilation->texts, buffer, (size_t)length);
    if (!message)
        (void)compilation_no_memory(compilation);
    return message;
}

bool compilation_fail(Compilation *compilation, ErrorKind kind, const char *format, ...)
{
    va_list arguments;

    if (compilation->error.kind != ERROR_NONE)
        return false;
    va_start(arguments, format);
    const Text *message = format_message(compilation, format, arguments);
    va_end(arguments);
    if (message)
        compilation->error = (CompilationError){.kind = kind, .message = message};
    return false;
}

static bool fail_at(Compilation *compilation, Location at, const Text *message)
{
    if (compilation->error.kind == ERROR_NONE)
        compilation->error = (CompilationError){.kind = ERROR_SYNTAX,
                                                .message = message,
                                                .has_location = true,
                                                .line = at.line,
                                                .column = at.column + 1,
                                                .end_line = at.end_line,
                                                .end_column = at.end_column + 1,
                                                .has_end = true,
                                                .text_from_file = true};
    return false;
}

bool compilation_error_at(Compilation *compilation, Location at, const char *format, ...)
{
    va_list arguments;

    if (compilation->error.kind != ERROR_NONE)
        return false;
    va_start(arguments, format);
    const Text *message = format_message(compilation, format, arguments);
    va_end(arguments);
    return message && fail_at(compilation, at, message);
}

bool compilation_warn_at(Compilation *compilation, Location at, const char *format, ...)
{
    va_list arguments;
    bool    as_error = false;

    if (!compilation->warn)
        return true;
    va_start(arguments, format);
    const Text *message = format_message(compilation, format, arguments);
    va_end(arguments);
    if (!message)
        return false;
    if (compilation->warn(compilation, WARNING_SYNTAX, message, at.line, at.column + 1, at.end_line,
                          at.end_column + 1, &as_error))
        return true;
    if (as_error)
        return fail_at(compilation, at, message);
    return compilation_fail(compilation, ERROR_RAISED, "a warning became an error");
}

bool compilation_too_deep(Compilation *compilation)
{
    size_t here = (size_t)__builtin_frame_address(0);
    if (compilation->stack_base > here)
        return compilation_fail(compilation, ERROR_RECURSION, "Stack overflow (used %zu kB) during compilation",
                                (compilation->stack_base - here) / 1024);
    return compilation_fail(compilation, ERROR_RECURSION, "maximum recursion depth exceeded during compilation");
}

bool compilation_poll(Compilation *compilation)
{
    if (!compilation->poll || compilation->poll(compilation))
        return true;
    return compilation_fail(compilation, ERROR_RAISED, "stopped");
}
