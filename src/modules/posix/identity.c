/* identity.c - posix: who the process is. SPDX-License-Identifier: MIT */
#include "host/process.h"
#include "host/system.h"
#include "modules/posix/posix.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"

enum { MOST_GROUPS = 65536, SOME_GROUPS = 256 };

static const HostProcess *process(Vm *vm)
{
    return vm->host->process;
}

#define GETTER(function, which)                                                  \
    Value function(Vm *vm, const Value *arg, size_t count)                       \
    {                                                                            \
        (void)arg, (void)count;                                                  \
        return int_from_int64(vm, process(vm)->getid(vm->host, which));          \
    }
GETTER(posix_getpid, ID_PID)
GETTER(posix_getppid, ID_PPID)
GETTER(posix_getuid, ID_UID)
GETTER(posix_geteuid, ID_EUID)
GETTER(posix_getgid, ID_GID)
GETTER(posix_getegid, ID_EGID)
GETTER(posix_getpgrp, ID_PGRP)
#undef GETTER

#define SETTER(function, which, what)                                            \
    Value function(Vm *vm, const Value *arg, size_t count)                       \
    {                                                                            \
        uint32_t id;                                                             \
        (void)count;                                                             \
        if (!posix_id(vm, arg[0], what, &id))                                    \
            return 0;                                                            \
        return posix_done(vm, process(vm)->setid(vm->host, which, id));          \
    }
SETTER(posix_setuid, ID_UID, "uid")
SETTER(posix_seteuid, ID_EUID, "uid")
SETTER(posix_setgid, ID_GID, "gid")
SETTER(posix_setegid, ID_EGID, "gid")
#undef SETTER

static Value setreid(Vm *vm, const Value *arg, bool groups)
{
    uint32_t real, effective;
    const char *what = groups ? "gid" : "uid";
    if (!posix_id(vm, arg[0], what, &real) || !posix_id(vm, arg[1], what, &effective))
        return 0;
    return posix_done(vm, process(vm)->setreid(vm->host, groups, real, effective));
}

Value posix_setreuid(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return setreid(vm, arg, false);
}

Value posix_setregid(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return setreid(vm, arg, true);
}

static Value getresid(Vm *vm, bool groups)
{
    uint32_t ids[3];
    int      status = process(vm)->getresid(vm->host, groups, ids);
    if (status)
        return os_error(vm, status, 0, 0);
    return tuple_of(vm, 3, int_value(ids[0]), int_value(ids[1]), int_value(ids[2]));
}

Value posix_getresuid(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return getresid(vm, false);
}

Value posix_getresgid(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return getresid(vm, true);
}

static Value setresid(Vm *vm, const Value *arg, bool groups)
{
    uint32_t ids[3];
    for (int i = 0; i < 3; i++)
        if (!posix_id(vm, arg[i], groups ? "gid" : "uid", &ids[i]))
            return 0;
    return posix_done(vm, process(vm)->setresid(vm->host, groups, ids));
}

Value posix_setresuid(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return setresid(vm, arg, false);
}

Value posix_setresgid(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return setresid(vm, arg, true);
}

Value posix_getpgid(Vm *vm, const Value *arg, size_t count)
{
    int pid, group;
    (void)count;
    if (!int_argument(vm, arg[0], &pid))
        return 0;
    int status = process(vm)->getpgid(vm->host, pid, &group);
    return status ? os_error(vm, status, 0, 0) : int_value(group);
}

Value posix_getsid(Vm *vm, const Value *arg, size_t count)
{
    int pid, session;
    (void)count;
    if (!int_argument(vm, arg[0], &pid))
        return 0;
    int status = process(vm)->getsid(vm->host, pid, &session);
    return status ? os_error(vm, status, 0, 0) : int_value(session);
}

Value posix_setsid(Vm *vm, const Value *arg, size_t count)
{
    int session;
    (void)arg, (void)count;
    return posix_done(vm, process(vm)->setsid(vm->host, &session));
}

