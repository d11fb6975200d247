/* parse_expressions.c - expressions, from the loosest operator to the tightest.
 *
 * CPython's grammar has a rule for each precedence of binary operators; here one function climbs them by number, which
 * reads the same language. SPDX-License-Identifier: MIT */
#include "syntax/parser.h"

static Expr *parse_unary(Parser *p);

/* ---- sequences ---- */

/* Whether the token ends a list of expressions, so that the comma before it was the last. */
static bool ends_list(int type)
{
    switch (type) {
    case TOKEN_NEWLINE: case TOKEN_ENDMARKER: case TOKEN_RPAR: case TOKEN_RSQB: case TOKEN_RBRACE: case TOKEN_COLON:
    case TOKEN_EQUAL: case TOKEN_SEMI: case TOKEN_EXCLAMATION: case TOKEN_TYPE_COMMENT: case TOKEN_IN:
    case TOKEN_PLUSEQUAL: case TOKEN_MINEQUAL: case TOKEN_STAREQUAL: case TOKEN_SLASHEQUAL:
    case TOKEN_PERCENTEQUAL: case TOKEN_AMPEREQUAL: case TOKEN_VBAREQUAL: case TOKEN_CIRCUMFLEXEQUAL:
    case TOKEN_LEFTSHIFTEQUAL: case TOKEN_RIGHTSHIFTEQUAL: case TOKEN_DOUBLESTAREQUAL:
    case TOKEN_DOUBLESLASHEQUAL: case TOKEN_ATEQUAL:
        return true;
    default:
        return false;
    }
}

/* Behind the first item, at a ',': the rest of a tuple. */
static Expr *parse_tuple_rest(Parser *p, Location at, Expr *first, Expr *(*parse_item)(Parser *))
{
    ExprSequence items;
    size_t       base = p->stack_length;

    if (!push(p, first))
        return NULL;
    while (accept(p, TOKEN_COMMA)) {
        if (ends_list(peek(p)))
            break;
        Expr *item = parse_item(p);
        if (!item || !push(p, item))
            return NULL;
    }
    if (!POP(p, base, &items))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_TUPLE, Tuple, end_at(p, at), .elts = items, .ctx = CONTEXT_LOAD);
}

/* star_expressions: star_expression (',' star_expression)* [','] */
Expr *parse_star_expressions(Parser *p)
{
    Location at = begin_at(p);
    Expr    *first = parse_star_expression(p);

    if (!first || peek(p) != TOKEN_COMMA)
        return first;
    return parse_tuple_rest(p, at, first, parse_star_expression);
}

/* '*' bitwise_or */
static Expr *parse_starred(Parser *p)
{
    Location at = begin_at(p);

    take(p);
    Expr *value = parse_bitwise_or(p);
    if (!value)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_STARRED, Starred, end_at(p, at), .value = value, .ctx = CONTEXT_LOAD);
}

/* star_expression: '*' bitwise_or | expression */
Expr *parse_star_expression(Parser *p)
{
    return peek(p) == TOKEN_STAR ? parse_starred(p) : parse_expression(p);
}

/* star_named_expression: '*' bitwise_or | named_expression */
Expr *parse_star_named_expression(Parser *p)
{
    return peek(p) == TOKEN_STAR ? parse_starred(p) : parse_named_expression(p);
}

/* named_expression: NAME ':=' expression | expression !':=' */
Expr *parse_named_expression(Parser *p)
{
    Location at = begin_at(p);
    bool     is_name = peek(p) == TOKEN_NAME;
    size_t   mark = p->mark;
    Expr    *target = parse_expression(p);

    if (!target || peek(p) != TOKEN_COLONEQUAL)
        return target;
    if (!is_name || p->mark != mark + 1)
        return NULL;
    take(p);
    target->as.Name.ctx = CONTEXT_STORE;
    Expr *value = parse_expression(p);
    if (!value || !parser_check_version(p, 8, "Assignment expressions are"))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_NAMED_EXPR, NamedExpr, end_at(p, at), .target = target, .value = value);
}

/* annotated_rhs: yield_expr | star_expressions */
Expr *parse_annotated_rhs(Parser *p)
{
    return peek(p) == TOKEN_YIELD ? parse_yield(p) : parse_star_expressions(p);
}

