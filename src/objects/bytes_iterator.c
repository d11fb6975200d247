/* bytes_iterator.c - iteration over the bytes of bytes and bytearray. SPDX-License-Identifier: MIT */
#include "objects/bytes_methods.h"

#include "objects/errors.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"
#include "objects/up.h"

typedef struct ByteIterator {
    Object head;
    size_t index;
    Value  bytes;  /* owned; 0: exhausted */
} ByteIterator;

static ByteIterator *as_iterator(Value v) { return (ByteIterator *)object_of(v); }

static Value new_iterator(Vm *vm, Value bytes, uint32_t shape)
{
    ByteIterator *iterator = heap_new_container(vm, sizeof *iterator, shape);
    if (!iterator)
        return 0;
    iterator->index = 0;
    iterator->bytes = retain(bytes);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

Value bytes_iter(Vm *vm, Value self)
{
    return new_iterator(vm, self, SHAPE_BYTES_ITERATOR);
}

Value bytearray_iter(Vm *vm, Value self)
{
    return new_iterator(vm, self, SHAPE_BYTEARRAY_ITERATOR);
}

static void dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((ByteIterator *)object)->bytes);
    heap_free(vm, object, sizeof(ByteIterator));
}

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Value bytes = ((ByteIterator *)object)->bytes;
    (void)vm;
    return !bytes || visit(bytes, arg);
}

static Value next(Vm *vm, Value self)
{
    ByteIterator *iterator = as_iterator(self);

    if (!iterator->bytes)
        return UNBOUND;
    ByteView view = byte_view(vm, iterator->bytes);
    if (iterator->index < view.length)
        return int_value(view.data[iterator->index++]);
    Value bytes = iterator->bytes;
    iterator->bytes = 0;
    release(vm, bytes);
    return UNBOUND;
}

static Value length_hint(Vm *vm, const Value *arg, size_t count)
{
    const ByteIterator *iterator = as_iterator(arg[0]);

    (void)count;
    if (!iterator->bytes)
        return int_value(0);
    int64_t left = (int64_t)byte_view(vm, iterator->bytes).length - (int64_t)iterator->index;
    return int_value(left < 0 ? 0 : left);
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    Value bytes = retain(as_iterator(arg[0])->bytes), args = 0, result = 0;
    int64_t index = (int64_t)as_iterator(arg[0])->index;

    (void)count;
    Value iter = vm->up->builtin(vm, "iter");
    if (iter)
        args = bytes ? tuple_of(vm, 1, bytes) : tuple_of(vm, 1, tuple_empty(vm));
    if (args)
        result = bytes ? tuple_of(vm, 3, iter, args, int_value(index)) : tuple_of(vm, 2, iter, args);
    release(vm, args);
    release(vm, iter);
    release(vm, bytes);
    return result;
}

static Value set_state(Vm *vm, const Value *arg, size_t count)
{
    ByteIterator *iterator = as_iterator(arg[0]);
    int64_t index;

    (void)count;
    if (!arg_ssize(vm, arg[1], &index))
        return 0;
    if (iterator->bytes) {
        int64_t length = (int64_t)byte_view(vm, iterator->bytes).length;
        iterator->index = (size_t)(index < 0 ? 0 : index > length ? length : index);
    }
    return NONE;
}

#define ITERATOR_ROWS \
    METHOD("__length_hint__(self, /)", length_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."), \
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."), \
    METHOD("__setstate__(self, object, /)", set_state, CALL_ONE, "Set state information for unpickling."), \
    ROWS_END

#define OWNER &bytes_iterator_type
static const Row bytes_iterator_rows[] = {ITERATOR_ROWS};
#undef OWNER
#define OWNER &bytearray_iterator_type
static const Row bytearray_iterator_rows[] = {ITERATOR_ROWS};
#undef OWNER

#define ITERATOR_FLAGS (TYPE_STATIC_BUILTIN | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC)
#define ITERATOR_SLOTS OBJECT_SLOTS, .dealloc = dealloc, .traverse = traverse, .iter = self_iter, .next = next

const Type bytes_iterator_type = {
    TYPE_HEAD, .name = "bytes_iterator", .base = &object_type, .rows = bytes_iterator_rows, .number = SHAPE_BYTES_ITERATOR,
    .flags = ITERATOR_FLAGS, .basic_size = 32, .size = sizeof(ByteIterator), .slots = {ITERATOR_SLOTS},
};

const Type bytearray_iterator_type = {
    TYPE_HEAD, .name = "bytearray_iterator", .base = &object_type, .rows = bytearray_iterator_rows,
    .number = SHAPE_BYTEARRAY_ITERATOR, .flags = ITERATOR_FLAGS, .basic_size = 32, .size = sizeof(ByteIterator),
    .slots = {ITERATOR_SLOTS},
};
