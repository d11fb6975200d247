/* fold_sequences.c - constant folding of str, bytes and tuples: +, *, subscript.
 *
 * The limits are CPython's: what is larger is computed at run time, so that `'x' * 10**9` costs nothing until it runs.
 * SPDX-License-Identifier: MIT */
#include "compile/fold.h"

enum { LARGEST_COLLECTION = 256, LARGEST_STR = 4096, MOST_ITEMS = 1024 };

static const Constant *bytes_or_text(FoldContext *context, ConstantKind kind, const char *data, size_t length)
{
    const Constant *result = NULL;
    if (kind == CONSTANT_BYTES) {
        result = constant_bytes(context->arena, data, length);
    } else {
        const Text *text = text_intern(context->texts, data, length);
        result = text ? constant_str(context->arena, text) : NULL;
    }
    context->no_memory |= !result;
    return result;
}

static const char *data_of(const Constant *c, size_t *length)
{
    *length = c->kind == CONSTANT_STR ? c->as.text->length : c->length;
    return c->kind == CONSTANT_STR ? c->as.text->data : (const char *)c->as.bytes;
}

static void *scratch(FoldContext *context, size_t count, size_t size)
{
    size_t bytes;
    void  *result = array_size(count, size, &bytes) ? arena_alloc(context->arena, bytes) : NULL;
    context->no_memory |= !result;
    return result;
}

static const Constant *tuple_new(FoldContext *context, const Constant *const *items, size_t count)
{
    const Constant *result = constant_tuple(context->arena, items, count);
    context->no_memory |= !result;
    return result;
}

static bool is_sequence(const Constant *c)
{
    return c->kind == CONSTANT_STR || c->kind == CONSTANT_BYTES || c->kind == CONSTANT_TUPLE;
}

/* Lone surrogates that meet in a concatenation stay two code points: WTF-8 here is not re-paired. */
const Constant *fold_concatenate(FoldContext *context, const Constant *left, const Constant *right)
{
    if (left->kind != right->kind || !is_sequence(left))
        return NULL;
    if (left->kind == CONSTANT_TUPLE) {
        size_t           count = (size_t)left->length + right->length;
        const Constant **items = scratch(context, count + 1, sizeof *items);
        if (!items)
            return NULL;
        memcpy(items, left->as.items, left->length * sizeof *items);
        memcpy(items + left->length, right->as.items, right->length * sizeof *items);
        return tuple_new(context, items, count);
    }
    size_t      n, m;
    const char *a = data_of(left, &n), *b = data_of(right, &m);
    char       *joined = scratch(context, n + m + 1, 1);
    if (!joined)
        return NULL;
    memcpy(joined, a, n);
    memcpy(joined + n, b, m);
    return bytes_or_text(context, left->kind, joined, n + m);
}

/* What remains of `limit` when the items of a tuple are counted, those within them too; negative: too many. */
static int64_t items_left(const Constant *c, int64_t limit)
{
    if (c->kind != CONSTANT_TUPLE)
        return limit;
    limit -= c->length;
    for (uint32_t i = 0; limit >= 0 && i < c->length; i++)
        limit = items_left(c->as.items[i], limit);
    return limit;
}

const Constant *fold_repeat(FoldContext *context, const Constant *sequence, int64_t times)
{
    if (!is_sequence(sequence))
        return NULL;
    size_t  bytes = 0;
    int64_t length = sequence->length;
    if (sequence->kind == CONSTANT_STR)
        length = (int64_t)text_code_points(sequence->as.text);
    int64_t largest = sequence->kind == CONSTANT_TUPLE ? LARGEST_COLLECTION : LARGEST_STR;
    if (length && (times < 0 || times > largest / length))
        return NULL;
    if (sequence->kind == CONSTANT_TUPLE) {
        if (length && times && items_left(sequence, MOST_ITEMS / times) < 0)
            return NULL;
        size_t           count = length ? (size_t)(length * times) : 0;
        const Constant **items = scratch(context, count + 1, sizeof *items);
        for (size_t i = 0; items && i < count; i++)
            items[i] = sequence->as.items[i % (size_t)length];
        return items ? tuple_new(context, items, count) : NULL;
    }
    const char *data = data_of(sequence, &bytes);
    size_t      count = length ? (size_t)times : 0;
    char       *repeated = scratch(context, bytes * count + 1, 1);
    for (size_t i = 0; repeated && i < count; i++)
        memcpy(repeated + i * bytes, data, bytes);
    const Constant *result = repeated ? bytes_or_text(context, sequence->kind, repeated, bytes * count) : NULL;
    if (result && result->kind == CONSTANT_BYTES && bytes && !count)
        ((Constant *)result)->fresh = true;
    return result;
}

