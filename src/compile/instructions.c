/* instructions.c - see instructions.h. SPDX-License-Identifier: MIT */
#include "compile/instructions.h"

/* Room for one more of size bytes in an array of *capacity that is full: doubled, in the arena (the old one stays there
 * unused; over all doublings that is as much as the last one). */
static void *array_grow(Arena *arena, void *items, uint32_t *capacity, size_t size)
{
    uint32_t wanted = *capacity ? *capacity * 2 : 16;
    size_t   bytes;
    if (wanted <= *capacity || !array_size(wanted, size, &bytes))
        return NULL;
    void *grown = arena_alloc(arena, bytes);
    if (!grown)
        return NULL;
    if (*capacity)
        memcpy(grown, items, *capacity * size);
    *capacity = wanted;
    return grown;
}

bool instructions_add(Instructions *into, int opcode, int arg, Location location)
{
    if (into->count == into->capacity) {
        Instruction *items = array_grow(into->arena, into->items, &into->capacity, sizeof *items);
        if (!items)
            return false;
        into->items = items;
    }
    into->items[into->count++] = (Instruction){opcode, arg, location};
    return true;
}

bool instructions_insert(Instructions *into, uint32_t at, int opcode, int arg, Location location)
{
    if (!instructions_add(into, opcode, arg, location))
        return false;
    memmove(into->items + at + 1, into->items + at, (into->count - 1 - at) * sizeof *into->items);
    into->items[at] = (Instruction){opcode, arg, location};
    for (uint32_t i = 0; i < into->label_count; i++)
        if (into->labels[i] > (int)at)
            into->labels[i]++;
    return true;
}

Label instructions_label(Instructions *into)
{
    if (into->label_count == into->label_capacity) {
        int *labels = array_grow(into->arena, into->labels, &into->label_capacity, sizeof *labels);
        if (!labels)
            return NO_LABEL;
        into->labels = labels;
    }
    into->labels[into->label_count] = -1;
    return (Label)into->label_count++;
}

void instructions_place(Instructions *into, Label label)
{
    into->labels[label] = (int)into->count;
}
