/* files.h - descriptors: everything that takes the number of an open file.
 *
 * Numbers are the isolate's: an isolated host maps them to real ones, and a descriptor that is closed while another thread
 * is inside a call with it stays open until that call returns, so no isolate ever meets another's file. Flags, modes and
 * commands have the C library's values. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

typedef struct HostStat {
    uint64_t dev, ino, nlink, rdev;
    uint32_t mode, uid, gid;
    int64_t  size, blksize, blocks;
    int64_t  atime, mtime, ctime;                /* whole seconds */
    int32_t  atime_ns, mtime_ns, ctime_ns;       /* and what is beyond them */
} HostStat;

typedef struct HostPoll {
    int   fd;                                    /* negative: skipped */
    short events, revents;                       /* POLLIN... */
} HostPoll;

typedef struct HostEpoll {
    uint32_t events;
    int      fd;
} HostEpoll;

typedef struct HostVector {
    void  *data;
    size_t size;
} HostVector;

struct HostFiles {
    /* flags: O_*; O_CLOEXEC is always set (fd_set_inheritable undoes it). wake: opening a FIFO may block. */
    int (*open)(Host *host, HostWake *wake, int folder, const char *path, int flags, unsigned mode, int *fd);
    int (*close)(Host *host, int fd);
    int (*close_range)(Host *host, int low, int high);                   /* [low, high), errors ignored */

    /* *count 0 is the end of the file. A descriptor in non-blocking mode gives EAGAIN. */
    int (*read)(Host *host, HostWake *wake, int fd, void *data, size_t size, size_t *count);
    int (*write)(Host *host, HostWake *wake, int fd, const void *data, size_t size, size_t *count);
    int (*pread)(Host *host, int fd, void *data, size_t size, int64_t offset, size_t *count);
    int (*pwrite)(Host *host, int fd, const void *data, size_t size, int64_t offset, size_t *count);
    int (*readv)(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, size_t *count);
    int (*writev)(Host *host, HostWake *wake, int fd, const HostVector *parts, size_t parts_count, size_t *count);
    int (*lseek)(Host *host, int fd, int64_t offset, int whence, int64_t *position);
    int (*ftruncate)(Host *host, int fd, int64_t length);
    int (*fallocate)(Host *host, int fd, int64_t offset, int64_t length);
    int (*fadvise)(Host *host, int fd, int64_t offset, int64_t length, int advice);
    int (*fsync)(Host *host, int fd, bool data_only);
    int (*sync)(Host *host);
    int (*copy_range)(Host *host, int from, int64_t *from_offset, int to, int64_t *to_offset, size_t size, size_t *count);
    int (*sendfile)(Host *host, HostWake *wake, int out, int in, int64_t *offset, size_t size, size_t *count);

    int (*fstat)(Host *host, int fd, HostStat *result);
    int (*isatty)(Host *host, int fd);                                   /* 0: yes; else ENOTTY, EBADF */

    /* wanted -1: the lowest free number; else exactly that one, whatever it was is closed. */
    int (*dup)(Host *host, int fd, int wanted, bool inheritable, int *result);
    int (*fd_get_inheritable)(Host *host, int fd, bool *inheritable);
    int (*fd_set_inheritable)(Host *host, int fd, bool inheritable);
    int (*get_blocking)(Host *host, int fd, bool *blocking);
    int (*set_blocking)(Host *host, int fd, bool blocking);
    int (*pipe)(Host *host, int flags, int ends[2]);
    int (*openpty)(Host *host, int *controller, int *terminal);

    /* fcntl with an int, or with size bytes that go in and come back; *result is the call's. Commands that make a
     * descriptor give one of the isolate's. */
    int (*fcntl)(Host *host, HostWake *wake, int fd, int command, int64_t argument, int *result);
    int (*fcntl_data)(Host *host, HostWake *wake, int fd, int command, void *data, size_t size, int *result);
    int (*ioctl)(Host *host, int fd, unsigned long request, int64_t argument, int *result);
    int (*ioctl_data)(Host *host, int fd, unsigned long request, void *data, size_t size, int *result);
    int (*flock)(Host *host, HostWake *wake, int fd, int operation);
    int (*lockf)(Host *host, HostWake *wake, int fd, int command, int64_t start, int64_t length, int whence);

    /* timeout_ns negative: forever. *ready: entries with revents. */
    int (*poll)(Host *host, HostWake *wake, HostPoll *entries, size_t count, int64_t timeout_ns, size_t *ready);
    int (*epoll_create)(Host *host, int *fd);
    int (*epoll_ctl)(Host *host, int epoll, int operation, int fd, uint32_t events);
    int (*epoll_wait)(Host *host, HostWake *wake, int epoll, HostEpoll *events, size_t capacity, int64_t timeout_ns,
                      size_t *count);
    int (*eventfd)(Host *host, unsigned initial, int flags, int *fd);
    int (*memfd)(Host *host, const char *name, unsigned flags, int *fd);

    /* Maps part of a file (fd -1: memory of its own) for mmap; not through the heap. */
    int (*map)(Host *host, int fd, int64_t offset, size_t size, int protection, int flags, void **memory);
    int (*unmap)(Host *host, void *memory, size_t size);
};
