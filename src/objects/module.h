/* module.h - module objects, and how a C-backed module is declared: one constant table. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

typedef struct ModuleConstant {
    const char *name;
    enum { CONSTANT_END, CONSTANT_AN_INT, CONSTANT_A_FLOAT, CONSTANT_A_STR, CONSTANT_A_TYPE } kind;
    int64_t     integer;
    double      number;
    const void *pointer;     /* C text, or const Type * */
} ModuleConstant;

typedef struct ModuleDef {
    const char           *name;      /* "_io", "itertools" */
    const char           *doc;       /* NULL: None */
    const Row            *functions; /* FUNCTION rows with OWNER this def; NULL: none */
    const ModuleConstant *constants;
    const Type *const    *types;     /* static types that it exports under the last part of their name; NULL-ended */
    const Type *const    *templates; /* heap types made with the module (type_from_template); NULL-ended */
    bool                (*init)(Vm *vm, Value module); /* the rest; NULL: none */
    size_t                state_size;/* bytes of zeroed per-isolate state (module_state) */
    void                (*state_drop)(Vm *vm, void *state);  /* releases what the state owns */
    bool                (*state_traverse)(void *state, VisitFn visit, void *arg);
} ModuleDef;

typedef struct Module {
    Object           head;
    Value            dict;     /* celled */
    const ModuleDef *def;      /* NULL: a module made by Python */
    void            *state;
    Value            name;     /* 0: none */
} Module;

Value module_new(Vm *vm, Value name, Value doc);
Value module_from_def(Vm *vm, const ModuleDef *def);   /* dict filled, init run */
static inline Module *as_module(Value v) { return (Module *)object_of(v); }
bool  is_module(const Vm *vm, Value v);
/* State of a C-backed module in this isolate; NULL: it was never imported here. */
void *module_state(Vm *vm, const ModuleDef *def);
Value module_object(Vm *vm, const ModuleDef *def);     /* borrowed; 0 and no exception: not imported */
/* The isolate ends: releases every module made from a definition, and their state. */
void  modules_drop(Vm *vm);
/* module.__class__ = a subclass of ModuleType, and back. */
bool  module_set_class(Vm *vm, Value module, const Type *cls);
