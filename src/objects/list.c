/* list.c - the list type. Sorting stands in list_sort.c.
 *
 * items[0 .. length) are owned; capacity grows as CPython's. While a sort runs, the list is empty.
 * Danger: releasing an item may run Python, which may change the list: items are taken out before they are released.
 * SPDX-License-Identifier: MIT */
#include "objects/list.h"

#include "objects/instance.h"
#include "objects/list_iterator.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define OWNER &list_type
enum { LIST_MOST = INT64_MAX / 8 };

/* ---- storage ---- */

/* Room for length items, growing by an eighth and some as CPython does; the list's length is set. */
static bool resize(Vm *vm, List *list, size_t length)
{
    if (list->capacity >= length && length >= list->capacity >> 1) {
        list->length = length;
        return true;
    }
    size_t capacity = (length + (length >> 3) + 6) & ~(size_t)3;
    if (length > list->length && length - list->length > capacity - length)
        capacity = (length + 3) & ~(size_t)3;
    if (!length)
        capacity = 0;
    if (capacity > LIST_MOST)
        return memory_error(vm);
    if (!capacity) {
        mem_free(vm, list->items, list->capacity * sizeof(Value));
        list->items = NULL;
    } else {
        Value *items = mem_resize(vm, list->items, list->capacity * sizeof(Value), capacity * sizeof(Value));
        if (!items)
            return false;
        list->items = items;
    }
    list->capacity = capacity;
    list->length = length;
    return true;
}

/* Exactly `capacity` places for a list that has none. */
static bool reserve(Vm *vm, List *list, size_t capacity)
{
    if (!capacity)
        return true;
    if (capacity > LIST_MOST)
        return memory_error(vm);
    list->items = mem_alloc(vm, capacity * sizeof(Value));
    list->capacity = list->items ? capacity : 0;
    return list->items;
}

Value list_new(Vm *vm, size_t capacity)
{
    List *list = heap_new_container(vm, sizeof *list, SHAPE_LIST);
    if (!list)
        return 0;
    list->length = list->capacity = 0;
    list->items = NULL;
    gc_track(vm, &list->head);
    if (!reserve(vm, list, capacity)) {
        release(vm, value_of(list));
        return 0;
    }
    return value_of(list);
}

Value list_from(Vm *vm, const Value *items, size_t length)
{
    Value list = list_new(vm, length);
    if (list) {
        for (size_t i = 0; i < length; i++)
            as_list(list)->items[i] = retain(items[i]);
        as_list(list)->length = length;
    }
    return list;
}

bool list_append_taken(Vm *vm, Value v, Taken item)
{
    List  *list = as_list(v);
    size_t length = list->length;
    if (length == list->capacity && !resize(vm, list, length + 1)) {
        release(vm, item);
        return false;
    }
    list->items[length] = item;
    list->length = length + 1;
    return true;
}

bool list_append(Vm *vm, Value v, Value item)
{
    return list_append_taken(vm, v, retain(item));
}

bool list_insert(Vm *vm, Value v, int64_t index, Value item)
{
    List   *list = as_list(v);
    int64_t length = (int64_t)list->length;
    index = index < 0 ? (index + length < 0 ? 0 : index + length) : index > length ? length : index;
    if (!resize(vm, list, (size_t)length + 1))
        return false;
    memmove(list->items + index + 1, list->items + index, (size_t)(length - index) * sizeof(Value));
    list->items[index] = retain(item);
    return true;
}

bool list_set(Vm *vm, Value v, size_t index, Taken item)
{
    replace(vm, &as_list(v)->items[index], item);
    return true;
}

/* Items go from the last to the first, as CPython's list_dealloc lets them. */
static void drop_items(Vm *vm, Value *items, size_t length, size_t capacity)
{
    while (length-- > 0)
        release(vm, items[length]);
    mem_free(vm, items, capacity * sizeof(Value));
}

void list_clear(Vm *vm, Value v)
{
    List  *list = as_list(v);
    Value *items = list->items;
    size_t length = list->length, capacity = list->capacity;
    list->items = NULL;
    list->length = list->capacity = 0;
    drop_items(vm, items, length, capacity);
}

Value list_to_tuple(Vm *vm, Value v)
{
    return tuple_from(vm, as_list(v)->items, as_list(v)->length);
}

/* ---- extending ---- */

