/* up.h - what lower layers need from the upper ones: one const table of functions, filled by vm/ and runtime/.
 *
 * The only way upward (a structure check refuses any other). SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/type.h"

struct Up {
    /* vm/: calls a Python function object; arguments as CallFn. */
    Value (*call_function)(Vm *vm, Value function, const Value *args, size_t count, Value names);
    /* vm/: the deallocation, walk and clearing of suspended frames that generators own. */
    void  (*generator_dealloc)(Vm *vm, Object *generator);
    bool  (*generator_traverse)(Vm *vm, Object *generator, VisitFn visit, void *arg);
    /* vm/: code objects' private data (lowered code, links) go with the code object or the globals dict. */
    void  (*code_dropped)(Vm *vm, Object *code);
    void  (*dict_dropped)(Vm *vm, Object *dict);
    /* vm/: attaches the current Python position to a freshly raised exception (trace record), see D13. */
    void  (*exception_raised)(Vm *vm, Value exception);
    /* vm/: an exception's trace records (BaseException.records): the traceback object made of them, owned, 0: MemoryError; the walk
     * and the end. exception_traceback leaves `traceback` set and records NULL. */
    Value (*exception_traceback)(Vm *vm, Value exception);
    void  (*records_dropped)(Vm *vm, void *records);
    bool  (*records_traverse)(void *records, VisitFn visit, void *arg);
    /* vm/: __code__ of a function was replaced; old (taken) may be running in frames of the function. */
    void  (*function_code_replaced)(Vm *vm, Object *function, Taken old);
    /* vm/: the globals and builtins dicts of the running Python frame (borrowed), 0: none runs. */
    Value (*current_globals)(Vm *vm);
    Value (*current_builtins)(Vm *vm);
    Value (*current_locals)(Vm *vm); /* owned */
    /* vm/: what super() without arguments stands for in the running frame: the class of its __class__ cell and its first argument,
     * both owned. false: RuntimeError "super(): ...". */
    bool  (*super_arguments)(Vm *vm, Value *cls, Value *self);
    /* runtime/ */
    Value (*import)(Vm *vm, const char *dotted_name);                   /* the module itself (last part), owned */
    Value (*builtin)(Vm *vm, const char *name);                         /* builtins.<name>, owned; 0: NameError */
    bool  (*warn)(Vm *vm, const Type *category, int stack_level, const char *format, ...);
    bool  (*warn_value)(Vm *vm, Value category, int stack_level, Value message);
    void  (*unraisable)(Vm *vm, const char *message /* may be NULL */, Value object /* may be 0 */); /* takes the exception set */
    bool  (*audit)(Vm *vm, const char *event, Value args_tuple);
    /* runtime/: gives the isolate's lock away around a call that may block, and takes it back. unlock answers the thread's wake
     * (NULL: none), which ends the call with EINTR; the caller then asks breaker and calls again. NULL: there is no lock yet. */
    struct HostWake *(*unlock)(Vm *vm);
    void  (*lock)(Vm *vm);
    /* vm/: fuel ran out: looks at requests, deadline, signals, collection. False: exception set, or dying. */
    bool  (*breaker)(Vm *vm);
};
