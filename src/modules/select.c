/* select.c - the module select: select, poll and epoll over the host's poll. SPDX-License-Identifier: MIT */
#include <limits.h>
#include <poll.h>

#include "host/clock.h"
#include "host/files.h"
#include "modules/blocking.h"
#include "modules/os_path.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_select;

enum { MOST_SELECTED = 1024 };                   /* FD_SETSIZE */

/* A timeout of `unit_ns` units (seconds, milliseconds), rounded up; None: -1. */
static bool get_timeout(Vm *vm, Value v, int64_t unit_ns, const char *message, int64_t *timeout_ns)
{
    double units;
    if (v == NONE) {
        *timeout_ns = -1;
        return true;
    }
    if (is_float(vm, v)) {
        units = float_number(v);
    } else {
        Value   index = object_index(vm, v);
        int64_t whole;
        if (!index) {
            if (exception_swallow(vm, &type_error_type))
                (void)type_error(vm, "%s", message);
            return false;
        }
        bool fits = int_fits_int64(index, &whole) && !__builtin_mul_overflow(whole, unit_ns, timeout_ns);
        release(vm, index);
        if (!fits)
            (void)overflow_error(vm, "timeout is too large");
        return fits;
    }
    if (units != units)
        return value_error(vm, "Invalid value NaN (not a number)") != 0;
    double ns = __builtin_ceil(units * (double)unit_ns);
    if (!(ns > -9e18 && ns < 9e18))
        return overflow_error(vm, "timeout is too large") != 0;
    *timeout_ns = units < 0 && ns >= 0 ? -1 : (int64_t)ns;
    return true;
}

/* Polls until ready, or the timeout has passed; signals' handlers run in between. -1: exception. */
static int64_t poll_entries(Vm *vm, HostPoll *entries, size_t count, int64_t timeout_ns)
{
    int64_t deadline = timeout_ns > 0 ? clock_monotonic_ns() + timeout_ns : 0;
    size_t  ready = 0;
    int     status;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->poll(vm->host, wake, entries, count, timeout_ns, &ready);
        blocking_end(vm);
        if (status == EINTR && timeout_ns > 0) {
            timeout_ns = deadline - clock_monotonic_ns();
            if (timeout_ns < 0)
                timeout_ns = 0;
        }
    } while (status == EINTR && blocking_retry(vm));
    if (status && status != EINTR)
        (void)os_error(vm, status, 0, 0);
    return status ? -1 : (int64_t)ready;
}

/* ---- select ---- */

/* One of the three lists: its objects, and where its entries stand. */
typedef struct Selection {
    Value  objects;            /* list, owned */
    size_t first;              /* of its entries */
} Selection;

static bool add_objects(Vm *vm, Value v, short events, Selection *selection, HostPoll *entries, size_t *count)
{
    selection->first = *count;
    selection->objects = object_to_list(vm, v);
    if (!selection->objects) {
        if (exception_swallow(vm, &type_error_type))
            (void)type_error(vm, "arguments 1-3 must be sequences");
        return false;
    }
    size_t length = list_length(selection->objects);
    if (length > MOST_SELECTED)
        return value_error(vm, "too many file descriptors in select()") != 0;
    for (size_t i = 0; i < list_length(selection->objects) && i < length; i++) {
        Value object = retain(list_get(selection->objects, i));
        int   fd = fd_from_object(vm, object);
        release(vm, object);
        if (fd < 0)
            return false;
        if (fd >= MOST_SELECTED)
            return value_error(vm, "filedescriptor out of range in select()") != 0;
        entries[(*count)++] = (HostPoll){fd, events, 0};
    }
    return true;
}

/* Those objects whose entry has one of the events. */
static Value ready_objects(Vm *vm, const Selection *selection, const HostPoll *entries, short events)
{
    Value  result = list_new(vm, 0);
    size_t count = list_length(selection->objects);
    for (size_t i = 0; result && i < count; i++)
        if (entries[selection->first + i].revents & events && !list_append(vm, result, list_get(selection->objects, i))) {
            release(vm, result);
            result = 0;
        }
    return result;
}

