/* diagnose_actions.c - what the alternatives of grammar.peg do when they fit: set the error, or look closer first.
 *
 * SPDX-License-Identifier: MIT */
#include "syntax/diagnose_impl.h"

#include <stdio.h>

/* ---- nodes ---- */

/* The parser as it was before a capture is read again. */
typedef struct Before {
    size_t mark, fill;
    int    level;
} Before;

/* Lets the fast parser see the captured tokens, and an end of the source behind them. */
static Before freeze(Parser *p, const Capture *capture)
{
    Before before = {p->mark, p->fill, p->level};

    p->mark = capture->start;
    p->fill = capture->end;
    p->level = 0;
    p->is_frozen = true;
    return before;
}

static void unfreeze(Parser *p, Before before)
{
    p->mark = before.mark;
    p->fill = before.fill;
    p->level = before.level;
    p->is_frozen = false;
}

/* The node that a rule's tokens make, read by the fast parser; NULL: it has none for this rule. */
static Expr *node_of(Diagnosis *d, const Capture *capture)
{
    Parser   *p = d->p;
    Expr     *node = NULL;
    ErrorKind kind = p->compilation->error.kind;
    Before    before = freeze(p, capture);

    switch (capture->rule) {
    case RULE_expression:
    case RULE_expression_without_invalid: node = parse_expression(p); break;
    case RULE_star_expressions: node = parse_star_expressions(p); break;
    case RULE_star_named_expression: node = parse_star_named_expression(p); break;
    case RULE_named_expression: node = parse_named_expression(p); break;
    case RULE_disjunction:
    case RULE_inversion: node = parse_disjunction(p); break;
    case RULE_bitwise_or:
    case RULE_factor: node = parse_bitwise_or(p); break;
    case RULE_yield_expr: node = parse_yield(p); break;
    case RULE_invalid_ann_assign_target: node = parse_atom(p); break;
    default: break;
    }
    unfreeze(p, before);
    if (kind == ERROR_NONE && p->compilation->error.kind != ERROR_NO_MEMORY && p->compilation->error.kind != ERROR_RAISED)
        p->compilation->error = (CompilationError){0}; /* the machine itself will meet it */
    return node;
}

static bool is_layout(int type)
{
    return type == TOKEN_ENDMARKER || (type >= TOKEN_NEWLINE && type <= TOKEN_DEDENT);
}

/* The place of what was captured: its node's, where it has one (parentheses around it do not belong to it). */
static Location place_of(Diagnosis *d, const Capture *capture)
{
    Expr *node = capture->rule == RULE_COUNT ? NULL : node_of(d, capture);

    if (node)
        return node->at;
    const Token *first = &d->p->tokens[capture->start];
    const Token *last = &d->p->tokens[capture->end > capture->start ? capture->end - 1 : capture->start];
    while (last > first && is_layout(last->type))
        last--;
    return (Location){first->line, first->column, last->end_line, last->end_column};
}

static const char *constant_called(const Constant *value)
{
    switch ((ConstantKind)value->kind) {
    case CONSTANT_NONE: return "None";
    case CONSTANT_TRUE: return "True";
    case CONSTANT_FALSE: return "False";
    case CONSTANT_ELLIPSIS: return "ellipsis";
    default: return "literal";
    }
}

/* What error texts call an expression. */
static const char *expression_name(const Expr *e)
{
    switch (e->kind) {
    case EXPR_ATTRIBUTE: return "attribute";
    case EXPR_SUBSCRIPT: return "subscript";
    case EXPR_STARRED: return "starred";
    case EXPR_NAME: return "name";
    case EXPR_LIST: return "list";
    case EXPR_TUPLE: return "tuple";
    case EXPR_LAMBDA: return "lambda";
    case EXPR_CALL: return "function call";
    case EXPR_BOOL_OP:
    case EXPR_BIN_OP:
    case EXPR_UNARY_OP: return "expression";
    case EXPR_GENERATOR_EXP: return "generator expression";
    case EXPR_YIELD:
    case EXPR_YIELD_FROM: return "yield expression";
    case EXPR_AWAIT: return "await expression";
    case EXPR_LIST_COMP: return "list comprehension";
    case EXPR_SET_COMP: return "set comprehension";
    case EXPR_DICT_COMP: return "dict comprehension";
    case EXPR_DICT: return "dict literal";
    case EXPR_SET: return "set display";
    case EXPR_JOINED_STR:
    case EXPR_FORMATTED_VALUE: return "f-string expression";
    case EXPR_TEMPLATE_STR:
    case EXPR_INTERPOLATION: return "t-string expression";
    case EXPR_CONSTANT: return constant_called(e->as.Constant.value);
    case EXPR_COMPARE: return "comparison";
    case EXPR_IF_EXP: return "conditional expression";
    case EXPR_NAMED_EXPR: return "named expression";
    default: return "expression";
    }
}

