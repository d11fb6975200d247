/* files.c - HostFiles: opening, reading, writing, seeking, duplicating. Control and polling are in control.c.
 *
 * Each function enters its descriptor (descriptors.c), acts on the real file or on the Virtual, and leaves. A call on a file
 * that can block (pipe, terminal, socket) waits for it together with the wake first. SPDX-License-Identifier: MIT */
#include "host/files.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "host/clock.h"
#include "host/control.h"
#include "host/host_system.h"
#include "host/memory_files.h"

enum { PIPE_PART = 4096, MOST_PARTS = 1024 };    /* what a pipe with POLLOUT surely takes; IOV_MAX */

/* The bits of mode for the system, and in *later those to set afterwards because the process's own mask would take them. */
int create_mode(OwnHost *own, unsigned mode, unsigned *later)
{
    unsigned wanted = own->base.kind == HOST_PROCESS ? mode : mode & ~own->umask;
    *later = own->base.kind == HOST_PROCESS ? 0 : wanted & own->process_umask;
    return (int)wanted;
}

/* Opening for creation under a mask of the isolate's own that gives more than the process's does. */
static int open_wider(int folder, const char *path, int flags, unsigned mode)
{
    if (!(flags & O_EXCL)) {
        int fd = openat(folder, path, flags & ~O_CREAT, 0);
        if (fd >= 0 || errno != ENOENT)
            return fd;
    }
    int fd = openat(folder, path, flags | O_EXCL, mode);
    if (fd >= 0)
        (void)fchmod(fd, mode & 07777);
    else if (errno == EEXIST && !(flags & O_EXCL))
        fd = openat(folder, path, flags, mode);  // somebody was faster
    return fd;
}

static int open_file(Host *host, HostWake *wake, int folder, const char *path, int flags, unsigned mode, int *fd)
{
    Handle   handle;
    unsigned later;
    int      real;

    if (host->kind == HOST_MEMORY)
        return memory_open(host, folder, path, flags, mode, fd);
    int status = folder_enter(host, folder, path, &handle);
    if (status)
        return status;
    flags |= O_CLOEXEC;
    unsigned wanted = (unsigned)create_mode(own_host(host), mode, &later);
    do {
        real = flags & O_CREAT && later ? open_wider(handle.real, path, flags, wanted)
                                        : openat(handle.real, path, flags, wanted);
    } while (real < 0 && errno == EINTR && !wake_is_raised(wake));
    status = real < 0 ? errno : 0;
    descriptor_leave(host, &handle);
    return status ? status : descriptor_add(host, real, NULL, 0, fd);
}

static int close_file(Host *host, int fd)
{
    return descriptor_close(host, fd);
}

static int close_range_files(Host *host, int low, int high)
{
    OwnHost *own = own_host(host);
    if (low < 0)
        low = 0;
    if (is_process(host)) {
        if (high > low)
            (void)close_range((unsigned)low, (unsigned)high - 1, 0);
        return 0;
    }
    mutex_lock(&own->mutex);
    if (high > 0 && (size_t)high > own->slot_count)
        high = (int)own->slot_count;
    mutex_unlock(&own->mutex);
    for (int fd = low; fd < high; fd++)
        (void)descriptor_close(host, fd);
    return 0;
}

/* Before a call that may block on a real descriptor: 0 at once for regular files and descriptors in non-blocking mode. */
static int wait_if_blocking(Host *host, HostWake *wake, Handle *handle, short events)
{
    if (!wake || descriptor_sort(host, handle) == SORT_REGULAR)
        return 0;
    int flags = fcntl(handle->real, F_GETFL);
    return flags < 0 || flags & O_NONBLOCK ? 0 : wait_for(wake, handle->real, events);
}

/* Waits for a Virtual to be ready and calls its read or write; the virtual mutex is taken here. */
static int use_virtual(Virtual *file, HostWake *wake, void *data, size_t size, int64_t offset, bool writes, size_t *count)
{
    OwnHost *own = file->host;
    int (*call)(Virtual *, void *, size_t, int64_t, size_t *) =
        writes ? (int (*)(Virtual *, void *, size_t, int64_t, size_t *))(void (*)(void))file->kind->write
               : file->kind->read;
    short wanted = writes ? POLLOUT : POLLIN;
    int   mode = file->flags & O_ACCMODE, status = 0;

    if (!call || mode == (writes ? O_RDONLY : O_WRONLY))
        return EBADF;
    if (file->kind->unlocked)
        return call(file, data, size, offset, count);
    mutex_lock(&own->virtual_mutex);
    while (file->kind->ready && !(file->kind->ready(file) & (wanted | POLLHUP | POLLERR))) {
        if (file->flags & O_NONBLOCK) {
            status = EAGAIN;
            break;
        }
        if (wake_is_raised(wake)) {
            status = EINTR;
            break;
        }
        // Nobody tells the condition of a wake: it is looked at in slices.
        (void)condition_wait_until(&own->virtual_changed, &own->virtual_mutex, clock_monotonic_ns() + 10000000);
    }
    if (!status)
        status = call(file, data, size, offset, count);
    condition_broadcast(&own->virtual_changed);
    mutex_unlock(&own->virtual_mutex);
    return status;
}

