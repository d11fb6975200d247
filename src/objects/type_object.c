/* type_object.c - the type `type`: calling classes, their attributes, what they show of themselves.
 *
 * SPDX-License-Identifier: MIT */
#include "objects/type_object.h"

#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/function.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/mapping_proxy.h"
#include "objects/object.h"
#include "objects/row.h"
#include "objects/slot.h"
#include "objects/str.h"
#include "objects/tuple.h"

static Type *mutable_type(Value v)
{
    return (Type *)object_of(v);
}

/* ---- names ---- */

Value type_name(Vm *vm, const Type *type)
{
    if (type->heap)
        return retain(type->heap->name);
    const char *dot = strrchr(type->name, '.');
    return str_intern_cstring(vm, dot ? dot + 1 : type->name);
}

Value type_qualname(Vm *vm, const Type *type)
{
    return type->heap ? retain(type->heap->qualname) : type_name(vm, type);
}

Value type_module(Vm *vm, const Type *type)
{
    if (type->heap) {
        Value module = dict_find_str(vm, type->heap->dict, NAME(__module__));
        if (module == UNBOUND)
            return attribute_error(vm, type_value(type), NAME(__module__), "__module__");
        return retain(module);
    }
    const char *dot = strrchr(type->name, '.');
    return dot ? str_intern_utf8(vm, type->name, (size_t)(dot - type->name)) : NAME(builtins);
}

static Value type_repr(Vm *vm, Value v)
{
    const Type *type = as_type(v);
    Value       module = type_module(vm, type), qualname = type_qualname(vm, type), result = 0;
    if (!module)
        exception_clear(vm);
    if (!qualname)
        goto done;
    if (module && is_str(vm, module) && !str_is(module, "builtins"))
        result = str_format(vm, "<class '%U.%U'>", module, qualname);
    else
        result = str_format(vm, "<class '%s'>", type->name);
done:
    release(vm, module);
    release(vm, qualname);
    return result;
}

/* ---- calling a class ---- */

static Value type_call(Vm *vm, Value callee, const Value *args, size_t count, Value names)
{
    const Type *cls = as_type(callee);
    if (cls == &type_type) {
        if (count == 1 && !(names && tuple_length(names)))
            return retain(type_value(type_of(vm, args[0])));
        if (count != 3)
            return type_error(vm, "type() takes 1 or 3 arguments");
    }
    if (!cls->slots.new)
        return type_error(vm, "cannot create '%s' instances", cls->name);
    Value object = cls->slots.new(vm, cls, args, count, names);
    if (!object || !is_instance_of(vm, object, cls))
        return object;
    const Type *own = type_of(vm, object);
    if (own->slots.init && !own->slots.init(vm, object, args, count, names)) {
        release(vm, object);
        return 0;
    }
    return object;
}

static bool type_init(Vm *vm, Value self, const Value *args, size_t count, Value names)
{
    (void)self, (void)args;
    if (names && tuple_length(names) && count == 1)
        return type_error(vm, "type.__init__() takes no keyword arguments");
    return count == 1 || count == 3 || type_error(vm, "type.__init__() takes 1 or 3 arguments");
}

/* ---- attributes ---- */

Value type_getattr(Vm *vm, Value v, Value name)
{
    const Type *type = as_type(v), *metatype = type_of(vm, v);
    Value       meta = retain(type_lookup(vm, metatype, name)), found = 0, result;
    DescrGetFn  meta_get = NULL;

    if (meta) {
        const Slots *slots = &type_of(vm, meta)->slots;
        meta_get = slots->get;
        if (meta_get && slots->set) {
            result = meta_get(vm, meta, v, type_value(metatype));
            goto done;
        }
    }
    found = retain(type_lookup(vm, type, name));
    if (found) {
        DescrGetFn get = type_of(vm, found)->slots.get;
        result = get ? get(vm, found, 0, v) : retain(found);
    } else if (meta_get) {
        result = meta_get(vm, meta, v, type_value(metatype));
    } else if (meta) {
        result = retain(meta);
    } else {
        result = attribute_error(vm, v, name, "type object '%s' has no attribute '%U'", type->name, name);
    }
done:
    release(vm, found);
    release(vm, meta);
    return result;
}

/* May a cache that read `old` go on with `value` through the cell alone? (D16) */
static bool is_same_kind(Vm *vm, Value old, Value value)
{
    if (is_function(old) && is_function(value))
        return object_of(old)->aux == object_of(value)->aux;
    const Slots *a = &type_of(vm, old)->slots, *b = &type_of(vm, value)->slots;
    return !a->get && !a->set && !b->get && !b->set;
}

