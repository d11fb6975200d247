/* str_find.c - looking for text in text: find and its family, prefixes, partition, replace.
 *
 * The search itself is base/search.c over units of one kind; a narrower needle is widened first, a wider one cannot stand
 * in the text. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/search.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/tuple.h"

/* ---- arguments ---- */

bool arg_ssize(Vm *vm, Value v, int64_t *result)
{
    if (is_word_int(v)) {
        *result = word_int(v);
        return true;
    }
    Value index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, result);
    release(vm, index);
    if (!fits)
        overflow_error(vm, "Python int too large to convert to C ssize_t");
    return fits;
}

bool arg_bounds(Vm *vm, Value start, Value end, size_t length, int64_t *from, int64_t *to)
{
    *from = 0;
    *to = INT64_MAX;
    if ((start && !slice_index(vm, start, from)) || (end && !slice_index(vm, end, to)))
        return false;
    slice_clip(length, from, to);
    return true;
}

Needle needle_in_kind(Vm *vm, const Str *needle, unsigned kind)
{
    Needle result = {.length = needle->length};
    unsigned own = str_kind(needle);

    if (own == kind)
        result.data = needle->data;
    if (own >= kind)
        return result;
    result.block_size = (needle->length + 1) * kind;
    result.block = mem_alloc(vm, result.block_size);
    result.failed = !result.block;
    if (result.block)
        str_copy_chars(kind, result.block, 0, own, needle->data, 0, needle->length);
    result.data = result.block;
    return result;
}

void needle_free(Vm *vm, Needle *needle)
{
    if (needle->block)
        mem_free(vm, needle->block, needle->block_size);
    needle->block = NULL;
}

static MUST_CHECK bool check_str(Vm *vm, const char *function, const char *parameter, Value v)
{
    if (is_str(vm, v))
        return true;
    bad_argument_type(vm, function, parameter, "str", v);
    return false;
}

/* ---- find, index, count ---- */

typedef enum Direction { FORWARDS, BACKWARDS } Direction;

/* Index of sub in s[from:to], SEARCH_NONE, or false: MemoryError. */
static MUST_CHECK bool find_in(Vm *vm, const Str *s, const Str *sub, int64_t from, int64_t to, Direction direction,
                               size_t *found)
{
    unsigned kind = str_kind(s);
    const char *data = s->data + (size_t)from * kind;

    *found = SEARCH_NONE;
    if (from > to || sub->length > (size_t)(to - from))
        return true;
    if (!sub->length) {
        *found = (size_t)(direction == FORWARDS ? from : to);
        return true;
    }
    if (sub->length == 1) {
        uint32_t c = str_char(sub, 0);
        *found = direction == FORWARDS ? search_unit((int)kind, data, (size_t)(to - from), c)
                                       : search_unit_last((int)kind, data, (size_t)(to - from), c);
    } else {
        Needle needle = needle_in_kind(vm, sub, kind);
        if (needle.failed)
            return false;
        if (needle.data)
            *found = (direction == FORWARDS ? search_find : search_find_last)((int)kind, data, (size_t)(to - from),
                                                                             needle.data, needle.length);
        needle_free(vm, &needle);
    }
    if (*found != SEARCH_NONE)
        *found += (size_t)from;
    return true;
}

/* arg: self, sub, start, end. False: an exception is set. */
static MUST_CHECK bool find_args(Vm *vm, const Value *arg, const char *function, Direction direction, size_t *found)
{
    int64_t from, to;

    if (!check_str(vm, function, "1", arg[1]) ||
        !arg_bounds(vm, arg[2], arg[3], as_str(arg[0])->length, &from, &to))
        return false;
    return find_in(vm, as_str(arg[0]), as_str(arg[1]), from, to, direction, found);
}

static Value find_result(Vm *vm, const Value *arg, const char *function, Direction direction)
{
    size_t found;

    if (!find_args(vm, arg, function, direction, &found))
        return 0;
    return int_value(found == SEARCH_NONE ? -1 : (int64_t)found);
}

static Value index_result(Vm *vm, const Value *arg, const char *function, Direction direction)
{
    size_t found;

    if (!find_args(vm, arg, function, direction, &found))
        return 0;
    return found == SEARCH_NONE ? value_error(vm, "substring not found") : int_value((int64_t)found);
}

Value str_find(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return find_result(vm, arg, "find", FORWARDS);
}

Value str_rfind(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return find_result(vm, arg, "rfind", BACKWARDS);
}

Value str_index(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return index_result(vm, arg, "index", FORWARDS);
}

Value str_rindex(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return index_result(vm, arg, "rindex", BACKWARDS);
}

