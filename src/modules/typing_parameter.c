/* typing_parameter.c - TypeVar, ParamSpec, TypeVarTuple, and what P.args and P.kwargs are. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "modules/typing.h"

static TypeParameter *as_parameter(Value v)
{
    return (TypeParameter *)object_of(v);
}

/* ---- life ---- */

static void parameter_clear(Vm *vm, Object *object)
{
    TypeParameter *self = (TypeParameter *)object;
    lazy_clear(vm, &self->bound);
    lazy_clear(vm, &self->constraints);
    lazy_clear(vm, &self->fallback);
    replace(vm, &self->dict, 0);
}

static void parameter_dealloc(Vm *vm, Object *object)
{
    parameter_clear(vm, object);
    release(vm, ((TypeParameter *)object)->name);
    heap_free(vm, object, sizeof(TypeParameter));
}

static bool parameter_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    TypeParameter *self = (TypeParameter *)object;
    (void)vm;
    return lazy_traverse(&self->bound, visit, arg) && lazy_traverse(&self->constraints, visit, arg) &&
           lazy_traverse(&self->fallback, visit, arg) && (!self->dict || visit(self->dict, arg));
}

static TypeParameter *allocate_parameter(Vm *vm, const Type *cls, Value name)
{
    TypeParameter *self = object_allocate(vm, cls, 0);
    if (!self)
        return NULL;
    self->name = retain(name);
    object_ready(vm, self);
    return self;
}

/* ---- making ---- */

static Value checked_type(Vm *vm, Value v, const char *message)
{
    Value text = str_from_cstring(vm, message), args[] = {v == NONE ? type_value(&none_type) : v, text};
    Value result = text ? typing_call(vm, "_type_check", args, 2) : 0;
    release(vm, text);
    return result;
}

/* The three flags of variance as given; false: ValueError. */
static bool take_variance(Vm *vm, const Value *flags, TypeParameter *self)
{
    int truth[3];
    for (size_t i = 0; i < 3; i++)
        if ((truth[i] = object_truth(vm, flags[i])) < 0)
            return false;
    if (truth[0] && truth[1])
        return value_error(vm, "Bivariant types are not supported.");
    if (truth[2] && (truth[0] || truth[1]))
        return value_error(vm, "Variance cannot be specified with infer_variance.");
    self->covariant = truth[0];
    self->contravariant = truth[1];
    self->infer_variance = truth[2];
    return true;
}

static bool take_bound(Vm *vm, Value bound, TypeParameter *self)
{
    return bound == NONE || (self->bound.value = checked_type(vm, bound, "Bound must be a type."));
}

/* (cls, name, *constraints, bound, default, covariant, contravariant, infer_variance) */
static Value type_var_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "typevar", "'name'", "str", arg[1]);
    TypeParameter *self = allocate_parameter(vm, as_type(arg[0]), arg[1]);
    size_t         constraints = tuple_length(arg[2]);
    bool           done = self && take_variance(vm, arg + 5, self) && take_bound(vm, arg[3], self);
    if (done && constraints == 1)
        done = type_error(vm, "A single constraint is not allowed");
    else if (done && constraints && self->bound.value)
        done = type_error(vm, "Constraints cannot be combined with bound=...");
    if (done) {
        if (constraints)
            self->constraints.value = retain(arg[2]);
        if (arg[4] && arg[4] != no_default(vm))
            self->fallback.value = retain(arg[4]);
        done = typing_set_module(vm, value_of(self));
    }
    if (done)
        return value_of(self);
    if (self)
        release(vm, value_of(self));
    return 0;
}

/* (cls, name, bound, default, covariant, contravariant, infer_variance) */
static Value param_spec_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "paramspec", "'name'", "str", arg[1]);
    TypeParameter *self = allocate_parameter(vm, as_type(arg[0]), arg[1]);
    bool           done = self && take_variance(vm, arg + 4, self) && take_bound(vm, arg[2], self);
    if (done && arg[3] && arg[3] != no_default(vm))
        self->fallback.value = retain(arg[3]);
    if (done && typing_set_module(vm, value_of(self)))
        return value_of(self);
    if (self)
        release(vm, value_of(self));
    return 0;
}

