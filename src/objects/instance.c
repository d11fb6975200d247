/* instance.c - objects of Python classes: where their attributes stand, their birth and their end. See instance.h.
 *
 * An instance holds a reference to its class. Its shape tells where attributes are:
 *   SHAPE_HAS_SLOTS  in area->slots and area->overflow, by shape_find; area->dict is 0 or a split dict over them
 *   SHAPE_DICT_MODE  in area->dict, a plain dict (0: empty)
 *   neither          the class gives no __dict__ of its own (its static base may: type->dict_field)
 *
 * Danger: releasing a value runs Python, which may change shape and area: a slot is emptied before its value is released,
 * and nothing of the layout is kept across. SPDX-License-Identifier: MIT */
#include "objects/instance.h"

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

static size_t align8(size_t size)
{
    return (size + 7) & ~(size_t)7;
}

/* ---- layout ---- */

/* Bytes of the solid base's struct, items included. */
static size_t body_size(const Type *solid, const Object *object)
{
    Value v = value_of(object);
    if (!solid->var_item)
        return solid->size;
    switch (solid->number) {
    case SHAPE_TUPLE: return sizeof(Tuple) + as_tuple(v)->length * sizeof(Value);
    case SHAPE_INT: {
        int64_t size = as_big_int(v)->size;
        return sizeof(BigInt) + (size_t)(size < 0 ? -size : size) * sizeof(uint64_t);
    }
    case SHAPE_BYTES: return sizeof(Bytes) + as_bytes(v)->length + 1;
    case SHAPE_STR: return sizeof(Str) + (as_str(v)->length + 1) * str_kind(as_str(v));
    default:
        /* Other var-sized structs keep their number of items first, as a tuple does. */
        return solid->size + as_tuple(v)->length * solid->var_item;
    }
}

static char *tail_of(const Type *type, Object *object)
{
    return (char *)object + align8(body_size(type->heap->solid, object));
}

Value *instance_members(const Vm *vm, Object *object, const Type *type)
{
    (void)vm;
    return (Value *)(void *)tail_of(type, object);
}

static AttributeArea *area_of(const Type *type, Object *object)
{
    const HeapType *heap = type->heap;
    if (!heap || !(heap->layout & LAYOUT_DICT))
        return NULL;
    if (heap->area_offset)
        return (AttributeArea *)(void *)((char *)object + heap->area_offset);
    return (AttributeArea *)(void *)(tail_of(type, object) + heap->member_count * sizeof(Value));
}

AttributeArea *instance_area(const Vm *vm, Object *object)
{
    return area_of(shape_of(vm, object)->type, object);
}

static Value *slot_place(const Type *type, Object *object, unsigned slot)
{
    AttributeArea *area = area_of(type, object);
    unsigned       inline_slots = type->heap->inline_slots;
    return slot < inline_slots ? &area->slots[slot] : &area->overflow[slot - inline_slots];
}

Value *instance_slot(const Vm *vm, Object *object, unsigned slot)
{
    return slot_place(shape_of(vm, object)->type, object, slot);
}

/* The field of the solid base's struct that is the object's dict; NULL: no such. */
static Value *dict_field(const Type *type, Object *object)
{
    return type->dict_field ? (Value *)(void *)((char *)object + type->dict_field) : NULL;
}

bool instance_has_dict(const Vm *vm, Value object)
{
    if (!is_pointer(object))
        return false;
    const Type *type = type_of(vm, object);
    return type->dict_field || (type->heap && type->heap->layout & LAYOUT_DICT);
}

/* ---- birth ---- */

/* The tail's place is given: a var-sized body doesn't know its length yet. */
static void init_tail(const Type *type, char *tail)
{
    const HeapType *heap = type->heap;
    Value          *members = (Value *)(void *)tail;
    for (uint32_t i = 0; i < heap->member_count; i++)
        members[i] = UNBOUND;
    if (heap->layout & LAYOUT_DICT) {
        AttributeArea *area = (AttributeArea *)(void *)(members + heap->member_count);
        *area = (AttributeArea){0};
        for (unsigned i = 0; i < heap->inline_slots; i++)
            area->slots[i] = UNBOUND;
    }
}

