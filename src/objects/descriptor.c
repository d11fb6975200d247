/* descriptor.c - method_descriptor, classmethod_descriptor, getset_descriptor, member_descriptor: a type's rows, seen from
 * Python; and the descriptors of __slots__, __dict__ and __weakref__ that Python classes get.
 *
 * Rows are constants and stand in the type's namespace themselves. SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"

#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/slot.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static bool is_row(Value descr)
{
    return object_of(descr)->flags & OBJECT_CONST;
}

static const Row *as_row(Value descr)
{
    return (const Row *)object_of(descr);
}

static SlotMember *as_member(Value descr)
{
    return (SlotMember *)object_of(descr);
}

/* ---- what all have ---- */

Value descriptor_name(Vm *vm, Value descr)
{
    if (is_wrapper_descriptor(descr))
        return value_of(as_wrapper(descr)->entry->name);
    if (is_row(descr))
        return row_name(vm, as_row(descr));
    return retain(as_member(descr)->name);
}

const Type *descriptor_owner(Vm *vm, Value descr)
{
    (void)vm;
    if (is_wrapper_descriptor(descr))
        return as_wrapper(descr)->owner;
    return is_row(descr) ? as_row(descr)->owner : as_member(descr)->owner;
}

Value descriptor_repr(Vm *vm, Value descr)
{
    static const struct { uint32_t shape; const char *kind; } kinds[] = {
        {SHAPE_METHOD_DESCRIPTOR, "method"}, {SHAPE_CLASSMETHOD_DESCRIPTOR, "method"},
        {SHAPE_GETSET_DESCRIPTOR, "attribute"}, {SHAPE_MEMBER_DESCRIPTOR, "member"},
        {SHAPE_WRAPPER_DESCRIPTOR, "slot wrapper"}};
    const char *kind = "";
    for (size_t i = 0; i < countof(kinds); i++)
        if (has_shape(descr, kinds[i].shape))
            kind = kinds[i].kind;
    Value name = descriptor_name(vm, descr);
    if (!name)
        return 0;
    Value text = str_format(vm, "<%s '%U' of '%s' objects>", kind, name, descriptor_owner(vm, descr)->name);
    release(vm, name);
    return text;
}

bool descriptor_check(Vm *vm, const Type *owner, Value name, Value object)
{
    if (type_is_row_owner(vm, type_of(vm, object), owner))
        return true;
    return type_error(vm, "descriptor '%U' for '%s' objects doesn't apply to a '%T' object", name, owner->name, object);
}

static bool check_self(Vm *vm, Value descr, Value object)
{
    const Type *owner = descriptor_owner(vm, descr);
    if (type_is_row_owner(vm, type_of(vm, object), owner))
        return true;
    Value name = descriptor_name(vm, descr);
    if (name)
        descriptor_check(vm, owner, name, object);
    release(vm, name);
    return false;
}

Value reduce_as_getattr(Vm *vm, Value object, Value name)
{
    Value getattr = vm->up->builtin(vm, "getattr"), args = 0, result = 0;
    if (getattr && (args = tuple_of(vm, 2, object, name)))
        result = tuple_of(vm, 2, getattr, args);
    release(vm, getattr);
    release(vm, args);
    return result;
}

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return descriptor_name(vm, arg[0]);
}

static Value get_objclass(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(type_value(descriptor_owner(vm, arg[0])));
}

static Value get_qualname(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value name = descriptor_name(vm, arg[0]);
    Value owner = name ? type_qualname(vm, descriptor_owner(vm, arg[0])) : 0;
    Value result = owner ? str_format(vm, "%U.%U", owner, name) : 0;
    release(vm, name);
    release(vm, owner);
    return result;
}

static Value get_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const char *doc = is_wrapper_descriptor(arg[0]) ? as_wrapper(arg[0])->entry->doc
                      : is_row(arg[0])              ? as_row(arg[0])->doc
                      : as_member(arg[0])->row      ? as_member(arg[0])->row->doc
                                                    : NULL;
    return doc ? str_from_cstring(vm, doc) : NONE;
}

static Value get_text_signature(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (is_wrapper_descriptor(arg[0]))
        return str_from_cstring(vm, slot_text_signature(as_wrapper(arg[0])->entry->wrap));
    return row_text_signature(vm, as_row(arg[0]));
}

static Value reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value name = descriptor_name(vm, arg[0]);
    Value result = name ? reduce_as_getattr(vm, type_value(descriptor_owner(vm, arg[0])), name) : 0;
    release(vm, name);
    return result;
}

