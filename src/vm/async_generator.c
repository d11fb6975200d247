/* async_generator.c - asynchronous generators: asend, athrow, aclose, anext with a default.
 *
 * The frame is a generator's. What it yields by `yield` is wrapped (async_generator_wrap), so that the awaitable that drives it can
 * tell it from what an inner `await` passes outward: a wrapped value ends the awaitable with StopIteration(value).
 * SPDX-License-Identifier: MIT */
#include "vm/async_generator.h"

#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/up.h"

Value async_generator_wrap(Vm *vm, Taken value)
{
    WrappedValue *self = heap_new_container(vm, sizeof *self, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE);
    if (!self) {
        release(vm, value);
        return 0;
    }
    self->value = value;
    gc_track(vm, &self->head);
    return value_of(self);
}

static void wrapped_dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((WrappedValue *)object)->value);
    heap_free(vm, object, sizeof(WrappedValue));
}

static bool wrapped_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((WrappedValue *)object)->value, arg);
}

const Type async_generator_wrapped_value_type = {
    TYPE_HEAD, .name = "async_generator_wrapped_value", .base = &object_type, .number = SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 24, .size = sizeof(WrappedValue),
    .slots = {OBJECT_SLOTS, .dealloc = wrapped_dealloc, .traverse = wrapped_traverse},
};

/* ---- the generator ---- */

/* Tells the thread's hooks of the first iteration. */
static bool ask_hooks(Vm *vm, Generator *self)
{
    Thread *thread = vm->thread;
    if (self->hooks_asked)
        return true;
    self->hooks_asked = true;
    if (thread->asyncgen_finalizer && thread->asyncgen_finalizer != NONE)
        self->finalizer = retain(thread->asyncgen_finalizer);
    if (!thread->asyncgen_firstiter || thread->asyncgen_firstiter == NONE)
        return true;
    Value hook = retain(thread->asyncgen_firstiter), result = call1(vm, hook, value_of(self));
    release(vm, hook);
    release(vm, result);
    return result != 0;
}

static Value send_new(Vm *vm, Value generator, Value sent)
{
    if (!ask_hooks(vm, as_generator(generator)))
        return 0;
    AsyncSend *self = heap_new_container(vm, sizeof *self, SHAPE_ASYNC_GENERATOR_ASEND);
    if (!self)
        return 0;
    self->generator = retain(generator);
    self->sent = retain(sent);
    self->state = AWAITABLE_INIT;
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value throw_new(Vm *vm, Value generator, Value type, Value value, Value traceback)
{
    if (!ask_hooks(vm, as_generator(generator)))
        return 0;
    AsyncThrow *self = heap_new_container(vm, sizeof *self, SHAPE_ASYNC_GENERATOR_ATHROW);
    if (!self)
        return 0;
    self->generator = retain(generator);
    self->type = retain(type);
    self->value = retain(value);
    self->traceback = retain(traceback);
    self->state = AWAITABLE_INIT;
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value anext_slot(Vm *vm, Value v)
{
    return send_new(vm, v, 0);
}

static Value asend_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return send_new(vm, arg[0], arg[1]);
}

static Value aclose_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return throw_new(vm, arg[0], 0, 0, 0);
}

static Value athrow_method(Vm *vm, const Value *arg, size_t count)
{
    if (count < 2 || count > 4)
        return type_error(vm, count < 2 ? "athrow expected at least 1 argument, got %zu" : "athrow expected at most 3 arguments, got %zu",
                          count - 1);
    if (count > 2 && !vm->up->warn(vm, &deprecation_warning_type, 1,
                                   "the (type, exc, tb) signature of athrow() is deprecated, use the single-arg signature instead."))
        return 0;
    return throw_new(vm, arg[0], arg[1], count > 2 ? arg[2] : 0, count > 3 ? arg[3] : 0);
}

static Value get_running(Vm *vm, const Value *arg, size_t count)
{
    (void)vm;
    (void)count;
    return bool_value(as_generator(arg[0])->is_running_async);
}

