/* marshal_load.c - reading values from marshal data. Any bytes give a value or an exception: sizes are checked before memory is
 * taken, depth is bounded. SPDX-License-Identifier: MIT */
#include "base/vector.h"
#include "code/marshal.h"
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

enum { FLAG_REF = 0x80, DEEPEST = 2000, DIGIT_BITS = 15 };

typedef struct Reader {
    Vm            *vm;
    MarshalSource *source;
    VECTOR(Value)  refs;        /* owned; 0: not yet complete */
    uint8_t       *block;       /* of a read from a function */
    size_t         block_size;
    int            depth;
    bool           allow_code;
} Reader;

static const uint8_t *take(Reader *r, size_t count)
{
    Vm *vm = r->vm;
    if (!r->source->read) {
        if (count > (size_t)(r->source->end - r->source->at)) {
            raise_format(vm, &eof_error_type, "marshal data too short");
            return NULL;
        }
        const uint8_t *result = r->source->at;
        r->source->at += count;
        return result;
    }
    if (count > r->block_size || !r->block) {
        size_t   size = count < 64 ? 64 : count;
        uint8_t *grown = mem_resize(vm, r->block, r->block_size, size);
        if (!grown)
            return NULL;
        r->block = grown;
        r->block_size = size;
    }
    return r->source->read(vm, r->source->context, r->block, count) ? r->block : NULL;
}

static bool read_byte(Reader *r, unsigned *byte)
{
    const uint8_t *at = take(r, 1);
    if (at)
        *byte = *at;
    return at;
}

static bool read_short(Reader *r, int *number)
{
    const uint8_t *at = take(r, 2);
    if (at)
        *number = (int16_t)(at[0] | at[1] << 8);
    return at;
}

