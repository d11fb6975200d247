/* permissions.c - see permissions.h. SPDX-License-Identifier: MIT */
#include "host/permissions.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "host/environment.h"
#include "host/folders.h"
#include "host/host_system.h"

enum { MOST_LINKS = 40, MOST_VARIABLES = 4096 };

struct HostGuard {
    const HostFiles       *files;                /* the host's own tables */
    const HostFolders     *folders;
    const HostProcess     *process;
    const HostEnvironment *environment;
    HostFiles              guarded_files;        /* and what stands before them */
    HostFolders            guarded_folders;
    HostProcess            guarded_process;
    HostEnvironment        guarded_environment;
    char                 **read, **write, **programs, **variables;   /* NULL: no restriction */
    const char           **seen;                 /* the list last handed out by environment->list */
};

typedef enum Purpose { TO_READ, TO_WRITE, TO_RUN } Purpose;

/* A path that was found permitted: the folder above it, and its last name. */
typedef struct Entrance {
    int  folder;                                 /* for the inner tables */
    int  real;                                   /* to be closed; -1: none */
    char path[PATH_MAX];                         /* canonical */
    const char *name;                            /* of the last part, or the whole path */
} Entrance;

/* ---- canonical paths ---- */

/* The absolute path that a relative one begins at. */
static int begin_at(Host *host, int folder, char *path)
{
    char    link[40];
    Handle  handle;

    if (folder == HOST_CWD)
        return host->guard->folders->getcwd(host, path, PATH_MAX);
    int status = descriptor_enter(host, folder, &handle);
    if (status)
        return status;
    status = EACCES;
    if (!handle.file) {
        static const char prefix[] = "/proc/self/fd/";
        char             *to = link + sizeof prefix - 1, digits[12];
        int               count = 0, number = handle.real;
        memcpy(link, prefix, sizeof prefix);
        do
            digits[count++] = (char)('0' + number % 10);
        while (number /= 10);
        while (count)
            *to++ = digits[--count];
        *to = 0;
        ssize_t length = readlink(link, path, PATH_MAX - 1);
        if (length > 0 && path[0] == '/') {
            path[length] = 0;
            status = 0;
        }
    }
    descriptor_leave(host, &handle);
    return status;
}

/* Takes the last part off. */
static void go_up(char *path)
{
    char *slash = strrchr(path, '/');
    if (slash)
        *slash = 0;
}

/* Appends one part. */
static int go_down(char *path, const char *part, size_t length)
{
    size_t used = strlen(path);
    if (used + 1 + length >= PATH_MAX)
        return ENAMETOOLONG;
    path[used] = '/';
    memcpy(path + used + 1, part, length);
    path[used + 1 + length] = 0;
    return 0;
}

/* The link at the end of `path` is replaced by its target, before what is `rest` of the way. */
static int follow_link(Host *host, char *path, char *rest, const char *after)
{
    char   target[PATH_MAX], left[PATH_MAX];
    size_t length;
    int    status = host->guard->folders->readlink(host, HOST_CWD, path, target, sizeof target - 1, &length);

    if (status)
        return status;
    target[length] = 0;
    if (length + 1 + strlen(after) >= PATH_MAX)
        return ENAMETOOLONG;
    (void)strcpy(left, after);
    (void)strcpy(rest, target);
    if (left[0]) {
        (void)strcat(rest, "/");
        (void)strcat(rest, left);
    }
    go_up(path);
    if (target[0] == '/')
        path[0] = 0;
    return 0;
}

