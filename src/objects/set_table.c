/* set_table.c - see set_table.h. SPDX-License-Identifier: MIT */
#include "objects/set_table.h"

#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"

typedef struct Walk {
    size_t   slot, mask, left; /* left: of this linear stretch */
    uint64_t perturb;
} Walk;

static void begin_stretch(Walk *walk)
{
    walk->left = walk->slot + SET_LINEAR_PROBES <= walk->mask ? SET_LINEAR_PROBES : 0;
}

static Walk walk_begin(size_t mask, int64_t hash)
{
    Walk walk = {(size_t)hash & mask, mask, 0, (uint64_t)hash};
    begin_stretch(&walk);
    return walk;
}

/* `base` is the first slot of the stretch: slot minus what was walked. */
static size_t walk_next(Walk *walk, size_t *base)
{
    if (walk->left) {
        walk->left--;
        return ++walk->slot;
    }
    walk->perturb >>= SET_PERTURB_SHIFT;
    walk->slot = *base = (*base * 5 + 1 + walk->perturb) & walk->mask;
    begin_stretch(walk);
    return walk->slot;
}

Value set_allocate(Vm *vm, const Type *cls)
{
    Set *set = cls == &set_type         ? heap_new_container(vm, sizeof *set, SHAPE_SET)
             : cls == &frozenset_type   ? heap_new_container(vm, sizeof *set, SHAPE_FROZENSET)
                                        : object_allocate(vm, cls, 0);
    if (!set)
        return 0;
    set->fill = set->used = set->finger = 0;
    set->mask = SET_MIN_SIZE - 1;
    set->table = set->small;
    set->hash = -1;
    memset(set->small, 0, sizeof set->small);
    gc_track(vm, &set->head);
    return value_of(set);
}

int64_t set_item_hash(Vm *vm, Value key)
{
    int64_t hash = object_hash(vm, key);
    if (hash == -1 && exception_is(vm, &type_error_type)) {
        Value exception = exception_take(vm);
        type_error(vm, "cannot use '%T' as a set element (%S)", key, exception);
        release(vm, exception);
    }
    return hash;
}

static bool both_exact_str(Value a, Value b) { return is_exact_str(a) && is_exact_str(b); }

/* An __eq__ may change the set: then the search begins again. */
int64_t set_find(Vm *vm, Value v, Value key, int64_t hash)
{
    Set *set = as_set(v);
again:;
    Walk   walk = walk_begin(set->mask, hash);
    size_t base = walk.slot, i = base;
    for (;; i = walk_next(&walk, &base)) {
        SetEntry *entry = &set->table[i];
        if (!entry->key)
            return -1;
        if (entry->key == key)
            return (int64_t)i;
        if (entry->key == UNBOUND || entry->hash != hash)
            continue;
        if (both_exact_str(entry->key, key)) {
            if (str_equal(entry->key, key))
                return (int64_t)i;
            continue;
        }
        SetEntry *table = set->table;
        Value     other = retain(entry->key);
        int       equal = object_compare_bool(vm, other, key, COMPARE_EQ);
        bool      changed = set->table != table || set->table[i].key != other;
        release(vm, other);
        if (equal < 0)
            return -2;
        if (changed)
            goto again;
        if (equal)
            return (int64_t)i;
    }
}

static SetEntry *free_entry(SetEntry *table, size_t mask, int64_t hash)
{
    Walk   walk = walk_begin(mask, hash);
    size_t base = walk.slot, i = base;
    while (table[i].key)
        i = walk_next(&walk, &base);
    return &table[i];
}