/* yield_expr: 'yield' 'from' expression | 'yield' [star_expressions] */
Expr *parse_yield(Parser *p)
{
    Location at = begin_at(p);

    if (!accept(p, TOKEN_YIELD))
        return NULL;
    if (accept(p, TOKEN_FROM)) {
        Expr *value = parse_expression(p);
        return value ? AST_NEW(p->arena, Expr, EXPR_YIELD_FROM, YieldFrom, end_at(p, at), .value = value) : NULL;
    }
    Expr *value = NULL;
    if (!ends_list(peek(p)) && !(value = parse_star_expressions(p)))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_YIELD, Yield, end_at(p, at), .value = value);
}

/* ---- one expression ---- */

/* lambdef: 'lambda' [lambda_params] ':' expression */
Expr *parse_lambda(Parser *p)
{
    Location at = begin_at(p);

    take(p);
    Arguments *args = parse_parameters(p, true);
    if (!args || !accept(p, TOKEN_COLON) || !enter(p, 2))
        return NULL;
    Expr *body = parse_expression(p);
    leave(p, 2);
    if (!body)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_LAMBDA, Lambda, end_at(p, at), .args = args, .body = body);
}

/* expression: disjunction 'if' disjunction 'else' expression | disjunction | lambdef */
Expr *parse_expression(Parser *p)
{
    if (peek(p) == TOKEN_LAMBDA)
        return parse_lambda(p);
    Location at = begin_at(p);
    Expr    *body = parse_disjunction(p);
    if (!body || peek(p) != TOKEN_IF)
        return body;
    take(p);
    Expr *test = parse_disjunction(p);
    if (!test || !accept(p, TOKEN_ELSE) || !enter(p, 1))
        return NULL;
    Expr *orelse = parse_expression(p);
    leave(p, 1);
    if (!orelse)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_IF_EXP, IfExp, end_at(p, at), .test = test, .body = body, .orelse = orelse);
}

/* inversion: 'not' inversion | comparison */
static Expr *parse_inversion(Parser *p);

/* Operands joined by one word, at which the parser stands. */
static Expr *parse_bool_op(Parser *p, Location at, Expr *first, int word, BoolOp op, Expr *(*operand)(Parser *))
{
    ExprSequence values;
    size_t       base = p->stack_length;

    if (!push(p, first))
        return NULL;
    while (accept(p, word)) {
        Expr *value = operand(p);
        if (!value || !push(p, value))
            return NULL;
    }
    if (!POP(p, base, &values))
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_BOOL_OP, BoolOp, end_at(p, at), .op = op, .values = values);
}

/* conjunction: inversion ('and' inversion)* */
static Expr *parse_conjunction(Parser *p)
{
    Location at = begin_at(p);
    Expr    *first = parse_inversion(p);

    if (!first || peek(p) != TOKEN_AND)
        return first;
    return parse_bool_op(p, at, first, TOKEN_AND, BOOL_OP_AND, parse_inversion);
}

/* disjunction: conjunction ('or' conjunction)* */
Expr *parse_disjunction(Parser *p)
{
    Location at = begin_at(p);
    Expr    *first = parse_conjunction(p);

    if (!first || peek(p) != TOKEN_OR)
        return first;
    return parse_bool_op(p, at, first, TOKEN_OR, BOOL_OP_OR, parse_conjunction);
}

/* Takes a comparison operator; 0: none stands there, or half of one. `<>` is one only as the joke has it. */
static CmpOp take_comparison(Parser *p)
{
    switch (peek(p)) {
    case TOKEN_EQEQUAL: take(p); return CMP_OP_EQ;
    case TOKEN_NOTEQUAL:
        if (p->compilation->flags & COMPILE_FUTURE_BARRY_AS_BDFL)
            return 0;
        take(p);
        return CMP_OP_NOT_EQ;
    case TOKEN_LESS:
        take(p);
        if (peek(p) != TOKEN_GREATER || p->tokens[p->mark - 1].end != p->tokens[p->mark].start)
            return CMP_OP_LT;
        take(p); /* which is refused, unless the joke is on */
        return p->compilation->flags & COMPILE_FUTURE_BARRY_AS_BDFL ? CMP_OP_NOT_EQ : (p->mark -= 2, 0);
    case TOKEN_LESSEQUAL: take(p); return CMP_OP_LT_E;
    case TOKEN_GREATER: take(p); return CMP_OP_GT;
    case TOKEN_GREATEREQUAL: take(p); return CMP_OP_GT_E;
    case TOKEN_IN: take(p); return CMP_OP_IN;
    case TOKEN_IS: take(p); return accept(p, TOKEN_NOT) ? CMP_OP_IS_NOT : CMP_OP_IS;
    case TOKEN_NOT:
        take(p);
        if (accept(p, TOKEN_IN))
            return CMP_OP_NOT_IN;
        p->mark--;
        return 0;
    default: return 0;
    }
}

