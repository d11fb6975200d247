/* memoryview.c - the type memoryview: a window on memory that another object lends.
 *
 * Views made from one another share one ManagedBuffer, and each keeps the lender alive. A released view answers nothing but
 * ValueError. Items stand in memoryview_item.c. SPDX-License-Identifier: MIT */
#include "objects/memoryview.h"

#include "objects/bytes.h"
#include "objects/bytes_hex.h"
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- life ---- */

bool memoryview_check(Vm *vm, const MemoryView *view)
{
    if (!view->managed)
        value_error(vm, "operation forbidden on released memoryview object");
    return view->managed != NULL;
}

/* A view without memory yet, with room for its dimensions. */
static MemoryView *new_view(Vm *vm, int dimensions)
{
    MemoryView *view = heap_new_container(vm, sizeof *view, SHAPE_MEMORYVIEW);
    if (!view)
        return NULL;
    Object head = view->head;
    *view = (MemoryView){.head = head, .dimensions = dimensions, .hash = -1};
    view->shape = view->one;
    if (dimensions > 1) {
        view->shape = mem_alloc(vm, 2 * (size_t)dimensions * sizeof *view->shape);
        if (!view->shape) {
            view->shape = view->one;
            view->dimensions = 1;
            release(vm, value_of(view));
            return NULL;
        }
    }
    gc_track(vm, &view->head);
    return view;
}

static void share(MemoryView *view, ManagedBuffer *managed)
{
    view->managed = managed;
    managed->users++;
    view->obj = retain(managed->buffer.owner);
}

static void let_go(Vm *vm, MemoryView *view)
{
    ManagedBuffer *managed = view->managed;
    Value obj = view->obj;

    view->managed = NULL;
    view->obj = 0;
    if (managed && --managed->users == 0) {
        buffer_release(vm, &managed->buffer);
        mem_free(vm, managed, sizeof *managed);
    }
    release(vm, obj);
}

static void memoryview_dealloc(Vm *vm, Object *object)
{
    MemoryView *view = (MemoryView *)object;

    gc_untrack(vm, object);
    let_go(vm, view);
    if (view->shape != view->one)
        mem_free(vm, view->shape, 2 * (size_t)view->dimensions * sizeof *view->shape);
    heap_free(vm, object, sizeof *view);
}

static bool memoryview_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Value obj = ((MemoryView *)object)->obj;
    (void)vm;
    return !obj || visit(obj, arg);
}

bool memoryview_release(Vm *vm, Value v)
{
    MemoryView *view = as_memoryview(v);

    if (view->exports) {
        raise_format(vm, &buffer_error_type, "memoryview has %lld exported buffer%s", (long long)view->exports,
                     view->exports == 1 ? "" : "s");
        return false;
    }
    let_go(vm, view);
    return true;
}

/* ---- making ---- */

static void set_strides(MemoryView *view)
{
    int64_t stride = view->item_size;

    for (int i = view->dimensions - 1; i >= 0; i--) {
        memoryview_strides(view)[i] = stride;
        stride *= view->shape[i];
    }
}

/* A first view over managed, whose buffer is filled; takes managed on success. */
static Value view_of_buffer(Vm *vm, ManagedBuffer *managed)
{
    const Buffer *buffer = &managed->buffer;

    MemoryView *view = new_view(vm, buffer->dimensions);
    if (!view)
        return 0;
    view->data = buffer->data;
    view->size = (int64_t)buffer->length;
    view->item_size = buffer->item_size;
    view->readonly = buffer->readonly;
    view->format = buffer->format ? buffer->format : "B";
    for (int i = 0; i < view->dimensions; i++)
        view->shape[i] = buffer->shape ? buffer->shape[i] : buffer->one_shape;
    set_strides(view);
    for (int i = 0; buffer->strides && i < view->dimensions; i++)
        memoryview_strides(view)[i] = buffer->strides[i];
    share(view, managed);
    return value_of(view);
}

/* Another view of the same memory with room for other dimensions. */
static MemoryView *view_of_view(Vm *vm, const MemoryView *from, int dimensions)
{
    MemoryView *view = new_view(vm, dimensions);
    if (!view)
        return NULL;
    view->data = from->data;
    view->size = from->size;
    view->item_size = from->item_size;
    view->readonly = from->readonly;
    view->format = from->format;
    if (from->format == from->own_format) {
        memcpy(view->own_format, from->own_format, sizeof view->own_format);
        view->format = view->own_format;
    }
    if (dimensions == from->dimensions)
        memcpy(view->shape, from->shape, 2 * (size_t)dimensions * sizeof *view->shape);
    share(view, from->managed);
    return view;
}

