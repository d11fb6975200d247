/* process_test.c - programs, signals to oneself, users, error texts. SPDX-License-Identifier: MIT */
#include "host/process.h"

#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include "host/errors.h"
#include "host/files.h"
#include "host/folders.h"
#include "host/signals.h"
#include "host/system.h"
#include "host/thread.h"
#include "unit.h"

static Host *new_host(const char *folder)
{
    static const char *const variables[] = {"GREETING=hi", NULL};
    HostOptions options = {.folder = folder, .environment = variables};
    int         error;
    Host       *host = host_isolated_new(&options, &error);
    CHECK(host != NULL);
    return host;
}

/* Everything from the descriptor, as text. */
static void read_text(Host *host, int fd, char *text, size_t size)
{
    size_t used = 0, count = 1;
    while (used + 1 < size && count && host->files->read(host, NULL, fd, text + used, size - used - 1, &count) == 0)
        used += count;
    text[used] = 0;
}

TEST(a_program_gets_the_isolates_folder_and_variables)
{
    Host              *host = new_host("/usr");
    const char *const  programs[] = {"/nowhere/sh", "/bin/sh", NULL};
    const char *const  arguments[] = {"sh", "-c", "echo $GREETING; pwd; echo kept >&7; exit 3", NULL};
    int                out[2], error[2], kept[2], seven, pid, found, status;
    char               text[100];

    CHECK(host->files->pipe(host, 0, out) == 0 && host->files->pipe(host, 0, error) == 0);
    CHECK(host->files->pipe(host, 0, kept) == 0 && kept[1] == 8);
    CHECK(host->files->dup(host, kept[0], 20, false, &kept[0]) == 0);
    CHECK(host->files->dup(host, kept[1], 7, false, &seven) == 0 && host->files->close(host, kept[1]) == 0);
    const int keep[] = {7};
    HostSpawn what = {
        .programs = programs, .arguments = arguments, .in = {-1, -1}, .out = {out[0], out[1]}, .err = {-1, -1},
        .error_pipe = {error[0], error[1]}, .keep = keep, .keep_count = 1, .close_fds = true, .process_group = -1,
        .umask = -1};
    CHECK(host->process->spawn(host, &what, &pid) == 0);
    CHECK(host->files->close(host, out[1]) == 0 && host->files->close(host, error[1]) == 0);
    read_text(host, error[0], text, sizeof text);
    CHECK(text[0] == 0);
    read_text(host, out[0], text, sizeof text);
    CHECK(strcmp(text, "hi\n/usr\n") == 0);
    CHECK(host->files->close(host, 7) == 0);
    read_text(host, kept[0], text, sizeof text);
    CHECK(strcmp(text, "kept\n") == 0);
    CHECK(host->process->wait(host, NULL, pid, 0, &found, &status, NULL) == 0);
    CHECK(found == pid && WIFEXITED(status) && WEXITSTATUS(status) == 3);
    CHECK(host->process->wait(host, NULL, pid, 0, &found, &status, NULL) == ECHILD);
    CHECK(host->process->kill(host, 1, SIGTERM) == EPERM);
    host_free(host);
}

