/* parse_strings.c - adjacent string literals become one node; f-strings and t-strings from their tokens.
 *
 * The tokenizer gives an f-string in pieces (see tokenizer_strings.c). A replacement field is FormattedValue in an
 * f-string, Interpolation in a t-string; with `=` the field's own source text goes before it as a constant. Constants
 * that meet, in one literal or across literals, become one, and empty ones vanish. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

/* An f-string or t-string as it is being read. */
typedef struct StringKind {
    bool is_template, is_raw;
    bool in_spec; /* in a format spec, whose fields are FormattedValues even in a t-string */
} StringKind;

static bool parse_pieces(Parser *p, StringKind kind);

static char letter(StringKind kind)
{
    return kind.is_template ? 't' : 'f';
}

static Location location_of(const Token *token)
{
    return (Location){token->line, token->column, token->end_line, token->end_column};
}

static Expr *make_constant(Parser *p, Location at, const Text *text, const Text *kind)
{
    const Constant *value = constant_str(p->arena, text);
    Expr *constant = value ? AST_NEW(p->arena, Expr, EXPR_CONSTANT, Constant, at, .value = value, .kind = kind) : NULL;
    return constant ? constant : parser_no_memory(p);
}

/* Joins the constants items[0 .. count). */
static Expr *join_constants(Parser *p, Expr **items, size_t count)
{
    size_t length = 0, done = 0;

    if (count == 1)
        return items[0];
    for (size_t i = 0; i < count; i++)
        length += items[i]->as.Constant.value->as.text->length;
    char *out = arena_alloc(p->arena, length);
    if (!out)
        return parser_no_memory(p);
    for (size_t i = 0; i < count; i++) {
        const Text *text = items[i]->as.Constant.value->as.text;
        memcpy(out + done, text->data, text->length);
        done += text->length;
    }
    const Text *text = text_intern(&p->compilation->texts, out, length);
    Location    at = items[0]->at;
    at.end_line = items[count - 1]->end_line;
    at.end_column = items[count - 1]->end_column;
    return text ? make_constant(p, at, text, items[0]->as.Constant.kind) : parser_no_memory(p);
}

/* Joins constants that meet in the sequence and drops the empty ones, in place. */
static bool fold(Parser *p, ExprSequence *values)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < values->length;) {
        uint32_t end = i;
        while (end < values->length && values->items[end]->kind == EXPR_CONSTANT)
            end++;
        Expr *item = values->items[i];
        if (end == i) {
            values->items[kept++] = item;
            i++;
            continue;
        }
        item = join_constants(p, values->items + i, end - i);
        if (!item)
            return false;
        if (item->as.Constant.value->as.text->length)
            values->items[kept++] = item;
        i = end;
    }
    values->length = kept;
    return true;
}

/* ---- one f-string ---- */

/* fstring_conversion: '!' NAME. The conversion's character, 0: an error. */
static int parse_conversion(Parser *p, StringKind kind)
{
    Token mark = *take(p);

    if (peek(p) != TOKEN_NAME)
        return 0;
    Token       name = *take(p);
    Location    at = location_of(&mark);
    const Text *id = literal_identifier(p, name.text);
    if (!id)
        return 0;
    if (mark.line != name.line || mark.end_column != name.column) {
        at.end_line = name.end_line;
        at.end_column = name.end_column;
        parser_error_at(p, ERROR_SYNTAX, at,
                        "%c-string: conversion type must come right after the exclamation mark", letter(kind));
        return 0;
    }
    if (id->length != 1 || !strchr("sra", id->data[0])) {
        parser_error_at(p, ERROR_SYNTAX, location_of(&name),
                        "%c-string: invalid conversion character '%s': expected 's', 'r', or 'a'", letter(kind),
                        id->data);
        return 0;
    }
    return id->data[0];
}

/* fstring_full_format_spec: ':' fstring_format_spec* */
static Expr *parse_format_spec(Parser *p, StringKind kind)
{
    Location     at = begin_at(p);
    size_t       base = p->stack_length;
    ExprSequence values;

    take(p);
    kind.in_spec = true;
    if (!parse_pieces(p, kind))
        return NULL;
    at = end_at(p, at);
    if (!POP(p, base, &values) || !fold(p, &values))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_JOINED_STR, JoinedStr, at, .values = values);
}

/* What a t-string tells of an expression: its source, of a field with '=' without that and the blanks behind it. */
static const Constant *expression_text(Parser *p, const Text *source, bool is_debug)
{
    size_t length = source ? source->length : 0;

    while (is_debug && length && source->data[--length] != '=')
        continue;
    const Text     *text = text_intern(&p->compilation->texts, source ? source->data : "", length);
    const Constant *value = text ? constant_str(p->arena, text) : NULL;
    return value ? value : parser_no_memory(p);
}

/* fstring_replacement_field: '{' annotated_rhs ['='] [fstring_conversion] [fstring_full_format_spec] '}'
 * Pushes the node, and before it the source text of a field with '='. */
