/* atexit.c - the module atexit. The runtime's orderly shutdown calls _run_exitfuncs. SPDX-License-Identifier: MIT */
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

extern const ModuleDef module_atexit;

typedef struct AtexitState {
    Value callbacks;           /* list of (function, args, kwargs or None); 0: none yet */
} AtexitState;

static AtexitState *state_of(Vm *vm)
{
    return module_state(vm, &module_atexit);
}

/* arg: func, args tuple, kwargs dict or 0 */
static Value register_row(Vm *vm, const Value *arg, size_t count)
{
    AtexitState *state = state_of(vm);
    (void)count;

    if (!is_callable(vm, arg[0]))
        return type_error(vm, "the first argument must be callable");
    if (!state->callbacks && !(state->callbacks = list_new(vm, 4)))
        return 0;
    Value entry = tuple_of(vm, 3, arg[0], arg[1], arg[2] ? arg[2] : NONE);
    if (!entry || !list_append_taken(vm, state->callbacks, entry))
        return 0;
    return retain(arg[0]);
}

/* Newest first; each is taken out before it runs, so that one which registers another is followed by that. */
static Value run_exitfuncs(Vm *vm, const Value *arg, size_t count)
{
    AtexitState *state = state_of(vm);
    (void)arg, (void)count;

    while (state->callbacks && list_length(state->callbacks) && !vm->dying) {
        size_t last = list_length(state->callbacks) - 1;
        Value  entry = retain(list_get(state->callbacks, last));
        if (!list_assign_slice(vm, state->callbacks, last, last + 1, 0)) {
            release(vm, entry);
            return 0;
        }
        Value kwargs = tuple_get(entry, 2);
        Value result = call_tuple(vm, tuple_get(entry, 0), tuple_get(entry, 1), kwargs == NONE ? 0 : kwargs);
        if (!result)
            vm->up->unraisable(vm, "Exception ignored in atexit callback", tuple_get(entry, 0));
        release(vm, result);
        release(vm, entry);
    }
    return NONE;
}

static Value clear(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    if (state_of(vm)->callbacks)
        list_clear(vm, state_of(vm)->callbacks);
    return NONE;
}

static Value unregister(Vm *vm, const Value *arg, size_t count)
{
    AtexitState *state = state_of(vm);
    (void)count;

    for (size_t i = state->callbacks ? list_length(state->callbacks) : 0; i-- > 0;) {
        if (i >= list_length(state->callbacks))
            continue;                            // a comparison has removed some
        Value entry = retain(list_get(state->callbacks, i));
        int   same = object_equal(vm, tuple_get(entry, 0), arg[0]);
        bool  removed = same <= 0 || i >= list_length(state->callbacks) || list_get(state->callbacks, i) != entry ||
                       list_assign_slice(vm, state->callbacks, i, i + 1, 0);
        release(vm, entry);
        if (same < 0 || !removed)
            return 0;
    }
    return NONE;
}

static Value ncallbacks(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return int_value(state_of(vm)->callbacks ? (int64_t)list_length(state_of(vm)->callbacks) : 0);
}

static void drop_state(Vm *vm, void *state)
{
    replace(vm, &((AtexitState *)state)->callbacks, 0);
}

static bool traverse_state(void *state, VisitFn visit, void *arg)
{
    Value callbacks = ((AtexitState *)state)->callbacks;
    return !callbacks || visit(callbacks, arg);
}

#define OWNER &module_atexit
static const Row functions[] = {
    FUNCTION("register(func, /, *args, **kwargs)", register_row, CALL_KEYWORDS,
             "Register a function to be executed upon normal program termination"),
    FUNCTION("_clear()", clear, CALL_NOARGS, "Clear the list of previously registered exit functions."),
    FUNCTION("unregister(func, /)", unregister, CALL_ONE,
             "Unregister an exit function which was previously registered using atexit.register"),
    FUNCTION("_run_exitfuncs()", run_exitfuncs, CALL_NOARGS, "Run all registered exit functions."),
    FUNCTION("_ncallbacks()", ncallbacks, CALL_NOARGS, "Return the number of registered exit functions."),
    ROWS_END
};
#undef OWNER

const ModuleDef module_atexit = {
    .name = "atexit",
    .doc = "allow programmer to define multiple exit functions to be executed upon normal program termination.",
    .functions = functions,
    .state_size = sizeof(AtexitState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