Value memoryview_from(Vm *vm, Value object)
{
    Value result = 0;

    if (is_memoryview(object)) {
        if (!memoryview_check(vm, as_memoryview(object)))
            return 0;
        return value_of(view_of_view(vm, as_memoryview(object), as_memoryview(object)->dimensions));
    }
    if (!is_buffer(vm, object))
        return type_error(vm, "memoryview: a bytes-like object is required, not '%.200T'", object);
    ManagedBuffer *managed = mem_zero(vm, sizeof *managed);
    if (!managed)
        return 0;
    if (buffer_get(vm, object, &managed->buffer, BUFFER_FORMAT | BUFFER_ND | BUFFER_STRIDES)) {
        result = view_of_buffer(vm, managed);
        if (!result)
            buffer_release(vm, &managed->buffer);
    }
    if (!result)
        mem_free(vm, managed, sizeof *managed);
    return result;
}

Value memoryview_from_memory(Vm *vm, void *data, size_t size, bool readonly)
{
    ManagedBuffer *managed = mem_zero(vm, sizeof *managed);
    if (!managed)
        return 0;
    managed->buffer = (Buffer){.data = data, .length = size, .readonly = readonly, .item_size = 1, .dimensions = 1,
                               .one_shape = (int64_t)size};
    Value result = view_of_buffer(vm, managed);
    if (!result)
        mem_free(vm, managed, sizeof *managed);
    return result;
}

static Value new_memoryview(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return memoryview_from(vm, arg[1]);
}

static Value from_flags(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return memoryview_from(vm, arg[1]);
}

/* ---- reading ---- */

static Value memoryview_repr(Vm *vm, Value self)
{
    Value id = object_id(vm, self), text = id ? int_to_text(vm, id, 16, true) : 0;
    Value result = text ? str_format(vm, as_memoryview(self)->managed ? "<memory at %U>" : "<released memory at %U>", text) : 0;
    release(vm, text);
    release(vm, id);
    return result;
}

static int64_t memoryview_length(Vm *vm, Value self)
{
    const MemoryView *view = as_memoryview(self);

    if (!memoryview_check(vm, view))
        return -1;
    if (!view->dimensions) {
        type_error(vm, "0-dim memory has no length");
        return -1;
    }
    return view->shape[0];
}

/* Where item `index` of a dimension stands, at being its start; NULL: IndexError. */
static char *item_place(Vm *vm, const MemoryView *view, char *at, int dimension, int64_t index)
{
    int64_t count = view->shape[dimension];

    index = index < 0 ? index + count : index;
    if (index < 0 || index >= count) {
        index_error(vm, "index out of bounds on dimension %d", dimension + 1);
        return NULL;
    }
    return at + index * memoryview_strides(view)[dimension];
}

static Value memoryview_item(Vm *vm, Value self, int64_t index)
{
    const MemoryView *view = as_memoryview(self);

    if (!memoryview_check(vm, view))
        return 0;
    if (!view->dimensions)
        return type_error(vm, "invalid indexing of 0-dim memory");
    if (view->dimensions > 1)
        return not_implemented_error(vm, "multi-dimensional sub-views are not implemented");
    char *at = item_place(vm, view, view->data, 0, index);
    return at ? memory_item_get(vm, view->format, at) : 0;
}

static bool has_index(Vm *vm, Value v)
{
    return type_of(vm, v)->slots.index != NULL;
}

static bool all_are(Vm *vm, Value tuple, bool slices)
{
    for (size_t i = 0; i < tuple_length(tuple); i++)
        if (slices ? !is_slice(tuple_get(tuple, i)) : !has_index(vm, tuple_get(tuple, i)))
            return false;
    return true;
}

/* The item that a tuple of indexes names; NULL: an exception is set. */
static char *tuple_place(Vm *vm, const MemoryView *view, Value tuple)
{
    char *at = view->data;
    int64_t index;

    if ((int64_t)tuple_length(tuple) > view->dimensions) {
        type_error(vm, "cannot index %d-dimension view with %zu-element tuple", view->dimensions, tuple_length(tuple));
        return NULL;
    }
    if ((int64_t)tuple_length(tuple) < view->dimensions) {
        not_implemented_error(vm, "sub-views are not implemented");
        return NULL;
    }
    for (int i = 0; at && i < view->dimensions; i++)
        at = object_index_int64(vm, tuple_get(tuple, (size_t)i), &index_error_type, &index) ? item_place(vm, view, at, i, index)
                                                                                              : NULL;
    return at;
}

