/* str.c - the type str: construction, operators, and the table of its methods (which stand in the str_*.c files).
 * SPDX-License-Identifier: MIT */
#include "objects/str.h"

#include "objects/buffer.h"
#include "objects/codecs.h"
#include "objects/errors.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str_intern.h"
#include "objects/str_methods.h"
#include "objects/tuple.h"

/* ---- life ---- */

static void str_dealloc(Vm *vm, Object *object)
{
    Str *s = (Str *)object;

    if (str_is_interned(s))
        str_intern_forget(vm, s);
    heap_free(vm, s, str_size(s));
}

/* The text of `exact` as an instance of the class cls. */
static Value subclass_instance(Vm *vm, const Type *cls, Value exact)
{
    const Str *from = as_str(exact);
    size_t size = str_size(from);

    Str *s = object_allocate(vm, cls, size);
    if (!s)
        return 0;
    str_set_bits(s, str_kind(from) | (str_is_ascii(from) ? STR_ASCII : 0));
    s->head.aux = 0;
    s->length = from->length;
    s->hash = 0;
    memcpy(s->data, from->data, size - sizeof *s);
    return value_of(s);
}

static Value decode_object(Vm *vm, Value v, Value encoding, Value errors)
{
    if (is_str(vm, v))
        return type_error(vm, "decoding str is not supported");
    if (!is_buffer(vm, v))
        return type_error(vm, "decoding to str: need a bytes-like object, %T found", v);
    return codec_decode(vm, v, encoding, errors);
}

/* arg: class, object, encoding, errors. */
static Value new_str(Vm *vm, const Value *arg, size_t count)
{
    Value text;

    (void)count;
    if (arg[2] && !is_str(vm, arg[2]))
        return bad_argument_type(vm, "str", "'encoding'", "str", arg[2]);
    if (arg[3] && !is_str(vm, arg[3]))
        return bad_argument_type(vm, "str", "'errors'", "str", arg[3]);
    if (!arg[1])
        text = EMPTY_STR;
    else if (arg[2] || arg[3])
        text = decode_object(vm, arg[1], arg[2], arg[3]);
    else
        text = object_str(vm, arg[1]);
    if (!text || arg[0] == type_value(&str_type))
        return text;
    Value result = subclass_instance(vm, as_type(arg[0]), text);
    release(vm, text);
    return result;
}

static Value str_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (cls == &str_type && !names) {
        if (count == 1)
            return object_str(vm, args[0]);
        if (count > 3)
            return type_error(vm, "str expected at most 3 arguments, got %zu", count);
    }
    return new_from_row(vm, cls, args, count, names);
}

/* ---- operators ---- */

static Value str_str(Vm *vm, Value self)
{
    return str_exact(vm, self);
}

static Value str_compare_slot(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_str(vm, a) || !is_str(vm, b))
        return NOT_IMPLEMENTED;
    if (op == COMPARE_EQ || op == COMPARE_NE)
        return bool_value(str_equal(a, b) == (op == COMPARE_EQ));
    int order = str_compare(a, b);
    return bool_value(op == COMPARE_LT ? order < 0 : op == COMPARE_LE ? order <= 0 : op == COMPARE_GT ? order > 0
                                                                                                      : order >= 0);
}

static int64_t str_length_slot(Vm *vm, Value self)
{
    (void)vm;
    return (int64_t)as_str(self)->length;
}

static Value str_concat_slot(Vm *vm, Value a, Value b)
{
    if (!is_str(vm, b))
        return type_error(vm, "can only concatenate str (not \"%.200T\") to str", b);
    return str_concat(vm, a, b);
}

static void fill_repeated(char *data, size_t unit, size_t size)
{
    for (size_t done = unit; done < size;) {
        size_t more = done < size - done ? done : size - done;
        memcpy(data + done, data, more);
        done += more;
    }
}

