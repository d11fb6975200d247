/* folders.h - paths: what stands under a name, and the names of a folder.
 *
 * A path is bytes ended by NUL, taken from `folder` (a descriptor of the isolate, or HOST_CWD) when it is relative. With
 * follow false a link at its end is itself meant. SPDX-License-Identifier: MIT */
#pragma once
#include "host/files.h"

typedef struct HostList HostList;                /* an open listing of one folder */

typedef struct HostEntry {
    const char *name;                            /* valid until the next call; NULL: the end. Never "." or ".." */
    uint64_t    ino;
    uint8_t     type;                            /* DT_REG, DT_DIR, DT_LNK, ..., DT_UNKNOWN */
} HostEntry;

typedef struct HostVolume {                      /* statvfs, fields as there */
    uint64_t bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax, fsid;
} HostVolume;

enum { TIME_NOW_NS = 0x3fffffff, TIME_OMIT_NS = 0x3ffffffe };  /* as the nanoseconds of utimens */

struct HostFolders {
    int (*stat)(Host *host, int folder, const char *path, bool follow, HostStat *result);
    int (*access)(Host *host, int folder, const char *path, int mode, bool effective, bool follow);
    int (*truncate)(Host *host, const char *path, int64_t length);
    int (*chmod)(Host *host, int folder, const char *path, unsigned mode, bool follow);
    int (*chown)(Host *host, int folder, const char *path, uint32_t uid, uint32_t gid, bool follow);
    int (*utimens)(Host *host, int folder, const char *path, const int64_t seconds[2], const int32_t ns[2], bool follow);
    int (*fchmod)(Host *host, int fd, unsigned mode);
    int (*fchown)(Host *host, int fd, uint32_t uid, uint32_t gid);
    int (*futimens)(Host *host, int fd, const int64_t seconds[2], const int32_t ns[2]);

    int (*mkdir)(Host *host, int folder, const char *path, unsigned mode);
    int (*rmdir)(Host *host, int folder, const char *path);
    int (*unlink)(Host *host, int folder, const char *path);
    int (*rename)(Host *host, int from_folder, const char *from, int to_folder, const char *to);
    int (*link)(Host *host, int from_folder, const char *from, int to_folder, const char *to, bool follow);
    int (*symlink)(Host *host, const char *target, int folder, const char *path);
    int (*readlink)(Host *host, int folder, const char *path, char *target, size_t size, size_t *length);
    int (*mknod)(Host *host, int folder, const char *path, unsigned mode, uint64_t device);
    int (*mkfifo)(Host *host, int folder, const char *path, unsigned mode);

    /* path NULL: the folder that is open as `folder` itself, whose descriptor stays the caller's. */
    int (*list_open)(Host *host, int folder, const char *path, HostList **list);
    int (*list_next)(Host *host, HostList *list, HostEntry *entry);
    void (*list_close)(Host *host, HostList *list);

    int (*getcwd)(Host *host, char *path, size_t size);                  /* ERANGE: too small */
    int (*chdir)(Host *host, const char *path);
    int (*fchdir)(Host *host, int fd);
    int (*umask)(Host *host, unsigned mask, unsigned *former);
    int (*chroot)(Host *host, const char *path);                         /* process host only */

    int (*statvfs)(Host *host, int folder, const char *path, HostVolume *result);
    int (*fstatvfs)(Host *host, int fd, HostVolume *result);
    int (*pathconf)(Host *host, const char *path, int name, int64_t *value);   /* *value -1: no limit */
    int (*fpathconf)(Host *host, int fd, int name, int64_t *value);

    /* Extended attributes; path NULL: of fd. size 0 asks for *length only; ERANGE: too small. */
    int (*getxattr)(Host *host, int fd, const char *path, const char *name, bool follow, void *value, size_t size,
                    size_t *length);
    int (*setxattr)(Host *host, int fd, const char *path, const char *name, bool follow, const void *value, size_t size,
                    int flags);
    int (*removexattr)(Host *host, int fd, const char *path, const char *name, bool follow);
    int (*listxattr)(Host *host, int fd, const char *path, bool follow, char *names, size_t size, size_t *length);
};

/* The whole file at path, from memory outside of heaps: *data is from host_allocator(), *size + 1 bytes with a NUL behind.
 * EFBIG when it is longer than limit. */
MUST_CHECK int host_read_file(Host *host, const char *path, size_t limit, char **data, size_t *size);
