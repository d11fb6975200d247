/* slot_function.c - what fills the general slots of a Python class: the dunder is looked up on the type and called.
 *
 * The slot stands as long as the name is found; a lookup that fails all the same (the class changed meanwhile) answers as the
 * base would. SPDX-License-Identifier: MIT */
#include "objects/slot_function.h"

#include "objects/buffer.h"
#include "objects/descriptor.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/tuple.h"

/* ---- calling a special method ---- */

/* Calls what the type's namespace gave, bound to self without making a method object where it can be avoided. */
static Value call_found(Vm *vm, Value self, Value found, const Value *args, size_t count, Value names)
{
    Value       result;
    const Type *kind = type_of(vm, found);
    size_t      all = count + (names ? tuple_length(names) : 0);

    retain(found);
    if (kind->flags & TYPE_METHOD_DESCRIPTOR) {
        Value with_self[8];
        if (all < countof(with_self)) {
            with_self[0] = self;
            for (size_t i = 0; i < all; i++)
                with_self[i + 1] = args[i];
            result = call(vm, found, with_self, count + 1, names);
            release(vm, found);
            return result;
        }
    }
    if (!kind->slots.get) {
        result = call(vm, found, args, count, names);
        release(vm, found);
        return result;
    }
    Value bound = kind->slots.get(vm, found, self, type_value(type_of(vm, self)));
    release(vm, found);
    if (!bound)
        return 0;
    result = call(vm, bound, args, count, names);
    release(vm, bound);
    return result;
}

Value call_special(Vm *vm, Value self, Value name, const Value *args, size_t count, Value names)
{
    Value found = type_lookup(vm, type_of(vm, self), name);
    return found ? call_found(vm, self, found, args, count, names) : UNBOUND;
}

static Value special_or_error(Vm *vm, Value self, Value name, const Value *args, size_t count)
{
    Value result = call_special(vm, self, name, args, count, 0);
    return result == UNBOUND ? attribute_error(vm, self, name, "'%T' object has no attribute '%U'", self, name) : result;
}

/* ---- general ---- */

Value slot_repr(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__repr__), NULL, 0, 0);
    return result == UNBOUND ? object_default_repr(vm, self) : result;
}

Value slot_str(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__str__), NULL, 0, 0);
    return result == UNBOUND ? object_default_str(vm, self) : result;
}

int64_t slot_hash(Vm *vm, Value self)
{
    Value found = type_lookup(vm, type_of(vm, self), NAME(__hash__));
    if (!found || found == NONE)
        return hash_not_implemented(vm, self);
    Value result = call_found(vm, self, found, NULL, 0, 0);
    if (!result)
        return -1;
    if (!is_int(vm, result)) {
        release(vm, result);
        type_error(vm, "__hash__ method should return an integer");
        return -1;
    }
    int64_t hash;
    if (!int_fits_int64(result, &hash))
        hash = int_hash(result);
    release(vm, result);
    return hash == -1 ? -2 : hash;
}

Value slot_compare(Vm *vm, Value self, Value other, Comparison op)
{
    const Value names[] = {NAME(__lt__), NAME(__le__), NAME(__eq__), NAME(__ne__), NAME(__gt__), NAME(__ge__)};
    Value       result = call_special(vm, self, names[op], &other, 1, 0);
    return result == UNBOUND ? NOT_IMPLEMENTED : result;
}

Value slot_call(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while calling a Python object");
    Value result = call_special(vm, self, NAME(__call__), args, count, names);
    return result == UNBOUND ? type_error(vm, "'%T' object is not callable", self) : result;
}

/* __getattribute__ as the class has it; object's own is not called through its wrapper. */
static Value call_getattribute(Vm *vm, Value self, Value name)
{
    Value found = type_lookup(vm, type_of(vm, self), NAME(__getattribute__));
    if (found && is_wrapper_descriptor(found))
        return ((BinaryFn)as_wrapper(found)->fn)(vm, self, name);
    return special_or_error(vm, self, NAME(__getattribute__), &name, 1);
}