static bool store(Vm *vm, Type *type, Value name, Value value)
{
    Value dict = type->heap->dict, old = retain(dict_find_str(vm, dict, name));
    bool  done = false;

    if (!old)
        return false;
    if (!value) {
        if (old == UNBOUND)
            return attribute_error(vm, type_value(type), name, "type object '%s' has no attribute '%U'", type->name, name);
        done = dict_delete(vm, dict, name) >= 0;
    } else {
        done = dict_set(vm, dict, name, value);
    }
    if (done && (old == UNBOUND || !value))
        type_modified(vm, type);
    if (done && (old == UNBOUND || !value || !is_same_kind(vm, old, value)))
        shape_retire(vm, type);
    release(vm, old);
    return done;
}

static bool is_descriptor_name(Value name)
{
    return name == NAME(__get__) || name == NAME(__set__) || name == NAME(__delete__);
}

static bool set_interned(Vm *vm, Value v, Value name, Value value)
{
    Type *type = mutable_type(v);
    Value meta = retain(type_lookup(vm, type_of(vm, v), name));
    if (meta && type_of(vm, meta)->slots.set) {
        bool done = type_of(vm, meta)->slots.set(vm, meta, v, value);
        release(vm, meta);
        return done;
    }
    release(vm, meta);
    if (!store(vm, type, name, value))
        return false;
    if (slot_name_is_special(name)) {
        slots_update_name(vm, type, name);
        /* Instances of this class may stand in class cells that were cached as plain data. */
        shape_retire(vm, is_descriptor_name(name) ? (Type *)(uintptr_t)&object_type : type);
    }
    return true;
}

bool type_setattr(Vm *vm, Value v, Value name, Value value)
{
    if (as_type(v)->flags & TYPE_IMMUTABLE)
        return type_error(vm, "cannot set %R attribute of immutable type '%s'", name, as_type(v)->name);
    if (!is_str(vm, name))
        return type_error(vm, "attribute name must be string, not '%T'", name);
    Value exact = is_exact_str(name) ? retain(name) : str_slice(vm, name, 0, as_str(name)->length);
    Value interned = exact ? str_intern(vm, exact) : 0;
    if (!interned)
        return false;
    retain(v);
    bool done = set_interned(vm, v, interned, value);
    release(vm, v);
    release(vm, interned);
    return done;
}

/* ---- attributes of type objects ---- */

static bool check_mutable(Vm *vm, Value self, Value value, const char *name)
{
    if (as_type(self)->flags & TYPE_IMMUTABLE)
        return type_error(vm, "cannot set '%s' attribute of immutable type '%s'", name, as_type(self)->name);
    if (!value)
        return type_error(vm, "cannot delete '%s' attribute of immutable type '%s'", name, as_type(self)->name);
    return true;
}

static Value get_name(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return type_name(vm, as_type(arg[0]));
}

static bool set_name(Vm *vm, Value self, Value value)
{
    Utf8  utf8;
    Type *type = mutable_type(self);
    if (!check_mutable(vm, self, value, "__name__"))
        return false;
    if (!is_str(vm, value))
        return type_error(vm, "can only assign string to %s.__name__, not '%T'", type->name, value);
    for (size_t i = 0; i < as_str(value)->length; i++)
        if (str_char(as_str(value), i) == 0)
            return value_error(vm, "type name must not contain null characters");
    if (!str_utf8(vm, value, &utf8))
        return false;
    char *copy = mem_alloc(vm, utf8.length + 1);
    if (copy) {
        memcpy(copy, utf8.data, utf8.length + 1);
        mem_free(vm, (void *)(uintptr_t)type->name, strlen(type->name) + 1);
        type->name = copy;
        replace(vm, &type->heap->name, retain(value));
    }
    utf8_free(vm, &utf8);
    return copy;
}

static Value get_qualname(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return type_qualname(vm, as_type(arg[0]));
}

static bool set_qualname(Vm *vm, Value self, Value value)
{
    if (!check_mutable(vm, self, value, "__qualname__"))
        return false;
    if (!is_str(vm, value))
        return type_error(vm, "can only assign string to %s.__qualname__, not '%T'", as_type(self)->name, value);
    replace(vm, &mutable_type(self)->heap->qualname, retain(value));
    return true;
}

static Value get_module(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return type_module(vm, as_type(arg[0]));
}

