/* type_make.c - classes come into being: type.__new__ from the metatype's choice to __init_subclass__, and their end.
 *
 * The order of steps is CPython's, for programs see it: metatype, best base, __slots__, attributes of the namespace, mro and
 * slots, __set_name__ of what stands in the namespace, __init_subclass__ of the next class in the mro.
 * SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/slot_function.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/up.h"

enum { LEAST_INLINE = 4, MOST_INLINE = 30 };

/* ---- metatype ---- */

const Type *type_calculate_metatype(Vm *vm, const Type *metatype, Value bases)
{
    const Type *winner = metatype;
    for (size_t i = 0; i < tuple_length(bases); i++) {
        const Type *other = type_of(vm, tuple_get(bases, i));
        if (type_is_subtype(vm, winner, other))
            continue;
        if (type_is_subtype(vm, other, winner)) {
            winner = other;
            continue;
        }
        type_error(vm, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the "
                       "metaclasses of all its bases");
        return NULL;
    }
    return winner;
}

/* ---- allocation ---- */

static uint32_t class_flags(Vm *vm, const ClassPlan *plan)
{
    const Type *base = plan->base;
    uint32_t inherited = (uint32_t)TYPE_TYPE_SUBCLASS | TYPE_INT_SUBCLASS | TYPE_LIST_SUBCLASS | TYPE_TUPLE_SUBCLASS |
                         TYPE_BYTES_SUBCLASS | TYPE_STR_SUBCLASS | TYPE_DICT_SUBCLASS | TYPE_EXCEPTION_SUBCLASS |
                         TYPE_SEQUENCE | TYPE_MAPPING | TYPE_MATCH_SELF | TYPE_MANAGED_DICT | TYPE_MANAGED_WEAKREF |
                         TYPE_INLINE_VALUES | TYPE_HAVE_GC | TYPE_ITEMS_AT_END;
    uint32_t flags = TYPE_HEAP | TYPE_BASE | TYPE_READY | TYPE_HAVE_GC | (base->flags & inherited);
    if (base->slots.call && dict_find_str(vm, plan->dict, NAME(__call__)) == UNBOUND)
        flags |= base->flags & TYPE_HAVE_VECTORCALL;
    if (plan->add_dict)
        flags |= TYPE_MANAGED_DICT | (base->item_size ? 0 : TYPE_INLINE_VALUES);
    if (plan->add_weak)
        flags |= TYPE_MANAGED_WEAKREF;
    return flags;
}

static size_t static_attribute_count(Vm *vm, Value dict)
{
    Value names = dict_find_str(vm, dict, NAME(__static_attributes__));
    return names && names != UNBOUND && is_exact_tuple(names) ? tuple_length(names) : 0;
}

static void plan_layout(Vm *vm, const ClassPlan *plan, Type *type)
{
    HeapType       *heap = type->heap;
    const HeapType *above = plan->base->heap;

    heap->solid = type_solid(plan->base);
    heap->member_count = (above ? above->member_count : 0) + plan->slot_count;
    heap->layout = above ? above->layout : LAYOUT_NO_DICT;
    if (plan->add_dict && !type->dict_field && !(type->flags & (uint32_t)TYPE_TYPE_SUBCLASS))
        heap->layout = (uint8_t)((heap->layout & ~LAYOUT_NO_DICT) | LAYOUT_DICT);
    if (plan->add_weak)
        heap->layout |= LAYOUT_WEAK;
    if (heap->solid->var_item)
        heap->layout |= LAYOUT_VAR_SIZED;
    size_t members = heap->member_count * sizeof(Value);
    heap->tail_size = (uint32_t)members;
    if (!(heap->layout & LAYOUT_DICT))
        return;
    heap->static_count = (uint32_t)static_attribute_count(vm, plan->dict) + (above ? above->static_count : 0);
    if (!(heap->layout & LAYOUT_VAR_SIZED)) {
        heap->inline_slots = (uint16_t)(heap->static_count < LEAST_INLINE  ? LEAST_INLINE
                                        : heap->static_count > MOST_INLINE ? MOST_INLINE
                                                                           : heap->static_count);
        heap->area_offset = (uint32_t)(((heap->solid->size + 7) & ~7u) + members);
    }
    heap->tail_size += (uint32_t)(sizeof(AttributeArea) + heap->inline_slots * sizeof(Value));
}

