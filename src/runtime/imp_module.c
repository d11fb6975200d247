/* imp_module.c - the module `_imp`: what importlib asks of the interpreter. Only the two halves of importlib and zipimport are
 * frozen here; the rest of the library is found on its path (python/_corepy_library.py). SPDX-License-Identifier: MIT */
#include "base/siphash.h"
#include "code/code_object.h"
#include "objects/dict.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/library.h"
#include "runtime/runtime.h"

#include "runtime/modules.h"

#define OWNER &module_imp

/* Frozen name -> name in the library. */
static const char *const frozen[][2] = {
    {"_frozen_importlib", "importlib._bootstrap"},
    {"_frozen_importlib_external", "importlib._bootstrap_external"},
    {"zipimport", "zipimport"},
};

static const LibraryModule *find_frozen(Value name)
{
    for (size_t i = 0; i < countof(frozen); i++)
        if (str_is(name, frozen[i][0]))
            return library_find(frozen[i][1], strlen(frozen[i][1]));
    return NULL;
}

static bool is_name(Vm *vm, const char *function, Value name)
{
    return is_str(vm, name) || type_error(vm, "%s() argument 1 must be str, not %T", function, name);
}

static Value lock_held(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return FALSE; }
static Value nothing(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return NONE; }

static Value imp_is_builtin(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return is_name(vm, "is_builtin", arg[0]) ? int_value(is_builtin_module(vm, arg[0])) : 0;
}

static Value imp_is_frozen(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return is_name(vm, "is_frozen", arg[0]) ? bool_value(find_frozen(arg[0]) != NULL) : 0;
}

static Value imp_is_frozen_package(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (find_frozen(arg[0]))
        return FALSE;
    return raise_format(vm, &import_error_type, "No such frozen object named %R", arg[0]);
}

/* (data, is_package, original name) or None */
static Value imp_find_frozen(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    const LibraryModule *module = find_frozen(arg[0]);
    if (!module)
        return NONE;
    Value original = str_from_cstring(vm, module->name);
    Value result = original ? tuple_of(vm, 3, NONE, FALSE, original) : 0;
    release(vm, original);
    return result;
}

static Value imp_get_frozen_object(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    const LibraryModule *module = find_frozen(arg[0]);
    if (!module)
        return raise_format(vm, &import_error_type, "No such frozen object named %R", arg[0]);
    return library_code(vm, module);
}

static Value imp_create_builtin(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value name = object_getattr(vm, arg[0], NAME(name));
    if (!name)
        return 0;
    Value known = retain(dict_find(vm, vm->runtime->import.modules, name));
    if (known == UNBOUND || known == NONE)
        known = import_builtin(vm, name);
    release(vm, name);
    return known == UNBOUND ? NONE : known;
}

static Value imp_exec_builtin(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return int_value(0); }

static Value imp_extension_suffixes(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return list_new(vm, 0);
}

static Value imp_frozen_module_names(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    Value list = list_new(vm, countof(frozen));
    for (size_t i = 0; list && i < countof(frozen); i++) {
        Value name = str_from_cstring(vm, frozen[i][0]);
        if (!name || !list_append_taken(vm, list, name)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* co_filename of a code object and of all in its constants that had the same one. */
static void fix_filename(Vm *vm, Value code, Value old, Value new)
{
    if (!str_equal(as_code(code)->filename, old))
        return;
    replace(vm, &as_code(code)->filename, retain(new));
    Value consts = code_consts(vm, as_code(code));
    for (size_t i = 0; consts && i < tuple_length(consts); i++)
        if (is_code(tuple_get(consts, i)))
            fix_filename(vm, tuple_get(consts, i), old, new);
}

static Value imp_fix_co_filename(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_code(arg[0]) || !is_str(vm, arg[1]))
        return type_error(vm, "_fix_co_filename() argument 1 must be code, not %T", arg[0]);
    Value old = retain(as_code(arg[0])->filename);
    if (!str_equal(old, arg[1]))
        fix_filename(vm, arg[0], old, arg[1]);
    release(vm, old);
    return exception_pending(vm) ? 0 : NONE;
}

/* SipHash-1-3 of a source under the key of the pyc format: what hash-based .pyc files carry. */
static Value imp_source_hash(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Buffer  source = {0};
    int64_t key;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &key) || !buffer_get(vm, arg[1], &source, BUFFER_SIMPLE))
        return 0;
    uint64_t hash = siphash13((uint64_t)key, 0, source.data, source.length);
    buffer_release(vm, &source);
    return bytes_from(vm, &hash, sizeof hash);
}

static const Row functions[] = {
    FUNCTION("lock_held()", lock_held, CALL_NOARGS, "Return True if the import lock is currently held, else False."),
    FUNCTION("acquire_lock()", nothing, CALL_NOARGS, "Acquires the interpreter's import lock for the current thread."),
    FUNCTION("release_lock()", nothing, CALL_NOARGS, "Release the interpreter's import lock."),
    FUNCTION("is_builtin(name, /)", imp_is_builtin, CALL_ONE, "Returns True if the module name corresponds to a built-in module."),
    FUNCTION("is_frozen(name, /)", imp_is_frozen, CALL_ONE, "Returns True if the module name corresponds to a frozen module."),
    FUNCTION("is_frozen_package(name, /)", imp_is_frozen_package, CALL_ONE,
             "Returns True if the module name is of a frozen package."),
    FUNCTION("find_frozen(name, /, *, withdata=False)", imp_find_frozen, CALL_KEYWORDS,
             "Return info about the corresponding frozen module (if there is one) or None."),
    FUNCTION("get_frozen_object(name, data=None, /)", imp_get_frozen_object, CALL_POSITIONAL,
             "Create a code object for a frozen module."),
    FUNCTION("init_frozen(name, /)", nothing, CALL_ONE, "Initializes a frozen module."),
    FUNCTION("create_builtin(spec, /)", imp_create_builtin, CALL_ONE, "Create an extension module."),
    FUNCTION("exec_builtin(mod, /)", imp_exec_builtin, CALL_ONE, "Initialize a built-in module."),
    FUNCTION("exec_dynamic(mod, /)", imp_exec_builtin, CALL_ONE, "Initialize an extension module."),
    FUNCTION("extension_suffixes()", imp_extension_suffixes, CALL_NOARGS,
             "Returns the list of file suffixes used to identify extension modules."),
    FUNCTION("_frozen_module_names()", imp_frozen_module_names, CALL_NOARGS, "Returns the list of available frozen modules."),
    FUNCTION("_fix_co_filename(code, path, /)", imp_fix_co_filename, CALL_POSITIONAL, "Changes code.co_filename to path."),
    FUNCTION("_override_frozen_modules_for_tests(override, /)", nothing, CALL_ONE, NULL),
    FUNCTION("_override_multi_interp_extensions_check(override, /)", nothing, CALL_ONE, NULL),
    FUNCTION("source_hash(key, source)", imp_source_hash, CALL_KEYWORDS, NULL),
    ROWS_END,
};

static bool imp_init(Vm *vm, Value module)
{
    Value text = str_from_cstring(vm, "default");
    bool  done = text && dict_set(vm, as_module(module)->dict, NAME(check_hash_based_pycs), text);
    release(vm, text);
    return done;
}

static const ModuleConstant constants[] = {
    {"pyc_magic_number_token", CONSTANT_AN_INT, .integer = 168627755},
    {.name = NULL},
};

const ModuleDef module_imp = {
    .name = "_imp",
    .doc = "(Extremely) low-level import machinery bits as used by importlib.",
    .functions = functions,
    .constants = constants,
    .init = imp_init,
};
