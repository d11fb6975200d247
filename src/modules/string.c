/* string.c - _string: the parsers of format strings, for string.Formatter. SPDX-License-Identifier: MIT */
#include "modules/string.h"

#include "objects/errors.h"
#include "objects/format_field.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/tuple.h"

typedef struct FormatterIterator {
    Object       head;
    MarkupReader reader;  /* its text is owned */
} FormatterIterator;

typedef struct FieldIterator {
    Object      head;
    FieldReader reader;   /* its text is owned */
} FieldIterator;

static void formatter_dealloc(Vm *vm, Object *object)
{
    release(vm, ((FormatterIterator *)object)->reader.text);
    heap_free(vm, object, sizeof(FormatterIterator));
}

static void field_dealloc(Vm *vm, Object *object)
{
    release(vm, ((FieldIterator *)object)->reader.text);
    heap_free(vm, object, sizeof(FieldIterator));
}

static Value range_text(Vm *vm, Value text, TextRange range)
{
    return str_slice(vm, text, range.start, range.end);
}

/* (literal, field name, specification, conversion) */
static Value formatter_next(Vm *vm, Value self)
{
    MarkupReader *reader = &((FormatterIterator *)object_of(self))->reader;
    Markup markup;
    Value items[4] = {0, NONE, NONE, NONE}, result = 0;

    int more = markup_next(reader, &markup);
    if (more <= 0)
        return more ? 0 : UNBOUND;
    items[0] = range_text(vm, reader->text, markup.literal);
    if (markup.has_field) {
        items[1] = range_text(vm, reader->text, markup.field);
        items[2] = range_text(vm, reader->text, markup.spec);
        items[3] = markup.conversion ? str_from_char(vm, markup.conversion) : NONE;
    }
    if (items[0] && items[1] && items[2] && items[3])
        result = tuple_from(vm, items, 4);
    for (int i = 0; i < 4; i++)
        release(vm, items[i]);
    return result;
}

/* (is attribute, name or number) */
static Value field_next_pair(Vm *vm, Value self)
{
    FieldReader *reader = &((FieldIterator *)object_of(self))->reader;
    TextRange name;
    bool is_attribute;
    int64_t index;

    int more = field_next(reader, &is_attribute, &name, &index);
    if (more <= 0)
        return more ? 0 : UNBOUND;
    Value key = index >= 0 ? int_from_int64(vm, index) : range_text(vm, reader->text, name);
    Value result = key ? tuple_of(vm, 2, bool_value(is_attribute), key) : 0;
    release(vm, key);
    return result;
}

#define ITERATOR_FLAGS (TYPE_STATIC_BUILTIN | TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_READY)

const Type formatter_iterator_type = {
    TYPE_HEAD, .name = "formatteriterator", .base = &object_type, .number = SHAPE_FORMATTER_ITERATOR, .flags = ITERATOR_FLAGS,
    .basic_size = 72, .size = sizeof(FormatterIterator),
    .slots = {OBJECT_SLOTS, .dealloc = formatter_dealloc, .iter = self_iter, .next = formatter_next},
};

const Type field_name_iterator_type = {
    TYPE_HEAD, .name = "fieldnameiterator", .base = &object_type, .number = SHAPE_FIELD_NAME_ITERATOR, .flags = ITERATOR_FLAGS,
    .basic_size = 56, .size = sizeof(FieldIterator),
    .slots = {OBJECT_SLOTS, .dealloc = field_dealloc, .iter = self_iter, .next = field_next_pair},
};

static Value formatter_parser(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "expected str, got %T", arg[0]);
    FormatterIterator *iterator = heap_new(vm, sizeof *iterator, SHAPE_FORMATTER_ITERATOR);
    if (!iterator)
        return 0;
    iterator->reader = (MarkupReader){vm, retain(arg[0]), 0, as_str(arg[0])->length};
    return value_of(iterator);
}

static Value formatter_field_name_split(Vm *vm, const Value *arg, size_t count)
{
    TextRange first;
    int64_t index;
    FieldReader reader;

    (void)count;
    if (!is_str(vm, arg[0]))
        return type_error(vm, "expected str, got %T", arg[0]);
    if (!field_split(vm, arg[0], (TextRange){0, as_str(arg[0])->length}, &first, &index, &reader))
        return 0;
    FieldIterator *iterator = heap_new(vm, sizeof *iterator, SHAPE_FIELD_NAME_ITERATOR);
    if (!iterator)
        return 0;
    iterator->reader = reader;
    retain(arg[0]);
    Value name = index >= 0 ? int_from_int64(vm, index) : range_text(vm, arg[0], first);
    Value result = name ? tuple_of(vm, 2, name, value_of(iterator)) : 0;
    release(vm, name);
    release(vm, value_of(iterator));
    return result;
}

#define OWNER &module_string
static const Row functions[] = {
    FUNCTION("formatter_field_name_split(string, /)", formatter_field_name_split, CALL_ONE, "split the argument as a field name"),
    FUNCTION("formatter_parser(string, /)", formatter_parser, CALL_ONE, "parse the argument as a format string"),
    ROWS_END
};
#undef OWNER

const ModuleDef module_string = {
    .name = "_string",
    .doc = "string helper module",
    .functions = functions,
};
