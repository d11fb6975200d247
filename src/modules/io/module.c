/* module.c - the module _io: open(), open_code(), text_encoding(), and what all its types share.
 * SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "modules/io/text.h"
#include "modules/os_path.h"
#include "objects/buffer.h"
#include "objects/dict.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/tuple.h"
#include "objects/up.h"

typedef struct IoState {
    Value unsupported;             /* io.UnsupportedOperation */
} IoState;

/* ---- shared ---- */

Value io_new(Vm *vm, const Type *cls)
{
    void *self = object_allocate(vm, cls, 0);
    return self ? object_ready(vm, self) : 0;
}

Value io_call(Vm *vm, Value object, Value name)
{
    return call_method(vm, object, name, NULL, 0);
}

Value io_call1(Vm *vm, Value object, Value name, Value a)
{
    return call_method(vm, object, name, &a, 1);
}

bool io_call_nothing(Vm *vm, Value object, Value name)
{
    Value result = io_call(vm, object, name);
    release(vm, result);
    return result != 0;
}

int io_call_truth(Vm *vm, Value object, Value name)
{
    Value result = io_call(vm, object, name);
    int   truth = result ? object_truth(vm, result) : -1;
    release(vm, result);
    return truth;
}

bool io_size(Vm *vm, Value v, int64_t *size)
{
    if (v == NONE) {
        *size = -1;
        return true;
    }
    if (!is_int(vm, v) && !type_of(vm, v)->slots.index) {
        (void)type_error(vm, "argument should be integer or None, not '%T'", v);
        return false;
    }
    return object_index_int64(vm, v, &overflow_error_type, size);
}

bool io_offset(Vm *vm, Value v, int64_t *offset)
{
    Value index = object_index(vm, v);
    if (!index)
        return false;
    bool fits = int_fits_int64(index, offset);
    release(vm, index);
    if (!fits)
        (void)value_error(vm, "cannot fit '%T' into an offset-sized integer", v);
    return fits;
}

bool io_get_writable(Vm *vm, const char *function, Value v, Buffer *buffer)
{
    if (buffer_get(vm, v, buffer, BUFFER_WRITABLE))
        return true;
    if (exception_swallow(vm, &type_error_type) || exception_swallow(vm, &buffer_error_type))
        (void)type_error(vm, "%s() argument must be read-write bytes-like object, not %T", function, v);
    return false;
}

Value io_cannot_pickle(Vm *vm, const Value *arg, size_t count)
{
    const char *name = type_of(vm, arg[0])->name, *dot = strrchr(name, '.');
    (void)count;
    return type_error(vm, "cannot pickle '%s' instances", dot ? dot + 1 : name);
}

bool io_get_name(Vm *vm, Value self, Value *name)
{
    *name = object_find_attr(vm, self, NAME(name));
    if (*name)
        return true;
    *name = UNBOUND;
    return exception_swallow(vm, &value_error_type);
}

Value io_unsupported(Vm *vm, const char *what)
{
    IoState *state = module_state(vm, &module_io);
    Value    text = str_from_cstring(vm, what);
    Value    error = state && text ? call1(vm, state->unsupported, text) : 0;
    release(vm, text);
    return error ? raise_instance(vm, error) : 0;
}

/* ---- open ---- */

typedef struct OpenMode {
    bool creating, reading, writing, appending, updating, text, binary;
    char raw[5];                   /* FileIO's mode */
} OpenMode;

static bool parse_mode(Vm *vm, Value mode, OpenMode *result)
{
    const Str *s = as_str(mode);
    bool       bad = s->length > 8;

    *result = (OpenMode){0};
    for (size_t i = 0; i < s->length && !bad; i++) {
        uint32_t c = str_char(s, i);
        for (size_t j = 0; j < i; j++)
            bad |= str_char(s, j) == c;
        switch (c) {
        case 'x': result->creating = true; break;
        case 'r': result->reading = true; break;
        case 'w': result->writing = true; break;
        case 'a': result->appending = true; break;
        case '+': result->updating = true; break;
        case 't': result->text = true; break;
        case 'b': result->binary = true; break;
        default:  bad = true;
        }
    }
    if (bad) {
        (void)value_error(vm, "invalid mode: %R", mode);
        return false;
    }
    char *to = result->raw;
    if (result->creating)
        *to++ = 'x';
    if (result->reading)
        *to++ = 'r';
    if (result->writing)
        *to++ = 'w';
    if (result->appending)
        *to++ = 'a';
    if (result->updating && to - result->raw < 4)
        *to++ = '+';
    *to = 0;
    return true;
}

