/* startup.c - see startup.h. SPDX-License-Identifier: MIT */
#include "runtime/startup.h"

#include "host/errors.h"
#include "host/files.h"
#include "host/folders.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/compile_source.h"
#include "runtime/library.h"
#include "runtime/runtime.h"
#include "runtime/streams.h"
#include "vm/machine.h"

/* ---- sys.path ---- */

static bool append_path(Vm *vm, Value path, Taken entry)
{
    return entry && list_append_taken(vm, path, entry);
}

/* PYTHONPATH, <prefix>/lib/python314.zip, the embedded library's folder, lib-dynload: CPython's order. */
static bool fill_sys_path(Vm *vm)
{
    Value       path = sys_get(vm, "path"), folder = library_folder(vm);
    const char *rest = vm->runtime->options.python_path;
    bool        done = path && folder;
    while (done && rest && *rest) {
        size_t length = strcspn(rest, ":");
        done = append_path(vm, path, str_from_utf8(vm, rest, length));
        rest += length + (rest[length] == ':');
    }
    Value prefix = sys_get(vm, "prefix");
    bool  root = prefix && str_is(prefix, "/");
    done = done && append_path(vm, path, root ? str_from_cstring(vm, "/lib/python314.zip")
                                              : str_format(vm, "%U/lib/python314.zip", prefix)) &&
           append_path(vm, path, retain(folder)) && append_path(vm, path, str_format(vm, "%U/lib-dynload", folder));
    release(vm, folder);
    return done;
}

/* ---- __main__ ---- */

static Value main_module(Vm *vm)
{
    Value found = dict_find(vm, vm->runtime->import.modules, NAME(__main__));
    return found == UNBOUND ? 0 : found;
}

Value main_globals(Vm *vm)
{
    Value module = main_module(vm);
    return module ? as_module(module)->dict : 0;
}

static bool make_main(Vm *vm)
{
    Value module = module_new(vm, NAME(__main__), NONE);
    bool  done = module && dict_set(vm, as_module(module)->dict, NAME(__builtins__), vm->runtime->builtins_module) &&
                dict_set(vm, vm->runtime->import.modules, NAME(__main__), module);
    release(vm, module);
    return done;
}

/* __main__.__loader__ is BuiltinImporter for -c and stdin, as CPython has it. */
static bool set_main_loader(Vm *vm)
{
    if (!import_boot(vm))
        return false;
    Value loader = object_getattr(vm, vm->runtime->import.importlib, NAME(BuiltinImporter));
    bool  done = loader && dict_set(vm, main_globals(vm), NAME(__loader__), loader);
    release(vm, loader);
    return done;
}

bool startup(Vm *vm)
{
    if (!streams_init(vm) || !fill_sys_path(vm) || !make_main(vm))
        return false;
    if (vm->runtime->options.no_site)
        return true;
    Value site = runtime_import(vm, "site"), main = site ? call_method(vm, site, NAME(main), NULL, 0) : 0;
    release(vm, site);
    release(vm, main);
    return main;
}

/* ---- running ---- */

static int finish_run(Vm *vm, Value result)
{
    release(vm, result);
    return result ? 0 : report_exception(vm);
}

static Value run_in_main(Vm *vm, Value code)
{
    Value globals = main_globals(vm);
    if (!globals)
        return runtime_error(vm, "lost __main__");
    retain(globals);
    Value result = machine_run_code(vm, code, globals, globals);
    release(vm, globals);
    return result;
}

static bool insert_path(Vm *vm, Taken entry)
{
    Value path = sys_get(vm, "path");
    bool  done = entry && path && list_insert(vm, path, 0, entry);
    release(vm, entry);
    return done;
}

int run_command(Vm *vm, const char *source)
{
    Value code = 0, result = 0;
    if (set_main_loader(vm) && (vm->runtime->options.safe_path || insert_path(vm, EMPTY_STR)))
        code = compile_text(vm, source, strlen(source), "<string>", MODE_EXEC);
    if (code)
        result = run_in_main(vm, code);
    release(vm, code);
    return finish_run(vm, result);
}

static Value run_library_function(Vm *vm, const char *module_name, Value function, const Value *args, size_t count)
{
    Value module = runtime_import(vm, module_name);
    Value result = module ? call_method(vm, module, function, args, count) : 0;
    release(vm, module);
    return result;
}

int run_module(Vm *vm, const char *name)
{
    Value text = text_from_system(vm, name), cwd = 0, result = 0;
    const Value args[] = {text, TRUE};
    if (text && !vm->runtime->options.safe_path) {
        cwd = run_library_function(vm, "os", NAME(getcwd), NULL, 0);
        if (!cwd || !insert_path(vm, retain(cwd)))
            goto done;
    }
    if (text)
        result = run_library_function(vm, "runpy", NAME(_run_module_as_main), args, 2);
done:
    release(vm, cwd);
    release(vm, text);
    return finish_run(vm, result);
}

/* The folder of a script, after symbolic links: what stands first in sys.path. */
static Value script_folder(Vm *vm, Value path)
{
    Value os_path = runtime_import(vm, "posixpath"), real = 0, folder = 0;
    if (os_path)
        real = call_method(vm, os_path, NAME(realpath), &path, 1);
    if (real)
        folder = call_method(vm, os_path, NAME(dirname), &real, 1);
    release(vm, real);
    release(vm, os_path);
    return folder;
}

