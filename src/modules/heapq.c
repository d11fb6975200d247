/* heapq.c - the module _heapq: lists kept as binary heaps, the least item first or (..._max) the greatest.
 *
 * Danger: comparisons may run Python that changes the list; its length is checked after each of them.
 * SPDX-License-Identifier: MIT */
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"

extern const ModuleDef module_heapq;

/* Stands item a before item b? With max the other way round. 1, 0, -1: an exception, or the list's length has changed. */
static int comes_before(Vm *vm, Value list, size_t a, size_t b, bool max)
{
    size_t length = list_length(list);
    Value  x = retain(list_get(list, max ? b : a)), y = retain(list_get(list, max ? a : b));
    int    less = poll(vm) ? object_compare_bool(vm, x, y, COMPARE_LT) : -1;
    release(vm, x);
    release(vm, y);
    if (less >= 0 && list_length(list) != length) {
        runtime_error(vm, "list changed size during iteration");
        return -1;
    }
    return less;
}

static void swap(Value list, size_t a, size_t b)
{
    Value *items = as_list(list)->items, item = items[a];
    items[a] = items[b];
    items[b] = item;
}

/* The item at `at` rises until its parent stands before it, or it is at start. */
static bool rise(Vm *vm, Value list, size_t start, size_t at, bool max)
{
    if (at >= list_length(list))
        return index_error(vm, "index out of range");
    while (at > start) {
        size_t parent = (at - 1) / 2;
        int    before = comes_before(vm, list, at, parent, max);
        if (before <= 0)
            return before == 0;
        swap(list, at, parent);
        at = parent;
    }
    return true;
}

/* The item at `at` goes down to a leaf, its better children rising; then it rises to where it belongs. */
static bool sink(Vm *vm, Value list, size_t at, bool max)
{
    size_t length = list_length(list), start = at, limit = length / 2;
    if (at >= length)
        return index_error(vm, "index out of range");
    while (at < limit) {
        size_t child = 2 * at + 1;
        if (child + 1 < length) {
            int before = comes_before(vm, list, child, child + 1, max);
            if (before < 0)
                return false;
            child += !before;
        }
        swap(list, at, child);
        at = child;
    }
    return rise(vm, list, start, at, max);
}

static bool check(Vm *vm, const char *function, const char *number, Value list)
{
    return is_list(vm, list) || type_error(vm, "%s() argument%s must be list, not %T", function, number, list);
}

static Value push(Vm *vm, const Value *arg, const char *name, bool max)
{
    if (!check(vm, name, " 1", arg[0]) || !list_append(vm, arg[0], arg[1]))
        return 0;
    return rise(vm, arg[0], 0, list_length(arg[0]) - 1, max) ? NONE : 0;
}

static Value pop(Vm *vm, const Value *arg, const char *name, bool max)
{
    if (!check(vm, name, "", arg[0]))
        return 0;
    size_t length = list_length(arg[0]);
    if (!length)
        return index_error(vm, "index out of range");
    Value last = retain(list_get(arg[0], length - 1));
    if (!list_assign_slice(vm, arg[0], length - 1, length, 0)) {
        release(vm, last);
        return 0;
    }
    if (length == 1 || !list_length(arg[0]))
        return last;
    Value first = list_get(arg[0], 0);
    as_list(arg[0])->items[0] = last;
    if (sink(vm, arg[0], 0, max))
        return first;
    release(vm, first);
    return 0;
}

static Value replace_first(Vm *vm, const Value *arg, bool max)
{
    Value first = list_get(arg[0], 0);
    as_list(arg[0])->items[0] = retain(arg[1]);
    if (sink(vm, arg[0], 0, max))
        return first;
    release(vm, first);
    return 0;
}

static Value replace_row(Vm *vm, const Value *arg, const char *name, bool max)
{
    if (!check(vm, name, " 1", arg[0]))
        return 0;
    return list_length(arg[0]) ? replace_first(vm, arg, max) : index_error(vm, "index out of range");
}

