/* list_iterator.c - iterators over list, tuple, and whatever has __getitem__; and iter(callable, sentinel).
 *
 * An iterator that has ended lets go of its sequence and stays ended. SPDX-License-Identifier: MIT */
#include "objects/list_iterator.h"

#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

typedef SequenceIterator Iterator;

static Iterator *as_iterator(Value v) { return (Iterator *)object_of(v); }

static Value new_iterator(Vm *vm, uint32_t shape, Value sequence, int64_t index)
{
    Iterator *iterator = heap_new_container(vm, sizeof *iterator, shape);
    if (!iterator)
        return 0;
    iterator->sequence = retain(sequence);
    iterator->index = index;
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

Value list_iterator_new(Vm *vm, Value list, bool reverse)
{
    return new_iterator(vm, reverse ? SHAPE_LIST_REVERSE_ITERATOR : SHAPE_LIST_ITERATOR, list,
                        reverse ? (int64_t)list_length(list) - 1 : 0);
}

Value tuple_iterator_new(Vm *vm, Value tuple) { return new_iterator(vm, SHAPE_TUPLE_ITERATOR, tuple, 0); }
Value sequence_iterator_new(Vm *vm, Value sequence) { return new_iterator(vm, SHAPE_SEQUENCE_ITERATOR, sequence, 0); }

static void iterator_dealloc(Vm *vm, Object *self)
{
    release(vm, ((Iterator *)self)->sequence);
    heap_free(vm, self, sizeof(Iterator));
}

static bool iterator_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    return !((Iterator *)self)->sequence || visit(((Iterator *)self)->sequence, arg);
}

static Value finish(Vm *vm, Iterator *iterator)
{
    Value sequence = iterator->sequence;
    iterator->sequence = 0;
    release(vm, sequence);
    return UNBOUND;
}

static Value next_of_list(Vm *vm, Value self)
{
    Iterator *iterator = as_iterator(self);
    if (!iterator->sequence)
        return UNBOUND;
    if ((size_t)iterator->index < list_length(iterator->sequence))
        return retain(list_get(iterator->sequence, (size_t)iterator->index++));
    return finish(vm, iterator);
}

static Value next_of_list_reversed(Vm *vm, Value self)
{
    Iterator *iterator = as_iterator(self);
    if (!iterator->sequence)
        return UNBOUND;
    if (iterator->index >= 0 && (size_t)iterator->index < list_length(iterator->sequence))
        return retain(list_get(iterator->sequence, (size_t)iterator->index--));
    iterator->index = -1;
    return finish(vm, iterator);
}

static Value next_of_tuple(Vm *vm, Value self)
{
    Iterator *iterator = as_iterator(self);
    if (!iterator->sequence)
        return UNBOUND;
    if ((size_t)iterator->index < tuple_length(iterator->sequence))
        return retain(tuple_get(iterator->sequence, (size_t)iterator->index++));
    return finish(vm, iterator);
}

static Value next_of_sequence(Vm *vm, Value self)
{
    Iterator *iterator = as_iterator(self);
    if (!iterator->sequence)
        return UNBOUND;
    if (iterator->index == INT64_MAX)
        return overflow_error(vm, "iter index too large");
    Value item = sequence_item(vm, iterator->sequence, iterator->index);
    if (item) {
        iterator->index++;
        return item;
    }
    if (!exception_swallow(vm, &index_error_type) && !exception_swallow(vm, &stop_iteration_type))
        return 0;
    return finish(vm, iterator);
}

/* Items still to come; -1: exception. */
static int64_t remaining(Vm *vm, const Iterator *iterator)
{
    if (!iterator->sequence)
        return 0;
    if (iterator->head.shape == SHAPE_LIST_REVERSE_ITERATOR)
        return iterator->index + 1 > (int64_t)list_length(iterator->sequence) ? 0 : iterator->index + 1;
    int64_t length = object_length(vm, iterator->sequence);
    return length < 0 ? -1 : length > iterator->index ? length - iterator->index : 0;
}

static Value length_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Iterator *iterator = as_iterator(arg[0]);
    if (iterator->sequence && iterator->head.shape == SHAPE_SEQUENCE_ITERATOR && !type_of(vm, iterator->sequence)->slots.length)
        return NOT_IMPLEMENTED;
    int64_t left = remaining(vm, iterator);
    return left < 0 ? 0 : int_value(left);
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Iterator *iterator = as_iterator(arg[0]);
    bool      reverse = iterator->head.shape == SHAPE_LIST_REVERSE_ITERATOR;
    Value     maker = vm->up->builtin(vm, reverse && iterator->sequence ? "reversed" : "iter"), result = 0;
    /* An ended iterator pickles as an empty list's; tuples and sequences as an empty tuple's. */
    Value empty = iterator->head.shape == SHAPE_LIST_ITERATOR || reverse ? list_new(vm, 0) : tuple_empty(vm);
    Value args = maker && empty ? tuple_of(vm, 1, iterator->sequence ? iterator->sequence : empty) : 0;
    if (args)
        result = iterator->sequence ? tuple_of(vm, 3, maker, args, int_value(iterator->index)) : tuple_of(vm, 2, maker, args);
    release(vm, args);
    release(vm, empty);
    release(vm, maker);
    return result;
}

