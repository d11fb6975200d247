/* match.c - subjects (the text of one search) and re.Match. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "modules/sre/sre.h"

#define OWNER &sre_match_type

/* ---- subjects ---- */

static bool lend_text(Vm *vm, Subject *s, Value string)
{
    if (is_str(vm, string)) {
        const Str *str = as_str(string);
        s->data = str->data;
        s->kind = str_kind(str);
        s->length = str->length;
        return true;
    }
    if (!is_buffer(vm, string))
        return type_error(vm, "expected string or bytes-like object, got '%T'", string);
    if (!buffer_get(vm, string, &s->buffer, BUFFER_SIMPLE))
        return false;
    s->is_bytes = true;
    s->data = s->buffer.data;
    s->kind = 1;
    s->length = s->buffer.length;
    return true;
}

bool subject_init(Vm *vm, Subject *s, Value pattern, Value string, int64_t position, int64_t end)
{
    const Pattern *p = as_pattern(pattern);
    *s = (Subject){.vm = vm, .pattern = p, .string = string, .last_index = -1};
    if (!lend_text(vm, s, string))
        return false;
    if (p->is_bytes == 1 && !s->is_bytes)
        return type_error(vm, "cannot use a bytes pattern on a string-like object");
    if (p->is_bytes == 0 && s->is_bytes)
        return type_error(vm, "cannot use a string pattern on a bytes-like object");
    int64_t length = (int64_t)s->length;
    position = position < 0 ? 0 : position > length ? length : position;
    end = end < 0 ? 0 : end > length ? length : end;
    /* pos is where the search begins, and for ^ the text too, as in CPython. */
    s->start = 0;
    s->position = (size_t)position;
    s->end = (size_t)end;
    s->mark_count = 2 * ((size_t)p->groups + 1);
    s->marks = mem_alloc(vm, s->mark_count * sizeof *s->marks);
    return s->marks;
}

void subject_drop(Subject *s)
{
    if (s->marks)
        mem_free(s->vm, s->marks, s->mark_count * sizeof *s->marks);
    s->marks = NULL;
    buffer_release(s->vm, &s->buffer);
}

/* A piece of the text, of the kind that groups have: str, or bytes for any bytes-like object. */
Value subject_slice(Vm *vm, Value string, size_t start, size_t end)
{
    Buffer buffer = {0};
    if (is_str(vm, string))
        return str_slice(vm, string, start > as_str(string)->length ? as_str(string)->length : start,
                         end > as_str(string)->length ? as_str(string)->length : end);
    if (!buffer_get(vm, string, &buffer, BUFFER_SIMPLE))
        return 0;
    end = end > buffer.length ? buffer.length : end;
    start = start > end ? end : start;
    Value piece = is_exact_bytes(string) && start == 0 && end == buffer.length
                      ? retain(string) : bytes_from(vm, (char *)buffer.data + start, end - start);
    buffer_release(vm, &buffer);
    return piece;
}

/* ---- Match ---- */

Value match_new(Subject *s, Value pattern, int status)
{
    Vm *vm = s->vm;
    if (status <= 0)
        return status ? 0 : NONE;
    Match *match = heap_new_container(vm, sizeof *match + s->mark_count * sizeof(size_t), SHAPE_SRE_MATCH);
    if (!match)
        return 0;
    match->string = retain(s->string);
    match->pattern = retain(pattern);
    match->regs = 0;
    match->position = s->position;
    match->end_position = s->end;
    match->last_index = s->last_index;
    match->groups = (int64_t)s->mark_count / 2;
    for (size_t i = 0; i < s->mark_count; i += 2) {
        bool set = s->marks[i] != SRE_UNSET && s->marks[i + 1] != SRE_UNSET && s->marks[i] <= s->marks[i + 1];
        match->marks[i] = set ? s->marks[i] : SRE_UNSET;
        match->marks[i + 1] = set ? s->marks[i + 1] : SRE_UNSET;
    }
    gc_track(vm, &match->head);
    return value_of(match);
}

