/* tee.c - itertools.tee: several iterators over one, reading from a chain of blocks that keep what some have yet to read.
 *
 * Each tee holds the block that it reads from; blocks nobody holds any more go by themselves.
 * SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"
#include "modules/itertools/tee.h"

enum { BLOCK = 57 };

typedef struct TeeData {
    Object head;
    Value  iterator, next; /* next: the following block; 0: none yet */
    Value  values[BLOCK];
    size_t length;
    bool   running;
} TeeData;

typedef struct Tee {
    Object head;
    Value  data;
    size_t index;
} Tee;

FIELDS_LIFE(tee, Tee, 1);

/* A long chain that only this block holds goes one by one. */
static void data_dealloc(Vm *vm, Object *object)
{
    TeeData *self = (TeeData *)object;
    for (size_t i = 0; i < self->length; i++)
        release(vm, self->values[i]);
    release(vm, self->iterator);
    release(vm, self->next);
    heap_free(vm, object, sizeof *self);
}

static bool data_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    TeeData *self = (TeeData *)object;
    for (size_t i = 0; i < self->length; i++)
        if (!visit(self->values[i], arg))
            return false;
    return fields_visit(object, 2, visit, arg);
}

static Value data_new(Vm *vm, Value iterator)
{
    TeeData *self = heap_new_container(vm, sizeof *self, SHAPE_TEE_DATA);
    if (!self)
        return 0;
    self->iterator = retain(iterator);
    self->next = 0;
    self->length = 0;
    self->running = false;
    gc_track(vm, &self->head);
    return value_of(self);
}

/* Item i, which is read from the iterator if nobody has yet. */
static Value data_item(Vm *vm, TeeData *self, size_t i)
{
    if (i < self->length)
        return retain(self->values[i]);
    if (self->running)
        return runtime_error(vm, "cannot re-enter the tee iterator");
    self->running = true;
    Value item = object_next(vm, self->iterator);
    self->running = false;
    if (item && item != UNBOUND)
        self->values[self->length++] = retain(item);
    return item;
}

static Value tee_of(Vm *vm, Taken data, size_t index)
{
    Tee *self = data ? heap_new_container(vm, sizeof *self, SHAPE_TEE) : NULL;
    if (!self) {
        release(vm, data);
        return 0;
    }
    self->data = data;
    self->index = index;
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value tee_copy_of(Vm *vm, Value v)
{
    const Tee *self = (Tee *)object_of(v);
    return tee_of(vm, retain(self->data), self->index);
}

Value tee_over(Vm *vm, Value iterable)
{
    Value iterator = object_iter(vm, iterable), result = 0;
    if (iterator)
        result = has_shape(iterator, SHAPE_TEE) ? tee_copy_of(vm, iterator) : tee_of(vm, data_new(vm, iterator), 0);
    release(vm, iterator);
    return result;
}

static Value tee_next(Vm *vm, Value v)
{
    Tee *self = (Tee *)object_of(v);
    if (self->index == BLOCK) {
        TeeData *data = (TeeData *)object_of(self->data);
        if (!data->next && !(data->next = data_new(vm, data->iterator)))
            return 0;
        replace(vm, &self->data, retain(data->next));
        self->index = 0;
    }
    Value data = retain(self->data), item = data_item(vm, (TeeData *)object_of(data), self->index);
    release(vm, data);
    self->index += item && item != UNBOUND;
    return item;
}

static Value tee_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return tee_over(vm, arg[1]);
}

static Value tee_copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return tee_copy_of(vm, arg[0]);
}

/* iterator, the values that it has given, the next block or None */
static Value data_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_list(vm, arg[2]))
        return type_error(vm, "teedataobject() argument 2 must be list, not %T", arg[2]);
    size_t length = list_length(arg[2]);
    Value  v = length > BLOCK ? value_error(vm, "Invalid arguments") : data_new(vm, arg[1]);
    if (!v)
        return 0;
    TeeData *self = (TeeData *)object_of(v);
    for (; self->length < length; self->length++)
        self->values[self->length] = retain(list_get(arg[2], self->length));
    if (arg[3] == NONE)
        return v;
    if (length == BLOCK && has_shape(arg[3], SHAPE_TEE_DATA)) {
        self->next = retain(arg[3]);
        return v;
    }
    release(vm, v);
    return length == BLOCK ? type_error(vm, "teedataobject.__new__ expected teedataobject") : value_error(vm, "Invalid arguments");
}

#define OWNER &tee_type
static const Row tee_new_row = NEW_ROW("_tee(cls, iterable, /)", tee_make, CALL_POSITIONAL);
static const Row tee_rows[] = {
    METHOD("__copy__(self, /)", tee_copy, CALL_NOARGS, "Returns an independent iterator."),
    ROWS_END,
};
#undef OWNER
#define OWNER &tee_data_type
static const Row data_new_row = NEW_ROW("teedataobject(cls, iterable, values, next, /)", data_make, CALL_POSITIONAL);
#undef OWNER

const Type tee_type = {
    TYPE_HEAD, .name = "itertools._tee", .doc = "Iterator wrapped to make it copyable.", .base = &object_type,
    .rows = tee_rows, .number = SHAPE_TEE, .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 48,
    .weaklist_offset = 32, .size = sizeof(Tee), .new_row = &tee_new_row, .text_signature = "(iterable, /)",
    .slots = { OBJECT_SLOTS, .dealloc = tee_dealloc, .traverse = tee_traverse, .new = new_from_row, .iter = self_iter,
               .next = tee_next },
};

const Type tee_data_type = {
    TYPE_HEAD, .name = "itertools._tee_dataobject", .doc = "Data container common to multiple tee objects.",
    .base = &object_type, .number = SHAPE_TEE_DATA, .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 496,
    .size = sizeof(TeeData), .new_row = &data_new_row, .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = data_dealloc, .traverse = data_traverse, .new = new_from_row },
};
