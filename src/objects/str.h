/* str.h - str: immutable text, 1, 2 or 4 bytes a character, as narrow as its widest character allows.
 *
 * A str is one block: header, length, hash, characters and a terminating zero unit. Its kind (bytes a character: 1, 2, 4)
 * stands in the low three bits of the header's gc field, then the bits below. `aux` is the name hash (base/hash.h; 0: not
 * yet). `hash` is Python's (0: not yet; never -1) or, of a constant, its dense number: str_hash() hides that.
 * Interned strs are equal only if identical; constants are interned. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

enum { STR_KIND_MASK = 7, STR_ASCII = 8, STR_INTERNED = 16 };

typedef struct Str {
    Object  head;
    size_t  length;  /* characters */
    int64_t hash;
    char    data[];
} Str;

static inline bool is_exact_str(Value v) { return has_shape(v, SHAPE_STR); }
static inline bool is_str(const Vm *vm, Value v) { return is_exact_str(v) || (is_pointer(v) && type_has(vm, v, TYPE_STR_SUBCLASS)); }
static inline Str *as_str(Value v) { return (Str *)object_of(v); }
static inline unsigned str_kind(const Str *s) { return s->head.gc & STR_KIND_MASK; }
static inline bool str_is_ascii(const Str *s) { return s->head.gc & STR_ASCII; }
static inline bool str_is_interned(const Str *s) { return s->head.gc & STR_INTERNED; }

static inline void str_set_bits(Str *s, unsigned bits) { s->head.gc = bits & 0xFFFFFF; }

static inline uint32_t str_char(const Str *s, size_t index)
{
    switch (str_kind(s)) {
    case 1:  return (uint8_t)s->data[index];
    case 2:  return ((const uint16_t *)(const void *)s->data)[index];
    default: return ((const uint32_t *)(const void *)s->data)[index];
    }
}

static inline uint32_t str_max_char_of_kind(unsigned kind) { return kind == 1 ? 0xFF : kind == 2 ? 0xFFFF : 0x10FFFF; }
/* An upper bound of the characters: 0x7F, 0xFF, 0xFFFF or 0x10FFFF. */
static inline uint32_t str_limit(const Str *s) { return str_is_ascii(s) ? 0x7F : str_max_char_of_kind(str_kind(s)); }
/* Bytes of header, characters and the zero behind them: a subclass's attributes begin after this, rounded up to 16. */
static inline size_t str_size_of(size_t length, unsigned kind) { return sizeof(Str) + (length + 1) * kind; }
static inline size_t str_size(const Str *s) { return str_size_of(s->length, str_kind(s)); }
static inline void str_write(unsigned kind, void *data, size_t index, uint32_t c)
{
    if (kind == 1)
        ((uint8_t *)data)[index] = (uint8_t)c;
    else if (kind == 2)
        ((uint16_t *)data)[index] = (uint16_t)c;
    else
        ((uint32_t *)data)[index] = c;
}

/* NAME(append): the constant str "append" as a Value (immortal, interned). tools/make_names.py collects every NAME(...)
 * and the names of all rows from the sources and generates them; only str.c sees their table (names.h). */
#define NAME(identifier) ({ extern const Str text_of_##identifier; value_of(&text_of_##identifier); })

/* New strs; owned, 0: MemoryError. */
Value str_from_utf8(Vm *vm, const char *text, size_t length);    /* valid UTF-8 or WTF-8; else UnicodeDecodeError */
Value str_from_cstring(Vm *vm, const char *text);
Value str_from_ascii(Vm *vm, const char *text, size_t length);   /* all below 0x80, which is not checked */
struct Utf8Scan;
Value str_from_scanned(Vm *vm, const char *text, const struct Utf8Scan *scan); /* what utf8_scan found good */
Value str_from_ucs4(Vm *vm, const uint32_t *chars, size_t length); /* narrowed */
Value str_from_char(Vm *vm, uint32_t character);                 /* below 256: constants */
/* Uninitialised str of this length whose widest character will be max_char; fill data, then it must not change. */
Str  *str_new(Vm *vm, size_t length, uint32_t max_char);
/* The Value of a filled str: "" and characters below 256 become their constants. Takes s. */
Value str_ready(Vm *vm, Str *s);
/* Characters of kind bytes, narrowed. */
Value str_from_kind(Vm *vm, unsigned kind, const void *chars, size_t length);
Value str_from_latin1(Vm *vm, const void *bytes, size_t length);
/* Copies characters between kinds; the target is wide enough. */
void  str_copy_chars(unsigned to_kind, void *to, size_t to_index, unsigned from_kind, const void *from, size_t from_index,
                     size_t count);
