/* tuple.c - the tuple type: one block, never changed after it was seen. SPDX-License-Identifier: MIT */
#include "objects/tuple.h"

#include <stdarg.h>

#include "base/hash.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/list_iterator.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/state.h"
#include "objects/str.h"

#define OWNER &tuple_type

static size_t tuple_size(size_t length) { return sizeof(Tuple) + length * sizeof(Value); }

/* ---- making ---- */

Value tuple_empty(Vm *vm)
{
    Value *empty = &vm->objects->empty_tuple;
    if (!*empty) {
        Tuple *tuple = heap_new(vm, tuple_size(0), SHAPE_TUPLE);
        if (!tuple)
            return 0;
        tuple->head.refs = IMMORTAL;
        tuple->length = 0;
        tuple->hash = -1;
        *empty = value_of(tuple);
    }
    return *empty;
}

Tuple *tuple_new(Vm *vm, size_t length)
{
    size_t bytes;
    if (!array_size(length, sizeof(Value), &bytes) || bytes > INT64_MAX / 2)
        return memory_error(vm), NULL;
    Tuple *tuple = heap_new_container(vm, sizeof(Tuple) + bytes, SHAPE_TUPLE);
    if (!tuple)
        return NULL;
    tuple->length = length;
    tuple->hash = -1;
    for (size_t i = 0; i < length; i++)
        tuple->items[i] = UNBOUND;
    return tuple;
}

/* A tuple of values that hold no references can be part of no cycle. */
Value tuple_ready(Vm *vm, Tuple *tuple)
{
    for (size_t i = 0; i < tuple->length; i++)
        if (is_object(tuple->items[i]) && object_of(tuple->items[i])->flags & OBJECT_CONTAINER) {
            gc_track(vm, &tuple->head);
            break;
        }
    return value_of(tuple);
}

Value tuple_from(Vm *vm, const Value *items, size_t length)
{
    if (!length)
        return tuple_empty(vm);
    Tuple *tuple = tuple_new(vm, length);
    if (!tuple)
        return 0;
    for (size_t i = 0; i < length; i++)
        tuple->items[i] = retain(items[i]);
    return tuple_ready(vm, tuple);
}

Value tuple_of(Vm *vm, size_t length, ...)
{
    va_list list;
    if (!length)
        return tuple_empty(vm);
    Tuple *tuple = tuple_new(vm, length);
    if (!tuple)
        return 0;
    va_start(list, length);
    for (size_t i = 0; i < length; i++)
        tuple->items[i] = retain(va_arg(list, Value));
    va_end(list);
    return tuple_ready(vm, tuple);
}

Value tuple_slice(Vm *vm, Value v, size_t start, size_t end)
{
    if (start == 0 && end == tuple_length(v) && is_exact_tuple(v))
        return retain(v);
    return tuple_from(vm, as_tuple(v)->items + start, end - start);
}

/* tuple(iterable), exact. */
static Value from_iterable(Vm *vm, Value iterable)
{
    if (is_exact_tuple(iterable))
        return retain(iterable);
    if (is_exact_list(iterable))
        return list_to_tuple(vm, iterable);
    Value list = list_new(vm, 0);
    Value tuple = list && list_extend(vm, list, iterable) ? list_to_tuple(vm, list) : 0;
    release(vm, list);
    return tuple;
}

Value tuple_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names) && cls->slots.new == tuple_type.slots.new && cls->slots.init == object_type.slots.init)
        return type_error(vm, "tuple() takes no keyword arguments");
    if (count > 1)
        return type_error(vm, "tuple expected at most 1 argument, got %zu", count);
    Value plain = count ? from_iterable(vm, args[0]) : tuple_empty(vm);
    if (!plain || cls == &tuple_type)
        return plain;
    size_t length = tuple_length(plain);
    Tuple *tuple = object_allocate(vm, cls, length);
    if (tuple) {
        tuple->length = length;
        tuple->hash = -1;
        for (size_t i = 0; i < length; i++)
            tuple->items[i] = retain(as_tuple(plain)->items[i]);
    }
    release(vm, plain);
    return tuple ? object_ready(vm, tuple) : 0;
}

/* ---- slots ---- */

void tuple_dealloc(Vm *vm, Object *self)
{
    Tuple *tuple = (Tuple *)self;
    for (size_t i = tuple->length; i-- > 0;)
        release(vm, tuple->items[i]);
    heap_free(vm, self, tuple_size(tuple->length));
}

