/* hash.h - the hashes that a script can see, equal to CPython's, and the seedless one of names that it cannot.
 *
 * A hash is a signed 64-bit number, never -1 (which becomes -2): -1 is the error of `__hash__`. SPDX-License-Identifier: MIT */
#pragma once
#include <math.h>
#include <stdint.h>

#include "base/natural.h"
#include "base/siphash.h"

#define HASH_BITS 61
#define HASH_MODULUS (((uint64_t)1 << HASH_BITS) - 1)
#define HASH_INF 314159
#define HASH_IMAGINARY UINT64_C(1000003)

static inline int64_t hash_not_error(int64_t hash)
{
    return hash == -1 ? -2 : hash;
}

/* hash(bytes) and, over the characters' array in its narrowest kind, hash(str). The empty one is 0. */
static inline int64_t hash_bytes(const HashKey *key, const void *bytes, size_t size)
{
    return size ? hash_not_error((int64_t)siphash13(key->k0, key->k1, bytes, size)) : 0;
}

/* hash(int) of a small one, and of sign and limbs. */
static inline int64_t hash_small_int(int64_t value)
{
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    int64_t  rest = (int64_t)(magnitude % HASH_MODULUS);
    return hash_not_error(value < 0 ? -rest : rest);
}
int64_t hash_natural(const Limb *a, size_t an, bool negative);

/* hash(float) of anything but a nan (whose hash is its object's). */
int64_t hash_double(double d);

static inline int64_t hash_complex(int64_t real, int64_t imaginary)
{
    return hash_not_error((int64_t)((uint64_t)real + HASH_IMAGINARY * (uint64_t)imaginary));
}

/* An address, as hash(object()) is made. */
static inline int64_t hash_address(uint64_t address)
{
    return hash_not_error((int64_t)(address >> 4 | address << 60));
}

/* A tuple: hash_tuple_begin, one hash_tuple_item an item, hash_tuple_end. A slice: three items, hash_slice_end. */
#define HASH_LANE_1 UINT64_C(11400714785074694791)
#define HASH_LANE_2 UINT64_C(14029467366897019727)
#define HASH_LANE_5 UINT64_C(2870177450012600261)

static inline uint64_t hash_tuple_begin(void)
{
    return HASH_LANE_5;
}

static inline uint64_t hash_tuple_item(uint64_t state, int64_t item)
{
    state += (uint64_t)item * HASH_LANE_2;
    state = state << 31 | state >> 33;
    return state * HASH_LANE_1;
}

static inline int64_t hash_tuple_end(uint64_t state, size_t length)
{
    state += length ^ (HASH_LANE_5 ^ 3527539);
    return state == UINT64_MAX ? 1546275796 : (int64_t)state;
}

static inline int64_t hash_slice_end(uint64_t state)
{
    return state == UINT64_MAX ? 1546275796 : (int64_t)state;
}

/* A frozenset: 0, one hash_set_item an item in any order, hash_set_end. */
static inline uint64_t hash_set_item(uint64_t state, int64_t item)
{
    uint64_t h = (uint64_t)item;
    return state ^ ((h ^ 89869747) ^ h << 16) * 3644798167u;
}

static inline int64_t hash_set_end(uint64_t state, size_t length)
{
    state ^= ((uint64_t)length + 1) * 1927868237u;
    state ^= state >> 11 ^ state >> 25;
    state = state * 69069 + 907133923;
    return state == UINT64_MAX ? 590923713 : (int64_t)state;
}

/* The seedless hash of a name's UTF-8 bytes: same on every machine and build (tables made at build time hold it; the
 * tools' twin is in the comment of its body). Never 0, so 0 can mean "not yet". */
static inline uint32_t name_hash(const char *name, size_t length)
{
    /* h = 0x9E3779B9 ^ length; each 4 bytes little-endian, the last padded with zeros: h = rotl((h ^ w) * 0x85EBCA6B,
     * 13); then h ^= h >> 16, h *= 0xC2B2AE35, h ^= h >> 13; 0 becomes 1. All modulo 2^32. */
    uint32_t h = 0x9E3779B9u ^ (uint32_t)length;
    for (; length >= 4; name += 4, length -= 4) {
        uint32_t word;
        memcpy(&word, name, 4);
        h = (h ^ word) * 0x85EBCA6Bu;
        h = h << 13 | h >> 19;
    }
    if (length) {
        uint32_t word = (unsigned char)name[0];
        if (length > 1)
            word |= (uint32_t)(unsigned char)name[1] << 8;
        if (length > 2)
            word |= (uint32_t)(unsigned char)name[2] << 16;
        h = (h ^ word) * 0x85EBCA6Bu;
        h = h << 13 | h >> 19;
    }
    h ^= h >> 16;
    h *= 0xC2B2AE35u;
    h ^= h >> 13;
    return h ? h : 1;
}
