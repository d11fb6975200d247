/* typing.c - _typing: type aliases, Generic, NoDefault, and what the machine makes type parameters with.
 *
 * SPDX-License-Identifier: MIT */
#include "modules/typing.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/up.h"

extern const ModuleDef module_typing;

typedef struct TypingState {
    Value no_default;
    Value generic;    /* the class Generic */
} TypingState;

static TypingState *state_of(Vm *vm)
{
    return module_state(vm, &module_typing);
}

/* ---- NoDefault ---- */

Value no_default(Vm *vm)
{
    TypingState *state = state_of(vm);
    if (!state)
        return system_error(vm, "_typing is not imported");
    if (!state->no_default) {
        Object *object = heap_new(vm, sizeof *object, SHAPE_NO_DEFAULT);
        state->no_default = value_of(object);
    }
    return state->no_default;
}

static Value no_default_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    if (count || (names && tuple_length(names)))
        return type_error(vm, "NoDefaultType takes no arguments");
    return retain(no_default(vm));
}

static Value no_default_repr(Vm *vm, Value v)
{
    (void)v;
    return str_from_cstring(vm, "typing.NoDefault");
}

static Value no_default_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NAME(NoDefault);
}

#define OWNER &no_default_type
static const Row no_default_rows[] = {METHOD("__reduce__(self, /)", no_default_reduce, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

const Type no_default_type = {
    TYPE_HEAD, .name = "NoDefaultType", .doc = "The type of the NoDefault singleton.", .base = &object_type,
    .rows = no_default_rows, .number = SHAPE_NO_DEFAULT, .flags = TYPE_IMMUTABLE | TYPE_READY, .basic_size = 16,
    .size = sizeof(Object), .text_signature = "()",
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .new = no_default_new, .repr = no_default_repr},
};

/* ---- type aliases ---- */

typedef struct TypeAlias {
    Object head;
    Value  name, params, module; /* params: tuple; module: 0: none */
    Lazy   value;
} TypeAlias;

static TypeAlias *as_alias(Value v)
{
    return (TypeAlias *)object_of(v);
}

static void alias_clear(Vm *vm, Object *object)
{
    TypeAlias *self = (TypeAlias *)object;
    lazy_clear(vm, &self->value);
    replace(vm, &self->params, 0);
    replace(vm, &self->module, 0);
}

static void alias_dealloc(Vm *vm, Object *object)
{
    alias_clear(vm, object);
    release(vm, ((TypeAlias *)object)->name);
    heap_free(vm, object, sizeof(TypeAlias));
}

static bool alias_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    TypeAlias *self = (TypeAlias *)object;
    (void)vm;
    return lazy_traverse(&self->value, visit, arg) && (!is_object(self->params) || visit(self->params, arg)) &&
           (!is_object(self->module) || visit(self->module, arg));
}

Value type_alias_make(Vm *vm, Value name, Value params, Lazy value)
{
    TypeAlias *self = object_allocate(vm, &type_alias_type, 0);
    if (!self)
        return 0;
    self->name = retain(name);
    self->params = retain(params);
    self->value = (Lazy){retain(value.value), retain(value.evaluate)};
    Value globals = vm->up->current_globals(vm), module = globals ? dict_find_str(vm, globals, NAME(__name__)) : 0;
    self->module = module && module != UNBOUND ? retain(module) : 0;
    return object_ready(vm, self);
}

static Value alias_new(Vm *vm, const Value *arg, size_t count)
{
    Value params = arg[3];
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "typealias", "'name'", "str", arg[1]);
    if (!is_tuple(vm, params))
        return type_error(vm, "type_params must be a tuple");
    bool defaults = false;
    for (size_t i = 0; i < tuple_length(params); i++) {
        Value param = tuple_get(params, i);
        if (!is_type_parameter(param))
            return type_error(vm, "Expected a type param, got %R", param);
        const TypeParameter *p = (const TypeParameter *)object_of(param);
        bool                 has = p->fallback.value || p->fallback.evaluate;
        if (defaults && !has)
            return type_error(vm, "non-default type parameter '%R' follows default type parameter", param);
        defaults = defaults || has;
    }
    return type_alias_make(vm, arg[1], params, (Lazy){arg[2], 0});
}

static Value alias_repr(Vm *vm, Value v)
{
    (void)vm;
    return retain(as_alias(v)->name);
}

static Value alias_or(Vm *vm, Value a, Value b)
{
    Value pair = tuple_of(vm, 2, a, b), result = pair ? union_from_tuple(vm, pair) : 0;
    release(vm, pair);
    return result;
}

static Value alias_subscript(Vm *vm, Value v, Value item)
{
    if (!tuple_length(as_alias(v)->params))
        return type_error(vm, "Only generic type aliases are subscriptable");
    return generic_alias_new(vm, v, item);
}

