/* builtins_run.c - compile, eval, exec, __import__ and __build_class__. SPDX-License-Identifier: MIT */
#include "code/code_object.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/builtins.h"
#include "runtime/compile_source.h"
#include "runtime/runtime.h"
#include "vm/frame.h"
#include "vm/machine.h"

enum {
    FUTURE_BITS = 0x1FE0000,
    KNOWN_FLAGS = FUTURE_BITS | 0x10 | COMPILE_SOURCE_IS_UTF8 | COMPILE_DONT_IMPLY_DEDENT | COMPILE_OPTIMIZED_AST |
                  COMPILE_IGNORE_COOKIE | COMPILE_TYPE_COMMENTS | COMPILE_TOP_LEVEL_AWAIT | COMPILE_ALLOW_INCOMPLETE_INPUT,
};

/* What `from __future__` of the code that calls us has switched on. */
static unsigned inherited_flags(Vm *vm)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    return walk.fp ? (unsigned)as_code(as_function(walk.fp[-3])->code)->flags & FUTURE_BITS : 0;
}

/* ---- compile ---- */

/* A file name: str, bytes or os.PathLike, as str. */
static Value decoded_filename(Vm *vm, Value given)
{
    if (is_str(vm, given))
        return retain(given);
    Value os = runtime_import(vm, "os");
    Value function = os ? object_getattr(vm, os, NAME(fsdecode)) : 0;
    Value result = function ? call1(vm, function, given) : 0;
    release(vm, function);
    release(vm, os);
    return result;
}

static bool mode_of(Vm *vm, Value text, unsigned flags, CompileMode *mode)
{
    static const char *const names[] = {"exec", "eval", "single", "func_type"};
    if (!is_str(vm, text))
        return type_error(vm, "compile() argument 'mode' must be str, not %T", text);
    for (int i = 0; i < 4; i++)
        if (str_is(text, names[i]) && (i < 3 || flags & COMPILE_ONLY_AST)) {
            *mode = (CompileMode)i;
            return true;
        }
    if (str_is(text, "func_type"))
        return value_error(vm, "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    return value_error(vm, flags & COMPILE_ONLY_AST ? "compile() mode must be 'exec', 'eval', 'single' or 'func_type'"
                                                    : "compile() mode must be 'exec', 'eval' or 'single'");
}

/* compile(source, filename, mode, flags, dont_inherit, optimize, _feature_version) */
Value builtin_compile(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t     flags, optimize, feature_version;
    CompileMode mode = MODE_EXEC;
    int         dont_inherit;
    if (!object_index_int64(vm, arg[3], &overflow_error_type, &flags) || (dont_inherit = object_truth(vm, arg[4])) < 0 ||
        !object_index_int64(vm, arg[5], &overflow_error_type, &optimize) ||
        !object_index_int64(vm, arg[6], &overflow_error_type, &feature_version))
        return 0;
    if (flags & ~(int64_t)KNOWN_FLAGS)
        return value_error(vm, "compile(): unrecognised flags");
    if (optimize < -1 || optimize > 2)
        return value_error(vm, "compile(): invalid optimize value");
    unsigned all = (unsigned)flags | (dont_inherit ? 0 : inherited_flags(vm));
    if (!mode_of(vm, arg[2], all, &mode))
        return 0;
    Value filename = decoded_filename(vm, arg[1]);
    if (!filename)
        return 0;
    Value result = vm->runtime->compile_ast
                       ? vm->runtime->compile_ast(vm, arg[0], filename, mode, all, (int)optimize, (int)feature_version) : UNBOUND;
    if (result == UNBOUND && all & COMPILE_ONLY_AST) {
        /* The classes of trees are made when first needed. */
        Value module = runtime_import(vm, "_ast");
        result = module ? vm->runtime->compile_ast(vm, arg[0], filename, mode, all, (int)optimize, (int)feature_version) : 0;
        release(vm, module);
    }
    if (result == UNBOUND)
        result = compile_value(vm, arg[0], "compile", "string, bytes or AST", filename, mode, all, (int)optimize);
    release(vm, filename);
    return result;
}

/* ---- eval and exec ---- */

/* The namespaces to run in: *globals borrowed, *locals owned. */
static bool namespaces(Vm *vm, const char *function, Value given_globals, Value given_locals, Value *globals, Value *locals)
{
    if (given_globals != NONE && !is_dict(vm, given_globals))
        return str_is(NAME(eval), function) && type_of(vm, given_globals)->slots.subscript
                   ? type_error(vm, "globals must be a real dict; try eval(code, {}, mapping)")
                   : type_error(vm, str_is(NAME(eval), function) ? "globals must be a dict" : "exec() globals must be a dict, not %T",
                                given_globals);
    if (given_locals != NONE && !type_of(vm, given_locals)->slots.subscript)
        return type_error(vm, "locals must be a mapping or None, not %T", given_locals);
    if (given_globals == NONE) {
        *globals = vm->up->current_globals(vm);
        if (!*globals)
            return system_error(vm, "globals and locals cannot be NULL");
        *locals = given_locals == NONE ? vm->up->current_locals(vm) : retain(given_locals);
    } else {
        *globals = given_globals;
        *locals = retain(given_locals == NONE ? given_globals : given_locals);
    }
    return *locals;
}

