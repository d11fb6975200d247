/* abc.c - _abc: abstract base classes' registries and caches.
 *
 * Each such class has _abc_impl, which holds three sets of weak references: registered classes, classes known to be
 * subclasses, and classes known not to be, the last one valid for one value of the isolate's counter of registrations.
 * SPDX-License-Identifier: MIT */
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/weakref_object.h"

extern const ModuleDef module_abc;

typedef struct AbcState {
    int64_t registrations; /* counts up with every register() */
} AbcState;

typedef struct AbcData {
    Object  head;
    Value   registry, cache, negative; /* sets of weakrefs; 0: empty */
    int64_t negative_version;
} AbcData;

static int64_t registrations(Vm *vm)
{
    return ((AbcState *)module_state(vm, &module_abc))->registrations;
}

/* ---- _abc_data ---- */

static void data_clear(Vm *vm, Object *object)
{
    AbcData *self = (AbcData *)object;
    replace(vm, &self->registry, 0);
    replace(vm, &self->cache, 0);
    replace(vm, &self->negative, 0);
}

static void data_dealloc(Vm *vm, Object *object)
{
    data_clear(vm, object);
    heap_free(vm, object, sizeof(AbcData));
}

static bool data_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    AbcData *self = (AbcData *)object;
    (void)vm;
    return (!self->registry || visit(self->registry, arg)) && (!self->cache || visit(self->cache, arg)) &&
           (!self->negative || visit(self->negative, arg));
}

static Value data_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    AbcData *self = object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->negative_version = registrations(vm);
    return object_ready(vm, self);
}

const Type abc_data_type = {
    TYPE_HEAD, .name = "_abc._abc_data", .doc = "Internal state held by ABC machinery.", .base = &object_type,
    .number = SHAPE_ABC_DATA, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 48,
    .size = sizeof(AbcData),
    .slots = {OBJECT_SLOTS, .dealloc = data_dealloc, .traverse = data_traverse, .clear = data_clear, .new = data_new},
};

/* The class's data, owned; NULL: it has none. */
static AbcData *data_of(Vm *vm, Value cls)
{
    Value data = object_getattr(vm, cls, NAME(_abc_impl));
    if (!data)
        return NULL;
    if (!has_shape(data, SHAPE_ABC_DATA)) {
        type_error(vm, "_abc_impl is set to a wrong type");
        release(vm, data);
        return NULL;
    }
    return (AbcData *)object_of(data);
}

/* ---- sets of weak references ---- */

static int set_has_class(Vm *vm, Value set, Value cls)
{
    if (!set || !set_length(set))
        return 0;
    Value ref = weakref_new(vm, cls, 0);
    if (!ref)
        return exception_swallow(vm, &type_error_type) ? 0 : -1;
    int found = set_contains(vm, set, ref);
    release(vm, ref);
    return found;
}

/* A reference whose callback takes it out of the set: the callback is the set's discard method. */
static bool set_add_class(Vm *vm, Value *set, Value cls)
{
    if (!*set && !(*set = set_new(vm, 0)))
        return false;
    Value discard = object_getattr(vm, *set, NAME(discard));
    Value ref = discard ? weakref_new(vm, cls, discard) : 0;
    bool  done = ref && set_add(vm, *set, ref);
    release(vm, discard);
    release(vm, ref);
    return done;
}

/* ---- _abc_init ---- */

static bool add_if_abstract(Vm *vm, Value set, Value name, Value value)
{
    int abstract = is_abstract_method(vm, value);
    return abstract == 0 || (abstract > 0 && set_add(vm, set, name));
}

static bool collect_own(Vm *vm, Value set, Value cls)
{
    Value  key, value;
    size_t at = 0;
    bool   done = true;
    Value  dict = dict_copy(vm, type_dict(vm, as_type(cls)));
    while (done && dict && dict_next(vm, dict, &at, &key, &value))
        done = add_if_abstract(vm, set, key, value);
    release(vm, dict);
    return done && dict;
}

static bool collect_inherited(Vm *vm, Value set, Value cls)
{
    Value bases = type_bases(vm, as_type(cls));
    for (size_t i = 0; i < tuple_length(bases); i++) {
        Value names = object_find_attr(vm, tuple_get(bases, i), NAME(__abstractmethods__));
        if (!names)
            return false;
        if (names == UNBOUND)
            continue;
        Value list = object_to_list(vm, names);
        bool  done = list;
        release(vm, names);
        for (size_t k = 0; done && k < list_length(list); k++) {
            Value value = object_find_attr(vm, cls, list_get(list, k));
            done = value && (value == UNBOUND || add_if_abstract(vm, set, list_get(list, k), value));
            release(vm, value);
        }
        release(vm, list);
        if (!done)
            return false;
    }
    return true;
}

