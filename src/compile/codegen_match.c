/* codegen_match.c - the match statement.
 *
 * While a pattern is matched the stack holds, from the top: `on_top` values that are still needed, the values captured so
 * far (stores, the first lowest), the subject's copy. A failing test jumps to where just as many values are popped: the
 * chain of fail_pop labels, emitted behind each case.
 *
 *     fail_pop[2]: POP_TOP   fail_pop[1]: POP_TOP   fail_pop[0]: the next case
 * SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"
#include "syntax/ast_dump.h"

typedef struct Matching {
    TextList stores;             /* captured names */
    bool     allows_irrefutable;
    Label   *fail_pop;
    uint32_t fail_pop_count, fail_pop_capacity;
    uint32_t on_top;
} Matching;

static void gen_pattern(Generator *gen, const Pattern *pattern, Matching *matching);

static bool is_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_AS && !pattern->as.MatchAs.name;
}

static bool is_star_wildcard(const Pattern *pattern)
{
    return pattern->kind == PATTERN_MATCH_STAR && !pattern->as.MatchStar.name;
}

/* An array in the arena with room for one more item. */
static void *reserve(Generator *gen, void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    uint32_t wanted = *capacity ? 2 * *capacity : 8;
    void    *grown = arena_alloc(gen->arena, wanted * size);
    if (!grown) {
        fail_memory(gen);
        return NULL;
    }
    if (count)
        memcpy(grown, items, count * size);
    *capacity = wanted;
    return grown;
}

static void add_store(Generator *gen, Matching *matching, const Text *name)
{
    TextList *stores = &matching->stores;
    void     *items = reserve(gen, stores->items, stores->count, &stores->capacity, sizeof *stores->items);
    if (!items)
        return;
    stores->items = items;
    stores->items[stores->count++] = name;
}

static int find_store(const TextList *stores, const Text *name)
{
    for (uint32_t i = 0; i < stores->count; i++)
        if (stores->items[i] == name)
            return (int)i;
    return -1;
}

static void ensure_fail_pop(Generator *gen, Matching *matching, uint32_t number)
{
    while (matching->fail_pop_count <= number && !has_failed(gen)) {
        Label *items = reserve(gen, matching->fail_pop, matching->fail_pop_count, &matching->fail_pop_capacity,
                               sizeof *items);
        if (!items)
            return;
        matching->fail_pop = items;
        items[matching->fail_pop_count++] = new_label(gen);
    }
}

static void jump_to_fail_pop(Generator *gen, Matching *matching, int opcode, Location at)
{
    uint32_t pops = matching->on_top + matching->stores.count;
    ensure_fail_pop(gen, matching, pops);
    if (!has_failed(gen))
        emit_jump(gen, opcode, matching->fail_pop[pops], at);
}

static void emit_and_reset_fail_pop(Generator *gen, Matching *matching, Location at)
{
    for (uint32_t i = matching->fail_pop_count; i-- > 0;) {
        place(gen, matching->fail_pop[i]);
        if (i)
            emit(gen, OP_POP_TOP, at);
    }
    matching->fail_pop_count = 0;
}

/* Moves the top of the stack below count - 1 others. */
static void rotate(Generator *gen, uint32_t count, Location at)
{
    for (; count > 1; count--)
        emit_arg(gen, OP_SWAP, (int)count, at);
}

static void refuse_repeated_store(Generator *gen, const Text *name, Location at)
{
    (void)compilation_error_at(gen->compilation, at, "multiple assignments to name '%s' in pattern", name->data);
}

/* Captures the top of the stack; name NULL drops it. */
static void capture(Generator *gen, Matching *matching, const Text *name, Location at)
{
    if (!name) {
        emit(gen, OP_POP_TOP, at);
        return;
    }
    if (find_store(&matching->stores, name) >= 0) {
        refuse_repeated_store(gen, name, at);
        return;
    }
    rotate(gen, matching->on_top + matching->stores.count + 1, at);
    add_store(gen, matching, name);
}

/* Inside of another pattern anything may match always. */
static void gen_subpattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    bool before = matching->allows_irrefutable;
    matching->allows_irrefutable = true;
    gen_pattern(gen, pattern, matching);
    matching->allows_irrefutable = before;
}

