/* sys_module.c - the module `sys`: functions, figures, and the settings that the isolate was made with.
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/runtime.h"
#include "runtime/sys_module.h"
#include "vm/frame.h"
#include "vm/machine.h"

#define OWNER &module_sys

Value sys_get(Vm *vm, const char *name)
{
    Value found = dict_find_cstring(vm, vm->runtime->sys_dict, name);
    if (found && found != UNBOUND)
        return found;
    exception_clear(vm);
    return 0;
}

bool sys_set(Vm *vm, const char *name, Value value)
{
    return dict_set_cstring(vm, vm->runtime->sys_dict, name, value);
}

/* Enters a value that may have failed to be made; takes it. */
static bool put(Vm *vm, const char *name, Taken value)
{
    bool done = value && sys_set(vm, name, value);
    release(vm, value);
    return done;
}

/* ---- exceptions ---- */

/* The exception being handled: the innermost entry that has one. */
static Value handled(const Vm *vm)
{
    for (HandledEntry *entry = vm->thread->handled; entry; entry = entry->previous)
        if (entry->exception && entry->exception != NONE)
            return entry->exception;
    return NONE;
}

static Value sys_exception(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return retain(handled(vm)); }

static Value sys_exc_info(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    Value exception = handled(vm);
    if (exception == NONE)
        return tuple_of(vm, 3, NONE, NONE, NONE);
    Value traceback = object_getattr(vm, exception, NAME(__traceback__));
    Value result = traceback ? tuple_of(vm, 3, type_value(type_of(vm, exception)), exception, traceback) : 0;
    release(vm, traceback);
    return result;
}

static Value sys_exit(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (arg[0] == NONE)
        return raise_none(vm, &system_exit_type);
    if (is_tuple(vm, arg[0]))
        return raise_args(vm, &system_exit_type, as_tuple(arg[0])->items, tuple_length(arg[0]));
    return raise_value(vm, &system_exit_type, arg[0]);
}

/* ---- hooks ---- */

/* Prints repr(value) and keeps it as builtins._ , as the interactive loop does. */
static Value sys_displayhook(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (arg[0] == NONE)
        return NONE;
    Value out = sys_get(vm, "stdout"), text = 0, newline = str_from_char(vm, '\n');
    if (!dict_set_cstring(vm, vm->runtime->builtins_dict, "_", NONE))
        return 0;
    if (!out || out == NONE)
        return runtime_error(vm, "lost sys.stdout");
    retain(out);
    text = object_repr(vm, arg[0]);
    bool done = text && write_escaped(vm, out, text);
    Value end = done ? call_method(vm, out, NAME(write), &newline, 1) : 0;
    done = end && dict_set_cstring(vm, vm->runtime->builtins_dict, "_", arg[0]);
    release(vm, end);
    release(vm, text);
    release(vm, out);
    return done ? NONE : 0;
}

static Value sys_excepthook(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (arg[1] == NONE || !is_exception(vm, arg[1]))
        return type_error(vm, "print_exception(): Exception expected for value, %T found", arg[1]);
    display_exception(vm, arg[1]);
    return NONE;
}

static Value sys_unraisablehook(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return display_unraisable(vm, arg[0]) ? NONE : 0;
}

/* sys.breakpointhook: $PYTHONBREAKPOINT, by default pdb.set_trace. */
static Value sys_breakpointhook(Vm *vm, const Value *arg, size_t count, Value names)
{
    return run_breakpoint_hook(vm, arg, count, names);
}

/* ---- audit ---- */

static Value sys_audit(Vm *vm, const Value *arg, size_t count, Value names)
{
    if (names && tuple_length(names))
        return type_error(vm, "sys.audit() takes no keyword arguments");
    if (!count)
        return type_error(vm, "audit expected at least 1 argument, got 0");
    if (!is_str(vm, arg[0]))
        return type_error(vm, "audit() argument 1 must be str, not %T", arg[0]);
    if (!vm->runtime->audit_hooks)
        return NONE;
    Utf8  event = {0};
    Value rest = str_utf8(vm, arg[0], &event) ? tuple_from(vm, arg + 1, count - 1) : 0;
    bool  done = rest && runtime_audit(vm, event.data, rest);
    release(vm, rest);
    utf8_free(vm, &event);
    return done ? NONE : 0;
}

