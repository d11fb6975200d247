/* constant.c - constants: making them, and the two kinds of equality. See constant_cache.c for the merging.
 * SPDX-License-Identifier: MIT */
#include "code/constant.h"

#include <math.h>

#include "base/hash.h"
#include "code/unit.h"

const Constant constant_none = {.kind = CONSTANT_NONE};
const Constant constant_false = {.kind = CONSTANT_FALSE};
const Constant constant_true = {.kind = CONSTANT_TRUE};
const Constant constant_ellipsis = {.kind = CONSTANT_ELLIPSIS};

/* ---- constructors ---- */

static Constant *constant_new(Arena *arena, ConstantKind kind)
{
    Constant *constant = arena_zero(arena, sizeof *constant);
    if (constant)
        constant->kind = (uint8_t)kind;
    return constant;
}

const Constant *constant_int(Arena *arena, int64_t value)
{
    Constant *constant = constant_new(arena, CONSTANT_INT);
    if (constant)
        constant->as.small = value;
    return constant;
}

const Constant *constant_int_limbs(Arena *arena, bool negative, const uint64_t *limbs, size_t count)
{
    while (count && !limbs[count - 1])
        count--;
    if (!count)
        return constant_int(arena, 0);
    if (count == 1 && limbs[0] <= (uint64_t)INT64_MAX + negative)
        return constant_int(arena, negative ? (int64_t)(0 - limbs[0]) : (int64_t)limbs[0]);
    Constant *constant = constant_new(arena, CONSTANT_INT);
    uint64_t *copy = count < UINT32_MAX ? arena_alloc(arena, count * sizeof *copy) : NULL;
    if (!constant || !copy)
        return NULL;
    memcpy(copy, limbs, count * sizeof *copy);
    constant->negative = negative;
    constant->length = (uint32_t)count;
    constant->as.limbs = copy;
    return constant;
}

const Constant *constant_float(Arena *arena, double value)
{
    Constant *constant = constant_new(arena, CONSTANT_FLOAT);
    if (constant)
        constant->as.number = value;
    return constant;
}

const Constant *constant_complex(Arena *arena, double real, double imag)
{
    Constant *constant = constant_new(arena, CONSTANT_COMPLEX);
    if (constant) {
        constant->as.complex.real = real;
        constant->as.complex.imag = imag;
    }
    return constant;
}

const Constant *constant_str(Arena *arena, const Text *text)
{
    Constant *constant = constant_new(arena, CONSTANT_STR);
    if (constant)
        constant->as.text = text;
    return constant;
}

const Constant *constant_name(Arena *arena, const Text *text)
{
    Constant *constant = constant_new(arena, CONSTANT_STR);
    if (constant) {
        constant->as.text = text;
        constant->interned = true;
    }
    return constant;
}

bool constant_interned(const Constant *constant)
{
    const Text *text = constant->as.text;
    if (constant->interned || text->is_name)
        return true;
    bool is_latin = text->length == 2 && ((unsigned char)text->data[0] & 0xFC) == 0xC0;     /* U+0080 to U+00FF */
    return !constant->fresh && (text->length <= 1 || is_latin);
}

const Constant *constant_bytes(Arena *arena, const void *bytes, size_t length)
{
    Constant *constant = constant_new(arena, CONSTANT_BYTES);
    uint8_t  *copy = length < UINT32_MAX ? arena_alloc(arena, length + 1) : NULL;
    if (!constant || !copy)
        return NULL;
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = 0;
    constant->length = (uint32_t)length;
    constant->as.bytes = copy;
    return constant;
}

static Constant *constant_array(Arena *arena, ConstantKind kind, const Constant *const *items, size_t count)
{
    Constant        *constant = constant_new(arena, kind);
    const Constant **copy = count < UINT32_MAX / 8 ? arena_alloc(arena, count * sizeof *copy) : NULL;
    if (!constant || !copy)
        return NULL;
    if (count)
        memcpy(copy, items, count * sizeof *copy);
    constant->length = (uint32_t)count;
    constant->as.items = copy;
    return constant;
}

const Constant *constant_tuple(Arena *arena, const Constant *const *items, size_t count)
{
    return constant_array(arena, CONSTANT_TUPLE, items, count);
}

const Constant *constant_slice(Arena *arena, const Constant *start, const Constant *stop, const Constant *step)
{
    const Constant *items[3] = {start, stop, step};
    return constant_array(arena, CONSTANT_SLICE, items, 3);
}

const Constant *constant_code(Arena *arena, const CodeUnit *code)
{
    Constant *constant = constant_new(arena, CONSTANT_CODE);
    if (constant)
        constant->as.code = code;
    return constant;
}

/* ---- hashing and sameness ---- */

static uint32_t hash_mix(uint32_t hash, uint64_t more)
{
    more = (more ^ hash) * UINT64_C(0x9E3779B97F4A7C15);
    return (uint32_t)(more ^ more >> 32);
}

static uint32_t hash_memory(const uint8_t *bytes, size_t length)
{
    uint32_t hash = (uint32_t)length;
    for (; length >= 8; bytes += 8, length -= 8) {
        uint64_t word;
        memcpy(&word, bytes, 8);
        hash = hash_mix(hash, word);
    }
    while (length--)
        hash = hash_mix(hash, *bytes++);
    return hash;
}