static Value str_repeat(Vm *vm, Value self, int64_t times)
{
    const Str *s = as_str(self);
    size_t length;

    if (times <= 0 || !s->length)
        return EMPTY_STR;
    if (times == 1)
        return str_exact(vm, self);
    if (__builtin_mul_overflow(s->length, (size_t)times, &length) || length > INT64_MAX)
        return overflow_error(vm, "repeated string is too long");
    Str *result = str_new(vm, length, str_limit(s));
    if (!result)
        return 0;
    unsigned kind = str_kind(s);
    if (s->length == 1 && kind == 1) {
        memset(result->data, s->data[0], length);
    } else {
        memcpy(result->data, s->data, s->length * kind);
        fill_repeated(result->data, s->length * kind, length * kind);
    }
    if (!poll_units(vm, (int64_t)(length >> 12))) {
        release(vm, value_of(result));
        return 0;
    }
    return value_of(result);
}

static Value str_item(Vm *vm, Value self, int64_t index)
{
    const Str *s = as_str(self);

    if (index < 0 || (size_t)index >= s->length)
        return index_error(vm, "string index out of range");
    return str_from_char(vm, str_char(s, (size_t)index));
}

static Value stepped_slice(Vm *vm, const Str *s, int64_t start, int64_t step, size_t count)
{
    StrBuilder builder;

    str_builder_init(&builder, vm);
    for (size_t i = 0; i < count; i++)
        if (!str_builder_char(&builder, str_char(s, (size_t)(start + (int64_t)i * step)))) {
            str_builder_drop(&builder);
            return 0;
        }
    return str_builder_finish(&builder);
}

static Value str_subscript(Vm *vm, Value self, Value key)
{
    const Str *s = as_str(self);
    int64_t index, step;
    size_t count;

    if (is_slice(key)) {
        if (!slice_resolve(vm, key, s->length, &index, &step, &count))
            return 0;
        if (!count)
            return EMPTY_STR;
        if (step == 1)
            return str_slice(vm, self, (size_t)index, (size_t)index + count);
        return stepped_slice(vm, s, index, step, count);
    }
    if (is_word_int(key)) {
        index = word_int(key);
    } else if (type_of(vm, key)->slots.index) {
        if (!object_index_int64(vm, key, &index_error_type, &index))
            return 0;
    } else {
        return type_error(vm, "string indices must be integers, not '%.200T'", key);
    }
    return str_item(vm, self, index < 0 ? index + (int64_t)s->length : index);
}

static Value str_remainder(Vm *vm, Value a, Value b)
{
    return is_str(vm, a) ? str_percent(vm, a, b) : NOT_IMPLEMENTED;
}

/* ---- methods of no file of their own ---- */

static Value encode(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "encode", "'encoding'", "str", arg[1]);
    if (!is_str(vm, arg[2]))
        return bad_argument_type(vm, "encode", "'errors'", "str", arg[2]);
    return codec_encode(vm, arg[0], arg[1], arg[2]);
}

/* CPython's figures: 40 bytes and one a character for ASCII, 56 else (its structs of compact strs). */
static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    (void)vm, (void)count;
    return int_value((int64_t)((str_is_ascii(s) ? 40 : 56) + (s->length + 1) * str_kind(s)));
}

static Value get_new_args(Vm *vm, const Value *arg, size_t count)
{
    Value exact = str_exact(vm, arg[0]), result = exact ? tuple_of(vm, 1, exact) : 0;
    (void)count;
    release(vm, exact);
    return result;
}