static Value type_var_tuple_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "typevartuple", "'name'", "str", arg[1]);
    TypeParameter *self = allocate_parameter(vm, as_type(arg[0]), arg[1]);
    if (self && arg[2] && arg[2] != no_default(vm))
        self->fallback.value = retain(arg[2]);
    if (self && typing_set_module(vm, value_of(self)))
        return value_of(self);
    if (self)
        release(vm, value_of(self));
    return 0;
}

/* ---- text, operators ---- */

static Value parameter_repr(Vm *vm, Value v)
{
    const TypeParameter *self = as_parameter(v);
    if (self->infer_variance || has_shape(v, SHAPE_TYPE_VAR_TUPLE))
        return retain(self->name);
    return str_format(vm, "%c%U", self->covariant ? '+' : self->contravariant ? '-' : '~', self->name);
}

static Value parameter_or(Vm *vm, Value a, Value b)
{
    Value pair = tuple_of(vm, 2, a, b), result = pair ? union_from_tuple(vm, pair) : 0;
    release(vm, pair);
    return result;
}

/* *Ts: one Unpack[Ts] */
static Value unpacked_iter(Vm *vm, Value v)
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

/* ---- methods ---- */

static Value var_subst(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return typing_call(vm, "_typevar_subst", arg, 2);
}

static Value spec_subst(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return typing_call(vm, "_paramspec_subst", arg, 2);
}

static Value tuple_subst(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return type_error(vm, "Substitution of bare TypeVarTuple is not supported");
}

static Value spec_prepare(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return typing_call(vm, "_paramspec_prepare_subst", arg, 3);
}

static Value tuple_prepare(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return typing_call(vm, "_typevartuple_prepare_subst", arg, 3);
}

/* (self, alias, args): the args, with the default where they end just before this parameter. */
static Value var_prepare(Vm *vm, const Value *arg, size_t count)
{
    Value parameters = object_getattr(vm, arg[1], NAME(__parameters__)), result = 0;
    (void)count;
    if (!parameters)
        return 0;
    if (!is_tuple(vm, parameters) || !is_tuple(vm, arg[2])) {
        release(vm, parameters);
        return type_error(vm, "expected a tuple of arguments");
    }
    size_t given = tuple_length(arg[2]), index = 0;
    while (index < tuple_length(parameters) && tuple_get(parameters, index) != arg[0])
        index++;
    release(vm, parameters);
    TypeParameter *self = as_parameter(arg[0]);
    if (index != given || (!self->fallback.value && !self->fallback.evaluate))
        return retain(arg[2]);
    Value fallback = lazy_get(vm, &self->fallback, NONE), list = fallback ? object_to_list(vm, arg[2]) : 0;
    if (list && list_append(vm, list, fallback))
        result = list_to_tuple(vm, list);
    release(vm, fallback);
    release(vm, list);
    return result;
}

static Value parameter_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_parameter(arg[0])->name);
}

static Value has_default(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_parameter(arg[0])->fallback.value || as_parameter(arg[0])->fallback.evaluate);
}

static Value no_subclassing(Vm *vm, const Value *arg, size_t count)
{
    const char *name = type_of(vm, arg[0])->name;
    (void)count;
    return type_error(vm, "Cannot subclass an instance of %s", strrchr(name, '.') ? strrchr(name, '.') + 1 : name);
}

/* ---- attributes ---- */

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_parameter(arg[0])->name);
}

#define FLAG(field) \
    static Value get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        return bool_value(as_parameter(arg[0])->field); \
    }
FLAG(covariant)
FLAG(contravariant)
FLAG(infer_variance)
#undef FLAG

static Value get_bound(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return lazy_get(vm, &as_parameter(arg[0])->bound, NONE);
}

static Value get_constraints(Vm *vm, const Value *arg, size_t count)
{
    Lazy *lazy = &as_parameter(arg[0])->constraints;
    (void)count;
    return lazy->value || lazy->evaluate ? lazy_get(vm, lazy, NONE) : tuple_empty(vm);
}

static Value get_default(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value none = no_default(vm);
    return none ? lazy_get(vm, &as_parameter(arg[0])->fallback, none) : 0;
}

