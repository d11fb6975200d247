/* step_exception.c - raising, handling, matching, `with`. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/frame.h"
#include "vm/intrinsic.h"
#include "vm/trace_record.h"

/* An instance for what `raise` was given; 0: an exception is set. */
static Value instance_to_raise(Vm *vm, Value v, const char *complaint)
{
    if (is_exception(vm, v))
        return retain(v);
    if (!is_exception_class(vm, v))
        return type_error(vm, "%s", complaint);
    Value made = call0(vm, v);
    if (made && !is_exception(vm, made)) {
        type_error(vm, "calling %R should have returned an instance of BaseException, not %R", v, type_value(type_of(vm, made)));
        release(vm, made);
        return 0;
    }
    return made;
}

static void raise_from(Vm *vm, Value v, Value cause)
{
    Value exception = instance_to_raise(vm, v, "exceptions must derive from BaseException");
    if (!exception)
        return;
    if (cause) {
        Value from = cause == NONE ? NONE : instance_to_raise(vm, cause, "exception causes must derive from BaseException");
        if (!from) {
            release(vm, exception);
            return;
        }
        as_exception(exception)->suppress_context = true;
        replace(vm, &as_exception(exception)->cause, from == NONE ? 0 : from);
    }
    raise_instance(vm, exception);
}

/* The exception being handled, borrowed; 0: none. */
static Value handled_now(const Vm *vm)
{
    for (HandledEntry *entry = vm->thread->handled; entry; entry = entry->previous)
        if (entry->exception && entry->exception != NONE)
            return entry->exception;
    return 0;
}

Step step_raise(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b;
    if (pc->c == 0) {
        Value handled = handled_now(vm);
        if (!handled) {
            runtime_error(vm, "No active exception to reraise");
            return STEP_ERROR;
        }
        exception_put(vm, retain(handled));
        vm->machine->is_reraise = true;
        return STEP_ERROR;
    }
    raise_from(vm, row[0], pc->c == 2 ? row[1] : 0);
    slots_release(vm, row, pc->c);
    return STEP_ERROR;
}

Step step_reraise(Vm *vm, Value *fp, Word *pc)
{
    exception_put(vm, word_take_b(fp, pc));
    vm->machine->is_reraise = true;
    return STEP_ERROR;
}

Step step_push_handled(Vm *vm, Value *fp, Word *pc)
{
    HandledEntry *entry = vm->thread->handled;
    Value         exception = fp[pc->a];
    fp[pc->b] = exception;
    fp[pc->a] = entry->exception ? entry->exception : NONE;
    entry->exception = retain(exception);
    return STEP_NEXT;
}

Step step_pop_handled(Vm *vm, Value *fp, Word *pc)
{
    Value before = word_take_b(fp, pc);
    replace(vm, &vm->thread->handled->exception, before == NONE ? 0 : before);
    return STEP_NEXT;
}

static bool check_matchable(Vm *vm, Value type, bool is_group)
{
    static const char text[] = "catching classes that do not inherit from BaseException is not allowed";
    if (is_tuple(vm, type)) {
        for (size_t i = 0; i < tuple_length(type); i++)
            if (!is_exception_class(vm, tuple_get(type, i)))
                return type_error(vm, text), false;
    } else if (!is_exception_class(vm, type)) {
        return type_error(vm, text), false;
    }
    if (!is_group)
        return true;
    static const char group_text[] = "catching ExceptionGroup with except* is not allowed. Use except instead.";
    size_t count = is_tuple(vm, type) ? tuple_length(type) : 1;
    for (size_t i = 0; i < count; i++) {
        Value one = is_tuple(vm, type) ? tuple_get(type, i) : type;
        int   is_sub = object_is_subclass(vm, one, type_value(&base_exception_group_type));
        if (is_sub < 0)
            return false;
        if (is_sub)
            return type_error(vm, group_text), false;
    }
    return true;
}

static bool matches_any(Vm *vm, Value exception, Value type)
{
    const Type *own = type_of(vm, exception);
    if (!is_tuple(vm, type))
        return type_is_subtype(vm, own, as_type(type));
    for (size_t i = 0; i < tuple_length(type); i++)
        if (type_is_subtype(vm, own, as_type(tuple_get(type, i))))
            return true;
    return false;
}

Step step_match_exception(Vm *vm, Value *fp, Word *pc)
{
    Value type = fp[pc->c], result = 0;
    if (check_matchable(vm, type, false))
        result = bool_value(matches_any(vm, fp[pc->b], type));
    word_release_c(vm, fp, pc);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_match_group(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, match = 0, rest = 0;
    bool   fine = check_matchable(vm, row[1], true) && exception_group_match(vm, row[0], row[1], &match, &rest);
    slots_release(vm, row, 2);
    if (!fine)
        return STEP_ERROR;
    row[0] = rest;
    row[1] = match;
    if (match != NONE) { /* the match is what is handled now */
        replace(vm, &vm->thread->handled->exception, retain(match));
    }
    return STEP_NEXT;
}

Step step_with_exit(Vm *vm, Value *fp, Word *pc)
{
    Value exit = fp[pc->b], self = fp[pc[1].low], exception = fp[pc->c];
    Value traceback = exception_traceback_value(vm, exception);
    if (!traceback)
        return STEP_ERROR;
    Value  args[] = {self, type_value(type_of(vm, exception)), exception, traceback};
    size_t skip = self == UNBOUND;
    Value  result = call(vm, exit, args + skip, 4 - skip, 0);
    release(vm, traceback);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Value exception_traceback_value(Vm *vm, Value exception)
{
    BaseException *self = as_exception(exception);
    if (self->records)
        return trace_records_traceback(vm, exception);
    return self->traceback ? retain(self->traceback) : NONE;
}

Step step_missing(Vm *vm, Value *fp, Word *pc)
{
    (void)fp;
    system_error(vm, "unknown opcode %d", pc->c);
    return STEP_ERROR;
}
