/* memory_folders.c - HostFolders over the tree of a memory host. SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/folders.h"
#include "host/memory_tree.h"

static MemoryHost *enter(Host *host)
{
    mutex_lock(&own_host(host)->virtual_mutex);
    return (MemoryHost *)host;
}

static int leave(MemoryHost *self, int status)
{
    mutex_unlock(&self->own.virtual_mutex);
    return status;
}

/* The node of an open descriptor. */
static int node_of(MemoryHost *self, int fd, Node **node)
{
    Virtual *file;
    int      status = descriptor_peek(&self->own.base, fd, &file);
    if (status)
        return status;
    *node = file ? tree_node_of(file) : NULL;
    return *node ? 0 : EPERM;
}

static int stat_path(Host *host, int folder, const char *path, bool follow, HostStat *result)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, follow, &node);
    if (!status)
        tree_stat(node, result);
    return leave(self, status);
}

/* As the superuser: everything may be read and written; executed what has an x for anybody. */
static int access_path(Host *host, int folder, const char *path, int mode, bool effective, bool follow)
{
    MemoryHost *self = enter(host);
    Node       *node;
    (void)effective;
    int status = tree_find_node(self, folder, path, follow, &node);
    if (!status && mode & X_OK && !(node->mode & 0111))
        status = EACCES;
    return leave(self, status);
}

static int truncate_path(Host *host, const char *path, int64_t length)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = length < 0 ? EINVAL : tree_find_node(self, HOST_CWD, path, true, &node);
    if (!status)
        status = S_ISDIR(node->mode) ? EISDIR : tree_resize(self, node, (size_t)length);
    return leave(self, status);
}

static void change_mode(Node *node, unsigned mode)
{
    node->mode = (node->mode & S_IFMT) | (mode & 07777);
    tree_touch(node, false, false, true);
}

static int chmod_path(Host *host, int folder, const char *path, unsigned mode, bool follow)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, follow, &node);
    if (!status && S_ISLNK(node->mode))
        status = EOPNOTSUPP;
    if (!status)
        change_mode(node, mode);
    return leave(self, status);
}

static void change_owner(Node *node, uint32_t uid, uint32_t gid)
{
    if (uid != UINT32_MAX)
        node->uid = uid;
    if (gid != UINT32_MAX)
        node->gid = gid;
    tree_touch(node, false, false, true);
}

static int chown_path(Host *host, int folder, const char *path, uint32_t uid, uint32_t gid, bool follow)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, follow, &node);
    if (!status)
        change_owner(node, uid, gid);
    return leave(self, status);
}

static void change_times(Node *node, const int64_t seconds[2], const int32_t ns[2])
{
    for (int i = 0; i < 2; i++) {
        if (ns[i] == TIME_NOW_NS)
            tree_touch(node, i == 0, i == 1, false);
        else if (ns[i] != TIME_OMIT_NS)
            node->times[i] = seconds[i] * 1000000000 + ns[i];
    }
    tree_touch(node, false, false, true);
}

static int utimens_path(Host *host, int folder, const char *path, const int64_t seconds[2], const int32_t ns[2],
                        bool follow)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, follow, &node);
    if (!status)
        change_times(node, seconds, ns);
    return leave(self, status);
}

static int fchmod_file(Host *host, int fd, unsigned mode)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = node_of(self, fd, &node);
    if (!status)
        change_mode(node, mode);
    return leave(self, status);
}

static int fchown_file(Host *host, int fd, uint32_t uid, uint32_t gid)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = node_of(self, fd, &node);
    if (!status)
        change_owner(node, uid, gid);
    return leave(self, status);
}

static int futimens_file(Host *host, int fd, const int64_t seconds[2], const int32_t ns[2])
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = node_of(self, fd, &node);
    if (!status)
        change_times(node, seconds, ns);
    return leave(self, status);
}

/* A new node at a path where nothing is. */
static int create(MemoryHost *self, int folder, const char *path, uint32_t mode, Node **node)
{
    Place place;
    int   status = tree_find(self, folder, path, false, &place);
    if (status)
        return status;
    if (place.node)
        return EEXIST;
    if (place.must_be_folder && !S_ISDIR(mode))
        return ENOENT;
    *node = tree_new(self, mode);
    if (!*node)
        return ENOMEM;
    status = tree_add(self, &place, *node);
    if (status)
        tree_release(self, *node);
    return status;
}

