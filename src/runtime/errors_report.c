/* errors_report.c - what a user sees on stderr: uncaught exceptions, unraisable ones, and the exit status that follows.
 *
 * The texts are made by the library's `traceback`, as CPython's own are. When that cannot run, a last line is written plainly.
 * SPDX-License-Identifier: MIT */
#include "host/files.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/runtime.h"
#include "runtime/sys_module.h"

#define UNRAISABLE_ARGS(F)                                                                    \
    F(0, "exc_type", "Exception type") F(1, "exc_value", "Exception value")                   \
    F(2, "exc_traceback", "Exception traceback") F(3, "err_msg", "Error message") F(4, "object", "Object causing the exception")
#define OWNER &unraisable_hook_args_type
STRUCT_SEQUENCE(unraisable_hook_args_type, SHAPE_UNRAISABLE_HOOK_ARGS, "UnraisableHookArgs", UNRAISABLE_ARGS, 5, 5,
                "UnraisableHookArgs\n\nType used to pass arguments to sys.unraisablehook.");
#undef OWNER

/* ---- streams ---- */

/* sys.stderr, owned; 0 and no exception: lost or None. */
static Value error_stream(Vm *vm)
{
    Value stream = sys_get(vm, "stderr");
    return stream && stream != NONE ? retain(stream) : 0;
}

static bool write_to(Vm *vm, Value stream, Value text)
{
    Value result = call_method(vm, stream, NAME(write), &text, 1);
    release(vm, result);
    return result;
}

bool write_escaped(Vm *vm, Value stream, Value text)
{
    if (write_to(vm, stream, text))
        return true;
    if (!exception_swallow(vm, &unicode_encode_error_type))
        return false;
    Value encoding = object_getattr(vm, stream, NAME(encoding)), handler = str_from_cstring(vm, "backslashreplace");
    Value args[] = {encoding, handler}, bytes = 0, plain = 0;
    if (encoding && handler)
        bytes = call_method(vm, text, NAME(encode), args, 2);
    plain = bytes ? call_method(vm, bytes, NAME(decode), &encoding, 1) : 0;
    bool done = plain && write_to(vm, stream, plain);
    release(vm, plain);
    release(vm, bytes);
    release(vm, handler);
    release(vm, encoding);
    return done;
}

/* Straight to descriptor 2: when no stream of Python's works. */
static void write_plainly(Vm *vm, const char *text)
{
    size_t written;
    (void)vm->host->files->write(vm->host, NULL, 2, text, strlen(text), &written);
}

static void write_last_resort(Vm *vm, Value exception)
{
    write_plainly(vm, type_of(vm, exception)->name);
    Value text = object_str(vm, exception);
    Utf8  utf8 = {0};
    if (text && str_utf8(vm, text, &utf8) && utf8.length) {
        write_plainly(vm, ": ");
        write_plainly(vm, utf8.data);
    }
    utf8_free(vm, &utf8);
    release(vm, text);
    exception_clear(vm);
    write_plainly(vm, "\n");
}

static void flush_stream(Vm *vm, const char *name)
{
    Value stream = sys_get(vm, name);
    if (!stream || stream == NONE)
        return;
    retain(stream);
    Value result = call_method(vm, stream, NAME(flush), NULL, 0);
    if (!result)
        exception_clear(vm);
    release(vm, result);
    release(vm, stream);
}

/* ---- uncaught exceptions ---- */

void display_exception(Vm *vm, Value exception)
{
    Value stream = error_stream(vm);
    if (!stream) {
        if (!sys_get(vm, "stderr"))
            write_last_resort(vm, exception);
        return;
    }
    Value module = runtime_import(vm, "traceback");
    Value result = module ? call_method(vm, module, NAME(_print_exception_bltin), &exception, 1) : 0;
    if (!result) {
        exception_clear(vm);
        write_last_resort(vm, exception);
    }
    release(vm, result);
    release(vm, module);
    release(vm, stream);
    flush_stream(vm, "stderr");
}

/* SystemExit's code: a number, None (0), or a text that is shown (1). */
static int exit_status(Vm *vm, Value exception)
{
    Value code = object_find_attr(vm, exception, NAME(code));
    if (!code || code == UNBOUND || code == NONE) {
        exception_clear(vm);
        return 0;
    }
    int status = 1;
    if (is_int(vm, code)) {
        int64_t number;
        status = object_index_int64(vm, code, NULL, &number) ? (int)number : -1;
    } else {
        Value stream = error_stream(vm), text = object_str(vm, code);
        flush_stream(vm, "stdout");
        if (stream && text && write_to(vm, stream, text)) {
            Value newline = str_from_char(vm, '\n');
            (void)!write_to(vm, stream, newline);
        }
        exception_clear(vm);
        release(vm, text);
        release(vm, stream);
        flush_stream(vm, "stderr");
    }
    release(vm, code);
    return status;
}

static void remember_last(Vm *vm, Value exception, Value traceback)
{
    if (!sys_set(vm, "last_exc", exception) || !sys_set(vm, "last_type", type_value(type_of(vm, exception))) ||
        !sys_set(vm, "last_value", exception) || !sys_set(vm, "last_traceback", traceback))
        exception_clear(vm);
}

/* sys.excepthook failed: both errors are shown. */
static void hook_failed(Vm *vm, Value original)
{
    Value error = exception_take(vm);
    flush_stream(vm, "stdout");
    write_plainly(vm, "Error in sys.excepthook:\n");
    display_exception(vm, error);
    write_plainly(vm, "\nOriginal exception was:\n");
    display_exception(vm, original);
    release(vm, error);
}