Value posix_setpgid(Vm *vm, const Value *arg, size_t count)
{
    int pid, group;
    (void)count;
    if (!int_argument(vm, arg[0], &pid) || !int_argument(vm, arg[1], &group))
        return 0;
    return posix_done(vm, process(vm)->setpgid(vm->host, pid, group));
}

Value posix_setpgrp(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return posix_done(vm, process(vm)->setpgid(vm->host, 0, 0));
}

static Value list_of_ids(Vm *vm, const uint32_t *ids, size_t count)
{
    Value list = list_new(vm, count);
    for (size_t i = 0; list && i < count; i++)
        if (!list_append(vm, list, int_value(ids[i]))) {
            release(vm, list);
            return 0;
        }
    return list;
}

Value posix_getgroups(Vm *vm, const Value *arg, size_t count)
{
    uint32_t few[SOME_GROUPS];
    size_t   found;
    (void)arg, (void)count;
    int status = process(vm)->getgroups(vm->host, few, SOME_GROUPS, &found);
    if (!status)
        return list_of_ids(vm, few, found);
    if (status != EINVAL)
        return os_error(vm, status, 0, 0);
    uint32_t *many = mem_alloc(vm, MOST_GROUPS * sizeof *many);
    if (!many)
        return 0;
    status = process(vm)->getgroups(vm->host, many, MOST_GROUPS, &found);
    Value result = status ? os_error(vm, status, 0, 0) : list_of_ids(vm, many, found);
    mem_free(vm, many, MOST_GROUPS * sizeof *many);
    return result;
}

Value posix_setgroups(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!type_of(vm, arg[0])->slots.item && !type_of(vm, arg[0])->slots.subscript)
        return type_error(vm, "setgroups argument must be a sequence");
    int64_t length = object_length(vm, arg[0]);
    if (length < 0)
        return 0;
    if (length > MOST_GROUPS)
        return value_error(vm, "too many groups");
    size_t    size = (size_t)(length + 1) * sizeof(uint32_t);
    uint32_t *groups = mem_alloc(vm, size);
    bool      good = groups != NULL;
    for (int64_t i = 0; good && i < length; i++) {
        Value item = sequence_item(vm, arg[0], i);
        good = item != 0;
        if (item && !is_int(vm, item)) {
            (void)type_error(vm, "groups must be integers");
            good = false;
        }
        good = good && posix_id(vm, item, "gid", &groups[i]);
        release(vm, item);
    }
    Value result = good ? posix_done(vm, process(vm)->setgroups(vm->host, groups, (size_t)length)) : 0;
    if (groups)
        mem_free(vm, groups, size);
    return result;
}

/* All groups of the group table that name the user, after the given one. */
Value posix_getgrouplist(Vm *vm, const Value *arg, size_t count)
{
    Allocator from = host_allocator();
    OsPath    user;
    uint32_t  first;
    HostGroup group;
    char     *buffer = NULL;
    size_t    offset = 0, capacity = 0;
    Value     list = 0;
    (void)count;

    if (!path_get(vm, NULL, "user", arg[0], 0, &user) || !posix_id(vm, arg[1], "gid", &first))
        goto done;
    const uint32_t one[] = {first};
    list = list_of_ids(vm, one, 1);
    while (list && !vm->host->system->next_group(vm->host, &offset, &group, &buffer, &capacity)) {
        bool named = false;
        for (const char **member = group.members; *member; member++)
            named |= strcmp(*member, user.text) == 0;
        if (named && group.gid != first && !list_append(vm, list, int_value(group.gid))) {
            release(vm, list);
            list = 0;
        }
    }
    deallocate(&from, buffer, capacity);

done:
    path_drop(vm, &user);
    return list;
}

Value posix_getlogin(Vm *vm, const Value *arg, size_t count)
{
    char name[256];
    (void)arg, (void)count;
    int status = vm->host->system->login(vm->host, name, sizeof name);
    return status ? os_error(vm, status, 0, 0) : fs_decode(vm, name, strlen(name));
}