static int mkdir_path(Host *host, int folder, const char *path, unsigned mode)
{
    MemoryHost *self = enter(host);
    Node       *node;
    return leave(self, create(self, folder, path, S_IFDIR | (mode & ~self->own.umask & 01777), &node));
}

static int rmdir_path(Host *host, int folder, const char *path)
{
    MemoryHost *self = enter(host);
    Place       place;
    int         status = tree_find(self, folder, path, false, &place);
    if (!status && !place.node)
        status = ENOENT;
    else if (!status && !S_ISDIR(place.node->mode))
        status = ENOTDIR;
    else if (!status && place.length == 1 && place.name[0] == '.')
        status = EINVAL;
    else if (!status && place.node == self->root)
        status = EBUSY;
    else if (!status && (place.node->name_count || place.node->parent != place.folder))
        status = ENOTEMPTY;
    if (!status)
        tree_remove(self, place.folder, place.node, place.name, place.length);
    return leave(self, status);
}

static int unlink_path(Host *host, int folder, const char *path)
{
    MemoryHost *self = enter(host);
    Place       place;
    int         status = tree_find(self, folder, path, false, &place);
    if (!status && !place.node)
        status = ENOENT;
    else if (!status && S_ISDIR(place.node->mode))
        status = EISDIR;
    if (!status)
        tree_remove(self, place.folder, place.node, place.name, place.length);
    return leave(self, status);
}

static bool is_inside(const Node *node, const Node *folder)
{
    while (node != folder && node->parent && node->parent != node)
        node = node->parent;
    return node == folder;
}

/* Whether `from` may take the place of what is at `to`. */
static int may_replace(const Place *from, const Place *to)
{
    bool folder = S_ISDIR(from->node->mode);
    if (folder && is_inside(to->folder, from->node))
        return EINVAL;
    if (!to->node)
        return to->must_be_folder && !folder ? ENOTDIR : 0;
    if (folder && !S_ISDIR(to->node->mode))
        return ENOTDIR;
    if (!folder && S_ISDIR(to->node->mode))
        return EISDIR;
    return to->node->name_count ? ENOTEMPTY : 0;
}

static int rename_path(Host *host, int from_folder, const char *from, int to_folder, const char *to)
{
    MemoryHost *self = enter(host);
    Place       source, target;
    int         status = tree_find(self, from_folder, from, false, &source);
    if (!status)
        status = tree_find(self, to_folder, to, false, &target);
    if (!status && !source.node)
        status = ENOENT;
    if (!status && (source.node == self->root || source.node->parent == source.node))
        status = EBUSY;
    if (status || source.node == target.node)
        return leave(self, status);
    status = may_replace(&source, &target);
    if (!status) {
        source.node->users++;                    // it must not die between its two names
        if (target.node)
            tree_remove(self, target.folder, target.node, target.name, target.length);
        target.node = NULL;
        tree_remove(self, source.folder, source.node, source.name, source.length);
        status = tree_add(self, &target, source.node);
        if (status)                              // no room for the new name: back to the old, whose room is free
            (void)!tree_add(self, &source, source.node);
        source.node->users--;
        tree_release(self, source.node);
    }
    return leave(self, status);
}

static int link_path(Host *host, int from_folder, const char *from, int to_folder, const char *to, bool follow)
{
    MemoryHost *self = enter(host);
    Place       place;
    Node       *node;
    int         status = tree_find_node(self, from_folder, from, follow, &node);
    if (!status && S_ISDIR(node->mode))
        status = EPERM;
    if (!status)
        status = tree_find(self, to_folder, to, false, &place);
    if (!status)
        status = place.node ? EEXIST : tree_add(self, &place, node);
    return leave(self, status);
}

static int symlink_path(Host *host, const char *target, int folder, const char *path)
{
    MemoryHost *self = enter(host);
    size_t      length = strlen(target);
    Node       *node;
    int         status = *target ? create(self, folder, path, S_IFLNK | 0777, &node) : ENOENT;
    if (!status) {
        status = tree_resize(self, node, length + 1);
        if (status)
            return leave(self, status);
        memcpy(node->data, target, length + 1);
        self->used--;
        node->size = length;                     // the NUL behind it is room
    }
    return leave(self, status);
}

