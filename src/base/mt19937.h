/* mt19937.h - the Mersenne twister of 32 bits, as behind Python's random. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

enum { MT19937_WORDS = 624 };

typedef struct Mt19937 {
    uint32_t words[MT19937_WORDS];
    uint32_t next;  /* index of the next word; MT19937_WORDS: twist first */
} Mt19937;

/* Seeds with one word, and with an array of one or more words. */
void mt19937_seed(Mt19937 *mt, uint32_t seed);
void mt19937_seed_array(Mt19937 *mt, const uint32_t *key, size_t count);

/* 32 random bits. */
uint32_t mt19937_next(Mt19937 *mt);

/* A double in [0, 1) of 53 random bits, as random.random(). */
double mt19937_double(Mt19937 *mt);