static bool set_module(Vm *vm, Value self, Value value)
{
    if (!check_mutable(vm, self, value, "__module__"))
        return false;
    Type *type = mutable_type(self);
    if (dict_delete(vm, type->heap->dict, NAME(__firstlineno__)) < 0)
        return false;
    type_modified(vm, type);
    shape_retire(vm, type);
    return dict_set(vm, type->heap->dict, NAME(__module__), value);
}

static Value get_bases(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return retain(type_bases(vm, as_type(arg[0])));
}

static bool set_bases(Vm *vm, Value self, Value value)
{
    return check_mutable(vm, self, value, "__bases__") && class_set_bases(vm, self, value);
}

static Value get_mro(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value mro = type_mro(vm, as_type(arg[0]));
    return mro ? retain(mro) : as_type(arg[0])->heap ? NONE : 0;
}

static Value get_base(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const Type *base = as_type(arg[0])->base;
    return base ? retain(type_value(base)) : NONE;
}

#define NUMBER(field) \
    static Value get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        return int_value(as_type(arg[0])->field); \
    }
NUMBER(basic_size)
NUMBER(item_size)
NUMBER(dict_offset)
NUMBER(weaklist_offset)
#undef NUMBER

enum { FLAG_STATIC_BUILTIN = 1 << 1 };

static Value get_flags(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const Type *type = as_type(arg[0]);
    uint32_t    flags = type->flags | TYPE_READY | TYPE_VALID_VERSION;
    return int_value(type->heap ? flags : flags | FLAG_STATIC_BUILTIN);
}

static Value get_dict(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value dict = type_dict(vm, as_type(arg[0]));
    return dict ? mapping_proxy_new(vm, dict) : 0;
}

static Value get_doc(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value dict = type_dict(vm, as_type(arg[0]));
    Value doc = dict ? dict_find_str(vm, dict, NAME(__doc__)) : 0;
    if (!doc || doc == UNBOUND)
        return doc ? NONE : 0;
    DescrGetFn get = type_of(vm, doc)->slots.get;
    return get ? get(vm, doc, 0, arg[0]) : retain(doc);
}

static bool set_doc(Vm *vm, Value self, Value value)
{
    if (!check_mutable(vm, self, value, "__doc__"))
        return false;
    type_modified(vm, mutable_type(self));
    shape_retire(vm, mutable_type(self));
    return dict_set(vm, as_type(self)->heap->dict, NAME(__doc__), value);
}

static Value get_text_signature(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Type *type = as_type(arg[0]);
    if (type->heap && !type->heap->template_of)
        return NONE;
    if (type->heap)
        type = type->heap->template_of;
    if (type == &object_type)
        return str_from_cstring(vm, "()");
    if (type->text_signature)
        return str_from_cstring(vm, type->text_signature);
    const Row *row = type->init_row ? type->init_row : type->new_row;
    return row ? row_text_signature(vm, row) : NONE;
}

/* An entry of the class's own namespace; deleting and setting it changes what caches know. */
static Value own_entry(Vm *vm, Value self, Value name)
{
    Value dict = type_dict(vm, as_type(self));
    return dict ? dict_find_str(vm, dict, name) : 0;
}

static bool set_own(Vm *vm, Value self, Value name, Value value)
{
    Type *type = mutable_type(self);
    bool  done = value ? dict_set(vm, type->heap->dict, name, value) : dict_delete(vm, type->heap->dict, name) >= 0;
    type_modified(vm, type);
    shape_retire(vm, type);
    return done;
}

static Value get_abstract(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Value names = arg[0] == type_value(&type_type) ? UNBOUND : own_entry(vm, arg[0], NAME(__abstractmethods__));
    if (names == UNBOUND)
        return attribute_error(vm, arg[0], NAME(__abstractmethods__), "__abstractmethods__");
    return retain(names);
}

static bool set_abstract(Vm *vm, Value self, Value value)
{
    if (as_type(self)->flags & TYPE_IMMUTABLE)
        return type_error(vm, "cannot set '__abstractmethods__' attribute of immutable type '%s'", as_type(self)->name);
    int truth = value ? object_truth(vm, value) : 0;
    if (truth < 0)
        return false;
    if (!value && own_entry(vm, self, NAME(__abstractmethods__)) == UNBOUND)
        return attribute_error(vm, self, NAME(__abstractmethods__), "__abstractmethods__");
    if (!set_own(vm, self, NAME(__abstractmethods__), value))
        return false;
    Type *type = mutable_type(self);
    type->flags = truth ? type->flags | TYPE_ABSTRACT : type->flags & ~(uint32_t)TYPE_ABSTRACT;
    return true;
}

