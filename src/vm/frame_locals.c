/* frame_locals.c - the variables of a frame as a mapping: locals(), frame.f_locals (PEP 667).
 *
 * A write to a variable of a live frame keeps the old value in the frame object until it ends, since words may borrow it (D8).
 * SPDX-License-Identifier: MIT */
#include "vm/frame_locals.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "vm/generator.h"

static Value *slots_of(FrameObject *frame)
{
    return frame->fp ? frame->fp : frame->locals;
}

/* Value of variable i as Python sees it, borrowed; UNBOUND: none (or a hidden one). */
static Value variable(FrameObject *frame, const CodeObject *code, size_t i)
{
    uint8_t kind = code->local_kinds[i];
    Value   v = slots_of(frame)[i];
    if (kind & LOCAL_HIDDEN)
        return UNBOUND;
    if (kind & (LOCAL_CELL | LOCAL_FREE) && has_shape(v, SHAPE_CELL))
        v = as_cell(v)->value;
    return v;
}

static bool is_optimized(const FrameObject *frame)
{
    return as_code(frame->code)->flags & CODE_OPTIMIZED;
}

/* Copies the variables into dict; extras of f_locals too. */
static bool copy_variables(Vm *vm, FrameObject *frame, Value dict)
{
    CodeObject *code = as_code(frame->code);
    Value       names = code_localsplus(vm, code);
    for (size_t i = 0; names && i < code->localsplus_count; i++) {
        Value v = variable(frame, code, i);
        if (v != UNBOUND && !dict_set(vm, dict, tuple_get(names, i), v))
            return false;
    }
    return names && (!frame->extra_locals || dict_merge(vm, dict, frame->extra_locals, 1));
}

Value frame_locals(Vm *vm, Value v)
{
    FrameObject *frame = as_frame(v);
    if (!is_optimized(frame)) {
        Value mapping = slots_of(frame)[as_code(frame->code)->localsplus_count];
        return mapping == UNBOUND ? dict_new(vm) : retain(mapping);
    }
    FrameLocalsProxy *proxy = heap_new_container(vm, sizeof *proxy, SHAPE_FRAME_LOCALS_PROXY);
    if (!proxy)
        return 0;
    proxy->frame = retain(v);
    gc_track(vm, &proxy->head);
    return value_of(proxy);
}

Value machine_locals(Vm *vm)
{
    FrameWalk walk = frame_walk(vm, vm->thread);
    if (!walk.fp)
        return system_error(vm, "frame does not exist");
    const Lowered *lowered = frame_lowered(vm, walk.fp, walk.pc);
    if (!(lowered->code->flags & CODE_OPTIMIZED))
        return retain(walk.fp[lowered->nlocals - 1]);
    Value frame = frame_object(vm, walk.fp, walk.pc), dict = frame ? dict_new(vm) : 0;
    if (dict && !copy_variables(vm, as_frame(frame), dict)) {
        release(vm, dict);
        dict = 0;
    }
    release(vm, frame);
    return dict;
}

/* ---- the proxy ---- */

static FrameObject *frame_of(Value proxy)
{
    return as_frame(((FrameLocalsProxy *)object_of(proxy))->frame);
}

/* Index of the variable that key names; -1: none, -2: exception. readable: it must have a value. */
static int64_t find_variable(Vm *vm, FrameObject *frame, Value key, bool readable)
{
    CodeObject *code = as_code(frame->code);
    Value       names = code_localsplus(vm, code);
    if (!names)
        return -2;
    for (size_t i = 0; i < code->localsplus_count; i++) {
        Value name = tuple_get(names, i);
        if (name != key) {
            if (!is_str(vm, key))
                continue;
            if (!str_equal(name, key))
                continue;
        }
        if (code->local_kinds[i] & LOCAL_HIDDEN)
            continue;
        if (!readable || variable(frame, code, i) != UNBOUND)
            return (int64_t)i;
    }
    return object_hash(vm, key) == -1 ? -2 : -1;
}