static Value sys_addaudithook(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value none = tuple_empty(vm);
    if (!none)
        return 0;
    if (!runtime_audit(vm, "sys.addaudithook", none)) {
        /* A hook may refuse further ones: they are then not added, silently. */
        return exception_swallow(vm, &exception_type) ? NONE : 0;
    }
    if (!vm->runtime->audit_hooks && !(vm->runtime->audit_hooks = list_new(vm, 0)))
        return 0;
    return list_append(vm, vm->runtime->audit_hooks, arg[0]) ? NONE : 0;
}

bool runtime_audit(Vm *vm, const char *event, Value args)
{
    Value hooks = vm->runtime->audit_hooks;
    if (!hooks)
        return true;
    Value name = str_from_cstring(vm, event);
    bool  done = name;
    for (size_t i = 0; done && i < list_length(hooks); i++) {
        Value result = call2(vm, list_get(hooks, i), name, args);
        done = result;
        release(vm, result);
    }
    release(vm, name);
    return done;
}

/* ---- strings, sizes, counts ---- */

static Value sys_intern(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (is_exact_str(arg[0]))
        return str_intern(vm, retain(arg[0]));
    return type_error(vm, is_str(vm, arg[0]) ? "can't intern %T" : "intern() argument must be str, not %T", arg[0]);
}

static Value sys_is_interned(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "_is_interned() argument must be str, not %T", arg[0]);
    return bool_value(str_is_interned(as_str(arg[0])));
}

static Value sys_is_immortal(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    return bool_value(!is_pointer(arg[0]) || object_of(arg[0])->refs < 0);
}

/* Words and constants have CPython's immortal figure (D6); else the argument's own reference counts, as there. */
static Value sys_getrefcount(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    enum { IMMORTAL_FIGURE = 3221225472u };
    bool immortal = !is_pointer(arg[0]) || object_of(arg[0])->refs < 0;
    return int_value(immortal ? (int64_t)3221225472 : object_of(arg[0])->refs);
}

static Value sys_getsizeof(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value method = object_find_special(vm, arg[0], NAME(__sizeof__)), size = 0;
    int64_t bytes;
    if (method == UNBOUND)
        type_error(vm, "Type %T doesn't define __sizeof__", arg[0]);
    else if (method)
        size = call0(vm, method);
    release(vm, method == UNBOUND ? 0 : method);
    if (size && !is_int(vm, size)) {
        type_error(vm, "an integer is required");
        release(vm, size);
        size = 0;
    }
    if (!size)
        return arg[1] && exception_swallow(vm, &type_error_type) ? retain(arg[1]) : 0;
    bool fits = int_as_int64(vm, size, &bytes);
    release(vm, size);
    if (!fits)
        return 0;
    if (bytes < 0)
        return value_error(vm, "__sizeof__() should return >= 0");
    return int_value(bytes + (type_of(vm, arg[0])->flags & TYPE_HAVE_GC ? 16 : 0)); /* CPython's header of collected objects */
}

static Value sys_getallocatedblocks(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_value((int64_t)(vm->heap->used / 64));
}

static Value sys_getunicodeinternedsize(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_value((int64_t)vm->objects->interned_count);
}

static Value sys_getdefaultencoding(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return str_from_cstring(vm, "utf-8"); }
static Value sys_getfilesystemencoding(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return str_from_cstring(vm, "utf-8"); }

static Value sys_getfilesystemencodeerrors(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return str_from_cstring(vm, "surrogateescape");
}

/* ---- limits and intervals ---- */

static Value sys_getrecursionlimit(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_value(vm->thread->recursion_limit);
}

