/* bytes.c - the type bytes: construction and operators; its methods stand in the bytes_*.c files. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"

#include "objects/bytes_methods.h"
#include "objects/codecs.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"

static void bytes_dealloc(Vm *vm, Object *object)
{
    heap_free(vm, object, bytes_size((Bytes *)object));
}

/* ---- construction ---- */

static MUST_CHECK bool add_item(Vm *vm, ByteBuilder *builder, Value item, const char *range_error)
{
    int64_t number;

    if (is_word_int(item) && word_int(item) >= 0 && word_int(item) < 256)
        return byte_builder_byte(builder, (uint8_t)word_int(item));
    Value index = object_index(vm, item);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, &number) && number >= 0 && number < 256;
    release(vm, index);
    if (!fits)
        value_error(vm, "%s", range_error);
    return fits && byte_builder_byte(builder, (uint8_t)number);
}

static MUST_CHECK bool collect_items(Vm *vm, ByteBuilder *builder, Value source, const char *range_error)
{
    Value iterator = object_iter(vm, source);
    bool fine = iterator != 0;

    while (fine) {
        Value item = object_next(vm, iterator);
        if (item == UNBOUND)
            break;
        fine = item && add_item(vm, builder, item, range_error) && poll(vm);
        release(vm, item);
    }
    release(vm, iterator);
    return fine;
}

static MUST_CHECK bool collect_count(Vm *vm, ByteBuilder *builder, Value source)
{
    int64_t count;

    if (!object_index_int64(vm, source, &overflow_error_type, &count))
        return false;
    if (count < 0) {
        value_error(vm, "negative count");
        return false;
    }
    return byte_builder_repeat(builder, 0, (size_t)count);
}

bool bytes_collect(Vm *vm, ByteBuilder *builder, Value source, const char *who)
{
    bool is_array = who[4] != 's';                   /* "bytearray" */
    Buffer data;

    if (is_str(vm, source)) {
        type_error(vm, "string argument without an encoding");
        return false;
    }
    if (type_of(vm, source)->slots.index) {
        if (collect_count(vm, builder, source))
            return true;
        if (!exception_swallow(vm, &type_error_type))
            return false;
    }
    if (is_buffer(vm, source)) {
        if (!buffer_get(vm, source, &data, BUFFER_FORMAT | BUFFER_ND | BUFFER_STRIDES))
            return false;
        char *room = byte_builder_reserve(builder, data.length);
        if (room) {
            buffer_copy_out(&data, room);
            builder->length += data.length;
        }
        buffer_release(vm, &data);
        return room != NULL;
    }
    if (!type_of(vm, source)->slots.iter && !type_of(vm, source)->slots.item) {
        type_error(vm, "cannot convert '%.200T' object to %s", source, who);
        return false;
    }
    return collect_items(vm, builder, source, is_array ? "byte must be in range(0, 256)" : "bytes must be in range(0, 256)");
}

Value bytes_encode_args(Vm *vm, Value source, Value encoding, Value errors, const char *who, bool *handled)
{
    *handled = true;
    if (encoding && !is_str(vm, encoding))
        return bad_argument_type(vm, who, "'encoding'", "str", encoding);
    if (errors && !is_str(vm, errors))
        return bad_argument_type(vm, who, "'errors'", "str", errors);
    if (encoding) {
        if (!source || !is_str(vm, source))
            return type_error(vm, "encoding without a string argument");
        return codec_encode(vm, source, encoding, errors);
    }
    if (errors) {
        if (source && is_str(vm, source))
            return type_error(vm, "string argument without an encoding");
        return type_error(vm, "errors without a string argument");
    }
    *handled = false;
    return 0;
}

/* The answer of source.__bytes__(); UNBOUND: it has none. */
static Value ask_dunder_bytes(Vm *vm, Value source)
{
    Value method = object_find_special(vm, source, NAME(__bytes__));

    if (!method || method == UNBOUND)
        return method;
    Value result = call0(vm, method);
    release(vm, method);
    if (result && !is_bytes(vm, result)) {
        type_error(vm, "%.200T.__bytes__() must return a bytes, not %.200T", source, result);
        release(vm, result);
        return 0;
    }
    return result;
}

