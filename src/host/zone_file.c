/* zone_file.c - TZif files (RFC 8536): transitions, types, names and the rule at the end.
 *
 * A file has a block with 32-bit moments and, from version 2 on, one with 64-bit moments, which alone is used then. Bytes
 * come from foreign files: every count is checked against the size. SPDX-License-Identifier: MIT */
#include <string.h>

#include "host/zone_types.h"

enum { HEADER = 44, TYPE_SIZE = 6, MOST = 100000 };

typedef struct Block {
    const unsigned char *data;                   /* after its header */
    size_t isut, isstd, leaps, moments, types, chars, moment_size, size;
} Block;

static uint32_t big32(const unsigned char *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static int64_t big64(const unsigned char *at)
{
    return (int64_t)((uint64_t)big32(at) << 32 | big32(at + 4));
}

/* The block that begins at data with its header; false: malformed. */
static bool read_block(const unsigned char *data, size_t size, size_t moment_size, Block *block)
{
    if (size < HEADER || memcmp(data, "TZif", 4) != 0)
        return false;
    *block = (Block){data + HEADER,       big32(data + 20), big32(data + 24), big32(data + 28), big32(data + 32),
                     big32(data + 36),    big32(data + 40), moment_size,      0};
    if (block->isut > MOST || block->isstd > MOST || block->leaps > MOST || block->moments > MOST ||
        block->types > 256 || !block->types || block->chars > MOST)
        return false;
    block->size = block->moments * (moment_size + 1) + block->types * TYPE_SIZE + block->chars +
                  block->leaps * (moment_size + 4) + block->isstd + block->isut;
    return size - HEADER >= block->size;
}

/* Room for everything in one block of memory. */
static Zone *new_zone(Allocator *from, const Block *block)
{
    size_t size = sizeof(Zone) + block->types * sizeof(ZoneType) + block->moments * (sizeof(int64_t) + 1);
    Zone  *zone = allocate(from, size);
    if (!zone)
        return NULL;
    *zone = (Zone){.count = block->moments, .type_count = block->types, .size = size};
    zone->moments = (int64_t *)(zone + 1);
    zone->types = (ZoneType *)(zone->moments + block->moments);
    zone->moment_types = (uint8_t *)(zone->types + block->types);
    return zone;
}

static bool fill_types(Zone *zone, const Block *block)
{
    const unsigned char *types = block->data + block->moments * (block->moment_size + 1);
    const unsigned char *chars = types + block->types * TYPE_SIZE;

    for (size_t i = 0; i < block->types; i++) {
        const unsigned char *row = types + i * TYPE_SIZE;
        if (row[5] >= block->chars)
            return false;
        size_t length = strnlen((const char *)chars + row[5], block->chars - row[5]);
        if (length >= ZONE_NAME)
            length = ZONE_NAME - 1;
        zone->types[i] = (ZoneType){.offset = (int32_t)big32(row), .is_dst = row[4] != 0};
        memcpy(zone->types[i].name, chars + row[5], length);
        if (zone->types[i].offset > 26 * 3600 || zone->types[i].offset < -26 * 3600)
            return false;
    }
    return true;
}

static bool fill_moments(Zone *zone, const Block *block)
{
    const unsigned char *types = block->data + block->moments * block->moment_size;

    for (size_t i = 0; i < block->moments; i++) {
        const unsigned char *at = block->data + i * block->moment_size;
        zone->moments[i] = block->moment_size == 8 ? big64(at) : (int32_t)big32(at);
        zone->moment_types[i] = types[i];
        if (types[i] >= block->types || (i && zone->moments[i] <= zone->moments[i - 1]))
            return false;
    }
    return true;
}

Zone *zone_from_file(Allocator *from, const void *data, size_t size)
{
    const unsigned char *bytes = data, *end = bytes + size;
    Block                block;
    ZoneRule             rule = {0};
    bool                 has_rule = false;

    if (!read_block(bytes, size, 4, &block))
        return NULL;
    if (bytes[4] >= '2') {
        bytes = block.data + block.size;
        if (!read_block(bytes, (size_t)(end - bytes), 8, &block))
            return NULL;
        const unsigned char *footer = block.data + block.size;
        if (footer < end && *footer == '\n') {
            const unsigned char *last = memchr(footer + 1, '\n', (size_t)(end - footer - 1));
            has_rule = last && zone_rule_parse((const char *)footer + 1, (size_t)(last - footer - 1), &rule);
        }
    }
    Zone *zone = new_zone(from, &block);
    if (!zone)
        return NULL;
    if (!fill_types(zone, &block) || !fill_moments(zone, &block)) {
        zone_free(from, zone);
        return NULL;
    }
    zone->has_rule = has_rule;
    zone->rule = rule;
    return zone;
}

void zone_free(Allocator *from, Zone *zone)
{
    if (zone)
        deallocate(from, zone, zone->size);
}
