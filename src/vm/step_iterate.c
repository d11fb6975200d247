/* step_iterate.c - `for` loops, sending into generators, and what `await` needs.
 *
 * A loop over an exact list, tuple, range, str or dict has no iterator: slot k holds the thing itself, k+1 .. k+3 how far it is:
 *
 *      list, tuple, str   k+1: index
 *      range              k+1: next number, k+2: how many are left, k+3: twice the step, raw
 *      dict               k+1: position, k+2: its length at the start
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/range.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/async_generator.h"
#include "vm/generator_object.h"
#include "vm/slow.h"

Step step_get_iter(Vm *vm, Value *fp, Word *pc)
{
    return word_end(vm, fp, pc, object_iter(vm, fp[pc->b]));
}

static bool is_loopable(Vm *vm, Value v)
{
    int64_t start, step, length;
    if (!is_pointer(v))
        return false;
    switch (object_of(v)->shape) {
    case SHAPE_LIST: case SHAPE_TUPLE: case SHAPE_STR: case SHAPE_DICT: return true;
    case SHAPE_RANGE: return range_small(v, &start, &step, &length);
    default: return false;
    }
    (void)vm;
}

Step step_get_iterable(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b];
    if (!is_loopable(vm, v))
        return step_get_iter(vm, fp, pc);
    word_set(vm, fp, pc, word_take_b(fp, pc));
    return STEP_NEXT;
}

Step step_loop_init(Vm *vm, Value *fp, Word *pc)
{
    Value  *state = fp + pc->a + 1, v = fp[pc->a];
    int64_t start, step, length;
    (void)vm;
    state[0] = state[1] = int_value(0);
    if (!is_pointer(v))
        return STEP_NEXT;
    if (object_of(v)->shape == SHAPE_RANGE && range_small(v, &start, &step, &length)) {
        state[0] = int_value(start);
        state[1] = int_value(length);
        state[2] = (Value)step * 2;
    } else if (object_of(v)->shape == SHAPE_DICT) {
        state[1] = int_value((int64_t)dict_length(vm, v));
    }
    return STEP_NEXT;
}

/* Stores the item of a loop. */
static Step loop_item(Vm *vm, Value *fp, Word *pc, Taken item)
{
    word_set(vm, fp, pc + 1, item);
    return STEP_NEXT;
}

static Step next_of_dict(Vm *vm, Value *fp, Word *pc, Value dict, Value *state)
{
    size_t position = (size_t)word_int(state[0]);
    Value  key, value;
    if ((int64_t)dict_length(vm, dict) != word_int(state[1])) {
        state[1] = int_value(-1);
        runtime_error(vm, "dictionary changed size during iteration");
        return STEP_ERROR;
    }
    if (!dict_next(vm, dict, &position, &key, &value))
        return STEP_JUMP;
    state[0] = int_value((int64_t)position);
    return loop_item(vm, fp, pc, retain(key));
}

Step slow_for_next(Vm *vm, Value *fp, Word *pc)
{
    Value it = fp[pc->a], *state = fp + pc->a + 1, item;
    if (is_pointer(it)) {
        switch (object_of(it)->shape) {
        case SHAPE_DICT:
            return next_of_dict(vm, fp, pc, it, state);
        case SHAPE_STR: {
            size_t index = (size_t)word_int(state[0]);
            if (index >= as_str(it)->length)
                return STEP_JUMP;
            state[0] += 2;
            item = str_from_char(vm, str_char(as_str(it), index));
            return item ? loop_item(vm, fp, pc, item) : STEP_ERROR;
        }
        case SHAPE_GENERATOR: {
            Generator *generator = as_generator(it);
            if (generator->state == GENERATOR_DONE)
                return STEP_JUMP;
            return generator_enter(vm, generator, fp, pc, pc + 1, NONE) ? STEP_ENTER : STEP_ERROR;
        }
        default:
            break;
        }
    }
    UnaryFn next = type_of(vm, it)->slots.next;
    item = next ? next(vm, it) : type_error(vm, "'%T' object is not an iterator", it);
    if (item && item != UNBOUND)
        return loop_item(vm, fp, pc, item);
    return item || exception_swallow(vm, &stop_iteration_type) ? STEP_JUMP : STEP_ERROR;
}

/* ---- sending ---- */

/* Calls the delegate's send, or next for None. As send slots answer. */
static Answer send_plain(Vm *vm, Value receiver, Value sent, Value *result)
{
    const Type *type = type_of(vm, receiver);
    *result = 0;
    if (type->slots.send)
        return (Answer)type->slots.send(vm, receiver, sent, result);
    if (sent == NONE && type->slots.next)
        *result = type->slots.next(vm, receiver);
    else
        *result = call_method(vm, receiver, NAME(send), &sent, 1);
    if (*result && *result != UNBOUND)
        return ANSWER_YIELDED;
    if (*result == UNBOUND) {
        *result = NONE;
        return ANSWER_RETURNED;
    }
    if (!exception_is(vm, &stop_iteration_type))
        return ANSWER_RAISED;
    Value stop = exception_take(vm), value = ((StopIteration *)object_of(stop))->value;
    *result = value ? retain(value) : NONE;
    release(vm, stop);
    return ANSWER_RETURNED;
}

