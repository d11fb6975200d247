/* bytes_find.c - looking for bytes in bytes. SPDX-License-Identifier: MIT */
#include "objects/bytes_methods.h"

#include "base/search.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- views and arguments ---- */

ByteView byte_view(const Vm *vm, Value self)
{
    if (is_exact_bytes(self) || type_has(vm, self, TYPE_BYTES_SUBCLASS))
        return (ByteView){(const uint8_t *)as_bytes(self)->data, as_bytes(self)->length};
    return (ByteView){(const uint8_t *)as_bytearray(self)->data, as_bytearray(self)->length};
}

Value bytes_like(Vm *vm, Value self, const void *data, size_t length)
{
    return is_bytes(vm, self) ? bytes_from(vm, data, length) : bytearray_from(vm, data, length);
}

Value bytes_same(Vm *vm, Value self)
{
    if (is_exact_bytes(self))
        return retain(self);
    ByteView view = byte_view(vm, self);
    return bytes_like(vm, self, view.data, view.length);
}

Value bytes_like_built(Vm *vm, Value self, ByteBuilder *builder)
{
    if (is_bytes(vm, self))
        return byte_builder_finish(builder);
    Value result = bytearray_from(vm, builder->length ? builder->bytes->data : NULL, builder->length);
    byte_builder_drop(builder);
    return result;
}

bool byte_arg(Vm *vm, Value v, ByteArg *arg)
{
    if (is_exact_bytes(v)) {
        *arg = (ByteArg){.data = (const uint8_t *)as_bytes(v)->data, .length = as_bytes(v)->length};
        return true;
    }
    if (!buffer_get(vm, v, &arg->buffer, BUFFER_SIMPLE))
        return false;
    arg->data = arg->buffer.data;
    arg->length = arg->buffer.length;
    return true;
}

bool byte_arg_or_int(Vm *vm, Value v, ByteArg *arg)
{
    if (type_of(vm, v)->slots.index) {
        int64_t number;
        *arg = (ByteArg){.length = 1};
        Value index = object_index(vm, v);
        if (!index)
            return false;
        bool fits = int_fits_int64(index, &number) && number >= 0 && number < 256;
        release(vm, index);
        if (!fits)
            value_error(vm, "byte must be in range(0, 256)");
        arg->one = (uint8_t)number;
        arg->data = &arg->one;
        return fits;
    }
    if (!is_buffer(vm, v)) {
        type_error(vm, "argument should be integer or bytes-like object, not '%.200T'", v);
        return false;
    }
    return byte_arg(vm, v, arg);
}

void byte_arg_free(Vm *vm, ByteArg *arg)
{
    buffer_release(vm, &arg->buffer);
}

bool arg_byte(Vm *vm, Value v, uint8_t *byte)
{
    int64_t number;

    Value index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, &number) && number >= 0 && number < 256;
    release(vm, index);
    if (!fits)
        value_error(vm, "byte must be in range(0, 256)");
    *byte = (uint8_t)number;
    return fits;
}

/* ---- find, index, count ---- */

typedef enum Direction { FORWARDS, BACKWARDS } Direction;

static size_t find_in(ByteView s, const ByteArg *sub, int64_t from, int64_t to, Direction direction)
{
    if (from > to || sub->length > (size_t)(to - from))
        return SEARCH_NONE;
    if (!sub->length)
        return (size_t)(direction == FORWARDS ? from : to);
    size_t found = (direction == FORWARDS ? search_find : search_find_last)(1, s.data + from, (size_t)(to - from),
                                                                           sub->data, sub->length);
    return found == SEARCH_NONE ? SEARCH_NONE : found + (size_t)from;
}

/* self's view and the bounds in it; the view is taken last, as the bounds' __index__ may resize self. */
static MUST_CHECK bool view_bounds(Vm *vm, const Value *arg, ByteView *s, int64_t *from, int64_t *to)
{
    if (!arg_bounds(vm, arg[2], arg[3], byte_view(vm, arg[0]).length, from, to))
        return false;
    *s = byte_view(vm, arg[0]);
    *to = *to > (int64_t)s->length ? (int64_t)s->length : *to;
    return true;
}

/* arg: self, sub, start, end. False: an exception is set. */
static MUST_CHECK bool find_args(Vm *vm, const Value *arg, Direction direction, size_t *found)
{
    ByteArg sub;
    int64_t from, to;

    if (!byte_arg_or_int(vm, arg[1], &sub))
        return false;
    ByteView s;
    bool fine = view_bounds(vm, arg, &s, &from, &to);
    *found = fine ? find_in(s, &sub, from, to, direction) : SEARCH_NONE;
    byte_arg_free(vm, &sub);
    return fine;
}

