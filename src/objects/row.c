/* row.c - calling a row: arguments are bound to its signature, with CPython's errors for each calling convention (D17).
 *
 * No arguments, one argument and positional ones are checked by count alone; the general binder serves those that take
 * keywords. Bound arguments stand in one array, self first: on the C stack while they are few.
 * SPDX-License-Identifier: MIT */
#include "objects/row.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/suggestion.h"
#include "objects/tuple.h"

enum { FEW = 12 };

/* ---- messages ---- */

static Value no_keywords(Vm *vm, const Row *row, Value self)
{
    Value name = row_display_name(vm, row, self);
    if (name)
        type_error(vm, "%U takes no keyword arguments", name);
    release(vm, name);
    return 0;
}

static Value takes(Vm *vm, const Row *row, Value self, const char *what, size_t count)
{
    Value name = row_display_name(vm, row, self);
    if (name)
        type_error(vm, "%U takes %s (%zu given)", name, what, count);
    release(vm, name);
    return 0;
}

static bool has_names(Value names)
{
    return names && tuple_length(names);
}

/* "pop expected at most 1 argument, got 2" */
static bool check_count(Vm *vm, const Signature *signature, size_t count)
{
    const Row *row = signature->row;
    size_t     least = signature->required, most = signature->positional;
    if (count >= least && (count <= most || signature->var_args))
        return true;
    size_t bound = count < least ? least : most;
    return type_error(vm, "%.*s expected %s%zu argument%s, got %zu", (int)row_name_length(row), row->signature,
                      least == most && !signature->var_args ? "" : count < least ? "at least " : "at most ", bound,
                      bound == 1 ? "" : "s", count);
}

/* ---- by position ---- */

static Value call_by_position(Vm *vm, const Row *row, Value self, const Value *args, size_t count, Value names)
{
    Value            few[FEW], *bound = few, result = 0, rest = 0;
    const Signature *signature = row_signature(vm, row);
    if (!signature)
        return 0;
    if (has_names(names))
        return no_keywords(vm, row, self);
    if (!check_count(vm, signature, count))
        return 0;
    size_t first = self ? 1 : 0, total = first + signature->positional + signature->var_args;
    if (total > FEW && !(bound = mem_alloc(vm, total * sizeof *bound)))
        return 0;
    if (self)
        bound[0] = self;
    for (size_t i = 0; i < signature->positional; i++)
        bound[first + i] = i < count ? args[i] : signature->parameters[i].value;
    if (signature->var_args) {
        size_t taken = signature->positional < count ? signature->positional : count;
        rest = bound[total - 1] = tuple_from(vm, args + taken, count - taken);
    }
    if (!signature->var_args || rest)
        result = row->call(vm, bound, total);
    release(vm, rest);
    if (bound != few)
        mem_free(vm, bound, total * sizeof *bound);
    return result;
}

/* ---- by position and keyword: argument-clinic's rules, in its order of checks ---- */

typedef struct Binding {
    Vm              *vm;
    const Signature *signature;
    const Value     *args;
    size_t           count;   /* positional ones given */
    Value            names;   /* tuple or 0 */
    size_t           keyword_count;
    Value           *bound;   /* parameters' places */
    Value            rest, keywords; /* owned: *args, **kwargs */
} Binding;

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static bool check_amounts(const Binding *b)
{
    const Signature *s = b->signature;
    const Row       *row = s->row;
    int              length = (int)row_name_length(row);
    size_t           all = (size_t)s->positional + s->keyword_only, given = b->count + b->keyword_count;
    size_t           least_only = s->required < s->positional_only ? s->required : s->positional_only;

    if (!s->var_args && !s->var_keywords && given > all)
        return type_error(b->vm, "%.*s() takes at most %zu %sargument%s (%zu given)", length, row->signature, all,
                          b->count == 0 ? "keyword " : "", plural(all), given);
    if (!s->var_args && b->count > s->positional) {
        if (s->positional == 0)
            return type_error(b->vm, "%.*s() takes no positional arguments", length, row->signature);
        return type_error(b->vm, "%.*s() takes %s %d positional argument%s (%zu given)", length, row->signature,
                          s->required < s->positional ? "at most" : "exactly", (int)s->positional, plural(s->positional),
                          b->count);
    }
    if (b->count < least_only)
        return type_error(b->vm, "%.*s() takes %s %zu positional argument%s (%zu given)", length, row->signature,
                          least_only < s->positional || s->var_args ? "at least" : "exactly", least_only,
                          plural(least_only), b->count);
    return true;
}

