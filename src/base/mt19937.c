/* mt19937.c - after Matsumoto and Nishimura, "Mersenne Twister". SPDX-License-Identifier: MIT */
#include "base/mt19937.h"

enum { OFFSET = 397 };

void mt19937_seed(Mt19937 *mt, uint32_t seed)
{
    mt->words[0] = seed;
    for (uint32_t i = 1; i < MT19937_WORDS; i++) {
        uint32_t before = mt->words[i - 1];
        mt->words[i] = 1812433253u * (before ^ before >> 30) + i;
    }
    mt->next = MT19937_WORDS;
}

/* Index i walks the state from 1, skipping 0, which copies the last word when the walk wraps. */
static uint32_t step(Mt19937 *mt, uint32_t i)
{
    if (++i < MT19937_WORDS)
        return i;
    mt->words[0] = mt->words[MT19937_WORDS - 1];
    return 1;
}

void mt19937_seed_array(Mt19937 *mt, const uint32_t *key, size_t count)
{
    uint32_t *words = mt->words, i = 1;
    size_t    k = 0;
    mt19937_seed(mt, 19650218u);
    for (size_t left = count > MT19937_WORDS ? count : MT19937_WORDS; left > 0; left--) {
        words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1664525u) + key[k] + (uint32_t)k;
        i = step(mt, i);
        k = k + 1 < count ? k + 1 : 0;
    }
    for (size_t left = MT19937_WORDS - 1; left > 0; left--) {
        words[i] = (words[i] ^ (words[i - 1] ^ words[i - 1] >> 30) * 1566083941u) - i;
        i = step(mt, i);
    }
    words[0] = 0x80000000u;
}

static void twist(Mt19937 *mt)
{
    uint32_t *words = mt->words;
    for (uint32_t i = 0; i < MT19937_WORDS; i++) {
        uint32_t joined = (words[i] & 0x80000000u) | (words[(i + 1) % MT19937_WORDS] & 0x7FFFFFFFu);
        words[i] = words[(i + OFFSET) % MT19937_WORDS] ^ joined >> 1 ^ (joined & 1 ? 0x9908B0DFu : 0);
    }
    mt->next = 0;
}

uint32_t mt19937_next(Mt19937 *mt)
{
    if (mt->next >= MT19937_WORDS)
        twist(mt);
    uint32_t y = mt->words[mt->next++];
    y ^= y >> 11;
    y ^= y << 7 & 0x9D2C5680u;
    y ^= y << 15 & 0xEFC60000u;
    return y ^ y >> 18;
}

double mt19937_double(Mt19937 *mt)
{
    uint32_t high = mt19937_next(mt) >> 5, low = mt19937_next(mt) >> 6;
    return (high * 67108864.0 + low) * (1.0 / 9007199254740992.0);
}