static Value find_result(Vm *vm, const Value *arg, Direction direction)
{
    size_t found;

    if (!find_args(vm, arg, direction, &found))
        return 0;
    return int_value(found == SEARCH_NONE ? -1 : (int64_t)found);
}

static Value index_result(Vm *vm, const Value *arg, Direction direction)
{
    size_t found;

    if (!find_args(vm, arg, direction, &found))
        return 0;
    return found == SEARCH_NONE ? value_error(vm, "subsection not found") : int_value((int64_t)found);
}

Value bytes_find(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return find_result(vm, arg, FORWARDS);
}

Value bytes_rfind(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return find_result(vm, arg, BACKWARDS);
}

Value bytes_index(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return index_result(vm, arg, FORWARDS);
}

Value bytes_rindex(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return index_result(vm, arg, BACKWARDS);
}

Value bytes_count(Vm *vm, const Value *arg, size_t count)
{
    ByteArg sub;
    int64_t from, to;
    Value result = 0;

    (void)count;
    if (!byte_arg_or_int(vm, arg[1], &sub))
        return 0;
    ByteView s;
    if (view_bounds(vm, arg, &s, &from, &to)) {
        if (from > to)
            result = int_value(0);
        else if (!sub.length)
            result = int_value(to - from + 1);
        else
            result = int_value((int64_t)search_count(1, s.data + from, (size_t)(to - from), sub.data, sub.length, SIZE_MAX));
    }
    byte_arg_free(vm, &sub);
    return result;
}

int bytes_contains(Vm *vm, Value self, Value item)
{
    ByteArg sub;

    if (type_of(vm, item)->slots.index) {
        uint8_t byte;
        if (!arg_byte(vm, item, &byte))
            return -1;
        ByteView s = byte_view(vm, self);
        return s.length && memchr(s.data, byte, s.length) != NULL;
    }
    if (!byte_arg(vm, item, &sub))
        return -1;
    ByteView s = byte_view(vm, self);
    bool found = find_in(s, &sub, 0, (int64_t)s.length, FORWARDS) != SEARCH_NONE;
    byte_arg_free(vm, &sub);
    return found;
}

/* ---- prefixes and suffixes ---- */

static bool tail_matches(ByteView s, int64_t from, int64_t to, const ByteArg *sub, Direction direction)
{
    if (from > to || sub->length > (size_t)(to - from))
        return false;
    return !sub->length || !memcmp(s.data + (direction == FORWARDS ? (size_t)from : (size_t)to - sub->length), sub->data, sub->length);
}

/* 1, 0, -1. */
static int match_one(Vm *vm, Value self, Value candidate, int64_t from, int64_t to, Direction direction)
{
    ByteArg sub;

    if (!byte_arg(vm, candidate, &sub))
        return -1;
    ByteView s = byte_view(vm, self);
    bool matches = tail_matches(s, from, to > (int64_t)s.length ? (int64_t)s.length : to, &sub, direction);
    byte_arg_free(vm, &sub);
    return matches;
}

static Value match_tail(Vm *vm, const Value *arg, const char *function, Direction direction)
{
    int64_t from, to;
    int matches = 0;

    if (!arg_bounds(vm, arg[2], arg[3], byte_view(vm, arg[0]).length, &from, &to))
        return 0;
    if (is_tuple(vm, arg[1])) {
        for (size_t i = 0; !matches && i < tuple_length(arg[1]); i++)
            matches = match_one(vm, arg[0], tuple_get(arg[1], i), from, to, direction);
    } else {
        if (!is_buffer(vm, arg[1]))
            return type_error(vm, "%s first arg must be bytes or a tuple of bytes, not %.100T", function, arg[1]);
        matches = match_one(vm, arg[0], arg[1], from, to, direction);
    }
    return matches < 0 ? 0 : bool_value(matches);
}

Value bytes_startswith(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return match_tail(vm, arg, "startswith", FORWARDS);
}

Value bytes_endswith(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return match_tail(vm, arg, "endswith", BACKWARDS);
}

static Value remove_tail(Vm *vm, const Value *arg, Direction direction)
{
    ByteArg sub;
    Value result;

    if (!byte_arg(vm, arg[1], &sub))
        return 0;
    ByteView s = byte_view(vm, arg[0]);
    if (!sub.length || !tail_matches(s, 0, (int64_t)s.length, &sub, direction))
        result = bytes_same(vm, arg[0]);
    else
        result = bytes_like(vm, arg[0], s.data + (direction == FORWARDS ? sub.length : 0), s.length - sub.length);
    byte_arg_free(vm, &sub);
    return result;
}

