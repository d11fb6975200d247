/* ast_dump.c - see ast_dump.h. One walk over the class table; nothing here knows a class by name.
 *
 * As in Python's function, fields that are None where the class has None as default, and empty lists, are left out.
 * SPDX-License-Identifier: MIT */
#include "syntax/ast_dump.h"

#include <stdio.h>

#include "base/natural.h"
#include "base/number_text.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "syntax/ast_class.h"

static bool dump_node(DumpText *out, AstType type, const void *node, bool positions);

/* ---- text ---- */

static bool put(DumpText *out, const char *data, size_t length)
{
    if (out->capacity - out->length < length) {
        size_t capacity = (out->capacity + length) * 2 + 256;
        char  *bigger = arena_alloc(out->arena, capacity);
        if (!bigger)
            return false;
        if (out->length)
            memcpy(bigger, out->data, out->length);
        out->data = bigger;
        out->capacity = capacity;
    }
    memcpy(out->data + out->length, data, length);
    out->length += length;
    return true;
}

static bool put_text(DumpText *out, const char *text)
{
    return put(out, text, strlen(text));
}

static bool put_number(DumpText *out, long long number)
{
    char buffer[24];
    return put(out, buffer, (size_t)snprintf(buffer, sizeof(buffer), "%lld", number));
}

/* ---- constants ---- */

static bool put_escape(DumpText *out, uint32_t c)
{
    char buffer[12];
    const char *format = c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x";
    return put(out, buffer, (size_t)snprintf(buffer, sizeof(buffer), format, (unsigned)c));
}

/* What repr writes for a control character, a backslash or the quote; NULL: the character itself or a number. */
static const char *short_escape(uint32_t c, char quote)
{
    switch (c) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    case '\\': return "\\\\";
    case '\'': return quote == '\'' ? "\\'" : NULL;
    case '"': return quote == '"' ? "\\\"" : NULL;
    default: return NULL;
    }
}

static char choose_quote(const char *data, size_t length)
{
    return memchr(data, '\'', length) && !memchr(data, '"', length) ? '"' : '\'';
}

static bool repr_str(const Text *text, DumpText *out)
{
    char        quote = choose_quote(text->data, text->length);
    const char *at = text->data, *end = at + text->length;

    if (!put(out, &quote, 1))
        return false;
    while (at < end) {
        const char *from = at;
        uint32_t    c = utf8_next(&at);
        const char *short_form = short_escape(c, quote);
        bool        is_fine = short_form                                    ? put_text(out, short_form)
                              : c == ' ' || unicode_has(c, UNICODE_PRINTABLE) ? put(out, from, (size_t)(at - from))
                                                                            : put_escape(out, c);
        if (!is_fine)
            return false;
    }
    return put(out, &quote, 1);
}

static bool repr_bytes(const Constant *bytes, DumpText *out)
{
    char quote = choose_quote((const char *)bytes->as.bytes, bytes->length);

    if (!put_text(out, "b") || !put(out, &quote, 1))
        return false;
    for (uint32_t i = 0; i < bytes->length; i++) {
        char        c = (char)bytes->as.bytes[i];
        const char *short_form = short_escape((uint8_t)c, quote);
        if (!(short_form ? put_text(out, short_form)
              : c >= ' ' && c < 0x7F ? put(out, &c, 1) : put_escape(out, (uint8_t)c)))
            return false;
    }
    return put(out, &quote, 1);
}

static bool repr_int(const Constant *number, DumpText *out)
{
    if (!number->length)
        return put_number(out, number->as.small);
    NaturalWork work = {.from = out->arena->from};
    size_t      length;
    char       *text = arena_alloc(out->arena, natural_text_room(number->length, 10));
    if (!text || !natural_to_text(&work, text, &length, number->as.limbs, number->length, 10))
        return false;
    return (!number->negative || put_text(out, "-")) && put(out, text, length);
}

static bool repr_double(double number, DumpText *out)
{
    char buffer[DOUBLE_REPR_ROOM];
    return put(out, buffer, double_repr(buffer, number));
}

/* repr(complex): the real part only when it is not 0, and then in parentheses; integral parts without ".0". */
static bool repr_complex(double real, double imag, DumpText *out)
{
    char   buffer[64];
    double zero = 0;

    if (!memcmp(&real, &zero, sizeof(real)))
        return put(out, buffer, double_to_text(buffer, imag, 'r', 0, 0)) && put_text(out, "j");
    return put_text(out, "(") && put(out, buffer, double_to_text(buffer, real, 'r', 0, 0)) &&
           put(out, buffer, double_to_text(buffer, imag, 'r', 0, DOUBLE_SIGN)) && put_text(out, "j)");
}