/* arg: rlist, wlist, xlist, timeout */
static Value select_row(Vm *vm, const Value *arg, size_t count)
{
    static const short asked[3] = {POLLIN, POLLOUT, POLLPRI};
    static const short answered[3] = {POLLIN | POLLHUP | POLLERR, POLLOUT | POLLERR, POLLPRI};
    Selection          selections[3] = {{0, 0}, {0, 0}, {0, 0}};
    Value              lists[3] = {0, 0, 0}, result = 0;
    int64_t            timeout_ns;
    size_t             used = 0, size = 3 * MOST_SELECTED * sizeof(HostPoll);
    (void)count;

    if (!get_timeout(vm, arg[3], 1000000000, "timeout must be a float or None", &timeout_ns))
        return 0;
    if (arg[3] != NONE && timeout_ns < 0)
        return value_error(vm, "timeout must be non-negative");
    HostPoll *entries = mem_alloc(vm, size);
    if (!entries)
        return 0;
    for (int i = 0; i < 3; i++)
        if (!add_objects(vm, arg[i], asked[i], &selections[i], entries, &used))
            goto done;
    if (poll_entries(vm, entries, used, timeout_ns) < 0)
        goto done;
    for (size_t i = 0; i < used; i++)
        if (entries[i].revents & POLLNVAL) {
            (void)os_error(vm, EBADF, 0, 0);
            goto done;
        }
    for (int i = 0; i < 3; i++)
        if (!(lists[i] = ready_objects(vm, &selections[i], entries, answered[i])))
            goto done;
    result = tuple_of(vm, 3, lists[0], lists[1], lists[2]);

done:
    for (int i = 0; i < 3; i++) {
        release(vm, lists[i]);
        release(vm, selections[i].objects);
    }
    mem_free(vm, entries, size);
    return result;
}

/* ---- poll ---- */

typedef struct PollObject {
    Object    head;
    HostPoll *entries;
    size_t    count, room;
    bool      is_polling;
} PollObject;

static PollObject *as_poll(Value v)
{
    return (PollObject *)object_of(v);
}

static bool get_mask(Vm *vm, Value v, short *mask)
{
    int     overflow;
    Value   index = object_index(vm, v);
    if (!index)
        return false;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow < 0 || (!overflow && wide < 0))
        return value_error(vm, "Cannot convert negative int") != 0;
    if (overflow || wide > USHRT_MAX)
        return overflow_error(vm, "Python int too large for C unsigned short") != 0;
    *mask = (short)wide;
    return true;
}

static size_t find_fd(const PollObject *self, int fd)
{
    size_t i = 0;
    while (i < self->count && self->entries[i].fd != fd)
        i++;
    return i;
}

static Value poll_register(Vm *vm, const Value *arg, size_t count)
{
    PollObject *self = as_poll(arg[0]);
    short       mask;
    int         fd = fd_from_object(vm, arg[1]);
    (void)count;

    if (fd < 0 || !get_mask(vm, arg[2], &mask))
        return 0;
    size_t i = find_fd(self, fd);
    if (i == self->room) {
        size_t    room = self->room * 2 + 8;
        HostPoll *larger = mem_resize(vm, self->entries, self->room * sizeof *larger, room * sizeof *larger);
        if (!larger)
            return 0;
        self->entries = larger;
        self->room = room;
    }
    if (i == self->count)
        self->count++;
    self->entries[i] = (HostPoll){fd, mask, 0};
    return NONE;
}

static Value poll_modify(Vm *vm, const Value *arg, size_t count)
{
    PollObject *self = as_poll(arg[0]);
    short       mask;
    int         fd = fd_from_object(vm, arg[1]);
    (void)count;
    if (fd < 0 || !get_mask(vm, arg[2], &mask))
        return 0;
    size_t i = find_fd(self, fd);
    if (i == self->count)
        return os_error(vm, ENOENT, 0, 0);
    self->entries[i].events = mask;
    return NONE;
}

