/* exception.c - BaseException: body, attributes, and what a raise statement does with it. The tree is in exception_tree.c and
 * the files of the types with fields of their own. SPDX-License-Identifier: MIT */
#include "objects/exception.h"

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

/* ---- life: subtypes with fields hold Values only, from the end of BaseException to the end of their struct ---- */

/* The subtype's own Values. UnicodeError ends in two plain numbers. */
static size_t own_values(const Type *solid)
{
    if (solid->size <= sizeof(BaseException))
        return 0;
    size_t size = solid->size - sizeof(BaseException);
    if (solid->size == sizeof(UnicodeErrorBody) && type_is_subtype(NULL, solid, &unicode_error_type))
        size -= 2 * sizeof(int64_t);
    return size / sizeof(Value);
}

static Value *first_own(Object *self)
{
    return (Value *)(void *)((BaseException *)self + 1);
}

void exception_clear_body(Vm *vm, Object *object)
{
    BaseException *self = (BaseException *)object;
    const Type    *solid = type_solid(shape_of(vm, object)->type);
    for (size_t i = 0; i < own_values(solid); i++)
        replace(vm, &first_own(object)[i], 0);
    replace(vm, &self->dict, 0);
    replace(vm, &self->args, 0);
    replace(vm, &self->traceback, 0);
    void *records = self->records;
    self->records = NULL;
    if (records)
        vm->up->records_dropped(vm, records);
    replace(vm, &self->cause, 0);
    replace(vm, &self->context, 0);
}

void exception_dealloc(Vm *vm, Object *self)
{
    size_t size = type_solid(shape_of(vm, self)->type)->size;
    exception_clear_body(vm, self);
    heap_free(vm, self, size);
}

bool exception_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    BaseException *self = (BaseException *)object;
    const Type    *solid = type_solid(shape_of(vm, object)->type);
    Value          fields[] = {self->dict, self->args, self->traceback, self->cause, self->context};
    for (size_t i = 0; i < countof(fields); i++)
        if (is_object(fields[i]) && !visit(fields[i], arg))
            return false;
    for (size_t i = 0; i < own_values(solid); i++)
        if (is_object(first_own(object)[i]) && !visit(first_own(object)[i], arg))
            return false;
    return !self->records || vm->up->records_traverse(self->records, visit, arg);
}

Value exception_allocate(Vm *vm, const Type *cls, const Value *args, size_t count)
{
    Value          tuple = tuple_from(vm, args, count);
    BaseException *self = tuple ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, tuple);
        return 0;
    }
    self->args = tuple;
    gc_track(vm, &self->head);
    return value_of(self);
}

Value exception_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)names;
    return exception_allocate(vm, cls, args, count);
}

bool exception_no_keywords(Vm *vm, const Type *cls, Value names)
{
    if (!names || !tuple_length(names))
        return true;
    return type_error(vm, "%s() takes no keyword arguments", cls->name);
}

bool exception_init(Vm *vm, Value v, const Value *args, size_t count, Value names)
{
    if (!exception_no_keywords(vm, type_of(vm, v), names))
        return false;
    BaseException *self = as_exception(v);
    const Tuple   *old = as_tuple(self->args);
    if (old->length == count && (!count || memcmp(old->items, args, count * sizeof *args) == 0))
        return true;
    Value tuple = tuple_from(vm, args, count);
    if (!tuple)
        return false;
    replace(vm, &self->args, tuple);
    return true;
}

/* ---- text ---- */

Value exception_repr(Vm *vm, Value v)
{
    Value args = as_exception(v)->args, name = type_name(vm, type_of(vm, v)), result = 0;
    if (!name)
        return 0;
    if (tuple_length(args) == 1) {
        result = str_format(vm, "%U(%R)", name, tuple_get(args, 0));
    } else {
        result = str_format(vm, "%U%R", name, args);
    }
    release(vm, name);
    return result;
}