static Value sys_setrecursionlimit(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t limit;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &limit))
        return 0;
    if (limit < 1)
        return value_error(vm, "recursion limit must be greater or equal than 1");
    if (limit <= vm->thread->depth)
        return raise_format(vm, &recursion_error_type,
                            "cannot set the recursion limit to %lld at the recursion depth %u: the limit is too low",
                            (long long)limit, vm->thread->depth);
    limit = limit > INT32_MAX ? INT32_MAX : limit;
    for (ThreadRuntime *thread = vm->runtime->control->threads; thread; thread = thread->next)
        thread->core.recursion_limit = (uint32_t)limit;
    vm->thread->soft_limit = 0; /* the next call works it out */
    return NONE;
}

static Value sys_getswitchinterval(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return float_new(vm, (double)vm->runtime->switch_interval_ns / 1e9);
}

static Value sys_setswitchinterval(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    double seconds;
    if (!object_as_double(vm, arg[0], &seconds))
        return 0;
    if (!(seconds > 0))
        return value_error(vm, "switch interval must be strictly positive");
    vm->runtime->switch_interval_ns = seconds < 4e9 ? (int64_t)(seconds * 1e9) + 1 : INT64_MAX / 4;
    return NONE;
}

static Value sys_get_int_max_str_digits(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_value(vm->objects->int_max_str_digits);
}

static Value sys_set_int_max_str_digits(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    enum { LEAST = 640 };
    int64_t digits;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &digits))
        return 0;
    if (digits && digits < LEAST)
        return value_error(vm, "maxdigits must be >= %d or 0 for unlimited", LEAST);
    vm->objects->int_max_str_digits = (uint32_t)(digits > UINT32_MAX ? UINT32_MAX : digits);
    return NONE;
}

/* ---- frames, tracing, async generators ---- */

static Value sys_getframe(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t depth = 0;
    if (arg[0] && !object_index_int64(vm, arg[0], &overflow_error_type, &depth))
        return 0;
    Value frame = machine_frame(vm, depth < 0 ? 0 : depth);
    return frame ? frame : exception_pending(vm) ? 0 : value_error(vm, "call stack is not deep enough");
}

static Value sys_getframemodulename(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t depth;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &depth))
        return 0;
    Value frame = machine_frame(vm, depth < 0 ? 0 : depth);
    if (!frame)
        return exception_pending(vm) ? 0 : NONE;
    Value globals = object_getattr(vm, frame, NAME(f_globals));
    Value name = globals ? retain(dict_find_cstring(vm, globals, "__name__")) : 0;
    release(vm, globals);
    release(vm, frame);
    return name == UNBOUND ? NONE : name;
}

/* Tracing is not there yet: switching it off is all that can be done. */
static Value no_tracing(Vm *vm, const char *function, Value hook)
{
    return hook == NONE ? NONE : not_implemented_error(vm, "sys.%s is not implemented", function);
}

static Value sys_settrace(Vm *vm, const Value *arg, size_t n) { (void)n; return no_tracing(vm, "settrace", arg[0]); }
static Value sys_setprofile(Vm *vm, const Value *arg, size_t n) { (void)n; return no_tracing(vm, "setprofile", arg[0]); }
static Value sys_none(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return NONE; }

static Value sys_get_asyncgen_hooks(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    const Value hooks[] = {vm->thread->asyncgen_firstiter, vm->thread->asyncgen_finalizer};
    return struct_sequence_new(vm, &asyncgen_hooks_type, hooks);
}

static bool is_hook(Vm *vm, const char *name, Value hook)
{
    return !hook || hook == NONE || is_callable(vm, hook) ||
           type_error(vm, "callable %s expected, got %T", name, hook);
}

static Value sys_set_asyncgen_hooks(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_hook(vm, "finalizer", arg[1]) || !is_hook(vm, "firstiter", arg[0]))
        return 0;
    if (arg[1])
        replace(vm, &vm->thread->asyncgen_finalizer, arg[1] == NONE ? 0 : retain(arg[1]));
    if (arg[0])
        replace(vm, &vm->thread->asyncgen_firstiter, arg[0] == NONE ? 0 : retain(arg[0]));
    return NONE;
}

