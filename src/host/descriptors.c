/* descriptors.c - the numbers of an isolate's open files.
 *
 * In the process host a number is the process's own. Elsewhere it is the index of a Slot, which leads to a real descriptor
 * or a Virtual. `users` counts the calls inside: a close while somebody reads marks the slot as closed, and the last to leave
 * closes the real one, so that no call ever finds another file under its number.
 *
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/host_system.h"

enum { MOST_DESCRIPTORS = 1 << 20 };

void virtual_release(Virtual *file)
{
    OwnHost *own = file->host;
    mutex_lock(&own->virtual_mutex);
    bool last = --file->users == 0;
    if (last)
        file->kind->destroy(file);
    condition_broadcast(&own->virtual_changed);
    mutex_unlock(&own->virtual_mutex);
}

static void virtual_retain(Virtual *file)
{
    mutex_lock(&file->host->virtual_mutex);
    file->users++;
    mutex_unlock(&file->host->virtual_mutex);
}

/* Closes what a slot led to; the mutex is not held. */
static int close_target(int real, Virtual *file)
{
    if (file) {
        virtual_release(file);
        return 0;
    }
    return real >= 0 && close(real) ? errno : 0;
}

int descriptor_enter(Host *host, int fd, Handle *handle)
{
    OwnHost *own = own_host(host);
    int      status = EBADF;

    *handle = (Handle){fd, NULL, fd};
    if (is_process(host))
        return fd < 0 ? EBADF : 0;
    mutex_lock(&own->mutex);
    if (fd >= 0 && (size_t)fd < own->slot_count && own->slots[fd].is_open) {
        Slot *slot = &own->slots[fd];
        slot->users++;
        handle->real = slot->real;
        handle->file = slot->file;
        status = 0;
    }
    mutex_unlock(&own->mutex);
    return status;
}

void descriptor_leave(Host *host, Handle *handle)
{
    OwnHost *own = own_host(host);
    Slot     ended = {.real = -1};

    if (is_process(host) || handle->fd < 0)
        return;
    mutex_lock(&own->mutex);
    Slot *slot = &own->slots[handle->fd];
    if (!--slot->users && !slot->is_open) {      // closed while this call was inside
        ended = *slot;
        slot->real = -1;
        slot->file = NULL;
    }
    mutex_unlock(&own->mutex);
    (void)close_target(ended.real, ended.file);
}

int descriptor_peek(Host *host, int fd, Virtual **file)
{
    OwnHost *own = own_host(host);
    mutex_lock(&own->mutex);
    bool is_open = fd >= 0 && (size_t)fd < own->slot_count && own->slots[fd].is_open;
    if (is_open)
        *file = own->slots[fd].file;
    mutex_unlock(&own->mutex);
    return is_open ? 0 : EBADF;
}

static bool is_free(const Slot *slot)
{
    return !slot->is_open && !slot->users;
}

/* Makes at least `count` slots; the mutex is held. */
static bool ensure_slots(OwnHost *own, size_t count)
{
    size_t room = own->slot_count;
    if (count <= room)
        return true;
    if (count > MOST_DESCRIPTORS)
        return false;
    room = count < 8 ? 8 : count * 2;
    Slot *slots = realloc(own->slots, room * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = own->slot_count; i < room; i++)
        slots[i] = (Slot){.real = -1};
    own->slots = slots;
    own->slot_count = room;
    return true;
}

int descriptor_add(Host *host, int real, Virtual *file, int lowest, int *fd)
{
    OwnHost *own = own_host(host);
    size_t   index = (size_t)lowest;

    if (is_process(host)) {
        if (real < SORT_SIZE && real >= 0)
            atomic_store_explicit(&own->sorts[real], SORT_UNKNOWN, memory_order_relaxed);
        *fd = real;
        return 0;
    }
    mutex_lock(&own->mutex);
    while (index < own->slot_count && !is_free(&own->slots[index]))
        index++;
    bool added = ensure_slots(own, index + 1);
    if (added) {
        own->slots[index] = (Slot){.real = real, .file = file, .is_open = true};
        *fd = (int)index;
    }
    mutex_unlock(&own->mutex);
    if (!added)
        (void)close_target(real, file);
    return added ? 0 : EMFILE;
}

