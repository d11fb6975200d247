/* thread.c - the module `_thread`: locks, thread handles, thread-local data, and starting threads.
 *
 * A new thread gets a ThreadRuntime, takes the isolate's lock and calls its function; everything that blocks gives the lock away.
 * SPDX-License-Identifier: MIT */
#include <errno.h>

#include "host/clock.h"
#include "host/thread.h"
#include "modules/blocking.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"
#include "objects/tuple.h"
#include "runtime/runtime.h"

extern const ModuleDef module_thread;

#define TIMEOUT_MAX_SECONDS 9223372036.0

/* ---- waiting ---- */

/* blocking and timeout as lock.acquire takes them -> a deadline (0: do not wait, WAIT_FOREVER). */
static bool deadline_of(Vm *vm, Value blocking, Value timeout, int64_t *deadline)
{
    int    waits = object_truth(vm, blocking);
    double seconds;
    if (waits < 0 || !object_as_double(vm, timeout, &seconds))
        return false;
    if (!waits && seconds != -1)
        return value_error(vm, "can't specify a timeout for a non-blocking call");
    if (seconds < 0 && seconds != -1)
        return value_error(vm, "timeout value must be a non-negative number");
    if (seconds > TIMEOUT_MAX_SECONDS)
        return overflow_error(vm, "timeout value is too large");
    *deadline = !waits ? 0 : seconds < 0 ? WAIT_FOREVER : clock_monotonic_ns() + (int64_t)(seconds * 1e9);
    return true;
}

/* 1: taken, 0: not in time, -1: an exception (a signal's handler raised). */
static int take(Vm *vm, HostLock *lock, int64_t deadline)
{
    int error;
    if (lock_try(lock))
        return 1;
    if (!deadline)
        return 0;
    do {
        HostWake *wake = blocking_begin(vm);
        error = lock_take(lock, wake, deadline);
        blocking_end(vm);
        if (error == EINTR)
            wake_clear(&current_thread(vm)->wake);
    } while (error == EINTR && blocking_retry(vm));
    return error == 0 ? 1 : error == ETIMEDOUT ? 0 : -1;
}

/* ---- lock ---- */

typedef struct LockObject {
    Object   head;
    HostLock lock;
} LockObject;

static LockObject *as_lock(Value v) { return (LockObject *)object_of(v); }

static Value lock_new(Vm *vm)
{
    LockObject *self = heap_new(vm, sizeof *self, SHAPE_THREAD_LOCK);
    if (!self)
        return 0;
    self->lock = (HostLock){0};
    return value_of(self);
}

static Value lock_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    if (count || (names && tuple_length(names)))
        return type_error(vm, "lock() takes no arguments");
    return lock_new(vm);
}

static void lock_dealloc(Vm *vm, Object *self) { heap_free(vm, self, sizeof(LockObject)); }

static Value lock_acquire_method(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t deadline;
    if (!deadline_of(vm, arg[1], arg[2], &deadline))
        return 0;
    int taken = take(vm, &as_lock(arg[0])->lock, deadline);
    return taken < 0 ? 0 : bool_value(taken);
}

static Value lock_release_method(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!lock_is_taken(&as_lock(arg[0])->lock))
        return runtime_error(vm, "release unlocked lock");
    lock_release(&as_lock(arg[0])->lock);
    return NONE;
}

static Value lock_locked(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    return bool_value(lock_is_taken(&as_lock(arg[0])->lock));
}

static Value lock_enter(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int taken = take(vm, &as_lock(arg[0])->lock, WAIT_FOREVER);
    return taken < 0 ? 0 : TRUE;
}

static Value lock_reinit(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    as_lock(arg[0])->lock = (HostLock){0};
    return NONE;
}

static Value lock_repr(Vm *vm, Value self)
{
    Value id = object_id(vm, self), text = id ? int_to_text(vm, id, 16, true) : 0, result = 0;
    if (text)
        result = str_format(vm, "<%s _thread.lock object at %U>", lock_is_taken(&as_lock(self)->lock) ? "locked" : "unlocked", text);
    release(vm, text);
    release(vm, id);
    return result;
}

