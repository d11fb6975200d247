/* host_system.h - what the built-in hosts are made of; for src/host/ alone.
 *
 *     OwnHost      what every built-in host has: environment, zone, exit status, signal bits, descriptors, children
 *     SystemHost   and the working directory of a real file system          (process and isolated hosts)
 *     MemoryHost   and a tree of files in memory                            (memory_files.c)
 *
 * `files` serves all three: a descriptor leads to a real number or to a Virtual, a file that this process plays itself.
 * Only `open` and the table of folders differ. SPDX-License-Identifier: MIT */
#pragma once
#include <signal.h>
#include <stdatomic.h>

#include "host/files.h"
#include "host/host.h"
#include "host/process.h"
#include "host/signals.h"
#include "host/thread.h"
#include "host/zone.h"

typedef struct OwnHost OwnHost;
typedef struct Virtual Virtual;

/* A file that is no descriptor of the system: a stream of calls, a captured stream, a file in memory, a pipe in memory.
 * Each entry may be NULL: EINVAL (read, write: EBADF; position functions: ESPIPE). The host's virtual_mutex is held. */
typedef struct VirtualKind {
    int (*read)(Virtual *file, void *data, size_t size, int64_t offset, size_t *count);      /* offset -1: at position */
    int (*write)(Virtual *file, const void *data, size_t size, int64_t offset, size_t *count);
    int (*lseek)(Virtual *file, int64_t offset, int whence, int64_t *position);
    int (*truncate)(Virtual *file, int64_t length);
    int (*stat)(Virtual *file, HostStat *result);
    short (*ready)(Virtual *file);               /* POLLIN | POLLOUT; NULL: always both */
    void (*destroy)(Virtual *file);
    bool unlocked;                               /* read and write take care of themselves and may block */
} VirtualKind;

struct Virtual {
    const VirtualKind *kind;
    OwnHost           *host;
    size_t             users;                    /* descriptors and calls */
    int                flags;                    /* O_* */
};

/* One number of the isolate. */
typedef struct Slot {
    int      real;                               /* -1: virtual, or free */
    Virtual *file;
    uint32_t users;                              /* calls that are inside */
    bool     is_open, is_inheritable;
    uint8_t  sort;                               /* SORT_*, found when first needed */
} Slot;

enum { SORT_UNKNOWN, SORT_REGULAR, SORT_PIPE, SORT_OTHER, SORT_SIZE = 256 };

typedef struct Child {
    struct Child *next;
    int           pid;
} Child;

struct OwnHost {
    Host       base;
    HostMutex  mutex;                            /* slots, children, signal actions */
    Slot      *slots;                            /* isolated and memory hosts */
    size_t     slot_count;
    _Atomic uint8_t sorts[SORT_SIZE];            /* process host: of its lowest descriptors; may be out of date */
    HostMutex  virtual_mutex;
    HostCondition virtual_changed;               /* a pipe in memory got data or room */

    char     **variables;                        /* "NAME=value", NULL at the end; each its own block */
    size_t     variable_count, variable_room;
    Zone      *zone;
    bool       zone_known;

    bool       has_exited;
    int        exit_status;
    Child     *children;
    unsigned   umask, process_umask;

    _Atomic uint64_t signals;                    /* that came and were not taken */
    _Atomic(HostWake *) signal_wake;
    _Atomic(_Atomic uint32_t *) signal_request;
    _Atomic uint32_t signal_bit;
    _Atomic int wakeup_fd;
    uint8_t    actions[SIGNAL_COUNT];            /* HostSignalAction of a host that is not the process */
    struct sigaction former[SIGNAL_COUNT];       /* process host: to be restored */
    uint64_t   replaced;                         /* bits: former[n] is filled */
};

typedef struct SystemHost {
    OwnHost own;
    int     cwd;                                 /* AT_FDCWD in the process host */
} SystemHost;

static inline OwnHost *own_host(Host *host)
{
    return (OwnHost *)host;
}

static inline bool is_process(Host *host)
{
    return host->kind == HOST_PROCESS;
}

/* own_host.c: the common part. own_init takes a copy of the variables; own_destroy closes and frees all but *own itself. */
MUST_CHECK int own_init(OwnHost *own, HostKind kind, const char *const *variables);
MUST_CHECK int own_streams(OwnHost *own, const HostStream streams[3]);
void own_destroy(OwnHost *own);

/* descriptors.c. A Handle is a descriptor in use: between enter and leave it can't become another file. */
typedef struct Handle {
    int      real;
    Virtual *file;
    int      fd;
} Handle;

MUST_CHECK int descriptor_enter(Host *host, int fd, Handle *handle);
void descriptor_leave(Host *host, Handle *handle);

/* Gives a real descriptor (owned on success; closed on failure), or a Virtual (one user owned, as well), the lowest free
 * number from `lowest` on. */
MUST_CHECK int descriptor_add(Host *host, int real, Virtual *file, int lowest, int *fd);
int descriptor_close(Host *host, int fd);
MUST_CHECK int descriptor_dup(Host *host, int fd, int wanted, int lowest, bool inheritable, int *result);
int  descriptor_sort(Host *host, Handle *handle);
void virtual_release(Virtual *file);

/* The Virtual behind a number, NULL if none; the virtual_mutex is held, which keeps it alive. EBADF: not open. */
MUST_CHECK int descriptor_peek(Host *host, int fd, Virtual **file);

/* A folder's number at or below this stands for a real descriptor: permissions.c's way in, behind its own tables only. */
enum { HOST_REAL_BASE = -1000 };

/* The real descriptor of a folder, for the *at calls; leave when done. HOST_CWD gives the host's working directory. */
MUST_CHECK int folder_enter(Host *host, int folder, const char *path, Handle *handle);

/* wait.c: waits until the real descriptor has one of the events. 0, or EINTR when the wake was raised. */
MUST_CHECK int wait_for(HostWake *wake, int real, short events);

/* stream.c, memory_files.c */
MUST_CHECK int stream_open(OwnHost *own, const HostStream *stream, int number);

/* Restores what the host changed of the process's signals. */
void signals_restore(OwnHost *own);
int  stat_real(Host *host, int real, const char *path, int flags, HostStat *result);
void stat_fill(HostStat *result, const void *native);
int  create_mode(OwnHost *own, unsigned mode, unsigned *later);

extern const HostClock       host_clock;
extern const HostFiles       host_files;
extern const HostFolders     host_folders;
extern const HostEnvironment host_environment;
extern const HostProcess     host_process;
extern const HostSignals     host_signals_process, host_signals_own;
extern const HostSystem      host_machine;
