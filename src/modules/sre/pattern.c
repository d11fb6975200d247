/* pattern.c - re.Pattern, its scanner, and the module `_sre`. SPDX-License-Identifier: MIT */
#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/list_iterator.h"
#include "objects/mapping_proxy.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "modules/sre/sre.h"

#define OWNER &sre_pattern_type
extern const ModuleDef module_sre;


static bool position_of(Vm *vm, Value v, int64_t *position)
{
    return !v || object_index_int64(vm, v, NULL, position);
}

/* One match from arguments (self, string, pos, endpos). */
static Value match_once(Vm *vm, const Value *arg, bool whole, int (*how)(Subject *s))
{
    Subject s;
    int64_t position = 0, end = INT64_MAX;
    if (!position_of(vm, arg[2], &position) || !position_of(vm, arg[3], &end))
        return 0;
    Value result = 0;
    if (subject_init(vm, &s, arg[0], arg[1], position, end)) {
        s.whole = whole;
        result = match_new(&s, arg[0], how(&s));
    }
    subject_drop(&s);
    return result;
}

static Value match(Vm *vm, const Value *arg, size_t n) { (void)n; return match_once(vm, arg, false, sre_match); }
static Value fullmatch(Vm *vm, const Value *arg, size_t n) { (void)n; return match_once(vm, arg, true, sre_match); }
static Value search(Vm *vm, const Value *arg, size_t n) { (void)n; return match_once(vm, arg, false, sre_search); }

static void advance(Subject *s)
{
    s->must_advance = s->match_end == s->match_start;
    s->position = s->match_end;
}

/* What findall gives for the match just found: the text, the one group, or a tuple of all. */
static Value found_item(Vm *vm, const Subject *s)
{
    int64_t groups = s->pattern->groups;
    Value   empty = s->is_bytes ? bytes_empty(vm) : EMPTY_STR;
    if (groups <= 1) {
        size_t i = 2 * (size_t)groups;
        if (s->marks[i] == SRE_UNSET || s->marks[i + 1] == SRE_UNSET)
            return retain(empty);
        return subject_slice(vm, s->string, s->marks[i], s->marks[i + 1]);
    }
    Tuple *tuple = tuple_new(vm, (size_t)groups);
    for (int64_t g = 1; tuple && g <= groups; g++) {
        bool  set = s->marks[2 * g] != SRE_UNSET && s->marks[2 * g + 1] != SRE_UNSET;
        Value item = set ? subject_slice(vm, s->string, s->marks[2 * g], s->marks[2 * g + 1]) : retain(empty);
        if (!item) {
            release(vm, value_of(tuple));
            return 0;
        }
        tuple->items[g - 1] = item;
    }
    return tuple ? tuple_ready(vm, tuple) : 0;
}

static Value findall(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Subject s;
    Value   list = 0;
    int     found = -1;
    int64_t position = 0, end = INT64_MAX;
    if (!position_of(vm, arg[2], &position) || !position_of(vm, arg[3], &end))
        return 0;
    if (subject_init(vm, &s, arg[0], arg[1], position, end) && (list = list_new(vm, 0)))
        while ((found = sre_search(&s)) > 0) {
            Value item = found_item(vm, &s);
            if (!item || !list_append_taken(vm, list, item)) {
                found = -1;
                break;
            }
            advance(&s);
        }
    subject_drop(&s);
    if (found == 0)
        return list;
    release(vm, list);
    return 0;
}

static bool append_piece(Vm *vm, Value list, const Subject *s, size_t start, size_t end)
{
    Value piece = subject_slice(vm, s->string, start, end);
    return piece && list_append_taken(vm, list, piece);
}

