/* machine.c - posix: environment, machine, randomness, configuration names. SPDX-License-Identifier: MIT */
#include <sys/random.h>
#include <sys/sysmacros.h>

#include "host/environment.h"
#include "host/errors.h"
#include "host/system.h"
#include "modules/posix/posix.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/struct_sequence.h"

/* ---- environment ---- */

Value posix_environ(Vm *vm)
{
    const char *const *list = vm->host->environment->list(vm->host);
    Value              dict = dict_new(vm);

    for (; dict && *list; list++) {
        const char *equals = strchr(*list, '=');
        Value       name = bytes_from(vm, *list, (size_t)(equals - *list));
        Value       value = name ? bytes_from(vm, equals + 1, strlen(equals + 1)) : 0;
        // Of two with one name the first counts, as for getenv.
        bool done = value && dict_set_default(vm, dict, name, value);
        release(vm, name);
        release(vm, value);
        if (!done) {
            release(vm, dict);
            return 0;
        }
    }
    return dict;
}

Value posix_create_environ(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return posix_environ(vm);
}

/* os.fsencode(v), without NUL. */
static Value encode(Vm *vm, Value v)
{
    Value text = path_fspath(vm, v), bytes = text;
    if (text && !is_bytes(vm, text)) {
        bytes = fs_encode(vm, text);
        release(vm, text);
    }
    if (bytes && strlen(as_bytes(bytes)->data) != as_bytes(bytes)->length) {
        release(vm, bytes);
        return value_error(vm, "embedded null byte");
    }
    return bytes;
}

Value posix_putenv(Vm *vm, const Value *arg, size_t count)
{
    Value name = encode(vm, arg[0]), value = name ? encode(vm, arg[1]) : 0, result = 0;
    (void)count;
    if (value && strchr(as_bytes(name)->data, '='))
        (void)value_error(vm, "illegal environment variable name");
    else if (value)
        result = posix_done(vm, vm->host->environment->set(vm->host, as_bytes(name)->data, as_bytes(value)->data));
    release(vm, name);
    release(vm, value);
    return result;
}

Value posix_unsetenv(Vm *vm, const Value *arg, size_t count)
{
    Value name = encode(vm, arg[0]), result = 0;
    (void)count;
    if (name)
        result = posix_done(vm, vm->host->environment->set(vm->host, as_bytes(name)->data, NULL));
    release(vm, name);
    return result;
}

Value posix_strerror(Vm *vm, const Value *arg, size_t count)
{
    char buffer[48];
    int  number;
    (void)count;
    return int_argument(vm, arg[0], &number) ? str_from_cstring(vm, error_text(number, buffer, sizeof buffer)) : 0;
}

/* ---- machine ---- */

#define UNAME_FIELDS(F) \
    F(0, "sysname", "operating system name") F(1, "nodename", "name of machine on network (implementation-defined)") \
    F(2, "release", "operating system release") F(3, "version", "operating system version") \
    F(4, "machine", "hardware identifier")
#define OWNER &uname_result_type
STRUCT_SEQUENCE(uname_result_type, SHAPE_UNAME_RESULT, "posix.uname_result", UNAME_FIELDS, 5, 5,
                "uname_result: Result from os.uname().");
#undef OWNER

Value posix_uname(Vm *vm, const Value *arg, size_t count)
{
    HostNames names;
    Value     items[5], result = 0;
    (void)arg, (void)count;

    int status = vm->host->system->uname(vm->host, &names);
    if (status)
        return os_error(vm, status, 0, 0);
    const char *const texts[] = {names.sysname, names.nodename, names.release, names.version, names.machine};
    bool              whole = true;
    for (int i = 0; i < 5; i++) {
        items[i] = fs_decode(vm, texts[i], strlen(texts[i]));
        whole &= items[i] != 0;
    }
    if (whole)
        result = struct_sequence_new(vm, &uname_result_type, items);
    for (int i = 0; i < 5; i++)
        release(vm, items[i]);
    return result;
}

Value posix_getloadavg(Vm *vm, const Value *arg, size_t count)
{
    double loads[3];
    Value  items[3], result = 0;
    (void)arg, (void)count;
    if (vm->host->system->getloadavg(vm->host, loads))
        return raise_format(vm, &os_error_type, "Load averages are unobtainable");
    for (int i = 0; i < 3; i++)
        items[i] = float_new(vm, loads[i]);
    if (items[0] && items[1] && items[2])
        result = tuple_from(vm, items, 3);
    for (int i = 0; i < 3; i++)
        release(vm, items[i]);
    return result;
}

Value posix_cpu_count(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    int found = vm->host->system->cpu_count(vm->host);
    return found > 0 ? int_value(found) : NONE;
}

static Value random_bytes(Vm *vm, int64_t size, bool may_block)
{
    Bytes *bytes = bytes_new(vm, (size_t)size);
    if (!bytes)
        return 0;
    int status = vm->host->system->entropy(vm->host, bytes->data, (size_t)size, may_block);
    if (!status)
        return value_of(bytes);
    release(vm, value_of(bytes));
    return os_error(vm, status, 0, 0);
}