/* `path` without links, "." and "..", as absolute text in out; "" is the root. Only its last part may be missing. */
static int make_canonical(Host *host, int folder, const char *path, bool follow, char *out)
{
    char rest[PATH_MAX];
    int  links = MOST_LINKS, status = 0;

    if (!*path)
        return ENOENT;
    if (strlen(path) >= PATH_MAX)
        return ENAMETOOLONG;
    (void)strcpy(rest, path);
    out[0] = 0;
    if (path[0] != '/')
        status = begin_at(host, folder, out);
    if (strcmp(out, "/") == 0)
        out[0] = 0;
    for (char *next = rest; !status;) {
        HostStat stat;
        next += strspn(next, "/");
        size_t length = strcspn(next, "/");
        if (!length)
            break;
        const char *after = next + length + strspn(next + length, "/");
        if (length == 1 && next[0] == '.') {
            next = (char *)(uintptr_t)after;
            continue;
        }
        if (length == 2 && next[0] == '.' && next[1] == '.') {
            go_up(out);
            next = (char *)(uintptr_t)after;
            continue;
        }
        status = go_down(out, next, length);
        if (status)
            break;
        int found = host->guard->folders->stat(host, HOST_CWD, out, false, &stat);
        if (found) {
            if (found != ENOENT || *after)
                status = found;
            break;
        }
        bool is_link = (stat.mode & 0170000) == 0120000, ends = !*after;
        if (is_link && (!ends || follow || next[length] == '/')) {
            char copy[PATH_MAX];
            (void)strcpy(copy, after);
            status = --links ? follow_link(host, out, rest, copy) : ELOOP;
            next = rest;
            continue;
        }
        next = (char *)(uintptr_t)after;
    }
    return status;
}

/* ---- what is permitted ---- */

static bool is_below(const char *path, char **roots)
{
    for (; *roots; roots++) {
        size_t length = strlen(*roots);
        if (strncmp(path, *roots, length) == 0 && (path[length] == '/' || !path[length]))
            return true;
    }
    return false;
}

static bool is_permitted(const HostGuard *guard, const char *path, Purpose purpose)
{
    switch (purpose) {
    case TO_RUN:   return !guard->programs || is_below(path, guard->programs);
    case TO_WRITE: return !guard->write || is_below(path, guard->write);
    default:       return !guard->read || is_below(path, guard->read) || (guard->write && is_below(path, guard->write));
    }
}

/* Opens a canonical folder so that no link can have been put into the way. */
static int open_folder(const char *path)
{
    struct open_how how = {.flags = O_PATH | O_DIRECTORY | O_CLOEXEC,
                           .resolve = RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS};
    int             real = (int)syscall(SYS_openat2, AT_FDCWD, *path ? path : "/", &how, sizeof how);
    if (real >= 0 || errno != ENOSYS)
        return real;
    real = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);   // an old kernel: part by part
    while (real >= 0 && *path) {
        char   part[NAME_MAX + 1];
        size_t length = strcspn(++path, "/");
        if (length > NAME_MAX)
            length = NAME_MAX;
        memcpy(part, path, length);
        part[length] = 0;
        int next = openat(real, part, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        (void)close(real);
        real = next;
        path += length;
    }
    return real;
}

/* Checks a path and opens the folder above it. entrance_leave in any case. */
static int entrance_open(Host *host, int folder, const char *path, bool follow, Purpose purpose, Entrance *entrance)
{
    entrance->real = -1;
    if (folder < 0 && folder != HOST_CWD)
        return EBADF;
    int status = make_canonical(host, folder, path, follow, entrance->path);
    if (status)
        return status;
    if (!is_permitted(host->guard, entrance->path, purpose))
        return EACCES;
    entrance->folder = HOST_CWD;
    entrance->name = *entrance->path ? entrance->path : "/";
    if (host->kind == HOST_MEMORY || !*entrance->path)
        return 0;
    char *slash = strrchr(entrance->path, '/');
    *slash = 0;
    entrance->real = open_folder(entrance->path);
    status = entrance->real < 0 ? errno : 0;
    *slash = '/';
    entrance->folder = HOST_REAL_BASE - entrance->real;
    entrance->name = slash + 1;
    return status;
}

static int entrance_leave(Entrance *entrance, int status)
{
    if (entrance->real >= 0)
        (void)close(entrance->real);
    return status;
}

/* ---- the guarded tables ---- */

static int guarded_open(Host *host, HostWake *wake, int folder, const char *path, int flags, unsigned mode, int *fd)
{
    Entrance entrance;
    bool     writes = (flags & O_ACCMODE) != O_RDONLY || flags & (O_CREAT | O_TRUNC | O_APPEND);
    bool     follow = !(flags & O_NOFOLLOW) && !(flags & O_CREAT && flags & O_EXCL);
    int      status = entrance_open(host, folder, path, follow, writes ? TO_WRITE : TO_READ, &entrance);
    if (!status)
        status = host->guard->files->open(host, wake, entrance.folder, entrance.name, flags | O_NOFOLLOW, mode, fd);
    return entrance_leave(&entrance, status);
}