static Value sliced(Vm *vm, const MemoryView *from, Value slice)
{
    int64_t start, step;
    size_t count;

    if (!slice_resolve(vm, slice, (size_t)from->shape[0], &start, &step, &count) || !memoryview_check(vm, from))
        return 0;
    MemoryView *view = view_of_view(vm, from, from->dimensions);
    if (!view)
        return 0;
    view->data += start * memoryview_strides(from)[0];
    view->shape[0] = (int64_t)count;
    memoryview_strides(view)[0] *= step;
    view->size = view->item_size;
    for (int i = 0; i < view->dimensions; i++)
        view->size *= view->shape[i];
    return value_of(view);
}

static Value memoryview_subscript(Vm *vm, Value self, Value key)
{
    const MemoryView *view = as_memoryview(self);
    int64_t index;

    if (!memoryview_check(vm, view))
        return 0;
    if (!view->dimensions) {
        if (key == ELLIPSIS)
            return retain(self);
        if (is_tuple(vm, key) && !tuple_length(key))
            return memory_item_get(vm, view->format, view->data);
        return type_error(vm, "invalid indexing of 0-dim memory");
    }
    if (has_index(vm, key))
        return object_index_int64(vm, key, &index_error_type, &index) ? memoryview_item(vm, self, index) : 0;
    if (is_slice(key))
        return sliced(vm, view, key);
    if (is_tuple(vm, key) && all_are(vm, key, false)) {
        char *at = tuple_place(vm, view, key);
        return at && memoryview_check(vm, view) ? memory_item_get(vm, view->format, at) : 0;
    }
    if (is_tuple(vm, key) && all_are(vm, key, true))
        return not_implemented_error(vm, "multi-dimensional slicing is not implemented");
    return type_error(vm, "memoryview: invalid slice key");
}

/* ---- writing ---- */

/* Copies the items of other into view: same format, same length, one dimension. They may overlap. */
static MUST_CHECK bool copy_in(Vm *vm, const MemoryView *view, const Buffer *other)
{
    const char *format = other->format ? other->format : "B";
    int64_t count = view->shape[0], other_count = other->shape ? other->shape[0] : other->one_shape;
    int64_t stride = other->strides ? other->strides[0] : other->item_size, size = view->item_size;

    if (other->dimensions != 1 || count != other_count || size != other->item_size ||
        strcmp(format + (*format == '@'), view->format + (*view->format == '@'))) {
        value_error(vm, "memoryview assignment: lvalue and rvalue have different structures");
        return false;
    }
    char *copy = mem_alloc(vm, (size_t)(count * size) + 1);
    if (!copy)
        return false;
    for (int64_t i = 0; i < count; i++)
        memcpy(copy + i * size, (const char *)other->data + i * stride, (size_t)size);
    for (int64_t i = 0; i < count; i++)
        memcpy(view->data + i * memoryview_strides(view)[0], copy + i * size, (size_t)size);
    mem_free(vm, copy, (size_t)(count * size) + 1);
    return true;
}

static MUST_CHECK bool assign_slice(Vm *vm, const MemoryView *view, Value slice, Value value)
{
    Buffer buffer;
    bool done = false;

    if (view->dimensions > 1) {
        not_implemented_error(vm, "memoryview slice assignments are currently restricted to ndim = 1");
        return false;
    }
    if (!buffer_get(vm, value, &buffer, BUFFER_FORMAT | BUFFER_ND | BUFFER_STRIDES))
        return false;
    Value target = sliced(vm, view, slice);
    if (target)
        done = copy_in(vm, as_memoryview(target), &buffer);
    release(vm, target);
    buffer_release(vm, &buffer);
    return done;
}