#define OWNER &async_generator_type
static const Row generator_rows[] = {
    METHOD("asend(self, value, /)", asend_method, CALL_ONE, "asend(v) -> send 'v' in generator."),
    METHOD_FLAGS("athrow(self, *args)", athrow_method, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, "athrow(value)\nathrow(type[,value[,tb]])\n\nraise exception in generator."),
    METHOD("aclose(self, /)", aclose_method, CALL_NOARGS, "aclose() -> raise GeneratorExit inside generator."),
    CLASS_METHOD("__class_getitem__(cls, item, /)", class_getitem, CALL_ONE, "See PEP 585"),
    GETSET("__name__", generator_get_name, generator_set_name, "name of the async generator"),
    GETSET("__qualname__", generator_get_qualname, generator_set_qualname, "qualified name of the async generator"),
    GETSET("ag_await", generator_get_delegate, NULL, "object being awaited on, or None"),
    GETSET("ag_frame", generator_get_frame, NULL, NULL),
    MEMBER("ag_running", get_running, NULL, NULL),
    GETSET("ag_code", generator_get_code, NULL, NULL),
    GETSET("ag_suspended", generator_get_suspended, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type async_generator_type = {
    TYPE_HEAD, .name = "async_generator", .base = &object_type, .rows = generator_rows, .number = SHAPE_ASYNC_GENERATOR,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 184, .item_size = 8, .weaklist_offset = 16,
    .size = sizeof(Generator), .var_item = sizeof(Value),
    .slots = {OBJECT_SLOTS, .dealloc = generator_dealloc, .traverse = generator_traverse, .finalize = generator_finalize,
              .repr = generator_repr, .aiter = self_iter, .anext = anext_slot},
};

/* ---- what asend and athrow share ---- */

/* A value that the frame gave: a wrapped one ends the awaitable (StopIteration(value)), another passes on; 0 stays an exception. */
static Value unwrap(Vm *vm, Generator *generator, Taken result)
{
    if (!result) {
        if (!exception_pending(vm))
            raise_none(vm, &stop_async_iteration_type);
        if (exception_is(vm, &stop_async_iteration_type) || exception_is(vm, &generator_exit_type))
            generator->is_closed = true;
        generator->is_running_async = false;
        return 0;
    }
    if (!has_shape(result, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE))
        return result;
    Value value = retain(((WrappedValue *)object_of(result))->value);
    stop_iteration(vm, value);
    release(vm, value);
    release(vm, result);
    generator->is_running_async = false;
    return 0;
}

static Value send_frame(Vm *vm, Generator *generator, Value sent)
{
    Value  result = 0;
    Answer answer = generator_send(vm, generator, sent, &result);
    return generator_answer(vm, generator, answer, result);
}

/* ---- asend ---- */

static AsyncSend *as_send(Value v) { return (AsyncSend *)object_of(v); }

static Value send_send(Vm *vm, Value v, Value sent)
{
    AsyncSend *self = as_send(v);
    Generator *generator = as_generator(self->generator);
    if (self->state == AWAITABLE_CLOSED)
        return runtime_error(vm, "cannot reuse already awaited __anext__()/asend()");
    if (self->state == AWAITABLE_INIT) {
        if (generator->is_running_async) {
            self->state = AWAITABLE_CLOSED;
            return runtime_error(vm, "anext(): asynchronous generator is already running");
        }
        if (sent == NONE && self->sent)
            sent = self->sent;
        self->state = AWAITABLE_ITER;
    }
    generator->is_running_async = true;
    Value result = unwrap(vm, generator, send_frame(vm, generator, sent));
    if (!result)
        self->state = AWAITABLE_CLOSED;
    return result;
}

static Value send_next_slot(Vm *vm, Value v)
{
    return send_send(vm, v, NONE);
}

static Value send_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return send_send(vm, arg[0], arg[1]);
}

static Value send_throw(Vm *vm, const Value *arg, size_t count)
{
    AsyncSend *self = as_send(arg[0]);
    Generator *generator = as_generator(self->generator);
    if (count < 2 || count > 4)
        return type_error(vm, count < 2 ? "throw expected at least 1 argument, got %zu" : "throw expected at most 3 arguments, got %zu", count - 1);
    if (self->state == AWAITABLE_CLOSED)
        return runtime_error(vm, "cannot reuse already awaited __anext__()/asend()");
    if (self->state == AWAITABLE_INIT) {
        if (generator->is_running_async) {
            self->state = AWAITABLE_CLOSED;
            return runtime_error(vm, "anext(): asynchronous generator is already running");
        }
        self->state = AWAITABLE_ITER;
        generator->is_running_async = true;
    }
    if (!throw_is_old_style(vm, count - 1))
        return 0;
    Value result = generator_throw(vm, self->generator, arg[1], count > 2 ? arg[2] : 0, count > 3 ? arg[3] : 0);
    result = unwrap(vm, generator, result);
    if (!result)
        self->state = AWAITABLE_CLOSED;
    return result;
}

/* Throws GeneratorExit into an awaitable; RuntimeError if it goes on. */
static Value close_by(Vm *vm, Value v, NativeFn throw)
{
    Value args[] = {v, type_value(&generator_exit_type)};
    Value result = throw(vm, args, 2);
    if (result) {
        release(vm, result);
        return runtime_error(vm, "coroutine ignored GeneratorExit");
    }
    if (exception_swallow(vm, &stop_iteration_type) || exception_swallow(vm, &stop_async_iteration_type)
        || exception_swallow(vm, &generator_exit_type))
        return NONE;
    return 0;
}

static Value send_close(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (as_send(arg[0])->state == AWAITABLE_CLOSED)
        return NONE;
    return close_by(vm, arg[0], send_throw);
}

static void never_awaited(Vm *vm, const char *method, Value generator)
{
    Value pending = exception_take(vm);
    if (!vm->up->warn(vm, &runtime_warning_type, 1, "coroutine method %s of %R was never awaited", method, as_generator(generator)->qualname))
        vm->up->unraisable(vm, NULL, generator);
    if (pending)
        exception_put(vm, pending);
}

static void send_finalize(Vm *vm, Object *object)
{
    AsyncSend *self = (AsyncSend *)object;
    if (self->state == AWAITABLE_INIT)
        never_awaited(vm, "'asend'", self->generator);
}

static void send_dealloc(Vm *vm, Object *object)
{
    AsyncSend *self = (AsyncSend *)object;
    gc_untrack(vm, object);
    release(vm, self->generator);
    release(vm, self->sent);
    heap_free(vm, self, sizeof *self);
}

static bool send_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    AsyncSend *self = (AsyncSend *)object;
    (void)vm;
    return visit(self->generator, arg) && (!self->sent || visit(self->sent, arg));
}