/* ---- subscripts ---- */

/* An int or bool as an index, cut to 64 bits; false: another type. */
static bool index_of(const Constant *c, int64_t *index)
{
    if (c->kind == CONSTANT_FALSE || c->kind == CONSTANT_TRUE)
        *index = c->kind == CONSTANT_TRUE;
    else if (c->kind == CONSTANT_INT)
        *index = !c->length ? c->as.small : c->negative ? INT64_MIN : INT64_MAX;
    else
        return false;
    return true;
}

/* Start of each code point of a text, and its end: count + 1 of them. */
static const uint32_t *text_offsets(FoldContext *context, const Text *text, size_t count)
{
    uint32_t *offsets = scratch(context, count + 1, sizeof *offsets);
    size_t    n = 0;
    for (uint32_t i = 0; offsets && i < text->length; i++)
        if (((unsigned char)text->data[i] & 0xC0) != 0x80)
            offsets[n++] = i;
    if (offsets)
        offsets[n] = text->length;
    return offsets;
}

/* The items start, start + step, ... (count of them) of a sequence. */
static const Constant *sequence_pick(FoldContext *context, const Constant *c, int64_t start, int64_t step,
                                     int64_t count)
{
    if (c->kind == CONSTANT_TUPLE) {
        const Constant **items = scratch(context, (size_t)count + 1, sizeof *items);
        for (int64_t i = 0; items && i < count; i++)
            items[i] = c->as.items[start + i * step];
        return items ? tuple_new(context, items, (size_t)count) : NULL;
    }
    size_t      length;
    const char *data = data_of(c, &length);
    char       *picked = scratch(context, length + 1, 1);
    size_t      used = 0;
    if (!picked)
        return NULL;
    const uint32_t *offsets = NULL;
    if (c->kind == CONSTANT_STR) {
        offsets = text_offsets(context, c->as.text, text_code_points(c->as.text));
        if (!offsets)
            return NULL;
    }
    for (int64_t i = 0; i < count; i++) {
        int64_t at = start + i * step;
        size_t  from = offsets ? offsets[at] : (size_t)at;
        size_t  to = offsets ? offsets[at + 1] : from + 1;
        memcpy(picked + used, data + from, to - from);
        used += to - from;
    }
    return bytes_or_text(context, c->kind, picked, used);
}

/* Python's rule for one end of a slice. */
static int64_t slice_end(int64_t end, int64_t length, bool backwards)
{
    if (end < 0) {
        end += length;
        return end < 0 ? (backwards ? -1 : 0) : end;
    }
    return end >= length ? (backwards ? length - 1 : length) : end;
}

static const Constant *subscript_slice(FoldContext *context, const Constant *left, const Constant *slice,
                                       int64_t length)
{
    int64_t part[3] = {0, 0, 1};
    bool    is_none[3];
    for (int i = 0; i < 3; i++) {
        is_none[i] = slice->as.items[i]->kind == CONSTANT_NONE;
        if (!is_none[i] && !index_of(slice->as.items[i], &part[i]))
            return NULL;
    }
    int64_t step = part[2] < -INT64_MAX ? -INT64_MAX : part[2];
    if (!step)
        return NULL;
    int64_t start = is_none[0] ? (step < 0 ? length - 1 : 0) : slice_end(part[0], length, step < 0);
    int64_t stop = is_none[1] ? (step < 0 ? -1 : length) : slice_end(part[1], length, step < 0);
    int64_t count = 0;
    if (step > 0 && start < stop)
        count = (stop - start - 1) / step + 1;
    else if (step < 0 && stop < start)
        count = (start - stop - 1) / -step + 1;
    return sequence_pick(context, left, start, step, count);
}

const Constant *fold_subscript(FoldContext *context, const Constant *left, const Constant *index)
{
    if (!is_sequence(left))
        return NULL;
    int64_t at, length = left->kind == CONSTANT_STR ? (int64_t)text_code_points(left->as.text) : left->length;
    if (index->kind == CONSTANT_SLICE)
        return subscript_slice(context, left, index, length);
    if (!index_of(index, &at))
        return NULL;
    if (at < 0)
        at += length;
    if (at < 0 || at >= length)
        return NULL;
    if (left->kind == CONSTANT_TUPLE)
        return left->as.items[at];
    if (left->kind == CONSTANT_STR)
        return sequence_pick(context, left, at, 1, 1);
    const Constant *byte = constant_int(context->arena, left->as.bytes[at]);
    context->no_memory |= !byte;
    return byte;
}
