/* instance.h - objects of Python classes: attributes in slots laid out by the shape (D15, D16).
 *
 *   [Object][C struct of the static base, if any][__slots__ values][AttributeArea?][inline attribute slots ...]
 *
 * A class of plain objects has inline room for as many attributes as its body's __static_attributes__ names (4 at least,
 * 30 at most); the others stand in `overflow`. Var-sized bases (int, str, tuple, bytes) have the area behind their items
 * and no inline slots. Weak references need no field (memory/weakref.h). SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

typedef struct AttributeArea {
    Value  dict;              /* 0: never asked for; else a split or detached dict. Owned */
    Value *overflow;          /* slots beyond the inline ones; NULL: none yet */
    uint32_t overflow_capacity, unused;
    Value  slots[];           /* inline_slots of the class; UNBOUND where empty */
} AttributeArea;

/* NULL: the type's objects have no attributes of their own. */
AttributeArea *instance_area(const Vm *vm, Object *object);
/* Reads and writes by slot number (inline or overflow). */
Value *instance_slot(const Vm *vm, Object *object, unsigned slot);
/* __dict__: made when first asked for. Owned; 0: error; UNBOUND: has none. */
Value  instance_dict(Vm *vm, Value object);
bool   instance_set_dict(Vm *vm, Value object, Value dict /* 0: delete */);
/* A new instance of a heap class, attributes empty, refs 1: object.__new__ without checks. */
Value  instance_new(Vm *vm, const Type *type);
