/* weakref_object.c - weakref.ref: references that don't keep their object alive. The table is memory/weakref.c's.
 *
 * References without a callback are shared: one ref and one proxy an object. Constants never die and are in no table.
 * SPDX-License-Identifier: MIT */
#include "objects/weakref_object.h"

#include "objects/errors.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static bool is_const(Value v)
{
    return !is_pointer(v) || object_of(v)->flags & OBJECT_CONST;
}

Value weakref_get(Value ref)
{
    Value object = as_weakref(ref)->object;
    return object ? retain(object) : NONE;
}

void weakref_call_back(Vm *vm, WeakReference *ref, Value callback)
{
    Value result = call1(vm, callback, value_of(ref));
    if (!result)
        vm->up->unraisable(vm, "Exception ignored while calling weakref callback", callback);
    release(vm, result);
}

/* ---- making ---- */

/* The shared reference of this exact shape; NULL: none. */
static WeakReference *find_shared(const Vm *vm, Value object, uint32_t shape)
{
    if (is_const(object))
        return NULL;
    for (WeakReference *ref = weakref_first(vm, object_of(object)); ref; ref = ref->next)
        if (ref->head.shape == shape && !ref->callback)
            return ref;
    return NULL;
}

static Value make(Vm *vm, const Type *cls, Value object, Value callback)
{
    if (callback == NONE)
        callback = 0;
    if (!type_of(vm, object)->weaklist_offset)
        return type_error(vm, "cannot create weak reference to '%T' object", object);
    if (!callback && !cls->heap) {
        WeakReference *shared = find_shared(vm, object, cls->number);
        if (shared)
            return retain(value_of(shared));
    }
    WeakReference *self = object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->object = object;
    self->callback = retain(callback);
    self->hash = -1;
    if (!is_const(object) && !weakref_add(vm, self)) {
        self->object = 0;
        release(vm, value_of(self));
        return 0;
    }
    return object_ready(vm, self);
}

Value weakref_new(Vm *vm, Value object, Value callback)
{
    return make(vm, &weakref_type, object, callback);
}

Value weakproxy_new(Vm *vm, Value object, Value callback)
{
    return make(vm, is_callable(vm, object) ? &weakcallableproxy_type : &weakproxy_type, object, callback);
}

static Value ref_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names) && cls == &weakref_type)
        return type_error(vm, "ref() takes no keyword arguments");
    if (count < 1 || count > 2)
        return type_error(vm, "__new__ expected at %s argument%s, got %zu", count < 1 ? "least 1" : "most 2",
                          count < 1 ? "" : "s", count);
    return make(vm, cls, args[0], count == 2 ? args[1] : 0);
}

static bool ref_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    (void)self, (void)args;
    if (names && tuple_length(names))
        return type_error(vm, "ref() takes no keyword arguments");
    return (count >= 1 && count <= 2) || type_error(vm, "__init__ expected at %s argument%s, got %zu",
                                                    count < 1 ? "least 1" : "most 2", count < 1 ? "" : "s", count);
}

static void detach(Vm *vm, WeakReference *self)
{
    if (self->object && !is_const(self->object))
        weakref_remove(vm, self);
    self->object = 0;
}

static void ref_dealloc(Vm *vm, Object *object)
{
    WeakReference *self = (WeakReference *)object;
    detach(vm, self);
    release(vm, self->callback);
    heap_free(vm, self, sizeof *self);
}

static bool ref_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    Value callback = ((WeakReference *)object)->callback;
    return !is_object(callback) || visit(callback, arg);
}

static void ref_clear(Vm *vm, Object *object)
{
    detach(vm, (WeakReference *)object);
    replace(vm, &((WeakReference *)object)->callback, 0);
}

/* ---- slots of ref ---- */

static Value ref_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    (void)args;
    if (names && tuple_length(names))
        return type_error(vm, "weakref() takes no keyword arguments");
    if (count)
        return type_error(vm, "weakref expected 0 arguments, got %zu", count);
    return weakref_get(callee);
}

static int64_t ref_hash(Vm *vm, Value v)
{
    WeakReference *self = as_weakref(v);
    if (self->hash != -1)
        return self->hash;
    Value object = weakref_get(v);
    if (object == NONE) {
        type_error(vm, "weak object has gone away");
        return -1;
    }
    int64_t hash = object_hash(vm, object);
    self->hash = hash;
    release(vm, object);
    return hash;
}

