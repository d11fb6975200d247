/* bytes_split.c - cutting bytes into lists and joining them. SPDX-License-Identifier: MIT */
#include "objects/bytes_methods.h"

#include "base/search.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

bool byte_is_space(uint8_t c)
{
    return c == ' ' || (c >= 9 && c <= 13);
}

static MUST_CHECK bool append_part(Vm *vm, Value list, Value self, ByteView s, size_t start, size_t end)
{
    Value part = start == 0 && end == s.length ? bytes_same(vm, self) : bytes_like(vm, self, s.data + start, end - start);
    return part && list_append_taken(vm, list, part);
}

static MUST_CHECK bool split_space(Vm *vm, Value list, Value self, size_t most)
{
    ByteView s = byte_view(vm, self);
    size_t at = 0;

    for (;; most--) {
        while (at < s.length && byte_is_space(s.data[at]))
            at++;
        if (at == s.length)
            return true;
        size_t start = at;
        if (!most)
            return append_part(vm, list, self, s, start, s.length);
        while (at < s.length && !byte_is_space(s.data[at]))
            at++;
        if (!append_part(vm, list, self, s, start, at))
            return false;
    }
}

static MUST_CHECK bool rsplit_space(Vm *vm, Value list, Value self, size_t most)
{
    ByteView s = byte_view(vm, self);
    size_t at = s.length;

    for (;; most--) {
        while (at > 0 && byte_is_space(s.data[at - 1]))
            at--;
        if (at == 0)
            return true;
        size_t end = at;
        if (!most)
            return append_part(vm, list, self, s, 0, end);
        while (at > 0 && !byte_is_space(s.data[at - 1]))
            at--;
        if (!append_part(vm, list, self, s, at, end))
            return false;
    }
}

static MUST_CHECK bool split_at(Vm *vm, Value list, Value self, const ByteArg *sep, size_t most)
{
    ByteView s = byte_view(vm, self);
    size_t at = 0;

    while (most--) {
        size_t found = search_find(1, s.data + at, s.length - at, sep->data, sep->length);
        if (found == SEARCH_NONE)
            break;
        if (!append_part(vm, list, self, s, at, at + found))
            return false;
        at += found + sep->length;
    }
    return append_part(vm, list, self, s, at, s.length);
}

static MUST_CHECK bool rsplit_at(Vm *vm, Value list, Value self, const ByteArg *sep, size_t most)
{
    ByteView s = byte_view(vm, self);
    size_t end = s.length;

    while (most--) {
        size_t found = search_find_last(1, s.data, end, sep->data, sep->length);
        if (found == SEARCH_NONE)
            break;
        if (!append_part(vm, list, self, s, found + sep->length, end))
            return false;
        end = found;
    }
    return append_part(vm, list, self, s, 0, end);
}

static void reverse_items(List *list)
{
    for (size_t i = 0, k = list->length; i + 1 < k; i++) {
        Value other = list->items[--k];
        list->items[k] = list->items[i];
        list->items[i] = other;
    }
}

static MUST_CHECK bool split_into(Vm *vm, Value list, const Value *arg, size_t most, bool from_right)
{
    ByteArg sep;
    bool done = false;

    if (arg[1] == NONE)
        return (from_right ? rsplit_space : split_space)(vm, list, arg[0], most);
    if (!byte_arg(vm, arg[1], &sep))
        return false;
    if (!sep.length)
        value_error(vm, "empty separator");
    else
        done = (from_right ? rsplit_at : split_at)(vm, list, arg[0], &sep, most);
    byte_arg_free(vm, &sep);
    return done;
}

static Value split(Vm *vm, const Value *arg, bool from_right)
{
    int64_t most;

    if (!arg_ssize(vm, arg[2], &most))
        return 0;
    Value list = list_new(vm, 0);
    if (!list)
        return 0;
    if (!split_into(vm, list, arg, most < 0 ? SIZE_MAX : (size_t)most, from_right)) {
        release(vm, list);
        return 0;
    }
    if (from_right)
        reverse_items(as_list(list));
    return list;
}

Value bytes_split(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return split(vm, arg, false);
}

Value bytes_rsplit(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return split(vm, arg, true);
}

Value bytes_splitlines(Vm *vm, const Value *arg, size_t count)
{
    int keep = object_truth(vm, arg[1]);
    size_t at = 0;

    (void)count;
    ByteView s = byte_view(vm, arg[0]);
    Value list = keep < 0 ? 0 : list_new(vm, 0);
    while (list && at < s.length) {
        size_t start = at, end;
        while (at < s.length && s.data[at] != '\n' && s.data[at] != '\r')
            at++;
        end = at;
        if (at < s.length) {
            at += s.data[at] == '\r' && at + 1 < s.length && s.data[at + 1] == '\n' ? 2 : 1;
            end = keep ? at : end;
        }
        if (!append_part(vm, list, arg[0], s, start, end)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* ---- join ---- */

static MUST_CHECK bool add_item(Vm *vm, ByteBuilder *builder, Value item, size_t index)
{
    ByteArg part;

    if (!is_buffer(vm, item)) {
        type_error(vm, "sequence item %zu: expected a bytes-like object, %.80T found", index, item);
        return false;
    }
    if (!byte_arg(vm, item, &part))
        return false;
    bool added = byte_builder_add(builder, part.data, part.length);
    byte_arg_free(vm, &part);
    return added;
}

static Value join_list(Vm *vm, Value self, Value list)
{
    ByteBuilder builder;

    if (list_length(list) == 1 && is_exact_bytes(list_get(list, 0)) && is_bytes(vm, self))
        return retain(list_get(list, 0));
    byte_builder_init(&builder, vm);
    for (size_t i = 0; i < list_length(list); i++) {
        Value item = retain(list_get(list, i));
        ByteView sep = byte_view(vm, self);
        bool added = (!i || byte_builder_add(&builder, sep.data, sep.length)) && add_item(vm, &builder, item, i);
        release(vm, item);
        if (!added) {
            byte_builder_drop(&builder);
            return 0;
        }
    }
    return bytes_like_built(vm, self, &builder);
}

Value bytes_join(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_exact_list(arg[1]))
        return join_list(vm, arg[0], arg[1]);
    Value list = object_to_list(vm, arg[1]);
    if (!list) {
        if (!type_of(vm, arg[1])->slots.iter && exception_swallow(vm, &type_error_type))
            type_error(vm, "can only join an iterable");
        return 0;
    }
    Value result = join_list(vm, arg[0], list);
    release(vm, list);
    return result;
}
