/* exception_group.c - BaseExceptionGroup and ExceptionGroup, and what `except*` does with them.
 *
 * split and subgroup keep the tree's shape: a group of which nothing matches is left out, parts are made by derive() and get
 * the original's traceback, context, cause and notes. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/exception_field.h"
#include "objects/heap_type.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"

static ExceptionGroupBody *body_of(Value v)
{
    return (ExceptionGroupBody *)as_exception(v);
}

static bool is_group(const Vm *vm, Value v)
{
    return is_instance_of(vm, v, &base_exception_group_type);
}

/* ---- the class ExceptionGroup: an isolate's own, as CPython's is mutable ---- */

Value exception_group_class(Vm *vm)
{
    ObjectsState *state = vm->objects;
    if (state->exception_group)
        return state->exception_group;
    Value bases = tuple_of(vm, 2, type_value(&base_exception_group_type), type_value(&exception_type));
    Value dict = bases ? dict_new(vm) : 0, cls = 0;
    if (dict && dict_set(vm, dict, NAME(__module__), NAME(builtins)))
        cls = type_new(vm, &type_type, NAME(ExceptionGroup), bases, dict, NULL, 0, 0);
    release(vm, bases);
    release(vm, dict);
    state->exception_group = cls;
    return cls;
}

/* ---- making ---- */

/* Is each item an exception, and all of them Exceptions? -1: error. */
static int check_items(Vm *vm, Value items)
{
    int plain = 1;
    for (size_t i = 0; i < tuple_length(items); i++) {
        if (!is_exception(vm, tuple_get(items, i))) {
            value_error(vm, "Item %zu of second argument (exceptions) is not an exception", i);
            return -1;
        }
        if (!is_instance_of(vm, tuple_get(items, i), &exception_type))
            plain = 0;
    }
    return plain;
}

/* The class that a group of such exceptions gets when cls was called; NULL: TypeError. */
static const Type *choose_class(Vm *vm, const Type *cls, bool plain)
{
    if (cls == &base_exception_group_type) {
        Value group = plain ? exception_group_class(vm) : 0;
        if (plain)
            return group ? as_type(group) : NULL;
        return cls;
    }
    if (plain)
        return cls;
    if (type_value(cls) == vm->objects->exception_group) {
        type_error(vm, "Cannot nest BaseExceptions in an ExceptionGroup");
        return NULL;
    }
    if (type_is_subtype(vm, cls, &exception_type)) {
        type_error(vm, "Cannot nest BaseExceptions in '%s'", cls->name);
        return NULL;
    }
    return cls;
}

static Value group_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    Value items = 0, self = 0;
    (void)names;
    if (count != 2)
        return type_error(vm, "BaseExceptionGroup.__new__() takes exactly 2 arguments (%zu given)", count);
    if (!is_str(vm, args[0]))
        return type_error(vm, "BaseExceptionGroup.__new__() argument 1 must be str, not %T", args[0]);
    if (is_dict(vm, args[1]) || !type_of(vm, args[1])->slots.item)
        return type_error(vm, "second argument (exceptions) must be a sequence");
    items = object_to_tuple(vm, args[1]);
    if (!items)
        return 0;
    if (!tuple_length(items)) {
        value_error(vm, "second argument (exceptions) must be a non-empty sequence");
        goto done;
    }
    int plain = check_items(vm, items);
    if (plain < 0 || !(cls = choose_class(vm, cls, plain)))
        goto done;
    self = exception_allocate(vm, cls, args, 2);
    if (self) {
        body_of(self)->msg = retain(args[0]);
        body_of(self)->excs = retain(items);
        if (!is_exact_tuple(args[1]) && !is_exact_list(args[1]))
            body_of(self)->excs_text = object_repr(vm, args[1]);
        if (exception_pending(vm)) {
            release(vm, self);
            self = 0;
        }
    }
done:
    release(vm, items);
    return self;
}

static bool group_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    return exception_no_keywords(vm, type_of(vm, self), names) && exception_init(vm, self, args, count, 0);
}

