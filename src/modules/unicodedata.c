/* unicodedata.c - the Unicode character database, and its version 3.2.0 for those who need that (IDNA).
 *
 * The old version is today's tables and a list of ranges in which something was different; most of them were not yet
 * assigned. Each function is written once, told whether the old version is asked. SPDX-License-Identifier: MIT */
#include "modules/unicodedata.h"

#include "base/unicode.h"
#include "base/unicode_names.h"
#include "objects/buffer.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/object.h"
#include "objects/str.h"

enum { SAME = 255, NOTHING = 254 };

typedef struct OldRange {
    uint32_t first, last;
    uint8_t  category, bidirectional;  /* number + 1; 0: the same */
    uint8_t  narrow;                   /* east asian width was N */
    uint8_t  mirrored;                 /* value + 1; 0: the same */
    uint8_t  decimal, numeric;         /* value, index into old_numbers; NOTHING: none; SAME */
} OldRange;

#include "modules/unicodedata_old.h"

/* What was different for c, or NULL. */
static const OldRange *find_old(uint32_t c, bool old)
{
    size_t low = 0, high = countof(old_ranges);

    if (!old)
        return NULL;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (c > old_ranges[middle].last)
            low = middle + 1;
        else if (c < old_ranges[middle].first)
            high = middle;
        else
            return &old_ranges[middle];
    }
    return NULL;
}

static bool was_unassigned(const OldRange *range)
{
    return range && range->category && !memcmp(old_categories[range->category - 1], "Cn", 2);
}

/* ---- arguments ---- */

/* The character that the argument is; parameter: "" or " 1", where messages say "argument 1". */
static MUST_CHECK bool arg_char(Vm *vm, const char *function, const char *parameter, Value v, uint32_t *c)
{
    if (!is_str(vm, v))
        type_error(vm, "%s() argument%s must be a unicode character, not %T", function, parameter, v);
    else if (as_str(v)->length != 1)
        type_error(vm, "%s(): argument%s must be a unicode character, not a string of length %zu", function, parameter,
                   as_str(v)->length);
    else
        *c = str_char(as_str(v), 0);
    return !exception_pending(vm);
}

/* ---- properties ---- */

static Value category_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "category", "", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    return str_intern_cstring(vm, range && range->category ? old_categories[range->category - 1]
                                                           : unicode_category_names[unicode_record(c)->category]);
}

static Value bidirectional_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "bidirectional", "", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    return str_intern_cstring(vm, range && range->bidirectional
                                      ? old_bidirectionals[range->bidirectional - 1]
                                      : unicode_bidirectional_names[unicode_record(c)->bidirectional]);
}

static Value combining_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "combining", "", arg[0], &c))
        return 0;
    return int_value(was_unassigned(find_old(c, old)) ? 0 : unicode_record(c)->combining);
}

static Value mirrored_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "mirrored", "", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    if (range && range->mirrored)
        return int_value(range->mirrored - 1);
    return int_value(was_unassigned(range) ? 0 : unicode_record(c)->mirrored);
}

static Value width_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "east_asian_width", "", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    return str_intern_cstring(vm, range && range->narrow ? "N" : unicode_width_names[unicode_record(c)->east_asian_width]);
}

static Value decomposition_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c, hangul[UNICODE_MAPPING_MAX];
    const char *tag = "";
    const uint32_t *points = hangul;
    StrBuilder builder;

    if (!arg_char(vm, "decomposition", "", arg[0], &c))
        return 0;
    if (was_unassigned(find_old(c, old)))
        return EMPTY_STR;
    int count = unicode_decomposition(c, &tag, &points);
    if (!count)
        count = unicode_hangul_parts(c, hangul);
    str_builder_init(&builder, vm);
    bool added = str_builder_text(&builder, tag);
    for (int i = 0; added && i < count; i++)
        added = str_builder_format(&builder, i || *tag ? " %04X" : "%04X", points[i]);
    if (!added) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* ---- values ---- */

static Value no_value(Vm *vm, Value otherwise, const char *message)
{
    return otherwise ? retain(otherwise) : value_error(vm, "%s", message);
}

