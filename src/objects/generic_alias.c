/* generic_alias.c - types.GenericAlias: list[int]. SPDX-License-Identifier: MIT */
#include "objects/generic_alias.h"

#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/up.h"

typedef struct GenericAlias {
    Object head;
    Value  origin, args;
    Value  parameters; /* 0: not yet asked */
    bool   starred;    /* *tuple[int] */
} GenericAlias;

static GenericAlias *as_alias(Value v)
{
    return (GenericAlias *)object_of(v);
}

bool is_generic_alias(const Vm *vm, Value v)
{
    return is_object(v) && is_instance_of(vm, v, &generic_alias_type);
}

static Value make(Vm *vm, const Type *cls, Value origin, Value args, bool starred)
{
    Value tuple = is_tuple(vm, args) ? retain(args) : tuple_from(vm, &args, 1);
    GenericAlias *self = tuple ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, tuple);
        return 0;
    }
    self->origin = retain(origin);
    self->args = tuple;
    self->starred = starred;
    return object_ready(vm, self);
}

Value generic_alias_new(Vm *vm, Value origin, Value args)
{
    return make(vm, &generic_alias_type, origin, args, false);
}

Value class_getitem(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return generic_alias_new(vm, arg[0], arg[1]);
}

static Value alias_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names))
        return type_error(vm, "GenericAlias() takes no keyword arguments");
    if (count != 2)
        return type_error(vm, "GenericAlias expected 2 arguments, got %zu", count);
    return make(vm, cls, args[0], args[1], false);
}

static void alias_dealloc(Vm *vm, Object *object)
{
    GenericAlias *self = (GenericAlias *)object;
    release(vm, self->origin);
    release(vm, self->args);
    release(vm, self->parameters);
    heap_free(vm, self, sizeof *self);
}

static bool alias_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    GenericAlias *self = (GenericAlias *)object;
    (void)vm;
    return (!is_object(self->origin) || visit(self->origin, arg)) && visit(self->args, arg) &&
           (!self->parameters || visit(self->parameters, arg));
}

/* ---- slots ---- */

static bool show(Vm *vm, StrBuilder *builder, const GenericAlias *self)
{
    if ((self->starred && !str_builder_char(builder, '*')) || !type_argument_show(vm, builder, self->origin) ||
        !str_builder_char(builder, '['))
        return false;
    size_t count = tuple_length(self->args);
    if (!count && !str_builder_text(builder, "()"))
        return false;
    for (size_t i = 0; i < count; i++)
        if ((i && !str_builder_text(builder, ", ")) || !type_argument_show(vm, builder, tuple_get(self->args, i)))
            return false;
    return str_builder_char(builder, ']');
}

static Value alias_repr(Vm *vm, Value v)
{
    StrBuilder builder;
    str_builder_init(&builder, vm);
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while getting the repr of an object");
    if (show(vm, &builder, as_alias(v)))
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

static int64_t alias_hash(Vm *vm, Value v)
{
    int64_t origin = object_hash(vm, as_alias(v)->origin);
    int64_t args = origin == -1 ? -1 : object_hash(vm, as_alias(v)->args);
    if (args == -1)
        return -1;
    return (origin ^ args) == -1 ? -2 : origin ^ args;
}

static Value alias_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_generic_alias(vm, a) || !is_generic_alias(vm, b))
        return NOT_IMPLEMENTED;
    int equal = as_alias(a)->starred == as_alias(b)->starred;
    equal = equal ? object_equal(vm, as_alias(a)->origin, as_alias(b)->origin) : 0;
    equal = equal > 0 ? object_equal(vm, as_alias(a)->args, as_alias(b)->args) : equal;
    return equal < 0 ? 0 : bool_value(equal == (op == COMPARE_EQ));
}

static Value alias_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    Value result = call(vm, as_alias(callee)->origin, args, count, names);
    if (result && !object_setattr(vm, result, NAME(__orig_class__), callee) &&
        !exception_swallow(vm, &attribute_error_type) && !exception_swallow(vm, &type_error_type)) {
        release(vm, result);
        return 0;
    }
    return result;
}

