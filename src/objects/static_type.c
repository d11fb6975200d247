/* static_type.c - the namespace of a type that C defines: __new__, wrappers of its slots, its rows, its docstring.
 *
 * Made at the first lookup, in the order that CPython's type.__dict__ shows. A template (a type that CPython makes as a
 * mutable heap type) gets the same, filled into a class of the isolate. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/slot.h"
#include "objects/state.h"
#include "objects/tuple.h"
#include "objects/type_object.h"

/* Is word one of those in the space-separated text? */
static bool has_word(const char *text, const char *word, size_t length)
{
    while (text && *text) {
        size_t span = strcspn(text, " ");
        if (span == length && memcmp(text, word, length) == 0)
            return true;
        text += span + (text[span] == ' ');
    }
    return false;
}

/* __new__ stands in the dict of each type that has one of its own. */
static bool add_new(Vm *vm, const Type *type, const Type *self, Value dict)
{
    bool own = type->new_row || !type->base || type->slots.new != type->base->slots.new ||
               has_word(type->restated, "__new__", 7);
    if (!type->slots.new || !own)
        return true;
    Value builtin = builtin_bind(vm, &type_new_wrapper_row, type_value(self));
    bool  done = builtin && dict_set(vm, dict, NAME(__new__), builtin);
    release(vm, builtin);
    return done;
}

static bool add_wrapper(Vm *vm, const Type *type, const Type *self, const SlotEntry *entry, Value dict)
{
    SlotFn fn = slot_get_fn(&type->slots, entry);
    SlotFn above = type->base ? slot_get_fn(&type->base->slots, entry) : NULL;
    if (!fn || entry->wrap == WRAP_NONE ||
        (fn == above && !has_word(type->restated, entry->name->data, entry->name->length)))
        return true;
    Value name = value_of(entry->name);
    if (dict_find_str(vm, dict, name) != UNBOUND)
        return true;
    if (entry->wrap == WRAP_HASH && fn == (SlotFn)hash_not_implemented)
        return dict_set(vm, dict, name, NONE);
    Value wrapper = wrapper_descriptor_new(vm, self, entry);
    bool  done = wrapper && dict_set(vm, dict, name, wrapper);
    release(vm, wrapper);
    return done;
}

static bool add_row(Vm *vm, const Type *self, const Row *row, Value dict)
{
    bool  done = false;
    Value item = 0, name = row_name(vm, row);
    if (!name)
        return false;
    if (!(row->flags & ROW_COEXIST) && dict_find_str(vm, dict, name) != UNBOUND) {
        done = true;
        goto done;
    }
    item = value_of(row);
    if (row->flags & ROW_STATIC) {
        Value builtin = builtin_bind(vm, row, type_value(self));
        item = builtin ? staticmethod_new(vm, builtin) : 0;
        release(vm, builtin);
    }
    done = item && dict_set(vm, dict, name, item);
done:
    release(vm, item);
    release(vm, name);
    return done;
}

static bool add_match_args(Vm *vm, const char *names, Value dict)
{
    Value list[16];
    size_t count = 0;
    bool   done = true;
    for (; *names && count < countof(list); count++) {
        size_t span = strcspn(names, " ");
        list[count] = str_intern_utf8(vm, names, span);
        if (!list[count])
            return false;
        names += span + (names[span] == ' ');
    }
    Value tuple = tuple_from(vm, list, count);
    done = tuple && dict_set(vm, dict, NAME(__match_args__), tuple);
    release(vm, tuple);
    for (size_t i = 0; i < count; i++)
        release(vm, list[i]);
    return done;
}

/* Some types have an attribute of that name. */
static bool add_doc(Vm *vm, const Type *type, Value dict)
{
    if (dict_find_str(vm, dict, NAME(__doc__)) != UNBOUND)
        return true;
    Value doc = type->doc ? str_from_cstring(vm, type->doc) : NONE;
    bool  done = doc && dict_set(vm, dict, NAME(__doc__), doc);
    release(vm, doc);
    return done;
}

/* CPython makes such a type from a description when its module is imported, and says where. */
static bool add_module(Vm *vm, const Type *type, Value dict)
{
    if (!(type->flags & TYPE_HEAP) || !type->number)
        return true;
    Value module = type_module(vm, type);
    bool  done = module && dict_set(vm, dict, NAME(__module__), module);
    release(vm, module);
    return done;
}

bool type_fill_dict(Vm *vm, const Type *type, const Type *self, Value dict)
{
    if (!add_new(vm, type, self, dict))
        return false;
    for (size_t i = 0; i < slot_entry_count; i++)
        if (!add_wrapper(vm, type, self, &slot_entries[i], dict))
            return false;
    for (const Row *row = type->rows; row && row->signature; row++)
        if (!add_row(vm, self, row, dict))
            return false;
    if (type->match_args && !add_match_args(vm, type->match_args, dict))
        return false;
    return add_module(vm, type, dict) && add_doc(vm, type, dict);
}

Value type_dict(Vm *vm, const Type *type)
{
    if (type->heap)
        return type->heap->dict;
    StaticTypeState *state = static_type_state(vm, type);
    if (!state->dict) {
        /* An exception that is set stays: a lookup may come while one unwinds. */
        Value pending = exception_take(vm);
        Value dict = dict_new_celled(vm);
        if (dict && type_fill_dict(vm, type, type, dict)) {
            state->dict = dict;
            if (pending)
                exception_put(vm, pending);
        } else {
            release(vm, dict);
            release(vm, pending);
        }
    }
    return state->dict;
}

bool type_is_row_owner(const Vm *vm, const Type *type, const Type *owner)
{
    if (owner->number || owner->heap)
        return type_is_subtype(vm, type, owner);
    if (!type->heap)
        return false;
    const Tuple *mro = as_tuple(type->heap->mro);
    for (size_t i = 0; i < mro->length; i++) {
        const HeapType *heap = as_type(mro->items[i])->heap;
        if (heap && heap->template_of == owner)
            return true;
    }
    return false;
}

/* ---- templates ---- */

Value type_from_template(Vm *vm, const Type *template_type, Value module)
{
    const char *dot = strrchr(template_type->name, '.');
    Value       dict = dict_new_celled(vm), type = 0, name = 0, module_name = 0, bases = 0;
    Value       base = type_value(template_type->base);

    name = str_intern_cstring(vm, dot ? dot + 1 : template_type->name);
    bases = tuple_from(vm, &base, 1);
    if (!dict || !name || !bases)
        goto done;
    if (dot) {
        module_name = str_intern_utf8(vm, template_type->name, (size_t)(dot - template_type->name));
        if (!module_name || !dict_set(vm, dict, NAME(__module__), module_name))
            goto done;
    }
    type = type_make_from_template(vm, template_type, name, bases, dict, module);
done:
    release(vm, dict);
    release(vm, name);
    release(vm, bases);
    release(vm, module_name);
    return type;
}
