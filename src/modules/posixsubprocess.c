/* posixsubprocess.c - the module _posixsubprocess: subprocess's way to start a program, through the host's spawn.
 * SPDX-License-Identifier: MIT */
#include "host/process.h"
#include "modules/os_path.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/tuple.h"

extern const ModuleDef module_posixsubprocess;

/* Texts for the host, owned by a list of bytes. */
typedef struct Texts {
    const char **items;            /* NULL at the end */
    size_t       room;
    Value        owners;
} Texts;

static void texts_drop(Vm *vm, Texts *texts)
{
    if (texts->items)
        mem_free(vm, texts->items, texts->room * sizeof(char *));
    release(vm, texts->owners);
}

/* The items of a sequence, each str, bytes or path. */
static bool texts_get(Vm *vm, Value sequence, Texts *texts)
{
    Value items = object_to_list(vm, sequence);
    bool  good = false;

    if (!items)
        return false;
    size_t count = list_length(items);
    texts->room = count + 1;
    texts->owners = list_new(vm, count);
    texts->items = texts->owners ? mem_zero(vm, texts->room * sizeof(char *)) : NULL;
    good = texts->items != NULL;
    for (size_t i = 0; good && i < count; i++) {
        OsPath path;
        good = path_get(vm, NULL, "argument", list_get(items, i), 0, &path) && list_append(vm, texts->owners, path.bytes);
        if (good)
            texts->items[i] = path.text;
        else if (path.object && exception_swallow(vm, &value_error_type))
            (void)value_error(vm, "embedded null byte");
        path_drop(vm, &path);
    }
    release(vm, items);
    return good;
}

/* Ascending descriptors of a tuple. */
static bool keep_get(Vm *vm, Value v, int **keep, size_t *count)
{
    int former = -1;
    if (!is_tuple(vm, v)) {
        (void)type_error(vm, "fork_exec() argument 4 must be tuple, not %T", v);
        return false;
    }
    *count = tuple_length(v);
    *keep = mem_alloc(vm, (*count + 1) * sizeof(int));
    for (size_t i = 0; *keep && i < *count; i++) {
        int64_t fd;
        if (!is_int(vm, tuple_get(v, i)) || !int_fits_int64(tuple_get(v, i), &fd) || fd < 0 || fd > INT32_MAX ||
            (int)fd <= former) {
            (void)value_error(vm, "bad value(s) in fds_to_keep");
            return false;
        }
        (*keep)[i] = former = (int)fd;
    }
    return *keep != NULL;
}

/* An id argument: None leaves it. */
static bool id_get(Vm *vm, Value v, const char *what, bool *has_id, uint32_t *id)
{
    int64_t wide;
    *has_id = v != NONE;
    if (v == NONE)
        return true;
    if (!is_int(vm, v) || !int_fits_int64(v, &wide) || wide < 0 || wide > UINT32_MAX) {
        (void)value_error(vm, "invalid %s id", what);
        return false;
    }
    *id = (uint32_t)wide;
    return true;
}

static bool groups_get(Vm *vm, Value v, uint32_t **groups, size_t *count)
{
    if (v == NONE)
        return true;
    Value list = object_to_list(vm, v);
    bool  good = list != 0;
    *count = good ? list_length(list) : 0;
    *groups = good ? mem_alloc(vm, (*count + 1) * sizeof(uint32_t)) : NULL;
    good = *groups != NULL;
    for (size_t i = 0; good && i < *count; i++) {
        bool has_id;
        good = id_get(vm, list_get(list, i), "group", &has_id, &(*groups)[i]);
    }
    release(vm, list);
    return good;
}

enum {
    ARGS, PROGRAMS, CLOSE_FDS, KEEP, CWD, ENVIRONMENT, P2C_READ, P2C_WRITE, C2P_READ, C2P_WRITE, ERR_READ, ERR_WRITE,
    ERROR_READ, ERROR_WRITE, RESTORE_SIGNALS, SETSID, PGID, GID, GROUPS, UID, UMASK, PREEXEC
};