#define OWNER &str_type
static const Row str_rows[] = {
    METHOD("encode(self, /, encoding='utf-8', errors='strict')", encode, CALL_KEYWORDS,
           "Encode the string using the codec registered for encoding."),
    METHOD("replace(self, old, new, /, count=-1)", str_replace, CALL_KEYWORDS,
           "Return a copy with all occurrences of substring old replaced by new."),
    METHOD("split(self, /, sep=None, maxsplit=-1)", str_split, CALL_KEYWORDS,
           "Return a list of the substrings in the string, using sep as the separator string."),
    METHOD("rsplit(self, /, sep=None, maxsplit=-1)", str_rsplit, CALL_KEYWORDS,
           "Return a list of the substrings in the string, splitting from its end."),
    METHOD("join(self, iterable, /)", str_join_method, CALL_ONE, "Concatenate any number of strings."),
    METHOD("capitalize(self, /)", str_capitalize, CALL_NOARGS, "Return a capitalized version of the string."),
    METHOD("casefold(self, /)", str_casefold, CALL_NOARGS, "Return a version of the string suitable for caseless comparisons."),
    METHOD("title(self, /)", str_title, CALL_NOARGS, "Return a version of the string where each word is titlecased."),
    METHOD("center(self, width, fillchar=' ', /)", str_center, CALL_POSITIONAL, "Return a centered string of length width."),
    METHOD("count(self, sub[, start[, end]], /)", str_count, CALL_POSITIONAL,
           "Return the number of non-overlapping occurrences of substring sub in string S[start:end]."),
    METHOD("expandtabs(self, /, tabsize=8)", str_expandtabs, CALL_KEYWORDS,
           "Return a copy where all tab characters are expanded using spaces."),
    METHOD("find(self, sub[, start[, end]], /)", str_find, CALL_POSITIONAL,
           "Return the lowest index in S where substring sub is found, such that sub is contained within S[start:end]."),
    METHOD("partition(self, sep, /)", str_partition, CALL_ONE, "Partition the string into three parts using the given separator."),
    METHOD("index(self, sub[, start[, end]], /)", str_index, CALL_POSITIONAL,
           "Return the lowest index in S where substring sub is found; ValueError when it is not."),
    METHOD("ljust(self, width, fillchar=' ', /)", str_ljust, CALL_POSITIONAL, "Return a left-justified string of length width."),
    METHOD("lower(self, /)", str_lower, CALL_NOARGS, "Return a copy of the string converted to lowercase."),
    METHOD("lstrip(self, chars=None, /)", str_lstrip, CALL_POSITIONAL, "Return a copy of the string with leading whitespace removed."),
    METHOD("rfind(self, sub[, start[, end]], /)", str_rfind, CALL_POSITIONAL,
           "Return the highest index in S where substring sub is found, such that sub is contained within S[start:end]."),
    METHOD("rindex(self, sub[, start[, end]], /)", str_rindex, CALL_POSITIONAL,
           "Return the highest index in S where substring sub is found; ValueError when it is not."),
    METHOD("rjust(self, width, fillchar=' ', /)", str_rjust, CALL_POSITIONAL, "Return a right-justified string of length width."),
    METHOD("rstrip(self, chars=None, /)", str_rstrip, CALL_POSITIONAL, "Return a copy of the string with trailing whitespace removed."),
    METHOD("rpartition(self, sep, /)", str_rpartition, CALL_ONE,
           "Partition the string into three parts at the last occurrence of the separator."),
    METHOD("splitlines(self, /, keepends=False)", str_splitlines, CALL_KEYWORDS,
           "Return a list of the lines in the string, breaking at line boundaries."),
    METHOD("strip(self, chars=None, /)", str_strip, CALL_POSITIONAL,
           "Return a copy of the string with leading and trailing whitespace removed."),
    METHOD("swapcase(self, /)", str_swapcase, CALL_NOARGS, "Convert uppercase characters to lowercase and lowercase characters to uppercase."),
    METHOD("translate(self, table, /)", str_translate, CALL_ONE, "Replace each character in the string using the given translation table."),
    METHOD("upper(self, /)", str_upper, CALL_NOARGS, "Return a copy of the string converted to uppercase."),
    METHOD("startswith(self, prefix[, start[, end]], /)", str_startswith, CALL_POSITIONAL,
           "Return True if the string starts with the specified prefix, False otherwise."),
    METHOD("endswith(self, suffix[, start[, end]], /)", str_endswith, CALL_POSITIONAL,
           "Return True if the string ends with the specified suffix, False otherwise."),
    METHOD("removeprefix(self, prefix, /)", str_removeprefix, CALL_ONE,
           "Return a str with the given prefix string removed if present."),
    METHOD("removesuffix(self, suffix, /)", str_removesuffix, CALL_ONE,
           "Return a str with the given suffix string removed if present."),
    METHOD("isascii(self, /)", str_isascii, CALL_NOARGS, "Return True if all characters in the string are ASCII, False otherwise."),
    METHOD("islower(self, /)", str_islower, CALL_NOARGS, "Return True if the string is a lowercase string, False otherwise."),
    METHOD("isupper(self, /)", str_isupper, CALL_NOARGS, "Return True if the string is an uppercase string, False otherwise."),
    METHOD("istitle(self, /)", str_istitle, CALL_NOARGS, "Return True if the string is a title-cased string, False otherwise."),
    METHOD("isspace(self, /)", str_isspace, CALL_NOARGS, "Return True if the string is a whitespace string, False otherwise."),
    METHOD("isdecimal(self, /)", str_isdecimal, CALL_NOARGS, "Return True if the string is a decimal string, False otherwise."),
    METHOD("isdigit(self, /)", str_isdigit, CALL_NOARGS, "Return True if the string is a digit string, False otherwise."),
    METHOD("isnumeric(self, /)", str_isnumeric, CALL_NOARGS, "Return True if the string is a numeric string, False otherwise."),
    METHOD("isalpha(self, /)", str_isalpha, CALL_NOARGS, "Return True if the string is an alphabetic string, False otherwise."),
    METHOD("isalnum(self, /)", str_isalnum, CALL_NOARGS, "Return True if the string is an alpha-numeric string, False otherwise."),
    METHOD("isidentifier(self, /)", str_isidentifier, CALL_NOARGS,
           "Return True if the string is a valid Python identifier, False otherwise."),
    METHOD("isprintable(self, /)", str_isprintable, CALL_NOARGS,
           "Return True if all characters in the string are printable, False otherwise."),
    METHOD("zfill(self, width, /)", str_zfill, CALL_ONE, "Pad a numeric string with zeros on the left, to fill a field of the given width."),
    METHOD("format(self, /, *args, **kwargs)", str_format_method, CALL_KEYWORDS,
           "Return a formatted version of the string, using substitutions from args and kwargs."),
    METHOD("format_map(self, mapping, /)", str_format_map, CALL_ONE,
           "Return a formatted version of the string, using substitutions from mapping."),
    METHOD("__format__(self, format_spec, /)", str_dunder_format, CALL_ONE,
           "Return a formatted version of the string as described by format_spec."),
    STATIC_METHOD("maketrans(x, y=<unrepresentable>, z=<unrepresentable>, /)", str_maketrans, CALL_POSITIONAL,
                  "Return a translation table usable for str.translate()."),
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, "Return the size of the string in memory, in bytes."),
    METHOD("__getnewargs__(self, /)", get_new_args, CALL_NOARGS, NULL),
    ROWS_END
};

