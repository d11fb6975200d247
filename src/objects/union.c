/* union.c - typing.Union: int | str. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/heap_type.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

typedef struct Union {
    Object head;
    Value  args;       /* tuple: flat, each once */
    Value  parameters; /* 0: not yet asked */
} Union;

static Union *as_union(Value v)
{
    return (Union *)object_of(v);
}

Value union_args(Value v)
{
    return as_union(v)->args;
}

/* ---- making ---- */

static int contains_equal(Vm *vm, Value list, Value item)
{
    for (size_t i = 0; i < list_length(list); i++) {
        int equal = object_equal(vm, list_get(list, i), item);
        if (equal)
            return equal;
    }
    return 0;
}

/* Appends item, or the members of a union, to list, each once. */
static bool add(Vm *vm, Value list, Value item)
{
    if (item == NONE)
        item = type_value(&none_type);
    if (has_shape(item, SHAPE_UNION)) {
        for (size_t i = 0; i < tuple_length(union_args(item)); i++)
            if (!add(vm, list, tuple_get(union_args(item), i)))
                return false;
        return true;
    }
    int known = contains_equal(vm, list, item);
    return known > 0 || (known == 0 && list_append(vm, list, item));
}

/* The union of a list's items; one alone is itself. */
static Value from_list(Vm *vm, Value list)
{
    if (list_length(list) == 1)
        return retain(list_get(list, 0));
    Value  args = list_to_tuple(vm, list);
    Union *self = args ? heap_new_container(vm, sizeof *self, SHAPE_UNION) : NULL;
    if (!self) {
        release(vm, args);
        return 0;
    }
    self->args = args;
    self->parameters = 0;
    gc_track(vm, &self->head);
    return value_of(self);
}

static bool is_unionable(Vm *vm, Value v)
{
    return v == NONE || is_type(vm, v) || is_generic_alias(vm, v) || has_shape(v, SHAPE_UNION) ||
           (is_object(v) && strcmp(type_of(vm, v)->name, "typing.TypeAliasType") == 0);
}

Value union_of(Vm *vm, Value a, Value b)
{
    if (!is_unionable(vm, a) || !is_unionable(vm, b))
        return NOT_IMPLEMENTED;
    Value list = list_new(vm, 2), result = 0;
    if (list && add(vm, list, a) && add(vm, list, b))
        result = from_list(vm, list);
    release(vm, list);
    return result;
}

/* A str stands for a name that is not known yet. */
static bool add_or_forward(Vm *vm, Value list, Value item)
{
    if (!is_str(vm, item))
        return add(vm, list, item);
    Value module = vm->up->import(vm, "annotationlib"), cls = module ? object_getattr(vm, module, NAME(ForwardRef)) : 0;
    Value reference = cls ? call1(vm, cls, item) : 0;
    bool  done = reference && add(vm, list, reference);
    release(vm, module);
    release(vm, cls);
    release(vm, reference);
    return done;
}

Value union_from_tuple(Vm *vm, Value args)
{
    if (!tuple_length(args))
        return type_error(vm, "Cannot take a Union of no types.");
    Value list = list_new(vm, tuple_length(args)), result = 0;
    bool  done = list;
    for (size_t i = 0; done && i < tuple_length(args); i++)
        done = add_or_forward(vm, list, tuple_get(args, i));
    if (done)
        result = from_list(vm, list);
    release(vm, list);
    return result;
}

static Value union_class_getitem(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value args = is_tuple(vm, arg[1]) ? retain(arg[1]) : tuple_from(vm, &arg[1], 1);
    Value result = args ? union_from_tuple(vm, args) : 0;
    release(vm, args);
    return result;
}

/* ---- slots ---- */

static void union_dealloc(Vm *vm, Object *object)
{
    release(vm, ((Union *)object)->args);
    release(vm, ((Union *)object)->parameters);
    heap_free(vm, object, sizeof(Union));
}