static Value ref_repr(Vm *vm, Value v)
{
    char  own[24], address[24];
    Value object = weakref_get(v), name = 0, result = 0;
    object_address(vm, v, own);
    if (object == NONE)
        return str_format(vm, "<weakref at %s; dead>", own);
    object_address(vm, object, address);
    name = object_find_attr(vm, object, NAME(__name__));
    if (name && name != UNBOUND && is_str(vm, name))
        result = str_format(vm, "<weakref at %s; to '%T' at %s (%U)>", own, object, address, name);
    else if (name)
        result = str_format(vm, "<weakref at %s; to '%T' at %s>", own, object, address);
    release(vm, name);
    release(vm, object);
    return result;
}

/* By their objects while both live, else by identity. */
static Value ref_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_instance_of(vm, a, &weakref_type) ||
        !is_instance_of(vm, b, &weakref_type))
        return NOT_IMPLEMENTED;
    Value x = weakref_get(a), y = weakref_get(b), result;
    if (x == NONE || y == NONE)
        result = bool_value((a == b) == (op == COMPARE_EQ));
    else
        result = object_compare(vm, x, y, op);
    release(vm, x);
    release(vm, y);
    return result;
}

static Value get_callback(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    WeakReference *self = as_weakref(arg[0]);
    return self->callback && self->object ? retain(self->callback) : NONE;
}

#define OWNER &weakref_type
static const Row ref_rows[] = {
    CLASS_METHOD("__class_getitem__(cls, object, /)", class_getitem, CALL_ONE, NULL),
    MEMBER("__callback__", get_callback, NULL, NULL),
    ROWS_END,
};
#undef OWNER

#define REF_LIFE .dealloc = ref_dealloc, .traverse = ref_traverse, .clear = ref_clear

const Type weakref_type = {
    TYPE_HEAD, .name = "weakref.ReferenceType", .doc = "A reference that does not keep its object alive.",
    .base = &object_type, .rows = ref_rows, .number = SHAPE_WEAKREF,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL, .basic_size = 64,
    .size = sizeof(WeakReference),
    .slots = {OBJECT_SLOTS, REF_LIFE, .new = ref_new, .init = ref_init, .repr = ref_repr, .hash = ref_hash,
              .compare = ref_compare, .call = ref_call},
};

/* ---- proxies: every operation is passed on to the object ---- */

static bool is_proxy(Value v)
{
    return has_shape(v, SHAPE_WEAKPROXY) || has_shape(v, SHAPE_WEAKCALLABLEPROXY);
}

/* The object behind v when v is a proxy, else v; owned; 0: ReferenceError. */
static Value unwrap(Vm *vm, Value v)
{
    if (!is_proxy(v))
        return retain(v);
    Value object = weakref_get(v);
    if (object == NONE)
        return raise_format(vm, &reference_error_type, "weakly-referenced object no longer exists");
    return object;
}

#define PROXY_UNARY(name, operation) \
    static Value proxy_##name(Vm *vm, Value v) \
    { \
        Value object = unwrap(vm, v); \
        Value result = object ? operation(vm, object) : 0; \
        release(vm, object); \
        return result; \
    }
PROXY_UNARY(str, object_str)
PROXY_UNARY(iter, object_iter)
PROXY_UNARY(negative, object_negative)
PROXY_UNARY(positive, object_positive)
PROXY_UNARY(absolute, object_absolute)
PROXY_UNARY(invert, object_invert)
PROXY_UNARY(to_int, object_to_int)
PROXY_UNARY(to_float, object_to_float)
PROXY_UNARY(index, object_index)
#undef PROXY_UNARY

static Value both(Vm *vm, Value a, Value b, int op)
{
    Value x = unwrap(vm, a), y = x ? unwrap(vm, b) : 0;
    Value result = !y ? 0 : op < 0 ? object_divmod(vm, x, y) : binary_op(vm, x, y, op);
    release(vm, x);
    release(vm, y);
    return result;
}

#define PROXY_BINARY(name, op) \
    static Value proxy_##name(Vm *vm, Value a, Value b) \
    { \
        return both(vm, a, b, op); \
    }
