/* mapping_proxy.c - mappingproxy: a read-only view of a mapping. SPDX-License-Identifier: MIT */
#include "objects/mapping_proxy.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct MappingProxy {
    Object head;
    Value  mapping;
} MappingProxy;

static Value mapping_of(Value v)
{
    return ((MappingProxy *)object_of(v))->mapping;
}

Value mapping_proxy_new(Vm *vm, Value mapping)
{
    MappingProxy *self = heap_new_container(vm, sizeof *self, SHAPE_MAPPING_PROXY);
    if (!self)
        return 0;
    self->mapping = retain(mapping);
    gc_track(vm, &self->head);
    return value_of(self);
}

static Value proxy_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!type_of(vm, arg[1])->slots.subscript || is_list(vm, arg[1]) || is_tuple(vm, arg[1]))
        return type_error(vm, "mappingproxy() argument must be a mapping, not %T", arg[1]);
    return mapping_proxy_new(vm, arg[1]);
}

static void proxy_dealloc(Vm *vm, Object *object)
{
    release(vm, ((MappingProxy *)object)->mapping);
    heap_free(vm, object, sizeof(MappingProxy));
}

static bool proxy_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return !is_object(((MappingProxy *)object)->mapping) || visit(((MappingProxy *)object)->mapping, arg);
}

static Value proxy_repr(Vm *vm, Value v)
{
    return str_format(vm, "mappingproxy(%R)", mapping_of(v));
}

static Value proxy_str(Vm *vm, Value v)
{
    return object_str(vm, mapping_of(v));
}

static int64_t proxy_hash(Vm *vm, Value v)
{
    return object_hash(vm, mapping_of(v));
}

static Value proxy_compare(Vm *vm, Value a, Value b, Comparison op)
{
    return object_compare(vm, mapping_of(a), has_shape(b, SHAPE_MAPPING_PROXY) ? mapping_of(b) : b, op);
}

static Value proxy_iter(Vm *vm, Value v)
{
    return object_iter(vm, mapping_of(v));
}

static Value unwrap(Value v)
{
    return has_shape(v, SHAPE_MAPPING_PROXY) ? mapping_of(v) : v;
}

static Value proxy_or(Vm *vm, Value a, Value b)
{
    return binary_op(vm, unwrap(a), unwrap(b), OP_OR);
}

static Value proxy_ior(Vm *vm, Value a, Value b)
{
    (void)b;
    return type_error(vm, "'|=' is not supported by %T; use '|' instead", a);
}

static int64_t proxy_length(Vm *vm, Value v)
{
    return object_length(vm, mapping_of(v));
}

static Value proxy_subscript(Vm *vm, Value v, Value key)
{
    return object_getitem(vm, mapping_of(v), key);
}

static int proxy_contains(Vm *vm, Value v, Value key)
{
    return object_contains(vm, mapping_of(v), key);
}

static Value proxy_get(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return call_method(vm, mapping_of(arg[0]), NAME(get), arg + 1, 2);
}

#define FORWARD(name) \
    static Value proxy_##name(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)count; \
        return call_method(vm, mapping_of(arg[0]), NAME(name), NULL, 0); \
    }
FORWARD(keys)
FORWARD(values)
FORWARD(items)
FORWARD(copy)
FORWARD(__reversed__)
#undef FORWARD

#define OWNER &mapping_proxy_type
static const Row rows[] = {
    METHOD("get(self, key, default=None, /)", proxy_get, CALL_POSITIONAL, "Return the value for key if key is in the mapping, else default."),
    METHOD("keys(self, /)", proxy_keys, CALL_NOARGS, "a set-like object providing a view on the underlying mapping's keys"),
    METHOD("values(self, /)", proxy_values, CALL_NOARGS, "an object providing a view on the underlying mapping's values"),
    METHOD("items(self, /)", proxy_items, CALL_NOARGS, "a set-like object providing a view on the underlying mapping's items"),
    METHOD("copy(self, /)", proxy_copy, CALL_NOARGS, "a shallow copy of the underlying mapping"),
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL),
    METHOD("__reversed__(self, /)", proxy___reversed__, CALL_NOARGS, "reverse iterator"),
    ROWS_END,
};
static const Row new_row = NEW_ROW("mappingproxy(cls, mapping)", proxy_make, CALL_KEYWORDS);
#undef OWNER

const Type mapping_proxy_type = {
    TYPE_HEAD, .name = "mappingproxy", .doc = "A read-only view of a mapping.", .base = &object_type, .rows = rows,
    .number = SHAPE_MAPPING_PROXY, .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_MAPPING, .basic_size = 24,
    .size = sizeof(MappingProxy), .new_row = &new_row,
    .slots = {OBJECT_SLOTS, .dealloc = proxy_dealloc, .traverse = proxy_traverse, .new = new_from_row, .repr = proxy_repr,
              .str = proxy_str, .hash = proxy_hash, .compare = proxy_compare, .iter = proxy_iter, .or = proxy_or,
              .ior = proxy_ior, .map_length = proxy_length, .subscript = proxy_subscript, .contains = proxy_contains},
};
