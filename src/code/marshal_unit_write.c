/* marshal_unit_write.c - code units to marshal bytes. See marshal_unit.h.
 *
 * Two walks over the unit: how often each object is used, and writing.
 * An object's key is its address; of interned strings that of the text, of what CPython has only once
 * (small ints, the empty tuple, bytes of length 0 and 1) a number. SPDX-License-Identifier: MIT */
#include "code/marshal_unit.h"

enum {
    DEEPEST = 2000, FLAG_REF = 0x80, FIRST_ROOM = 64,
    SMALLEST_KEPT = -5, LARGEST_KEPT = 256          /* ints that exist once */
};

typedef struct Slot {
    uint64_t key;           /* 0: free */
    uint32_t uses;
    uint32_t reference;     /* number among the flagged objects, plus 1; 0: not written yet */
} Slot;

typedef struct Slots {
    Slot    *items;
    uint32_t mask, count;
} Slots;

typedef struct Writer {
    Arena         *arena;
    uint8_t       *data;
    size_t         length, room;
    Slots          objects;     /* uses */
    Slots          written;     /* references; `objects` itself in the main run */
    bool           is_nested;   /* writes an item of a frozenset to sort by */
    uint32_t       references;
    int            depth;
    MarshalFailure failure;
} Writer;

static void write_object(Writer *writer, const Constant *constant);

/* ---- keys ---- */

/* Keys that are numbers have low bits that no address has. */
static uint64_t constant_key(const Constant *c)
{
    if (c->kind == CONSTANT_INT && !c->length && c->as.small >= SMALLEST_KEPT && c->as.small <= LARGEST_KEPT)
        return (uint64_t)(c->as.small - SMALLEST_KEPT) << 3 | 1;
    if (c->kind == CONSTANT_BYTES && c->length <= 1 && !c->fresh)
        return (uint64_t)(c->length ? c->as.bytes[0] : 256) << 3 | 2;
    if (c->kind == CONSTANT_TUPLE && !c->length)
        return 3;
    if (c->kind == CONSTANT_STR && constant_interned(c))
        return (uint64_t)(uintptr_t)c->as.text;
    return (uint64_t)(uintptr_t)c;
}

/* Flagged whatever the number of uses. */
static bool key_is_immortal(uint64_t key)
{
    return key & 7;
}

static uint32_t key_hash(uint64_t key)
{
    return (uint32_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32);
}

static Slot *slot_find(const Slots *slots, uint64_t key)
{
    uint32_t at = key_hash(key) & slots->mask;
    while (slots->items[at].key && slots->items[at].key != key)
        at = (at + 1) & slots->mask;
    return &slots->items[at];
}

/* The key's slot, new with 0 uses if absent. NULL: no memory. */
static Slot *slot_add(Arena *arena, Slots *slots, uint64_t key)
{
    if (!slots->items || slots->count * 2 > slots->mask) {
        Slots grown = {.mask = slots->items ? slots->mask * 2 + 1 : FIRST_ROOM - 1, .count = slots->count};
        grown.items = arena_zero(arena, ((size_t)grown.mask + 1) * sizeof *grown.items);
        if (!grown.items)
            return NULL;
        for (uint32_t i = 0; slots->items && i <= slots->mask; i++)
            if (slots->items[i].key)
                *slot_find(&grown, slots->items[i].key) = slots->items[i];
        *slots = grown;
    }
    Slot *slot = slot_find(slots, key);
    slots->count += !slot->key;
    slot->key = key;
    return slot;
}

/* ---- counting ---- */

static void count_uses(Writer *writer, const Constant *constant, uint32_t uses);

static void count_unit(Writer *writer, const CodeUnit *unit)
{
    const Constant *fields[] = {unit->consts, unit->names, unit->locals, unit->filename, unit->name, unit->qualname,
                                unit->line_table, unit->exception_table};
    for (size_t i = 0; i < countof(fields); i++)
        count_uses(writer, fields[i], 1);
    if (!unit->local_kinds->length)     /* see write_kinds */
        count_uses(writer, unit->local_kinds, 1);
}

