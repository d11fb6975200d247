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
    uint32_t area_offset;         /* of the AttributeArea in fixed-size instances; 0: none */
    uint16_t inline_slots;
    uint16_t retired;             /* how often (D16) */
    uint32_t shape_count;
    uint32_t instance_size;       /* bytes of a fixed-size instance */
    uint8_t  layout;              /* LAYOUT_... */
    bool     special_getattr;     /* own __getattribute__ or __getattr__ */
    void    *c_state;             /* templates: the ModuleDef's */
    uint32_t version;             /* of the attribute cache */
} HeapType;

/* Per isolate, what a static type cannot remember itself (D4). */
typedef struct StaticTypeState {
    Value dict;        /* celled; made at the first lookup */
    Value mro, bases;  /* tuples; 0: not yet asked */
    Value subclasses;
    Value doc_override;
} StaticTypeState;

StaticTypeState *static_type_state(Vm *vm, const Type *type);
/* The type's namespace (borrowed celled dict), made when first asked for a static type; 0: MemoryError. */
Value type_dict(Vm *vm, const Type *type);
Value type_mro(Vm *vm, const Type *type);   /* borrowed tuple */
/* type(name, bases, dict) as the class statement ends; args borrowed. RUNS_PYTHON (__set_name__, __init_subclass__). */
Value type_new(Vm *vm, const Type *metatype, Value name, Value bases, Value dict, const Value *args, size_t count, Value names);
/* A heap type from a template with this isolate's own dict (zlib.error, ...). */
Value type_from_template(Vm *vm, const Type *template_type, Value module);