Value exception_str(Vm *vm, Value v)
{
    Value args = as_exception(v)->args;
    switch (tuple_length(args)) {
    case 0:  return EMPTY_STR;
    case 1:  return object_str(vm, tuple_get(args, 0));
    default: return object_str(vm, args);
    }
}

/* ---- fields that the machine uses ---- */

Value exception_traceback(Vm *vm, Value v)
{
    BaseException *self = as_exception(v);
    if (!self->traceback && self->records)
        return vm->up->exception_traceback(vm, v);
    return self->traceback ? retain(self->traceback) : NONE;
}

bool exception_set_traceback(Vm *vm, Value v, Value traceback)
{
    if (traceback != NONE && !has_shape(traceback, SHAPE_TRACEBACK))
        return type_error(vm, "__traceback__ must be a traceback or None");
    BaseException *self = as_exception(v);
    void          *records = self->records;
    self->records = NULL;
    replace(vm, &self->traceback, retain(traceback));
    if (records)
        vm->up->records_dropped(vm, records);
    return true;
}

void exception_set_context(Vm *vm, Value v, Taken context)
{
    replace(vm, &as_exception(v)->context, context == NONE ? 0 : context);
}

void exception_set_cause(Vm *vm, Value v, Taken cause)
{
    as_exception(v)->suppress_context = true;
    replace(vm, &as_exception(v)->cause, cause == NONE ? 0 : cause);
}

int exception_matches(Vm *vm, Value exception, Value cls)
{
    if (is_exception_class(vm, cls))
        return is_instance_of(vm, exception, as_type(cls));
    if (is_tuple(vm, cls)) {
        for (size_t i = 0; i < tuple_length(cls); i++)
            if (!is_exception_class(vm, tuple_get(cls, i)))
                goto wrong;
        for (size_t i = 0; i < tuple_length(cls); i++)
            if (is_instance_of(vm, exception, as_type(tuple_get(cls, i))))
                return 1;
        return 0;
    }
wrong:
    type_error(vm, "catching classes that do not inherit from BaseException is not allowed");
    return -1;
}

/* x() when x is an exception class, else x itself; message: what other things are told. */
static Value instance_from(Vm *vm, Value x, const char *message)
{
    if (is_exception_class(vm, x)) {
        Value exception = call0(vm, x);
        if (exception && !is_exception(vm, exception)) {
            type_error(vm, "calling %R should have returned an instance of BaseException, not %N", x,
                       type_value(type_of(vm, exception)));
            release(vm, exception);
            return 0;
        }
        return exception;
    }
    if (is_exception(vm, x))
        return retain(x);
    return type_error(vm, "%s", message);
}

Value exception_from_raise(Vm *vm, Value x, Value cause)
{
    Value exception = instance_from(vm, x, "exceptions must derive from BaseException");
    if (!exception || !cause)
        return exception;
    Value reason = cause == NONE ? NONE : instance_from(vm, cause, "exception causes must derive from BaseException");
    if (!reason) {
        release(vm, exception);
        return 0;
    }
    exception_set_cause(vm, exception, reason);
    return exception;
}

/* ---- methods ---- */

static Value base_reduce(Vm *vm, const Value *arg, size_t count)
{
    BaseException *self = as_exception(arg[0]);
    (void)count;
    if (self->dict)
        return tuple_of(vm, 3, type_value(type_of(vm, arg[0])), self->args, self->dict);
    return tuple_of(vm, 2, type_value(type_of(vm, arg[0])), self->args);
}

static Value base_setstate(Vm *vm, const Value *arg, size_t count)
{
    size_t at = 0;
    Value  key, value;
    (void)count;
    if (arg[1] == NONE)
        return NONE;
    if (!is_dict(vm, arg[1]))
        return type_error(vm, "state is not a dictionary");
    while (dict_next(vm, arg[1], &at, &key, &value)) {
        retain(key);
        retain(value);
        bool done = object_setattr(vm, arg[0], key, value);
        release(vm, key);
        release(vm, value);
        if (!done)
            return 0;
    }
    return NONE;
}