static Value alias_iter(Vm *vm, Value v)
{
    Value module = vm->up->import(vm, "typing"), unpack = module ? object_getattr(vm, module, NAME(Unpack)) : 0;
    Value item = unpack ? object_getitem(vm, unpack, v) : 0, tuple = item ? tuple_from(vm, &item, 1) : 0;
    Value iterator = tuple ? object_iter(vm, tuple) : 0;
    release(vm, module);
    release(vm, unpack);
    release(vm, item);
    release(vm, tuple);
    return iterator;
}

static Value alias_name(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_alias(arg[0])->name);
}

static Value alias_type_params(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_alias(arg[0])->params);
}

/* As type_params, *Ts opened. */
static Value alias_parameters(Vm *vm, const Value *arg, size_t count)
{
    Value params = as_alias(arg[0])->params, list = list_new(vm, 2), result = 0;
    bool  done = list;
    (void)count;
    for (size_t i = 0; done && i < tuple_length(params); i++) {
        if (has_shape(tuple_get(params, i), SHAPE_TYPE_VAR_TUPLE))
            done = list_extend(vm, list, tuple_get(params, i));
        else
            done = list_append(vm, list, tuple_get(params, i));
    }
    if (done)
        result = list_to_tuple(vm, list);
    release(vm, list);
    return result;
}

static Value alias_value(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return lazy_get(vm, &as_alias(arg[0])->value, NONE);
}

static Value alias_evaluate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return lazy_evaluator(vm, &as_alias(arg[0])->value);
}

static Value alias_module(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return as_alias(arg[0])->module ? retain(as_alias(arg[0])->module) : NONE;
}

#define OWNER &type_alias_type
static const Row alias_rows[] = {
    METHOD("__reduce__(self, /)", alias_name, CALL_NOARGS, NULL),
    MEMBER("__name__", alias_name, NULL, NULL),
    GETSET("__parameters__", alias_parameters, NULL, NULL),
    GETSET("__type_params__", alias_type_params, NULL, NULL),
    GETSET("__value__", alias_value, NULL, NULL),
    GETSET("evaluate_value", alias_evaluate, NULL, NULL),
    GETSET("__module__", alias_module, NULL, NULL),
    ROWS_END,
};
static const Row alias_new_row = NEW_ROW("typealias(cls, name, value, *, type_params=())", alias_new, CALL_KEYWORDS);
#undef OWNER

const Type type_alias_type = {
    TYPE_HEAD, .name = "typing.TypeAliasType", .doc = "What a type statement makes.", .base = &object_type,
    .rows = alias_rows, .number = SHAPE_TYPE_ALIAS, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MANAGED_WEAKREF,
    .basic_size = 56, .weaklist_offset = -32, .size = sizeof(TypeAlias), .new_row = &alias_new_row,
    .slots = {OBJECT_SLOTS, .dealloc = alias_dealloc, .traverse = alias_traverse, .clear = alias_clear, .new = new_from_row,
              .repr = alias_repr, .iter = alias_iter, .or = alias_or, .subscript = alias_subscript},
};

/* ---- Generic: a class whose methods are typing's ---- */

static Value forward(Vm *vm, const char *name, const Value *arg, size_t count, Value names)
{
    Value module = vm->up->import(vm, "typing"), key = module ? str_intern_cstring(vm, name) : 0;
    Value function = key ? object_getattr(vm, module, key) : 0;
    Value result = function ? call(vm, function, arg, count, names) : 0;
    release(vm, module);
    release(vm, key);
    release(vm, function);
    return result;
}

static Value generic_getitem(Vm *vm, const Value *arg, size_t count, Value names)
{
    return forward(vm, "_generic_class_getitem", arg, count, names);
}

static Value generic_init_subclass(Vm *vm, const Value *arg, size_t count, Value names)
{
    return forward(vm, "_generic_init_subclass", arg, count, names);
}

static const Type generic_template;
#define OWNER &generic_template
static const Row generic_rows[] = {
    {ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "__class_getitem__(cls, /, *args, **kwargs)", {.own = generic_getitem}, NULL,
     "Parameterizes a generic class.", OWNER, CALL_OWN, ROW_CLASS | ROW_NO_TEXT_SIGNATURE},
    {ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "__init_subclass__(cls, /, *args, **kwargs)", {.own = generic_init_subclass},
     NULL, "Function to initialize subclasses.", OWNER, CALL_OWN, ROW_CLASS | ROW_NO_TEXT_SIGNATURE},
    ROWS_END,
};
#undef OWNER

static const Type generic_template = {
    TYPE_HEAD, .name = "typing.Generic", .doc = "Abstract base class for generic types.", .base = &object_type,
    .rows = generic_rows, .flags = TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 16, .size = sizeof(Object),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .new = object_new, .init = object_init},
};

/* ---- what the machine calls: see intrinsics of CALL_INTRINSIC ---- */

