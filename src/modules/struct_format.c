/* struct_format.c - _struct: formats parsed, items packed and unpacked. SPDX-License-Identifier: MIT */
#include "modules/struct.h"

#include <math.h>

#include "objects/bytes.h"
#include "objects/complex.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- formats ---- */

typedef struct Kind {
    char    letter;
    uint8_t native, align, standard; /* bytes; standard 0: only native */
} Kind;

static const Kind kinds[] = {
    {'x', 1, 1, 1}, {'b', 1, 1, 1}, {'B', 1, 1, 1}, {'c', 1, 1, 1}, {'s', 1, 1, 1}, {'p', 1, 1, 1}, {'?', 1, 1, 1},
    {'h', 2, 2, 2}, {'H', 2, 2, 2}, {'i', 4, 4, 4}, {'I', 4, 4, 4}, {'l', 8, 8, 4}, {'L', 8, 8, 4}, {'q', 8, 8, 8},
    {'Q', 8, 8, 8}, {'n', 8, 8, 0}, {'N', 8, 8, 0}, {'P', 8, 8, 0}, {'e', 2, 2, 2}, {'f', 4, 4, 4}, {'d', 8, 8, 8},
    {'F', 8, 4, 8}, {'D', 16, 8, 16},
};

static const Kind *find_kind(char letter, bool native)
{
    for (size_t i = 0; i < countof(kinds); i++)
        if (kinds[i].letter == letter)
            return native || kinds[i].standard ? &kinds[i] : NULL;
    return NULL;
}

