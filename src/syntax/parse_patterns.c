/* parse_patterns.c - match statements.
 *
 * `match`, `case` and `_` are names elsewhere: a line that begins with `match` is a match statement only if a subject, a
 * colon, a newline and an indentation follow. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

static Pattern *parse_pattern(Parser *p);

/* ---- values ---- */

/* signed_number: NUMBER | '-' NUMBER */
static Expr *parse_signed_number(Parser *p)
{
    Location at = begin_at(p);
    bool     is_negative = accept(p, TOKEN_MINUS);

    if (peek(p) != TOKEN_NUMBER)
        return NULL;
    Expr *number = parse_atom(p);
    if (!number || !is_negative)
        return number;
    return AST_NEW(p->arena, Expr, EXPR_UNARY_OP, UnaryOp, end_at(p, at), .op = UNARY_OP_USUB, .operand = number);
}

static bool is_complex(const Expr *number)
{
    return number->kind == EXPR_CONSTANT && number->as.Constant.value->kind == CONSTANT_COMPLEX;
}

/* complex_number: signed_real_number ('+' | '-') imaginary_number; or a signed number alone */
static Expr *parse_number_value(Parser *p)
{
    Location at = begin_at(p);
    Expr    *real = parse_signed_number(p);

    if (!real || (peek(p) != TOKEN_PLUS && peek(p) != TOKEN_MINUS))
        return real;
    if (is_complex(real) || (real->kind == EXPR_UNARY_OP && is_complex(real->as.UnaryOp.operand)))
        return NULL;
    Operator op = take(p)->type == TOKEN_PLUS ? OPERATOR_ADD : OPERATOR_SUB;
    if (peek(p) != TOKEN_NUMBER)
        return NULL;
    Expr *imaginary = parse_atom(p);
    if (!imaginary || !is_complex(imaginary))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_BIN_OP, BinOp, end_at(p, at), .left = real, .op = op, .right = imaginary);
}

/* name_or_attr: NAME ('.' NAME)* */
static Expr *parse_name_or_attr(Parser *p)
{
    Location    at = begin_at(p);
    const Text *name = parse_name(p);
    Expr *value = name ? AST_NEW(p->arena, Expr, EXPR_NAME, Name, end_at(p, at), .id = name, .ctx = CONTEXT_LOAD)
                       : NULL;

    while (value && accept(p, TOKEN_DOT)) {
        name = parse_name(p);
        value = name ? AST_NEW(p->arena, Expr, EXPR_ATTRIBUTE, Attribute, end_at(p, at), .value = value, .attr = name,
                               .ctx = CONTEXT_LOAD) : NULL;
    }
    return value;
}

static Pattern *make_value(Parser *p, Location at, Expr *value)
{
    return value ? AST_NEW(p->arena, Pattern, PATTERN_MATCH_VALUE, MatchValue, end_at(p, at), .value = value) : NULL;
}

/* literal_pattern's value or an attribute, as a mapping's key: literal_expr | attr */
static Expr *parse_key(Parser *p)
{
    switch (peek(p)) {
    case TOKEN_NUMBER:
    case TOKEN_MINUS: return parse_number_value(p);
    case TOKEN_STRING:
    case TOKEN_FSTRING_START:
    case TOKEN_TSTRING_START: return parse_strings(p);
    case TOKEN_NONE:
    case TOKEN_TRUE:
    case TOKEN_FALSE: return parse_atom(p);
    case TOKEN_NAME: {
        Expr *value = parse_name_or_attr(p);
        return value && value->kind == EXPR_ATTRIBUTE ? value : NULL;
    }
    default: return NULL;
    }
}

/* ---- sequences, mappings, classes ---- */

/* pattern_capture_target: !"_" NAME; wildcard gives *name NULL. False: no name. */
static bool parse_capture(Parser *p, const Text **name)
{
    if (peek(p) != TOKEN_NAME)
        return false;
    bool is_wildcard = p->tokens[p->mark].text == p->name_underscore;
    *name = parse_name(p);
    if (is_wildcard)
        *name = NULL;
    return is_wildcard || *name;
}

/* maybe_star_pattern: '*' (pattern_capture_target | wildcard) | pattern */
static Pattern *parse_maybe_star(Parser *p)
{
    Location    at = begin_at(p);
    const Text *name;

    if (!accept(p, TOKEN_STAR))
        return parse_pattern(p);
    if (!parse_capture(p, &name))
        return NULL;
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_STAR, MatchStar, end_at(p, at), .name = name);
}

