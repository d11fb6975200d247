/* text_codec.c - TextIOWrapper's coding: natively where bytes are good, by the codec's objects otherwise.
 *
 * State of the native decoder, as getstate() of the codec's would tell it: (tail, 0), and with universal newlines
 * (tail, pending_cr). SPDX-License-Identifier: MIT */
#include "base/utf8.h"
#include "modules/io/text.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { SHORT_TEXT = 16384 };   /* characters */

Native text_native_of(Value encoding)
{
    static const struct {
        const char *name;
        Native      native;
    } known[] = {
        {"utf8", NATIVE_UTF8}, {"ascii", NATIVE_ASCII}, {"usascii", NATIVE_ASCII}, {"646", NATIVE_ASCII},
        {"latin1", NATIVE_LATIN1}, {"iso88591", NATIVE_LATIN1}, {"l1", NATIVE_LATIN1},
    };
    const Str *s = as_str(encoding);
    char       plain[12];
    size_t     length = 0;

    if (!str_is_ascii(s))
        return NATIVE_NONE;
    for (size_t i = 0; i < s->length; i++) {     // letters and digits, in lower case
        char c = s->data[i];
        if (c == '-' || c == '_' || c == ' ')
            continue;
        if (length + 1 == sizeof plain)
            return NATIVE_NONE;
        plain[length++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
    }
    plain[length] = 0;
    for (size_t i = 0; i < countof(known); i++)
        if (strcmp(plain, known[i].name) == 0)
            return known[i].native;
    return NATIVE_NONE;
}

Value text_codec_info(Vm *vm, Value encoding)
{
    Value module = vm->up->import(vm, "_codecs");
    Value info = module ? io_call1(vm, module, NAME(lookup), encoding) : 0;
    release(vm, module);
    if (!info)
        return 0;
    Value is_text = object_find_attr(vm, info, NAME(_is_text_encoding));
    int   truth = !is_text ? -1 : is_text == UNBOUND ? 1 : object_truth(vm, is_text);
    release(vm, is_text);
    if (truth == 0)
        (void)raise_format(vm, &lookup_error_type, "'%U' is not a text encoding", encoding);
    if (truth <= 0) {
        release(vm, info);
        return 0;
    }
    return info;
}

/* codecs.lookup(encoding).<name>(errors) */
static Value make_codec(Vm *vm, TextIo *self, Value name)
{
    Value info = text_codec_info(vm, self->encoding);
    Value codec = info ? io_call1(vm, info, name, self->errors) : 0;
    release(vm, info);
    return codec;
}

bool text_make_decoder(Vm *vm, TextIo *self)
{
    Value codec = make_codec(vm, self, NAME(incrementaldecoder));
    if (!codec)
        return false;
    if (self->read_universal) {
        const Value args[] = {codec, bool_value(self->read_translates)};
        Value       wrapped = call(vm, type_value(&incremental_newline_decoder_type), args, 2, 0);
        release(vm, codec);
        if (!wrapped)
            return false;
        codec = wrapped;
    }
    replace(vm, &self->decoder, codec);
    return true;
}

bool text_make_encoder(Vm *vm, TextIo *self)
{
    Value codec = make_codec(vm, self, NAME(incrementalencoder));
    if (!codec)
        return false;
    replace(vm, &self->encoder, codec);
    return true;
}

/* ---- decoding ---- */

/* The codec's decoder, brought to the state the native one has reached. */
static bool leave_native(Vm *vm, TextIo *self)
{
    char    tail[4];
    size_t  size = self->tail_size;
    int64_t flags = self->newlines.pending_cr;

    memcpy(tail, self->tail, size);
    if (!text_make_decoder(vm, self))
        return false;
    self->native = NATIVE_NONE;
    self->tail_size = 0;
    return text_set_state(vm, self, tail, size, flags);
}

static Value decode_by_codec(Vm *vm, TextIo *self, const char *data, size_t size, bool final)
{
    Value bytes = bytes_from(vm, data, size);
    if (!bytes)
        return 0;
    const Value args[] = {bytes, bool_value(final)};
    Value       text = call_method(vm, self->decoder, NAME(decode), args, 2);
    release(vm, bytes);
    if (text && !is_str(vm, text)) {
        (void)type_error(vm, "decoder should return a string result, not '%T'", text);
        release(vm, text);
        return 0;
    }
    return text;
}

static Value str_of_utf8(Vm *vm, const char *data, const Utf8Scan *scan)
{
    Str *s = str_new(vm, scan->length, scan->limit);
    if (!s)
        return 0;
    utf8_decode(data, scan->position, (int)str_kind(s), s->data);
    return str_ready(vm, s);
}

/* Without a tail. UNBOUND: these bytes are the codec's business. */
static Value decode_good(Vm *vm, TextIo *self, const char *data, size_t size, bool final)
{
    Utf8Scan scan;

    if (self->native == NATIVE_LATIN1)
        return str_from_latin1(vm, data, size);
    if (self->native == NATIVE_ASCII)
        return utf8_ascii_prefix(data, size) == size ? str_from_latin1(vm, data, size) : UNBOUND;
    if (!utf8_scan(data, size, false, &scan)) {
        if (final || !scan.incomplete || size - scan.position > 3)
            return UNBOUND;
        self->tail_size = (uint8_t)(size - scan.position);
        memcpy(self->tail, data + scan.position, self->tail_size);
    }
    return str_of_utf8(vm, data, &scan);
}

/* Joins the tail with what has come. */
static Value decode_after_tail(Vm *vm, TextIo *self, const char *data, size_t size, bool final)
{
    size_t tail_size = self->tail_size, whole = tail_size + size;
    char  *joined = mem_alloc(vm, whole);
    if (!joined)
        return 0;
    memcpy(joined, self->tail, tail_size);
    if (size)
        memcpy(joined + tail_size, data, size);
    self->tail_size = 0;
    Value text = decode_good(vm, self, joined, whole, final);
    if (text == UNBOUND || !text)
        self->tail_size = (uint8_t)tail_size;    // as it was: the codec gets it
    mem_free(vm, joined, whole);
    return text;
}

Value text_decode(Vm *vm, TextIo *self, const char *data, size_t size, bool final)
{
    if (self->native == NATIVE_NONE)
        return decode_by_codec(vm, self, data, size, final);
    Value text = self->tail_size ? decode_after_tail(vm, self, data, size, final)
                                 : decode_good(vm, self, data, size, final);
    if (text == UNBOUND)
        return leave_native(vm, self) ? decode_by_codec(vm, self, data, size, final) : 0;
    if (!text || !self->read_universal)
        return text;
    return newlines_decode(vm, &self->newlines, text, final);
}

bool text_get_state(Vm *vm, TextIo *self, Value *bytes, int64_t *flags)
{
    if (self->native != NATIVE_NONE) {
        *flags = self->newlines.pending_cr;
        *bytes = bytes_from(vm, self->tail, self->tail_size);
        return *bytes != 0;
    }
    Value state = io_call(vm, self->decoder, NAME(getstate));
    bool  good = false;
    if (!state)
        return false;
    if (!is_tuple(vm, state))
        (void)type_error(vm, "illegal decoder state");
    else if (tuple_length(state) != 2 || !is_int(vm, tuple_get(state, 1)))
        (void)type_error(vm, "illegal decoder state");
    else if (!is_bytes(vm, tuple_get(state, 0)))
        (void)type_error(vm, "illegal decoder state: the first item should be a bytes object, not '%T'",
                         tuple_get(state, 0));
    else
        good = int_as_int64(vm, tuple_get(state, 1), flags);
    if (good)
        *bytes = retain(tuple_get(state, 0));
    release(vm, state);
    return good;
}

bool text_set_state(Vm *vm, TextIo *self, const char *data, size_t size, int64_t flags)
{
    if (self->native != NATIVE_NONE && size <= 3 && flags <= 1) {
        self->newlines.pending_cr = flags;
        self->tail_size = (uint8_t)size;
        memcpy(self->tail, data, size);
        return true;
    }
    if (self->native != NATIVE_NONE && !leave_native(vm, self))
        return false;
    Value bytes = bytes_from(vm, data, size), number = int_from_int64(vm, flags);
    Value state = bytes && number ? tuple_of(vm, 2, bytes, number) : 0;
    Value done = state ? io_call1(vm, self->decoder, NAME(setstate), state) : 0;
    release(vm, bytes);
    release(vm, number);
    release(vm, state);
    release(vm, done);
    return done != 0;
}

bool text_reset_decoder(Vm *vm, TextIo *self)
{
    if (!self->can_read)
        return true;
    if (self->native != NATIVE_NONE) {
        self->newlines.pending_cr = false;
        self->newlines.seen = 0;
        self->tail_size = 0;
        return true;
    }
    return io_call_nothing(vm, self->decoder, NAME(reset));
}

/* ---- encoding ---- */

bool text_reset_encoder(Vm *vm, TextIo *self, bool at_start)
{
    self->at_start = at_start;
    if (!self->encoder)
        return true;
    if (at_start)
        return io_call_nothing(vm, self->encoder, NAME(reset));
    Value done = io_call1(vm, self->encoder, NAME(setstate), int_value(0));
    release(vm, done);
    return done != 0;
}

/* Room for size bytes more behind those that wait. */
static bool ensure_waiting(Vm *vm, TextIo *self, size_t size)
{
    size_t needed;
    if (__builtin_add_overflow(self->waiting_size, size, &needed))
        return heap_refuse(vm) != NULL;
    if (needed <= self->waiting_room)
        return true;
    size_t room = needed + needed / 4 + 256;
    char  *larger = mem_resize(vm, self->waiting, self->waiting_room, room);
    if (!larger)
        return false;
    self->waiting = larger;
    self->waiting_room = room;
    return true;
}

static bool append(Vm *vm, TextIo *self, const char *data, size_t size)
{
    if (!ensure_waiting(vm, self, size))
        return false;
    if (size)
        memcpy(self->waiting + self->waiting_size, data, size);
    self->waiting_size += size;
    return true;
}

static bool encode_by_codec(Vm *vm, TextIo *self, Value text)
{
    if (!self->encoder && !text_make_encoder(vm, self))
        return false;
    Value bytes = io_call1(vm, self->encoder, NAME(encode), text);
    if (!bytes)
        return false;
    bool done = is_bytes(vm, bytes);
    if (done)
        done = append(vm, self, as_bytes(bytes)->data, as_bytes(bytes)->length);
    else
        (void)type_error(vm, "encoder should return a bytes object, not '%T'", bytes);
    release(vm, bytes);
    return done;
}

bool text_encode(Vm *vm, TextIo *self, Value text)
{
    const Str *s = as_str(text);

    if (self->native_write != NATIVE_NONE && str_is_ascii(s))
        return append(vm, self, s->data, s->length);
    if (self->native_write == NATIVE_LATIN1 && str_kind(s) == 1)
        return append(vm, self, s->data, s->length);
    if (self->native_write == NATIVE_UTF8) {
        int kind = (int)str_kind(s);
        if (kind == 1 || utf8_find_surrogate(kind, s->data, 0, s->length) == s->length) {
            // Room for the worst case spares short texts a walk.
            size_t most = kind == 1 ? 2 : kind == 2 ? 3 : 4;
            size_t size = s->length < SHORT_TEXT ? s->length * most : utf8_encoded_size(kind, s->data, s->length);
            if (!ensure_waiting(vm, self, size))
                return false;
            char *end = utf8_encode(kind, s->data, s->length, self->waiting + self->waiting_size);
            self->waiting_size = (size_t)(end - self->waiting);
            return true;
        }
    }
    return encode_by_codec(vm, self, text);
}
