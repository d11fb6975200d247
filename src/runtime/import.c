/* import.c - the import statement: sys.modules first, then the real importlib out of the embedded library.
 *
 * importlib is loaded when an import first misses sys.modules: its two halves are run under their frozen names, then the finder
 * of the embedded library (python/_corepy_library.py) is put before the other path hooks. SPDX-License-Identifier: MIT */
#include "code/code_object.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/library.h"
#include "runtime/modules.h"
#include "runtime/runtime.h"
#include "vm/machine.h"

/* ---- modules made by C ---- */

static const ModuleDef *const builtin_modules[] = {
#define MODULE(symbol) &symbol,
#include "runtime/modules.def"
#undef MODULE
};

/* Definition number i: the runtime's own, then those of the options; NULL behind the last. */
static const ModuleDef *def_at(const Vm *vm, size_t i)
{
    const ModuleDef *const *others = vm->runtime->options.modules;
    return i < countof(builtin_modules) ? builtin_modules[i] : others ? others[i - countof(builtin_modules)] : NULL;
}

static const ModuleDef *find_def(const Vm *vm, Value name)
{
    const ModuleDef *def;
    for (size_t i = 0; (def = def_at(vm, i)); i++)
        if (str_is(name, def->name))
            return def;
    return NULL;
}

bool is_builtin_module(Vm *vm, Value name)
{
    return find_def(vm, name);
}

Value import_builtin(Vm *vm, Value name)
{
    const ModuleDef *def = find_def(vm, name);
    if (!def)
        return UNBOUND;
    if (def == &module_sys)
        return retain(vm->runtime->sys_module);
    if (def == &module_builtins)
        return retain(vm->runtime->builtins_module);
    return module_from_def(vm, def);
}

Value builtin_module_names(Vm *vm)
{
    const ModuleDef *def;
    Value            list = list_new(vm, 0), tuple = 0;
    for (size_t i = 0; list && (def = def_at(vm, i)); i++) {
        Value name = str_intern_cstring(vm, def->name);
        if (!name || !list_append_taken(vm, list, name))
            goto done;
    }
    tuple = list && list_sort(vm, list, NONE, false) ? list_to_tuple(vm, list) : 0;
done:
    release(vm, list);
    return tuple;
}

/* ---- booting importlib ---- */

/* Runs a module of the library under another name. */
static Value run_library_module(Vm *vm, const char *path_name, const char *module_name)
{
    const LibraryModule *entry = library_find(path_name, strlen(path_name));
    Value name = 0, module = 0, code = 0, result = 0, original = 0;
    if (!entry)
        return raise_format(vm, &import_error_type, "the embedded library has no module %s", path_name);
    name = str_intern_cstring(vm, module_name);
    module = name ? module_new(vm, name, NONE) : 0;
    code = module ? library_code(vm, entry) : 0;
    if (!code || !dict_set(vm, as_module(module)->dict, NAME(__builtins__), vm->runtime->builtins_module) ||
        !dict_set(vm, vm->runtime->import.modules, name, module))
        goto done;
    original = str_from_cstring(vm, path_name); /* FrozenImporter asks for it */
    if (original && dict_set(vm, as_module(module)->dict, NAME(__origname__), original))
        result = machine_run_code(vm, code, as_module(module)->dict, as_module(module)->dict);
done:
    release(vm, original);
    release(vm, code);
    release(vm, name);
    if (result) {
        release(vm, result);
        return module;
    }
    release(vm, module);
    return 0;
}

static bool call_named(Vm *vm, Value module, const char *function, const Value *args, size_t count)
{
    Value name = str_intern_cstring(vm, function);
    Value result = name ? call_method(vm, module, name, args, count) : 0;
    release(vm, name);
    release(vm, result);
    return result;
}

