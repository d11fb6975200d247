/* exception_tree.c - the exceptions that are BaseException with another name, and those with one or two fields:
 * StopIteration, SystemExit, KeyError, NameError, AttributeError, ImportError. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_field.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define SIMPLE(SHAPE, symbol, text, parent, docstring) \
    const Type symbol##_type = { \
        TYPE_HEAD, .name = text, .doc = docstring, .base = &parent##_type, .number = SHAPE_##SHAPE, \
        .flags = EXCEPTION_FLAGS, .basic_size = 72, .dict_offset = 16, .size = sizeof(BaseException), \
        .dict_field = offsetof(BaseException, dict), .restated = "__new__", .slots = {EXCEPTION_SLOTS}, \
    };
#include "objects/exception_tree.def"
#undef SIMPLE

/* ---- fields ---- */

Value exception_field_get(Value field)
{
    return field ? retain(field) : NONE;
}

bool exception_field_set(Vm *vm, Value *field, Value value)
{
    replace(vm, field, value ? retain(value) : 0);
    return true;
}

bool exception_take_keywords(Vm *vm, const char *function, const char *const *keywords, size_t keyword_count,
                             const Value *values, Value names, Value *into[])
{
    size_t count = names ? tuple_length(names) : 0;
    if (count > keyword_count)
        return type_error(vm, "%s() takes at most %zu keyword argument%s (%zu given)", function, keyword_count,
                          keyword_count == 1 ? "" : "s", count);
    for (size_t i = 0; i < count; i++) {
        Value  name = tuple_get(names, i);
        size_t k = 0;
        while (k < keyword_count && !str_is(name, keywords[k]))
            k++;
        if (k == keyword_count)
            return type_error(vm, "%s() got an unexpected keyword argument '%U'", function, name);
        *into[k] = values[i];
    }
    return true;
}

/* ---- StopIteration, SystemExit ---- */

FIELD(StopIteration, stop_iteration, value)
FIELD(SystemExit, system_exit, code)

static bool stop_iteration_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (!exception_init(vm, self, args, count, names))
        return false;
    replace(vm, &((StopIteration *)as_exception(self))->value, count ? retain(args[0]) : NONE);
    return true;
}

static bool system_exit_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (!exception_init(vm, self, args, count, names))
        return false;
    if (count) {
        Value code = count == 1 ? retain(args[0]) : retain(as_exception(self)->args);
        replace(vm, &((SystemExit *)as_exception(self))->code, code);
    }
    return true;
}

#define OWNER &stop_iteration_type
static const Row stop_iteration_rows[] = {
    MEMBER("value", stop_iteration_get_value, stop_iteration_set_value, "generator return value"), ROWS_END};
#undef OWNER
#define OWNER &system_exit_type
static const Row system_exit_rows[] = {
    MEMBER("code", system_exit_get_code, system_exit_set_code, "exception code"), ROWS_END};
#undef OWNER

EXCEPTION_TYPE(stop_iteration, "StopIteration", exception, SHAPE_STOP_ITERATION, StopIteration, 80,
               "An iterator is exhausted.", .rows = stop_iteration_rows,
               .slots = {EXCEPTION_SLOTS, .init = stop_iteration_init})
EXCEPTION_TYPE(system_exit, "SystemExit", base_exception, SHAPE_SYSTEM_EXIT, SystemExit, 80,
               "The interpreter is to exit.", .rows = system_exit_rows,
               .slots = {EXCEPTION_SLOTS, .init = system_exit_init})

/* ---- KeyError: str(KeyError('')) must be visible ---- */

static Value key_error_str(Vm *vm, Value self)
{
    Value args = as_exception(self)->args;
    return tuple_length(args) == 1 ? object_repr(vm, tuple_get(args, 0)) : exception_str(vm, self);
}

EXCEPTION_TYPE(key_error, "KeyError", lookup_error, SHAPE_KEY_ERROR, KeyErrorBody, 72, "A mapping has no such key.",
               .slots = {EXCEPTION_SLOTS, .str = key_error_str})

/* ---- NameError, AttributeError ---- */

FIELD(NameErrorBody, name_error, name)
FIELD(AttributeErrorBody, attribute_error, name)
FIELD(AttributeErrorBody, attribute_error, obj)

static bool name_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    static const char *const keywords[] = {"name"};
    Value name = 0, *into[] = {&name};
    if (!exception_init(vm, self, args, count, 0) ||
        !exception_take_keywords(vm, "NameError", keywords, 1, args + count, names, into))
        return false;
    return exception_field_set(vm, &((NameErrorBody *)as_exception(self))->name, name);
}

static bool attribute_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    static const char *const keywords[] = {"name", "obj"};
    Value name = 0, obj = 0, *into[] = {&name, &obj};
    AttributeErrorBody *body = (AttributeErrorBody *)as_exception(self);
    if (!exception_init(vm, self, args, count, 0) ||
        !exception_take_keywords(vm, "AttributeError", keywords, 2, args + count, names, into))
        return false;
    return exception_field_set(vm, &body->name, name) && exception_field_set(vm, &body->obj, obj);
}