/* The combinations that make no sense. */
static bool check_mode(Vm *vm, const OpenMode *mode, Value encoding, Value errors, Value newline)
{
    const char *message = NULL;
    if (mode->text && mode->binary)
        message = "can't have text and binary mode at once";
    else if (mode->creating + mode->reading + mode->writing + mode->appending > 1)
        message = "must have exactly one of create/read/write/append mode";
    else if (mode->binary && encoding != NONE)
        message = "binary mode doesn't take an encoding argument";
    else if (mode->binary && errors != NONE)
        message = "binary mode doesn't take an errors argument";
    else if (mode->binary && newline != NONE)
        message = "binary mode doesn't take a newline argument";
    if (message)
        (void)value_error(vm, "%s", message);
    return !message;
}

static bool check_str_argument(Vm *vm, const char *name, Value v, bool may_be_none)
{
    if (is_str(vm, v) || (may_be_none && v == NONE))
        return true;
    (void)type_error(vm, "open() argument '%s' must be %s, not %T", name, may_be_none ? "str or None" : "str", v);
    return false;
}

/* The buffered stream over raw, as the mode asks. */
static Value make_buffered(Vm *vm, const OpenMode *mode, Value raw, int64_t size)
{
    const Type *type = mode->updating                                               ? &buffered_random_type
                       : mode->creating || mode->writing || mode->appending ? &buffered_writer_type
                                                                                    : &buffered_reader_type;
    Value       number = int_from_int64(vm, size);
    if (!number)
        return 0;
    const Value args[] = {raw, number};
    Value       result = call(vm, type_value(type), args, 2, 0);
    release(vm, number);
    return result;
}

/* Whether raw is a terminal: of files that are known to be regular ones nothing is asked. */
static int is_terminal(Vm *vm, Value raw)
{
    return io_call_truth(vm, raw, is_exact_file_io(raw) ? NAME(_isatty_open_only) : NAME(isatty));
}

/* The rest of open() when the raw stream is there. */
static Value wrap(Vm *vm, const OpenMode *mode, Value mode_text, int64_t buffering, Value encoding, Value errors,
                  Value newline, Value raw)
{
    bool  line_buffering = false;
    Value buffer = 0, wrapper = 0;

    if (buffering < 0 || (buffering == 1 && !mode->binary)) {
        int terminal = buffering < 0 ? is_terminal(vm, raw) : 0;
        if (terminal < 0)
            return 0;
        line_buffering = buffering == 1 || terminal;
        buffering = -1;
    }
    if (buffering < 0) {
        int64_t block = as_file_io(raw)->block_size;
        buffering = block > 8 << 20 ? 8 << 20 : block < IO_BUFFER ? IO_BUFFER : block;
    }
    if (buffering == 0) {
        if (!mode->binary)
            return value_error(vm, "can't have unbuffered text I/O");
        return retain(raw);
    }
    buffer = make_buffered(vm, mode, raw, buffering);
    if (!buffer || mode->binary)
        return buffer;
    const Value args[] = {buffer, encoding, errors, newline, bool_value(line_buffering)};
    wrapper = call(vm, type_value(&text_io_wrapper_type), args, 5, 0);
    if (wrapper && !object_setattr(vm, wrapper, NAME(mode), mode_text)) {
        release(vm, wrapper);
        wrapper = 0;
    }
    if (!wrapper) {                              // the file must not stay open behind the exception
        Value pending = exception_take(vm);
        if (!io_call_nothing(vm, buffer, NAME(close)))
            exception_chain(vm, pending);
        else
            exception_put(vm, pending);
    }
    release(vm, buffer);
    return wrapper;
}

