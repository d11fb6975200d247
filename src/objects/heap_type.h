/* heap_type.h - what a class made by Python (or a module's template) has beyond struct Type. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

typedef struct HeapType {
    Value    name, qualname;      /* strs */
    Value    bases;               /* tuple */
    Value    mro;                 /* tuple */
    Value    dict;                /* celled dict: the class namespace */
    Value    subclasses;          /* dict or list of weak entries; 0: none */
    Value    slot_names;          /* __slots__ as sorted tuple; 0: none */
    const Shape *root;            /* root shape of instances; NULL: made at the first instance */
    const Shape *dict_shape;      /* the dict-mode one; NULL: none yet */
    const Shape *retired_roots;   /* earlier roots, through sibling: live instances may still name shapes of these trees */
    const Type *solid;            /* nearest static type: whose C struct instances begin with */
    uint32_t member_count;        /* __slots__ values of the class and its bases, behind the struct */
    uint32_t area_offset;         /* of the AttributeArea in fixed-size instances; 0: none */
    uint16_t inline_slots;
    uint32_t static_count;        /* attributes that the bodies of the class and its bases assign to self */
    uint16_t retired;             /* how often (D16) */
    uint32_t shape_count;
    uint32_t tail_size;           /* bytes behind the struct (and items): members, area */
    uint8_t  layout;              /* LAYOUT_... */
    bool     special_getattr;     /* own __getattribute__ or __getattr__ */
    void    *c_state;             /* templates: the ModuleDef's */
    uint32_t version;             /* of the attribute cache; 0: none given. A new one whenever a name comes or goes in an mro dict */
    const Type *template_of;      /* the constant that this type was made from (type_from_template); NULL */
    Value    module;              /* that template's; 0 */
} HeapType;

/* Per isolate, what a static type cannot remember itself (D4). */
typedef struct StaticTypeState {
    Value dict;        /* celled; made at the first lookup */
    Value mro, bases;  /* tuples; 0: not yet asked */
    Value subclasses;
} StaticTypeState;

/* The nearest type defined by C, whose struct instances begin with. */
static inline const Type *type_solid(const Type *type) { return type->heap ? type->heap->solid : type; }

StaticTypeState *static_type_state(Vm *vm, const Type *type);
/* The type's namespace (borrowed celled dict), made when first asked for a static type; 0: MemoryError. */
Value type_dict(Vm *vm, const Type *type);
Value type_mro(Vm *vm, const Type *type);   /* borrowed tuple; 0: MemoryError */
Value type_bases(Vm *vm, const Type *type); /* borrowed tuple */
/* The cell of `name` (exact str, interned) in the first namespace of the mro that has it; NULL: none. Runs nothing. The machine
 * caches cells together with a shape number (D16). */
struct DictCell *type_find_cell(Vm *vm, const Type *type, Value name);
/* Version of the type's namespaces (as seen through its mro): equal only while no name came or went. 0: cannot be given. */
uint32_t type_version(Vm *vm, const Type *type);
/* The namespace of type lost or got a name: gives up versions, its own and its subclasses'. */
void  type_modified(Vm *vm, Type *type);
/* Live direct subclasses, in order of their making: borrowed; *position starts at 0; 0: the end. */
Value type_next_subclass(Vm *vm, const Type *type, size_t *position);
MUST_CHECK bool type_add_subclass(Vm *vm, const Type *base, Type *subclass);
void  type_remove_subclass(Vm *vm, const Type *base, const Type *subclass);
/* Drops the attribute cache's references. */
void  attribute_cache_drop(Vm *vm);
/* __name__ as an owned str (the last part of a static type's name), and __module__ (owned; 0: AttributeError). */
Value type_name(Vm *vm, const Type *type);
Value type_qualname(Vm *vm, const Type *type);
Value type_module(Vm *vm, const Type *type);
/* The metatype for bases (borrowed tuple), at least metatype; NULL: TypeError, metaclass conflict. */
const Type *type_calculate_metatype(Vm *vm, const Type *metatype, Value bases);
/* type.__setattr__: namespace, slots, versions and shapes. value 0: delete. */
bool  type_setattr(Vm *vm, Value type, Value name, Value value);
Value type_getattr(Vm *vm, Value type, Value name);
/* type(name, bases, dict) as the class statement ends; args borrowed. RUNS_PYTHON (__set_name__, __init_subclass__). */
Value type_new(Vm *vm, const Type *metatype, Value name, Value bases, Value dict, const Value *args, size_t count, Value names);
/* Fills dict with what a static type or template defines: __new__, slot wrappers, rows, __doc__. self is the type that they are of. */
MUST_CHECK bool type_fill_dict(Vm *vm, const Type *type, const Type *self, Value dict);
/* Is type the owner of a row (a static type or template), or derived from it? */
bool  type_is_row_owner(const Vm *vm, const Type *type, const Type *owner);
/* A heap type from a template with this isolate's own dict (zlib.error, ...). */
Value type_from_template(Vm *vm, const Type *template_type, Value module);