#define OWNER &thread_lock_type
static const Row lock_rows[] = {
    METHOD("acquire_lock(self, blocking=True, timeout=-1)", lock_acquire_method, CALL_KEYWORDS,
           "An obsolete synonym of acquire()."),
    METHOD("acquire(self, blocking=True, timeout=-1)", lock_acquire_method, CALL_KEYWORDS, "Lock the lock."),
    METHOD("release_lock(self, /)", lock_release_method, CALL_NOARGS, "An obsolete synonym of release()."),
    METHOD("release(self, /)", lock_release_method, CALL_NOARGS, "Release the lock."),
    METHOD("locked_lock(self, /)", lock_locked, CALL_NOARGS, "An obsolete synonym of locked()."),
    METHOD("locked(self, /)", lock_locked, CALL_NOARGS, "Return whether the lock is in the locked state."),
    METHOD("__enter__(self, /)", lock_enter, CALL_NOARGS, "Lock the lock."),
    METHOD("__exit__(self, /, *exc_info)", lock_release_method, CALL_VARIADIC, "Release the lock."),
    METHOD("_at_fork_reinit(self, /)", lock_reinit, CALL_NOARGS, NULL),
    ROWS_END,
};
#undef OWNER

const Type thread_lock_type = {
    TYPE_HEAD, .name = "_thread.lock", .doc = "A lock object is a synchronization primitive.", .base = &object_type,
    .rows = lock_rows, .number = SHAPE_THREAD_LOCK, .flags = TYPE_IMMUTABLE | TYPE_READY, .basic_size = 24,
    .size = sizeof(LockObject), .text_signature = "()", .weaklist_offset = 16,
    .slots = { OBJECT_SLOTS, .dealloc = lock_dealloc, .new = lock_new_slot, .repr = lock_repr },
};

/* ---- RLock ---- */

typedef struct RLockObject {
    Object   head;
    HostLock lock;
    uint64_t owner;   /* ident of the thread that has it; 0: free */
    uint64_t depth;
} RLockObject;

static RLockObject *as_rlock(Value v) { return (RLockObject *)object_of(v); }
static bool owns(const Vm *vm, const RLockObject *self) { return self->owner == current_thread(vm)->ident; }

static Value rlock_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    RLockObject *self = cls == &thread_rlock_type ? heap_new(vm, sizeof *self, SHAPE_THREAD_RLOCK) : object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->lock = (HostLock){0};
    self->owner = self->depth = 0;
    return cls == &thread_rlock_type ? value_of(self) : object_ready(vm, self);
}

static void rlock_dealloc(Vm *vm, Object *self) { heap_free(vm, self, sizeof(RLockObject)); }

static int rlock_take(Vm *vm, RLockObject *self, int64_t deadline)
{
    if (owns(vm, self)) {
        self->depth++;
        return 1;
    }
    int taken = take(vm, &self->lock, deadline);
    if (taken > 0) {
        self->owner = current_thread(vm)->ident;
        self->depth = 1;
    }
    return taken;
}

static Value rlock_acquire(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t deadline;
    if (!deadline_of(vm, arg[1], arg[2], &deadline))
        return 0;
    int taken = rlock_take(vm, as_rlock(arg[0]), deadline);
    return taken < 0 ? 0 : bool_value(taken);
}

static Value rlock_release(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    RLockObject *self = as_rlock(arg[0]);
    if (!owns(vm, self))
        return runtime_error(vm, "cannot release un-acquired lock");
    if (--self->depth == 0) {
        self->owner = 0;
        lock_release(&self->lock);
    }
    return NONE;
}

static Value rlock_enter(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return rlock_take(vm, as_rlock(arg[0]), WAIT_FOREVER) < 0 ? 0 : TRUE;
}

static Value rlock_locked(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return bool_value(as_rlock(arg[0])->depth); }
static Value rlock_is_owned(Vm *vm, const Value *arg, size_t n) { (void)n; return bool_value(owns(vm, as_rlock(arg[0]))); }