int report_exception(Vm *vm)
{
    Value exception = exception_take(vm);
    if (!exception)
        return 1;
    if (is_instance_of(vm, exception, &system_exit_type)) {
        int status = exit_status(vm, exception);
        release(vm, exception);
        return status;
    }
    Value traceback = object_getattr(vm, exception, NAME(__traceback__));
    if (!traceback) {
        exception_clear(vm);
        traceback = NONE;
    }
    int status = is_instance_of(vm, exception, &keyboard_interrupt_type) ? 130 : 1;
    remember_last(vm, exception, traceback);
    flush_stream(vm, "stdout");
    Value hook = sys_get(vm, "excepthook");
    if (!hook) {
        write_plainly(vm, "sys.excepthook is missing\n");
        display_exception(vm, exception);
    } else {
        retain(hook);
        Value result = call3(vm, hook, type_value(type_of(vm, exception)), exception, traceback);
        if (!result && exception_is(vm, &system_exit_type)) {
            Value exit = exception_take(vm);
            status = exit_status(vm, exit);
            release(vm, exit);
        } else if (!result) {
            hook_failed(vm, exception);
        }
        release(vm, result);
        release(vm, hook);
    }
    release(vm, traceback);
    release(vm, exception);
    return status;
}

/* ---- unraisable exceptions ---- */

bool display_unraisable(Vm *vm, Value v)
{
    if (type_of(vm, v) != &unraisable_hook_args_type)
        return type_error(vm, "sys.unraisablehook argument type must be UnraisableHookArgs");
    Value stream = error_stream(vm), text = 0, message = tuple_get(v, 3), object = tuple_get(v, 4);
    if (!stream)
        return true;
    if (object != NONE) {
        Value repr = object_repr(vm, object);
        exception_clear(vm);
        Value intro = message == NONE ? str_from_cstring(vm, "Exception ignored in") : retain(message);
        Value shown = repr ? retain(repr) : str_from_cstring(vm, "<object repr() failed>");
        text = intro && shown ? str_format(vm, "%U: %U\n", intro, shown) : 0;
        release(vm, intro);
        release(vm, shown);
        release(vm, repr);
    } else if (message != NONE) {
        text = str_format(vm, "%U:\n", message);
    }
    bool done = (!text && object == NONE) || (text && write_to(vm, stream, text));
    release(vm, text);
    release(vm, stream);
    if (done && tuple_get(v, 1) != NONE)
        display_exception(vm, tuple_get(v, 1));
    return done;
}

void runtime_unraisable(Vm *vm, const char *message, Value object)
{
    Value exception = exception_take(vm);
    if (!exception || vm->dying) {
        release(vm, exception);
        return;
    }
    Value traceback = object_getattr(vm, exception, NAME(__traceback__));
    Value text = str_from_cstring(vm, message ? message : "Exception ignored in");
    const Value items[] = {type_value(type_of(vm, exception)), exception, traceback ? traceback : NONE, text ? text : NONE,
                           object ? object : NONE};
    Value arguments = struct_sequence_new(vm, &unraisable_hook_args_type, items);
    Value hook = sys_get(vm, "unraisablehook");
    if (hook && hook != NONE && arguments) {
        retain(hook);
        Value result = call1(vm, hook, arguments);
        release(vm, result);
        release(vm, hook);
    }
    exception_clear(vm);
    release(vm, arguments);
    release(vm, text);
    release(vm, traceback);
    release(vm, exception);
}

/* ---- breakpoint() ---- */

/* $PYTHONBREAKPOINT: "0" does nothing, else module.function, by default pdb.set_trace. */
Value run_breakpoint_hook(Vm *vm, const Value *args, size_t count, Value names)
{
    Value os = runtime_import(vm, "os"), module = 0, function = 0, result = 0;
    Value environ = os ? object_getattr(vm, os, NAME(environ)) : 0;
    Value key = str_from_cstring(vm, "PYTHONBREAKPOINT"), name = 0;
    if (environ && key) {
        Value get_args[] = {key};
        name = call_method(vm, environ, NAME(get), get_args, 1);
    }
    if (!name)
        goto done;
    if (name == NONE || (is_str(vm, name) && !as_str(name)->length))
        replace(vm, &name, str_from_cstring(vm, "pdb.set_trace"));
    if (!name)
        goto done;
    if (str_is(name, "0")) {
        result = NONE;
        goto done;
    }
    size_t dot = as_str(name)->length;
    while (dot > 0 && str_char(as_str(name), dot - 1) != '.')
        dot--;
    Value path = dot ? str_slice(vm, name, 0, dot - 1) : str_from_cstring(vm, "builtins");
    Value attribute = str_slice(vm, name, dot, as_str(name)->length);
    Utf8  utf8 = {0};
    if (path && attribute && str_utf8(vm, path, &utf8))
        module = runtime_import(vm, utf8.data);
    function = module ? object_getattr(vm, module, attribute) : 0;
    if (function)
        result = call(vm, function, args, count, names);
    utf8_free(vm, &utf8);
    release(vm, path);
    release(vm, attribute);
done:
    release(vm, function);
    release(vm, module);
    release(vm, name);
    release(vm, key);
    release(vm, environ);
    release(vm, os);
    return result;
}