static Value poll_unregister(Vm *vm, const Value *arg, size_t count)
{
    PollObject *self = as_poll(arg[0]);
    int         fd = fd_from_object(vm, arg[1]);
    (void)count;
    if (fd < 0)
        return 0;
    size_t i = find_fd(self, fd);
    if (i == self->count)
        return key_error(vm, int_value(fd));
    self->count--;
    memmove(&self->entries[i], &self->entries[i + 1], (self->count - i) * sizeof(HostPoll));
    return NONE;
}

/* [(fd, events), ...] of the entries that have some. */
static Value ready_pairs(Vm *vm, const HostPoll *entries, size_t count)
{
    Value list = list_new(vm, 0);
    for (size_t i = 0; list && i < count; i++) {
        if (!entries[i].revents)
            continue;
        Value pair = tuple_of(vm, 2, int_value(entries[i].fd), int_value((unsigned short)entries[i].revents));
        if (!pair || !list_append_taken(vm, list, pair)) {
            release(vm, list);
            list = 0;
        }
    }
    return list;
}

static Value poll_poll(Vm *vm, const Value *arg, size_t count)
{
    PollObject *self = as_poll(arg[0]);
    int64_t     timeout_ns;
    Value       result = 0;
    (void)count;

    if (!get_timeout(vm, arg[1], 1000000, "timeout must be an integer or None", &timeout_ns))
        return 0;
    if (self->is_polling)
        return runtime_error(vm, "concurrent poll() invocation");
    size_t    size = self->count * sizeof(HostPoll), entries_count = self->count;
    HostPoll *entries = mem_alloc(vm, size ? size : 1);   // its own copy: others may register meanwhile
    if (!entries)
        return 0;
    if (size)
        memcpy(entries, self->entries, size);
    self->is_polling = true;
    int64_t ready = poll_entries(vm, entries, entries_count, timeout_ns);
    self->is_polling = false;
    if (ready >= 0)
        result = ready_pairs(vm, entries, entries_count);
    mem_free(vm, entries, size ? size : 1);
    return result;
}

static void poll_dealloc(Vm *vm, Object *object)
{
    PollObject *self = (PollObject *)object;
    if (self->entries)
        mem_free(vm, self->entries, self->room * sizeof(HostPoll));
    heap_free(vm, object, sizeof *self);
}

#define OWNER &poll_type
static const Row poll_rows[] = {
    METHOD("register(self, fd, eventmask=7, /)", poll_register, CALL_POSITIONAL,
           "Register a file descriptor with the polling object."),
    METHOD("modify(self, fd, eventmask, /)", poll_modify, CALL_POSITIONAL, "Modify an already registered file descriptor."),
    METHOD("unregister(self, fd, /)", poll_unregister, CALL_ONE,
           "Remove a file descriptor being tracked by the polling object."),
    METHOD("poll(self, timeout=None, /)", poll_poll, CALL_POSITIONAL,
           "Polls the set of registered file descriptors."),
    ROWS_END
};
#undef OWNER

const Type poll_type = {
    TYPE_HEAD,
    .name = "select.poll",
    .base = &object_type,
    .rows = poll_rows,
    .number = SHAPE_POLL,
    .flags = TYPE_READY | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE, .basic_size = 48,
    .size = sizeof(PollObject),
    .slots = {OBJECT_SLOTS, .dealloc = poll_dealloc},
};

static Value poll_new(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    PollObject *self = heap_new(vm, sizeof *self, SHAPE_POLL);
    if (!self)
        return 0;
    self->entries = NULL;
    self->count = self->room = 0;
    self->is_polling = false;
    return value_of(self);
}

/* ---- epoll ---- */

typedef struct Epoll {
    Object head;
    int    fd;                 /* -1: closed */
} Epoll;

static Epoll *as_epoll(Value v)
{
    return (Epoll *)object_of(v);
}