Value bytes_removeprefix(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return remove_tail(vm, arg, FORWARDS);
}

Value bytes_removesuffix(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return remove_tail(vm, arg, BACKWARDS);
}

/* ---- partition ---- */

static Value three(Vm *vm, Taken a, Taken b, Taken c)
{
    Value items[] = {a, b, c}, result = a && b && c ? tuple_from(vm, items, 3) : 0;
    for (int i = 0; i < 3; i++)
        release(vm, items[i]);
    return result;
}

/* The separator in the result: bytes give the very object, bytearrays a copy. */
static Value separator_part(Vm *vm, Value self, Value given, const ByteArg *sep)
{
    return is_bytes(vm, self) ? retain(given) : bytearray_from(vm, sep->data, sep->length);
}

static Value partition(Vm *vm, const Value *arg, Direction direction)
{
    ByteArg sep;
    Value result = 0;

    if (!byte_arg(vm, arg[1], &sep))
        return 0;
    ByteView s = byte_view(vm, arg[0]);
    if (!sep.length) {
        value_error(vm, "empty separator");
    } else {
        size_t found = find_in(s, &sep, 0, (int64_t)s.length, direction);
        if (found != SEARCH_NONE) {
            size_t behind = found + sep.length;
            result = three(vm, bytes_like(vm, arg[0], s.data, found), separator_part(vm, arg[0], arg[1], &sep),
                           bytes_like(vm, arg[0], s.data + behind, s.length - behind));
        } else {
            Value whole = bytes_same(vm, arg[0]), none = bytes_like(vm, arg[0], "", 0), other = bytes_like(vm, arg[0], "", 0);
            result = direction == FORWARDS ? three(vm, whole, none, other) : three(vm, none, other, whole);
        }
    }
    byte_arg_free(vm, &sep);
    return result;
}

Value bytes_partition(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return partition(vm, arg, FORWARDS);
}

Value bytes_rpartition(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return partition(vm, arg, BACKWARDS);
}

/* ---- replace ---- */

static MUST_CHECK bool interleave(ByteBuilder *builder, ByteView s, const ByteArg *new, size_t most)
{
    for (size_t i = 0; i <= s.length; i++) {
        if (i >= most)
            return byte_builder_add(builder, s.data + i, s.length - i);
        if (!byte_builder_add(builder, new->data, new->length) || (i < s.length && !byte_builder_byte(builder, s.data[i])))
            return false;
    }
    return true;
}

static MUST_CHECK bool replace_found(ByteBuilder *builder, ByteView s, const ByteArg *old, const ByteArg *new, size_t most)
{
    size_t at = 0;

    for (; most; most--) {
        size_t found = search_find(1, s.data + at, s.length - at, old->data, old->length);
        if (found == SEARCH_NONE)
            break;
        if (!byte_builder_add(builder, s.data + at, found) || !byte_builder_add(builder, new->data, new->length))
            return false;
        at += found + old->length;
    }
    return byte_builder_add(builder, s.data + at, s.length - at);
}

static Value replace_in(Vm *vm, Value self, const ByteArg *old, const ByteArg *new, size_t most)
{
    ByteView s = byte_view(vm, self);
    ByteBuilder builder;

    if (!most || old->length > s.length || (!old->length && !new->length) ||
        (old->length && search_find(1, s.data, s.length, old->data, old->length) == SEARCH_NONE))
        return bytes_same(vm, self);
    byte_builder_init(&builder, vm);
    if (!(old->length ? replace_found(&builder, s, old, new, most) : interleave(&builder, s, new, most))) {
        byte_builder_drop(&builder);
        return 0;
    }
    return bytes_like_built(vm, self, &builder);
}

Value bytes_replace(Vm *vm, const Value *arg, size_t count)
{
    ByteArg old, new;
    int64_t most;
    Value result = 0;

    (void)count;
    if (!byte_arg(vm, arg[1], &old))
        return 0;
    if (byte_arg(vm, arg[2], &new)) {
        if (arg_ssize(vm, arg[3], &most))
            result = replace_in(vm, arg[0], &old, &new, most < 0 ? SIZE_MAX : (size_t)most);
        byte_arg_free(vm, &new);
    }
    byte_arg_free(vm, &old);
    return result;
}