/* ---- errors ---- */

static bool raise_range(Diagnosis *d, Location from, Location to, const char *text)
{
    from.end_line = to.end_line;
    from.end_column = to.end_column;
    parser_error_at(d->p, ERROR_SYNTAX, from, "%s", text);
    d->failed = true;
    return false;
}

/* Text with one %s, which what stands for. */
static bool raise_named(Diagnosis *d, Location at, const char *text, const char *what)
{
    char        buffer[200];
    const char *hole = strstr(text, "%s");

    snprintf(buffer, sizeof(buffer), "%.*s%s%s", (int)(hole - text), text, what, hole + 2);
    return raise_range(d, at, at, buffer);
}

static bool raise_last(Diagnosis *d, const char *text)
{
    parser_error(d->p, ERROR_SYNTAX, "%s", text);
    d->failed = true;
    return false;
}

/* At the token that comes next, which has been read. */
static bool raise_next(Diagnosis *d, const char *text)
{
    Parser *p = d->p;

    if (p->mark == p->fill && !parser_fill(p)) {
        d->failed = true;
        return false;
    }
    size_t fill = p->fill;
    p->fill = p->mark + 1;
    parser_error(p, ERROR_SYNTAX, "%s", text);
    p->fill = fill;
    d->failed = true;
    return false;
}

static bool raise_from(Diagnosis *d, Location at, const char *text)
{
    at.end_line = at.end_column = PARSER_HERE;
    parser_error_at(d->p, ERROR_SYNTAX, at, "%s", text);
    d->failed = true;
    return false;
}

static bool raise_indentation(Diagnosis *d, const Capture *keyword, const char *text)
{
    const char *hole = strstr(text, "%d");

    if (hole)
        parser_error(d->p, ERROR_INDENTATION, "%.*s%d", (int)(hole - text), text,
                     d->p->tokens[keyword->start].line);
    else
        parser_error(d->p, ERROR_INDENTATION, "%s", text);
    d->failed = true;
    return false;
}

/* ---- targets ---- */

typedef enum TargetKind { TARGET_STAR = 1, TARGET_FOR, TARGET_DEL } TargetKind;

/* The part of e that can't be a target; NULL: all of it can. */
static const Expr *invalid_target(const Expr *e, TargetKind kind)
{
    const ExprSequence *items = NULL;

    switch (e->kind) {
    case EXPR_LIST: items = &e->as.List.elts; break;
    case EXPR_TUPLE: items = &e->as.Tuple.elts; break;
    case EXPR_STARRED: return kind == TARGET_DEL ? e : invalid_target(e->as.Starred.value, kind);
    case EXPR_COMPARE:
        /* `for a in b` has been read as a comparison */
        if (kind != TARGET_FOR)
            return e;
        return e->as.Compare.ops.items[0] == CMP_OP_IN ? invalid_target(e->as.Compare.left, kind) : NULL;
    case EXPR_NAME:
    case EXPR_SUBSCRIPT:
    case EXPR_ATTRIBUTE: return NULL;
    default: return e;
    }
    for (uint32_t i = 0; i < items->length; i++) {
        const Expr *found = invalid_target(items->items[i], kind);
        if (found)
            return found;
    }
    return NULL;
}

static bool act_target(Diagnosis *d, TargetKind kind, const Capture *capture)
{
    Expr       *node = node_of(d, capture);
    const Expr *bad = node ? invalid_target(node, kind) : NULL;

    if (!bad)
        return false;
    return raise_named(d, bad->at, kind == TARGET_DEL ? "cannot delete %s" : "cannot assign to %s",
                       expression_name(bad));
}

/* ---- calls ---- */

static const char generator_text[] = "Generator expression must be parenthesized";

/* Reads for_if_clauses again. False: no memory. */
static bool clauses_of(Diagnosis *d, const Capture *capture, ComprehensionSequence *clauses)
{
    Before before = freeze(d->p, capture);
    bool   is_fine = parse_for_if_clauses(d->p, clauses);

    unfreeze(d->p, before);
    return is_fine && clauses->length;
}