static Value rlock_count(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return int_value(owns(vm, as_rlock(arg[0])) ? (int64_t)as_rlock(arg[0])->depth : 0);
}

/* (depth, owner): what a Condition keeps while it waits. */
static Value rlock_release_save(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    RLockObject *self = as_rlock(arg[0]);
    if (!self->depth)
        return runtime_error(vm, "cannot release un-acquired lock");
    Value owner = int_from_uint64(vm, self->owner);
    Value state = owner ? tuple_of(vm, 2, int_value((int64_t)self->depth), owner) : 0;
    release(vm, owner);
    if (state) {
        self->depth = self->owner = 0;
        lock_release(&self->lock);
    }
    return state;
}

static Value rlock_acquire_restore(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    RLockObject *self = as_rlock(arg[0]);
    uint64_t     owner;
    int64_t      depth;
    if (!is_tuple(vm, arg[1]) || tuple_length(arg[1]) != 2)
        return type_error(vm, "_acquire_restore() argument 1 must be tuple, not %T", arg[1]);
    if (!int_as_int64(vm, tuple_get(arg[1], 0), &depth) || !int_as_uint64(vm, tuple_get(arg[1], 1), &owner))
        return 0;
    if (take(vm, &self->lock, WAIT_FOREVER) < 0)
        return 0;
    self->owner = owner;
    self->depth = (uint64_t)depth;
    return NONE;
}

static Value rlock_reinit(Vm *vm, const Value *arg, size_t n)
{
    (void)vm, (void)n;
    RLockObject *self = as_rlock(arg[0]);
    self->lock = (HostLock){0};
    self->owner = self->depth = 0;
    return NONE;
}

static Value rlock_repr(Vm *vm, Value v)
{
    const RLockObject *self = as_rlock(v);
    Value id = object_id(vm, v), text = id ? int_to_text(vm, id, 16, true) : 0, result = 0;
    if (text)
        result = str_format(vm, "<%s %T object owner=%llu count=%llu at %U>", self->depth ? "locked" : "unlocked", v,
                            (unsigned long long)self->owner, (unsigned long long)self->depth, text);
    release(vm, text);
    release(vm, id);
    return result;
}

#define OWNER &thread_rlock_type
static const Row rlock_rows[] = {
    METHOD("acquire(self, blocking=True, timeout=-1)", rlock_acquire, CALL_KEYWORDS, "Lock the lock."),
    METHOD("release(self, /)", rlock_release, CALL_NOARGS, "Release the lock."),
    METHOD("locked(self, /)", rlock_locked, CALL_NOARGS, "Return a boolean indicating whether this object is locked right now."),
    METHOD("_is_owned(self, /)", rlock_is_owned, CALL_NOARGS, "For internal use by threading.Condition."),
    METHOD("_acquire_restore(self, state, /)", rlock_acquire_restore, CALL_ONE, "For internal use by threading.Condition."),
    METHOD("_release_save(self, /)", rlock_release_save, CALL_NOARGS, "For internal use by threading.Condition."),
    METHOD("_recursion_count(self, /)", rlock_count, CALL_NOARGS, "For internal use by reentrant locks."),
    METHOD("__enter__(self, /)", rlock_enter, CALL_NOARGS, "Lock the lock."),
    METHOD("__exit__(self, /, *exc_info)", rlock_release, CALL_VARIADIC, "Release the lock."),
    METHOD("_at_fork_reinit(self, /)", rlock_reinit, CALL_NOARGS, NULL),
    ROWS_END,
};
#undef OWNER

const Type thread_rlock_type = {
    TYPE_HEAD, .name = "_thread.RLock", .base = &object_type, .rows = rlock_rows, .number = SHAPE_THREAD_RLOCK,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE, .basic_size = 32, .size = sizeof(RLockObject), .weaklist_offset = 16,
    .slots = { OBJECT_SLOTS, .dealloc = rlock_dealloc, .new = rlock_new_slot, .repr = rlock_repr },
};

/* ---- handles ---- */

