/* process.c - HostProcess: identities, children, limits. Starting programs is spawn.c.
 *
 * Hosts that are not the process: identity is read, never set; children are those that spawn noted. SPDX-License-Identifier: MIT */
#include "host/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/environment.h"
#include "host/host_system.h"
#include "host/spawn.h"
#include "host/wake.h"

enum { FIRST_SLICE_NS = 50000, LAST_SLICE_NS = 10000000 };

static int64_t getid(Host *host, HostId which)
{
    (void)host;
    switch (which) {
    case ID_PID:  return getpid();
    case ID_PPID: return getppid();
    case ID_UID:  return getuid();
    case ID_EUID: return geteuid();
    case ID_GID:  return getgid();
    case ID_EGID: return getegid();
    case ID_PGRP: return getpgrp();
    }
    return -1;
}

static int getresid(Host *host, bool groups, uint32_t ids[3])
{
    (void)host;
    return (groups ? getresgid(&ids[0], &ids[1], &ids[2]) : getresuid(&ids[0], &ids[1], &ids[2])) ? errno : 0;
}

static int setresid(Host *host, bool groups, const uint32_t ids[3])
{
    if (!is_process(host))
        return EPERM;
    return (groups ? setresgid(ids[0], ids[1], ids[2]) : setresuid(ids[0], ids[1], ids[2])) ? errno : 0;
}

static int setid(Host *host, HostId which, uint32_t id)
{
    if (!is_process(host))
        return EPERM;
    switch (which) {
    case ID_UID:  return setuid(id) ? errno : 0;
    case ID_EUID: return seteuid(id) ? errno : 0;
    case ID_GID:  return setgid(id) ? errno : 0;
    case ID_EGID: return setegid(id) ? errno : 0;
    default:      return EINVAL;
    }
}

static int setreid(Host *host, bool groups, uint32_t real, uint32_t effective)
{
    if (!is_process(host))
        return EPERM;
    return (groups ? setregid(real, effective) : setreuid(real, effective)) ? errno : 0;
}

static int get_groups(Host *host, uint32_t *groups, size_t capacity, size_t *count)
{
    (void)host;
    int got = getgroups(capacity > 65536 ? 65536 : (int)capacity, groups);
    if (got < 0)
        return errno;
    *count = (size_t)got;
    return 0;
}

static int set_groups(Host *host, const uint32_t *groups, size_t count)
{
    if (!is_process(host))
        return EPERM;
    return syscall(SYS_setgroups, count, groups) ? errno : 0;
}

static int get_pgid(Host *host, int pid, int *group)
{
    (void)host;
    *group = getpgid(pid);
    return *group < 0 ? errno : 0;
}

static int set_pgid(Host *host, int pid, int group)
{
    if (!is_process(host))
        return EPERM;
    return setpgid(pid, group) ? errno : 0;
}

static int get_sid(Host *host, int pid, int *session)
{
    (void)host;
    *session = getsid(pid);
    return *session < 0 ? errno : 0;
}

static int set_sid(Host *host, int *session)
{
    if (!is_process(host))
        return EPERM;
    *session = setsid();
    return *session < 0 ? errno : 0;
}

static int get_priority(Host *host, int which, unsigned who, int *priority)
{
    (void)host;
    errno = 0;
    *priority = getpriority(which, who);
    return *priority == -1 ? errno : 0;
}

static int set_priority(Host *host, int which, unsigned who, int priority)
{
    if (!is_process(host))
        return EPERM;
    return setpriority(which, who, priority) ? errno : 0;
}

static int nice_by(Host *host, int increment, int *result)
{
    if (!is_process(host) && increment)
        return EPERM;
    errno = 0;
    *result = nice(increment);
    return *result == -1 ? errno : 0;
}

static int affinity_get(Host *host, int pid, uint64_t *bits, size_t words)
{
    (void)host;
    memset(bits, 0, words * sizeof *bits);
    return syscall(SYS_sched_getaffinity, pid, words * sizeof *bits, bits) < 0 ? errno : 0;
}

static int affinity_set(Host *host, int pid, const uint64_t *bits, size_t words)
{
    if (!is_process(host))
        return EPERM;
    return syscall(SYS_sched_setaffinity, pid, words * sizeof *bits, bits) < 0 ? errno : 0;
}

static int yield_now(Host *host)
{
    (void)host;
    return sched_yield() ? errno : 0;
}

/* The link to the note of a child that this host started, or to the end of the list. The mutex is held. */
static Child **find_child(OwnHost *own, int pid)
{
    Child **link = &own->children;
    while (*link && (*link)->pid != pid)
        link = &(*link)->next;
    return link;
}

static bool is_child(OwnHost *own, int pid)
{
    mutex_lock(&own->mutex);
    bool found = *find_child(own, pid) != NULL;
    mutex_unlock(&own->mutex);
    return found;
}

