/* suggestion.c - the edit distance behind "Did you mean". Costs, limits and ties are CPython's: programs see the outcome.
 *
 * Moving one character costs 2, changing its case 1. A candidate must come within a third of the characters involved.
 * SPDX-License-Identifier: MIT */
#include "objects/suggestion.h"

#include "objects/list.h"
#include "objects/str.h"

enum { MOVE_COST = 2, CASE_COST = 1, MOST_CANDIDATES = 750, LONGEST = 40 };

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static int substitution_cost(char a, char b)
{
    if ((a & 31) != (b & 31))
        return MOVE_COST;
    if (a == b)
        return 0;
    return lower(a) == lower(b) ? CASE_COST : MOVE_COST;
}

/* Distance of the two texts, or more than limit. */
static int distance(const char *a, size_t a_size, const char *b, size_t b_size, int limit)
{
    int row[LONGEST];
    if (a == b)
        return 0;
    while (a_size && b_size && a[0] == b[0])
        a++, a_size--, b++, b_size--;
    while (a_size && b_size && a[a_size - 1] == b[b_size - 1])
        a_size--, b_size--;
    if (a_size == 0 || b_size == 0)
        return (int)(a_size + b_size) * MOVE_COST;
    if (a_size > LONGEST || b_size > LONGEST)
        return limit + 1;
    if (b_size < a_size) {
        const char *text = a;
        size_t      size = a_size;
        a = b, a_size = b_size;
        b = text, b_size = size;
    }
    if ((int)(b_size - a_size) * MOVE_COST > limit)
        return limit + 1;
    for (size_t i = 0; i < a_size; i++)
        row[i] = (int)(i + 1) * MOVE_COST;
    int result = 0;
    for (size_t j = 0; j < b_size; j++) {
        int diagonal, least = INT32_MAX;
        diagonal = result = (int)j * MOVE_COST;
        for (size_t i = 0; i < a_size; i++) {
            int substitute = diagonal + substitution_cost(b[j], a[i]);
            diagonal = row[i];
            int insert_or_delete = (result < diagonal ? result : diagonal) + MOVE_COST;
            result = insert_or_delete < substitute ? insert_or_delete : substitute;
            row[i] = result;
            least = result < least ? result : least;
        }
        if (least > limit)
            return limit + 1;
    }
    return result;
}

Value suggestion_from_list(Vm *vm, Value list, Value name)
{
    Utf8  wanted, candidate;
    Value best = NONE;
    int   best_distance = INT32_MAX;

    if (list_length(list) >= MOST_CANDIDATES)
        return NONE;
    if (!str_utf8(vm, name, &wanted))
        return 0;
    for (size_t i = 0; i < list_length(list); i++) {
        Value item = list_get(list, i);
        if (str_equal(item, name))
            continue;
        if (!str_utf8(vm, item, &candidate)) {
            utf8_free(vm, &wanted);
            return 0;
        }
        int limit = (int)(wanted.length + candidate.length + 3) * MOVE_COST / 6;
        if (limit > best_distance - 1)
            limit = best_distance - 1;
        int found = distance(wanted.data, wanted.length, candidate.data, candidate.length, limit);
        utf8_free(vm, &candidate);
        if (found <= limit && found < best_distance) {
            best = item;
            best_distance = found;
        }
    }
    utf8_free(vm, &wanted);
    return retain(best);
}

Value list_of_names(Vm *vm, const Signature *s)
{
    Value list = list_new(vm, 4);
    for (size_t i = s->positional_only; list && i < (size_t)s->positional + s->keyword_only; i++)
        if (!list_append(vm, list, s->parameters[i].name)) {
            release(vm, list);
            return 0;
        }
    return list;
}
