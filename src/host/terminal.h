/* terminal.h - the rows of HostSystem about terminals; contracts in system.h. SPDX-License-Identifier: MIT */
#pragma once
#include "host/system.h"

int terminal_get(Host *host, int fd, HostTerminal *terminal);
int terminal_set(Host *host, int fd, int when, const HostTerminal *terminal);
int terminal_break(Host *host, int fd, int duration);
int terminal_drain(Host *host, HostWake *wake, int fd);
int terminal_flush(Host *host, int fd, int queue);
int terminal_flow(Host *host, int fd, int action);
int terminal_window(Host *host, int fd, uint16_t rows_columns_pixels[4]);
int terminal_set_window(Host *host, int fd, const uint16_t rows_columns_pixels[4]);
int terminal_name(Host *host, int fd, char *name, size_t size);
int terminal_group(Host *host, int fd, int *group);
int terminal_set_group(Host *host, int fd, int group);
int terminal_control(Host *host, char *name, size_t size);