static void match_dealloc(Vm *vm, Object *self)
{
    Match *match = (Match *)self;
    release(vm, match->regs);
    release(vm, match->string);
    release(vm, match->pattern);
    heap_free(vm, self, sizeof *match + 2 * (size_t)match->groups * sizeof(size_t));
}

static bool match_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Match *match = (Match *)self;
    return visit(match->string, arg) && visit(match->pattern, arg) && (!match->regs || visit(match->regs, arg));
}

Value match_group(Vm *vm, Value v, int64_t group, Value otherwise)
{
    const Match *match = as_match(v);
    if (group < 0 || group >= match->groups)
        return index_error(vm, "no such group");
    if (match->marks[2 * group] == SRE_UNSET)
        return retain(otherwise);
    return subject_slice(vm, match->string, match->marks[2 * group], match->marks[2 * group + 1]);
}

/* The number of a group given by number or name; -1: IndexError. */
static int64_t group_number(Vm *vm, const Match *match, Value given)
{
    int64_t number = -1;
    if (type_of(vm, given)->slots.index) {
        if (!object_index_int64(vm, given, NULL, &number))
            return -1;
    } else {
        Value found = dict_find(vm, as_pattern(match->pattern)->group_index, given);
        if (!found)
            exception_clear(vm);
        else if (found != UNBOUND && is_word_int(found))
            number = word_int(found);
    }
    if (number < 0 || number >= match->groups) {
        index_error(vm, "no such group");
        return -1;
    }
    return number;
}

static Value group_by_index(Vm *vm, Value self, Value index, Value otherwise)
{
    int64_t number = group_number(vm, as_match(self), index);
    return number < 0 ? 0 : match_group(vm, self, number, otherwise);
}

