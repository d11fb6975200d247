/* builtins_print.c - print, input, open, ord and breakpoint. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "runtime/builtins.h"
#include "runtime/runtime.h"

/* ---- print ---- */

static bool is_separator(Vm *vm, const char *name, Value v)
{
    return v == NONE || is_str(vm, v) || type_error(vm, "%s must be None or a string, not %T", name, v);
}

static bool write_text(Vm *vm, Value write, Value text)
{
    Value result = call1(vm, write, text);
    release(vm, result);
    return result;
}

static bool write_value(Vm *vm, Value write, Value v)
{
    Value text = is_exact_str(v) ? retain(v) : object_str(vm, v);
    bool  done = text && write_text(vm, write, text);
    release(vm, text);
    return done;
}

static bool write_all(Vm *vm, Value write, Value items, Value separator, Value end)
{
    for (size_t i = 0; i < tuple_length(items); i++) {
        if (i && !write_text(vm, write, separator == NONE ? str_from_char(vm, ' ') : separator))
            return false;
        if (!write_value(vm, write, tuple_get(items, i)))
            return false;
    }
    return write_text(vm, write, end == NONE ? str_from_char(vm, '\n') : end);
}

static bool flush(Vm *vm, Value file)
{
    Value result = call_method(vm, file, NAME(flush), NULL, 0);
    release(vm, result);
    return result;
}

/* print(*args, sep, end, file, flush) */
Value builtin_print(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value file = arg[3];
    if (file == NONE) {
        file = sys_get(vm, "stdout");
        if (!file)
            return runtime_error(vm, "lost sys.stdout");
        if (file == NONE)
            return NONE;
    }
    if (!is_separator(vm, "sep", arg[1]) || !is_separator(vm, "end", arg[2]))
        return 0;
    retain(file);
    Value write = object_getattr(vm, file, NAME(write));
    bool  done = write && write_all(vm, write, arg[0], arg[1], arg[2]);
    int   wants_flush = done ? object_truth(vm, arg[4]) : -1;
    if (wants_flush > 0)
        done = flush(vm, file);
    release(vm, write);
    release(vm, file);
    return done && wants_flush >= 0 ? NONE : 0;
}

/* ---- input ---- */

static Value stream(Vm *vm, const char *name)
{
    Value file = sys_get(vm, name);
    return file && file != NONE ? retain(file) : runtime_error(vm, "input(): lost sys.%s", name);
}

/* A line of the stream without its newline; EOFError at the end. */
static Value read_line(Vm *vm, Value in)
{
    Value line = call_method(vm, in, NAME(readline), NULL, 0);
    if (line && !is_str(vm, line)) {
        type_error(vm, "object.readline() returned non-string");
        release(vm, line);
        return 0;
    }
    if (!line)
        return 0;
    size_t length = as_str(line)->length;
    if (!length) {
        release(vm, line);
        return raise_format(vm, &eof_error_type, "EOF when reading a line");
    }
    if (str_char(as_str(line), length - 1) != '\n')
        return line;
    Value cut = str_slice(vm, line, 0, length - 1);
    release(vm, line);
    return cut;
}

Value builtin_input(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value in = stream(vm, "stdin"), out = in ? stream(vm, "stdout") : 0, error = out ? stream(vm, "stderr") : 0;
    Value result = 0, write = 0;
    if (!error || !flush(vm, error))
        goto done;
    write = object_getattr(vm, out, NAME(write));
    if (!write || !write_value(vm, write, arg[0]) || !flush(vm, out))
        goto done;
    result = read_line(vm, in);
done:
    release(vm, write);
    release(vm, error);
    release(vm, out);
    release(vm, in);
    return result;
}

/* ---- the rest ---- */

/* _io.open, imported when first asked for. */
Value builtin_open(Vm *vm, const Value *arg, size_t count)
{
    Value io = runtime_import(vm, "_io");
    Value open = io ? object_getattr(vm, io, NAME(open)) : 0;
    Value file = open ? call(vm, open, arg, count, 0) : 0;
    release(vm, open);
    release(vm, io);
    return file;
}

Value builtin_ord(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    size_t length;
    Value  v = arg[0];
    if (is_str(vm, v)) {
        length = as_str(v)->length;
        if (length == 1)
            return int_value(str_char(as_str(v), 0));
    } else if (is_bytes(vm, v)) {
        length = as_bytes(v)->length;
        if (length == 1)
            return int_value((uint8_t)as_bytes(v)->data[0]);
    } else if (is_instance_of(vm, v, &bytearray_type)) {
        length = ((ByteArray *)object_of(v))->length;
        if (length == 1)
            return int_value((uint8_t)((ByteArray *)object_of(v))->data[0]);
    } else {
        return type_error(vm, "ord() expected string of length 1, but %T found", v);
    }
    return type_error(vm, "ord() expected a character, but string of length %zu found", length);
}

Value builtin_breakpoint(Vm *vm, const Value *arg, size_t count, Value names)
{
    Value hook = sys_get(vm, "breakpointhook");
    if (!hook)
        return runtime_error(vm, "lost sys.breakpointhook");
    retain(hook);
    Value result = call(vm, hook, arg, count, names);
    release(vm, hook);
    return result;
}