/* UTF-8 of the name, for messages; owned by the type. NULL: error. */
static const char *copy_name(Vm *vm, Value name)
{
    Utf8 utf8;
    if (!str_utf8(vm, name, &utf8))
        return NULL;
    char *copy = mem_alloc(vm, utf8.length + 1);
    if (copy)
        memcpy(copy, utf8.data, utf8.length + 1);
    utf8_free(vm, &utf8);
    return copy;
}

Type *class_allocate(Vm *vm, const ClassPlan *plan)
{
    const Type *base = plan->base;
    HeapType   *heap = mem_zero(vm, sizeof *heap);
    const char *name = heap ? copy_name(vm, plan->name) : NULL;
    Type       *type = name ? object_allocate(vm, plan->metatype, 0) : NULL;

    if (!type) {
        if (name)
            mem_free(vm, (void *)(uintptr_t)name, strlen(name) + 1);
        if (heap)
            mem_free(vm, heap, sizeof *heap);
        return NULL;
    }
    type->heap = heap;
    type->name = name;
    type->base = as_type(retain(type_value(base)));
    type->number = ++vm->objects->next_type_number;
    type->flags = class_flags(vm, plan);
    type->basic_size = base->basic_size + (int32_t)(plan->slot_count * sizeof(Value));
    type->item_size = base->item_size;
    type->dict_offset = plan->add_dict ? -1 : base->dict_offset;
    type->weaklist_offset = plan->add_weak ? -32 : base->weaklist_offset;
    type->size = base->size;
    type->var_item = base->var_item;
    type->dict_field = base->dict_field;
    type->slots = base->slots;
    type->slots.dealloc = instance_dealloc;
    type->slots.traverse = instance_traverse;
    type->slots.clear = instance_clear;
    heap->name = retain(plan->name);
    heap->qualname = retain(plan->name);
    heap->bases = retain(plan->bases);
    heap->dict = retain(plan->dict);
    heap->slot_names = retain(plan->slot_names);
    plan_layout(vm, plan, type);
    gc_track(vm, &type->head);
    return type;
}

/* ---- the namespace's special names ---- */

static bool set_module(Vm *vm, Value dict)
{
    if (dict_find_str(vm, dict, NAME(__module__)) != UNBOUND)
        return true;
    Value globals = vm->up->current_globals(vm);
    Value name = globals ? dict_find_str(vm, globals, NAME(__name__)) : UNBOUND;
    return name == UNBOUND || (name && dict_set(vm, dict, NAME(__module__), name));
}

static bool set_qualname(Vm *vm, Type *type, Value dict)
{
    Value qualname = dict_find_str(vm, dict, NAME(__qualname__));
    if (qualname == UNBOUND)
        return true;
    if (!is_str(vm, qualname))
        return type_error(vm, "type __qualname__ must be a str, not %T", qualname);
    replace(vm, &type->heap->qualname, retain(qualname));
    return dict_delete(vm, dict, NAME(__qualname__)) >= 0;
}

/* A plain function under this name becomes a static or class method. */
static bool wrap_function(Vm *vm, Value dict, Value name, Value (*wrap)(Vm *vm, Value callable))
{
    Value function = dict_find_str(vm, dict, name);
    if (function == UNBOUND || !is_function(function))
        return true;
    Value wrapped = wrap(vm, function);
    bool  done = wrapped && dict_set(vm, dict, name, wrapped);
    release(vm, wrapped);
    return done;
}

static bool add_slot_members(Vm *vm, const ClassPlan *plan, Type *type)
{
    uint32_t first = type->heap->member_count - plan->slot_count;
    for (uint32_t i = 0; i < plan->slot_count; i++) {
        Value name = tuple_get(plan->slot_names, i);
        Value member = slot_member_new(vm, type, name, first + i);
        bool  done = member && dict_set(vm, plan->dict, name, member);
        release(vm, member);
        if (!done)
            return false;
    }
    return true;
}