/* The rows that hand one path on. `inner` is the call of the host's own table, in which e is the entrance. */
#define ONE_PATH(follows, purpose, inner)                                                 \
    Entrance e;                                                                           \
    int      status = entrance_open(host, folder, path, follows, purpose, &e);            \
    if (!status)                                                                          \
        status = host->guard->folders->inner;                                             \
    return entrance_leave(&e, status)

static int guarded_stat(Host *host, int folder, const char *path, bool follow, HostStat *result)
{
    ONE_PATH(follow, TO_READ, stat(host, e.folder, e.name, false, result));
}

static int guarded_access(Host *host, int folder, const char *path, int mode, bool effective, bool follow)
{
    ONE_PATH(follow, mode & W_OK ? TO_WRITE : TO_READ, access(host, e.folder, e.name, mode, effective, true));
}

static int guarded_chmod(Host *host, int folder, const char *path, unsigned mode, bool follow)
{
    ONE_PATH(follow, TO_WRITE, chmod(host, e.folder, e.name, mode, true));
}

static int guarded_chown(Host *host, int folder, const char *path, uint32_t uid, uint32_t gid, bool follow)
{
    ONE_PATH(follow, TO_WRITE, chown(host, e.folder, e.name, uid, gid, false));
}

static int guarded_utimens(Host *host, int folder, const char *path, const int64_t seconds[2], const int32_t ns[2],
                           bool follow)
{
    ONE_PATH(follow, TO_WRITE, utimens(host, e.folder, e.name, seconds, ns, false));
}

static int guarded_mkdir(Host *host, int folder, const char *path, unsigned mode)
{
    ONE_PATH(false, TO_WRITE, mkdir(host, e.folder, e.name, mode));
}

static int guarded_rmdir(Host *host, int folder, const char *path)
{
    ONE_PATH(false, TO_WRITE, rmdir(host, e.folder, e.name));
}

static int guarded_unlink(Host *host, int folder, const char *path)
{
    ONE_PATH(false, TO_WRITE, unlink(host, e.folder, e.name));
}

static int guarded_symlink(Host *host, const char *target, int folder, const char *path)
{
    ONE_PATH(false, TO_WRITE, symlink(host, target, e.folder, e.name));
}

static int guarded_readlink(Host *host, int folder, const char *path, char *target, size_t size, size_t *length)
{
    ONE_PATH(false, TO_READ, readlink(host, e.folder, e.name, target, size, length));
}

static int guarded_mknod(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    ONE_PATH(false, TO_WRITE, mknod(host, e.folder, e.name, mode, device));
}

static int guarded_mkfifo(Host *host, int folder, const char *path, unsigned mode)
{
    ONE_PATH(false, TO_WRITE, mkfifo(host, e.folder, e.name, mode));
}

static int guarded_statvfs(Host *host, int folder, const char *path, HostVolume *result)
{
    ONE_PATH(true, TO_READ, statvfs(host, e.folder, e.name, result));
}
#undef ONE_PATH

static int guarded_list_open(Host *host, int folder, const char *path, HostList **list)
{
    Entrance entrance;
    if (!path)
        return host->guard->folders->list_open(host, folder, NULL, list);
    int status = entrance_open(host, folder, path, true, TO_READ, &entrance);
    if (!status)
        status = host->guard->folders->list_open(host, entrance.folder, entrance.name, list);
    return entrance_leave(&entrance, status);
}

/* Two paths, both to be changed: a hard link to what may only be read would be a way to write it. */
static int enter_two(Host *host, int from_folder, const char *from, int to_folder, const char *to, bool follow,
                     Entrance both[2])
{
    both[1].real = -1;
    int status = entrance_open(host, from_folder, from, follow, TO_WRITE, &both[0]);
    return status ? status : entrance_open(host, to_folder, to, false, TO_WRITE, &both[1]);
}

static int guarded_rename(Host *host, int from_folder, const char *from, int to_folder, const char *to)
{
    Entrance both[2];
    int      status = enter_two(host, from_folder, from, to_folder, to, false, both);
    if (!status)
        status = host->guard->folders->rename(host, both[0].folder, both[0].name, both[1].folder, both[1].name);
    return entrance_leave(&both[1], entrance_leave(&both[0], status));
}