static bool ensure_builtins(Vm *vm, Value globals)
{
    Value found = dict_find(vm, globals, NAME(__builtins__));
    if (found != UNBOUND)
        return found;
    Value builtins = vm->up->current_builtins(vm);
    return dict_set(vm, globals, NAME(__builtins__), builtins ? builtins : vm->runtime->builtins_dict);
}

static size_t free_count(const CodeObject *code)
{
    size_t free = 0;
    for (uint32_t i = 0; i < code->localsplus_count; i++)
        free += (code->local_kinds[i] & 0x80) != 0;
    return free;
}

static Value run_code(Vm *vm, const char *function, Value code, Value globals, Value locals, Value closure)
{
    size_t free = free_count(as_code(code));
    if (str_is(NAME(eval), function) || closure == NONE) {
        if (free)
            return type_error(vm, "code object passed to %s() may not contain free variables", function);
        return machine_run_code(vm, code, globals, locals);
    }
    if (!free)
        return type_error(vm, "cannot use a closure with this code object");
    bool cells = is_exact_tuple(closure) && tuple_length(closure) == free;
    for (size_t i = 0; cells && i < free; i++)
        cells = has_shape(tuple_get(closure, i), SHAPE_CELL);
    if (!cells)
        return type_error(vm, "code object requires a closure of exactly length %zu", free);
    return machine_run_code_closure(vm, code, globals, locals, closure);
}

/* eval's text may begin with blanks. */
static Value without_leading_blanks(Vm *vm, Value source)
{
    size_t start = 0;
    if (!is_str(vm, source))
        return retain(source);
    while (start < as_str(source)->length && (str_char(as_str(source), start) == ' ' || str_char(as_str(source), start) == '\t'))
        start++;
    return start ? str_slice(vm, source, start, as_str(source)->length) : retain(source);
}

static Value evaluate(Vm *vm, const char *function, CompileMode mode, const Value *arg, Value closure)
{
    Value globals = 0, locals = 0, result = 0, code = 0, source = 0, filename = 0;
    if (!namespaces(vm, function, arg[1], arg[2], &globals, &locals))
        return 0;
    if (!ensure_builtins(vm, globals))
        goto done;
    if (is_code(arg[0])) {
        code = retain(arg[0]);
    } else {
        if (closure != NONE) {
            type_error(vm, "closure can only be used when source is a code object");
            goto done;
        }
        source = mode == MODE_EVAL ? without_leading_blanks(vm, arg[0]) : retain(arg[0]);
        filename = str_from_cstring(vm, "<string>");
        code = source && filename ? compile_value(vm, source, function, "string, bytes or code", filename, mode,
                                                  inherited_flags(vm), -1) : 0;
    }
    if (code)
        result = run_code(vm, function, code, globals, locals, closure);
done:
    release(vm, filename);
    release(vm, source);
    release(vm, code);
    release(vm, locals);
    return result;
}

Value builtin_eval(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return evaluate(vm, "eval", MODE_EVAL, arg, NONE);
}

Value builtin_exec(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value result = evaluate(vm, "exec", MODE_EXEC, arg, arg[3]);
    release(vm, result);
    return result ? NONE : 0;
}

/* ---- __import__ ---- */

Value builtin_import(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t level;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "__import__() argument 1 must be str, not %T", arg[0]);
    if (!object_index_int64(vm, arg[4], &overflow_error_type, &level))
        return 0;
    if (level < 0)
        return value_error(vm, "level must be >= 0");
    return import_name(vm, arg[0], arg[1], arg[3], level);
}

/* ---- __build_class__ ---- */

/* Bases with those replaced that have __mro_entries__; a new tuple, or `bases` retained when nothing changes. */
static Value update_bases(Vm *vm, Value bases)
{
    Value list = 0, result = 0;
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Value base = tuple_get(bases, i), entries = 0;
        Value method = is_type(vm, base) ? UNBOUND : object_find_attr(vm, base, NAME(__mro_entries__));
        if (!method)
            goto done;
        if (method == UNBOUND) {
            if (list && !list_append(vm, list, base))
                goto done;
            continue;
        }
        entries = call1(vm, method, bases);
        release(vm, method);
        if (entries && !is_tuple(vm, entries))
            type_error(vm, "__mro_entries__ must return a tuple");
        if (!list && entries)
            list = list_from(vm, as_tuple(bases)->items, i);
        bool done = entries && is_tuple(vm, entries) && list && list_extend(vm, list, entries);
        release(vm, entries);
        if (!done)
            goto done;
    }
    result = list ? list_to_tuple(vm, list) : retain(bases);