static bool union_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Union *self = (Union *)object;
    (void)vm;
    return visit(self->args, arg) && (!self->parameters || visit(self->parameters, arg));
}

static Value union_repr(Vm *vm, Value v)
{
    StrBuilder builder;
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < tuple_length(union_args(v)); i++)
        if ((i && !str_builder_text(&builder, " | ")) || !type_argument_show(vm, &builder, tuple_get(union_args(v), i))) {
            str_builder_drop(&builder);
            return 0;
        }
    return str_builder_finish(&builder);
}

static int64_t union_hash(Vm *vm, Value v)
{
    Value   set = frozenset_new(vm, union_args(v));
    int64_t hash = set ? object_hash(vm, set) : -1;
    release(vm, set);
    return hash;
}

static Value union_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !has_shape(a, SHAPE_UNION) || !has_shape(b, SHAPE_UNION))
        return NOT_IMPLEMENTED;
    int equal = tuple_length(union_args(a)) == tuple_length(union_args(b));
    for (size_t i = 0; equal > 0 && i < tuple_length(union_args(a)); i++)
        equal = object_contains(vm, union_args(b), tuple_get(union_args(a), i));
    return equal < 0 ? 0 : bool_value(equal == (op == COMPARE_EQ));
}

static Value union_getattr(Vm *vm, Value v, Value name)
{
    if (str_is(name, "__module__"))
        return NAME(typing);
    return object_generic_getattr(vm, v, name);
}

static Value parameters_of(Vm *vm, Value v)
{
    if (!as_union(v)->parameters) {
        Value made = type_parameters_of(vm, union_args(v));
        if (!made)
            return 0;
        replace(vm, &as_union(v)->parameters, made);
    }
    return as_union(v)->parameters;
}

static Value union_subscript(Vm *vm, Value v, Value item)
{
    Value parameters = retain(parameters_of(vm, v));
    Value args = parameters ? type_parameters_substitute(vm, v, union_args(v), parameters, item) : 0, result = 0;
    if (args) {
        result = retain(tuple_get(args, 0));
        for (size_t i = 1; result && i < tuple_length(args); i++) {
            Value wider = binary_op(vm, result, tuple_get(args, i), OP_OR);
            release(vm, result);
            result = wider;
        }
    }
    release(vm, args);
    release(vm, parameters);
    return result;
}

/* ---- attributes ---- */

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NAME(Union);
}

static Value get_origin(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return type_value(&union_type);
}

static Value get_args(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(union_args(arg[0]));
}

static Value get_parameters(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(parameters_of(vm, arg[0]));
}

static Value mro_entries(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return type_error(vm, "Cannot subclass %R", arg[0]);
}

#define OWNER &union_type
static const Row rows[] = {
    METHOD("__mro_entries__(self, bases, /)", mro_entries, CALL_ONE, NULL),
    CLASS_METHOD("__class_getitem__(cls, object, /)", union_class_getitem, CALL_ONE, NULL),
    MEMBER("__args__", get_args, NULL, NULL),
    GETSET("__name__", get_name, NULL, "Name of the type"),
    GETSET("__qualname__", get_name, NULL, "Qualified name of the type"),
    GETSET("__origin__", get_origin, NULL, "Always returns the type"),
    GETSET("__parameters__", get_parameters, NULL, "Type variables in the types.UnionType."),
    ROWS_END,
};
#undef OWNER

const Type union_type = {
    TYPE_HEAD, .name = "typing.Union", .doc = "One of several types: int | str.", .base = &object_type, .rows = rows,
    .number = SHAPE_UNION, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 56, .weaklist_offset = 48, .size = sizeof(Union),
    .slots = {OBJECT_SLOTS, .dealloc = union_dealloc, .traverse = union_traverse, .repr = union_repr, .hash = union_hash,
              .compare = union_compare, .getattr = union_getattr, .or = union_of, .subscript = union_subscript},
};