static int guarded_link(Host *host, int from_folder, const char *from, int to_folder, const char *to, bool follow)
{
    Entrance both[2];
    int      status = enter_two(host, from_folder, from, to_folder, to, follow, both);
    if (!status)
        status = host->guard->folders->link(host, both[0].folder, both[0].name, both[1].folder, both[1].name, false);
    return entrance_leave(&both[1], entrance_leave(&both[0], status));
}

static int guarded_truncate(Host *host, const char *path, int64_t length)
{
    int fd, status = guarded_open(host, NULL, HOST_CWD, path, O_WRONLY, 0, &fd);
    if (status)
        return status;
    status = host->files->ftruncate(host, fd, length);
    (void)host->files->close(host, fd);
    return status;
}

static int guarded_chdir(Host *host, const char *path)
{
    char canonical[PATH_MAX];
    int  status = make_canonical(host, HOST_CWD, path, true, canonical);
    if (status)
        return status;
    if (!is_permitted(host->guard, canonical, TO_READ))
        return EACCES;
    // Should it lead elsewhere by now: every later path is checked by where it really is.
    return host->guard->folders->chdir(host, *canonical ? canonical : "/");
}

static int guarded_chroot(Host *host, const char *path)
{
    (void)host, (void)path;
    return EACCES;
}

static int guarded_pathconf(Host *host, const char *path, int name, int64_t *value)
{
    int fd, status = guarded_open(host, NULL, HOST_CWD, path, O_RDONLY | O_NONBLOCK, 0, &fd);
    if (status)
        return status;
    status = host->folders->fpathconf(host, fd, name, value);
    (void)host->files->close(host, fd);
    return status;
}

static int guarded_getxattr(Host *host, int fd, const char *path, const char *name, bool follow, void *value, size_t size,
                            size_t *length)
{
    return path ? EACCES : host->guard->folders->getxattr(host, fd, path, name, follow, value, size, length);
}

static int guarded_setxattr(Host *host, int fd, const char *path, const char *name, bool follow, const void *value,
                            size_t size, int flags)
{
    return path ? EACCES : host->guard->folders->setxattr(host, fd, path, name, follow, value, size, flags);
}

static int guarded_removexattr(Host *host, int fd, const char *path, const char *name, bool follow)
{
    return path ? EACCES : host->guard->folders->removexattr(host, fd, path, name, follow);
}

static int guarded_listxattr(Host *host, int fd, const char *path, bool follow, char *names, size_t size, size_t *length)
{
    return path ? EACCES : host->guard->folders->listxattr(host, fd, path, follow, names, size, length);
}

/* ---- programs and variables ---- */

static int check_program(Host *host, const char *path)
{
    char canonical[PATH_MAX];
    int  status = make_canonical(host, HOST_CWD, path, true, canonical);
    if (status)
        return status;
    return is_permitted(host->guard, canonical, TO_RUN) ? 0 : EACCES;
}

static int guarded_spawn(Host *host, const HostSpawn *what, int *pid)
{
    bool any = false;
    for (size_t i = 0; what->programs[i]; i++) {
        int status = check_program(host, what->programs[i]);
        if (status && status != ENOENT && status != ENOTDIR)
            return status;
        any |= !status;
    }
    (void)any;                                   // all missing: the child says so, as it does without a guard
    return host->guard->process->spawn(host, what, pid);
}

static int guarded_exec(Host *host, int fd, const char *path, const char *const *arguments,
                        const char *const *environment)
{
    int status = path ? check_program(host, path) : host->guard->programs ? EACCES : 0;
    return status ? status : host->guard->process->exec(host, fd, path, arguments, environment);
}

static bool is_seen(const HostGuard *guard, const char *name, size_t length)
{
    for (char **each = guard->variables; each && *each; each++)
        if (strlen(*each) == length && memcmp(*each, name, length) == 0)
            return true;
    return !guard->variables;
}

static const char *guarded_get(Host *host, const char *name)
{
    return is_seen(host->guard, name, strlen(name)) ? host->guard->environment->get(host, name) : NULL;
}

static int guarded_set(Host *host, const char *name, const char *value)
{
    return is_seen(host->guard, name, strlen(name)) ? host->guard->environment->set(host, name, value) : EACCES;
}