/* A table of the least power of two above min_used; the items enter it in the order of the old one. */
bool set_reserve(Vm *vm, Set *set, size_t min_used)
{
    size_t size = SET_MIN_SIZE;
    while (size <= min_used)
        size <<= 1;
    SetEntry  copy[SET_MIN_SIZE], *from = set->table, *table = set->small;
    size_t    from_mask = set->mask;
    if (size > SET_MIN_SIZE) {
        table = mem_zero(vm, size * sizeof *table);
        if (!table)
            return false;
    } else {
        if (from == set->small) {
            memcpy(copy, from, sizeof copy);
            from = copy;
        }
        memset(set->small, 0, sizeof set->small);
    }
    for (size_t i = 0; i <= from_mask; i++)
        if (set_entry_live(&from[i]))
            *free_entry(table, size - 1, from[i].hash) = from[i];
    if (from != set->small && from != copy)
        mem_free(vm, from, (from_mask + 1) * sizeof *from);
    set->table = table;
    set->mask = size - 1;
    set->fill = set->used;
    return true;
}

bool set_add_hashed(Vm *vm, Value v, Value key, int64_t hash)
{
    Set    *set = as_set(v);
    retain(key); /* the search may run Python */
    int64_t found = set_find(vm, v, key, hash);
    if (found != -1) {
        release(vm, key);
        return found >= 0;
    }
    *free_entry(set->table, set->mask, hash) = (SetEntry){key, hash};
    set->fill++;
    set->used++;
    if (set->fill * 5 < set->mask * 3)
        return true;
    return set_reserve(vm, set, set->used > 50000 ? set->used * 2 : set->used * 4);
}

int set_discard_hashed(Vm *vm, Value v, Value key, int64_t hash)
{
    int64_t found = set_find(vm, v, key, hash);
    if (found < 0)
        return found == -1 ? 0 : -1;
    SetEntry *entry = &as_set(v)->table[found];
    Value     old = entry->key;
    *entry = (SetEntry){UNBOUND, -1};
    as_set(v)->used--;
    release(vm, old);
    return 1;
}

bool set_merge(Vm *vm, Value v, Value other_value)
{
    Set *set = as_set(v), *other = as_set(other_value);
    if (set == other || !other->used)
        return true;
    if ((set->fill + other->used) * 5 >= set->mask * 3 && !set_reserve(vm, set, (set->used + other->used) * 2))
        return false;
    if (!set->fill) {
        bool same = set->mask == other->mask && other->fill == other->used;
        for (size_t i = 0; i <= other->mask; i++) {
            SetEntry *from = &other->table[i];
            if (!set_entry_live(from))
                continue;
            *(same ? &set->table[i] : free_entry(set->table, set->mask, from->hash)) = *from;
            retain(from->key);
        }
        set->fill = set->used = other->used;
        return true;
    }
    for (size_t i = 0; i <= other->mask; i++) {
        SetEntry from = other->table[i];
        if (set_entry_live(&from)) {
            retain(from.key);
            bool done = set_add_hashed(vm, v, from.key, from.hash);
            release(vm, from.key);
            if (!done)
                return false;
        }
    }
    return true;
}

void set_clear_all(Vm *vm, Set *set)
{
    SetEntry  copy[SET_MIN_SIZE], *table = set->table;
    size_t    mask = set->mask;
    bool      small = table == set->small;
    if (small) {
        memcpy(copy, table, sizeof copy);
        table = copy;
    }
    memset(set->small, 0, sizeof set->small);
    set->table = set->small;
    set->mask = SET_MIN_SIZE - 1;
    set->fill = set->used = 0;
    set->hash = -1;
    for (size_t i = 0; i <= mask; i++)
        if (set_entry_live(&table[i]))
            release(vm, table[i].key);
    if (!small)
        mem_free(vm, table, (mask + 1) * sizeof *table);
}

void set_swap(Set *a, Set *b)
{
    Set    copy = *a;
    Object head_a = a->head, head_b = b->head;
    *a = *b;
    *b = copy;
    a->head = head_a;
    b->head = head_b;
    if (a->table == b->small)
        a->table = a->small;
    if (b->table == a->small)
        b->table = b->small;
    a->hash = b->hash = -1;
}