Value posix_urandom(Vm *vm, const Value *arg, size_t count)
{
    int64_t size;
    (void)count;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &size))
        return 0;
    return size < 0 ? value_error(vm, "negative argument not allowed") : random_bytes(vm, size, true);
}

Value posix_getrandom(Vm *vm, const Value *arg, size_t count)
{
    int64_t size;
    int     flags;
    (void)count;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &size) || !int_argument(vm, arg[1], &flags))
        return 0;
    return size < 0 ? os_error(vm, EINVAL, 0, 0) : random_bytes(vm, size, !(flags & GRND_NONBLOCK));
}

/* ---- device numbers ---- */

static bool device_of(Vm *vm, Value v, uint64_t *device)
{
    int64_t number;
    if (int_fits_int64(v, &number) && number == -1) {
        *device = (uint64_t)-1;                  // NODEV
        return true;
    }
    return int_as_uint64(vm, v, device);
}

Value posix_major(Vm *vm, const Value *arg, size_t count)
{
    uint64_t device;
    (void)count;
    return device_of(vm, arg[0], &device) ? int_value(major(device)) : 0;
}

Value posix_minor(Vm *vm, const Value *arg, size_t count)
{
    uint64_t device;
    (void)count;
    return device_of(vm, arg[0], &device) ? int_value(minor(device)) : 0;
}

Value posix_makedev(Vm *vm, const Value *arg, size_t count)
{
    int64_t first, second;
    (void)count;
    if (!posix_offset(vm, arg[0], &first) || !posix_offset(vm, arg[1], &second))
        return 0;
    return int_from_uint64(vm, makedev((unsigned)first, (unsigned)second));
}

/* ---- configuration names ---- */

typedef struct ConfName {
    const char *name;
    int         number;
} ConfName;

static const ConfName path_names[] = {
#define PATHCONF(name, number) {name, number},
#define CONFSTR(name, number)
#define SYSCONF(name, number)
#define HAVE(name)
#include "modules/posix_names.def"
#undef PATHCONF
#undef CONFSTR
#define PATHCONF(name, number)
#define CONFSTR(name, number) {name, number},
};
static const ConfName str_names[] = {
#include "modules/posix_names.def"
#undef CONFSTR
#undef SYSCONF
#define CONFSTR(name, number)
#define SYSCONF(name, number) {name, number},
};
static const ConfName sys_names[] = {
#include "modules/posix_names.def"
#undef PATHCONF
#undef CONFSTR
#undef SYSCONF
#undef HAVE
};

static const struct {
    const char     *dict;
    const ConfName *names;
    size_t          count;
} tables[] = {
    [CONF_PATH] = {"pathconf_names", path_names, countof(path_names)},
    [CONF_STR] = {"confstr_names", str_names, countof(str_names)},
    [CONF_SYS] = {"sysconf_names", sys_names, countof(sys_names)},
};

bool posix_conf_name(Vm *vm, Value v, int kind, int *name)
{
    if (is_str(vm, v)) {
        for (size_t i = 0; i < tables[kind].count; i++)
            if (str_is(v, tables[kind].names[i].name)) {
                *name = tables[kind].names[i].number;
                return true;
            }
        return value_error(vm, "unrecognized configuration name") != 0;
    }
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index)
        return type_error(vm, "configuration names must be strings or integers") != 0;
    return int_argument(vm, v, name);
}

bool posix_add_conf_names(Vm *vm, Value dict)
{
    for (size_t kind = 0; kind < countof(tables); kind++) {
        Value names = dict_new(vm);
        bool  good = names != 0;
        for (size_t i = 0; good && i < tables[kind].count; i++)
            good = dict_set_cstring(vm, names, tables[kind].names[i].name, int_value(tables[kind].names[i].number));
        good = good && dict_set_cstring(vm, dict, tables[kind].dict, names);
        release(vm, names);
        if (!good)
            return false;
    }
    return true;
}

Value posix_sysconf(Vm *vm, const Value *arg, size_t count)
{
    int64_t value;
    int     name;
    (void)count;
    if (!posix_conf_name(vm, arg[0], CONF_SYS, &name))
        return 0;
    int status = vm->host->system->sysconf(vm->host, name, &value);
    return status ? os_error(vm, status, 0, 0) : int_from_int64(vm, value);
}

Value posix_confstr(Vm *vm, const Value *arg, size_t count)
{
    char   text[1024];
    size_t length;
    int    name;
    (void)count;
    if (!posix_conf_name(vm, arg[0], CONF_STR, &name))
        return 0;
    int status = vm->host->system->confstr(vm->host, name, text, sizeof text, &length);
    if (status)
        return os_error(vm, status, 0, 0);
    if (!length)
        return NONE;
    return fs_decode(vm, text, length > sizeof text ? sizeof text - 1 : length - 1);
}
