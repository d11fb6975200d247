/* list_sort.c - list.sort: a stable, natural merge sort (Peters' timsort: runs, merges by the powersort rule, galloping).
 *
 * Source of the algorithm: T. Peters, "listsort.txt" (2002), and J. I. Munro, S. Wild, "Nearly-Optimal Mergesorts" (2018) for the
 * choice of merges. The number and order of comparisons that a script can see equal CPython's: the same run detection, minimum
 * run, galloping thresholds and merge order.
 *
 * While it sorts, the list is empty and its items stand in an array of the sorter's; whoever appends to the list meanwhile makes
 * the sort end with ValueError, the sorted items put back. Keys, if any, are sorted and the values moved alike.
 * SPDX-License-Identifier: MIT */
#include "objects/list.h"

#include "objects/float.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

enum { MIN_GALLOP = 7, MOST_RUNS = 85 };

typedef struct Run {
    size_t start, length;
    int    power;
} Run;

typedef struct Sorter Sorter;
struct Sorter {
    Vm     *vm;
    Value  *keys;            /* what is compared */
    Value  *values;          /* moved along; NULL when the keys are the values */
    int   (*less)(Sorter *sorter, Value a, Value b); /* 1, 0, -1 */
    int   (*less_first)(Sorter *sorter, Value a, Value b); /* of tuples: their first items */
    Value  *temp, *temp_values;
    size_t  temp_capacity;
    size_t  min_gallop;
    Run     pending[MOST_RUNS];
    size_t  pending_count, total;
};

/* ---- comparing ---- */

static int less_any(Sorter *sorter, Value a, Value b)
{
    Vm   *vm = sorter->vm;
    Value result = object_compare(vm, a, b, COMPARE_LT);
    if (is_bool(result))
        return result == TRUE;
    int truth = result ? object_truth(vm, result) : -1;
    release(vm, result);
    return truth;
}

static int less_int(Sorter *sorter, Value a, Value b) { (void)sorter; return (int64_t)a < (int64_t)b; }
static int less_float(Sorter *sorter, Value a, Value b) { (void)sorter; return float_number(a) < float_number(b); }
static int less_str(Sorter *sorter, Value a, Value b) { (void)sorter; return str_compare(a, b) < 0; }

/* Exact tuples, not empty, whose first items are all of one simple kind: most comparisons end there. */
static int less_tuple(Sorter *sorter, Value a, Value b)
{
    Vm    *vm = sorter->vm;
    size_t i = 0;
    for (; i < tuple_length(a) && i < tuple_length(b); i++) {
        int equal = object_compare_bool(vm, tuple_get(a, i), tuple_get(b, i), COMPARE_EQ);
        if (equal < 0)
            return -1;
        if (!equal)
            break;
    }
    if (i == 0)
        return sorter->less_first(sorter, tuple_get(a, 0), tuple_get(b, 0));
    if (i >= tuple_length(a) || i >= tuple_length(b))
        return tuple_length(a) < tuple_length(b);
    return less_any(sorter, tuple_get(a, i), tuple_get(b, i));
}

static int (*comparison_for(const Value *keys, size_t length, bool of_first))(Sorter *, Value, Value)
{
    bool ints = true, floats = true, strs = true;
    for (size_t i = 0; i < length && (ints || floats || strs); i++) {
        Value key = of_first ? tuple_get(keys[i], 0) : keys[i];
        ints = ints && is_word_int(key);
        floats = floats && is_exact_float(key);
        strs = strs && is_exact_str(key);
    }
    return ints ? less_int : floats ? less_float : strs ? less_str : less_any;
}

static void choose_comparison(Sorter *sorter, size_t length)
{
    sorter->less = comparison_for(sorter->keys, length, false);
    bool tuples = sorter->less == less_any;
    for (size_t i = 0; i < length && tuples; i++)
        tuples = is_exact_tuple(sorter->keys[i]) && tuple_length(sorter->keys[i]);
    if (tuples) {
        sorter->less_first = comparison_for(sorter->keys, length, true);
        sorter->less = less_tuple;
    }
}

