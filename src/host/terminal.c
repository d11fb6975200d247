/* terminal.c - terminals: modes, sizes, groups. SPDX-License-Identifier: MIT */
#include "host/terminal.h"

#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "host/host_system.h"

/* Enters a descriptor that leads to a real file: nothing else can be a terminal. */
static int enter(Host *host, int fd, Handle *handle)
{
    int status = descriptor_enter(host, fd, handle);
    if (!status && handle->file) {
        descriptor_leave(host, handle);
        status = ENOTTY;
    }
    return status;
}

/* Leaves with the error of a call that gave `result`. */
static int leave(Host *host, Handle *handle, int result)
{
    int status = result < 0 ? errno : 0;
    descriptor_leave(host, handle);
    return status;
}

int terminal_get(Host *host, int fd, HostTerminal *terminal)
{
    struct termios native;
    Handle         handle;
    int            status = enter(host, fd, &handle);
    if (status)
        return status;
    status = leave(host, &handle, tcgetattr(handle.real, &native));
    if (status)
        return status;
    *terminal = (HostTerminal){native.c_iflag, native.c_oflag, native.c_cflag, native.c_lflag,
                               cfgetispeed(&native), cfgetospeed(&native), {0}};
    memcpy(terminal->cc, native.c_cc, sizeof native.c_cc);
    return 0;
}

int terminal_set(Host *host, int fd, int when, const HostTerminal *terminal)
{
    struct termios native;
    Handle         handle;
    int            status = enter(host, fd, &handle);
    if (status)
        return status;
    if (tcgetattr(handle.real, &native))
        return leave(host, &handle, -1);
    native.c_iflag = terminal->iflag;
    native.c_oflag = terminal->oflag;
    native.c_cflag = terminal->cflag;
    native.c_lflag = terminal->lflag;
    memcpy(native.c_cc, terminal->cc, sizeof native.c_cc);
    if (cfsetispeed(&native, terminal->ispeed) || cfsetospeed(&native, terminal->ospeed))
        return leave(host, &handle, -1);
    return leave(host, &handle, tcsetattr(handle.real, when, &native));
}

int terminal_break(Host *host, int fd, int duration)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, tcsendbreak(handle.real, duration));
}

int terminal_drain(Host *host, HostWake *wake, int fd)
{
    Handle handle;
    (void)wake;
    int status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, tcdrain(handle.real));
}

int terminal_flush(Host *host, int fd, int queue)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, tcflush(handle.real, queue));
}

int terminal_flow(Host *host, int fd, int action)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, tcflow(handle.real, action));
}

int terminal_window(Host *host, int fd, uint16_t rows_columns_pixels[4])
{
    struct winsize native;
    Handle         handle;
    int            status = enter(host, fd, &handle);
    if (status)
        return status;
    status = leave(host, &handle, ioctl(handle.real, TIOCGWINSZ, &native));
    if (status)
        return status;
    rows_columns_pixels[0] = native.ws_row;
    rows_columns_pixels[1] = native.ws_col;
    rows_columns_pixels[2] = native.ws_xpixel;
    rows_columns_pixels[3] = native.ws_ypixel;
    return 0;
}

int terminal_set_window(Host *host, int fd, const uint16_t rows_columns_pixels[4])
{
    struct winsize native = {rows_columns_pixels[0], rows_columns_pixels[1], rows_columns_pixels[2],
                             rows_columns_pixels[3]};
    Handle         handle;
    int            status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, ioctl(handle.real, TIOCSWINSZ, &native));
}

int terminal_name(Host *host, int fd, char *name, size_t size)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    if (status)
        return status;
    status = ttyname_r(handle.real, name, size);
    descriptor_leave(host, &handle);
    return status;
}

int terminal_group(Host *host, int fd, int *group)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    if (status)
        return status;
    int found = tcgetpgrp(handle.real);
    if (found >= 0)
        *group = found;
    return leave(host, &handle, found);
}

int terminal_set_group(Host *host, int fd, int group)
{
    Handle handle;
    int    status = enter(host, fd, &handle);
    return status ? status : leave(host, &handle, tcsetpgrp(handle.real, group));
}

int terminal_control(Host *host, char *name, size_t size)
{
    static const char text[] = "/dev/tty";
    (void)host;
    if (size < sizeof text)
        return ERANGE;
    memcpy(name, text, sizeof text);
    return 0;
}
