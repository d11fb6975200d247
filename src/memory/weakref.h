/* weakref.h - the isolate's table from an object to its weak references: objects themselves pay one flag bit.
 *
 * The table maps the object's address to a chain of WeakReference objects (newest callback-less reference and proxy first,
 * as CPython shares them). Constants are never in it: they do not die. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

typedef struct WeakReference {
    Object  head;
    Value   object;    /* borrowed; 0: dead */
    Value   callback;  /* owned; 0: none */
    int64_t hash;      /* -1: not yet asked */
    struct WeakReference *next, *previous; /* of the same object */
} WeakReference;

/* Enters ref (its object set) into the table; false: MemoryError. */
MUST_CHECK bool weakref_add(Vm *vm, WeakReference *ref);
/* Takes ref out (it dies, or is cleared). */
void weakref_remove(Vm *vm, WeakReference *ref);
/* First reference of the object, or NULL. */
WeakReference *weakref_first(const Vm *vm, const Object *object);
/* The object dies: clears every reference to it, then calls the callbacks, newest first. RUNS_PYTHON. Keeps the exception
 * that is set; errors of callbacks go to sys.unraisablehook. */
void weakref_clear_all(Vm *vm, Object *object);
/* The collector found these objects unreachable: clears the weak references to them, then calls the callbacks of those
 * references that are reachable themselves. RUNS_PYTHON. */
void weakref_clear_unreachable(Vm *vm, Object **list, size_t count);
/* Number of weak references of an object. */
size_t weakref_count(const Vm *vm, const Object *object);
/* Calls ref's callback with it, as its object died; errors go to `report`. Set by the objects layer at start. */
typedef void (*WeakrefCall)(Vm *vm, WeakReference *ref, Value callback);
MUST_CHECK bool weak_table_init(Vm *vm, WeakrefCall call);
