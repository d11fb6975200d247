/* posix.h - the module posix: what its files share. Only src/modules/posix/ includes this.
 *
 * Each function of posix.def converts its arguments, makes one call of the host and raises OSError or wraps the result; the
 * conversions that come again and again are declared here. SPDX-License-Identifier: MIT */
#pragma once
#include <errno.h>

#include "host/files.h"
#include "host/folders.h"
#include "modules/blocking.h"
#include "modules/os_path.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"

#define FN(function, signature, how) Value function(Vm *vm, const Value *arg, size_t count);
#include "modules/posix/posix.def"
#undef FN

extern const ModuleDef module_posix;

/* A dir_fd argument: None is HOST_CWD. */
MUST_CHECK bool posix_folder(Vm *vm, Value v, int *folder);
/* A uid or gid; -1 is "unchanged". what: "uid", "gid". */
MUST_CHECK bool posix_id(Vm *vm, Value v, const char *what, uint32_t *id);
/* An offset or length: any int64. */
MUST_CHECK bool posix_offset(Vm *vm, Value v, int64_t *offset);
/* A number, or a name of pathconf_names and its siblings. -1: exception. */
MUST_CHECK bool posix_conf_name(Vm *vm, Value v, int kind, int *name);
enum { CONF_PATH, CONF_STR, CONF_SYS };
bool posix_add_conf_names(Vm *vm, Value dict);

/* None, or OSError. */
static inline Value posix_done(Vm *vm, int status)
{
    return status ? os_error(vm, status, 0, 0) : NONE;
}

/* stat_result.c */
Value posix_stat_result(Vm *vm, const HostStat *stat);
Value posix_statvfs_result(Vm *vm, const HostVolume *volume);

/* machine.c */
Value posix_environ(Vm *vm);         /* a new dict of bytes */

/* What the module keeps in an isolate. */
typedef struct PosixState {
    Value before_fork, after_in_child, after_in_parent;   /* lists; 0: none */
} PosixState;
