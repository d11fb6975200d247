/* marshal.c - writing values as marshal data; reading stands in marshal_load.c.
 *
 * A value that somebody else holds too, or that is interned or immortal in CPython, gets FLAG_REF; its second use is a reference.
 * Numbers in words have no count: ints that CPython keeps for ever are flagged, others only at the top.
 * SPDX-License-Identifier: MIT */
#include "code/marshal.h"

#include "base/table.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/complex.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"

enum { FLAG_REF = 0x80, DEEPEST = 2000, SMALL_INT_MIN = -5, SMALL_INT_MAX = 256, DIGIT_BITS = 15 };

typedef struct Writer {
    Vm      *vm;
    uint8_t *data;
    size_t   length, room;
    Table    seen;         /* value -> index of its reference */
    uint32_t next;
    int      version, depth;
    bool     allow_code, failed;
} Writer;

static void put(Writer *w, const void *bytes, size_t count)
{
    if (w->failed)
        return;
    if (w->room - w->length < count) {
        size_t   room = (w->length + count) * 2;
        uint8_t *grown = mem_resize(w->vm, w->data, w->room, room);
        if (!grown) {
            w->failed = true;
            return;
        }
        w->data = grown;
        w->room = room;
    }
    memcpy(w->data + w->length, bytes, count);
    w->length += count;
}

static void put_byte(Writer *w, unsigned byte)
{
    uint8_t b = (uint8_t)byte;
    put(w, &b, 1);
}

static void put_short(Writer *w, unsigned number)
{
    put_byte(w, number & 0xFF);
    put_byte(w, number >> 8 & 0xFF);
}

static void put_long(Writer *w, int64_t number)
{
    put_short(w, (unsigned)((uint64_t)number & 0xFFFF));
    put_short(w, (unsigned)((uint64_t)number >> 16 & 0xFFFF));
}

static void put_size(Writer *w, size_t size)
{
    if (size > INT32_MAX) {
        value_error(w->vm, "unmarshallable object");
        w->failed = true;
    }
    put_long(w, (int64_t)size);
}

static void put_value(Writer *w, Value v);

/* Is there another holder, as far as one can see? */
static bool is_shared(const Writer *w, Value v)
{
    if (is_word_int(v))
        return w->depth == 1 || (word_int(v) >= SMALL_INT_MIN && word_int(v) <= SMALL_INT_MAX);
    if (!is_pointer(v))
        return w->depth == 1;
    return object_of(v)->refs != 1 || (is_exact_str(v) && str_is_interned(as_str(v)));
}

/* Writes a reference (true), or enters v and sets *flag. */
static bool put_reference(Writer *w, Value v, unsigned *flag)
{
    *flag = 0;
    if (w->version < 3 || !is_shared(w, v))
        return false;
    uint64_t *index = table_find(&w->seen, v);
    if (index) {
        put_byte(w, 'r');
        put_long(w, (int64_t)*index);
        return true;
    }
    if (!table_set(&w->vm->heap->allocator, &w->seen, v, w->next++)) {
        memory_error(w->vm);
        w->failed = true;
    }
    *flag = FLAG_REF;
    return false;
}

/* An int past 32 bits: digits of 15 bits. */
static void put_big(Writer *w, Value v, unsigned flag)
{
    uint64_t magnitude[1];
    const uint64_t *limbs = magnitude;
    size_t   count = 1;
    bool     negative;
    if (is_word_int(v)) {
        negative = word_int(v) < 0;
        magnitude[0] = negative ? 0 - (uint64_t)word_int(v) : (uint64_t)word_int(v);
    } else {
        const BigInt *big = as_big_int(v);
        negative = big->size < 0;
        count = (size_t)(negative ? -big->size : big->size);
        limbs = big->limbs;
    }
    size_t bits = count ? count * 64 - (size_t)__builtin_clzll(limbs[count - 1]) : 0, digits = (bits + DIGIT_BITS - 1) / DIGIT_BITS;
    put_byte(w, 'l' | flag);
    put_long(w, negative ? -(int64_t)digits : (int64_t)digits);
    for (size_t i = 0; i < digits; i++) {
        size_t   bit = i * DIGIT_BITS, limb = bit / 64, shift = bit % 64;
        uint64_t digit = limbs[limb] >> shift;
        if (shift > 64 - DIGIT_BITS && limb + 1 < count)
            digit |= limbs[limb + 1] << (64 - shift);
        put_short(w, (unsigned)(digit & 0x7FFF));
    }
}

