/* spawn.c - starting a program: fork, arrange the child, exec.
 *
 * The parent makes a plan (which real descriptor shall stand under which number), so that the child, which may be the copy
 * of one thread among many, only makes system calls: no memory, no locks. What fails in the child before exec is written to
 * the error pipe as "OSError:<errno in hex>:<where>"; where is "noexec:chdir", "noexec", or empty (exec itself).
 *
 * The child's numbers are the isolate's: its descriptor 5, kept, is the program's 5. SPDX-License-Identifier: MIT */
#include "host/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/environment.h"
#include "host/host_system.h"

typedef struct Move {
    int real, high, target;                      /* from, out of everybody's way, to */
} Move;

typedef struct Plan {
    const HostSpawn   *what;
    const char *const *environment;
    Move              *moves;
    size_t             count, room;
    int                highest;                  /* target */
    int                error_real;
    int                folder;                   /* the host's own working directory, or AT_FDCWD */
    unsigned           umask;
    bool               is_process;
    pid_t              group;
} Plan;

/* The child will have `real` under number target. An earlier wish for target is replaced. */
static bool add_move(Plan *plan, int real, int target)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->moves[i].target == target) {
            plan->moves[i].real = real;
            return true;
        }
    if (plan->count == plan->room) {
        size_t room = plan->room * 2 + 8;
        Move  *larger = realloc(plan->moves, room * sizeof *larger);
        if (!larger)
            return false;
        plan->moves = larger;
        plan->room = room;
    }
    plan->moves[plan->count++] = (Move){real, -1, target};
    if (target > plan->highest)
        plan->highest = target;
    return true;
}

/* The real descriptor of one of the isolate's, which the caller keeps open; -1: none, or not a real one. */
static int real_of(Host *host, int fd)
{
    Handle handle;
    if (fd < 0 || descriptor_enter(host, fd, &handle))
        return -1;
    int real = handle.file ? -1 : handle.real;
    descriptor_leave(host, &handle);
    return real;
}

/* A stream of the program: the end of the pipe made for it, or the isolate's own. */
static bool plan_stream(Host *host, Plan *plan, int end, int number, int nothing)
{
    int real = real_of(host, end >= 0 ? end : number);
    if (end < 0 && is_process(host))
        return true;                             // inherited as it is
    return add_move(plan, real >= 0 ? real : nothing, number);
}

static int make_plan(Host *host, Plan *plan, int nothing)
{
    const HostSpawn *what = plan->what;
    OwnHost         *own = own_host(host);
    bool             made = true;

    if (!is_process(host) && !what->close_fds) {
        mutex_lock(&own->mutex);
        for (size_t i = 3; made && i < own->slot_count; i++)
            if (own->slots[i].is_open && own->slots[i].is_inheritable && own->slots[i].real >= 0)
                made = add_move(plan, own->slots[i].real, (int)i);
        mutex_unlock(&own->mutex);
    }
    for (size_t i = 0; made && i < what->keep_count; i++) {
        int real = real_of(host, what->keep[i]);
        if (real >= 0 && what->keep[i] != what->error_pipe[1])
            made = add_move(plan, real, what->keep[i]);
    }
    made = made && plan_stream(host, plan, what->in[0], 0, nothing) &&
           plan_stream(host, plan, what->out[1], 1, nothing) && plan_stream(host, plan, what->err[1], 2, nothing);
    plan->error_real = real_of(host, what->error_pipe[1]);
    return made ? 0 : ENOMEM;
}

/* --- the child: system calls only --- */

static const char *put(char *to, const char *end, const char *text)
{
    while (*text && to < end)
        *to++ = *text++;
    return to;
}

/* Tells the parent why the program did not start, and ends. */
static void fail(int error_fd, int number, const char *where)
{
    char  text[64], digits[16];
    int   count = 0;
    char *end = text + sizeof text, *to = text + (put(text, end, "OSError:") - text);

    do
        digits[count++] = "0123456789abcdef"[number & 15];
    while ((number >>= 4) != 0);
    while (count)
        *to++ = digits[--count];
    *to++ = ':';
    to = text + (put(to, end, where) - text);
    ssize_t ignored = write(error_fd, text, (size_t)(to - text));
    (void)ignored;
    _exit(255);
}

static void restore_signals(void)
{
    static const int ignored[] = {SIGPIPE, SIGXFSZ};
    for (size_t i = 0; i < countof(ignored); i++)
        (void)signal(ignored[i], SIG_DFL);
}

/* Everything out of the way upwards, then each to its number. */
static void arrange_descriptors(Plan *plan, int *error_fd)
{
    int high = fcntl(*error_fd, F_DUPFD_CLOEXEC, plan->highest + 1);
    if (high >= 0)
        *error_fd = high;
    for (size_t i = 0; i < plan->count; i++) {
        plan->moves[i].high = fcntl(plan->moves[i].real, F_DUPFD_CLOEXEC, plan->highest + 1);
        if (plan->moves[i].high < 0)
            fail(*error_fd, errno, "noexec");
    }
    if (plan->folder >= 0) {
        plan->folder = fcntl(plan->folder, F_DUPFD_CLOEXEC, plan->highest + 1);
        if (plan->folder < 0)
            fail(*error_fd, errno, "noexec");
    }
    for (size_t i = 0; i < plan->count; i++)
        if (dup2(plan->moves[i].high, plan->moves[i].target) < 0)
            fail(*error_fd, errno, "noexec");
}