/* comparison: bitwise_or (('==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not' 'in' | 'is' | 'is' 'not') bitwise_or)* */
static Expr *parse_comparison(Parser *p)
{
    Location at = begin_at(p);
    Expr    *left = parse_bitwise_or(p);
    CmpOp    op;

    if (!left || !(op = take_comparison(p)))
        return left;
    ExprSequence comparators;
    size_t       base = p->stack_length, count;
    CmpOp        few[8], *ops = few;
    size_t       capacity = countof(few);
    for (count = 0; op; op = take_comparison(p)) {
        if (count == capacity) {
            CmpOp *more = arena_alloc(p->arena, capacity * 2 * sizeof(CmpOp));
            if (!more)
                return parser_no_memory(p);
            memcpy(more, ops, count * sizeof(CmpOp));
            ops = more;
            capacity *= 2;
        }
        ops[count++] = op;
        Expr *right = parse_bitwise_or(p);
        if (!right || !push(p, right))
            return NULL;
    }
    CmpOpSequence kept = {(uint32_t)count, arena_alloc(p->arena, count * sizeof(CmpOp))};
    if (!kept.items || !POP(p, base, &comparators))
        return parser_no_memory(p);
    memcpy(kept.items, ops, count * sizeof(CmpOp));
    return AST_NEW(p->arena, Expr, EXPR_COMPARE, Compare, end_at(p, at), .left = left, .ops = kept,
                   .comparators = comparators);
}

static Expr *parse_inversion(Parser *p)
{
    if (peek(p) != TOKEN_NOT)
        return parse_comparison(p);
    Location at = begin_at(p);
    take(p);
    if (!enter(p, 1))
        return NULL;
    Expr *operand = parse_inversion(p);
    leave(p, 1);
    if (!operand)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_UNARY_OP, UnaryOp, end_at(p, at), .op = UNARY_OP_NOT, .operand = operand);
}

/* ---- binary operators ---- */

/* Precedence (tighter is higher, 0: no binary operator) and operator of each token. */
static const struct { uint8_t precedence, op; } binary_operators[TOKEN_AFTER_KEYWORDS] = {
    [TOKEN_VBAR] = {1, OPERATOR_BIT_OR},       [TOKEN_CIRCUMFLEX] = {2, OPERATOR_BIT_XOR},
    [TOKEN_AMPER] = {3, OPERATOR_BIT_AND},     [TOKEN_LEFTSHIFT] = {4, OPERATOR_LSHIFT},
    [TOKEN_RIGHTSHIFT] = {4, OPERATOR_RSHIFT}, [TOKEN_PLUS] = {5, OPERATOR_ADD},
    [TOKEN_MINUS] = {5, OPERATOR_SUB},         [TOKEN_STAR] = {6, OPERATOR_MULT},
    [TOKEN_SLASH] = {6, OPERATOR_DIV},         [TOKEN_DOUBLESLASH] = {6, OPERATOR_FLOOR_DIV},
    [TOKEN_PERCENT] = {6, OPERATOR_MOD},       [TOKEN_AT] = {6, OPERATOR_MAT_MULT},
};

/* bitwise_or: bitwise_or '|' bitwise_xor | bitwise_xor, and so down to
 * term: term ('*' | '/' | '//' | '%' | '@') factor | factor; operators of `lowest` precedence and tighter. */
static Expr *parse_binary(Parser *p, int lowest)
{
    Location at = begin_at(p);
    Expr    *left = parse_unary(p);

    while (left) {
        int type = peek(p), precedence = binary_operators[type].precedence;
        if (!precedence || precedence < lowest)
            break;
        take(p);
        Expr *right = parse_binary(p, precedence + 1);
        if (!right || (type == TOKEN_AT && !parser_check_version(p, 5, "The '@' operator is")))
            return NULL;
        left = AST_NEW(p->arena, Expr, EXPR_BIN_OP, BinOp, end_at(p, at), .left = left,
                       .op = (Operator)binary_operators[type].op, .right = right);
    }
    return left;
}

