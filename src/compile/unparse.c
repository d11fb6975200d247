/* unparse.c - see unparse.h. Spaces and parentheses are CPython's, which a program sees in __annotations__.
 *
 * An operand is written at a level; what binds less tightly than the level goes into parentheses.
 * SPDX-License-Identifier: MIT */
#include "compile/unparse.h"

#include "code/constant.h"
#include "syntax/ast_dump.h"

typedef enum Level {
    LEVEL_TUPLE,
    LEVEL_TEST, /* conditional, lambda */
    LEVEL_OR,
    LEVEL_AND,
    LEVEL_NOT,
    LEVEL_COMPARE,
    LEVEL_EXPR,
    LEVEL_BIT_OR = LEVEL_EXPR,
    LEVEL_BIT_XOR,
    LEVEL_BIT_AND,
    LEVEL_SHIFT,
    LEVEL_ARITHMETIC,
    LEVEL_TERM,
    LEVEL_FACTOR,
    LEVEL_POWER,
    LEVEL_AWAIT,
    LEVEL_ATOM,
} Level;

typedef struct Unparser {
    Compilation *compilation;
    DumpText     out;
    uint32_t     depth;
} Unparser;

static void put_expr(Unparser *unparser, const Expr *expr, Level level);

static bool has_failed(const Unparser *unparser)
{
    return unparser->compilation->error.kind != ERROR_NONE;
}

static void put(Unparser *unparser, const char *data, size_t length)
{
    DumpText *out = &unparser->out;
    if (out->capacity - out->length < length) {
        size_t capacity = 2 * (out->capacity + length) + 64;
        char  *bigger = arena_alloc(out->arena, capacity);
        if (!bigger) {
            (void)compilation_no_memory(unparser->compilation);
            return;
        }
        if (out->length)
            memcpy(bigger, out->data, out->length);
        out->data = bigger;
        out->capacity = capacity;
    }
    memcpy(out->data + out->length, data, length);
    out->length += length;
}

static void put_text(Unparser *unparser, const char *text)
{
    put(unparser, text, strlen(text));
}

static void put_name(Unparser *unparser, const Text *name)
{
    put(unparser, name->data, name->length);
}

static void put_if(Unparser *unparser, bool condition, const char *text)
{
    if (condition)
        put_text(unparser, text);
}

static void put_list(Unparser *unparser, const ExprSequence *exprs, Level level)
{
    for (uint32_t i = 0; i < exprs->length && !has_failed(unparser); i++) {
        put_if(unparser, i > 0, ", ");
        put_expr(unparser, exprs->items[i], level);
    }
}

static void put_bool_op(Unparser *unparser, const Expr *expr, Level level)
{
    const ExprSequence *values = &expr->as.BoolOp.values;
    bool                is_and = expr->as.BoolOp.op == BOOL_OP_AND;
    Level               own = is_and ? LEVEL_AND : LEVEL_OR;
    put_if(unparser, level > own, "(");
    for (uint32_t i = 0; i < values->length && !has_failed(unparser); i++) {
        put_if(unparser, i > 0, is_and ? " and " : " or ");
        put_expr(unparser, values->items[i], own + 1);
    }
    put_if(unparser, level > own, ")");
}

