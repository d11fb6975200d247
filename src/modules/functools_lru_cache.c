/* functools_lru_cache.c - _lru_cache_wrapper: a function's results by its arguments.
 *
 * cache: dict from key to the result, or, when bounded, to a link. The links form a ring through the wrapper, the oldest
 * first; the dict owns them, the ring does not.
 *
 * Danger: hashing and comparing keys, and the function itself, may use this very cache: each look at the ring is made anew
 * after them. SPDX-License-Identifier: MIT */
#include "modules/fields.h"
#include "modules/functools.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct Link {
    Object       head;
    Value        key, result;
    int64_t      hash;
    struct Link *previous, *next;
} Link;

typedef struct Ring {
    Link *previous, *next; /* newest, oldest; NULL: empty */
} Ring;

typedef struct Cache {
    Object  head;
    Value   function, cache, info_type;
    Value   dict;      /* __dict__; 0: none yet */
    Ring    ring;
    int64_t most;      /* -1: unbounded */
    int64_t hits, misses;
    bool    typed;
} Cache;

enum { CACHE_FIELDS = 4, LINK_FIELDS = 2, FEW = 16 };

FIELDS_LIFE(link, Link, LINK_FIELDS);

static Cache *as_cache(Value v) { return (Cache *)object_of(v); }

/* ---- the ring ---- */

/* Harmless for one that is not in the ring. */
static void link_remove(Cache *self, Link *link)
{
    if (!link->previous && self->ring.next != link)
        return;
    *(link->previous ? &link->previous->next : &self->ring.next) = link->next;
    *(link->next ? &link->next->previous : &self->ring.previous) = link->previous;
    link->next = link->previous = NULL;
}

static void link_append(Cache *self, Link *link)
{
    link_remove(self, link);
    link->previous = self->ring.previous;
    link->next = NULL;
    *(link->previous ? &link->previous->next : &self->ring.next) = link;
    self->ring.previous = link;
}

/* The links stay alive in the dict, or die with it, but are no longer of the ring. */
static void ring_empty(Cache *self)
{
    while (self->ring.next)
        link_remove(self, self->ring.next);
}

/* ---- keys ---- */

static bool is_own_key(Value v) { return is_exact_int(v) || is_exact_str(v); }

/* One int or str is its own key; else a tuple of the arguments, then a mark, names and values, then the types. */
static Value make_key(Vm *vm, const Cache *self, const Value *args, size_t count, Value names)
{
    size_t named = names ? tuple_length(names) : 0;
    if (!named && !self->typed && count == 1 && is_own_key(args[0]))
        return retain(args[0]);
    size_t length = count + (named ? 1 + 2 * named : 0) + (self->typed ? count + named : 0), at = 0;
    if (!length)
        return tuple_empty(vm);
    Tuple *key = tuple_new(vm, length);
    if (!key)
        return 0;
    while (at < count) {
        key->items[at] = retain(args[at]);
        at++;
    }
    if (named)
        key->items[at++] = KEYWORD_MARK;
    for (size_t i = 0; i < named; i++) {
        key->items[at++] = retain(tuple_get(names, i));
        key->items[at++] = retain(args[count + i]);
    }
    for (size_t i = 0; self->typed && i < count + named; i++)
        key->items[at++] = retain(type_value(type_of(vm, args[i])));
    return tuple_ready(vm, key);
}

/* ---- the three kinds of cache ---- */

static Value call_unbounded(Vm *vm, Cache *self, const Value *args, size_t count, Value names)
{
    Value   key = make_key(vm, self, args, count, names), result = 0;
    int64_t hash = key ? object_hash(vm, key) : -1;
    if (hash == -1)
        goto done;
    result = dict_find_hashed(vm, self->cache, key, hash);
    if (!result)
        goto done;
    if (result != UNBOUND) {
        retain(result);
        self->hits++;
        goto done;
    }
    self->misses++;
    result = call(vm, self->function, args, count, names);
    if (result && !dict_set_hashed(vm, self->cache, key, hash, result)) {
        release(vm, result);
        result = 0;
    }
done:
    release(vm, key);
    return result;
}

