/* function.h - function, method, builtin functions, cells. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

/* A Python function. head.aux packs what a call checks in one compare: see FUNCTION_... (written by function_update_kind). */
typedef struct Function {
    Object head;
    Value  code;            /* CodeObject */
    Value  globals;         /* dict */
    Value  builtins;        /* dict, fixed when the function is made */
    Value  name, qualname;
    Value  module;          /* 0: None */
    Value  defaults;        /* tuple or 0 */
    Value  kwdefaults;      /* dict or 0 */
    Value  closure;         /* tuple of cells or 0 */
    Value  doc;
    Value  dict;            /* 0: none yet */
    Value  annotations, annotate; /* 0: none */
    Value  type_params;     /* 0: () */
    const void *entry;      /* vm/'s: lowered code to enter (D9); NULL: lower first */
    void  *link;            /* vm/'s */
} Function;

enum { /* head.aux of a Function */
    FUNCTION_ARITY_MASK = 0xFFFF,     /* positional parameters */
    FUNCTION_SIMPLE     = 1 << 16,    /* no *args, **kwargs, keyword-only, cells to make... : positionals move and run */
    FUNCTION_SLOW_FRAME = 1 << 17,    /* more than 64 slots */
    FUNCTION_GENERATOR  = 1 << 18,    /* generator, coroutine, async generator */
    FUNCTION_LOWERED    = 1 << 19,    /* entry is set */
};

static inline bool is_function(Value v) { return has_shape(v, SHAPE_FUNCTION); }
static inline Function *as_function(Value v) { return (Function *)object_of(v); }
/* A new function as MAKE_FUNCTION does; code, globals borrowed. */
Value function_new(Vm *vm, Value code, Value globals, Value qualname /* 0: the code's */);
void  function_update_kind(Function *function); /* after code or defaults changed */

/* annotate(1), checked to be a dict; {} for 0 or NONE. RUNS_PYTHON. */
Value annotations_from(Vm *vm, Value annotate);
/* Getter and setter of a plain __dict__ (instance_dict). */
Value get_dict_attribute(Vm *vm, const Value *arg, size_t count);
bool  set_dict_attribute(Vm *vm, Value self, Value value);

typedef struct Method {    /* a bound method */
    Object head;
    Value  function, self;
} Method;
static inline bool is_method(Value v) { return has_shape(v, SHAPE_METHOD); }
Value method_new(Vm *vm, Value function, Value self); /* borrowed */

/* builtin_function_or_method is a Row itself (a module's function; OBJECT_CONST) or, bound to something, this: */
typedef struct BoundBuiltin {
    Object     head;       /* shape SHAPE_BUILTIN_FUNCTION, not OBJECT_CONST */
    const Row *row;
    Value      self;       /* instance, class (ROW_CLASS), or module */
    Value      module;     /* __module__; 0: None */
} BoundBuiltin;
Value builtin_bind(Vm *vm, const Row *row, Value self);
/* Calls a row's function with bound self (0: none) and vectorcall arguments, by its convention and signature. */
Value row_call(Vm *vm, const Row *row, Value self, const Value *args, size_t count, Value names);
Value row_name(Vm *vm, const Row *row);                 /* interned str, borrowed from the constants or the intern table: owned */

typedef struct Cell {
    Object head;
    Value  value;           /* owned; UNBOUND: empty */
} Cell;
static inline Cell *as_cell(Value v) { return (Cell *)object_of(v); }
Value cell_new(Vm *vm, Value value /* borrowed, UNBOUND */);
