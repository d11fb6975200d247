/* errors.c - raising. See errors.h. SPDX-License-Identifier: MIT */
#include "objects/errors.h"

#include <stdarg.h>

#include "host/errors.h"
#include "objects/exception.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- the exception that is set ---- */

Value exception_take(Vm *vm)
{
    Value exception = vm->thread->exception;
    vm->thread->exception = 0;
    return exception;
}

void exception_put(Vm *vm, Taken exception)
{
    replace(vm, &vm->thread->exception, exception);
}

void exception_clear(Vm *vm)
{
    replace(vm, &vm->thread->exception, 0);
}

bool exception_is(Vm *vm, const Type *type)
{
    Value exception = vm->thread->exception;
    return exception && is_instance_of(vm, exception, type);
}

bool exception_swallow(Vm *vm, const Type *type)
{
    if (!exception_is(vm, type))
        return false;
    exception_clear(vm);
    return true;
}

/* ---- context ---- */

static Value context_of(Value exception)
{
    return as_exception(exception)->context;
}

/* Cuts the chain of contexts from `from` where it comes to exception, which is about to be put in front of it. The chain may
 * already have a cycle of its own (two walkers). */
static void cut_cycle(Vm *vm, Value from, Value exception)
{
    Value at = from, slow = from;
    bool  step = false;
    while (context_of(at)) {
        if (context_of(at) == exception) {
            exception_set_context(vm, at, 0);
            return;
        }
        at = context_of(at);
        if (at == slow)
            return;
        if (step)
            slow = context_of(slow);
        step = !step;
    }
}

static void attach_context(Vm *vm, Value exception, Value handled)
{
    if (!handled || handled == NONE || handled == exception)
        return;
    cut_cycle(vm, handled, exception);
    exception_set_context(vm, exception, retain(handled));
}

static Value topmost_handled(const Vm *vm)
{
    const HandledEntry *entry = vm->thread->handled;
    while ((!entry->exception || entry->exception == NONE) && entry->previous)
        entry = entry->previous;
    return entry->exception;
}

Value raise_instance(Vm *vm, Taken exception)
{
    attach_context(vm, exception, topmost_handled(vm));
    exception_put(vm, exception);
    return 0;
}

void exception_chain(Vm *vm, Taken previous)
{
    Value now = vm->thread->exception;
    if (!previous)
        return;
    if (!now) {
        vm->thread->exception = previous;
        return;
    }
    if (now != previous) {
        cut_cycle(vm, previous, now);
        exception_set_context(vm, now, previous);
    } else {
        release(vm, previous);
    }
}

/* ---- making and raising ---- */

/* Builtin classes whose new and init are BaseException's need no call. */
static Value make_instance(Vm *vm, const Type *type, const Value *args, size_t count)
{
    if (type->slots.new == exception_new_slot && type->slots.init == exception_init)
        return exception_allocate(vm, type, args, count);
    if (!type->heap && type->slots.new && type->slots.init) {
        Value exception = type->slots.new(vm, type, args, count, 0);
        if (exception && !type->slots.init(vm, exception, args, count, 0)) {
            release(vm, exception);
            return 0;
        }
        return exception;
    }
    return call(vm, type_value(type), args, count, 0);
}

Value raise_args(Vm *vm, const Type *type, const Value *args, size_t count)
{
    exception_clear(vm);
    Value exception = make_instance(vm, type, args, count);
    return exception ? raise_instance(vm, exception) : 0;
}

Value raise_value(Vm *vm, const Type *type, Value argument)
{
    return raise_args(vm, type, &argument, 1);
}

Value raise_none(Vm *vm, const Type *type)
{
    return raise_args(vm, type, NULL, 0);
}

static Value raise_list(Vm *vm, const Type *type, const char *format, va_list list)
{
    /* Arguments may be owned by the exception that is set: it goes last. */
    Value pending = exception_take(vm);
    Value message = str_format_list(vm, format, list);
    if (message)
        raise_value(vm, type, message);
    release(vm, message);
    release(vm, pending);
    return 0;
}

Value raise_format(Vm *vm, const Type *type, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    raise_list(vm, type, format, list);
    va_end(list);
    return 0;
}

#define RAISER(name, type) \
    Value name(Vm *vm, const char *format, ...) \
    { \
        va_list list; \
        va_start(list, format); \
        raise_list(vm, &type, format, list); \
        va_end(list); \
        return 0; \
    }
RAISER(type_error, type_error_type)
RAISER(value_error, value_error_type)
RAISER(index_error, index_error_type)
RAISER(overflow_error, overflow_error_type)
RAISER(zero_division_error, zero_division_error_type)
RAISER(runtime_error, runtime_error_type)
RAISER(system_error, system_error_type)
RAISER(not_implemented_error, not_implemented_error_type)

Value key_error(Vm *vm, Value key)
{
    return raise_value(vm, &key_error_type, key);
}

Value attribute_error(Vm *vm, Value object, Value name, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    raise_list(vm, &attribute_error_type, format, list);
    va_end(list);
    if (exception_is(vm, &attribute_error_type)) {
        AttributeErrorBody *body = (AttributeErrorBody *)as_exception(vm->thread->exception);
        replace(vm, &body->obj, retain(object));
        replace(vm, &body->name, retain(name));
    }
    return 0;
}

Value name_error(Vm *vm, Value name, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    raise_list(vm, &name_error_type, format, list);
    va_end(list);
    if (exception_is(vm, &name_error_type))
        replace(vm, &((NameErrorBody *)as_exception(vm->thread->exception))->name, retain(name));
    return 0;
}

/* An exception that is raised while the note is made or kept is dropped. */
void exception_note(Vm *vm, const char *format, ...)
{
    va_list list;
    Value   exception = exception_take(vm);
    if (!exception)
        return;
    va_start(list, format);
    Value note = str_format_list(vm, format, list), done = note ? call_method(vm, exception, NAME(add_note), &note, 1) : 0;
    va_end(list);
    release(vm, note);
    release(vm, done);
    exception_put(vm, exception);
}

Value memory_error(Vm *vm)
{
    heap_refuse(vm);
    return 0;
}

Value recursion_error(Vm *vm, const char *where)
{
    return raise_format(vm, &recursion_error_type, "maximum recursion depth exceeded%s", where);
}

Value c_stack_overflow(Vm *vm, const char *where)
{
    uintptr_t here = (uintptr_t)__builtin_frame_address(0), top = vm->thread->c_stack_top;
    return raise_format(vm, &recursion_error_type, "Stack overflow (used %d kB)%s",
                        (int)((top > here ? top - here : 0) / 1024), where);
}

Value stop_iteration(Vm *vm, Value value)
{
    return raise_args(vm, &stop_iteration_type, &value, value ? 1 : 0);
}

Value os_error(Vm *vm, int error_number, Value filename, Value filename2)
{
    char  buffer[64];
    Value args[5] = {int_value(error_number), str_from_cstring(vm, error_text(error_number, buffer, sizeof buffer))};
    if (!args[1])
        return 0;
    args[2] = filename ? filename : NONE;
    args[3] = int_value(0);
    args[4] = filename2;
    raise_args(vm, os_error_class(error_number), args, filename2 ? 5 : filename ? 3 : 2);
    release(vm, args[1]);
    return 0;
}

Value bad_argument_type(Vm *vm, const char *function, const char *parameter, const char *expected, Value given)
{
    if (given == NONE)
        return type_error(vm, "%s() argument %s must be %s, not None", function, parameter, expected);
    return type_error(vm, "%s() argument %s must be %s, not %T", function, parameter, expected, given);
}
