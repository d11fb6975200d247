/* textio.c - _TextIOBase and TextIOWrapper: making, reconfiguring, closing; the types' tables. See text.h.
 * SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "modules/io/text.h"
#include "objects/int.h"
#include "objects/up.h"

/* ---- _TextIOBase ---- */

static Value base_detach(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "detach");
}

static Value base_read(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "read");
}

static Value base_readline(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "readline");
}

static Value base_write(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return io_unsupported(vm, "write");
}

static Value base_none(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NONE;
}

#define OWNER &text_io_base_type
static const Row base_rows[] = {
    METHOD("detach(self, /)", base_detach, CALL_NOARGS, NULL),
    METHOD("read(self, size=-1, /)", base_read, CALL_VARIADIC, NULL),
    METHOD("readline(self, size=-1, /)", base_readline, CALL_VARIADIC, NULL),
    METHOD("write(self, s, /)", base_write, CALL_ONE, NULL),
    GETSET("encoding", base_none, NULL, NULL),
    GETSET("newlines", base_none, NULL, NULL),
    GETSET("errors", base_none, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type text_io_base_type = {
    TYPE_HEAD,
    .name = "_io._TextIOBase",
    .doc = "Base class for text I/O.",
    .base = &io_base_type,
    .rows = base_rows,
    .number = SHAPE_TEXT_IO_BASE,
    .flags = 0x5700, .basic_size = 32, .dict_offset = 16, .weaklist_offset = 24,
    .size = sizeof(IoBase),
    .dict_field = offsetof(IoBase, dict),
    .slots = {IO_SLOTS, .dealloc = io_base_dealloc, .traverse = io_base_traverse, .clear = io_base_clear,
              .new = io_base_new},
};

/* ---- state ---- */

bool text_check(Vm *vm, TextIo *self)
{
    if (self->is_ready)
        return true;
    (void)value_error(vm, self->is_detached ? "underlying buffer has been detached"
                                            : "I/O operation on uninitialized object");
    return false;
}

bool text_check_open(Vm *vm, Value v)
{
    TextIo *self = as_text_io(v);
    if (!text_check(vm, self))
        return false;
    if (!is_exact_text_io(v))
        return io_check_closed(vm, v);
    int closed;
    if (is_exact_buffered(self->buffer) && as_buffered(self->buffer)->is_fast && as_buffered(self->buffer)->is_ready)
        closed = as_file_io(as_buffered(self->buffer)->raw)->fd < 0;
    else
        closed = io_is_closed(vm, self->buffer);
    if (closed > 0)
        (void)value_error(vm, "I/O operation on closed file.");
    return closed == 0;
}

static Value new_text(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return io_new(vm, cls);
}

/* ---- __init__ ---- */

/* newline: None or one of '', '\n', '\r', '\r\n'. */
static bool check_newline(Vm *vm, Value newline, const char *message)
{
    if (newline == NONE || as_str(newline)->length == 0 || str_is(newline, "\n") || str_is(newline, "\r") ||
        str_is(newline, "\r\n"))
        return true;
    (void)value_error(vm, message, newline);
    return false;
}

static void set_newline(Vm *vm, TextIo *self, Value newline)
{
    bool is_empty = newline != NONE && as_str(newline)->length == 0;
    replace(vm, &self->read_newline, newline == NONE ? 0 : retain(newline));
    self->read_universal = newline == NONE || is_empty;
    self->read_translates = newline == NONE;
    self->write_translates = !is_empty;
    self->write_newline = newline == NONE || is_empty ? NULL
                          : str_is(newline, "\r")     ? "\r"
                          : str_is(newline, "\r\n")   ? "\r\n"
                                                      : NULL;
    self->newlines = (Newlines){.translates = self->read_translates};
}

static bool check_str_or_none(Vm *vm, const char *function, const char *name, Value v)
{
    if (v == NONE)
        return true;
    if (!is_str(vm, v)) {
        (void)type_error(vm, "%s() argument '%s' must be str or None, not %T", function, name, v);
        return false;
    }
    const Str *s = as_str(v);
    for (size_t i = 0; i < s->length; i++)
        if (str_char(s, i) == 0) {
            (void)value_error(vm, "embedded null character");
            return false;
        }
    return true;
}

/* Which of reading and writing the buffer offers, and the coders for them. */
static bool set_coders(Vm *vm, TextIo *self)
{
    int can_read = io_call_truth(vm, self->buffer, NAME(readable));
    int can_write = can_read < 0 ? -1 : io_call_truth(vm, self->buffer, NAME(writable));
    if (can_write < 0)
        return false;
    self->can_read = can_read;
    self->can_write = can_write;
    self->native = self->native_write = (uint8_t)text_native_of(self->encoding);
    self->tail_size = 0;
    replace(vm, &self->decoder, 0);
    replace(vm, &self->encoder, 0);
    if (self->native != NATIVE_NONE)
        return true;
    Value info = text_codec_info(vm, self->encoding);
    release(vm, info);
    return info && (!can_read || text_make_decoder(vm, self)) && (!can_write || text_make_encoder(vm, self));
}

/* A stream that is not at its start needs no byte order mark. */
static bool set_encoder_start(Vm *vm, TextIo *self)
{
    self->at_start = false;
    if (!self->seekable || !self->can_write)
        return true;
    self->at_start = true;
    if (!self->encoder)
        return true;
    Value position = io_call(vm, self->buffer, NAME(tell));
    int   is_zero = position ? object_equal(vm, position, int_value(0)) : -1;
    release(vm, position);
    if (is_zero < 0)
        return false;
    return is_zero || text_reset_encoder(vm, self, false);
}

/* The encoding given, or the locale's: UTF-8 always. Owned. */
static Value choose_encoding(Vm *vm, Value given)
{
    if (given == NONE || str_is(given, "locale"))
        return str_from_cstring(vm, "UTF-8");
    return retain(given);
}

/* arg: self, buffer, encoding, errors, newline, line_buffering, write_through */
static Value init(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;

    self->is_ready = self->is_detached = false;
    if (!check_str_or_none(vm, "TextIOWrapper", "encoding", arg[2]) ||
        !check_str_or_none(vm, "TextIOWrapper", "errors", arg[3]) ||
        !check_str_or_none(vm, "TextIOWrapper", "newline", arg[4]) ||
        !check_newline(vm, arg[4], "illegal newline value: %S"))
        return 0;
    int line_buffering = object_truth(vm, arg[5]), write_through = object_truth(vm, arg[6]);
    if (line_buffering < 0 || write_through < 0)
        return 0;
    Value encoding = choose_encoding(vm, arg[2]);
    Value errors = arg[3] != NONE ? retain(arg[3]) : str_from_cstring(vm, "strict");
    if (!encoding || !errors) {
        release(vm, encoding);
        release(vm, errors);
        return 0;
    }
    replace(vm, &self->encoding, encoding);
    replace(vm, &self->errors, errors);
    replace(vm, &self->buffer, retain(arg[1]));
    text_set_decoded(vm, self, 0);
    text_drop_snapshot(vm, self);
    self->waiting_size = 0;
    self->chunk_size = 8192;
    self->bytes_per_char = 0;
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    set_newline(vm, self, arg[4]);
    if (!set_coders(vm, self))
        return 0;
    int seekable = io_call_truth(vm, self->buffer, NAME(seekable));
    if (seekable < 0)
        return 0;
    self->seekable = self->telling = seekable;
    Value read1 = object_find_attr(vm, self->buffer, NAME(read1));
    if (!read1)
        return 0;
    self->has_read1 = read1 != UNBOUND;
    release(vm, read1);
    if (!set_encoder_start(vm, self))
        return 0;
    self->is_ready = true;
    return NONE;
}

/* ---- reconfigure ---- */

static bool change_encoding(Vm *vm, TextIo *self, Value encoding, Value errors, Value newline)
{
    if (encoding == NONE && errors == NONE && newline == 0)
        return true;
    Value new_encoding = encoding == NONE ? retain(self->encoding) : choose_encoding(vm, encoding);
    Value new_errors = errors != NONE     ? retain(errors)
                       : encoding == NONE ? retain(self->errors)
                                          : str_from_cstring(vm, "strict");
    bool done = new_encoding && new_errors;
    if (done && text_native_of(new_encoding) == NATIVE_NONE) {   // nothing is changed by an unknown name
        Value info = text_codec_info(vm, new_encoding);
        done = info != 0;
        release(vm, info);
    }
    if (!done) {
        release(vm, new_encoding);
        release(vm, new_errors);
        return false;
    }
    replace(vm, &self->encoding, new_encoding);
    replace(vm, &self->errors, new_errors);
    if (newline)
        set_newline(vm, self, newline);
    return set_coders(vm, self) && set_encoder_start(vm, self);
}

/* arg: self, encoding, errors, newline (0: not given), line_buffering, write_through */
static Value reconfigure(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    bool    has_newline = arg[3] != ELLIPSIS && arg[3] != 0;
    (void)count;

    if (!text_check_open(vm, arg[0]))
        return 0;
    if (self->decoded && (arg[1] != NONE || arg[2] != NONE || has_newline))
        return io_unsupported(vm, "It is not possible to set the encoding or newline of stream after the first read");
    if (!check_str_or_none(vm, "reconfigure", "encoding", arg[1]) ||
        !check_str_or_none(vm, "reconfigure", "errors", arg[2]) ||
        (has_newline && (!check_str_or_none(vm, "reconfigure", "newline", arg[3]) ||
                         !check_newline(vm, arg[3], "illegal newline value: %S"))))
        return 0;
    int line_buffering = arg[4] == NONE ? self->line_buffering : object_truth(vm, arg[4]);
    int write_through = arg[5] == NONE ? self->write_through : object_truth(vm, arg[5]);
    if (line_buffering < 0 || write_through < 0 || !io_call_nothing(vm, arg[0], NAME(flush)))
        return 0;
    if (!change_encoding(vm, self, arg[1], arg[2], has_newline ? arg[3] : 0))
        return 0;
    self->line_buffering = line_buffering;
    self->write_through = write_through;
    return NONE;
}

/* ---- closing ---- */

static Value flush(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    if (!text_check_open(vm, arg[0]))
        return 0;
    self->telling = self->seekable;
    return text_flush_waiting(vm, self) ? io_call(vm, self->buffer, NAME(flush)) : 0;
}

static Value detach(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    if (!text_check(vm, self) || !io_call_nothing(vm, arg[0], NAME(flush)))
        return 0;
    Value buffer = self->buffer;
    self->buffer = 0;
    self->is_detached = true;
    self->is_ready = false;
    return buffer;
}

static Value close_stream(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;

    if (!text_check(vm, self))
        return 0;
    int closed = io_is_closed(vm, arg[0]);
    if (closed)
        return closed < 0 ? 0 : NONE;
    if (self->finalizing) {
        Value done = io_call1(vm, self->buffer, NAME(_dealloc_warn), arg[0]);
        if (!done)
            exception_clear(vm);
        release(vm, done);
    }
    bool  flushed = io_call_nothing(vm, arg[0], NAME(flush));
    Value pending = flushed ? 0 : exception_take(vm);
    Value result = self->buffer ? io_call(vm, self->buffer, NAME(close)) : NONE;
    if (!pending)
        return result;
    if (result)
        exception_put(vm, pending);
    else
        exception_chain(vm, pending);
    release(vm, result);
    return 0;
}

static Value truncate(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    if (!text_check(vm, self) || !io_call_nothing(vm, arg[0], NAME(flush)))
        return 0;
    return io_call1(vm, self->buffer, NAME(truncate), arg[1]);
}

/* ---- what is the buffer's to answer ---- */

static Value ask_buffer(Vm *vm, const Value *arg, Value name)
{
    TextIo *self = as_text_io(arg[0]);
    return text_check(vm, self) ? io_call(vm, self->buffer, name) : 0;
}

static Value file_number(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_buffer(vm, arg, NAME(fileno));
}

static Value seekable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_buffer(vm, arg, NAME(seekable));
}

static Value readable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_buffer(vm, arg, NAME(readable));
}

