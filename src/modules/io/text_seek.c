/* text_seek.c - TextIOWrapper.seek and tell.
 *
 * A position in text is a cookie: a position of the buffer at which the decoder's state is known, the state there (flags),
 * how many bytes to feed from there, how many characters to skip then, and whether the end must be told to the decoder. As an
 * int, little-endian: 8 bytes position, 4 flags, 4 bytes to feed, 4 characters to skip, 1 end. A plain position is itself.
 * SPDX-License-Identifier: MIT */
#include "modules/io/text.h"
#include "modules/os_path.h"
#include "objects/bytes.h"
#include "objects/int.h"

enum { COOKIE_SIZE = 21 };

typedef struct Cookie {
    int64_t position;
    int32_t flags, bytes_to_feed, chars_to_skip;
    bool    needs_end;
} Cookie;

static Value cookie_to_int(Vm *vm, const Cookie *cookie)
{
    uint8_t bytes[COOKIE_SIZE];
    memcpy(bytes, &cookie->position, 8);
    memcpy(bytes + 8, &cookie->flags, 4);
    memcpy(bytes + 12, &cookie->bytes_to_feed, 4);
    memcpy(bytes + 16, &cookie->chars_to_skip, 4);
    bytes[20] = cookie->needs_end;
    return int_from_bytes_le(vm, bytes, sizeof bytes, false);
}

static bool cookie_from_int(Vm *vm, Value number, Cookie *cookie)
{
    uint8_t bytes[COOKIE_SIZE];
    Value   index = object_index(vm, number);
    bool    fits = index && int_to_bytes_le(vm, index, bytes, sizeof bytes, false);
    release(vm, index);
    if (!fits)
        return false;
    memcpy(&cookie->position, bytes, 8);
    memcpy(&cookie->flags, bytes + 8, 4);
    memcpy(&cookie->bytes_to_feed, bytes + 12, 4);
    memcpy(&cookie->chars_to_skip, bytes + 16, 4);
    cookie->needs_end = bytes[20];
    return true;
}

/* self.flush() */
static bool flush(Vm *vm, Value self)
{
    return io_call_nothing(vm, self, NAME(flush));
}

/* The position, an int object, that the buffer is at or was sent to. */
static Value seek_buffer(Vm *vm, TextIo *self, Value offset, int whence)
{
    const Value args[] = {offset, int_value(whence)};
    return call_method(vm, self->buffer, NAME(seek), args, 2);
}

/* ---- tell ---- */

/* Number of characters that size bytes give; they are thrown away. -1: exception. */
static int64_t count_decoded(Vm *vm, TextIo *self, const char *data, size_t size, bool final)
{
    Value text = text_decode(vm, self, data, size, final);
    if (!text)
        return -1;
    int64_t count = (int64_t)as_str(text)->length;
    release(vm, text);
    return count;
}

/* Bytes that the decoder holds back and its flags. -1: exception. */
static int64_t held_back(Vm *vm, TextIo *self, int64_t *flags)
{
    Value bytes;
    if (!text_get_state(vm, self, &bytes, flags))
        return -1;
    int64_t count = (int64_t)as_bytes(bytes)->length;
    release(vm, bytes);
    return count;
}

/* Guesses, by the ratio of bytes to characters, a start from which at most chars_to_skip characters are left; steps back in
 * growing strides until a guess is right. The decoder stands there then. */
static int64_t find_start(Vm *vm, TextIo *self, Cookie *cookie)
{
    const char *input = as_bytes(self->snapshot)->data;
    int64_t     length = (int64_t)as_bytes(self->snapshot)->length;
    int64_t     skip = (int64_t)(self->bytes_per_char * (double)cookie->chars_to_skip), back = 1, flags = cookie->flags;

    if (skip > length)
        skip = length;
    while (skip > 0) {
        if (!text_set_state(vm, self, "", 0, flags))
            return -1;
        int64_t count = count_decoded(vm, self, input, (size_t)skip, false);
        if (count < 0)
            return -1;
        if (count <= cookie->chars_to_skip) {
            int64_t now, held = held_back(vm, self, &now);
            if (held < 0)
                return -1;
            if (held == 0) {
                cookie->flags = (int32_t)now;
                cookie->chars_to_skip -= (int32_t)count;
                return skip;
            }
            skip -= held;
            back = 1;
        } else {
            skip -= back;
            back *= 2;
        }
    }
    return text_set_state(vm, self, "", 0, flags) ? 0 : -1;
}

