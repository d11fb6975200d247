/* str_translate.c - translate and its tables. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/unicode.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/poll.h"

enum { MAPS_TO_ITSELF = -1, MAPS_TO_TEXT = -2, NOT_ASKED = -3, MAPS_TO_NOTHING = -4, LOOKUP_FAILED = -5 };

/* What the table has for c: an owned Value, UNBOUND where it has nothing. */
static Value look_up(Vm *vm, Value table, uint32_t c)
{
    if (is_exact_dict(table))
        return retain(dict_find(vm, table, int_value(c)));
    Value found = object_getitem(vm, table, int_value(c));
    if (!found && exception_swallow(vm, &lookup_error_type))
        return UNBOUND;
    return found;
}

/* The code point that found (taken) stands for, or one of the enum; text is handed out in *text. */
static int64_t classify(Vm *vm, Taken found, uint32_t c, Value *text)
{
    int64_t result = LOOKUP_FAILED, number;

    if (!found)
        return LOOKUP_FAILED;
    if (found == UNBOUND)
        return MAPS_TO_ITSELF;
    if (found == NONE)
        return MAPS_TO_NOTHING;
    if (is_int(vm, found)) {
        Value plain = object_index(vm, found);
        if (!plain || !int_fits_int64(plain, &number) || number < 0 || number > UNICODE_MAX) {
            if (!exception_pending(vm))
                value_error(vm, "character mapping must be in range(0x%x)", UNICODE_MAX + 1);
        } else {
            result = number;
        }
        release(vm, plain);
    } else if (is_str(vm, found)) {
        *text = found;
        return as_str(found)->length == 1 && str_char(as_str(found), 0) == c ? MAPS_TO_ITSELF : MAPS_TO_TEXT;
    } else {
        type_error(vm, "character mapping must return integer, None or str");
    }
    release(vm, found);
    return result;
}

/* Adds what c becomes. known: the cache of ASCII answers. */
static MUST_CHECK bool translate_char(StrBuilder *builder, Value table, uint32_t c, int64_t known[128])
{
    Vm *vm = builder->vm;
    Value text = 0;
    int64_t answer = c < 128 ? known[c] : NOT_ASKED;

    if (answer == NOT_ASKED) {
        answer = classify(vm, look_up(vm, table, c), c, &text);
        if (c < 128 && answer != MAPS_TO_TEXT)
            known[c] = answer;
    }
    bool added = answer != LOOKUP_FAILED;
    if (answer == MAPS_TO_TEXT)
        added = str_builder_str(builder, text);
    else if (answer == MAPS_TO_ITSELF)
        added = str_builder_char(builder, c);
    else if (answer >= 0)
        added = str_builder_char(builder, (uint32_t)answer);
    release(vm, text);
    return added;
}

/* A run of ASCII characters whose answers are known and ASCII too; moves *at behind it. */
static MUST_CHECK bool translate_run(StrBuilder *builder, const Str *s, size_t *at, const int64_t known[128])
{
    char run[256];

    for (;;) {
        size_t end = s->length - *at > sizeof run ? *at + sizeof run : s->length;
        size_t length = 0;
        for (; *at < end; ++*at, length++) {
            int64_t answer = known[(uint8_t)s->data[*at]];
            answer = answer == MAPS_TO_ITSELF ? s->data[*at] : answer;
            if (answer < 0 || answer > 0x7F)
                break;
            run[length] = (char)answer;
        }
        if (!length)
            return true;
        if (!str_builder_utf8(builder, run, length))
            return false;
    }
}

Value str_translate(Vm *vm, const Value *arg, size_t count)
{
    StrBuilder builder;
    int64_t known[128];

    (void)count;
    for (int i = 0; i < 128; i++)
        known[i] = NOT_ASKED;
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < as_str(arg[0])->length; i++) {
        if (str_is_ascii(as_str(arg[0])) && !translate_run(&builder, as_str(arg[0]), &i, known)) {
            str_builder_drop(&builder);
            return 0;
        }
        if (i == as_str(arg[0])->length)
            break;
        if (!translate_char(&builder, arg[1], str_char(as_str(arg[0]), i), known) || !poll(vm)) {
            str_builder_drop(&builder);
            return 0;
        }
    }
    return str_builder_finish(&builder);
}

/* ---- maketrans ---- */

static MUST_CHECK bool enter_pair(Vm *vm, Value table, Value key, Value value)
{
    if (is_str(vm, key)) {
        if (as_str(key)->length != 1) {
            value_error(vm, "string keys in translatetable must be of length 1");
            return false;
        }
        return dict_set(vm, table, int_value(str_char(as_str(key), 0)), value);
    }
    if (is_int(vm, key))
        return dict_set(vm, table, key, value);
    type_error(vm, "keys in translate table mustbe strings or integers");
    return false;
}

static MUST_CHECK bool table_from_dict(Vm *vm, Value table, Value pairs)
{
    size_t position = 0;
    Value key, value;

    if (!is_exact_dict(pairs)) {
        type_error(vm, "if you give only one argument to maketrans it must be a dict");
        return false;
    }
    while (dict_next(vm, pairs, &position, &key, &value))
        if (!enter_pair(vm, table, key, value))
            return false;
    return true;
}

static MUST_CHECK bool table_from_texts(Vm *vm, Value table, const Value *arg)
{
    if (!is_str(vm, arg[0])) {
        type_error(vm, "first maketrans argument must be a string if there is a second argument");
        return false;
    }
    const Str *from = as_str(arg[0]), *to = as_str(arg[1]);
    if (from->length != to->length) {
        value_error(vm, "the first two maketrans arguments must have equal length");
        return false;
    }
    for (size_t i = 0; i < from->length; i++)
        if (!dict_set(vm, table, int_value(str_char(from, i)), int_value(str_char(to, i))))
            return false;
    for (size_t i = 0; arg[2] && i < as_str(arg[2])->length; i++)
        if (!dict_set(vm, table, int_value(str_char(as_str(arg[2]), i)), NONE))
            return false;
    return true;
}

Value str_maketrans(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    for (int i = 1; i < 3; i++)
        if (arg[i] && !is_str(vm, arg[i]))
            return bad_argument_type(vm, "maketrans", i == 1 ? "2" : "3", "str", arg[i]);
    Value table = dict_new(vm);
    if (table && !(arg[1] ? table_from_texts(vm, table, arg) : table_from_dict(vm, table, arg[0]))) {
        release(vm, table);
        return 0;
    }
    return table;
}
