/* files_test.c - files and folders, the same tests over an isolated and a memory host. SPDX-License-Identifier: MIT */
#include "host/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/environment.h"
#include "host/folders.h"
#include "host/thread.h"
#include "unit.h"

typedef struct Place {
    Host *host;
    char  folder[64];                            /* on the disk; empty: in memory */
} Place;

static bool open_place(Place *place, bool in_memory)
{
    static const char *const variables[] = {"A=1", "B=2", "notavariable", NULL};
    HostOptions options = {.environment = variables, .streams = {{0}, {.kind = STREAM_CAPTURE}, {0}}};
    int         error = 0;

    (void)strcpy(place->folder, "/tmp/corepy-host-XXXXXX");
    if (in_memory)
        place->folder[0] = 0;
    else if (!mkdtemp(place->folder))
        return false;
    options.folder = in_memory ? "/home" : place->folder;
    place->host = in_memory ? host_memory_new(&options, &error) : host_isolated_new(&options, &error);
    CHECK(place->host && error == 0);
    return place->host != NULL;
}

static void close_place(Place *place)
{
    host_free(place->host);
    if (place->folder[0])
        CHECK(rmdir(place->folder) == 0);
}

static void write_text(Host *host, const char *path, const char *text)
{
    int    fd;
    size_t count;
    CHECK(host->files->open(host, NULL, HOST_CWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666, &fd) == 0);
    CHECK(host->files->write(host, NULL, fd, text, strlen(text), &count) == 0 && count == strlen(text));
    CHECK(host->files->close(host, fd) == 0);
    CHECK(host->files->close(host, fd) == EBADF);
}

static void check_files(Host *host)
{
    HostStat  stat;
    char     *data, path[256];
    size_t    size, count;
    int64_t   position;
    int       fd, second;
    Allocator from = host_allocator();

    write_text(host, "a.txt", "hello");
    CHECK(host_read_file(host, "a.txt", 100, &data, &size) == 0 && size == 5 && strcmp(data, "hello") == 0);
    deallocate(&from, data, size + 1);
    CHECK(host_read_file(host, "a.txt", 3, &data, &size) == EFBIG);
    CHECK(host_read_file(host, "none", 3, &data, &size) == ENOENT);
    CHECK(host->folders->stat(host, HOST_CWD, "a.txt", true, &stat) == 0);
    CHECK(S_ISREG(stat.mode) && stat.size == 5 && stat.nlink == 1 && (stat.mode & 0777) == 0644);

    CHECK(host->files->open(host, NULL, HOST_CWD, "a.txt", O_RDWR | O_CREAT | O_EXCL, 0666, &fd) == EEXIST);
    CHECK(host->files->open(host, NULL, HOST_CWD, "a.txt", O_RDWR, 0, &fd) == 0 && fd == 3);
    CHECK(host->files->lseek(host, fd, 1, SEEK_SET, &position) == 0 && position == 1);
    CHECK(host->files->write(host, NULL, fd, "EL", 2, &count) == 0 && count == 2);
    CHECK(host->files->pread(host, fd, path, 10, 0, &count) == 0 && count == 5 && memcmp(path, "hELlo", 5) == 0);
    CHECK(host->files->lseek(host, fd, 0, SEEK_CUR, &position) == 0 && position == 3);
    CHECK(host->files->dup(host, fd, -1, false, &second) == 0 && second == 4);
    CHECK(host->files->close(host, fd) == 0);
    CHECK(host->files->read(host, NULL, second, path, 10, &count) == 0 && count == 2);
    CHECK(host->files->read(host, NULL, second, path, 10, &count) == 0 && count == 0);
    CHECK(host->files->ftruncate(host, second, 3) == 0);
    CHECK(host->files->fstat(host, second, &stat) == 0 && stat.size == 3);
    CHECK(host->files->isatty(host, second) == ENOTTY);
    CHECK(host->files->dup(host, second, 9, true, &fd) == 0 && fd == 9);
    CHECK(host->files->close(host, 9) == 0 && host->files->close(host, second) == 0);
    CHECK(host->folders->unlink(host, HOST_CWD, "a.txt") == 0);
    CHECK(host->folders->unlink(host, HOST_CWD, "a.txt") == ENOENT);
}

