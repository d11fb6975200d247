/* bytearray.c - the type bytearray: construction, operators, and the methods that change it. What it shares with bytes
 * stands in the bytes_*.c files. SPDX-License-Identifier: MIT */
#include "objects/bytearray.h"

#include "objects/bytes_methods.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- life ---- */

static void bytearray_dealloc(Vm *vm, Object *object)
{
    ByteArray *array = (ByteArray *)object;

    if (array->block)
        mem_free(vm, array->block, array->capacity);
    heap_free(vm, array, sizeof *array);
}

static Value bytearray_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    ByteArray *array = object_allocate(vm, cls, sizeof *array);
    if (!array)
        return 0;
    bytearray_init(array);
    return value_of(array);
}

/* self := the builder's bytes, which go. */
static MUST_CHECK bool take_built(Vm *vm, Value self, ByteBuilder *builder)
{
    ByteArray *array = as_bytearray(self);
    bool done = bytearray_set_range(vm, array, 0, array->length, builder->bytes ? builder->bytes->data : NULL, builder->length);
    byte_builder_drop(builder);
    return done;
}

/* arg: self, source, encoding, errors. */
static Value init_bytearray(Vm *vm, const Value *arg, size_t count)
{
    ByteBuilder builder;
    bool handled, fine = true;

    (void)count;
    if (as_bytearray(arg[0])->length && !bytearray_resize(vm, arg[0], 0))
        return 0;
    Value encoded = bytes_encode_args(vm, arg[1], arg[2], arg[3], "bytearray", &handled);
    if (handled && !encoded)
        return 0;
    byte_builder_init(&builder, vm);
    if (encoded)
        fine = byte_builder_add(&builder, as_bytes(encoded)->data, as_bytes(encoded)->length);
    else if (arg[1])
        fine = bytes_collect(vm, &builder, arg[1], "bytearray");
    release(vm, encoded);
    if (!fine) {
        byte_builder_drop(&builder);
        return 0;
    }
    return take_built(vm, arg[0], &builder) ? NONE : 0;
}

/* ---- operators ---- */

static Value bytearray_repr(Vm *vm, Value self)
{
    const char *name = type_of(vm, self)->name, *dot = strrchr(name, '.');
    Value text = str_format(vm, "%s(", dot ? dot + 1 : name);

    if (!text)
        return 0;
    Value shown = bytearray_repr_text(vm, as_bytearray(self)->data, as_bytearray(self)->length);
    Value result = shown ? str_concat(vm, text, shown) : 0;
    release(vm, shown);
    release(vm, text);
    return result;
}

static Value bytearray_compare(Vm *vm, Value a, Value b, Comparison op)
{
    ByteArg first, second;

    if (!is_buffer(vm, a) || !is_buffer(vm, b))
        return NOT_IMPLEMENTED;
    if (!byte_arg(vm, a, &first))
        return exception_swallow(vm, &buffer_error_type) ? NOT_IMPLEMENTED : 0;
    if (!byte_arg(vm, b, &second)) {
        byte_arg_free(vm, &first);
        return exception_swallow(vm, &buffer_error_type) ? NOT_IMPLEMENTED : 0;
    }
    size_t common = first.length < second.length ? first.length : second.length;
    int order = common ? memcmp(first.data, second.data, common) : 0;
    order = order ? order : first.length < second.length ? -1 : first.length > second.length;
    byte_arg_free(vm, &second);
    byte_arg_free(vm, &first);
    switch (op) {
    case COMPARE_LT: return bool_value(order < 0);
    case COMPARE_LE: return bool_value(order <= 0);
    case COMPARE_EQ: return bool_value(order == 0);
    case COMPARE_NE: return bool_value(order != 0);
    case COMPARE_GT: return bool_value(order > 0);
    default:         return bool_value(order >= 0);
    }
}

static int64_t bytearray_length(Vm *vm, Value self)
{
    (void)vm;
    return (int64_t)as_bytearray(self)->length;
}

static Value bytearray_concat(Vm *vm, Value a, Value b)
{
    ByteArg first, second;
    Value result = 0;

    if (!is_buffer(vm, b))
        return type_error(vm, "can't concat %.100T to %.100T", b, a);
    if (!byte_arg(vm, a, &first))
        return 0;
    if (byte_arg(vm, b, &second)) {
        result = bytearray_from(vm, first.data, first.length);
        if (result && second.length) {
            if (bytearray_resize(vm, result, first.length + second.length)) {
                memcpy(as_bytearray(result)->data + first.length, second.data, second.length);
            } else {
                release(vm, result);
                result = 0;
            }
        }
        byte_arg_free(vm, &second);
    }
    byte_arg_free(vm, &first);
    return result;
}

