/* sre.h - regular expressions: the matching machine (engine.c, charset.c) and the Python objects over it (pattern.c, match.c,
 * substitute.c). The code is what the library's re._compiler makes: 32-bit words. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/buffer.h"
#include "objects/type.h"

enum SreOp {
    SRE_FAILURE, SRE_SUCCESS, SRE_ANY, SRE_ANY_ALL, SRE_ASSERT, SRE_ASSERT_NOT, SRE_AT, SRE_BRANCH, SRE_CATEGORY, SRE_CHARSET,
    SRE_BIGCHARSET, SRE_GROUPREF, SRE_GROUPREF_EXISTS, SRE_IN, SRE_INFO, SRE_JUMP, SRE_LITERAL, SRE_MARK, SRE_MAX_UNTIL,
    SRE_MIN_UNTIL, SRE_NOT_LITERAL, SRE_NEGATE, SRE_RANGE, SRE_REPEAT, SRE_REPEAT_ONE, SRE_SUBPATTERN, SRE_MIN_REPEAT_ONE,
    SRE_ATOMIC_GROUP, SRE_POSSESSIVE_REPEAT, SRE_POSSESSIVE_REPEAT_ONE, SRE_GROUPREF_IGNORE, SRE_IN_IGNORE, SRE_LITERAL_IGNORE,
    SRE_NOT_LITERAL_IGNORE, SRE_GROUPREF_LOC_IGNORE, SRE_IN_LOC_IGNORE, SRE_LITERAL_LOC_IGNORE, SRE_NOT_LITERAL_LOC_IGNORE,
    SRE_GROUPREF_UNI_IGNORE, SRE_IN_UNI_IGNORE, SRE_LITERAL_UNI_IGNORE, SRE_NOT_LITERAL_UNI_IGNORE, SRE_RANGE_UNI_IGNORE,
};
enum { SRE_FLAG_IGNORECASE = 2, SRE_FLAG_LOCALE = 4, SRE_FLAG_UNICODE = 32, SRE_FLAG_TEMPLATE = 1 };
enum { SRE_INFO_PREFIX = 1, SRE_INFO_LITERAL = 2, SRE_INFO_CHARSET = 4 };
#define SRE_MAXREPEAT 4294967295u
#define SRE_UNSET SIZE_MAX

typedef struct Pattern {
    Object    head;
    Value     pattern;       /* str, bytes or None; owned */
    Value     group_index;   /* dict name -> number */
    Value     index_group;   /* tuple number -> name */
    uint32_t *code;
    size_t    code_size;     /* words */
    int64_t   flags, groups;
    int       is_bytes;      /* 1 bytes, 0 str, -1 neither */
} Pattern;
static inline Pattern *as_pattern(Value v) { return (Pattern *)object_of(v); }

/* One search: the text, the options, and what was found. Positions are in characters. */
typedef struct Subject {
    Vm            *vm;
    const Pattern *pattern;
    Value          string;      /* borrowed */
    Buffer         buffer;      /* of bytes-like subjects */
    const void    *data;
    unsigned       kind;        /* bytes a character */
    bool           is_bytes;
    size_t         length, start, end;  /* of the whole; the part looked at: [start, end) */
    size_t         position;    /* where the next search begins */
    bool           must_advance, whole; /* an empty match at `position` does not count; fullmatch */
    size_t         match_start, match_end;
    size_t        *marks;       /* 2 a group; SRE_UNSET */
    size_t         mark_count;
    int64_t        last_index;  /* group closed last; -1: none */
    struct SreStack *stack;
} Subject;

/* Prepares: string is str or bytes-like, as the pattern is. false: TypeError. End with subject_drop on every path. */
MUST_CHECK bool subject_init(Vm *vm, Subject *subject, Value pattern, Value string, int64_t position, int64_t end);
void subject_drop(Subject *subject);
/* 1 found, 0 not, -1 exception. match: at `position` only; search: there or later. */
int  sre_match(Subject *subject);
int  sre_search(Subject *subject);
bool sre_in_charset(const Subject *subject, const uint32_t *set, uint32_t c);
bool sre_category(uint32_t category, uint32_t c);
uint32_t sre_lower(const Subject *subject, uint32_t op, uint32_t c);
uint32_t sre_ascii_lower(uint32_t c);
uint32_t sre_unicode_lower(uint32_t c);

static inline uint32_t subject_char(const Subject *s, size_t i)
{
    return s->kind == 1 ? ((const uint8_t *)s->data)[i] : s->kind == 2 ? ((const uint16_t *)s->data)[i]
                                                                       : ((const uint32_t *)s->data)[i];
}

/* ---- objects ---- */
typedef struct Match {
    Object  head;
    Value   string, pattern;    /* owned; string may be None after */
    Value   regs;               /* cached; 0 */
    size_t  position, end_position;
    int64_t last_index, groups; /* groups: with group 0 */
    size_t  marks[];            /* 2 a group, group 0 first */
} Match;
static inline Match *as_match(Value v) { return (Match *)object_of(v); }
Value match_new(Subject *subject, Value pattern, int status);  /* status of sre_match: a Match, None, or 0 */
Value match_group(Vm *vm, Value match, int64_t group, Value otherwise); /* owned */
Value subject_slice(Vm *vm, Value string, size_t start, size_t end);
Value match_expand(Vm *vm, Value match, Value template);
Value pattern_sub(Vm *vm, Value pattern, Value replacement, Value string, int64_t count, bool with_count);

/* A replacement text cut into literals and groups. */
typedef struct Template {
    Object  head;
    Value   literal;            /* first piece */
    size_t  count;
    struct { int64_t group; Value literal; } items[]; /* literal 0: none */
} Template;
Value template_new(Vm *vm, Value list);
Value template_expand(Vm *vm, Value template, Value match); /* owned: str or bytes */
