/* literals.c - the values of number and string literals, and of names.
 *
 * Backslash escapes are decoded as CPython does it: positions in the errors count a character past ASCII as ten bytes,
 * for CPython rewrites it to \UXXXXXXXX before it decodes. SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "base/natural.h"
#include "base/number_text.h"
#include "base/unicode.h"
#include "base/unicode_names.h"
#include "base/utf8.h"
#include "syntax/parser.h"

enum { REWRITTEN = 10 }; /* bytes of \UXXXXXXXX */

/* ---- numbers ---- */

/* The literal without underscores. NULL: no memory. */
static char *copy_digits(Parser *p, const char *start, const char *end, size_t *length)
{
    char *out = arena_alloc(p->arena, (size_t)(end - start) + 1), *to = out;

    if (!out)
        return parser_no_memory(p);
    for (; start < end; start++)
        if (*start != '_')
            *to++ = *start;
    *to = 0;
    *length = (size_t)(to - out);
    return out;
}

static const Constant *big_int(Parser *p, const char *digits, size_t length, unsigned base)
{
    NaturalWork work = {.from = p->arena->from};
    size_t      count;

    while (length > 1 && *digits == '0') {
        digits++;
        length--;
    }
    Limb *limbs = arena_alloc(p->arena, natural_digits_room(length, base) * sizeof(Limb) + sizeof(Limb));
    if (!limbs || !natural_from_text(&work, limbs, &count, digits, length, base))
        return parser_no_memory(p);
    const Constant *value = constant_int_limbs(p->arena, false, limbs, count);
    return value ? value : parser_no_memory(p);
}

static const Constant *make_int(Parser *p, const char *digits, size_t length, unsigned base)
{
    uint64_t value = 0;

    if (length > (base == 10 ? 18u : base == 16 ? 15u : 20u))
        return big_int(p, digits, length, base);
    for (size_t i = 0; i < length; i++) {
        char c = digits[i];
        value = value * base + (uint64_t)(c <= '9' ? c - '0' : (c | 32) - 'a' + 10);
    }
    const Constant *constant = constant_int(p->arena, (int64_t)value);
    return constant ? constant : parser_no_memory(p);
}

/* A decimal int may not have too many digits: reading it takes more than linear time. */
static const Constant *refuse_digits(Parser *p, const Token *token, size_t count)
{
    Location at = {.line = token->line, .column = -1, .end_line = token->end_line, .end_column = -1};

    return parser_error_at(p, ERROR_SYNTAX, at,
                           "Exceeds the limit (%d digits) for integer string conversion: value has %zu digits; use "
                           "sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge "
                           "integer literals to avoid decimal conversion limits.",
                           p->compilation->max_int_digits, count);
}

const Constant *literal_number(Parser *p, const Token *token)
{
    const char *start = token->start, *end = token->end;
    size_t      length = (size_t)(end - start);
    const Constant *value;

    if (memchr(start, '_', length)) {
        if (!parser_check_version(p, 6, "Underscores in numeric literals are"))
            return NULL;
        start = copy_digits(p, start, end, &length);
        if (!start)
            return NULL;
    }
    if (length > 2 && start[0] == '0' && !(start[1] >= '0' && start[1] <= '9') && strchr("xXoObB", start[1])) {
        unsigned base = (start[1] | 32) == 'x' ? 16 : (start[1] | 32) == 'o' ? 8 : 2;
        return make_int(p, start + 2, length - 2, base);
    }
    bool is_imaginary = (start[length - 1] | 32) == 'j';
    size_t digits = 0;
    while (digits < length && start[digits] >= '0' && start[digits] <= '9')
        digits++;
    if (digits == length) {
        if (p->compilation->max_int_digits && length > (size_t)p->compilation->max_int_digits)
            return refuse_digits(p, token, length);
        return make_int(p, start, length, 10);
    }
    double number = 0;
    (void)double_from_text(start, length - is_imaginary, &number);
    value = is_imaginary ? constant_complex(p->arena, 0, number) : constant_float(p->arena, number);
    return value ? value : parser_no_memory(p);
}

/* ---- names ---- */

