/* generator_object.c - generators and coroutines as Python sees them: send, throw, close, attributes.
 * SPDX-License-Identifier: MIT */
#include "vm/generator_object.h"

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/heap_type.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

const char *generator_kind(const Generator *self)
{
    return self->head.shape == SHAPE_COROUTINE ? "coroutine" : self->head.shape == SHAPE_ASYNC_GENERATOR ? "async generator"
                                                                                                          : "generator";
}

Answer generator_send(Vm *vm, Generator *self, Value sent, Value *result)
{
    if (self->state == GENERATOR_CREATED && sent != NONE) {
        type_error(vm, "can't send non-None value to a just-started %s", generator_kind(self));
        return ANSWER_RAISED;
    }
    if (self->state == GENERATOR_DONE) {
        if (self->head.shape == SHAPE_COROUTINE) {
            runtime_error(vm, "cannot reuse already awaited coroutine");
            return ANSWER_RAISED;
        }
        *result = NONE;
        return ANSWER_RETURNED;
    }
    return generator_resume(vm, self, sent, false, result);
}

/* The value yielded; else StopIteration (StopAsyncIteration) is set. */
Value generator_answer(Vm *vm, Generator *self, Answer answer, Taken result)
{
    if (answer == ANSWER_YIELDED)
        return result;
    if (answer == ANSWER_RETURNED) {
        if (self->head.shape == SHAPE_ASYNC_GENERATOR)
            raise_none(vm, &stop_async_iteration_type);
        else
            stop_iteration(vm, result == NONE ? 0 : result);
        release(vm, result);
    }
    return 0;
}

static Value send_method(Vm *vm, const Value *arg, size_t count)
{
    Generator *self = as_generator(arg[0]);
    Value      result = 0;
    (void)count;
    Answer answer = generator_send(vm, self, arg[1], &result);
    return generator_answer(vm, self, answer, result);
}

static Value next_slot(Vm *vm, Value v)
{
    Generator *self = as_generator(v);
    Value      result = 0;
    Answer     answer = generator_send(vm, self, NONE, &result);
    if (answer == ANSWER_RETURNED && result == NONE)
        return UNBOUND;
    return generator_answer(vm, self, answer, result);
}

static int send_slot(Vm *vm, Value v, Value sent, Value *result)
{
    return generator_send(vm, as_generator(v), sent, result);
}

/* ---- throwing ---- */

bool exception_from_throw(Vm *vm, Value type, Value value, Value traceback)
{
    Value exception;
    if (traceback && traceback != NONE && !has_shape(traceback, SHAPE_TRACEBACK))
        return type_error(vm, "throw() third argument must be a traceback object"), false;
    if (is_exception_class(vm, type)) {
        if (value && value != NONE && is_exception(vm, value) && is_instance_of(vm, value, as_type(type)))
            exception = retain(value);
        else if (!value || value == NONE)
            exception = call0(vm, type);
        else if (is_tuple(vm, value))
            exception = call(vm, type, as_tuple(value)->items, tuple_length(value), 0);
        else
            exception = call1(vm, type, value);
        if (!exception)
            return false;
        if (!is_exception(vm, exception)) {
            type_error(vm, "calling %R should have returned an instance of BaseException, not %R", type, type_value(type_of(vm, exception)));
            release(vm, exception);
            return false;
        }
    } else if (is_exception(vm, type)) {
        if (value && value != NONE)
            return type_error(vm, "instance exception may not have a separate value"), false;
        exception = retain(type);
    } else {
        return type_error(vm, "exceptions must be classes or instances deriving from BaseException, not %T", type), false;
    }
    if (traceback && traceback != NONE) {
        BaseException *self = as_exception(exception);
        void          *records = self->records;
        self->records = NULL;
        vm->up->records_dropped(vm, records);
        replace(vm, &self->traceback, retain(traceback));
    }
    raise_instance(vm, exception);
    return true;
}

