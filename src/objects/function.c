/* function.c - function objects: what they hold and show. Calling them is the machine's. SPDX-License-Identifier: MIT */
#include "objects/function.h"

#include "code/code_object.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { MOST_FAST_SLOTS = 64 };

void function_update_kind(Function *function)
{
    const CodeObject *code = as_code(function->code);
    uint32_t          kind = (uint32_t)code->argcount & FUNCTION_ARITY_MASK;
    if (!(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) && code->kwonlyargcount == 0)
        kind |= FUNCTION_SIMPLE;
    if (code->flags & (CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR))
        kind |= FUNCTION_GENERATOR;
    if (code->localsplus_count + (uint32_t)code->stacksize > MOST_FAST_SLOTS)
        kind |= FUNCTION_SLOW_FRAME;
    if (function->entry)
        kind |= FUNCTION_LOWERED;
    function->head.aux = kind;
}

/* The builtins that globals name, else those of the running frame. Owned. */
static Value builtins_for(Vm *vm, Value globals)
{
    Value found = dict_find_str(vm, globals, NAME(__builtins__));
    if (!found)
        return 0;
    if (found != UNBOUND)
        return retain(is_module(vm, found) ? as_module(found)->dict : found);
    Value current = vm->up->current_builtins(vm);
    if (!current)
        current = vm->objects->builtins;
    return current ? retain(current) : dict_new(vm);
}

static Value docstring(Vm *vm, CodeObject *code)
{
    if (!(code->flags & CODE_HAS_DOCSTRING))
        return NONE;
    Value consts = code_consts(vm, code);
    return consts ? retain(tuple_get(consts, 0)) : 0;
}

Value function_new(Vm *vm, Value code, Value globals, Value qualname)
{
    Function *self = heap_new_container(vm, sizeof *self, SHAPE_FUNCTION);
    if (!self)
        return 0;
    memset((char *)self + sizeof(Object), 0, sizeof *self - sizeof(Object));
    CodeObject *body = as_code(code);
    self->code = retain(code);
    self->globals = retain(globals);
    self->name = retain(body->name);
    self->qualname = retain(qualname ? qualname : body->qualname);
    self->builtins = builtins_for(vm, globals);
    self->doc = docstring(vm, body);
    Value module = dict_find_str(vm, globals, NAME(__name__));
    self->module = module == UNBOUND ? 0 : retain(module);
    gc_track(vm, &self->head);
    if (!self->builtins || !self->doc || !module) {
        release(vm, value_of(self));
        return 0;
    }
    function_update_kind(self);
    return value_of(self);
}

/* ---- life ---- */

/* CPython's order: code, globals... first the plain data, then what may run Python. */
static Value *const *owned_fields(Function *self, Value *fields[15])
{
    Value *all[] = {&self->globals, &self->builtins, &self->module, &self->defaults, &self->kwdefaults, &self->doc,
                    &self->dict, &self->closure, &self->annotations, &self->annotate, &self->type_params, &self->code,
                    &self->name, &self->qualname};
    memcpy(fields, all, sizeof all);
    fields[countof(all)] = NULL;
    return fields;
}

static void function_dealloc(Vm *vm, Object *object)
{
    Value *fields[15];
    for (Value *const *field = owned_fields((Function *)object, fields); *field; field++)
        replace(vm, *field, 0);
    heap_free(vm, object, sizeof(Function));
}

static bool function_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Value *fields[15];
    (void)vm;
    for (Value *const *field = owned_fields((Function *)object, fields); *field; field++)
        if (is_object(**field) && !visit(**field, arg))
            return false;
    return true;
}

/* Name, qualname and code stay: others may still look at them. */
static void function_clear(Vm *vm, Object *object)
{
    Function *self = (Function *)object;
    replace(vm, &self->defaults, 0);
    replace(vm, &self->kwdefaults, 0);
    replace(vm, &self->dict, 0);
    replace(vm, &self->closure, 0);
    replace(vm, &self->annotations, 0);
    replace(vm, &self->annotate, 0);
    replace(vm, &self->type_params, 0);
    replace(vm, &self->doc, NONE);
    replace(vm, &self->module, 0);
}

/* ---- slots ---- */

static Value function_repr(Vm *vm, Value v)
{
    char address[24];
    object_address(vm, v, address);
    return str_format(vm, "<function %U at %s>", as_function(v)->qualname, address);
}

static Value function_get(Vm *vm, Value descr, Value object, Value cls)
{
    if (!object || (object == NONE && cls))
        return retain(descr);
    return method_new(vm, descr, object);
}

static Value function_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    return vm->up->call_function(vm, callee, args, count, names);
}