/* One system call, again after EINTR unless the wake is raised. */
static int read_real(Host *host, HostWake *wake, Handle *handle, void *data, size_t size, size_t *count)
{
    for (;;) {
        int status = wait_if_blocking(host, wake, handle, POLLIN);
        if (status)
            return status;
        ssize_t got = read(handle->real, data, size > SSIZE_MAX ? SSIZE_MAX : size);
        if (got >= 0) {
            *count = (size_t)got;
            return 0;
        }
        if (errno != EINTR || wake_is_raised(wake))
            return errno;
    }
}

static int read_file(Host *host, HostWake *wake, int fd, void *data, size_t size, size_t *count)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    status = handle.file ? use_virtual(handle.file, wake, data, size, -1, false, count)
                         : read_real(host, wake, &handle, data, size, count);
    descriptor_leave(host, &handle);
    return status;
}

/* All of data, as a blocking write does; a raised wake ends it with what has been written. */
static int write_real(Host *host, HostWake *wake, Handle *handle, const char *data, size_t size, size_t *count)
{
    size_t written = 0;
    bool   in_parts = wake && size > PIPE_PART && descriptor_sort(host, handle) != SORT_REGULAR;

    do {
        int status = wait_if_blocking(host, wake, handle, POLLOUT);
        if (!status) {
            size_t  part = in_parts && size - written > PIPE_PART ? PIPE_PART : size - written;
            ssize_t sent = write(handle->real, data + written, part > SSIZE_MAX ? SSIZE_MAX : part);
            if (sent >= 0) {
                written += (size_t)sent;
                continue;
            }
            status = errno;
        }
        if (status == EINTR && !wake_is_raised(wake))
            continue;
        if (!written)
            return status;
        break;
    } while (in_parts && written < size);
    *count = written;
    return 0;
}

static int write_file(Host *host, HostWake *wake, int fd, const void *data, size_t size, size_t *count)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    status = handle.file ? use_virtual(handle.file, wake, (void *)(uintptr_t)data, size, -1, true, count)
                         : write_real(host, wake, &handle, data, size, count);
    descriptor_leave(host, &handle);
    return status;
}

static int pread_file(Host *host, int fd, void *data, size_t size, int64_t offset, size_t *count)
{
    Handle  handle;
    ssize_t got;
    int     status = offset < 0 ? EINVAL : descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        status = use_virtual(handle.file, NULL, data, size, offset, false, count);
    } else {
        do
            got = pread(handle.real, data, size, offset);
        while (got < 0 && errno == EINTR);
        if (got < 0)
            status = errno;
        else
            *count = (size_t)got;
    }
    descriptor_leave(host, &handle);
    return status;
}

static int pwrite_file(Host *host, int fd, const void *data, size_t size, int64_t offset, size_t *count)
{
    Handle  handle;
    ssize_t sent;
    int     status = offset < 0 ? EINVAL : descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        status = use_virtual(handle.file, NULL, (void *)(uintptr_t)data, size, offset, true, count);
    } else {
        do
            sent = pwrite(handle.real, data, size, offset);
        while (sent < 0 && errno == EINTR);
        if (sent < 0)
            status = errno;
        else
            *count = (size_t)sent;
    }
    descriptor_leave(host, &handle);
    return status;
}

/* Parts one after the other; ends at the first that is not filled. */
static int move_parts(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, bool writes,
                      size_t *count)
{
    size_t total = 0;
    for (size_t i = 0; i < parts_count; i++) {
        size_t moved = 0;
        if (!parts[i].size)
            continue;
        int status = writes ? write_file(host, wake, fd, parts[i].data, parts[i].size, &moved)
                            : read_file(host, wake, fd, parts[i].data, parts[i].size, &moved);
        if (status && !total)
            return status;
        total += moved;
        if (status || moved < parts[i].size)
            break;
    }
    *count = total;
    return 0;
}