PROXY_BINARY(add, OP_ADD)
PROXY_BINARY(subtract, OP_SUBTRACT)
PROXY_BINARY(multiply, OP_MULTIPLY)
PROXY_BINARY(floor_divide, OP_FLOOR_DIVIDE)
PROXY_BINARY(true_divide, OP_TRUE_DIVIDE)
PROXY_BINARY(remainder, OP_REMAINDER)
PROXY_BINARY(divmod, -1)
PROXY_BINARY(lshift, OP_LSHIFT)
PROXY_BINARY(rshift, OP_RSHIFT)
PROXY_BINARY(and, OP_AND)
PROXY_BINARY(xor, OP_XOR)
PROXY_BINARY(or, OP_OR)
PROXY_BINARY(matrix_multiply, OP_MATRIX_MULTIPLY)
PROXY_BINARY(iadd, OP_ADD + OP_INPLACE)
PROXY_BINARY(isubtract, OP_SUBTRACT + OP_INPLACE)
PROXY_BINARY(imultiply, OP_MULTIPLY + OP_INPLACE)
PROXY_BINARY(ifloor_divide, OP_FLOOR_DIVIDE + OP_INPLACE)
PROXY_BINARY(itrue_divide, OP_TRUE_DIVIDE + OP_INPLACE)
PROXY_BINARY(iremainder, OP_REMAINDER + OP_INPLACE)
PROXY_BINARY(ilshift, OP_LSHIFT + OP_INPLACE)
PROXY_BINARY(irshift, OP_RSHIFT + OP_INPLACE)
PROXY_BINARY(iand, OP_AND + OP_INPLACE)
PROXY_BINARY(ixor, OP_XOR + OP_INPLACE)
PROXY_BINARY(ior, OP_OR + OP_INPLACE)
PROXY_BINARY(imatrix_multiply, OP_MATRIX_MULTIPLY + OP_INPLACE)
#undef PROXY_BINARY

static Value proxy_power(Vm *vm, Value a, Value b, Value modulus)
{
    Value x = unwrap(vm, a), y = x ? unwrap(vm, b) : 0, m = y ? unwrap(vm, modulus) : 0;
    Value result = m ? object_power(vm, x, y, m) : 0;
    release(vm, x);
    release(vm, y);
    release(vm, m);
    return result;
}

static Value proxy_ipower(Vm *vm, Value a, Value b, Value modulus)
{
    (void)modulus;
    return both(vm, a, b, OP_POWER + OP_INPLACE);
}

static Value proxy_repr(Vm *vm, Value v)
{
    char  own[24], address[24];
    Value object = weakref_get(v);
    object_address(vm, v, own);
    if (object == NONE)
        return str_format(vm, "<weakproxy at %s; dead>", own);
    object_address(vm, object, address);
    Value result = str_format(vm, "<weakproxy at %s; to '%T' at %s>", own, object, address);
    release(vm, object);
    return result;
}

static Value proxy_compare(Vm *vm, Value a, Value b, Comparison op)
{
    Value x = unwrap(vm, a), y = x ? unwrap(vm, b) : 0;
    Value result = y ? object_compare(vm, x, y, op) : 0;
    release(vm, x);
    release(vm, y);
    return result;
}

static Value proxy_getattr(Vm *vm, Value v, Value name)
{
    Value object = unwrap(vm, v);
    Value result = object ? object_getattr(vm, object, name) : 0;
    release(vm, object);
    return result;
}

static bool proxy_setattr(Vm *vm, Value v, Value name, Value value)
{
    Value object = unwrap(vm, v);
    bool  done = object && object_setattr(vm, object, name, value);
    release(vm, object);
    return done;
}

static Value proxy_next(Vm *vm, Value v)
{
    Value object = unwrap(vm, v), result = 0;
    if (object && !is_iterator(vm, object))
        type_error(vm, "Weakref proxy referenced a non-iterator '%T' object", object);
    else if (object)
        result = object_next(vm, object);
    release(vm, object);
    return result;
}

static int proxy_truth(Vm *vm, Value v)
{
    Value object = unwrap(vm, v);
    int   result = object ? object_truth(vm, object) : -1;
    release(vm, object);
    return result;
}

