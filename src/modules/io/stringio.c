/* stringio.c - StringIO: a text stream in memory.
 *
 * Two states. While every write goes to the end and nothing is read (`builder` is used), pieces are gathered in a StrBuilder;
 * the first other operation makes them the array of characters (`text`, 4 bytes each) in which one can seek and overwrite.
 * SPDX-License-Identifier: MIT */
#include "modules/io/text.h"
#include "modules/os_path.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/tuple.h"

typedef struct StringIo {
    IoBase     base;
    uint32_t  *text;               /* NULL while gathering, or empty */
    size_t     position, length, room;
    StrBuilder builder;
    bool       is_gathering, is_ready, is_closed, read_universal, translates_newlines, has_decoder;
    Newlines   newlines;
    Value      read_newline;       /* str; 0: None */
    const char *write_newline;     /* what \n becomes; NULL: stays */
} StringIo;

static StringIo *as_string_io(Value v)
{
    return (StringIo *)object_of(v);
}

static bool check(Vm *vm, const StringIo *self)
{
    if (!self->is_ready)
        (void)value_error(vm, "I/O operation on uninitialized object");
    else if (self->is_closed)
        (void)value_error(vm, "I/O operation on closed file");
    return self->is_ready && !self->is_closed;
}

static Value new_stream(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Value self = io_new(vm, cls);
    if (self)
        str_builder_init(&as_string_io(self)->builder, vm);
    return self;
}

static void drop_content(Vm *vm, StringIo *self)
{
    if (self->text)
        mem_free(vm, self->text, self->room * sizeof(uint32_t));
    str_builder_drop(&self->builder);
    str_builder_init(&self->builder, vm);
    self->text = NULL;
    self->room = self->length = self->position = 0;
    self->is_gathering = true;
}

static bool ensure_room(Vm *vm, StringIo *self, size_t length)
{
    if (length <= self->room)
        return true;
    if (length > SIZE_MAX / 16) {
        (void)overflow_error(vm, "new buffer size too large");
        return false;
    }
    size_t    room = length + length / 8 + 16;
    uint32_t *larger = mem_resize(vm, self->text, self->room * sizeof(uint32_t), room * sizeof(uint32_t));
    if (!larger)
        return false;
    self->text = larger;
    self->room = room;
    return true;
}

/* What was gathered becomes the array. */
static bool realize(Vm *vm, StringIo *self)
{
    if (!self->is_gathering)
        return true;
    Value text = str_builder_finish(&self->builder);
    if (!text)
        return false;
    const Str *s = as_str(text);
    bool       done = ensure_room(vm, self, s->length ? s->length : 1);
    if (done) {
        for (size_t i = 0; i < s->length; i++)
            self->text[i] = str_char(s, i);
        self->length = s->length;
        self->is_gathering = false;
    }
    release(vm, text);
    return done;
}

/* The text as it will be stored: newlines decoded, then translated for writing. Owned. */
static Value translated(Vm *vm, StringIo *self, Value text)
{
    Value result = retain(text);
    if (self->has_decoder) {
        result = newlines_decode(vm, &self->newlines, result, true);
        if (!result)
            return 0;
    }
    if (!self->write_newline)
        return result;
    StrBuilder builder;
    const Str *s = as_str(result);
    size_t     start = 0;
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < s->length; i++) {
        if (str_char(s, i) != '\n')
            continue;
        if (!str_builder_slice(&builder, result, start, i) || !str_builder_text(&builder, self->write_newline))
            goto failed;
        start = i + 1;
    }
    if (!str_builder_slice(&builder, result, start, s->length))
        goto failed;
    release(vm, result);
    return str_builder_finish(&builder);

failed:
    release(vm, result);
    str_builder_drop(&builder);
    return 0;
}

static bool write_text(Vm *vm, StringIo *self, Value text)
{
    Value  decoded = translated(vm, self, text);
    size_t length, end;
    bool   done = false;

    if (!decoded)
        return false;
    length = as_str(decoded)->length;
    if (length == 0) {
        done = true;
        goto done;
    }
    if (__builtin_add_overflow(self->position, length, &end)) {
        (void)overflow_error(vm, "new position too large");
        goto done;
    }
    if (self->is_gathering) {
        if (self->position == self->length) {
            done = str_builder_str(&self->builder, decoded);
            if (done)
                self->position = self->length = end;
            goto done;
        }
        if (!realize(vm, self))
            goto done;
    }
    if (!ensure_room(vm, self, end))
        goto done;
    for (size_t i = self->length; i < self->position; i++)
        self->text[i] = 0;                       // a seek beyond the end leaves NULs
    for (size_t i = 0; i < length; i++)
        self->text[self->position + i] = str_char(as_str(decoded), i);
    self->position = end;
    if (self->length < end)
        self->length = end;
    done = true;

done:
    release(vm, decoded);
    return done;
}