static void put_binary(Unparser *unparser, const Expr *expr, Level level)
{
    static const struct { const char *text; Level level; } operators[] = {
        [OPERATOR_ADD] = {" + ", LEVEL_ARITHMETIC}, [OPERATOR_SUB] = {" - ", LEVEL_ARITHMETIC},
        [OPERATOR_MULT] = {" * ", LEVEL_TERM},      [OPERATOR_MAT_MULT] = {" @ ", LEVEL_TERM},
        [OPERATOR_DIV] = {" / ", LEVEL_TERM},       [OPERATOR_MOD] = {" % ", LEVEL_TERM},
        [OPERATOR_POW] = {" ** ", LEVEL_POWER},     [OPERATOR_LSHIFT] = {" << ", LEVEL_SHIFT},
        [OPERATOR_RSHIFT] = {" >> ", LEVEL_SHIFT},  [OPERATOR_BIT_OR] = {" | ", LEVEL_BIT_OR},
        [OPERATOR_BIT_XOR] = {" ^ ", LEVEL_BIT_XOR}, [OPERATOR_BIT_AND] = {" & ", LEVEL_BIT_AND},
        [OPERATOR_FLOOR_DIV] = {" // ", LEVEL_TERM},
    };
    Level own = operators[expr->as.BinOp.op].level;
    bool  is_right = expr->as.BinOp.op == OPERATOR_POW;
    put_if(unparser, level > own, "(");
    put_expr(unparser, expr->as.BinOp.left, own + is_right);
    put_text(unparser, operators[expr->as.BinOp.op].text);
    put_expr(unparser, expr->as.BinOp.right, own + !is_right);
    put_if(unparser, level > own, ")");
}

static void put_unary(Unparser *unparser, const Expr *expr, Level level)
{
    static const char *const operators[] = {
        [UNARY_OP_INVERT] = "~", [UNARY_OP_NOT] = "not ", [UNARY_OP_UADD] = "+", [UNARY_OP_USUB] = "-"};
    Level own = expr->as.UnaryOp.op == UNARY_OP_NOT ? LEVEL_NOT : LEVEL_FACTOR;
    put_if(unparser, level > own, "(");
    put_text(unparser, operators[expr->as.UnaryOp.op]);
    put_expr(unparser, expr->as.UnaryOp.operand, own);
    put_if(unparser, level > own, ")");
}

static void put_parameter(Unparser *unparser, const Arg *arg)
{
    put_name(unparser, arg->arg);
    if (arg->annotation) {
        put_text(unparser, ": ");
        put_expr(unparser, arg->annotation, LEVEL_TEST);
    }
}

static void put_default(Unparser *unparser, const Expr *value)
{
    if (!value)
        return;
    put_text(unparser, "=");
    put_expr(unparser, value, LEVEL_TEST);
}

static void put_positional(Unparser *unparser, const Arguments *args, bool *is_first)
{
    uint32_t before = args->posonlyargs.length, count = before + args->args.length;
    for (uint32_t i = 0; i < count && !has_failed(unparser); i++) {
        put_if(unparser, !*is_first, ", ");
        *is_first = false;
        put_parameter(unparser, i < before ? args->posonlyargs.items[i] : args->args.items[i - before]);
        if (i + args->defaults.length >= count)
            put_default(unparser, args->defaults.items[i + args->defaults.length - count]);
        put_if(unparser, i + 1 == before, ", /");
    }
}

static void put_parameters(Unparser *unparser, const Arguments *args)
{
    bool is_first = true;
    put_positional(unparser, args, &is_first);
    if (args->vararg || args->kwonlyargs.length) {
        put_if(unparser, !is_first, ", ");
        is_first = false;
        put_text(unparser, "*");
        if (args->vararg)
            put_parameter(unparser, args->vararg);
    }
    for (uint32_t i = 0; i < args->kwonlyargs.length && !has_failed(unparser); i++) {
        put_if(unparser, !is_first, ", ");
        is_first = false;
        put_parameter(unparser, args->kwonlyargs.items[i]);
        put_default(unparser, args->kw_defaults.items[i]);
    }
    if (args->kwarg) {
        put_if(unparser, !is_first, ", ");
        put_text(unparser, "**");
        put_parameter(unparser, args->kwarg);
    }
}

static void put_lambda(Unparser *unparser, const Expr *expr, Level level)
{
    const Arguments *args = expr->as.Lambda.args;
    put_if(unparser, level > LEVEL_TEST, "(");
    put_text(unparser, args->args.length + args->posonlyargs.length ? "lambda " : "lambda");
    put_parameters(unparser, args);
    put_text(unparser, ": ");
    put_expr(unparser, expr->as.Lambda.body, LEVEL_TEST);
    put_if(unparser, level > LEVEL_TEST, ")");
}