static bool memoryview_set_subscript(Vm *vm, Value self, Value key, Value value)
{
    const MemoryView *view = as_memoryview(self);
    char *at = NULL;
    int64_t index;

    if (!memoryview_check(vm, view))
        return false;
    if (view->readonly) {
        type_error(vm, "cannot modify read-only memory");
    } else if (!value) {
        type_error(vm, "cannot delete memory");
    } else if (!view->dimensions) {
        if (key == ELLIPSIS || (is_tuple(vm, key) && !tuple_length(key)))
            at = view->data;
        else
            type_error(vm, "invalid indexing of 0-dim memory");
    } else if (has_index(vm, key)) {
        if (view->dimensions > 1)
            not_implemented_error(vm, "sub-views are not implemented");
        else if (object_index_int64(vm, key, &index_error_type, &index) && memoryview_check(vm, view))
            at = item_place(vm, view, view->data, 0, index);
    } else if (is_slice(key)) {
        return assign_slice(vm, view, key, value);
    } else if (is_tuple(vm, key) && all_are(vm, key, false)) {
        at = tuple_place(vm, view, key);
    } else if (is_tuple(vm, key) && all_are(vm, key, true)) {
        not_implemented_error(vm, "memoryview slice assignments are currently restricted to ndim = 1");
    } else {
        type_error(vm, "memoryview: invalid slice key");
    }
    return at && memory_item_set(vm, view->format, at, view->item_size, value);
}

/* ---- comparing, hashing ---- */

static Value memoryview_compare(Vm *vm, Value a, Value b, Comparison op)
{
    const MemoryView *view = as_memoryview(a);
    Buffer other;

    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_memoryview(a))
        return NOT_IMPLEMENTED;
    if (a == b)
        return bool_value(op == COMPARE_EQ);
    if (!view->managed || (is_memoryview(b) && !as_memoryview(b)->managed))
        return bool_value(op == COMPARE_NE);
    if (!is_buffer(vm, b))
        return NOT_IMPLEMENTED;
    if (!buffer_get(vm, b, &other, BUFFER_FORMAT | BUFFER_ND | BUFFER_STRIDES)) {
        exception_clear(vm);
        return NOT_IMPLEMENTED;
    }
    int equal = memory_equal(vm, view, &other);
    buffer_release(vm, &other);
    return equal < 0 ? 0 : bool_value(equal == (op == COMPARE_EQ));
}

static Value bytes_of(Vm *vm, const MemoryView *view, bool fortran)
{
    if (!view->size)
        return bytes_empty(vm);
    Bytes *bytes = bytes_new(vm, (size_t)view->size);
    if (bytes)
        memory_copy_out(view, bytes->data, fortran);
    return value_of(bytes);
}

static int64_t memoryview_hash(Vm *vm, Value self)
{
    MemoryView *view = as_memoryview(self);
    char type;

    if (view->hash != -1)
        return view->hash;
    if (!memoryview_check(vm, view))
        return -1;
    type = memory_format_char(view->format);
    if (!view->readonly) {
        value_error(vm, "cannot hash writable memoryview object");
        return -1;
    }
    if (type != 'B' && type != 'b' && type != 'c') {
        value_error(vm, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
        return -1;
    }
    if (view->obj && object_hash(vm, view->obj) == -1)
        return -1;
    Value bytes = bytes_of(vm, view, false);
    if (!bytes)
        return -1;
    view->hash = bytes_hash(vm, bytes);
    release(vm, bytes);
    return view->hash;
}

/* ---- lending on ---- */

static bool memoryview_get_buffer(Vm *vm, Value self, Buffer *buffer, int flags)
{
    MemoryView *view = as_memoryview(self);

    if (!memoryview_check(vm, view))
        return false;
    if (flags & BUFFER_WRITABLE && view->readonly) {
        raise_format(vm, &buffer_error_type, "memoryview: underlying buffer is not writable");
        return false;
    }
    if ((flags & BUFFER_STRIDES) != BUFFER_STRIDES && !memory_is_contiguous(view, false)) {
        raise_format(vm, &buffer_error_type, "memoryview: underlying buffer is not C-contiguous");
        return false;
    }
    *buffer = (Buffer){.data = view->data, .length = (size_t)view->size, .owner = retain(self), .readonly = view->readonly,
                       .format = flags & BUFFER_FORMAT ? view->format : NULL, .item_size = view->item_size,
                       .dimensions = view->dimensions, .shape = view->shape, .strides = memoryview_strides(view)};
    view->exports++;
    return true;
}

static void memoryview_release_buffer(Vm *vm, Value self, Buffer *buffer)
{
    (void)vm, (void)buffer;
    as_memoryview(self)->exports--;
}

/* ---- methods ---- */

static Value release_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return memoryview_release(vm, arg[0]) ? NONE : 0;
}