static Value writable(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_buffer(vm, arg, NAME(writable));
}

static Value isatty(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return ask_buffer(vm, arg, NAME(isatty));
}

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    return text_check(vm, self) ? object_getattr(vm, self->buffer, NAME(name)) : 0;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    return text_check(vm, self) ? object_getattr(vm, self->buffer, NAME(closed)) : 0;
}

static Value get_newlines(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    if (!text_check(vm, self))
        return 0;
    if (!self->can_read)
        return NONE;
    if (self->native != NATIVE_NONE)
        return self->read_universal ? newlines_seen(vm, &self->newlines) : NONE;
    Value found = object_find_attr(vm, self->decoder, NAME(newlines));
    return found == UNBOUND ? NONE : found;
}

static Value get_errors(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    if (!self->errors)
        return text_check(vm, self) ? NONE : 0;
    return retain(self->errors);
}

static Value get_encoding(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)vm, (void)count;
    return self->encoding ? retain(self->encoding) : NONE;
}

static Value get_buffer(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)vm, (void)count;
    return self->buffer ? retain(self->buffer) : NONE;
}

static Value get_line_buffering(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_text_io(arg[0])->line_buffering);
}

static Value get_write_through(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_text_io(arg[0])->write_through);
}

static Value get_finalizing(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(as_text_io(arg[0])->finalizing);
}