static void forget_child(OwnHost *own, int pid)
{
    mutex_lock(&own->mutex);
    Child **link = find_child(own, pid), *child = *link;
    if (child) {
        *link = child->next;
        free(child);
    }
    mutex_unlock(&own->mutex);
}

static int kill_pid(Host *host, int pid, int number)
{
    if (!is_process(host)) {
        if (pid == getpid())
            return host->signals->raise(host, number);
        if (pid <= 0 || !is_child(own_host(host), pid))
            return EPERM;
    }
    return kill(pid, number) ? errno : 0;
}

static int kill_group(Host *host, int group, int number)
{
    if (!is_process(host) && (group <= 0 || !is_child(own_host(host), group)))
        return EPERM;
    return killpg(group, number) ? errno : 0;
}

static int fork_now(Host *host, int *pid)
{
    if (!is_process(host))
        return EPERM;
    int made = fork();
    if (made < 0)
        return errno;
    *pid = made;
    return 0;
}

static int fork_terminal(Host *host, int *pid, int *controller)
{
    int outer, inner;
    if (!is_process(host))
        return EPERM;
    int status = host->files->openpty(host, &outer, &inner);
    if (status)
        return status;
    int made = fork();
    if (made < 0) {
        status = errno;
        (void)close(outer);
        (void)close(inner);
        return status;
    }
    if (made == 0) {
        (void)close(outer);
        spawn_take_terminal(inner);
    } else {
        (void)close(inner);
        *controller = outer;
    }
    *pid = made;
    return 0;
}

static int exec_program(Host *host, int fd, const char *path, const char *const *arguments,
                        const char *const *environment)
{
    if (!is_process(host))
        return EPERM;
    const char *const *variables = environment ? environment : host->environment->list(host);
    if (path)
        (void)execve(path, (char *const *)(uintptr_t)arguments, (char *const *)(uintptr_t)variables);
    else
        (void)fexecve(fd, (char *const *)(uintptr_t)arguments, (char *const *)(uintptr_t)variables);
    return errno;
}

static void fill_usage(HostUsage *usage, const struct rusage *from)
{
    *usage = (HostUsage){
        .user_us = from->ru_utime.tv_sec * 1000000 + from->ru_utime.tv_usec,
        .system_us = from->ru_stime.tv_sec * 1000000 + from->ru_stime.tv_usec,
        .maxrss = from->ru_maxrss, .ixrss = from->ru_ixrss, .idrss = from->ru_idrss, .isrss = from->ru_isrss,
        .minflt = from->ru_minflt, .majflt = from->ru_majflt, .nswap = from->ru_nswap,
        .inblock = from->ru_inblock, .oublock = from->ru_oublock, .msgsnd = from->ru_msgsnd,
        .msgrcv = from->ru_msgrcv, .nsignals = from->ru_nsignals, .nvcsw = from->ru_nvcsw, .nivcsw = from->ru_nivcsw,
    };
}

/* One look without waiting. *found 0: none has changed. A host that is not the process looks at its own children only. */
static int look(Host *host, int pid, int options, int *found, int *status, struct rusage *usage)
{
    OwnHost *own = own_host(host);
    int      result = ECHILD;

    *found = 0;
    if (is_process(host)) {
        *found = wait4(pid, status, options | WNOHANG, usage);
        return *found < 0 ? errno : 0;
    }
    mutex_lock(&own->mutex);
    for (Child *child = own->children; child; child = child->next) {
        if (pid > 0 && child->pid != pid)
            continue;
        result = 0;
        *found = wait4(child->pid, status, options | WNOHANG, usage);
        if (*found != 0)
            break;
    }
    mutex_unlock(&own->mutex);
    return *found < 0 ? errno : result;
}

/* Until a child may have changed: by its descriptor where the system has one, else in growing slices. */
static int wait_a_while(HostWake *wake, int pid, int64_t *slice_ns)
{
    HostWake own;
    if (pid > 0 && wake) {
        int real = (int)syscall(SYS_pidfd_open, pid, 0);
        if (real >= 0) {
            int status = wait_for(wake, real, POLLIN);
            (void)close(real);
            return status;
        }
    }
    if (!wake)
        wake_init(&own);
    bool raised = wake_wait(wake ? wake : &own, clock_monotonic_ns() + *slice_ns);
    if (*slice_ns < LAST_SLICE_NS)
        *slice_ns *= 2;
    return raised ? EINTR : 0;
}

