/* gc.c - the module gc over memory/gc.c. SPDX-License-Identifier: MIT */
#include "memory/heap.h"
#include "memory/thread_state.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

enum { GENERATIONS = 3, DEBUG_STATS = 1, DEBUG_COLLECTABLE = 2, DEBUG_UNCOLLECTABLE = 4, DEBUG_SAVEALL = 32, DEBUG_LEAK = 38 };

/* ---- switches ---- */

static Value gc_enable(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    vm->heap->gc_enabled = true;
    return NONE;
}

static Value gc_disable(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    vm->heap->gc_enabled = false;
    return NONE;
}

static Value gc_isenabled(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return bool_value(vm->heap->gc_enabled);
}

static Value gc_set_debug(Vm *vm, const Value *arg, size_t count)
{
    int64_t flags;
    (void)count;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &flags))
        return 0;
    vm->heap->gc_debug = (uint32_t)flags;
    return NONE;
}

static Value gc_get_debug(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    return int_value(vm->heap->gc_debug);
}

static Value gc_get_count(Vm *vm, const Value *arg, size_t count)
{
    int64_t counts[GENERATIONS];
    (void)arg, (void)count;
    gc_counts(vm, counts);
    return tuple_of(vm, 3, int_value(counts[0]), int_value(counts[1]), int_value(counts[2]));
}

static Value gc_set_threshold(Vm *vm, const Value *arg, size_t count)
{
    int64_t threshold[GENERATIONS];
    if (count < 1 || count > GENERATIONS)
        return type_error(vm, "gc.set_threshold requires 1 to 3 arguments");
    for (size_t i = 0; i < count; i++)
        if (!object_index_int64(vm, arg[i], &overflow_error_type, &threshold[i]))
            return 0;
    for (size_t i = 0; i < count; i++)
        vm->heap->generation[i].threshold = (uint32_t)threshold[i];
    return NONE;
}

static Value gc_get_threshold(Vm *vm, const Value *arg, size_t count)
{
    HeapGeneration *g = vm->heap->generation;
    (void)arg, (void)count;
    return tuple_of(vm, 3, int_value(g[0].threshold), int_value(g[1].threshold), int_value(g[2].threshold));
}

/* ---- collecting ---- */

static Value collect_generation(Vm *vm, const Value *arg, size_t count)
{
    int64_t generation;
    (void)count;
    if (!object_index_int64(vm, arg[0], &overflow_error_type, &generation))
        return 0;
    if (generation < 0 || generation >= GENERATIONS)
        return value_error(vm, "invalid generation");
    int64_t found = vm->heap->collecting ? 0 : gc_collect(vm, (int)generation);
    return exception_pending(vm) ? 0 : int_from_int64(vm, found);
}

static Value statistics_of(Vm *vm, const HeapGeneration *g)
{
    Value dict = dict_new(vm);
    if (dict && dict_set(vm, dict, NAME(collections), int_value((int64_t)g->collections)) &&
        dict_set(vm, dict, NAME(collected), int_value((int64_t)g->collected)) &&
        dict_set(vm, dict, NAME(uncollectable), int_value((int64_t)g->uncollectable)))
        return dict;
    release(vm, dict);
    return 0;
}