/* The items of an exact list or tuple; NULL: of another type. */
static const Value *plain_items(Value v, size_t *length)
{
    if (is_exact_list(v))
        return *length = list_length(v), as_list(v)->items;
    if (is_exact_tuple(v))
        return *length = tuple_length(v), as_tuple(v)->items;
    return NULL;
}

static bool extend_plain(Vm *vm, Value v, Value from, size_t count)
{
    List  *list = as_list(v);
    size_t length = list->length;
    if (count && !resize(vm, list, length + count))
        return false;
    size_t       unused;
    const Value *items = plain_items(from, &unused); /* after the growth: `from` may be the list itself */
    for (size_t i = 0; i < count; i++)
        list->items[length + i] = retain(items[i]);
    return true;
}

static bool extend_iterated(Vm *vm, Value v, Value iterable)
{
    Value iterator = object_iter(vm, iterable), item = 0;
    if (!iterator)
        return false;
    int64_t hint = object_length_hint(vm, iterable, 8);
    bool    done = hint >= 0;
    if (done && !as_list(v)->items && hint > 0 && hint < 1 << 24)
        done = reserve(vm, as_list(v), (size_t)hint);
    while (done && (item = object_next(vm, iterator)) != UNBOUND)
        done = item && list_append_taken(vm, v, item) && poll(vm);
    release(vm, iterator);
    List *list = as_list(v);
    return done && (list->length >= list->capacity >> 1 || resize(vm, list, list->length));
}

bool list_extend(Vm *vm, Value v, Value iterable)
{
    size_t count;
    if (plain_items(iterable, &count))
        return extend_plain(vm, v, iterable, count);
    return !(is_exact_list(iterable) || is_exact_tuple(iterable)) ? extend_iterated(vm, v, iterable) : true;
}

/* ---- slices ---- */

static Value slice_of(Vm *vm, Value self, Value slice)
{
    int64_t start, step;
    size_t  count;
    if (!slice_resolve(vm, slice, list_length(self), &start, &step, &count))
        return 0;
    Value result = list_new(vm, count);
    if (!result)
        return 0;
    Value *items = as_list(result)->items;
    for (size_t i = 0; i < count; i++, start += step)
        items[i] = retain(as_list(self)->items[start]);
    as_list(result)->length = count;
    return result;
}

/* Replaces items [start, end) by count others (borrowed). What is taken out is released when the list is whole again. */
static bool splice(Vm *vm, List *list, size_t start, size_t end, const Value *items, size_t count)
{
    size_t removed = end - start, length = list->length, tail = length - end;
    Value  few[8], *old = few;
    if (!removed && !count)
        return true;
    if (removed > countof(few) && !(old = mem_alloc(vm, removed * sizeof(Value))))
        return false;
    if (removed)
        memcpy(old, list->items + start, removed * sizeof(Value));
    if (count > removed && !resize(vm, list, length + count - removed)) {
        if (old != few)
            mem_free(vm, old, removed * sizeof(Value));
        return false;
    }
    if (count != removed && tail)
        memmove(list->items + start + count, list->items + end, tail * sizeof(Value));
    for (size_t i = 0; i < count; i++)
        list->items[start + i] = retain(items[i]);
    if (count < removed && !resize(vm, list, length + count - removed)) {
        exception_clear(vm); /* shrinking needs no memory that would be missed */
        list->length = length + count - removed;
    }
    for (size_t i = removed; i-- > 0;)
        release(vm, old[i]);
    if (old != few)
        mem_free(vm, old, removed * sizeof(Value));
    return true;
}

bool list_assign_slice(Vm *vm, Value v, size_t start, size_t end, Value items)
{
    List *list = as_list(v);
    if (!items)
        return splice(vm, list, start, end, NULL, 0);
    Value held = items == v ? list_from(vm, list->items, list->length)
               : is_exact_list(items) || is_exact_tuple(items) ? retain(items) : object_to_list(vm, items);
    if (!held) {
        if (exception_is(vm, &type_error_type) && !type_of(vm, items)->slots.iter)
            type_error(vm, "can only assign an iterable");
        return false;
    }
    size_t       count = 0;
    const Value *from = plain_items(held, &count);
    size_t       length = list->length; /* making the list may have changed this one */
    end = end > length ? length : end;
    start = start > end ? end : start;
    bool done = splice(vm, list, start, end, from, count);
    release(vm, held);
    return done;
}

