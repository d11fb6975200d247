/* intrinsic.c - CALL_INTRINSIC_1 and _2, and imports' second half. SPDX-License-Identifier: MIT */
#include "vm/intrinsic.h"

#include "code/opcode.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "vm/async_generator.h"
#include "vm/frame.h"

/* ---- imports ---- */

static bool is_initializing(Vm *vm, Value module)
{
    Value spec = object_find_attr(vm, module, NAME(__spec__)), state = UNBOUND;
    if (spec && spec != UNBOUND)
        state = object_find_attr(vm, spec, NAME(_initializing));
    bool answer = state && state != UNBOUND && object_truth(vm, state) > 0;
    exception_clear(vm);
    release(vm, state);
    release(vm, spec);
    return answer;
}

/* ImportError with name, path and name_from set. */
static Value import_from_error(Vm *vm, Value module, Value package, Value name)
{
    Value file = object_find_attr(vm, module, NAME(__file__));
    if (!file)
        exception_clear(vm);
    bool  has_file = file && file != UNBOUND && is_str(vm, file);
    bool  is_partial = is_initializing(vm, module);
    Value where = is_str(vm, package) ? package : NAME(empty_str);
    Value text;
    if (!is_str(vm, package))
        text = str_format(vm, "cannot import name %R from '<unknown module name>' (unknown location)", name);
    else if (is_partial)
        text = str_format(vm, "cannot import name %R from partially initialized module %R (most likely due to a circular import)%s%S%s",
                          name, where, has_file ? " (" : "", has_file ? file : NAME(empty_str), has_file ? ")" : "");
    else
        text = has_file ? str_format(vm, "cannot import name %R from %R (%S)", name, where, file)
                        : str_format(vm, "cannot import name %R from %R (unknown location)", name, where);
    if (text && raise_value(vm, &import_error_type, text) == 0 && exception_is(vm, &import_error_type)) {
        ImportErrorBody *error = (ImportErrorBody *)object_of(vm->thread->exception);
        replace(vm, &error->name, retain(package));
        replace(vm, &error->path, has_file ? retain(file) : NONE);
        replace(vm, &error->name_from, retain(name));
    }
    release(vm, text);
    release(vm, file);
    return 0;
}

Value import_from(Vm *vm, Value module, Value name)
{
    Value found = object_find_attr(vm, module, name);
    if (found != UNBOUND)
        return found;
    Value package = object_find_attr(vm, module, NAME(__name__));
    if (!package)
        return 0;
    if (package == UNBOUND)
        package = NONE;
    if (is_str(vm, package)) {
        Value full = str_format(vm, "%U.%U", package, name);
        found = full ? dict_find(vm, vm->objects->sys_modules, full) : 0;
        release(vm, full);
        if (found != UNBOUND) {
            retain(found);
            release(vm, package);
            return found;
        }
    }
    import_from_error(vm, module, package, name);
    release(vm, package);
    return 0;
}

/* Stores one name of a star import. skip: leave out names that begin with an underscore. */
static bool star_name(Vm *vm, Value module, Value locals, Value name, bool skip)
{
    if (!is_str(vm, name)) {
        Value owner = object_getattr(vm, module, NAME(__name__));
        if (owner)
            type_error(vm, skip ? "Key in %U.__dict__ must be str, not %T" : "Item in %U.__all__ must be str, not %T", owner, name);
        release(vm, owner);
        return false;
    }
    if (skip && as_str(name)->length && str_char(as_str(name), 0) == '_')
        return true;
    Value value = object_getattr(vm, module, name);
    bool  fine = value && (is_exact_dict(locals) ? dict_set(vm, locals, name, value) : object_setitem(vm, locals, name, value));
    release(vm, value);
    return fine;
}

bool import_star(Vm *vm, Value module, Value locals)
{
    Value all = object_find_attr(vm, module, NAME(__all__)), names = 0;
    bool  skip = all == UNBOUND, fine = false;
    if (!all)
        return false;
    if (skip) {
        Value dict = object_find_attr(vm, module, NAME(__dict__));
        if (dict == UNBOUND)
            raise_format(vm, &import_error_type, "from-import-* object has no __dict__ and no __all__");
        else if (dict)
            names = object_to_list(vm, dict);
        release(vm, dict);
    } else {
        names = object_to_list(vm, all);
        release(vm, all);
    }
    if (!names)
        return false;
    fine = true;
    for (size_t i = 0; fine && i < list_length(names); i++)
        fine = star_name(vm, module, locals, list_get(names, i), skip);
    release(vm, names);
    return fine;
}

/* ---- intrinsics of one operand ---- */

static Value print_value(Vm *vm, Value v)
{
    Value sys = vm->up->import(vm, "sys"), hook = sys ? object_find_attr(vm, sys, NAME(displayhook)) : 0, result = 0;
    if (hook == UNBOUND)
        runtime_error(vm, "lost sys.displayhook");
    else if (hook)
        result = call1(vm, hook, v);
    release(vm, hook);
    release(vm, sys);
    return result;
}

