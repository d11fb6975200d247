/* exception_syntax.c - SyntaxError and what derives from it. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/exception_field.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

static SyntaxErrorBody *body_of(Value v)
{
    return (SyntaxErrorBody *)as_exception(v);
}

FIELD(SyntaxErrorBody, syntax_error, msg)
FIELD(SyntaxErrorBody, syntax_error, filename)
FIELD(SyntaxErrorBody, syntax_error, lineno)
FIELD(SyntaxErrorBody, syntax_error, offset)
FIELD(SyntaxErrorBody, syntax_error, text)
FIELD(SyntaxErrorBody, syntax_error, end_lineno)
FIELD(SyntaxErrorBody, syntax_error, end_offset)
FIELD(SyntaxErrorBody, syntax_error, print_file_and_line)
FIELD(SyntaxErrorBody, syntax_error, metadata)

/* (filename, lineno, offset, text[, end_lineno, end_offset[, metadata]]) */
static bool set_location(Vm *vm, SyntaxErrorBody *body, Value location)
{
    size_t count = tuple_length(location);
    Value *fields[] = {&body->filename, &body->lineno, &body->offset, &body->text, &body->end_lineno, &body->end_offset,
                       &body->metadata};
    if (count < 4 || count > 7)
        return type_error(vm, "function takes at %s %d arguments (%zu given)", count < 4 ? "least" : "most",
                          count < 4 ? 4 : 7, count);
    for (size_t i = 0; i < countof(fields); i++)
        replace(vm, fields[i], i < count ? retain(tuple_get(location, i)) : 0);
    if (count == 5)
        return type_error(vm, "end_offset must be provided when end_lineno is provided");
    return true;
}

static bool syntax_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    SyntaxErrorBody *body = body_of(self);
    if (!exception_init(vm, self, args, count, names))
        return false;
    if (count >= 1)
        replace(vm, &body->msg, retain(args[0]));
    if (count != 2)
        return true;
    Value location = object_to_tuple(vm, args[1]);
    bool  done = location && set_location(vm, body, location);
    release(vm, location);
    return done;
}

/* The part of a path behind its last slash. */
static Value base_name(Vm *vm, Value path)
{
    size_t length = as_str(path)->length, at = length;
    while (at > 0 && str_char(as_str(path), at - 1) != '/')
        at--;
    return str_slice(vm, path, at, length);
}

static Value syntax_error_str(Vm *vm, Value v)
{
    SyntaxErrorBody *body = body_of(v);
    Value            msg = body->msg ? body->msg : NONE, name = 0, result;
    bool             has_line = body->lineno && is_exact_int(body->lineno);

    if (body->filename && is_str(vm, body->filename) && !(name = base_name(vm, body->filename)))
        return 0;
    if (name && has_line)
        result = str_format(vm, "%S (%U, line %S)", msg, name, body->lineno);
    else if (name)
        result = str_format(vm, "%S (%U)", msg, name);
    else if (has_line)
        result = str_format(vm, "%S (line %S)", msg, body->lineno);
    else
        result = object_str(vm, msg);
    release(vm, name);
    return result;
}

#define OWNER &syntax_error_type
static const Row rows[] = {
    MEMBER("msg", syntax_error_get_msg, syntax_error_set_msg, "exception msg"),
    MEMBER("filename", syntax_error_get_filename, syntax_error_set_filename, "exception filename"),
    MEMBER("lineno", syntax_error_get_lineno, syntax_error_set_lineno, "exception lineno"),
    MEMBER("offset", syntax_error_get_offset, syntax_error_set_offset, "exception offset"),
    MEMBER("text", syntax_error_get_text, syntax_error_set_text, "exception text"),
    MEMBER("end_lineno", syntax_error_get_end_lineno, syntax_error_set_end_lineno, "exception end lineno"),
    MEMBER("end_offset", syntax_error_get_end_offset, syntax_error_set_end_offset, "exception end offset"),
    MEMBER("print_file_and_line", syntax_error_get_print_file_and_line, syntax_error_set_print_file_and_line,
           "exception print_file_and_line"),
    MEMBER("_metadata", syntax_error_get_metadata, syntax_error_set_metadata, "exception private metadata"),
    ROWS_END,
};
#undef OWNER

#define SYNTAX_SLOTS .slots = {EXCEPTION_SLOTS, .init = syntax_error_init, .str = syntax_error_str}
EXCEPTION_TYPE(syntax_error, "SyntaxError", exception, SHAPE_SYNTAX_ERROR, SyntaxErrorBody, 144,
               "The text is no Python program.", .rows = rows, SYNTAX_SLOTS)
EXCEPTION_TYPE(indentation_error, "IndentationError", syntax_error, SHAPE_INDENTATION_ERROR, SyntaxErrorBody, 144,
               "Lines are indented wrongly.", SYNTAX_SLOTS)
EXCEPTION_TYPE(tab_error, "TabError", indentation_error, SHAPE_TAB_ERROR, SyntaxErrorBody, 144,
               "Tabs and spaces are mixed so that indentation depends on the width of a tab.", SYNTAX_SLOTS)
EXCEPTION_TYPE(incomplete_input_error, "_IncompleteInputError", syntax_error, SHAPE_INCOMPLETE_INPUT_ERROR,
               SyntaxErrorBody, 144, "incomplete input.", SYNTAX_SLOTS)