/* The place of a comprehension's end: its last condition, or what it iterates over. */
static Location last_of(const ComprehensionSequence *clauses)
{
    const Comprehension *last = clauses->items[clauses->length - 1];
    return last->ifs.length ? last->ifs.items[last->ifs.length - 1]->at : last->iter->at;
}

/* One argument as the fast parser reads it, without what may follow; NULL: none. *is_keyword: name= or '**'. */
static Expr *argument_at(Diagnosis *d, bool *is_keyword, bool *is_double)
{
    Parser *p = d->p;

    *is_double = accept(p, TOKEN_DOUBLESTAR);
    *is_keyword = *is_double;
    if (peek(p) == TOKEN_NAME) {
        p->mark++;
        *is_keyword |= peek(p) == TOKEN_EQUAL;
        if (!*is_double && *is_keyword)
            p->mark++;
        else
            p->mark--;
    }
    if (accept(p, TOKEN_STAR))
        return parse_expression(p);
    return parse_named_expression(p);
}

/* What the arguments in [start, end) are: how many are no keywords, the last of those, and whether '**' is among them. */
typedef struct ArgumentsSeen {
    size_t   plain_count;
    Location last_plain;
    bool     has_double;
} ArgumentsSeen;

static ArgumentsSeen look_at_arguments(Diagnosis *d, const Capture *capture)
{
    Parser       *p = d->p;
    ArgumentsSeen seen = {0};
    Before        before = freeze(p, capture);

    while (p->mark < capture->end) {
        bool     is_keyword, is_double, is_starred = peek(p) == TOKEN_STAR;
        Location at = begin_at(p);
        Expr    *value = argument_at(d, &is_keyword, &is_double);
        if (!value)
            break;
        seen.has_double |= is_double;
        if (!is_keyword) {
            seen.plain_count++;
            seen.last_plain = is_starred ? end_at(p, at) : value->at;
        }
        if (!accept(p, TOKEN_COMMA))
            break;
    }
    unfreeze(p, before);
    return seen;
}

static bool act_genexp_range(Diagnosis *d, const Capture *element, const Capture *clauses_at)
{
    ComprehensionSequence clauses;

    if (!clauses_of(d, clauses_at, &clauses))
        return false;
    return raise_range(d, place_of(d, element), last_of(&clauses), generator_text);
}

/* f(a, b for b in c): the arguments before the clauses are args; one alone is a generator expression. */
static bool act_genexp_in_call(Diagnosis *d, const Capture *args, const Capture *clauses_at)
{
    ComprehensionSequence clauses;
    ArgumentsSeen         seen = look_at_arguments(d, args);

    if (seen.plain_count <= 1 || !clauses_of(d, clauses_at, &clauses))
        return false;
    return raise_range(d, seen.last_plain, last_of(&clauses), generator_text);
}

static bool act_positional_after_keyword(Diagnosis *d, const Capture *args)
{
    return raise_last(d, look_at_arguments(d, args).has_double
                             ? "positional argument follows keyword argument unpacking"
                             : "positional argument follows keyword argument");
}

/* ---- the rest ---- */

/* print and exec, statements once. */
static bool is_legacy_name(const Expr *e)
{
    return e && e->kind == EXPR_NAME &&
           (text_equals_literal(e->as.Name.id, "print") || text_equals_literal(e->as.Name.id, "exec"));
}

static bool act_legacy(Diagnosis *d, const Capture *name, const Capture *rest)
{
    const Token *token = &d->p->tokens[name->start];
    char         buffer[100];

    if (!text_equals_literal(token->text, "print") && !text_equals_literal(token->text, "exec"))
        return false;
    snprintf(buffer, sizeof(buffer), "Missing parentheses in call to '%s'. Did you mean %s(...)?", token->text->data,
             token->text->data);
    return raise_range(d, place_of(d, name), place_of(d, rest), buffer);
}

/* Two expressions side by side in brackets. */
static bool act_comma(Diagnosis *d, const Capture *one, const Capture *other)
{
    if (!d->p->tokens[d->p->mark - 1].level || is_legacy_name(node_of(d, one)))
        return false;
    return raise_range(d, place_of(d, one), place_of(d, other), "invalid syntax. Perhaps you forgot a comma?");
}

static bool act_comprehension_target(Diagnosis *d, const Capture *first, const Capture *rest)
{
    Location last = place_of(d, rest);
    size_t   end = rest->end;

    if (d->p->tokens[end - 1].type == TOKEN_COMMA) { /* the place of the last item */
        last.end_line = d->p->tokens[end - 2].end_line;
        last.end_column = d->p->tokens[end - 2].end_column;
    }
    return raise_range(d, place_of(d, first), last, "did you forget parentheses around the comprehension target?");
}