Value str_count(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    unsigned kind = str_kind(s);
    int64_t from, to;

    (void)count;
    if (!check_str(vm, "count", "1", arg[1]) || !arg_bounds(vm, arg[2], arg[3], s->length, &from, &to))
        return 0;
    const Str *sub = as_str(arg[1]);
    if (from > to)
        return int_value(0);
    if (!sub->length)
        return int_value(to - from + 1);
    Needle needle = needle_in_kind(vm, sub, kind);
    if (needle.failed)
        return 0;
    size_t times = needle.data ? search_count((int)kind, s->data + (size_t)from * kind, (size_t)(to - from), needle.data,
                                              needle.length, SIZE_MAX)
                               : 0;
    needle_free(vm, &needle);
    return int_value((int64_t)times);
}

int str_contains(Vm *vm, Value self, Value item)
{
    size_t found;

    if (!is_str(vm, item)) {
        type_error(vm, "'in <string>' requires string as left operand, not %T", item);
        return -1;
    }
    const Str *s = as_str(self);
    if (!find_in(vm, s, as_str(item), 0, (int64_t)s->length, FORWARDS, &found))
        return -1;
    return found != SEARCH_NONE;
}

/* ---- prefixes and suffixes ---- */

/* Does sub stand at index at of s? It fits there. */
static bool stands_at(const Str *s, size_t at, const Str *sub)
{
    unsigned kind = str_kind(s), own = str_kind(sub);

    if (own == kind)
        return !memcmp(s->data + at * kind, sub->data, sub->length * kind);
    if (own > kind)
        return false;
    for (size_t i = 0; i < sub->length; i++)
        if (str_char(s, at + i) != str_char(sub, i))
            return false;
    return true;
}

static bool tail_matches(const Str *s, int64_t from, int64_t to, const Str *sub, Direction direction)
{
    if (from > to || sub->length > (size_t)(to - from))
        return false;
    return stands_at(s, direction == FORWARDS ? (size_t)from : (size_t)to - sub->length, sub);
}

static Value match_tail(Vm *vm, const Value *arg, const char *function, Direction direction)
{
    const Str *s = as_str(arg[0]);
    int64_t from, to;

    if (!arg_bounds(vm, arg[2], arg[3], s->length, &from, &to))
        return 0;
    if (is_tuple(vm, arg[1])) {
        for (size_t i = 0; i < tuple_length(arg[1]); i++) {
            Value sub = tuple_get(arg[1], i);
            if (!is_str(vm, sub))
                return type_error(vm, "tuple for %s must only contain str, not %T", function, sub);
            if (tail_matches(s, from, to, as_str(sub), direction))
                return TRUE;
        }
        return FALSE;
    }
    if (!is_str(vm, arg[1]))
        return type_error(vm, "%s first arg must be str or a tuple of str, not %T", function, arg[1]);
    return bool_value(tail_matches(s, from, to, as_str(arg[1]), direction));
}

Value str_startswith(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return match_tail(vm, arg, "startswith", FORWARDS);
}

Value str_endswith(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return match_tail(vm, arg, "endswith", BACKWARDS);
}

Value str_removeprefix(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "removeprefix() argument must be str, not %T", arg[1]);
    const Str *s = as_str(arg[0]), *prefix = as_str(arg[1]);
    if (prefix->length > s->length || !stands_at(s, 0, prefix))
        return str_exact(vm, arg[0]);
    return str_slice(vm, arg[0], prefix->length, s->length);
}

Value str_removesuffix(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "removesuffix() argument must be str, not %T", arg[1]);
    const Str *s = as_str(arg[0]), *suffix = as_str(arg[1]);
    if (suffix->length > s->length || !stands_at(s, s->length - suffix->length, suffix))
        return str_exact(vm, arg[0]);
    return str_slice(vm, arg[0], 0, s->length - suffix->length);
}

/* ---- partition ---- */

/* The tuple of three owned Values; takes them, 0 among them: failure. */
static Value three(Vm *vm, Taken a, Taken b, Taken c)
{
    Value items[] = {a, b, c}, result = a && b && c ? tuple_from(vm, items, 3) : 0;
    for (int i = 0; i < 3; i++)
        release(vm, items[i]);
    return result;
}

