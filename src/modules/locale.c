/* locale.c - the module _locale: the locale "C" alone, with UTF-8 as its encoding.
 *
 * No locale files are read (they may not be there, and reading them is the C library's business): setlocale accepts "C",
 * "POSIX", "" and the UTF-8 form of C, and answers "C.UTF-8" for the character type. SPDX-License-Identifier: MIT */
#include "modules/os_path.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_locale;

enum { CTYPE = 0, ALL = 6, CATEGORIES = 13, CODESET = 14 };

typedef struct LocaleState {
    Value   error;             /* locale.Error */
    uint8_t is_plain[CATEGORIES];  /* set to "C", not "C.UTF-8" */
} LocaleState;

static LocaleState *state_of(Vm *vm)
{
    return module_state(vm, &module_locale);
}

static Value unsupported(Vm *vm)
{
    Value text = str_from_cstring(vm, "unsupported locale setting");
    Value error = text ? call1(vm, state_of(vm)->error, text) : 0;
    release(vm, text);
    return error ? raise_instance(vm, error) : 0;
}

static bool is_utf8_name(Value name)
{
    return str_is(name, "") || str_is(name, "C.UTF-8") || str_is(name, "C.utf8");
}

/* What setlocale(category) answers now. */
static Value current(Vm *vm, const LocaleState *state, int category)
{
    static const char *const names[] = {"LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES",
                                        NULL, "LC_PAPER", "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT",
                                        "LC_IDENTIFICATION"};
    StrBuilder builder;
    bool       mixed = false, done = true;

    if (category != ALL)
        return str_from_cstring(vm, state->is_plain[category] ? "C" : "C.UTF-8");
    for (int i = 0; i < CATEGORIES; i++)
        mixed |= i != ALL && state->is_plain[i] != state->is_plain[CTYPE];
    if (!mixed)
        return str_from_cstring(vm, state->is_plain[CTYPE] ? "C" : "C.UTF-8");
    str_builder_init(&builder, vm);
    for (int i = 0; done && i < CATEGORIES; i++)
        if (names[i])
            done = str_builder_format(&builder, "%s%s=%s", i ? ";" : "", names[i], state->is_plain[i] ? "C" : "C.UTF-8");
    if (!done) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

/* arg: category, locale (None: ask) */
static Value setlocale_row(Vm *vm, const Value *arg, size_t count)
{
    LocaleState *state = state_of(vm);
    int          category;
    (void)count;

    if (!int_argument(vm, arg[0], &category))
        return 0;
    if (arg[1] != NONE && !is_str(vm, arg[1]))
        return type_error(vm, "setlocale() argument 2 must be str or None, not %T", arg[1]);
    if (category < 0 || category >= CATEGORIES)
        return unsupported(vm);
    if (arg[1] == NONE)
        return current(vm, state, category);
    bool plain = str_is(arg[1], "C") || str_is(arg[1], "POSIX");
    Value now = current(vm, state, category);
    bool same = now && str_equal(now, arg[1]);
    release(vm, now);
    if (!now)
        return 0;
    if (!same) {
        if (!plain && !is_utf8_name(arg[1]))
            return unsupported(vm);
        for (int i = 0; i < CATEGORIES; i++)
            if (category == ALL || i == category)
                state->is_plain[i] = plain;
    }
    return current(vm, state, category);
}

static Value localeconv_row(Vm *vm, const Value *arg, size_t count)
{
    static const struct {
        const char *name, *text;   /* text NULL: 127; "[]": an empty list */
    } rows[] = {
        {"int_curr_symbol", ""}, {"currency_symbol", ""}, {"mon_decimal_point", ""}, {"mon_thousands_sep", ""},
        {"mon_grouping", "[]"}, {"positive_sign", ""}, {"negative_sign", ""}, {"int_frac_digits", NULL},
        {"frac_digits", NULL}, {"p_cs_precedes", NULL}, {"p_sep_by_space", NULL}, {"n_cs_precedes", NULL},
        {"n_sep_by_space", NULL}, {"p_sign_posn", NULL}, {"n_sign_posn", NULL}, {"decimal_point", "."},
        {"thousands_sep", ""}, {"grouping", "[]"},
    };
    Value dict = dict_new(vm);
    (void)arg, (void)count;

    for (size_t i = 0; dict && i < countof(rows); i++) {
        Value value = !rows[i].text                    ? int_value(127)
                      : strcmp(rows[i].text, "[]") == 0 ? list_new(vm, 0)
                                                       : str_from_cstring(vm, rows[i].text);
        bool  done = value && dict_set_cstring(vm, dict, rows[i].name, value);
        release(vm, value);
        if (!done) {
            release(vm, dict);
            dict = 0;
        }
    }
    return dict;
}

static Value strcoll_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    for (int i = 0; i < 2; i++)
        if (!is_str(vm, arg[i]))
            return type_error(vm, "strcoll() argument %d must be str, not %T", i + 1, arg[i]);
    int order = str_compare(arg[0], arg[1]);
    return int_value(order < 0 ? -1 : order > 0);
}

static Value strxfrm_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return is_str(vm, arg[0]) ? retain(arg[0]) : type_error(vm, "strxfrm() argument must be str, not %T", arg[0]);
}

/* What the character type's locale is coded in. */
static Value codeset(Vm *vm)
{
    return str_from_cstring(vm, state_of(vm)->is_plain[CTYPE] ? "ANSI_X3.4-1968" : "UTF-8");
}

