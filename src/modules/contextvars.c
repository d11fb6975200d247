/* contextvars.c - _contextvars: variables whose value belongs to a context.
 *
 * A context is an immutable mapping from variable to value that is replaced as a whole: `set` puts a new dict into the current
 * context, `copy` shares the dict. Contexts are small, so copying one dict a `set` is the plain choice.
 * SPDX-License-Identifier: MIT */
#include "memory/thread_state.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

extern const ModuleDef module_contextvars;

typedef struct ContextsState {
    Value missing; /* Token.MISSING */
} ContextsState;

typedef struct Context {
    Object head;
    Value  vars;     /* dict, never changed once shared */
    Value  previous; /* the context that was current when this one was entered; 0: not entered */
    bool   entered;
} Context;

typedef struct ContextVar {
    Object head;
    Value  name, fallback; /* fallback: the default; 0: none */
} ContextVar;

typedef struct Token {
    Object head;
    Value  context, var, old; /* old: 0: the variable had no value */
    bool   used;
} Token;

static Context *as_context(Value v) { return (Context *)object_of(v); }
static ContextVar *as_var(Value v) { return (ContextVar *)object_of(v); }
static Token *as_token(Value v) { return (Token *)object_of(v); }

static bool visit_field(Value field, VisitFn visit, void *arg)
{
    return !is_object(field) || visit(field, arg);
}

/* ---- contexts ---- */

static Value context_new(Vm *vm, Value vars)
{
    Value    dict = vars ? retain(vars) : dict_new(vm);
    Context *self = dict ? heap_new_container(vm, sizeof *self, SHAPE_CONTEXT) : NULL;
    if (!self) {
        release(vm, dict);
        return 0;
    }
    self->vars = dict;
    self->previous = 0;
    self->entered = false;
    gc_track(vm, &self->head);
    return value_of(self);
}

/* The thread's current context; borrowed. */
static Value current_context(Vm *vm)
{
    if (!vm->thread->context)
        vm->thread->context = context_new(vm, 0);
    return vm->thread->context;
}

static void context_clear(Vm *vm, Object *object)
{
    replace(vm, &((Context *)object)->vars, 0);
    replace(vm, &((Context *)object)->previous, 0);
}

static void context_dealloc(Vm *vm, Object *object)
{
    context_clear(vm, object);
    heap_free(vm, object, sizeof(Context));
}

static bool context_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Context *self = (Context *)object;
    (void)vm;
    return visit_field(self->vars, visit, arg) && visit_field(self->previous, visit, arg);
}

static Value context_make(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args;
    if (count || (names && tuple_length(names)))
        return type_error(vm, "Context() does not accept any arguments");
    return context_new(vm, 0);
}

static bool check_key(Vm *vm, Value key)
{
    return has_shape(key, SHAPE_CONTEXT_VAR) || type_error(vm, "a ContextVar key was expected, got %R", key);
}

static Value context_subscript(Vm *vm, Value v, Value key)
{
    if (!check_key(vm, key))
        return 0;
    Value found = dict_find(vm, as_context(v)->vars, key);
    return found == UNBOUND ? key_error(vm, key) : retain(found);
}

static int context_contains(Vm *vm, Value v, Value key)
{
    if (!check_key(vm, key))
        return -1;
    Value found = dict_find(vm, as_context(v)->vars, key);
    return found ? found != UNBOUND : -1;
}

static int64_t context_length(Vm *vm, Value v)
{
    return (int64_t)dict_length(vm, as_context(v)->vars);
}

static Value context_iter(Vm *vm, Value v)
{
    return object_iter(vm, as_context(v)->vars);
}

static Value context_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !has_shape(b, SHAPE_CONTEXT))
        return NOT_IMPLEMENTED;
    return object_compare(vm, as_context(a)->vars, as_context(b)->vars, op);
}

static Value context_get(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!check_key(vm, arg[1]))
        return 0;
    Value found = dict_find(vm, as_context(arg[0])->vars, arg[1]);
    return found == UNBOUND ? retain(arg[2]) : retain(found);
}

#define FORWARD(name) \
    static Value context_##name(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)count; \
        return call_method(vm, as_context(arg[0])->vars, NAME(name), NULL, 0); \
    }
FORWARD(items)
FORWARD(keys)
FORWARD(values)
#undef FORWARD

static Value context_copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return context_new(vm, as_context(arg[0])->vars);
}

/* (self, callable, *args, **kwargs) */
static Value context_run(Vm *vm, const Value *arg, size_t count, Value names)
{
    Context *self = as_context(arg[0]);
    if (count < 2)
        return type_error(vm, "run() missing 1 required positional argument");
    if (self->entered)
        return runtime_error(vm, "cannot enter context: %R is already entered", arg[0]);
    Value outer = retain(current_context(vm));
    if (!outer)
        return 0;
    self->entered = true;
    replace(vm, &self->previous, outer);
    replace(vm, &vm->thread->context, retain(arg[0]));
    Value result = call(vm, arg[1], arg + 2, count - 2, names);
    self->entered = false;
    outer = self->previous;
    self->previous = 0;
    replace(vm, &vm->thread->context, outer);
    return result;
}