static Value split(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Subject s;
    Value   list = 0;
    bool    done = false;
    int64_t most, times = 0;
    size_t  copied = 0;
    if (!object_index_int64(vm, arg[2], NULL, &most))
        return 0;
    if (!subject_init(vm, &s, arg[0], arg[1], 0, INT64_MAX) || !(list = list_new(vm, 0)))
        goto end;
    while (!most || times < most) {
        int found = sre_search(&s);
        if (found < 0)
            goto end;
        if (!found)
            break;
        if (!append_piece(vm, list, &s, copied, s.match_start))
            goto end;
        for (int64_t g = 1; g <= s.pattern->groups; g++) {
            bool set = s.marks[2 * g] != SRE_UNSET && s.marks[2 * g + 1] != SRE_UNSET;
            if (set ? !append_piece(vm, list, &s, s.marks[2 * g], s.marks[2 * g + 1]) : !list_append(vm, list, NONE))
                goto end;
        }
        times++;
        copied = s.match_end;
        advance(&s);
    }
    done = append_piece(vm, list, &s, copied, s.end);
end:
    subject_drop(&s);
    if (done)
        return list;
    release(vm, list);
    return 0;
}

static Value sub(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t count;
    return object_index_int64(vm, arg[3], NULL, &count) ? pattern_sub(vm, arg[0], arg[1], arg[2], count, false) : 0;
}

static Value subn(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t count;
    return object_index_int64(vm, arg[3], NULL, &count) ? pattern_sub(vm, arg[0], arg[1], arg[2], count, true) : 0;
}

/* ---- scanners ---- */

typedef struct Scanner {
    Object head;
    Value  pattern, string;
    size_t position, end;
    bool   must_advance, ended;
} Scanner;

static Value scanner_new(Vm *vm, const Value *arg)
{
    Subject s;
    int64_t position = 0, end = INT64_MAX;
    if (!position_of(vm, arg[2], &position) || !position_of(vm, arg[3], &end))
        return 0;
    bool     valid = subject_init(vm, &s, arg[0], arg[1], position, end);
    Scanner *scanner = valid ? heap_new_container(vm, sizeof *scanner, SHAPE_SRE_SCANNER) : NULL;
    if (scanner) {
        scanner->pattern = retain(arg[0]);
        scanner->string = retain(arg[1]);
        scanner->position = s.position;
        scanner->end = s.end;
        scanner->must_advance = scanner->ended = false;
        gc_track(vm, &scanner->head);
    }
    subject_drop(&s);
    return scanner ? value_of(scanner) : 0;
}

static void scanner_dealloc(Vm *vm, Object *self)
{
    release(vm, ((Scanner *)self)->pattern);
    release(vm, ((Scanner *)self)->string);
    heap_free(vm, self, sizeof(Scanner));
}

static bool scanner_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((Scanner *)self)->pattern, arg) && visit(((Scanner *)self)->string, arg);
}

static Value scan(Vm *vm, Value v, int (*how)(Subject *s))
{
    Scanner *scanner = (Scanner *)object_of(v);
    Subject  s;
    Value    result = 0;
    if (scanner->ended)
        return NONE;
    if (subject_init(vm, &s, scanner->pattern, scanner->string, (int64_t)scanner->position, (int64_t)scanner->end)) {
        s.must_advance = scanner->must_advance;
        int found = how(&s);
        result = match_new(&s, scanner->pattern, found);
        if (found > 0) {
            advance(&s);
            scanner->must_advance = s.must_advance;
            scanner->position = s.position;
        } else {
            scanner->ended = found == 0;
        }
    }
    subject_drop(&s);
    return result;
}

static Value scanner_match(Vm *vm, const Value *arg, size_t n) { (void)n; return scan(vm, arg[0], sre_match); }
static Value scanner_search(Vm *vm, const Value *arg, size_t n) { (void)n; return scan(vm, arg[0], sre_search); }
static Value scanner_pattern(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(((Scanner *)object_of(arg[0]))->pattern); }
static Value scanner(Vm *vm, const Value *arg, size_t n) { (void)n; return scanner_new(vm, arg); }

/* iter(scanner.search, None) */
static Value finditer(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value made = scanner_new(vm, arg), method = made ? object_getattr(vm, made, NAME(search)) : 0;
    Value iterator = method ? callable_iterator_new(vm, method, NONE) : 0;
    release(vm, method);
    release(vm, made);
    return iterator;
}

