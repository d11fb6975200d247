/* object.h - the abstract operations on any value: what Python's operators and builtins do. All RUNS_PYTHON unless said.
 *
 * Results owned, arguments borrowed; 0, false or -1: exception set. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/errors.h"
#include "objects/type.h"

/* ---- text, truth, identity ---- */
Value   object_repr(Vm *vm, Value v);
Value   object_str(Vm *vm, Value v);
Value   object_ascii(Vm *vm, Value v);
Value   object_format(Vm *vm, Value v, Value spec /* str; 0: empty */);
int     object_truth(Vm *vm, Value v);          /* 1, 0, -1 */
int64_t object_hash(Vm *vm, Value v);           /* -1: error */
Value   object_id(Vm *vm, Value v);             /* id(v), D6 */
void    object_address(const Vm *vm, Value v, char text[24]); /* the same as reprs show it: "0x7f..." */
int     object_is_instance(Vm *vm, Value v, Value cls);  /* with __instancecheck__ */
int     real_is_instance(Vm *vm, Value v, Value cls);    /* type.__instancecheck__ */
int     real_is_subclass(Vm *vm, Value cls, Value parent);
int     object_is_subclass(Vm *vm, Value cls, Value parent);
bool    type_is_subtype(const Vm *vm, const Type *type, const Type *parent); /* by the mro; runs nothing */
static inline bool is_instance_of(const Vm *vm, Value v, const Type *type)
{
    const Type *own = type_of(vm, v);
    return own == type || type_is_subtype(vm, own, type);
}

/* ---- comparison ---- */
Value object_compare(Vm *vm, Value a, Value b, Comparison op);
int   object_compare_bool(Vm *vm, Value a, Value b, Comparison op); /* identity first for EQ and NE, as containers do */
static inline int object_equal(Vm *vm, Value a, Value b) { return object_compare_bool(vm, a, b, COMPARE_EQ); }

/* ---- attributes; name is a str, interned where it comes from code ---- */
Value object_getattr(Vm *vm, Value v, Value name);
/* Without AttributeError: UNBOUND when there is none. */
Value object_find_attr(Vm *vm, Value v, Value name);
bool  object_setattr(Vm *vm, Value v, Value name, Value value); /* value 0: delete */
/* As object_getattr, for a call: *self is set to v (retained) when an unbound function was found, else to 0. */
Value object_get_method(Vm *vm, Value v, Value name, Value *self);
Value object_generic_getattr(Vm *vm, Value v, Value name);      /* object.__getattribute__; the slot of plain types */
Value object_generic_find_attr(Vm *vm, Value v, Value name);    /* the same; UNBOUND: none */
bool  object_generic_setattr(Vm *vm, Value v, Value name, Value value);
/* Attribute of the type (mro walk, no descriptors bound); borrowed, 0 and NO exception: none. Runs nothing. */
Value type_lookup(Vm *vm, const Type *type, Value name);
/* Special method looked up on the type and bound; UNBOUND: none. */
Value object_find_special(Vm *vm, Value v, Value name);

/* ---- calls ---- */
Value call(Vm *vm, Value callee, const Value *args, size_t count, Value names);
Value call0(Vm *vm, Value callee);
Value call1(Vm *vm, Value callee, Value a);
Value call2(Vm *vm, Value callee, Value a, Value b);
Value call3(Vm *vm, Value callee, Value a, Value b, Value c);
Value call_tuple(Vm *vm, Value callee, Value args /* tuple */, Value kwargs /* dict or 0 */);
Value call_method(Vm *vm, Value self, Value name, const Value *args, size_t count);
bool  is_callable(const Vm *vm, Value v);