static uint64_t double_bits(double number)
{
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    return bits;
}

uint32_t constant_hash(const Constant *c)
{
    uint32_t hash = hash_mix(c->kind, c->length);
    switch ((ConstantKind)c->kind) {
    case CONSTANT_NONE: case CONSTANT_FALSE: case CONSTANT_TRUE: case CONSTANT_ELLIPSIS:
        return hash;
    case CONSTANT_INT:
        if (!c->length)
            return hash_mix(hash, (uint64_t)c->as.small);
        for (uint32_t i = 0; i < c->length; i++)
            hash = hash_mix(hash, c->as.limbs[i]);
        return hash_mix(hash, c->negative);
    case CONSTANT_FLOAT:
        return hash_mix(hash, double_bits(c->as.number));
    case CONSTANT_COMPLEX:
        return hash_mix(hash_mix(hash, double_bits(c->as.complex.real)), double_bits(c->as.complex.imag));
    case CONSTANT_STR:
        return hash_mix(hash, c->as.text->hash);
    case CONSTANT_BYTES:
        return hash_mix(hash, hash_memory(c->as.bytes, c->length));
    case CONSTANT_TUPLE:
        for (uint32_t i = 0; i < c->length; i++)
            hash = hash_mix(hash, constant_hash(c->as.items[i]));
        return hash;
    case CONSTANT_SLICE:
        for (uint32_t i = 0; i < 3; i++)
            hash = hash_mix(hash, constant_hash(c->as.items[i]));
        return hash;
    case CONSTANT_FROZENSET:
        for (uint32_t i = 0; i < c->length; i++)
            hash += constant_hash(c->as.items[i]);
        return hash;
    case CONSTANT_CODE:
        hash = hash_mix(hash, c->as.code->first_line);
        return hash_mix(hash, constant_hash(c->as.code->line_table));
    }
    return hash;
}

static bool double_same(double a, double b)
{
    return a == b && signbit(a) == signbit(b);
}

static bool items_same(const Constant *a, const Constant *b, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        if (!constant_same(a->as.items[i], b->as.items[i]))
            return false;
    return true;
}

/* Each item of a has the same in b; both have their items once, and the same number. Sets of constants that hash alike
 * and differ are rare, so the square of the length is not met in earnest. */
static bool sets_same(const Constant *a, const Constant *b)
{
    for (uint32_t i = 0; i < a->length; i++) {
        uint32_t k = i;     /* mostly both stand in the same order */
        if (constant_same(a->as.items[i], b->as.items[i]))
            continue;
        for (k = 0; k < b->length && !constant_same(a->as.items[i], b->as.items[k]); k++)
            ;
        if (k == b->length)
            return false;
    }
    return true;
}

/* As code objects compare in Python: qualname and filename don't count. */
static bool code_same(const CodeUnit *a, const CodeUnit *b)
{
    return a->name->as.text == b->name->as.text && a->argument_count == b->argument_count &&
           a->positional_only_count == b->positional_only_count &&
           a->keyword_only_count == b->keyword_only_count && a->flags == b->flags &&
           a->first_line == b->first_line && constant_same(a->code, b->code) &&
           constant_same(a->consts, b->consts) && constant_same(a->names, b->names) &&
           constant_same(a->locals, b->locals) && constant_same(a->line_table, b->line_table) &&
           constant_same(a->exception_table, b->exception_table);
}

bool constant_same(const Constant *a, const Constant *b)
{
    if (a == b)
        return true;
    if (a->kind != b->kind || a->length != b->length)
        return false;
    switch ((ConstantKind)a->kind) {
    case CONSTANT_NONE: case CONSTANT_FALSE: case CONSTANT_TRUE: case CONSTANT_ELLIPSIS:
        return true;
    case CONSTANT_INT:
        return a->length ? a->negative == b->negative &&
                               memcmp(a->as.limbs, b->as.limbs, a->length * sizeof *a->as.limbs) == 0
                         : a->as.small == b->as.small;
    case CONSTANT_FLOAT:
        return double_same(a->as.number, b->as.number);
    case CONSTANT_COMPLEX:
        return double_same(a->as.complex.real, b->as.complex.real) &&
               double_same(a->as.complex.imag, b->as.complex.imag);
    case CONSTANT_STR:
        return a->as.text == b->as.text;
    case CONSTANT_BYTES:
        return memcmp(a->as.bytes, b->as.bytes, a->length) == 0;
    case CONSTANT_TUPLE:
        return items_same(a, b, a->length);
    case CONSTANT_SLICE:
        return items_same(a, b, 3);
    case CONSTANT_FROZENSET:
        return sets_same(a, b);
    case CONSTANT_CODE:
        return code_same(a->as.code, b->as.code);
    }
    return false;
}

/* ---- Python's equality ---- */

typedef struct Number {
    bool        is_int;
    bool        negative;       /* int */
    uint64_t    small;          /* room for the magnitude of a small int */
    const Limb *limbs;          /* int: magnitude, NULL when in `small` */
    size_t      length;
    double      real, imag;     /* else */
} Number;