done:
    release(vm, list);
    return result;
}

typedef struct ClassCall {
    Value function, name;
    Value original_bases, bases;   /* tuples, owned */
    Value keywords;                /* dict without metaclass, owned; 0: none */
    Value metaclass;               /* owned */
} ClassCall;

static bool class_keywords(Vm *vm, ClassCall *build, const Value *values, Value names, bool *is_class)
{
    *is_class = false;
    for (size_t i = 0; names && i < tuple_length(names); i++) {
        if (str_is(tuple_get(names, i), "metaclass")) {
            build->metaclass = retain(values[i]);
            *is_class = is_type(vm, values[i]);
            continue;
        }
        if (!build->keywords && !(build->keywords = dict_new(vm)))
            return false;
        if (!dict_set(vm, build->keywords, tuple_get(names, i), values[i]))
            return false;
    }
    if (!build->metaclass) {
        build->metaclass = tuple_length(build->bases) ? retain(type_value(type_of(vm, tuple_get(build->bases, 0))))
                                                      : type_value(&type_type);
        *is_class = true;
    }
    return true;
}

/* metaclass.__prepare__(name, bases, **keywords), or {}. */
static Value prepare_namespace(Vm *vm, const ClassCall *build)
{
    Value prepare = object_find_attr(vm, build->metaclass, NAME(__prepare__));
    if (prepare == UNBOUND)
        return dict_new(vm);
    Value args = prepare ? tuple_of(vm, 2, build->name, build->bases) : 0;
    Value namespace = args ? call_tuple(vm, prepare, args, build->keywords) : 0;
    release(vm, args);
    release(vm, prepare);
    if (namespace && !type_of(vm, namespace)->slots.subscript) {
        if (is_type(vm, build->metaclass))
            type_error(vm, "%N.__prepare__() must return a mapping, not %T", build->metaclass, namespace);
        else
            type_error(vm, "<metaclass>.__prepare__() must return a mapping, not %T", namespace);
        release(vm, namespace);
        return 0;
    }
    return namespace;
}

/* type() must have filled the cell that the body's methods read as __class__. */
static bool check_class_cell(Vm *vm, Value cell, Value cls, Value name)
{
    if (!has_shape(cell, SHAPE_CELL) || as_cell(cell)->value == cls)
        return true;
    if (as_cell(cell)->value == UNBOUND)
        return runtime_error(vm, "__class__ not set defining %R as %R. Was __classcell__ propagated to type.__new__?", name, cls);
    return type_error(vm, "__class__ set to %R defining %R as %R", as_cell(cell)->value, name, cls);
}

static Value make_class(Vm *vm, const ClassCall *build)
{
    Value cls = 0, args = 0, cell = 0;
    Value namespace = prepare_namespace(vm, build);
    if (!namespace)
        return 0;
    cell = machine_run_body(vm, build->function, namespace);
    if (!cell)
        goto done;
    if (build->bases != build->original_bases && !object_setitem(vm, namespace, NAME(__orig_bases__), build->original_bases))
        goto done;
    args = tuple_of(vm, 3, build->name, build->bases, namespace);
    cls = args ? call_tuple(vm, build->metaclass, args, build->keywords) : 0;
    if (cls && is_type(vm, cls) && !check_class_cell(vm, cell, cls, build->name)) {
        release(vm, cls);
        cls = 0;
    }
done:
    release(vm, args);
    release(vm, cell);
    release(vm, namespace);
    return cls;
}

Value builtin_build_class(Vm *vm, const Value *arg, size_t count, Value names)
{
    Value     cls = 0;
    bool      is_class;
    ClassCall build = {0};
    if (count < 2)
        return type_error(vm, "__build_class__: not enough arguments");
    if (!is_function(arg[0]))
        return type_error(vm, "__build_class__: func must be a function");
    if (!is_str(vm, arg[1]))
        return type_error(vm, "__build_class__: name is not a string");
    build.function = arg[0];
    build.name = arg[1];
    build.original_bases = tuple_from(vm, arg + 2, count - 2);
    build.bases = build.original_bases ? update_bases(vm, build.original_bases) : 0;
    if (!build.bases || !class_keywords(vm, &build, arg + count, names, &is_class))
        goto done;
    if (is_class) {
        const Type *winner = type_calculate_metatype(vm, as_type(build.metaclass), build.bases);
        if (!winner)
            goto done;
        replace(vm, &build.metaclass, retain(type_value(winner)));
    }
    cls = make_class(vm, &build);
done:
    release(vm, build.metaclass);
    release(vm, build.keywords);
    release(vm, build.bases);
    release(vm, build.original_bases);
    return cls;
}