static bool delete_extended(Vm *vm, List *list, int64_t start, int64_t step, size_t count)
{
    if (step < 0) {
        start += step * (int64_t)(count - 1);
        step = -step;
    }
    Value *old = mem_alloc(vm, count * sizeof(Value));
    if (!old)
        return false;
    size_t to = (size_t)start, next = (size_t)start, taken = 0;
    for (size_t from = (size_t)start; from < list->length; from++) {
        if (taken < count && from == next) {
            old[taken++] = list->items[from];
            next += (size_t)step;
        } else {
            list->items[to++] = list->items[from];
        }
    }
    if (!resize(vm, list, list->length - count)) {
        exception_clear(vm);
        list->length -= count;
    }
    for (size_t i = 0; i < count; i++)
        release(vm, old[i]);
    mem_free(vm, old, count * sizeof(Value));
    return true;
}

static bool assign_extended(Vm *vm, Value self, Value slice, Value value)
{
    int64_t start, step;
    size_t  count, given;
    bool    done = false;
    Value   held = value == self ? list_from(vm, as_list(self)->items, list_length(self))
                 : is_exact_list(value) || is_exact_tuple(value) ? retain(value)
                 : type_of(vm, value)->slots.iter || type_of(vm, value)->slots.item ? object_to_list(vm, value)
                 : type_error(vm, "must assign iterable to extended slice");
    if (!held)
        return false;
    const Value *items = plain_items(held, &given);
    if (slice_resolve(vm, slice, list_length(self), &start, &step, &count)) {
        if (given != count) {
            value_error(vm, "attempt to assign sequence of size %zu to extended slice of size %zu", given, count);
        } else {
            for (size_t i = 0; i < count && (size_t)start < list_length(self); i++, start += step)
                replace(vm, &as_list(self)->items[start], retain(items[i]));
            done = true;
        }
    }
    release(vm, held);
    return done;
}

static bool set_slice(Vm *vm, Value self, Value slice, Value value)
{
    int64_t start, step;
    size_t  count;
    if (!slice_resolve(vm, slice, list_length(self), &start, &step, &count))
        return false;
    if (step == 1) {
        if (value && !type_of(vm, value)->slots.iter && !type_of(vm, value)->slots.item)
            return type_error(vm, "must assign iterable to extended slice");
        return list_assign_slice(vm, self, (size_t)start, (size_t)start + count, value);
    }
    if (value)
        return assign_extended(vm, self, slice, value);
    return !count || delete_extended(vm, as_list(self), start, step, count);
}

/* ---- slots ---- */

static Value list_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    List *list = cls == &list_type ? heap_new_container(vm, sizeof *list, SHAPE_LIST) : object_allocate(vm, cls, 0);
    if (!list)
        return 0;
    list->length = list->capacity = 0;
    list->items = NULL;
    return object_ready(vm, list);
}

static bool list_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names))
        return type_error(vm, "list() takes no keyword arguments");
    if (count > 1)
        return type_error(vm, "list expected at most 1 argument, got %zu", count);
    list_clear(vm, self);
    return !count || list_extend(vm, self, args[0]);
}

static void list_dealloc(Vm *vm, Object *self)
{
    List *list = (List *)self;
    drop_items(vm, list->items, list->length, list->capacity);
    heap_free(vm, self, sizeof *list);
}

static bool list_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    (void)vm;
    List *list = (List *)self;
    for (size_t i = list->length; i-- > 0;)
        if (!visit(list->items[i], arg))
            return false;
    return true;
}

static void list_clear_slot(Vm *vm, Object *self) { list_clear(vm, value_of(self)); }
static int64_t list_len(Vm *vm, Value self) { (void)vm; return (int64_t)list_length(self); }

static Value list_item(Vm *vm, Value self, int64_t index)
{
    if ((size_t)index >= list_length(self))
        return index_error(vm, "list index out of range");
    return retain(as_list(self)->items[index]);
}

static Value list_subscript(Vm *vm, Value self, Value key)
{
    int64_t index;
    if (is_slice(key))
        return slice_of(vm, self, key);
    if (is_word_int(key)) {
        index = word_int(key);
    } else if (!type_of(vm, key)->slots.index) {
        return type_error(vm, "list indices must be integers or slices, not %T", key);
    } else if (!object_index_int64(vm, key, &index_error_type, &index)) {
        return 0;
    }
    return list_item(vm, self, index < 0 ? index + (int64_t)list_length(self) : index);
}

