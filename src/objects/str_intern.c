/* str_intern.c - one object a text: the names of code, attributes and keywords.
 *
 * Constant names (names.c) are found through a table made at build time; the others stand in the isolate's table, open
 * addressing by name hash, which does not own them: a dying interned str takes itself out. Deletion moves later entries
 * of the run back, so there are no marks. SPDX-License-Identifier: MIT */
#include "objects/str_intern.h"

#include "base/hash.h"
#include "base/utf8.h"
#include "objects/state.h"
#include "names.h"

enum { FIRST_SIZE = 256 };

static bool same_text(const Str *s, unsigned kind, const void *data, size_t length)
{
    return s->length == length && str_kind(s) == kind && memcmp(s->data, data, length * kind) == 0;
}

/* The constant str of this text; NULL: none. */
static const Str *find_constant(uint32_t hash, unsigned kind, const void *data, size_t length)
{
    uint32_t number;

    for (size_t slot = hash & (NAME_TABLE_SIZE - 1); (number = names_by_hash[slot]) != 0;
         slot = (slot + 1) & (NAME_TABLE_SIZE - 1)) {
        const Str *s = number <= NAME_COUNT ? names_of_strs[number - 1] : (const Str *)&names_of_chars[number - 1 - NAME_COUNT];
        if (s->head.aux == hash && same_text(s, kind, data, length))
            return s;
    }
    return NULL;
}

/* The slot where this text stands, or the empty one where it would. The table has one. */
static size_t find_slot(const ObjectsState *state, uint32_t hash, unsigned kind, const void *data, size_t length)
{
    size_t slot = hash & state->interned_mask;

    for (; state->interned[slot]; slot = (slot + 1) & state->interned_mask) {
        Str *s = as_str(state->interned[slot]);
        if (s->head.aux == hash && same_text(s, kind, data, length))
            break;
    }
    return slot;
}

static MUST_CHECK bool grow_table(Vm *vm)
{
    ObjectsState *state = vm->objects;
    size_t old_size = state->interned ? state->interned_mask + 1 : 0, size = old_size ? old_size * 2 : FIRST_SIZE;

    Value *table = mem_zero(vm, size * sizeof *table);
    if (!table)
        return false;
    for (size_t i = 0; i < old_size; i++) {
        Value v = state->interned[i];
        if (!v)
            continue;
        size_t slot = as_str(v)->head.aux & (size - 1);
        while (table[slot])
            slot = (slot + 1) & (size - 1);
        table[slot] = v;
    }
    if (old_size)
        mem_free(vm, state->interned, old_size * sizeof *table);
    state->interned = table;
    state->interned_mask = size - 1;
    return true;
}

static MUST_CHECK bool ensure_room(Vm *vm)
{
    ObjectsState *state = vm->objects;
    return (state->interned && state->interned_count * 3 < (state->interned_mask + 1) * 2) || grow_table(vm);
}

Value str_intern(Vm *vm, Taken v)
{
    Str *s = as_str(v);

    if (!is_exact_str(v) || str_is_interned(s))
        return v;
    uint32_t hash = str_name_hash(s);
    const Str *constant = find_constant(hash, str_kind(s), s->data, s->length);
    if (constant) {
        release(vm, v);
        return value_of(constant);
    }
    if (!ensure_room(vm)) {
        release(vm, v);
        return 0;
    }
    Value *place = &vm->objects->interned[find_slot(vm->objects, hash, str_kind(s), s->data, s->length)];
    if (*place) {
        Value found = retain(*place);
        release(vm, v);
        return found;
    }
    *place = v;
    vm->objects->interned_count++;
    s->head.gc |= STR_INTERNED;
    return v;
}

Value str_intern_constant(Vm *vm, const Str *s)
{
    const Str *constant = find_constant(s->head.aux, str_kind(s), s->data, s->length);
    if (constant)
        return value_of(constant);
    if (!ensure_room(vm))
        return 0;
    Value *place = &vm->objects->interned[find_slot(vm->objects, s->head.aux, str_kind(s), s->data, s->length)];
    if (!*place) {
        *place = value_of(s);
        vm->objects->interned_count++;
    }
    return retain(*place);
}

Value str_intern_find(Vm *vm, Value v)
{
    Str *s = as_str(v);

    if (!is_exact_str(v) || str_is_interned(s))
        return v;
    uint32_t hash = str_name_hash(s);
    const Str *constant = find_constant(hash, str_kind(s), s->data, s->length);
    if (constant)
        return value_of(constant);
    if (!vm->objects->interned)
        return 0;
    return vm->objects->interned[find_slot(vm->objects, hash, str_kind(s), s->data, s->length)];
}

/* ASCII text needs no str to be looked up. */
static Value find_ascii(Vm *vm, const char *text, size_t length)
{
    uint32_t hash = name_hash(text, length);
    const Str *constant = find_constant(hash, 1, text, length);

    if (constant)
        return value_of(constant);
    return vm->objects->interned ? retain(vm->objects->interned[find_slot(vm->objects, hash, 1, text, length)]) : 0;
}

Value str_intern_utf8(Vm *vm, const char *text, size_t length)
{
    if (utf8_ascii_prefix(text, length) == length) {
        Value found = find_ascii(vm, text, length);
        if (found)
            return found;
    }
    Value s = str_from_utf8(vm, text, length);
    return s ? str_intern(vm, s) : 0;
}

Value str_intern_cstring(Vm *vm, const char *text)
{
    return str_intern_utf8(vm, text, strlen(text));
}

void str_intern_forget(Vm *vm, Str *s)
{
    ObjectsState *state = vm->objects;
    size_t mask = state->interned_mask, hole = s->head.aux & mask;

    if (!state->interned)
        return;
    while (state->interned[hole] != value_of(s)) {
        if (!state->interned[hole])
            return;
        hole = (hole + 1) & mask;
    }
    for (size_t i = (hole + 1) & mask; state->interned[i]; i = (i + 1) & mask) {
        size_t home = as_str(state->interned[i])->head.aux & mask;
        if (((i - home) & mask) >= ((i - hole) & mask)) {
            state->interned[hole] = state->interned[i];
            hole = i;
        }
    }
    state->interned[hole] = 0;
    state->interned_count--;
}