static Value base_with_traceback(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return exception_set_traceback(vm, arg[0], arg[1]) ? retain(arg[0]) : 0;
}

static Value base_add_note(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "add_note() argument must be str, not %T", arg[1]);
    Value notes = object_find_attr(vm, arg[0], NAME(__notes__));
    if (notes == UNBOUND) {
        notes = list_new(vm, 1);
        if (notes && !object_setattr(vm, arg[0], NAME(__notes__), notes)) {
            release(vm, notes);
            return 0;
        }
    }
    if (!notes)
        return 0;
    Value result = NONE;
    if (!is_list(vm, notes))
        result = type_error(vm, "Cannot add note: __notes__ is not a list");
    else if (!list_append(vm, notes, arg[1]))
        result = 0;
    release(vm, notes);
    return result;
}

/* ---- attributes ---- */

static Value get_args(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_exception(arg[0])->args);
}

static bool set_args(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "args may not be deleted");
    Value tuple = object_to_tuple(vm, value);
    if (!tuple)
        return false;
    replace(vm, &as_exception(self)->args, tuple);
    return true;
}

static Value get_traceback(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return exception_traceback(vm, arg[0]);
}

static bool set_traceback(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "__traceback__ may not be deleted");
    return exception_set_traceback(vm, self, value);
}

static Value get_context(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    Value context = as_exception(arg[0])->context;
    return context ? retain(context) : NONE;
}

static bool set_context(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "__context__ may not be deleted");
    if (value != NONE && !is_exception(vm, value))
        return type_error(vm, "exception context must be None or derive from BaseException");
    exception_set_context(vm, self, retain(value));
    return true;
}

static Value get_cause(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    Value cause = as_exception(arg[0])->cause;
    return cause ? retain(cause) : NONE;
}

static bool set_cause(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "__cause__ may not be deleted");
    if (value != NONE && !is_exception(vm, value))
        return type_error(vm, "exception cause must be None or derive from BaseException");
    exception_set_cause(vm, self, retain(value));
    return true;
}

static Value get_suppress(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_exception(arg[0])->suppress_context);
}

static bool set_suppress(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "can't delete numeric/char attribute");
    if (!is_bool(value))
        return type_error(vm, "attribute value type must be bool");
    as_exception(self)->suppress_context = value == TRUE;
    return true;
}

#define OWNER &base_exception_type
static const Row rows[] = {
    METHOD("__reduce__(self, /)", base_reduce, CALL_NOARGS, NULL),
    METHOD("__setstate__(self, state, /)", base_setstate, CALL_ONE, NULL),
    METHOD("with_traceback(self, object, /)", base_with_traceback, CALL_ONE,
           "Sets __traceback__ to the argument and returns the exception."),
    METHOD("add_note(self, object, /)", base_add_note, CALL_ONE, "Adds a note, a str, that tracebacks show."),
    MEMBER("__suppress_context__", get_suppress, set_suppress, NULL),
    GETSET("__dict__", get_dict_attribute, set_dict_attribute, NULL),
    GETSET("args", get_args, set_args, NULL),
    GETSET("__traceback__", get_traceback, set_traceback, NULL),
    GETSET("__context__", get_context, set_context, "The exception that was being handled."),
    GETSET("__cause__", get_cause, set_cause, "The exception named behind `from`."),
    ROWS_END,
};
#undef OWNER

const Type base_exception_type = {
    TYPE_HEAD, .name = "BaseException", .doc = "What every exception derives from.", .base = &object_type, .rows = rows,
    .number = SHAPE_BASE_EXCEPTION, .flags = EXCEPTION_FLAGS, .basic_size = 72, .dict_offset = 16,
    .size = sizeof(BaseException), .dict_field = offsetof(BaseException, dict),
    .slots = {EXCEPTION_SLOTS},
};