/* ---- types.FunctionType(code, globals, ...) ---- */

static bool check_closure(Vm *vm, const CodeObject *code, size_t free_count, Value closure)
{
    if (closure != NONE && !is_tuple(vm, closure))
        return type_error(vm, free_count ? "arg 5 (closure) must be tuple" : "arg 5 (closure) must be None or tuple");
    if (free_count && closure == NONE)
        return type_error(vm, "arg 5 (closure) must be tuple");
    size_t given = closure == NONE ? 0 : tuple_length(closure);
    if (given != free_count)
        return value_error(vm, "%U requires closure of length %zu, not %zu", code->name, free_count, given);
    for (size_t i = 0; i < given; i++)
        if (!has_shape(tuple_get(closure, i), SHAPE_CELL))
            return type_error(vm, "arg 5 (closure) expected cell, found %T", tuple_get(closure, i));
    return true;
}

static size_t count_free(const CodeObject *code)
{
    size_t count = 0;
    for (uint32_t i = 0; i < code->localsplus_count; i++)
        count += code->local_kinds[i] >> 7 & 1;
    return count;
}

static Value function_make(Vm *vm, const Value *arg, size_t count)
{
    Value code = arg[1], globals = arg[2], name = arg[3], defaults = arg[4], closure = arg[5], kwdefaults = arg[6];
    (void)count;
    if (!is_code(code))
        return bad_argument_type(vm, "function", "'code'", "code", code);
    if (!is_dict(vm, globals))
        return bad_argument_type(vm, "function", "'globals'", "dict", globals);
    if (name != NONE && !is_str(vm, name))
        return type_error(vm, "arg 3 (name) must be None or string");
    if (defaults != NONE && !is_tuple(vm, defaults))
        return type_error(vm, "arg 4 (defaults) must be None or tuple");
    if (!check_closure(vm, as_code(code), count_free(as_code(code)), closure))
        return 0;
    if (kwdefaults != NONE && !is_dict(vm, kwdefaults))
        return type_error(vm, "arg 6 (kwdefaults) must be None or dict");
    Value result = function_new(vm, code, globals, 0);
    if (!result)
        return 0;
    Function *self = as_function(result);
    if (name != NONE) {
        replace(vm, &self->name, retain(name));
    }
    self->defaults = defaults == NONE ? 0 : retain(defaults);
    self->closure = closure == NONE ? 0 : retain(closure);
    self->kwdefaults = kwdefaults == NONE ? 0 : retain(kwdefaults);
    return result;
}

/* ---- attributes ---- */

static Value or_none(Value field)
{
    return field ? retain(field) : NONE;
}

#define GETTER(field) \
    static Value get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        return or_none(as_function(arg[0])->field); \
    }
GETTER(closure)
GETTER(globals)
GETTER(builtins)
GETTER(code)
GETTER(defaults)
GETTER(kwdefaults)
GETTER(doc)
GETTER(module)
GETTER(name)
GETTER(qualname)
GETTER(annotate)
#undef GETTER

static bool set_code(Vm *vm, Value v, Value value)
{
    Function *self = as_function(v);
    if (!value || !is_code(value))
        return type_error(vm, "__code__ must be set to a code object");
    size_t wanted = count_free(as_code(value)), have = self->closure ? tuple_length(self->closure) : 0;
    if (wanted != have)
        return value_error(vm, "%U() requires a code object with %zu free vars, not %zu", self->name, have, wanted);
    self->entry = NULL;
    self->link = NULL;
    Value old = self->code;
    self->code = retain(value);
    function_update_kind(self);
    vm->up->function_code_replaced(vm, &self->head, old);
    return true;
}

static bool set_defaults(Vm *vm, Value v, Value value)
{
    if (value && value != NONE && !is_tuple(vm, value))
        return type_error(vm, "__defaults__ must be set to a tuple object");
    replace(vm, &as_function(v)->defaults, value && value != NONE ? retain(value) : 0);
    return true;
}

static bool set_kwdefaults(Vm *vm, Value v, Value value)
{
    if (value && value != NONE && !is_dict(vm, value))
        return type_error(vm, "__kwdefaults__ must be set to a dict object");
    replace(vm, &as_function(v)->kwdefaults, value && value != NONE ? retain(value) : 0);
    return true;
}

static bool set_name(Vm *vm, Value v, Value value)
{
    if (!value || !is_str(vm, value))
        return type_error(vm, "__name__ must be set to a string object");
    replace(vm, &as_function(v)->name, retain(value));
    return true;
}

static bool set_qualname(Vm *vm, Value v, Value value)
{
    if (!value || !is_str(vm, value))
        return type_error(vm, "__qualname__ must be set to a string object");
    replace(vm, &as_function(v)->qualname, retain(value));
    return true;
}

