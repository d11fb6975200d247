/* process.c - posix: children, programs, signals to others. SPDX-License-Identifier: MIT */
#include <sys/wait.h>

#include "host/clock.h"
#include "host/process.h"
#include "modules/posix/posix.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/struct_sequence.h"
#include "objects/up.h"

enum { CPU_WORDS = 128 };

static const HostProcess *process(Vm *vm)
{
    return vm->host->process;
}

Value posix_exit(Vm *vm, const Value *arg, size_t count)
{
    int status;
    (void)count;
    if (!int_argument(vm, arg[0], &status))
        return 0;
    process(vm)->exit(vm->host, status);
    // Still here: this isolate is not the process. It may not go on either.
    const Value args[] = {int_value(status)};
    return raise_args(vm, &system_exit_type, args, 1);
}

Value posix_abort(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    process(vm)->abort(vm->host);
    const Value args[] = {int_value(128 + 6)};
    return raise_args(vm, &system_exit_type, args, 1);
}

/* ---- exec ---- */

/* NUL-terminated texts, owned by a list of bytes. */
typedef struct Texts {
    const char **items;                /* NULL at the end */
    size_t       count, room;
    Value        owners;               /* list */
} Texts;

static void texts_drop(Vm *vm, Texts *texts)
{
    if (texts->items)
        mem_free(vm, texts->items, texts->room * sizeof(char *));
    release(vm, texts->owners);
}

static bool texts_init(Vm *vm, Texts *texts, size_t count)
{
    *texts = (Texts){.room = count + 1};
    texts->owners = list_new(vm, count);
    texts->items = texts->owners ? mem_zero(vm, texts->room * sizeof(char *)) : NULL;
    return texts->items != NULL;
}

static bool texts_add(Vm *vm, Texts *texts, Taken bytes)
{
    if (!bytes)
        return false;
    const char *text = as_bytes(bytes)->data;
    if (strlen(text) != as_bytes(bytes)->length) {
        release(vm, bytes);
        (void)value_error(vm, "embedded null byte");
        return false;
    }
    if (!list_append_taken(vm, texts->owners, bytes))
        return false;
    texts->items[texts->count++] = text;
    return true;
}

/* os.fsencode(v) */
static Value encode(Vm *vm, Value v)
{
    Value text = path_fspath(vm, v);
    if (!text || is_bytes(vm, text))
        return text;
    Value bytes = fs_encode(vm, text);
    release(vm, text);
    return bytes;
}

static bool get_arguments(Vm *vm, const char *function, Value v, Texts *texts)
{
    if (!is_list(vm, v) && !is_tuple(vm, v)) {
        (void)type_error(vm, "%s() arg 2 must be a tuple or list", function);
        return false;
    }
    int64_t count = object_length(vm, v);
    if (count < 1) {
        if (count == 0)
            (void)value_error(vm, "%s() arg 2 must not be empty", function);
        return false;
    }
    if (!texts_init(vm, texts, (size_t)count))
        return false;
    for (int64_t i = 0; i < count; i++) {
        Value item = sequence_item(vm, v, i), bytes = item ? encode(vm, item) : 0;
        release(vm, item);
        if (!texts_add(vm, texts, bytes))
            return false;
    }
    if (!texts->items[0][0]) {
        (void)value_error(vm, "%s() arg 2 first element cannot be empty", function);
        return false;
    }
    return true;
}