static bool bad_format(Vm *vm, const char *message)
{
    return raise_format(vm, struct_error_type(vm), "%s", message);
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* A repeat count at *at. -1: none stands there; -2: an exception. */
static int64_t read_count(Vm *vm, const char **at, const char *end)
{
    int64_t count = 0;
    if (*at == end || !is_digit(**at))
        return -1;
    for (; *at < end && is_digit(**at); ++*at)
        if (__builtin_mul_overflow(count, 10, &count) || __builtin_add_overflow(count, **at - '0', &count)) {
            bad_format(vm, "total struct size too long");
            return -2;
        }
    if (*at == end) {
        bad_format(vm, "repeat count given without format specifier");
        return -2;
    }
    return count;
}

/* Adds an item of this kind to the sums; codes (NULL: only sums) gets its code. */
static bool add_kind(Vm *vm, const Kind *kind, int64_t count, bool native, bool big, StructFormat *format)
{
    bool    text = kind->letter == 's' || kind->letter == 'p';
    int64_t bytes, item = native ? kind->native : kind->standard, size = (int64_t)format->size;
    if (native) {
        int64_t extra = (kind->align - size % kind->align) % kind->align;
        if (__builtin_add_overflow(size, extra, &size))
            return bad_format(vm, "total struct size too long");
    }
    if (format->codes && kind->letter != 'x' && (text || count))
        format->codes[format->count] =
            (StructCode){kind->letter, big, (size_t)size, (size_t)(text ? count : item), text ? 1 : (size_t)count};
    if (__builtin_mul_overflow(count, item, &bytes) || __builtin_add_overflow(size, bytes, &size))
        return bad_format(vm, "total struct size too long");
    format->size = (size_t)size;
    if (kind->letter == 'x')
        return true;
    format->count += text || count;
    format->items += text ? 1 : (size_t)count;
    return true;
}

static bool walk(Vm *vm, const char *at, const char *end, bool native, bool big, StructFormat *format)
{
    format->count = format->items = format->size = 0;
    while (at < end) {
        if (is_space(*at)) {
            at++;
            continue;
        }
        int64_t count = read_count(vm, &at, end);
        if (count == -2)
            return false;
        const Kind *kind = find_kind(*at++, native);
        if (!kind)
            return bad_format(vm, "bad char in struct format");
        if (!add_kind(vm, kind, count < 0 ? 1 : count, native, big, format))
            return false;
    }
    return true;
}

bool struct_parse(Vm *vm, const char *text, size_t length, StructFormat *format)
{
    const char *end = text + length;
    bool        native = true, big = false;
    if (memchr(text, 0, length))
        return bad_format(vm, "embedded null character");
    if (length && strchr("<>!=@", *text)) {
        native = *text == '@';
        big = *text == '>' || *text == '!';
        text++;
    }
    *format = (StructFormat){0};
    if (!walk(vm, text, end, native, big, format))
        return false;
    format->codes = mem_alloc(vm, (format->count + 1) * sizeof *format->codes);
    return format->codes && walk(vm, text, end, native, big, format);
}

void struct_format_drop(Vm *vm, StructFormat *format)
{
    if (format->codes)
        mem_free(vm, format->codes, (format->count + 1) * sizeof *format->codes);
    *format = (StructFormat){0};
}

/* ---- numbers as bytes ---- */

static void put(uint8_t *data, uint64_t bits, size_t size, bool big)
{
    for (size_t i = 0; i < size; i++, bits >>= 8)
        data[big ? size - 1 - i : i] = (uint8_t)bits;
}

static uint64_t get(const uint8_t *data, size_t size, bool big)
{
    uint64_t bits = 0;
    for (size_t i = 0; i < size; i++)
        bits = bits << 8 | data[big ? i : size - 1 - i];
    return bits;
}

/* The 16 bits nearest to d, ties to even; -1: too large. */
static int32_t half_from_double(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    int32_t  sign = (int32_t)(bits >> 48 & 0x8000);
    int      exponent;
    if (isnan(d))
        return sign | 0x7C00 | (int32_t)(bits >> 42 & 0x1FF) | 0x200;
    if (isinf(d))
        return sign | 0x7C00;
    double fraction = frexp(fabs(d), &exponent);
    if (fraction == 0 || exponent < -24)
        return sign;
    exponent = exponent < -13 ? -13 : exponent; // the least exponent serves the subnormals
    double   scaled = ldexp(fabs(d), 11 - exponent), whole = floor(scaled), rest = scaled - whole;
    int32_t  number = (int32_t)whole;
    number += rest > 0.5 || (rest == 0.5 && (number & 1));
    int32_t result = number + ((exponent + 13) << 10);
    return result >= 0x7C00 ? -1 : sign | result;
}

static double half_to_double(uint32_t bits)
{
    uint32_t exponent = bits >> 10 & 31, fraction = bits & 0x3FF;
    double   d;
    if (exponent == 31) {
        uint64_t wide = (uint64_t)(bits & 0x8000) << 48 | 0x7FF0000000000000 | (uint64_t)fraction << 42;
        memcpy(&d, &wide, sizeof d);
        return d;
    }
    d = exponent ? ldexp((double)(fraction + 1024), (int)exponent - 25) : ldexp((double)fraction, -24);
    return bits & 0x8000 ? -d : d;
}

static bool put_double(Vm *vm, double d, uint8_t *data, size_t size, bool big)
{
    uint64_t bits;
    if (size == 8) {
        memcpy(&bits, &d, sizeof bits);
    } else if (size == 4) {
        float    narrow = (float)d;
        uint32_t word;
        if (isinf(narrow) && !isinf(d))
            return overflow_error(vm, "float too large to pack with f format");
        memcpy(&word, &narrow, sizeof word);
        bits = word;
    } else {
        int32_t half = half_from_double(d);
        if (half < 0)
            return overflow_error(vm, "float too large to pack with e format");
        bits = (uint64_t)half;
    }
    put(data, bits, size, big);
    return true;
}

static double get_double(const uint8_t *data, size_t size, bool big)
{
    uint64_t bits = get(data, size, big);
    uint32_t word = (uint32_t)bits;
    double   d;
    float    narrow;
    if (size == 2)
        return half_to_double(word);
    if (size == 4) {
        memcpy(&narrow, &word, sizeof narrow);
        return (double)narrow;
    }
    memcpy(&d, &bits, sizeof d);
    return d;
}

/* ---- packing ---- */

static bool is_signed(char letter) { return strchr("bhilqn", letter) != NULL; }

/* v as an int, owned. */
static Value integer_of(Vm *vm, Value v)
{
    if (is_int(vm, v))
        return retain(v);
    if (is_object(v) && type_of(vm, v)->slots.index)
        return object_index(vm, v);
    return raise_format(vm, struct_error_type(vm), "required argument is not an integer");
}

static bool pack_integer(Vm *vm, const StructCode *code, Value item, uint8_t *data)
{
    int      bits = (int)code->size * 8;
    int64_t  number, least = INT64_MIN >> (64 - bits);
    uint64_t most = is_signed(code->letter) ? UINT64_MAX >> (65 - bits) : UINT64_MAX >> (64 - bits), large = 0;
    Value    v = integer_of(vm, item);
    if (!v)
        return false;
    bool fits = int_fits_int64(v, &number), done;
    if (fits)
        large = (uint64_t)number;
    if (is_signed(code->letter)) {
        done = fits && number >= least && number <= (int64_t)most;
    } else if (fits) {
        done = number >= 0 ? large <= most : code->letter == 'P';
    } else {
        done = int_sign(v) > 0 && code->size == 8 && int_as_uint64(vm, v, &large);
        if (exception_pending(vm))
            exception_clear(vm);
    }
    release(vm, v);
    if (done)
        put(data, large, code->size, code->big);
    else if (code->letter == 'P')
        raise_format(vm, struct_error_type(vm), "int too large to convert");
    else if (is_signed(code->letter))
        raise_format(vm, struct_error_type(vm), "'%c' format requires %lld <= number <= %lld", code->letter,
                     (long long)least, (long long)most);
    else
        raise_format(vm, struct_error_type(vm), "'%c' format requires 0 <= number <= %llu", code->letter,
                     (unsigned long long)most);
    return done;
}

static bool pack_text(Vm *vm, const StructCode *code, Value item, uint8_t *data)
{
    const char *text;
    size_t      length, room = code->size;
    if (is_bytes(vm, item)) {
        text = as_bytes(item)->data;
        length = as_bytes(item)->length;
    } else if (is_bytearray(vm, item)) {
        text = as_bytearray(item)->data;
        length = as_bytearray(item)->length;
    } else {
        return raise_format(vm, struct_error_type(vm), "argument for '%c' must be a bytes object", code->letter);
    }
    if (code->letter == 'p') {
        if (!room)
            return true;
        room--;
        length = length < room ? length : room;
        *data++ = (uint8_t)(length > 255 ? 255 : length);
    }
    if (length)
        memcpy(data, text, length < room ? length : room);
    return true;
}

static bool pack_item(Vm *vm, const StructCode *code, Value item, uint8_t *data)
{
    double      d;
    ComplexPair pair;
    int         truth;
    switch (code->letter) {
    case 's': case 'p':
        return pack_text(vm, code, item, data);
    case 'c':
        if (!is_bytes(vm, item) || as_bytes(item)->length != 1)
            return raise_format(vm, struct_error_type(vm), "char format requires a bytes object of length 1");
        *data = (uint8_t)as_bytes(item)->data[0];
        return true;
    case '?':
        truth = object_truth(vm, item);
        *data = truth > 0;
        return truth >= 0;
    case 'e': case 'f': case 'd':
        if (object_as_double(vm, item, &d))
            return put_double(vm, d, data, code->size, code->big);
        exception_clear(vm);
        return raise_format(vm, struct_error_type(vm), "required argument is not a float");
    case 'F': case 'D':
        if (object_as_complex(vm, item, &pair))
            return put_double(vm, pair.real, data, code->size / 2, code->big) &&
                   put_double(vm, pair.imag, data + code->size / 2, code->size / 2, code->big);
        exception_clear(vm);
        return raise_format(vm, struct_error_type(vm), "required argument is not a complex");
    default:
        return pack_integer(vm, code, item, data);
    }
}

bool struct_pack_items(Vm *vm, const StructFormat *format, const Value *items, uint8_t *data)
{
    memset(data, 0, format->size);
    for (size_t i = 0; i < format->count; i++) {
        const StructCode *code = &format->codes[i];
        for (size_t j = 0; j < code->repeat; j++)
            if (!pack_item(vm, code, *items++, data + code->offset + j * code->size))
                return false;
    }
    return true;
}

/* ---- unpacking ---- */

static Value unpack_integer(Vm *vm, const StructCode *code, const uint8_t *data)
{
    uint64_t bits = get(data, code->size, code->big);
    unsigned shift = 64 - 8 * (unsigned)code->size;
    return is_signed(code->letter) ? int_from_int64(vm, (int64_t)(bits << shift) >> shift) : int_from_uint64(vm, bits);
}

static Value unpack_item(Vm *vm, const StructCode *code, const uint8_t *data)
{
    size_t half = code->size / 2, length;
    switch (code->letter) {
    case 's': case 'c':
        return bytes_from(vm, data, code->size);
    case 'p':
        length = code->size ? data[0] : 0;
        length = length >= code->size ? code->size - (code->size > 0) : length;
        return bytes_from(vm, data + 1, length);
    case '?':
        return bool_value(*data != 0);
    case 'e': case 'f': case 'd':
        return float_new(vm, get_double(data, code->size, code->big));
    case 'F': case 'D':
        return complex_new(vm, get_double(data, half, code->big), get_double(data + half, half, code->big));
    default:
        return unpack_integer(vm, code, data);
    }
}

Value struct_unpack_items(Vm *vm, const StructFormat *format, const uint8_t *data)
{
    if (!format->items)
        return tuple_empty(vm);
    Tuple *result = tuple_new(vm, format->items);
    size_t at = 0;
    for (size_t i = 0; result && i < format->count; i++) {
        const StructCode *code = &format->codes[i];
        for (size_t j = 0; j < code->repeat; j++, at++)
            if (!(result->items[at] = unpack_item(vm, code, data + code->offset + j * code->size))) {
                result->items[at] = UNBOUND;
                release(vm, value_of(result));
                return 0;
            }
    }
    return result ? tuple_ready(vm, result) : 0;
}
