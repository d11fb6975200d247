/* folders.c - HostFolders over the real system: every path by an *at call from the isolate's own folder.
 *
 * What has no *at call (statvfs, truncate, pathconf) opens the path first; extended attributes are reached by an absolute
 * path. SPDX-License-Identifier: MIT */
#include "host/folders.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "host/host_system.h"

static int leave_with(Host *host, Handle *handle, int status)
{
    descriptor_leave(host, handle);
    return status;
}

static int stat_path(Host *host, int folder, const char *path, bool follow, HostStat *result)
{
    struct stat native;
    Handle      handle;
    int         status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    if (fstatat(handle.real, path, &native, follow ? 0 : AT_SYMLINK_NOFOLLOW))
        status = errno;
    else
        stat_fill(result, &native);
    return leave_with(host, &handle, status);
}

static int access_path(Host *host, int folder, const char *path, int mode, bool effective, bool follow)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    int flags = (effective ? AT_EACCESS : 0) | (follow ? 0 : AT_SYMLINK_NOFOLLOW);
    return leave_with(host, &handle, faccessat(handle.real, path, mode, flags) ? errno : 0);
}

/* Opens a path of the host's working directory as a real descriptor. */
static int open_real(Host *host, const char *path, int flags, int *real)
{
    Handle handle;
    int    status = folder_enter(host, HOST_CWD, path, &handle);
    if (status)
        return status;
    *real = openat(handle.real, path, flags | O_CLOEXEC);
    return leave_with(host, &handle, *real < 0 ? errno : 0);
}

static int truncate_path(Host *host, const char *path, int64_t length)
{
    int real, status = open_real(host, path, O_WRONLY, &real);
    if (status)
        return status;
    status = ftruncate(real, length) ? errno : 0;
    (void)close(real);
    return status;
}

static int chmod_path(Host *host, int folder, const char *path, unsigned mode, bool follow)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    return leave_with(host, &handle, fchmodat(handle.real, path, mode, follow ? 0 : AT_SYMLINK_NOFOLLOW) ? errno : 0);
}

static int chown_path(Host *host, int folder, const char *path, uint32_t uid, uint32_t gid, bool follow)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    return leave_with(host, &handle, fchownat(handle.real, path, uid, gid, flags) ? errno : 0);
}

static void fill_times(struct timespec times[2], const int64_t seconds[2], const int32_t ns[2])
{
    _Static_assert(TIME_NOW_NS == UTIME_NOW && TIME_OMIT_NS == UTIME_OMIT, "the marks are handed on as they are");
    for (int i = 0; i < 2; i++)
        times[i] = (struct timespec){seconds[i], ns[i]};
}

static int utimens_path(Host *host, int folder, const char *path, const int64_t seconds[2], const int32_t ns[2],
                        bool follow)
{
    struct timespec times[2];
    Handle          handle;
    int             status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    fill_times(times, seconds, ns);
    int flags = follow ? 0 : AT_SYMLINK_NOFOLLOW;
    return leave_with(host, &handle, utimensat(handle.real, path, times, flags) ? errno : 0);
}

/* The real descriptor behind one of the isolate's, or an error for a Virtual. */
static int enter_real(Host *host, int fd, Handle *handle)
{
    int status = descriptor_enter(host, fd, handle);
    if (!status && handle->file) {
        descriptor_leave(host, handle);
        status = EPERM;
    }
    return status;
}

static int fchmod_file(Host *host, int fd, unsigned mode)
{
    Handle handle;
    int    status = enter_real(host, fd, &handle);
    return status ? status : leave_with(host, &handle, fchmod(handle.real, mode) ? errno : 0);
}

static int fchown_file(Host *host, int fd, uint32_t uid, uint32_t gid)
{
    Handle handle;
    int    status = enter_real(host, fd, &handle);
    return status ? status : leave_with(host, &handle, fchown(handle.real, uid, gid) ? errno : 0);
}

static int futimens_file(Host *host, int fd, const int64_t seconds[2], const int32_t ns[2])
{
    struct timespec times[2];
    Handle          handle;
    int             status = enter_real(host, fd, &handle);
    if (status)
        return status;
    fill_times(times, seconds, ns);
    return leave_with(host, &handle, futimens(handle.real, times) ? errno : 0);
}

static int mkdir_path(Host *host, int folder, const char *path, unsigned mode)
{
    Handle   handle;
    unsigned later;
    int      status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    unsigned wanted = (unsigned)create_mode(own_host(host), mode, &later);
    status = mkdirat(handle.real, path, wanted) ? errno : 0;
    if (!status && later)
        (void)fchmodat(handle.real, path, wanted & 0777, 0);
    return leave_with(host, &handle, status);
}

static int remove_path(Host *host, int folder, const char *path, int flags)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    return status ? status : leave_with(host, &handle, unlinkat(handle.real, path, flags) ? errno : 0);
}

