/* format_field.c - "text {field!conversion:spec} text", taken apart. SPDX-License-Identifier: MIT */
#include "objects/format_field.h"

#include "base/unicode.h"
#include "objects/errors.h"

static int fail(Vm *vm, const char *message)
{
    value_error(vm, "%s", message);
    return -1;
}

/* Behind the field's name, which ended in c ('!' or ':'): conversion and specification. */
static int read_tail(MarkupReader *reader, uint32_t c, Markup *out)
{
    const Str *s = as_str(reader->text);
    int depth = 1;

    if (c == '!') {
        if (reader->at >= reader->end)
            return fail(reader->vm, "end of string while looking for conversion specifier");
        out->conversion = str_char(s, reader->at++);
        if (reader->at < reader->end) {
            c = str_char(s, reader->at++);
            if (c == '}')
                return 1;
            if (c != ':')
                return fail(reader->vm, "expected ':' after conversion specifier");
        }
    }
    out->spec = (TextRange){reader->at, reader->at};
    while (reader->at < reader->end) {
        c = str_char(s, reader->at++);
        if (c == '{') {
            out->spec_has_fields = true;
            depth++;
        } else if (c == '}' && --depth == 0) {
            out->spec.end = reader->at - 1;
            return 1;
        }
    }
    return fail(reader->vm, "unmatched '{' in format spec");
}

static int read_field(MarkupReader *reader, Markup *out)
{
    const Str *s = as_str(reader->text);
    uint32_t c = 0;
    bool ended = false;

    out->field.start = reader->at;
    while (!ended && reader->at < reader->end) {
        c = str_char(s, reader->at++);
        if (c == '{')
            return fail(reader->vm, "unexpected '{' in field name");
        if (c == '[')
            while (reader->at < reader->end && str_char(s, reader->at) != ']')
                reader->at++;
        ended = c == '}' || c == ':' || c == '!';
    }
    out->field.end = ended ? reader->at - 1 : reader->at;
    if (ended && c != '}')
        return read_tail(reader, c, out);
    if (!ended)
        return fail(reader->vm, "expected '}' before end of string");
    return 1;
}

int markup_next(MarkupReader *reader, Markup *out)
{
    const Str *s = as_str(reader->text);
    uint32_t c = 0;
    bool markup = false;

    *out = (Markup){.literal = {reader->at, reader->at}};
    if (reader->at >= reader->end)
        return 0;
    while (!markup && reader->at < reader->end) {
        c = str_char(s, reader->at++);
        markup = c == '{' || c == '}';
    }
    bool at_end = reader->at >= reader->end;
    out->literal.end = reader->at;
    if (!markup)
        return 1;
    if (c == '}' && (at_end || str_char(s, reader->at) != c))
        return fail(reader->vm, "Single '}' encountered in format string");
    if (at_end)
        return fail(reader->vm, "Single '{' encountered in format string");
    if (str_char(s, reader->at) == c) {              /* doubled: the literal keeps one */
        reader->at++;
        return 1;
    }
    out->literal.end--;
    out->has_field = true;
    return read_field(reader, out);
}

/* ---- field names ---- */

/* The number that range is, -1: it is none; -2: ValueError. */
static int64_t range_number(Vm *vm, const Str *s, TextRange range)
{
    int64_t number = 0;

    if (range.start >= range.end)
        return -1;
    for (size_t i = range.start; i < range.end; i++) {
        int digit = unicode_decimal(str_char(s, i));
        if (digit < 0)
            return -1;
        if (number > (INT64_MAX - digit) / 10) {
            value_error(vm, "Too many decimal digits in format string");
            return -2;
        }
        number = number * 10 + digit;
    }
    return number;
}

bool field_split(Vm *vm, Value text, TextRange field, TextRange *first, int64_t *index, FieldReader *reader)
{
    const Str *s = as_str(text);
    size_t at = field.start;

    while (at < field.end && str_char(s, at) != '.' && str_char(s, at) != '[')
        at++;
    *first = (TextRange){field.start, at};
    *reader = (FieldReader){vm, text, at, field.end};
    *index = range_number(vm, s, *first);
    return *index != -2;
}

int field_next(FieldReader *reader, bool *is_attribute, TextRange *name, int64_t *index)
{
    const Str *s = as_str(reader->text);

    *index = -1;
    if (reader->at >= reader->end)
        return 0;
    uint32_t c = str_char(s, reader->at++);
    *is_attribute = c == '.';
    name->start = reader->at;
    if (c == '.') {
        while (reader->at < reader->end && str_char(s, reader->at) != '.' && str_char(s, reader->at) != '[')
            reader->at++;
        name->end = reader->at;
    } else if (c == '[') {
        while (reader->at < reader->end && str_char(s, reader->at) != ']')
            reader->at++;
        if (reader->at >= reader->end)
            return fail(reader->vm, "Missing ']' in format string");
        name->end = reader->at++;
        *index = range_number(reader->vm, s, *name);
        if (*index == -2)
            return -1;
    } else {
        return fail(reader->vm, "Only '.' or '[' may follow ']' in format field specifier");
    }
    if (name->start == name->end)
        return fail(reader->vm, "Empty attribute in format string");
    return 1;
}
