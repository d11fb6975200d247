/* text.c - see text.h. SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

enum { FIRST_SLOTS = 256 };

/* Multiply and fold, eight bytes a step. Texts are mostly short names; quality needs only to spread them over a table. */
static uint32_t hash_bytes(const char *data, size_t length)
{
    uint64_t hash = 0x9E3779B97F4A7C15u ^ length, word;

    for (; length >= 8; data += 8, length -= 8) {
        memcpy(&word, data, 8);
        hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
        hash ^= hash >> 32;
    }
    word = 0;
    for (size_t i = 0; i < length; i++)
        word |= (uint64_t)(unsigned char)data[i] << (8 * i);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
    return (uint32_t)(hash ^ hash >> 32);
}

bool text_table_init(TextTable *table, Arena *arena)
{
    *table = (TextTable){.arena = arena, .mask = FIRST_SLOTS - 1};
    table->slots = arena_zero(arena, FIRST_SLOTS * sizeof(*table->slots));
    return table->slots != NULL;
}

/* The old slots stay in the arena: together they are smaller than the new ones. */
static bool grow(TextTable *table)
{
    size_t       slot_count = ((size_t)table->mask + 1) * 2, bytes;
    const Text **slots;

    if (!array_size(slot_count, sizeof(*slots), &bytes) || !(slots = arena_zero(table->arena, bytes)))
        return false;
    for (uint32_t i = 0; i <= table->mask; i++) {
        const Text *text = table->slots[i];
        if (!text)
            continue;
        size_t at = text->hash & (slot_count - 1);
        while (slots[at])
            at = (at + 1) & (slot_count - 1);
        slots[at] = text;
    }
    table->slots = slots;
    table->mask = (uint32_t)(slot_count - 1);
    return true;
}

static bool is_name_byte(unsigned char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '_';
}

static Text *make_text(TextTable *table, const char *data, size_t length, uint32_t hash)
{
    Text *text = arena_alloc(table->arena, sizeof(Text) + length + 1);

    if (!text)
        return NULL;
    *text = (Text){.length = (uint32_t)length, .hash = hash, .is_ascii = true, .is_name = true};
    memcpy(text->data, data, length);
    text->data[length] = 0;
    for (size_t i = 0; i < length && (text->is_name || text->is_ascii); i++) {
        text->is_ascii &= (unsigned char)data[i] < 0x80;
        text->is_name = text->is_name && is_name_byte((unsigned char)data[i]);
    }
    return text;
}

const Text *text_intern(TextTable *table, const char *data, size_t length)
{
    if (length > UINT32_MAX - 64)
        return NULL;
    if (table->count * 4u >= table->mask * 3u && !grow(table))
        return NULL;
    uint32_t hash = hash_bytes(data, length);
    for (uint32_t at = hash & table->mask;; at = (at + 1) & table->mask) {
        const Text *found = table->slots[at];
        if (!found) {
            Text *text = make_text(table, data, length, hash);
            if (text) {
                table->slots[at] = text;
                table->count++;
            }
            return text;
        }
        if (found->hash == hash && found->length == length && !memcmp(found->data, data, length))
            return found;
    }
}

const Text *text_intern_literal(TextTable *table, const char *literal)
{
    return text_intern(table, literal, strlen(literal));
}

const Text *text_intern_format(TextTable *table, const char *format, ...)
{
    va_list arguments, again;
    char    short_text[256];

    va_start(arguments, format);
    va_copy(again, arguments);
    int         length = vsnprintf(short_text, sizeof(short_text), format, arguments);
    const Text *result = NULL;
    if (length >= 0 && (size_t)length < sizeof(short_text)) {
        result = text_intern(table, short_text, (size_t)length);
    } else if (length >= 0) {
        char *long_text = arena_alloc(table->arena, (size_t)length + 1);
        if (long_text) {
            vsnprintf(long_text, (size_t)length + 1, format, again);
            result = text_intern(table, long_text, (size_t)length);
        }
    }
    va_end(again);
    va_end(arguments);
    return result;
}

size_t text_code_points(const Text *text)
{
    size_t count = 0;
    for (uint32_t i = 0; i < text->length; i++)
        count += (text->data[i] & 0xC0) != 0x80;
    return count;
}

bool text_equals_literal(const Text *text, const char *literal)
{
    size_t length = strlen(literal);
    return text->length == length && !memcmp(text->data, literal, length);
}
