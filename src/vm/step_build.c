/* step_build.c - building, unpacking, formatting, functions, imports. SPDX-License-Identifier: MIT */
#include "code/opcode.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "vm/frame.h"
#include "vm/slow.h"
#include "vm/intrinsic.h"

/* Releases a row of count from b, stores the result. */
static Step end_row(Vm *vm, Value *fp, Word *pc, size_t count, Taken result)
{
    slots_release(vm, fp + pc->b, count);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step slow_build_tuple(Vm *vm, Value *fp, Word *pc)
{
    size_t count = pc->c;
    Tuple *tuple = count ? tuple_new(vm, count) : NULL;
    if (!tuple)
        return end_row(vm, fp, pc, count, count ? 0 : tuple_empty(vm));
    memcpy(tuple->items, fp + pc->b, count * sizeof(Value));
    word_set(vm, fp, pc, tuple_ready(vm, tuple));
    return STEP_NEXT;
}

Step slow_build_list(Vm *vm, Value *fp, Word *pc)
{
    size_t count = pc->c;
    Value  list = list_new(vm, count);
    if (!list)
        return end_row(vm, fp, pc, count, 0);
    if (count)
        memcpy(as_list(list)->items, fp + pc->b, count * sizeof(Value));
    as_list(list)->length = count;
    word_set(vm, fp, pc, list);
    return STEP_NEXT;
}

Step step_build_set(Vm *vm, Value *fp, Word *pc)
{
    Value set = set_new(vm, 0);
    for (size_t i = 0; set && i < pc->c; i++)
        if (!set_add(vm, set, fp[pc->b + i])) {
            release(vm, set);
            set = 0;
        }
    return end_row(vm, fp, pc, pc->c, set);
}

Step step_build_map(Vm *vm, Value *fp, Word *pc)
{
    const Value *row = fp + pc->b;
    Value        dict = dict_new_sized(vm, pc->c);
    for (size_t i = 0; dict && i < pc->c; i++)
        if (!dict_set(vm, dict, row[2 * i], row[2 * i + 1])) {
            release(vm, dict);
            dict = 0;
        }
    return end_row(vm, fp, pc, 2 * (size_t)pc->c, dict);
}

Step step_build_string(Vm *vm, Value *fp, Word *pc)
{
    StrBuilder text;
    bool       fine = true;
    str_builder_init(&text, vm);
    for (size_t i = 0; fine && i < pc->c; i++)
        fine = str_builder_str(&text, fp[pc->b + i]);
    Value result = fine ? str_builder_finish(&text) : 0;
    if (!fine)
        str_builder_drop(&text);
    return end_row(vm, fp, pc, pc->c, result);
}

Step step_build_slice(Vm *vm, Value *fp, Word *pc)
{
    const Value *row = fp + pc->b;
    return end_row(vm, fp, pc, pc->c, slice_new(vm, row[0], row[1], pc->c == 3 ? row[2] : NONE));
}

Step step_set_add(Vm *vm, Value *fp, Word *pc)
{
    bool fine = set_add(vm, fp[pc->b], fp[pc->c]);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_map_add(Vm *vm, Value *fp, Word *pc)
{
    bool fine = dict_set(vm, fp[pc->a], fp[pc->b], fp[pc->b + 1]);
    slots_release(vm, fp + pc->b, 2);
    return fine ? STEP_NEXT : STEP_ERROR;
}

/* [*x]: the message names what is wrong with x. */
static void explain_not_iterable(Vm *vm, Value v)
{
    if (!exception_is(vm, &type_error_type) || type_of(vm, v)->slots.iter || type_of(vm, v)->slots.item)
        return;
    exception_clear(vm);
    type_error(vm, "Value after * must be an iterable, not %T", v);
}

Step step_list_extend(Vm *vm, Value *fp, Word *pc)
{
    bool fine = list_extend(vm, fp[pc->b], fp[pc->c]);
    if (!fine)
        explain_not_iterable(vm, fp[pc->c]);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_set_update(Vm *vm, Value *fp, Word *pc)
{
    bool fine = set_update(vm, fp[pc->b], fp[pc->c]);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_dict_update(Vm *vm, Value *fp, Word *pc)
{
    Value other = fp[pc->c];
    bool  fine = dict_merge(vm, fp[pc->b], other, 1);
    if (!fine && exception_swallow(vm, &attribute_error_type))
        type_error(vm, "'%T' object is not a mapping", other);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

/* What a message calls a callee: "mod.f()", "f()", or its str. */
static Value callee_text(Vm *vm, Value callee)
{
    Value qualname = object_find_attr(vm, callee, NAME(__qualname__)), text = 0;
    if (!qualname)
        return 0;
    if (qualname == UNBOUND)
        return object_str(vm, callee);
    Value module = object_find_attr(vm, callee, NAME(__module__));
    if (module && module != UNBOUND && module != NONE && is_str(vm, module) && !str_is(module, "builtins"))
        text = str_format(vm, "%S.%S()", module, qualname);
    else if (module)
        text = str_format(vm, "%S()", qualname);
    release(vm, module);
    release(vm, qualname);
    return text;
}

static void explain_merge(Vm *vm, Value callee, Value other)
{
    if (exception_is(vm, &attribute_error_type)) {
        exception_clear(vm);
        Value text = callee_text(vm, callee);
        if (text)
            type_error(vm, "%U argument after ** must be a mapping, not %T", text, other);
        release(vm, text);
    } else if (exception_is(vm, &key_error_type)) {
        Value pending = exception_take(vm), args = as_exception(pending)->args;
        if (tuple_length(args) != 1) {
            exception_put(vm, pending);
            return;
        }
        Value key = tuple_get(args, 0), text = callee_text(vm, callee);
        if (text && is_str(vm, key))
            type_error(vm, "%U got multiple values for keyword argument '%S'", text, key);
        else if (text)
            type_error(vm, "%U keywords must be strings", text);
        release(vm, text);
        release(vm, pending);
    }
}

Step step_dict_merge(Vm *vm, Value *fp, Word *pc)
{
    bool fine = dict_merge(vm, fp[pc->b], fp[pc->c], 2);
    if (!fine)
        explain_merge(vm, fp[pc->a], fp[pc->c]);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Value slow_spread_tuple(Vm *vm, Value callee, Value args)
{
    if (is_list(vm, args) || type_of(vm, args)->slots.iter || type_of(vm, args)->slots.item)
        return object_to_tuple(vm, args);
    Value text = callee_text(vm, callee);
    if (text)
        type_error(vm, "%U argument after * must be an iterable, not %T", text, args);
    release(vm, text);
    return 0;
}

/* ---- unpacking ---- */

static void wrong_count(Vm *vm, Value v, size_t wanted, bool sized)
{
    if (sized)
        value_error(vm, "too many values to unpack (expected %zu, got %lld)", wanted, (long long)object_length(vm, v));
    else
        value_error(vm, "too many values to unpack (expected %zu)", wanted);
}

/* Puts count items of an iterator downwards from target, counting them in *had; false: exception. */
static bool take_items(Vm *vm, Value iterator, Value *target, size_t count, size_t *had)
{
    for (*had = 0; *had < count; ++*had) {
        Value item = object_next(vm, iterator);
        if (!item || item == UNBOUND)
            return item != 0;
        *--target = item;
    }
    return true;
}

static Value iter_to_unpack(Vm *vm, Value v)
{
    if (!type_of(vm, v)->slots.iter && !type_of(vm, v)->slots.item)
        return type_error(vm, "cannot unpack non-iterable %T object", v);
    return object_iter(vm, v);
}

Step slow_unpack_iterable(Vm *vm, Value *fp, Word *pc)
{
    Value  v = word_take_b(fp, pc), *target = fp + pc->a + pc->c;
    size_t count = pc->c;
    Step   step = STEP_ERROR;
    Value  iterator = iter_to_unpack(vm, v), extra;
    size_t had = 0;
    if (!iterator || !take_items(vm, iterator, target, count, &had))
        goto done;
    if (had < count) {
        value_error(vm, "not enough values to unpack (expected %zu, got %zu)", count, had);
        goto done;
    }
    extra = object_next(vm, iterator);
    if (extra == UNBOUND)
        step = STEP_NEXT;
    else if (extra)
        wrong_count(vm, v, count, is_exact_list(v) || is_exact_tuple(v) || is_exact_dict(v));
    if (extra && extra != UNBOUND)
        release(vm, extra);
done:
    if (step == STEP_ERROR)
        for (; had > 0; had--)
            release(vm, target[-(ptrdiff_t)had]);
    release(vm, iterator);
    release(vm, v);
    return step;
}

/* Splits list items: before to the top, a list for the starred target, after at the bottom. */
static Step spread_rest(Vm *vm, Value *fp, Word *pc, Value list)
{
    size_t before = pc->c, after = pc[1].low, length = list_length(list);
    Value *base = fp + pc->a, *items = as_list(list)->items;
    if (length < before + after) {
        value_error(vm, "not enough values to unpack (expected at least %zu, got %zu)", before + after, length);
        return STEP_ERROR;
    }
    Value rest = list_from(vm, items + before, length - before - after);
    if (!rest)
        return STEP_ERROR;
    for (size_t i = 0; i < before; i++)
        base[after + before - i] = retain(items[i]);
    base[after] = rest;
    for (size_t i = 0; i < after; i++)
        base[after - 1 - i] = retain(items[length - after + i]);
    return STEP_NEXT;
}

Step step_unpack_rest(Vm *vm, Value *fp, Word *pc)
{
    Value v = word_take_b(fp, pc), list = 0, iterator = iter_to_unpack(vm, v);
    if (iterator)
        list = object_to_list(vm, iterator);
    Step step = list ? spread_rest(vm, fp, pc, list) : STEP_ERROR;
    release(vm, list);
    release(vm, iterator);
    release(vm, v);
    return step;
}

/* ---- formatting ---- */

Step step_format_simple(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b];
    return word_end(vm, fp, pc, is_object(v) && is_exact_str(v) ? retain(v) : object_format(vm, v, 0));
}

Step step_format_spec(Vm *vm, Value *fp, Word *pc)
{
    return end_row(vm, fp, pc, 2, object_format(vm, fp[pc->b], fp[pc->b + 1]));
}

Step step_convert(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b];
    return word_end(vm, fp, pc, pc->c == CONVERT_STR ? object_str(vm, v) : pc->c == CONVERT_REPR ? object_repr(vm, v) : object_ascii(vm, v));
}

Step step_get_length(Vm *vm, Value *fp, Word *pc)
{
    int64_t length = object_length(vm, fp[pc->b]);
    if (length < 0)
        return STEP_ERROR;
    word_set(vm, fp, pc, int_value(length));
    return STEP_NEXT;
}

/* ---- functions ---- */

Step step_make_function(Vm *vm, Value *fp, Word *pc)
{
    Value code = fp[pc->b], function = function_new(vm, code, as_function(fp[-3])->globals, 0);
    /* a body that ran before needs no slow first call of each new function */
    if (function && as_code(code)->lowered && !machine_prepare(vm, as_function(function))) {
        release(vm, function);
        function = 0;
    }
    return word_end(vm, fp, pc, function);
}

Step step_set_function_attribute(Vm *vm, Value *fp, Word *pc)
{
    Function *fn = as_function(fp[pc->b]);
    Value     value = word_take_c(fp, pc);
    Value    *place = pc->a == FUNCTION_DEFAULTS ? &fn->defaults : pc->a == FUNCTION_KEYWORD_DEFAULTS ? &fn->kwdefaults
                    : pc->a == FUNCTION_ANNOTATIONS ? &fn->annotations : pc->a == FUNCTION_CLOSURE ? &fn->closure : &fn->annotate;
    replace(vm, place, value);
    return STEP_NEXT;
}

/* ---- imports ---- */

Step step_import_name(Vm *vm, Value *fp, Word *pc)
{
    const Function *fn = as_function(fp[-3]);
    const Lowered  *lowered = frame_lowered(vm, fp, pc);
    Value           locals = lowered->code->flags & CODE_OPTIMIZED ? NONE : fp[lowered->nlocals - 1], result = 0;
    Value           import = object_getitem(vm, fn->builtins, NAME(__import__));
    if (import) {
        Value args[] = {pc[1].value, fn->globals, locals, fp[pc->b + 1], fp[pc->b]};
        result = call(vm, import, args, 5, 0);
        release(vm, import);
    } else if (exception_swallow(vm, &key_error_type)) {
        raise_format(vm, &import_error_type, "__import__ not found");
    }
    return end_row(vm, fp, pc, 2, result);
}

Step step_import_from(Vm *vm, Value *fp, Word *pc)
{
    Value result = import_from(vm, fp[pc->b], pc[1].value);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}