#define EVALUATOR(name, field) \
    static Value name(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)count; \
        return lazy_evaluator(vm, &as_parameter(arg[0])->field); \
    }
EVALUATOR(evaluate_bound, bound)
EVALUATOR(evaluate_constraints, constraints)
EVALUATOR(evaluate_default, fallback)
#undef EVALUATOR

/* ---- P.args, P.kwargs ---- */

typedef struct SpecPart {
    Object head;
    Value  origin;
} SpecPart;

static Value part_origin(Value v)
{
    return ((SpecPart *)object_of(v))->origin;
}

static Value part_new(Vm *vm, uint32_t shape, Value origin)
{
    SpecPart *self = heap_new_container(vm, sizeof *self, shape);
    if (!self)
        return 0;
    self->origin = retain(origin);
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value part_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return part_new(vm, as_type(arg[0])->number, arg[1]);
}

static void part_dealloc(Vm *vm, Object *object)
{
    release(vm, ((SpecPart *)object)->origin);
    heap_free(vm, object, sizeof(SpecPart));
}

static bool part_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value origin = ((SpecPart *)object)->origin;
    return !is_object(origin) || visit(origin, arg);
}

static Value part_repr(Vm *vm, Value v)
{
    const char *what = has_shape(v, SHAPE_PARAM_SPEC_ARGS) ? "args" : "kwargs";
    if (has_shape(part_origin(v), SHAPE_PARAM_SPEC))
        return str_format(vm, "%U.%s", as_parameter(part_origin(v))->name, what);
    return str_format(vm, "%R.%s", part_origin(v), what);
}

static Value part_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_object(b) || object_of(a)->shape != object_of(b)->shape)
        return NOT_IMPLEMENTED;
    return object_compare(vm, part_origin(a), part_origin(b), op);
}

static Value get_part_origin(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(part_origin(arg[0]));
}

static Value get_args(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return part_new(vm, SHAPE_PARAM_SPEC_ARGS, arg[0]);
}

static Value get_kwargs(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return part_new(vm, SHAPE_PARAM_SPEC_KWARGS, arg[0]);
}

/* ---- the types ---- */

#define VARIANCE_ROWS \
    MEMBER("__covariant__", get_covariant, NULL, NULL), MEMBER("__contravariant__", get_contravariant, NULL, NULL), \
    MEMBER("__infer_variance__", get_infer_variance, NULL, NULL)
#define DEFAULT_ROWS \
    GETSET("__default__", get_default, NULL, "The default value for this parameter."), \
    GETSET("evaluate_default", evaluate_default, NULL, NULL)
#define COMMON_ROWS \
    METHOD("__reduce__(self, /)", parameter_reduce, CALL_NOARGS, NULL), \
    METHOD("has_default(self, /)", has_default, CALL_NOARGS, NULL), \
    METHOD("__mro_entries__(self, bases, /)", no_subclassing, CALL_ONE, NULL), MEMBER("__name__", get_name, NULL, NULL)
#define PARAMETER_SLOTS \
    OBJECT_SLOTS, .dealloc = parameter_dealloc, .traverse = parameter_traverse, .clear = parameter_clear, \
    .new = new_from_row, .repr = parameter_repr
#define PARAMETER_TYPE(symbol, text, shape, bytes, ...) \
    const Type symbol = { \
        TYPE_HEAD, .name = text, .doc = "A type parameter.", .base = &object_type, .number = shape, \
        .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF, \
        .basic_size = bytes, .dict_offset = -1, .weaklist_offset = -32, .size = sizeof(TypeParameter), \
        .dict_field = offsetof(TypeParameter, dict), __VA_ARGS__}

#define OWNER &type_var_type
static const Row var_rows[] = {
    METHOD("__typing_subst__(self, arg, /)", var_subst, CALL_ONE, NULL),
    METHOD("__typing_prepare_subst__(self, alias, args, /)", var_prepare, CALL_POSITIONAL, NULL),
    COMMON_ROWS, VARIANCE_ROWS,
    GETSET("__bound__", get_bound, NULL, NULL),
    GETSET("__constraints__", get_constraints, NULL, NULL),
    DEFAULT_ROWS,
    GETSET("evaluate_bound", evaluate_bound, NULL, NULL),
    GETSET("evaluate_constraints", evaluate_constraints, NULL, NULL),
    ROWS_END,
};
static const Row var_new_row =
    NEW_ROW("typevar(cls, name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, "
            "infer_variance=False)", type_var_make, CALL_KEYWORDS);