static void gen_unpack(Generator *gen, const PatternSequence *patterns, Location at)
{
    uint32_t count = patterns->length;
    for (uint32_t i = 0; i < count; i++) {
        if (patterns->items[i]->kind != PATTERN_MATCH_STAR)
            continue;
        if (i >= 1 << 8 || count - i - 1 >= (uint32_t)INT32_MAX >> 8)
            (void)compilation_error_at(gen->compilation, at,
                                       "too many expressions in star-unpacking sequence pattern");
        else
            emit_arg(gen, OP_UNPACK_EX, (int)(i + ((count - i - 1) << 8)), at);
        return;
    }
    emit_arg(gen, OP_UNPACK_SEQUENCE, (int)count, at);
}

static void gen_sequence_unpack(Generator *gen, const PatternSequence *patterns, Matching *matching, Location at)
{
    gen_unpack(gen, patterns, at);
    matching->on_top += patterns->length;
    for (uint32_t i = 0; i < patterns->length && !has_failed(gen); i++) {
        matching->on_top--;
        gen_subpattern(gen, patterns->items[i], matching);
    }
}

/* [a, *_, b]: single items are taken out by index, so that the middle is not copied. */
static void gen_sequence_index(Generator *gen, const PatternSequence *patterns, uint32_t star, Matching *matching,
                               Location at)
{
    matching->on_top++;
    for (uint32_t i = 0; i < patterns->length && !has_failed(gen); i++) {
        if (i == star || is_wildcard(patterns->items[i]))
            continue;
        emit_arg(gen, OP_COPY, 1, at);
        if (i < star) {
            emit_int(gen, i, at);
        } else {
            emit(gen, OP_GET_LEN, at); /* negative indices may mean something else to the subject */
            emit_int(gen, patterns->length - i, at);
            emit_arg(gen, OP_BINARY_OP, NB_SUBTRACT, at);
        }
        emit_arg(gen, OP_BINARY_OP, NB_SUBSCR, at);
        gen_subpattern(gen, patterns->items[i], matching);
    }
    matching->on_top--;
    emit(gen, OP_POP_TOP, at);
}

static void gen_length_check(Generator *gen, int64_t length, CmpOp operator, Matching *matching, Location at)
{
    emit(gen, OP_GET_LEN, at);
    emit_int(gen, length, at);
    emit_compare(gen, operator, at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, at);
}

static void gen_sequence_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    const PatternSequence *patterns = &pattern->as.MatchSequence.patterns;
    uint32_t               count = patterns->length, star = UINT32_MAX;
    bool                   only_wildcards = true, is_star_unused = false;
    Location               at = pattern->at;

    for (uint32_t i = 0; i < count; i++) {
        const Pattern *item = patterns->items[i];
        if (item->kind != PATTERN_MATCH_STAR) {
            only_wildcards = only_wildcards && is_wildcard(item);
            continue;
        }
        if (star != UINT32_MAX) {
            (void)compilation_error_at(gen->compilation, at, "multiple starred names in sequence pattern");
            return;
        }
        is_star_unused = is_star_wildcard(item);
        only_wildcards = only_wildcards && is_star_unused;
        star = i;
    }
    matching->on_top++;
    emit(gen, OP_MATCH_SEQUENCE, at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, at);
    if (star == UINT32_MAX)
        gen_length_check(gen, count, CMP_OP_EQ, matching, at);
    else if (count > 1)
        gen_length_check(gen, (int64_t)count - 1, CMP_OP_GT_E, matching, at);
    matching->on_top--;
    if (only_wildcards)
        emit(gen, OP_POP_TOP, at);
    else if (is_star_unused)
        gen_sequence_index(gen, patterns, star, matching, at);
    else
        gen_sequence_unpack(gen, patterns, matching, at);
}

static void gen_none_check(Generator *gen, Matching *matching, Location at)
{
    emit_arg(gen, OP_COPY, 1, at);
    emit_none(gen, at);
    emit_compare(gen, CMP_OP_IS_NOT, at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, at);
}

static void check_attributes(Generator *gen, const Pattern *pattern)
{
    const TextSequence *names = &pattern->as.MatchClass.kwd_attrs;
    for (uint32_t i = 0; i < names->length; i++)
        for (uint32_t k = i + 1; k < names->length; k++)
            if (names->items[i] == names->items[k]) {
                (void)compilation_error_at(gen->compilation, pattern->as.MatchClass.kwd_patterns.items[k]->at,
                                           "attribute name repeated in class pattern: %s", names->items[i]->data);
                return;
            }
}