static const Limb *number_limbs(const Number *number)
{
    return number->limbs ? number->limbs : &number->small;
}

/* False: not a number. */
static bool number_read(const Constant *c, Number *out)
{
    *out = (Number){0};
    switch (c->kind) {
    case CONSTANT_FALSE: case CONSTANT_TRUE:
        out->is_int = true;
        out->small = out->length = c->kind == CONSTANT_TRUE;
        return true;
    case CONSTANT_INT:
        out->is_int = true;
        out->negative = c->length ? c->negative : c->as.small < 0;
        out->small = c->length ? 0 : out->negative ? 0 - (uint64_t)c->as.small : (uint64_t)c->as.small;
        out->limbs = c->length ? c->as.limbs : NULL;
        out->length = c->length ? c->length : out->small != 0;
        return true;
    case CONSTANT_FLOAT:
        out->real = c->as.number;
        return true;
    case CONSTANT_COMPLEX:
        out->real = c->as.complex.real;
        out->imag = c->as.complex.imag;
        return true;
    default:
        return false;
    }
}

static bool int_equals_double(const Number *number, double real)
{
    if (isnan(real) || number->negative != (real < 0))
        return !isnan(real) && !number->length && real == 0;
    return natural_compare_double(number_limbs(number), number->length, fabs(real)) == 0;
}

static bool numbers_equal(const Number *a, const Number *b)
{
    if (a->is_int && b->is_int)
        return a->negative == b->negative && a->length == b->length &&
               natural_compare(number_limbs(a), a->length, number_limbs(b), b->length) == 0;
    if (a->is_int)
        return b->imag == 0 && int_equals_double(a, b->real);
    if (b->is_int)
        return numbers_equal(b, a);
    return a->real == b->real && a->imag == b->imag;
}

bool constant_equal(const Constant *a, const Constant *b)
{
    Number x, y;
    if (a == b)
        return true;
    if (number_read(a, &x))
        return number_read(b, &y) && numbers_equal(&x, &y);
    if (a->kind != b->kind || a->length != b->length)
        return false;
    if (a->kind == CONSTANT_TUPLE) {
        for (uint32_t i = 0; i < a->length; i++)
            if (!constant_equal(a->as.items[i], b->as.items[i]))
                return false;
        return true;
    }
    return constant_same(a, b);
}

bool constant_truth(const Constant *c)
{
    switch ((ConstantKind)c->kind) {
    case CONSTANT_NONE: case CONSTANT_FALSE:
        return false;
    case CONSTANT_INT:
        return c->length || c->as.small;
    case CONSTANT_FLOAT:
        return c->as.number != 0;
    case CONSTANT_COMPLEX:
        return c->as.complex.real != 0 || c->as.complex.imag != 0;
    case CONSTANT_STR:
        return c->as.text->length != 0;
    case CONSTANT_BYTES: case CONSTANT_TUPLE: case CONSTANT_FROZENSET:
        return c->length != 0;
    case CONSTANT_TRUE: case CONSTANT_ELLIPSIS: case CONSTANT_SLICE: case CONSTANT_CODE:
        return true;
    }
    return true;
}

/* ---- frozensets ---- */

/* A hash that is equal for what constant_equal finds equal. */
static uint32_t equality_hash(const Constant *c)
{
    Number   number;
    uint32_t hash = 0;
    if (number_read(c, &number)) {
        if (number.is_int)
            return (uint32_t)hash_natural(number_limbs(&number), number.length, number.negative);
        if (isnan(number.real) || isnan(number.imag))       /* equal to nothing else */
            return (uint32_t)((uintptr_t)c >> 4);
        hash = (uint32_t)hash_double(number.real);
        return number.imag == 0 ? hash : hash_mix(hash, double_bits(number.imag));
    }
    if (c->kind == CONSTANT_TUPLE) {
        for (uint32_t i = 0; i < c->length; i++)
            hash = hash_mix(hash, equality_hash(c->as.items[i]));
        return hash;
    }
    if (c->kind != CONSTANT_FROZENSET)
        return constant_hash(c);
    for (uint32_t i = 0; i < c->length; i++)
        hash += equality_hash(c->as.items[i]);
    return hash;
}

const Constant *constant_frozenset(Arena *arena, const Constant *const *items, size_t count)
{
    Constant *set = constant_array(arena, CONSTANT_FROZENSET, items, count);
    size_t    room = 8;
    while (room < count * 2)
        room *= 2;
    uint32_t *slots = arena_zero(arena, room * sizeof *slots);      /* number in the set + 1 */
    if (!set || !slots)
        return NULL;
    set->length = 0;
    for (size_t i = 0; i < count; i++) {
        size_t at = equality_hash(items[i]) & (room - 1);
        while (slots[at] && !constant_equal(set->as.items[slots[at] - 1], items[i]))
            at = (at + 1) & (room - 1);
        if (slots[at])
            continue;
        set->as.items[set->length++] = items[i];
        slots[at] = set->length;
    }
    return set;
}