/* One system call where there is one, so that the parts arrive together. */
static int move_vector(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, bool writes,
                       size_t *count)
{
    _Static_assert(sizeof(HostVector) == sizeof(struct iovec), "a HostVector is handed on as it is");
    Handle  handle;
    ssize_t moved;
    int     status = parts_count > MOST_PARTS ? EINVAL : descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        descriptor_leave(host, &handle);
        return move_parts(host, wake, fd, parts, parts_count, writes, count);
    }
    do {
        status = wait_if_blocking(host, wake, &handle, writes ? POLLOUT : POLLIN);
        moved = -1;
        if (status)
            break;
        const struct iovec *vector = (const struct iovec *)(const void *)parts;
        moved = writes ? writev(handle.real, vector, (int)parts_count) : readv(handle.real, vector, (int)parts_count);
        status = moved < 0 ? errno : 0;
    } while (status == EINTR && !wake_is_raised(wake));
    if (!status)
        *count = (size_t)moved;
    descriptor_leave(host, &handle);
    return status;
}

static int readv_file(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, size_t *count)
{
    return move_vector(host, wake, fd, parts, parts_count, false, count);
}

static int writev_file(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, size_t *count)
{
    return move_vector(host, wake, fd, parts, parts_count, true, count);
}

static int lseek_file(Host *host, int fd, int64_t offset, int whence, int64_t *position)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        mutex_lock(&own_host(host)->virtual_mutex);
        status = handle.file->kind->lseek ? handle.file->kind->lseek(handle.file, offset, whence, position) : ESPIPE;
        mutex_unlock(&own_host(host)->virtual_mutex);
    } else {
        off_t result = lseek(handle.real, offset, whence);
        if (result < 0)
            status = errno;
        else
            *position = result;
    }
    descriptor_leave(host, &handle);
    return status;
}

static int ftruncate_file(Host *host, int fd, int64_t length)
{
    Handle handle;
    int    status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        mutex_lock(&own_host(host)->virtual_mutex);
        status = handle.file->kind->truncate ? handle.file->kind->truncate(handle.file, length) : EINVAL;
        mutex_unlock(&own_host(host)->virtual_mutex);
    } else if (ftruncate(handle.real, length)) {
        status = errno;
    }
    descriptor_leave(host, &handle);
    return status;
}

/* Enters a descriptor that must be real: a Virtual gives `refusal`. */
static int enter_real(Host *host, int fd, int refusal, Handle *handle)
{
    int status = descriptor_enter(host, fd, handle);
    if (!status && handle->file) {
        descriptor_leave(host, handle);
        status = refusal;
    }
    return status;
}

static int leave_with(Host *host, Handle *handle, int status)
{
    descriptor_leave(host, handle);
    return status;
}

static int fallocate_file(Host *host, int fd, int64_t offset, int64_t length)
{
    Handle handle;
    int    status = enter_real(host, fd, ENODEV, &handle);
    return status ? status : leave_with(host, &handle, posix_fallocate(handle.real, offset, length));
}

static int fadvise_file(Host *host, int fd, int64_t offset, int64_t length, int advice)
{
    Handle handle;
    int    status = enter_real(host, fd, 0, &handle);
    if (status || handle.file)
        return status;
    return leave_with(host, &handle, posix_fadvise(handle.real, offset, length, advice));
}

static int fsync_file(Host *host, int fd, bool data_only)
{
    Handle handle;
    int    status = enter_real(host, fd, EINVAL, &handle);
    if (status)
        return status;
    do
        status = (data_only ? fdatasync(handle.real) : fsync(handle.real)) ? errno : 0;
    while (status == EINTR);
    return leave_with(host, &handle, status);
}

static int sync_all(Host *host)
{
    if (host->kind != HOST_MEMORY)
        sync();
    return 0;
}

static int copy_range(Host *host, int from, int64_t *from_offset, int to, int64_t *to_offset, size_t size, size_t *count)
{
    Handle source, target;
    int    status = enter_real(host, from, EXDEV, &source);
    if (status)
        return status;
    status = enter_real(host, to, EXDEV, &target);
    if (!status) {
        ssize_t copied = copy_file_range(source.real, from_offset, target.real, to_offset, size, 0);
        status = copied < 0 ? errno : 0;
        if (!status)
            *count = (size_t)copied;
        descriptor_leave(host, &target);
    }
    return leave_with(host, &source, status);
}

static int send_file(Host *host, HostWake *wake, int out, int in, int64_t *offset, size_t size, size_t *count)
{
    Handle source, target;
    int    status = enter_real(host, in, EINVAL, &source);
    if (status)
        return status;
    status = enter_real(host, out, EINVAL, &target);
    if (!status) {
        status = wait_if_blocking(host, wake, &target, POLLOUT);
        if (!status) {
            ssize_t sent = sendfile(target.real, source.real, offset, size);
            status = sent < 0 ? errno : 0;
            if (!status)
                *count = (size_t)sent;
        }
        descriptor_leave(host, &target);
    }
    return leave_with(host, &source, status);
}