static void put_int(Writer *w, Value v, unsigned flag)
{
    if (is_word_int(v) && word_int(v) == (int32_t)word_int(v)) {
        put_byte(w, 'i' | flag);
        put_long(w, word_int(v));
    } else {
        put_big(w, v, flag);
    }
}

static void put_float_text(Writer *w, double number)
{
    Value text = float_repr_text(w->vm, number);
    if (!text) {
        w->failed = true;
        return;
    }
    put_byte(w, (unsigned)as_str(text)->length);
    put(w, as_str(text)->data, as_str(text)->length);
    release(w->vm, text);
}

static void put_number(Writer *w, double number)
{
    if (w->version > 1)
        put(w, &number, sizeof number);
    else
        put_float_text(w, number);
}

static void put_str(Writer *w, Value v, unsigned flag)
{
    const Str *s = as_str(v);
    bool       interned = str_is_interned(s);
    Utf8       text;
    if (w->version >= 4 && str_is_ascii(s)) {
        if (s->length < 256) {
            put_byte(w, (interned ? 'Z' : 'z') | flag);
            put_byte(w, (unsigned)s->length);
        } else {
            put_byte(w, (interned ? 'A' : 'a') | flag);
            put_size(w, s->length);
        }
        put(w, s->data, s->length);
        return;
    }
    Value bytes = call_method(w->vm, v, NAME(encode), (Value[]){NAME(utf8), NAME(surrogatepass)}, 2);
    (void)text;
    if (!bytes) {
        w->failed = true;
        return;
    }
    put_byte(w, (w->version >= 3 && interned ? 't' : 'u') | flag);
    put_size(w, as_bytes(bytes)->length);
    put(w, as_bytes(bytes)->data, as_bytes(bytes)->length);
    release(w->vm, bytes);
}

static void put_tuple(Writer *w, Value v, unsigned flag)
{
    size_t length = tuple_length(v);
    if (w->version >= 4 && length < 256) {
        put_byte(w, ')' | flag);
        put_byte(w, (unsigned)length);
    } else {
        put_byte(w, '(' | flag);
        put_size(w, length);
    }
    for (size_t i = 0; i < length && !w->failed; i++)
        put_value(w, tuple_get(v, i));
}

static void put_list(Writer *w, Value v, unsigned flag)
{
    put_byte(w, '[' | flag);
    put_size(w, list_length(v));
    for (size_t i = 0; i < list_length(v) && !w->failed; i++)
        put_value(w, list_get(v, i));
}

static void put_dict(Writer *w, Value v, unsigned flag)
{
    size_t at = 0;
    Value  key, value;
    put_byte(w, '{' | flag);
    while (!w->failed && dict_next(w->vm, v, &at, &key, &value)) {
        put_value(w, key);
        put_value(w, value);
    }
    put_byte(w, '0');
}

/* Items in the order of their marshal data, so that equal sets give equal bytes. */
static void put_set(Writer *w, Value v, unsigned flag)
{
    Vm    *vm = w->vm;
    size_t at = 0;
    Value  item, pairs = list_new(vm, set_length(v));
    int64_t hash;
    bool   fine = pairs != 0;
    put_byte(w, (is_instance_of(vm, v, &frozenset_type) ? '>' : '<') | flag);
    put_size(w, set_length(v));
    while (fine && set_next(v, &at, &item, &hash)) {
        Value text = marshal_dump(vm, item, w->version, w->allow_code), pair = text ? tuple_of(vm, 2, text, item) : 0;
        fine = pair && list_append_taken(vm, pairs, pair);
        release(vm, text);
    }
    if (fine && list_length(pairs) > 1)
        fine = list_sort(vm, pairs, NONE, false);
    w->failed |= !fine;
    for (size_t i = 0; !w->failed && i < list_length(pairs); i++)
        put_value(w, tuple_get(list_get(pairs, i), 1));
    release(vm, pairs);
}

