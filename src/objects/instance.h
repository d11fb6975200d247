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
/* The members' values, behind the struct. */
Value *instance_members(const Vm *vm, Object *object, const Type *type);
/* The attribute `name` (exact str, interned) that any object itself holds: owned; UNBOUND: none; 0: error. */
Value  instance_find(Vm *vm, Value object, Value name);
/* Stores it, or deletes (value 0). 1 done; 0: absent, or the object can't have attributes (instance_has_dict tells); -1. */
int    instance_assign(Vm *vm, Value object, Value name, Value value);
bool   instance_has_dict(const Vm *vm, Value object);
/* Attributes move to a dict of the object's own (dict-mode), for good. false: MemoryError, nothing changed. */
MUST_CHECK bool instance_detach(Vm *vm, Object *object);
/* life slots of every Python class */
void   instance_dealloc(Vm *vm, Object *object);
bool   instance_traverse(Vm *vm, Object *object, VisitFn visit, void *arg);
void   instance_clear(Vm *vm, Object *object);
void   instance_finalize(Vm *vm, Object *object);
/* A new instance of a heap class, attributes empty, refs 1: object.__new__ without checks. */
Value  instance_new(Vm *vm, const Type *type);

/* Raw attributes, no descriptors: borrowed, UNBOUND: absent. name an interned str. */
Value instance_load(Vm *vm, Object *object, Value name);
MUST_CHECK bool instance_store(Vm *vm, Object *object, Value name, Value value);
/* Removes it if its slot is the shape's last; else -1 without exception (the caller detaches first); 0: absent. */
int   instance_remove_last(Vm *vm, Object *object, Value name);
/* Names in order: borrowed name of slot i of the shape; 0: none. */
Value shape_name(Vm *vm, const Shape *shape, unsigned slot);
/* A new object of cls (static or heap class) whose C struct is cls->size bytes, items more for var-sized ones: header, attribute
 * area and __slots__ set, the C struct's own fields zeroed; tracked by the caller when filled (object_ready). */
void *object_allocate(Vm *vm, const Type *cls, size_t items);
/* The same with the struct's bytes given (str, whose items are 1, 2 or 4 bytes); all items included; nothing but the tail is set. */
void *object_allocate_bytes(Vm *vm, const Type *cls, size_t body);
Value object_ready(Vm *vm, void *object); /* tracks containers and instances with attributes; returns the Value */
/* The instance's attributes have moved into its dict: it gets the dict-mode shape. false: no memory. */
MUST_CHECK bool instance_detached(Vm *vm, Object *object);
