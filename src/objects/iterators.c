/* iterators.c - enumerate, zip, map, filter, reversed: the iterators that are builtins.
 *
 * zip and enumerate give the same tuple again when nobody else holds the last one. SPDX-License-Identifier: MIT */
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/list_iterator.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { ITERATOR_FLAGS = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_VALID_VERSION | TYPE_HAVE_VECTORCALL };

/* Room for a new object of this type: exact ones by shape, subclasses by object_allocate. The body is not yet set. */
static void *make(Vm *vm, const Type *cls, const Type *exact, uint32_t shape, size_t size)
{
    return cls == exact ? heap_new_container(vm, size, shape) : object_allocate(vm, cls, 0);
}

static bool no_keywords(Vm *vm, const Type *cls, const Type *exact, Value names)
{
    if (!names || !tuple_length(names) || (cls != exact && cls->slots.init != exact->slots.init))
        return true;
    return type_error(vm, "%s() takes no keyword arguments", exact->name);
}

/* ---- enumerate ---- */

typedef struct Enumerate {
    Object head;
    Value  iterator, next; /* next: the count, an exact int */
    Value  pair;           /* the tuple given last; 0 */
} Enumerate;

/* enumerate(iterable, start=0), both also by name. */
static bool enumerate_arguments(Vm *vm, const Value *args, size_t count, Value names, Value bound[2])
{
    size_t named = names ? tuple_length(names) : 0;
    if (count + named > 2)
        return type_error(vm, "enumerate() takes at most 2 arguments (%zu given)", count + named);
    for (size_t i = 0; i < count; i++)
        bound[i] = args[i];
    for (size_t i = 0; i < named; i++) {
        Value  name = tuple_get(names, i);
        size_t at = str_is(name, "iterable") ? 0 : str_is(name, "start") ? 1 : 2;
        if (at == 2 || bound[at])
            return type_error(vm, "'%U' is an invalid keyword argument for enumerate()", name);
        bound[at] = args[count + i];
    }
    return bound[0] || type_error(vm, "enumerate() missing required argument 'iterable'");
}

static Value enumerate_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    Value bound[2] = {0, 0};
    if (!enumerate_arguments(vm, args, count, names, bound))
        return 0;
    Value      start = bound[1] ? object_index(vm, bound[1]) : int_value(0);
    Value      iterator = start ? object_iter(vm, bound[0]) : 0;
    Enumerate *self = iterator ? make(vm, cls, &enumerate_type, SHAPE_ENUMERATE, sizeof *self) : NULL;
    if (!self) {
        release(vm, start);
        release(vm, iterator);
        return 0;
    }
    self->iterator = iterator;
    self->next = start;
    self->pair = 0;
    return object_ready(vm, self);
}

static void enumerate_dealloc(Vm *vm, Object *object)
{
    Enumerate *self = (Enumerate *)object;
    release(vm, self->iterator);
    release(vm, self->pair);
    release(vm, self->next);
    heap_free(vm, object, sizeof *self);
}

static bool enumerate_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Enumerate *self = (Enumerate *)object;
    return visit(self->iterator, arg) && (!self->pair || visit(self->pair, arg));
}

static Value enumerate_next(Vm *vm, Value v)
{
    Enumerate *self = (Enumerate *)object_of(v);
    Value      item = object_next(vm, self->iterator);
    if (!item || item == UNBOUND)
        return item;
    Value after = int_add(vm, self->next, int_value(1));
    if (!after) {
        release(vm, item);
        return 0;
    }
    Value number = self->next;
    self->next = after;
    if (self->pair && object_of(self->pair)->refs == 1) {
        Tuple *pair = as_tuple(self->pair);
        replace(vm, &pair->items[0], number);
        replace(vm, &pair->items[1], item);
        pair->hash = -1;
        gc_track_again(vm, &pair->head);
        return retain(self->pair);
    }
    Value pair = tuple_of(vm, 2, number, item);
    release(vm, number);
    release(vm, item);
    if (pair)
        replace(vm, &self->pair, retain(pair));
    return pair;
}