static Value enter(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return memoryview_check(vm, as_memoryview(arg[0])) ? retain(arg[0]) : 0;
}

static Value tobytes(Vm *vm, const Value *arg, size_t count)
{
    const MemoryView *view = as_memoryview(arg[0]);
    bool fortran = false;

    (void)count;
    if (!memoryview_check(vm, view))
        return 0;
    if (arg[1] && arg[1] != NONE) {
        if (!is_str(vm, arg[1]))
            return bad_argument_type(vm, "tobytes", "'order'", "str or None", arg[1]);
        if (!str_is(arg[1], "C") && !str_is(arg[1], "F") && !str_is(arg[1], "A"))
            return value_error(vm, "order must be 'C', 'F' or 'A'");
        fortran = str_is(arg[1], "F") || (str_is(arg[1], "A") && !memory_is_contiguous(view, false) &&
                                          memory_is_contiguous(view, true));
    }
    return bytes_of(vm, view, fortran);
}

static Value hex(Vm *vm, const Value *arg, size_t count)
{
    const MemoryView *view = as_memoryview(arg[0]);
    int64_t group = 1;

    (void)count;
    if (!memoryview_check(vm, view) || (arg[2] && !arg_ssize(vm, arg[2], &group)))
        return 0;
    Value bytes = bytes_of(vm, view, false);
    Value text = bytes ? bytes_hex_text(vm, as_bytes(bytes)->data, as_bytes(bytes)->length, arg[1], group) : 0;
    release(vm, bytes);
    return text;
}

static Value tolist(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return memoryview_check(vm, as_memoryview(arg[0])) ? memory_to_list(vm, as_memoryview(arg[0])) : 0;
}

static Value toreadonly(Vm *vm, const Value *arg, size_t count)
{
    const MemoryView *from = as_memoryview(arg[0]);

    (void)count;
    if (!memoryview_check(vm, from))
        return 0;
    MemoryView *view = view_of_view(vm, from, from->dimensions);
    if (view)
        view->readonly = true;
    return value_of(view);
}

/* The destination's format; false: an exception is set. */
static MUST_CHECK bool cast_format(Vm *vm, const MemoryView *view, Value format, char own[4])
{
    const Str *s = as_str(format);

    if (str_is_ascii(s) && s->length && s->length <= 2)
        memcpy(own, s->data, s->length + 1);
    else
        own[0] = 0;
    char to = memory_format_char(own), from = memory_format_char(view->format);
    if (!memory_format_size(to) || (own[1] && own[0] != '@')) {
        value_error(vm, "memoryview: destination format must be a native single character format prefixed with an optional '@'");
        return false;
    }
    bool from_bytes = from == 'B' || from == 'b' || from == 'c', to_bytes = to == 'B' || to == 'b' || to == 'c';
    if (!from || (!from_bytes && !to_bytes)) {
        type_error(vm, from ? "memoryview: cannot cast between two non-byte formats"
                            : "memoryview: source format must be a native single character format prefixed with an optional '@'");
        return false;
    }
    if (view->size % (int64_t)memory_format_size(to)) {
        type_error(vm, "memoryview: length is not a multiple of itemsize");
        return false;
    }
    return true;
}

/* Reads the shape argument into the view; false: an exception is set. */
static MUST_CHECK bool set_shape(Vm *vm, MemoryView *view, Value shape)
{
    int64_t product = view->item_size;

    for (int i = 0; i < view->dimensions; i++) {
        Value item = is_list(vm, shape) ? list_get(shape, (size_t)i) : tuple_get(shape, (size_t)i);
        if (!is_int(vm, item)) {
            type_error(vm, "memoryview.cast(): elements of shape must be integers");
            return false;
        }
        if (!object_index_int64(vm, item, &overflow_error_type, &view->shape[i]))
            return false;
        if (view->shape[i] <= 0) {
            value_error(vm, "memoryview.cast(): elements of shape must be integers > 0");
            return false;
        }
        if (__builtin_mul_overflow(product, view->shape[i], &product)) {
            value_error(vm, "memoryview.cast(): product(shape) > SSIZE_MAX");
            return false;
        }
    }
    if (product != view->size) {
        type_error(vm, "memoryview: product(shape) * itemsize != buffer size");
        return false;
    }
    return true;
}