/* a < b, polled; 1, 0, -1. */
static inline int less(Sorter *sorter, Value a, Value b)
{
    if (!poll(sorter->vm))
        return -1;
    return sorter->less(sorter, a, b);
}

/* ---- runs ---- */

static void move(Sorter *sorter, size_t to, size_t from, size_t count)
{
    memmove(sorter->keys + to, sorter->keys + from, count * sizeof(Value));
    if (sorter->values)
        memmove(sorter->values + to, sorter->values + from, count * sizeof(Value));
}

static void reverse_part(Value *items, size_t length)
{
    for (size_t i = 0, j = length; i + 1 < j; i++) {
        Value item = items[i];
        items[i] = items[--j];
        items[j] = item;
    }
}

static void reverse(Sorter *sorter, size_t start, size_t length)
{
    reverse_part(sorter->keys + start, length);
    if (sorter->values)
        reverse_part(sorter->values + start, length);
}

/* Inserts items [sorted, end) of the run that begins at start into its sorted front, by binary search. */
static bool insert_binary(Sorter *sorter, size_t start, size_t sorted, size_t end)
{
    for (; sorted < end; sorted++) {
        Value  pivot = sorter->keys[sorted], value = sorter->values ? sorter->values[sorted] : 0;
        size_t low = start, high = sorted;
        while (low < high) {
            size_t middle = low + (high - low) / 2;
            int    before = less(sorter, pivot, sorter->keys[middle]);
            if (before < 0)
                return false;
            if (before)
                high = middle;
            else
                low = middle + 1;
        }
        move(sorter, low + 1, low, sorted - low);
        sorter->keys[low] = pivot;
        if (sorter->values)
            sorter->values[low] = value;
    }
    return true;
}

/* Length of the run at start: as long as it does not fall; or falls strictly (with stretches of equal items, which are reversed
 * first so that the whole reversal keeps their order); a falling one is turned round. 0: exception. */
static size_t count_run(Sorter *sorter, size_t start, size_t end)
{
    Value *keys = sorter->keys;
    size_t n = 1;
    int    before = 0;

    if (start + 1 == end)
        return 1;
    /* equal or rising from the beginning */
    for (n = 1; start + n < end; n++) {
        before = less(sorter, keys[start + n], keys[start + n - 1]);
        if (before < 0)
            return 0;
        if (before)
            break;
    }
    if (start + n == end)
        return n;
    /* keys[n] < keys[n - 1]: is all before it equal? Then a falling run may begin here. */
    if (n > 1) {
        before = less(sorter, keys[start], keys[start + n - 1]);
        if (before)
            return before < 0 ? 0 : n;
        reverse(sorter, start, n);
    }
    size_t equal = 0; /* items at the end of the falling run that equal their predecessor */
    for (n++; start + n < end; n++) {
        before = less(sorter, keys[start + n], keys[start + n - 1]);
        if (before < 0)
            return 0;
        if (before) {
            reverse(sorter, start + n - 1 - equal, equal ? equal + 1 : 0);
            equal = 0;
            continue;
        }
        int above = less(sorter, keys[start + n - 1], keys[start + n]);
        if (above < 0)
            return 0;
        if (above)
            break;
        equal++;
    }
    reverse(sorter, start + n - 1 - equal, equal ? equal + 1 : 0);
    reverse(sorter, start, n);
    /* What follows may prolong the now rising run. */
    for (; start + n < end; n++) {
        before = less(sorter, keys[start + n], keys[start + n - 1]);
        if (before < 0)
            return 0;
        if (before)
            break;
    }
    return n;
}

/* ---- galloping ---- */

/* Where key belongs in the sorted row a of n items, before (left) or behind (right) equal ones, searched outwards from hint.
 * SIZE_MAX: exception. */