#define OWNER &async_generator_asend_type
static const Row send_rows[] = {
    METHOD("send(self, value, /)", send_method, CALL_ONE, NULL),
    METHOD_FLAGS("throw(self, *args)", send_throw, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD("close(self, /)", send_close, CALL_NOARGS, NULL),
    ROWS_END
};
#undef OWNER

const Type async_generator_asend_type = {
    TYPE_HEAD, .name = "async_generator_asend", .base = &object_type, .rows = send_rows, .number = SHAPE_ASYNC_GENERATOR_ASEND,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 40, .size = sizeof(AsyncSend),
    .slots = {OBJECT_SLOTS, .dealloc = send_dealloc, .traverse = send_traverse, .finalize = send_finalize, .iter = self_iter,
              .next = send_next_slot, .await = self_iter},
};

/* ---- athrow and aclose ---- */

static AsyncThrow *as_throw(Value v) { return (AsyncThrow *)object_of(v); }

static const char reused[] = "cannot reuse already awaited aclose()/athrow()";
static const char ignored_exit[] = "async generator ignored GeneratorExit";

/* The first step: the exception goes in. *done: the awaitable is over with this answer. */
static Value throw_begin(Vm *vm, AsyncThrow *self, Generator *generator, bool *done)
{
    *done = false;
    if (!self->type) {
        generator->is_closed = true;
        Value result = generator_throw(vm, self->generator, type_value(&generator_exit_type), 0, 0);
        if (result && has_shape(result, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE)) {
            release(vm, result);
            generator->is_running_async = false;
            self->state = AWAITABLE_CLOSED;
            *done = true;
            return runtime_error(vm, ignored_exit);
        }
        return result;
    }
    return unwrap(vm, generator, generator_throw(vm, self->generator, self->type, self->value, self->traceback));
}

/* The end of aclose: its exceptions become StopIteration. */
static Value throw_ended(Vm *vm, AsyncThrow *self, Generator *generator)
{
    generator->is_running_async = false;
    self->state = AWAITABLE_CLOSED;
    if (!self->type && (exception_swallow(vm, &stop_async_iteration_type) || exception_swallow(vm, &generator_exit_type)))
        stop_iteration(vm, 0);
    return 0;
}

static Value throw_send(Vm *vm, Value v, Value sent)
{
    AsyncThrow *self = as_throw(v);
    Generator  *generator = as_generator(self->generator);
    bool        done;
    if (self->state == AWAITABLE_CLOSED)
        return runtime_error(vm, reused);
    if (generator->state == GENERATOR_DONE || (generator->is_closed && self->state == AWAITABLE_INIT)) {
        self->state = AWAITABLE_CLOSED;
        return stop_iteration(vm, 0);
    }
    if (self->state == AWAITABLE_INIT) {
        if (generator->is_running_async) {
            self->state = AWAITABLE_CLOSED;
            return runtime_error(vm, self->type ? "athrow(): asynchronous generator is already running"
                                                : "aclose(): asynchronous generator is already running");
        }
        if (sent != NONE)
            return runtime_error(vm, "can't send non-None value to a just-started coroutine");
        self->state = AWAITABLE_ITER;
        generator->is_running_async = true;
        Value result = throw_begin(vm, self, generator, &done);
        return result || done ? result : throw_ended(vm, self, generator);
    }
    Value result = send_frame(vm, generator, sent);
    if (self->type) {
        result = unwrap(vm, generator, result);
        return result ? result : throw_ended(vm, self, generator);
    }
    if (!result)
        return throw_ended(vm, self, generator);
    if (!has_shape(result, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE))
        return result;
    release(vm, result);
    generator->is_running_async = false;
    self->state = AWAITABLE_CLOSED;
    return runtime_error(vm, ignored_exit);
}

static Value throw_next_slot(Vm *vm, Value v)
{
    return throw_send(vm, v, NONE);
}

static Value throw_send_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return throw_send(vm, arg[0], arg[1]);
}