static Value get_annotate(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (!as_type(arg[0])->heap)
        return attribute_error(vm, arg[0], NAME(__annotate__), "type object '%s' has no attribute '__annotate__'",
                               as_type(arg[0])->name);
    Value annotate = own_entry(vm, arg[0], NAME(__annotate_func__));
    if (annotate == UNBOUND)
        annotate = own_entry(vm, arg[0], NAME(__annotate__));
    if (!annotate)
        return 0;
    if (annotate == UNBOUND)
        return set_own(vm, arg[0], NAME(__annotate_func__), NONE) ? NONE : 0;
    DescrGetFn get = type_of(vm, annotate)->slots.get;
    return get ? get(vm, annotate, 0, arg[0]) : retain(annotate);
}

static bool set_annotate(Vm *vm, Value self, Value value)
{
    if (!value)
        return type_error(vm, "cannot delete __annotate__ attribute");
    if (as_type(self)->flags & TYPE_IMMUTABLE)
        return type_error(vm, "cannot set '__annotate__' attribute of immutable type '%s'", as_type(self)->name);
    if (value != NONE && !is_callable(vm, value))
        return type_error(vm, "__annotate__ must be callable or None");
    if (!set_own(vm, self, NAME(__annotate_func__), value))
        return false;
    return value == NONE || (set_own(vm, self, NAME(__annotations__), 0) && set_own(vm, self, NAME(__annotations_cache__), 0));
}

static Value get_annotations(Vm *vm, const Value *arg, size_t count)
{
    if (!as_type(arg[0])->heap)
        return attribute_error(vm, arg[0], NAME(__annotations__), "type object '%s' has no attribute '__annotations__'",
                               as_type(arg[0])->name);
    Value found = own_entry(vm, arg[0], NAME(__annotations__));
    if (found == UNBOUND)
        found = own_entry(vm, arg[0], NAME(__annotations_cache__));
    if (!found)
        return 0;
    if (found != UNBOUND) {
        DescrGetFn get = type_of(vm, found)->slots.get;
        return get ? get(vm, found, 0, arg[0]) : retain(found);
    }
    Value annotate = get_annotate(vm, arg, count);
    Value made = annotate ? annotations_from(vm, is_callable(vm, annotate) ? annotate : 0) : 0;
    release(vm, annotate);
    if (made && !set_own(vm, arg[0], NAME(__annotations_cache__), made)) {
        release(vm, made);
        return 0;
    }
    return made;
}

static bool set_annotations(Vm *vm, Value self, Value value)
{
    if (as_type(self)->flags & TYPE_IMMUTABLE)
        return type_error(vm, "cannot set '__annotations__' attribute of immutable type '%s'", as_type(self)->name);
    Value name = own_entry(vm, self, NAME(__annotations__)) != UNBOUND ? NAME(__annotations__) : NAME(__annotations_cache__);
    if (!value && own_entry(vm, self, name) == UNBOUND)
        return attribute_error(vm, self, NAME(__annotations__), "__annotations__");
    if (!set_own(vm, self, name, value))
        return false;
    return set_own(vm, self, NAME(__annotate_func__), 0) && set_own(vm, self, NAME(__annotate__), 0);
}

static Value get_type_params(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    if (arg[0] == type_value(&type_type))
        return tuple_empty(vm);
    Value params = own_entry(vm, arg[0], NAME(__type_params__));
    return params == UNBOUND ? tuple_empty(vm) : retain(params);
}

static bool set_type_params(Vm *vm, Value self, Value value)
{
    return check_mutable(vm, self, value, "__type_params__") && set_own(vm, self, NAME(__type_params__), value);
}

/* ---- methods ---- */

static Value type_mro_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return class_compute_mro(vm, as_type(arg[0]));
}

static Value type_subclasses(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    size_t at = 0;
    Value  subclass, list = list_new(vm, 4);
    while (list && (subclass = type_next_subclass(vm, as_type(arg[0]), &at)))
        if (!list_append(vm, list, subclass)) {
            release(vm, list);
            return 0;
        }
    return list;
}

static Value type_prepare(Vm *vm, const Value *arg, size_t count, Value names)
{
    (void)arg, (void)count, (void)names;
    return dict_new(vm);
}

static Value type_instancecheck(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int result = real_is_instance(vm, arg[1], arg[0]);
    return result < 0 ? 0 : bool_value(result);
}

