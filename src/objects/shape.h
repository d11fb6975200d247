/* shape.h - shapes: the type of an object, and where its attributes stand.
 *
 * Every object names a shape by number (header). A static type has one shape, whose number is the type's own (a SHAPE_...
 * of objects/static_types.def); its objects have no attributes of their own. A class made by Python has a root shape and a
 * tree of transitions: adding attribute `name` to an instance of shape s leads to the same next shape each time, so that
 * instances built alike share shapes, and a cache that has seen the number knows type, class version and slot.
 *
 * A shape number means one layout and one state of the class for ever: when an attribute of the class is added, deleted or
 * changes kind, the class's shapes retire (D16): the class gets a new root, instances move at their next miss. Numbers are
 * not reused while caches stand. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/life.h"

enum {
    SHAPE_IS_STATIC     = 1,  /* of a static type */
    SHAPE_HAS_SLOTS   = 2,  /* objects carry attributes in slots by this shape */
    SHAPE_DICT_MODE  = 4,  /* attributes are in the object's own detached dict */
    SHAPE_RETIRED    = 8,  /* the class changed: move to the new root's equivalent before use */
    SHAPE_NO_CACHE   = 16, /* never enter this number in a cache (own __getattribute__, retired too often) */
    SHAPE_OF_MODULE     = 32, /* of one module object (D10) */
};

struct Shape {
    ShapeHead    head;         /* the type's life slots */
    const Type  *type;
    uint32_t     number;
    uint16_t     flags;        /* SHAPE_... */
    uint16_t     slot_count;   /* attributes that have a slot */
    Value        name;         /* attribute added by the step from parent; 0: root. Owned, interned str */
    Shape       *parent;
    Shape       *child;        /* first transition */
    Shape       *sibling;      /* next transition of the parent */
    uint32_t    *index;        /* name hash -> slot + 1, open addressing; made at the first search of a wide shape */
    uint32_t     index_mask;
};

/* Slot of attribute name (interned str) in instances of the shape; -1: none. */
int shape_find(Vm *vm, const Shape *shape, Value name);
/* The shape that has `name` added; NULL: MemoryError. May answer a dict-mode shape (over 64 attributes, 256 shapes). */
const Shape *shape_add(Vm *vm, const Shape *shape, Value name);
/* The same shape of the class as it is now, for an instance whose shape has retired; NULL: MemoryError. */
const Shape *shape_successor(Vm *vm, const Shape *shape);
/* The class's shape whose instances keep attributes in a dict of their own; NULL: MemoryError. */
const Shape *shape_dict_mode(Vm *vm, Type *type);
/* Name of the attribute in each slot: fills names[slot_count], borrowed. */
void shape_names(const Shape *shape, Value *names);
/* Gives the static types' pages to a new isolate; false: MemoryError. And frees the isolate's own pages. */
MUST_CHECK bool shapes_init(Vm *vm);
void shapes_drop(Vm *vm);
/* The class dies: frees its shapes. */
void shapes_of_class_drop(Vm *vm, Type *type);
/* Gives a new shape its number; NULL: MemoryError. */
Shape *shape_new(Vm *vm, const Type *type, unsigned flags);
/* Root shape of a class, made anew if it has retired. */
const Shape *shape_root(Vm *vm, Type *type);
/* The class changed so that caches may not be believed: retires its shapes and its subclasses'. */
void shape_retire(Vm *vm, Type *type);