Value slot_getattr(Vm *vm, Value self, Value name)
{
    Value result = call_getattribute(vm, self, name);
    if (result || !exception_is(vm, &attribute_error_type))
        return result;
    Value fallback = type_lookup(vm, type_of(vm, self), NAME(__getattr__));
    if (!fallback)
        return 0;
    exception_clear(vm);
    return call_found(vm, self, fallback, &name, 1, 0);
}

bool slot_setattr(Vm *vm, Value self, Value name, Value value)
{
    Value args[] = {name, value};
    Value done = value ? special_or_error(vm, self, NAME(__setattr__), args, 2)
                       : special_or_error(vm, self, NAME(__delattr__), args, 1);
    release(vm, done);
    return done;
}

Value slot_iter(Vm *vm, Value self)
{
    Value found = type_lookup(vm, type_of(vm, self), NAME(__iter__));
    if (found == NONE)
        return type_error(vm, "'%T' object is not iterable", self);
    if (found)
        return call_found(vm, self, found, NULL, 0, 0);
    if (!type_lookup(vm, type_of(vm, self), NAME(__getitem__)))
        return type_error(vm, "'%T' object is not iterable", self);
    return sequence_iterator_new(vm, self);
}

Value slot_next(Vm *vm, Value self)
{
    return special_or_error(vm, self, NAME(__next__), NULL, 0);
}

Value slot_next_missing(Vm *vm, Value self)
{
    return type_error(vm, "'%T' object is not iterable", self);
}

Value slot_get(Vm *vm, Value descr, Value object, Value cls)
{
    Value args[] = {object ? object : NONE, cls ? cls : NONE};
    Value result = call_special(vm, descr, NAME(__get__), args, 2, 0);
    return result == UNBOUND ? retain(descr) : result;
}

bool slot_set(Vm *vm, Value descr, Value object, Value value)
{
    Value args[] = {object, value};
    Value done = value ? special_or_error(vm, descr, NAME(__set__), args, 2)
                       : special_or_error(vm, descr, NAME(__delete__), args, 1);
    release(vm, done);
    return done;
}

bool slot_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    Value result = call_special(vm, self, NAME(__init__), args, count, names);
    if (result == UNBOUND)
        return attribute_error(vm, self, NAME(__init__), "'%T' object has no attribute '__init__'", self);
    if (result && result != NONE) {
        type_error(vm, "__init__() should return None, not '%T'", result);
        release(vm, result);
        return false;
    }
    return result;
}

Value slot_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    Value  small[8], *all = small, result = 0;
    size_t total = count + (names ? tuple_length(names) : 0) + 1;
    Value  function = object_getattr(vm, type_value(cls), NAME(__new__));
    if (!function)
        return 0;
    if (total > countof(small) && !(all = mem_alloc(vm, total * sizeof *all)))
        goto done;
    all[0] = type_value(cls);
    if (total > 1)
        memcpy(all + 1, args, (total - 1) * sizeof *all);
    result = call(vm, function, all, count + 1, names);
    if (all != small)
        mem_free(vm, all, total * sizeof *all);
done:
    release(vm, function);
    return result;
}

void instance_finalize(Vm *vm, Object *object)
{
    Value self = value_of(object);
    Value del = type_lookup(vm, type_of(vm, self), NAME(__del__));
    if (!del)
        return;
    Value pending = exception_take(vm);
    Value result = call_found(vm, self, del, NULL, 0, 0);
    if (!result)
        vm->up->unraisable(vm, "Exception ignored while calling deallocator", del);
    release(vm, result);
    if (pending)
        exception_put(vm, pending);
}

/* ---- async ---- */

Value slot_await(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__await__), NULL, 0, 0);
    return result == UNBOUND ? attribute_error(vm, self, NAME(__await__), "object %T does not have __await__ method", self)
                             : result;
}