static bool list_set_item(Vm *vm, Value self, int64_t index, Value value)
{
    if ((size_t)index >= list_length(self))
        return index_error(vm, "list assignment index out of range");
    if (!value)
        return splice(vm, as_list(self), (size_t)index, (size_t)index + 1, NULL, 0);
    return list_set(vm, self, (size_t)index, retain(value));
}

static bool list_set_subscript(Vm *vm, Value self, Value key, Value value)
{
    int64_t index;
    if (is_slice(key))
        return set_slice(vm, self, key, value);
    if (!type_of(vm, key)->slots.index)
        return type_error(vm, "list indices must be integers or slices, not %T", key);
    if (!object_index_int64(vm, key, &index_error_type, &index))
        return false;
    return list_set_item(vm, self, index < 0 ? index + (int64_t)list_length(self) : index, value);
}

static Value list_concat(Vm *vm, Value a, Value b)
{
    if (!is_list(vm, b))
        return type_error(vm, "can only concatenate list (not \"%T\") to list", b);
    size_t first = list_length(a), second = list_length(b);
    Value  result = list_new(vm, first + second);
    if (!result)
        return 0;
    Value *items = as_list(result)->items;
    for (size_t i = 0; i < first; i++)
        items[i] = retain(as_list(a)->items[i]);
    for (size_t i = 0; i < second; i++)
        items[first + i] = retain(as_list(b)->items[i]);
    as_list(result)->length = first + second;
    return result;
}

/* items[0 .. length) again and again up to total; references counted. */
static bool fill_repeated(Vm *vm, Value *items, size_t length, size_t total)
{
    for (size_t i = length; i < total; i++) {
        items[i] = retain(items[i - length]);
        if ((i & 0xFFFF) == 0xFFFF && !poll_units(vm, 0x1000)) {
            while (i >= length)
                release(vm, items[i--]);
            return false;
        }
    }
    return true;
}

static Value list_repeat(Vm *vm, Value self, int64_t times)
{
    size_t length = list_length(self), total;
    if (times <= 0 || !length)
        return list_new(vm, 0);
    if (__builtin_mul_overflow(length, (size_t)times, &total) || total > LIST_MOST)
        return memory_error(vm);
    Value result = list_new(vm, total);
    if (!result)
        return 0;
    Value *items = as_list(result)->items;
    for (size_t i = 0; i < length; i++)
        items[i] = retain(as_list(self)->items[i]);
    as_list(result)->length = length;
    if (!fill_repeated(vm, items, length, total)) {
        release(vm, result);
        return 0;
    }
    as_list(result)->length = total;
    return result;
}

static Value list_irepeat(Vm *vm, Value self, int64_t times)
{
    List  *list = as_list(self);
    size_t length = list->length, total;
    if (times <= 0) {
        list_clear(vm, self);
        return retain(self);
    }
    if (__builtin_mul_overflow(length, (size_t)times, &total) || total > LIST_MOST)
        return memory_error(vm);
    if (length && !resize(vm, list, total))
        return 0;
    list->length = length;
    if (!fill_repeated(vm, list->items, length, total))
        return 0;
    list->length = total;
    return retain(self);
}

static Value list_iconcat(Vm *vm, Value self, Value other)
{
    return list_extend(vm, self, other) ? retain(self) : 0;
}

static int list_contains(Vm *vm, Value self, Value item)
{
    for (size_t i = 0; i < list_length(self); i++) {
        Value own = as_list(self)->items[i];
        if (own == item)
            return 1;
        retain(own);
        int equal = object_compare_bool(vm, own, item, COMPARE_EQ);
        release(vm, own);
        if (equal)
            return equal;
        if (!poll(vm))
            return -1;
    }
    return 0;
}

static Value list_repr(Vm *vm, Value self)
{
    StrBuilder builder;
    if (!list_length(self))
        return str_from_cstring(vm, "[]");
    int active = repr_enter(vm, self);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "[...]");
    str_builder_init(&builder, vm);
    bool done = str_builder_char(&builder, '[');
    for (size_t i = 0; done && i < list_length(self); i++) {
        Value item = retain(as_list(self)->items[i]);
        Value text = object_repr(vm, item);
        done = text && (i == 0 || str_builder_text(&builder, ", ")) && str_builder_str(&builder, text);
        release(vm, text);
        release(vm, item);
    }
    done = done && str_builder_char(&builder, ']');
    repr_leave(vm, self);
    if (done)
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