static bool parse_field(Parser *p, StringKind kind)
{
    Location    at = begin_at(p), text_end = {0};
    const Text *source = NULL;
    int         conversion = -1;
    Expr       *spec = NULL, *node;

    take(p);
    if (!enter(p, 20))
        return false;
    Expr *value = parse_annotated_rhs(p);
    leave(p, 20);
    if (!value)
        return false;
    bool is_debug = accept(p, TOKEN_EQUAL);
    bool ended = false; /* text_end and source are known */
    if (peek(p) == TOKEN_EXCLAMATION) {
        source = p->tokens[p->mark].text;
        conversion = parse_conversion(p, kind);
        if (!conversion)
            return false;
        const Token *name = &p->tokens[p->mark - 1];
        text_end = (Location){.end_line = name->line, .end_column = name->column};
        ended = true;
    }
    if (peek(p) == TOKEN_COLON) {
        const Token *colon = &p->tokens[p->mark];
        if (!ended) {
            source = colon->text;
            text_end = (Location){.end_line = colon->line, .end_column = colon->column + 1};
            ended = true;
        }
        spec = parse_format_spec(p, kind);
        if (!spec)
            return false;
    }
    if (peek(p) != TOKEN_RBRACE)
        return false;
    if (!ended)
        source = p->tokens[p->mark].text;
    take(p);
    at = end_at(p, at);
    if (!ended)
        text_end = at;
    if (is_debug && conversion < 0 && !spec)
        conversion = 'r';
    if (kind.is_template && !kind.in_spec) {
        const Constant *text = expression_text(p, source, is_debug);
        node = text ? AST_NEW(p->arena, Expr, EXPR_INTERPOLATION, Interpolation, at, .value = value, .str = text,
                              .conversion = conversion, .format_spec = spec) : NULL;
    } else {
        node = AST_NEW(p->arena, Expr, EXPR_FORMATTED_VALUE, FormattedValue, at, .value = value,
                       .conversion = conversion, .format_spec = spec);
    }
    if (!node)
        return parser_no_memory(p);
    if (is_debug && source) {
        Location text_at = {at.line, at.column + 1, text_end.end_line, text_end.end_column - 1};
        Expr    *text = make_constant(p, text_at, source, NULL);
        if (!text || !push(p, text))
            return false;
    }
    return push(p, node);
}

/* An escape that means nothing. CPython decodes an f-string's text when its end has been read, and warns at that token. */
typedef struct InvalidEscape {
    struct InvalidEscape *next;
    const char           *begin, *invalid;
} InvalidEscape;

static bool keep_escape(Parser *p, const char *begin, const char *invalid)
{
    InvalidEscape *escape = arena_alloc(p->arena, sizeof(InvalidEscape)), **last = &p->escapes;

    if (!escape)
        return parser_no_memory(p);
    *escape = (InvalidEscape){.begin = begin, .invalid = invalid};
    while (*last)
        last = &(*last)->next;
    *last = escape;
    return true;
}

/* A piece of literal text, pushed unless it is empty. */
static bool parse_text(Parser *p, StringKind kind)
{
    Token  token = *take(p);
    size_t length = (size_t)(token.end - token.start);

    const char *invalid;
    const Text *text = literal_decode(p, token.start, length, kind.is_raw, &invalid);
    if (!text || (invalid && !(kind.in_spec ? literal_warn(p, &token, token.start, invalid)
                                            : keep_escape(p, token.start, invalid))))
        return false;
    if (!text->length)
        return true;
    Expr *constant = make_constant(p, location_of(&token), text, NULL);
    return constant && push(p, constant);
}

/* fstring_middle* (or, in a format spec, fstring_format_spec*) */
static bool parse_pieces(Parser *p, StringKind kind)
{
    for (;;) {
        int type = peek(p);
        if (type == TOKEN_FSTRING_MIDDLE || type == TOKEN_TSTRING_MIDDLE) {
            if (!parse_text(p, kind))
                return false;
        } else if (type == TOKEN_LBRACE) {
            if (!parse_field(p, kind))
                return false;
        } else {
            return kind.in_spec ? type == TOKEN_RBRACE : type == TOKEN_FSTRING_END || type == TOKEN_TSTRING_END;
        }
    }
}