/* Index of a keyword among the parameters that may be given so; -1: none. */
static int find_keyword(const Signature *s, Value name)
{
    size_t all = (size_t)s->positional + s->keyword_only;
    for (size_t i = s->positional_only; i < all; i++)
        if (s->parameters[i].name == name)
            return (int)i;
    for (size_t i = s->positional_only; i < all; i++)
        if (str_equal(s->parameters[i].name, name))
            return (int)i;
    return -1;
}

static bool unexpected_keyword(const Binding *b, Value name)
{
    const Signature *s = b->signature;
    int              length = (int)row_name_length(s->row);
    size_t           all = (size_t)s->positional + s->keyword_only;
    Value            candidates = list_of_names(b->vm, s);
    if (!candidates)
        return false;
    (void)all;
    Value hint = suggestion_from_list(b->vm, candidates, name);
    release(b->vm, candidates);
    if (!hint)
        return false;
    if (hint == NONE)
        return type_error(b->vm, "%.*s() got an unexpected keyword argument '%S'", length, s->row->signature, name);
    type_error(b->vm, "%.*s() got an unexpected keyword argument '%S'. Did you mean '%U'?", length, s->row->signature,
               name, hint);
    release(b->vm, hint);
    return false;
}

static bool take_keywords(Binding *b)
{
    const Signature *s = b->signature;
    Value            twice = 0, unknown = 0;
    int              twice_at = 0;
    for (size_t k = 0; k < b->keyword_count; k++) {
        Value name = tuple_get(b->names, k), value = b->args[b->count + k];
        int   at = find_keyword(s, name);
        if (at >= 0 && ((size_t)at >= b->count || at >= s->positional)) {
            b->bound[at] = value;
        } else if (at >= 0) {
            twice = twice ? twice : name;
            twice_at = twice == name ? at : twice_at;
        } else if (s->var_keywords) {
            if (!b->keywords && !(b->keywords = dict_new(b->vm)))
                return false;
            if (!dict_set(b->vm, b->keywords, name, value))
                return false;
        } else {
            unknown = unknown ? unknown : name;
        }
    }
    /* A missing argument is told of before a wrong keyword: check_required comes between. */
    for (size_t i = 0; i < (size_t)s->positional + s->keyword_only; i++)
        if (s->parameters[i].required && !b->bound[i])
            return type_error(b->vm, "%.*s() missing required argument '%U' (pos %zu)", (int)row_name_length(s->row),
                              s->row->signature, s->parameters[i].name, i + 1);
    if (twice)
        return type_error(b->vm, "argument for %.*s() given by name ('%U') and position (%d)",
                          (int)row_name_length(s->row), s->row->signature, twice, twice_at + 1);
    return !unknown || unexpected_keyword(b, unknown);
}

static bool bind(Binding *b)
{
    const Signature *s = b->signature;
    size_t           all = (size_t)s->positional + s->keyword_only;
    if (!check_amounts(b))
        return false;
    for (size_t i = 0; i < all; i++)
        b->bound[i] = i < b->count && i < s->positional ? b->args[i] : 0;
    if (!take_keywords(b))
        return false;
    for (size_t i = 0; i < all; i++)
        if (!b->bound[i])
            b->bound[i] = s->parameters[i].value;
    return true;
}

/* In the order of the signature: positional, *args, keyword-only, **kwargs. */
static Value call_bound(Binding *b, const Row *row, Value *array, size_t first, size_t total)
{
    const Signature *s = b->signature;
    if (s->var_args) {
        size_t taken = s->positional < b->count ? s->positional : b->count;
        b->rest = tuple_from(b->vm, b->args + taken, b->count - taken);
        if (!b->rest)
            return 0;
        memmove(array + first + s->positional + 1, array + first + s->positional, s->keyword_only * sizeof *array);
        array[first + s->positional] = b->rest;
    }
    if (s->var_keywords)
        array[total - 1] = b->keywords;
    return row->call(b->vm, array, total);
}