/* Everything else is the origin's. */
static bool is_own_name(Value name)
{
    static const char *const own[] = {
        "__class__", "__bases__", "__origin__", "__args__", "__unpacked__", "__parameters__",
        "__typing_unpacked_tuple_args__", "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__"};
    for (size_t i = 0; i < countof(own); i++)
        if (str_is(name, own[i]))
            return true;
    return false;
}

static Value alias_getattr(Vm *vm, Value v, Value name)
{
    return is_own_name(name) ? object_generic_getattr(vm, v, name) : object_getattr(vm, as_alias(v)->origin, name);
}

static Value parameters_of(Vm *vm, Value v)
{
    if (!as_alias(v)->parameters) {
        Value made = type_parameters_of(vm, as_alias(v)->args);
        if (!made)
            return 0;
        replace(vm, &as_alias(v)->parameters, made);
    }
    return as_alias(v)->parameters;
}

static Value alias_subscript(Vm *vm, Value v, Value item)
{
    Value parameters = retain(parameters_of(vm, v));
    if (!parameters)
        return 0;
    Value args = type_parameters_substitute(vm, v, as_alias(v)->args, parameters, item);
    Value result = args ? make(vm, &generic_alias_type, as_alias(v)->origin, args, as_alias(v)->starred) : 0;
    release(vm, args);
    release(vm, parameters);
    return result;
}

static Value alias_or(Vm *vm, Value a, Value b)
{
    return union_of(vm, a, b);
}

/* ---- attributes and methods ---- */

static Value mro_entries(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return tuple_from(vm, &as_alias(arg[0])->origin, 1);
}

static Value refuse_instance(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return type_error(vm, "isinstance() argument 2 cannot be a parameterized generic");
}

static Value refuse_subclass(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return type_error(vm, "issubclass() argument 2 cannot be a parameterized generic");
}

static Value alias_reduce(Vm *vm, const Value *arg, size_t count)
{
    GenericAlias *self = as_alias(arg[0]);
    (void)count;
    if (self->starred) {
        Value plain = generic_alias_new(vm, self->origin, self->args), next = vm->up->builtin(vm, "next");
        Value iterator = plain ? object_iter(vm, plain) : 0, args = iterator ? tuple_of(vm, 1, iterator) : 0;
        Value result = args && next ? tuple_of(vm, 2, next, args) : 0;
        release(vm, plain);
        release(vm, next);
        release(vm, iterator);
        release(vm, args);
        return result;
    }
    Value args = tuple_of(vm, 2, self->origin, self->args);
    Value result = args ? tuple_of(vm, 2, type_value(&generic_alias_type), args) : 0;
    release(vm, args);
    return result;
}

static Value alias_dir(Vm *vm, const Value *arg, size_t count)
{
    static const char *const own[] = {"__origin__", "__args__", "__parameters__", "__mro_entries__", "__reduce_ex__",
                                      "__reduce__", "__copy__", "__deepcopy__", "__unpacked__",
                                      "__typing_unpacked_tuple_args__", "__class__"};
    Value dir = vm->up->builtin(vm, "dir");
    Value list = dir ? call1(vm, dir, as_alias(arg[0])->origin) : 0;
    (void)count;
    release(vm, dir);
    for (size_t i = 0; list && i < countof(own); i++) {
        Value name = str_intern_cstring(vm, own[i]);
        int   known = name ? object_contains(vm, list, name) : -1;
        bool  done = known == 1 || (known == 0 && list_append(vm, list, name));
        release(vm, name);
        if (!done) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

static Value get_origin(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_alias(arg[0])->origin);
}

static Value get_args(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_alias(arg[0])->args);
}

static Value get_unpacked(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_alias(arg[0])->starred);
}

static Value get_parameters(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(parameters_of(vm, arg[0]));
}

static Value get_unpacked_args(Vm *vm, const Value *arg, size_t count)
{
    GenericAlias *self = as_alias(arg[0]);
    (void)vm, (void)count;
    return self->starred && self->origin == type_value(&tuple_type) ? retain(self->args) : NONE;
}