/* Appends a buffer's bytes. self itself is a BufferError: its memory is lent out meanwhile. */
static MUST_CHECK bool append_buffer(Vm *vm, Value self, Value other)
{
    ByteArray *array = as_bytearray(self);
    size_t length = array->length;
    ByteArg data;

    if (!byte_arg(vm, other, &data))
        return false;
    bool done = bytearray_resize(vm, self, length + data.length);
    if (done && data.length)
        memcpy(array->data + length, data.data, data.length);
    byte_arg_free(vm, &data);
    return done;
}

static Value bytearray_iconcat(Vm *vm, Value self, Value other)
{
    if (!is_buffer(vm, other))
        return type_error(vm, "can't concat %.100T to %.100T", other, self);
    return append_buffer(vm, self, other) ? retain(self) : 0;
}

/* Fills data with its first `unit` bytes over and over. */
static void fill_repeated(char *data, size_t unit, size_t size)
{
    for (size_t done = unit; done < size;) {
        size_t more = done < size - done ? done : size - done;
        memcpy(data + done, data, more);
        done += more;
    }
}

static Value bytearray_irepeat(Vm *vm, Value self, int64_t times)
{
    size_t unit = as_bytearray(self)->length, length;

    if (__builtin_mul_overflow(unit, times < 0 ? 0 : (size_t)times, &length) || length > INT64_MAX)
        return memory_error(vm);
    if (!bytearray_resize(vm, self, length))
        return 0;
    if (length)
        fill_repeated(as_bytearray(self)->data, unit, length);
    return retain(self);
}

static Value bytearray_repeat(Vm *vm, Value self, int64_t times)
{
    Value copy = bytearray_from(vm, as_bytearray(self)->data, as_bytearray(self)->length);
    Value result = copy ? bytearray_irepeat(vm, copy, times) : 0;
    release(vm, copy);
    return result;
}

static Value bytearray_item(Vm *vm, Value self, int64_t index)
{
    const ByteArray *array = as_bytearray(self);

    if (index < 0 || (size_t)index >= array->length)
        return index_error(vm, "bytearray index out of range");
    return int_value((uint8_t)array->data[index]);
}

/* An index, negative ones counted from the end; false: TypeError or IndexError. */
static MUST_CHECK bool arg_position(Vm *vm, Value self, Value key, int64_t *index)
{
    if (!type_of(vm, key)->slots.index) {
        type_error(vm, "bytearray indices must be integers or slices, not %.200T", key);
        return false;
    }
    if (!object_index_int64(vm, key, &index_error_type, index))
        return false;
    if (*index < 0)
        *index += (int64_t)as_bytearray(self)->length;
    return true;
}

static Value bytearray_slice(Vm *vm, Value self, Value slice)
{
    int64_t start, step;
    size_t length;

    if (!slice_resolve(vm, slice, as_bytearray(self)->length, &start, &step, &length))
        return 0;
    if (step == 1 || !length)
        return bytearray_from(vm, length ? as_bytearray(self)->data + start : "", length);
    Value result = bytearray_from(vm, as_bytearray(self)->data, length);
    for (size_t i = 0; result && i < length; i++)
        as_bytearray(result)->data[i] = as_bytearray(self)->data[start + (int64_t)i * step];
    return result;
}

static Value bytearray_subscript(Vm *vm, Value self, Value key)
{
    int64_t index;

    if (is_slice(key))
        return bytearray_slice(vm, self, key);
    return arg_position(vm, self, key, &index) ? bytearray_item(vm, self, index) : 0;
}

/* ---- assignment ---- */

static bool bytearray_set_item(Vm *vm, Value self, int64_t index, Value value)
{
    uint8_t byte;

    if (index < 0 || (size_t)index >= as_bytearray(self)->length) {
        index_error(vm, "bytearray index out of range");
        return false;
    }
    if (!value)
        return bytearray_set_range(vm, as_bytearray(self), (size_t)index, (size_t)index + 1, NULL, 0);
    if (!arg_byte(vm, value, &byte))
        return false;
    if ((size_t)index >= as_bytearray(self)->length) {
        index_error(vm, "bytearray index out of range");
        return false;
    }
    as_bytearray(self)->data[index] = (char)byte;
    return true;
}

