/* call.c - calls out of the loop that are not its fast path, and entries from C.
 *
 * A call layout is consumed whatever happens: callee, self and arguments go into the callee's frame or are released, the last
 * argument first. SPDX-License-Identifier: MIT */
#include "vm/call.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/slow.h"

void deliver(Vm *vm, Thread *thread, Value *fp, const Word *landing, Taken result)
{
    thread->fp = fp;
    if (instruction_of(landing) == I_land) {
        thread->pc = landing + 1;
        word_set(vm, fp, landing, result);
        thread->fp = fp;
        thread->pc = landing + 1;
        return;
    }
    thread->returned = result;
    thread->pc = landing;
}

/* Releases what a call was to consume. */
static Step call_failed(Vm *vm, Value *args, size_t count, Value callee)
{
    slots_release(vm, args, count);
    release(vm, callee);
    return STEP_ERROR;
}

/* May another frame be entered? */
static bool may_enter(Vm *vm)
{
    Thread *thread = vm->thread;
    if (thread->depth >= thread->recursion_limit) {
        recursion_error(vm, "");
        return false;
    }
    return --thread->fuel > 0 || vm->up->breaker(vm);
}

/* Is the call one that only has to move its arguments? */
static bool is_simple(const Function *fn, size_t count, Value names)
{
    return !names && (fn->head.aux & (FUNCTION_SIMPLE | FUNCTION_LOWERED | FUNCTION_ARITY_MASK))
                         == (count | FUNCTION_SIMPLE | FUNCTION_LOWERED);
}

/* Enters fn (an own reference) with arguments at first, all owned; landing: where its result goes. */
static Step enter_function(Vm *vm, Function *fn, Value *first, size_t count, Value names, Value *fp, const Word *landing)
{
    Thread *thread = vm->thread;
    size_t  all = count + (names ? tuple_length(names) : 0);

    if ((!(fn->head.aux & FUNCTION_LOWERED) && !machine_prepare(vm, fn)) || !may_enter(vm))
        return call_failed(vm, first, all, value_of(fn));
    const Lowered *lowered = fn->link;
    Value         *locals = first;
    if (!stack_has_room(thread, first, lowered->slots)) {
        locals = stack_frame(vm, lowered->slots, landing, &landing);
        if (!locals)
            return call_failed(vm, first, all, value_of(fn));
    }
    if (is_simple(fn, count, names)) {
        if (locals != first)
            memcpy(locals, first, count * sizeof(Value));
    } else if (!bind_arguments(vm, fn, locals, first, count, names, true)) {
        if (instruction_of(landing) == I_land_chunk)
            stack_chunk_leave(vm);
        release(vm, value_of(fn));
        return STEP_ERROR;
    }
    if (!(as_code(fn->code)->flags & CODE_OPTIMIZED)) /* a class body or module called as a function: its own namespace */
        locals[lowered->nlocals - 1] = retain(fn->globals);
    thread->depth++;
    locals[-3] = value_of(fn);
    locals[-2] = (Value)(uintptr_t)fp;
    locals[-1] = (Value)(uintptr_t)landing;
    thread->fp = locals;
    thread->pc = lowered->words;
    return STEP_ENTER;
}

/* Stores a call's result, or passes the failure on; arguments and callee are still to be released. */
static Step call_done(Vm *vm, Value *fp, Value *args, size_t count, Value callee, Value result, const Word *landing)
{
    slots_release(vm, args, count);
    release(vm, callee);
    if (!result)
        return STEP_ERROR;
    deliver(vm, vm->thread, fp, landing + 1, result);
    return STEP_ENTER;
}

/* A builtin row by its convention; UNBOUND: not one of the direct ones. */
static Value call_row_directly(Vm *vm, const Row *row, const Value *args, size_t count, bool has_self)
{
    switch (row->convention) {
    case CALL_VARIADIC: return row->call(vm, args, count + has_self);
    case CALL_ONE: return count == 1 ? row->call(vm, args, 1u + has_self) : UNBOUND;
    case CALL_NOARGS: return count == 0 ? row->call(vm, args, has_self) : UNBOUND;
    default: return UNBOUND;
    }
}

static Value call_builtin(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    if (!names && object_of(callee)->flags & OBJECT_CONST) {
        const Row *row = (const Row *)object_of(callee);
        if (object_of(callee)->shape == SHAPE_BUILTIN_FUNCTION && !(row->flags & (ROW_CLASS | ROW_STATIC))) {
            Value result = call_row_directly(vm, row, args, count, false);
            if (result != UNBOUND)
                return result;
        }
    }
    return call(vm, callee, args, count, names);
}

/* The instance and __init__ of a plain Python class; false: the general way. */
static bool plain_class(Vm *vm, Value callee, Value *init)
{
    const Type *cls = as_type(callee);
    if (object_of(callee)->shape != SHAPE_TYPE || !cls->heap || cls->slots.new != object_type.slots.new
        || cls->flags & TYPE_ABSTRACT)
        return false;
    *init = type_lookup(vm, cls, NAME(__init__));
    return *init && is_function(*init);
}