typedef struct HandleObject {
    Object   head;
    HostLock done;    /* taken until the thread has ended */
    uint64_t ident;   /* 0: not started */
    bool     started, is_done;
} HandleObject;

static HandleObject *as_handle(Value v) { return (HandleObject *)object_of(v); }

static Value handle_new(Vm *vm)
{
    HandleObject *self = heap_new(vm, sizeof *self, SHAPE_THREAD_HANDLE);
    if (!self)
        return 0;
    *(&self->ident) = 0;
    self->done = (HostLock){0};
    self->started = self->is_done = false;
    return value_of(self);
}

static Value handle_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args, (void)count, (void)names;
    return handle_new(vm);
}

static void handle_dealloc(Vm *vm, Object *self) { heap_free(vm, self, sizeof(HandleObject)); }

static Value handle_join(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    HandleObject *self = as_handle(arg[0]);
    double        seconds = -1;
    if (arg[1] != NONE && !object_as_double(vm, arg[1], &seconds))
        return 0;
    if (!self->started)
        return runtime_error(vm, "thread not started");
    if (self->is_done)
        return NONE;
    if (self->ident == current_thread(vm)->ident)
        return runtime_error(vm, "Cannot join current thread");
    int64_t deadline = arg[1] == NONE || seconds < 0 ? WAIT_FOREVER : clock_monotonic_ns() + (int64_t)(seconds * 1e9);
    int     taken = take(vm, &self->done, deadline);
    if (taken > 0)
        lock_release(&self->done);
    return taken < 0 ? 0 : NONE;
}

static Value handle_is_done(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)n; return bool_value(as_handle(arg[0])->is_done); }

static Value handle_set_done(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    HandleObject *self = as_handle(arg[0]);
    if (!self->started)
        return runtime_error(vm, "thread not started");
    self->is_done = true;
    return NONE;
}

static Value handle_ident(Vm *vm, const Value *arg, size_t n) { (void)n; return int_from_uint64(vm, as_handle(arg[0])->ident); }

static Value handle_repr(Vm *vm, Value self)
{
    return str_format(vm, "<%T object: ident=%llu>", self, (unsigned long long)as_handle(self)->ident);
}

