/* generator_object.h - what generator-like types share: methods and attributes. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/generator.h"

typedef struct CoroutineWrapper {
    Object head;
    Value  coroutine;
} CoroutineWrapper;

const char *generator_kind(const Generator *self);   /* "generator", "coroutine", "async generator" */
/* Sends without turning the end into StopIteration. */
Answer generator_send(Vm *vm, Generator *self, Value sent, Value *result);
/* What send() returns for an answer: the value, or 0 with StopIteration (StopAsyncIteration) or the exception set. */
Value  generator_answer(Vm *vm, Generator *self, Answer answer, Taken result);
/* Raises what throw(type, value, traceback) means; false: its arguments are wrong (another exception is set). */
bool   exception_from_throw(Vm *vm, Value type, Value value, Value traceback);
bool   throw_is_old_style(Vm *vm, size_t count);     /* warns; false: the warning is an error */
void   generator_finalize(Vm *vm, Object *self);
Value  generator_repr(Vm *vm, Value self);
Value  generator_frame_object(Vm *vm, Generator *self);
Value  generator_get_name(Vm *vm, const Value *arg, size_t count);
Value  generator_get_qualname(Vm *vm, const Value *arg, size_t count);
Value  generator_get_code(Vm *vm, const Value *arg, size_t count);
Value  generator_get_running(Vm *vm, const Value *arg, size_t count);
Value  generator_get_suspended(Vm *vm, const Value *arg, size_t count);
Value  generator_get_delegate(Vm *vm, const Value *arg, size_t count);
Value  generator_get_origin(Vm *vm, const Value *arg, size_t count);
Value  generator_get_frame(Vm *vm, const Value *arg, size_t count);
bool   generator_set_name(Vm *vm, Value self, Value value);
bool   generator_set_qualname(Vm *vm, Value self, Value value);
