/* random.c - the module _random: the Mersenne twister as a type. SPDX-License-Identifier: MIT */
#include "base/mt19937.h"
#include "host/system.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int_impl.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/tuple.h"

extern const ModuleDef module_random;
static const Type      random_type;
#define OWNER &random_type

typedef struct Random {
    Object  head;
    Mt19937 mt;
} Random;

static Mt19937 *state_of(Value self)
{
    return &((Random *)object_of(self))->mt;
}

/* Seeds with the 32-bit words of a magnitude, at least one of them. */
static MUST_CHECK bool seed_with_int(Vm *vm, Mt19937 *mt, Value number)
{
    IntView   view;
    uint32_t  few[8], *key = few;
    int_view(&view, number);
    size_t count = (natural_bit_length(view.limbs, view.length) + 31) / 32, room = count ? count : 1;
    if (room > countof(few) && !(key = mem_alloc(vm, room * sizeof *key)))
        return false;
    key[0] = 0;
    for (size_t i = 0; i < count; i++)
        key[i] = (uint32_t)(view.limbs[i / 2] >> 32 * (i % 2));
    mt19937_seed_array(mt, key, room);
    if (key != few)
        mem_free(vm, key, room * sizeof *key);
    return true;
}

static MUST_CHECK bool seed_from_host(Vm *vm, Mt19937 *mt)
{
    uint32_t key[MT19937_WORDS];
    int      error = vm->host->system->entropy(vm->host, key, sizeof key, false);
    if (error)
        return os_error(vm, error, 0, 0);
    mt19937_seed_array(mt, key, MT19937_WORDS);
    return true;
}

/* seed 0 or NONE: from the host. Anything but an int counts by its hash. */
static MUST_CHECK bool seed_with(Vm *vm, Mt19937 *mt, Value seed)
{
    if (!seed || seed == NONE)
        return seed_from_host(vm, mt);
    if (is_int(vm, seed))
        return seed_with_int(vm, mt, seed);
    int64_t hash = object_hash(vm, seed);
    if (hash == -1)
        return false;
    Value number = int_from_uint64(vm, (uint64_t)hash);
    bool  fine = number && seed_with_int(vm, mt, number);
    release(vm, number);
    return fine;
}

/* ---- methods ---- */

static Value next_double(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return float_new(vm, mt19937_double(state_of(arg[0])));
}

static Value seed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return seed_with(vm, state_of(arg[0]), arg[1]) ? NONE : 0;
}

static Value get_state(Vm *vm, const Value *arg, size_t count)
{
    Mt19937 *mt = state_of(arg[0]);
    Tuple   *state = tuple_new(vm, MT19937_WORDS + 1);
    (void)count;
    if (!state)
        return 0;
    for (size_t i = 0; i < MT19937_WORDS; i++)
        state->items[i] = int_value(mt->words[i]);
    state->items[MT19937_WORDS] = int_value(mt->next);
    return tuple_ready(vm, state);
}

static Value set_state(Vm *vm, const Value *arg, size_t count)
{
    Mt19937 *mt = state_of(arg[0]);
    Mt19937  next;
    int64_t  index;
    (void)count;
    if (!is_tuple(vm, arg[1]))
        return type_error(vm, "state vector must be a tuple");
    if (tuple_length(arg[1]) != MT19937_WORDS + 1)
        return value_error(vm, "state vector is the wrong size");
    for (size_t i = 0; i < MT19937_WORDS; i++) {
        uint64_t word;
        Value    item = tuple_get(arg[1], i);
        if (!is_int(vm, item))
            return type_error(vm, "an integer is required");
        if (!int_as_uint64(vm, item, &word))
            return 0;
        next.words[i] = (uint32_t)word;
    }
    Value last = tuple_get(arg[1], MT19937_WORDS);
    if (!is_int(vm, last))
        return type_error(vm, "an integer is required");
    if (!int_as_int64(vm, last, &index))
        return 0;
    if (index < 0 || index > MT19937_WORDS)
        return value_error(vm, "invalid state");
    next.next = (uint32_t)index;
    *mt = next;
    return NONE;
}

/* Words of 32 bits, the lowest first; the last one gives its upper bits. */
static Value get_random_bits(Vm *vm, const Value *arg, size_t count)
{
    Mt19937 *mt = state_of(arg[0]);
    IntRoom  room;
    Value    number = object_index(vm, arg[1]);
    (void)count;
    if (!number)
        return 0;
    IntView view;
    int_view(&view, number);
    bool     negative = view.negative, is_large = view.length > 1;
    uint64_t bits = view.length ? view.limbs[0] : 0;
    release(vm, number);
    if (negative)
        return value_error(vm, "Cannot convert negative int");
    if (is_large)
        return overflow_error(vm, "Python int too large for C uint64_t");
    if (bits <= 32)
        return int_value(bits ? mt19937_next(mt) >> (32 - bits) : 0);
    size_t words = (size_t)((bits - 1) / 32 + 1), limbs = (words + 1) / 2;
    if (!int_room_open(&room, vm, limbs))
        return 0;
    memset(room.limbs, 0, limbs * sizeof *room.limbs);
    for (size_t i = 0; i < words; i++, bits -= 32) {
        uint32_t word = mt19937_next(mt);
        if (bits < 32)
            word >>= 32 - bits;
        room.limbs[i / 2] |= (Limb)word << 32 * (i % 2);
        if (i % 8192 == 8191 && !poll_units(vm, 8192 / 16)) {
            int_room_drop(&room);
            return 0;
        }
    }
    return int_room_close(&room, limbs, false);
}

/* ---- the type ---- */

static Value random_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Random *self = object_allocate(vm, cls, sizeof *self);
    if (!self)
        return 0;
    memset(&self->mt, 0, sizeof self->mt);
    if (self->head.flags & OBJECT_CONTAINER)
        gc_track(vm, &self->head);
    return value_of(self);
}

static bool random_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names))
        return type_error(vm, "Random() takes no keyword arguments");
    if (count > 1)
        return type_error(vm, "Random expected at most 1 argument, got %zu", count);
    return seed_with(vm, state_of(self), count ? args[0] : 0);
}

static const Row rows[] = {
    METHOD("random(self, /)", next_double, CALL_NOARGS, "random() -> x in the interval [0, 1)."),
    METHOD("seed(self, n=None, /)", seed, CALL_POSITIONAL,
           "seed([n]) -> None.\n\nDefaults to use urandom and falls back to a combination\nof the current time and the "
           "process identifier."),
    METHOD("getstate(self, /)", get_state, CALL_NOARGS, "getstate() -> tuple containing the current state."),
    METHOD("setstate(self, state, /)", set_state, CALL_ONE, "setstate(state) -> None.  Restores generator state."),
    METHOD("getrandbits(self, k, /)", get_random_bits, CALL_ONE, "getrandbits(k) -> x.  Generates an int with k random bits."),
    ROWS_END,
};

static const Type random_type = {
    TYPE_HEAD,
    .name = "_random.Random",
    .doc = "Random() -> create a random number generator with its own internal state.",
    .base = &object_type,
    .rows = rows,
    .flags = TYPE_BASE | TYPE_READY | TYPE_HEAP,
    .basic_size = 2520,
    .size = sizeof(Random),
    .slots = {OBJECT_SLOTS, .dealloc = dealloc_plain, .new = random_new, .init = random_init},
};

static const Type *const templates[] = {&random_type, NULL};

const ModuleDef module_random = {
    .name = "_random",
    .doc = "Module implements the Mersenne Twister random number generator.",
    .templates = templates,
};