static Value bytes_of(Vm *vm, Value source)
{
    ByteBuilder builder;

    if (is_exact_bytes(source))
        return retain(source);
    Value answer = ask_dunder_bytes(vm, source);
    if (answer != UNBOUND)
        return answer;
    byte_builder_init(&builder, vm);
    if (!bytes_collect(vm, &builder, source, "bytes")) {
        byte_builder_drop(&builder);
        return 0;
    }
    return byte_builder_finish(&builder);
}

static Value subclass_instance(Vm *vm, const Type *cls, Value exact)
{
    const Bytes *from = as_bytes(exact);

    Bytes *bytes = object_allocate(vm, cls, bytes_size(from));
    if (!bytes)
        return 0;
    bytes->length = from->length;
    bytes->hash = 0;
    memcpy(bytes->data, from->data, from->length + 1);
    return value_of(bytes);
}

/* arg: class, source, encoding, errors. */
static Value new_bytes(Vm *vm, const Value *arg, size_t count)
{
    bool handled;

    (void)count;
    Value bytes = bytes_encode_args(vm, arg[1], arg[2], arg[3], "bytes", &handled);
    if (!handled)
        bytes = arg[1] ? bytes_of(vm, arg[1]) : bytes_empty(vm);
    if (!bytes || (arg[0] == type_value(&bytes_type)))
        return bytes;
    Value result = subclass_instance(vm, as_type(arg[0]), bytes);
    release(vm, bytes);
    return result;
}

/* ---- operators ---- */

static Value bytes_repr(Vm *vm, Value self)
{
    return bytes_repr_text(vm, as_bytes(self)->data, as_bytes(self)->length);
}

static Value bytes_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_bytes(vm, a) || !is_bytes(vm, b))
        return NOT_IMPLEMENTED;
    const Bytes *s = as_bytes(a), *t = as_bytes(b);
    if (op == COMPARE_EQ || op == COMPARE_NE)
        return bool_value((s->length == t->length && !memcmp(s->data, t->data, s->length)) == (op == COMPARE_EQ));
    int order = memcmp(s->data, t->data, s->length < t->length ? s->length : t->length);
    order = order ? order : s->length < t->length ? -1 : s->length > t->length;
    return bool_value(op == COMPARE_LT ? order < 0 : op == COMPARE_LE ? order <= 0 : op == COMPARE_GT ? order > 0
                                                                                                      : order >= 0);
}

static int64_t bytes_length(Vm *vm, Value self)
{
    (void)vm;
    return (int64_t)as_bytes(self)->length;
}

/* Also of bytes and another buffer, which may stand first when bytes' reflected form is asked. */
static Value bytes_concat(Vm *vm, Value a, Value b)
{
    ByteArg first, second;
    Value result = 0;

    if (!is_buffer(vm, b))
        return type_error(vm, "can't concat %.100T to %.100T", b, a);
    if (!byte_arg(vm, a, &first))
        return 0;
    if (byte_arg(vm, b, &second)) {
        if (!first.length && is_exact_bytes(b)) {
            result = retain(b);
        } else if (!second.length && is_exact_bytes(a)) {
            result = retain(a);
        } else {
            Bytes *bytes = bytes_new(vm, first.length + second.length);
            if (bytes && first.length + second.length) {
                memcpy(bytes->data, first.data, first.length);
                memcpy(bytes->data + first.length, second.data, second.length);
            }
            result = value_of(bytes);
        }
        byte_arg_free(vm, &second);
    }
    byte_arg_free(vm, &first);
    return result;
}

static Value bytes_repeat(Vm *vm, Value self, int64_t times)
{
    const Bytes *s = as_bytes(self);
    size_t length;

    if (times == 1)
        return bytes_same(vm, self);
    if (times <= 0 || !s->length)
        return bytes_empty(vm);
    if (__builtin_mul_overflow(s->length, (size_t)times, &length) || length > INT64_MAX)
        return overflow_error(vm, "repeated bytes are too long");
    Bytes *bytes = bytes_new(vm, length);
    if (!bytes)
        return 0;
    memcpy(bytes->data, s->data, s->length);
    for (size_t done = s->length; done < length;) {
        size_t more = done < length - done ? done : length - done;
        memcpy(bytes->data + done, bytes->data, more);
        done += more;
    }
    return value_of(bytes);
}