static Value enumerate_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Enumerate *self = (Enumerate *)object_of(arg[0]);
    Value args = tuple_of(vm, 2, self->iterator, self->next);
    Value result = args ? tuple_of(vm, 2, type_value(type_of(vm, arg[0])), args) : 0;
    release(vm, args);
    return result;
}

#define OWNER &enumerate_type
static const Row enumerate_rows[] = {
    METHOD("__reduce__(self, /)", enumerate_reduce, CALL_NOARGS, "Return state information for pickling."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE,
                 "'enumerate' objects are generic over the type of their values"),
    ROWS_END,
};
#undef OWNER

const Type enumerate_type = {
    TYPE_HEAD, .name = "enumerate",
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs "
           "containing a count (from start, which\ndefaults to zero) and a value yielded by the iterable argument.\n\n"
           "enumerate is useful for obtaining an indexed list:\n    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    .base = &object_type, .rows = enumerate_rows, .number = SHAPE_ENUMERATE, .flags = ITERATOR_FLAGS, .basic_size = 56,
    .size = sizeof(Enumerate), .text_signature = "(iterable, start=0)",
    .slots = { OBJECT_SLOTS, .dealloc = enumerate_dealloc, .traverse = enumerate_traverse, .new = enumerate_new,
               .iter = self_iter, .next = enumerate_next },
};

/* ---- zip and map: several iterators, strict or not ---- */

typedef struct Several {
    Object head;
    Value  function;   /* map's; zip: 0 */
    Value  iterators;  /* tuple */
    Value  row;        /* zip: the tuple given last; 0 */
    bool   strict;
} Several;

/* Takes `strict` out of the keywords; false: another keyword, or an exception. */
static bool strict_argument(Vm *vm, const char *name, const Value *values, Value names, bool *strict)
{
    for (size_t i = 0; names && i < tuple_length(names); i++) {
        if (!str_is(tuple_get(names, i), "strict"))
            return type_error(vm, "%s() got an unexpected keyword argument '%U'", name, tuple_get(names, i));
        int truth = object_truth(vm, values[i]);
        if (truth < 0)
            return false;
        *strict = truth;
    }
    return true;
}

static Value iterators_of(Vm *vm, const Value *args, size_t count)
{
    if (!count)
        return tuple_empty(vm);
    Tuple *iterators = tuple_new(vm, count);
    for (size_t i = 0; iterators && i < count; i++) {
        Value iterator = object_iter(vm, args[i]);
        if (!iterator) {
            release(vm, value_of(iterators));
            return 0;
        }
        iterators->items[i] = iterator;
    }
    return iterators ? tuple_ready(vm, iterators) : 0;
}

static Value several_new(Vm *vm, const Type *cls, const Type *exact, Value function, const Value *args, size_t count,
                         bool strict)
{
    Value    iterators = iterators_of(vm, args, count);
    Several *self = iterators ? make(vm, cls, exact, exact->number, sizeof *self) : NULL;
    if (!self) {
        release(vm, iterators);
        return 0;
    }
    self->function = function ? retain(function) : 0;
    self->iterators = iterators;
    self->row = 0;
    self->strict = strict;
    return object_ready(vm, self);
}

static void several_dealloc(Vm *vm, Object *object)
{
    Several *self = (Several *)object;
    release(vm, self->iterators);
    release(vm, self->function);
    release(vm, self->row);
    heap_free(vm, object, sizeof *self);
}

static bool several_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Several *self = (Several *)object;
    return visit(self->iterators, arg) && (!self->function || visit(self->function, arg)) &&
           (!self->row || visit(self->row, arg));
}

static void mismatch(Vm *vm, const char *name, size_t i, const char *how)
{
    value_error(vm, "%s() argument %zu is %s than argument%s%zu", name, i + 1, how, i == 1 ? " " : "s 1-", i);
}

/* Iterator `ended` of a strict one was exhausted: all before it gave an item (then it is shorter), or it is the first and all the
 * others must end too. UNBOUND: all ended; 0: ValueError or another exception. */
static Value end_strictly(Vm *vm, Several *self, const char *name, size_t ended)
{
    if (ended > 0) {
        mismatch(vm, name, ended, "shorter");
        return 0;
    }
    for (size_t i = 1; i < tuple_length(self->iterators); i++) {
        Value item = object_next(vm, tuple_get(self->iterators, i));
        if (item == UNBOUND)
            continue;
        if (item)
            mismatch(vm, name, i, "longer");
        release(vm, item);
        return 0;
    }
    return UNBOUND;
}

