/* str_iterator.c - iteration over characters; ASCII text has a type of its own, as in CPython. SPDX-License-Identifier: MIT */
#include "objects/str_iterator.h"

#include "objects/errors.h"
#include "objects/object.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"
#include "objects/up.h"

Value str_iter(Vm *vm, Value self)
{
    uint32_t shape = str_is_ascii(as_str(self)) ? SHAPE_STR_ASCII_ITERATOR : SHAPE_STR_ITERATOR;

    StrIterator *iterator = heap_new_container(vm, sizeof *iterator, shape);
    if (!iterator)
        return 0;
    iterator->index = 0;
    iterator->text = retain(self);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void dealloc(Vm *vm, Object *object)
{
    StrIterator *iterator = (StrIterator *)object;
    gc_untrack(vm, object);
    release(vm, iterator->text);
    heap_free(vm, iterator, sizeof *iterator);
}

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    StrIterator *iterator = (StrIterator *)object;
    (void)vm;
    return !iterator->text || visit(iterator->text, arg);
}

static Value next(Vm *vm, Value self)
{
    return str_iterator_next(vm, (StrIterator *)object_of(self));
}

static Value length_hint(Vm *vm, const Value *arg, size_t count)
{
    const StrIterator *iterator = (StrIterator *)object_of(arg[0]);
    (void)vm, (void)count;
    return int_value(iterator->text ? (int64_t)(as_str(iterator->text)->length - iterator->index) : 0);
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    Value text = retain(((StrIterator *)object_of(arg[0]))->text), args = 0, result = 0;
    int64_t index = (int64_t)((StrIterator *)object_of(arg[0]))->index;

    (void)count;
    Value iter = vm->up->builtin(vm, "iter");
    if (iter)
        args = tuple_of(vm, 1, text ? text : EMPTY_STR);
    if (args)
        result = text ? tuple_of(vm, 3, iter, args, int_value(index)) : tuple_of(vm, 2, iter, args);
    release(vm, args);
    release(vm, iter);
    release(vm, text);
    return result;
}

static Value set_state(Vm *vm, const Value *arg, size_t count)
{
    StrIterator *iterator = (StrIterator *)object_of(arg[0]);
    int64_t index;

    (void)count;
    if (!arg_ssize(vm, arg[1], &index))
        return 0;
    if (iterator->text) {
        int64_t length = (int64_t)as_str(iterator->text)->length;
        iterator->index = (size_t)(index < 0 ? 0 : index > length ? length : index);
    }
    return NONE;
}

#define OWNER &str_iterator_type
static const Row str_iterator_rows[] = {
    METHOD("__length_hint__(self, /)", length_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."),
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__setstate__(self, object, /)", set_state, CALL_ONE, "Set state information for unpickling."),
    ROWS_END
};
#undef OWNER
#define OWNER &str_ascii_iterator_type
static const Row str_ascii_iterator_rows[] = {
    METHOD("__length_hint__(self, /)", length_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."),
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__setstate__(self, object, /)", set_state, CALL_ONE, "Set state information for unpickling."),
    ROWS_END
};
#undef OWNER

#define ITERATOR_FLAGS (TYPE_STATIC_BUILTIN | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC)
#define ITERATOR_SLOTS OBJECT_SLOTS, .dealloc = dealloc, .traverse = traverse, .iter = self_iter, .next = next

const Type str_iterator_type = {
    TYPE_HEAD, .name = "str_iterator", .base = &object_type, .rows = str_iterator_rows, .number = SHAPE_STR_ITERATOR,
    .flags = ITERATOR_FLAGS, .basic_size = 32, .size = sizeof(StrIterator), .slots = {ITERATOR_SLOTS},
};

const Type str_ascii_iterator_type = {
    TYPE_HEAD, .name = "str_ascii_iterator", .base = &object_type, .rows = str_ascii_iterator_rows,
    .number = SHAPE_STR_ASCII_ITERATOR, .flags = ITERATOR_FLAGS, .basic_size = 32, .size = sizeof(StrIterator),
    .slots = {ITERATOR_SLOTS},
};