static bool set_finalizing(Vm *vm, Value self, Value value)
{
    (void)vm;
    as_text_io(self)->finalizing = value == TRUE;
    return true;
}

static Value get_chunk_size(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;
    return text_check(vm, self) ? int_from_int64(vm, self->chunk_size) : 0;
}

static bool set_chunk_size(Vm *vm, Value v, Value value)
{
    TextIo *self = as_text_io(v);
    int64_t size;

    if (!text_check(vm, self))
        return false;
    if (!value) {
        (void)raise_format(vm, &attribute_error_type, "attribute '_CHUNK_SIZE' of '%T' objects cannot be deleted", v);
        return false;
    }
    if (!object_index_int64(vm, value, &value_error_type, &size))
        return false;
    if (size <= 0) {
        (void)value_error(vm, "a strictly positive integer is required");
        return false;
    }
    self->chunk_size = size;
    return true;
}

/* " name=..." or " mode=..." if self has that attribute. */
static bool add_attribute(Vm *vm, StrBuilder *builder, Value self, Value name, const char *format)
{
    Value value = object_find_attr(vm, self, name);
    if (!value) {
        if (!exception_swallow(vm, &value_error_type))
            return false;
        return true;
    }
    bool added = value == UNBOUND || str_builder_format(builder, format, value);
    release(vm, value);
    return added;
}

