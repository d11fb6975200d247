/* permissions_test.c - a restricted host: what is inside works, ways out are refused. SPDX-License-Identifier: MIT */
#include "host/permissions.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/environment.h"
#include "host/files.h"
#include "host/folders.h"
#include "host/process.h"
#include "unit.h"

typedef struct Sandbox {
    Host *host;
    char  folder[64], inside[80], outside[80];
} Sandbox;

static void write_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT, 0600);
    CHECK(fd >= 0 && write(fd, "x", 1) == 1 && close(fd) == 0);
}

static bool sandbox_open(Sandbox *box)
{
    static const char *const variables[] = {"SEEN=1", "SECRET=2", NULL}, *const seen[] = {"SEEN", NULL};
    int                      error = 0;

    (void)strcpy(box->folder, "/tmp/corepy-guard-XXXXXX");
    if (!mkdtemp(box->folder))
        return false;
    (void)snprintf(box->inside, sizeof box->inside, "%s/in", box->folder);
    (void)snprintf(box->outside, sizeof box->outside, "%s/secret", box->folder);
    CHECK(mkdir(box->inside, 0700) == 0);
    write_file(box->outside);
    HostOptions options = {.folder = box->inside, .environment = variables};
    box->host = host_isolated_new(&options, &error);
    CHECK(box->host != NULL);
    const char *const     roots[] = {box->inside, NULL}, *const programs[] = {"/bin/true", NULL};
    const HostPermissions permissions = {.read = roots, .write = roots, .programs = programs, .variables = seen};
    CHECK(host_restrict(box->host, &permissions) == 0);
    CHECK(host_restrict(box->host, &permissions) == EBUSY);
    return true;
}

static void sandbox_close(Sandbox *box)
{
    char command[128];
    host_free(box->host);
    (void)snprintf(command, sizeof command, "rm -rf %s", box->folder);
    CHECK(system(command) == 0);
}

static int try_open(Host *host, int folder, const char *path, int flags)
{
    int fd, status = host->files->open(host, NULL, folder, path, flags, 0600, &fd);
    if (!status)
        CHECK(host->files->close(host, fd) == 0);
    return status;
}

TEST(what_is_inside_a_root_works)
{
    Sandbox  box;
    HostStat stat;
    HostList *list;
    HostEntry entry;
    if (!sandbox_open(&box))
        return;
    Host *host = box.host;
    CHECK(try_open(host, HOST_CWD, "file", O_WRONLY | O_CREAT) == 0);
    CHECK(host->folders->mkdir(host, HOST_CWD, "d", 0700) == 0);
    CHECK(host->folders->rename(host, HOST_CWD, "file", HOST_CWD, "d/moved") == 0);
    CHECK(host->folders->symlink(host, "d/moved", HOST_CWD, "link") == 0);
    CHECK(host->folders->stat(host, HOST_CWD, "link", true, &stat) == 0 && S_ISREG(stat.mode));
    CHECK(host->folders->stat(host, HOST_CWD, "link", false, &stat) == 0 && S_ISLNK(stat.mode));
    CHECK(try_open(host, HOST_CWD, "link", O_RDWR) == 0);
    CHECK(host->folders->chdir(host, "d") == 0);
    CHECK(try_open(host, HOST_CWD, "../link", O_RDONLY) == 0);
    CHECK(host->folders->list_open(host, HOST_CWD, ".", &list) == 0);
    CHECK(host->folders->list_next(host, list, &entry) == 0 && strcmp(entry.name, "moved") == 0);
    host->folders->list_close(host, list);
    CHECK(host->folders->unlink(host, HOST_CWD, "moved") == 0);
    sandbox_close(&box);
}

TEST(no_way_leads_out_of_a_root)
{
    Sandbox  box;
    HostStat stat;
    char     text[100];
    size_t   length;
    int      fd;
    if (!sandbox_open(&box))
        return;
    Host *host = box.host;
    CHECK(try_open(host, HOST_CWD, box.outside, O_RDONLY) == EACCES);
    CHECK(try_open(host, HOST_CWD, "../secret", O_RDONLY) == EACCES);
    CHECK(try_open(host, HOST_CWD, "/etc/passwd", O_RDONLY) == EACCES);
    CHECK(host->folders->symlink(host, "..", HOST_CWD, "up") == 0);
    CHECK(host->folders->symlink(host, "up/secret", HOST_CWD, "chain") == 0);
    CHECK(try_open(host, HOST_CWD, "up/secret", O_RDONLY) == EACCES);
    CHECK(try_open(host, HOST_CWD, "chain", O_RDONLY) == EACCES);
    CHECK(try_open(host, HOST_CWD, "up/new", O_WRONLY | O_CREAT) == EACCES);
    CHECK(host->folders->stat(host, HOST_CWD, "chain", true, &stat) == EACCES);
    CHECK(host->folders->link(host, HOST_CWD, "../secret", HOST_CWD, "hard", true) == EACCES);
    CHECK(host->folders->rename(host, HOST_CWD, "up/secret", HOST_CWD, "mine") == EACCES);
    CHECK(host->folders->unlink(host, HOST_CWD, "up/secret") == EACCES);
    CHECK(host->folders->chdir(host, "up") == EACCES && host->folders->chdir(host, "/") == EACCES);
    CHECK(host->folders->readlink(host, HOST_CWD, "/proc/self/exe", text, sizeof text, &length) == EACCES);
    CHECK(host->files->open(host, NULL, HOST_CWD, ".", O_RDONLY | O_DIRECTORY, 0, &fd) == 0);
    CHECK(try_open(host, fd, "../secret", O_RDONLY) == EACCES);
    CHECK(try_open(host, -1003, "etc/passwd", O_RDONLY) == EBADF);
    CHECK(host->folders->symlink(host, "a", HOST_CWD, "b") == 0 && host->folders->symlink(host, "b", HOST_CWD, "a") == 0);
    CHECK(try_open(host, HOST_CWD, "a", O_RDONLY) == ELOOP);
    sandbox_close(&box);
}

TEST(programs_and_variables_are_those_that_were_named)
{
    Sandbox           box;
    int               pid, found, status;
    const char *const shell[] = {"/bin/sh", NULL}, *const yes[] = {"/bin/true", NULL}, *const arguments[] = {"x", NULL};
    if (!sandbox_open(&box))
        return;
    Host     *host = box.host;
    HostSpawn what = {.programs = shell, .arguments = arguments, .in = {-1, -1}, .out = {-1, -1}, .err = {-1, -1},
                      .error_pipe = {-1, -1}, .process_group = -1, .umask = -1};
    CHECK(host->process->spawn(host, &what, &pid) == EACCES);
    what.programs = yes;
    CHECK(host->process->spawn(host, &what, &pid) == 0);
    CHECK(host->process->wait(host, NULL, pid, 0, &found, &status, NULL) == 0 && status == 0);
    CHECK(!host->environment->get(host, "SECRET") && host->environment->get(host, "SEEN"));
    CHECK(host->environment->set(host, "SECRET", "3") == EACCES);
    const char *const *list = host->environment->list(host);
    CHECK(strcmp(list[0], "SEEN=1") == 0 && !list[1]);
    sandbox_close(&box);
}