static bool add_getset(Vm *vm, const ClassPlan *plan, Type *type, const Row *row)
{
    Value descr = class_getset_new(vm, type, row);
    Value name = descr ? ((SlotMember *)object_of(descr))->name : 0;
    bool  done = descr && (dict_find_str(vm, plan->dict, name) != UNBOUND || dict_set(vm, plan->dict, name, descr));
    release(vm, descr);
    return done;
}

/* Takes __classcell__ out of the namespace and puts the class into the cell. */
static bool set_classcell(Vm *vm, Type *type, Value dict, Value name, bool class_itself)
{
    Value cell = dict_find_str(vm, dict, name);
    if (cell == UNBOUND)
        return true;
    if (!has_shape(cell, SHAPE_CELL))
        return type_error(vm, "%U must be a nonlocal cell, not %R", name, type_value(type_of(vm, cell)));
    replace(vm, &as_cell(cell)->value, retain(class_itself ? type_value(type) : dict));
    return dict_delete(vm, dict, name) >= 0;
}

static bool add_doc(Vm *vm, Value dict)
{
    return dict_find_str(vm, dict, NAME(__doc__)) != UNBOUND || dict_set(vm, dict, NAME(__doc__), NONE);
}

static bool hide_hash(Vm *vm, Value dict)
{
    if (dict_find_str(vm, dict, NAME(__eq__)) == UNBOUND || dict_find_str(vm, dict, NAME(__hash__)) != UNBOUND)
        return true;
    return dict_set(vm, dict, NAME(__hash__), NONE);
}

static bool set_attributes(Vm *vm, const ClassPlan *plan, Type *type)
{
    return set_module(vm, plan->dict) && set_qualname(vm, type, plan->dict) &&
           wrap_function(vm, plan->dict, NAME(__new__), staticmethod_new) &&
           wrap_function(vm, plan->dict, NAME(__init_subclass__), classmethod_new) &&
           wrap_function(vm, plan->dict, NAME(__class_getitem__), classmethod_new) &&
           add_slot_members(vm, plan, type) &&
           (!plan->add_dict || add_getset(vm, plan, type, &class_dict_row)) &&
           (!plan->add_weak || add_getset(vm, plan, type, &class_weakref_row)) &&
           set_classcell(vm, type, plan->dict, NAME(__classcell__), true) &&
           set_classcell(vm, type, plan->dict, NAME(__classdictcell__), false) && add_doc(vm, plan->dict) &&
           hide_hash(vm, plan->dict);
}

/* ---- ready ---- */

/* With one base, whose slots were copied, only the names of this namespace matter. */
static void update_slots(Vm *vm, Type *type)
{
    Value  key, value;
    size_t at = 0;
    if (tuple_length(type->heap->bases) > 1 || tuple_length(type->heap->mro) != 1 + tuple_length(type_mro(vm, type->base))) {
        slots_update_all(vm, type);
        return;
    }
    while (dict_next(vm, type->heap->dict, &at, &key, &value))
        if (is_exact_str(key) && slot_name_is_special(key))
            slots_update_name(vm, type, key);
    if (type->base->heap && type->base->heap->special_getattr &&
        dict_find_str(vm, type->heap->dict, NAME(__getattribute__)) == UNBOUND)
        type->heap->special_getattr = true;
}

bool class_make_ready(Vm *vm, Type *type)
{
    Value mro = class_resolve_mro(vm, type);
    if (!mro)
        return false;
    replace(vm, &type->heap->mro, mro);
    update_slots(vm, type);
    for (size_t i = 0; i < tuple_length(type->heap->bases); i++)
        if (!type_add_subclass(vm, as_type(tuple_get(type->heap->bases, i)), type))
            return false;
    return true;
}

/* ---- __set_name__, __init_subclass__ ---- */

