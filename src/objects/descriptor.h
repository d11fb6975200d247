/* descriptor.h - the descriptors of types: methods, attributes, and what wraps a function in a class body.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

/* A getset or member descriptor of a Python class: __dict__, __weakref__, an entry of __slots__. Rows are the constant ones. */
typedef struct SlotMember {
    Object      head;   /* SHAPE_MEMBER_DESCRIPTOR or SHAPE_GETSET_DESCRIPTOR, not OBJECT_CONST */
    Value       name;   /* interned str; owned */
    const Type *owner;  /* owned */
    uint32_t    index;  /* of the value behind the struct */
    const Row  *row;    /* getset: getter and setter */
} SlotMember;
Value slot_member_new(Vm *vm, const Type *owner, Value name, uint32_t index);
Value class_getset_new(Vm *vm, const Type *owner, const Row *row);

/* Name, owner (a type) and docs of any descriptor of a type. */
Value       descriptor_name(Vm *vm, Value descr);      /* owned interned str */
const Type *descriptor_owner(Vm *vm, Value descr);     /* of templates: the isolate's type if found; borrowed */
Value descriptor_repr(Vm *vm, Value descr);
/* Is object of the descriptor's type? Else TypeError "descriptor '%U' for '%s' objects doesn't apply to a '%T' object". */
bool  descriptor_check(Vm *vm, const Type *owner, Value name, Value object);
Value reduce_as_getattr(Vm *vm, Value object, Value name); /* (getattr, (object, name)) */
extern const Row wrapper_descriptor_rows[];

Value staticmethod_new(Vm *vm, Value callable);
Value classmethod_new(Vm *vm, Value callable);
/* What they wrap; borrowed. */
Value staticmethod_function(Value v);
Value classmethod_function(Value v);

/* LOAD_SUPER_ATTR: super(cls, self).name. self_out as object_get_method's when it isn't NULL. */
Value super_lookup(Vm *vm, Value cls, Value self, Value name, Value *self_out);
/* C code of __get__ of properties: fget of an exact property (borrowed, 0: none), for the machine's cache. */
Value property_getter(Value property);
/* __isabstractmethod__ of a thing: 1, 0, -1 */
int   is_abstract_method(Vm *vm, Value v);
