/* exception_unicode.c - UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError. SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/exception_field.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

static UnicodeErrorBody *body_of(Value v)
{
    return (UnicodeErrorBody *)as_exception(v);
}

FIELD(UnicodeErrorBody, unicode_error, encoding)
FIELD(UnicodeErrorBody, unicode_error, object)
FIELD(UnicodeErrorBody, unicode_error, reason)

static Value get_start(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_int64(vm, body_of(arg[0])->start);
}

static Value get_end(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_from_int64(vm, body_of(arg[0])->end);
}

static bool set_number(Vm *vm, int64_t *place, Value value)
{
    if (!value)
        return type_error(vm, "can't delete numeric/char attribute");
    if (!is_int(vm, value))
        return type_error(vm, "an integer is required");
    return int_as_int64(vm, value, place);
}

static bool set_start(Vm *vm, Value self, Value value)
{
    return set_number(vm, &body_of(self)->start, value);
}

static bool set_end(Vm *vm, Value self, Value value)
{
    return set_number(vm, &body_of(self)->end, value);
}

/* ---- init: each position's kind is a letter, as in the message's count and order ---- */

static bool check_argument(Vm *vm, bool good, size_t position, const char *wanted, Value given)
{
    return good || type_error(vm, "argument %zu must be %s, not %T", position + 1, wanted, given);
}

/* s: str, o: any object, n: index */
static bool check_arguments(Vm *vm, const char *kinds, const Value *args, size_t count, int64_t *numbers)
{
    if (count != strlen(kinds))
        return type_error(vm, "function takes exactly %zu arguments (%zu given)", strlen(kinds), count);
    for (size_t i = 0; i < count; i++) {
        if (kinds[i] == 's' && !check_argument(vm, is_str(vm, args[i]), i, "str", args[i]))
            return false;
        if (kinds[i] == 'n' && !object_index_int64(vm, args[i], &overflow_error_type, numbers++))
            return false;
    }
    return true;
}

static void set_fields(Vm *vm, Value self, Value encoding, Taken object, Value reason, const int64_t *numbers)
{
    UnicodeErrorBody *body = body_of(self);
    replace(vm, &body->encoding, retain(encoding));
    replace(vm, &body->object, object);
    replace(vm, &body->reason, retain(reason));
    body->start = numbers[0];
    body->end = numbers[1];
}

static bool encode_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    int64_t numbers[2];
    if (!exception_init(vm, self, args, count, names) || !check_arguments(vm, "ssnns", args, count, numbers))
        return false;
    set_fields(vm, self, args[0], retain(args[1]), args[4], numbers);
    return true;
}

static bool decode_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    int64_t numbers[2];
    if (!exception_init(vm, self, args, count, names) || !check_arguments(vm, "sonns", args, count, numbers))
        return false;
    Value object = retain(args[1]);
    if (!is_bytes(vm, object)) {
        Buffer buffer = {0};
        release(vm, object);
        if (!buffer_get(vm, args[1], &buffer, BUFFER_SIMPLE))
            return false;
        object = bytes_from(vm, buffer.data, buffer.length);
        buffer_release(vm, &buffer);
        if (!object)
            return false;
    }
    set_fields(vm, self, args[0], object, args[4], numbers);
    return true;
}

static bool translate_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    int64_t numbers[2];
    if (!exception_init(vm, self, args, count, names) || !check_arguments(vm, "snns", args, count, numbers))
        return false;
    set_fields(vm, self, 0, retain(args[0]), args[3], numbers);
    return true;
}

/* ---- text ---- */

static void escape_char(uint32_t c, char text[12])
{
    snprintf(text, 12, c <= 0xFF ? "\\x%02x" : c <= 0xFFFF ? "\\u%04x" : "\\U%08x", c);
}