static Value bytes_item(Vm *vm, Value self, int64_t index)
{
    const Bytes *s = as_bytes(self);

    if (index < 0 || (size_t)index >= s->length)
        return index_error(vm, "index out of range");
    return int_value((uint8_t)s->data[index]);
}

static Value bytes_slice(Vm *vm, Value self, Value slice)
{
    int64_t start, step;
    size_t length;

    if (!slice_resolve(vm, slice, as_bytes(self)->length, &start, &step, &length))
        return 0;
    const Bytes *s = as_bytes(self);
    if (step == 1 && length == s->length)
        return bytes_same(vm, self);
    if (step == 1 || length < 2)
        return bytes_from(vm, s->data + start, length);
    Bytes *bytes = bytes_new(vm, length);
    for (size_t i = 0; bytes && i < length; i++)
        bytes->data[i] = s->data[start + (int64_t)i * step];
    return value_of(bytes);
}

static Value bytes_subscript(Vm *vm, Value self, Value key)
{
    int64_t index;

    if (is_slice(key))
        return bytes_slice(vm, self, key);
    if (is_word_int(key)) {
        index = word_int(key);
    } else if (type_of(vm, key)->slots.index) {
        if (!object_index_int64(vm, key, &index_error_type, &index))
            return 0;
    } else {
        return type_error(vm, "byte indices must be integers or slices, not %.200T", key);
    }
    return bytes_item(vm, self, index < 0 ? index + (int64_t)as_bytes(self)->length : index);
}

static Value bytes_remainder(Vm *vm, Value a, Value b)
{
    return is_bytes(vm, a) ? bytes_percent(vm, a, b) : NOT_IMPLEMENTED;
}

static bool bytes_get_buffer(Vm *vm, Value self, Buffer *buffer, int flags)
{
    return buffer_fill(vm, buffer, self, as_bytes(self)->data, as_bytes(self)->length, true, flags);
}

static Value get_new_args(Vm *vm, const Value *arg, size_t count)
{
    Value exact = bytes_from(vm, as_bytes(arg[0])->data, as_bytes(arg[0])->length);
    Value result = exact ? tuple_of(vm, 1, exact) : 0;
    (void)count;
    release(vm, exact);
    return result;
}

static Value dunder_bytes(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return bytes_same(vm, arg[0]);
}

#define OWNER &bytes_type
static const Row bytes_rows[] = {
    METHOD("__getnewargs__(self, /)", get_new_args, CALL_NOARGS, NULL),
    METHOD("__bytes__(self, /)", dunder_bytes, CALL_NOARGS, "Convert this value to exact type bytes."),
    BYTES_SHARED_ROWS,
    ROWS_END
};

static const Row new_row =
    NEW_ROW("bytes(cls, source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", new_bytes, CALL_KEYWORDS);
#undef OWNER

const Type bytes_type = {
    TYPE_HEAD,
    .name = "bytes",
    .doc = "bytes(iterable_of_ints) -> bytes\nbytes(string, encoding[, errors]) -> bytes\n"
           "bytes(bytes_or_buffer) -> immutable copy of bytes_or_buffer\n"
           "bytes(int) -> bytes object of size given by the parameter initialized with null bytes\n"
           "bytes() -> empty bytes object\n\n"
           "Construct an immutable array of bytes from:\n"
           "  - an iterable yielding integers in range(256)\n"
           "  - a text string encoded using the specified encoding\n"
           "  - any object implementing the buffer API.\n"
           "  - an integer",
    .base = &object_type,
    .rows = bytes_rows,
    .number = SHAPE_BYTES,
    .flags = TYPE_STATIC_BUILTIN | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_MATCH_SELF | TYPE_BYTES_SUBCLASS,
    .basic_size = 33,
    .item_size = 1,
    .size = sizeof(Bytes),
    .var_item = 1,
    .new_row = &new_row,
    .slots = {
        OBJECT_SLOTS, .dealloc = bytes_dealloc, .new = new_from_row, .repr = bytes_repr, .str = bytes_repr, .hash = bytes_hash,
        .compare = bytes_compare, .iter = bytes_iter, .remainder = bytes_remainder, .length = bytes_length,
        .concat = bytes_concat, .repeat = bytes_repeat, .item = bytes_item, .contains = bytes_contains,
        .map_length = bytes_length, .subscript = bytes_subscript, .get_buffer = bytes_get_buffer,
    },
};