static Value throw_here(Vm *vm, Generator *self, Value type, Value value, Value traceback)
{
    Value result = 0;
    if (!exception_from_throw(vm, type, value, traceback))
        return 0;
    if (self->state == GENERATOR_DONE) {
        if (self->head.shape == SHAPE_COROUTINE) {
            exception_clear(vm);
            runtime_error(vm, "cannot reuse already awaited coroutine");
        }
        return 0;
    }
    Answer answer = generator_resume(vm, self, NONE, true, &result);
    return generator_answer(vm, self, answer, result);
}

/* Closes what `yield from` waits for. */
static bool close_delegate(Vm *vm, Value delegate)
{
    Value result;
    if (is_generator_like(delegate)) {
        result = generator_close(vm, delegate);
    } else {
        Value method = object_find_attr(vm, delegate, NAME(close));
        if (!method || method == UNBOUND) {
            if (!method) {
                vm->up->unraisable(vm, NULL, delegate);
                exception_clear(vm);
            }
            return true;
        }
        result = call0(vm, method);
        release(vm, method);
    }
    release(vm, result);
    return result != 0;
}

/* Throws into what the generator waits for; *done false: throw here instead. */
static Value throw_into_delegate(Vm *vm, Generator *self, Value delegate, Value type, Value value, Value traceback, bool *done)
{
    Value result = 0;
    *done = true;
    bool is_exit = is_exception_class(vm, type) ? type_is_subtype(vm, as_type(type), &generator_exit_type)
                                                : is_instance_of(vm, type, &generator_exit_type);
    if (is_exit) {
        self->state = GENERATOR_RUNNING;
        bool closed = close_delegate(vm, delegate);
        self->state = GENERATOR_SUSPENDED;
        if (closed) {
            *done = false;
            return 0;
        }
    } else if (is_generator_like(delegate)) {
        self->state = GENERATOR_RUNNING;
        result = generator_throw(vm, delegate, type, value, traceback);
        self->state = GENERATOR_SUSPENDED;
    } else {
        Value method = object_find_attr(vm, delegate, NAME(throw));
        if (method == UNBOUND) {
            *done = false;
            return 0;
        }
        if (method) {
            Value  args[] = {type, value ? value : NONE, traceback ? traceback : NONE};
            size_t count = traceback ? 3 : value ? 2 : 1;
            self->state = GENERATOR_RUNNING;
            result = call(vm, method, args, count, 0);
            self->state = GENERATOR_SUSPENDED;
            release(vm, method);
        }
    }
    if (result)
        return result;
    Answer answer = generator_resume(vm, self, NONE, true, &result); /* the delegate ended: CLEANUP_THROW sees to it */
    return generator_answer(vm, self, answer, result);
}

Value generator_throw(Vm *vm, Value v, Value type, Value value, Value traceback)
{
    Generator *self = as_generator(v);
    Value      delegate = generator_delegate(self);
    if (delegate) {
        bool done;
        retain(delegate);
        Value result = throw_into_delegate(vm, self, delegate, type, value, traceback, &done);
        release(vm, delegate);
        if (done)
            return result;
    }
    return throw_here(vm, self, type, value, traceback);
}

bool throw_is_old_style(Vm *vm, size_t count)
{
    if (count <= 1)
        return true;
    return vm->up->warn(vm, &deprecation_warning_type, 1,
                        "the (type, exc, tb) signature of throw() is deprecated, use the single-arg signature instead.");
}

static Value throw_method(Vm *vm, const Value *arg, size_t count)
{
    if (count < 2 || count > 4)
        return type_error(vm, count < 2 ? "throw expected at least 1 argument, got 0" : "throw expected at most 3 arguments, got %zu", count - 1);
    if (!throw_is_old_style(vm, count - 1))
        return 0;
    return generator_throw(vm, arg[0], arg[1], count > 2 ? arg[2] : 0, count > 3 ? arg[3] : 0);
}

/* ---- closing ---- */

