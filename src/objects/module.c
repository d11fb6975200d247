/* module.c - module objects, and the making of those that C declares. SPDX-License-Identifier: MIT */
#include "objects/module.h"

#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"

bool is_module(const Vm *vm, Value v)
{
    return has_shape(v, SHAPE_MODULE) || (is_object(v) && is_instance_of(vm, v, &module_type));
}

/* ---- life ---- */

static Value allocate_module(Vm *vm, const Type *cls)
{
    Value   dict = dict_new_celled(vm);
    Module *self = dict ? object_allocate(vm, cls, 0) : NULL;
    if (!self) {
        release(vm, dict);
        return 0;
    }
    self->dict = dict;
    return object_ready(vm, self);
}

static Value new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    return allocate_module(vm, cls);
}

static void module_dealloc(Vm *vm, Object *object)
{
    Module *self = (Module *)object;
    release(vm, self->dict);
    release(vm, self->name);
    heap_free(vm, self, sizeof *self);
}

static bool module_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    Module *self = (Module *)object;
    (void)vm;
    if (self->def && self->def->state_traverse && self->state && !self->def->state_traverse(self->state, visit, arg))
        return false;
    return !self->dict || visit(self->dict, arg);
}

static void module_clear(Vm *vm, Object *object)
{
    if (((Module *)object)->dict)
        dict_clear(vm, ((Module *)object)->dict);
}

/* ---- making ---- */

/* What every module's namespace begins with. */
static bool init_dict(Vm *vm, Value self, Value name, Value doc)
{
    Value dict = as_module(self)->dict;
    if (is_exact_str(name))
        replace(vm, &as_module(self)->name, retain(name));
    return dict_set(vm, dict, NAME(__name__), name) && dict_set(vm, dict, NAME(__doc__), doc) &&
           dict_set(vm, dict, NAME(__package__), NONE) && dict_set(vm, dict, NAME(__loader__), NONE) &&
           dict_set(vm, dict, NAME(__spec__), NONE);
}

Value module_new(Vm *vm, Value name, Value doc)
{
    Value self = allocate_module(vm, &module_type);
    if (self && !init_dict(vm, self, name, doc ? doc : NONE)) {
        release(vm, self);
        return 0;
    }
    return self;
}

static Value module_init(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!is_str(vm, arg[1]))
        return bad_argument_type(vm, "module", "'name'", "str", arg[1]);
    return init_dict(vm, arg[0], arg[1], arg[2]) ? NONE : 0;
}

static Value constant_value(Vm *vm, const ModuleConstant *constant)
{
    switch (constant->kind) {
    case CONSTANT_AN_INT:  return int_from_int64(vm, constant->integer);
    case CONSTANT_A_FLOAT: return float_new(vm, constant->number);
    case CONSTANT_A_STR:   return str_from_cstring(vm, constant->pointer);
    case CONSTANT_A_TYPE:  return retain(type_value(constant->pointer));
    default:               return system_error(vm, "bad module constant");
    }
}

static bool set_taken(Vm *vm, Value dict, const char *name, Taken value)
{
    Value key = value ? str_intern_cstring(vm, name) : 0;
    bool  done = key && dict_set(vm, dict, key, value);
    release(vm, key);
    release(vm, value);
    return done;
}

static bool add_row(Vm *vm, Value dict, const Row *row)
{
    Value name = row_name(vm, row);
    bool  done = name && dict_set(vm, dict, name, value_of(row));
    release(vm, name);
    return done;
}

static const char *last_part(const char *dotted)
{
    const char *dot = strrchr(dotted, '.');
    return dot ? dot + 1 : dotted;
}