static bool set_doc(Vm *vm, Value v, Value value)
{
    replace(vm, &as_function(v)->doc, value ? retain(value) : NONE);
    return true;
}

static bool set_module(Vm *vm, Value v, Value value)
{
    replace(vm, &as_function(v)->module, value ? retain(value) : 0);
    return true;
}

Value annotations_from(Vm *vm, Value annotate)
{
    if (!annotate || annotate == NONE)
        return dict_new(vm);
    Value result = call1(vm, annotate, int_value(1));
    if (result && !is_dict(vm, result)) {
        type_error(vm, "__annotate__() must return a dict, not %T", result);
        release(vm, result);
        return 0;
    }
    return result;
}

static Value get_annotations(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!as_function(arg[0])->annotations) {
        Value annotate = retain(as_function(arg[0])->annotate);
        Value made = annotations_from(vm, annotate && is_callable(vm, annotate) ? annotate : 0);
        release(vm, annotate);
        if (!made)
            return 0;
        replace(vm, &as_function(arg[0])->annotations, made);
    }
    return retain(as_function(arg[0])->annotations);
}

static bool set_annotations(Vm *vm, Value v, Value value)
{
    Function *self = as_function(v);
    if (value && value != NONE && !is_dict(vm, value))
        return type_error(vm, "__annotations__ must be set to a dict object");
    replace(vm, &self->annotations, value && value != NONE ? retain(value) : 0);
    replace(vm, &self->annotate, 0);
    return true;
}

static bool set_annotate(Vm *vm, Value v, Value value)
{
    Function *self = as_function(v);
    if (!value)
        return type_error(vm, "__annotate__ cannot be deleted");
    if (value != NONE && !is_callable(vm, value))
        return type_error(vm, "__annotate__ must be callable or None");
    replace(vm, &self->annotate, value == NONE ? 0 : retain(value));
    if (value != NONE)
        replace(vm, &self->annotations, 0);
    return true;
}

static Value get_type_params(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value params = as_function(arg[0])->type_params;
    return params ? retain(params) : tuple_empty(vm);
}

static bool set_type_params(Vm *vm, Value v, Value value)
{
    if (!value || !is_tuple(vm, value))
        return type_error(vm, "__type_params__ must be set to a tuple");
    replace(vm, &as_function(v)->type_params, retain(value));
    return true;
}

Value get_dict_attribute(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return instance_dict(vm, arg[0]);
}

bool set_dict_attribute(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "cannot delete __dict__");
    if (!is_dict(vm, value))
        return type_error(vm, "__dict__ must be set to a dictionary, not a '%T'", value);
    return instance_set_dict(vm, self, value);
}

#define OWNER &function_type
static const Row rows[] = {
    MEMBER("__closure__", get_closure, NULL, NULL),
    MEMBER("__globals__", get_globals, NULL, NULL),
    MEMBER("__builtins__", get_builtins, NULL, NULL),
    GETSET("__code__", get_code, set_code, NULL),
    GETSET("__defaults__", get_defaults, set_defaults, NULL),
    GETSET("__kwdefaults__", get_kwdefaults, set_kwdefaults, NULL),
    GETSET("__annotations__", get_annotations, set_annotations, "Dict of annotations in a function object."),
    GETSET("__annotate__", get_annotate, set_annotate, "Get the code object for a function."),
    GETSET("__dict__", get_dict_attribute, set_dict_attribute, NULL),
    MEMBER("__doc__", get_doc, set_doc, NULL),
    MEMBER("__module__", get_module, set_module, NULL),
    GETSET("__name__", get_name, set_name, NULL),
    GETSET("__qualname__", get_qualname, set_qualname, NULL),
    GETSET("__type_params__", get_type_params, set_type_params, "Get the declared type parameters for a function."),
    ROWS_END,
};

static const Row new_row = NEW_ROW("function(cls, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)",
                                   function_make, CALL_KEYWORDS);
#undef OWNER

const Type function_type = {
    TYPE_HEAD, .name = "function", .doc = "A function made by Python code.", .base = &object_type, .rows = rows,
    .number = SHAPE_FUNCTION,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL | TYPE_METHOD_DESCRIPTOR,
    .basic_size = 152, .dict_offset = 88, .weaklist_offset = 96, .size = sizeof(Function),
    .dict_field = offsetof(Function, dict), .new_row = &new_row,
    .slots = {OBJECT_SLOTS, .dealloc = function_dealloc, .traverse = function_traverse, .clear = function_clear,
              .new = new_from_row, .repr = function_repr, .call = function_call, .get = function_get},
};