static Value nl_langinfo_row(Vm *vm, const Value *arg, size_t count)
{
    static const struct {
        int         key;
        const char *text;
    } items[] = {
        {131079, "Sunday"}, {131080, "Monday"}, {131081, "Tuesday"}, {131082, "Wednesday"}, {131083, "Thursday"},
        {131084, "Friday"}, {131085, "Saturday"}, {131072, "Sun"}, {131073, "Mon"}, {131074, "Tue"}, {131075, "Wed"},
        {131076, "Thu"}, {131077, "Fri"}, {131078, "Sat"}, {131098, "January"}, {131099, "February"}, {131100, "March"},
        {131101, "April"}, {131102, "May"}, {131103, "June"}, {131104, "July"}, {131105, "August"},
        {131106, "September"}, {131107, "October"}, {131108, "November"}, {131109, "December"}, {131086, "Jan"},
        {131087, "Feb"}, {131088, "Mar"}, {131089, "Apr"}, {131090, "May"}, {131091, "Jun"}, {131092, "Jul"},
        {131093, "Aug"}, {131094, "Sep"}, {131095, "Oct"}, {131096, "Nov"}, {131097, "Dec"}, {65536, "."}, {65537, ""},
        {262159, "-"}, {131112, "%a %b %e %H:%M:%S %Y"}, {131113, "%m/%d/%y"}, {131114, "%H:%M:%S"}, {131110, "AM"},
        {131111, "PM"}, {131115, "%I:%M:%S %p"}, {131116, ""}, {131118, ""}, {131120, ""},
        {131121, ""}, {131119, ""}, {327680, "^[yY]"}, {327681, "^[nN]"}, {131180, "%a %b %e %H:%M:%S %Z %Y"},
    };
    int key;
    (void)count;
    if (!int_argument(vm, arg[0], &key))
        return 0;
    if (key == CODESET)
        return codeset(vm);
    for (size_t i = 0; i < countof(items); i++)
        if (items[i].key == key)
            return str_from_cstring(vm, items[i].text);
    return value_error(vm, "unsupported langinfo constant");
}

static Value getencoding_row(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return codeset(vm);
}

/* gettext and its siblings without catalogues: the message itself. */
static Value message_at(Vm *vm, Value message)
{
    return is_str(vm, message) ? retain(message) : type_error(vm, "argument must be str, not %T", message);
}

static Value gettext_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return message_at(vm, arg[0]);
}

static Value dgettext_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return message_at(vm, arg[1]);
}

static Value textdomain_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return arg[0] == NONE ? str_from_cstring(vm, "messages") : message_at(vm, arg[0]);
}

static Value bindtextdomain_row(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return arg[1] == NONE ? str_from_cstring(vm, "/usr/share/locale") : path_fspath(vm, arg[1]);
}

static Value bind_codeset_row(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(arg[1]);
}

static bool init(Vm *vm, Value module)
{
    LocaleState *state = state_of(vm);
    Value        name = str_from_cstring(vm, "Error"), dict = dict_new(vm), bases = 0, owner = 0;

    for (int i = 0; i < CATEGORIES; i++)
        state->is_plain[i] = i != CTYPE;
    bases = tuple_of(vm, 1, type_value(&exception_type));
    owner = str_from_cstring(vm, "locale");
    bool done = name && dict && bases && owner && dict_set(vm, dict, NAME(__module__), owner);
    if (done) {
        const Value args[] = {name, bases, dict};
        state->error = call(vm, type_value(&type_type), args, 3, 0);
        done = state->error && dict_set(vm, as_module(module)->dict, name, state->error);
    }
    release(vm, name);
    release(vm, dict);
    release(vm, bases);
    release(vm, owner);
    return done;
}

static void drop_state(Vm *vm, void *state)
{
    replace(vm, &((LocaleState *)state)->error, 0);
}

static bool traverse_state(void *state, VisitFn visit, void *arg)
{
    Value error = ((LocaleState *)state)->error;
    return !error || visit(error, arg);
}

#define OWNER &module_locale
static const Row functions[] = {
    FUNCTION("setlocale(category, locale=None, /)", setlocale_row, CALL_POSITIONAL, "Activates/queries locale processing."),
    FUNCTION("localeconv()", localeconv_row, CALL_NOARGS, "Returns numeric and monetary locale-specific parameters."),
    FUNCTION("strcoll(os1, os2, /)", strcoll_row, CALL_POSITIONAL, "Compares two strings according to the locale."),
    FUNCTION("strxfrm(string, /)", strxfrm_row, CALL_ONE, "Return a string that can be used as a key for locale-aware comparisons."),
    FUNCTION("nl_langinfo(key, /)", nl_langinfo_row, CALL_ONE, "Return the value for the locale information associated with key."),
    FUNCTION("gettext(msg, /)", gettext_row, CALL_ONE, "Return translation of msg."),
    FUNCTION("dgettext(domain, msg, /)", dgettext_row, CALL_POSITIONAL, "Return translation of msg in domain."),
    FUNCTION("dcgettext(domain, msg, category, /)", dgettext_row, CALL_POSITIONAL,
             "Return translation of msg in domain and category."),
    FUNCTION("textdomain(domain, /)", textdomain_row, CALL_ONE, "Set the C library's textdmain to domain, returning the new domain."),
    FUNCTION("bindtextdomain(domain, dir, /)", bindtextdomain_row, CALL_POSITIONAL,
             "Bind the C library's domain to dir."),
    FUNCTION("bind_textdomain_codeset(domain, codeset, /)", bind_codeset_row, CALL_POSITIONAL,
             "Bind the C library's domain to codeset."),
    FUNCTION("getencoding()", getencoding_row, CALL_NOARGS, "Get the current locale encoding."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/locale_constants.def"
#undef CONSTANT
    {0}
};

const ModuleDef module_locale = {
    .name = "_locale",
    .doc = "Support for POSIX locales.",
    .functions = functions,
    .constants = constants,
    .init = init,
    .state_size = sizeof(LocaleState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
