/* diagnose.c - finds what CPython would say of a source that is no program.
 *
 * CPython's parser tries the alternatives of each grammar rule in order and remembers what it found where. When nothing
 * fits, it reads again with further rules (invalid_...) whose only purpose is to raise an error. Which error comes first,
 * and how far the reading got, depends on that order. So this is the same machine over the same rules, as tables
 * (grammar.peg); it builds no tree. Where an error needs a node, the fast parser reads it again at that place.
 *
 * Time is linear in the tokens, as far as the memos go; depth is counted as CPython counts it. SPDX-License-Identifier: MIT */
#include "syntax/diagnose.h"

#include "syntax/diagnose_impl.h"

/* What a rule found at a mark. */
struct Memo {
    Memo    *next;
    size_t   end;
    uint16_t rule;
    bool     fits;
};

static bool match_rule(Diagnosis *d, int rule);

/* ---- memos ---- */

static Memo *find_memo(Diagnosis *d, size_t mark, int rule)
{
    if (mark >= d->memo_capacity)
        return NULL;
    Memo *memo = d->memos[mark];
    while (memo && memo->rule != rule)
        memo = memo->next;
    return memo;
}

static bool fail_memory(Diagnosis *d)
{
    d->failed = true;
    return compilation_no_memory(d->p->compilation);
}

static Memo *add_memo(Diagnosis *d, size_t mark, int rule)
{
    if (mark >= d->memo_capacity) {
        size_t capacity = (mark + 64) * 2;
        Memo **memos = arena_zero(d->p->arena, capacity * sizeof(*memos));
        if (!memos)
            return (void)fail_memory(d), NULL;
        if (d->memo_capacity)
            memcpy(memos, d->memos, d->memo_capacity * sizeof(*memos));
        d->memos = memos;
        d->memo_capacity = capacity;
    }
    Memo *memo = arena_alloc(d->p->arena, sizeof(Memo));
    if (!memo)
        return (void)fail_memory(d), NULL;
    *memo = (Memo){.next = d->memos[mark], .rule = (uint16_t)rule, .end = mark};
    d->memos[mark] = memo;
    return memo;
}

/* ---- tokens ---- */

/* The type at the mark; an error in the source ends the reading. */
static int look(Diagnosis *d)
{
    Parser *p = d->p;

    if (p->mark == p->fill && !parser_fill(p)) {
        d->failed = true;
        return TOKEN_ERRORTOKEN;
    }
    return p->tokens[p->mark].type;
}

static bool match_word(Diagnosis *d, int word)
{
    const Text *words[] = {d->p->name_match, d->p->name_case, d->p->name_type, d->p->name_underscore};

    if (look(d) != TOKEN_NAME || d->p->tokens[d->p->mark].text != words[word])
        return false;
    d->p->mark++;
    return true;
}

static bool match_soft_keyword(Diagnosis *d)
{
    for (int word = 0; word < 4; word++)
        if (match_word(d, word))
            return true;
    return false;
}

static bool match_operand(Diagnosis *d, const PegItem *item)
{
    switch ((PegOperand)item->operand) {
    case PEG_TOKEN:
        if (look(d) != item->what || d->failed)
            return false;
        d->p->mark++;
        return true;
    case PEG_WORD:
        return match_word(d, item->what);
    case PEG_SOFT:
        return match_soft_keyword(d);
    case PEG_RULE:
        return match_rule(d, item->what);
    }
    return false;
}

/* ---- items ---- */

/* One more level of rules. False: too deep, the error is set. */
static bool go_down(Diagnosis *d)
{
    if (enter(d->p, 1))
        return true;
    d->failed = true;
    return false;
}

/* item* from the mark on; whether there was any. */
static bool match_loop(Diagnosis *d, const PegItem *item)
{
    size_t mark = d->p->mark;
    bool   any = false;

    if (!go_down(d))
        return false;
    while (match_operand(d, item)) {
        any = true;
        mark = d->p->mark;
        if (!compilation_poll(d->p->compilation))
            d->failed = true;
    }
    d->p->mark = mark;
    leave(d->p, 1);
    return any;
}

/* separator.item+ */
static bool match_gather(Diagnosis *d, const PegItem *item)
{
    if (!go_down(d) || !match_operand(d, item))
        return leave(d->p, 1), false;
    for (size_t mark = d->p->mark; !d->failed; mark = d->p->mark) {
        if (look(d) == item->separator && !d->failed) {
            d->p->mark++;
            if (match_operand(d, item))
                continue;
        }
        d->p->mark = mark;
        break;
    }
    leave(d->p, 1);
    return true;
}

