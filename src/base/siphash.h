/* siphash.h - SipHash-1-3, the keyed hash of str and bytes, and the key that PYTHONHASHSEED gives.
 * SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef struct HashKey {
    uint64_t k0, k1;
} HashKey;

uint64_t siphash13(uint64_t k0, uint64_t k1, const void *bytes, size_t size);

/* The key of a numeric PYTHONHASHSEED: 0 gives the zero key, others CPython's linear congruence. */
HashKey hash_key_of_seed(uint32_t seed);