/* Goes on byte by byte to the character wanted; each point where the decoder holds nothing back is a better start. */
static bool refine(Vm *vm, TextIo *self, Cookie *cookie, int64_t skipped)
{
    const char *input = as_bytes(self->snapshot)->data + skipped, *end =
        as_bytes(self->snapshot)->data + as_bytes(self->snapshot)->length;
    int64_t chars = 0;

    for (; input < end; input++) {
        int64_t flags, count = count_decoded(vm, self, input, 1, false);
        int64_t held = count < 0 ? -1 : held_back(vm, self, &flags);
        if (held < 0)
            return false;
        chars += count;
        cookie->bytes_to_feed++;
        if (held == 0 && chars <= cookie->chars_to_skip) {
            cookie->position += cookie->bytes_to_feed;
            cookie->chars_to_skip -= (int32_t)chars;
            cookie->flags = (int32_t)flags;
            cookie->bytes_to_feed = 0;
            chars = 0;
        }
        if (chars >= cookie->chars_to_skip)
            return true;
    }
    int64_t count = count_decoded(vm, self, "", 0, true);
    if (count < 0)
        return false;
    cookie->needs_end = true;
    if (chars + count >= cookie->chars_to_skip)
        return true;
    (void)raise_format(vm, &os_error_type, "can't reconstruct logical file position");
    return false;
}

/* The cookie of the character that is next. The decoder is moved about and brought back. */
static bool locate(Vm *vm, TextIo *self, Cookie *cookie)
{
    Value   saved;
    int64_t saved_flags;

    if (!text_get_state(vm, self, &saved, &saved_flags))
        return false;
    int64_t skipped = find_start(vm, self, cookie);
    bool    done = skipped >= 0;
    if (done) {
        cookie->position += skipped;
        done = cookie->chars_to_skip == 0 || refine(vm, self, cookie, skipped);
    }
    Value pending = exception_take(vm);
    bool  restored = text_set_state(vm, self, as_bytes(saved)->data, as_bytes(saved)->length, saved_flags);
    if (pending)
        exception_put(vm, pending);
    release(vm, saved);
    return done && restored;
}

Value text_tell_row(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    Cookie  cookie = {0};
    (void)count;

    if (!text_check_open(vm, arg[0]))
        return 0;
    if (!self->seekable)
        return io_unsupported(vm, "underlying stream is not seekable");
    if (!self->telling)
        return raise_format(vm, &os_error_type, "telling position disabled by next() call");
    if (!text_flush_waiting(vm, self) || !flush(vm, arg[0]))
        return 0;
    Value position = io_call(vm, self->buffer, NAME(tell));
    if (!position || !self->can_read || !self->snapshot)
        return position;
    bool fits = io_offset(vm, position, &cookie.position);
    release(vm, position);
    if (!fits)
        return 0;
    cookie.position -= (int64_t)as_bytes(self->snapshot)->length;
    cookie.flags = (int32_t)self->snapshot_flags;
    if (self->used == 0)
        return cookie_to_int(vm, &cookie);
    cookie.chars_to_skip = (int32_t)self->used;
    return locate(vm, self, &cookie) ? cookie_to_int(vm, &cookie) : 0;
}

/* ---- seek ---- */

static bool set_decoder(Vm *vm, TextIo *self, const Cookie *cookie)
{
    if (!self->can_read)
        return true;
    if (cookie->position == 0 && cookie->flags == 0)
        return text_reset_decoder(vm, self);
    return text_set_state(vm, self, "", 0, cookie->flags);
}