static void count_uses(Writer *writer, const Constant *constant, uint32_t uses)
{
    if (constant->kind <= CONSTANT_ELLIPSIS || writer->failure)
        return;
    Slot *slot = slot_add(writer->arena, &writer->objects, constant_key(constant));
    if (!slot || ++writer->depth > DEEPEST) {
        writer->failure = slot ? MARSHAL_TOO_DEEP : MARSHAL_NO_MEMORY;
        return;
    }
    bool is_first = !slot->uses;
    slot->uses += uses;
    if (is_first && constant->kind == CONSTANT_CODE)
        count_unit(writer, constant->as.code);
    uint32_t items = constant->kind == CONSTANT_TUPLE || constant->kind == CONSTANT_FROZENSET ? constant->length
                     : constant->kind == CONSTANT_SLICE ? 3 : 0;
    for (uint32_t i = 0; is_first && i < items; i++)    /* a set's items are held twice while it is written */
        count_uses(writer, constant->as.items[i], constant->kind == CONSTANT_FROZENSET ? 2 : 1);
    writer->depth--;
}

/* ---- bytes ---- */

static uint8_t *reserve(Writer *writer, size_t more)
{
    if (writer->room - writer->length < more) {
        size_t   room = writer->room * 2 + more + 512;
        uint8_t *data = arena_alloc(writer->arena, room);
        if (!data) {
            writer->failure = MARSHAL_NO_MEMORY;
            return NULL;
        }
        if (writer->length)
            memcpy(data, writer->data, writer->length);
        writer->data = data;
        writer->room = room;
    }
    uint8_t *at = writer->data + writer->length;
    writer->length += more;
    return at;
}

static void write_byte(Writer *writer, unsigned byte)
{
    uint8_t *at = reserve(writer, 1);
    if (at)
        *at = (uint8_t)byte;
}

static void write_bytes(Writer *writer, const void *bytes, size_t count)
{
    uint8_t *at = reserve(writer, count);
    if (at && count)
        memcpy(at, bytes, count);
}

static void write_u16(Writer *writer, unsigned number)
{
    uint8_t bytes[2] = {(uint8_t)number, (uint8_t)(number >> 8)};
    write_bytes(writer, bytes, sizeof bytes);
}

static void write_u32(Writer *writer, uint32_t number)
{
    uint8_t bytes[4] = {(uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16), (uint8_t)(number >> 24)};
    write_bytes(writer, bytes, sizeof bytes);
}

static void write_double(Writer *writer, double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    write_u32(writer, (uint32_t)bits);
    write_u32(writer, (uint32_t)(bits >> 32));
}

/* ---- objects ---- */

/* Writes a reference to an object that is written already (true), or makes it one that can be referred to; *flag is then
 * to be set in its type byte. */
static bool write_reference(Writer *writer, const Constant *c, unsigned *flag)
{
    uint64_t key = constant_key(c);
    bool     is_interned = c->kind == CONSTANT_STR && constant_interned(c);
    uint32_t uses = slot_find(&writer->objects, key)->uses;
    *flag = 0;
    if (!is_interned && !key_is_immortal(key) && uses < 2 && !(writer->is_nested && writer->depth == 1))
        return false;
    Slot *slot = writer->is_nested ? slot_add(writer->arena, &writer->written, key)
                                   : slot_find(&writer->objects, key);
    if (!slot) {
        writer->failure = MARSHAL_NO_MEMORY;
        return true;
    }
    if (slot->reference) {
        write_byte(writer, 'r');
        write_u32(writer, slot->reference - 1);
        return true;
    }
    slot->reference = ++writer->references;
    *flag = FLAG_REF;
    return false;
}