static Value abc_init(Vm *vm, const Value *arg, size_t count)
{
    Value set = 0, frozen = 0, data = 0, result = 0;
    (void)count;
    if (!is_type(vm, arg[0]))
        return attribute_error(vm, arg[0], NAME(__dict__), "'%T' object has no attribute '__dict__'", arg[0]);
    set = set_new(vm, 0);
    if (set && collect_own(vm, set, arg[0]) && collect_inherited(vm, set, arg[0]) && (frozen = frozenset_new(vm, set)) &&
        object_setattr(vm, arg[0], NAME(__abstractmethods__), frozen) && (data = data_new(vm, &abc_data_type, NULL, 0, 0)) &&
        object_setattr(vm, arg[0], NAME(_abc_impl), data)) {
        Value flags = dict_find_str(vm, type_dict(vm, as_type(arg[0])), NAME(__abc_tpflags__));
        result = NONE;
        if (flags != UNBOUND && is_word_int(flags)) {
            ((Type *)object_of(arg[0]))->flags |= (uint32_t)word_int(flags) & (TYPE_SEQUENCE | TYPE_MAPPING);
            if (!object_setattr(vm, arg[0], NAME(__abc_tpflags__), 0))
                result = 0;
        }
    }
    release(vm, set);
    release(vm, frozen);
    release(vm, data);
    return result;
}

/* ---- register ---- */

/* The flags that match statements look at go to the class and its subclasses. */
static void set_pattern_flags(Vm *vm, Type *type, uint32_t flags)
{
    if (type->flags & TYPE_IMMUTABLE)
        return;
    type->flags = (type->flags & ~(uint32_t)(TYPE_SEQUENCE | TYPE_MAPPING)) | flags;
    Value subclass;
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));)
        set_pattern_flags(vm, (Type *)(uintptr_t)as_type(subclass), flags);
}

static Value abc_register(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_type(vm, arg[1]))
        return type_error(vm, "Can only register classes");
    int known = object_is_subclass(vm, arg[1], arg[0]);
    if (known)
        return known < 0 ? 0 : retain(arg[1]);
    int cycle = object_is_subclass(vm, arg[0], arg[1]);
    if (cycle)
        return cycle < 0 ? 0 : runtime_error(vm, "Refusing to create an inheritance cycle");
    AbcData *data = data_of(vm, arg[0]);
    bool     done = data && set_add_class(vm, &data->registry, arg[1]);
    if (data)
        release(vm, value_of(data));
    if (!done)
        return 0;
    ((AbcState *)module_state(vm, &module_abc))->registrations++;
    if (is_type(vm, arg[0])) {
        uint32_t flags = as_type(arg[0])->flags & (TYPE_SEQUENCE | TYPE_MAPPING);
        if (flags)
            set_pattern_flags(vm, (Type *)object_of(arg[1]), flags);
    }
    return retain(arg[1]);
}

/* ---- checks ---- */

static void renew_negative(Vm *vm, AbcData *data)
{
    if (data->negative_version < registrations(vm)) {
        replace(vm, &data->negative, 0);
        data->negative_version = registrations(vm);
    }
}

static Value abc_instancecheck(Vm *vm, const Value *arg, size_t count)
{
    AbcData *data = data_of(vm, arg[0]);
    Value    subclass = data ? object_getattr(vm, arg[1], NAME(__class__)) : 0, result = 0;
    (void)count;
    if (!subclass)
        goto done;
    int known = set_has_class(vm, data->cache, subclass);
    if (known) {
        result = known < 0 ? 0 : TRUE;
        goto done;
    }
    Value subtype = type_value(type_of(vm, arg[1]));
    if (subtype == subclass && data->negative_version == registrations(vm)) {
        known = set_has_class(vm, data->negative, subclass);
        if (known) {
            result = known < 0 ? 0 : FALSE;
            goto done;
        }
    }
    result = call_method(vm, arg[0], NAME(__subclasscheck__), &subclass, 1);
    if (!result || subtype == subclass)
        goto done;
    int truth = object_truth(vm, result);
    if (truth <= 0) {
        release(vm, result);
        result = truth < 0 ? 0 : call_method(vm, arg[0], NAME(__subclasscheck__), &subtype, 1);
    }
done:
    if (data)
        release(vm, value_of(data));
    release(vm, subclass);
    return result;
}

/* Is subclass one of a registered class? 1, 0, -1 */
static int check_registry(Vm *vm, AbcData *data, Value subclass)
{
    int    result = 0;
    size_t at = 0;
    Value  item, copy = data->registry ? list_new(vm, 4) : 0;
    int64_t hash;
    if (!data->registry)
        return 0;
    while (copy && set_next(data->registry, &at, &item, &hash))
        if (!list_append(vm, copy, item)) {
            release(vm, copy);
            return -1;
        }
    if (!copy)
        return -1;
    for (size_t i = 0; result == 0 && i < list_length(copy); i++) {
        Value cls = weakref_get(list_get(copy, i));
        if (cls != NONE)
            result = object_is_subclass(vm, subclass, cls);
        release(vm, cls);
    }
    release(vm, copy);
    return result;
}

