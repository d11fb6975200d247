/* text_read.c - TextIOWrapper: chunks, read, readline, iteration. SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "modules/io/text.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/list.h"

void text_set_decoded(Vm *vm, TextIo *self, Taken text)
{
    replace(vm, &self->decoded, text);
    self->used = 0;
}

void text_drop_snapshot(Vm *vm, TextIo *self)
{
    replace(vm, &self->snapshot, 0);
}

static size_t chars_left(const TextIo *self)
{
    return self->decoded ? as_str(self->decoded)->length - self->used : 0;
}

/* Up to size characters of what is decoded; all of it for a negative size. */
static Value take_decoded(Vm *vm, TextIo *self, int64_t size)
{
    size_t left = chars_left(self);
    if (!self->decoded)
        return retain(EMPTY_STR);
    if (size < 0 || (size_t)size > left)
        size = (int64_t)left;
    Value text = str_slice(vm, self->decoded, self->used, self->used + (size_t)size);
    if (text)
        self->used += (size_t)size;
    return text;
}

/* The next bytes of the buffer: a bytes, or another bytes-like. */
static Value read_bytes(Vm *vm, TextIo *self, int64_t size)
{
    if (is_exact_buffered(self->buffer) && as_buffered(self->buffer)->readable && self->has_read1) {
        Buffered *buffer = as_buffered(self->buffer);
        return buffered_check_open(vm, buffer, "read of closed file") ? buffered_read1(vm, buffer, size) : 0;
    }
    return io_call1(vm, self->buffer, self->has_read1 ? NAME(read1) : NAME(read), int_value(size));
}

/* before + data as the new snapshot. */
static bool set_snapshot(Vm *vm, TextIo *self, Value before, const Buffer *data, Value input, int64_t flags)
{
    Value whole;
    if (as_bytes(before)->length == 0 && is_exact_bytes(input)) {
        whole = retain(input);
    } else {
        size_t size = as_bytes(before)->length;
        Bytes *joined = bytes_new(vm, size + data->length);
        if (!joined)
            return false;
        memcpy(joined->data, as_bytes(before)->data, size);
        memcpy(joined->data + size, data->data, data->length);
        whole = value_of(joined);
    }
    replace(vm, &self->snapshot, whole);
    self->snapshot_flags = flags;
    return true;
}

/* Decodes one chunk; 1: there may be more, 0: the end, -1: exception. hint: how many characters are wanted. */
static int read_chunk(Vm *vm, TextIo *self, int64_t hint)
{
    Value   before = 0, input = 0, text = 0;
    Buffer  data = {0};
    int64_t flags = 0, size = self->chunk_size;
    int     result = -1;

    if (self->telling && !text_get_state(vm, self, &before, &flags))
        goto done;
    if (hint > 0) {
        double wanted = self->bytes_per_char * (double)hint;
        if (wanted > (double)size && wanted < 1e15)
            size = (int64_t)wanted;
    }
    input = read_bytes(vm, self, size);
    if (!input)
        goto done;
    if (!is_buffer(vm, input)) {
        (void)type_error(vm, "underlying %s() should have returned a bytes-like object, not '%T'",
                         self->has_read1 ? "read1" : "read", input);
        goto done;
    }
    if (!buffer_get(vm, input, &data, BUFFER_SIMPLE))
        goto done;
    text = text_decode(vm, self, data.data, data.length, data.length == 0);
    if (!text)
        goto done;
    size_t chars = as_str(text)->length;
    self->bytes_per_char = chars ? (double)data.length / (double)chars : 0.0;
    result = data.length != 0 || chars != 0;
    if (self->telling && !set_snapshot(vm, self, before, &data, input, flags)) {
        result = -1;
        goto done;
    }
    text_set_decoded(vm, self, text);
    text = 0;

done:
    release(vm, before);
    release(vm, text);
    buffer_release(vm, &data);
    release(vm, input);
    return result;
}

