/* constant.h - the constants of a program before there is an interpreter: plain C data in an arena.
 *
 * A pointer to a Constant is what an object's identity is in Python: marshal tells apart two equal objects from one
 * object used twice. The cache of a compilation (ConstantCache) makes equal constants one where CPython's does, by
 * CPython's notion of equal: same type all the way down, 0.0 is not -0.0, a NaN equals only itself.
 *
 * Constants never change after they are made, but for the items of a tuple, which constant_merge replaces by equal ones.
 * Strings are Texts (WTF-8); their table makes equal texts one, so here the Constant carries the identity.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/text.h"

typedef enum ConstantKind {
    CONSTANT_NONE, CONSTANT_FALSE, CONSTANT_TRUE, CONSTANT_ELLIPSIS,
    CONSTANT_INT, CONSTANT_FLOAT, CONSTANT_COMPLEX, CONSTANT_STR, CONSTANT_BYTES,
    CONSTANT_TUPLE, CONSTANT_FROZENSET, CONSTANT_SLICE, CONSTANT_CODE
} ConstantKind;

typedef struct CodeUnit CodeUnit;
typedef struct Constant Constant;

struct Constant {
    uint8_t  kind;
    bool     negative;          /* INT with limbs: the sign */
    bool     interned;          /* STR: CPython interns this object, whatever its text (constant_interned says all) */
    bool     fresh;             /* STR, BYTES: made so that CPython did not look for the one object there is of this length 0 or 1 */
    uint32_t length;            /* INT: limbs, 0 when it fits in `small`; BYTES: bytes; TUPLE, FROZENSET: items */
    union {
        int64_t         small;  /* INT, length 0; every int that fits is here */
        const uint64_t *limbs;  /* INT: magnitude, lowest limb first, the highest is not 0 */
        double          number; /* FLOAT */
        struct { double real, imag; } complex;
        const Text     *text;   /* STR */
        const uint8_t  *bytes;  /* BYTES */
        const Constant **items; /* TUPLE; FROZENSET: distinct, in the order given; SLICE: start, stop, step */
        const CodeUnit *code;   /* CODE */
    } as;
};

/* The four that need no memory. */
extern const Constant constant_none, constant_false, constant_true, constant_ellipsis;

static inline const Constant *constant_bool(bool value)
{
    return value ? &constant_true : &constant_false;
}

/* Constructors: NULL is no memory. What they are given is kept, not copied, unless said. */
MUST_CHECK const Constant *constant_int(Arena *arena, int64_t value);
/* Copies; normalises (leading zero limbs, values that fit into 64 bits with sign). */
MUST_CHECK const Constant *constant_int_limbs(Arena *arena, bool negative, const uint64_t *limbs, size_t count);
MUST_CHECK const Constant *constant_float(Arena *arena, double value);
MUST_CHECK const Constant *constant_complex(Arena *arena, double real, double imag);
MUST_CHECK const Constant *constant_str(Arena *arena, const Text *text);
/* The same for an identifier of the source, or a code object's name, qualified name or file name. */
MUST_CHECK const Constant *constant_name(Arena *arena, const Text *text);
/* Copies. */
MUST_CHECK const Constant *constant_bytes(Arena *arena, const void *bytes, size_t length);
/* Copies the array of pointers. */
MUST_CHECK const Constant *constant_tuple(Arena *arena, const Constant *const *items, size_t count);
/* Copies the array, leaving out items equal in Python's sense (1, 1.0 and True are) to an earlier one. */
MUST_CHECK const Constant *constant_frozenset(Arena *arena, const Constant *const *items, size_t count);
MUST_CHECK const Constant *constant_slice(Arena *arena, const Constant *start, const Constant *stop,
                                          const Constant *step);
MUST_CHECK const Constant *constant_code(Arena *arena, const CodeUnit *code);

/* Whether a STR is one object with all others of its text, since CPython interns it: identifiers, what looks like one,
 * the empty string and single Latin-1 characters. */
bool constant_interned(const Constant *constant);

/* Same type and value all the way down: what the compiler may make one object. */
bool     constant_same(const Constant *a, const Constant *b);
uint32_t constant_hash(const Constant *constant);

/* Python's ==, for constants that are numbers, None, Ellipsis, str, bytes, tuples and frozensets of them. */
bool constant_equal(const Constant *a, const Constant *b);

/* Truth of a constant, as bool() gives it. */
bool constant_truth(const Constant *constant);

/* One cache a compilation; clear it (= {0}) and set the arena before use. */
typedef struct ConstantCache {
    Arena           *arena;
    const Constant **slots;     /* open addressing */
    uint32_t         mask, count;
    const Constant **names;     /* strs that code objects interned, by text; open addressing */
    uint32_t         name_mask, name_count;
} ConstantCache;

/* The first constant of the compilation that is the same as this one (this one, if it is the first). With `items`, the
 * items of a new tuple or frozenset are merged, too; CPython does so for what code generation makes, not for what the
 * flow graph folds. None and Ellipsis stay as they are. NULL: no memory. */
MUST_CHECK const Constant *constant_merge(ConstantCache *cache, const Constant *constant, bool items);

/* What a code object holds after it interned str: str itself, which is an interned one from now on wherever it is used, or
 * an older one of that text. NULL: no memory. */
MUST_CHECK const Constant *constant_intern(ConstantCache *cache, const Constant *str);