static bool fill_from_def(Vm *vm, Value module, const ModuleDef *def)
{
    Value dict = as_module(module)->dict;
    for (const Row *row = def->functions; row && row->signature; row++)
        if (!add_row(vm, dict, row))
            return false;
    for (const ModuleConstant *c = def->constants; c && c->kind != CONSTANT_END; c++)
        if (!set_taken(vm, dict, c->name, constant_value(vm, c)))
            return false;
    for (const Type *const *type = def->types; type && *type; type++)
        if (!set_taken(vm, dict, last_part((*type)->name), retain(type_value(*type))))
            return false;
    for (const Type *const *type = def->templates; type && *type; type++)
        if (!set_taken(vm, dict, last_part((*type)->name), type_from_template(vm, *type, module)))
            return false;
    return !def->init || def->init(vm, module);
}

/* ---- by definition: a small table, searched in order ---- */

typedef struct ModuleEntry {
    const ModuleDef *def;
    Value            module; /* owned: lives as long as the isolate, whatever sys.modules says */
    void            *state;
} ModuleEntry;

typedef struct ModuleTable {
    size_t       count, capacity;
    ModuleEntry *entries;
} ModuleTable;

static ModuleEntry *find_entry(const Vm *vm, const ModuleDef *def)
{
    ModuleTable *table = vm->objects->modules_by_def;
    for (size_t i = 0; table && i < table->count; i++)
        if (table->entries[i].def == def)
            return &table->entries[i];
    return NULL;
}

static ModuleEntry *add_entry(Vm *vm, const ModuleDef *def)
{
    ModuleTable *table = vm->objects->modules_by_def;
    if (!table && !(table = vm->objects->modules_by_def = mem_zero(vm, sizeof *table)))
        return NULL;
    if (table->count == table->capacity) {
        size_t capacity = table->capacity ? 2 * table->capacity : 16;
        void  *grown = mem_resize(vm, table->entries, table->capacity * sizeof(ModuleEntry), capacity * sizeof(ModuleEntry));
        if (!grown)
            return NULL;
        table->entries = grown;
        table->capacity = capacity;
    }
    void *state = def->state_size ? mem_zero(vm, def->state_size) : NULL;
    if (def->state_size && !state)
        return NULL;
    table->entries[table->count] = (ModuleEntry){def, 0, state};
    return &table->entries[table->count++];
}

void *module_state(Vm *vm, const ModuleDef *def)
{
    ModuleEntry *entry = find_entry(vm, def);
    return entry ? entry->state : NULL;
}

Value module_object(Vm *vm, const ModuleDef *def)
{
    ModuleEntry *entry = find_entry(vm, def);
    return entry ? entry->module : 0;
}

void modules_drop(Vm *vm)
{
    ModuleTable *table = vm->objects->modules_by_def;
    if (!table)
        return;
    for (size_t i = table->count; i-- > 0;) {
        ModuleEntry entry = table->entries[i];
        table->entries[i].module = 0;
        if (entry.state && entry.def->state_drop)
            entry.def->state_drop(vm, entry.state);
        release(vm, entry.module);
    }
    vm->objects->modules_by_def = NULL;
    for (size_t i = 0; i < table->count; i++)
        if (table->entries[i].state)
            mem_free(vm, table->entries[i].state, table->entries[i].def->state_size);
    if (table->entries)
        mem_free(vm, table->entries, table->capacity * sizeof(ModuleEntry));
    mem_free(vm, table, sizeof *table);
}

Value module_from_def(Vm *vm, const ModuleDef *def)
{
    Value name = str_intern_cstring(vm, def->name), doc = def->doc ? str_from_cstring(vm, def->doc) : NONE, self = 0;
    if (name && doc && (self = module_new(vm, name, doc))) {
        ModuleEntry *entry = find_entry(vm, def);
        if (!entry)
            entry = add_entry(vm, def);
        as_module(self)->def = def;
        if (entry) {
            as_module(self)->state = entry->state;
            replace(vm, &entry->module, retain(self));
        }
        if (!entry || !fill_from_def(vm, self, def)) {
            release(vm, self);
            self = 0;
        }
    }
    release(vm, name);
    release(vm, doc);
    return self;
}