static void check_folders(Host *host)
{
    HostStat  stat;
    HostList *list;
    HostEntry entry;
    char      path[256], begin[256];
    size_t    length;
    int       fd, names = 0;

    CHECK(host->folders->getcwd(host, begin, sizeof begin) == 0);
    CHECK(host->folders->mkdir(host, HOST_CWD, "d", 0777) == 0);
    CHECK(host->folders->mkdir(host, HOST_CWD, "d", 0777) == EEXIST);
    CHECK(host->folders->chdir(host, "d") == 0);
    CHECK(host->folders->getcwd(host, path, sizeof path) == 0);
    CHECK(strncmp(path, begin, strlen(begin)) == 0 && strcmp(path + strlen(begin), "/d") == 0);
    CHECK(host->folders->getcwd(host, path, 3) == ERANGE);
    write_text(host, "f", "1");
    CHECK(host->folders->symlink(host, "f", HOST_CWD, "l") == 0);
    CHECK(host->folders->stat(host, HOST_CWD, "l", true, &stat) == 0 && S_ISREG(stat.mode));
    CHECK(host->folders->stat(host, HOST_CWD, "l", false, &stat) == 0 && S_ISLNK(stat.mode) && stat.size == 1);
    CHECK(host->folders->readlink(host, HOST_CWD, "l", path, sizeof path, &length) == 0 && length == 1);
    CHECK(host->folders->link(host, HOST_CWD, "f", HOST_CWD, "g", true) == 0);
    CHECK(host->folders->stat(host, HOST_CWD, "g", true, &stat) == 0 && stat.nlink == 2);
    CHECK(host->folders->chdir(host, "..") == 0);
    CHECK(host->folders->rmdir(host, HOST_CWD, "d") == ENOTEMPTY);
    CHECK(host->files->open(host, NULL, HOST_CWD, "d", O_RDONLY | O_DIRECTORY, 0, &fd) == 0);
    CHECK(host->folders->list_open(host, fd, NULL, &list) == 0);
    while (host->folders->list_next(host, list, &entry) == 0 && entry.name)
        names += strcmp(entry.name, "l") == 0 ? 10 * (entry.type == DT_LNK) : 1;
    host->folders->list_close(host, list);
    CHECK(names == 12);
    CHECK(host->folders->rename(host, fd, "f", HOST_CWD, "moved") == 0);
    CHECK(host->folders->stat(host, fd, "l", true, &stat) == ENOENT);
    CHECK(host->folders->unlink(host, fd, "l") == 0 && host->folders->unlink(host, fd, "g") == 0);
    CHECK(host->folders->unlink(host, HOST_CWD, "d") == EISDIR);
    CHECK(host->folders->rmdir(host, HOST_CWD, "moved") == ENOTDIR);
    CHECK(host->folders->unlink(host, HOST_CWD, "moved") == 0);
    CHECK(host->folders->fchdir(host, fd) == 0);
    CHECK(host->folders->rmdir(host, HOST_CWD, "../d") == 0);
    CHECK(host->folders->getcwd(host, path, sizeof path) == ENOENT);
    CHECK(host->folders->chdir(host, begin) == 0);
    CHECK(host->files->close(host, fd) == 0);
}

static void check_masks_and_times(Host *host)
{
    const int64_t seconds[2] = {1000000001, 1000000002};
    const int32_t ns[2] = {123456789, 7};
    unsigned      former;
    HostStat      stat;
    int           fd;

    CHECK(host->folders->umask(host, 077, &former) == 0);
    write_text(host, "m", "");
    CHECK(host->folders->stat(host, HOST_CWD, "m", true, &stat) == 0 && (stat.mode & 0777) == 0600);
    CHECK(host->folders->unlink(host, HOST_CWD, "m") == 0);
    CHECK(host->folders->umask(host, 0, &former) == 0 && former == 077);
    CHECK(host->files->open(host, NULL, HOST_CWD, "m", O_WRONLY | O_CREAT, 0666, &fd) == 0);
    CHECK(host->files->close(host, fd) == 0);
    CHECK(host->folders->stat(host, HOST_CWD, "m", true, &stat) == 0 && (stat.mode & 0777) == 0666);
    CHECK(host->folders->chmod(host, HOST_CWD, "m", 0751, true) == 0);
    CHECK(host->folders->utimens(host, HOST_CWD, "m", seconds, ns, true) == 0);
    CHECK(host->folders->stat(host, HOST_CWD, "m", true, &stat) == 0 && (stat.mode & 0777) == 0751);
    CHECK(stat.atime == seconds[0] && stat.atime_ns == ns[0] && stat.mtime == seconds[1] && stat.mtime_ns == ns[1]);
    CHECK(host->folders->unlink(host, HOST_CWD, "m") == 0);
    CHECK(host->folders->umask(host, 022, &former) == 0);
}

