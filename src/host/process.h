/* process.h - the process and its children.
 *
 * fork, exec, the identity setters, nice, chroot and limits exist only in the process host; others answer EPERM. An isolated
 * host starts programs through spawn alone and can wait for, and signal, only what it started. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

/* What _posixsubprocess.fork_exec asks for. Child-side failures are reported through error_pipe as there:
 * "OSError:<hex errno>:<where>". */
typedef struct HostSpawn {
    const char *const *programs;                 /* paths tried in turn, NULL at the end */
    const char *const *arguments;                /* NULL at the end */
    const char *const *environment;              /* NULL: the isolate's */
    const char *folder;                          /* NULL: the isolate's working directory */
    int  in[2], out[2], err[2];                  /* pipe ends: [read, write], -1: none (p2c, c2p, err) */
    int  error_pipe[2];
    const int *keep;                             /* descriptors that stay open in the child, ascending */
    size_t keep_count;
    bool close_fds, restore_signals, new_session;
    int64_t process_group;                       /* -1: the parent's */
    bool     has_gid, has_uid;
    uint32_t gid, uid;
    const uint32_t *groups;                      /* NULL: unchanged */
    size_t groups_count;
    int  umask;                                  /* -1: unchanged */
} HostSpawn;

typedef struct HostUsage {                       /* getrusage and wait4 */
    int64_t user_us, system_us;
    int64_t maxrss, ixrss, idrss, isrss, minflt, majflt, nswap, inblock, oublock, msgsnd, msgrcv, nsignals, nvcsw, nivcsw;
} HostUsage;

typedef struct HostChildInfo { int pid, uid, signo, status, code; } HostChildInfo;

typedef enum HostId {
    ID_PID, ID_PPID, ID_UID, ID_EUID, ID_GID, ID_EGID, ID_PGRP,          /* getid */
} HostId;

struct HostProcess {
    int64_t (*getid)(Host *host, HostId which);
    int (*getresid)(Host *host, bool groups, uint32_t ids[3]);
    int (*setresid)(Host *host, bool groups, const uint32_t ids[3]);     /* 0xffffffff: unchanged */
    int (*setid)(Host *host, HostId which, uint32_t id);                 /* setuid, seteuid, setgid, setegid */
    int (*setreid)(Host *host, bool groups, uint32_t real, uint32_t effective);
    int (*getgroups)(Host *host, uint32_t *groups, size_t capacity, size_t *count);
    int (*setgroups)(Host *host, const uint32_t *groups, size_t count);
    int (*getpgid)(Host *host, int pid, int *group);
    int (*setpgid)(Host *host, int pid, int group);
    int (*getsid)(Host *host, int pid, int *session);
    int (*setsid)(Host *host, int *session);
    int (*getpriority)(Host *host, int which, unsigned who, int *priority);
    int (*setpriority)(Host *host, int which, unsigned who, int priority);
    int (*nice)(Host *host, int increment, int *result);
    int (*affinity_get)(Host *host, int pid, uint64_t *bits, size_t words);
    int (*affinity_set)(Host *host, int pid, const uint64_t *bits, size_t words);
    int (*sched_yield)(Host *host);

    int (*kill)(Host *host, int pid, int number);
    int (*killpg)(Host *host, int group, int number);
    int (*fork)(Host *host, int *pid);                                   /* 0 in the child */
    int (*forkpty)(Host *host, int *pid, int *controller);
    int (*exec)(Host *host, int fd, const char *path, const char *const *arguments, const char *const *environment);
    int (*spawn)(Host *host, const HostSpawn *what, int *pid);
    int (*wait)(Host *host, HostWake *wake, int pid, int options, int *result_pid, int *status, HostUsage *usage);
    int (*waitid)(Host *host, HostWake *wake, int id_type, int id, int options, HostChildInfo *info);  /* pid 0: none */
    int (*pidfd_open)(Host *host, int pid, unsigned flags, int *fd);
    int (*getrusage)(Host *host, int who, HostUsage *usage);
    int (*getrlimit)(Host *host, int which, uint64_t soft_hard[2]);
    int (*setrlimit)(Host *host, int which, const uint64_t soft_hard[2]);

    void (*exit)(Host *host, int status);        /* os._exit: ends a process host's process at once; else only noted */
    void (*abort)(Host *host);                   /* as exit, by SIGABRT */
    bool (*has_exited)(Host *host, int *status); /* whether a host that is not the process was told to exit */
};
