/* str_format.c - str.format and format_map. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/format_field.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

typedef enum Numbering { NUMBERING_OPEN, NUMBERING_AUTOMATIC, NUMBERING_MANUAL } Numbering;

typedef struct Formatter {
    Vm       *vm;
    Value     args;     /* tuple; 0: format_map has none */
    Value     kwargs;   /* dict or any mapping; 0: none */
    Numbering numbering;
    int64_t   next;     /* of automatic numbers */
} Formatter;

static MUST_CHECK bool build(Formatter *formatter, StrBuilder *builder, Value text, TextRange range, int depth);

/* Numbers an empty field name, and refuses a mix of both ways. */
static MUST_CHECK bool number_field(Formatter *formatter, bool is_empty, int64_t *index)
{
    if (!is_empty && *index < 0)
        return true;
    Numbering wanted = is_empty ? NUMBERING_AUTOMATIC : NUMBERING_MANUAL;
    if (formatter->numbering == NUMBERING_OPEN)
        formatter->numbering = wanted;
    if (formatter->numbering != wanted) {
        value_error(formatter->vm, is_empty ? "cannot switch from manual field specification to automatic field numbering"
                                            : "cannot switch from automatic field numbering to manual field specification");
        return false;
    }
    if (is_empty)
        *index = formatter->next++;
    return true;
}

/* Owned: what the first part of a field name stands for. */
static Value find_first(Formatter *formatter, Value text, TextRange first, int64_t index)
{
    Vm *vm = formatter->vm;

    if (index >= 0) {
        if (!formatter->args)
            return value_error(vm, "Format string contains positional fields");
        if ((size_t)index >= tuple_length(formatter->args))
            return raise_format(vm, &index_error_type, "Replacement index %lld out of range for positional args tuple",
                                (long long)index);
        return retain(tuple_get(formatter->args, (size_t)index));
    }
    Value key = str_slice(vm, text, first.start, first.end), found = 0;
    if (!key)
        return 0;
    if (!formatter->kwargs)
        key_error(vm, key);
    else
        found = object_getitem(vm, formatter->kwargs, key);
    release(vm, key);
    return found;
}

static Value follow_part(Vm *vm, Value v, Value text, bool is_attribute, TextRange name, int64_t index)
{
    if (!is_attribute && index >= 0) {
        Value number = int_from_int64(vm, index), item = number ? object_getitem(vm, v, number) : 0;
        release(vm, number);
        return item;
    }
    Value key = str_slice(vm, text, name.start, name.end);
    Value result = !key ? 0 : is_attribute ? object_getattr(vm, v, key) : object_getitem(vm, v, key);
    release(vm, key);
    return result;
}

/* Owned: the value that a field's name leads to. */
static Value find_object(Formatter *formatter, Value text, TextRange field)
{
    TextRange first, name;
    FieldReader reader;
    int64_t index;
    bool is_attribute;
    int more;

    if (!field_split(formatter->vm, text, field, &first, &index, &reader) ||
        !number_field(formatter, first.start == first.end, &index))
        return 0;
    Value v = find_first(formatter, text, first, index);
    while (v && (more = field_next(&reader, &is_attribute, &name, &index)) != 0) {
        Value next = more < 0 ? 0 : follow_part(formatter->vm, v, text, is_attribute, name, index);
        release(formatter->vm, v);
        v = next;
    }
    return v;
}

/* Takes v. */
static Value convert(Vm *vm, Taken v, uint32_t conversion)
{
    Value result = 0;

    switch (conversion) {
    case 0:   return v;
    case 'r': result = object_repr(vm, v); break;
    case 's': result = object_str(vm, v); break;
    case 'a': result = object_ascii(vm, v); break;
    default:
        if (conversion > 32 && conversion < 127)
            value_error(vm, "Unknown conversion specifier %c", conversion);
        else
            value_error(vm, "Unknown conversion specifier \\x%x", conversion);
    }
    release(vm, v);
    return result;
}

/* The specification with its own fields replaced. Owned. */
static Value expand_spec(Formatter *formatter, Value text, const Markup *markup, int depth)
{
    StrBuilder builder;

    if (!markup->spec_has_fields)
        return str_slice(formatter->vm, text, markup->spec.start, markup->spec.end);
    str_builder_init(&builder, formatter->vm);
    if (!build(formatter, &builder, text, markup->spec, depth - 1)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

static MUST_CHECK bool add_field(Formatter *formatter, StrBuilder *builder, Value text, const Markup *markup, int depth)
{
    Vm *vm = formatter->vm;
    bool added = false;

    Value v = find_object(formatter, text, markup->field);
    v = v ? convert(vm, v, markup->conversion) : 0;
    Value spec = v ? expand_spec(formatter, text, markup, depth) : 0;
    if (spec && is_exact_str(v) && !as_str(spec)->length) {
        added = str_builder_str(builder, v);
    } else if (spec) {
        Value shown = object_format(vm, v, spec);
        added = shown && str_builder_str(builder, shown);
        release(vm, shown);
    }
    release(vm, spec);
    release(vm, v);
    return added;
}

static MUST_CHECK bool build(Formatter *formatter, StrBuilder *builder, Value text, TextRange range, int depth)
{
    MarkupReader reader = {formatter->vm, text, range.start, range.end};
    Markup markup;
    int more;

    if (depth <= 0) {
        value_error(formatter->vm, "Max string recursion exceeded");
        return false;
    }
    while ((more = markup_next(&reader, &markup)) > 0)
        if (!str_builder_slice(builder, text, markup.literal.start, markup.literal.end) ||
            (markup.has_field && !add_field(formatter, builder, text, &markup, depth)))
            return false;
    return more == 0;
}

static Value format_with(Vm *vm, Value text, Value args, Value kwargs)
{
    Formatter formatter = {.vm = vm, .args = args, .kwargs = kwargs};
    StrBuilder builder;

    str_builder_init(&builder, vm);
    if (!build(&formatter, &builder, text, (TextRange){0, as_str(text)->length}, 2)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value str_format_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return format_with(vm, arg[0], arg[1], arg[2]);
}

Value str_format_map(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return format_with(vm, arg[0], 0, arg[1]);
}