static Value cast(Vm *vm, const Value *arg, size_t count)
{
    const MemoryView *from = as_memoryview(arg[0]);
    char own[4] = {0};

    (void)count;
    if (!memoryview_check(vm, from))
        return 0;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "cast", "'format'", "str", arg[1]);
    if (!memory_is_contiguous(from, false))
        return type_error(vm, "memoryview: casts are restricted to C-contiguous views");
    Value shape = arg[2];
    if (shape && !is_list(vm, shape) && !is_tuple(vm, shape))
        return type_error(vm, "shape must be a list or a tuple");
    size_t dimensions = !shape ? 1 : is_list(vm, shape) ? list_length(shape) : tuple_length(shape);
    if (dimensions > MEMORYVIEW_DIMENSIONS_MAX)
        return value_error(vm, "memoryview: number of dimensions must not exceed %d", MEMORYVIEW_DIMENSIONS_MAX);
    if (dimensions != 1 && from->dimensions != 1)
        return type_error(vm, "memoryview: cast must be 1D -> ND or ND -> 1D");
    if (!cast_format(vm, from, arg[1], own))
        return 0;
    MemoryView *view = view_of_view(vm, from, (int)dimensions);
    if (!view)
        return 0;
    memcpy(view->own_format, own, sizeof own);
    view->format = view->own_format;
    view->item_size = (int64_t)memory_format_size(memory_format_char(own));
    view->shape[0] = view->size / view->item_size;
    if (shape && !set_shape(vm, view, shape)) {
        release(vm, value_of(view));
        return 0;
    }
    set_strides(view);
    return value_of(view);
}

/* Index of the first item equal to value in [start, stop), or how many are; -1: error; *found. */
static int64_t search(Vm *vm, Value self, Value value, int64_t start, int64_t stop, bool all)
{
    int64_t times = 0;

    for (int64_t i = start; i < stop; i++) {
        Value item = memoryview_item(vm, self, i);
        int equal = item ? object_equal(vm, item, value) : -1;
        release(vm, item);
        if (equal < 0)
            return -1;
        if (equal && !all)
            return i;
        times += equal;
    }
    if (all)
        return times;
    value_error(vm, "memoryview.index(x): x not found");
    return -1;
}

static Value count_method(Vm *vm, const Value *arg, size_t count)
{
    int64_t length = memoryview_length(vm, arg[0]);
    int64_t times = length < 0 ? -1 : search(vm, arg[0], arg[1], 0, length, true);
    (void)count;
    return times < 0 ? 0 : int_value(times);
}

static Value index_method(Vm *vm, const Value *arg, size_t count)
{
    int64_t start = 0, stop = INT64_MAX, length = memoryview_length(vm, arg[0]);

    (void)count;
    if (length < 0 || !slice_index(vm, arg[2], &start) || !slice_index(vm, arg[3], &stop))
        return 0;
    slice_clip((size_t)length, &start, &stop);
    int64_t found = search(vm, arg[0], arg[1], start, stop, false);
    return found < 0 ? 0 : int_value(found);
}

/* ---- attributes ---- */

static Value int_tuple(Vm *vm, const int64_t *numbers, int count)
{
    Value items[MEMORYVIEW_DIMENSIONS_MAX] = {0};
    int made = 0;

    while (made < count && (items[made] = int_from_int64(vm, numbers[made])) != 0)
        made++;
    Value result = made == count ? tuple_from(vm, items, (size_t)count) : 0;
    while (made > 0)
        release(vm, items[--made]);
    return result;
}

#define GETTER(name, expression) \
    static Value get_##name(Vm *vm, const Value *arg, size_t count) \
    { \
        const MemoryView *view = as_memoryview(arg[0]); \
        (void)count; \
        return memoryview_check(vm, view) ? (expression) : 0; \
    }
GETTER(obj, view->obj ? retain(view->obj) : NONE)
GETTER(nbytes, int_value(view->size))
GETTER(readonly, bool_value(view->readonly))
GETTER(itemsize, int_value(view->item_size))
GETTER(format, str_from_cstring(vm, view->format))
GETTER(ndim, int_value(view->dimensions))
GETTER(shape, int_tuple(vm, view->shape, view->dimensions))
GETTER(strides, int_tuple(vm, memoryview_strides(view), view->dimensions))
GETTER(suboffsets, tuple_empty(vm))
GETTER(c_contiguous, bool_value(memory_is_contiguous(view, false)))
GETTER(f_contiguous, bool_value(memory_is_contiguous(view, true)))
GETTER(contiguous, bool_value(memory_is_contiguous(view, false) || memory_is_contiguous(view, true)))
#undef GETTER