void stat_fill(HostStat *result, const void *native)
{
    const struct stat *from = native;
    *result = (HostStat){
        .dev = from->st_dev, .ino = from->st_ino, .nlink = from->st_nlink, .rdev = from->st_rdev,
        .mode = from->st_mode, .uid = from->st_uid, .gid = from->st_gid,
        .size = from->st_size, .blksize = from->st_blksize, .blocks = from->st_blocks,
        .atime = from->st_atim.tv_sec, .mtime = from->st_mtim.tv_sec, .ctime = from->st_ctim.tv_sec,
        .atime_ns = (int32_t)from->st_atim.tv_nsec, .mtime_ns = (int32_t)from->st_mtim.tv_nsec,
        .ctime_ns = (int32_t)from->st_ctim.tv_nsec,
    };
}

static int fstat_file(Host *host, int fd, HostStat *result)
{
    struct stat native;
    Handle      handle;
    int         status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (handle.file) {
        mutex_lock(&own_host(host)->virtual_mutex);
        status = handle.file->kind->stat(handle.file, result);
        mutex_unlock(&own_host(host)->virtual_mutex);
    } else if (fstat(handle.real, &native)) {
        status = errno;
    } else {
        stat_fill(result, &native);
    }
    return leave_with(host, &handle, status);
}

static int isatty_file(Host *host, int fd)
{
    Handle handle;
    int    status = enter_real(host, fd, ENOTTY, &handle);
    if (status)
        return status;
    return leave_with(host, &handle, isatty(handle.real) ? 0 : errno);
}

static int dup_file(Host *host, int fd, int wanted, bool inheritable, int *result)
{
    return descriptor_dup(host, fd, wanted, 0, inheritable, result);
}

static int pipe_files(Host *host, int flags, int ends[2])
{
    int real[2], numbers[2];

    if (host->kind == HOST_MEMORY)
        return memory_pipe(host, flags, ends);
    if (pipe2(real, flags | O_CLOEXEC))
        return errno;
    int status = descriptor_add(host, real[0], NULL, 0, &numbers[0]);
    if (status) {
        (void)close(real[1]);
        return status;
    }
    status = descriptor_add(host, real[1], NULL, 0, &numbers[1]);
    if (status) {
        (void)descriptor_close(host, numbers[0]);
        return status;
    }
    ends[0] = numbers[0];
    ends[1] = numbers[1];
    return 0;
}

static int eventfd_file(Host *host, unsigned initial, int flags, int *fd)
{
    int real = eventfd(initial, flags | EFD_CLOEXEC);
    return real < 0 ? errno : descriptor_add(host, real, NULL, 0, fd);
}

static int memfd_file(Host *host, const char *name, unsigned flags, int *fd)
{
    int real = memfd_create(name, flags | MFD_CLOEXEC);
    return real < 0 ? errno : descriptor_add(host, real, NULL, 0, fd);
}

static int map_file(Host *host, int fd, int64_t offset, size_t size, int protection, int flags, void **memory)
{
    Handle handle = {.real = -1, .fd = -1};
    int    status = fd < 0 ? 0 : enter_real(host, fd, ENODEV, &handle);
    if (status)
        return status;
    void *mapped = mmap(NULL, size, protection, fd < 0 ? flags | MAP_ANONYMOUS : flags, handle.real, offset);
    if (mapped == MAP_FAILED)
        status = errno;
    else
        *memory = mapped;
    if (fd >= 0)
        descriptor_leave(host, &handle);
    return status;
}

static int unmap_file(Host *host, void *memory, size_t size)
{
    (void)host;
    return munmap(memory, size) ? errno : 0;
}

const HostFiles host_files = {
    .open = open_file,
    .close = close_file,
    .close_range = close_range_files,
    .read = read_file,
    .write = write_file,
    .pread = pread_file,
    .pwrite = pwrite_file,
    .readv = readv_file,
    .writev = writev_file,
    .lseek = lseek_file,
    .ftruncate = ftruncate_file,
    .fallocate = fallocate_file,
    .fadvise = fadvise_file,
    .fsync = fsync_file,
    .sync = sync_all,
    .copy_range = copy_range,
    .sendfile = send_file,
    .fstat = fstat_file,
    .isatty = isatty_file,
    .dup = dup_file,
    .fd_get_inheritable = control_get_inheritable,
    .fd_set_inheritable = control_set_inheritable,
    .get_blocking = control_get_blocking,
    .set_blocking = control_set_blocking,
    .pipe = pipe_files,
    .openpty = control_openpty,
    .fcntl = control_fcntl,
    .fcntl_data = control_fcntl_data,
    .ioctl = control_ioctl,
    .ioctl_data = control_ioctl_data,
    .flock = control_flock,
    .lockf = control_lockf,
    .poll = control_poll,
    .epoll_create = control_epoll_create,
    .epoll_ctl = control_epoll_ctl,
    .epoll_wait = control_epoll_wait,
    .eventfd = eventfd_file,
    .memfd = memfd_file,
    .map = map_file,
    .unmap = unmap_file,
};