static Value list_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_list(vm, a) || !is_list(vm, b))
        return NOT_IMPLEMENTED;
    if (list_length(a) != list_length(b) && (op == COMPARE_EQ || op == COMPARE_NE))
        return bool_value(op == COMPARE_NE);
    for (size_t i = 0; i < list_length(a) && i < list_length(b); i++) {
        Value x = as_list(a)->items[i], y = as_list(b)->items[i];
        if (x == y)
            continue;
        retain(x);
        retain(y);
        int   equal = object_compare_bool(vm, x, y, COMPARE_EQ);
        Value result = equal < 0 ? 0 : equal ? UNBOUND : op == COMPARE_EQ ? FALSE : op == COMPARE_NE ? TRUE
                     : object_compare(vm, x, y, op);
        release(vm, x);
        release(vm, y);
        if (result != UNBOUND)
            return result;
    }
    int64_t x = (int64_t)list_length(a), y = (int64_t)list_length(b);
    switch (op) {
    case COMPARE_LT: return bool_value(x < y);
    case COMPARE_LE: return bool_value(x <= y);
    case COMPARE_EQ: return bool_value(x == y);
    case COMPARE_NE: return bool_value(x != y);
    case COMPARE_GT: return bool_value(x > y);
    default:         return bool_value(x >= y);
    }
}

static Value list_iter(Vm *vm, Value self) { return list_iterator_new(vm, self, false); }

/* ---- methods ---- */

static Value append(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return list_append(vm, arg[0], arg[1]) ? NONE : 0;
}

static Value insert(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t index;
    if (!object_index_int64(vm, arg[1], NULL, &index))
        return 0;
    return list_insert(vm, arg[0], index, arg[2]) ? NONE : 0;
}

static Value extend(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return list_extend(vm, arg[0], arg[1]) ? NONE : 0;
}

static Value pop(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    List   *list = as_list(arg[0]);
    int64_t index = -1;
    if (arg[1] && !object_index_int64(vm, arg[1], &index_error_type, &index))
        return 0;
    if (!list->length)
        return index_error(vm, "pop from empty list");
    index = index < 0 ? index + (int64_t)list->length : index;
    if ((size_t)index >= list->length)
        return index_error(vm, "pop index out of range");
    Value item = list->items[index];
    memmove(list->items + index, list->items + index + 1, (list->length - (size_t)index - 1) * sizeof(Value));
    if (!resize(vm, list, list->length - 1)) {
        exception_clear(vm);
        list->length--;
    }
    return item;
}

/* Index of the first item equal to value in [start, stop); -1 absent, -2 error. The list may change meanwhile. */
static int64_t find(Vm *vm, Value self, Value value, int64_t start, int64_t stop)
{
    for (int64_t i = start; i < stop && i < (int64_t)list_length(self); i++) {
        Value item = retain(as_list(self)->items[i]);
        int   equal = object_compare_bool(vm, item, value, COMPARE_EQ);
        release(vm, item);
        if (equal)
            return equal < 0 ? -2 : i;
        if (!poll(vm))
            return -2;
    }
    return -1;
}

static Value index_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t start = 0, stop = INT64_MAX;
    if ((arg[2] && !slice_index_not_none(vm, arg[2], &start)) || (arg[3] && !slice_index_not_none(vm, arg[3], &stop)))
        return 0;
    slice_clip(list_length(arg[0]), &start, &stop);
    int64_t found = find(vm, arg[0], arg[1], start, stop);
    if (found >= 0)
        return int_value(found);
    return found == -1 ? value_error(vm, "list.index(x): x not in list") : 0;
}

static Value count_of(Vm *vm, const Value *arg, size_t unused)
{
    (void)unused;
    int64_t times = 0, found = -1;
    while ((found = find(vm, arg[0], arg[1], found + 1, INT64_MAX)) >= 0)
        times++;
    return found == -1 ? int_value(times) : 0;
}

static Value remove_value(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t found = find(vm, arg[0], arg[1], 0, INT64_MAX);
    if (found == -1)
        return value_error(vm, "list.remove(x): x not in list");
    if (found < 0 || (size_t)found >= list_length(arg[0]))
        return found < 0 ? 0 : NONE;
    return splice(vm, as_list(arg[0]), (size_t)found, (size_t)found + 1, NULL, 0) ? NONE : 0;
}