#undef OWNER
#define OWNER &param_spec_type
static const Row spec_rows[] = {
    METHOD("__typing_subst__(self, arg, /)", spec_subst, CALL_ONE, NULL),
    METHOD("__typing_prepare_subst__(self, alias, args, /)", spec_prepare, CALL_POSITIONAL, NULL),
    COMMON_ROWS, VARIANCE_ROWS,
    GETSET("__bound__", get_bound, NULL, NULL),
    GETSET("args", get_args, NULL, "Represents positional arguments."),
    GETSET("kwargs", get_kwargs, NULL, "Represents keyword arguments."),
    DEFAULT_ROWS,
    ROWS_END,
};
static const Row spec_new_row =
    NEW_ROW("paramspec(cls, name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, "
            "infer_variance=False)", param_spec_make, CALL_KEYWORDS);
#undef OWNER
#define OWNER &type_var_tuple_type
static const Row tuple_rows[] = {
    METHOD("__typing_subst__(self, arg, /)", tuple_subst, CALL_ONE, NULL),
    METHOD("__typing_prepare_subst__(self, alias, args, /)", tuple_prepare, CALL_POSITIONAL, NULL),
    COMMON_ROWS, DEFAULT_ROWS, ROWS_END,
};
static const Row tuple_new_row = NEW_ROW("typevartuple(cls, name, *, default=typing.NoDefault)", type_var_tuple_make, CALL_KEYWORDS);
#undef OWNER

PARAMETER_TYPE(type_var_type, "typing.TypeVar", SHAPE_TYPE_VAR, 80, .rows = var_rows, .new_row = &var_new_row,
               .slots = {PARAMETER_SLOTS, .or = parameter_or});
PARAMETER_TYPE(param_spec_type, "typing.ParamSpec", SHAPE_PARAM_SPEC, 56, .rows = spec_rows, .new_row = &spec_new_row,
               .slots = {PARAMETER_SLOTS, .or = parameter_or});
PARAMETER_TYPE(type_var_tuple_type, "typing.TypeVarTuple", SHAPE_TYPE_VAR_TUPLE, 40, .rows = tuple_rows,
               .new_row = &tuple_new_row, .slots = {PARAMETER_SLOTS, .iter = unpacked_iter});

#define PART_TYPE(symbol, text, shape, row_list, row_new) \
    const Type symbol = { \
        TYPE_HEAD, .name = text, .doc = "The args or kwargs of a ParamSpec.", .base = &object_type, .rows = row_list, \
        .number = shape, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MANAGED_WEAKREF, .basic_size = 24, \
        .weaklist_offset = -32, .size = sizeof(SpecPart), .new_row = row_new, \
        .slots = {OBJECT_SLOTS, .dealloc = part_dealloc, .traverse = part_traverse, .new = new_from_row, \
                  .repr = part_repr, .hash = hash_not_implemented, .compare = part_compare}}
#define PART_ROWS \
    METHOD("__mro_entries__(self, bases, /)", no_subclassing, CALL_ONE, NULL), \
    MEMBER("__origin__", get_part_origin, NULL, NULL), ROWS_END

#define OWNER &param_spec_args_type
static const Row args_rows[] = {PART_ROWS};
static const Row args_new_row = NEW_ROW("paramspecargs(cls, origin)", part_make, CALL_KEYWORDS);
#undef OWNER
#define OWNER &param_spec_kwargs_type
static const Row kwargs_rows[] = {PART_ROWS};
static const Row kwargs_new_row = NEW_ROW("paramspeckwargs(cls, origin)", part_make, CALL_KEYWORDS);
#undef OWNER

PART_TYPE(param_spec_args_type, "typing.ParamSpecArgs", SHAPE_PARAM_SPEC_ARGS, args_rows, &args_new_row);
PART_TYPE(param_spec_kwargs_type, "typing.ParamSpecKwargs", SHAPE_PARAM_SPEC_KWARGS, kwargs_rows, &kwargs_new_row);