/* Sign and number of digits of 15 bits, then the digits. */
static void write_long(Writer *writer, const uint64_t *limbs, size_t count, bool negative, unsigned flag)
{
    size_t bits = count * 64 - (size_t)__builtin_clzll(limbs[count - 1]), digits = (bits + 14) / 15;
    write_byte(writer, 'l' | flag);
    write_u32(writer, negative ? 0 - (uint32_t)digits : (uint32_t)digits);
    for (size_t i = 0; i < digits; i++) {
        size_t   at = i * 15, shift = at % 64;
        uint64_t digit = limbs[at / 64] >> shift;
        if (shift > 49 && at / 64 + 1 < count)
            digit |= limbs[at / 64 + 1] << (64 - shift);
        write_u16(writer, digit & 0x7FFF);
    }
}

static void write_int(Writer *writer, const Constant *c, unsigned flag)
{
    if (c->length) {
        write_long(writer, c->as.limbs, c->length, c->negative, flag);
    } else if (c->as.small >= INT32_MIN && c->as.small <= INT32_MAX) {
        write_byte(writer, 'i' | flag);
        write_u32(writer, (uint32_t)c->as.small);
    } else {
        uint64_t magnitude = c->as.small < 0 ? 0 - (uint64_t)c->as.small : (uint64_t)c->as.small;
        write_long(writer, &magnitude, 1, c->as.small < 0, flag);
    }
}

static void write_str(Writer *writer, const Constant *c, unsigned flag)
{
    const Text *text = c->as.text;
    bool        is_interned = constant_interned(c), is_short = text->is_ascii && text->length < 256;
    write_byte(writer, (unsigned)(is_short ? (is_interned ? 'Z' : 'z') : text->is_ascii ? (is_interned ? 'A' : 'a')
                                  : is_interned ? 't' : 'u') | flag);
    if (is_short)
        write_byte(writer, text->length);
    else
        write_u32(writer, text->length);
    write_bytes(writer, text->data, text->length);
}

static void write_tuple(Writer *writer, const Constant *c, unsigned flag)
{
    write_byte(writer, (c->length < 256 ? ')' : '(') | flag);
    if (c->length < 256)
        write_byte(writer, c->length);
    else
        write_u32(writer, c->length);
    for (uint32_t i = 0; i < c->length; i++)
        write_object(writer, c->as.items[i]);
}

typedef struct SortedItem {
    const uint8_t  *bytes;
    size_t          size;
    const Constant *item;
} SortedItem;

static bool item_before(const SortedItem *a, const SortedItem *b)
{
    int order = memcmp(a->bytes, b->bytes, a->size < b->size ? a->size : b->size);
    return order ? order < 0 : a->size < b->size;
}

/* Merge sort; the halves of items end up in items, scratch is as long. */
static void items_sort(SortedItem *items, SortedItem *scratch, size_t count)
{
    if (count < 2)
        return;
    size_t half = count / 2, a = 0, b = half;
    items_sort(items, scratch, half);
    items_sort(items + half, scratch, count - half);
    memcpy(scratch, items, count * sizeof *items);
    for (size_t i = 0; i < count; i++)
        items[i] = b == count || (a < half && !item_before(&scratch[b], &scratch[a])) ? scratch[a++] : scratch[b++];
}

/* Items are written in the order of their own marshal data, so that a .pyc doesn't depend on hashes. */
static void write_frozenset(Writer *writer, const Constant *c, unsigned flag)
{
    SortedItem *items = arena_alloc(writer->arena, (size_t)c->length * 2 * sizeof *items + 1);
    write_byte(writer, '>' | flag);
    write_u32(writer, c->length);
    if (!items) {
        writer->failure = MARSHAL_NO_MEMORY;
        return;
    }
    for (uint32_t i = 0; i < c->length; i++) {
        Writer alone = {.arena = writer->arena, .objects = writer->objects, .is_nested = true};
        write_object(&alone, c->as.items[i]);
        items[i] = (SortedItem){alone.data, alone.length, c->as.items[i]};
        if (alone.failure) {
            writer->failure = alone.failure;
            return;
        }
    }
    items_sort(items, items + c->length, c->length);
    for (uint32_t i = 0; i < c->length; i++)
        write_object(writer, items[i].item);
}