static Value group_str(Vm *vm, Value v)
{
    size_t count = tuple_length(body_of(v)->excs);
    return str_format(vm, "%S (%zu sub-exception%s)", body_of(v)->msg, count, count == 1 ? "" : "s");
}

static Value group_repr(Vm *vm, Value v)
{
    ExceptionGroupBody *body = body_of(v);
    Value               name = type_name(vm, type_of(vm, v)), text = 0, result = 0;
    if (!name)
        return 0;
    Value second = tuple_length(body->base.args) == 2 ? tuple_get(body->base.args, 1) : 0;
    if (body->excs_text) {
        text = retain(body->excs_text);
    } else if (second && is_exact_list(second)) {
        Value list = list_from(vm, as_tuple(body->excs)->items, tuple_length(body->excs));
        text = list ? object_repr(vm, list) : 0;
        release(vm, list);
    } else {
        text = object_repr(vm, body->excs);
    }
    if (text)
        result = str_format(vm, "%U(%R, %U)", name, body->msg, text);
    release(vm, text);
    release(vm, name);
    return result;
}

/* ---- derive ---- */

/* A group like `from` of these exceptions (a list); what a derive() returned is checked. */
static Value derive_from(Vm *vm, Value from, Value list)
{
    Value made = call_method(vm, from, NAME(derive), &list, 1);
    if (!made)
        return 0;
    if (!is_group(vm, made)) {
        type_error(vm, "derive must return an instance of BaseExceptionGroup");
        release(vm, made);
        return 0;
    }
    Value traceback = exception_traceback(vm, from);
    bool  done = traceback && exception_set_traceback(vm, made, traceback);
    release(vm, traceback);
    if (done) {
        exception_set_context(vm, made, retain(as_exception(from)->context));
        exception_set_cause(vm, made, retain(as_exception(from)->cause));
        as_exception(made)->suppress_context = as_exception(from)->suppress_context || as_exception(from)->cause;
        Value notes = object_find_attr(vm, from, NAME(__notes__));
        done = notes;
        if (notes && notes != UNBOUND && (is_list(vm, notes) || is_tuple(vm, notes))) {
            Value copy = object_to_list(vm, notes);
            done = copy && object_setattr(vm, made, NAME(__notes__), copy);
            release(vm, copy);
        }
        release(vm, notes);
    }
    if (done)
        return made;
    release(vm, made);
    return 0;
}

static Value group_derive(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value args[] = {body_of(arg[0])->msg, arg[1]};
    return call(vm, type_value(&base_exception_group_type), args, 2, 0);
}

/* ---- split ---- */

typedef enum MatchKind { MATCH_TYPE, MATCH_PREDICATE, MATCH_MEMBERS } MatchKind;

static bool match_kind(Vm *vm, Value condition, MatchKind *kind)
{
    bool good = false;
    if (is_exception_class(vm, condition)) {
        *kind = MATCH_TYPE;
        return true;
    }
    if (is_callable(vm, condition) && !is_type(vm, condition)) {
        *kind = MATCH_PREDICATE;
        return true;
    }
    if (is_tuple(vm, condition)) {
        good = true;
        for (size_t i = 0; i < tuple_length(condition); i++)
            good = good && is_exception_class(vm, tuple_get(condition, i));
        *kind = MATCH_TYPE;
    }
    return good || type_error(vm, "expected an exception type, a tuple of exception types, or a callable (other than a class)");
}

static int matches(Vm *vm, Value exception, Value condition, MatchKind kind)
{
    switch (kind) {
    case MATCH_TYPE:
        return exception_matches(vm, exception, condition);
    case MATCH_PREDICATE: {
        Value answer = call1(vm, condition, exception);
        int   truth = answer ? object_truth(vm, answer) : -1;
        release(vm, answer);
        return truth;
    }
    default: /* the leaves of a group, by identity */
        if (is_group(vm, exception))
            return 0;
        for (size_t i = 0; i < list_length(condition); i++)
            if (list_get(condition, i) == exception)
                return 1;
        return 0;
    }
}

typedef struct Split {
    Value match, rest; /* owned; NONE: empty */
} Split;