void *object_allocate_bytes(Vm *vm, const Type *cls, size_t body)
{
    if (!cls->heap)
        return heap_new_kind(vm, body, cls->number, cls->flags & TYPE_HAVE_GC);
    const Shape *root = cls->heap->root ? cls->heap->root : shape_root(vm, (Type *)(uintptr_t)cls);
    if (!root)
        return NULL;
    /* The kind of a str stands where the collector would keep its own number: those aren't containers. */
    bool   container = !(cls->flags & TYPE_STR_SUBCLASS);
    size_t total;
    if (__builtin_add_overflow(align8(body), cls->heap->tail_size, &total))
        return heap_refuse(vm);
    Object *object = heap_new_kind(vm, total, root->number, container);
    if (!object)
        return NULL;
    retain(type_value(cls));
    init_tail(cls, (char *)object + align8(body));
    return object;
}

void *object_allocate(Vm *vm, const Type *cls, size_t items)
{
    const Type *solid = type_solid(cls);
    size_t      extra, body;
    if (__builtin_mul_overflow(items, solid->var_item, &extra) || __builtin_add_overflow(extra, solid->size, &body))
        return heap_refuse(vm);
    Object *object = object_allocate_bytes(vm, cls, body);
    if (object && body > sizeof(Object))
        memset(object + 1, 0, body - sizeof(Object));
    return object;
}

Value object_ready(Vm *vm, void *object)
{
    if (((Object *)object)->flags & OBJECT_CONTAINER)
        gc_track(vm, object);
    return value_of(object);
}

Value instance_new(Vm *vm, const Type *type)
{
    const HeapType *heap = type->heap;
    const Shape    *root = heap->root ? heap->root : shape_root(vm, (Type *)(uintptr_t)type);
    if (!root)
        return 0;
    size_t  body = align8(heap->solid->size);
    Object *object = heap_new_container(vm, body + heap->tail_size, root->number);
    if (!object)
        return 0;
    if (body > sizeof(Object))
        memset(object + 1, 0, body - sizeof(Object));
    retain(type_value(type));
    init_tail(type, (char *)object + body);
    gc_track(vm, object);
    return value_of(object);
}

/* ---- shapes that have retired ---- */

/* The object's shape as caches may believe it; NULL: MemoryError. */
static const Shape *current_shape(Vm *vm, Object *object)
{
    const Shape *shape = shape_of(vm, object);
    if (!(shape->flags & SHAPE_RETIRED))
        return shape;
    const Shape *now = shape_successor(vm, shape);
    if (!now)
        return NULL;
    if (shape->flags & SHAPE_HAS_SLOTS && !(now->flags & SHAPE_HAS_SLOTS)) {
        /* Too many shapes: the attributes move to a dict. */
        return instance_detach(vm, object) ? shape_of(vm, object) : NULL;
    }
    object->shape = now->number;
    return now;
}

/* ---- dict-mode ---- */

/* Copies the slots' values into a plain dict under their names. */
static bool fill_dict(Vm *vm, Object *object, const Shape *shape, Value dict)
{
    Value names[64];
    shape_names(shape, names);
    for (unsigned i = 0; i < shape->slot_count; i++) {
        Value value = *instance_slot(vm, object, i);
        if (value != UNBOUND && !dict_set(vm, dict, names[i], value))
            return false;
    }
    return true;
}

static void empty_slots(Vm *vm, Object *object, const Type *type, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        replace(vm, slot_place(type, object, i), UNBOUND);
}

bool instance_detached(Vm *vm, Object *object)
{
    const Shape *shape = shape_of(vm, object);
    const Shape *detached = shape_dict_mode(vm, (Type *)(uintptr_t)shape->type);
    if (!detached)
        return false;
    unsigned count = shape->slot_count;
    object->shape = detached->number;
    /* The dict holds every value now: none of these releases is the last. */
    empty_slots(vm, object, shape->type, count);
    return true;
}

bool instance_detach(Vm *vm, Object *object)
{
    const Shape *shape = shape_of(vm, object);
    if (!(shape->flags & SHAPE_HAS_SLOTS))
        return true;
    AttributeArea *area = area_of(shape->type, object);
    if (area->dict)
        return dict_detach(vm, area->dict);
    Value dict = shape->slot_count ? dict_new_sized(vm, shape->slot_count) : 0;
    if (shape->slot_count && (!dict || !fill_dict(vm, object, shape, dict))) {
        release(vm, dict);
        return false;
    }
    if (!instance_detached(vm, object)) {
        release(vm, dict);
        return false;
    }
    area->dict = dict;
    return true;
}

/* ---- what a split dict asks ---- */

Value instance_load(Vm *vm, Object *object, Value name)
{
    int slot = shape_find(vm, shape_of(vm, object), name);
    return slot < 0 ? UNBOUND : *instance_slot(vm, object, (unsigned)slot);
}

bool instance_store(Vm *vm, Object *object, Value name, Value value)
{
    return instance_assign(vm, value_of(object), name, value) == 1;
}

