/* runtime.h - an isolate's life: how it is made and ended, its lock, its threads, its limits, and what `sys` and the import
 * system remember. Reading order: isolate.c, lock.c, breaker.c, import.c.
 *
 * The control block is a small counted object outside the heap: what other threads may touch (D23). It outlives the isolate, so
 * that a request races with the end without harm. Everything else belongs to the thread that holds the lock.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stdatomic.h>

#include "host/host.h"
#include "host/pages.h"
#include "host/thread.h"
#include "host/wake.h"
#include "memory/heap.h"
#include "memory/thread_state.h"

/* Bits of Control.request. */
enum {
    REQUEST_DROP_LOCK = 1,  /* another thread waits for the lock */
    REQUEST_SIGNAL    = 2,  /* a signal that the isolate subscribed to came */
    REQUEST_ASYNC     = 4,  /* an exception for another thread, or a pending call */
    REQUEST_INTERRUPT = 8,  /* the embedder asks for a KeyboardInterrupt */
    REQUEST_KILL      = 16, /* the embedder ends the isolate */
};

typedef struct ThreadRuntime ThreadRuntime;

typedef struct Control {
    _Atomic uint32_t references;
    _Atomic uint32_t request;     /* REQUEST_..., set by anybody, safe in signal handlers */
    HostMutex        mutex;       /* for what follows */
    HostCondition    lock_free;
    ThreadRuntime   *holder;      /* who holds the isolate's lock; NULL: nobody */
    ThreadRuntime   *threads;     /* all of the isolate, newest first */
    uint32_t         waiting;     /* threads that want the lock */
    uint64_t         handovers;   /* how often the lock changed hands */
    Vm              *vm;          /* NULL: ended */
} Control;

/* A thread of the isolate. `core` comes first: vm->thread points to it. */
struct ThreadRuntime {
    Thread         core;
    HostWake       wake;
    uint64_t       ident;
    ThreadRuntime *next;
    Value          local_dict;    /* _thread._local's; 0. Owned */
    Value          handle;        /* its _ThreadHandle; 0. Owned */
    bool           daemon, is_main;
};

/* Why a dying isolate was stopped. */
typedef enum StopReason { STOP_NONE, STOP_BUDGET, STOP_DEADLINE, STOP_KILLED, STOP_MEMORY } StopReason;

typedef struct IsolateOptions {
    Host       *host;             /* taken: freed with the isolate */
    Pool       *pool;             /* NULL: blocks straight from the system */
    size_t      heap_limit;       /* bytes; 0: none */
    uint32_t    recursion_limit;  /* 0: 1000 */
    int64_t     deadline_ns;      /* monotonic; 0: none */
    bool        hash_random;      /* true: hash_seed is ignored */
    uint32_t    hash_seed;        /* 0: hashes unkeyed, as PYTHONHASHSEED=0 */
    int         optimize;         /* -O */
    int         verbose, quiet, inspect, interactive, dont_write_bytecode, no_user_site, no_site, ignore_environment, isolated,
                bytes_warning, dev_mode, safe_path, unbuffered, warn_default_encoding;
    int64_t     int_max_str_digits; /* -1: 4300 */
    const struct ModuleDef *const *modules; /* C-backed modules beside the runtime's own, NULL-ended; constant */
    const char *const *arguments; /* sys.argv; NULL-ended; NULL: [''] */
    const char *const *original_arguments;
    const char *const *warn_options;
    const char *const *x_options;
    const char *executable;       /* sys.executable; NULL: '' */
    const char *prefix;           /* sys.prefix; NULL: "/" */
    const char *python_path;      /* folders separated by ':' that come first in sys.path; NULL: none */
    const char *stream_encoding, *stream_errors; /* of sys.stdin and stdout; NULL: utf-8, surrogateescape */
} IsolateOptions;

/* The functions of the real importlib that the import statement needs; owned. */
typedef struct ImportState {
    Value importlib;              /* module _frozen_importlib; 0: not yet loaded */
    Value find_and_load, handle_fromlist;
    Value modules;                /* sys.modules */
} ImportState;