static int wait_child(Host *host, HostWake *wake, int pid, int options, int *result_pid, int *status, HostUsage *usage)
{
    struct rusage native = {0};
    int64_t       slice_ns = FIRST_SLICE_NS;
    int           found = 0, state = 0, result;

    for (;;) {
        result = look(host, pid, options, &found, &state, &native);
        if (result || found || options & WNOHANG)
            break;
        // A descriptor of the process tells its end only, not that it stopped or went on.
        result = wait_a_while(wake, options & (WUNTRACED | WCONTINUED) ? 0 : pid, &slice_ns);
        if (result)
            break;
    }
    if (result)
        return result;
    *result_pid = found;
    *status = state;
    if (usage)
        fill_usage(usage, &native);
    if (found && (WIFEXITED(state) || WIFSIGNALED(state)))
        forget_child(own_host(host), found);
    return 0;
}

static int waitid_child(Host *host, HostWake *wake, int id_type, int id, int options, HostChildInfo *info)
{
    int64_t slice_ns = FIRST_SLICE_NS;
    Handle  handle = {.real = id, .fd = -1};
    int     status = 0;

    if (!is_process(host) && id_type != P_PIDFD && (id_type != P_PID || !is_child(own_host(host), id)))
        return ECHILD;
    if (id_type == P_PIDFD) {
        status = descriptor_enter(host, id, &handle);
        if (status)
            return status;
    }
    siginfo_t native = {0};
    for (;;) {
        native.si_pid = 0;
        status = waitid((idtype_t)id_type, (id_t)handle.real, &native, options | WNOHANG) ? errno : 0;
        if (status || native.si_pid || options & WNOHANG)
            break;
        bool ends_only = !(options & (WSTOPPED | WCONTINUED));
        status = wait_a_while(wake, ends_only && id_type == P_PID ? id : 0, &slice_ns);
        if (status)
            break;
    }
    if (id_type == P_PIDFD)
        descriptor_leave(host, &handle);
    if (!status)
        *info = (HostChildInfo){native.si_pid, (int)native.si_uid, native.si_signo, native.si_status, native.si_code};
    if (!status && native.si_pid && !(options & WNOWAIT) && native.si_code != CLD_STOPPED &&
        native.si_code != CLD_CONTINUED)
        forget_child(own_host(host), native.si_pid);
    return status;
}

static int pidfd_open_of(Host *host, int pid, unsigned flags, int *fd)
{
    if (!is_process(host) && !is_child(own_host(host), pid))
        return EPERM;
    int real = (int)syscall(SYS_pidfd_open, pid, flags);
    return real < 0 ? errno : descriptor_add(host, real, NULL, 0, fd);
}

static int get_usage(Host *host, int who, HostUsage *usage)
{
    struct rusage native;
    (void)host;
    if (getrusage(who, &native))
        return errno;
    fill_usage(usage, &native);
    return 0;
}

static int get_limit(Host *host, int which, uint64_t soft_hard[2])
{
    struct rlimit limit;
    (void)host;
    if (getrlimit((__rlimit_resource_t)which, &limit))
        return errno;
    soft_hard[0] = limit.rlim_cur;
    soft_hard[1] = limit.rlim_max;
    return 0;
}

static int set_limit(Host *host, int which, const uint64_t soft_hard[2])
{
    struct rlimit limit = {soft_hard[0], soft_hard[1]};
    if (!is_process(host))
        return EPERM;
    return setrlimit((__rlimit_resource_t)which, &limit) ? errno : 0;
}

static void exit_now(Host *host, int status)
{
    OwnHost *own = own_host(host);
    if (is_process(host))
        _exit(status);
    if (!own->has_exited)
        own->exit_status = status;
    own->has_exited = true;
}

static void abort_now(Host *host)
{
    if (is_process(host))
        abort();
    exit_now(host, 128 + SIGABRT);
}

static bool has_exited(Host *host, int *status)
{
    OwnHost *own = own_host(host);
    if (own->has_exited)
        *status = own->exit_status;
    return own->has_exited;
}

const HostProcess host_process = {
    .getid = getid,
    .getresid = getresid,
    .setresid = setresid,
    .setid = setid,
    .setreid = setreid,
    .getgroups = get_groups,
    .setgroups = set_groups,
    .getpgid = get_pgid,
    .setpgid = set_pgid,
    .getsid = get_sid,
    .setsid = set_sid,
    .getpriority = get_priority,
    .setpriority = set_priority,
    .nice = nice_by,
    .affinity_get = affinity_get,
    .affinity_set = affinity_set,
    .sched_yield = yield_now,
    .kill = kill_pid,
    .killpg = kill_group,
    .fork = fork_now,
    .forkpty = fork_terminal,
    .exec = exec_program,
    .spawn = spawn_program,
    .wait = wait_child,
    .waitid = waitid_child,
    .pidfd_open = pidfd_open_of,
    .getrusage = get_usage,
    .getrlimit = get_limit,
    .setrlimit = set_limit,
    .exit = exit_now,
    .abort = abort_now,
    .has_exited = has_exited,
};