/* C(...): the object stays at the layout's first slot while __init__ runs. */
static Step call_class(Vm *vm, Value *fp, Value *layout, size_t count, Value names, Value init, Word *landing)
{
    Value cls = layout[0], object = instance_new(vm, as_type(cls));
    if (!object)
        return call_failed(vm, layout + CALL_ARGS, count + (names ? tuple_length(names) : 0), cls);
    retain(init);
    layout[0] = object;
    layout[CALL_SELF] = retain(object);
    release(vm, cls);
    Step step = enter_function(vm, as_function(init), layout + CALL_SELF, count + 1, names, fp, landing);
    if (step == STEP_ERROR)
        release(vm, object);
    return step;
}

Step call_layout(Vm *vm, Value *fp, Word *pc, unsigned base, unsigned count, Value names, Word *landing)
{
    Value   *layout = fp + base, callee = layout[0], init;
    bool     has_self = layout[CALL_SELF] != UNBOUND;
    unsigned named = names ? (unsigned)tuple_length(names) : 0;
    (void)pc;

    if (!has_self && is_pointer(callee) && is_method(callee)) {
        const Method *method = (const Method *)object_of(callee);
        layout[0] = retain(method->function);
        layout[CALL_SELF] = retain(method->self);
        release(vm, callee);
        callee = layout[0];
        has_self = true;
    }
    Value *first = layout + (has_self ? CALL_SELF : CALL_ARGS);
    if (is_pointer(callee)) {
        if (is_function(callee))
            return enter_function(vm, as_function(callee), first, count - named + has_self, names, fp, landing + 1);
        if (!has_self && is_type(vm, callee) && plain_class(vm, callee, &init))
            return call_class(vm, fp, layout, count - named, names, init, landing);
        Value result = call_builtin(vm, callee, first, count - named + has_self, names);
        return call_done(vm, fp, first, count + has_self, callee, result, landing);
    }
    Value result = call(vm, callee, first, count - named + has_self, names);
    return call_done(vm, fp, first, count + has_self, callee, result, landing);
}

/* ---- words ---- */

Step slow_call_word(Vm *vm, Value *fp, Word *pc)
{
    if (instruction_of(pc) == I_call)
        fp[pc->a + CALL_SELF] = UNBOUND;
    return call_layout(vm, fp, pc, pc->a, pc->b, 0, pc + 1);
}

Step step_call_keywords(Vm *vm, Value *fp, Word *pc)
{
    return call_layout(vm, fp, pc, pc->a, pc->b, pc[1].value, pc + 2);
}

/* f(*args) of a Python function: its frame begins above this one. Consumes function and tuple. */
static Step spread_function(Vm *vm, Value *fp, Word *pc, Function *fn, Value args)
{
    Thread     *thread = vm->thread;
    const Word *landing;
    size_t      count = tuple_length(args);
    Value      *locals = NULL;

    if (((fn->head.aux & FUNCTION_LOWERED) || machine_prepare(vm, fn)) && may_enter(vm))
        locals = stack_frame(vm, ((const Lowered *)fn->link)->slots, pc + 2, &landing);
    if (!locals)
        goto failed;
    if (is_simple(fn, count, 0)) {
        for (size_t i = 0; i < count; i++)
            locals[i] = retain(tuple_get(args, i));
    } else if (!bind_arguments(vm, fn, locals, as_tuple(args)->items, count, 0, false)) {
        if (instruction_of(landing) == I_land_chunk)
            stack_chunk_leave(vm);
        goto failed;
    }
    if (!(as_code(fn->code)->flags & CODE_OPTIMIZED))
        locals[((const Lowered *)fn->link)->nlocals - 1] = retain(fn->globals);
    thread->depth++;
    locals[-3] = value_of(fn);
    locals[-2] = (Value)(uintptr_t)fp;
    locals[-1] = (Value)(uintptr_t)landing;
    thread->fp = locals;
    thread->pc = ((const Lowered *)fn->link)->words;
    release(vm, args);
    return STEP_ENTER;
failed:
    release(vm, args);
    release(vm, value_of(fn));
    return STEP_ERROR;
}

/* "f() argument after ** must be a mapping, not int" and its like stand in the words that build; here both are exact. */
Step step_call_spread(Vm *vm, Value *fp, Word *pc)
{
    Value *layout = fp + pc->a, callee = layout[0], args = layout[CALL_ARGS], kwargs = layout[CALL_ARGS + 1], result = 0;
    if (!is_exact_tuple(args)) {
        Value tuple = slow_spread_tuple(vm, callee, args);
        if (!tuple)
            goto done;
        replace(vm, &layout[CALL_ARGS], tuple);
        args = tuple;
    }
    if (kwargs != UNBOUND && dict_length(vm, kwargs) == 0) {
        release(vm, kwargs);
        layout[CALL_ARGS + 1] = kwargs = UNBOUND;
    }
    if (is_pointer(callee) && is_function(callee) && kwargs == UNBOUND)
        return spread_function(vm, fp, pc, as_function(callee), args);
    result = call_tuple(vm, callee, args, kwargs == UNBOUND ? 0 : kwargs);
done:
    if (kwargs != UNBOUND)
        release(vm, kwargs);
    release(vm, args);
    release(vm, callee);
    if (!result)
        return STEP_ERROR;
    deliver(vm, vm->thread, fp, pc + 2, result);
    return STEP_ENTER;
}