static bool get_environment(Vm *vm, Value v, Texts *texts)
{
    if (!type_of(vm, v)->slots.subscript || is_str(vm, v) || is_bytes(vm, v)) {
        (void)type_error(vm, "execve: environment must be a mapping object");
        return false;
    }
    Value keys = call_method(vm, v, NAME(keys), NULL, 0), list = keys ? object_to_list(vm, keys) : 0;
    bool  good = list && texts_init(vm, texts, list_length(list));
    release(vm, keys);
    for (size_t i = 0; good && i < list_length(list); i++) {
        Value value = object_getitem(vm, v, list_get(list, i));
        Value name = value ? encode(vm, list_get(list, i)) : 0, text = name ? encode(vm, value) : 0, pair = 0;
        if (text) {
            Bytes *joined = bytes_new(vm, as_bytes(name)->length + 1 + as_bytes(text)->length);
            if (joined) {
                memcpy(joined->data, as_bytes(name)->data, as_bytes(name)->length);
                joined->data[as_bytes(name)->length] = '=';
                memcpy(joined->data + as_bytes(name)->length + 1, as_bytes(text)->data, as_bytes(text)->length);
                pair = value_of(joined);
            }
        }
        if (pair && (!as_bytes(name)->length || memchr(as_bytes(name)->data, '=', as_bytes(name)->length))) {
            (void)value_error(vm, "illegal environment variable name");
            release(vm, pair);
            pair = 0;
        }
        good = texts_add(vm, texts, pair);
        release(vm, value);
        release(vm, name);
        release(vm, text);
    }
    release(vm, list);
    return good;
}

static Value do_exec(Vm *vm, const char *function, const Value *arg, Value environment, int allowed)
{
    OsPath path;
    Texts  arguments = {0}, variables = {0};
    Value  result = 0;

    if (path_get(vm, function, "path", arg[0], allowed, &path) && get_arguments(vm, function, arg[1], &arguments) &&
        (!environment || get_environment(vm, environment, &variables))) {
        int status = process(vm)->exec(vm->host, path.fd, path.text, arguments.items,
                                       environment ? variables.items : NULL);
        result = path_error(vm, status, &path);
    }
    texts_drop(vm, &arguments);
    texts_drop(vm, &variables);
    path_drop(vm, &path);
    return result;
}

Value posix_execv(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_exec(vm, "execv", arg, 0, 0);
}

Value posix_execve(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_exec(vm, "execve", arg, arg[2], PATH_FD);
}

/* ---- fork ---- */

/* Calls the registered functions; errors go to sys.unraisablehook. */
static void run_hooks(Vm *vm, Value hooks, bool backwards)
{
    if (!hooks)
        return;
    Value copy = list_from(vm, as_list(hooks)->items, list_length(hooks));
    if (!copy) {
        exception_clear(vm);
        return;
    }
    size_t count = list_length(copy);
    for (size_t i = 0; i < count; i++) {
        Value hook = list_get(copy, backwards ? count - 1 - i : i), result = call0(vm, hook);
        if (!result)
            vm->up->unraisable(vm, "Exception ignored in fork hook", hook);
        release(vm, result);
    }
    release(vm, copy);
}

static Value do_fork(Vm *vm, bool with_terminal)
{
    PosixState *state = module_state(vm, &module_posix);
    int         pid = -1, controller = -1;

    run_hooks(vm, state->before_fork, true);
    int status = with_terminal ? process(vm)->forkpty(vm->host, &pid, &controller) : process(vm)->fork(vm->host, &pid);
    run_hooks(vm, !status && pid == 0 ? state->after_in_child : state->after_in_parent, false);
    if (status)
        return os_error(vm, status, 0, 0);
    return with_terminal ? tuple_of(vm, 2, int_value(pid), int_value(controller)) : int_value(pid);
}

Value posix_fork(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return do_fork(vm, false);
}

Value posix_forkpty(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return do_fork(vm, true);
}

static bool add_hook(Vm *vm, Value *list, Value hook)
{
    if (!hook)
        return true;
    if (!*list) {
        *list = list_new(vm, 1);
        if (!*list)
            return false;
    }
    return list_append(vm, *list, hook);
}

/* arg: before, after_in_child, after_in_parent; 0: not given */
Value posix_register_at_fork(Vm *vm, const Value *arg, size_t count)
{
    static const char *const names[] = {"before", "after_in_child", "after_in_parent"};
    PosixState              *state = module_state(vm, &module_posix);
    (void)count;

    if (!arg[0] && !arg[1] && !arg[2])
        return type_error(vm, "At least one argument is required.");
    for (int i = 0; i < 3; i++)
        if (arg[i] && !is_callable(vm, arg[i]))
            return type_error(vm, "'%s' must be callable, not %T", names[i], arg[i]);
    return add_hook(vm, &state->before_fork, arg[0]) && add_hook(vm, &state->after_in_child, arg[1]) &&
                   add_hook(vm, &state->after_in_parent, arg[2])
               ? NONE
               : 0;
}