static void gen_class_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    const PatternSequence *positional = &pattern->as.MatchClass.patterns;
    const PatternSequence *keyword = &pattern->as.MatchClass.kwd_patterns;
    const TextSequence    *names = &pattern->as.MatchClass.kwd_attrs;
    uint32_t               count = positional->length + keyword->length;
    Location               at = pattern->at;

    if (names->length != keyword->length) {
        (void)compilation_error_at(gen->compilation, at,
                                   "kwd_attrs (%u) / kwd_patterns (%u) length mismatch in class pattern",
                                   (unsigned)names->length, (unsigned)keyword->length);
        return;
    }
    check_attributes(gen, pattern);
    visit_expr(gen, pattern->as.MatchClass.cls);
    if (has_failed(gen))
        return;
    emit_const(gen, texts_constant(gen, names->items, names->length), at);
    emit_arg(gen, OP_MATCH_CLASS, (int)positional->length, at);
    matching->on_top++;
    gen_none_check(gen, matching, at);
    emit_arg(gen, OP_UNPACK_SEQUENCE, (int)count, at);
    matching->on_top += count - 1;
    for (uint32_t i = 0; i < count && !has_failed(gen); i++) {
        const Pattern *item =
            i < positional->length ? positional->items[i] : keyword->items[i - positional->length];
        matching->on_top--;
        if (is_wildcard(item))
            emit(gen, OP_POP_TOP, at);
        else
            gen_subpattern(gen, item, matching);
    }
}

static void refuse_repeated_key(Generator *gen, const Constant *key, Location at)
{
    DumpText text = {.arena = gen->arena};
    if (!constant_repr(key, &text))
        fail_memory(gen);
    (void)compilation_error_at(gen->compilation, at, "mapping pattern checks duplicate key (%.*s)",
                               (int)text.length, text.data);
}

/* Keys are compared as Python compares them: 1 and True are the same. */
static void check_key(Generator *gen, const Pattern *pattern, uint32_t number)
{
    Expr *const *keys = pattern->as.MatchMapping.keys.items;
    if (keys[number]->kind == EXPR_ATTRIBUTE)
        return;
    if (keys[number]->kind != EXPR_CONSTANT) {
        (void)compilation_error_at(gen->compilation, pattern->at,
                                   "mapping pattern keys may only match literals and attribute lookups");
        return;
    }
    for (uint32_t i = 0; i < number; i++)
        if (keys[i]->kind == EXPR_CONSTANT &&
            constant_equal(keys[i]->as.Constant.value, keys[number]->as.Constant.value)) {
            refuse_repeated_key(gen, keys[number]->as.Constant.value, pattern->at);
            return;
        }
}

static void gen_mapping_keys(Generator *gen, const Pattern *pattern, Matching *matching)
{
    const ExprSequence    *keys = &pattern->as.MatchMapping.keys;
    const PatternSequence *patterns = &pattern->as.MatchMapping.patterns;
    Location               at = pattern->at;

    for (uint32_t i = 0; i < keys->length && !has_failed(gen); i++) {
        check_key(gen, pattern, i);
        visit_expr(gen, keys->items[i]);
    }
    emit_arg(gen, OP_BUILD_TUPLE, (int)keys->length, at);
    emit(gen, OP_MATCH_KEYS, at);
    matching->on_top += 2;
    gen_none_check(gen, matching, at);
    emit_arg(gen, OP_UNPACK_SEQUENCE, (int)keys->length, at);
    matching->on_top += keys->length - 1;
    for (uint32_t i = 0; i < keys->length && !has_failed(gen); i++) {
        matching->on_top--;
        gen_subpattern(gen, patterns->items[i], matching);
    }
    matching->on_top -= 2; /* the keys and the subject are for the caller to drop */
}

/* **rest: a copy of the subject without the keys. */
static void gen_mapping_rest(Generator *gen, const Pattern *pattern, Matching *matching)
{
    int      size = (int)pattern->as.MatchMapping.keys.length;
    Location at = pattern->at;
    emit_arg(gen, OP_BUILD_MAP, 0, at);
    emit_arg(gen, OP_SWAP, 3, at);
    emit_arg(gen, OP_DICT_UPDATE, 2, at);
    emit_arg(gen, OP_UNPACK_SEQUENCE, size, at);
    for (; size; size--) {
        emit_arg(gen, OP_COPY, 1 + size, at);
        emit_arg(gen, OP_SWAP, 2, at);
        emit(gen, OP_DELETE_SUBSCR, at);
    }
    capture(gen, matching, pattern->as.MatchMapping.rest, at);
}