/* ---- methods ---- */

static Value method_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    if (!object)
        return retain(descr);
    return check_self(vm, descr, object) ? builtin_bind(vm, as_row(descr), object) : 0;
}

static Value unbound_needs_argument(Vm *vm, const Row *row)
{
    Value name = row_display_name(vm, row, 0);
    if (name)
        type_error(vm, "unbound method %U needs an argument", name);
    release(vm, name);
    return 0;
}

static Value method_call(Vm *vm, Value descr, const Value *args, size_t count, Value names)
{
    if (!count)
        return unbound_needs_argument(vm, as_row(descr));
    if (!check_self(vm, descr, args[0]))
        return 0;
    return row_call(vm, as_row(descr), args[0], args + 1, count - 1, names);
}

static Value classmethod_get(Vm *vm, Value descr, Value object, Value cls)
{
    const Row *row = as_row(descr);
    int        length = (int)row_name_length(row);
    if (!cls && object)
        cls = type_value(type_of(vm, object));
    if (!cls)
        return type_error(vm, "descriptor '%.*s' for type '%s' needs either an object or a type", length, row->signature,
                          ((const Type *)row->owner)->name);
    if (!is_type(vm, cls))
        return type_error(vm, "descriptor '%.*s' for type '%s' needs a type, not a '%T' as arg 2", length, row->signature,
                          ((const Type *)row->owner)->name, cls);
    if (!type_is_row_owner(vm, as_type(cls), row->owner))
        return type_error(vm, "descriptor '%.*s' requires a subtype of '%s' but received '%s'", length, row->signature,
                          ((const Type *)row->owner)->name, as_type(cls)->name);
    return builtin_bind(vm, row, cls);
}

static Value classmethod_call(Vm *vm, Value descr, const Value *args, size_t count, Value names)
{
    const Row *row = as_row(descr);
    if (!count)
        return type_error(vm, "descriptor '%.*s' of '%s' object needs an argument", (int)row_name_length(row),
                          row->signature, ((const Type *)row->owner)->name);
    Value bound = classmethod_get(vm, descr, 0, args[0]);
    Value result = bound ? call(vm, bound, args + 1, count - 1, names) : 0;
    release(vm, bound);
    return result;
}

/* ---- attributes ---- */

static Value get_member(Vm *vm, const SlotMember *member, Value object)
{
    Value value = instance_members(vm, object_of(object), type_of(vm, object))[member->index];
    if (value == UNBOUND)
        return attribute_error(vm, object, member->name, "'%T' object has no attribute '%U'", object, member->name);
    return retain(value);
}

static Value attribute_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    if (!object)
        return retain(descr);
    if (!check_self(vm, descr, object))
        return 0;
    if (is_row(descr))
        return as_row(descr)->call(vm, &object, 1);
    const SlotMember *member = as_member(descr);
    return member->row ? member->row->call(vm, &object, 1) : get_member(vm, member, object);
}

static bool set_member(Vm *vm, const SlotMember *member, Value object, Value value)
{
    Value *place = &instance_members(vm, object_of(object), type_of(vm, object))[member->index];
    if (!value && *place == UNBOUND)
        return attribute_error(vm, object, member->name, "%U", member->name);
    replace(vm, place, value ? retain(value) : UNBOUND);
    return true;
}

static bool attribute_set(Vm *vm, Value descr, Value object, Value value)
{
    if (!check_self(vm, descr, object))
        return false;
    const Row *row = is_row(descr) ? as_row(descr) : as_member(descr)->row;
    if (!row)
        return set_member(vm, as_member(descr), object, value);
    if (row->set)
        return row->set(vm, object, value);
    Value name = descriptor_name(vm, descr);
    if (!name)
        return false;
    if (has_shape(descr, SHAPE_MEMBER_DESCRIPTOR))
        attribute_error(vm, object, name, "readonly attribute");
    else
        attribute_error(vm, object, name, "attribute '%U' of '%s' objects is not writable", name,
                        descriptor_owner(vm, descr)->name);
    release(vm, name);
    return false;
}

/* ---- descriptors of Python classes ---- */

static Value member_new(Vm *vm, uint32_t shape, const Type *owner, Value name, uint32_t index, const Row *row)
{
    SlotMember *self = heap_new_container(vm, sizeof *self, shape);
    if (!self)
        return 0;
    self->name = retain(name);
    self->owner = as_type(retain(type_value(owner)));
    self->index = index;
    self->row = row;
    gc_track(vm, &self->head);
    return value_of(self);
}