static void note_set_name(Vm *vm, Value value, Value key, Type *type)
{
    Value error = exception_take(vm), done = 0;
    Value note = str_format(vm, "Error calling __set_name__ on '%T' instance %R in '%s'", value, key, type->name);
    if (note && (done = call_method(vm, error, NAME(add_note), &note, 1))) {
        exception_put(vm, error);
    } else {
        exception_chain(vm, error);
    }
    release(vm, done);
    release(vm, note);
}

static bool call_set_names(Vm *vm, Type *type)
{
    Value  key, value;
    size_t at = 0;
    bool   done = true;
    Value  copy = dict_copy(vm, type->heap->dict);
    while (done && copy && dict_next(vm, copy, &at, &key, &value)) {
        if (!is_pointer(value) || !type_lookup(vm, type_of(vm, value), NAME(__set_name__)))
            continue;
        Value args[] = {type_value(type), key};
        Value result = call_special(vm, value, NAME(__set_name__), args, 2, 0);
        if (!result)
            note_set_name(vm, value, key, type);
        release(vm, result);
        done = result;
    }
    release(vm, copy);
    return done && copy;
}

static bool call_init_subclass(Vm *vm, Type *type, const Value *keywords, Value names)
{
    Value function = super_lookup(vm, type_value(type), type_value(type), NAME(__init_subclass__), NULL);
    Value result = function ? call(vm, function, keywords, 0, names) : 0;
    release(vm, function);
    release(vm, result);
    return result;
}

/* ---- type.__new__ ---- */

static bool check_bases(Vm *vm, Value bases)
{
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Value base = tuple_get(bases, i);
        if (is_type(vm, base))
            continue;
        Value entries = object_find_attr(vm, base, NAME(__mro_entries__));
        if (!entries)
            return false;
        if (entries != UNBOUND) {
            release(vm, entries);
            return type_error(vm, "type() doesn't support MRO entry resolution; use types.new_class()");
        }
    }
    return true;
}

static bool check_name(Vm *vm, Value name)
{
    for (size_t i = 0; i < as_str(name)->length; i++)
        if (str_char(as_str(name), i) == 0)
            return value_error(vm, "type name must not contain null characters");
    return true;
}

