/* record_pack.c - writes code units as a blob. See record.h.
 *
 * Nodes are written children first, each once; a table from addresses (of interned strs: that of the text) to refs keeps
 * identity. SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "base/hash.h"
#include "code/record.h"

enum { FIRST_ROOM = 256, DEEPEST = 2000 };

typedef struct Packed {
    const void *key;        /* NULL: free */
    RecordRef   ref;
} Packed;

typedef struct Packer {
    Arena   *arena;
    uint8_t *data;
    size_t   size, room;
    Packed  *packed;        /* open addressing */
    uint32_t mask, count;
    uint32_t texts, codes;
    int      depth;
    bool     failed;
} Packer;

static RecordRef pack_constant(Packer *packer, const Constant *constant);

/* ---- the table ---- */

static Packed *packed_find(Packed *items, uint32_t mask, const void *key)
{
    uint32_t at = (uint32_t)((uintptr_t)key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & mask;
    while (items[at].key && items[at].key != key)
        at = (at + 1) & mask;
    return &items[at];
}

static bool packed_add(Packer *packer, const void *key, RecordRef ref)
{
    if (!packer->packed || packer->count * 2 > packer->mask) {
        uint32_t mask = packer->packed ? packer->mask * 2 + 1 : FIRST_ROOM - 1;
        Packed  *grown = arena_zero(packer->arena, ((size_t)mask + 1) * sizeof *grown);
        if (!grown)
            return false;
        for (uint32_t i = 0; packer->packed && i <= packer->mask; i++)
            if (packer->packed[i].key)
                *packed_find(grown, mask, packer->packed[i].key) = packer->packed[i];
        packer->packed = grown;
        packer->mask = mask;
    }
    *packed_find(packer->packed, packer->mask, key) = (Packed){key, ref};
    packer->count++;
    return true;
}

/* ---- bytes ---- */

/* size cleared bytes at a multiple of alignment; *offset is where. NULL: failed. The address holds until the next call. */
static void *node_new(Packer *packer, size_t size, size_t alignment, uint32_t *offset)
{
    size_t start = (packer->size + alignment - 1) & ~(alignment - 1), end = start + size;
    if (packer->failed || end > UINT32_MAX - RECORD_ALIGNMENT) {
        packer->failed = true;
        return NULL;
    }
    if (end > packer->room) {
        size_t room = end + end / 2 + 1024;
        char  *data = arena_alloc(packer->arena, room + RECORD_ALIGNMENT);
        if (!data) {
            packer->failed = true;
            return NULL;
        }
        uint8_t *aligned = (uint8_t *)data + (-(uintptr_t)data & (RECORD_ALIGNMENT - 1));
        if (packer->size)
            memcpy(aligned, packer->data, packer->size);
        packer->data = aligned;
        packer->room = room;
    }
    memset(packer->data + packer->size, 0, end - packer->size);
    packer->size = end;
    *offset = (uint32_t)start;
    return packer->data + start;
}

static uint32_t pack_bytes(Packer *packer, const Constant *bytes)
{
    uint32_t     offset;
    RecordBytes *node = node_new(packer, sizeof *node + bytes->length, _Alignof(RecordBytes), &offset);
    if (!node)
        return 0;
    node->size = bytes->length;
    memcpy(node->data, bytes->as.bytes, bytes->length);
    return offset;
}

/* The same for a table that code objects share: one address, one node. */
static uint32_t pack_shared_bytes(Packer *packer, const Constant *bytes)
{
    const void *key = (const char *)bytes + 1;      /* the Constant itself may be one of `consts`, as a Bytes */
    Packed     *found = packer->packed ? packed_find(packer->packed, packer->mask, key) : NULL;
    if (found && found->key)
        return found->ref;
    uint32_t offset = pack_bytes(packer, bytes);
    packer->failed |= !packed_add(packer, key, offset);
    return offset;
}

/* ---- nodes ---- */

/* The one place that knows how the runtime lays out its constant strs and bytes. */
static void object_head(Object *head, uint32_t shape, unsigned kind_bits, uint32_t aux)
{
    head->refs = IMMORTAL;
    head->shape = shape;
    head->flags = OBJECT_CONST;
    head->gc = kind_bits & 0xFFFFFF;
    head->aux = aux;
}

static RecordRef pack_str(Packer *packer, const Constant *constant)
{
    const Text *text = constant->as.text;
    const char *at = text->data, *end = at + text->length;
    uint32_t    widest = 0, offset;
    size_t      length = 0;
    for (; at < end; length++) {
        uint32_t point = utf8_next(&at);
        widest = point > widest ? point : widest;
    }
    unsigned kind = widest < 0x100 ? 1 : widest < 0x10000 ? 2 : 4;
    Str     *node = node_new(packer, str_size_of(length, kind), RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    unsigned bits = kind | (widest < 0x80 ? STR_ASCII : 0) | (constant_interned(constant) ? STR_INTERNED : 0);
    node->length = length;
    node->hash = RECORD_FIRST_NUMBER + packer->texts++;
    at = text->data;
    for (size_t i = 0; i < length; i++)
        str_write(kind, node->data, i, utf8_next(&at));
    object_head(&node->head, SHAPE_STR, bits, name_hash(node->data, length * kind));
    return offset | CONSTANT_STR;
}

static RecordRef pack_bytes_object(Packer *packer, const Constant *constant)
{
    uint32_t offset;
    Bytes   *node = node_new(packer, sizeof *node + constant->length + 1, RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    object_head(&node->head, SHAPE_BYTES, 0, 0);
    node->length = constant->length;
    node->hash = RECORD_FIRST_NUMBER + packer->texts++;
    memcpy(node->data, constant->as.bytes, constant->length);
    return offset | CONSTANT_BYTES;
}

static RecordRef pack_int(Packer *packer, const Constant *constant)
{
    uint32_t   offset, limbs = constant->length;
    RecordInt *node = node_new(packer, sizeof *node + (limbs > 1 ? limbs - 1 : 0) * sizeof(uint64_t),
                               RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    node->count = limbs;
    node->negative = constant->negative;
    node->as.small = limbs ? 0 : constant->as.small;
    if (limbs)
        memcpy(node->as.limbs, constant->as.limbs, limbs * sizeof(uint64_t));
    return offset | CONSTANT_INT;
}

static RecordRef pack_number(Packer *packer, const Constant *constant)
{
    uint32_t      offset;
    bool          is_float = constant->kind == CONSTANT_FLOAT;
    RecordNumber *node = node_new(packer, sizeof *node, RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    node->real = is_float ? constant->as.number : constant->as.complex.real;
    node->imag = is_float ? 0 : constant->as.complex.imag;
    return offset | constant->kind;
}

static RecordRef pack_items(Packer *packer, const Constant *constant)
{
    uint32_t   offset, count = constant->kind == CONSTANT_SLICE ? 3 : constant->length;
    RecordRef *refs = arena_alloc(packer->arena, ((size_t)count + 1) * sizeof *refs);
    if (!refs) {
        packer->failed = true;
        return 0;
    }
    for (uint32_t i = 0; i < count; i++)
        refs[i] = pack_constant(packer, constant->as.items[i]);
    RecordItems *node = node_new(packer, sizeof *node + count * sizeof *refs, RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    node->count = count;
    memcpy(node->items, refs, count * sizeof *refs);
    return offset | constant->kind;
}

static RecordRef pack_unit(Packer *packer, const CodeUnit *unit)
{
    RecordCode code = {
        .argument_count = unit->argument_count, .positional_only_count = unit->positional_only_count,
        .keyword_only_count = unit->keyword_only_count, .stack_size = unit->stack_size,
        .first_line = unit->first_line, .flags = unit->flags,
        .consts = pack_constant(packer, unit->consts), .names = pack_constant(packer, unit->names),
        .locals = pack_constant(packer, unit->locals), .name = pack_constant(packer, unit->name),
        .qualname = pack_constant(packer, unit->qualname), .filename = pack_constant(packer, unit->filename),
        .local_kinds = pack_bytes(packer, unit->local_kinds), .code = pack_bytes(packer, unit->code),
        .line_table = pack_shared_bytes(packer, unit->line_table),
        .exception_table = pack_shared_bytes(packer, unit->exception_table),
    };
    uint32_t    offset;
    RecordCode *node = node_new(packer, sizeof *node, RECORD_ALIGNMENT, &offset);
    if (!node)
        return 0;
    *node = code;
    node->number = packer->codes++;
    return offset | CONSTANT_CODE;
}

static RecordRef pack_value(Packer *packer, const Constant *constant)
{
    switch ((ConstantKind)constant->kind) {
    case CONSTANT_INT: return pack_int(packer, constant);
    case CONSTANT_FLOAT: case CONSTANT_COMPLEX: return pack_number(packer, constant);
    case CONSTANT_STR: return pack_str(packer, constant);
    case CONSTANT_BYTES: return pack_bytes_object(packer, constant);
    case CONSTANT_TUPLE: case CONSTANT_FROZENSET: case CONSTANT_SLICE: return pack_items(packer, constant);
    case CONSTANT_CODE: return pack_unit(packer, constant->as.code);
    default: return 0;
    }
}

static RecordRef pack_constant(Packer *packer, const Constant *constant)
{
    if (constant->kind <= CONSTANT_ELLIPSIS)
        return constant->kind;
    const void *key = constant;
    if (constant->kind == CONSTANT_STR && constant_interned(constant))
        key = constant->as.text;
    Packed *found = packer->packed ? packed_find(packer->packed, packer->mask, key) : NULL;
    if (found && found->key)
        return found->ref;
    if (packer->failed || packer->depth >= DEEPEST) {
        packer->failed = true;
        return 0;
    }
    packer->depth++;
    RecordRef ref = pack_value(packer, constant);
    packer->depth--;
    packer->failed |= !packed_add(packer, key, ref);
    return ref;
}

const RecordHeader *record_pack(Arena *arena, const CodeUnit *const *units, uint32_t count)
{
    Packer   packer = {.arena = arena};
    uint32_t start;
    (void)node_new(&packer, sizeof(RecordHeader) + count * sizeof(RecordRef), RECORD_ALIGNMENT, &start);
    for (uint32_t i = 0; i < count && !packer.failed; i++) {
        RecordRef ref = pack_unit(&packer, units[i]);
        if (!packer.failed)
            ((RecordHeader *)packer.data)->roots[i] = ref;
    }
    if (packer.failed)
        return NULL;
    RecordHeader *header = (RecordHeader *)packer.data;
    header->magic = RECORD_MAGIC;
    header->size = (uint32_t)packer.size;
    header->root_count = count;
    header->text_count = packer.texts;
    header->code_count = packer.codes;
    return header;
}