Value generator_close(Vm *vm, Value v)
{
    Generator *self = as_generator(v);
    Value      result = 0, delegate = generator_delegate(self);

    if (self->state == GENERATOR_CREATED) {
        self->is_closed = true;
        generator_finish(vm, self, self->pc);
        return NONE;
    }
    if (self->state == GENERATOR_DONE)
        return NONE;
    bool closed = true;
    if (delegate) {
        retain(delegate);
        self->state = GENERATOR_RUNNING;
        closed = close_delegate(vm, delegate);
        self->state = GENERATOR_SUSPENDED;
        release(vm, delegate);
    }
    if (closed)
        raise_none(vm, &generator_exit_type);
    Answer answer = generator_resume(vm, self, NONE, true, &result);
    if (answer == ANSWER_YIELDED) {
        release(vm, result);
        return runtime_error(vm, self->head.shape == SHAPE_COROUTINE         ? "coroutine ignored GeneratorExit"
                                 : self->head.shape == SHAPE_ASYNC_GENERATOR ? "async generator ignored GeneratorExit"
                                                                             : "generator ignored GeneratorExit");
    }
    self->is_closed = true;
    if (answer == ANSWER_RETURNED)
        return result;
    if (exception_swallow(vm, &generator_exit_type))
        return NONE;
    if (exception_is(vm, &stop_iteration_type)) {
        Value stop = exception_take(vm), value = retain(((StopIteration *)object_of(stop))->value);
        release(vm, stop);
        return value ? value : NONE;
    }
    return 0;
}

static Value close_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return generator_close(vm, arg[0]);
}

void generator_finalize(Vm *vm, Object *object)
{
    Generator *self = (Generator *)object;
    Value      pending, result = NONE;

    if (self->state == GENERATOR_DONE)
        return;
    pending = exception_take(vm);
    if (self->head.shape == SHAPE_ASYNC_GENERATOR && self->finalizer && !self->is_closed) {
        Value finalizer = retain(self->finalizer);
        result = call1(vm, finalizer, value_of(self));
        if (!result)
            vm->up->unraisable(vm, NULL, finalizer);
        release(vm, finalizer);
    } else if (self->head.shape == SHAPE_COROUTINE && self->state == GENERATOR_CREATED) {
        Value module = vm->up->import(vm, "warnings"), answer = 0;
        if (module) {
            Value arg = value_of(self);
            answer = call_method(vm, module, NAME(_warn_unawaited_coroutine), &arg, 1);
        }
        if (!answer)
            vm->up->unraisable(vm, "Exception ignored while finalizing coroutine", value_of(self));
        release(vm, answer);
        release(vm, module);
        result = generator_close(vm, value_of(self));
    } else if (self->state != GENERATOR_CREATED) {
        result = generator_close(vm, value_of(self));
    }
    if (!result && exception_pending(vm)) {
        Value repr = object_repr(vm, value_of(self));
        vm->up->unraisable(vm, "Exception ignored while closing generator", value_of(self));
        release(vm, repr);
    }
    release(vm, result);
    if (pending)
        exception_put(vm, pending);
}

/* ---- attributes ---- */

static Value repr_slot(Vm *vm, Value v)
{
    Value id = object_id(vm, v);
    if (!id)
        return 0;
    Generator *self = as_generator(v);
    const char *kind = self->head.shape == SHAPE_ASYNC_GENERATOR ? "async_generator" : generator_kind(self);
    Value result = str_format(vm, "<%s object %U at 0x%llx>", kind, self->qualname, (unsigned long long)word_int(id));
    release(vm, id);
    return result;
}

Value generator_repr(Vm *vm, Value v)
{
    return repr_slot(vm, v);
}

#define GETTER(name, expression)                                        \
    Value name(Vm *vm, const Value *arg, size_t count)                  \
    {                                                                   \
        Generator *self = as_generator(arg[0]);                         \
        (void)vm;                                                       \
        (void)count;                                                    \
        return expression;                                              \
    }
