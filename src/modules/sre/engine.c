/* engine.c - the matching machine: the code is run forwards; where it could have gone on another way, a choice is put on a stack.
 *
 * A failing step takes the last choice back: the position, the loop context and, through the trail, every mark and counter that
 * was written since. Nothing recurses but sub-matches that are all or nothing (assertions, atomic groups, possessive repeats),
 * whose depth is that of the pattern's text. SPDX-License-Identifier: MIT */
#include "modules/sre/sre.h"

#include "objects/errors.h"
#include "objects/poll.h"

/* A REPEAT that is being run. Counters change through the trail. */
typedef struct Loop {
    const uint32_t *op;         /* the word behind REPEAT: skip, min, max, body */
    uint32_t        count;
    size_t          last;       /* position where the last iteration began; SRE_UNSET */
    struct Loop    *outer, *allocated;
} Loop;

typedef enum ChoiceKind { CHOICE_BRANCH, CHOICE_FEWER, CHOICE_MORE, CHOICE_TAIL, CHOICE_BODY } ChoiceKind;

typedef struct Choice {
    ChoiceKind      kind;
    const uint32_t *pc;
    size_t          at, low;    /* FEWER: at goes down to low; MORE: at goes up, low is the number left */
    Loop           *loop;
    size_t          trail;
} Choice;

typedef struct Undo {
    size_t *place;
    size_t  value;
} Undo;

struct SreStack {
    Choice *choices;
    size_t  choice_count, choice_room;
    Undo   *trail;
    size_t  trail_count, trail_room;
    Loop   *loops;              /* all allocated in this match */
};

/* ---- stacks ---- */

static bool push_choice(Subject *s, Choice choice)
{
    struct SreStack *stack = s->stack;
    if (stack->choice_count == stack->choice_room) {
        size_t  room = stack->choice_room ? stack->choice_room * 2 : 64;
        Choice *grown = mem_resize(s->vm, stack->choices, stack->choice_room * sizeof choice, room * sizeof choice);
        if (!grown)
            return false;
        stack->choices = grown;
        stack->choice_room = room;
    }
    choice.trail = stack->trail_count;
    stack->choices[stack->choice_count++] = choice;
    return true;
}

