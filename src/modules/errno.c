/* errno.c - the module errno: names of error numbers, from the host's table. SPDX-License-Identifier: MIT */
#include "host/errors.h"
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/str.h"

static bool init(Vm *vm, Value module)
{
    Value       dict = as_module(module)->dict, codes = dict_new(vm);
    const char *name;
    int         number;
    bool        done = codes != 0;

    for (size_t i = 0; done && (name = error_row(i, &number)) != NULL; i++) {
        done = dict_set_cstring(vm, dict, name, int_value(number));
        if (done && strcmp(name, error_name(number)) == 0) {
            Value text = str_intern_cstring(vm, name);
            done = text && dict_set(vm, codes, int_value(number), text);
            release(vm, text);
        }
    }
    done = done && dict_set_cstring(vm, dict, "errorcode", codes);
    release(vm, codes);
    return done;
}

extern const ModuleDef module_errno;
const ModuleDef module_errno = {
    .name = "errno",
    .doc = "This module makes available standard errno system symbols.",
    .init = init,
};