static Value sys_get_origin_depth(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_value(vm->thread->coroutine_origin_depth);
}

static Value sys_set_origin_depth(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t depth;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &depth))
        return 0;
    if (depth < 0)
        return value_error(vm, "depth must be >= 0");
    vm->thread->coroutine_origin_depth = (uint32_t)(depth > UINT32_MAX ? UINT32_MAX : depth);
    return NONE;
}

/* ---- figures that never change ---- */

static Value sys_is_finalizing(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return bool_value(vm->runtime->finalizing); }
static Value sys_true(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return TRUE; }
static Value sys_false(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return FALSE; }

static Value sys_clear_caches(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    attribute_cache_drop(vm);
    return NONE;
}

/* What dataclasses asks before it makes a class again with __slots__: its __dict__ and __weakref__ descriptors go. */
static Value sys_clear_type_descriptors(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_type(vm, arg[0]))
        return type_error(vm, "argument must be a type");
    if (!as_type(arg[0])->heap)
        return type_error(vm, "argument is immutable");
    Value dict = type_dict(vm, as_type(arg[0]));
    if (!dict || dict_delete(vm, dict, NAME(__dict__)) < 0 || dict_delete(vm, dict, NAME(__weakref__)) < 0)
        return 0;
    type_modified(vm, (Type *)object_of(arg[0]));
    return NONE;
}

static Value sys_cpu_count_config(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return int_value(-1); }

static Value sys_getdlopenflags(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return int_value(2); }

