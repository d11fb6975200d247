/* signals.h - signals: which numbers the isolate wants, and which have come.
 *
 * A handler in C does three things: it sets the bit, raises the owner's wake, and writes the number to the wake-up
 * descriptor if one is set. Everything else happens at the isolate's next safe point, which takes the bits. An isolated host
 * gets no signal of the process; what it sends to itself arrives. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

enum { SIGNAL_COUNT = 65 };                      /* 1..64 */

typedef enum HostSignalAction { SIGNAL_DEFAULT, SIGNAL_IGNORE, SIGNAL_CAUGHT, SIGNAL_FOREIGN } HostSignalAction;

struct HostSignals {
    /* What happens now at that signal, and what shall. SIGNAL_FOREIGN: a handler that isn't ours. */
    int (*get)(Host *host, int number, HostSignalAction *action);
    int (*set)(Host *host, int number, HostSignalAction action);

    /* Who is told when a caught signal comes: the main thread's wake is raised, and bit is set in a word. Each may be NULL. */
    void (*attach)(Host *host, HostWake *wake, _Atomic uint32_t *request, uint32_t bit);

    /* The bits (number n: bit n - 1... of 64) that came since the last take. */
    uint64_t (*take)(Host *host);
    int (*set_wakeup_fd)(Host *host, int fd, int *former);               /* -1: none */

    int (*raise)(Host *host, int number);                                /* to the calling thread */
    int (*siginterrupt)(Host *host, int number, bool interrupts);
    int (*mask)(Host *host, int how, const uint64_t *set, uint64_t *former);   /* of the calling thread; set may be NULL */
    int (*pending)(Host *host, uint64_t *set);
    int (*wait)(Host *host, HostWake *wake, uint64_t set, int64_t timeout_ns, int info[7]);  /* EAGAIN: timed out */
    int (*pause)(Host *host, HostWake *wake);
    int (*alarm)(Host *host, unsigned seconds, unsigned *left);
    int (*setitimer)(Host *host, int which, const int64_t value_interval_us[2], int64_t former_us[2]);  /* NULL value: get */
    int (*thread_kill)(Host *host, uint64_t ident, int number);
};

/* The C library's text for a signal ("Interrupt"), without its locale; NULL: unknown. */
const char *signal_text(int number);
