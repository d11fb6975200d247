/* signal.c - the module _signal: handlers in Python for the signals of the isolate's host.
 *
 * A signal that comes sets a bit in the host, raises the main thread's wake and asks for attention in the control block; at
 * its next safe point the main thread calls run_handlers. Only the main thread sets handlers and runs them. Importing the
 * module is what CPython does at its start: SIGINT gets default_int_handler unless it is ignored, SIGPIPE and SIGXFSZ are
 * ignored. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <signal.h>
#include <sys/stat.h>

#include "host/files.h"
#include "host/process.h"
#include "host/signals.h"
#include "modules/blocking.h"
#include "modules/os_path.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"
#include "runtime/runtime.h"

extern const ModuleDef module_signal;

typedef struct SignalState {
    Value handlers[SIGNAL_COUNT];  /* callable, int_value(0) SIG_DFL, int_value(1) SIG_IGN, NONE: not ours */
    Value timer_error;             /* signal.ItimerError */
    bool  warns_when_full;
} SignalState;

#define INFO_FIELDS(F) \
    F(0, "si_signo", "signal number") F(1, "si_code", "signal code") \
    F(2, "si_errno", "errno associated with this signal") F(3, "si_pid", "sending process ID") \
    F(4, "si_uid", "real user ID of sending process") F(5, "si_status", "exit value or signal") \
    F(6, "si_band", "band event for SIGPOLL")
#define OWNER &struct_siginfo_type
STRUCT_SEQUENCE(struct_siginfo_type, SHAPE_STRUCT_SIGINFO, "signal.struct_siginfo", INFO_FIELDS, 7, 7,
                "struct_siginfo: Result from sigwaitinfo or sigtimedwait.");
#undef OWNER

static SignalState *state_of(Vm *vm)
{
    return module_state(vm, &module_signal);
}

static const HostSignals *signals(Vm *vm)
{
    return vm->host->signals;
}

static bool check_number(Vm *vm, int number)
{
    if (number >= 1 && number < SIGNAL_COUNT)
        return true;
    return value_error(vm, "signal number out of range") != 0;
}

static bool get_number(Vm *vm, Value v, int *number)
{
    return int_argument(vm, v, number) && check_number(vm, *number);
}

/* ---- running handlers ---- */

/* The frame that the handler is shown; None where there is none. */
static Value current_frame(Vm *vm)
{
    Value sys = vm->up->import(vm, "sys"), frame = sys ? call_method(vm, sys, NAME(_getframe), NULL, 0) : 0;
    release(vm, sys);
    if (!frame) {
        exception_clear(vm);
        return NONE;
    }
    return frame;
}

/* Called by the main thread's breaker. False: a handler raised. */
static bool run_handlers(Vm *vm)
{
    SignalState *state = state_of(vm);
    uint64_t     bits = state ? signals(vm)->take(vm->host) : 0;
    bool         done = true;

    for (int number = 1; bits && done; number++, bits >>= 1) {
        Value handler = state->handlers[number];
        if (!(bits & 1) || !is_object(handler))
            continue;
        Value frame = current_frame(vm);
        retain(handler);
        const Value args[] = {int_value(number), frame};
        Value       result = call(vm, handler, args, 2, 0);
        release(vm, handler);
        release(vm, frame);
        release(vm, result);
        done = result != 0;
    }
    return done;
}

static Value default_int_handler(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return raise_none(vm, &keyboard_interrupt_type);
}

/* ---- handlers ---- */