static Value call_by_keyword(Vm *vm, const Row *row, Value self, const Value *args, size_t count, Value names)
{
    Value            few[FEW], *array = few, result = 0;
    const Signature *signature = row_signature(vm, row);
    if (!signature)
        return 0;
    size_t first = self ? 1 : 0;
    if (!names && count >= signature->required && count <= signature->positional && first + signature->positional <= FEW &&
        !signature->keyword_only && !signature->var_args && !signature->var_keywords) {
        few[0] = self;
        for (size_t i = 0; i < signature->positional; i++)
            few[first + i] = i < count ? args[i] : signature->parameters[i].value;
        return row->call(vm, few, first + signature->positional);
    }
    size_t total = first + signature->positional + signature->keyword_only + signature->var_args + signature->var_keywords;
    if (total > FEW && !(array = mem_alloc(vm, total * sizeof *array)))
        return 0;
    Binding binding = {.vm = vm, .signature = signature, .args = args, .count = count, .names = names,
                       .keyword_count = names ? tuple_length(names) : 0, .bound = array + first};
    if (self)
        array[0] = self;
    if (bind(&binding))
        result = call_bound(&binding, row, array, first, total);
    release(vm, binding.rest);
    release(vm, binding.keywords);
    if (array != few)
        mem_free(vm, array, total * sizeof *array);
    return result;
}

/* ---- as passed ---- */

/* self, the arguments, the keywords' values. */
static Value call_as_passed(Vm *vm, const Row *row, Value self, const Value *args, size_t count, Value names)
{
    Value  few[FEW], *array = few, result = 0;
    size_t first = self ? 1 : 0, all = count + (names ? tuple_length(names) : 0), total = first + all;
    if (row->convention == CALL_VARIADIC && has_names(names))
        return no_keywords(vm, row, self);
    if (total > FEW && !(array = mem_alloc(vm, total * sizeof *array)))
        return 0;
    if (self)
        array[0] = self;
    if (all)
        memcpy(array + first, args, all * sizeof *array);
    result = row->convention == CALL_OWN ? row->own(vm, array, first + count, has_names(names) ? names : 0)
                                         : row->call(vm, array, total);
    if (array != few)
        mem_free(vm, array, total * sizeof *array);
    return result;
}

Value row_call(Vm *vm, const Row *row, Value self, const Value *args, size_t count, Value names)
{
    Value both[2];
    switch ((Convention)row->convention) {
    case CALL_NOARGS:
        if (has_names(names))
            return no_keywords(vm, row, self);
        if (count)
            return takes(vm, row, self, "no arguments", count);
        return row->call(vm, &self, self ? 1 : 0);
    case CALL_ONE:
        if (has_names(names))
            return no_keywords(vm, row, self);
        if (count != 1)
            return takes(vm, row, self, "exactly one argument", count);
        if (!self)
            return row->call(vm, args, 1);
        both[0] = self;
        both[1] = args[0];
        return row->call(vm, both, 2);
    case CALL_POSITIONAL:
        return call_by_position(vm, row, self, args, count, names);
    case CALL_OWN:
    case CALL_VARIADIC:
        return call_as_passed(vm, row, self, args, count, names);
    case CALL_KEYWORDS:
    case CALL_PYTHON:
        break;
    }
    return call_by_keyword(vm, row, self, args, count, names);
}

/* ---- constructors of static types ---- */

Value new_from_row(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    const Type *type = type_solid(cls);
    while (!type->new_row)
        type = type->base;
    return row_call(vm, type->new_row, type_value(cls), args, count, names);
}

bool init_from_row(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    const Type *type = type_solid(type_of(vm, self));
    while (!type->init_row)
        type = type->base;
    Value done = row_call(vm, type->init_row, self, args, count, names);
    release(vm, done);
    return done;
}
