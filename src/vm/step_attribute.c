/* step_attribute.c - attributes: the general ways, and what their words may cache.
 *
 * A cache is filled after the operation itself went the general way; it is believed while the object's shape number is the
 * same (D2, D16). What a shape says for ever: which names have slots, and which cell of the class holds a name.
 * SPDX-License-Identifier: MIT */
#include "code/opcode.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/slow.h"

/* The shape of an object whose attributes may be cached; NULL: not. */
static const Shape *cacheable_shape(const Vm *vm, Value v)
{
    if (!is_pointer(v))
        return NULL;
    const Shape *shape = shape_of(vm, object_of(v));
    if (shape->flags & (SHAPE_NO_CACHE | SHAPE_RETIRED | SHAPE_DICT_MODE))
        return NULL;
    return shape;
}

static void cache(Word *pc, enum Instruction op, uint32_t shape, uint32_t offset, const void *pointer)
{
    pc->op = (uint16_t)(op << OP_SHIFT | (pc->op & 7));
    pc[1].shape = shape;
    pc[1].offset = offset;
    pc[2].pointer = (void *)(uintptr_t)pointer;
}

/* Bytes from the object to its slot; 0: it is not inside the object. */
static uint32_t slot_offset(const Vm *vm, Value v, int slot)
{
    const char    *place = (const char *)instance_slot(vm, object_of(v), (unsigned)slot), *start = (const char *)object_of(v);
    AttributeArea *area = instance_area(vm, object_of(v));
    if (!area || area->overflow_capacity) {
        const char *overflow = area ? (const char *)area->overflow : NULL;
        if (!area || (overflow && place >= overflow && place < overflow + area->overflow_capacity * sizeof(Value)))
            return 0;
    }
    return place > start && place - start < 1 << 20 ? (uint32_t)(place - start) : 0;
}

static void cache_module(Vm *vm, Value v, Word *pc, const Shape *shape)
{
    DictCell *cell = dict_find_cell(vm, as_module(v)->dict, pc[3].value);
    if (cell && cell->value != UNBOUND)
        cache(pc, I_getattr_cell, shape->number, 0, cell);
}

/* Bytes from the object to the value of one of its __slots__; 0: the descriptor is no such. */
static uint32_t member_offset(const Vm *vm, Value v, Value descriptor)
{
    if (!has_shape(descriptor, SHAPE_MEMBER_DESCRIPTOR) || object_of(descriptor)->flags & OBJECT_CONST)
        return 0;
    const SlotMember *member = (const SlotMember *)object_of(descriptor);
    Value            *place = instance_members(vm, object_of(v), member->owner) + member->index;
    return (uint32_t)((const char *)place - (const char *)object_of(v));
}

/* An attribute of a class itself: its version stands for all namespaces of its mro. */
static void cache_class(Vm *vm, Value v, Word *pc)
{
    const Type *cls = as_type(v);
    Value       meta = type_lookup(vm, &type_type, pc[3].value);
    uint32_t    version = cls->heap ? type_version(vm, cls) : 0;
    DictCell   *cell = version && !meta ? type_find_cell(vm, cls, pc[3].value) : NULL;
    if (cell && cell->value != UNBOUND && (is_function(cell->value) || !type_of(vm, cell->value)->slots.get))
        cache(pc, I_getattr_class, version, 0, cell);
}

static void cache_getattr(Vm *vm, Value v, Word *pc)
{
    const Shape *shape = cacheable_shape(vm, v);
    if (!shape)
        return;
    if (shape->flags & SHAPE_OF_MODULE) {
        cache_module(vm, v, pc, shape);
        return;
    }
    const Type *type = shape->type;
    if (type == &type_type) {
        cache_class(vm, v, pc);
        return;
    }
    if (type->slots.getattr != object_generic_getattr)
        return;
    Value found = type_lookup(vm, type, pc[3].value);
    if (found && type_of(vm, found)->slots.set) {
        uint32_t offset = member_offset(vm, v, found);
        if (offset)
            cache(pc, I_getattr_slot, shape->number, offset, NULL);
        return;
    }
    int slot = shape->flags & SHAPE_HAS_SLOTS ? shape_find(vm, shape, pc[3].value) : -1;
    if (slot >= 0) {
        uint32_t offset = slot_offset(vm, v, slot);
        if (offset)
            cache(pc, I_getattr_slot, shape->number, offset, NULL);
        return;
    }
    if (!found || type_of(vm, found)->slots.get || (type->dict_field))
        return;
    DictCell *cell = type_find_cell(vm, type, pc[3].value);
    if (cell && cell->value == found)
        cache(pc, I_getattr_cell, shape->number, 0, cell);
}

Step step_getattr(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b], result = object_getattr(vm, v, pc[3].value);
    if (result)
        cache_getattr(vm, v, pc);
    return word_end(vm, fp, pc, result);
}

/* ---- storing ---- */