static int64_t proxy_length(Vm *vm, Value v)
{
    Value   object = unwrap(vm, v);
    int64_t result = object ? object_length(vm, object) : -1;
    release(vm, object);
    return result;
}

static int proxy_contains(Vm *vm, Value v, Value item)
{
    Value object = unwrap(vm, v);
    int   result = object ? object_contains(vm, object, item) : -1;
    release(vm, object);
    return result;
}

static Value proxy_subscript(Vm *vm, Value v, Value key)
{
    Value object = unwrap(vm, v);
    Value result = object ? object_getitem(vm, object, key) : 0;
    release(vm, object);
    return result;
}

static bool proxy_set_subscript(Vm *vm, Value v, Value key, Value value)
{
    Value object = unwrap(vm, v);
    bool  done = object && object_setitem(vm, object, key, value);
    release(vm, object);
    return done;
}

static Value proxy_call(Vm *vm, Value v, const Value *args, size_t count, Value names)
{
    Value object = unwrap(vm, v);
    Value result = object ? call(vm, object, args, count, names) : 0;
    release(vm, object);
    return result;
}

static Value proxy_bytes(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value object = unwrap(vm, arg[0]);
    Value result = object ? call_method(vm, object, NAME(__bytes__), NULL, 0) : 0;
    release(vm, object);
    return result;
}

static Value proxy_reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value object = unwrap(vm, arg[0]);
    Value result = object ? call_method(vm, object, NAME(__reversed__), NULL, 0) : 0;
    release(vm, object);
    return result;
}

#define OWNER &weakproxy_type
static const Row proxy_rows[] = {
    METHOD("__bytes__(self, /)", proxy_bytes, CALL_NOARGS, NULL),
    METHOD("__reversed__(self, /)", proxy_reversed, CALL_NOARGS, NULL),
    ROWS_END,
};
#undef OWNER

#define PROXY_SLOTS \
    OBJECT_SLOTS, REF_LIFE, .repr = proxy_repr, .str = proxy_str, .hash = hash_not_implemented, .compare = proxy_compare, \
    .getattr = proxy_getattr, .setattr = proxy_setattr, .iter = proxy_iter, .next = proxy_next, .add = proxy_add, \
    .subtract = proxy_subtract, .multiply = proxy_multiply, .matrix_multiply = proxy_matrix_multiply, \
    .true_divide = proxy_true_divide, .floor_divide = proxy_floor_divide, .remainder = proxy_remainder, \
    .divmod = proxy_divmod, .power = proxy_power, .lshift = proxy_lshift, .rshift = proxy_rshift, .and = proxy_and, \
    .xor = proxy_xor, .or = proxy_or, .iadd = proxy_iadd, .isubtract = proxy_isubtract, .imultiply = proxy_imultiply, \
    .imatrix_multiply = proxy_imatrix_multiply, .itrue_divide = proxy_itrue_divide, \
    .ifloor_divide = proxy_ifloor_divide, .iremainder = proxy_iremainder, .ipower = proxy_ipower, \
    .ilshift = proxy_ilshift, .irshift = proxy_irshift, .iand = proxy_iand, .ixor = proxy_ixor, .ior = proxy_ior, \
    .negative = proxy_negative, .positive = proxy_positive, .absolute = proxy_absolute, .invert = proxy_invert, \
    .to_int = proxy_to_int, .to_float = proxy_to_float, .index = proxy_index, .truth = proxy_truth, \
    .map_length = proxy_length, .subscript = proxy_subscript, .set_subscript = proxy_set_subscript, \
    .contains = proxy_contains

#define PROXY_FLAGS (TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION)

const Type weakproxy_type = {
    TYPE_HEAD, .name = "weakref.ProxyType", .base = &object_type, .rows = proxy_rows, .number = SHAPE_WEAKPROXY,
    .flags = PROXY_FLAGS, .basic_size = 64, .size = sizeof(WeakReference), .slots = {PROXY_SLOTS},
};

const Type weakcallableproxy_type = {
    TYPE_HEAD, .name = "weakref.CallableProxyType", .base = &object_type, .number = SHAPE_WEAKCALLABLEPROXY,
    .flags = PROXY_FLAGS, .basic_size = 64, .size = sizeof(WeakReference), .slots = {PROXY_SLOTS, .call = proxy_call},
};