/* The tuple may be given again when nobody else holds it. */
static Tuple *row_for(Vm *vm, Several *self, size_t count)
{
    if (self->row && object_of(self->row)->refs == 1) {
        as_tuple(self->row)->hash = -1;
        return as_tuple(retain(self->row));
    }
    return tuple_new(vm, count);
}

static Value zip_next(Vm *vm, Value v)
{
    Several *self = (Several *)object_of(v);
    size_t   count = tuple_length(self->iterators);
    if (!count)
        return UNBOUND;
    Tuple *row = row_for(vm, self, count);
    if (!row)
        return 0;
    for (size_t i = 0; i < count; i++) {
        Value item = object_next(vm, tuple_get(self->iterators, i));
        if (!item || item == UNBOUND) {
            release(vm, value_of(row));
            return item && self->strict ? end_strictly(vm, self, "zip", i) : item;
        }
        replace(vm, &row->items[i], item);
    }
    if (self->row == value_of(row)) {
        gc_track_again(vm, &row->head);
        return value_of(row);
    }
    Value result = tuple_ready(vm, row);
    replace(vm, &self->row, retain(result));
    return result;
}

static Value zip_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    bool strict = false;
    if (!strict_argument(vm, "zip", args + count, names, &strict))
        return 0;
    return several_new(vm, cls, &zip_type, 0, args, count, strict);
}

static Value map_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    bool strict = false;
    if (!strict_argument(vm, "map", args + count, names, &strict))
        return 0;
    if (count < 2)
        return type_error(vm, "map() must have at least two arguments.");
    return several_new(vm, cls, &map_type, args[0], args + 1, count - 1, strict);
}

enum { FEW = 6 };

static Value map_next(Vm *vm, Value v)
{
    Several *self = (Several *)object_of(v);
    size_t   count = tuple_length(self->iterators), got = 0;
    Value    few[FEW], *items = count <= FEW ? few : mem_alloc(vm, count * sizeof *items), result = 0;
    if (!items)
        return 0;
    for (; got < count; got++) {
        items[got] = object_next(vm, tuple_get(self->iterators, got));
        if (!items[got] || items[got] == UNBOUND) {
            result = items[got] && self->strict ? end_strictly(vm, self, "map", got) : items[got];
            goto done;
        }
    }
    result = call(vm, self->function, items, count, 0);
done:
    while (got-- > 0)
        release(vm, items[got]);
    if (items != few)
        mem_free(vm, items, count * sizeof *items);
    return result;
}

/* (type, iterators or (function, *iterators)[, True if strict]) */
static Value several_reduce(Vm *vm, const Value *arg, size_t unused)
{
    (void)unused;
    const Several *self = (Several *)object_of(arg[0]);
    Value          args = retain(self->iterators), cls = type_value(type_of(vm, arg[0])), result = 0;
    if (self->function) {
        size_t count = tuple_length(self->iterators);
        Tuple *all = tuple_new(vm, count + 1);
        for (size_t i = 0; all && i <= count; i++)
            all->items[i] = retain(i ? tuple_get(self->iterators, i - 1) : self->function);
        release(vm, args);
        args = all ? tuple_ready(vm, all) : 0;
    }
    if (args)
        result = self->strict ? tuple_of(vm, 3, cls, args, TRUE) : tuple_of(vm, 2, cls, args);
    release(vm, args);
    return result;
}

static Value several_setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int strict = object_truth(vm, arg[1]);
    if (strict < 0)
        return 0;
    ((Several *)object_of(arg[0]))->strict = strict;
    return NONE;
}

