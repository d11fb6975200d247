/* memory_tree.c - see memory_tree.h. SPDX-License-Identifier: MIT */
#include "host/memory_tree.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

enum { MOST_LINKS = 40, LONGEST_NAME = 255 };

static bool is_folder(const Node *node)
{
    return S_ISDIR(node->mode);
}

static int64_t now_ns(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_REALTIME, &time);
    return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

void tree_touch(Node *node, bool accessed, bool modified, bool changed)
{
    int64_t now = now_ns();
    if (accessed)
        node->times[0] = now;
    if (modified)
        node->times[1] = now;
    if (changed)
        node->times[2] = now;
}

Node *tree_new(MemoryHost *self, uint32_t mode)
{
    Node *node = calloc(1, sizeof *node);
    if (!node)
        return NULL;
    node->mode = mode;
    node->ino = ++self->last_ino;
    tree_touch(node, true, true, true);
    return node;
}

void tree_release(MemoryHost *self, Node *node)
{
    if (node->nlink || node->users)
        return;
    self->used -= node->size;
    free(node->data);
    free(node->names);
    free(node);
}

int tree_resize(MemoryHost *self, Node *node, size_t size)
{
    if (size > node->size && size - node->size > self->limit - self->used)
        return ENOSPC;
    if (size > node->room) {
        size_t room = size + size / 2 + 64;
        char  *larger = realloc(node->data, room);
        if (!larger)
            return ENOMEM;
        node->data = larger;
        node->room = room;
    }
    if (size > node->size)
        memset(node->data + node->size, 0, size - node->size);
    self->used += size - node->size;
    node->size = size;
    return 0;
}

static size_t find_name(const Node *folder, const char *name, size_t length)
{
    size_t i = 0;
    while (i < folder->name_count &&
           (strncmp(folder->names[i].text, name, length) != 0 || folder->names[i].text[length]))
        i++;
    return i;
}

int tree_add(MemoryHost *self, const Place *place, Node *node)
{
    Node *folder = place->folder;
    if (!folder->parent)
        return ENOENT;                           // the folder itself was removed
    if (place->length + sizeof(Node) > self->limit - self->used)
        return ENOSPC;
    if (folder->name_count == folder->name_room) {
        size_t room = folder->name_room * 2 + 8;
        Name  *larger = realloc(folder->names, room * sizeof *larger);
        if (!larger)
            return ENOMEM;
        folder->names = larger;
        folder->name_room = room;
    }
    char *text = strndup(place->name, place->length);
    if (!text)
        return ENOMEM;
    folder->names[folder->name_count++] = (Name){text, node};
    self->used += place->length + sizeof(Node);
    node->nlink++;
    if (is_folder(node)) {
        node->parent = folder;
        node->nlink++;                           // its own "."
        folder->nlink++;                         // its ".."
    }
    tree_touch(folder, false, true, true);
    tree_touch(node, false, false, true);
    return 0;
}

void tree_remove(MemoryHost *self, Node *folder, Node *node, const char *name, size_t length)
{
    size_t i = find_name(folder, name, length);
    free(folder->names[i].text);
    folder->name_count--;
    memmove(&folder->names[i], &folder->names[i + 1], (folder->name_count - i) * sizeof(Name));
    self->used -= length + sizeof(Node);
    node->nlink--;
    if (is_folder(node)) {
        node->parent = NULL;
        node->nlink--;
        folder->nlink--;
    }
    tree_touch(folder, false, true, true);
    tree_touch(node, false, false, true);
    tree_release(self, node);
}

/* The folder that a relative path begins at. */
static int begin_at(MemoryHost *self, int folder, const char *path, Node **node)
{
    Virtual *file;
    if (path[0] == '/') {
        *node = self->root;
        return 0;
    }
    if (folder == HOST_CWD) {
        *node = self->cwd;
        return 0;
    }
    int status = descriptor_peek(&self->own.base, folder, &file);
    if (status)
        return status;
    Node *found = file ? tree_node_of(file) : NULL;
    if (!found || !is_folder(found))
        return ENOTDIR;
    *node = found;
    return 0;
}

