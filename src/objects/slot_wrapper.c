/* slot_wrapper.c - wrapper_descriptor and method-wrapper: a slot as a Python callable (list.__add__, [].__add__), and the
 * table of slots itself. SPDX-License-Identifier: MIT */
#include "objects/slot.h"

#include "objects/buffer.h"
#include "objects/descriptor.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/slot_function.h"
#include "objects/tuple.h"

#define SLOT(dunder, slot, fn, wrap, doc) extern const Str text_of_##dunder;
#include "objects/slot_table.def"
#undef SLOT

const SlotEntry slot_entries[] = {
#define SLOT(dunder, slot, fn, wrap, doc) {&text_of_##dunder, offsetof(Slots, slot), (SlotFn)fn, wrap, doc},
#include "objects/slot_table.def"
#undef SLOT
};
const size_t slot_entry_count = countof(slot_entries);

const char *slot_text_signature(WrapKind wrap)
{
    switch (wrap) {
    case WRAP_POWER: case WRAP_POWER_REFLECTED: return "($self, value, mod=None, /)";
    case WRAP_CALL: case WRAP_INIT: return "($self, /, *args, **kwargs)";
    case WRAP_GETATTR: case WRAP_DELATTR: return "($self, name, /)";
    case WRAP_SETATTR: return "($self, name, value, /)";
    case WRAP_GET: return "($self, instance, owner=None, /)";
    case WRAP_SET: return "($self, instance, value, /)";
    case WRAP_DELETE: return "($self, instance, /)";
    case WRAP_BUFFER: return "($self, flags, /)";
    case WRAP_RELEASE_BUFFER: return "($self, buffer, /)";
    case WRAP_SET_ITEM: case WRAP_SET_INDEX: return "($self, key, value, /)";
    case WRAP_DELETE_ITEM: case WRAP_DELETE_INDEX: case WRAP_ITEM: case WRAP_CONTAINS: return "($self, key, /)";
    case WRAP_BINARY: case WRAP_BINARY_LEFT: case WRAP_BINARY_REFLECTED: case WRAP_REPEAT:
    case WRAP_LT: case WRAP_LE: case WRAP_EQ: case WRAP_NE: case WRAP_GT: case WRAP_GE: return "($self, value, /)";
    default: return "($self, /)";
    }
}

/* ---- calling ---- */

static bool takes(Vm *vm, size_t count, size_t expected)
{
    if (count == expected)
        return true;
    type_error(vm, "expected %zu argument%s, got %zu", expected, expected == 1 ? "" : "s", count);
    return false;
}

static bool takes_pair(Vm *vm, const SlotEntry *entry, size_t count)
{
    if (count == 2)
        return true;
    type_error(vm, "%U expected 2 arguments, got %zu", value_of(entry->name), count);
    return false;
}

static Value none_if(bool done)
{
    return done ? NONE : 0;
}

/* A Python class may not be given the setattr of a base past a C type that overrides it. */
static bool check_setattr(Vm *vm, Value self, AssignFn fn, const char *what)
{
    const Type *type = type_of(vm, self), *defining = type;
    Value       mro = type_mro(vm, type);
    if (!mro)
        return false;
    for (size_t i = tuple_length(mro); i-- > 0;) {
        const Type *base = as_type(tuple_get(mro, i));
        if (base->slots.setattr != slot_setattr && base->slots.setattr == type->slots.setattr) {
            defining = base;
            break;
        }
    }
    for (const Type *base = defining; base && base->slots.setattr != fn; base = base->base)
        if (base->slots.setattr != slot_setattr) {
            type_error(vm, "can't apply this %s to %T object", what, self);
            return false;
        }
    return true;
}

static bool checked_name(Vm *vm, Value name)
{
    if (is_str(vm, name))
        return true;
    type_error(vm, "attribute name must be string, not '%T'", name);
    return false;
}

static Value wrap_power(Vm *vm, SlotFn fn, Value self, const Value *args, size_t count, bool reflected)
{
    if (count < 1 || count > 2)
        return type_error(vm, "expected 1 or 2 arguments, got %zu", count);
    Value modulus = count == 2 ? args[1] : NONE;
    return reflected ? ((TernaryFn)fn)(vm, args[0], self, modulus) : ((TernaryFn)fn)(vm, self, args[0], modulus);
}

static Value wrap_get(Vm *vm, SlotFn fn, Value self, const Value *args, size_t count)
{
    if (count < 1 || count > 2)
        return type_error(vm, "__get__ expected at %s argument%s, got %zu", count < 1 ? "least 1" : "most 2",
                          count < 1 ? "" : "s", count);
    Value object = args[0] == NONE ? 0 : args[0];
    Value cls = count == 2 && args[1] != NONE ? args[1] : 0;
    if (!object && !cls)
        return type_error(vm, "__get__(None, None) is invalid");
    return ((DescrGetFn)fn)(vm, self, object, cls);
}

