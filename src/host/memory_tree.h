/* memory_tree.h - the tree of files of a memory host; for the memory_*.c files alone.
 *
 * A Node is what an inode is: it lives while a name or an open descriptor leads to it. Everything here is under the host's
 * virtual_mutex. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host_system.h"

typedef struct Node Node;

typedef struct Name {
    char *text;
    Node *node;
} Name;

struct Node {
    uint32_t mode, uid, gid;                     /* mode with the type */
    uint64_t ino, nlink;
    size_t   users;                              /* open descriptors, listings, working directories */
    int64_t  times[3];                           /* access, modification, change: nanoseconds */
    char    *data;                               /* of a file; the target of a link */
    size_t   size, room;
    Name    *names;                              /* of a folder, in order of creation */
    size_t   name_count, name_room;
    Node    *parent;                             /* of a folder; the root's is itself; NULL: removed */
};

typedef struct MemoryHost {
    OwnHost  own;
    Node    *root, *cwd;
    uint64_t last_ino;
    size_t   used, limit;                        /* bytes of content and names */
} MemoryHost;

/* A place: the folder and the last name of a path, and what is there now (NULL: nothing). */
typedef struct Place {
    Node       *folder;
    Node       *node;
    const char *name;                            /* in the path; not NUL-terminated */
    size_t      length;
    bool        must_be_folder;                  /* a slash follows */
} Place;

/* Finds a path from a folder's descriptor or HOST_CWD. With follow, links at the end are followed. 0 also when only the last
 * name is missing. */
MUST_CHECK int tree_find(MemoryHost *self, int folder, const char *path, bool follow, Place *place);

/* As tree_find, but what is there must exist. */
MUST_CHECK int tree_find_node(MemoryHost *self, int folder, const char *path, bool follow, Node **node);

MUST_CHECK Node *tree_new(MemoryHost *self, uint32_t mode);
MUST_CHECK int tree_add(MemoryHost *self, const Place *place, Node *node);   /* ENOSPC, ENOMEM */
void tree_remove(MemoryHost *self, Node *folder, Node *node, const char *name, size_t length);
void tree_release(MemoryHost *self, Node *node);                             /* frees it if nothing leads to it */
MUST_CHECK int tree_resize(MemoryHost *self, Node *node, size_t size);       /* content; new bytes are 0 */
void tree_stat(const Node *node, HostStat *result);
void tree_touch(Node *node, bool accessed, bool modified, bool changed);
void tree_free(MemoryHost *self);
Node *tree_node_of(Virtual *file);                                           /* NULL: not a file of the tree */

extern const HostFolders memory_folders;