static void gen_mapping_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    uint32_t size = pattern->as.MatchMapping.keys.length;
    Location at = pattern->at;

    if (size != pattern->as.MatchMapping.patterns.length) {
        (void)compilation_error_at(gen->compilation, at,
                                   "keys (%u) / patterns (%u) length mismatch in mapping pattern", (unsigned)size,
                                   (unsigned)pattern->as.MatchMapping.patterns.length);
        return;
    }
    matching->on_top++;
    emit(gen, OP_MATCH_MAPPING, at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, at);
    if (!size && !pattern->as.MatchMapping.rest) {
        matching->on_top--;
        emit(gen, OP_POP_TOP, at);
        return;
    }
    if (size)
        gen_length_check(gen, size, CMP_OP_GT_E, matching, at);
    gen_mapping_keys(gen, pattern, matching);
    if (pattern->as.MatchMapping.rest) {
        gen_mapping_rest(gen, pattern, matching);
    } else {
        emit(gen, OP_POP_TOP, at);
        emit(gen, OP_POP_TOP, at);
    }
}

static void rotate_list(Generator *gen, TextList *stores, uint32_t from, uint32_t to)
{
    uint32_t     moved = from + 1, kept = stores->count - moved, before = to - from;
    const Text **items = arena_alloc(gen->arena, stores->count * sizeof *items);
    if (!items) {
        fail_memory(gen);
        return;
    }
    memcpy(items, stores->items + moved, before * sizeof *items);
    memcpy(items + before, stores->items, moved * sizeof *items);
    memcpy(items + before + moved, stores->items + moved + before, (kept - before) * sizeof *items);
    memcpy(stores->items, items, stores->count * sizeof *items);
}

/* Brings the captures of an alternative into the order of the first one's. False: they are other names. */
static bool align_stores(Generator *gen, TextList *stores, const TextList *control, Location at)
{
    if (stores->count != control->count)
        return false;
    for (uint32_t wanted = control->count; wanted-- > 0 && !has_failed(gen);) {
        int found = find_store(stores, control->items[wanted]);
        if (found < 0)
            return false;
        if ((uint32_t)found == wanted)
            continue;
        rotate_list(gen, stores, (uint32_t)found, wanted);
        for (int i = 0; i <= found; i++)
            rotate(gen, wanted + 1, at);
    }
    return true;
}

/* One alternative after the other, each on a copy of the subject. *control gets the captures, in order. False: the
 * alternatives bind different names. */
static bool gen_alternatives(Generator *gen, const Pattern *pattern, bool allows_irrefutable, TextList *control,
                             Label end)
{
    const PatternSequence *patterns = &pattern->as.MatchOr.patterns;
    for (uint32_t i = 0; i < patterns->length && !has_failed(gen); i++) {
        const Pattern *alternative = patterns->items[i];
        Matching       own = {.allows_irrefutable = allows_irrefutable && i + 1 == patterns->length};
        emit_arg(gen, OP_COPY, 1, alternative->at);
        gen_pattern(gen, alternative, &own);
        if (has_failed(gen))
            return true;
        if (i == 0)
            *control = own.stores;
        else if (!align_stores(gen, &own.stores, control, alternative->at))
            return false;
        emit_jump(gen, OP_JUMP, end, alternative->at);
        emit_and_reset_fail_pop(gen, &own, alternative->at);
    }
    return true;
}

static void gen_or_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    Label    end = new_label(gen);
    TextList control = {0};
    Location at = pattern->at;

    if (!gen_alternatives(gen, pattern, matching->allows_irrefutable, &control, end)) {
        (void)compilation_error_at(gen->compilation, at, "alternative patterns bind different names");
        return;
    }
    emit(gen, OP_POP_TOP, at);
    jump_to_fail_pop(gen, matching, OP_JUMP, at);
    place(gen, end);
    uint32_t rotations = control.count + 1 + matching->on_top + matching->stores.count;
    for (uint32_t i = 0; i < control.count && !has_failed(gen); i++) {
        rotate(gen, rotations, at);
        if (find_store(&matching->stores, control.items[i]) >= 0)
            refuse_repeated_store(gen, control.items[i], at);
        add_store(gen, matching, control.items[i]);
    }
    emit(gen, OP_POP_TOP, at);
}