static void put_code(Writer *w, Value v, unsigned flag)
{
    CodeObject *code = as_code(v);
    Vm         *vm = w->vm;
    if (!w->allow_code) {
        value_error(vm, "marshalling code objects is disallowed");
        w->failed = true;
        return;
    }
    Value parts[] = {code_bytes(vm, code), code_consts(vm, code), code_names(vm, code), code_localsplus(vm, code),
                     code_local_kinds(vm, code), code->filename, code->name, code->qualname};
    Value tables[] = {code_linetable(vm, code), code_exceptiontable(vm, code)};
    put_byte(w, 'c' | flag);
    put_long(w, code->argcount);
    put_long(w, code->posonlyargcount);
    put_long(w, code->kwonlyargcount);
    put_long(w, code->stacksize);
    put_long(w, code->flags);
    for (size_t i = 0; i < countof(parts) && !w->failed; i++) {
        w->failed |= !parts[i];
        if (!w->failed)
            put_value(w, parts[i]);
    }
    put_long(w, code->firstlineno);
    for (size_t i = 0; i < countof(tables) && !w->failed; i++) {
        w->failed |= !tables[i];
        if (!w->failed)
            put_value(w, tables[i]);
    }
}

/* Anything that lends its memory, as bytes. */
static void put_buffer(Writer *w, Value v, unsigned flag)
{
    Buffer buffer;
    if (!type_of(w->vm, v)->slots.get_buffer || !buffer_get(w->vm, v, &buffer, BUFFER_SIMPLE)) {
        exception_clear(w->vm);
        put_byte(w, '?');
        value_error(w->vm, "unmarshallable object");
        w->failed = true;
        return;
    }
    put_byte(w, 's' | flag);
    put_size(w, buffer.length);
    put(w, buffer.data, buffer.length);
    buffer_release(w->vm, &buffer);
}

static void put_complex(Writer *w, Value v, unsigned flag)
{
    ComplexPair pair;
    if (!object_as_complex(w->vm, v, &pair)) {
        w->failed = true;
        return;
    }
    put_byte(w, (w->version > 1 ? 'y' : 'x') | flag);
    put_number(w, pair.real);
    put_number(w, pair.imag);
}

static void put_object(Writer *w, Value v, unsigned flag)
{
    if (is_exact_int(v)) {
        put_int(w, v, flag);
    } else if (is_exact_float(v)) {
        put_byte(w, (w->version > 1 ? 'g' : 'f') | flag);
        put_number(w, float_number(v));
    } else if (is_exact_complex(v)) {
        put_complex(w, v, flag);
    } else if (is_exact_bytes(v)) {
        put_byte(w, 's' | flag);
        put_size(w, as_bytes(v)->length);
        put(w, as_bytes(v)->data, as_bytes(v)->length);
    } else if (is_exact_str(v)) {
        put_str(w, v, flag);
    } else if (is_exact_tuple(v)) {
        put_tuple(w, v, flag);
    } else if (is_exact_list(v)) {
        put_list(w, v, flag);
    } else if (is_exact_dict(v)) {
        put_dict(w, v, flag);
    } else if (is_any_set(w->vm, v)) {
        put_set(w, v, flag);
    } else if (is_code(v)) {
        put_code(w, v, flag);
    } else if (is_slice(v) && w->version >= 5) {
        put_byte(w, ':' | flag);
        put_value(w, as_slice(v)->start);
        put_value(w, as_slice(v)->stop);
        put_value(w, as_slice(v)->step);
    } else {
        put_buffer(w, v, flag);
    }
}

static bool put_singleton(Writer *w, Value v)
{
    int byte = v == NONE ? 'N' : v == TRUE ? 'T' : v == FALSE ? 'F' : v == ELLIPSIS ? '.'
             : v == type_value(&stop_iteration_type) ? 'S' : 0;
    if (byte)
        put_byte(w, (unsigned)byte);
    return byte;
}

static void put_value(Writer *w, Value v)
{
    unsigned flag;
    if (w->failed || put_singleton(w, v))
        return;
    if (++w->depth > DEEPEST || !c_stack_left(w->vm)) {
        value_error(w->vm, "object too deeply nested to marshal");
        w->failed = true;
    } else if (!put_reference(w, v, &flag)) {
        put_object(w, v, flag);
    }
    w->depth--;
}

Value marshal_dump(Vm *vm, Value v, int version, bool allow_code)
{
    Writer w = {.vm = vm, .version = version, .allow_code = allow_code};
    put_value(&w, v);
    Value result = w.failed ? 0 : bytes_from(vm, w.data ? w.data : (const uint8_t *)"", w.length);
    table_free(&vm->heap->allocator, &w.seen);
    if (w.data)
        mem_free(vm, w.data, w.room);
    return result;
}