static bool repr_items(const Constant *items, DumpText *out, const char *open, const char *close)
{
    if (!put_text(out, open))
        return false;
    for (uint32_t i = 0; i < items->length; i++)
        if ((i && !put_text(out, ", ")) || !constant_repr(items->as.items[i], out))
            return false;
    if (items->kind == CONSTANT_TUPLE && items->length == 1 && !put_text(out, ","))
        return false;
    return put_text(out, close);
}

bool constant_repr(const Constant *constant, DumpText *out)
{
    switch ((ConstantKind)constant->kind) {
    case CONSTANT_NONE: return put_text(out, "None");
    case CONSTANT_FALSE: return put_text(out, "False");
    case CONSTANT_TRUE: return put_text(out, "True");
    case CONSTANT_ELLIPSIS: return put_text(out, "Ellipsis");
    case CONSTANT_INT: return repr_int(constant, out);
    case CONSTANT_FLOAT: return repr_double(constant->as.number, out);
    case CONSTANT_COMPLEX: return repr_complex(constant->as.complex.real, constant->as.complex.imag, out);
    case CONSTANT_STR: return repr_str(constant->as.text, out);
    case CONSTANT_BYTES: return repr_bytes(constant, out);
    case CONSTANT_TUPLE: return repr_items(constant, out, "(", ")");
    case CONSTANT_FROZENSET: return repr_items(constant, out, "frozenset({", "})");
    case CONSTANT_SLICE: return repr_items(constant, out, "slice(", ")");
    case CONSTANT_CODE: return put_text(out, "<code>");
    }
    return true;
}

/* ---- nodes ---- */

static bool dump_value(DumpText *out, AstType type, const void *value, bool positions)
{
    switch (type) {
    case AST_TYPE_identifier:
    case AST_TYPE_string: return value ? repr_str(value, out) : put_text(out, "None");
    case AST_TYPE_constant: return constant_repr(value, out);
    default: return value ? dump_node(out, type, value, positions) : put_text(out, "None");
    }
}

static bool dump_enum(DumpText *out, AstType type, int kind)
{
    return put_text(out, ast_class_get(type, kind)->name) && put_text(out, "()");
}

static bool dump_sequence(DumpText *out, const AstField *field, const AnySequence *sequence, bool positions)
{
    if (!put_text(out, "["))
        return false;
    for (uint32_t i = 0; i < sequence->length; i++) {
        if (i && !put_text(out, ", "))
            return false;
        bool is_fine = field->type == AST_TYPE_cmpop
                           ? dump_enum(out, field->type, (int)((const CmpOpSequence *)sequence)->items[i])
                           : dump_value(out, field->type, sequence->items[i], positions);
        if (!is_fine)
            return false;
    }
    return put_text(out, "]");
}

/* One field, unless it is left out. *first: no field was written before. */
static bool dump_field(DumpText *out, const AstField *field, const void *at, bool positions, bool *first)
{
    bool is_sequence = field->mark >= AST_SEQ;
    bool is_int = !is_sequence && (field->type == AST_TYPE_int ||
                                   (field->type >= AST_TYPE_expr_context && field->type <= AST_TYPE_cmpop));
    const void *value = NULL;
    int         number = 0;

    if (is_sequence ? !((const AnySequence *)at)->length
        : !is_int   ? (memcpy(&value, at, sizeof(value)), !value && field->mark == AST_OPT)
                    : (memcpy(&number, at, sizeof(number)), number < 0 && field->mark == AST_OPT))
        return true;
    if ((!*first && !put_text(out, ", ")) || !put_text(out, field->name) || !put_text(out, "="))
        return false;
    *first = false;
    if (is_sequence)
        return dump_sequence(out, field, at, positions);
    if (field->type == AST_TYPE_int)
        return put_number(out, number);
    return is_int ? dump_enum(out, field->type, number) : dump_value(out, field->type, value, positions);
}

static bool dump_position(DumpText *out, const Location *at, bool first)
{
    char buffer[120];
    int  length = snprintf(buffer, sizeof(buffer), "%slineno=%d, col_offset=%d, end_lineno=%d, end_col_offset=%d",
                           first ? "" : ", ", at->line, at->column, at->end_line, at->end_column);
    return put(out, buffer, (size_t)length);
}

static bool dump_node(DumpText *out, AstType type, const void *node, bool positions)
{
    const AstClass *of = ast_class_of(type, node);
    bool            first = true;

    if (!put_text(out, of->name) || !put_text(out, "("))
        return false;
    for (int i = 0; i < of->field_count; i++)
        if (!dump_field(out, &of->fields[i], (const char *)node + ast_field_offset(of, i), positions, &first))
            return false;
    if (positions && ast_position_offset(type) >= 0 && !dump_position(out, node, first))
        return false;
    return put_text(out, ")");
}

bool ast_dump(const Mod *tree, bool positions, DumpText *out)
{
    return dump_node(out, AST_TYPE_mod, tree, positions);
}
