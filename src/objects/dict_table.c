/* dict_table.c - see dict_table.h. SPDX-License-Identifier: MIT */
#include "objects/dict_table.h"

#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"

enum { PERTURB_SHIFT = 5, CELL_LAZY = 1 };

/* The maker of a lazy cell's value stands behind it. */
typedef struct LazyCell {
    DictCell cell;
    Value  (*make)(Vm *vm, Value name);
} LazyCell;

/* ---- sizes ---- */

static size_t index_bytes(unsigned log_size)
{
    return ((size_t)1 << log_size) * (log_size < 8 ? 1 : log_size < 16 ? 2 : 4);
}

static uint32_t usable_entries(unsigned log_size)
{
    return (uint32_t)(((size_t)2 << log_size) / 3);
}

static unsigned log_for(size_t entries)
{
    unsigned log_size = DICT_MIN_LOG;
    while (usable_entries(log_size) < entries)
        log_size++;
    return log_size;
}

size_t dict_block_size(unsigned log_size, bool with_hash)
{
    return index_bytes(log_size) + (size_t)usable_entries(log_size) * (with_hash ? 24 : 16);
}

static size_t block_size(const Dict *dict)
{
    return dict->log_size ? dict_block_size(dict->log_size, !(dict->kind & DICT_STR_KEYS)) : 0;
}

static void index_set(Dict *dict, size_t slot, int64_t value)
{
    if (dict->log_size < 8)
        ((int8_t *)dict->index)[slot] = (int8_t)value;
    else if (dict->log_size < 16)
        ((int16_t *)(void *)dict->index)[slot] = (int16_t)value;
    else
        ((int32_t *)(void *)dict->index)[slot] = (int32_t)value;
}

/* ---- hashes ---- */

static int64_t entry_hash(Vm *vm, const Dict *dict, const DictEntry *entry)
{
    if (dict->kind & DICT_BY_NAME)
        return str_name_hash(as_str(entry->key));
    return dict->kind & DICT_STR_KEYS ? str_hash(vm, entry->key) : entry->hash;
}

/* ---- probing ---- */

typedef struct Probe {
    size_t   slot, mask;
    uint64_t perturb;
} Probe;

static Probe probe_begin(const Dict *dict, int64_t hash)
{
    size_t mask = ((size_t)1 << dict->log_size) - 1;
    return (Probe){(size_t)hash & mask, mask, (uint64_t)hash};
}

static void probe_next(Probe *probe)
{
    probe->perturb >>= PERTURB_SHIFT;
    probe->slot = (probe->slot * 5 + probe->perturb + 1) & probe->mask;
}

int64_t dict_table_find_str(const Dict *dict, Value key, int64_t hash)
{
    if (!dict->log_size)
        return -1;
    bool named = as_str(key)->head.gc & STR_INTERNED;
    for (Probe probe = probe_begin(dict, hash);; probe_next(&probe)) {
        int64_t i = dict_index_get(dict, probe.slot);
        if (i == DICT_EMPTY)
            return -1;
        if (i < 0)
            continue;
        Value other = dict_entry(dict, (size_t)i)->key;
        if (other == key)
            return i;
        if (named && as_str(other)->head.gc & STR_INTERNED)
            continue; /* both interned: equal only if identical */
        if (str_equal(other, key))
            return i;
    }
}

/* Keys of any kind: an __eq__ may change the table; then the search begins again. */
static int64_t find_any(Vm *vm, Dict *dict, Value key, int64_t hash)
{
again:
    if (!dict->log_size)
        return -1;
    uint64_t version = dict->version;
    for (Probe probe = probe_begin(dict, hash);; probe_next(&probe)) {
        int64_t i = dict_index_get(dict, probe.slot);
        if (i == DICT_EMPTY)
            return -1;
        if (i < 0)
            continue;
        DictEntry *entry = dict_entry(dict, (size_t)i);
        if (entry->key == key)
            return i;
        if (entry_hash(vm, dict, entry) != hash)
            continue;
        Value other = retain(entry->key);
        int   equal = object_compare_bool(vm, other, key, COMPARE_EQ);
        bool  changed = dict->version != version || dict_entry(dict, (size_t)i)->key != other;
        release(vm, other);
        if (equal < 0)
            return -2;
        if (changed)
            goto again;
        if (equal)
            return i;
    }
}

int64_t dict_table_find(Vm *vm, Value dict, Value key, int64_t hash)
{
    Dict *table = as_dict(dict);
    if (is_exact_str(key) && table->kind & DICT_STR_KEYS)
        return dict_table_find_str(table, key, hash);
    retain(dict);
    int64_t i = find_any(vm, table, key, hash);
    release(vm, dict);
    return i;
}

/* ---- rebuilding ---- */