static Value reverse(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    List *list = as_list(arg[0]);
    for (size_t i = 0, j = list->length; i + 1 < j; i++) {
        Value item = list->items[i];
        list->items[i] = list->items[--j];
        list->items[j] = item;
    }
    return NONE;
}

static Value clear(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    list_clear(vm, arg[0]);
    return NONE;
}

static Value copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return list_from(vm, as_list(arg[0])->items, list_length(arg[0]));
}

static Value sort(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int reverse_order = object_truth(vm, arg[2]);
    return reverse_order >= 0 && list_sort(vm, arg[0], arg[1], reverse_order) ? NONE : 0;
}

static Value getitem(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return list_subscript(vm, arg[0], arg[1]);
}

static Value reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return list_iterator_new(vm, arg[0], true);
}

static Value size_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return int_value(type_of(vm, arg[0])->basic_size + (int64_t)as_list(arg[0])->capacity * 8);
}

static const Row rows[] = {
    METHOD_FLAGS("__getitem__(self, index, /)", getitem, CALL_ONE, ROW_COEXIST | ROW_QUALIFIED, "Return self[index]."),
    METHOD("__reversed__(self, /)", reversed, CALL_NOARGS, "Return a reverse iterator over the list."),
    METHOD("__sizeof__(self, /)", size_of, CALL_NOARGS, "Return the size of the list in memory, in bytes."),
    METHOD("clear(self, /)", clear, CALL_NOARGS, "Remove all items from list."),
    METHOD("copy(self, /)", copy, CALL_NOARGS, "Return a shallow copy of the list."),
    METHOD("append(self, object, /)", append, CALL_ONE, "Append object to the end of the list."),
    METHOD("insert(self, index, object, /)", insert, CALL_POSITIONAL, "Insert object before index."),
    METHOD("extend(self, iterable, /)", extend, CALL_ONE, "Extend list by appending elements from the iterable."),
    METHOD("pop(self, index=-1, /)", pop, CALL_POSITIONAL,
           "Remove and return item at index (default last).\n\nRaises IndexError if list is empty or index is out of range."),
    METHOD("remove(self, value, /)", remove_value, CALL_ONE,
           "Remove first occurrence of value.\n\nRaises ValueError if the value is not present."),
    METHOD("index(self, value, start=0, stop=sys.maxsize, /)", index_of, CALL_POSITIONAL,
           "Return first index of value.\n\nRaises ValueError if the value is not present."),
    METHOD("count(self, value, /)", count_of, CALL_ONE, "Return number of occurrences of value."),
    METHOD("reverse(self, /)", reverse, CALL_NOARGS, "Reverse *IN PLACE*."),
    METHOD("sort(self, /, *, key=None, reverse=False)", sort, CALL_KEYWORDS,
           "Sort the list in ascending order and return None.\n\nThe sort is in-place (i.e. the list itself is modified) and "
           "stable (i.e. the\norder of two equal elements is maintained).\n\nIf a key function is given, apply it once to "
           "each list item and sort them,\nascending or descending, according to their function values.\n\n"
           "The reverse flag can be set to sort in descending order."),
    CLASS_METHOD("__class_getitem__(type, object, /)", class_getitem, CALL_ONE, "See PEP 585"),
    ROWS_END,
};

const Type list_type = {
    TYPE_HEAD,
    .name = "list",
    .doc = "Built-in mutable sequence.\n\nIf no argument is given, the constructor creates a new empty list.\n"
           "The argument must be an iterable if specified.",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_LIST,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_SEQUENCE | TYPE_MATCH_SELF | TYPE_LIST_SUBCLASS |
             TYPE_HAVE_VECTORCALL | TYPE_VALID_VERSION,
    .basic_size = 40,
    .size = sizeof(List),
    .text_signature = "(iterable=(), /)",
    .slots = {
        OBJECT_SLOTS,
        .dealloc = list_dealloc, .traverse = list_traverse, .clear = list_clear_slot,
        .new = list_new_slot, .init = list_init,
        .repr = list_repr, .hash = hash_not_implemented, .compare = list_compare, .iter = list_iter,
        .length = list_len, .concat = list_concat, .repeat = list_repeat, .item = list_item, .set_item = list_set_item,
        .contains = list_contains, .iconcat = list_iconcat, .irepeat = list_irepeat,
        .map_length = list_len, .subscript = list_subscript, .set_subscript = list_set_subscript,
    },
};
