/* heap_resize.c - growing and shrinking an object in place where its size class allows. SPDX-License-Identifier: MIT */
#include "memory/heap.h"

static size_t class_of(size_t size)
{
    return (size + HEAP_CLASS_SIZE - 1) / HEAP_CLASS_SIZE;
}

void *heap_resize(Vm *vm, void *object, size_t old_size, size_t new_size)
{
    Object *old = object;

    if (class_of(old_size) == class_of(new_size) && new_size <= HEAP_SMALL_MAX && old_size <= HEAP_SMALL_MAX)
        return old;
    Object *new = heap_new(vm, new_size, old->shape);
    if (!new)
        return NULL;
    new->gc = old->gc;
    new->aux = old->aux;
    memcpy(new + 1, old + 1, (new_size < old_size ? new_size : old_size) - sizeof *old);
    heap_free(vm, old, old_size);
    return new;
}