static bool boot_importlib(Vm *vm)
{
    ImportState *state = &vm->runtime->import;
    Value        imp_name = str_intern_cstring(vm, "_imp"), imp = imp_name ? import_builtin(vm, imp_name) : 0;
    bool         done = false;
    release(vm, imp_name);
    if (!imp || imp == UNBOUND)
        return false;
    state->importlib = run_library_module(vm, "importlib._bootstrap", "_frozen_importlib");
    if (!state->importlib)
        goto done;
    const Value args[] = {vm->runtime->sys_module, imp};
    state->find_and_load = object_getattr(vm, state->importlib, NAME(_find_and_load));
    state->handle_fromlist = object_getattr(vm, state->importlib, NAME(_handle_fromlist));
    done = state->find_and_load && state->handle_fromlist && call_named(vm, state->importlib, "_install", args, 2) &&
           call_named(vm, state->importlib, "_install_external_importers", NULL, 0);
done:
    release(vm, imp);
    return done;
}

/* The embedded library's finder: from now on modules of <prefix>/lib/python3.14 are found in the binary. */
static bool boot_library_finder(Vm *vm)
{
    Value module = run_library_module(vm, "_corepy_library", "_corepy_library");
    bool  done = module && call_named(vm, module, "install", NULL, 0);
    release(vm, module);
    return done;
}

bool import_boot(Vm *vm)
{
    if (vm->runtime->import.importlib)
        return true;
    return boot_importlib(vm) && boot_library_finder(vm);
}

/* ---- names ---- */

static Value spec_parent(Vm *vm, Value spec)
{
    return spec == UNBOUND || spec == NONE ? UNBOUND : object_getattr(vm, spec, NAME(parent));
}

/* The package that a relative import starts from: __package__, __spec__.parent, or __name__ less its last part. */
static Value package_of(Vm *vm, Value globals)
{
    Value package = retain(dict_find(vm, globals, NAME(__package__)));
    Value spec = package ? dict_find(vm, globals, NAME(__spec__)) : 0;
    if (!spec)
        return release(vm, package), 0;
    if (package != UNBOUND && package != NONE) {
        if (!is_str(vm, package)) {
            release(vm, package);
            return type_error(vm, "package must be a string");
        }
        return package;
    }
    Value parent = spec_parent(vm, spec);
    if (parent != UNBOUND) {
        if (parent && !is_str(vm, parent)) {
            release(vm, parent);
            return type_error(vm, "__spec__.parent must be a string");
        }
        return parent;
    }
    if (!vm->up->warn(vm, &import_warning_type, 1,
                      "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__"))
        return 0;
    Value name = dict_find(vm, globals, NAME(__name__));
    if (name == UNBOUND)
        return key_error(vm, NAME(__name__));
    if (!name || !is_str(vm, name))
        return name ? type_error(vm, "__name__ must be a string") : 0;
    if (dict_find(vm, globals, NAME(__path__)) != UNBOUND)
        return retain(name);
    size_t end = as_str(name)->length;
    while (end > 0 && str_char(as_str(name), end - 1) != '.')
        end--;
    return end ? str_slice(vm, name, 0, end - 1) : retain(EMPTY_STR);
}

static Value no_known_parent(Vm *vm)
{
    return raise_format(vm, &import_error_type, "attempted relative import with no known parent package");
}

/* Name of `level` dots and name, seen from globals; owned, interned. */
static Value absolute_name(Vm *vm, Value name, Value globals, int64_t level)
{
    if (!globals || globals == NONE)
        return raise_format(vm, &key_error_type, "'__name__' not in globals");
    if (!is_dict(vm, globals))
        return type_error(vm, "globals must be a dict");
    Value package = package_of(vm, globals), base = 0, result = 0;
    if (!package)
        return 0;
    size_t end = as_str(package)->length;
    if (!end) {
        no_known_parent(vm);
        goto done;
    }
    for (int64_t up = 1; up < level; up++) {
        while (end > 0 && str_char(as_str(package), end - 1) != '.')
            end--;
        if (!end) {
            raise_format(vm, &import_error_type, "attempted relative import beyond top-level package");
            goto done;
        }
        end--;
    }
    base = str_slice(vm, package, 0, end);
    result = !base ? 0 : as_str(name)->length ? str_format(vm, "%U.%U", base, name) : retain(base);
    if (result)
        result = str_intern(vm, result);
done:
    release(vm, base);
    release(vm, package);
    return result;
}

