/* errors.h - raising: every function returns 0 (so that `return type_error(vm, ...)` ends a failing function) and leaves an
 * exception in vm->thread->exception. Formats are str_format's. Raising while an exception is set replaces it; the exception
 * being handled becomes __context__. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/thread_state.h"
#include "objects/type.h"

Value raise_format(Vm *vm, const Type *type, const char *format, ...);
Value raise_value(Vm *vm, const Type *type, Value argument); /* type(argument); argument borrowed */
Value raise_args(Vm *vm, const Type *type, const Value *args, size_t count);
Value raise_none(Vm *vm, const Type *type);                  /* type() */
/* Sets an exception instance as raised (taken), context attached. */
Value raise_instance(Vm *vm, Taken exception);

Value type_error(Vm *vm, const char *format, ...);
Value value_error(Vm *vm, const char *format, ...);
Value index_error(Vm *vm, const char *format, ...);
Value key_error(Vm *vm, Value key);
Value attribute_error(Vm *vm, Value object, Value name, const char *format, ...); /* .obj and .name set */
Value name_error(Vm *vm, Value name, const char *format, ...);
Value overflow_error(Vm *vm, const char *format, ...);
Value zero_division_error(Vm *vm, const char *format, ...);
Value runtime_error(Vm *vm, const char *format, ...);
Value system_error(Vm *vm, const char *format, ...);
Value not_implemented_error(Vm *vm, const char *format, ...);
Value memory_error(Vm *vm);                                  /* preallocated: never fails */
Value recursion_error(Vm *vm, const char *where);            /* "maximum recursion depth exceeded" + where */
Value c_stack_overflow(Vm *vm, const char *where);           /* "Stack overflow (used N kB)" + where */
Value stop_iteration(Vm *vm, Value value);                   /* value borrowed; 0: StopIteration() */
/* OSError from errno with filenames (0: none); picks the subclass. */
Value os_error(Vm *vm, int error_number, Value filename, Value filename2);
/* "function() argument parameter must be expected, not T": parameter is "1" or "'name'". */
Value bad_argument_type(Vm *vm, const char *function, const char *parameter, const char *expected, Value given);

static inline bool exception_pending(const Vm *vm) { return vm->thread->exception != 0; }
/* Does the exception set match type (subclass test)? */
bool  exception_is(Vm *vm, const Type *type);
/* Drops the exception that is set. */
void  exception_clear(Vm *vm);
/* Takes the exception out (owned; 0: none) and puts one back (taken; replaces). */
Value exception_take(Vm *vm);
void  exception_put(Vm *vm, Taken exception);
/* Clears a pending exception of that type and returns true; else leaves things alone. */
bool  exception_swallow(Vm *vm, const Type *type);
/* Context: the new pending exception chains to `previous` (taken) as __context__, as a raise in a handler would. */
void  exception_chain(Vm *vm, Taken previous);
/* Adds a note to the exception that is set (PEP 678); keeps it whatever happens. */
void  exception_note(Vm *vm, const char *format, ...);
