/* errors.c - see errors.h: the numbers of Linux with glibc's texts. SPDX-License-Identifier: MIT */
#include "host/errors.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

#include "base/allocator.h"

/* In the order of CPython's module errno. An alias is a second name of a number. */
typedef struct Row {
    int         number;
    bool        is_alias;
    const char *name, *text;
} Row;

static const Row rows[] = {
    {ENODEV, false, "ENODEV", "No such device"},
    {ENOCSI, false, "ENOCSI", "No CSI structure available"},
    {EHOSTUNREACH, false, "EHOSTUNREACH", "No route to host"},
    {ENOMSG, false, "ENOMSG", "No message of desired type"},
    {EUCLEAN, false, "EUCLEAN", "Structure needs cleaning"},
    {EL2NSYNC, false, "EL2NSYNC", "Level 2 not synchronized"},
    {EL2HLT, false, "EL2HLT", "Level 2 halted"},
    {ENODATA, false, "ENODATA", "No data available"},
    {ENOTBLK, false, "ENOTBLK", "Block device required"},
    {ENOSYS, false, "ENOSYS", "Function not implemented"},
    {EPIPE, false, "EPIPE", "Broken pipe"},
    {EINVAL, false, "EINVAL", "Invalid argument"},
    {EOVERFLOW, false, "EOVERFLOW", "Value too large for defined data type"},
    {EADV, false, "EADV", "Advertise error"},
    {EINTR, false, "EINTR", "Interrupted system call"},
    {EUSERS, false, "EUSERS", "Too many users"},
    {ENOTEMPTY, false, "ENOTEMPTY", "Directory not empty"},
    {ENOBUFS, false, "ENOBUFS", "No buffer space available"},
    {EPROTO, false, "EPROTO", "Protocol error"},
    {EREMOTE, false, "EREMOTE", "Object is remote"},
    {ENAVAIL, false, "ENAVAIL", "No XENIX semaphores available"},
    {ECHILD, false, "ECHILD", "No child processes"},
    {ELOOP, false, "ELOOP", "Too many levels of symbolic links"},
    {EXDEV, false, "EXDEV", "Invalid cross-device link"},
    {E2BIG, false, "E2BIG", "Argument list too long"},
    {ESRCH, false, "ESRCH", "No such process"},
    {EMSGSIZE, false, "EMSGSIZE", "Message too long"},
    {EAFNOSUPPORT, false, "EAFNOSUPPORT", "Address family not supported by protocol"},
    {EBADR, false, "EBADR", "Invalid request descriptor"},
    {EHOSTDOWN, false, "EHOSTDOWN", "Host is down"},
    {EPFNOSUPPORT, false, "EPFNOSUPPORT", "Protocol family not supported"},
    {ENOPROTOOPT, false, "ENOPROTOOPT", "Protocol not available"},
    {EBUSY, false, "EBUSY", "Device or resource busy"},
    {EWOULDBLOCK, true, "EWOULDBLOCK", "Resource temporarily unavailable"},
    {EBADFD, false, "EBADFD", "File descriptor in bad state"},
    {EDOTDOT, false, "EDOTDOT", "RFS specific error"},
    {EISCONN, false, "EISCONN", "Transport endpoint is already connected"},
    {ENOANO, false, "ENOANO", "No anode"},
    {ESHUTDOWN, false, "ESHUTDOWN", "Cannot send after transport endpoint shutdown"},
    {ECHRNG, false, "ECHRNG", "Channel number out of range"},
    {ELIBBAD, false, "ELIBBAD", "Accessing a corrupted shared library"},
    {ENONET, false, "ENONET", "Machine is not on the network"},
    {EBADE, false, "EBADE", "Invalid exchange"},
    {EBADF, false, "EBADF", "Bad file descriptor"},
    {EMULTIHOP, false, "EMULTIHOP", "Multihop attempted"},
    {EIO, false, "EIO", "Input/output error"},
    {EUNATCH, false, "EUNATCH", "Protocol driver not attached"},
    {EPROTOTYPE, false, "EPROTOTYPE", "Protocol wrong type for socket"},
    {ENOSPC, false, "ENOSPC", "No space left on device"},
    {ENOEXEC, false, "ENOEXEC", "Exec format error"},
    {EALREADY, false, "EALREADY", "Operation already in progress"},
    {ENETDOWN, false, "ENETDOWN", "Network is down"},
    {ENOTNAM, false, "ENOTNAM", "Not a XENIX named type file"},
    {EACCES, false, "EACCES", "Permission denied"},
    {ELNRNG, false, "ELNRNG", "Link number out of range"},
    {EILSEQ, false, "EILSEQ", "Invalid or incomplete multibyte or wide character"},
    {ENOTDIR, false, "ENOTDIR", "Not a directory"},
    {ENOTUNIQ, false, "ENOTUNIQ", "Name not unique on network"},
    {EPERM, false, "EPERM", "Operation not permitted"},
    {EDOM, false, "EDOM", "Numerical argument out of domain"},
    {EXFULL, false, "EXFULL", "Exchange full"},
    {ECONNREFUSED, false, "ECONNREFUSED", "Connection refused"},
    {EISDIR, false, "EISDIR", "Is a directory"},
    {EPROTONOSUPPORT, false, "EPROTONOSUPPORT", "Protocol not supported"},
    {EROFS, false, "EROFS", "Read-only file system"},
    {EADDRNOTAVAIL, false, "EADDRNOTAVAIL", "Cannot assign requested address"},
    {EIDRM, false, "EIDRM", "Identifier removed"},
    {ECOMM, false, "ECOMM", "Communication error on send"},
    {ESRMNT, false, "ESRMNT", "Srmount error"},
    {EREMOTEIO, false, "EREMOTEIO", "Remote I/O error"},
    {EL3RST, false, "EL3RST", "Level 3 reset"},
    {EBADMSG, false, "EBADMSG", "Bad message"},
    {ENFILE, false, "ENFILE", "Too many open files in system"},
    {ELIBMAX, false, "ELIBMAX", "Attempting to link in too many shared libraries"},
    {ESPIPE, false, "ESPIPE", "Illegal seek"},
    {ENOLINK, false, "ENOLINK", "Link has been severed"},
    {ENETRESET, false, "ENETRESET", "Network dropped connection on reset"},
    {ETIMEDOUT, false, "ETIMEDOUT", "Connection timed out"},
    {ENOENT, false, "ENOENT", "No such file or directory"},
    {EEXIST, false, "EEXIST", "File exists"},
    {EDQUOT, false, "EDQUOT", "Disk quota exceeded"},
    {ENOSTR, false, "ENOSTR", "Device not a stream"},
    {EBADSLT, false, "EBADSLT", "Invalid slot"},
    {EBADRQC, false, "EBADRQC", "Invalid request code"},
    {ELIBACC, false, "ELIBACC", "Can not access a needed shared library"},
    {EFAULT, false, "EFAULT", "Bad address"},
    {EFBIG, false, "EFBIG", "File too large"},
    {EDEADLK, true, "EDEADLK", "Resource deadlock avoided"},
    {ENOTCONN, false, "ENOTCONN", "Transport endpoint is not connected"},
    {EDESTADDRREQ, false, "EDESTADDRREQ", "Destination address required"},
    {ELIBSCN, false, "ELIBSCN", ".lib section in a.out corrupted"},
    {ENOLCK, false, "ENOLCK", "No locks available"},
    {EISNAM, false, "EISNAM", "Is a named type file"},
    {ECONNABORTED, false, "ECONNABORTED", "Software caused connection abort"},
    {ENETUNREACH, false, "ENETUNREACH", "Network is unreachable"},
    {ESTALE, false, "ESTALE", "Stale file handle"},
    {ENOSR, false, "ENOSR", "Out of streams resources"},
    {ENOMEM, false, "ENOMEM", "Cannot allocate memory"},
    {ENOTSOCK, false, "ENOTSOCK", "Socket operation on non-socket"},
    {ESTRPIPE, false, "ESTRPIPE", "Streams pipe error"},
    {EMLINK, false, "EMLINK", "Too many links"},
    {ERANGE, false, "ERANGE", "Numerical result out of range"},
    {ELIBEXEC, false, "ELIBEXEC", "Cannot exec a shared library directly"},
    {EL3HLT, false, "EL3HLT", "Level 3 halted"},
    {ECONNRESET, false, "ECONNRESET", "Connection reset by peer"},
    {EADDRINUSE, false, "EADDRINUSE", "Address already in use"},
    {EOPNOTSUPP, true, "EOPNOTSUPP", "Operation not supported"},
    {EREMCHG, false, "EREMCHG", "Remote address changed"},
    {EAGAIN, false, "EAGAIN", "Resource temporarily unavailable"},
    {ENAMETOOLONG, false, "ENAMETOOLONG", "File name too long"},
    {ENOTTY, false, "ENOTTY", "Inappropriate ioctl for device"},
    {ERESTART, false, "ERESTART", "Interrupted system call should be restarted"},
    {ESOCKTNOSUPPORT, false, "ESOCKTNOSUPPORT", "Socket type not supported"},
    {ETIME, false, "ETIME", "Timer expired"},
    {EBFONT, false, "EBFONT", "Bad font file format"},
    {EDEADLOCK, false, "EDEADLOCK", "Resource deadlock avoided"},
    {ETOOMANYREFS, false, "ETOOMANYREFS", "Too many references: cannot splice"},
    {EMFILE, false, "EMFILE", "Too many open files"},
    {ETXTBSY, false, "ETXTBSY", "Text file busy"},
    {EINPROGRESS, false, "EINPROGRESS", "Operation now in progress"},
    {ENXIO, false, "ENXIO", "No such device or address"},
    {ENOPKG, false, "ENOPKG", "Package not installed"},
    {ENOMEDIUM, false, "ENOMEDIUM", "No medium found"},
    {EMEDIUMTYPE, false, "EMEDIUMTYPE", "Wrong medium type"},
    {ECANCELED, false, "ECANCELED", "Operation canceled"},
    {ENOKEY, false, "ENOKEY", "Required key not available"},
    {EHWPOISON, false, "EHWPOISON", "Memory page has hardware error"},
    {EKEYEXPIRED, false, "EKEYEXPIRED", "Key has expired"},
    {EKEYREVOKED, false, "EKEYREVOKED", "Key has been revoked"},
    {EKEYREJECTED, false, "EKEYREJECTED", "Key was rejected by service"},
    {EOWNERDEAD, false, "EOWNERDEAD", "Owner died"},
    {ENOTRECOVERABLE, false, "ENOTRECOVERABLE", "State not recoverable"},
    {ERFKILL, false, "ERFKILL", "Operation not possible due to RF-kill"},
    {ENOTSUP, false, "ENOTSUP", "Operation not supported"},
    {134, false, "EFTYPE", "Inappropriate file type or format"},
};

static const Row *find(int number)
{
    for (size_t i = 0; i < countof(rows); i++)
        if (rows[i].number == number && !rows[i].is_alias)
            return &rows[i];
    return NULL;
}

const char *error_name(int number)
{
    const Row *row = find(number);
    return row ? row->name : NULL;
}

const char *error_text(int number, char *buffer, size_t size)
{
    const Row *row = find(number);
    if (row)
        return row->text;
    if (number == 0)
        return "Success";
    (void)snprintf(buffer, size, "Unknown error %d", number);
    return buffer;
}

const char *error_row(size_t index, int *number)
{
    if (index >= countof(rows))
        return NULL;
    *number = rows[index].number;
    return rows[index].name;
}