static Value repr(Vm *vm, Value v)
{
    TextIo    *self = as_text_io(v);
    StrBuilder builder;

    if (!text_check(vm, self) && !(self->is_detached && exception_swallow(vm, &value_error_type)))
        return 0;
    int active = repr_enter(vm, v);
    if (active > 0)
        return runtime_error(vm, "reentrant call inside %T.__repr__", v);
    if (active < 0)
        return 0;
    str_builder_init(&builder, vm);
    bool done = str_builder_format(&builder, "<%T", v) && add_attribute(vm, &builder, v, NAME(name), " name=%R") &&
                add_attribute(vm, &builder, v, NAME(mode), " mode=%R") &&
                str_builder_format(&builder, " encoding=%R>", self->encoding);
    repr_leave(vm, v);
    if (!done) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* ---- life ---- */

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    TextIo     *self = (TextIo *)object;
    const Value held[] = {self->buffer, self->encoding, self->errors, self->encoder, self->decoder, self->read_newline,
                          self->decoded, self->snapshot};
    for (size_t i = 0; i < countof(held); i++)
        if (held[i] && !visit(held[i], arg))
            return false;
    return io_base_traverse(vm, object, visit, arg);
}

static void clear(Vm *vm, Object *object)
{
    TextIo *self = (TextIo *)object;
    self->is_ready = false;
    replace(vm, &self->buffer, 0);
    replace(vm, &self->encoding, 0);
    replace(vm, &self->encoder, 0);
    replace(vm, &self->decoder, 0);
    replace(vm, &self->read_newline, 0);
    text_set_decoded(vm, self, 0);
    text_drop_snapshot(vm, self);
    replace(vm, &self->errors, 0);
    io_base_clear(vm, object);
}

