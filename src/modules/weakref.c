/* weakref.c - _weakref. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/weakref_object.h"

static Value count_refs(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_pointer(arg[0]) || object_of(arg[0])->flags & OBJECT_CONST)
        return int_value(0);
    return int_value((int64_t)weakref_count(vm, object_of(arg[0])));
}

static Value list_refs(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value list = list_new(vm, 2);
    if (!list || !is_pointer(arg[0]) || object_of(arg[0])->flags & OBJECT_CONST)
        return list;
    for (WeakReference *ref = weakref_first(vm, object_of(arg[0])); ref; ref = ref->next)
        if (!list_append(vm, list, value_of(ref))) {
            release(vm, list);
            return 0;
        }
    return list;
}

static Value make_proxy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return weakproxy_new(vm, arg[0], arg[1]);
}

/* Deletes dct[key] if its value is a reference whose object has died. */
static Value remove_dead(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_dict(vm, arg[0]))
        return type_error(vm, "_remove_dead_weakref() argument 1 must be dict, not %T", arg[0]);
    Value found = dict_find(vm, arg[0], arg[1]);
    if (!found)
        return 0;
    if (found == UNBOUND)
        return NONE;
    if (!is_instance_of(vm, found, &weakref_type))
        return type_error(vm, "not a weakref");
    if (as_weakref(found)->object)
        return NONE;
    return dict_delete(vm, arg[0], arg[1]) < 0 ? 0 : NONE;
}

#define OWNER &module_weakref
extern const ModuleDef module_weakref;
static const Row functions[] = {
    FUNCTION("getweakrefcount(object, /)", count_refs, CALL_ONE, "Return the number of weak references to 'object'."),
    FUNCTION("_remove_dead_weakref(dct, key, /)", remove_dead, CALL_POSITIONAL, "Atomically remove key from dict if it points to a dead weakref."),
    FUNCTION("getweakrefs(object, /)", list_refs, CALL_ONE, "Return a list of all weak reference objects pointing to 'object'."),
    FUNCTION("proxy(object, callback=None, /)", make_proxy, CALL_POSITIONAL, "Create a proxy object that weakly references 'object'."),
    ROWS_END,
};

static const ModuleConstant constants[] = {
    {.name = "ref", .kind = CONSTANT_A_TYPE, .pointer = &weakref_type},
    {.name = "ReferenceType", .kind = CONSTANT_A_TYPE, .pointer = &weakref_type},
    {.name = "ProxyType", .kind = CONSTANT_A_TYPE, .pointer = &weakproxy_type},
    {.name = "CallableProxyType", .kind = CONSTANT_A_TYPE, .pointer = &weakcallableproxy_type},
    {.kind = CONSTANT_END},
};

const ModuleDef module_weakref = {
    .name = "_weakref", .doc = "Weak-reference support module.", .functions = functions, .constants = constants};