/* ---- Pattern ---- */

static void pattern_dealloc(Vm *vm, Object *self)
{
    Pattern *pattern = (Pattern *)self;
    release(vm, pattern->pattern);
    release(vm, pattern->group_index);
    release(vm, pattern->index_group);
    mem_free(vm, pattern->code, pattern->code_size * sizeof *pattern->code);
    heap_free(vm, self, sizeof *pattern);
}

static bool pattern_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Pattern *pattern = (Pattern *)self;
    return visit(pattern->pattern, arg) && visit(pattern->group_index, arg) && visit(pattern->index_group, arg);
}

static int64_t pattern_hash(Vm *vm, Value v)
{
    const Pattern *p = as_pattern(v);
    int64_t        hash = object_hash(vm, p->pattern);
    if (hash == -1)
        return -1;
    hash ^= p->flags ^ p->is_bytes ^ p->groups;
    for (size_t i = 0; i < p->code_size; i++)
        hash = (int64_t)((uint64_t)hash * 31 + p->code[i]);
    return hash == -1 ? -2 : hash;
}

static Value pattern_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !has_shape(b, SHAPE_SRE_PATTERN))
        return NOT_IMPLEMENTED;
    const Pattern *x = as_pattern(a), *y = as_pattern(b);
    int equal = x == y || (x->flags == y->flags && x->is_bytes == y->is_bytes && x->code_size == y->code_size &&
                           !memcmp(x->code, y->code, x->code_size * sizeof *x->code));
    if (equal && x != y)
        equal = object_equal(vm, x->pattern, y->pattern);
    return equal < 0 ? 0 : bool_value(equal == (op == COMPARE_EQ));
}

