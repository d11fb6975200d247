/* finish.c - CPython's orderly end of an interpreter: threads joined, atexit, streams flushed, modules cleared.
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/runtime.h"
#include "runtime/streams.h"

static Value loaded(Vm *vm, const char *name)
{
    Value module = dict_find_cstring(vm, vm->runtime->import.modules, name);
    return module == UNBOUND ? 0 : module;
}

/* A function of a module that was imported; nothing if it was not. */
static void call_if_loaded(Vm *vm, const char *module_name, Value function)
{
    Value module = loaded(vm, module_name);
    if (!module)
        return;
    Value result = call_method(vm, retain(module), function, NULL, 0);
    if (!result)
        runtime_unraisable(vm, "Exception ignored on threading shutdown", module);
    release(vm, result);
    release(vm, module);
}

/* Names that begin with one underscore go first, then the others but __builtins__: as CPython clears a module. */
static void clear_module_dict(Vm *vm, Value dict)
{
    for (int pass = 0; pass < 2; pass++) {
        Value keys = dict_keys(vm, dict);
        for (size_t i = 0; keys && i < list_length(keys); i++) {
            Value key = list_get(keys, i);
            if (!is_exact_str(key) || !as_str(key)->length || str_is(key, "__builtins__"))
                continue;
            bool single = str_char(as_str(key), 0) == '_' && (as_str(key)->length < 2 || str_char(as_str(key), 1) != '_');
            if ((pass == 0) == single && !dict_set(vm, dict, key, NONE))
                exception_clear(vm);
        }
        release(vm, keys);
    }
}

/* sys.modules is emptied; modules that nobody else holds die here, the others have their names set to None, in order. */
static void clear_modules(Vm *vm)
{
    Value modules = vm->runtime->import.modules, values = dict_values(vm, modules);
    if (!values)
        return exception_clear(vm);
    dict_clear(vm, modules);
    for (size_t i = list_length(values); i-- > 0;) {
        Value module = list_get(values, i);
        if (module == vm->runtime->sys_module || module == vm->runtime->builtins_module || !is_module(vm, module))
            continue;
        if (object_of(module)->refs > 1)
            clear_module_dict(vm, as_module(module)->dict);
        (void)!list_set(vm, values, i, NONE);
    }
    release(vm, values);
    gc_collect(vm, 2);
}

int isolate_finish(Vm *vm)
{
    call_if_loaded(vm, "threading", NAME(_shutdown));
    call_if_loaded(vm, "atexit", NAME(_run_exitfuncs));
    int status = streams_flush(vm);
    vm->runtime->finalizing = true;
    gc_collect(vm, 2);
    clear_modules(vm);
    if (streams_flush(vm) && !status)
        status = -1;
    exception_clear(vm);
    return status;
}