Expr *parse_bitwise_or(Parser *p)
{
    return parse_binary(p, 1);
}

/* power: await_primary ['**' factor] */
static Expr *parse_power(Parser *p)
{
    Location at = begin_at(p);
    Expr    *left;

    if (peek(p) == TOKEN_AWAIT) { /* await_primary: 'await' primary | primary */
        take(p);
        Expr *value = parse_primary(p);
        if (!value || !parser_check_version(p, 5, "Await expressions are"))
            return NULL;
        left = AST_NEW(p->arena, Expr, EXPR_AWAIT, Await, end_at(p, at), .value = value);
    } else {
        left = parse_primary(p);
    }
    if (!left || peek(p) != TOKEN_DOUBLESTAR)
        return left;
    take(p);
    if (!enter(p, 2))
        return NULL;
    Expr *right = parse_unary(p);
    leave(p, 2);
    if (!right)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_BIN_OP, BinOp, end_at(p, at), .left = left, .op = OPERATOR_POW,
                   .right = right);
}

/* factor: '+' factor | '-' factor | '~' factor | power */
static Expr *parse_unary(Parser *p)
{
    int     type = peek(p);
    UnaryOp op = type == TOKEN_MINUS ? UNARY_OP_USUB : type == TOKEN_PLUS ? UNARY_OP_UADD : UNARY_OP_INVERT;

    if (type != TOKEN_MINUS && type != TOKEN_PLUS && type != TOKEN_TILDE)
        return parse_power(p);
    Location at = begin_at(p);
    take(p);
    if (!enter(p, 1))
        return NULL;
    Expr *operand = parse_unary(p);
    leave(p, 1);
    if (!operand)
        return NULL;
    return AST_NEW(p->arena, Expr, EXPR_UNARY_OP, UnaryOp, end_at(p, at), .op = op, .operand = operand);
}

/* ---- targets ---- */

bool parse_is_single_target(const Expr *e)
{
    return e->kind == EXPR_NAME || e->kind == EXPR_ATTRIBUTE || e->kind == EXPR_SUBSCRIPT;
}

bool parse_target_of(Parser *p, Expr *e, ExprContext context)
{
    ExprSequence *items;

    switch (e->kind) {
    case EXPR_NAME:
        e->as.Name.ctx = context;
        return true;
    case EXPR_ATTRIBUTE:
        e->as.Attribute.ctx = context;
        return true;
    case EXPR_SUBSCRIPT:
        e->as.Subscript.ctx = context;
        return true;
    case EXPR_STARRED:
        if (context == CONTEXT_DEL || e->as.Starred.value->kind == EXPR_STARRED)
            return false;
        e->as.Starred.ctx = context;
        return parse_target_of(p, e->as.Starred.value, context);
    case EXPR_TUPLE:
        e->as.Tuple.ctx = context;
        items = &e->as.Tuple.elts;
        break;
    case EXPR_LIST:
        e->as.List.ctx = context;
        items = &e->as.List.elts;
        break;
    default:
        return false;
    }
    for (uint32_t i = 0; i < items->length; i++)
        if (!parse_target_of(p, items->items[i], context))
            return false;
    return true;
}

/* star_target: '*' (!'*' star_target) | target_with_star_atom */
Expr *parse_star_target(Parser *p)
{
    Location at = begin_at(p);
    bool     is_starred = accept(p, TOKEN_STAR);
    Expr    *target = parse_primary(p);

    if (!target || !parse_target_of(p, target, CONTEXT_STORE))
        return NULL;
    if (!is_starred)
        return target;
    return AST_NEW(p->arena, Expr, EXPR_STARRED, Starred, end_at(p, at), .value = target, .ctx = CONTEXT_STORE);
}

/* star_targets: star_target !',' | star_target (',' star_target)* [','] */
Expr *parse_star_targets(Parser *p)
{
    Location at = begin_at(p);
    Expr    *first = parse_star_target(p);

    if (!first || peek(p) != TOKEN_COMMA)
        return first;
    Expr *tuple = parse_tuple_rest(p, at, first, parse_star_target);
    if (tuple)
        tuple->as.Tuple.ctx = CONTEXT_STORE;
    return tuple;
}
