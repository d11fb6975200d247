/* marshal.c - the module marshal. SPDX-License-Identifier: MIT */
#include "code/marshal.h"

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"

extern const ModuleDef module_marshal;

enum { VERSION = 5 };

static bool version_of(Vm *vm, Value v, int64_t *version)
{
    return object_index_int64(vm, v, &overflow_error_type, version);
}

static Value dumps(Vm *vm, const Value *arg, size_t count)
{
    int64_t version;
    int     allow = object_truth(vm, arg[2]);
    (void)count;
    return allow < 0 || !version_of(vm, arg[1], &version) ? 0 : marshal_dump(vm, arg[0], (int)version, allow);
}

static Value dump(Vm *vm, const Value *arg, size_t count)
{
    int64_t version;
    int     allow = object_truth(vm, arg[3]);
    (void)count;
    if (allow < 0 || !version_of(vm, arg[2], &version))
        return 0;
    Value bytes = marshal_dump(vm, arg[0], (int)version, allow);
    Value result = bytes ? call_method(vm, arg[1], NAME(write), &bytes, 1) : 0;
    release(vm, bytes);
    return result;
}

static Value loads(Vm *vm, const Value *arg, size_t count)
{
    Buffer buffer;
    int    allow = object_truth(vm, arg[1]);
    (void)count;
    if (allow < 0 || !buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE))
        return 0;
    const uint8_t *data = (const uint8_t *)buffer.data;
    MarshalSource  source = {.at = data, .end = data + buffer.length};
    Value          result = marshal_load(vm, &source, allow);
    buffer_release(vm, &buffer);
    return result;
}

/* Reads exactly count bytes from a Python file. */
static bool read_file(Vm *vm, void *context, uint8_t *out, size_t count)
{
    Value file = *(Value *)context, size = int_value((int64_t)count);
    Value bytes = call_method(vm, file, NAME(read), &size, 1);
    bool  fine = bytes != 0;
    if (fine && !is_bytes(vm, bytes)) {
        type_error(vm, "file.read() returned not bytes but %T", bytes);
        fine = false;
    } else if (fine && as_bytes(bytes)->length != count) {
        if (as_bytes(bytes)->length > count)
            value_error(vm, "read() returned too much data: %zu bytes requested, %zu returned", count, as_bytes(bytes)->length);
        else
            raise_format(vm, &eof_error_type, "EOF read where not expected");
        fine = false;
    }
    if (fine)
        memcpy(out, as_bytes(bytes)->data, count);
    release(vm, bytes);
    return fine;
}

static Value load(Vm *vm, const Value *arg, size_t count)
{
    Value         file = arg[0];
    MarshalSource source = {.read = read_file, .context = &file};
    int           allow = object_truth(vm, arg[1]);
    (void)count;
    return allow < 0 ? 0 : marshal_load(vm, &source, allow);
}

#define OWNER &module_marshal
static const Row functions[] = {
    FUNCTION("dump(value, file, version=5, /, *, allow_code=True)", dump, CALL_KEYWORDS, "Write the value on the open file."),
    FUNCTION("load(file, /, *, allow_code=True)", load, CALL_KEYWORDS, "Read one value from the open file and return it."),
    FUNCTION("dumps(value, version=5, /, *, allow_code=True)", dumps, CALL_KEYWORDS, "Return the bytes object that would be written to a file by dump(value, file)."),
    FUNCTION("loads(bytes, /, *, allow_code=True)", loads, CALL_KEYWORDS, "Convert the bytes-like object to a value."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
    {"version", CONSTANT_AN_INT, VERSION, 0, NULL},
    {0},
};

const ModuleDef module_marshal = {
    .name = "marshal",
    .doc = "Values of Python as bytes, and back, in a format that belongs to the version of Python.",
    .functions = functions,
    .constants = constants,
};