/* ','.maybe_star_pattern+ [','] up to a token of type end, not taken; *comma: there was one. */
static bool parse_sequence_items(Parser *p, int end, PatternSequence *patterns, bool *comma)
{
    size_t base = p->stack_length;

    *comma = false;
    while (peek(p) != end) {
        Pattern *item = parse_maybe_star(p);
        if (!item || !push(p, item))
            return false;
        if (!accept(p, TOKEN_COMMA))
            break;
        *comma = true;
    }
    return POP(p, base, patterns);
}

/* sequence_pattern: '[' [maybe_sequence_pattern] ']' | '(' [open_sequence_pattern] ')'; group_pattern: '(' pattern ')' */
static Pattern *parse_bracketed(Parser *p, int open)
{
    Location        at = begin_at(p);
    PatternSequence patterns;
    int             close = open == TOKEN_LPAR ? TOKEN_RPAR : TOKEN_RSQB;
    bool            comma;

    take(p);
    if (!enter(p, 10))
        return NULL;
    bool is_fine = parse_sequence_items(p, close, &patterns, &comma);
    leave(p, 10);
    if (!is_fine || !accept(p, close))
        return NULL;
    if (open == TOKEN_LPAR && patterns.length == 1 && !comma)
        return patterns.items[0]->kind == PATTERN_MATCH_STAR ? NULL : patterns.items[0];
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_SEQUENCE, MatchSequence, end_at(p, at), .patterns = patterns);
}

/* mapping_pattern: '{' [items_pattern] [','] ['**' pattern_capture_target [',']] '}' */
static Pattern *parse_mapping(Parser *p)
{
    Location        at = begin_at(p);
    AnySequence     pairs;
    ExprSequence    keys = {0};
    PatternSequence patterns = {0};
    const Text     *rest = NULL;
    size_t          base = p->stack_length;

    take(p);
    while (peek(p) != TOKEN_RBRACE) {
        if (accept(p, TOKEN_DOUBLESTAR)) {
            if (!parse_capture(p, &rest) || !rest)
                return NULL;
            accept(p, TOKEN_COMMA);
            break;
        }
        Expr    *key = parse_key(p);
        Pattern *value = key && accept(p, TOKEN_COLON) && enter(p, 10) ? parse_pattern(p) : NULL;
        if (!value || !push(p, key) || !push(p, value))
            return NULL;
        leave(p, 10);
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    if (!accept(p, TOKEN_RBRACE) || !parser_pop(p, base, &pairs))
        return NULL;
    keys.length = patterns.length = pairs.length / 2;
    if (keys.length) {
        keys.items = arena_alloc(p->arena, keys.length * sizeof(*keys.items));
        patterns.items = arena_alloc(p->arena, keys.length * sizeof(*patterns.items));
        if (!keys.items || !patterns.items)
            return parser_no_memory(p);
        for (uint32_t i = 0; i < keys.length; i++) {
            keys.items[i] = pairs.items[2 * i];
            patterns.items[i] = pairs.items[2 * i + 1];
        }
    }
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_MAPPING, MatchMapping, end_at(p, at), .keys = keys,
                   .patterns = patterns, .rest = rest);
}

