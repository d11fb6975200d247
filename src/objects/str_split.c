/* str_split.c - cutting text into lists and joining it again. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/search.h"
#include "base/unicode.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/tuple.h"

bool char_is_space(uint32_t c)
{
    if (c < 0x80)
        return c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F);
    return unicode_has(c, UNICODE_SPACE);
}

const bool byte_spaces[256] = {
    [9] = true, [10] = true, [11] = true, [12] = true, [13] = true, [0x1C] = true, [0x1D] = true, [0x1E] = true, [0x1F] = true,
    [' '] = true, [0x85] = true, [0xA0] = true,
};

/* From at on: the first place that is (or is not) a space; length: none. */
static size_t skip_spaces(const Str *s, size_t at, bool spaces)
{
    const uint8_t *bytes = (const uint8_t *)s->data;

    if (str_kind(s) == 1) {
        while (at < s->length && byte_spaces[bytes[at]] == spaces)
            at++;
        return at;
    }
    while (at < s->length && char_is_space(str_char(s, at)) == spaces)
        at++;
    return at;
}

static MUST_CHECK bool append_slice(Vm *vm, Value list, Value s, size_t start, size_t end)
{
    Value piece = str_slice(vm, s, start, end);
    return piece && list_append_taken(vm, list, piece) && poll(vm);
}

/* What remains is stripped of leading space only: "a b c".split(None, 1) ends in "b c", with its trailing space. */
static MUST_CHECK bool split_space(Vm *vm, Value list, Value v, size_t most)
{
    const Str *s = as_str(v);
    size_t at = 0, length = s->length;

    for (;; most--) {
        at = skip_spaces(s, at, true);
        if (at == length)
            return true;
        size_t start = at;
        if (!most)
            return append_slice(vm, list, v, start, length);
        at = skip_spaces(s, at, false);
        if (!append_slice(vm, list, v, start, at))
            return false;
    }
}

static MUST_CHECK bool rsplit_space(Vm *vm, Value list, Value v, size_t most)
{
    const Str *s = as_str(v);
    size_t at = s->length;

    for (;; most--) {
        while (at > 0 && char_is_space(str_char(s, at - 1)))
            at--;
        if (at == 0)
            return true;
        size_t end = at;
        if (!most)
            return append_slice(vm, list, v, 0, end);
        while (at > 0 && !char_is_space(str_char(s, at - 1)))
            at--;
        if (!append_slice(vm, list, v, at, end))
            return false;
    }
}

static MUST_CHECK bool split_at(Vm *vm, Value list, Value v, const Needle *sep, size_t most)
{
    const Str *s = as_str(v);
    unsigned kind = str_kind(s);
    size_t at = 0;

    while (sep->data && most--) {
        size_t found = search_find((int)kind, s->data + at * kind, s->length - at, sep->data, sep->length);
        if (found == SEARCH_NONE)
            break;
        if (!append_slice(vm, list, v, at, at + found))
            return false;
        at += found + sep->length;
    }
    return append_slice(vm, list, v, at, s->length);
}

static MUST_CHECK bool rsplit_at(Vm *vm, Value list, Value v, const Needle *sep, size_t most)
{
    const Str *s = as_str(v);
    size_t end = s->length;

    while (sep->data && most--) {
        size_t found = search_find_last((int)str_kind(s), s->data, end, sep->data, sep->length);
        if (found == SEARCH_NONE)
            break;
        if (!append_slice(vm, list, v, found + sep->length, end))
            return false;
        end = found;
    }
    return append_slice(vm, list, v, 0, end);
}

static void reverse_items(List *list)
{
    for (size_t i = 0, k = list->length; i + 1 < k; i++) {
        Value other = list->items[--k];
        list->items[k] = list->items[i];
        list->items[i] = other;
    }
}

