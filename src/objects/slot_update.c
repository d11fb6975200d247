/* slot_update.c - the slots of a Python class follow its namespaces.
 *
 * For each slot the names that feed it are looked up along the mro. If all that are found are wrappers of one and the same C
 * function, made for this slot by a base, that function fills the slot directly; else the slot function that calls Python
 * does. As CPython's rule, so that a mixed class behaves alike. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/slot_function.h"

/* The one filled slot of those that a name feeds; SIZE_MAX: none, or several. */
static size_t only_filled(const Type *type, const Str *name)
{
    size_t found = SIZE_MAX;
    for (size_t i = 0; i < slot_entry_count; i++) {
        if (slot_entries[i].name != name || !slot_get_fn(&type->slots, &slot_entries[i]))
            continue;
        if (found != SIZE_MAX && found != slot_entries[i].offset)
            return SIZE_MAX;
        found = slot_entries[i].offset;
    }
    return found;
}

typedef struct Choice {
    SlotFn specific, generic;
    bool   use_generic;
} Choice;

/* A base's own C function behind a method descriptor of the same name: the slot itself does as well. */
static SlotFn slot_of_row(const Type *type, const SlotEntry *entry, Value found)
{
    const Row *row = (const Row *)object_of(found);
    const Type *owner = row->owner;
    (void)type;
    return owner->number ? slot_get_fn(&owner->slots, entry) : NULL;
}

static void consider_wrapper(Vm *vm, Type *type, const SlotEntry *entry, Value found, Choice *choice)
{
    const WrapperDescriptor *wrapper = as_wrapper(found);
    size_t                   only = only_filled(type, entry->name);
    if (only == SIZE_MAX || only == entry->offset)
        choice->generic = entry->generic;
    if ((!choice->specific || choice->specific == wrapper->fn) && wrapper->entry->wrap == entry->wrap &&
        type_is_subtype(vm, type, wrapper->owner))
        choice->specific = wrapper->fn;
    else
        choice->use_generic = true;
}

static void consider(Vm *vm, Type *type, const SlotEntry *entry, Choice *choice)
{
    Value found = type_lookup(vm, type, value_of(entry->name));
    if (!found) {
        if (entry->offset == offsetof(Slots, next))
            choice->specific = (SlotFn)slot_next_missing;
        return;
    }
    SlotFn own = has_shape(found, SHAPE_METHOD_DESCRIPTOR) ? slot_of_row(type, entry, found) : NULL;
    if (is_wrapper_descriptor(found) && as_wrapper(found)->entry->name == entry->name) {
        consider_wrapper(vm, type, entry, found, choice);
    } else if (entry->offset == offsetof(Slots, new) && has_shape(found, SHAPE_BUILTIN_FUNCTION) &&
               !(object_of(found)->flags & OBJECT_CONST)) {
        choice->specific = (SlotFn)type->slots.new;
    } else if (found == NONE && entry->offset == offsetof(Slots, hash)) {
        choice->specific = (SlotFn)hash_not_implemented;
    } else if (own && (!choice->specific || choice->specific == own)) {
        choice->specific = own;
    } else {
        choice->use_generic = true;
        choice->generic = entry->generic;
    }
}

/* Fills the slot of entries[first] and returns the index behind its group. */
static size_t update_group(Vm *vm, Type *type, size_t first)
{
    Choice choice = {0};
    size_t i = first;
    for (; i < slot_entry_count && slot_entries[i].offset == slot_entries[first].offset; i++)
        consider(vm, type, &slot_entries[i], &choice);
    SlotFn fn = choice.specific && !choice.use_generic ? choice.specific : choice.generic;
    slot_set_fn(&type->slots, &slot_entries[first], fn);
    if (slot_entries[first].offset == offsetof(Slots, getattr)) {
        Value own = type_lookup(vm, type, NAME(__getattribute__));
        type->heap->special_getattr = own && !is_wrapper_descriptor(own);
    }
    return i;
}

void slots_update_all(Vm *vm, Type *type)
{
    for (size_t i = 0; i < slot_entry_count;)
        i = update_group(vm, type, i);
    if (!type->slots.getattr)
        type->slots.getattr = object_generic_getattr;
    if (!type->slots.setattr)
        type->slots.setattr = object_generic_setattr;
}

bool slot_name_is_special(Value name)
{
    const Str *s = as_str(name);
    if (s->length < 6 || str_char(s, 0) != '_' || str_char(s, 1) != '_')
        return false;
    for (size_t i = 0; i < slot_entry_count; i++)
        if (value_of(slot_entries[i].name) == name)
            return true;
    return false;
}

static size_t group_start(size_t i)
{
    while (i > 0 && slot_entries[i - 1].offset == slot_entries[i].offset)
        i--;
    return i;
}

void slots_update_name(Vm *vm, Type *type, Value name)
{
    for (size_t i = 0; i < slot_entry_count; i++)
        if (value_of(slot_entries[i].name) == name)
            update_group(vm, type, group_start(i));
    Value subclass;
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));) {
        Type *below = (Type *)(uintptr_t)as_type(subclass);
        if (dict_find_str(vm, below->heap->dict, name) == UNBOUND)
            slots_update_name(vm, below, name);
    }
}