static int check_subclasses(Vm *vm, Value cls, Value subclass)
{
    int   result = 0;
    Value list = call_method(vm, cls, NAME(__subclasses__), NULL, 0);
    if (!list)
        return -1;
    if (!is_list(vm, list)) {
        type_error(vm, "__subclasses__() must return a list");
        result = -1;
    }
    for (size_t i = 0; result == 0 && i < list_length(list); i++) {
        Value below = retain(list_get(list, i));
        result = object_is_subclass(vm, subclass, below);
        release(vm, below);
    }
    release(vm, list);
    return result;
}

/* 1 and 0 are to be remembered in the positive and negative set; -1: error. */
static int decide(Vm *vm, AbcData *data, Value cls, Value subclass)
{
    Value answer = call_method(vm, cls, NAME(__subclasshook__), &subclass, 1);
    if (!answer)
        return -1;
    bool unknown = answer == NOT_IMPLEMENTED;
    if (!unknown && !is_bool(answer)) {
        release(vm, answer);
        raise_format(vm, &assertion_error_type, "__subclasshook__ must return either False, True, or NotImplemented");
        return -1;
    }
    if (!unknown)
        return answer == TRUE;
    Value mro = type_mro(vm, as_type(subclass));
    for (size_t i = 0; i < tuple_length(mro); i++)
        if (tuple_get(mro, i) == cls)
            return 1;
    int registered = check_registry(vm, data, subclass);
    return registered ? registered : check_subclasses(vm, cls, subclass);
}

static Value abc_subclasscheck(Vm *vm, const Value *arg, size_t count)
{
    Value result = 0;
    (void)count;
    if (!is_type(vm, arg[1]))
        return type_error(vm, "issubclass() arg 1 must be a class");
    AbcData *data = data_of(vm, arg[0]);
    if (!data)
        return 0;
    int known = set_has_class(vm, data->cache, arg[1]);
    if (known) {
        result = known < 0 ? 0 : TRUE;
        goto done;
    }
    renew_negative(vm, data);
    known = set_has_class(vm, data->negative, arg[1]);
    if (known) {
        result = known < 0 ? 0 : FALSE;
        goto done;
    }
    int decided = decide(vm, data, arg[0], arg[1]);
    if (decided >= 0 && set_add_class(vm, decided ? &data->cache : &data->negative, arg[1]))
        result = bool_value(decided);
done:
    release(vm, value_of(data));
    return result;
}

/* ---- the rest ---- */

static Value cache_token(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return int_from_int64(vm, registrations(vm));
}

static Value reset_registry(Vm *vm, const Value *arg, size_t count)
{
    AbcData *data = data_of(vm, arg[0]);
    (void)count;
    if (!data)
        return 0;
    replace(vm, &data->registry, 0);
    release(vm, value_of(data));
    return NONE;
}

static Value reset_caches(Vm *vm, const Value *arg, size_t count)
{
    AbcData *data = data_of(vm, arg[0]);
    (void)count;
    if (!data)
        return 0;
    replace(vm, &data->cache, 0);
    replace(vm, &data->negative, 0);
    release(vm, value_of(data));
    return NONE;
}

static Value get_dump(Vm *vm, const Value *arg, size_t count)
{
    AbcData *data = data_of(vm, arg[0]);
    Value    sets[3] = {0}, result = 0;
    (void)count;
    if (!data)
        return 0;
    sets[0] = set_new(vm, data->registry);
    sets[1] = set_new(vm, data->cache);
    sets[2] = set_new(vm, data->negative);
    if (sets[0] && sets[1] && sets[2])
        result = tuple_of(vm, 4, sets[0], sets[1], sets[2], int_value(data->negative_version));
    for (size_t i = 0; i < countof(sets); i++)
        release(vm, sets[i]);
    release(vm, value_of(data));
    return result;
}

#define OWNER &module_abc
static const Row functions[] = {
    FUNCTION("get_cache_token(/)", cache_token, CALL_NOARGS, "Returns the current ABC cache token."),
    FUNCTION("_abc_init(self, /)", abc_init, CALL_ONE, "Internal ABC helper for class set-up. Should be never used outside abc module."),
    FUNCTION("_reset_registry(self, /)", reset_registry, CALL_ONE, "Internal ABC helper to reset registry of a given class."),
    FUNCTION("_reset_caches(self, /)", reset_caches, CALL_ONE, "Internal ABC helper to reset both caches of a given class."),
    FUNCTION("_get_dump(self, /)", get_dump, CALL_ONE, "Internal ABC helper for cache and registry debugging."),
    FUNCTION("_abc_register(self, subclass, /)", abc_register, CALL_POSITIONAL, "Internal ABC helper for subclasss registration."),
    FUNCTION("_abc_instancecheck(self, instance, /)", abc_instancecheck, CALL_POSITIONAL, "Internal ABC helper for instance checks."),
    FUNCTION("_abc_subclasscheck(self, subclass, /)", abc_subclasscheck, CALL_POSITIONAL, "Internal ABC helper for subclasss checks."),
    ROWS_END,
};

const ModuleDef module_abc = {
    .name = "_abc", .doc = "Module contains faster C implementation of abc.ABCMeta", .functions = functions,
    .state_size = sizeof(AbcState)};