static Value decimal_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    if (!arg_char(vm, "decimal", " 1", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    int value = range && range->decimal != SAME ? range->decimal == NOTHING ? -1 : range->decimal : unicode_decimal(c);
    return value < 0 ? no_value(vm, arg[1], "not a decimal") : int_value(value);
}

static Value digit_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;

    (void)old;
    if (!arg_char(vm, "digit", " 1", arg[0], &c))
        return 0;
    return unicode_digit(c) < 0 ? no_value(vm, arg[1], "not a digit") : int_value(unicode_digit(c));
}

static Value numeric_of(Vm *vm, const Value *arg, bool old)
{
    uint32_t c;
    double value;

    if (!arg_char(vm, "numeric", " 1", arg[0], &c))
        return 0;
    const OldRange *range = find_old(c, old);
    bool has_value = unicode_numeric(c, &value);
    if (range && range->numeric != SAME) {
        has_value = range->numeric != NOTHING;
        value = has_value ? old_numbers[range->numeric] : 0;
    }
    return has_value ? float_new(vm, value) : no_value(vm, arg[1], "not a numeric character");
}

/* ---- names ---- */

static Value name_of(Vm *vm, const Value *arg, bool old)
{
    char name[UNICODE_NAME_MAX];
    uint32_t c;

    if (!arg_char(vm, "name", " 1", arg[0], &c))
        return 0;
    size_t length = was_unassigned(find_old(c, old)) ? 0 : unicode_name(c, name);
    return length ? str_from_utf8(vm, name, length) : no_value(vm, arg[1], "no such name");
}

static Value find_name(Vm *vm, const char *name, size_t length, bool old)
{
    uint32_t points[UNICODE_SEQUENCE_MAX];

    if (length > 256) {
        Value message = str_from_cstring(vm, "name too long");
        if (message)
            key_error(vm, message);
        release(vm, message);
        return 0;
    }
    int count = unicode_find_sequence(name, length, points);
    if (!count || (old && count > 1)) {
        Value message = str_format(vm, "undefined character name '%.*s'", (int)length, name);
        if (message)
            key_error(vm, message);
        release(vm, message);
        return 0;
    }
    return str_from_ucs4(vm, points, (size_t)count);
}

static Value lookup_of(Vm *vm, const Value *arg, bool old)
{
    Value result = 0;

    if (is_str(vm, arg[0])) {
        Utf8 text;
        if (!str_utf8(vm, arg[0], &text))
            return 0;
        result = find_name(vm, text.data, text.length, old);
        utf8_free(vm, &text);
    } else {
        Buffer buffer;
        if (!buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE))
            return 0;
        result = find_name(vm, buffer.data, buffer.length, old);
        buffer_release(vm, &buffer);
    }
    return result;
}

/* ---- normal forms ---- */

static MUST_CHECK bool arg_form(Vm *vm, const char *function, const Value *arg, NormalForm *form)
{
    static const char names[][5] = {"NFC", "NFKC", "NFD", "NFKD"};

    for (int i = 0; i < 2; i++)
        if (!is_str(vm, arg[i])) {
            bad_argument_type(vm, function, i ? "2" : "1", "str", arg[i]);
            return false;
        }
    for (int i = 0; i < 4; i++)
        if (str_is(arg[0], names[i])) {
            *form = (NormalForm)i;
            return true;
        }
    value_error(vm, "invalid normalization form");
    return false;
}

static uint32_t corrected(uint32_t c)
{
    for (size_t i = 0; i < countof(old_corrections); i++)
        if (old_corrections[i][0] == c)
            return old_corrections[i][1];
    return c;
}

/* What 3.2.0 knew is normalised between the characters that it didn't, which nothing combines with. */
static MUST_CHECK bool normalize_old(NormalForm form, const Str *s, CodePoints *result)
{
    bool fine = true;
    size_t from = 0;
    uint32_t *known = allocate(result->from, (s->length + 1) * sizeof *known);

    if (!known)
        return false;
    for (size_t i = 0; fine && i <= s->length; i++) {
        uint32_t c = i < s->length ? corrected(str_char(s, i)) : 0;
        if (i < s->length && !was_unassigned(find_old(c, true))) {
            known[i] = c;
            continue;
        }
        fine = unicode_normalize(form, 4, known + from, i - from, result);
        if (fine && i < s->length)                   /* U+0000 keeps a place, then takes the character */
            fine = unicode_normalize(form, 4, &(uint32_t){0}, 1, result);
        if (fine && i < s->length)
            result->items[result->length - 1] = c;
        from = i + 1;
    }
    deallocate(result->from, known, (s->length + 1) * sizeof *known);
    return fine;
}