static Value wrap_attribute(Vm *vm, const SlotEntry *entry, SlotFn fn, Value self, const Value *args, size_t count)
{
    if (entry->wrap == WRAP_SETATTR ? !takes_pair(vm, entry, count) : !takes(vm, count, 1))
        return 0;
    if (entry->wrap == WRAP_GETATTR)
        return checked_name(vm, args[0]) ? ((BinaryFn)fn)(vm, self, args[0]) : 0;
    if (!check_setattr(vm, self, (AssignFn)fn, entry->wrap == WRAP_SETATTR ? "__setattr__" : "__delattr__"))
        return 0;
    if (!checked_name(vm, args[0]))
        return 0;
    return none_if(((AssignFn)fn)(vm, self, args[0], entry->wrap == WRAP_SETATTR ? args[1] : 0));
}

static Value wrap_index(Vm *vm, const SlotEntry *entry, SlotFn fn, Value self, const Value *args, size_t count)
{
    int64_t index;
    if (entry->wrap == WRAP_SET_INDEX ? !takes_pair(vm, entry, count) : !takes(vm, count, 1))
        return 0;
    if (!object_index_int64(vm, args[0], entry->wrap == WRAP_REPEAT ? &overflow_error_type : &index_error_type, &index))
        return 0;
    if (entry->wrap == WRAP_REPEAT)
        return ((IndexFn)fn)(vm, self, index);
    const Type *type = type_of(vm, self);
    if (index < 0 && type->slots.length) {
        int64_t length = type->slots.length(vm, self);
        if (length < 0)
            return 0;
        index += length;
    }
    if (entry->wrap == WRAP_ITEM)
        return ((IndexFn)fn)(vm, self, index);
    return none_if(((AssignIndexFn)fn)(vm, self, index, entry->wrap == WRAP_SET_INDEX ? args[1] : 0));
}

static Value wrap_next(Vm *vm, SlotFn fn, Value self)
{
    Value item = ((UnaryFn)fn)(vm, self);
    return item == UNBOUND ? raise_none(vm, &stop_iteration_type) : item;
}

static Value wrap_inquiry(Vm *vm, SlotFn fn, Value self)
{
    int truth = ((InquiryFn)fn)(vm, self);
    return truth < 0 ? 0 : bool_value(truth);
}

static Value wrap_int64(Vm *vm, int64_t result)
{
    return result == -1 && exception_pending(vm) ? 0 : int_from_int64(vm, result);
}

static Value wrap_release_buffer(Vm *vm, Value self, Value view)
{
    if (!has_shape(view, SHAPE_MEMORYVIEW))
        return type_error(vm, "expected a memoryview object");
    (void)self;
    Value method = object_getattr(vm, view, NAME(release));
    Value done = method ? call0(vm, method) : 0;
    release(vm, method);
    return done;
}

/* Those whose number of arguments is fixed; checked already. */
static Value wrap_fixed(Vm *vm, const SlotEntry *entry, SlotFn fn, Value self, const Value *args)
{
    int found;
    switch (entry->wrap) {
    case WRAP_UNARY:            return ((UnaryFn)fn)(vm, self);
    case WRAP_BINARY: case WRAP_BINARY_LEFT: return ((BinaryFn)fn)(vm, self, args[0]);
    case WRAP_BINARY_REFLECTED: return ((BinaryFn)fn)(vm, args[0], self);
    case WRAP_HASH:             return wrap_int64(vm, ((int64_t (*)(Vm *, Value))fn)(vm, self));
    case WRAP_LENGTH:           return wrap_int64(vm, ((LengthFn)fn)(vm, self));
    case WRAP_TRUTH:            return wrap_inquiry(vm, fn, self);
    case WRAP_NEXT:             return wrap_next(vm, fn, self);
    case WRAP_LT: case WRAP_LE: case WRAP_EQ: case WRAP_NE: case WRAP_GT: case WRAP_GE:
        return ((CompareFn)fn)(vm, self, args[0], (Comparison)(entry->wrap - WRAP_LT));
    case WRAP_DELETE:           return none_if(((AssignFn)fn)(vm, self, args[0], 0));
    case WRAP_DELETE_ITEM:      return none_if(((AssignFn)fn)(vm, self, args[0], 0));
    case WRAP_CONTAINS:
        found = ((ContainsFn)fn)(vm, self, args[0]);
        return found < 0 ? 0 : bool_value(found);
    case WRAP_DEL:
        instance_finalize(vm, object_of(self));
        return NONE;
    case WRAP_RELEASE_BUFFER:   return wrap_release_buffer(vm, self, args[0]);
    default:                    return system_error(vm, "bad slot wrapper");
    }
}