/* __dict__ with name and args added; None when there is nothing. */
static Value attribute_error_state(Vm *vm, const Value *arg, size_t count)
{
    AttributeErrorBody *body = (AttributeErrorBody *)as_exception(arg[0]);
    (void)count;
    if (!body->name && !body->obj)
        return body->base.dict ? retain(body->base.dict) : NONE;
    Value dict = body->base.dict ? dict_copy(vm, body->base.dict) : dict_new(vm);
    if (!dict)
        return 0;
    if ((body->name && !dict_set(vm, dict, NAME(name), body->name)) ||
        !dict_set(vm, dict, NAME(args), body->base.args)) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

static Value attribute_error_reduce(Vm *vm, const Value *arg, size_t count)
{
    Value state = attribute_error_state(vm, arg, count);
    if (!state)
        return 0;
    Value result = tuple_of(vm, 3, type_value(type_of(vm, arg[0])), as_exception(arg[0])->args, state);
    release(vm, state);
    return result;
}

#define OWNER &name_error_type
static const Row name_error_rows[] = {MEMBER("name", name_error_get_name, name_error_set_name, "name"), ROWS_END};
#undef OWNER
#define OWNER &attribute_error_type
static const Row attribute_error_rows[] = {
    METHOD("__getstate__(self, /)", attribute_error_state, CALL_NOARGS, NULL),
    METHOD("__reduce__(self, /)", attribute_error_reduce, CALL_NOARGS, NULL),
    MEMBER("name", attribute_error_get_name, attribute_error_set_name, "attribute name"),
    MEMBER("obj", attribute_error_get_obj, attribute_error_set_obj, "object"),
    ROWS_END,
};
#undef OWNER

EXCEPTION_TYPE(name_error, "NameError", exception, SHAPE_NAME_ERROR, NameErrorBody, 80, "A name is not bound.",
               .rows = name_error_rows, .slots = {EXCEPTION_SLOTS, .init = name_error_init})
EXCEPTION_TYPE(unbound_local_error, "UnboundLocalError", name_error, SHAPE_UNBOUND_LOCAL_ERROR, NameErrorBody, 80,
               "A local name is not bound yet.", .slots = {EXCEPTION_SLOTS, .init = name_error_init})
EXCEPTION_TYPE(attribute_error, "AttributeError", exception, SHAPE_ATTRIBUTE_ERROR, AttributeErrorBody, 88,
               "An object has no such attribute.", .rows = attribute_error_rows,
               .slots = {EXCEPTION_SLOTS, .init = attribute_error_init})

/* ---- ImportError ---- */

FIELD(ImportErrorBody, import_error, msg)
FIELD(ImportErrorBody, import_error, name)
FIELD(ImportErrorBody, import_error, path)
FIELD(ImportErrorBody, import_error, name_from)

static bool import_error_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    static const char *const keywords[] = {"name", "path", "name_from"};
    Value name = 0, path = 0, from = 0, *into[] = {&name, &path, &from};
    ImportErrorBody *body = (ImportErrorBody *)as_exception(self);
    if (!exception_init(vm, self, args, count, 0) ||
        !exception_take_keywords(vm, "ImportError", keywords, 3, args + count, names, into))
        return false;
    return exception_field_set(vm, &body->name, name) && exception_field_set(vm, &body->path, path) &&
           exception_field_set(vm, &body->name_from, from) &&
           exception_field_set(vm, &body->msg, count == 1 ? args[0] : 0);
}

static Value import_error_str(Vm *vm, Value self)
{
    Value msg = ((ImportErrorBody *)as_exception(self))->msg;
    return msg && is_exact_str(msg) ? retain(msg) : exception_str(vm, self);
}

static Value import_error_state(Vm *vm, const ImportErrorBody *body)
{
    if (!body->name && !body->path && !body->name_from)
        return body->base.dict ? retain(body->base.dict) : NONE;
    Value dict = body->base.dict ? dict_copy(vm, body->base.dict) : dict_new(vm);
    if (!dict)
        return 0;
    if ((body->name && !dict_set(vm, dict, NAME(name), body->name)) ||
        (body->path && !dict_set(vm, dict, NAME(path), body->path)) ||
        (body->name_from && !dict_set(vm, dict, NAME(name_from), body->name_from))) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

static Value import_error_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value state = import_error_state(vm, (ImportErrorBody *)as_exception(arg[0])), result;
    if (!state)
        return 0;
    if (state == NONE)
        return tuple_of(vm, 2, type_value(type_of(vm, arg[0])), as_exception(arg[0])->args);
    result = tuple_of(vm, 3, type_value(type_of(vm, arg[0])), as_exception(arg[0])->args, state);
    release(vm, state);
    return result;
}

#define OWNER &import_error_type
static const Row import_error_rows[] = {
    METHOD("__reduce__(self, /)", import_error_reduce, CALL_NOARGS, NULL),
    MEMBER("msg", import_error_get_msg, import_error_set_msg, "exception message"),
    MEMBER("name", import_error_get_name, import_error_set_name, "module name"),
    MEMBER("path", import_error_get_path, import_error_set_path, "module path"),
    MEMBER("name_from", import_error_get_name_from, import_error_set_name_from, "name imported from module"),
    ROWS_END,
};
#undef OWNER

EXCEPTION_TYPE(import_error, "ImportError", exception, SHAPE_IMPORT_ERROR, ImportErrorBody, 104,
               "A module or a name in it can't be imported.", .rows = import_error_rows,
               .slots = {EXCEPTION_SLOTS, .init = import_error_init, .str = import_error_str})
EXCEPTION_TYPE(module_not_found_error, "ModuleNotFoundError", import_error, SHAPE_MODULE_NOT_FOUND_ERROR,
               ImportErrorBody, 104, "There is no such module.",
               .slots = {EXCEPTION_SLOTS, .init = import_error_init, .str = import_error_str})
