/* control.h - the rows of HostFiles that control and wait; contracts in files.h. SPDX-License-Identifier: MIT */
#pragma once
#include "host/files.h"

int control_get_inheritable(Host *host, int fd, bool *inheritable);
int control_set_inheritable(Host *host, int fd, bool inheritable);
int control_get_blocking(Host *host, int fd, bool *blocking);
int control_set_blocking(Host *host, int fd, bool blocking);
int control_openpty(Host *host, int *controller, int *terminal);
int control_fcntl(Host *host, HostWake *wake, int fd, int command, int64_t argument, int *result);
int control_fcntl_data(Host *host, HostWake *wake, int fd, int command, void *data, size_t size, int *result);
int control_ioctl(Host *host, int fd, unsigned long request, int64_t argument, int *result);
int control_ioctl_data(Host *host, int fd, unsigned long request, void *data, size_t size, int *result);
int control_flock(Host *host, HostWake *wake, int fd, int operation);
int control_lockf(Host *host, HostWake *wake, int fd, int command, int64_t start, int64_t length, int whence);
int control_poll(Host *host, HostWake *wake, HostPoll *entries, size_t count, int64_t timeout_ns, size_t *ready);
int control_epoll_create(Host *host, int *fd);
int control_epoll_ctl(Host *host, int epoll, int operation, int fd, uint32_t events);
int control_epoll_wait(Host *host, HostWake *wake, int epoll, HostEpoll *events, size_t capacity, int64_t timeout_ns,
                       size_t *count);