static bool is_target(const Plan *plan, int fd)
{
    for (size_t i = 0; i < plan->count; i++)
        if (plan->moves[i].target == fd)
            return true;
    return false;
}

/* Closes all from 3 on but the planned ones; those that are marked close by themselves. */
static void close_others(const Plan *plan)
{
    for (int fd = 3; fd <= plan->highest; fd++)
        if (!is_target(plan, fd))
            (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    unsigned from = plan->highest < 3 ? 3 : (unsigned)plan->highest + 1;
    (void)syscall(SYS_close_range, from, UINT_MAX, 4 /* CLOSE_RANGE_CLOEXEC */);
}

static void become_user(const HostSpawn *what, int error_fd)
{
    if (what->groups && syscall(SYS_setgroups, what->groups_count, what->groups))
        fail(error_fd, errno, "noexec");
    if (what->has_gid && syscall(SYS_setregid, what->gid, what->gid))
        fail(error_fd, errno, "noexec");
    if (what->has_uid && syscall(SYS_setreuid, what->uid, what->uid))
        fail(error_fd, errno, "noexec");
}

static void run_child(Plan *plan)
{
    const HostSpawn *what = plan->what;
    int              error_fd = plan->error_real, number = ENOENT;

    for (int i = 1; i < SIGNAL_COUNT; i++) {     // handlers of ours must not run in the child before exec
        struct sigaction now;
        if (!sigaction(i, NULL, &now) && now.sa_handler != SIG_IGN && now.sa_handler != SIG_DFL)
            (void)signal(i, SIG_DFL);
    }
    arrange_descriptors(plan, &error_fd);
    if (plan->folder >= 0 && fchdir(plan->folder))
        fail(error_fd, errno, "noexec:chdir");
    if (what->folder && chdir(what->folder))
        fail(error_fd, errno, "noexec:chdir");
    if (what->umask >= 0)
        (void)umask((mode_t)what->umask);
    else if (!plan->is_process)
        (void)umask(plan->umask);
    if (what->restore_signals)
        restore_signals();
    if (what->new_session)
        (void)setsid();
    if (what->process_group >= 0 && setpgid(0, plan->group))
        fail(error_fd, errno, "noexec");
    become_user(what, error_fd);
    if (what->close_fds)
        close_others(plan);
    for (size_t i = 0; what->programs[i]; i++) {
        (void)execve(what->programs[i], (char *const *)(uintptr_t)what->arguments,
                     (char *const *)(uintptr_t)plan->environment);
        if (errno != ENOENT && errno != ENOTDIR)
            number = errno;                      // as a shell: what was there but can't run is the better reason
    }
    fail(error_fd, number == ENOENT ? errno : number, "");
}

/* --- the parent --- */

static int note_child(OwnHost *own, Child *child, int pid)
{
    child->pid = pid;
    mutex_lock(&own->mutex);
    child->next = own->children;
    own->children = child;
    mutex_unlock(&own->mutex);
    return 0;
}

int spawn_program(Host *host, const HostSpawn *what, int *pid)
{
    OwnHost *own = own_host(host);
    Plan     plan = {.what = what, .highest = 2, .folder = -1, .error_real = -1, .group = (pid_t)what->process_group};
    sigset_t all, former;

    if (host->kind == HOST_MEMORY)
        return EPERM;
    plan.is_process = is_process(host);
    plan.umask = own->umask;
    plan.environment = what->environment ? what->environment : host->environment->list(host);
    if (!plan.is_process)
        plan.folder = ((SystemHost *)host)->cwd;
    Child *child = malloc(sizeof *child);
    int    nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
    int    status = child ? make_plan(host, &plan, nothing) : ENOMEM;
    int    made = -1;
    if (!status) {
        (void)sigfillset(&all);                  // no handler of ours runs between fork and the child's own setting
        (void)pthread_sigmask(SIG_SETMASK, &all, &former);
        made = fork();
        if (made == 0) {
            (void)pthread_sigmask(SIG_SETMASK, &former, NULL);
            run_child(&plan);
        }
        status = made < 0 ? errno : 0;
        (void)pthread_sigmask(SIG_SETMASK, &former, NULL);
    }
    if (!status) {
        *pid = made;
        if (!plan.is_process) {
            status = note_child(own, child, made);
            child = NULL;
        }
    }
    if (nothing >= 0)
        (void)close(nothing);
    free(child);
    free(plan.moves);
    return status;
}

void spawn_take_terminal(int terminal)
{
    (void)setsid();
    (void)ioctl(terminal, TIOCSCTTY, 0);
    for (int i = 0; i < 3; i++)
        (void)dup2(terminal, i);
    if (terminal > 2)
        (void)close(terminal);
}