static size_t free_slot(const Dict *dict, int64_t hash)
{
    Probe probe = probe_begin(dict, hash);
    while (dict_index_get(dict, probe.slot) >= 0)
        probe_next(&probe);
    return probe.slot;
}

/* A new block of 2**log_size slots for the kind `kind`; entries move in order, holes close. Changes nothing on failure. */
static bool rebuild(Vm *vm, Dict *dict, unsigned log_size, uint8_t kind)
{
    Dict  old = *dict;
    char *block = mem_alloc(vm, dict_block_size(log_size, !(kind & DICT_STR_KEYS)));
    if (!block)
        return false;
    dict->index = block;
    dict->entries = block + index_bytes(log_size);
    dict->log_size = (uint8_t)log_size;
    dict->usable = usable_entries(log_size);
    dict->used = 0;
    dict->kind = kind;
    memset(block, 0xFF, index_bytes(log_size));
    for (size_t i = 0; i < old.used; i++) {
        DictEntry *from = dict_entry(&old, i);
        if (!from->key)
            continue;
        /* A table that stops being BY_NAME files its keys anew. */
        int64_t    hash = kind & DICT_BY_NAME ? str_name_hash(as_str(from->key))
                        : old.kind & DICT_STR_KEYS ? str_hash(vm, from->key) : from->hash;
        DictEntry *to = dict_entry(dict, dict->used);
        to->key = from->key;
        to->value = from->value;
        if (!(kind & DICT_STR_KEYS))
            to->hash = hash;
        index_set(dict, free_slot(dict, hash), dict->used++);
    }
    mem_free(vm, old.index, block_size(&old));
    return true;
}

bool dict_table_reserve(Vm *vm, Dict *dict, size_t count)
{
    if (dict->log_size && count <= dict->usable)
        return true;
    return rebuild(vm, dict, log_for(count), dict->kind);
}

/* Room for one more entry, growing as CPython does: three times the live entries, rounded up to a power of two. */
static bool make_room(Vm *vm, Dict *dict)
{
    if (dict->used < dict->usable)
        return true;
    unsigned log_size = DICT_MIN_LOG;
    while (((size_t)1 << log_size) < (size_t)dict->live * 3)
        log_size++;
    return rebuild(vm, dict, log_size, dict->kind);
}

int64_t dict_table_hash(Vm *vm, Dict *dict, Value key)
{
    if (is_exact_str(key))
        return dict->kind & DICT_BY_NAME ? str_name_hash(as_str(key)) : str_hash(vm, key);
    int64_t hash = object_hash(vm, key);
    if (hash != -1 && dict->kind & DICT_BY_NAME &&
        !rebuild(vm, dict, dict->log_size ? dict->log_size : DICT_MIN_LOG, dict->kind & (uint8_t)~DICT_BY_NAME))
        return -1;
    return hash;
}

/* ---- cells ---- */

static DictCell *new_cell(Vm *vm, Value value)
{
    DictCell *cell = mem_alloc(vm, sizeof *cell);
    if (cell)
        *cell = (DictCell){retain(value), 1, 0};
    return cell;
}

void dict_cell_release(Vm *vm, DictCell *cell)
{
    if (--cell->owners)
        return;
    Value value = cell->value;
    mem_free(vm, cell, cell->flags & CELL_LAZY ? sizeof(LazyCell) : sizeof *cell);
    release(vm, value);
}

/* The cell that waits for name, taken out of `spare`; NULL: none. */
static DictCell *take_spare(Dict *dict, Value name)
{
    for (uint32_t i = 0; i < dict->spare_count; i++)
        if (dict->spare_names[i] == name || (is_exact_str(name) && str_equal(dict->spare_names[i], name))) {
            DictCell *cell = dict->spare[i];
            dict->spare_count--;
            dict->spare[i] = dict->spare[dict->spare_count];
            dict->spare_names[i] = dict->spare_names[dict->spare_count];
            return cell;
        }
    return NULL;
}

static bool keep_spare(Vm *vm, Dict *dict, Value name, DictCell *cell)
{
    if (dict->spare_count == dict->spare_capacity) {
        uint32_t capacity = dict->spare_capacity ? dict->spare_capacity * 2 : 8;
        DictCell **cells = mem_resize(vm, dict->spare, dict->spare_capacity * sizeof *cells, capacity * sizeof *cells);
        if (!cells)
            return false;
        dict->spare = cells;
        Value *names = mem_resize(vm, dict->spare_names, dict->spare_capacity * sizeof *names, capacity * sizeof *names);
        if (!names) /* the first array is larger than `capacity` says: shrink it again, which cannot fail */
            return dict->spare = mem_resize(vm, cells, capacity * sizeof *cells, dict->spare_capacity * sizeof *cells), false;
        dict->spare_names = names;
        dict->spare_capacity = capacity;
    }
    dict->spare[dict->spare_count] = cell;
    dict->spare_names[dict->spare_count++] = retain(name);
    return true;
}

