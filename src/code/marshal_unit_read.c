/* marshal_unit_read.c - marshal bytes to code units. See marshal_unit.h.
 *
 * The bytes are foreign. Each length is compared with what is left before anything is allocated (every item takes a byte
 * at least), nesting is bounded, and references are only followed to objects that are complete.
 * SPDX-License-Identifier: MIT */
#include "code/marshal_unit.h"

enum { DEEPEST = 2000, FLAG_REF = 0x80, DIGIT_BITS = 15 };

typedef struct Reader {
    Arena           *arena;
    TextTable       *texts;
    const uint8_t   *start, *at, *end;
    const Constant **references;        /* by number; NULL while the object is being read */
    uint32_t         reference_count, reference_room;
    int              depth;
    MarshalFailure   failure;
    const char      *problem;
} Reader;

static const Constant *read_object(Reader *reader);

/* ---- bytes ---- */

static void *fail(Reader *reader, MarshalFailure failure, const char *problem)
{
    if (!reader->failure) {
        reader->failure = failure;
        reader->problem = problem;
    }
    return NULL;
}

static void *no_memory(Reader *reader)
{
    return fail(reader, MARSHAL_NO_MEMORY, "out of memory");
}

static size_t bytes_left(const Reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

/* count bytes of the input; NULL: there aren't as many. */
static const uint8_t *take(Reader *reader, size_t count)
{
    if (bytes_left(reader) < count)
        return fail(reader, MARSHAL_BAD, "marshal data too short");
    const uint8_t *bytes = reader->at;
    reader->at += count;
    return bytes;
}

static unsigned read_byte(Reader *reader)
{
    const uint8_t *byte = take(reader, 1);
    return byte ? *byte : 0;
}

static int32_t read_i32(Reader *reader)
{
    const uint8_t *b = take(reader, 4);
    return b ? (int32_t)(b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24) : 0;
}

static double read_double(Reader *reader)
{
    uint64_t bits = (uint32_t)read_i32(reader);
    bits |= (uint64_t)(uint32_t)read_i32(reader) << 32;
    double number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* A length; false: negative, or more than there are bytes. */
static bool read_size(Reader *reader, uint32_t *size)
{
    int32_t number = read_i32(reader);
    if (reader->failure)
        return false;
    if (number < 0) {
        fail(reader, MARSHAL_BAD, "bad marshal data (size out of range)");
        return false;
    }
    *size = (uint32_t)number;
    if (*size > bytes_left(reader)) {
        fail(reader, MARSHAL_BAD, "marshal data too short");
        return false;
    }
    return true;
}

static const Constant *checked(Reader *reader, const Constant *constant)
{
    return constant ? constant : no_memory(reader);
}

/* ---- references ---- */

/* Reserves the next number; false: no memory. */
static bool reference_reserve(Reader *reader)
{
    if (reader->reference_count == reader->reference_room) {
        uint32_t         room = reader->reference_room * 2 + 32;
        const Constant **grown = arena_alloc(reader->arena, room * sizeof *grown);
        if (!grown) {
            no_memory(reader);
            return false;
        }
        if (reader->reference_count)
            memcpy(grown, reader->references, reader->reference_count * sizeof *grown);
        reader->references = grown;
        reader->reference_room = room;
    }
    reader->references[reader->reference_count++] = NULL;
    return true;
}

static const Constant *read_reference(Reader *reader)
{
    uint32_t number = (uint32_t)read_i32(reader);
    if (reader->failure)
        return NULL;
    if (number >= reader->reference_count || !reader->references[number])
        return fail(reader, MARSHAL_BAD, "bad marshal data (invalid reference)");
    return reader->references[number];
}

/* ---- values ---- */

static const Constant *read_long(Reader *reader)
{
    int32_t  size = read_i32(reader);
    uint32_t digits = size < 0 ? 0 - (uint32_t)size : (uint32_t)size;
    if (reader->failure)
        return NULL;
    if (size == INT32_MIN)
        return fail(reader, MARSHAL_BAD, "bad marshal data (long size out of range)");
    const uint8_t *bytes = take(reader, (size_t)digits * 2);
    size_t         count = ((size_t)digits * DIGIT_BITS + 63) / 64;
    uint64_t      *limbs = bytes ? arena_zero(reader->arena, (count + 1) * sizeof *limbs) : NULL;
    if (!limbs)
        return bytes ? no_memory(reader) : NULL;
    for (uint32_t i = 0; i < digits; i++) {
        uint64_t digit = bytes[i * 2] | (uint64_t)bytes[i * 2 + 1] << 8;
        size_t   at = (size_t)i * DIGIT_BITS, shift = at % 64;
        if (digit >> DIGIT_BITS)
            return fail(reader, MARSHAL_BAD, "bad marshal data (digit out of range in long)");
        if (!digit && i + 1 == digits)
            return fail(reader, MARSHAL_BAD, "bad marshal data (unnormalized long data)");
        limbs[at / 64] |= digit << shift;
        if (shift > 64 - DIGIT_BITS)
            limbs[at / 64 + 1] |= digit >> (64 - shift);
    }
    return checked(reader, constant_int_limbs(reader->arena, size < 0, limbs, count));
}

/* Whether the bytes are UTF-8, surrogates allowed. */
static bool is_text(const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i < length;) {
        uint8_t  head = bytes[i++];
        int      more = head < 0x80 ? 0 : head >= 0xC2 && head < 0xE0 ? 1 : head >= 0xE0 && head < 0xF0 ? 2
                        : head >= 0xF0 && head < 0xF5 ? 3 : -1;
        uint32_t point = (uint32_t)(head & (0x7F >> (more > 0 ? more + 1 : 0)));
        if (more < 0 || length - i < (size_t)more)
            return false;
        for (int k = 0; k < more; k++, i++) {
            if ((bytes[i] & 0xC0) != 0x80)
                return false;
            point = point << 6 | (bytes[i] & 0x3F);
        }
        if ((more == 2 && point < 0x800) || (more == 3 && (point < 0x10000 || point > 0x10FFFF)))
            return false;
    }
    return true;
}

/* Characters of a byte each: ASCII where a writer keeps to the rules, Latin-1 where not. */
static const Text *latin_text(Reader *reader, const uint8_t *bytes, size_t length)
{
    size_t wide = 0;
    for (size_t i = 0; i < length; i++)
        wide += bytes[i] >= 0x80;
    if (!wide)
        return text_intern(reader->texts, (const char *)bytes, length);
    char *utf8 = arena_alloc(reader->arena, length + wide), *out = utf8;
    if (!utf8)
        return NULL;
    for (size_t i = 0; i < length; i++) {
        if (bytes[i] >= 0x80)
            *out++ = (char)(0xC0 | bytes[i] >> 6);
        *out++ = (char)(bytes[i] < 0x80 ? bytes[i] : 0x80 | (bytes[i] & 0x3F));
    }
    return text_intern(reader->texts, utf8, length + wide);
}

static const Constant *read_str(Reader *reader, unsigned type)
{
    uint32_t length = 0;
    if (type == 'z' || type == 'Z')
        length = read_byte(reader);
    else if (!read_size(reader, &length))
        return NULL;
    const uint8_t *bytes = reader->failure ? NULL : take(reader, length);
    if (!bytes)
        return NULL;
    bool is_utf8 = type == 't' || type == 'u';
    if (is_utf8 && !is_text(bytes, length))
        return fail(reader, MARSHAL_BAD, "bad marshal data (invalid UTF-8)");
    const Text *text = is_utf8 ? text_intern(reader->texts, (const char *)bytes, length)
                               : latin_text(reader, bytes, length);
    if (!text)
        return no_memory(reader);
    bool is_interned = type == 't' || type == 'Z' || type == 'A';
    return checked(reader, is_interned ? constant_name(reader->arena, text) : constant_str(reader->arena, text));
}

static const Constant *read_bytes(Reader *reader)
{
    uint32_t length;
    if (!read_size(reader, &length))
        return NULL;
    return checked(reader, constant_bytes(reader->arena, take(reader, length), length));
}

static const Constant *read_items(Reader *reader, uint32_t count, bool is_set)
{
    if (count > bytes_left(reader))
        return fail(reader, MARSHAL_BAD, "marshal data too short");
    const Constant **items = arena_alloc(reader->arena, ((size_t)count + 1) * sizeof *items);
    if (!items)
        return no_memory(reader);
    for (uint32_t i = 0; i < count; i++)
        if (!(items[i] = read_object(reader)))
            return NULL;
    return checked(reader, is_set ? constant_frozenset(reader->arena, items, count)
                                  : constant_tuple(reader->arena, items, count));
}

static const Constant *read_slice(Reader *reader)
{
    const Constant *parts[3];
    for (int i = 0; i < 3; i++)
        if (!(parts[i] = read_object(reader)))
            return NULL;
    return checked(reader, constant_slice(reader->arena, parts[0], parts[1], parts[2]));
}

/* ---- code ---- */

static const Constant *read_kind(Reader *reader, ConstantKind kind, const char *problem)
{
    const Constant *constant = read_object(reader);
    return !constant || constant->kind == kind ? constant : fail(reader, MARSHAL_BAD, problem);
}

static const Constant *read_names(Reader *reader)
{
    const Constant *names = read_kind(reader, CONSTANT_TUPLE, "bad marshal data (code: names are no tuple)");
    for (uint32_t i = 0; names && i < names->length; i++)
        if (names->as.items[i]->kind != CONSTANT_STR)
            return fail(reader, MARSHAL_BAD, "name tuples must contain only strings");
    return names;
}

static bool unit_fits(const CodeUnit *unit)
{
    if (unit->argument_count < unit->positional_only_count || unit->positional_only_count < 0 ||
        unit->keyword_only_count < 0 || unit->stack_size < 0 || unit->first_line < 0)
        return false;
    if (unit->local_kinds->length != unit->locals->length || unit->code->length % 2 || !unit->code->length)
        return false;
    int64_t parameters = (int64_t)unit->argument_count + unit->keyword_only_count +
                         (unit->flags & CODE_VARARGS ? 1 : 0) + (unit->flags & CODE_VARKEYWORDS ? 1 : 0);
    int64_t locals = 0;
    for (uint32_t i = 0; i < unit->local_kinds->length; i++)
        locals += (unit->local_kinds->as.bytes[i] & LOCAL_PLAIN) != 0;
    return parameters <= locals;
}

static const Constant *read_code(Reader *reader)
{
    static const char wrong[] = "bad marshal data (code)";
    CodeUnit *unit = arena_zero(reader->arena, sizeof *unit);
    if (!unit)
        return no_memory(reader);
    unit->argument_count = read_i32(reader);
    unit->positional_only_count = read_i32(reader);
    unit->keyword_only_count = read_i32(reader);
    unit->stack_size = read_i32(reader);
    unit->flags = (uint32_t)read_i32(reader);
    if (reader->failure || !(unit->code = read_kind(reader, CONSTANT_BYTES, wrong)) ||
        !(unit->consts = read_kind(reader, CONSTANT_TUPLE, wrong)) || !(unit->names = read_names(reader)) ||
        !(unit->locals = read_names(reader)) || !(unit->local_kinds = read_kind(reader, CONSTANT_BYTES, wrong)) ||
        !(unit->filename = read_kind(reader, CONSTANT_STR, wrong)) ||
        !(unit->name = read_kind(reader, CONSTANT_STR, wrong)) ||
        !(unit->qualname = read_kind(reader, CONSTANT_STR, wrong)))
        return NULL;
    unit->first_line = read_i32(reader);
    if (reader->failure || !(unit->line_table = read_kind(reader, CONSTANT_BYTES, wrong)) ||
        !(unit->exception_table = read_kind(reader, CONSTANT_BYTES, wrong)))
        return NULL;
    if (!unit_fits(unit))
        return fail(reader, MARSHAL_BAD, "code: varnames is too small");
    return checked(reader, constant_code(reader->arena, unit));
}

/* ---- dispatch ---- */

static const Constant *read_value(Reader *reader, unsigned type)
{
    uint32_t count;
    double   real;
    switch (type) {
    case 'N': return &constant_none;
    case 'F': return &constant_false;
    case 'T': return &constant_true;
    case '.': return &constant_ellipsis;
    case 'i': {
        int32_t number = read_i32(reader);
        return reader->failure ? NULL : checked(reader, constant_int(reader->arena, number));
    }
    case 'l': return read_long(reader);
    case 'g':
        real = read_double(reader);
        return reader->failure ? NULL : checked(reader, constant_float(reader->arena, real));
    case 'y': {
        real = read_double(reader);
        double imag = read_double(reader);
        return reader->failure ? NULL : checked(reader, constant_complex(reader->arena, real, imag));
    }
    case 's': return read_bytes(reader);
    case 'a': case 'A': case 'z': case 'Z': case 't': case 'u': return read_str(reader, type);
    case ')':
        count = read_byte(reader);
        return reader->failure ? NULL : read_items(reader, count, false);
    case '(': return read_size(reader, &count) ? read_items(reader, count, false) : NULL;
    case '>': return read_size(reader, &count) ? read_items(reader, count, true) : NULL;
    case ':': return read_slice(reader);
    case 'c': return read_code(reader);
    default: return fail(reader, MARSHAL_BAD, "bad marshal data (unknown type code)");
    }
}

static const Constant *read_object(Reader *reader)
{
    unsigned type = read_byte(reader);
    if (reader->failure)
        return NULL;
    if (type == 'r')
        return read_reference(reader);
    if (++reader->depth > DEEPEST)
        return fail(reader, MARSHAL_TOO_DEEP, "recursion limit exceeded");
    uint32_t number = reader->reference_count;
    bool     flagged = type & FLAG_REF && !strchr("NFT.", (int)(type & ~FLAG_REF));
    if (flagged && !reference_reserve(reader))
        return NULL;
    const Constant *constant = read_value(reader, type & (unsigned)~FLAG_REF);
    reader->depth--;
    if (flagged && constant)
        reader->references[number] = constant;
    return constant;
}

MarshalFailure unit_unmarshal(Arena *arena, TextTable *texts, const uint8_t *data, size_t size,
                              const Constant **result, size_t *used, const char **problem)
{
    Reader reader = {.arena = arena, .texts = texts, .start = data, .at = data, .end = data + size};
    *result = read_object(&reader);
    if (used)
        *used = (size_t)(reader.at - data);
    *problem = reader.problem;
    return reader.failure;
}