/* ---- text ---- */

static Value module_repr(Vm *vm, Value v)
{
    Value importlib = vm->objects->sys_modules ? dict_find_cstring(vm, vm->objects->sys_modules, "_frozen_importlib") : UNBOUND;
    if (importlib && importlib != UNBOUND) {
        Value text = call_method(vm, importlib, NAME(_module_repr), &v, 1);
        if (text || !exception_is(vm, &attribute_error_type))
            return text;
        exception_clear(vm);
    }
    Value name = dict_find_str(vm, as_module(v)->dict, NAME(__name__));
    return name && name != UNBOUND ? str_format(vm, "<module %R>", name) : str_from_cstring(vm, "<module '?'>");
}

/* ---- attributes ---- */

/* Is the module still being initialised? 1, 0, -1 */
static int is_initializing(Vm *vm, Value spec)
{
    if (spec == NONE || !spec || spec == UNBOUND)
        return 0;
    Value flag = object_find_attr(vm, spec, NAME(_initializing));
    if (!flag || flag == UNBOUND)
        return flag ? 0 : -1;
    int truth = object_truth(vm, flag);
    release(vm, flag);
    return truth;
}

/* Does the module lie where a module of the standard library of that name is imported from? (Its own script shadows one.) */
static Value no_attribute(Vm *vm, Value v, Value name)
{
    Value dict = as_module(v)->dict, own = dict_find_str(vm, dict, NAME(__name__));
    if (!own || own == UNBOUND || !is_str(vm, own))
        return attribute_error(vm, v, name, "module has no attribute '%U'", name);
    Value spec = retain(dict_find_str(vm, dict, NAME(__spec__))), origin = UNBOUND, result = 0;
    int   initializing = is_initializing(vm, spec);
    if (initializing < 0)
        goto done;
    if (initializing) {
        origin = object_find_attr(vm, spec, NAME(origin));
        if (!origin)
            goto done;
        if (origin != UNBOUND && is_str(vm, origin))
            attribute_error(vm, v, name, "partially initialized module '%U' from '%U' has no attribute '%U' (most likely due to "
                            "a circular import)", own, origin, name);
        else
            attribute_error(vm, v, name, "partially initialized module '%U' has no attribute '%U' (most likely due to a "
                            "circular import)", own, name);
        goto done;
    }
    attribute_error(vm, v, name, "module '%U' has no attribute '%U'", own, name);
done:
    release(vm, origin);
    release(vm, spec);
    return result;
}

static Value module_getattr(Vm *vm, Value v, Value name)
{
    Value found = object_generic_find_attr(vm, v, name);
    if (found != UNBOUND)
        return found;
    Value dict = as_module(v)->dict;
    Value fallback = dict ? dict_find_str(vm, dict, NAME(__getattr__)) : UNBOUND;
    if (!fallback)
        return 0;
    if (fallback != UNBOUND) {
        retain(fallback);
        Value result = call1(vm, fallback, name);
        release(vm, fallback);
        return result;
    }
    return no_attribute(vm, v, name);
}

static Value module_dir(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value dict = object_getattr(vm, arg[0], NAME(__dict__)), result = 0;
    if (!dict)
        return 0;
    if (!is_dict(vm, dict)) {
        type_error(vm, "%U.__dict__ is not a dictionary", as_module(arg[0])->name ? as_module(arg[0])->name : NAME(module));
    } else {
        Value own = dict_find_str(vm, dict, NAME(__dir__));
        if (own && own != UNBOUND)
            result = call0(vm, own);
        else if (own)
            result = dict_keys(vm, dict);
    }
    release(vm, dict);
    return result;
}

static Value get_dict(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return retain(as_module(arg[0])->dict);
}