const Text *literal_identifier(Parser *p, const Text *name)
{
    if (name->is_ascii)
        return name;
    CodePoints  points = {.from = p->arena->from};
    size_t      length = text_code_points(name), count = 0;
    uint32_t   *raw = arena_alloc(p->arena, length * sizeof(uint32_t));
    const Text *result = NULL;
    if (!raw)
        return parser_no_memory(p);
    for (const char *at = name->data; at < name->data + name->length;)
        raw[count++] = utf8_next(&at);
    if (unicode_normalize(NORMAL_NFKC, 4, raw, length, &points)) {
        char *out = arena_alloc(p->arena, points.length * 4), *to = out;
        for (size_t i = 0; out && i < points.length; i++)
            to += utf8_put(points.items[i], to);
        if (out)
            result = text_intern(&p->compilation->texts, out, (size_t)(to - out));
    }
    code_points_free(&points);
    if (result && result->mark >= TOKEN_FALSE && result->mark <= TOKEN_TRUE) {
        p->is_final = true;
        compilation_fail(p->compilation, ERROR_VALUE, "identifier field can't represent '%s' constant", result->data);
        return NULL;
    }
    return result ? result : parser_no_memory(p);
}

/* ---- escapes ---- */

/* What the decoding of one literal needs and finds. */
typedef struct Decoder {
    Parser      *p;
    const char  *begin, *at, *end;
    char        *to;
    bool         is_bytes;
    size_t       extra;    /* bytes that the literal before `at` would be longer in CPython's rewritten form */
    const char  *invalid;  /* behind the backslash of the first invalid escape */
} Decoder;

static bool fail_unicode(Decoder *d, const char *escape, const char *end, const char *reason)
{
    size_t start = (size_t)(escape - d->begin) + d->extra, last = (size_t)(end - d->begin) + d->extra - 1;

    if (last == start)
        parser_error(d->p, ERROR_SYNTAX, "(unicode error) 'unicodeescape' codec can't decode byte 0x5c in position "
                                         "%zu: %s", start, reason);
    else
        parser_error(d->p, ERROR_SYNTAX, "(unicode error) 'unicodeescape' codec can't decode bytes in position "
                                         "%zu-%zu: %s", start, last, reason);
    return false;
}