TEST(a_program_that_is_missing_is_reported_through_the_pipe)
{
    Host             *host = new_host(NULL);
    const char *const programs[] = {"/nowhere/sh", NULL}, *const arguments[] = {"sh", NULL};
    int               error[2], pid, found, status;
    char              text[100];

    CHECK(host->files->pipe(host, 0, error) == 0);
    HostSpawn what = {
        .programs = programs, .arguments = arguments, .in = {-1, -1}, .out = {-1, -1}, .err = {-1, -1},
        .error_pipe = {error[0], error[1]}, .close_fds = true, .process_group = -1, .umask = -1};
    CHECK(host->process->spawn(host, &what, &pid) == 0);
    CHECK(host->files->close(host, error[1]) == 0);
    read_text(host, error[0], text, sizeof text);
    CHECK(strcmp(text, "OSError:2:") == 0);
    CHECK(host->process->wait(host, NULL, pid, 0, &found, &status, NULL) == 0 && WEXITSTATUS(status) == 255);
    what.folder = "/nowhere";
    CHECK(host->files->pipe(host, 0, error) == 0);
    what.error_pipe[0] = error[0], what.error_pipe[1] = error[1];
    CHECK(host->process->spawn(host, &what, &pid) == 0);
    CHECK(host->files->close(host, error[1]) == 0);
    read_text(host, error[0], text, sizeof text);
    CHECK(strcmp(text, "OSError:2:noexec:chdir") == 0);
    CHECK(host->process->wait(host, NULL, pid, 0, &found, &status, NULL) == 0);
    host_free(host);
}

TEST(an_isolate_meets_its_own_signals_only)
{
    Host            *host = new_host(NULL);
    HostWake         wake;
    HostSignalAction action;
    int              status;
    _Atomic uint32_t request = 0;

    wake_init(&wake);
    host->signals->attach(host, &wake, &request, 2);
    CHECK(host->signals->set(host, SIGINT, SIGNAL_CAUGHT) == 0);
    CHECK(host->signals->get(host, SIGINT, &action) == 0 && action == SIGNAL_CAUGHT);
    CHECK(host->process->kill(host, (int)host->process->getid(host, ID_PID), SIGINT) == 0);
    CHECK(wake_is_raised(&wake) && atomic_load(&request) == 2);
    CHECK(host->signals->take(host) == (uint64_t)1 << (SIGINT - 1) && host->signals->take(host) == 0);
    CHECK(!host->process->has_exited(host, &status));
    CHECK(host->signals->raise(host, SIGTERM) == 0);
    CHECK(host->process->has_exited(host, &status) && status == 128 + SIGTERM);
    wake_destroy(&wake);
    host_free(host);
}

TEST(the_process_host_is_one_and_restores_signals)
{
    int   error = 0;
    Host *host = host_process_new(&error), *second = host_process_new(&error);
    CHECK(host && !second && error == EBUSY);
    CHECK(host->signals->set(host, SIGUSR1, SIGNAL_CAUGHT) == 0);
    CHECK(host->signals->raise(host, SIGUSR1) == 0);
    CHECK(host->signals->take(host) == (uint64_t)1 << (SIGUSR1 - 1));
    host_free(host);
    struct sigaction now;
    CHECK(sigaction(SIGUSR1, NULL, &now) == 0 && now.sa_handler == SIG_DFL);
}

TEST(users_are_read_from_their_file)
{
    Host     *host = new_host(NULL);
    HostUser  user;
    HostGroup group;
    char     *buffer = NULL;
    size_t    capacity = 0, offset = 0;
    Allocator system = host_allocator();
    bool      found = false;
    while (host->system->next_user(host, &offset, &user, &buffer, &capacity) == 0)
        found |= strcmp(user.name, "root") == 0 && user.uid == 0 && strcmp(user.folder, "/root") == 0;
    CHECK(found);
    offset = 0;
    found = false;
    while (host->system->next_group(host, &offset, &group, &buffer, &capacity) == 0)
        found |= strcmp(group.name, "root") == 0 && group.gid == 0 && !group.members[0];
    CHECK(found);
    deallocate(&system, buffer, capacity);
    host_free(host);
}

TEST(errors_have_names_and_texts)
{
    char buffer[40];
    CHECK(strcmp(error_name(ENOENT), "ENOENT") == 0 && strcmp(error_name(EAGAIN), "EAGAIN") == 0);
    CHECK(strcmp(error_text(ENOENT, buffer, sizeof buffer), "No such file or directory") == 0);
    CHECK(strcmp(error_text(41, buffer, sizeof buffer), "Unknown error 41") == 0 && !error_name(41));
}