static bool set_newline(Vm *vm, StringIo *self, Value newline)
{
    if (newline != NONE && !is_str(vm, newline)) {
        (void)type_error(vm, "newline must be str or None, not %T", newline);
        return false;
    }
    bool is_empty = newline != NONE && as_str(newline)->length == 0;
    if (newline != NONE && !is_empty && !str_is(newline, "\n") && !str_is(newline, "\r") && !str_is(newline, "\r\n")) {
        (void)value_error(vm, "illegal newline value: %R", newline);
        return false;
    }
    replace(vm, &self->read_newline, newline == NONE ? 0 : retain(newline));
    self->read_universal = newline == NONE || is_empty;
    self->translates_newlines = newline == NONE;
    self->has_decoder = self->read_universal;
    self->newlines = (Newlines){.translates = self->translates_newlines};
    self->write_newline = newline == NONE || is_empty || str_is(newline, "\n") ? NULL
                          : str_is(newline, "\r")                             ? "\r"
                                                                              : "\r\n";
    return true;
}

/* arg: self, initial_value, newline */
static Value init(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;

    if (arg[2] != NONE && !is_str(vm, arg[2]))
        return type_error(vm, "newline must be str or None, not %T", arg[2]);
    if (!set_newline(vm, self, arg[2]))
        return 0;
    if (arg[1] != NONE && !is_str(vm, arg[1]))
        return type_error(vm, "initial_value must be str or None, not %T", arg[1]);
    self->is_ready = false;
    drop_content(vm, self);
    self->is_closed = false;
    if (arg[1] != NONE && as_str(arg[1])->length) {
        if (!write_text(vm, self, arg[1]) || !realize(vm, self))
            return 0;
        self->position = 0;
    }
    self->is_ready = true;
    return NONE;
}

/* ---- reading ---- */

static Value text_between(Vm *vm, StringIo *self, size_t start, size_t end)
{
    return str_from_ucs4(vm, self->text + start, end - start);
}

static Value read_some(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    int64_t   size;
    (void)count;

    if (!io_size(vm, arg[1], &size) || !check(vm, self))
        return 0;
    size_t left = self->position < self->length ? self->length - self->position : 0;
    if (size < 0 || (size_t)size > left)
        size = (int64_t)left;
    if (size == 0)
        return retain(EMPTY_STR);
    if (!realize(vm, self))
        return 0;
    Value text = text_between(vm, self, self->position, self->position + (size_t)size);
    if (text)
        self->position += (size_t)size;
    return text;
}

/* The index behind the line that begins at the position. */
static size_t line_end(const StringIo *self, size_t end)
{
    const Str *newline = self->read_newline ? as_str(self->read_newline) : NULL;
    bool       lf = self->translates_newlines || !newline || str_is(self->read_newline, "\n");

    for (size_t i = self->position; i < end; i++) {
        uint32_t c = self->text[i];
        if (lf ? c == '\n' : self->read_universal && c == '\n')
            return i + 1;
        if (!lf && self->read_universal && c == '\r')
            return i + 1 + (i + 1 < end && self->text[i + 1] == '\n');
        if (!lf && !self->read_universal && c == (uint8_t)newline->data[0]) {
            if (newline->length == 1)
                return i + 1;
            if (i + 1 < end && self->text[i + 1] == (uint8_t)newline->data[1])
                return i + 2;
        }
    }
    return end;
}

static Value read_line(Vm *vm, StringIo *self, int64_t limit)
{
    if (self->position >= self->length)
        return retain(EMPTY_STR);
    if (!realize(vm, self))
        return 0;
    size_t end = self->length;
    if (limit >= 0 && (size_t)limit < end - self->position)
        end = self->position + (size_t)limit;
    end = line_end(self, end);
    Value line = text_between(vm, self, self->position, end);
    if (line)
        self->position = end;
    return line;
}

static Value readline(Vm *vm, const Value *arg, size_t count)
{
    int64_t limit;
    (void)count;
    if (!io_size(vm, arg[1], &limit) || !check(vm, as_string_io(arg[0])))
        return 0;
    return read_line(vm, as_string_io(arg[0]), limit);
}