struct RuntimeState {
    Control       *control;
    IsolateOptions options;       /* pointers as given: valid while isolate_new runs only, but for host and pool */
    ImportState    import;
    Value          sys_dict, sys_module, builtins_dict, builtins_module;
    ThreadRuntime *main_thread;
    int64_t        switch_interval_ns;
    size_t         thread_stack_size;        /* of threads that the isolate starts; 0: the system's */
    int64_t        deadline_ns;
    StopReason     stop_reason;
    bool           finalizing;
    bool         (*handle_signals)(Vm *vm);  /* _signal's: runs the handlers of signals that came; NULL: module not loaded */
    /* _ast's: what compile() does with a tree, or with PyCF_ONLY_AST; UNBOUND: neither. NULL: _ast was never imported. */
    Value        (*compile_ast)(Vm *vm, Value source, Value filename, int mode, unsigned flags, int optimize, int feature_version);
    struct WarningsState *warnings;
    Value          exit_functions;           /* atexit's list; 0. Owned */
    Value          audit_hooks;              /* list; 0. Owned */
    Value          pending_calls;            /* list; 0 */
    void          *first_block;              /* 64 KiB, from the pool */
    size_t         heap_room;
};

/* A new isolate, entered by the calling thread (which holds its lock). NULL: no memory (options->host is then still the
 * caller's). builtins and sys answer; importlib is loaded with the first import that needs it. */
MUST_CHECK Vm *isolate_new(const IsolateOptions *options);
/* CPython's orderly end: threads joined, atexit, modules cleared, finalizers. 0, or -1 if flushing stdout failed. RUNS_PYTHON. */
int  isolate_finish(Vm *vm);
/* Drops the isolate's memory without running Python; closes the host. The calling thread holds the lock and is the only one. */
void isolate_free(Vm *vm);

/* ---- lock.c ---- */
Control *control_new(void);
void control_release(Control *control);
void control_request(Control *control, uint32_t request);
/* Takes the isolate's lock for thread; gives it back. vm->thread follows. */
void lock_acquire(Vm *vm, ThreadRuntime *thread);
void lock_drop(Vm *vm);
void lock_give_way(Vm *vm);
struct HostWake *runtime_unlock(Vm *vm);
void runtime_lock(Vm *vm);
/* A state for another thread of the isolate, entered into the list; NULL: no memory. */
ThreadRuntime *thread_runtime_new(Vm *vm);
MUST_CHECK bool thread_runtime_init(Vm *vm, ThreadRuntime *thread); /* of a zeroed one */
/* The calling thread is the one that `thread` stands for: identity and stack bounds. Needs no lock. */
void thread_attach(ThreadRuntime *thread);
void thread_runtime_free(Vm *vm, ThreadRuntime *thread); /* released by the thread that holds the lock */
static inline ThreadRuntime *current_thread(const Vm *vm) { return (ThreadRuntime *)(void *)vm->thread; }

/* ---- breaker.c ---- */
bool runtime_breaker(Vm *vm);
enum { FUEL_SLICE = 20000 }; /* about 50 us of bytecodes */

/* ---- up_table.c ---- */
extern const Up runtime_up;

/* ---- sys_module.c, builtins_module.c ---- */
MUST_CHECK bool sys_init(Vm *vm);
MUST_CHECK bool builtins_init(Vm *vm);
Value sys_get(Vm *vm, const char *name);                  /* borrowed; 0 and no exception: absent */
MUST_CHECK bool sys_set(Vm *vm, const char *name, Value value);

/* Text of the system (arguments, file names): UTF-8, other bytes by surrogateescape. Owned. */
Value text_from_system(Vm *vm, const char *text);

/* ---- import.c ---- */
Value builtin_module_names(Vm *vm);                       /* sorted tuple */
/* The import statement: module of that name; globals may be 0. Owned. */
Value import_name(Vm *vm, Value name, Value globals, Value fromlist /* 0: none */, int64_t level);
Value runtime_import(Vm *vm, const char *dotted);
/* A C-backed module by name, made anew; UNBOUND: there is none. */
Value import_builtin(Vm *vm, Value name);
bool  is_builtin_module(Vm *vm, Value name);
/* Loads importlib from the embedded library; called by the first import that is not in sys.modules. */
MUST_CHECK bool import_boot(Vm *vm);

/* ---- warnings.c ---- */
bool runtime_warn(Vm *vm, const Type *category, int stack_level, const char *format, ...);
bool runtime_warn_value(Vm *vm, Value category, int stack_level, Value message);
bool runtime_warn_explicit(Vm *vm, const Type *category, Value message, Value filename, int line);
bool runtime_audit(Vm *vm, const char *event, Value args);

/* ---- errors_report.c ---- */
void runtime_unraisable(Vm *vm, const char *message, Value object);
/* Prints the exception that is set through sys.excepthook as the command does, and clears it; SystemExit: *status is its code and
 * nothing is printed but its text. Returns the exit status. RUNS_PYTHON. */
int  report_exception(Vm *vm);
