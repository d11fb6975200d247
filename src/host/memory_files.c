/* memory_files.c - open files and pipes in memory, and the memory host itself. SPDX-License-Identifier: MIT */
#include "host/memory_files.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/folders.h"
#include "host/memory_tree.h"

enum { PIPE_ROOM = 65536, USUAL_LIMIT = 64 << 20 };

typedef struct NodeFile {
    Virtual file;
    Node   *node;
    size_t  position;
} NodeFile;

static int read_node(Virtual *file, void *data, size_t size, int64_t offset, size_t *count)
{
    NodeFile *open_file = (NodeFile *)file;
    Node     *node = open_file->node;
    size_t    from = offset >= 0 ? (size_t)offset : open_file->position;

    if (S_ISDIR(node->mode))
        return EISDIR;
    size_t left = from < node->size ? node->size - from : 0;
    if (size > left)
        size = left;
    if (size)
        memcpy(data, node->data + from, size);
    if (offset < 0)
        open_file->position += size;
    tree_touch(node, true, false, false);
    *count = size;
    return 0;
}

static int write_node(Virtual *file, const void *data, size_t size, int64_t offset, size_t *count)
{
    NodeFile *open_file = (NodeFile *)file;
    Node     *node = open_file->node;
    size_t    to = offset >= 0 ? (size_t)offset : open_file->position, end;

    if (file->flags & O_APPEND)
        to = node->size;
    if (__builtin_add_overflow(to, size, &end) || end > INT64_MAX)
        return EFBIG;
    if (size && end > node->size) {
        int status = tree_resize((MemoryHost *)file->host, node, end);
        if (status)
            return status;
    }
    if (size)
        memcpy(node->data + to, data, size);
    if (offset < 0)
        open_file->position = to + size;
    tree_touch(node, false, true, true);
    *count = size;
    return 0;
}

static int seek_node(Virtual *file, int64_t offset, int whence, int64_t *position)
{
    NodeFile *open_file = (NodeFile *)file;
    int64_t   base = whence == SEEK_SET   ? 0
                     : whence == SEEK_CUR ? (int64_t)open_file->position
                                          : (int64_t)open_file->node->size;
    if (whence != SEEK_SET && whence != SEEK_CUR && whence != SEEK_END)
        return EINVAL;
    if (__builtin_add_overflow(base, offset, &base) || base < 0)
        return EINVAL;
    open_file->position = (size_t)base;
    *position = base;
    return 0;
}

static int truncate_node(Virtual *file, int64_t length)
{
    NodeFile *open_file = (NodeFile *)file;
    if (length < 0 || (file->flags & O_ACCMODE) == O_RDONLY)
        return EINVAL;
    tree_touch(open_file->node, false, true, true);
    return tree_resize((MemoryHost *)file->host, open_file->node, (size_t)length);
}

static int stat_node(Virtual *file, HostStat *result)
{
    tree_stat(((NodeFile *)file)->node, result);
    return 0;
}

static void destroy_node(Virtual *file)
{
    Node *node = ((NodeFile *)file)->node;
    node->users--;
    tree_release((MemoryHost *)file->host, node);
    free(file);
}

static const VirtualKind kind_node = {
    .read = read_node, .write = write_node, .lseek = seek_node, .truncate = truncate_node,
    .stat = stat_node, .destroy = destroy_node};

Node *tree_node_of(Virtual *file)
{
    return file->kind == &kind_node ? ((NodeFile *)file)->node : NULL;
}

/* What O_CREAT, O_EXCL, O_TRUNC and O_DIRECTORY ask for at a place; gives the node. */
static int arrive(MemoryHost *self, const Place *place, int flags, unsigned mode, Node **node)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY;

    *node = place->node;
    if (!place->node) {
        if (!(flags & O_CREAT))
            return ENOENT;
        if (place->must_be_folder)
            return EISDIR;
        *node = tree_new(self, S_IFREG | (mode & ~self->own.umask & 07777));
        if (!*node)
            return ENOMEM;
        int status = tree_add(self, place, *node);
        if (status)
            tree_release(self, *node);
        return status;
    }
    if (flags & O_CREAT && flags & O_EXCL)
        return EEXIST;
    if (S_ISLNK(place->node->mode))
        return ELOOP;                            // O_NOFOLLOW
    if (S_ISDIR(place->node->mode) && (writes || flags & O_CREAT))
        return EISDIR;
    if (flags & O_DIRECTORY && !S_ISDIR(place->node->mode))
        return ENOTDIR;
    if (flags & O_TRUNC && writes)
        return tree_resize(self, place->node, 0);
    return 0;
}

int memory_open(Host *host, int folder, const char *path, int flags, unsigned mode, int *fd)
{
    MemoryHost *self = (MemoryHost *)host;
    NodeFile   *file = calloc(1, sizeof *file);
    Place       place;
    Node       *node;

    if (!file)
        return ENOMEM;
    mutex_lock(&self->own.virtual_mutex);
    bool follow = !(flags & O_NOFOLLOW) && !(flags & O_CREAT && flags & O_EXCL);
    int  status = tree_find(self, folder, path, follow, &place);
    if (!status)
        status = arrive(self, &place, flags, mode, &node);
    if (!status) {
        node->users++;
        file->file = (Virtual){&kind_node, &self->own, 1, flags & (O_ACCMODE | O_APPEND | O_NONBLOCK)};
        file->node = node;
    }
    mutex_unlock(&self->own.virtual_mutex);
    if (status) {
        free(file);
        return status;
    }
    return descriptor_add(host, -1, &file->file, 0, fd);
}

