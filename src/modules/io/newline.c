/* newline.c - IncrementalNewlineDecoder, and the translation behind it. SPDX-License-Identifier: MIT */
#include "modules/io/text.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/tuple.h"

static bool has_char(const Str *s, char wanted)
{
    if (str_kind(s) == 1)
        return memchr(s->data, wanted, s->length) != NULL;
    for (size_t i = 0; i < s->length; i++)
        if (str_char(s, i) == (uint8_t)wanted)
            return true;
    return false;
}

/* Notes which ends of lines are in s. */
static void look(Newlines *state, const Str *s)
{
    for (size_t i = 0; i < s->length && state->seen != SEEN_ALL; i++) {
        uint32_t c = str_char(s, i);
        if (c == '\n') {
            state->seen |= SEEN_LF;
        } else if (c == '\r') {
            bool pair = i + 1 < s->length && str_char(s, i + 1) == '\n';
            state->seen |= pair ? SEEN_CRLF : SEEN_CR;
            i += pair;
        }
    }
}

/* A copy with \n for each \r and \r\n, which are noted. */
static Value translate(Vm *vm, Newlines *state, const Str *s)
{
    unsigned kind = str_kind(s);
    size_t   length = 0;
    Str     *result = str_new(vm, s->length, str_limit(s));
    if (!result)
        return 0;
    for (size_t i = 0; i < s->length; i++) {
        uint32_t c = str_char(s, i);
        if (c == '\n')
            state->seen |= SEEN_LF;
        if (c == '\r') {
            bool pair = i + 1 < s->length && str_char(s, i + 1) == '\n';
            state->seen |= pair ? SEEN_CRLF : SEEN_CR;
            i += pair;
            c = '\n';
        }
        str_write(kind, result->data, length++, c);
    }
    if (length == s->length)
        return str_ready(vm, result);
    Value shorter = str_from_kind(vm, kind, result->data, length);
    release(vm, value_of(result));
    return shorter;
}

Value newlines_decode(Vm *vm, Newlines *state, Taken text, bool final)
{
    if (state->pending_cr && (final || as_str(text)->length)) {
        Value cr = str_from_char(vm, '\r'), joined = cr ? str_concat(vm, cr, text) : 0;
        release(vm, cr);
        release(vm, text);
        if (!joined)
            return 0;
        text = joined;
        state->pending_cr = false;
    }
    size_t length = as_str(text)->length;
    if (!final && length && str_char(as_str(text), length - 1) == '\r') {
        Value shorter = str_slice(vm, text, 0, length - 1);
        release(vm, text);
        if (!shorter)
            return 0;
        text = shorter;
        state->pending_cr = true;
        length--;
    }
    if (!length)
        return text;
    const Str *s = as_str(text);
    if (!has_char(s, '\r')) {
        if (!(state->seen & SEEN_LF) && has_char(s, '\n'))
            state->seen |= SEEN_LF;
        return text;
    }
    if (!state->translates) {
        look(state, s);
        return text;
    }
    Value result = translate(vm, state, s);
    release(vm, text);
    return result;
}

Value newlines_seen(Vm *vm, const Newlines *state)
{
    static const char *const texts[] = {"\r", "\n", "\r\n"};
    Value  found[3], result = NONE;
    size_t count = 0;

    for (unsigned i = 0; i < 3; i++)
        if (state->seen >> i & 1) {
            found[count] = str_from_cstring(vm, texts[i]);
            if (!found[count++])
                result = 0;
        }
    if (result && count == 1)
        return found[0];
    if (result && count)
        result = tuple_from(vm, found, count);
    for (size_t i = 0; i < count; i++)
        release(vm, found[i]);
    return result;
}

/* ---- the type ---- */

typedef struct NewlineDecoder {
    Object   head;
    Value    decoder;              /* 0: __init__ was not called; NONE: decode gets strs */
    Value    errors;
    Newlines state;
} NewlineDecoder;

static NewlineDecoder *as_decoder(Value v)
{
    return (NewlineDecoder *)object_of(v);
}

static bool check(Vm *vm, const NewlineDecoder *self)
{
    if (!self->decoder)
        (void)value_error(vm, "IncrementalNewlineDecoder.__init__() not called");
    return self->decoder != 0;
}

static Value new_decoder(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return io_new(vm, cls);
}

static Value init(Vm *vm, const Value *arg, size_t count)
{
    NewlineDecoder *self = as_decoder(arg[0]);
    (void)count;
    int translates = object_truth(vm, arg[2]);
    if (translates < 0)
        return 0;
    replace(vm, &self->errors, retain(arg[3]));
    replace(vm, &self->decoder, retain(arg[1]));
    self->state = (Newlines){.translates = translates};
    return NONE;
}

static Value decode(Vm *vm, const Value *arg, size_t count)
{
    NewlineDecoder *self = as_decoder(arg[0]);
    Value           text;
    (void)count;

    int final = object_truth(vm, arg[2]);
    if (final < 0 || !check(vm, self))
        return 0;
    if (self->decoder == NONE) {
        text = retain(arg[1]);
    } else {
        const Value args[] = {arg[1], bool_value(final)};
        text = call_method(vm, self->decoder, NAME(decode), args, 2);
    }
    if (!text)
        return 0;
    if (!is_str(vm, text)) {
        (void)type_error(vm, "decoder should return a string result, not '%T'", text);
        release(vm, text);
        return 0;
    }
    return newlines_decode(vm, &self->state, text, final);
}