static Value gc_get_stats(Vm *vm, const Value *arg, size_t count)
{
    Value list = list_new(vm, GENERATIONS);
    (void)arg, (void)count;
    for (size_t i = 0; list && i < GENERATIONS; i++) {
        Value dict = statistics_of(vm, &vm->heap->generation[i]);
        if (!dict || !list_append_taken(vm, list, dict)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* ---- looking ---- */

typedef struct Gathering {
    Vm   *vm;
    Value list, sought; /* sought: tuple of get_referrers */
    bool  failed, found;
} Gathering;

static bool gather(Value v, void *arg)
{
    Gathering *g = arg;
    if (v == g->list)
        return true;
    g->failed = !list_append(g->vm, g->list, v);
    return !g->failed;
}

static Value gc_get_objects(Vm *vm, const Value *arg, size_t count)
{
    int64_t generation = -1;
    (void)count;
    if (arg[0] != NONE) {
        if (!object_index_int64(vm, arg[0], &overflow_error_type, &generation))
            return 0;
        if (generation >= GENERATIONS)
            return value_error(vm, "generation parameter must be less than the number of available generations (%d)",
                               GENERATIONS);
        if (generation < 0)
            return value_error(vm, "generation parameter cannot be negative");
    }
    Gathering g = {.vm = vm, .list = list_new(vm, 64)};
    if (!g.list)
        return 0;
    gc_each(vm, (int)generation, gather, &g);
    if (!g.failed)
        return g.list;
    release(vm, g.list);
    return 0;
}

static bool is_sought(Value v, void *arg)
{
    Gathering *g = arg;
    for (size_t i = 0; i < tuple_length(g->sought); i++)
        g->found = g->found || tuple_get(g->sought, i) == v;
    return !g->found;
}

static bool gather_referrer(Value v, void *arg)
{
    Gathering       *g = arg;
    const LifeSlots *life = life_of(g->vm, object_of(v));
    if (v == g->list || v == g->sought || !life->traverse)
        return true;
    g->found = false;
    life->traverse(g->vm, object_of(v), is_sought, g);
    return !g->found || gather(v, arg);
}

static Value gc_get_referrers(Vm *vm, const Value *arg, size_t count)
{
    Gathering g = {.vm = vm, .list = list_new(vm, 8), .sought = arg[0]};
    (void)count;
    if (!g.list)
        return 0;
    gc_each(vm, -1, gather_referrer, &g);
    if (!g.failed)
        return g.list;
    release(vm, g.list);
    return 0;
}

static Value gc_get_referents(Vm *vm, const Value *arg, size_t count)
{
    Gathering g = {.vm = vm, .list = list_new(vm, 8)};
    (void)count;
    for (size_t i = 0; g.list && !g.failed && i < tuple_length(arg[0]); i++) {
        Value v = tuple_get(arg[0], i);
        if (is_object(v) && life_of(vm, object_of(v))->traverse && !(object_of(v)->flags & OBJECT_CONST))
            life_of(vm, object_of(v))->traverse(vm, object_of(v), gather, &g);
    }
    if (!g.failed)
        return g.list;
    release(vm, g.list);
    return 0;
}

static Value is_tracked_object(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(is_object(arg[0]) && gc_is_tracked(object_of(arg[0])));
}

static Value gc_is_finalized(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(is_object(arg[0]) && object_of(arg[0])->flags & OBJECT_FINALIZED);
}

/* ---- freezing: nothing is ever set aside here, for constants never were the collector's ---- */

static Value gc_freeze(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return NONE;
}

static Value gc_get_freeze_count(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)arg, (void)count;
    return int_value(0);
}

/* ---- callbacks ---- */

static Value hook_info(Vm *vm, int generation, int64_t collected)
{
    Value dict = dict_new(vm);
    if (dict && dict_set(vm, dict, NAME(generation), int_value(generation)) &&
        dict_set(vm, dict, NAME(collected), int_value(collected)) && dict_set(vm, dict, NAME(uncollectable), int_value(0)))
        return dict;
    release(vm, dict);
    return 0;
}

static void call_callbacks(Vm *vm, int generation, bool start, int64_t collected)
{
    Value callbacks = vm->heap->gc_callbacks;
    if (!callbacks || !list_length(callbacks) || vm->dying)
        return;
    Value pending = exception_take(vm), info = hook_info(vm, generation, collected);
    for (size_t i = 0; info && i < list_length(callbacks); i++) {
        Value callback = retain(list_get(callbacks, i));
        Value done = call2(vm, callback, start ? NAME(start) : NAME(stop), info);
        if (!done)
            vm->up->unraisable(vm, "Exception ignored while calling GC callback", callback);
        release(vm, done);
        release(vm, callback);
    }
    release(vm, info);
    if (pending)
        exception_put(vm, pending);
}

static bool set_list(Vm *vm, Value module, Value name, Value *place)
{
    if (!*place && !(*place = list_new(vm, 0)))
        return false;
    return object_setattr(vm, module, name, *place);
}

static bool init(Vm *vm, Value module)
{
    vm->heap->gc_hook = call_callbacks;
    return set_list(vm, module, NAME(garbage), &vm->heap->gc_garbage) &&
           set_list(vm, module, NAME(callbacks), &vm->heap->gc_callbacks);
}

extern const ModuleDef module_gc;
#define OWNER &module_gc
static const Row functions[] = {
    FUNCTION("enable(/)", gc_enable, CALL_NOARGS, "Enable automatic garbage collection."),
    FUNCTION("disable(/)", gc_disable, CALL_NOARGS, "Disable automatic garbage collection."),
    FUNCTION("isenabled(/)", gc_isenabled, CALL_NOARGS, "Returns true if automatic garbage collection is enabled."),
    FUNCTION("set_debug(flags, /)", gc_set_debug, CALL_ONE, "Set the garbage collection debugging flags."),
    FUNCTION("get_debug(/)", gc_get_debug, CALL_NOARGS, "Get the garbage collection debugging flags."),
    FUNCTION("get_count(/)", gc_get_count, CALL_NOARGS, "Return a three-tuple of the current collection counts."),
    FUNCTION_FLAGS("set_threshold(*args)", gc_set_threshold, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                   "set_threshold(threshold0, [threshold1, [threshold2]])\nSet the collection thresholds."),
    FUNCTION("get_threshold(/)", gc_get_threshold, CALL_NOARGS, "Return the current collection thresholds."),
    FUNCTION("collect(generation=2)", collect_generation, CALL_KEYWORDS, "Run the garbage collector."),
    FUNCTION("get_objects(generation=None)", gc_get_objects, CALL_KEYWORDS, "Return a list of objects tracked by the collector."),
    FUNCTION("get_stats(/)", gc_get_stats, CALL_NOARGS, "Return a list of dictionaries containing per-generation statistics."),
    FUNCTION("is_tracked(obj, /)", is_tracked_object, CALL_ONE, "Returns true if the object is tracked by the garbage collector."),
    FUNCTION("is_finalized(obj, /)", gc_is_finalized, CALL_ONE, "Returns true if the object has been already finalized by the GC."),
    FUNCTION("get_referrers(*objs)", gc_get_referrers, CALL_POSITIONAL, "Return the list of objects that directly refer to any of 'objs'."),
    FUNCTION("get_referents(*objs)", gc_get_referents, CALL_POSITIONAL, "Return the list of objects that are directly referred to by 'objs'."),
    FUNCTION("freeze(/)", gc_freeze, CALL_NOARGS, "Freeze all current tracked objects and ignore them for future collections."),
    FUNCTION("unfreeze(/)", gc_freeze, CALL_NOARGS, "Unfreeze all objects in the permanent generation."),
    FUNCTION("get_freeze_count(/)", gc_get_freeze_count, CALL_NOARGS, "Return the number of objects in the permanent generation."),
    ROWS_END,
};

static const ModuleConstant constants[] = {
    {"DEBUG_STATS", CONSTANT_AN_INT, DEBUG_STATS, 0, NULL},
    {"DEBUG_COLLECTABLE", CONSTANT_AN_INT, DEBUG_COLLECTABLE, 0, NULL},
    {"DEBUG_UNCOLLECTABLE", CONSTANT_AN_INT, DEBUG_UNCOLLECTABLE, 0, NULL},
    {"DEBUG_SAVEALL", CONSTANT_AN_INT, DEBUG_SAVEALL, 0, NULL},
    {"DEBUG_LEAK", CONSTANT_AN_INT, DEBUG_LEAK, 0, NULL},
    {.kind = CONSTANT_END},
};

const ModuleDef module_gc = {
    .name = "gc", .doc = "The garbage collector for reference cycles.", .functions = functions, .constants = constants,
    .init = init};