static Value normalize_text(Vm *vm, NormalForm form, Value text, bool old)
{
    CodePoints points = {.from = &vm->heap->allocator};
    const Str *s = as_str(text);
    Value result = 0;

    if (!(old ? normalize_old(form, s, &points) : unicode_normalize(form, (int)str_kind(s), s->data, s->length, &points)))
        memory_error(vm);
    else
        result = str_from_ucs4(vm, points.items, points.length);
    code_points_free(&points);
    return result;
}

static Value normalize_of(Vm *vm, const Value *arg, bool old)
{
    NormalForm form;

    if (!arg_form(vm, "normalize", arg, &form))
        return 0;
    const Str *s = as_str(arg[1]);
    if (str_is_ascii(s) || (!old && unicode_quick_check(form, (int)str_kind(s), s->data, s->length) == NORMAL_YES))
        return retain(arg[1]);
    return normalize_text(vm, form, arg[1], old);
}

static Value is_normalized_of(Vm *vm, const Value *arg, bool old)
{
    NormalForm form;

    if (!arg_form(vm, "is_normalized", arg, &form))
        return 0;
    const Str *s = as_str(arg[1]);
    NormalAnswer quick = old ? NORMAL_MAYBE : unicode_quick_check(form, (int)str_kind(s), s->data, s->length);
    if (quick != NORMAL_MAYBE)
        return bool_value(quick == NORMAL_YES);
    Value normal = normalize_text(vm, form, arg[1], old);
    Value result = normal ? bool_value(str_equal(normal, arg[1])) : 0;
    release(vm, normal);
    return result;
}

/* ---- the two faces: functions of the module, methods of its UCD ---- */

#define BOTH(name, function) \
    static Value name(Vm *vm, const Value *arg, size_t count) { (void)count; return function(vm, arg, false); } \
    static Value old_##name(Vm *vm, const Value *arg, size_t count) { (void)count; return function(vm, arg + 1, true); }
BOTH(category, category_of)
BOTH(bidirectional, bidirectional_of)
BOTH(combining, combining_of)
BOTH(mirrored, mirrored_of)
BOTH(east_asian_width, width_of)
BOTH(decomposition, decomposition_of)
BOTH(decimal, decimal_of)
BOTH(digit, digit_of)
BOTH(numeric, numeric_of)
BOTH(name, name_of)
BOTH(lookup, lookup_of)
BOTH(normalize, normalize_of)
BOTH(is_normalized, is_normalized_of)
#undef BOTH

static Value old_version(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return str_from_cstring(vm, "3.2.0");
}