static bool read_long(Reader *r, int32_t *number)
{
    const uint8_t *at = take(r, 4);
    if (at)
        *number = (int32_t)((uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24);
    return at;
}

/* A count of items, each at least a byte long. */
static bool read_size(Reader *r, bool is_short, const char *what, size_t *size)
{
    unsigned byte;
    int32_t  number;
    if (is_short) {
        bool fine = read_byte(r, &byte);
        *size = fine ? byte : 0;
        return fine;
    }
    if (!read_long(r, &number))
        return false;
    if (number < 0)
        return value_error(r->vm, "bad marshal data (%s size out of range)", what), false;
    *size = (size_t)number;
    return true;
}

/* ---- references ---- */

static bool reserve(Reader *r, bool flag, size_t *index)
{
    *index = r->refs.length;
    if (!flag || vector_push(&r->vm->heap->allocator, &r->refs, 0))
        return true;
    memory_error(r->vm);
    return false;
}

static Value enter(Reader *r, bool flag, size_t index, Value v)
{
    if (v && flag)
        r->refs.items[index] = retain(v);
    return v;
}

static Value enter_new(Reader *r, bool flag, Value v)
{
    size_t index;
    if (v && !reserve(r, flag, &index)) {
        release(r->vm, v);
        return 0;
    }
    return v ? enter(r, flag, index, v) : 0;
}

static Value read_reference(Reader *r)
{
    int32_t index;
    if (!read_long(r, &index))
        return 0;
    if (index < 0 || (size_t)index >= r->refs.length || !r->refs.items[index])
        return value_error(r->vm, "bad marshal data (invalid reference)");
    return retain(r->refs.items[index]);
}

/* ---- numbers ---- */

static Value read_big(Reader *r)
{
    int32_t digits;
    if (!read_long(r, &digits))
        return 0;
    if (digits == INT32_MIN)
        return value_error(r->vm, "bad marshal data (long size out of range)");
    size_t    count = (size_t)(digits < 0 ? -digits : digits), limbs = count * DIGIT_BITS / 64 + 2;
    if (!r->source->read && count * 2 > (size_t)(r->source->end - r->source->at))
        return raise_format(r->vm, &eof_error_type, "marshal data too short");
    uint64_t *limb = mem_zero(r->vm, limbs * sizeof *limb);
    Value     result = 0;
    int       digit = 1;
    for (size_t i = 0; limb && i < count; i++) {
        size_t bit = i * DIGIT_BITS;
        if (!read_short(r, &digit))
            goto done;
        if (digit < 0) {
            value_error(r->vm, "bad marshal data (digit out of range in long)");
            goto done;
        }
        limb[bit / 64] |= (uint64_t)digit << bit % 64;
        if (bit % 64 > 64 - DIGIT_BITS)
            limb[bit / 64 + 1] |= (uint64_t)digit >> (64 - bit % 64);
    }
    if (count && digit == 0)
        value_error(r->vm, "bad marshal data (unnormalized long data)");
    else if (limb)
        result = int_from_limbs(r->vm, digits < 0, limb, limbs);
done:
    if (limb)
        mem_free(r->vm, limb, limbs * sizeof *limb);
    return result;
}

static bool read_number(Reader *r, bool binary, double *number)
{
    if (binary) {
        const uint8_t *at = take(r, sizeof *number);
        if (at)
            memcpy(number, at, sizeof *number);
        return at;
    }
    unsigned       length;
    const uint8_t *at = read_byte(r, &length) ? take(r, length) : NULL;
    Value          text = at ? str_from_latin1(r->vm, at, length) : 0, value = text ? float_from_text(r->vm, text) : 0;
    if (value)
        *number = float_number(value);
    release(r->vm, text);
    release(r->vm, value);
    return value;
}

static Value read_float(Reader *r, bool binary)
{
    double number;
    return read_number(r, binary, &number) ? float_new(r->vm, number) : 0;
}

static Value read_complex(Reader *r, bool binary)
{
    double real, imag;
    return read_number(r, binary, &real) && read_number(r, binary, &imag) ? complex_new(r->vm, real, imag) : 0;
}

/* ---- text ---- */

static Value read_bytes(Reader *r)
{
    size_t size;
    if (!read_size(r, false, "bytes object", &size))
        return 0;
    const uint8_t *at = take(r, size);
    return at ? bytes_from(r->vm, at, size) : 0;
}

static Value read_ascii(Reader *r, bool is_short, bool intern)
{
    size_t size;
    if (!read_size(r, is_short, "string", &size))
        return 0;
    const uint8_t *at = take(r, size);
    Value          text = at ? str_from_latin1(r->vm, at, size) : 0;
    return text && intern ? str_intern(r->vm, text) : text;
}

static Value read_unicode(Reader *r, bool intern)
{
    size_t size;
    if (!read_size(r, false, "string", &size))
        return 0;
    const uint8_t *at = take(r, size);
    if (!at)
        return 0;
    Value text = str_from_utf8(r->vm, size ? (const char *)at : "", size);
    return text && intern ? str_intern(r->vm, text) : text;
}

/* ---- containers ---- */

/* The next value, which must be there; `what` for the complaint. */
static Value read_value(Reader *r, const char *what);
enum { NULL_MARK = UNBOUND };

static Value read_tuple(Reader *r, bool is_short, bool flag)
{
    size_t size, index;
    if (!read_size(r, is_short, "tuple", &size))
        return 0;
    if (size == 0)
        return enter_new(r, flag, tuple_empty(r->vm));
    if (!r->source->read && size > (size_t)(r->source->end - r->source->at))
        return raise_format(r->vm, &eof_error_type, "EOF read where object expected");
    Tuple *tuple = tuple_new(r->vm, size);
    if (!tuple || !reserve(r, flag, &index))
        goto failed;
    enter(r, flag, index, value_of(tuple));
    for (size_t i = 0; i < size; i++) {
        Value item = read_value(r, "tuple");
        if (!item)
            goto failed;
        tuple->items[i] = item;
    }
    return tuple_ready(r->vm, tuple);
failed:
    if (tuple)
        release(r->vm, value_of(tuple));
    return 0;
}

static Value read_list(Reader *r, bool flag)
{
    size_t size, index;
    Value  list = read_size(r, false, "list", &size) ? list_new(r->vm, 0) : 0;
    if (!list || !reserve(r, flag, &index))
        goto failed;
    enter(r, flag, index, list);
    for (size_t i = 0; i < size; i++) {
        Value item = read_value(r, "list");
        if (!item || !list_append_taken(r->vm, list, item))
            goto failed;
    }
    return list;
failed:
    release(r->vm, list);
    return 0;
}

static Value read_object(Reader *r);

static Value read_dict(Reader *r, bool flag)
{
    size_t index;
    Value  dict = dict_new(r->vm);
    if (!dict || !reserve(r, flag, &index))
        goto failed;
    enter(r, flag, index, dict);
    for (;;) {
        Value key = read_object(r);
        if (key == NULL_MARK)
            return dict;
        Value value = key ? read_object(r) : 0;
        if (value == NULL_MARK) {
            release(r->vm, key);
            return dict;
        }
        bool fine = value && dict_set(r->vm, dict, key, value);
        release(r->vm, key);
        release(r->vm, value);
        if (!fine)
            goto failed;
    }
failed:
    release(r->vm, dict);
    return 0;
}

static Value read_set(Reader *r, bool frozen, bool flag)
{
    size_t size, index;
    if (!read_size(r, false, "set", &size))
        return 0;
    if (!reserve(r, flag, &index))
        return 0;
    Value set = frozen ? frozenset_new(r->vm, 0) : set_new(r->vm, 0);
    if (set && size && frozen) { /* not the one empty frozenset */
        Value empty = set_new(r->vm, 0);
        release(r->vm, set);
        set = empty;
    }
    if (set && !frozen)
        enter(r, flag, index, set);
    for (size_t i = 0; set && i < size; i++) {
        Value item = read_value(r, "set");
        if (!item || !set_add(r->vm, set, item)) {
            release(r->vm, set);
            set = 0;
        }
        release(r->vm, item);
    }
    if (set && frozen && size) {
        Value made = frozenset_new(r->vm, set);
        release(r->vm, set);
        set = made;
    }
    return frozen ? enter(r, flag, index, set) : set;
}

static Value read_slice(Reader *r, bool flag)
{
    size_t index;
    Value  part[3] = {0}, result = 0;
    if (!reserve(r, flag, &index))
        return 0;
    for (int i = 0; i < 3; i++)
        if (!(part[i] = read_value(r, "slice")))
            goto done;
    result = enter(r, flag, index, slice_new(r->vm, part[0], part[1], part[2]));
done:
    for (int i = 0; i < 3; i++)
        release(r->vm, part[i]);
    return result;
}

/* ---- code ---- */

static bool fits_code(Vm *vm, const CodeFields *f)
{
    const Value texts[] = {f->filename, f->name, f->qualname};
    bool        fine = is_exact_bytes(f->code) && is_exact_bytes(f->local_kinds) && is_exact_bytes(f->linetable)
            && is_exact_bytes(f->exceptiontable) && is_exact_tuple(f->consts) && is_exact_tuple(f->names) && is_exact_tuple(f->localsplus);
    for (size_t i = 0; i < countof(texts); i++)
        fine = fine && is_object(texts[i]) && is_exact_str(texts[i]);
    fine = fine && as_bytes(f->local_kinds)->length == tuple_length(f->localsplus) && as_bytes(f->code)->length % 2 == 0
        && f->argcount >= 0 && f->posonlyargcount >= 0 && f->kwonlyargcount >= 0 && f->stacksize >= 0
        && (size_t)f->argcount + (size_t)f->kwonlyargcount <= tuple_length(f->localsplus);
    for (size_t i = 0; fine && i < tuple_length(f->names); i++)
        fine = is_str(vm, tuple_get(f->names, i));
    for (size_t i = 0; fine && i < tuple_length(f->localsplus); i++)
        fine = is_str(vm, tuple_get(f->localsplus, i));
    if (!fine)
        value_error(vm, "bad marshal data (code object)");
    return fine;
}

static Value read_code(Reader *r, bool flag)
{
    size_t     index;
    CodeFields f = {0};
    Value      result = 0;
    if (!r->allow_code)
        return value_error(r->vm, "unmarshalling code objects is disallowed");
    Value *parts[] = {&f.code, &f.consts, &f.names, &f.localsplus, &f.local_kinds, &f.filename, &f.name, &f.qualname};
    Value *tables[] = {&f.linetable, &f.exceptiontable};
    if (!reserve(r, flag, &index) || !read_long(r, &f.argcount) || !read_long(r, &f.posonlyargcount) || !read_long(r, &f.kwonlyargcount)
        || !read_long(r, &f.stacksize) || !read_long(r, &f.flags))
        return 0;
    for (size_t i = 0; i < countof(parts); i++)
        if (!(*parts[i] = read_value(r, "object")))
            goto done;
    if (!read_long(r, &f.firstlineno))
        goto done;
    for (size_t i = 0; i < countof(tables); i++)
        if (!(*tables[i] = read_value(r, "object")))
            goto done;
    if (fits_code(r->vm, &f))
        result = enter(r, flag, index, code_new(r->vm, &f));
done:
    for (size_t i = 0; i < countof(parts); i++)
        release(r->vm, *parts[i]);
    for (size_t i = 0; i < countof(tables); i++)
        release(r->vm, *tables[i]);
    return result;
}

/* ---- one value ---- */

static Value read_kind(Reader *r, unsigned kind, bool flag)
{
    int32_t number;
    switch (kind) {
    case '0': return NULL_MARK;
    case 'N': return NONE;
    case 'T': return TRUE;
    case 'F': return FALSE;
    case '.': return ELLIPSIS;
    case 'S': return type_value(&stop_iteration_type);
    case 'i': return enter_new(r, flag, read_long(r, &number) ? int_value(number) : 0);
    case 'I': {
        const uint8_t *at = take(r, 8);
        int64_t        wide;
        if (at)
            memcpy(&wide, at, sizeof wide);
        return enter_new(r, flag, at ? int_from_int64(r->vm, wide) : 0);
    }
    case 'l': return enter_new(r, flag, read_big(r));
    case 'f': case 'g': return enter_new(r, flag, read_float(r, kind == 'g'));
    case 'x': case 'y': return enter_new(r, flag, read_complex(r, kind == 'y'));
    case 's': return enter_new(r, flag, read_bytes(r));
    case 'a': case 'A': return enter_new(r, flag, read_ascii(r, false, kind == 'A'));
    case 'z': case 'Z': return enter_new(r, flag, read_ascii(r, true, kind == 'Z'));
    case 'u': case 't': return enter_new(r, flag, read_unicode(r, kind == 't'));
    case ')': case '(': return read_tuple(r, kind == ')', flag);
    case '[': return read_list(r, flag);
    case '{': return read_dict(r, flag);
    case '<': case '>': return read_set(r, kind == '>', flag);
    case ':': return read_slice(r, flag);
    case 'c': return read_code(r, flag);
    case 'r': return read_reference(r);
    default: return value_error(r->vm, "bad marshal data (unknown type code)");
    }
}

static Value read_object(Reader *r)
{
    unsigned kind;
    if (!r->source->read && r->source->at == r->source->end)
        return raise_format(r->vm, &eof_error_type, "EOF read where object expected");
    if (!read_byte(r, &kind)) {
        if (exception_swallow(r->vm, &eof_error_type))
            raise_format(r->vm, &eof_error_type, "EOF read where object expected");
        return 0;
    }
    if (r->depth >= DEEPEST || !c_stack_left(r->vm))
        return value_error(r->vm, "recursion limit exceeded");
    r->depth++;
    Value v = read_kind(r, kind & 0x7F, kind & FLAG_REF);
    r->depth--;
    return v;
}

static Value read_value(Reader *r, const char *what)
{
    Value v = read_object(r);
    return v == NULL_MARK ? type_error(r->vm, "NULL object in marshal data for %s", what) : v;
}

Value marshal_load(Vm *vm, MarshalSource *source, bool allow_code)
{
    Reader r = {.vm = vm, .source = source, .allow_code = allow_code};
    Value  result = read_value(&r, "object");
    for (size_t i = 0; i < r.refs.length; i++)
        release(vm, r.refs.items[i]);
    vector_free(&vm->heap->allocator, &r.refs);
    if (r.block)
        mem_free(vm, r.block, r.block_size);
    return result;
}
