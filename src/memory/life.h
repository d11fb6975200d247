/* life.h - what memory/ must know of an object's type: how it ends, and what it refers to.
 *
 * Each Shape (objects/shape.h) begins with a ShapeHead, so that destruction and the collector need nothing else of the layer
 * above. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

typedef bool (*VisitFn)(Value child, void *arg); /* false stops the walk */

typedef struct LifeSlots {
    void (*dealloc)(Vm *vm, Object *self);
    bool (*traverse)(Vm *vm, Object *self, VisitFn visit, void *arg); /* visit each reference held; NULL: holds none */
    void (*clear)(Vm *vm, Object *self);                              /* NULL: cannot form a cycle by itself */
    void (*finalize)(Vm *vm, Object *self);                           /* NULL: nothing to run */
} LifeSlots;

typedef struct ShapeHead {
    const LifeSlots *life;
    uint32_t         tail; /* bytes that a class made by Python adds behind its base's struct (heap_free_tailed) */
} ShapeHead;

static inline const LifeSlots *life_of(const Vm *vm, const Object *object)
{
    return ((const ShapeHead *)(const void *)shape_of(vm, object))->life;
}
