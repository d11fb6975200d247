/* record_unpack.c - code units out of a blob, for marshal. See record.h. SPDX-License-Identifier: MIT */
#include "code/record.h"

#include "base/utf8.h"

typedef struct Unpacker {
    Arena              *arena;
    TextTable          *texts;
    const RecordHeader *blob;
    const Constant    **constants;      /* by offset / 4: what has been made of the node there */
} Unpacker;

static const Constant *unpack(Unpacker *unpacker, RecordRef ref);

static const Constant *unpack_str(Unpacker *unpacker, const Str *node)
{
    char *utf8 = arena_alloc(unpacker->arena, node->length * 4 + 1), *out = utf8;
    if (!utf8)
        return NULL;
    for (size_t i = 0; i < node->length; i++)
        out += utf8_put(str_char(node, i), out);
    const Text *text = text_intern(unpacker->texts, utf8, (size_t)(out - utf8));
    if (!text)
        return NULL;
    return str_is_interned(node) ? constant_name(unpacker->arena, text) : constant_str(unpacker->arena, text);
}

static const Constant *unpack_items(Unpacker *unpacker, const RecordItems *node, ConstantKind kind)
{
    const Constant **items = arena_alloc(unpacker->arena, ((size_t)node->count + 1) * sizeof *items);
    if (!items)
        return NULL;
    for (uint32_t i = 0; i < node->count; i++)
        if (!(items[i] = unpack(unpacker, node->items[i])))
            return NULL;
    if (kind == CONSTANT_SLICE)
        return constant_slice(unpacker->arena, items[0], items[1], items[2]);
    return kind == CONSTANT_TUPLE ? constant_tuple(unpacker->arena, items, node->count)
                                  : constant_frozenset(unpacker->arena, items, node->count);
}

static const Constant *unpack_bytes(Unpacker *unpacker, uint32_t offset)
{
    const RecordBytes *node = record_bytes(unpacker->blob, offset);
    return constant_bytes(unpacker->arena, node->data, node->size);
}

static const Constant *unpack_shared_bytes(Unpacker *unpacker, uint32_t offset)
{
    const Constant **made = &unpacker->constants[offset / 4];
    if (!*made)
        *made = unpack_bytes(unpacker, offset);
    return *made;
}

static const CodeUnit *unpack_unit(Unpacker *unpacker, const RecordCode *node)
{
    CodeUnit *unit = arena_zero(unpacker->arena, sizeof *unit);
    if (!unit)
        return NULL;
    *unit = (CodeUnit){
        .argument_count = node->argument_count, .positional_only_count = node->positional_only_count,
        .keyword_only_count = node->keyword_only_count, .stack_size = node->stack_size,
        .first_line = node->first_line, .flags = node->flags,
        .name = unpack(unpacker, node->name), .qualname = unpack(unpacker, node->qualname),
        .filename = unpack(unpacker, node->filename), .consts = unpack(unpacker, node->consts),
        .names = unpack(unpacker, node->names), .locals = unpack(unpacker, node->locals),
        .local_kinds = unpack_bytes(unpacker, node->local_kinds), .code = unpack_bytes(unpacker, node->code),
        .line_table = unpack_shared_bytes(unpacker, node->line_table),
        .exception_table = unpack_shared_bytes(unpacker, node->exception_table),
    };
    bool whole = unit->name && unit->qualname && unit->filename && unit->consts && unit->names && unit->locals &&
                 unit->local_kinds && unit->code && unit->line_table && unit->exception_table;
    return whole ? unit : NULL;
}

static const Constant *unpack_value(Unpacker *unpacker, RecordRef ref)
{
    const void *node = record_node(unpacker->blob, ref);
    switch (record_kind(ref)) {
    case CONSTANT_INT: {
        const RecordInt *number = node;
        return number->count ? constant_int_limbs(unpacker->arena, number->negative, number->as.limbs, number->count)
                             : constant_int(unpacker->arena, number->as.small);
    }
    case CONSTANT_FLOAT: return constant_float(unpacker->arena, ((const RecordNumber *)node)->real);
    case CONSTANT_COMPLEX: {
        const RecordNumber *number = node;
        return constant_complex(unpacker->arena, number->real, number->imag);
    }
    case CONSTANT_STR: return unpack_str(unpacker, node);
    case CONSTANT_BYTES: {
        const Bytes *bytes = node;
        return constant_bytes(unpacker->arena, bytes->data, bytes->length);
    }
    case CONSTANT_TUPLE: case CONSTANT_FROZENSET: case CONSTANT_SLICE:
        return unpack_items(unpacker, node, record_kind(ref));
    case CONSTANT_CODE: {
        const CodeUnit *unit = unpack_unit(unpacker, node);
        return unit ? constant_code(unpacker->arena, unit) : NULL;
    }
    case CONSTANT_NONE: return &constant_none;
    case CONSTANT_FALSE: return &constant_false;
    case CONSTANT_TRUE: return &constant_true;
    case CONSTANT_ELLIPSIS: return &constant_ellipsis;
    }
    return NULL;
}

static const Constant *unpack(Unpacker *unpacker, RecordRef ref)
{
    if (record_kind(ref) <= CONSTANT_ELLIPSIS)
        return unpack_value(unpacker, ref);
    const Constant **made = &unpacker->constants[ref / 4 & ~3u];    /* 4 places a node: its own is the first */
    if (!*made)
        *made = unpack_value(unpacker, ref);
    return *made;
}

const CodeUnit *record_unpack(Arena *arena, TextTable *texts, const RecordHeader *blob, RecordRef code)
{
    Unpacker unpacker = {.arena = arena, .texts = texts, .blob = blob};
    unpacker.constants = arena_zero(arena, ((size_t)blob->size / 4 + 1) * sizeof *unpacker.constants);
    return unpacker.constants ? unpack_unit(&unpacker, record_code(blob, code)) : NULL;
}
