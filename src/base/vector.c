/* vector.c - see vector.h. SPDX-License-Identifier: MIT */
#include "base/vector.h"

bool vector_grow(Allocator *from, void **items, size_t *room, size_t wanted, size_t size)
{
    size_t next = *room + *room / 2, bytes;
    if (next < wanted)
        next = wanted;
    if (next < 8)
        next = 8;
    if (!array_size(next, size, &bytes))
        return false;
    void *moved = from->resize(from, *items, *room * size, bytes);
    if (!moved)
        return false;
    *items = moved;
    *room = next;
    return true;
}
