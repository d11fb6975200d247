/* typing_lazy.c - what type parameters know only when asked, and the functions that tell it: evaluate_bound and the like.
 *
 * SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/generic_alias.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "modules/typing.h"

enum { FORMAT_VALUE = 1, FORMAT_STRING = 4 }; /* annotationlib.Format */

/* ---- a function that answers a constant ---- */

typedef struct ConstEvaluator {
    Object head;
    Value  value;
} ConstEvaluator;

static Value value_of_evaluator(Value v)
{
    return ((ConstEvaluator *)object_of(v))->value;
}

static Value evaluator_new(Vm *vm, Value value)
{
    ConstEvaluator *self = heap_new_container(vm, sizeof *self, SHAPE_CONST_EVALUATOR);
    if (!self)
        return 0;
    self->value = retain(value);
    gc_track(vm, &self->head);
    return value_of(self);
}

static void evaluator_dealloc(Vm *vm, Object *object)
{
    release(vm, ((ConstEvaluator *)object)->value);
    heap_free(vm, object, sizeof(ConstEvaluator));
}

static bool evaluator_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value value = ((ConstEvaluator *)object)->value;
    return !is_object(value) || visit(value, arg);
}

static Value evaluator_repr(Vm *vm, Value v)
{
    return str_format(vm, "<constevaluator %R>", value_of_evaluator(v));
}

static Value as_text(Vm *vm, Value value)
{
    StrBuilder builder;
    bool       done = true;
    str_builder_init(&builder, vm);
    if (is_exact_tuple(value)) {
        done = str_builder_char(&builder, '(');
        for (size_t i = 0; done && i < tuple_length(value); i++)
            done = (!i || str_builder_text(&builder, ", ")) && type_argument_show(vm, &builder, tuple_get(value, i));
        done = done && str_builder_char(&builder, ')');
    } else {
        done = type_argument_show(vm, &builder, value);
    }
    if (done)
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

static Value evaluator_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    int64_t format;
    if (names && tuple_length(names))
        return type_error(vm, "constevaluator.__call__() takes no keyword arguments");
    if (count != 1)
        return type_error(vm, "constevaluator.__call__() takes exactly 1 argument (%zu given)", count);
    if (!object_index_int64(vm, args[0], &overflow_error_type, &format))
        return 0;
    return format == FORMAT_STRING ? as_text(vm, value_of_evaluator(callee)) : retain(value_of_evaluator(callee));
}

const Type const_evaluator_type = {
    TYPE_HEAD, .name = "_typing._ConstEvaluator", .doc = "_ConstEvaluator()", .base = &object_type,
    .number = SHAPE_CONST_EVALUATOR, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 24, .size = sizeof(ConstEvaluator),
    .slots = {OBJECT_SLOTS, .dealloc = evaluator_dealloc, .traverse = evaluator_traverse, .repr = evaluator_repr,
              .call = evaluator_call},
};

/* ---- Lazy ---- */

Value lazy_get(Vm *vm, Lazy *lazy, Value otherwise)
{
    if (lazy->value)
        return retain(lazy->value);
    if (!lazy->evaluate)
        return retain(otherwise);
    Value made = call1(vm, lazy->evaluate, int_value(FORMAT_VALUE));
    if (made)
        replace(vm, &lazy->value, retain(made));
    return made;
}

Value lazy_evaluator(Vm *vm, const Lazy *lazy)
{
    if (lazy->evaluate)
        return retain(lazy->evaluate);
    return lazy->value ? evaluator_new(vm, lazy->value) : NONE;
}

void lazy_clear(Vm *vm, Lazy *lazy)
{
    replace(vm, &lazy->value, 0);
    replace(vm, &lazy->evaluate, 0);
}

bool lazy_traverse(const Lazy *lazy, VisitFn visit, void *arg)
{
    return (!is_object(lazy->value) || visit(lazy->value, arg)) && (!is_object(lazy->evaluate) || visit(lazy->evaluate, arg));
}

/* ---- typing ---- */

Value typing_call(Vm *vm, const char *name, const Value *args, size_t count)
{
    Value module = vm->up->import(vm, "typing"), key = module ? str_intern_cstring(vm, name) : 0;
    Value function = key ? object_getattr(vm, module, key) : 0;
    Value result = function ? call(vm, function, args, count, 0) : 0;
    release(vm, module);
    release(vm, key);
    release(vm, function);
    return result;
}

bool typing_set_module(Vm *vm, Value self)
{
    Value globals = vm->up->current_globals(vm);
    Value name = globals ? dict_find_str(vm, globals, NAME(__name__)) : NONE;
    return name && object_setattr(vm, self, NAME(__module__), name == UNBOUND ? NONE : name);
}