/* ---- the statement ---- */

static bool is_initializing(Vm *vm, Value module)
{
    Value spec = object_find_attr(vm, module, NAME(__spec__));
    if (!spec || spec == UNBOUND || spec == NONE) {
        exception_clear(vm);
        return false;
    }
    Value flag = object_find_attr(vm, spec, NAME(_initializing));
    release(vm, spec);
    bool is = flag == TRUE;
    if (!flag)
        exception_clear(vm);
    release(vm, flag == UNBOUND ? 0 : flag);
    return is;
}

/* The module of an absolute name, loaded if need be. */
static Value load(Vm *vm, Value name)
{
    Value module = retain(dict_find(vm, vm->runtime->import.modules, name));
    if (!module)
        return 0;
    if (module != UNBOUND && module != NONE) {
        if (is_initializing(vm, module) && vm->runtime->import.importlib) {
            Value result = call_method(vm, vm->runtime->import.importlib, NAME(_lock_unlock_module), &name, 1);
            release(vm, result);
            if (!result)
                return release(vm, module), 0;
        }
        return module;
    }
    if (!import_boot(vm))
        return 0;
    Value import = vm->up->builtin(vm, "__import__");
    module = import ? call2(vm, vm->runtime->import.find_and_load, name, import) : 0;
    release(vm, import);
    return module;
}

static size_t first_part(Value name)
{
    size_t end = 0;
    while (end < as_str(name)->length && str_char(as_str(name), end) != '.')
        end++;
    return end;
}

/* `import a.b.c` binds a; relative: what is left of the absolute name when the same number of parts is cut off. */
static Value top_module(Vm *vm, Value name, Value absolute, Value module, int64_t level)
{
    size_t front = first_part(name);
    if (front == as_str(name)->length)
        return retain(module);
    Value wanted = level == 0 ? str_slice(vm, name, 0, front)
                              : str_slice(vm, absolute, 0, as_str(absolute)->length - (as_str(name)->length - front));
    if (!wanted)
        return 0;
    Value result = level == 0 ? load(vm, wanted) : retain(dict_find(vm, vm->runtime->import.modules, wanted));
    if (result == UNBOUND)
        result = raise_format(vm, &key_error_type, "%R not in sys.modules as expected", wanted);
    release(vm, wanted);
    return result;
}

Value import_name(Vm *vm, Value name, Value globals, Value fromlist, int64_t level)
{
    if (!is_str(vm, name))
        return type_error(vm, "module name must be a string");
    if (level == 0 && !as_str(name)->length)
        return value_error(vm, "Empty module name");
    Value absolute = level ? absolute_name(vm, name, globals, level) : retain(name);
    Value module = absolute ? load(vm, absolute) : 0, result = 0;
    int   has_list = module && fromlist && fromlist != NONE ? object_truth(vm, fromlist) : module ? 0 : -1;
    if (has_list == 0) {
        result = level == 0 || as_str(name)->length ? top_module(vm, name, absolute, module, level) : retain(module);
    } else if (has_list > 0) {
        Value path = object_find_attr(vm, module, NAME(__path__));
        if (path == UNBOUND) {
            result = retain(module);
        } else if (path && import_boot(vm)) {
            Value import = vm->up->builtin(vm, "__import__");
            result = import ? call3(vm, vm->runtime->import.handle_fromlist, module, fromlist, import) : 0;
            release(vm, import);
        }
        release(vm, path == UNBOUND ? 0 : path);
    }
    release(vm, module);
    release(vm, absolute);
    return result;
}

Value runtime_import(Vm *vm, const char *dotted)
{
    Value name = str_intern_cstring(vm, dotted);
    Value module = name ? load(vm, name) : 0;
    release(vm, name);
    return module;
}
