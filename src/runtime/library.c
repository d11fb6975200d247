/* library.c - the embedded library, looked up and unpacked; and `_imp_library`, by which its finder sees it.
 * SPDX-License-Identifier: MIT */
#include "runtime/library.h"

#include <zlib.h>

#include "code/code_object.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/modules.h"
#include "runtime/runtime.h"

#define OWNER &module_imp_library

/* ---- the table ---- */

static int compare(const char *name, const char *text, size_t length)
{
    int order = strncmp(name, text, length);
    return order ? order : name[length] != 0;
}

const LibraryModule *library_find(const char *name, size_t length)
{
    size_t low = 0, high = library_module_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int    order = compare(library_modules[middle].name, name, length);
        if (order == 0)
            return &library_modules[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static const LibraryModule *find_path(const char *path, size_t length)
{
    for (uint32_t i = 0; i < library_module_count; i++)
        if (compare(library_modules[i].path, path, length) == 0)
            return &library_modules[i];
    return NULL;
}

Value library_folder(Vm *vm)
{
    const char *prefix = vm->runtime->options.prefix ? vm->runtime->options.prefix : "";
    Value       text = text_from_system(vm, prefix);
    Value       folder = text ? str_format(vm, "%U/lib/python3.14", text) : 0;
    release(vm, text);
    return folder;
}

Value library_module_names(Vm *vm)
{
    Value names = frozenset_new(vm, 0), set = set_new(vm, 0), builtins = builtin_module_names(vm);
    bool  done = set && builtins && names && set_update(vm, set, builtins);
    for (uint32_t i = 0; done && i < library_module_count; i++) {
        const LibraryModule *module = &library_modules[i];
        if (!module->code || strchr(module->name, '.'))
            continue;
        Value name = str_intern_cstring(vm, module->name);
        done = name && set_add(vm, set, name);
        release(vm, name);
    }
    Value result = done ? frozenset_new(vm, set) : 0;
    release(vm, names);
    release(vm, builtins);
    release(vm, set);
    return result;
}

Value library_code(Vm *vm, const LibraryModule *module)
{
    /* The record knows the file below the library's folder only. */
    Value folder = library_folder(vm), filename = folder ? str_format(vm, "%U/%s", folder, module->path) : 0;
    Value result = filename ? code_from_record(vm, (const RecordHeader *)(const void *)library_blob, module->code, filename)
                            : 0;
    release(vm, filename);
    release(vm, folder);
    return result;
}

/* The file's bytes; polls are not needed: the largest takes a millisecond. */
Value library_source(Vm *vm, const LibraryModule *module)
{
    Bytes *bytes = bytes_new(vm, module->source_size);
    uLongf size = module->source_size;
    if (!bytes)
        return 0;
    if (uncompress((Bytef *)bytes->data, &size, library_sources + module->source_offset, module->packed_size) != Z_OK) {
        release(vm, value_of(bytes));
        return system_error(vm, "the embedded source of %s is damaged", module->name);
    }
    return value_of(bytes);
}

/* ---- _imp_library ---- */

static Value find(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Utf8 name = {0};
    if (!is_str(vm, arg[0]))
        return type_error(vm, "find() argument must be str, not %T", arg[0]);
    if (!str_utf8(vm, arg[0], &name)) {
        exception_clear(vm);
        return NONE;
    }
    const LibraryModule *module = library_find(name.data, name.length);
    utf8_free(vm, &name);
    if (!module || !module->code)
        return NONE;
    Value path = str_from_cstring(vm, module->path);
    Value result = path ? tuple_of(vm, 2, bool_value(module->is_package), path) : 0;
    release(vm, path);
    return result;
}

static Value code(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Utf8  name = {0};
    Value result = 0;
    if (is_str(vm, arg[0]) && str_utf8(vm, arg[0], &name)) {
        const LibraryModule *module = library_find(name.data, name.length);
        result = module && module->code ? library_code(vm, module)
                                        : raise_format(vm, &import_error_type, "no embedded module %R", arg[0]);
    }
    utf8_free(vm, &name);
    return result;
}

static Value read_path(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Utf8  path = {0};
    Value result = 0;
    if (arg[0] == NONE)
        return NONE;
    if (is_str(vm, arg[0]) && str_utf8(vm, arg[0], &path)) {
        const LibraryModule *module = find_path(path.data, path.length);
        result = module ? library_source(vm, module) : NONE;
    }
    utf8_free(vm, &path);
    return result;
}

/* Names directly in a folder of the library, files and folders, sorted. */
static Value list_folder(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Utf8  folder = {0};
    Value seen = dict_new(vm), result = 0;
    if (!seen || !is_str(vm, arg[0]) || !str_utf8(vm, arg[0], &folder))
        goto done;
    for (uint32_t i = 0; i < library_module_count; i++) {
        const char *rest = library_modules[i].path;
        if (folder.length) {
            if (strncmp(rest, folder.data, folder.length) || rest[folder.length] != '/')
                continue;
            rest += folder.length + 1;
        }
        Value name = str_intern_utf8(vm, rest, strcspn(rest, "/"));
        bool  entered = name && dict_set(vm, seen, name, NONE);
        release(vm, name);
        if (!entered)
            goto done;
    }
    result = dict_keys(vm, seen);
    if (result && !list_sort(vm, result, NONE, false))
        replace(vm, &result, 0);
done:
    utf8_free(vm, &folder);
    release(vm, seen);
    return result;
}

static const Row functions[] = {
    FUNCTION("find(name, /)", find, CALL_ONE, "(is_package, path) of an embedded module, or None."),
    FUNCTION("code(name, /)", code, CALL_ONE, "Code object of an embedded module."),
    FUNCTION("read(path, /)", read_path, CALL_ONE, "Bytes of an embedded file, or None."),
    FUNCTION("list(folder, /)", list_folder, CALL_ONE, "Names in a folder of the library; empty when there is no such folder."),
    ROWS_END,
};

const ModuleDef module_imp_library = {
    .name = "_imp_library",
    .doc = "What the finder of the embedded standard library asks.",
    .functions = functions,
};