/* What an error calls a token that had to come. */
static const char *token_text(int type)
{
    return type == TOKEN_LPAR ? "(" : type == TOKEN_COLON ? ":" : "";
}

static bool match_forced(Diagnosis *d, const PegItem *item)
{
    if (match_operand(d, item))
        return true;
    if (!d->failed) {
        const Token *token = &d->p->tokens[d->p->mark];
        Location     at = {token->line, token->column, token->end_line, token->end_column};
        parser_error_at(d->p, ERROR_SYNTAX, at, "expected '%s'", token_text(item->what));
        d->failed = true;
    }
    return false;
}

static bool match_item(Diagnosis *d, const PegItem *item)
{
    size_t mark = d->p->mark;
    bool   fits;

    switch ((PegItemKind)item->kind) {
    case ITEM_ONE:
        return match_operand(d, item);
    case ITEM_OPTIONAL:
        if (!match_operand(d, item))
            d->p->mark = mark;
        return !d->failed;
    case ITEM_ANY:
        (void)match_loop(d, item);
        return !d->failed;
    case ITEM_SOME:
        return match_loop(d, item) && !d->failed;
    case ITEM_GATHER:
        return match_gather(d, item) && !d->failed;
    case ITEM_AND:
        fits = match_operand(d, item);
        d->p->mark = mark;
        return fits;
    case ITEM_NOT:
        fits = match_operand(d, item);
        d->p->mark = mark;
        return !fits && !d->failed;
    case ITEM_FORCED:
        return match_forced(d, item);
    case ITEM_CUT:
        return true;
    }
    return false;
}

/* ---- rules ---- */

typedef enum Outcome { OUTCOME_FITS, OUTCOME_NEXT, OUTCOME_FAILS } Outcome;

static Outcome match_alternative(Diagnosis *d, const PegAlternative *alternative)
{
    Capture captures[3] = {{0}};
    bool    is_cut = false;

    for (int i = 0; i < alternative->count; i++) {
        const PegItem *item = &peg_items[alternative->first + i];
        size_t         start = d->p->mark;
        is_cut |= item->kind == ITEM_CUT;
        if (!match_item(d, item))
            return is_cut ? OUTCOME_FAILS : OUTCOME_NEXT;
        if (item->capture)
            captures[item->capture] = (Capture){
                .start = start, .end = d->p->mark,
                .rule = item->operand == PEG_RULE && item->kind == ITEM_ONE ? item->what : RULE_COUNT};
    }
    if (alternative->action == ACTION_NONE || diagnosis_act(d, alternative, captures))
        return OUTCOME_FITS;
    return OUTCOME_FAILS;
}

/* The alternatives of a rule in order; the mark is behind what fits, or where it was. */
static bool match_alternatives(Diagnosis *d, int number)
{
    const PegRule *rule = &peg_rules[number];
    size_t         mark = d->p->mark;

    for (int i = 0; i < rule->count && !d->failed; i++) {
        const PegAlternative *alternative = &peg_alternatives[rule->first + i];
        if (alternative->is_invalid && !d->finds_errors)
            continue;
        Outcome outcome = match_alternative(d, alternative);
        if (d->failed)
            return false;
        if (outcome == OUTCOME_FITS)
            return true;
        d->p->mark = mark;
        if (outcome == OUTCOME_FAILS)
            return false;
    }
    return false;
}

/* A rule that begins with itself: what it has found so far is its own first item, until nothing longer fits. */
static bool match_left(Diagnosis *d, int number)
{
    size_t mark = d->p->mark, end = mark;
    bool   fits = false;
    Memo  *memo = add_memo(d, mark, number);

    while (memo && !d->failed) {
        memo->fits = fits;
        memo->end = end;
        d->p->mark = mark;
        if (!match_alternatives(d, number) || d->p->mark <= end)
            break;
        fits = true;
        end = d->p->mark;
    }
    d->p->mark = end;
    return fits && !d->failed;
}

static bool match_rule(Diagnosis *d, int number)
{
    const PegRule *rule = &peg_rules[number];
    size_t         mark = d->p->mark;
    bool           finds_errors = d->finds_errors;

    if (d->failed)
        return false;
    if (rule->flags & (PEG_MEMO | PEG_LEFT)) {
        Memo *memo = find_memo(d, mark, number);
        if (memo) {
            d->p->mark = memo->end;
            return memo->fits;
        }
    }
    if (!go_down(d))
        return false;
    if (rule->flags & PEG_QUIET)
        d->finds_errors = false;
    bool fits = rule->flags & PEG_LEFT ? match_left(d, number) : match_alternatives(d, number);
    d->finds_errors = finds_errors;
    leave(d->p, 1);
    if ((rule->flags & PEG_MEMO) && !d->failed) {
        Memo *memo = add_memo(d, mark, number);
        if (!memo)
            return false;
        memo->fits = fits;
        memo->end = d->p->mark;
    }
    return fits;
}

