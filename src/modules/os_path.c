/* os_path.c - see os_path.h. SPDX-License-Identifier: MIT */
#include "modules/os_path.h"

#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/str.h"
#include "objects/up.h"

/* Bytes with any that are no UTF-8 as surrogates U+DC80..U+DCFF. */
Value fs_decode(Vm *vm, const char *text, size_t length)
{
    Utf8Scan   scan;
    StrBuilder builder;

    if (utf8_scan(text, length, false, &scan))
        return str_from_utf8(vm, text, length);
    str_builder_init(&builder, vm);
    while (length) {
        bool whole = utf8_scan(text, length, false, &scan);
        if (!str_builder_utf8(&builder, text, scan.position))
            goto failed;
        if (whole)
            break;
        for (size_t i = scan.position; i < scan.error_end; i++)
            if (!str_builder_char(&builder, 0xDC00u | (uint8_t)text[i]))
                goto failed;
        text += scan.error_end;
        length -= scan.error_end;
    }
    return str_builder_finish(&builder);

failed:
    str_builder_drop(&builder);
    return 0;
}

Value fs_encode(Vm *vm, Value str)
{
    Str   *s = as_str(str);
    size_t size = utf8_encoded_size((int)str_kind(s), s->data, s->length);
    size_t bad = utf8_find_surrogate((int)str_kind(s), s->data, 0, s->length);

    if (str_is_ascii(s))
        return bytes_from(vm, s->data, s->length);
    for (size_t i = bad; i < s->length; i = utf8_find_surrogate((int)str_kind(s), s->data, i + 1, s->length)) {
        uint32_t c = str_char(s, i);
        if (c < 0xDC80 || c > 0xDCFF)
            return unicode_encode_error(vm, "utf-8", str, i, i + 1, "surrogates not allowed");
        size -= 2;                               // one byte where three were counted
    }
    Bytes *bytes = bytes_new(vm, size);
    if (!bytes)
        return 0;
    char *to = bytes->data;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c >= 0xDC80 && c <= 0xDCFF)
            *to++ = (char)(c & 0xFF);
        else
            to += utf8_put(c, to);
    }
    return value_of(bytes);
}

Value path_fspath(Vm *vm, Value path)
{
    if (is_str(vm, path) || is_bytes(vm, path))
        return retain(path);
    Value method = object_find_special(vm, path, NAME(__fspath__));
    if (method == UNBOUND)
        return type_error(vm, "expected str, bytes or os.PathLike object, not %T", path);
    if (!method)
        return 0;
    Value result = call0(vm, method);
    release(vm, method);
    if (result && !is_str(vm, result) && !is_bytes(vm, result)) {
        (void)type_error(vm, "expected %T.__fspath__() to return str or bytes, not %T", path, result);
        release(vm, result);
        return 0;
    }
    return result;
}

static const char *expected_of(int allowed)
{
    switch (allowed) {
    case PATH_FD | PATH_NONE: return "string, bytes, os.PathLike, integer or None";
    case PATH_FD:             return "string, bytes, os.PathLike or integer";
    case PATH_NONE:           return "string, bytes, os.PathLike or None";
    default:                  return "string, bytes or os.PathLike";
    }
}

static bool refuse(Vm *vm, const char *function, const char *argument, int allowed, Value given)
{
    (void)type_error(vm, "%s%s%s should be %s, not %T", function ? function : "", function ? ": " : "", argument,
                     expected_of(allowed), given);
    return false;
}

/* The text of a str or bytes that path->object holds. */
static bool fill_text(Vm *vm, const char *function, const char *argument, OsPath *path)
{
    path->is_bytes = is_bytes(vm, path->object);
    path->bytes = path->is_bytes ? retain(path->object) : fs_encode(vm, path->object);
    if (!path->bytes)
        return false;
    path->text = as_bytes(path->bytes)->data;
    path->length = as_bytes(path->bytes)->length;
    if (strlen(path->text) != path->length) {
        (void)value_error(vm, "%s%sembedded null character in %s", function ? function : "", function ? ": " : "",
                          argument);
        return false;
    }
    return true;
}