/* class_pattern: name_or_attr '(' [positional_patterns] [keyword_patterns] [','] ')', behind the name. */
static Pattern *parse_class_pattern(Parser *p, Location at, Expr *cls)
{
    PatternSequence patterns, kwd_patterns;
    TextSequence    kwd_attrs;
    size_t          base = p->stack_length;
    bool            in_keywords = false;

    take(p);
    /* by turns a keyword or NULL, and its pattern */
    while (peek(p) != TOKEN_RPAR) {
        const Text *keyword = NULL;
        if (peek(p) == TOKEN_NAME) {
            size_t mark = p->mark++;
            bool   is_keyword = peek(p) == TOKEN_EQUAL;
            p->mark = mark;
            if (is_keyword) {
                keyword = parse_name(p);
                take(p);
            }
        }
        if (in_keywords && !keyword)
            return NULL;
        in_keywords = keyword != NULL;
        Pattern *pattern = enter(p, 10) ? parse_pattern(p) : NULL;
        leave(p, 10);
        if (!pattern || !push(p, (void *)keyword) || !push(p, pattern))
            return NULL;
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    if (!accept(p, TOKEN_RPAR))
        return NULL;
    size_t count = (p->stack_length - base) / 2, plain = 0;
    while (plain < count && !p->stack[base + 2 * plain])
        plain++;
    patterns = (PatternSequence){(uint32_t)plain, arena_alloc(p->arena, plain * sizeof(Pattern *))};
    kwd_attrs = (TextSequence){(uint32_t)(count - plain), arena_alloc(p->arena, (count - plain) * sizeof(Text *))};
    kwd_patterns = (PatternSequence){(uint32_t)(count - plain),
                                     arena_alloc(p->arena, (count - plain) * sizeof(Pattern *))};
    if (!patterns.items || !kwd_attrs.items || !kwd_patterns.items)
        return parser_no_memory(p);
    for (size_t i = 0; i < count; i++) {
        if (i < plain) {
            patterns.items[i] = p->stack[base + 2 * i + 1];
        } else {
            kwd_attrs.items[i - plain] = p->stack[base + 2 * i];
            kwd_patterns.items[i - plain] = p->stack[base + 2 * i + 1];
        }
    }
    p->stack_length = base;
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_CLASS, MatchClass, end_at(p, at), .cls = cls,
                   .patterns = patterns, .kwd_attrs = kwd_attrs, .kwd_patterns = kwd_patterns);
}

/* capture_pattern | wildcard_pattern | value_pattern | class_pattern */
static Pattern *parse_name_pattern(Parser *p)
{
    Location at = begin_at(p);
    bool     is_wildcard = p->tokens[p->mark].text == p->name_underscore;
    Expr    *name = parse_name_or_attr(p);

    if (!name)
        return NULL;
    if (peek(p) == TOKEN_LPAR)
        return parse_class_pattern(p, at, name);
    if (name->kind == EXPR_ATTRIBUTE)
        return make_value(p, at, name);
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_AS, MatchAs, end_at(p, at),
                   .name = is_wildcard ? NULL : name->as.Name.id);
}

static Pattern *parse_singleton(Parser *p, const Constant *value)
{
    Location at = begin_at(p);

    take(p);
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_SINGLETON, MatchSingleton, end_at(p, at), .value = value);
}

/* closed_pattern: literal_pattern | capture_pattern | wildcard_pattern | value_pattern | group_pattern |
 * sequence_pattern | mapping_pattern | class_pattern */
static Pattern *parse_closed_pattern(Parser *p)
{
    Location at = begin_at(p);

    switch (peek(p)) {
    case TOKEN_NAME: return parse_name_pattern(p);
    case TOKEN_NUMBER:
    case TOKEN_MINUS: return make_value(p, at, parse_number_value(p));
    case TOKEN_STRING:
    case TOKEN_FSTRING_START:
    case TOKEN_TSTRING_START: return make_value(p, at, parse_strings(p));
    case TOKEN_NONE: return parse_singleton(p, &constant_none);
    case TOKEN_TRUE: return parse_singleton(p, &constant_true);
    case TOKEN_FALSE: return parse_singleton(p, &constant_false);
    case TOKEN_LPAR:
    case TOKEN_LSQB: return parse_bracketed(p, p->tokens[p->mark].type);
    case TOKEN_LBRACE: return parse_mapping(p);
    default: return NULL;
    }
}

/* or_pattern: '|'.closed_pattern+ */
static Pattern *parse_or_pattern(Parser *p)
{
    Location        at = begin_at(p);
    Pattern        *first = parse_closed_pattern(p);
    PatternSequence patterns;
    size_t          base = p->stack_length;

    if (!first || peek(p) != TOKEN_VBAR)
        return first;
    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_VBAR)) {
        Pattern *other = parse_closed_pattern(p);
        if (!other || !push(p, other))
            return NULL;
    }
    if (!POP(p, base, &patterns))
        return NULL;
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_OR, MatchOr, end_at(p, at), .patterns = patterns);
}

/* pattern: or_pattern 'as' pattern_capture_target | or_pattern */
static Pattern *parse_pattern(Parser *p)
{
    Location    at = begin_at(p);
    Pattern    *pattern = parse_or_pattern(p);
    const Text *name;

    if (!pattern || !accept(p, TOKEN_AS))
        return pattern;
    if (!parse_capture(p, &name) || !name)
        return NULL;
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_AS, MatchAs, end_at(p, at), .pattern = pattern, .name = name);
}

