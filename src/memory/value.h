/* value.h - the word that every Python value is, and the header that every heap object begins with.
 *
 *   ...1            int of 63 bits, in the word
 *   ..10            float, in the word: sign, 9 bits of exponent and all 52 of mantissa; see value_float
 *   .100            a constant: None, False, True, Ellipsis, NotImplemented, UNBOUND
 *   .000            pointer to an Object (16-aligned), never NULL
 *   0               no value: an exception is set in the thread (a result), or "not given" (an optional argument)
 *
 * UNBOUND fills every empty slot (a local before its assignment, a cell without value) and is what `next` slots
 * return when an iterator is exhausted without an exception. No Python program ever sees it.
 *
 * Reference counts are plain 32-bit numbers, touched only by the owner of the isolate. A negative count means immortal:
 * the object is never written through its header. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/allocator.h"

typedef uint64_t Value;

/* An argument whose reference the callee takes over, on failure too. A check build may make it a type of its own. */
typedef Value Taken;

typedef struct Vm   Vm;
typedef struct Type Type;

#define RUNS_PYTHON /* marks declarations whose call may run arbitrary Python code */

enum {
    NONE            = 0x04,
    FALSE           = 0x0C,
    TRUE            = 0x14,
    ELLIPSIS        = 0x1C,
    NOT_IMPLEMENTED = 0x24,
    UNBOUND         = 0x2C,
};

/* Flags of an object's header. */
enum {
    OBJECT_CONST     = 1,   /* lies in constant data: no field of it is ever written */
    OBJECT_TAILED    = 1,   /* of a dying object: an instance of a Python class, whose memory goes on behind its base's struct */
    OBJECT_CONTAINER = 2,   /* may hold references to containers: lives in container pages, the collector knows it */
    OBJECT_TRACKED   = 4,   /* the collector looks at it */
    OBJECT_WEAKLY    = 8,   /* has an entry in the isolate's table of weak references */
    OBJECT_FINALIZED = 16,  /* its __del__ has run */
    OBJECT_OLD       = 32,  /* survived young collections: `gc` is not an index of the young vector */
    OBJECT_LARGE     = 64,  /* allocated outside the size classes */
    OBJECT_DYING     = 128, /* its destructor runs or waits on the work list */
};

typedef struct Object {
    int32_t  refs;       /* < 0: immortal */
    uint32_t shape;      /* number of its shape; that of an object of a static type is the type's number */
    uint32_t flags : 8;  /* OBJECT_... */
    uint32_t gc : 24;    /* a container's: the collector's; a str's: its kind */
    uint32_t aux;        /* the type's own: name hash of a str, kind and arity of a function */
} Object;

_Static_assert(sizeof(Object) == 16, "an object's header is 16 bytes");

#define IMMORTAL INT32_MIN

static inline bool is_pointer(Value v) { return (v & 7) == 0; }       /* v is not 0 */
static inline bool is_object(Value v) { return v && (v & 7) == 0; }   /* for a v that may be 0 */
static inline Object *object_of(Value v) { return (Object *)(uintptr_t)v; }
static inline void object_unflag(Object *object, unsigned flags) { object->flags = object->flags & ~flags & 0xFF; }
static inline Value value_of(const void *object) { return (Value)(uintptr_t)object; }

/* Is v an object of exactly this shape (of exactly that static type)? */
static inline bool has_shape(Value v, uint32_t shape) { return is_object(v) && object_of(v)->shape == shape; }

/* ---- ints of 63 bits ---- */

#define INT_WORD_MAX ((int64_t)(INT64_MAX >> 1))
#define INT_WORD_MIN ((int64_t)(INT64_MIN >> 1))

static inline bool is_word_int(Value v) { return v & 1; }
static inline bool both_word_int(Value a, Value b) { return a & b & 1; }
static inline int64_t word_int(Value v) { return (int64_t)v >> 1; }
static inline bool fits_word_int(int64_t i) { return i >= INT_WORD_MIN && i <= INT_WORD_MAX; }
static inline Value int_value(int64_t i) { return (Value)i << 1 | 1; } /* i fits */

static inline Value bool_value(bool b) { return b ? TRUE : FALSE; }
static inline bool is_bool(Value v) { return v == TRUE || v == FALSE; }

/* ---- floats in the word ----
 * The bits of the double, rotated left by one (the sign comes lowest, the exponent highest), less 768 in the exponent,
 * leave the upper two bits free for exponents 2**-255 to 2**256; shifted left by two they make room for the tag. The
 * two words that would be +-2**-255 exactly stand for +0.0 and -0.0; that number and all others are boxed. */

#define FLOAT_BIAS ((uint64_t)768 << 53)

static inline bool is_word_float(Value v) { return (v & 3) == 2; }

static inline double word_float(Value v)
{
    uint64_t bits = v >> 2;
    double   result;
    bits = bits > 1 ? bits + FLOAT_BIAS : bits;
    bits = bits >> 1 | bits << 63;
    memcpy(&result, &bits, sizeof result);
    return result;
}

/* The word for d, or 0 when d must be boxed (float_new in objects/float.h does both). */
static inline Value word_from_float(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    bits = bits << 1 | bits >> 63;
    if (bits <= 1)
        return bits << 2 | 2;
    bits -= FLOAT_BIAS;
    return bits >> 62 == 0 && bits > 1 ? bits << 2 | 2 : 0;
}

/* ---- references ---- */

void object_die(Vm *vm, Object *object); /* memory/heap.c: the last reference went */

static inline Value retain(Value v)
{
    if (is_object(v) && object_of(v)->refs >= 0)
        object_of(v)->refs++;
    return v;
}

/* Gives a reference back; 0 and words are fine. RUNS_PYTHON: the last one may run a __del__. */
static inline void release(Vm *vm, Value v)
{
    if (is_object(v) && object_of(v)->refs >= 0 && --object_of(v)->refs == 0)
        object_die(vm, object_of(v));
}

/* Puts `with` (taken) into *place, then gives back what was there: never the other way round, as a __del__ may look. */
static inline void replace(Vm *vm, Value *place, Taken with)
{
    Value old = *place;
    *place = with;
    release(vm, old);
}