static bool act_colon_expected(Diagnosis *d, const Capture *key)
{
    Location at = place_of(d, key);

    parser_error_at(d->p, ERROR_SYNTAX, (Location){at.line, at.end_column - 1, at.end_line, -1},
                    "':' expected after dictionary key");
    d->failed = true;
    return false;
}

static bool act_type_bound(Diagnosis *d, const Capture *colon, const Capture *bound, const char *kind)
{
    Expr *node = node_of(d, bound);
    char  buffer[60];

    snprintf(buffer, sizeof(buffer), "cannot use %s with %s",
             node && node->kind == EXPR_TUPLE ? "constraints" : "bound", kind);
    return raise_from(d, place_of(d, colon), buffer);
}

/* A parameter without the comma or type comment behind it. */
static bool act_param(Diagnosis *d, const Capture *param, const char *text)
{
    Capture only = *param;

    while (only.end > only.start + 1 && (d->p->tokens[only.end - 1].type == TOKEN_COMMA ||
                                         d->p->tokens[only.end - 1].type == TOKEN_TYPE_COMMENT))
        only.end--;
    only.rule = RULE_COUNT;
    Location at = place_of(d, &only);
    return raise_range(d, at, at, text);
}

/* ---- what reading a token may find wrong; true: nothing ---- */

static bool keep(Diagnosis *d)
{
    d->failed |= d->p->compilation->error.kind != ERROR_NONE;
    return !d->failed;
}

/* Reads tokens again by the fast parser's function, whose error counts. */
static bool check_with(Diagnosis *d, const Capture *at, Expr *(*parse)(Parser *))
{
    if (at->end <= d->checked)
        return keep(d);
    Before before = freeze(d->p, at);
    (void)parse(d->p);
    unfreeze(d->p, before);
    d->checked = at->end;
    return keep(d);
}

static bool act_string(Diagnosis *d, const Capture *token)
{
    if (token->end > d->checked) {
        d->checked = token->end;
        (void)literal_string(d->p, &d->p->tokens[token->start]);
    }
    return keep(d);
}

static bool act_fstring(Diagnosis *d, const Capture *start)
{
    return check_with(d, &(Capture){.start = start->start, .end = d->p->mark}, parse_fstring);
}

/* Bytes and text do not mix. */
static bool act_strings(Diagnosis *d, const Capture *all)
{
    bool has_bytes = false, has_text = false;
    int  depth = 0;

    for (size_t i = all->start; i < all->end; i++) {
        const Token *token = &d->p->tokens[i];
        depth += token->type == TOKEN_FSTRING_START || token->type == TOKEN_TSTRING_START;
        has_text |= depth > 0;
        depth -= token->type == TOKEN_FSTRING_END || token->type == TOKEN_TSTRING_END;
        if (token->type != TOKEN_STRING || depth)
            continue;
        bool is_bytes = (token->start[0] | 32) == 'b' || ((token->start[0] | 32) == 'r' && (token->start[1] | 32) == 'b');
        has_bytes |= is_bytes;
        has_text |= !is_bytes;
    }
    return !(has_bytes && has_text) || raise_last(d, "cannot mix bytes and nonbytes literals");
}

static bool act_number(Diagnosis *d, const Capture *number)
{
    const Token *token = &d->p->tokens[number->start];

    if (token->end - token->start > 640)
        (void)literal_number(d->p, token);
    return keep(d);
}

static bool is_imaginary(const Diagnosis *d, const Capture *number)
{
    return (d->p->tokens[number->start].end[-1] | 32) == 'j';
}

static bool act_real(Diagnosis *d, const Capture *number)
{
    Location at = place_of(d, number);
    return !is_imaginary(d, number) || raise_range(d, at, at, "real number required in complex literal");
}

static bool act_imaginary(Diagnosis *d, const Capture *number)
{
    Location at = place_of(d, number);
    return is_imaginary(d, number) || raise_range(d, at, at, "imaginary number required in complex literal");
}