static void put_conditional(Unparser *unparser, const Expr *expr, Level level)
{
    put_if(unparser, level > LEVEL_TEST, "(");
    put_expr(unparser, expr->as.IfExp.body, LEVEL_TEST + 1);
    put_text(unparser, " if ");
    put_expr(unparser, expr->as.IfExp.test, LEVEL_TEST + 1);
    put_text(unparser, " else ");
    put_expr(unparser, expr->as.IfExp.orelse, LEVEL_TEST);
    put_if(unparser, level > LEVEL_TEST, ")");
}

static void put_dict(Unparser *unparser, const Expr *expr)
{
    put_text(unparser, "{");
    for (uint32_t i = 0; i < expr->as.Dict.values.length && !has_failed(unparser); i++) {
        const Expr *key = expr->as.Dict.keys.items[i];
        put_if(unparser, i > 0, ", ");
        if (key) {
            put_expr(unparser, key, LEVEL_TEST);
            put_text(unparser, ": ");
            put_expr(unparser, expr->as.Dict.values.items[i], LEVEL_TEST);
        } else {
            put_text(unparser, "**");
            put_expr(unparser, expr->as.Dict.values.items[i], LEVEL_EXPR);
        }
    }
    put_text(unparser, "}");
}

static void put_tuple(Unparser *unparser, const Expr *expr, Level level)
{
    const ExprSequence *elements = &expr->as.Tuple.elts;
    if (!elements->length) {
        put_text(unparser, "()");
        return;
    }
    put_if(unparser, level > LEVEL_TUPLE, "(");
    put_list(unparser, elements, LEVEL_TEST);
    put_if(unparser, elements->length == 1, ",");
    put_if(unparser, level > LEVEL_TUPLE, ")");
}

static void put_comprehension(Unparser *unparser, const char *brackets, const Expr *element, const Expr *value,
                              const ComprehensionSequence *generators)
{
    put(unparser, brackets, 1);
    put_expr(unparser, element, LEVEL_TEST);
    if (value) {
        put_text(unparser, ": ");
        put_expr(unparser, value, LEVEL_TEST);
    }
    for (uint32_t i = 0; i < generators->length && !has_failed(unparser); i++) {
        const Comprehension *generator = generators->items[i];
        put_text(unparser, generator->is_async ? " async for " : " for ");
        put_expr(unparser, generator->target, LEVEL_TUPLE);
        put_text(unparser, " in ");
        put_expr(unparser, generator->iter, LEVEL_TEST + 1);
        for (uint32_t k = 0; k < generator->ifs.length; k++) {
            put_text(unparser, " if ");
            put_expr(unparser, generator->ifs.items[k], LEVEL_TEST + 1);
        }
    }
    put(unparser, brackets + 1, 1);
}

static void put_compare(Unparser *unparser, const Expr *expr, Level level)
{
    static const char *const operators[] = {
        [CMP_OP_EQ] = " == ",  [CMP_OP_NOT_EQ] = " != ", [CMP_OP_LT] = " < ",        [CMP_OP_LT_E] = " <= ",
        [CMP_OP_GT] = " > ",   [CMP_OP_GT_E] = " >= ",   [CMP_OP_IS] = " is ",       [CMP_OP_IS_NOT] = " is not ",
        [CMP_OP_IN] = " in ",  [CMP_OP_NOT_IN] = " not in ",
    };
    put_if(unparser, level > LEVEL_COMPARE, "(");
    put_expr(unparser, expr->as.Compare.left, LEVEL_COMPARE + 1);
    for (uint32_t i = 0; i < expr->as.Compare.ops.length && !has_failed(unparser); i++) {
        put_text(unparser, operators[expr->as.Compare.ops.items[i]]);
        put_expr(unparser, expr->as.Compare.comparators.items[i], LEVEL_COMPARE + 1);
    }
    put_if(unparser, level > LEVEL_COMPARE, ")");
}