static Value pattern_repr(Vm *vm, Value v)
{
    static const struct { int64_t flag; const char *name; } names[] = {
        {2, "re.IGNORECASE"}, {4, "re.LOCALE"}, {8, "re.MULTILINE"}, {16, "re.DOTALL"}, {32, "re.UNICODE"}, {64, "re.VERBOSE"},
        {128, "re.DEBUG"}, {256, "re.ASCII"}};
    const Pattern *p = as_pattern(v);
    int64_t        flags = p->flags;
    StrBuilder     builder;
    if (p->is_bytes == 0 && (flags & (4 | 32 | 256)) == 32)
        flags &= ~(int64_t)32;
    Value text = object_repr(vm, p->pattern);
    if (!text)
        return 0;
    str_builder_init(&builder, vm);
    bool done = str_builder_text(&builder, "re.compile(") &&
                str_builder_slice(&builder, text, 0, as_str(text)->length > 200 ? 200 : as_str(text)->length);
    release(vm, text);
    bool first = true;
    for (size_t i = 0; done && i < countof(names); i++)
        if (flags & names[i].flag) {
            done = str_builder_text(&builder, first ? ", " : "|") && str_builder_text(&builder, names[i].name);
            flags &= ~names[i].flag;
            first = false;
        }
    if (done && flags) {
        char hex[24];
        size_t at = sizeof hex;
        hex[--at] = 0;
        for (; flags; flags >>= 4)
            hex[--at] = "0123456789abcdef"[flags & 15];
        done = str_builder_text(&builder, first ? ", 0x" : "|0x") && str_builder_text(&builder, hex + at);
    }
    if (done && str_builder_char(&builder, ')'))
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

static Value self(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(arg[0]); }
static Value get_pattern(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(as_pattern(arg[0])->pattern); }
static Value get_flags(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return int_value(as_pattern(arg[0])->flags); }
static Value get_groups(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return int_value(as_pattern(arg[0])->groups); }
static Value get_groupindex(Vm *vm, const Value *arg, size_t n) { (void)n; return mapping_proxy_new(vm, as_pattern(arg[0])->group_index); }

#define MATCHER(name, fn, doc) METHOD(name "(self, string, pos=0, endpos=sys.maxsize)", fn, CALL_KEYWORDS, doc)
static const Row rows[] = {
    METHOD("match(self, string, pos=0, endpos=sys.maxsize)", match, CALL_KEYWORDS,
           "Matches zero or more characters at the beginning of the string."),
    METHOD("fullmatch(self, string, pos=0, endpos=sys.maxsize)", fullmatch, CALL_KEYWORDS, "Matches against all of the string."),
    METHOD("search(self, string, pos=0, endpos=sys.maxsize)", search, CALL_KEYWORDS,
           "Scan through string looking for a match, and return a corresponding match object instance.\n\n"
           "Return None if no position in the string matches."),
    METHOD("sub(self, repl, string, count=0)", sub, CALL_KEYWORDS,
           "Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the "
           "replacement repl."),
    METHOD("subn(self, repl, string, count=0)", subn, CALL_KEYWORDS,
           "Return the tuple (new_string, number_of_subs_made) found by replacing the leftmost non-overlapping occurrences of "
           "pattern with the replacement repl."),
    METHOD("findall(self, string, pos=0, endpos=sys.maxsize)", findall, CALL_KEYWORDS,
           "Return a list of all non-overlapping matches of pattern in string."),
    METHOD("split(self, string, maxsplit=0)", split, CALL_KEYWORDS, "Split string by the occurrences of pattern."),
    METHOD("finditer(self, string, pos=0, endpos=sys.maxsize)", finditer, CALL_KEYWORDS,
           "Return an iterator over all non-overlapping matches for the RE pattern in string.\n\nFor each match, the iterator "
           "returns a match object."),
    METHOD("scanner(self, string, pos=0, endpos=sys.maxsize)", scanner, CALL_KEYWORDS, NULL),
    METHOD("__copy__(self, /)", self, CALL_NOARGS, NULL),
    METHOD("__deepcopy__(self, memo, /)", self, CALL_ONE, NULL),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    MEMBER("pattern", get_pattern, NULL, "The pattern string from which the RE object was compiled."),
    MEMBER("flags", get_flags, NULL, "The regex matching flags."),
    MEMBER("groups", get_groups, NULL, "The number of capturing groups in the pattern."),
    GETSET("groupindex", get_groupindex, NULL, "A dictionary mapping group names to group numbers."),
    ROWS_END,
};
#undef MATCHER

const Type sre_pattern_type = {
    TYPE_HEAD, .name = "re.Pattern", .doc = "Compiled regular expression object.", .base = &object_type, .rows = rows,
    .number = SHAPE_SRE_PATTERN, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 88, .item_size = 4, .size = sizeof(Pattern), .weaklist_offset = 72,
    .slots = { OBJECT_SLOTS, .dealloc = pattern_dealloc, .traverse = pattern_traverse, .hash = pattern_hash,
               .compare = pattern_compare, .repr = pattern_repr },
};

#undef OWNER
#define OWNER &sre_scanner_type
static const Row scanner_rows[] = {
    METHOD("match(self, /)", scanner_match, CALL_NOARGS, NULL),
    METHOD("search(self, /)", scanner_search, CALL_NOARGS, NULL),
    MEMBER("pattern", scanner_pattern, NULL, NULL),
    ROWS_END,
};
const Type sre_scanner_type = {
    TYPE_HEAD, .name = "_sre.SRE_Scanner", .base = &object_type, .rows = scanner_rows, .number = SHAPE_SRE_SCANNER,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 40, .size = sizeof(Scanner),
    .slots = { OBJECT_SLOTS, .dealloc = scanner_dealloc, .traverse = scanner_traverse },
};

/* ---- the module ---- */

#undef OWNER
#define OWNER &module_sre

static bool fill_code(Vm *vm, Pattern *pattern, Value list)
{
    pattern->code_size = list_length(list);
    pattern->code = mem_alloc(vm, pattern->code_size * sizeof *pattern->code);
    for (size_t i = 0; pattern->code && i < pattern->code_size; i++) {
        int64_t word;
        if (!int_as_int64(vm, list_get(list, i), &word))
            return false;
        if (word < 0 || word > UINT32_MAX)
            return overflow_error(vm, "regular expression code size limit exceeded");
        pattern->code[i] = (uint32_t)word;
    }
    return pattern->code && pattern->code_size;
}

/* compile(pattern, flags, code, groups, groupindex, indexgroup) */
static Value sre_compile(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t flags, groups;
    if (!is_list(vm, arg[2]))
        return type_error(vm, "compile() argument 'code' must be list, not %T", arg[2]);
    if (!is_dict(vm, arg[4]))
        return type_error(vm, "compile() argument 'groupindex' must be dict, not %T", arg[4]);
    if (!is_tuple(vm, arg[5]))
        return type_error(vm, "compile() argument 'indexgroup' must be tuple, not %T", arg[5]);
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &flags) ||
        !object_index_int64(vm, arg[3], &overflow_error_type, &groups))
        return 0;
    Pattern *pattern = heap_new_container(vm, sizeof *pattern, SHAPE_SRE_PATTERN);
    if (!pattern)
        return 0;
    pattern->pattern = retain(arg[0]);
    pattern->group_index = retain(arg[4]);
    pattern->index_group = retain(arg[5]);
    pattern->code = NULL;
    pattern->code_size = 0;
    pattern->flags = flags;
    pattern->groups = groups;
    pattern->is_bytes = arg[0] == NONE ? -1 : !is_str(vm, arg[0]);
    gc_track(vm, &pattern->head);
    if (fill_code(vm, pattern, arg[2]))
        return value_of(pattern);
    release(vm, value_of(pattern));
    return exception_pending(vm) ? 0 : runtime_error(vm, "invalid SRE code");
}