/* A StopIteration that leaves a generator becomes RuntimeError. */
static Value stop_iteration_error(Vm *vm, Value *fp, Value exception)
{
    const CodeObject *code = as_code(as_function(fp[-3])->code);
    const char       *text = NULL;
    if (is_instance_of(vm, exception, &stop_iteration_type))
        text = code->flags & CODE_ASYNC_GENERATOR ? "async generator raised StopIteration"
             : code->flags & CODE_COROUTINE ? "coroutine raised StopIteration" : "generator raised StopIteration";
    else if (code->flags & CODE_ASYNC_GENERATOR && is_instance_of(vm, exception, &stop_async_iteration_type))
        text = "async generator raised StopAsyncIteration";
    if (!text)
        return retain(exception);
    Value message = str_from_cstring(vm, text), made = message ? call1(vm, type_value(&runtime_error_type), message) : 0;
    release(vm, message);
    if (made) {
        replace(vm, &as_exception(made)->cause, retain(exception));
        replace(vm, &as_exception(made)->context, retain(exception));
        as_exception(made)->suppress_context = true;
    }
    return made;
}

/* What makes type parameters lives in module _typing, as functions of these names. */
static Value call_typing(Vm *vm, const char *name, const Value *args, size_t count)
{
    Value module = vm->up->import(vm, "_typing"), key = module ? str_intern_cstring(vm, name) : 0;
    Value result = key ? call_method(vm, module, key, args, count) : 0;
    release(vm, key);
    release(vm, module);
    return result;
}

Step step_intrinsic_1(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b], result = 0;
    switch (pc->c) {
    case INTRINSIC_1_PRINT: result = print_value(vm, v); break;
    case INTRINSIC_1_IMPORT_STAR: {
        const Lowered *lowered = frame_lowered(vm, fp, pc);
        result = import_star(vm, v, fp[lowered->nlocals - 1]) ? NONE : 0;
        break;
    }
    case INTRINSIC_1_STOPITERATION_ERROR: result = stop_iteration_error(vm, fp, v); break;
    case INTRINSIC_1_ASYNC_GEN_WRAP: result = async_generator_wrap(vm, retain(v)); break;
    case INTRINSIC_1_LIST_TO_TUPLE: result = list_to_tuple(vm, v); break;
    case INTRINSIC_1_TYPEVAR: result = call_typing(vm, "_make_typevar", &v, 1); break;
    case INTRINSIC_1_PARAMSPEC: result = call_typing(vm, "_make_paramspec", &v, 1); break;
    case INTRINSIC_1_TYPEVARTUPLE: result = call_typing(vm, "_make_typevartuple", &v, 1); break;
    case INTRINSIC_1_SUBSCRIPT_GENERIC: result = call_typing(vm, "_subscript_generic", &v, 1); break;
    case INTRINSIC_1_TYPEALIAS: result = call_typing(vm, "_make_typealias", &v, 1); break;
    default: system_error(vm, "unknown intrinsic %d", pc->c); break;
    }
    return word_end(vm, fp, pc, result);
}

static Value set_type_params(Vm *vm, Value function, Value params)
{
    replace(vm, &as_function(function)->type_params, retain(params));
    (void)vm;
    return retain(function);
}

Step step_intrinsic_2(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, result = 0;
    switch (pc->c) {
    case INTRINSIC_2_PREP_RERAISE_STAR: result = exception_group_reraise(vm, row[0], row[1]); break;
    case INTRINSIC_2_TYPEVAR_WITH_BOUND: result = call_typing(vm, "_make_typevar_with_bound", row, 2); break;
    case INTRINSIC_2_TYPEVAR_WITH_CONSTRAINTS: result = call_typing(vm, "_make_typevar_with_constraints", row, 2); break;
    case INTRINSIC_2_SET_FUNCTION_TYPE_PARAMS: result = set_type_params(vm, row[0], row[1]); break;
    case INTRINSIC_2_SET_TYPEPARAM_DEFAULT: result = call_typing(vm, "_set_typeparam_default", row, 2); break;
    default: system_error(vm, "unknown intrinsic %d", pc->c); break;
    }
    slots_release(vm, row, 2);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

/* ---- templates (PEP 750) ---- */

static Value call_template(Vm *vm, const char *name, const Value *args, size_t count)
{
    Value module = vm->up->import(vm, "_corepy_template"), key = 0, cls = 0, result = 0;
    if (module)
        key = str_intern_cstring(vm, name);
    if (key)
        cls = object_getattr(vm, module, key);
    if (cls)
        result = call(vm, cls, args, count, 0);
    release(vm, cls);
    release(vm, key);
    release(vm, module);
    return result;
}

Step step_build_template(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, result = call_template(vm, "_template", row, 2);
    slots_release(vm, row, 2);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_build_interpolation(Vm *vm, Value *fp, Word *pc)
{
    static const char conversions[] = {0, 's', 'r', 'a'};
    Value   *row = fp + pc->b, result = 0;
    unsigned conversion = pc->c >> 2;
    size_t   count = 2 + (pc->c & 1);
    Value    letter = conversion ? str_from_char(vm, (uint32_t)conversions[conversion & 3]) : NONE;
    Value    args[] = {row[0], row[1], letter, pc->c & 1 ? row[2] : NAME(empty_str)};
    if (letter)
        result = call_template(vm, "_interpolation", args, 4);
    release(vm, letter);
    slots_release(vm, row, count);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}