static const Row functions[] = {
    FUNCTION("exception()", sys_exception, CALL_NOARGS, NULL),
    FUNCTION("exc_info()", sys_exc_info, CALL_NOARGS, NULL),
    FUNCTION("exit(status=None, /)", sys_exit, CALL_POSITIONAL, NULL),
    FUNCTION("displayhook(object, /)", sys_displayhook, CALL_ONE, NULL),
    FUNCTION("excepthook(exctype, value, traceback, /)", sys_excepthook, CALL_POSITIONAL, NULL),
    FUNCTION("unraisablehook(unraisable, /)", sys_unraisablehook, CALL_ONE, NULL),
    FUNCTION("addaudithook(hook)", sys_addaudithook, CALL_KEYWORDS, NULL),
    FUNCTION("intern(string, /)", sys_intern, CALL_ONE, NULL),
    FUNCTION("_is_interned(string, /)", sys_is_interned, CALL_ONE, NULL),
    FUNCTION("_is_immortal(op, /)", sys_is_immortal, CALL_ONE, NULL),
    FUNCTION("getrefcount(object, /)", sys_getrefcount, CALL_ONE, NULL),
    FUNCTION("getallocatedblocks()", sys_getallocatedblocks, CALL_NOARGS, NULL),
    FUNCTION("getunicodeinternedsize(*, _only_immortal=False)", sys_getunicodeinternedsize, CALL_KEYWORDS, NULL),
    FUNCTION("getdefaultencoding()", sys_getdefaultencoding, CALL_NOARGS, NULL),
    FUNCTION("getfilesystemencoding()", sys_getfilesystemencoding, CALL_NOARGS, NULL),
    FUNCTION("getfilesystemencodeerrors()", sys_getfilesystemencodeerrors, CALL_NOARGS, NULL),
    FUNCTION("getrecursionlimit()", sys_getrecursionlimit, CALL_NOARGS, NULL),
    FUNCTION("setrecursionlimit(limit, /)", sys_setrecursionlimit, CALL_ONE, NULL),
    FUNCTION("getswitchinterval()", sys_getswitchinterval, CALL_NOARGS, NULL),
    FUNCTION("setswitchinterval(interval, /)", sys_setswitchinterval, CALL_ONE, NULL),
    FUNCTION("get_int_max_str_digits()", sys_get_int_max_str_digits, CALL_NOARGS, NULL),
    FUNCTION("set_int_max_str_digits(maxdigits)", sys_set_int_max_str_digits, CALL_KEYWORDS, NULL),
    FUNCTION("_getframe(depth=0, /)", sys_getframe, CALL_POSITIONAL, NULL),
    FUNCTION("_getframemodulename(depth=0)", sys_getframemodulename, CALL_KEYWORDS, NULL),
    FUNCTION("settrace(function, /)", sys_settrace, CALL_ONE, NULL),
    FUNCTION("setprofile(function, /)", sys_setprofile, CALL_ONE, NULL),
    FUNCTION("gettrace()", sys_none, CALL_NOARGS, NULL),
    FUNCTION("getprofile()", sys_none, CALL_NOARGS, NULL),
    FUNCTION("get_asyncgen_hooks()", sys_get_asyncgen_hooks, CALL_NOARGS, NULL),
    FUNCTION("get_coroutine_origin_tracking_depth()", sys_get_origin_depth, CALL_NOARGS, NULL),
    FUNCTION("set_coroutine_origin_tracking_depth(depth)", sys_set_origin_depth, CALL_KEYWORDS, NULL),
    FUNCTION("is_finalizing()", sys_is_finalizing, CALL_NOARGS, NULL),
    FUNCTION("_is_gil_enabled()", sys_true, CALL_NOARGS, NULL),
    FUNCTION("is_stack_trampoline_active()", sys_false, CALL_NOARGS, NULL),
    FUNCTION("is_remote_debug_enabled()", sys_false, CALL_NOARGS, NULL),
    FUNCTION("_clear_internal_caches()", sys_clear_caches, CALL_NOARGS, NULL),
    FUNCTION("_clear_type_cache()", sys_clear_caches, CALL_NOARGS, NULL),
    FUNCTION("_clear_type_descriptors(type, /)", sys_clear_type_descriptors, CALL_ONE,
             "Private function for clearing certain descriptors from a type's dictionary."),
    FUNCTION("_get_cpu_count_config()", sys_cpu_count_config, CALL_NOARGS, "Private function for getting PyConfig.cpu_count"),
    FUNCTION("getdlopenflags()", sys_getdlopenflags, CALL_NOARGS, NULL),
    FUNCTION_FLAGS("getsizeof(object, default=<unrepresentable>)", sys_getsizeof, CALL_KEYWORDS, ROW_NO_TEXT_SIGNATURE,
                   "getsizeof(object [, default]) -> int\n\nReturn the size of object in bytes."),
    FUNCTION_FLAGS("set_asyncgen_hooks(firstiter=<unrepresentable>, finalizer=<unrepresentable>)", sys_set_asyncgen_hooks,
                   CALL_KEYWORDS, ROW_NO_TEXT_SIGNATURE,
                   "set_asyncgen_hooks([firstiter] [, finalizer])\n\nSet a finalizer for async generators objects."),
    FUNCTION_OWN("audit(event, /, *args)", sys_audit, 0, "Passes the event to any hooks that are attached."),
    FUNCTION_OWN("breakpointhook(*args, **kwargs)", sys_breakpointhook, 0,
                 "This hook function is called by built-in breakpoint()."),
    ROWS_END,
};

const ModuleDef module_sys = {
    .name = "sys",
    .doc = "This module provides access to some objects used or maintained by the\ninterpreter and to functions that interact "
           "strongly with the interpreter.",
    .functions = functions,
};

bool sys_init(Vm *vm)
{
    RuntimeState *runtime = vm->runtime;
    runtime->sys_module = module_from_def(vm, &module_sys);
    if (!runtime->sys_module)
        return false;
    runtime->sys_dict = retain(as_module(runtime->sys_module)->dict);
    Value modules = runtime->import.modules = dict_new(vm);
    vm->objects->sys_modules = modules ? retain(modules) : 0;
    vm->objects->builtins = retain(runtime->builtins_dict);
    return modules && put(vm, "modules", retain(modules)) && dict_set(vm, modules, NAME(sys), runtime->sys_module) &&
           dict_set(vm, modules, NAME(builtins), runtime->builtins_module) && sys_fill(vm);
}
