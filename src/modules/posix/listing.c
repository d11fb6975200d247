/* listing.c - posix: listdir, scandir and its entries. SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <sys/stat.h>

#include "modules/posix/posix.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/up.h"

/* Opens the folder that a path argument names; None is ".". */
static int open_list(Vm *vm, const OsPath *path, HostList **list)
{
    const HostFolders *folders = vm->host->folders;
    if (path->fd >= 0 || (!path->text && path->object != NONE))
        return folders->list_open(vm->host, path->fd, NULL, list);
    return folders->list_open(vm->host, HOST_CWD, path->text ? path->text : ".", list);
}

Value posix_listdir(Vm *vm, const Value *arg, size_t count)
{
    OsPath    path;
    HostList *list;
    HostEntry entry;
    Value     names = 0;
    (void)count;

    if (!path_get(vm, "listdir", "path", arg[0], PATH_FD | PATH_NONE, &path))
        goto done;
    int status = open_list(vm, &path, &list);
    if (status) {
        (void)(path.text ? path_error(vm, status, &path) : os_error(vm, status, 0, 0));
        goto done;
    }
    names = list_new(vm, 0);
    while (names) {
        status = vm->host->folders->list_next(vm->host, list, &entry);
        if (status || !entry.name)
            break;
        Value name = path_result(vm, &path, entry.name, strlen(entry.name));
        if (!name || !list_append_taken(vm, names, name)) {
            release(vm, names);
            names = 0;
        }
    }
    vm->host->folders->list_close(vm->host, list);
    if (names && status) {
        release(vm, names);
        names = path_error(vm, status, &path);
    }

done:
    path_drop(vm, &path);
    return names;
}

/* ---- DirEntry ---- */

typedef struct DirEntry {
    Object   head;
    Value    name, path;               /* str or bytes */
    Value    stat, lstat;              /* 0: not asked yet */
    int      folder;                   /* descriptor that was listed, or HOST_CWD */
    uint8_t  type;                     /* DT_... */
    uint64_t ino;
} DirEntry;

static DirEntry *as_entry(Value v)
{
    return (DirEntry *)object_of(v);
}

/* The entry's stat, once asked, is kept. */
static Value entry_stat(Vm *vm, DirEntry *self, bool follow)
{
    Value   *kept = follow ? &self->stat : &self->lstat;
    HostStat stat;
    OsPath   path;

    if (*kept)
        return retain(*kept);
    if (follow && self->type != DT_LNK && self->type != DT_UNKNOWN) {
        Value same = entry_stat(vm, self, false);   // no link: both are one
        if (same)
            self->stat = retain(same);
        return same;
    }
    Value result = 0;
    if (path_get(vm, "DirEntry", "path", self->folder == HOST_CWD ? self->path : self->name, 0, &path)) {
        int status = vm->host->folders->stat(vm->host, self->folder, path.text, follow, &stat);
        result = status ? os_error(vm, status, self->path, 0) : posix_stat_result(vm, &stat);
    }
    path_drop(vm, &path);
    if (result)
        *kept = retain(result);
    return result;
}

static int follow_of(Vm *vm, Value v)
{
    return object_truth(vm, v);
}

static Value entry_stat_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int follow = follow_of(vm, arg[1]);
    return follow < 0 ? 0 : entry_stat(vm, as_entry(arg[0]), follow);
}

/* Is it of that sort of mode? The type that the listing told serves where it can. */
static Value is_mode(Vm *vm, DirEntry *self, bool follow, unsigned wanted)
{
    bool is_link = self->type == DT_LNK;
    if (self->type != DT_UNKNOWN && !(follow && is_link))
        return bool_value(self->type == IFTODT(wanted));
    Value stat = entry_stat(vm, self, follow);
    if (!stat)
        return exception_swallow(vm, &file_not_found_error_type) ? FALSE : 0;
    Value   mode = sequence_item(vm, stat, 0);
    int64_t bits = 0;
    bool    fits = mode && int_as_int64(vm, mode, &bits);
    release(vm, stat);
    release(vm, mode);
    return fits ? bool_value((bits & S_IFMT) == (int64_t)wanted) : 0;
}