static void put_call(Unparser *unparser, const Expr *expr)
{
    const ExprSequence    *args = &expr->as.Call.args;
    const KeywordSequence *keywords = &expr->as.Call.keywords;
    put_expr(unparser, expr->as.Call.func, LEVEL_ATOM);
    if (args->length == 1 && !keywords->length && args->items[0]->kind == EXPR_GENERATOR_EXP) {
        put_expr(unparser, args->items[0], LEVEL_TEST); /* its own parentheses are the call's */
        return;
    }
    put_text(unparser, "(");
    put_list(unparser, args, LEVEL_TEST);
    for (uint32_t i = 0; i < keywords->length && !has_failed(unparser); i++) {
        put_if(unparser, args->length || i > 0, ", ");
        if (keywords->items[i]->arg) {
            put_name(unparser, keywords->items[i]->arg);
            put_text(unparser, "=");
        } else {
            put_text(unparser, "**");
        }
        put_expr(unparser, keywords->items[i]->value, LEVEL_TEST);
    }
    put_text(unparser, ")");
}

/* Infinity has no literal: it is written as one that overflows. */
static void put_constant(Unparser *unparser, const Constant *constant)
{
    DumpText text = {.arena = unparser->out.arena};
    if (constant->kind == CONSTANT_ELLIPSIS) {
        put_text(unparser, "...");
        return;
    }
    if (!constant_repr(constant, &text)) {
        (void)compilation_no_memory(unparser->compilation);
        return;
    }
    if (constant->kind != CONSTANT_FLOAT && constant->kind != CONSTANT_COMPLEX) {
        put(unparser, text.data, text.length);
        return;
    }
    for (size_t i = 0; i < text.length; i++) {
        if (text.length - i >= 3 && memcmp(text.data + i, "inf", 3) == 0) {
            put_text(unparser, "1e309");
            i += 2;
        } else {
            put(unparser, text.data + i, 1);
        }
    }
}

static void put_string_part(Unparser *unparser, const Expr *part, bool is_format);

/* The text of f- and t-strings' values, without quotes; is_format: of a format specification. */
static void put_string_parts(Unparser *unparser, const ExprSequence *parts, bool is_format)
{
    for (uint32_t i = 0; i < parts->length && !has_failed(unparser); i++)
        put_string_part(unparser, parts->items[i], is_format);
}

static void put_braces_doubled(Unparser *unparser, const Text *text)
{
    for (uint32_t i = 0; i < text->length; i++) {
        put(unparser, text->data + i, 1);
        if (text->data[i] == '{' || text->data[i] == '}')
            put(unparser, text->data + i, 1);
    }
}

/* {value!r:format}; a value that begins with a brace keeps away from the outer one. */
static void put_replacement(Unparser *unparser, const Expr *value, int conversion, const Expr *format)
{
    Unparser inner = {.compilation = unparser->compilation, .out = {.arena = unparser->out.arena},
                      .depth = unparser->depth};
    put_expr(&inner, value, LEVEL_TEST + 1);
    put_text(unparser, inner.out.length && inner.out.data[0] == '{' ? "{ " : "{");
    put(unparser, inner.out.data, inner.out.length);
    if (conversion > 0) {
        char text[2] = {'!', (char)conversion};
        put(unparser, text, 2);
    }
    if (format) {
        put_text(unparser, ":");
        put_string_part(unparser, format, true);
    }
    put_text(unparser, "}");
}

/* A string of parts with its prefix, quoted as repr does. */
static void put_string(Unparser *unparser, const char *prefix, const ExprSequence *parts)
{
    Unparser body = {.compilation = unparser->compilation, .out = {.arena = unparser->out.arena},
                     .depth = unparser->depth};
    put_string_parts(&body, parts, false);
    if (has_failed(unparser))
        return;
    const Text     *text = text_intern(&unparser->compilation->texts, body.out.data ? body.out.data : "",
                                       body.out.length);
    const Constant *constant = text ? constant_str(unparser->out.arena, text) : NULL;
    if (!constant) {
        (void)compilation_no_memory(unparser->compilation);
        return;
    }
    put_text(unparser, prefix);
    put_constant(unparser, constant);
}

