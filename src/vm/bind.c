/* bind.c - the arguments of a call meet the parameters of a Python function.
 *
 * Order of checks and texts are CPython's: keywords one by one (unexpected, positional-only, twice), too many positionals, then
 * missing positionals, then missing keyword-only ones. SPDX-License-Identifier: MIT */
#include <stdio.h>

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/suggestion.h"
#include "objects/tuple.h"
#include "vm/call.h"

typedef struct Binding {
    Vm         *vm;
    Function   *fn;
    CodeObject *code;
    Value      *locals;
    Value      *given;       /* owned: positionals, then keyword values; taken ones are 0 */
    size_t      count;       /* positionals */
    Value       names;
    unsigned    positional, total; /* parameters: positional; with keyword-only */
} Binding;

static Value parameter_name(const Binding *b, size_t i)
{
    return tuple_get(b->code->localsplus, i);
}

static bool binding_error(Binding *b, const char *text, Value name)
{
    type_error(b->vm, text, b->fn->qualname, name);
    return false;
}

/* "f() takes from 1 to 2 positional arguments but 3 were given" */
static bool too_many(Binding *b)
{
    size_t defaults = b->fn->defaults ? tuple_length(b->fn->defaults) : 0, low = b->positional - defaults;
    size_t named = 0;
    bool   plural = defaults ? true : b->positional != 1;
    for (unsigned i = b->positional; i < b->total; i++)
        named += b->locals[i] != UNBOUND;
    char range[48], extra[80] = "";
    if (defaults)
        snprintf(range, sizeof range, "from %zu to %u", low, b->positional);
    else
        snprintf(range, sizeof range, "%u", b->positional);
    if (named)
        snprintf(extra, sizeof extra, " positional argument%s (and %zu keyword-only argument%s)", b->count != 1 ? "s" : "", named,
                 named != 1 ? "s" : "");
    type_error(b->vm, "%U() takes %s positional argument%s but %zu%s %s given", b->fn->qualname, range, plural ? "s" : "", b->count,
               extra, b->count == 1 && !named ? "was" : "were");
    return false;
}

/* "f() missing 2 required positional arguments: 'a' and 'b'" */
static bool missing(Binding *b, unsigned from, unsigned to, const char *kind)
{
    size_t     count = 0, seen = 0;
    StrBuilder text;
    for (unsigned i = from; i < to; i++)
        count += b->locals[i] == UNBOUND;
    str_builder_init(&text, b->vm);
    bool fine = true;
    for (unsigned i = from; i < to && fine; i++) {
        if (b->locals[i] != UNBOUND)
            continue;
        if (seen)
            fine = str_builder_text(&text, count == 2 ? " and " : seen + 1 == count ? ", and " : ", ");
        seen++;
        fine = fine && str_builder_format(&text, "%R", parameter_name(b, i));
    }
    Value list = fine ? str_builder_finish(&text) : 0;
    if (list)
        type_error(b->vm, "%U() missing %zu required %s argument%s: %U", b->fn->qualname, count, kind, count == 1 ? "" : "s", list);
    else
        str_builder_drop(&text);
    release(b->vm, list);
    return false;
}

/* "f() got some positional-only arguments passed as keyword arguments: 'a, b'"; false also when it was raised. */
static bool positional_only_passed(Binding *b)
{
    StrBuilder text;
    unsigned   found = 0;
    bool       fine = true;
    str_builder_init(&text, b->vm);
    for (int32_t i = 0; i < b->code->posonlyargcount && fine; i++)
        for (size_t k = 0; k < tuple_length(b->names) && fine; k++) {
            if (!str_equal(parameter_name(b, (size_t)i), tuple_get(b->names, k)))
                continue;
            fine = (!found++ || str_builder_text(&text, ", ")) && str_builder_str(&text, parameter_name(b, (size_t)i));
        }
    Value list = fine && found ? str_builder_finish(&text) : 0;
    if (list)
        type_error(b->vm, "%U() got some positional-only arguments passed as keyword arguments: '%U'", b->fn->qualname, list);
    else
        str_builder_drop(&text);
    release(b->vm, list);
    return !fine || found;
}

static bool unexpected_keyword(Binding *b, Value name)
{
    if (b->code->posonlyargcount && positional_only_passed(b))
        return false;
    Value names = list_new(b->vm, b->total);
    for (unsigned i = (unsigned)b->code->posonlyargcount; names && i < b->total; i++)
        if (!list_append(b->vm, names, parameter_name(b, i)))
            return release(b->vm, names), false;
    if (!names)
        return false;
    Value hint = suggestion_from_list(b->vm, names, name);
    release(b->vm, names);
    if (hint && hint != NONE)
        type_error(b->vm, "%U() got an unexpected keyword argument '%S'. Did you mean '%S'?", b->fn->qualname, name, hint);
    else if (hint)
        binding_error(b, "%U() got an unexpected keyword argument '%S'", name);
    release(b->vm, hint);
    return false;
}