static Value entry_is_dir(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int follow = follow_of(vm, arg[1]);
    return follow < 0 ? 0 : is_mode(vm, as_entry(arg[0]), follow, S_IFDIR);
}

static Value entry_is_file(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int follow = follow_of(vm, arg[1]);
    return follow < 0 ? 0 : is_mode(vm, as_entry(arg[0]), follow, S_IFREG);
}

static Value entry_is_symlink(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return is_mode(vm, as_entry(arg[0]), false, S_IFLNK);
}

static Value entry_is_junction(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return FALSE;
}

static Value entry_inode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_uint64(vm, as_entry(arg[0])->ino);
}

static Value entry_name(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_entry(arg[0])->name);
}

static Value entry_path(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_entry(arg[0])->path);
}

static Value entry_repr(Vm *vm, Value self)
{
    return str_format(vm, "<DirEntry %R>", as_entry(self)->name);
}

static bool entry_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    DirEntry   *self = (DirEntry *)object;
    const Value held[] = {self->name, self->path, self->stat, self->lstat};
    (void)vm;
    for (size_t i = 0; i < countof(held); i++)
        if (held[i] && !visit(held[i], arg))
            return false;
    return true;
}

static void entry_dealloc(Vm *vm, Object *object)
{
    DirEntry *self = (DirEntry *)object;
    release(vm, self->name);
    release(vm, self->path);
    release(vm, self->stat);
    release(vm, self->lstat);
    heap_free(vm, object, sizeof *self);
}

#define OWNER &dir_entry_type
static const Row entry_rows[] = {
    MEMBER("name", entry_name, NULL, "the entry's base filename, relative to scandir() \"path\" argument"),
    MEMBER("path", entry_path, NULL, "the entry's full path name"),
    METHOD("is_dir(self, *, follow_symlinks=True)", entry_is_dir, CALL_KEYWORDS,
           "Return True if the entry is a directory; cached per entry."),
    METHOD("is_file(self, *, follow_symlinks=True)", entry_is_file, CALL_KEYWORDS,
           "Return True if the entry is a file; cached per entry."),
    METHOD("is_symlink(self, /)", entry_is_symlink, CALL_NOARGS,
           "Return True if the entry is a symbolic link; cached per entry."),
    METHOD("is_junction(self, /)", entry_is_junction, CALL_NOARGS,
           "Return True if the entry is a junction; cached per entry."),
    METHOD("stat(self, *, follow_symlinks=True)", entry_stat_row, CALL_KEYWORDS,
           "Return stat_result object for the entry; cached per entry."),
    METHOD("inode(self, /)", entry_inode, CALL_NOARGS, "Return inode of the entry; cached per entry."),
    METHOD("__fspath__(self, /)", entry_path, CALL_NOARGS, "Returns the path for the entry."),
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    ROWS_END
};
#undef OWNER

const Type dir_entry_type = {
    TYPE_HEAD,
    .name = "posix.DirEntry",
    .base = &object_type,
    .rows = entry_rows,
    .number = SHAPE_DIR_ENTRY,
    .flags = TYPE_READY | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_HAVE_GC, .basic_size = 72,
    .size = sizeof(DirEntry),
    .slots = {OBJECT_SLOTS, .dealloc = entry_dealloc, .traverse = entry_traverse, .repr = entry_repr},
};

/* ---- scandir ---- */

typedef struct Scan {
    Object    head;
    OsPath    path;                    /* owned parts; its text is borrowed from them */
    HostList *list;                    /* NULL: at its end, or closed */
} Scan;

static Scan *as_scan(Value v)
{
    return (Scan *)object_of(v);
}

static void end_scan(Vm *vm, Scan *self)
{
    if (self->list)
        vm->host->folders->list_close(vm->host, self->list);
    self->list = NULL;
}

