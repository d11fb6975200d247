/* object.c - the abstract operations: text, truth, hash, identity, comparison, and the guard of repr's recursion.
 *
 * SPDX-License-Identifier: MIT */
#include "objects/object.h"

#include <stdio.h>

#include "base/hash.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/slot_function.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"

/* ---- text ---- */

static Value checked_str(Vm *vm, Value text, const char *method)
{
    if (text && !is_str(vm, text)) {
        type_error(vm, "%s returned non-string (type %T)", method, text);
        release(vm, text);
        return 0;
    }
    return text;
}

Value object_repr(Vm *vm, Value v)
{
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while getting the repr of an object");
    return checked_str(vm, type_of(vm, v)->slots.repr(vm, v), "__repr__");
}

Value object_str(Vm *vm, Value v)
{
    if (is_exact_str(v))
        return retain(v);
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while getting the str of an object");
    return checked_str(vm, type_of(vm, v)->slots.str(vm, v), "__str__");
}

Value object_ascii(Vm *vm, Value v)
{
    Value text = object_repr(vm, v);
    if (!text || str_is_ascii(as_str(text)))
        return text;
    StrBuilder builder;
    str_builder_init(&builder, vm);
    for (size_t i = 0; i < as_str(text)->length; i++) {
        uint32_t c = str_char(as_str(text), i);
        char     escape[12];
        snprintf(escape, sizeof escape, c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c);
        if (!(c < 0x80 ? str_builder_char(&builder, c) : str_builder_text(&builder, escape))) {
            str_builder_drop(&builder);
            release(vm, text);
            return 0;
        }
    }
    release(vm, text);
    return str_builder_finish(&builder);
}

Value object_format(Vm *vm, Value v, Value spec)
{
    Value empty = EMPTY_STR;
    if (!spec || as_str(spec)->length == 0) {
        if (is_exact_str(v))
            return retain(v);
        if (is_exact_int(v))
            return object_str(vm, v);
        spec = empty;
    }
    Value result = call_special(vm, v, NAME(__format__), &spec, 1, 0);
    if (result == UNBOUND)
        return type_error(vm, "Type %T doesn't define __format__", v);
    if (result && !is_str(vm, result)) {
        type_error(vm, "__format__ must return a str, not %T", result);
        release(vm, result);
        return 0;
    }
    return result;
}

Value object_default_repr(Vm *vm, Value v)
{
    char        address[24];
    const Type *type = type_of(vm, v);
    Value       module = type_module(vm, type), qualname = 0, result = 0;

    object_address(vm, v, address);
    if (!module || !is_str(vm, module) || str_is(module, "builtins")) {
        if (!module)
            exception_clear(vm);
        result = str_format(vm, "<%s object at %s>", type->name, address);
    } else if ((qualname = type_qualname(vm, type))) {
        result = str_format(vm, "<%U.%U object at %s>", module, qualname, address);
    }
    release(vm, module);
    release(vm, qualname);
    return result;
}

Value object_default_str(Vm *vm, Value v)
{
    return type_of(vm, v)->slots.repr(vm, v);
}

/* ---- identity ---- */

#define ID_BITS 44 /* multiples of 8 under 2^47 */

static uint64_t id_of_object(const Vm *vm, Value v)
{
    uint64_t mask = (UINT64_C(1) << ID_BITS) - 1, key = vm->objects->id_key;
    uint64_t x = (v >> 3 ^ key) & mask;
    x = x * (key << 1 | 1) & mask;
    x ^= x >> 22;
    x = x * (key >> 20 << 1 | 1) & mask;
    return x << 3;
}

Value object_id(Vm *vm, Value v)
{
    return int_from_uint64(vm, is_pointer(v) ? id_of_object(vm, v) : v);
}

void object_address(const Vm *vm, Value v, char text[24])
{
    /* A word has no address: what stands for one is as wide as the others. */
    uint64_t shown = is_pointer(v) ? id_of_object(vm, v) : id_of_object(vm, v << 3);
    snprintf(text, 24, "0x%llx", (unsigned long long)shown);
}

int64_t object_default_hash(Vm *vm, Value v)
{
    return hash_address(is_pointer(v) ? id_of_object(vm, v) : v);
}