/* The namespace as a celled dict of its own. */
static Value copy_namespace(Vm *vm, Value from)
{
    Value dict = dict_new_celled(vm);
    if (dict && !dict_merge(vm, dict, from, 1)) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

static Value make_class(Vm *vm, ClassPlan *plan, Value dict, const Value *keywords, Value names)
{
    Type *type = NULL;
    bool  done = false;

    plan->dict = copy_namespace(vm, dict);
    if (plan->dict && class_plan_slots(vm, plan) && (type = class_allocate(vm, plan)))
        done = set_attributes(vm, plan, type) && class_make_ready(vm, type) && call_set_names(vm, type) &&
               call_init_subclass(vm, type, keywords, names);
    release(vm, plan->dict);
    release(vm, plan->slot_names);
    if (done)
        return type_value(type);
    if (type)
        release(vm, type_value(type));
    return 0;
}

Value type_new(Vm *vm, const Type *metatype, Value name, Value bases, Value dict, const Value *args, size_t count, Value names)
{
    Value object_base = type_value(&object_type), result = 0;
    Value all = tuple_length(bases) ? retain(bases) : tuple_from(vm, &object_base, 1);
    ClassPlan plan = {.name = name, .bases = all};

    if (!all || !check_bases(vm, all))
        goto done;
    const Type *winner = type_calculate_metatype(vm, metatype, all);
    if (!winner)
        goto done;
    if (winner != metatype && winner->slots.new != type_new_slot) {
        Value few[16] = {name, bases, dict};
        size_t keywords = names ? tuple_length(names) : 0;
        if (keywords > 13) {
            type_error(vm, "too many class keywords");
            goto done;
        }
        for (size_t i = 0; i < keywords; i++)
            few[3 + i] = args[count + i];
        result = winner->slots.new(vm, winner, few, 3, names);
        goto done;
    }
    plan.metatype = winner;
    plan.base = class_best_base(vm, all);
    if (plan.base && check_name(vm, name))
        result = make_class(vm, &plan, dict, args + count, names);
done:
    release(vm, all);
    return result;
}

/* A parameter's place and wanted type in the messages of type.__new__. */
static bool check_argument(Vm *vm, bool good, int position, const char *wanted, Value given)
{
    return good || type_error(vm, "type.__new__() argument %d must be %s, not %T", position, wanted, given);
}

Value type_new_slot(Vm *vm, const Type *metatype, const Value *args, size_t count, Value names)
{
    if (count != 3)
        return type_error(vm, "type.__new__() takes exactly 3 arguments (%zu given)", count);
    if (!check_argument(vm, is_str(vm, args[0]), 1, "str", args[0]) ||
        !check_argument(vm, is_tuple(vm, args[1]), 2, "tuple", args[1]) ||
        !check_argument(vm, is_dict(vm, args[2]), 3, "dict", args[2]))
        return 0;
    return type_new(vm, metatype, args[0], args[1], args[2], args, 3, names);
}

/* ---- templates ---- */

Value type_make_from_template(Vm *vm, const Type *template_type, Value name, Value bases, Value dict, Value module)
{
    ClassPlan plan = {.metatype = &type_type, .base = as_type(tuple_get(bases, 0)), .name = name, .bases = bases, .dict = dict};
    Type     *type = class_allocate(vm, &plan);
    if (!type)
        return 0;
    type->heap->template_of = template_type;
    type->heap->module = retain(module);
    type->heap->solid = template_type;
    type->heap->layout = LAYOUT_NO_DICT;
    type->flags = template_type->flags | TYPE_HEAP | TYPE_READY;
    type->basic_size = template_type->basic_size;
    type->item_size = template_type->item_size;
    type->dict_offset = template_type->dict_offset;
    type->weaklist_offset = template_type->weaklist_offset;
    type->size = template_type->size;
    type->var_item = template_type->var_item;
    type->dict_field = template_type->dict_field;
    type->slots = template_type->slots;
    type->slots.dealloc = instance_dealloc;
    type->slots.traverse = instance_traverse;
    type->slots.clear = instance_clear;
    Value mro = class_compute_mro(vm, type), tuple = mro ? list_to_tuple(vm, mro) : 0;
    release(vm, mro);
    replace(vm, &type->heap->mro, tuple);
    if (tuple && type_fill_dict(vm, template_type, type, dict) && type_add_subclass(vm, plan.base, type))
        return type_value(type);
    release(vm, type_value(type));
    return 0;
}

/* ---- end ---- */

bool class_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Type *type = (Type *)object;
    (void)vm;
    if (!type->heap)
        return true;
    HeapType *heap = type->heap;
    Value fields[] = {type_value(type->base), heap->bases, heap->mro, heap->dict, heap->slot_names, heap->module};
    for (size_t i = 0; i < countof(fields); i++)
        if (is_object(fields[i]) && !visit(fields[i], arg))
            return false;
    return true;
}

/* The mro names the class itself; the namespace's functions name it through cells. */
void class_clear(Vm *vm, Object *object)
{
    Type *type = (Type *)object;
    if (!type->heap)
        return;
    type_modified(vm, type);
    if (type->heap->dict)
        dict_clear(vm, type->heap->dict);
    replace(vm, &type->heap->mro, 0);
}

void class_dealloc(Vm *vm, Object *object)
{
    Type     *type = (Type *)object;
    HeapType *heap = type->heap;
    if (heap->bases)
        for (size_t i = 0; i < tuple_length(heap->bases); i++)
            type_remove_subclass(vm, as_type(tuple_get(heap->bases, i)), type);
    Value fields[] = {heap->dict, heap->mro, heap->bases, heap->name, heap->qualname, heap->slot_names, heap->subclasses,
                      heap->module, type_value(type->base)};
    heap->dict = heap->mro = heap->bases = 0;
    for (size_t i = 0; i < countof(fields); i++)
        release(vm, fields[i]);
    shapes_of_class_drop(vm, type);
    mem_free(vm, (void *)(uintptr_t)type->name, strlen(type->name) + 1);
    mem_free(vm, heap, sizeof *heap);
    type->heap = NULL;
    heap_free_slow(vm, type, sizeof *type); /* above the size classes */
}