static size_t fixed_count(WrapKind wrap)
{
    switch (wrap) {
    case WRAP_UNARY: case WRAP_HASH: case WRAP_LENGTH: case WRAP_TRUTH: case WRAP_NEXT: case WRAP_DEL: return 0;
    default: return 1;
    }
}

Value slot_wrapper_call(Vm *vm, const SlotEntry *entry, SlotFn fn, Value self, const Value *args, size_t count, Value names)
{
    if (entry->wrap == WRAP_CALL)
        return ((CallFn)fn)(vm, self, args, count, names);
    if (entry->wrap == WRAP_INIT)
        return none_if(((InitFn)fn)(vm, self, args, count, names));
    if (names && tuple_length(names))
        return type_error(vm, "wrapper %U() takes no keyword arguments", value_of(entry->name));
    switch (entry->wrap) {
    case WRAP_POWER: case WRAP_POWER_REFLECTED:
        return wrap_power(vm, fn, self, args, count, entry->wrap == WRAP_POWER_REFLECTED);
    case WRAP_GET:
        return wrap_get(vm, fn, self, args, count);
    case WRAP_GETATTR: case WRAP_SETATTR: case WRAP_DELATTR:
        return wrap_attribute(vm, entry, fn, self, args, count);
    case WRAP_REPEAT: case WRAP_ITEM: case WRAP_SET_INDEX: case WRAP_DELETE_INDEX:
        return wrap_index(vm, entry, fn, self, args, count);
    case WRAP_SET: case WRAP_SET_ITEM:
        return takes_pair(vm, entry, count) ? none_if(((AssignFn)fn)(vm, self, args[0], args[1])) : 0;
    case WRAP_BUFFER:
        if (count != 1)
            return type_error(vm, "__buffer__ expected 1 argument, got %zu", count);
        return call1(vm, type_value(&memoryview_type), self);
    default:
        return takes(vm, count, fixed_count(entry->wrap)) ? wrap_fixed(vm, entry, fn, self, args) : 0;
    }
}

/* ---- wrapper_descriptor ---- */

Value wrapper_descriptor_new(Vm *vm, const Type *owner, const SlotEntry *entry)
{
    WrapperDescriptor *self = heap_new_container(vm, sizeof *self, SHAPE_WRAPPER_DESCRIPTOR);
    if (!self)
        return 0;
    self->entry = entry;
    self->owner = as_type(retain(type_value(owner)));
    self->fn = slot_get_fn(&owner->slots, entry);
    gc_track(vm, &self->head);
    return value_of(self);
}

static void wrapper_dealloc(Vm *vm, Object *object)
{
    WrapperDescriptor *self = (WrapperDescriptor *)object;
    release(vm, type_value(self->owner));
    heap_free(vm, self, sizeof *self);
}

static bool wrapper_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(type_value(((WrapperDescriptor *)object)->owner), arg);
}

static Value wrapper_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    WrapperDescriptor *self = as_wrapper(callee);
    Value              name = value_of(self->entry->name);
    if (count < 1)
        return type_error(vm, "descriptor '%U' of '%s' object needs an argument", name, self->owner->name);
    if (!is_instance_of(vm, args[0], self->owner))
        return type_error(vm, "descriptor '%U' requires a '%s' object but received a '%T'", name, self->owner->name,
                          args[0]);
    return slot_wrapper_call(vm, self->entry, self->fn, args[0], args + 1, count - 1, names);
}

/* ---- method-wrapper: a wrapper bound to an object ---- */

typedef struct MethodWrapper {
    Object head;
    Value  descriptor, self;
} MethodWrapper;

static MethodWrapper *as_method_wrapper(Value v)
{
    return (MethodWrapper *)object_of(v);
}

static Value wrapper_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    if (!object)
        return retain(descr);
    if (!descriptor_check(vm, as_wrapper(descr)->owner, value_of(as_wrapper(descr)->entry->name), object))
        return 0;
    MethodWrapper *self = heap_new_container(vm, sizeof *self, SHAPE_METHOD_WRAPPER);
    if (!self)
        return 0;
    self->descriptor = retain(descr);
    self->self = retain(object);
    gc_track(vm, &self->head);
    return value_of(self);
}