static void check_pipe(Host *host)
{
    char     text[8];
    int      ends[2];
    size_t   count, ready;
    HostPoll polls[2];

    CHECK(host->files->pipe(host, 0, ends) == 0);
    polls[0] = (HostPoll){ends[0], POLLIN, 0};
    polls[1] = (HostPoll){ends[1], POLLOUT, 0};
    CHECK(host->files->poll(host, NULL, polls, 2, 0, &ready) == 0 && ready == 1 && polls[1].revents == POLLOUT);
    CHECK(host->files->write(host, NULL, ends[1], "abc", 3, &count) == 0 && count == 3);
    CHECK(host->files->poll(host, NULL, polls, 1, -1, &ready) == 0 && ready == 1 && polls[0].revents == POLLIN);
    CHECK(host->files->read(host, NULL, ends[0], text, sizeof text, &count) == 0 && count == 3);
    CHECK(host->files->set_blocking(host, ends[0], false) == 0);
    CHECK(host->files->read(host, NULL, ends[0], text, sizeof text, &count) == EAGAIN);
    CHECK(host->files->read(host, NULL, ends[1], text, sizeof text, &count) == EBADF);
    CHECK(host->files->close(host, ends[1]) == 0);
    CHECK(host->files->read(host, NULL, ends[0], text, sizeof text, &count) == 0 && count == 0);
    CHECK(host->files->close(host, ends[0]) == 0);
}

static void check_environment(Host *host)
{
    const char *const *list = host->environment->list(host);
    CHECK(strcmp(list[0], "A=1") == 0 && strcmp(list[1], "B=2") == 0 && !list[2]);
    CHECK(host->environment->set(host, "A", "22") == 0 && host->environment->set(host, "C", "") == 0);
    CHECK(host->environment->set(host, "B", NULL) == 0 && host->environment->set(host, "X=Y", "1") == EINVAL);
    CHECK(strcmp(host->environment->get(host, "A"), "22") == 0 && !host->environment->get(host, "B"));
    list = host->environment->list(host);
    CHECK(strcmp(list[0], "A=22") == 0 && strcmp(list[1], "C=") == 0 && !list[2]);
}

static void check_streams(Host *host)
{
    size_t count, size;
    char   byte;
    CHECK(host->files->write(host, NULL, 1, "out", 3, &count) == 0 && count == 3);
    CHECK(host->files->write(host, NULL, 2, "err", 3, &count) == 0 && count == 3);
    CHECK(host->files->read(host, NULL, 0, &byte, 1, &count) == 0 && count == 0);
    CHECK(strncmp(host_captured(host, 1, &size), "out", 3) == 0 && size == 3);
    (void)host_captured(host, 2, &size);
    CHECK(size == 0);
}

static void check_everything(bool in_memory)
{
    Place place;
    if (!open_place(&place, in_memory))
        return;
    check_files(place.host);
    check_folders(place.host);
    check_masks_and_times(place.host);
    check_pipe(place.host);
    check_environment(place.host);
    check_streams(place.host);
    close_place(&place);
}

TEST(an_isolated_host_has_files_and_folders)
{
    check_everything(false);
}

TEST(a_memory_host_has_files_and_folders)
{
    check_everything(true);
}

TEST(a_memory_host_stops_at_its_limit)
{
    HostOptions options = {.memory_limit = 10000};
    int         error, fd;
    size_t      count;
    char        block[4096] = {0};
    Host       *host = host_memory_new(&options, &error);
    CHECK(host != NULL);
    CHECK(host->files->open(host, NULL, HOST_CWD, "/tmp/big", O_WRONLY | O_CREAT, 0666, &fd) == 0);
    CHECK(host->files->write(host, NULL, fd, block, sizeof block, &count) == 0);
    CHECK(host->files->write(host, NULL, fd, block, sizeof block, &count) == 0);
    CHECK(host->files->write(host, NULL, fd, block, sizeof block, &count) == ENOSPC);
    host_free(host);
}

typedef struct Reading {
    Host    *host;
    HostWake wake;
    int      fd, status;
} Reading;

static void read_blocked(void *argument)
{
    Reading *reading = argument;
    char     byte;
    size_t   count;
    reading->status = reading->host->files->read(reading->host, &reading->wake, reading->fd, &byte, 1, &count);
}

TEST(a_raised_wake_ends_a_blocked_read)
{
    for (int in_memory = 0; in_memory < 2; in_memory++) {
        Place      place;
        HostThread thread;
        int        ends[2];
        if (!open_place(&place, in_memory))
            return;
        CHECK(place.host->files->pipe(place.host, 0, ends) == 0);
        Reading reading = {.host = place.host, .fd = ends[0]};
        wake_init(&reading.wake);
        CHECK(thread_start(&thread, 0, false, read_blocked, &reading) == 0);
        wake_raise(&reading.wake);
        CHECK(thread_join(thread) == 0);
        CHECK(reading.status == EINTR);
        wake_destroy(&reading.wake);
        close_place(&place);
    }
}