Value slot_aiter(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__aiter__), NULL, 0, 0);
    return result == UNBOUND ? attribute_error(vm, self, NAME(__aiter__), "object %T does not have __aiter__ method", self)
                             : result;
}

Value slot_anext(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__anext__), NULL, 0, 0);
    return result == UNBOUND ? attribute_error(vm, self, NAME(__anext__), "object %T does not have __anext__ method", self)
                             : result;
}

/* ---- containers ---- */

int64_t slot_length(Vm *vm, Value self)
{
    int64_t length;
    Value   result = special_or_error(vm, self, NAME(__len__), NULL, 0);
    if (!result)
        return -1;
    Value number = object_index(vm, result);
    release(vm, result);
    if (!number)
        return -1;
    bool fits = true;
    if (int_sign(number) < 0) {
        value_error(vm, "__len__() should return >= 0");
        fits = false;
    } else {
        fits = object_index_int64(vm, number, &overflow_error_type, &length);
    }
    release(vm, number);
    return fits ? length : -1;
}

Value slot_subscript(Vm *vm, Value self, Value key)
{
    return special_or_error(vm, self, NAME(__getitem__), &key, 1);
}

bool slot_set_subscript(Vm *vm, Value self, Value key, Value value)
{
    Value args[] = {key, value};
    Value done = value ? special_or_error(vm, self, NAME(__setitem__), args, 2)
                       : special_or_error(vm, self, NAME(__delitem__), args, 1);
    release(vm, done);
    return done;
}

Value slot_item(Vm *vm, Value self, int64_t index)
{
    Value key = int_from_int64(vm, index);
    if (!key)
        return 0;
    Value result = slot_subscript(vm, self, key);
    release(vm, key);
    return result;
}

bool slot_set_item(Vm *vm, Value self, int64_t index, Value value)
{
    Value key = int_from_int64(vm, index);
    if (!key)
        return false;
    bool done = slot_set_subscript(vm, self, key, value);
    release(vm, key);
    return done;
}

int slot_contains(Vm *vm, Value self, Value item)
{
    Value found = type_lookup(vm, type_of(vm, self), NAME(__contains__));
    if (found == NONE) {
        type_error(vm, "'%T' object is not a container", self);
        return -1;
    }
    if (!found)
        return sequence_search(vm, self, item);
    Value result = call_found(vm, self, found, &item, 1, 0);
    int   truth = result ? object_truth(vm, result) : -1;
    release(vm, result);
    return truth;
}

int slot_truth(Vm *vm, Value self)
{
    Value result = call_special(vm, self, NAME(__bool__), NULL, 0, 0);
    if (result == UNBOUND) {
        if (!type_lookup(vm, type_of(vm, self), NAME(__len__)))
            return 1;
        int64_t length = slot_length(vm, self);
        return length < 0 ? -1 : length > 0;
    }
    if (!result)
        return -1;
    if (!is_bool(result)) {
        type_error(vm, "__bool__ should return bool, returned %T", result);
        release(vm, result);
        return -1;
    }
    return result == TRUE;
}

/* ---- buffers: __buffer__ answers a memoryview, whose memory is passed on ---- */

bool slot_get_buffer(Vm *vm, Value self, struct Buffer *buffer, int flags)
{
    Value number = int_value(flags);
    Value view = special_or_error(vm, self, NAME(__buffer__), &number, 1);
    if (!view)
        return false;
    if (!has_shape(view, SHAPE_MEMORYVIEW)) {
        type_error(vm, "__buffer__ returned non-memoryview object");
        release(vm, view);
        return false;
    }
    bool done = buffer_get(vm, view, buffer, flags);
    release(vm, view);
    return done;
}

void slot_release_buffer(Vm *vm, Value self, struct Buffer *buffer)
{
    (void)vm, (void)self, (void)buffer;
}
