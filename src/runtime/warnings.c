/* warnings.c - warnings raised by C: handed to the library's `warnings`, whose filters, registries and texts decide.
 * SPDX-License-Identifier: MIT */
#include <stdarg.h>

#include "objects/dict.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/modules.h"
#include "runtime/runtime.h"

bool runtime_warn_value(Vm *vm, Value category, int stack_level, Value message)
{
    const Value args[] = {message, category, int_value(stack_level)};
    Value warnings = runtime_import(vm, "warnings");
    Value result = warnings ? call_method(vm, warnings, NAME(warn), args, 3) : 0;
    release(vm, warnings);
    release(vm, result);
    return result;
}

bool runtime_warn(Vm *vm, const Type *category, int stack_level, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    Value message = str_format_list(vm, format, list);
    va_end(list);
    bool done = message && runtime_warn_value(vm, type_value(category), stack_level, message);
    release(vm, message);
    return done;
}

/* A place instead of a frame; the registry is that of no module: each text is shown once a place by the caller's filters. */
bool runtime_warn_explicit(Vm *vm, const Type *category, Value message, Value filename, int line)
{
    const Value args[] = {message, type_value(category), filename, int_value(line)};
    Value warnings = runtime_import(vm, "warnings");
    Value result = warnings ? call_method(vm, warnings, NAME(warn_explicit), args, 4) : 0;
    release(vm, warnings);
    release(vm, result);
    return result;
}

/* ---- the module _warnings: what importlib calls before `warnings` can be imported. `warnings` itself runs on its Python half. ---- */

#define OWNER &module_warnings

static Value warnings_warn(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t level;
    if (!object_index_int64(vm, arg[2], &overflow_error_type, &level))
        return 0;
    Value category = arg[1] == NONE ? type_value(&user_warning_type) : arg[1];
    return runtime_warn_value(vm, category, (int)level, arg[0]) ? NONE : 0;
}

static const Row functions[] = {
    FUNCTION("warn(message, category=None, stacklevel=1, source=None)", warnings_warn, CALL_KEYWORDS,
             "Issue a warning, or maybe ignore it or raise an exception."),
    ROWS_END,
};

const ModuleDef module_warnings = {
    .name = "_warnings",
    .doc = "Warnings as importlib raises them.",
    .functions = functions,
};