static Value type_subclasscheck(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    int result = real_is_subclass(vm, arg[1], arg[0]);
    return result < 0 ? 0 : bool_value(result);
}

/* Names of the class's namespace and those of all its bases; into dict. */
static bool merge_class_dict(Vm *vm, Value dict, Value cls)
{
    Value own = object_find_attr(vm, cls, NAME(__dict__)), bases = 0;
    bool  done = own;
    if (own && own != UNBOUND)
        done = dict_merge(vm, dict, own, 1);
    release(vm, own);
    if (!done)
        return false;
    bases = object_find_attr(vm, cls, NAME(__bases__));
    if (bases && bases != UNBOUND && is_tuple(vm, bases))
        for (size_t i = 0; done && i < tuple_length(bases); i++)
            done = merge_class_dict(vm, dict, tuple_get(bases, i));
    release(vm, bases);
    return bases && done;
}

Value type_dir(Vm *vm, Value cls)
{
    Value dict = dict_new(vm), list = 0;
    if (dict && merge_class_dict(vm, dict, cls))
        list = dict_keys(vm, dict);
    release(vm, dict);
    return list;
}

static Value type_dir_method(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    return type_dir(vm, arg[0]);
}

static Value type_sizeof(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return int_value(as_type(arg[0])->heap ? 1704 : 416);
}

static Value type_or(Vm *vm, Value a, Value b)
{
    return union_of(vm, a, b);
}

#define OWNER &type_type
static const Row rows[] = {
    METHOD("mro(self, /)", type_mro_method, CALL_NOARGS, "Return a type's method resolution order."),
    METHOD("__subclasses__(self, /)", type_subclasses, CALL_NOARGS, "Return a list of immediate subclasses."),
    {ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), "__prepare__(cls, name, bases, /, **kwds)", {.own = type_prepare}, NULL,
     "Create the namespace for the class statement", OWNER, CALL_OWN, ROW_CLASS},
    METHOD("__instancecheck__(self, instance, /)", type_instancecheck, CALL_ONE, "Check if an object is an instance."),
    METHOD("__subclasscheck__(self, subclass, /)", type_subclasscheck, CALL_ONE, "Check if a class is a subclass."),
    METHOD("__dir__(self, /)", type_dir_method, CALL_NOARGS, "Specialized __dir__ implementation for types."),
    METHOD("__sizeof__(self, /)", type_sizeof, CALL_NOARGS, "Return memory consumption of the type object."),
    MEMBER("__basicsize__", get_basic_size, NULL, NULL),
    MEMBER("__itemsize__", get_item_size, NULL, NULL),
    MEMBER("__flags__", get_flags, NULL, NULL),
    MEMBER("__weakrefoffset__", get_weaklist_offset, NULL, NULL),
    MEMBER("__base__", get_base, NULL, NULL),
    MEMBER("__dictoffset__", get_dict_offset, NULL, NULL),
    GETSET("__name__", get_name, set_name, NULL),
    GETSET("__qualname__", get_qualname, set_qualname, NULL),
    GETSET("__bases__", get_bases, set_bases, NULL),
    GETSET("__mro__", get_mro, NULL, NULL),
    GETSET("__module__", get_module, set_module, NULL),
    GETSET("__abstractmethods__", get_abstract, set_abstract, NULL),
    GETSET("__dict__", get_dict, NULL, NULL),
    GETSET("__doc__", get_doc, set_doc, NULL),
    GETSET("__text_signature__", get_text_signature, NULL, NULL),
    GETSET("__annotations__", get_annotations, set_annotations, NULL),
    GETSET("__annotate__", get_annotate, set_annotate, NULL),
    GETSET("__type_params__", get_type_params, set_type_params, NULL),
    ROWS_END,
};
#undef OWNER

const Type type_type = {
    TYPE_HEAD, .name = "type", .doc = "The type of types: type(object), or type(name, bases, dict, **keywords).",
    .base = &object_type, .rows = rows, .number = SHAPE_TYPE,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC | TYPE_HAVE_VECTORCALL | TYPE_ITEMS_AT_END |
             (uint32_t)TYPE_TYPE_SUBCLASS,
    .basic_size = 936, .item_size = 40, .dict_offset = 264, .weaklist_offset = 368, .size = sizeof(Type),
    .slots = {OBJECT_SLOTS, .dealloc = class_dealloc, .traverse = class_traverse, .clear = class_clear,
              .new = type_new_slot, .init = type_init, .repr = type_repr, .call = type_call, .getattr = type_getattr,
              .setattr = type_setattr, .or = type_or},
};