static Value partition(Vm *vm, const Value *arg, Direction direction)
{
    size_t found;

    if (!is_str(vm, arg[1]))
        return type_error(vm, "must be str, not %T", arg[1]);
    const Str *s = as_str(arg[0]), *sep = as_str(arg[1]);
    if (!sep->length)
        return value_error(vm, "empty separator");
    if (!find_in(vm, s, sep, 0, (int64_t)s->length, direction, &found))
        return 0;
    if (found == SEARCH_NONE) {
        Value whole = str_exact(vm, arg[0]);
        return direction == FORWARDS ? three(vm, whole, EMPTY_STR, EMPTY_STR) : three(vm, EMPTY_STR, EMPTY_STR, whole);
    }
    Value head = str_slice(vm, arg[0], 0, found);
    return three(vm, head, retain(arg[1]), head ? str_slice(vm, arg[0], found + sep->length, s->length) : 0);
}

Value str_partition(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return partition(vm, arg, FORWARDS);
}

Value str_rpartition(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return partition(vm, arg, BACKWARDS);
}

/* ---- replace ---- */

/* One character by another: no search, same length. */
static Value replace_char(Vm *vm, Value v, uint32_t old, uint32_t new, size_t most)
{
    const Str *s = as_str(v);
    unsigned kind = str_kind(s);

    if (search_unit((int)kind, s->data, s->length, old) == SEARCH_NONE)
        return str_exact(vm, v);
    uint32_t limit = str_limit(s);
    Str *result = str_new(vm, s->length, new > limit ? new : limit);
    if (!result)
        return 0;
    unsigned to = str_kind(result);
    if (to == 1) {
        memcpy(result->data, s->data, s->length);
        for (char *at = result->data, *end = at + s->length; most && (at = memchr(at, (int)old, (size_t)(end - at))); most--)
            *at++ = (char)new;
    } else {
        for (size_t i = 0; i < s->length; i++) {
            uint32_t c = str_char(s, i);
            bool hit = c == old && most;
            most -= hit;
            str_write(to, result->data, i, hit ? new : c);
        }
    }
    if (old <= new || (new < 0x100 && limit <= 0x7F))
        return value_of(result);
    Value narrowed = str_from_kind(vm, to, result->data, result->length);
    release(vm, value_of(result));
    return narrowed;
}

/* new between all characters, at most `most` times. */
static Value interleave(Vm *vm, Value v, Value new, size_t most)
{
    const Str *s = as_str(v);
    StrBuilder builder;

    str_builder_init(&builder, vm);
    for (size_t i = 0; i <= s->length; i++) {
        if (i >= most) {
            if (!str_builder_slice(&builder, v, i, s->length))
                goto failed;
            break;
        }
        if (!str_builder_str(&builder, new) || (i < s->length && !str_builder_char(&builder, str_char(s, i))) ||
            !poll(vm))
            goto failed;
    }
    return str_builder_finish(&builder);
failed:
    str_builder_drop(&builder);
    return 0;
}

static Value replace_found(Vm *vm, Value v, const Needle *needle, Value new, size_t most)
{
    const Str *s = as_str(v);
    unsigned kind = str_kind(s);
    StrBuilder builder;
    size_t at = 0;

    str_builder_init(&builder, vm);
    for (; most; most--) {
        size_t found = search_find((int)kind, s->data + at * kind, s->length - at, needle->data, needle->length);
        if (found == SEARCH_NONE)
            break;
        if (!str_builder_slice(&builder, v, at, at + found) || !str_builder_str(&builder, new) || !poll(vm))
            goto failed;
        at += found + needle->length;
    }
    if (!builder.str && !at)
        return str_exact(vm, v);
    if (!str_builder_slice(&builder, v, at, s->length))
        goto failed;
    return str_builder_finish(&builder);
failed:
    str_builder_drop(&builder);
    return 0;
}

Value str_replace(Vm *vm, const Value *arg, size_t count)
{
    int64_t given;

    (void)count;
    if (!check_str(vm, "replace", "1", arg[1]) || !check_str(vm, "replace", "2", arg[2]) ||
        !arg_ssize(vm, arg[3], &given))
        return 0;
    const Str *s = as_str(arg[0]), *old = as_str(arg[1]), *new = as_str(arg[2]);
    size_t most = given < 0 ? SIZE_MAX : (size_t)given;
    if (!most || old->length > s->length || str_limit(old) > str_limit(s) || str_equal(arg[1], arg[2]))
        return str_exact(vm, arg[0]);
    if (!old->length)
        return interleave(vm, arg[0], arg[2], most);
    if (old->length == 1 && new->length == 1)
        return replace_char(vm, arg[0], str_char(old, 0), str_char(new, 0), most);
    Needle needle = needle_in_kind(vm, old, str_kind(s));
    if (needle.failed)
        return 0;
    Value result = replace_found(vm, arg[0], &needle, arg[2], most);
    needle_free(vm, &needle);
    return result;
}