static int readlink_path(Host *host, int folder, const char *path, char *target, size_t size, size_t *length)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, false, &node);
    if (!status && !S_ISLNK(node->mode))
        status = EINVAL;
    if (!status) {
        *length = node->size < size ? node->size : size;
        memcpy(target, node->data, *length);
    }
    return leave(self, status);
}

static int mknod_path(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    MemoryHost *self = enter(host);
    Node       *node;
    (void)device;
    bool file = (mode & S_IFMT) == 0 || S_ISREG(mode);
    int  status = file ? create(self, folder, path, S_IFREG | (mode & ~self->own.umask & 07777), &node) : EPERM;
    return leave(self, status);
}

static int mkfifo_path(Host *host, int folder, const char *path, unsigned mode)
{
    (void)host;
    (void)folder;
    (void)path;
    (void)mode;
    return EPERM;
}

struct HostList {
    Node  *node;
    char **names;                                /* as they were when the listing began */
    size_t count, next;
};

static void free_list(HostList *list)
{
    for (size_t i = 0; i < list->count; i++)
        free(list->names[i]);
    free(list->names);
    free(list);
}

static int list_open(Host *host, int folder, const char *path, HostList **list)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = path ? tree_find_node(self, folder, path, true, &node) : node_of(self, folder, &node);
    if (!status && !S_ISDIR(node->mode))
        status = ENOTDIR;
    HostList *made = status ? NULL : calloc(1, sizeof *made);
    if (made)
        made->names = calloc(node->name_count + 1, sizeof(char *));
    if (!status && (!made || !made->names))
        status = ENOMEM;
    for (size_t i = 0; !status && i < node->name_count; i++) {
        made->names[i] = strdup(node->names[i].text);
        if (made->names[i])
            made->count++;
        else
            status = ENOMEM;
    }
    if (status) {
        if (made)
            free_list(made);
        return leave(self, status);
    }
    made->node = node;
    node->users++;
    *list = made;
    return leave(self, 0);
}

static int list_next(Host *host, HostList *list, HostEntry *entry)
{
    MemoryHost *self = enter(host);
    entry->name = NULL;
    while (list->next < list->count && !entry->name) {
        const char *name = list->names[list->next++];
        for (size_t i = 0; i < list->node->name_count; i++) {
            const Node *node = list->node->names[i].node;
            if (strcmp(list->node->names[i].text, name) == 0)
                *entry = (HostEntry){name, node->ino, (uint8_t)IFTODT(node->mode)};
        }
    }
    return leave(self, 0);
}

static void list_close(Host *host, HostList *list)
{
    MemoryHost *self = enter(host);
    list->node->users--;
    tree_release(self, list->node);
    free_list(list);
    (void)leave(self, 0);
}

static int getcwd_path(Host *host, char *path, size_t size)
{
    MemoryHost *self = enter(host);
    char       *begin = path + size - 1;

    if (size < 2)
        return leave(self, ERANGE);
    *begin = 0;
    for (Node *node = self->cwd; node != self->root; node = node->parent) {
        if (!node->parent)
            return leave(self, ENOENT);
        size_t i = 0;
        while (node->parent->names[i].node != node)
            i++;
        size_t length = strlen(node->parent->names[i].text);
        if (length + 1 > (size_t)(begin - path))
            return leave(self, ERANGE);
        begin -= length;
        memcpy(begin, node->parent->names[i].text, length);
        *--begin = '/';
    }
    if (!*begin)
        *--begin = '/';
    memmove(path, begin, (size_t)(path + size - begin));
    return leave(self, 0);
}

static int enter_folder(MemoryHost *self, Node *node)
{
    Node *former = self->cwd;
    if (!S_ISDIR(node->mode))
        return ENOTDIR;
    node->users++;
    self->cwd = node;
    former->users--;
    tree_release(self, former);
    return 0;
}

static int chdir_path(Host *host, const char *path)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, HOST_CWD, path, true, &node);
    return leave(self, status ? status : enter_folder(self, node));
}