Step step_send(Vm *vm, Value *fp, Word *pc)
{
    Value receiver = fp[pc[2].b], sent = fp[pc->a], result;
    if (is_generator_like(receiver) && (as_generator(receiver)->state == GENERATOR_SUSPENDED
                                        || (as_generator(receiver)->state == GENERATOR_CREATED && sent == NONE))) {
        bool entered = generator_enter(vm, as_generator(receiver), fp, pc, pc + 1, sent);
        release(vm, sent);
        return entered ? STEP_ENTER : STEP_ERROR;
    }
    Answer answer = send_plain(vm, receiver, sent, &result);
    release(vm, sent);
    if (answer == ANSWER_RAISED)
        return STEP_ERROR;
    fp[pc->a] = result;
    return answer == ANSWER_YIELDED ? STEP_NEXT : STEP_JUMP;
}

Step step_end_send(Vm *vm, Value *fp, Word *pc)
{
    Value result = word_take_c(fp, pc);
    word_release_b(vm, fp, pc);
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_get_yield_from_iter(Vm *vm, Value *fp, Word *pc)
{
    Value             v = fp[pc->b];
    const CodeObject *code = as_code(as_function(fp[-3])->code);
    if (has_shape(v, SHAPE_COROUTINE)) {
        if (code->flags & (CODE_COROUTINE | CODE_ITERABLE_COROUTINE))
            return word_end(vm, fp, pc, retain(v));
        return word_end(vm, fp, pc, type_error(vm, "cannot 'yield from' a coroutine object in a non-coroutine generator"));
    }
    return word_end(vm, fp, pc, has_shape(v, SHAPE_GENERATOR) ? retain(v) : object_iter(vm, v));
}

/* ---- awaiting ---- */

Value coroutine_awaitable(Vm *vm, Value v)
{
    if (has_shape(v, SHAPE_COROUTINE)
        || (has_shape(v, SHAPE_GENERATOR) && as_code(as_generator(v)->code)->flags & CODE_ITERABLE_COROUTINE))
        return retain(v);
    UnaryFn await = type_of(vm, v)->slots.await;
    if (!await)
        return type_error(vm, "'%T' object can't be awaited", v);
    Value result = await(vm, v);
    if (result && has_shape(result, SHAPE_COROUTINE)) {
        release(vm, result);
        return type_error(vm, "__await__() returned a coroutine");
    }
    if (result && !type_of(vm, result)->slots.next) {
        type_error(vm, "__await__() returned non-iterator of type '%T'", result);
        release(vm, result);
        return 0;
    }
    return result;
}

Step step_get_awaitable(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b], result = coroutine_awaitable(vm, v);
    if (!result && pc->c && !type_of(vm, v)->slots.await && exception_swallow(vm, &type_error_type))
        type_error(vm, pc->c == 1 ? "'async with' received an object from __aenter__ that does not implement __await__: %T"
                                  : "'async with' received an object from __aexit__ that does not implement __await__: %T", v);
    if (result && has_shape(result, SHAPE_COROUTINE) && generator_delegate(as_generator(result))) {
        release(vm, result);
        result = runtime_error(vm, "coroutine is being awaited already");
    }
    return word_end(vm, fp, pc, result);
}

Step step_get_aiter(Vm *vm, Value *fp, Word *pc)
{
    Value   v = fp[pc->b], result;
    UnaryFn aiter = type_of(vm, v)->slots.aiter;
    if (!aiter)
        return word_end(vm, fp, pc, type_error(vm, "'async for' requires an object with __aiter__ method, got %T", v));
    result = aiter(vm, v);
    if (result && !type_of(vm, result)->slots.anext) {
        type_error(vm, "'async for' received an object from __aiter__ that does not implement __anext__: %T", result);
        release(vm, result);
        result = 0;
    }
    return word_end(vm, fp, pc, result);
}

Step step_get_anext(Vm *vm, Value *fp, Word *pc)
{
    Value   v = fp[pc->b], next, result;
    UnaryFn anext = type_of(vm, v)->slots.anext;
    if (!anext) {
        type_error(vm, "'async for' requires an iterator with __anext__ method, got %T", v);
        return STEP_ERROR;
    }
    next = anext(vm, v);
    if (!next)
        return STEP_ERROR;
    if (has_shape(v, SHAPE_ASYNC_GENERATOR)) {
        word_set(vm, fp, pc, next);
        return STEP_NEXT;
    }
    result = coroutine_awaitable(vm, next);
    if (!result) {
        Value cause = exception_take(vm);
        raise_format(vm, &type_error_type, "'async for' received an invalid object from __anext__: %T", next);
        Value raised = exception_take(vm);
        replace(vm, &as_exception(raised)->cause, retain(cause));
        replace(vm, &as_exception(raised)->context, cause);
        as_exception(raised)->suppress_context = true;
        exception_put(vm, raised);
    }
    release(vm, next);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_end_async_for(Vm *vm, Value *fp, Word *pc)
{
    Value exception = word_take_c(fp, pc);
    word_release_b(vm, fp, pc);
    if (is_instance_of(vm, exception, &stop_async_iteration_type)) {
        release(vm, exception);
        return STEP_NEXT;
    }
    vm->thread->exception = exception;
    vm->machine->is_reraise = true;
    return STEP_ERROR;
}

Step step_cleanup_throw(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, exception = row[2];
    if (!is_instance_of(vm, exception, &stop_iteration_type)) {
        release(vm, row[1]);
        release(vm, row[0]);
        vm->thread->exception = exception;
        vm->machine->is_reraise = true;
        return STEP_ERROR;
    }
    Value value = ((StopIteration *)object_of(exception))->value, sent = row[1], delegate = row[0];
    row[0] = NONE;
    row[1] = value ? retain(value) : NONE;
    release(vm, exception);
    release(vm, sent);
    release(vm, delegate);
    return STEP_NEXT;
}
