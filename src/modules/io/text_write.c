/* text_write.c - TextIOWrapper.write and what it leaves waiting. SPDX-License-Identifier: MIT */
#include "modules/io/buffered.h"
#include "modules/io/text.h"
#include "objects/bytes.h"
#include "objects/int.h"

/* Hands what waits to the buffer. It is no longer waiting while that runs: other threads may write meanwhile. */
bool text_flush_waiting(Vm *vm, TextIo *self)
{
    char  *data = self->waiting;
    size_t size = self->waiting_size, room = self->waiting_room;
    bool   written;

    if (!size)
        return true;
    self->waiting = NULL;
    self->waiting_size = self->waiting_room = 0;
    if (is_exact_buffered(self->buffer) && as_buffered(self->buffer)->writable) {
        Buffered *buffer = as_buffered(self->buffer);
        written = buffered_check_open(vm, buffer, "write to closed file") && buffered_write(vm, buffer, data, size) >= 0;
    } else {
        Value bytes = bytes_from(vm, data, size);
        Value answer = bytes ? io_call1(vm, self->buffer, NAME(write), bytes) : 0;
        release(vm, bytes);
        release(vm, answer);
        written = answer != 0;
    }
    if (!self->waiting) {                        // the block serves again
        self->waiting = data;
        self->waiting_room = room;
    } else {
        mem_free(vm, data, room);
    }
    return written;
}

static bool has_char(const Str *s, uint32_t wanted)
{
    if (str_kind(s) == 1)
        return memchr(s->data, (int)wanted, s->length) != NULL;
    for (size_t i = 0; i < s->length; i++)
        if (str_char(s, i) == wanted)
            return true;
    return false;
}

/* A copy in which each \n is `newline`. */
static Value replace_newlines(Vm *vm, const Str *s, const char *newline)
{
    StrBuilder builder;
    size_t     start = 0;
    Value      text = value_of(s);

    str_builder_init(&builder, vm);
    for (size_t i = 0; i < s->length; i++) {
        if (str_char(s, i) != '\n')
            continue;
        if (!str_builder_slice(&builder, text, start, i) || !str_builder_text(&builder, newline)) {
            str_builder_drop(&builder);
            return 0;
        }
        start = i + 1;
    }
    if (!str_builder_slice(&builder, text, start, s->length)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* Reading goes on behind what was written: what was read ahead is forgotten. */
static bool forget_reading(Vm *vm, TextIo *self)
{
    if (!self->can_read)
        return true;
    text_set_decoded(vm, self, 0);
    text_drop_snapshot(vm, self);
    return text_reset_decoder(vm, self);
}

static bool write_text(Vm *vm, TextIo *self, Value text)
{
    const Str *s = as_str(text);
    bool       has_lf = (self->write_translates || self->line_buffering) && has_char(s, '\n');
    bool       flushes = self->line_buffering && (has_lf || has_char(s, '\r'));
    Value      translated = 0;

    if (has_lf && self->write_translates && self->write_newline) {
        translated = replace_newlines(vm, s, self->write_newline);
        if (!translated)
            return false;
        text = translated;
    }
    /* What would make the block longer than a chunk goes after a flush, so that memory stays bounded. */
    bool done = (self->waiting_size + as_str(text)->length <= (size_t)self->chunk_size || text_flush_waiting(vm, self)) &&
                text_encode(vm, self, text);
    release(vm, translated);
    if (!done)
        return false;
    if ((self->waiting_size >= (size_t)self->chunk_size || flushes || self->write_through) &&
        !text_flush_waiting(vm, self))
        return false;
    if (flushes && !io_call_nothing(vm, self->buffer, NAME(flush)))
        return false;
    return forget_reading(vm, self);
}

Value text_write_row(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    (void)count;

    if (!is_str(vm, arg[1]))
        return type_error(vm, "write() argument must be str, not %T", arg[1]);
    if (!text_check_open(vm, arg[0]))
        return 0;
    if (!self->can_write)
        return io_unsupported(vm, "not writable");
    return write_text(vm, self, arg[1]) ? int_from_int64(vm, (int64_t)as_str(arg[1])->length) : 0;
}