Value dict_table_value(Vm *vm, Dict *dict, DictEntry *entry)
{
    if (!(dict->kind & DICT_CELLED))
        return entry->value;
    LazyCell *lazy = (LazyCell *)(void *)entry_cell(entry);
    if (!(lazy->cell.flags & CELL_LAZY) || lazy->cell.value != UNBOUND)
        return lazy->cell.value;
    lazy->cell.owners++;
    Value made = lazy->make(vm, entry->key);
    if (made && lazy->cell.value == UNBOUND)
        lazy->cell.value = made;
    else
        release(vm, made);
    Value value = made ? lazy->cell.value : 0;
    dict_cell_release(vm, &lazy->cell);
    return value;
}

Value dict_table_store(Dict *dict, DictEntry *entry, Value value)
{
    Value *place = dict->kind & DICT_CELLED ? &entry_cell(entry)->value : &entry->value;
    Value  old = *place;
    *place = value;
    dict->version++;
    return old;
}

/* ---- entering and removing ---- */

/* The word that goes into the entry for value: itself, retained, or a cell. 0: no memory. */
static Value entry_word(Vm *vm, Dict *dict, Value key, Value value)
{
    if (!(dict->kind & DICT_CELLED))
        return retain(value);
    DictCell *cell = dict->spare_count ? take_spare(dict, key) : NULL;
    if (!cell)
        return value_of(new_cell(vm, value));
    cell->value = retain(value);
    release(vm, key); /* the spare list's reference; the caller holds another */
    return value_of(cell);
}

bool dict_table_insert(Vm *vm, Dict *dict, Value key, int64_t hash, Value value)
{
    if (dict->kind & DICT_STR_KEYS && !is_exact_str(key)) {
        uint8_t kind = dict->kind & (uint8_t)~(DICT_STR_KEYS | DICT_BY_NAME);
        if (dict->log_size ? !rebuild(vm, dict, dict->log_size, kind) : (dict->kind = kind, false))
            return false;
    }
    if (!make_room(vm, dict))
        return false;
    Value word = entry_word(vm, dict, key, value);
    if (!word)
        return false;
    DictEntry *entry = dict_entry(dict, dict->used);
    entry->key = retain(key);
    entry->value = word;
    if (!(dict->kind & DICT_STR_KEYS))
        entry->hash = hash;
    index_set(dict, free_slot(dict, hash), dict->used++);
    dict->live++;
    dict->version++;
    return true;
}

static size_t slot_of(Vm *vm, const Dict *dict, size_t i)
{
    Probe probe = probe_begin(dict, entry_hash(vm, dict, dict_entry(dict, i)));
    while (dict_index_get(dict, probe.slot) != (int64_t)i)
        probe_next(&probe);
    return probe.slot;
}

/* A cell that others cache stays theirs and, so that the name finds it again, waits in `spare`. Without memory for that it is cut
 * off: who caches it sees UNBOUND and looks the name up. */
static Value take_cell_value(Vm *vm, Dict *dict, Value key, DictCell *cell)
{
    Value value = cell->value;
    cell->value = UNBOUND;
    if (cell->owners == 1 || !keep_spare(vm, dict, key, cell)) {
        if (vm->thread->exception && cell->owners > 1)
            exception_clear(vm);
        dict_cell_release(vm, cell);
    }
    return value;
}

void dict_table_remove(Vm *vm, Dict *dict, size_t i, Value *key, Value *value)
{
    DictEntry *entry = dict_entry(dict, i);
    index_set(dict, slot_of(vm, dict, i), DICT_DUMMY);
    *key = entry->key;
    *value = dict->kind & DICT_CELLED ? take_cell_value(vm, dict, entry->key, entry_cell(entry)) : entry->value;
    entry->key = entry->value = 0;
    dict->live--;
    dict->version++;
}

bool dict_table_copy(Vm *vm, Dict *dict, Dict *source)
{
    uint8_t kind = source->kind & DICT_BY_NAME ? DICT_STR_KEYS : source->kind & DICT_STR_KEYS;
    if (!source->live)
        return true;
    if (!rebuild(vm, dict, log_for(source->live), kind))
        return false;
    for (size_t i = 0; i < source->used; i++) {
        DictEntry *from = dict_entry(source, i);
        if (!from->key)
            continue;
        Value   value = dict_table_value(vm, source, from);
        int64_t hash = source->kind & DICT_STR_KEYS ? str_hash(vm, from->key) : from->hash;
        if (!value || !dict_table_insert(vm, dict, from->key, hash, value))
            return false;
    }
    return true;
}