static int rmdir_path(Host *host, int folder, const char *path)
{
    return remove_path(host, folder, path, AT_REMOVEDIR);
}

static int unlink_path(Host *host, int folder, const char *path)
{
    return remove_path(host, folder, path, 0);
}

/* Both folders of a call with two paths. */
static int enter_two(Host *host, int from_folder, const char *from, int to_folder, const char *to, Handle handles[2])
{
    int status = folder_enter(host, from_folder, from, &handles[0]);
    if (status)
        return status;
    status = folder_enter(host, to_folder, to, &handles[1]);
    if (status)
        descriptor_leave(host, &handles[0]);
    return status;
}

static int leave_two(Host *host, Handle handles[2], int status)
{
    descriptor_leave(host, &handles[0]);
    descriptor_leave(host, &handles[1]);
    return status;
}

static int rename_path(Host *host, int from_folder, const char *from, int to_folder, const char *to)
{
    Handle handles[2];
    int    status = enter_two(host, from_folder, from, to_folder, to, handles);
    if (status)
        return status;
    return leave_two(host, handles, renameat(handles[0].real, from, handles[1].real, to) ? errno : 0);
}

static int link_path(Host *host, int from_folder, const char *from, int to_folder, const char *to, bool follow)
{
    Handle handles[2];
    int    status = enter_two(host, from_folder, from, to_folder, to, handles);
    if (status)
        return status;
    int flags = follow ? AT_SYMLINK_FOLLOW : 0;
    return leave_two(host, handles, linkat(handles[0].real, from, handles[1].real, to, flags) ? errno : 0);
}

static int symlink_path(Host *host, const char *target, int folder, const char *path)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    return status ? status : leave_with(host, &handle, symlinkat(target, handle.real, path) ? errno : 0);
}

static int readlink_path(Host *host, int folder, const char *path, char *target, size_t size, size_t *length)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    ssize_t got = readlinkat(handle.real, path, target, size);
    if (got < 0)
        status = errno;
    else
        *length = (size_t)got;
    return leave_with(host, &handle, status);
}

static int mknod_path(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    Handle   handle;
    unsigned later;
    int      status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    unsigned wanted = (unsigned)create_mode(own_host(host), mode, &later);
    status = mknodat(handle.real, path, wanted, device) ? errno : 0;
    if (!status && later)
        (void)fchmodat(handle.real, path, wanted & 0777, 0);
    return leave_with(host, &handle, status);
}

static int mkfifo_path(Host *host, int folder, const char *path, unsigned mode)
{
    return mknod_path(host, folder, path, (mode & 07777) | S_IFIFO, 0);
}

struct HostList {
    DIR *stream;
};

static int list_open(Host *host, int folder, const char *path, HostList **list)
{
    Handle handle;
    int    status = path ? folder_enter(host, folder, path, &handle) : enter_real(host, folder, &handle);
    if (status)
        return status == EPERM ? ENOTDIR : status;
    // A folder that is open already is opened once more, so that its own position is not moved.
    int real = openat(handle.real, path ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    status = real < 0 ? errno : 0;
    descriptor_leave(host, &handle);
    if (status)
        return status;
    HostList *made = malloc(sizeof *made);
    DIR      *stream = made ? fdopendir(real) : NULL;
    if (!stream) {
        (void)close(real);
        free(made);
        return ENOMEM;
    }
    made->stream = stream;
    *list = made;
    return 0;
}

static int list_next(Host *host, HostList *list, HostEntry *entry)
{
    (void)host;
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(list->stream);
        if (!found) {
            entry->name = NULL;
            return errno;
        }
        const char *name = found->d_name;
        if (name[0] == '.' && (!name[1] || (name[1] == '.' && !name[2])))
            continue;
        *entry = (HostEntry){name, found->d_ino, found->d_type};
        return 0;
    }
}

static void list_close(Host *host, HostList *list)
{
    (void)host;
    (void)closedir(list->stream);
    free(list);
}