static Value throw_throw(Vm *vm, const Value *arg, size_t count)
{
    AsyncThrow *self = as_throw(arg[0]);
    Generator  *generator = as_generator(self->generator);
    if (count < 2 || count > 4)
        return type_error(vm, count < 2 ? "throw expected at least 1 argument, got %zu" : "throw expected at most 3 arguments, got %zu", count - 1);
    if (self->state == AWAITABLE_CLOSED)
        return runtime_error(vm, reused);
    if (self->state == AWAITABLE_INIT) {
        if (generator->is_running_async) {
            self->state = AWAITABLE_CLOSED;
            return runtime_error(vm, self->type ? "athrow(): asynchronous generator is already running"
                                                : "aclose(): asynchronous generator is already running");
        }
        self->state = AWAITABLE_ITER;
        generator->is_running_async = true;
    }
    if (!throw_is_old_style(vm, count - 1))
        return 0;
    Value result = generator_throw(vm, self->generator, arg[1], count > 2 ? arg[2] : 0, count > 3 ? arg[3] : 0);
    if (self->type) {
        result = unwrap(vm, generator, result);
        if (!result)
            self->state = AWAITABLE_CLOSED;
        return result;
    }
    if (result && has_shape(result, SHAPE_ASYNC_GENERATOR_WRAPPED_VALUE)) {
        release(vm, result);
        generator->is_running_async = false;
        self->state = AWAITABLE_CLOSED;
        return runtime_error(vm, ignored_exit);
    }
    return result ? result : throw_ended(vm, self, generator);
}

static Value throw_close(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (as_throw(arg[0])->state == AWAITABLE_CLOSED)
        return NONE;
    return close_by(vm, arg[0], throw_throw);
}

static void throw_finalize(Vm *vm, Object *object)
{
    AsyncThrow *self = (AsyncThrow *)object;
    if (self->state == AWAITABLE_INIT)
        never_awaited(vm, self->type ? "'athrow'" : "'aclose'", self->generator);
}

static void throw_dealloc(Vm *vm, Object *object)
{
    AsyncThrow *self = (AsyncThrow *)object;
    gc_untrack(vm, object);
    release(vm, self->generator);
    release(vm, self->type);
    release(vm, self->value);
    release(vm, self->traceback);
    heap_free(vm, self, sizeof *self);
}

static bool throw_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    AsyncThrow *self = (AsyncThrow *)object;
    (void)vm;
    return visit(self->generator, arg) && (!self->type || visit(self->type, arg)) && (!self->value || visit(self->value, arg))
        && (!self->traceback || visit(self->traceback, arg));
}