int descriptor_close(Host *host, int fd)
{
    OwnHost *own = own_host(host);
    Slot     ended = {.real = -1};
    int      status = EBADF;

    if (is_process(host))
        return close(fd) ? errno : 0;
    mutex_lock(&own->mutex);
    if (fd >= 0 && (size_t)fd < own->slot_count && own->slots[fd].is_open) {
        Slot *slot = &own->slots[fd];
        slot->is_open = false;
        if (!slot->users) {
            ended = *slot;
            slot->real = -1;
            slot->file = NULL;
        }
        status = 0;
    }
    mutex_unlock(&own->mutex);
    int closed = close_target(ended.real, ended.file);
    return status ? status : closed;
}

/* dup in the process itself. */
static int dup_real(Host *host, int fd, int wanted, int lowest, bool inheritable, int *result)
{
    int made;
    if (wanted < 0)
        made = fcntl(fd, inheritable ? F_DUPFD : F_DUPFD_CLOEXEC, lowest);
    else if (wanted == fd)
        made = fcntl(fd, F_GETFD) < 0 ? -1 : fd;
    else
        made = dup3(fd, wanted, inheritable ? 0 : O_CLOEXEC);
    return made < 0 ? errno : descriptor_add(host, made, NULL, 0, result);
}

int descriptor_dup(Host *host, int fd, int wanted, int lowest, bool inheritable, int *result)
{
    OwnHost *own = own_host(host);
    Handle   handle;
    Slot     former = {.real = -1};

    if (is_process(host))
        return dup_real(host, fd, wanted, lowest, inheritable, result);
    int status = descriptor_enter(host, fd, &handle);
    if (status)
        return status;
    if (wanted == fd) {
        *result = fd;
        descriptor_leave(host, &handle);
        return 0;
    }
    int made = -1;
    if (handle.file)
        virtual_retain(handle.file);
    else if ((made = fcntl(handle.real, F_DUPFD_CLOEXEC, 0)) < 0)
        status = errno;
    descriptor_leave(host, &handle);
    if (status)
        return status;
    if (wanted < 0) {
        status = descriptor_add(host, made, handle.file, lowest, result);
    } else {
        mutex_lock(&own->mutex);
        if (!ensure_slots(own, (size_t)wanted + 1)) {
            status = EBADF;
        } else if (own->slots[wanted].users) {
            status = EBUSY;                      // a call is inside; Linux's dup2 says so too in a race with open
        } else {
            former = own->slots[wanted];
            own->slots[wanted] = (Slot){.real = made, .file = handle.file, .is_open = true};
        }
        mutex_unlock(&own->mutex);
        if (status)
            (void)close_target(made, handle.file);
        else
            *result = wanted;
        (void)close_target(former.real, former.file);
    }
    if (!status) {
        mutex_lock(&own->mutex);
        own->slots[*result].is_inheritable = inheritable;
        mutex_unlock(&own->mutex);
    }
    return status;
}

int descriptor_sort(Host *host, Handle *handle)
{
    OwnHost    *own = own_host(host);
    struct stat stat;
    int         sort = SORT_UNKNOWN;

    if (is_process(host)) {
        if (handle->real < SORT_SIZE)
            sort = atomic_load_explicit(&own->sorts[handle->real], memory_order_relaxed);
    } else {
        mutex_lock(&own->mutex);                 // others may be moving the slots
        sort = own->slots[handle->fd].sort;
        mutex_unlock(&own->mutex);
    }
    if (sort != SORT_UNKNOWN || fstat(handle->real, &stat))
        return sort;
    sort = S_ISREG(stat.st_mode) || S_ISDIR(stat.st_mode) || S_ISBLK(stat.st_mode) ? SORT_REGULAR
           : S_ISFIFO(stat.st_mode)                                               ? SORT_PIPE
                                                                                  : SORT_OTHER;
    if (is_process(host)) {
        if (handle->real < SORT_SIZE)
            atomic_store_explicit(&own->sorts[handle->real], (uint8_t)sort, memory_order_relaxed);
    } else {
        mutex_lock(&own->mutex);
        own->slots[handle->fd].sort = (uint8_t)sort;
        mutex_unlock(&own->mutex);
    }
    return sort;
}

int folder_enter(Host *host, int folder, const char *path, Handle *handle)
{
    *handle = (Handle){AT_FDCWD, NULL, -1};
    if (path[0] == '/')
        return 0;
    if (folder == HOST_CWD) {
        handle->real = ((SystemHost *)host)->cwd;
        return 0;
    }
    if (host->guard && folder <= HOST_REAL_BASE) {
        handle->real = HOST_REAL_BASE - folder;
        return 0;
    }
    int status = descriptor_enter(host, folder, handle);
    if (status)
        return status;
    if (handle->file) {
        descriptor_leave(host, handle);
        return ENOTDIR;
    }
    return 0;
}
