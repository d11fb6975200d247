/* up_table.c - the table through which lower layers reach upward (objects/up.h). SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/up.h"
#include "objects/dict.h"
#include "runtime/runtime.h"
#include "vm/machine.h"

/* builtins.<name>, whatever a program put there. */
static Value find_builtin(Vm *vm, const char *name)
{
    Value value = dict_find_cstring(vm, vm->runtime->builtins_dict, name);
    if (value == UNBOUND)
        return name_error(vm, 0, "name '%s' is not defined", name);
    return retain(value);
}

const Up runtime_up = {
    MACHINE_UP,
    .unlock = runtime_unlock,
    .lock = runtime_lock,
    .import = runtime_import,
    .builtin = find_builtin,
    .warn = runtime_warn,
    .warn_value = runtime_warn_value,
    .unraisable = runtime_unraisable,
    .audit = runtime_audit,
    .breaker = runtime_breaker,
};