/* Splits by condition; want_rest: is the rest wanted? false: error. */
static bool split_recursively(Vm *vm, Value exception, Value condition, MatchKind kind, bool want_rest, Split *result);

static bool take_part(Vm *vm, Value list, Value part)
{
    return part == NONE || list_append(vm, list, part);
}

/* Splits each member and makes the two groups. */
static bool split_members(Vm *vm, Value group, Value condition, MatchKind kind, bool want_rest, Split *result)
{
    Value matching = list_new(vm, 4), rest = list_new(vm, 4), members = body_of(group)->excs;
    bool  done = matching && rest;
    for (size_t i = 0; done && i < tuple_length(members); i++) {
        Split part = {NONE, NONE};
        done = split_recursively(vm, tuple_get(members, i), condition, kind, want_rest, &part) &&
               take_part(vm, matching, part.match) && (!want_rest || take_part(vm, rest, part.rest));
        release(vm, part.match);
        release(vm, part.rest);
    }
    if (done && list_length(matching))
        done = (result->match = derive_from(vm, group, matching));
    if (done && want_rest && list_length(rest))
        done = (result->rest = derive_from(vm, group, rest));
    release(vm, matching);
    release(vm, rest);
    if (!done) {
        release(vm, result->match);
        release(vm, result->rest);
        *result = (Split){NONE, NONE};
    }
    return done;
}

static bool split_recursively(Vm *vm, Value exception, Value condition, MatchKind kind, bool want_rest, Split *result)
{
    *result = (Split){NONE, NONE};
    int is_match = matches(vm, exception, condition, kind);
    if (is_match < 0)
        return false;
    if (is_match) {
        result->match = retain(exception);
        return true;
    }
    if (!is_group(vm, exception)) {
        if (want_rest)
            result->rest = retain(exception);
        return true;
    }
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " in exceptiongroup_split_recursive");
    return split_members(vm, exception, condition, kind, want_rest, result);
}

static Value group_split(Vm *vm, const Value *arg, size_t count)
{
    MatchKind kind;
    Split     parts;
    (void)count;
    if (!match_kind(vm, arg[1], &kind) || !split_recursively(vm, arg[0], arg[1], kind, true, &parts))
        return 0;
    Value result = tuple_of(vm, 2, parts.match, parts.rest);
    release(vm, parts.match);
    release(vm, parts.rest);
    return result;
}

static Value group_subgroup(Vm *vm, const Value *arg, size_t count)
{
    MatchKind kind;
    Split     parts;
    (void)count;
    if (!match_kind(vm, arg[1], &kind) || !split_recursively(vm, arg[0], arg[1], kind, false, &parts))
        return 0;
    return parts.match;
}

/* ---- except* ---- */

bool exception_group_match(Vm *vm, Value exception, Value type, Value *match, Value *rest)
{
    int is_match = exception == NONE ? 0 : exception_matches(vm, exception, type);
    *match = *rest = NONE;
    if (is_match < 0)
        return false;
    if (exception == NONE)
        return true;
    if (is_match && is_group(vm, exception)) {
        *match = retain(exception);
        return true;
    }
    if (is_match) {
        /* A naked exception is wrapped in a group without message. */
        Value items = tuple_from(vm, &exception, 1), empty = EMPTY_STR;
        Value args[] = {empty, items};
        Value wrapped = items ? call(vm, type_value(&base_exception_group_type), args, 2, 0) : 0;
        release(vm, items);
        if (!wrapped)
            return false;
        Value traceback = exception_traceback(vm, exception);
        bool  done = traceback && exception_set_traceback(vm, wrapped, traceback);
        release(vm, traceback);
        if (!done) {
            release(vm, wrapped);
            return false;
        }
        *match = wrapped;
        return true;
    }
    if (!is_group(vm, exception)) {
        *rest = retain(exception);
        return true;
    }
    Value pair = call_method(vm, exception, NAME(split), &type, 1);
    if (!pair)
        return false;
    if (!is_tuple(vm, pair) || tuple_length(pair) < 2) {
        if (!is_tuple(vm, pair))
            type_error(vm, "%T.split must return a tuple, not %T", exception, pair);
        else
            type_error(vm, "%T.split must return a 2-tuple, got tuple of size %zu", exception, tuple_length(pair));
        release(vm, pair);
        return false;
    }
    *match = retain(tuple_get(pair, 0));
    *rest = retain(tuple_get(pair, 1));
    release(vm, pair);
    return true;
}