Step step_setattr(Vm *vm, Value *fp, Word *pc)
{
    Value        v = fp[pc->b], name = pc[3].value;
    const Shape *before = cacheable_shape(vm, v);
    bool         fine = object_setattr(vm, v, name, fp[pc->c]);
    const Shape *after = fine && before ? cacheable_shape(vm, v) : NULL;

    if (after && after->type->slots.setattr == object_generic_setattr) {
        Value found = type_lookup(vm, after->type, name);
        if (found && before == after && member_offset(vm, v, found))
            cache(pc, I_setattr_slot, after->number, member_offset(vm, v, found), NULL);
    }
    if (after && after->flags & SHAPE_HAS_SLOTS && after->type->slots.setattr == object_generic_setattr) {
        Value found = type_lookup(vm, after->type, name);
        int   slot = found && type_of(vm, found)->slots.set ? -1 : shape_find(vm, after, name);
        uint32_t offset = slot >= 0 ? slot_offset(vm, v, slot) : 0;
        if (offset && before == after) {
            cache(pc, I_setattr_slot, after->number, offset, NULL);
        } else if (offset && after->parent == before && after->type == before->type) {
            cache(pc, I_setattr_add, before->number, offset, NULL);
            pc[2].low = after->number;
        }
    }
    word_release_b(vm, fp, pc);
    word_release_c(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_delattr(Vm *vm, Value *fp, Word *pc)
{
    bool fine = object_setattr(vm, fp[pc->b], pc[1].value, 0);
    word_release_b(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

/* ---- methods ---- */

/* The cell that holds the function or builtin method that v.name means as a method; NULL: nothing to cache. */
static DictCell *method_cell(Vm *vm, Value v, Value name, Value method, uint32_t *number)
{
    const Shape *shape = is_pointer(v) ? cacheable_shape(vm, v) : NULL;
    if (shape ? shape->type->slots.getattr != object_generic_getattr || shape->type->dict_field : is_pointer(v))
        return NULL;
    const Type *type = shape ? shape->type : type_of_word(v);
    *number = shape ? shape->number : slow_word_shape(v);
    DictCell *cell = type_find_cell(vm, type, name);
    return cell && cell->value == method ? cell : NULL;
}

Step step_get_method(Vm *vm, Value *fp, Word *pc)
{
    Value    v = fp[pc->b], self = 0, method = object_get_method(vm, v, pc[3].value, &self);
    uint32_t number;
    if (!method) {
        word_release_b(vm, fp, pc);
        return STEP_ERROR;
    }
    DictCell *cell = self && is_pointer(v) ? method_cell(vm, v, pc[3].value, method, &number) : NULL;
    if (cell)
        cache(pc, I_get_method_cell, number, 0, cell);
    word_release_b(vm, fp, pc);
    fp[pc->a] = method;
    fp[pc->a + CALL_SELF] = self ? self : UNBOUND;
    return STEP_NEXT;
}

static void cache_call(Vm *vm, Value v, Value method, Word *pc)
{
    uint32_t  number;
    DictCell *cell = method_cell(vm, v, pc[3].value, method, &number);
    if (!cell)
        return;
    if (is_function(method)) {
        cache(pc, I_call_method_cell, number, 0, cell);
        return;
    }
    if (object_of(method)->shape != SHAPE_METHOD_DESCRIPTOR || !(object_of(method)->flags & OBJECT_CONST))
        return;
    const Row *row = (const Row *)object_of(method);
    if (row->convention == CALL_VARIADIC || (row->convention == CALL_ONE && pc->b == 1) || (row->convention == CALL_NOARGS && !pc->b))
        cache(pc, I_call_method_row, number, 0, row);
}

/* C.name(...): a function, staticmethod or classmethod of the class. */
static void cache_class_call(Vm *vm, Value v, Word *pc)
{
    const Type *cls = as_type(v);
    Value       meta = type_lookup(vm, &type_type, pc[3].value);
    uint32_t    version = cls->heap ? type_version(vm, cls) : 0;
    DictCell   *cell = version && !meta ? type_find_cell(vm, cls, pc[3].value) : NULL;
    Value       value = cell ? cell->value : UNBOUND;
    if (is_object(value) && (is_function(value) || has_shape(value, SHAPE_STATICMETHOD)
                             || (has_shape(value, SHAPE_CLASSMETHOD) && is_function(classmethod_function(value)))))
        cache(pc, I_call_method_class, version, 0, cell);
}

Step step_call_method_class(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->c], callee, self = UNBOUND;
    if (!has_shape(v, SHAPE_TYPE) || !as_type(v)->heap || as_type(v)->heap->version != pc[1].shape)
        return step_call_method(vm, fp, pc);
    callee = ((const DictCell *)pc[2].pointer)->value;
    if (!is_object(callee))
        return step_call_method(vm, fp, pc);
    if (has_shape(callee, SHAPE_STATICMETHOD)) {
        callee = staticmethod_function(callee);
    } else if (has_shape(callee, SHAPE_CLASSMETHOD) && is_function(classmethod_function(callee))) {
        callee = classmethod_function(callee);
        self = retain(v);
    } else if (!is_function(callee)) {
        return step_call_method(vm, fp, pc);
    }
    retain(callee);
    word_release_c(vm, fp, pc);
    fp[pc->a] = callee;
    fp[pc->a + CALL_SELF] = self;
    return call_layout(vm, fp, pc, pc->a, pc->b, 0, pc + 4);
}

/* The lookup's failure is reported at its own position: the word behind (lower_call.c). */
Step step_call_method(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->c], self = 0;
    vm->thread->pc = pc + 1;
    Value method = object_get_method(vm, v, pc[3].value, &self);
    if (!method) {
        slots_release(vm, fp + pc->a + CALL_ARGS, pc->b);
        word_release_c(vm, fp, pc);
        return STEP_ERROR;
    }
    vm->thread->pc = pc;
    if (self)
        cache_call(vm, v, method, pc);
    else if (has_shape(v, SHAPE_TYPE))
        cache_class_call(vm, v, pc);
    word_release_c(vm, fp, pc);
    fp[pc->a] = method;
    fp[pc->a + CALL_SELF] = self ? self : UNBOUND;
    return call_layout(vm, fp, pc, pc->a, pc->b, 0, pc + 4);
}

/* ---- super ---- */

/* super(cls, self).name; `super` may be another callable. self: as object_get_method's, or NULL. */
static Value super_value(Vm *vm, Value *row, Word *pc, Value *self)
{
    if (row[0] == type_value(&super_type))
        return super_lookup(vm, row[1], row[2], pc[2].value, self);
    Value found = call(vm, row[0], row + 1, pc[1].low ? 2 : 0, 0), result = 0;
    if (found)
        result = self ? object_get_method(vm, found, pc[2].value, self) : object_getattr(vm, found, pc[2].value);
    release(vm, found);
    return result;
}

Step step_super_attr(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, result = super_value(vm, row, pc, NULL);
    slots_release(vm, row, 3);
    if (!result)
        return STEP_ERROR;
    word_set(vm, fp, pc, result);
    return STEP_NEXT;
}

Step step_super_method(Vm *vm, Value *fp, Word *pc)
{
    Value *row = fp + pc->b, self = 0, result = super_value(vm, row, pc, &self);
    slots_release(vm, row, 3);
    if (!result) {
        release(vm, self);
        return STEP_ERROR;
    }
    if (is_pointer(result) && is_method(result)) { /* unwrapped: the call binds self again */
        const Method *method = (const Method *)object_of(result);
        Value         function = retain(method->function);
        release(vm, self);
        self = retain(method->self);
        release(vm, result);
        result = function;
    }
    fp[pc->a] = result;
    fp[pc->a + CALL_SELF] = self ? self : UNBOUND;
    return STEP_NEXT;
}

/* ---- with and await ---- */

static Value special_name(unsigned special)
{
    switch (special) {
    case SPECIAL_ENTER: return NAME(__enter__);
    case SPECIAL_EXIT: return NAME(__exit__);
    case SPECIAL_AENTER: return NAME(__aenter__);
    default: return NAME(__aexit__);
    }
}

/* "'int' object does not support the context manager protocol (missed __enter__ method)" */
static void no_special(Vm *vm, Value v, unsigned special)
{
    static const char *const protocols[] = {"context manager", "context manager", "asynchronous context manager", "asynchronous context manager"};
    bool        is_async = special >= SPECIAL_AENTER;
    Value       other = object_find_special(vm, v, is_async ? NAME(__enter__) : NAME(__aenter__));
    Value       other_exit = other && other != UNBOUND ? object_find_special(vm, v, is_async ? NAME(__exit__) : NAME(__aexit__)) : UNBOUND;
    bool        hint = other && other != UNBOUND && other_exit && other_exit != UNBOUND;
    exception_clear(vm);
    release(vm, other);
    release(vm, other_exit);
    const char *text = hint ? (is_async ? " but it supports the context manager protocol. Did you mean to use 'with'?"
                                        : " but it supports the asynchronous context manager protocol. Did you mean to use 'async with'?")
                            : "";
    type_error(vm, "'%T' object does not support the %s protocol (missed %U method)%s", v, protocols[special], special_name(special), text);
}

Step step_load_special(Vm *vm, Value *fp, Word *pc)
{
    Value v = fp[pc->b], found = object_find_special(vm, v, special_name(pc->c));
    if (!found || found == UNBOUND) {
        if (found)
            no_special(vm, v, pc->c);
        word_release_b(vm, fp, pc);
        return STEP_ERROR;
    }
    word_release_b(vm, fp, pc);
    fp[pc->a] = found;
    fp[pc->a + CALL_SELF] = UNBOUND;
    return STEP_NEXT;
}
