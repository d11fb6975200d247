/* own_host.c - making and ending hosts: what all built-in kinds share, and the two over the real system.
 *
 * Whether a process host exists is the one thing here that belongs to the process: signals.c keeps it, since a signal
 * handler has to find its host. SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "host/folders.h"
#include "host/host_system.h"
#include "host/permissions.h"
#include "host/signal_owner.h"

static void *system_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

Allocator host_allocator(void)
{
    return (Allocator){system_resize};
}

static int copy_variables(OwnHost *own, const char *const *variables)
{
    size_t count = 0;
    while (variables && variables[count])
        count++;
    own->variables = calloc(count + 1, sizeof(char *));
    if (!own->variables)
        return ENOMEM;
    own->variable_room = count + 1;
    for (size_t i = 0; i < count; i++) {
        if (!strchr(variables[i], '='))
            continue;                            // as os.environ: what is no assignment is not a variable
        own->variables[own->variable_count] = strdup(variables[i]);
        if (!own->variables[own->variable_count])
            return ENOMEM;
        own->variable_count++;
    }
    return 0;
}

/* The process's mask, without changing it even for a moment. */
static unsigned process_mask(void)
{
    char    text[2048];
    int     fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
    ssize_t size = fd < 0 ? 0 : read(fd, text, sizeof text - 1);

    if (fd >= 0)
        (void)close(fd);
    text[size < 0 ? 0 : size] = 0;
    const char *found = strstr(text, "\nUmask:");
    return found ? (unsigned)strtoul(found + 7, NULL, 8) : 022;
}

int own_init(OwnHost *own, HostKind kind, const char *const *variables)
{
    own->base.kind = kind;
    own->base.files = &host_files;
    own->base.folders = &host_folders;
    own->base.clock = &host_clock;
    own->base.environment = &host_environment;
    own->base.process = &host_process;
    own->base.signals = kind == HOST_PROCESS ? &host_signals_process : &host_signals_own;
    own->base.system = &host_machine;
    atomic_store(&own->wakeup_fd, -1);
    mutex_init(&own->mutex);
    mutex_init(&own->virtual_mutex);
    condition_init(&own->virtual_changed);
    if (kind != HOST_PROCESS)
        own->umask = own->process_umask = process_mask();
    if (kind == HOST_MEMORY)
        own->umask = 022;
    return copy_variables(own, variables ? variables : (const char *const *)environ);
}

int own_streams(OwnHost *own, const HostStream streams[3])
{
    int status = 0;
    for (int i = 0; i < 3 && !status; i++)
        status = stream_open(own, &streams[i], i);
    for (int i = 0; i < 3 && !status; i++)
        own->slots[i].is_inheritable = true;
    return status;
}

void own_destroy(OwnHost *own)
{
    Allocator from = host_allocator();

    for (size_t i = 0; i < own->slot_count; i++)
        if (own->slots[i].is_open)
            (void)descriptor_close(&own->base, (int)i);
    free(own->slots);
    for (size_t i = 0; i < own->variable_count; i++)
        free(own->variables[i]);
    free(own->variables);
    zone_free(&from, own->zone);
    while (own->children) {                      // what has ended is reaped; what runs becomes init's or the embedder's
        Child *next = own->children->next;
        (void)waitpid(own->children->pid, NULL, WNOHANG);
        free(own->children);
        own->children = next;
    }
    condition_destroy(&own->virtual_changed);
    mutex_destroy(&own->virtual_mutex);
    mutex_destroy(&own->mutex);
}

static void destroy_process(Host *host)
{
    signals_restore(own_host(host));
    signal_owner_leave(own_host(host));
    own_destroy(own_host(host));
    free(host);
}

Host *host_process_new(int *error)
{
    SystemHost *self = calloc(1, sizeof *self);
    if (!self) {
        *error = ENOMEM;
        return NULL;
    }
    self->cwd = AT_FDCWD;
    self->own.base.destroy = destroy_process;
    if (!signal_owner_enter(&self->own)) {
        free(self);
        *error = EBUSY;
        return NULL;
    }
    int status = own_init(&self->own, HOST_PROCESS, NULL);
    if (status) {
        host_free(&self->own.base);
        *error = status;
        return NULL;
    }
    return &self->own.base;
}

static void destroy_isolated(Host *host)
{
    SystemHost *self = (SystemHost *)host;
    own_destroy(&self->own);
    if (self->cwd >= 0)
        (void)close(self->cwd);
    free(self);
}

Host *host_isolated_new(const HostOptions *options, int *error)
{
    SystemHost *self = calloc(1, sizeof *self);
    if (!self) {
        *error = ENOMEM;
        return NULL;
    }
    self->cwd = -1;
    self->own.base.destroy = destroy_isolated;
    int status = own_init(&self->own, HOST_ISOLATED, options->environment);
    if (!status) {
        self->cwd = open(options->folder ? options->folder : ".", O_PATH | O_DIRECTORY | O_CLOEXEC);
        status = self->cwd < 0 ? errno : own_streams(&self->own, options->streams);
    }
    if (status) {
        host_free(&self->own.base);
        *error = status;
        return NULL;
    }
    return &self->own.base;
}

void host_free(Host *host)
{
    if (!host)
        return;
    host_guard_free(host);
    host->destroy(host);
}

/* Reads until the end into a block that grows; the descriptor stays open. */
static int read_all(Host *host, int fd, size_t limit, char **data, size_t *size)
{
    Allocator from = host_allocator();
    size_t    room = 8192, length = 0, count = 1;
    char     *block = allocate(&from, room);
    int       status = block ? 0 : ENOMEM;

    while (!status && count) {
        if (length + 1 == room) {
            char *larger = from.resize(&from, block, room, room * 2);
            if (!larger) {
                status = ENOMEM;
                break;
            }
            block = larger;
            room *= 2;
        }
        status = host->files->read(host, NULL, fd, block + length, room - length - 1, &count);
        if (!status)
            length += count;
        if (length > limit)
            status = EFBIG;
    }
    if (status) {
        deallocate(&from, block, room);
        return status;
    }
    char *exact = from.resize(&from, block, room, length + 1);
    block = exact ? exact : block;
    block[length] = 0;
    *data = block;
    *size = length;
    return 0;
}

int host_read_file(Host *host, const char *path, size_t limit, char **data, size_t *size)
{
    int fd, status = host->files->open(host, NULL, HOST_CWD, path, O_RDONLY, 0, &fd);
    if (status)
        return status;
    status = read_all(host, fd, limit, data, size);
    (void)host->files->close(host, fd);
    return status;
}