int instance_remove_last(Vm *vm, Object *object, Value name)
{
    const Shape *shape = shape_of(vm, object);
    int          slot = shape_find(vm, shape, name);
    if (slot < 0)
        return 0;
    if (slot + 1 < shape->slot_count)
        return -1;
    object->shape = shape->parent->number;
    replace(vm, instance_slot(vm, object, (unsigned)slot), UNBOUND);
    return 1;
}

Value shape_name(Vm *vm, const Shape *shape, unsigned slot)
{
    (void)vm;
    while (shape->slot_count > slot + 1)
        shape = shape->parent;
    return shape->name;
}

/* The dict of a dict-mode instance or of a struct's field, made when absent; borrowed; 0: MemoryError. */
static Value ensure_dict(Vm *vm, Value *field)
{
    if (!*field) {
        Value dict = dict_new(vm);
        if (!dict)
            return 0;
        *field = dict;
    }
    return *field;
}

/* ---- reading and writing ---- */

static Value find_in_dict(Vm *vm, Value dict, Value name)
{
    return dict ? retain(dict_find(vm, dict, name)) : UNBOUND;
}

Value instance_find(Vm *vm, Value v, Value name)
{
    if (!is_pointer(v))
        return UNBOUND;
    Object      *object = object_of(v);
    const Shape *shape = shape_of(vm, object);
    const Type  *type = shape->type;

    if (shape->flags & SHAPE_HAS_SLOTS) {
        int slot = shape_find(vm, shape, name);
        return slot < 0 ? UNBOUND : retain(*instance_slot(vm, object, (unsigned)slot));
    }
    if (shape->flags & SHAPE_DICT_MODE)
        return find_in_dict(vm, area_of(type, object)->dict, name);
    Value *field = dict_field(type, object);
    return field ? find_in_dict(vm, *field, name) : UNBOUND;
}

static int store_in_dict(Vm *vm, Value *field, Value name, Value value)
{
    if (!value)
        return *field ? dict_delete(vm, *field, name) : 0;
    Value dict = ensure_dict(vm, field);
    if (!dict)
        return -1;
    retain(dict);
    bool done = dict_set(vm, dict, name, value);
    release(vm, dict);
    return done ? 1 : -1;
}

/* Room for slot number `slot`. */
static bool ensure_slot(Vm *vm, const Type *type, Object *object, unsigned slot)
{
    AttributeArea *area = area_of(type, object);
    unsigned       inline_slots = type->heap->inline_slots;
    if (slot < inline_slots || slot - inline_slots < area->overflow_capacity)
        return true;
    uint32_t capacity = area->overflow_capacity ? area->overflow_capacity * 2 : 4;
    Value   *grown = mem_resize(vm, area->overflow, area->overflow_capacity * sizeof(Value), capacity * sizeof(Value));
    if (!grown)
        return false;
    for (uint32_t i = area->overflow_capacity; i < capacity; i++)
        grown[i] = UNBOUND;
    area->overflow = grown;
    area->overflow_capacity = capacity;
    return true;
}

static int delete_slot(Vm *vm, Object *object, const Shape *shape, int slot, Value name)
{
    if (slot < 0)
        return 0;
    if (slot + 1 < shape->slot_count)
        return instance_detach(vm, object) ? instance_assign(vm, value_of(object), name, 0) : -1;
    object->shape = shape->parent->number;
    replace(vm, instance_slot(vm, object, (unsigned)slot), UNBOUND);
    return 1;
}

static int add_slot(Vm *vm, Object *object, const Shape *shape, Value name, Value value)
{
    const Shape *wider = shape_add(vm, shape, name);
    if (!wider)
        return -1;
    if (!(wider->flags & SHAPE_HAS_SLOTS))
        return instance_detach(vm, object) ? instance_assign(vm, value_of(object), name, value) : -1;
    if (!ensure_slot(vm, shape->type, object, shape->slot_count))
        return -1;
    *instance_slot(vm, object, shape->slot_count) = retain(value);
    object->shape = wider->number;
    return 1;
}

int instance_assign(Vm *vm, Value v, Value name, Value value)
{
    if (!is_pointer(v))
        return 0;
    Object      *object = object_of(v);
    const Shape *shape = current_shape(vm, object);
    if (!shape)
        return -1;
    if (shape->flags & SHAPE_HAS_SLOTS) {
        int slot = shape_find(vm, shape, name);
        if (!value)
            return delete_slot(vm, object, shape, slot, name);
        if (slot < 0)
            return add_slot(vm, object, shape, name, value);
        replace(vm, instance_slot(vm, object, (unsigned)slot), retain(value));
        return 1;
    }
    if (shape->flags & SHAPE_DICT_MODE)
        return store_in_dict(vm, &area_of(shape->type, object)->dict, name, value);
    Value *field = dict_field(shape->type, object);
    return field ? store_in_dict(vm, field, name, value) : 0;
}