bool tuple_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    Tuple *tuple = (Tuple *)self;
    for (size_t i = tuple->length; i-- > 0;)
        if (!visit(tuple->items[i], arg))
            return false;
    return true;
}

int64_t tuple_len(Vm *vm, Value self) { (void)vm; return (int64_t)tuple_length(self); }

int64_t tuple_hash(Vm *vm, Value self)
{
    Tuple *tuple = as_tuple(self);
    if (tuple->hash != -1)
        return tuple->hash;
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " while hashing a tuple"), -1;
    uint64_t state = hash_tuple_begin();
    for (size_t i = 0; i < tuple->length; i++) {
        int64_t hash = object_hash(vm, tuple->items[i]);
        if (hash == -1)
            return -1;
        state = hash_tuple_item(state, hash);
    }
    return tuple->hash = hash_tuple_end(state, tuple->length);
}

Value tuple_item(Vm *vm, Value self, int64_t index)
{
    if ((size_t)index >= tuple_length(self))
        return index_error(vm, "tuple index out of range");
    return retain(as_tuple(self)->items[index]);
}

static Value slice_of(Vm *vm, Value self, Value slice)
{
    int64_t start, step;
    size_t  count;
    if (!slice_resolve(vm, slice, tuple_length(self), &start, &step, &count))
        return 0;
    if (step == 1 || !count)
        return tuple_slice(vm, self, count ? (size_t)start : 0, count ? (size_t)start + count : 0);
    Tuple *result = tuple_new(vm, count);
    if (!result)
        return 0;
    for (size_t i = 0; i < count; i++, start += step)
        result->items[i] = retain(as_tuple(self)->items[start]);
    return tuple_ready(vm, result);
}

Value tuple_subscript(Vm *vm, Value self, Value key)
{
    int64_t index;
    if (is_slice(key))
        return slice_of(vm, self, key);
    if (is_word_int(key)) {
        index = word_int(key);
    } else if (!type_of(vm, key)->slots.index) {
        return type_error(vm, "tuple indices must be integers or slices, not %T", key);
    } else if (!object_index_int64(vm, key, &index_error_type, &index)) {
        return 0;
    }
    return tuple_item(vm, self, index < 0 ? index + (int64_t)tuple_length(self) : index);
}

Value tuple_concat(Vm *vm, Value a, Value b)
{
    if (!tuple_length(a) && is_exact_tuple(b))
        return retain(b);
    if (!is_tuple(vm, b))
        return type_error(vm, "can only concatenate tuple (not \"%T\") to tuple", b);
    if (!tuple_length(b) && is_exact_tuple(a))
        return retain(a);
    size_t first = tuple_length(a), second = tuple_length(b);
    if (!(first + second))
        return tuple_empty(vm);
    Tuple *result = tuple_new(vm, first + second);
    if (!result)
        return 0;
    for (size_t i = 0; i < first; i++)
        result->items[i] = retain(as_tuple(a)->items[i]);
    for (size_t i = 0; i < second; i++)
        result->items[first + i] = retain(as_tuple(b)->items[i]);
    return tuple_ready(vm, result);
}

Value tuple_repeat(Vm *vm, Value self, int64_t times)
{
    size_t length = tuple_length(self), total;
    if (length && times == 1 && is_exact_tuple(self))
        return retain(self);
    if (times <= 0 || !length)
        return tuple_empty(vm);
    if (__builtin_mul_overflow(length, (size_t)times, &total))
        return memory_error(vm);
    Tuple *result = tuple_new(vm, total);
    if (!result)
        return 0;
    for (size_t i = 0; i < total; i++) {
        result->items[i] = retain(i < length ? as_tuple(self)->items[i] : result->items[i - length]);
        if ((i & 0xFFFF) == 0xFFFF && !poll_units(vm, 0x1000)) {
            release(vm, value_of(result));
            return 0;
        }
    }
    return tuple_ready(vm, result);
}

int tuple_contains(Vm *vm, Value self, Value item)
{
    int equal = 0;
    for (size_t i = 0; !equal && i < tuple_length(self); i++)
        equal = object_compare_bool(vm, as_tuple(self)->items[i], item, COMPARE_EQ);
    return equal;
}