#define OWNER &thread_handle_type
static const Row handle_rows[] = {
    METHOD_FLAGS("join(self, timeout=None, /)", handle_join, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD("_set_done(self, /)", handle_set_done, CALL_NOARGS, NULL),
    METHOD("is_done(self, /)", handle_is_done, CALL_NOARGS, NULL),
    GETSET("ident", handle_ident, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type thread_handle_type = {
    TYPE_HEAD, .name = "_thread._ThreadHandle", .base = &object_type, .rows = handle_rows, .number = SHAPE_THREAD_HANDLE,
    .flags = TYPE_IMMUTABLE | TYPE_READY, .basic_size = 24, .size = sizeof(HandleObject),
    .slots = { OBJECT_SLOTS, .dealloc = handle_dealloc, .new = handle_new_slot, .repr = handle_repr },
};

/* ---- starting ---- */

typedef struct Start {
    Vm            *vm;
    ThreadRuntime *thread;
    Value          function, args, kwargs; /* owned; kwargs 0: none */
    Value          handle;                 /* owned; 0: none */
} Start;

static void report_thread_error(Vm *vm, Value function)
{
    if (exception_swallow(vm, &system_exit_type))
        return;
    Value text = str_format(vm, "Exception ignored in thread started by %R", function);
    Utf8  utf8 = {0};
    if (text && str_utf8(vm, text, &utf8))
        vm->up->unraisable(vm, utf8.data, 0);
    utf8_free(vm, &utf8);
    release(vm, text);
}

/* Runs on the new thread. */
static void thread_body(void *argument)
{
    Start          start = *(Start *)argument;
    Allocator      from = host_allocator();
    Vm            *vm = start.vm;
    deallocate(&from, argument, sizeof start);
    thread_attach(start.thread);
    lock_acquire(vm, start.thread);
    if (start.handle)
        as_handle(start.handle)->ident = start.thread->ident;
    Value result = vm->dying ? 0 : call_tuple(vm, start.function, start.args, start.kwargs);
    if (!result && !vm->dying)
        report_thread_error(vm, start.function);
    release(vm, result);
    release(vm, start.function);
    release(vm, start.args);
    release(vm, start.kwargs);
    if (start.handle) {
        as_handle(start.handle)->is_done = true;
        lock_release(&as_handle(start.handle)->done);
    }
    release(vm, start.handle);
    thread_runtime_free(vm, start.thread);
    lock_drop(vm);
}

/* Starts function(*args, **kwargs); handle 0: none. The new thread's ident, 0: exception. */
static uint64_t start_thread(Vm *vm, Value function, Value args, Value kwargs, Value handle, bool daemon)
{
    Allocator      from = host_allocator();
    Start         *start = allocate(&from, sizeof *start);
    ThreadRuntime *thread = start ? thread_runtime_new(vm) : NULL;
    HostThread     system;
    if (!thread) {
        deallocate(&from, start, sizeof *start);
        memory_error(vm);
        return 0;
    }
    thread->daemon = daemon;
    *start = (Start){vm, thread, retain(function), retain(args), kwargs ? retain(kwargs) : 0, handle ? retain(handle) : 0};
    if (handle && !lock_try(&as_handle(handle)->done))
        goto failed;
    if (thread_start(&system, vm->runtime->thread_stack_size, false, thread_body, start))
        goto failed;
    thread_detach(system);
    return (uint64_t)system;
failed:
    release(vm, start->function);
    release(vm, start->args);
    release(vm, start->kwargs);
    release(vm, start->handle);
    thread_runtime_free(vm, thread);
    deallocate(&from, start, sizeof *start);
    runtime_error(vm, "can't start new thread");
    return 0;
}

static Value start_new_thread(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_callable(vm, arg[0]))
        return type_error(vm, "first arg must be callable");
    if (!is_tuple(vm, arg[1]))
        return type_error(vm, "2nd arg must be a tuple");
    if (arg[2] && !is_dict(vm, arg[2]))
        return type_error(vm, "optional 3rd arg must be a dictionary");
    uint64_t ident = start_thread(vm, arg[0], arg[1], arg[2], 0, true);
    return ident ? int_from_uint64(vm, ident) : 0;
}

static Value start_joinable_thread(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_callable(vm, arg[0]))
        return type_error(vm, "thread function must be callable");
    if (arg[1] != NONE && !has_shape(arg[1], SHAPE_THREAD_HANDLE))
        return type_error(vm, "'handle' must be a _ThreadHandle");
    int   daemon = object_truth(vm, arg[2]);
    Value handle = daemon < 0 ? 0 : arg[1] == NONE ? handle_new(vm) : retain(arg[1]);
    if (!handle)
        return 0;
    if (as_handle(handle)->started) {
        release(vm, handle);
        return runtime_error(vm, "thread already started");
    }
    Value    none = tuple_empty(vm);
    uint64_t ident = none ? start_thread(vm, arg[0], none, 0, handle, daemon) : 0;
    if (!ident) {
        release(vm, handle);
        return 0;
    }
    as_handle(handle)->started = true;
    as_handle(handle)->ident = ident;
    return handle;
}

/* ---- _local: a dict for each thread ---- */

typedef struct LocalObject {
    Object head;
    Value  args, kwargs; /* of __init__, called again in each thread; 0 */
} LocalObject;

static Value local_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if ((count || (names && tuple_length(names))) && cls->slots.init == object_type.slots.init)
        return type_error(vm, "Initialization arguments are not supported");
    LocalObject *self = cls == &thread_local_type ? heap_new_container(vm, sizeof *self, SHAPE_THREAD_LOCAL)
                                                  : object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->args = tuple_from(vm, args, count);
    self->kwargs = names ? dict_new(vm) : 0;
    Value v = object_ready(vm, self);
    bool  done = self->args && (!names || self->kwargs);
    for (size_t i = 0; done && names && i < tuple_length(names); i++)
        done = dict_set(vm, self->kwargs, tuple_get(names, i), args[count + i]);
    if (done)
        return v;
    release(vm, v);
    return 0;
}