#define OWNER &zip_type
static const Row zip_rows[] = {
    METHOD("__reduce__(self, /)", several_reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__setstate__(self, object, /)", several_setstate, CALL_ONE, "Set state information for unpickling."),
    ROWS_END,
};
#undef OWNER
#define OWNER &map_type
static const Row map_rows[] = {
    METHOD("__reduce__(self, /)", several_reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__setstate__(self, object, /)", several_setstate, CALL_ONE, "Set state information for unpickling."),
    ROWS_END,
};
#undef OWNER

const Type zip_type = {
    TYPE_HEAD, .name = "zip",
    .doc = "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  "
           "The i-th element in every tuple\ncomes from the i-th iterable argument to zip().  This continues until the\n"
           "shortest argument is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\n"
           "raise a ValueError.\n\n   >>> list(zip('abcdefg', range(3), range(4)))\n"
           "   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]",
    .base = &object_type, .rows = zip_rows, .number = SHAPE_ZIP, .flags = ITERATOR_FLAGS, .basic_size = 48,
    .size = sizeof(Several), .text_signature = "(*iterables, strict=False)",
    .slots = { OBJECT_SLOTS, .dealloc = several_dealloc, .traverse = several_traverse, .new = zip_new, .iter = self_iter,
               .next = zip_next },
};

const Type map_type = {
    TYPE_HEAD, .name = "map",
    .doc = "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest "
           "iterable is exhausted.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a "
           "ValueError.",
    .base = &object_type, .rows = map_rows, .number = SHAPE_MAP, .flags = ITERATOR_FLAGS, .basic_size = 40,
    .size = sizeof(Several), .text_signature = "(function, iterable, /, *iterables, strict=False)",
    .slots = { OBJECT_SLOTS, .dealloc = several_dealloc, .traverse = several_traverse, .new = map_new, .iter = self_iter,
               .next = map_next },
};

/* ---- filter ---- */

typedef struct Filter {
    Object head;
    Value  function, iterator;
} Filter;

static Value filter_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (!no_keywords(vm, cls, &filter_type, names))
        return 0;
    if (count != 2)
        return type_error(vm, "filter expected 2 arguments, got %zu", count);
    Value   iterator = object_iter(vm, args[1]);
    Filter *self = iterator ? make(vm, cls, &filter_type, SHAPE_FILTER, sizeof *self) : NULL;
    if (!self) {
        release(vm, iterator);
        return 0;
    }
    self->function = retain(args[0]);
    self->iterator = iterator;
    return object_ready(vm, self);
}

static void filter_dealloc(Vm *vm, Object *object)
{
    Filter *self = (Filter *)object;
    release(vm, self->function);
    release(vm, self->iterator);
    heap_free(vm, object, sizeof *self);
}

static bool filter_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((Filter *)object)->iterator, arg) && visit(((Filter *)object)->function, arg);
}

static Value filter_next(Vm *vm, Value v)
{
    Filter *self = (Filter *)object_of(v);
    bool    truth = self->function == NONE || self->function == type_value(&bool_type);
    for (;;) {
        Value item = object_next(vm, self->iterator);
        if (!item || item == UNBOUND)
            return item;
        Value judged = truth ? retain(item) : call1(vm, self->function, item);
        int   keep = judged ? object_truth(vm, judged) : -1;
        release(vm, judged);
        if (keep > 0)
            return item;
        release(vm, item);
        if (keep < 0)
            return 0;
    }
}

static Value filter_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Filter *self = (Filter *)object_of(arg[0]);
    Value         args = tuple_of(vm, 2, self->function, self->iterator);
    Value         result = args ? tuple_of(vm, 2, type_value(type_of(vm, arg[0])), args) : 0;
    release(vm, args);
    return result;
}

#define OWNER &filter_type
static const Row filter_rows[] = {
    METHOD("__reduce__(self, /)", filter_reduce, CALL_NOARGS, "Return state information for pickling."),
    ROWS_END,
};
#undef OWNER

const Type filter_type = {
    TYPE_HEAD, .name = "filter",
    .doc = "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return "
           "the items that are true.",
    .base = &object_type, .rows = filter_rows, .number = SHAPE_FILTER, .flags = ITERATOR_FLAGS, .basic_size = 32,
    .size = sizeof(Filter), .text_signature = "(function, iterable, /)",
    .slots = { OBJECT_SLOTS, .dealloc = filter_dealloc, .traverse = filter_traverse, .new = filter_new, .iter = self_iter,
               .next = filter_next },
};

/* ---- reversed ---- */

typedef struct Reversed {
    Object  head;
    Value   sequence;  /* 0: ended */
    int64_t index;     /* of the next item; -1: ended */
} Reversed;

