/* slot.h - the table between dunder names and slots: wrapper descriptors one way, slot functions that call Python methods
 * the other. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"
#include "objects/type.h"

/* How a wrapper_descriptor passes its arguments to the slot function. */
typedef enum WrapKind {
    WRAP_NONE, /* the name feeds the slot, but makes no descriptor */
    WRAP_UNARY, WRAP_BINARY, WRAP_BINARY_LEFT, WRAP_BINARY_REFLECTED, WRAP_POWER, WRAP_POWER_REFLECTED, WRAP_HASH, WRAP_TRUTH, WRAP_LENGTH,
    WRAP_CALL, WRAP_INIT, WRAP_GETATTR, WRAP_SETATTR, WRAP_DELATTR, WRAP_LT, WRAP_LE, WRAP_EQ, WRAP_NE, WRAP_GT, WRAP_GE,
    WRAP_NEXT, WRAP_GET, WRAP_SET, WRAP_DELETE, WRAP_DEL, WRAP_BUFFER, WRAP_RELEASE_BUFFER, WRAP_SET_ITEM, WRAP_DELETE_ITEM,
    WRAP_REPEAT, WRAP_ITEM, WRAP_SET_INDEX, WRAP_DELETE_INDEX, WRAP_CONTAINS,
} WrapKind;

typedef void (*SlotFn)(void); /* any of them; cast by WrapKind */

typedef struct SlotEntry {
    const Str  *name;
    size_t      offset;  /* in struct Slots */
    SlotFn      generic; /* the slot function that calls the Python method; NULL: none */
    WrapKind    wrap;
    const char *doc;
} SlotEntry;

extern const SlotEntry slot_entries[];
extern const size_t    slot_entry_count;

static inline SlotFn slot_get_fn(const Slots *slots, const SlotEntry *entry)
{
    SlotFn fn;
    memcpy(&fn, (const char *)slots + entry->offset, sizeof fn);
    return fn;
}

static inline void slot_set_fn(Slots *slots, const SlotEntry *entry, SlotFn fn)
{
    memcpy((char *)slots + entry->offset, &fn, sizeof fn);
}

/* A wrapper_descriptor: list.__add__. */
typedef struct WrapperDescriptor {
    Object           head;
    const SlotEntry *entry;
    const Type      *owner;  /* whose slot it wraps; owned when a heap type */
    SlotFn           fn;
} WrapperDescriptor;

static inline bool is_wrapper_descriptor(Value v) { return has_shape(v, SHAPE_WRAPPER_DESCRIPTOR); }
static inline WrapperDescriptor *as_wrapper(Value v) { return (WrapperDescriptor *)object_of(v); }
Value wrapper_descriptor_new(Vm *vm, const Type *owner, const SlotEntry *entry);
/* "($self, value, /)": __text_signature__ of such a wrapper. */
const char *slot_text_signature(WrapKind wrap);
/* Calls the slot function fn as a wrapper does, with its errors. RUNS_PYTHON. */
Value slot_wrapper_call(Vm *vm, const SlotEntry *entry, SlotFn fn, Value self, const Value *args, size_t count, Value names);

/* Fills the slots of a class from its namespaces: all of them, or those that `name` feeds; refreshes subclasses too. */
void slots_update_all(Vm *vm, Type *type);
void slots_update_name(Vm *vm, Type *type, Value name);
bool slot_name_is_special(Value name); /* does any slot come from it? */

/* Slots that call Python methods (slot_function.c, slot_number.c); those that others compare with. */
Value   slot_getattr(Vm *vm, Value self, Value name);
bool    slot_setattr(Vm *vm, Value self, Value name, Value value);
Value   slot_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
Value   slot_call(Vm *vm, Value self, const Value *args, size_t count, Value names);
/* __next__ where there is none, which makes the type no iterator. */
Value   slot_next_missing(Vm *vm, Value self);