/* Writes *place; the old value comes back when the match goes back before this. */
static bool write_undoable(Subject *s, size_t *place, size_t value)
{
    struct SreStack *stack = s->stack;
    if (stack->trail_count == stack->trail_room) {
        size_t room = stack->trail_room ? stack->trail_room * 2 : 64;
        Undo  *grown = mem_resize(s->vm, stack->trail, stack->trail_room * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return false;
        stack->trail = grown;
        stack->trail_room = room;
    }
    stack->trail[stack->trail_count++] = (Undo){place, *place};
    *place = value;
    return true;
}

static void undo_to(struct SreStack *stack, size_t trail)
{
    while (stack->trail_count > trail) {
        Undo undo = stack->trail[--stack->trail_count];
        *undo.place = undo.value;
    }
}

static void drop_loops(Subject *s)
{
    while (s->stack->loops) {
        Loop *loop = s->stack->loops;
        s->stack->loops = loop->allocated;
        mem_free(s->vm, loop, sizeof *loop);
    }
}

/* ---- positions ---- */

static bool is_word_at(const Subject *s, size_t i, uint32_t category)
{
    return i >= s->start && i < s->end && sre_category(category, subject_char(s, i));
}

static bool at_boundary(const Subject *s, size_t at, uint32_t category)
{
    if (s->start == s->end)
        return false;
    return (at > s->start && is_word_at(s, at - 1, category)) != is_word_at(s, at, category);
}

static bool is_at(const Subject *s, size_t at, uint32_t code)
{
    switch (code) {
    case 0: case 2: return at == s->start;
    case 1:  return at == s->start || subject_char(s, at - 1) == '\n';
    case 3: case 8: return at_boundary(s, at, 4);
    case 4: case 9: return !at_boundary(s, at, 4);
    case 5:  return at == s->end || (at + 1 == s->end && subject_char(s, at) == '\n');
    case 6:  return at == s->end || subject_char(s, at) == '\n';
    case 7:  return at == s->end;
    case 10: return at_boundary(s, at, 14);
    case 11: return !at_boundary(s, at, 14);
    default: return false;
    }
}

/* Does the one-character op at pc take character c? */
static bool takes(const Subject *s, const uint32_t *pc, uint32_t c)
{
    switch (pc[0]) {
    case SRE_ANY:     return c != '\n';
    case SRE_ANY_ALL: return true;
    case SRE_LITERAL: return c == pc[1];
    case SRE_NOT_LITERAL: return c != pc[1];
    case SRE_IN:      return sre_in_charset(s, pc + 2, c);
    case SRE_IN_IGNORE: case SRE_IN_UNI_IGNORE: case SRE_IN_LOC_IGNORE:
        return sre_in_charset(s, pc + 2, sre_lower(s, pc[0], c));
    case SRE_LITERAL_IGNORE: case SRE_LITERAL_UNI_IGNORE: case SRE_LITERAL_LOC_IGNORE:
        return sre_lower(s, pc[0], c) == pc[1];
    case SRE_NOT_LITERAL_IGNORE: case SRE_NOT_LITERAL_UNI_IGNORE: case SRE_NOT_LITERAL_LOC_IGNORE:
        return sre_lower(s, pc[0], c) != pc[1];
    default: return false;
    }
}

/* How many characters from at on the one-character op takes, at most `most`. */
static size_t count_taken(const Subject *s, const uint32_t *pc, size_t at, uint32_t most)
{
    size_t end = s->end;
    if (most != SRE_MAXREPEAT && most < end - at)
        end = at + most;
    size_t i = at;
    if (pc[0] == SRE_ANY_ALL)
        return end - at;
    if (pc[0] == SRE_LITERAL && s->kind == 1)
        for (const uint8_t *data = s->data; i < end && data[i] == pc[1]; i++)
            ;
    else
        while (i < end && takes(s, pc, subject_char(s, i)))
            i++;
    return i - at;
}

static bool group_repeats(const Subject *s, const uint32_t *pc, size_t *at)
{
    size_t group = pc[1], from = s->marks[2 * group], to = s->marks[2 * group + 1];
    if (from == SRE_UNSET || to == SRE_UNSET || to < from)
        return false;
    for (; from < to; from++, ++*at) {
        if (*at >= s->end)
            return false;
        uint32_t a = subject_char(s, *at), b = subject_char(s, from);
        if (pc[0] == SRE_GROUPREF ? a != b : sre_lower(s, pc[0], a) != sre_lower(s, pc[0], b))
            return false;
    }
    return true;
}

/* ---- the machine ---- */

static int run(Subject *s, const uint32_t *pc, size_t at, Loop *loop, size_t *end);

/* Runs a part that is all or nothing: what it could have done else is forgotten. 1, 0, -1; marks stay set only on 1. */
static int run_apart(Subject *s, const uint32_t *pc, size_t at, size_t *end)
{
    struct SreStack *stack = s->stack;
    size_t choices = stack->choice_count, trail = stack->trail_count;
    bool   whole = s->whole, advance = s->must_advance;
    if (!c_stack_left(s->vm)) {
        c_stack_overflow(s->vm, " while matching a regular expression");
        return -1;
    }
    s->whole = s->must_advance = false;
    int result = run(s, pc, at, NULL, end);
    s->whole = whole;
    s->must_advance = advance;
    stack->choice_count = choices;
    if (result != 1)
        undo_to(stack, trail);
    return result;
}

static Loop *new_loop(Subject *s, const uint32_t *op, Loop *outer)
{
    Loop *loop = mem_alloc(s->vm, sizeof *loop);
    if (loop) {
        *loop = (Loop){op, 0, SRE_UNSET, outer, s->stack->loops};
        s->stack->loops = loop;
    }
    return loop;
}

/* POSSESSIVE_REPEAT skip min max body SUCCESS: iterations as long as they fit. */
static int repeat_possessive(Subject *s, const uint32_t *op, size_t *at)
{
    for (uint32_t count = 0; op[2] == SRE_MAXREPEAT || count < op[2]; count++) {
        size_t end;
        int    matched = run_apart(s, op + 3, *at, &end);
        if (matched < 0)
            return -1;
        if (!matched)
            return count >= op[1];
        if (end == *at && count >= op[1])
            return 1;
        *at = end;
    }
    return 1;
}

static int set_mark(Subject *s, uint32_t mark, size_t at)
{
    if (mark & 1 && !write_undoable(s, (size_t *)(void *)&s->last_index, mark / 2 + 1))
        return -1;
    return write_undoable(s, &s->marks[mark + 2], at) ? 0 : -1;
}

/* The next character that the tail of a REPEAT_ONE must begin with, if it is a plain literal. */
static bool fits_tail(const Subject *s, const uint32_t *tail, size_t at)
{
    return tail[0] != SRE_LITERAL || (at < s->end && subject_char(s, at) == tail[1]);
}

#define FAIL() goto backtrack
#define STEP(condition) do { if (!(condition)) FAIL(); } while (0)

static int run(Subject *s, const uint32_t *pc, size_t at, Loop *loop, size_t *end)
{
    struct SreStack *stack = s->stack;
    size_t           base = stack->choice_count;
    int              result;

    for (;;) {
        switch (pc[0]) {
        case SRE_FAILURE: FAIL();
        case SRE_SUCCESS:
            STEP(!(s->whole && at != s->end) && !(s->must_advance && at == s->position && s->match_start == at));
            *end = at;
            return 1;
        case SRE_AT: STEP(is_at(s, at, pc[1])); pc += 2; break;
        case SRE_LITERAL: STEP(at < s->end && subject_char(s, at) == pc[1]); at++; pc += 2; break;
        case SRE_ANY: case SRE_ANY_ALL: STEP(at < s->end && takes(s, pc, subject_char(s, at))); at++; pc++; break;
        case SRE_CATEGORY: STEP(at < s->end && sre_category(pc[1], subject_char(s, at))); at++; pc += 2; break;
        case SRE_NOT_LITERAL: case SRE_LITERAL_IGNORE: case SRE_LITERAL_UNI_IGNORE: case SRE_LITERAL_LOC_IGNORE:
        case SRE_NOT_LITERAL_IGNORE: case SRE_NOT_LITERAL_UNI_IGNORE: case SRE_NOT_LITERAL_LOC_IGNORE:
            STEP(at < s->end && takes(s, pc, subject_char(s, at)));
            at++;
            pc += 2;
            break;
        case SRE_IN: case SRE_IN_IGNORE: case SRE_IN_UNI_IGNORE: case SRE_IN_LOC_IGNORE:
            STEP(at < s->end && takes(s, pc, subject_char(s, at)));
            at++;
            pc += 1 + pc[1];
            break;
        case SRE_MARK:
            if (set_mark(s, pc[1], at))
                return -1;
            pc += 2;
            break;
        case SRE_JUMP: case SRE_INFO: pc += 1 + pc[1]; break;
        case SRE_GROUPREF: case SRE_GROUPREF_IGNORE: case SRE_GROUPREF_UNI_IGNORE: case SRE_GROUPREF_LOC_IGNORE: {
            const uint32_t ref[] = {pc[0], pc[1] + 1};
            STEP(group_repeats(s, ref, &at));
            pc += 2;
            break;
        }
        case SRE_GROUPREF_EXISTS: {
            size_t group = pc[1] + 1;
            bool   set = s->marks[2 * group] != SRE_UNSET && s->marks[2 * group + 1] != SRE_UNSET;
            pc += set ? 3 : 1 + 1 + pc[2];
            break;
        }
        case SRE_BRANCH:
            pc++;
        next_branch:
            STEP(pc[0]);
            if (pc[pc[0]] && !push_choice(s, (Choice){.kind = CHOICE_BRANCH, .pc = pc + pc[0], .at = at, .loop = loop}))
                return -1;
            pc++;
            break;
        case SRE_REPEAT_ONE: {
            size_t taken = count_taken(s, pc + 4, at, pc[3]);
            STEP(taken >= pc[2]);
            if (taken > pc[2] && !push_choice(s, (Choice){.kind = CHOICE_FEWER, .pc = pc, .at = at + taken, .low = at + pc[2],
                                                          .loop = loop}))
                return -1;
            at += taken;
            pc += 1 + pc[1];
            if (!fits_tail(s, pc, at))
                FAIL();
            break;
        }
        case SRE_MIN_REPEAT_ONE: {
            size_t taken = pc[2] ? count_taken(s, pc + 4, at, pc[2]) : 0;
            STEP(taken >= pc[2]);
            at += taken;
            if (pc[3] > pc[2] && !push_choice(s, (Choice){.kind = CHOICE_MORE, .pc = pc, .at = at, .low = taken, .loop = loop}))
                return -1;
            pc += 1 + pc[1];
            break;
        }
        case SRE_POSSESSIVE_REPEAT_ONE: {
            size_t taken = count_taken(s, pc + 4, at, pc[3]);
            STEP(taken >= pc[2]);
            at += taken;
            pc += 1 + pc[1];
            break;
        }
        case SRE_REPEAT:
            loop = new_loop(s, pc + 1, loop);
            if (!loop)
                return -1;
            pc += 1 + pc[1];
            break;
        case SRE_MAX_UNTIL: {
            const uint32_t *op = loop->op;
            bool            more = op[2] == SRE_MAXREPEAT || loop->count < op[2];
            if (!poll(s->vm))
                return -1;
            if (loop->count >= op[1] && !(more && loop->last != at)) {
                loop = loop->outer;
                pc++;
                break;
            }
            Loop *inner = new_loop(s, op, loop->outer); /* the iteration's own counters: going back needs no undoing */
            if (!inner)
                return -1;
            inner->count = loop->count + 1;
            inner->last = at;
            if (loop->count >= op[1] &&
                !push_choice(s, (Choice){.kind = CHOICE_TAIL, .pc = pc + 1, .at = at, .loop = loop->outer}))
                return -1;
            loop = inner;
            pc = op + 3;
            break;
        }
        case SRE_MIN_UNTIL: {
            const uint32_t *op = loop->op;
            if (!poll(s->vm))
                return -1;
            if (loop->count >= op[1]) {
                bool more = (op[2] == SRE_MAXREPEAT || loop->count < op[2]) && loop->last != at;
                if (more && !push_choice(s, (Choice){.kind = CHOICE_BODY, .pc = pc, .at = at, .loop = loop}))
                    return -1;
                loop = loop->outer;
                pc++;
                break;
            }
        iterate:;
            Loop *inner = new_loop(s, loop->op, loop->outer);
            if (!inner)
                return -1;
            inner->count = loop->count + 1;
            inner->last = at;
            loop = inner;
            pc = loop->op + 3;
            break;
        }
        case SRE_POSSESSIVE_REPEAT: {
            int repeated = repeat_possessive(s, pc + 1, &at);
            if (repeated < 0)
                return -1;
            STEP(repeated);
            pc += 1 + pc[1];
            pc++; /* the SUCCESS... of the body is skipped by `skip`; what follows it is the tail */
            break;
        }
        case SRE_ATOMIC_GROUP:
            result = run_apart(s, pc + 2, at, &at);
            if (result < 0)
                return -1;
            STEP(result);
            pc += 1 + pc[1];
            break;
        case SRE_ASSERT: case SRE_ASSERT_NOT: {
            size_t unused, trail = stack->trail_count;
            result = at - s->start < pc[2] ? 0 : run_apart(s, pc + 3, at - pc[2], &unused);
            if (result < 0)
                return -1;
            if (pc[0] == SRE_ASSERT_NOT) {
                undo_to(stack, trail);
                STEP(!result);
            } else {
                STEP(result);
            }
            pc += 1 + pc[1];
            break;
        }
        default:
            runtime_error(s->vm, "invalid SRE code");
            return -1;
        }
        continue;

    backtrack:
        for (;;) {
            if (stack->choice_count == base)
                return 0;
            Choice *choice = &stack->choices[stack->choice_count - 1];
            undo_to(stack, choice->trail);
            loop = choice->loop;
            pc = choice->pc;
            at = choice->at;
            if (choice->kind == CHOICE_BRANCH) {
                stack->choice_count--;
                goto next_branch;
            }
            if (choice->kind == CHOICE_TAIL) {
                stack->choice_count--;
                break;
            }
            if (choice->kind == CHOICE_BODY) {
                stack->choice_count--;
                goto iterate;
            }
            const uint32_t *tail = pc + 1 + pc[1];
            if (choice->kind == CHOICE_FEWER) {
                bool fits = false;
                while (!fits && choice->at > choice->low)
                    fits = fits_tail(s, tail, --choice->at);
                at = choice->at;
                if (choice->at == choice->low)
                    stack->choice_count--;
                if (!fits)
                    continue;
            } else {
                if (at >= s->end || !takes(s, pc + 4, subject_char(s, at)) || ++choice->low > pc[3]) {
                    stack->choice_count--;
                    continue;
                }
                at = ++choice->at;
                if (choice->low == pc[3])
                    stack->choice_count--;
            }
            pc = tail;
            break;
        }
    }
}
#undef FAIL
#undef STEP

/* ---- entry ---- */

static int attempt(Subject *s, size_t at)
{
    size_t end;
    s->match_start = at;
    s->stack->choice_count = s->stack->trail_count = 0;
    for (size_t i = 0; i < s->mark_count; i++)
        s->marks[i] = SRE_UNSET;
    s->last_index = -1;
    int result = run(s, s->pattern->code, at, NULL, &end);
    drop_loops(s);
    if (result == 1) {
        s->match_end = end;
        s->marks[0] = at;
        s->marks[1] = end;
    }
    return result;
}

static int with_stack(Subject *s, int (*act)(Subject *s))
{
    struct SreStack stack = {0};
    s->stack = &stack;
    int result = act(s);
    mem_free(s->vm, stack.choices, stack.choice_room * sizeof *stack.choices);
    mem_free(s->vm, stack.trail, stack.trail_room * sizeof *stack.trail);
    s->stack = NULL;
    return result;
}

static int match_here(Subject *s) { return s->position > s->end ? 0 : attempt(s, s->position); }

/* What every match begins with, if the pattern's INFO says: a literal or a set. */
static bool can_begin(const Subject *s, const uint32_t *first, bool is_set, uint32_t c)
{
    return is_set ? sre_in_charset(s, first, c) : c == *first;
}

static int search_on(Subject *s)
{
    const uint32_t *code = s->pattern->code, *first = NULL;
    bool            is_set = false;
    size_t          least = 0;
    if (code[0] == SRE_INFO) {
        least = code[3];
        if (code[2] & SRE_INFO_PREFIX && code[5] > 0)
            first = code + 7;
        else if (code[2] & SRE_INFO_CHARSET)
            first = code + 5, is_set = true;
    }
    if (least > s->end || s->position > s->end - least)
        return 0;
    for (size_t at = s->position; at <= s->end - least; at++) {
        if (first) {
            while (at < s->end && !can_begin(s, first, is_set, subject_char(s, at)))
                at++;
            if (at >= s->end)
                return 0;
        }
        int result = attempt(s, at);
        if (result)
            return result;
        if (!poll(s->vm))
            return -1;
    }
    return 0;
}

int sre_match(Subject *s) { return with_stack(s, match_here); }
int sre_search(Subject *s) { return with_stack(s, search_on); }