Step step_land_init(Vm *vm, Value *fp, Word *pc)
{
    Value returned = vm->thread->returned, object = fp[pc->a];
    if (returned != NONE) {
        type_error(vm, "__init__() should return None, not '%T'", returned);
        release(vm, returned);
        release(vm, object);
        return STEP_ERROR;
    }
    word_set(vm, fp, pc + 1, object);
    return STEP_NEXT;
}

Step step_land_chunk(Vm *vm, Value *fp, Word *pc)
{
    Thread *thread = vm->thread;
    (void)pc;
    const Word *landing = stack_chunk_leave(vm);
    deliver(vm, thread, fp, landing, thread->returned);
    return STEP_ENTER;
}

/* A frame whose object may outlive it, or whose function dies with it: nothing of the frame is touched after the caller runs
 * again. */
Step slow_return(Vm *vm, Value *fp, Word *pc)
{
    Thread     *thread = vm->thread;
    Value       result = fp[pc->b], function = fp[-3];
    const Word *landing = frame_return_pc(fp);
    Value      *caller = (Value *)(uintptr_t)fp[-2];
    fp[pc->b] = UNBOUND;
    frame_end(vm, fp, pc, pc->c);
    thread->depth--;
    if (instruction_of(landing) == I_land_chunk)
        landing = stack_chunk_leave(vm);
    deliver(vm, thread, caller, landing, result);
    release(vm, function);
    return STEP_ENTER;
}

Step step_land_frame_object(Vm *vm, Value *fp, Word *pc)
{
    (void)fp;
    (void)pc;
    system_error(vm, "a frame object's landing word was run");
    return STEP_ERROR;
}

/* ---- entries from C ---- */

/* Runs fn's frame at locals (arguments bound) until it returns. */
static Value run_frame(Vm *vm, Function *fn, Value *locals, const Word *landing)
{
    Thread     *thread = vm->thread;
    Value      *caller = thread->fp;
    const void *position = thread->pc;

    thread->depth++;
    locals[-4] = (Value)(uintptr_t)position;
    locals[-3] = retain(value_of(fn));
    locals[-2] = (Value)(uintptr_t)caller;
    locals[-1] = (Value)(uintptr_t)landing;
    thread->fp = locals;
    thread->pc = ((const Lowered *)fn->link)->words;
    Value result = machine_loop(vm, thread, false);
    thread->fp = caller;
    thread->pc = position;
    return result;
}

/* Prepares fn's frame; NULL: exception. */
static Value *begin_frame(Vm *vm, Function *fn, const Word **landing)
{
    if (!c_stack_left(vm)) {
        c_stack_overflow(vm, "");
        return NULL;
    }
    if ((!(fn->head.aux & FUNCTION_LOWERED) && !machine_prepare(vm, fn)) || !may_enter(vm))
        return NULL;
    return stack_frame(vm, ((const Lowered *)fn->link)->slots, landing_c, landing);
}

Value machine_call_function(Vm *vm, Value function, const Value *args, size_t count, Value names)
{
    Function   *fn = as_function(function);
    const Word *landing;
    Value      *locals = begin_frame(vm, fn, &landing);
    if (!locals)
        return 0;
    if (is_simple(fn, count, names)) {
        for (size_t i = 0; i < count; i++)
            locals[i] = retain(args[i]);
    } else if (!bind_arguments(vm, fn, locals, args, count, names, false)) {
        if (landing != landing_c)
            stack_chunk_leave(vm);
        return 0;
    }
    if (!(as_code(fn->code)->flags & CODE_OPTIMIZED))
        locals[((const Lowered *)fn->link)->nlocals - 1] = retain(fn->globals);
    return run_frame(vm, fn, locals, landing);
}

Value machine_run_body(Vm *vm, Value function, Value mapping)
{
    Function   *fn = as_function(function);
    const Word *landing;
    Value      *locals = begin_frame(vm, fn, &landing);
    if (!locals)
        return 0;
    if (!bind_arguments(vm, fn, locals, NULL, 0, 0, false)) {
        if (landing != landing_c)
            stack_chunk_leave(vm);
        return 0;
    }
    if (!(as_code(fn->code)->flags & CODE_OPTIMIZED))
        locals[((const Lowered *)fn->link)->nlocals - 1] = retain(mapping);
    return run_frame(vm, fn, locals, landing);
}

Value machine_run_code_closure(Vm *vm, Value code, Value globals, Value locals, Value closure)
{
    Value function = function_new(vm, code, globals, 0), result = 0;
    if (!function)
        return 0;
    if (closure)
        replace(vm, &as_function(function)->closure, retain(closure));
    result = machine_run_body(vm, function, locals);
    release(vm, function);
    return result;
}

Value machine_run_code(Vm *vm, Value code, Value globals, Value locals)
{
    return machine_run_code_closure(vm, code, globals, locals, 0);
}
