/* type_bases.c - assigning __bases__ of a class and __class__ of an object, which both ask whether layouts agree; and the
 * descriptors of __dict__ and __weakref__ that classes have. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/slot.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"

#include "memory/weakref.h"

/* ---- do layouts agree? ---- */

static bool same_slot_names(Vm *vm, const Type *a, const Type *b)
{
    Value x = a->heap ? a->heap->slot_names : 0, y = b->heap ? b->heap->slot_names : 0;
    if (!x || !y)
        return !x && !y;
    return object_equal(vm, x, y) == 1;
}

/* May an object of class `from` become one of `to`? what: the attribute that is assigned. */
static bool check_compatible(Vm *vm, const Type *to, const Type *from, const char *what)
{
    const Type *a = to, *b = from;
    bool        same = type_solid(to) == type_solid(from);
    if (same && to->heap && from->heap)
        same = to->heap->member_count == from->heap->member_count &&
               (to->heap->layout & LAYOUT_DICT) == (from->heap->layout & LAYOUT_DICT) &&
               !to->dict_offset == !from->dict_offset && !to->weaklist_offset == !from->weaklist_offset;
    while (same && a->heap && b->heap && (a->heap->slot_names || b->heap->slot_names)) {
        same = same_slot_names(vm, a, b);
        a = a->base;
        b = b->base;
    }
    if (!same)
        return type_error(vm, "%s assignment: '%s' object layout differs from '%s'", what, to->name, from->name);
    return true;
}

/* ---- object.__class__ = cls ---- */

/* The dict-mode shape of cls whose instances were allocated with another tail; NULL: MemoryError. */
static const Shape *foreign_shape(Vm *vm, Type *cls, uint32_t tail)
{
    Shape *plain = (Shape *)(uintptr_t)shape_dict_mode(vm, cls);
    if (!plain)
        return NULL;
    for (Shape *shape = cls->heap->root ? ((Shape *)(uintptr_t)cls->heap->root)->child : NULL; shape; shape = shape->sibling)
        if (shape->flags & SHAPE_DICT_MODE && shape->head.tail == tail)
            return shape;
    Shape *made = shape_new(vm, cls, plain->flags);
    if (!made)
        return NULL;
    made->head.tail = tail;
    made->parent = plain->parent;
    made->sibling = plain->parent->child;
    plain->parent->child = made;
    return made;
}

/* The shape of `cls` under which an object of `shape` has the same attributes in the same places. */
static const Shape *same_shape_in(Vm *vm, Object *object, Type *cls)
{
    const Shape *shape = shape_of(vm, object);
    if (shape->head.tail != cls->heap->tail_size || shape->type->heap->inline_slots != cls->heap->inline_slots) {
        uint32_t tail = shape->head.tail;
        if (cls->heap->layout & LAYOUT_DICT)
            return instance_detach(vm, object) ? foreign_shape(vm, cls, tail) : NULL;
        return shape_root(vm, cls);
    }
    if (shape->flags & SHAPE_DICT_MODE)
        return shape_dict_mode(vm, cls);
    Value        names[64];
    const Shape *now = shape_root(vm, cls);
    shape_names(shape, names);
    for (unsigned i = 0; now && i < shape->slot_count; i++) {
        now = shape_add(vm, now, names[i]);
        if (now && !(now->flags & SHAPE_HAS_SLOTS))
            return instance_detach(vm, object) ? now : NULL;
    }
    return now;
}

static bool is_module_class(const Vm *vm, const Type *type)
{
    return type_is_subtype(vm, type, &module_type);
}