/* ---- waiting ---- */

#define WAITID_FIELDS(F) \
    F(0, "si_pid", NULL) F(1, "si_uid", NULL) F(2, "si_signo", NULL) F(3, "si_status", NULL) F(4, "si_code", NULL)
#define OWNER &waitid_result_type
STRUCT_SEQUENCE(waitid_result_type, SHAPE_WAITID_RESULT, "posix.waitid_result", WAITID_FIELDS, 5, 5,
                "waitid_result: Result from waitid.");
#undef OWNER

/* 0 or an error; EINTR: an exception is set. */
static int wait_for_child(Vm *vm, int pid, int options, int *found, int *state, HostUsage *usage)
{
    int status;
    do {
        HostWake *wake = blocking_begin(vm);
        status = process(vm)->wait(vm->host, wake, pid, options, found, state, usage);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    return status;
}

static Value do_wait(Vm *vm, int pid, int options)
{
    int found, state, status = wait_for_child(vm, pid, options, &found, &state, NULL);
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return tuple_of(vm, 2, int_value(found), int_value(state));
}

Value posix_wait(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return do_wait(vm, -1, 0);
}

Value posix_waitpid(Vm *vm, const Value *arg, size_t count)
{
    int pid, options;
    (void)count;
    if (!int_argument(vm, arg[0], &pid) || !int_argument(vm, arg[1], &options))
        return 0;
    return do_wait(vm, pid, options);
}

/* The resource module's struct_rusage of a HostUsage. */
static Value make_usage(Vm *vm, const HostUsage *usage)
{
    const int64_t numbers[] = {usage->maxrss, usage->ixrss, usage->idrss, usage->isrss, usage->minflt, usage->majflt,
                               usage->nswap, usage->inblock, usage->oublock, usage->msgsnd, usage->msgrcv,
                               usage->nsignals, usage->nvcsw, usage->nivcsw};
    Value         items = list_new(vm, 16), module = 0, type = 0, result = 0;
    bool          good = items && list_append_taken(vm, items, float_new(vm, (double)usage->user_us * 1e-6)) &&
                list_append_taken(vm, items, float_new(vm, (double)usage->system_us * 1e-6));
    for (size_t i = 0; good && i < countof(numbers); i++) {
        Value number = int_from_int64(vm, numbers[i]);
        good = number && list_append_taken(vm, items, number);
    }
    module = good ? vm->up->import(vm, "resource") : 0;
    type = module ? object_getattr(vm, module, NAME(struct_rusage)) : 0;
    if (type)
        result = call1(vm, type, items);
    release(vm, items);
    release(vm, module);
    release(vm, type);
    return result;
}

static Value do_wait4(Vm *vm, int pid, int options)
{
    HostUsage usage = {0};
    int       found, state, status = wait_for_child(vm, pid, options, &found, &state, &usage);
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    Value object = make_usage(vm, &usage);
    Value result = object ? tuple_of(vm, 3, int_value(found), int_value(state), object) : 0;
    release(vm, object);
    return result;
}

Value posix_wait3(Vm *vm, const Value *arg, size_t count)
{
    int options;
    (void)count;
    return int_argument(vm, arg[0], &options) ? do_wait4(vm, -1, options) : 0;
}

Value posix_wait4(Vm *vm, const Value *arg, size_t count)
{
    int pid, options;
    (void)count;
    return int_argument(vm, arg[0], &pid) && int_argument(vm, arg[1], &options) ? do_wait4(vm, pid, options) : 0;
}

Value posix_waitid(Vm *vm, const Value *arg, size_t count)
{
    HostChildInfo info;
    int           type, id, options, status;
    (void)count;
    if (!int_argument(vm, arg[0], &type) || !int_argument(vm, arg[1], &id) || !int_argument(vm, arg[2], &options))
        return 0;
    do {
        HostWake *wake = blocking_begin(vm);
        status = process(vm)->waitid(vm->host, wake, type, id, options, &info);
        blocking_end(vm);
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    if (!info.pid)
        return NONE;
    const Value items[] = {int_value(info.pid), int_value(info.uid), int_value(info.signo), int_value(info.status),
                           int_value(info.code)};
    return struct_sequence_new(vm, &waitid_result_type, items);
}

Value posix_pidfd_open(Vm *vm, const Value *arg, size_t count)
{
    int pid, flags, fd;
    (void)count;
    if (!int_argument(vm, arg[0], &pid) || !int_argument(vm, arg[1], &flags))
        return 0;
    int status = process(vm)->pidfd_open(vm->host, pid, (unsigned)flags, &fd);
    return status ? os_error(vm, status, 0, 0) : int_value(fd);
}

#define STATUS(function, expression, wrap)                                       \
    Value function(Vm *vm, const Value *arg, size_t count)                       \
    {                                                                            \
        int status;                                                              \
        (void)count;                                                             \
        return int_argument(vm, arg[0], &status) ? wrap(expression) : 0;         \
    }
STATUS(posix_wcoredump, WCOREDUMP(status), bool_value)
STATUS(posix_wifcontinued, WIFCONTINUED(status), bool_value)
STATUS(posix_wifstopped, WIFSTOPPED(status), bool_value)
STATUS(posix_wifsignaled, WIFSIGNALED(status), bool_value)
STATUS(posix_wifexited, WIFEXITED(status), bool_value)
STATUS(posix_wexitstatus, WEXITSTATUS(status), int_value)
STATUS(posix_wtermsig, WTERMSIG(status), int_value)
STATUS(posix_wstopsig, WSTOPSIG(status), int_value)
#undef STATUS

Value posix_waitstatus_to_exitcode(Vm *vm, const Value *arg, size_t count)
{
    int status;
    (void)count;
    if (!int_argument(vm, arg[0], &status))
        return 0;
    if (WIFEXITED(status))
        return int_value(WEXITSTATUS(status));
    if (WIFSIGNALED(status))
        return int_value(-WTERMSIG(status));
    if (WIFSTOPPED(status))
        return value_error(vm, "process stopped by delivery of signal %i", WSTOPSIG(status));
    return value_error(vm, "invalid wait status: %i", status);
}

/* ---- shell ---- */

Value posix_system(Vm *vm, const Value *arg, size_t count)
{
    OsPath command;
    Value  result = 0;
    int    pid, found, state;
    (void)count;

    if (!path_get(vm, NULL, "command", arg[0], 0, &command))
        goto done;
    const char *const programs[] = {"/bin/sh", NULL}, *const arguments[] = {"sh", "-c", command.text, NULL};
    HostSpawn         what = {
                .programs = programs, .arguments = arguments, .in = {-1, -1}, .out = {-1, -1}, .err = {-1, -1},
                .error_pipe = {-1, -1}, .process_group = -1, .umask = -1, .restore_signals = true};
    int status = process(vm)->spawn(vm->host, &what, &pid);
    if (status) {
        (void)os_error(vm, status, 0, 0);
        goto done;
    }
    status = wait_for_child(vm, pid, 0, &found, &state, NULL);
    if (status != EINTR)
        result = status ? int_value(-1) : int_value(state);

done:
    path_drop(vm, &command);
    return result;
}

/* ---- signals and priorities ---- */

static Value do_kill(Vm *vm, const Value *arg, int (*how)(Host *, int, int))
{
    int target, number;
    if (!int_argument(vm, arg[0], &target) || !int_argument(vm, arg[1], &number))
        return 0;
    int status = how(vm->host, target, number);
    if (status)
        return os_error(vm, status, 0, 0);
    return vm->up->breaker(vm) ? NONE : 0;       // a signal to ourselves is handled before the call returns
}

Value posix_kill(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_kill(vm, arg, process(vm)->kill);
}

Value posix_killpg(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_kill(vm, arg, process(vm)->killpg);
}

Value posix_nice(Vm *vm, const Value *arg, size_t count)
{
    int increment, result;
    (void)count;
    if (!int_argument(vm, arg[0], &increment))
        return 0;
    int status = process(vm)->nice(vm->host, increment, &result);
    return status ? os_error(vm, status, 0, 0) : int_value(result);
}

Value posix_getpriority(Vm *vm, const Value *arg, size_t count)
{
    int which, who, priority;
    (void)count;
    if (!int_argument(vm, arg[0], &which) || !int_argument(vm, arg[1], &who))
        return 0;
    int status = process(vm)->getpriority(vm->host, which, (unsigned)who, &priority);
    return status ? os_error(vm, status, 0, 0) : int_value(priority);
}

Value posix_setpriority(Vm *vm, const Value *arg, size_t count)
{
    int which, who, priority;
    (void)count;
    if (!int_argument(vm, arg[0], &which) || !int_argument(vm, arg[1], &who) || !int_argument(vm, arg[2], &priority))
        return 0;
    return posix_done(vm, process(vm)->setpriority(vm->host, which, (unsigned)who, priority));
}

Value posix_sched_yield(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    (void)blocking_begin(vm);
    int status = process(vm)->sched_yield(vm->host);
    blocking_end(vm);
    return posix_done(vm, status);
}

Value posix_sched_getaffinity(Vm *vm, const Value *arg, size_t count)
{
    uint64_t bits[CPU_WORDS];
    int      pid;
    (void)count;
    if (!int_argument(vm, arg[0], &pid))
        return 0;
    int status = process(vm)->affinity_get(vm->host, pid, bits, CPU_WORDS);
    if (status)
        return os_error(vm, status, 0, 0);
    Value list = list_new(vm, 0);
    for (int i = 0; list && i < CPU_WORDS * 64; i++)
        if (bits[i / 64] >> (i % 64) & 1 && !list_append(vm, list, int_value(i))) {
            release(vm, list);
            list = 0;
        }
    Value set = list ? call1(vm, type_value(&set_type), list) : 0;
    release(vm, list);
    return set;
}

Value posix_sched_setaffinity(Vm *vm, const Value *arg, size_t count)
{
    uint64_t bits[CPU_WORDS] = {0};
    int      pid, cpu;
    (void)count;
    if (!int_argument(vm, arg[0], &pid))
        return 0;
    Value iterator = object_iter(vm, arg[1]);
    bool  good = iterator != 0;
    while (good) {
        Value item = object_next(vm, iterator);
        if (item == UNBOUND)
            break;
        good = item && is_int(vm, item);
        if (item && !good)
            (void)type_error(vm, "expected an iterator of ints, but iterator yielded %R", type_value(type_of(vm, item)));
        good = good && int_argument(vm, item, &cpu);
        release(vm, item);
        if (good && (cpu < 0 || cpu >= CPU_WORDS * 64)) {
            (void)(cpu < 0 ? value_error(vm, "negative CPU number") : overflow_error(vm, "CPU number too large"));
            good = false;
        }
        if (good)
            bits[cpu / 64] |= (uint64_t)1 << (cpu % 64);
    }
    release(vm, iterator);
    return good ? posix_done(vm, process(vm)->affinity_set(vm->host, pid, bits, CPU_WORDS)) : 0;
}

/* ---- times ---- */

#define TIMES_FIELDS(F) \
    F(0, "user", "user time") F(1, "system", "system time") F(2, "children_user", "user time of children") \
    F(3, "children_system", "system time of children") F(4, "elapsed", "elapsed time since an arbitrary point in the past")
#define OWNER &times_result_type
STRUCT_SEQUENCE(times_result_type, SHAPE_TIMES_RESULT, "posix.times_result", TIMES_FIELDS, 5, 5,
                "times_result: Result from os.times().");
#undef OWNER

Value posix_times(Vm *vm, const Value *arg, size_t count)
{
    int64_t parts[5];
    Value   items[5], result = 0;
    (void)arg, (void)count;

    int status = vm->host->clock->times(vm->host, parts, &parts[4]);
    if (status)
        return os_error(vm, status, 0, 0);
    for (int i = 0; i < 5; i++)
        items[i] = float_new(vm, (double)(parts[i] / 10000000) / 100.0);   // ticks of the system's clock
    if (items[0] && items[1] && items[2] && items[3] && items[4])
        result = struct_sequence_new(vm, &times_result_type, items);
    for (int i = 0; i < 5; i++)
        release(vm, items[i]);
    return result;
}
