/* itertools.c - the module itertools; its iterators stand in the other files of this folder. SPDX-License-Identifier: MIT */
#include "modules/itertools/itertools.h"

#include "modules/itertools/tee.h"
#include "objects/module.h"

extern const ModuleDef module_itertools;

Tuple *itertools_row(Vm *vm, Value *row)
{
    if (object_of(*row)->refs > 1) {
        Value copy = tuple_from(vm, as_tuple(*row)->items, tuple_length(*row));
        if (!copy)
            return NULL;
        replace(vm, row, copy);
    }
    return as_tuple(retain(*row));
}

static Value tee(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t copies;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &copies))
        return 0;
    if (copies < 0)
        return value_error(vm, "n must be >= 0");
    if (!copies)
        return tuple_empty(vm);
    Value first = tee_over(vm, arg[0]);
    Tuple *result = first ? tuple_new(vm, (size_t)copies) : NULL;
    for (size_t i = 0; result && i < (size_t)copies; i++) {
        Value copy = i ? tee_over(vm, first) : retain(first);
        if (!copy) {
            release(vm, value_of(result));
            result = NULL;
            break;
        }
        result->items[i] = copy;
    }
    release(vm, first);
    return result ? tuple_ready(vm, result) : 0;
}

#define OWNER &module_itertools
static const Row functions[] = {
    FUNCTION("tee(iterable, n=2, /)", tee, CALL_POSITIONAL, "Returns a tuple of n independent iterators."),
    ROWS_END
};
#undef OWNER

static const Type *const types[] = {
    &accumulate_type, &batched_type, &chain_type, &combinations_type, &combinations_with_replacement_type, &compress_type,
    &count_type, &cycle_type, &dropwhile_type, &filterfalse_type, &groupby_type, &grouper_type, &islice_type, &pairwise_type,
    &permutations_type, &product_type, &repeat_type, &starmap_type, &takewhile_type, &tee_type, &tee_data_type,
    &zip_longest_type, NULL,
};

const ModuleDef module_itertools = {
    .name = "itertools",
    .doc = "Functional tools for creating and using iterators.\n\n"
           "Infinite iterators:\ncount(start=0, step=1) --> start, start+step, start+2*step, ...\n"
           "cycle(p) --> p0, p1, ... plast, p0, p1, ...\nrepeat(elem [,n]) --> elem, elem, elem, ... endlessly or up to n times\n\n"
           "Iterators terminating on the shortest input sequence:\naccumulate(p[, func]) --> p0, p0+p1, p0+p1+p2\n"
           "batched(p, n) --> [p0, p1, ..., p_n-1], [p_n, p_n+1, ..., p_2n-1], ...\nchain(p, q, ...) --> p0, p1, ... plast, q0, "
           "q1, ...\nchain.from_iterable([p, q, ...]) --> p0, p1, ... plast, q0, q1, ...\n"
           "compress(data, selectors) --> (d[0] if s[0]), (d[1] if s[1]), ...\n"
           "dropwhile(predicate, seq) --> seq[n], seq[n+1], starting when predicate fails\n"
           "groupby(iterable[, keyfunc]) --> sub-iterators grouped by value of keyfunc(v)\n"
           "filterfalse(predicate, seq) --> elements of seq where predicate(elem) is False\n"
           "islice(seq, [start,] stop [, step]) --> elements from\n       seq[start:stop:step]\n"
           "pairwise(s) --> (s[0],s[1]), (s[1],s[2]), (s[2], s[3]), ...\n"
           "starmap(fun, seq) --> fun(*seq[0]), fun(*seq[1]), ...\ntee(it, n=2) --> (it1, it2 , ... itn) splits one iterator into n\n"
           "takewhile(predicate, seq) --> seq[0], seq[1], until predicate fails\n"
           "zip_longest(p, q, ...) --> (p[0], q[0]), (p[1], q[1]), ...\n\nCombinatoric generators:\n"
           "product(p, q, ... [repeat=1]) --> cartesian product\npermutations(p[, r])\ncombinations(p, r)\n"
           "combinations_with_replacement(p, r)\n",
    .functions = functions,
    .types = types,
};
