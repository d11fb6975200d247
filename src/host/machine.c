/* machine.c - HostSystem: randomness, users, names, figures. The terminal's rows are in terminal.c.
 *
 * Users and groups are read from their files by ourselves: the C library would load others for it. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "host/folders.h"
#include "host/system.h"
#include "host/host_system.h"
#include "host/terminal.h"

enum { LARGEST_TABLE = 16 << 20, USER_FIELDS = 7, GROUP_FIELDS = 4 };

static int entropy(Host *host, void *data, size_t size, bool may_block)
{
    char *to = data;
    (void)host;
    while (size) {
        size_t  part = size > 256 ? 256 : size;  // up to here the call is not interrupted
        ssize_t got = getrandom(to, part, may_block ? 0 : GRND_NONBLOCK);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return errno;
        to += got;
        size -= (size_t)got;
    }
    return 0;
}

/* The line of a table file that begins at *offset, NUL-terminated in *buffer with room for `extra` bytes behind it (aligned
 * for pointers); *offset moves behind it. ENOENT: the end, or no such file. */
static int next_line(Host *host, const char *path, size_t *offset, size_t extra, char **buffer, size_t *capacity)
{
    Allocator from = host_allocator();
    char     *data;
    size_t    size;
    int       status = host_read_file(host, path, LARGEST_TABLE, &data, &size);

    if (status)
        return status;
    if (*offset >= size) {
        deallocate(&from, data, size + 1);
        return ENOENT;
    }
    const char *line = data + *offset, *end = memchr(line, '\n', size - *offset);
    size_t      length = end ? (size_t)(end - line) : size - *offset;
    size_t      needed = ((length + 8) & ~(size_t)7) + extra + (length + 2) * sizeof(char *);
    if (needed > *capacity) {
        char *larger = from.resize(&from, *buffer, *capacity, needed);
        if (!larger) {
            deallocate(&from, data, size + 1);
            return ENOMEM;
        }
        *buffer = larger;
        *capacity = needed;
    }
    memcpy(*buffer, line, length);
    (*buffer)[length] = 0;
    *offset += length + 1;
    deallocate(&from, data, size + 1);
    return 0;
}

/* Cuts a line at its colons; the number of fields. */
static int split(char *line, char *fields[], int most)
{
    int count = 0;
    for (char *next = line; next && count < most; count++) {
        fields[count] = next;
        next = strchr(next, ':');
        if (next)
            *next++ = 0;
    }
    return count;
}

static bool read_id(const char *text, uint32_t *id)
{
    char         *end;
    unsigned long value = strtoul(text, &end, 10);
    if (!*text || *end || value > UINT32_MAX)
        return false;
    *id = (uint32_t)value;
    return true;
}

static int next_user(Host *host, size_t *offset, HostUser *user, char **buffer, size_t *capacity)
{
    for (;;) {
        char *fields[USER_FIELDS];
        int   status = next_line(host, "/etc/passwd", offset, 0, buffer, capacity);
        if (status)
            return status;
        int count = split(*buffer, fields, USER_FIELDS);
        if (count < USER_FIELDS - 1 || (*buffer)[0] == '#' || !fields[0][0])
            continue;                            // not a user
        *user = (HostUser){.name = fields[0], .password = fields[1], .gecos = fields[4], .folder = fields[5],
                           .shell = count == USER_FIELDS ? fields[6] : ""};
        if (read_id(fields[2], &user->uid) && read_id(fields[3], &user->gid))
            return 0;
    }
}

static int next_group(Host *host, size_t *offset, HostGroup *group, char **buffer, size_t *capacity)
{
    for (;;) {
        char *fields[GROUP_FIELDS];
        int   status = next_line(host, "/etc/group", offset, 0, buffer, capacity);
        if (status)
            return status;
        size_t length = strlen(*buffer);
        int    count = split(*buffer, fields, GROUP_FIELDS);
        if (count < GROUP_FIELDS - 1 || (*buffer)[0] == '#' || !fields[0][0])
            continue;
        // next_line left room for a pointer per byte of the line, which is more than members can need
        const char **members = (const char **)(void *)(*buffer + ((length + 8) & ~(size_t)7));
        size_t       found = 0;
        *group = (HostGroup){.name = fields[0], .password = fields[1], .members = members};
        for (char *next = count == GROUP_FIELDS ? fields[3] : NULL; next;) {
            char *name = next;
            next = strchr(next, ',');
            if (next)
                *next++ = 0;
            if (*name)
                members[found++] = name;
        }
        members[found] = NULL;
        if (read_id(fields[2], &group->gid))
            return 0;
    }
}

static int names_of(Host *host, HostNames *names)
{
    struct utsname native;
    (void)host;
    if (uname(&native))
        return errno;
    (void)memcpy(names->sysname, native.sysname, sizeof names->sysname);
    (void)memcpy(names->nodename, native.nodename, sizeof names->nodename);
    (void)memcpy(names->release, native.release, sizeof names->release);
    (void)memcpy(names->version, native.version, sizeof names->version);
    (void)memcpy(names->machine, native.machine, sizeof names->machine);
    return 0;
}

static int cpu_count(Host *host)
{
    (void)host;
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (int)count : 0;
}

static int sysconf_of(Host *host, int name, int64_t *value)
{
    (void)host;
    errno = 0;
    *value = sysconf(name);
    return *value == -1 ? errno : 0;
}

static int confstr_of(Host *host, int name, char *value, size_t size, size_t *length)
{
    (void)host;
    errno = 0;
    *length = confstr(name, value, size);
    return *length == 0 ? errno : 0;
}

static int loads_of(Host *host, double loads[3])
{
    (void)host;
    return getloadavg(loads, 3) == 3 ? 0 : ENOENT;
}

/* The user who logged in, as the kernel noted it for the session. */
static int login(Host *host, char *name, size_t size)
{
    Allocator from = host_allocator();
    char     *text, *buffer = NULL;
    size_t    length, offset = 0, capacity = 0;
    HostUser  user;
    uint32_t  uid = UINT32_MAX;
    int       status = host_read_file(host, "/proc/self/loginuid", 64, &text, &length);

    if (!status) {
        uid = (uint32_t)strtoul(text, NULL, 10);
        deallocate(&from, text, length + 1);
    }
    if (uid == UINT32_MAX)
        return host->files->isatty(host, 0) ? ENOTTY : ENXIO;
    do
        status = next_user(host, &offset, &user, &buffer, &capacity);
    while (!status && user.uid != uid);
    if (!status && strlen(user.name) < size)
        (void)strcpy(name, user.name);
    else if (!status)
        status = ERANGE;
    deallocate(&from, buffer, capacity);
    return status;
}

const HostSystem host_machine = {
    .entropy = entropy,
    .next_user = next_user,
    .next_group = next_group,
    .uname = names_of,
    .cpu_count = cpu_count,
    .sysconf = sysconf_of,
    .confstr = confstr_of,
    .getloadavg = loads_of,
    .login = login,
    .tcgetattr = terminal_get,
    .tcsetattr = terminal_set,
    .tcsendbreak = terminal_break,
    .tcdrain = terminal_drain,
    .tcflush = terminal_flush,
    .tcflow = terminal_flow,
    .window_size = terminal_window,
    .set_window_size = terminal_set_window,
    .ttyname = terminal_name,
    .tcgetpgrp = terminal_group,
    .tcsetpgrp = terminal_set_group,
    .ctermid = terminal_control,
};