static Value signal_row(Vm *vm, const Value *arg, size_t count)
{
    SignalState     *state = state_of(vm);
    HostSignalAction action = SIGNAL_CAUGHT;
    int              number;
    (void)count;

    if (!int_argument(vm, arg[0], &number))
        return 0;
    if (!current_thread(vm)->is_main)
        return value_error(vm, "signal only works in main thread of the main interpreter");
    if (!check_number(vm, number))
        return 0;
    Value handler = retain(arg[1]);
    if (!is_callable(vm, handler)) {             // an int, or a member of signal.Handlers
        int is_default = object_equal(vm, handler, int_value(0));
        int is_ignore = is_default ? 0 : object_equal(vm, handler, int_value(1));
        release(vm, handler);
        if (is_default < 0 || is_ignore < 0)
            return 0;
        if (!is_default && !is_ignore)
            return type_error(vm, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object");
        action = is_default ? SIGNAL_DEFAULT : SIGNAL_IGNORE;
        handler = int_value(is_ignore);
    }
    if (!vm->up->breaker(vm)) {                  // what has come is for the handler that was set then
        release(vm, handler);
        return 0;
    }
    int status = signals(vm)->set(vm->host, number, action);
    if (status) {
        release(vm, handler);
        return os_error(vm, status, 0, 0);
    }
    Value former = state->handlers[number];
    state->handlers[number] = handler;
    return former ? former : NONE;
}

static Value getsignal_row(Vm *vm, const Value *arg, size_t count)
{
    int number;
    (void)count;
    if (!get_number(vm, arg[0], &number))
        return 0;
    Value handler = state_of(vm)->handlers[number];
    return handler ? retain(handler) : NONE;
}

static Value strsignal_row(Vm *vm, const Value *arg, size_t count)
{
    int number;
    (void)count;
    if (!get_number(vm, arg[0], &number))
        return 0;
    const char *text = signal_text(number);
    return text ? str_from_cstring(vm, text) : NONE;
}

static Value siginterrupt_row(Vm *vm, const Value *arg, size_t count)
{
    int number, flag;
    (void)count;
    if (!get_number(vm, arg[0], &number) || !int_argument(vm, arg[1], &flag))
        return 0;
    int status = signals(vm)->siginterrupt(vm->host, number, flag);
    return status ? os_error(vm, status, 0, 0) : NONE;
}

/* arg: fd, warn_on_full_buffer */
static Value set_wakeup_fd_row(Vm *vm, const Value *arg, size_t count)
{
    HostStat stat;
    bool     blocking;
    int      fd, former, warns = object_truth(vm, arg[1]), status;
    (void)count;

    if (warns < 0 || !int_argument(vm, arg[0], &fd))
        return 0;
    if (!current_thread(vm)->is_main)
        return value_error(vm, "set_wakeup_fd only works in main thread of the main interpreter");
    if (fd != -1) {
        status = vm->host->files->fstat(vm->host, fd, &stat);
        if (!status)
            status = vm->host->files->get_blocking(vm->host, fd, &blocking);
        if (status)
            return os_error(vm, status, 0, 0);
        if (blocking)
            return value_error(vm, "the fd %i must be in non-blocking mode", fd);
    }
    status = signals(vm)->set_wakeup_fd(vm->host, fd, &former);
    if (status)
        return os_error(vm, status, 0, 0);
    state_of(vm)->warns_when_full = warns;
    return int_value(former);
}

/* ---- sending ---- */

/* Signals to ourselves are handled before the call returns. */
static Value sent(Vm *vm, int status)
{
    if (status)
        return os_error(vm, status, 0, 0);
    return vm->up->breaker(vm) ? NONE : 0;
}

static Value raise_signal_row(Vm *vm, const Value *arg, size_t count)
{
    int number;
    (void)count;
    return int_argument(vm, arg[0], &number) ? sent(vm, signals(vm)->raise(vm->host, number)) : 0;
}

static Value pthread_kill_row(Vm *vm, const Value *arg, size_t count)
{
    uint64_t ident;
    int      number;
    (void)count;
    if (!int_as_uint64(vm, arg[0], &ident) || !int_argument(vm, arg[1], &number))
        return 0;
    return sent(vm, signals(vm)->thread_kill(vm->host, ident, number));
}

/* ---- waiting ---- */

static Value alarm_row(Vm *vm, const Value *arg, size_t count)
{
    unsigned left;
    int      seconds;
    (void)count;
    if (!int_argument(vm, arg[0], &seconds))
        return 0;
    int status = signals(vm)->alarm(vm->host, (unsigned)seconds, &left);
    return status ? os_error(vm, status, 0, 0) : int_value(left);
}

static Value pause_row(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    HostWake *wake = blocking_begin(vm);
    (void)signals(vm)->pause(vm->host, wake);
    blocking_end(vm);
    return blocking_retry(vm) ? NONE : 0;
}

/* Seconds as microseconds, rounded up away from 0. */
static bool microseconds(Vm *vm, Value v, int64_t *result)
{
    double seconds;
    if (!object_as_double(vm, v, &seconds))
        return false;
    if (seconds != seconds)
        return value_error(vm, "Invalid value NaN (not a number)") != 0;
    if (seconds > 9e12 || seconds < -9e12)
        return overflow_error(vm, "timestamp out of range for C PyTime_t") != 0;
    double scaled = seconds * 1e6;
    *result = (int64_t)(scaled < 0 ? __builtin_floor(scaled) : __builtin_ceil(scaled));
    return true;
}

static Value timer_pair(Vm *vm, const int64_t us[2])
{
    Value value = float_new(vm, (double)us[0] / 1e6), interval = float_new(vm, (double)us[1] / 1e6), pair = 0;
    if (value && interval)
        pair = tuple_of(vm, 2, value, interval);
    release(vm, value);
    release(vm, interval);
    return pair;
}

/* ItimerError(errno, text) */
static Value timer_failed(Vm *vm, int status)
{
    (void)os_error(vm, status, 0, 0);
    Value plain = exception_take(vm), args = object_getattr(vm, plain, NAME(args));
    Value error = args ? call_tuple(vm, state_of(vm)->timer_error, args, 0) : 0;
    release(vm, plain);
    release(vm, args);
    return error ? raise_instance(vm, error) : 0;
}

/* arg: which, seconds, interval */
static Value setitimer_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t next[2], former[2];
    int     which;
    (void)count;
    if (!int_argument(vm, arg[0], &which) || !microseconds(vm, arg[1], &next[0]) || !microseconds(vm, arg[2], &next[1]))
        return 0;
    int status = signals(vm)->setitimer(vm->host, which, next, former);
    return status ? timer_failed(vm, status) : timer_pair(vm, former);
}