/* ---- __dict__ ---- */

Value instance_dict(Vm *vm, Value v)
{
    if (!instance_has_dict(vm, v))
        return UNBOUND;
    Object      *object = object_of(v);
    const Shape *shape = current_shape(vm, object);
    if (!shape)
        return 0;
    if (shape->flags & SHAPE_HAS_SLOTS) {
        AttributeArea *area = area_of(shape->type, object);
        if (!area->dict) {
            Value dict = dict_new_split(vm, v);
            if (!dict)
                return 0;
            area->dict = dict;
        }
        return retain(area->dict);
    }
    if (shape->flags & SHAPE_DICT_MODE)
        return retain(ensure_dict(vm, &area_of(shape->type, object)->dict));
    return retain(ensure_dict(vm, dict_field(shape->type, object)));
}

bool instance_set_dict(Vm *vm, Value v, Value dict)
{
    Object      *object = object_of(v);
    const Shape *shape = shape_of(vm, object);

    if (shape->flags & SHAPE_HAS_SLOTS && !instance_detach(vm, object))
        return false;
    AttributeArea *area = area_of(shape->type, object);
    Value         *field = area ? &area->dict : dict_field(shape->type, object);
    replace(vm, field, dict ? retain(dict) : 0);
    return true;
}

/* ---- end ---- */

/* A dict that outlives its instance keeps the values. */
static void let_dict_go(Vm *vm, Object *object, AttributeArea *area)
{
    Value dict = area->dict;
    if (shape_of(vm, object)->flags & SHAPE_HAS_SLOTS && object_of(dict)->refs > 1 && !dict_detach(vm, dict))
        exception_clear(vm);
    area->dict = 0;
    release(vm, dict);
}

static void empty_area(Vm *vm, Object *object, const Type *type)
{
    AttributeArea *area = area_of(type, object);
    if (!area)
        return;
    if (area->dict)
        let_dict_go(vm, object, area);
    for (unsigned i = 0; i < type->heap->inline_slots; i++)
        replace(vm, &area->slots[i], UNBOUND);
    for (uint32_t i = 0; i < area->overflow_capacity; i++)
        replace(vm, &area->overflow[i], UNBOUND);
}

void instance_dealloc(Vm *vm, Object *object)
{
    const Type *type = shape_of(vm, object)->type;
    Value      *members = instance_members(vm, object, type);

    for (uint32_t i = 0; i < type->heap->member_count; i++)
        replace(vm, &members[i], UNBOUND);
    empty_area(vm, object, type);
    AttributeArea *area = area_of(type, object);
    if (area && area->overflow)
        mem_free(vm, area->overflow, area->overflow_capacity * sizeof(Value));
    object->flags |= OBJECT_TAILED;
    type->heap->solid->slots.dealloc(vm, object);
    release(vm, type_value(type));
}

bool instance_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    const Type *type = shape_of(vm, object)->type;
    Value      *members = instance_members(vm, object, type);

    if (!visit(type_value(type), arg))
        return false;
    for (uint32_t i = 0; i < type->heap->member_count; i++)
        if (is_object(members[i]) && !visit(members[i], arg))
            return false;
    AttributeArea *area = area_of(type, object);
    if (area) {
        if (area->dict && !visit(area->dict, arg))
            return false;
        for (unsigned i = 0; i < type->heap->inline_slots; i++)
            if (is_object(area->slots[i]) && !visit(area->slots[i], arg))
                return false;
        for (uint32_t i = 0; i < area->overflow_capacity; i++)
            if (is_object(area->overflow[i]) && !visit(area->overflow[i], arg))
                return false;
    }
    bool (*base)(Vm *, Object *, VisitFn, void *) = type->heap->solid->slots.traverse;
    return !base || base(vm, object, visit, arg);
}

void instance_clear(Vm *vm, Object *object)
{
    const Type *type = shape_of(vm, object)->type;
    Value      *members = instance_members(vm, object, type);
    void (*base)(Vm *, Object *) = type->heap->solid->slots.clear;

    if (base)
        base(vm, object);
    for (uint32_t i = 0; i < type->heap->member_count; i++)
        replace(vm, &members[i], UNBOUND);
    empty_area(vm, object, type);
}