static Value proxy_snapshot(Vm *vm, Value proxy)
{
    Value dict = dict_new(vm);
    if (dict && !copy_variables(vm, frame_of(proxy), dict)) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

/* Borrowed; UNBOUND: absent; 0. */
static Value proxy_find(Vm *vm, Value proxy, Value key)
{
    FrameObject *frame = frame_of(proxy);
    int64_t      i = find_variable(vm, frame, key, true);
    if (i == -2)
        return 0;
    if (i >= 0)
        return variable(frame, as_code(frame->code), (size_t)i);
    return frame->extra_locals ? dict_find(vm, frame->extra_locals, key) : UNBOUND;
}

static Value proxy_subscript(Vm *vm, Value proxy, Value key)
{
    Value v = proxy_find(vm, proxy, key);
    if (v == UNBOUND)
        return key_error(vm, key);
    return retain(v);
}

/* The value of a variable is replaced; what stood there lives on with a live frame. */
static bool store_variable(Vm *vm, FrameObject *frame, size_t i, Value value)
{
    Value *place = &slots_of(frame)[i];
    if (as_code(frame->code)->local_kinds[i] & (LOCAL_CELL | LOCAL_FREE) && has_shape(*place, SHAPE_CELL)) {
        replace(vm, &as_cell(*place)->value, retain(value));
        return true;
    }
    if (frame->fp && is_pointer(*place)) {
        if (!frame->overwritten && !(frame->overwritten = list_new(vm, 1)))
            return false;
        if (!list_append(vm, frame->overwritten, *place))
            return false;
    }
    replace(vm, place, retain(value));
    return true;
}

static bool proxy_assign(Vm *vm, Value proxy, Value key, Value value)
{
    FrameObject *frame = frame_of(proxy);
    int64_t      i = find_variable(vm, frame, key, false);
    if (i == -2)
        return false;
    if (i >= 0) {
        if (!value)
            return value_error(vm, "cannot remove local variables from FrameLocalsProxy"), false;
        return store_variable(vm, frame, (size_t)i, value);
    }
    if (!value) {
        int deleted = frame->extra_locals ? dict_delete(vm, frame->extra_locals, key) : 0;
        if (deleted == 0)
            key_error(vm, key);
        return deleted > 0;
    }
    if (!frame->extra_locals && !(frame->extra_locals = dict_new(vm)))
        return false;
    return dict_set(vm, frame->extra_locals, key, value);
}

static int64_t proxy_length(Vm *vm, Value proxy)
{
    Value dict = proxy_snapshot(vm, proxy);
    if (!dict)
        return -1;
    int64_t length = (int64_t)dict_length(vm, dict);
    release(vm, dict);
    return length;
}

static int proxy_contains(Vm *vm, Value proxy, Value key)
{
    Value v = proxy_find(vm, proxy, key);
    return v ? v != UNBOUND : -1;
}

static Value proxy_keys_list(Vm *vm, Value proxy, Value (*part)(Vm *vm, Value dict))
{
    Value dict = proxy_snapshot(vm, proxy), list = dict ? part(vm, dict) : 0;
    release(vm, dict);
    return list;
}

static Value proxy_iter(Vm *vm, Value proxy)
{
    Value list = proxy_keys_list(vm, proxy, dict_keys), iterator = list ? object_iter(vm, list) : 0;
    release(vm, list);
    return iterator;
}

static Value proxy_keys(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return proxy_keys_list(vm, arg[0], dict_keys);
}

static Value proxy_values(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return proxy_keys_list(vm, arg[0], dict_values);
}

static Value proxy_items(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return proxy_keys_list(vm, arg[0], dict_items);
}

static Value proxy_reversed(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value list = proxy_keys_list(vm, arg[0], dict_keys);
    Value iterator = list ? call_method(vm, list, NAME(__reversed__), NULL, 0) : 0;
    release(vm, list);
    return iterator;
}

static Value proxy_copy(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return proxy_snapshot(vm, arg[0]);
}

static Value proxy_get(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value v = proxy_find(vm, arg[0], arg[1]);
    return v == UNBOUND ? retain(arg[2]) : retain(v);
}

static Value proxy_setdefault(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value v = proxy_find(vm, arg[0], arg[1]);
    if (v != UNBOUND)
        return retain(v);
    return proxy_assign(vm, arg[0], arg[1], arg[2]) ? retain(arg[2]) : 0;
}

static Value proxy_pop(Vm *vm, const Value *arg, size_t count)
{
    FrameObject *frame = frame_of(arg[0]);
    (void)count;
    int64_t i = find_variable(vm, frame, arg[1], false);
    if (i == -2)
        return 0;
    if (i >= 0)
        return value_error(vm, "cannot remove local variables from FrameLocalsProxy");
    Value v = frame->extra_locals ? dict_pop(vm, frame->extra_locals, arg[1]) : UNBOUND;
    if (v == UNBOUND)
        return arg[2] ? retain(arg[2]) : key_error(vm, arg[1]);
    return v;
}

static bool proxy_merge(Vm *vm, Value proxy, Value other)
{
    Value dict = dict_new(vm), key, value;
    size_t at = 0;
    bool   fine = dict && dict_merge(vm, dict, other, 1);
    while (fine && dict_next(vm, dict, &at, &key, &value))
        fine = proxy_assign(vm, proxy, key, value);
    release(vm, dict);
    return fine;
}

static Value proxy_update(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return proxy_merge(vm, arg[0], arg[1]) ? NONE : 0;
}

static Value proxy_or(Vm *vm, Value a, Value b)
{
    bool first = has_shape(a, SHAPE_FRAME_LOCALS_PROXY);
    if (!is_dict(vm, first ? b : a) && !has_shape(first ? b : a, SHAPE_FRAME_LOCALS_PROXY))
        return NOT_IMPLEMENTED;
    Value dict = dict_new(vm);
    if (dict && (!dict_merge(vm, dict, a, 1) || !dict_merge(vm, dict, b, 1))) {
        release(vm, dict);
        return 0;
    }
    return dict;
}

static Value proxy_ior(Vm *vm, Value a, Value b)
{
    if (!is_dict(vm, b) && !has_shape(b, SHAPE_FRAME_LOCALS_PROXY))
        return NOT_IMPLEMENTED;
    return proxy_merge(vm, a, b) ? retain(a) : 0;
}

static Value proxy_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if (op != COMPARE_EQ && op != COMPARE_NE)
        return NOT_IMPLEMENTED;
    if (has_shape(b, SHAPE_FRAME_LOCALS_PROXY))
        return bool_value((frame_of(a) == frame_of(b)) == (op == COMPARE_EQ));
    if (!is_dict(vm, b))
        return NOT_IMPLEMENTED;
    Value dict = proxy_snapshot(vm, a), result = dict ? object_compare(vm, dict, b, op) : 0;
    release(vm, dict);
    return result;
}