#define OWNER &context_type
static const Row context_rows[] = {
    METHOD("get(self, key, default=None, /)", context_get, CALL_POSITIONAL, "Return the value for `key` if `key` has the value in the context object."),
    METHOD("items(self, /)", context_items, CALL_NOARGS, "Return all variables and their values in the context object."),
    METHOD("keys(self, /)", context_keys, CALL_NOARGS, "Return a list of all variables in the context object."),
    METHOD("values(self, /)", context_values, CALL_NOARGS, "Return a list of all variables' values in the context object."),
    METHOD("copy(self, /)", context_copy, CALL_NOARGS, "Return a shallow copy of the context object."),
    METHOD_OWN("run(self, callable, /, *args, **kwargs)", context_run, ROW_NO_TEXT_SIGNATURE, NULL),
    ROWS_END,
};
#undef OWNER

const Type context_type = {
    TYPE_HEAD, .name = "_contextvars.Context", .base = &object_type, .rows = context_rows, .number = SHAPE_CONTEXT,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 48, .weaklist_offset = 40, .size = sizeof(Context),
    .slots = {OBJECT_SLOTS, .dealloc = context_dealloc, .traverse = context_traverse, .clear = context_clear,
              .new = context_make, .hash = hash_not_implemented, .compare = context_compare, .iter = context_iter,
              .map_length = context_length, .subscript = context_subscript, .contains = context_contains},
};

/* ---- variables ---- */

static void var_dealloc(Vm *vm, Object *object)
{
    release(vm, ((ContextVar *)object)->name);
    release(vm, ((ContextVar *)object)->fallback);
    heap_free(vm, object, sizeof(ContextVar));
}

static bool var_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit_field(((ContextVar *)object)->fallback, visit, arg);
}

static Value var_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "context variable name must be a str");
    ContextVar *self = object_allocate(vm, &context_var_type, 0);
    if (!self)
        return 0;
    self->name = retain(arg[1]);
    self->fallback = arg[2] ? retain(arg[2]) : 0;
    return object_ready(vm, self);
}

static Value var_repr(Vm *vm, Value v)
{
    char address[24];
    object_address(vm, v, address);
    if (as_var(v)->fallback)
        return str_format(vm, "<ContextVar name=%R default=%R at %s>", as_var(v)->name, as_var(v)->fallback, address);
    return str_format(vm, "<ContextVar name=%R at %s>", as_var(v)->name, address);
}

static Value var_get(Vm *vm, const Value *arg, size_t count)
{
    Value context = current_context(vm), found;
    (void)count;
    if (!context || !(found = dict_find(vm, as_context(context)->vars, arg[0])))
        return 0;
    if (found != UNBOUND)
        return retain(found);
    if (arg[1])
        return retain(arg[1]);
    if (as_var(arg[0])->fallback)
        return retain(as_var(arg[0])->fallback);
    return raise_value(vm, &lookup_error_type, arg[0]);
}

/* Gives the context a dict in which var has this value (0: none). */
static bool change(Vm *vm, Value context, Value var, Value value)
{
    Value dict = dict_copy(vm, as_context(context)->vars);
    bool  done = dict && (value ? dict_set(vm, dict, var, value) : dict_delete(vm, dict, var) >= 0);
    if (done)
        replace(vm, &as_context(context)->vars, dict);
    else
        release(vm, dict);
    return done;
}

static Value var_set(Vm *vm, const Value *arg, size_t count)
{
    Value  context = current_context(vm), old;
    Token *token;
    (void)count;
    if (!context || !(old = dict_find(vm, as_context(context)->vars, arg[0])))
        return 0;
    token = heap_new_container(vm, sizeof *token, SHAPE_CONTEXT_TOKEN);
    if (!token)
        return 0;
    token->context = retain(context);
    token->var = retain(arg[0]);
    token->old = old == UNBOUND ? 0 : retain(old);
    token->used = false;
    gc_track(vm, &token->head);
    if (change(vm, context, arg[0], arg[1]))
        return value_of(token);
    release(vm, value_of(token));
    return 0;
}

static Value var_reset(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!has_shape(arg[1], SHAPE_CONTEXT_TOKEN))
        return type_error(vm, "expected an instance of Token, got %R", arg[1]);
    Token *token = as_token(arg[1]);
    if (token->used)
        return runtime_error(vm, "%R has already been used once", arg[1]);
    if (token->var != arg[0])
        return value_error(vm, "%R was created by a different ContextVar", arg[1]);
    if (token->context != current_context(vm))
        return value_error(vm, "%R was created in a different Context", arg[1]);
    token->used = true;
    return change(vm, token->context, arg[0], token->old) ? NONE : 0;
}

static Value var_name(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_var(arg[0])->name);
}