static void local_dealloc(Vm *vm, Object *object)
{
    LocalObject *self = (LocalObject *)object;
    Value        key = int_value((int64_t)((uintptr_t)object >> 4));
    for (ThreadRuntime *thread = vm->runtime->control->threads; thread; thread = thread->next)
        if (thread->local_dict)
            (void)!dict_delete(vm, thread->local_dict, key);
    release(vm, self->args);
    release(vm, self->kwargs);
    heap_free(vm, object, sizeof *self);
}

static bool local_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    LocalObject *self = (LocalObject *)object;
    return (!self->args || visit(self->args, arg)) && (!self->kwargs || visit(self->kwargs, arg));
}

/* The calling thread's dict, made (and __init__ called) when first asked for in it. Borrowed. */
static Value local_dict(Vm *vm, Value self)
{
    Value *dicts = &current_thread(vm)->local_dict;
    Value  key = int_value((int64_t)((uintptr_t)object_of(self) >> 4));
    if (!*dicts && !(*dicts = dict_new(vm)))
        return 0;
    Value found = dict_find(vm, *dicts, key);
    if (found != UNBOUND)
        return found;
    Value dict = dict_new(vm);
    bool  done = dict && dict_set(vm, *dicts, key, dict);
    release(vm, dict);
    const Type  *type = type_of(vm, self);
    LocalObject *local = (LocalObject *)object_of(self);
    if (done && type->slots.init && type->slots.init != object_type.slots.init) {
        Value init = object_getattr(vm, self, NAME(__init__));
        Value result = init ? call_tuple(vm, init, local->args, local->kwargs) : 0;
        release(vm, init);
        release(vm, result);
        if (!result) {
            (void)!dict_delete(vm, *dicts, key);
            return 0;
        }
    }
    return done ? dict_find(vm, *dicts, key) : 0;
}

/* The creating thread's __init__ is type's own business: its dict must exist before. */
static bool local_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    (void)vm, (void)self, (void)args, (void)count, (void)names;
    return true;
}

static Value local_getattr(Vm *vm, Value self, Value name)
{
    Value dict = local_dict(vm, self);
    if (!dict)
        return 0;
    if (str_is(name, "__dict__"))
        return retain(dict);
    Value own = dict_find(vm, dict, name);
    Value of_class = type_lookup(vm, type_of(vm, self), name);
    if (!own)
        return 0;
    if (own != UNBOUND && !(of_class && type_of(vm, of_class)->slots.set))
        return retain(own);
    return object_generic_getattr(vm, self, name);
}

static bool local_setattr(Vm *vm, Value self, Value name, Value value)
{
    Value dict = local_dict(vm, self);
    if (!dict)
        return false;
    if (str_is(name, "__dict__"))
        return attribute_error(vm, self, name, "'%T' object attribute '%U' is read-only", self, name);
    Value of_class = type_lookup(vm, type_of(vm, self), name);
    if (of_class && type_of(vm, of_class)->slots.set)
        return object_generic_setattr(vm, self, name, value);
    if (value)
        return dict_set(vm, dict, name, value);
    int deleted = dict_delete(vm, dict, name);
    return deleted ? deleted > 0 : attribute_error(vm, self, name, "'%T' object has no attribute '%U'", self, name);
}

const Type thread_local_type = {
    TYPE_HEAD, .name = "_thread._local", .doc = "Thread-local data", .base = &object_type, .number = SHAPE_THREAD_LOCAL,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 56, .size = sizeof(LocalObject),
    .weaklist_offset = 40, .text_signature = "()",
    .slots = { OBJECT_SLOTS, .dealloc = local_dealloc, .traverse = local_traverse, .new = local_new_slot, .init = local_init,
               .getattr = local_getattr, .setattr = local_setattr },
};

/* ---- functions ---- */

static Value allocate_lock(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return lock_new(vm); }
static Value get_ident(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return int_from_uint64(vm, current_thread(vm)->ident); }
static Value get_native_id(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return int_from_uint64(vm, thread_native_id()); }