#define OWNER &memoryview_type
static const Row memoryview_rows[] = {
    METHOD("release(self, /)", release_method, CALL_NOARGS, "Release the underlying buffer exposed by the memoryview object."),
    METHOD("tobytes(self, /, order='C')", tobytes, CALL_KEYWORDS, "Return the data in the buffer as a byte string."),
    METHOD("hex(self, /, sep=<unrepresentable>, bytes_per_sep=1)", hex, CALL_KEYWORDS,
           "Return the data in the buffer as a str of hexadecimal numbers."),
    METHOD("tolist(self, /)", tolist, CALL_NOARGS, "Return the data in the buffer as a list of elements."),
    METHOD("cast(self, /, format, shape=<unrepresentable>)", cast, CALL_KEYWORDS, "Cast a memoryview to a new format or shape."),
    METHOD("toreadonly(self, /)", toreadonly, CALL_NOARGS, "Return a readonly version of the memoryview."),
    CLASS_METHOD("_from_flags(cls, /, object, flags)", from_flags, CALL_KEYWORDS,
                 "Create a memoryview object which references the given object."),
    METHOD("count(self, value, /)", count_method, CALL_ONE, "Count the number of occurrences of a value."),
    METHOD("index(self, value, start=0, stop=sys.maxsize, /)", index_method, CALL_POSITIONAL, "Return the index of the first occurrence of a value."),
    METHOD("__enter__(self, /)", enter, CALL_NOARGS, NULL),
    METHOD("__exit__(self, /, *exc_info)", release_method, CALL_KEYWORDS, "Release the underlying buffer exposed by the memoryview object."),
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    GETSET("obj", get_obj, NULL, "The underlying object of the memoryview."),
    GETSET("nbytes", get_nbytes, NULL, "The amount of space in bytes that the array would use in a contiguous representation."),
    GETSET("readonly", get_readonly, NULL, "A bool indicating whether the memory is read only."),
    GETSET("itemsize", get_itemsize, NULL, "The size in bytes of each element of the memoryview."),
    GETSET("format", get_format, NULL, "A string containing the format (in struct module style) for each element in the view."),
    GETSET("ndim", get_ndim, NULL, "An integer indicating how many dimensions of a multi-dimensional array the memory represents."),
    GETSET("shape", get_shape, NULL, "A tuple of ndim integers giving the shape of the memory as an N-dimensional array."),
    GETSET("strides", get_strides, NULL, "A tuple of ndim integers giving the size in bytes to access each element."),
    GETSET("suboffsets", get_suboffsets, NULL, "A tuple of integers used internally for PIL-style arrays."),
    GETSET("c_contiguous", get_c_contiguous, NULL, "A bool indicating whether the memory is C contiguous."),
    GETSET("f_contiguous", get_f_contiguous, NULL, "A bool indicating whether the memory is Fortran contiguous."),
    GETSET("contiguous", get_contiguous, NULL, "A bool indicating whether the memory is contiguous."),
    ROWS_END
};

static const Row new_row = NEW_ROW("memoryview(cls, object)", new_memoryview, CALL_KEYWORDS);
#undef OWNER

const Type memoryview_type = {
    TYPE_HEAD,
    .name = "memoryview",
    .doc = "Create a new memoryview object which references the given object.",
    .base = &object_type,
    .rows = memoryview_rows,
    .number = SHAPE_MEMORYVIEW,
    .flags = TYPE_STATIC_BUILTIN | TYPE_SEQUENCE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC,
    .basic_size = 144,
    .item_size = 8,
    .weaklist_offset = 136,
    .size = sizeof(MemoryView),
    .new_row = &new_row,
    .slots = {
        OBJECT_SLOTS, .dealloc = memoryview_dealloc, .traverse = memoryview_traverse, .new = new_from_row,
        .repr = memoryview_repr, .hash = memoryview_hash, .compare = memoryview_compare, .iter = memoryview_iter,
        .length = memoryview_length, .item = memoryview_item, .map_length = memoryview_length,
        .subscript = memoryview_subscript, .set_subscript = memoryview_set_subscript, .get_buffer = memoryview_get_buffer,
        .release_buffer = memoryview_release_buffer,
    },
};