/* ---- the iterator of one: *list[int] ---- */

typedef struct AliasIterator {
    Object head;
    Value  alias; /* 0: exhausted */
} AliasIterator;

static Value alias_iter(Vm *vm, Value v)
{
    AliasIterator *self = heap_new_container(vm, sizeof *self, SHAPE_GENERIC_ALIAS_ITERATOR);
    if (!self)
        return 0;
    self->alias = retain(v);
    gc_track(vm, &self->head);
    return value_of(self);
}

static void iterator_dealloc(Vm *vm, Object *object)
{
    release(vm, ((AliasIterator *)object)->alias);
    heap_free(vm, object, sizeof(AliasIterator));
}

static bool iterator_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value alias = ((AliasIterator *)object)->alias;
    return !alias || visit(alias, arg);
}

static Value iterator_next(Vm *vm, Value v)
{
    AliasIterator *self = (AliasIterator *)object_of(v);
    if (!self->alias)
        return UNBOUND;
    Value alias = self->alias;
    self->alias = 0;
    Value result = make(vm, &generic_alias_type, as_alias(alias)->origin, as_alias(alias)->args, true);
    release(vm, alias);
    return result;
}

static Value iterator_reduce(Vm *vm, const Value *arg, size_t count)
{
    Value iter = vm->up->builtin(vm, "iter"), alias = ((AliasIterator *)object_of(arg[0]))->alias, result = 0;
    Value empty = tuple_empty(vm), args = tuple_from(vm, alias ? &alias : &empty, 1);
    (void)count;
    if (iter && args)
        result = tuple_of(vm, 2, iter, args);
    release(vm, iter);
    release(vm, empty);
    release(vm, args);
    return result;
}

#define OWNER &generic_alias_iterator_type
static const Row iterator_rows[] = {METHOD("__reduce__(self, /)", iterator_reduce, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

const Type generic_alias_iterator_type = {
    TYPE_HEAD, .name = "generic_alias_iterator", .base = &object_type, .rows = iterator_rows,
    .number = SHAPE_GENERIC_ALIAS_ITERATOR, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 24, .size = sizeof(AliasIterator),
    .slots = {OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = self_iter,
              .next = iterator_next},
};

#define OWNER &generic_alias_type
static const Row rows[] = {
    METHOD("__mro_entries__(self, bases, /)", mro_entries, CALL_ONE, NULL),
    METHOD("__instancecheck__(self, instance, /)", refuse_instance, CALL_ONE, NULL),
    METHOD("__subclasscheck__(self, cls, /)", refuse_subclass, CALL_ONE, NULL),
    METHOD("__reduce__(self, /)", alias_reduce, CALL_NOARGS, NULL),
    METHOD("__dir__(self, /)", alias_dir, CALL_NOARGS, NULL),
    MEMBER("__origin__", get_origin, NULL, NULL),
    MEMBER("__args__", get_args, NULL, NULL),
    MEMBER("__unpacked__", get_unpacked, NULL, NULL),
    GETSET("__parameters__", get_parameters, NULL, "Type variables in the GenericAlias."),
    GETSET("__typing_unpacked_tuple_args__", get_unpacked_args, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type generic_alias_type = {
    TYPE_HEAD, .name = "types.GenericAlias", .doc = "A generic type with its arguments: list[int].", .base = &object_type,
    .rows = rows, .number = SHAPE_GENERIC_ALIAS,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL, .basic_size = 64,
    .weaklist_offset = 40, .size = sizeof(GenericAlias), .text_signature = "(origin, args, /)",
    .slots = {OBJECT_SLOTS, .dealloc = alias_dealloc, .traverse = alias_traverse, .new = alias_new, .repr = alias_repr,
              .hash = alias_hash, .compare = alias_compare, .call = alias_call, .getattr = alias_getattr,
              .iter = alias_iter, .or = alias_or, .subscript = alias_subscript},
};