static size_t gallop(Sorter *sorter, Value key, const Value *a, size_t n, size_t hint, bool right)
{
    size_t last = 0, offset = 1;
    int    c = right ? less(sorter, key, a[hint]) : less(sorter, a[hint], key);
    if (c < 0)
        return SIZE_MAX;
    bool forward = right ? !c : c;
    size_t most = forward ? n - hint : hint + 1;
    while (offset < most) {
        Value probe = forward ? a[hint + offset] : a[hint - offset];
        c = right ? less(sorter, key, probe) : less(sorter, probe, key);
        if (c < 0)
            return SIZE_MAX;
        if (forward == (right ? c : !c))
            break;
        last = offset;
        offset = (offset << 1) + 1;
    }
    offset = offset > most ? most : offset;
    size_t low = forward ? hint + last + 1 : hint + 1 - offset;
    size_t high = forward ? hint + offset : hint - last;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        c = right ? less(sorter, key, a[middle]) : less(sorter, a[middle], key);
        if (c < 0)
            return SIZE_MAX;
        if (right ? c : !c)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* ---- merging ---- */

static bool need_temp(Sorter *sorter, size_t count)
{
    if (count <= sorter->temp_capacity)
        return true;
    size_t width = sorter->values ? 2 : 1;
    mem_free(sorter->vm, sorter->temp, sorter->temp_capacity * width * sizeof(Value));
    sorter->temp_capacity = 0;
    sorter->temp = mem_alloc(sorter->vm, count * width * sizeof(Value));
    if (!sorter->temp)
        return false;
    sorter->temp_values = sorter->temp + count;
    sorter->temp_capacity = count;
    return true;
}

static void to_temp(Sorter *sorter, size_t from, size_t count)
{
    memcpy(sorter->temp, sorter->keys + from, count * sizeof(Value));
    if (sorter->values)
        memcpy(sorter->temp_values, sorter->values + from, count * sizeof(Value));
}

static void from_temp(Sorter *sorter, size_t to, size_t from, size_t count)
{
    memcpy(sorter->keys + to, sorter->temp + from, count * sizeof(Value));
    if (sorter->values)
        memcpy(sorter->values + to, sorter->temp_values + from, count * sizeof(Value));
}

/* Merges [a, a + na) with the run behind it of nb items, na <= nb: the first goes to temp, the result grows from the left. On an
 * exception what is in temp is put back, so that nothing is lost. */
static bool merge_low(Sorter *sorter, size_t a, size_t na, size_t b, size_t nb)
{
    size_t to = a, t = 0, gallop_at = sorter->min_gallop, k;
    bool   done = false;
    if (!need_temp(sorter, na))
        return false;
    to_temp(sorter, a, na);
    move(sorter, to++, b++, 1);
    if (--nb == 0)
        goto finish;
    if (na == 1)
        goto copy_b;
    for (;;) {
        size_t wins_a = 0, wins_b = 0;
        do { /* one at a time, until one run wins often in a row */
            int before = less(sorter, sorter->keys[b], sorter->temp[t]);
            if (before < 0)
                goto finish_error;
            if (before) {
                move(sorter, to++, b++, 1);
                wins_b++;
                wins_a = 0;
                if (--nb == 0)
                    goto finish;
            } else {
                from_temp(sorter, to++, t++, 1);
                wins_a++;
                wins_b = 0;
                if (--na == 1)
                    goto copy_b;
            }
        } while (wins_a < gallop_at && wins_b < gallop_at);
        gallop_at++;
        do {
            gallop_at -= gallop_at > 1;
            sorter->min_gallop = gallop_at;
            k = gallop(sorter, sorter->keys[b], sorter->temp + t, na, 0, true);
            if (k == SIZE_MAX)
                goto finish_error;
            wins_a = k;
            from_temp(sorter, to, t, k);
            to += k;
            t += k;
            na -= k;
            if (na == 1)
                goto copy_b;
            if (na == 0) /* only with an inconsistent comparison */
                goto finish;
            move(sorter, to++, b++, 1);
            if (--nb == 0)
                goto finish;
            k = gallop(sorter, sorter->temp[t], sorter->keys + b, nb, 0, false);
            if (k == SIZE_MAX)
                goto finish_error;
            wins_b = k;
            move(sorter, to, b, k);
            to += k;
            b += k;
            nb -= k;
            if (nb == 0)
                goto finish;
            from_temp(sorter, to++, t++, 1);
            if (--na == 1)
                goto copy_b;
        } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
        sorter->min_gallop = ++gallop_at;
    }
copy_b: /* the last item of a belongs behind all of b */
    move(sorter, to, b, nb);
    from_temp(sorter, to + nb, t, na);
    return true;
finish:
    done = true;
finish_error:
    from_temp(sorter, to, t, na);
    return done;
}

/* The mirror image, for na >= nb: the second goes to temp, the result grows from the right. Positions are one past the item. */
static bool merge_high(Sorter *sorter, size_t a_start, size_t na, size_t b_start, size_t nb)
{
    size_t to = b_start + nb, a = a_start + na, gallop_at = sorter->min_gallop, k;
    bool   done = false;
    if (!need_temp(sorter, nb))
        return false;
    to_temp(sorter, b_start, nb);
    move(sorter, --to, --a, 1);
    if (--na == 0)
        goto finish;
    if (nb == 1)
        goto copy_a;
    for (;;) {
        size_t wins_a = 0, wins_b = 0;
        do {
            int before = less(sorter, sorter->temp[nb - 1], sorter->keys[a - 1]);
            if (before < 0)
                goto finish_error;
            if (before) {
                move(sorter, --to, --a, 1);
                wins_a++;
                wins_b = 0;
                if (--na == 0)
                    goto finish;
            } else {
                from_temp(sorter, --to, --nb, 1);
                wins_b++;
                wins_a = 0;
                if (nb == 1)
                    goto copy_a;
            }
        } while (wins_a < gallop_at && wins_b < gallop_at);
        gallop_at++;
        do {
            gallop_at -= gallop_at > 1;
            sorter->min_gallop = gallop_at;
            k = gallop(sorter, sorter->temp[nb - 1], sorter->keys + a_start, na, na - 1, true);
            if (k == SIZE_MAX)
                goto finish_error;
            wins_a = na - k;
            to -= wins_a;
            a -= wins_a;
            na -= wins_a;
            move(sorter, to, a, wins_a);
            if (na == 0)
                goto finish;
            from_temp(sorter, --to, --nb, 1);
            if (nb == 1)
                goto copy_a;
            k = gallop(sorter, sorter->keys[a - 1], sorter->temp, nb, nb - 1, false);
            if (k == SIZE_MAX)
                goto finish_error;
            wins_b = nb - k;
            to -= wins_b;
            nb -= wins_b;
            from_temp(sorter, to, nb, wins_b);
            if (nb == 1)
                goto copy_a;
            if (nb == 0) /* only with an inconsistent comparison */
                goto finish;
            move(sorter, --to, --a, 1);
            if (--na == 0)
                goto finish;
        } while (wins_a >= MIN_GALLOP || wins_b >= MIN_GALLOP);
        sorter->min_gallop = ++gallop_at;
    }
copy_a: /* the first item of b belongs before all of a */
    to -= na;
    a -= na;
    move(sorter, to, a, na);
    from_temp(sorter, to - nb, 0, nb);
    return true;
finish:
    done = true;
finish_error:
    from_temp(sorter, to - nb, 0, nb);
    return done;
}

/* Merges pending runs i and i + 1. What of the first already stands right, and of the second, is left alone. */
static bool merge_at(Sorter *sorter, size_t i)
{
    Run   *x = &sorter->pending[i], y = sorter->pending[i + 1];
    size_t a = x->start, na = x->length, nb = y.length, k;
    x->length = na + nb;
    sorter->pending_count--;
    for (size_t j = i + 1; j < sorter->pending_count; j++)
        sorter->pending[j] = sorter->pending[j + 1];
    k = gallop(sorter, sorter->keys[y.start], sorter->keys + a, na, 0, true);
    if (k == SIZE_MAX)
        return false;
    a += k;
    na -= k;
    if (!na)
        return true;
    nb = gallop(sorter, sorter->keys[a + na - 1], sorter->keys + y.start, nb, nb - 1, false);
    if (nb == SIZE_MAX || !nb)
        return nb == 0;
    return na <= nb ? merge_low(sorter, a, na, y.start, nb) : merge_high(sorter, a, na, y.start, nb);
}

/* The powersort rule: depth of the boundary between two runs in a nearly optimal merge tree. */
static int run_power(size_t start, size_t first, size_t second, size_t total)
{
    size_t a = 2 * start + first, b = a + first + second;
    for (int power = 1;; power++) {
        if (a >= total) {
            a -= total;
            b -= total;
        } else if (b >= total) {
            return power;
        }
        a <<= 1;
        b <<= 1;
    }
}

static bool found_run(Sorter *sorter, size_t length)
{
    if (!sorter->pending_count)
        return true;
    Run *top = &sorter->pending[sorter->pending_count - 1];
    int  power = run_power(top->start, top->length, length, sorter->total);
    while (sorter->pending_count > 1 && sorter->pending[sorter->pending_count - 2].power > power)
        if (!merge_at(sorter, sorter->pending_count - 2))
            return false;
    sorter->pending[sorter->pending_count - 1].power = power;
    return true;
}

static bool collapse(Sorter *sorter)
{
    while (sorter->pending_count > 1) {
        size_t n = sorter->pending_count - 2;
        if (n > 0 && sorter->pending[n - 1].length < sorter->pending[n + 1].length)
            n--;
        if (!merge_at(sorter, n))
            return false;
    }
    return true;
}

/* A run shorter than this is filled up by insertion: 32 to 64, so that their number is near a power of two. */
static size_t min_run_length(size_t n)
{
    size_t rest = 0;
    while (n >= 64) {
        rest |= n & 1;
        n >>= 1;
    }
    return n + rest;
}

static bool sort_all(Sorter *sorter, size_t length)
{
    size_t start = 0, min_run = min_run_length(length);
    while (start < length) {
        size_t n = count_run(sorter, start, length);
        if (!n)
            return false;
        if (n < min_run) {
            size_t force = length - start < min_run ? length - start : min_run;
            if (!insert_binary(sorter, start, start + n, start + force))
                return false;
            n = force;
        }
        if (!found_run(sorter, n))
            return false;
        sorter->pending[sorter->pending_count++] = (Run){start, n, 0};
        start += n;
    }
    return collapse(sorter);
}

/* ---- list.sort ---- */

static Value *compute_keys(Vm *vm, Value key, const Value *items, size_t length)
{
    Value *keys = mem_alloc(vm, length * sizeof(Value));
    for (size_t i = 0; keys && i < length; i++) {
        keys[i] = call1(vm, key, items[i]);
        if (!keys[i]) {
            while (i-- > 0)
                release(vm, keys[i]);
            mem_free(vm, keys, length * sizeof(Value));
            return NULL;
        }
    }
    return keys;
}

static bool sort_items(Vm *vm, Value *items, size_t length, Value key, bool reverse_order)
{
    Sorter sorter = {.vm = vm, .keys = items, .min_gallop = MIN_GALLOP, .total = length};
    bool   done = true;

    if (key != NONE) {
        sorter.keys = compute_keys(vm, key, items, length);
        if (!sorter.keys)
            return false;
        sorter.values = items;
    }
    if (length > 1) {
        choose_comparison(&sorter, length);
        if (reverse_order) /* sorting the reversed list and reversing again keeps equal items in order */
            reverse(&sorter, 0, length);
        done = sort_all(&sorter, length);
        if (reverse_order)
            reverse(&sorter, 0, length);
    }
    mem_free(vm, sorter.temp, sorter.temp_capacity * (sorter.values ? 2 : 1) * sizeof(Value));
    if (sorter.values) {
        for (size_t i = 0; i < length; i++)
            release(vm, sorter.keys[i]);
        mem_free(vm, sorter.keys, length * sizeof(Value));
    }
    return done;
}

bool list_sort(Vm *vm, Value v, Value key, bool reverse_order)
{
    List  *list = as_list(v);
    Value *items = list->items;
    size_t length = list->length, capacity = list->capacity;

    /* Emptied while comparisons run. */
    list->items = NULL;
    list->length = list->capacity = 0;
    bool done = sort_items(vm, items, length, key, reverse_order);
    bool changed = list->items || list->length;
    Value *others = list->items;
    size_t other_length = list->length, other_capacity = list->capacity;
    list->items = items;
    list->length = length;
    list->capacity = capacity;
    while (other_length-- > 0)
        release(vm, others[other_length]);
    mem_free(vm, others, other_capacity * sizeof(Value));
    if (changed && done)
        return value_error(vm, "list modified during sort");
    return done;
}