static Value main_thread_ident(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return int_from_uint64(vm, vm->runtime->main_thread->ident);
}

static Value exit_thread(Vm *vm, const Value *arg, size_t n) { (void)arg, (void)n; return raise_none(vm, &system_exit_type); }
static Value always(Vm *vm, const Value *arg, size_t n) { (void)vm, (void)arg, (void)n; return TRUE; }

static Value count_threads(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    int64_t count = -1; /* the main thread does not count */
    for (ThreadRuntime *thread = vm->runtime->control->threads; thread; thread = thread->next)
        count++;
    return int_value(count);
}

static Value interrupt_main(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t number;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &number))
        return 0;
    if (number < 1 || number > 64)
        return value_error(vm, "signal number out of range");
    if (number == 2)
        control_request(vm->runtime->control, REQUEST_INTERRUPT);
    return NONE;
}

static Value stack_size(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t size, before = (int64_t)vm->runtime->thread_stack_size;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &size))
        return 0;
    if (size < 0)
        return value_error(vm, "size must be 0 or a positive value");
    if (size && size < 32768)
        return value_error(vm, "size not valid: %lld bytes", (long long)size);
    vm->runtime->thread_stack_size = (size_t)size;
    return int_value(before);
}

static Value make_handle(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    uint64_t ident;
    if (!is_int(vm, arg[0]))
        return type_error(vm, "ident must be an integer");
    if (!int_as_uint64(vm, arg[0], &ident))
        return 0;
    Value handle = handle_new(vm);
    if (handle) {
        as_handle(handle)->ident = ident;
        as_handle(handle)->started = true;
    }
    return handle;
}

/* Waits for the threads that are not daemons. */
static Value shutdown(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    for (;;) {
        bool waits = false;
        for (ThreadRuntime *thread = vm->runtime->control->threads; thread && !waits; thread = thread->next)
            waits = thread != current_thread(vm) && !thread->daemon && !thread->is_main;
        if (!waits)
            return NONE;
        HostWake *wake = blocking_begin(vm);
        wake_wait(wake, clock_monotonic_ns() + 1000000);
        blocking_end(vm);
        if (!blocking_retry(vm))
            return 0;
    }
}

static Value set_name(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Utf8 name = {0};
    if (!is_str(vm, arg[0]))
        return type_error(vm, "set_name() argument 'name' must be str, not %T", arg[0]);
    if (!str_utf8(vm, arg[0], &name))
        return 0;
    thread_set_name(name.data);
    utf8_free(vm, &name);
    return NONE;
}

/* threading.excepthook: hands the pieces to the library's printer. */
static Value excepthook(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_instance_of(vm, arg[0], &thread_excepthook_args_type))
        return type_error(vm, "_thread._excepthook argument type must be ExceptHookArgs");
    if (tuple_get(arg[0], 0) == type_value(&system_exit_type))
        return NONE;
    Value thread = tuple_get(arg[0], 3), name = 0, text = 0, written = 0, err = sys_get(vm, "stderr");
    if (!err || err == NONE)
        return NONE;
    retain(err);
    name = thread == NONE ? NONE : object_getattr(vm, thread, NAME(name));
    if (name && name != NONE)
        text = str_format(vm, "Exception in thread %S:\n", name);
    else
        text = str_format(vm, "Exception in thread %llu:\n", (unsigned long long)current_thread(vm)->ident);
    written = text ? call_method(vm, err, NAME(write), &text, 1) : 0;
    Value module = written ? runtime_import(vm, "traceback") : 0;
    Value exception = tuple_get(arg[0], 1);
    Value printed = module ? call_method(vm, module, NAME(_print_exception_bltin), &exception, 1) : 0;
    release(vm, printed);
    release(vm, module);
    release(vm, written);
    release(vm, text);
    release(vm, name);
    release(vm, err);
    return printed ? NONE : 0;
}

#define EXCEPTHOOK_ARGS(F)                                                    \
    F(0, "exc_type", "Exception type") F(1, "exc_value", "Exception value")   \
    F(2, "exc_traceback", "Exception traceback") F(3, "thread", "Thread")