/* The kinds are bytes that nobody else holds, even when they are a single one; the empty one is that of all. */
static void write_kinds(Writer *writer, const Constant *kinds)
{
    if (!kinds->length) {
        write_object(writer, kinds);
        return;
    }
    write_byte(writer, 's');
    write_u32(writer, kinds->length);
    write_bytes(writer, kinds->as.bytes, kinds->length);
}

static void write_unit(Writer *writer, const CodeUnit *unit, unsigned flag)
{
    write_byte(writer, 'c' | flag);
    write_u32(writer, (uint32_t)unit->argument_count);
    write_u32(writer, (uint32_t)unit->positional_only_count);
    write_u32(writer, (uint32_t)unit->keyword_only_count);
    write_u32(writer, (uint32_t)unit->stack_size);
    write_u32(writer, unit->flags);
    write_byte(writer, 's' | FLAG_REF);     /* a fresh object that the code object keeps, too */
    writer->references++;
    write_u32(writer, unit->code->length);
    write_bytes(writer, unit->code->as.bytes, unit->code->length);
    write_object(writer, unit->consts);
    write_object(writer, unit->names);
    write_object(writer, unit->locals);
    write_kinds(writer, unit->local_kinds);
    write_object(writer, unit->filename);
    write_object(writer, unit->name);
    write_object(writer, unit->qualname);
    write_u32(writer, (uint32_t)unit->first_line);
    write_object(writer, unit->line_table);
    write_object(writer, unit->exception_table);
}

static void write_value(Writer *writer, const Constant *c, unsigned flag)
{
    switch ((ConstantKind)c->kind) {
    case CONSTANT_NONE: case CONSTANT_FALSE: case CONSTANT_TRUE: case CONSTANT_ELLIPSIS:
        return;
    case CONSTANT_INT:
        write_int(writer, c, flag);
        return;
    case CONSTANT_FLOAT:
        write_byte(writer, 'g' | flag);
        write_double(writer, c->as.number);
        return;
    case CONSTANT_COMPLEX:
        write_byte(writer, 'y' | flag);
        write_double(writer, c->as.complex.real);
        write_double(writer, c->as.complex.imag);
        return;
    case CONSTANT_STR:
        write_str(writer, c, flag);
        return;
    case CONSTANT_BYTES:
        write_byte(writer, 's' | flag);
        write_u32(writer, c->length);
        write_bytes(writer, c->as.bytes, c->length);
        return;
    case CONSTANT_TUPLE:
        write_tuple(writer, c, flag);
        return;
    case CONSTANT_FROZENSET:
        write_frozenset(writer, c, flag);
        return;
    case CONSTANT_SLICE:
        write_byte(writer, ':' | flag);
        for (int i = 0; i < 3; i++)
            write_object(writer, c->as.items[i]);
        return;
    case CONSTANT_CODE:
        write_unit(writer, c->as.code, flag);
        return;
    }
}

static void write_object(Writer *writer, const Constant *c)
{
    static const char singletons[] = {'N', 'F', 'T', '.'};
    unsigned flag;
    if (writer->failure)
        return;
    if (c->kind <= CONSTANT_ELLIPSIS) {
        write_byte(writer, (unsigned char)singletons[c->kind]);
        return;
    }
    if (++writer->depth > DEEPEST)
        writer->failure = MARSHAL_TOO_DEEP;
    else if (!write_reference(writer, c, &flag))
        write_value(writer, c, flag);
    writer->depth--;
}

MarshalFailure unit_marshal(Arena *arena, const CodeUnit *unit, bool is_shared, const uint8_t **data, size_t *size)
{
    Writer   writer = {.arena = arena};
    Constant root = {.kind = CONSTANT_CODE, .as.code = unit};
    count_uses(&writer, &root, is_shared ? 2 : 1);
    if (!writer.failure)
        write_object(&writer, &root);
    *data = writer.data;
    *size = writer.length;
    return writer.failure;
}