static Value push_pop(Vm *vm, const Value *arg, const char *name, bool max)
{
    if (!check(vm, name, " 1", arg[0]))
        return 0;
    if (!list_length(arg[0]))
        return retain(arg[1]);
    Value first = retain(list_get(arg[0], 0));
    int   before = max ? object_compare_bool(vm, arg[1], first, COMPARE_LT) : object_compare_bool(vm, first, arg[1], COMPARE_LT);
    release(vm, first);
    if (before <= 0)
        return before < 0 ? 0 : retain(arg[1]);
    return list_length(arg[0]) ? replace_first(vm, arg, max) : index_error(vm, "index out of range");
}

static Value make_heap(Vm *vm, const Value *arg, const char *name, bool max)
{
    if (!check(vm, name, "", arg[0]))
        return 0;
    for (size_t i = list_length(arg[0]) / 2; i-- > 0;)
        if (!sink(vm, arg[0], i, max))
            return 0;
    return NONE;
}

#define ROW_FN(name, call) static Value name(Vm *vm, const Value *arg, size_t count) { (void)count; return call; }
ROW_FN(heappush, push(vm, arg, "heappush", false))
ROW_FN(heappush_max, push(vm, arg, "heappush_max", true))
ROW_FN(heappop, pop(vm, arg, "heappop", false))
ROW_FN(heappop_max, pop(vm, arg, "heappop_max", true))
ROW_FN(heapreplace, replace_row(vm, arg, "heapreplace", false))
ROW_FN(heapreplace_max, replace_row(vm, arg, "heapreplace_max", true))
ROW_FN(heappushpop, push_pop(vm, arg, "heappushpop", false))
ROW_FN(heappushpop_max, push_pop(vm, arg, "heappushpop_max", true))
ROW_FN(heapify, make_heap(vm, arg, "heapify", false))
ROW_FN(heapify_max, make_heap(vm, arg, "heapify_max", true))

#define OWNER &module_heapq
static const Row functions[] = {
    FUNCTION("heappush(heap, item, /)", heappush, CALL_POSITIONAL,
             "Push item onto heap, maintaining the heap invariant."),
    FUNCTION("heappushpop(heap, item, /)", heappushpop, CALL_POSITIONAL,
             "Push item on the heap, then pop and return the smallest item from the heap.\n\nThe combined action runs more "
             "efficiently than heappush() followed by\na separate call to heappop()."),
    FUNCTION("heappop(heap, /)", heappop, CALL_ONE,
             "Pop the smallest item off the heap, maintaining the heap invariant."),
    FUNCTION("heapreplace(heap, item, /)", heapreplace, CALL_POSITIONAL,
             "Pop and return the current smallest value, and add the new item.\n\nThis is more efficient than heappop() "
             "followed by heappush(), and can be\nmore appropriate when using a fixed-size heap."),
    FUNCTION("heapify(heap, /)", heapify, CALL_ONE, "Transform list into a heap, in-place, in O(len(heap)) time."),
    FUNCTION("heappush_max(heap, item, /)", heappush_max, CALL_POSITIONAL,
             "Push item onto max heap, maintaining the heap invariant."),
    FUNCTION("heappushpop_max(heap, item, /)", heappushpop_max, CALL_POSITIONAL,
             "Maxheap variant of heappushpop.\n\nThe combined action runs more efficiently than heappush_max() followed by\n"
             "a separate call to heappop_max()."),
    FUNCTION("heappop_max(heap, /)", heappop_max, CALL_ONE, "Maxheap variant of heappop."),
    FUNCTION("heapreplace_max(heap, item, /)", heapreplace_max, CALL_POSITIONAL, "Maxheap variant of heapreplace."),
    FUNCTION("heapify_max(heap, /)", heapify_max, CALL_ONE, "Maxheap variant of heapify."),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
    {.name = "__about__", .kind = CONSTANT_A_STR,
     .pointer = "Heap queues\n\nA heap is a list a for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] for all k,\ncounting items "
                "from 0 and taking those that do not exist as infinite: a[0] is\nalways its least item.\n"},
    {.kind = CONSTANT_END},
};

const ModuleDef module_heapq = {
    .name = "_heapq",
    .doc = "Heap queue algorithm (a.k.a. priority queue).\n\nHeaps are arrays for which a[k] <= a[2*k+1] and a[k] <= a[2*k+2] "
           "for\nall k, counting elements from 0.  For the sake of comparison,\nnon-existing elements are considered to be "
           "infinite.  The interesting\nproperty of a heap is that a[0] is always its smallest element.\n",
    .functions = functions,
    .constants = constants,
};
