/* host.h - the one door to the world: what an operating system gives a process, for one isolate.
 *
 *     Host -> files, clock, environment, process, signals, system   const tables of functions, each in its own header
 *          -> the implementation's own fields behind it             (host_system.c, host_memory.c)
 *
 * Every effect outside the isolate's heap goes through its Host: `host->files->read(host, wake, fd, ...)`. No Python is in
 * it and no Vm: a function returns 0 or an error number (errno's), texts are bytes, results go to out-parameters that are
 * written on success only. A function that can block takes a HostWake (wake.h): when that is raised, it returns EINTR.
 * NULL means that it can't be interrupted. Descriptors are the isolate's own numbers; a path is relative to a folder's
 * descriptor or to HOST_CWD, the isolate's own working directory.
 *
 * Kinds (D24): COREPY_HOST_PROCESS is the process's own directory, environment, umask, descriptors and signals, at most one
 * at a time; fork, exec, setuid, chroot exist only there. An isolated host has its own of each, and what it opens dies with
 * it. A memory host touches nothing outside the process.
 *
 * Danger: a Host may be used by all threads of its isolate at once; the tables and the fields below never change after
 * creation. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/allocator.h"

typedef struct Host            Host;
typedef struct HostWake        HostWake;
typedef struct HostFiles       HostFiles;        /* files.h: descriptors and paths */
typedef struct HostFolders     HostFolders;      /* folders.h: names, folders, links, attributes */
typedef struct HostClock       HostClock;        /* clock.h */
typedef struct HostEnvironment HostEnvironment;  /* environment.h: variables, arguments, time zone, exit status */
typedef struct HostProcess     HostProcess;      /* process.h */
typedef struct HostSignals     HostSignals;      /* signals.h */
typedef struct HostSystem      HostSystem;       /* system.h: entropy, users, machine, terminal */
typedef struct HostGuard       HostGuard;        /* permissions.h */

typedef enum HostKind {
    HOST_PROCESS,   /* the process's own; at most one */
    HOST_ISOLATED,  /* the real system, everything that belongs to a process its own */
    HOST_MEMORY,    /* files in memory, captured streams */
} HostKind;

struct Host {
    HostKind               kind;
    const HostFiles       *files;
    const HostFolders     *folders;
    const HostClock       *clock;
    const HostEnvironment *environment;
    const HostProcess     *process;
    const HostSignals     *signals;
    const HostSystem      *system;
    HostGuard             *guard;                /* NULL: nothing is refused */
    void (*destroy)(Host *host);                 /* closes everything that it opened; use host_free */
};

enum { HOST_CWD = -100 };                        /* as a folder's descriptor: the isolate's working directory */

/* Where an isolated or memory host's standard stream leads. write and read return 0 or an error number. */
typedef struct HostStream {
    enum { STREAM_NULL, STREAM_DESCRIPTOR, STREAM_CALLS, STREAM_CAPTURE } kind;
    int   fd;                                    /* STREAM_DESCRIPTOR: a real one, duplicated */
    void *context;                               /* STREAM_CALLS */
    int (*write)(void *context, const void *data, size_t size, size_t *count);
    int (*read)(void *context, void *data, size_t size, size_t *count);  /* *count 0: the end */
} HostStream;

typedef struct HostOptions {
    const char        *folder;                   /* working directory; NULL: the process's at this moment (memory: "/") */
    const char *const *environment;              /* "NAME=value"s, NULL at the end; NULL: a copy of the process's */
    HostStream         streams[3];               /* in, out, err; all zero: nothing */
    size_t             memory_limit;             /* bytes of files and captures of a memory host; 0: 64 MiB */
} HostOptions;

/* The process's own host; NULL with *error: EBUSY when one exists, ENOMEM. Descriptors, signals and environment are the
 * process's. Only one at a time. */
MUST_CHECK Host *host_process_new(int *error);

/* A host of its own over the real system; NULL with *error. */
MUST_CHECK Host *host_isolated_new(const HostOptions *options, int *error);

/* A host whose file system lies in memory, empty but for "/" and "/tmp"; NULL with *error. */
MUST_CHECK Host *host_memory_new(const HostOptions *options, int *error);

/* Closes what the host opened, restores what it changed of the process (signals), frees it. No thread may be inside. */
void host_free(Host *host);

/* What a STREAM_CAPTURE stream (1 or 2) has received so far; valid until the next write to it. */
const char *host_captured(Host *host, int fd, size_t *size);

/* Memory outside of all heaps, from the C library: for what outlives an isolate. Stateless: a copy serves as well. */
Allocator host_allocator(void);