/* A new link is the newest. */
static bool link_new(Vm *vm, Cache *self, Value key, int64_t hash, Value result)
{
    Link *link = heap_new_container(vm, sizeof *link, SHAPE_LRU_LINK);
    if (!link)
        return false;
    *link = (Link){.head = link->head, .key = retain(key), .result = retain(result), .hash = hash};
    gc_track(vm, &link->head);
    bool done = dict_set_hashed(vm, self->cache, key, hash, value_of(link));
    if (done && object_of(value_of(link))->refs > 1)
        link_append(self, link);
    release(vm, value_of(link));
    return done;
}

/* The oldest goes, its link takes the new key and result. False: an exception is set. */
static bool link_reuse(Vm *vm, Cache *self, Value key, int64_t hash, Value result)
{
    Link *oldest = self->ring.next;
    if (!oldest)
        return true;
    link_remove(self, oldest);
    Value link = retain(value_of(oldest)), popped = dict_pop(vm, self->cache, oldest->key);
    if (popped == UNBOUND) {
        release(vm, link); // somebody took it out meanwhile: the cache is not full now, and stays without this result
        return true;
    }
    if (!popped) {
        link_append(self, oldest);
        release(vm, link);
        return false;
    }
    release(vm, popped);
    Value old_key = oldest->key, old_result = oldest->result;
    oldest->key = retain(key);
    oldest->result = retain(result);
    oldest->hash = hash;
    bool done = dict_set_hashed(vm, self->cache, key, hash, link);
    if (done)
        link_append(self, oldest);
    release(vm, link);
    release(vm, old_key);
    release(vm, old_result);
    return done;
}

static Value call_bounded(Vm *vm, Cache *self, const Value *args, size_t count, Value names)
{
    Value   key = make_key(vm, self, args, count, names), result = 0, found;
    int64_t hash = key ? object_hash(vm, key) : -1;
    if (hash == -1 || !(found = dict_find_hashed(vm, self->cache, key, hash)))
        goto done;
    if (found != UNBOUND) {
        Link *link = (Link *)object_of(found);
        if (self->ring.previous != link) {
            link_remove(self, link);
            link_append(self, link);
        }
        self->hits++;
        result = retain(link->result);
        goto done;
    }
    self->misses++;
    result = call(vm, self->function, args, count, names);
    if (!result)
        goto done;
    found = dict_find_hashed(vm, self->cache, key, hash);
    bool full = (int64_t)dict_length(vm, self->cache) >= self->most;
    bool kept = found == UNBOUND ? full ? link_reuse(vm, self, key, hash, result) : link_new(vm, self, key, hash, result)
                                 : found != 0;
    if (!kept) {
        release(vm, result);
        result = 0;
    }
done:
    release(vm, key);
    return result;
}

static Value cache_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    Cache *self = as_cache(callee);
    Value  result;
    retain(callee);
    if (self->most == 0) {
        self->misses++;
        result = call(vm, self->function, args, count, names);
    } else {
        result = (self->most < 0 ? call_unbounded : call_bounded)(vm, self, args, count, names);
    }
    release(vm, callee);
    return result;
}

/* ---- life ---- */

static void cache_dealloc(Vm *vm, Object *object)
{
    ring_empty((Cache *)object);
    fields_release(vm, object, CACHE_FIELDS);
    heap_free(vm, object, sizeof(Cache));
}

static bool cache_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return fields_visit(object, CACHE_FIELDS, visit, arg);
}

static void cache_clear_slot(Vm *vm, Object *object)
{
    ring_empty((Cache *)object);
    dict_clear(vm, ((Cache *)object)->cache);
    replace(vm, &((Cache *)object)->dict, 0);
}

