/* memoryview_iterator.c - iteration over the items of a memoryview. SPDX-License-Identifier: MIT */
#include "objects/memoryview.h"

#include "objects/errors.h"
#include "objects/object.h"

typedef struct MemoryIterator {
    Object  head;
    int64_t index, length;
    Value   view;  /* owned; 0: exhausted */
} MemoryIterator;

Value memoryview_iter(Vm *vm, Value self)
{
    const MemoryView *view = as_memoryview(self);

    if (!memoryview_check(vm, view))
        return 0;
    if (!view->dimensions)
        return type_error(vm, "invalid indexing of 0-dim memory");
    if (!memory_format_size(memory_format_char(view->format)))
        return not_implemented_error(vm, "memoryview: format %s not supported", view->format);
    if (view->dimensions > 1)
        return not_implemented_error(vm, "multi-dimensional sub-views are not implemented");
    MemoryIterator *iterator = heap_new_container(vm, sizeof *iterator, SHAPE_MEMORY_ITERATOR);
    if (!iterator)
        return 0;
    iterator->index = 0;
    iterator->length = view->shape[0];
    iterator->view = retain(self);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((MemoryIterator *)object)->view);
    heap_free(vm, object, sizeof(MemoryIterator));
}

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Value view = ((MemoryIterator *)object)->view;
    (void)vm;
    return !view || visit(view, arg);
}

static Value next(Vm *vm, Value self)
{
    MemoryIterator *iterator = (MemoryIterator *)object_of(self);

    if (!iterator->view)
        return UNBOUND;
    const MemoryView *view = as_memoryview(iterator->view);
    if (iterator->index < iterator->length) {
        if (!memoryview_check(vm, view))
            return 0;
        return memory_item_get(vm, view->format, view->data + iterator->index++ * memoryview_strides(view)[0]);
    }
    Value done = iterator->view;
    iterator->view = 0;
    release(vm, done);
    return UNBOUND;
}

const Type memory_iterator_type = {
    TYPE_HEAD, .name = "memory_iterator", .base = &object_type, .number = SHAPE_MEMORY_ITERATOR,
    .flags = TYPE_STATIC_BUILTIN | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC,
    .basic_size = 48, .size = sizeof(MemoryIterator),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc, .traverse = traverse, .iter = self_iter, .next = next},
};