/* ---- the verdict ---- */

/* Whether an error in the rest of the source's tokens goes before the one found: any that the tokenizer itself tells,
 * and a bracket that was opened on an earlier line and never closed. */
static void tokenize_rest(Diagnosis *d)
{
    Parser          *p = d->p;
    Compilation     *c = p->compilation;
    CompilationError found = c->error;
    int              line = p->tokens[p->fill - 1].line;
    Token            token;

    c->error = (CompilationError){0};
    for (;;) {
        int type = tokenizer_next(&p->tokenizer, &token);
        if (type == TOKEN_ENDMARKER)
            break;
        if (type != TOKEN_ERRORTOKEN)
            continue;
        Tokenizer *t = &p->tokenizer;
        if (c->error.kind == ERROR_NONE && t->level && line > t->bracket_lines[t->level - 1])
            parser_error_unclosed(p);
        break;
    }
    if (c->error.kind == ERROR_NONE || p->tokenizer.mode_count > 0)
        c->error = found;
}

static void set_error(Diagnosis *d, const Token *last)
{
    Parser      *p = d->p;
    Compilation *c = p->compilation;
    bool         is_fine = p->tokenizer.done == TOKENIZER_OK || p->tokenizer.done == TOKENIZER_EOF;

    if (c->error.kind != ERROR_NONE) {
        bool is_syntax = c->error.kind == ERROR_SYNTAX || c->error.kind == ERROR_INDENTATION ||
                         c->error.kind == ERROR_TAB;
        if (is_syntax && p->tokenizer.done == TOKENIZER_OK)
            tokenize_rest(d);
        return;
    }
    if (!p->fill) {
        parser_error(p, ERROR_SYNTAX, "error at start before reading any input");
    } else if (last->type == TOKEN_ERRORTOKEN && is_fine && p->tokenizer.done == TOKENIZER_EOF) {
        if (p->tokenizer.level)
            parser_error_unclosed(p);
        else
            parser_error(p, ERROR_SYNTAX, "unexpected EOF while parsing");
    } else if (last->type == TOKEN_INDENT || last->type == TOKEN_DEDENT) {
        parser_error(p, ERROR_INDENTATION, last->type == TOKEN_INDENT ? "unexpected indent" : "unexpected unindent");
    } else {
        Location at = {last->line, last->column, last->end_line, last->end_column};
        parser_error_at(p, ERROR_SYNTAX, at, "invalid syntax");
        tokenize_rest(d);
    }
}

static bool is_incomplete(const Parser *p)
{
    TokenizerState done = p->tokenizer.done;
    return (p->compilation->flags & COMPILE_ALLOW_INCOMPLETE_INPUT) &&
           (done == TOKENIZER_EOF || done == TOKENIZER_EOF_IN_STRING || done == TOKENIZER_EOL_IN_STRING);
}

static int start_rule(const Compilation *c)
{
    switch (c->mode) {
    case MODE_EVAL: return RULE_eval;
    case MODE_SINGLE: return RULE_interactive;
    case MODE_FUNC_TYPE: return RULE_func_type;
    case MODE_EXEC: break;
    }
    return RULE_file;
}

void diagnose(Compilation *c)
{
    Parser   *p = arena_alloc(c->arena, sizeof(Parser));
    Diagnosis d = {.p = p};

    if (!p) {
        (void)compilation_no_memory(c);
        return;
    }
    c->flags = c->caller_flags; /* a future import will be met again */
    if (!parser_init(p, c))
        return;
    p->keeps_tokens = p->is_quiet = true;
    p->tokenizer.warns = false;
    (void)match_rule(&d, start_rule(c));
    if (c->error.kind == ERROR_NO_MEMORY || c->error.kind == ERROR_RAISED || c->error.kind == ERROR_MEMORY)
        return;
    if (is_incomplete(p)) {
        c->error = (CompilationError){0};
        parser_error(p, ERROR_INCOMPLETE_INPUT, "incomplete input");
        return;
    }
    Token last = p->fill ? p->tokens[p->fill - 1] : (Token){0};
    if (!d.failed) {
        d.finds_errors = true;
        d.checked = 0;
        if (d.memo_capacity)
            memset(d.memos, 0, d.memo_capacity * sizeof(*d.memos));
        p->mark = 0;
        p->level = 0;
        (void)match_rule(&d, start_rule(c));
    }
    if (c->error.kind != ERROR_NO_MEMORY && c->error.kind != ERROR_RAISED)
        set_error(&d, &last);
}