static Value get_annotations(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value dict = as_module(arg[0])->dict, found = dict_find_str(vm, dict, NAME(__annotations__));
    if (!found || found != UNBOUND)
        return retain(found);
    Value annotate = retain(dict_find_str(vm, dict, NAME(__annotate__)));
    if (!annotate)
        return 0;
    bool  callable = annotate != UNBOUND && annotate != NONE && is_callable(vm, annotate);
    Value spec = dict_find_str(vm, dict, NAME(__spec__));
    int   initializing = is_initializing(vm, spec);
    Value made = initializing < 0 ? 0 : annotations_from(vm, callable ? annotate : 0);
    release(vm, annotate);
    /* While the module still runs, its annotations aren't complete. */
    if (made && !initializing && !dict_set(vm, dict, NAME(__annotations__), made)) {
        release(vm, made);
        return 0;
    }
    return made;
}

static bool set_annotations(Vm *vm, Value self, Value value)
{
    Value dict = as_module(self)->dict;
    if (!value) {
        int deleted = dict_delete(vm, dict, NAME(__annotations__));
        if (deleted == 0)
            return attribute_error(vm, self, NAME(__annotations__), "__annotations__");
        return deleted > 0 && dict_delete(vm, dict, NAME(__annotate__)) >= 0;
    }
    return dict_set(vm, dict, NAME(__annotations__), value) && dict_delete(vm, dict, NAME(__annotate__)) >= 0;
}

static Value get_annotate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value dict = as_module(arg[0])->dict, found = dict_find_str(vm, dict, NAME(__annotate__));
    if (found == UNBOUND)
        return dict_set(vm, dict, NAME(__annotate__), NONE) ? NONE : 0;
    return retain(found);
}

static bool set_annotate(Vm *vm, Value self, Value value)
{
    Value dict = as_module(self)->dict;
    if (!value)
        return type_error(vm, "cannot delete __annotate__ attribute");
    if (value != NONE && !is_callable(vm, value))
        return type_error(vm, "__annotate__ must be callable or None");
    if (!dict_set(vm, dict, NAME(__annotate__), value))
        return false;
    return value == NONE || dict_delete(vm, dict, NAME(__annotations__)) >= 0;
}

bool module_set_class(Vm *vm, Value module, const Type *cls)
{
    const Type *from = type_of(vm, module);
    if (cls->heap && cls->heap->tail_size)
        return type_error(vm, "__class__ assignment: '%s' object layout differs from '%s'", cls->name, from->name);
    const Shape *root = cls->heap ? shape_root(vm, (Type *)(uintptr_t)cls) : NULL;
    if (cls->heap && !root)
        return false;
    object_of(module)->shape = cls->heap ? root->number : cls->number;
    if (cls->heap)
        retain(type_value(cls));
    if (from->heap)
        release(vm, type_value(from));
    return true;
}

#define OWNER &module_type
static const Row rows[] = {
    METHOD("__dir__(self, /)", module_dir, CALL_NOARGS, "__dir__() -> list\nspecialized dir() implementation"),
    MEMBER("__dict__", get_dict, NULL, NULL),
    GETSET("__annotations__", get_annotations, set_annotations, NULL),
    GETSET("__annotate__", get_annotate, set_annotate, NULL),
    ROWS_END,
};
static const Row init_row = INIT_ROW("module(self, name, doc=None)", module_init, CALL_KEYWORDS);
#undef OWNER

const Type module_type = {
    TYPE_HEAD, .name = "module", .doc = "A module.", .base = &object_type, .rows = rows, .number = SHAPE_MODULE,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC, .basic_size = 56, .dict_offset = 16,
    .weaklist_offset = 40, .size = sizeof(Module), .dict_field = offsetof(Module, dict), .init_row = &init_row,
    .slots = {OBJECT_SLOTS, .dealloc = module_dealloc, .traverse = module_traverse, .clear = module_clear, .new = new_slot,
              .init = init_from_row, .repr = module_repr, .getattr = module_getattr},
};