/* The plain numbers and flags. */
static bool flags_get(Vm *vm, const Value *arg, HostSpawn *what)
{
    int *const descriptors[] = {&what->in[0], &what->in[1], &what->out[0], &what->out[1],
                                &what->err[0], &what->err[1], &what->error_pipe[0], &what->error_pipe[1]};
    int        close_fds = object_truth(vm, arg[CLOSE_FDS]), group;
    int        restore = close_fds < 0 ? -1 : object_truth(vm, arg[RESTORE_SIGNALS]);
    int        session = restore < 0 ? -1 : object_truth(vm, arg[SETSID]);

    if (session < 0)
        return false;
    for (size_t i = 0; i < countof(descriptors); i++)
        if (!int_argument(vm, arg[P2C_READ + i], descriptors[i]))
            return false;
    if (close_fds && what->error_pipe[1] < 3) {
        (void)value_error(vm, "errpipe_write must be >= 3");
        return false;
    }
    if (!int_argument(vm, arg[PGID], &group) || !int_argument(vm, arg[UMASK], &what->umask))
        return false;
    what->process_group = group;
    what->close_fds = close_fds;
    what->restore_signals = restore;
    what->new_session = session;
    return true;
}

static Value fork_exec(Vm *vm, const Value *arg, size_t count)
{
    HostSpawn what = {0};
    Texts     arguments = {0}, programs = {0}, variables = {0};
    OsPath    folder = {.fd = -1};
    int      *keep = NULL, pid;
    uint32_t *groups = NULL;
    Value     result = 0;
    (void)count;

    if (arg[PREEXEC] != NONE)
        return not_implemented_error(vm, "_posixsubprocess.fork_exec: preexec_fn");
    if (!texts_get(vm, arg[PROGRAMS], &programs) || !texts_get(vm, arg[ARGS], &arguments) ||
        (arg[ENVIRONMENT] != NONE && !texts_get(vm, arg[ENVIRONMENT], &variables)) ||
        (arg[CWD] != NONE && !path_get(vm, NULL, "cwd", arg[CWD], 0, &folder)) ||
        !keep_get(vm, arg[KEEP], &keep, &what.keep_count) || !flags_get(vm, arg, &what) ||
        !id_get(vm, arg[GID], "group", &what.has_gid, &what.gid) ||
        !id_get(vm, arg[UID], "user", &what.has_uid, &what.uid) ||
        !groups_get(vm, arg[GROUPS], &groups, &what.groups_count))
        goto done;
    what.programs = programs.items;
    what.arguments = arguments.items;
    what.environment = arg[ENVIRONMENT] == NONE ? NULL : variables.items;
    what.folder = folder.text;
    what.keep = keep;
    what.groups = groups;
    int status = vm->host->process->spawn(vm->host, &what, &pid);
    result = status ? os_error(vm, status, 0, 0) : int_value(pid);

done:
    texts_drop(vm, &arguments);
    texts_drop(vm, &programs);
    texts_drop(vm, &variables);
    path_drop(vm, &folder);
    if (keep)
        mem_free(vm, keep, (what.keep_count + 1) * sizeof(int));
    if (groups)
        mem_free(vm, groups, (what.groups_count + 1) * sizeof(uint32_t));
    return result;
}

#define OWNER &module_posixsubprocess
static const Row functions[] = {
    FUNCTION("fork_exec(args, executable_list, close_fds, pass_fds, cwd, env, p2cread, p2cwrite, c2pread, c2pwrite, "
             "errread, errwrite, errpipe_read, errpipe_write, restore_signals, call_setsid, pgid_to_set, gid, "
             "extra_groups, uid, child_umask, preexec_fn, /)", fork_exec, CALL_POSITIONAL, "Spawn a fresh new child process."),
    ROWS_END
};
#undef OWNER

const ModuleDef module_posixsubprocess = {
    .name = "_posixsubprocess",
    .doc = "A POSIX helper for the subprocess module.",
    .functions = functions,
};
