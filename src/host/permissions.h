/* permissions.h - a host that refuses: which folders, programs and variables an isolate may use.
 *
 * host_restrict puts its own tables before those of a host. A path is first made canonical, link by link, and compared with
 * the roots; then the folder above it is opened by that canonical path with links forbidden, and the call is made from there.
 * So neither links inside a root nor one that is put there between check and use leads out. What is refused fails with
 * EACCES. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

typedef struct HostPermissions {
    const char *const *read;                     /* files and folders, with all below, that may be read; NULL: all */
    const char *const *write;                    /* that may be read and changed; NULL: all */
    const char *const *programs;                 /* that may be started; NULL: all */
    const char *const *variables;                /* names of the environment that are seen; NULL: all */
} HostPermissions;

/* Restricts the host for good; the lists are copied. Once, before the isolate runs. 0, ENOMEM, or EBUSY: it has been. Roots
 * must exist. */
MUST_CHECK int host_restrict(Host *host, const HostPermissions *permissions);

/* host_free's: gives the guard's memory back. */
void host_guard_free(Host *host);