/* Feeds the decoder as the cookie says and skips its characters. */
static bool feed(Vm *vm, TextIo *self, const Cookie *cookie)
{
    Value input = io_call1(vm, self->buffer, NAME(read), int_value(cookie->bytes_to_feed)), text = 0;
    if (!input)
        return false;
    if (!is_bytes(vm, input)) {
        (void)type_error(vm, "underlying read() should have returned a bytes object, not '%T'", input);
    } else {
        replace(vm, &self->snapshot, retain(input));
        self->snapshot_flags = cookie->flags;
        text = text_decode(vm, self, as_bytes(input)->data, as_bytes(input)->length, cookie->needs_end);
    }
    release(vm, input);
    if (!text)
        return false;
    text_set_decoded(vm, self, text);
    if ((int64_t)as_str(text)->length < cookie->chars_to_skip) {
        (void)raise_format(vm, &os_error_type, "can't restore logical file position");
        return false;
    }
    self->used = (size_t)cookie->chars_to_skip;
    return true;
}

static Value seek_end(Vm *vm, TextIo *self)
{
    text_set_decoded(vm, self, 0);
    text_drop_snapshot(vm, self);
    if (!text_reset_decoder(vm, self))
        return 0;
    Value position = seek_buffer(vm, self, int_value(0), 2);
    if (!position)
        return 0;
    int is_zero = object_equal(vm, position, int_value(0));
    if (is_zero < 0 || (self->can_write && !text_reset_encoder(vm, self, is_zero))) {
        release(vm, position);
        return 0;
    }
    return position;
}

static Value seek_to(Vm *vm, TextIo *self, Value given)
{
    Cookie cookie;
    int    is_negative = object_compare_bool(vm, given, int_value(0), COMPARE_LT);

    if (is_negative < 0)
        return 0;
    if (is_negative)
        return value_error(vm, "negative seek position %R", given);
    if (!cookie_from_int(vm, given, &cookie))
        return 0;
    Value start = int_from_int64(vm, cookie.position), moved = start ? seek_buffer(vm, self, start, 0) : 0;
    release(vm, start);
    release(vm, moved);
    if (!moved)
        return 0;
    text_set_decoded(vm, self, 0);
    text_drop_snapshot(vm, self);
    if (!set_decoder(vm, self, &cookie))
        return 0;
    if (cookie.chars_to_skip) {
        if (!feed(vm, self, &cookie))
            return 0;
    } else {
        Value empty = bytes_empty(vm);
        if (!empty)
            return 0;
        replace(vm, &self->snapshot, empty);
        self->snapshot_flags = cookie.flags;
    }
    if (self->can_write && !text_reset_encoder(vm, self, cookie.position == 0 && cookie.flags == 0))
        return 0;
    return retain(given);
}

Value text_seek_row(Vm *vm, const Value *arg, size_t count)
{
    TextIo *self = as_text_io(arg[0]);
    Value   given = arg[1], here = 0, result = 0;
    int     whence;
    (void)count;

    if (!int_argument(vm, arg[2], &whence) || !text_check_open(vm, arg[0]))
        return 0;
    if (!self->seekable)
        return io_unsupported(vm, "underlying stream is not seekable");
    if (whence == 1 || whence == 2) {
        int is_zero = object_equal(vm, given, int_value(0));
        if (is_zero < 0)
            return 0;
        if (!is_zero)
            return io_unsupported(vm, whence == 1 ? "can't do nonzero cur-relative seeks"
                                                  : "can't do nonzero end-relative seeks");
    } else if (whence != 0) {
        return value_error(vm, "invalid whence (%d, should be 0, 1 or 2)", whence);
    }
    if (whence == 1) {                           // to where we are: sets the buffer's own position right
        here = io_call(vm, arg[0], NAME(tell));
        if (!here)
            return 0;
        given = here;
    }
    if (flush(vm, arg[0]))
        result = whence == 2 ? seek_end(vm, self) : seek_to(vm, self, given);
    release(vm, here);
    return result;
}
