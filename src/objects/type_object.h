/* type_object.h - what the files of the type `type` share: making classes, their layout, their order of resolution.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/heap_type.h"

/* A class being made. */
typedef struct ClassPlan {
    const Type *metatype;
    const Type *base;        /* the best of bases: whose layout the class extends */
    Value       name;        /* str; borrowed */
    Value       bases;       /* tuple; borrowed */
    Value       dict;        /* the namespace, a celled dict of its own; borrowed */
    Value       slot_names;  /* owned: sorted tuple of new __slots__; 0: none */
    uint32_t    slot_count;
    bool        add_dict, add_weak;
} ClassPlan;

/* The base whose layout wins; NULL: TypeError. */
const Type *class_best_base(Vm *vm, Value bases);
const Type *class_solid_base(const Type *type); /* by CPython's sizes (D6) */
/* __slots__ of plan->dict: fills the plan's slot fields. false: TypeError... */
bool  class_plan_slots(Vm *vm, ClassPlan *plan);
/* The type object for a plan: slots inherited, namespace in place, not yet ready (no mro). Owned; NULL: error. */
Type *class_allocate(Vm *vm, const ClassPlan *plan);
/* mro, slots, subclass lists. */
bool  class_make_ready(Vm *vm, Type *type);
Value class_compute_mro(Vm *vm, const Type *type);      /* type.mro(): a new list */
/* The mro that counts: what metatype's mro() says, checked. Owned tuple. */
Value class_resolve_mro(Vm *vm, Type *type);
bool  class_set_bases(Vm *vm, Value type, Value bases); /* __bases__ = ... */
bool  object_set_class(Vm *vm, Value object, Value cls);/* __class__ = ... */
Value type_make_from_template(Vm *vm, const Type *template_type, Value name, Value bases, Value dict, Value module);
/* dealloc etc. of classes */
void  class_dealloc(Vm *vm, Object *object);
bool  class_traverse(Vm *vm, Object *object, VisitFn visit, void *arg);
void  class_clear(Vm *vm, Object *object);
/* dir() of a class: a new list, unsorted. RUNS_PYTHON */
Value type_dir(Vm *vm, Value cls);

/* object.__new__ */
Value object_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
/* __reduce_ex__(2 and up) */
Value object_reduce_new(Vm *vm, Value self);
extern const Row class_dict_row, class_weakref_row;
Value type_new_slot(Vm *vm, const Type *metatype, const Value *args, size_t count, Value names);