#define OWNER &ucd_type
static const Row ucd_rows[] = {
    METHOD("decimal(self, chr, default=<unrepresentable>, /)", old_decimal, CALL_POSITIONAL,
           "Converts a Unicode character into its equivalent decimal value."),
    METHOD("digit(self, chr, default=<unrepresentable>, /)", old_digit, CALL_POSITIONAL,
           "Converts a Unicode character into its equivalent digit value."),
    METHOD("numeric(self, chr, default=<unrepresentable>, /)", old_numeric, CALL_POSITIONAL,
           "Converts a Unicode character into its equivalent numeric value."),
    METHOD("category(self, chr, /)", old_category, CALL_ONE, "Returns the general category assigned to the character chr as string."),
    METHOD("bidirectional(self, chr, /)", old_bidirectional, CALL_ONE,
           "Returns the bidirectional class assigned to the character chr as string."),
    METHOD("combining(self, chr, /)", old_combining, CALL_ONE,
           "Returns the canonical combining class assigned to the character chr as integer."),
    METHOD("mirrored(self, chr, /)", old_mirrored, CALL_ONE, "Returns the mirrored property assigned to the character chr as integer."),
    METHOD("east_asian_width(self, chr, /)", old_east_asian_width, CALL_ONE,
           "Returns the east asian width assigned to the character chr as string."),
    METHOD("decomposition(self, chr, /)", old_decomposition, CALL_ONE,
           "Returns the character decomposition mapping assigned to the character chr as string."),
    METHOD("name(self, chr, default=<unrepresentable>, /)", old_name, CALL_POSITIONAL,
           "Returns the name assigned to the character chr as a string."),
    METHOD("lookup(self, name, /)", old_lookup, CALL_ONE, "Look up character by name."),
    METHOD("is_normalized(self, form, unistr, /)", old_is_normalized, CALL_POSITIONAL,
           "Return whether the Unicode string unistr is in the normal form 'form'."),
    METHOD("normalize(self, form, unistr, /)", old_normalize, CALL_POSITIONAL,
           "Return the normal form 'form' for the Unicode string unistr."),
    MEMBER("unidata_version", old_version, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type ucd_type = {
    TYPE_HEAD,
    .name = "unicodedata.UCD",
    .base = &object_type,
    .rows = ucd_rows,
    .number = SHAPE_UCD,
    .flags = TYPE_DISALLOW_INSTANTIATION | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_HEAP,
    .basic_size = 40,
    .size = sizeof(Object),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain},
};

static bool init(Vm *vm, Value module)
{
    Object *old = heap_new(vm, sizeof *old, SHAPE_UCD);
    if (!old)
        return false;
    bool done = object_setattr(vm, module, NAME(ucd_3_2_0), value_of(old));
    release(vm, value_of(old));
    return done;
}

#define OWNER &module_unicodedata
static const Row functions[] = {
    FUNCTION("decimal(chr, default=<unrepresentable>, /)", decimal, CALL_POSITIONAL,
             "Converts a Unicode character into its equivalent decimal value."),
    FUNCTION("digit(chr, default=<unrepresentable>, /)", digit, CALL_POSITIONAL,
             "Converts a Unicode character into its equivalent digit value."),
    FUNCTION("numeric(chr, default=<unrepresentable>, /)", numeric, CALL_POSITIONAL,
             "Converts a Unicode character into its equivalent numeric value."),
    FUNCTION("category(chr, /)", category, CALL_ONE, "Returns the general category assigned to the character chr as string."),
    FUNCTION("bidirectional(chr, /)", bidirectional, CALL_ONE,
             "Returns the bidirectional class assigned to the character chr as string."),
    FUNCTION("combining(chr, /)", combining, CALL_ONE,
             "Returns the canonical combining class assigned to the character chr as integer."),
    FUNCTION("mirrored(chr, /)", mirrored, CALL_ONE, "Returns the mirrored property assigned to the character chr as integer."),
    FUNCTION("east_asian_width(chr, /)", east_asian_width, CALL_ONE,
             "Returns the east asian width assigned to the character chr as string."),
    FUNCTION("decomposition(chr, /)", decomposition, CALL_ONE,
             "Returns the character decomposition mapping assigned to the character chr as string."),
    FUNCTION("name(chr, default=<unrepresentable>, /)", name, CALL_POSITIONAL,
             "Returns the name assigned to the character chr as a string."),
    FUNCTION("lookup(name, /)", lookup, CALL_ONE, "Look up character by name."),
    FUNCTION("is_normalized(form, unistr, /)", is_normalized, CALL_POSITIONAL,
             "Return whether the Unicode string unistr is in the normal form 'form'."),
    FUNCTION("normalize(form, unistr, /)", normalize, CALL_POSITIONAL,
             "Return the normal form 'form' for the Unicode string unistr."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
    {"unidata_version", CONSTANT_A_STR, .pointer = "16.0.0"},
    {0}
};

static const Type *const types[] = {&ucd_type, NULL};

const ModuleDef module_unicodedata = {
    .name = "unicodedata",
    .doc = "This module provides access to the Unicode Character Database which\n"
           "defines character properties for all Unicode characters. The data in\n"
           "this database is based on the UnicodeData.txt file version\n"
           "16.0.0 which is publicly available from ftp://ftp.unicode.org/.\n\n"
           "The module uses the same names and symbols as defined by the\n"
           "UnicodeData File Format 16.0.0.",
    .functions = functions,
    .constants = constants,
    .types = types,
    .init = init,
};
