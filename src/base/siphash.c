/* siphash.c - SipHash-1-3 after Aumasson and Bernstein. SPDX-License-Identifier: MIT */
#include "base/siphash.h"

#include <string.h>

static inline uint64_t rotate(uint64_t x, int by)
{
    return x << by | x >> (64 - by);
}

static inline void mix(uint64_t v[4])
{
    v[0] += v[1], v[2] += v[3];
    v[1] = rotate(v[1], 13) ^ v[0], v[3] = rotate(v[3], 16) ^ v[2];
    v[0] = rotate(v[0], 32);
    v[2] += v[1], v[0] += v[3];
    v[1] = rotate(v[1], 17) ^ v[2], v[3] = rotate(v[3], 21) ^ v[0];
    v[2] = rotate(v[2], 32);
}

uint64_t siphash13(uint64_t k0, uint64_t k1, const void *bytes, size_t size)
{
    const uint8_t *in = bytes;
    uint64_t       last = (uint64_t)size << 56, word;
    uint64_t       v[4] = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                           k1 ^ 0x7465646279746573u};
    for (; size >= 8; in += 8, size -= 8) {
        memcpy(&word, in, 8);
        v[3] ^= word;
        mix(v);
        v[0] ^= word;
    }
    for (size_t i = 0; i < size; i++)
        last |= (uint64_t)in[i] << 8 * i;
    v[3] ^= last;
    mix(v);
    v[0] ^= last;
    v[2] ^= 0xFF;
    mix(v);
    mix(v);
    mix(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

HashKey hash_key_of_seed(uint32_t seed)
{
    uint8_t  secret[16] = {0};
    uint32_t x = seed;
    HashKey  key;
    for (size_t i = 0; seed && i < sizeof secret; i++) {
        x = x * 214013 + 2531011;
        secret[i] = x >> 16 & 0xFF;
    }
    memcpy(&key.k0, secret, 8);
    memcpy(&key.k1, secret + 8, 8);
    return key;
}
