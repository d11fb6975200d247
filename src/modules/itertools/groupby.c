/* groupby.c - itertools.groupby and the iterator of one group.
 *
 * The groupby reads ahead by one: value and key stand in `value` and `key` until a group gives the value out. Only the
 * newest group is alive. SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

typedef struct GroupBy {
    Object head;
    Value  iterator, key_function, target, key, value; /* the last three 0: none yet */
    Value  group;                                      /* the newest group's address, not owned; only compared */
} GroupBy;

typedef struct Grouper {
    Object head;
    Value  parent, target;
} Grouper;

FIELDS_LIFE(groupby, GroupBy, 5);
FIELDS_LIFE(grouper, Grouper, 2);

static Value groupby_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value    iterator = object_iter(vm, arg[1]);
    GroupBy *self = iterator ? (GroupBy *)itertools_make(vm, arg[0]) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->iterator = iterator;
    self->key_function = retain(arg[2]);
    self->target = self->key = self->value = self->group = 0;
    return object_ready(vm, self);
}

/* Reads one item. NONE: done; UNBOUND: the end; 0: an exception. */
static Value groupby_step(Vm *vm, GroupBy *self)
{
    Value value = object_next(vm, self->iterator);
    if (!value || value == UNBOUND)
        return value;
    Value key = self->key_function == NONE ? retain(value) : call1(vm, self->key_function, value);
    if (!key) {
        release(vm, value);
        return 0;
    }
    replace(vm, &self->value, value);
    replace(vm, &self->key, key);
    return NONE;
}

static int keys_equal(Vm *vm, Value a, Value b)
{
    retain(a), retain(b);
    int equal = object_equal(vm, a, b);
    release(vm, a);
    release(vm, b);
    return equal;
}

static Value grouper_new(Vm *vm, Value parent, Value target)
{
    Grouper *self = heap_new_container(vm, sizeof *self, SHAPE_GROUPER);
    if (!self)
        return 0;
    self->parent = retain(parent);
    self->target = retain(target);
    ((GroupBy *)object_of(parent))->group = value_of(self);
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value groupby_next(Vm *vm, Value v)
{
    GroupBy *self = (GroupBy *)object_of(v);
    self->group = 0;
    while (poll(vm)) {
        if (self->key) {
            int equal = self->target ? keys_equal(vm, self->target, self->key) : 0;
            if (equal < 0)
                return 0;
            if (!equal)
                break;
        }
        Value done = groupby_step(vm, self);
        if (done != NONE)
            return done;
    }
    if (exception_pending(vm))
        return 0;
    replace(vm, &self->target, retain(self->key));
    Value group = grouper_new(vm, v, self->target);
    Value result = group ? tuple_of(vm, 2, self->key, group) : 0;
    release(vm, group);
    return result;
}

static Value grouper_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_instance_of(vm, arg[1], &groupby_type))
        return type_error(vm, "_grouper() argument 1 must be itertools.groupby, not %T", arg[1]);
    return grouper_new(vm, arg[1], arg[2]);
}

static Value grouper_next(Vm *vm, Value v)
{
    const Grouper *self = (Grouper *)object_of(v);
    GroupBy       *parent = (GroupBy *)object_of(self->parent);
    if (parent->group != v)
        return UNBOUND;
    if (!parent->value) {
        Value done = groupby_step(vm, parent);
        if (done != NONE)
            return done;
    }
    int equal = keys_equal(vm, self->target, parent->key);
    if (equal <= 0)
        return equal < 0 ? 0 : UNBOUND;
    Value value = parent->value;
    parent->value = 0;
    replace(vm, &parent->key, 0);
    return value ? value : UNBOUND;
}

#define OWNER &groupby_type
static const Row groupby_new_row = NEW_ROW("groupby(cls, iterable, key=None)", groupby_make, CALL_KEYWORDS);
#undef OWNER
#define OWNER &grouper_type
static const Row grouper_new_row = NEW_ROW("_grouper(cls, parent, tgtkey, /)", grouper_make, CALL_POSITIONAL);
#undef OWNER

ITERATOR_TYPE(groupby_type, "itertools.groupby", SHAPE_GROUPBY, GroupBy, 72, groupby, new_from_row,
              "make an iterator that returns consecutive keys and groups from the iterable\n\n  iterable\n"
              "    Elements to divide into groups according to the key function.\n  key\n"
              "    A function for computing the group category for each element.\n"
              "    If the key function is not specified or is None, the element itself\n    is used for grouping.",
              .new_row = &groupby_new_row, .text_signature = "(iterable, key=None)");

const Type grouper_type = {
    TYPE_HEAD, .name = "itertools._grouper", .base = &object_type, .number = SHAPE_GROUPER,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 32, .size = sizeof(Grouper),
    .new_row = &grouper_new_row, .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = grouper_dealloc, .traverse = grouper_traverse, .new = new_from_row,
               .iter = self_iter, .next = grouper_next },
};
