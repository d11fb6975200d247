/* environment.h - the isolate's variables, time zone and exit status.
 *
 * The variables are a copy of the process's or the host's own; a process host hands changes on to programs that it starts,
 * never to the C library. Owned by the isolate's lock: pointers are valid until the next change. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"
#include "host/zone.h"

struct HostEnvironment {
    const char *(*get)(Host *host, const char *name);                    /* the value, or NULL */
    int (*set)(Host *host, const char *name, const char *value);        /* value NULL: removes it. EINVAL: a bad name */
    const char *const *(*list)(Host *host);                              /* "NAME=value"s, NULL at the end */

    /* The time zone as TZ or /etc/localtime say at the first call or at the last zone_reset: never NULL (UTC). */
    const Zone *(*zone)(Host *host);
    int (*zone_reset)(Host *host);                                       /* time.tzset() */
};