#define OWNER &thread_excepthook_args_type
STRUCT_SEQUENCE(thread_excepthook_args_type, SHAPE_THREAD_EXCEPTHOOK_ARGS, "_thread._ExceptHookArgs", EXCEPTHOOK_ARGS, 4, 4,
                "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.");
#undef OWNER

#define OWNER &module_thread
static const Row functions[] = {
    FUNCTION("start_new_thread(function, args, kwargs=<unrepresentable>, /)", start_new_thread, CALL_POSITIONAL,
             "Start a new thread and return its identifier."),
    FUNCTION("start_new(function, args, kwargs=<unrepresentable>, /)", start_new_thread, CALL_POSITIONAL,
             "An obsolete synonym of start_new_thread()."),
    FUNCTION("start_joinable_thread(function, handle=None, daemon=True)", start_joinable_thread, CALL_KEYWORDS,
             "*For internal use only*: start a new thread."),
    FUNCTION("allocate_lock()", allocate_lock, CALL_NOARGS, "Create a new lock object."),
    FUNCTION("allocate()", allocate_lock, CALL_NOARGS, "An obsolete synonym of allocate_lock()."),
    FUNCTION("get_ident()", get_ident, CALL_NOARGS, "Return a non-zero integer that uniquely identifies the current thread."),
    FUNCTION("get_native_id()", get_native_id, CALL_NOARGS, "Return the kernel's number of the current thread."),
    FUNCTION("_get_main_thread_ident()", main_thread_ident, CALL_NOARGS, "Internal only. Return the main thread's identifier."),
    FUNCTION("exit()", exit_thread, CALL_NOARGS, "This is synonymous to ``raise SystemExit''."),
    FUNCTION("exit_thread()", exit_thread, CALL_NOARGS, "An obsolete synonym of exit()."),
    FUNCTION("daemon_threads_allowed()", always, CALL_NOARGS, "Return True if daemon threads are allowed."),
    FUNCTION("_is_main_interpreter()", always, CALL_NOARGS, "Return True if the current interpreter is the main one."),
    FUNCTION("_count()", count_threads, CALL_NOARGS, "Number of threads besides the main one."),
    FUNCTION("interrupt_main(signum=2, /)", interrupt_main, CALL_POSITIONAL, "Simulate the arrival of a signal in the main thread."),
    FUNCTION("stack_size(size=0, /)", stack_size, CALL_POSITIONAL, "Return the thread stack size used when creating new threads."),
    FUNCTION("_make_thread_handle(ident, /)", make_handle, CALL_ONE, "Internal only. Make a thread handle."),
    FUNCTION("_shutdown()", shutdown, CALL_NOARGS, "Internal only. Wait until all non-daemon threads have ended."),
    FUNCTION("set_name(name)", set_name, CALL_KEYWORDS, "Set the name of the current thread."),
    FUNCTION("_excepthook(args, /)", excepthook, CALL_ONE, "Handle uncaught Thread.run() exception."),
    ROWS_END,
};
#undef OWNER

static bool init(Vm *vm, Value module)
{
    Value dict = as_module(module)->dict;
    return dict_set(vm, dict, NAME(lock), type_value(&thread_lock_type)) &&
           dict_set(vm, dict, NAME(LockType), type_value(&thread_lock_type)) &&
           dict_set(vm, dict, NAME(error), type_value(&runtime_error_type)) &&
           dict_set(vm, dict, NAME(TIMEOUT_MAX), float_new(vm, TIMEOUT_MAX_SECONDS)) &&
           dict_set(vm, dict, NAME(_NAME_MAXLEN), int_value(15));
}

static const Type *const types[] = {&thread_rlock_type, &thread_handle_type, &thread_local_type, &thread_excepthook_args_type,
                                    NULL};

const ModuleDef module_thread = {
    .name = "_thread",
    .doc = "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more "
           "convenient interface.",
    .functions = functions,
    .types = types,
    .init = init,
};