static Value make_parameter(Vm *vm, const Type *type, Value name)
{
    TypeParameter *self = object_allocate(vm, type, 0);
    if (!self)
        return 0;
    self->name = retain(name);
    self->infer_variance = type != &type_var_tuple_type;
    object_ready(vm, self);
    if (typing_set_module(vm, value_of(self)))
        return value_of(self);
    release(vm, value_of(self));
    return 0;
}

static Value make_typevar(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return make_parameter(vm, &type_var_type, arg[0]);
}

static Value make_paramspec(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return make_parameter(vm, &param_spec_type, arg[0]);
}

static Value make_typevartuple(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return make_parameter(vm, &type_var_tuple_type, arg[0]);
}

static Value make_bounded(Vm *vm, const Value *arg, size_t count)
{
    Value self = make_typevar(vm, arg, count);
    if (self)
        ((TypeParameter *)object_of(self))->bound.evaluate = retain(arg[1]);
    return self;
}

static Value make_constrained(Vm *vm, const Value *arg, size_t count)
{
    Value self = make_typevar(vm, arg, count);
    if (self)
        ((TypeParameter *)object_of(self))->constraints.evaluate = retain(arg[1]);
    return self;
}

static Value set_default(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_type_parameter(arg[0]))
        return type_error(vm, "Expected a type param, got %R", arg[0]);
    replace(vm, &((TypeParameter *)object_of(arg[0]))->fallback.evaluate, retain(arg[1]));
    return retain(arg[0]);
}

/* (name, type_params or None, evaluate) */
static Value make_typealias(Vm *vm, const Value *arg, size_t count)
{
    Value parts = arg[0], params = tuple_get(parts, 1), empty = tuple_empty(vm);
    (void)count;
    Value result = type_alias_make(vm, tuple_get(parts, 0), params == NONE ? empty : params, (Lazy){0, tuple_get(parts, 2)});
    release(vm, empty);
    return result;
}

/* Generic[params], as the implicit base of class C[T]. */
static Value subscript_generic(Vm *vm, const Value *arg, size_t count)
{
    Value list = list_new(vm, 2), tuple = 0, result = 0;
    bool  done = list;
    (void)count;
    for (size_t i = 0; done && i < tuple_length(arg[0]); i++) {
        Value param = tuple_get(arg[0], i);
        done = has_shape(param, SHAPE_TYPE_VAR_TUPLE) ? list_extend(vm, list, param) : list_append(vm, list, param);
    }
    if (done && (tuple = list_to_tuple(vm, list))) {
        Value args[] = {state_of(vm)->generic, tuple};
        result = typing_call(vm, "_GenericAlias", args, 2);
    }
    release(vm, tuple);
    release(vm, list);
    return result;
}

static Value idfunc(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(arg[0]);
}

#define OWNER &module_typing
static const Row functions[] = {
    FUNCTION("_idfunc(x, /)", idfunc, CALL_ONE, NULL),
    FUNCTION("_make_typevar(name, /)", make_typevar, CALL_ONE, NULL),
    FUNCTION("_make_paramspec(name, /)", make_paramspec, CALL_ONE, NULL),
    FUNCTION("_make_typevartuple(name, /)", make_typevartuple, CALL_ONE, NULL),
    FUNCTION("_make_typealias(parts, /)", make_typealias, CALL_ONE, NULL),
    FUNCTION("_subscript_generic(params, /)", subscript_generic, CALL_ONE, NULL),
    FUNCTION("_make_typevar_with_bound(name, evaluate, /)", make_bounded, CALL_POSITIONAL, NULL),
    FUNCTION("_make_typevar_with_constraints(name, evaluate, /)", make_constrained, CALL_POSITIONAL, NULL),
    FUNCTION("_set_typeparam_default(param, evaluate, /)", set_default, CALL_POSITIONAL, NULL),
    ROWS_END,
};
#undef OWNER

static const Type *const types[] = {
    &type_var_type, &param_spec_type, &type_var_tuple_type, &param_spec_args_type, &param_spec_kwargs_type,
    &type_alias_type, &union_type, NULL,
};

static bool init(Vm *vm, Value module)
{
    TypingState *state = state_of(vm);
    Value        generic = type_from_template(vm, &generic_template, module), none = no_default(vm);
    if (!generic || !none)
        return false;
    state->generic = generic;
    return object_setattr(vm, module, NAME(Generic), generic) && object_setattr(vm, module, NAME(NoDefault), none);
}

static void state_drop(Vm *vm, void *data)
{
    TypingState *state = data;
    replace(vm, &state->no_default, 0);
    replace(vm, &state->generic, 0);
}

static bool state_traverse(void *data, VisitFn visit, void *arg)
{
    TypingState *state = data;
    return !state->generic || visit(state->generic, arg);
}

const ModuleDef module_typing = {
    .name = "_typing", .doc = "Primitives and accelerators for the typing module.", .functions = functions, .types = types,
    .init = init, .state_size = sizeof(TypingState), .state_drop = state_drop, .state_traverse = state_traverse};