static Value read_all(Vm *vm, TextIo *self)
{
    Value  bytes = io_call(vm, self->buffer, NAME(read)), rest = 0, text = 0;
    Buffer data = {0};

    if (!bytes)
        return 0;
    if (bytes == NONE) {
        const Value args[] = {int_value(11), 0};   // EAGAIN
        (void)args;
        (void)raise_format(vm, &blocking_i_o_error_type, "Read returned None.");
        return 0;
    }
    if (is_buffer(vm, bytes) ? buffer_get(vm, bytes, &data, BUFFER_SIMPLE)
                             : type_error(vm, "a bytes-like object is required, not '%T'", bytes) != 0)
        text = text_decode(vm, self, data.data, data.length, true);
    buffer_release(vm, &data);
    release(vm, bytes);
    rest = text && chars_left(self) ? take_decoded(vm, self, -1) : 0;
    if (rest) {
        Value joined = str_append(vm, rest, text);
        release(vm, text);
        text = joined;
    } else if (text && chars_left(self)) {
        release(vm, text);
        text = 0;
    }
    if (text) {
        text_set_decoded(vm, self, 0);
        text_drop_snapshot(vm, self);
    }
    return text;
}

static Value read_count(Vm *vm, TextIo *self, int64_t size)
{
    Value      text = take_decoded(vm, self, size);
    StrBuilder builder;

    if (!text)
        return 0;
    int64_t left = size - (int64_t)as_str(text)->length;
    if (left <= 0)
        return text;
    str_builder_init(&builder, vm);
    bool done = str_builder_str(&builder, text);
    while (done && left > 0) {
        int more = read_chunk(vm, self, left);
        if (more <= 0) {
            done = more == 0;
            break;
        }
        Value part = take_decoded(vm, self, left);
        done = part && str_builder_str(&builder, part);
        if (part)
            left -= (int64_t)as_str(part)->length;
        release(vm, part);
    }
    release(vm, text);
    if (!done) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value text_read_row(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    int64_t size;
    (void)count;

    if (!io_size(vm, arg[1], &size) || !text_check_open(vm, arg[0]))
        return 0;
    if (!self->can_read)
        return io_unsupported(vm, "not readable");
    if (!text_flush_waiting(vm, self))
        return 0;
    return size < 0 ? read_all(vm, self) : read_count(vm, self, size);
}

/* ---- lines ---- */

static int64_t find_char(const Str *s, size_t start, size_t end, uint32_t wanted)
{
    if (str_kind(s) == 1) {
        const char *found = memchr(s->data + start, (int)wanted, end - start);
        return found ? found - s->data : -1;
    }
    for (size_t i = start; i < end; i++)
        if (str_char(s, i) == wanted)
            return (int64_t)i;
    return -1;
}

int64_t text_line_end(const Str *s, size_t start, size_t end, bool translated, bool universal, const Str *newline,
                      size_t *consumed)
{
    if (translated || (!universal && (!newline || (newline->length == 1 && newline->data[0] == '\n')))) {
        int64_t found = find_char(s, start, end, '\n');
        *consumed = end;
        return found < 0 ? -1 : found + 1;
    }
    if (universal) {                             // \r, \n or \r\n; the decoder never ends a chunk between the two
        for (size_t i = start; i < end; i++) {
            uint32_t c = str_char(s, i);
            if (c == '\n')
                return (int64_t)i + 1;
            if (c == '\r')
                return (int64_t)i + 1 + (i + 1 < end && str_char(s, i + 1) == '\n');
        }
        *consumed = end;
        return -1;
    }
    for (size_t i = start; i < end; i++) {
        int64_t found = find_char(s, i, end, (uint8_t)newline->data[0]);
        if (found < 0) {
            *consumed = end;
            return -1;
        }
        i = (size_t)found;
        if (newline->length == 1)
            return found + 1;
        if (i + 1 == end) {                      // its second half may follow
            *consumed = i;
            return -1;
        }
        if (str_char(s, i + 1) == (uint8_t)newline->data[1])
            return found + 2;
    }
    *consumed = end;
    return -1;
}

/* Where the next line ends in what is decoded: index; *complete: an end or the limit was met. */
static size_t find_end(const TextIo *self, size_t so_far, int64_t limit, bool *complete)
{
    const Str *s = as_str(self->decoded), *newline = self->read_newline ? as_str(self->read_newline) : NULL;
    size_t     consumed = s->length;
    int64_t    end = text_line_end(s, self->used, s->length, self->read_translates, self->read_universal, newline, &consumed);

    *complete = end >= 0;
    size_t to = end >= 0 ? (size_t)end : consumed;
    if (limit >= 0 && to - self->used + so_far >= (size_t)limit) {
        to = self->used + (size_t)limit - so_far;
        *complete = true;
    }
    return to;
}

/* Adds what is decoded up to `end` to the builder; what lies behind stays decoded, before the next chunk. */
static bool put_aside(Vm *vm, TextIo *self, StrBuilder *builder, size_t end, Value *rest)
{
    size_t length = as_str(self->decoded)->length;
    if (!str_builder_slice(builder, self->decoded, self->used, end))
        return false;
    *rest = end < length ? str_slice(vm, self->decoded, end, length) : 0;
    if (end < length && !*rest)
        return false;
    text_set_decoded(vm, self, 0);
    return true;
}

/* The rest of a line that is longer than what is decoded. */
static Value readline_slow(Vm *vm, TextIo *self, int64_t limit)
{
    StrBuilder builder;
    Value      rest = 0;
    size_t     borrowed = 0;       // characters of `decoded` that come from before the last chunk
    bool       done = true, complete = false;

    str_builder_init(&builder, vm);
    while (!complete) {
        int more = 1;
        while (more > 0 && !chars_left(self))
            more = read_chunk(vm, self, 0);
        if (more < 0) {
            done = false;
            break;
        }
        if (!more) {
            text_set_decoded(vm, self, 0);
            text_drop_snapshot(vm, self);
            done = !rest || str_builder_str(&builder, rest);
            break;
        }
        if (rest) {                              // half an end of line stood at the end of the last chunk
            borrowed = as_str(rest)->length;
            Value joined = str_concat(vm, rest, self->decoded);
            release(vm, rest);
            rest = 0;
            if (!joined) {
                done = false;
                break;
            }
            replace(vm, &self->decoded, joined);
        } else {
            borrowed = 0;
        }
        size_t end = find_end(self, builder.length, limit, &complete);
        if (!complete) {
            if (!put_aside(vm, self, &builder, end, &rest)) {
                done = false;
                break;
            }
            continue;
        }
        done = str_builder_slice(&builder, self->decoded, self->used, end);
        self->used = end;
        if (done && borrowed) {                  // `used` counts from where the last chunk began
            Value chunk = str_slice(vm, self->decoded, borrowed, as_str(self->decoded)->length);
            done = chunk != 0;
            if (done) {
                replace(vm, &self->decoded, chunk);
                self->used = end >= borrowed ? end - borrowed : 0;
            }
        }
    }
    release(vm, rest);
    if (!done) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value text_readline(Vm *vm, TextIo *self, int64_t limit)
{
    bool complete;

    if (self->waiting_size && !text_flush_waiting(vm, self))
        return 0;
    if (chars_left(self)) {
        size_t end = find_end(self, 0, limit, &complete);
        if (complete) {
            Value line = str_slice(vm, self->decoded, self->used, end);
            if (line)
                self->used = end;
            return line;
        }
    }
    return limit == 0 ? retain(EMPTY_STR) : readline_slow(vm, self, limit);
}

Value text_readline_row(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    int64_t limit;
    (void)count;

    if (!object_index_int64(vm, arg[1], &overflow_error_type, &limit) || !text_check_open(vm, arg[0]))
        return 0;
    if (!self->can_read)
        return io_unsupported(vm, "not readable");
    return text_readline(vm, self, limit < 0 ? -1 : limit);
}

Value text_next(Vm *vm, Value v)
{
    TextIo *self = as_text_io(v);
    Value   line;

    if (!text_check(vm, self))
        return 0;
    self->telling = false;
    if (is_exact_text_io(v)) {
        if (!text_check_open(vm, v))
            return 0;
        line = self->can_read ? text_readline(vm, self, -1) : io_unsupported(vm, "not readable");
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
        text_drop_snapshot(vm, self);
        self->telling = self->seekable;
        return UNBOUND;
    }
    return line;
}
