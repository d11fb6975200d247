/* pwd.c - the modules pwd and grp: rows of the host's user and group tables. SPDX-License-Identifier: MIT */
#include "host/system.h"
#include "modules/os_path.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"

extern const ModuleDef module_pwd, module_grp;

#define PASSWD_FIELDS(F) \
    F(0, "pw_name", "user name") F(1, "pw_passwd", "password") F(2, "pw_uid", "user id") F(3, "pw_gid", "group id") \
    F(4, "pw_gecos", "real name") F(5, "pw_dir", "home directory") F(6, "pw_shell", "shell program")
#define OWNER &struct_passwd_type
STRUCT_SEQUENCE(struct_passwd_type, SHAPE_STRUCT_PASSWD, "pwd.struct_passwd", PASSWD_FIELDS, 7, 7,
                "pwd.struct_passwd: Results from getpw*() routines.");
#undef OWNER

#define GROUP_FIELDS(F) \
    F(0, "gr_name", "group name") F(1, "gr_passwd", "password") F(2, "gr_gid", "group id") F(3, "gr_mem", "group members")
#define OWNER &struct_group_type
STRUCT_SEQUENCE(struct_group_type, SHAPE_STRUCT_GROUP, "grp.struct_group", GROUP_FIELDS, 4, 4,
                "grp.struct_group: Results from getgr*() routines.");
#undef OWNER

/* A walk over one of the tables. */
typedef struct Walk {
    size_t offset, capacity;
    char  *buffer;
} Walk;

static void walk_end(Walk *walk)
{
    Allocator from = host_allocator();
    deallocate(&from, walk->buffer, walk->capacity);
}

static Value text(Vm *vm, const char *bytes)
{
    return fs_decode(vm, bytes, strlen(bytes));
}

/* A sequence of the items, which are given back; 0 among them: exception. */
static Value finish(Vm *vm, const Type *type, Value *items, size_t count)
{
    bool  whole = true;
    Value result = 0;
    for (size_t i = 0; i < count; i++)
        whole &= items[i] != 0;
    if (whole)
        result = struct_sequence_new(vm, type, items);
    for (size_t i = 0; i < count; i++)
        release(vm, items[i]);
    return result;
}

static Value make_user(Vm *vm, const HostUser *user)
{
    Value items[] = {text(vm, user->name), text(vm, user->password), int_value(user->uid), int_value(user->gid),
                     text(vm, user->gecos), text(vm, user->folder), text(vm, user->shell)};
    return finish(vm, &struct_passwd_type, items, countof(items));
}

static Value make_group(Vm *vm, const HostGroup *group)
{
    Value members = list_new(vm, 0);
    for (const char **member = group->members; members && *member; member++) {
        Value name = text(vm, *member);
        if (!name || !list_append_taken(vm, members, name)) {
            release(vm, members);
            members = 0;
        }
    }
    Value items[] = {text(vm, group->name), text(vm, group->password), int_value(group->gid), members};
    return finish(vm, &struct_group_type, items, countof(items));
}

/* An id argument. 1: *id; 0: no user can have it; -1: exception. */
static int get_id(Vm *vm, Value v, const char *what, uint32_t *id)
{
    int overflow;
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index) {
        (void)type_error(vm, "%s should be integer, not %T", what, v);
        return -1;
    }
    Value index = object_index(vm, v);
    if (!index)
        return -1;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow || wide < -1 || wide > UINT32_MAX)
        return 0;
    *id = (uint32_t)wide;
    return 1;
}

static Value missing(Vm *vm, const char *format, Value what)
{
    Value message = str_format(vm, format, what), result = 0;
    if (message)
        result = key_error(vm, message);
    release(vm, message);
    return result;
}

static Value getpwuid(Vm *vm, const Value *arg, size_t count)
{
    HostUser user;
    Walk     walk = {0};
    uint32_t id;
    Value    result = 0;
    bool     found = false;
    (void)count;

    int known = get_id(vm, arg[0], "uid", &id);
    if (known < 0)
        return 0;
    if (!known)
        return missing(vm, "getpwuid(): uid not found", 0);
    while (!found && !vm->host->system->next_user(vm->host, &walk.offset, &user, &walk.buffer, &walk.capacity))
        found = user.uid == id;
    if (found)
        result = make_user(vm, &user);
    else
        (void)missing(vm, "getpwuid(): uid not found: %S", arg[0]);
    walk_end(&walk);
    return result;
}

/* A name argument as bytes. */
static bool get_name(Vm *vm, const char *function, Value v, OsPath *name)
{
    *name = (OsPath){.fd = -1};
    if (!is_str(vm, v)) {
        (void)type_error(vm, "%s() argument must be str, not %T", function, v);
        return false;
    }
    if (path_get(vm, NULL, "name", v, 0, name))
        return true;
    if (exception_swallow(vm, &value_error_type))
        (void)value_error(vm, "embedded null byte");
    return false;
}