static Value cache_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int64_t most = -1;
    if (!is_callable(vm, arg[1]))
        return type_error(vm, "the first argument must be callable");
    if (arg[2] != NONE) {
        if (!is_int(vm, arg[2]) && !(is_object(arg[2]) && type_of(vm, arg[2])->slots.index))
            return type_error(vm, "maxsize should be integer or None");
        if (!object_index_int64(vm, arg[2], &overflow_error_type, &most))
            return 0;
        most = most < 0 ? 0 : most;
    }
    int    typed = object_truth(vm, arg[3]);
    Value  dict = typed < 0 ? 0 : dict_new(vm);
    Cache *self = dict ? object_allocate(vm, as_type(arg[0]), 0) : NULL;
    if (!self) {
        release(vm, dict);
        return 0;
    }
    self->function = retain(arg[1]);
    self->cache = dict;
    self->info_type = retain(arg[4]);
    self->dict = 0;
    self->ring = (Ring){NULL, NULL};
    self->most = most;
    self->hits = self->misses = 0;
    self->typed = typed;
    return object_ready(vm, self);
}

/* ---- methods ---- */

static Value cache_info(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Cache *self = as_cache(arg[0]);
    Value        numbers[4] = {int_value(self->hits), int_value(self->misses), self->most < 0 ? NONE : int_value(self->most),
                               int_value((int64_t)dict_length(vm, self->cache))};
    return call(vm, self->info_type, numbers, countof(numbers), 0);
}

static Value cache_clear(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Cache *self = as_cache(arg[0]);
    ring_empty(self);
    self->hits = self->misses = 0;
    dict_clear(vm, self->cache);
    return NONE;
}

static Value cache_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return object_getattr(vm, arg[0], NAME(__qualname__));
}

static Value cache_self(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(arg[0]);
}

static Value cache_get(Vm *vm, Value descr, Value object, Value cls)
{
    (void)cls;
    return !object || object == NONE ? retain(descr) : method_new(vm, descr, object);
}

#define OWNER &lru_cache_wrapper_type
static const Row new_row =
    NEW_ROW("lru_cache(cls, user_function, maxsize, typed, cache_info_type)", cache_make, CALL_KEYWORDS);
static const Row rows[] = {
    METHOD("cache_info(self, /)", cache_info, CALL_NOARGS, "Report cache statistics"),
    METHOD("cache_clear(self, /)", cache_clear, CALL_NOARGS, "Clear the cache and cache statistics"),
    METHOD("__reduce__(self, /)", cache_reduce, CALL_NOARGS, NULL),
    METHOD_FLAGS("__copy__(self, /, *args)", cache_self, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    METHOD_FLAGS("__deepcopy__(self, /, *args)", cache_self, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE, NULL),
    GETSET("__dict__", get_dict_attribute, set_dict_attribute, NULL),
    ROWS_END,
};
#undef OWNER

const Type lru_link_type = {
    TYPE_HEAD, .name = "functools._lru_list_elem", .base = &object_type, .number = SHAPE_LRU_LINK,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION, .basic_size = 56,
    .size = sizeof(Link), .slots = { OBJECT_SLOTS, .dealloc = link_dealloc, .traverse = link_traverse },
};

const Type lru_cache_wrapper_type = {
    TYPE_HEAD, .name = "functools._lru_cache_wrapper",
    .doc = "Create a cached callable that wraps another function.\n\nuser_function:      the function being cached\n\n"
           "maxsize:  0         for no caching\n          None      for unlimited cache size\n"
           "          n         for a bounded cache\n\ntyped:    False     cache f(3) and f(3.0) as identical calls\n"
           "          True      cache f(3) and f(3.0) as distinct calls\n\ncache_info_type:    namedtuple class with the fields:\n"
           "                        hits misses currsize maxsize\n",
    .base = &object_type, .rows = rows, .number = SHAPE_LRU_CACHE_WRAPPER,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_METHOD_DESCRIPTOR, .basic_size = 152, .dict_offset = 136,
    .weaklist_offset = 144, .size = sizeof(Cache), .dict_field = offsetof(Cache, dict), .new_row = &new_row,
    .slots = { OBJECT_SLOTS, .dealloc = cache_dealloc, .traverse = cache_traverse, .clear = cache_clear_slot,
               .new = new_from_row, .call = cache_call, .get = cache_get },
};