static Value group(Vm *vm, const Value *arg, size_t count)
{
    if (count == 1)
        return match_group(vm, arg[0], 0, NONE);
    if (count == 2)
        return group_by_index(vm, arg[0], arg[1], NONE);
    Tuple *tuple = tuple_new(vm, count - 1);
    for (size_t i = 0; tuple && i < count - 1; i++) {
        Value item = group_by_index(vm, arg[0], arg[i + 1], NONE);
        if (!item) {
            release(vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = item;
    }
    return tuple ? tuple_ready(vm, tuple) : 0;
}

static Value match_subscript(Vm *vm, Value self, Value key) { return group_by_index(vm, self, key, NONE); }

static Value groups(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t count = as_match(arg[0])->groups - 1;
    if (!count)
        return tuple_empty(vm);
    Tuple *tuple = tuple_new(vm, (size_t)count);
    for (int64_t i = 0; tuple && i < count; i++) {
        Value item = match_group(vm, arg[0], i + 1, arg[1]);
        if (!item) {
            release(vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = item;
    }
    return tuple ? tuple_ready(vm, tuple) : 0;
}

static Value groupdict(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value  result = dict_new(vm), key, value;
    size_t position = 0;
    while (result && dict_next(vm, as_pattern(as_match(arg[0])->pattern)->group_index, &position, &key, &value)) {
        Value item = match_group(vm, arg[0], word_int(value), arg[1]);
        bool  done = item && dict_set(vm, result, key, item);
        release(vm, item);
        if (!done) {
            release(vm, result);
            return 0;
        }
    }
    return result;
}

static Value place(size_t mark) { return mark == SRE_UNSET ? int_value(-1) : int_value((int64_t)mark); }

static Value start(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t number = group_number(vm, as_match(arg[0]), arg[1]);
    return number < 0 ? 0 : place(as_match(arg[0])->marks[2 * number]);
}

static Value end(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t number = group_number(vm, as_match(arg[0]), arg[1]);
    return number < 0 ? 0 : place(as_match(arg[0])->marks[2 * number + 1]);
}

static Value span_of(Vm *vm, const Match *match, int64_t number)
{
    return tuple_of(vm, 2, place(match->marks[2 * number]), place(match->marks[2 * number + 1]));
}

static Value span(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t number = group_number(vm, as_match(arg[0]), arg[1]);
    return number < 0 ? 0 : span_of(vm, as_match(arg[0]), number);
}

static Value get_regs(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Match *match = as_match(arg[0]);
    if (match->regs)
        return retain(match->regs);
    Tuple *tuple = tuple_new(vm, (size_t)match->groups);
    for (int64_t i = 0; tuple && i < match->groups; i++) {
        Value item = span_of(vm, match, i);
        if (!item) {
            release(vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = item;
    }
    if (tuple)
        match->regs = tuple_ready(vm, tuple);
    return match->regs ? retain(match->regs) : 0;
}

static Value expand(Vm *vm, const Value *arg, size_t n) { (void)n; return match_expand(vm, arg[0], arg[1]); }
static Value self(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(arg[0]); }
static Value get_string(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(as_match(arg[0])->string); }
static Value get_re(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return retain(as_match(arg[0])->pattern); }
static Value get_pos(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return int_value((int64_t)as_match(arg[0])->position); }

static Value get_endpos(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    return int_value((int64_t)as_match(arg[0])->end_position);
}

static Value get_lastindex(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    return as_match(arg[0])->last_index < 0 ? NONE : int_value(as_match(arg[0])->last_index);
}

static Value get_lastgroup(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    const Match *match = as_match(arg[0]);
    Value        names = as_pattern(match->pattern)->index_group;
    if (match->last_index < 0 || (size_t)match->last_index >= tuple_length(names))
        return NONE;
    return retain(tuple_get(names, (size_t)match->last_index));
}

static Value match_repr(Vm *vm, Value v)
{
    Value text = match_group(vm, v, 0, NONE);
    Value repr = text ? str_format(vm, "<re.Match object; span=(%zu, %zu), match=%R>", as_match(v)->marks[0],
                                   as_match(v)->marks[1], text) : 0;
    release(vm, text);
    return repr;
}

static const Row rows[] = {
    METHOD_FLAGS("group(self, /, *groups)", group, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                 "group([group1, ...]) -> str or tuple.\nReturn subgroup(s) of the match by indices or names.\n"
                 "For 0 returns the entire match."),
    METHOD("start(self, group=0, /)", start, CALL_POSITIONAL, "Return index of the start of the substring matched by group."),
    METHOD("end(self, group=0, /)", end, CALL_POSITIONAL, "Return index of the end of the substring matched by group."),
    METHOD("span(self, group=0, /)", span, CALL_POSITIONAL,
           "For match object m, return the 2-tuple (m.start(group), m.end(group))."),
    METHOD("groups(self, default=None)", groups, CALL_KEYWORDS,
           "Return a tuple containing all the subgroups of the match, from 1."),
    METHOD("groupdict(self, default=None)", groupdict, CALL_KEYWORDS,
           "Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name."),
    METHOD("expand(self, template)", expand, CALL_KEYWORDS,
           "Return the string obtained by doing backslash substitution on the string template, as done by the sub() method."),
    METHOD("__copy__(self, /)", self, CALL_NOARGS, NULL),
    METHOD("__deepcopy__(self, memo, /)", self, CALL_ONE, NULL),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    MEMBER("string", get_string, NULL, "The string passed to match() or search()."),
    MEMBER("re", get_re, NULL, "The regular expression object."),
    MEMBER("pos", get_pos, NULL, "The index into the string at which the RE engine started looking for a match."),
    MEMBER("endpos", get_endpos, NULL, "The index into the string beyond which the RE engine will not go."),
    GETSET("lastindex", get_lastindex, NULL, "The integer index of the last matched capturing group."),
    GETSET("lastgroup", get_lastgroup, NULL, "The name of the last matched capturing group."),
    GETSET("regs", get_regs, NULL, NULL),
    ROWS_END,
};

const Type sre_match_type = {
    TYPE_HEAD, .name = "re.Match",
    .doc = "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    .base = &object_type, .rows = rows, .number = SHAPE_SRE_MATCH,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 80, .item_size = 8,
    .size = sizeof(Match),
    .slots = { OBJECT_SLOTS, .dealloc = match_dealloc, .traverse = match_traverse, .repr = match_repr,
               .subscript = match_subscript },
};