static bool check_open(Vm *vm, const Epoll *self)
{
    if (self->fd < 0)
        (void)value_error(vm, "I/O operation on closed epoll object");
    return self->fd >= 0;
}

static Value make_epoll(Vm *vm, const Type *cls, int fd)
{
    Epoll *self = object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->fd = fd;
    return object_ready(vm, self);
}

/* arg: cls, sizehint, flags */
static Value epoll_new(Vm *vm, const Value *arg, size_t count)
{
    int hint, flags, fd;
    (void)count;
    if (!int_argument(vm, arg[1], &hint) || !int_argument(vm, arg[2], &flags))
        return 0;
    if (hint != -1 && hint <= 0)
        return value_error(vm, "negative sizehint");
    if (flags & ~524288 /* EPOLL_CLOEXEC */)
        return raise_format(vm, &os_error_type, "invalid flags");
    int status = vm->host->files->epoll_create(vm->host, &fd);
    return status ? os_error(vm, status, 0, 0) : make_epoll(vm, as_type(arg[0]), fd);
}

static Value epoll_fromfd(Vm *vm, const Value *arg, size_t count)
{
    int fd;
    (void)count;
    return int_argument(vm, arg[1], &fd) ? make_epoll(vm, as_type(arg[0]), fd) : 0;
}

static int close_epoll(Vm *vm, Epoll *self)
{
    int fd = self->fd;
    self->fd = -1;
    return fd < 0 ? 0 : vm->host->files->close(vm->host, fd);
}

static Value epoll_close(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int status = close_epoll(vm, as_epoll(arg[0]));
    return status ? os_error(vm, status, 0, 0) : NONE;
}

static Value epoll_fileno(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_epoll(arg[0])) ? int_value(as_epoll(arg[0])->fd) : 0;
}

static Value epoll_closed(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_epoll(arg[0])->fd < 0);
}

enum { ADD = 1, REMOVE = 2, MODIFY = 3 };

static Value control(Vm *vm, const Value *arg, int operation, Value mask_value)
{
    Epoll   *self = as_epoll(arg[0]);
    uint64_t mask = 0;
    if (!check_open(vm, self))
        return 0;
    int fd = fd_from_object(vm, arg[1]);
    if (fd < 0 || (mask_value && !int_as_uint64(vm, mask_value, &mask)))
        return 0;
    if (mask > UINT32_MAX)
        return overflow_error(vm, "Python int too large for C unsigned int");
    int status = vm->host->files->epoll_ctl(vm->host, self->fd, operation, fd, (uint32_t)mask);
    return status ? os_error(vm, status, 0, 0) : NONE;
}

static Value epoll_register(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return control(vm, arg, ADD, arg[2]);
}

static Value epoll_modify(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return control(vm, arg, MODIFY, arg[2]);
}

static Value epoll_unregister(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return control(vm, arg, REMOVE, 0);
}

static Value event_pairs(Vm *vm, const HostEpoll *events, size_t count)
{
    Value list = list_new(vm, count);
    for (size_t i = 0; list && i < count; i++) {
        Value pair = tuple_of(vm, 2, int_value(events[i].fd), int_value(events[i].events));
        if (!pair || !list_append_taken(vm, list, pair)) {
            release(vm, list);
            list = 0;
        }
    }
    return list;
}