/* The path of an open folder by looking it up in its parent, as far as the root; for systems without /proc. */
static int path_by_parents(int folder, char *path, size_t size)
{
    struct stat here, above;
    char       *begin = path + size - 1;
    int         status = 0, current = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    *begin = 0;
    while (current >= 0 && !status) {
        const struct dirent *entry = NULL;
        int                  parent = openat(current, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        DIR                 *stream = parent < 0 ? NULL : fdopendir(parent);
        if (!stream || fstat(current, &here) || fstat(parent, &above)) {
            status = errno;
        } else if (here.st_ino == above.st_ino && here.st_dev == above.st_dev) {
            (void)closedir(stream);
            break;
        } else {
            struct stat found;
            do
                entry = readdir(stream);
            while (entry && (strcmp(entry->d_name, "..") == 0 || strcmp(entry->d_name, ".") == 0 ||
                             fstatat(parent, entry->d_name, &found, AT_SYMLINK_NOFOLLOW) ||
                             found.st_ino != here.st_ino || found.st_dev != here.st_dev));
            size_t length = entry ? strlen(entry->d_name) : 0;
            if (!entry)
                status = ENOENT;
            else if (length + 1 > (size_t)(begin - path))
                status = ERANGE;
            else {
                begin -= length;
                memcpy(begin, entry->d_name, length);
                *--begin = '/';
            }
        }
        (void)close(current);
        current = status ? -1 : dup(parent);
        if (stream)
            (void)closedir(stream);
        else if (parent >= 0)
            (void)close(parent);
    }
    if (current >= 0)
        (void)close(current);
    else if (!status)
        status = EACCES;
    if (!status && !*begin)
        *--begin = '/';
    if (!status)
        memmove(path, begin, (size_t)(path + size - begin));
    return status;
}

static int getcwd_path(Host *host, char *path, size_t size)
{
    SystemHost *self = (SystemHost *)host;
    struct stat there, here;
    char        name[40];

    if (is_process(host))
        return getcwd(path, size) ? 0 : errno;
    (void)snprintf(name, sizeof name, "/proc/self/fd/%d", self->cwd);
    ssize_t length = readlink(name, path, size);
    if (length > 0 && (size_t)length < size) {
        path[length] = 0;
        // The kernel marks a removed folder in the text, and another may be there by now.
        if (stat(path, &there) == 0 && fstat(self->cwd, &here) == 0)
            return there.st_ino == here.st_ino && there.st_dev == here.st_dev ? 0 : ENOENT;
        return ENOENT;
    }
    if ((size_t)length == size)
        return ERANGE;
    return size < 2 ? ERANGE : path_by_parents(self->cwd, path, size);
}

/* Makes a real folder descriptor the working directory: in place, since other threads may be using its number. */
static int enter_folder(Host *host, int real)
{
    SystemHost *self = (SystemHost *)host;
    if (faccessat(real, ".", X_OK, 0))
        return errno;
    return dup3(real, self->cwd, O_CLOEXEC) < 0 ? errno : 0;
}

static int chdir_path(Host *host, const char *path)
{
    int real;
    if (is_process(host))
        return chdir(path) ? errno : 0;
    int status = open_real(host, path, O_PATH | O_DIRECTORY, &real);
    if (status)
        return status;
    status = enter_folder(host, real);
    (void)close(real);
    return status;
}

static int fchdir_file(Host *host, int fd)
{
    struct stat stat;
    Handle      handle;

    if (is_process(host))
        return fchdir(fd) ? errno : 0;
    int status = enter_real(host, fd, &handle);
    if (status)
        return status == EPERM ? ENOTDIR : status;
    if (fstat(handle.real, &stat))
        status = errno;
    else
        status = S_ISDIR(stat.st_mode) ? enter_folder(host, handle.real) : ENOTDIR;
    return leave_with(host, &handle, status);
}

static int set_umask(Host *host, unsigned mask, unsigned *former)
{
    OwnHost *own = own_host(host);
    if (is_process(host)) {
        *former = umask(mask & 0777);
        return 0;
    }
    *former = own->umask;
    own->umask = mask & 0777;
    return 0;
}

static int chroot_path(Host *host, const char *path)
{
    if (!is_process(host))
        return EPERM;
    return chroot(path) ? errno : 0;
}

static void fill_volume(HostVolume *result, const struct statvfs *from)
{
    *result = (HostVolume){
        .bsize = from->f_bsize, .frsize = from->f_frsize, .blocks = from->f_blocks, .bfree = from->f_bfree,
        .bavail = from->f_bavail, .files = from->f_files, .ffree = from->f_ffree, .favail = from->f_favail,
        .flag = from->f_flag, .namemax = from->f_namemax, .fsid = from->f_fsid,
    };
}

static int statvfs_real(int real, HostVolume *result)
{
    struct statvfs native;
    if (fstatvfs(real, &native))
        return errno;
    fill_volume(result, &native);
    return 0;
}

static int statvfs_path(Host *host, int folder, const char *path, HostVolume *result)
{
    Handle handle;
    int    status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    int real = openat(handle.real, path, O_PATH | O_CLOEXEC);
    status = real < 0 ? errno : statvfs_real(real, result);
    if (real >= 0)
        (void)close(real);
    return leave_with(host, &handle, status);
}

static int fstatvfs_file(Host *host, int fd, HostVolume *result)
{
    Handle handle;
    int    status = enter_real(host, fd, &handle);
    return status ? status : leave_with(host, &handle, statvfs_real(handle.real, result));
}

static int pathconf_real(int real, int name, int64_t *value)
{
    errno = 0;
    long found = fpathconf(real, name);
    if (found < 0 && errno)
        return errno;
    *value = found;
    return 0;
}

static int pathconf_path(Host *host, const char *path, int name, int64_t *value)
{
    int real, status = open_real(host, path, O_PATH, &real);
    if (status)
        return status;
    status = pathconf_real(real, name, value);
    (void)close(real);
    return status;
}

static int fpathconf_file(Host *host, int fd, int name, int64_t *value)
{
    Handle handle;
    int    status = enter_real(host, fd, &handle);
    return status ? status : leave_with(host, &handle, pathconf_real(handle.real, name, value));
}

/* Where an attribute call finds its file: an entered descriptor, or an absolute path in `whole`. */
typedef struct AttributeTarget {
    Handle handle;
    char   whole[PATH_MAX];
} AttributeTarget;

/* Attributes have no *at calls: a relative path of a host with its own folder is made absolute. */
static int find_target(Host *host, int fd, const char *path, AttributeTarget *target)
{
    if (!path)
        return enter_real(host, fd, &target->handle);
    size_t used = 0, length = strlen(path);
    if (path[0] != '/' && !is_process(host)) {
        int status = getcwd_path(host, target->whole, sizeof target->whole);
        if (status)
            return status;
        used = strlen(target->whole);
        target->whole[used++] = '/';
    }
    if (length >= sizeof target->whole - used)
        return ENAMETOOLONG;
    memcpy(target->whole + used, path, length + 1);
    return 0;
}

static int leave_target(Host *host, const char *path, AttributeTarget *target, ssize_t result, size_t *length)
{
    int status = result < 0 ? errno : 0;
    if (!path)
        descriptor_leave(host, &target->handle);
    if (!status && length)
        *length = (size_t)result;
    return status;
}

static int getxattr_any(Host *host, int fd, const char *path, const char *name, bool follow, void *value, size_t size,
                        size_t *length)
{
    AttributeTarget target;
    int             status = find_target(host, fd, path, &target);
    if (status)
        return status;
    ssize_t got = !path    ? fgetxattr(target.handle.real, name, value, size)
                  : follow ? getxattr(target.whole, name, value, size)
                           : lgetxattr(target.whole, name, value, size);
    return leave_target(host, path, &target, got, length);
}

static int setxattr_any(Host *host, int fd, const char *path, const char *name, bool follow, const void *value,
                        size_t size, int flags)
{
    AttributeTarget target;
    int             status = find_target(host, fd, path, &target);
    if (status)
        return status;
    int result = !path    ? fsetxattr(target.handle.real, name, value, size, flags)
                 : follow ? setxattr(target.whole, name, value, size, flags)
                          : lsetxattr(target.whole, name, value, size, flags);
    return leave_target(host, path, &target, result, NULL);
}

static int removexattr_any(Host *host, int fd, const char *path, const char *name, bool follow)
{
    AttributeTarget target;
    int             status = find_target(host, fd, path, &target);
    if (status)
        return status;
    int result = !path    ? fremovexattr(target.handle.real, name)
                 : follow ? removexattr(target.whole, name)
                          : lremovexattr(target.whole, name);
    return leave_target(host, path, &target, result, NULL);
}

static int listxattr_any(Host *host, int fd, const char *path, bool follow, char *names, size_t size, size_t *length)
{
    AttributeTarget target;
    int             status = find_target(host, fd, path, &target);
    if (status)
        return status;
    ssize_t got = !path    ? flistxattr(target.handle.real, names, size)
                  : follow ? listxattr(target.whole, names, size)
                           : llistxattr(target.whole, names, size);
    return leave_target(host, path, &target, got, length);
}

const HostFolders host_folders = {
    .stat = stat_path,
    .access = access_path,
    .truncate = truncate_path,
    .chmod = chmod_path,
    .chown = chown_path,
    .utimens = utimens_path,
    .fchmod = fchmod_file,
    .fchown = fchown_file,
    .futimens = futimens_file,
    .mkdir = mkdir_path,
    .rmdir = rmdir_path,
    .unlink = unlink_path,
    .rename = rename_path,
    .link = link_path,
    .symlink = symlink_path,
    .readlink = readlink_path,
    .mknod = mknod_path,
    .mkfifo = mkfifo_path,
    .list_open = list_open,
    .list_next = list_next,
    .list_close = list_close,
    .getcwd = getcwd_path,
    .chdir = chdir_path,
    .fchdir = fchdir_file,
    .umask = set_umask,
    .chroot = chroot_path,
    .statvfs = statvfs_path,
    .fstatvfs = fstatvfs_file,
    .pathconf = pathconf_path,
    .fpathconf = fpathconf_file,
    .getxattr = getxattr_any,
    .setxattr = setxattr_any,
    .removexattr = removexattr_any,
    .listxattr = listxattr_any,
};