static void dealloc(Vm *vm, Object *object)
{
    TextIo *self = (TextIo *)object;
    clear(vm, object);
    if (self->waiting)
        mem_free(vm, self->waiting, self->waiting_room);
    heap_free(vm, object, sizeof(TextIo));
}

#define OWNER &text_io_wrapper_type
static const Row rows[] = {
    METHOD("detach(self, /)", detach, CALL_NOARGS, NULL),
    METHOD("reconfigure(self, *, encoding=None, errors=None, newline=<unrepresentable>, line_buffering=None, "
           "write_through=None)", reconfigure, CALL_KEYWORDS,
           "Reconfigure the text stream with new parameters."),
    METHOD("write(self, text, /)", text_write_row, CALL_ONE, NULL),
    METHOD("read(self, size=-1, /)", text_read_row, CALL_POSITIONAL, NULL),
    METHOD("readline(self, size=-1, /)", text_readline_row, CALL_POSITIONAL, NULL),
    METHOD("flush(self, /)", flush, CALL_NOARGS, NULL),
    METHOD("close(self, /)", close_stream, CALL_NOARGS, NULL),
    METHOD("fileno(self, /)", file_number, CALL_NOARGS, NULL),
    METHOD("seekable(self, /)", seekable, CALL_NOARGS, NULL),
    METHOD("readable(self, /)", readable, CALL_NOARGS, NULL),
    METHOD("writable(self, /)", writable, CALL_NOARGS, NULL),
    METHOD("isatty(self, /)", isatty, CALL_NOARGS, NULL),
    METHOD("seek(self, cookie, whence=0, /)", text_seek_row, CALL_POSITIONAL, "Set the stream position."),
    METHOD("tell(self, /)", text_tell_row, CALL_NOARGS, "Return the stream position as an opaque number."),
    METHOD("truncate(self, pos=None, /)", truncate, CALL_POSITIONAL, NULL),
    METHOD("__getstate__(self, /)", io_cannot_pickle, CALL_NOARGS, NULL),
    MEMBER("encoding", get_encoding, NULL, NULL),
    MEMBER("buffer", get_buffer, NULL, NULL),
    MEMBER("line_buffering", get_line_buffering, NULL, NULL),
    MEMBER("write_through", get_write_through, NULL, NULL),
    MEMBER("_finalizing", get_finalizing, set_finalizing, NULL),
    GETSET("name", get_name, NULL, NULL),
    GETSET("closed", get_closed, NULL, NULL),
    GETSET("newlines", get_newlines, NULL, NULL),
    GETSET("errors", get_errors, NULL, NULL),
    GETSET("_CHUNK_SIZE", get_chunk_size, set_chunk_size, NULL),
    ROWS_END
};
static const Row init_row =
    INIT_ROW("TextIOWrapper(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, "
             "write_through=False)", init, CALL_KEYWORDS);
#undef OWNER

const Type text_io_wrapper_type = {
    TYPE_HEAD,
    .name = "_io.TextIOWrapper",
    .doc = "Character and line based layer over a BufferedIOBase object, buffer.",
    .base = &text_io_base_type,
    .rows = rows,
    .number = SHAPE_TEXT_IO_WRAPPER,
    .flags = 0x5700, .basic_size = 200, .dict_offset = 184, .weaklist_offset = 176,
    .size = sizeof(TextIo),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &init_row,
    .slots = {IO_SLOTS, .dealloc = dealloc, .traverse = traverse, .clear = clear, .new = new_text,
              .init = init_from_row, .repr = repr, .next = text_next},
};