static void method_wrapper_dealloc(Vm *vm, Object *object)
{
    MethodWrapper *self = (MethodWrapper *)object;
    release(vm, self->descriptor);
    release(vm, self->self);
    heap_free(vm, self, sizeof *self);
}

static bool method_wrapper_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    MethodWrapper *self = (MethodWrapper *)object;
    (void)vm;
    return visit(self->descriptor, arg) && (!is_object(self->self) || visit(self->self, arg));
}

static Value method_wrapper_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    WrapperDescriptor *wrapper = as_wrapper(as_method_wrapper(callee)->descriptor);
    return slot_wrapper_call(vm, wrapper->entry, wrapper->fn, as_method_wrapper(callee)->self, args, count, names);
}

static Value method_wrapper_repr(Vm *vm, Value v)
{
    MethodWrapper *self = as_method_wrapper(v);
    char           address[24];
    object_address(vm, self->self, address);
    return str_format(vm, "<method-wrapper '%U' of %T object at %s>", value_of(as_wrapper(self->descriptor)->entry->name),
                      self->self, address);
}

static Value method_wrapper_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !has_shape(a, SHAPE_METHOD_WRAPPER) ||
        !has_shape(b, SHAPE_METHOD_WRAPPER))
        return NOT_IMPLEMENTED;
    (void)vm;
    MethodWrapper *x = as_method_wrapper(a), *y = as_method_wrapper(b);
    bool equal = x->descriptor == y->descriptor && x->self == y->self;
    return bool_value(equal == (op == COMPARE_EQ));
}

static int64_t method_wrapper_hash(Vm *vm, Value v)
{
    MethodWrapper *self = as_method_wrapper(v);
    int64_t        own = object_default_hash(vm, self->self) ^ object_default_hash(vm, self->descriptor);
    return own == -1 ? -2 : own;
}

static Value method_wrapper_self(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_method_wrapper(arg[0])->self);
}

static Value of_descriptor(Vm *vm, Value v, Value name)
{
    return object_getattr(vm, as_method_wrapper(v)->descriptor, name);
}

static Value method_wrapper_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return of_descriptor(vm, arg[0], NAME(__name__));
}

static Value method_wrapper_qualname(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return of_descriptor(vm, arg[0], NAME(__qualname__));
}

static Value method_wrapper_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return of_descriptor(vm, arg[0], NAME(__doc__));
}

static Value method_wrapper_signature(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return of_descriptor(vm, arg[0], NAME(__text_signature__));
}

static Value method_wrapper_objclass(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(type_value(as_wrapper(as_method_wrapper(arg[0])->descriptor)->owner));
}

/* (getattr, (self, name)) */
static Value method_wrapper_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    MethodWrapper *self = as_method_wrapper(arg[0]);
    return reduce_as_getattr(vm, self->self, value_of(as_wrapper(self->descriptor)->entry->name));
}

#define OWNER &method_wrapper_type
static const Row method_wrapper_rows[] = {
    METHOD("__reduce__(self, /)", method_wrapper_reduce, CALL_NOARGS, NULL),
    MEMBER("__self__", method_wrapper_self, NULL, NULL),
    GETSET("__objclass__", method_wrapper_objclass, NULL, NULL),
    GETSET("__name__", method_wrapper_name, NULL, NULL),
    GETSET("__qualname__", method_wrapper_qualname, NULL, NULL),
    GETSET("__doc__", method_wrapper_doc, NULL, NULL),
    GETSET("__text_signature__", method_wrapper_signature, NULL, NULL),
    ROWS_END,
};
#undef OWNER

const Type method_wrapper_type = {
    TYPE_HEAD, .name = "method-wrapper", .base = &object_type, .rows = method_wrapper_rows,
    .number = SHAPE_METHOD_WRAPPER, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 32, .size = sizeof(MethodWrapper),
    .slots = {
        OBJECT_SLOTS, .dealloc = method_wrapper_dealloc, .traverse = method_wrapper_traverse, .repr = method_wrapper_repr,
        .hash = method_wrapper_hash, .compare = method_wrapper_compare, .call = method_wrapper_call,
    },
};

const Type wrapper_descriptor_type = {
    TYPE_HEAD, .name = "wrapper_descriptor", .base = &object_type, .rows = wrapper_descriptor_rows,
    .number = SHAPE_WRAPPER_DESCRIPTOR,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_METHOD_DESCRIPTOR | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 56, .size = sizeof(WrapperDescriptor), .restated = "__getattribute__",
    .slots = {
        OBJECT_SLOTS, .dealloc = wrapper_dealloc, .traverse = wrapper_traverse, .repr = descriptor_repr,
        .call = wrapper_call, .get = wrapper_get,
    },
};