/* The leaves of an exception, appended to list. */
static bool collect_leaves(Vm *vm, Value exception, Value list)
{
    if (exception == NONE)
        return true;
    if (!is_group(vm, exception))
        return list_append(vm, list, exception);
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " in collect_exception_group_leaf_ids");
    Value members = body_of(exception)->excs;
    for (size_t i = 0; i < tuple_length(members); i++)
        if (!collect_leaves(vm, tuple_get(members, i), list))
            return false;
    return true;
}

/* The part of original that holds the leaves of the exceptions in keep (a list). Owned; NONE. */
static Value projection(Vm *vm, Value original, Value keep)
{
    Split parts;
    Value leaves = list_new(vm, 8);
    bool  done = leaves;
    for (size_t i = 0; done && i < list_length(keep); i++)
        done = collect_leaves(vm, list_get(keep, i), leaves);
    done = done && split_recursively(vm, original, leaves, MATCH_MEMBERS, false, &parts);
    release(vm, leaves);
    return done ? parts.match : 0;
}

/* Was this exception only passed on from the original (same metadata), not raised in a handler? */
static bool is_same_metadata(Value a, Value b)
{
    BaseException *x = as_exception(a), *y = as_exception(b);
    return x->traceback == y->traceback && x->cause == y->cause && x->context == y->context && x->records == y->records;
}

static Value make_group(Vm *vm, Value list)
{
    Value empty = EMPTY_STR, args[] = {empty, list};
    return call(vm, type_value(&base_exception_group_type), args, 2, 0);
}

Value exception_group_reraise(Vm *vm, Value original, Value raised_list)
{
    Value raised = 0, again = 0, kept = 0, result = 0;
    if (!list_length(raised_list))
        return NONE;
    if (!is_group(vm, original)) {
        /* A naked exception was caught: what a handler raised, or itself. */
        return retain(list_get(raised_list, 0));
    }
    raised = list_new(vm, 4);
    again = list_new(vm, 4);
    if (!raised || !again)
        goto done;
    for (size_t i = 0; i < list_length(raised_list); i++) {
        Value item = list_get(raised_list, i);
        if (item != NONE && !list_append(vm, is_same_metadata(item, original) ? again : raised, item))
            goto done;
    }
    kept = projection(vm, original, again);
    if (!kept)
        goto done;
    if (!list_length(raised)) {
        result = retain(kept);
        goto done;
    }
    if (kept != NONE && !list_append(vm, raised, kept))
        goto done;
    result = list_length(raised) > 1 ? make_group(vm, raised) : retain(list_get(raised, 0));
done:
    release(vm, raised);
    release(vm, again);
    release(vm, kept);
    return result;
}

/* ---- the type ---- */

static Value get_message(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return exception_field_get(body_of(arg[0])->msg);
}

static Value get_exceptions(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return exception_field_get(body_of(arg[0])->excs);
}

#define OWNER &base_exception_group_type
static const Row rows[] = {
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL),
    METHOD("derive(self, excs, /)", group_derive, CALL_ONE, NULL),
    METHOD("split(self, matcher_value, /)", group_split, CALL_ONE, NULL),
    METHOD("subgroup(self, matcher_value, /)", group_subgroup, CALL_ONE, NULL),
    MEMBER("message", get_message, NULL, "exception message"),
    MEMBER("exceptions", get_exceptions, NULL, "nested exceptions"),
    ROWS_END,
};
#undef OWNER

EXCEPTION_TYPE(base_exception_group, "BaseExceptionGroup", base_exception, SHAPE_BASE_EXCEPTION_GROUP, ExceptionGroupBody,
               96, "Several exceptions that are not related to each other.", .rows = rows,
               .slots = {EXCEPTION_SLOTS, .new = group_new, .init = group_init, .str = group_str, .repr = group_repr})