/* Walks `path` from `at`. links counts down over all links followed. */
static int walk(MemoryHost *self, Node *at, const char *path, bool follow, int *links, Place *place)
{
    *place = (Place){.folder = at, .node = at, .name = path};
    for (;;) {
        while (*path == '/')
            path++;
        if (!*path)
            return 0;
        if (!is_folder(at))
            return ENOTDIR;
        const char *end = strchrnul(path, '/');
        size_t      length = (size_t)(end - path);
        if (length > LONGEST_NAME)
            return ENAMETOOLONG;
        bool last = end[strspn(end, "/")] == 0;
        *place = (Place){.folder = at, .name = path, .length = length, .must_be_folder = *end == '/'};
        if (length == 1 && path[0] == '.') {
            place->node = at;
        } else if (length == 2 && path[0] == '.' && path[1] == '.') {
            place->node = at->parent ? at->parent : at;
        } else {
            size_t i = find_name(at, path, length);
            place->node = i < at->name_count ? at->names[i].node : NULL;
        }
        path = end;
        if (!place->node)
            return last ? 0 : ENOENT;
        if (S_ISLNK(place->node->mode) && (!last || follow || place->must_be_folder)) {
            Place target;
            if (!--*links)
                return ELOOP;
            Node *from = place->node->size && place->node->data[0] == '/' ? self->root : at;
            int   status = walk(self, from, place->node->data, true, links, &target);
            if (status)
                return status;
            if (!target.node && !last)
                return ENOENT;
            target.must_be_folder |= place->must_be_folder;
            *place = target;
        }
        if (last)
            return place->node && place->must_be_folder && !is_folder(place->node) ? ENOTDIR : 0;
        at = place->node;
    }
}

int tree_find(MemoryHost *self, int folder, const char *path, bool follow, Place *place)
{
    int   links = MOST_LINKS;
    Node *at;

    if (!*path)
        return ENOENT;
    int status = begin_at(self, folder, path, &at);
    return status ? status : walk(self, at, path, follow, &links, place);
}

int tree_find_node(MemoryHost *self, int folder, const char *path, bool follow, Node **node)
{
    Place place;
    int   status = tree_find(self, folder, path, follow, &place);
    if (status)
        return status;
    if (!place.node)
        return ENOENT;
    *node = place.node;
    return 0;
}

void tree_stat(const Node *node, HostStat *result)
{
    *result = (HostStat){
        .dev = 1, .ino = node->ino, .nlink = node->nlink, .mode = node->mode, .uid = node->uid, .gid = node->gid,
        .size = is_folder(node) ? 4096 : (int64_t)node->size, .blksize = 4096,
        .blocks = (int64_t)(node->size + 511) / 512,
        .atime = node->times[0] / 1000000000, .mtime = node->times[1] / 1000000000,
        .ctime = node->times[2] / 1000000000,
        .atime_ns = (int32_t)(node->times[0] % 1000000000), .mtime_ns = (int32_t)(node->times[1] % 1000000000),
        .ctime_ns = (int32_t)(node->times[2] % 1000000000),
    };
}

/* Frees a folder's whole content, deepest first, without recursion: the walk goes down and comes up by parents. */
void tree_free(MemoryHost *self)
{
    Node *at = self->root;
    while (at) {
        if (at->name_count) {
            Name *last = &at->names[at->name_count - 1];
            if (is_folder(last->node) && last->node->name_count) {
                at = last->node;
                continue;
            }
            Node *node = last->node;
            tree_remove(self, at, node, last->text, strlen(last->text));
            continue;
        }
        at = at == self->root ? NULL : at->parent;
    }
    if (self->root) {
        self->root->nlink = self->root->users = 0;
        tree_release(self, self->root);
    }
}
