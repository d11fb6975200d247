/* stream.c - standard streams that are no descriptors: nothing, calls of the embedder, a captured text.
 * SPDX-License-Identifier: MIT */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/host_system.h"

enum { MOST_CAPTURED = 1 << 30 };

typedef struct StreamFile {
    Virtual    file;
    HostStream stream;
    char      *data;                             /* captured, or given as input */
    size_t     size, room;
} StreamFile;

static int read_calls(Virtual *file, void *data, size_t size, int64_t offset, size_t *count)
{
    StreamFile *stream = (StreamFile *)file;
    if (offset >= 0)
        return ESPIPE;
    if (!stream->stream.read) {
        *count = 0;
        return 0;
    }
    return stream->stream.read(stream->stream.context, data, size, count);
}

static int write_calls(Virtual *file, const void *data, size_t size, int64_t offset, size_t *count)
{
    StreamFile *stream = (StreamFile *)file;
    if (offset >= 0)
        return ESPIPE;
    if (!stream->stream.write) {
        *count = size;
        return 0;
    }
    return stream->stream.write(stream->stream.context, data, size, count);
}

static int write_captured(Virtual *file, const void *data, size_t size, int64_t offset, size_t *count)
{
    StreamFile *stream = (StreamFile *)file;
    if (offset >= 0)
        return ESPIPE;
    if (size > MOST_CAPTURED - stream->size)
        return ENOSPC;
    if (stream->size + size > stream->room) {
        size_t room = (stream->size + size) * 2;
        char  *larger = realloc(stream->data, room);
        if (!larger)
            return ENOMEM;
        stream->data = larger;
        stream->room = room;
    }
    memcpy(stream->data + stream->size, data, size);
    stream->size += size;
    *count = size;
    return 0;
}

static int stat_stream(Virtual *file, HostStat *result)
{
    (void)file;
    *result = (HostStat){.mode = S_IFIFO | 0600, .nlink = 1, .blksize = 4096};
    return 0;
}

static void destroy(Virtual *file)
{
    free(((StreamFile *)file)->data);
    free(file);
}

static const VirtualKind kind_calls = {
    .read = read_calls, .write = write_calls, .stat = stat_stream, .destroy = destroy, .unlocked = true};
static const VirtualKind kind_capture = {
    .read = read_calls, .write = write_captured, .stat = stat_stream, .destroy = destroy};

int stream_open(OwnHost *own, const HostStream *stream, int number)
{
    int fd, real = -1;
    if (stream->kind == STREAM_DESCRIPTOR) {
        real = fcntl(stream->fd, F_DUPFD_CLOEXEC, 3);
        return real < 0 ? errno : descriptor_add(&own->base, real, NULL, number, &fd);
    }
    StreamFile *file = calloc(1, sizeof *file);
    if (!file)
        return ENOMEM;
    file->file = (Virtual){stream->kind == STREAM_CAPTURE ? &kind_capture : &kind_calls, own, 1,
                           number == 0 ? O_RDONLY : O_WRONLY};
    file->stream = *stream;
    if (stream->kind != STREAM_CALLS)
        file->stream.read = NULL, file->stream.write = NULL;
    return descriptor_add(&own->base, -1, &file->file, number, &fd);
}

const char *host_captured(Host *host, int fd, size_t *size)
{
    OwnHost    *own = own_host(host);
    const char *data = "";

    *size = 0;
    mutex_lock(&own->mutex);
    if (!is_process(host) && fd >= 0 && (size_t)fd < own->slot_count && own->slots[fd].file &&
        own->slots[fd].file->kind == &kind_capture) {
        StreamFile *file = (StreamFile *)own->slots[fd].file;
        if (file->size)
            data = file->data;
        *size = file->size;
    }
    mutex_unlock(&own->mutex);
    return data;
}