static Value getitimer_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t now[2];
    int     which;
    (void)count;
    if (!int_argument(vm, arg[0], &which))
        return 0;
    int status = signals(vm)->setitimer(vm->host, which, NULL, now);
    return status ? timer_failed(vm, status) : timer_pair(vm, now);
}

/* ---- sets ---- */

static bool bits_of(Vm *vm, Value set, uint64_t *bits)
{
    Value iterator = object_iter(vm, set);
    bool  good = iterator != 0;
    *bits = 0;
    while (good) {
        int   number;
        Value item = object_next(vm, iterator);
        if (item == UNBOUND)
            break;
        good = item && int_argument(vm, item, &number);
        release(vm, item);
        if (good && (number < 1 || number >= SIGNAL_COUNT)) {
            (void)value_error(vm, "signal number %d out of range [1; %d]", number, SIGNAL_COUNT - 1);
            good = false;
        }
        if (good)
            *bits |= (uint64_t)1 << (number - 1);
    }
    release(vm, iterator);
    return good;
}

static Value set_of(Vm *vm, uint64_t bits)
{
    Value list = list_new(vm, 0);
    for (int number = 1; list && number < SIGNAL_COUNT; number++)
        if (bits >> (number - 1) & 1 && !list_append(vm, list, int_value(number))) {
            release(vm, list);
            list = 0;
        }
    Value set = list ? call1(vm, type_value(&set_type), list) : 0;
    release(vm, list);
    return set;
}

static Value pthread_sigmask_row(Vm *vm, const Value *arg, size_t count)
{
    uint64_t set, former;
    int      how;
    (void)count;
    if (!int_argument(vm, arg[0], &how) || !bits_of(vm, arg[1], &set))
        return 0;
    int status = signals(vm)->mask(vm->host, how, &set, &former);
    if (status)
        return os_error(vm, status, 0, 0);
    return vm->up->breaker(vm) ? set_of(vm, former) : 0;   // unblocked ones come now
}