static Value proxy_repr(Vm *vm, Value proxy)
{
    int active = repr_enter(vm, proxy);
    if (active)
        return active < 0 ? 0 : str_from_cstring(vm, "{...}");
    Value dict = proxy_snapshot(vm, proxy), text = dict ? object_repr(vm, dict) : 0;
    release(vm, dict);
    repr_leave(vm, proxy);
    return text;
}

static Value proxy_make(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_frame(arg[1]))
        return type_error(vm, "expect frame, not %T", arg[1]);
    return frame_locals(vm, arg[1]);
}

static void proxy_dealloc(Vm *vm, Object *object)
{
    gc_untrack(vm, object);
    release(vm, ((FrameLocalsProxy *)object)->frame);
    heap_free(vm, object, sizeof(FrameLocalsProxy));
}

static bool proxy_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    return visit(((FrameLocalsProxy *)object)->frame, arg);
}

#define OWNER &frame_locals_proxy_type
static const Row make_row = NEW_ROW("FrameLocalsProxy(cls, frame, /)", proxy_make, CALL_POSITIONAL);
static const Row rows[] = {
    METHOD("get(self, key, default=None, /)", proxy_get, CALL_POSITIONAL, NULL),
    METHOD("keys(self, /)", proxy_keys, CALL_NOARGS, NULL),
    METHOD("values(self, /)", proxy_values, CALL_NOARGS, NULL),
    METHOD("items(self, /)", proxy_items, CALL_NOARGS, NULL),
    METHOD("__reversed__(self, /)", proxy_reversed, CALL_NOARGS, NULL),
    METHOD("copy(self, /)", proxy_copy, CALL_NOARGS, NULL),
    METHOD("setdefault(self, key, default=None, /)", proxy_setdefault, CALL_POSITIONAL, NULL),
    METHOD("pop(self, key, default=<unrepresentable>, /)", proxy_pop, CALL_POSITIONAL, NULL),
    METHOD("update(self, other, /)", proxy_update, CALL_ONE, NULL),
    ROWS_END
};
#undef OWNER

const Type frame_locals_proxy_type = {
    TYPE_HEAD, .name = "FrameLocalsProxy", .base = &object_type, .rows = rows, .number = SHAPE_FRAME_LOCALS_PROXY,
    .flags = TYPE_IMMUTABLE | TYPE_HAVE_GC | TYPE_MAPPING, .basic_size = 24, .size = sizeof(FrameLocalsProxy), .new_row = &make_row,
    .slots = {OBJECT_SLOTS, .dealloc = proxy_dealloc, .traverse = proxy_traverse, .new = new_from_row, .repr = proxy_repr,
              .hash = hash_not_implemented, .compare = proxy_compare, .iter = proxy_iter, .map_length = proxy_length,
              .length = proxy_length, .subscript = proxy_subscript, .set_subscript = proxy_assign, .contains = proxy_contains,
              .or = proxy_or, .ior = proxy_ior},
};