static Value next(Vm *vm, Value v)
{
    StringIo *self = as_string_io(v);
    Value     line;
    if (!check(vm, self))
        return 0;
    if (has_shape(v, SHAPE_STRING_IO)) {
        line = read_line(vm, self, -1);
    } else {
        line = io_call(vm, v, NAME(readline));
        if (line && !is_str(vm, line)) {
            (void)raise_format(vm, &os_error_type, "readline() should have returned a str object, not '%T'", line);
            release(vm, line);
            return 0;
        }
    }
    if (line && as_str(line)->length == 0) {
        release(vm, line);
        return UNBOUND;
    }
    return line;
}

static Value getvalue(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;

    if (!check(vm, self))
        return 0;
    if (!self->is_gathering)
        return self->length ? text_between(vm, self, 0, self->length) : retain(EMPTY_STR);
    Value text = str_builder_finish(&self->builder);
    if (!text)
        return 0;
    str_builder_init(&self->builder, vm);
    if (str_builder_str(&self->builder, text))
        return text;
    release(vm, text);
    return 0;
}

/* ---- writing and position ---- */

static Value write_row(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "string argument expected, got '%T'", arg[1]);
    if (!check(vm, self))
        return 0;
    size_t length = as_str(arg[1])->length;
    return length == 0 || write_text(vm, self, arg[1]) ? int_from_int64(vm, (int64_t)length) : 0;
}

static Value tell(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check(vm, as_string_io(arg[0])) ? int_from_int64(vm, (int64_t)as_string_io(arg[0])->position) : 0;
}

static Value truncate(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    int64_t   size = (int64_t)self->position;
    (void)count;

    if (arg[1] != NONE) {
        if (!io_size(vm, arg[1], &size))
            return 0;
    }
    if (!check(vm, self))
        return 0;
    if (size < 0)
        return value_error(vm, "Negative size value %zd", (ssize_t)size);
    if ((size_t)size < self->length) {
        if (!realize(vm, self))
            return 0;
        self->length = (size_t)size;
    }
    return int_from_int64(vm, size);
}

static Value seek(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    int64_t   to;
    int       whence;
    (void)count;

    if (!object_index_int64(vm, arg[1], &overflow_error_type, &to) || !int_argument(vm, arg[2], &whence) ||
        !check(vm, self))
        return 0;
    if (whence < 0 || whence > 2)
        return value_error(vm, "Invalid whence (%i, should be 0, 1 or 2)", whence);
    if (to < 0 && whence == 0)
        return value_error(vm, "Negative seek position %zd", (ssize_t)to);
    if (whence != 0 && to != 0)
        return raise_format(vm, &os_error_type, "Can't do nonzero cur-relative seeks");
    self->position = whence == 0 ? (size_t)to : whence == 1 ? self->position : self->length;
    return int_from_int64(vm, (int64_t)self->position);
}

static Value close_stream(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;
    self->is_closed = true;
    drop_content(vm, self);
    return NONE;
}

static Value answer_true(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check(vm, as_string_io(arg[0])) ? TRUE : 0;
}

static Value get_closed(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;
    if (!self->is_ready)
        return check(vm, self) ? TRUE : 0;
    return bool_value(self->is_closed);
}

static Value get_line_buffering(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check(vm, as_string_io(arg[0])) ? FALSE : 0;
}

static Value get_newlines(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    (void)count;
    if (!check(vm, self))
        return 0;
    return self->has_decoder ? newlines_seen(vm, &self->newlines) : NONE;
}

/* ---- pickling ---- */

static Value getstate(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    Value     text = getvalue(vm, arg, count), dict = NONE, position = 0, state = 0;

    if (text)
        position = int_from_int64(vm, (int64_t)self->position);
    if (position && self->base.dict)
        dict = dict_copy(vm, self->base.dict);
    if (position && dict)
        state = tuple_of(vm, 4, text, self->read_newline ? self->read_newline : NONE, position, dict);
    release(vm, text);
    release(vm, position);
    release(vm, dict);
    return state;
}

static bool set_attributes(Vm *vm, Value self, Value dict)
{
    Value own = instance_dict(vm, self);
    if (!own || own == UNBOUND)
        return own != 0;
    bool merged = dict_merge(vm, own, dict, 1);
    release(vm, own);
    return merged;
}