static Value template(Vm *vm, const Value *arg, size_t n) { (void)n; return template_new(vm, arg[1]); }
static Value getcodesize(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return int_value(4); }

static bool character(Vm *vm, Value v, uint32_t *c)
{
    int64_t number;
    if (!object_index_int64(vm, v, &overflow_error_type, &number))
        return false;
    *c = (uint32_t)number;
    return true;
}

static Value ascii_iscased(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    uint32_t c;
    return character(vm, arg[0], &c) ? bool_value(c < 128 && ((c | 32) >= 'a' && (c | 32) <= 'z')) : 0;
}

static Value unicode_iscased(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    uint32_t c;
    return character(vm, arg[0], &c) ? bool_value(unicode_simple_lower(c) != c || unicode_simple_upper(c) != c) : 0;
}

static Value ascii_tolower(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    uint32_t c;
    return character(vm, arg[0], &c) ? int_value(sre_ascii_lower(c)) : 0;
}

static Value unicode_tolower(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    uint32_t c;
    return character(vm, arg[0], &c) ? int_value(sre_unicode_lower(c)) : 0;
}

static const Row functions[] = {
    FUNCTION("compile(pattern, flags, code, groups, groupindex, indexgroup)", sre_compile, CALL_KEYWORDS, NULL),
    FUNCTION("template(pattern, template, /)", template, CALL_POSITIONAL, NULL),
    FUNCTION("getcodesize()", getcodesize, CALL_NOARGS, NULL),
    FUNCTION("ascii_iscased(character, /)", ascii_iscased, CALL_ONE, NULL),
    FUNCTION("unicode_iscased(character, /)", unicode_iscased, CALL_ONE, NULL),
    FUNCTION("ascii_tolower(character, /)", ascii_tolower, CALL_ONE, NULL),
    FUNCTION("unicode_tolower(character, /)", unicode_tolower, CALL_ONE, NULL),
    ROWS_END,
};

static const ModuleConstant constants[] = {
    {"MAGIC", CONSTANT_AN_INT, .integer = 20230612},
    {"CODESIZE", CONSTANT_AN_INT, .integer = 4},
    {"MAXREPEAT", CONSTANT_AN_INT, .integer = SRE_MAXREPEAT},
    {"MAXGROUPS", CONSTANT_AN_INT, .integer = 1073741823},
    {.name = NULL},
};

const ModuleDef module_sre = {.name = "_sre", .functions = functions, .constants = constants};