/* Both ends share the ring; each end is a Virtual of its own. */
typedef struct Ring {
    char   data[PIPE_ROOM];
    size_t begin, size;
    int    readers, writers;
} Ring;

typedef struct PipeEnd {
    Virtual file;
    Ring   *ring;
} PipeEnd;

static int read_pipe(Virtual *file, void *data, size_t size, int64_t offset, size_t *count)
{
    Ring *ring = ((PipeEnd *)file)->ring;
    char *to = data;

    if (offset >= 0)
        return ESPIPE;
    if (size > ring->size)
        size = ring->size;
    for (size_t i = 0; i < size; i++)
        to[i] = ring->data[(ring->begin + i) % PIPE_ROOM];
    ring->begin = (ring->begin + size) % PIPE_ROOM;
    ring->size -= size;
    *count = size;
    return 0;
}

static int write_pipe(Virtual *file, const void *data, size_t size, int64_t offset, size_t *count)
{
    Ring       *ring = ((PipeEnd *)file)->ring;
    const char *from = data;

    if (offset >= 0)
        return ESPIPE;
    if (!ring->readers)
        return EPIPE;
    if (size > PIPE_ROOM - ring->size)
        size = PIPE_ROOM - ring->size;
    for (size_t i = 0; i < size; i++)
        ring->data[(ring->begin + ring->size + i) % PIPE_ROOM] = from[i];
    ring->size += size;
    *count = size;
    return 0;
}

static short ready_pipe(Virtual *file)
{
    const Ring *ring = ((PipeEnd *)file)->ring;
    if ((file->flags & O_ACCMODE) == O_RDONLY)
        return (short)((ring->size ? POLLIN : 0) | (ring->writers ? 0 : POLLHUP));
    return (short)((ring->size < PIPE_ROOM ? POLLOUT : 0) | (ring->readers ? 0 : POLLERR));
}

static int stat_pipe(Virtual *file, HostStat *result)
{
    (void)file;
    *result = (HostStat){.mode = S_IFIFO | 0600, .nlink = 1, .blksize = 4096};
    return 0;
}

static void destroy_pipe(Virtual *file)
{
    Ring *ring = ((PipeEnd *)file)->ring;
    if ((file->flags & O_ACCMODE) == O_RDONLY)
        ring->readers--;
    else
        ring->writers--;
    if (!ring->readers && !ring->writers)
        free(ring);
    free(file);
}

static const VirtualKind kind_pipe = {
    .read = read_pipe, .write = write_pipe, .stat = stat_pipe, .ready = ready_pipe, .destroy = destroy_pipe};

int memory_pipe(Host *host, int flags, int ends[2])
{
    OwnHost *own = own_host(host);
    Ring    *ring = calloc(1, sizeof *ring);
    PipeEnd *reader = calloc(1, sizeof *reader), *writer = calloc(1, sizeof *writer);
    int      numbers[2];

    if (!ring || !reader || !writer) {
        free(ring);
        free(reader);
        free(writer);
        return ENOMEM;
    }
    ring->readers = ring->writers = 1;
    *reader = (PipeEnd){{&kind_pipe, own, 1, O_RDONLY | (flags & O_NONBLOCK)}, ring};
    *writer = (PipeEnd){{&kind_pipe, own, 1, O_WRONLY | (flags & O_NONBLOCK)}, ring};
    int status = descriptor_add(host, -1, &reader->file, 0, &numbers[0]);
    if (status) {
        virtual_release(&writer->file);
        return status;
    }
    status = descriptor_add(host, -1, &writer->file, 0, &numbers[1]);
    if (status) {
        (void)descriptor_close(host, numbers[0]);
        return status;
    }
    ends[0] = numbers[0];
    ends[1] = numbers[1];
    return 0;
}

static void destroy(Host *host)
{
    MemoryHost *self = (MemoryHost *)host;
    for (size_t i = 0; i < self->own.slot_count; i++)
        if (self->own.slots[i].is_open)
            (void)descriptor_close(host, (int)i);
    if (self->cwd)
        self->cwd->users--;
    if (self->cwd && self->cwd != self->root)
        tree_release(self, self->cwd);
    tree_free(self);
    own_destroy(&self->own);
    free(self);
}

static int plant(MemoryHost *self, const char *folder)
{
    unsigned former;
    self->root = tree_new(self, S_IFDIR | 0755);
    if (!self->root)
        return ENOMEM;
    self->root->parent = self->cwd = self->root;
    self->root->nlink = 2;
    self->root->users = 1;                       // as working directory
    const HostFolders *folders = self->own.base.folders;
    (void)folders->umask(&self->own.base, 0, &former);
    int status = folders->mkdir(&self->own.base, HOST_CWD, "/tmp", 01777);
    (void)folders->umask(&self->own.base, former, &former);
    if (status || !folder || strcmp(folder, "/") == 0)
        return status;
    status = folders->mkdir(&self->own.base, HOST_CWD, folder, 0755);
    return status && status != EEXIST ? status : folders->chdir(&self->own.base, folder);
}

Host *host_memory_new(const HostOptions *options, int *error)
{
    MemoryHost *self = calloc(1, sizeof *self);
    if (!self) {
        *error = ENOMEM;
        return NULL;
    }
    self->own.base.destroy = destroy;
    self->limit = options->memory_limit ? options->memory_limit : USUAL_LIMIT;
    int status = own_init(&self->own, HOST_MEMORY, options->environment);
    self->own.base.folders = &memory_folders;
    if (!status)
        status = own_streams(&self->own, options->streams);
    if (!status)
        status = plant(self, options->folder);
    if (status) {
        host_free(&self->own.base);
        *error = status;
        return NULL;
    }
    return &self->own.base;
}
