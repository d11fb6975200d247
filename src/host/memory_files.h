/* memory_files.h - opening files and pipes of a memory host. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host.h"

int memory_open(Host *host, int folder, const char *path, int flags, unsigned mode, int *fd);
int memory_pipe(Host *host, int flags, int ends[2]);