static Value split(Vm *vm, const Value *arg, bool from_right)
{
    Needle sep = {0};
    int64_t given;
    bool done;

    if (!arg_ssize(vm, arg[2], &given))
        return 0;
    if (arg[1] != NONE && !is_str(vm, arg[1]))
        return type_error(vm, "must be str or None, not %T", arg[1]);
    if (arg[1] != NONE && !as_str(arg[1])->length)
        return value_error(vm, "empty separator");
    size_t most = given < 0 ? SIZE_MAX : (size_t)given;
    Value list = list_new(vm, 0);
    if (!list)
        return 0;
    if (arg[1] == NONE) {
        done = (from_right ? rsplit_space : split_space)(vm, list, arg[0], most);
    } else {
        sep = needle_in_kind(vm, as_str(arg[1]), str_kind(as_str(arg[0])));
        done = !sep.failed && (from_right ? rsplit_at : split_at)(vm, list, arg[0], &sep, most);
        needle_free(vm, &sep);
    }
    if (!done) {
        release(vm, list);
        return 0;
    }
    if (from_right)
        reverse_items(as_list(list));
    return list;
}

Value str_split(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return split(vm, arg, false);
}

Value str_rsplit(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return split(vm, arg, true);
}

static bool ends_line(uint32_t c)
{
    if (c < 0x80)
        return (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E);
    return unicode_has(c, UNICODE_LINE_BREAK);
}

Value str_splitlines(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    int keep = object_truth(vm, arg[1]);
    size_t at = 0, length = s->length;

    (void)count;
    Value list = keep < 0 ? 0 : list_new(vm, 0);
    while (list && at < length) {
        size_t start = at, end;
        while (at < length && !ends_line(str_char(s, at)))
            at++;
        end = at;
        if (at < length) {
            at += str_char(s, at) == '\r' && at + 1 < length && str_char(s, at + 1) == '\n' ? 2 : 1;
            end = keep ? at : end;
        }
        if (!append_slice(vm, list, arg[0], start, end)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* ---- join ---- */

/* Length and widest limit of the whole; false: an item is no str, or it would be too long. */
static MUST_CHECK bool measure_join(Vm *vm, const Str *separator, const Value *items, size_t count, size_t *length,
                                    uint32_t *limit)
{
    *length = 0;
    *limit = count > 1 && separator->length ? str_limit(separator) : 0x7F;
    for (size_t i = 0; i < count; i++) {
        if (!is_str(vm, items[i])) {
            type_error(vm, "sequence item %zu: expected str instance, %T found", i, items[i]);
            return false;
        }
        const Str *s = as_str(items[i]);
        *limit = str_limit(s) > *limit ? str_limit(s) : *limit;
        if (__builtin_add_overflow(*length, s->length + (i ? separator->length : 0), length) || *length > SIZE_MAX >> 3) {
            overflow_error(vm, "join() result is too long for a Python string");
            return false;
        }
    }
    return true;
}

Value str_join(Vm *vm, Value separator, const Value *items, size_t count)
{
    const Str *sep = as_str(separator);
    size_t length, at = 0;
    uint32_t limit;

    if (count == 1 && is_exact_str(items[0]))
        return retain(items[0]);
    if (!measure_join(vm, sep, items, count, &length, &limit))
        return 0;
    Str *result = str_new(vm, length, limit);
    if (!result || !length)
        return value_of(result);
    unsigned kind = str_kind(result);
    for (size_t i = 0; i < count; i++) {
        const Str *s = as_str(items[i]);
        if (i && sep->length) {
            str_copy_chars(kind, result->data, at, str_kind(sep), sep->data, 0, sep->length);
            at += sep->length;
        }
        str_copy_chars(kind, result->data, at, str_kind(s), s->data, 0, s->length);
        at += s->length;
    }
    return str_ready(vm, result);
}

Value str_join_method(Vm *vm, const Value *arg, size_t count)
{
    Value sequence = arg[1], result;

    (void)count;
    if (is_exact_list(sequence))
        return str_join(vm, arg[0], as_list(sequence)->items, list_length(sequence));
    if (is_exact_tuple(sequence))
        return str_join(vm, arg[0], as_tuple(sequence)->items, tuple_length(sequence));
    sequence = object_to_list(vm, arg[1]);
    if (!sequence) {
        if (!type_of(vm, arg[1])->slots.iter && exception_swallow(vm, &type_error_type))
            type_error(vm, "can only join an iterable");
        return 0;
    }
    result = str_join(vm, arg[0], as_list(sequence)->items, list_length(sequence));
    release(vm, sequence);
    return result;
}