/* A .py read as text, or a .pyc. */
static Value run_script(Vm *vm, Value path, const char *data, size_t size)
{
    Value globals = main_globals(vm), loader = 0, code = 0, result = 0, external = 0, cls = 0;
    bool  is_pyc = size > 16 && memcmp(data + 2, "\r\n", 2) == 0;
    if (!import_boot(vm))
        return 0;
    external = runtime_import(vm, "_frozen_importlib_external");
    cls = external ? object_getattr(vm, external, is_pyc ? NAME(SourcelessFileLoader) : NAME(SourceFileLoader)) : 0;
    loader = cls ? call2(vm, cls, NAME(__main__), path) : 0;
    if (!loader || !dict_set(vm, globals, NAME(__loader__), loader) || !dict_set(vm, globals, NAME(__file__), path) ||
        !dict_set(vm, globals, NAME(__cached__), NONE))
        goto done;
    if (is_pyc) {
        Value name = NAME(__main__);
        code = call_method(vm, loader, NAME(get_code), &name, 1);
    } else {
        code = compile_bytes(vm, data, size, false, path, MODE_EXEC, 0, -1);
    }
    if (code)
        result = run_in_main(vm, code);
    if (result)
        (void)!dict_delete(vm, globals, NAME(__file__));
done:
    release(vm, code);
    release(vm, loader);
    release(vm, cls);
    release(vm, external);
    return result;
}

/* "can't open file": the message of the command, exit status 2. */
static int cannot_open(Vm *vm, const char *path, int error)
{
    char  room[64];
    Value reason = str_from_cstring(vm, error_text(error, room, sizeof room)), name = text_from_system(vm, path), err = 0, text = 0;
    Value full = run_library_function(vm, "posixpath", NAME(abspath), &name, 1);
    err = sys_get(vm, "stderr");
    const char *program = vm->runtime->options.executable ? vm->runtime->options.executable : "corepy";
    if (err && err != NONE && reason && full)
        text = str_format(vm, "%s: can't open file %R: [Errno %d] %U\n", program, full, error, reason);
    Value written = text ? call_method(vm, err, NAME(write), &text, 1) : 0;
    exception_clear(vm);
    release(vm, written);
    release(vm, text);
    release(vm, full);
    release(vm, name);
    release(vm, reason);
    return 2;
}

/* A folder or a zip file with a __main__ module runs as runpy would. */
static int run_path_entry(Vm *vm, Value path)
{
    const Value args[] = {NAME(__main__), FALSE};
    Value       result = insert_path(vm, retain(path)) ? run_library_function(vm, "runpy", NAME(_run_module_as_main), args, 2) : 0;
    return finish_run(vm, result);
}

int run_file(Vm *vm, const char *path)
{
    HostStat info;
    char    *data = NULL;
    size_t   size = 0;
    Value    name = text_from_system(vm, path), folder = 0, result = 0;
    int      status, error = vm->host->folders->stat(vm->host, HOST_CWD, path, true, &info);
    if (!name)
        return finish_run(vm, 0);
    if (!error && (info.mode & 0170000) == 0040000) {
        status = run_path_entry(vm, name);
        release(vm, name);
        return status;
    }
    if (!error)
        error = host_read_file(vm->host, path, SIZE_MAX / 2, &data, &size);
    if (error) {
        status = cannot_open(vm, path, error);
        release(vm, name);
        return status;
    }
    Allocator from = host_allocator();
    if (size > 4 && memcmp(data, "PK\3\4", 4) == 0) {
        status = run_path_entry(vm, name);
    } else {
        folder = script_folder(vm, name);
        if (folder && (vm->runtime->options.safe_path || insert_path(vm, retain(folder))))
            result = run_script(vm, name, data, size);
        status = finish_run(vm, result);
    }
    deallocate(&from, data, size + 1);
    release(vm, folder);
    release(vm, name);
    return status;
}

/* The whole of stdin as bytes. */
static Value read_stdin(Vm *vm)
{
    Value in = sys_get(vm, "stdin");
    if (!in || in == NONE)
        return EMPTY_STR;
    Value buffer = object_getattr(vm, in, NAME(buffer)), data = 0;
    if (buffer)
        data = call_method(vm, buffer, NAME(read), NULL, 0);
    release(vm, buffer);
    return data;
}

int run_interactive(Vm *vm)
{
    Value path = vm->runtime->options.safe_path ? NONE : insert_path(vm, EMPTY_STR) ? NONE : 0;
    Value result = path && set_main_loader(vm) ? run_library_function(vm, "_corepy_prompt", NAME(run), NULL, 0) : 0;
    return finish_run(vm, result);
}

int run_stdin(Vm *vm)
{
    bool terminal = vm->host->files->isatty(vm->host, 0) == 0;
    if (terminal || vm->runtime->options.interactive)
        return run_interactive(vm);
    Value source = 0, filename = str_from_cstring(vm, "<stdin>"), code = 0, result = 0;
    if (filename && set_main_loader(vm) && (vm->runtime->options.safe_path || insert_path(vm, EMPTY_STR)))
        source = read_stdin(vm);
    if (source)
        code = compile_value(vm, source, "compile", "string or bytes", filename, MODE_EXEC, 0, -1);
    if (code)
        result = run_in_main(vm, code);
    release(vm, code);
    release(vm, source);
    release(vm, filename);
    return finish_run(vm, result);
}