/* fstring: FSTRING_START fstring_middle* FSTRING_END; tstring likewise */
Expr *parse_fstring(Parser *p)
{
    Location     at = begin_at(p);
    size_t       base = p->stack_length;
    Token        start = *take(p);
    StringKind   kind = {.is_template = start.type == TOKEN_TSTRING_START};
    ExprSequence values;

    for (const char *c = start.start; c < start.end; c++)
        kind.is_raw |= (*c | 32) == 'r';
    InvalidEscape *outer = p->escapes;
    p->escapes = NULL;
    bool           is_fine = parse_pieces(p, kind);
    InvalidEscape *escapes = p->escapes;
    p->escapes = outer;
    if (!is_fine)
        return NULL;
    Token end = *take(p);
    if (kind.is_template && !parser_check_version(p, 14, "t-strings are"))
        return NULL;
    for (; escapes; escapes = escapes->next)
        if (!literal_warn(p, &end, escapes->begin, escapes->invalid))
            return NULL;
    if (!POP(p, base, &values))
        return NULL;
    if (kind.is_template)
        return AST_NEW(p->arena, Expr, EXPR_TEMPLATE_STR, TemplateStr, end_at(p, at), .values = values);
    return AST_NEW(p->arena, Expr, EXPR_JOINED_STR, JoinedStr, end_at(p, at), .values = values);
}

/* ---- several literals ---- */

static Expr *join_bytes(Parser *p, Location at, const ExprSequence *parts)
{
    size_t length = 0, done = 0;

    if (parts->length == 1)
        return parts->items[0];
    for (uint32_t i = 0; i < parts->length; i++)
        length += parts->items[i]->as.Constant.value->length;
    uint8_t *out = arena_alloc(p->arena, length);
    if (!out)
        return parser_no_memory(p);
    for (uint32_t i = 0; i < parts->length; i++) {
        const Constant *value = parts->items[i]->as.Constant.value;
        if (value->length)
            memcpy(out + done, value->as.bytes, value->length);
        done += value->length;
    }
    const Constant *value = constant_bytes(p->arena, out, length);
    if (!value)
        return parser_no_memory(p);
    return AST_NEW(p->arena, Expr, EXPR_CONSTANT, Constant, at, .value = value,
                   .kind = parts->items[0]->as.Constant.kind);
}

/* The values of f-strings and t-strings among the parts put in their place. */
static bool flatten(Parser *p, const ExprSequence *parts, ExprSequence *values)
{
    size_t base = p->stack_length;

    for (uint32_t i = 0; i < parts->length; i++) {
        Expr *part = parts->items[i];
        if (part->kind == EXPR_CONSTANT) {
            if (!push(p, part))
                return false;
            continue;
        }
        ExprSequence *own = part->kind == EXPR_JOINED_STR ? &part->as.JoinedStr.values : &part->as.TemplateStr.values;
        for (uint32_t j = 0; j < own->length; j++)
            if (!push(p, own->items[j]))
                return false;
    }
    return POP(p, base, values);
}

/* What the literals are together. */
static Expr *concatenate(Parser *p, Location at, const ExprSequence *parts)
{
    bool has_bytes = false, has_text = false, has_fstring = false, has_template = false;

    for (uint32_t i = 0; i < parts->length; i++) {
        Expr *part = parts->items[i];
        has_fstring |= part->kind == EXPR_JOINED_STR;
        has_template |= part->kind == EXPR_TEMPLATE_STR;
        has_bytes |= part->kind == EXPR_CONSTANT && part->as.Constant.value->kind == CONSTANT_BYTES;
        has_text |= part->kind == EXPR_CONSTANT && part->as.Constant.value->kind == CONSTANT_STR;
    }
    if (has_bytes && (has_text || has_fstring))
        return parser_error(p, ERROR_SYNTAX, "cannot mix bytes and nonbytes literals");
    if (has_template && (has_bytes || has_text || has_fstring))
        return NULL;
    if (has_bytes)
        return join_bytes(p, at, parts);
    if (!has_fstring && !has_template)
        return join_constants(p, parts->items, parts->length);
    ExprSequence values;
    if (!flatten(p, parts, &values) || !fold(p, &values))
        return NULL;
    if (has_template)
        return AST_NEW(p->arena, Expr, EXPR_TEMPLATE_STR, TemplateStr, at, .values = values);
    return AST_NEW(p->arena, Expr, EXPR_JOINED_STR, JoinedStr, at, .values = values);
}

/* strings: (fstring | STRING)+ | tstring+ */
Expr *parse_strings(Parser *p)
{
    Location     at = begin_at(p);
    size_t       base = p->stack_length;
    ExprSequence parts;

    for (;;) {
        int   type = peek(p);
        Expr *part;
        if (type == TOKEN_STRING) {
            part = literal_string(p, take(p));
        } else if (type == TOKEN_FSTRING_START || type == TOKEN_TSTRING_START) {
            if (!enter(p, 5))
                return NULL;
            part = parse_fstring(p);
            leave(p, 5);
        } else {
            break;
        }
        if (!part)
            return NULL;
        type = peek(p);
        if (p->stack_length == base && type != TOKEN_STRING && type != TOKEN_FSTRING_START &&
            type != TOKEN_TSTRING_START && part->kind == EXPR_CONSTANT)
            return part;
        if (!push(p, part))
            return NULL;
    }
    if (!POP(p, base, &parts))
        return NULL;
    return concatenate(p, end_at(p, at), &parts);
}