int64_t hash_not_implemented(Vm *vm, Value v)
{
    type_error(vm, "unhashable type: '%T'", v);
    return -1;
}

int64_t object_hash(Vm *vm, Value v)
{
    if (is_exact_str(v))
        return str_hash(vm, v);
    if (is_word_int(v))
        return hash_small_int(word_int(v));
    return type_of(vm, v)->slots.hash(vm, v);
}

/* ---- truth ---- */

int object_truth(Vm *vm, Value v)
{
    if (v == TRUE)
        return 1;
    if (v == FALSE || v == NONE)
        return 0;
    const Slots *slots = &type_of(vm, v)->slots;
    int64_t      length;
    if (slots->truth)
        return slots->truth(vm, v);
    if (slots->map_length)
        length = slots->map_length(vm, v);
    else if (slots->length)
        length = slots->length(vm, v);
    else
        return 1;
    return length < 0 ? -1 : length > 0;
}

/* ---- comparison ---- */

static const Comparison swapped[] = {COMPARE_GT, COMPARE_GE, COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE};
static const char *const symbols[] = {"<", "<=", "==", "!=", ">", ">="};

static Value compare_by_slots(Vm *vm, Value a, Value b, Comparison op)
{
    const Type *ta = type_of(vm, a), *tb = type_of(vm, b);
    bool        reversed = false;
    Value       result;

    if (ta != tb && type_is_subtype(vm, tb, ta) && tb->slots.compare) {
        reversed = true;
        result = tb->slots.compare(vm, b, a, swapped[op]);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (ta->slots.compare) {
        result = ta->slots.compare(vm, a, b, op);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (!reversed && tb->slots.compare) {
        result = tb->slots.compare(vm, b, a, swapped[op]);
        if (result != NOT_IMPLEMENTED)
            return result;
    }
    if (op == COMPARE_EQ || op == COMPARE_NE)
        return bool_value((a == b) == (op == COMPARE_EQ));
    return type_error(vm, "'%s' not supported between instances of '%T' and '%T'", symbols[op], a, b);
}

Value object_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " in comparison");
    return compare_by_slots(vm, a, b, op);
}

int object_compare_bool(Vm *vm, Value a, Value b, Comparison op)
{
    if (a == b && op == COMPARE_EQ)
        return 1;
    if (a == b && op == COMPARE_NE)
        return 0;
    Value result = object_compare(vm, a, b, op);
    if (!result)
        return -1;
    if (is_bool(result))
        return result == TRUE;
    int truth = object_truth(vm, result);
    release(vm, result);
    return truth;
}

Value object_default_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (op == COMPARE_EQ)
        return a == b ? TRUE : NOT_IMPLEMENTED;
    if (op != COMPARE_NE || !type_of(vm, a)->slots.compare)
        return NOT_IMPLEMENTED;
    Value equal = type_of(vm, a)->slots.compare(vm, a, b, COMPARE_EQ);
    if (!equal || equal == NOT_IMPLEMENTED)
        return equal;
    int truth = object_truth(vm, equal);
    release(vm, equal);
    return truth < 0 ? 0 : bool_value(!truth);
}

/* ---- small slots ---- */

Value self_iter(Vm *vm, Value v)
{
    (void)vm;
    return retain(v);
}

void dealloc_plain(Vm *vm, Object *object)
{
    const Type *type = shape_of(vm, object)->type;
    heap_free(vm, object, type->heap ? type->heap->solid->size : type->size);
}

/* ---- the guard of repr: a list of what is being shown ---- */

int repr_enter(Vm *vm, Value v)
{
    Thread *thread = vm->thread;
    if (!thread->repr_active && !(thread->repr_active = list_new(vm, 4)))
        return -1;
    for (size_t i = 0; i < list_length(thread->repr_active); i++)
        if (list_get(thread->repr_active, i) == v)
            return 1;
    return list_append(vm, thread->repr_active, v) ? 0 : -1;
}

void repr_leave(Vm *vm, Value v)
{
    List *active = as_list(vm->thread->repr_active);
    for (size_t i = active->length; i-- > 0;)
        if (active->items[i] == v) {
            memmove(active->items + i, active->items + i + 1, (active->length - i - 1) * sizeof(Value));
            active->length--;
            release(vm, v);
            return;
        }
}