static Value getpwnam(Vm *vm, const Value *arg, size_t count)
{
    HostUser user;
    Walk     walk = {0};
    OsPath   name;
    Value    result = 0;
    bool     found = false;
    (void)count;

    if (get_name(vm, "getpwnam", arg[0], &name)) {
        while (!found && !vm->host->system->next_user(vm->host, &walk.offset, &user, &walk.buffer, &walk.capacity))
            found = strcmp(user.name, name.text) == 0;
        result = found ? make_user(vm, &user) : missing(vm, "getpwnam(): name not found: %R", arg[0]);
    }
    walk_end(&walk);
    path_drop(vm, &name);
    return result;
}

static Value getpwall(Vm *vm, const Value *arg, size_t count)
{
    HostUser user;
    Walk     walk = {0};
    Value    list = list_new(vm, 0);
    (void)arg, (void)count;

    while (list && !vm->host->system->next_user(vm->host, &walk.offset, &user, &walk.buffer, &walk.capacity)) {
        Value row = make_user(vm, &user);
        if (!row || !list_append_taken(vm, list, row)) {
            release(vm, list);
            list = 0;
        }
    }
    walk_end(&walk);
    return list;
}

static Value getgrgid(Vm *vm, const Value *arg, size_t count)
{
    HostGroup group;
    Walk      walk = {0};
    uint32_t  id;
    Value     result = 0;
    bool      found = false;
    (void)count;

    int known = get_id(vm, arg[0], "gid", &id);
    if (known < 0)
        return 0;
    while (known && !found &&
           !vm->host->system->next_group(vm->host, &walk.offset, &group, &walk.buffer, &walk.capacity))
        found = group.gid == id;
    if (found)
        result = make_group(vm, &group);
    else
        (void)missing(vm, "getgrgid(): gid not found: %S", arg[0]);
    walk_end(&walk);
    return result;
}

static Value getgrnam(Vm *vm, const Value *arg, size_t count)
{
    HostGroup group;
    Walk      walk = {0};
    OsPath    name;
    Value     result = 0;
    bool      found = false;
    (void)count;

    if (get_name(vm, "getgrnam", arg[0], &name)) {
        while (!found && !vm->host->system->next_group(vm->host, &walk.offset, &group, &walk.buffer, &walk.capacity))
            found = strcmp(group.name, name.text) == 0;
        result = found ? make_group(vm, &group) : missing(vm, "getgrnam(): name not found: %R", arg[0]);
    }
    walk_end(&walk);
    path_drop(vm, &name);
    return result;
}

static Value getgrall(Vm *vm, const Value *arg, size_t count)
{
    HostGroup group;
    Walk      walk = {0};
    Value     list = list_new(vm, 0);
    (void)arg, (void)count;

    while (list && !vm->host->system->next_group(vm->host, &walk.offset, &group, &walk.buffer, &walk.capacity)) {
        Value row = make_group(vm, &group);
        if (!row || !list_append_taken(vm, list, row)) {
            release(vm, list);
            list = 0;
        }
    }
    walk_end(&walk);
    return list;
}

#define OWNER &module_pwd
static const Row user_functions[] = {
    FUNCTION("getpwuid(uidobj, /)", getpwuid, CALL_ONE, "Return the password database entry for the given numeric user ID."),
    FUNCTION("getpwnam(name, /)", getpwnam, CALL_ONE, "Return the password database entry for the given user name."),
    FUNCTION("getpwall()", getpwall, CALL_NOARGS,
             "Return a list of all available password database entries, in arbitrary order."),
    ROWS_END
};
#undef OWNER

#define OWNER &module_grp
static const Row group_functions[] = {
    FUNCTION("getgrgid(id)", getgrgid, CALL_KEYWORDS, "Return the group database entry for the given numeric group ID."),
    FUNCTION("getgrnam(name)", getgrnam, CALL_KEYWORDS, "Return the group database entry for the given group name."),
    FUNCTION("getgrall()", getgrall, CALL_NOARGS,
             "Return a list of all available group entries, in arbitrary order."),
    ROWS_END
};
#undef OWNER

static const Type *const user_types[] = {&struct_passwd_type, NULL};
static const Type *const group_types[] = {&struct_group_type, NULL};

const ModuleDef module_pwd = {
    .name = "pwd",
    .doc = "This module provides access to the Unix password database.",
    .functions = user_functions,
    .types = user_types,
};

const ModuleDef module_grp = {
    .name = "grp",
    .doc = "Access to the Unix group database.",
    .functions = group_functions,
    .types = group_types,
};
