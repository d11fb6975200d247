/* paths.c - posix: what takes a path. SPDX-License-Identifier: MIT */
#include <limits.h>

#include "modules/posix/posix.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"

enum { LONGEST_PATH = 4096, LARGEST_ATTRIBUTE = 65536 };

bool posix_folder(Vm *vm, Value v, int *folder)
{
    int overflow;
    if (v == NONE) {
        *folder = HOST_CWD;
        return true;
    }
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index) {
        (void)type_error(vm, "argument should be integer or None, not %T", v);
        return false;
    }
    Value index = object_index(vm, v);
    if (!index)
        return false;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow || wide > INT_MAX || wide < INT_MIN) {
        (void)overflow_error(vm, overflow > 0 || wide > 0 ? "fd is greater than maximum" : "fd is less than minimum");
        return false;
    }
    *folder = (int)wide;
    return true;
}

bool posix_id(Vm *vm, Value v, const char *what, uint32_t *id)
{
    int overflow;
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index) {
        (void)type_error(vm, "%s should be integer, not %T", what, v);
        return false;
    }
    Value index = object_index(vm, v);
    if (!index)
        return false;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow < 0 || (!overflow && wide < -1)) {
        (void)overflow_error(vm, "%s is less than minimum", what);
        return false;
    }
    if (overflow || wide > UINT32_MAX) {
        (void)overflow_error(vm, "%s is greater than maximum", what);
        return false;
    }
    *id = (uint32_t)wide;
    return true;
}

bool posix_offset(Vm *vm, Value v, int64_t *offset)
{
    Value index = object_index(vm, v);
    bool  fits = index && int_as_int64(vm, index, offset);
    release(vm, index);
    return fits;
}

static const HostFolders *folders(Vm *vm)
{
    return vm->host->folders;
}

/* ---- stat and access ---- */

static bool check_fd_combination(Vm *vm, const char *function, const OsPath *path, int folder, bool follow)
{
    if (path->text)
        return true;
    if (folder != HOST_CWD)
        (void)value_error(vm, "%s: can't specify dir_fd without matching path", function);
    else if (!follow)
        (void)value_error(vm, "%s: cannot use fd and follow_symlinks together", function);
    return folder == HOST_CWD && follow;
}

static Value do_stat(Vm *vm, const char *function, Value given, Value dir_fd, bool follow, int allowed)
{
    OsPath   path;
    HostStat stat;
    int      folder;
    Value    result = 0;

    if (!path_get(vm, function, "path", given, allowed, &path) || !posix_folder(vm, dir_fd, &folder) ||
        !check_fd_combination(vm, function, &path, folder, follow))
        goto done;
    int status = path.text ? folders(vm)->stat(vm->host, folder, path.text, follow, &stat)
                           : vm->host->files->fstat(vm->host, path.fd, &stat);
    result = status ? path_error(vm, status, &path) : posix_stat_result(vm, &stat);

done:
    path_drop(vm, &path);
    return result;
}

Value posix_stat(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int follow = object_truth(vm, arg[2]);
    return follow < 0 ? 0 : do_stat(vm, "stat", arg[0], arg[1], follow, PATH_FD);
}

Value posix_lstat(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_stat(vm, "lstat", arg[0], arg[1], false, 0);
}

/* arg: path, mode, dir_fd, effective_ids, follow_symlinks */
Value posix_access(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    int    mode, folder, effective, follow;
    Value  result = 0;
    (void)count;

    if (path_get(vm, "access", "path", arg[0], 0, &path) && int_argument(vm, arg[1], &mode) &&
        posix_folder(vm, arg[2], &folder) && (effective = object_truth(vm, arg[3])) >= 0 &&
        (follow = object_truth(vm, arg[4])) >= 0)
        result = bool_value(folders(vm)->access(vm->host, folder, path.text, mode, effective, follow) == 0);
    path_drop(vm, &path);
    return result;
}

/* ---- working directory ---- */