static Value setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Iterator *iterator = as_iterator(arg[0]);
    int64_t   index;
    if (!object_index_int64(vm, arg[1], NULL, &index))
        return 0;
    if (!iterator->sequence)
        return NONE;
    bool    reverse = iterator->head.shape == SHAPE_LIST_REVERSE_ITERATOR;
    int64_t least = reverse ? -1 : 0, most = INT64_MAX;
    if (iterator->head.shape != SHAPE_SEQUENCE_ITERATOR)
        most = object_length(vm, iterator->sequence) - reverse;
    iterator->index = index < least ? least : index > most ? most : index;
    return NONE;
}

static const char hint_doc[] = "Private method returning an estimate of len(list(it)).";
static const char reduce_doc[] = "Return state information for pickling.";
static const char setstate_doc[] = "Set state information for unpickling.";

#define ITERATOR_TYPE(symbol, SHAPE, text, next_slot)                                                                        \
    static const Row symbol##_rows[] = {                                                                                     \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__length_hint__(self, /)", { length_hint }, NULL, hint_doc, &symbol,           \
          CALL_NOARGS, ROW_NO_TEXT_SIGNATURE },                                                                              \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__reduce__(self, /)", { reduce }, NULL, reduce_doc, &symbol, CALL_NOARGS,      \
          ROW_NO_TEXT_SIGNATURE },                                                                                           \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__setstate__(self, state, /)", { setstate }, NULL, setstate_doc, &symbol,      \
          CALL_ONE, ROW_NO_TEXT_SIGNATURE },                                                                                 \
        ROWS_END,                                                                                                            \
    };                                                                                                                       \
    const Type symbol = {                                                                                                    \
        TYPE_HEAD, .name = text, .base = &object_type, .rows = symbol##_rows, .number = SHAPE,                               \
        .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 32,                 \
        .size = sizeof(Iterator),                                                            \
        .slots = { OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = self_iter,              \
                   .next = next_slot },                                                                                      \
    }
ITERATOR_TYPE(list_iterator_type, SHAPE_LIST_ITERATOR, "list_iterator", next_of_list);
ITERATOR_TYPE(list_reverse_iterator_type, SHAPE_LIST_REVERSE_ITERATOR, "list_reverseiterator", next_of_list_reversed);
ITERATOR_TYPE(tuple_iterator_type, SHAPE_TUPLE_ITERATOR, "tuple_iterator", next_of_tuple);
ITERATOR_TYPE(sequence_iterator_type, SHAPE_SEQUENCE_ITERATOR, "iterator", next_of_sequence);
#undef ITERATOR_TYPE

/* ---- iter(callable, sentinel) ---- */

typedef struct CallableIterator {
    Object head;
    Value  callee, sentinel; /* owned; 0: ended */
} CallableIterator;

Value callable_iterator_new(Vm *vm, Value callee, Value sentinel)
{
    CallableIterator *iterator = heap_new_container(vm, sizeof *iterator, SHAPE_CALLABLE_ITERATOR);
    if (!iterator)
        return 0;
    iterator->callee = retain(callee);
    iterator->sentinel = retain(sentinel);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void drop_callable(Vm *vm, CallableIterator *iterator)
{
    Value callee = iterator->callee, sentinel = iterator->sentinel;
    iterator->callee = iterator->sentinel = 0;
    release(vm, callee);
    release(vm, sentinel);
}

static void callable_dealloc(Vm *vm, Object *self)
{
    drop_callable(vm, (CallableIterator *)self);
    heap_free(vm, self, sizeof(CallableIterator));
}

static bool callable_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    CallableIterator *iterator = (CallableIterator *)self;
    return (!iterator->callee || visit(iterator->callee, arg)) && (!iterator->sentinel || visit(iterator->sentinel, arg));
}

static Value callable_next(Vm *vm, Value self)
{
    CallableIterator *iterator = (CallableIterator *)object_of(self);
    if (!iterator->callee)
        return UNBOUND;
    Value callee = retain(iterator->callee), result = call0(vm, callee);
    release(vm, callee);
    if (!result) {
        if (!exception_swallow(vm, &stop_iteration_type))
            return 0;
        drop_callable(vm, iterator);
        return UNBOUND;
    }
    /* The call may have ended this very iterator. */
    int equal = iterator->sentinel ? object_compare_bool(vm, iterator->sentinel, result, COMPARE_EQ) : 1;
    if (!equal)
        return result;
    release(vm, result);
    if (equal < 0)
        return 0;
    drop_callable(vm, iterator);
    return UNBOUND;
}

static Value callable_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    CallableIterator *iterator = (CallableIterator *)object_of(arg[0]);
    Value             maker = vm->up->builtin(vm, "iter"), empty = tuple_empty(vm), args = 0, result = 0;
    if (maker && empty)
        args = iterator->callee ? tuple_of(vm, 2, iterator->callee, iterator->sentinel) : tuple_of(vm, 1, empty);
    if (args)
        result = tuple_of(vm, 2, maker, args);
    release(vm, args);
    release(vm, maker);
    return result;
}

#define OWNER &callable_iterator_type
static const Row callable_rows[] = {
    METHOD_FLAGS("__reduce__(self, /)", callable_reduce, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE, reduce_doc),
    ROWS_END,
};

const Type callable_iterator_type = {
    TYPE_HEAD, .name = "callable_iterator", .base = &object_type, .rows = callable_rows, .number = SHAPE_CALLABLE_ITERATOR,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 32,
    .size = sizeof(CallableIterator),
    .slots = { OBJECT_SLOTS, .dealloc = callable_dealloc, .traverse = callable_traverse, .iter = self_iter,
               .next = callable_next },
};