static int hex_value(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

static void put(Decoder *d, uint32_t c)
{
    if (d->is_bytes)
        *d->to++ = (char)c;
    else
        d->to += utf8_put(c, d->to);
}

/* \xHH, \uHHHH or \UHHHHHHHH; `at` stands behind the letter. */
static bool hex_escape(Decoder *d, int digits)
{
    const char *escape = d->at - 2;
    uint32_t    value = 0;

    for (int i = 0; i < digits; i++, d->at++) {
        int digit = d->at < d->end ? hex_value(*d->at) : -1;
        if (digit < 0 && d->is_bytes) {
            parser_error(d->p, ERROR_SYNTAX, "(value error) invalid \\x escape at position %zu",
                         (size_t)(escape - d->begin));
            return false;
        }
        if (digit < 0)
            return fail_unicode(d, escape, d->at, digits == 2   ? "truncated \\xXX escape"
                                                  : digits == 4 ? "truncated \\uXXXX escape"
                                                                : "truncated \\UXXXXXXXX escape");
        value = value << 4 | (uint32_t)digit;
    }
    if (value > 0x10FFFF)
        return fail_unicode(d, escape, d->at, "illegal Unicode character");
    put(d, value);
    return true;
}

/* \N{name}; `at` stands behind the N. */
static bool name_escape(Decoder *d)
{
    const char *escape = d->at - 2;

    if (d->at < d->end && *d->at == '{') {
        const char *name = d->at + 1, *close = memchr(name, '}', (size_t)(d->end - name));
        if (close && close > name) {
            d->at = close + 1;
            uint32_t c = unicode_find_name(name, (size_t)(close - name));
            if (c != UINT32_MAX) {
                put(d, c);
                return true;
            }
            return fail_unicode(d, escape, d->at, "unknown Unicode character name");
        }
        return fail_unicode(d, escape, close ? close + 1 : d->end, "malformed \\N character escape");
    }
    return fail_unicode(d, escape, d->at, "malformed \\N character escape");
}

/* One escape; `at` stands behind the backslash. */
static bool escape(Decoder *d)
{
    char c = *d->at++;
    switch (c) {
    case '\n':
        return true;
    case '\\': case '\'': case '"':
        put(d, (uint32_t)c);
        return true;
    case 'a': put(d, 7); return true;
    case 'b': put(d, 8); return true;
    case 't': put(d, 9); return true;
    case 'n': put(d, 10); return true;
    case 'v': put(d, 11); return true;
    case 'f': put(d, 12); return true;
    case 'r': put(d, 13); return true;
    case 'x':
        return hex_escape(d, 2);
    case '0': case '1': case '2': case '3': case '4': case '5': case '6': case '7': {
        uint32_t value = (uint32_t)(c - '0');
        for (int i = 0; i < 2 && d->at < d->end && *d->at >= '0' && *d->at <= '7'; i++)
            value = value * 8 + (uint32_t)(*d->at++ - '0');
        if (value > 0377 && !d->invalid)
            d->invalid = d->at - 3;
        put(d, d->is_bytes ? value & 0xFF : value);
        return true;
    }
    default:
        if (!d->is_bytes && c == 'u')
            return hex_escape(d, 4);
        if (!d->is_bytes && c == 'U')
            return hex_escape(d, 8);
        if (!d->is_bytes && c == 'N')
            return name_escape(d);
        if (!d->invalid)
            d->invalid = d->at - 1;
        put(d, '\\');
        d->at--;
        return true;
    }
}

/* Where an invalid escape is told, in bytes from 0: the backslash, by CPython's count, which knows of a string's prefix
 * nothing and takes a character past ASCII for ten. */
static Location escape_place(const Token *token, const char *begin, const char *invalid)
{
    char     quote = *token->start;
    bool     is_quote = quote == '"' || quote == '\'', is_triple = is_quote && token->start[1] == quote &&
                                                                   token->start[2] == quote;
    Location at = {.line = token->line, .column = token->column + (is_triple ? 3 : is_quote) - 1};

    for (const char *c = begin; c < invalid; c++) {
        at.column += (unsigned char)*c >= 0xC0 ? REWRITTEN : (unsigned char)*c < 0x80;
        if (*c == '\n') {
            at.line++;
            at.column = -1;
        }
    }
    at.end_line = at.line;
    at.end_column = at.column + 2;
    return at;
}

bool literal_warn(Parser *p, const Token *token, const char *begin, const char *invalid)
{
    Compilation *c = p->compilation;
    char         what[8];
    bool         is_octal = *invalid >= '4' && *invalid <= '7', as_error = false;
    const char  *kind = is_octal ? "octal " : "";
    Location     at = escape_place(token, begin, invalid);

    if (token->type != TOKEN_STRING && (*invalid == '{' || *invalid == '}'))
        return true; /* the tokenizer has warned */
    if (p->is_quiet || !c->warn)
        return true;
    /* A character past ASCII has become a \U escape by now, and is never the one at fault. */
    snprintf(what, sizeof(what), "%.*s", is_octal ? 3 : 1, invalid);
    const Text *message = text_intern_format(&c->texts, "\"\\%s\" is an invalid %sescape sequence. Such sequences will "
                                                        "not work in the future. Did you mean \"\\\\%s\"? A raw "
                                                        "string is also an option.",
                                             what, kind, what);
    if (!message)
        return parser_no_memory(p);
    if (c->warn(c, c->feature_version >= 12 ? WARNING_SYNTAX : WARNING_DEPRECATION, message, at.line, 0, 0, 0,
                &as_error))
        return true;
    p->is_final = true;
    if (!as_error)
        return compilation_fail(c, ERROR_RAISED, "a warning became an error");
    parser_error_at(p, ERROR_SYNTAX, at, "\"\\%s\" is an invalid %sescape sequence. Did you mean \"\\\\%s\"? A raw string "
                                         "is also an option.", what, kind, what);
    return false;
}

/* Decodes data into d->to, which has room for it. */
static bool decode_escapes(Decoder *d)
{
    while (d->at < d->end) {
        const char *backslash = memchr(d->at, '\\', (size_t)(d->end - d->at));
        const char *stop = backslash ? backslash : d->end;
        size_t      length = (size_t)(stop - d->at);
        memcpy(d->to, d->at, length);
        for (const char *c = d->at; !d->is_bytes && c < stop; c++) {
            if ((unsigned char)*c >= 0xC0)
                d->extra += REWRITTEN - 1;
            else if ((unsigned char)*c >= 0x80)
                d->extra--;
        }
        d->to += length;
        d->at = stop;
        if (!backslash)
            break;
        d->at++;
        if (d->at >= d->end || (!d->is_bytes && (unsigned char)*d->at >= 0x80)) {
            /* CPython: the backslash itself is rewritten (\u005c), and is no escape (in an f-string a brace follows) */
            *d->to++ = '\\';
            d->extra += 5;
            continue;
        }
        if (!escape(d))
            return false;
    }
    return true;
}

const Text *literal_decode(Parser *p, const char *data, size_t length, bool is_raw, const char **invalid)
{
    const Text *text;

    *invalid = NULL;
    if (is_raw || !memchr(data, '\\', length)) {
        text = text_intern(&p->compilation->texts, data, length);
        return text ? text : parser_no_memory(p);
    }
    char *out = arena_alloc(p->arena, length + 4);
    if (!out)
        return parser_no_memory(p);
    Decoder d = {.p = p, .begin = data, .at = data, .end = data + length, .to = out};
    if (!decode_escapes(&d))
        return NULL;
    *invalid = d.invalid;
    text = text_intern(&p->compilation->texts, out, (size_t)(d.to - out));
    return text ? text : parser_no_memory(p);
}

static const Constant *decode_bytes(Parser *p, const char *data, size_t length, bool is_raw, const Token *token)
{
    for (size_t i = 0; i < length; i++)
        if (data[i] & 0x80)
            return parser_error_at(p, ERROR_SYNTAX,
                                   (Location){token->line, token->column, token->end_line, token->end_column},
                                   "bytes can only contain ASCII literal characters");
    const Constant *constant;
    if (is_raw || !memchr(data, '\\', length)) {
        constant = constant_bytes(p->arena, data, length);
        return constant ? constant : parser_no_memory(p);
    }
    char *out = arena_alloc(p->arena, length + 1);
    if (!out)
        return parser_no_memory(p);
    Decoder d = {.p = p, .begin = data, .at = data, .end = data + length, .to = out, .is_bytes = true};
    if (!decode_escapes(&d) || (d.invalid && !literal_warn(p, token, data, d.invalid)))
        return NULL;
    constant = constant_bytes(p->arena, out, (size_t)(d.to - out));
    return constant ? constant : parser_no_memory(p);
}

Expr *literal_string(Parser *p, const Token *token_at)
{
    Token       token = *token_at; /* reading may move the tokens */
    const char *start = token.start, *end = token.end;
    bool        is_bytes = false, is_raw = false, is_unicode = false;
    Location    at = {token.line, token.column, token.end_line, token.end_column};

    for (; *start != '"' && *start != '\''; start++) {
        is_bytes |= (*start | 32) == 'b';
        is_raw |= (*start | 32) == 'r';
        is_unicode |= *start == 'u';
    }
    bool is_triple = end - start >= 6 && start[1] == start[0] && start[2] == start[0];
    start += is_triple ? 3 : 1;
    end -= is_triple ? 3 : 1;
    size_t          length = (size_t)(end - start);
    const Constant *value = NULL;
    const Text     *kind = NULL;
    if (is_bytes) {
        value = decode_bytes(p, start, length, is_raw, &token);
    } else {
        const char *invalid;
        const Text *text = literal_decode(p, start, length, is_raw, &invalid);
        if (invalid && !literal_warn(p, &token, start, invalid))
            return NULL;
        value = text ? constant_str(p->arena, text) : NULL;
        kind = is_unicode ? text_intern_literal(&p->compilation->texts, "u") : NULL;
    }
    if (!value)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_CONSTANT, Constant, at, .value = value, .kind = kind);
}