static Value repr_items(Vm *vm, Value self)
{
    StrBuilder builder;
    str_builder_init(&builder, vm);
    bool done = str_builder_char(&builder, '(');
    for (size_t i = 0; done && i < tuple_length(self); i++) {
        Value text = object_repr(vm, as_tuple(self)->items[i]);
        done = text && (i == 0 || str_builder_text(&builder, ", ")) && str_builder_str(&builder, text);
        release(vm, text);
    }
    if (done && str_builder_text(&builder, tuple_length(self) == 1 ? ",)" : ")"))
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

Value tuple_repr(Vm *vm, Value self)
{
    if (!tuple_length(self))
        return str_from_cstring(vm, "()");
    int active = repr_enter(vm, self);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "(...)");
    Value text = repr_items(vm, self);
    repr_leave(vm, self);
    return text;
}

Value tuple_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_tuple(vm, a) || !is_tuple(vm, b))
        return NOT_IMPLEMENTED;
    for (size_t i = 0; i < tuple_length(a) && i < tuple_length(b); i++) {
        Value x = as_tuple(a)->items[i], y = as_tuple(b)->items[i];
        int   equal = object_compare_bool(vm, x, y, COMPARE_EQ);
        if (equal < 0)
            return 0;
        if (!equal)
            return op == COMPARE_EQ ? FALSE : op == COMPARE_NE ? TRUE : object_compare(vm, x, y, op);
    }
    int64_t x = (int64_t)tuple_length(a), y = (int64_t)tuple_length(b);
    switch (op) {
    case COMPARE_LT: return bool_value(x < y);
    case COMPARE_LE: return bool_value(x <= y);
    case COMPARE_EQ: return bool_value(x == y);
    case COMPARE_NE: return bool_value(x != y);
    case COMPARE_GT: return bool_value(x > y);
    default:         return bool_value(x >= y);
    }
}

Value tuple_iter(Vm *vm, Value self) { return tuple_iterator_new(vm, self); }

/* ---- methods ---- */

static Value index_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t start = 0, stop = INT64_MAX;
    if ((arg[2] && !slice_index_not_none(vm, arg[2], &start)) || (arg[3] && !slice_index_not_none(vm, arg[3], &stop)))
        return 0;
    slice_clip(tuple_length(arg[0]), &start, &stop);
    for (int64_t i = start; i < stop; i++) {
        int equal = object_compare_bool(vm, as_tuple(arg[0])->items[i], arg[1], COMPARE_EQ);
        if (equal)
            return equal < 0 ? 0 : int_value(i);
    }
    return value_error(vm, "tuple.index(x): x not in tuple");
}

static Value count_of(Vm *vm, const Value *arg, size_t unused)
{
    (void)unused;
    int64_t times = 0;
    for (size_t i = 0; i < tuple_length(arg[0]); i++) {
        int equal = object_compare_bool(vm, as_tuple(arg[0])->items[i], arg[1], COMPARE_EQ);
        if (equal < 0)
            return 0;
        times += equal;
    }
    return int_value(times);
}

static Value getnewargs(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value plain = tuple_from(vm, as_tuple(arg[0])->items, tuple_length(arg[0]));
    Value args = plain ? tuple_of(vm, 1, plain) : 0;
    release(vm, plain);
    return args;
}

static const Row rows[] = {
    METHOD("__getnewargs__(self, /)", getnewargs, CALL_NOARGS, NULL),
    METHOD("index(self, value, start=0, stop=sys.maxsize, /)", index_of, CALL_POSITIONAL,
           "Return first index of value.\n\nRaises ValueError if the value is not present."),
    METHOD("count(self, value, /)", count_of, CALL_ONE, "Return number of occurrences of value."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    ROWS_END,
};

const Type tuple_type = {
    TYPE_HEAD,
    .name = "tuple",
    .doc = "Built-in immutable sequence.\n\nIf no argument is given, the constructor returns an empty tuple.\nIf iterable is "
           "specified the tuple is initialized from iterable's items.\n\nIf the argument is a tuple, the return value is the "
           "same object.",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_TUPLE,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_SEQUENCE | TYPE_MATCH_SELF | TYPE_TUPLE_SUBCLASS |
             TYPE_HAVE_VECTORCALL | TYPE_VALID_VERSION,
    .basic_size = 32,
    .item_size = 8,
    .size = sizeof(Tuple),
    .text_signature = "(iterable=(), /)",
    .var_item = sizeof(Value),
    .slots = { TUPLE_SLOTS },
};