static void put_string_part(Unparser *unparser, const Expr *part, bool is_format)
{
    switch (part->kind) {
    case EXPR_CONSTANT:
        if (part->as.Constant.value->kind == CONSTANT_STR)
            put_braces_doubled(unparser, part->as.Constant.value->as.text);
        break;
    case EXPR_JOINED_STR:
        if (is_format)
            put_string_parts(unparser, &part->as.JoinedStr.values, true);
        else
            put_string(unparser, "f", &part->as.JoinedStr.values);
        break;
    case EXPR_TEMPLATE_STR:
        put_string(unparser, "t", &part->as.TemplateStr.values);
        break;
    case EXPR_FORMATTED_VALUE:
        put_replacement(unparser, part->as.FormattedValue.value, part->as.FormattedValue.conversion,
                        part->as.FormattedValue.format_spec);
        break;
    case EXPR_INTERPOLATION:
        put_replacement(unparser, part->as.Interpolation.value, part->as.Interpolation.conversion,
                        part->as.Interpolation.format_spec);
        break;
    default:
        break;
    }
}

static void put_attribute(Unparser *unparser, const Expr *expr)
{
    const Expr *value = expr->as.Attribute.value;
    bool        is_int = value->kind == EXPR_CONSTANT && value->as.Constant.value->kind == CONSTANT_INT;
    put_expr(unparser, value, LEVEL_ATOM);
    put_text(unparser, is_int ? " ." : ".");
    put_name(unparser, expr->as.Attribute.attr);
}

static void put_slice(Unparser *unparser, const Expr *expr)
{
    if (expr->as.Slice.lower)
        put_expr(unparser, expr->as.Slice.lower, LEVEL_TEST);
    put_text(unparser, ":");
    if (expr->as.Slice.upper)
        put_expr(unparser, expr->as.Slice.upper, LEVEL_TEST);
    if (expr->as.Slice.step) {
        put_text(unparser, ":");
        put_expr(unparser, expr->as.Slice.step, LEVEL_TEST);
    }
}

static void put_yield(Unparser *unparser, const char *word, const Expr *value)
{
    put_text(unparser, word);
    if (value) {
        put_text(unparser, " ");
        put_expr(unparser, value, LEVEL_TEST);
    }
    put_text(unparser, ")");
}

static void put_bracketed(Unparser *unparser, const char *brackets, const ExprSequence *elements)
{
    put(unparser, brackets, 1);
    put_list(unparser, elements, LEVEL_TEST);
    put(unparser, brackets + 1, 1);
}

static void put_named(Unparser *unparser, const Expr *expr, Level level)
{
    put_if(unparser, level > LEVEL_TUPLE, "(");
    put_expr(unparser, expr->as.NamedExpr.target, LEVEL_ATOM);
    put_text(unparser, " := ");
    put_expr(unparser, expr->as.NamedExpr.value, LEVEL_ATOM);
    put_if(unparser, level > LEVEL_TUPLE, ")");
}

static void put_await(Unparser *unparser, const Expr *expr, Level level)
{
    put_if(unparser, level > LEVEL_AWAIT, "(");
    put_text(unparser, "await ");
    put_expr(unparser, expr->as.Await.value, LEVEL_ATOM);
    put_if(unparser, level > LEVEL_AWAIT, ")");
}