/* Bytes and flags of the inner decoder's state, which must be a pair of a bytes and an int. */
static bool inner_state(Vm *vm, NewlineDecoder *self, Value *bytes, int64_t *flags)
{
    *flags = 0;
    if (self->decoder == NONE) {
        *bytes = bytes_empty(vm);
        return *bytes != 0;
    }
    Value state = io_call(vm, self->decoder, NAME(getstate));
    bool  good = false;
    if (!state)
        return false;
    if (!is_tuple(vm, state) || tuple_length(state) != 2 || !is_int(vm, tuple_get(state, 1)))
        (void)type_error(vm, "illegal decoder state");
    else if (int_as_int64(vm, tuple_get(state, 1), flags)) {
        *bytes = retain(tuple_get(state, 0));
        good = true;
    }
    release(vm, state);
    return good;
}

static Value getstate(Vm *vm, const Value *arg, size_t count)
{
    NewlineDecoder *self = as_decoder(arg[0]);
    Value           bytes, number, state = 0;
    int64_t         flags;
    (void)count;

    if (!check(vm, self) || !inner_state(vm, self, &bytes, &flags))
        return 0;
    number = int_from_int64(vm, (int64_t)((uint64_t)flags << 1) | self->state.pending_cr);
    if (number)
        state = tuple_of(vm, 2, bytes, number);
    release(vm, bytes);
    release(vm, number);
    return state;
}

static Value setstate(Vm *vm, const Value *arg, size_t count)
{
    NewlineDecoder *self = as_decoder(arg[0]);
    int64_t         flags;
    (void)count;

    if (!check(vm, self))
        return 0;
    if (!is_tuple(vm, arg[1]))
        return type_error(vm, "state argument must be a tuple");
    if (tuple_length(arg[1]) != 2 || !is_int(vm, tuple_get(arg[1], 1)))
        return type_error(vm, "setstate(): illegal state argument");
    if (!int_as_int64(vm, tuple_get(arg[1], 1), &flags))
        return 0;
    self->state.pending_cr = flags & 1;
    if (self->decoder == NONE)
        return NONE;
    Value number = int_from_int64(vm, (int64_t)((uint64_t)flags >> 1));
    Value inner = number ? tuple_of(vm, 2, tuple_get(arg[1], 0), number) : 0;
    Value result = inner ? io_call1(vm, self->decoder, NAME(setstate), inner) : 0;
    release(vm, number);
    release(vm, inner);
    return result;
}

static Value reset(Vm *vm, const Value *arg, size_t count)
{
    NewlineDecoder *self = as_decoder(arg[0]);
    (void)count;
    if (!check(vm, self))
        return 0;
    self->state.seen = 0;
    self->state.pending_cr = false;
    return self->decoder == NONE ? NONE : io_call(vm, self->decoder, NAME(reset));
}

static Value get_newlines(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return check(vm, as_decoder(arg[0])) ? newlines_seen(vm, &as_decoder(arg[0])->state) : 0;
}

static bool traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    NewlineDecoder *self = (NewlineDecoder *)object;
    (void)vm;
    return (!self->decoder || visit(self->decoder, arg)) && (!self->errors || visit(self->errors, arg));
}

static void clear(Vm *vm, Object *object)
{
    NewlineDecoder *self = (NewlineDecoder *)object;
    replace(vm, &self->decoder, 0);
    replace(vm, &self->errors, 0);
}

static void dealloc(Vm *vm, Object *object)
{
    clear(vm, object);
    heap_free(vm, object, sizeof(NewlineDecoder));
}

#define OWNER &incremental_newline_decoder_type
static const Row rows[] = {
    METHOD("decode(self, input, final=False)", decode, CALL_KEYWORDS, NULL),
    METHOD("getstate(self, /)", getstate, CALL_NOARGS, NULL),
    METHOD("setstate(self, state, /)", setstate, CALL_ONE, NULL),
    METHOD("reset(self, /)", reset, CALL_NOARGS, NULL),
    GETSET("newlines", get_newlines, NULL, NULL),
    ROWS_END
};
static const Row init_row =
    INIT_ROW("IncrementalNewlineDecoder(self, decoder, translate, errors='strict')", init, CALL_KEYWORDS);
#undef OWNER

const Type incremental_newline_decoder_type = {
    TYPE_HEAD,
    .name = "_io.IncrementalNewlineDecoder",
    .doc = "Codec used when reading a file in universal newlines mode.",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_INCREMENTAL_NEWLINE_DECODER,
    .flags = 0x5700, .basic_size = 40,
    .size = sizeof(NewlineDecoder),
    .init_row = &init_row,
    .slots = {OBJECT_SLOTS, .dealloc = dealloc, .traverse = traverse, .clear = clear, .new = new_decoder,
              .init = init_from_row},
};
