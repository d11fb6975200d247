/* bisect.c - the module _bisect: places in sorted sequences. SPDX-License-Identifier: MIT */
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"

extern const ModuleDef module_bisect;

/* Item number i, by way of the key function. */
static Value item_key(Vm *vm, Value sequence, int64_t i, Value key)
{
    Value item = sequence_item(vm, sequence, i);
    if (!item || key == NONE)
        return item;
    Value result = call1(vm, key, item);
    release(vm, item);
    return result;
}

/* Where x belongs between low and high (-1: the end), after or before its equals; -1: an exception. */
static int64_t place(Vm *vm, Value sequence, Value x, int64_t low, int64_t high, Value key, bool right)
{
    if (low < 0) {
        value_error(vm, "lo must be non-negative");
        return -1;
    }
    if (high == -1 && (high = object_length(vm, sequence)) < 0)
        return -1;
    while (low < high) {
        int64_t middle = (int64_t)(((uint64_t)low + (uint64_t)high) / 2);
        Value   item = poll(vm) ? item_key(vm, sequence, middle, key) : 0;
        if (!item)
            return -1;
        int less = right ? object_compare_bool(vm, x, item, COMPARE_LT) : object_compare_bool(vm, item, x, COMPARE_LT);
        release(vm, item);
        if (less < 0)
            return -1;
        if (less == right)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* lo and hi of the arguments. */
static bool bounds(Vm *vm, const Value *arg, int64_t *low, int64_t *high)
{
    *high = -1;
    if (!object_index_int64(vm, arg[2], &overflow_error_type, low))
        return false;
    if (arg[3] == NONE)
        return true;
    if (!is_int(vm, arg[3]) && !type_of(vm, arg[3])->slots.index)
        return type_error(vm, "argument should be integer or None, not '%T'", arg[3]);
    return object_index_int64(vm, arg[3], &overflow_error_type, high);
}

static Value bisect(Vm *vm, const Value *arg, bool right)
{
    int64_t low, high;
    if (!bounds(vm, arg, &low, &high))
        return 0;
    int64_t at = place(vm, arg[0], arg[1], low, high, arg[4], right);
    return at < 0 ? 0 : int_value(at);
}

static Value insort(Vm *vm, const Value *arg, bool right)
{
    int64_t low, high;
    if (!bounds(vm, arg, &low, &high))
        return 0;
    Value x = arg[4] == NONE ? retain(arg[1]) : call1(vm, arg[4], arg[1]);
    if (!x)
        return 0;
    int64_t at = place(vm, arg[0], x, low, high, arg[4], right);
    release(vm, x);
    if (at < 0)
        return 0;
    if (is_exact_list(arg[0]))
        return list_insert(vm, arg[0], at, arg[1]) ? NONE : 0;
    Value args[2] = {int_value(at), arg[1]}, result = call_method(vm, arg[0], NAME(insert), args, 2);
    release(vm, result);
    return result ? NONE : 0;
}

#define ROW_FN(name, call) static Value name(Vm *vm, const Value *arg, size_t count) { (void)count; return call; }
ROW_FN(bisect_right, bisect(vm, arg, true))
ROW_FN(bisect_left, bisect(vm, arg, false))
ROW_FN(insort_right, insort(vm, arg, true))
ROW_FN(insort_left, insort(vm, arg, false))

#define OWNER &module_bisect
static const Row functions[] = {
    FUNCTION("bisect_right(a, x, lo=0, hi=None, *, key=None)", bisect_right, CALL_KEYWORDS,
             "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e "
             "in a[:i] have e <= x, and all e in\na[i:] have e > x.  So if x already appears in the list, a.insert(i, x) will\n"
             "insert just after the rightmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\n"
             "slice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
    FUNCTION("insort_right(a, x, lo=0, hi=None, *, key=None)", insort_right, CALL_KEYWORDS,
             "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the right of "
             "the rightmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\n"
             "A custom key function can be supplied to customize the sort order."),
    FUNCTION("bisect_left(a, x, lo=0, hi=None, *, key=None)", bisect_left, CALL_KEYWORDS,
             "Return the index where to insert item x in list a, assuming a is sorted.\n\nThe return value i is such that all e "
             "in a[:i] have e < x, and all e in\na[i:] have e >= x.  So if x already appears in the list, a.insert(i, x) will\n"
             "insert just before the leftmost x already there.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\n"
             "slice of a to be searched.\n\nA custom key function can be supplied to customize the sort order."),
    FUNCTION("insort_left(a, x, lo=0, hi=None, *, key=None)", insort_left, CALL_KEYWORDS,
             "Insert item x in list a, and keep it sorted assuming a is sorted.\n\nIf x is already in a, insert it to the left of "
             "the leftmost x.\n\nOptional args lo (default 0) and hi (default len(a)) bound the\nslice of a to be searched.\n\n"
             "A custom key function can be supplied to customize the sort order."),
    ROWS_END
};
#undef OWNER

const ModuleDef module_bisect = {
    .name = "_bisect",
    .doc = "Bisection algorithms.\n\nThis module provides support for maintaining a list in sorted order without\nhaving to sort "
           "the list after each insertion. For long lists of items with\nexpensive comparison operations, this can be an "
           "improvement over the more\ncommon approach.\n",
    .functions = functions,
};