/* An index as a descriptor; negative ones are the system's to refuse. */
static bool fd_argument(Vm *vm, Value v, int *fd)
{
    int   overflow;
    Value index = object_index(vm, v);
    if (!index)
        return false;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow > 0 || wide > INT32_MAX) {
        (void)overflow_error(vm, "fd is greater than maximum");
        return false;
    }
    if (overflow < 0 || wide < INT32_MIN) {
        (void)overflow_error(vm, "fd is less than minimum");
        return false;
    }
    *fd = (int)wide;
    return true;
}

bool path_get(Vm *vm, const char *function, const char *argument, Value given, int allowed, OsPath *path)
{
    *path = (OsPath){.fd = -1};
    if (given == NONE && allowed & PATH_NONE) {
        path->object = NONE;
        return true;
    }
    if (is_str(vm, given) || is_bytes(vm, given)) {
        path->object = retain(given);
        return fill_text(vm, function, argument, path);
    }
    Value method = object_find_special(vm, given, NAME(__fspath__));
    if (!method)
        return false;
    if (method != UNBOUND) {
        path->object = call0(vm, method);
        release(vm, method);
        if (!path->object)
            return false;
        if (!is_str(vm, path->object) && !is_bytes(vm, path->object)) {
            (void)type_error(vm, "expected %T.__fspath__() to return str or bytes, not %T", given, path->object);
            return false;
        }
        return fill_text(vm, function, argument, path);
    }
    if (allowed & PATH_FD && (is_int(vm, given) || type_of(vm, given)->slots.index)) {
        path->object = retain(given);
        return fd_argument(vm, given, &path->fd);
    }
    return refuse(vm, function, argument, allowed, given);
}

void path_drop(Vm *vm, OsPath *path)
{
    release(vm, path->object);
    release(vm, path->bytes);
    *path = (OsPath){.fd = -1};
}

Value path_result(Vm *vm, const OsPath *path, const char *text, size_t length)
{
    return path->is_bytes ? bytes_from(vm, text, length) : fs_decode(vm, text, length);
}

Value path_error(Vm *vm, int error, const OsPath *path)
{
    return os_error(vm, error, path && path->object != NONE ? path->object : 0, 0);
}

Value path_error2(Vm *vm, int error, const OsPath *from, const OsPath *to)
{
    return os_error(vm, error, from->object, to->object);
}

bool int_argument(Vm *vm, Value v, int *result)
{
    int   overflow;
    Value index = object_index(vm, v);
    if (!index)
        return false;
    int64_t wide = int_as_int64_overflow(index, &overflow);
    release(vm, index);
    if (overflow || wide > INT32_MAX || wide < INT32_MIN) {
        (void)overflow_error(vm, "Python int too large to convert to C int");
        return false;
    }
    *result = (int)wide;
    return true;
}

int fd_from_object(Vm *vm, Value v)
{
    int fd = -1;

    if (is_bool(v) && !vm->up->warn(vm, &runtime_warning_type, 1, "bool is used as a file descriptor"))
        return -1;
    if (is_int(vm, v)) {
        if (!int_argument(vm, v, &fd))
            return -1;
    } else {
        Value method = object_find_attr(vm, v, NAME(fileno));
        if (method == UNBOUND)
            (void)type_error(vm, "argument must be an int, or have a fileno() method.");
        if (!method || method == UNBOUND)
            return -1;
        Value number = call0(vm, method);
        release(vm, method);
        if (!number)
            return -1;
        bool fits = is_int(vm, number);
        if (!fits)
            (void)type_error(vm, "fileno() returned a non-integer");
        else
            fits = int_argument(vm, number, &fd);
        release(vm, number);
        if (!fits)
            return -1;
    }
    if (fd < 0) {
        (void)value_error(vm, "file descriptor cannot be a negative integer (%d)", fd);
        return -1;
    }
    return fd;
}