/* del a[start::step], count items, step not 1: what lies between them moves together. */
static MUST_CHECK bool delete_stepped(Vm *vm, ByteArray *array, int64_t start, int64_t step, size_t count)
{
    if (!bytearray_may_resize(vm, array))
        return false;
    if (!count)
        return true;
    if (step < 0) {
        start += (int64_t)(count - 1) * step;
        step = -step;
    }
    size_t to = (size_t)start, from = (size_t)start;
    for (size_t i = 0; i < count; i++) {
        size_t stop = i + 1 < count ? (size_t)(start + (int64_t)(i + 1) * step) : array->length;
        from++;
        memmove(array->data + to, array->data + from, stop - from);
        to += stop - from;
        from = stop;
    }
    return bytearray_resize(vm, value_of(array), to);
}

static MUST_CHECK bool assign_bytes(Vm *vm, Value self, Value slice, const uint8_t *data, size_t length)
{
    ByteArray *array = as_bytearray(self);
    int64_t start, step;
    size_t count;

    if (!slice_resolve(vm, slice, array->length, &start, &step, &count))
        return false;
    if (step == 1)
        return bytearray_set_range(vm, array, (size_t)start, (size_t)start + count, data, length);
    if (!length)
        return delete_stepped(vm, array, start, step, count);
    if (length != count) {
        value_error(vm, "attempt to assign bytes of size %zu to extended slice of size %zu", length, count);
        return false;
    }
    for (size_t i = 0; i < count; i++)
        array->data[start + (int64_t)i * step] = (char)data[i];
    return true;
}