Value posix_chdir(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    Value  result = 0;
    (void)count;
    if (path_get(vm, "chdir", "path", arg[0], PATH_FD, &path)) {
        int status = path.text ? folders(vm)->chdir(vm->host, path.text) : folders(vm)->fchdir(vm->host, path.fd);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

Value posix_fchdir(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int fd = fd_from_object(vm, arg[0]);
    return fd < 0 ? 0 : posix_done(vm, folders(vm)->fchdir(vm->host, fd));
}

static Value current(Vm *vm, bool as_bytes)
{
    char path[LONGEST_PATH];
    int  status = folders(vm)->getcwd(vm->host, path, sizeof path);
    if (status)
        return os_error(vm, status, 0, 0);
    return as_bytes ? bytes_from(vm, path, strlen(path)) : fs_decode(vm, path, strlen(path));
}

Value posix_getcwd(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return current(vm, false);
}

Value posix_getcwdb(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return current(vm, true);
}

Value posix_chroot(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    Value  result = 0;
    (void)count;
    if (path_get(vm, "chroot", "path", arg[0], 0, &path)) {
        int status = folders(vm)->chroot(vm->host, path.text);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

/* ---- modes and owners ---- */

/* arg: path, mode, dir_fd, follow_symlinks */
Value posix_chmod(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    int    mode, folder, follow;
    Value  result = 0;
    (void)count;

    if (path_get(vm, "chmod", "path", arg[0], PATH_FD, &path) && int_argument(vm, arg[1], &mode) &&
        posix_folder(vm, arg[2], &folder) && (follow = object_truth(vm, arg[3])) >= 0) {
        int status = path.text ? folders(vm)->chmod(vm->host, folder, path.text, (unsigned)mode, follow)
                               : folders(vm)->fchmod(vm->host, path.fd, (unsigned)mode);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

Value posix_fchmod(Vm *vm, const Value *arg, size_t count)
{
    int fd, mode;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !int_argument(vm, arg[1], &mode))
        return 0;
    return posix_done(vm, folders(vm)->fchmod(vm->host, fd, (unsigned)mode));
}

static Value do_chown(Vm *vm, const char *function, const Value *arg, int folder, bool follow, int allowed)
{
    OsPath   path;
    uint32_t uid, gid;
    Value    result = 0;

    if (!path_get(vm, function, "path", arg[0], allowed, &path) || !posix_id(vm, arg[1], "uid", &uid) ||
        !posix_id(vm, arg[2], "gid", &gid))
        goto done;
    if (!path.text && folder != HOST_CWD) {
        (void)value_error(vm, "%s: can't specify both dir_fd and fd", function);
        goto done;
    }
    if (!path.text && !follow) {
        (void)value_error(vm, "%s: cannot use fd and follow_symlinks together", function);
        goto done;
    }
    int status = path.text ? folders(vm)->chown(vm->host, folder, path.text, uid, gid, follow)
                           : folders(vm)->fchown(vm->host, path.fd, uid, gid);
    result = status ? path_error(vm, status, &path) : NONE;

done:
    path_drop(vm, &path);
    return result;
}

Value posix_chown(Vm *vm, const Value *arg, size_t count)
{
    int folder, follow = object_truth(vm, arg[4]);
    (void)count;
    if (follow < 0 || !posix_folder(vm, arg[3], &folder))
        return 0;
    return do_chown(vm, "chown", arg, folder, follow, PATH_FD);
}

Value posix_lchown(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_chown(vm, "lchown", arg, HOST_CWD, false, 0);
}

Value posix_fchown(Vm *vm, const Value *arg, size_t count)
{
    uint32_t uid, gid;
    int      fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd) || !posix_id(vm, arg[1], "uid", &uid) || !posix_id(vm, arg[2], "gid", &gid))
        return 0;
    return posix_done(vm, folders(vm)->fchown(vm->host, fd, uid, gid));
}

Value posix_umask(Vm *vm, const Value *arg, size_t count)
{
    unsigned former;
    int      mask;
    (void)count;
    if (!int_argument(vm, arg[0], &mask))
        return 0;
    int status = folders(vm)->umask(vm->host, (unsigned)mask, &former);
    return status ? os_error(vm, status, 0, 0) : int_value(former);
}

/* ---- making and removing ---- */

/* The calls of a path, a mode and a folder. */
static Value make(Vm *vm, const char *function, const Value *arg, Value dir_fd, uint64_t device,
                  int (*how)(Host *, int, const char *, unsigned, uint64_t))
{
    OsPath path;
    int    mode, folder;
    Value  result = 0;
    if (path_get(vm, function, "path", arg[0], 0, &path) && int_argument(vm, arg[1], &mode) &&
        posix_folder(vm, dir_fd, &folder)) {
        int status = how(vm->host, folder, path.text, (unsigned)mode, device);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

static int host_mkdir(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    (void)device;
    return host->folders->mkdir(host, folder, path, mode);
}

static int host_mkfifo(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    (void)device;
    return host->folders->mkfifo(host, folder, path, mode);
}

static int host_mknod(Host *host, int folder, const char *path, unsigned mode, uint64_t device)
{
    return host->folders->mknod(host, folder, path, mode, device);
}

Value posix_mkdir(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return make(vm, "mkdir", arg, arg[2], 0, host_mkdir);
}

Value posix_mkfifo(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return make(vm, "mkfifo", arg, arg[2], 0, host_mkfifo);
}

Value posix_mknod(Vm *vm, const Value *arg, size_t count)
{
    int64_t device;
    (void)count;
    return posix_offset(vm, arg[2], &device) ? make(vm, "mknod", arg, arg[3], (uint64_t)device, host_mknod) : 0;
}

static Value drop(Vm *vm, const char *function, const Value *arg, int (*how)(Host *, int, const char *))
{
    OsPath path;
    int    folder;
    Value  result = 0;
    if (path_get(vm, function, "path", arg[0], 0, &path) && posix_folder(vm, arg[1], &folder)) {
        int status = how(vm->host, folder, path.text);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

Value posix_rmdir(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return drop(vm, "rmdir", arg, folders(vm)->rmdir);
}

Value posix_unlink(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return drop(vm, "unlink", arg, folders(vm)->unlink);
}

Value posix_remove(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return drop(vm, "remove", arg, folders(vm)->unlink);
}

/* Two paths of one kind (str or bytes), each with its folder. */
static bool get_two(Vm *vm, const char *function, const Value *arg, Value src_dir, Value dst_dir, OsPath paths[2],
                    int folder[2])
{
    paths[1] = (OsPath){.fd = -1};
    return path_get(vm, function, "src", arg[0], 0, &paths[0]) && path_get(vm, function, "dst", arg[1], 0, &paths[1]) &&
           posix_folder(vm, src_dir, &folder[0]) && posix_folder(vm, dst_dir, &folder[1]);
}

static void drop_two(Vm *vm, OsPath paths[2])
{
    path_drop(vm, &paths[0]);
    path_drop(vm, &paths[1]);
}

static Value do_rename(Vm *vm, const char *function, const Value *arg)
{
    OsPath paths[2];
    int    folder[2];
    Value  result = 0;
    if (get_two(vm, function, arg, arg[2], arg[3], paths, folder)) {
        int status = folders(vm)->rename(vm->host, folder[0], paths[0].text, folder[1], paths[1].text);
        result = status ? path_error2(vm, status, &paths[0], &paths[1]) : NONE;
    }
    drop_two(vm, paths);
    return result;
}

Value posix_rename(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_rename(vm, "rename", arg);
}

Value posix_replace(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return do_rename(vm, "replace", arg);
}

Value posix_link(Vm *vm, const Value *arg, size_t count)
{
    OsPath paths[2];
    int    folder[2], follow = object_truth(vm, arg[4]);
    Value  result = 0;
    (void)count;
    if (follow < 0)
        return 0;
    if (get_two(vm, "link", arg, arg[2], arg[3], paths, folder)) {
        int status = folders(vm)->link(vm->host, folder[0], paths[0].text, folder[1], paths[1].text, follow);
        result = status ? path_error2(vm, status, &paths[0], &paths[1]) : NONE;
    }
    drop_two(vm, paths);
    return result;
}

/* arg: src, dst, target_is_directory, dir_fd */
Value posix_symlink(Vm *vm, const Value *arg, size_t count)
{
    OsPath paths[2];
    int    folder[2];
    Value  result = 0;
    (void)count;
    if (get_two(vm, "symlink", arg, NONE, arg[3], paths, folder)) {
        int status = folders(vm)->symlink(vm->host, paths[0].text, folder[1], paths[1].text);
        result = status ? path_error2(vm, status, &paths[0], &paths[1]) : NONE;
    }
    drop_two(vm, paths);
    return result;
}

Value posix_readlink(Vm *vm, const Value *arg, size_t count)
{
    char   target[LONGEST_PATH];
    OsPath path;
    size_t length;
    int    folder;
    Value  result = 0;
    (void)count;
    if (path_get(vm, "readlink", "path", arg[0], 0, &path) && posix_folder(vm, arg[1], &folder)) {
        int status = folders(vm)->readlink(vm->host, folder, path.text, target, sizeof target, &length);
        result = status ? path_error(vm, status, &path) : path_result(vm, &path, target, length);
    }
    path_drop(vm, &path);
    return result;
}

Value posix_truncate(Vm *vm, const Value *arg, size_t count)
{
    OsPath  path;
    int64_t length;
    Value   result = 0;
    (void)count;
    if (path_get(vm, "truncate", "path", arg[0], PATH_FD, &path) && posix_offset(vm, arg[1], &length)) {
        int status = path.text ? folders(vm)->truncate(vm->host, path.text, length)
                               : vm->host->files->ftruncate(vm->host, path.fd, length);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    return result;
}

/* ---- utime ---- */

/* Seconds, an int or a float, rounded down. */
static bool seconds_of(Vm *vm, Value v, int64_t *seconds, int32_t *ns)
{
    if (is_float(vm, v)) {
        double number = float_number(v), whole = __builtin_floor(number);
        if (number != number)
            return value_error(vm, "Invalid value NaN (not a number)") != 0;
        if (whole < -9.2e18 || whole > 9.2e18)
            return overflow_error(vm, "timestamp out of range for platform time_t") != 0;
        *seconds = (int64_t)whole;
        *ns = (int32_t)((number - whole) * 1e9);
        return true;
    }
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index)
        return type_error(vm, "argument must be int or float, not %T", v) != 0;
    *ns = 0;
    Value index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, seconds);
    release(vm, index);
    if (!fits)
        (void)overflow_error(vm, "timestamp out of range for platform time_t");
    return fits;
}

/* Nanoseconds since 1970: divmod(v, 10**9). */
static bool split_ns(Vm *vm, Value v, int64_t *seconds, int32_t *ns)
{
    Value   pair = object_divmod(vm, v, int_value(1000000000));
    int64_t rest;
    if (!pair)
        return false;
    bool good = is_tuple(vm, pair) && tuple_length(pair) == 2;
    if (!good)
        (void)type_error(vm, "%T.__divmod__() must return a 2-tuple, not %T", v, pair);
    else
        good = int_as_int64(vm, tuple_get(pair, 0), seconds) && int_as_int64(vm, tuple_get(pair, 1), &rest);
    release(vm, pair);
    if (good)
        *ns = (int32_t)rest;
    return good;
}

/* arg: path, times, ns, dir_fd, follow_symlinks */
Value posix_utime(Vm *vm, const Value *arg, size_t count)
{
    int64_t seconds[2] = {0, 0};
    int32_t ns[2] = {TIME_NOW_NS, TIME_NOW_NS};
    OsPath  path;
    int     folder, follow;
    Value   result = 0;
    (void)count;

    if (!path_get(vm, "utime", "path", arg[0], PATH_FD, &path) || !posix_folder(vm, arg[3], &folder) ||
        (follow = object_truth(vm, arg[4])) < 0)
        goto done;
    if (arg[1] != NONE && arg[2]) {
        (void)value_error(vm, "utime: you may specify either 'times' or 'ns' but not both");
        goto done;
    }
    if (arg[1] != NONE) {
        if (!is_exact_tuple(arg[1]) || tuple_length(arg[1]) != 2) {
            (void)type_error(vm, "utime: 'times' must be either a tuple of two ints or None");
            goto done;
        }
        if (!seconds_of(vm, tuple_get(arg[1], 0), &seconds[0], &ns[0]) ||
            !seconds_of(vm, tuple_get(arg[1], 1), &seconds[1], &ns[1]))
            goto done;
    } else if (arg[2]) {
        if (!is_exact_tuple(arg[2]) || tuple_length(arg[2]) != 2) {
            (void)type_error(vm, "utime: 'ns' must be a tuple of two ints");
            goto done;
        }
        if (!split_ns(vm, tuple_get(arg[2], 0), &seconds[0], &ns[0]) ||
            !split_ns(vm, tuple_get(arg[2], 1), &seconds[1], &ns[1]))
            goto done;
    }
    if (!check_fd_combination(vm, "utime", &path, folder, follow))
        goto done;
    int status = path.text ? folders(vm)->utimens(vm->host, folder, path.text, seconds, ns, follow)
                           : folders(vm)->futimens(vm->host, path.fd, seconds, ns);
    result = status ? path_error(vm, status, &path) : NONE;

done:
    path_drop(vm, &path);
    return result;
}

/* ---- volumes, limits, attributes ---- */

Value posix_statvfs(Vm *vm, const Value *arg, size_t count)
{
    OsPath     path;
    HostVolume volume;
    Value      result = 0;
    (void)count;
    if (path_get(vm, "statvfs", "path", arg[0], PATH_FD, &path)) {
        int status = path.text ? folders(vm)->statvfs(vm->host, HOST_CWD, path.text, &volume)
                               : folders(vm)->fstatvfs(vm->host, path.fd, &volume);
        result = status ? path_error(vm, status, &path) : posix_statvfs_result(vm, &volume);
    }
    path_drop(vm, &path);
    return result;
}

Value posix_fstatvfs(Vm *vm, const Value *arg, size_t count)
{
    HostVolume volume;
    int        fd;
    (void)count;
    if (!int_argument(vm, arg[0], &fd))
        return 0;
    int status = folders(vm)->fstatvfs(vm->host, fd, &volume);
    return status ? os_error(vm, status, 0, 0) : posix_statvfs_result(vm, &volume);
}

Value posix_pathconf(Vm *vm, const Value *arg, size_t count)
{
    OsPath  path;
    int64_t value;
    int     name;
    Value   result = 0;
    (void)count;
    if (path_get(vm, "pathconf", "path", arg[0], PATH_FD, &path) && posix_conf_name(vm, arg[1], CONF_PATH, &name)) {
        int status = path.text ? folders(vm)->pathconf(vm->host, path.text, name, &value)
                               : folders(vm)->fpathconf(vm->host, path.fd, name, &value);
        result = status ? (status == EINVAL ? os_error(vm, status, 0, 0) : path_error(vm, status, &path))
                        : int_from_int64(vm, value);
    }
    path_drop(vm, &path);
    return result;
}

Value posix_fpathconf(Vm *vm, const Value *arg, size_t count)
{
    int64_t value;
    int     fd = fd_from_object(vm, arg[0]), name;
    (void)count;
    if (fd < 0 || !posix_conf_name(vm, arg[1], CONF_PATH, &name))
        return 0;
    int status = folders(vm)->fpathconf(vm->host, fd, name, &value);
    return status ? os_error(vm, status, 0, 0) : int_from_int64(vm, value);
}

/* path (or descriptor), attribute name and follow_symlinks of the attribute functions. */
static bool attribute_arguments(Vm *vm, const char *function, const Value *arg, Value follow_value, OsPath *path,
                                OsPath *name, bool *follow)
{
    *name = (OsPath){.fd = -1};
    int truth = object_truth(vm, follow_value);
    if (truth < 0 || !path_get(vm, function, "path", arg[0], PATH_FD, path) ||
        !path_get(vm, function, "attribute", arg[1], 0, name))
        return false;
    *follow = truth;
    if (!path->text && !truth) {
        (void)value_error(vm, "%s: cannot use fd and follow_symlinks together", function);
        return false;
    }
    return true;
}

Value posix_getxattr(Vm *vm, const Value *arg, size_t count)
{
    OsPath path = {.fd = -1}, name = {.fd = -1};
    Value  result = 0;
    bool   follow;
    size_t size = 128, length;
    (void)count;

    if (!attribute_arguments(vm, "getxattr", arg, arg[2], &path, &name, &follow))
        goto done;
    for (;;) {
        Bytes *bytes = bytes_new(vm, size);
        if (!bytes)
            break;
        int status = folders(vm)->getxattr(vm->host, path.fd, path.text, name.text, follow, bytes->data, size, &length);
        if (!status)
            result = bytes_from(vm, bytes->data, length);
        release(vm, value_of(bytes));
        if (status == ERANGE && size < LARGEST_ATTRIBUTE) {
            size = LARGEST_ATTRIBUTE;
            continue;
        }
        if (status)
            (void)path_error(vm, status, &path);
        break;
    }

done:
    path_drop(vm, &path);
    path_drop(vm, &name);
    return result;
}

/* arg: path, attribute, value, flags, follow_symlinks */
Value posix_setxattr(Vm *vm, const Value *arg, size_t count)
{
    OsPath path = {.fd = -1}, name = {.fd = -1};
    Buffer value = {0};
    Value  result = 0;
    bool   follow;
    int    flags;
    (void)count;

    if (attribute_arguments(vm, "setxattr", arg, arg[4], &path, &name, &follow) &&
        buffer_get(vm, arg[2], &value, BUFFER_SIMPLE) && int_argument(vm, arg[3], &flags)) {
        int status = folders(vm)->setxattr(vm->host, path.fd, path.text, name.text, follow, value.data, value.length,
                                           flags);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    buffer_release(vm, &value);
    path_drop(vm, &path);
    path_drop(vm, &name);
    return result;
}

Value posix_removexattr(Vm *vm, const Value *arg, size_t count)
{
    OsPath path = {.fd = -1}, name = {.fd = -1};
    Value  result = 0;
    bool   follow;
    (void)count;

    if (attribute_arguments(vm, "removexattr", arg, arg[2], &path, &name, &follow)) {
        int status = folders(vm)->removexattr(vm->host, path.fd, path.text, name.text, follow);
        result = status ? path_error(vm, status, &path) : NONE;
    }
    path_drop(vm, &path);
    path_drop(vm, &name);
    return result;
}

/* The NUL-separated names as a list of strs. */
static Value split_names(Vm *vm, const char *names, size_t length)
{
    Value list = list_new(vm, 0);
    for (size_t start = 0; list && start < length;) {
        size_t size = strnlen(names + start, length - start);
        Value  name = fs_decode(vm, names + start, size);
        if (!name || !list_append_taken(vm, list, name)) {
            release(vm, list);
            return 0;
        }
        start += size + 1;
    }
    return list;
}

Value posix_listxattr(Vm *vm, const Value *arg, size_t count)
{
    OsPath path;
    Value  result = 0;
    size_t length;
    (void)count;

    int follow = object_truth(vm, arg[1]);
    if (follow < 0)
        return 0;
    if (!path_get(vm, "listxattr", "path", arg[0], PATH_FD | PATH_NONE, &path))
        goto done;
    if (path.fd >= 0 && !follow) {
        (void)value_error(vm, "listxattr: cannot use fd and follow_symlinks together");
        goto done;
    }
    char *names = mem_alloc(vm, LARGEST_ATTRIBUTE);
    if (!names)
        goto done;
    const char *text = path.fd >= 0 ? NULL : path.text ? path.text : ".";
    int         status = folders(vm)->listxattr(vm->host, path.fd, text, follow, names, LARGEST_ATTRIBUTE, &length);
    result = status ? path_error(vm, status, &path) : split_names(vm, names, length);
    mem_free(vm, names, LARGEST_ATTRIBUTE);

done:
    path_drop(vm, &path);
    return result;
}

/* ---- path text ---- */

Value posix_fspath(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return path_fspath(vm, arg[0]);
}

/* A piece of p, str or bytes as p is. */
static Value piece(Vm *vm, Value p, size_t start, size_t end)
{
    return is_str(vm, p) ? str_slice(vm, p, start, end) : bytes_from(vm, as_bytes(p)->data + start, end - start);
}

static size_t length_of(Vm *vm, Value p)
{
    return is_str(vm, p) ? as_str(p)->length : as_bytes(p)->length;
}

static uint32_t char_of(Vm *vm, Value p, size_t i)
{
    return is_str(vm, p) ? str_char(as_str(p), i) : (uint8_t)as_bytes(p)->data[i];
}

/* ("", root, rest): a root is "/", or exactly two slashes. */
Value posix_path_splitroot_ex(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value p = path_fspath(vm, arg[0]), parts[3] = {0, 0, 0}, result = 0;
    if (!p)
        return 0;
    size_t length = length_of(vm, p), slashes = 0;
    while (slashes < length && slashes < 3 && char_of(vm, p, slashes) == '/')
        slashes++;
    size_t root = slashes == 2 ? 2 : slashes > 0;
    parts[0] = piece(vm, p, 0, 0);
    parts[1] = piece(vm, p, 0, root);
    parts[2] = piece(vm, p, root, length);
    if (parts[0] && parts[1] && parts[2])
        result = tuple_of(vm, 3, parts[0], parts[1], parts[2]);
    for (int i = 0; i < 3; i++)
        release(vm, parts[i]);
    release(vm, p);
    return result;
}

/* Writes the normal form of n characters in place; the new length. Slots of starts of parts are found by walking back. */
static size_t normalize(uint32_t *text, size_t n)
{
    size_t root = 0, out, i;

    while (root < n && text[root] == '/')
        root++;
    i = root;
    root = root == 2 ? 2 : root > 0;
    out = root;
    while (i < n) {
        size_t start = i;
        while (i < n && text[i] != '/')
            i++;
        size_t length = i - start;
        while (i < n && text[i] == '/')
            i++;
        if (length == 0 || (length == 1 && text[start] == '.'))
            continue;
        if (length == 2 && text[start] == '.' && text[start + 1] == '.') {
            size_t last = out;
            while (last > root && text[last - 1] != '/')
                last--;
            bool last_is_up = out - last == 2 && text[last] == '.' && text[last + 1] == '.';
            if (out > root && !last_is_up) {     // takes the part before away
                out = last > root ? last - 1 : root;
                continue;
            }
            if (root)
                continue;                        // above the root is the root
        }
        if (out > root)
            text[out++] = '/';
        memmove(text + out, text + start, length * sizeof *text);
        out += length;
    }
    if (!out && n)
        text[out++] = '.';
    return out;
}

Value posix_path_normpath(Vm *vm, const Value *arg, size_t count)
{
    Value result = 0;
    (void)count;
    Value p = path_fspath(vm, arg[0]);
    if (!p)
        return 0;
    size_t    length = length_of(vm, p), room = (length + 1) * sizeof(uint32_t);
    uint32_t *text = mem_alloc(vm, room);
    if (text) {
        for (size_t i = 0; i < length; i++)
            text[i] = char_of(vm, p, i);
        if (!length)
            text[0] = '.';
        size_t out = length ? normalize(text, length) : 1;
        if (is_str(vm, p)) {
            result = str_from_ucs4(vm, text, out);
        } else {
            Bytes *bytes = bytes_new(vm, out);
            for (size_t i = 0; bytes && i < out; i++)
                bytes->data[i] = (char)text[i];
            result = bytes ? value_of(bytes) : 0;
        }
        mem_free(vm, text, room);
    }
    release(vm, p);
    return result;
}
