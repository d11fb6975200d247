/* module.c - the module posix: its table. SPDX-License-Identifier: MIT */
#include "modules/posix/posix.h"
#include "objects/dict.h"
#include "objects/list.h"

#define OWNER &module_posix
static const Row functions[] = {
#define FN(function, signature, how) FUNCTION(signature, function, how, NULL),
#include "modules/posix/posix.def"
#undef FN
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/posix_constants.def"
#undef CONSTANT
    {0}
};

static const char *const have[] = {
#define PATHCONF(name, number)
#define CONFSTR(name, number)
#define SYSCONF(name, number)
#define HAVE(name) name,
#include "modules/posix_names.def"
};

static const Type *const types[] = {
    &waitid_result_type, &stat_result_type, &statvfs_result_type, &terminal_size_type, &dir_entry_type,
    &times_result_type, &uname_result_type, NULL
};

static bool add_taken(Vm *vm, Value dict, const char *name, Taken value)
{
    bool done = value && dict_set_cstring(vm, dict, name, value);
    release(vm, value);
    return done;
}

static Value have_functions(Vm *vm)
{
    Value list = list_new(vm, countof(have));
    for (size_t i = 0; list && i < countof(have); i++) {
        Value name = str_from_cstring(vm, have[i]);
        if (!name || !list_append_taken(vm, list, name)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

static bool init(Vm *vm, Value module)
{
    Value dict = as_module(module)->dict;
    return add_taken(vm, dict, "environ", posix_environ(vm)) && posix_add_conf_names(vm, dict) &&
           add_taken(vm, dict, "_have_functions", have_functions(vm)) &&
           dict_set_cstring(vm, dict, "error", type_value(&os_error_type));
}

static void drop_state(Vm *vm, void *pointer)
{
    PosixState *state = pointer;
    replace(vm, &state->before_fork, 0);
    replace(vm, &state->after_in_child, 0);
    replace(vm, &state->after_in_parent, 0);
}

static bool traverse_state(void *pointer, VisitFn visit, void *arg)
{
    PosixState *state = pointer;
    return (!state->before_fork || visit(state->before_fork, arg)) &&
           (!state->after_in_child || visit(state->after_in_child, arg)) &&
           (!state->after_in_parent || visit(state->after_in_parent, arg));
}

const ModuleDef module_posix = {
    .name = "posix",
    .doc = "This module provides access to operating system functionality that is standardized by the C Standard and the "
           "POSIX standard.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
    .state_size = sizeof(PosixState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