/* patterns: open_sequence_pattern | pattern */
static Pattern *parse_patterns(Parser *p)
{
    Location        at = begin_at(p);
    Pattern        *first = parse_maybe_star(p);
    PatternSequence patterns;
    size_t          base = p->stack_length;

    if (!first || (peek(p) != TOKEN_COMMA))
        return first && first->kind != PATTERN_MATCH_STAR ? first : NULL;
    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_COMMA) && peek(p) != TOKEN_COLON && peek(p) != TOKEN_IF) {
        Pattern *item = parse_maybe_star(p);
        if (!item || !push(p, item))
            return NULL;
    }
    if (!POP(p, base, &patterns))
        return NULL;
    return AST_NEW(p->arena, Pattern, PATTERN_MATCH_SEQUENCE, MatchSequence, end_at(p, at), .patterns = patterns);
}

/* ---- the statement ---- */

/* case_block: "case" patterns ['if' named_expression] ':' block */
static bool parse_case(Parser *p)
{
    Expr        *guard = NULL;
    StmtSequence body;

    take(p);
    Pattern *pattern = parse_patterns(p);
    if (!pattern || (accept(p, TOKEN_IF) && !(guard = parse_named_expression(p))) || !accept(p, TOKEN_COLON) ||
        !parse_block(p, &body))
        return false;
    MatchCase *one = AST_NEW_PRODUCT(p->arena, MatchCase, .pattern = pattern, .guard = guard, .body = body);
    return one && push(p, one);
}

/* subject_expr: star_named_expression ',' [star_named_expressions] | named_expression */
static Expr *parse_subject(Parser *p)
{
    Location     at = begin_at(p);
    Expr        *first = parse_star_named_expression(p);
    ExprSequence items;
    size_t       base = p->stack_length;

    if (!first || peek(p) != TOKEN_COMMA)
        return first && first->kind != EXPR_STARRED ? first : NULL;
    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_COMMA) && peek(p) != TOKEN_COLON) {
        Expr *item = parse_star_named_expression(p);
        if (!item || !push(p, item))
            return NULL;
    }
    if (!POP(p, base, &items))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
}

/* Whether an expression may begin with the token: else `match` was a name. */
static bool may_begin_subject(int type)
{
    switch (type) {
    case TOKEN_NAME: case TOKEN_NUMBER: case TOKEN_STRING: case TOKEN_LPAR: case TOKEN_LSQB: case TOKEN_LBRACE:
    case TOKEN_MINUS: case TOKEN_PLUS: case TOKEN_TILDE: case TOKEN_STAR: case TOKEN_ELLIPSIS: case TOKEN_NOT:
    case TOKEN_LAMBDA: case TOKEN_AWAIT: case TOKEN_TRUE: case TOKEN_FALSE: case TOKEN_NONE:
    case TOKEN_FSTRING_START: case TOKEN_TSTRING_START:
        return true;
    default:
        return false;
    }
}

/* match_stmt: "match" subject_expr ':' NEWLINE INDENT case_block+ DEDENT */
Stmt *parse_match(Parser *p)
{
    Location          at = begin_at(p);
    size_t            mark = p->mark, base = p->stack_length;
    int               level = p->level;
    MatchCaseSequence cases;

    take(p);
    Expr *subject = may_begin_subject(peek(p)) ? parse_subject(p) : NULL;
    if (!subject || !accept(p, TOKEN_COLON) || !accept(p, TOKEN_NEWLINE)) {
        p->stack_length = base;
        p->level = level;
        if (p->compilation->error.kind == ERROR_NONE)
            p->mark = mark;
        return NULL;
    }
    if (!accept(p, TOKEN_INDENT) || !enter(p, 8))
        return NULL;
    while (at_word(p, p->name_case))
        if (!parse_case(p))
            return NULL;
    leave(p, 8);
    if (p->stack_length == base || !accept(p, TOKEN_DEDENT) || !POP(p, base, &cases) ||
        !parser_check_version(p, 10, "Pattern matching is"))
        return NULL;
    return AST_NEW(p->arena, Stmt, STMT_MATCH, Match, end_at(p, at), .subject = subject, .cases = cases);
}