/* The parameter that a keyword names; -1: none. */
static int find_parameter(const Binding *b, Value name)
{
    for (unsigned i = (unsigned)b->code->posonlyargcount; i < b->total; i++)
        if (parameter_name(b, i) == name)
            return (int)i;
    for (unsigned i = (unsigned)b->code->posonlyargcount; i < b->total; i++)
        if (str_equal(parameter_name(b, i), name))
            return (int)i;
    return -1;
}

static bool bind_keywords(Binding *b, Value kwargs)
{
    size_t count = b->names ? tuple_length(b->names) : 0;
    for (size_t k = 0; k < count; k++) {
        Value name = tuple_get(b->names, k), *value = &b->given[b->count + k];
        if (!is_str(b->vm, name)) {
            type_error(b->vm, "%U() keywords must be strings", b->fn->qualname);
            return false;
        }
        int at = find_parameter(b, name);
        if (at < 0) {
            if (!kwargs)
                return unexpected_keyword(b, name);
            if (!dict_set(b->vm, kwargs, name, *value))
                return false;
            continue;
        }
        if (b->locals[at] != UNBOUND)
            return binding_error(b, "%U() got multiple values for argument '%S'", name);
        b->locals[at] = *value;
        *value = 0;
    }
    return true;
}

static bool fill_defaults(Binding *b)
{
    size_t defaults = b->fn->defaults ? tuple_length(b->fn->defaults) : 0;
    size_t first = b->positional >= defaults ? b->positional - defaults : 0;
    for (size_t i = b->count; i < first; i++)
        if (b->locals[i] == UNBOUND)
            return missing(b, 0, (unsigned)first, "positional");
    for (size_t i = 0; i < defaults; i++) {
        size_t at = b->positional - defaults + i;
        if (at < b->positional && b->locals[at] == UNBOUND)
            b->locals[at] = retain(tuple_get(b->fn->defaults, i));
    }
    bool lacks = false;
    for (unsigned i = b->positional; i < b->total; i++) {
        if (b->locals[i] != UNBOUND)
            continue;
        Value value = b->fn->kwdefaults ? dict_find(b->vm, b->fn->kwdefaults, parameter_name(b, i)) : UNBOUND;
        if (!value)
            return false;
        b->locals[i] = retain(value);
        lacks |= value == UNBOUND;
    }
    return lacks ? missing(b, b->positional, b->total, "keyword-only") : true;
}

static bool bind_all(Binding *b)
{
    unsigned place = b->total;
    Value    kwargs = 0;
    size_t   plain = b->count < b->positional ? b->count : b->positional;

    if (b->code->flags & CODE_VARKEYWORDS) {
        kwargs = b->locals[place + !!(b->code->flags & CODE_VARARGS)] = dict_new(b->vm);
        if (!kwargs) {
            b->locals[place + !!(b->code->flags & CODE_VARARGS)] = UNBOUND;
            return false;
        }
    }
    memcpy(b->locals, b->given, plain * sizeof(Value));
    memset(b->given, 0, plain * sizeof(Value));
    if (b->code->flags & CODE_VARARGS) {
        Value rest = tuple_from(b->vm, b->given + plain, b->count - plain);
        if (!rest)
            return false;
        b->locals[place] = rest;
    }
    if (!bind_keywords(b, kwargs))
        return false;
    if (b->count > b->positional && !(b->code->flags & CODE_VARARGS))
        return too_many(b);
    return fill_defaults(b);
}

bool bind_arguments(Vm *vm, Function *fn, Value *locals, const Value *args, size_t count, Value names, bool owned)
{
    CodeObject *code = as_code(fn->code);
    size_t      all = count + (names ? tuple_length(names) : 0);
    Value       small[12], *given = small;
    Binding     b = {vm, fn, code, locals, NULL, count, names, (unsigned)code->argcount,
                     (unsigned)(code->argcount + code->kwonlyargcount)};
    unsigned    slots = b.total + !!(code->flags & CODE_VARARGS) + !!(code->flags & CODE_VARKEYWORDS);

    if (all > countof(small) && !(given = mem_alloc(vm, all * sizeof(Value)))) {
        if (owned)
            for (size_t i = all; i-- > 0;)
                release(vm, args[i]);
        return false;
    }
    for (size_t i = 0; i < all; i++)
        given[i] = owned ? args[i] : retain(args[i]);
    b.given = given;
    for (unsigned i = 0; i < slots; i++)
        locals[i] = UNBOUND;
    bool fine = code_localsplus(vm, code) && bind_all(&b);
    for (size_t i = all; i-- > 0;)
        release(vm, given[i]);
    if (!fine)
        for (unsigned i = slots; i-- > 0;) {
            release(vm, locals[i]);
            locals[i] = UNBOUND;
        }
    if (given != small)
        mem_free(vm, given, all * sizeof(Value));
    return fine;
}