static const Row new_row =
    NEW_ROW("str(cls, object=<unrepresentable>, encoding=<unrepresentable>, errors=<unrepresentable>)", new_str, CALL_KEYWORDS);
#undef OWNER

const Type str_type = {
    TYPE_HEAD,
    .name = "str",
    .doc = "str(object='') -> str\nstr(bytes_or_buffer[, encoding[, errors]]) -> str\n\n"
           "Create a new string object from the given object. If encoding or\n"
           "errors is specified, then the object must expose a data buffer\n"
           "that will be decoded using the given encoding and error handler.\n"
           "Otherwise, returns the result of object.__str__() (if defined)\n"
           "or repr(object).\n"
           "encoding defaults to 'utf-8'.\n"
           "errors defaults to 'strict'.",
    .base = &object_type,
    .rows = str_rows,
    .number = SHAPE_STR,
    .flags = TYPE_STATIC_BUILTIN | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_MATCH_SELF | TYPE_STR_SUBCLASS,
    .basic_size = 64,
    .size = sizeof(Str),
    .var_item = 1,
    .new_row = &new_row,
    .slots = {
        OBJECT_SLOTS, .dealloc = str_dealloc, .new = str_new_slot, .repr = str_repr, .str = str_str, .hash = str_hash,
        .compare = str_compare_slot, .iter = str_iter, .remainder = str_remainder, .length = str_length_slot,
        .concat = str_concat_slot, .repeat = str_repeat, .item = str_item, .contains = str_contains,
        .map_length = str_length_slot, .subscript = str_subscript,
    },
};