static Value reversed_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (!no_keywords(vm, cls, &reversed_type, names))
        return 0;
    if (count != 1)
        return type_error(vm, "reversed expected 1 argument, got %zu", count);
    Value method = object_find_special(vm, args[0], NAME(__reversed__));
    if (method == NONE)
        return type_error(vm, "'%T' object is not reversible", args[0]);
    if (method != UNBOUND) {
        Value result = method ? call0(vm, method) : 0;
        release(vm, method);
        return result;
    }
    if (!type_of(vm, args[0])->slots.item || type_has(vm, args[0], TYPE_DICT_SUBCLASS))
        return type_error(vm, "'%T' object is not reversible", args[0]);
    int64_t   length = object_length(vm, args[0]);
    Reversed *self = length < 0 ? NULL : make(vm, cls, &reversed_type, SHAPE_REVERSED, sizeof *self);
    if (!self)
        return 0;
    self->sequence = retain(args[0]);
    self->index = length - 1;
    return object_ready(vm, self);
}

static void reversed_dealloc(Vm *vm, Object *object)
{
    release(vm, ((Reversed *)object)->sequence);
    heap_free(vm, object, sizeof(Reversed));
}

static bool reversed_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return !((Reversed *)object)->sequence || visit(((Reversed *)object)->sequence, arg);
}

static Value reversed_next(Vm *vm, Value v)
{
    Reversed *self = (Reversed *)object_of(v);
    if (self->index >= 0 && self->sequence) {
        Value item = sequence_item(vm, self->sequence, self->index);
        if (item) {
            self->index--;
            return item;
        }
        if (!exception_swallow(vm, &index_error_type) && !exception_swallow(vm, &stop_iteration_type))
            return 0;
    }
    Value sequence = self->sequence;
    self->index = -1;
    self->sequence = 0;
    release(vm, sequence);
    return UNBOUND;
}

static Value reversed_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Reversed *self = (Reversed *)object_of(arg[0]);
    if (!self->sequence)
        return int_value(0);
    int64_t length = object_length(vm, self->sequence);
    return length < 0 ? 0 : int_value(self->index + 1 > length ? 0 : self->index + 1);
}

static Value reversed_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Reversed *self = (Reversed *)object_of(arg[0]);
    Value           cls = type_value(type_of(vm, arg[0])), empty = tuple_empty(vm);
    Value           args = !empty ? 0 : tuple_of(vm, 1, self->sequence ? self->sequence : empty), result = 0;
    if (args)
        result = self->sequence ? tuple_of(vm, 3, cls, args, int_value(self->index)) : tuple_of(vm, 2, cls, args);
    release(vm, args);
    return result;
}

static Value reversed_setstate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Reversed *self = (Reversed *)object_of(arg[0]);
    int64_t   index;
    if (!object_index_int64(vm, arg[1], NULL, &index))
        return 0;
    if (!self->sequence)
        return NONE;
    int64_t length = object_length(vm, self->sequence);
    if (length < 0)
        return 0;
    self->index = index < -1 ? -1 : index > length - 1 ? length - 1 : index;
    return NONE;
}

#define OWNER &reversed_type
static const Row reversed_rows[] = {
    METHOD("__length_hint__(self, /)", reversed_hint, CALL_NOARGS, "Private method returning an estimate of len(list(it))."),
    METHOD("__reduce__(self, /)", reversed_reduce, CALL_NOARGS, "Return state information for pickling."),
    METHOD("__setstate__(self, object, /)", reversed_setstate, CALL_ONE, "Set state information for unpickling."),
    ROWS_END,
};
#undef OWNER

const Type reversed_type = {
    TYPE_HEAD, .name = "reversed", .doc = "Return a reverse iterator over the values of the given sequence.",
    .base = &object_type, .rows = reversed_rows, .number = SHAPE_REVERSED, .flags = ITERATOR_FLAGS, .basic_size = 32,
    .size = sizeof(Reversed), .text_signature = "(sequence, /)",
    .slots = { OBJECT_SLOTS, .dealloc = reversed_dealloc, .traverse = reversed_traverse, .new = reversed_new,
               .iter = self_iter, .next = reversed_next },
};
