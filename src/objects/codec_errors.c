/* codec_errors.c - error handlers as Python sees them: the built-in functions, and the registry of names.
 * SPDX-License-Identifier: MIT */
#include "objects/codec_handler.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/tuple.h"

/* The faulty range, forced into the object as CPython forces it. */
static void clip_range(const UnicodeErrorBody *error, size_t length, size_t *start, size_t *end)
{
    int64_t size = (int64_t)length, from = error->start, to = error->end;

    from = from < 0 ? 0 : from >= size ? size > 0 ? size - 1 : 0 : from;
    to = to < 1 ? 1 : to;
    to = to > size ? size : to;
    *start = (size_t)from;
    *end = (size_t)(to < from ? from : to);
}

static Value unknown_error(Vm *vm, Value exception)
{
    return type_error(vm, "don't know how to handle %.200T in error callback", exception);
}

static Value raise_again(Vm *vm, Value exception)
{
    if (is_exception(vm, exception))
        return raise_instance(vm, retain(exception));
    return type_error(vm, "codec must pass exception instance");
}

/* The answer for an untranslatable range, which only three handlers know. */
static Value handle_translate(Vm *vm, Handler handler, Value text, size_t start, size_t end)
{
    StrBuilder builder;
    size_t resume;

    if (handler == HANDLER_BACKSLASH)
        return codec_handle_encode(vm, handler, "", text, start, end, &resume);
    str_builder_init(&builder, vm);
    if (!str_builder_repeat(&builder, 0xFFFD, handler == HANDLER_REPLACE ? end - start : 0)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* What the handler makes of the error; UNBOUND: raise it; 0: an exception is set. */
static Value handle(Vm *vm, Handler handler, Value exception, size_t *resume)
{
    const UnicodeErrorBody *error = (UnicodeErrorBody *)object_of(exception);
    bool translates = handler == HANDLER_IGNORE || handler == HANDLER_REPLACE || handler == HANDLER_BACKSLASH;
    size_t start, end;
    Utf8 encoding = {.data = ""};
    Value result;

    if (is_instance_of(vm, exception, &unicode_translate_error_type) && translates) {
        clip_range(error, as_str(error->object)->length, &start, &end);
        *resume = end;
        return handle_translate(vm, handler, error->object, start, end);
    }
    bool encodes = is_instance_of(vm, exception, &unicode_encode_error_type);
    if (!encodes && !(is_instance_of(vm, exception, &unicode_decode_error_type) && handler != HANDLER_XMLCHARREF &&
                      handler != HANDLER_NAME))
        return unknown_error(vm, exception);
    if (!str_utf8(vm, error->encoding, &encoding))
        return 0;
    if (encodes) {
        clip_range(error, as_str(error->object)->length, &start, &end);
        result = codec_handle_encode(vm, handler, encoding.data, error->object, start, end, resume);
    } else {
        const Bytes *bytes = as_bytes(error->object);
        clip_range(error, bytes->length, &start, &end);
        result = codec_handle_decode(vm, handler, encoding.data, (const uint8_t *)bytes->data, bytes->length, start, end, resume);
    }
    utf8_free(vm, &encoding);
    return result;
}

static Value call_handler(Vm *vm, Handler handler, Value exception)
{
    size_t resume;

    if (handler == HANDLER_STRICT)
        return raise_again(vm, exception);
    if (!is_exception(vm, exception))
        return unknown_error(vm, exception);
    Value text = handle(vm, handler, exception, &resume);
    if (text == UNBOUND)
        return raise_again(vm, exception);
    Value result = text ? tuple_of(vm, 2, text, int_value((int64_t)resume)) : 0;
    release(vm, text);
    return result;
}

#define HANDLER(function, kind) \
    static Value function(Vm *vm, const Value *arg, size_t count) { (void)count; return call_handler(vm, kind, arg[0]); }
HANDLER(strict_errors, HANDLER_STRICT)
HANDLER(ignore_errors, HANDLER_IGNORE)
HANDLER(replace_errors, HANDLER_REPLACE)
HANDLER(xmlcharrefreplace_errors, HANDLER_XMLCHARREF)
HANDLER(backslashreplace_errors, HANDLER_BACKSLASH)
HANDLER(namereplace_errors, HANDLER_NAME)
HANDLER(surrogatepass_errors, HANDLER_SURROGATE_PASS)
HANDLER(surrogateescape_errors, HANDLER_SURROGATE_ESCAPE)
#undef HANDLER

#define OWNER NULL
static const Row handler_rows[HANDLER_COUNT] = {
    FUNCTION("strict_errors(exception, /)", strict_errors, CALL_ONE,
             "Implements the 'strict' error handling, which raises a UnicodeError on coding errors."),
    FUNCTION("ignore_errors(exception, /)", ignore_errors, CALL_ONE,
             "Implements the 'ignore' error handling, which ignores malformed data and continues."),
    FUNCTION("replace_errors(exception, /)", replace_errors, CALL_ONE,
             "Implements the 'replace' error handling, which replaces malformed data with a replacement marker."),
    FUNCTION("xmlcharrefreplace_errors(exception, /)", xmlcharrefreplace_errors, CALL_ONE,
             "Implements the 'xmlcharrefreplace' error handling, which replaces an unencodable character with the appropriate "
             "XML character reference."),
    FUNCTION("backslashreplace_errors(exception, /)", backslashreplace_errors, CALL_ONE,
             "Implements the 'backslashreplace' error handling, which replaces malformed data with a backslashed escape "
             "sequence."),
    FUNCTION("namereplace_errors(exception, /)", namereplace_errors, CALL_ONE,
             "Implements the 'namereplace' error handling, which replaces an unencodable character with a \\N{...} escape "
             "sequence."),
    FUNCTION("surrogatepass(exception, /)", surrogatepass_errors, CALL_ONE, NULL),
    FUNCTION("surrogateescape(exception, /)", surrogateescape_errors, CALL_ONE, NULL),
};
#undef OWNER

Value codec_lookup_error(Vm *vm, Value name)
{
    CodecState *state = codec_state(vm);

    if (!state)
        return 0;
    Value found = name ? dict_find(vm, state->handlers, name) : UNBOUND;
    if (found != UNBOUND)
        return retain(found);
    Handler handler = codec_handler_of(name);
    if (handler != HANDLER_OTHER)
        return value_of(&handler_rows[handler]);
    return raise_format(vm, &lookup_error_type, "unknown error handler name '%.400U'", name);
}

bool codec_register_error(Vm *vm, Value name, Value handler)
{
    CodecState *state = codec_state(vm);

    if (!is_callable(vm, handler)) {
        type_error(vm, "handler must be callable");
        return false;
    }
    return state && dict_set(vm, state->handlers, name, handler);
}
