/* bytes_percent.c - bytes % args. SPDX-License-Identifier: MIT */
#include "objects/bytes_methods.h"

#include "base/search.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/percent.h"

/* %c: one byte. */
static MUST_CHECK bool char_byte(Vm *vm, Value v, uint8_t *byte)
{
    int64_t c;

    if (is_bytes(vm, v) || is_bytearray(vm, v)) {
        ByteView view = byte_view(vm, v);
        if (view.length != 1)
            type_error(vm, "%%c requires an integer in range(256) or a single byte, not a %s object of length %zu",
                       is_bytes(vm, v) ? "bytes" : "bytearray", view.length);
        else
            *byte = view.data[0];
        return view.length == 1;
    }
    if (!type_of(vm, v)->slots.index) {
        type_error(vm, "%%c requires an integer in range(256) or a single byte, not %T", v);
        return false;
    }
    Value number = object_index(vm, v);
    if (!number)
        return false;
    bool fits = int_fits_int64(number, &c) && c >= 0 && c < 256;
    release(vm, number);
    if (!fits)
        overflow_error(vm, "%%c arg not in range(256)");
    *byte = (uint8_t)c;
    return fits;
}

static MUST_CHECK bool add_padded(ByteBuilder *builder, const PercentSpec *spec, const void *data, size_t length)
{
    if (spec->precision >= 0 && (size_t)spec->precision < length && spec->conversion != 'c')
        length = (size_t)spec->precision;
    size_t padding = spec->width > (int64_t)length ? (size_t)spec->width - length : 0;
    bool left = spec->flags & PERCENT_LEFT;
    return (left || byte_builder_repeat(builder, ' ', padding)) && byte_builder_add(builder, data, length) &&
           (!left || byte_builder_repeat(builder, ' ', padding));
}

/* %s and %b: a buffer's bytes, or what __bytes__ gives. */
static MUST_CHECK bool add_bytes(Vm *vm, ByteBuilder *builder, const PercentSpec *spec, Value v)
{
    ByteArg data;

    if (is_buffer(vm, v)) {
        if (!byte_arg(vm, v, &data))
            return false;
        bool added = add_padded(builder, spec, data.data, data.length);
        byte_arg_free(vm, &data);
        return added;
    }
    Value method = object_find_special(vm, v, NAME(__bytes__));
    if (method == UNBOUND) {
        type_error(vm, "%%b requires a bytes-like object, or an object that implements __bytes__, not '%.100T'", v);
        return false;
    }
    Value bytes = method ? call0(vm, method) : 0;
    release(vm, method);
    bool added = false;
    if (bytes && !is_bytes(vm, bytes))
        type_error(vm, "__bytes__ returned non-bytes (type %.200T)", bytes);
    else if (bytes)
        added = add_padded(builder, spec, as_bytes(bytes)->data, as_bytes(bytes)->length);
    release(vm, bytes);
    return added;
}

static MUST_CHECK bool add_ascii(Vm *vm, ByteBuilder *builder, const PercentSpec *spec, Value v)
{
    Value text = object_ascii(vm, v);
    bool added = text && add_padded(builder, spec, as_str(text)->data, as_str(text)->length);
    release(vm, text);
    return added;
}

static MUST_CHECK bool add_number(Percent *percent, ByteBuilder *builder, const PercentSpec *spec, Value v)
{
    Value text = percent_number(percent, spec, v);

    if (text == UNBOUND)
        text = percent_unknown(percent, spec->conversion);
    bool added = text && byte_builder_add(builder, as_str(text)->data, as_str(text)->length);
    release(percent->vm, text);
    return added;
}

static MUST_CHECK bool add_conversion(Percent *percent, ByteBuilder *builder)
{
    PercentSpec spec;
    uint8_t byte;
    bool added;

    if (!percent_read(percent, &spec))
        return false;
    Value v = percent_argument(percent);
    if (!v)
        return false;
    retain(v);
    switch (spec.conversion) {
    case 's': case 'b': added = add_bytes(percent->vm, builder, &spec, v); break;
    case 'r': case 'a': added = add_ascii(percent->vm, builder, &spec, v); break;
    case 'c':           added = char_byte(percent->vm, v, &byte) && add_padded(builder, &spec, &byte, 1); break;
    default:            added = add_number(percent, builder, &spec, v);
    }
    release(percent->vm, v);
    return added;
}

static MUST_CHECK bool format_all(Percent *percent, ByteBuilder *builder)
{
    const char *text = percent->text;

    while (percent->at < percent->length) {
        size_t plain = search_unit(1, text + percent->at, percent->length - percent->at, '%');
        size_t end = plain == SEARCH_NONE ? percent->length : percent->at + plain;
        if (!byte_builder_add(builder, text + percent->at, end - percent->at))
            return false;
        percent->at = end + 1;
        if (end == percent->length)
            break;
        if (percent->at < percent->length && text[percent->at] == '%') {
            percent->at++;
            if (!byte_builder_byte(builder, '%'))
                return false;
        } else if (!add_conversion(percent, builder)) {
            return false;
        }
    }
    return percent_end(percent);
}

/* A bytearray's format is copied: an argument's __str__ may change it. */
Value bytes_percent(Vm *vm, Value format, Value args)
{
    ByteView view = byte_view(vm, format);
    Value stable = bytes_from(vm, view.data, view.length);
    ByteBuilder builder;

    if (!stable)
        return 0;
    Percent percent = {.kind = 1, .text = as_bytes(stable)->data, .length = as_bytes(stable)->length, .is_bytes = true};
    percent_begin(&percent, vm, args);
    byte_builder_init(&builder, vm);
    bool done = format_all(&percent, &builder);
    percent_drop(&percent);
    release(vm, stable);
    if (!done) {
        byte_builder_drop(&builder);
        return 0;
    }
    return bytes_like_built(vm, format, &builder);
}