GETTER(generator_get_name, retain(self->name))
GETTER(generator_get_qualname, retain(self->qualname))
GETTER(generator_get_code, retain(self->code))
GETTER(generator_get_running, bool_value(self->state == GENERATOR_RUNNING))
GETTER(generator_get_suspended, bool_value(self->state == GENERATOR_SUSPENDED))
GETTER(generator_get_delegate, generator_delegate(self) ? retain(generator_delegate(self)) : NONE)
GETTER(generator_get_origin, self->origin ? retain(self->origin) : NONE)

static bool set_text(Vm *vm, Value *place, Value value, const char *name)
{
    if (!value || !is_str(vm, value))
        return type_error(vm, "%s must be set to a string object", name), false;
    replace(vm, place, retain(value));
    return true;
}

bool generator_set_name(Vm *vm, Value v, Value value)
{
    return set_text(vm, &as_generator(v)->name, value, "__name__");
}

bool generator_set_qualname(Vm *vm, Value v, Value value)
{
    return set_text(vm, &as_generator(v)->qualname, value, "__qualname__");
}

Value generator_get_frame(Vm *vm, const Value *arg, size_t count)
{
    Generator *self = as_generator(arg[0]);
    (void)count;
    if (self->state == GENERATOR_DONE)
        return NONE;
    return generator_frame_object(vm, self);
}

Value generator_frame_object(Vm *vm, Generator *self)
{
    if (self->frame)
        return retain(value_of(self->frame));
    return frame_object(vm, generator_fp(self), self->pc + 1);
}

static Value sizeof_method(Vm *vm, const Value *arg, size_t count)
{
    const Generator *self = as_generator(arg[0]);
    (void)vm;
    (void)count;
    return int_value(208 + 8 * (int64_t)(self->lowered->nlocals + (uint32_t)as_code(self->code)->stacksize) - 40);
}