void dict_table_clear(Vm *vm, Dict *dict)
{
    Dict old = *dict;
    dict->index = dict->entries = NULL;
    dict->log_size = 0;
    dict->live = dict->used = dict->usable = 0;
    dict->version++;
    dict->kind = old.kind & DICT_CELLED ? old.kind : DICT_STR_KEYS;
    dict->spare = NULL;
    dict->spare_names = NULL;
    dict->spare_count = dict->spare_capacity = 0;
    for (size_t i = 0; i < old.used; i++) {
        DictEntry *entry = dict_entry(&old, i);
        if (!entry->key)
            continue;
        if (old.kind & DICT_CELLED) {
            DictCell *cell = entry_cell(entry);
            Value     value = cell->value;
            cell->value = UNBOUND;
            dict_cell_release(vm, cell);
            release(vm, value);
        } else {
            release(vm, entry->value);
        }
        release(vm, entry->key);
    }
    for (uint32_t i = 0; i < old.spare_count; i++) {
        dict_cell_release(vm, old.spare[i]);
        release(vm, old.spare_names[i]);
    }
    mem_free(vm, old.spare, old.spare_capacity * sizeof *old.spare);
    mem_free(vm, old.spare_names, old.spare_capacity * sizeof *old.spare_names);
    mem_free(vm, old.index, block_size(&old));
}

/* ---- celled tables ---- */

static bool make_celled(Vm *vm, Dict *dict)
{
    if (dict->kind & DICT_CELLED)
        return true;
    /* Cells for all first, so that a failure changes nothing. */
    for (size_t i = 0; i < dict->used; i++) {
        DictEntry *entry = dict_entry(dict, i);
        DictCell  *cell = entry->key ? new_cell(vm, entry->value) : NULL;
        if (entry->key && !cell) {
            while (i-- > 0)
                if (dict_entry(dict, i)->key) {
                    DictCell *made = entry_cell(dict_entry(dict, i));
                    dict_entry(dict, i)->value = retain(made->value);
                    dict_cell_release(vm, made);
                }
            return false;
        }
        if (cell) {
            release(vm, entry->value);
            entry->value = value_of(cell);
        }
    }
    dict->kind |= DICT_CELLED; /* what the machine keeps with the dict stays */
    return true;
}

DictCell *dict_find_cell(Vm *vm, Value v, Value name)
{
    Dict *dict = as_dict(v);
    if (!(dict->kind & DICT_CELLED) || !(dict->kind & DICT_STR_KEYS))
        return NULL;
    int64_t hash = dict->kind & DICT_BY_NAME ? str_name_hash(as_str(name)) : str_hash(vm, name);
    int64_t i = dict_table_find_str(dict, name, hash);
    if (i >= 0)
        return entry_cell(dict_entry(dict, (size_t)i));
    for (uint32_t k = 0; k < dict->spare_count; k++)
        if (str_equal(dict->spare_names[k], name))
            return dict->spare[k];
    return NULL;
}

DictCell *dict_cell(Vm *vm, Value v, Value name)
{
    Dict *dict = as_dict(v);
    if (dict->kind & DICT_SPLIT && !dict_detach(vm, v))
        return NULL;
    if (!make_celled(vm, dict))
        return NULL;
    DictCell *cell = dict_find_cell(vm, v, name);
    if (cell)
        return cell;
    if (!(dict->kind & DICT_STR_KEYS)) {
        int64_t i = dict_table_find(vm, v, name, str_hash(vm, name));
        if (i >= 0)
            return entry_cell(dict_entry(dict, (size_t)i));
        if (i == -2)
            return NULL;
    }
    cell = new_cell(vm, UNBOUND);
    if (cell && !keep_spare(vm, dict, name, cell)) {
        dict_cell_release(vm, cell);
        return NULL;
    }
    return cell;
}

bool dict_set_lazy(Vm *vm, Value v, Value name, Value (*make)(Vm *vm, Value name))
{
    Dict     *dict = as_dict(v);
    LazyCell *lazy = mem_alloc(vm, sizeof *lazy);
    if (!lazy)
        return false;
    *lazy = (LazyCell){{UNBOUND, 1, CELL_LAZY}, make};
    if (!make_celled(vm, dict) || !dict_set(vm, v, name, NONE)) {
        mem_free(vm, lazy, sizeof *lazy);
        return false;
    }
    int64_t    hash = dict->kind & DICT_BY_NAME ? str_name_hash(as_str(name)) : str_hash(vm, name);
    DictEntry *entry = dict_entry(dict, (size_t)dict_table_find(vm, v, name, hash));
    dict_cell_release(vm, entry_cell(entry));
    entry->value = value_of(&lazy->cell);
    return true;
}

bool dict_is_made(Vm *vm, Value v, const char *name)
{
    Value     key = str_intern_cstring(vm, name);
    DictCell *cell = key ? dict_find_cell(vm, v, key) : NULL;
    release(vm, key);
    return cell && cell->value != UNBOUND;
}