Value slot_member_new(Vm *vm, const Type *owner, Value name, uint32_t index)
{
    return member_new(vm, SHAPE_MEMBER_DESCRIPTOR, owner, name, index, NULL);
}

Value class_getset_new(Vm *vm, const Type *owner, const Row *row)
{
    Value name = row_name(vm, row);
    Value self = name ? member_new(vm, SHAPE_GETSET_DESCRIPTOR, owner, name, 0, row) : 0;
    release(vm, name);
    return self;
}

static void member_dealloc(Vm *vm, Object *object)
{
    SlotMember *self = (SlotMember *)object;
    release(vm, self->name);
    release(vm, type_value(self->owner));
    heap_free(vm, self, sizeof *self);
}

static bool member_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return object->flags & OBJECT_CONST || visit(type_value(((SlotMember *)object)->owner), arg);
}

/* ---- the types ---- */

#define COMMON_MEMBERS \
    MEMBER("__objclass__", get_objclass, NULL, NULL), MEMBER("__name__", get_name, NULL, NULL), \
    GETSET("__doc__", get_doc, NULL, NULL), GETSET("__qualname__", get_qualname, NULL, NULL)

#define OWNER &method_descriptor_type
static const Row method_rows[] = {
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL), COMMON_MEMBERS,
    GETSET("__text_signature__", get_text_signature, NULL, NULL), ROWS_END};
#undef OWNER
#define OWNER &classmethod_descriptor_type
static const Row classmethod_rows[] = {
    COMMON_MEMBERS, GETSET("__text_signature__", get_text_signature, NULL, NULL), ROWS_END};
#undef OWNER
#define OWNER &wrapper_descriptor_type
const Row wrapper_descriptor_rows[] = {
    METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL), COMMON_MEMBERS,
    GETSET("__text_signature__", get_text_signature, NULL, NULL), ROWS_END};
#undef OWNER
#define OWNER &getset_descriptor_type
static const Row getset_rows[] = {COMMON_MEMBERS, ROWS_END};
#undef OWNER
#define OWNER &member_descriptor_type
static const Row member_rows[] = {METHOD("__reduce__(self, /)", reduce, CALL_NOARGS, NULL), COMMON_MEMBERS, ROWS_END};
#undef OWNER

#define DESCRIPTOR_FLAGS (TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION)

const Type method_descriptor_type = {
    TYPE_HEAD, .name = "method_descriptor", .base = &object_type, .rows = method_rows, .number = SHAPE_METHOD_DESCRIPTOR,
    .flags = DESCRIPTOR_FLAGS | TYPE_METHOD_DESCRIPTOR | TYPE_HAVE_VECTORCALL, .basic_size = 56, .size = sizeof(Row),
    .slots = {OBJECT_SLOTS, .repr = descriptor_repr, .call = method_call, .get = method_get},
};

const Type classmethod_descriptor_type = {
    TYPE_HEAD, .name = "classmethod_descriptor", .base = &object_type, .rows = classmethod_rows,
    .number = SHAPE_CLASSMETHOD_DESCRIPTOR, .flags = DESCRIPTOR_FLAGS, .basic_size = 56, .size = sizeof(Row),
    .slots = {OBJECT_SLOTS, .repr = descriptor_repr, .call = classmethod_call, .get = classmethod_get},
};

const Type getset_descriptor_type = {
    TYPE_HEAD, .name = "getset_descriptor", .base = &object_type, .rows = getset_rows, .number = SHAPE_GETSET_DESCRIPTOR,
    .flags = DESCRIPTOR_FLAGS, .basic_size = 48, .size = sizeof(SlotMember),
    .slots = {OBJECT_SLOTS, .dealloc = member_dealloc, .traverse = member_traverse, .repr = descriptor_repr,
              .get = attribute_get, .set = attribute_set},
};

const Type member_descriptor_type = {
    TYPE_HEAD, .name = "member_descriptor", .base = &object_type, .rows = member_rows, .number = SHAPE_MEMBER_DESCRIPTOR,
    .flags = DESCRIPTOR_FLAGS, .basic_size = 48, .size = sizeof(SlotMember),
    .slots = {OBJECT_SLOTS, .dealloc = member_dealloc, .traverse = member_traverse, .repr = descriptor_repr,
              .get = attribute_get, .set = attribute_set},
};