/* What stands for itself or in brackets. */
static void put_atom(Unparser *unparser, const Expr *expr, Level level)
{
    switch (expr->kind) {
    case EXPR_SET:
        put_bracketed(unparser, "{}", &expr->as.Set.elts);
        break;
    case EXPR_LIST:
        put_bracketed(unparser, "[]", &expr->as.List.elts);
        break;
    case EXPR_GENERATOR_EXP:
        put_comprehension(unparser, "()", expr->as.GeneratorExp.elt, NULL, &expr->as.GeneratorExp.generators);
        break;
    case EXPR_LIST_COMP:
        put_comprehension(unparser, "[]", expr->as.ListComp.elt, NULL, &expr->as.ListComp.generators);
        break;
    case EXPR_SET_COMP:
        put_comprehension(unparser, "{}", expr->as.SetComp.elt, NULL, &expr->as.SetComp.generators);
        break;
    case EXPR_DICT_COMP:
        put_comprehension(unparser, "{}", expr->as.DictComp.key, expr->as.DictComp.value,
                          &expr->as.DictComp.generators);
        break;
    case EXPR_YIELD:
        put_yield(unparser, "(yield", expr->as.Yield.value);
        break;
    case EXPR_YIELD_FROM:
        put_yield(unparser, "(yield from", expr->as.YieldFrom.value);
        break;
    case EXPR_CONSTANT:
        if (expr->as.Constant.kind)
            put_name(unparser, expr->as.Constant.kind);
        put_constant(unparser, expr->as.Constant.value);
        break;
    case EXPR_ATTRIBUTE:
        put_attribute(unparser, expr);
        break;
    case EXPR_SUBSCRIPT:
        put_expr(unparser, expr->as.Subscript.value, LEVEL_ATOM);
        put_text(unparser, "[");
        put_expr(unparser, expr->as.Subscript.slice, LEVEL_TUPLE);
        put_text(unparser, "]");
        break;
    case EXPR_STARRED:
        put_text(unparser, "*");
        put_expr(unparser, expr->as.Starred.value, LEVEL_EXPR);
        break;
    case EXPR_NAME:
        put_name(unparser, expr->as.Name.id);
        break;
    case EXPR_TUPLE:
        put_tuple(unparser, expr, level);
        break;
    case EXPR_SLICE:
        put_slice(unparser, expr);
        break;
    default:
        put_string_part(unparser, expr, false);
    }
}

static void put_any(Unparser *unparser, const Expr *expr, Level level)
{
    switch (expr->kind) {
    case EXPR_BOOL_OP:
        put_bool_op(unparser, expr, level);
        break;
    case EXPR_BIN_OP:
        put_binary(unparser, expr, level);
        break;
    case EXPR_UNARY_OP:
        put_unary(unparser, expr, level);
        break;
    case EXPR_LAMBDA:
        put_lambda(unparser, expr, level);
        break;
    case EXPR_IF_EXP:
        put_conditional(unparser, expr, level);
        break;
    case EXPR_DICT:
        put_dict(unparser, expr);
        break;
    case EXPR_COMPARE:
        put_compare(unparser, expr, level);
        break;
    case EXPR_CALL:
        put_call(unparser, expr);
        break;
    case EXPR_NAMED_EXPR:
        put_named(unparser, expr, level);
        break;
    case EXPR_AWAIT:
        put_await(unparser, expr, level);
        break;
    default:
        put_atom(unparser, expr, level);
    }
}

static void put_expr(Unparser *unparser, const Expr *expr, Level level)
{
    enum { DEEPEST_WITHOUT_LIMIT = 6000 }; /* when the C stack's limit is not known */
    if (has_failed(unparser))
        return;
    if (!compilation_has_stack(unparser->compilation) ||
        (!unparser->compilation->stack_limit && unparser->depth >= DEEPEST_WITHOUT_LIMIT)) {
        (void)compilation_too_deep(unparser->compilation);
        return;
    }
    unparser->depth++;
    put_any(unparser, expr, level);
    unparser->depth--;
}

const Text *expr_unparse(Compilation *compilation, const Expr *expr)
{
    Unparser unparser = {.compilation = compilation, .out = {.arena = compilation->arena}};
    put_expr(&unparser, expr, LEVEL_TEST);
    if (has_failed(&unparser))
        return NULL;
    const Text *text = text_intern(&compilation->texts, unparser.out.data ? unparser.out.data : "",
                                   unparser.out.length);
    if (!text)
        (void)compilation_no_memory(compilation);
    return text;
}