static Value setstate(Vm *vm, const Value *arg, size_t count)
{
    StringIo *self = as_string_io(arg[0]);
    int64_t   position;
    (void)count;

    if (self->is_closed)
        return check(vm, self) ? NONE : 0;
    if (!is_tuple(vm, arg[1]) || tuple_length(arg[1]) < 4)
        return type_error(vm, "%T.__setstate__ argument should be 4-tuple, got %T", arg[0], arg[1]);
    Value text = tuple_get(arg[1], 0), newline = tuple_get(arg[1], 1), number = tuple_get(arg[1], 2);
    Value dict = tuple_get(arg[1], 3);
    const Value none_args[] = {arg[0], NONE, newline};
    if (!init(vm, none_args, 3))
        return 0;
    if (!is_str(vm, text))
        return type_error(vm, "first item of state must be a str, not %T", text);
    if (!realize(vm, self) || !ensure_room(vm, self, as_str(text)->length + 1))
        return 0;                                // as it is: what was translated must not be translated again
    for (size_t i = 0; i < as_str(text)->length; i++)
        self->text[i] = str_char(as_str(text), i);
    self->length = as_str(text)->length;
    if (!is_int(vm, number))
        return type_error(vm, "third item of state must be an integer, got %T", number);
    if (!object_index_int64(vm, number, &overflow_error_type, &position))
        return 0;
    if (position < 0)
        return value_error(vm, "position value cannot be negative");
    self->position = (size_t)position;
    if (dict == NONE)
        return NONE;
    if (!is_dict(vm, dict))
        return type_error(vm, "fourth item of state should be a dict, got a %T", dict);
    return set_attributes(vm, arg[0], dict) ? NONE : 0;
}

/* ---- life ---- */

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    StringIo *self = (StringIo *)object;
    return io_base_traverse(vm, object, visit, arg) && (!self->read_newline || visit(self->read_newline, arg));
}

static void dealloc(Vm *vm, Object *object)
{
    StringIo *self = (StringIo *)object;
    drop_content(vm, self);
    replace(vm, &self->read_newline, 0);
    io_base_clear(vm, object);
    heap_free(vm, object, sizeof(StringIo));
}

#define OWNER &string_io_type
static const Row rows[] = {
    METHOD("close(self, /)", close_stream, CALL_NOARGS, "Close the IO object."),
    METHOD("getvalue(self, /)", getvalue, CALL_NOARGS, "Retrieve the entire contents of the object."),
    METHOD("read(self, size=-1, /)", read_some, CALL_POSITIONAL, "Read at most size characters, returned as a string."),
    METHOD("readline(self, size=-1, /)", readline, CALL_POSITIONAL, "Read until newline or EOF."),
    METHOD("tell(self, /)", tell, CALL_NOARGS, "Tell the current file position."),
    METHOD("truncate(self, pos=None, /)", truncate, CALL_POSITIONAL, "Truncate size to pos."),
    METHOD("seek(self, pos, whence=0, /)", seek, CALL_POSITIONAL, "Change stream position."),
    METHOD("write(self, s, /)", write_row, CALL_ONE, "Write string to file."),
    METHOD("seekable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be seeked."),
    METHOD("readable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be read."),
    METHOD("writable(self, /)", answer_true, CALL_NOARGS, "Returns True if the IO object can be written."),
    METHOD("__getstate__(self, /)", getstate, CALL_NOARGS, NULL),
    METHOD("__setstate__(self, state, /)", setstate, CALL_ONE, NULL),
    GETSET("closed", get_closed, NULL, NULL),
    GETSET("newlines", get_newlines, NULL, NULL),
    GETSET("line_buffering", get_line_buffering, NULL, NULL),
    ROWS_END
};
static const Row init_row = INIT_ROW("StringIO(self, initial_value='', newline='\\n')", init, CALL_KEYWORDS);
#undef OWNER

const Type string_io_type = {
    TYPE_HEAD,
    .name = "_io.StringIO",
    .doc = "Text I/O implementation using an in-memory buffer.",
    .base = &text_io_base_type,
    .rows = rows,
    .number = SHAPE_STRING_IO,
    .flags = 0x5700, .basic_size = 120, .dict_offset = 96, .weaklist_offset = 104,
    .size = sizeof(StringIo),
    .dict_field = offsetof(IoBase, dict),
    .init_row = &init_row,
    .slots = {IO_SLOTS, .dealloc = dealloc, .traverse = traverse, .clear = io_base_clear, .new = new_stream,
              .init = init_from_row, .next = next},
};