/* arg: file, mode, buffering, encoding, errors, newline, closefd, opener */
static Value open_stream(Vm *vm, const Value *arg, size_t count)
{
    OpenMode mode;
    int      buffering;
    (void)count;

    if (!check_str_argument(vm, "mode", arg[1], false) || !int_argument(vm, arg[2], &buffering) ||
        !check_str_argument(vm, "encoding", arg[3], true) || !check_str_argument(vm, "errors", arg[4], true) ||
        !check_str_argument(vm, "newline", arg[5], true))
        return 0;
    int close_fd = object_truth(vm, arg[6]);
    if (close_fd < 0)
        return 0;
    Value path = is_int(vm, arg[0]) ? retain(arg[0]) : path_fspath(vm, arg[0]), result = 0, raw = 0;
    if (!path)
        return 0;
    if (!parse_mode(vm, arg[1], &mode) || !check_mode(vm, &mode, arg[3], arg[4], arg[5]))
        goto done;
    if (mode.binary && buffering == 1 &&
        !vm->up->warn(vm, &runtime_warning_type, 1,
                      "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used"))
        goto done;
    raw = file_io_open(vm, path, mode.raw, close_fd, arg[7]);
    if (!raw)
        goto done;
    result = wrap(vm, &mode, arg[1], mode.binary && buffering == 1 ? -1 : buffering, arg[3], arg[4], arg[5], raw);
    if (!result) {
        Value pending = exception_take(vm);
        if (!io_call_nothing(vm, raw, NAME(close)))
            exception_chain(vm, pending);
        else
            exception_put(vm, pending);
    }

done:
    release(vm, path);
    release(vm, raw);
    return result;
}

static Value open_code(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "open_code() argument 'path' must be str, not %T", arg[0]);
    Value mode = str_from_cstring(vm, "rb");
    if (!mode)
        return 0;
    const Value args[] = {arg[0], mode, int_value(-1), NONE, NONE, NONE, TRUE, NONE};
    Value       result = open_stream(vm, args, 8);
    release(vm, mode);
    return result;
}

static Value text_encoding(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return arg[0] == NONE ? str_from_cstring(vm, "locale") : retain(arg[0]);
}

static bool init(Vm *vm, Value module)
{
    IoState *state = module_state(vm, &module_io);
    Value    name = str_from_cstring(vm, "UnsupportedOperation"), dict = dict_new(vm), bases = 0;
    bool     done = false;

    if (name && dict)
        bases = tuple_of(vm, 2, type_value(&os_error_type), type_value(&value_error_type));
    Value module_name = bases ? str_from_cstring(vm, "io") : 0;
    if (module_name && dict_set(vm, dict, NAME(__module__), module_name)) {
        const Value args[] = {name, bases, dict};
        state->unsupported = call(vm, type_value(&type_type), args, 3, 0);
        done = state->unsupported && dict_set(vm, as_module(module)->dict, name, state->unsupported) &&
               dict_set_cstring(vm, as_module(module)->dict, "BlockingIOError", type_value(&blocking_i_o_error_type));
    }
    release(vm, name);
    release(vm, dict);
    release(vm, bases);
    release(vm, module_name);
    return done;
}

static void drop_state(Vm *vm, void *state)
{
    replace(vm, &((IoState *)state)->unsupported, 0);
}

static bool traverse_state(void *state, VisitFn visit, void *arg)
{
    Value unsupported = ((IoState *)state)->unsupported;
    return !unsupported || visit(unsupported, arg);
}

#define OWNER &module_io
static const Row functions[] = {
    FUNCTION("open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
             open_stream, CALL_KEYWORDS, "Open file and return a stream.  Raise OSError upon failure."),
    FUNCTION("text_encoding(encoding, stacklevel=2, /)", text_encoding, CALL_POSITIONAL,
             "A helper function to choose the text encoding."),
    FUNCTION("open_code(path)", open_code, CALL_KEYWORDS, "Opens the provided file with the intent to import the contents."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
    {"DEFAULT_BUFFER_SIZE", CONSTANT_AN_INT, .integer = IO_BUFFER},
    {0}
};

static const Type *const types[] = {
    &incremental_newline_decoder_type, &bytes_io_buffer_type, &io_base_type, &text_io_base_type, &buffered_io_base_type,
    &raw_io_base_type, &bytes_io_type, &buffered_writer_type, &buffered_reader_type, &buffered_rw_pair_type,
    &buffered_random_type, &file_io_type, &string_io_type, &text_io_wrapper_type, NULL
};

const ModuleDef module_io = {
    .name = "_io",
    .doc = "The io module provides the Python interfaces to stream handling.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
    .state_size = sizeof(IoState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