#define OWNER &context_var_type
static const Row var_rows[] = {
    METHOD_FLAGS("get(self, default=<unrepresentable>, /)", var_get, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE, "Return a value for the context variable for the current context."),
    METHOD("set(self, value, /)", var_set, CALL_ONE, "Call to set a new value for the context variable in the current context."),
    METHOD("reset(self, token, /)", var_reset, CALL_ONE, "Reset the context variable."),
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL),
    MEMBER("name", var_name, NULL, NULL),
    ROWS_END,
};
static const Row var_new_row = NEW_ROW("ContextVar(cls, name, /, *, default=<unrepresentable>)", var_make, CALL_KEYWORDS);
#undef OWNER

const Type context_var_type = {
    TYPE_HEAD, .name = "_contextvars.ContextVar", .base = &object_type, .rows = var_rows, .number = SHAPE_CONTEXT_VAR,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 64, .size = sizeof(ContextVar),
    .new_row = &var_new_row, .restated = "__hash__",
    .slots = {OBJECT_SLOTS, .dealloc = var_dealloc, .traverse = var_traverse, .new = new_from_row, .repr = var_repr},
};

/* ---- tokens ---- */

static void token_dealloc(Vm *vm, Object *object)
{
    Token *self = (Token *)object;
    release(vm, self->context);
    release(vm, self->var);
    release(vm, self->old);
    heap_free(vm, self, sizeof *self);
}

static bool token_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Token *self = (Token *)object;
    (void)vm;
    return visit_field(self->context, visit, arg) && visit_field(self->var, visit, arg) && visit_field(self->old, visit, arg);
}

static Value token_make(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)cls, (void)args, (void)count, (void)names;
    return runtime_error(vm, "Tokens can only be created by ContextVars");
}

static Value token_repr(Vm *vm, Value v)
{
    char address[24];
    object_address(vm, v, address);
    return str_format(vm, "<Token%s var=%R at %s>", as_token(v)->used ? " used" : "", as_token(v)->var, address);
}

static Value missing(Vm *vm)
{
    ContextsState *state = module_state(vm, &module_contextvars);
    return state->missing;
}

static Value token_var(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_token(arg[0])->var);
}

static Value token_old(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(as_token(arg[0])->old ? as_token(arg[0])->old : missing(vm));
}

static Value token_enter(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(arg[0]);
}

static Value token_exit(Vm *vm, const Value *arg, size_t count)
{
    Value args[] = {as_token(arg[0])->var, arg[0]};
    (void)count;
    return var_reset(vm, args, 2);
}

#define OWNER &context_token_type
static const Row token_rows[] = {
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL),
    METHOD("__enter__(self, /)", token_enter, CALL_NOARGS, "Enter into Token context manager."),
    METHOD("__exit__(self, type, value, traceback, /)", token_exit, CALL_POSITIONAL, "Exit from Token context manager, restore the linked ContextVar."),
    GETSET("var", token_var, NULL, NULL),
    GETSET("old_value", token_old, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type context_token_type = {
    TYPE_HEAD, .name = "_contextvars.Token", .base = &object_type, .rows = token_rows, .number = SHAPE_CONTEXT_TOKEN,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 48, .size = sizeof(Token),
    .slots = {OBJECT_SLOTS, .dealloc = token_dealloc, .traverse = token_traverse, .new = token_make, .repr = token_repr,
              .hash = hash_not_implemented},
};

static Value missing_repr(Vm *vm, Value v)
{
    (void)v;
    return str_from_cstring(vm, "<Token.MISSING>");
}

const Type context_missing_type = {
    TYPE_HEAD, .name = "Token.MISSING", .base = &object_type, .number = SHAPE_CONTEXT_MISSING,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_DISALLOW_INSTANTIATION, .basic_size = 16, .size = sizeof(Object),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .repr = missing_repr},
};

/* ---- the module ---- */

static Value copy_context(Vm *vm, const Value *arg, size_t count)
{
    Value context = current_context(vm);
    (void)arg, (void)count;
    return context ? context_new(vm, as_context(context)->vars) : 0;
}

#define OWNER &module_contextvars
static const Row functions[] = {FUNCTION("copy_context(/)", copy_context, CALL_NOARGS, NULL), ROWS_END};
#undef OWNER

static const Type *const types[] = {&context_type, &context_var_type, &context_token_type, NULL};

static bool init(Vm *vm, Value module)
{
    ContextsState *state = module_state(vm, &module_contextvars);
    (void)module;
    Object *object = heap_new(vm, sizeof *object, SHAPE_CONTEXT_MISSING);
    state->missing = value_of(object);
    return object && dict_set(vm, type_dict(vm, &context_token_type), NAME(MISSING), state->missing);
}

static void state_drop(Vm *vm, void *data)
{
    replace(vm, &((ContextsState *)data)->missing, 0);
}

const ModuleDef module_contextvars = {
    .name = "_contextvars", .doc = "Context Variables", .functions = functions, .types = types, .init = init,
    .state_size = sizeof(ContextsState), .state_drop = state_drop};
