/* spawn.h - starting programs: a row of HostProcess, in a file of its own. SPDX-License-Identifier: MIT */
#pragma once
#include "host/process.h"

int spawn_program(Host *host, const HostSpawn *what, int *pid);

/* In a new child: a session of its own with this terminal as its standard streams. */
void spawn_take_terminal(int terminal);