/* folder/name in the kind of the path asked with. */
static Value join(Vm *vm, const OsPath *path, const char *name)
{
    size_t size = strlen(name), length = path->length;
    if (path->fd >= 0 || !path->text || length == 0)
        return path_result(vm, path, name, size);
    bool  slash = path->text[length - 1] != '/';
    char *text = mem_alloc(vm, length + slash + size);
    if (!text)
        return 0;
    memcpy(text, path->text, length);
    if (slash)
        text[length] = '/';
    memcpy(text + length + slash, name, size);
    Value result = path_result(vm, path, text, length + slash + size);
    mem_free(vm, text, length + slash + size);
    return result;
}

static Value new_entry(Vm *vm, const OsPath *path, const HostEntry *found)
{
    Value name = path_result(vm, path, found->name, strlen(found->name)), whole = 0;
    if (name)
        whole = path->text || path->fd >= 0 ? join(vm, path, found->name) : str_format(vm, "./%U", name);
    DirEntry *entry = whole ? heap_new_container(vm, sizeof *entry, SHAPE_DIR_ENTRY) : NULL;
    if (!entry) {
        release(vm, name);
        release(vm, whole);
        return 0;
    }
    entry->name = name;
    entry->path = whole;
    entry->stat = entry->lstat = 0;
    entry->folder = path->fd >= 0 ? path->fd : HOST_CWD;
    entry->type = found->type;
    entry->ino = found->ino;
    gc_track(vm, &entry->head);
    return value_of(entry);
}

static Value scan_next(Vm *vm, Value v)
{
    Scan     *self = as_scan(v);
    HostEntry entry;
    if (!self->list)
        return UNBOUND;
    int status = vm->host->folders->list_next(vm->host, self->list, &entry);
    if (!status && entry.name)
        return new_entry(vm, &self->path, &entry);
    end_scan(vm, self);
    return status ? path_error(vm, status, &self->path) : UNBOUND;
}

static Value scan_close(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    end_scan(vm, as_scan(arg[0]));
    return NONE;
}

static Value scan_enter(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(arg[0]);
}

static void scan_finalize(Vm *vm, Object *object)
{
    Scan *self = (Scan *)object;
    if (!self->list)
        return;
    Value pending = exception_take(vm);
    end_scan(vm, self);
    if (!vm->up->warn(vm, &resource_warning_type, 1, "unclosed scandir iterator %R", value_of(object)))
        vm->up->unraisable(vm, NULL, value_of(object));
    if (pending)
        exception_put(vm, pending);
}

static void scan_dealloc(Vm *vm, Object *object)
{
    Scan *self = (Scan *)object;
    end_scan(vm, self);
    path_drop(vm, &self->path);
    heap_free(vm, object, sizeof *self);
}

#define OWNER &scandir_iterator_type
static const Row scan_rows[] = {
    METHOD("__enter__(self, /)", scan_enter, CALL_NOARGS, NULL),
    METHOD("__exit__(self, *args)", scan_close, CALL_POSITIONAL, NULL),
    METHOD("close(self, /)", scan_close, CALL_NOARGS, NULL),
    ROWS_END
};
#undef OWNER

const Type scandir_iterator_type = {
    TYPE_HEAD,
    .name = "posix.ScandirIterator",
    .base = &object_type,
    .rows = scan_rows,
    .number = SHAPE_SCANDIR_ITERATOR,
    .flags = TYPE_READY | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE, .basic_size = 128,
    .size = sizeof(Scan),
    .slots = {OBJECT_SLOTS, .dealloc = scan_dealloc, .finalize = scan_finalize, .iter = self_iter, .next = scan_next},
};

Value posix_scandir(Vm *vm, const Value *arg, size_t count)
{
    OsPath    path;
    HostList *list = NULL;
    (void)count;

    if (!path_get(vm, "scandir", "path", arg[0], PATH_FD | PATH_NONE, &path))
        goto failed;
    int status = open_list(vm, &path, &list);
    if (status) {
        (void)path_error(vm, status, &path);
        goto failed;
    }
    Scan *self = heap_new(vm, sizeof *self, SHAPE_SCANDIR_ITERATOR);
    if (!self) {
        vm->host->folders->list_close(vm->host, list);
        goto failed;
    }
    self->path = path;
    self->list = list;
    return value_of(self);

failed:
    path_drop(vm, &path);
    return 0;
}
