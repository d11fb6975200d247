/* state.c - the beginning and end of what objects/ remembers per isolate. SPDX-License-Identifier: MIT */
#include "objects/state.h"

#include "memory/weakref.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/up.h"

enum { DEFAULT_MAX_STR_DIGITS = 4300 };

/* A dead object's callback is called with the reference; what it raises is reported, never propagated. */
static void call_weak_callback(Vm *vm, WeakReference *ref, Value callback)
{
    Value result = call1(vm, callback, value_of(ref));
    if (!result)
        vm->up->unraisable(vm, "Exception ignored while calling weakref callback", callback);
    release(vm, result);
}

bool objects_init(Vm *vm)
{
    ObjectsState *state = vm->objects;
    state->int_max_str_digits = DEFAULT_MAX_STR_DIGITS;
    state->next_type_number = STATIC_TYPE_COUNT;
    state->id_key = vm->hash_key[0] ^ vm->hash_key[1] * 0x9E3779B97F4A7C15u;
    state->static_types = mem_zero(vm, STATIC_TYPE_COUNT * sizeof *state->static_types);
    if (!state->static_types || !weak_table_init(vm, call_weak_callback) || !shapes_init(vm))
        return false;
    /* Raised whenever memory is refused: made while there is some. */
    vm->heap->memory_error = call0(vm, type_value(&memory_error_type));
    return vm->heap->memory_error;
}