#define OWNER &async_generator_athrow_type
static const Row throw_rows[] = {
    METHOD("send(self, value, /)", throw_send_method, CALL_ONE, NULL),
    METHOD_FLAGS("throw(self, *args)", throw_throw, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD("close(self, /)", throw_close, CALL_NOARGS, NULL),
    ROWS_END
};
#undef OWNER

const Type async_generator_athrow_type = {
    TYPE_HEAD, .name = "async_generator_athrow", .base = &object_type, .rows = throw_rows, .number = SHAPE_ASYNC_GENERATOR_ATHROW,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 56, .size = sizeof(AsyncThrow),
    .slots = {OBJECT_SLOTS, .dealloc = throw_dealloc, .traverse = throw_traverse, .finalize = throw_finalize, .iter = self_iter,
              .next = throw_next_slot, .await = self_iter},
};

/* ---- anext(iterator, default) ---- */

Value anext_awaitable_new(Vm *vm, Value awaitable, Value otherwise)
{
    AnextAwaitable *self = heap_new_container(vm, sizeof *self, SHAPE_ANEXT_AWAITABLE);
    if (!self)
        return 0;
    self->wrapped = retain(awaitable);
    self->otherwise = retain(otherwise);
    gc_track(vm, &self->head);
    return value_of(self);
}

static AnextAwaitable *as_anext(Value v) { return (AnextAwaitable *)object_of(v); }

/* The iterator of what is awaited; owned. */
static Value anext_iterator(Vm *vm, AnextAwaitable *self)
{
    Value awaitable = coroutine_awaitable(vm, self->wrapped);
    if (awaitable && !type_of(vm, awaitable)->slots.next) {
        UnaryFn await = type_of(vm, awaitable)->slots.await;
        Value   iterator = await ? await(vm, awaitable) : type_error(vm, "'%T' object can't be awaited", awaitable);
        release(vm, awaitable);
        awaitable = iterator;
    }
    return awaitable;
}

/* StopAsyncIteration becomes the default as StopIteration's value. */
static Value anext_result(Vm *vm, AnextAwaitable *self, Taken result)
{
    if (result == UNBOUND)
        return stop_iteration(vm, 0);
    if (result || !exception_swallow(vm, &stop_async_iteration_type))
        return result;
    return stop_iteration(vm, self->otherwise);
}

static Value anext_next(Vm *vm, Value v)
{
    AnextAwaitable *self = as_anext(v);
    Value           iterator = anext_iterator(vm, self);
    if (!iterator)
        return 0;
    Value result = type_of(vm, iterator)->slots.next(vm, iterator);
    release(vm, iterator);
    return anext_result(vm, self, result);
}

static Value anext_call(Vm *vm, Value v, Value name, const Value *args, size_t count)
{
    AnextAwaitable *self = as_anext(v);
    Value           iterator = anext_iterator(vm, self);
    if (!iterator)
        return 0;
    Value result = call_method(vm, iterator, name, args, count);
    release(vm, iterator);
    return anext_result(vm, self, result);
}

static Value anext_send(Vm *vm, const Value *arg, size_t count)
{
    return anext_call(vm, arg[0], NAME(send), arg + 1, count - 1);
}

static Value anext_throw(Vm *vm, const Value *arg, size_t count)
{
    return anext_call(vm, arg[0], NAME(throw), arg + 1, count - 1);
}

static Value anext_close(Vm *vm, const Value *arg, size_t count)
{
    return anext_call(vm, arg[0], NAME(close), arg + 1, count - 1);
}

static void anext_dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((AnextAwaitable *)object)->wrapped);
    release(vm, ((AnextAwaitable *)object)->otherwise);
    heap_free(vm, object, sizeof(AnextAwaitable));
}

static bool anext_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((AnextAwaitable *)object)->wrapped, arg) && visit(((AnextAwaitable *)object)->otherwise, arg);
}

#define OWNER &anext_awaitable_type
static const Row anext_rows[] = {
    METHOD_FLAGS("send(self, *args)", anext_send, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("throw(self, *args)", anext_throw, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("close(self, *args)", anext_close, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    ROWS_END
};
#undef OWNER

const Type anext_awaitable_type = {
    TYPE_HEAD, .name = "anext_awaitable", .base = &object_type, .rows = anext_rows, .number = SHAPE_ANEXT_AWAITABLE,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 32, .size = sizeof(AnextAwaitable),
    .slots = {OBJECT_SLOTS, .dealloc = anext_dealloc, .traverse = anext_traverse, .iter = self_iter, .next = anext_next,
              .await = self_iter},
};