static MUST_CHECK bool assign_slice(Vm *vm, Value self, Value slice, Value value)
{
    ByteBuilder builder;

    if (!value)
        return assign_bytes(vm, self, slice, NULL, 0);
    if (is_str(vm, value) || is_int(vm, value)) {
        type_error(vm, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
        return false;
    }
    byte_builder_init(&builder, vm);
    bool done = bytes_collect(vm, &builder, value, "bytearray") &&
                assign_bytes(vm, self, slice, builder.bytes ? (const uint8_t *)builder.bytes->data : NULL, builder.length);
    byte_builder_drop(&builder);
    return done;
}

static bool bytearray_set_subscript(Vm *vm, Value self, Value key, Value value)
{
    int64_t index;

    if (is_slice(key))
        return assign_slice(vm, self, key, value);
    return arg_position(vm, self, key, &index) && bytearray_set_item(vm, self, index, value);
}

static Value bytearray_remainder(Vm *vm, Value a, Value b)
{
    return is_bytearray(vm, a) ? bytes_percent(vm, a, b) : NOT_IMPLEMENTED;
}

static bool bytearray_get_buffer(Vm *vm, Value self, Buffer *buffer, int flags)
{
    static const char nothing[1] = {0};
    ByteArray *array = as_bytearray(self);

    if (!buffer_fill(vm, buffer, self, array->data ? array->data : (char *)(uintptr_t)nothing, array->length, false, flags))
        return false;
    array->exports++;
    return true;
}

static void bytearray_release_buffer(Vm *vm, Value self, Buffer *buffer)
{
    (void)vm, (void)buffer;
    as_bytearray(self)->exports--;
}

/* ---- methods ---- */

static Value append(Vm *vm, const Value *arg, size_t count)
{
    ByteArray *array = as_bytearray(arg[0]);
    uint8_t byte;

    (void)count;
    if (!arg_byte(vm, arg[1], &byte) || !bytearray_resize(vm, arg[0], array->length + 1))
        return 0;
    array->data[array->length - 1] = (char)byte;
    return NONE;
}

static MUST_CHECK bool append_self(Vm *vm, Value self)
{
    ByteArray *array = as_bytearray(self);
    size_t length = array->length;

    if (!bytearray_resize(vm, self, 2 * length))
        return false;
    if (length)
        memcpy(array->data + length, array->data, length);
    return true;
}

static Value extend(Vm *vm, const Value *arg, size_t count)
{
    ByteBuilder builder;

    (void)count;
    if (arg[0] == arg[1])
        return append_self(vm, arg[0]) ? NONE : 0;
    if (is_buffer(vm, arg[1]))
        return append_buffer(vm, arg[0], arg[1]) ? NONE : 0;
    if (is_str(vm, arg[1]))
        return type_error(vm, "expected iterable of integers; got: 'str'");
    if (!type_of(vm, arg[1])->slots.iter && !type_of(vm, arg[1])->slots.item)
        return type_error(vm, "can't extend bytearray with %.100T", arg[1]);
    Value list = object_to_list(vm, arg[1]);
    if (!list)
        return 0;
    byte_builder_init(&builder, vm);
    bool done = bytes_collect(vm, &builder, list, "bytearray");
    release(vm, list);
    ByteArray *array = as_bytearray(arg[0]);
    size_t end = array->length;
    done = done && bytearray_set_range(vm, array, end, end, builder.bytes ? builder.bytes->data : NULL, builder.length);
    byte_builder_drop(&builder);
    return done ? NONE : 0;
}

static Value insert(Vm *vm, const Value *arg, size_t count)
{
    int64_t index;
    uint8_t byte;

    (void)count;
    if (!arg_ssize(vm, arg[1], &index) || !arg_byte(vm, arg[2], &byte))
        return 0;
    ByteArray *array = as_bytearray(arg[0]);
    int64_t length = (int64_t)array->length;
    index = index < 0 ? index + length < 0 ? 0 : index + length : index > length ? length : index;
    return bytearray_set_range(vm, array, (size_t)index, (size_t)index, &byte, 1) ? NONE : 0;
}

static Value pop(Vm *vm, const Value *arg, size_t count)
{
    int64_t index;

    (void)count;
    if (!arg_ssize(vm, arg[1], &index))
        return 0;
    ByteArray *array = as_bytearray(arg[0]);
    if (!array->length)
        return index_error(vm, "pop from empty bytearray");
    index = index < 0 ? index + (int64_t)array->length : index;
    if (index < 0 || (size_t)index >= array->length)
        return index_error(vm, "pop index out of range");
    Value byte = int_value((uint8_t)array->data[index]);
    return bytearray_set_range(vm, array, (size_t)index, (size_t)index + 1, NULL, 0) ? byte : 0;
}

static Value remove_byte(Vm *vm, const Value *arg, size_t count)
{
    uint8_t byte;

    (void)count;
    if (!arg_byte(vm, arg[1], &byte))
        return 0;
    ByteArray *array = as_bytearray(arg[0]);
    const char *at = array->length ? memchr(array->data, byte, array->length) : NULL;
    if (!at)
        return value_error(vm, "value not found in bytearray");
    size_t index = (size_t)(at - array->data);
    return bytearray_set_range(vm, array, index, index + 1, NULL, 0) ? NONE : 0;
}

static Value reverse(Vm *vm, const Value *arg, size_t count)
{
    ByteArray *array = as_bytearray(arg[0]);

    (void)vm, (void)count;
    for (size_t i = 0, k = array->length; i + 1 < k; i++) {
        char other = array->data[--k];
        array->data[k] = array->data[i];
        array->data[i] = other;
    }
    return NONE;
}

static Value clear(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return bytearray_resize(vm, arg[0], 0) ? NONE : 0;
}

static Value copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return bytearray_from(vm, as_bytearray(arg[0])->data, as_bytearray(arg[0])->length);
}

static Value resize(Vm *vm, const Value *arg, size_t count)
{
    int64_t size;

    (void)count;
    if (!arg_ssize(vm, arg[1], &size))
        return 0;
    if (size < 0)
        return value_error(vm, "Can only resize to positive sizes, got %lld", (long long)size);
    size_t before = as_bytearray(arg[0])->length;
    if (!bytearray_resize(vm, arg[0], (size_t)size))
        return 0;
    if ((size_t)size > before)
        memset(as_bytearray(arg[0])->data + before, 0, (size_t)size - before);
    return NONE;
}

static Value alloc(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return int_value((int64_t)as_bytearray(arg[0])->capacity);
}

static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return int_value(56 + (int64_t)as_bytearray(arg[0])->capacity);
}

static Value reduce_args(Vm *vm, const ByteArray *array, int64_t protocol)
{
    Value result = 0;

    if (!array->length)
        return tuple_empty(vm);
    if (protocol >= 3) {
        Value bytes = bytes_from(vm, array->data, array->length);
        result = bytes ? tuple_of(vm, 1, bytes) : 0;
        release(vm, bytes);
        return result;
    }
    Value text = str_from_latin1(vm, array->data, array->length), coding = str_from_cstring(vm, "latin-1");
    result = text && coding ? tuple_of(vm, 2, text, coding) : 0;
    release(vm, coding);
    release(vm, text);
    return result;
}