static void gen_as_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    const Text *name = pattern->as.MatchAs.name;
    Location    at = pattern->at;
    if (pattern->as.MatchAs.pattern) {
        matching->on_top++;
        emit_arg(gen, OP_COPY, 1, at);
        gen_pattern(gen, pattern->as.MatchAs.pattern, matching);
        matching->on_top--;
    } else if (!matching->allows_irrefutable) {
        if (name)
            (void)compilation_error_at(gen->compilation, at,
                                       "name capture '%s' makes remaining patterns unreachable", name->data);
        else
            (void)compilation_error_at(gen->compilation, at, "wildcard makes remaining patterns unreachable");
        return;
    }
    capture(gen, matching, name, at);
}

static void gen_value_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    const Expr *value = pattern->as.MatchValue.value;
    if (value->kind != EXPR_CONSTANT && value->kind != EXPR_ATTRIBUTE) {
        (void)compilation_error_at(gen->compilation, pattern->at,
                                   "patterns may only match literals and attribute lookups");
        return;
    }
    visit_expr(gen, value);
    emit_compare(gen, CMP_OP_EQ, pattern->at);
    emit(gen, OP_TO_BOOL, pattern->at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, pattern->at);
}

static void gen_singleton_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    emit_const(gen, pattern->as.MatchSingleton.value, pattern->at);
    emit_compare(gen, CMP_OP_IS, pattern->at);
    jump_to_fail_pop(gen, matching, OP_POP_JUMP_IF_FALSE, pattern->at);
}

/* Matches the top of the stack, which is consumed in either case. */
static void gen_pattern(Generator *gen, const Pattern *pattern, Matching *matching)
{
    if (!enter_level(gen))
        return;
    switch (pattern->kind) {
    case PATTERN_MATCH_VALUE:
        gen_value_pattern(gen, pattern, matching);
        break;
    case PATTERN_MATCH_SINGLETON:
        gen_singleton_pattern(gen, pattern, matching);
        break;
    case PATTERN_MATCH_SEQUENCE:
        gen_sequence_pattern(gen, pattern, matching);
        break;
    case PATTERN_MATCH_MAPPING:
        gen_mapping_pattern(gen, pattern, matching);
        break;
    case PATTERN_MATCH_CLASS:
        gen_class_pattern(gen, pattern, matching);
        break;
    case PATTERN_MATCH_STAR:
        capture(gen, matching, pattern->as.MatchStar.name, pattern->at);
        break;
    case PATTERN_MATCH_AS:
        gen_as_pattern(gen, pattern, matching);
        break;
    default:
        gen_or_pattern(gen, pattern, matching);
    }
    gen->depth--;
}

static void gen_case(Generator *gen, const MatchCase *match_case, bool is_copied, bool is_last, Label end)
{
    Matching matching = {.allows_irrefutable = match_case->guard || is_last};
    Location at = match_case->pattern->at;

    if (is_copied)
        emit_arg(gen, OP_COPY, 1, at);
    gen_pattern(gen, match_case->pattern, &matching);
    if (has_failed(gen))
        return;
    for (uint32_t i = 0; i < matching.stores.count; i++)
        emit_variable(gen, matching.stores.items[i], CONTEXT_STORE, at);
    if (match_case->guard) {
        ensure_fail_pop(gen, &matching, 0);
        if (!has_failed(gen))
            gen_jump_if(gen, match_case->guard, matching.fail_pop[0], false, at);
    }
    if (is_copied)
        emit(gen, OP_POP_TOP, NEXT_LOCATION);
    visit_stmts(gen, &match_case->body);
    emit_jump(gen, OP_JUMP, end, NO_LOCATION);
    emit_and_reset_fail_pop(gen, &matching, at);
}

/* A last `case _` needs neither the subject nor a test. */
void gen_match(Generator *gen, const Stmt *stmt)
{
    const MatchCaseSequence *cases = &stmt->as.Match.cases;
    const MatchCase         *last = cases->items[cases->length - 1];
    bool                     has_default = is_wildcard(last->pattern) && cases->length > 1;
    uint32_t                 tested = cases->length - has_default;
    Label                    end = new_label(gen);

    visit_expr(gen, stmt->as.Match.subject);
    for (uint32_t i = 0; i < tested && !has_failed(gen); i++)
        gen_case(gen, cases->items[i], i + 1 != tested, i + 1 == cases->length, end);
    if (has_default && !has_failed(gen)) {
        emit(gen, OP_NOP, last->pattern->at);
        if (last->guard)
            gen_jump_if(gen, last->guard, end, false, last->pattern->at);
        visit_stmts(gen, &last->body);
    }
    place(gen, end);
}