#define OWNER &generator_type
static const Row generator_rows[] = {
    METHOD("send(self, value, /)", send_method, CALL_ONE, "send(value) -> send 'value' into generator,\nreturn next yielded value or raise StopIteration."),
    METHOD_FLAGS("throw(self, *args)", throw_method, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, "throw(value)\nthrow(type[,value[,tb]])\n\nRaise exception in generator, return next yielded value or raise\nStopIteration."),
    METHOD("close(self, /)", close_method, CALL_NOARGS, "close() -> raise GeneratorExit inside generator."),
    METHOD("__sizeof__(self, /)", sizeof_method, CALL_NOARGS, "gen.__sizeof__() -> size of gen in memory, in bytes"),
    CLASS_METHOD("__class_getitem__(cls, item, /)", class_getitem, CALL_ONE, "See PEP 585"),
    GETSET("__name__", generator_get_name, generator_set_name, "name of the generator"),
    GETSET("__qualname__", generator_get_qualname, generator_set_qualname, "qualified name of the generator"),
    GETSET("gi_yieldfrom", generator_get_delegate, NULL, "object being iterated by yield from, or None"),
    GETSET("gi_running", generator_get_running, NULL, NULL),
    GETSET("gi_frame", generator_get_frame, NULL, NULL),
    GETSET("gi_suspended", generator_get_suspended, NULL, NULL),
    GETSET("gi_code", generator_get_code, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type generator_type = {
    TYPE_HEAD, .name = "generator", .base = &object_type, .rows = generator_rows, .number = SHAPE_GENERATOR,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 184, .item_size = 8, .weaklist_offset = 16,
    .size = sizeof(Generator), .var_item = sizeof(Value),
    .slots = {OBJECT_SLOTS, .dealloc = generator_dealloc, .traverse = generator_traverse, .finalize = generator_finalize,
              .repr = repr_slot, .iter = self_iter, .next = next_slot, .send = send_slot},
};

/* ---- coroutines ---- */

static Value await_slot(Vm *vm, Value v)
{
    CoroutineWrapper *wrapper = heap_new_container(vm, sizeof *wrapper, SHAPE_COROUTINE_WRAPPER);
    if (!wrapper)
        return 0;
    wrapper->coroutine = retain(v);
    gc_track(vm, &wrapper->head);
    return value_of(wrapper);
}

#define OWNER &coroutine_type
static const Row coroutine_rows[] = {
    METHOD("send(self, value, /)", send_method, CALL_ONE, "send(arg) -> send 'arg' into coroutine,\nreturn iterated value or raise StopIteration."),
    METHOD_FLAGS("throw(self, *args)", throw_method, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration."),
    METHOD("close(self, /)", close_method, CALL_NOARGS, "close() -> raise GeneratorExit inside coroutine."),
    METHOD("__sizeof__(self, /)", sizeof_method, CALL_NOARGS, "gen.__sizeof__() -> size of gen in memory, in bytes"),
    CLASS_METHOD("__class_getitem__(cls, item, /)", class_getitem, CALL_ONE, "See PEP 585"),
    GETSET("__name__", generator_get_name, generator_set_name, "name of the coroutine"),
    GETSET("__qualname__", generator_get_qualname, generator_set_qualname, "qualified name of the coroutine"),
    GETSET("cr_await", generator_get_delegate, NULL, "object being awaited on, or None"),
    GETSET("cr_running", generator_get_running, NULL, NULL),
    GETSET("cr_frame", generator_get_frame, NULL, NULL),
    GETSET("cr_code", generator_get_code, NULL, NULL),
    GETSET("cr_suspended", generator_get_suspended, NULL, NULL),
    MEMBER("cr_origin", generator_get_origin, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type coroutine_type = {
    TYPE_HEAD, .name = "coroutine", .base = &object_type, .rows = coroutine_rows, .number = SHAPE_COROUTINE,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 184, .item_size = 8, .weaklist_offset = 16,
    .size = sizeof(Generator), .var_item = sizeof(Value),
    .slots = {OBJECT_SLOTS, .dealloc = generator_dealloc, .traverse = generator_traverse, .finalize = generator_finalize,
              .repr = repr_slot, .await = await_slot, .send = send_slot},
};

/* ---- the iterator that coroutine.__await__() gives ---- */

static Value inner(Value wrapper)
{
    return ((CoroutineWrapper *)object_of(wrapper))->coroutine;
}

static void wrapper_dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((CoroutineWrapper *)object)->coroutine);
    heap_free(vm, object, sizeof(CoroutineWrapper));
}

static bool wrapper_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((CoroutineWrapper *)object)->coroutine, arg);
}

static Value wrapper_next(Vm *vm, Value v)
{
    return next_slot(vm, inner(v));
}

static Value wrapper_send(Vm *vm, const Value *arg, size_t count)
{
    Value args[] = {inner(arg[0]), arg[1]};
    return send_method(vm, args, count);
}

static Value wrapper_throw(Vm *vm, const Value *arg, size_t count)
{
    Value args[4] = {inner(arg[0])};
    for (size_t i = 1; i < count && i < 4; i++)
        args[i] = arg[i];
    return throw_method(vm, args, count);
}

static Value wrapper_close(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return generator_close(vm, inner(arg[0]));
}

#define OWNER &coroutine_wrapper_type
static const Row wrapper_rows[] = {
    METHOD("send(self, value, /)", wrapper_send, CALL_ONE, "send(arg) -> send 'arg' into coroutine,\nreturn next iterated value or raise StopIteration."),
    METHOD_FLAGS("throw(self, *args)", wrapper_throw, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, "throw(value)\nthrow(type[,value[,traceback]])\n\nRaise exception in coroutine, return next iterated value or raise\nStopIteration."),
    METHOD("close(self, /)", wrapper_close, CALL_NOARGS, "close() -> raise GeneratorExit inside coroutine."),
    ROWS_END
};
#undef OWNER

const Type coroutine_wrapper_type = {
    TYPE_HEAD, .name = "coroutine_wrapper", .doc = "A wrapper object implementing __await__ for coroutines.", .base = &object_type,
    .rows = wrapper_rows, .number = SHAPE_COROUTINE_WRAPPER, .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 24, .size = sizeof(CoroutineWrapper),
    .slots = {OBJECT_SLOTS, .dealloc = wrapper_dealloc, .traverse = wrapper_traverse, .iter = self_iter, .next = wrapper_next},
};