static Value reduce_with(Vm *vm, Value self, int64_t protocol)
{
    Value state = call_method(vm, self, NAME(__getstate__), NULL, 0), result = 0;
    Value args = state ? reduce_args(vm, as_bytearray(self), protocol) : 0;

    if (args)
        result = tuple_of(vm, 3, type_value(type_of(vm, self)), args, state);
    release(vm, args);
    release(vm, state);
    return result;
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return reduce_with(vm, arg[0], 2);
}

static Value reduce_ex(Vm *vm, const Value *arg, size_t count)
{
    int64_t protocol;

    (void)count;
    return arg_ssize(vm, arg[1], &protocol) ? reduce_with(vm, arg[0], protocol) : 0;
}

#define OWNER &bytearray_type
static const Row bytearray_rows[] = {
    METHOD("__alloc__(self, /)", alloc, CALL_NOARGS, "Return the number of bytes actually allocated."),
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__reduce_ex__(self, proto=0, /)", reduce_ex, CALL_POSITIONAL, "Return state information for pickling."),
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, "Returns the size of the bytearray object in memory, in bytes."),
    METHOD("append(self, item, /)", append, CALL_ONE, "Append a single item to the end of the bytearray."),
    METHOD("clear(self, /)", clear, CALL_NOARGS, "Remove all items from the bytearray."),
    METHOD("copy(self, /)", copy, CALL_NOARGS, "Return a copy of B."),
    METHOD("extend(self, iterable_of_ints, /)", extend, CALL_ONE,
           "Append all the items from the iterator or sequence to the end of the bytearray."),
    METHOD("insert(self, index, item, /)", insert, CALL_POSITIONAL, "Insert a single item into the bytearray before the given index."),
    METHOD("pop(self, index=-1, /)", pop, CALL_POSITIONAL, "Remove and return a single item from B."),
    METHOD("remove(self, value, /)", remove_byte, CALL_ONE, "Remove the first occurrence of a value in the bytearray."),
    METHOD("resize(self, size, /)", resize, CALL_ONE, "Resize the internal buffer of bytearray to len."),
    METHOD("reverse(self, /)", reverse, CALL_NOARGS, "Reverse the order of the values in B in place."),
    BYTES_SHARED_ROWS,
    ROWS_END
};

static const Row init_row =
    INIT_ROW("bytearray(self, source=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", init_bytearray,
             CALL_KEYWORDS);
#undef OWNER

const Type bytearray_type = {
    TYPE_HEAD,
    .name = "bytearray",
    .doc = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\n"
           "bytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\n"
           "bytearray(int) -> bytes array of size given by the parameter initialized with null bytes\n"
           "bytearray() -> empty bytes array\n\n"
           "Construct a mutable bytearray object from:\n"
           "  - an iterable yielding integers in range(256)\n"
           "  - a text string encoded using the specified encoding\n"
           "  - a bytes or a buffer object\n"
           "  - any object implementing the buffer API.\n"
           "  - an integer",
    .base = &object_type,
    .rows = bytearray_rows,
    .number = SHAPE_BYTEARRAY,
    .flags = TYPE_STATIC_BUILTIN | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_MATCH_SELF,
    .basic_size = 56,
    .size = sizeof(ByteArray),
    .init_row = &init_row,
    .slots = {
        OBJECT_SLOTS, .dealloc = bytearray_dealloc, .new = bytearray_new, .init = init_from_row, .repr = bytearray_repr,
        .str = bytearray_repr, .hash = hash_not_implemented, .compare = bytearray_compare, .iter = bytearray_iter,
        .remainder = bytearray_remainder, .length = bytearray_length, .concat = bytearray_concat, .repeat = bytearray_repeat,
        .item = bytearray_item, .set_item = bytearray_set_item, .contains = bytes_contains, .iconcat = bytearray_iconcat,
        .irepeat = bytearray_irepeat, .map_length = bytearray_length, .subscript = bytearray_subscript,
        .set_subscript = bytearray_set_subscript, .get_buffer = bytearray_get_buffer,
        .release_buffer = bytearray_release_buffer,
    },
};