static const char *const *guarded_list(Host *host)
{
    HostGuard         *guard = host->guard;
    const char *const *all = guard->environment->list(host);
    size_t             count = 0;

    for (; *all && count < MOST_VARIABLES; all++)
        if (is_seen(guard, *all, strcspn(*all, "=")))
            guard->seen[count++] = *all;
    guard->seen[count] = NULL;
    return guard->seen;
}

/* ---- making and ending ---- */

static void free_texts(char **texts)
{
    for (char **each = texts; each && *each; each++)
        free(*each);
    free(texts);
}

/* A copy of a list; paths are made canonical. False: no memory, or a root that is not there. */
static bool copy_texts(Host *host, const char *const *texts, bool are_paths, char ***copy)
{
    size_t count = 0;
    if (!texts)
        return true;
    while (texts[count])
        count++;
    *copy = calloc(count + 1, sizeof(char *));
    for (size_t i = 0; *copy && i < count; i++) {
        char canonical[PATH_MAX];
        if (are_paths && make_canonical(host, HOST_CWD, texts[i], true, canonical))
            return false;
        (*copy)[i] = strdup(are_paths ? canonical : texts[i]);
        if (!(*copy)[i])
            return false;
    }
    return *copy != NULL;
}

static void fill_tables(Host *host, HostGuard *guard)
{
    guard->guarded_files = *host->files;
    guard->guarded_files.open = guarded_open;
    guard->guarded_folders = *host->folders;
    HostFolders *folders = &guard->guarded_folders;
    folders->stat = guarded_stat, folders->access = guarded_access, folders->truncate = guarded_truncate;
    folders->chmod = guarded_chmod, folders->chown = guarded_chown, folders->utimens = guarded_utimens;
    folders->mkdir = guarded_mkdir, folders->rmdir = guarded_rmdir, folders->unlink = guarded_unlink;
    folders->rename = guarded_rename, folders->link = guarded_link, folders->symlink = guarded_symlink;
    folders->readlink = guarded_readlink, folders->mknod = guarded_mknod, folders->mkfifo = guarded_mkfifo;
    folders->list_open = guarded_list_open, folders->chdir = guarded_chdir, folders->chroot = guarded_chroot;
    folders->statvfs = guarded_statvfs, folders->pathconf = guarded_pathconf;
    folders->getxattr = guarded_getxattr, folders->setxattr = guarded_setxattr;
    folders->removexattr = guarded_removexattr, folders->listxattr = guarded_listxattr;
    guard->guarded_process = *host->process;
    guard->guarded_process.spawn = guarded_spawn;
    guard->guarded_process.exec = guarded_exec;
    guard->guarded_environment = *host->environment;
    guard->guarded_environment.get = guarded_get;
    guard->guarded_environment.set = guarded_set;
    guard->guarded_environment.list = guarded_list;
}

int host_restrict(Host *host, const HostPermissions *permissions)
{
    if (host->guard)
        return EBUSY;
    HostGuard *guard = calloc(1, sizeof *guard);
    if (!guard)
        return ENOMEM;
    guard->files = host->files;
    guard->folders = host->folders;
    guard->process = host->process;
    guard->environment = host->environment;
    host->guard = guard;
    guard->seen = calloc(MOST_VARIABLES + 1, sizeof *guard->seen);
    if (!guard->seen || !copy_texts(host, permissions->read, true, &guard->read) ||
        !copy_texts(host, permissions->write, true, &guard->write) ||
        !copy_texts(host, permissions->programs, true, &guard->programs) ||
        !copy_texts(host, permissions->variables, false, &guard->variables)) {
        host_guard_free(host);
        return ENOMEM;
    }
    fill_tables(host, guard);
    host->files = &guard->guarded_files;
    host->folders = &guard->guarded_folders;
    host->process = &guard->guarded_process;
    host->environment = &guard->guarded_environment;
    return 0;
}

void host_guard_free(Host *host)
{
    HostGuard *guard = host->guard;
    if (!guard)
        return;
    host->files = guard->files;
    host->folders = guard->folders;
    host->process = guard->process;
    host->environment = guard->environment;
    host->guard = NULL;
    free_texts(guard->read);
    free_texts(guard->write);
    free_texts(guard->programs);
    free_texts(guard->variables);
    free(guard->seen);
    free(guard);
}