static Value sigpending_row(Vm *vm, const Value *arg, size_t count)
{
    uint64_t set;
    (void)arg, (void)count;
    int status = signals(vm)->pending(vm->host, &set);
    return status ? os_error(vm, status, 0, 0) : set_of(vm, set);
}

static Value valid_signals_row(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return set_of(vm, ~((uint64_t)3 << 31));     // 32 and 33 are the C library's own
}

/* Waits for one of a set. 0 or an error; EINTR: exception. */
static int wait_for(Vm *vm, Value set, int64_t timeout_ns, int info[7], bool *failed)
{
    uint64_t bits;
    int      status;
    *failed = !bits_of(vm, set, &bits);
    if (*failed)
        return EINTR;
    do {
        HostWake *wake = blocking_begin(vm);
        status = signals(vm)->wait(vm->host, wake, bits, timeout_ns, info);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return status;
}

static Value make_info(Vm *vm, const int info[7])
{
    Value items[7];
    for (int i = 0; i < 7; i++)
        items[i] = int_value(info[i]);
    return struct_sequence_new(vm, &struct_siginfo_type, items);
}

static Value sigwait_row(Vm *vm, const Value *arg, size_t count)
{
    int  info[7];
    bool failed;
    (void)count;
    int status = wait_for(vm, arg[0], -1, info, &failed);
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return int_value(info[0]);
}

static Value sigwaitinfo_row(Vm *vm, const Value *arg, size_t count)
{
    int  info[7];
    bool failed;
    (void)count;
    int status = wait_for(vm, arg[0], -1, info, &failed);
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return make_info(vm, info);
}

static Value sigtimedwait_row(Vm *vm, const Value *arg, size_t count)
{
    int64_t us;
    int     info[7];
    bool    failed;
    (void)count;
    if (!microseconds(vm, arg[1], &us))
        return 0;
    if (us < 0)
        return value_error(vm, "timeout must be non-negative");
    int status = wait_for(vm, arg[0], us * 1000, info, &failed);
    if (status == EAGAIN)
        return NONE;
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return make_info(vm, info);
}

/* ---- the module ---- */

/* Handlers as the host has them now, and CPython's own settings of its start. */
static bool find_handlers(Vm *vm, SignalState *state, Value module)
{
    Value int_handler = dict_find_cstring(vm, as_module(module)->dict, "default_int_handler");
    if (!int_handler || int_handler == UNBOUND)
        return int_handler != 0;
    retain(int_handler);
    for (int number = 1; number < SIGNAL_COUNT; number++) {
        HostSignalAction action;
        Value            handler = NONE;
        if (!signals(vm)->get(vm->host, number, &action)) {
            if (action == SIGNAL_DEFAULT && number == SIGINT && !signals(vm)->set(vm->host, number, SIGNAL_CAUGHT))
                handler = retain(int_handler);
            else if (action == SIGNAL_DEFAULT && (number == SIGPIPE || number == SIGXFSZ))
                handler = int_value(!signals(vm)->set(vm->host, number, SIGNAL_IGNORE));
            else if (action != SIGNAL_FOREIGN)
                handler = int_value(action == SIGNAL_IGNORE);
        }
        state->handlers[number] = handler;
    }
    release(vm, int_handler);
    return true;
}

static bool init(Vm *vm, Value module)
{
    SignalState *state = state_of(vm);
    Value        name = str_from_cstring(vm, "ItimerError"), dict = dict_new(vm), bases = 0, owner = 0;

    bases = tuple_of(vm, 1, type_value(&os_error_type));
    owner = str_from_cstring(vm, "signal");
    bool done = name && dict && bases && owner && dict_set(vm, dict, NAME(__module__), owner);
    if (done) {
        const Value args[] = {name, bases, dict};
        state->timer_error = call(vm, type_value(&type_type), args, 3, 0);
        done = state->timer_error && dict_set(vm, as_module(module)->dict, name, state->timer_error) &&
               find_handlers(vm, state, module);
    }
    release(vm, name);
    release(vm, dict);
    release(vm, bases);
    release(vm, owner);
    if (done) {
        vm->runtime->handle_signals = run_handlers;
        signals(vm)->attach(vm->host, &vm->runtime->main_thread->wake, &vm->runtime->control->request, REQUEST_SIGNAL);
    }
    return done;
}

static void drop_state(Vm *vm, void *pointer)
{
    SignalState *state = pointer;
    signals(vm)->attach(vm->host, NULL, NULL, 0);
    vm->runtime->handle_signals = NULL;
    for (int number = 1; number < SIGNAL_COUNT; number++)
        replace(vm, &state->handlers[number], 0);
    replace(vm, &state->timer_error, 0);
}

static bool traverse_state(void *pointer, VisitFn visit, void *arg)
{
    SignalState *state = pointer;
    for (int number = 1; number < SIGNAL_COUNT; number++)
        if (is_object(state->handlers[number]) && !visit(state->handlers[number], arg))
            return false;
    return !state->timer_error || visit(state->timer_error, arg);
}

#define OWNER &module_signal
static const Row functions[] = {
    FUNCTION("default_int_handler(signalnum, frame, /)", default_int_handler, CALL_POSITIONAL,
             "The default handler for SIGINT installed by Python."),
    FUNCTION("alarm(seconds, /)", alarm_row, CALL_ONE, "Arrange for SIGALRM to arrive after the given number of seconds."),
    FUNCTION("setitimer(which, seconds, interval=0.0, /)", setitimer_row, CALL_POSITIONAL,
             "Sets given itimer (one of ITIMER_REAL, ITIMER_VIRTUAL or ITIMER_PROF)."),
    FUNCTION("getitimer(which, /)", getitimer_row, CALL_ONE, "Returns current value of given itimer."),
    FUNCTION("signal(signalnum, handler, /)", signal_row, CALL_POSITIONAL, "Set the action for the given signal."),
    FUNCTION("raise_signal(signalnum, /)", raise_signal_row, CALL_ONE, "Send a signal to the executing process."),
    FUNCTION("strsignal(signalnum, /)", strsignal_row, CALL_ONE, "Return the system description of the given signal."),
    FUNCTION("getsignal(signalnum, /)", getsignal_row, CALL_ONE, "Return the current action for the given signal."),
    FUNCTION("set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", set_wakeup_fd_row, CALL_KEYWORDS,
             "Sets the fd to be written to (with the signal number) when a signal comes in."),
    FUNCTION("siginterrupt(signalnum, flag, /)", siginterrupt_row, CALL_POSITIONAL, "Change system call restart behaviour."),
    FUNCTION("pause()", pause_row, CALL_NOARGS, "Wait until a signal arrives."),
    FUNCTION("pthread_kill(thread_id, signalnum, /)", pthread_kill_row, CALL_POSITIONAL, "Send a signal to a thread."),
    FUNCTION("pthread_sigmask(how, mask, /)", pthread_sigmask_row, CALL_POSITIONAL,
             "Fetch and/or change the signal mask of the calling thread."),
    FUNCTION("sigpending()", sigpending_row, CALL_NOARGS, "Examine pending signals."),
    FUNCTION("sigwait(sigset, /)", sigwait_row, CALL_ONE, "Wait for a signal."),
    FUNCTION("sigwaitinfo(sigset, /)", sigwaitinfo_row, CALL_ONE, "Wait synchronously until one of the signals in *sigset* is delivered."),
    FUNCTION("sigtimedwait(sigset, timeout, /)", sigtimedwait_row, CALL_POSITIONAL,
             "Like sigwaitinfo(), but with a timeout."),
    FUNCTION("valid_signals()", valid_signals_row, CALL_NOARGS, "Return a set of valid signal numbers on this platform."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/signal_constants.def"
#undef CONSTANT
    {0}
};

static const Type *const types[] = {&struct_siginfo_type, NULL};

const ModuleDef module_signal = {
    .name = "_signal",
    .doc = "This module provides mechanisms to use signal handlers in Python.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
    .state_size = sizeof(SignalState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
