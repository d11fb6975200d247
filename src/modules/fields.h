/* fields.h - the life of C structs whose references stand in a row: [Object][Value ...][the rest].
 *
 * Most iterators and small callables are such: their first `count` words behind the header are Values (0: none), so that
 * one loop releases or visits them. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

static inline Value *fields_of(Object *object)
{
    return (Value *)(void *)(object + 1);
}

static inline void fields_release(Vm *vm, Object *object, size_t count)
{
    for (size_t i = 0; i < count; i++)
        release(vm, fields_of(object)[i]);
}

static inline bool fields_visit(Object *object, size_t count, VisitFn visit, void *arg)
{
    for (size_t i = 0; i < count; i++)
        if (fields_of(object)[i] && !visit(fields_of(object)[i], arg))
            return false;
    return true;
}

/* dealloc and traverse slots named prefix_dealloc, prefix_traverse. */
#define FIELDS_LIFE(prefix, Struct, count)                                               \
    static void prefix##_dealloc(Vm *vm, Object *object)                                 \
    {                                                                                    \
        fields_release(vm, object, count);                                               \
        heap_free(vm, object, sizeof(Struct));                                           \
    }                                                                                    \
    static bool prefix##_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)      \
    {                                                                                    \
        (void)vm;                                                                        \
        return fields_visit(object, count, visit, arg);                                  \
    }                                                                                    \
    _Static_assert(sizeof(Struct) >= sizeof(Object) + (count) * sizeof(Value), "fields of " #Struct)