/* arg: self, timeout, maxevents */
static Value epoll_poll(Vm *vm, const Value *arg, size_t count)
{
    enum { MOST = 64 };
    Epoll    *self = as_epoll(arg[0]);
    HostEpoll events[MOST];
    int64_t   timeout_ns, deadline;
    size_t    found = 0;
    int       most, status;
    (void)count;

    if (!check_open(vm, self) ||
        !get_timeout(vm, arg[1], 1000000000, "timeout must be an integer or None", &timeout_ns) ||
        !int_argument(vm, arg[2], &most))
        return 0;
    if (most != -1 && most <= 0)
        return value_error(vm, "maxevents must be greater than 0, got %d", most);
    deadline = timeout_ns > 0 ? clock_monotonic_ns() + timeout_ns : 0;
    do {
        HostWake *wake = blocking_begin(vm);
        status = vm->host->files->epoll_wait(vm->host, wake, self->fd, events, most > 0 && most < MOST ? (size_t)most : MOST,
                                             timeout_ns, &found);
        blocking_end(vm);
        if (status == EINTR && timeout_ns > 0 && (timeout_ns = deadline - clock_monotonic_ns()) < 0)
            timeout_ns = 0;
    } while (status == EINTR && blocking_retry(vm));
    if (status)
        return status == EINTR ? 0 : os_error(vm, status, 0, 0);
    return event_pairs(vm, events, found);
}

static Value epoll_enter(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check_open(vm, as_epoll(arg[0])) ? retain(arg[0]) : 0;
}

static void epoll_dealloc(Vm *vm, Object *object)
{
    (void)close_epoll(vm, (Epoll *)object);
    heap_free(vm, object, sizeof(Epoll));
}

#define OWNER &epoll_type
static const Row epoll_rows[] = {
    CLASS_METHOD("fromfd(cls, fd, /)", epoll_fromfd, CALL_ONE, "Create an epoll object from a given control fd."),
    METHOD("close(self, /)", epoll_close, CALL_NOARGS, "Close the epoll control file descriptor."),
    METHOD("fileno(self, /)", epoll_fileno, CALL_NOARGS, "Return the epoll control file descriptor."),
    METHOD("modify(self, fd, eventmask)", epoll_modify, CALL_KEYWORDS, "Modify event mask for a registered file descriptor."),
    METHOD("register(self, fd, eventmask=7)", epoll_register, CALL_KEYWORDS,
           "Registers a new fd or raises an OSError if the fd is already registered."),
    METHOD("unregister(self, fd)", epoll_unregister, CALL_KEYWORDS,
           "Remove a registered file descriptor from the epoll object."),
    METHOD("poll(self, timeout=None, maxevents=-1)", epoll_poll, CALL_KEYWORDS,
           "Wait for events on the epoll file descriptor."),
    METHOD("__enter__(self, /)", epoll_enter, CALL_NOARGS, NULL),
    METHOD("__exit__(self, exc_type=None, exc_value=None, exc_tb=None, /)", epoll_close, CALL_POSITIONAL, NULL),
    GETSET("closed", epoll_closed, NULL, "True if the epoll handler is closed"),
    ROWS_END
};
static const Row epoll_new_row = NEW_ROW("epoll(cls, sizehint=-1, flags=0)", epoll_new, CALL_KEYWORDS);
#undef OWNER

const Type epoll_type = {
    TYPE_HEAD,
    .name = "select.epoll",
    .doc = "Returns an epolling object.",
    .base = &object_type,
    .rows = epoll_rows,
    .number = SHAPE_EPOLL,
    .flags = TYPE_READY | TYPE_IMMUTABLE, .basic_size = 24,
    .size = sizeof(Epoll),
    .new_row = &epoll_new_row,
    .slots = {OBJECT_SLOTS, .dealloc = epoll_dealloc, .new = new_from_row},
};

/* ---- the module ---- */

static bool init(Vm *vm, Value module)
{
    return dict_set_cstring(vm, as_module(module)->dict, "error", type_value(&os_error_type));
}

#define OWNER &module_select
static const Row functions[] = {
    FUNCTION("select(rlist, wlist, xlist, timeout=None, /)", select_row, CALL_POSITIONAL,
             "Wait until one or more file descriptors are ready for some kind of I/O."),
    FUNCTION("poll()", poll_new, CALL_NOARGS, "Returns a polling object."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/select_constants.def"
#undef CONSTANT
    {0}
};

static const Type *const types[] = {&epoll_type, NULL};

const ModuleDef module_select = {
    .name = "select",
    .doc = "This module supports asynchronous I/O on multiple file descriptors.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
};