bool object_set_class(Vm *vm, Value self, Value value)
{
    const Type *from = type_of(vm, self), *to = as_type(value);
    if (!(is_module_class(vm, to) && is_module_class(vm, from)) && (!is_pointer(self) || (to->flags & TYPE_IMMUTABLE) ||
                                                                    (from->flags & TYPE_IMMUTABLE)))
        return type_error(vm, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    if (!check_compatible(vm, to, from, "__class__"))
        return false;
    if (!to->heap || !from->heap)
        return to == from || module_set_class(vm, self, to);
    const Shape *shape = same_shape_in(vm, object_of(self), (Type *)(uintptr_t)to);
    if (!shape)
        return false;
    object_of(self)->shape = shape->number;
    retain(type_value(to));
    release(vm, type_value(from));
    return true;
}

/* ---- cls.__bases__ = bases ---- */

static bool check_new_bases(Vm *vm, const Type *type, Value bases)
{
    if (!is_tuple(vm, bases))
        return type_error(vm, "can only assign tuple to %s.__bases__, not %T", type->name, bases);
    if (!tuple_length(bases))
        return type_error(vm, "can only assign non-empty tuple to %s.__bases__, not ()", type->name);
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Value item = tuple_get(bases, i);
        if (!is_type(vm, item))
            return type_error(vm, "%s.__bases__ must be tuple of classes, not '%T'", type->name, item);
        if (type_is_subtype(vm, as_type(item), type))
            return type_error(vm, "a __bases__ item causes an inheritance cycle");
    }
    return true;
}

/* Gives type and those below new mros; the earlier ones are appended to undo as (type, mro) pairs. */
static bool renew_mros(Vm *vm, Type *type, Value undo)
{
    Value mro = class_resolve_mro(vm, type), pair = 0;
    if (!mro)
        return false;
    pair = tuple_of(vm, 2, type_value(type), type->heap->mro);
    bool done = pair && list_append(vm, undo, pair);
    release(vm, pair);
    if (!done) {
        release(vm, mro);
        return false;
    }
    type_modified(vm, type);
    replace(vm, &type->heap->mro, mro);
    Value subclass;
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));)
        if (!renew_mros(vm, (Type *)(uintptr_t)as_type(subclass), undo))
            return false;
    return true;
}

static void undo_mros(Vm *vm, Value undo)
{
    for (size_t i = 0; i < list_length(undo); i++) {
        Type *type = (Type *)object_of(tuple_get(list_get(undo, i), 0));
        replace(vm, &type->heap->mro, retain(tuple_get(list_get(undo, i), 1)));
        type_modified(vm, type);
    }
}

static void update_below(Vm *vm, Type *type)
{
    Value subclass;
    slots_update_all(vm, type);
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));)
        update_below(vm, (Type *)(uintptr_t)as_type(subclass));
}

bool class_set_bases(Vm *vm, Value self, Value bases)
{
    Type *type = (Type *)object_of(self);
    if (!check_new_bases(vm, type, bases))
        return false;
    const Type *best = class_best_base(vm, bases), *old_base = type->base;
    Value       undo = best ? list_new(vm, 4) : 0;
    if (!undo)
        return false;
    if (!check_compatible(vm, best, type->base, "__bases__")) {
        release(vm, undo);
        return false;
    }
    Value old_bases = type->heap->bases;
    type->heap->bases = retain(bases);
    type->base = as_type(retain(type_value(best)));
    bool done = renew_mros(vm, type, undo);
    if (done) {
        for (size_t i = 0; i < tuple_length(old_bases); i++)
            type_remove_subclass(vm, as_type(tuple_get(old_bases, i)), type);
        for (size_t i = 0; i < tuple_length(bases); i++)
            done = type_add_subclass(vm, as_type(tuple_get(bases, i)), type) && done;
        update_below(vm, type);
        shape_retire(vm, type);
        release(vm, old_bases);
        release(vm, type_value(old_base));
    } else {
        undo_mros(vm, undo);
        release(vm, type->heap->bases);
        release(vm, type_value(type->base));
        type->heap->bases = old_bases;
        type->base = old_base;
    }
    release(vm, undo);
    return done;
}

/* ---- __dict__ and __weakref__ of instances ---- */

static Value get_weakref(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    WeakReference *first = weakref_first(vm, object_of(arg[0]));
    return first ? retain(value_of(first)) : NONE;
}

static bool set_instance_dict(Vm *vm, Value self, Value value)
{
    if (value && !is_dict(vm, value))
        return type_error(vm, "__dict__ must be set to a dictionary, not a '%T'", value);
    return instance_set_dict(vm, self, value);
}

#define OWNER &object_type
const Row class_dict_row = GETSET("__dict__", get_dict_attribute, set_instance_dict, NULL);
const Row class_weakref_row = GETSET("__weakref__", get_weakref, NULL, "list of weak references to the object");
#undef OWNER