static Value encode_str(Vm *vm, Value v)
{
    UnicodeErrorBody *body = body_of(v);
    int64_t           start = body->start, end = body->end;
    char              character[12];
    if (!body->object)
        return EMPTY_STR;
    if (start >= 0 && start < (int64_t)as_str(body->object)->length && end >= 0 &&
        end <= (int64_t)as_str(body->object)->length && end == start + 1) {
        escape_char(str_char(as_str(body->object), (size_t)start), character);
        return str_format(vm, "'%S' codec can't encode character '%s' in position %lld: %S", body->encoding, character,
                          (long long)start, body->reason);
    }
    return str_format(vm, "'%S' codec can't encode characters in position %lld-%lld: %S", body->encoding, (long long)start,
                      (long long)(end - 1), body->reason);
}

static Value decode_str(Vm *vm, Value v)
{
    UnicodeErrorBody *body = body_of(v);
    int64_t           start = body->start, end = body->end;
    if (!body->object)
        return EMPTY_STR;
    int64_t length = (int64_t)as_bytes(body->object)->length;
    if (start >= 0 && start < length && end >= 0 && end <= length && end == start + 1)
        return str_format(vm, "'%S' codec can't decode byte 0x%x%x in position %lld: %S", body->encoding,
                          (unsigned)(uint8_t)as_bytes(body->object)->data[start] >> 4,
                          (unsigned)(uint8_t)as_bytes(body->object)->data[start] & 15, (long long)start, body->reason);
    return str_format(vm, "'%S' codec can't decode bytes in position %lld-%lld: %S", body->encoding, (long long)start,
                      (long long)(end - 1), body->reason);
}

static Value translate_str(Vm *vm, Value v)
{
    UnicodeErrorBody *body = body_of(v);
    int64_t           start = body->start, end = body->end;
    char              character[12];
    if (!body->object)
        return EMPTY_STR;
    int64_t length = (int64_t)as_str(body->object)->length;
    if (start >= 0 && start < length && end >= 0 && end <= length && end == start + 1) {
        escape_char(str_char(as_str(body->object), (size_t)start), character);
        return str_format(vm, "can't translate character '%s' in position %lld: %S", character, (long long)start,
                          body->reason);
    }
    return str_format(vm, "can't translate characters in position %lld-%lld: %S", (long long)start, (long long)(end - 1),
                      body->reason);
}

/* ---- the types ---- */

#define UNICODE_ROWS \
    MEMBER("encoding", unicode_error_get_encoding, unicode_error_set_encoding, "exception encoding"), \
    MEMBER("object", unicode_error_get_object, unicode_error_set_object, "exception object"), \
    MEMBER("start", get_start, set_start, "exception start"), MEMBER("end", get_end, set_end, "exception end"), \
    MEMBER("reason", unicode_error_get_reason, unicode_error_set_reason, "exception reason"), ROWS_END

#define OWNER &unicode_encode_error_type
static const Row encode_rows[] = {UNICODE_ROWS};
#undef OWNER
#define OWNER &unicode_decode_error_type
static const Row decode_rows[] = {UNICODE_ROWS};
#undef OWNER
#define OWNER &unicode_translate_error_type
static const Row translate_rows[] = {UNICODE_ROWS};
#undef OWNER

#define UNICODE(symbol, name, shape, prefix, doc) \
    EXCEPTION_TYPE(symbol, name, unicode_error, shape, UnicodeErrorBody, 112, doc, .rows = prefix##_rows, \
                   .restated = "__new__", .slots = {EXCEPTION_SLOTS, .init = prefix##_init, .str = prefix##_str})
UNICODE(unicode_encode_error, "UnicodeEncodeError", SHAPE_UNICODE_ENCODE_ERROR, encode, "Text can't be encoded.")
UNICODE(unicode_decode_error, "UnicodeDecodeError", SHAPE_UNICODE_DECODE_ERROR, decode, "Bytes can't be decoded.")
UNICODE(unicode_translate_error, "UnicodeTranslateError", SHAPE_UNICODE_TRANSLATE_ERROR, translate,
        "Text can't be translated.")
