/* system.h - the machine: randomness, users, names, figures, and the terminal. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

typedef struct HostUser {                        /* a row of /etc/passwd; texts lie in the caller's buffer */
    const char *name, *password, *gecos, *folder, *shell;
    uint32_t    uid, gid;
} HostUser;

typedef struct HostGroup {                       /* a row of /etc/group; members: NULL at the end */
    const char  *name, *password;
    uint32_t     gid;
    const char **members;
} HostGroup;

typedef struct HostNames { char sysname[65], nodename[65], release[65], version[65], machine[65]; } HostNames;

typedef struct HostTerminal {                    /* termios */
    uint32_t iflag, oflag, cflag, lflag, ispeed, ospeed;
    uint8_t  cc[32];
} HostTerminal;

struct HostSystem {
    /* Random bytes; blocking only where may_block (EAGAIN else). */
    int (*entropy)(Host *host, void *data, size_t size, bool may_block);

    /* Rows of the user and group tables: from *offset of the file on, which moves; ENOENT: no more. buffer is from
     * host_allocator, grows as needed, and is the caller's to free (size in *capacity). */
    int (*next_user)(Host *host, size_t *offset, HostUser *user, char **buffer, size_t *capacity);
    int (*next_group)(Host *host, size_t *offset, HostGroup *group, char **buffer, size_t *capacity);

    int (*uname)(Host *host, HostNames *names);
    int (*cpu_count)(Host *host);                                        /* 0: unknown */
    int (*sysconf)(Host *host, int name, int64_t *value);                /* *value -1: no limit */
    int (*confstr)(Host *host, int name, char *value, size_t size, size_t *length);
    int (*getloadavg)(Host *host, double loads[3]);
    int (*login)(Host *host, char *name, size_t size);                   /* getlogin */

    int (*tcgetattr)(Host *host, int fd, HostTerminal *terminal);
    int (*tcsetattr)(Host *host, int fd, int when, const HostTerminal *terminal);
    int (*tcsendbreak)(Host *host, int fd, int duration);
    int (*tcdrain)(Host *host, HostWake *wake, int fd);
    int (*tcflush)(Host *host, int fd, int queue);
    int (*tcflow)(Host *host, int fd, int action);
    int (*window_size)(Host *host, int fd, uint16_t rows_columns_pixels[4]);
    int (*set_window_size)(Host *host, int fd, const uint16_t rows_columns_pixels[4]);
    int (*ttyname)(Host *host, int fd, char *name, size_t size);
    int (*tcgetpgrp)(Host *host, int fd, int *group);
    int (*tcsetpgrp)(Host *host, int fd, int group);
    int (*ctermid)(Host *host, char *name, size_t size);
};