/* '!' and the conversion's name. */
static bool act_conversion(Diagnosis *d, const Capture *mark, const Capture *name)
{
    const Token *one = &d->p->tokens[mark->start], *other = &d->p->tokens[name->start];
    char         letter = tokenizer_string_letter(&d->p->tokenizer);
    const Text  *id = literal_identifier(d->p, other->text);
    char         buffer[200];

    if (!id)
        return keep(d);
    if (one->line != other->line || one->end_column != other->column) {
        snprintf(buffer, sizeof(buffer), "%c-string: conversion type must come right after the exclamation mark",
                 letter);
        return raise_range(d, place_of(d, mark), place_of(d, name), buffer);
    }
    if (id->length == 1 && strchr("sra", id->data[0]))
        return true;
    snprintf(buffer, sizeof(buffer), "%c-string: invalid conversion character '%s': expected 's', 'r', or 'a'", letter,
             id->data);
    return raise_range(d, place_of(d, name), place_of(d, name), buffer);
}

/* Which operator for "not equal" there is depends on a future that is a joke. */
static bool act_not_equal(Diagnosis *d)
{
    if (d->p->compilation->flags & COMPILE_FUTURE_BARRY_AS_BDFL)
        return raise_last(d, "with Barry as BDFL, use '<>' instead of '!='");
    return true;
}

static bool act_less_greater(Diagnosis *d, const Capture *less, const Capture *greater)
{
    if (d->p->tokens[less->start].end != d->p->tokens[greater->start].start)
        return false;
    if (d->p->compilation->flags & COMPILE_FUTURE_BARRY_AS_BDFL)
        return true;
    return d->finds_errors &&
           raise_range(d, place_of(d, less), place_of(d, greater),
                       "invalid syntax.  Maybe you meant '!=' instead of '<>'?");
}

static bool act_future(Diagnosis *d, const Capture *dots, const Capture *module)
{
    const Token *tokens = d->p->tokens;

    if (dots->end == dots->start && module->end == module->start + 1 &&
        text_equals_literal(tokens[module->start].text, "__future__"))
        for (size_t i = module->end; i < d->p->mark; i++)
            if (tokens[i].type == TOKEN_NAME && text_equals_literal(tokens[i].text, "barry_as_FLUFL"))
                d->p->compilation->flags |= COMPILE_FUTURE_BARRY_AS_BDFL;
    return true;
}

bool diagnosis_act(Diagnosis *d, const PegAlternative *alternative, const Capture captures[3])
{
    const Capture *one = &captures[alternative->one < 3 ? alternative->one : 0], *other = &captures[alternative->other];
    const char    *text = alternative->text;

    switch (alternative->action) {
    case ACTION_RANGE: return raise_range(d, place_of(d, one), place_of(d, other), text);
    case ACTION_AT: return raise_range(d, place_of(d, one), place_of(d, one), text);
    case ACTION_FROM: return raise_from(d, place_of(d, one), text);
    case ACTION_LAST: return raise_last(d, text);
    case ACTION_NEXT: return raise_next(d, text);
    case ACTION_INDENT: return raise_indentation(d, one, text);
    case ACTION_NAMED: {
        Expr *node = node_of(d, one);
        return node && raise_named(d, node->at, text, expression_name(node));
    }
    case ACTION_TARGET: return act_target(d, (TargetKind)alternative->one, other);
    case ACTION_GENEXP_RANGE: return act_genexp_range(d, one, other);
    case ACTION_GENEXP_IN_CALL: return act_genexp_in_call(d, one, other);
    case ACTION_POSITIONAL_AFTER_KEYWORD: return act_positional_after_keyword(d, one);
    case ACTION_LEGACY: return act_legacy(d, one, other);
    case ACTION_COMMA: return act_comma(d, one, other);
    case ACTION_COMPREHENSION_TARGET: return act_comprehension_target(d, one, other);
    case ACTION_COLON_EXPECTED: return act_colon_expected(d, one);
    case ACTION_TYPE_BOUND: return act_type_bound(d, one, other, text);
    case ACTION_PARAM: return act_param(d, one, text);
    case ACTION_STRING: return act_string(d, one);
    case ACTION_FSTRING: return act_fstring(d, one);
    case ACTION_STRINGS: return act_strings(d, one);
    case ACTION_NUMBER: return act_number(d, one);
    case ACTION_REAL: return act_real(d, one);
    case ACTION_IMAGINARY: return act_imaginary(d, one);
    case ACTION_CONVERSION: return act_conversion(d, one, other);
    case ACTION_NOT_EQUAL: return act_not_equal(d);
    case ACTION_LESS_GREATER: return act_less_greater(d, one, other);
    case ACTION_FUTURE: return act_future(d, one, other);
    default: return false; /* ACTION_FAIL */
    }
}