/* ---- items, iteration ---- */
Value   object_getitem(Vm *vm, Value v, Value key);
bool    object_setitem(Vm *vm, Value v, Value key, Value value);  /* value 0: delete */
int64_t object_length(Vm *vm, Value v);                           /* -1: error */
int64_t object_length_hint(Vm *vm, Value v, int64_t otherwise);
int     object_contains(Vm *vm, Value container, Value item);
Value   object_iter(Vm *vm, Value v);                             /* "'%T' object is not iterable" */
Value   object_next(Vm *vm, Value iterator);                      /* UNBOUND: exhausted (StopIteration swallowed) */
bool    is_iterator(const Vm *vm, Value v);
int     sequence_search(Vm *vm, Value v, Value item);             /* `in` by iteration: 1, 0, -1 */
Value   sequence_iterator_new(Vm *vm, Value v);                   /* by __getitem__ (sequence_iterator.c) */
Value   sequence_item(Vm *vm, Value v, int64_t index);            /* PySequence_GetItem */
/* All items as a new list or tuple; the message replaces "'%T' object is not iterable" if given. */
Value   object_to_list(Vm *vm, Value v);
Value   object_to_tuple(Vm *vm, Value v);

/* ---- numbers ---- */
enum BinaryOp { /* CPython's NB_ numbers, the oparg of BINARY_OP */
    OP_ADD, OP_AND, OP_FLOOR_DIVIDE, OP_LSHIFT, OP_MATRIX_MULTIPLY, OP_MULTIPLY, OP_REMAINDER, OP_OR, OP_POWER, OP_RSHIFT,
    OP_SUBTRACT, OP_TRUE_DIVIDE, OP_XOR, OP_INPLACE, OP_SUBSCRIPT = 26
};
Value binary_op(Vm *vm, Value a, Value b, int op);  /* op, or op + OP_INPLACE */
Value object_power(Vm *vm, Value a, Value b, Value modulus /* NONE: none */);
Value object_divmod(Vm *vm, Value a, Value b);
Value object_negative(Vm *vm, Value v);
Value object_positive(Vm *vm, Value v);
Value object_invert(Vm *vm, Value v);
Value object_absolute(Vm *vm, Value v);
Value object_index(Vm *vm, Value v);                /* an exact int: "'%T' object cannot be interpreted as an integer" */
/* index as int64; out of range: IndexError/OverflowError of that type raised, or clipped when type is NULL. */
bool  object_index_int64(Vm *vm, Value v, const Type *overflow, int64_t *result);
Value object_to_int(Vm *vm, Value v);               /* int(v) */
Value object_to_float(Vm *vm, Value v);             /* float(v) */
bool  object_as_double(Vm *vm, Value v, double *result); /* PyFloat_AsDouble: "must be real number, not %T" */

/* ---- recursion guard of repr ---- 1: already active (print "..."), 0: entered, -1: error */
int  repr_enter(Vm *vm, Value v);
void repr_leave(Vm *vm, Value v);

/* The slots of `object`, with which each static type's slots begin. */
#define OBJECT_SLOTS \
    .repr = object_default_repr, .str = object_default_str, .hash = object_default_hash, .compare = object_default_compare, \
    .getattr = object_generic_getattr, .setattr = object_generic_setattr, .init = object_init
bool    object_init(Vm *vm, Value self, const Value *args, size_t count, Value names); /* refuses arguments that nobody takes */
Value   object_default_repr(Vm *vm, Value v);
Value   object_default_str(Vm *vm, Value v);        /* str(v) is repr(v) */
int64_t object_default_hash(Vm *vm, Value v);       /* by identity */
Value   object_default_compare(Vm *vm, Value a, Value b, Comparison op);
int64_t hash_not_implemented(Vm *vm, Value v);      /* "unhashable type: '%T'" */
Value   self_iter(Vm *vm, Value v);                 /* retain(v): slot iter of iterators */
void    dealloc_plain(Vm *vm, Object *object);      /* an object that owns nothing: heap_free of type->size */
/* __class_getitem__ of builtin containers: arg = class, item -> types.GenericAlias. */
Value   class_getitem(Vm *vm, const Value *arg, size_t count);
/* object.__getstate__(v) as copyreg and __reduce__ use it; owned. RUNS_PYTHON. */
Value   object_getstate(Vm *vm, Value v);