/* 0x7F, 0xFF, 0xFFFF or 0x10FFFF: the least of these that no character exceeds. */
uint32_t str_find_limit(unsigned kind, const void *chars, size_t length);
/* v as an exact str: itself, or a copy of a subclass instance's text. Owned. */
Value str_exact(Vm *vm, Value v);
Value str_slice(Vm *vm, Value s, size_t start, size_t end);      /* exact str; narrowed */
Value str_concat(Vm *vm, Value a, Value b);
/* a + b, a taken: grows in place when nobody else holds a. */
Value str_append(Vm *vm, Taken a, Value b);
/* printf-like: %s C text (UTF-8), %.*s, %d %u %ld %zd %zu %lld %x %c, %U a str Value, %S str(v), %R repr(v), %A ascii(v),
 * %T the type's name as CPython's messages give it (tp_name of v's type), %N the same of a type Value. RUNS_PYTHON for S, R, A. */
Value str_format(Vm *vm, const char *format, ...);
Value str_format_list(Vm *vm, const char *format, __builtin_va_list list);

/* separator.join(items): items a list or tuple of strs, borrowed. Others: TypeError. */
Value str_join(Vm *vm, Value separator, const Value *items, size_t count);
/* Is it an identifier, keywords among them? */
bool  str_is_identifier(Value s);
/* What ascii() makes of a repr: characters above 0x7F escaped. Takes s. */
Value str_escape_ascii(Vm *vm, Taken s);

/* Interns: takes s, returns the canonical str of that text (owned). 0: MemoryError. */
Value str_intern(Vm *vm, Taken s);
/* Interned str of C text (ASCII or UTF-8); owned. Constant names cost nothing. */
Value str_intern_cstring(Vm *vm, const char *text);
Value str_intern_utf8(Vm *vm, const char *text, size_t length);

/* The interned str equal to a constant one of the embedded library, which enters the table itself if there is none. Owned (though
 * mostly immortal); 0: MemoryError. */
Value str_intern_constant(Vm *vm, const Str *s);
Value str_copy(Vm *vm, const Str *s);           /* a mortal exact str of the same text */

int64_t  str_hash(Vm *vm, Value s);             /* Python's hash */
uint32_t str_name_hash(Str *s);                 /* seedless 32-bit, never 0 */
bool     str_equal(Value a, Value b);           /* both strs (subclasses too); by content */
int      str_compare(Value a, Value b);         /* <0, 0, >0 */
bool     str_is(Value s, const char *ascii);    /* equal to C text? */
/* UTF-8 of s: *length bytes, NUL behind. Points into s when ASCII; else into a block to give back with utf8_free.
 * false: UnicodeEncodeError (surrogates) or MemoryError. */
typedef struct Utf8 { const char *data; size_t length; void *block; size_t block_size; } Utf8;
MUST_CHECK bool str_utf8(Vm *vm, Value s, Utf8 *out);
void utf8_free(Vm *vm, Utf8 *utf8);

void str_drop_state(Vm *vm); /* the isolate ends: table of interned strs, hashes of constants */

/* ---- StrBuilder: builds a str piece by piece; widens by itself. {0}-init by str_builder_init; on failure the exception is
 * set and the builder stays usable for str_builder_drop. ---- */
typedef struct StrBuilder {
    Vm      *vm;
    Str     *str;       /* buffer; owned */
    size_t   length, capacity;
    uint32_t max_char;    /* bound of what stands in it: 0x7F, 0xFF, 0xFFFF or 0x10FFFF */
} StrBuilder;
void  str_builder_init(StrBuilder *builder, Vm *vm);
MUST_CHECK bool str_builder_char(StrBuilder *builder, uint32_t character);
MUST_CHECK bool str_builder_str(StrBuilder *builder, Value s);
MUST_CHECK bool str_builder_slice(StrBuilder *builder, Value s, size_t start, size_t end);
MUST_CHECK bool str_builder_utf8(StrBuilder *builder, const char *text, size_t length);
MUST_CHECK bool str_builder_text(StrBuilder *builder, const char *ascii);
MUST_CHECK bool str_builder_repeat(StrBuilder *builder, uint32_t character, size_t count);
MUST_CHECK bool str_builder_kind(StrBuilder *builder, unsigned kind, const void *chars, size_t length);
MUST_CHECK bool str_builder_format(StrBuilder *builder, const char *format, ...);   /* as str_format */
Value str_builder_finish(StrBuilder *builder);  /* owned; the builder is empty again */
void  str_builder_drop(StrBuilder *builder);

extern const Str text_of_empty_str;
#define EMPTY_STR value_of(&text_of_empty_str) /* "" */