static int fchdir_file(Host *host, int fd)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = node_of(self, fd, &node);
    return leave(self, status ? (status == EPERM ? ENOTDIR : status) : enter_folder(self, node));
}

static int set_umask(Host *host, unsigned mask, unsigned *former)
{
    MemoryHost *self = enter(host);
    *former = self->own.umask;
    self->own.umask = mask & 0777;
    return leave(self, 0);
}

static int refuse_path(Host *host, const char *path)
{
    (void)host;
    (void)path;
    return EPERM;
}

static int volume(MemoryHost *self, HostVolume *result)
{
    uint64_t all = self->limit / 4096, left = (self->limit - self->used) / 4096;
    *result = (HostVolume){.bsize = 4096, .frsize = 4096, .blocks = all, .bfree = left, .bavail = left,
                           .files = all, .ffree = left, .favail = left, .namemax = 255};
    return 0;
}

static int statvfs_path(Host *host, int folder, const char *path, HostVolume *result)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = tree_find_node(self, folder, path, true, &node);
    return leave(self, status ? status : volume(self, result));
}

static int fstatvfs_file(Host *host, int fd, HostVolume *result)
{
    MemoryHost *self = enter(host);
    Node       *node;
    int         status = node_of(self, fd, &node);
    return leave(self, status ? status : volume(self, result));
}

static int conf_value(int name, int64_t *value)
{
    switch (name) {
    case _PC_NAME_MAX: *value = 255; return 0;
    case _PC_PATH_MAX: *value = 4096; return 0;
    case _PC_LINK_MAX: *value = 65000; return 0;
    case _PC_PIPE_BUF: *value = 4096; return 0;
    default:           return EINVAL;
    }
}

static int pathconf_path(Host *host, const char *path, int name, int64_t *value)
{
    HostStat ignored;
    int      status = stat_path(host, HOST_CWD, path, true, &ignored);
    return status ? status : conf_value(name, value);
}

static int fpathconf_file(Host *host, int fd, int name, int64_t *value)
{
    (void)host;
    (void)fd;
    return conf_value(name, value);
}

static int getxattr_none(Host *host, int fd, const char *path, const char *name, bool follow, void *value, size_t size,
                         size_t *length)
{
    (void)host, (void)fd, (void)path, (void)name, (void)follow, (void)value, (void)size, (void)length;
    return EOPNOTSUPP;
}

static int setxattr_none(Host *host, int fd, const char *path, const char *name, bool follow, const void *value,
                         size_t size, int flags)
{
    (void)host, (void)fd, (void)path, (void)name, (void)follow, (void)value, (void)size, (void)flags;
    return EOPNOTSUPP;
}

static int removexattr_none(Host *host, int fd, const char *path, const char *name, bool follow)
{
    (void)host, (void)fd, (void)path, (void)name, (void)follow;
    return EOPNOTSUPP;
}

static int listxattr_none(Host *host, int fd, const char *path, bool follow, char *names, size_t size, size_t *length)
{
    (void)host, (void)fd, (void)path, (void)follow, (void)names, (void)size, (void)length;
    return EOPNOTSUPP;
}

const HostFolders memory_folders = {
    .stat = stat_path,
    .access = access_path,
    .truncate = truncate_path,
    .chmod = chmod_path,
    .chown = chown_path,
    .utimens = utimens_path,
    .fchmod = fchmod_file,
    .fchown = fchown_file,
    .futimens = futimens_file,
    .mkdir = mkdir_path,
    .rmdir = rmdir_path,
    .unlink = unlink_path,
    .rename = rename_path,
    .link = link_path,
    .symlink = symlink_path,
    .readlink = readlink_path,
    .mknod = mknod_path,
    .mkfifo = mkfifo_path,
    .list_open = list_open,
    .list_next = list_next,
    .list_close = list_close,
    .getcwd = getcwd_path,
    .chdir = chdir_path,
    .fchdir = fchdir_file,
    .umask = set_umask,
    .chroot = refuse_path,
    .statvfs = statvfs_path,
    .fstatvfs = fstatvfs_file,
    .pathconf = pathconf_path,
    .fpathconf = fpathconf_file,
    .getxattr = getxattr_none,
    .setxattr = setxattr_none,
    .removexattr = removexattr_none,
    .listxattr = listxattr_none,
};
